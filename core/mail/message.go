package mail

import (
	"bytes"
	netmail "net/mail"
	"time"

	gomail "github.com/wneessen/go-mail"
)

// Message is a mail before it is rendered.
type Message struct {
	ID          string // Message-ID without its angle brackets.
	Date        time.Time
	From        string
	FromName    string
	To          string
	ToName      string
	ReplyTo     string // "" for none.
	Subject     string
	Text        string
	HTML        string
	Attachments []Attachment
}

// Attachment is a file in a mail.
type Attachment struct {
	Name        string
	ContentType string
	Data        []byte
}

// Bytes renders the mail: text and HTML as alternatives, then the attachments. It names neither
// this computer nor its program, and asks machines not to answer (RFC 3834 §5).
func (m Message) Bytes() ([]byte, error) {
	msg := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	msg.FromMailAddress(&netmail.Address{Name: m.FromName, Address: m.From})
	msg.ToMailAddress(&netmail.Address{Name: m.ToName, Address: m.To})
	if m.ReplyTo != "" {
		msg.ReplyToMailAddress(&netmail.Address{Address: m.ReplyTo})
	}
	msg.SetMessageIDWithValue(m.ID)
	msg.SetDateWithValue(m.Date)
	msg.Subject(m.Subject)
	msg.SetGenHeader("Auto-Submitted", "auto-generated")
	msg.SetGenHeader("X-Auto-Response-Suppress", "All")
	msg.SetBodyString(gomail.TypeTextPlain, m.Text)
	msg.AddAlternativeString(gomail.TypeTextHTML, m.HTML)
	for _, a := range m.Attachments {
		msg.AttachReadSeeker(
			a.Name, bytes.NewReader(a.Data),
			gomail.WithFileContentType(gomail.ContentType(a.ContentType)),
		)
	}
	var out bytes.Buffer
	if _, err := msg.WriteTo(&out); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}
