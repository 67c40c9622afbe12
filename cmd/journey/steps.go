//go:build linux

package main

import (
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"slices"
	"strconv"
	"strings"
	"time"

	"resellerdesk/core/activation"
)

const (
	password = "seven lamps over the harbour"
	owner    = "sender@example.test"
	partner  = "nina@example.test"
)

// two are the windows of a distributor and of its reseller, who share nothing but the files that
// are carried over.
type two struct {
	distributor, partner *window
	front                *window // The one that the person is at.
}

// step is a part of the journey.
type step struct {
	name string
	do   func(t *two) error
}

// at is a step at one of the windows; it comes to the front when it is open.
func at(whose func(t *two) *window, do func(w *window) error) func(t *two) error {
	return func(t *two) error {
		t.front = whose(t)
		if t.front.id != "" {
			if err := t.front.raise(); err != nil {
				return err
			}
		}
		return do(t.front)
	}
}

func distributor(do func(w *window) error) func(t *two) error {
	return at(func(t *two) *window { return t.distributor }, do)
}

func reseller(do func(w *window) error) func(t *two) error {
	return at(func(t *two) *window { return t.partner }, do)
}

// steps is the main job: the first minutes, a reseller, its activation email, the reseller's own
// first minutes, what the two send each other, and the program again on the next day.
func steps() []step {
	activates := "the reseller activates, offline"
	if !canLeaveNetwork() {
		// This machine does not let a program be without a network.
		activates = "the reseller activates"
	}
	return []step{
		{"welcome", distributor((*window).welcome)},
		{"who distributes", distributor((*window).enterOwner)},
		{"what the subscription holds", distributor((*window).enterSubscription)},
		{"outgoing mail", distributor((*window).enterMail)},
		{"the recovery kit", distributor((*window).makeKit)},
		{"a mistake is refused", distributor((*window).refuseTooMuch)},
		{"typing by the pointer", distributor((*window).typeByPointer)},
		{"add a reseller and send", distributor((*window).addReseller)},
		{"the mail arrived", distributor((*window).readMail)},
		{"the capacity is deducted", distributor((*window).checkLedger)},
		{"a PBX out of the pool", distributor((*window).addOwnPBX)},
		{"the pages", distributor((*window).visitPages)},
		{"the help over a form", distributor((*window).readHelp)},
		{"back after a minute elsewhere", distributor((*window).comeBack)},
		{"the mail server hangs", distributor((*window).answerWhileMailHangs)},
		{"sign in after a restart", distributor((*window).signInAgain)},
		{"stay signed in", distributor((*window).staySignedIn)},
		{activates, reseller((*window).activate)},
		{"the receipt goes back", reseller((*window).saveReceipt)},
		{"the reseller is active", distributor((*window).takeReceipt)},
		{"more extensions, and send", distributor((*window).raisePackage)},
		{"the reseller has them", reseller((*window).takePackage)},
		{"the reseller plans a PBX", reseller((*window).planPBX)},
		{"the reseller reports", reseller((*window).saveReport)},
		{"the distributor knows", distributor((*window).takeReport)},
		{"a PBX on the reseller's behalf", distributor((*window).addPBXFor)},
		{"the reseller is told of it", reseller((*window).takeKept)},
		{"suspended by Enter", distributor((*window).suspendByEnter)},
		{"another program writes", distributor((*window).followAnother)},
		{"a permission is taken", (*two).losePage},
		{"a damaged file works again", distributor((*window).restoreDamaged)},
		{"small screens", distributor((*window).fitScreens)},
	}
}

func (w *window) welcome() error {
	if err := w.open(); err != nil {
		return err
	}
	if err := w.waitTitle("Welcome"); err != nil {
		return err
	}
	if err := w.shot("welcome"); err != nil {
		return err
	}
	return w.keys("Return")
}

func (w *window) enterOwner() error {
	if err := w.waitTitle("Who are you?"); err != nil {
		return err
	}
	if err := w.fill("Nordlicht Distribution", "Ida", "Brandt", owner, password); err != nil {
		return err
	}
	if err := w.shot("owner"); err != nil {
		return err
	}
	return w.keys("Return")
}

