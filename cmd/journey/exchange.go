//go:build linux

package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

const (
	partnerPassword = "nine quiet herons at dawn"
	kranich         = "company = 'Kranich Telefonie GmbH'"
	raised          = "150" // Extensions, after 120.
)

// activate opens the file of the activation mail on the reseller's own computer, which has no
// network, and chooses a password.
func (w *window) activate() error {
	if err := w.open(w.activation); err != nil {
		return err
	}
	if err := w.waitTitle("You are invited"); err != nil {
		return err
	}
	if err := w.checkOffline(); err != nil {
		return err
	}
	if err := w.text(partnerPassword); err != nil {
		return err
	}
	if err := w.shot("partner-invited"); err != nil {
		return err
	}
	if err := w.keys("Return"); err != nil {
		return err
	}
	if err := w.waitTitle("Your recovery code"); err != nil {
		return err
	}
	if err := w.keys("space"); err != nil { // It is written down.
		return err
	}
	if err := w.shot("partner-recovery-code"); err != nil {
		return err
	}
	if err := w.keys("Tab", "Return"); err != nil {
		return err
	}
	return w.check(map[string]string{
		"SELECT company || ' ' || confirmed || ' ' || status FROM upstream":                  "Nordlicht Distribution 0 active",
		"SELECT balance FROM ledger_account WHERE kind = 'pool' AND resource = 'extensions'": "120",
		"PRAGMA integrity_check": "ok",
	})
}

// saveReceipt saves the file that tells the distributor of the activation; the pages are shown
// then.
func (w *window) saveReceipt() error {
	if err := w.waitTitle("Inform Nordlicht Distribution"); err != nil {
		return err
	}
	if err := w.shot("partner-receipt"); err != nil {
		return err
	}
	if err := w.saved("Return", "receipt", "receipt 0"); err != nil {
		return err
	}
	if err := w.check(map[string]string{"SELECT confirmed FROM upstream": "0"}); err != nil {
		return err
	}
	return w.showSubscription("partner-subscription")
}

// showSubscription opens the page of the own subscription and keeps a picture of it.
func (w *window) showSubscription(name string) error {
	if err := w.goTo("My Subscription"); err != nil {
		return err
	}
	return w.shot(name)
}

// saved presses the key that asks where a file goes, takes the name that is offered, and checks
// that the workspace says that the file went. It cannot be read by anybody else.
func (w *window) saved(key, name, message string) error {
	if err := w.keys(key); err != nil {
		return err
	}
	if err := w.shot(name + "-where"); err != nil {
		return err
	}
	if err := w.keys("Return"); err != nil {
		return err
	}
	if err := w.waitQuery(
		"SELECT kind || ' ' || sequence FROM exchange WHERE incoming = 0 AND state = 'saved' ORDER BY number DESC LIMIT 1",
		message,
	); err != nil {
		return err
	}
	file, err := w.takeFile("*.resellerdesk")
	if err != nil {
		return err
	}
	return w.exchanged(name, file)
}

// exchanged keeps a file for the other side, which nobody else can read.
func (w *window) exchanged(name string, file []byte) (err error) {
	if bytes.Contains(file, []byte("Kranich")) {
		return fmt.Errorf("%s can be read by anybody", name)
	}
	if w.files == nil {
		w.files = map[string]string{}
	}
	w.files[name], err = w.keep(name+".resellerdesk", file)
	return err
}

// takeFile waits for a file that the window saves under the name that it offers, and takes it away.
func (w *window) takeFile(pattern string) (file []byte, err error) {
	err = w.waitFor(w.ctx, "the file", func() (bool, error) {
		var found []string
		for _, folder := range []string{"files", "home"} {
			here, err := filepath.Glob(filepath.Join(w.dir, folder, pattern))
			if err != nil {
				return false, err
			}
			for _, path := range here {
				// Until it is whole, a file has a hidden name, which the pattern matches too.
				if !strings.HasPrefix(filepath.Base(path), ".") {
					found = append(found, path)
				}
			}
		}
		if len(found) == 0 {
			return false, nil
		}
		var err error
		if file, err = os.ReadFile(found[0]); err != nil || len(file) == 0 {
			return false, err
		}
		return true, os.Remove(found[0])
	})
	return file, err
}

// openAgain ends the program and starts it with a file that the other side sent.
func (w *window) openAgain(name string) error {
	if err := w.quit(); err != nil {
		return err
	}
	return w.open(w.files[name])
}

// showExchange opens the page of the exchange and keeps a picture of it.
func (w *window) showExchange(name string) error {
	if err := w.goTo("Exchange"); err != nil {
		return err
	}
	return w.shot(name)
}

// takeReceipt takes over the receipt, and looks at the row in the window.
func (w *window) takeReceipt() error {
	if err := w.check(
		map[string]string{"SELECT state FROM account WHERE " + kranich: "invited"},
	); err != nil {
		return err
	}
	if err := w.openAgain("receipt"); err != nil {
		return err
	}
	if err := w.waitTitle("User"); err != nil {
		return err
	}
	if err := w.waitQuery("SELECT state FROM account WHERE "+kranich, "active"); err != nil {
		return err
	}
	if err := w.check(map[string]string{
		"SELECT length(public_key) || ' ' || (encryption_key <> '') || ' ' || changed || ' ' || report_sequence FROM partner": "32 1 1 0",
	}); err != nil {
		return err
	}
	return w.shot("active")
}

