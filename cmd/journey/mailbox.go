//go:build linux

package main

import (
	"bytes"
	"encoding/base64"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	netmail "net/mail"
	"os"
	"path/filepath"
	"strings"
)

// received is a mail as a mail program reads it.
type received struct {
	Header     netmail.Header
	Text       string
	HTML       string
	Attachment []byte
	FileName   string
	Raw        []byte
}

// inbox returns the mails that arrived.
func (e *environment) inbox() ([]received, error) {
	files, err := filepath.Glob(filepath.Join(e.mailDir, "mail", "inbox", "new", "*"))
	if err != nil {
		return nil, err
	}
	var mails []received
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		m, err := readMail(raw)
		if err != nil {
			return nil, err
		}
		mails = append(mails, m)
	}
	return mails, nil
}

func readMail(raw []byte) (received, error) {
	m := received{Raw: raw}
	message, err := netmail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return m, err
	}
	m.Header = message.Header
	return m, m.part(message.Header.Get, message.Body)
}

// part reads one part of a mail and the parts in it.
func (m *received) part(header func(string) string, body io.Reader) error {
	kind, params, err := mime.ParseMediaType(header("Content-Type"))
	if err != nil {
		return err
	}
	if strings.HasPrefix(kind, "multipart/") {
		for r := multipart.NewReader(body, params["boundary"]); ; {
			p, err := r.NextRawPart()
			if errors.Is(err, io.EOF) {
				return nil
			}
			if err != nil {
				return err
			}
			if err := m.part(p.Header.Get, p); err != nil {
				return err
			}
		}
	}
	switch strings.ToLower(header("Content-Transfer-Encoding")) {
	case "base64":
		body = base64.NewDecoder(base64.StdEncoding, body)
	case "quoted-printable":
		body = quotedprintable.NewReader(body)
	}
	content, err := io.ReadAll(body)
	if err != nil {
		return err
	}
	disposition, file, _ := mime.ParseMediaType(header("Content-Disposition"))
	switch {
	case disposition == "attachment":
		m.Attachment, m.FileName = content, file["filename"]
	case kind == "text/plain":
		m.Text = string(content)
	case kind == "text/html":
		m.HTML = string(content)
	}
	return nil
}
