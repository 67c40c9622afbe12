package mail_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"fmt"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"resellerdesk/core"
	"resellerdesk/core/mail"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const canary = "canary-pass-word"

// server is a mail server that does what a test says at one step, and counts the mails that it
// took.
type server struct {
	port     int
	roots    *x509.CertPool
	security mail.Security
	// The step that is not as usual: greeting, ehlo, auth, mail, rcpt, copy, data, dot.
	at          string
	answer      string // What is said there; "" hangs up, "hang" never answers.
	noTLS       bool
	more        string        // Lines of the answer to EHLO besides the usual ones.
	deaf        bool          // After it said that a mail may come, it reads nothing of it.
	newest      atomic.Uint32 // The newest version of TLS that it speaks, 0 for any.
	accepted    atomic.Int32
	connections atomic.Int32
	content     chan string
	isCalm      bool // Everything is as usual, whatever at says.
	// The first mail of a connection at which the step is not as usual; 0 for any.
	from  int32
	mails atomic.Int32 // How many mails this connection brought so far.
	mu    sync.Mutex
	heard []string // Each line that the client said outside of a mail.
}

func newServer(t *testing.T, security mail.Security, at, answer string) *server {
	certificate, roots := certificate(t, "localhost")
	return serverWith(t, certificate, roots, security, at, answer)
}

// serverWith is a server that shows a certificate.
func serverWith(
	t *testing.T, certificate tls.Certificate, roots *x509.CertPool, security mail.Security,
	at, answer string,
) *server {
	s := &server{
		roots: roots, security: security, at: at, answer: answer, content: make(chan string, 16),
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	s.port = listener.Addr().(*net.TCPAddr).Port
	config := &tls.Config{Certificates: []tls.Certificate{certificate}}
	done := make(chan struct{})
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		var serving sync.WaitGroup
		defer serving.Wait()
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			serving.Go(func() { s.serve(conn, config, done) })
		}
	}()
	t.Cleanup(func() {
		close(done)
		_ = listener.Close()
		<-ended
	})
	return s
}

func certificate(t *testing.T, name string) (tls.Certificate, *x509.CertPool) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, DNSNames: []string{name},
		NotBefore: time.Now().Add(-time.Hour),
		NotAfter:  time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	require.NoError(t, err)
	parsed, err := x509.ParseCertificate(der)
	require.NoError(t, err)
	roots := x509.NewCertPool()
	roots.AddCert(parsed)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, roots
}

// serve speaks SMTP with one client.
func (s *server) serve(conn net.Conn, config *tls.Config, done chan struct{}) {
	defer func() { _ = conn.Close() }()
	_ = conn.SetDeadline(time.Now().Add(20 * time.Second))
	if version := s.newest.Load(); version != 0 {
		config = config.Clone()
		config.MinVersion, config.MaxVersion = tls.VersionTLS10, uint16(version)
	}
	if s.security == mail.SecurityTLS {
		conn = tls.Server(conn, config)
	}
	r := bufio.NewReader(conn)
	say := func(step, usual string) bool {
		if step == "mail" {
			s.mails.Add(1)
		}
		if step == s.at && s.mails.Load() >= s.from && !s.calmNow() {
			switch s.answer {
			case "":
				return false
			case "hang":
				<-done
				return false
			}
			usual = s.answer
		}
		_, err := fmt.Fprint(conn, usual+"\r\n")
		return err == nil
	}
	s.connections.Add(1)
	s.mails.Store(0)
	if !say("greeting", "220 localhost") {
		return
	}
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return
		}
		s.mu.Lock()
		s.heard = append(s.heard, strings.TrimSuffix(line, "\r\n"))
		s.mu.Unlock()
		word := strings.ToUpper(strings.Fields(line + " x")[0])
		going := true
		switch word {
		case "EHLO":
			extra := "250-STARTTLS\r\n"
			if s.noTLS || s.security == mail.SecurityTLS {
				extra = ""
			}
			going = say("ehlo", "250-localhost\r\n"+extra+s.more+"250 AUTH PLAIN")
		case "HELO":
			going = say("ehlo", "250 localhost")
		case "STARTTLS":
			if going = say("starttls", "220 go on"); going && s.at != "starttls" {
				conn = tls.Server(conn, config)
				r = bufio.NewReader(conn)
			}
		case "AUTH":
			want := base64.StdEncoding.EncodeToString([]byte("\x00ida\x00" + canary))
			usual := "235 2.7.0 welcome"
			if !strings.Contains(line, want) {
				usual = "535 5.7.8 wrong"
			}
			going = say("auth", usual)
		case "MAIL":
			going = say("mail", "250 ok")
		case "RCPT":
			at := "rcpt"
			if strings.Contains(line, "<ida@") {
				at = "copy"
			}
			going = say(at, "250 ok")
		case "DATA":
			if going = say("data", "354 go on"); going && s.deaf {
				<-done
				return
			}
			if going &&
				(s.at != "data" || s.mails.Load() < s.from || s.calmNow() ||
					strings.HasPrefix(s.answer, "354")) {
				going = s.data(r, say)
			}
		case "RSET":
			going = say("rset", "250 ok")
		case "QUIT":
			_ = say("quit", "221 bye")
			return
		default:
			going = say("", "500 what?")
		}
		if !going {
			return
		}
	}
}

