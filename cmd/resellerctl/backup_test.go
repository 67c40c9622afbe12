package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"resellerdesk/core/desk"
	"resellerdesk/storage/sqlite"
)

// TestADamagedFileWorksAgainFromABackupByTheTerminal damages the workspace and follows what the
// program says.
func TestADamagedFileWorksAgainFromABackupByTheTerminal(t *testing.T) {
	h := newHouse(t)
	id := h.kranich("--send")
	h.mail(id, desk.MailQueued)
	made := h.ok("backup", "create", "--json")
	name, is := made.at("backups.name").(string)
	require.True(t, is)
	require.Equal(t, true, made.at("made"))
	h.clock.Add(time.Minute)
	require.Equal(
		t,
		false,
		h.ok("backup", "create", "--if-changed", "--json").at("made"),
		"nothing was written since",
	)
	h.ok("reseller", "edit", id, "--phone", "+49 431 7")
	changed := h.ok("backup", "create", "--if-changed", "--json")
	require.Equal(t, true, changed.at("made"))

	h.sql(`UPDATE account SET remark = 'by hand'`)
	h.run("reseller", "list", "--json").fails(exitCorrupt, "workspace.damaged")
	h.run("backup", "create", "--json").fails(exitCorrupt, "workspace.damaged")
	damaged := h.workspaceFile()
	preview := h.ok("backup", "restore", name, "--dry-run", "--json")
	require.Equal(t, false, preview.at("restored"))
	require.Equal(t, "workspace.damaged", preview.at("damage.key"))
	require.Equal(t, damaged, h.workspaceFile(), "only looked at")
	h.run("backup", "restore", "20200101T000000.000Z-manual.desk.gz", "--json").
		fails(exitNotFound, "backup.none")

	restored := h.ok("backup", "restore", name, "--json")
	aside, is := restored.at("aside").(string)
	require.True(t, is)
	stepped, err := os.ReadFile(aside)
	require.NoError(t, err)
	require.Equal(t, damaged, stepped)
	require.Contains(t, h.ok("reseller", "list").out, "Kranich")
	require.Equal(t, "outbox.restored", h.ok("outbox", "list", "--json").at("blocked.key"))
	sent := len(h.server.content)
	h.run("outbox", "send")
	require.Len(t, h.server.content, sent, "nothing goes before somebody says so")
	h.ok("outbox", "release")
	require.Nil(t, h.ok("outbox", "list", "--json").at("blocked"))
	h.run("outbox", "release", "--json").fails(exitConflict, "outbox.not_held")
	require.Contains(t, h.ok("log").out, "Backup restored")
}

func TestADamagedBackupIsSaid(t *testing.T) {
	h := newHouse(t)
	name, is := h.ok("backup", "create", "--json").at("backups.name").(string)
	require.True(t, is)
	path := filepath.Join(h.dir, sqlite.BackupFolder, name)
	data, err := os.ReadFile(path)
	require.NoError(t, err)
	data[len(data)/2] ^= 4
	require.NoError(t, os.WriteFile(path, data, 0o600))
	r := h.run("backup", "verify", "--json")
	r.fails(exitCorrupt, "backup.faulty")
	require.Equal(t, false, r.at("backups.proved"))
	h.run("backup", "restore", name, "--json").fails(exitCorrupt, "backup.damaged")
	require.Contains(t, h.ok("reseller", "list", "--json").out, "resellers")
}

