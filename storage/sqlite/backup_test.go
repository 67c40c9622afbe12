package sqlite_test

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/gofrs/flock"
	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/backup"
	"resellerdesk/core/store"
	"resellerdesk/storage/sqlite"
)

func logEntry(tx store.Tx) error {
	return tx.AddLogEntry(
		store.LogEntry{
			At:        now,
			Actor:     "owner",
			Module:    "user",
			Operation: "reseller.changed",
			Result:    "ok",
		},
	)
}

func TestABackupIsProvenAndRestored(t *testing.T) {
	dir := withEveryTable(t)
	w, err := sqlite.Open(t.Context(), dir)
	require.NoError(t, err)
	held, err := w.Holds(t.Context())
	require.NoError(t, err)
	made, err := w.Backup(t.Context(), backup.ByHand, now)
	require.NoError(t, err)
	require.True(t, made.Good())
	require.Equal(t, held, made.Holds)
	require.NoError(t, add(w, reseller(2)))
	require.NoError(t, w.Write(func(tx store.Tx) error { return tx.SetEpoch(4) }))
	before, err := w.OpenInvitation(t.Context(), "r1")
	require.NoError(t, err)

	backups := sqlite.NewBackups(dir)
	_, err = backups.Restore(t.Context(), made.Name, now)
	require.Equal(t, "backup.in_use", key(err), "a program has it open")
	require.NoError(t, w.Close())
	present := content(t, dir)[sqlite.FileName]

	aside, err := backups.Restore(t.Context(), made.Name, now)
	require.NoError(t, err)
	stepped, err := os.ReadFile(aside)
	require.NoError(t, err)
	require.Equal(t, present, stepped, "the present file steps aside as it is")
	requireWhole(t, dir)

	w, err = sqlite.Open(t.Context(), dir)
	require.NoError(t, err)
	defer w.Close()
	_, err = w.Account(t.Context(), "r2")
	require.Equal(t, core.NotFound, core.CodeOf(err))
	after, err := w.OpenInvitation(t.Context(), "r1")
	require.NoError(t, err)
	require.Equal(t, before, after)
	workspace, err := w.Workspace(t.Context())
	require.NoError(t, err)
	require.Equal(t, int64(5), workspace.Epoch, "higher than that of the file that stepped aside")
	settings, err := w.MailSettings(t.Context())
	require.NoError(t, err)
	require.Equal(
		t, "outbox.restored", settings.Stopped.Key, "nothing is sent before a person says so",
	)
	partner, err := w.Partner(t.Context(), "r1")
	require.NoError(t, err)
	require.True(t, partner.Changed)
}

func TestABackupThatIsDamagedLaterIsFoundAndNotRestored(t *testing.T) {
	dir := withEveryTable(t)
	w, err := sqlite.Open(t.Context(), dir)
	require.NoError(t, err)
	made, err := w.Backup(t.Context(), backup.ByHand, now)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	backups := sqlite.NewBackups(dir)
	path := filepath.Join(backups.Folder(), made.Name)
	whole, err := os.ReadFile(path)
	require.NoError(t, err)
	file := content(t, dir)[sqlite.FileName]
	for name, change := range map[string]func() []byte{
		"a byte":  func() []byte { d := append([]byte{}, whole...); d[len(d)/2] ^= 1; return d },
		"cut off": func() []byte { return whole[:len(whole)-100] },
		"another": func() []byte { return []byte("not a backup") },
		"longer":  func() []byte { return append(append([]byte{}, whole...), "more"...) },
	} {
		require.NoError(t, os.WriteFile(path, change(), 0o600))
		one, err := backups.Verify(t.Context(), made.Name, now)
		require.NoError(t, err, name)
		require.False(t, one.Good(), name)
		list, err := backups.List()
		require.NoError(t, err)
		require.Len(t, list, 1)
		require.False(t, list[0].Good(), name)
		_, err = backups.Restore(t.Context(), made.Name, now)
		require.Equal(t, "backup.damaged", key(err), name)
		require.Equal(t, file, content(t, dir)[sqlite.FileName], name)
	}
	require.NoError(t, os.WriteFile(path, whole, 0o600))
	one, err := backups.Verify(t.Context(), made.Name, now)
	require.NoError(t, err)
	require.True(t, one.Good())
}

func TestADamagedWorkspaceIsNotBackedUpAndIsReplacedByABackup(t *testing.T) {
	dir := withEveryTable(t)
	w, err := sqlite.Open(t.Context(), dir)
	require.NoError(t, err)
	made, err := w.Backup(t.Context(), backup.AtStart, now)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	db := second(t, dir)
	run(t, db, `UPDATE account SET remark = 'by hand' WHERE id = 'r1'`)
	require.NoError(t, db.Close())
	w, err = sqlite.Open(t.Context(), dir)
	require.NoError(t, err)
	_, err = w.Backup(t.Context(), backup.OnClose, now.Add(time.Hour))
	var damaged *store.Damaged
	require.ErrorAs(t, err, &damaged)
	require.NoError(t, w.Close())
	backups := sqlite.NewBackups(dir)
	list, err := backups.List()
	require.NoError(t, err)
	require.Equal(t, []string{made.Name}, []string{list[0].Name})
	_, err = backups.Restore(t.Context(), made.Name, now)
	require.NoError(t, err)
	requireWhole(t, dir)
}

