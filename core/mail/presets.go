package mail

import (
	"slices"
	"strings"

	"resellerdesk/core/oauth"
)

// Demand is what a provider asks of a person before a program may send.
type Demand string

// The demands.
const (
	NoDemand          Demand = ""
	DemandAppPassword Demand = "app_password" // Always one, whatever the sign-in in the browser is.
	DemandTwoFactor   Demand = "two_factor"   // An app password where two factors are on.
	DemandAllow       Demand = "allow"        // The mailbox must let programs in.
	DemandOwn         Demand = "own_password" // A password for programs that the person sets.
	DemandBrowser     Demand = "browser"      // Passwords are off since September 2024.
)

// Preset is the server by which a well-known provider sends, and what it demands of its users. The
// user is the whole address at all of them.
type Preset struct {
	Name     string
	Host     string
	Port     int
	Security Security
	Demand   Demand
	Help     string   // The provider's own page about it; "" for none.
	Domains  []string // Of the addresses that it gives out.
	Servers  []string // Other names under which the server is known.
	Provider oauth.Provider
	// How many mails it takes at most; 0 where that is not known.
	PerMinute, PerDay int64
	PerDayOwn         int64 // Of addresses of a domain of one's own; 0 for the same.
}

// Presets are the providers that are known without asking anybody.
var Presets = []Preset{
	{
		Name: "Gmail", Host: "smtp.gmail.com", Port: 465, Security: SecurityTLS,
		Demand: DemandAppPassword, Help: "https://support.google.com/accounts/answer/185833",
		Domains: []string{"gmail.com", "googlemail.com"}, Servers: []string{"smtp-relay.gmail.com"},
		Provider: oauth.Google,
		PerDay:   500, PerDayOwn: 2000,
	},
	{
		Name: "Microsoft 365", Host: "smtp.office365.com", Port: 587, Security: SecuritySTARTTLS,
		Domains: []string{"onmicrosoft.com"}, Servers: []string{"office365.com"},
		Provider:  oauth.Microsoft,
		PerMinute: 30, PerDay: 10000,
	},
	{
		Name: "Outlook.com", Host: "smtp-mail.outlook.com", Port: 587, Security: SecuritySTARTTLS,
		Demand: DemandBrowser,
		Domains: []string{
			"outlook.com", "outlook.de", "outlook.at", "outlook.fr", "hotmail.com", "hotmail.de",
			"hotmail.fr", "hotmail.co.uk", "live.com", "live.de", "msn.com",
		},
		Provider:  oauth.Microsoft,
		PerMinute: 30, PerDay: 300,
	},
	{
		Name: "GMX", Host: "mail.gmx.net", Port: 465, Security: SecurityTLS, Demand: DemandAllow,
		Help:    "https://hilfe.gmx.net/pop-imap/einschalten.html",
		Domains: []string{"gmx.de", "gmx.net", "gmx.at", "gmx.ch"},
	},
	{
		Name: "GMX", Host: "mail.gmx.com", Port: 465, Security: SecurityTLS, Demand: DemandAllow,
		Help:    "https://support.gmx.com/pop-imap/toggle.html",
		Domains: []string{"gmx.com", "gmx.us", "gmx.co.uk", "gmx.fr", "gmx.es"},
	},
	{
		Name: "WEB.DE", Host: "smtp.web.de", Port: 587, Security: SecuritySTARTTLS,
		Demand: DemandAllow, Help: "https://hilfe.web.de/pop-imap/einschalten.html",
		Domains: []string{"web.de"},
	},
	{
		Name: "T-Online", Host: "securesmtp.t-online.de", Port: 465, Security: SecurityTLS,
		Demand: DemandOwn, Domains: []string{"t-online.de", "magenta.de"},
	},
	{
		Name: "freenet", Host: "mx.freenet.de", Port: 587, Security: SecuritySTARTTLS,
		Domains: []string{"freenet.de"},
	},
	{
		Name: "mailbox.org", Host: "smtp.mailbox.org", Port: 465, Security: SecurityTLS,
		Demand: DemandTwoFactor, Domains: []string{"mailbox.org"},
	},
	{
		Name: "Posteo", Host: "posteo.de", Port: 465, Security: SecurityTLS,
		Domains: []string{"posteo.de", "posteo.net", "posteo.org", "posteo.eu", "posteo.at"},
	},
	{
		Name: "Yahoo", Host: "smtp.mail.yahoo.com", Port: 465, Security: SecurityTLS,
		Demand: DemandAppPassword, Help: "https://help.yahoo.com/kb/SLN15241.html",
		Domains: []string{"yahoo.com", "yahoo.de", "yahoo.fr", "yahoo.co.uk", "ymail.com"},
		PerDay:  500,
	},
	{
		Name: "iCloud", Host: "smtp.mail.me.com", Port: 587, Security: SecuritySTARTTLS,
		Demand: DemandAppPassword, Help: "https://support.apple.com/102654",
		Domains: []string{"icloud.com", "me.com", "mac.com"},
		PerDay:  1000,
	},
	{
		Name: "Zoho", Host: "smtp.zoho.com", Port: 465, Security: SecurityTLS,
		Demand: DemandTwoFactor, Domains: []string{"zoho.com", "zohomail.com"},
	},
	{
		Name: "Zoho", Host: "smtp.zoho.eu", Port: 465, Security: SecurityTLS,
		Demand: DemandTwoFactor, Domains: []string{"zoho.eu", "zohomail.eu"},
	},
	{
		Name: "Fastmail", Host: "smtp.fastmail.com", Port: 465, Security: SecurityTLS,
		Demand: DemandAppPassword, Help: "https://www.fastmail.help/hc/en-us/articles/360058752854",
		Domains: []string{"fastmail.com", "fastmail.fm", "fastmail.de"},
	},
	{
		Name: "IONOS", Host: "smtp.ionos.de", Port: 465, Security: SecurityTLS,
		Domains: []string{"ionos.de", "1und1.de", "online.de", "onlinehome.de"},
		Servers: []string{"smtp.1und1.de", "smtp.ionos.com"},
	},
	{
		Name: "STRATO", Host: "smtp.strato.de", Port: 465, Security: SecurityTLS,
		Domains: []string{"strato.de"},
	},
	{
		Name: "Infomaniak", Host: "mail.infomaniak.com", Port: 465, Security: SecurityTLS,
		Domains: []string{"ik.me", "etik.com", "ikmail.com"},
	},
	{
		Name: "OVH", Host: "ssl0.ovh.net", Port: 465, Security: SecurityTLS,
		Domains: []string{"ovh.net"},
	},
	{
		Name: "Yandex", Host: "smtp.yandex.com", Port: 465, Security: SecurityTLS,
		Demand: DemandAppPassword, Help: "https://yandex.com/support/id/authorization/app-passwords.html",
		Domains: []string{"yandex.com", "yandex.ru", "ya.ru"}, Servers: []string{"smtp.yandex.ru"},
	},
}

