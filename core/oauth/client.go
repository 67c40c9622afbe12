// Package oauth signs the program in at a provider of mail: in the browser of the system, by an
// authorization code with PKCE that comes back over the loopback (RFC 6749, RFC 7636, RFC 8252).
package oauth

import (
	"net"
	"net/url"
	"regexp"
	"strings"

	"golang.org/x/oauth2"
)

// Provider is whom a person signs in at.
type Provider string

// The providers. The addresses of Other are typed.
const (
	None      Provider = "" // Nobody: the mail server takes a password.
	Microsoft Provider = "microsoft"
	Google    Provider = "google"
	Other     Provider = "other"
)

// Providers are those that a person can choose.
var Providers = []Provider{Microsoft, Google, Other}

// Client is how a provider knows this program: as an application that the distributor registered
// there. Its secret, where it has one, is kept in the keyring.
type Client struct {
	Provider Provider `json:"provider"`
	Tenant   string   `json:"tenant"` // At Microsoft: of one organization; "" for any.
	ClientID string   `json:"client_id"`
	AuthURL  string   `json:"auth_url"`  // Of Other.
	TokenURL string   `json:"token_url"` // Of Other.
	Scopes   string   `json:"scopes"`    // Of Other, with blanks between them.
}

// AtProvider tells whether the sign-in is at a provider, and not by a password.
func (c Client) AtProvider() bool { return c.Provider != None }

// Used returns the client without what its provider does not use.
func (c Client) Used() Client {
	switch c.Provider {
	case None:
		return Client{}
	case Microsoft:
		return Client{Provider: c.Provider, Tenant: c.Tenant, ClientID: c.ClientID}
	case Google:
		return Client{Provider: c.Provider, ClientID: c.ClientID}
	}
	c.Tenant = ""
	return c
}

const anyTenant = "common"

// endpoints are the addresses of the provider.
func (c Client) endpoints() (auth, token string) {
	switch c.Provider {
	case Microsoft:
		tenant := c.Tenant
		if tenant == "" {
			tenant = anyTenant
		}
		base := "https://login.microsoftonline.com/" + url.PathEscape(tenant) + "/oauth2/v2.0/"
		return base + "authorize", base + "token"
	case Google:
		return "https://accounts.google.com/o/oauth2/v2/auth", "https://oauth2.googleapis.com/token"
	}
	return c.AuthURL, c.TokenURL
}

// scopes are what the program asks to be allowed.
func (c Client) scopes() []string {
	switch c.Provider {
	case Microsoft:
		return []string{"https://outlook.office.com/SMTP.Send", "offline_access"}
	case Google:
		return []string{"https://mail.google.com/"}
	}
	return strings.Fields(c.Scopes)
}

// style says how the provider takes client id and secret. It is never tried out: a second request
// could use up a code or a refresh token.
func (c Client) style(secret string) oauth2.AuthStyle {
	if c.Provider == Other && secret != "" {
		return oauth2.AuthStyleInHeader
	}
	return oauth2.AuthStyleInParams
}

// config is the client as the library knows it.
func (c Client) config(secret, redirect string) *oauth2.Config {
	auth, token := c.endpoints()
	return &oauth2.Config{
		ClientID: c.ClientID, ClientSecret: secret, RedirectURL: redirect, Scopes: c.scopes(),
		Endpoint: oauth2.Endpoint{AuthURL: auth, TokenURL: token, AuthStyle: c.style(secret)},
	}
}

// Host is the server that gives tokens.
func (c Client) Host() string {
	_, token := c.endpoints()
	u, err := url.Parse(token)
	if err != nil {
		return ""
	}
	return u.Host
}

// Issuer names what a sign-in belongs to: another client, or another provider, needs another one.
func (c Client) Issuer() string {
	_, token := c.endpoints()
	return c.ClientID + " " + token
}

// IsAddress tells whether a text can be the address of a provider: with TLS, but on this computer
// also without.
func IsAddress(text string) bool {
	u, err := url.Parse(text)
	if err != nil || u.Hostname() == "" || u.User != nil || u.Fragment != "" {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	isHere := u.Hostname() == "localhost" || ip != nil && ip.IsLoopback()
	return u.Scheme == "https" || u.Scheme == "http" && isHere
}

var tenant = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9.-]*$`)

// IsTenant tells whether a text can name an organization at Microsoft: by its id or its domain.
func IsTenant(text string) bool { return tenant.MatchString(text) }
