package mail_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"resellerdesk/core/mail"
)

// written is a mail as a writer returns it.
type written struct {
	subject, text, html string
	err                 error
}

func of(subject, text, html string, err error) written {
	return written{subject, text, html, err}
}

// TestEveryMailIsWrittenInEachLanguage says all of its data as text and as HTML, in which nothing
// that somebody typed is markup.
func TestEveryMailIsWrittenInEachLanguage(t *testing.T) {
	exchange := mail.ExchangeData{
		Subject: "The package of Kranich", Sender: "Nordlicht <b>", SenderName: "Ida Brandt",
		FirstName: "Nina", LastName: "Albrecht", What: "It holds 120 extensions.",
		FileName: "Kranich.package",
	}
	notice := mail.NoticeData{
		Subject: "Two PBXs end", FirstName: "Nina", LastName: "Albrecht", Intro: "These end soon:",
		Lines: []string{"Kranich Husum", "Kranich Kiel"}, Outro: "Please renew them.",
		Sender: "Nordlicht <b>", SenderName: "Ida Brandt",
	}
	for _, lang := range []string{"en", "de"} {
		for name, c := range map[string]struct {
			got     written
			subject string
			said    []string
		}{
			"exchange": {of(mail.Exchange(lang, exchange)), exchange.Subject, []string{
				"Nordlicht", "Ida Brandt", "It holds 120 extensions.", "Kranich.package",
			}},
			"notice": {of(mail.Notice(lang, notice)), notice.Subject, []string{
				"Nordlicht", "Ida Brandt", "These end soon:", "Kranich Husum", "Kranich Kiel",
				"Please renew them.",
			}},
			"test": {of(mail.Test(lang, "Nordlicht <b>")), "Reseller Desk", []string{"Nordlicht"}},
		} {
			require.NoError(t, c.got.err, name)
			require.Contains(t, c.got.subject, c.subject, name)
			require.NotContains(t, c.got.subject, "Subject:", name)
			require.NotContains(t, c.got.text, "Subject:", name)
			require.Equal(t, strings.TrimLeft(c.got.text, "\n"), c.got.text, "no empty line first")
			for _, said := range c.said {
				require.Contains(t, c.got.text, said, "%s %s", name, lang)
				require.Contains(t, c.got.html, said, "%s %s", name, lang)
			}
			require.Contains(t, c.got.text, "Nordlicht <b>", name)
			require.NotContains(t, c.got.html, "<b>", name)
		}
	}
}

// TestNoMailInALanguageThatThereIsNot, nor of a kind.
func TestNoMailInALanguageThatThereIsNot(t *testing.T) {
	for name, got := range map[string]written{
		"exchange":   of(mail.Exchange("xx", mail.ExchangeData{})),
		"notice":     of(mail.Notice("xx", mail.NoticeData{})),
		"test":       of(mail.Test("xx", "")),
		"activation": of(mail.Activation("reset", "xx", mail.ActivationData{})),
		"kind":       of(mail.Activation("greeting", "en", mail.ActivationData{})),
	} {
		require.Error(t, got.err, name)
		got.err = nil
		require.Equal(t, written{}, got, name)
	}
}
