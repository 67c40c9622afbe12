package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Strip is two lines below a capacity field that say what a change costs: "pool 500 → 380 free" and "this reseller
// 0 → 120", with the numbers bold.
type Strip struct {
	widget.BaseWidget
	words [stripWords]string // Five of the first line, four of the second.
	wrong bool
	texts [stripWords]*canvas.Text
}

const (
	stripWords  = 9
	stripSecond = 5 // The first word of the second line.
	arrow       = "→"
)

const stripLine = 16

// NewStrip returns an empty strip.
func NewStrip() *Strip {
	s := &Strip{}
	s.ExtendBaseWidget(s)
	return s
}

// Line is one line of a strip: what it counts, the numbers before and after, and a word behind them.
type Line struct{ Name, Before, After, Unit string }

// Set changes both lines. wrong shows the number after in the first line in the colour of danger.
func (s *Strip) Set(first, second Line, wrong bool) {
	words := [stripWords]string{first.Name, first.Before, arrow, first.After, first.Unit, second.Name, second.Before, arrow, second.After}
	if words != s.words || wrong != s.wrong {
		s.words, s.wrong = words, wrong
		s.Refresh()
	}
}

// CreateRenderer is called by Fyne.
func (s *Strip) CreateRenderer() fyne.WidgetRenderer {
	objects := make([]fyne.CanvasObject, len(s.texts))
	for i := range s.texts {
		s.texts[i] = canvas.NewText("", transparent)
		s.texts[i].TextSize = 12
		objects[i] = s.texts[i]
	}
	minSize := func() fyne.Size { return fyne.NewSize(80, 2*stripLine) }
	return newSimpleRenderer(s, func(fyne.Size) { s.layout() }, minSize, s.refresh, objects...)
}

func (s *Strip) layout() {
	x, y := float32(0), float32(0)
	for i, t := range s.texts {
		if i == stripSecond {
			x, y = 0, stripLine
		}
		size := t.MinSize()
		t.Move(fyne.NewPos(x, y))
		t.Resize(size)
		if t.Text != "" {
			x += size.Width + 4
		}
	}
}

func (s *Strip) refresh() {
	for i, t := range s.texts {
		bold := i == 1 || i == 3 || i == 6 || i == 8
		colour := ColorText2
		switch {
		case i == 3 && s.wrong:
			colour = ColorDanger
		case bold:
			colour = ColorText
		}
		t.Text, t.TextStyle.Bold, t.Color = s.words[i], bold, theme.Color(colour)
		t.Refresh()
	}
	s.layout()
}
