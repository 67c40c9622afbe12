package pbxs

import (
	"context"
	"errors"
	"strings"

	"resellerdesk/core"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
	"resellerdesk/core/pbx"
	"resellerdesk/core/permission"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

func (p *Page) startThem(ids []string) {
	said := p.list.Sentence("toast.pbx_started", ids)
	p.list.CarryOut(said, ids, func(ctx context.Context, id string) error {
		return p.env.Desk.StartPBXs(ctx, id, ids)
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

// consume asks how many transcription minutes a PBX has used up.
func (p *Page) consume(id string) {
	page.Read(p.env, func(ctx context.Context) (desk.PBXForm, error) {
		return p.env.Desk.PBX(ctx, id)
	}, func(now desk.PBXForm) {
		p.askConsumed(now.PBX)
	})
}

func (p *Page) askConsumed(one pbx.PBX) {
	env := p.env
	left := one.TranscriptionMinutes - one.Consumed
	operation := desk.NewID()
	var modal *kit.Modal
	var minutes *kit.Field
	wrong := func(p *core.Error) { minutes.SetError(env.Words.Sentence(p)) }
	minutes = page.NewNumberField(env, env.T("pbx.consume_minutes")).SetRequired().
		SetHint(env.T("pbx.consume_left", core.Args{"Count": left}))
	minutes.OnChanged = func(string) { minutes.SetError("") }
	check := func() (n int64, ok bool) {
		if err := minutes.Unread(); err != nil {
			minutes.SetError(env.Words.Error(err))
			return 0, false
		}
		n = page.Number(minutes.Text())
		if n < 1 || n > left {
			wrong(&core.Error{
				Code: core.Invalid, Key: "pbx.consume_range", Args: core.Args{"Free": left},
			})
			return 0, false
		}
		return n, true
	}
	minutes.OnLeft = func() {
		if minutes.Text() != "" {
			check()
		}
	}
	submit := func() {
		n, ok := check()
		if !ok {
			env.Canvas.Focus(minutes.Focusable())
			return
		}
		env.Run.Go(func() {
			_, err := env.Desk.RecordConsumption(context.Background(), operation, one.ID, n)
			env.Run.UI(func() {
				var problems core.Problems
				switch {
				case errors.As(err, &problems):
					wrong(problems[0])
				case err != nil:
					modal.Close()
					env.Fail(err)
				default:
					modal.Close()
					args := core.Args{"Name": one.Name, "Count": n, "Left": left - n}
					env.Toasts.Say(env.T("toast.pbx_consumed", args), "", nil)
				}
			})
		})
	}
	cancel := kit.NewButton(env.T("button.cancel"), kit.ButtonSecondary, func() { modal.Cancel() })
	ok := kit.NewButton(env.T("pbx.consume_button"), kit.ButtonPrimary, submit)
	modal = env.Modals.Show(kit.ModalOptions{
		Topic: "pbx",
		Title: env.T("pbx.consume_title", core.Args{"Name": one.Name}), Width: 460,
		First: minutes.Focusable(), Primary: ok, Foot: kit.NewRow(8, nil, cancel, ok),
		Body: kit.NewStack(10, kit.NewParagraph(env.T("pbx.consume_text"), kit.Secondary), minutes),
	})
}
