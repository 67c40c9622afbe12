//go:build linux

package main

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
)

const (
	partnerPassword = "nine quiet herons at dawn"
	kranich         = "company = 'Kranich Telefonie GmbH'"
	raised          = "150" // Extensions, after 120.
)

var recoveryCode = regexp.MustCompile(`^([0-9A-Z]{4}-){6}[0-9A-Z]{4}$`)

// activate opens the window of the reseller's own computer, which has no network. Until it has a screen for the file of the
// activation mail, the workspace is opened beside it.
func (w *window) activate() error {
	if err := w.open(w.activation); err != nil {
		return err
	}
	if err := w.waitTitle("Welcome"); err != nil {
		return err
	}
	if err := w.checkOffline(); err != nil {
		return err
	}
	if err := w.shot("partner-welcome"); err != nil {
		return err
	}
	if err := w.end("alt+F4"); err != nil {
		return err
	}
	recovery, err := w.carry(partnerPassword, "activate", w.activation)
	if err != nil {
		return err
	}
	if recovery = strings.TrimSpace(recovery); !recoveryCode.MatchString(recovery) {
		return fmt.Errorf("%q is no recovery code", recovery)
	}
	return w.check(map[string]string{
		"SELECT company || ' ' || confirmed || ' ' || status FROM upstream":                  "Nordlicht Distribution 0 active",
		"SELECT balance FROM ledger_account WHERE kind = 'pool' AND resource = 'extensions'": "120",
		"PRAGMA integrity_check": "ok",
	})
}

// enterPartner signs in with the password that was chosen, in the window.
func (w *window) enterPartner() error {
	if err := w.open(); err != nil {
		return err
	}
	if err := w.waitTitle("Sign in"); err != nil {
		return err
	}
	if err := w.shot("partner-sign-in"); err != nil {
		return err
	}
	if err := w.fill(partner, partnerPassword, ""); err != nil {
		return err
	}
	if err := w.keys("space", "Tab", "Return"); err != nil { // Stay signed in.
		return err
	}
	if err := w.waitQuery("SELECT stay <> '' FROM workspace", "1"); err != nil {
		return err
	}
	if err := w.checkOffline(); err != nil {
		return err
	}
	return w.showSubscription("partner-subscription")
}

// showSubscription opens the page of the own subscription and keeps a picture of it.
func (w *window) showSubscription(name string) error {
	if err := w.keys("ctrl+1"); err != nil {
		return err
	}
	if err := w.waitTitle("My Subscription"); err != nil {
		return err
	}
	return w.shot(name)
}

// makeReceipt closes the window and makes the file that tells the distributor of the activation. It is sealed.
func (w *window) makeReceipt() error {
	if err := w.quit(); err != nil {
		return err
	}
	if err := w.send("receipt.resellerdesk", "", "receipt 0"); err != nil {
		return err
	}
	return w.check(map[string]string{"SELECT confirmed FROM upstream": "0"})
}

// send makes the file that is due to the other side, and checks that the workspace says so.
func (w *window) send(name, account, message string) error {
	file, err := w.carry("", "send", account)
	if err != nil {
		return err
	}
	if bytes.Contains([]byte(file), []byte("Kranich")) {
		return fmt.Errorf("%s can be read by anybody", name)
	}
	if w.files == nil {
		w.files = map[string]string{}
	}
	if w.files[name], err = w.keep(name, []byte(file)); err != nil {
		return err
	}
	return w.check(map[string]string{
		"SELECT kind || ' ' || sequence FROM exchange WHERE incoming = 0 AND state = 'saved' ORDER BY number DESC LIMIT 1": message,
	})
}

// receive takes over a file of the other side.
func (w *window) receive(name, what string) error {
	said, err := w.carry("", "receive", w.files[name])
	if err != nil {
		return err
	}
	if want := what + " taken"; strings.TrimSpace(said) != want {
		return fmt.Errorf("%s was %q, want %q", name, said, want)
	}
	return nil
}

