package comparing

import (
	"strconv"

	"resellerdesk/core"
	"resellerdesk/core/desk"
	"resellerdesk/ui/importing"
	"resellerdesk/ui/kit"
)

// row is a difference, or a record whose row cannot be read or which is equal.
type row struct {
	record *desk.ComparedRecord
	is     *desk.Difference // nil for none.
	state  desk.ComparedState
}

// id names a row, also when it is compared again.
func (r row) id() string {
	if r.is == nil {
		return "row-" + strconv.Itoa(r.record.Line)
	}
	return r.is.ID()
}

// rowsOf are all rows of a comparison. Their words are made when they are drawn: there may be
// hundreds of thousands.
func rowsOf(found desk.Comparison) (rows []row) {
	for n := range found.Records {
		record := &found.Records[n]
		if len(record.Differences) == 0 || record.State == desk.ComparedUnreadable {
			rows = append(rows, row{record: record, state: record.State})
			continue
		}
		for i := range record.Differences {
			d := &record.Differences[i]
			rows = append(rows, row{record: record, is: d, state: stateOf(d)})
		}
	}
	return rows
}

// words are the field and the values of a row on both sides, or why it cannot be read.
func (v *view) words(r row) (field, ours, theirs string) {
	switch {
	case r.is == nil:
		return "", importing.ProblemText(v.c.env, r.record.Problems), ""
	case r.state == desk.ComparedOnlyHere || r.state == desk.ComparedOnlyThere:
		return "", "", ""
	}
	return r.is.Words(v.c.env.Words)
}

// stateOf is how a difference stands.
func stateOf(d *desk.Difference) desk.ComparedState {
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
			field, _, _ := v.words(r)
			return field
		}),
		text("ours", "compare.ours", 170, func(r row) string {
			_, ours, _ := v.words(r)
			return ours
		}),
		text("theirs", "compare.theirs", 170, func(r row) string {
			_, _, theirs := v.words(r)
			return theirs
		}),
		text("note", "compare.decided", 170, v.decided),
	}
}

// decided says what was decided about a difference.
func (v *view) decided(r row) string {
	env := v.c.env
	switch {
	case r.is == nil:
	case r.is.Meant != nil:
		return env.T("compare.meant_by", core.Args{
			"Name": desk.HandoverPerson(env.Words, r.is.Meant.Person), "At": r.is.Meant.At,
		})
	case r.is.Listed:
		return env.T("compare.listed")
	}
	return ""
}
