package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

const code = `package core

func errGone() error { return &core.Error{Key: "gone"} }

func check(n int, problems *Problems) error {
	if n == 1 {
		return errGone()
	}
	if n == 2 {
		problems.Add("amount", "too_many", nil)
	}
	if n == 3 {
		return &core.Error{Code: core.Invalid, Key: "three"}
	}
	if n == 4 {
		return errors.Unwrap(errors.New("four"))
	}
	return nil
}

func (d *Damaged) Unwrap() error { return &core.Error{Key: "damaged"} }
`

// The blocks are written down by hand. One that several packages test is there several times.
const profile = `mode: set
resellerdesk/core/a.go:3.22,3.57 1 1
resellerdesk/core/a.go:5.47,6.12 1 1
resellerdesk/core/a.go:6.12,8.3 1 0
resellerdesk/core/a.go:6.12,8.3 1 1
resellerdesk/core/a.go:9.12,11.3 1 0
resellerdesk/core/a.go:12.12,14.3 1 0
resellerdesk/core/a.go:15.12,17.3 1 0
resellerdesk/core/a.go:21.34,21.70 1 1
`

func TestARefusalThatNoTestReachesIsListed(t *testing.T) {
	t.Chdir(t.TempDir())
	require.NoError(t, os.MkdirAll("core", 0o755))
	require.NoError(t, os.WriteFile(filepath.Join("core", "a.go"), []byte(code), 0o644))
	require.NoError(t, os.WriteFile("cover.out", []byte(profile), 0o644))
	reached, err := readProfile("cover.out")
	require.NoError(t, err)
	places, err := refusals([]string{"core"})
	require.NoError(t, err)
	got := map[string]bool{}
	for _, p := range places {
		got[p.what] = reached.has(p)
	}
	require.Equal(t, map[string]bool{
		"gone": true, "errGone": true, "too_many": false, "three": false, "damaged": true,
	}, got)
}

func TestAProfileThatIsNoneIsRefused(t *testing.T) {
	t.Chdir(t.TempDir())
	require.NoError(t, os.WriteFile("cover.out", []byte("resellerdesk/core/a.go:1\n"), 0o644))
	_, err := readProfile("cover.out")
	require.Error(t, err)
}
