package usage

import (
	"fyne.io/fyne/v2"

	"resellerdesk/core"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

// foot holds the totals, which stay below the table.
type foot struct {
	env    *page.Env
	sums   *fyne.Container
	agrees *kit.Badge
	over   *kit.Text
	object fyne.CanvasObject
}

func newFoot(env *page.Env) *foot {
	f := &foot{
		env: env, agrees: kit.NewBadge(kit.OK, kit.IconCheck, ""), over: kit.NewText("", kit.Caption),
	}
	f.agrees.Hide()
	f.sums = kit.NewFlow(18)
	f.object = kit.NewPadded(0, 0, 12, 0, kit.NewCard(10, f.sums))
	return f
}

// progress says how far it is while the totals are not known.
func (f *foot) progress(done, all int) {
	f.sums.Objects = []fyne.CanvasObject{kit.NewText(
		f.env.T("usage.adding", core.Args{"Done": done, "All": all}), kit.Secondary,
	)}
	f.sums.Refresh()
}

// show says what all lines come to.
func (f *foot) show(report desk.UsageReport, t totals) {
	env, days := f.env, report.Period.Days()
	title := env.T("usage.total_"+string(report.Query.By), core.Args{"Count": len(t.subjects)})
	parts := []fyne.CanvasObject{kit.NewStack(
		2, kit.NewText(env.T("usage.total"), kit.BodyBold), kit.NewText(title, kit.Caption),
	)}
	figure := func(label, number, kind string) {
		parts = append(parts, kit.NewStack(
			2, kit.NewText(label, kit.Caption), kit.NewRow(
				5, kit.NewText(number, kit.BodyBold), kit.NewText(env.T(kind), kit.Caption),
			),
		))
	}
	for _, r := range capacity.Resources() {
		label := env.T("field." + string(r))
		// What is left of minutes that are used up says little on average.
		if n := t.unitDays[string(r)]; n > 0 && r != capacity.TranscriptionMinutes {
			figure(label, meanText(env, n, days), "usage.mean_of")
		}
		if n := t.consumed[string(r)]; n != 0 {
			figure(label, env.Words.Number(n), "usage.consumed_of")
		}
	}
	f.agrees.Set(kit.OK, kit.IconCheck, env.T("usage.agrees"))
	if !t.agrees {
		f.agrees.Set(kit.Bad, kit.IconAlert, env.T("usage.disagrees"))
	}
	f.agrees.Show()
	f.over.SetText(env.T("usage.over"))
	if report.Open {
		f.over.SetText(env.T("usage.open"))
	}
	f.sums.Objects = append(parts, kit.NewStack(2, f.agrees, f.over))
	f.sums.Refresh()
}
