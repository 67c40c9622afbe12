package kit

import (
	"slices"
	"sort"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// heightForWidth is an object whose height follows from its width. Stack asks it.
type heightForWidth interface{ HeightFor(width float32) float32 }

// Paragraph is text that wraps over lines, with links behind its last word.
type Paragraph struct {
	widget.BaseWidget
	// Centered puts each line into the middle.
	Centered bool
	// Middle puts all lines into the middle of the height.
	Middle bool

	hosted
	style TextStyle
	text  string
	room  int // How many lines it takes, always; 0 for as many as it needs.
	links []*Link
	lines []*canvas.Text
}

// NewParagraph returns text in a role that wraps over lines.
func NewParagraph(text string, style TextStyle) *Paragraph {
	p := &Paragraph{style: style, text: text}
	p.ExtendBaseWidget(p)
	return p
}

// Action is the words of a link, and what it does.
type Action struct {
	Text string
	Do   func()
}

// SetText changes the words and the links behind them. Links that are called as before stay, with
// the focus that they may have.
func (p *Paragraph) SetText(text string, links ...Action) {
	same := slices.EqualFunc(
		p.links, links, func(l *Link, a Action) bool { return l.text == a.Text },
	)
	if !same {
		p.links = nil
		for _, a := range links {
			link := NewLink(a.Text, nil)
			link.caption = p.style == Caption || p.style == CaptionDanger
			link.SetHost(p.host)
			p.links = append(p.links, link)
		}
	}
	for i, a := range links {
		p.links[i].tapped = a.Do
	}
	if !same || p.text != text {
		p.text = text
		p.Refresh()
	}
}

// SetHost is called by Host.Attach.
func (p *Paragraph) SetHost(h *Host) {
	p.host = h
	for _, link := range p.links {
		link.SetHost(h)
	}
}

// SetStyle changes the role.
func (p *Paragraph) SetStyle(style TextStyle) {
	if p.style != style {
		p.style = style
		p.Refresh()
	}
}

// Text returns the words without the link.
func (p *Paragraph) Text() string { return p.text }

func (p *Paragraph) lineHeight() float32 {
	size, style, _ := p.style.look()
	return ceil(fyne.MeasureText("Ag", size, style).Height)
}

// HeightFor returns the height that the text needs at a width.
func (p *Paragraph) HeightFor(width float32) float32 {
	count := p.room
	if count == 0 {
		wrapped := p.wrap(p.text, width)
		count = lineCount(wrapped, p.placeLinks(wrapped, width))
	}
	return float32(count) * p.lineHeight()
}

// SetRoom keeps the room of so many lines, whatever the text is. A longer text ends in "…" before
// its links.
func (p *Paragraph) SetRoom(lines int) *Paragraph {
	p.room = lines
	p.Refresh()
	return p
}

// Tip returns the whole text when it is cut.
func (p *Paragraph) Tip() string {
	if _, _, cut := p.arrange(p.Size().Width); cut {
		return p.text
	}
	return ""
}

// lineCount is how many lines a text and the links behind it take.
func lineCount(wrapped []string, places []linkPlace) int {
	if len(places) > 0 {
		return places[len(places)-1].line + 1
	}
	return len(wrapped)
}

// arrange breaks the text into the lines that there is room for, and places the links behind it.
func (p *Paragraph) arrange(width float32) (lines []string, places []linkPlace, cut bool) {
	arranged := func(text string) bool {
		lines = p.wrap(text, width)
		places = p.placeLinks(lines, width)
		return p.room == 0 || lineCount(lines, places) <= p.room
	}
	runes := []rune(p.text)
	if most := p.room * int(width); p.room > 0 && width > 0 && len(runes) > most {
		// No more can be seen, and breaking a long text into lines takes its time.
		runes = runes[:most]
	} else if arranged(p.text) {
		return lines, places, false
	}
	shortened := func(n int) string { return strings.TrimRight(string(runes[:n]), " ,.;:") + "…" }
	longest := sort.Search(len(runes), func(n int) bool { return !arranged(shortened(n)) }) - 1
	arranged(shortened(max(longest, 0)))
	return lines, places, true
}

// linkGap is between one link and the next.
const linkGap = 12

// linkPlace is where a link is: in which line, and how far from its beginning.
type linkPlace struct {
	line int
	x    float32
}

// placeLinks puts the links behind the last word, and into the next line what does not fit there.
func (p *Paragraph) placeLinks(wrapped []string, width float32) []linkPlace {
	size, style, _ := p.style.look()
	at := linkPlace{
		line: len(wrapped) - 1, x: fyne.MeasureText(wrapped[len(wrapped)-1]+" ", size, style).Width,
	}
	places := make([]linkPlace, len(p.links))
	for i, link := range p.links {
		wide := link.MinSize().Width
		if at.x+wide > width && at.x > 0 {
			at = linkPlace{line: at.line + 1}
		}
		places[i] = at
		at.x += wide + linkGap
	}
	return places
}

// wrap breaks a text into lines at spaces; a word longer than a line is broken where it must be.
func (p *Paragraph) wrap(text string, width float32) []string {
	size, style, _ := p.style.look()
	var lines []string
	for _, given := range strings.Split(text, "\n") {
		line := ""
		for _, word := range strings.Fields(given) {
			longer := strings.TrimPrefix(line+" "+word, " ")
			if width > 0 && line != "" && fyne.MeasureText(longer, size, style).Width > width {
				lines = append(lines, line)
				longer = word
			}
			for width > 0 {
				n := fitting(longer, width, size, style)
				if n == len(longer) {
					break
				}
				lines, longer = append(lines, longer[:n]), longer[n:]
			}
			line = longer
		}
		lines = append(lines, line)
	}
	return lines
}

// fitting is how many bytes of a text fit into a width; at least one character, so that there is an
// end.
func fitting(text string, width, size float32, style fyne.TextStyle) int {
	// A character is wider than a unit, and to measure more takes its time.
	text, _ = firstOf(text, int(width)+1)
	if fyne.MeasureText(text, size, style).Width <= width {
		return len(text)
	}
	ends := []int{}
	for i := range text {
		ends = append(ends, i)
	}
	ends = append(ends[1:], len(text))
	n := sort.Search(
		len(ends),
		func(i int) bool { return fyne.MeasureText(text[:ends[i]], size, style).Width > width },
	)
	return ends[max(n-1, 0)]
}

// CreateRenderer is called by Fyne.
func (p *Paragraph) CreateRenderer() fyne.WidgetRenderer {
	return complete(p, &paragraphRenderer{p: p})
}

type paragraphRenderer struct {
	p       *Paragraph
	objects []fyne.CanvasObject
}

func (r *paragraphRenderer) MinSize() fyne.Size {
	width := r.p.Size().Width
	if width == 0 {
		width = 200
	}
	return fyne.NewSize(40, r.p.HeightFor(width))
}

func (r *paragraphRenderer) Layout(size fyne.Size) {
	textSize, style, colour := r.p.style.look()
	height := r.p.lineHeight()
	wrapped, places, _ := r.p.arrange(size.Width)
	r.objects = r.objects[:0]
	top := float32(0)
	if r.p.Middle {
		top = max(floor((size.Height-float32(lineCount(wrapped, places))*height)/2), 0)
	}
	for len(r.p.lines) < len(wrapped) {
		r.p.lines = append(r.p.lines, canvas.NewText("", transparent))
	}
	for i, line := range wrapped {
		t := r.p.lines[i]
		t.Text, t.TextSize, t.TextStyle, t.Color = line, textSize, style, theme.Color(colour)
		if r.p.Centered {
			t.Alignment = fyne.TextAlignCenter
		}
		t.Move(fyne.NewPos(0, top+float32(i)*height))
		t.Resize(fyne.NewSize(size.Width, height))
		t.Refresh()
		r.objects = append(r.objects, t)
	}
	for i, at := range places {
		link := r.p.links[i]
		link.Move(fyne.NewPos(at.x, top+float32(at.line)*height))
		link.Resize(fyne.NewSize(link.MinSize().Width, height))
		r.objects = append(r.objects, link)
	}
}

func (r *paragraphRenderer) Refresh() {
	r.Layout(r.p.Size())
	canvas.Refresh(r.p)
}

func (r *paragraphRenderer) Objects() []fyne.CanvasObject { return r.objects }
func (r *paragraphRenderer) Destroy()                     {}

// Link is words that do something when pressed.
type Link struct {
	widget.BaseWidget
	hosted
	pressable
	text    string
	tapped  func()
	caption bool
	focused bool
	label   *canvas.Text
	ring    *canvas.Rectangle
}

// NewLink returns a link.
func NewLink(text string, tapped func()) *Link {
	l := &Link{text: text, tapped: tapped}
	l.ExtendBaseWidget(l)
	return l
}

// SetText changes the words.
func (l *Link) SetText(text string) { l.text = text; l.Refresh() }

// Tapped is called by Fyne.
func (l *Link) Tapped(*fyne.PointEvent) {
	if l.tapped != nil {
		l.tapped()
	}
}

// FocusGained is called by Fyne.
func (l *Link) FocusGained() { l.focused = true; l.Refresh(); l.focusIn(l) }

// FocusLost is called by Fyne.
func (l *Link) FocusLost() { l.focused = false; l.Refresh() }

// TypedRune is called by Fyne.
func (l *Link) TypedRune(rune) {}

// TypedKey is called by Fyne.
func (l *Link) TypedKey(e *fyne.KeyEvent) {
	if !l.handled(e) && activates(e) {
		l.Tapped(nil)
	}
}

// CreateRenderer is called by Fyne.
func (l *Link) CreateRenderer() fyne.WidgetRenderer {
	l.label, l.ring = canvas.NewText("", transparent), focusRing(3)
	return newSimpleRenderer(l, l.layout, l.minSize, l.refresh, l.label, l.ring)
}

func (l *Link) size() float32 {
	if l.caption {
		return 12
	}
	return 13
}

func (l *Link) minSize() fyne.Size {
	m := fyne.MeasureText(l.text, l.size(), fyne.TextStyle{Bold: l.caption})
	return fyne.NewSize(ceil(m.Width), ceil(m.Height))
}

func (l *Link) layout(size fyne.Size) {
	height := l.minSize().Height
	l.label.Move(fyne.NewPos(0, floor((size.Height-height)/2)))
	l.label.Resize(fyne.NewSize(size.Width, height))
	l.ring.Move(fyne.NewPos(-3, -1))
	l.ring.Resize(fyne.NewSize(size.Width+6, size.Height+2))
}

func (l *Link) refresh() {
	l.label.Text, l.label.TextSize, l.label.Color = l.text, l.size(), theme.Color(ColorAccent)
	l.label.TextStyle = fyne.TextStyle{Bold: l.caption}
	setRing(l.ring, l.focused)
	l.layout(l.Size())
	l.label.Refresh()
}
