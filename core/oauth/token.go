package oauth

import (
	"context"
	"crypto/tls"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"

	"resellerdesk/core/secret"
)

// limit is how long a provider may take for an answer.
const limit = 30 * time.Second

// withClient returns a context for the library: connections that are not kept, no other server than
// the one that was named, and an end to waiting.
func withClient(ctx context.Context) (context.Context, func()) {
	transport := &http.Transport{
		Proxy: http.ProxyFromEnvironment, DisableKeepAlives: true, ForceAttemptHTTP2: true,
		TLSClientConfig: &tls.Config{MinVersion: tls.VersionTLS12},
	}
	client := &http.Client{
		Transport: transport, Timeout: limit,
		CheckRedirect: func(*http.Request, []*http.Request) error {
			return http.ErrUseLastResponse
		},
	}
	return context.WithValue(ctx, oauth2.HTTPClient, client), transport.CloseIdleConnections
}

// exchange turns the code of the browser into the first token.
func (c Client) exchange(
	ctx context.Context, config *oauth2.Config, code, verifier string,
) (Token, error) {
	ctx, end := withClient(ctx)
	defer end()
	t, err := config.Exchange(ctx, code, oauth2.VerifierOption(verifier))
	if err != nil {
		return Token{}, c.failed(ctx, err, atExchange, config.ClientSecret, code, verifier)
	}
	return c.token(t)
}

// Refresh gets the next token. A provider that gives no new refresh token keeps the present one. It
// fails with *core.Error; then the present one is as good as before.
func (c Client) Refresh(ctx context.Context, clientSecret, refresh string) (Token, error) {
	ctx, end := withClient(ctx)
	defer end()
	_, address := c.endpoints()
	// The refreshing of oauth2.Config sends no scope, which some tenants want (AADSTS900144).
	config := clientcredentials.Config{
		ClientID: c.ClientID, ClientSecret: clientSecret, TokenURL: address, Scopes: c.scopes(),
		EndpointParams: url.Values{
			"grant_type": {"refresh_token"}, "refresh_token": {refresh},
		},
		AuthStyle: c.style(clientSecret),
	}
	t, err := config.Token(ctx)
	if err != nil {
		return Token{}, c.failed(ctx, err, atRefresh, clientSecret, refresh)
	}
	return c.token(t)
}

// token reads an answer that the library took.
func (c Client) token(t *oauth2.Token) (Token, error) {
	switch {
	case !strings.EqualFold(t.Type(), "bearer"):
		return Token{}, c.fault("oauth.garbage", errors.New("the token is of another type"))
	case t.RefreshToken == "":
		return Token{}, c.fault("oauth.no_refresh", nil)
	}
	token := Token{Access: secret.Of(t.AccessToken), Refresh: secret.Of(t.RefreshToken)}
	if !t.Expiry.IsZero() {
		token.Lives = max(time.Until(t.Expiry), time.Second)
	}
	return token, nil
}
