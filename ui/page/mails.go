package page

import (
	"context"
	"slices"
	"time"

	"resellerdesk/core"
	"resellerdesk/core/desk"
	"resellerdesk/core/permission"
)

// followTime is how long a message about mails is kept true.
const followTime = time.Minute

// Mails are mails that were put into the outbox just now, and the sentences about them: one counts
// them and names the email of a single one, "Email"; another one, with "_sent", says that they were
// sent, and until when a single one is valid, "Until".
type Mails struct {
	Key    string
	Count  int
	Since  time.Time // Before they were put into the outbox.
	Before string    // What is said first, "" for nothing.
	Action string    // What can be done beside, "" for nothing.
	Do     func()
}

// SayMails says that mails are in the outbox, to whom and until when, and keeps that true: once
// they are sent it says so, and a failure is said with the way to the outbox.
func (e *Env) SayMails(m Mails) {
	e.Run.Go(func() {
		// What is not known is not said.
		mails, _ := e.Desk.QueuedMails(context.Background(), m.Since, m.Count)
		e.Run.UI(func() {
			said := m.Before + e.mailsText(m, m.Key, mails)
			e.Toasts.Say(said, m.Action, m.Do)
			e.follow(m, said)
		})
	})
}

func (e *Env) mailsText(m Mails, key string, mails []desk.QueuedMail) string {
	recipients := make([]string, len(mails))
	for i, q := range mails {
		recipients[i] = q.Recipient
	}
	args := core.Args{
		"Count": m.Count, "Email": "", "Until": "", "Names": Names(e, recipients, m.Count),
	}
	if len(mails) > 0 {
		args["Email"] = mails[0].Recipient
		if until := mails[0].Until; until != nil {
			args["Until"] = e.Words.DateTime(*until)
		}
	}
	return e.T(key, args)
}

// follow says in place of what was said what became of the mails.
func (e *Env) follow(m Mails, said string) {
	var stop, stopTime func()
	ended := false
	end := func() {
		ended = true
		stop()
		stopTime()
	}
	look := func() {
		mails, err := e.Desk.QueuedMails(context.Background(), m.Since, m.Count)
		e.Run.UI(func() {
			if ended || err != nil {
				return
			}
			if sent, text, action, do, final := e.became(m, mails); final {
				end()
				e.Toasts.Replace(said, sent, m.Before+text, action, do)
			}
		})
	}
	stopTime = e.Run.After(followTime, func() { end() })
	stop = e.Desk.Listen(func(events desk.Events) {
		if events.Any(desk.OutboxChanged) {
			e.Run.Go(look)
		}
	})
	e.Run.Go(look) // They may have been sent before that.
}

// became says what became of mails, as soon as all were sent or one was not.
func (e *Env) became(
	m Mails, mails []desk.QueuedMail,
) (sent bool, text, action string, do func(), final bool) {
	failed := slices.IndexFunc(mails, func(q desk.QueuedMail) bool {
		return q.State == desk.MailFailed || q.State == desk.MailInDoubt ||
			q.State == desk.MailQueued && q.Answer != ""
	})
	switch {
	case failed >= 0:
		text = e.T(
			"toast.mail_failed",
			core.Args{"Email": mails[failed].Recipient, "Reason": mails[failed].Answer},
		)
		if e.May(permission.EmailOutbox) {
			return false, text, e.T("button.show"), func() { e.Open(To(KeyEmail, PartOutbox)) }, true
		}
		return false, text, "", nil, true
	case len(mails) == m.Count && !slices.ContainsFunc(
		mails, func(q desk.QueuedMail) bool { return q.State != desk.MailSent },
	):
		return true, e.mailsText(m, m.Key+"_sent", mails), m.Action, m.Do, true
	}
	return false, "", "", nil, false
}
