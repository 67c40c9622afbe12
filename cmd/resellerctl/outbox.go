package main

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"resellerdesk/core"
	"resellerdesk/core/desk"
)

// mailRow is a mail in the outbox.
type mailRow struct {
	ID        string         `json:"id"`
	Kind      desk.MailKind  `json:"kind"`
	Reseller  string         `json:"reseller_id"`
	Recipient string         `json:"recipient"`
	Subject   string         `json:"subject"`
	State     desk.MailState `json:"state"`
	Attempts  int            `json:"attempts"`
	NotBefore time.Time      `json:"not_before"`
	Fault     *problem       `json:"fault"`
	Code      int            `json:"server_code"`
	Answer    string         `json:"server_answer"`
	// Its file is text in it, instead of attached.
	TextInside bool `json:"text_inside"`
	// It was refused, and can go again without its attachment.
	CanGoWithout bool      `json:"can_go_without"`
	CopyFault    *problem  `json:"copy_fault"` // Why the sender got no copy.
	CreatedAt    time.Time `json:"created_at"`
	ChangedAt    time.Time `json:"changed_at"`
}

func (c *call) mailRow(m desk.OutgoingMail) mailRow {
	r := mailRow{
		ID: m.ID, Kind: m.Kind, Reseller: m.Account, Recipient: m.Recipient, Subject: m.Subject,
		State: m.State, Attempts: m.Attempts,
		NotBefore: utc(m.NotBefore), Code: m.Code, Answer: m.Answer, CreatedAt: utc(m.CreatedAt),
		ChangedAt: utc(m.ChangedAt), TextInside: m.TextInside, CanGoWithout: m.CanGoWithout,
	}
	if m.Fault != nil && m.State != desk.MailSent {
		p := c.problem(m.Fault)
		r.Fault = &p
	}
	if m.CopyFault != nil {
		r.CopyFault = c.fault(m.CopyFault)
	}
	return r
}

// outboxAnswer is mails, and what waits besides them.
type outboxAnswer struct {
	Mails   []mailRow  `json:"mails"`
	Waiting int        `json:"waiting"` // Mails of the whole outbox that are not sent yet.
	Blocked *problem   `json:"blocked"` // Why none of them can be sent.
	NextAt  *time.Time `json:"next_at"` // When the next one is tried, nil for none.
}

func (a outboxAnswer) text(p *page) {
	rows := make([][]cell, len(a.Mails))
	for i, m := range a.Mails {
		fault := ""
		if m.Fault != nil {
			fault = m.Fault.Message
		}
		rows[i] = []cell{
			p.when(m.CreatedAt), word(m.Recipient), word(p.t("mailstate." + string(m.State))),
			p.number(int64(m.Attempts)), word(fault),
			word(m.ID),
		}
	}
	if len(rows) > 0 {
		p.table([]string{
			p.t("outbox.created"), p.t("outbox.to"), p.t("outbox.state"), p.t("outbox.tries"),
			p.t("outbox.answer"), p.t("ctl.id"),
		}, rows)
		p.blank()
	}
	if a.Waiting == 0 {
		p.line(p.t("status.none_waiting"))
		return
	}
	p.line(p.t("status.waiting", core.Args{"Count": a.Waiting}))
	if a.Blocked != nil {
		p.line(a.Blocked.Message)
	}
	if a.NextAt != nil {
		p.line(p.t("ctl.next_at", core.Args{"When": p.words.DateTime(*a.NextAt)}))
	}
}

// outbox is an answer with the state of the whole outbox.
func (c *call) outbox(mails []desk.OutgoingMail) (outboxAnswer, error) {
	a := outboxAnswer{Mails: make([]mailRow, len(mails))}
	for i, m := range mails {
		a.Mails[i] = c.mailRow(m)
	}
	state, err := c.desk.OutboxState(c.ctx)
	if err != nil {
		return a, err
	}
	a.Waiting = state.Waiting
	if state.Blocked != nil {
		p := c.problem(state.Blocked)
		a.Blocked = &p
	}
	return a, nil
}

func outboxList(f flags) action {
	limit := f.count("limit", newest)
	return withDesk(func(c *call) (answer, error) {
		mails, err := c.desk.Outbox(c.ctx, atMost(*limit))
		if err != nil {
			return nil, err
		}
		return whole(c.outbox(mails))
	})
}

func outboxSend(flags) action {
	return withDesk(func(c *call) (answer, error) {
		before, err := c.desk.Outbox(c.ctx, math.MaxInt32)
		if err != nil {
			return nil, err
		}
		var due []string
		for _, m := range before {
			if m.State == desk.MailQueued && !m.NotBefore.After(c.now()) {
				due = append(due, m.ID)
			}
		}
		return c.deliver(due)
	})
}

