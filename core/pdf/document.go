// Package pdf sets documents as PDF: tables, and pages of text. Fonts for Latin, Greek and
// Cyrillic are in every document; other scripts take those of the system, as far as their letters
// can be set one after the other.
package pdf

import (
	"bytes"
	"io"
	"strings"

	"codeberg.org/go-pdf/fpdf"

	"resellerdesk/core"
	"resellerdesk/core/i18n"
)

// Extension is the ending of a document's name.
const Extension = ".pdf"

// Measures of a page in millimetres, and of texts in points.
const (
	margin     = 14.0
	footHeight = 10.0
	titleSize  = 15.0
	textSize   = 10.5
	smallSize  = 8.5
	codeSize   = 15.0
	leading    = 1.35   // From line to line, of the size.
	inch       = 25.4   // Millimetres.
	points     = 72.0   // Of an inch.
	total      = "{nb}" // Stands for the number of pages until it is known.
	unsetShown = 20     // Of the characters that cannot be set.
)

// Document says what stands around the content of all pages.
type Document struct {
	Title string
	About string // Below the title, for example whose list it is and when it was made.
	Words *i18n.Printer
	// Replace sets a question mark for characters that cannot be set. Else such a document is not
	// made: Invalid "print.unset" (Characters).
	Replace bool
}

// height is from one line to the next, in millimetres.
func height(size float64) float64 { return size * leading / points * inch }

// setter sets one document.
type setter struct {
	Document
	pdf   *fpdf.Fpdf
	fonts *fonts
}

// newSetter begins a document of A4 pages, upright or lying.
func newSetter(d Document, lying bool) (*setter, error) {
	orientation := "P"
	if lying {
		orientation = "L"
	}
	pdf := fpdf.New(orientation, "mm", "A4", "")
	pdf.SetMargins(margin, margin, margin)
	pdf.SetAutoPageBreak(false, margin)
	pdf.SetTitle(d.Title, true)
	pdf.SetAuthor(d.About, true)
	pdf.SetCreator("Reseller Desk", true)
	pdf.SetLang(d.Words.Language())
	pdf.AliasNbPages(total)
	f, err := newFonts(pdf)
	if err != nil {
		return nil, err
	}
	s := &setter{Document: d, pdf: pdf, fonts: f}
	pdf.SetFooterFunc(s.foot)
	return s, nil
}

// foot says at the foot of each page of which document it is, and which one.
func (s *setter) foot() {
	width, bottom := s.pdf.GetPageSize()
	small := style{sans, "", smallSize}
	number := s.Words.T("print.page", core.Args{
		"Page": s.pdf.PageNo(), "Pages": total,
	})
	s.pdf.SetTextColor(90, 90, 90)
	y := bottom - margin + height(smallSize)/2
	s.fonts.write(small, margin, y, tidied(s.Title))
	s.fonts.write(small, width-margin-s.fonts.width(small, number), y, number)
	s.pdf.SetTextColor(0, 0, 0)
}

// head sets title and About at the top of the first page, and returns where the content begins.
func (s *setter) head() float64 {
	width, _ := s.pdf.GetPageSize()
	y := margin
	put := func(in style, text string) {
		for _, line := range s.fonts.lines(in, tidied(text), width-2*margin) {
			y += height(in.size)
			s.fonts.write(in, margin, y, line)
		}
	}
	put(style{sans, "B", titleSize}, s.Title)
	if s.About != "" {
		put(style{sans, "", textSize}, s.About)
	}
	return y + height(textSize)
}

// bottom is where the content of a page ends.
func (s *setter) bottom() float64 {
	_, bottom := s.pdf.GetPageSize()
	return bottom - margin - footHeight
}

// check refuses texts with characters that cannot be set.
func (s *setter) check(texts func(yield func(string) bool)) error {
	if s.Replace {
		return nil
	}
	u := unset{seen: map[rune]bool{}}
	s.fonts.note(&u, tidied(s.Title+s.About))
	for text := range texts {
		s.fonts.note(&u, text)
	}
	if len(u.list) == 0 {
		return nil
	}
	shown := strings.Join(u.list[:min(len(u.list), unsetShown)], " ")
	return &core.Error{
		Code: core.Invalid, Key: "print.unset", Args: core.Args{"Characters": shown},
	}
}

// finish writes the document.
func (s *setter) finish(w io.Writer) error {
	var out bytes.Buffer
	if err := s.pdf.Output(&out); err != nil {
		return err
	}
	if _, err := w.Write(out.Bytes()); err != nil {
		return &core.Error{Code: core.Unavailable, Key: "sheet.unwritable", Err: err}
	}
	return nil
}
