package handover

import (
	"context"

	"resellerdesk/core"
	"resellerdesk/core/desk"
	"resellerdesk/core/pbx"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

// askAllOf asks whether everything of the reseller of an entry is made already.
func (p *Page) askAllOf(ids []string) {
	for _, e := range p.entries.Known(ids) {
		p.askAll(e.Owner)
	}
}

// askAll asks whether everything that is to be done, of one reseller or of all, is made already.
// The question says how many entries that are.
func (p *Page) askAll(of pbx.Ref) {
	env, title := p.env, "handover.tick_all_title"
	if of.ID != "" {
		title = "handover.tick_reseller_title"
	}
	q := desk.HandoverQuery{Reseller: of.ID, Show: desk.ShowToday} // Only counted.
	page.Do(env, func(ctx context.Context) (desk.Handover, error) {
		return env.Desk.Handover(ctx, q)
	}, func(list desk.Handover) {
		count := core.Args{"Count": list.Open, "Company": of.Name}
		env.Modals.Confirm(kit.Confirmation{
			Title: env.T(title, count), Text: env.T("handover.tick_all_text", count),
			OK: env.T("handover.tick_all_do", count), Cancel: env.T("button.cancel"),
			Unexpected: true, OnOK: func() { p.tickAll(of.ID, list.Open) },
		})
	})
}

// tickAll ticks all that is to be done, which were so many entries when the person was asked.
func (p *Page) tickAll(reseller string, counted int) {
	env := p.env
	var ticks []string
	page.Act(env, counted, func(ctx context.Context) (err error) {
		ticks, err = env.Desk.TickAllHandover(ctx, reseller, counted, core.NoDay)
		return err
	}, func(err error) {
		if err != nil {
			env.Fail(err)
			return
		}
		env.Canvas.Focus(p.list.Table)
		p.sayTicked(ticks)
	})
}
