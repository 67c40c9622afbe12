package email

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/autoconfig"
	"resellerdesk/core/desk"
	"resellerdesk/core/mail"
	"resellerdesk/core/oauth"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

// settingsView is the form of outgoing mail.
type settingsView struct {
	env     *page.Env
	form    *Form
	banner  *kit.Banner
	from    *kit.Field
	testing *kit.Button
	save    *kit.Button
	discard *kit.Button
	buttons *fyne.Container
	saved   desk.MailSettings
	sent    mail.Settings // What is being saved.
	saving  bool
	busy    bool
	loaded  bool
	object  fyne.CanvasObject
	scroll  *container.Scroll
	reading page.Latest[desk.MailSettings]
	looking page.Latest[desk.MailSettings] // Why the server refuses them.
	asking  page.Latest[bool]              // Whether the keyring has the password.
	signIn  *signInView
	trust   *trustView
	notice  *Notice
	warned  func() // Called when the notice changes.
}

func newSettingsView(env *page.Env) *settingsView {
	v := &settingsView{env: env, banner: kit.NewBanner(), notice: &Notice{Banner: kit.NewBanner()}}
	if env.Desk.IsView() { // They are kept on the computer of the reseller.
		unknown := kit.NewParagraph(env.T("email.settings_unknown"), kit.Secondary)
		v.object = container.NewVScroll(kit.NewPadded(12, 12, 16, 0, unknown))
		return v
	}
	v.form = NewForm(env, v.refresh)
	v.form.OfferProviders()
	v.notice = NewNotice(v.form)
	v.signIn, v.trust = newSignInView(v), newTrustView(v)
	v.form.OnEnter = v.submit
	v.from = v.form.fields[mail.FieldFromAddress]
	v.testing = kit.NewButton(
		env.T("email.test"), kit.ButtonSecondary, v.test,
	).SetIcon(kit.IconSend)
	v.save = kit.NewButton(
		env.T("button.save"), kit.ButtonPrimary, v.submit,
	).SetTip(env.CtrlText("S"))
	v.discard = kit.NewButton(env.T("button.discard"), kit.ButtonSecondary, v.reset)
	v.buttons = kit.NewRow(8, v.testing, nil, v.discard, v.save)
	v.scroll = container.NewVScroll(kit.NewPadded(
		12, 12, 16, 0, kit.NewSized(720, 0, kit.NewStack(
			14, v.banner, v.form.Object, v.signIn.object, v.trust.object, v.form.Sending,
		)),
	))
	foot := kit.NewRow(0, kit.NewSized(720, 0, v.buttons), nil)
	v.object = container.NewBorder(
		nil, kit.NewPadded(8, 8, 0, 0, foot), nil, nil, v.scroll,
	)
	return v
}

// reload reads the settings, unless somebody is typing.
func (v *settingsView) reload() {
	if v.form == nil || v.loaded && v.typed() {
		return
	}
	v.reading.Read(v.env, v.env.Desk.MailSettings, v.env.Fail, func(s desk.MailSettings) {
		if v.loaded && v.typed() {
			return // It was typed while this was read, and stays.
		}
		v.loaded, v.saved.Settings = true, s.Settings
		if s.Host == "" {
			v.saved.Settings = v.suggested()
		}
		v.reset()
		v.sayStopped(s.Stopped)
	})
	v.signIn.reload()
	v.asking.Read(v.env, v.env.Desk.MailPasswordKept, func(err error) {
		v.form.ShowKeyring(false, err)
	}, func(kept bool) {
		v.form.ShowKeyring(kept, nil)
	})
}

// suggested is what a form that was never saved starts with.
func (v *settingsView) suggested() mail.Settings { return Suggested(v.env.Desk) }

// Suggested are settings to start from: the sender is the person who is signed in.
func Suggested(d *desk.Desk) mail.Settings {
	s := mail.Settings{Security: mail.SecurityTLS, Port: mail.DefaultPort(mail.SecurityTLS)}
	if actor, err := d.Actor(); err == nil {
		s.FromAddress, s.User = actor.Profile.Email, actor.Profile.Email
		s.FromName = actor.Profile.Company
	}
	return s
}

