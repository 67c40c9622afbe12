package main

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/desk"
	"resellerdesk/core/mail"
	"resellerdesk/core/pbx"
	"resellerdesk/ui/kit"
)

// TestTheEnvelopeNeverEndsInAnError presses the first icon of a row in every state.
func TestTheEnvelopeNeverEndsInAnError(t *testing.T) {
	w := twoScreens(t, "en", kit.ModeLight, 1280, 800)
	d, ctx := w.d, t.Context()
	d.opens(receiptOf(t, w.r)) // Kranich is active, with a desktop.
	d.waits()
	make := func(company string, send bool) string {
		form, err := d.desk.NewReseller(ctx)
		require.NoError(t, err)
		form.Draft.Profile.Company, form.Draft.Profile.FirstName, form.Draft.Profile.Email = company, "Ole", company+"@example.org"
		for r := range form.Draft.Package.Amounts {
			form.Draft.Package.Amounts[r] = 0
		}
		form.Draft.Package.Amounts["extensions"], form.Draft.Package.Amounts["concurrent_calls"], form.Draft.Package.Amounts["recording_minutes"] = 1, 0, 0
		saved, err := d.desk.AddReseller(ctx, desk.NewID(), form.Draft, send)
		require.NoError(t, err)
		return saved.ID
	}
	make("new", false)
	make("asked", true)
	old := make("old", false) // Active, and no desktop is known.
	require.NoError(t, d.behind.Store.Write(func(tx desk.Tx) error {
		a, err := tx.Account(ctx, old)
		if err != nil {
			return err
		}
		a.State = account.Active
		return tx.ChangeAccount(a)
	}))
	require.NoError(
		t, d.desk.SuspendResellers(ctx, desk.NewID(), []string{make("held", false)}, "unpaid", core.NoDay),
	)
	require.NoError(
		t, d.desk.DeleteResellers(ctx, desk.NewID(), []string{make("gone", false)}, false),
	)
	for _, c := range []struct {
		company string
		mails   int // That the envelope puts into the outbox.
	}{{"new", 1}, {"asked", 1}, {"Kranich", 1}, {"old", 0}, {"held", 0}, {"gone", 0}} {
		t.Run(c.company, func(t *testing.T) {
			before, err := d.desk.CountMails(ctx)
			require.NoError(t, err)
			d.goTo("user")
			d.search(c.company)
			if c.company == "gone" {
				d.tap("In bin 1")
			}
			d.press(fyne.KeyF)
			d.key(fyne.KeyDown, fyne.KeyRight, fyne.KeyReturn)
			require.NotContains(t, d.reads(), "That did not work")
			if dialogOpen(d) && c.mails > 0 { // It warns that nobody said where to get the program.
				d.key(fyne.KeyReturn)
			}
			for dialogOpen(d) {
				d.key(fyne.KeyEscape)
			}
			after, err := d.desk.CountMails(ctx)
			require.NoError(t, err)
			require.Equal(t, before+c.mails, after)
		})
	}
}

// TestWhatIsRefusedIsRefusedBeforeTheQuestion deletes what has PBXs.
func TestWhatIsRefusedIsRefusedBeforeTheQuestion(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(3)
	ctx := t.Context()
	rows, err := s.desk.Resellers(ctx, desk.ResellerQuery{Sort: desk.ByCompany, Limit: 3})
	require.NoError(t, err)
	with := rows[0]
	s.plan(with.ID, "praxis", 5, func(*pbx.Draft) {})
	log := func() int {
		n, err := s.desk.CountLogs(ctx, desk.LogQuery{})
		require.NoError(t, err)
		return n
	}
	before := log()
	s.goTo("user")
	refused := func(how func()) {
		t.Helper()
		how()
		s.says("cannot be deleted", "praxis", "Nothing was changed.")
		require.NotContains(t, s.reads(), "Delete "+with.Company+"?")
		require.Equal(t, before, log(), "nothing was tried")
	}
	s.key(fyne.KeyHome)
	refused(func() { s.key(fyne.KeyDelete) })
	s.keep("91-cannot-delete")
	s.key(fyne.KeyEscape)
	refused(func() { s.does("command.delete") })
	s.key(fyne.KeyEscape)
	s.with(desktop.KeyShiftLeft, fyne.KeyDown)
	refused(func() { s.key(fyne.KeyDelete) })
	s.keep("92-cannot-delete-several")
	s.key(fyne.KeyEscape, fyne.KeyHome)
	refused(func() { s.key(fyne.KeyDelete) })
	s.tap("Move PBXs…")
	s.says("Move praxis")
	s.title("PBX")
	s.key(fyne.KeyEscape)
	s.says("Of " + with.Company)
}

