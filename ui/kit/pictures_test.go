package kit

import (
	"flag"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/driver/software"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"
)

var keepPictures = flag.Bool("keep-pictures", false, "keep what is drawn as what is right")

// drawn is a widget in a state that is compared with a picture of it.
type drawn struct {
	name   string
	object fyne.CanvasObject
	focus  fyne.Focusable
	over   desktop.Hoverable // Has the pointer over it.
	// prepare does something with the canvas that has it, such as to open a dialog.
	prepare func(c fyne.Canvas)
	fills   bool // It is as high as its place.
}

// everyWidget is each widget of the kit in each of its states.
func everyWidget() []drawn {
	return slices.Concat(
		drawnButtons(), drawnFields(), drawnChoices(), drawnWords(), drawnNumbers(),
	)
}

func drawnButtons() (list []drawn) {
	kinds := map[string]ButtonKind{
		"secondary": ButtonSecondary, "primary": ButtonPrimary, "danger": ButtonDanger,
		"quiet": ButtonQuiet,
	}
	for _, name := range []string{"secondary", "primary", "danger", "quiet"} {
		button := func() *Button { return NewButton("Save and send", kinds[name], func() {}) }
		focused, over, off := button(), button(), button()
		off.Disable("Nothing was changed.")
		list = append(
			list, drawn{name: "button " + name, object: button()},
			drawn{name: "button " + name + " focused", object: focused, focus: focused},
			drawn{name: "button " + name + " hovered", object: over, over: over},
			drawn{name: "button " + name + " disabled", object: off},
		)
	}
	icon := NewIconButton(IconTrash, "Delete", func() {})
	counted := NewButton("", ButtonSecondary, func() {}).SetIcon(IconMail)
	counted.SetCounted("Send", "12")
	return append(
		list, drawn{name: "button icon", object: icon, focus: icon},
		drawn{name: "button counted", object: counted},
	)
}

func drawnFields() []drawn {
	filled := NewTextField("Company").SetRequired()
	filled.SetText("Blaue Linie GmbH")
	empty := NewTextField("Remark").SetPlaceholder("For your colleagues")
	empty.SetHint("Up to 500 characters.")
	focused := NewTextField("First name")
	focused.SetText("Jörg")
	wrong := NewTextField("Email").SetRequired()
	wrong.SetText("j.groesse")
	wrong.SetError("An address has an @ and a domain.", Action{Text: "Why?", Do: func() {}})
	off := NewTextField("Language")
	off.SetText("Deutsch")
	off.Disable()
	suffix := NewSuffixField("Sub-domain")
	suffix.SetText("praxis")
	suffix.SetSuffix(".pbx.example")
	password := NewPasswordField("Password")
	password.SetText("seven lamps")
	lines := NewMultilineField("Address", 3)
	lines.SetText("Am Hafen 7\n20457 Hamburg")
	number := NewNumberField("Extensions", readDigits, func(n int64) string {
		return strconv.FormatInt(n, 10)
	})
	number.SetText("1200")
	choice, chosen := languages(), languages()
	chosen.SetText("de")
	date := NewDateField("Expires on", dateOptions())
	date.SetText("2026-11-30")
	pick := NewPickField("Customers", PickOptions{
		Many: true, Empty: "none", Find: func(string, func([]Pick)) {},
	})
	pick.SetPicked([]Pick{{Key: "a", Text: "Möwe"}, {Key: "b", Text: "Kranich"}})
	search := NewSearch("Search", "Ctrl+F", func(string) {})
	found := NewSearch("Search", "Ctrl+F", func(string) {})
	found.SetText("hafen")
	found.SetHits("3 of 120", "Show all", func() {})
	return []drawn{
		{name: "field", object: filled},
		{name: "field empty", object: empty},
		{name: "field focused", object: focused, focus: focused.Focusable()},
		{name: "field wrong", object: wrong},
		{name: "field disabled", object: off},
		{name: "field with a suffix", object: suffix},
		{name: "field password", object: password},
		{name: "field of several lines", object: lines},
		{name: "field number", object: number},
		{name: "field select", object: choice},
		{name: "field select focused", object: chosen, focus: chosen.Focusable()},
		{name: "field date", object: date},
		{name: "field pick", object: pick.Field},
		{name: "field that is read", object: NewReadOnlyField("Workspace", "nordlicht")},
		{name: "search", object: search},
		{name: "search with hits", object: found},
	}
}

func languages() *Field {
	return NewSelectField("Language", []Option{{"en", "English"}, {"de", "Deutsch"}})
}

