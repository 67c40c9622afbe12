package sqlite_test

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	_ "github.com/mattn/go-sqlite3"
	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/permission"
	"resellerdesk/core/store"
	"resellerdesk/storage/sqlite"
)

var now = time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)

// open opens a workspace that has an owner and 500 extensions.
func open(t *testing.T) (*sqlite.Workspace, string) {
	dir := t.TempDir()
	w, err := sqlite.Open(t.Context(), dir)
	require.NoError(t, err)
	t.Cleanup(func() { _ = w.Close() })
	makeWorkspace(t, w)
	return w, dir
}

func makeWorkspace(t testing.TB, w *sqlite.Workspace) {
	owner := account.Account{
		ID: "owner", Kind: account.Distributor, State: account.Active, CreatedAt: now,
		Profile: account.Profile{
			Company: "Nordlicht", FirstName: "Ida", Email: "ida@nordlicht.example", Language: "en",
		},
	}
	require.NoError(t, w.Write(func(tx store.Tx) error {
		if err := tx.CreateWorkspace(store.Workspace{
			ID: "w", CreatedAt: now, Public: make([]byte, 32), SealedSeed: []byte("s"),
			EncryptionKey: "age1", SealedIdentity: []byte("i"),
		}); err != nil {
			return err
		}
		if err := tx.AddAccount(owner); err != nil {
			return err
		}
		if err := tx.SetSubscribed(capacity.Extensions, true); err != nil {
			return err
		}
		return tx.Post(capacity.Operation{
			ID: "buy", At: now, Actor: "owner", Verb: capacity.SubscriptionSet,
			Transfers: capacity.SetTotal(capacity.Extensions, capacity.Usage{}, 500),
		})
	}))
}

func reseller(n int) account.Account {
	return account.Account{
		ID: fmt.Sprintf("r%d", n), Parent: "owner", Kind: account.Reseller,
		State: account.NotInvited, CreatedAt: now.Add(time.Duration(n) * time.Minute),
		Profile: account.Profile{
			Company: fmt.Sprintf("Größe %03d", n), FirstName: "Jörg",
			LastName: fmt.Sprint("Koch", n), Email: fmt.Sprintf("p%d@partner.example", n),
			Language: "de",
		},
		Package: capacity.Package{
			MinExtensions: 5, Amounts: capacity.Amounts{capacity.Extensions: int64(n)},
		},
		Permissions: permission.Default(),
	}
}

func add(w *sqlite.Workspace, a account.Account) error {
	return w.Write(func(tx store.Tx) error {
		if err := tx.AddAccount(a); err != nil {
			return err
		}
		return tx.Post(capacity.Operation{
			ID: a.ID, At: now, Actor: "owner", Verb: capacity.ResellerAdded, Object: a.ID,
			Transfers: capacity.Grant(a.ID, nil, a.Package.Amounts),
		})
	})
}