// typed tells whether something was typed that is neither saved nor being saved.
func (v *settingsView) typed() bool {
	s, password := v.form.Settings()
	if v.saving {
		return s != v.sent
	}
	return s != v.saved.Settings || password != ""
}

func (v *settingsView) reset() {
	v.form.Fill(v.saved.Settings)
	v.refresh()
}

// showStopped says why the server refused the settings, as long as it does.
func (v *settingsView) showStopped() {
	if v.form == nil {
		return
	}
	v.looking.Read(v.env, v.env.Desk.MailSettings, page.Silently, func(s desk.MailSettings) {
		v.sayStopped(s.Stopped)
	})
}

func (v *settingsView) sayStopped(why *core.Error) {
	switch {
	case why != nil:
		v.showFault(why, v.env.T("next."+why.Key, why.Args))
	case v.saved.Stopped != nil:
		v.hideBanner()
	}
	v.saved.Stopped = why
}

func (v *settingsView) hideBanner() {
	v.banner.Set(kit.Info, "", "", "")
	v.object.Refresh()
}

// nextAfterTest is the next step after a test mail, which is in no outbox and is tried once.
func nextAfterTest(env *page.Env, fault *core.Error) string {
	key := "next.test." + fault.Key
	if text := env.T(key, fault.Args); text != key {
		return text
	}
	return env.T("next."+fault.Key, fault.Args)
}

// showFault says what went wrong: what happened, what the server said, what to do.
func (v *settingsView) showFault(fault *core.Error, next string) {
	quote, key := "", "email.answered"
	if _, has := fault.Args["Code"]; !has {
		key = "email.provider_answered"
	}
	if answer, ok := fault.Args["Answer"].(string); ok && answer != "" {
		quote = v.env.T(
			key,
			core.Args{"Host": fault.Args["Host"], "Code": fault.Args["Code"], "Answer": answer},
		)
	}
	var links []kit.Action
	if isOfCertificate(fault.Key) {
		links = append(links, kit.Action{Text: v.env.T("trust.look"), Do: v.trust.ask})
	}
	v.banner.Set(kit.Bad, v.env.T("error."+fault.Key, fault.Args), quote, next, links...)
	v.env.Host.Attach(v.banner)
	v.object.Refresh()
	v.scroll.ScrollToTop() // There it is.
}

func (v *settingsView) refresh() {
	problems := v.form.Problems()
	switch {
	case v.busy:
		v.save.Disable("")
		v.testing.Disable(v.env.T("email.testing"))
	case len(problems) > 0:
		names := page.Summary(v.env, problems)
		v.save.Disable(names)
		v.testing.Disable(names)
	default:
		v.testing.Enable()
		v.save.Enable()
	}
	if v.typed() {
		v.discard.Enable()
	} else {
		v.discard.Disable("")
	}
	s, _ := v.form.Settings()
	v.testing.SetText(v.env.T("email.test"))
	if s.FromAddress != "" && problems.Of(mail.FieldFromAddress) == nil {
		v.testing.SetText(v.env.T("email.test_to", core.Args{"Address": s.FromAddress}))
	}
	if s.AtProvider() && v.signIn.at.User == "" && !v.busy {
		v.testing.Disable(v.env.T("email.test_signed_in"))
	}
	v.buttons.Refresh() // The words may need another width.
	v.signIn.refresh()
	v.trust.refresh()
	if v.notice.Refresh() {
		v.warned()
	}
}

