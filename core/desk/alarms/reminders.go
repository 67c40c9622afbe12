package alarms

import (
	"context"
	"errors"
	"fmt"
	"time"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/desk/internal/action"
	"resellerdesk/core/desk/outbox"
	"resellerdesk/core/desk/pbxs"
	"resellerdesk/core/desk/templates"
	"resellerdesk/core/letter"
	"resellerdesk/core/mail"
	"resellerdesk/core/store"
)

// Remind puts the reminders that are due into the outbox, as the settings of the alarms say. They
// go to the customers of PBXs, and to resellers whose package ends.
func Remind(ctx context.Context, k *action.Kernel) error {
	s, err := k.SignedIn()
	if err != nil {
		return nil // Nobody who could seal a mail.
	}
	settings, err := k.Store.AlarmSettings(ctx)
	if err != nil || !settings.RemindCustomers && !settings.RemindResellers {
		return err
	}
	outgoing, err := k.Store.MailSettings(ctx)
	if err != nil || !outgoing.Sends() {
		return err
	}
	sent := 0
	remindEach := func(
		find func(ctx context.Context, now time.Time, most int) ([]string, error),
		one func(
			ctx context.Context, k *action.Kernel, s *action.Session,
			outgoing store.MailSettings, id string,
		) (int, error),
	) error {
		ids, err := find(ctx, k.Time(), AlarmsListed)
		return errors.Join(err, action.Each(ctx, ids, func(id string) error {
			n, err := one(ctx, k, s, outgoing, id)
			sent += n
			return err
		}))
	}
	var failed error
	if settings.RemindCustomers {
		failed = remindEach(k.Store.PBXsToRemind, remindCustomers)
	}
	if settings.RemindResellers && !s.Upstream {
		failed = errors.Join(failed, remindEach(k.Store.ResellersToRemind, remindReseller))
	}
	if sent > 0 {
		k.Publish(action.OutboxChanged)
		k.WakeOutbox()
	}
	return failed
}

// reminding remembers a reminder inside the transaction that writes its mail, so that it goes once,
// also with two programs.
func reminding(
	ctx context.Context, k *action.Kernel, tx store.Tx, object string, ends core.Day,
) (store.Reminder, bool, error) {
	r, due := store.DueReminder(object, ends, k.Time())
	if !due {
		return r, false, nil
	}
	done, err := tx.Reminded(ctx, r)
	if err != nil || done {
		return r, false, err
	}
	return r, true, tx.SetReminded(r, k.Now())
}

// remindCustomers reminds the customers of a PBX. One whose mail cannot be made is left out, and
// the error names it.
func remindCustomers(
	ctx context.Context, k *action.Kernel, s *action.Session, outgoing store.MailSettings,
	id string,
) (sent int, err error) {
	var failed error
	left := map[string]bool{}
	for {
		var at string
		sent, at, err = remindOthers(ctx, k, s, outgoing, id, left)
		switch core.CodeOf(err) {
		case core.NotFound, core.Conflict, core.Invalid, core.Internal:
			if at != "" {
				failed, left[at] = errors.Join(failed, fmt.Errorf("%s: %w", at, err)), true
				continue
			}
		}
		return sent, errors.Join(failed, err)
	}
}

// remindOthers reminds the customers of a PBX but those that are left out; at is the one that
// failed.
func remindOthers(
	ctx context.Context, k *action.Kernel, s *action.Session, outgoing store.MailSettings,
	id string, left map[string]bool,
) (sent int, at string, err error) {
	err = k.Store.Write(func(tx store.Tx) error {
		sent, at = 0, ""
		p, err := pbxs.ExistingPBX(ctx, tx, id)
		if err != nil {
			return err
		}
		if p.Expiry == core.NoDay || p.Reported {
			return nil
		}
		r, due, err := reminding(ctx, k, tx, p.ID, p.Expiry)
		if err != nil || !due {
			return err
		}
		for _, ref := range p.Customers {
			if left[ref.ID] {
				continue
			}
			at = ref.ID
			c, err := pbxs.ExistingCustomer(ctx, tx, ref.ID)
			if err != nil {
				return err
			}
			if err := pbxs.MailCustomer(
				ctx, k, tx, s, outgoing, store.MailReminder, p, c, letter.Kind(r.Key("pbx")),
			); err != nil {
				return err
			}
			sent++
		}
		at = ""
		return logReminder(k, tx, store.ModulePBX, p.ID, p.Name, r, sent)
	})
	return sent, at, err
}

func remindReseller(
	ctx context.Context, k *action.Kernel, s *action.Session, outgoing store.MailSettings,
	id string,
) (sent int, err error) {
	err = k.Store.Write(func(tx store.Tx) error {
		sent = 0
		a, err := tx.Account(ctx, id)
		if err != nil {
			return err
		}
		if a.Profile.ValidUntil == core.NoDay {
			return nil
		}
		r, due, err := reminding(ctx, k, tx, a.ID, a.Profile.ValidUntil)
		if err != nil || !due {
			return err
		}
		owner, err := tx.Owner(ctx)
		if err != nil {
			return err
		}
		message, err := packageReminder(ctx, k, tx, a.Profile, owner.Profile, r)
		if err != nil {
			return err
		}
		sent++
		err = outbox.QueueMail(k, tx, s, outgoing, store.MailReminder, a.ID, message)
		if err != nil {
			return err
		}
		return logReminder(k, tx, store.ModuleUser, a.ID, a.Title(), r, sent)
	})
	return sent, err
}

// packageReminder is the mail that reminds a reseller of the end of its package.
func packageReminder(
	ctx context.Context, k *action.Kernel, tx store.Tx, to, owner account.Profile,
	r store.Reminder,
) (mail.Message, error) {
	m := mail.Message{To: to.Email, ToName: to.Name()}
	words := k.Printer(to.Language)
	l := templates.PackageLetter(words, letter.Kind(r.Key("package")), owner, to)
	err := templates.WriteMail(ctx, k, tx, l, &m)
	return m, err
}

// logReminder logs that the program reminded by itself.
func logReminder(
	k *action.Kernel, tx store.Tx, module, object, name string, r store.Reminder, mails int,
) error {
	return k.LogResult(tx, "", store.LogEntry{
		Module: module, Operation: module + ".reminded", Object: object, Name: name,
		After: action.AsJSON(map[string]any{"days": r.Days, "mails": mails}),
	}, store.ResultOK)
}
