// Package oauthtest runs a real provider of sign-ins on this computer, at which a step can be made
// to fail, and the browser of a person who signs in there; for tests.
package oauthtest

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/zitadel/oidc/v3/example/server/storage"
	"github.com/zitadel/oidc/v3/pkg/oidc"
	"github.com/zitadel/oidc/v3/pkg/op"

	"resellerdesk/core/oauth"
)

// Who can sign in at the provider, and the applications that it knows: one without and one with a
// secret.
const (
	User     = "partner@example.test"
	Password = "canary-provider-word"

	Public       = "desk-public"
	Confidential = "desk-confidential"
	Secret       = "canary-client-secret"
)

// The paths of the provider, at which a test can make it fail.
const (
	AuthPath  = "/authorize"
	TokenPath = "/oauth/token"
)

// Provider is a running provider.
type Provider struct {
	URL string

	t       testing.TB
	storage *storage.Storage
	mu      sync.Mutex
	instead map[string]http.HandlerFunc
	forms   []url.Values
	given   []string
}

// New starts a provider; it ends with the test.
func New(t testing.TB) *Provider {
	p := &Provider{t: t, instead: map[string]http.HandlerFunc{}}
	mux := http.NewServeMux()
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	p.URL = server.URL
	p.storage = storage.NewStorageWithClients(people{}, map[string]*storage.Client{})
	config := &op.Config{CodeMethodS256: true, AuthMethodPost: true, GrantTypeRefreshToken: true}
	_, err := rand.Read(config.CryptoKey[:])
	require.NoError(t, err)
	real, err := op.NewProvider(
		config, known{p.storage}, op.StaticIssuer(p.URL), op.WithAllowInsecure(),
	)
	require.NoError(t, err)
	issuer := op.NewIssuerInterceptor(real.IssuerFromRequest)
	mux.Handle("/login", issuer.HandlerFunc(p.login(op.AuthCallbackURL(real))))
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { p.serve(real, w, r) })
	return p
}

// Client is how a program is known at the provider, by the name of an application.
func (p *Provider) Client(application string) oauth.Client {
	return oauth.Client{
		Provider: oauth.Other, ClientID: application, AuthURL: p.URL + AuthPath,
		TokenURL: p.URL + TokenPath, Scopes: "openid offline_access",
	}
}

// IntrospectURL is where a mail server asks whether a token is good.
func (p *Provider) IntrospectURL() string { return p.URL + "/oauth/introspect" }

// Instead lets something else answer at a path; nil is the provider itself.
func (p *Provider) Instead(path string, answer http.HandlerFunc) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.instead[path] = answer
}

// Requests are what was asked for tokens so far.
func (p *Provider) Requests() []url.Values {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]url.Values(nil), p.forms...)
}

// Given are the tokens of both kinds that were given so far.
func (p *Provider) Given() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]string(nil), p.given...)
}

// Revoke ends all sign-ins of the person, as an administrator does.
func (p *Provider) Revoke() {
	for _, application := range []string{Public, Confidential} {
		require.NoError(p.t, p.storage.TerminateSession(context.Background(), userID, application))
	}
}

func (p *Provider) serve(real http.Handler, w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	answer := p.instead[r.URL.Path]
	if r.URL.Path == TokenPath && r.ParseForm() == nil {
		p.forms = append(p.forms, r.PostForm)
	}
	p.mu.Unlock()
	if answer != nil {
		answer(w, r)
		return
	}
	if r.URL.Path != TokenPath {
		real.ServeHTTP(w, r)
		return
	}
	made := httptest.NewRecorder()
	real.ServeHTTP(made, r)
	p.note(made.Body.Bytes())
	for name, values := range made.Header() {
		w.Header()[name] = values
	}
	w.WriteHeader(made.Code)
	_, _ = w.Write(made.Body.Bytes())
}

