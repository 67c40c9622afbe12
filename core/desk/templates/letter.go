package templates

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"time"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/activation"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk/internal/action"
	"resellerdesk/core/i18n"
	"resellerdesk/core/letter"
	"resellerdesk/core/mail"
	"resellerdesk/core/pbx"
	"resellerdesk/core/permission"
	"resellerdesk/core/store"
)

// Letter is what a mail says, before it is put into words.
type Letter struct {
	Kind     letter.Kind
	Language string
	Values   letter.Values
	Company  string // Of the sender.
	Owner    string // Of the PBX that it is about, "" for none.
}

// WriteMail puts a letter into the words of the workspace, and into a message. A text that was
// saved with a program that demanded less is not used, but that of the program; the log says so.
func WriteMail(
	ctx context.Context, k *action.Kernel, tx store.Tx, l Letter, m *mail.Message,
) error {
	words := k.Printer(l.Language)
	l.Language = words.Language()
	t, outdated, err := usedTemplate(ctx, tx, words, l.Kind)
	if err != nil {
		return err
	}
	if len(outdated) > 0 {
		if err := logOutdated(k, tx, t, outdated, m.To); err != nil {
			return err
		}
	}
	looks, err := LooksOf(ctx, tx, words, l)
	if err != nil {
		return err
	}
	w := looks.write(t, l)
	m.Subject, m.Text, m.HTML, m.Inline = w.Subject, w.Text, w.HTML, w.Inline
	return nil
}

// usedTemplate is the text that the mails of a kind are made of; outdated is why a stored one is
// not.
func usedTemplate(
	ctx context.Context, r store.Reader, words *i18n.Printer, kind letter.Kind,
) (t letter.Template, outdated core.Problems, err error) {
	stored, err := r.MailTemplate(ctx, kind, words.Language())
	switch {
	case err == nil:
		if outdated = stored.Check(VariableWord(words)); len(outdated) == 0 {
			return stored.Template, nil, nil
		}
	case !core.IsNotFound(err):
		return t, nil, err
	}
	t, err = letter.BuiltIn(kind, words.Language())
	return t, outdated, err
}

// VariableWord says what a variable is called in a language.
func VariableWord(words *i18n.Printer) func(key string) string {
	return func(key string) string {
		full := "mail_variable." + key
		if word := words.T(full); word != full {
			return word
		}
		return key
	}
}

func logOutdated(
	k *action.Kernel, tx store.Tx, t letter.Template, why core.Problems, to string,
) error {
	return k.LogResult(tx, "", store.LogEntry{
		Module: store.ModuleEmail, Operation: "email.template_outdated",
		Object: TemplateName(t), Name: to, Detail: core.ErrorText(why),
	}, store.ResultOK)
}

// TemplateName names a template in the log.
func TemplateName(t letter.Template) string { return string(t.Kind) + "." + t.Language }

// Looks are what all mails of a sender have in common.
type Looks struct {
	Brand     letter.Brand
	Signature letter.Template
}

func (l Looks) write(t letter.Template, of Letter) letter.Written {
	d := letter.Compose(t, l.Signature, of.Values)
	return letter.Write(d, of.Language, l.Brand, of.Company)
}

// LooksOf are the looks of a mail: those of the workspace, or none where they are not the sender's.
func LooksOf(
	ctx context.Context, r store.Reader, words *i18n.Printer, of Letter,
) (l Looks, err error) {
	own, err := hasOwnLooks(ctx, r, of)
	if err != nil {
		return l, err
	}
	if !own {
		l.Signature, err = letter.BuiltIn(letter.KindSignature, words.Language())
		return l, err
	}
	if l.Brand, err = r.MailBrand(ctx); err != nil {
		return l, err
	}
	l.Signature, _, err = usedTemplate(ctx, r, words, letter.KindSignature)
	return l, err
}

