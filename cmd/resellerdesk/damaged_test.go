package main

import (
	"database/sql"
	"os"
	"path/filepath"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/backup"
	"resellerdesk/core/desk"
	"resellerdesk/core/mail"
	"resellerdesk/storage/sqlite"
	"resellerdesk/ui/kit"
)

// workspaceFile is the workspace file of the screen.
func (s *screen) workspaceFile() string { return filepath.Join(s.data, sqlite.FileName) }

// damages changes a row of the closed workspace by hand, and returns the file as it is then.
func (s *screen) damages() []byte {
	require.NoError(s.t, s.kept.Close())
	s.byHand(`UPDATE account SET remark = 'by hand'`)
	file, err := os.ReadFile(s.workspaceFile())
	require.NoError(s.t, err)
	return file
}

// byHand runs SQL on the workspace file, beside the program.
func (s *screen) byHand(statement string) {
	db, err := sql.Open("sqlite3", s.workspaceFile())
	require.NoError(s.t, err)
	_, err = db.Exec(statement)
	require.NoError(s.t, err)
	require.NoError(s.t, db.Close())
}

// backsUp makes a backup by hand.
func (s *screen) backsUp() backup.Backup {
	_, one, err := s.kept.Make(s.t.Context(), backup.ByHand)
	require.NoError(s.t, err)
	return one
}

// today is how the present moment is shown.
func (s *screen) today() string {
	return s.words.T("when.today", core.Args{"Time": s.now.Local().Format("15:04")})
}

// aside is what the file is that stepped aside.
func (s *screen) aside() []byte {
	files, err := filepath.Glob(filepath.Join(s.data, "workspace before *.desk"))
	require.NoError(s.t, err)
	require.Len(s.t, files, 1)
	file, err := os.ReadFile(files[0])
	require.NoError(s.t, err)
	return file
}

// TestADamagedWorkspaceWorksAgainByOneKey damages the file, and restores a backup as the screen
// offers it.
func TestADamagedWorkspaceWorksAgainByOneKey(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(3)
	s.backsUp()
	s.now = s.now.Add(time.Hour)
	s.press(fyne.KeyN)
	s.form("nina@kranichtel.example")
	s.press(fyne.KeyS)
	before := s.backsUp()
	require.Equal(t, int64(4), before.Holds.Resellers)
	damaged := s.damages()
	s.desk = nil
	s.now = s.now.Add(time.Hour)

	s.window.Start()
	s.says("This workspace is damaged and was not opened", "Nothing was changed by opening it.")
	s.says("Of today", "Nothing was logged after it.", "workspace.desk · ")
	require.NotContains(t, s.reads(), "Kranich", "nothing of the workspace is shown")
	now, err := os.ReadFile(s.workspaceFile())
	require.NoError(t, err)
	require.Equal(t, damaged, now, "looking changed nothing")
	for _, suffix := range []string{"-wal", "-shm", "-journal"} {
		require.NoFileExists(t, s.workspaceFile()+suffix, "as another program finds it")
	}
	s.keep("90-damaged")
	s.key(fyne.KeyReturn)
	s.says("Sign in", "The workspace is as it was on", "workspace before")
	s.keep("91-damaged-restored")
	require.Equal(t, damaged, s.aside())
	s.signsIn("ida@nordlicht.example", distributorPassword)
	s.goTo("user")
	s.says("Kranich Telefonie GmbH")
}

// TestWhatIsDamagedWhileSomebodySignsInIsShownNoLonger lets the full check end when the sign-in is
// shown already.
func TestWhatIsDamagedWhileSomebodySignsInIsShownNoLonger(t *testing.T) {
	s := newScreen(t, "de", kit.ModeDark, 1280, 800, 1).example(3)
	s.backsUp()
	require.NoError(t, s.kept.Close())
	s.byHand(`UPDATE account SET remark = 'by hand'`)
	var seen []string
	s.seen = func() { seen = append(seen, s.window.Fyne().Title()) }
	s.window.Start()
	require.Contains(t, seen[0], s.words.T("signin.title"), "the check runs beside the sign-in")
	s.says("Dieser Arbeitsbereich ist beschädigt und wurde nicht geöffnet")
	s.keep("92-damaged-dark")
	require.Contains(t, s.window.Fyne().Title(), s.words.T("damaged.title"))
	s.key(fyne.KeyF1)
	s.says("Ein beschädigter Arbeitsbereich")
	s.keep("93-damaged-help")
}

