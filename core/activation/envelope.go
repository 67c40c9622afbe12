// Package activation holds the signed files that travel between two desktops (docs/activation-file.md).
package activation

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"resellerdesk/core"
)

const (
	begin   = "-----BEGIN RESELLER DESK ACTIVATION-----"
	end     = "-----END RESELLER DESK ACTIVATION-----"
	domain  = "reseller-desk/activation/v1\x00"
	version = 1
	column  = 64

	// MaxFile is the largest file in bytes that is read at all.
	MaxFile = 64 * 1024
)

// seal signs a payload and returns the file: begin line, base64 of version, public key, signature and payload, end line.
func seal(key ed25519.PrivateKey, payload []byte) []byte {
	public := key.Public().(ed25519.PublicKey)
	raw := append([]byte{version}, public...)
	raw = append(raw, ed25519.Sign(key, append([]byte(domain), payload...))...)
	raw = append(raw, payload...)
	text := base64.StdEncoding.EncodeToString(raw)
	var b bytes.Buffer
	b.WriteString(begin + "\n")
	for len(text) > column {
		b.WriteString(text[:column] + "\n")
		text = text[column:]
	}
	b.WriteString(text + "\n" + end + "\n")
	return b.Bytes()
}

// unseal returns the payload and the key that signed it. It finds the file inside a longer text, and does not mind how a
// mail program wrapped or quoted it.
func unseal(text []byte) (payload []byte, signer ed25519.PublicKey, err error) {
	if len(text) > MaxFile {
		return nil, nil, refuse("activation.too_big", core.Args{"Max": MaxFile / 1024}, nil)
	}
	_, rest, found := strings.Cut(string(text), begin)
	body, _, closed := strings.Cut(rest, end)
	if !found || !closed {
		return nil, nil, refuse("activation.none", nil, nil)
	}
	raw, err := base64.StdEncoding.DecodeString(strings.Map(dropQuoting, body))
	if err != nil || len(raw) == 0 {
		return nil, nil, refuse("activation.damaged", nil, err)
	}
	if raw[0] != version {
		return nil, nil, refuse("activation.newer", core.Args{"Version": int(raw[0])}, nil)
	}
	if len(raw) < 1+ed25519.PublicKeySize+ed25519.SignatureSize {
		return nil, nil, refuse("activation.damaged", nil, nil)
	}
	signer, raw = raw[1:1+ed25519.PublicKeySize], raw[1+ed25519.PublicKeySize:]
	signature, payload := raw[:ed25519.SignatureSize], raw[ed25519.SignatureSize:]
	if !ed25519.Verify(signer, append([]byte(domain), payload...), signature) {
		return nil, nil, refuse("activation.changed", nil, nil)
	}
	return payload, signer, nil
}

// dropQuoting removes what mail programs add to the lines of a text: spaces, line ends and ">" before quoted lines.
func dropQuoting(r rune) rune {
	if strings.ContainsRune(" \t\r\n>\u00a0", r) {
		return -1
	}
	return r
}

func refuse(key string, args core.Args, err error) error {
	return &core.Error{Code: core.Invalid, Key: key, Args: args, Err: err}
}

// decode reads a JSON object strictly: no unknown names, no name twice, nothing behind it.
func decode(payload []byte, into any) error {
	if err := uniqueNames(json.NewDecoder(bytes.NewReader(payload)), 0); err != nil {
		return err
	}
	d := json.NewDecoder(bytes.NewReader(payload))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errors.New("something stands behind the object")
	}
	return nil
}

const maxDepth = 8

// uniqueNames reads one JSON value and refuses an object that names a member twice, or nesting deeper than maxDepth.
func uniqueNames(d *json.Decoder, depth int) error {
	token, err := d.Token()
	if err != nil {
		return err
	}
	delim, nested := token.(json.Delim)
	if !nested {
		return nil
	}
	if depth == maxDepth {
		return errors.New("nested too deep")
	}
	seen := map[string]bool{}
	for d.More() {
		if delim == '{' {
			name, err := d.Token()
			if err != nil {
				return err
			}
			if seen[name.(string)] {
				return fmt.Errorf("%q stands twice", name)
			}
			seen[name.(string)] = true
		}
		if err := uniqueNames(d, depth+1); err != nil {
			return err
		}
	}
	_, err = d.Token()
	return err
}
