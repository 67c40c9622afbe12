package mail_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"resellerdesk/core/mail"
)

// batchFault is what a server does at the second mail of a connection.
type batchFault struct {
	at, answer string
	want       mail.Outcome
	// Whether the mail goes by a new connection, since the old one took nothing of it.
	again bool
}

// batchFaults are each step of SMTP by (ended, silent, 4xx, 5xx, garbage), with what the server can
// have taken: the truth.
func batchFaults() (list []batchFault) {
	const garbage = "\x00\xff??"
	for _, at := range []string{"mail", "rcpt"} {
		list = append(list,
			batchFault{at, "", mail.Sent, true}, batchFault{at, "hang", mail.Sent, true},
			batchFault{at, "421 4.3.2 no more by this connection", mail.Sent, true},
			batchFault{at, garbage, mail.Sent, true},
			batchFault{at, "451 4.3.0 later", mail.Temporary, false})
	}
	list = append(list,
		batchFault{"mail", "550 5.1.7 no", mail.Temporary, false}, // It refuses the settings.
		batchFault{"rcpt", "550 5.1.1 no such user", mail.Permanent, false})
	for _, answer := range []string{"", "hang", garbage, "421 bye", "451 later"} {
		list = append(list, batchFault{"data", answer, mail.Temporary, false})
	}
	list = append(list, batchFault{"data", "554 no", mail.Permanent, false},
		batchFault{"dot", "451 later", mail.Temporary, false},
		batchFault{"dot", "421 later", mail.Temporary, false},
		batchFault{"dot", "554 no", mail.Permanent, false})
	for _, answer := range []string{"", "hang", garbage} {
		list = append(list, batchFault{"dot", answer, mail.Unknown, false})
	}
	return list
}

// TestAFaultOfOneMailIsNoneOfTheOthers sends three mails by one connection, at the second of which
// something goes wrong. The server knows what it took, and took each once at most.
func TestAFaultOfOneMailIsNoneOfTheOthers(t *testing.T) {
	for _, security := range []mail.Security{mail.SecurityTLS, mail.SecuritySTARTTLS} {
		for _, c := range batchFaults() {
			t.Run(fmt.Sprintf("%s %s %q", security, c.at, c.answer), func(t *testing.T) {
				s := newServer(t, security, c.at, c.answer)
				s.from = 2
				batch := mail.SMTP{Roots: s.roots, Timeouts: patience}.Batch(s.settings())
				defer batch.Close()
				dots := 0
				send := func(n int) mail.Answer {
					return batch.Deliver(t.Context(), canary, envelope,
						fmt.Appendf(nil, "Subject: %d\r\n\r\nbody\r\n", n),
						func() error { dots++; return nil })
				}
				require.Equal(t, mail.Sent, send(1).Outcome)
				answer := send(2)
				require.Equal(t, c.want, answer.Outcome, "%+v", answer)
				taken := []string{"1"}
				if c.want == mail.Sent || c.want == mail.Unknown { // That answer was lost.
					taken = append(taken, "2")
				}
				s.calm()
				require.Equal(t, mail.Sent, send(3).Outcome)
				require.Equal(t, append(taken, "3"), s.subjects())
				if c.again {
					require.EqualValues(t, 2, s.connections.Load())
				}
				require.LessOrEqual(t, dots, 3, "nothing is given twice")
			})
		}
	}
}

// one gives a batch a mail.
func one(t *testing.T, batch mail.Batch, password string) mail.Answer {
	return batch.Deliver(t.Context(), password, envelope, []byte(raw), fine)
}

// calm lets the server do everything as usual from now on.
func (s *server) calm() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.isCalm = true
}

func (s *server) calmNow() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.isCalm
}

// subjects are those of the mails that the server took, in their order.
func (s *server) subjects() (list []string) {
	for {
		select {
		case content := <-s.content:
			line, _, _ := strings.Cut(content, "\r\n")
			list = append(list, strings.TrimPrefix(line, "Subject: "))
		default:
			return list
		}
	}
}