// data reads a mail up to its dot. Only a mail with its dot that is not refused counts as taken.
func (s *server) data(r *bufio.Reader, say func(step, usual string) bool) bool {
	var content strings.Builder
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return false
		}
		if line == ".\r\n" {
			break
		}
		content.WriteString(line)
	}
	refuses := s.at == "dot" && s.mails.Load() >= s.from && !s.calmNow() &&
		strings.ContainsAny(s.answer[:min(1, len(s.answer))], "45")
	if !refuses {
		s.accepted.Add(1)
		s.content <- content.String()
	}
	return say("dot", "250 2.0.0 Ok: queued as 4ABC")
}

const raw = "Subject: hello\r\n\r\nbody\r\n.dot at the beginning\r\n"

// patience is that of a deliverer in a test.
var patience = mail.Timeouts{
	Connect: 700 * time.Millisecond, Step: 300 * time.Millisecond, Final: 300 * time.Millisecond,
}

func (s *server) deliver(ctx context.Context, password string, beforeDot func() error) mail.Answer {
	return s.deliverWithin(ctx, patience, password, beforeDot)
}

func (s *server) deliverWithin(
	ctx context.Context, timeouts mail.Timeouts, password string, beforeDot func() error,
) mail.Answer {
	return once(mail.SMTP{Roots: s.roots, Timeouts: timeouts})(
		ctx, s.settings(), password, envelope, []byte(raw), beforeDot,
	)
}

// once delivers one mail by a batch of its own.
func once(s mail.SMTP) func(
	context.Context, mail.Settings, string, mail.Envelope, []byte, func() error,
) mail.Answer {
	return func(
		ctx context.Context, settings mail.Settings, password string, to mail.Envelope, raw []byte,
		beforeDot func() error,
	) mail.Answer {
		batch := s.Batch(settings)
		defer batch.Close()
		return batch.Deliver(ctx, password, to, raw, beforeDot)
	}
}

// settings are those of the server.
func (s *server) settings() mail.Settings {
	return mail.Settings{
		Host: "localhost", Port: s.port, Security: s.security, User: "ida",
		FromAddress: "ida@nordlicht.example",
	}
}

var envelope = mail.Envelope{
	From: "ida@nordlicht.example", To: []string{"nina@kranichtel.example"},
}

// words are what the client said, outside of a mail.
func (s *server) words() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.heard)
}

func fine() error { return nil }