func (w *window) enterSubscription() error {
	if err := w.waitTitle("What does your subscription include?"); err != nil {
		return err
	}
	if err := w.fill("4500", "620", "120000", ""); err != nil {
		return err
	}
	if err := w.keys("space"); err != nil { // High Availability.
		return err
	}
	if err := w.shot("subscription"); err != nil {
		return err
	}
	if err := w.keys("Tab", "Tab", "Tab", "Tab", "Return"); err != nil {
		return err
	}
	return w.waitQuery("SELECT high_availability FROM workspace", "1")
}

func (w *window) enterMail() error {
	if err := w.waitTitle("How are mails sent?"); err != nil {
		return err
	}
	// Sender address and name are suggested; then server, port, security, user, password, reply-to,
	// source.
	err := w.fill(
		"", "", "localhost", strconv.Itoa(w.tls), "", owner, "mail secret", "",
		"https://nordlicht.example/desk",
	)
	if err != nil {
		return err
	}
	if err := w.shot("mail"); err != nil {
		return err
	}
	if err := w.keys("Tab", "Tab", "Return"); err != nil {
		return err
	}
	return w.waitQuery("SELECT host || security FROM mail_settings", "localhosttls")
}

// makeKit makes the recovery kit and saves its file. The signing key is in the keyring, and not in
// the workspace file.
func (w *window) makeKit() error {
	if err := w.waitTitle("Recovery kit"); err != nil {
		return err
	}
	if err := w.shot("recovery-kit"); err != nil {
		return err
	}
	if err := w.keys("Return"); err != nil {
		return err
	}
	if err := w.waitTitle("Your recovery kit"); err != nil {
		return err
	}
	if err := w.shot("recovery-code"); err != nil {
		return err
	}
	if err := w.saveKit(); err != nil {
		return err
	}
	if err := w.keys("space", "Tab", "Return"); err != nil {
		return err
	}
	if err := w.waitTitle("User"); err != nil {
		return err
	}
	if err := w.check(
		map[string]string{"SELECT (sealed_seed IS NULL) || (recovery <> '') FROM workspace": "11"},
	); err != nil {
		return err
	}
	return w.shot("empty-list")
}

// saveKit saves the file of the recovery kit under the name that is offered.
func (w *window) saveKit() error {
	if err := w.keys("Return"); err != nil {
		return err
	}
	if err := w.shot("recovery-kit-where"); err != nil {
		return err
	}
	if err := w.keys("Return"); err != nil {
		return err
	}
	file, err := w.takeFile("*.age")
	if err != nil {
		return err
	}
	if _, err := w.keep("recovery kit.age", file); err != nil {
		return err
	}
	if err := w.waitBright(); err != nil {
		return err
	}
	return w.settle() // The focus goes on once the file is written.
}

// refuseTooMuch types more extensions than there are: Save stays off, and nothing is written.
func (w *window) refuseTooMuch() error {
	if err := w.keys("ctrl+n"); err != nil {
		return err
	}
	if err := w.waitDialog(true); err != nil {
		return err
	}
	// After the extensions come the links that fill in the number that fits, and that say why.
	if err := w.fill(
		"Kranich Telefonie GmbH", "not an address", "Nina", "Albrecht", "", "", "", "", "", "", "",
		"", "4501", "", "", "501", "-16", "2000",
	); err != nil {
		return err
	}
	kept := `SELECT count(*) FROM form_draft WHERE CAST(data AS TEXT) LIKE '%4501%"concurrent_calls":"-16"%'`
	// A minus is no number: it is kept as it was typed.
	if err := w.waitQuery(kept, "1"); err != nil {
		return err
	}
	if err := w.keys("ctrl+s"); err != nil {
		return err
	}
	if err := w.shot("refused"); err != nil {
		return err
	}
	if err := w.keys("Escape"); err != nil { // Asks, since something was typed.
		return err
	}
	if err := w.shot("discard"); err != nil {
		return err
	}
	if err := w.keys("Tab", "Return"); err != nil {
		return err
	}
	if err := w.waitDialog(false); err != nil {
		return err
	}
	return w.waitQuery("SELECT count(*) FROM account WHERE kind = 'reseller'", "0")
}

