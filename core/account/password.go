package account

import (
	"context"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"

	passwordvalidator "github.com/wagslane/go-password-validator"
	"golang.org/x/crypto/argon2"
	"golang.org/x/crypto/chacha20poly1305"
	"golang.org/x/text/unicode/norm"

	"resellerdesk/core"
)

// Shortest and longest password, in characters (NIST SP 800-63B-4 §3.1.1.2 for a password that
// stands alone).
const (
	MinPassword = 15
	MaxPassword = 256
)

// KeySize is the size of a workspace key in bytes.
const KeySize = chacha20poly1305.KeySize

// CheckPassword adds a problem to the field "password" when it is too short, too long, holds
// nothing but words that an attacker tries first, or is made of the given personal words (company,
// name, email).
func CheckPassword(problems *core.Problems, password string, personal ...string) {
	length := len([]rune(password))
	switch {
	case password == "":
		problems.Add(FieldPassword, "field.required", nil)
	case length < MinPassword:
		problems.Add(
			FieldPassword, "password.short", core.Args{"Min": MinPassword, "Length": length},
		)
	case length > MaxPassword:
		problems.Add(FieldPassword, "field.too_long", core.Args{"Max": MaxPassword})
	case Strength(password, personal...) < 2:
		problems.Add(FieldPassword, "password.weak", nil)
	}
}

// commonWords are what passwords are mostly made of; none of them makes one harder to guess.
var commonWords = []string{
	"password", "passwort", "passwd", "kennwort", "geheim", "secret", "qwertz", "qwerty", "asdfgh",
	"yxcvbn", "zxcvbn", "letmein", "welcome",
	"willkommen", "admin", "administrator", "login", "master", "monkey", "dragon", "football",
	"fussball", "baseball", "sunshine", "princess",
	"iloveyou", "abc123", "123456", "654321", "111111", "000000", "1q2w3e", "trustno1", "hello",
	"hallo", "test", "changeme", "default",
	"reseller", "desk", "yeastar", "distributor", "telefon", "telephone", "summer", "winter",
	"sommer", "spring", "autumn",
}

// personalWords are what a password must not be made of: the personal words, their parts, and of an
// email all of it and its domain.
func personalWords(personal []string) []string {
	var words []string
	for _, p := range personal {
		p = SearchKey(strings.TrimSpace(p))
		local, domain, _ := strings.Cut(p, "@")
		words = append(words, p, local, domain, "@"+domain)
		words = append(
			words,
			strings.FieldsFunc(
				p, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) },
			)...,
		)
	}
	return words
}

// Strength rates a password from 0 (guessed at once) to 4 (out of reach) by what is left of it
// without common and the given personal words.
func Strength(password string, personal ...string) int {
	rest := SearchKey(password)
	words := append(slices.Clone(commonWords), personalWords(personal)...)
	// "passwords" before "password".
	slices.SortFunc(words, func(a, b string) int { return len(b) - len(a) })
	for _, w := range words {
		if len(w) >= 3 {
			rest = strings.ReplaceAll(rest, w, "")
		}
	}
	bits := passwordvalidator.GetEntropy(rest)
	level := 0
	for _, least := range []float64{28, 45, 60, 75} {
		if bits >= least {
			level++
		}
	}
	return level
}

// Cost is the work of deriving a key from a password (argon2id, RFC 9106 §4).
type Cost struct {
	Time    uint32
	Memory  uint32 // In KiB.
	Threads uint8
}

// most is what a stored lock may cost to open.
var most = Cost{Time: 6, Memory: 128 * 1024, Threads: 8}

// StandardCost is the second choice of RFC 9106 §4: 64 MiB, 3 passes, 4 lanes.
func StandardCost() Cost { return Cost{Time: 3, Memory: 64 * 1024, Threads: 4} }

const saltSize = 16

// Lock is a workspace key sealed with a password: the person who knows the password gets the key,
// and opening it is what signs in. Its text form is "$argon2id$v=19$m=…,t=…,p=…$salt$sealed" with
// unpadded base64.
type Lock struct {
	cost   Cost
	salt   []byte
	sealed []byte
}

