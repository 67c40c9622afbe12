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
	osring "github.com/zalando/go-keyring"

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
	unlock := `printf login | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1; `
	inside := `exec "$0" -test.run '^TestInside$' -test.v`
	for mode, script := range map[string]string{
		"unlocked": `exec dbus-run-session -- bash -c 'printf login | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1; ` +
			strings.ReplaceAll(inside, "'", "") + `' "$0"`,
		// It is unlocked, and what it had is gone.
		"no_collection": `exec dbus-run-session -- bash -c '` + unlock +
			`dbus-send --session --print-reply --dest=org.freedesktop.secrets ` +
			`/org/freedesktop/secrets/collection/login ` +
			`org.freedesktop.Secret.Collection.Delete >/dev/null; ` +
			inside + `' "$0"`,
		// The bus starts a keyring when it is asked for; nobody unlocks what an earlier one keeps.
		"locked": `dbus-run-session -- bash -c '` + unlock + `secret-tool store --label=x a b <<<x'
			exec dbus-run-session -- "$0" -test.run '^TestInside$' -test.v`,
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
	case "locked", "absent", "no_collection":
		start := time.Now()
		_, err := New(nil).Get(t.Context(), "w/any")
		require.Less(t, time.Since(start), limit+time.Second)
		var e *core.Error
		require.ErrorAs(t, err, &e)
		require.Equal(t, core.Unavailable, e.Code)
		require.Equal(t, "keyring."+os.Getenv(inBus), e.Key, "%v", err)
		if e.Key == "keyring.no_collection" {
			require.ErrorAs(t, New(nil).Set(t.Context(), "w/any", "secret"), &e)
			require.Equal(t, "keyring.no_collection", e.Key)
		}
	}
}

