package sqlite_test

import (
	"compress/gzip"
	"context"
	"database/sql"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/backup"
	"resellerdesk/core/permission"
	"resellerdesk/core/store"
	"resellerdesk/storage/sqlite"
)

// storedFiles are workspaces that were made by a program of each schema before this one: 40 example
// resellers and their PBXs.
func storedFiles(t *testing.T) []string {
	files, err := filepath.Glob("testdata/schema-*.desk.gz")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	return files
}

// unpacked writes a stored file as the workspace of a new folder.
func unpacked(t *testing.T, file string) (dir string) {
	dir = t.TempDir()
	in, err := os.Open(file)
	require.NoError(t, err)
	defer in.Close()
	unzip, err := gzip.NewReader(in)
	require.NoError(t, err)
	out, err := os.OpenFile(filepath.Join(dir, sqlite.FileName), os.O_CREATE|os.O_WRONLY, 0o600)
	require.NoError(t, err)
	_, err = io.Copy(out, unzip)
	require.NoError(t, err)
	require.NoError(t, out.Close())
	return dir
}

// rowCounts are the rows of each table that a file has; permissions are in fewer since version 11.
func rowCounts(t *testing.T, dir string) map[string]string {
	db := second(t, dir)
	counts := map[string]string{}
	for _, table := range texts(t, db, `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'
		AND name NOT LIKE 'proof_%' AND name NOT IN ('erasure', 'clock', 'successor', 'personal_retention',
		'handover', 'deviation', 'mail_sign_in', 'mail_trust',
		'mail_sending', 'mail_note', 'mail_template', 'mail_brand', 'goose_db_version', 'permission',
		'reseller_count', 'pbx_count', 'ledger_sum')`) {
		counts[table] = texts(t, db, `SELECT count(*) FROM `+table)[0]
	}
	require.NoError(t, db.Close())
	return counts
}

// TestOfEveryOlderSchemaAFileIsStored demands that who adds a migration stores a file of the schema
// before it. Version 3 was never that of a file: its migration and the next came together.
func TestOfEveryOlderSchemaAFileIsStored(t *testing.T) {
	for version := 1; version < sqlite.SchemaVersion; version++ {
		if version != 3 {
			require.FileExists(t, fmt.Sprintf("testdata/schema-%d.desk.gz", version))
		}
	}
}

func TestAFileOfEverySchemaIsBroughtUpToDate(t *testing.T) {
	for _, file := range storedFiles(t) {
		t.Run(filepath.Base(file), func(t *testing.T) {
			dir := unpacked(t, file)
			before := rowCounts(t, dir)
			require.NotEqual(t, "0", before["pbx"])
			requireWhole(t, dir)
			require.Equal(t, before, rowCounts(t, dir))
			list, err := sqlite.NewBackups(dir).List()
			require.NoError(t, err)
			require.Len(t, list, 1, "made before it was migrated")
			require.True(t, list[0].Good())
			require.Equal(t, backup.BeforeMigration, list[0].Reason)
		})
	}
}

// TestAfterTheMigrationOneDomainIsFoundInBothOfItsForms opens a file that knows addresses by the
// form in which they were typed.
func TestAfterTheMigrationOneDomainIsFoundInBothOfItsForms(t *testing.T) {
	dir := unpacked(t, "testdata/schema-6.desk.gz")
	requireWhole(t, dir)
	w, err := sqlite.Open(t.Context(), dir)
	require.NoError(t, err)
	defer w.Close()
	for _, domain := range []string{"bücher.example", "xn--bcher-kva.example"} {
		a, err := w.AccountByEmail(t.Context(), account.EmailKey("nina@"+domain))
		require.NoError(t, err, domain)
		require.Equal(t, "nina@XN--bcher-kva.example", a.Profile.Email)
		resellers, err := w.ResellerList().Page(
			t.Context(), store.ResellerQuery{Search: domain, Limit: 5, Now: time.Now()},
		)
		require.NoError(t, err)
		require.Len(t, resellers, 1, domain)
		customers, err := w.CustomerList().Page(
			t.Context(), store.CustomerQuery{Search: domain, Limit: 5},
		)
		require.NoError(t, err)
		require.Len(t, customers, 1, domain)
	}
	for _, domain := range []string{"büro.example", "xn--bro-hoa.example"} {
		pbxs, err := w.PBXList().Page(
			t.Context(), store.PBXQuery{Search: domain, Limit: 5, Now: time.Now()},
		)
		require.NoError(t, err)
		require.Len(t, pbxs, 1, domain)
	}
}

