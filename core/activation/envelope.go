// Package activation holds the signed files that travel between a distributor's desktop and a
// reseller's, and the short codes that people read out to each other (docs/activation-file.md). It
// knows no disk, no network and no clock.
package activation

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html"
	"regexp"
	"strings"

	"resellerdesk/core"
)

const (
	column = 64
	ours   = "RESELLER DESK " // Before the label, in the lines around a file.

	headSize = 1 + ed25519.PublicKeySize + ed25519.SignatureSize

	// MaxFile is the longest invitation, receipt or package in bytes, between the lines around it.
	MaxFile = 64 << 10
	// MaxReport is the longest report in bytes, between the lines around it.
	MaxReport = 4 << 20
	// MaxText is the longest text in bytes that is read at all: a sealed report of MaxReport, and
	// what a mail adds.
	MaxText = 6 << 20
)

// Kind is what a file is for.
type Kind string

// The kinds of file.
const (
	// Distributor to reseller: opens a workspace for a reseller who has none.
	Activate Kind = "activation"
	// Distributor to reseller: lets the owner of a workspace choose another password.
	Reset       Kind = "reset"
	KindReceipt Kind = "receipt" // Reseller to distributor: the invitation was used.
	KindPackage Kind = "package" // Distributor to reseller: what the reseller has from now on.
	// Reseller to distributor: what the reseller has made out of its package.
	KindReport Kind = "report"
)

// label is the word in the lines around a file of the kind, "" for a kind that does not exist.
func (k Kind) label() string {
	switch k {
	case Activate, Reset:
		return "ACTIVATION"
	case KindReceipt, KindPackage, KindReport:
		return strings.ToUpper(string(k))
	}
	return ""
}

// largest is how long a file with a label may be in bytes, between the lines around it.
func largest(label string) int {
	if label == KindReport.label() {
		return MaxReport
	}
	return MaxFile
}

// newest is the version of the files with a label that are made. Of version 2 are those that name
// days as days; in version 1 a day is its last second.
func newest(label string) byte {
	if label == Activate.label() || label == KindPackage.label() {
		return 2
	}
	return 1
}

// domain comes before a payload when it is signed, so that no signature of one kind of file fits
// another.
func domain(label string) string { return "reseller-desk/" + strings.ToLower(label) + "/v1\x00" }

// content is what a file says, without its envelope.
type content interface {
	kind() Kind
	check() error // Names the first member that is not allowed.
}

// sign returns the file that says c, and the hash of its payload. It refuses what Open would
// refuse.
func sign(key ed25519.PrivateKey, c content) (file []byte, hash string, err error) {
	label := c.kind().label()
	if err := c.check(); err != nil {
		return nil, "", fmt.Errorf("a file of the kind %q was not made: %w", c.kind(), err)
	}
	payload, err := json.Marshal(c)
	if err != nil {
		return nil, "", err
	}
	raw := append([]byte{newest(label)}, key.Public().(ed25519.PublicKey)...)
	raw = append(raw, ed25519.Sign(key, append([]byte(domain(label)), payload...))...)
	file = armor(ours+label, append(raw, payload...))
	if len(file) > largest(label) {
		return nil, "", tooBig(largest(label))
	}
	return file, hashOf(payload), nil
}

// verify returns the payload of a file and the key that signed it.
func verify(label string, raw []byte) (payload []byte, signer ed25519.PublicKey, err error) {
	if raw[0] == 0 || raw[0] > newest(label) {
		return nil, nil, refuse("activation.newer", core.Args{"Version": int(raw[0])}, nil)
	}
	if len(raw) < headSize {
		return nil, nil, refuse("activation.damaged", nil, nil)
	}
	signer, signature := raw[1:1+ed25519.PublicKeySize], raw[1+ed25519.PublicKeySize:headSize]
	payload = raw[headSize:]
	if !ed25519.Verify(signer, append([]byte(domain(label)), payload...), signature) {
		return nil, nil, refuse("activation.changed", nil, nil)
	}
	return payload, signer, nil
}

// hashOf is how a file names the one before it.
func hashOf(payload []byte) string {
	sum := sha256.Sum256(payload)
	return hex.EncodeToString(sum[:])
}

// armor writes bytes as a text that passes through a mail: base64 between two lines with a title.
func armor(title string, raw []byte) []byte {
	text := base64.StdEncoding.EncodeToString(raw)
	var b bytes.Buffer
	b.WriteString("-----BEGIN " + title + "-----\n")
	for len(text) > column {
		b.WriteString(text[:column] + "\n")
		text = text[column:]
	}
	b.WriteString(text + "\n-----END " + title + "-----\n")
	return b.Bytes()
}

// ourLine is a line before or behind a file, wherever it is in a text.
var ourLine = regexp.MustCompile(`-----(BEGIN|END) (RESELLER DESK [A-Z]{1,20})-----`)

// find returns the title and what is between the lines of the first complete file in a text. The
// title is "" when there is no such line at all, and the body nil when one of the two is missing.
func find(text []byte, line *regexp.Regexp) (title string, body []byte) {
	from, begun := 0, ""
	for _, m := range line.FindAllSubmatchIndex(text, -1) {
		title = string(text[m[4]:m[5]])
		switch {
		case string(text[m[2]:m[3]]) == "BEGIN":
			from, begun = m[1], title
		case begun == title:
			return title, text[from:m[0]]
		default:
			begun = ""
		}
	}
	return title, nil
}

// Holds tells whether a text holds a complete file of this program, whatever it says.
func Holds(text []byte) bool {
	_, body := find(text, ourLine)
	return body != nil
}

// findOurs is find for a file of this program, which is not longer than its kind may be.
func findOurs(text []byte) (label string, raw []byte, err error) {
	title, body := find(text, ourLine)
	if title == "" {
		return "", nil, refuse("activation.none", nil, nil)
	}
	label = strings.TrimPrefix(title, ours)
	if max := largest(label); label != sealed && len(body) > max {
		return "", nil, tooBig(max)
	}
	raw, err = dearmor(body)
	if err != nil {
		return "", nil, refuse("activation.damaged", nil, err)
	}
	return label, raw, nil
}

// dearmor decodes what is between the two lines, at least one byte. It does not mind how a mail
// program wrapped, quoted or escaped it.
func dearmor(body []byte) ([]byte, error) {
	raw, err := base64.StdEncoding.Strict().DecodeString(strings.Map(
		dropQuoting, html.UnescapeString(string(body)),
	))
	if err == nil && len(raw) == 0 {
		err = fmt.Errorf("nothing stands between the lines")
	}
	return raw, err
}

// dropQuoting removes what mail programs add to the lines of a text: spaces, line ends and ">"
// before quoted lines.
func dropQuoting(r rune) rune {
	if strings.ContainsRune(" \t\r\n>\u00a0", r) {
		return -1
	}
	return r
}

func refuse(key string, args core.Args, err error) error {
	return &core.Error{Code: core.Invalid, Key: key, Args: args, Err: err}
}

func tooBig(max int) error {
	return refuse("activation.too_big", core.Args{"Max": max / 1024}, nil)
}
