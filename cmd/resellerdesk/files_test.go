package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"github.com/ncruces/zenity"
	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
	"resellerdesk/core/permission"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

// chosenFiles is a person who always chooses the same file, in place of the platform's dialog.
type chosenFiles struct {
	path  string
	asked int
	name  string // That was offered last.
}

func (c *chosenFiles) Open(string, page.FileKind) (string, error) { return c.choose() }

func (c *chosenFiles) Save(_, name string, _ page.FileKind) (string, error) {
	c.name = name
	return c.choose()
}

func (c *chosenFiles) choose() (string, error) { c.asked++; return c.path, nil }

// chooses writes a file and lets it be chosen.
func (s *screen) chooses(name, content string) {
	s.files.path = filepath.Join(s.t.TempDir(), name)
	require.NoError(s.t, os.WriteFile(s.files.path, []byte(content), 0o600))
}

// command runs a command of the palette by its name.
func (s *screen) command(name string) {
	s.press(fyne.KeyK)
	s.typed(name)
	s.key(fyne.KeyReturn)
}

// does runs the command with an id in the palette, wherever it is listed there. args are those of
// its words.
func (s *screen) does(id string, args ...core.Args) {
	s.t.Helper()
	at := s.listed(s.words.T(id, args...))
	require.GreaterOrEqual(s.t, at, 0, "%s is not offered", id)
	for range at {
		s.key(fyne.KeyDown)
	}
	s.key(fyne.KeyReturn)
}

// listed opens the palette, and returns where the command with a name is listed there, -1 where it
// is not offered.
func (s *screen) listed(name string) int {
	s.press(fyne.KeyK)
	s.typed(name)
	asks := s.words.T("command.asks", core.Args{"Command": name})
	return slices.IndexFunc(labels[*kit.NavItem](s.front()), func(text string) bool {
		return text == name || text == asks
	})
}

// resellersFile is a file of some odd rows, and n resellers below that fit.
func resellersFile(n int, odd ...string) string {
	var file strings.Builder
	file.WriteString(
		"Company;First name;Last name;Email;Extensions;Concurrent Calls;Call Recording (mins);Weather\n",
	)
	for _, row := range odd {
		file.WriteString(row + "\n")
	}
	for i := range n {
		fmt.Fprintf(&file, "Kranich %d GmbH;Nina;Albrecht;nina%d@kranich.example;1;0;0;\n", i, i)
	}
	return file.String()
}

// TestImportScreens shows the import in each appearance. With SHOTS=folder the pictures are kept.
func TestImportScreens(t *testing.T) {
	odd := []string{
		"Alpenfon;;;info@alpenfon.example;20;4;500;",
		"Polder Telecom;Jan;Visser;NINA1@kranich.example;40;6;500;",
		"Fjord Hosting AS;Kari;Lund;not an email;1,5;;200;",
		"Bay Voice Ltd;Tom;Reed;tom@bay.example;999.999;5;100;",
		"\"Bergbahn\"Süd;Eva;;eva@berg.example;1;1;1;",
	}
	for _, look := range []struct {
		name, lang    string
		mode          kit.Mode
		width, height float32
		scale         float32
	}{
		{"light", "en", kit.ModeLight, 1280, 800, 1},
		{"dark", "en", kit.ModeDark, 1280, 800, 1},
		{"scale15", "de", kit.ModeLight, 1280 / 1.5, 800 / 1.5, 1.5},
	} {
		t.Run(look.name, func(t *testing.T) {
			words := map[string]string{"en": "Import", "de": "Reseller import"}[look.lang]
			shot := func(s *screen, name string) { s.keep(fmt.Sprintf("%s-%s", name, look.name)) }
			empty := newScreen(
				t, look.lang, look.mode, look.width, look.height, look.scale,
			).example(0)
			shot(empty, "20-empty")
			s := newScreen(
				t, look.lang, look.mode, look.width, look.height, look.scale,
			).example(200)
			shot(s, "21-list")
			s.chooses("resellers.csv", resellersFile(1500, odd...))
			s.command(words)
			require.True(t, dialogOpen(s))
			shot(s, "22-import")
			running := 0
			s.seen = func() {
				if running++; running == 3 {
					shot(s, "23-checking")
				}
			}
			s.key(fyne.KeyReturn)
			s.seen = nil
			require.Greater(t, running, 3)
			require.True(t, dialogOpen(s))
			shot(s, "24-refused")
			s.key(fyne.KeyDown, fyne.KeyDown)
			shot(s, "25-reasons")
			s.key(fyne.KeyEscape)
			s.chooses("resellers.csv", resellersFile(40))
			s.command(words)
			s.key(fyne.KeyReturn)
			shot(s, "26-fits")
			s.key(fyne.KeyReturn)
			require.False(t, dialogOpen(s))
			require.Equal(t, 240, s.count(desk.ChipAll))
			shot(s, "27-imported")
			s.command("export")
			require.True(t, dialogOpen(s))
			shot(s, "28-export")
			s.files.path = filepath.Join(t.TempDir(), "list.xlsx")
			s.key(fyne.KeyReturn)
			shot(s, "29-exported")
		})
	}
}

