package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/desk"
	"resellerdesk/storage/sqlite"
	"resellerdesk/ui/kit"
)

// mailed sends what waits in the outbox and returns the file in the newest mail.
func (i *issuer) mailed(t *testing.T) string {
	_, err := i.SendDue(t.Context())
	require.NoError(t, err)
	return attachment(t, i.sent.raw[len(i.sent.raw)-1])
}

// takes gives the distributor what the reseller's desktop has for it.
func (i *issuer) takes(t *testing.T, from *screen) {
	_, file, err := from.desk.SaveWaiting(t.Context(), "")
	require.NoError(t, err)
	_, err = i.Receive(t.Context(), desk.NewID(), file)
	require.NoError(t, err)
}

// activated is a reseller's window at the sign-in, whose activation the distributor knows.
func activated(t *testing.T, lang string, mode kit.Mode, width, height float32) (*screen, *issuer) {
	s := newScreen(t, lang, mode, width, height, 1)
	from := newIssuer(t, s)
	_, err := s.desk.Activate(t.Context(), []byte(from.activation), partnerPassword)
	require.NoError(t, err)
	from.takes(t, s)
	_ = s.desk.SignOut(t.Context()) // There is no keyring to forget anything.
	s.window.Start()
	require.Contains(t, s.window.Fyne().Title(), s.desk.Printer(lang).T("signin.title"))
	return s, from
}

func (s *screen) upstream() desk.Upstream {
	u, err := s.behind.Store.Upstream(s.t.Context())
	require.NoError(s.t, err)
	return u
}

func TestAPasswordIsResetByAFileAtTheSignIn(t *testing.T) {
	s, from := activated(t, "en", kit.ModeLight, 1280, 800)
	require.NoError(t, from.SendPasswordReset(t.Context(), []string{from.id}))
	reset := from.mailed(t)
	s.tap("Forgot password?")
	s.chooses("reset.activation", reset)
	s.tap("Open a password reset…")
	s.tap("Choose file…")
	require.False(t, dialogOpen(s), "the dialog has done its work")
	s.says(
		"Choose a new password",
		"Nordlicht Distribution lets nina@kranichtel.example choose another password, once, until "+
			s.desk.Printer("en").DateTime(clock.Add(time.Hour)),
	)
	s.typed("kranich")
	s.key(fyne.KeyReturn)
	s.says("at least 15 characters")
	for range "kranich" {
		s.key(fyne.KeyBackspace)
	}
	s.typed(otherPassword)
	s.keep("72-reset")
	s.key(fyne.KeyReturn)
	s.says("The new password is set. Sign in with it.")
	s.signsIn(partnerEmail, partnerPassword)
	require.Contains(t, s.window.Fyne().Title(), "Sign in", "the old one counts no more")
	s.typed(otherPassword)
	s.key(fyne.KeyReturn)
	require.Contains(t, s.window.Fyne().Title(), "Dashboard")
	require.NotEmpty(t, s.upstream().LastReset)
	s.opens(reset)
	s.says("That did not work", "already used")
}

func TestASealedFileWaitsForTheSignIn(t *testing.T) {
	s, from := activated(t, "en", kit.ModeDark, 1280, 800)
	_, file, err := from.SaveWaiting(t.Context(), from.id)
	require.NoError(t, err)
	s.opens(string(file))
	require.False(t, dialogOpen(s))
	s.says("Sign in first: the file is opened then.")
	s.keep("73-sign-in-first")
	require.False(t, s.upstream().Confirmed, "nothing is taken before")
	s.signsIn(partnerEmail, "not the password at all")
	require.False(t, s.upstream().Confirmed)
	s.typed(partnerPassword)
	s.key(fyne.KeyReturn)
	require.True(t, s.upstream().Confirmed)
	s.waits()
	s.says("The package of Nordlicht Distribution was taken over.")
	s.goTo("exchange")
	s.says("Nordlicht Distribution confirmed", "Package Nordlicht Distribution 2 taken over")
}