// waitDialog waits until the form of a reseller is open or closed; what was typed into it is kept
// in the file meanwhile.
func (w *window) waitDialog(open bool) error {
	if open {
		if err := w.waitFor(w.ctx, "the dialog to open", w.isDimmed); err != nil {
			return err
		}
		return w.settle()
	}
	if err := w.waitQuery("SELECT count(*) FROM form_draft", "0"); err != nil {
		return err
	}
	return w.waitBright()
}

// waitBright waits until no dialog is open.
func (w *window) waitBright() error {
	return w.waitFor(w.ctx, "the dialog to close", func() (bool, error) {
		dimmed, err := w.isDimmed()
		return !dimmed, err
	})
}

// isDimmed tells whether the menu is behind a dialog: it is darker then.
func (w *window) isDimmed() (bool, error) {
	pixel := "import -window " + w.id + " -crop 1x1+4+500 +repage -depth 8 txt:- | grep -o '#[0-9A-F]\\{6\\}'"
	menu, err := w.output("bash", "-c", pixel)
	return err == nil && strings.TrimSpace(menu) <= "#C8", nil
}

func (w *window) addReseller() error {
	if err := w.keys("ctrl+n"); err != nil {
		return err
	}
	if err := w.waitDialog(true); err != nil {
		return err
	}
	if err := w.fill(
		"Kranich Telefonie GmbH", partner, "Nina", "Albrecht", "+49 431 555 0142", "", "",
	); err != nil {
		return err
	}
	if err := w.keys("Down", "Tab"); err != nil { // German mails.
		return err
	}
	if err := w.fill("", "", "", "", "", "120", "5", "16", "2000", "", "", ""); err != nil {
		return err
	}
	if err := w.keys("space"); err != nil { // High Availability.
		return err
	}
	if err := w.shot("add-package"); err != nil {
		return err
	}
	if err := w.choosePermissions(); err != nil {
		return err
	}
	if err := w.keys("ctrl+Return"); err != nil {
		return err
	}
	if err := w.waitQuery(
		"SELECT company || ' ' || state FROM account WHERE kind = 'reseller'",
		"Kranich Telefonie GmbH invited",
	); err != nil {
		return err
	}
	return w.shot("added")
}

// choosePermissions lets the reseller edit PBXs, from the last field of its package.
func (w *window) choosePermissions() error {
	// The tab Cloud PBX.
	if err := w.keys("Tab", "Tab", "Tab", "Right", "Right"); err != nil {
		return err
	}
	// All and None of the tab; the heading PBX with its All and None; view, add, edit.
	if err := w.keys("Tab", "Tab", "Tab", "Tab", "Tab", "Tab", "Tab", "Tab", "space"); err != nil {
		return err
	}
	return w.shot("add-permissions")
}

