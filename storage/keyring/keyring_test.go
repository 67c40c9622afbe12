package keyring

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"resellerdesk/core"
)

// inBus says that this run of the tests is the one inside of a private session bus.
const inBus = "RESELLERDESK_KEYRING_TEST"

// TestTheRealKeyring runs the tests below once more inside of a session bus of their own, with a
// real Secret Service.
func TestTheRealKeyring(t *testing.T) {
	if runtime.GOOS != "linux" || os.Getenv(inBus) != "" {
		return // Elsewhere the keyring is the user's own, which a test must not touch.
	}
	for _, program := range []string{"dbus-run-session", "gnome-keyring-daemon"} {
		_, err := exec.LookPath(program)
		require.NoError(t, err, "`make test` installs %s", program)
	}
	inside := `exec "$0" -test.run '^TestInside$' -test.v`
	for mode, script := range map[string]string{
		"unlocked": `exec dbus-run-session -- bash -c 'printf login | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1; ` +
			strings.ReplaceAll(inside, "'", "") + `' "$0"`,
		// The bus starts a keyring when it is asked for; nobody unlocks it.
		"locked": `exec dbus-run-session -- "$0" -test.run '^TestInside$' -test.v`,
		"absent": `export DBUS_SESSION_BUS_ADDRESS=unix:path=/nowhere; ` + inside,
	} {
		home := t.TempDir()
		c := exec.CommandContext(t.Context(), "bash", "-c", script, os.Args[0])
		c.Env = append(
			os.Environ(), inBus+"="+mode, "HOME="+home, "XDG_RUNTIME_DIR="+home,
			"XDG_DATA_HOME="+home,
		)
		out, err := outputOf(t, c)
		require.NoError(t, err, "%s: %s", mode, out)
		require.Contains(t, out, "--- PASS: TestInside", mode)
	}
}

// outputOf runs a program to its own end and returns what it printed. A keyring daemon that the bus
// started may outlive the bus; a pipe would be read until its end, too.
func outputOf(t *testing.T, c *exec.Cmd) (string, error) {
	printed, err := os.Create(filepath.Join(t.TempDir(), "printed"))
	require.NoError(t, err)
	defer printed.Close()
	c.Stdout, c.Stderr = printed, printed
	fault := c.Run()
	text, err := os.ReadFile(printed.Name())
	require.NoError(t, err)
	return string(text), fault
}

func TestInside(t *testing.T) {
	switch os.Getenv(inBus) {
	case "unlocked":
		insideUnlocked(t)
	case "locked", "absent":
		start := time.Now()
		_, err := New().Get(t.Context(), "w/any")
		require.Less(t, time.Since(start), limit+time.Second)
		var e *core.Error
		require.ErrorAs(t, err, &e)
		require.Equal(t, core.Unavailable, e.Code)
		require.Equal(t, "keyring."+os.Getenv(inBus), e.Key, "%v", err)
	}
}

func insideUnlocked(t *testing.T) {
	k := New()
	_, err := k.Get(t.Context(), "w/mail-password")
	require.Equal(t, core.NotFound, core.CodeOf(err))
	require.NoError(t, k.Set(t.Context(), "w/mail-password", "pass wörd"))
	require.NoError(t, k.Set(t.Context(), "v/mail-password", "another workspace's"))
	got, err := New().Get(t.Context(), "w/mail-password")
	require.NoError(t, err)
	require.Equal(t, "pass wörd", got)
	require.NoError(t, k.Delete(t.Context(), "w/mail-password"))
	require.NoError(t, k.Delete(t.Context(), "w/mail-password"), "what is not there is no error")
	_, err = k.Get(t.Context(), "w/mail-password")
	require.Equal(t, core.NotFound, core.CodeOf(err))
	require.Equal(
		t, core.Invalid, core.CodeOf(k.Set(t.Context(), "w/x", strings.Repeat("x", longest+1))),
	)
}

func TestALockedKeyringDoesNotHoldUpTheProgram(t *testing.T) {
	release, asked := make(chan struct{}), atomic.Int32{}
	k := newKeyring(system{get: func(string, string) (string, error) {
		asked.Add(1)
		<-release
		return "late", nil
	}}, 50*time.Millisecond)
	for range 3 {
		start := time.Now()
		_, err := k.Get(t.Context(), "w/x")
		var e *core.Error
		require.ErrorAs(t, err, &e)
		require.Equal(t, "keyring.locked", e.Key)
		require.Less(t, time.Since(start), time.Second)
	}
	require.EqualValues(t, 1, asked.Load(), "never two prompts")
	close(release)
	require.Eventually(t, func() bool {
		got, err := k.Get(context.Background(), "w/x")
		return err == nil && got == "late"
	}, 2*time.Second, 10*time.Millisecond, "once it is unlocked it answers")
}

func TestHowAKeyringFails(t *testing.T) {
	for text, key := range map[string]string{
		`exec: "dbus-launch": executable file not found in $PATH`:                         "keyring.absent",
		"The name org.freedesktop.secrets was not provided by any .service files":         "keyring.absent",
		"failed to unlock correct collection '/org/freedesktop/secrets/collection/login'": "keyring.locked",
		"exit status 36: User interaction is not allowed.":                                "keyring.locked",
		"something new": "keyring.failed",
	} {
		k := newKeyring(
			system{get: func(string, string) (string, error) { return "", errors.New(text) }},
			time.Second,
		)
		_, err := k.Get(t.Context(), "w/x")
		var e *core.Error
		require.ErrorAs(t, err, &e)
		require.Equal(t, key, e.Key, fmt.Sprint(text))
	}
}

func TestAKeyringThatGivesBackAnotherSecretIsNotTrusted(t *testing.T) {
	k := newKeyring(system{
		set: func(string, string, string) error { return nil },
		get: func(string, string) (string, error) { return "cut", nil },
	}, time.Second)
	require.Equal(t, core.Unavailable, core.CodeOf(k.Set(t.Context(), "w/x", "cut off")))
}
