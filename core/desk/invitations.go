package desk

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/activation"
	"resellerdesk/core/capacity"
	"resellerdesk/core/i18n"
	"resellerdesk/core/mail"
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

// sendFiles puts a mail with a file of a kind into the outbox for resellers that are in the usual
// states for it, or in one of more.
func (d *Desk) sendFiles(
	ctx context.Context, kind activation.Kind, ids []string, more ...account.State,
) error {
	entry := LogEntry{
		Module: store.ModuleUser, Operation: sentOperation(kind), Object: strings.Join(ids, " "),
	}
	ids = uniqueIDs(ids)
	permit := d.holding(permission.UserSendActivation)
	err := d.performWrite(permit, &entry, func(s *session, tx Tx) error {
		var refusals Refusals
		for _, id := range ids {
			a, err := d.reseller(ctx, tx, id)
			if err != nil {
				return err
			}
			if err := mayBeSent(kind, a); err != nil && !slices.Contains(more, a.State) {
				refusals = append(refusals, Refusal{ID: id, Company: a.Profile.Company, Err: err})
				continue
			}
			if err := d.invite(ctx, tx, s, kind, a); err != nil {
				return err
			}
		}
		switch {
		case len(refusals) == 1 && len(ids) == 1:
			return refusals[0].Err
		case len(refusals) > 0:
			return refusals
		}
		return nil
	}, ResellersChanged, OutboxChanged)
	if err != nil {
		return err
	}
	d.wakeOutbox()
	return nil
}

// sentOperation is how the log names that a mail was queued.
func sentOperation(kind activation.Kind) string {
	if kind == activation.Reset {
		return "reseller.reset_sent"
	}
	return "reseller.invited"
}

