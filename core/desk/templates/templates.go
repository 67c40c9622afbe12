// Package templates is the part of the desk for the texts and the looks of mails.
package templates

import (
	"context"
	"slices"
	"strings"
	"time"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/desk/internal/action"
	"resellerdesk/core/i18n"
	"resellerdesk/core/letter"
	"resellerdesk/core/permission"
	"resellerdesk/core/store"
)

// Desk is what a person can do there.
type Desk struct{ k *action.Kernel }

// New returns the part of a desk that has the kernel.
func New(k *action.Kernel) *Desk { return &Desk{k} }

// MailTemplate is a text of mails as a person edits it: its variables have the names of its
// language.
type MailTemplate struct {
	letter.Template
	Variables []MailVariable
	Changed   bool // It is not that of the program.
	ChangedAt time.Time
	ChangedBy string        // "" where it is not known any more.
	Outdated  core.Problems // Why that of the program is used in its place.
}

// MailVariable is what a text can name.
type MailVariable struct {
	letter.Variable
	Word string // What it is called in the language of the text.
}

// MailTemplates returns the texts of all mails that are sent from the workspace, in each language.
func (d *Desk) MailTemplates(ctx context.Context) ([]MailTemplate, error) {
	s, err := d.k.Authorize(permission.EmailSettings)
	if err != nil {
		return nil, err
	}
	stored, err := d.k.Store.MailTemplates(ctx)
	if err != nil {
		return nil, err
	}
	var list []MailTemplate
	for _, kind := range letter.Kinds() {
		if !isSentHere(s, kind) {
			continue
		}
		for _, lang := range i18n.Languages {
			t, err := d.edited(ctx, kind, lang, stored)
			if err != nil {
				return nil, err
			}
			list = append(list, t)
		}
	}
	return list, nil
}

// isSentHere tells whether the workspace of a session has texts of a kind.
func isSentHere(s *action.Session, kind letter.Kind) bool {
	if s.Upstream {
		return kind.OfReseller()
	}
	return kind.OfDistributor()
}

// edited is a text as a person edits it.
func (d *Desk) edited(
	ctx context.Context, kind letter.Kind, lang string, stored []letter.Stored,
) (MailTemplate, error) {
	words := d.k.Printer(lang)
	own, err := letter.BuiltIn(kind, lang)
	if err != nil {
		return MailTemplate{}, err
	}
	t := MailTemplate{Template: own}
	for _, v := range kind.Variables() {
		t.Variables = append(t.Variables, MailVariable{v, VariableWord(words)(v.Key)})
	}
	i := slices.IndexFunc(stored, func(m letter.Stored) bool {
		return m.Kind == kind && m.Language == lang
	})
	if i >= 0 {
		t.Template, t.ChangedAt, t.Changed = stored[i].Template, stored[i].ChangedAt, true
		t.Outdated = stored[i].Check(VariableWord(words))
		if by, err := d.k.Store.Account(ctx, stored[i].ChangedBy); err == nil {
			t.ChangedBy = by.Profile.Name()
		}
	}
	t.Template = t.Renamed(VariableWord(words))
	return t, nil
}

// stored is a text as it is stored: its variables have their keys. It takes their names in every
// language, whatever their case.
func (d *Desk) stored(t letter.Template) letter.Template {
	keys := map[string]string{}
	for _, lang := range i18n.Languages {
		word := VariableWord(d.k.Printer(lang))
		for _, v := range t.Kind.Variables() {
			keys[folded(word(v.Key))] = v.Key
		}
	}
	return t.Renamed(func(name string) string {
		if key, known := keys[folded(name)]; known {
			return key
		}
		return name
	}).Trim()
}

// folded is a name without its case and how many blanks are in it.
func folded(name string) string { return strings.ToLower(strings.Join(strings.Fields(name), " ")) }

// SetMailTemplate saves a text of mails. The one of the program is none of its own.
func (d *Desk) SetMailTemplate(ctx context.Context, t letter.Template) error {
	t = d.stored(t)
	entry := d.templateEntry("email.template", t)
	permit := d.k.Holding(permission.EmailSettings)
	return d.k.PerformWrite(permit, &entry, func(s *action.Session, tx store.Tx) error {
		own, err := d.templateOf(ctx, tx, s, t)
		if err != nil {
			return err
		}
		if err := t.Check(VariableWord(d.k.Printer(t.Language))).Err(); err != nil {
			return err
		}
		if t == own {
			return d.dropTemplate(ctx, tx, s, entry, own)
		}
		if entry.Before, err = templateBefore(ctx, tx, own); err != nil {
			return err
		}
		entry.After = templateText(t)
		err = tx.SetMailTemplate(letter.Stored{
			Template: t, ChangedAt: d.k.Now(), ChangedBy: s.Account.ID,
		})
		if err != nil {
			return err
		}
		return d.k.LogDone(tx, s, entry)
	}, action.SettingsChanged)
}

