package mail

import (
	"net/textproto"
	"regexp"
	"slices"
	"strings"
)

// cause is why a server refuses something: the key of its sentence, and whether the settings of the
// sender are refused with it. Then no mail is given up.
type cause struct {
	key   string
	stops bool
}

// answerRule reads one kind of answer by its enhanced status code (RFC 3463), or by its words where
// a server sends none that says enough.
type answerRule struct {
	cause
	codes  []int          // SMTP codes it takes; nil for all.
	status *regexp.Regexp // Of the enhanced code; nil for any.
	words  *regexp.Regexp // In the text, in lower case; nil for any.
	at     []step         // nil for all.
	fits   func(code int, user bool) bool
	stays  bool // It does not pass by itself, even if the server puts the mail off.
}

func words(pattern string) *regexp.Regexp { return regexp.MustCompile(pattern) }

// anyStatus matches enhanced codes; the class, which the code itself says, is left out.
func anyStatus(codes ...string) *regexp.Regexp {
	any := strings.ReplaceAll(strings.Join(codes, "|"), ".", `\.`)
	return regexp.MustCompile(`^(?:` + any + `)$`)
}

var (
	noUser = func(_ int, user bool) bool { return !user }
	toEnd  = []step{stepData, stepEnd}
)

// answerRules are tried in this order: what an enhanced code says for sure, then words, then what a
// code says alone. Of the words those come first that concern the sign-in, this computer and the
// sender: a server says them at any step, also where it refuses a recipient or a mail.
var answerRules = []answerRule{
	// Exchange Online has one code for several causes.
	{
		cause: cause{"smtp.smtp_auth_off", true},
		words: words(`smtpclientauthentication is disabled for the tenant`),
	},
	{
		cause: cause{"smtp.mailbox_auth_off", true},
		words: words(`smtpclientauthentication is disabled for the mailbox`),
	},
	{cause: cause{"smtp.security_defaults", true}, words: words(`security defaults`)},
	{cause: cause{"smtp.auth", true}, words: words(`user credentials were incorrect`)},
	{cause: cause{"smtp.basic_auth_off", true}, status: anyStatus("7.139", "7.30")},
	{cause: cause{"smtp.app_password", true}, status: anyStatus("7.9"), at: []step{stepConnect}},
	{cause: cause{"smtp.sending_limit", false}, status: anyStatus("4.5", "7.705")},
	{
		cause:  cause{"smtp.turned_away", true},
		status: anyStatus(`7.25`, `7.50[1-3]`, `7.511`, `7.6[0-4]\d`, `7.708`),
	},
	{
		cause:  cause{"smtp.sender_unproven", true},
		status: anyStatus("7.20", "7.23", "7.26", "7.27", "7.509"),
	},
	{cause: cause{"smtp.relay", true}, status: anyStatus("7.54", "7.64"), stays: true},
	{
		cause:  cause{"smtp.sender_refused", true},
		status: anyStatus("1.7", "1.8", "7.60", "7.750", "2.252"),
	},
	{cause: cause{serverFull, false}, status: anyStatus("3.1")},
	{cause: cause{"smtp.too_big", false}, status: anyStatus("3.4", "2.3")},
	{cause: cause{"smtp.mailbox_full", false}, status: anyStatus("2.2")},
	{
		cause: cause{"smtp.recipient_refused", false}, codes: codesFrom(500),
		status: anyStatus("1.1", "1.2", "1.3", "1.6", "1.10", "2.1", "4.1"),
	},

	{
		cause: cause{"smtp.attachment", false}, at: toEnd, codes: codesFrom(500),
		words: words(`attachment|attached file|\bbanned(?: content| name| file|:)|file ?extension|` +
			`(?:file|mime) ?(?:name|type)s? .*(?:not allowed|blocked|prohibited|rejected)|` +
			`content presents a potential security issue|blocked file`),
	},
	{
		cause: cause{"smtp.basic_auth_off", true},
		words: words(`smtpclientauthentication is disabled|basic auth\w* is (?:disabled|not)`),
	},
	{
		cause: cause{"smtp.app_password", true},
		words: words(`application-specific password|app(?:lication)? password`),
	},
	{
		cause: cause{"smtp.wants_tls", true},
		words: words(`starttls|encryption (?:is )?required|(?:tls|ssl) (?:is )?required`),
		stays: true,
	},
	{
		cause: cause{"smtp.auth_later", false}, codes: codesFrom(400), at: []step{stepConnect},
		words: words(`authenticat|password`), fits: func(code int, _ bool) bool { return code != 432 },
	},
	{
		cause: cause{"smtp.sender_unproven", true},
		words: words(`\b(?:spf|dkim|dmarc)\b|sender is (?:un|not )authenticated`),
	},
	{
		cause: cause{"smtp.wants_sign_in", true}, fits: noUser,
		words: words(wantsSignIn + `|not authenticated|must authenticate`),
	},
	{
		cause: cause{"smtp.auth", true},
		words: words(wantsSignIn + `|authentication (?:failed|unsuccessful|credentials)|` +
			`bad username or password|invalid (?:login|credentials)|incorrect password`),
	},
	{
		cause: cause{"smtp.sending_limit", false},
		words: words(`send(?:ing)? (?:limit|quota|rate)|message quota|submissionquota|` +
			`unusual rate|(?:connections?|thread) limit|rate (?:limit|exceeded)|` +
			`mails per (?:minute|hour|day)|` +
			`too many (?:messages|e?-?mails|connections|recipients)|` +
			`(?:daily|hourly) (?:\w+ )*(?:limit|quota)|throttl`),
	},
	{cause: cause{"smtp.turned_away", true}, words: words(`\b(?:helo|ehlo)\b`)},
	{
		cause: cause{"smtp.turned_away", true},
		words: words(`client host|spamhaus|dnsbl|\brbls?\b|block ?list|black ?list|barracuda|` +
			`spamcop|\bbanned\b|reverse dns|\bptr\b|\brdns\b|(?:your|sending|sender) ip|` +
			`poor reputation|network is (?:blocked|on our)|dynamic ip`),
	},
	{cause: cause{"smtp.relay", true}, words: words(`\brelay|allowed rcpthosts`), stays: true},
	{cause: cause{"smtp.sender_refused", true}, words: words(`not owned by`), stays: true},
	{
		cause: cause{"smtp.sender_refused", true},
		words: words(`sender address|send ?as|sender verif|verified sender|` +
			`address is not verified|from (?:address|header)|envelope sender|mail from|` +
			`sender (?:is )?(?:rejected|refused|denied|not allowed)|not allowed to send|` +
			`not authori[sz]ed to perform|invalid dns mx|account has been suspended|` +
			`paused for this account`),
	},
	{
		cause: cause{serverFull, false},
		words: words(`(?:system|server|disk)\b.*\b(?:storage|full|space)\b|no space left|` +
			`(?:insufficient|not enough) (?:disk|system|storage|space)`),
	},
	{
		cause: cause{"smtp.too_big", false},
		words: words(`size limit|too (?:large|big)|(?:message|maximum) size|exceeds (?:the )?size`),
	},
	{
		cause: cause{"smtp.mailbox_full", false},
		words: words(`(?:mailbox|inbox|account|user)\b.*\bfull\b|out of storage|\bquota\b`),
	},
	{
		cause: cause{"smtp.content", false}, at: toEnd,
		words: words(`attachment|content|virus|malware|spam|phish|security|policy`),
	},
	{
		cause: cause{"smtp.recipient_refused", false}, codes: codesFrom(500),
		words: words(`(?:user|mailbox|recipient|account|address)\b.*\b(?:unknown|not found|` +
			`does(?: not|n't) exist|unavailable|disabled|rejected)|unrouteable|` +
			`no such (?:user|mailbox|recipient|person)|unknown (?:user|recipient)`),
	},

	{cause: cause{"smtp.app_password", true}, codes: []int{534}},
	{cause: cause{"smtp.wants_tls", true}, codes: []int{538}, stays: true},
	{cause: cause{"smtp.auth_later", false}, codes: []int{454}, at: []step{stepConnect}},
	{cause: cause{"smtp.wants_sign_in", true}, codes: []int{530}, fits: noUser},
	{cause: cause{"smtp.auth", true}, codes: []int{432, 530, 535}},
	{cause: cause{"smtp.auth", true}, status: anyStatus("7.8", "7.3")},
	{cause: cause{"smtp.sender_refused", true}, at: []step{stepSender}, codes: refusesSender},
	{cause: cause{"smtp.mailbox_full", false}, codes: []int{552}, at: []step{stepRecipient}},
	{cause: cause{"smtp.too_big", false}, codes: []int{552}},
	{cause: cause{"smtp.content", false}, at: toEnd, status: anyStatus("6.0", "7.0", "7.1")},
}

