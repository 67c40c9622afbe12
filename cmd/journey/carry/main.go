// Command carry does with a data folder, while its window is closed, what the window does not offer yet: it takes over the files
// of two desktops, and makes them.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"

	"resellerdesk/cmd/internal/wiring"
	"resellerdesk/core/desk"
)

func main() {
	dir := flag.String("data", "", "data `folder` of the workspace")
	email := flag.String("email", "", "`address` to sign in with; without one the person who stays signed in does it")
	flag.Usage = func() {
		fmt.Fprintln(os.Stderr, "carry --data DIR [--email ADDRESS] activate|receive FILE | send [ACCOUNT]; the password comes from standard input")
		flag.PrintDefaults()
	}
	flag.Parse()
	if *dir == "" || flag.NArg() < 1 || flag.NArg() > 2 {
		flag.Usage()
		os.Exit(2)
	}
	if err := run(context.Background(), *dir, *email, flag.Arg(0), flag.Arg(1)); err != nil {
		fmt.Fprintln(os.Stderr, "carry:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, dir, email, verb, what string) error {
	printer, err := wiring.Printers(func() string { return "en" })
	if err != nil {
		return err
	}
	d, closeStore, err := wiring.Wiring{Logger: slog.Default(), Printer: printer}.Open(ctx, dir)
	if err != nil {
		return err
	}
	err = do(ctx, d, email, verb, what)
	if closing := closeStore(); err == nil {
		err = closing
	}
	return err
}

func do(ctx context.Context, d *desk.Desk, email, verb, what string) error {
	password := ""
	if email != "" || verb == "activate" {
		line, err := io.ReadAll(os.Stdin)
		if err != nil {
			return err
		}
		password = strings.TrimSpace(string(line))
	}
	if verb == "activate" {
		file, err := os.ReadFile(what)
		if err != nil {
			return err
		}
		told, err := d.Activate(ctx, file, password)
		if err != nil {
			return err
		}
		_, err = fmt.Println(told.Recovery)
		return err
	}
	if err := signIn(ctx, d, email, password); err != nil {
		return err
	}
	switch verb {
	case "receive":
		file, err := os.ReadFile(what)
		if err != nil {
			return err
		}
		r, err := d.Receive(ctx, desk.NewID(), file)
		if err == nil {
			_, err = fmt.Println(r.File.Kind, r.State)
		}
		return err
	case "send":
		_, file, err := d.SaveWaiting(ctx, what)
		if err == nil {
			_, err = os.Stdout.Write(file)
		}
		return err
	}
	return fmt.Errorf("%q is not known", verb)
}

func signIn(ctx context.Context, d *desk.Desk, email, password string) error {
	if email == "" {
		return d.ResumeSession(ctx)
	}
	return d.SignIn(ctx, email, password)
}
