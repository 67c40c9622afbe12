package mail

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/textproto"
	"os"
	"strconv"
	"strings"
	"syscall"
	"unicode"

	gomail "github.com/wneessen/go-mail"

	"resellerdesk/core"
)

// step is how far a delivery came.
type step int

const (
	stepConnect step = iota // Connection, TLS and sign-in.
	stepSender
	stepRecipient
	stepData
	stepEnd // The end of the mail was sent.
)

// failed tells what an error at a step means.
func (d *delivery) failed(ctx context.Context, err error, at step) Answer {
	var reply *textproto.Error
	if errors.As(err, &reply) && reply.Code >= 400 {
		return d.refused(reply, at)
	}
	if at == stepEnd {
		return Answer{Outcome: Unknown, Fault: d.fault("smtp.unknown", err)}
	}
	if ctx.Err() != nil {
		return Answer{Outcome: Temporary, Fault: d.fault("smtp.cancelled", ctx.Err())}
	}
	if fault := d.ofCertificate(err); fault != nil {
		return Answer{Outcome: Temporary, Fault: fault, stops: true}
	}
	key, stops := classify(err, at)
	return Answer{Outcome: Temporary, Fault: d.fault(key, err), stops: stops}
}

func (d *delivery) fault(key string, err error) *core.Error {
	return &core.Error{
		Code: core.Unavailable, Key: key, Err: err,
		Args: core.Args{
			"Host": d.settings.Host, "Port": strconv.Itoa(d.settings.Port),
			"Detail": oneLine(errorText(err)),
		},
	}
}

// classify names what went wrong before a server refused anything, and whether the settings
// themselves are the cause.
func classify(err error, at step) (key string, stops bool) {
	var dns *net.DNSError
	var verify *tls.CertificateVerificationError
	var authority x509.UnknownAuthorityError
	var record tls.RecordHeaderError
	var timeout net.Error
	text := errorText(err)
	switch {
	case errors.As(err, &dns):
		return "smtp.unknown_host", false
	case errors.Is(err, syscall.ECONNREFUSED):
		return "smtp.refused", false
	case errors.As(err, &verify), errors.As(err, &authority):
		return "smtp.certificate", true
	case errors.As(err, &record), strings.Contains(text, "first record does not look like"),
		strings.Contains(text, "tls: protocol version not supported"),
		strings.Contains(text, "tls: handshake failure"):
		return "smtp.tls", true // The type of an alert is private to crypto/tls: only its words tell.
	case strings.Contains(text, "does not support STARTTLS"):
		return "smtp.no_tls", true
	case errors.Is(err, gomail.ErrXOauth2AuthNotSupported):
		return "smtp.no_token_sign_in", true
	case errors.Is(err, gomail.ErrPlainAuthNotSupported),
		errors.Is(err, gomail.ErrNoSupportedAuthDiscovered),
		strings.Contains(text, "does not support SMTP AUTH"):
		return "smtp.auth_unsupported", true
	case errors.As(err, &timeout) && timeout.Timeout(), errors.Is(
		err, context.DeadlineExceeded,
	), errors.Is(err, os.ErrDeadlineExceeded):
		return "smtp.timeout", false
	case at == stepConnect && errors.Is(
		err, syscall.EHOSTUNREACH,
	), errors.Is(err, syscall.ENETUNREACH):
		return "smtp.no_network", false
	}
	return "smtp.lost", false
}

// refused tells what a refusal of the server means.
func (d *delivery) refused(reply *textproto.Error, at step) Answer {
	answer := Answer{Outcome: Temporary, Code: reply.Code, Text: oneLine(reply.Msg)}
	if reply.Code >= 500 {
		answer.Outcome = Permanent
	}
	why := causeOf(reply, at, d.settings.User != "")
	if why.key == "smtp.auth" && at == stepConnect && d.settings.AtProvider() {
		why.key = tokenRefused
	}
	answer.stops, answer.Fault = why.stops, d.fault(why.key, reply)
	answer.Fault.Args["Code"] = strconv.Itoa(reply.Code)
	answer.Fault.Args["Answer"] = answer.Text
	if answer.stops || takesNone(why.key) {
		answer.Outcome = Temporary // The settings or all mails are refused, not this one.
	}
	return answer
}

// longestAnswer is how much of a server's words is kept, in characters.
const longestAnswer = 500

// oneLine puts a server's words on one line without control characters.
func oneLine(text string) string {
	text = strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, text)), " ")
	if runes := []rune(text); len(runes) > longestAnswer {
		return string(runes[:longestAnswer]) + "…"
	}
	return text
}

func errorText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}
