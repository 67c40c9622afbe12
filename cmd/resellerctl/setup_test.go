package main

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding/unicode"

	"resellerdesk/core"
	"resellerdesk/core/desk"
)

var newOwner = []string{
	"--company", "Elster GmbH", "--first-name", "Eva", "--email", "eva@elster.example",
	"--extensions", "500", "--concurrent-calls", "80", "--recording-minutes", "3000",
	"--high-availability", "--expires", "2027-06-30",
}

func TestAWorkspaceIsSetUpFromTheTerminal(t *testing.T) {
	t.Parallel()
	h := newComputer(t)
	kit := filepath.Join(t.TempDir(), "elster.age")
	r := h.runWith(t.Context(), newPassword, append([]string{
		"setup", "--mail-host", fmt.Sprint("127.0.0.1:", h.server.port), "--mail-security", "none",
		"--mail-program-source", "https://elster.example/desk", "--kit", kit, "--json",
	}, newOwner...)...)
	require.Zero(t, r.code, r.err)
	require.Equal(t, "Elster GmbH", r.at("company"))
	require.Equal(t, true, r.at("mail"))
	require.Equal(t, kit, r.at("path"))
	require.Len(t, strings.Fields(r.at("fingerprint").(string)), 6)
	require.FileExists(t, kit)

	signedIn := []string{"--as", "eva@elster.example", "--password-stdin", "--json"}
	shown := h.runWith(
		t.Context(), newPassword, append([]string{"subscription", "show"}, signedIn...)...,
	)
	require.InEpsilon(t, 500, shown.at("resources.extensions.total"), 0)
	require.Equal(t, true, shown.at("high_availability"))
	added := h.runWith(t.Context(), newPassword, append([]string{
		"reseller", "add", "--company", "Kranich", "--first-name", "Nina", "--email",
		"nina@kranich.example", "--extensions", "20", "--concurrent-calls", "4",
		"--recording-minutes", "0", "--send",
	}, signedIn...)...)
	require.Zero(t, added.code, added.err)
	require.Len(t, h.server.content, 1)
	require.Contains(t, h.server.content[0], "https://elster.example/desk")
	require.Contains(t, h.server.content[0], "From: \"Elster GmbH\" <eva@elster.example>")

	again := h.runWith(t.Context(), newPassword, append([]string{"setup", "--json"}, newOwner...)...)
	again.fails(exitConflict, "ctl.workspace_exists")

	other := newComputer(t)
	code := r.at("recovery_code").(string)
	taken := other.runWith(t.Context(), code+"\n"+newPassword, append([]string{
		"recovery", "take-over", kit,
	}, newOwner[2:]...)...)
	require.Zero(t, taken.code, "the kit brings the keys to another computer: %s", taken.err)
}

func TestASetUpThatIsRefusedMakesNothing(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		password string
		change   []string
		key      string
	}{
		"no person":       {newPassword, []string{"--first-name", ""}, "field.required"},
		"no address":      {newPassword, []string{"--email", "eva"}, "field.email"},
		"a weak password": {"elster", nil, "password.short"},
		"no password":     {"", nil, "field.required"},
		"no number":       {newPassword, []string{"--extensions", "many"}, "field.number"},
		"no extensions":   {newPassword, []string{"--extensions", "-1"}, "field.number"},
		"a language":      {newPassword, []string{"--language", "xx"}, "field.choose"},
		"no server":       {newPassword, []string{"--mail-user", "eva"}, "field.required"},
		"a server": {
			newPassword, []string{"--mail-host", "a b"}, "mail.host",
		},
		"a port": {
			newPassword, []string{"--mail-host", "a.example", "--mail-port", "no"}, "field.range",
		},
		"no security": {
			newPassword,
			[]string{"--mail-host", "a.example", "--mail-security", "none"},
			"mail.security_none",
		},
		"over":         {newPassword, []string{"--expires", "2020-01-01"}, "field.past"},
		"no IP number": {newPassword, []string{"--mail-host", "10.0.0.300"}, "mail.host"},
		"a hexadecimal one": {
			newPassword, []string{"--mail-host", "127.0.0.0x1"}, "mail.host",
		},
		"two ports": {
			newPassword,
			[]string{"--mail-host", "a.example:587", "--mail-port", "465"},
			"mail.two_ports",
		},
		"Latin-1": {"p\xe4ssword of the dike", nil, "ctl.password_encoding"},
		"UTF-16 without its mark": {
			"t\x00w\x00e\x00l\x00v\x00e\x00 \x00g\x00r\x00e\x00y\x00", nil,
			"ctl.password_encoding",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newComputer(t)
			args := append(append([]string{"setup", "--json"}, newOwner...), c.change...)
			h.runWith(t.Context(), c.password+"\n", args...).fails(exitInvalid, c.key)
			made, err := os.ReadDir(h.dir)
			if err == nil {
				require.Empty(t, made)
			} else {
				require.ErrorIs(t, err, os.ErrNotExist)
			}
		})
	}
	h := newComputer(t)
	several := h.runWith(
		t.Context(), "", "setup", "--email", "eva", "--extensions", "many", "--mail-port", "0",
	)
	for _, field := range []string{"Company", "Email", "Extensions", "Server", "Port"} {
		require.Contains(t, several.err, field, "all is said at once")
	}
}