func TestANewerInvitationIsTakenOver(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1)
	from := newIssuer(t, s)
	_, err := s.desk.Activate(t.Context(), []byte(from.activation), partnerPassword)
	require.NoError(t, err)
	require.NoError(
		t, from.SendActivation(t.Context(), []string{from.id}), "the first was not answered",
	)
	newer := from.mailed(t)
	s.window.Start()
	before := s.upstream()
	s.opens(newer)
	s.says("Take over the newer activation?", "Nordlicht Distribution sent a newer activation.")
	s.keep("74-renew")
	s.key(fyne.KeyEscape)
	require.Equal(t, before, s.upstream(), "nothing was done")
	s.opens(newer)
	s.tap("Take it over")
	require.False(t, dialogOpen(s))
	s.says("The newer activation of Nordlicht Distribution was taken over.")
	require.NotEqual(t, before.Invitation, s.upstream().Invitation)
	s.opens(newer)
	s.says("That did not work")
	s.key(fyne.KeyReturn)
	s.goTo("exchange")
	receipt := s.saves(func() { s.press(fyne.KeyS) })
	r, err := from.Receive(t.Context(), desk.NewID(), receipt)
	require.NoError(t, err)
	require.Equal(t, desk.MessageTaken, r.State)
	form, err := from.Reseller(t.Context(), from.id)
	require.NoError(t, err)
	require.Equal(t, account.Active, form.State)
}

func TestAnAlarmOfASecondDesktopIsSettled(t *testing.T) {
	w := twoScreens(t, "en", kit.ModeLight, 1280, 800)
	d := w.d
	second := newScreen(t, "en", kit.ModeLight, 1280, 800, 1)
	second.withPostbox()
	_, err := second.desk.Activate(t.Context(), []byte(w.activation), "somebody else read the mail")
	require.NoError(t, err)
	d.opens(receiptOf(t, w.r))
	d.says("Kranich Telefonie GmbH is active: its receipt was taken over.")
	require.Equal(t, account.Active, d.state(w.id))
	d.opens(receiptOf(t, second))
	d.says("That did not work", "A second desktop used the invitation of Kranich Telefonie GmbH on")
	d.key(fyne.KeyReturn)
	d.goTo("exchange")
	d.says(
		"A second desktop used the invitation", "Receipt Kranich Telefonie GmbH – refused",
		"Mark as settled",
	)
	d.keep("75-alarm")
	d.tap("Mark as settled")
	d.waits()
	d.says("The warning about Kranich Telefonie GmbH is settled.")
	d.keep("76-settled")
	require.NotContains(t, d.reads(), "Mark as settled")
	warned, _, err := d.behind.Store.PartnersWarned(t.Context(), 10)
	require.NoError(t, err)
	require.Empty(t, warned)
	log, err := d.desk.Logs(t.Context(), desk.LogQuery{Limit: 1})
	require.NoError(t, err)
	require.Equal(t, "exchange.settled", log[0].Operation)
	require.Contains(t, log[0].Before, "exchange.second_desktop")
	_, file, err := d.desk.SaveWaiting(t.Context(), w.id)
	require.NoError(t, err)
	_, err = w.r.desk.Receive(t.Context(), desk.NewID(), file)
	require.NoError(t, err, "the first desktop counts on")
}

// receiptOf is the receipt that a reseller's desktop saves.
func receiptOf(t *testing.T, r *screen) string {
	_, file, err := r.desk.SaveWaiting(t.Context(), "")
	require.NoError(t, err)
	return string(file)
}

func TestAFileIsSavedAgainAsItWent(t *testing.T) {
	w := twoScreens(t, "en", kit.ModeLight, 1280, 800)
	d := w.d
	d.opens(receiptOf(t, w.r))
	d.goTo("exchange")
	first := d.saves(func() { d.press(fyne.KeyS) })
	d.says("Nothing is waiting to be sent.", "Package Kranich Telefonie GmbH 2 as file")
	again := d.saves(func() {
		d.key(fyne.KeyDown, fyne.KeyReturn)
		d.says(
			"Save this file again?", "Package for Kranich Telefonie GmbH of",
			"The file is saved exactly as it was sent; nothing new is created.",
		)
		d.keep("77-again")
		d.tap("Save again…")
	})
	require.Equal(t, string(first), string(again))
	d.waits()
	d.waits()
	d.says("Saved: ")
	e, err := d.desk.Exchange(t.Context())
	require.NoError(t, err)
	require.Len(t, e.Passed, 2, "the receipt that came and the package that went, once")
	r, err := w.r.desk.Receive(t.Context(), desk.NewID(), again)
	require.NoError(t, err)
	require.Equal(t, desk.MessageTaken, r.State)
	d.key(fyne.KeyDown, fyne.KeyReturn)
	require.False(t, dialogOpen(d), "what came is not saved, and there is nothing to say about it")
}