// TestAnActiveResellerConfirmsANewDesktopByCode offers it for the new desktop of an active
// reseller, and only while it is out.
func TestAnActiveResellerConfirmsANewDesktopByCode(t *testing.T) {
	w := twoScreens(t, "en", kit.ModeLight, 1280, 800)
	d := w.d
	d.opens(receiptOf(t, w.r))
	d.goTo("user")
	offered := func() bool {
		d.key(fyne.KeyHome)
		d.press(fyne.KeyK)
		d.typed(d.words.T("confirm_code.command"))
		defer d.key(fyne.KeyEscape)
		return d.sees(d.words.T("confirm_code.title")) ||
			len(labels[*kit.NavItem](d.layers()[0])) > 0
	}
	require.False(t, offered(), "it is active, and nothing is out")
	_, err := d.desk.SetMailSettings(t.Context(), mail.Settings{
		Host: "smtp.nordlicht.example", Port: 465, Security: mail.SecurityTLS,
		FromAddress: "ida@nordlicht.example", FromName: "Nordlicht",
		ProgramSource: "https://nordlicht.example",
	}, "")
	require.NoError(t, err)
	require.NoError(t, d.desk.SendForNewDesktop(t.Context(), w.id))
	require.True(t, offered(), "its new desktop may be unable to send a file")
}

// TestANewInvitationIsAChoiceOfItsOwn edits a reseller whose invitation is out.
func TestANewInvitationIsAChoiceOfItsOwn(t *testing.T) {
	w := twoScreens(t, "en", kit.ModeLight, 1280, 800)
	d, ctx := w.d, t.Context()
	require.Equal(t, account.Invited, d.state(w.id))
	open := func() string {
		i, err := d.behind.Store.OpenInvitation(ctx, w.id)
		if err != nil {
			return ""
		}
		return i.ID
	}
	first := open()
	d.goTo("user")
	edit := func() {
		d.key(fyne.KeyHome, fyne.KeyReturn)
		require.True(t, dialogOpen(d))
	}
	edit()
	require.Equal(
		t, []string{"Save and send a new invitation…", "Save"},
		labels[*kit.Button](d.layers()[0])[len(labels[*kit.Button](d.layers()[0]))-3:][:2],
	)
	d.keep("93-edit-invited")
	d.key(fyne.KeyTab)
	d.typed("nina@kranich.example")
	d.tap("Save")
	d.keep("95-saved")
	require.False(t, dialogOpen(d), d.reads())
	require.Empty(t, open(), "another email")
	d.says("The invitation that was sent is void. Send a new one to")
	d.window.Press(&fyne.ShortcutUndo{})
	require.Equal(t, partnerEmail, d.account(w.id).Profile.Email)
	past, err := d.desk.NextRedo(ctx)
	require.NoError(t, err)
	require.NotEmpty(t, past.Voids)

	require.NoError(t, d.desk.SendActivation(ctx, []string{w.id}))
	_, err = d.desk.SendDue(ctx)
	require.NoError(t, err)
	second := open()
	require.NotEqual(t, first, second)
	edit()
	d.tap("Save and send a new invitation…")
	if d.sees("no_source") || d.sees(d.words.T("mail.no_source_send")) {
		d.tap(d.words.T("mail.no_source_send"))
	}
	d.says("a new invitation?", "becomes void")
	d.keep("94-invite-again")
	d.key(fyne.KeyEscape)
	require.True(t, dialogOpen(d), "the form is there")
	require.Equal(t, second, open(), "nothing was done")
}

func (s *screen) account(id string) account.Account {
	a, err := s.behind.Store.Account(s.t.Context(), id)
	require.NoError(s.t, err)
	return a
}

// TestAMessageAboutAMailStaysTrue sends an activation, once to a server that takes it and once
// without a password for it.
func TestAMessageAboutAMailStaysTrue(t *testing.T) {
	w := twoScreens(t, "en", kit.ModeLight, 1280, 800)
	d, ctx := w.d, t.Context()
	set := func(password string) {
		_, err := d.desk.SetMailSettings(ctx, mail.Settings{
			Host: "smtp.nordlicht.example", Port: 465, Security: mail.SecurityTLS, User: "ida",
			FromAddress: "ida@nordlicht.example",
			FromName:    "Nordlicht", ProgramSource: "https://nordlicht.example",
		}, password)
		require.NoError(t, err)
	}
	set("secret")
	d.goTo("user")
	d.key(fyne.KeyHome)
	d.press(fyne.KeyM)
	d.says("The activation email to nina@kranichtel.example is in the outbox.", "valid for 7 days")
	_, err := d.desk.SendDue(ctx)
	require.NoError(t, err)
	i, err := d.behind.Store.OpenInvitation(ctx, w.id)
	require.NoError(t, err)
	d.says(
		"The activation email to nina@kranichtel.example was sent.",
		"valid until "+d.words.DateTime(*i.ExpiresAt),
	)
	require.NotContains(t, d.reads(), "is in the outbox")
}

// TestChipsCountWhatIsSearched types a search and adds the numbers beside the filters.
func TestChipsCountWhatIsSearched(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(60)
	s.goTo("user")
	n, err := s.desk.CountResellers(t.Context(), desk.ResellerQuery{Search: "gmbh"})
	require.NoError(t, err)
	require.Less(t, n, 60)
	s.search("gmbh")
	s.says("All " + s.words.Number(int64(n)))
	for _, chip := range []desk.Chip{desk.ChipNotInvited, desk.ChipInvited} {
		n, err := s.desk.CountResellers(t.Context(), desk.ResellerQuery{Search: "gmbh", Chip: chip})
		require.NoError(t, err)
		s.says(s.words.T("chip."+string(chip)) + " " + s.words.Number(int64(n)))
	}
}