// wantsSignIn is how servers say that they take nothing without a sign-in.
const wantsSignIn = `auth(?:entication)? (?:is )?(?:required|needed|first)|pop before smtp|` +
	`client was not authenticated|unauthenticated senders|sign ?in first|log ?in first|` +
	`anonymous mail`

// refusesSender are the codes by which a server refuses a sender without a word; 552 is a size.
var refusesSender = slices.DeleteFunc(codesFrom(500), func(code int) bool { return code == 552 })

// codesFrom are the SMTP codes of a class.
func codesFrom(class int) []int {
	codes := make([]int, 100)
	for i := range codes {
		codes[i] = class + i
	}
	return codes
}

// enhanced is the enhanced status code in a server's words; a number with more parts is none.
var enhanced = regexp.MustCompile(`(?:^|\s)[245]\.(\d{1,3}\.\d{1,3})(?:[^.\d]|$)`)

// causeOf tells why a server refuses something at a step; user says whether a user signs in.
func causeOf(reply *textproto.Error, at step, user bool) cause {
	text, status := strings.ToLower(oneLine(reply.Msg)), ""
	if found := enhanced.FindStringSubmatch(text); found != nil {
		status = found[1]
	}
	text = namesLess(text)
	for _, r := range answerRules {
		mayFit := r.fits == nil || r.fits(reply.Code, user)
		if mayFit && r.fitsAnswer(reply.Code, status, text, at) {
			return r.forCode(reply.Code)
		}
	}
	switch {
	case reply.Code < 500:
		return cause{key: "smtp.temporary"}
	case at == stepConnect:
		return cause{"smtp.turned_away", true}
	case at == stepRecipient:
		return cause{key: "smtp.recipient_refused"}
	}
	return cause{key: "smtp.rejected"}
}

