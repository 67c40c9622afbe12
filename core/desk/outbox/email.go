package outbox

import (
	"context"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/autoconfig"
	"resellerdesk/core/desk/internal/action"
	"resellerdesk/core/desk/templates"
	"resellerdesk/core/letter"
	"resellerdesk/core/mail"
	"resellerdesk/core/permission"
	"resellerdesk/core/secret"
	"resellerdesk/core/store"
)

// mailPasswordName is the keyring entry of the mail password.
const mailPasswordName = "mail-password"

// MailSettings returns the settings of outgoing mail, empty ones before they were first saved.
func (d *Desk) MailSettings(ctx context.Context) (store.MailSettings, error) {
	if _, err := d.k.Authorize(permission.EmailSettings); err != nil {
		return store.MailSettings{}, err
	}
	return d.k.Store.MailSettings(ctx)
}

// MailReady tells whether mails can be written with the settings of outgoing mail, and whether they
// say where to get the program. A person who may send needs it, also without seeing the settings.
func (d *Desk) MailReady(ctx context.Context) (complete, source bool, err error) {
	if _, err := d.k.Authorize(permission.UserSendActivation); err != nil {
		return false, false, err
	}
	s, err := d.k.Store.MailSettings(ctx)
	return s.Complete(), s.ProgramSource != "", err
}

// SetMailSettings saves the settings. A password, if one was typed, goes to the keyring first; with
// a sign-in at a provider it is the secret of the client. When
// the keyring does not take it, it is kept for this run only, the settings are saved, and kept is
// the keyring's error.
func (d *Desk) SetMailSettings(
	ctx context.Context, to mail.Settings, password string,
) (kept error, err error) {
	to = to.Trim()
	entry := store.LogEntry{Module: store.ModuleEmail, Operation: "email.settings", Name: to.Host}
	err = d.k.Perform(d.k.Holding(permission.EmailSettings), &entry, func(s *action.Session) error {
		if err := to.Validate().Err(); err != nil {
			return err
		}
		switch {
		case password == "":
		case to.AtProvider():
			kept = d.keepClientSecret(ctx, password)
		default:
			kept = d.keepMailPassword(ctx, password)
		}
		return d.saveSettings(ctx, s, to, entry)
	}, action.SettingsChanged)
	if err != nil {
		return nil, err
	}
	d.k.WakeOutbox()
	return kept, nil
}

// saveSettings writes settings, with an entry of the log that says what changed.
func (d *Desk) saveSettings(
	ctx context.Context, s *action.Session, to mail.Settings, entry store.LogEntry,
) error {
	return d.k.Store.Write(func(tx store.Tx) error {
		before, err := tx.MailSettings(ctx)
		if err != nil {
			return err
		}
		after := store.MailSettings{Settings: to}
		if before.Host == to.Host && before.User == to.User {
			after.Pause = before.Pause
		}
		if before.HeldBack() { // Other settings are no word about the mails that wait.
			after.Stopped = before.Stopped
		}
		if err := tx.SetMailSettings(after); err != nil {
			return err
		}
		entry.Before, entry.After = settingsText(before.Settings), settingsText(to)
		return d.k.LogDone(tx, s, entry)
	})
}

// settingsText is settings as the log keeps them: certificates by name and fingerprint.
func settingsText(s mail.Settings) string {
	logged := struct {
		mail.Settings
		Authority   string
		Certificate string
	}{Settings: s}
	logged.Authority, logged.Certificate = s.Trust.Logged()
	return action.AsJSON(logged)
}

// MailCertificate asks the server of some settings for its certificate, and says nothing to it
// about anybody. A certificate that is not trusted is no error. It fails with Invalid where the
// settings name no server that has one.
func (d *Desk) MailCertificate(ctx context.Context, of mail.Settings) (mail.Shown, error) {
	if _, err := d.k.Authorize(permission.EmailSettings); err != nil {
		return mail.Shown{}, err
	}
	of = of.Trim()
	if err := of.ValidateServer().Err(); err != nil {
		return mail.Shown{}, err
	}
	return d.k.Deliverer.Certificate(ctx, of)
}

// FindMailServer asks the domain of an address for the server that takes its mails; it sends
// nothing else. The errors are those of autoconfig.Finder.
func (d *Desk) FindMailServer(ctx context.Context, address string) (autoconfig.Server, error) {
	if _, err := d.k.Authorize(permission.EmailSettings); err != nil {
		return autoconfig.Server{}, err
	}
	if d.k.Servers == nil {
		return autoconfig.Server{}, &core.Error{Code: core.NotFound, Key: "mail.no_finder"}
	}
	return d.k.Servers.Find(ctx, address)
}

func (d *Desk) keepMailPassword(ctx context.Context, password string) error {
	return d.keepElse(ctx, mailPasswordName, password, &d.k.Outbox.Password)
}

