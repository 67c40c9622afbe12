package comparing

import (
	"strconv"

	"resellerdesk/core"
	"resellerdesk/core/desk"
	"resellerdesk/ui/importing"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

// row is a difference, or a record whose row cannot be read or which is equal.
type row struct {
	id     string
	record desk.ComparedRecord
	is     desk.Difference // Its ID is "" for none.
	state  desk.ComparedState
	field  string
	ours   string
	theirs string
}

// rowsOf are the rows of a comparison that have a state; "" is for all that is not the same and not
// meant.
func rowsOf(env *page.Env, found desk.Comparison, state desk.ComparedState) (rows []row) {
	for n, record := range found.Records {
		if len(record.Differences) == 0 || record.State == desk.ComparedUnreadable {
			one := row{id: "row-" + strconv.Itoa(n), record: record, state: record.State}
			one.ours = importing.ProblemText(env, record.Problems)
			if isShown(one.state, state) {
				rows = append(rows, one)
			}
			continue
		}
		for _, d := range record.Differences {
			one := row{id: d.ID, record: record, is: d, state: stateOf(record, d)}
			if isShown(one.state, state) {
				one.field, one.ours, one.theirs = d.Words(env.Words)
				rows = append(rows, one)
			}
		}
	}
	return rows
}

// stateOf is how a difference stands.
func stateOf(record desk.ComparedRecord, d desk.Difference) desk.ComparedState {
	switch state := desk.ComparedState(d.Field); {
	case d.Meant != nil:
		return desk.ComparedMeant
	case state == desk.ComparedOnlyHere || state == desk.ComparedOnlyThere:
		return state
	}
	return desk.ComparedDiffers
}

func isShown(state, wanted desk.ComparedState) bool {
	if wanted != "" {
		return state == wanted
	}
	return state != desk.ComparedEqual && state != desk.ComparedMeant
}

// looks are how a table shows how a record stands.
var looks = map[desk.ComparedState]struct {
	tone kit.Tone
	icon kit.IconName
}{
	desk.ComparedDiffers:    {kit.Warn, kit.IconAlert},
	desk.ComparedOnlyHere:   {kit.Info, kit.IconInfo},
	desk.ComparedOnlyThere:  {kit.Info, kit.IconInfo},
	desk.ComparedUnreadable: {kit.Bad, kit.IconAlert},
	desk.ComparedMeant:      {kit.Neutral, kit.IconCheck},
	desk.ComparedEqual:      {kit.OK, kit.IconCheck},
}

func (v *view) columns() []kit.Column[row] {
	env := v.c.env
	text := func(key, title string, width float32, of func(r row) string) kit.Column[row] {
		return kit.Column[row]{
			Key: key, Title: env.T(title), Width: width, MinWidth: 80,
			Cell: func(r row) kit.Cell { return kit.Cell{Text: of(r)} },
		}
	}
	return []kit.Column[row]{
		text("name", "column.name", 170, func(r row) string { return r.record.Name }),
		{
			Key: "state", Title: env.T("column.status"), Width: 130,
			Cell: func(r row) kit.Cell {
				look := looks[r.state]
				return kit.Cell{Badge: &kit.BadgeValue{
					Tone: look.tone, Icon: look.icon, Text: env.T("compare." + string(r.state)),
				}}
			},
		},
		text("field", "compare.field", 130, func(r row) string {
			if r.state == desk.ComparedOnlyHere || r.state == desk.ComparedOnlyThere {
				return ""
			}
			return r.field
		}),
		text("ours", "compare.ours", 170, func(r row) string { return r.ours }),
		text("theirs", "compare.theirs", 170, func(r row) string { return r.theirs }),
		text("note", "compare.decided", 170, v.decided),
	}
}

// decided says what was decided about a difference.
func (v *view) decided(r row) string {
	env := v.c.env
	switch {
	case r.is.Meant != nil:
		return env.T("compare.meant_by", core.Args{
			"Name": desk.HandoverPerson(env.Words, r.is.Meant.Person), "At": r.is.Meant.At,
		})
	case r.is.Listed:
		return env.T("compare.listed")
	}
	return ""
}
