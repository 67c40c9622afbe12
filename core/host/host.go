// Package host knows what the name of a host or a domain is, also in letters beyond ASCII (IDNA,
// RFC 5891).
package host

import (
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/net/idna"
)

// names are looked up as people type them, whatever their case and width; each label has at most 63
// bytes and letters, digits and hyphens alone.
var names = idna.New(
	idna.MapForLookup(), idna.BidiRule(), idna.CheckHyphens(true), idna.CheckJoiners(true),
	idna.StrictDomainName(true), idna.VerifyDNSLength(true), idna.Transitional(false),
)

// ASCII returns a name as the domain name system has it: "bücher.example" is
// "xn--bcher-kva.example". ok is false for what is no name.
func ASCII(name string) (ascii string, ok bool) {
	// Since version 15.1.0 of Unicode Technical Standard 46 the capital ß is a ß, not ss.
	ascii, err := names.ToASCII(strings.ReplaceAll(name, "ẞ", "ß"))
	return ascii, err == nil && ascii != "" && !strings.HasSuffix(ascii, ".")
}

// Unicode returns a name as people read it: "xn--bcher-kva.example" is "bücher.example". What is no
// such name stays as it is.
func Unicode(name string) string {
	if !hasPrefix(name) {
		return name
	}
	labels := strings.Split(name, ".")
	for i, label := range labels {
		if !hasPrefix(label) {
			continue
		}
		read, err := names.ToUnicode(label)
		if again, ok := ASCII(read); err == nil && ok && strings.EqualFold(again, label) {
			labels[i] = read
		}
	}
	return strings.Join(labels, ".")
}

// prefix begins what stands for letters beyond ASCII in a name (RFC 5890 §2.3.2.1).
const prefix = "xn--"

// hasPrefix tells whether a text holds the prefix, in any case.
func hasPrefix(text string) bool {
	for at := 0; at+len(prefix) <= len(text); at++ {
		if strings.EqualFold(text[at:at+len(prefix)], prefix) {
			return true
		}
	}
	return false
}

// UnicodeIn returns a text with all names in it as people read them.
func UnicodeIn(text string) string {
	if !hasPrefix(text) {
		return text
	}
	var read strings.Builder
	for text != "" {
		isPart := func(r rune) bool {
			return r == '-' || r > unicode.MaxASCII || unicode.IsLetter(r) || unicode.IsDigit(r)
		}
		end := strings.IndexFunc(text, func(r rune) bool { return !isPart(r) })
		if end < 0 {
			end = len(text)
		}
		read.WriteString(Unicode(text[:end]))
		next := strings.IndexFunc(text[end:], isPart)
		if next < 0 {
			next = len(text) - end
		}
		read.WriteString(text[end : end+next])
		text = text[end+next:]
	}
	return read.String()
}

// number is the last part of what programs read as an IP number, also a hexadecimal one.
var number = regexp.MustCompile(`(?:^|\.)(?:\d+|0x[0-9a-f]*)$`)

// IsDomain tells whether a text is the name of a domain, which an IP number is not.
func IsDomain(text string) bool {
	ascii, ok := ASCII(text)
	return ok && !number.MatchString(ascii)
}