// TestAfterTheMigrationAnEmailWithSharpSIsOneOfItsOwn opens a file in which ana@straße.example and
// ana@strasse.example were one address.
func TestAfterTheMigrationAnEmailWithSharpSIsOneOfItsOwn(t *testing.T) {
	dir := unpacked(t, "testdata/schema-14.desk.gz")
	requireWhole(t, dir)
	w, err := sqlite.Open(t.Context(), dir)
	require.NoError(t, err)
	defer w.Close()
	for typed, email := range map[string]string{
		"ANA@xn--strae-oqa.example": "ana@straße.example", "Ana@straße.example": "ana@straße.example",
		"ΝΊΚΟΣ@x.example": "νίκος@x.example", "rené@GRÖẞE.example": "rené@GRÖẞE.example",
		"bob@xn--mller-kva.example": "bob@müller.example",
	} {
		a, err := w.AccountByEmail(t.Context(), account.EmailKey(typed))
		require.NoError(t, err, typed)
		require.Equal(t, email, a.Profile.Email)
		customers, err := w.CustomerList().Page(
			t.Context(), store.CustomerQuery{Search: typed, Limit: 5},
		)
		require.NoError(t, err)
		require.Len(t, customers, 1, typed)
	}
	for _, other := range []string{"ana@strasse.example", "rené@grösse.example"} {
		_, err := w.AccountByEmail(t.Context(), account.EmailKey(other))
		require.Equal(t, core.NotFound, core.CodeOf(err), other)
	}
}

// TestAfterTheMigrationADayIsTheOneThatWasMeant opens a file that was written in Berlin. A
// day was the moment of its last second there.
func TestAfterTheMigrationADayIsTheOneThatWasMeant(t *testing.T) {
	here := time.Local
	t.Cleanup(func() { time.Local = here })
	for _, name := range []string{"Europe/Berlin", "Europe/Helsinki", "America/New_York"} {
		zone, err := time.LoadLocation(name)
		require.NoError(t, err)
		time.Local = zone
		dir := unpacked(t, "testdata/schema-7.desk.gz")
		requireWhole(t, dir)
		w, err := sqlite.Open(t.Context(), dir)
		require.NoError(t, err)
		q := store.ResellerQuery{Now: time.Now(), Limit: 99}
		rows, err := w.ResellerList().
			Page(t.Context(), q)
		require.NoError(t, err)
		valid, suspended := map[string]string{}, map[string]string{}
		for _, r := range rows {
			valid[r.Company] = r.ValidUntil.String()
			if r.Suspension != nil {
				suspended[r.Company] = r.Suspension.Until.String()
			}
		}
		require.Equal(t, "2027-03-28", valid["Alpenfon AS"], "the day on which clocks change")
		require.Equal(t, "2026-12-06", valid["Bay Voice GmbH"])
		require.Equal(t, "2027-10-31", suspended["Alpenfon GmbH"])
		found, err := w.Workspace(t.Context())
		require.NoError(t, err)
		require.Equal(t, core.NewDay(2027, time.December, 31), found.Expiry)
		require.Equal(
			t, []string{core.NewDay(2026, time.December, 6).String()},
			texts(t, second(t, dir), `SELECT date(ends * 86400, 'unixepoch') FROM reminder`),
			"who was reminded is not reminded again",
		)
		require.NoError(t, w.Close())
	}
}

// TestTheMigrationKeepsWhatEachAccountMayDo opens a file whose first resellers have the usual
// features, two fewer, one more, three, the usual
// ones, and none.
func TestTheMigrationKeepsWhatEachAccountMayDo(t *testing.T) {
	dir := unpacked(t, "testdata/schema-10.desk.gz")
	db, err := sql.Open("sqlite3", filepath.Join(dir, sqlite.FileName))
	require.NoError(t, err)
	ids := texts(t, db, `SELECT id FROM account WHERE kind = 'reseller' ORDER BY number`)
	want := map[string]permission.Set{}
	for _, id := range ids {
		want[id] = permission.Set{}
		for _, key := range texts(t, db, `SELECT feature FROM permission WHERE account = $1`, id) {
			want[id][permission.Key(key)] = true
		}
	}
	require.NoError(t, db.Close())
	for place, features := range []int{35, 33, 36, 3, 35, 0} {
		require.Len(t, want[ids[place]], features)
	}
	requireWhole(t, dir)
	w, err := sqlite.Open(t.Context(), dir)
	require.NoError(t, err)
	defer w.Close()
	many, err := w.AccountsByID(t.Context(), ids)
	require.NoError(t, err)
	for _, id := range ids {
		one, err := w.Account(t.Context(), id)
		require.NoError(t, err)
		require.Equal(t, want[id], one.Permissions)
		require.Equal(t, want[id], many[id].Permissions)
	}
}

// TestTheMigrationHidesNoPermissionThatAnotherProgramGave opens a file in which an account may do
// more than its proof says.
func TestTheMigrationHidesNoPermissionThatAnotherProgramGave(t *testing.T) {
	dir := unpacked(t, "testdata/schema-10.desk.gz")
	db, err := sql.Open("sqlite3", filepath.Join(dir, sqlite.FileName))
	require.NoError(t, err)
	id := texts(t, db, `SELECT id FROM account WHERE kind = 'reseller' ORDER BY number`)[0]
	run(t, db, `INSERT INTO permission (account, feature) VALUES ('`+id+`', 'pbx.delete')`)
	require.NoError(t, db.Close())
	_, err = sqlite.Open(t.Context(), dir)
	var damaged *store.Damaged
	require.ErrorAs(t, err, &damaged)
	require.Len(t, damaged.Faults, 1)
	require.Equal(t, "proof.row_changed", damaged.Faults[0].Key)
	require.Equal(t, core.Args{"Table": "permission", "Row": id}, damaged.Faults[0].Args)
}

