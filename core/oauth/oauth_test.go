package oauth_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"resellerdesk/assets"
	"resellerdesk/core"
	"resellerdesk/core/i18n"
	"resellerdesk/core/oauth"
	"resellerdesk/core/oauth/oauthtest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// page is what the browser shows at the end.
func page(agreed bool) string { return fmt.Sprintf("agreed %t", agreed) }

// visit is a sign-in, whose browser opens the address that edit makes of the one it is shown.
func visit(
	t *testing.T, p *oauthtest.Provider, c oauth.Client, secret string, within time.Duration,
	edit func(address string) string,
) (oauth.Token, string, error) {
	shown, ended := make(chan string, 1), make(chan struct{})
	b := oauth.Browser{Page: page, Patience: within, Show: func(address string) {
		go func() {
			defer close(ended)
			text, err := p.Browse(edit(address))
			if err != nil {
				text = err.Error()
			}
			shown <- text
		}()
	}}
	token, err := c.SignIn(t.Context(), secret, oauthtest.User, b)
	<-ended
	return token, <-shown, err
}

func asShown(address string) string { return address }

func TestSignInAndRefreshAtAProvider(t *testing.T) {
	for application, secret := range map[string]string{
		oauthtest.Public: "", oauthtest.Confidential: oauthtest.Secret,
	} {
		p := oauthtest.New(t)
		c := p.Client(application)
		token, shown, err := visit(t, p, c, secret, time.Minute, asShown)
		require.NoError(t, err, application)
		require.Equal(t, "agreed true", shown)
		require.NotEmpty(t, token.Access.Reveal())
		require.InDelta(t, 5*time.Minute, token.Lives, float64(10*time.Second))
		require.NotEmpty(t, p.Requests()[0].Get("code_verifier"))

		next, err := c.Refresh(t.Context(), secret, token.Refresh.Reveal())
		require.NoError(t, err, application)
		require.NotEqual(t, token.Access.Reveal(), next.Access.Reveal())
		require.NotEqual(t, token.Refresh.Reveal(), next.Refresh.Reveal(), "it gives another one")
		sent := p.Requests()[1]
		require.Equal(t, "openid offline_access", sent.Get("scope"))
		require.Equal(t, "refresh_token", sent.Get("grant_type"))

		_, err = c.Refresh(t.Context(), secret, token.Refresh.Reveal())
		require.True(t, oauth.Stops(err), "the one before counts no more")
		p.Revoke()
		_, err = c.Refresh(t.Context(), secret, next.Refresh.Reveal())
		requireFault(t, err, "oauth.revoked")
		require.True(t, oauth.Stops(err))
	}
}

func TestAWrongClientIsSaid(t *testing.T) {
	p := oauthtest.New(t)
	c := p.Client(oauthtest.Confidential)
	_, _, err := visit(t, p, c, "another", time.Minute, asShown)
	requireFault(t, err, "oauth.secret")
	require.True(t, oauth.Stops(err))
	c.Scopes = "openid"
	_, _, err = visit(t, p, c, oauthtest.Secret, time.Minute, asShown)
	requireFault(t, err, "oauth.no_refresh")
}

// TestAddresses checks what a browser is asked to open at the providers that are known.
func TestAddresses(t *testing.T) {
	for _, c := range []struct {
		client         oauth.Client
		base, redirect string
		says           map[string]string
	}{
		{
			oauth.Client{Provider: oauth.Microsoft, ClientID: "id"},
			"https://login.microsoftonline.com/common/oauth2/v2.0/authorize", "http://localhost:",
			map[string]string{
				"scope": "https://outlook.office.com/SMTP.Send offline_access", "access_type": "",
			},
		},
		{
			oauth.Client{Provider: oauth.Microsoft, ClientID: "id", Tenant: "nordlicht.example"},
			"https://login.microsoftonline.com/nordlicht.example/oauth2/v2.0/authorize",
			"http://localhost:", nil,
		},
		{
			oauth.Client{Provider: oauth.Google, ClientID: "id"},
			"https://accounts.google.com/o/oauth2/v2/auth", "http://127.0.0.1:",
			map[string]string{
				"scope": "https://mail.google.com/", "access_type": "offline", "prompt": "consent",
			},
		},
	} {
		ctx, cancel := context.WithCancel(t.Context())
		var address string
		_, err := c.client.SignIn(ctx, "", "ida@nordlicht.example", oauth.Browser{
			Page: page, Show: func(shown string) {
				address = shown
				cancel()
			},
		})
		requireFault(t, err, "oauth.cancelled")
		u, err := url.Parse(address)
		require.NoError(t, err)
		q := u.Query()
		u.RawQuery = ""
		require.Equal(t, c.base, u.String())
		require.True(t, strings.HasPrefix(q.Get("redirect_uri"), c.redirect), address)
		for name, value := range c.says {
			require.Equal(t, value, q.Get(name), name)
		}
		require.Equal(t, "code", q.Get("response_type"))
		require.Equal(t, "S256", q.Get("code_challenge_method"))
		require.Equal(t, "ida@nordlicht.example", q.Get("login_hint"))
		require.GreaterOrEqual(t, len(q.Get("state")), 43)
		require.NotEqual(t, q.Get("state"), q.Get("code_challenge"))
	}
}

