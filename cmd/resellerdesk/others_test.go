package main

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"github.com/stretchr/testify/require"

	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
	"resellerdesk/core/pbx"
	"resellerdesk/core/permission"
	"resellerdesk/storage/sqlite"
	"resellerdesk/ui/kit"
)

// beside is another program on the workspace of the window, where the distributor is signed in.
func (s *screen) beside() *desk.Desk {
	store, err := sqlite.Open(s.t.Context(), s.folder)
	require.NoError(s.t, err)
	s.t.Cleanup(func() { _ = store.Close() })
	o := s.behind
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
	d.Package.Amounts = capacity.Amounts{
		capacity.Extensions: 7, capacity.ConcurrentCalls: 1, capacity.RecordingMinutes: 0,
	}
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

// TestAListStandsStillWhileAnotherProgramWrites is at the end of a list when a row comes before
// all.
func TestAListStandsStillWhileAnotherProgramWrites(t *testing.T) {
	s, other := withOther(t, 250)
	table := s.table()
	s.key(fyne.KeyEnd)
	first, last := table.Seen()
	require.Positive(t, first)
	s.with(desktop.KeyShiftLeft, fyne.KeyUp, fyne.KeyUp)
	selected := append([]string{}, table.Selected()...)
	s.adds(other, "0 first of all")
	againFirst, againLast := table.Seen()
	require.Equal(t, []int{first + 1, last + 1}, []int{againFirst, againLast})
	require.Equal(t, selected, table.Selected())
	s.search("GmbH")
	first, _ = table.Seen()
	require.Zero(t, first, "another question begins at the top")
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

// changedByBoth is a form in which this person types into the first field, and another program
// changes that and another one.
type changedByBoth struct {
	open   func(s *screen)
	mine   string // The label of the field that this person types into, and what.
	typed  string
	change func(s *screen, other *desk.Desk)
	said   []string // What the form says at once.
	saved  func(s *screen) []string
	want   []string
}

func formsChangedByBoth() map[string]changedByBoth {
	return map[string]changedByBoth{
		"reseller": {
			open: func(s *screen) { s.goTo("user"); s.row(1); s.key(fyne.KeyReturn) },
			mine: "Company", typed: "Kranich",
			change: func(s *screen, other *desk.Desk) {
				rows, err := other.Resellers(
					s.t.Context(), desk.ResellerQuery{Sort: desk.ByCompany, Limit: 2},
				)
				require.NoError(s.t, err)
				f, err := other.Reseller(s.t.Context(), rows[1].ID)
				require.NoError(s.t, err)
				f.Draft.Profile.Company, f.Draft.Profile.Phone = "Reiher", "0431 7"
				f.Draft.Package.Amounts[capacity.Extensions] = 77
				_, err = other.EditReseller(
					s.t.Context(), desk.NewID(), rows[1].ID, f.Version, f.Draft, false,
				)
				require.NoError(s.t, err)
			},
			said: []string{
				"Phone: 0431 7 stays.", "Extensions: 77 stays.",
				"Company: yours, Kranich, instead of Reiher.", "Takes nothing from the pool.",
			},
			saved: func(s *screen) []string {
				rows, err := s.desk.Resellers(
					s.t.Context(), desk.ResellerQuery{Search: "Kranich", Limit: 2},
				)
				require.NoError(s.t, err)
				a := s.account(rows[0].ID)
				return []string{
					a.Profile.Company, a.Profile.Phone,
					s.words.Number(a.Package.Amounts[capacity.Extensions]),
				}
			},
			want: []string{"Kranich", "0431 7", "77"},
		},
		"PBX": {
			open: func(s *screen) { s.goTo("pbx"); s.row(0); s.key(fyne.KeyReturn) }, mine: "Name",
			typed: "Hotel am See",
			change: func(s *screen, other *desk.Desk) {
				p, err := other.PBX(s.t.Context(), s.pbxs()[0].ID)
				require.NoError(s.t, err)
				d := p.PBX.Form()
				d.Name, d.Remark, d.Extensions = "Hotel Berg", "by the lake", 12
				_, err = other.ChangePBX(s.t.Context(), desk.NewID(), p.PBX.ID, p.PBX.Version, d)
				require.NoError(s.t, err)
			},
			said: []string{
				"Remark: by the lake stays.", "Extensions: 12 stays.",
				"Name: yours, Hotel am See, instead of Hotel Berg.",
			},
			saved: func(s *screen) []string {
				p := s.pbx("Hotel am See")
				return []string{p.Remark, s.words.Number(p.Extensions)}
			},
			want: []string{"by the lake", "12"},
		},
		"customer": {
			open: func(s *screen) { s.goTo("customer"); s.row(0); s.key(fyne.KeyReturn) },
			mine: "Company", typed: "Praxis Kranich",
			change: func(s *screen, other *desk.Desk) {
				c := s.customer()
				d := c.CustomerDraft
				d.Company, d.City = "Praxis Reiher", "Kiel"
				require.NoError(
					s.t, other.EditCustomer(s.t.Context(), desk.NewID(), c.ID, c.Version, d),
				)
			},
			said: []string{
				"City: Kiel stays.", "Company: yours, Praxis Kranich, instead of Praxis Reiher.",
			},
			saved: func(s *screen) []string {
				c := s.customer()
				return []string{c.Company, c.City}
			},
			want: []string{"Praxis Kranich", "Kiel"},
		},
		"colleague": {
			open: func(s *screen) { s.colleagues(); s.key(fyne.KeyDown, fyne.KeyReturn) },
			mine: "First name", typed: "Maximilian",
			change: func(s *screen, other *desk.Desk) {
				c := s.colleague()
				p, held := c.Profile, c.Permissions.Clone()
				p.FirstName, p.Phone = "Moritz", "0431 7"
				held.Give(permission.PBXView)
				d := desk.ColleagueDraft{Profile: p, Permissions: held}
				require.NoError(
					s.t, other.EditColleague(s.t.Context(), desk.NewID(), c.ID, c.Version, d),
				)
			},
			said: []string{
				"Phone: 0431 7 stays.", "First name: yours, Maximilian, instead of Moritz.",
			},
			saved: func(s *screen) []string {
				c := s.colleague()
				return []string{
					c.Profile.FirstName, c.Profile.Phone,
					s.words.T(map[bool]string{
						true: "yes", false: "no",
					}[c.Permissions[permission.PBXView]]),
				}
			},
			want: []string{"Maximilian", "0431 7", "yes"},
		},
		"subscription": {
			open: func(s *screen) { s.goTo("subscription"); s.choose("en", "subscription.change") },
			mine: "Extensions", typed: "5000",
			change: func(s *screen, other *desk.Desk) {
				seen, err := other.Terms(s.t.Context())
				require.NoError(s.t, err)
				to := seen
				to.Total = seen.Total.Clone()
				to.Total[capacity.Extensions], to.Total[capacity.ConcurrentCalls] = 4444, 555
				require.NoError(s.t, other.SetSubscription(s.t.Context(), desk.NewID(), seen, to))
			},
			said: []string{
				"Concurrent Calls: 555 stays.", "Extensions: yours, 5,000, instead of 4,444.",
			},
			saved: func(s *screen) []string {
				now, err := s.desk.Terms(s.t.Context())
				require.NoError(s.t, err)
				return []string{
					s.words.Number(now.Total[capacity.Extensions]),
					s.words.Number(now.Total[capacity.ConcurrentCalls]),
				}
			},
			want: []string{"5,000", "555"},
		},
	}
}

func (s *screen) customer() pbx.Customer {
	rows, err := s.desk.Customers(s.t.Context(), desk.CustomerQuery{Limit: 1})
	require.NoError(s.t, err)
	c, _, err := s.desk.Customer(s.t.Context(), rows[0].ID)
	require.NoError(s.t, err)
	return c
}

func (s *screen) colleague() account.Account {
	list, err := s.desk.Colleagues(s.t.Context())
	require.NoError(s.t, err)
	return list[len(list)-1]
}

// TestSavingAnywayKeepsWhatTheOtherChanged changes each form from two programs. What this person
// did not touch stays as the other one left it, the form says so at once, and again when it is
// saved.
func TestSavingAnywayKeepsWhatTheOtherChanged(t *testing.T) {
	for name, f := range formsChangedByBoth() {
		t.Run(name, func(t *testing.T) {
			s, other := withOther(t, 3)
			s.sold()
			f.open(s)
			mine := s.fieldNamed(f.mine)
			s.retypes(mine, f.typed)
			focused := s.window.Fyne().Canvas().Focused()
			f.change(s, other)
			s.desk.CatchUp(t.Context())
			s.says(s.words.T("form.changed_meanwhile"))
			s.says(f.said...)
			s.keep("meanwhile-" + name)
			require.Equal(t, f.typed, mine.Text())
			require.Equal(t, focused, s.window.Fyne().Canvas().Focused())
			s.press(fyne.KeyS)
			s.says("in the meantime. Nothing was saved; what you typed is still here.")
			require.NotContains(t, s.reads(), "Nothing was changed")
			s.says(f.said...)
			s.tap("Save my version anyway")
			require.False(t, dialogOpen(s), s.reads())
			require.Equal(t, f.want, f.saved(s))
		})
	}
}

// TestWhatWasKeptIsMergedToo types, loses the program, and comes back after another one changed the
// same record.
func TestWhatWasKeptIsMergedToo(t *testing.T) {
	for name, f := range formsChangedByBoth() {
		t.Run(name, func(t *testing.T) {
			s, other := withOther(t, 3)
			s.sold()
			f.open(s)
			s.retypes(s.fieldNamed(f.mine), f.typed)
			s.waits()
			f.change(s, other)
			// After a kill, a second start.
			again := newScreen(t, "en", kit.ModeLight, 1280, 800, 1)
			again.desk, again.behind = s.desk, s.behind
			again.window.Start()
			if f.open(again); name == "reseller" { // It stands elsewhere now.
				again.key(fyne.KeyEscape)
				again.row(2)
				again.key(fyne.KeyReturn)
			}
			again.says(s.words.T("form.restored"))
			require.Equal(t, f.typed, again.fieldNamed(f.mine).Text())
			again.press(fyne.KeyS)
			require.False(t, dialogOpen(again), again.reads())
			require.Equal(t, f.want, f.saved(again))
		})
	}
}

// TestAnOpenFormKnowsWhatIsFree gives most of the pool away in another program while a form is
// open: each says at once what is free.
func TestAnOpenFormKnowsWhatIsFree(t *testing.T) {
	for name, open := range forms() {
		if name != "add a reseller" && name != "edit a reseller" && name != "add a PBX" &&
			name != "edit a PBX" {
			continue
		}
		t.Run(name, func(t *testing.T) {
			s, other := withOther(t, 3)
			s.plan("", "Hotel Seeblick", 10, nil)
			s.desk.CatchUp(t.Context())
			open(s)
			free := s.left("", capacity.Extensions)
			s.says(s.words.Number(free))
			form, err := other.NewReseller(t.Context())
			require.NoError(t, err)
			d := form.Draft
			d.Profile.Company, d.Profile.FirstName, d.Profile.Email = "Reiher", "Ada", "ada@reiher.example"
			d.Package.Amounts = capacity.Amounts{
				capacity.Extensions: free - 100, capacity.ConcurrentCalls: 1,
				capacity.RecordingMinutes: 0,
			}
			_, err = other.AddReseller(t.Context(), desk.NewID(), d, false)
			require.NoError(t, err)
			extensions := s.fieldNamed("Extensions")
			s.retypes(extensions, "400")
			require.Empty(t, extensions.Error())
			s.desk.CatchUp(t.Context())
			require.Regexp(t, `Only 1\d0 are free`, extensions.Error())
			require.Equal(t, "400", extensions.Text())
		})
	}
}

// TestATakenPageClosesOnceItsDialogIsClosed takes the page away from under a form: the typing
// stays, and its save is refused.
func TestATakenPageClosesOnceItsDialogIsClosed(t *testing.T) {
	p := newPermitted(t)
	p.gives(permission.NewSet(
		permission.DashboardView, permission.UserView, permission.UserAdd, permission.LogsView,
	))
	p.goTo("user")
	p.press(fyne.KeyN)
	for _, text := range []string{
		"Kranich Telefonie GmbH", "nina@kranichtel.example", "Nina", "", "", "", "", "", "", "", "",
		"", "120", "5", "1", "0",
	} {
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
			return p.boss.SuspendColleagues(
				p.t.Context(), desk.NewID(), []string{p.max}, "on leave",
			)
		},
		"This sign-in was deleted.": func(p *permitted) error {
			return p.boss.DeleteColleagues(p.t.Context(), desk.NewID(), []string{p.max})
		},
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

// TestAPackageChangesTheWindowAtOnce takes a page from a reseller that has it in front, and gives
// it back.
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
	for _, page := range []string{
		"pbx", "customer", "handover", "alarm", "dashboard", "subscription", "usage", "logs",
		"email", "user",
	} {
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
