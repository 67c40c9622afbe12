package pbxs

import (
	"context"
	"slices"

	"resellerdesk/core"
	"resellerdesk/core/desk/internal/action"
	"resellerdesk/core/desk/outbox"
	"resellerdesk/core/desk/templates"
	"resellerdesk/core/letter"
	"resellerdesk/core/mail"
	"resellerdesk/core/pbx"
	"resellerdesk/core/permission"
	"resellerdesk/core/store"
)

// SendPBXActivation puts a mail for each of some customers of a PBX into the outbox. It says where
// the PBX is reached, what it holds, and who provides it. Customers that are not tied to the PBX
// are refused, and a PBX that has no address yet. It returns the ids of the mails.
func (d *Desk) SendPBXActivation(
	ctx context.Context, id string, customers []string,
) (mails []string, err error) {
	entry := store.LogEntry{Module: store.ModulePBX, Operation: "pbx.activation_sent", Object: id}
	permit := d.k.Holding(permission.PBXSendActivation)
	err = d.k.PerformWrite(permit, &entry, func(s *action.Session, tx store.Tx) error {
		mails = nil
		tx = outbox.MailTx{Tx: tx, IDs: &mails}
		p, err := changeable(ctx, tx, id)
		if err != nil {
			return err
		}
		entry.Name = p.Name
		to, err := d.mailActivation(ctx, tx, s, p, customers)
		if err != nil {
			return err
		}
		sent := entry
		sent.After = action.AsJSON(map[string]any{"recipient": to})
		return d.k.LogDone(tx, s, sent)
	}, action.PBXsChanged, action.OutboxChanged)
	if err != nil {
		return nil, err
	}
	d.k.WakeOutbox()
	return mails, nil
}

// mailActivation puts the mails about a PBX into the outbox, and returns to which addresses.
func (d *Desk) mailActivation(
	ctx context.Context, tx store.Tx, s *action.Session, p pbx.PBX, customers []string,
) (to []string, err error) {
	if p.Host() == "" {
		return nil, &core.Error{
			Code: core.Conflict, Field: pbx.FieldSubDomain, Key: "pbx.no_address",
			Args: core.Args{"Name": p.Name},
		}
	}
	settings, err := outbox.WritableSettings(ctx, tx)
	if err != nil {
		return nil, err
	}
	if len(customers) == 0 {
		return nil, &core.Error{
			Code: core.Invalid, Key: "pbx.no_customers", Args: core.Args{"Name": p.Name},
		}
	}
	for _, c := range action.UniqueIDs(customers) {
		customer, err := customerOf(ctx, tx, p, c)
		if err != nil {
			return nil, err
		}
		to = append(to, customer.Email)
		if err := MailCustomer(
			ctx, d.k, tx, s, settings, store.MailPBX, p, customer, letter.KindPBX,
		); err != nil {
			return nil, err
		}
	}
	return to, nil
}

// customerOf returns a customer for whom a PBX is made.
func customerOf(ctx context.Context, r store.Reader, p pbx.PBX, id string) (pbx.Customer, error) {
	if !slices.ContainsFunc(p.Customers, func(c pbx.Ref) bool { return c.ID == id }) {
		return pbx.Customer{}, &core.Error{
			Code: core.NotFound, Key: "pbx.other_customer", Args: core.Args{"Name": p.Name},
		}
	}
	return ExistingCustomer(ctx, r, id)
}

// MailCustomer puts a mail about a PBX to one of its customers into the outbox; text is what its
// text is for.
func MailCustomer(
	ctx context.Context, k *action.Kernel, tx store.Tx, s *action.Session,
	settings store.MailSettings, kind store.MailKind, p pbx.PBX,
	to pbx.Customer, text letter.Kind,
) error {
	sender, err := tx.Account(ctx, p.Owner.ID)
	if err != nil {
		return err
	}
	words := k.Printer(sender.Profile.Language)
	m := mail.Message{To: to.Email, ToName: to.Name()}
	l := templates.CustomerLetter(words, text, sender.Profile, p, to)
	if err := templates.WriteMail(ctx, k, tx, l, &m); err != nil {
		return err
	}
	return outbox.QueueMail(k, tx, s, settings, kind, p.Owner.ID, m)
}

// PBXContacts returns the customers of a PBX with their emails, to whom its activation can be sent.
func (d *Desk) PBXContacts(ctx context.Context, id string) ([]pbx.Customer, error) {
	if _, err := d.k.Authorize(permission.PBXSendActivation); err != nil {
		return nil, err
	}
	p, err := ExistingPBX(ctx, d.k.Store, id)
	if err != nil {
		return nil, err
	}
	list := make([]pbx.Customer, 0, len(p.Customers))
	for _, ref := range p.Customers {
		c, err := ExistingCustomer(ctx, d.k.Store, ref.ID)
		if err != nil {
			return nil, err
		}
		list = append(list, c)
	}
	return list, nil
}
