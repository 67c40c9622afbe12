package i18n

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/width"

	"resellerdesk/core"
)

// Years that a date can be in. A year of two digits is one of this century.
const (
	firstYear = 2000
	lastYear  = 2999
	century   = 2000
)

// longestValue is how many bytes a number or a date has at most. What is longer is none and need
// not be looked at.
const longestValue = 100

// ParseDate reads a day as people write it: as Date does, with the name of the month in the
// language or in English, with points and the day first, as 2026-12-31, or with slashes in the
// order of the language, or in the other one where only that is a day.
//
// The error is "field.date" (Example), "field.no_such_day" for a day that the month does not have,
// or "field.year" (From, To) for a day of a year that nothing here can be in: many programs write 1
// January 1970 where they know no day.
func (p *Printer) ParseDate(text string) (core.Day, error) {
	if len(text) > longestValue || !strings.ContainsFunc(text, unicode.IsDigit) {
		return core.NoDay, p.notDate()
	}
	parts, ok := dateParts(text)
	if !ok {
		return core.NoDay, p.notDate()
	}
	err := p.notDate()
	for _, d := range p.readings(parts) {
		found, exists := d.calendarDay()
		switch {
		case exists && d.inYears():
			return found, nil
		case exists:
			err = &core.Error{Code: core.Invalid, Key: "field.year", Args: core.Args{
				"From": strconv.Itoa(firstYear), "To": strconv.Itoa(lastYear),
			}}
		case d.fits() && d.inYears():
			err = &core.Error{Code: core.Invalid, Key: "field.no_such_day"}
		}
	}
	return core.NoDay, err
}

func (p *Printer) notDate() error {
	return &core.Error{Code: core.Invalid, Key: "field.date", Args: p.dateExample}
}

// datePart is a number or a word of a date, and the mark that follows it.
type datePart struct {
	text string
	mark rune // One of ". / -", 0 for none or a blank.
}

// dateParts splits a date into its three parts.
func dateParts(text string) (parts []datePart, ok bool) {
	open := false
	for _, r := range width.Narrow.String(strings.TrimSpace(text)) {
		digit, isDigit := digitOf(r)
		switch {
		case isDigit || unicode.IsLetter(r):
			if isDigit {
				r = rune('0' + digit)
			}
			if !open || isNumber(parts[len(parts)-1].text) != isDigit {
				parts = append(parts, datePart{})
			}
			parts[len(parts)-1].text += string(r)
			open = true
		case len(parts) == 0 || unicode.Is(unicode.Cf, r):
			return nil, false
		case strings.ContainsRune("./-,", r):
			if !open && parts[len(parts)-1].mark != 0 {
				return nil, false
			}
			parts[len(parts)-1].mark, open = r, false
		case unicode.IsSpace(r):
			open = false
		default:
			return nil, false
		}
	}
	if len(parts) != 3 || strings.ContainsRune("/-,", parts[2].mark) {
		return nil, false
	}
	return parts, true
}

func isNumber(text string) bool { return text != "" && text[0] >= '0' && text[0] <= '9' }

// readings are the days that a text may mean, the likeliest first.
func (p *Printer) readings(parts []datePart) []writtenDay {
	first, second, third := parts[0].text, parts[1].text, parts[2].text
	month := func(name string) string { return strconv.Itoa(p.monthNamed(name)) }
	switch marks := [2]rune{parts[0].mark, parts[1].mark}; {
	case !isNumber(third):
		return nil
	case !isNumber(first) && isNumber(second): // Dec 31, 2027
		return []writtenDay{newWrittenDay(third, month(first), second)}
	case !isNumber(second) && isNumber(first): // 31 Dec 2027
		return []writtenDay{newWrittenDay(third, month(second), first)}
	case !isNumber(first) || marks[0] != marks[1] || marks[0] == 0 || marks[0] == ',':
		return nil
	case len(first) == 4: // 2027-12-31
		return []writtenDay{newWrittenDay(first, second, third)}
	case marks[0] == '.': // 31.12.2027
		return []writtenDay{newWrittenDay(third, second, first)}
	case p.T("format.month_first") == "yes": // 12/31/2027
		return []writtenDay{
			newWrittenDay(third, first, second),
			newWrittenDay(third, second, first),
		}
	}
	return []writtenDay{newWrittenDay(third, second, first), newWrittenDay(third, first, second)}
}

// monthNamed returns the month that a name, or its first three letters or more, means; 0 for none.
func (p *Printer) monthNamed(name string) int {
	name = strings.ToLower(name)
	for m := 1; m <= 12; m++ {
		for _, known := range []string{
			p.Month(time.Month(m)), p.T(fmt.Sprintf("month.%d", m)), time.Month(m).String(),
		} {
			known = strings.ToLower(strings.TrimSuffix(known, "."))
			if name == known || len([]rune(name)) >= 3 && strings.HasPrefix(known, name) {
				return m
			}
		}
	}
	return 0
}

// Month returns the name of a month.
func (p *Printer) Month(m time.Month) string { return p.T(fmt.Sprintf("month.long.%d", m)) }

// Weekday returns the short name of a day of the week.
func (p *Printer) Weekday(d time.Weekday) string { return p.T(fmt.Sprintf("weekday.%d", d)) }

// FirstWeekday is the day with which a week begins.
func (p *Printer) FirstWeekday() time.Weekday {
	if p.T("format.week_starts") == "sunday" {
		return time.Sunday
	}
	return time.Monday
}

// writtenDay is a year, a month and a day of the month as they were written.
type writtenDay struct{ year, month, day int }

func newWrittenDay(year, month, dayOfMonth string) writtenDay {
	number := func(text string, most int) int {
		n, err := strconv.Atoi(text)
		if err != nil || len(text) > most {
			return 0
		}
		return n
	}
	d := writtenDay{number(year, 4), number(month, 2), number(dayOfMonth, 2)}
	switch len(year) {
	case 2:
		d.year += century
	case 1, 3:
		d.year = 0
	}
	return d
}

// fits tells whether there are such a month and such days in months at all, in a year of four
// digits.
func (d writtenDay) fits() bool {
	return d.year >= 1 && d.month >= 1 && d.month <= 12 && d.day >= 1 && d.day <= 31
}

func (d writtenDay) inYears() bool { return d.year >= firstYear && d.year <= lastYear }

// calendarDay returns the day of the calendar, if there is one.
func (d writtenDay) calendarDay() (found core.Day, exists bool) {
	found = core.NewDay(d.year, time.Month(d.month), d.day)
	_, _, day := found.Date()
	return found, d.fits() && day == d.day
}
