package filedialog

import (
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
	"github.com/stretchr/testify/require"

	"resellerdesk/ui/page"
)

// fakePortal answers as a desktop's portal does, with a file or, when that is "", as somebody who
// closes the dialog.
type fakePortal struct {
	conn    *dbus.Conn
	file    string
	method  string
	title   string
	options map[string]dbus.Variant
}

func (p *fakePortal) OpenFile(
	sender dbus.Sender, _, title string, options map[string]dbus.Variant,
) (dbus.ObjectPath, *dbus.Error) {
	return p.ask("OpenFile", sender, title, options)
}

func (p *fakePortal) SaveFile(
	sender dbus.Sender, _, title string, options map[string]dbus.Variant,
) (dbus.ObjectPath, *dbus.Error) {
	return p.ask("SaveFile", sender, title, options)
}

func (p *fakePortal) ask(
	method string, sender dbus.Sender, title string, options map[string]dbus.Variant,
) (dbus.ObjectPath, *dbus.Error) {
	p.method, p.title, p.options = method, title, options
	name := []byte(sender)[1:]
	for i, c := range name {
		if c == '.' {
			name[i] = '_'
		}
	}
	path := dbus.ObjectPath(
		portalPath + "/request/" + string(name) + "/" + options["handle_token"].Value().(string),
	)
	answer, results := uint32(1), map[string]dbus.Variant{}
	if p.file != "" {
		answer, results["uris"] = 0, dbus.MakeVariant([]string{"file://" + p.file})
	}
	// Before the call returns: nobody may miss it.
	if err := p.conn.Emit(path, portalRequest+".Response", answer, results); err != nil {
		return "", dbus.MakeFailedError(err)
	}
	return path, nil
}

// startBus starts a session bus that belongs to the test alone.
func startBus(t *testing.T) {
	program, err := exec.LookPath("dbus-daemon")
	require.NoError(t, err, "dbus-daemon is missing; make test installs it")
	address := "unix:path=" + filepath.Join(t.TempDir(), "bus")
	daemon := exec.Command(program, "--session", "--nofork", "--nopidfile", "--address="+address)
	require.NoError(t, daemon.Start())
	t.Cleanup(func() {
		_ = daemon.Process.Kill()
		_ = daemon.Wait()
	})
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", address)
	require.Eventually(t, func() bool {
		conn, err := dbus.ConnectSessionBus()
		if err == nil {
			_ = conn.Close()
		}
		return err == nil
	}, 10*time.Second, 20*time.Millisecond)
}

func startPortal(t *testing.T) *fakePortal {
	startBus(t)
	conn, err := dbus.ConnectSessionBus()
	require.NoError(t, err)
	t.Cleanup(func() { _ = conn.Close() })
	p := &fakePortal{conn: conn}
	require.NoError(t, conn.Export(p, portalPath, portalChooser))
	_, err = conn.RequestName(portalName, dbus.NameFlagDoNotQueue)
	require.NoError(t, err)
	return p
}

func TestTheDesktopPortalIsAsked(t *testing.T) {
	p := startPortal(t)
	kind := page.FileKind{
		Name: "Files of Reseller Desk", Ending: ".desk", Also: []string{".resellerdesk"},
	}
	p.file = "/home/ida/My%20files/receipt.desk"
	path, err := AskPortal(Options{Title: "Open a file", Kind: kind}, "")
	require.NoError(t, err)
	require.Equal(t, "/home/ida/My files/receipt.desk", path)
	require.Equal(t, "OpenFile", p.method)
	require.Equal(t, "Open a file", p.title)
	require.Equal(
		t, "a(sa(us))", portalOptions(Options{Kind: kind}, "token")["filters"].Signature().String(),
		"as the portal wants it",
	)
	require.Equal(
		t, []any{uint32(0), "*.[dD][eE][sS][kK]"},
		p.options["filters"].Value().([][]any)[0][1].([][]any)[0],
	)
	path, err = AskPortal(
		Options{Title: "Save", Kind: kind, Save: true, Name: "list.desk"}, "x11:1",
	)
	require.NoError(t, err)
	require.Equal(t, "/home/ida/My files/receipt.desk", path)
	require.Equal(t, "SaveFile", p.method)
	require.Equal(t, "list.desk", p.options["current_name"].Value())
	p.file = ""
	path, err = AskPortal(Options{Title: "Open a file", Kind: kind}, "")
	require.NoError(t, err)
	require.Empty(t, path, "the person closed the dialog")
}

func TestWithoutAPortalThereIsAnotherWay(t *testing.T) {
	startBus(t)
	_, err := AskPortal(Options{Title: "Open a file"}, "")
	require.ErrorIs(t, err, ErrNoPortal, "a bus, and nobody on it")
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path="+filepath.Join(t.TempDir(), "none"))
	_, err = AskPortal(Options{Title: "Open a file"}, "")
	require.ErrorIs(t, err, ErrNoPortal, "no bus at all")
}

func TestNamesAreFoundAndPathsRead(t *testing.T) {
	t.Setenv("HOME", "/home/ida")
	require.Equal(t, "/home/ida/a b.csv", resolve("/tmp", "~/a b.csv"))
	require.Equal(t, "/tmp/x", resolve("/tmp/y", "../x"))
	require.Equal(t, "/var", resolve("/tmp", "/var/"))
	entries := []entry{{name: "Älter"}, {name: "Bericht 2"}, {name: "Bericht 10"}}
	require.Equal(t, 0, starting(entries, "alt"))
	require.Equal(t, 2, starting(entries, "bericht 1"))
	require.Equal(t, -1, starting(entries, "x"))
	kind := page.FileKind{Ending: ".csv"}
	require.True(t, fits("A.CSV", &kind))
	require.False(t, fits("a.xlsx", &kind))
	require.Equal(t, "list.csv", withEnding("list", kind))
}
