package resellers

import (
	"context"

	"resellerdesk/core/desk"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

// confirmByCode asks for the code that a reseller read out, and makes it active.
func (p *Page) confirmByCode(id string) {
	env := p.env
	whom, operationID := p.list.About([]string{id}), desk.NewID()
	var modal *kit.Modal
	code := kit.NewTextField(env.T("confirm_code.field")).SetRequired().SetRoom(3)
	submit := func() {
		text := code.Text()
		page.TryOr(env, func(ctx context.Context) error {
			return env.Desk.Confirm(ctx, operationID, id, text)
		}, func(err error) {
			code.SetError(env.Words.Error(err))
			env.Canvas.Focus(code.Focusable())
		}, func() {
			modal.Close()
			env.Toasts.Say(env.T("toast.confirmed", whom), "", nil)
		})
	}
	cancel := kit.NewButton(env.T("button.cancel"), kit.ButtonSecondary, func() { modal.Cancel() })
	ok := kit.NewButton(env.T("confirm_code.ok"), kit.ButtonPrimary, submit)
	modal = env.Modals.Show(kit.ModalOptions{
		Topic: "activation",
		Title: env.T("confirm_code.title", whom), Width: 460, First: code.Focusable(), Primary: ok,
		Foot: kit.NewRow(8, nil, cancel, ok),
		Body: kit.NewStack(10, kit.NewParagraph(env.T("confirm_code.text"), kit.Secondary), code),
	})
}

// newDesktop asks, and sends an activation to an active reseller whose desktop is lost.
func (p *Page) newDesktop(id string) {
	p.list.AskIfPossible([]string{id}, func(ctx context.Context, trial *desk.Desk) error {
		return trial.SendForNewDesktop(ctx, id)
	}, func() { p.askNewDesktop(id) })
}

func (p *Page) askNewDesktop(id string) {
	env := p.env
	env.Modals.Confirm(kit.Confirmation{
		Title: p.list.Sentence("new_desktop.title", []string{id}), Text: env.T("new_desktop.text"),
		OK: env.T("command.send"), Cancel: env.T("button.cancel"),
		OnOK: func() {
			p.queue(
				[]string{id}, "toast.queued",
				func(ctx context.Context, ids []string) error {
					return env.Desk.SendForNewDesktop(ctx, ids[0])
				},
			)
		},
	})
}

// keepPBXs asks, and makes this workspace the keeper of the PBXs of a reseller whose desktop is
// lost for good.
func (p *Page) keepPBXs(id string) {
	p.list.AskIfPossible([]string{id}, func(ctx context.Context, trial *desk.Desk) error {
		return trial.KeepPBXsHere(ctx, desk.NewID(), id)
	}, func() { p.askKeepPBXs(id) })
}

func (p *Page) askKeepPBXs(id string) {
	env := p.env
	whom, operationID := p.list.About([]string{id}), desk.NewID()
	env.Modals.Confirm(kit.Confirmation{
		Title: env.T("keep_pbxs.title", whom), Text: env.T("keep_pbxs.text"),
		OK: env.T("keep_pbxs.ok"), Cancel: env.T("button.cancel"),
		OnOK: func() {
			page.Try(env, func(ctx context.Context) error {
				return env.Desk.KeepPBXsHere(ctx, operationID, id)
			}, func() {
				env.Toasts.Say(env.T("toast.pbxs_kept", whom), "", nil)
			})
		},
	})
}
