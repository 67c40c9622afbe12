// Package mail turns data into a mail and hands it to a mail server. Its SMTP part is the only
// place in core that opens a connection.
package mail

import (
	"net"
	"slices"
	"strconv"
	"strings"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/host"
	"resellerdesk/core/oauth"
)

// Security says how the connection to the mail server is protected.
type Security string

// The kinds of security.
const (
	SecurityTLS Security = "tls" // TLS from the start (RFC 8314).
	// TLS before anything else is said (RFC 3207); without it nothing is sent.
	SecuritySTARTTLS Security = "starttls"
	SecurityNone     Security = "none" // Only for a server on this computer.
)

// Settings are the outgoing mail of a workspace, without the password.
type Settings struct {
	Host          string
	Port          int
	Security      Security
	User          string // "" when the server asks for no sign-in.
	FromAddress   string
	FromName      string
	ReplyTo       string // "" is the sender.
	ProgramSource string // Where resellers get the program: an address or a sentence.
	oauth.Client         // Where the user signs in, if not with a password.
	TextInside    bool   // Files go as text in the mail, never attached.
	CopyToSender  bool   // The sender gets a copy of each mail.
	// How many mails are sent at most; 0 for what is known of the provider.
	PerMinute, PerDay int64
	// What is trusted besides what the system trusts. The log has its names and fingerprints.
	Trust Trust `json:"-"`
}

// Fields of the settings, as problems name them.
const (
	FieldHost          = "host"
	FieldPort          = "port"
	FieldSecurity      = "security"
	FieldUser          = "user"
	FieldFromAddress   = "from_address"
	FieldFromName      = "from_name"
	FieldReplyTo       = "reply_to"
	FieldProgramSource = "program_source"
	FieldProvider      = "provider"
	FieldTenant        = "tenant"
	FieldClientID      = "client_id"
	FieldAuthURL       = "auth_url"
	FieldTokenURL      = "token_url"
	FieldScopes        = "scopes"
	FieldTextInside    = "text_inside"
	FieldCopy          = "copy_to_sender"
	FieldPerMinute     = "per_minute"
	FieldPerDay        = "per_day"
)

// DefaultPort is the usual port of a kind of security.
func DefaultPort(s Security) int {
	switch s {
	case SecurityTLS:
		return 465
	case SecuritySTARTTLS:
		return 587
	}
	return 25
}

// SecurityAt is the kind of security of which a port is the usual one; known is false for no kind.
func SecurityAt(port int) (s Security, known bool) {
	for _, s := range []Security{SecurityTLS, SecuritySTARTTLS} {
		if DefaultPort(s) == port {
			return s, true
		}
	}
	return "", false
}

// Longest texts of settings, in characters.
const (
	maxName   = 120
	maxHost   = 253
	maxUser   = 255
	maxSource = 500
	maxClient = 255
	maxURL    = 1000
)

// Longest is how many characters the texts of settings may have, by their field.
var Longest = map[string]int{
	FieldFromAddress: account.MaxEmail, FieldFromName: maxName, FieldHost: maxHost,
	FieldUser:    maxUser,
	FieldReplyTo: account.MaxEmail, FieldProgramSource: maxSource,
	FieldTenant: maxHost, FieldClientID: maxClient, FieldAuthURL: maxURL, FieldTokenURL: maxURL,
	FieldScopes: maxURL,
}

// Trim returns the settings without blanks around what was typed, without what the provider does
// not use and what was accepted of another server, and with the port that was typed behind the
// server, as "smtp.nordlicht.example:587".
func (s Settings) Trim() Settings {
	for _, text := range []*string{
		&s.Host, &s.User, &s.FromAddress, &s.FromName, &s.ReplyTo, &s.ProgramSource,
		&s.Tenant, &s.ClientID, &s.AuthURL, &s.TokenURL, &s.Scopes,
	} {
		*text = strings.TrimSpace(*text)
	}
	s.Client = s.Used()
	name, typed, err := net.SplitHostPort(s.Host)
	if port, portErr := strconv.ParseUint(typed, 10, 16); err == nil && portErr == nil && name != "" {
		s.Host, s.Port = name, int(port)
	}
	s.Trust = s.Trust.For(s.Host)
	return s
}

