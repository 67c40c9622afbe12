package mail

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/textproto"
	"os"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
	gomail "github.com/wneessen/go-mail"
)

var steps = []step{stepConnect, stepSender, stepRecipient, stepData, stepEnd}

// TestFailed_WithoutAnAnswer: after the end of the mail nobody knows; before it, what failed says
// whether another try can help while the settings stay as they are.
func TestFailed_WithoutAnAnswer(t *testing.T) {
	dial := func(err error) error { return &net.OpError{Op: "dial", Err: err} }
	remote := func(alert string) error { // As crypto/tls says what the other side said.
		return &net.OpError{Op: "remote error", Err: errors.New(alert)}
	}
	for _, c := range []struct {
		err   error
		key   string
		stops bool
	}{
		{dial(&net.DNSError{Name: "x", Err: "none", IsNotFound: true}), "smtp.unknown_host", false},
		{dial(&net.DNSError{Name: "x", Err: "none", IsTimeout: true}), "smtp.unknown_host", false},
		{dial(os.NewSyscallError("connect", syscall.ECONNREFUSED)), "smtp.refused", false},
		{dial(syscall.ENETUNREACH), "smtp.no_network", false},
		{&tls.CertificateVerificationError{Err: io.EOF}, "smtp.certificate", true},
		{x509.UnknownAuthorityError{}, "smtp.certificate", true},
		{tls.RecordHeaderError{}, "smtp.tls", true},
		{remote("tls: handshake failure"), "smtp.tls", true},
		{remote("tls: protocol version not supported"), "smtp.tls", true},
		{remote("tls: internal error"), "smtp.lost", false},
		{errors.New("tls: first record does not look like a TLS handshake"), "smtp.tls", true},
		{errors.New("the server does not support STARTTLS"), "smtp.no_tls", true},
		{gomail.ErrPlainAuthNotSupported, "smtp.auth_unsupported", true},
		{gomail.ErrNoSupportedAuthDiscovered, "smtp.auth_unsupported", true},
		{errors.New("server does not support SMTP AUTH"), "smtp.auth_unsupported", true},
		{dial(os.ErrDeadlineExceeded), "smtp.timeout", false},
		{os.ErrDeadlineExceeded, "smtp.timeout", false},
		{context.DeadlineExceeded, "smtp.timeout", false},
		{dial(syscall.ECONNRESET), "smtp.lost", false},
		{io.EOF, "smtp.lost", false},
		{&textproto.Error{Code: 399, Msg: "what is this"}, "smtp.lost", false},
		{textproto.ProtocolError("gibberish"), "smtp.lost", false},
	} {
		for _, at := range steps {
			d := &delivery{}
			got := d.failed(t.Context(), fmt.Errorf("wrapped: %w", c.err), at)
			want := Answer{Outcome: Temporary, stops: c.stops}
			key := c.key
			if at == stepEnd {
				want, key = Answer{Outcome: Unknown}, "smtp.unknown"
			}
			require.Equal(t, key, got.Fault.Key, "%v %d", c.err, at)
			require.ErrorIs(t, got.Fault, c.err)
			require.Equal(t, strings.TrimSpace(got.Fault.Err.Error()), got.Fault.Args["Detail"])
			got.Fault = nil
			require.Equal(t, want, got, "%v %d", c.err, at)
		}
	}
}

// TestFailed_WithoutAWay: a host that cannot be reached any more is a lost connection.
func TestFailed_WithoutAWay(t *testing.T) {
	for at, key := range map[step]string{
		stepConnect: "smtp.no_network", stepSender: "smtp.lost", stepData: "smtp.lost",
	} {
		got := (&delivery{}).failed(t.Context(), syscall.EHOSTUNREACH, at)
		require.Equal(t, key, got.Fault.Key, at)
	}
}

// TestFailed_Cancelled: only the end of the mail is more than the person who gave up, and so is a
// refusal.
func TestFailed_Cancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, at := range steps {
		got := (&delivery{}).failed(ctx, io.EOF, at)
		if at == stepEnd {
			require.Equal(t, "smtp.unknown", got.Fault.Key)
			continue
		}
		require.Equal(t, "smtp.cancelled", got.Fault.Key)
		require.Equal(t, Temporary, got.Outcome)
		require.False(t, got.StopsProfile())
		require.ErrorIs(t, got.Fault, context.Canceled)
	}
	got := (&delivery{}).failed(ctx, &textproto.Error{Code: 554, Msg: "no"}, stepEnd)
	require.Equal(t, "smtp.rejected", got.Fault.Key)
}

