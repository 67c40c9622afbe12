package mail

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/textproto"
	"strconv"
	"sync"
	"time"

	gomail "github.com/wneessen/go-mail"
	"github.com/wneessen/go-mail/smtp"

	"resellerdesk/core"
	"resellerdesk/core/host"
)

// Envelope is whom a mail is from and goes to, for the server.
type Envelope struct {
	From string
	To   []string
	// Who gets a copy besides, "" for nobody. That it is refused fails no mail.
	Copy string
}

// Outcome is what became of a mail.
type Outcome int

// The outcomes.
const (
	Sent      Outcome = iota // The server took it.
	Temporary                // The server did not take it; later it may.
	Permanent                // The server did not take it and never will.
	// The end of the mail was sent, but no answer came: it may have been delivered.
	Unknown
)

// String names the outcome for the log.
func (o Outcome) String() string {
	return [...]string{"sent", "temporary", "permanent", "unknown"}[o]
}

// Answer is what became of a mail, and what the server said.
type Answer struct {
	Outcome Outcome
	Fault   *core.Error // Why it was not sent, with the sentence for a person; nil when it was.
	Code    int         // The server's reply code, 0 when it said nothing.
	Text    string      // Its words, on one line.
	Copy    *core.Error // Why a mail that was sent went without its copy.
	stops   bool
}

// StopsProfile tells whether no mail can be sent with these settings, so that trying the next one
// would only lock the account.
func (a Answer) StopsProfile() bool { return a.stops }

// tokenRefused is the fault of a server that refuses the token of a provider. Nothing of a mail was
// said to it then.
const tokenRefused = "smtp.token_refused"

// RefusesToken tells whether the server refused the token of a provider, before it was given
// anything of the mail.
func (a Answer) RefusesToken() bool { return a.Fault != nil && a.Fault.Key == tokenRefused }

// RefusesContent tells whether the server refused what is in the mail, for good, which may be its
// attachment.
func (a Answer) RefusesContent() bool {
	if a.Outcome != Permanent || a.Fault == nil {
		return false
	}
	switch a.Fault.Key {
	case "smtp.attachment", "smtp.content", "smtp.rejected":
		return true
	}
	return false
}

// NotSignedIn is the answer for a mail that was given to no server, since there is no token for it.
// stops says that there is none for the next mail either.
func NotSignedIn(why *core.Error, stops bool) Answer {
	return Answer{Outcome: Temporary, Fault: why, stops: stops}
}

// Timeouts of a delivery.
type Timeouts struct {
	Connect time.Duration // Until the server was reached, spoken to and signed in to.
	Step    time.Duration // For each command.
	Final   time.Duration // For the answer to the end of the mail (RFC 5321 §4.5.3.2.6).
}

// StandardTimeouts are those that RFC 5321 §4.5.3.2 asks for, with less patience for a server that
// does not answer at all.
func StandardTimeouts() Timeouts {
	return Timeouts{Connect: 20 * time.Second, Step: 2 * time.Minute, Final: 10 * time.Minute}
}

// SMTP delivers mails to mail servers.
type SMTP struct {
	Timeouts Timeouts
	Roots    *x509.CertPool // Trusted authorities; nil for the system's.
}

// address tells the server from whom a mail is and to whom it goes; said is false when it does not
// take that.
func (d *delivery) address(
	ctx context.Context, client *smtp.Client, to Envelope,
) (answer Answer, at step, said bool) {
	client.SkipSMTPUTF8(true) // A server passes such a mail on to none that does not know it.
	for _, address := range append([]string{to.From}, to.To...) {
		if !needsUTF8(address) {
			continue
		}
		if offered, _ := client.Extension("SMTPUTF8"); !offered {
			return d.withoutUTF8(address, address == to.From), stepData, false
		}
		client.SkipSMTPUTF8(false)
	}
	if err := d.command(
		client, func() error { return client.Mail("<" + onWire(to.From) + ">") },
	); err != nil {
		return d.failed(ctx, err, stepSender), stepSender, false
	}
	for _, recipient := range to.To {
		if err := d.command(
			client, func() error { return client.Rcpt("<" + onWire(recipient) + ">") },
		); err != nil {
			return d.failed(ctx, err, stepRecipient), stepRecipient, false
		}
	}
	if err := d.addressCopy(client, to.Copy); err != nil {
		return d.failed(ctx, err, stepRecipient), stepRecipient, false
	}
	return answer, stepData, true
}

// addressCopy tells the server who gets a copy. It fails only without a connection: a refusal is
// kept, and is none of the mail.
func (d *delivery) addressCopy(client *smtp.Client, to string) error {
	d.copied = nil
	if to == "" {
		return nil
	}
	err := d.command(client, func() error { return client.Rcpt("<" + onWire(to) + ">") })
	var reply *textproto.Error
	if !errors.As(err, &reply) || reply.Code < 400 || reply.Code == shuttingDown {
		return err
	}
	d.copied = d.fault("smtp.copy_refused", reply)
	d.copied.Args["Code"], d.copied.Args["Answer"] = strconv.Itoa(reply.Code), oneLine(reply.Msg)
	return nil
}

