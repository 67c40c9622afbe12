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
	words [5]string // Three of the first line, two of the second.
	wrong bool
	texts [5]*canvas.Text
}

const stripLine = 16

// NewStrip returns an empty strip.
func NewStrip() *Strip {
	s := &Strip{}
	s.ExtendBaseWidget(s)
	return s
}

// Set changes the words; the second and the fifth are the numbers. wrong shows the first numbers in the colour of danger.
func (s *Strip) Set(before, numbers, after, second, secondNumbers string, wrong bool) {
	words := [5]string{before, numbers, after, second, secondNumbers}
	if words != s.words || wrong != s.wrong {
		s.words, s.wrong = words, wrong
		s.Refresh()
	}
}

// Words returns both lines.
func (s *Strip) Words() [2]string {
	return [2]string{s.words[0] + " " + s.words[1] + " " + s.words[2], s.words[3] + " " + s.words[4]}
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
		if i == 3 {
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
		bold := i == 1 || i == 4
		colour := ColorText2
		switch {
		case i == 1 && s.wrong:
			colour = ColorDanger
		case bold:
			colour = ColorText
		}
		t.Text, t.TextStyle.Bold, t.Color = s.words[i], bold, theme.Color(colour)
		t.Refresh()
	}
	s.layout()
}
