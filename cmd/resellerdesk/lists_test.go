package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"

	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
	"resellerdesk/ui/kit"
)

// aList is what every table does, whatever its rows are.
type aList interface {
	fyne.Focusable
	desktop.Keyable
	fyne.Shortcutable
	Selected() []string
	Count() int
	Seen() (first, last int)
	Current() int
	SetCount(n int)
	SetCurrent(row int)
	Titles() []string
}

// lists are all lists with more than one row that the example has, and how to come there. A file
// that makes a table belongs to one of them.
var lists = []struct {
	file string
	open func(s *screen)
}{
	{"ui/page/list.go", func(s *screen) { s.goTo("user") }},
	{"ui/page/list.go", func(s *screen) { s.goTo("pbx") }},
	{"ui/page/list.go", func(s *screen) { s.goTo("customer") }},
	{"ui/page/list.go", func(s *screen) { s.goTo("alarm") }},
	{"ui/page/list.go", func(s *screen) { s.goTo("logs") }},
	{"ui/page/list.go", func(s *screen) {
		s.goTo("user")
		s.tap(s.words.T("tab.colleague"))
	}},
	{
		"ui/page/list.go",
		func(s *screen) { s.goTo("email"); s.does("command.outbox") },
	},
	{"ui/page/list.go", func(s *screen) {
		s.backsUp()
		s.now = s.now.Add(time.Minute)
		s.backsUp()
		s.goTo("backups")
	}},
	{"ui/subscription/page.go", func(s *screen) { s.goTo("subscription") }},
	{"ui/usage/list.go", func(s *screen) { s.goTo("usage") }},
	{"ui/exchange/tables.go", func(s *screen) { s.goTo("exchange") }},
	{"ui/undo.go", func(s *screen) { s.does("command.history") }},
}

// otherTables are those that no example fills with several rows; they are made in the same way.
var otherTables = []string{
	"ui/resellers/presets.go", "ui/importing/rows.go", "ui/comparing/view.go",
	"ui/statement/statement.go",
	"ui/resellers/holders.go", "ui/filedialog/dialog.go", "ui/subscription/course.go",
	"ui/page/table.go", // It makes those whose rows are all there.
}

func TestEveryTableIsWalked(t *testing.T) {
	known := map[string]bool{}
	for _, l := range lists {
		known[l.file] = true
	}
	for _, file := range otherTables {
		known[file] = true
	}
	made := regexp.MustCompile(`(kit|page)\.NewTable[(\[]`)
	copies := regexp.MustCompile(`Copying(Paged)?\(|page\.NewTable[(\[]`)
	root := filepath.Join("..", "..")
	require.NoError(
		t,
		filepath.WalkDir(
			filepath.Join(root, "ui"),
			func(path string, entry os.DirEntry, err error) error {
				if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".go") ||
					strings.HasSuffix(path, "_test.go") {
					return err
				}
				text, err := os.ReadFile(path)
				if name, _ := filepath.Rel(root, path); made.Match(text) {
					require.True(
						t,
						known[filepath.ToSlash(name)],
						"%s makes a table that no test walks",
						name,
					)
					require.Regexp(t, copies, string(text), "%s: its rows cannot be copied", name)
				}
				return err
			},
		),
	)
}

func TestEveryListSelectsCopiesAndForgets(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(12)
	s.cloud()
	s.staff("Eva", "Jan", "Kim", "Max")
	for _, recipient := range []string{
		"ada@hafen.example", "ute@bridge.example", "kai@harbour.example",
	} {
		s.mail(desk.MailSent, recipient, "")
	}
	walked := 0
	for _, l := range lists {
		l.open(s)
		table, is := s.window.Fyne().Canvas().Focused().(aList)
		if !is || table.Count() < 3 {
			t.Logf("%s has no three rows", l.file)
			s.key(fyne.KeyEscape)
			continue
		}
		walked++
		s.selectsCopiesAndForgets(table, l.file)
		s.key(fyne.KeyEscape, fyne.KeyEscape)
		for dialogOpen(s) {
			s.key(fyne.KeyEscape)
		}
	}
	require.GreaterOrEqual(t, walked, 9)
}