// TestABackupThatCannotBeReadStopsNoOther puts a folder in the place of what is known of the first
// one that is looked at.
func TestABackupThatCannotBeReadStopsNoOther(t *testing.T) {
	h := newHouse(t)
	var names []string
	for range 3 {
		h.clock.Add(time.Minute)
		name, is := h.ok("backup", "create", "--json").at("backups.name").(string)
		require.True(t, is)
		names = append([]string{name}, names...)
	}
	path := filepath.Join(h.dir, sqlite.BackupFolder, names[0])
	require.NoError(t, os.Remove(path+".json"))
	require.NoError(t, os.Mkdir(path+".json", 0o700))
	damaged := filepath.Join(h.dir, sqlite.BackupFolder, names[1])
	require.NoError(t, os.WriteFile(damaged, []byte("not a backup"), 0o600))
	r := h.run("backup", "verify", "--json")
	r.fails(exitUnavailable, "workspace.unavailable")
	list, is := r.at("backups").([]any)
	require.True(t, is)
	require.Len(t, list, 3)
	for i, proved := range []bool{false, false, true} {
		one, is := list[i].(map[string]any)
		require.True(t, is)
		require.Equal(t, names[i], one["name"])
		require.Equal(t, proved, one["proved"], names[i])
		require.Equal(t, i == 1, one["fault"] != nil, names[i])
	}
	h.run("backup", "verify", "of nothing", names[2], "--json").fails(exitNotFound, "backup.none")
	require.Empty(t, h.run("backup", "verify", "of nothing", "--json").out)
}

// TestAResellerIsNamedByAnEmailOfAnyLetters names resellers and customers by emails that are
// written in capitals and with accents.
func TestAResellerIsNamedByAnEmailOfAnyLetters(t *testing.T) {
	h := newHouse(t)
	for _, email := range []string{"jörg@eule.example", "eva@bücher.example", "ó@uhu.example"} {
		add := []string{
			"reseller", "add", "--company", email, "--first-name", "Eva", "--email", email,
			"--extensions", "5", "--concurrent-calls", "1", "--recording-minutes", "0",
		}
		h.ok(add...)
		h.ok("customer", "add", "--company", email, "--first-name", "Ada", "--email", email)
		for _, name := range []string{email, strings.ToUpper(email)} {
			require.Equal(t, email, h.ok("reseller", "show", name, "--json").at("profile.email"))
			require.Equal(t, email, h.ok("customer", "show", name, "--json").at("email"))
			for _, list := range []string{"reseller", "customer"} {
				found := h.ok(list, "list", "--search", name, "--json")
				require.EqualValues(t, 1, found.at("total"), "%s %s", list, name)
			}
		}
	}
}

// TestAfterARestoreThePartnersGoOn restores a backup that is older than what the partner has.
func TestAfterARestoreThePartnersGoOn(t *testing.T) {
	w := newActiveTwo(t)
	h := w.distributor
	name, is := h.ok("backup", "create", "--json").at("backups.name").(string)
	require.True(t, is)
	before := w.extensions()
	h.ok("reseller", "edit", w.id, "--extensions", "1300")
	w.mine("exchange", "receive", w.fromDistributor())
	require.EqualValues(t, 1300, w.extensions())
	h.ok("backup", "restore", name)
	require.Equal(
		t,
		"Everything can be changed and signed, and this is no older copy.\n",
		h.ok("exchange", "status").out,
		"the program itself put it back",
	)
	require.Equal(
		t,
		"changed",
		h.ok("exchange", "list", "--json").at("waiting.why"),
		"everybody is due a package",
	)
	w.mine("exchange", "receive", w.fromDistributor())
	require.Equal(
		t,
		before,
		w.extensions(),
		"the partner does not take it for older than what it has",
	)
}