func readDigits(text string) (int64, error) { return strconv.ParseInt(text, 10, 64) }

func drawnChoices() (list []drawn) {
	states := map[string]Ticked{"off": Off, "on": On, "partly": Some}
	for _, name := range []string{"off", "on", "partly"} {
		box := func() *Checkbox {
			c := NewCheckbox("Resellers", nil)
			c.SetState(states[name])
			return c
		}
		focused, off := box(), box()
		off.Disable()
		list = append(
			list, drawn{name: "checkbox " + name, object: box()},
			drawn{name: "checkbox " + name + " focused", object: focused, focus: focused},
			drawn{name: "checkbox " + name + " disabled", object: off},
		)
	}
	chip := func(chosen bool) *Chip {
		c := NewChip("", func() {})
		c.Set("Suspended 3", chosen)
		return c
	}
	focusedChip := chip(false)
	open := func() *Choice {
		return NewChoice(IconMail, "Open an invitation", "It came by mail.", func() {})
	}
	focusedChoice, choiceOff := open(), open()
	choiceOff.Disable("There is one already.")
	nav := func() *NavItem { return NewNavItem(IconMail, "Email", func() {}) }
	chosen, wrong := nav(), nav()
	chosen.SetChosen(true)
	wrong.SetWrong(true)
	wrong.SetCount("2")
	tabs := NewTabs([]TabItem{
		{Key: "a", Title: "Reseller", Count: "3/14"}, {Key: "b", Title: "My Colleague"},
	}, func(string) {})
	return append(
		list, drawn{name: "chip", object: chip(false)}, drawn{name: "chip chosen", object: chip(true)},
		drawn{name: "chip focused", object: focusedChip, focus: focusedChip},
		drawn{name: "choice", object: open()},
		drawn{name: "choice focused", object: focusedChoice, focus: focusedChoice},
		drawn{name: "choice disabled", object: choiceOff},
		drawn{name: "nav", object: nav()}, drawn{name: "nav chosen", object: chosen},
		drawn{name: "nav wrong", object: wrong},
		drawn{name: "tabs", object: tabs}, drawn{name: "tabs focused", object: tabs, focus: tabs},
	)
}

func drawnWords() (list []drawn) {
	tones := map[string]Tone{
		"ok": OK, "info": Info, "warn": Warn, "bad": Bad, "held": Held, "neutral": Neutral,
	}
	for _, name := range []string{"ok", "info", "warn", "bad", "held", "neutral"} {
		banner := NewBanner()
		banner.Set(
			tones[name], "The subscription is short", "", "12 extensions are missing.",
			Action{Text: "Show it", Do: func() {}},
		)
		list = append(
			list, drawn{name: "badge " + name, object: NewBadge(tones[name], IconMail, "invited")},
			drawn{name: "banner " + name, object: banner},
		)
	}
	link := NewLink("Why?", func() {})
	return append(
		list, drawn{name: "link", object: NewLink("Why?", func() {})},
		drawn{name: "link focused", object: link, focus: link},
		drawn{name: "paragraph", object: NewParagraph(
			"A mail is sent once, or says honestly that nobody knows whether it arrived.", Body,
		)},
		drawn{name: "prose", object: NewProse(Body, Run{Text: "Press "}, Run{Text: "F1", Bold: true},
			Run{Text: " for "}, Run{Text: "help", Mark: true})},
		drawn{name: "heading", object: NewText("My Subscription", Heading)},
		drawn{name: "cut text", object: NewSized(90, 20, NewCutText(
			"Blaue Linie Kommunikationstechnik", Body, 0,
		))},
		drawn{name: "nothing there", object: NewEmpty(
			IconMail, "No mails", "What is sent stands here.", nil,
		)},
	)
}

func drawnNumbers() []drawn {
	bar, full := NewBar(8), NewBar(8)
	bar.SetUsed(45, 120)
	full.SetUsed(120, 120)
	strip := NewStrip(2)
	strip.Set(
		Line{Name: "Extensions", Before: "1,200", After: "1,150"},
		Line{Name: "Concurrent Calls", Before: "5", After: "-3", Wrong: true},
	)
	course := NewCourse("Used", "Subscription", func(n int64) string {
		return strconv.FormatInt(n, 10)
	})
	points := make([]CoursePoint, 6)
	for i := range points {
		points[i] = CoursePoint{
			At:    time.Date(2026, time.Month(1+i), 1, 0, 0, 0, 0, time.UTC),
			Label: fmt.Sprint(i + 1), Value: int64(20 + 11*i), Limit: 100,
		}
	}
	course.Set(points)
	paper := NewPaper()
	logo, err := os.ReadFile("../../assets/icon.png")
	if err != nil {
		panic(err)
	}
	paper.Set(
		logo, fyne.NewSize(40, 40), color.NRGBA{R: 0x1a, G: 0x5c, B: 0xc8, A: 0xff}, "Headings",
	)
	return []drawn{
		{name: "bar", object: bar},
		{name: "bar full", object: full},
		{name: "strip", object: strip},
		{name: "course", object: course},
		{name: "paper", object: paper},
	}
}

