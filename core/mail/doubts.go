package mail

import (
	"strings"

	"resellerdesk/core"
)

// Doubts returns what in the settings rarely goes together, by its field: sender, user and server
// of different providers, and ports that fit no security. They may be right all the same, and are
// saved.
func (s Settings) Doubts() core.Problems {
	var doubts core.Problems
	server, serverKnown := PresetAt(s.Host)
	sender, senderKnown := PresetOf(s.FromAddress)
	user, userKnown := PresetOf(s.User)
	if s.Host != "" && senderKnown && !server.isLike(sender) {
		doubts.Add(FieldHost, "mail.doubt_server", core.Args{"Name": sender.Name})
	}
	switch {
	case !serverKnown:
	case userKnown && !server.isLike(user):
		doubts.Add(FieldUser, "mail.doubt_user", core.Args{"Name": server.Name})
	case userKnown && !sameAddress(s.User, s.FromAddress):
		doubts.Add(FieldUser, "mail.doubt_sender", core.Args{"Name": server.Name})
	}
	if key := s.doubtfulPort(); key != "" {
		doubts.Add(FieldPort, key, nil)
	}
	return doubts
}

// doubtfulPort is the key of what is said about the port, "" for nothing.
func (s Settings) doubtfulPort() string {
	switch {
	case s.Security == SecurityNone:
	case s.Port == 25:
		return "mail.doubt_port_25"
	case s.Security == SecuritySTARTTLS && s.Port == DefaultPort(SecurityTLS):
		return "mail.doubt_port_tls"
	case s.Security == SecurityTLS && s.Port == DefaultPort(SecuritySTARTTLS):
		return "mail.doubt_port_starttls"
	}
	return ""
}

// isLike tells whether two are the same provider, also where it has several servers.
func (p Preset) isLike(other Preset) bool {
	return p.Name == other.Name || p.Provider != "" && p.Provider == other.Provider
}

// sameAddress tells whether two texts are one address.
func sameAddress(a, b string) bool {
	return strings.EqualFold(strings.TrimSpace(a), strings.TrimSpace(b))
}
