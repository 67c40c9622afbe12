package main

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/desk"
	"resellerdesk/ui/kit"
)

// asksForAFile opens the dialog that restores from a file anywhere, and chooses one.
func (s *screen) asksForAFile(path string) {
	s.tap(s.words.T("command.asks", core.Args{"Command": s.words.T("backup.file")}))
	s.files.path = path
	s.tap(s.words.T("move.choose"))
	s.tap(s.words.T("backup.file_check"))
}

// copyOfABackup backs the workspace up, and copies that under another name, as a person may.
func (s *screen) copyOfABackup(name string) string {
	one := s.backsUp()
	packed, err := os.ReadFile(filepath.Join(s.kept.Folder(), one.Name))
	require.NoError(s.t, err)
	path := filepath.Join(s.t.TempDir(), name)
	require.NoError(s.t, os.WriteFile(path, packed, 0o600))
	return path
}

// TestABackupInAFileAnywhereIsRestoredFromThePage tries a damaged one, one of another workspace,
// and the right one, which was renamed.
func TestABackupInAFileAnywhereIsRestoredFromThePage(t *testing.T) {
	other := newScreen(
		t, "en", kit.ModeLight, 1280, 800, 1,
	).example(1).copyOfABackup("other.desk.gz")
	for lang, mode := range map[string]kit.Mode{"en": kit.ModeLight, "de": kit.ModeDark} {
		t.Run(lang, func(t *testing.T) {
			s := newScreen(t, lang, mode, 1280, 800, 1).example(3)
			copied := s.copyOfABackup("before Nina.desk.gz")
			damaged := filepath.Join(t.TempDir(), "damaged.desk.gz")
			packed, err := os.ReadFile(copied)
			require.NoError(t, err)
			require.NoError(t, os.WriteFile(damaged, packed[:len(packed)/2], 0o600))
			s.now = s.now.Add(time.Hour)
			s.press(fyne.KeyN)
			s.form("nina@kranichtel.example")
			s.press(fyne.KeyS)
			s.goTo("backups")

			s.asksForAFile(damaged)
			s.says(s.words.T("backup.file_text"))
			cut := s.words.T("error.backup.other_file")
			s.says(s.words.T("error.backup.damaged", core.Args{"Detail": cut}))
			s.keep("111-restore-file-damaged-" + lang)
			require.True(t, s.kept.IsOpen())
			s.tap(s.words.T("button.cancel"))
			require.False(t, dialogOpen(s))

			s.asksForAFile(other)
			s.says(s.words.T("backup.count.resellers", core.Args{"Count": 1}))
			s.keep("112-restore-file-other-" + lang)
			s.key(fyne.KeyReturn)
			require.Equal(t, 4, s.count(desk.ChipAll), "Cancel has the focus")

			s.goTo("backups")
			s.asksForAFile(copied)
			s.says("before Nina.desk.gz", s.words.T("backup.since", core.Args{"Count": 1}))
			s.tap(s.words.T("backup.restore"))
			s.says(s.words.T("signin.title"))
			s.signsIn("ida@nordlicht.example", distributorPassword)
			require.Equal(t, 3, s.count(desk.ChipAll))
			s.aside()
		})
	}
}

// TestADamagedWorkspaceIsRestoredFromAFileAnywhere has no backup beside the workspace.
func TestADamagedWorkspaceIsRestoredFromAFileAnywhere(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(3)
	copied := s.copyOfABackup("on a stick.desk.gz")
	require.NoError(t, os.RemoveAll(s.kept.Folder()))
	damaged := s.damages()
	s.window.Start()
	s.tap(s.words.T("damaged.another"))
	s.keep("113-damaged-no-backup")
	s.asksForAFile(copied)
	s.says("on a stick.desk.gz")
	s.tap(s.words.T("backup.restore"))
	s.says(s.words.T("signin.title"))
	require.Equal(t, damaged, s.aside())
	s.signsIn("ida@nordlicht.example", distributorPassword)
	require.Equal(t, 3, s.count(desk.ChipAll))
}