func insideUnlocked(t *testing.T) {
	k := New(nil)
	_, err := k.Get(t.Context(), "w/mail-password")
	require.Equal(t, core.NotFound, core.CodeOf(err))
	require.NoError(t, k.Set(t.Context(), "w/mail-password", "pass wörd"))
	require.NoError(t, k.Set(t.Context(), "v/mail-password", "another workspace's"))
	got, err := New(nil).Get(t.Context(), "w/mail-password")
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

// TestAKeyringThatAsksIsWaitedForWhenSomebodyKnows answers late, as a person does.
func TestAKeyringThatAsksIsWaitedForWhenSomebodyKnows(t *testing.T) {
	release := make(chan struct{})
	k := newKeyring(system{get: func(string, string) (string, error) {
		<-release
		return "late", nil
	}}, 20*time.Millisecond)
	said := 0
	k.asking = func() {
		said++
		close(release)
	}
	got, err := k.Get(t.Context(), "w/x")
	require.NoError(t, err)
	require.Equal(t, "late", got)
	require.Equal(t, 1, said)

	k = newKeyring(system{get: func(string, string) (string, error) {
		select {}
	}}, 20*time.Millisecond)
	k.patience, said = 40*time.Millisecond, 0
	k.asking = func() { said++ }
	start := time.Now()
	_, err = k.Get(t.Context(), "w/x")
	var e *core.Error
	require.ErrorAs(t, err, &e)
	require.Equal(t, "keyring.locked", e.Key)
	require.Equal(t, 1, said)
	require.GreaterOrEqual(t, time.Since(start), 60*time.Millisecond)
}

func TestHowAKeyringFails(t *testing.T) {
	for text, key := range map[string]string{
		`exec: "dbus-launch": executable file not found in $PATH`:                         "keyring.absent",
		"The name org.freedesktop.secrets was not provided by any .service files":         "keyring.absent",
		"failed to unlock correct collection '/org/freedesktop/secrets/collection/login'": "keyring.locked",
		"exit status 36: User interaction is not allowed.":                                "keyring.locked",
		"The name is not activatable: autolaunch":                                         "keyring.absent",
		"dial unix /run/user/1000/bus: connect: no":                                       "keyring.absent",
		"open /run/user/1000/bus: No such file or directory":                              "keyring.absent",
		"DBUS_SESSION_BUS_ADDRESS is not set":                                             "keyring.absent",
		"unsupported platform: plan9":                                                     "keyring.absent",
		"the prompt was Dismissed":                                                        "keyring.locked",
		"Cannot create an item in a locked collection":                                    "keyring.locked",
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
		require.Equal(t, core.Unavailable, e.Code, text)
		require.EqualError(t, e.Err, text)
	}
}

// memory is a system that keeps secrets in a map, and counts what it is asked.
type memory struct {
	secrets map[[2]string]string
	asked   int
	fault   error // Of the next question, once.
}

func (m *memory) keyring() *Keyring {
	m.secrets = map[[2]string]string{}
	answer := func(does func() error) error {
		m.asked++
		if err := m.fault; err != nil {
			m.fault = nil
			return err
		}
		return does()
	}
	return newKeyring(system{
		get: func(service, name string) (value string, err error) {
			err = answer(func() error {
				kept, has := m.secrets[[2]string{service, name}]
				if !has {
					return osring.ErrNotFound
				}
				value = kept
				return nil
			})
			return value, err
		},
		set: func(service, name, value string) error {
			return answer(func() error { m.secrets[[2]string{service, name}] = value; return nil })
		},
		delete: func(service, name string) error {
			return answer(func() error {
				if _, has := m.secrets[[2]string{service, name}]; !has {
					return osring.ErrNotFound
				}
				delete(m.secrets, [2]string{service, name})
				return nil
			})
		},
	}, time.Minute)
}

// TestASecretIsKeptUnderTheNameOfTheProgram: who looks into his keyring sees whose it is.
func TestASecretIsKeptUnderTheNameOfTheProgram(t *testing.T) {
	var m memory
	k := m.keyring()
	require.NoError(t, k.Set(t.Context(), "w/x", "secret"))
	require.Equal(t, map[[2]string]string{{"Reseller Desk", "w/x"}: "secret"}, m.secrets)
	got, err := k.Get(t.Context(), "w/x")
	require.NoError(t, err)
	require.Equal(t, "secret", got)
	require.NoError(t, k.Delete(t.Context(), "w/x"))
	require.Empty(t, m.secrets)
	require.NoError(t, k.Delete(t.Context(), "w/x"), "what is not there is no error")
	_, err = k.Get(t.Context(), "w/x")
	require.Equal(t, core.NotFound, core.CodeOf(err))
	var e *core.Error
	require.ErrorAs(t, err, &e)
	require.Equal(t, "keyring.not_found", e.Key)
}

// TestASecretOfAtMost2000Bytes: a longer one is refused without asking, since one of the systems
// would cut it.
func TestASecretOfAtMost2000Bytes(t *testing.T) {
	var m memory
	k := m.keyring()
	require.NoError(t, k.Set(t.Context(), "w/x", strings.Repeat("x", 2000)))
	m.asked = 0
	require.Equal(
		t, &core.Error{
			Code: core.Invalid, Key: "keyring.too_long", Args: core.Args{"Max": 2000},
		},
		k.Set(t.Context(), "w/x", strings.Repeat("ö", 1000)+"x"),
	)
	require.Zero(t, m.asked)
}

// TestAFaultIsTold for each question, and is not asked about again.
func TestAFaultIsTold(t *testing.T) {
	for name, ask := range map[string]func(k *Keyring) error{
		"get":    func(k *Keyring) error { _, err := k.Get(t.Context(), "w/x"); return err },
		"set":    func(k *Keyring) error { return k.Set(t.Context(), "w/x", "other") },
		"delete": func(k *Keyring) error { return k.Delete(t.Context(), "w/x") },
	} {
		var m memory
		k := m.keyring()
		require.NoError(t, k.Set(t.Context(), "w/x", "secret"))
		m.asked, m.fault = 0, errors.New("something new")
		err := ask(k)
		require.Equal(t, core.Unavailable, core.CodeOf(err), name)
		require.Equal(t, 1, m.asked, name)
		require.Equal(t, "secret", m.secrets[[2]string{service, "w/x"}], name)
	}
}

// TestAPromptThatAnotherProgramEnded is asked for once more, and no more than that.
func TestAPromptThatAnotherProgramEnded(t *testing.T) {
	stray := errors.New("failed to unlock correct collection '/org/freedesktop/secrets'")
	var m memory
	k := m.keyring()
	require.NoError(t, k.Set(t.Context(), "w/x", "secret"))
	m.asked, m.fault = 0, stray
	got, err := k.Get(t.Context(), "w/x")
	require.NoError(t, err)
	require.Equal(t, "secret", got)
	require.Equal(t, 2, m.asked)
	asked := 0
	k = newKeyring(
		system{get: func(string, string) (string, error) { asked++; return "", stray }},
		time.Minute,
	)
	_, err = k.Get(t.Context(), "w/x")
	require.Equal(t, core.Unavailable, core.CodeOf(err))
	require.Equal(t, 2, asked)
}

// TestWhoGivesUpDoesNotWait: neither for his own question, nor for his turn.
func TestWhoGivesUpDoesNotWait(t *testing.T) {
	release, asked := make(chan struct{}), make(chan struct{})
	k := newKeyring(system{get: func(string, string) (string, error) {
		asked <- struct{}{}
		<-release
		return "late", nil
	}}, time.Minute)
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		<-asked
		cancel()
	}()
	start := time.Now()
	_, err := k.Get(ctx, "w/x")
	require.ErrorIs(t, err, context.Canceled)
	_, err = k.Get(ctx, "w/x")
	require.ErrorIs(t, err, context.Canceled)
	require.Less(t, time.Since(start), 30*time.Second)
	close(release)
}

// TestTheOperatingSystemIsAskedForThreeSeconds at most.
func TestTheOperatingSystemIsAskedForThreeSeconds(t *testing.T) {
	require.Equal(t, 3*time.Second, New(nil).limit)
}

func TestAKeyringThatGivesBackAnotherSecretIsNotTrusted(t *testing.T) {
	k := newKeyring(system{
		set: func(string, string, string) error { return nil },
		get: func(string, string) (string, error) { return "cut", nil },
	}, time.Second)
	require.Equal(t, core.Unavailable, core.CodeOf(k.Set(t.Context(), "w/x", "cut off")))
}
