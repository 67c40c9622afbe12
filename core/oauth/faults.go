package oauth

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"time"

	"golang.org/x/oauth2"

	"resellerdesk/core"
)

// step is where a sign-in failed.
type step int

const (
	atBrowser step = iota
	atExchange
	atRefresh
)

// answerRule reads one kind of refusal, by its code (RFC 6749 §4.1.2.1, §5.2) or by its words,
// which at Microsoft have a number.
type answerRule struct {
	key   string
	stops bool // Nothing is better until a person does something.
	at    []step
	codes []string
	words *regexp.Regexp // In code and text, in lower case.
}

func words(pattern string) *regexp.Regexp { return regexp.MustCompile(pattern) }

// numbers matches numbers of Microsoft.
func numbers(list ...string) *regexp.Regexp {
	return words(`aadsts(?:` + strings.Join(list, "|") + `)\b`)
}

// answerRules are tried in this order: what a number or words say, then what a code says alone.
var answerRules = []answerRule{
	{key: "oauth.clock", words: numbers("500133", "700024")},
	{key: "oauth.clock", words: words(`not yet valid|in the future|clock skew`)},
	{
		key: "oauth.admin", stops: true,
		words: numbers("9009[345]", "900941", "900981", "50105", "500014"),
	},
	{
		key: "oauth.admin", stops: true,
		words: words(`admin_policy_enforced|access_not_configured|admin\w* (?:consent|approval)`),
	},
	{key: "oauth.denied", stops: true, words: numbers("65004")},
	{key: "oauth.consent", stops: true, words: numbers("65001", "65005")},
	{key: "oauth.consent", stops: true, codes: []string{"consent_required"}},
	{key: "oauth.denied", stops: true, codes: []string{"access_denied"}},
	{
		key: "oauth.again", stops: true,
		words: numbers("5007[269]", "50074", "50158", "5300[0-4]", "530\\d{2,3}", "16000", "50058"),
	},
	{
		key: "oauth.again", stops: true,
		codes: []string{"interaction_required", "login_required", "account_selection_required"},
	},
	{
		key: "oauth.secret", stops: true,
		words: numbers("7000215", "7000218", "7000222", "7000216", "700025"),
	},
	{
		key: "oauth.secret", stops: true,
		words: words(`client[_ ]secret|client authentication failed`),
	},
	{
		key: "oauth.redirect", stops: true,
		words: numbers("50011", "500112", "500113", "9002326", "9002327", "900971"),
	},
	{key: "oauth.redirect", stops: true, words: words(`redirect[_ ]uri`)},
	{
		key: "oauth.tenant", stops: true,
		words: numbers("90002", "900021", "900023", "50194", "50020", "500011", "500208", "9001023"),
	},
	{
		key: "oauth.client", stops: true,
		words: numbers("700016", "7000112", "700038"),
	},
	{
		key: "oauth.client", stops: true,
		codes: []string{
			"invalid_client", "unauthorized_client", "deleted_client", "disabled_client",
		},
	},
	{
		key: "oauth.scope", stops: true,
		words: numbers("70011", "650052", "650053", "65002", "28002", "28003"),
	},
	{key: "oauth.scope", stops: true, codes: []string{"invalid_scope", "invalid_target"}},
	{key: "oauth.busy", words: numbers("90033", "90036", "90055", "50196")},
	{
		key:   "oauth.busy",
		codes: []string{"temporarily_unavailable", "server_error", "slow_down", "rate_limit_exceeded"},
	},
	{key: "oauth.late", stops: true, at: []step{atExchange}, codes: []string{"invalid_grant"}},
	{
		key: "oauth.expired", stops: true,
		words: numbers("700082", "700084", "70008", "70043", "50089", "50144"),
	},
	{key: "oauth.revoked", stops: true, codes: []string{"invalid_grant"}},
}

// keysThatStop are the faults after which nothing is better until a person does something.
var keysThatStop = func() []string {
	keys := []string{"oauth.no_refresh", "oauth.refused"}
	for _, r := range answerRules {
		if r.stops {
			keys = append(keys, r.key)
		}
	}
	return keys
}()

// Stops tells whether a fault of a sign-in stays until a person does something.
func Stops(err error) bool {
	var e *core.Error
	return errors.As(err, &e) && slices.Contains(keysThatStop, e.Key)
}

// mostDrift is how far the clocks of a provider and of this computer may be apart, before one of
// them is why a token is refused.
const mostDrift = 5 * time.Minute

