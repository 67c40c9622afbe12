package main

import (
	"bytes"
	"database/sql"
	"encoding/csv"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"resellerdesk/assets"
	"resellerdesk/core/account"
	"resellerdesk/core/backup"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
	"resellerdesk/core/i18n"
	"resellerdesk/core/mail"
	"resellerdesk/core/permission"
	"resellerdesk/core/sheet"
	"resellerdesk/storage/sqlite"
)

func benchDesk(b *testing.B, resellers int) *desk.Desk {
	_, d := benchStore(b, resellers)
	return d
}

func benchStore(b *testing.B, resellers int) (*sqlite.Workspace, *desk.Desk) {
	d, store := benchWorkspace(b, b.TempDir())
	b.Cleanup(func() { _ = store.Close() })
	require.NoError(b, d.AddExamples(b.Context(), resellers, 0))
	return store, d
}

// benchWorkspace is a workspace with as large a subscription as there can be.
func benchWorkspace(b *testing.B, dir string) (*desk.Desk, *sqlite.Workspace) {
	store, err := sqlite.Open(b.Context(), dir)
	require.NoError(b, err)
	p, err := i18n.New(assets.Translations, "en")
	require.NoError(b, err)
	d := desk.New(desk.Options{
		Store: store, Keyring: noKeyring{}, Deliverer: mail.SMTP{},
		Printer: func(string) *i18n.Printer { return p }, Now: time.Now,
		Cost: account.Cost{Time: 1, Memory: 64, Threads: 1},
	})
	require.NoError(b, d.SetUp(b.Context(), desk.SetUp{
		Company: "Nordlicht", FirstName: "Ida", Email: "ida@nordlicht.example",
		Password: distributorPassword, Language: "en",
		Subscription: capacity.Subscription{Total: capacity.Amounts{
			capacity.Extensions: capacity.MaxAmount, capacity.ConcurrentCalls: capacity.MaxAmount,
			capacity.RecordingMinutes: capacity.MaxAmount,
		}}, Example: true,
	}))
	return d, store
}

// BenchmarkSearch is what a key press in the search costs until the list is filled, among 100,000
// resellers.
func BenchmarkSearch(b *testing.B) {
	d := benchDesk(b, 100_000)
	for _, text := range []string{"k", "koch", "nobody at all"} {
		b.Run(text, func(b *testing.B) {
			for b.Loop() {
				q := desk.ResellerQuery{Search: text, Sort: desk.ByCompany, Limit: 100}
				counted := make(chan error, 1)
				go func() {
					_, err := d.CountResellers(b.Context(), q)
					counted <- err
				}()
				_, err := d.Resellers(b.Context(), q)
				require.NoError(b, err)
				require.NoError(b, <-counted)
			}
		})
	}
}

// BenchmarkSearchAll is what Ctrl+A costs among 100,000 resellers, and what they add up to.
func BenchmarkSearchAll(b *testing.B) {
	d := benchDesk(b, 100_000)
	for b.Loop() {
		ids, err := d.ResellerIDs(b.Context(), desk.ResellerQuery{Sort: desk.ByCompany})
		require.NoError(b, err)
		sums, err := d.ResellerSums(b.Context(), ids)
		require.NoError(b, err)
		require.Positive(b, sums.Extensions)
	}
}

// BenchmarkSave is one Save as a durable transaction, and the same rows written by bare SQL with
// the same durability.
func BenchmarkSave(b *testing.B) {
	b.Run("desk", func(b *testing.B) { saveAgain(b, benchDesk(b, 1000)) })
	b.Run("bare", bareSave)
}

// saveAgain adds one reseller after the other, each a durable transaction.
func saveAgain(b *testing.B, d *desk.Desk) {
	form, err := d.NewReseller(b.Context())
	require.NoError(b, err)
	n := 0
	for b.Loop() {
		n++
		draft := account.Account{
			Profile: form.Draft.Profile, Package: form.Draft.Package,
			Permissions: form.Draft.Permissions,
		}.Draft()
		draft.Profile.Company, draft.Profile.FirstName = "Kranich", "Nina"
		draft.Profile.Email = fmt.Sprintf("n%d@kranichtel.example", n)
		draft.Package.Amounts = capacity.Amounts{
			capacity.Extensions: 10, capacity.ConcurrentCalls: 2, capacity.RecordingMinutes: 100,
		}
		_, err := d.AddReseller(b.Context(), desk.NewID(), draft, false)
		require.NoError(b, err)
	}
}