// submit saves the settings, and the password into the keyring.
func (v *settingsView) submit() {
	s, password := v.form.Settings()
	if len(v.form.Problems()) > 0 || v.busy {
		v.form.ShowAll()
		return
	}
	v.reading.Drop() // What is read now may be older than what is saved.
	v.busy, v.saving, v.sent = true, true, s
	v.refresh()
	page.DoOr(v.env, func(ctx context.Context) (unkept, err error) {
		return v.env.Desk.SetMailSettings(ctx, s, password)
	}, func(err error) {
		v.busy, v.saving = false, false
		v.banner.Set(kit.Bad, v.env.T("form.not_saved"), "", v.env.Words.Error(err))
		v.object.Refresh()
		v.refresh()
	}, func(unkept error) {
		v.stored(s, password, unkept)
	})
}

// stored shows settings that were saved; unkept is why the keyring has no password.
func (v *settingsView) stored(s mail.Settings, password string, unkept error) {
	more := v.typed()
	v.busy, v.saving = false, false
	v.saved = desk.MailSettings{Settings: s.Trim()}
	v.hideBanner()
	v.form.ForgetPassword(password)
	if more {
		v.refresh() // It was typed while this was saved, and stays.
	} else {
		v.reset()
	}
	switch {
	case password == "":
	case s.AtProvider():
		v.form.ShowClientSecret(unkept == nil)
	default:
		v.form.ShowKeyring(unkept == nil, unkept)
	}
	v.env.Toasts.Say(v.env.T("email.saved"), "", nil)
}

// test sends a test mail with what is typed, and says what the server answered.
func (v *settingsView) test() {
	s, password := v.form.Settings()
	if len(v.form.Problems()) > 0 || v.busy {
		v.form.ShowAll()
		return
	}
	v.busy = true
	v.banner.Set(kit.Info, v.env.T("email.testing"), "", "")
	v.object.Refresh()
	v.refresh()
	page.DoOr(v.env, func(ctx context.Context) (mail.Answer, error) {
		return v.env.Desk.SendTest(ctx, s, password)
	}, func(err error) {
		v.tested(func() {
			v.banner.Set(kit.Bad, v.env.T("email.test_failed"), "", v.env.Words.Error(err))
		})
	}, func(answer mail.Answer) {
		v.tested(func() { v.sayAnswer(s, answer) })
	})
}

// tested says what came of a test mail.
func (v *settingsView) tested(say func()) {
	v.busy = false
	say()
	v.object.Refresh()
	v.refresh()
}

// sayAnswer says what the server of some settings answered to a test mail.
func (v *settingsView) sayAnswer(s mail.Settings, answer mail.Answer) {
	if answer.Fault != nil {
		v.showFault(answer.Fault, nextAfterTest(v.env, answer.Fault))
		return
	}
	said := v.env.T("email.answered", core.Args{
		"Host": s.Host, "Code": strconv.Itoa(answer.Code), "Answer": answer.Text,
	})
	sent := v.env.T("email.test_sent", core.Args{"Address": s.FromAddress})
	v.banner.Set(kit.OK, sent, said, "")
}

// Form is the fields of outgoing mail; the page and the first minutes show it.
type Form struct {
	// Object has the fields of the mail server and the sign-in.
	Object fyne.CanvasObject
	// Sending has the options of sending: limits, copy to the sender, attachments.
	Sending fyne.CanvasObject
	// OnEnter is called by Enter in a field of one line.
	OnEnter func()

	env      *page.Env
	fields   map[string]*kit.Field
	left     map[string]bool
	password *kit.Field
	secret   *kit.Field    // Of the client.
	inside   *kit.Checkbox // Whether files go as text in the mail.
	copy     *kit.Checkbox // Whether the sender gets a copy.
	trust    mail.Trust
	offers   bool            // Whether the sign-in at a provider can be chosen.
	touched  map[string]bool // Fields that a person typed into.
	filled   mail.Preset     // Whose server was filled in.
	filledIn string          // For which sender.
	found    autoconfig.Server
	asked    string // For which sender its domain was asked.
	asking   page.Latest[autoconfig.Server]
	changed  func()
}

