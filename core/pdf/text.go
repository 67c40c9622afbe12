package pdf

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// replacement stands for what cannot be set.
const replacement = "?"

// piece is a part of a text that is set in one font.
type piece struct{ family, text string }

// pieces are the parts of a line. What cannot be set is replaced.
func (f *fonts) pieces(family, line string) []piece {
	var list []piece
	for _, r := range line {
		in, text := f.family(r), string(r)
		switch in {
		case "":
			in, text = family, replacement
		case sans:
			in = family
		}
		if last := len(list) - 1; last >= 0 && list[last].family == in {
			list[last].text += text
		} else {
			list = append(list, piece{in, text})
		}
	}
	return list
}

// style is how a text is set: family, "" or "B", and size in points.
type style struct {
	family, weight string
	size           float64
}

// width is how wide a line is, in millimetres.
func (f *fonts) width(s style, line string) (width float64) {
	for _, p := range f.pieces(s.family, line) {
		f.pdf.SetFont(p.family, weightIn(p.family, s.weight), s.size)
		width += f.pdf.GetStringWidth(p.text)
	}
	return width
}

// weightIn is the weight in a family: the one of fixed width has only one.
func weightIn(family, weight string) string {
	if family == mono {
		return ""
	}
	return weight
}

// write sets a line whose ground line is at y.
func (f *fonts) write(s style, x, y float64, line string) {
	for _, p := range f.pieces(s.family, line) {
		f.pdf.SetFont(p.family, weightIn(p.family, s.weight), s.size)
		f.pdf.Text(x, y, p.text)
		x += f.pdf.GetStringWidth(p.text)
	}
}

// rounding is what sums of widths may differ by, in millimetres.
const rounding = 0.01

// lines breaks a text into lines that are not wider than a width: between words, or in a word that
// is too wide.
func (f *fonts) lines(s style, text string, width float64) []string {
	var lines []string
	width += rounding
	for _, paragraph := range strings.Split(text, "\n") {
		line := ""
		for _, word := range strings.Fields(paragraph) {
			next := strings.TrimSpace(line + " " + word)
			if f.width(s, next) <= width {
				line = next
				continue
			}
			if line != "" {
				lines = append(lines, line)
			}
			for f.width(s, word) > width {
				head := f.fitting(s, word, width)
				lines = append(lines, head)
				word = word[len(head):]
			}
			line = word
		}
		lines = append(lines, line)
	}
	return lines
}

// fitting is the longest beginning of a word that fits, at least one character.
func (f *fonts) fitting(s style, word string, width float64) string {
	end := 0
	for at, r := range word {
		next := at + len(string(r))
		if at > 0 && f.width(s, word[:next]) > width {
			break
		}
		end = next
	}
	return word[:end]
}

// tidied is a text as it is set: composed, and without what is not seen.
func tidied(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Variation_Selector):
			return -1
		}
		return r
	}, norm.NFC.String(strings.ToValidUTF8(text, "\uFFFD")))
}

// unset are the characters of texts that cannot be set, each once.
type unset struct {
	seen map[rune]bool
	list []string
}

func (f *fonts) note(u *unset, text string) {
	for _, r := range text {
		if r != '\n' && f.family(r) == "" && !u.seen[r] {
			u.seen[r] = true
			u.list = append(u.list, string(r))
		}
	}
}
