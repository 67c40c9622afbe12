package page

import (
	"errors"

	"resellerdesk/core"
	"resellerdesk/core/i18n"
	"resellerdesk/core/wording"
)

// Merging puts what a person typed into what somebody else saved while the form was open. Its
// functions are set before it is used.
type Merging[D any] struct {
	Fields func(draft D) (core.Fields, error)
	Draft  func(fields core.Fields) (D, error)

	opened core.Fields // What stood when the form was opened, once somebody else changed it.
}

// Merged is what saving a form makes of what somebody else changed.
type Merged[D any] struct {
	wording.Meanwhile
	Draft D        // What there is now, with what was typed.
	Typed []string // The fields that the person changed.
}

// Merge makes a draft out of what there is now and what the person changed: mine, compared with
// before.
func (g *Merging[D]) Merge(words *i18n.Printer, before, mine, now D) (Merged[D], error) {
	was, errBefore := g.Fields(before)
	typed, errMine := g.Fields(mine)
	stands, errNow := g.Fields(now)
	if err := errors.Join(errBefore, errMine, errNow); err != nil {
		return Merged[D]{}, err
	}
	if g.opened == nil {
		g.opened = was
	}
	m := Merged[D]{
		Meanwhile: wording.Merge(words, g.opened, was, typed, stands), Typed: was.Changed(typed),
	}
	var err error
	m.Draft, err = g.Draft(m.Meanwhile.Merged)
	return m, err
}
