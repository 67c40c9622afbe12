package pbxs

import (
	"context"
	"strings"

	"resellerdesk/core"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
	"resellerdesk/core/permission"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

func (p *Page) startThem(ids []string) {
	said := p.list.Sentence("toast.pbx_started", ids)
	if len(ids) == 1 && p.neverActivated(ids[0]) {
		p.startAndOffer(ids[0], said)
		return
	}
	p.list.CarryOut(said, ids, func(ctx context.Context, id string) error {
		return p.env.Desk.StartPBXs(ctx, id, ids)
	})
}

// neverActivated tells whether an activation mail can be offered for a PBX.
func (p *Page) neverActivated(id string) bool {
	row, loaded := p.list.Find(id)
	return loaded && !row.Activated && !row.Reported && p.env.May(permission.PBXSendActivation)
}

// startAndOffer starts a PBX that nobody activated, and offers its activation mail.
func (p *Page) startAndOffer(id, said string) {
	env := p.env
	page.TryOr(env, func(ctx context.Context) error {
		return env.Desk.StartPBXs(ctx, desk.NewID(), []string{id})
	}, p.list.SayRefused, func() {
		said += " " + env.T("pbx.start_not_activated")
		env.Toasts.Say(said, env.T("command.send"), func() { p.sendActivation(id) })
	})
}

// stopThem asks, since the person who calls there reaches nobody any more, and stops.
func (p *Page) stopThem(ids []string) {
	p.list.AskIfPossible(ids, func(ctx context.Context, trial *desk.Desk) error {
		return trial.StopPBXs(ctx, desk.NewID(), ids)
	}, func() { p.askStop(ids) })
}

func (p *Page) askStop(ids []string) {
	env := p.env
	env.Modals.Confirm(kit.Confirmation{
		Title: p.list.Sentence("pbx.stop_title", ids),
		Text:  p.list.Sentence("pbx.stop_text", ids),
		OK:    env.T("command.stop_pbx"), Cancel: env.T("button.cancel"),
		OnOK: func() {
			said := p.list.Sentence("toast.pbx_stopped", ids)
			p.list.CarryOut(said, ids, func(ctx context.Context, id string) error {
				return env.Desk.StopPBXs(ctx, id, ids)
			})
		},
	})
}

// deleteThem reads what deleting gives back, and asks with the numbers.
func (p *Page) deleteThem(ids []string) {
	if len(ids) == 0 || p.env.Modals.Open() || !p.env.May(permission.PBXDelete) {
		return
	}
	page.ReadOr(p.env, func(ctx context.Context) (desk.PBXDeletion, error) {
		return p.env.Desk.PreviewDeletePBXs(ctx, ids)
	}, p.list.SayRefused, func(deletion desk.PBXDeletion) {
		p.askDelete(ids, deletion)
	})
}

func (p *Page) askDelete(ids []string, deletion desk.PBXDeletion) {
	env := p.env
	args := core.Args{
		"Count": len(deletion.Names), "Name": deletion.Names[0],
		"Names": page.Names(env, deletion.Names, len(deletion.Names)),
		"What":  amounts(env, deletion.Returns),
	}
	text := env.T("pbx.delete_text", args)
	if deletion.Consumed > 0 {
		text += " " + env.T("pbx.delete_consumed", core.Args{"Count": deletion.Consumed})
	}
	env.Modals.Confirm(kit.Confirmation{
		Title: env.T("pbx.delete_title", args), Text: text, OK: env.T("command.delete"),
		Cancel: env.T("button.cancel"), Danger: true,
		OnOK: func() {
			do := func(ctx context.Context, id string) error {
				return env.Desk.DeletePBXs(ctx, id, ids)
			}
			said := p.list.Sentence("toast.pbx_deleted", ids)
			p.list.CarryOut(said, ids, env.Deleting(len(ids), do))
		},
	})
}

// amounts writes amounts in words, also that there are none.
func amounts(env *page.Env, sum capacity.Amounts) string {
	text := page.AmountsText(env, sum)
	if text == "" {
		return env.T("pbx.nothing")
	}
	return text
}

// movedText is a message with what was deducted from a package or given back to it, and what is
// left there.
func movedText(env *page.Env, done string, moved, left capacity.Amounts) string {
	var free []string
	for _, r := range capacity.Resources() {
		if moved[r] != 0 {
			free = append(free, env.T("amount."+string(r), core.Args{"Count": left[r]}))
		}
	}
	if len(free) == 0 {
		return done
	}
	return strings.Join([]string{
		done, page.MovesText(env, moved, "toast.deducted", "toast.given_back", nil),
		env.T("toast.left", core.Args{"What": strings.Join(free, ", ")}),
	}, " ")
}