// note keeps the tokens of an answer.
func (p *Provider) note(body []byte) {
	var tokens struct {
		Access  string `json:"access_token"`
		Refresh string `json:"refresh_token"`
	}
	if json.Unmarshal(body, &tokens) != nil || tokens.Access == "" {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.given = append(p.given, tokens.Access, tokens.Refresh)
}

// login is the page at which the person signs in.
func (p *Provider) login(callback func(context.Context, string) string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		id := r.FormValue("id")
		if r.Method == http.MethodGet {
			fmt.Fprint(w, "who are you?")
			return
		}
		err := p.storage.CheckUsernamePassword(r.FormValue("user"), r.FormValue("password"), id)
		if err != nil {
			http.Error(w, err.Error(), http.StatusForbidden)
			return
		}
		http.Redirect(w, r, callback(r.Context(), id), http.StatusFound)
	}
}

// Browse is the person at the browser: opens the address, signs in where that is asked, and returns
// the last page. It may be called beside the test.
func (p *Provider) Browse(address string) (page string, err error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return "", err
	}
	transport := &http.Transport{DisableKeepAlives: true}
	browser := &http.Client{Jar: jar, Timeout: 20 * time.Second, Transport: transport}
	shown, err := browser.Get(address)
	if err != nil {
		return "", err
	}
	if shown.Request.URL.Path == "/login" {
		_ = shown.Body.Close()
		shown, err = browser.PostForm(p.URL+"/login", url.Values{
			"id": {shown.Request.URL.Query().Get("id")}, "user": {User}, "password": {Password},
		})
		if err != nil {
			return "", err
		}
	}
	defer shown.Body.Close()
	text, err := io.ReadAll(shown.Body)
	return string(text), err
}

const userID = "id1"

// people are the one person whom the provider knows.
type people struct{}

func (people) one() *storage.User {
	return &storage.User{
		ID: userID, Username: User, Password: Password, Email: User, EmailVerified: true,
	}
}

// GetUserByID finds the person.
func (p people) GetUserByID(id string) *storage.User {
	if id != userID {
		return nil
	}
	return p.one()
}

// GetUserByUsername finds the person.
func (p people) GetUserByUsername(name string) *storage.User {
	if name != User {
		return nil
	}
	return p.one()
}

// ExampleClientID is nobody.
func (people) ExampleClientID() string { return "" }

// known is the storage with our applications.
type known struct{ *storage.Storage }

// application is one with or without a secret that is installed on a computer.
type application struct {
	*storage.Client
	secret bool
}

// AuthMethod is how it names itself.
func (a application) AuthMethod() oidc.AuthMethod {
	if a.secret {
		return oidc.AuthMethodBasic
	}
	return oidc.AuthMethodNone
}

// LoginURL is the page of a sign-in.
func (application) LoginURL(id string) string { return "/login?id=" + id }

// GetClientByClientID finds an application.
func (known) GetClientByClientID(_ context.Context, id string) (op.Client, error) {
	if id != Public && id != Confidential {
		return nil, oidc.ErrInvalidClient().WithDescription("no such application")
	}
	return application{
		storage.NativeClient(id, "http://127.0.0.1", "http://localhost"), id == Confidential,
	}, nil
}

// AuthorizeClientIDSecret checks the secret of an application.
func (known) AuthorizeClientIDSecret(_ context.Context, id, secret string) error {
	if id != Confidential || secret != Secret {
		return errors.New("wrong secret")
	}
	return nil
}

// SetIntrospectionFromToken tells a mail server whose token it has; each may ask about every token.
func (k known) SetIntrospectionFromToken(
	ctx context.Context, answer *oidc.IntrospectionResponse, token, subject, _ string,
) error {
	for _, application := range []string{Public, Confidential} {
		if k.Storage.SetIntrospectionFromToken(
			ctx, answer, token, subject, application,
		) == nil {
			answer.Username = User
			return nil
		}
	}
	return errors.New("the token is not good")
}