func TestAnOlderCopyThatWasPutBackIsNoticed(t *testing.T) {
	w := twoScreens(t, "en", kit.ModeLight, 1280, 800)
	w.d.opens(receiptOf(t, w.r))
	file := filepath.Join(w.d.folder, sqlite.FileName)
	again := func() *screen { // The program is restarted, and the distributor signs in.
		s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1)
		s.useFolder(w.d.folder, w.d.behind.Keyring.(*postbox))
		s.window.Start()
		s.signsIn("ida@nordlicht.example", distributorPassword)
		return s
	}
	w.d.ends()
	older, err := os.ReadFile(file)
	require.NoError(t, err)
	s := again()
	require.False(t, dialogOpen(s), "nothing is wrong yet")
	_, sent, err := s.desk.SaveWaiting(t.Context(), w.id)
	require.NoError(t, err)
	s.ends()
	require.NoError(t, os.WriteFile(file, older, 0o600))

	s = again()
	s.says(
		"This is an older copy",
		"This workspace is an older copy than the one that was used last on this computer.",
		"ask them for a report",
	)
	s.keep("78-older-copy")
	s.tap("Later")
	require.False(t, dialogOpen(s))
	s.ends()
	s = again()
	s.says("This is an older copy")
	s.tap("Continue with this copy")
	require.False(t, dialogOpen(s))
	s.goTo("exchange")
	s.says("Kranich Telefonie GmbH", "The account changed")
	s.keep("79-gone-on")
	require.NoError(
		t, s.desk.SuspendResellers(t.Context(), desk.NewID(), []string{w.id}, "unpaid", core.NoDay),
	)
	next := s.saves(func() { s.press(fyne.KeyS) })
	s.ends()
	s = again()
	require.False(t, dialogOpen(s), "it is the newest now")

	_, err = w.r.desk.Receive(t.Context(), desk.NewID(), sent)
	require.NoError(t, err)
	r, err := w.r.desk.Receive(t.Context(), desk.NewID(), next)
	require.NoError(t, err, "its number is higher than that of the newer copy")
	require.Equal(t, desk.MessageTaken, r.State)
	s.opens(receiptOf(t, w.r))
	require.NoError(t, s.desk.Superseded(t.Context()))
}

func TestAFileIsDroppedOnTheWindowOrGivenToTheProgram(t *testing.T) {
	give := map[string]func(s *screen, path string){
		"dropped": func(s *screen, path string) { s.window.Start(); s.drops(path) },
		"given":   func(s *screen, path string) { s.window.File = path; s.window.Start() },
	}
	for how, give := range give {
		t.Run(how, func(t *testing.T) {
			folder := t.TempDir()
			file := func(name, text string) string {
				path := filepath.Join(folder, name)
				require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
				return path
			}
			s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1)
			from := newIssuer(t, s)
			for path, why := range map[string]string{
				file(
					"letter.activation", "Dear Nina",
				): "No file of this program was found in it. Nothing was changed.",
				folder: "The file cannot be read",
				file("big.activation", strings.Repeat("x", 8<<20)): "at most 6,144 KiB",
			} {
				give(s, path)
				s.says("That did not work", why)
				s.key(fyne.KeyReturn)
				require.Contains(t, s.window.Fyne().Title(), "Welcome")
			}
			give(s, file("invitation.activation", from.activation))
			require.Contains(t, s.window.Fyne().Title(), "You are invited")
			s.says("Nordlicht Distribution", "Kranich Telefonie GmbH")

			_, err := s.desk.Activate(t.Context(), []byte(from.activation), partnerPassword)
			require.NoError(t, err)
			from.takes(t, s)
			_, text, err := from.SaveWaiting(t.Context(), from.id)
			require.NoError(t, err)
			give(s, file("package.resellerdesk", string(text)))
			s.says("The package of Nordlicht Distribution was taken over.")
			require.True(t, s.upstream().Confirmed)
		})
	}
}

func TestAListThatIsDroppedIsImported(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(3)
	path := filepath.Join(t.TempDir(), "list.csv")
	require.NoError(t, os.WriteFile(path, []byte(resellersFile(7)), 0o600))
	s.goTo("subscription")
	s.drops(path, path)
	s.says("list.csv")
	s.drops(path)
	s.tap("Import 7 resellers")
	require.False(t, dialogOpen(s), "what is dropped on a dialog is left")
	require.Equal(t, 10, s.count(desk.ChipAll))
}