// everyLarge is what takes a part of a window: a table, and what opens over others.
func everyLarge() []drawn {
	table := func() *Table[partner] {
		list := partners(20)
		t := NewTable(partnerColumns(), Source[partner]{
			Row: func(i int) (partner, bool) {
				if i < 0 || i >= len(list) {
					return partner{}, false
				}
				return list[i], true
			},
			ID: func(p partner) string { return p.company }, Need: func(int, int) {},
		}, Words{Filter: "Filter", NoFilter: "All"})
		t.Boxes = true
		t.SetCount(len(list))
		return t
	}
	plain, chosen := table(), table()
	chosen.SetSort("company", true)
	dialogs := map[string]func(c fyne.Canvas){
		"dialog": func(c fyne.Canvas) {
			save := NewButton("Save", ButtonPrimary, func() {})
			NewModals(c, noLater).Show(ModalOptions{
				Title: "Edit reseller", Width: 480, Primary: save,
				Body: NewStack(10, NewTextField("Company"), NewTextField("Email")),
				Foot: NewFoot(NewFootWords(), NewButton("Cancel", ButtonSecondary, func() {}), save),
			})
		},
		"question": func(c fyne.Canvas) {
			NewModals(c, noLater).Confirm(Confirmation{
				Title: "Delete 3 resellers?", Text: "Their capacity comes back.", OK: "Delete",
				Cancel: "Cancel", Danger: true, OnOK: func() {},
			})
		},
		"calendar": func(c fyne.Canvas) {
			day := time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC)
			showCalendar(c, c.Content(), dateOptions(), day, func(time.Time) {}, func() {})
		},
	}
	list := []drawn{
		{name: "table", object: plain, fills: true},
		{
			name: "table focused", object: chosen, fills: true, focus: chosen,
			prepare: func(fyne.Canvas) { chosen.Select(3) },
		},
	}
	for _, name := range []string{"dialog", "question", "calendar"} {
		list = append(
			list, drawn{name: name, object: NewText("behind", Body), prepare: dialogs[name]},
		)
	}
	toasts := NewToasts(noLater)
	toasts.Say("3 resellers were deleted.", "Undo", func() {})
	return append(list, drawn{name: "toast", object: NewSized(400, 60, toasts)})
}

// undrawn are constructors of what only places others, or is a part of what is drawn.
var undrawn = []string{
	"NewAtLeast", "NewBackdrop", "NewCard", "NewCentered", "NewChosenSelect", "NewColumns", "NewFlow",
	"NewFootedCard",
	"NewGround", "NewGroupedFlow", "NewHinted", "NewMistake", "NewOver", "NewReadOnly", "NewRow", "NewSelect",
	"NewSides", "NewToneIcon", "NewWindowHost",
}

// TestEveryWidgetHasAPicture finds constructors of the kit that none of the pictures is made by.
func TestEveryWidgetHasAPicture(t *testing.T) {
	here, err := os.ReadFile("pictures_test.go")
	require.NoError(t, err)
	files, err := filepath.Glob("*.go")
	require.NoError(t, err)
	constructor := regexp.MustCompile(`(?m)^func (New[A-Z]\w*)`)
	found := 0
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		code, err := os.ReadFile(file)
		require.NoError(t, err)
		for _, m := range constructor.FindAllStringSubmatch(string(code), -1) {
			found++
			drawn := strings.Contains(string(here), m[1]+"(")
			require.NotEqual(t, slices.Contains(undrawn, m[1]), drawn, "%s in %s", m[1], file)
		}
	}
	require.Greater(t, found, 40, "the constructors were found")
}

// sheet is how widgets are put side by side in one picture.
type sheet struct {
	name          string
	widgets       func() []drawn
	width, height float32 // Of the place of each.
	across        int
}