// TestTheOutcomeIsTheTruth goes wrong at every step in every way. The server knows whether it took
// the mail: "sent" must mean taken, "temporary" and "permanent" not taken, and only a lost answer
// may be "unknown".
func TestTheOutcomeIsTheTruth(t *testing.T) {
	cases := []struct {
		at, answer string
		want       mail.Outcome
		key        string
		stops      bool
	}{
		{"", "", mail.Sent, "", false},
		{"greeting", "421 busy", mail.Temporary, "smtp.temporary", false},
		{"greeting", "554 go away", mail.Temporary, "smtp.turned_away", true},
		{"greeting", "", mail.Temporary, "smtp.lost", false},
		{"greeting", "hang", mail.Temporary, "smtp.timeout", false},
		{"ehlo", "", mail.Temporary, "smtp.lost", false},
		{"ehlo", "hang", mail.Temporary, "smtp.timeout", false},
		{"auth", "535 5.7.8 authentication failed", mail.Temporary, "smtp.auth", true},
		{
			"auth", "534 5.7.9 application-specific password required", mail.Temporary,
			"smtp.app_password", true,
		},
		{
			"auth", "550 5.7.30 Basic authentication is not supported", mail.Temporary,
			"smtp.basic_auth_off", true,
		},
		{
			"auth", "454 4.7.0 temporary authentication failure", mail.Temporary, "smtp.auth_later",
			false,
		},
		{"auth", "", mail.Temporary, "smtp.lost", false},
		{"auth", "hang", mail.Temporary, "smtp.timeout", false},
		{"mail", "451 later", mail.Temporary, "smtp.temporary", false},
		{"mail", "550 5.7.1 not your address", mail.Temporary, "smtp.sender_refused", true},
		{"mail", "", mail.Temporary, "smtp.lost", false},
		{"mail", "hang", mail.Temporary, "smtp.timeout", false},
		{"rcpt", "450 4.2.0 greylisted", mail.Temporary, "smtp.temporary", false},
		{"rcpt", "550 5.1.1 no such user", mail.Permanent, "smtp.recipient_refused", false},
		{"rcpt", "", mail.Temporary, "smtp.lost", false},
		{"rcpt", "hang", mail.Temporary, "smtp.timeout", false},
		{"data", "451 later", mail.Temporary, "smtp.temporary", false},
		{"data", "554 no", mail.Permanent, "smtp.rejected", false},
		{"data", "", mail.Temporary, "smtp.lost", false},
		{"data", "hang", mail.Temporary, "smtp.timeout", false},
		{"dot", "451 later", mail.Temporary, "smtp.temporary", false},
		{"dot", "552 5.3.4 too big", mail.Permanent, "smtp.too_big", false},
		{"dot", "554 spam", mail.Permanent, "smtp.content", false},
		{"dot", "554 no", mail.Permanent, "smtp.rejected", false},
		{"dot", "", mail.Unknown, "smtp.unknown", false},
		{"dot", "hang", mail.Unknown, "smtp.unknown", false},
		{"quit", "421 in a hurry", mail.Sent, "", false},
		{"quit", "", mail.Sent, "", false},
		{"quit", "hang", mail.Sent, "", false},
	}
	for _, security := range []mail.Security{mail.SecurityTLS, mail.SecuritySTARTTLS} {
		for _, c := range cases {
			t.Run(fmt.Sprintf("%s %s %s", security, c.at, c.answer), func(t *testing.T) {
				s := newServer(t, security, c.at, c.answer)
				dots := 0
				answer := s.deliver(t.Context(), canary, func() error { dots++; return nil })
				require.Equal(t, c.want, answer.Outcome, "%+v", answer)
				require.Equal(t, c.stops, answer.StopsProfile())
				if c.key == "" {
					require.Nil(t, answer.Fault)
				} else {
					require.Equal(t, c.key, answer.Fault.Key, "%v", answer.Fault)
					require.NotContains(t, fmt.Sprintf("%v %+v", answer.Fault, answer), canary)
				}
				switch answer.Outcome {
				case mail.Sent:
					require.EqualValues(t, 1, s.accepted.Load())
				case mail.Temporary, mail.Permanent:
					require.Zero(t, s.accepted.Load(), "not a byte of it was taken")
				case mail.Unknown:
					require.Equal(t, 1, dots, "unknown only after it was recorded")
				}
			})
		}
	}
}