// withoutUTF8 refuses an address that the server cannot be given. That of the sender is one of the
// settings.
func (d *delivery) withoutUTF8(address string, isSender bool) Answer {
	answer := Answer{Outcome: Permanent, Fault: d.fault("smtp.no_utf8", nil), stops: isSender}
	answer.Fault.Args["Email"] = address
	if isSender {
		answer.Outcome = Temporary
	}
	return answer
}

// delivery is one connection to a server.
type delivery struct {
	SMTP
	settings Settings
	mu       sync.Mutex
	conn     net.Conn
	aborted  bool
	copied   *core.Error         // Why the server took no copy of the mail.
	seen     []*x509.Certificate // What the server showed, its own first.
}

// abort closes the connection, whatever it is waiting for.
func (d *delivery) abort() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.aborted = true
	if d.conn != nil {
		_ = d.conn.Close()
	}
}

// dial connects, and keeps the connection so that abort can close it.
func (d *delivery) dial(ctx context.Context, network, address string) (net.Conn, error) {
	conn, err := (&net.Dialer{}).DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	d.mu.Lock()
	d.conn = conn
	aborted := d.aborted
	d.mu.Unlock()
	if aborted {
		_ = conn.Close()
		return nil, context.Canceled
	}
	if d.settings.Security != SecurityTLS {
		return conn, nil
	}
	// The library takes a connection of our dialer as it is, so TLS from the start is made here.
	secure := tls.Client(conn, d.tlsConfig())
	return secure, secure.HandshakeContext(ctx)
}

// host is the server as the domain name system knows it.
func (d *delivery) host() string {
	if ascii, ok := host.ASCII(d.settings.Host); ok {
		return ascii
	}
	return d.settings.Host
}

func (d *delivery) tlsConfig() *tls.Config {
	return d.checked(&tls.Config{
		ServerName: d.host(), RootCAs: d.roots(), MinVersion: tls.VersionTLS12,
	})
}

// connect reaches the server, protects the connection and signs in.
func (d *delivery) connect(ctx context.Context, password string) (*smtp.Client, error) {
	options := []gomail.Option{
		gomail.WithPort(d.settings.Port), gomail.WithTimeout(d.Timeouts.Connect),
		gomail.WithTLSConfig(d.tlsConfig()),
		gomail.WithDialContextFunc(d.dial), gomail.WithHELO("[127.0.0.1]"),
		gomail.WithTLSPolicy(gomail.NoTLS),
	}
	if d.settings.Security == SecuritySTARTTLS {
		options = append(options, gomail.WithTLSPolicy(gomail.TLSMandatory))
	}
	if d.settings.User != "" {
		options = append(
			options, gomail.WithUsername(d.settings.User), gomail.WithPassword(password),
			d.signIn(),
		)
	}
	client, err := gomail.NewClient(d.host(), options...)
	if err != nil {
		return nil, err
	}
	return client.DialToSMTPClientWithContext(ctx)
}

func (d *delivery) signIn() gomail.Option {
	switch {
	case d.settings.AtProvider():
		return gomail.WithSMTPAuth(gomail.SMTPAuthXOAUTH2)
	case d.settings.Security == SecurityNone:
		return gomail.WithSMTPAuth(gomail.SMTPAuthPlainNoEnc)
	}
	return gomail.WithOpportunisticSMTPAuth(
		gomail.SMTPAuthSCRAMSHA256, gomail.SMTPAuthSCRAMSHA1,
		gomail.SMTPAuthPlain, gomail.SMTPAuthLogin,
	)
}

func (d *delivery) command(client *smtp.Client, do func() error) error {
	if err := client.UpdateDeadline(d.Timeouts.Step); err != nil {
		return err
	}
	return do()
}

// data sends the mail itself. After a failure the connection is dropped without another word:
// anything that closes the data would make the server accept half a mail.
func (d *delivery) data(
	ctx context.Context, client *smtp.Client, raw []byte, beforeDot func() error,
	stopWatching func() bool,
) Answer {
	if err := client.UpdateDeadline(d.Timeouts.Step); err != nil {
		return d.failed(ctx, err, stepData)
	}
	writer, err := client.Data()
	if err != nil {
		return d.failed(ctx, err, stepData)
	}
	if _, err := writer.Write(raw); err != nil {
		return d.failed(ctx, err, stepData)
	}
	if err := beforeDot(); err != nil {
		return Answer{
			Outcome: Temporary,
			Fault:   &core.Error{Code: core.Internal, Key: "smtp.not_recorded", Err: err},
		}
	}
	// It was cancelled at the last moment: the connection is closed, and the dot was not sent.
	if !stopWatching() {
		return d.failed(ctx, ctx.Err(), stepData)
	}
	if err := client.UpdateDeadline(d.Timeouts.Final); err != nil {
		return d.failed(ctx, err, stepData)
	}
	if err := writer.Close(); err != nil {
		return d.failed(ctx, err, stepEnd)
	}
	answer := Answer{Outcome: Sent, Code: 250, Copy: d.copied}
	if said, ok := writer.(interface{ ServerResponse() string }); ok {
		answer.Text = oneLine(said.ServerResponse())
	}
	return answer
}
