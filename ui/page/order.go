package page

import (
	"slices"

	"fyne.io/fyne/v2"

	"resellerdesk/core"
	"resellerdesk/ui/kit"
)

// InOrder puts what is wrong in the order in which the fields stand on a form, so that what is
// named and gone to first is what a person sees first. What is about no field of it comes last.
func InOrder(
	form fyne.CanvasObject, fields map[string]*kit.Field, problems core.Problems,
) core.Problems {
	stand := kit.FieldsIn(form)
	place := func(p *core.Error) int {
		if field := fields[p.Field]; field != nil {
			if at := slices.Index(stand, field); at >= 0 {
				return at
			}
		}
		return len(stand)
	}
	problems = slices.Clone(problems)
	slices.SortStableFunc(problems, func(a, b *core.Error) int { return place(a) - place(b) })
	return problems
}
