package desk

import (
	"resellerdesk/core/account"
	"resellerdesk/core/mail"
	"resellerdesk/core/pbx"
)

// Longest returns how many characters the text of a field may have, 0 for a field that no rule
// limits.
func Longest(field string) int {
	for _, longest := range []map[string]int{
		account.Longest, pbx.Longest, mail.Longest, {
			FieldReason: MaxReason, FieldMailTo: account.MaxEmail, FieldComputer: MaxComputer,
		},
	} {
		if n := longest[field]; n > 0 {
			return n
		}
	}
	return 0
}