// TestABatchUsesOneConnection also after a refusal, and after the person who cancelled one mail.
func TestABatchUsesOneConnection(t *testing.T) {
	s := newServer(t, mail.SecurityTLS, "rcpt", "550 5.1.1 no such user")
	s.from = 3
	batch := mail.SMTP{Roots: s.roots, Timeouts: patience}.Batch(s.settings())
	outcomes := []mail.Outcome{mail.Sent, mail.Sent, mail.Permanent}
	for _, want := range outcomes {
		require.Equal(t, want, one(t, batch, canary).Outcome)
	}
	s.calm()
	require.Equal(t, mail.Sent, one(t, batch, canary).Outcome)
	require.EqualValues(t, 1, s.connections.Load())
	require.Contains(t, s.words(), "RSET", "what it refused is forgotten")

	ctx, cancel := context.WithCancel(t.Context())
	answer := batch.Deliver(ctx, canary, envelope, []byte(raw), func() error {
		cancel()
		return nil
	})
	require.Equal(t, "smtp.cancelled", answer.Fault.Key)
	require.Equal(t, mail.Sent, one(t, batch, canary).Outcome)
	require.EqualValues(t, 2, s.connections.Load(), "half a mail ends the connection")
	batch.Close()
	batch.Close()
	require.EqualValues(t, 4, s.accepted.Load())
}

// TestAnotherPasswordIsAnotherConnection: who signed in with the one did not with the other.
func TestAnotherPasswordIsAnotherConnection(t *testing.T) {
	s := newServer(t, mail.SecurityTLS, "", "")
	batch := mail.SMTP{Roots: s.roots, Timeouts: patience}.Batch(s.settings())
	defer batch.Close()
	require.Equal(t, mail.Sent, one(t, batch, canary).Outcome)
	require.Equal(t, "smtp.auth", one(t, batch, "other").Fault.Key)
	require.Equal(t, mail.Sent, one(t, batch, canary).Outcome)
}

// TestACopyThatIsRefusedFailsNoMail: whether the copy is taken says nothing of the recipient.
func TestACopyThatIsRefusedFailsNoMail(t *testing.T) {
	to := envelope
	to.Copy = envelope.From
	for answer, key := range map[string]string{
		"250 ok": "", "550 5.1.1 no such user": "smtp.copy_refused",
		"452 4.5.3 too many": "smtp.copy_refused",
	} {
		s := newServer(t, mail.SecurityTLS, "copy", answer)
		got := once(mail.SMTP{Roots: s.roots, Timeouts: patience})(
			t.Context(), s.settings(), canary, to, []byte(raw), fine,
		)
		require.Equal(t, mail.Sent, got.Outcome, answer)
		require.Nil(t, got.Fault)
		require.EqualValues(t, 1, s.accepted.Load())
		require.Contains(t, s.words(), "RCPT TO:<ida@nordlicht.example>")
		if key == "" {
			require.Nil(t, got.Copy)
			continue
		}
		require.Equal(t, key, got.Copy.Key)
	}
	s := newServer(t, mail.SecurityTLS, "rcpt", "550 5.1.1 no such user")
	got := once(mail.SMTP{Roots: s.roots, Timeouts: patience})(
		t.Context(), s.settings(), canary, to, []byte(raw), fine,
	)
	require.Equal(t, "smtp.recipient_refused", got.Fault.Key, "no copy of what nobody gets")
	require.Zero(t, s.accepted.Load())
	s = newServer(t, mail.SecurityTLS, "copy", "")
	got = once(mail.SMTP{Roots: s.roots, Timeouts: patience})(
		t.Context(), s.settings(), canary, to, []byte(raw), fine,
	)
	require.Equal(t, "smtp.lost", got.Fault.Key)
	require.Zero(t, s.accepted.Load())
}
