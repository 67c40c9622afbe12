package resellers

import (
	"context"
	"slices"
	"strings"
	"time"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
	"resellerdesk/core/permission"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

// allowed tells whether an action may be possible on resellers: not when one that is loaded is in
// another state. The rest is for the desk to refuse.
func (p *Page) allowed(ids []string, states ...account.State) bool {
	return p.list.All(
		ids, func(r desk.ResellerRow) bool { return slices.Contains(states, r.State) },
	)
}

// carryOut does one operation on resellers beside the UI, and says afterwards what was done, with
// the way back.
func (p *Page) carryOut(
	said string, ids []string, do func(ctx context.Context, operationID string) error,
) {
	operationID := desk.NewID()
	write := func(err error) {
		if err != nil {
			page.Refused(p.env, err, "refusals.text")
			return
		}
		p.env.Toasts.Say(said, p.env.T("button.undo"), func() { p.env.Undo(operationID) })
	}
	page.Act(
		p.env, len(ids), func(ctx context.Context) error { return do(ctx, operationID) }, write,
	)
}

// done says what was done to resellers, which are still in the list.
func (p *Page) done(key string, ids []string) string { return p.env.T(key, p.whom(ids)) }

// whom names the reseller of a message, or counts them.
func (p *Page) whom(ids []string) core.Args {
	args := core.Args{"Count": len(ids), "Company": "", "Names": p.list.Names(ids)}
	if r, loaded := p.list.Find(ids[0]); loaded {
		args["Company"] = r.Company
	}
	return args
}

// suspend asks for the reason and until when, and suspends.
func (p *Page) suspend(ids []string) {
	do := func(ctx context.Context, trial *desk.Desk) error {
		return trial.SuspendResellers(ctx, desk.NewID(), ids, "?", nil)
	}
	page.Checked(p.env, len(ids), "refusals.text", do, func() { p.askSuspend(ids) })
}

func (p *Page) askSuspend(ids []string) {
	env := p.env
	var modal *kit.Modal
	var until *time.Time
	reason := page.Limit(
		desk.FieldReason, kit.NewMultilineField(env.T("field.reason"), 2),
	).SetRequired()
	date := page.NewDateField(env, env.T("field.until")).SetPlaceholder(env.T("suspend.no_end"))
	problems := func() core.Problems {
		var list core.Problems
		account.CheckText(&list, desk.FieldReason, reason.Text(), true, desk.MaxReason, true)
		until = readUntil(env, date.Text(), &list)
		return list
	}
	submit := func() {
		if list := problems(); len(list) > 0 {
			showProblems(
				p, list, map[string]*kit.Field{desk.FieldReason: reason, desk.FieldUntil: date},
			)
			return
		}
		modal.Close()
		text := reason.Text()
		said := p.done("toast.suspended", ids)
		if until != nil {
			args := p.whom(ids)
			args["Until"] = env.Words.Date(*until)
			said = p.env.T("toast.suspended_until", args)
		}
		p.carryOut(said, ids, func(ctx context.Context, id string) error {
			return env.Desk.SuspendResellers(ctx, id, ids, text, until)
		})
	}
	for field, f := range map[string]*kit.Field{desk.FieldReason: reason, desk.FieldUntil: date} {
		f.OnChanged = func(string) {
			if problems().Of(field) == nil {
				f.SetError("")
			}
		}
	}
	date.OnLeft = func() {
		if wrong := problems().Of(desk.FieldUntil); wrong != nil {
			date.SetError(env.Words.Sentence(wrong))
		}
	}
	cancel := kit.NewButton(env.T("button.cancel"), kit.ButtonSecondary, func() { modal.Cancel() })
	ok := kit.NewButton(env.T("command.suspend"), kit.ButtonPrimary, submit)
	modal = env.Modals.Show(kit.ModalOptions{
		Topic: "suspend",
		Title: env.T("suspend.title", p.whom(ids)), Width: 560, First: reason.Focusable(),
		Primary: ok, Foot: kit.NewRow(8, nil, cancel, ok),
		Body: kit.NewStack(
			10, kit.NewParagraph(env.T("suspend.text"), kit.Secondary), reason, date,
		),
	})
}

// readUntil reads the last day of a suspension, nil for none, and adds what is wrong with it.
func readUntil(env *page.Env, text string, problems *core.Problems) *time.Time {
	text = strings.TrimSpace(text)
	if text == "" {
		return nil
	}
	t, err := env.Words.ParseDate(text)
	switch {
	case err != nil:
		problems.AddError(desk.FieldUntil, err)
	case !t.After(env.Now()):
		problems.Add(desk.FieldUntil, "field.past", nil)
	}
	return &t
}

// showProblems says beside the fields what is wrong, and goes to the first of them.
func showProblems(p *Page, problems core.Problems, fields map[string]*kit.Field) {
	for name, f := range fields {
		if problem := problems.Of(name); problem != nil {
			f.SetError(p.env.Words.Sentence(problem))
		}
	}
	p.env.Canvas.Focus(fields[problems[0].Field].Focusable())
}

func (p *Page) resume(ids []string) {
	p.carryOut(
		p.done("toast.resumed", ids), ids,
		func(ctx context.Context, id string) error {
			return p.env.Desk.ResumeResellers(ctx, id, ids)
		},
	)
}

func (p *Page) restore(ids []string) {
	p.carryOut(
		p.done("toast.restored", ids), ids,
		func(ctx context.Context, id string) error {
			return p.env.Desk.RestoreResellers(ctx, id, ids)
		},
	)
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
			page.Refused(p.env, err, "refusals.text")
		}
	})
}

