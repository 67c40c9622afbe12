package page

import (
	"strings"

	"resellerdesk/core"
	"resellerdesk/core/capacity"
)

// AmountsText writes amounts in words, "40 extensions, 6 calls", without those that are 0; "" for
// none.
func AmountsText(env *Env, amounts capacity.Amounts) string {
	var parts []string
	for _, r := range capacity.Resources() {
		if n := amounts[r]; n != 0 {
			parts = append(parts, env.T("amount."+string(r), core.Args{"Count": n}))
		}
	}
	return strings.Join(parts, ", ")
}

// Difference is what one package has more of than another; what it has less of is below 0.
func Difference(after, before capacity.Amounts) capacity.Amounts {
	moved := capacity.Amounts{}
	for _, r := range capacity.Resources() {
		moved[r] = after[r] - before[r]
	}
	return moved
}

// MovesText says in a sentence each what is taken, above 0, and what is given back; "" for nothing.
// takes and returns are the keys of the sentences, with What; args are their other arguments.
func MovesText(env *Env, moved capacity.Amounts, takes, returns string, args core.Args) string {
	up, down := capacity.Amounts{}, capacity.Amounts{}
	for r, n := range moved {
		if n > 0 {
			up[r] = n
		} else {
			down[r] = -n
		}
	}
	var parts []string
	for _, side := range []struct {
		key     string
		amounts capacity.Amounts
	}{{takes, up}, {returns, down}} {
		if what := AmountsText(env, side.amounts); what != "" {
			all := core.Args{"What": what}
			for name, value := range args {
				all[name] = value
			}
			parts = append(parts, env.T(side.key, all))
		}
	}
	return strings.Join(parts, " ")
}
