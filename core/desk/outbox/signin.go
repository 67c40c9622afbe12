package outbox

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"resellerdesk/core"
	"resellerdesk/core/desk/internal/action"
	"resellerdesk/core/mail"
	"resellerdesk/core/oauth"
	"resellerdesk/core/permission"
	"resellerdesk/core/secret"
	"resellerdesk/core/store"
)

// The keyring entries of a sign-in at a provider.
const (
	signInName       = "mail-sign-in"
	clientSecretName = "mail-client-secret"
)

// heldSignIn is what the keyring holds of a sign-in.
type heldSignIn struct {
	ID      string    `json:"id"`
	User    string    `json:"user"`
	Issuer  string    `json:"issuer"` // Client and provider.
	Since   time.Time `json:"since"`
	Refresh string    `json:"refresh"`
}

// isOf tells whether the sign-in is that of some settings.
func (h heldSignIn) isOf(s mail.Settings) bool {
	return h.User == s.User && h.Issuer == s.Issuer()
}

// SignedIn is a sign-in at the provider of the mails.
type SignedIn struct {
	User   string // "" when nobody is signed in.
	Since  time.Time
	Secret bool // The keyring has a secret of the client.
	Once   bool // It is for this run of the program: the keyring does not have it.
}

// MailSignIn returns who is signed in at the provider on this computer, with the settings of
// outgoing mail.
func (d *Desk) MailSignIn(ctx context.Context) (SignedIn, error) {
	if _, err := d.k.Authorize(permission.EmailSettings); err != nil {
		return SignedIn{}, err
	}
	s, err := d.k.Store.MailSettings(ctx)
	if err != nil {
		return SignedIn{}, err
	}
	clientSecret, err := d.clientSecret(ctx)
	if err != nil {
		return SignedIn{}, err
	}
	d.k.Outbox.Mu.Lock()
	once := d.k.Outbox.SignIn.Once
	d.k.Outbox.Mu.Unlock()
	at := SignedIn{Secret: clientSecret != "" && !once}
	held, err := d.held(ctx, s.Settings)
	if core.IsNotFound(err) {
		return at, nil
	}
	at.User, at.Since, at.Once = held.User, held.Since, once
	return at, err
}

// SignInMail lets the person sign in at the provider with the browser, and saves the settings. show
// is called with the address that the browser is to open; meanwhile the context can end it. An
// empty secret of the client means the one in the keyring. When the keyring does not take the
// sign-in it is for this run only, and kept is the keyring's error.
func (d *Desk) SignInMail(
	ctx context.Context, to mail.Settings, clientSecret string, show func(address string),
) (kept error, err error) {
	to = to.Trim()
	entry := store.LogEntry{Module: store.ModuleEmail, Operation: "email.sign_in", Name: to.User}
	permit := d.k.Holding(permission.EmailSettings)
	err = d.k.Perform(permit, &entry, func(s *action.Session) error {
		token, err := d.askProvider(ctx, s, to, &clientSecret, show)
		if err == nil {
			s, err = permit() // Minutes may have passed.
		}
		if err != nil {
			return err
		}
		release, err := d.takeSignIn(ctx)
		if err != nil {
			return err
		}
		defer release()
		kept = d.keepSignIn(ctx, to, token, clientSecret)
		return d.saveSettings(ctx, s, to, entry)
	}, action.SettingsChanged)
	if err != nil {
		return nil, err
	}
	d.k.WakeOutbox()
	return kept, nil
}

// askProvider lets the person sign in, and completes the secret of the client.
func (d *Desk) askProvider(
	ctx context.Context, s *action.Session, to mail.Settings, clientSecret *string,
	show func(address string),
) (oauth.Token, error) {
	problems := to.Validate()
	if !to.AtProvider() {
		problems.Add(mail.FieldProvider, "field.choose", nil)
	}
	err := problems.Err()
	if err == nil { // Before the person goes to the browser for nothing.
		var release func()
		if release, err = d.takeSignIn(ctx); err == nil {
			release()
		}
	}
	if err != nil {
		return oauth.Token{}, err
	}
	if *clientSecret == "" { // Without a keyring there is none: the provider says if it wants one.
		*clientSecret, _ = d.clientSecret(ctx)
	}
	words := d.k.Printer(s.Account.Profile.Language)
	return to.SignIn(ctx, *clientSecret, to.User, oauth.Browser{
		Show: show, Page: func(agreed bool) string { return browserPage(words, agreed) },
	})
}

