package email

import (
	"cmp"
	"context"
	"slices"

	"resellerdesk/core/desk"
	"resellerdesk/core/permission"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

// The columns of the outbox.
const (
	columnTo      desk.Column = "to"
	columnSubject desk.Column = "subject"
	columnState   desk.Column = "state"
	columnTries   desk.Column = "tries"
	columnAnswer  desk.Column = "answer"
	columnCreated desk.Column = "created"
)

// chips are the quick filters of the outbox by the states that they leave.
var chips = []struct {
	key    string
	rare   bool
	states []desk.MailState
}{
	{"waiting", false, []desk.MailState{desk.MailQueued, desk.MailSending}},
	{"in_doubt", true, []desk.MailState{desk.MailInDoubt}},
	{"failed", true, []desk.MailState{desk.MailFailed}},
	{"sent", false, []desk.MailState{desk.MailSent}},
	{"cancelled", true, []desk.MailState{desk.MailCancelled}},
}

func (v *outboxView) buildList() {
	env := v.env
	v.mails = &page.Whole[desk.OutgoingMail]{
		Read: v.read, ID: func(m desk.OutgoingMail) string { return m.ID }, Columns: v.traits(),
		Chips: map[string]func(desk.OutgoingMail) bool{},
	}
	list := []page.Chip{{Title: env.T("chip.all")}}
	for _, c := range chips {
		list = append(list, page.Chip{Key: c.key, Title: env.T("chip.mail_" + c.key), Rare: c.rare})
		v.mails.Chips[c.key] = func(m desk.OutgoingMail) bool {
			return slices.Contains(c.states, m.State)
		}
	}
	v.list = page.NewList(env, page.ListOptions[desk.OutgoingMail]{
		Name: "outbox", Columns: v.columns(), Sort: columnCreated, Down: true, Chips: list,
		Source: v.mails,
		Called: func(m desk.OutgoingMail) string { return m.Recipient },
		Empty: kit.NewEmpty(
			kit.IconMail, env.T("outbox.empty"), env.T("outbox.empty_text"), nil,
		),
		NothingText: env.T("outbox.nothing_text"), OnChips: func() { v.object.Refresh() },
		OnChanged: v.refresh, Actions: v.actions, OnOpen: v.open, OnDelete: v.withdraw,
		OnIcon: func(m desk.OutgoingMail, key string) {
			v.decide([]desk.OutgoingMail{m}, desk.Decision(key))
		},
	})
}

// read reads the newest mails, and how many there are.
func (v *outboxView) read(ctx context.Context) ([]desk.OutgoingMail, error) {
	mails, err := v.env.Desk.Outbox(ctx, mostMails)
	total := len(mails)
	if err == nil && total == mostMails {
		total, err = v.env.Desk.CountMails(ctx)
	}
	v.total.Store(int64(total))
	return mails, err
}

// traits are what the mails are searched, filtered and sorted by.
func (v *outboxView) traits() map[desk.Column]page.WholeColumn[desk.OutgoingMail] {
	state := func(m desk.OutgoingMail) string { return string(m.State) }
	return map[desk.Column]page.WholeColumn[desk.OutgoingMail]{
		columnTo:      {Text: func(m desk.OutgoingMail) string { return m.Recipient }},
		columnSubject: {Text: func(m desk.OutgoingMail) string { return m.Subject }},
		columnAnswer:  {Text: v.answer},
		columnState: {Option: state, Compare: func(a, b desk.OutgoingMail) int {
			return cmp.Compare(slices.Index(states, a.State), slices.Index(states, b.State))
		}},
		columnTries: {Compare: func(a, b desk.OutgoingMail) int {
			return cmp.Compare(a.Attempts, b.Attempts)
		}},
		columnCreated: {Compare: func(a, b desk.OutgoingMail) int {
			return cmp.Or(a.CreatedAt.Compare(b.CreatedAt), cmp.Compare(a.ID, b.ID))
		}},
	}
}

// states are the states of a mail in the order in which it goes through them.
var states = []desk.MailState{
	desk.MailQueued, desk.MailSending, desk.MailInDoubt, desk.MailFailed, desk.MailSent,
	desk.MailCancelled,
}

func (v *outboxView) answer(m desk.OutgoingMail) string { return desk.MailAnswer(v.env.Words, m) }

func (v *outboxView) columns() []kit.Column[desk.OutgoingMail] {
	env := v.env
	column := func(
		key desk.Column, width, least float32, priority int, cell func(desk.OutgoingMail) kit.Cell,
	) kit.Column[desk.OutgoingMail] {
		return page.Sorted(env, key, "outbox."+string(key), width, least, priority, cell)
	}
	var keys []string
	for _, s := range states {
		keys = append(keys, string(s))
	}
	to := page.Plain(func(m desk.OutgoingMail) string { return m.Recipient })
	subject := page.Secondary(func(m desk.OutgoingMail) string { return m.Subject })
	state := page.Badge(func(m desk.OutgoingMail) kit.BadgeValue { return stateBadge(env, m) })
	tries := page.Plain(
		func(m desk.OutgoingMail) string { return env.Words.Number(int64(m.Attempts)) },
	)
	created := page.Secondary(
		func(m desk.OutgoingMail) string { return env.Words.DateTime(m.CreatedAt) },
	)
	return []kit.Column[desk.OutgoingMail]{
		page.ByText(env, column(columnTo, 190, 120, 0, to)),
		page.ByText(env, column(columnSubject, 260, 120, 2, subject)),
		page.ByChoice(
			column(columnState, 130, 0, 0, state), page.Choices(env, "mailstate.", keys...),
		),
		column(columnTries, 80, 0, 3, tries),
		page.ByText(env, column(columnAnswer, 240, 120, 1, page.Secondary(v.answer))),
		column(columnCreated, 130, 0, 4, created),
		page.Icons(3, func(m desk.OutgoingMail) kit.Cell { return kit.Cell{Icons: v.icons(m)} }),
	}
}

// actions are what can be decided about mails: the selected ones, or that of a row.
func (v *outboxView) actions(targets func() []string) []page.Command {
	env := v.env
	groups := map[desk.Decision]page.Group{
		desk.SendNow: page.GroupSend, desk.SendAgain: page.GroupSend,
		desk.SendText: page.GroupSend,
		desk.MarkSent: page.GroupState,
		desk.Cancel:   page.GroupEnd,
	}
	list := []page.Command{v.mailCommand(targets)}
	for _, d := range decisions {
		waiting := func() []desk.OutgoingMail { return v.waitingFor(targets(), d) }
		list = append(list, page.Command{
			ID: "decision." + string(d.decision), Icon: d.icon,
			Asks: d.decision != desk.SendNow, Group: groups[d.decision],
			Enabled: func() bool { return env.May(permission.EmailOutbox) && len(waiting()) > 0 },
			Run:     func() { v.decide(waiting(), d.decision) },
		})
	}
	return list
}