// failed tells what an error of the library means. What it says of the answer is not kept as it is,
// since there may be a token in it; secrets are not in what is.
func (c Client) failed(ctx context.Context, err error, at step, secrets ...string) *core.Error {
	var refusal *oauth2.RetrieveError
	switch {
	case errors.As(err, &refusal):
		return c.refused(refusal, at, secrets)
	case errors.Is(ctx.Err(), context.Canceled):
		return c.fault("oauth.cancelled", ctx.Err())
	}
	key := classify(err)
	if key == "oauth.garbage" {
		return c.fault(key, errors.New("the answer is no token"))
	}
	return c.fault(key, err)
}

// refused tells what a refusal means.
func (c Client) refused(r *oauth2.RetrieveError, at step, secrets []string) *core.Error {
	code, text := without(r.ErrorCode, secrets), without(r.ErrorDescription, secrets)
	status := r.Response.StatusCode
	switch {
	case code != "":
	case status >= http.StatusInternalServerError, status == http.StatusTooManyRequests:
		return c.withAnswer("oauth.busy", r.Response.Status)
	default:
		return c.withAnswer("oauth.garbage", r.Response.Status)
	}
	fault := c.answered(code, text, at)
	if fault.Key == "oauth.late" || fault.Key == "oauth.revoked" || fault.Key == "oauth.expired" {
		if theirs, err := http.ParseTime(r.Response.Header.Get("Date")); err == nil &&
			time.Since(theirs).Abs() > mostDrift {
			fault.Key = "oauth.clock"
		}
	}
	return fault
}

// answered tells what a provider's own words mean.
func (c Client) answered(code, text string, at step) *core.Error {
	said := strings.ToLower(code + " " + text)
	key := "oauth.refused"
	for _, r := range answerRules {
		if (r.at == nil || slices.Contains(r.at, at)) &&
			(r.codes == nil || slices.Contains(r.codes, strings.ToLower(code))) &&
			(r.words == nil || r.words.MatchString(said)) {
			key = r.key
			break
		}
	}
	return c.withAnswer(key, strings.TrimSpace(code+" "+text))
}

// longestAnswer is how much of a provider's words is kept, in characters.
const longestAnswer = 300

// withAnswer is a fault with what the provider said.
func (c Client) withAnswer(key, answer string) *core.Error {
	answer = strings.Join(strings.Fields(answer), " ")
	if long := []rune(answer); len(long) > longestAnswer {
		answer = string(long[:longestAnswer-1]) + "…"
	}
	fault := c.fault(key, nil)
	fault.Args["Answer"] = answer
	return fault
}

func (c Client) fault(key string, err error) *core.Error {
	detail := ""
	if err != nil {
		detail = strings.Join(strings.Fields(err.Error()), " ")
	}
	return &core.Error{
		Code: core.Unavailable, Key: key, Err: err,
		Args: core.Args{"Host": c.Host(), "Detail": detail},
	}
}

// without returns a text in which no secret is left, should a provider repeat one.
func without(text string, secrets []string) string {
	for _, s := range secrets {
		if s != "" {
			text = strings.ReplaceAll(text, s, "•••")
		}
	}
	return text
}

// classify names what went wrong before a provider refused anything.
func classify(err error) string {
	var dns *net.DNSError
	var invalid x509.CertificateInvalidError
	var certificate *tls.CertificateVerificationError
	var record tls.RecordHeaderError
	var timeout net.Error
	// The library keeps only the words of an error in the middle of an answer.
	text := err.Error()
	isTorn := strings.HasPrefix(text, "oauth2: cannot fetch token")
	switch {
	case errors.As(err, &dns):
		return "oauth.unknown_host"
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return "oauth.clock" // The certificate counts at another time.
	case errors.As(err, &certificate), errors.As(err, &record):
		return "oauth.certificate"
	case errors.As(err, &timeout) && timeout.Timeout(), isTorn && strings.Contains(text, "deadline"),
		isTorn && strings.Contains(text, "Client.Timeout"):
		return "oauth.timeout"
	case errors.Is(err, syscall.ECONNREFUSED), errors.Is(err, syscall.ENETUNREACH),
		errors.Is(err, syscall.EHOSTUNREACH):
		return "oauth.unreachable"
	case isTorn, errors.Is(err, io.EOF), errors.Is(err, syscall.ECONNRESET), isNetwork(err):
		return "oauth.lost"
	}
	return "oauth.garbage"
}

// isNetwork tells whether a connection failed in any other way.
func isNetwork(err error) bool {
	var op *net.OpError
	return errors.As(err, &op)
}