func TestImportByKeyboardAndUndo(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(3)
	s.chooses("resellers.csv", resellersFile(7))
	s.does("command.import")
	s.key(fyne.KeyReturn) // Choose file.
	s.key(fyne.KeyReturn) // Import 7 resellers.
	require.False(t, dialogOpen(s))
	require.Equal(t, 10, s.count(desk.ChipAll))
	s.window.Press(&fyne.ShortcutUndo{})
	require.Equal(t, 3, s.count(desk.ChipAll))
}

// TestAFileIsReadInAnotherEncoding imports what Excel for Mac and a program for DOS wrote, by
// keyboard. With SHOTS=folder the pictures are kept.
func TestAFileIsReadInAnotherEncoding(t *testing.T) {
	const header = "Company;First name;Email;Extensions;Concurrent Calls;Call Recording (mins)\n"
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(3)
	s.chooses("mac.csv", header+"M\x9fller & S\x9ahne;J\x9arg;j@mueller.example;1;0;0\n")
	s.does("command.import")
	s.key(fyne.KeyReturn)
	s.says("Read as Windows-1252, for example “MŸller & Sšhne”.")
	s.keep("25-wrong-letters")
	s.tap(s.words.T("import.other_encoding"))
	s.says("Encoding", "Separator", "Dates", "Numbers")
	s.tab(1) // To the encoding.
	s.typed("m")
	s.keep("25-encoding")
	s.says("Read as Mac OS Roman, for example “Müller & Söhne”.", "Jörg")
	s.press(fyne.KeyS)
	require.False(t, dialogOpen(s))
	require.Equal(t, 4, s.count(desk.ChipAll))

	s.chooses("dos.csv", header+"L\x81bke;Ina;i@luebke.example;1;0;0\n")
	s.does("command.import")
	s.key(fyne.KeyReturn)
	require.True(t, dialogOpen(s), "what Windows-1252 does not have is not guessed")
	s.keep("25-not-readable")
	s.press(fyne.KeyS) // DOS is chosen.
	s.says("Read as DOS (CP850), for example “Lübke”.")
	s.key(fyne.KeyReturn)
	require.Equal(t, 5, s.count(desk.ChipAll))
}

