package mail

import (
	"bytes"
	"fmt"
	htmltemplate "html/template"
	"net/url"
	"strings"
	texttemplate "text/template"

	"resellerdesk/assets"
)

// Line is a name with a value in a mail.
type Line struct{ Name, Value string }

// FeatureGroup is the granted features of one tab.
type FeatureGroup struct {
	Tab   string
	Names []string
}

// ActivationData is what an activation mail says.
type ActivationData struct {
	Distributor    string
	SenderName     string
	Company        string
	FirstName      string
	LastName       string
	Email          string
	ProgramSource  string // Where to get the program; "" when the sender did not say.
	Phone          string // Of the sender, "" for none.
	ReplyTo        string // Where the receipt goes.
	Again          bool   // It takes the place of a desktop that was lost.
	Package        []Line
	Features       []FeatureGroup
	Until          string // When the invitation runs out, with the time zone.
	Days           int
	ActivationText string // The activation file as text to paste.
	FileName       string
}

// IsLink tells whether ProgramSource is an address that can be opened, not just words.
func (d ActivationData) IsLink() bool {
	at, err := url.Parse(d.ProgramSource)
	return err == nil && at.Host != "" && (at.Scheme == "https" || at.Scheme == "http")
}

// Activation writes a mail that carries a file, "activation" or "reset", in a language ("en" or
// "de").
func Activation(kind, lang string, data ActivationData) (subject, text, html string, err error) {
	return write(kind+"."+lang, data)
}

// ExchangeData is what a mail says that carries a file between two desktops.
type ExchangeData struct {
	Subject    string
	Sender     string // The company.
	SenderName string
	FirstName  string // Of the receiver.
	LastName   string // Of the receiver.
	What       string // What the file says, in a sentence.
	FileName   string
}

// Exchange writes a mail that carries a file between two desktops, in a language.
func Exchange(lang string, data ExchangeData) (subject, text, html string, err error) {
	return write("exchange."+lang, data)
}

// NoticeData is what a mail says that tells somebody of a few things.
type NoticeData struct {
	Subject    string
	FirstName  string // Of the receiver.
	LastName   string // Of the receiver.
	Intro      string // What the things are, in a sentence.
	Lines      []string
	Outro      string // What to do about them, "" for nothing.
	Sender     string // The company.
	SenderName string
}

// Notice writes a mail that tells somebody of a few things, in a language.
func Notice(lang string, data NoticeData) (subject, text, html string, err error) {
	return write("notice."+lang, data)
}

// Test writes the test mail in a language.
func Test(lang, distributor string) (subject, text, html string, err error) {
	return write("test."+lang, struct{ Distributor string }{distributor})
}

// write fills the two templates of a mail. The first line of the text is the subject.
func write(name string, data any) (subject, text, html string, err error) {
	plain, err := texttemplate.ParseFS(assets.Mail, "mail/"+name+".txt.tmpl")
	if err != nil {
		return "", "", "", err
	}
	rich, err := htmltemplate.ParseFS(assets.Mail, "mail/"+name+".html.tmpl")
	if err != nil {
		return "", "", "", err
	}
	var textOut, htmlOut bytes.Buffer
	if err := plain.Execute(&textOut, data); err != nil {
		return "", "", "", err
	}
	if err := rich.Execute(&htmlOut, data); err != nil {
		return "", "", "", err
	}
	subject, text, found := strings.Cut(textOut.String(), "\n")
	if !found || !strings.HasPrefix(subject, "Subject: ") {
		return "", "", "", fmt.Errorf("template %s does not begin with its subject", name)
	}
	return strings.TrimPrefix(
		subject, "Subject: ",
	), strings.TrimLeft(text, "\n"), htmlOut.String(), nil
}
