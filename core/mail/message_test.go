package mail_test

import (
	"bytes"
	"encoding/base64"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	netmail "net/mail"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"resellerdesk/core/mail"
)

func message() mail.Message {
	return mail.Message{
		ID: "1@nordlicht.example", Date: time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC),
		From: "ida@nordlicht.example", FromName: "Größe & Söhne",
		To: "nina@kranichtel.example", ToName: "Nina", ReplyTo: "desk@nordlicht.example",
		Subject: "Grüße", Text: "Größe", HTML: "<p>Größe</p>",
		Attachments: []mail.Attachment{{
			Name: "Größe.activation", ContentType: "application/octet-stream", Data: []byte("data"),
		}},
	}
}

func header(t *testing.T, m mail.Message) netmail.Header {
	raw, err := m.Bytes()
	require.NoError(t, err)
	parsed, err := netmail.ReadMessage(bytes.NewReader(raw))
	require.NoError(t, err)
	return parsed.Header
}

func TestTheHeader(t *testing.T) {
	h := header(t, message())
	require.Equal(t, "<1@nordlicht.example>", h.Get("Message-ID"))
	require.Equal(t, "auto-generated", h.Get("Auto-Submitted"))
	from, err := h.AddressList("From")
	require.NoError(t, err)
	require.Equal(t, "Größe & Söhne", from[0].Name)
	for name := range h {
		require.NotContains(t, []string{"User-Agent", "X-Mailer"}, name)
	}
}

// TestTheNameOfAnAttachmentIsReadByOldProgramsToo looks at the bytes as they are sent.
func TestTheNameOfAnAttachmentIsReadByOldProgramsToo(t *testing.T) {
	for name, want := range map[string]string{
		"Kranich.activation": `attachment; filename=Kranich.activation`,
		"Müller & Söhne.activation": `attachment; filename="Muller & Sohne.activation"; ` +
			`filename*=utf-8''M%C3%BCller%20&%20S%C3%B6hne.activation`,
		"Größe \"Süd\".activation": `attachment; filename="Grosse _Sud_.activation"; ` +
			`filename*=utf-8''Gr%C3%B6%C3%9Fe%20%22S%C3%BCd%22.activation`,
		"Бюро.activation": `attachment; filename="____.activation"; ` +
			`filename*=utf-8''%D0%91%D1%8E%D1%80%D0%BE.activation`,
	} {
		m := message()
		m.Attachments[0].Name = name
		raw, err := m.Bytes()
		require.NoError(t, err)
		folded := regexp.MustCompile(`\r\n[ \t]+`).ReplaceAllString(string(raw), " ")
		require.Contains(t, folded, "Content-Disposition: "+want+"\r\n", name)
		_, params, err := mime.ParseMediaType(want)
		require.NoError(t, err)
		require.Equal(t, name, params["filename"])
	}
}

func TestDomainsAreWrittenInASCII(t *testing.T) {
	m := message()
	m.From, m.To, m.ReplyTo = "ida@Söhne.example", "ana@bücher.example", "desk@почта.рф"
	h := header(t, m)
	for field, want := range map[string]string{
		"From": "ida@xn--shne-5qa.example", "To": "ana@xn--bcher-kva.example",
		"Reply-To": "desk@xn--80a1acny.xn--p1ai",
	} {
		require.Contains(t, h.Get(field), "<"+want+">")
		for _, r := range h.Get(field) {
			require.Less(t, r, rune(0x80), field)
		}
	}
}