// canary stands for every secret that a provider could repeat.
const canary = "canary-token-word"

// faults are ways in which a server fails.
var faults = map[string]http.HandlerFunc{
	"drop": func(w http.ResponseWriter, _ *http.Request) {
		conn, _, err := w.(http.Hijacker).Hijack()
		if err == nil {
			_ = conn.Close()
		}
	},
	"hang": func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusOK)
		w.(http.Flusher).Flush()
		<-r.Context().Done()
	},
	"4xx": refusing(http.StatusBadRequest, `{"error":"invalid_grant","error_description":"no"}`),
	"5xx": refusing(http.StatusBadGateway, "<html>"+canary),
	"garbage": refusing(
		http.StatusOK, `{"access_token":"`+canary+`","refresh_token":`+canary,
	),
}

func refusing(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		fmt.Fprint(w, body)
	}
}

// TestEachStepFailsInEachWay is the table of what comes of a fault at each step of a sign-in, and
// what is said of it.
func TestEachStepFailsInEachWay(t *testing.T) {
	const short = 300 * time.Millisecond
	expected := map[string]map[string]string{
		// What the browser shows then is no answer: a person who sees it cancels.
		"authorize": {
			"drop": "oauth.nobody_came", "hang": "oauth.nobody_came", "4xx": "oauth.nobody_came",
			"5xx": "oauth.nobody_came", "garbage": "oauth.nobody_came",
		},
		"exchange": {
			"drop": "oauth.lost", "hang": "oauth.timeout", "4xx": "oauth.late",
			"5xx": "oauth.busy", "garbage": "oauth.garbage",
		},
		"refresh": {
			"drop": "oauth.lost", "hang": "oauth.timeout", "4xx": "oauth.revoked",
			"5xx": "oauth.busy", "garbage": "oauth.garbage",
		},
	}
	stops := map[string]bool{"oauth.late": true, "oauth.revoked": true}
	for step, kinds := range expected {
		for kind, key := range kinds {
			t.Run(step+" "+kind, func(t *testing.T) {
				t.Parallel()
				p := oauthtest.New(t)
				c := p.Client(oauthtest.Public)
				var err error
				switch step {
				case "authorize":
					p.Instead(oauthtest.AuthPath, faults[kind])
					ctx, cancel := context.WithCancel(t.Context())
					ended := make(chan struct{})
					_, err = c.SignIn(t.Context(), "", "", oauth.Browser{
						Page: page, Patience: short, Show: func(address string) {
							go func() {
								defer close(ended)
								open(ctx, address)
							}()
						},
					})
					cancel()
					<-ended
				case "exchange":
					p.Instead(oauthtest.TokenPath, faults[kind])
					_, err = signInWithin(t, p, c, 4*short)
				case "refresh":
					token, signInErr := signInWithin(t, p, c, time.Minute)
					require.NoError(t, signInErr)
					p.Instead(oauthtest.TokenPath, faults[kind])
					ctx, cancel := context.WithTimeout(t.Context(), short)
					defer cancel()
					_, err = c.Refresh(ctx, "", token.Refresh.Reveal())
				}
				requireFault(t, err, key)
				require.Equal(t, stops[key], oauth.Stops(err))
				requireNoSecret(t, err, canary)
			})
		}
	}
}

// open is a browser that only opens an address.
func open(ctx context.Context, address string) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return
	}
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	if answer, err := client.Do(request); err == nil {
		_ = answer.Body.Close()
	}
}

// signInWithin signs in, when all of it may take only so long.
func signInWithin(
	t *testing.T, p *oauthtest.Provider, c oauth.Client, limit time.Duration,
) (oauth.Token, error) {
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	defer cancel()
	ended := make(chan struct{})
	token, err := c.SignIn(ctx, "", "", oauth.Browser{Page: page, Show: func(address string) {
		go func() {
			defer close(ended)
			_, _ = p.Browse(address)
		}()
	}})
	<-ended
	return token, err
}

