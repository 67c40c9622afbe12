package main

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/activation"
	"resellerdesk/core/desk"
	"resellerdesk/ui/kit"
)

// TestAWorkspaceMovesByItsPages writes the file from the page of backups, looks at the copy that
// can only be read, and goes on on another computer.
func TestAWorkspaceMovesByItsPages(t *testing.T) {
	for lang, mode := range map[string]kit.Mode{"en": kit.ModeLight, "de": kit.ModeDark} {
		t.Run(lang, func(t *testing.T) {
			s := newScreen(t, lang, mode, 1280, 800, 1).example(3)
			s.goTo("backups")
			s.tap(s.words.T("command.asks", core.Args{"Command": s.words.T("move.title")}))
			s.typed("Laptop")
			s.keep("105-move-" + lang)
			s.files.path = filepath.Join(t.TempDir(), "Nordlicht.deskmove")
			s.tap(s.words.T("move.save"))
			s.says(s.words.T("move.made_title"))
			s.keep("106-move-made-" + lang)
			code := codePattern.FindString(s.reads())
			require.NotEmpty(t, code)
			s.key(fyne.KeyEscape)
			s.says(s.words.T("move.banner"))
			s.says("Laptop")
			s.goTo("user")
			s.press(fyne.KeyN)
			require.True(t, dialogOpen(s))
			s.says(s.words.T("error.workspace.moved_to", core.Args{"At": s.now, "Name": "Laptop"}))
			s.tap(s.words.T("button.close"))
			s.keep("107-moved-" + lang)

			there := newScreen(t, lang, mode, 1280, 800, 1)
			there.window.Start()
			there.tap(there.words.T("arrive.link"))
			there.files.path = s.files.path
			there.tap(there.words.T("move.choose"))
			last, wrong := code[len(code)-1:], "X"
			if last == wrong {
				wrong = "Y"
			}
			there.typed(code[:len(code)-1] + wrong)
			there.key(fyne.KeyReturn)
			there.typed("")
			there.keep("108-arrive-" + lang)
			there.key(fyne.KeyBackspace)
			there.typed(last)
			there.key(fyne.KeyReturn)
			there.says(there.words.T("signin.title"))
			there.signsIn("ida@nordlicht.example", distributorPassword)
			require.Equal(t, 3, there.count(desk.ChipAll))
			there.press(fyne.KeyN)
			there.form("nina@kranichtel.example")
			there.press(fyne.KeyS)
			require.Equal(t, 4, there.count(desk.ChipAll))
			left, err := filepath.Glob(filepath.Join(there.data, "workspace before*"))
			require.NoError(t, err)
			require.Empty(t, left)

			s.tap(s.words.T("restored.go_on"))
			s.says(s.words.T("move.continue_title"))
			require.True(t, dialogOpen(s))
			s.key(fyne.KeyReturn)
			s.says(s.words.T("move.banner"))
			s.tap(s.words.T("restored.go_on"))
			s.tap(s.words.T("restored.go_on"))
			require.NotContains(t, s.reads(), s.words.T("move.banner"))
		})
	}
}

// TestAnArrivalThatIsRefusedLeavesTheWindowAsItWas tries another code and a file that is none.
func TestAnArrivalThatIsRefusedLeavesTheWindowAsItWas(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1)
	s.window.Start()
	s.tap(s.words.T("arrive.link"))
	s.tap(s.words.T("arrive.ok"))
	s.says(s.words.T("error.move.no_file"))
	s.files.path = filepath.Join(t.TempDir(), "letter.deskmove")
	require.NoError(t, os.WriteFile(s.files.path, []byte("a letter"), 0o600))
	s.tap(s.words.T("move.choose"))
	s.key(fyne.KeyReturn)
	s.says(s.words.T("error.move.no_code"))
	s.typed(activation.NewCode())
	s.key(fyne.KeyReturn)
	s.says(s.words.T("error.encrypted.damaged"))
	require.True(t, s.kept.IsOpen())
	s.key(fyne.KeyEscape)
}

// TestBackupsAreCopiedToASecondPlace names a folder that is not there, wants a code without a
// keyring, and brings the workspace to another computer by a copy.
func TestBackupsAreCopiedToASecondPlace(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(3)
	s.backsUp()
	s.goTo("backups")
	s.says(s.words.T("backup.second_none"))
	disk := t.TempDir()
	s.tap(s.words.T("command.asks", core.Args{"Command": s.words.T("backup.second_change")}))
	s.typed(filepath.Join(disk, "none"))
	s.key(fyne.KeyReturn)
	missing := core.Args{"Path": filepath.Join(disk, "none")}
	s.says(s.words.T("error.backup.second_missing", missing))
	for range len("/none") {
		s.key(fyne.KeyBackspace)
	}
	s.key(fyne.KeyTab, fyne.KeySpace)
	s.keep("109-second-place")
	s.tap(s.words.T("button.save"))
	s.says(s.words.T("error.keyring.absent"))
	s.tap(s.words.T("backup.encrypt"))
	s.tap(s.words.T("button.save"))
	s.says(s.words.T("backup.second_plain", core.Args{"Path": disk}))
	s.keep("110-second-place-set")
	files, err := filepath.Glob(filepath.Join(disk, "*", "*.desk.gz"))
	require.NoError(t, err)
	require.Len(t, files, 1)

	away := disk + " away"
	require.NoError(t, os.Rename(disk, away)) // It is taken out.
	s.tap(s.words.T("backup.now_button"))
	s.says(
		s.words.T("status.second_failed", core.Args{"When": s.today()}),
		s.words.T("backup.second_behind"),
	)
	s.keep("110-second-place-away")
	require.NoError(t, os.Rename(away, disk))
	s.now = s.now.Add(time.Minute)
	s.tap(s.words.T("backup.now_button"))
	s.says(s.words.T("status.backup", core.Args{"When": s.today()}))

	there := newScreen(t, "en", kit.ModeLight, 1280, 800, 1)
	there.window.Start()
	there.tap(there.words.T("arrive.link"))
	there.files.path = files[0]
	there.tap(there.words.T("move.choose"))
	there.tap(there.words.T("arrive.ok"))
	there.says(there.words.T("signin.title"))
	there.signsIn("ida@nordlicht.example", distributorPassword)
	require.Equal(t, 3, there.count(desk.ChipAll))

	s.tap(s.words.T("command.asks", core.Args{"Command": s.words.T("backup.second_change")}))
	for range len(disk) {
		s.key(fyne.KeyBackspace)
	}
	s.tap(s.words.T("button.save"))
	s.says(s.words.T("backup.second_none"))
}

var codePattern = regexp.MustCompile(`([0-9A-Z]{4}-){6}[0-9A-Z]{4}`)
