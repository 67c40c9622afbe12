package main

import (
	"database/sql"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"resellerdesk/assets"
	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
	"resellerdesk/core/i18n"
	"resellerdesk/core/mail"
	"resellerdesk/storage/sqlite"
)

func benchDesk(b *testing.B, resellers int) *desk.Desk {
	store, err := sqlite.Open(b.Context(), b.TempDir())
	require.NoError(b, err)
	b.Cleanup(func() { _ = store.Close() })
	p, err := i18n.New(assets.Translations, "en")
	require.NoError(b, err)
	d := desk.New(desk.Options{
		Store: store, Keyring: noKeyring{}, Deliverer: mail.SMTP{}, Printer: func(string) *i18n.Printer { return p }, Now: time.Now,
		Cost: account.Cost{Time: 1, Memory: 64, Threads: 1},
	})
	require.NoError(b, d.SetUp(b.Context(), desk.SetUp{
		Company: "Nordlicht", FirstName: "Ida", Email: "ida@nordlicht.example", Password: "seven lamps over the harbour", Language: "en",
		Subscription: capacity.Subscription{Total: capacity.Amounts{
			capacity.Extensions: capacity.MaxAmount, capacity.ConcurrentCalls: capacity.MaxAmount, capacity.RecordingMinutes: capacity.MaxAmount,
		}}, Example: true,
	}))
	require.NoError(b, d.AddExamples(b.Context(), resellers))
	return d
}

// BenchmarkSearch is what a key press in the search costs until the list is filled, among 100,000 resellers.
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

// BenchmarkSave is one Save as a durable transaction, and the same rows written by bare SQL with the same durability.
func BenchmarkSave(b *testing.B) {
	b.Run("desk", func(b *testing.B) {
		d := benchDesk(b, 1000)
		form, err := d.NewReseller(b.Context())
		require.NoError(b, err)
		n := 0
		for b.Loop() {
			n++
			draft := account.Account{Profile: form.Draft.Profile, Package: form.Draft.Package, Permissions: form.Draft.Permissions}.Draft()
			draft.Profile.Company, draft.Profile.FirstName = "Kranich", "Nina"
			draft.Profile.Email = fmt.Sprintf("n%d@kranichtel.example", n)
			draft.Package.Amounts = capacity.Amounts{capacity.Extensions: 10, capacity.ConcurrentCalls: 2, capacity.RecordingMinutes: 100}
			_, err := d.AddReseller(b.Context(), desk.NewID(), draft, false)
			require.NoError(b, err)
		}
	})
	b.Run("bare", bareSave)
}

// bareSave writes as many rows of the same size, with as many indexes, without any rule.
func bareSave(b *testing.B) {
	db, err := sql.Open("sqlite3", "file:"+filepath.Join(b.TempDir(), "bare.db")+"?_journal_mode=WAL&_synchronous=FULL&_txlock=immediate")
	require.NoError(b, err)
	b.Cleanup(func() { _ = db.Close() })
	db.SetMaxOpenConns(1)
	_, err = db.Exec(`CREATE TABLE account (number INTEGER PRIMARY KEY, id TEXT UNIQUE, company TEXT, name TEXT, email TEXT UNIQUE, search TEXT, rest TEXT);
		CREATE INDEX a1 ON account (company, number, search); CREATE INDEX a2 ON account (name); CREATE INDEX a3 ON account (rest, company);
		CREATE INDEX a4 ON account (rest, number);
		CREATE TABLE package (account TEXT PRIMARY KEY, a, b, c, d); CREATE TABLE permission (account TEXT, feature TEXT, PRIMARY KEY (account, feature)) WITHOUT ROWID;
		CREATE TABLE ledger (id INTEGER PRIMARY KEY, owner TEXT, kind TEXT, resource TEXT, balance INTEGER); CREATE UNIQUE INDEX l1 ON ledger (owner, kind, resource);
		CREATE INDEX l2 ON ledger (resource, kind, owner, balance);
		CREATE TABLE operation (number INTEGER PRIMARY KEY, id TEXT UNIQUE, rest TEXT); CREATE TABLE transfer (number INTEGER PRIMARY KEY, operation TEXT, debit, credit, resource, amount);
		CREATE INDEX t1 ON transfer (operation); CREATE TABLE log (number INTEGER PRIMARY KEY, text TEXT);
		INSERT INTO ledger (owner, kind, resource, balance) VALUES ('', 'pool', 'e', 1000000), ('', 'pool', 'c', 1000000), ('', 'pool', 'm', 1000000)`)
	require.NoError(b, err)
	features := make([]string, 27)
	for i := range features {
		features[i] = fmt.Sprintf("feature.number.%d", i)
	}
	n := 0
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
		exec(`INSERT INTO account (id, company, name, email, search, rest) VALUES (?, ?, ?, ?, ?, ?)`, id, "kranich", "nina", email, "kranich nina "+email, "not_invited")
		exec(`INSERT INTO package VALUES (?, 1, 2, 3, 4)`, id)
		for _, f := range features {
			exec(`INSERT INTO permission VALUES (?, ?)`, id, f)
		}
		exec(`INSERT INTO operation (id, rest) VALUES (?, ?)`, id, "reseller.added")
		for _, r := range []string{"e", "c", "m"} {
			exec(`INSERT INTO ledger (owner, kind, resource, balance) VALUES (?, 'reseller', ?, 10)`, id, r)
			exec(`UPDATE ledger SET balance = balance - 10 WHERE owner = '' AND kind = 'pool' AND resource = ?`, r)
			exec(`INSERT INTO transfer (operation, debit, credit, resource, amount) VALUES (?, 1, 2, ?, 10)`, id, r)
		}
		exec(`INSERT INTO log (text) VALUES (?)`, fmt.Sprintf("%1500d", n))
		require.NoError(b, tx.Commit())
	}
}
