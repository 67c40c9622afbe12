package sqlitetest

import (
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// alterOne changes one column of the newest row to another value of the same type.
func alterOne(t testing.TB, db *sql.DB, table, column string) {
	key := keyOf(t, db, table)
	newest := fmt.Sprintf(
		`(%[1]s) = (SELECT %[1]s FROM %[2]s ORDER BY %[3]s DESC LIMIT 1)`,
		strings.Join(key, ", "), table, strings.Join(key, " DESC, "),
	)
	result, err := db.Exec(fmt.Sprintf(
		`UPDATE %[1]s SET %[2]s = CASE (SELECT type FROM pragma_table_info('%[1]s')
			WHERE name = '%[2]s')
		WHEN 'INTEGER' THEN coalesce(%[2]s, 0) + 1 WHEN 'TEXT' THEN coalesce(%[2]s, '') || 'x'
		ELSE CASE WHEN coalesce(length(%[2]s), 0) = 0 THEN x'00'
			ELSE unhex(replace(hex(%[2]s), substr(hex(%[2]s), 1, 1),
				iif(substr(hex(%[2]s), 1, 1) = 'A', 'B', 'A'))) END END WHERE %[3]s`,
		table, column, newest,
	))
	require.NoError(t, err)
	n, err := result.RowsAffected()
	require.NoError(t, err)
	require.Equal(t, int64(1), n)
}

// deleteOne deletes the rows with the largest value of the first column.
func deleteOne(t testing.TB, db *sql.DB, table string) {
	first := columnsOf(t, db, table)[0]
	Run(t, db, fmt.Sprintf(
		`DELETE FROM %[1]s WHERE %[2]s = (SELECT max(%[2]s) FROM %[1]s)`, table, first,
	))
}

// addOne adds a row that is like the newest one, except what must be unique.
func addOne(t testing.TB, db *sql.DB, table string) {
	unique := append(keyOf(t, db, table), Texts(t, db, `SELECT DISTINCT c.name
		FROM pragma_index_list(?) i, pragma_index_info(i.name) c WHERE i."unique"`, table)...)
	var values []string
	for _, c := range columnsOf(t, db, table) {
		if slices.Contains(unique, c) {
			c = fmt.Sprintf(`CASE typeof(%[1]s) WHEN 'text' THEN %[1]s || 'x'
				WHEN 'integer' THEN %[1]s + 1 END`, c)
		}
		values = append(values, c)
	}
	Run(t, db, fmt.Sprintf(`INSERT INTO %[1]s SELECT %[2]s FROM %[1]s ORDER BY 1 DESC LIMIT 1`,
		table, strings.Join(values, ", ")))
}

func columnsOf(t testing.TB, db *sql.DB, table string) []string {
	return Texts(t, db, `SELECT name FROM pragma_table_info(?)`, table)
}

func keyOf(t testing.TB, db *sql.DB, table string) []string {
	return Texts(t, db, `SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk`, table)
}