// keepElse keeps a secret in the keyring. When that does not take it, it is held for this run.
func (d *Desk) keepElse(ctx context.Context, what, value string, held *secret.Text) error {
	name, err := d.k.KeyringName(ctx, what)
	if err == nil {
		err = d.k.Keyring.Set(ctx, name, value)
	}
	d.k.Outbox.Mu.Lock()
	defer d.k.Outbox.Mu.Unlock()
	*held = secret.Text{}
	if err != nil {
		*held = secret.Of(value)
	}
	return err
}

// UsePasswordOnce uses a mail password for this run of the program, for when the keyring does not
// give it.
func (d *Desk) UsePasswordOnce(password string) error {
	if _, err := d.k.Authorize(permission.EmailSettings); err != nil {
		return err
	}
	d.k.Outbox.Mu.Lock()
	d.k.Outbox.Password = secret.Of(password)
	d.k.Outbox.Mu.Unlock()
	d.k.WakeOutbox()
	return nil
}

// WritableSettings returns the settings of outgoing mail, and refuses while no mail can be written
// with them.
func WritableSettings(ctx context.Context, r store.Reader) (store.MailSettings, error) {
	s, err := r.MailSettings(ctx)
	if err == nil && !s.Complete() {
		err = &core.Error{Code: core.Invalid, Key: "mail.not_set_up"}
	}
	return s, err
}

// mailPassword returns the password of the mail account: the one typed for this run, or the
// keyring's. Without a user there is none.
func (d *Desk) mailPassword(ctx context.Context, s mail.Settings) (string, error) {
	if s.User == "" {
		return "", nil
	}
	d.k.Outbox.Mu.Lock()
	typed := d.k.Outbox.Password.Reveal()
	d.k.Outbox.Mu.Unlock()
	if typed != "" {
		return typed, nil
	}
	name, err := d.k.KeyringName(ctx, mailPasswordName)
	if err != nil {
		return "", err
	}
	return d.k.Keyring.Get(ctx, name)
}

// MailPasswordKept tells whether the keyring has the mail password, or why it cannot be asked.
func (d *Desk) MailPasswordKept(ctx context.Context) (bool, error) {
	if _, err := d.k.Authorize(permission.EmailSettings); err != nil {
		return false, err
	}
	name, err := d.k.KeyringName(ctx, mailPasswordName)
	if err != nil {
		return false, err
	}
	_, err = d.k.Keyring.Get(ctx, name)
	if core.IsNotFound(err) {
		return false, nil
	}
	return err == nil, err
}

// SendTest sends a test mail to the sender's own address with the settings as they are typed, and
// returns the server's answer. An empty password means the one in the keyring; a sign-in at a
// provider is always the one there.
func (d *Desk) SendTest(
	ctx context.Context, with mail.Settings, password string,
) (answer mail.Answer, err error) {
	with = with.Trim()
	entry := store.LogEntry{Module: store.ModuleEmail, Operation: "email.test", Name: with.Host}
	do := func(s *action.Session) (err error) {
		if err := with.Validate().Err(); err != nil {
			return err
		}
		if password == "" || with.AtProvider() {
			if password, err = d.credential(ctx, with, ""); err != nil {
				return err
			}
		}
		raw, err := d.testMessage(ctx, with, s.Account.Profile)
		if err != nil {
			return err
		}
		envelope := mail.Envelope{From: with.FromAddress, To: []string{with.FromAddress}}
		to := d.k.Deliverer.Batch(with)
		defer to.Close()
		answer = d.deliver(ctx, to, with, password, envelope, raw, func() error { return nil })
		entry.Detail = answer.Text
		return d.k.Store.Write(func(tx store.Tx) error {
			return d.k.LogResult(tx, s.Account.ID, entry, resultOf(answer))
		})
	}
	err = d.k.Perform(d.k.Holding(permission.EmailSettings), &entry, do)
	return answer, err
}

// testMessage is the test mail of a person to the sender's own address.
func (d *Desk) testMessage(
	ctx context.Context, s mail.Settings, of account.Profile,
) (raw []byte, err error) {
	m := mail.Message{
		ID: action.NewID() + "@" + DomainOf(s.FromAddress), Date: d.k.Now(), From: s.FromAddress,
		FromName: s.FromName, To: s.FromAddress, ReplyTo: s.ReplyTo,
	}
	l := templates.Letter{
		Kind: letter.KindTest, Language: of.Language, Values: templates.Sender(of),
		Company: of.Company,
	}
	err = d.k.Store.Write(func(tx store.Tx) error {
		return templates.WriteMail(ctx, d.k, tx, l, &m)
	})
	if err != nil {
		return nil, err
	}
	return m.Bytes()
}