// NewLock seals the workspace key with the password for the account id.
func NewLock(ctx context.Context, cost Cost, password, id string, key []byte) (Lock, error) {
	salt := make([]byte, saltSize)
	if _, err := io.ReadFull(rand.Reader, salt); err != nil {
		return Lock{}, err
	}
	wrap, err := derive(ctx, cost, password, salt)
	if err != nil {
		return Lock{}, err
	}
	sealed, err := Seal(wrap, []byte("lock/"+id), key)
	return Lock{cost: cost, salt: salt, sealed: sealed}, err
}

// Open returns the workspace key, or an Unauthenticated error when the password or the account is
// another.
func (l Lock) Open(ctx context.Context, password, id string) ([]byte, error) {
	wrap, err := derive(ctx, l.cost, password, l.salt)
	if err != nil {
		return nil, err
	}
	key, err := Unseal(wrap, []byte("lock/"+id), l.sealed)
	if err != nil {
		return nil, &core.Error{Code: core.Unauthenticated, Key: "signin.wrong"}
	}
	return key, nil
}

// String returns the text form that is stored.
func (l Lock) String() string {
	b64 := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf(
		"$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, l.cost.Memory, l.cost.Time,
		l.cost.Threads, b64(l.salt), b64(l.sealed),
	)
}

// ParseLock reads the text form. Costs out of bounds are refused, so that a stored text cannot
// exhaust the memory.
func ParseLock(text string) (Lock, error) {
	bad := &core.Error{Code: core.Corrupt, Key: "signin.lock"}
	parts := strings.Split(text, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != fmt.Sprintf(
		"v=%d", argon2.Version,
	) {
		return Lock{}, bad
	}
	var l Lock
	if _, err := fmt.Sscanf(
		parts[3], "m=%d,t=%d,p=%d", &l.cost.Memory, &l.cost.Time, &l.cost.Threads,
	); err != nil {
		return Lock{}, bad
	}
	if l.cost.Memory < 8 || l.cost.Memory > most.Memory || l.cost.Time < 1 ||
		l.cost.Time > most.Time || l.cost.Threads < 1 || l.cost.Threads > most.Threads {
		return Lock{}, bad
	}
	var errSalt, errSealed error
	l.salt, errSalt = base64.RawStdEncoding.DecodeString(parts[4])
	l.sealed, errSealed = base64.RawStdEncoding.DecodeString(parts[5])
	if errSalt != nil || errSealed != nil || len(l.salt) != saltSize || len(l.sealed) > 1024 {
		return Lock{}, bad
	}
	return l, nil
}

// derive makes a key out of a password. The work cannot be interrupted; a context that ended before
// it starts is honoured.
func derive(ctx context.Context, cost Cost, password string, salt []byte) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	base := argon2.IDKey(
		[]byte(norm.NFC.String(password)), salt, cost.Time, cost.Memory, cost.Threads, KeySize,
	)
	return hkdf.Key(sha256.New, base, nil, "reseller desk/lock/v1", KeySize)
}

// Seal encrypts a secret with XChaCha20-Poly1305 under a key of KeySize bytes; context says what it
// is, and the secret opens only with the same context.
func Seal(key, context, secret []byte) ([]byte, error) {
	aead, err := chacha20poly1305.NewX(key)
	if err != nil {
		return nil, err
	}
	nonce := make([]byte, aead.NonceSize(), aead.NonceSize()+len(secret)+aead.Overhead())
	if _, err := io.ReadFull(rand.Reader, nonce); err != nil {
		return nil, err
	}
	return aead.Seal(nonce, nonce, secret, context), nil
}

// Unseal returns the secret that Seal encrypted, or an error when the key, the context or a byte
// differs.
func Unseal(key, context, sealed []byte) ([]byte, error) {
	aead, err := chacha20poly1305.NewX(key)
	if err != nil {
		return nil, err
	}
	if len(sealed) < aead.NonceSize() {
		return nil, fmt.Errorf("sealed secret is too short")
	}
	return aead.Open(nil, sealed[:aead.NonceSize()], sealed[aead.NonceSize():], context)
}