// TestFailed_Refused: 4xx is for now, 5xx for good (RFC 5321 §4.2.1); what refuses the settings
// stops them, and the mail waits.
func TestFailed_Refused(t *testing.T) {
	anywhere := steps
	for _, c := range []struct {
		code    int
		says    string
		at      []step
		key     string
		outcome Outcome
		stops   bool
	}{
		{550, "5.7.30 no basic authentication", anywhere, "smtp.basic_auth_off", Temporary, true},
		{534, "", anywhere, "smtp.app_password", Temporary, true},
		{500, "5.7.9 application password", anywhere, "smtp.app_password", Temporary, true},
		{535, "", anywhere, "smtp.auth", Temporary, true},
		{530, "", anywhere, "smtp.wants_sign_in", Temporary, true},
		{538, "", anywhere, "smtp.wants_tls", Temporary, true},
		{500, "5.7.8 wrong", anywhere, "smtp.auth", Temporary, true},
		{454, "", steps[:1], "smtp.auth_later", Temporary, false},
		{454, "", steps[1:], "smtp.temporary", Temporary, false},
		{421, "4.7.0 later", anywhere, "smtp.temporary", Temporary, false},
		{499, "4.7.0 later", anywhere, "smtp.temporary", Temporary, false},
		{552, "", []step{stepSender, stepData, stepEnd}, "smtp.too_big", Permanent, false},
		{552, "", []step{stepRecipient}, "smtp.mailbox_full", Permanent, false},
		{554, "5.3.4 too big", anywhere, "smtp.too_big", Permanent, false},
		{400, "", anywhere, "smtp.temporary", Temporary, false},
		{453, "", anywhere, "smtp.temporary", Temporary, false},
		{455, "", anywhere, "smtp.temporary", Temporary, false},
		{499, "", anywhere, "smtp.temporary", Temporary, false},
		{500, "", []step{stepConnect}, "smtp.turned_away", Temporary, true},
		{554, "4.7.0", []step{stepConnect}, "smtp.turned_away", Temporary, true},
		{550, "", []step{stepSender}, "smtp.sender_refused", Temporary, true},
		{550, "", []step{stepRecipient}, "smtp.recipient_refused", Permanent, false},
		{500, "", []step{stepData, stepEnd}, "smtp.rejected", Permanent, false},
		{529, "", []step{stepEnd}, "smtp.rejected", Permanent, false},
		{531, "", []step{stepEnd}, "smtp.rejected", Permanent, false},
		{533, "", []step{stepEnd}, "smtp.rejected", Permanent, false},
		{536, "", []step{stepEnd}, "smtp.rejected", Permanent, false},
		{537, "", []step{stepEnd}, "smtp.rejected", Permanent, false},
		{539, "", []step{stepEnd}, "smtp.rejected", Permanent, false},
		{551, "", []step{stepEnd}, "smtp.rejected", Permanent, false},
		{553, "", []step{stepEnd}, "smtp.rejected", Permanent, false},
	} {
		for _, at := range c.at {
			reply := &textproto.Error{Code: c.code, Msg: c.says}
			got := (&delivery{}).failed(t.Context(), fmt.Errorf("wrapped: %w", reply), at)
			require.Equal(t, c.key, got.Fault.Key, "%v %d", reply, at)
			require.Equal(t, c.outcome, got.Outcome, "%v %d", reply, at)
			require.Equal(t, c.stops, got.StopsProfile(), "%v %d", reply, at)
			require.Equal(t, c.code, got.Code)
			require.Equal(t, c.says, got.Text)
		}
	}
}

func TestOneLine(t *testing.T) {
	for text, want := range map[string]string{
		"": "", "ok": "ok", " a \r\n\tb ": "a b", "a\x00b\x1fc\x7fd": "a b c d", "~ é 你": "~ é 你",
		strings.Repeat("ö", 500): strings.Repeat("ö", 500),
		strings.Repeat("ö", 501): strings.Repeat("ö", 500) + "…",
	} {
		require.Equal(t, want, oneLine(text))
	}
	require.Empty(t, errorText(nil))
}
