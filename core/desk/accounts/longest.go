package accounts

import (
	"resellerdesk/core/account"
	"resellerdesk/core/desk/keys"
	"resellerdesk/core/mail"
	"resellerdesk/core/pbx"
	"resellerdesk/core/store"
)

// Longest returns how many characters the text of a field may have, 0 for a field that no rule
// limits.
func Longest(field string) int {
	for _, longest := range []map[string]int{
		account.Longest, pbx.Longest, mail.Longest, {
			FieldReason: MaxReason, store.FieldMailTo: account.MaxEmail,
			keys.FieldComputer: keys.MaxComputer,
		},
	} {
		if n := longest[field]; n > 0 {
			return n
		}
	}
	return 0
}
