package main

import (
	"resellerdesk/core"
	"resellerdesk/core/letter"
)

// mailLooks is what all mails of the workspace have in common.
type mailLooks struct {
	Color     string `json:"color"`      // "" for that of the mail program.
	LogoBytes int    `json:"logo_bytes"` // 0 for no logo.
}

func (a mailLooks) text(p *page) {
	color, logo := p.t("mail_brand.usual"), p.t("mail_brand.no_logo")
	if a.Color != "" {
		color = a.Color
	}
	if a.LogoBytes > 0 {
		logo = p.t("mail_brand.logo_size", core.Args{"Size": (a.LogoBytes + 999) / 1000})
	}
	p.line(p.t("field."+letter.FieldColor) + ": " + color)
	p.line(p.t("field."+letter.FieldLogo) + ": " + logo)
}

// looksNow are the looks that are set.
func (c *call) looksNow() (answer, error) {
	b, err := c.desk.MailBrand(c.ctx)
	return whole(mailLooks{b.Color, len(b.Logo)}, err)
}

func mailLooksShow(flags) action {
	return withDesk(func(c *call) (answer, error) { return c.looksNow() })
}

// mailLooksSet changes what the flags say; "none" takes it away.
func mailLooksSet(f flags) action {
	logo := f.text(letter.FieldLogo)
	f.text(letter.FieldColor)
	return withDesk(func(c *call) (answer, error) {
		b, err := c.desk.MailBrand(c.ctx)
		if err != nil {
			return nil, err
		}
		c.setText(&b.Color, letter.FieldColor)
		if b.Color == none {
			b.Color = ""
		}
		switch *logo {
		case "":
		case none:
			b.Logo = nil
		default:
			picture, err := c.read(*logo, letter.MaxLogoBytes)
			if err != nil {
				return nil, &core.Error{
					Code: core.Unavailable, Key: "sheet.unreadable", Err: err,
				}
			}
			b.Logo = []byte(picture)
		}
		if err := c.desk.SetMailBrand(c.ctx, b); err != nil {
			return nil, err
		}
		return c.looksNow()
	})
}