// TestAWorkbookIsImported imports the second worksheet of a workbook, by keyboard: the first one
// holds something else. With SHOTS=folder the pictures are kept.
func TestAWorkbookIsImported(t *testing.T) {
	book := excelize.NewFile()
	require.NoError(t, book.SetSheetName("Sheet1", "Summary"))
	require.NoError(t, book.SetCellValue("Summary", "A1", "Resellers of 2026"))
	_, err := book.NewSheet("Resellers")
	require.NoError(t, err)
	require.NoError(t, book.SetSheetRow("Resellers", "A1", &[]any{
		"Company", "First name", "Email", "Extensions", "Concurrent Calls",
		"Call Recording (mins)", "Valid until",
	}))
	end := time.Date(2030, 3, 31, 0, 0, 0, 0, time.UTC)
	require.NoError(t, book.SetSheetRow("Resellers", "A2", &[]any{
		"Müller & Söhne", "Jörg", "j@mueller.example", 20, 4, 1000, end,
	}))
	var file bytes.Buffer
	require.NoError(t, book.Write(&file))
	require.NoError(t, book.Close())

	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(3)
	s.chooses("resellers.xlsx", file.String())
	s.does("command.import")
	s.key(fyne.KeyReturn)
	s.says("The worksheet “Summary” was read.")
	s.keep("25-worksheet")
	s.press(fyne.KeyS) // The next one is chosen.
	s.says("The worksheet “Resellers” was read.")
	s.keep("25-workbook")
	s.tap(s.words.T("import.tab_columns"))
	s.keep("25-workbook-columns")
	require.Equal(t, 2, strings.Count(s.reads(), s.words.T("import.set_by_workbook")))
	s.tap(s.words.T("import.other_worksheet"))
	require.True(t, dialogOpen(s))
	s.key(fyne.KeyEscape)
	require.Equal(t, 3, s.count(desk.ChipAll))

	s.does("command.import")
	s.key(fyne.KeyReturn)
	s.press(fyne.KeyS)
	s.key(fyne.KeyReturn)
	require.False(t, dialogOpen(s))
	require.Equal(t, 4, s.count(desk.ChipAll))
}

func TestOnlyTablesAreImported(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(3)
	for name, says := range map[string]string{
		"list.pdf":  "Only .csv and .xlsx files can be imported.",
		"list.xlsx": "This is a workbook of an older form, or one with a password.",
		"list.csv":  "This is not a workbook, or it is damaged",
	} {
		content := "PK\x03\x04nothing"
		if name == "list.xlsx" {
			content = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and the rest"
		}
		s.chooses(name, content)
		s.does("command.import")
		s.key(fyne.KeyReturn)
		s.says(says)
		for dialogOpen(s) {
			s.key(fyne.KeyEscape)
		}
	}
	require.Equal(t, 3, s.count(desk.ChipAll))
}

func TestAnImportThatDoesNotFitChangesNothing(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(3)
	s.chooses("resellers.csv", resellersFile(7, "Polder;;;x@polder.example;1;1;1;"))
	s.does("command.import")
	s.key(fyne.KeyReturn)
	require.True(t, dialogOpen(s))
	s.key(fyne.KeyReturn)
	s.key(fyne.KeyEscape)
	require.Equal(t, 3, s.count(desk.ChipAll))
}

func TestCancelWhileChecking(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(3)
	s.chooses("resellers.csv", resellersFile(10_000))
	s.does("command.import")
	n := 0
	s.seen = func() {
		if n++; n == 5 {
			s.window.Fyne().Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
		}
	}
	s.key(fyne.KeyReturn)
	require.False(t, dialogOpen(s))
	require.Less(t, n, 12)
	require.Equal(t, 3, s.count(desk.ChipAll))
}

func TestAnUndoOfManyCanBeCancelled(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(3)
	s.chooses("resellers.csv", resellersFile(1200))
	s.does("command.import")
	s.key(fyne.KeyReturn)
	s.key(fyne.KeyReturn)
	require.Equal(t, 1203, s.count(desk.ChipAll))
	seen := 0
	s.seen = func() {
		if seen++; seen == 3 {
			s.keep("31-undoing")
			s.window.Fyne().Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
		}
	}
	s.window.Press(&fyne.ShortcutUndo{})
	require.False(t, dialogOpen(s))
	require.Equal(t, 1203, s.count(desk.ChipAll))
	s.seen = nil
	s.window.Press(&fyne.ShortcutUndo{})
	require.False(t, dialogOpen(s))
	require.Equal(t, 3, s.count(desk.ChipAll))
}