func (s *screen) selectsCopiesAndForgets(table aList, name string) {
	t := s.t
	s.opensTheMenuOfAll(table, name)
	s.key(fyne.KeyHome)
	require.Len(t, table.Selected(), 1, name)
	s.with(desktop.KeyShiftLeft, fyne.KeyDown, fyne.KeyDown)
	require.Len(t, table.Selected(), 3, name)
	three := append([]string{}, table.Selected()...)
	table.SetCount(table.Count())
	require.Equal(t, three, table.Selected(), "%s: reading again keeps the selection", name)
	table.TypedShortcut(&fyne.ShortcutCopy{})
	lines := strings.Split(strings.TrimSuffix(fyne.CurrentApp().Clipboard().Content(), "\n"), "\n")
	require.Len(t, lines, 4, name)
	require.Equal(t, strings.Join(table.Titles(), "\t"), lines[0], name)
	for _, line := range lines {
		require.Equal(t, len(table.Titles())-1, strings.Count(line, "\t"), "%s: %q", name, line)
	}
	if !dialogOpen(s) { // Else the message is below the dialog.
		require.True(t, s.sees("3 rows are copied."), name)
	}
	down := &desktop.CustomShortcut{
		KeyName: fyne.KeyDown, Modifier: fyne.KeyModifierShortcutDefault,
	}
	table.TypedShortcut(down)
	require.Equal(t, three, table.Selected(), "%s: Control moves the keyboard only", name)
	s.key(fyne.KeySpace)
	wanted := 4
	if table.Count() == 3 {
		wanted = 2
	}
	require.Len(t, table.Selected(), wanted, name)
	table.TypedShortcut(&fyne.ShortcutSelectAll{})
	require.Len(t, table.Selected(), table.Count(), name)
	s.key(fyne.KeyEscape)
	require.Empty(t, table.Selected(), name)
	require.GreaterOrEqual(t, table.Current(), 0, name)
}

// opensTheMenuOfAll selects all rows while the keyboard is on none, as in a list just opened.
func (s *screen) opensTheMenuOfAll(table aList, name string) {
	table.SetCurrent(-1)
	table.TypedShortcut(&fyne.ShortcutSelectAll{})
	require.Len(s.t, table.Selected(), table.Count(), name)
	overlays := s.window.Fyne().Canvas().Overlays()
	before := overlays.Top()
	s.key(desktop.KeyMenu)
	require.NotEqual(s.t, before, overlays.Top(), "%s: the menu of all rows", name)
	require.Len(s.t, table.Selected(), table.Count(), name)
	s.key(fyne.KeyEscape)
	require.Equal(s.t, before, overlays.Top(), name)
}

// TestTheSumsOfASelectionAreThoseOfItsRows selects one, several and all resellers and PBXs.
func TestTheSumsOfASelectionAreThoseOfItsRows(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(200)
	s.cloud()
	for page, says := range map[string]func(selected []string) string{
		"user": func(selected []string) string {
			rows, err := s.desk.ResellersByID(t.Context(), selected)
			require.NoError(t, err)
			var given, used int64
			for _, r := range rows {
				given, used = given+r.Total[capacity.Extensions], used+r.Used[capacity.Extensions]
			}
			return fmt.Sprintf(
				"%s extensions, %s of them in PBXs.", s.words.Number(given), s.words.Number(used),
			)
		},
		"pbx": func(selected []string) string {
			rows, err := s.desk.PBXsByID(t.Context(), selected)
			require.NoError(t, err)
			var extensions, calls int64
			for _, r := range rows {
				extensions, calls = extensions+r.Size.Extensions, calls+r.Size.ConcurrentCalls
			}
			return fmt.Sprintf(
				"%s extensions and %s concurrent calls.", s.words.Number(extensions),
				s.words.Number(calls),
			)
		},
	} {
		s.goTo(page)
		table := s.window.Fyne().Canvas().Focused().(aList)
		for _, choose := range []func(){
			func() { s.key(fyne.KeyHome) },
			func() { s.with(desktop.KeyShiftLeft, fyne.KeyDown, fyne.KeyDown) },
			func() { table.TypedShortcut(&fyne.ShortcutSelectAll{}) },
		} {
			choose()
			require.NotEmpty(t, table.Selected())
			s.says(says(table.Selected()))
		}
	}
}