// TestAMailIsPastedAsItIs pastes the text of the mail as mail programs show it in an answer.
func TestAMailIsPastedAsItIs(t *testing.T) {
	probe := newScreen(t, "en", kit.ModeLight, 1280, 800, 1)
	from := newIssuer(t, probe)
	text := plainText(t, from.sent.raw[0])
	require.Contains(t, text, "-----BEGIN RESELLER DESK ACTIVATION-----")
	for name, change := range map[string]func(line string) string{
		"as it came":     func(line string) string { return line },
		"quoted":         func(line string) string { return "> " + line },
		"quoted twice":   func(line string) string { return "> > " + line + " " },
		"wrapped":        func(line string) string { return wrapped(line, 50, "\n") },
		"quoted wrapped": func(line string) string { return "> " + wrapped(line, 45, "\n> ") },
		"from Windows":   func(line string) string { return "\u00a0" + line + "\r" },
		"indented":       func(line string) string { return "\t    " + line },
	} {
		t.Run(name, func(t *testing.T) {
			s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1)
			s.window.Start()
			s.tap("I was invited")
			var lines []string
			for _, line := range strings.Split(text, "\n") {
				lines = append(lines, change(strings.TrimSuffix(line, "\r")))
			}
			s.paste("On Tuesday Ida Brandt wrote:\n\n" + strings.Join(
				lines, "\n",
			) + "\n\nRegards\nNina")
			require.Contains(t, s.window.Fyne().Title(), "You are invited")
			s.typed(partnerPassword)
			s.key(fyne.KeyReturn)
			require.Contains(t, s.window.Fyne().Title(), "Your recovery code")
			require.NotEmpty(t, s.upstream().Invitation)
		})
	}
}

// TestALongTextIsPastedAtOnce pastes more than a field could show while somebody waits.
func TestALongTextIsPastedAtOnce(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1)
	from := newIssuer(t, s)
	s.window.Start()
	letter := strings.Repeat(
		"Dear Nina, this is a long line of a mail which nobody reads.\n", 50_000,
	)
	s.opens(letter)
	s.says("No file of this program was found in it.")
	s.key(fyne.KeyReturn)
	s.opens(strings.Repeat(letter, 3))
	s.says("Too large: at most 6,144 KiB.")
	s.key(fyne.KeyReturn)
	s.opens(letter + from.activation + letter)
	require.Contains(t, s.window.Fyne().Title(), "You are invited")
}

// wrapped breaks a line after so many characters.
func wrapped(line string, length int, with string) string {
	var parts []string
	for part := range slices.Chunk([]rune(line), length) {
		parts = append(parts, string(part))
	}
	return strings.Join(parts, with)
}

// TestExchangeScreens shows what distributor and reseller see of each other, in each appearance.
// With SHOTS=folder the pictures are kept.
func TestExchangeScreens(t *testing.T) {
	for _, look := range []struct {
		name, lang    string
		mode          kit.Mode
		width, height float32
	}{
		{"small-light", "en", kit.ModeLight, 1024, 700},
		{"small-dark", "de", kit.ModeDark, 1024, 700},
		{"large-light", "de", kit.ModeLight, 1920, 1080},
		{"large-dark", "en", kit.ModeDark, 1920, 1080},
	} {
		t.Run(look.name, func(t *testing.T) {
			shot := func(s *screen, name string) { s.keep(name + "-" + look.name) }
			words := func(s *screen, key string) string { return s.desk.Printer(look.lang).T(key) }
			w := twoScreens(t, look.lang, look.mode, look.width, look.height)
			fresh := newScreen(t, look.lang, look.mode, look.width, look.height, 1)
			fresh.withPostbox()
			fresh.window.Start()
			fresh.opens(w.activation)
			fresh.says(
				words(fresh, "invited.title"), "Nordlicht Distribution", partnerEmail,
				words(fresh, "invited.package"),
			)
			shot(fresh, "80-invitation")
			fresh.typed("kranich")
			fresh.key(fyne.KeyReturn)
			shot(fresh, "81-invitation-weak")
			w.r.goTo("exchange")
			w.r.says(w.code)
			shot(w.r, "82-reseller")
			w.d.opens(receiptOf(t, w.r))
			second := newScreen(t, look.lang, look.mode, look.width, look.height, 1)
			second.withPostbox()
			_, err := second.desk.Activate(t.Context(), []byte(w.activation), otherPassword)
			require.NoError(t, err)
			w.d.opens(receiptOf(t, second))
			w.d.key(fyne.KeyReturn)
			w.d.goTo("exchange")
			w.d.says(words(w.d, "exchange.page.settle"))
			shot(w.d, "83-distributor")
			_, file, err := w.d.desk.SaveWaiting(t.Context(), w.id)
			require.NoError(t, err)
			w.r.opens(string(file))
			w.r.says(words(w.r, "exchange.page.confirmed"))
			shot(w.r, "84-reseller-confirmed")
		})
	}
}