// BenchmarkSaveAfterHistory is one Save in a workspace with a thousand transfers, and in one with a
// million: it must not grow with the history.
func BenchmarkSaveAfterHistory(b *testing.B) {
	for _, transfers := range []int{1_000, 1_000_000} {
		b.Run(fmt.Sprint(transfers), func(b *testing.B) {
			store, d := benchStore(b, 300)
			addHistory(b, store, transfers)
			saveAgain(b, d)
		})
	}
}

// addHistory posts transfers to and fro between the pool and one reseller, a thousand an operation.
func addHistory(b *testing.B, store *sqlite.Workspace, transfers int) {
	rows, err := store.ResellerList().Page(b.Context(), desk.ResellerQuery{Limit: 1})
	require.NoError(b, err)
	owner, err := store.Owner(b.Context())
	require.NoError(b, err)
	there := capacity.Grant(rows[0].ID, nil, capacity.Amounts{capacity.Extensions: 1})
	both := append(there, capacity.Reverse(there)...)
	for done := 0; done < transfers; done += 1000 {
		op := capacity.Operation{
			ID: desk.NewID(), At: time.Now(), Actor: owner.ID, Verb: capacity.ResellerChanged,
			Object: rows[0].ID,
		}
		for range 500 {
			op.Transfers = append(op.Transfers, both...)
		}
		require.NoError(b, store.Write(func(tx desk.Tx) error { return tx.Post(op) }))
	}
}

// bareSave writes as many rows of the same size, with as many indexes, without any rule.
func bareSave(b *testing.B) {
	db, err := sql.Open(
		"sqlite3",
		"file:"+filepath.Join(
			b.TempDir(), "bare.db",
		)+"?_journal_mode=WAL&_synchronous=FULL&_txlock=immediate",
	)
	require.NoError(b, err)
	b.Cleanup(func() { _ = db.Close() })
	db.SetMaxOpenConns(1)
	_, err = db.Exec(
		`CREATE TABLE account (number INTEGER PRIMARY KEY, id TEXT UNIQUE, company TEXT, name TEXT, email TEXT UNIQUE, search TEXT, rest TEXT);
		CREATE INDEX a1 ON account (company, number, search); CREATE INDEX a2 ON account (name); CREATE INDEX a3 ON account (rest, company);
		CREATE INDEX a4 ON account (rest, number);
		CREATE TABLE package (account TEXT PRIMARY KEY, a, b, c, d); CREATE TABLE permission (account TEXT, feature TEXT, PRIMARY KEY (account, feature)) WITHOUT ROWID;
		CREATE TABLE ledger (id INTEGER PRIMARY KEY, owner TEXT, kind TEXT, resource TEXT, balance INTEGER); CREATE UNIQUE INDEX l1 ON ledger (owner, kind, resource);
		CREATE INDEX l2 ON ledger (resource, kind, owner, balance);
		CREATE TABLE operation (number INTEGER PRIMARY KEY, id TEXT UNIQUE, actor TEXT, hash BLOB, rest TEXT);
		CREATE INDEX o1 ON operation (actor, number); CREATE TABLE transfer (number INTEGER PRIMARY KEY, operation TEXT, debit, credit, resource, amount);
		CREATE INDEX t1 ON transfer (operation); CREATE INDEX t2 ON transfer (debit); CREATE INDEX t3 ON transfer (credit);
		CREATE TABLE log (number INTEGER PRIMARY KEY, at INTEGER, actor TEXT, module TEXT, object TEXT, operation TEXT, search TEXT, text TEXT);
		CREATE INDEX g1 ON log (operation); CREATE INDEX g2 ON log (object, number); CREATE INDEX g3 ON log (module, number);
		CREATE INDEX g4 ON log (number, at, actor, module, operation, search);
		INSERT INTO ledger (owner, kind, resource, balance) VALUES ('', 'pool', 'e', 1000000), ('', 'pool', 'c', 1000000), ('', 'pool', 'm', 1000000)`,
	)
	require.NoError(b, err)
	features := make([]string, len(permission.Default()))
	for i := range features {
		features[i] = fmt.Sprintf("feature.number.%d", i)
	}
	n, owner := 0, desk.NewID()
	for b.Loop() {
		n++
		id := desk.NewID()
		tx, err := db.Begin()
		require.NoError(b, err)
		exec := func(query string, args ...any) {
			_, err := tx.Exec(query, args...)
			require.NoError(b, err)
		}
		email := fmt.Sprintf("n%d@kranichtel.example", n)
		exec(
			`INSERT INTO account (id, company, name, email, search, rest) VALUES (?, ?, ?, ?, ?, ?)`,
			id,
			"kranich",
			"nina",
			email,
			"kranich nina "+email,
			"not_invited",
		)
		exec(`INSERT INTO package VALUES (?, 1, 2, 3, 4)`, id)
		for _, f := range features {
			exec(`INSERT INTO permission VALUES (?, ?)`, id, f)
		}
		exec(
			`INSERT INTO operation (id, actor, hash, rest) VALUES (?, ?, randomblob(32), ?)`, id,
			owner, "reseller.added",
		)
		for _, r := range []string{"e", "c", "m"} {
			exec(
				`INSERT INTO ledger (owner, kind, resource, balance) VALUES (?, 'reseller', ?, 10)`,
				id, r,
			)
			exec(
				`UPDATE ledger SET balance = balance - 10 WHERE owner = '' AND kind = 'pool' AND resource = ?`,
				r,
			)
			exec(
				`INSERT INTO transfer (operation, debit, credit, resource, amount) VALUES (?, 1, 2, ?, 10)`,
				id,
				r,
			)
		}
		exec(
			`INSERT INTO log (at, actor, module, object, operation, search, text) VALUES (?, ?, 'user', ?, ?, 'kranich', ?)`,
			time.Now().UnixMilli(),
			owner,
			id,
			id,
			fmt.Sprintf("%1500d", n),
		)
		require.NoError(b, tx.Commit())
	}
}