func TestExportToAFile(t *testing.T) {
	s := newScreen(t, "de", kit.ModeLight, 1280, 800, 1).example(30)
	for ending, keys := range map[string][]fyne.KeyName{
		".xlsx": {fyne.KeyReturn}, ".csv": {fyne.KeyDown, fyne.KeyReturn},
	} {
		s.files.path = filepath.Join(t.TempDir(), "liste"+ending)
		require.NoError(t, os.WriteFile(s.files.path, []byte("what stood there"), 0o600))
		s.command("exportieren")
		s.key(keys...)
		require.False(t, dialogOpen(s))
		names, err := os.ReadDir(filepath.Dir(s.files.path))
		require.NoError(t, err)
		require.Len(t, names, 1, "nothing is left beside it")
	}
	csv, err := os.ReadFile(s.files.path)
	require.NoError(t, err)
	if !strings.HasSuffix(s.files.path, ".csv") {
		book, err := excelize.OpenFile(s.files.path)
		require.NoError(t, err)
		rows, err := book.GetRows("Reseller")
		require.NoError(t, err)
		require.Len(t, rows, 31)
		return
	}
	require.Contains(t, string(csv), "Firma;Vorname;Nachname;E-Mail")
	require.Equal(t, 31, strings.Count(string(csv), "\r\n"))
}

// TestAListIsPrinted asks before it replaces what no font can set.
func TestAListIsPrinted(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(30)
	s.files.path = filepath.Join(t.TempDir(), "list.pdf")
	print := func() {
		s.does("command.export")
		s.keep("export-kinds")
		s.key(fyne.KeyDown, fyne.KeyDown, fyne.KeyReturn)
	}
	print()
	require.False(t, dialogOpen(s))
	require.FileExists(t, s.files.path)
	require.NoError(t, os.Remove(s.files.path))

	form, err := s.desk.NewReseller(t.Context())
	require.NoError(t, err)
	d := form.Draft
	d.Profile.Company, d.Profile.FirstName = "שלום", "Noa"
	d.Profile.Email = "noa@partner.example"
	d.Package.Amounts = capacity.Amounts{
		capacity.Extensions: 10, capacity.ConcurrentCalls: 1, capacity.RecordingMinutes: 0,
	}
	_, err = s.desk.AddReseller(t.Context(), desk.NewID(), d, false)
	require.NoError(t, err)
	print()
	require.True(t, dialogOpen(s), "it asks")
	require.NoFileExists(t, s.files.path)
	s.keep("export-unset")
	s.key(fyne.KeyReturn)
	require.FileExists(t, s.files.path)
}

