package sqlite_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/activation"
	"resellerdesk/core/backup"
	"resellerdesk/storage/sqlite"
)

// backedUp makes a backup of a workspace with rows in every table.
func backedUp(t *testing.T) (dir string, made backup.Backup) {
	dir = withEveryTable(t)
	w, err := sqlite.Open(t.Context(), dir)
	require.NoError(t, err)
	made, err = w.Backup(t.Context(), backup.ByHand, now)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return dir, made
}

func nothingOpen() error { return nil }

func TestABackupIsCopiedToASecondPlaceAndRestoredFromThere(t *testing.T) {
	for name, encrypted := range map[string]bool{"plain": false, "encrypted": true} {
		t.Run(name, func(t *testing.T) {
			dir, made := backedUp(t)
			disk, code := t.TempDir(), activation.NewCode()
			letter := filepath.Join(disk, "letter.txt")
			require.NoError(t, os.WriteFile(letter, nil, 0o600))
			backups := sqlite.NewBackups(dir)
			require.NoError(t, backups.SetSecond(backup.Second{Folder: disk, Encrypted: encrypted}))
			require.NoError(t, backups.CopyToSecond(t.Context(), made,
				func(context.Context) (string, error) { return code, nil }, now, true))
			s, err := backups.Second()
			require.NoError(t, err)
			require.Equal(t, backup.Second{
				Folder: disk, Encrypted: encrypted, Name: made.Name, At: now.UTC(),
			}, backup.Second{
				Folder: s.Folder, Encrypted: s.Encrypted, Name: s.Name, At: s.At.UTC(),
				Fault: s.Fault,
			})
			copied := filepath.Join(
				disk, "Reseller Desk "+made.Holds.Workspace, s.NameOfCopy(made.Name),
			)
			raw, err := os.ReadFile(copied)
			require.NoError(t, err)
			require.Equal(t, encrypted, raw[0] == 'a', "a file of age, or a compressed one")

			there := filepath.Join(t.TempDir(), "data")
			restore := func(code string) string {
				_, err := sqlite.NewBackups(there).RestoreFile(
					t.Context(), copied, code, now, nothingOpen,
				)
				return key(err)
			}
			if encrypted {
				require.Equal(t, "encrypted.code", restore(activation.NewCode()))
			}
			one, err := sqlite.NewBackups(there).VerifyFile(t.Context(), copied, code, now)
			require.NoError(t, err)
			require.True(t, one.Good())
			require.Equal(t, made.Holds, one.Holds)
			require.Empty(t, restore(code))
			requireWhole(t, there)
			w, err := sqlite.Open(t.Context(), there)
			require.NoError(t, err)
			held, err := w.Holds(t.Context())
			require.NoError(t, err)
			require.Greater(t, held.Epoch, made.Holds.Epoch)
			require.NoError(t, w.Close())

			for at := range raw { // Every sixteenth byte is damaged, and the end is cut off.
				if at%(len(raw)/16) != 0 {
					continue
				}
				damaged := append([]byte{}, raw...)
				damaged[at] ^= 0x10
				if at == 0 {
					damaged = raw[:len(raw)-1]
				}
				require.NoError(t, os.WriteFile(copied, damaged, 0o600))
				one, err := sqlite.NewBackups(there).VerifyFile(t.Context(), copied, code, now)
				require.True(
					t, err != nil || one.Fault != "" || one.Digest != made.Digest, "byte %d", at,
				)
			}
			require.FileExists(t, letter)
		})
	}
}

func TestAFaultOfTheSecondPlaceIsKept(t *testing.T) {
	dir, made := backedUp(t)
	backups := sqlite.NewBackups(dir)
	disk := filepath.Join(t.TempDir(), "disk")
	require.Equal(t, "backup.second_missing", key(backups.SetSecond(backup.Second{Folder: disk})))
	require.Equal(
		t, "backup.second_relative", key(backups.SetSecond(backup.Second{Folder: "disk"})),
	)
	inside := filepath.Join(dir, "inside")
	require.NoError(t, os.MkdirAll(inside, 0o700))
	for _, folder := range []string{dir, inside, backups.Folder()} {
		require.Equal(
			t, "backup.second_same", key(backups.SetSecond(backup.Second{Folder: folder})),
		)
	}
	require.NoError(t, os.Mkdir(disk, 0o700))
	require.NoError(t, backups.SetSecond(backup.Second{Folder: disk}))
	require.NoError(t, os.Remove(disk)) // It is taken out.
	noCode := func(context.Context) (string, error) { return "", nil }
	require.Equal(t, "backup.second_missing",
		key(backups.CopyToSecond(t.Context(), made, noCode, now, true)))
	s, err := backups.Second()
	require.NoError(t, err)
	require.NotEmpty(t, s.Fault)
	require.Empty(t, s.Name)
	require.NoError(t, os.Mkdir(disk, 0o700))
	require.NoError(t, backups.CopyToSecond(t.Context(), made, noCode, now, true))
	s, err = backups.Second()
	require.NoError(t, err)
	require.Empty(t, s.Fault)
}