// Notice is the key of what is said about a password at the provider, "" for nothing.
func (p Preset) Notice() string {
	if p.Provider != oauth.None && p.Demand != DemandBrowser {
		return string(p.Provider)
	}
	return string(p.Demand)
}

// PresetOf returns the provider of an address; ok is false for one that is not known.
func PresetOf(address string) (p Preset, ok bool) {
	_, domain, _ := strings.Cut(strings.TrimSpace(address), "@")
	return presetWith(func(p Preset) bool { return isBelow(domain, p.Domains) })
}

// PresetAt returns the provider of a server.
func PresetAt(server string) (p Preset, ok bool) {
	server = strings.TrimSpace(server)
	return presetWith(func(p Preset) bool {
		return isBelow(server, append(p.Servers[:len(p.Servers):len(p.Servers)], p.Host))
	})
}

func presetWith(fits func(p Preset) bool) (Preset, bool) {
	if at := slices.IndexFunc(Presets, fits); at >= 0 {
		return Presets[at], true
	}
	return Preset{}, false
}

// isBelow tells whether a name is one of others, or below it.
func isBelow(name string, others []string) bool {
	name = strings.ToLower(strings.TrimSuffix(name, "."))
	return slices.ContainsFunc(others, func(other string) bool {
		return name == other || strings.HasSuffix(name, "."+other)
	})
}

// Preset returns the provider of the settings: that of the server, and without one that of user or
// sender.
func (s Settings) Preset() (p Preset, ok bool) {
	if s.Host != "" {
		return PresetAt(s.Host)
	}
	if p, ok = PresetOf(s.User); ok {
		return p, ok
	}
	return PresetOf(s.FromAddress)
}

// Suggested fills in the server of the sender's provider, where no server is there, and the user
// where there is none.
func (s Settings) Suggested() Settings {
	p, ok := PresetOf(s.FromAddress)
	if !ok || s.Host != "" {
		return s
	}
	s.Host, s.Port, s.Security = p.Host, p.Port, p.Security
	if s.User == "" {
		s.User = strings.TrimSpace(s.FromAddress)
	}
	return s
}