func TestTheServerGetsExactlyTheBytes(t *testing.T) {
	s := newServer(t, mail.SecurityTLS, "", "")
	answer := s.deliver(t.Context(), canary, fine)
	require.Equal(t, "2.0.0 Ok: queued as 4ABC", answer.Text)
	require.Equal(
		t, strings.ReplaceAll(raw, "\r\n.", "\r\n.."), <-s.content,
		"with the dots of RFC 5321 §4.5.2",
	)
}

func TestNothingIsSentThatCouldNotBeRecorded(t *testing.T) {
	s := newServer(t, mail.SecurityTLS, "", "")
	answer := s.deliver(t.Context(), canary, func() error { return os.ErrClosed })
	require.Equal(t, mail.Temporary, answer.Outcome)
	require.Equal(
		t, &core.Error{Code: core.Internal, Key: "smtp.not_recorded", Err: os.ErrClosed},
		answer.Fault,
	)
	require.Zero(t, s.accepted.Load())
}

// TestAMailThatIsNotTakenWholeIsNotRecorded sends more than any buffer on the way holds.
func TestAMailThatIsNotTakenWholeIsNotRecorded(t *testing.T) {
	s := newServer(t, mail.SecurityTLS, "", "")
	s.deaf = true
	asked := 0
	answer := once(mail.SMTP{Roots: s.roots, Timeouts: patience})(
		t.Context(), s.settings(), canary, envelope, bytes.Repeat([]byte(raw), 1<<20),
		func() error { asked++; return nil },
	)
	require.Equal(t, mail.Temporary, answer.Outcome, "%+v", answer)
	require.Equal(t, "smtp.timeout", answer.Fault.Key)
	require.Zero(t, asked)
}

func TestCancelling(t *testing.T) {
	for _, step := range []string{"greeting", "auth", "mail", "rcpt", "data"} {
		s := newServer(t, mail.SecurityTLS, step, "hang")
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		start := time.Now()
		answer := s.deliver(ctx, canary, fine)
		cancel()
		require.Less(t, time.Since(start), time.Second, step)
		require.Equal(t, mail.Temporary, answer.Outcome, step)
		require.Equal(t, "smtp.cancelled", answer.Fault.Key, step)
		require.Zero(t, s.accepted.Load(), step)
	}
	t.Run("at the last moment", func(t *testing.T) {
		s := newServer(t, mail.SecurityTLS, "", "")
		ctx, cancel := context.WithCancel(t.Context())
		answer := s.deliver(ctx, canary, func() error { cancel(); return nil })
		require.Equal(t, mail.Temporary, answer.Outcome)
		require.Equal(t, "smtp.cancelled", answer.Fault.Key)
		require.Zero(t, s.accepted.Load())
	})
}

func TestWithoutProtectionNothingIsSaid(t *testing.T) {
	t.Run("no STARTTLS offered", func(t *testing.T) {
		s := newServer(t, mail.SecuritySTARTTLS, "", "")
		s.noTLS = true
		answer := s.deliver(t.Context(), canary, fine)
		require.Equal(t, "smtp.no_tls", answer.Fault.Key)
		require.True(t, answer.StopsProfile())
	})
	t.Run("a stranger's certificate", func(t *testing.T) {
		for _, security := range []mail.Security{mail.SecurityTLS, mail.SecuritySTARTTLS} {
			s := newServer(t, security, "", "")
			_, s.roots = certificate(t, "localhost")
			answer := s.deliver(t.Context(), canary, fine)
			require.Equal(t, "smtp.certificate_self_signed", answer.Fault.Key)
		}
	})
	t.Run("TLS spoken to a server without", func(t *testing.T) {
		plain := newServer(t, mail.SecuritySTARTTLS, "", "")
		client := &server{port: plain.port, roots: plain.roots, security: mail.SecurityTLS}
		require.Equal(t, "smtp.tls", client.deliver(t.Context(), canary, fine).Fault.Key)
	})
	t.Run("nobody there", func(t *testing.T) {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		require.NoError(t, err)
		port := l.Addr().(*net.TCPAddr).Port
		require.NoError(t, l.Close())
		s := &server{port: port, security: mail.SecurityTLS}
		require.Equal(t, "smtp.refused", s.deliver(t.Context(), canary, fine).Fault.Key)
	})
	t.Run("wrong password", func(t *testing.T) {
		s := newServer(t, mail.SecurityTLS, "", "")
		answer := s.deliver(t.Context(), "another", fine)
		require.Equal(t, "smtp.auth", answer.Fault.Key)
		require.Equal(t, 535, answer.Code)
	})
}