// TestADamagedWorkspaceWithoutABackup says that there is none, and shows the folder.
func TestADamagedWorkspaceWithoutABackup(t *testing.T) {
	for lang, mode := range map[string]kit.Mode{"en": kit.ModeLight, "de": kit.ModeDark} {
		s := newScreen(t, lang, mode, 640, 400, 1).example(1)
		s.damages()
		s.window.Start()
		s.says(s.words.T("damaged.restore"), s.words.T("damaged.restore_none"))
		s.keep("94-damaged-small-" + lang)
		s.key(fyne.KeyUp, fyne.KeyReturn)
		require.False(t, dialogOpen(s), "there is nothing to restore")
		s.key(fyne.KeyDown, fyne.KeyDown, fyne.KeyReturn)
		require.Equal(t, "file://"+s.data, s.opened)
		s.tap(s.words.T("button.copy_path")) // No program here may open folders.
		require.Equal(t, s.data, fyne.CurrentApp().Clipboard().Content())
	}
}

// TestWhatIsWholeIsSavedFromADamagedWorkspace salvages, and opens what that made.
func TestWhatIsWholeIsSavedFromADamagedWorkspace(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(5)
	require.NoError(t, s.kept.Close())
	s.byHand(`DROP TABLE region`)
	before, err := os.ReadFile(s.workspaceFile())
	require.NoError(t, err)
	s.window.Start()
	s.keep("102-damaged-salvage")
	s.key(fyne.KeyReturn)
	s.says("What could be read is saved", "Accounts: 6 saved, nothing is missing")
	s.keep("103-damaged-salvaged")
	after, err := os.ReadFile(s.workspaceFile())
	require.NoError(t, err)
	require.Equal(t, before, after)
	s.tap("Open it")
	s.title("Sign in")
	require.Equal(t, before, s.aside())
	require.NoError(t, s.desk.CheckFile(t.Context(), nil))
}

// TestWhatIsWholeIsListedBeforeItIsSaved looks at a file with altered resellers.
func TestWhatIsWholeIsListedBeforeItIsSaved(t *testing.T) {
	for lang, mode := range map[string]kit.Mode{"en": kit.ModeLight, "de": kit.ModeDark} {
		s := newScreen(t, lang, mode, 1280, 800, 1).example(5)
		require.NoError(t, s.kept.Close())
		s.byHand(`UPDATE account SET remark = 'by hand' WHERE kind = 'reseller'`)
		before, err := os.ReadFile(s.workspaceFile())
		require.NoError(t, err)
		s.window.Start()
		files := s.filesOf()
		s.keep("105-damaged-" + lang)
		s.tap(s.words.T("damaged.whole"))
		args := core.Args{"Table": core.Key("table.account"), "Rows": 6, "Altered": 5}
		s.says(s.words.T("damaged.whole_altered", args))
		s.keep("106-damaged-whole-" + lang)
		s.tap(s.words.T("damaged.whole_copy"))
		copied := fyne.CurrentApp().Clipboard().Content()
		require.Contains(t, copied, s.words.T("damaged.whole_altered", args))
		for _, person := range []string{"Ida", "Brandt", "@", "GmbH"} {
			require.NotContains(t, copied, person)
		}
		after, err := os.ReadFile(s.workspaceFile())
		require.NoError(t, err)
		require.Equal(t, before, after)
		require.Equal(t, files, s.filesOf(), "nothing stays beside it")
		s.tap(s.words.T("damaged.salvage"))
		s.says(s.words.T("damaged.salvaged"))
	}
}

// filesOf are the names of what is in the data folder.
func (s *screen) filesOf() (names []string) {
	list, err := os.ReadDir(s.data)
	require.NoError(s.t, err)
	for _, one := range list {
		names = append(names, one.Name())
	}
	return names
}