// TestTheWholeMail reads a mail as a receiver does.
func TestTheWholeMail(t *testing.T) {
	raw, err := message().Bytes()
	require.NoError(t, err)
	parsed, err := netmail.ReadMessage(bytes.NewReader(raw))
	require.NoError(t, err)
	h := parsed.Header
	for field, want := range map[string]netmail.Address{
		"From": {Name: "Größe & Söhne", Address: "ida@nordlicht.example"},
		"To":   {Name: "Nina", Address: "nina@kranichtel.example"}, "Reply-To": {
			Address: "desk@nordlicht.example",
		},
	} {
		list, err := h.AddressList(field)
		require.NoError(t, err, field)
		require.Equal(t, []*netmail.Address{&want}, list, field)
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(h.Get("Subject"))
	require.NoError(t, err)
	require.Equal(t, "Grüße", subject)
	date, err := h.Date()
	require.NoError(t, err)
	require.True(t, date.Equal(message().Date))
	require.Equal(t, "All", h.Get("X-Auto-Response-Suppress"), "what Exchange looks at")
	require.Equal(t, []string{
		"text/plain Größe", "text/html <p>Größe</p>",
		"application/octet-stream Größe.activation data",
	}, parts(t, h.Get("Content-Type"), parsed.Body))

	m := message()
	m.ReplyTo, m.Attachments = "", nil
	require.Empty(t, header(t, m).Get("Reply-To"), "answers go to the sender")
}

// parts are type, name and content of what a mail consists of.
func parts(t *testing.T, contentType string, body io.Reader) (list []string) {
	_, args, err := mime.ParseMediaType(contentType)
	require.NoError(t, err)
	reader := multipart.NewReader(body, args["boundary"])
	for {
		part, err := reader.NextRawPart()
		if err == io.EOF {
			return list
		}
		require.NoError(t, err)
		kind, args, err := mime.ParseMediaType(part.Header.Get("Content-Type"))
		require.NoError(t, err)
		if strings.HasPrefix(kind, "multipart/") {
			list = append(list, parts(t, part.Header.Get("Content-Type"), part)...)
			continue
		}
		var content io.Reader = quotedprintable.NewReader(part)
		if part.Header.Get("Content-Transfer-Encoding") == "base64" {
			content = base64.NewDecoder(base64.StdEncoding, part)
		}
		text, err := io.ReadAll(content)
		require.NoError(t, err)
		name, err := new(mime.WordDecoder).DecodeHeader(args["name"])
		require.NoError(t, err)
		list = append(list, strings.Join(strings.Fields(kind+" "+name+" "+string(text)), " "))
	}
}

// TestEveryNameIsWrittenIntoTheHeader writes names as people have them, and as nobody should.
func TestEveryNameIsWrittenIntoTheHeader(t *testing.T) {
	for _, name := range []string{
		`O"`, `N "x`, `Ola \`, `\`, `"`, `""`, `a\"b`, `Müller, Söhne`, `<x@y.example>`,
		`a <b@c.example>`, `(comment)`, `=?utf-8?q?x?=`,
		`a;b:c@d`, `你好`, `Zoë "Z" \ Ünal`, `  spaces  `, strings.Repeat("ö", 60),
		strings.Repeat(`"`, 60), "",
	} {
		m := message()
		m.ToName, m.FromName = name, name
		h := header(t, m)
		for _, field := range []string{"From", "To"} {
			list, err := h.AddressList(field)
			require.NoError(t, err, "%s: %q", field, name)
			require.Len(t, list, 1, "%s: %q", field, name)
			require.Equal(t, strings.TrimSpace(name), strings.TrimSpace(list[0].Name), field)
		}
	}
}

// TestNothingCanBePutIntoTheHeader tries to add a recipient by a line break in each text.
func TestNothingCanBePutIntoTheHeader(t *testing.T) {
	const evil = "x\r\nBcc: all@nordlicht.example\r\n\r\nbody"
	for name, change := range map[string]func(m *mail.Message){
		"subject":    func(m *mail.Message) { m.Subject = evil },
		"from name":  func(m *mail.Message) { m.FromName = evil },
		"to name":    func(m *mail.Message) { m.ToName = evil },
		"id":         func(m *mail.Message) { m.ID = evil },
		"attachment": func(m *mail.Message) { m.Attachments[0].Name = evil },
		"to":         func(m *mail.Message) { m.To = "nina@kranichtel.example" + evil },
		"reply to":   func(m *mail.Message) { m.ReplyTo = "desk@nordlicht.example" + evil },
	} {
		m := message()
		change(&m)
		raw, err := m.Bytes()
		if err != nil {
			continue // Refused is good.
		}
		parsed, err := netmail.ReadMessage(bytes.NewReader(raw))
		require.NoError(t, err, name)
		require.Empty(t, parsed.Header.Get("Bcc"), name)
		require.NotContains(t, strings.Split(string(raw), "\r\n\r\n")[0], "\r\nBcc:", name)
	}
}

func TestSettings(t *testing.T) {
	good := mail.Settings{
		Host: "smtp.nordlicht.example", Port: 465, Security: mail.SecurityTLS,
		FromAddress: "ida@nordlicht.example",
	}
	require.Empty(t, good.Validate())
	for field, change := range map[string]func(s *mail.Settings){
		mail.FieldHost:        func(s *mail.Settings) { s.Host = "" },
		mail.FieldPort:        func(s *mail.Settings) { s.Port = 65536 },
		mail.FieldSecurity:    func(s *mail.Settings) { s.Security = mail.SecurityNone },
		mail.FieldFromAddress: func(s *mail.Settings) { s.FromAddress = "ida" },
		mail.FieldFromName:    func(s *mail.Settings) { s.FromName = "Ida\r\nBcc: x" },
		mail.FieldReplyTo:     func(s *mail.Settings) { s.ReplyTo = "nobody" },
		mail.FieldUser:        func(s *mail.Settings) { s.User = strings.Repeat("x", 256) },
	} {
		s := good
		change(&s)
		require.NotNil(t, s.Validate().Of(field), field)
	}
	for _, host := range []string{"localhost", "127.0.0.1", "::1"} {
		s := good
		s.Host, s.Security = host, mail.SecurityNone
		require.Empty(t, s.Validate(), "without TLS only on this computer")
	}
}
