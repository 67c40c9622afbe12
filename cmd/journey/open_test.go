//go:build linux

package main

import (
	"crypto/ed25519"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"resellerdesk/core/account"
	"resellerdesk/core/activation"
	"resellerdesk/core/capacity"
)

// invitation is an activation file that can be used now.
func invitation(t *testing.T) []byte {
	i := activation.NewInvitation(activation.Activate, "workspace",
		account.Account{Profile: account.Profile{Company: "Nordlicht Distribution", Email: owner}},
		account.Account{
			ID: "kranich",
			Profile: account.Profile{
				Company: "Kranich Telefonie GmbH", FirstName: "Nina", Email: partner,
			},
			Package: capacity.Package{
				Amounts: capacity.Amounts{capacity.Extensions: 100}, MinExtensions: 1,
			},
		})
	i.ID, i.Sequence, i.Secret = "invitation", 1, activation.NewSecret()
	i.IssuedAt = time.Now().UTC().Truncate(time.Second)
	i.ExpiresAt = i.IssuedAt.Add(activation.Lifetime)
	i.LeaseUntil = i.IssuedAt.Add(activation.Lease)
	_, key, err := ed25519.GenerateKey(nil)
	require.NoError(t, err)
	file, _, err := i.Sign(key)
	require.NoError(t, err)
	return file
}

// TestTheDesktopOpensOurFiles installs the program for one person, as make install does it, and
// opens a file as a file manager does.
func TestTheDesktopOpensOurFiles(t *testing.T) {
	e, err := newEnvironment(t.Context())
	require.NoError(t, err)
	defer e.Close()
	prefix := filepath.Join(e.dir, "home", ".local")
	e.vars = append(
		e.vars, "XDG_CURRENT_DESKTOP=GNOME", "XDG_DATA_HOME="+filepath.Join(prefix, "share"),
		"XDG_DATA_DIRS=/usr/local/share:/usr/share",
	)
	makes := func(target string) {
		// With the toolchain and the caches of this test.
		c := exec.CommandContext(
			t.Context(), "make", target, "PREFIX="+prefix, "GOTOOLCHAIN="+runtime.Version(),
		)
		c.Dir = filepath.Join("..", "..")
		out, err := c.CombinedOutput()
		require.NoError(t, err, string(out))
	}
	says := func(name string, args ...string) string {
		out, err := e.output(name, args...)
		require.NoError(t, err)
		return out
	}
	file := func(name string, content []byte) string {
		path := filepath.Join(e.dir, "files", name)
		require.NoError(t, os.WriteFile(path, content, 0o600))
		return path
	}
	activationFile := file("Kranich Telefonie GmbH.activation", invitation(t))
	const kind = "application/x-resellerdesk"
	require.NotEqual(
		t, kind, says("xdg-mime", "query", "filetype", activationFile),
		"not before it is installed",
	)

	makes("install")
	require.Empty(
		t,
		says(
			"desktop-file-validate",
			filepath.Join(prefix, "share", "applications", "desk.reseller.app.desktop"),
		),
	)
	require.Equal(t, kind, says("xdg-mime", "query", "filetype", activationFile))
	require.Equal(
		t, kind,
		says(
			"xdg-mime", "query", "filetype",
			file("report.resellerdesk", []byte("whatever it holds")),
		),
	)
	require.Equal(
		t, kind,
		says("xdg-mime", "query", "filetype", file("saved without an ending", invitation(t))),
	)
	require.Equal(
		t, "text/plain",
		says("xdg-mime", "query", "filetype", file("letter.txt", []byte("Dear Nina"))),
	)
	require.Equal(t, "desk.reseller.app.desktop", says("xdg-mime", "query", "default", kind))

	_, err = e.start("", "xdg-open", activationFile) // It may wait for the program that it opens.
	require.NoError(t, err)
	window := ""
	require.NoError(
		t,
		e.waitFor(t.Context(), "the window with the invitation", func() (bool, error) {
			window, _ = e.output(
				"xdotool",
				"search",
				"--onlyvisible",
				"--name",
				"^You are invited – ",
			)
			return window != "", nil
		}),
	)
	pid, err := strconv.Atoi(says("xdotool", "getwindowpid", strings.Fields(window)[0]))
	require.NoError(t, err)
	e.ends = append(e.ends, func() { _ = syscall.Kill(pid, syscall.SIGTERM) })
	program, err := os.Readlink(filepath.Join("/proc", strconv.Itoa(pid), "exe"))
	require.NoError(t, err)
	require.Equal(t, filepath.Join(prefix, "bin", "resellerdesk"), program)
	class := strings.Split(says("xprop", "-id", strings.Fields(window)[0], "WM_CLASS"), `"`)[3]
	entry, err := os.ReadFile(filepath.Join(
		prefix, "share", "applications", "desk.reseller.app.desktop",
	))
	require.NoError(t, err)
	require.Contains(
		t, string(entry), "\nStartupWMClass="+class+"\n",
		"so that a desktop shows the window under its entry",
	)

	makes("uninstall")
	require.NotEqual(t, kind, says("xdg-mime", "query", "filetype", activationFile))
	require.NoFileExists(t, program)
}
