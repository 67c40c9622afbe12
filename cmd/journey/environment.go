//go:build linux

package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	_ "embed"
)

//go:embed mailserver.sh
var mailServerScript string

// environment is a computer of its own for a journey: a display with a window manager, a session
// bus with an unlocked keyring, a mail server, and empty folders. Everything ends with Close.
type environment struct {
	dir      string   // Its own folders are below it.
	mailDir  string   // The mail server's.
	offline  bool     // Its program runs without a network.
	vars     []string // Of the programs that run in it.
	display  string
	screen   string // Pixels of its display.
	tls      int    // Port of the mail server with TLS from the start.
	starttls int
	ends     []func() // In reverse order.
}

// patience is how long to wait for anything that a program does by itself.
const patience = 20 * time.Second

// newEnvironment starts everything. What is missing is named, with the command that installs it.
func newEnvironment(ctx context.Context) (*environment, error) {
	for _, program := range []string{
		"Xvfb", "openbox", "xdotool", "import", "dbus-daemon", "gnome-keyring-daemon", "postfix",
		"saslpasswd2", "openssl", "sqlite3", "unshare",
	} {
		if _, err := exec.LookPath(program); err != nil {
			if _, err := os.Stat("/usr/sbin/" + program); err != nil {
				return nil, fmt.Errorf("%s is missing; `make test` installs it", program)
			}
		}
	}
	dir, err := os.MkdirTemp("", "journey")
	if err != nil {
		return nil, err
	}
	e := &environment{
		dir: dir, mailDir: filepath.Join(dir, "mail-server"), screen: "1440x900",
		ends: []func(){func() { _ = os.RemoveAll(dir) }},
	}
	for _, start := range []func(context.Context) error{
		e.folders, e.startDisplay, e.startKeyring, e.startMailServer,
	} {
		if err := start(ctx); err != nil {
			e.Close()
			return nil, err
		}
	}
	return e, nil
}

// another is a second person's computer with the same screen: folders, session bus and keyring are
// its own, it has no network, and no mail server. It ends with the first.
func (e *environment) another(ctx context.Context, name string) (*environment, error) {
	o := &environment{
		dir: filepath.Join(e.dir, name), mailDir: e.mailDir, offline: canLeaveNetwork(),
		display: e.display,
	}
	if err := os.Mkdir(o.dir, 0o755); err != nil {
		return nil, err
	}
	if err := o.folders(ctx); err != nil {
		return nil, err
	}
	o.vars = append(o.vars, "DISPLAY="+e.display)
	e.ends = append(e.ends, o.Close)
	return o, o.startKeyring(ctx)
}

// Close ends everything that was started.
func (e *environment) Close() {
	for i := len(e.ends) - 1; i >= 0; i-- {
		e.ends[i]()
	}
}

func (e *environment) folders(context.Context) error {
	if err := os.Chmod(e.dir, 0o755); err != nil { // The mail server's own user goes through it.
		return err
	}
	for _, name := range []string{"home", "run", "files", "mail-server"} {
		if err := os.Mkdir(filepath.Join(e.dir, name), 0o700); err != nil {
			return err
		}
	}
	e.vars = append(os.Environ(),
		"HOME="+filepath.Join(e.dir, "home"), "XDG_RUNTIME_DIR="+filepath.Join(e.dir, "run"),
		"XDG_DATA_HOME=", "XDG_CONFIG_HOME=", "XDG_CACHE_HOME=",
		"LANG=C.UTF-8", "LC_ALL=C.UTF-8", "LIBGL_ALWAYS_SOFTWARE=1", "WAYLAND_DISPLAY=",
		"FYNE_THEME=light",
		"SSL_CERT_FILE="+filepath.Join(e.mailDir, "ca.pem"))
	return nil
}

// start runs a program beside, until Close.
func (e *environment) start(input string, name string, args ...string) (*exec.Cmd, error) {
	command := exec.Command(name, args...)
	command.Env = e.vars
	if input != "" {
		command.Stdin = strings.NewReader(input)
	}
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := command.Start(); err != nil {
		return nil, err
	}
	e.ends = append(e.ends, func() {
		_ = syscall.Kill(-command.Process.Pid, syscall.SIGTERM)
		_ = command.Wait()
	})
	return command, nil
}