// readMail reads the mail from the mailbox, opens its file and verifies it with the workspace's
// public key.
func (w *window) readMail() error {
	var mails []received
	err := w.waitFor(w.ctx, "the mail", func() (bool, error) {
		var err error
		mails, err = w.inbox()
		return len(mails) > 0, err
	})
	if err != nil {
		return err
	}
	if len(mails) != 1 {
		return fmt.Errorf("%d mails arrived, want 1", len(mails))
	}
	m := mails[0]
	if _, err := w.keep("activation.eml", m.Raw); err != nil {
		return err
	}
	if w.activation, err = w.keep(m.FileName, m.Attachment); err != nil {
		return err
	}
	if to := m.Header.Get("To"); !strings.Contains(to, partner) {
		return fmt.Errorf("the mail went to %q", to)
	}
	if !strings.Contains(
		m.Text, "Guten Tag Nina Albrecht",
	) || !strings.Contains(m.HTML, "Kranich Telefonie GmbH") {
		return fmt.Errorf("the mail is not in the reseller's language:\n%s", m.Text)
	}
	public, err := w.query("SELECT hex(public_key) FROM workspace")
	if err != nil {
		return err
	}
	for name, content := range map[string][]byte{
		"attachment": m.Attachment, "text": []byte(m.Text),
	} {
		if err := w.checkInvitation(content, public); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

// checkInvitation checks an activation file: its signature by a public key, what it gives, and its
// secret.
func (w *window) checkInvitation(content []byte, public string) error {
	file, err := activation.Open(content, nil)
	if err != nil {
		return err
	}
	i := file.Invitation
	if i == nil || i.Usable(time.Now()) != nil {
		return fmt.Errorf("it is no invitation that can be used: %+v", file)
	}
	if !strings.EqualFold(hex.EncodeToString(file.Signer), public) {
		return errors.New("it was signed by another key")
	}
	if i.Account.Email != partner || i.Package.Resources["extensions"] != 120 ||
		i.Package.MinExtensions != 5 || !i.Package.HighAvailability {
		return fmt.Errorf("it says %+v", i)
	}
	hash, err := w.query("SELECT hex(secret_hash) FROM invitation WHERE voided_at IS NULL")
	if err != nil {
		return err
	}
	if !strings.EqualFold(hash, hex.EncodeToString(activation.Hash(i.Secret))) {
		return errors.New("it holds another secret than the workspace")
	}
	return nil
}

// checkLedger asks another SQLite program where the capacity is.
func (w *window) checkLedger() error {
	return w.check(map[string]string{
		"SELECT balance FROM ledger_account WHERE kind = 'pool' AND resource = 'extensions'":           "4380",
		"SELECT balance FROM ledger_account WHERE kind = 'reseller' AND resource = 'extensions'":       "120",
		"SELECT balance FROM ledger_account WHERE kind = 'pool' AND resource = 'concurrent_calls'":     "604",
		"SELECT balance FROM ledger_account WHERE kind = 'pool' AND resource = 'recording_minutes'":    "118000",
		"SELECT group_concat(s) FROM (SELECT sum(balance) AS s FROM ledger_account GROUP BY resource)": "0,0,0",
		"SELECT min_extensions || ' ' || high_availability FROM package":                               "5 1",
		"SELECT state || ' ' || attempts || ' ' || (body IS NULL) FROM outbox":                         "sent 1 1",
		"PRAGMA integrity_check": "ok",
	})
}

func (w *window) visitPages() error {
	for _, visit := range []struct{ title, name string }{
		{"My Subscription", "my-subscription"},
		{"Operation Logs", "logs"},
		{"Email", "email"},
		{"User", "list"},
	} {
		if err := w.goTo(visit.title); err != nil {
			return err
		}
		if err := w.shot(visit.name); err != nil {
			return err
		}
	}
	if err := w.keys("ctrl+k"); err != nil {
		return err
	}
	if err := w.text("kra"); err != nil {
		return err
	}
	if err := w.shot("find"); err != nil {
		return err
	}
	return w.keys("Escape")
}

// The keys of two pages in the distributor's menu.
const (
	keySubscription = "ctrl+2"
	keyUser         = "ctrl+8"
)

// slowest is how long a key may take until the window answers, while a mail server does not.
const slowest = 100 * time.Millisecond

// answerWhileMailHangs sends a mail to a server that takes the connection and never says a word.
// The window must go on answering: the time from a key to the page that it opens is measured.
func (w *window) answerWhileMailHangs() error {
	hanging, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	w.ends = append(w.ends, func() { _ = hanging.Close() })
	if err := w.useMailServer(hanging.Addr().(*net.TCPAddr).Port); err != nil {
		return err
	}
	if err := w.sendToMoewe(); err != nil {
		return err
	}
	if err := w.measurePages(); err != nil {
		return err
	}
	state, err := w.query("SELECT state FROM outbox ORDER BY created_at DESC LIMIT 1")
	if err == nil && state != "sending" {
		err = fmt.Errorf(
			"the mail server did not hang while it was measured: the mail is %s", state,
		)
	}
	return err
}

// sendToMoewe adds a reseller whose mail the server takes and does not answer.
func (w *window) sendToMoewe() error {
	if err := w.keys(keyUser, "ctrl+n"); err != nil {
		return err
	}
	if err := w.waitDialog(true); err != nil {
		return err
	}
	if err := w.fill(
		"Möwe Funk GmbH", "ole@example.test", "Ole", "Hansen", "", "", "", "", "", "", "", "", "10",
		"", "2", "100",
	); err != nil {
		return err
	}
	if err := w.keys("ctrl+Return"); err != nil {
		return err
	}
	if err := w.waitQuery(
		"SELECT state FROM outbox ORDER BY created_at DESC LIMIT 1", "sending",
	); err != nil {
		return err
	}
	if err := w.waitDialog(false); err != nil {
		return err
	}
	return w.settle() // Keys reach the pages once the form is gone.
}

// measurePages goes to and fro between two pages, each of which must be there soon.
func (w *window) measurePages() error {
	var times []time.Duration
	for range 6 {
		for _, visit := range []struct{ keys, title string }{
			{keySubscription, "My Subscription"}, {keyUser, "User"},
		} {
			took, err := w.keyToTitle(visit.keys, visit.title)
			if err != nil {
				return err
			}
			times = append(times, took)
		}
	}
	asking, err := w.askingTime()
	if err != nil {
		return err
	}
	slices.Sort(times)
	if typical := times[len(times)/2] - asking; typical > slowest {
		return fmt.Errorf(
			"while the mail server hangs a key takes %s, at most %s is allowed", typical, slowest,
		)
	}
	return nil
}

// askingTime is the part of keyToTitle that goes into pressing a key and asking for the title: the
// usual time of a key that does nothing.
func (w *window) askingTime() (time.Duration, error) {
	return usual(func() (time.Duration, error) { return w.keyToTitle("shift", "User") })
}

// usual is the middle one of some times.
func usual(take func() (time.Duration, error)) (time.Duration, error) {
	var times []time.Duration
	for range 6 {
		took, err := take()
		if err != nil {
			return 0, err
		}
		times = append(times, took)
	}
	slices.Sort(times)
	return times[len(times)/2], nil
}

// keyToTitle is the time from a key to the title of the page that it opens, with what asking for it
// takes.
func (w *window) keyToTitle(key, title string) (time.Duration, error) {
	start := time.Now()
	if _, err := w.output("xdotool", "key", "--clearmodifiers", key); err != nil {
		return 0, err
	}
	for {
		now, err := w.output("xdotool", "getwindowname", w.id)
		if err != nil || strings.HasPrefix(now, title+" – ") {
			return time.Since(start), err
		}
		if time.Since(start) > patience {
			return 0, fmt.Errorf("the window does not answer to %s", key)
		}
	}
}

func (w *window) signInAgain() error {
	if err := w.quit(); err != nil {
		return err
	}
	if err := w.open(); err != nil {
		return err
	}
	if err := w.waitTitle("Sign in"); err != nil {
		return err
	}
	if err := w.fill("not the password"); err != nil { // The address is remembered.
		return err
	}
	if err := w.keys("Return"); err != nil {
		return err
	}
	if err := w.waitQuery(
		"SELECT result FROM log_entry WHERE operation = 'signin'", "unauthenticated",
	); err != nil {
		return err
	}
	if err := w.shot("sign-in"); err != nil {
		return err
	}
	if err := w.fill(password, ""); err != nil {
		return err
	}
	if err := w.keys("space", "Tab", "Return"); err != nil { // Stay signed in.
		return err
	}
	if err := w.waitTitle("User"); err != nil {
		return err
	}
	return w.shot("next-day")
}

// staySignedIn starts the program a third time: the keyring has the key, so nothing is asked.
func (w *window) staySignedIn() error {
	if err := w.waitQuery("SELECT stay <> '' FROM workspace", "1"); err != nil {
		return err
	}
	if err := w.quit(); err != nil {
		return err
	}
	if err := w.open(); err != nil {
		return err
	}
	if err := w.waitTitle("User"); err != nil {
		return err
	}
	return w.waitQuery("SELECT count(*) FROM account WHERE kind = 'reseller'", "2")
}