func TestTwoBackupsOfOneMomentAreTwo(t *testing.T) {
	dir := withEveryTable(t)
	w, err := sqlite.Open(t.Context(), dir)
	require.NoError(t, err)
	defer w.Close()
	first, err := w.Backup(t.Context(), backup.ByHand, now)
	require.NoError(t, err)
	require.NoError(t, w.Write(logEntry))
	second, err := w.Backup(t.Context(), backup.ByHand, now)
	require.NoError(t, err)
	require.NotEqual(t, first.Name, second.Name)
	require.Equal(t, first.Holds.LogEntries+1, second.Holds.LogEntries)
}

func TestAWrongClockTakesNoBackupAway(t *testing.T) {
	dir := withEveryTable(t)
	w, err := sqlite.Open(t.Context(), dir)
	require.NoError(t, err)
	defer w.Close()
	require.NoError(t, w.Write(func(tx store.Tx) error { return tx.SetTrustedTime(now) }))
	for minute := range 5 {
		_, err := w.Backup(t.Context(), backup.Regular, now.Add(time.Duration(minute)*time.Minute))
		require.NoError(t, err)
	}
	_, err = w.Backup(t.Context(), backup.Regular, now.AddDate(1, 0, 0))
	require.NoError(t, err)
	list, err := sqlite.NewBackups(dir).List()
	require.NoError(t, err)
	require.Len(t, list, 6)
}

func TestOnlyBackupsAreThinned(t *testing.T) {
	dir := withEveryTable(t)
	w, err := sqlite.Open(t.Context(), dir)
	require.NoError(t, err)
	defer w.Close()
	for hour := range 4 {
		require.NoError(t, w.Write(logEntry))
		_, err := w.Backup(t.Context(), backup.Regular, now.Add(time.Duration(hour)*time.Minute))
		require.NoError(t, err)
	}
	backups := sqlite.NewBackups(dir)
	letter := filepath.Join(backups.Folder(), "letter.desk.gz")
	require.NoError(t, os.WriteFile(letter, []byte("mine"), 0o600))
	later := now.Add(100 * 24 * time.Hour)
	require.NoError(t, w.Write(func(tx store.Tx) error { return tx.SetTrustedTime(later) }))
	_, err = w.Backup(t.Context(), backup.Regular, later)
	require.NoError(t, err)
	list, err := backups.List()
	require.NoError(t, err)
	require.Len(
		t, list, 3, "of the four old ones of the same minute only as many as are always kept",
	)
	require.FileExists(t, letter)
	entries, err := os.ReadDir(backups.Folder())
	require.NoError(t, err)
	require.Len(t, entries, 3*2+1, "nothing else is left")
}

// TestADamagedFileIsNotReadWhereItIs fails to restore while another program has the workspace open:
// beside the damaged file there is nothing new.
func TestADamagedFileIsNotReadWhereItIs(t *testing.T) {
	dir, made := backedUp(t)
	path := filepath.Join(dir, sqlite.FileName)
	data := content(t, dir)[sqlite.FileName]
	for offset := 20 * 4096; offset < 21*4096; offset++ {
		data[offset] = 0
	}
	require.NoError(t, os.WriteFile(path, data, 0o600))
	other := flock.New(path + "-use")
	taken, err := other.TryRLock()
	require.NoError(t, err)
	require.True(t, taken)
	defer func() { require.NoError(t, other.Close()) }()
	before := content(t, dir)
	require.Equal(t, byte(2), data[18], "it has a write-ahead log")
	_, err = sqlite.NewBackups(dir).Restore(t.Context(), made.Name, now)
	require.Equal(t, "backup.in_use", key(err))
	require.Equal(t, before, content(t, dir))
}

// TestABackupOfANewerVersionIsNotCalledDamaged looks at one that a newer program made and proved:
// it is not thinned out for that.
func TestABackupOfANewerVersionIsNotCalledDamaged(t *testing.T) {
	dir, made := backedUp(t)
	backups := sqlite.NewBackups(dir)
	path := filepath.Join(backups.Folder(), made.Name)
	packed, err := os.Open(path)
	require.NoError(t, err)
	unzip, err := gzip.NewReader(packed)
	require.NoError(t, err)
	plain, err := io.ReadAll(unzip)
	require.NoError(t, errors.Join(err, packed.Close()))
	plain[63] = 99 // The version in the header.
	var newer bytes.Buffer
	zip := gzip.NewWriter(&newer)
	_, err = zip.Write(plain)
	require.NoError(t, errors.Join(err, zip.Close()))
	require.NoError(t, os.WriteFile(path, newer.Bytes(), 0o600))
	digest := sha256.Sum256(newer.Bytes())
	made.Size, made.Digest = int64(newer.Len()), hex.EncodeToString(digest[:])
	facts, err := json.Marshal(made)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(path+".json", facts, 0o600))
	for _, look := range []func() error{
		func() error { _, err := backups.Verify(t.Context(), made.Name, now); return err },
		func() error { _, err := backups.Restore(t.Context(), made.Name, now); return err },
	} {
		err := look()
		require.Equal(t, "workspace.newer", key(err))
		var of *core.Error
		require.ErrorAs(t, err, &of)
		require.Equal(t, path, of.Args["Path"])
		list, err := backups.List()
		require.NoError(t, err)
		require.True(t, list[0].Good())
	}
}