// TestOtherBadFilesHaveTheirScreens puts something else in the place of the workspace.
func TestOtherBadFilesHaveTheirScreens(t *testing.T) {
	for name, c := range map[string]struct {
		content []byte
		says    string
	}{
		"empty":   {nil, "is empty: 0 bytes"},
		"foreign": {[]byte("a letter to somebody"), "This file is not a workspace of this program"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(2)
			s.backsUp()
			require.NoError(t, s.kept.Close())
			require.NoError(t, os.WriteFile(s.workspaceFile(), c.content, 0o600))
			s.window.Start()
			s.says(c.says, "Nothing was changed by opening it.")
			s.keep("95-damaged-" + name)
			s.tap(s.words.T("damaged.another"))
			s.says("by hand", "2 resellers")
			s.keep("96-damaged-another-" + name)
			s.key(fyne.KeyReturn)
			s.says("Sign in")
			require.Equal(t, len(c.content), len(s.aside()))
		})
	}
}

// TestABackupIsRestoredFromItsPage looks at the preview, and restores.
func TestABackupIsRestoredFromItsPage(t *testing.T) {
	for lang, mode := range map[string]kit.Mode{"en": kit.ModeLight, "de": kit.ModeDark} {
		t.Run(lang, func(t *testing.T) {
			s := newScreen(t, lang, mode, 1280, 800, 1).example(3)
			s.backsUp()
			s.now = s.now.Add(26 * time.Hour)
			s.press(fyne.KeyN)
			s.form("nina@kranichtel.example")
			s.press(fyne.KeyS)
			s.goTo("backups")
			s.keep("97-backups-" + lang)
			s.tap(s.words.T("backup.now_button"))
			s.says(s.words.T("status.backup", core.Args{"When": s.today()}))
			list := s.list()
			require.Equal(t, 2, list.Count())
			s.window.Fyne().Canvas().Focus(list)
			s.key(fyne.KeyHome)
			s.with(desktop.KeyShiftLeft, fyne.KeyDown)
			require.Len(t, list.Selected(), 1, "what is selected is what is restored")
			s.keep("98-backups-preview-" + lang)
			s.says(s.kept.Folder())
			s.says(s.words.T("backup.steps_aside"))
			s.tap(s.words.T("backup.check_all"))
			all, err := s.kept.List()
			require.NoError(t, err)
			for _, one := range all {
				require.True(t, one.Good())
				require.Equal(t, s.now, one.Proved.UTC(), "it was checked again")
			}
			s.tap(s.words.T("command.asks", core.Args{"Command": s.words.T("backup.restore")}))
			require.True(t, dialogOpen(s))
			s.says(s.words.T("backup.ask_text"))
			s.keep("99-backups-question-" + lang)
			s.key(fyne.KeyReturn)
			require.False(t, dialogOpen(s), "Cancel has the focus")
			require.Equal(t, 4, s.count(desk.ChipAll))
			s.tap(s.words.T("command.asks", core.Args{"Command": s.words.T("backup.restore")}))
			s.tap(s.words.T("backup.restore"))
			s.says(s.words.T("signin.title"))
			s.signsIn("ida@nordlicht.example", distributorPassword)
			require.Equal(t, 3, s.count(desk.ChipAll))
			require.FileExists(t, filepath.Join(s.data, sqlite.FileName))
			s.aside()
		})
	}
}

// TestADamagedBackupIsNotRestored damages a backup, and checks all.
func TestADamagedBackupIsNotRestored(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(1)
	one := s.backsUp()
	path := filepath.Join(s.kept.Folder(), one.Name)
	data, err := os.ReadFile(path)
	require.NoError(t, err)
	data[len(data)/2] ^= 4
	require.NoError(t, os.WriteFile(path, data, 0o600))
	s.goTo("backups")
	s.tap(s.words.T("backup.check_all"))
	s.says("1 backup is damaged", "damaged, never restored", "There is no good backup")
	s.keep("100-backups-damaged")
	s.tap("Restore…")
	require.False(t, dialogOpen(s))
}