// askDelete asks whether resellers are to be deleted, or, in the bin, whether what they hold goes
// back for good.
func (p *Page) askDelete(rows []desk.ResellerRow, inBin bool) {
	env := p.env
	sum, ids, invited := capacity.Amounts{}, make([]string, len(rows)), 0
	for i, r := range rows {
		ids[i] = r.ID
		if hasInvitation(r) {
			invited++
		}
		for resource, n := range r.Total {
			sum[resource] += n
		}
	}
	what := p.amounts(sum)
	args := core.Args{
		"Count": len(rows), "Company": rows[0].Company, "Names": p.list.Names(ids), "What": what,
		"Until": env.Now().Add(account.BinTime),
	}
	if inBin {
		env.Modals.Confirm(kit.Confirmation{
			Title: env.T("return.title", args), Text: env.T("return.text", args),
			OK: env.T("command.return"), Cancel: env.T("button.cancel"),
			Danger: true, OnOK: func() {
				do := func(ctx context.Context, id string) error {
					return env.Desk.ReturnNow(ctx, id, ids)
				}
				p.carryOut(p.done("toast.returned", ids), ids, env.Deleting(len(ids), do))
			},
		})
		return
	}
	var modal *kit.Modal
	now := kit.NewCheckbox(env.T("delete.return_now"), nil)
	cancel := kit.NewButton(env.T("button.cancel"), kit.ButtonSecondary, func() { modal.Cancel() })
	ok := kit.NewButton(env.T("command.delete"), kit.ButtonDanger, func() {
		modal.Close()
		returnNow, done := now.IsOn(), "toast.deleted"
		if returnNow {
			done = "toast.returned"
		}
		do := func(ctx context.Context, id string) error {
			return env.Desk.DeleteResellers(ctx, id, ids, returnNow)
		}
		p.carryOut(p.done(done, ids), ids, env.Deleting(len(ids), do))
	})
	body := kit.NewStack(12, kit.NewParagraph(env.T("delete.text", args), kit.Body))
	if invited > 0 {
		body.Add(kit.NewParagraph(env.T("delete.invited", core.Args{"Count": invited}), kit.Body))
	}
	body.Add(now)
	modal = env.Modals.Show(kit.ModalOptions{
		Topic: "suspend",
		Title: env.T("delete.title", args), Body: body,
		Foot: kit.NewRow(8, nil, cancel, ok), Width: 460, First: cancel,
	})
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