// startDisplay starts a virtual display, which chooses its own number, and a window manager:
// without one no window gets the focus.
func (e *environment) startDisplay(ctx context.Context) error {
	read, write, err := os.Pipe()
	if err != nil {
		return err
	}
	defer read.Close()
	display := exec.Command(
		"Xvfb", "-displayfd", "3", "-screen", "0", e.screen+"x24", "-nolisten", "tcp", "-dpi", "96",
		"+extension", "GLX",
	)
	display.ExtraFiles = []*os.File{write}
	display.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := display.Start(); err != nil {
		return err
	}
	_ = write.Close()
	e.ends = append(e.ends, func() {
		_ = display.Process.Kill()
		_ = display.Wait()
	})
	_ = read.SetReadDeadline(time.Now().Add(patience))
	number, err := bufio.NewReader(read).ReadString('\n')
	if err != nil {
		return fmt.Errorf("the virtual display did not start: %w", err)
	}
	e.display = ":" + strings.TrimSpace(number)
	e.vars = append(e.vars, "DISPLAY="+e.display)
	if _, err := e.start("", "openbox", "--sm-disable"); err != nil {
		return err
	}
	return e.waitFor(ctx, "a window manager", func() (bool, error) {
		out, err := e.output("xdotool", "get_num_desktops")
		return err == nil && out != "", nil
	})
}

// startKeyring starts a session bus of its own and a Secret Service that is unlocked.
func (e *environment) startKeyring(ctx context.Context) error {
	socket := filepath.Join(e.dir, "run", "bus")
	address := "unix:path=" + socket
	if _, err := e.start(
		"", "dbus-daemon", "--session", "--nofork", "--nopidfile", "--address="+address,
	); err != nil {
		return err
	}
	if err := e.waitFor(
		ctx, "the session bus", func() (bool, error) { return exists(socket), nil },
	); err != nil {
		return err
	}
	e.vars = append(e.vars, "DBUS_SESSION_BUS_ADDRESS="+address)
	if _, err := e.start(
		"login", "gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets",
	); err != nil {
		return err
	}
	return e.waitFor(ctx, "the keyring", func() (bool, error) {
		out, _ := e.output(
			"dbus-send", "--session", "--print-reply", "--dest=org.freedesktop.DBus", "/",
			"org.freedesktop.DBus.NameHasOwner", "string:org.freedesktop.secrets",
		)
		return strings.Contains(out, "boolean true"), nil
	})
}

// startMailServer starts Postfix on two free ports of the loopback. It needs root, or sudo without
// a question.
func (e *environment) startMailServer(ctx context.Context) error {
	dir := e.mailDir
	script := filepath.Join(e.dir, "mailserver.sh")
	if err := os.WriteFile(script, []byte(mailServerScript), 0o755); err != nil {
		return err
	}
	var err error
	if e.tls, err = freePort(); err != nil {
		return err
	}
	if e.starttls, err = freePort(); err != nil {
		return err
	}
	owner := os.Getuid()
	command := []string{"bash", script, dir}
	if owner != 0 {
		command = append([]string{"sudo", "-n"}, command...)
	} else {
		owner = 10001
	}
	run := func(args ...string) error {
		all := append(append([]string{}, command...), args...)
		c := exec.CommandContext(ctx, all[0], all[1:]...)
		c.Env = append(os.Environ(), "PATH="+os.Getenv("PATH")+":/usr/sbin:/sbin")
		if out, err := c.CombinedOutput(); err != nil {
			return fmt.Errorf("mail server: %w: %s", err, out)
		}
		return nil
	}
	if err := run(
		"start", strconv.Itoa(e.tls), strconv.Itoa(e.starttls), strconv.Itoa(owner),
	); err != nil {
		return err
	}
	e.ends = append(e.ends, func() { _ = run("stop") })
	return e.waitFor(ctx, "the mail server", func() (bool, error) {
		conn, err := net.Dial("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(e.tls)))
		if err != nil {
			return false, nil
		}
		return true, conn.Close()
	})
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	return l.Addr().(*net.TCPAddr).Port, l.Close()
}

// waitFor waits until something is so, and says what was waited for when it never is.
func (e *environment) waitFor(ctx context.Context, what string, is func() (bool, error)) error {
	deadline := time.Now().Add(patience)
	for {
		done, err := is()
		if done || err != nil {
			return err
		}
		if time.Now().After(deadline) || ctx.Err() != nil {
			return fmt.Errorf("waited in vain for %s", what)
		}
		time.Sleep(40 * time.Millisecond)
	}
}

// output runs a program to its end and returns what it printed.
func (e *environment) output(name string, args ...string) (string, error) {
	c := exec.Command(name, args...)
	c.Env = e.vars
	var errs strings.Builder
	c.Stderr = &errs
	out, err := c.Output()
	if err != nil {
		err = fmt.Errorf("%s %s: %w: %s", name, strings.Join(args, " "), err, errs.String())
	}
	return strings.TrimSpace(string(out)), err
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return !errors.Is(err, os.ErrNotExist)
}