// TestThePortSaysTheSecurity unless that is said too: then it is said that they rarely go together.
func TestThePortSaysTheSecurity(t *testing.T) {
	t.Parallel()
	h := newComputer(t)
	r := h.runWith(t.Context(), newPassword, append([]string{
		"setup", "--mail-host", "mail.elster.example:465", "--mail-security", "starttls", "--json",
	}, newOwner...)...)
	require.Zero(t, r.code, r.err)
	require.Equal(t, "mail.doubt_port_tls", r.at("mail_doubts.key"))
	as := []string{"mail", "set", "--as", "eva@elster.example", "--password-stdin", "--json"}
	for _, c := range []struct {
		args           []string
		port, security any
	}{
		{[]string{"--mail-host", "mail.elster.example:587"}, 587., "starttls"},
		{[]string{"--mail-port", "465"}, 465., "tls"},
		{[]string{"--mail-port", "587"}, 587., "starttls"},
		{[]string{"--mail-security", "tls"}, 465., "tls"},
		{[]string{"--mail-port", "2525"}, 2525., "tls"},
		{[]string{"--mail-host", "mail.elster.example:587", "--mail-port", "587"}, 587., "starttls"},
		{[]string{"--mail-host", "[::1]:2526", "--mail-security", "none"}, 2526., "none"},
		{[]string{"--mail-port", "587"}, 587., "none"},
	} {
		r := h.runWith(t.Context(), newPassword, append(slices.Clone(as), c.args...)...)
		require.Zero(t, r.code, r.err)
		require.Equal(t, c.port, r.at("port"), c.args)
		require.Equal(t, c.security, r.at("security"), c.args)
	}
}

// TestInputInTheEncodingsOfWindows is what its programs write: UTF-8 with a mark, and UTF-16.
func TestInputInTheEncodingsOfWindows(t *testing.T) {
	t.Parallel()
	utf16 := func(order unicode.Endianness) func(text string) string {
		return func(text string) string {
			written, err := unicode.UTF16(order, unicode.UseBOM).NewEncoder().String(text)
			require.NoError(t, err)
			return written
		}
	}
	const password = "zwölf graue Gänse über dem Deich"
	for name, write := range map[string]func(text string) string{
		"UTF-8":     func(text string) string { return "\ufeff" + text },
		"UTF-16 LE": utf16(unicode.LittleEndian), "UTF-16 BE": utf16(unicode.BigEndian),
	} {
		h := newComputer(t)
		args := append([]string{
			"setup", "--mail-host", "smtp.elster.example", "--mail-user", "eva", "--json",
		}, newOwner...)
		r := h.runWith(t.Context(), write(password+"\r\nschlüssel\r\n"), args...)
		require.Zero(t, r.code, "%s: %s", name, r.err)
		require.Contains(t, slices.Collect(maps.Values(h.keyring.secrets)), "schlüssel", name)

		signedIn := []string{"--as", "eva@elster.example", "--password-stdin", "--json"}
		draft := `{"profile": {"company": "Möwe", "first_name": "Zoë", "email": "zoe@moewe.example"},
			"package": {"amounts": {"extensions": 1, "concurrent_calls": 1, "recording_minutes": 0}}}`
		add := append([]string{"reseller", "add", "--from-json"}, "-")
		added := h.runWith(t.Context(), write(password+"\n"+draft), append(add, signedIn...)...)
		require.Zero(t, added.code, "%s: %s", name, added.err)
		file := filepath.Join(t.TempDir(), "draft.json")
		require.NoError(t, os.WriteFile(
			file, []byte(write(strings.ReplaceAll(draft, "zoe@", "ida@"))), 0o600,
		))
		add[3] = file
		added = h.runWith(t.Context(), password+"\n", append(add, signedIn...)...)
		require.Zero(t, added.code, "%s: %s", name, added.err)
		require.Equal(t, "Möwe", added.at("reseller.profile.company"))
	}
}

// TestTheMailPasswordIsTheSecondLine is kept in the keyring; where there is none that is said, and
// the rest is done.
func TestTheMailPasswordIsTheSecondLine(t *testing.T) {
	t.Parallel()
	args := append([]string{
		"setup", "--mail-host", "smtp.elster.example:587", "--mail-security", "starttls",
		"--mail-user", "eva", "--json",
	}, newOwner...)
	h := newComputer(t)
	r := h.runWith(t.Context(), newPassword+"\nmail secret\n", args...)
	require.Zero(t, r.code, r.err)
	require.Contains(t, slices.Collect(maps.Values(h.keyring.secrets)), "mail secret")
	h.desk(func(*desk.Desk) {
		settings, err := h.behind.MailSettings(t.Context())
		require.NoError(t, err)
		require.Equal(t, "smtp.elster.example", settings.Host)
		require.Equal(t, 587, settings.Port)
		require.Equal(t, "eva@elster.example", settings.FromAddress)
	})

	without := newComputer(t)
	without.keyring.fail = &core.Error{Code: core.Unavailable, Key: "keyring.absent"}
	r = without.runWith(t.Context(), newPassword+"\nmail secret\n", args...)
	r.fails(exitUnavailable, "keyring.absent")
	require.Equal(t, true, r.at("mail"), "the settings are there")
}

func TestAnExampleIsSetUpFromTheTerminal(t *testing.T) {
	t.Parallel()
	h := newComputer(t)
	r := h.runWith(
		t.Context(), newPassword, "setup", "--example", "--company", "Elster GmbH", "--json",
	)
	require.Zero(t, r.code, r.err)
	require.InEpsilon(t, 200, r.at("resellers"), 0)
	require.Equal(t, "Elster GmbH", r.at("company"))
	list := h.runWith(
		t.Context(), newPassword, "reseller", "list", "--as", r.at("email").(string),
		"--password-stdin", "--json",
	)
	require.InEpsilon(t, 200, list.at("total"), 0)
}