// invite makes an invitation and its mail inside a transaction.
func (d *Desk) invite(
	ctx context.Context, tx Tx, s *session, kind activation.Kind, a account.Account,
) error {
	settings, err := tx.MailSettings(ctx)
	if err != nil {
		return err
	}
	if !settings.Complete() {
		return &core.Error{Code: core.Invalid, Key: "mail.not_set_up"}
	}
	w, err := tx.Workspace(ctx)
	if err != nil {
		return err
	}
	last, err := tx.LastSequence(ctx, a.ID)
	if err != nil {
		return err
	}
	last = max(last, sequenceBase(w))
	if err := d.voidInvitation(ctx, tx, a.ID); err != nil {
		return err
	}
	now, secret := d.Now(), activation.NewSecret()
	i := Invitation{
		ID: NewID(), Kind: kind, Account: a.ID, Sequence: last + 1,
		SecretHash: activation.Hash(secret), CreatedAt: now,
	}
	if err := tx.AddInvitation(i); err != nil {
		return err
	}
	m := OutgoingMail{
		ID: i.ID, Kind: MailKind(kind), Account: a.ID, State: MailQueued, CreatedAt: now,
		NotBefore: now, MessageID: NewID() + "@" + domainOf(settings.FromAddress),
		Recipient: a.Profile.Email,
	}
	if err := d.render(ctx, tx, s, &m, secret); err != nil {
		return err
	}
	if err := tx.AddMail(m); err != nil {
		return err
	}
	return tx.AddLogEntry(LogEntry{
		At: now, Actor: s.account.ID, Module: store.ModuleUser, Operation: sentOperation(kind),
		Object: a.ID, Name: a.Profile.Company,
		After: asJSON(map[string]any{"recipient": m.Recipient, "mail": m.ID}), Result: ResultOK,
	})
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

func domainOf(address string) string { return address[strings.LastIndex(address, "@")+1:] }

// voidInvitation ends the open invitation of an account and withdraws its mail if that still waits.
func (d *Desk) voidInvitation(ctx context.Context, tx Tx, accountID string) error {
	i, err := tx.OpenInvitation(ctx, accountID)
	if core.IsNotFound(err) {
		return nil
	}
	if err != nil {
		return err
	}
	now := d.Now()
	i.VoidedAt = &now
	if err := tx.ChangeInvitation(i); err != nil {
		return err
	}
	m, err := tx.Mail(ctx, i.ID)
	if core.IsNotFound(err) {
		return nil
	}
	if err != nil || !m.State.Waits() {
		return err
	}
	m.State, m.Body, m.ChangedAt = MailCancelled, nil, now
	return tx.ChangeMail(m)
}

// sealedBody is what a waiting mail holds, sealed with the workspace key: the rendered bytes, and
// the secret to render them again with a later date.
type sealedBody struct {
	Secret string
	Raw    []byte
}

// render writes the activation mail into m as it would be sent now.
func (d *Desk) render(
	ctx context.Context, tx Tx, s *session, m *OutgoingMail, secret string,
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
	if i.ID != m.ID {
		return &core.Error{Code: core.Conflict, Key: "mail.taken"}
	}
	if to.Package, _, err = usablePackage(ctx, tx, to, 0); err != nil {
		return err
	}
	now := d.time()
	content, err := d.invitationNow(ctx, tx, s, i, to, now)
	if err != nil {
		return err
	}
	content.Secret = secret
	signing, err := d.signingKey(ctx, tx, s)
	if err != nil {
		return err
	}
	file, hash, err := content.Sign(signing)
	if err != nil {
		return err
	}
	i.Hash = hash
	if err := tx.ChangeInvitation(i); err != nil {
		return err
	}
	message, err := d.activationMessage(settings.Settings, s.account, to, content, file)
	if err != nil {
		return err
	}
	message.ID, message.Date = m.MessageID, now
	m.Sender, m.Subject, m.RenderedAt, m.ChangedAt = settings.FromAddress, message.Subject, now, now
	return sealMail(m, s, message, secret)
}

// invitationNow is the content of an invitation as it would be issued at a time, without its
// secret.
func (d *Desk) invitationNow(
	ctx context.Context, tx Tx, s *session, i Invitation, to account.Account, now time.Time,
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
	if content.Rotations, err = rotationsOf(w); err != nil {
		return content, err
	}
	if content.ResetKey, err = d.resetKeyOf(ctx, tx, s, i); err != nil {
		return content, err
	}
	content.ID, content.Sequence = i.ID, i.Sequence
	content.IssuedAt = now.UTC().Truncate(time.Second)
	content.ExpiresAt = content.IssuedAt.Add(i.Kind.Lives())
	content.LeaseUntil = content.IssuedAt.Add(activation.Lease)
	return content, nil
}

// sealMail seals the bytes of a message into a mail that waits, with the secret that is in it.
func sealMail(m *OutgoingMail, s *session, message mail.Message, secret string) error {
	raw, err := message.Bytes()
	if err != nil {
		return err
	}
	plain, err := json.Marshal(sealedBody{Secret: secret, Raw: raw})
	if err != nil {
		return err
	}
	m.Body, err = account.Seal(s.key.Reveal(), []byte("mail/"+m.ID), plain)
	return err
}

// resetKeyOf is what a password reset has to bring to the reseller's desktop: what that sent last.
func (d *Desk) resetKeyOf(ctx context.Context, r Reader, s *session, i Invitation) (string, error) {
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
	key, err := account.Unseal(s.key.Reveal(), resetContext(i.Account), p.SealedReset)
	return string(key), err
}

func (d *Desk) activationMessage(
	settings mail.Settings, from, to account.Account, content activation.Invitation, file []byte,
) (mail.Message, error) {
	p := d.Printer(to.Profile.Language)
	name := FileName(to.Profile.Company) + activation.Extension
	subject, text, html, err := mail.Activation(string(content.Kind), p.Language(), mail.ActivationData{
		Distributor: from.Profile.Company, SenderName: from.Profile.Name(),
		Company: to.Profile.Company, FirstName: to.Profile.FirstName,
		LastName: to.Profile.LastName, Email: to.Profile.Email,
		ProgramSource:  settings.ProgramSource,
		Package:        packageLines(p, to),
		Features:       featureGroups(p, to.Permissions),
		Until:          p.DateTime(content.ExpiresAt),
		Days:           int(activation.Lifetime / (24 * time.Hour)),
		ActivationText: string(file), FileName: name,
	})
	return mail.Message{
		From: settings.FromAddress, FromName: settings.FromName, To: to.Profile.Email,
		ToName:  to.Profile.Name(),
		ReplyTo: settings.ReplyTo, Subject: subject, Text: text, HTML: html,
		Attachments: []mail.Attachment{{
			Name: name, ContentType: "application/octet-stream", Data: file,
		}},
	}, err
}

// FileName makes a company's name safe for every file system.
func FileName(company string) string {
	safe := strings.Map(func(r rune) rune {
		if strings.ContainsRune(`<>:"/\|?*.`, r) || r < ' ' {
			return '-'
		}
		return r
	}, company)
	if runes := []rune(safe); len(runes) > 60 {
		safe = string(runes[:60])
	}
	return strings.TrimSpace(safe)
}

func packageLines(p *i18n.Printer, to account.Account) []mail.Line {
	var lines []mail.Line
	for _, r := range capacity.Resources() {
		if n, has := to.Package.Amounts[r]; has {
			lines = append(lines, mail.Line{Name: p.T("field." + string(r)), Value: p.Number(n)})
		}
	}
	lines = append(lines,
		mail.Line{Name: p.T("field.min_extensions"), Value: p.Number(to.Package.MinExtensions)},
		mail.Line{Name: p.T("package.max_extensions"), Value: p.Number(capacity.MaxExtensionsPerPBX)})
	if to.Package.HighAvailability {
		lines = append(lines, mail.Line{Name: p.T("field.high_availability"), Value: p.T("yes")})
	}
	if to.Package.WhiteLabel {
		lines = append(lines, mail.Line{Name: p.T("field.white_label"), Value: p.T("yes")})
	}
	if until := to.Profile.ValidUntil; until != nil {
		lines = append(lines, mail.Line{Name: p.T("field.valid_until"), Value: p.Date(*until)})
	}
	return lines
}

func featureGroups(p *i18n.Printer, held permission.Set) []mail.FeatureGroup {
	var groups []mail.FeatureGroup
	for _, g := range permission.Groups(permission.Offered()) {
		group := mail.FeatureGroup{Tab: p.T("tab." + string(g.Tab))}
		if g.Heading != permission.NoHeading {
			group.Tab += " › " + p.T("heading."+string(g.Heading))
		}
		for _, f := range g.Features {
			for _, key := range f.Keys() {
				if held[key] {
					group.Names = append(group.Names, p.T(fmt.Sprintf("feature.%s", key)))
				}
			}
		}
		if len(group.Names) > 0 {
			groups = append(groups, group)
		}
	}
	return groups
}