// TestTheLoopbackTakesOneAnswer asks for what is no answer of ours; the wait goes on, and the right
// answer is taken once.
func TestTheLoopbackTakesOneAnswer(t *testing.T) {
	p := oauthtest.New(t)
	var statuses []int
	_, shown, err := visit(
		t, p, p.Client(oauthtest.Public), "", time.Minute, func(address string) string {
			u, err := url.Parse(address)
			require.NoError(t, err)
			back, state := u.Query().Get("redirect_uri"), u.Query().Get("state")
			for _, stray := range []string{
				"/favicon.ico", "/?code=x&state=" + state + "x", "/?code=x", "/?state=" + state,
				"/elsewhere?code=x&state=" + state,
			} {
				answer, err := http.Get(back + stray)
				require.NoError(t, err)
				_ = answer.Body.Close()
				statuses = append(statuses, answer.StatusCode)
			}
			http.DefaultClient.CloseIdleConnections()
			return address
		})
	require.NoError(t, err)
	require.Equal(t, "agreed true", shown)
	require.Equal(t, []int{400, 400, 400, 400, 400}, statuses)
}

func TestWhatTheBrowserBringsBackInsteadOfACode(t *testing.T) {
	for key, said := range map[string][2]string{
		"oauth.denied": {"access_denied", "The user denied the request"},
		"oauth.admin": {
			"access_denied", "AADSTS90094: The grant requires administrator permission.",
		},
		"oauth.consent": {"consent_required", "AADSTS65001: The user has not consented"},
		"oauth.client": {
			"unauthorized_client", "AADSTS700016: Application with identifier 'x' was not found",
		},
		"oauth.tenant":  {"invalid_request", "AADSTS90002: Tenant 'x' not found."},
		"oauth.scope":   {"invalid_scope", "The requested scope is invalid"},
		"oauth.busy":    {"temporarily_unavailable", ""},
		"oauth.refused": {"something_new", "Nobody knows"},
	} {
		p := oauthtest.New(t)
		p.Instead(oauthtest.AuthPath, func(w http.ResponseWriter, r *http.Request) {
			q := r.URL.Query()
			http.Redirect(w, r, q.Get("redirect_uri")+"?"+url.Values{
				"error": {said[0]}, "error_description": {said[1]}, "state": {q.Get("state")},
			}.Encode(), http.StatusFound)
		})
		_, shown, err := visit(t, p, p.Client(oauthtest.Public), "", time.Minute, asShown)
		fault := requireFault(t, err, key)
		require.Equal(t, "agreed false", shown)
		require.Equal(t, strings.TrimSpace(said[0]+" "+said[1]), fault.Args["Answer"])
	}
}

// TestWhatAProviderSaysOfATokenIsRead are the words of Microsoft and Google.
func TestWhatAProviderSaysOfATokenIsRead(t *testing.T) {
	for _, c := range []struct {
		code, text, key string
		stops           bool
	}{
		{"invalid_grant", "Token has been expired or revoked.", "oauth.revoked", true},
		{"invalid_grant", "AADSTS50173: The provided grant has expired due to it being revoked", "oauth.revoked", true},
		{"invalid_grant", "AADSTS700082: The refresh token has expired due to inactivity.", "oauth.expired", true},
		{"invalid_grant", "AADSTS70008: The provided authorization code or refresh token has expired", "oauth.expired", true},
		{"invalid_grant", "AADSTS70043: expired due to sign-in frequency checks", "oauth.expired", true},
		{"invalid_grant", "AADSTS65001: The user or administrator has not consented", "oauth.consent", true},
		{"invalid_grant", "AADSTS50076: Due to a configuration change made by your administrator, you must use multi-factor authentication", "oauth.again", true},
		{"interaction_required", "AADSTS53003: Access has been blocked by Conditional Access policies.", "oauth.again", true},
		{"invalid_client", "AADSTS7000215: Invalid client secret provided.", "oauth.secret", true},
		{"invalid_client", "AADSTS7000222: The provided client secret keys for app 'x' are expired.", "oauth.secret", true},
		{"invalid_client", "AADSTS7000218: The request body must contain the following parameter: 'client_assertion' or 'client_secret'.", "oauth.secret", true},
		{"invalid_client", "The OAuth client was not found.", "oauth.client", true},
		{"invalid_request", "client_secret is missing.", "oauth.secret", true},
		{"unauthorized_client", "AADSTS700016: Application with identifier 'x' was not found in the directory", "oauth.client", true},
		{"redirect_uri_mismatch", "Bad Request", "oauth.redirect", true},
		{"invalid_request", "AADSTS50011: The redirect URI specified in the request does not match", "oauth.redirect", true},
		{"invalid_request", "AADSTS9002326: Cross-origin token redemption is permitted only for SPA", "oauth.redirect", true},
		{"invalid_request", "AADSTS90002: Tenant 'x' not found.", "oauth.tenant", true},
		{"invalid_request", "AADSTS50194: Application is not configured as a multi-tenant application.", "oauth.tenant", true},
		{"access_denied", "AADSTS90095: Admin consent is required for the permissions requested", "oauth.admin", true},
		{"invalid_grant", "AADSTS500133: Assertion is not within its valid time range.", "oauth.clock", false},
		{"server_error", "AADSTS90033: A transient error has occurred.", "oauth.busy", false},
	} {
		p := oauthtest.New(t)
		p.Instead(oauthtest.TokenPath, refusing(http.StatusBadRequest, fmt.Sprintf(
			`{"error":%q,"error_description":%q}`, c.code, c.text+" "+canary,
		)))
		_, err := p.Client(oauthtest.Public).Refresh(t.Context(), "", canary)
		fault := requireFault(t, err, c.key)
		require.Equal(t, c.stops, oauth.Stops(err), c.text)
		require.Contains(t, fault.Args["Answer"], c.text)
		requireNoSecret(t, err, canary)
	}
}