// TestTheMigrationKeepsEveryWordOfTheLog compares the log of a file with what it was.
func TestTheMigrationKeepsEveryWordOfTheLog(t *testing.T) {
	dir := unpacked(t, "testdata/schema-10.desk.gz")
	db, err := sql.Open("sqlite3", filepath.Join(dir, sqlite.FileName))
	require.NoError(t, err)
	const all = `SELECT before || after FROM log_entry ORDER BY number DESC`
	want := texts(t, db, all)
	require.NoError(t, db.Close())
	w, err := sqlite.Open(t.Context(), dir)
	require.NoError(t, err)
	defer w.Close()
	list, err := w.Logs(t.Context(), store.LogQuery{Limit: len(want)})
	require.NoError(t, err)
	var have []string
	for _, entry := range list {
		have = append(have, entry.Before+entry.After)
	}
	require.Equal(t, want, have)
	stored := texts(t, second(t, dir), all)
	require.Less(t, 2*len(strings.Join(stored, "")), len(strings.Join(want, "")))
}

// TestTwoMomentsOfOneDayBecomeOne migrates a file in which somebody was reminded twice of the same
// day, which was written in two time zones.
func TestTwoMomentsOfOneDayBecomeOne(t *testing.T) {
	dir := unpacked(t, "testdata/schema-7.desk.gz")
	db, err := sql.Open("sqlite3", filepath.Join(dir, sqlite.FileName))
	require.NoError(t, err)
	_, err = db.Exec(`INSERT INTO reminder SELECT object, ends + 3600000, days, at FROM reminder`)
	require.NoError(t, err)
	require.NoError(t, db.Close())
	requireWhole(t, dir)
	require.Equal(t, []string{"1"}, texts(t, second(t, dir), `SELECT count(*) FROM reminder`))
}

// requireWhole opens a workspace and proves it.
func requireWhole(t *testing.T, dir string) {
	t.Helper()
	w, err := sqlite.Open(t.Context(), dir)
	require.NoError(t, err)
	defer w.Close()
	proof, err := w.Prove(t.Context())
	require.NoError(t, err)
	require.Empty(t, proof.Faults)
}

// TestMain is another program too: it opens the workspace in a folder, so that a test can kill it
// meanwhile.
func TestMain(m *testing.M) {
	if dir := os.Getenv("OPEN_WORKSPACE"); dir != "" {
		if user := os.Getenv("OPEN_AS"); user != "" {
			if err := become(user); err != nil {
				panic(err)
			}
		}
		var err error
		if os.Getenv("USE_BACKUPS") != "" {
			err = useBackups(dir)
		} else {
			_, err = sqlite.Open(context.Background(), dir)
		}
		if err != nil {
			fmt.Println(key(err))
			os.Exit(1)
		}
		return
	}
	if dir := os.Getenv("WRITE_ELSEWHERE"); dir != "" {
		writeElsewhere(dir)
	}
	if dir := os.Getenv("SALVAGE"); dir != "" {
		salvageAndDie(dir)
	}
	os.Exit(m.Run())
}

// useBackups makes a backup in a folder, and checks all that are there.
func useBackups(dir string) error {
	w, err := sqlite.Open(context.Background(), dir)
	if err != nil {
		return err
	}
	defer w.Close()
	backups := sqlite.NewBackups(dir)
	list, err := backups.List()
	for _, one := range list {
		if err == nil {
			_, err = backups.Verify(context.Background(), one.Name, now)
		}
	}
	if err == nil {
		_, err = w.Backup(context.Background(), backup.ByHand, now)
	}
	return err
}

// kills is how often a migration is killed: KILLS, else a few times.
func kills() int {
	if n, err := strconv.Atoi(os.Getenv("KILLS")); err == nil {
		return n
	}
	return 8
}

// opener is a program of its own that opens the workspace of a folder, and so migrates it.
func opener(t *testing.T, dir string) *exec.Cmd {
	program := exec.Command(os.Args[0])
	program.Env = append(os.Environ(), "OPEN_WORKSPACE="+dir)
	require.NoError(t, program.Start())
	return program
}

func TestAMigrationThatIsKilledIsTakenUp(t *testing.T) {
	for _, file := range storedFiles(t) {
		dir := unpacked(t, file)
		before := rowCounts(t, dir)
		start := time.Now()
		require.NoError(t, opener(t, unpacked(t, file)).Wait())
		whole := time.Since(start) // However slow the computer is, kills come from begin to end.
		killed := 0
		for range kills() {
			there := unpacked(t, file)
			for range 2 { // The second one takes up what the first one left.
				program := opener(t, there)
				timer := time.AfterFunc(rand.N(whole), func() { _ = program.Process.Kill() })
				if program.Wait() != nil {
					require.False(t, program.ProcessState.Exited(), "it failed by itself")
					killed++
				}
				timer.Stop()
			}
			requireWhole(t, there)
			require.Equal(t, before, rowCounts(t, there))
		}
		require.NotZero(t, killed, file)
	}
}
