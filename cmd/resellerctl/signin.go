package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/secret"
)

// signIn opens the session: with email and password when an email is named, else as the person who
// stays signed in on this computer, else by asking the person at the terminal.
func (c *call) signIn() error {
	switch {
	case c.fromStdin && c.as == "":
		return usageError{errors.New(c.words.T("ctl.needs_as"))}
	case c.fromStdin:
		return c.signInWith(c.as, c.readLine)
	case c.as != "" && c.terminal.present():
		return c.signInWith(c.as, c.ask("field.password"))
	case c.as != "":
		return usageError{errors.New(c.words.T("ctl.needs_password"))}
	}
	err := c.desk.ResumeSession(c.ctx)
	if err == nil || !nobodyStays(err) {
		return err
	}
	if !c.terminal.present() {
		return stayError(err)
	}
	fmt.Fprint(c.err, c.words.T("field.email")+": ")
	email, err := c.nextLine(c.ctx)
	if err != nil {
		return err
	}
	return c.signInWith(strings.TrimSpace(email), c.ask("field.password"))
}

// nobodyStays tells whether it is left to ask for email and password.
func nobodyStays(err error) bool {
	return core.CodeOf(err) == core.Unauthenticated || isKeyring(err)
}

// stayError is why nobody is signed in: nobody stays, also when the key is gone from the keyring,
// or the keyring does not answer.
func stayError(err error) error {
	if core.CodeOf(err) == core.Unavailable {
		return err
	}
	return &core.Error{Code: core.Unauthenticated, Key: "ctl.nobody_stays", Err: err}
}

// signInWith signs in, with a password that read asks for.
func (c *call) signInWith(email string, read func(context.Context) (string, error)) error {
	password, err := read(c.ctx)
	if err != nil {
		return err
	}
	c.known = secret.Of(password)
	return c.waiting(func() error { return c.desk.SignIn(c.ctx, email, password) })
}

// waiting tries a password. After failures the desk makes everybody wait, counted from the start of
// the program; a program that ended at once could never try again, so it waits.
func (c *call) waiting(try func() error) error {
	for {
		err := try()
		var refusal *core.Error
		if core.CodeOf(err) != core.Throttled || !errors.As(err, &refusal) {
			return err
		}
		seconds, _ := refusal.Args["Count"].(int)
		if !c.json {
			fmt.Fprintln(c.err, c.words.Error(err))
		}
		if err := c.wait(c.ctx, time.Duration(max(seconds, 1))*time.Second); err != nil {
			return err
		}
	}
}

// ask asks the person at the terminal for a password, under the name that prompt is the key of.
func (c *call) ask(prompt string) func(context.Context) (string, error) {
	return func(ctx context.Context) (string, error) {
		fmt.Fprint(c.err, c.words.T(prompt)+": ")
		password, err := c.terminal.password(ctx)
		fmt.Fprintln(c.err)
		return password, err
	}
}

// longestLine is the longest line of standard input, in bytes.
const longestLine = 4096

// readLine reads a password, the next line of standard input without its end. One in another
// encoding than UTF-8 is refused: nobody could type it in the window.
func (c *call) readLine(ctx context.Context) (string, error) {
	line, err := c.nextLine(ctx)
	if err == nil && (!utf8.ValidString(line) || strings.ContainsRune(line, 0)) {
		return "", core.Problems{{
			Code: core.Invalid, Field: account.FieldPassword, Key: "ctl.password_encoding",
		}}
	}
	return line, err
}

func (c *call) nextLine(ctx context.Context) (string, error) {
	return await(ctx, func() (string, error) {
		c.in = unmarked(c.in)
		var line strings.Builder
		for line.Len() < longestLine {
			b, err := c.in.ReadByte()
			if err != nil || b == '\n' {
				break
			}
			line.WriteByte(b)
		}
		return strings.TrimSuffix(line.String(), "\r"), nil
	})
}

// unmarked is an input as UTF-8 where it begins with a byte order mark, which Windows puts before
// text: without the mark, also where it is of UTF-16.
func unmarked(in *bufio.Reader) *bufio.Reader {
	const least = 0xef // The lowest byte with which a mark begins.
	if first, err := in.Peek(1); err != nil || first[0] < least {
		return in // Asking for more would wait for more than there may be.
	}
	return bufio.NewReader(
		transform.NewReader(in, unicode.BOMOverride(encoding.Nop.NewDecoder())),
	)
}