// keepSignIn keeps a new sign-in in the keyring, else for this run.
func (d *Desk) keepSignIn(
	ctx context.Context, to mail.Settings, token oauth.Token, clientSecret string,
) error {
	held := heldSignIn{
		ID: action.NewID(), User: to.User, Issuer: to.Issuer(), Since: d.k.Now(),
		Refresh: token.Refresh.Reveal(),
	}
	var err error
	if clientSecret != "" {
		err = d.keepClientSecret(ctx, clientSecret)
	}
	if signInErr := d.keepLong(ctx, signInName, action.AsJSON(held)); signInErr != nil {
		err = signInErr
		d.holdUnkept(held, true)
	} else {
		d.holdUnkept(heldSignIn{}, false)
	}
	d.remember(held.ID, token)
	return err
}

// SignOutMail forgets the sign-in at the provider; what the provider knows of it stays there. The
// mails wait until somebody signs in again.
func (d *Desk) SignOutMail(ctx context.Context) error {
	entry := store.LogEntry{Module: store.ModuleEmail, Operation: "email.sign_out"}
	permit := d.k.Holding(permission.EmailSettings)
	return d.k.Perform(permit, &entry, func(s *action.Session) error {
		settings, err := d.k.Store.MailSettings(ctx)
		if err != nil {
			return err
		}
		entry.Name = settings.User
		release, err := d.takeSignIn(ctx)
		if err != nil {
			return err
		}
		defer release()
		if err := d.deleteLong(ctx, signInName); err != nil {
			return err
		}
		d.holdUnkept(heldSignIn{}, false)
		d.remember("", oauth.Token{})
		return d.k.Store.Write(func(tx store.Tx) error { return d.k.LogDone(tx, s, entry) })
	}, action.SettingsChanged)
}

// takeSignIn makes this program the one that changes the sign-in. Another one is done with that
// after a question to the provider.
func (d *Desk) takeSignIn(ctx context.Context) (release func(), err error) {
	for tries := 0; ; tries++ {
		release, err = d.k.Store.TakeSignIn()
		if core.CodeOf(err) != core.Busy || tries == mostTries {
			return release, err
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(tryPause):
		}
	}
}

const (
	tryPause  = 50 * time.Millisecond
	mostTries = int(time.Minute / tryPause)
)

// credential is what the server of some settings is given: a password, or a token of the provider
// that is another one than the server refused.
func (d *Desk) credential(
	ctx context.Context, s mail.Settings, refused string,
) (string, error) {
	if !s.AtProvider() {
		return d.mailPassword(ctx, s)
	}
	held, err := d.held(ctx, s)
	if err != nil {
		return "", ofSignIn(err)
	}
	if token := d.remembered(held.ID); token != "" && token != refused {
		return token, nil
	}
	token, err := d.renew(ctx, s)
	return token, ofSignIn(err)
}

// ofSignIn is the error of a computer on which nobody signed in, or whose keyring does not say so.
func ofSignIn(err error) error {
	var e *core.Error
	switch {
	case core.IsNotFound(err):
		return &core.Error{Code: core.Unavailable, Key: "oauth.missing", Err: err}
	case errors.As(err, &e) && strings.HasPrefix(e.Key, "keyring."):
		return &core.Error{Code: core.Unavailable, Key: "oauth.keyring", Err: err}
	}
	return err
}

// renew gets the next token. What the keyring holds is read while no other program changes it, and
// a new refresh token is there before anything is done with it. The question is not given up in the
// middle: then the provider may have taken the one before back.
func (d *Desk) renew(ctx context.Context, s mail.Settings) (string, error) {
	release, err := d.takeSignIn(ctx)
	if err != nil {
		return "", err
	}
	defer release()
	ctx = context.WithoutCancel(ctx)
	held, err := d.held(ctx, s)
	if err != nil {
		return "", err
	}
	clientSecret, err := d.clientSecret(ctx)
	if err != nil {
		return "", err
	}
	next, err := s.Refresh(ctx, clientSecret, held.Refresh)
	if err != nil {
		return "", err
	}
	if refresh := next.Refresh.Reveal(); refresh != held.Refresh {
		held.Refresh = refresh
		if err := d.keepRenewed(ctx, held); err != nil {
			return "", err
		}
	}
	d.remember(held.ID, next)
	return next.Access.Reveal(), nil
}

