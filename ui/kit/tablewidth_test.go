package kit

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"github.com/stretchr/testify/assert"
)

// cut are the columns in which a text is cut that is seen.
func (f *fixture) cut() []string {
	var keys []string
	first, last := f.table.Seen()
	defer func() { f.table.slide(-f.table.sideways) }()
	for _, s := range f.table.shown {
		c := f.table.columns[s.index]
		f.table.revealColumn(s.index)
		for i := first; i <= last; i++ {
			view, cell := f.table.view(i).cells[s.index], c.Cell(f.list[i])
			if cell.Badge != nil && view.badgeText.Text != cell.Badge.Text || cell.Text != "" &&
				view.text.Text != cell.Text {
				keys = append(keys, c.Key)
				break
			}
		}
	}
	return keys
}

func TestTable_WidthsFollowTheTexts(t *testing.T) {
	f := newFixture(t, 60)
	f.list[7].email = "a.very.long.address.of.somebody@sub-department.example"
	f.table.SetCount(60)
	f.window.Resize(fyne.NewSize(1500, 300))
	assert.Empty(t, f.cut(), "there is room for all")
	before := f.columnAt("email")
	f.table.scrollBy(300)
	assert.Equal(t, before, f.columnAt("email"), "columns stand still while rows are scrolled")
	f.list = f.list[:5]
	f.table.SetCount(5)
	assert.Equal(t, before, f.columnAt("email"), "columns do not move while all texts fit")
	f.window.Resize(fyne.NewSize(1300, 300))
	f.list[2].name = strings.Repeat("Wer ", 30)
	f.table.SetCount(5)
	assert.Contains(t, f.cut(), "name")
	assert.NotContains(t, f.cut(), "email")
	assert.NotContains(t, f.cut(), "state")
}

func TestTable_DoubleClickOnABorderFits(t *testing.T) {
	f := newFixture(t, 60)
	f.table.SetColumns(ColumnChoice{Widths: map[string]float32{"company": 60}})
	s := f.columnAt("company")
	assert.Contains(t, f.cut(), "company")
	f.tap(fyne.NewPos(s.x+s.width-1, 10))
	f.said()
	f.tap(fyne.NewPos(s.x+s.width-1, 10))
	assert.NotContains(t, f.cut(), "company")
	assert.Len(t, f.said(), 1, "the width is remembered")
}

func TestTable_ChosenColumnsScrollSideways(t *testing.T) {
	f := newFixture(t, 60)
	f.window.Resize(fyne.NewSize(640, 300))
	f.table.showAll()
	assert.Len(t, f.shownKeys(), 8, "what was chosen does not leave")
	first, icons := f.columnAt("company"), f.columnAt("icons")
	email := f.columnAt("email").x
	f.table.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(-50, 0)})
	assert.Equal(t, email-50, f.columnAt("email").x)
	assert.Equal(
		t, []shownColumn{first, icons}, []shownColumn{f.columnAt("company"), f.columnAt("icons")},
	)
	assert.Equal(
		t, 0, f.table.columnAt(first.x+first.width-1),
		"what is scrolled under the first column is not hit",
	)
	f.window.Canvas().Focus(f.table)
	f.control(fyne.KeyRight)
	assert.Equal(t, email-50-sideStep, f.columnAt("email").x)
	f.table.KeyDown(&fyne.KeyEvent{Name: desktop.KeyShiftLeft})
	key(f.table, fyne.KeyLeft, fyne.KeyLeft)
	f.table.KeyUp(&fyne.KeyEvent{Name: desktop.KeyShiftLeft})
	assert.Equal(t, email, f.columnAt("email").x)
	key(
		f.table, fyne.KeyDown, fyne.KeyUp, fyne.KeyRight, fyne.KeyRight, fyne.KeyRight,
		fyne.KeyRight, fyne.KeyRight, fyne.KeyRight,
	)
	state := f.columnAt("state")
	assert.LessOrEqual(t, state.x+state.width, icons.x, "the header that has the focus is seen")
	at, _ := f.table.sideBarPlace()
	from := fyne.NewPos(at+5, f.table.Size().Height-4)
	f.table.Dragged(&fyne.DragEvent{
		PointEvent: fyne.PointEvent{Position: from.SubtractXY(2000, 0)},
		Dragged:    fyne.NewDelta(-2000, 0),
	})
	f.table.DragEnd()
	assert.Equal(t, email, f.columnAt("email").x, "the bar leads back")
	f.window.Resize(fyne.NewSize(1600, 300))
	assert.Zero(t, f.table.beyond)
	assert.False(t, f.table.sideBar.Visible())
}