// onMails makes the action of a command that carries out a decision about mails, all or none.
func onMails(what desk.Decision) func(flags) action {
	return func(flags) action {
		return withDesk(func(c *call) (answer, error) {
			if _, err := c.namedMails(); err != nil {
				return nil, err
			}
			if err := c.desk.ResolveMails(c.ctx, c.args, what); err != nil {
				return nil, err
			}
			mails, err := c.namedMails()
			if err != nil {
				return nil, err
			}
			return whole(c.outbox(mails))
		})
	}
}

// namedMails are the mails whose ids are the arguments of the command.
func (c *call) namedMails() ([]desk.OutgoingMail, error) {
	all, err := c.desk.Outbox(c.ctx, math.MaxInt32)
	if err != nil {
		return nil, err
	}
	for _, id := range c.args {
		if !slices.ContainsFunc(all, func(m desk.OutgoingMail) bool { return m.ID == id }) {
			return nil, &core.Error{
				Code: core.NotFound, Key: "ctl.no_mail", Args: core.Args{"Name": id},
			}
		}
	}
	other := func(m desk.OutgoingMail) bool { return !slices.Contains(c.args, m.ID) }
	return slices.DeleteFunc(all, other), nil
}

// deliver sends what is due now, and says what became of the mails with the chosen ids. It fails
// when one of them was not sent.
func (c *call) deliver(chosen []string) (answer, error) {
	sendErr := c.sendNow()
	mails, next, err := c.desk.MailOutcomes(c.ctx, chosen)
	if err != nil {
		return nil, errors.Join(err, sendErr)
	}
	states := make([]mailOf, len(mails))
	for i, m := range mails {
		states[i] = mailOf{m.State, m.Fault}
	}
	a, err := c.outbox(mails)
	if err != nil {
		return nil, err
	}
	a.NextAt = utcOrNil(next)
	return a, c.notSent(states, sendErr)
}

// deliverNew sends the mails that were put into the outbox, and says what became of them.
func (c *call) deliverNew(mails []string, err error) (answer, error) {
	if err != nil {
		return nil, err
	}
	return c.deliver(mails)
}

// While another program sends the mails of the workspace it may be sending these too, and is soon
// done.
const (
	turnTries = 50
	turnPause = 200 * time.Millisecond
)

// sendNow sends what is due, and waits a little for its turn.
func (c *call) sendNow() error {
	stop := context.AfterFunc(c.ctx, c.sayAwaited)
	defer stop()
	for try := 1; ; try++ {
		_, err := c.desk.SendDue(c.ctx)
		if core.CodeOf(err) != core.Busy || try == turnTries {
			return err
		}
		if err := c.wait(c.ctx, turnPause); err != nil {
			return err
		}
	}
}

// sayAwaited answers an interrupt that comes while a mail server has a whole mail and has not
// answered.
func (c *call) sayAwaited() {
	if c.desk.AwaitsAnswer() {
		minutes := int(desk.LongestAnswer() / time.Minute)
		fmt.Fprintf(
			c.err, "%s: %s\n", program,
			c.words.T("ctl.awaits_answer", core.Args{"Minutes": minutes}),
		)
	}
}

// mailOf is the state of a mail, and why.
type mailOf struct {
	state desk.MailState
	fault *core.Error
}

// notSent is why a mail that was to be sent now was not; nil when each was, or is being sent by
// another program, or was withdrawn meanwhile.
func (c *call) notSent(mails []mailOf, sendErr error) error {
	for _, m := range mails {
		switch {
		case m.state == desk.MailSent || m.state == desk.MailSending ||
			m.state == desk.MailCancelled:
			continue
		case sendErr != nil:
			return sendErr
		case m.fault != nil:
			return m.fault
		}
		state, err := c.desk.OutboxState(c.ctx)
		switch {
		case err != nil:
			return err
		case state.Blocked != nil:
			return state.Blocked
		}
		return &core.Error{Code: core.Unavailable, Key: "ctl.mail_waits"}
	}
	if core.CodeOf(sendErr) == core.Busy { // The other program sent them.
		return nil
	}
	return sendErr
}

// outboxRelease lets the mails go that wait since a backup was restored.
func outboxRelease(flags) action {
	return withDesk(func(c *call) (answer, error) {
		if err := c.desk.ReleaseOutbox(c.ctx); err != nil {
			return nil, err
		}
		return whole(c.outbox(nil))
	})
}
