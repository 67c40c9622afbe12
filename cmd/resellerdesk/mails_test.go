package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	netmail "net/mail"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/desk"
	"resellerdesk/core/mail"
	"resellerdesk/ui/kit"
)

// sentMails is a mail server that takes everything and keeps it.
type sentMails struct{ raw [][]byte }

func (*sentMails) Certificate(context.Context, mail.Settings) (mail.Shown, error) {
	return mail.Shown{}, &core.Error{Code: core.Unavailable, Key: "smtp.lost"}
}

func (s *sentMails) Batch(mail.Settings) mail.Batch { return s }

func (*sentMails) Close() {}

func (s *sentMails) Deliver(
	_ context.Context, _ string, _ mail.Envelope, raw []byte,
	beforeDot func() error,
) mail.Answer {
	s.raw = append(s.raw, raw)
	if err := beforeDot(); err != nil {
		return mail.Answer{Outcome: mail.Temporary}
	}
	return mail.Answer{Outcome: mail.Sent, Code: 250, Text: "2.0.0 Ok"}
}

// attachment is the file of a mail.
func attachment(t *testing.T, raw []byte) string {
	return inMail(t, raw, func(p *multipart.Part) bool {
		return strings.HasPrefix(p.Header.Get("Content-Disposition"), "attachment")
	})
}

// plainText is what a mail says without HTML.
func plainText(t *testing.T, raw []byte) string {
	return inMail(
		t, raw,
		func(p *multipart.Part) bool {
			return strings.HasPrefix(p.Header.Get("Content-Type"), "text/plain")
		},
	)
}

// inMail is the first part of a mail that is wanted.
func inMail(t *testing.T, raw []byte, wanted func(*multipart.Part) bool) string {
	m, err := netmail.ReadMessage(bytes.NewReader(raw))
	require.NoError(t, err)
	content, found := inParts(t, m.Header.Get("Content-Type"), m.Body, wanted)
	require.True(t, found)
	return content
}

func inParts(
	t *testing.T, contentType string, body io.Reader, wanted func(*multipart.Part) bool,
) (string, bool) {
	kind, params, err := mime.ParseMediaType(contentType)
	require.NoError(t, err)
	if !strings.HasPrefix(kind, "multipart/") {
		return "", false
	}
	for r := multipart.NewReader(body, params["boundary"]); ; {
		p, err := r.NextRawPart()
		if err == io.EOF {
			return "", false
		}
		require.NoError(t, err)
		if content, found := inParts(t, p.Header.Get("Content-Type"), p, wanted); found {
			return content, true
		}
		if !wanted(p) {
			continue
		}
		var decoded io.Reader = p
		switch strings.ToLower(p.Header.Get("Content-Transfer-Encoding")) {
		case "base64":
			decoded = base64.NewDecoder(base64.StdEncoding, p)
		case "quoted-printable":
			decoded = quotedprintable.NewReader(p)
		}
		content, err := io.ReadAll(decoded)
		require.NoError(t, err)
		return string(content), true
	}
}

// paste puts a text into what has the focus.
func (s *screen) paste(text string) {
	clipboard := test.NewClipboard()
	clipboard.SetContent(text)
	s.window.Fyne().Canvas().Focused().(fyne.Shortcutable).TypedShortcut(
		&fyne.ShortcutPaste{Clipboard: clipboard},
	)
}

// mail puts a mail into the outbox that was tried already, and whose server answered.
func (s *screen) mail(state desk.MailState, recipient, answer string) {
	rows, err := s.desk.Resellers(s.t.Context(), desk.ResellerQuery{Limit: 1})
	require.NoError(s.t, err)
	m := newMail(rows[0].ID, state, recipient, answer)
	require.NoError(s.t, s.behind.Store.Write(func(tx desk.Tx) error { return tx.AddMail(m) }))
}

func newMail(reseller string, state desk.MailState, recipient, answer string) desk.OutgoingMail {
	m := desk.OutgoingMail{
		ID: desk.NewID(), MessageID: desk.NewID(), Kind: desk.MailActivation, Account: reseller,
		Recipient: recipient,
		State:     state, Attempts: 1, Subject: "Your activation", CreatedAt: clock,
		NotBefore:  clock,
		RenderedAt: clock,
		ChangedAt:  clock, Answer: answer,
	}
	if state.Waits() {
		m.Body = []byte("sealed")
	}
	if answer != "" {
		m.Fault = &core.Error{
			Code: core.Unavailable, Key: "smtp.unknown_host", Args: core.Args{"Host": answer},
		}
	}
	return m
}

// TestTypingOnTheEmailPageReplacesTheSender types as soon as the page is there: nothing is mixed
// with what stands in its field.
func TestTypingOnTheEmailPageReplacesTheSender(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(1)
	s.goTo("email")
	s.typed("mail")
	require.Equal(t, "mail", s.fieldNamed(s.words.T("field.from_address")).Text())
}