// ResetMailTemplate makes mails of the text of the program again.
func (d *Desk) ResetMailTemplate(ctx context.Context, kind letter.Kind, lang string) error {
	entry := d.templateEntry("email.template_reset", letter.Template{Kind: kind, Language: lang})
	permit := d.k.Holding(permission.EmailSettings)
	return d.k.PerformWrite(permit, &entry, func(s *action.Session, tx store.Tx) error {
		own, err := d.templateOf(ctx, tx, s, letter.Template{Kind: kind, Language: lang})
		if err != nil {
			return err
		}
		return d.dropTemplate(ctx, tx, s, entry, own)
	}, action.SettingsChanged)
}

func (d *Desk) dropTemplate(
	ctx context.Context, tx store.Tx, s *action.Session, entry store.LogEntry, own letter.Template,
) (err error) {
	if entry.Before, err = templateBefore(ctx, tx, own); err != nil {
		return err
	}
	entry.After = templateText(own)
	if err := tx.DropMailTemplate(own.Kind, own.Language); err != nil {
		return err
	}
	return d.k.LogDone(tx, s, entry)
}

// templateOf is the text of the program in whose place another one is to come, if the workspace has
// texts of that kind.
func (d *Desk) templateOf(
	ctx context.Context, r store.Reader, s *action.Session, t letter.Template,
) (letter.Template, error) {
	own, err := letter.BuiltIn(t.Kind, t.Language)
	if err == nil && !isSentHere(s, t.Kind) {
		err = &core.Error{Code: core.NotFound, Key: "mail_template.kind"}
	}
	if err == nil && t.Kind == letter.KindSignature {
		err = mayLook(ctx, r, s)
	}
	return own, err
}

// mayLook refuses looks of one's own to a reseller without white label.
func mayLook(ctx context.Context, r store.Reader, s *action.Session) error {
	if !s.Upstream {
		return nil
	}
	w, err := r.Workspace(ctx)
	if err == nil && !w.WhiteLabel {
		err = &core.Error{Code: core.Forbidden, Key: "mail_brand.white_label"}
	}
	return err
}

// templateBefore is what the log says of the text that was used before.
func templateBefore(ctx context.Context, r store.Reader, own letter.Template) (string, error) {
	stored, err := r.MailTemplate(ctx, own.Kind, own.Language)
	if core.IsNotFound(err) {
		return templateText(own), nil
	}
	return templateText(stored.Template), err
}

func templateText(t letter.Template) string {
	return action.AsJSON(map[string]string{
		letter.FieldSubject: t.Subject, letter.FieldText: t.Text,
	})
}

// templateEntry is what the log says of a text of mails.
func (d *Desk) templateEntry(operation string, t letter.Template) store.LogEntry {
	return store.LogEntry{
		Module: store.ModuleEmail, Operation: operation, Object: TemplateName(t),
		Name: TemplateName(t),
	}
}

// MailBrand returns how mails look, an empty one before it was first set.
func (d *Desk) MailBrand(ctx context.Context) (letter.Brand, error) {
	if _, err := d.k.Authorize(permission.EmailSettings); err != nil {
		return letter.Brand{}, err
	}
	return d.k.Store.MailBrand(ctx)
}

// SetMailBrand changes how mails look: for a reseller with white label, those to its customers.
func (d *Desk) SetMailBrand(ctx context.Context, b letter.Brand) error {
	b = b.Trim()
	entry := store.LogEntry{Module: store.ModuleEmail, Operation: "email.brand", Name: b.Color}
	permit := d.k.Holding(permission.EmailSettings)
	return d.k.PerformWrite(permit, &entry, func(s *action.Session, tx store.Tx) error {
		if err := mayLook(ctx, tx, s); err != nil {
			return err
		}
		if err := b.Validate().Err(); err != nil {
			return err
		}
		before, err := tx.MailBrand(ctx)
		if err != nil {
			return err
		}
		entry.Before, entry.After = brandText(before), brandText(b)
		if err := tx.SetMailBrand(b); err != nil {
			return err
		}
		return d.k.LogDone(tx, s, entry)
	}, action.SettingsChanged)
}

