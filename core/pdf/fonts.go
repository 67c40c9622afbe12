package pdf

import (
	"cmp"
	"io"
	"log"
	"os"
	"slices"
	"strconv"
	"unicode"

	"codeberg.org/go-pdf/fpdf"
	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/fontscan"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/gomono"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/sfnt"
)

// Families of the fonts that every document has: Latin, Greek and Cyrillic.
const (
	sans = "go"
	mono = "gomono"
)

// lastRune is the last character that a font of a PDF is asked for here: emoji and others behind it
// cannot be set.
const lastRune = 0xFFFF

// unshaped are the scripts whose letters cannot be set one after the other: they join, or run from
// right to left.
var unshaped = []*unicode.RangeTable{
	unicode.Arabic, unicode.Balinese, unicode.Bengali, unicode.Devanagari, unicode.Gujarati,
	unicode.Gurmukhi, unicode.Hebrew, unicode.Javanese, unicode.Kannada, unicode.Khmer, unicode.Lao,
	unicode.Malayalam, unicode.Mongolian, unicode.Myanmar, unicode.Nko, unicode.Oriya,
	unicode.Sinhala, unicode.Syriac, unicode.Tamil, unicode.Telugu, unicode.Thaana, unicode.Thai,
	unicode.Tibetan,
}

// fonts are those of one document.
type fonts struct {
	pdf    *fpdf.Fpdf
	own    *sfnt.Font
	buffer sfnt.Buffer
	// The family in which a character is set, "" for one that cannot be; of those that came up.
	families map[rune]string
	system   []fontscan.Footprint
	scanned  bool
	added    map[string]string // The families of the system's files, by path.
}

func newFonts(pdf *fpdf.Fpdf) (*fonts, error) {
	own, err := sfnt.Parse(goregular.TTF)
	if err != nil {
		return nil, err
	}
	pdf.AddUTF8FontFromBytes(sans, "", goregular.TTF)
	pdf.AddUTF8FontFromBytes(sans, "B", gobold.TTF)
	pdf.AddUTF8FontFromBytes(mono, "", gomono.TTF)
	return &fonts{
		pdf: pdf, own: own, families: map[rune]string{}, added: map[string]string{},
	}, pdf.Error()
}

// family is the one in which a character is set, "" for none.
func (f *fonts) family(r rune) string {
	family, known := f.families[r]
	if !known {
		family = f.find(r)
		f.families[r] = family
	}
	return family
}

func (f *fonts) find(r rune) string {
	if r > lastRune || unicode.In(r, unshaped...) || unicode.IsControl(r) {
		return ""
	}
	if glyph, err := f.own.GlyphIndex(&f.buffer, r); err == nil && glyph != 0 {
		return sans
	}
	if !f.scanned {
		f.scan()
	}
	for _, one := range f.system {
		if one.Runes.Contains(r) {
			if family := f.add(one.Location.File); family != "" {
				return family
			}
		}
	}
	return ""
}

// scan looks which fonts the system has that can be embedded, plain ones first.
func (f *fonts) scan() {
	f.scanned = true
	all, err := fontscan.SystemFonts(log.New(io.Discard, "", 0), "")
	if err != nil {
		return // A system without fonts.
	}
	f.system = slices.DeleteFunc(all, func(one fontscan.Footprint) bool {
		return one.Location.Index != 0
	})
	plain := func(one fontscan.Footprint) int {
		away := int(one.Aspect.Weight - font.WeightNormal)
		if one.Aspect.Style != font.StyleNormal {
			away += int(font.WeightBlack)
		}
		return max(away, -away)
	}
	slices.SortStableFunc(f.system, func(a, b fontscan.Footprint) int {
		return cmp.Compare(plain(a), plain(b))
	})
}

// add embeds a font file and returns its family, "" for one that is no TrueType font.
func (f *fonts) add(path string) string {
	if family, known := f.added[path]; known {
		return family
	}
	f.added[path] = ""
	raw, err := os.ReadFile(path)
	if err != nil || !isTrueType(raw) {
		return ""
	}
	family := "system" + strconv.Itoa(len(f.added))
	if f.embed(family, raw) {
		f.added[path] = family
	}
	return f.added[path]
}

// embed adds a font of the system, and tells whether it can be set. One that is made in an unusual
// way lets the library panic, when it is read or when the document is written.
func (f *fonts) embed(family string, raw []byte) (can bool) {
	defer func() { can = recover() == nil && can }()
	trial := fpdf.New("P", "mm", "A4", "")
	trial.AddUTF8FontFromBytes(family, "", raw)
	trial.AddPage()
	trial.SetFont(family, "", smallSize)
	trial.Text(margin, margin, replacement)
	if trial.Output(io.Discard) != nil {
		return false
	}
	for _, style := range []string{"", "B"} {
		f.pdf.AddUTF8FontFromBytes(family, style, raw)
	}
	return f.pdf.Ok()
}

// isTrueType tells whether a font has its outlines in the form that PDF embeds here.
func isTrueType(raw []byte) bool {
	head := string(raw[:min(4, len(raw))])
	return head == "\x00\x01\x00\x00" || head == "true"
}