// BenchmarkOpening opens a workspace with and without the digest of a clean close, checks
// everything in it and backs it up.
func BenchmarkOpening(b *testing.B) {
	for _, resellers := range []int{4_000, 100_000} {
		b.Run(fmt.Sprint(resellers), func(b *testing.B) {
			dir := b.TempDir()
			d, store := benchWorkspace(b, dir)
			require.NoError(b, d.AddExamples(b.Context(), resellers, 0))
			require.NoError(b, store.Close())
			info, err := os.Stat(filepath.Join(dir, sqlite.FileName))
			require.NoError(b, err)
			b.ReportMetric(float64(info.Size())/1e6, "MB")
			for b.Loop() {
				openAndCheck(b, dir, "digest")
				require.NoError(b, os.Remove(filepath.Join(dir, sqlite.FileName+".checked")))
				openAndCheck(b, dir, "full")
			}
		})
	}
}

func openAndCheck(b *testing.B, dir, how string) {
	start := time.Now()
	w, err := sqlite.Open(b.Context(), dir)
	require.NoError(b, err)
	b.ReportMetric(float64(time.Since(start).Microseconds())/1e3, "ms-open")
	start = time.Now()
	require.NoError(b, w.CheckFile(b.Context(), nil))
	b.ReportMetric(float64(time.Since(start).Milliseconds()), "ms-check-"+how)
	if how == "full" {
		start = time.Now()
		_, err := w.Backup(b.Context(), backup.ByHand, time.Now())
		require.NoError(b, err)
		b.ReportMetric(float64(time.Since(start).Milliseconds()), "ms-backup")
	}
	require.NoError(b, w.Close())
}

const importRows = 100_000

