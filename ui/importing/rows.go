package importing

import (
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"resellerdesk/core"
	"resellerdesk/core/desk"
	"resellerdesk/core/wording"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

// buildRows is the table of what each row does; all of what the selected one does is below.
func (v *view) buildRows() fyne.CanvasObject {
	env := v.i.env
	v.reason = kit.NewParagraph("", kit.Body)
	v.onlyBad = kit.NewCheckbox(env.T("import.only_bad"), func(bool) { v.showRows() })
	v.table = page.NewTable(
		env, v.rowColumns(), func() []desk.ImportRow { return v.rows },
		func(r desk.ImportRow) string { return strconv.Itoa(r.Line) },
	)
	v.table.OnSelected = v.showReason
	leave := kit.NewLink(env.T("import.leave_row"), v.leaveRow)
	head := kit.NewRow(12, v.onlyBad, nil, leave)
	foot := kit.NewPadded(8, 0, 0, 0, kit.NewSized(0, 40, v.reason))
	return container.New(layout.NewBorderLayout(head, foot, nil, nil), head, v.table, foot)
}

// leaveRow leaves out the selected row, or takes it back in.
func (v *view) leaveRow() {
	i := v.table.Current()
	if i < 0 || i >= len(v.rows) {
		return
	}
	left := map[int]bool{}
	for line := range v.mapper.How.LeaveOut {
		left[line] = true
	}
	if line := v.rows[i].Line; left[line] {
		delete(left, line)
	} else {
		left[line] = true
	}
	v.mapper.How.LeaveOut = left
	v.check()
}

// showRows shows the rows, or only those that cannot be imported.
func (v *view) showRows() {
	page.SetVisible(v.onlyBad, v.plan.Refused > 0)
	v.rows = v.plan.Rows
	if v.plan.Refused > 0 && v.onlyBad.IsOn() {
		v.rows = v.plan.Bad()
	}
	v.table.SetCount(len(v.rows))
	if v.table.Current() < 0 && len(v.rows) > 0 {
		v.table.SetCurrent(v.firstBad())
	}
	v.table.Refresh()
	v.showReason()
}

// firstBad is the first row that cannot be imported, or else the first.
func (v *view) firstBad() int {
	for i, r := range v.rows {
		if r.Does == desk.ImportIsRefused {
			return i
		}
	}
	return 0
}

func (v *view) showReason() {
	if i := v.table.Current(); i >= 0 && i < len(v.rows) {
		v.reason.SetText(v.rowText(v.rows[i]))
	}
}

// rowText says what a row changes, or why it cannot be imported.
func (v *view) rowText(r desk.ImportRow) string {
	if r.Before+r.After == "" {
		return ProblemText(v.i.env, r.Problems)
	}
	var texts []string
	for _, c := range wording.Changes(v.i.env.Words, r.Before, r.After) {
		texts = append(texts, c.String())
	}
	return strings.Join(texts, " · ")
}

// ProblemText says what is wrong with a row; a problem without a field is about all of it.
func ProblemText(env *page.Env, problems core.Problems) string {
	texts := make([]string, len(problems))
	for i, e := range problems {
		texts[i] = env.Words.Sentence(e)
		if e.Field != "" {
			texts[i] = env.T("field."+e.Field) + ": " + texts[i]
		}
	}
	return strings.Join(texts, " ")
}

// looks are how a table shows what a row does.
var looks = map[desk.ImportDoing]struct {
	tone kit.Tone
	icon kit.IconName
	key  string
}{
	desk.ImportAdds:      {kit.OK, kit.IconPlus, "import.does.adds"},
	desk.ImportUpdates:   {kit.Info, kit.IconEdit, "import.does.updates"},
	desk.ImportKeeps:     {kit.Neutral, kit.IconCheck, "import.does.unchanged"},
	desk.ImportIsRefused: {kit.Bad, kit.IconAlert, "import.does.refused"},
	desk.ImportLeavesOut: {kit.Neutral, kit.IconInfo, "import.does.left_out"},
}

func (v *view) rowColumns() []kit.Column[desk.ImportRow] {
	env := v.i.env
	return []kit.Column[desk.ImportRow]{
		{
			Key: "line", Title: env.T("import.line"), Width: 60, Right: true,
			Cell: func(r desk.ImportRow) kit.Cell {
				return kit.Cell{Text: env.Words.Number(int64(r.Line)), Secondary: true}
			},
		},
		{
			Key: "what", Title: env.T("import.what"), Width: 120,
			Cell: func(r desk.ImportRow) kit.Cell {
				look := looks[r.Does]
				return kit.Cell{Badge: &kit.BadgeValue{
					Tone: look.tone, Icon: look.icon, Text: env.T(look.key),
				}}
			},
		},
		{
			Key: "name", Title: env.T("column.name"), Width: 180, MinWidth: 100,
			Cell: func(r desk.ImportRow) kit.Cell { return kit.Cell{Text: r.Name} },
		},
		{
			Key: "email", Title: env.T("import.email_or_address"), Width: 180, MinWidth: 100,
			Priority: 1, Cell: func(r desk.ImportRow) kit.Cell { return kit.Cell{Text: r.Email} },
		},
		{
			Key: "details", Title: env.T("import.details"), Width: 360, MinWidth: 160,
			Cell: func(r desk.ImportRow) kit.Cell { return kit.Cell{Text: v.rowText(r)} },
		},
	}
}
