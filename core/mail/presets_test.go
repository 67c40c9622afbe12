package mail_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"resellerdesk/core/mail"
)

// TestEachPresetCanBeUsed saves the settings of every provider: its port fits its security, its
// names are names, and no domain is that of two.
func TestEachPresetCanBeUsed(t *testing.T) {
	domains := map[string]string{}
	for _, p := range mail.Presets {
		require.Equal(t, mail.DefaultPort(p.Security), p.Port, p.Name)
		require.NotEqual(t, mail.SecurityNone, p.Security)
		require.NotEmpty(t, p.Domains, p.Name)
		for _, domain := range p.Domains {
			require.Equal(t, strings.ToLower(domain), domain)
			require.Empty(t, domains[domain], "%s and %s", domains[domain], p.Name)
			domains[domain] = p.Name
			s := mail.Settings{FromAddress: "ida@" + domain}.Suggested()
			require.Empty(t, s.Validate(), domain)
			require.Equal(t, p.Host, s.Host)
			require.Equal(t, s.FromAddress, s.User)
			found, ok := s.Preset()
			require.True(t, ok)
			require.Equal(t, p.Host, found.Host)
		}
		if p.Help != "" {
			address, err := url.Parse(p.Help)
			require.NoError(t, err)
			require.Equal(t, "https", address.Scheme)
		}
		if p.Demand == mail.DemandBrowser {
			require.NotEmpty(t, p.Provider, "there is a way without a password")
		}
	}
}

func TestAPresetIsFoundByAddressAndServer(t *testing.T) {
	for address, want := range map[string]string{
		"ida@gmx.de": "mail.gmx.net", "Ida@GMX.COM ": "mail.gmx.com", "ida@web.de": "smtp.web.de",
		"ida@nordlicht.onmicrosoft.com": "smtp.office365.com", "ida@hotmail.com": "smtp-mail.outlook.com",
		"ida@nordlicht.example": "", "ida@notgmx.de": "", "ida@gmx.de.example": "", "ida": "", "": "",
		"gmx.de": "",
	} {
		p, ok := mail.PresetOf(address)
		require.Equal(t, want, p.Host, address)
		require.Equal(t, want != "", ok, address)
	}
	for server, want := range map[string]string{
		"SMTP.web.de": "WEB.DE", "smtp-relay.gmail.com": "Gmail", "x.office365.com": "Microsoft 365",
		"smtp.yandex.ru.": "Yandex", "smtp.nordlicht.example": "", "": "", "evilsmtp.web.de": "",
	} {
		p, _ := mail.PresetAt(server)
		require.Equal(t, want, p.Name, server)
	}
}

// TestNothingThatWasTypedIsReplaced suggests beside what is there.
func TestNothingThatWasTypedIsReplaced(t *testing.T) {
	s := settings()
	s.FromAddress = "ida@gmx.de"
	require.Equal(t, s, s.Suggested(), "there is a server")
	s.Host = ""
	want := s
	want.Host, want.Port, want.Security = "mail.gmx.net", 465, mail.SecurityTLS
	require.Equal(t, want, s.Suggested(), "the user stays")
	s.FromAddress = "ida@nordlicht.example"
	require.Equal(t, s, s.Suggested(), "nobody knows the server")
}