// TestEveryViewIsExportedByKeyboard goes through the pages in windows of several sizes. With
// SHOTS=folder the pictures are kept.
func TestEveryViewIsExportedByKeyboard(t *testing.T) {
	for _, look := range []struct {
		name, lang    string
		mode          kit.Mode
		width, height float32
	}{
		{"light", "en", kit.ModeLight, 1280, 800},
		{"small-dark", "de", kit.ModeDark, 1024, 700},
		{"small-light", "de", kit.ModeLight, 1000, 640},
	} {
		t.Run(look.name, func(t *testing.T) {
			s := newScreen(t, look.lang, look.mode, look.width, look.height, 1).example(12)
			words := s.desk.Printer(look.lang)
			page := func(key string, args ...core.Args) {
				s.command(words.T(key, args...))
				require.False(t, dialogOpen(s), key)
			}
			// exported chooses the CSV file in the dialog, and returns how many lines it has
			// besides the header.
			exported := func(name, header string) int {
				s.files.path = filepath.Join(t.TempDir(), name+".csv")
				s.key(fyne.KeyDown, fyne.KeyReturn)
				csv, err := os.ReadFile(s.files.path)
				require.NoError(t, err)
				require.Contains(t, string(csv), words.T(header))
				return strings.Count(string(csv), "\r\n") - 1
			}
			page("command.tab", core.Args{"Tab": words.T("tab.colleague")})
			s.keep("40-colleagues-none-" + look.name)
			s.command(words.T("command.export_colleagues"))
			require.True(t, dialogOpen(s), "nothing can be exported: the palette stays")
			s.key(fyne.KeyEscape)
			s.fullSubscription()
			s.keep("41-colleagues-" + look.name)
			s.choose(look.lang, "command.export_colleagues")
			s.keep("42-export-" + look.name)
			require.Equal(t, 1, exported("colleagues", "colleagues.permissions"))
			s.goTo("subscription")
			s.keep("43-subscription-" + look.name)
			s.choose(look.lang, "command.export_subscription")
			require.Equal(t, 6, exported("subscription", "export.shortfall"))
			s.choose(look.lang, "statement.command")
			s.key(fyne.KeyTab, fyne.KeyTab, fyne.KeyTab)
			s.keep("44-statement-" + look.name)
			s.key(fyne.KeyReturn)
			require.Equal(
				t, 16, exported("statement", "statement.balance"),
				"the opening, the subscription, 12 resellers, a raise, the closing",
			)
			s.keep("45-statement-exported-" + look.name)
			require.True(t, dialogOpen(s), "the statement is still open")
			s.key(fyne.KeyEscape)
			require.False(t, dialogOpen(s))
			s.goTo("email")
			page("command.outbox")
			s.keep("46-outbox-" + look.name)
			s.choose(look.lang, "command.export_outbox")
			require.Positive(t, exported("outbox", "outbox.subject"))
			s.goTo("logs")
			s.search("Aurora")
			s.keep("47-logs-" + look.name)
			log, err := s.desk.CountLogs(t.Context(), desk.LogQuery{Search: "Aurora"})
			require.NoError(t, err)
			s.choose(look.lang, "command.export_logs")
			require.Equal(t, log, exported("log", "export.operation_id"))
			require.Positive(t, log)
			s.search("nobody at all")
			s.keep("48-logs-nothing-" + look.name)
		})
	}
}

// fullSubscription adds all that stands beside the title of My Subscription, a colleague, and a
// mail.
func (s *screen) fullSubscription() {
	ctx := s.t.Context()
	seen, err := s.desk.Terms(ctx)
	require.NoError(s.t, err)
	terms, end := seen, clock.AddDate(0, 6, 0)
	terms.WhiteLabel, terms.HighAvailability, terms.Expiry = true, true, core.DayOf(end)
	require.NoError(s.t, s.desk.SetSubscription(ctx, desk.NewID(), seen, terms))
	_, err = s.desk.AddColleague(ctx, desk.NewID(), desk.ColleagueDraft{
		Profile: account.Profile{
			FirstName: "Max", LastName: "Ohm", Email: "max@nordlicht.example", Language: "en",
		},
		Permissions: permission.NewSet(permission.UserView),
	})
	require.NoError(s.t, err)
	s.busyDay() // It sets up mail.
	rows, err := s.desk.Resellers(ctx, desk.ResellerQuery{Chip: desk.ChipNotInvited, Limit: 1})
	require.NoError(s.t, err)
	require.NoError(s.t, s.desk.SendActivation(ctx, []string{rows[0].ID}))
}

func TestAFileThatIsDroppedIsChecked(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(3)
	s.chooses("resellers.xlsx", "PK")
	s.does("command.import")
	s.key(fyne.KeyReturn)
	require.True(t, dialogOpen(s), "it says that only tables can be imported")
	s.key(fyne.KeyEscape)
	require.False(t, dialogOpen(s))
	require.Equal(t, 1, s.files.asked)
}

// answers is what a person does in the dialog of the window that asks for a file, as soon as it is
// there.
func (s *screen) answers(do func()) {
	s.seen = func() {
		if strings.Contains(s.reads(), s.words.T("file.hidden")) {
			s.seen = nil
			do()
		}
	}
}