// TestAddressesBeyondASCII: a domain has a form in ASCII, which every server knows; what is before
// the @ has none, and is given to nobody who does not offer SMTPUTF8.
func TestAddressesBeyondASCII(t *testing.T) {
	deliver := func(more string, e mail.Envelope) (mail.Answer, []string) {
		s := newServer(t, mail.SecurityTLS, "", "")
		s.more = more
		answer := once(mail.SMTP{Roots: s.roots, Timeouts: patience})(
			t.Context(), s.settings(), canary, e, []byte(raw), fine,
		)
		return answer, s.words()
	}
	answer, words := deliver("", mail.Envelope{
		From: "ida@Söhne.example", To: []string{"ana@bücher.example"},
	})
	require.Equal(t, mail.Sent, answer.Outcome, "%+v", answer)
	require.Contains(t, words, "MAIL FROM:<ida@xn--shne-5qa.example>")
	require.Contains(t, words, "RCPT TO:<ana@xn--bcher-kva.example>")

	beyond := mail.Envelope{From: "ida@nordlicht.example", To: []string{"jörg@bücher.example"}}
	answer, words = deliver("", beyond)
	require.Equal(t, mail.Permanent, answer.Outcome)
	require.Equal(t, "smtp.no_utf8", answer.Fault.Key)
	require.Equal(t, "jörg@bücher.example", answer.Fault.Args["Email"])
	require.False(t, answer.StopsProfile())
	for _, word := range words {
		require.NotContains(t, word, "MAIL", "nothing was begun")
	}
	answer, words = deliver("250-SMTPUTF8\r\n", beyond)
	require.Equal(t, mail.Sent, answer.Outcome, "%+v", answer)
	require.Contains(t, words, "RCPT TO:<jörg@xn--bcher-kva.example>")

	require.Contains(t, words, "MAIL FROM:<ida@nordlicht.example> SMTPUTF8")
	answer, words = deliver("250-SMTPUTF8\r\n", envelope)
	require.Equal(t, mail.Sent, answer.Outcome, "%+v", answer)
	require.Contains(t, words, "MAIL FROM:<ida@nordlicht.example>", "it is not needed")

	answer, _ = deliver("", mail.Envelope{From: "jörg@a.example", To: []string{"b@b.example"}})
	require.Equal(t, "smtp.no_utf8", answer.Fault.Key)
	require.Equal(t, mail.Temporary, answer.Outcome, "no mail is given up for its sender")
	require.True(t, answer.StopsProfile())
}

