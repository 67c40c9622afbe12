package outbox

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/activation"
	"resellerdesk/core/desk/internal/action"
	"resellerdesk/core/desk/keys"
	"resellerdesk/core/desk/templates"
	"resellerdesk/core/letter"
	"resellerdesk/core/mail"
	"resellerdesk/core/store"
)

// DomainOf is the domain of an email address.
func DomainOf(address string) string { return address[strings.LastIndex(address, "@")+1:] }

// VoidInvitation ends the open invitation of an account and withdraws its mail if that still waits.
func VoidInvitation(ctx context.Context, k *action.Kernel, tx store.Tx, accountID string) error {
	i, err := tx.OpenInvitation(ctx, accountID)
	if core.IsNotFound(err) {
		return nil
	}
	if err != nil {
		return err
	}
	now := k.Now()
	i.VoidedAt = &now
	if err := tx.ChangeInvitation(i); err != nil {
		return err
	}
	m, err := tx.Mail(ctx, i.ID)
	if core.IsNotFound(err) {
		return nil
	}
	if err != nil || !m.State.Waits() && m.Spare == nil {
		return err
	}
	m.Spare = nil
	if m.State.Waits() {
		m.State, m.Body, m.ChangedAt = store.MailCancelled, nil, now
	}
	return tx.ChangeMail(m)
}

// sealedBody is what a waiting mail holds, sealed with the workspace key: the rendered bytes.
// Secret is needed to render them again with a later date. Plain are the bytes of the same mail
// without its attachment, whose text is in it; nil where there is none.
type sealedBody struct {
	Secret string
	Raw    []byte
	Plain  []byte `json:",omitempty"`
}

// Render writes the activation mail into m as it would be sent now.
func Render(
	ctx context.Context, k *action.Kernel, tx store.Tx, s *action.Session, m *store.OutgoingMail,
	secret string,
) error {
	to, err := tx.Account(ctx, m.Account)
	if err != nil {
		return err
	}
	settings, err := tx.MailSettings(ctx)
	if err != nil {
		return err
	}
	i, err := tx.OpenInvitation(ctx, m.Account)
	if err != nil {
		return err
	}
	if to.Package, _, err = UsablePackage(ctx, tx, to, 0); err != nil {
		return err
	}
	now := k.Time()
	content, err := invitationNow(ctx, tx, s, i, to, now)
	if err != nil {
		return err
	}
	content.Secret = secret
	file, err := signInvitation(ctx, k, tx, s, i, content)
	if err != nil {
		return err
	}
	message, err := activationMessage(
		ctx, k, tx, settings.Settings, s.Account, to, content, file,
	)
	if err != nil {
		return err
	}
	message.ID, message.Date = m.MessageID, now
	m.Sender, m.Subject, m.RenderedAt, m.ChangedAt = settings.FromAddress, message.Subject, now, now
	return sealMail(m, s, message, secret)
}

// signInvitation signs the content of an invitation, and notes which file it is in.
func signInvitation(
	ctx context.Context, k *action.Kernel, tx store.Tx, s *action.Session, i store.Invitation,
	content activation.Invitation,
) (file []byte, err error) {
	signing, err := keys.SigningKey(ctx, k, tx, s)
	if err != nil {
		return nil, err
	}
	if file, i.Hash, err = content.Sign(signing); err != nil {
		return nil, err
	}
	return file, tx.ChangeInvitation(i)
}

// invitationNow is the content of an invitation as it would be issued at a time, without its
// secret.
func invitationNow(
	ctx context.Context, tx store.Tx, s *action.Session, i store.Invitation,
	to account.Account, now time.Time,
) (activation.Invitation, error) {
	w, err := tx.Workspace(ctx)
	if err != nil {
		return activation.Invitation{}, err
	}
	owner, err := tx.Owner(ctx)
	if err != nil {
		return activation.Invitation{}, err
	}
	content := activation.NewInvitation(i.Kind, w.ID, owner, to)
	content.Issuer.EncryptionKey = w.EncryptionKey
	if content.Rotations, err = keys.RotationsOf(w); err != nil {
		return content, err
	}
	if content.ResetKey, err = resetKeyOf(ctx, tx, s, i); err != nil {
		return content, err
	}
	content.ID, content.Sequence = i.ID, i.Sequence
	content.IssuedAt = now.UTC().Truncate(time.Second)
	content.ExpiresAt = content.IssuedAt.Add(i.Kind.Lives())
	content.LeaseUntil = content.IssuedAt.Add(activation.Lease)
	return content, nil
}

// sealMail seals the bytes of a message into a mail that waits, with the secret that is in it.
func sealMail(m *store.OutgoingMail, s *action.Session, message mail.Message, secret string) error {
	raw, err := message.Bytes()
	if err != nil {
		return err
	}
	body := sealedBody{Secret: secret, Raw: raw}
	if len(message.Attachments) > 0 {
		if body.Plain, err = message.WithTextInside().Bytes(); err != nil {
			return err
		}
	}
	plain, err := json.Marshal(body)
	if err != nil {
		return err
	}
	m.Body, err = account.Seal(s.Key.Reveal(), []byte("mail/"+m.ID), plain)
	return err
}

// resetKeyOf is what a password reset has to bring to the reseller's desktop: what that sent last.
func resetKeyOf(
	ctx context.Context, r store.Reader, s *action.Session, i store.Invitation,
) (string, error) {
	if i.Kind != activation.Reset {
		return "", nil
	}
	p, err := r.Partner(ctx, i.Account)
	if core.IsNotFound(err) || err == nil && len(p.SealedReset) == 0 {
		return "", &core.Error{Code: core.Conflict, Key: "reset.no_receipt"}
	}
	if err != nil {
		return "", err
	}
	key, err := account.Unseal(s.Key.Reveal(), keys.ResetContext(i.Account), p.SealedReset)
	return string(key), err
}

func activationMessage(
	ctx context.Context, k *action.Kernel, tx store.Tx, settings mail.Settings,
	from, to account.Account, content activation.Invitation, file []byte,
) (mail.Message, error) {
	p := k.Printer(to.Profile.Language)
	name := activation.FileName(to.Profile.Company) + " " +
		p.T("exchange.page.kind_"+string(content.Kind)) + activation.Extension
	m := mail.Message{
		From: settings.FromAddress, FromName: settings.FromName, To: to.Profile.Email,
		ToName: to.Profile.Name(), ReplyTo: settings.ReplyTo,
		Inside: p.T("mail.inside_" + string(content.Kind)),
		Attachments: []mail.Attachment{{
			Name: name, ContentType: "application/octet-stream", Data: file,
		}},
	}
	kind := letter.Kind(content.Kind)
	if kind == letter.KindActivation && to.State == account.Active {
		kind = letter.KindReactivation
	}
	l := templates.ActivationLetter(
		p, kind, settings, from, to, content.ExpiresAt, name, string(file),
	)
	err := templates.WriteMail(ctx, k, tx, l, &m)
	return m, err
}