// TestPlainCopiesAreEncryptedOnceThatIsWanted turns encryption on when a plain copy is there, and
// leaves what is of somebody else.
func TestPlainCopiesAreEncryptedOnceThatIsWanted(t *testing.T) {
	dir, made := backedUp(t)
	disk, code := t.TempDir(), activation.NewCode()
	backups := sqlite.NewBackups(dir)
	askCode := func(context.Context) (string, error) { return code, nil }
	require.NoError(t, backups.SetSecond(backup.Second{Folder: disk}))
	require.NoError(t, backups.CopyToSecond(t.Context(), made, askCode, now, true))
	there := filepath.Join(disk, "Reseller Desk "+made.Holds.Workspace)
	other := filepath.Join(there, "holiday.desk.gz")
	require.NoError(t, os.WriteFile(other, []byte("x"), 0o600))
	require.NoError(t, backups.SetSecond(backup.Second{Folder: disk, Encrypted: true}))
	w, err := sqlite.Open(t.Context(), dir)
	require.NoError(t, err)
	next, err := w.Backup(t.Context(), backup.ByHand, now.Add(time.Hour))
	require.NoError(t, err)
	require.NoError(t, w.Close())
	require.NoError(t, backups.CopyToSecond(t.Context(), next, askCode, now.Add(time.Hour), true))
	require.FileExists(t, other)
	require.NoFileExists(t, filepath.Join(there, made.Name))
	for _, one := range []backup.Backup{made, next} {
		copied := filepath.Join(there, one.Name+backup.EncryptedEnding)
		found, err := backups.VerifyFile(t.Context(), copied, code, now)
		require.NoError(t, err)
		require.Equal(t, one.Holds, found.Holds)
	}
}

// TestASecondPlaceThatDoesNotAnswerIsSaid until a copy is there.
func TestASecondPlaceThatDoesNotAnswerIsSaid(t *testing.T) {
	dir, made := backedUp(t)
	backups := sqlite.NewBackups(dir)
	require.NoError(t, backups.SecondIsSlow(), "there is none")
	require.NoError(t, backups.SetSecond(backup.Second{Folder: t.TempDir()}))
	require.NoError(t, backups.SecondIsSlow())
	s, err := backups.Second()
	require.NoError(t, err)
	require.Equal(t, "backup.second_slow", core.ParseErrors(s.Fault)[0].Key)
	noCode := func(context.Context) (string, error) { return "", nil }
	require.NoError(t, backups.CopyToSecond(t.Context(), made, noCode, now, true))
	s, err = backups.Second()
	require.NoError(t, err)
	require.Empty(t, s.Fault)
}

// TestCopiesAreThinnedAsBackupsAre puts old copies and other files beside.
func TestCopiesAreThinnedAsBackupsAre(t *testing.T) {
	dir, made := backedUp(t)
	disk := t.TempDir()
	there := filepath.Join(disk, "Reseller Desk "+made.Holds.Workspace)
	require.NoError(t, os.MkdirAll(there, 0o700))
	other := filepath.Join(there, "notes.desk.gz")
	require.NoError(t, os.WriteFile(other, []byte("x"), 0o600))
	for i := range 40 {
		old := backup.Name(made.Made.Add(-time.Duration(i+60)*24*time.Hour), backup.Regular)
		require.NoError(t, os.WriteFile(filepath.Join(there, old), []byte("x"), 0o600))
	}
	backups := sqlite.NewBackups(dir)
	require.NoError(t, backups.SetSecond(backup.Second{Folder: disk}))
	require.NoError(t, backups.CopyToSecond(t.Context(), made,
		func(context.Context) (string, error) { return "", nil }, now, true))
	left, err := os.ReadDir(there)
	require.NoError(t, err)
	require.Less(t, len(left), 16)
	require.FileExists(t, other)
	require.FileExists(t, filepath.Join(there, made.Name))
}