// TestTheConversation is no longer than it must be: nothing of the password in the clear but inside
// of TLS or on this computer, and every recipient in one mail.
func TestTheConversation(t *testing.T) {
	signIn := "AUTH PLAIN " + base64.StdEncoding.EncodeToString([]byte("\x00ida\x00"+canary))
	rest := []string{
		"MAIL FROM:<ida@nordlicht.example>", "RCPT TO:<nina@kranichtel.example>",
		"RCPT TO:<ole@kranichtel.example>", "DATA", "QUIT",
	}
	to := mail.Envelope{
		From: "ida@nordlicht.example",
		To:   []string{"nina@kranichtel.example", "ole@kranichtel.example"},
	}
	hello := "EHLO [127.0.0.1]"
	for security, begin := range map[mail.Security][]string{
		mail.SecurityTLS: {hello}, mail.SecuritySTARTTLS: {hello, "STARTTLS", hello},
		mail.SecurityNone: {hello},
	} {
		for user, auth := range map[string][]string{"ida": {signIn}, "": nil} {
			s := newServer(t, security, "", "")
			settings := s.settings()
			settings.User = user
			answer := once(mail.SMTP{Roots: s.roots, Timeouts: patience})(
				t.Context(), settings, canary, to, []byte(raw), fine,
			)
			require.Equal(t, mail.Sent, answer.Outcome, "%+v", answer)
			require.Equal(t, 250, answer.Code)
			require.Equal(t, slices.Concat(begin, auth, rest), s.words(), "%s %q", security, user)
		}
	}
}

// TestOneRecipientThatIsRefused: nobody gets the mail.
func TestOneRecipientThatIsRefused(t *testing.T) {
	s := newServer(t, mail.SecurityTLS, "rcpt", "550 5.1.1 no such user")
	to := mail.Envelope{From: envelope.From, To: []string{"a@x.example", "b@x.example"}}
	answer := once(mail.SMTP{Roots: s.roots, Timeouts: patience})(
		t.Context(), s.settings(), canary, to, []byte(raw), fine,
	)
	require.Equal(t, mail.Permanent, answer.Outcome)
	require.Equal(t, []string{"RCPT TO:<a@x.example>", "QUIT"}, s.words()[len(s.words())-2:])
}

// TestEachWaitHasItsOwnEnd is impatient in one way after the other.
func TestEachWaitHasItsOwnEnd(t *testing.T) {
	const long, short = 30 * time.Second, 300 * time.Millisecond
	for step, timeouts := range map[string]mail.Timeouts{
		"greeting": {Connect: short, Step: long, Final: long},
		"ehlo":     {Connect: short, Step: long, Final: long},
		"auth":     {Connect: short, Step: long, Final: long},
		"mail":     {Connect: long, Step: short, Final: long},
		"rcpt":     {Connect: long, Step: short, Final: long},
		"data":     {Connect: long, Step: short, Final: long},
		"dot":      {Connect: long, Step: long, Final: short},
		"quit":     {Connect: long, Step: long, Final: long}, // The mail is sent: it waits a second.
	} {
		s := newServer(t, mail.SecurityTLS, step, "hang")
		start := time.Now()
		s.deliverWithin(t.Context(), timeouts, canary, fine)
		require.Less(t, time.Since(start), 5*time.Second, step)
	}
}

// TestWhatTakesItsTimeIsNotCutShort records for longer than a step may take.
func TestWhatTakesItsTimeIsNotCutShort(t *testing.T) {
	s := newServer(t, mail.SecurityTLS, "", "")
	answer := s.deliverWithin(
		t.Context(),
		mail.Timeouts{
			Connect: 20 * time.Second, Step: 200 * time.Millisecond, Final: 20 * time.Second,
		},
		canary, func() error { <-time.After(300 * time.Millisecond); return nil },
	)
	require.Equal(t, mail.Sent, answer.Outcome, "%+v", answer)
}

// TestAConnectionIsClosedAfterAFailure: the server serves one client after the other, so that the
// second would wait for the first.
func TestAConnectionIsClosedAfterAFailure(t *testing.T) {
	for _, step := range []string{"mail", "rcpt", "data", "dot"} {
		s := newServer(t, mail.SecurityTLS, step, "451 later")
		for range 2 {
			require.Equal(t, "smtp.temporary", s.deliver(t.Context(), canary, fine).Fault.Key, step)
		}
	}
}

