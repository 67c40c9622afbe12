package accounts

import (
	"errors"
	"strconv"
	"strings"

	"resellerdesk/core"
	"resellerdesk/core/capacity"
	"resellerdesk/core/i18n"
)

// ReadRange turns the filter of an amount as a person types it, with numbers of their language,
// into what ParseRange reads; "" stays "". It refuses what is no range.
func ReadRange(words *i18n.Printer, text string) (string, error) {
	if text = strings.TrimSpace(text); text == "" {
		return "", nil
	}
	refused := &core.Error{Code: core.Invalid, Key: "field.amounts"}
	sign := text[:len(text)-len(strings.TrimLeft(text, "<>="))]
	parts := strings.Split(strings.ReplaceAll(text[len(sign):], "–", "-"), "-")
	if len(parts) > 2 || len(parts) == 2 && sign != "" {
		return "", refused
	}
	for i, part := range parts {
		n, err := words.ParseNumber(part)
		if err != nil {
			var e *core.Error
			if errors.As(err, &e) && e.Key == "field.number" {
				return "", refused
			}
			return "", err
		}
		parts[i] = strconv.FormatInt(n, 10)
	}
	text = sign + strings.Join(parts, "-")
	if _, _, ok := capacity.ParseRange(text); !ok {
		return "", refused
	}
	return text, nil
}