func TestTable_TextsAreWholeBeforeWhatIsNotSeen(t *testing.T) {
	f := newFixture(t, 60)
	f.list[50].state = "suspended until the first of February 2027"
	f.list[55].company = "Kommunikationstechnik und Telefonanlagen Blaue Linie GmbH"
	f.table.SetCount(60)
	least := float32(0)
	for _, s := range f.table.shown {
		least += max(f.table.seen[s.index], f.table.least(s.index))
	}
	f.table.SetColumns(ColumnChoice{Hidden: []string{"name"}})
	f.window.Resize(fyne.NewSize(least-f.table.seen[1]+tickWidth+cellPad+20, 640))
	assert.Contains(t, f.shownKeys(), "email")
	assert.Empty(t, f.cut(), "what is seen is whole")

	f.list[2].state = "suspended until 1 Feb 2027 because it is unpaid"
	f.table.SetCount(60)
	assert.NotContains(t, f.cut(), "state", "a badge is measured again, and cut after the texts")
}

func TestTable_HeadersAndChosenTextsAreWhole(t *testing.T) {
	f := newFixture(t, 60)
	for _, width := range []float32{500, 640, 800, 1064} {
		f.window.Resize(fyne.NewSize(width, 400))
		f.table.showAll()
		assert.Empty(t, f.cut(), "%v: the table is scrolled sideways", width)
		for _, s := range f.table.shown {
			c := f.table.columns[s.index]
			f.table.revealColumn(s.index)
			assert.Equal(t, c.Title, f.table.headers[s.index].title.Text, "%v", width)
		}
		f.table.showUsual()
		for _, s := range f.table.shown {
			c := f.table.columns[s.index]
			f.table.revealColumn(s.index)
			assert.Equal(t, c.Title, f.table.headers[s.index].title.Text, "%v", width)
		}
	}
}

func TestTable_ColumnsStandStillWhileTheHeaderIsUsed(t *testing.T) {
	f := newFixture(t, 60)
	f.window.Resize(fyne.NewSize(900, 400))
	f.table.askFilter(2)
	before, all := slices.Clone(f.table.shown), f.list
	f.list = all[:1]
	f.list[0].email = "a@b.example"
	f.table.SetCount(1)
	assert.Equal(t, before, f.table.shown, "while a filter is typed")
	f.table.filter.Hide()
	f.table.Refresh()
	narrow := slices.Clone(f.table.shown)
	assert.NotEqual(t, before, narrow, "there is room now")

	f.window.Canvas().Focus(f.table)
	f.table.toHeader(1)
	f.list = all
	f.table.SetCount(60)
	assert.Equal(t, narrow, f.table.shown, "while the header has the focus")
	key(f.table, fyne.KeyDown)
	assert.NotEqual(t, narrow, f.table.shown)

	header := fyne.PointEvent{Position: fyne.NewPos(90, 9)}
	f.table.MouseMoved(&desktop.MouseEvent{PointEvent: header})
	wide := slices.Clone(f.table.shown)
	f.table.SetSort("extensions", true)
	f.list = all[:1]
	f.table.SetCount(1)
	assert.Equal(t, wide, f.table.shown, "while the pointer is on the header")
	f.table.MouseOut()
	assert.NotEqual(t, wide, f.table.shown)
}
