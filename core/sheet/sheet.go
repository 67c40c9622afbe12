// Package sheet reads and writes tables for people and their spreadsheet programs: CSV in both
// directions, and XLSX. It knows nothing of what is in the cells.
package sheet

import (
	"context"
	"fmt"
	"iter"
	"time"

	"resellerdesk/core"
)

// Table is what is written: a header and then rows, one after the other, so that a long table never
// is in memory whole.
type Table struct {
	// Of the worksheet in an XLSX file; what a worksheet must not be called is replaced.
	Name   string
	Header []string // At least one name.
	// Rows yields the rows, each as long as the header. A row may be used again for the next one.
	// An error ends the writing and is returned as it is.
	Rows iter.Seq2[[]Value, error]
}

// Progress receives how many rows are done: now and then while writing, and once at the end. It may
// be nil.
type Progress func(rows int)

// Value is what one cell holds. The zero Value is an empty cell.
type Value struct {
	kind   kind
	text   string
	number int64
	time   time.Time
	isKey  bool // A text for programs.
}

type kind int

const (
	isText kind = iota
	isNumber
	isTenths
	isDay
	isMoment
)

// Text is a cell that holds a text and is never taken for a formula.
func Text(text string) Value { return Value{text: text} }

// Key is a cell with a text for programs, such as an id. It stands in a file as a text does, and
// people are not shown it.
func Key(text string) Value { return Value{text: text, isKey: true} }

// Number is a cell that holds a whole number.
func Number(n int64) Value { return Value{kind: isNumber, number: n} }

// Tenths is a cell that holds a number with one decimal: n tenths.
func Tenths(n int64) Value { return Value{kind: isTenths, number: n} }

// Day is a cell that holds a day; no day is an empty cell.
func Day(d core.Day) Value {
	if d == core.NoDay {
		return Value{}
	}
	year, month, day := d.Date()
	return Value{kind: isDay, time: time.Date(year, month, day, 0, 0, 0, 0, time.UTC)}
}

// Moment is a cell that holds day and time of t to the second, in t's own time zone; the zero time
// is an empty cell.
func Moment(t time.Time) Value {
	if t.IsZero() {
		return Value{}
	}
	return Value{kind: isMoment, time: t}
}

// Words write values in a language.
type Words interface {
	Number(n int64) string
	Tenths(n int64) string
	Day(d core.Day) string
	DateTime(t time.Time) string
}

// InWords is the value as a person reads it, "" for what is for programs, and whether it is one that
// stands at the right.
func (v Value) InWords(words Words) (text string, right bool) {
	if v.isKey {
		return "", false
	}
	switch v.kind {
	case isNumber:
		return words.Number(v.number), true
	case isTenths:
		return words.Tenths(v.number), true
	case isDay:
		return words.Day(core.NewDay(v.time.Date())), false
	case isMoment:
		return words.DateTime(v.time), false
	}
	return v.text, false
}

// plain is the value as people write it in any language; the times as every spreadsheet program
// understands them.
func (v Value) plain() string {
	switch v.kind {
	case isNumber:
		return fmt.Sprint(v.number)
	case isTenths:
		return v.decimal(".")
	case isDay:
		return v.time.Format(time.DateOnly)
	case isMoment:
		return v.time.Format(time.DateTime)
	}
	return v.text
}

// decimal is a number of tenths with a decimal point.
func (v Value) decimal(point string) string {
	sign, n := "", v.number
	if n < 0 {
		sign, n = "-", -n
	}
	return fmt.Sprintf("%s%d%s%d", sign, n/10, point, n%10)
}

// progressEvery is the number of rows between two reports of progress.
const progressEvery = 500

// each calls write for every row, until there is none or ctx ends.
func (t Table) each(ctx context.Context, progress Progress, write func(row []Value) error) error {
	done := 0
	for row, err := range t.Rows {
		if err == nil {
			err = ctx.Err()
		}
		if err == nil && len(row) != len(t.Header) {
			err = fmt.Errorf("row %d has %d cells, the header %d", done+1, len(row), len(t.Header))
			err = &core.Error{Code: core.Internal, Key: "internal", Err: err}
		}
		if err == nil {
			err = write(row)
		}
		if err != nil {
			return err
		}
		if done++; done%progressEvery == 0 {
			progress.report(done)
		}
	}
	progress.report(done)
	return ctx.Err()
}

func (p Progress) report(rows int) {
	if p != nil {
		p(rows)
	}
}

func unwritable(err error) error {
	if err == nil {
		return nil
	}
	return &core.Error{Code: core.Unavailable, Key: "sheet.unwritable", Err: err}
}

func refuse(key string, args core.Args) *core.Error {
	return &core.Error{Code: core.Invalid, Key: key, Args: args}
}

func refuseCaused(key string, cause error) *core.Error {
	return &core.Error{Code: core.Invalid, Key: key, Err: cause}
}
