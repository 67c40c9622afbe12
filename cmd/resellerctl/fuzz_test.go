package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/internal/bounds"
)

// FuzzReadJSON reads anything as the document of --from-json: what is taken can be written and read again, and says the same.
func FuzzReadJSON(f *testing.F) {
	old, err := os.ReadFile("testdata/old.json")
	require.NoError(f, err)
	f.Add(old)
	for _, seed := range []string{
		"{}", "null", "[]", `{"profile":{"company":"K"},"package":{"amounts":{"extensions":120,"custom_domains":null},"pbx_limit":1e3}}`, `{"version":-1} {}`,
		`{"profile":{"valid_until":"2027-01-01T00:00:00Z"},"permissions":["pbx.view",""]}`, "{\"id\":\"\xff\"}",
	} {
		f.Add([]byte(seed))
	}
	read := func(t *testing.T, raw []byte) (reseller, error) {
		r, c := reseller{}, &call{ctx: t.Context(), in: bufio.NewReader(bytes.NewReader(raw))}
		return r, c.readJSON("-", &r)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		var got reseller
		var err error
		bounds.Check(t, func() { got, err = read(t, raw) })
		if err != nil {
			require.Equal(t, core.Invalid, core.CodeOf(err))
			return
		}
		_ = got.draft()
		text, err := json.Marshal(got)
		require.NoError(t, err)
		again, err := read(t, text)
		require.NoError(t, err)
		twice, err := json.Marshal(again)
		require.NoError(t, err)
		require.Equal(t, string(text), string(twice))
	})
}