// BenchmarkImport imports a file of 100,000 resellers: the desk, which checks every row twice, and
// the sqlite3 program, which checks nothing, into the same tables with the same indexes and
// triggers. Both are durable when they end.
func BenchmarkImport(b *testing.B) {
	program, err := exec.LookPath("sqlite3")
	if err != nil {
		b.Skip("the sqlite3 program is not installed: nothing to compare with")
	}
	text := importFile()
	for kind, file := range map[string][]byte{"csv": text, "xlsx": importBook(b, text)} {
		b.Run(kind, func(b *testing.B) {
			for b.Loop() {
				check, write := deskImport(b, file)
				bare := sqliteImport(b, program, text)
				b.ReportMetric(check.Seconds(), "s-dry-run")
				b.ReportMetric(write.Seconds(), "s-import")
				b.ReportMetric(bare.Seconds(), "s-sqlite3")
				b.ReportMetric(write.Seconds()/bare.Seconds(), "times-sqlite3")
				b.ReportMetric(
					(check+write).Seconds()/bare.Seconds(), "times-sqlite3-with-dry-run",
				)
			}
			b.ReportMetric(0, "ns/op")
		})
	}
}

// importBook is a CSV file as a workbook.
func importBook(b *testing.B, file []byte) []byte {
	all, err := csv.NewReader(bytes.NewReader(file)).ReadAll()
	require.NoError(b, err)
	var book bytes.Buffer
	table := sheet.Table{Header: all[0], Rows: func(yield func([]sheet.Value, error) bool) {
		for _, cells := range all[1:] {
			row := make([]sheet.Value, len(cells))
			for i, cell := range cells {
				row[i] = sheet.Text(cell)
				if n, err := strconv.ParseInt(cell, 10, 64); err == nil {
					row[i] = sheet.Number(n)
				}
			}
			if !yield(row, nil) {
				return
			}
		}
	}}
	require.NoError(b, sheet.WriteXLSX(b.Context(), &book, table, nil))
	return book.Bytes()
}

// importFile is a CSV file of resellers with the usual permissions.
func importFile() []byte {
	var file bytes.Buffer
	file.WriteString(
		"company,first_name,last_name,email,phone,language,tags,extensions,concurrent_calls,recording_minutes,min_extensions\n",
	)
	for i := range importRows {
		fmt.Fprintf(
			&file,
			"Kranich Telefonie %d GmbH,Nina,Albrecht,nina.albrecht@kranich%d.example,+49 431 555 %04d,de,north,%d,%d,%d,5\n",
			i*7919%importRows,
			i,
			i%10_000,
			20+i%50,
			1+i%9,
			100+i%300,
		)
	}
	return file.Bytes()
}

func deskImport(b *testing.B, file []byte) (check, write time.Duration) {
	d := benchDesk(b, 0)
	start := time.Now()
	plan, err := d.CheckImport(b.Context(), bytes.NewReader(file), desk.ImportOptions{})
	require.NoError(b, err)
	require.True(b, plan.Ready())
	check = time.Since(start)
	start = time.Now()
	require.NoError(b, d.Import(b.Context(), desk.NewID(), plan))
	write = time.Since(start)
	n, err := d.CountResellers(b.Context(), desk.ResellerQuery{})
	require.NoError(b, err)
	require.Equal(b, importRows, n)
	return check, write
}

// sqliteImport lets the sqlite3 program import the file into a workspace with the same
// subscription.
func sqliteImport(b *testing.B, program string, file []byte) time.Duration {
	dir := b.TempDir()
	d, store := benchWorkspace(b, dir)
	_, err := d.Workspace(b.Context())
	require.NoError(b, err)
	require.NoError(b, store.Close())
	require.NoError(b, os.WriteFile(filepath.Join(dir, "resellers.csv"), file, 0o600))
	var features strings.Builder
	for _, k := range permission.Default().Keys() {
		fmt.Fprintf(&features, "('%s'),", k)
	}
	script := strings.ReplaceAll(
		sqliteScript, "FEATURES", strings.TrimSuffix(features.String(), ","),
	)
	command := exec.CommandContext(b.Context(), program, "-bail", sqlite.FileName)
	command.Dir, command.Stdin = dir, strings.NewReader(script)
	start := time.Now()
	out, err := command.CombinedOutput()
	took := time.Since(start)
	require.NoError(b, err, string(out))
	require.Equal(
		b, fmt.Sprintf("%d|%d|%d", importRows, 3*importRows, len(permission.Default())*importRows),
		lastLine(string(out)),
	)
	return took
}

