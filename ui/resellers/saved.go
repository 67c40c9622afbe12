package resellers

import (
	"strconv"
	"strings"

	"resellerdesk/core"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
)

// savedText says what a save did: what was deducted, and what is left of it.
func (p *Page) savedText(added bool, company string, saved desk.Saved) string {
	key := "toast.changed"
	if added {
		key = "toast.added"
	}
	parts := []string{p.env.T(key, core.Args{"Company": company})}
	var left []string
	for _, r := range capacity.Resources() {
		if _, moved := saved.Moved[r]; moved {
			left = append(left, p.env.T("amount."+string(r), core.Args{"Count": saved.Left[r]}))
		}
	}
	if len(left) > 0 {
		parts = append(parts, p.env.T("toast.left", core.Args{"What": strings.Join(left, ", ")}))
	}
	return strings.Join(parts, " ")
}

func digits(n int64) string { return strconv.FormatInt(n, 10) }