var sheets = []sheet{
	{"widgets", everyWidget, 360, 112, 4},
	{"large", everyLarge, 720, 420, 2},
}

const (
	// faintest is the largest difference of a colour that nobody sees.
	faintest = 4
)

// TestEveryWidgetLooksAsItDid draws each widget in each state, light and dark, at two scales, and
// compares it with its picture. After a change that is meant, look at what is drawn and keep it:
// go test ./ui/kit -run LooksAsItDid -args -keep-pictures
func TestEveryWidgetLooksAsItDid(t *testing.T) {
	test.NewTempApp(t)
	for _, theme := range []struct {
		name string
		mode Mode
	}{{"light", ModeLight}, {"dark", ModeDark}} {
		fyne.CurrentApp().Settings().SetTheme(NewTheme(theme.mode))
		for _, s := range sheets {
			for _, scale := range []float32{1, 1.5} {
				picture, widgets := s.draw(scale)
				name := fmt.Sprintf("%s-%s-%g.png", s.name, theme.name, scale)
				path := filepath.Join("testdata", name)
				if *keepPictures {
					keepPicture(t, path, picture)
					continue
				}
				s.compare(t, path, picture, widgets, scale)
			}
		}
	}
}

// cell is the place of the widget number i.
func (s sheet) cell(i int, scale float32) image.Rectangle {
	w, h := int(s.width*scale), int(s.height*scale)
	corner := image.Pt(i%s.across*w, i/s.across*h)
	return image.Rectangle{corner, corner.Add(image.Pt(w, h))}
}

func (s sheet) draw(scale float32) (*image.RGBA, []drawn) {
	widgets := s.widgets()
	last := s.cell(len(widgets)-1, scale)
	picture := image.NewRGBA(image.Rect(0, 0, int(s.width*scale)*s.across, last.Max.Y))
	for i, d := range widgets {
		one := s.drawOne(d, scale)
		draw.Draw(picture, s.cell(i, scale), one, image.Point{}, draw.Src)
	}
	return picture, widgets
}

// drawOne is a widget on a canvas of its own: only one can have the focus.
func (s sheet) drawOne(d drawn, scale float32) image.Image {
	c := software.NewCanvas()
	c.SetPadded(false)
	c.SetScale(scale)
	object := d.object
	if !d.fills {
		object = NewStack(0, object)
	}
	c.SetContent(NewPadded(8, 8, 8, 8, object))
	c.Resize(fyne.NewSize(s.width, s.height))
	if d.prepare != nil {
		d.prepare(c)
	}
	if d.focus != nil {
		c.Focus(d.focus)
	}
	if d.over != nil {
		d.over.MouseIn(&desktop.MouseEvent{})
	}
	return c.Capture()
}

func keepPicture(t *testing.T, path string, picture image.Image) {
	t.Helper()
	require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
	file, err := os.Create(path)
	require.NoError(t, err)
	defer file.Close()
	require.NoError(t, png.Encode(file, picture))
}

// compare names the widgets that look other than in the picture, and leaves what was drawn.
func (s sheet) compare(
	t *testing.T, path string, picture *image.RGBA, widgets []drawn, scale float32,
) {
	t.Helper()
	file, err := os.Open(path)
	require.NoError(t, err)
	defer file.Close()
	decoded, err := png.Decode(file)
	require.NoError(t, err)
	require.Equal(t, picture.Bounds(), decoded.Bounds(), "%s has other widgets", path)
	kept := image.NewRGBA(decoded.Bounds())
	draw.Draw(kept, kept.Bounds(), decoded, image.Point{}, draw.Src)
	for i, d := range widgets {
		if n := differing(picture, kept, s.cell(i, scale)); n > 0 {
			left := filepath.Join(os.TempDir(), filepath.Base(path))
			keepPicture(t, left, picture)
			t.Errorf("%q: %d pixels are not as in %s; what is drawn is in %s", d.name, n, path, left)
		}
	}
}

// differing is how many pixels of a part a person could tell apart.
func differing(a, b *image.RGBA, part image.Rectangle) (n int) {
	for y := part.Min.Y; y < part.Max.Y; y++ {
		for x := part.Min.X; x < part.Max.X; x++ {
			p, q := a.RGBAAt(x, y), b.RGBAAt(x, y)
			for _, pair := range [][2]uint8{{p.R, q.R}, {p.G, q.G}, {p.B, q.B}, {p.A, q.A}} {
				if max(pair[0], pair[1])-min(pair[0], pair[1]) > faintest {
					n++
					break
				}
			}
		}
	}
	return n
}
