//go:build linux

package main

import (
	"fmt"
	"path/filepath"
	"strings"
	"time"
)

// seenWithin is how long a window may take to show what another program wrote.
const seenWithin = 2 * time.Second

// beside runs the terminal program on the workspace of the window, as the person who stays signed
// in there.
func (w *window) beside(args ...string) error {
	_, err := w.output(w.terminal, append([]string{"--data", w.data}, args...)...)
	return err
}

// followAnother selects a reseller, lets the terminal program add one that comes before it in the
// list, and sees it in time; the selection and the row of the keyboard are still the same reseller.
func (w *window) followAnother() error {
	if err := w.goTo("User"); err != nil {
		return err
	}
	if err := w.keys("Home"); err != nil {
		return err
	}
	if err := w.settle(); err != nil {
		return err
	}
	before, err := w.look(topRows)
	if err != nil {
		return err
	}
	err = w.beside(
		"reseller", "add", "--company", "Aal Telefonie", "--first-name", "Ole",
		"--email", "ole@aal.example", "--extensions", "5", "--concurrent-calls", "1",
		"--recording-minutes", "0",
	)
	if err != nil {
		return err
	}
	if err := w.changesFrom(before); err != nil {
		return err
	}
	if err := w.shot("followed-another"); err != nil {
		return err
	}
	if err := w.keys("Return"); err != nil { // Opens the form of the selected reseller.
		return err
	}
	if err := w.waitDialog(true); err != nil {
		return err
	}
	if err := w.text("Still "); err != nil {
		return err
	}
	opened := "SELECT company FROM account WHERE (SELECT name FROM form_draft) LIKE '%' || id"
	if err := w.waitQuery(opened, "Kranich Telefonie GmbH"); err != nil {
		return err
	}
	if err := w.keys("Escape", "Tab", "Return"); err != nil { // Discards it.
		return err
	}
	return w.waitDialog(false)
}

// topRows is where the first rows of the list are.
const topRows = "700x200+200+140"

// changesFrom waits until the first rows look other than before, as long as it may take for that.
func (w *window) changesFrom(before string) error {
	for start := time.Now(); ; {
		now, err := w.look(topRows)
		if err != nil || now != before {
			return err
		}
		if time.Since(start) > seenWithin {
			return fmt.Errorf(
				"the window shows nothing of another program's work after %s", seenWithin,
			)
		}
	}
}

// losePage lets the distributor take a feature from the reseller, and the reseller's terminal
// program receive the package, while the page of the feature is in front: the window leaves it in
// time.
func (t *two) losePage() error {
	const feature, page = "subscription.view", "My Subscription"
	file := filepath.Join(t.distributor.dir, "files", "less.resellerdesk")
	if err := t.distributor.beside(
		"reseller", "edit", partner, "--no-permission", feature,
	); err != nil {
		return err
	}
	if err := t.distributor.beside("exchange", "save", partner, "--into", file); err != nil {
		return err
	}
	w := t.partner
	t.front = w
	if err := w.raise(); err != nil {
		return err
	}
	if err := w.goTo(page); err != nil {
		return err
	}
	if err := w.beside("exchange", "receive", file); err != nil {
		return err
	}
	if err := w.waitLeft(page); err != nil {
		return err
	}
	if err := w.keys("ctrl+k"); err != nil {
		return err
	}
	if err := w.text(page); err != nil {
		return err
	}
	if err := w.shot("page-taken"); err != nil {
		return err
	}
	return w.keys("Escape")
}

// waitLeft waits until a page is not in front any more.
func (w *window) waitLeft(page string) error {
	since := time.Now()
	for {
		title, err := w.output("xdotool", "getwindowname", w.id)
		if err != nil || !strings.HasPrefix(title, page) {
			return err
		}
		if time.Since(since) > seenWithin {
			return fmt.Errorf("the page %s is still there after %s", page, seenWithin)
		}
	}
}