// TestAnAnswerSaysWhatTheServerSaid, on one line, and where it was asked.
func TestAnAnswerSaysWhatTheServerSaid(t *testing.T) {
	s := newServer(t, mail.SecurityTLS, "rcpt", "550-5.1.1 no such\r\n550 5.1.1  user")
	answer := s.deliver(t.Context(), canary, fine)
	require.Equal(t, 550, answer.Code)
	require.Equal(t, "5.1.1 no such 5.1.1 user", answer.Text)
	require.Equal(t, core.Unavailable, answer.Fault.Code)
	require.Contains(t, answer.Fault.Args["Detail"], "5.1.1 no such")
	delete(answer.Fault.Args, "Detail")
	require.Equal(t, core.Args{
		"Host": "localhost", "Port": strconv.Itoa(s.port), "Code": "550",
		"Answer": "5.1.1 no such 5.1.1 user",
	}, answer.Fault.Args)
}

// TestNobodyAsksTwice: who gave up before it began, and who is not known.
func TestNobodyAsksTwice(t *testing.T) {
	s := newServer(t, mail.SecurityTLS, "", "")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	answer := s.deliver(ctx, canary, fine)
	require.Equal(t, mail.Temporary, answer.Outcome)
	require.Equal(t, "smtp.cancelled", answer.Fault.Key)
	require.Empty(t, s.words())
	settings := s.settings()
	settings.Host = "nowhere.invalid" // RFC 6761 §6.4: nobody has that name.
	answer = once(mail.SMTP{Timeouts: patience})(
		t.Context(), settings, canary, envelope, []byte(raw), fine,
	)
	require.Equal(t, "smtp.unknown_host", answer.Fault.Key, "%v", answer.Fault)
	require.False(t, answer.StopsProfile())
}

// TestOldTLSIsNotSpoken: RFC 8997 forbids what is older than 1.2.
func TestOldTLSIsNotSpoken(t *testing.T) {
	for version, key := range map[uint16]string{tls.VersionTLS11: "smtp.tls", tls.VersionTLS12: ""} {
		s := newServer(t, mail.SecurityTLS, "", "")
		s.newest.Store(uint32(version))
		answer := s.deliver(t.Context(), canary, fine)
		if key == "" {
			require.Equal(t, mail.Sent, answer.Outcome, "%+v", answer)
			continue
		}
		require.Equal(t, key, answer.Fault.Key, "%v", answer.Fault)
		require.True(t, answer.StopsProfile())
	}
}

func TestOutcomesHaveNames(t *testing.T) {
	require.Equal(
		t, "[sent temporary permanent unknown]",
		fmt.Sprint([]mail.Outcome{mail.Sent, mail.Temporary, mail.Permanent, mail.Unknown}),
	)
}

// TestStandardTimeouts: RFC 5321 §4.5.3.2.6 wants ten minutes for the end of a mail.
func TestStandardTimeouts(t *testing.T) {
	require.Equal(t, mail.Timeouts{
		Connect: 20 * time.Second, Step: 2 * time.Minute, Final: 10 * time.Minute,
	}, mail.StandardTimeouts())
}

// TestDangerousCallsAreNotUsed keeps out what the mail library does wrong or unsafely.
func TestDangerousCallsAreNotUsed(t *testing.T) {
	files, err := filepath.Glob("*.go")
	require.NoError(t, err)
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		code, err := os.ReadFile(file)
		require.NoError(t, err)
		for _, call := range []string{
			"DialAndSend", "EMLTo", "SetListUnsubscribe", "Preformatted(", "TLSOpportunistic",
			"WithSSLPort(true", "WithLogAuthData", "WithDebugLog",
		} {
			require.NotContains(t, string(code), call, file)
		}
		for line := range strings.Lines(string(code)) {
			if strings.Contains(line, "InsecureSkipVerify") {
				require.Equal(
					t, "trust.go: config.InsecureSkipVerify = accepted != nil",
					file+": "+strings.TrimSpace(line), "only beside the check of the accepted one",
				)
			}
		}
	}
}
