package account

import (
	"net/mail"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"resellerdesk/core"
	"resellerdesk/core/host"
)

// MaxEmail is the longest email address in bytes (RFC 5321 §4.5.3.1.3 less its brackets).
const MaxEmail = 254

// EmailKey is the form of an email under which it is unique: without spaces around it, whatever its
// case, and whether its domain is written in its own letters or in ASCII (RFC 5890 §2.3.2.1).
// Letters that only look alike in capitals, as ß and ss, are different ones (RFC 5894 §7.2).
func EmailKey(email string) string {
	email = strings.TrimSpace(email)
	if ascii(email) && !strings.Contains(strings.ToLower(email), "xn--") {
		return strings.ToLower(email) // Most are, and lists have many.
	}
	at := strings.LastIndexByte(email, '@') + 1
	local, domain := email[:at], email[at:]
	name, ok := host.ASCII(domain)
	if !ok {
		return lower(email)
	}
	return lower(local) + host.Unicode(name)
}

// lower is a text in small letters. A Greek sigma is one letter, also at the end of a word.
func lower(text string) string {
	return strings.ReplaceAll(strings.ToLower(norm.NFKC.String(text)), "ς", "σ")
}

// SearchKey is the form of a text in which it is searched and sorted: without case and accents, and
// with the names of domains in their own letters.
func SearchKey(text string) string {
	text = host.UnicodeIn(text)
	if ascii(text) {
		return strings.TrimSpace(fold(text))
	}
	plain := make([]rune, 0, len(text))
	for _, r := range norm.NFKD.String(fold(text)) {
		if !unicode.Is(unicode.Mn, r) {
			plain = append(plain, r)
		}
	}
	return strings.TrimSpace(string(plain))
}

func fold(text string) string {
	if ascii(text) { // Most texts are, and lists have many.
		return strings.ToLower(text)
	}
	return cases.Fold().String(norm.NFKC.String(text))
}

func ascii(text string) bool {
	return strings.IndexFunc(text, func(r rune) bool { return r > unicode.MaxASCII }) < 0
}

// CheckEmail adds a problem to the field when email is not a bare address such as
// "ida@nordlicht.example".
func CheckEmail(problems *core.Problems, field, email string) {
	email = strings.TrimSpace(email)
	local, domain, _ := strings.Cut(email, "@")
	switch {
	case len(email) > MaxEmail:
		problems.Add(field, "field.too_long", core.Args{"Max": MaxEmail})
	case strings.ContainsFunc(email, isUnseen):
		problems.Add(field, "field.email_unseen", nil)
	case !bareAddress(email):
		problems.Add(field, "field.email", nil)
	case len(local) > maxLocal:
		problems.Add(field, "field.email_local", core.Args{"Max": maxLocal})
	case !host.IsDomain(domain):
		problems.Add(field, "field.email_domain", core.Args{"Domain": domain})
	}
}

// maxLocal is the longest part before the @ in bytes (RFC 5321 §4.5.3.1.1).
const maxLocal = 64

// blanks are letters that show nothing: the fillers of Hangul, the inherent vowels of Khmer and the
// empty pattern of Braille.
const blanks = "\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0\u2800"

// isUnseen tells whether a character shows nothing where it stands, so that nobody finds it.
func isUnseen(r rune) bool {
	return r > unicode.MaxASCII && !unicode.IsControl(r) &&
		(unicode.IsSpace(r) || unicode.In(r, unicode.Cf, unicode.Variation_Selector) ||
			strings.ContainsRune(blanks, r))
}

func bareAddress(email string) bool {
	parsed, err := mail.ParseAddress(email)
	if err != nil || parsed.Address != email || parsed.Name != "" {
		return false
	}
	local, domain, _ := strings.Cut(email, "@")
	return local != "" && domain != "" && !strings.ContainsAny(email, " \"(),:;<>[]\\") &&
		!strings.Contains(
			domain, "@",
		) && !strings.HasPrefix(domain, ".") && !strings.HasSuffix(domain, ".") &&
		strings.IndexFunc(email, unicode.IsControl) < 0
}

// turning are the characters that embed, override or isolate a direction of writing (Unicode Annex
// 9, §2).
const turning = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"

// CheckText adds a problem to the field when a required text is empty, when it is longer than max
// characters, or when it holds control characters (line breaks are allowed in a text of several
// lines) or what turns the order of letters around, so that it reads as something else.
func CheckText(problems *core.Problems, field, text string, required bool, max int, lines bool) {
	control := func(r rune) bool {
		if r >= ' ' && r <= '~' {
			return false // Nearly all are.
		}
		if unicode.IsControl(r) {
			return !lines || r != '\n' && r != '\t'
		}
		return r > unicode.MaxLatin1 && strings.ContainsRune(turning, r)
	}
	switch {
	case required && strings.TrimSpace(text) == "":
		problems.Add(field, "field.required", nil)
	case utf8.RuneCountInString(text) > max:
		problems.Add(field, "field.too_long", core.Args{"Max": max})
	case strings.IndexFunc(text, control) >= 0:
		problems.Add(field, "field.control", nil)
	}
}