// brandText is a brand as the log keeps it: of the logo only how large it is, in bytes.
func brandText(b letter.Brand) string {
	return action.AsJSON(map[string]any{letter.FieldColor: b.Color, letter.FieldLogo: len(b.Logo)})
}

// MailPreview is a mail as it would go with a text that need not be saved.
type MailPreview struct {
	Problems core.Problems   // Of the text.
	Document letter.Document // What both parts say.
	Brand    letter.Brand
	Text     string
	HTML     string
	From     string
	To       string // "" where it is made up.
	About    string // Whose data it shows, "" for made-up ones.
	Own      bool   // The text is that of the program.
}

// PreviewMail shows a text with the data of a reseller, or of a PBX where the mail goes to
// customers; "" is the newest one. Where there is none, or the person may not see it, the data are
// made up. A secret is never in it.
func (d *Desk) PreviewMail(
	ctx context.Context, t letter.Template, of string,
) (p MailPreview, err error) {
	s, err := d.k.Authorize(permission.EmailSettings)
	if err != nil {
		return p, err
	}
	t = d.stored(t)
	own, err := letter.BuiltIn(t.Kind, t.Language)
	if err == nil && !isSentHere(s, t.Kind) {
		err = &core.Error{Code: core.NotFound, Key: "mail_template.kind"}
	}
	if err != nil {
		return p, err
	}
	words := d.k.Printer(t.Language)
	p.Problems, p.Own = t.Check(VariableWord(words)), t == own
	settings, err := d.k.Store.MailSettings(ctx)
	if err != nil {
		return p, err
	}
	if settings.FromAddress == "" {
		settings.FromAddress = s.Account.Profile.Email // As setting mail up suggests.
	}
	shown, err := d.shownFor(ctx, s, words, settings, t.Kind, of)
	if err != nil {
		return p, err
	}
	look, err := LooksOf(ctx, d.k.Store, words, shown.letter)
	if err != nil {
		return p, err
	}
	p.Document = letter.Compose(t, look.Signature, shown.letter.Values)
	w := letter.Write(p.Document, t.Language, look.Brand, shown.letter.Company)
	p.Brand, p.Text, p.HTML, p.From = look.Brand, w.Text, w.HTML, settings.FromName
	p.To, p.About = shown.to, shown.about
	if p.From == "" {
		p.From = settings.FromAddress
	}
	return p, nil
}

// PreviewFor is a record with whose data a mail can be shown.
type PreviewFor struct{ ID, Name string }

// PreviewsFor returns the newest records with whose data mails of a kind can be shown; none where
// the person may not see them.
func (d *Desk) PreviewsFor(ctx context.Context, kind letter.Kind) ([]PreviewFor, error) {
	s, err := d.k.Authorize(permission.EmailSettings)
	if err != nil {
		return nil, err
	}
	var list []PreviewFor
	switch {
	case kind.ToReseller() && mayShowReseller(s):
		rows, err := d.newestResellers(ctx, previewsListed)
		for _, r := range rows {
			list = append(list, PreviewFor{r.ID, r.Company})
		}
		return list, err
	case kind.ToCustomer() && mayShowPBX(s):
		rows, err := d.newestPBXs(ctx, previewsListed)
		for _, r := range rows {
			list = append(list, PreviewFor{r.ID, r.Name})
		}
		return list, err
	}
	return list, nil
}

// previewsListed is how many records can be chosen for a preview.
const previewsListed = 20

func mayShowReseller(s *action.Session) bool { return s.Account.Holds()[permission.UserView] }

func mayShowPBX(s *action.Session) bool {
	held := s.Account.Holds()
	return held[permission.PBXView] && held[permission.CustomerView]
}

func (d *Desk) newestResellers(ctx context.Context, most int) ([]store.ResellerRow, error) {
	return d.k.Store.ResellerList().Page(ctx, store.ResellerQuery{
		Sort: store.ByCreated, Down: true, Limit: most, Now: d.k.Now(),
	})
}

func (d *Desk) newestPBXs(ctx context.Context, most int) ([]store.PBXRow, error) {
	return d.k.Store.PBXList().Page(ctx, store.PBXQuery{
		Sort: store.ByCreated, Down: true, Limit: most, Now: d.k.Now(),
	})
}

// isActivation tells whether the mails of a kind carry an invitation.
func isActivation(kind letter.Kind) bool {
	return kind == letter.KindActivation || kind == letter.KindReactivation ||
		kind == letter.KindReset
}

// profileOf is the account that a preview is about.
func profileOf(a account.Account, about string) (to, said string) {
	if about == "" {
		return "", ""
	}
	return a.Profile.Email, a.Profile.Company
}