// takeReceipt takes over the receipt, and looks at the row in the window.
func (w *window) takeReceipt() error {
	if err := w.check(map[string]string{"SELECT state FROM account WHERE " + kranich: "invited"}); err != nil {
		return err
	}
	if err := w.quit(); err != nil {
		return err
	}
	if err := w.receive("receipt.resellerdesk", "receipt"); err != nil {
		return err
	}
	if err := w.check(map[string]string{
		"SELECT state FROM account WHERE " + kranich: "active",
		"SELECT length(public_key) || ' ' || (encryption_key <> '') || ' ' || changed || ' ' || report_sequence FROM partner": "32 1 1 0",
	}); err != nil {
		return err
	}
	if err := w.open(); err != nil {
		return err
	}
	if err := w.waitTitle("User"); err != nil {
		return err
	}
	return w.shot("active")
}

// raisePackage gives the reseller more extensions in the form, and makes the package for its desktop.
func (w *window) raisePackage() error {
	if err := w.keys("Home", "Return"); err != nil {
		return err
	}
	if err := w.waitDialog(true); err != nil {
		return err
	}
	if err := w.fill("", "", "", "", "", "", "", "", "", "", "", "", raised, ""); err != nil {
		return err
	}
	if err := w.shot("raise"); err != nil {
		return err
	}
	if err := w.keys("ctrl+s"); err != nil {
		return err
	}
	if err := w.waitQuery("SELECT balance FROM ledger_account WHERE kind = 'reseller' AND resource = 'extensions' AND owner = (SELECT id FROM account WHERE "+kranich+")", raised); err != nil {
		return err
	}
	if err := w.shot("raised"); err != nil {
		return err
	}
	id, err := w.query("SELECT id FROM account WHERE " + kranich)
	if err != nil {
		return err
	}
	if err := w.quit(); err != nil {
		return err
	}
	return w.send("package.resellerdesk", id, "package 2")
}

// takePackage takes over the package; the window shows the new number.
func (w *window) takePackage() error {
	if err := w.receive("package.resellerdesk", "package"); err != nil {
		return err
	}
	if err := w.check(map[string]string{
		"SELECT confirmed || ' ' || sequence FROM upstream":                                  "1 2",
		"SELECT balance FROM ledger_account WHERE kind = 'pool' AND resource = 'extensions'": raised,
	}); err != nil {
		return err
	}
	if err := w.open(); err != nil {
		return err
	}
	if err := w.checkOffline(); err != nil {
		return err
	}
	return w.showSubscription("partner-raised")
}

// makeReport closes the window and makes the report of what its PBXs take: none yet.
func (w *window) makeReport() error {
	if err := w.quit(); err != nil {
		return err
	}
	return w.send("report.resellerdesk", "", "report 1")
}

// takeReport takes over the report, and looks at the list in the window.
func (w *window) takeReport() error {
	if err := w.receive("report.resellerdesk", "report"); err != nil {
		return err
	}
	if err := w.check(map[string]string{
		"SELECT report_sequence || ' ' || has || ' ' || changed || ' ' || (reported_at IS NOT NULL) || ' ' || (warning = '') FROM partner": "1 2 0 1 1",
		"SELECT json_array_length(report, '$.pbxs') FROM partner":                                                                          "0",
		"SELECT group_concat(kind || ' ' || incoming || ' ' || state) FROM (SELECT * FROM exchange ORDER BY number)":                       "receipt 1 taken,package 0 saved,report 1 taken",
		"SELECT group_concat(s) FROM (SELECT sum(balance) AS s FROM ledger_account GROUP BY resource)":                                     "0,0,0",
		"PRAGMA integrity_check": "ok",
	}); err != nil {
		return err
	}
	if err := w.open(); err != nil {
		return err
	}
	if err := w.waitTitle("User"); err != nil {
		return err
	}
	if err := w.shot("reported"); err != nil {
		return err
	}
	return w.quit()
}