// NewForm returns an empty form; changed is called with each change.
func NewForm(env *page.Env, changed func()) *Form {
	f := &Form{
		env: env, fields: map[string]*kit.Field{}, left: map[string]bool{},
		touched: map[string]bool{}, changed: changed,
	}
	text := func(name string) *kit.Field {
		return f.add(name, kit.NewTextField(env.T("field."+name)))
	}
	f.password = f.add(
		account.FieldPassword, kit.NewPasswordField(env.T("field.mail_password")),
	).SetRoom(2).SetHint(env.T("email.keyring"))
	f.secret = f.add(
		fieldClientSecret, kit.NewPasswordField(env.T("field.client_secret")),
	).SetRoom(2).SetHint(env.T("email.keyring"))
	provider := f.providers()
	security := f.add(mail.FieldSecurity, kit.NewSelectField(env.T("field.security"), []kit.Option{
		{Key: string(mail.SecurityTLS), Text: env.T("security.tls")},
		{Key: string(mail.SecuritySTARTTLS), Text: env.T("security.starttls")},
		{Key: string(mail.SecurityNone), Text: env.T("security.none")},
	}))
	port := f.add(
		mail.FieldPort, kit.NewNumberField(env.T("field.port"), env.Words.ParseNumber, digits),
	).SetRoom(2).SetRequired()
	f.fields[mail.FieldSecurity].OnChanged = func(key string) {
		f.touched[mail.FieldSecurity] = true
		if text := port.Text(); text == "" || slices.Contains(defaultPorts(), text) {
			port.SetText(strconv.Itoa(mail.DefaultPort(mail.Security(key))))
		}
		f.refresh()
	}
	connection := kit.NewColumns(12, kit.FieldGap, 100, 2, port, security)
	source := text(mail.FieldProgramSource).SetHint(env.T("email.program_source"))
	if !env.Desk.IsDistributor() { // A reseller invites nobody.
		source.Hide()
	}
	f.inside = kit.NewCheckbox(env.T("field.text_inside"), func(bool) { f.refresh() })
	f.copy = kit.NewCheckbox(env.T("field.copy_to_sender"), func(bool) { f.refresh() })
	f.Object = kit.NewColumns(16, kit.FieldGap, 300, 2,
		text(mail.FieldFromAddress).SetRequired(), text(mail.FieldFromName),
		text(mail.FieldHost).SetRequired(), connection,
		provider, text(mail.FieldUser), f.password,
		text(mail.FieldClientID).SetRequired().SetRoom(2).SetHint(env.T("email.client_id")),
		text(mail.FieldTenant).SetPlaceholder(env.T("email.any_tenant")), f.secret,
		text(mail.FieldAuthURL).SetRequired(), text(mail.FieldTokenURL).SetRequired(),
		text(mail.FieldScopes),
		text(mail.FieldReplyTo).SetPlaceholder(env.T("email.same_as_sender")), source)
	f.Sending = kit.NewStack(kit.FieldGap, kit.NewColumns(
		16, kit.FieldGap, 300, 2, f.limit(mail.FieldPerMinute), f.limit(mail.FieldPerDay),
	), f.copy, f.inside)
	f.show()
	return f
}

// limit is the field of how many mails may be sent within a time.
func (f *Form) limit(name string) *kit.Field {
	return f.add(
		name, kit.NewNumberField(f.env.T("field."+name), f.env.Words.ParseNumber, digits),
	).SetHint(f.env.T("email.limit"))
}

// sayLimits says what is known of the provider where no limit is typed.
func (f *Form) sayLimits(s mail.Settings) {
	s.PerMinute, s.PerDay = 0, 0
	minute, day := s.Limits()
	for name, limit := range map[string]mail.Limit{
		mail.FieldPerMinute: minute, mail.FieldPerDay: day,
	} {
		text := f.env.T("email.any_number")
		if limit.N > 0 {
			text = digits(limit.N)
		}
		f.fields[name].SetPlaceholder(text)
	}
}

