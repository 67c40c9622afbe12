package pbxs

import (
	"context"
	"strings"

	"resellerdesk/core"
	"resellerdesk/core/pbx"
	"resellerdesk/ui/kit"
)

// sendActivation reads the customers of a PBX, and asks to whom its activation goes.
func (p *Page) sendActivation(id string) {
	env := p.env
	env.Run.Go(func() {
		contacts, err := env.Desk.PBXContacts(context.Background(), id)
		env.Run.UI(func() {
			name := ""
			if r, loaded := p.list.Find(id); loaded {
				name = r.Name
			}
			switch {
			case err != nil:
				env.Fail(err)
			case len(contacts) == 0:
				env.Fail(&core.Error{Code: core.Invalid, Key: "pbx.no_customers", Args: core.Args{"Name": name}})
			default:
				p.askContacts(id, name, contacts)
			}
		})
	})
}

// askContacts lets the customers be chosen who get the mail; all are at first.
func (p *Page) askContacts(id, name string, contacts []pbx.Customer) {
	env := p.env
	var modal *kit.Modal
	var send *kit.Button
	boxes := make([]*kit.Checkbox, len(contacts))
	rows := kit.NewStack(6)
	chosen := func() (ids []string) {
		for i, c := range contacts {
			if boxes[i].IsOn() {
				ids = append(ids, c.ID)
			}
		}
		return ids
	}
	ready := func(bool) {
		if len(chosen()) == 0 {
			send.Disable(env.T("pbx.choose_customer"))
		} else {
			send.Enable()
		}
	}
	for i, c := range contacts {
		boxes[i] = kit.NewCheckbox(c.Title()+" · "+c.Email, ready)
		boxes[i].SetOn(true)
		rows.Add(boxes[i])
	}
	cancel := kit.NewButton(env.T("button.cancel"), kit.ButtonSecondary, func() { modal.Cancel() })
	send = kit.NewButton(env.T("button.send"), kit.ButtonPrimary, func() {
		ids := chosen()
		modal.Close()
		env.Run.Go(func() {
			err := env.Desk.SendPBXActivation(context.Background(), id, ids)
			env.Run.UI(func() {
				if err != nil {
					env.Fail(err)
					return
				}
				env.Toasts.Say(env.T("toast.pbx_mail", core.Args{"Count": len(ids), "Name": name}), "", nil)
			})
		})
	}).SetIcon(kit.IconMail)
	modal = env.Modals.Show(kit.ModalOptions{
		Title: env.T("pbx.mail_title", core.Args{"Name": name}), Width: 520, First: send, Foot: kit.NewRow(8, nil, cancel, send),
		Body: kit.NewStack(12, kit.NewParagraph(env.T("pbx.mail_text"), kit.Body), rows),
	})
}

// tellKept says in a reseller's workspace which PBXs its distributor keeps for it.
func (p *Page) tellKept() {
	env := p.env
	env.Run.Go(func() {
		company, kept, err := env.Desk.KeptForMe(context.Background())
		env.Run.UI(func() {
			var names []string
			for _, k := range kept {
				names = append(names, env.T("pbx.kept_one", core.Args{"Name": k.Name, "Extensions": k.Resources["extensions"]}))
			}
			text := ""
			if err == nil && len(names) > 0 {
				text = env.T("pbx.kept", core.Args{"Company": company, "Count": len(names), "Names": strings.Join(names, ", ")})
			}
			p.kept.SetText(text, "", nil)
			if text == "" {
				p.kept.Hide()
			} else {
				p.kept.Show()
			}
			p.content.Refresh()
		})
	})
}
