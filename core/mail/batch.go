package mail

import (
	"context"
	"time"

	"github.com/wneessen/go-mail/smtp"
)

// Batch hands mails to one server, one after the other.
type Batch interface {
	// Deliver hands a rendered mail to the server. password is that of the user, or the token of
	// the provider where the sign-in is there. beforeDot is called when everything but the end of
	// the mail was sent; when it fails, the mail is not sent. Until then the context can cancel the
	// delivery; afterwards only the answer counts.
	Deliver(
		ctx context.Context, password string, to Envelope, raw []byte, beforeDot func() error,
	) Answer
	// Close ends the connection, if there is one. It waits a second at most.
	Close()
}

// Batch hands mails to a server over one connection while that holds. What goes wrong with one mail
// is no word about another: each is given to the server from its beginning, and once.
func (s SMTP) Batch(settings Settings) Batch { return &batch{smtp: s, settings: settings} }

// batch is an SMTP batch. client is nil without a connection.
type batch struct {
	smtp     SMTP
	settings Settings
	open     *delivery
	client   *smtp.Client
	password string // What the connection was signed in with.
	used     bool   // The server may remember something of a mail that it refused.
}

// Deliver is that of Batch. An open connection that was closed, or is closed by the server (421),
// before DATA is opened again, once.
func (b *batch) Deliver(
	ctx context.Context, password string, to Envelope, raw []byte, beforeDot func() error,
) Answer {
	if b.client != nil && b.password != password {
		b.Close()
	}
	was := b.client != nil
	answer, at := b.hand(ctx, password, to, raw, beforeDot)
	isEnded := answer.Code == 0 || answer.Code == shuttingDown
	if was && isEnded && at < stepData && answer.Outcome != Sent && ctx.Err() == nil {
		answer, _ = b.hand(ctx, password, to, raw, beforeDot)
	}
	return answer
}

// Close is that of Batch.
func (b *batch) Close() {
	if b.client != nil {
		_ = b.client.UpdateDeadline(time.Second)
		_ = b.client.Quit() // How the connection ends does not matter.
	}
	b.drop()
}

// drop ends the connection without another word.
func (b *batch) drop() {
	if b.open != nil {
		b.open.abort()
	}
	b.open, b.client, b.used = nil, nil, false
}

// hand gives a mail to the server, and tells how far it came. Only after a whole answer about this
// mail the connection is used again: after anything else the server may wait for more of it.
func (b *batch) hand(
	ctx context.Context, password string, to Envelope, raw []byte, beforeDot func() error,
) (answer Answer, at step) {
	if b.client == nil {
		b.open, b.password = &delivery{SMTP: b.smtp, settings: b.settings}, password
	}
	watch := context.AfterFunc(ctx, b.open.abort)
	defer watch()
	defer func() {
		isWhole := answer.Outcome == Sent || answer.Code >= 400 && answer.Code != shuttingDown
		if !isWhole || answer.stops {
			b.drop()
		}
		b.used = answer.Outcome != Sent
	}()
	d := b.open
	if b.client == nil {
		client, err := d.connect(ctx, password)
		if err != nil {
			return d.failed(ctx, err, stepConnect), stepConnect
		}
		b.client = client
	} else if b.used {
		if err := d.command(b.client, b.client.Reset); err != nil {
			return d.failed(ctx, err, stepSender), stepSender
		}
	}
	if answer, at, said := d.address(ctx, b.client, to); !said {
		return answer, at
	}
	return d.data(ctx, b.client, raw, beforeDot, watch), stepData
}

// shuttingDown is the code by which a server ends the connection (RFC 5321 §3.8).
const shuttingDown = 421