// Validate returns what is wrong with the settings, in the order of the form.
func (s Settings) Validate() core.Problems {
	var problems core.Problems
	account.CheckText(&problems, FieldFromAddress, s.FromAddress, true, account.MaxEmail, false)
	if problems.Of(FieldFromAddress) == nil {
		account.CheckEmail(&problems, FieldFromAddress, s.FromAddress)
	}
	account.CheckText(&problems, FieldFromName, s.FromName, false, maxName, false)
	s.checkServer(&problems)
	account.CheckText(&problems, FieldUser, s.User, s.AtProvider(), maxUser, false)
	s.checkProvider(&problems)
	if s.ReplyTo != "" {
		account.CheckEmail(&problems, FieldReplyTo, s.ReplyTo)
	}
	account.CheckText(&problems, FieldProgramSource, s.ProgramSource, false, maxSource, false)
	s.checkLimits(&problems)
	s.Trust.check(&problems)
	return problems
}

// ValidateServer returns what keeps the server of the settings from being asked for its
// certificate.
func (s Settings) ValidateServer() core.Problems {
	var problems core.Problems
	s.checkServer(&problems)
	if s.Security == SecurityNone && problems.Of(FieldSecurity) == nil {
		problems.Add(FieldSecurity, "mail.no_certificate", nil)
	}
	return problems
}

// checkServer checks where the server is.
func (s Settings) checkServer(problems *core.Problems) {
	account.CheckText(problems, FieldHost, s.Host, true, maxHost, false)
	if problems.Of(FieldHost) == nil && !host.IsDomain(s.Host) && net.ParseIP(s.Host) == nil {
		problems.Add(FieldHost, "mail.host", nil)
	}
	if s.Port < 1 || s.Port > 65535 {
		problems.Add(FieldPort, "field.range", core.Args{"Min": int64(1), "Max": int64(65535)})
	}
	switch s.Security {
	case SecurityTLS, SecuritySTARTTLS:
	case SecurityNone:
		if !onLoopback(s.Host) {
			problems.Add(FieldSecurity, "mail.security_none", nil)
		}
	default:
		problems.Add(FieldSecurity, "field.choose", nil)
	}
}

// checkProvider checks how the user signs in at a provider.
func (s Settings) checkProvider(problems *core.Problems) {
	if !s.AtProvider() {
		return
	}
	if !slices.Contains(oauth.Providers, s.Provider) {
		problems.Add(FieldProvider, "field.choose", nil)
	}
	account.CheckText(problems, FieldClientID, s.ClientID, true, maxClient, false)
	if s.Provider == oauth.Microsoft && s.Tenant != "" && !oauth.IsTenant(s.Tenant) {
		problems.Add(FieldTenant, "mail.tenant", nil)
	}
	if s.Provider != oauth.Other {
		return
	}
	checkAddress(problems, FieldAuthURL, s.AuthURL)
	checkAddress(problems, FieldTokenURL, s.TokenURL)
	account.CheckText(problems, FieldScopes, s.Scopes, false, maxURL, false)
}

// checkAddress checks an address of a provider.
func checkAddress(problems *core.Problems, field, text string) {
	account.CheckText(problems, field, text, true, maxURL, false)
	if problems.Of(field) == nil && !oauth.IsAddress(text) {
		problems.Add(field, "mail.provider_address", nil)
	}
}

// Of returns the settings with the mail server that a provider has, where it is known.
func (s Settings) Of(p oauth.Provider) Settings {
	for _, preset := range Presets {
		if p == oauth.None || preset.Provider != p {
			continue
		}
		if own, ok := s.Preset(); ok && own.Provider == p {
			preset = own
		}
		s.Host, s.Port, s.Security = preset.Host, preset.Port, preset.Security
		return s
	}
	return s
}

// Known is the provider at which the user of the settings can sign in, where that is known.
func (s Settings) Known() oauth.Provider {
	p, _ := s.Preset()
	return p.Provider
}

// onLoopback tells whether a server is this computer, by its name or number alone.
func onLoopback(server string) bool {
	ip := net.ParseIP(server)
	return strings.EqualFold(server, "localhost") || ip != nil && ip.IsLoopback()
}
