package mail

import (
	"bytes"
	"html"
	"mime"
	netmail "net/mail"
	"strings"
	"time"
	"unicode"

	gomail "github.com/wneessen/go-mail"
	"golang.org/x/text/unicode/norm"

	"resellerdesk/core/host"
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
	// Said at the top when the attachments go as text inside; "" for a mail that has none.
	Inside string
	Inline []Attachment // What the HTML shows.
}

// Attachment is a file in a mail.
type Attachment struct {
	Name        string
	ContentType string
	Data        []byte
	ContentID   string // By which the HTML shows it; "" for what it does not show.
}

// onWire is an address as mail servers know it: with its domain in ASCII (RFC 5891).
func onWire(address string) string {
	at := strings.LastIndexByte(address, '@')
	if domain, ok := host.ASCII(address[at+1:]); ok && at >= 0 {
		return address[:at+1] + domain
	}
	return address
}

// needsUTF8 tells whether an address can be given only to a server that offers SMTPUTF8 (RFC 6531):
// what is before the @ has no form in ASCII.
func needsUTF8(address string) bool {
	return strings.ContainsFunc(onWire(address), func(r rune) bool { return r > unicode.MaxASCII })
}

// named says the name of an attachment, where it is not ASCII also in ASCII, for programs that do
// not read the other form (RFC 6266 §4.3, RFC 2231).
func named(name string) gomail.FileOption {
	return func(f *gomail.File) {
		full := mime.FormatMediaType("attachment", map[string]string{"filename": name})
		kind, encoded, isEncoded := strings.Cut(full, "; filename*=")
		if isEncoded {
			full = kind + `; filename="` + inASCII(name) + `"; filename*=` + encoded
		}
		if full != "" {
			f.Header.Set("Content-Disposition", full)
		}
	}
}

// inASCII is a name without accents, and with "_" for each letter that is none of ASCII.
func inASCII(name string) string {
	name = strings.ReplaceAll(name, "ß", "ss")
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Mn, r):
			return -1
		case r > unicode.MaxASCII || unicode.IsControl(r) || r == '"' || r == '\\':
			return '_'
		}
		return r
	}, norm.NFKD.String(name))
}

// WithTextInside is the same mail without attachments: their text, which must be one, is in both
// parts, and its top says so.
func (m Message) WithTextInside() Message {
	m.Text = m.Inside + "\n\n" + m.Text
	m.HTML = intoHTML(m.HTML, "<body", ">", `<p style="font-weight:bold">`+
		html.EscapeString(m.Inside)+"</p>")
	for _, a := range m.Attachments {
		text := string(a.Data)
		if !strings.Contains(m.Text, text) {
			m.Text = strings.TrimRight(m.Text, "\n") + "\n\n" + text
		}
		if !strings.Contains(html.UnescapeString(m.HTML), text) {
			m.HTML = intoHTML(m.HTML, "", "</body>", pre+html.EscapeString(text)+"</pre>")
		}
	}
	m.Attachments = nil
	return m
}

// pre begins a text to copy, as in the mails that always have one.
const pre = `<pre style="font-family:Consolas,Menlo,monospace;font-size:11px;white-space:pre-wrap;` +
	`word-break:break-all">`

// intoHTML puts more into a page: behind the tag that begins with open, or before the last end when
// open is "". A page without it gets it at its end.
func intoHTML(page, open, end, more string) string {
	at := -1
	if open == "" {
		at = strings.LastIndex(page, end)
	} else if begins := strings.Index(page, open); begins >= 0 {
		if ends := strings.Index(page[begins:], end); ends >= 0 {
			at = begins + ends + len(end)
		}
	}
	if at < 0 {
		return page + more
	}
	return page[:at] + "\n" + more + "\n" + page[at:]
}

// Bytes renders the mail: text and HTML as alternatives, with what the HTML shows, then the
// attachments. It names neither this computer nor its program, and asks machines not to answer
// (RFC 3834 §5).
func (m Message) Bytes() ([]byte, error) {
	msg := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	msg.FromMailAddress(&netmail.Address{Name: m.FromName, Address: onWire(m.From)})
	msg.ToMailAddress(&netmail.Address{Name: m.ToName, Address: onWire(m.To)})
	if m.ReplyTo != "" {
		msg.ReplyToMailAddress(&netmail.Address{Address: onWire(m.ReplyTo)})
	}
	msg.SetMessageIDWithValue(m.ID)
	msg.SetDateWithValue(m.Date)
	msg.Subject(m.Subject)
	msg.SetGenHeader("Auto-Submitted", "auto-generated")
	msg.SetGenHeader("X-Auto-Response-Suppress", "All")
	msg.SetBodyString(gomail.TypeTextPlain, m.Text)
	msg.AddAlternativeString(gomail.TypeTextHTML, m.HTML)
	for _, a := range m.Inline {
		msg.EmbedReadSeeker(
			a.Name, bytes.NewReader(a.Data), gomail.WithFileContentID("<"+a.ContentID+">"),
			gomail.WithFileContentType(gomail.ContentType(a.ContentType)),
		)
	}
	for _, a := range m.Attachments {
		msg.AttachReadSeeker(
			a.Name, bytes.NewReader(a.Data),
			gomail.WithFileContentType(gomail.ContentType(a.ContentType)), named(a.Name),
		)
	}
	var out bytes.Buffer
	if _, err := msg.WriteTo(&out); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}
