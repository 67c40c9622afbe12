//go:build linux

package mail_test

import (
	"context"
	"crypto/x509"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"resellerdesk/core/mail"
	"resellerdesk/core/oauth"
	"resellerdesk/core/oauth/oauthtest"
)

// TestPostfixTakesTheTokenOfAProvider sends to Postfix, whose users Dovecot checks by asking the
// provider for their tokens: one that is good, one that was made up, and one that was taken back.
func TestPostfixTakesTheTokenOfAProvider(t *testing.T) {
	p := oauthtest.New(t)
	dir, port, roots := startPostfix(t, p)
	c := p.Client(oauthtest.Confidential)
	var browser sync.WaitGroup
	token, err := c.SignIn(t.Context(), oauthtest.Secret, oauthtest.User, oauth.Browser{
		Page: func(bool) string { return "" },
		Show: func(address string) { browser.Go(func() { _, _ = p.Browse(address) }) },
	})
	browser.Wait()
	require.NoError(t, err)
	settings := mail.Settings{
		Host: "localhost", Port: port, Security: mail.SecuritySTARTTLS, User: oauthtest.User,
		FromAddress: oauthtest.User, Client: c,
	}
	give := func(access string) mail.Answer {
		return once(mail.SMTP{Timeouts: mail.StandardTimeouts(), Roots: roots})(
			t.Context(), settings, access,
			mail.Envelope{From: oauthtest.User, To: []string{"nina@example.test"}},
			[]byte("Subject: hello\r\n\r\nhello\r\n"), func() error { return nil },
		)
	}
	answer := give(token.Access.Reveal())
	require.Equal(t, mail.Sent, answer.Outcome, "%v", answer.Fault)
	require.Eventually(t, func() bool {
		arrived, _ := filepath.Glob(filepath.Join(dir, "mail", "inbox", "new", "*"))
		return len(arrived) == 1
	}, 20*time.Second, 50*time.Millisecond)

	for name, access := range map[string]string{
		"made up": "canary-token-word", "taken back": token.Access.Reveal(),
	} {
		if name == "taken back" {
			p.Revoke()
		}
		answer := give(access)
		require.True(t, answer.RefusesToken(), "%s: %v", name, answer.Fault)
		require.True(t, answer.StopsProfile())
		require.Equal(t, 535, answer.Code)
		require.NotContains(t, fmt.Sprint(answer.Fault), access)
	}
}

// startPostfix starts a Postfix with Dovecot that knows the users of a provider. It returns their
// folder, the port, and who signed the certificate.
func startPostfix(
	t *testing.T, p *oauthtest.Provider,
) (dir string, port int, roots *x509.CertPool) {
	for _, program := range []string{"/usr/sbin/postfix", "/usr/sbin/dovecot", "/usr/bin/openssl"} {
		require.FileExists(t, program, ".ci/install-debian.sh test installs it")
	}
	dir, err := os.MkdirTemp("", "mail")
	require.NoError(t, err)
	tls, port := freePort(t), freePort(t)
	command, owner := []string{"bash", "../../cmd/journey/mailserver.sh", dir}, os.Geteuid()
	if owner == 0 {
		owner = 10001
	} else {
		command = append([]string{"sudo", "-n"}, command...)
	}
	run := func(ctx context.Context, args ...string) {
		all := append(slices.Clone(command), args...)
		script := exec.CommandContext(ctx, all[0], all[1:]...)
		script.WaitDelay = 10 * time.Second
		said, err := script.CombinedOutput()
		require.NoError(t, err, "%s", said)
	}
	t.Cleanup(func() {
		run(context.Background(), "stop")
		if t.Failed() {
			log, _ := os.ReadFile(filepath.Join(dir, "dovecot.log"))
			t.Logf("%s", log)
		}
		require.NoError(t, os.RemoveAll(dir))
	})
	run(
		t.Context(), "start", strconv.Itoa(tls), strconv.Itoa(port), strconv.Itoa(owner),
		p.IntrospectURL(), oauthtest.Confidential, oauthtest.Secret,
	)
	pem, err := os.ReadFile(filepath.Join(dir, "ca.pem"))
	require.NoError(t, err)
	roots = x509.NewCertPool()
	require.True(t, roots.AppendCertsFromPEM(pem))
	require.Eventually(t, func() bool {
		conn, err := net.Dial("tcp", "127.0.0.1:"+strconv.Itoa(port))
		if err != nil {
			return false
		}
		_ = conn.Close()
		return true
	}, 10*time.Second, 50*time.Millisecond)
	return dir, port, roots
}

func freePort(t *testing.T) int {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer listener.Close()
	return listener.Addr().(*net.TCPAddr).Port
}
