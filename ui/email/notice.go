package email

import (
	"net/url"

	"resellerdesk/core"
	"resellerdesk/core/mail"
	"resellerdesk/core/oauth"
	"resellerdesk/ui/kit"
)

// Notice says, before the first try, what the provider in a form demands: an app password, that the
// mailbox lets programs in, or another way than a password.
type Notice struct {
	// Banner is the notice; it is hidden while there is nothing to say.
	Banner *kit.Banner

	form *Form
	said string
}

// NewNotice returns the notice of a form.
func NewNotice(form *Form) *Notice { return &Notice{Banner: kit.NewBanner(), form: form} }

// Refresh says what fits what is typed, and tells whether that is something else than before.
func (n *Notice) Refresh() (changed bool) {
	s, _ := n.form.Settings()
	p, key := mail.Preset{}, ""
	if !s.AtProvider() {
		p, _ = s.Preset()
		key = p.Notice()
	}
	said := p.Name + key
	if said == n.said {
		return false
	}
	n.said = said
	if key == "" {
		n.Banner.Set(kit.Info, "", "", "")
		return true
	}
	env, tone := n.form.env, kit.Info
	if p.Provider == oauth.Microsoft {
		tone = kit.Warn
	}
	name := core.Args{"Name": p.Name}
	n.Banner.Set(
		tone, env.T("email.ends."+key, name), "", env.T("email.ends_text."+key, name),
		n.links(p)...,
	)
	env.Host.Attach(n.Banner)
	return true
}

// links lead to another way, and to the pages of the provider.
func (n *Notice) links(p mail.Preset) (links []kit.Action) {
	env := n.form.env
	if p.Provider != oauth.None && n.form.offers {
		links = append(links, kit.Action{
			Text: env.T("provider." + string(p.Provider)),
			Do:   func() { n.form.Choose(p.Provider) },
		})
	}
	if p.Help != "" {
		links = append(links, kit.Action{Text: env.T("email.provider_page"), Do: func() {
			link, err := url.Parse(p.Help)
			if err == nil {
				err = env.Browse(link)
			}
			if err != nil { // A person can type it.
				env.Toasts.Tell(p.Help)
			}
		}})
	}
	return links
}