// second is another program on the same file, without any of our settings.
func second(t *testing.T, dir string) *sql.DB {
	db, err := sql.Open(
		"sqlite3", filepath.Join(dir, sqlite.FileName)+"?_foreign_keys=1&_busy_timeout=3000",
	)
	require.NoError(t, err)
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func TestAnotherProgramCannotBreakTheLedger(t *testing.T) {
	w, dir := open(t)
	require.NoError(t, add(w, reseller(100)))
	require.NoError(t, w.Write(func(tx store.Tx) error {
		return tx.AddLogEntry(store.LogEntry{At: now, Operation: "reseller.added", Result: "ok"})
	}))
	db := second(t, dir)
	for name, statement := range map[string]string{
		"set a balance":            `UPDATE ledger_account SET balance = 1000 WHERE kind = 'pool'`,
		"set a balance and last":   `UPDATE ledger_account SET balance = 1000, last = 99 WHERE kind = 'pool'`,
		"replay a transfer":        `UPDATE ledger_account SET balance = balance - 100 WHERE kind = 'pool'`,
		"delete an account":        `DELETE FROM ledger_account`,
		"delete a transfer":        `DELETE FROM transfer`,
		"change a transfer":        `UPDATE transfer SET amount = 1`,
		"replace a transfer":       `INSERT OR REPLACE INTO transfer SELECT number, operation, debit, credit, resource, 1 FROM transfer WHERE number = 1`,
		"delete an operation":      `DELETE FROM operation`,
		"change an operation":      `UPDATE operation SET actor = 'x'`,
		"oversell":                 `INSERT INTO transfer (operation, debit, credit, resource, amount) SELECT 'buy', p.id, r.id, 'extensions', 401 FROM ledger_account p, ledger_account r WHERE p.kind = 'pool' AND r.kind = 'reseller'`,
		"a negative amount":        `INSERT INTO transfer (operation, debit, credit, resource, amount) SELECT 'buy', p.id, r.id, 'extensions', -1 FROM ledger_account p, ledger_account r WHERE p.kind = 'pool' AND r.kind = 'reseller'`,
		"a rich new account":       `INSERT INTO ledger_account (kind, owner, pbx, resource, balance) VALUES ('reseller', 'x', '', 'extensions', 5)`,
		"an operation from no one": `INSERT INTO operation (id, at, actor, verb, object, reason, hash) VALUES ('x', 1, 'nobody', 'v', '', '', randomblob(32))`,
		"replace an operation":     `INSERT OR REPLACE INTO operation SELECT number, id, at, actor, 'x', object, reason, reverses, hash FROM operation WHERE number = 1`,
		"renumber an operation":    `INSERT OR REPLACE INTO operation SELECT 99, id, at, actor, 'x', object, reason, reverses, hash FROM operation WHERE number = 1`,
		"change the log":           `UPDATE log_entry SET actor = 'x'`,
		"delete the log":           `DELETE FROM log_entry`,
		"replace an entry":         `INSERT OR REPLACE INTO log_entry SELECT number, at, 'x', module, operation, object, name, before, after, result, detail, operation_id, search_key FROM log_entry`,
	} {
		_, err := db.Exec(statement)
		require.Error(t, err, name)
	}
	_, err := db.Exec(
		`INSERT OR REPLACE INTO ledger_account (id, owner, kind, pbx, resource) SELECT id, owner, kind, pbx, resource FROM ledger_account`,
	)
	require.NoError(t, err, "what is there stays, so that opening an account twice is harmless")
	usage, err := w.Usage(t.Context())
	require.NoError(t, err)
	require.Equal(t, capacity.Usage{Free: 400, Unused: 100}, usage[capacity.Extensions])
}

func TestResourcesDoNotMix(t *testing.T) {
	w, _ := open(t)
	require.NoError(
		t,
		w.Write(func(tx store.Tx) error {
			return tx.SetSubscribed(capacity.ConcurrentCalls, true)
		}),
	)
	err := w.Write(func(tx store.Tx) error {
		return tx.Post(capacity.Operation{ID: "x", At: now, Actor: "owner", Transfers: []capacity.Transfer{{
			Debit:  capacity.Account{Kind: capacity.Free, Resource: capacity.Extensions},
			Credit: capacity.Account{Kind: capacity.Free, Resource: capacity.ConcurrentCalls},
			Amount: 1,
		}}})
	})
	require.Error(t, err)
}

func TestMoreThanTheBalanceNamesResourceAndRest(t *testing.T) {
	w, _ := open(t)
	require.NoError(t, add(w, reseller(420)))
	err := add(w, reseller(81))
	var refusal *core.Error
	require.ErrorAs(t, err, &refusal)
	require.Equal(t, core.Conflict, refusal.Code)
	require.Equal(t, "extensions", refusal.Field)
	require.Equal(t, core.Args{"Free": int64(80)}, refusal.Args)
	_, err = w.Account(t.Context(), "r81")
	require.Equal(
		t, core.NotFound, core.CodeOf(err), "the account of the same transaction is gone too",
	)
}

func TestAPanicLeavesNothing(t *testing.T) {
	w, _ := open(t)
	require.Panics(t, func() {
		_ = w.Write(func(tx store.Tx) error {
			require.NoError(t, tx.AddAccount(reseller(1)))
			panic("fault")
		})
	})
	_, err := w.Account(t.Context(), "r1")
	require.Equal(t, core.NotFound, core.CodeOf(err))
	require.NoError(t, add(w, reseller(1)), "the writer is free again")
}

func TestTheEmailIsUniqueByTheFileItself(t *testing.T) {
	w, _ := open(t)
	require.NoError(t, add(w, reseller(1)))
	twin := reseller(2)
	twin.Profile.Email = "P1@PARTNER.example"
	var refusal *core.Error
	require.ErrorAs(t, add(w, twin), &refusal)
	require.Equal(t, account.FieldEmail, refusal.Field)
}

func TestList(t *testing.T) {
	w, _ := open(t)
	for n := 1; n <= 25; n++ {
		require.NoError(t, add(w, reseller(n)))
	}
	companies := func(q store.ResellerQuery) []string {
		if q.Limit == 0 {
			q.Limit = 3
		}
		q.Now = now
		rows, err := w.Resellers(t.Context(), q)
		require.NoError(t, err)
		var names []string
		for _, r := range rows {
			names = append(names, r.Company)
		}
		count, err := w.CountResellers(t.Context(), q)
		require.NoError(t, err)
		require.GreaterOrEqual(t, count, len(rows))
		return names
	}
	filter := func(c store.Column, text string) map[store.Column]string {
		return map[store.Column]string{c: text}
	}
	require.Equal(
		t, []string{"Größe 001", "Größe 002", "Größe 003"}, companies(store.ResellerQuery{}),
	)
	require.Equal(
		t, []string{"Größe 025", "Größe 024", "Größe 023"},
		companies(store.ResellerQuery{Down: true}),
	)
	require.Equal(t, []string{"Größe 024", "Größe 025"}, companies(store.ResellerQuery{Offset: 23}))
	require.Equal(
		t, []string{"Größe 025", "Größe 024", "Größe 023"},
		companies(store.ResellerQuery{Sort: store.ByExtensions, Down: true}),
	)
	require.Equal(
		t, []string{"Größe 001"}, companies(store.ResellerQuery{Sort: store.ByCreated, Limit: 1}),
	)
	require.Equal(
		t, []string{"Größe 012"}, companies(store.ResellerQuery{Search: "GROSSE 012"}),
		"case and accents do not matter",
	)
	require.Equal(t, []string{"Größe 007"}, companies(store.ResellerQuery{Search: "p7@"}))
	require.Empty(t, companies(store.ResellerQuery{Search: "100%"}))
	require.Equal(
		t, []string{"Größe 023", "Größe 024"},
		companies(store.ResellerQuery{Filters: filter(store.ByExtensions, "23-24")}),
	)
	require.Equal(
		t, []string{"Größe 025"},
		companies(store.ResellerQuery{Filters: filter(store.ByExtensions, ">24")}),
	)
	require.Empty(t, companies(store.ResellerQuery{Filters: filter(store.ByExtensions, "many")}))
	require.Empty(
		t,
		companies(store.ResellerQuery{Filters: filter(
			store.ByStatus, string(store.StatusInvited),
		)}),
	)
	require.Len(
		t,
		companies(store.ResellerQuery{
			Filters: filter(store.ByStatus, string(store.StatusNotInvited)), Limit: 100,
		}),
		25,
	)
	at, err := w.ResellerPosition(
		t.Context(), store.ResellerQuery{Sort: store.ByExtensions, Down: true}, "r20",
	)
	require.NoError(t, err)
	require.Equal(t, 5, at)
	_, err = w.ResellerPosition(t.Context(), store.ResellerQuery{Search: "Größe 021"}, "r20")
	require.Equal(t, core.NotFound, core.CodeOf(err))
}

func TestFolderNamesOfEveryKind(t *testing.T) {
	for _, name := range []string{
		"plain", "with space", "hash#tag", "what?", "per%41cent", "é中", "a&b+c;d", "quote'\"",
	} {
		dir := filepath.Join(t.TempDir(), name)
		w, err := sqlite.Open(t.Context(), dir)
		require.NoError(t, err, name)
		require.NoError(t, w.Close())
		require.FileExists(t, filepath.Join(dir, sqlite.FileName), name)
	}
}

func TestOnlyTheUserReadsTheFile(t *testing.T) {
	if runtime.GOOS == "windows" {
		return // Access there is a matter of the folder's own rules.
	}
	w, dir := open(t)
	require.NoError(t, add(w, reseller(1)))
	files, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(files), 2, "the file and its log")
	for _, f := range files {
		info, err := f.Info()
		require.NoError(t, err)
		require.Equal(t, os.FileMode(0o600), info.Mode().Perm(), f.Name())
	}
}