// withoutDesktop is a screen on a computer whose desktop has no dialog for files, and a home folder
// with some files.
func withoutDesktop(
	t *testing.T, lang string, mode kit.Mode, width, height float32,
) (s *screen, home string) {
	if zenity.IsAvailable() {
		t.Skip("the platform has a dialog of its own, which would be shown")
	}
	home = t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("XDG_CONFIG_HOME", filepath.Join(home, ".config"))
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path="+filepath.Join(home, "no-bus"))
	require.NoError(t, os.MkdirAll(filepath.Join(home, "reports", "2026"), 0o700))
	for name, text := range map[string]string{
		"new resellers.csv": resellersFile(2), "older.csv": "Company\n", ".hidden.csv": "Company\n",
		"resellers.xlsx": "what stood there", "reseller.xlsx": "what stood there", "notes.txt": "-",
	} {
		require.NoError(t, os.WriteFile(filepath.Join(home, name), []byte(text), 0o600))
	}
	return newScreenWith(t, lang, mode, width, height, 1, nil).example(3), home
}

func TestAFileIsSavedByKeyboardInTheDialogOfTheWindow(t *testing.T) {
	s, home := withoutDesktop(t, "de", kit.ModeDark, 1024, 600)
	s.answers(func() {
		s.says("Speichern", "Abbrechen", "Versteckte Dateien", home, "reseller.xlsx", "reports")
		require.NotContains(t, s.reads(), "older.csv", "only files of the kind are shown")
		s.keep("65-files-save")
		s.key(fyne.KeyReturn)
		s.says("reseller.xlsx ersetzen?")
		s.key(fyne.KeyEscape)
		s.key(fyne.KeyDown) // To the list.
		s.typed("rep")
		s.key(fyne.KeyReturn)
		s.says(filepath.Join(home, "reports"), "2026")
		s.key(fyne.KeyBackspace)
		s.says("reseller.xlsx")
		s.key(fyne.KeyReturn) // The folder that it came from is selected.
		s.tap("Speichern")
	})
	s.command("reseller exportieren")
	s.key(fyne.KeyReturn)
	require.False(t, dialogOpen(s))
	book, err := excelize.OpenFile(filepath.Join(home, "reports", "reseller.xlsx"))
	require.NoError(t, err)
	require.NoError(t, book.Close())
	kept, err := os.ReadFile(filepath.Join(home, "reseller.xlsx"))
	require.NoError(t, err)
	require.Equal(t, "what stood there", string(kept))
	require.Equal(
		t, filepath.Join(home, "reports"), s.known.Folder(), "the next dialog starts there",
	)
}

func TestAFileIsReplacedOnlyAfterAQuestion(t *testing.T) {
	s, home := withoutDesktop(t, "en", kit.ModeLight, 1280, 800)
	s.answers(func() {
		s.key(fyne.KeyReturn)
		s.says("Replace resellers.xlsx?")
		s.tap("Replace")
	})
	s.does("command.export")
	s.key(fyne.KeyReturn)
	_, err := excelize.OpenFile(filepath.Join(home, "resellers.xlsx"))
	require.NoError(t, err)
}

func TestAFileIsOpenedByKeyboardInTheDialogOfTheWindow(t *testing.T) {
	s, _ := withoutDesktop(t, "en", kit.ModeLight, 1280, 800)
	s.does("command.import")
	s.answers(func() { s.key(fyne.KeyEscape) })
	s.key(fyne.KeyReturn) // Choose file.
	require.False(t, dialogOpen(s), "Escape chooses nothing")
	s.does("command.import")
	s.answers(func() {
		s.says("new resellers.csv", "older.csv", "reseller.xlsx", s.words.T("files.table"))
		require.NotContains(t, s.reads(), ".hidden.csv")
		require.NotContains(t, s.reads(), "notes.txt")
		s.keep("66-files-open")
		s.typed("new")
		s.key(fyne.KeyReturn)
	})
	s.key(fyne.KeyReturn)
	s.says("2 resellers")
	s.key(fyne.KeyReturn)
	require.Equal(t, 5, s.count(desk.ChipAll))
}