// TestTheBinAddsUpAndCountsItsOwnRows deletes two: what they hold is summed up, filtered and sorted
// by as their rows show it, and they are counted among the deleted ones.
func TestTheBinAddsUpAndCountsItsOwnRows(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(12)
	largest := desk.ResellerQuery{Sort: desk.ByExtensions, Down: true, Limit: 2}
	rows, err := s.desk.Resellers(t.Context(), largest)
	require.NoError(t, err)
	most, less := rows[0], rows[1]
	require.NoError(
		t, s.desk.DeleteResellers(t.Context(), desk.NewID(), []string{less.ID, most.ID}, false),
	)
	s.goTo("user")
	s.tap("In bin 2")
	s.says("2 of 2")
	s.window.Fyne().Canvas().Focus(s.list())
	s.key(fyne.KeyHome)
	s.with(desktop.KeyShiftLeft, fyne.KeyDown)
	total := most.Total[capacity.Extensions] + less.Total[capacity.Extensions]
	s.says("The 2 selected have " + s.words.Number(total) + " extensions")
	s.search(most.Email)
	s.says("1 of 2")

	bin := desk.ResellerQuery{Chip: desk.ChipBin, Sort: desk.ByExtensions, Limit: 9}
	sorted, err := s.desk.Resellers(t.Context(), bin)
	require.NoError(t, err)
	require.Equal(t, []string{less.ID, most.ID}, []string{sorted[0].ID, sorted[1].ID})
	least := fmt.Sprintf(">%d", less.Total[capacity.Extensions])
	bin.Filters = map[desk.Column]string{desk.ByExtensions: least}
	n, err := s.desk.CountResellers(t.Context(), bin)
	require.NoError(t, err)
	require.Equal(t, 1, n)
}

// list is the table that has the focus, or had it before a chip was pressed.
func (s *screen) list() aList {
	var found aList
	var look func(o fyne.CanvasObject)
	look = func(o fyne.CanvasObject) {
		if !o.Visible() {
			return
		}
		if table, is := o.(aList); is {
			found = table
		}
		switch o := o.(type) {
		case *fyne.Container:
			for _, in := range o.Objects {
				look(in)
			}
		case fyne.Widget:
			for _, in := range test.WidgetRenderer(o).Objects() {
				look(in)
			}
		}
	}
	look(s.window.Fyne().Canvas().Content())
	return found
}

// TestHeadingsAreWholeWhereThereIsRoom looks at the headings of the lists in windows of two sizes.
func TestHeadingsAreWholeWhereThereIsRoom(t *testing.T) {
	s := newScreen(t, "de", kit.ModeLight, 1280, 800, 1).example(12)
	s.cloud()
	for _, at := range []struct {
		page  string
		width float32
		long  bool
	}{{"user", 1480, true}, {"pbx", 1480, true}, {"user", 700, true}, {"user", 1280, false}} {
		s.window.Fyne().Resize(fyne.NewSize(at.width, 800))
		s.goTo(at.page)
		s.keep(fmt.Sprintf("headings-%.0f-%s", at.width, at.page))
		read := strings.Fields(s.reads())
		long, short := s.words.T("column.long.extensions"), s.words.T("column.extensions")
		if !at.long {
			long, short = short, long
		}
		require.Contains(t, read, long, at.page)
		require.NotContains(t, read, short, at.page)
	}
}
