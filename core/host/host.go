// Package host knows what the name of a host or a domain is, also in letters beyond ASCII (IDNA,
// RFC 5891).
package host

import (
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
	ascii, err := names.ToASCII(name)
	return ascii, err == nil && ascii != "" && !strings.HasSuffix(ascii, ".")
}

// IsDomain tells whether a text is the name of a domain, which an IP number is not.
func IsDomain(text string) bool {
	ascii, ok := ASCII(text)
	if !ok {
		return false
	}
	last := ascii[strings.LastIndexByte(ascii, '.')+1:]
	return strings.ContainsFunc(last, func(r rune) bool { return !unicode.IsDigit(r) })
}