// TestAFolderThatIsTypedIsTheOneThatIsMeant types a folder and presses the button, without Enter.
func TestAFolderThatIsTypedIsTheOneThatIsMeant(t *testing.T) {
	s, home := withoutDesktop(t, "en", kit.ModeLight, 1280, 800)
	reports := filepath.Join(home, "reports")
	file := filepath.Join(reports, "third.csv")
	require.NoError(t, os.WriteFile(file, []byte(resellersFile(4)), 0o600))
	folder := s.words.T("file.folder")
	s.does("command.import")
	s.answers(func() {
		s.typed(reports[:1]) // It leads from the list to the field.
		s.typed(reports[1:])
		require.Equal(t, reports, s.fieldNamed(folder).Text())
		s.tap(s.words.T("file.open"))
		s.says("third.csv")
		require.NotContains(t, s.reads(), "older.csv")
		s.typed("third")
		s.tap(s.words.T("file.open"))
	})
	s.key(fyne.KeyReturn)
	s.says("4 resellers")
	s.dismisses()
	s.answers(func() {
		s.retypes(s.fieldNamed(folder), home)
		s.retypes(s.fieldNamed(s.words.T("file.name")), "mine")
		s.tap(s.words.T("button.save"))
	})
	s.does("command.export")
	s.key(fyne.KeyReturn)
	require.FileExists(t, filepath.Join(home, "mine.xlsx"))
	require.NoFileExists(t, filepath.Join(reports, "mine.xlsx"))
}

// TestAStatementWithAFaultyDateIsNotExported types a day that there is not, in either field.
func TestAStatementWithAFaultyDateIsNotExported(t *testing.T) {
	s := newScreen(t, "de", kit.ModeLight, 1280, 800, 1).example(3)
	s.goTo("subscription")
	s.choose("de", "statement.command")
	title := s.words.T("export.title")
	for _, label := range []string{"statement.from", "statement.to"} {
		field := s.fieldNamed(s.words.T(label))
		s.retypes(field, "31.2.27")
		s.tap(s.words.T("button.export"))
		require.False(t, s.sees(title), label)
		s.retypes(field, "1.2.27")
		s.tap(s.words.T("button.export"))
		require.True(t, s.sees(title), label)
		s.key(fyne.KeyEscape)
		s.retypes(field, "")
	}
}

// TestOpenSaysWhyThereIsNothingToOpen goes to an empty folder, and back to one with files.
func TestOpenSaysWhyThereIsNothingToOpen(t *testing.T) {
	s, home := withoutDesktop(t, "de", kit.ModeLight, 1280, 800)
	button := func() *kit.Button {
		buttons := all[*kit.Button](s)
		at := slices.IndexFunc(buttons, func(b *kit.Button) bool {
			return b.Words() == s.words.T("file.open")
		})
		require.GreaterOrEqual(t, at, 0)
		return buttons[at]
	}
	asked := false
	s.does("command.import")
	s.answers(func() {
		asked = true
		require.False(t, button().Disabled(), "the first row is selected")
		folder := s.fieldNamed(s.words.T("file.folder"))
		s.retypes(folder, filepath.Join(home, "reports", "2026"))
		require.False(t, button().Disabled(), "a folder was typed")
		s.tap(s.words.T("file.open"))
		s.says(s.words.T("file.empty"))
		s.keep("67-files-empty")
		require.True(t, button().Disabled())
		require.Equal(t, s.words.T("file.empty"), button().Tip())
		before := strings.Count(s.reads(), s.words.T("file.empty"))
		s.press(fyne.KeyS)
		require.Greater(t, strings.Count(s.reads(), s.words.T("file.empty")), before, "it is said")
		s.retypes(folder, home)
		s.key(fyne.KeyReturn)
		require.False(t, button().Disabled())
		s.key(fyne.KeyEscape)
	})
	s.key(fyne.KeyReturn)
	require.True(t, asked)
}
