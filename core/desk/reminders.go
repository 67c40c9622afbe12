package desk

import (
	"context"
	"errors"
	"time"

	"resellerdesk/core"
	"resellerdesk/core/mail"
	"resellerdesk/core/store"
)

// reminderDays are how many days before the end a mail goes, the last one first (docs/domain.md
// §6).
func reminderDays() []int { return []int{0, 7, 30} }

// reminderOf is the reminder that is due for what ends at a time; false while it is too early, or a
// week too late. A person who did not open the program for a month gets the last one, and not all
// of them.
func reminderOf(object string, ends, now time.Time) (Reminder, bool) {
	left := ends.Sub(now)
	if left < -weekAhead {
		return Reminder{}, false
	}
	for _, days := range reminderDays() {
		if left <= time.Duration(max(days, 1))*24*time.Hour {
			return Reminder{Object: object, Ends: ends, Days: days}, true
		}
	}
	return Reminder{}, false
}

// remind puts the reminders that are due into the outbox: to the customers of PBXs, and to
// resellers whose package ends, as far as the settings of the alarms say so.
func (d *Desk) remind(ctx context.Context) error {
	s, err := d.signedIn()
	if err != nil {
		return nil // Nobody who could seal a mail.
	}
	settings, err := d.store.AlarmSettings(ctx)
	if err != nil || !settings.RemindCustomers && !settings.RemindResellers {
		return err
	}
	outgoing, err := d.store.MailSettings(ctx)
	if err != nil || !outgoing.Complete() || outgoing.Stopped != nil {
		return err
	}
	sent := 0
	remindEach := func(
		find func(ctx context.Context, now time.Time, most int) ([]string, error),
		one func(ctx context.Context, s *session, outgoing MailSettings, id string) (int, error),
	) error {
		ids, err := find(ctx, d.time(), AlarmsListed)
		return errors.Join(err, each(ctx, ids, func(id string) error {
			n, err := one(ctx, s, outgoing, id)
			sent += n
			return err
		}))
	}
	var failed error
	if settings.RemindCustomers {
		failed = remindEach(d.store.PBXsToRemind, d.remindCustomers)
	}
	if settings.RemindResellers && !s.upstream {
		failed = errors.Join(failed, remindEach(d.store.ResellersToRemind, d.remindReseller))
	}
	if sent > 0 {
		d.publish(OutboxChanged)
		d.wakeOutbox()
	}
	return failed
}

// reminding remembers a reminder inside the transaction that writes its mail, so that it goes once,
// also with two programs.
func (d *Desk) reminding(
	ctx context.Context, tx Tx, object string, ends time.Time,
) (Reminder, bool, error) {
	r, due := reminderOf(object, ends, d.time())
	if !due {
		return r, false, nil
	}
	done, err := tx.Reminded(ctx, r)
	if err != nil || done {
		return r, false, err
	}
	return r, true, tx.SetReminded(r, d.Now())
}

func (d *Desk) remindCustomers(
	ctx context.Context, s *session, outgoing MailSettings, id string,
) (sent int, err error) {
	err = d.store.Write(func(tx Tx) error {
		sent = 0
		p, err := d.existing(ctx, tx, id)
		if err != nil {
			return err
		}
		if p.Expiry == nil || p.Reported {
			return nil
		}
		r, due, err := d.reminding(ctx, tx, p.ID, *p.Expiry)
		if err != nil || !due {
			return err
		}
		for _, ref := range p.Customers {
			c, err := existingCustomer(ctx, tx, ref.ID)
			if err != nil {
				return err
			}
			if err := d.mailCustomer(
				ctx, tx, s, outgoing, MailReminder, p, c, r.Key("pbx.mail"),
			); err != nil {
				return err
			}
			sent++
		}
		return d.logReminder(tx, store.ModulePBX, p.ID, p.Name, r, sent)
	})
	return sent, err
}

func (d *Desk) remindReseller(
	ctx context.Context, s *session, outgoing MailSettings, id string,
) (sent int, err error) {
	err = d.store.Write(func(tx Tx) error {
		sent = 0
		a, err := tx.Account(ctx, id)
		if err != nil {
			return err
		}
		if a.Profile.ValidUntil == nil {
			return nil
		}
		r, due, err := d.reminding(ctx, tx, a.ID, *a.Profile.ValidUntil)
		if err != nil || !due {
			return err
		}
		owner, err := tx.Owner(ctx)
		if err != nil {
			return err
		}
		words := d.Printer(a.Profile.Language)
		args := core.Args{"Company": owner.Profile.Company, "At": *a.Profile.ValidUntil}
		key := r.Key("package.mail")
		subject, text, html, err := mail.Notice(words.Language(), mail.NoticeData{
			Subject: words.T(key+"_subject", args), FirstName: a.Profile.FirstName,
			LastName: a.Profile.LastName,
			Intro:    words.T(key+"_intro", args), Outro: words.T(key+"_outro", args),
			Sender: owner.Profile.Company, SenderName: owner.Profile.Name(),
		})
		if err != nil {
			return err
		}
		sent++
		err = d.queueMail(tx, s, outgoing, MailReminder, a.ID, mail.Message{
			To: a.Profile.Email, ToName: a.Profile.Name(), Subject: subject, Text: text, HTML: html,
		})
		if err != nil {
			return err
		}
		return d.logReminder(tx, store.ModuleUser, a.ID, a.Title(), r, sent)
	})
	return sent, err
}

// logReminder logs that the program reminded by itself.
func (d *Desk) logReminder(tx Tx, module, object, name string, r Reminder, mails int) error {
	return tx.AddLogEntry(LogEntry{
		At: d.Now(), Module: module, Operation: module + ".reminded", Object: object, Name: name,
		Result: ResultOK,
		After:  asJSON(map[string]any{"days": r.Days, "mails": mails}),
	})
}
