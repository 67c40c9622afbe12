package oauth

import (
	"context"
	"crypto/subtle"
	"errors"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"golang.org/x/oauth2"

	"resellerdesk/core/secret"
)

// Patience is how long a person has in the browser.
const Patience = 10 * time.Minute

// Token is what a provider gives.
type Token struct {
	Access  secret.Text // Lets the program send for a while.
	Refresh secret.Text // Gets the next one of both.
	Lives   time.Duration
}

// Browser is what a sign-in needs of a person.
type Browser struct {
	Show func(address string)     // Called once, when the browser may open the address.
	Page func(agreed bool) string // HTML that the browser shows at the end.
	// How long the person has; 0 is Patience.
	Patience time.Duration
}

// SignIn lets a person sign in with the browser, and returns the first token. It ends with the
// context, and fails with *core.Error. hint is the user whom the provider offers first.
func (c Client) SignIn(
	ctx context.Context, clientSecret, hint string, b Browser,
) (Token, error) {
	l, err := c.listen(b.Page)
	if err != nil {
		return Token{}, c.fault("oauth.no_loopback", err)
	}
	defer l.close()
	config, verifier := c.config(clientSecret, l.redirect), oauth2.GenerateVerifier()
	b.Show(config.AuthCodeURL(l.state, c.options(hint, verifier)...))
	if b.Patience == 0 {
		b.Patience = Patience
	}
	timer := time.NewTimer(b.Patience)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return Token{}, c.fault("oauth.cancelled", ctx.Err())
	case <-timer.C:
		return Token{}, c.fault("oauth.nobody_came", nil)
	case answer := <-l.answers:
		if answer.Has("error") {
			return Token{}, c.answered(
				answer.Get("error"), answer.Get("error_description"), atBrowser,
			)
		}
		return c.exchange(ctx, config, answer.Get("code"), verifier)
	}
}

// options are what the address of the browser says besides.
func (c Client) options(hint, verifier string) []oauth2.AuthCodeOption {
	list := []oauth2.AuthCodeOption{oauth2.S256ChallengeOption(verifier)}
	if hint != "" {
		list = append(list, oauth2.SetAuthURLParam("login_hint", hint))
	}
	if c.Provider == Google { // Else it gives a refresh token only the first time.
		list = append(
			list, oauth2.AccessTypeOffline, oauth2.SetAuthURLParam("prompt", "consent"),
		)
	}
	return list
}

// listener waits for the browser on the loopback.
type listener struct {
	redirect string
	state    string
	answers  chan url.Values // Takes one.
	server   *http.Server
	page     func(agreed bool) string
}

// listen opens a free port of the loopback. Microsoft knows it as "localhost", which a browser may
// take for either number of this computer; the others by number.
func (c Client) listen(page func(agreed bool) string) (*listener, error) {
	first, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	port := strconv.Itoa(first.Addr().(*net.TCPAddr).Port)
	l := &listener{
		// 32 random bytes, which the library makes for PKCE.
		state: oauth2.GenerateVerifier(), answers: make(chan url.Values, 1), page: page,
	}
	l.server = &http.Server{
		Handler: l, ReadHeaderTimeout: 5 * time.Second, MaxHeaderBytes: 32 << 10,
	}
	go func() { _ = l.server.Serve(first) }()
	if c.Provider != Microsoft {
		l.redirect = "http://127.0.0.1:" + port
		return l, nil
	}
	l.redirect = "http://localhost:" + port
	if second, err := net.Listen("tcp", "[::1]:"+port); err == nil {
		go func() { _ = l.server.Serve(second) }()
	}
	return l, nil
}

// ServeHTTP takes the one answer that knows the state. Anything else, also a second answer, is not
// ours: it is refused, and the wait goes on.
func (l *listener) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	isOurs := subtle.ConstantTimeCompare([]byte(q.Get("state")), []byte(l.state)) == 1
	if r.Method != http.MethodGet || r.URL.Path != "/" || !isOurs ||
		q.Get("code") == "" && q.Get("error") == "" {
		http.Error(w, "", http.StatusBadRequest)
		return
	}
	select {
	case l.answers <- q:
	default:
		http.Error(w, "", http.StatusGone)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "no-referrer") // The address of the page has the code.
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
	_, _ = w.Write([]byte(l.page(!q.Has("error"))))
}

// close ends the server, once the page went out.
func (l *listener) close() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	if err := l.server.Shutdown(ctx); errors.Is(err, context.DeadlineExceeded) {
		_ = l.server.Close()
	}
}
