package logs

import (
	"strings"
	"time"

	"resellerdesk/core/i18n"
)

// days reads the filter of a time: a day, or the first and the last of some. to is the first moment after them. ok is false
// when the text is neither.
func days(words *i18n.Printer, text string) (from, to time.Time, ok bool) {
	first, last, several := strings.Cut(strings.ReplaceAll(text, " - ", "–"), "–")
	if !several {
		last = first
	}
	begin, err := words.ParseDate(first)
	if err != nil {
		return from, to, false
	}
	end, err := words.ParseDate(last)
	if err != nil {
		return from, to, false
	}
	return midnight(begin, 0), midnight(end, 1), !end.Before(begin)
}

// midnight is the beginning of the day of t, or of one some days later.
func midnight(t time.Time, later int) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day()+later, 0, 0, 0, 0, t.Location())
}
