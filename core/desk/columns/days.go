package columns

import (
	"regexp"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/width"

	"resellerdesk/core"
	"resellerdesk/core/i18n"
)

// day reads a day in the words of any language, also one with a time or a day of the week. Only who
// wrote the file knows which day is meant by one that languages read differently, or whose first
// two digits can be the year: it is refused, with both of them.
func (r *Reader) day(text string) (core.Day, error) {
	if r.book != nil {
		if day, is := r.book.Day(text); is {
			text = day.DateOnly()
		}
	}
	if len(text) <= longestWord {
		text = r.plainDay(text)
	}
	yearFirst, short := r.yearFirst(text)
	if short && r.yearsFirst {
		return yearFirst, nil
	}
	day, err := r.dates[0].ParseDate(text)
	for _, words := range r.dates[1:] {
		other, otherErr := words.ParseDate(text)
		switch {
		case otherErr != nil:
		case err != nil:
			day, err = other, nil
		case other != day && !r.datesChosen:
			return day, twoDays(day, other)
		}
	}
	// With points the day comes first nearly everywhere.
	points := strings.Contains(text, ".") && yearFirst > day
	if err == nil && short && yearFirst >= firstDay && yearFirst != day && !points &&
		!r.datesChosen {
		return day, twoDays(day, yearFirst)
	}
	return day, err
}

// firstDay is before all days of a P-Series Cloud PBX: 12.03.27 does not mean a day of 2012.
var firstDay = core.NewDay(2020, time.January, 1)

func twoDays(one, other core.Day) error {
	return &core.Error{Code: core.Invalid, Key: "import.two_days", Args: core.Args{
		"One": one, "Other": other, "Write": one.String(),
	}}
}

// yearFirst is the day that is meant where the first of three numbers of two digits is the year.
func (r *Reader) yearFirst(text string) (core.Day, bool) {
	if len(text) > len("27-12-31") || !shortYear.MatchString(text) {
		return core.NoDay, false
	}
	day, err := r.dates[0].ParseDate("20" + text)
	return day, err == nil
}

var (
	shortYear = regexp.MustCompile(`^\d{2}[./-]\d{1,2}[./-]\d{1,2}$`)

	// timeOfDay follows a day that a program wrote with its time. The day is the written one,
	// whatever the zone.
	timeOfDay = regexp.MustCompile(
		`(?:T|,?\s+)\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:\s*(?i:am|pm|uhr))?` +
			`(?:\s*[A-Z]{1,4})?(?:\s*[+-]\d{2}:?\d{2})?(?:\s*[\[(][^\])]*[\])])?$`,
	)
	// timeBetween is a time before the year, as Java and Unix write it.
	timeBetween = regexp.MustCompile(`\s+\d{1,2}:\d{2}:\d{2}(?:\s+[A-Z]{2,5})?\s+(\d{4})$`)
	zonedDay    = regexp.MustCompile(`^(\d{4}-\d{2}-\d{2})(?:Z|[+-]\d{2}:\d{2})$`)
	compactDay  = regexp.MustCompile(`^((?:19|20)\d{2})(\d{2})(\d{2})$`)
	eastern     = regexp.MustCompile(
		`^(\d{4}|\d{2})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]\s*(.*)$`,
	)
)

// plainDay is a day without what programs write around it: marks that are not seen, the day of the
// week, the time.
func (r *Reader) plainDay(text string) string {
	if strings.Trim(text, "0123456789.-/") == "" { // Nearly all are written so.
		return compactDay.ReplaceAllString(text, "$1-$2-$3")
	}
	text = strings.TrimSpace(width.Narrow.String(strings.Map(func(c rune) rune {
		switch {
		case unicode.Is(unicode.Cf, c):
			return -1
		case unicode.IsSpace(c):
			return ' '
		}
		return c
	}, text)))
	if found := eastern.FindStringSubmatch(text); found != nil {
		if text = found[1] + "-" + found[2] + "-" + found[3]; len(found[1]) == 2 {
			text = "20" + text
		}
		if strings.Contains(found[4], ":") {
			text += " " + found[4]
		}
	}
	text = zonedDay.ReplaceAllString(r.withoutWeekday(text), "$1")
	if strings.Contains(text, ":") {
		text = timeBetween.ReplaceAllString(text, " $1")
		text = timeOfDay.ReplaceAllString(text, "")
	}
	return text
}

// withoutWeekday takes the name of a day of the week away from the beginning of a day.
func (r *Reader) withoutWeekday(text string) string {
	end := strings.IndexFunc(text, func(c rune) bool { return !unicode.IsLetter(c) })
	if end < 2 {
		return text
	}
	word := strings.ToLower(text[:end])
	for _, words := range r.words {
		for d := time.Sunday; d <= time.Saturday; d++ {
			if strings.HasPrefix(word, shortName(words, d)) {
				return strings.TrimLeft(text[end:], "., ")
			}
		}
	}
	return text
}

func shortName(words *i18n.Printer, d time.Weekday) string {
	return strings.ToLower(strings.TrimSuffix(words.Weekday(d), "."))
}
