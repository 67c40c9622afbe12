// Package mail turns data into a mail and hands it to a mail server. Its SMTP part is the only
// place in core that opens a connection.
package mail

import (
	"net"
	"strconv"
	"strings"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/host"
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

// Longest texts of settings, in characters.
const (
	maxName   = 120
	maxHost   = 253
	maxUser   = 255
	maxSource = 500
)

// Longest is how many characters the texts of settings may have, by their field.
var Longest = map[string]int{
	FieldFromAddress: account.MaxEmail, FieldFromName: maxName, FieldHost: maxHost,
	FieldUser:    maxUser,
	FieldReplyTo: account.MaxEmail, FieldProgramSource: maxSource,
}

// Trim returns the settings without blanks around what was typed, and with the port that was typed
// behind the server, as "smtp.nordlicht.example:587".
func (s Settings) Trim() Settings {
	for _, text := range []*string{
		&s.Host, &s.User, &s.FromAddress, &s.FromName, &s.ReplyTo, &s.ProgramSource,
	} {
		*text = strings.TrimSpace(*text)
	}
	name, typed, err := net.SplitHostPort(s.Host)
	if port, portErr := strconv.ParseUint(typed, 10, 16); err == nil && portErr == nil && name != "" {
		s.Host, s.Port = name, int(port)
	}
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
	account.CheckText(&problems, FieldHost, s.Host, true, maxHost, false)
	if _, isName := host.ASCII(s.Host); problems.Of(FieldHost) == nil && !isName &&
		net.ParseIP(s.Host) == nil {
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
	account.CheckText(&problems, FieldUser, s.User, false, maxUser, false)
	if s.ReplyTo != "" {
		account.CheckEmail(&problems, FieldReplyTo, s.ReplyTo)
	}
	account.CheckText(&problems, FieldProgramSource, s.ProgramSource, false, maxSource, false)
	return problems
}

// onLoopback tells whether a server is this computer, by its name or number alone.
func onLoopback(server string) bool {
	ip := net.ParseIP(server)
	return strings.EqualFold(server, "localhost") || ip != nil && ip.IsLoopback()
}