// TestWhatCanBeReadIsUsedByTheTerminal damages a customer, which can be missing.
func TestWhatCanBeReadIsUsedByTheTerminal(t *testing.T) {
	h := newHouse(t)
	h.kranich()
	h.ok(
		"customer",
		"add",
		"--company",
		"Lorenz GmbH",
		"--first-name",
		"Ada",
		"--email",
		"ada@lorenz.example",
	)
	h.sql(`UPDATE customer SET remark = 'by hand'`)
	h.run("reseller", "list", "--json").fails(exitCorrupt, "workspace.damaged")
	damaged := h.workspaceFile()
	saved := h.ok("backup", "salvage", "--json")
	require.Equal(t, true, saved.at("workspace"))
	require.Equal(t, damaged, h.workspaceFile(), "it is only copied")
	used := h.ok("backup", "salvage", "--use", "--json")
	require.Equal(t, true, used.at("used"))
	aside, is := used.at("aside").(string)
	require.True(t, is)
	stepped, err := os.ReadFile(aside)
	require.NoError(t, err)
	require.Equal(t, damaged, stepped)
	require.Contains(t, h.ok("reseller", "list").out, "Kranich")
	require.NotContains(t, h.ok("customer", "list").out, "Lorenz")
}

// TestTheSecondPlaceAndTheKitBringAWorkspaceBack loses a computer: a disk with encrypted copies,
// their code and the recovery kit are all that is left.
func TestTheSecondPlaceAndTheKitBringAWorkspaceBack(t *testing.T) {
	t.Parallel()
	w := newActiveTwo(t)
	h, disk := w.distributor, t.TempDir()
	kit := filepath.Join(w.folder, "kit.age")
	kitCode := h.ok("recovery", "kit", kit, "--json").at("recovery_code").(string)
	require.Equal(t, "", h.ok("backup", "second", "show", "--json").at("folder"))
	h.run("backup", "second", "set", filepath.Join(disk, "none"), "--json").
		fails(exitInvalid, "backup.second_missing")
	set := h.ok("backup", "second", "set", disk, "--encrypted", "--json")
	code, name := set.at("code").(string), set.at("name").(string)
	h.ok("reseller", "edit", w.id, "--extensions", "1300")
	made := h.ok("backup", "create", "--json").at("backups.name").(string)
	require.NotEqual(t, name, made)
	require.Equal(t, made, h.ok("backup", "second", "show", "--json").at("name"))

	require.NoError(t, os.Rename(disk, disk+" out"))
	h.ok("reseller", "edit", w.id, "--extensions", "1301")
	h.run("backup", "create", "--json").fails(exitInvalid, "backup.second_missing")
	require.NoError(t, os.Rename(disk+" out", disk))
	h.ok("backup", "create", "--if-changed", "--json")
	newest := h.ok("backup", "second", "show", "--json").at("name").(string)
	require.NotEqual(t, made, newest, "what was missed is copied later")

	files, err := filepath.Glob(filepath.Join(disk, "*", newest+".age"))
	require.NoError(t, err)
	require.Len(t, files, 1)
	other := newComputer(t)
	other.clock = h.clock
	restore := func(code string, more ...string) result {
		return other.runWith(t.Context(), code+"\n",
			append([]string{"backup", "restore", files[0], "--json"}, more...)...)
	}
	restore(kitCode).fails(exitInvalid, "encrypted.code")
	preview := restore(code, "--dry-run")
	require.Zero(t, preview.code, preview.err)
	require.EqualValues(t, 1, preview.at("resellers.then"))
	restored := restore(code)
	require.Zero(t, restored.code, restored.err)
	other.as(ownerEmail, ownerPassword, "exchange", "save", w.id, "--into", t.TempDir()).
		fails(exitUnavailable, "signing.missing")
	r := other.runWith(t.Context(), ownerPassword+"\n"+kitCode+"\n",
		"keys", "restore", kit, "--as", ownerEmail, "--password-stdin", "--json")
	require.Zero(t, r.code, r.err)
	saved := other.as(ownerEmail, ownerPassword, "exchange", "save", w.id, "--into", t.TempDir())
	require.Zero(t, saved.code, saved.err)
	w.mine("exchange", "receive", saved.at("files.path").(string))
	require.EqualValues(t, 1301, w.extensions())

	other.runWith(t.Context(), code+"\n", "move", "in", files[0], "--data", t.TempDir(), "--json").
		fails(exitInvalid, "move.backup")
}