// raisePackage gives the reseller more extensions in the form, and makes the package for its
// desktop.
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
	if err := w.waitQuery(
		"SELECT balance FROM ledger_account WHERE kind = 'reseller' AND resource = 'extensions' AND owner = (SELECT id FROM account WHERE "+kranich+")",
		raised,
	); err != nil {
		return err
	}
	if err := w.shot("raised"); err != nil {
		return err
	}
	if err := w.showExchange("package-waits"); err != nil {
		return err
	}
	if err := w.useMailServer(w.tls); err != nil {
		return err
	}
	return w.mailed("package", "package 2")
}

// useMailServer changes the port of the mail server on the page Email.
func (w *window) useMailServer(number int) error {
	port := strconv.Itoa(number)
	if err := w.goTo("Email"); err != nil {
		return err
	}
	if err := w.fill("", "", "", port); err != nil {
		return err
	}
	if err := w.keys("ctrl+s"); err != nil {
		return err
	}
	if err := w.waitQuery("SELECT port FROM mail_settings", port); err != nil {
		return err
	}
	return w.settle() // The page knows a moment later that it was saved, and asks until then.
}

// mailed sends what waits by mail, and takes the file out of the mail that arrives. Nobody else can
// read it.
func (w *window) mailed(name, message string) error {
	if err := w.goTo("Exchange"); err != nil {
		return err
	}
	if err := w.keys("ctrl+m"); err != nil {
		return err
	}
	if err := w.waitQuery(
		"SELECT kind || ' ' || sequence FROM exchange WHERE incoming = 0 AND state = 'mailed' ORDER BY number DESC LIMIT 1",
		message,
	); err != nil {
		return err
	}
	var arrived received
	err := w.waitFor(w.ctx, "the mail with the "+name, func() (bool, error) {
		mails, err := w.inbox()
		i := slices.IndexFunc(
			mails, func(m received) bool { return strings.HasSuffix(m.FileName, ".resellerdesk") },
		)
		if err != nil || i < 0 {
			return false, err
		}
		arrived = mails[i]
		return true, nil
	})
	if err != nil {
		return err
	}
	return w.exchanged(name, arrived.Attachment)
}

// takePackage opens the package, signs in, and the window shows the new number.
func (w *window) takePackage() error {
	if err := w.openAgain("package"); err != nil {
		return err
	}
	if err := w.waitTitle("Sign in"); err != nil {
		return err
	}
	if err := w.shot("partner-sign-in"); err != nil {
		return err
	}
	if err := w.fill(partnerPassword, ""); err != nil { // The address is remembered.
		return err
	}
	if err := w.keys("space", "Tab", "Return"); err != nil { // Stay signed in.
		return err
	}
	if err := w.waitQuery("SELECT confirmed || ' ' || sequence FROM upstream", "1 2"); err != nil {
		return err
	}
	if err := w.check(map[string]string{
		"SELECT balance FROM ledger_account WHERE kind = 'pool' AND resource = 'extensions'": raised,
	}); err != nil {
		return err
	}
	if err := w.checkOffline(); err != nil {
		return err
	}
	return w.showSubscription("partner-raised")
}

// saveReport saves the report of what the PBX takes.
func (w *window) saveReport() error {
	if err := w.showExchange("partner-exchange"); err != nil {
		return err
	}
	return w.saved("ctrl+s", "report", "report 1")
}

// takeReport takes over the report, and looks at the list in the window.
func (w *window) takeReport() error {
	if err := w.openAgain("report"); err != nil {
		return err
	}
	if err := w.waitTitle("User"); err != nil {
		return err
	}
	if err := w.waitQuery("SELECT report_sequence FROM partner", "1"); err != nil {
		return err
	}
	if err := w.check(map[string]string{
		"SELECT report_sequence || ' ' || has || ' ' || changed || ' ' || (reported_at IS NOT NULL) || ' ' || (warning = '') FROM partner": "1 2 0 1 1",
		"SELECT json_array_length(report, '$.pbxs') FROM partner":                                                                          "1",
		"SELECT name || ' ' || extensions || ' ' || reported FROM pbx WHERE owner = (SELECT id FROM account WHERE " + kranich + ")":        "Autohaus Lorenz 24 1",
		"SELECT group_concat(kind || ' ' || incoming || ' ' || state) FROM (SELECT * FROM exchange ORDER BY number)":                       "receipt 1 taken,package 0 mailed,report 1 taken",
		"SELECT group_concat(s) FROM (SELECT sum(balance) AS s FROM ledger_account GROUP BY resource)":                                     "0,0,0",
		"PRAGMA integrity_check": "ok",
	}); err != nil {
		return err
	}
	if err := w.shot("reported"); err != nil {
		return err
	}
	if err := w.showExchange("exchanged"); err != nil {
		return err
	}
	return w.quit()
}
