package logs

import (
	"errors"
	"strings"
	"time"

	"resellerdesk/core"
	"resellerdesk/core/i18n"
	"resellerdesk/ui/page"
)

// days reads the filter of a time: a day, or the first and the last of some. to is the first moment
// after them.
func days(words *i18n.Printer, text string) (from, to time.Time, err error) {
	first, last, several := strings.Cut(strings.ReplaceAll(text, " - ", "–"), "–")
	if !several {
		last = first
	}
	begin, err := words.ParseDate(first)
	if err != nil {
		return from, to, notDays(err)
	}
	end, err := words.ParseDate(last)
	if err != nil {
		return from, to, notDays(err)
	}
	if end < begin {
		return from, to, &core.Error{Code: core.Invalid, Key: "log.days_turned"}
	}
	return begin.Start(), (end + 1).Start(), nil
}

// notDays says of what is no date how to write one, or several.
func notDays(err error) error {
	var e *core.Error
	if errors.As(err, &e) && e.Key == "field.date" {
		return &core.Error{Code: core.Invalid, Key: "log.not_days", Args: e.Args}
	}
	return err
}

// readDays says what is wrong with the filter of a time.
func readDays(env *page.Env) func(text string) (filter, wrong string) {
	return func(text string) (filter, wrong string) {
		if strings.TrimSpace(text) == "" {
			return "", ""
		}
		if _, _, err := days(env.Words, text); err != nil {
			return text, env.Words.Error(err)
		}
		return text, ""
	}
}