func TestAServerWhoseClockIsFarOffIsWhyAGrantIsRefused(t *testing.T) {
	for off, key := range map[time.Duration]string{
		0: "oauth.revoked", time.Minute: "oauth.revoked", -time.Hour: "oauth.clock",
		time.Hour: "oauth.clock",
	} {
		p := oauthtest.New(t)
		p.Instead(oauthtest.TokenPath, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Date", time.Now().Add(off).UTC().Format(http.TimeFormat))
			faults["4xx"](w, r)
		})
		_, err := p.Client(oauthtest.Public).Refresh(t.Context(), "", "x")
		requireFault(t, err, key)
	}
}

func TestAProviderThatIsNotThere(t *testing.T) {
	c := oauthtest.New(t).Client(oauthtest.Public)
	unknown := httptest.NewUnstartedServer(http.NotFoundHandler())
	unknown.Config.ErrorLog = log.New(io.Discard, "", 0) // It notes that it is not trusted.
	unknown.StartTLS()
	defer unknown.Close()
	for address, key := range map[string]string{
		"http://127.0.0.1:1/token":       "oauth.unreachable",
		"https://provider.invalid/token": "oauth.unknown_host",
		unknown.URL:                      "oauth.certificate",
		// As a page of a network answers that wants a sign-in of its own.
		strings.Replace(c.TokenURL, "http:", "https:", 1): "oauth.garbage",
	} {
		c.TokenURL = address
		_, err := c.Refresh(t.Context(), "", canary)
		requireFault(t, err, key)
		require.False(t, oauth.Stops(err))
		requireNoSecret(t, err, canary)
	}
}

func TestWhatIsAnAddress(t *testing.T) {
	for text, is := range map[string]bool{
		"https://login.example/token": true, "http://127.0.0.1:8/token": true,
		"http://localhost/token": true, "http://login.example/token": false, "login.example": false,
		"https:///token": false, "https://me:secret@login.example/": false, "": false,
		"https://login.example/#x": false, "ftp://login.example/": false, "http://[::1]/x": true,
	} {
		require.Equal(t, is, oauth.IsAddress(text), text)
	}
	require.True(t, oauth.IsTenant("nordlicht.example"))
	require.False(t, oauth.IsTenant("../other"))
}

// requireFault checks which fault an error is, and that both languages have sentence and next step.
func requireFault(t *testing.T, err error, key string) *core.Error {
	t.Helper()
	var fault *core.Error
	require.True(t, errors.As(err, &fault), "%v", err)
	require.Equal(t, key, fault.Key, "%v", err)
	for _, lang := range i18n.Languages {
		words, err := i18n.New(assets.Translations, lang)
		require.NoError(t, err)
		for _, kind := range []string{"error.", "next.", "short."} {
			text := words.T(kind+key, fault.Args)
			require.NotContains(t, text, key)
			require.NotContains(t, text, "<no value>")
		}
	}
	return fault
}

func requireNoSecret(t *testing.T, err error, secret string) {
	t.Helper()
	require.NotContains(t, fmt.Sprintf("%v %+v %#v", err, err, err), secret)
}