func lastLine(text string) string {
	lines := strings.Fields(text)
	return lines[len(lines)-1]
}

// sqliteScript writes the same rows as the desk, as plainly as possible: folding is lower(), ids
// are numbers that go up.
const sqliteScript = `PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA recursive_triggers = ON;
PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF;
CREATE TEMP TABLE who AS SELECT id FROM account WHERE kind = 'distributor';
.mode csv
.import --schema temp resellers.csv staging
.mode list
CREATE TEMP TABLE feature (key TEXT); INSERT INTO feature VALUES FEATURES;
BEGIN IMMEDIATE;
INSERT INTO account (id, parent, kind, state, company, first_name, last_name, email, phone, mobile, address, remark, language, tags, external_number,
    preset, lock, suspended_reason, suspended_by_end, created_at, version, email_key, company_key, name_key, search_key)
SELECT printf('0193-0000-7000-8000-%016d', s.rowid), who.id, 'reseller', 'not_invited', company, first_name, last_name, email, phone, '', '', '', language,
    tags, '', '', '', '', 0, 1764000000000, 1, lower(email), lower(company), lower(first_name || ' ' || last_name),
    lower(company || char(10) || first_name || ' ' || last_name || char(10) || email || char(10) || tags || char(10))
FROM staging s, who;
INSERT INTO package SELECT printf('0193-0000-7000-8000-%016d', rowid), min_extensions, NULL, 0, 0 FROM staging;
INSERT INTO permission SELECT printf('0193-0000-7000-8000-%016d', s.rowid), f.key FROM staging s, feature f;
INSERT INTO ledger_account (owner, kind, pbx, resource)
SELECT printf('0193-0000-7000-8000-%016d', s.rowid), 'reseller', '', r.resource FROM staging s, (SELECT 'extensions' AS resource UNION ALL SELECT 'concurrent_calls' UNION ALL SELECT 'recording_minutes') r;
INSERT INTO operation (id, at, actor, verb, object, reason, hash) SELECT 'bench', 1764000000000, who.id, 'reseller.imported', '', '', randomblob(32) FROM who;
INSERT INTO transfer (operation, debit, credit, resource, amount)
SELECT 'bench', pool.id, mine.id, pool.resource,
    CASE pool.resource WHEN 'extensions' THEN s.extensions WHEN 'concurrent_calls' THEN s.concurrent_calls ELSE s.recording_minutes END
FROM staging s CROSS JOIN (SELECT id, resource FROM ledger_account WHERE owner = '' AND kind = 'pool') pool
CROSS JOIN ledger_account mine ON mine.owner = printf('0193-0000-7000-8000-%016d', s.rowid) AND mine.kind = 'reseller' AND mine.pbx = '' AND mine.resource = pool.resource;
INSERT INTO log_entry (at, actor, module, operation, object, name, before, after, result, detail, operation_id, search_key)
SELECT 1764000000000, who.id, 'user', 'reseller.imported', printf('0193-0000-7000-8000-%016d', s.rowid), company, '',
    json_object('state', 'not_invited', 'company', company, 'first_name', first_name, 'last_name', last_name, 'email', email, 'phone', phone, 'mobile', '',
        'address', '', 'remark', '', 'language', language, 'tags', tags, 'external_number', '', 'valid_until', NULL, 'min_extensions', min_extensions,
        'pbx_limit', NULL, 'high_availability', json('false'), 'white_label', json('false'),
        'permissions', json((SELECT json_group_array(key) FROM feature)), 'preset', '', 'suspension', NULL, 'bin', NULL,
        'extensions', extensions, 'concurrent_calls', concurrent_calls, 'recording_minutes', recording_minutes), 'ok', '', 'bench', lower(company)
FROM staging s, who;
COMMIT;
SELECT (SELECT count(*) FROM account WHERE kind = 'reseller') || '|' || (SELECT count(*) FROM transfer WHERE operation = 'bench') || '|' || (SELECT count(*) FROM permission);
`