// TestBackupsAreMadeBesideTheWindow lets time pass: at the start, later when something changed, and
// when the window closes.
func TestBackupsAreMadeBesideTheWindow(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(2)
	reasons := func() (list []backup.Reason) {
		all, err := s.kept.List()
		require.NoError(t, err)
		for _, one := range all {
			list = append(list, one.Reason)
		}
		return list
	}
	require.Empty(t, reasons())
	s.waits()
	require.Equal(t, []backup.Reason{backup.AtStart}, reasons())
	s.says("Backup today")
	s.now = s.now.Add(31 * time.Minute)
	s.waits()
	require.Len(t, reasons(), 1, "nothing changed")
	rows, err := s.desk.Resellers(t.Context(), desk.ResellerQuery{Limit: 2})
	require.NoError(t, err)
	ids := []string{rows[0].ID}
	require.NoError(t, s.desk.SuspendResellers(t.Context(), desk.NewID(), ids, "unpaid", core.NoDay))
	s.goTo("user")
	s.press(fyne.KeyN)
	s.typed("K")
	s.waits()
	require.Len(t, reasons(), 1, "somebody is typing")
	s.key(fyne.KeyEscape)
	s.tap(s.words.T("form.discard"))
	s.waits() // Escape was a key in a field, too.
	s.waits()
	require.Equal(t, []backup.Reason{backup.Regular, backup.AtStart}, reasons())
	s.goTo("user")
	s.key(fyne.KeyHome)
	s.with(desktop.KeyShiftLeft, fyne.KeyDown)
	s.now = s.now.Add(time.Minute)
	ids = []string{rows[1].ID}
	require.NoError(t, s.desk.SuspendResellers(t.Context(), desk.NewID(), ids, "unpaid", core.NoDay))
	s.key(fyne.KeyDelete)
	s.key(fyne.KeyTab, fyne.KeyReturn)
	require.Equal(t, 0, s.count(desk.ChipAll))
	made := []backup.Reason{backup.BeforeDelete, backup.Regular, backup.AtStart}
	require.Equal(t, made, reasons())
	all, err := s.kept.List()
	require.NoError(t, err)
	require.Equal(t, int64(2), all[0].Holds.Resellers, "it was made before they were deleted")
	s.now = s.now.Add(time.Minute)
	s.does("command.undo")
	require.Equal(t, 2, s.count(desk.ChipAll))
	made = append([]backup.Reason{backup.BeforeDelete}, made...)
	require.Equal(t, made, reasons(), "they were undone together")
	s.now = s.now.Add(time.Minute)
	s.does("command.redo")
	require.Equal(t, 0, s.count(desk.ChipAll))
	made = append([]backup.Reason{backup.BeforeDelete}, made...)
	require.Equal(t, made, reasons(), "and done again")
	s.now = s.now.Add(6 * time.Minute)
	s.press(fyne.KeyQ)
	require.Equal(t, append([]backup.Reason{backup.OnClose}, made...), reasons())
}

// TestTheStatusLineLeadsToTheBackups presses what says that there is none yet.
func TestTheStatusLineLeadsToTheBackups(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(1)
	s.tap(s.words.T("status.no_backup"))
	require.Contains(t, s.window.Fyne().Title(), s.words.T("menu.backups"))
	s.says(s.words.T("backup.none_yet"))
	s.keep("101-backups-none")
}

// TestTheRowMenuOfBackupsOpens opens it by key: the list has nothing that is done to several rows.
func TestTheRowMenuOfBackupsOpens(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(1)
	s.backsUp()
	s.goTo("backups")
	require.Equal(t, 1, s.list().Count())
	s.key(fyne.KeyHome)
	s.key(desktop.KeyMenu)
	s.key(fyne.KeyEscape)
	require.True(t, s.sees("Backups"))
}

// TestTheStatusLineMakesTheWindowNoWider holds mails back with the longest sentence there is about
// that.
func TestTheStatusLineMakesTheWindowNoWider(t *testing.T) {
	for _, lang := range []string{"en", "de"} {
		s := newScreen(t, lang, kit.ModeLight, 1024, 600, 1).example(3)
		require.NoError(t, s.behind.Store.Write(func(tx desk.Tx) error {
			return tx.SetMailSettings(desk.MailSettings{
				Settings: mail.Settings{
					Host: "mail.example", Port: 465, Security: mail.SecurityTLS,
					FromAddress: "ida@nordlicht.example",
				},
				Stopped: &core.Error{Code: core.Conflict, Key: "outbox.restored"},
			})
		}))
		s.window.Start()
		s.says(s.words.T("status.blocked"))
		require.LessOrEqual(t, s.window.Fyne().Canvas().Content().MinSize().Width, float32(640))
	}
}