// hasOwnLooks tells whether a mail looks as the workspace says. A reseller with white label has its
// own looks towards its customers; the distributor's are not shown to these.
func hasOwnLooks(ctx context.Context, r store.Reader, of Letter) (bool, error) {
	isReseller, err := isUpstream(ctx, r)
	if err != nil {
		return false, err
	}
	if isReseller {
		w, err := r.Workspace(ctx)
		return w.WhiteLabel && of.Kind.ToCustomer(), err
	}
	if !of.Kind.ToCustomer() || of.Owner == "" {
		return true, nil
	}
	a, err := r.Account(ctx, of.Owner)
	return a.Kind != account.Reseller || !a.Package.WhiteLabel, err
}

// isUpstream tells whether the workspace is that of a reseller.
func isUpstream(ctx context.Context, r store.Reader) (bool, error) {
	_, err := r.Upstream(ctx)
	if core.IsNotFound(err) {
		return false, nil
	}
	return err == nil, err
}

// Sender are the values of who sends a mail.
func Sender(from account.Profile) letter.Values {
	return letter.Values{}.Set(map[string]string{
		letter.VarSenderName: from.Name(), letter.VarSenderCompany: from.Company,
		letter.VarDistributor: from.Company, letter.VarPhone: cmp.Or(from.Phone, from.Mobile),
	})
}

// FileLetter is a mail that carries a file between two desktops.
func FileLetter(
	words *i18n.Printer, kind letter.Kind, from, to account.Profile, fileName string,
) Letter {
	v := Sender(from).Set(map[string]string{
		letter.VarFirstName: to.FirstName, letter.VarLastName: to.LastName,
		letter.VarCompany: to.Company, letter.VarFileName: fileName,
	})
	return Letter{Kind: kind, Language: words.Language(), Values: v, Company: from.Company}
}

// SayPackage adds what the package of a reseller holds.
func SayPackage(words *i18n.Printer, l Letter, of account.Account) {
	l.Values[letter.VarPackage] = letter.Value{Lines: packageLines(words, of)}
}

// CustomerLetter is a mail about a PBX to one of its customers.
func CustomerLetter(
	words *i18n.Printer, kind letter.Kind, from account.Profile, p pbx.PBX, to pbx.Customer,
) Letter {
	v := Sender(from).Set(map[string]string{
		letter.VarFirstName: to.FirstName, letter.VarLastName: to.LastName,
		letter.VarCompany: to.Company, letter.VarPBX: p.Name,
		letter.VarLastDay: words.Day(p.Expiry),
	})
	v[letter.VarPBXDetails] = letter.Value{Lines: pbxLines(words, p)}
	return Letter{
		Kind: kind, Language: words.Language(), Values: v, Company: from.Company,
		Owner: p.Owner.ID,
	}
}

// pbxLines is what a customer reads about a PBX.
func pbxLines(words *i18n.Printer, p pbx.PBX) []letter.Line {
	var lines []letter.Line
	say := func(key, value string) {
		lines = append(lines, letter.Line{Name: words.T(key), Value: value})
	}
	if p.Host() != "" { // One that a lost desktop had reported may have none yet.
		say("pbx.mail_address", "https://"+p.Host())
	}
	say("field."+string(capacity.Extensions), words.Number(p.Extensions))
	if p.ConcurrentCalls > 0 {
		say("field."+string(capacity.ConcurrentCalls), words.Number(p.ConcurrentCalls))
	}
	if p.Recording {
		say("field."+string(capacity.RecordingMinutes), words.Number(p.RecordingMinutes))
	}
	if p.Expiry != core.NoDay {
		say("field."+pbx.FieldExpiry, words.Day(p.Expiry))
	}
	return lines
}

// PackageLetter is a mail that reminds a reseller of the end of its package.
func PackageLetter(words *i18n.Printer, kind letter.Kind, from, to account.Profile) Letter {
	v := Sender(from).Set(map[string]string{
		letter.VarFirstName: to.FirstName, letter.VarLastName: to.LastName,
		letter.VarCompany: to.Company, letter.VarLastDay: words.Day(to.ValidUntil),
	})
	return Letter{Kind: kind, Language: words.Language(), Values: v, Company: from.Company}
}

