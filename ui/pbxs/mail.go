package pbxs

import (
	"context"
	"errors"

	"resellerdesk/core"
	"resellerdesk/core/pbx"
	"resellerdesk/core/permission"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

// sendActivation asks which customers of a PBX get its activation email.
func (p *Page) sendActivation(id string) {
	made := false
	page.Read(p.env, func(ctx context.Context) ([]pbx.Customer, error) {
		form, err := p.env.Desk.PBX(ctx, id)
		if err != nil {
			return nil, err
		}
		made = form.PBX.MadeAt != core.NoDay
		return p.env.Desk.PBXContacts(ctx, id)
	}, func(contacts []pbx.Customer) {
		if len(contacts) == 0 {
			p.env.Fail(&core.Error{
				Code: core.Invalid, Key: "pbx.no_customers", Args: p.list.About([]string{id}),
			})
			return
		}
		p.askSend(id, contacts, made)
	})
}

func (p *Page) askSend(id string, contacts []pbx.Customer, made bool) {
	env := p.env
	var modal *kit.Modal
	body := kit.NewStack(8, kit.NewParagraph(env.T("pbx.send_text"), kit.Secondary))
	if !made {
		warning := kit.NewBanner()
		warning.Set(kit.Warn, p.list.Sentence("pbx.send_not_made", []string{id}), "", "")
		body.Add(warning)
	}
	boxes := make([]*kit.Checkbox, len(contacts))
	var ok *kit.Button
	chosen := func() []string {
		var ids []string
		for i, box := range boxes {
			if box.IsOn() {
				ids = append(ids, contacts[i].ID)
			}
		}
		return ids
	}
	for i, c := range contacts {
		boxes[i] = kit.NewCheckbox(c.Title(), func(bool) {
			if len(chosen()) == 0 {
				ok.Disable(env.T("pbx.send_nobody"))
			} else {
				ok.Enable()
			}
		})
		boxes[i].SetOn(true)
		boxes[i].SetNote(c.Email)
		body.Add(boxes[i])
	}
	cancel := kit.NewButton(env.T("button.cancel"), kit.ButtonSecondary, func() { modal.Cancel() })
	ok = kit.NewButton(env.T("button.send"), kit.ButtonPrimary, func() {
		modal.Close()
		p.send(id, chosen())
	}).SetIcon(kit.IconMail)
	modal = env.Modals.Show(kit.ModalOptions{
		Topic: "pbx",
		Title: p.list.Sentence("pbx.send_title", []string{id}), Width: 560, First: ok, Primary: ok,
		Body: body, Foot: kit.NewRow(8, nil, cancel, ok),
	})
}

// send puts the mails into the outbox beside the UI.
func (p *Page) send(id string, customers []string) {
	env := p.env
	since := env.Desk.Now()
	page.TryOr(env, func(ctx context.Context) error {
		_, err := env.Desk.SendPBXActivation(ctx, id, customers)
		return err
	}, p.notSent, func() {
		env.SayMails(page.Mails{Key: "toast.pbx_queued", Count: len(customers), Since: since})
	})
}

// notSent says why mails were not sent; without settings of mail it offers the way to them.
func (p *Page) notSent(err error) {
	env := p.env
	var refusal *core.Error
	if !errors.As(err, &refusal) || refusal.Key != "mail.not_set_up" ||
		!env.May(permission.EmailSettings) {
		env.Fail(err)
		return
	}
	env.Modals.Confirm(kit.Confirmation{
		Title: env.T("mail.set_up_title"), Text: env.T("mail.set_up_text"),
		OK: env.T("mail.set_up_button"), Cancel: env.T("button.cancel"),
		OnOK: func() { env.Open(page.To(page.KeyEmail, page.PartSettings)) },
	})
}
