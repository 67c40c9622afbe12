package store_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/store"
)

func TestAnEntryIsSearchedByWhatItNames(t *testing.T) {
	refusal := core.ErrorText(&core.Error{
		Code: core.Conflict, Key: "capacity.not_enough", Args: core.Args{"Free": int64(77)},
	})
	for name, c := range map[string]struct {
		entry store.LogEntry
		want  []string
	}{
		"words": {
			store.LogEntry{Operation: "reseller.added", Name: "Größe", Detail: "Not Paid"},
			[]string{"reseller.added", "grosse", "not paid"},
		},
		"a refusal": {
			store.LogEntry{Operation: "reseller.added", Name: "A", Detail: refusal},
			[]string{"reseller.added", "a", "capacity.not_enough", "77"},
		},
		"nothing besides": {
			store.LogEntry{Operation: "signin", Actor: "ida", Before: "x", After: "y"},
			[]string{"signin"},
		},
	} {
		require.Equal(t, c.want, strings.Split(c.entry.SearchKey(), "\n"), name)
	}
}
