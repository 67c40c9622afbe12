package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// Mistake says what is wrong, with links that correct or explain it, and below it why that is so
// once somebody asked. Its room is kept while nothing is wrong, so that nothing moves when
// something is.
type Mistake struct {
	widget.BaseWidget
	hosted
	words  *Paragraph
	reason *Paragraph
}

// NewMistake returns a mistake that says nothing yet, with room for so many lines.
func NewMistake(room int) *Mistake {
	m := &Mistake{
		words: NewParagraph("", CaptionDanger).SetRoom(room), reason: NewParagraph("", Caption),
	}
	m.ExtendBaseWidget(m)
	m.appear()
	return m
}

// SetHost is called by Host.Attach.
func (m *Mistake) SetHost(h *Host) {
	m.host = h
	m.words.SetHost(h)
}

// SetError says what is wrong; "" says that nothing is. The explanation of another mistake goes.
func (m *Mistake) SetError(text string, links ...Action) {
	explained := m.Explained()
	m.setError(text, links...)
	if explained != m.Explained() {
		m.makeRoom()
	}
}

func (m *Mistake) setError(text string, links ...Action) {
	if text != m.words.text {
		m.reason.SetText("")
	}
	m.words.SetText(text, links...)
	m.appear()
}

// Error returns what it says is wrong.
func (m *Mistake) Error() string { return m.words.text }

// Explain says why, until something else is wrong; "" says it no more.
func (m *Mistake) Explain(text string) {
	m.explain(text)
	m.makeRoom()
	m.hosted.show(m)
}

func (m *Mistake) explain(text string) {
	m.reason.SetText(text)
	m.appear()
}

// Explained tells whether it says why.
func (m *Mistake) Explained() bool { return m.reason.text != "" }

// appear shows what there is to say.
func (m *Mistake) appear() {
	m.reason.Hidden = m.reason.text == ""
	m.Refresh()
}

// MouseIn is called by Fyne.
func (m *Mistake) MouseIn(e *desktop.MouseEvent) { m.tipIn(m.words, e) }

// MouseMoved is called by Fyne.
func (m *Mistake) MouseMoved(*desktop.MouseEvent) {}

// MouseOut is called by Fyne.
func (m *Mistake) MouseOut() { m.tipOut() }

// HeightFor returns the height of what is wrong and why.
func (m *Mistake) HeightFor(width float32) float32 {
	height := m.words.HeightFor(width)
	if !m.reason.Hidden {
		height += belowGap + m.reason.HeightFor(width)
	}
	return height
}

// CreateRenderer is called by Fyne.
func (m *Mistake) CreateRenderer() fyne.WidgetRenderer {
	minSize := func() fyne.Size { return fyne.NewSize(80, m.HeightFor(max(m.Size().Width, 200))) }
	return newSimpleRenderer(m, m.layout, minSize, func() { m.layout(m.Size()) }, m.words, m.reason)
}

func (m *Mistake) layout(size fyne.Size) {
	height := m.words.HeightFor(size.Width)
	m.words.Resize(fyne.NewSize(size.Width, height))
	m.reason.Move(fyne.NewPos(0, height+belowGap))
	m.reason.Resize(fyne.NewSize(size.Width, m.reason.HeightFor(size.Width)))
}
