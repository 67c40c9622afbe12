package storetest

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/store"
)

// someLog is a log of five entries, an hour apart.
func someLog(tx store.Tx) error {
	refusal := core.Error{
		Code: core.Conflict, Key: "capacity.not_enough", Args: core.Args{"Free": int64(77)},
	}
	for i, e := range []store.LogEntry{
		{Operation: "reseller.added", Module: store.ModuleUser, Object: "r1", Name: "Größe"},
		{Operation: "undo.reseller.added", Module: store.ModuleUser, Object: "r1", Name: "Größe"},
		{
			Operation: "reseller.changed", Module: store.ModuleUser, Object: "r1",
			Result: string(core.Conflict), Detail: core.ErrorText(&refusal),
		},
		{Operation: "email.settings", Module: store.ModuleEmail, Actor: "owner"},
		{Operation: "reseller.added", Module: store.ModuleUser, Object: "r2", Name: "Kranich"},
	} {
		e.At = Now.Add(time.Duration(i) * time.Hour)
		if e.Result == "" {
			e.Result = store.ResultOK
		}
		if err := tx.AddLogEntry(e); err != nil {
			return err
		}
	}
	return nil
}

func theLog(t *testing.T, e Engine) {
	w, _ := open(t, e)
	write(t, w, someLog)
	for name, c := range map[string]struct {
		q    store.LogQuery
		want []string
	}{
		"all":           {store.LogQuery{}, []string{"5", "4", "3", "2", "1"}},
		"a name":        {store.LogQuery{Search: "GROSSE"}, []string{"2", "1"}},
		"an operation":  {store.LogQuery{Search: "changed"}, []string{"3"}},
		"a refusal":     {store.LogQuery{Search: "not_enough"}, []string{"3"}},
		"what it names": {store.LogQuery{Search: "77"}, []string{"3"}},
		"not how":       {store.LogQuery{Search: `"Free"`}, nil},
		"titled": {
			store.LogQuery{Search: "x", Titled: []string{"email.settings"}}, []string{"4"},
		},
		"a module":       {store.LogQuery{Module: store.ModuleEmail}, []string{"4"}},
		"module, search": {store.LogQuery{Module: store.ModuleUser, Search: "kran"}, []string{"5"}},
		"with its undo":  {store.LogQuery{Operation: "reseller.added"}, []string{"5", "2", "1"}},
		"what was done":  {store.LogQuery{Result: store.LogOK}, []string{"5", "4", "2", "1"}},
		"refused":        {store.LogQuery{Result: store.LogRefused}, []string{"3"}},
		"by a person":    {store.LogQuery{Actor: "IDA"}, []string{"4"}},
		"by nobody":      {store.LogQuery{Actor: "nobody"}, nil},
		"of an object":   {store.LogQuery{Object: "r1"}, []string{"3", "2", "1"}},
		"before one":     {store.LogQuery{Below: 3}, []string{"2", "1"}},
		"from a time on": {store.LogQuery{From: Now.Add(3 * time.Hour)}, []string{"5", "4"}},
		"until a time":   {store.LogQuery{To: Now.Add(time.Hour)}, []string{"1"}},
		"for some time": {
			store.LogQuery{From: Now.Add(time.Millisecond), To: Now.Add(2 * time.Hour)},
			[]string{"2"},
		},
		"several at once": {
			store.LogQuery{Object: "r1", Operation: "reseller.added"}, []string{"2", "1"},
		},
	} {
		c.q.Limit = 10
		requireLogs(t, w, c.q, c.want, name)
	}
	rows, err := w.Logs(t.Context(), store.LogQuery{Offset: 1, Limit: 2})
	require.NoError(t, err)
	require.Len(t, rows, 2)
	require.Equal(t, "Ida", rows[0].Person)
	require.Equal(t, int64(3), rows[1].Number)
	last, err := w.LastLogEntry(t.Context())
	require.NoError(t, err)
	require.Equal(t, int64(5), last)
}

// requireLogs requires every reading of the log to say the same. The page of the query has to hold
// all entries.
func requireLogs(t *testing.T, w store.Store, q store.LogQuery, ids []string, name string) {
	t.Helper()
	found, err := w.LogIDs(t.Context(), q)
	require.NoError(t, err, name)
	require.Equal(t, ids, found, name)
	n, err := w.CountLogs(t.Context(), q)
	require.NoError(t, err, name)
	require.Equal(t, len(ids), n, name)
	rows, err := w.Logs(t.Context(), q)
	require.NoError(t, err, name)
	require.Len(t, rows, len(ids), name)
	counts, err := w.LogCounts(t.Context(), q)
	require.NoError(t, err, name)
	want := store.LogCounts{Modules: map[string]int{}, All: len(rows)}
	for _, r := range rows {
		want.Modules[r.Module]++
		if r.Refused() {
			want.Refused++
		}
	}
	require.Equal(t, want, counts, name)
}
