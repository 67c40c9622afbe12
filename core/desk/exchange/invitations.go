package exchange

import (
	"context"
	"slices"
	"strings"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/activation"
	"resellerdesk/core/desk/internal/action"
	"resellerdesk/core/desk/keys"
	"resellerdesk/core/desk/outbox"
	"resellerdesk/core/permission"
	"resellerdesk/core/store"
)

// SendActivation puts an activation mail for each reseller into the outbox, all or none; each voids
// the invitation before it. Resellers that are active are refused.
func (d *Desk) SendActivation(ctx context.Context, ids []string) error {
	return d.sendFiles(ctx, activation.Activate, ids)
}

// SendPasswordReset puts a mail for each reseller into the outbox with which it can choose another
// password, within an hour and once; all or none. Resellers that are not active are refused: they
// have no password yet.
func (d *Desk) SendPasswordReset(ctx context.Context, ids []string) error {
	return d.sendFiles(ctx, activation.Reset, ids)
}

// SendForNewDesktop puts an activation mail for an active reseller into the outbox, whose desktop
// or workspace is lost. What that desktop had not reported is not in the new one; its keys count no
// more as soon as the new one is active.
func (d *Desk) SendForNewDesktop(ctx context.Context, id string) error {
	return d.sendFiles(ctx, activation.Activate, []string{id}, account.Active)
}

// sendFiles puts a mail with a file of a kind into the outbox for each reseller. more are states
// that it accepts besides the usual ones.
func (d *Desk) sendFiles(
	ctx context.Context, kind activation.Kind, ids []string, more ...account.State,
) error {
	entry := store.LogEntry{
		Module: store.ModuleUser, Operation: sentOperation(kind), Object: strings.Join(ids, " "),
	}
	ids = action.UniqueIDs(ids)
	permit := keys.Signing(ctx, d.k, d.k.Holding(permission.UserSendActivation))
	err := d.k.PerformWrite(permit, &entry, func(s *action.Session, tx store.Tx) error {
		var refusals action.Refusals
		m := &action.Steps{Ctx: ctx, Rows: len(ids), Total: len(ids)}
		for _, id := range ids {
			if err := m.Step(1); err != nil {
				return err
			}
			a, err := action.Reseller(ctx, tx, id)
			if err != nil {
				return err
			}
			if err := mayBeSent(kind, a); err != nil && !slices.Contains(more, a.State) {
				refusals = append(
					refusals, action.Refusal{ID: id, Company: a.Profile.Company, Err: err},
				)
				continue
			}
			if err := Invite(ctx, d.k, tx, s, kind, a); err != nil {
				return err
			}
		}
		return refusals.Err(len(ids))
	}, action.ResellersChanged, action.OutboxChanged)
	if err != nil {
		return err
	}
	d.k.WakeOutbox()
	return nil
}

// sentOperation is how the log names that a mail was queued.
func sentOperation(kind activation.Kind) string {
	if kind == activation.Reset {
		return "reseller.reset_sent"
	}
	return "reseller.invited"
}

// Invite makes an invitation and its mail inside a transaction.
func Invite(
	ctx context.Context, k *action.Kernel, tx store.Tx, s *action.Session, kind activation.Kind,
	a account.Account,
) error {
	settings, err := outbox.WritableSettings(ctx, tx)
	if err != nil {
		return err
	}
	i, secret, err := replaceInvitation(ctx, k, tx, kind, a)
	if err != nil {
		return err
	}
	m := store.OutgoingMail{
		ID: i.ID, Kind: store.MailKind(kind), Account: a.ID, State: store.MailQueued,
		CreatedAt: i.CreatedAt, NotBefore: i.CreatedAt, Recipient: a.Profile.Email,
		MessageID: action.NewID() + "@" + outbox.DomainOf(settings.FromAddress),
	}
	if err := outbox.Render(ctx, k, tx, s, &m, secret); err != nil {
		return err
	}
	if err := tx.AddMail(m); err != nil {
		return err
	}
	return k.LogDone(tx, s, store.LogEntry{
		Module: store.ModuleUser, Operation: sentOperation(kind), Object: a.ID,
		Name:  a.Profile.Company,
		After: action.AsJSON(map[string]any{"recipient": m.Recipient, "mail": m.ID}),
	})
}

// replaceInvitation adds an invitation in place of the one that is open, and returns its secret.
func replaceInvitation(
	ctx context.Context, k *action.Kernel, tx store.Tx, kind activation.Kind, a account.Account,
) (i store.Invitation, secret string, err error) {
	w, err := tx.Workspace(ctx)
	if err != nil {
		return i, "", err
	}
	last, err := tx.LastSequence(ctx, a.ID)
	if err != nil {
		return i, "", err
	}
	if err := outbox.VoidInvitation(ctx, k, tx, a.ID); err != nil {
		return i, "", err
	}
	secret = activation.NewSecret()
	i = store.Invitation{
		ID: action.NewID(), Kind: kind, Account: a.ID,
		Sequence:   max(last, keys.SequenceBase(w)) + 1,
		SecretHash: activation.Hash(secret), CreatedAt: k.Now(),
	}
	return i, secret, tx.AddInvitation(i)
}

// mayBeSent tells whether a reseller can be sent a file of a kind in the state that it is in.
func mayBeSent(kind activation.Kind, a account.Account) error {
	args := core.Args{"Company": a.Profile.Company, "ID": a.ID}
	switch a.State {
	case account.NotInvited, account.Invited:
		if kind == activation.Activate {
			return nil
		}
		return &core.Error{Code: core.Conflict, Key: "reseller.not_active", Args: args}
	case account.Active:
		if kind == activation.Reset {
			return nil
		}
		return &core.Error{Code: core.Conflict, Key: "reseller.already_active", Args: args}
	case account.Suspended:
		return &core.Error{Code: core.Conflict, Key: "reseller.suspended", Args: args}
	}
	return &core.Error{Code: core.Conflict, Key: "reseller.gone", Args: args}
}
