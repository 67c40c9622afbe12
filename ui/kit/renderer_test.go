package kit

import (
	"fmt"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"
)

// TestEveryWidgetCanBeDrawnAnew makes a second renderer for each widget, as Fyne does for what was not shown for a minute: it
// must show the same as the first.
func TestEveryWidgetCanBeDrawnAnew(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(NewTheme(ModeLight))
	bar, strip, banner := NewBar(18), NewStrip(), NewBanner()
	bar.Set(10, BarPart{Value: 4, Colour: ColorAccent}, BarPart{Value: 3, Colour: ColorUnused})
	strip.Set(Line{Name: "pool", Before: "500", After: "380", Unit: "free"}, Line{Name: "reseller", Before: "0", After: "120"})
	banner.Set(Warn, "Title", "quote", "text", Action{Text: "Show"})
	tabs := NewTabs([]TabItem{{Key: "a", Title: "A", Count: "1/2"}, {Key: "b", Title: "B"}}, func(string) {})
	text := NewTextField("Company").SetHint("hint").SetRequired()
	text.SetError("wrong", Action{Text: "Use 5"})
	table := NewTable(partnerColumns(), Source[partner]{Row: func(i int) (partner, bool) { return partners(30)[i], true }}, Words{})
	table.Resize(fyne.NewSize(900, 400))
	table.SetCount(30)
	widgets := map[string]fyne.Widget{
		"bar": bar, "strip": strip, "banner": banner, "tabs": tabs, "field": text, "table": table,
		"badge": NewBadge(OK, IconCheck, "active"), "button": NewButton("Save", ButtonPrimary, func() {}).SetIcon(IconMail),
		"checkbox": NewCheckbox("On", nil), "chip": NewChip("All", func() {}), "choice": NewChoice(IconCard, "A", "b", func() {}),
		"link": NewLink("Show", func() {}), "nav": NewNavItem(IconCard, "User", func() {}), "paragraph": NewParagraph("a b c", Body),
		"search": NewSearch("Search", "Ctrl+F", func(string) {}), "text": NewText("words", Title), "cut": NewCutText("words", Body, 20),
		"readonly": NewReadOnlyField("Password", "set later"), "select": NewSelectField("Language", []Option{{"en", "English"}}),
		"number": NewNumberField("Port", func(n int64) string { return fmt.Sprint(n) }, func() {}), "ground": NewGround(ColorSide, ColorBorder, 4),
	}
	for name, w := range widgets {
		w.Resize(fyne.NewSize(300, 120).Max(w.MinSize()).Max(w.Size()))
		first := drawn(w, w.CreateRenderer())
		require.NotEmpty(t, first, name)
		require.Equal(t, first, drawn(w, w.CreateRenderer()), name)
	}
}

// drawn describes what a renderer shows after it was laid out and refreshed.
func drawn(w fyne.Widget, r fyne.WidgetRenderer) []string {
	r.Layout(w.Size())
	r.Refresh()
	var parts []string
	for _, o := range r.Objects() {
		part := fmt.Sprintf("%T %v %v %v", o, o.Position(), o.Size(), o.Visible())
		switch o := o.(type) {
		case *canvas.Text:
			part += fmt.Sprint(o.Text, o.Color)
		case *canvas.Rectangle:
			part += fmt.Sprint(o.FillColor, o.StrokeColor)
		}
		parts = append(parts, part)
	}
	return parts
}
