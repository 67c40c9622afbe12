package main

import (
	"errors"
	"testing"

	"fyne.io/fyne/v2"
	"github.com/stretchr/testify/require"
	"golang.org/x/net/dns/dnsmessage"

	"resellerdesk/core"
	"resellerdesk/core/autoconfig/autoconfigtest"
	"resellerdesk/core/mail"
	"resellerdesk/ui/kit"
)

// mailField is a field of outgoing mail.
func (s *screen) mailField(name string) *kit.Field {
	return s.fieldNamed(s.words.T("field." + name))
}

// typesSender types a sender and goes on to the next field.
func (s *screen) typesSender(address string) {
	field := s.mailField(mail.FieldFromAddress)
	s.window.Fyne().Canvas().Focus(field.Focusable())
	s.retypes(field, address)
	s.key(fyne.KeyTab)
}

// TestTheServerThatADomainNamesIsFilledIn where a person typed none; nothing is saved.
func TestTheServerThatADomainNamesIsFilledIn(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 900, 1).example(3)
	s.servers = autoconfigtest.NameServer{
		Services: map[string]dnsmessage.SRVResource{
			"_submission._tcp.elster.example.":   autoconfigtest.Service("mx.provider.example.", 2587),
			"_submissions._tcp.kranich.example.": autoconfigtest.Service("mail.kranich.example.", 465),
		},
	}.Finder(t, nil)
	s.goTo("email")
	s.typesSender("ida@nowhere.example")
	require.Empty(t, s.mailField(mail.FieldHost).Text())
	s.typesSender("ida@elster.example")
	for field, want := range map[string]string{
		mail.FieldHost: "mx.provider.example", mail.FieldPort: "2587",
		mail.FieldSecurity: "starttls", mail.FieldUser: "ida@elster.example",
	} {
		require.Equal(t, want, s.mailField(field).Text(), field)
	}
	s.says(s.words.T("email.found_elsewhere"))
	s.keep("112-mail-found")
	saved, err := s.desk.MailSettings(t.Context())
	require.NoError(t, err)
	require.Empty(t, saved.Host)
	s.retypes(s.mailField(mail.FieldHost), "smtp.own.example")
	s.typesSender("ida@kranich.example")
	require.Equal(t, "smtp.own.example", s.mailField(mail.FieldHost).Text(), "it was typed")
	s.retypes(s.mailField(mail.FieldHost), "")
	s.typesSender("ida@kranich.example ")
	require.Equal(t, "mail.kranich.example", s.mailField(mail.FieldHost).Text())
	s.says(s.words.T("email.found"))
}

// TestTheServerOfAKnownSenderIsFilledIn types a sender at a provider that is known, and looks at
// what that demands.
func TestTheServerOfAKnownSenderIsFilledIn(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 900, 1).example(3)
	s.goTo("email")
	demand := s.words.T("email.ends.allow", core.Args{"Name": "WEB.DE"})
	require.NotContains(t, s.reads(), demand)
	s.typesSender("ida@web.de")
	for field, want := range map[string]string{
		mail.FieldHost: "smtp.web.de", mail.FieldPort: "587", mail.FieldSecurity: "starttls",
		mail.FieldUser: "ida@web.de",
	} {
		require.Equal(t, want, s.mailField(field).Text(), field)
	}
	s.says(demand, s.words.T("email.filled_in", core.Args{"Name": "WEB.DE"}))
	s.keep("106-mail-preset")
	var opened string
	s.browser = func(address string) error { opened = address; return nil }
	s.tap(s.words.T("email.provider_page"))
	require.Equal(t, "https://hilfe.web.de/pop-imap/einschalten.html", opened)
	s.browser = func(string) error { return errors.New("no browser") }
	s.tap(s.words.T("email.provider_page"))
	s.says("https://hilfe.web.de/pop-imap/einschalten.html")

	s.retypes(s.mailField(mail.FieldHost), "smtp.nordlicht.example")
	doubt := s.words.T("error.mail.doubt_server", core.Args{"Name": "WEB.DE"})
	require.NotContains(t, s.reads(), doubt, "it is being typed")
	require.NotContains(t, s.reads(), demand)
	s.typesSender("ida@gmx.de")
	require.Equal(t, "smtp.nordlicht.example", s.mailField(mail.FieldHost).Text(), "it was typed")
	require.Equal(t, "ida@web.de", s.mailField(mail.FieldUser).Text())
	s.says(s.words.T("error.mail.doubt_server", core.Args{"Name": "GMX"}))
	s.keep("108-mail-doubt")
	s.does("command.save_email")
	saved, err := s.desk.MailSettings(t.Context())
	require.NoError(t, err)
	require.Equal(t, "smtp.nordlicht.example", saved.Host, "a doubt forbids nothing")
}

// TestWhatWasTypedStaysBesideASuggestion types port and user before the sender.
func TestWhatWasTypedStaysBesideASuggestion(t *testing.T) {
	s := newScreen(t, "de", kit.ModeDark, 1280, 900, 1).example(3)
	s.goTo("email")
	s.retypes(s.mailField(mail.FieldPort), "2525")
	s.retypes(s.mailField(mail.FieldUser), "ida")
	s.typesSender("ida@outlook.com")
	for field, want := range map[string]string{
		mail.FieldHost: "smtp-mail.outlook.com", mail.FieldPort: "2525", mail.FieldUser: "ida",
	} {
		require.Equal(t, want, s.mailField(field).Text(), field)
	}
	s.says(s.words.T("email.ends.browser", core.Args{"Name": "Outlook.com"}))
	s.keep("107-mail-browser")
	s.tap(s.words.T("provider.microsoft"))
	require.Equal(t, "smtp-mail.outlook.com", s.mailField(mail.FieldHost).Text())
	require.NotContains(
		t, s.reads(), s.words.T("email.ends.browser", core.Args{"Name": "Outlook.com"}),
	)
}

// TestTheFirstMinutesKnowProviders types a sender into the form of the first minutes, in a small
// window.
func TestTheFirstMinutesKnowProviders(t *testing.T) {
	s := newScreen(t, "en", kit.ModeDark, 640, 400, 1)
	for _, form := range before {
		if form.name == "first minutes: mail" {
			form.open(s)
		}
	}
	s.typesSender("ida@icloud.com")
	require.Equal(t, "smtp.mail.me.com", s.mailField(mail.FieldHost).Text())
	require.Equal(t, "ida@icloud.com", s.mailField(mail.FieldUser).Text())
	s.says(s.words.T("email.ends.app_password", core.Args{"Name": "iCloud"}))
	s.keep("109-first-minutes-preset")
	s.typesSender("ida@hotmail.com")
	require.Equal(t, "smtp.mail.me.com", s.mailField(mail.FieldHost).Text(), "there is one")
}
