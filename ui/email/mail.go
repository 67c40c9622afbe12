package email

import (
	"resellerdesk/core/desk"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

// open shows the whole of a mail that the list cuts: to whom, what about, and what came of it.
func (v *outboxView) open(id string) {
	for _, m := range v.mails.Known([]string{id}) {
		v.show(m)
	}
}

func (v *outboxView) show(m desk.OutgoingMail) {
	env := v.env
	facts := kit.NewStack(10)
	text := func(key, value string) {
		if value != "" {
			label := kit.NewText(env.T(key), kit.Caption)
			facts.Add(kit.NewStack(2, label, kit.NewParagraph(value, kit.Body)))
		}
	}
	text("outbox.to", m.Recipient)
	badge := stateBadge(env, m)
	facts.Add(kit.NewRow(0, kit.NewBadge(badge.Tone, badge.Icon, badge.Text)))
	text("outbox.created", env.Words.DateTime(m.CreatedAt))
	text("outbox.tries", env.Words.Number(int64(m.Attempts)))
	text("outbox.answer", v.answer(m))
	if m.TextInside {
		facts.Add(kit.NewParagraph(env.T("outbox.text_inside"), kit.Body))
	}
	facts.Add(kit.NewParagraph(v.reason(m), kit.Body))
	var modal *kit.Modal
	closes := kit.NewButton(env.T("button.close"), kit.ButtonSecondary, func() { modal.Close() })
	modal = env.Modals.Show(kit.ModalOptions{
		Topic: "email", Title: m.Subject, Width: 520, Body: facts, First: closes,
		Foot: kit.NewRow(8, nil, closes),
	})
}

// withdraw takes back those of some mails that wait, after a question.
func (v *outboxView) withdraw(ids []string) {
	waiting := v.waitingFor(ids, decisions[len(decisions)-1])
	if len(waiting) == 0 {
		v.env.Toasts.Say(v.env.T("outbox.none_selected."+string(desk.MailQueued)), "", nil)
		return
	}
	v.decide(waiting, desk.Cancel)
}

// mailCommand shows a mail.
func (v *outboxView) mailCommand(targets func() []string) page.Command {
	return page.Command{
		ID: "command.open_mail", Group: page.GroupOpen, One: true, Icon: kit.IconMail,
		Enabled: func() bool { return len(targets()) == 1 }, Run: func() { v.open(targets()[0]) },
	}
}