func TestOtherFilesAreRefusedAndNotTouched(t *testing.T) {
	foreign := func(dir string) {
		db := second(t, dir)
		_, err := db.Exec(`PRAGMA application_id = 7; CREATE TABLE other (a)`)
		require.NoError(t, err)
		require.NoError(t, db.Close())
	}
	nameless := func(dir string) {
		db := second(t, dir)
		_, err := db.Exec(`CREATE TABLE other (a)`)
		require.NoError(t, err)
		require.NoError(t, db.Close())
	}
	newer := func(dir string) {
		w, err := sqlite.Open(context.Background(), dir)
		require.NoError(t, err)
		require.NoError(t, w.Close())
		db := second(t, dir)
		_, err = db.Exec(`PRAGMA user_version = 99`)
		require.NoError(t, err)
		require.NoError(t, db.Close())
	}
	text := func(dir string) {
		require.NoError(
			t,
			os.WriteFile(
				filepath.Join(dir, sqlite.FileName),
				[]byte("Dear diary, this is not a database at all."), 0o600,
			),
		)
	}
	for key, make := range map[string]func(dir string){"workspace.not_ours": foreign, "nameless": nameless, "workspace.newer": newer, "text": text} {
		dir := t.TempDir()
		make(dir)
		before, err := os.ReadFile(filepath.Join(dir, sqlite.FileName))
		require.NoError(t, err)
		_, err = sqlite.Open(t.Context(), dir)
		require.Equal(t, core.Corrupt, core.CodeOf(err), key)
		after, err := os.ReadFile(filepath.Join(dir, sqlite.FileName))
		require.NoError(t, err)
		require.Equal(t, before, after, key)
	}
}

