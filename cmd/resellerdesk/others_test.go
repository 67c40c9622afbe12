package main

import (
	"testing"

	"fyne.io/fyne/v2"
	"github.com/stretchr/testify/require"

	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
	"resellerdesk/core/permission"
	"resellerdesk/storage/sqlite"
	"resellerdesk/ui/kit"
)

// beside is another program on the workspace of the window, where the distributor is signed in.
func (s *screen) beside() *desk.Desk {
	store, err := sqlite.Open(s.t.Context(), s.folder)
	require.NoError(s.t, err)
	s.t.Cleanup(func() { _ = store.Close() })
	o := s.desk.Options
	o.Store = store
	d := desk.New(o)
	require.NoError(s.t, d.SignIn(s.t.Context(), "ida@nordlicht.example", distributorPassword))
	return d
}

// withOther is a window on a workspace that another program writes too.
func withOther(t *testing.T, resellers int) (*screen, *desk.Desk) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1)
	s.useFolder(t.TempDir(), nil)
	s.example(resellers)
	s.desk.CatchUp(t.Context())
	return s, s.beside()
}

// adds lets the other program add a reseller, which the window notices.
func (s *screen) adds(other *desk.Desk, company string) string {
	form, err := other.NewReseller(s.t.Context())
	require.NoError(s.t, err)
	d := form.Draft
	d.Profile.Company, d.Profile.FirstName, d.Profile.Email = company, "Ada", "ada@"+desk.NewID()+".example"
	d.Package.Amounts = capacity.Amounts{capacity.Extensions: 7, capacity.ConcurrentCalls: 1, capacity.RecordingMinutes: 0}
	saved, err := other.AddReseller(s.t.Context(), desk.NewID(), d, false)
	require.NoError(s.t, err)
	s.desk.CatchUp(s.t.Context())
	return saved.ID
}

func TestWhatAnotherProgramWritesIsSeen(t *testing.T) {
	s, other := withOther(t, 30)
	s.key(fyne.KeyHome, fyne.KeyDown, fyne.KeyDown)
	focused := s.window.Fyne().Canvas().Focused()
	s.adds(other, "0 first of all")
	s.says("0 first of all", "All 31")
	require.Equal(t, focused, s.window.Fyne().Canvas().Focused())

	s.goTo("dashboard")
	before := s.reads()
	s.adds(other, "00 before it")
	require.NotEqual(t, before, s.reads(), "less is free")
	s.goTo("logs")
	s.says("00 before it")
	s.adds(other, "000 and before it")
	s.says("000 and before it")
}

func TestAFormStaysAsItIsWhileAnotherProgramWrites(t *testing.T) {
	s, other := withOther(t, 3)
	s.press(fyne.KeyN)
	s.typed("Kranich Tele")
	s.adds(other, "Reiher")
	s.typed("fonie")
	s.says("Kranich Telefonie")
	s.key(fyne.KeyEscape)
	s.tap("Discard")
	s.says("Reiher")
}

// TestATakenPageClosesOnceItsDialogIsClosed takes the page away from under a form: the typing stays, and its save is refused.
func TestATakenPageClosesOnceItsDialogIsClosed(t *testing.T) {
	p := newPermitted(t)
	p.gives(permission.NewSet(permission.DashboardView, permission.UserView, permission.UserAdd, permission.LogsView))
	p.goTo("user")
	p.press(fyne.KeyN)
	for _, text := range []string{"Kranich Telefonie GmbH", "nina@kranichtel.example", "Nina", "", "", "", "", "", "", "", "", "", "120", "5", "1", "0"} {
		p.typed(text)
		p.key(fyne.KeyTab)
	}
	p.gives(permission.NewSet(permission.DashboardView))
	p.says("Kranich Telefonie GmbH", "120")
	p.press(fyne.KeyS)
	p.says("You do not have the permission: Add users", "Kranich Telefonie GmbH")
	p.key(fyne.KeyEscape)
	p.tap("Discard")
	require.False(t, dialogOpen(p.screen))
	p.title("Dashboard")
	p.says("You may not see User any more")
	require.NotContains(t, p.reads(), "Operation Logs")
	p.gives(permission.NewSet(permission.DashboardView, permission.LogsView))
	p.says("Operation Logs")
}

func TestWhoMayNotWorkAnyMoreIsSignedOutWithTheReason(t *testing.T) {
	for why, take := range map[string]func(p *permitted) error{
		"This sign-in is suspended.": func(p *permitted) error {
			return p.boss.SuspendColleagues(p.t.Context(), desk.NewID(), []string{p.max}, "on leave")
		},
		"This sign-in was deleted.": func(p *permitted) error { return p.boss.DeleteColleagues(p.t.Context(), desk.NewID(), []string{p.max}) },
		"Your password was replaced.": func(p *permitted) error {
			_, err := p.boss.ResetColleague(p.t.Context(), p.max)
			return err
		},
	} {
		t.Run(why, func(t *testing.T) {
			p := newPermitted(t)
			p.gives(permission.All())
			p.goTo("user")
			p.press(fyne.KeyN)
			p.typed("half a name")
			require.NoError(t, take(p))
			p.desk.CatchUp(t.Context())
			p.key(fyne.KeyEscape) // There is no keyring to forget anything, which a dialog says.
			p.title("Sign in")
			p.says(why)
		})
	}
}

// TestAPackageChangesTheWindowAtOnce takes a page from a reseller that has it in front, and gives it back.
func TestAPackageChangesTheWindowAtOnce(t *testing.T) {
	w := twoScreens(t, "en", kit.ModeLight, 1280, 800)
	w.d.opens(receiptOf(t, w.r))
	send := func(features permission.Set) {
		w.d.change("Kranich Telefonie GmbH", func(d *account.Draft) { d.Permissions = features })
		_, file, err := w.d.desk.SaveWaiting(t.Context(), w.id)
		require.NoError(t, err)
		w.r.opens(string(file))
	}
	send(permission.All().ForReseller())
	for _, page := range []string{"pbx", "customer", "alarm", "dashboard", "subscription", "logs", "email", "user"} {
		t.Run(page, func(t *testing.T) {
			w.r.goTo(page)
			less := permission.All().ForReseller()
			for _, f := range permission.Catalogue() {
				if f.Key == permission.Key(page+".view") {
					less.Take(f.Key)
				}
			}
			if page == "email" {
				less.Take(permission.EmailSettings)
				less.Take(permission.EmailOutbox)
			}
			send(less)
			require.False(t, dialogOpen(w.r), w.r.reads())
			w.r.says("The package of Nordlicht Distribution was taken over.")
			require.NotContains(t, w.r.window.Fyne().Title(), w.r.words.T("menu."+page))
			send(permission.All().ForReseller())
			require.False(t, dialogOpen(w.r), w.r.reads())
			w.r.goTo(page)
		})
	}
}
