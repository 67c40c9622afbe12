package letter

import (
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Line is a name with a value in a mail; that of a list has no name.
type Line struct{ Name, Value string }

// Value is what a variable says: a text, or lines where it stands alone.
type Value struct {
	Text  string
	Lines []Line
}

// Values are what a mail says, by the keys of its variables.
type Values map[string]Value

// Set sets texts, by the keys of their variables.
func (v Values) Set(texts map[string]string) Values {
	for key, text := range texts {
		v[key] = Value{Text: text}
	}
	return v
}

// Document is a mail before it is written as HTML or as plain text.
type Document struct {
	Subject string
	Blocks  []Block
}

// BlockKind says what a block of a document is.
type BlockKind int

// The kinds of blocks.
const (
	Paragraph BlockKind = iota // Its Lines.
	Heading                    // Its Lines.
	Items                      // Its Items, numbered from First, or with points where that is 0.
	Rows                       // Its Rows.
	Code                       // Its Code.
	Gap                        // A required variable is missing here, Variable.
)

// Block is a part of a document.
type Block struct {
	Kind     BlockKind
	Lines    []Spans
	Items    [][]Spans // The lines of each.
	First    int
	Rows     []Row
	Code     string
	Variable string
}

// Row is a name and what it is.
type Row struct {
	Name  string
	Value Spans
}

// Spans are the pieces of a line.
type Spans []Span

// Span is a piece of a line.
type Span struct {
	Text  string
	Bold  bool
	Link  string // Where it leads, "" for no link.
	Wrong bool   // A variable that there is not.
}

// String is the line as plain text.
func (s Spans) String() string {
	var b strings.Builder
	for _, span := range s {
		b.WriteString(span.Text)
	}
	return b.String()
}

// Compose fills in a template; signature is what {signature} stands for. A variable that the kind
// does not have is shown as it is, and one that is required and missing as a gap at the end: who
// sends the mail checks the template before.
func Compose(t, signature Template, v Values) Document {
	c := composer{values: v, signature: signature, said: map[string]bool{}}
	subject, _ := c.line(t.Kind, t.Subject)
	c.said = map[string]bool{} // What the subject names may stand out in the text, too.
	d := Document{Subject: cut(subject.String(), longestHeader), Blocks: c.blocks(t)}
	for _, key := range t.missing() {
		d.Blocks = append(d.Blocks, Block{Kind: Gap, Variable: key})
	}
	return d
}

// longestHeader is how many characters a subject has at most, whatever its variables say.
const longestHeader = 250

// composer fills in one template.
type composer struct {
	values    Values
	signature Template
	said      map[string]bool
}

// itemStart is how a line begins an item of a list.
var itemStart = regexp.MustCompile(`^(?:-|•|(\d{1,2})\.) +`)

// blocks fills in the text of a template.
func (c *composer) blocks(t Template) []Block {
	b := builder{composer: c, kind: t.Kind}
	for _, line := range strings.Split(t.Text, "\n") {
		b.add(line)
	}
	b.dropHeading()
	return b.done
}

// builder puts the lines of a text into blocks.
type builder struct {
	*composer
	kind    Kind
	done    []Block
	open    bool // The last block goes on with the next line.
	omitted bool // The item that goes on was left out.
	heading bool // The last block is a heading whose part has nothing yet.
}

func (b *builder) add(line string) {
	trimmed := strings.TrimSpace(line)
	name := strings.TrimSuffix(strings.TrimPrefix(trimmed, "{"), "}")
	name = strings.TrimSpace(name)
	if _, known := b.kind.variable(name); known && standsAlone(name) &&
		strings.HasPrefix(trimmed, "{") && strings.HasSuffix(trimmed, "}") {
		b.alone(name)
		return
	}
	if trimmed == "" {
		b.open, b.omitted = false, false
		return
	}
	if text, is := strings.CutPrefix(trimmed, "# "); is {
		b.dropHeading()
		if spans, full := b.line(b.kind, text); full {
			b.put(Block{Kind: Heading, Lines: []Spans{spans}})
			b.heading = true
		}
		return
	}
	if start := itemStart.FindStringSubmatch(trimmed); start != nil {
		b.item(start[1], trimmed[len(start[0]):])
		return
	}
	b.text(line, trimmed)
}

// put adds a block that stands for itself.
func (b *builder) put(block Block) {
	b.done = append(b.done, block)
	b.open, b.omitted, b.heading = false, false, false
}

// dropHeading takes back a heading under which nothing stands.
func (b *builder) dropHeading() {
	if b.heading {
		b.done, b.heading = b.done[:len(b.done)-1], false
	}
}

// last is the block that goes on, nil for none.
func (b *builder) last(kind BlockKind) *Block {
	if n := len(b.done); b.open && n > 0 && b.done[n-1].Kind == kind {
		return &b.done[n-1]
	}
	return nil
}

// item begins an item of a list; number is "" for a point.
func (b *builder) item(number, text string) {
	spans, full := b.line(b.kind, text)
	if b.omitted = !full; !full {
		return
	}
	first, _ := strconv.Atoi(number) // "" is 0, and there are no others.
	list := b.last(Items)
	if list == nil || (list.First > 0) != (first > 0) {
		b.put(Block{Kind: Items, First: first})
		b.open = true
		list = &b.done[len(b.done)-1]
	}
	list.Items = append(list.Items, []Spans{spans})
}

// text adds a line to the item or to the paragraph that goes on, or begins a paragraph.
func (b *builder) text(line, trimmed string) {
	isIndented := strings.HasPrefix(line, "  ")
	if isIndented && b.omitted {
		return
	}
	spans, full := b.line(b.kind, trimmed)
	if !full {
		return
	}
	if list := b.last(Items); list != nil && isIndented {
		end := len(list.Items) - 1
		list.Items[end] = append(list.Items[end], spans)
		return
	}
	if p := b.last(Paragraph); p != nil {
		p.Lines = append(p.Lines, spans)
		return
	}
	b.put(Block{Kind: Paragraph, Lines: []Spans{spans}})
	b.open = true
}

// alone adds what a variable says that has its line for itself.
func (b *builder) alone(key string) {
	b.said[key] = true
	v := b.values[key]
	switch shapes[key] {
	case nested:
		if blocks := b.blocks(b.signature); len(blocks) > 0 {
			b.put(Block{})
			b.done = append(b.done[:len(b.done)-1], blocks...)
		}
	case code:
		if text := strings.Trim(harmless(v.Text, true), "\n"); text != "" {
			b.put(Block{Kind: Code, Code: text})
		}
	case rows:
		var block Block
		for _, l := range v.Lines {
			block.Rows = append(block.Rows, Row{cleaned(l.Name), linked(cleaned(l.Value))})
		}
		if block.Kind = Rows; len(block.Rows) > 0 {
			b.put(block)
		}
	case list:
		block := Block{Kind: Items}
		for _, l := range v.Lines {
			block.Items = append(block.Items, []Spans{{{Text: cleaned(l.Value)}}})
		}
		if len(block.Items) > 0 {
			b.put(block)
		}
	}
}

// line fills in a line; full is false where it is left out.
func (c *composer) line(kind Kind, text string) (spans Spans, full bool) {
	pieces, _ := parseLine(text)
	for _, p := range pieces {
		if p.variable == "" {
			spans = append(spans, linked(p.text)...)
			continue
		}
		if _, known := kind.variable(p.variable); !known {
			spans = append(spans, Span{Text: "{" + p.variable + "}", Wrong: true})
			continue
		}
		said := cleaned(c.values[p.variable].Text)
		if said == "" && omitting[p.variable] {
			return nil, false
		}
		first := !c.said[p.variable]
		c.said[p.variable] = true
		switch {
		case said == "":
			spans = withoutLastBlank(spans)
		case shapes[p.variable] == address:
			spans = append(spans, Span{Text: said, Link: "mailto:" + url.PathEscape(said)})
		case p.variable == VarProgramSource:
			spans = append(spans, linked(said)...)
		default:
			spans = append(spans, Span{Text: said, Bold: first && strong[p.variable]})
		}
	}
	return spans, true
}

// withoutLastBlank takes the blank away that stands before what says nothing.
func withoutLastBlank(spans Spans) Spans {
	if n := len(spans); n > 0 {
		spans[n-1].Text = strings.TrimRight(spans[n-1].Text, " ")
	}
	return spans
}

// webAddress is an address inside a text; what ends its sentence does not belong to it.
var webAddress = regexp.MustCompile(`https?://[^\s<>"“”„{}]*[^\s<>"“”„{}.,;:!?)'’]`)

// linked splits a text into what are addresses of the web and what is not.
func linked(text string) (spans Spans) {
	for {
		at := webAddress.FindStringIndex(text)
		if at == nil {
			break
		}
		if at[0] > 0 {
			spans = append(spans, Span{Text: text[:at[0]]})
		}
		found := text[at[0]:at[1]]
		spans = append(spans, Span{Text: found, Link: found})
		text = text[at[1]:]
	}
	if text != "" {
		spans = append(spans, Span{Text: text})
	}
	return spans
}

// harmless is a text without what is not seen but changes how it is read: control characters, and
// those that turn the direction of writing. Of line breaks those stay that are wanted.
func harmless(text string, breaks bool) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' && breaks:
			return r
		case unicode.IsControl(r), r == '\u2028', r == '\u2029':
			return ' '
		case unicode.Is(unicode.Bidi_Control, r), r == utf8.RuneError, r == '\ufeff':
			return -1
		}
		return r
	}, text)
}

// cleaned is a text on one line, with single blanks.
func cleaned(text string) string { return strings.Join(strings.Fields(harmless(text, false)), " ") }

// cut shortens a text to so many characters.
func cut(text string, most int) string {
	if utf8.RuneCountInString(text) <= most {
		return text
	}
	return strings.TrimSpace(string([]rune(text)[:most-1])) + "…"
}