var (
	names = regexp.MustCompile(
		`\w+://\S+|[^\s<>()]+@[^\s<>()]+|(?:[a-z0-9_-]+\.)+[a-z][a-z0-9-]+`,
	)
	blockLists = regexp.MustCompile(`spamhaus|spamcop|dnsbl|\brbl|barracuda|sorbs`)
)

// namesLess is the text of an answer without addresses, links and names of computers, in which
// words say nothing; those of block lists do.
func namesLess(text string) string {
	return names.ReplaceAllStringFunc(text, func(name string) string {
		if !strings.ContainsAny(name, "@:") && blockLists.MatchString(name) {
			return name
		}
		return "…"
	})
}

func (r answerRule) fitsAnswer(code int, status, text string, at step) bool {
	return has(r.codes, code) && has(r.at, at) &&
		(r.status == nil || r.status.MatchString(status)) &&
		(r.words == nil || r.words.MatchString(text))
}

// has tells whether a list has something; one that is nil has everything.
func has[T comparable](list []T, what T) bool {
	return list == nil || slices.Contains(list, what)
}

// forCode is the cause of an answer with a code. What a server puts off passes by itself, unless it
// wants another sign-in; why a mailbox or a limit puts it off is said.
func (r answerRule) forCode(code int) cause {
	switch {
	case code >= 500, code == 432, r.stays, !r.stops && r.key != "smtp.content":
		return r.cause
	}
	return cause{key: "smtp.temporary"}
}