func TestAnInterruptedFirstStartIsTakenUp(t *testing.T) {
	dir := t.TempDir()
	left := filepath.Join(dir, ".new-1")
	require.NoError(t, os.Mkdir(left, 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(left, sqlite.FileName), []byte("SQLite"), 0o600))
	requireWhole(t, dir)
}

func TestALockedWorkspaceSaysBusy(t *testing.T) {
	w, dir := open(t)
	other := second(t, dir)
	other.SetMaxOpenConns(1)
	_, err := other.Exec(`BEGIN IMMEDIATE`)
	require.NoError(t, err)
	start := time.Now()
	require.Equal(t, core.Busy, core.CodeOf(add(w, reseller(1))))
	require.Less(t, time.Since(start), 15*time.Second)
	_, err = w.Account(t.Context(), "owner")
	require.NoError(t, err, "reading goes on")
	_, err = other.Exec(`ROLLBACK`)
	require.NoError(t, err)
	require.NoError(t, add(w, reseller(1)))
}

func TestAReopenedWorkspaceIsTheSame(t *testing.T) {
	w, dir := open(t)
	require.NoError(t, add(w, reseller(7)))
	before, err := w.Account(t.Context(), "r7")
	require.NoError(t, err)
	require.NoError(t, w.Close())
	again, err := sqlite.Open(t.Context(), dir)
	require.NoError(t, err)
	t.Cleanup(func() { _ = again.Close() })
	after, err := again.Account(t.Context(), "r7")
	require.NoError(t, err)
	require.Equal(t, before, after)
	want := reseller(7)
	require.Equal(t, want.Profile, after.Profile)
	require.Equal(t, want.Permissions, after.Permissions)
}
