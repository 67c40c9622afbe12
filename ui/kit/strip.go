package kit

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Strip is a line or two below a capacity field that say what a change costs: "pool 500 → 380 free"
// and "this reseller 0 → 120", with the numbers bold.
type Strip struct {
	widget.BaseWidget
	room  int // For how many lines, whatever they say.
	lines [stripLines]Line
	// emptied is called when the strip becomes empty, or is filled again; may be nil.
	emptied func()
	reckons []*Field // Whose numbers it reckons with.
	texts   [stripLines][lineWords]*canvas.Text
}

const (
	stripLines = 2
	stripLine  = 16 // The height of one.
	lineWords  = 5  // Name, before, arrow, after, unit.
	arrow      = "→"
	unknown    = "–" // In place of a number.
)

// NewStrip returns an empty strip with room for one line or two.
func NewStrip(room int) *Strip {
	s := &Strip{room: room}
	s.ExtendBaseWidget(s)
	return s
}

// Line is one line of a strip: what it counts, the numbers before and after, and a word behind
// them. Without a number before there is no arrow. Wrong shows the number after in the colour of
// danger.
type Line struct {
	Name, Before, After, Unit string
	Wrong                     bool
}

func (l Line) words() [lineWords]string {
	// As every other number below zero is written.
	if below, is := strings.CutPrefix(l.After, "-"); is {
		l.After = "−" + below
	}
	if l.Before == "" {
		return [lineWords]string{l.Name, "", "", l.After, l.Unit}
	}
	return [lineWords]string{l.Name, l.Before, arrow, l.After, l.Unit}
}

// Empty tells whether it says nothing.
func (s *Strip) Empty() bool { return s.lines == [stripLines]Line{} }

// ReckonsWith says that the strip reckons with the number of a field, besides that below which it
// is: while it is not known, nothing is reckoned.
func (s *Strip) ReckonsWith(f *Field) { s.reckons = append(s.reckons, f) }

// unreckoned is what a line says while a number is not known: nothing of what comes after.
func (l Line) unreckoned() Line {
	if l.After != "" {
		l.After, l.Wrong = unknown, false
	}
	return l
}

// Set changes both lines.
func (s *Strip) Set(first, second Line) {
	if slices.ContainsFunc(s.reckons, func(f *Field) bool { return !f.Known() }) {
		first, second = first.unreckoned(), second.unreckoned()
	}
	if lines := [stripLines]Line{first, second}; lines != s.lines {
		empty := s.Empty()
		s.lines = lines
		s.Refresh()
		if s.emptied != nil && empty != s.Empty() {
			s.emptied()
		}
	}
}

// CreateRenderer is called by Fyne.
func (s *Strip) CreateRenderer() fyne.WidgetRenderer {
	var objects []fyne.CanvasObject
	for n := range s.texts {
		for i := range s.texts[n] {
			s.texts[n][i] = canvas.NewText("", transparent)
			s.texts[n][i].TextSize = 12
			objects = append(objects, s.texts[n][i])
		}
	}
	return newSimpleRenderer(s, func(fyne.Size) { s.layout() }, s.minSize, s.refresh, objects...)
}

func (s *Strip) minSize() fyne.Size { return fyne.NewSize(80, float32(s.room)*stripLine) }

func (s *Strip) layout() {
	for n, line := range s.texts {
		x := float32(0)
		for _, t := range line {
			size := t.MinSize()
			t.Move(fyne.NewPos(x, float32(n)*stripLine))
			t.Resize(size)
			if t.Text != "" {
				x += size.Width + 4
			}
		}
	}
}

func (s *Strip) refresh() {
	for n, line := range s.lines {
		for i, word := range line.words() {
			t, bold, colour := s.texts[n][i], i == 1 || i == 3, ColorText2
			switch {
			case i == 3 && line.Wrong:
				colour = ColorDanger
			case bold:
				colour = ColorText
			}
			t.Text, t.TextStyle.Bold, t.Color = word, bold, theme.Color(colour)
			t.Refresh()
		}
	}
	s.layout()
}
