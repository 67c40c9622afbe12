package pdf

import "io"

// Block is a part of a page of text. One of its members is set.
type Block struct {
	Heading   string
	Paragraph string
	Code      string      // To be read and typed by people: large, in a frame.
	Facts     [][2]string // Names and values; an empty value is a line to write on.
	Steps     []string    // Numbered.
}

func (b Block) texts() []string {
	texts := append([]string{b.Heading, b.Paragraph, b.Code}, b.Steps...)
	for _, f := range b.Facts {
		texts = append(texts, f[0], f[1])
	}
	return texts
}

// Page writes a document of text. It fails as Document says.
func Page(w io.Writer, d Document, blocks []Block) error {
	s, err := newSetter(d, false)
	if err != nil {
		return err
	}
	err = s.check(func(yield func(string) bool) {
		for _, b := range blocks {
			for _, text := range b.texts() {
				if !yield(tidied(text)) {
					return
				}
			}
		}
	})
	if err != nil {
		return err
	}
	s.pdf.AddPage()
	p := &pageSetter{setter: s, y: s.head()}
	width, _ := s.pdf.GetPageSize()
	p.width = width - 2*margin
	for _, b := range blocks {
		p.block(b)
	}
	return s.finish(w)
}

// pageSetter sets blocks one below the other.
type pageSetter struct {
	*setter
	y, width float64
}

const (
	indent    = 8.0 // Of steps.
	factsName = 55.0
	codePad   = 4.0
)

func (p *pageSetter) block(b Block) {
	text := style{sans, "", textSize}
	switch {
	case b.Heading != "":
		p.y += height(textSize) / 2
		p.put(style{sans, "B", textSize + 1}, margin, p.width, b.Heading)
	case b.Code != "":
		p.code(b.Code)
	case len(b.Facts) > 0:
		for _, f := range b.Facts {
			p.fact(text, f[0], f[1])
		}
	case len(b.Steps) > 0:
		for i, step := range b.Steps {
			p.room(height(textSize))
			p.fonts.write(text, margin, p.y+height(textSize), p.Words.Number(int64(i+1))+".")
			p.put(text, margin+indent, p.width-indent, step)
		}
	default:
		p.put(text, margin, p.width, b.Paragraph)
	}
	p.y += height(textSize) / 2
}

// put sets a text from x on, over as many lines and pages as it takes.
func (p *pageSetter) put(in style, x, width float64, text string) {
	for _, line := range p.fonts.lines(in, tidied(text), width) {
		p.room(height(in.size))
		p.y += height(in.size)
		p.fonts.write(in, x, p.y, line)
	}
}

// room begins a page where there is none for something of a height.
func (p *pageSetter) room(height float64) {
	if p.y+height > p.bottom() {
		p.pdf.AddPage()
		p.y = margin
	}
}

func (p *pageSetter) code(code string) {
	in := style{mono, "", codeSize}
	lines := p.fonts.lines(in, tidied(code), p.width-2*codePad)
	tall := float64(len(lines))*height(codeSize) + 2*codePad
	p.room(tall)
	p.pdf.SetLineWidth(0.5)
	p.pdf.RoundedRect(margin, p.y, p.width, tall, 2, "1234", "D")
	for i, line := range lines {
		x := margin + (p.width-p.fonts.width(in, line))/2
		p.fonts.write(in, x, p.y+codePad+(float64(i)+0.8)*height(codeSize), line)
	}
	p.y += tall
}

func (p *pageSetter) fact(in style, name, value string) {
	p.room(height(in.size))
	p.fonts.write(in, margin, p.y+height(in.size), tidied(name))
	if value != "" {
		p.put(style{in.family, "B", in.size}, margin+factsName, p.width-factsName, value)
		return
	}
	p.y += height(in.size)
	p.pdf.SetLineWidth(0.2)
	p.pdf.Line(margin+factsName, p.y+0.8, margin+p.width, p.y+0.8)
}
