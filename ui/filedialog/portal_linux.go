package filedialog

import (
	"errors"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"

	"github.com/godbus/dbus/v5"

	"resellerdesk/ui/page"
)

// ErrNoPortal says that the desktop has no dialog of its own.
var ErrNoPortal = errors.New("no desktop portal")

// How a desktop portal is reached, and what it answers
// (https://flatpak.github.io/xdg-desktop-portal).
const (
	portalName    = "org.freedesktop.portal.Desktop"
	portalPath    = "/org/freedesktop/portal/desktop"
	portalChooser = "org.freedesktop.portal.FileChooser"
	portalRequest = "org.freedesktop.portal.Request"
	portalDone    = 0
)

var requests atomic.Int64

// rule is a pattern of file names, in the portal's form: kind 0 is a pattern of a shell.
type rule struct {
	Kind    uint32
	Pattern string
}

// filter is a kind of files, in the portal's form.
type filter struct {
	Name  string
	Rules []rule
}

// AskPortal lets the desktop ask with its own dialog, over the window that parent names ("" for
// none), and waits for the answer, "" when the person does not want to. It returns ErrNoPortal
// where there is none. It runs beside the UI.
func AskPortal(o Options, parent string) (string, error) {
	conn, err := dbus.ConnectSessionBus()
	if err != nil {
		return "", ErrNoPortal
	}
	defer conn.Close()
	// The answer may come before the call returns: it is listened for first, on the path that the
	// portal makes of the token.
	token := "resellerdesk" + strconv.FormatInt(requests.Add(1), 10)
	sender := strings.ReplaceAll(strings.TrimPrefix(conn.Names()[0], ":"), ".", "_")
	path := dbus.ObjectPath(portalPath + "/request/" + sender + "/" + token)
	signals := make(chan *dbus.Signal, 8)
	conn.Signal(signals)
	err = conn.AddMatchSignal(
		dbus.WithMatchInterface(portalRequest), dbus.WithMatchMember("Response"),
		dbus.WithMatchObjectPath(path),
	)
	if err != nil {
		return "", ErrNoPortal
	}
	gone := []dbus.MatchOption{
		dbus.WithMatchSender("org.freedesktop.DBus"), dbus.WithMatchMember("NameOwnerChanged"),
		dbus.WithMatchArg(0, portalName),
	}
	if err := conn.AddMatchSignal(gone...); err != nil {
		return "", ErrNoPortal
	}
	method := portalChooser + ".OpenFile"
	if o.Save {
		method = portalChooser + ".SaveFile"
	}
	var handle dbus.ObjectPath
	call := conn.Object(portalName, portalPath).Call(
		method, 0, parent, o.Title, portalOptions(o, token),
	)
	if call.Store(&handle) != nil {
		return "", ErrNoPortal
	}
	return waitForPortal(signals, path)
}

func portalOptions(o Options, token string) map[string]dbus.Variant {
	options := map[string]dbus.Variant{
		"handle_token": dbus.MakeVariant(token), "modal": dbus.MakeVariant(true),
		"filters": dbus.MakeVariant([]filter{{o.Kind.Name, portalRules(o.Kind)}}),
	}
	if o.Save {
		options["current_name"] = dbus.MakeVariant(filepath.Base(o.Name))
	}
	return options
}

// portalRules are patterns for the endings of a kind; a pattern tells small letters from large
// ones.
func portalRules(kind page.FileKind) []rule {
	var rules []rule
	for _, ending := range kind.Endings() {
		pattern := "*"
		for _, r := range ending {
			small, large := strings.ToLower(string(r)), strings.ToUpper(string(r))
			if small != large {
				pattern += "[" + small + large + "]"
			} else {
				pattern += string(r)
			}
		}
		rules = append(rules, rule{0, pattern})
	}
	return rules
}

// waitForPortal waits for the answer to a request, or until the portal is gone.
func waitForPortal(signals <-chan *dbus.Signal, path dbus.ObjectPath) (string, error) {
	for signal := range signals {
		if signal.Name == "org.freedesktop.DBus.NameOwnerChanged" && len(signal.Body) == 3 &&
			signal.Body[2] == "" {
			return "", ErrNoPortal
		}
		if signal.Path != path || signal.Name != portalRequest+".Response" ||
			len(signal.Body) != 2 {
			continue
		}
		results, _ := signal.Body[1].(map[string]dbus.Variant)
		uris, _ := results["uris"].Value().([]string)
		if signal.Body[0] != uint32(portalDone) || len(uris) == 0 {
			return "", nil
		}
		file, err := url.Parse(uris[0])
		if err != nil || file.Scheme != "file" {
			return "", errors.New("the file is on no disk of this computer")
		}
		return file.Path, nil
	}
	return "", ErrNoPortal
}
