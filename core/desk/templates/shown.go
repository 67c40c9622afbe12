package templates

import (
	"context"

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

// shown is what a preview shows: a letter with real or made-up data.
type shown struct {
	letter Letter
	to     string
	about  string // Whose data they are, "" for made-up ones.
}

// shownFor is what a mail of a kind would say now.
func (d *Desk) shownFor(
	ctx context.Context, s *action.Session, words *i18n.Printer, settings store.MailSettings,
	kind letter.Kind, of string,
) (shown, error) {
	from := s.Account.Profile
	switch {
	case kind.ToReseller():
		to, about, err := d.shownReseller(ctx, s, of)
		if err != nil {
			return shown{}, err
		}
		l := d.resellerLetter(words, settings.Settings, kind, s.Account, to)
		address, name := profileOf(to, about)
		return shown{l, address, name}, nil
	case kind.ToCustomer():
		return d.shownPBX(ctx, s, words, kind, of)
	case kind == letter.KindReceipt || kind == letter.KindReport:
		u, err := d.k.Store.Upstream(ctx)
		to := account.Profile{Company: u.Company, FirstName: u.Name, Email: u.Email}
		file := activation.FileName(from.Company) + ".resellerdesk"
		return shown{FileLetter(words, kind, from, to, file), u.Email, u.Company}, err
	case kind == letter.KindAlarm:
		alarms := []string{
			words.T("mail_template.example_alarm"), words.T("mail_template.example_alarm2"),
		}
		return shown{AlarmLetter(words, from, alarms), "", ""}, nil
	}
	l := Letter{
		Kind: kind, Language: words.Language(), Values: Sender(from), Company: from.Company,
	}
	l.Values.Set(map[string]string{letter.VarReplyTo: settings.FromAddress})
	return shown{l, settings.FromAddress, from.Company}, nil
}

// shownReseller is the reseller with an id, the newest one, or one that is made up.
func (d *Desk) shownReseller(
	ctx context.Context, s *action.Session, of string,
) (a account.Account, about string, err error) {
	if !mayShowReseller(s) {
		return exampleReseller(), "", nil
	}
	if of == "" {
		rows, err := d.newestResellers(ctx, 1)
		if err != nil || len(rows) == 0 {
			return exampleReseller(), "", err
		}
		of = rows[0].ID
	}
	if a, err = d.k.Store.Account(ctx, of); err == nil && a.Kind != account.Reseller {
		err = &core.Error{Code: core.NotFound, Key: "mail_template.nobody"}
	}
	return a, a.Profile.Company, err
}

// resellerLetter is a mail to a reseller, whose file holds nothing.
func (d *Desk) resellerLetter(
	words *i18n.Printer, settings mail.Settings, kind letter.Kind, from, to account.Account,
) Letter {
	name := activation.FileName(to.Profile.Company)
	switch {
	case isActivation(kind):
		lives := activation.Lifetime
		if kind == letter.KindReset {
			lives = activation.Reset.Lives()
		}
		return ActivationLetter(
			words, kind, settings, from, to, d.k.Time().Add(lives),
			name+activation.Extension, exampleFile,
		)
	case kind == letter.KindPackage:
		l := FileLetter(words, kind, from.Profile, to.Profile, name+".resellerdesk")
		SayPackage(words, l, to)
		return l
	}
	if to.Profile.ValidUntil == core.NoDay {
		to.Profile.ValidUntil = core.DayOf(d.k.Time()) + 30
	}
	return PackageLetter(words, kind, from.Profile, to.Profile)
}

// exampleFile stands where a mail has its activation file as text.
const exampleFile = "-----BEGIN RESELLER DESK EXAMPLE-----\n" +
	"AbCdEfGhIjKlMnOpQrStUvWxYz0123456789AbCdEfGhIjKlMnOpQrStUvWxYz01\n" +
	"23456789\n-----END RESELLER DESK EXAMPLE-----"

// exampleReseller is a reseller that is made up.
func exampleReseller() account.Account {
	return account.Account{
		Kind: account.Reseller,
		Profile: account.Profile{
			Company: "Kranich Telefonie GmbH", FirstName: "Nina", LastName: "Albrecht",
			Email: "nina@kranichtel.example",
		},
		Package: capacity.Package{
			Amounts: capacity.Amounts{
				capacity.Extensions: 120, capacity.ConcurrentCalls: 16,
				capacity.RecordingMinutes: 2000,
			},
			MinExtensions: 1,
		},
		Permissions: permission.Default(),
	}
}

// shownPBX is a mail about the PBX with an id, the newest one, or one that is made up.
func (d *Desk) shownPBX(
	ctx context.Context, s *action.Session, words *i18n.Printer, kind letter.Kind, of string,
) (shown, error) {
	if !mayShowPBX(s) {
		return d.examplePBX(s, words, kind), nil
	}
	if of == "" {
		rows, err := d.newestPBXs(ctx, 1)
		if err != nil || len(rows) == 0 {
			return d.examplePBX(s, words, kind), err
		}
		of = rows[0].ID
	}
	p, err := d.k.Store.PBX(ctx, of)
	if err != nil {
		return shown{}, err
	}
	from, err := d.k.Store.Account(ctx, p.Owner.ID)
	if err != nil {
		return shown{}, err
	}
	to := exampleCustomer()
	if len(p.Customers) > 0 {
		if to, err = d.k.Store.Customer(ctx, p.Customers[0].ID); err != nil {
			return shown{}, err
		}
	}
	d.sayLastDay(&p)
	return shown{CustomerLetter(words, kind, from.Profile, p, to), to.Email, p.Name}, nil
}

// examplePBX is a mail about a PBX that is made up.
func (d *Desk) examplePBX(s *action.Session, words *i18n.Printer, kind letter.Kind) shown {
	p := pbx.PBX{Draft: pbx.Draft{Name: "Praxis am Hafen"}}
	p.SubDomain, p.Domain, p.Extensions, p.ConcurrentCalls = "praxis", "cloud.example", 20, 5
	d.sayLastDay(&p)
	l := CustomerLetter(words, kind, s.Account.Profile, p, exampleCustomer())
	return shown{l, "", ""}
}

func exampleCustomer() pbx.Customer {
	return pbx.Customer{CustomerDraft: pbx.CustomerDraft{
		FirstName: "Kai", LastName: "Lorenz", Company: "Praxis am Hafen",
	}}
}

// sayLastDay gives a PBX that does not end a last day to show.
func (d *Desk) sayLastDay(p *pbx.PBX) {
	if p.Expiry == core.NoDay {
		p.Expiry = core.DayOf(d.k.Time()) + 30
	}
}
