package activation

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base32"
	"strings"
	"unicode"

	"resellerdesk/core"
)

// Codes are written with the letters and digits of Crockford's base32, which nobody takes for each
// other, and end in two characters that check the ones before them.
const (
	letters    = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	checkChars = 2
	// modulus is the largest prime number that two characters can hold. The check is a weighted sum
	// as of an ISBN: since it is a prime above 31 times the longest code, one wrong character
	// changes the sum, and so do two that changed places.
	modulus = 1021

	codeSize     = 16 // Random bytes of a recovery code.
	codeGroup    = 4
	codeLength   = 28
	confirmSize  = 5 // Bytes of a confirmation code.
	confirmGroup = 5
	confirmLen   = 10
)

var crockford = base32.NewEncoding(letters).WithPadding(base32.NoPadding)

// NewCode returns a recovery code: 128 random bits and two check characters, in seven groups of
// four.
func NewCode() string {
	raw := make([]byte, codeSize)
	rand.Read(raw) // Never fails: crypto/rand ends the program itself.
	return withCheck(raw, codeGroup)
}

// ParseCode returns a recovery code as NewCode wrote it. It does not mind small letters, spaces,
// hyphens, and O, I and L in the place of 0 and 1; it refuses a code that is not complete or in
// which a character is wrong.
func ParseCode(text string) (string, error) { return parse(text, codeLength, codeGroup) }

// ConfirmationCode is what a reseller reads out by phone when no receipt can be sent: 40 bits of
// the Hash of the invitation's secret and two check characters, in two groups of five.
func ConfirmationCode(secretHash []byte) string {
	sum := sha256.Sum256(append([]byte("reseller-desk/confirmation/v1\x00"), secretHash...))
	return withCheck(sum[:confirmSize], confirmGroup)
}

// CheckConfirmation refuses a typed text that is not the confirmation code of the invitation, and
// says whether it is mistyped or of another one. It is as tolerant as ParseCode, and its time does
// not tell how much of the code is right.
func CheckConfirmation(secretHash []byte, typed string) error {
	code, err := parse(typed, confirmLen, confirmGroup)
	if err != nil {
		return err
	}
	if subtle.ConstantTimeCompare([]byte(code), []byte(ConfirmationCode(secretHash))) != 1 {
		return refuse("code.other", nil, nil)
	}
	return nil
}

func parse(text string, length, group int) (string, error) {
	code := strings.Map(fold, text)
	if n := len([]rune(code)); n != length {
		return "", refuse("code.length", core.Args{"Want": length, "Got": n}, nil)
	}
	// A rune that is no letter of the alphabet can be longer than a byte, and may stand across the
	// border.
	if strings.Trim(
		code, letters,
	) != "" || code[length-checkChars:] != checkOf(code[:length-checkChars]) {
		return "", refuse("code.mistyped", nil, nil)
	}
	return grouped(code, group), nil
}

// fold drops what is between the characters of a code and makes each the one that was meant.
func fold(r rune) rune {
	if unicode.IsSpace(r) || unicode.Is(unicode.Pd, r) {
		return -1
	}
	switch r = unicode.ToUpper(r); r {
	case 'O':
		return '0'
	case 'I', 'L':
		return '1'
	}
	return r
}

// checkOf returns the check characters: the sum of each character's value times its place, counted
// from 1.
func checkOf(body string) string {
	sum := 0
	for i := range len(body) {
		sum += (i + 1) * strings.IndexByte(letters, body[i])
	}
	sum %= modulus
	return string([]byte{letters[sum/32], letters[sum%32]})
}

func withCheck(raw []byte, group int) string {
	body := crockford.EncodeToString(raw)
	return grouped(body+checkOf(body), group)
}

func grouped(code string, size int) string {
	var b strings.Builder
	for i := range len(code) {
		if i > 0 && i%size == 0 {
			b.WriteByte('-')
		}
		b.WriteByte(code[i])
	}
	return b.String()
}
