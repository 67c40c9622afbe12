package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"io"
	"mime"
	"mime/multipart"
	netmail "net/mail"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"

	"resellerdesk/core/mail"
)

// sentMails is a mail server that takes everything and keeps it.
type sentMails struct{ raw [][]byte }

func (s *sentMails) Deliver(_ context.Context, _ mail.Settings, _ string, _ mail.Envelope, raw []byte, beforeDot func() error) mail.Answer {
	s.raw = append(s.raw, raw)
	if err := beforeDot(); err != nil {
		return mail.Answer{Outcome: mail.Temporary}
	}
	return mail.Answer{Outcome: mail.Sent, Code: 250, Text: "2.0.0 Ok"}
}

// attachment is the file of a mail.
func attachment(t *testing.T, raw []byte) string {
	m, err := netmail.ReadMessage(bytes.NewReader(raw))
	require.NoError(t, err)
	_, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	require.NoError(t, err)
	for r := multipart.NewReader(m.Body, params["boundary"]); ; {
		p, err := r.NextRawPart()
		require.NoError(t, err, "there is an attachment")
		if !strings.HasPrefix(p.Header.Get("Content-Disposition"), "attachment") {
			continue
		}
		content, err := io.ReadAll(base64.NewDecoder(base64.StdEncoding, p))
		require.NoError(t, err)
		return string(content)
	}
}

// paste puts a text into what has the focus.
func (s *screen) paste(text string) {
	clipboard := test.NewClipboard()
	clipboard.SetContent(text)
	s.window.Fyne().Canvas().Focused().(fyne.Shortcutable).TypedShortcut(&fyne.ShortcutPaste{Clipboard: clipboard})
}