// AlarmLetter is a mail that tells of alarms. The program sends it by itself.
func AlarmLetter(words *i18n.Printer, owner account.Profile, alarms []string) Letter {
	v := Sender(owner).Set(map[string]string{
		letter.VarFirstName: owner.FirstName, letter.VarLastName: owner.LastName,
		letter.VarSenderName: words.T("app.name"),
		letter.VarAlarmCount: words.T("alarm.mail_count", core.Args{"Count": len(alarms)}),
	})
	var lines []letter.Line
	for _, text := range alarms {
		lines = append(lines, letter.Line{Value: text})
	}
	v[letter.VarAlarms] = letter.Value{Lines: lines}
	return Letter{
		Kind: letter.KindAlarm, Language: words.Language(), Values: v, Company: owner.Company,
	}
}

// ActivationLetter is a mail that carries an invitation or a password reset.
func ActivationLetter(
	p *i18n.Printer, kind letter.Kind, settings mail.Settings, from, to account.Account,
	until time.Time, fileName, file string,
) Letter {
	l := FileLetter(p, kind, from.Profile, to.Profile, fileName)
	source := settings.ProgramSource
	if source == "" {
		source = p.T("mail_template.ask_source", core.Args{
			"Name": from.Profile.Name(), "Company": from.Profile.Company,
		})
	}
	l.Values.Set(map[string]string{
		letter.VarEmail: to.Profile.Email, letter.VarProgramSource: source,
		letter.VarReplyTo:        cmp.Or(settings.ReplyTo, settings.FromAddress),
		letter.VarValidUntil:     p.DateTimeZone(until),
		letter.VarDays:           p.Number(int64(activation.Lifetime / (24 * time.Hour))),
		letter.VarActivationText: file,
	})
	l.Values[letter.VarPackage] = letter.Value{Lines: packageLines(p, to)}
	l.Values[letter.VarFeatures] = letter.Value{Lines: featureLines(p, to.Permissions)}
	return l
}

func packageLines(p *i18n.Printer, to account.Account) []letter.Line {
	var lines []letter.Line
	for _, r := range capacity.Resources() {
		if n, has := to.Package.Amounts[r]; has {
			lines = append(lines, letter.Line{Name: p.T("field." + string(r)), Value: p.Number(n)})
		}
	}
	lines = append(
		lines,
		letter.Line{Name: p.T("field.min_extensions"), Value: p.Number(to.Package.MinExtensions)},
		letter.Line{
			Name: p.T("package.max_extensions"), Value: p.Number(capacity.MaxExtensionsPerPBX),
		},
	)
	if most := to.Package.PBXLimit; most != nil {
		lines = append(lines, letter.Line{Name: p.T("field.pbx_limit"), Value: p.Number(*most)})
	}
	if to.Package.HighAvailability {
		lines = append(lines, letter.Line{Name: p.T("field.high_availability"), Value: p.T("yes")})
	}
	if to.Package.WhiteLabel {
		lines = append(lines, letter.Line{Name: p.T("field.white_label"), Value: p.T("yes")})
	}
	if until := to.Profile.ValidUntil; until != core.NoDay {
		lines = append(lines, letter.Line{Name: p.T("field.valid_until"), Value: p.Day(until)})
	}
	return lines
}

// featureLines are the features of a set, a line each place of the menu.
func featureLines(p *i18n.Printer, held permission.Set) []letter.Line {
	var lines []letter.Line
	for _, g := range permission.Groups(permission.Offered()) {
		tab := p.T("tab." + string(g.Tab))
		if g.Heading != permission.NoHeading {
			tab += " › " + p.T("heading."+string(g.Heading))
		}
		var names []string
		for _, f := range g.Features {
			for _, key := range f.Keys() {
				if held[key] {
					names = append(names, p.T(fmt.Sprintf("feature.%s", key)))
				}
			}
		}
		if len(names) > 0 {
			lines = append(lines, letter.Line{Name: tab, Value: strings.Join(names, ", ")})
		}
	}
	return lines
}
