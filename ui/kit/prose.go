package kit

import (
	"strings"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Run is a piece of text in a Prose.
type Run struct {
	Text string
	Bold bool
	Mark bool // It was searched for.
}

// Prose is text that wraps over lines, with bold and marked pieces, and a bullet before it if
// wanted.
type Prose struct {
	widget.BaseWidget
	style  TextStyle
	bullet string
	runs   []Run
}

// NewProse returns a text in a role.
func NewProse(style TextStyle, runs ...Run) *Prose {
	p := &Prose{style: style, runs: runs}
	p.ExtendBaseWidget(p)
	return p
}

// bulletWidth is how far a text with a bullet is indented.
const bulletWidth = 22

// SetBullet puts a bullet or a number before the text; it returns the text.
func (p *Prose) SetBullet(bullet string) *Prose { p.bullet = bullet; return p }

// Marked tells whether a piece of the text is marked.
func (p *Prose) Marked() bool {
	for _, r := range p.runs {
		if r.Mark {
			return true
		}
	}
	return false
}

// prosePiece is a piece of one line, and where it is.
type prosePiece struct {
	Run
	line int
	x    float32
	wide float32
}

func (p *Prose) indent() float32 {
	if p.bullet == "" {
		return 0
	}
	return bulletWidth
}

// lineHeight is a line with the room that long texts need between their lines.
func (p *Prose) lineHeight() float32 {
	size, style, _ := p.style.look()
	return ceil(fyne.MeasureText("Ag", size, style).Height) + 2
}

func (p *Prose) runStyle(r Run) fyne.TextStyle {
	_, style, _ := p.style.look()
	style.Bold = style.Bold || r.Bold
	return style
}

// place breaks the text into lines between its words, and returns its pieces and how many lines
// there are.
func (p *Prose) place(width float32) (pieces []prosePiece, lines int) {
	size, _, _ := p.style.look()
	x, line := p.indent(), 0
	for _, word := range words(p.runs) {
		wide := float32(0)
		for _, r := range word {
			wide += fyne.MeasureText(r.Text, size, p.runStyle(r)).Width
		}
		if x+wide > width && x > p.indent() {
			x, line = p.indent(), line+1
		}
		for _, r := range word {
			own := fyne.MeasureText(r.Text, size, p.runStyle(r)).Width
			pieces = append(pieces, prosePiece{r, line, x, own})
			x += own
		}
		x += fyne.MeasureText(" ", size, fyne.TextStyle{}).Width
	}
	return pieces, line + 1
}

// words are the pieces of a text between its spaces, each of which may consist of several runs.
func words(runs []Run) [][]Run {
	var list [][]Run
	var word []Run
	for _, r := range runs {
		for i, part := range strings.Split(r.Text, " ") {
			if i > 0 && len(word) > 0 {
				list, word = append(list, word), nil
			}
			if part != "" {
				word = append(word, Run{part, r.Bold, r.Mark})
			}
		}
	}
	if len(word) > 0 {
		list = append(list, word)
	}
	return list
}

// HeightFor returns the height that the text needs at a width.
func (p *Prose) HeightFor(width float32) float32 {
	_, lines := p.place(width)
	return float32(lines) * p.lineHeight()
}

// Text returns the words without their marks.
func (p *Prose) Text() string {
	var all strings.Builder
	for _, r := range p.runs {
		all.WriteString(r.Text)
	}
	return all.String()
}

// CreateRenderer is called by Fyne.
func (p *Prose) CreateRenderer() fyne.WidgetRenderer {
	r := &proseRenderer{p: p}
	r.Layout(p.Size())
	return r
}

type proseRenderer struct {
	p       *Prose
	objects []fyne.CanvasObject
}

func (r *proseRenderer) MinSize() fyne.Size {
	width := r.p.Size().Width
	if width == 0 {
		width = 200
	}
	return fyne.NewSize(40, r.p.HeightFor(width))
}

func (r *proseRenderer) Layout(size fyne.Size) {
	r.objects = r.objects[:0]
	if size.Width <= 0 {
		return
	}
	if r.p.bullet != "" {
		r.add(prosePiece{Run: Run{Text: r.p.bullet}})
	}
	pieces, _ := r.p.place(size.Width)
	for i := 0; i < len(pieces); i++ {
		whole := pieces[i]
		// One text for all that looks the same in a line.
		for i+1 < len(pieces) && whole.joins(pieces[i+1]) {
			i++
			next := pieces[i]
			if next.x > whole.x+whole.wide {
				whole.Text += " "
			}
			whole.Text += next.Text
			whole.wide = next.x + next.wide - whole.x
		}
		r.add(whole)
	}
}

func (p prosePiece) joins(next prosePiece) bool {
	return p.line == next.line && p.Bold == next.Bold && p.Mark == next.Mark
}

func (r *proseRenderer) add(piece prosePiece) {
	size, _, colour := r.p.style.look()
	height := r.p.lineHeight()
	at := fyne.NewPos(piece.x, float32(piece.line)*height)
	if piece.Mark {
		mark := canvas.NewRectangle(theme.Color(ColorWarnSoft))
		mark.CornerRadius = 2
		mark.Move(at.AddXY(-1, 0))
		mark.Resize(fyne.NewSize(piece.wide+2, height-1))
		r.objects = append(r.objects, mark)
	}
	text := canvas.NewText(piece.Text, theme.Color(colour))
	text.TextSize, text.TextStyle = size, r.p.runStyle(piece.Run)
	text.Move(at)
	text.Resize(fyne.NewSize(piece.wide, height))
	r.objects = append(r.objects, text)
}

func (r *proseRenderer) Refresh() {
	r.Layout(r.p.Size())
	canvas.Refresh(r.p)
}

func (r *proseRenderer) Objects() []fyne.CanvasObject { return r.objects }
func (r *proseRenderer) Destroy()                     {}

// MarkRuns cuts the runs of a text so that the parts from the given offsets are marked; an offset
// counts characters of the whole text, and each mark is length characters long.
func MarkRuns(runs []Run, marks map[int]int) []Run {
	if len(marks) == 0 {
		return runs
	}
	var list []Run
	at, left := 0, 0
	for _, r := range runs {
		text := r.Text
		for text != "" {
			letter, size := utf8.DecodeRuneInString(text)
			text = text[size:]
			left = max(left, marks[at])
			if last := len(list) - 1; last >= 0 && list[last].Bold == r.Bold &&
				list[last].Mark == (left > 0) {
				list[last].Text += string(letter)
			} else {
				list = append(list, Run{string(letter), r.Bold, left > 0})
			}
			at, left = at+1, max(left-1, 0)
		}
	}
	return list
}