// number is what a field of a number says, 0 for nothing.
func (f *Form) number(name string) int64 {
	n, err := strconv.ParseInt(f.fields[name].Text(), 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// optional writes a number, and nothing for 0.
func optional(n int64) string {
	if n == 0 {
		return ""
	}
	return digits(n)
}

// fieldClientSecret is the field of the secret of a client, which is no part of the settings.
const fieldClientSecret = "client_secret"

// byPassword is the choice of no provider.
const byPassword = "password"

// providers is the field that chooses where the user signs in.
func (f *Form) providers() *kit.Field {
	options := []kit.Option{{Key: byPassword, Text: f.env.T("provider.password")}}
	for _, p := range oauth.Providers {
		options = append(
			options, kit.Option{Key: string(p), Text: f.env.T("provider." + string(p))},
		)
	}
	field := f.add(
		mail.FieldProvider, kit.NewSelectField(f.env.T("field.provider"), options),
	)
	field.SetText(byPassword)
	field.OnChanged = func(string) { f.chosen() }
	field.Hide()
	return field
}

// OfferProviders shows the choice of where the user signs in.
func (f *Form) OfferProviders() {
	f.offers = true
	f.fields[mail.FieldProvider].Show()
}

// Choose chooses where the user signs in, as a person does.
func (f *Form) Choose(p oauth.Provider) {
	f.fields[mail.FieldProvider].Retype(string(p))
	f.chosen()
}

// chosen fills in the server of the provider that was chosen.
func (f *Form) chosen() {
	s, _ := f.Settings()
	if to := s.Of(s.Provider); to != s {
		f.fields[mail.FieldHost].Retype(to.Host)
		f.fields[mail.FieldSecurity].Retype(string(to.Security))
		f.fields[mail.FieldPort].Retype(digits(int64(to.Port)))
	}
	f.refresh()
}

// suggest fills in the server of the sender's provider once the sender was typed, where a person
// typed none.
func (f *Form) suggest() {
	s, _ := f.Settings()
	to := s.Suggested()
	if to == s || s.AtProvider() || f.filledIn == s.FromAddress {
		return
	}
	f.filledIn = s.FromAddress
	f.filled, _ = to.Preset()
	f.fillIn(to.Host, to.Port, to.Security, strings.TrimSpace(s.FromAddress))
}

// fillIn puts a server into the fields, where a person typed nothing else.
func (f *Form) fillIn(server string, port int, security mail.Security, user string) {
	f.fields[mail.FieldHost].Retype(server)
	if !f.touched[mail.FieldPort] && !f.touched[mail.FieldSecurity] {
		f.fields[mail.FieldSecurity].Retype(string(security))
		f.fields[mail.FieldPort].Retype(digits(int64(port)))
	}
	if field := f.fields[mail.FieldUser]; field.Text() == "" || !f.touched[mail.FieldUser] {
		field.Retype(user)
	}
}

// find asks the domain of the sender for its server, where none is typed and the provider is not
// known.
func (f *Form) find() {
	s, _ := f.Settings()
	s = s.Trim()
	if s.Host != "" || s.AtProvider() || s.FromAddress == f.asked || s.FromAddress == "" {
		return
	}
	f.asked = s.FromAddress
	f.asking.Read(f.env, func(ctx context.Context) (autoconfig.Server, error) {
		return f.env.Desk.FindMailServer(ctx, s.FromAddress)
	}, page.Silently, func(found autoconfig.Server) {
		now, _ := f.Settings()
		if now = now.Trim(); now.Host != "" || now.FromAddress != s.FromAddress || now.AtProvider() {
			return // Something else was typed meanwhile.
		}
		f.found = found
		f.fillIn(found.Host, found.Port, found.Security, found.User)
		f.refresh()
	})
}

// sayDoubts says below server, port and user what rarely goes together, once they were left, and
// whose server was filled in.
func (f *Form) sayDoubts() {
	s, _ := f.Settings()
	doubts := s.Doubts()
	for _, name := range []string{mail.FieldHost, mail.FieldPort, mail.FieldUser} {
		hint := ""
		if name == mail.FieldHost && f.filled.Host != "" && s.Host == f.filled.Host {
			hint = f.env.T("email.filled_in", core.Args{"Name": f.filled.Name})
		}
		if name == mail.FieldHost && f.found.Host != "" && s.Host == f.found.Host {
			hint = f.env.T("email.found")
			if f.found.Elsewhere {
				hint = f.env.T("email.found_elsewhere")
			}
		}
		if doubt := doubts.Of(name); doubt != nil && (f.left[name] || !f.touched[name]) {
			hint = f.env.Words.Sentence(doubt)
		}
		f.fields[name].SetHint(hint)
	}
}

// digits writes a port, which has no separators.
func digits(n int64) string { return strconv.FormatInt(n, 10) }

// defaultPorts are the ports that follow the security; any other one was typed and stays.
func defaultPorts() []string {
	var ports []string
	for _, s := range []mail.Security{mail.SecurityTLS, mail.SecuritySTARTTLS, mail.SecurityNone} {
		ports = append(ports, strconv.Itoa(mail.DefaultPort(s)))
	}
	return ports
}

func (f *Form) add(name string, field *kit.Field) *kit.Field {
	f.fields[name] = page.Limit(name, field)
	field.SetOnEnter(func() { f.OnEnter() })
	field.OnChanged = func(string) {
		f.touched[name] = true
		f.refresh()
	}
	field.OnLeft = func() {
		f.left[name] = true
		if name == mail.FieldFromAddress {
			f.suggest()
			f.find()
		}
		f.refresh()
	}
	return field
}

// First is the field that gets the focus.
func (f *Form) First() fyne.Focusable { return f.fields[mail.FieldFromAddress].Focusable() }

// Fill puts settings into the fields.
func (f *Form) Fill(s mail.Settings) {
	port := ""
	if s.Port > 0 {
		port = strconv.Itoa(s.Port)
	}
	for name, text := range map[string]string{
		mail.FieldFromAddress: s.FromAddress, mail.FieldFromName: s.FromName,
		mail.FieldHost: s.Host, mail.FieldPort: port,
		mail.FieldSecurity: string(s.Security), mail.FieldUser: s.User,
		mail.FieldReplyTo: s.ReplyTo, mail.FieldProgramSource: s.ProgramSource,
		account.FieldPassword: "", fieldClientSecret: "",
		mail.FieldTenant: s.Tenant, mail.FieldClientID: s.ClientID, mail.FieldAuthURL: s.AuthURL,
		mail.FieldTokenURL: s.TokenURL, mail.FieldScopes: s.Scopes,
		mail.FieldProvider: keyOf(s.Provider), mail.FieldPerMinute: optional(s.PerMinute),
		mail.FieldPerDay: optional(s.PerDay),
	} {
		f.fields[name].SetText(text)
	}
	f.left, f.touched, f.trust = map[string]bool{}, map[string]bool{}, s.Trust
	f.filled = mail.Preset{}
	f.inside.SetOn(s.TextInside)
	f.copy.SetOn(s.CopyToSender)
	f.show()
}

// keyOf is the choice of a provider.
func keyOf(p oauth.Provider) string {
	if p == oauth.None {
		return byPassword
	}
	return string(p)
}

// Continue shows what was typed into an earlier form, whose place this one takes. It counts as
// typed here, too.
func (f *Form) Continue(earlier *Form) {
	for name, field := range f.fields {
		field.Retype(earlier.fields[name].Text())
	}
	f.inside.SetOn(earlier.inside.IsOn())
	f.copy.SetOn(earlier.copy.IsOn())
	f.left, f.trust, f.touched = earlier.left, earlier.trust, earlier.touched
	f.show()
}

// Settings are the fields as settings, and the password if one was typed; with a sign-in at a
// provider the secret of the client.
func (f *Form) Settings() (s mail.Settings, password string) {
	text := func(name string) string { return f.fields[name].Text() }
	port, err := strconv.Atoi(text(mail.FieldPort))
	if err != nil {
		port = 0
	}
	s = mail.Settings{
		FromAddress: text(mail.FieldFromAddress), FromName: text(mail.FieldFromName),
		Host: text(mail.FieldHost), Port: port,
		Security: mail.Security(text(mail.FieldSecurity)), User: text(mail.FieldUser),
		ReplyTo:       text(mail.FieldReplyTo),
		ProgramSource: text(mail.FieldProgramSource),
		TextInside:    f.inside.IsOn(), CopyToSender: f.copy.IsOn(),
		PerMinute: f.number(mail.FieldPerMinute), PerDay: f.number(mail.FieldPerDay),
		Trust: f.trust,
	}
	if key := text(mail.FieldProvider); key == byPassword || key == "" {
		return s, text(account.FieldPassword)
	}
	s.Client = oauth.Client{
		Provider: oauth.Provider(text(mail.FieldProvider)), Tenant: text(mail.FieldTenant),
		ClientID: text(mail.FieldClientID), AuthURL: text(mail.FieldAuthURL),
		TokenURL: text(mail.FieldTokenURL), Scopes: text(mail.FieldScopes),
	}.Used()
	return s, text(fieldClientSecret)
}

// ForgetPassword empties the field of the password, unless another one was typed meanwhile.
func (f *Form) ForgetPassword(password string) {
	for _, field := range []*kit.Field{f.password, f.secret} {
		if field.Text() == password {
			field.SetText("")
		}
	}
}

// Problems is what is wrong with the settings.
func (f *Form) Problems() core.Problems {
	s, _ := f.Settings()
	return page.InOrder(f.Object, f.fields, page.Unread(f.fields, s.Validate()))
}

// ShowAll says what is wrong with every field, and goes to the first of them.
func (f *Form) ShowAll() {
	for name := range f.fields {
		f.left[name] = true
	}
	f.refresh()
	if problems := f.Problems(); len(problems) > 0 {
		f.env.Canvas.Focus(f.fields[problems[0].Field].Focusable())
	}
}

// ShowKeyring says whether the keyring has the password, or why it cannot be asked.
func (f *Form) ShowKeyring(kept bool, err error) {
	switch {
	case err != nil:
		f.password.SetHint(f.env.Words.Error(err) + " " + f.env.T("email.ask_once"))
	case kept:
		f.password.SetPlaceholder("••••••••••")
		f.password.SetHint(f.env.T("email.in_keyring"))
	default:
		f.password.SetHint(f.env.T("email.keyring"))
	}
}

// ShowClientSecret says whether the keyring has the secret of the client.
func (f *Form) ShowClientSecret(kept bool) {
	if !kept {
		f.secret.SetPlaceholder("").SetHint(f.env.T("email.keyring"))
		return
	}
	f.secret.SetPlaceholder("••••••••••").SetHint(f.env.T("email.in_keyring"))
}

// showProvider shows the fields that the chosen provider has.
func (f *Form) showProvider() {
	s, _ := f.Settings()
	f.sayLimits(s)
	isOther := s.Provider == oauth.Other
	for name, shown := range map[string]bool{
		account.FieldPassword: !s.AtProvider(), mail.FieldClientID: s.AtProvider(),
		mail.FieldTenant:  s.Provider == oauth.Microsoft,
		fieldClientSecret: isOther || s.Provider == oauth.Google,
		mail.FieldAuthURL: isOther, mail.FieldTokenURL: isOther, mail.FieldScopes: isOther,
	} {
		if shown {
			f.fields[name].Show()
		} else {
			f.fields[name].Hide()
		}
	}
}

func (f *Form) refresh() {
	f.show()
	f.changed()
}

func (f *Form) show() {
	f.showProvider()
	f.sayDoubts()
	problems := f.Problems()
	for name, field := range f.fields {
		if p := problems.Of(name); p != nil && f.left[name] {
			field.SetError(f.env.Words.Sentence(p))
		} else {
			field.SetError("")
		}
	}
	f.Object.Refresh()
	f.Sending.Refresh()
}
