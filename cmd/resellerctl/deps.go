package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/jeandeaual/go-locale"
	"golang.org/x/term"

	"resellerdesk"
	"resellerdesk/cmd/internal/wiring"
	"resellerdesk/core/desk"
	"resellerdesk/core/i18n"
)

// deps is what the program takes from the computer; tests put something else in its place.
type deps struct {
	open     func(ctx context.Context, dir string) (d *desk.Desk, closeDesk func() error, err error)
	folder   func() (string, error) // The data folder when none is named.
	printer  func(language string) *i18n.Printer
	metadata func() (resellerdesk.App, error)
	terminal terminal
	now      func() time.Time
	wait     func(ctx context.Context, d time.Duration) error
}

// terminal is the person at the keyboard.
type terminal struct {
	present  func() bool                               // Standard input is a terminal.
	shown    func() bool                               // Standard error is a terminal.
	password func(ctx context.Context) (string, error) // Reads a line that is not shown.
}

// computer is the computer that the program runs on.
func computer() deps {
	language := systemLanguage(os.Getenv, locale.GetLocale)
	printer := wiring.Printers(func() string { return language })
	return deps{
		open: func(ctx context.Context, dir string) (*desk.Desk, func() error, error) {
			logger, closeLog := wiring.OpenLog(dir)
			open := wiring.Wiring{Logger: logger, Printer: printer}
			if isTerminal(os.Stdin)() && isTerminal(os.Stderr)() {
				open.Asking = func() { fmt.Fprintln(os.Stderr, printer("").T("ctl.keyring_asks")) }
			}
			d, closeStore, err := open.Open(ctx, dir)
			if err != nil {
				closeLog()
				return nil, nil, err
			}
			return d, func() error { defer closeLog(); return closeStore() }, nil
		},
		folder: wiring.DataFolder, printer: printer, metadata: resellerdesk.Metadata, now: time.Now,
		wait: wait,
		terminal: terminal{
			present: isTerminal(os.Stdin), shown: isTerminal(os.Stderr), password: readPassword,
		},
	}
}

func isTerminal(file *os.File) func() bool {
	return func() bool { return term.IsTerminal(int(file.Fd())) }
}

// systemLanguage is the language of the environment as a BCP 47 tag: "de-AT" for "de_AT.UTF-8". Where
// the environment says none, as on Windows and macOS, it is that of the system, else English.
func systemLanguage(env func(string) string, system func() (string, error)) string {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		value, _, _ := strings.Cut(env(name), ".")
		value, _, _ = strings.Cut(value, "@")
		switch value {
		case "":
			continue
		case "C", "POSIX":
			return i18n.Languages[0]
		}
		return strings.ReplaceAll(value, "_", "-")
	}
	if tag, err := system(); err == nil && tag != "" {
		return tag
	}
	return i18n.Languages[0]
}

func wait(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// readPassword reads a line from the terminal without showing it. When the context ends meanwhile,
// the terminal shows again what is typed.
func readPassword(ctx context.Context) (string, error) {
	fd := int(os.Stdin.Fd())
	before, err := term.GetState(fd)
	if err != nil {
		return "", err
	}
	defer func() { _ = term.Restore(fd, before) }()
	return await(ctx, func() (string, error) {
		typed, err := term.ReadPassword(fd)
		return string(typed), err
	})
}

// await returns what a reading that cannot be cancelled gave, or the context's error when that ends
// before.
func await(ctx context.Context, read func() (string, error)) (string, error) {
	type result struct {
		text string
		err  error
	}
	done := make(chan result, 1)
	go func() {
		text, err := read()
		done <- result{text, err}
	}()
	select {
	case <-ctx.Done():
		return "", ctx.Err()
	case r := <-done:
		return r.text, r.err
	}
}
