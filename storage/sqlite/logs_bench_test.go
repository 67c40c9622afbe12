package sqlite_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"resellerdesk/core/store"
	"resellerdesk/storage/sqlite"
)

// fillLog writes a log of n entries straight into the file: one of a hundred is refused, one of a
// thousand is about Kranich.
func fillLog(b *testing.B, w *sqlite.Workspace, n int) {
	require.NoError(b, w.Write(func(tx store.Tx) error {
		return tx.AddLogEntry(store.LogEntry{Operation: "reseller.changed", Module: "user"})
	}))
	_, err := w.Raw().
		Exec(`WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $1)
		INSERT INTO log_entry (at, actor, module, operation, object, name, before, after, result, detail, operation_id, search_key)
		SELECT 1700000000000 + i * 60000, 'ida', CASE i % 20 WHEN 0 THEN 'email' ELSE 'user' END, 'reseller.changed', 'account ' || (i % 5000),
			'Company number ' || (i % 5000), printf('{"company":"%.*c"}', 600, 'x'), printf('{"company":"%.*c"}', 600, 'y'),
			CASE i % 100 WHEN 0 THEN 'conflict' ELSE 'ok' END, '', 'operation ' || i,
			CASE i % 1000 WHEN 0 THEN 'kranich' ELSE 'company number ' || (i % 5000) END || char(10) || 'reseller.changed'
		FROM n`, n)
	require.NoError(b, err)
}

// BenchmarkLogs is what the page costs until it is filled, among 1,000,000 entries.
func BenchmarkLogs(b *testing.B) {
	w, err := sqlite.Open(b.Context(), b.TempDir())
	require.NoError(b, err)
	defer w.Close()
	fillLog(b, w, 1_000_000)
	for name, q := range map[string]store.LogQuery{
		"all":             {},
		"deep":            {Offset: 900_000},
		"refused":         {Result: store.LogRefused},
		"module":          {Module: "email"},
		"nothing in it":   {Module: "signin"},
		"search":          {Search: "Kranich"},
		"search for none": {Search: "nobody at all"},
		"module, search":  {Module: "user", Search: "nobody at all"},
		"object":          {Object: "account 17"},
		"a day":           {From: time.UnixMilli(1730000000000), To: time.UnixMilli(1730086400000)},
		"operation":       {Operation: "reseller.suspended"},
	} {
		q.Limit = 100
		b.Run(name+"/page", func(b *testing.B) {
			for b.Loop() {
				_, err := w.Logs(b.Context(), q)
				require.NoError(b, err)
			}
		})
		b.Run(name+"/counts", func(b *testing.B) {
			for b.Loop() {
				_, err := w.LogCounts(b.Context(), q)
				require.NoError(b, err)
			}
		})
		b.Run(name+"/count", func(b *testing.B) {
			for b.Loop() {
				_, err := w.CountLogs(b.Context(), q)
				require.NoError(b, err)
			}
		})
	}
}
