package resellers

import (
	"context"
	"slices"
	"strings"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
	"resellerdesk/core/permission"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

// suspend asks for the reason and until when, and suspends.
func (p *Page) suspend(ids []string) {
	p.list.AskIfPossible(ids, func(ctx context.Context, trial *desk.Desk) error {
		return trial.SuspendResellers(ctx, desk.NewID(), ids, "?", core.NoDay)
	}, func() { p.askSuspend(ids) })
}

func (p *Page) askSuspend(ids []string) {
	env := p.env
	page.AskSuspend(env, "suspend", page.Suspension{
		Title: p.list.Sentence("suspend.title", ids), Text: env.T("suspend.text"), HasEnd: true,
		Suspend: func(reason string, until core.Day) {
			said := p.list.Sentence("toast.suspended", ids)
			if until != core.NoDay {
				args := p.list.About(ids)
				args["Until"] = env.Words.Day(until)
				said = env.T("toast.suspended_until", args)
			}
			p.list.CarryOut(said, ids, func(ctx context.Context, id string) error {
				return env.Desk.SuspendResellers(ctx, id, ids, reason, until)
			})
		},
	})
}

func (p *Page) resume(ids []string) {
	said := p.list.Sentence("toast.resumed", ids)
	p.list.CarryOut(said, ids, func(ctx context.Context, id string) error {
		return p.env.Desk.ResumeResellers(ctx, id, ids)
	})
}

func (p *Page) restore(ids []string) {
	said := p.list.Sentence("toast.restored", ids)
	p.list.CarryOut(said, ids, func(ctx context.Context, id string) error {
		return p.env.Desk.RestoreResellers(ctx, id, ids)
	})
}

// deleteThem reads what is at stake, and asks with the numbers.
func (p *Page) deleteThem(ids []string) {
	if len(ids) == 0 || p.env.Modals.Open() || !p.env.May(permission.UserDelete) {
		return
	}
	page.Read(p.env, func(ctx context.Context) ([]desk.ResellerRow, error) {
		return p.env.Desk.ResellersByID(ctx, ids)
	}, func(rows []desk.ResellerRow) {
		if len(rows) > 0 {
			p.checkDelete(ids, rows)
		}
	})
}

// checkDelete asks when the resellers can be deleted; else it says at once what is in the way.
func (p *Page) checkDelete(ids []string, rows []desk.ResellerRow) {
	inBin := !slices.ContainsFunc(
		rows, func(r desk.ResellerRow) bool { return r.State != account.InBin },
	)
	check := func(ctx context.Context) error {
		return p.env.Desk.Check(func(trial *desk.Desk) error {
			if inBin {
				return trial.ReturnNow(ctx, desk.NewID(), ids)
			}
			return trial.DeleteResellers(ctx, desk.NewID(), ids, false)
		})
	}
	page.Act(p.env, len(ids), check, func(err error) {
		switch {
		case err == nil:
			p.askDelete(rows, inBin)
		case p.env.May(permission.PBXView) && len(holders(ids, err)) > 0:
			p.sayHolders(holders(ids, err), err)
		default:
			p.list.SayRefused(err)
		}
	})
}

// askDelete asks whether resellers are to be deleted, or, in the bin, whether what they hold goes
// back for good.
func (p *Page) askDelete(rows []desk.ResellerRow, inBin bool) {
	sum, ids := capacity.Amounts{}, make([]string, len(rows))
	for i, r := range rows {
		ids[i] = r.ID
		for resource, n := range r.Total {
			sum[resource] += n
		}
	}
	args := core.Args{
		"Count": len(rows), "Company": rows[0].Company, "Names": p.list.Names(ids),
		"What": p.amounts(sum), "Until": p.env.Now().Add(account.BinTime),
	}
	if inBin {
		p.askReturn(ids, args)
		return
	}
	p.askToBin(rows, ids, args)
}

// askReturn asks whether what resellers in the bin hold goes back for good.
func (p *Page) askReturn(ids []string, args core.Args) {
	env := p.env
	env.Modals.Confirm(kit.Confirmation{
		Title: env.T("return.title", args), Text: env.T("return.text", args),
		OK: env.T("command.return"), Cancel: env.T("button.cancel"), Danger: true,
		OnOK: func() {
			p.carryOutDeletion(ids, "toast.returned", func(ctx context.Context, id string) error {
				return env.Desk.ReturnNow(ctx, id, ids)
			})
		},
	})
}

// askToBin asks whether resellers go to the bin, or away for good at once.
func (p *Page) askToBin(rows []desk.ResellerRow, ids []string, args core.Args) {
	env := p.env
	var modal *kit.Modal
	now := kit.NewCheckbox(env.T("delete.return_now"), nil)
	cancel := kit.NewButton(env.T("button.cancel"), kit.ButtonSecondary, func() { modal.Cancel() })
	ok := kit.NewButton(env.T("command.delete"), kit.ButtonDanger, func() {
		modal.Close()
		returnNow, done := now.IsOn(), "toast.deleted"
		if returnNow {
			done = "toast.returned"
		}
		p.carryOutDeletion(ids, done, func(ctx context.Context, id string) error {
			return env.Desk.DeleteResellers(ctx, id, ids, returnNow)
		})
	})
	body := kit.NewStack(12, kit.NewParagraph(env.T("delete.text", args), kit.Body))
	if n := invitations(rows); n > 0 {
		body.Add(kit.NewParagraph(env.T("delete.invited", core.Args{"Count": n}), kit.Body))
	}
	body.Add(now)
	modal = env.Modals.Show(kit.ModalOptions{
		Topic: "suspend",
		Title: env.T("delete.title", args), Body: body,
		Foot: kit.NewRow(8, nil, cancel, ok), Width: 460, First: cancel,
	})
}

// carryOutDeletion deletes resellers as do says, after a backup if one is due.
func (p *Page) carryOutDeletion(
	ids []string, done string, do func(ctx context.Context, operationID string) error,
) {
	p.list.CarryOut(p.list.Sentence(done, ids), ids, p.env.Deleting(len(ids), do))
}

// invitations is how many invitations deleting resellers withdraws.
func invitations(rows []desk.ResellerRow) int {
	n := 0
	for _, r := range rows {
		if hasInvitation(r) {
			n++
		}
	}
	return n
}

// hasInvitation tells whether deleting a reseller withdraws an invitation.
func hasInvitation(r desk.ResellerRow) bool {
	return r.State == account.Invited || r.Suspension != nil && r.Suspension.From == account.Invited
}

// amounts writes a package in words: "40 extensions, 6 calls, 500 recording minutes".
func (p *Page) amounts(sum capacity.Amounts) string {
	var parts []string
	for _, r := range capacity.Resources() {
		if n, has := sum[r]; has {
			parts = append(parts, p.env.T("amount."+string(r), core.Args{"Count": n}))
		}
	}
	return strings.Join(parts, ", ")
}
