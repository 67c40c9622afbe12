package activation

import (
	"fmt"
	"regexp"
	"time"

	"filippo.io/age"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
)

// Limits of what a file may say (docs/activation-file.md), so that nothing reaches a screen or a
// sum that these cannot bear.
const (
	maxText      = 500 // Characters of a text.
	maxResources = 100
	maxFeatures  = 1000
)

var (
	idForm      = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)
	hashForm    = regexp.MustCompile(`^[0-9a-f]{64}$`)
	featureForm = regexp.MustCompile(`^[a-z0-9_.]{1,100}$`)
	keyForm     = regexp.MustCompile(`^[!-~]{0,200}$`)
)

// checks remembers the first member that is not allowed.
type checks struct{ err error }

func (c *checks) require(ok bool, member string) {
	if !ok && c.err == nil {
		c.err = fmt.Errorf("%s is not allowed", member)
	}
}

// text checks a text for the screen: at most maxText characters and no control characters, in one
// line or several.
func (c *checks) text(member, text string, required, lines bool) {
	var problems core.Problems
	account.CheckText(&problems, member, text, required, maxText, lines)
	c.require(len(problems) == 0, member)
}

func (c *checks) id(member, id string) { c.require(idForm.MatchString(id), member) }

func (c *checks) hash(member, hash string) { c.require(hashForm.MatchString(hash), member) }

// resetKey checks what a reset file brings back to the desktop that made it up; "" for none.
func (c *checks) resetKey(key string) { c.require(keyForm.MatchString(key), "reset_key") }

// recipient checks the public key to which files for somebody are sealed.
func (c *checks) recipient(member, text string) {
	_, err := age.ParseX25519Recipient(text)
	c.require(err == nil, member)
}

func (c *checks) time(member string, t time.Time) {
	year := t.UTC().Year()
	c.require(year >= 2000 && year <= 9999, member)
}

func (c *checks) day(member string, d core.Day) {
	year, _, _ := d.Date()
	c.require(d == core.NoDay || year >= 2000 && year <= 9999, member)
}

// number checks that n lies between least and the largest amount that the program accepts anywhere.
func (c *checks) number(member string, n, least int64) {
	c.require(n >= least && n <= capacity.MaxAmount, member)
}

func (c *checks) amounts(member string, amounts map[string]int64) {
	c.require(len(amounts) <= maxResources, member)
	for name, n := range amounts {
		c.require(memberName.MatchString(name), member)
		c.number(member, n, 0)
	}
}

func (c *checks) issuer(i Issuer) {
	c.text("issuer.company", i.Company, true, false)
	c.text("issuer.name", i.Name, false, false)
	c.text("issuer.email", i.Email, true, false)
	if i.EncryptionKey != "" {
		c.recipient("issuer.encryption_key", i.EncryptionKey)
	}
}

func (c *checks) account(a Account) {
	c.id("account.id", a.ID)
	c.text("account.company", a.Company, true, false)
	c.text("account.first_name", a.FirstName, true, false)
	c.text("account.last_name", a.LastName, false, false)
	c.text("account.email", a.Email, true, false)
	c.text("account.language", a.Language, false, false)
}

func (c *checks) grant(p Package, features []string) {
	c.amounts("package.resources", p.Resources)
	c.require(
		p.MinExtensions >= 1 && p.MinExtensions <= capacity.MaxExtensionsPerPBX,
		"package.min_extensions_per_pbx",
	)
	c.number("package.max_extensions_per_pbx", p.MaxExtensions, 1)
	if p.PBXLimit != nil {
		c.number("package.pbx_limit", *p.PBXLimit, 1)
	}
	c.day("package.valid_until", p.ValidUntil)
	c.require(len(features) <= maxFeatures, "features")
	for _, f := range features {
		c.require(featureForm.MatchString(f), "features")
	}
}