// keepRenewed keeps a sign-in with another refresh token. One that the keyring does not take is
// held until it does.
func (d *Desk) keepRenewed(ctx context.Context, held heldSignIn) error {
	d.k.Outbox.Mu.Lock()
	once := d.k.Outbox.SignIn.Once
	d.k.Outbox.Mu.Unlock()
	if once {
		d.holdUnkept(held, true)
		return nil
	}
	err := d.keepLong(ctx, signInName, action.AsJSON(held))
	if err != nil {
		d.holdUnkept(held, false)
	}
	return err
}

// held returns the sign-in of some settings, or NotFound.
func (d *Desk) held(ctx context.Context, s mail.Settings) (heldSignIn, error) {
	d.k.Outbox.Mu.Lock()
	text, once := d.k.Outbox.SignIn.Unkept.Reveal(), d.k.Outbox.SignIn.Once
	d.k.Outbox.Mu.Unlock()
	var err error
	switch {
	case text == "":
		text, err = d.getLong(ctx, signInName)
	case !once:
		if err = d.keepLong(ctx, signInName, text); err == nil {
			d.holdUnkept(heldSignIn{}, false)
		}
	}
	if err != nil {
		return heldSignIn{}, err
	}
	var held heldSignIn
	if json.Unmarshal([]byte(text), &held) != nil || !s.AtProvider() || !held.isOf(s) {
		return heldSignIn{}, &core.Error{Code: core.NotFound, Key: "oauth.missing"}
	}
	return held, nil
}

// holdUnkept holds a sign-in that the keyring does not have; without an id it forgets it.
func (d *Desk) holdUnkept(held heldSignIn, once bool) {
	d.k.Outbox.Mu.Lock()
	defer d.k.Outbox.Mu.Unlock()
	d.k.Outbox.SignIn.Unkept, d.k.Outbox.SignIn.Once = secret.Text{}, once
	if held.ID != "" {
		d.k.Outbox.SignIn.Unkept = secret.Of(action.AsJSON(held))
	}
}

// remember keeps the token of a sign-in in memory.
func (d *Desk) remember(id string, token oauth.Token) {
	d.k.Outbox.Mu.Lock()
	defer d.k.Outbox.Mu.Unlock()
	at := &d.k.Outbox.SignIn
	at.ID, at.Access, at.Until = id, token.Access, time.Time{}
	if token.Lives > 0 {
		at.Until = d.k.Now().Add(token.Lives - spare)
	}
}

// spare is how long before its end a token is not used any more.
const spare = time.Minute

// remembered returns the token of a sign-in, "" for none that is good.
func (d *Desk) remembered(id string) string {
	d.k.Outbox.Mu.Lock()
	defer d.k.Outbox.Mu.Unlock()
	at := d.k.Outbox.SignIn
	if at.ID != id || !at.Until.IsZero() && !d.k.Now().Before(at.Until) {
		return ""
	}
	return at.Access.Reveal()
}

// clientSecret is the secret of the client, "" for none. The keyring is not asked when it did not
// take the sign-in.
func (d *Desk) clientSecret(ctx context.Context) (string, error) {
	d.k.Outbox.Mu.Lock()
	typed, once := d.k.Outbox.SignIn.Secret.Reveal(), d.k.Outbox.SignIn.Once
	d.k.Outbox.Mu.Unlock()
	if typed != "" || once {
		return typed, nil
	}
	name, err := d.k.KeyringName(ctx, clientSecretName)
	if err != nil {
		return "", err
	}
	kept, err := d.k.Keyring.Get(ctx, name)
	if core.IsNotFound(err) {
		return "", nil
	}
	return kept, err
}

// keepClientSecret keeps it in the keyring, else for this run.
func (d *Desk) keepClientSecret(ctx context.Context, clientSecret string) error {
	return d.keepElse(ctx, clientSecretName, clientSecret, &d.k.Outbox.SignIn.Secret)
}

// stopFor notes why no mail can be sent with some settings, unless they are others meanwhile.
func (d *Desk) stopFor(ctx context.Context, s store.MailSettings, why *core.Error) error {
	err := d.k.Store.Write(func(tx store.Tx) error {
		now, err := tx.MailSettings(ctx)
		if err != nil || now.Settings != s.Settings || now.Stopped != nil {
			return err
		}
		now.Stopped = why
		return tx.SetMailSettings(now)
	})
	d.k.Publish(action.OutboxChanged, action.SettingsChanged)
	return err
}
