package kit

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"
)

// headedRow heads others when its name begins with a #; then a + says that they are folded.
type headedRow struct{ name, customer, amount string }

// headed is a table of some rows below headings, and what it asked for.
func headed(t *testing.T, rows ...headedRow) (*Table[headedRow], *[]string) {
	app := test.NewTempApp(t)
	app.Settings().SetTheme(NewTheme(ModeLight))
	text := func(key string, width float32, of func(headedRow) string) Column[headedRow] {
		return Column[headedRow]{
			Key: key, Title: key, Width: width, MinWidth: 60,
			Cell: func(r headedRow) Cell {
				if strings.HasPrefix(r.name, "#") && key != "amount" {
					return Cell{}
				}
				return Cell{Text: of(r)}
			},
		}
	}
	table := NewTable([]Column[headedRow]{
		text("name", 120, func(r headedRow) string { return r.name }),
		text("customer", 120, func(r headedRow) string { return r.customer }),
		text("amount", 80, func(r headedRow) string { return r.amount }),
	}, Source[headedRow]{
		Row: func(i int) (headedRow, bool) {
			if i < 0 || i >= len(rows) {
				return headedRow{}, false
			}
			return rows[i], true
		},
		ID: func(r headedRow) string { return r.name },
	}, Words{})
	table.Heading = func(r headedRow) *TableHeading {
		name, heads := strings.CutPrefix(r.name, "#")
		if !heads {
			return nil
		}
		name, folded := strings.CutPrefix(name, "+")
		return &TableHeading{Text: name, Caption: "2 PBXs", Folded: folded}
	}
	asked := &[]string{}
	table.OnFold = func(row int) { *asked = append(*asked, "fold "+rows[row].name) }
	table.OnOpen = func(row int) { *asked = append(*asked, "open "+rows[row].name) }
	window := test.NewTempWindow(t, table)
	window.SetPadded(false)
	window.Resize(fyne.NewSize(400, 300))
	table.SetCount(len(rows))
	window.Canvas().Focus(table)
	return table, asked
}

func TestAHeadingIsFoldedByItsChevronAndByKeys(t *testing.T) {
	table, asked := headed(t, headedRow{name: "#Alpenfon"}, headedRow{name: "mill"})
	said := func() (list []string) { list, *asked = *asked, nil; return list }
	tap := func(row int, x float32) {
		table.Tapped(&fyne.PointEvent{Position: fyne.NewPos(x, table.rowY(row)+10)})
	}
	tap(0, 12)
	require.Equal(t, []string{"fold #Alpenfon"}, said())
	tap(1, 12)
	require.Empty(t, said(), "it heads none")
	tap(0, 90)
	require.Empty(t, said(), "one click selects")
	tap(0, 90)
	require.Equal(t, []string{"fold #Alpenfon"}, said(), "two fold")
	press := func(key fyne.KeyName) { table.TypedKey(&fyne.KeyEvent{Name: key}) }
	press(fyne.KeyRight)
	require.Empty(t, said(), "it is unfolded")
	press(fyne.KeyLeft)
	press(fyne.KeyReturn)
	require.Equal(t, []string{"fold #Alpenfon", "fold #Alpenfon"}, said())
	press(fyne.KeyDown)
	press(fyne.KeyLeft)
	press(fyne.KeyReturn)
	require.Equal(t, []string{"open mill"}, said())

	table, asked = headed(t, headedRow{name: "#+Alpenfon"})
	press(fyne.KeyHome)
	press(fyne.KeyLeft)
	require.Empty(t, *asked, "it is folded")
	press(fyne.KeyRight)
	require.Equal(t, []string{"fold #+Alpenfon"}, *asked)
}

// TestAHeadingReachesOverWhatIsEmpty draws a name that is longer than its column, beside an empty
// cell and beside one that says something.
func TestAHeadingReachesOverWhatIsEmpty(t *testing.T) {
	const long = "Blaue Linie Kommunikation"
	table, _ := headed(
		t, headedRow{name: "#" + long, amount: "397.4"}, headedRow{"mill", "Mill", "20"},
	)
	cell := func(row, column int) *cellView { return table.view(row).cells[column] }
	require.Less(t, table.shown[0].width, roughWidth(long, 13, true), "it is for the names below")
	require.Equal(t, long, cell(0, 0).text.Text)
	require.True(t, cell(0, 0).text.TextStyle.Bold)
	require.Equal(t, "2 PBXs", cell(0, 0).badgeText.Text)
	require.False(t, cell(0, 0).badgeText.Hidden)
	require.Equal(t, "397.4", cell(0, 2).text.Text)
	require.False(t, table.view(0).fold.object.Hidden)
	require.True(t, table.view(1).fold.object.Hidden)
	require.True(t, cell(1, 0).badgeText.Hidden)

	table.hidden["customer"] = true
	table.SetCount(2)
	require.GreaterOrEqual(
		t, table.shown[0].width, roughWidth(long, 13, true), "beside a number it needs a column",
	)
	require.Equal(t, long, cell(0, 0).text.Text)
}

// TestHeadingsAreCopied copies what a heading says with the rows below it.
func TestHeadingsAreCopied(t *testing.T) {
	table, _ := headed(t, headedRow{name: "#Alpenfon", amount: "7"}, headedRow{"mill", "Mill", "20"})
	table.SelectAll()
	rows, all := table.SelectedTexts()
	require.True(t, all)
	require.Equal(t, [][]string{{"Alpenfon, 2 PBXs", "", "7"}, {"mill", "Mill", "20"}}, rows)
}
