package pbxs

import (
	"context"
	"errors"

	"resellerdesk/core"
	"resellerdesk/core/desk"
	"resellerdesk/core/pbx"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

// consumeView asks how many transcription minutes a PBX has used up.
type consumeView struct {
	env       *page.Env
	pbx       pbx.PBX
	left      int64  // How many it has.
	operation string // Made before the first try, so that trying again is harmless.
	minutes   *kit.Field
	modal     *kit.Modal
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
	v := &consumeView{
		env: env, pbx: one, left: one.TranscriptionMinutes - one.Consumed,
		operation: desk.NewID(),
	}
	v.minutes = page.NewNumberField(env, env.T("pbx.consume_minutes")).SetRequired().
		SetHint(env.T("pbx.consume_left", core.Args{"Count": v.left}))
	v.minutes.OnChanged = func(string) { v.minutes.SetError("") }
	v.minutes.OnLeft = func() {
		if v.minutes.Text() != "" {
			v.check()
		}
	}
	cancel := kit.NewButton(
		env.T("button.cancel"), kit.ButtonSecondary, func() { v.modal.Cancel() },
	)
	ok := kit.NewButton(env.T("pbx.consume_button"), kit.ButtonPrimary, v.submit)
	text := kit.NewParagraph(env.T("pbx.consume_text"), kit.Secondary)
	v.modal = env.Modals.Show(kit.ModalOptions{
		Topic: "pbx",
		Title: env.T("pbx.consume_title", core.Args{"Name": one.Name}), Width: 460,
		First: v.minutes.Focusable(), Primary: ok, Foot: kit.NewRow(8, nil, cancel, ok),
		Body: kit.NewStack(10, text, v.minutes),
	})
}

// check reads the minutes, or says what is wrong with them.
func (v *consumeView) check() (n int64, ok bool) {
	if err := v.minutes.Unread(); err != nil {
		v.minutes.SetError(v.env.Words.Error(err))
		return 0, false
	}
	n = page.Number(v.minutes.Text())
	if n < 1 || n > v.left {
		v.say(&core.Error{
			Code: core.Invalid, Key: "pbx.consume_range", Args: core.Args{"Free": v.left},
		})
		return 0, false
	}
	return n, true
}

func (v *consumeView) say(wrong *core.Error) { v.minutes.SetError(v.env.Words.Sentence(wrong)) }

func (v *consumeView) submit() {
	n, ok := v.check()
	if !ok {
		v.env.Canvas.Focus(v.minutes.Focusable())
		return
	}
	page.TryOr(v.env, func(ctx context.Context) error {
		_, err := v.env.Desk.RecordConsumption(ctx, v.operation, v.pbx.ID, n)
		return err
	}, func(err error) {
		var problems core.Problems
		if errors.As(err, &problems) {
			v.say(problems[0])
			return
		}
		v.modal.Close()
		v.env.Fail(err)
	}, func() {
		v.modal.Close()
		args := core.Args{"Name": v.pbx.Name, "Count": n, "Left": v.left - n}
		v.env.Toasts.Say(v.env.T("toast.pbx_consumed", args), "", nil)
	})
}
