package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"resellerdesk/core"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
	"resellerdesk/core/i18n"
)

// answer is what a command has to say: its exported fields are the JSON document, text is the same
// for people.
type answer interface{ text(p *page) }

// whole is an answer that is none when something went wrong on the way to it.
func whole(a answer, err error) (answer, error) {
	if err != nil {
		return nil, err
	}
	return a, nil
}

// say writes an answer to standard output.
func (c *call) say(a answer) error {
	if c.json {
		e := json.NewEncoder(c.out)
		e.SetIndent("", "  ")
		e.SetEscapeHTML(false)
		return e.Encode(a)
	}
	p := &page{words: c.words, now: c.now()}
	a.text(p)
	_, err := io.WriteString(c.out, p.b.String())
	return err
}

// page is text for a person.
type page struct {
	words *i18n.Printer
	now   time.Time
	b     strings.Builder
}

func (p *page) t(key string, args ...core.Args) string { return p.words.T(key, args...) }

func (p *page) line(text string) { p.b.WriteString(oneLine(text) + "\n") }

func (p *page) blank() { p.b.WriteByte('\n') }

// progress says how far something long is, over and over on one line of standard error when that is
// a terminal.
type progress struct {
	c     *call
	width int // Of what is there, in characters.
}

func (p *progress) show(key string, args ...core.Args) {
	if p.c.json || !p.c.terminal.shown() {
		return
	}
	text := p.c.words.T(key, args...)
	fmt.Fprintf(p.c.err, "\r%-*s", p.width, text)
	p.width = utf8.RuneCountInString(text)
}

// watch returns a context with which an action tells how far it is; key is a sentence with Done and
// Total.
func (p *progress) watch(ctx context.Context, key string) context.Context {
	return desk.WithProgress(
		ctx, func(done, total, _ int) { p.show(key, core.Args{"Done": done, "Total": total}) },
	)
}

// clear makes room for what is said in the end.
func (p *progress) clear() {
	if p.width > 0 {
		fmt.Fprintf(p.c.err, "\r%*s\r", p.width, "")
	}
}

// cell is a place in a table; numbers are set to the right.
type cell struct {
	text  string
	right bool
}

func word(text string) cell { return cell{text: oneLine(text)} }

func (p *page) number(n int64) cell { return cell{p.words.Number(n), true} }

// signed is a number with its sign, for a change.
func (p *page) signed(n int64) cell {
	if n > 0 {
		return cell{"+" + p.words.Number(n), true}
	}
	return p.number(n)
}

// amount is a number of a resource, "–" when it is not included.
func (p *page) amount(amounts capacity.Amounts, r capacity.Resource) cell {
	if !amounts.Has(r) {
		return cell{"–", true}
	}
	return p.number(amounts[r])
}

func (p *page) when(t time.Time) cell { return word(p.words.DateTime(t)) }

func (p *page) day(d core.Day) cell {
	if d == core.NoDay {
		return word("–")
	}
	return word(p.words.Day(d))
}

// dayOf is the day of a time, if there is one.
func (p *page) dayOf(t *time.Time) cell {
	if t == nil {
		return p.day(core.NoDay)
	}
	return p.day(core.DayOf(*t))
}

func (p *page) yes(is bool) cell {
	if is {
		return word(p.t("yes"))
	}
	return word(p.t("ctl.no"))
}

// table writes rows with aligned columns, two spaces apart. A heading is aligned as its column.
func (p *page) table(headings []string, rows [][]cell) {
	all := rows
	if headings != nil {
		top := make([]cell, len(headings))
		for i, h := range headings {
			top[i] = cell{h, len(rows) > 0 && rows[0][i].right}
		}
		all = append([][]cell{top}, rows...)
	}
	widths := map[int]int{}
	for _, row := range all {
		for i, c := range row {
			widths[i] = max(widths[i], utf8.RuneCountInString(c.text))
		}
	}
	for _, row := range all {
		var line strings.Builder
		for i, c := range row {
			space := strings.Repeat(" ", widths[i]-utf8.RuneCountInString(c.text))
			if i > 0 {
				line.WriteString("  ")
			}
			if c.right {
				line.WriteString(space + c.text)
			} else {
				line.WriteString(c.text + space)
			}
		}
		p.b.WriteString(strings.TrimRight(line.String(), " ") + "\n")
	}
}

// amounts says numbers of resources in words: "120 extensions, 16 calls".
func (p *page) amounts(amounts capacity.Amounts) string {
	var parts []string
	for _, r := range capacity.Resources() {
		if n := amounts[r]; n != 0 {
			parts = append(parts, p.t("amount."+string(r), core.Args{"Count": n}))
		}
	}
	return strings.Join(parts, ", ")
}

// oneLine keeps a text on its line and out of the terminal's controls.
func oneLine(text string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r >= 0x7f && r < 0xa0 {
			return ' '
		}
		return r
	}, text)
}

// utc is a time as JSON has it.
func utc(t time.Time) time.Time { return t.UTC() }

func utcOrNil(t *time.Time) *time.Time {
	if t == nil {
		return nil
	}
	u := t.UTC()
	return &u
}
