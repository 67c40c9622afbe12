package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
	"resellerdesk/core/mail"
	"resellerdesk/core/pbx"
	"resellerdesk/core/permission"
	"resellerdesk/ui/kit"
)

// sees tells whether a text can be read, over lines or not, in the uppermost dialog if there is
// one.
func (s *screen) sees(text string) bool {
	var words []string
	shown(s.layers()[0], fyne.Position{}, func(text *canvas.Text, _ fyne.Position) bool {
		words = append(words, text.Text)
		return false
	})
	plain := func(t string) string { return strings.Join(strings.Fields(t), " ") }
	return strings.Contains(plain(strings.Join(words, " ")), plain(text))
}

// pbxs are the PBXs of the workspace by name.
func (s *screen) pbxs() []desk.PBXRow {
	rows, err := s.desk.PBXs(s.t.Context(), desk.PBXQuery{Sort: desk.ByName, Limit: 100})
	require.NoError(s.t, err)
	return rows
}

// pbx is the PBX with a name.
func (s *screen) pbx(name string) pbx.PBX {
	for _, r := range s.pbxs() {
		if r.Name == name {
			form, err := s.desk.PBX(s.t.Context(), r.ID)
			require.NoError(s.t, err)
			return form.PBX
		}
	}
	require.Fail(s.t, "there is no PBX "+name)
	return pbx.PBX{}
}

// owner is the id of who can have PBXs, by name.
func (s *screen) owner(name string) string {
	owners, err := s.desk.PBXOwners(s.t.Context(), name)
	require.NoError(s.t, err)
	require.Len(s.t, owners, 1)
	return owners[0].ID
}

// left is what an owner ("" for the owner of the workspace) has left of a resource.
func (s *screen) left(owner string, r capacity.Resource) int64 {
	limits, err := s.desk.PBXLimits(s.t.Context(), owner, "")
	require.NoError(s.t, err)
	return limits.Left[r]
}

// plan makes a PBX of an owner ("" for the owner of the workspace).
func (s *screen) plan(owner, name string, extensions int64, change func(d *pbx.Draft)) string {
	form, err := s.desk.NewPBX(s.t.Context(), owner)
	require.NoError(s.t, err)
	d := form.PBX.Form()
	d.Name, d.SubDomain, d.Extensions, d.ConcurrentCalls = name, strings.ToLower(strings.ReplaceAll(
		name, " ", "-",
	)), extensions, 2
	if change != nil {
		change(&d)
	}
	saved, err := s.desk.AddPBX(s.t.Context(), desk.NewID(), owner, d)
	require.NoError(s.t, err)
	return saved.ID
}

// partner is the window of a reseller who has just activated.
func partner(t *testing.T) *screen {
	r := twoScreens(t, "en", kit.ModeLight, 1280, 800).r
	r.key(fyne.KeyEscape) // The receipt is sent another time.
	return r
}

// select goes to the row of the list with a number, from 0.
func (s *screen) row(n int) {
	s.key(fyne.KeyHome)
	for range n {
		s.key(fyne.KeyDown)
	}
}

func (s *screen) tab(times int) {
	for range times {
		s.key(fyne.KeyTab)
	}
}

func TestAPartnerPlansAPBXForANewCustomerByKeyboard(t *testing.T) {
	s := partner(t)
	s.goTo("pbx")
	require.True(t, s.sees("No PBXs yet"))
	s.press(fyne.KeyN)
	s.typed("Autohaus Lorenz")
	s.tab(1)
	s.key(fyne.KeySpace)
	s.typed("Lorenz GmbH")
	require.True(t, s.sees("Add “Lorenz GmbH” as a new customer"))
	s.key(fyne.KeyReturn)
	s.typed("ada@lorenz.example") // The company stands there.
	s.tab(1)
	s.typed("Ada")
	s.press(fyne.KeyS)
	require.True(t, s.sees("Lorenz GmbH (Ada)"), "the form of the PBX is back, with the customer")
	s.tab(3)
	s.typed("autohaus-lorenz")
	require.True(t, s.sees(".yeastarcloud.com"))
	s.waits()
	require.True(t, s.sees("free"), "the address is")
	s.tab(1)
	s.typed("2027-11-24")
	s.tab(3)
	s.typed("24")
	require.True(t, s.sees("your package 120 → 96 free"))
	s.tab(1)
	s.typed("4")
	s.tab(1)
	s.key(fyne.KeySpace) // Call recording.
	s.window.Fyne().Canvas().FocusPrevious()
	s.typed("600")
	require.True(t, s.sees("500 free + 100 deducted your package 2,000 → 1,900"))
	require.True(
		t, s.sees("Takes 24 extensions, 4 calls, 100 recording minutes from your package."),
	)
	s.press(fyne.KeyS)
	require.False(t, dialogOpen(s))
	p := s.pbx("Autohaus Lorenz")
	require.Equal(
		t,
		pbx.Size{
			Plan: pbx.Enterprise, Extensions: 24, ConcurrentCalls: 4, Recording: true,
			RecordingMinutes: 600,
		},
		p.Size,
	)
	require.Equal(t, "autohaus-lorenz.yeastarcloud.com", p.Host())
	require.Equal(t, "Lorenz GmbH (Ada)", p.Customers[0].Name)
	require.EqualValues(t, 96, s.left("", capacity.Extensions))
	require.True(
		t,
		s.sees("Deducted: 24 extensions, 4 calls, 100 recording minutes. Free now: 96 extensions"),
	)
	s.window.Press(&fyne.ShortcutUndo{})
	require.Empty(t, s.pbxs())
	require.EqualValues(t, 120, s.left("", capacity.Extensions))
}

func TestADistributorMakesAPBXOutOfThePackageOfAReseller(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(12)
	aurora := s.owner("Aurora Telecom GmbH")
	free, pool := s.left(aurora, capacity.Extensions), s.left("", capacity.Extensions)
	s.goTo("pbx")
	s.press(fyne.KeyN)
	require.True(t, s.sees("From your subscription"))
	s.key(fyne.KeySpace)
	s.typed("aurora")
	s.key(fyne.KeyReturn)
	require.True(t, s.sees("From the package of Aurora Telecom GmbH"))
	s.tab(1)
	s.typed("Hotel Seeblick")
	s.tab(4)
	s.typed("seeblick")
	s.tab(4)
	s.typed("12")
	s.tab(1)
	s.typed("2")
	s.press(fyne.KeyS)
	require.False(t, dialogOpen(s))
	require.Equal(t, aurora, s.pbx("Hotel Seeblick").Owner.ID)
	require.Equal(t, free-12, s.left(aurora, capacity.Extensions))
	require.Equal(t, pool, s.left("", capacity.Extensions))
}

func TestTheNumberThatFitsIsOneKeyAway(t *testing.T) {
	s := partner(t)
	s.goTo("pbx")
	s.press(fyne.KeyN)
	s.typed("Hotel Seeblick")
	s.tab(4)
	s.typed("hotel")
	s.tab(4)
	s.typed("121")
	require.True(t, s.sees("Only 120 are free."), "at once, while it is typed")
	s.press(fyne.KeyS)
	require.True(t, dialogOpen(s), "it cannot be saved")
	s.key(fyne.KeyTab, fyne.KeyReturn) // The link.
	s.tab(1)
	s.typed("17")
	s.key(fyne.KeyTab, fyne.KeyReturn)
	s.press(fyne.KeyS)
	require.False(t, dialogOpen(s))
	require.EqualValues(t, 120, s.pbx("Hotel Seeblick").Extensions)
	require.EqualValues(t, 16, s.pbx("Hotel Seeblick").ConcurrentCalls)
}

func TestSaveSaysWhatIsMissing(t *testing.T) {
	s := partner(t)
	s.goTo("pbx")
	s.press(fyne.KeyN)
	require.True(t, s.sees("Still missing: Name, Sub-domain, Concurrent Calls"))
	require.False(t, s.sees("Please fill this in."), "nothing was left yet")
	s.press(fyne.KeyS)
	require.True(t, s.sees("Please fill this in."))
	s.key(fyne.KeyEscape)
	require.False(t, dialogOpen(s), "nothing was typed")
}

func TestAnAddressThatIsTakenIsSaidBesideTheField(t *testing.T) {
	s := partner(t)
	s.plan("", "Hotel Seeblick", 10, nil)
	s.goTo("pbx")
	s.press(fyne.KeyN)
	s.typed("Hotel am See")
	s.tab(4)
	s.typed("Hotel-Seeblick")
	s.tab(1)
	require.True(t, s.sees("Hotel Seeblick has this address already."))
	s.press(fyne.KeyS)
	require.True(t, dialogOpen(s))
	require.Len(t, s.pbxs(), 1)
}

func TestEditingSavesNameAndSizeInOneOperation(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(1)
	s.plan("", "Hotel Seeblick", 10, nil)
	free := s.left("", capacity.Extensions)
	s.goTo("pbx")
	s.row(0)
	s.key(fyne.KeyReturn)
	s.typed("Hotel am See")
	s.tab(9) // Past the day on which it was made at the vendor.
	s.typed("30")
	require.True(t, s.sees("this PBX 10 → 30"))
	s.press(fyne.KeyS)
	require.False(t, dialogOpen(s))
	require.EqualValues(t, 30, s.pbx("Hotel am See").Extensions)
	require.Equal(t, free-20, s.left("", capacity.Extensions))
	s.window.Press(&fyne.ShortcutUndo{})
	require.EqualValues(t, 10, s.pbx("Hotel Seeblick").Extensions)
	require.Equal(t, free, s.left("", capacity.Extensions))
	s.choose("en", "command.resize_pbx")
	s.typed("20")
	s.press(fyne.KeyS)
	require.EqualValues(
		t, 20, s.pbx("Hotel Seeblick").Extensions, "Resize begins at the extensions",
	)
	s.choose("en", "command.date_pbx")
	s.typed("2027-03-31")
	s.press(fyne.KeyS)
	require.Equal(t, "2027-03-31", s.pbx("Hotel Seeblick").Expiry.String())
}

func TestSomebodyElseChangedThePBXMeanwhile(t *testing.T) {
	s := partner(t)
	id := s.plan("", "Hotel Seeblick", 10, nil)
	s.goTo("pbx")
	s.row(0)
	s.key(fyne.KeyReturn)
	s.typed("Hotel am See")
	require.NoError(t, s.desk.StartPBXs(t.Context(), desk.NewID(), []string{id}))
	s.press(fyne.KeyS)
	require.True(t, s.sees("Somebody else changed this PBX in the meantime. Nothing was saved"))
	require.Equal(t, "Hotel Seeblick", s.pbxs()[0].Name)
	s.keep("75-changed-meanwhile")
	s.tap("Save my version anyway")
	require.False(t, dialogOpen(s))
	require.Equal(t, "Hotel am See", s.pbxs()[0].Name)
	require.Equal(t, pbx.Running, s.pbxs()[0].State, "what the other did stays")
}

func TestWhatWasTypedAboutAPBXSurvivesACrash(t *testing.T) {
	s := partner(t)
	s.goTo("pbx")
	s.press(fyne.KeyN)
	s.typed("Hotel")
	s.tab(8)
	s.typed("24")
	s.waits()
	again := newScreen(t, "en", kit.ModeLight, 1280, 800, 1) // After a kill, a second start.
	again.desk = s.desk
	again.window.Start()
	again.goTo("pbx")
	again.press(fyne.KeyN)
	require.True(t, again.sees("What you typed before is still here."))
	again.keep("84-restored")
	require.True(t, again.sees("Still missing: Sub-domain, Concurrent Calls"))
	require.True(t, again.sees("your package 120 → 96 free"))
	again.key(fyne.KeyEscape)
	require.True(t, again.sees("Discard what you typed?"))
}

func TestLeavingWhatWasTypedAboutAPBXAsks(t *testing.T) {
	s := partner(t)
	s.goTo("pbx")
	s.press(fyne.KeyN)
	s.typed("Hotel")
	s.waits()
	s.key(fyne.KeyEscape)
	require.True(t, s.sees("Discard what you typed?"))
	s.key(fyne.KeyTab, fyne.KeyReturn)
	require.False(t, dialogOpen(s))
	kept, err := s.desk.KeptForm(t.Context(), "pbx/new")
	require.NoError(t, err)
	require.Nil(t, kept)
	require.Empty(t, s.pbxs())
}

func TestStartStopAndDeleteSeveral(t *testing.T) {
	s := partner(t)
	for _, name := range []string{"Autohaus", "Hotel", "Praxis"} {
		s.plan("", name, 10, nil)
	}
	s.goTo("pbx")
	s.row(0)
	s.with(desktop.KeyShiftLeft, fyne.KeyDown)
	s.does("command.start_pbx")
	require.Equal(t, pbx.Running, s.pbx("Autohaus").State)
	require.Equal(t, pbx.Running, s.pbx("Hotel").State)
	require.Equal(t, pbx.Stopped, s.pbx("Praxis").State)
	require.True(t, s.sees("2 PBXs are set to running."))
	s.window.Press(&fyne.ShortcutUndo{})
	require.Equal(t, pbx.Stopped, s.pbx("Hotel").State)
}

func TestDeletingSaysWhatComesBack(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(12)
	s.cloud()
	pool := s.left("", capacity.Extensions)
	s.goTo("pbx")
	s.search("Praxis")
	s.press(fyne.KeyF)
	s.key(fyne.KeyDown, fyne.KeyDelete)
	require.True(
		t,
		s.sees(
			"9 extensions, 2 calls, 100 recording minutes, 9 Ultimate extensions, 1 custom domain, 260 transcription minutes return",
		),
	)
	require.True(t, s.sees("40 transcription minutes were used up and do not come back."))
	s.key(fyne.KeyTab, fyne.KeyReturn)
	require.False(t, dialogOpen(s))
	require.Len(t, s.pbxs(), 7)
	require.Equal(t, pool+9, s.left("", capacity.Extensions))
}

func TestMovingShowsBothPackages(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(12)
	aurora := s.owner("Aurora Telecom GmbH")
	s.plan("", "Hotel Seeblick", 10, nil)
	pool, free := s.left("", capacity.Extensions), s.left(aurora, capacity.Extensions)
	s.goTo("pbx")
	s.row(0)
	s.choose("en", "command.move_pbx")
	s.key(fyne.KeySpace)
	s.typed("Aurora")
	s.key(fyne.KeyReturn)
	n := s.desk.Printer("en").Number
	require.True(t, s.sees(fmt.Sprintf("Extensions %s → %s free", n(pool), n(pool+10))))
	require.True(t, s.sees(fmt.Sprintf("Extensions %s → %s free", n(free), n(free-10))))
	s.tab(2)
	s.key(fyne.KeyReturn)
	require.False(t, dialogOpen(s))
	require.Equal(t, aurora, s.pbx("Hotel Seeblick").Owner.ID)
	require.Equal(t, free-10, s.left(aurora, capacity.Extensions))
	s.window.Press(&fyne.ShortcutUndo{})
	require.Equal(t, pool, s.left("", capacity.Extensions))
}

func TestAMoveThatDoesNotFitIsRefusedBeforeItIsTried(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(12)
	aurora := s.owner("Aurora Telecom GmbH")
	s.plan("", "Hotel Seeblick", s.left(aurora, capacity.Extensions)+1, nil)
	s.goTo("pbx")
	s.row(0)
	s.choose("en", "command.move_pbx")
	s.key(fyne.KeySpace)
	s.typed("Aurora")
	s.key(fyne.KeyReturn)
	require.True(t, s.sees("Extensions: Only"))
	s.tab(1)
	s.key(fyne.KeyReturn)
	require.True(t, s.sees("That is the limit of Aurora Telecom GmbH; Ida Brandt set it on"))
	s.keep("90-why-move")
	s.tab(2)
	s.key(fyne.KeyReturn)
	require.True(t, dialogOpen(s))
	require.NotEqual(t, aurora, s.pbx("Hotel Seeblick").Owner.ID)
}

func TestConsumedMinutesAreRecordedByKeyboard(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(12)
	s.cloud()
	s.goTo("pbx")
	s.search("Praxis")
	s.press(fyne.KeyF)
	s.key(fyne.KeyDown)
	s.choose("en", "command.consume_pbx")
	s.typed("261")
	s.key(fyne.KeyReturn)
	require.True(t, s.sees("From 1 to 260"))
	s.key(fyne.KeyBackspace)
	s.key(fyne.KeyReturn)
	require.False(t, dialogOpen(s))
	require.EqualValues(t, 66, s.pbx("Praxis am Hafen").Consumed)
}

// sends takes the file that waits for the other side (id names a reseller) over to it.
func (s *screen) sends(to *screen, id string) {
	_, file, err := s.desk.SaveWaiting(s.t.Context(), id)
	require.NoError(s.t, err)
	_, err = to.desk.Receive(s.t.Context(), desk.NewID(), file)
	require.NoError(s.t, err)
}

func TestWhoseDesktopKeepsItsPBXsIsSaid(t *testing.T) {
	w := twoScreens(t, "en", kit.ModeLight, 1280, 800)
	d, r, id := w.d, w.r, w.id
	r.sends(d, "")
	d.sends(r, id)
	r.plan("", "Hotel Seeblick", 20, nil)
	r.sends(d, "")
	newest := newScreen(
		t,
		"en",
		kit.ModeLight,
		1280,
		800,
		1,
	) // The test driver shows menus and lists in the newest window.
	newest.desk = d.desk
	newest.window.Start()
	d = newest
	d.goTo("pbx")
	require.True(t, d.sees("managed by the reseller"))
	d.keep("76-reported")
	d.row(0)
	d.key(fyne.KeyReturn)
	require.True(t, d.sees("The PBXs of Kranich Telefonie GmbH are managed on its own desktop."))
	d.key(fyne.KeyReturn)
	require.False(t, dialogOpen(d))
	d.key(fyne.KeyDelete)
	require.True(
		t, d.sees("The PBXs of Kranich Telefonie GmbH are managed on its own desktop."),
		"nor can it be deleted",
	)
	d.key(fyne.KeyReturn)
	d.press(fyne.KeyN)
	d.key(fyne.KeySpace)
	d.keep("77-owner-kept")
	require.True(t, d.sees("also creates PBXs itself"))
	d.key(fyne.KeyDown, fyne.KeyReturn)
	require.True(
		t, d.sees("From the package of Kranich Telefonie GmbH"), "one is made on its behalf",
	)
	d.key(fyne.KeyEscape, fyne.KeyTab, fyne.KeyReturn) // It asks, since an owner was chosen.
	require.False(t, dialogOpen(d))

	d.goTo("user") // The desktop is lost.
	d.row(0)
	d.press(fyne.KeyK)
	d.typed("take over its pbxs")
	d.key(fyne.KeyReturn)
	d.keep("78-keep-here")
	d.key(fyne.KeyReturn)
	require.True(t, d.sees("The PBXs of Kranich Telefonie GmbH are managed here now."))
	d.goTo("pbx")
	d.row(0)
	d.key(fyne.KeyReturn)
	require.True(t, d.sees("Edit Hotel Seeblick"))
	require.True(t, d.sees("Region not known"))
	d.keep("78-kept-form")
	d.typed("Hotel am See")
	d.press(fyne.KeyS)
	require.False(t, dialogOpen(d), "although its address is not known here")
	require.Equal(t, "Hotel am See", d.pbxs()[0].Name)
}

func TestAPBXWhoseLastDayIsOverIsNotStarted(t *testing.T) {
	s := partner(t)
	s.plan("", "Autohaus", 10, nil)
	s.plan("", "Hotel", 10, func(d *pbx.Draft) { end := clock.AddDate(0, 0, 2); d.Expiry = core.DayOf(end) })
	s.now = s.now.AddDate(0, 0, 3)
	s.goTo("pbx")
	require.True(t, s.sees("expired"))
	s.keep("78-over")
	s.key(fyne.KeyHome)
	s.with(desktop.KeyShiftLeft, fyne.KeyDown)
	require.Negative(t, s.listed(s.words.T("command.start_pbx")), "not of both of them")
	s.key(fyne.KeyReturn)
	require.Equal(t, pbx.Stopped, s.pbx("Autohaus").State)
}

// signInMax makes a colleague with some features, and shows his window.
func (s *screen) signInMax(features ...permission.Key) {
	ctx := s.t.Context()
	const own = "nine quiet harbours at night"
	first, err := s.desk.AddColleague(ctx, desk.NewID(), desk.ColleagueDraft{
		Profile: account.Profile{
			FirstName: "Max",
			Email:     "max@nordlicht.example",
			Language:  "en",
		},
		Permissions: permission.NewSet(features...),
	})
	require.NoError(s.t, err)
	_ = s.desk.SignOut(ctx) // There is no keyring to forget anything.
	require.NoError(s.t, s.desk.SignIn(ctx, "max@nordlicht.example", first))
	require.NoError(s.t, s.desk.ChangePassword(ctx, first, own))
	s.window.Start()
}

func TestWhoMayOnlySeePBXsCanDoNothingToThem(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(1)
	s.cloudOf("Hotel Seeblick")
	s.signInMax(permission.PBXView)
	s.goTo("pbx")
	require.True(t, s.sees("Hotel Seeblick"))
	for _, hidden := range []string{"Customer", "Lorenz GmbH", "Start", "Delete", "Export"} {
		require.False(t, s.sees(hidden), hidden)
	}
	shown(s.layers()[0], fyne.Position{}, func(text *canvas.Text, _ fyne.Position) bool {
		require.NotEqual(t, "Add", text.Text) // Addresses are seen.
		return false
	})
	s.row(0)
	s.keep("79-view-only")
	s.key(fyne.KeyReturn, fyne.KeyDelete)
	s.press(fyne.KeyN)
	require.False(t, dialogOpen(s))
}

func TestWhoMayNotResizeSeesNoCapacityInTheForm(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(1)
	s.cloudOf("Hotel Seeblick")
	s.signInMax(permission.PBXView, permission.PBXEdit)
	s.goTo("pbx")
	s.row(0)
	s.key(fyne.KeyReturn)
	for _, hidden := range []string{
		"Extensions", "Concurrent Calls", "Call Recording", "Plan", "Expiry date", "Type",
		"Run after expiry", "Customers",
	} {
		require.False(t, s.sees(hidden), hidden)
	}
	s.keep("80-edit-only")
	s.typed("Hotel am See")
	s.press(fyne.KeyS)
	require.False(t, dialogOpen(s))
	require.Equal(t, "Hotel am See", s.pbxs()[0].Name)
	s.window.Start()
}

func TestAResellersPBXsStartAsItsFormSays(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(1)
	s.goTo("user")
	s.row(0)
	s.key(fyne.KeyReturn)
	s.keep("85-values-before")
	s.tab(20) // The search of the features.
	s.typed("new pbxs")
	s.keep("86-values-found")
	for range 3 {
		s.tab(2) // Past the feature, to what hangs on it.
		s.key(fyne.KeySpace)
	}
	s.keep("87-values")
	s.press(fyne.KeyS)
	require.False(t, dialogOpen(s))

	s.goTo("pbx")
	s.press(fyne.KeyN)
	require.True(t, s.sees("Commercial"), "the distributor's own are")
	s.key(fyne.KeySpace)
	s.typed("alpenfon")
	s.key(fyne.KeyReturn)
	require.True(t, s.sees("Trial"))
	require.True(t, s.sees("500 free, nothing deducted"))
	s.tab(1)
	s.typed("Hotel Seeblick")
	s.tab(4)
	s.typed("seeblick")
	s.tab(1)
	s.typed("2027-11-24")
	s.tab(3)
	s.typed("12")
	s.tab(1)
	s.typed("2")
	s.keep("88-starts")
	s.press(fyne.KeyS)
	require.False(t, dialogOpen(s))
	p := s.pbx("Hotel Seeblick")
	require.Equal(t, pbx.Trial, p.Type)
	require.True(t, p.RunAfterExpiry)
	require.EqualValues(t, 500, p.RecordingMinutes)
}

func TestWhoMayNotChooseHowAPBXStartsIsNotAsked(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(1)
	s.signInMax(permission.PBXView, permission.PBXAdd)
	s.goTo("pbx")
	s.press(fyne.KeyN)
	require.True(t, s.sees("Extensions"))
	require.False(t, s.sees("Type"))
	require.False(t, s.sees("Call Recording"))
	boxes := labels[*kit.Checkbox](s.layers()[0])
	require.NotContains(t, boxes, "Run after expiry ")
	require.Contains(t, boxes, "Activated ")
	s.keep("89-no-choice")
}

func TestACustomerByKeyboard(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(1)
	s.goTo("customer")
	require.True(t, s.sees("No customers yet"))
	s.press(fyne.KeyN)
	s.typed("Lorenz GmbH")
	s.tab(1)
	s.typed("not an address")
	s.tab(1)
	s.typed("Ada")
	s.press(fyne.KeyS)
	require.True(t, dialogOpen(s), "the email is none")
	s.keep("81-customer-wrong")
	s.key(fyne.KeyEscape)
	require.True(t, s.sees("Discard what you typed?"))
	s.key(fyne.KeyEscape)
	s.typed("ada@lorenz.example")
	s.press(fyne.KeyS)
	require.False(t, dialogOpen(s))
	s.key(fyne.KeyReturn)
	s.typed("Lorenz AG")
	s.press(fyne.KeyS)
	rows, err := s.desk.Customers(t.Context(), desk.CustomerQuery{Limit: 5})
	require.NoError(t, err)
	require.Len(t, rows, 1)
	require.Equal(t, "Lorenz AG", rows[0].Company)
	s.key(fyne.KeyDelete)
	require.True(t, s.sees("Delete Lorenz AG (Ada)?"))
	s.key(fyne.KeyTab, fyne.KeyReturn)
	require.True(t, s.sees("No customers yet"))
	s.window.Press(&fyne.ShortcutUndo{})
	require.True(t, s.sees("Lorenz AG"))
}

func TestACustomerWithAPBXIsNotDeleted(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(1)
	s.cloudOf("Hotel Seeblick")
	s.goTo("customer")
	s.row(0)
	s.key(fyne.KeyDelete)
	require.True(
		t, s.sees("Lorenz GmbH cannot be deleted"), "nobody is asked about what will not be done",
	)
	require.True(t, s.sees("There is 1 PBX for this customer."))
	s.keep("82-customer-refused")
	s.key(fyne.KeyReturn)
	require.Equal(
		t, "PBX – Reseller Desk", s.window.Fyne().Title(),
		"it leads to where the customer is taken off",
	)
	require.True(t, s.sees("For Lorenz GmbH ✕ "))
	s.goTo("customer")
	s.row(0)
	s.key(fyne.KeyReturn)
	require.True(t, s.sees("Hotel Seeblick"), "the form names its PBXs")
	s.key(fyne.KeyEscape)
	s.plan("", "Autohaus", 10, nil)
	s.does("command.customer_pbxs")
	require.Equal(t, "PBX – Reseller Desk", s.window.Fyne().Title())
	require.True(t, s.sees("For Lorenz GmbH ✕ "))
	require.True(t, s.sees("Hotel Seeblick"))
	require.False(t, s.sees("Autohaus"))
	s.keep("83-for-customer")
}

// TestACustomerWhoIsGoneIsSaid asks for the PBXs of a customer whom another program has deleted
// since the list was read.
func TestACustomerWhoIsGoneIsSaid(t *testing.T) {
	s, other := withOther(t, 1)
	id := s.cloudOf("Hotel Seeblick")
	s.goTo("customer")
	s.row(0)
	require.NoError(t, other.DeletePBXs(t.Context(), desk.NewID(), []string{id}))
	require.NoError(t, other.DeleteCustomers(
		t.Context(), desk.NewID(), []string{s.customer().ID},
	))
	s.does("command.customer_pbxs")
	s.says("This customer does not exist any more.")
}

// cloudOf makes a PBX with a customer, Lorenz GmbH, in the pool.
func (s *screen) cloudOf(name string) string {
	customer, err := s.desk.AddCustomer(
		s.t.Context(), desk.NewID(), "",
		pbx.CustomerDraft{Company: "Lorenz GmbH", FirstName: "Ada", Email: "ada@lorenz.example"},
	)
	require.NoError(s.t, err)
	return s.plan(
		"", name, 10,
		func(d *pbx.Draft) { d.Customers = []pbx.Ref{{ID: customer, Name: "Lorenz GmbH (Ada)"}} },
	)
}

func TestTheCustomersOfAPBXGetItsActivationEmail(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1)
	box := s.withPostbox()
	s.example(0)
	s.plan("", "Autohaus", 10, nil)
	s.cloudOf("Hotel Seeblick")
	s.goTo("pbx")
	s.row(0)
	s.press(fyne.KeyM)
	require.True(
		t, s.sees("Autohaus has no customer who could receive the mail. Nothing was sent."),
	)
	s.key(fyne.KeyReturn)
	s.row(1)
	s.press(fyne.KeyM)
	require.True(t, s.sees("Lorenz GmbH (Ada) ada@lorenz.example"))
	s.keep("86-send")
	s.key(fyne.KeyReturn)
	require.True(t, s.sees("Outgoing mail is not set up"))
	s.key(fyne.KeyEscape)
	_, err := s.desk.SetMailSettings(t.Context(), mail.Settings{
		Host: "smtp.nordlicht.example", Port: 465, Security: mail.SecurityTLS, User: "ida",
		FromAddress: "ida@nordlicht.example", FromName: "Nordlicht",
	}, "secret")
	require.NoError(t, err)
	s.press(fyne.KeyM)
	s.key(fyne.KeyReturn)
	require.True(t, s.sees("is in the outbox."))
	_, err = s.desk.SendDue(t.Context())
	require.NoError(t, err)
	require.Len(t, box.raw, 1)
	require.Contains(t, string(box.raw[0]), "ada@lorenz.example")
}

func TestRegionsByKeyboard(t *testing.T) {
	s := partner(t)
	s.goTo("pbx")
	s.choose("en", "command.regions")
	s.window.Fyne().Canvas().Focused().(fyne.Shortcutable).TypedShortcut(&fyne.ShortcutSelectAll{})
	s.typed("Kiel: pbx.kiel.example, tel.kiel.example\nBonn")
	s.tab(2)
	s.keep("85-regions")
	s.key(fyne.KeyReturn)
	require.True(t, s.sees("Bonn needs at least one domain."))
	s.window.Fyne().Canvas().FocusPrevious()
	s.window.Fyne().Canvas().FocusPrevious()
	s.key(fyne.KeyBackspace, fyne.KeyBackspace, fyne.KeyBackspace, fyne.KeyBackspace)
	s.tab(2)
	s.key(fyne.KeyReturn)
	require.False(t, dialogOpen(s))
	s.press(fyne.KeyN)
	require.True(t, s.sees(".pbx.kiel.example"), "the first domain of the first region is offered")
	s.typed("Hotel")
	s.tab(4)
	s.typed("hotel")
	s.tab(1)
	s.key(fyne.KeyDown) // The second domain.
	require.True(t, s.sees(".tel.kiel.example"))
	s.tab(4)
	s.typed("10")
	s.tab(1)
	s.typed("2")
	s.press(fyne.KeyS)
	require.Equal(t, "hotel.tel.kiel.example", s.pbx("Hotel").Host())
}

func TestPBXsAndCustomersAreExportedByKeyboard(t *testing.T) {
	s := newScreen(t, "de", kit.ModeLight, 1280, 800, 1).example(12)
	s.cloud()
	words := s.desk.Printer("de")
	for page, command := range map[string]string{
		"pbx": "command.export_pbxs", "customer": "command.export_customers",
	} {
		s.goTo(page)
		s.search("Hotel")
		s.files.path = filepath.Join(t.TempDir(), "liste.csv")
		s.choose("de", command)
		s.key(fyne.KeyDown, fyne.KeyReturn)
		csv, err := os.ReadFile(s.files.path)
		require.NoError(t, err)
		require.Contains(t, string(csv), words.T("field.owner")+";")
		require.Equal(
			t, 2, strings.Count(string(csv), "\r\n"),
			"the title and one row: what is searched is exported",
		)
	}
}

func TestPBXsAndCustomersAreFoundFromAnywhere(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(12)
	s.cloudOf("Hotel Seeblick")
	s.press(fyne.KeyK)
	s.typed("seebl")
	s.key(fyne.KeyReturn)
	require.True(t, s.sees("Edit Hotel Seeblick"))
	s.key(fyne.KeyEscape)
	s.press(fyne.KeyK)
	s.typed("lorenz")
	s.key(fyne.KeyReturn)
	require.True(t, s.sees("Edit Lorenz GmbH"))
}

// cloud fills a distributor's workspace with customers and PBXs, of its own and of resellers. Its
// subscription has everything.
func (s *screen) cloud() {
	ctx := s.t.Context()
	seen, err := s.desk.Terms(ctx)
	require.NoError(s.t, err)
	terms := seen
	terms.Total = seen.Total.Clone()
	terms.Total[capacity.UltimateExtensions] = 100
	terms.Total[capacity.CustomDomains] = 5
	terms.Total[capacity.TranscriptionMinutes] = 1000
	require.NoError(s.t, s.desk.SetSubscription(ctx, desk.NewID(), seen, terms))
	owners, err := s.desk.PBXOwners(ctx, "")
	require.NoError(s.t, err)
	regions, err := s.desk.Regions(ctx)
	require.NoError(s.t, err)
	for i, name := range []string{
		"Rathaus Neustadt", "Kanzlei Amsel & Partner", "Hotel Seeblick", "Autohaus Lorenz",
		"Praxis am Hafen", "Möbelhaus Vogt", "Stadtwerke Süd", "Kita Regenbogen",
	} {
		owner := owners[i%4]
		company := name + " GmbH"
		customer, err := s.desk.AddCustomer(ctx, desk.NewID(), owner.ID, pbx.CustomerDraft{
			Company: company, FirstName: "Ada", LastName: "Weber",
			Email:          fmt.Sprintf("ada%d@customer.example", i),
			BusinessNumber: "+49 431 555 01" + fmt.Sprint(i),
			ZipCode:        "24103", City: "Kiel",
		})
		require.NoError(s.t, err)
		end := clock.AddDate(0, 0, []int{400, 5, 90, 29, 200}[i%5])
		d := pbx.Draft{
			Name: name,
			Size: pbx.Size{
				Plan: pbx.Enterprise, Extensions: int64(5 + i), ConcurrentCalls: 2,
				Recording: i%2 == 0,
			},
			Address: pbx.Address{
				Region: regions[i%len(regions)].Name, SubDomain: fmt.Sprintf("site-%d", i),
				Domain: regions[0].Domains[0],
			},
			Term: pbx.Term{
				Type:   []pbx.Type{pbx.Commercial, pbx.Commercial, pbx.Trial}[i%3],
				Expiry: core.DayOf(end),
			},
			Activated: i%3 != 1,
			Customers: []pbx.Ref{{ID: customer, Name: company}},
		}
		if d.Recording {
			d.RecordingMinutes = 600
		}
		if i == 4 { // In the pool, with all there is.
			d.Plan, d.TranscriptionMinutes, d.CustomDomain, d.Domain, d.HighAvailability = pbx.Ultimate, 300, true, "tel.praxis.example", true
		}
		saved, err := s.desk.AddPBX(ctx, desk.NewID(), owner.ID, d)
		require.NoError(s.t, err)
		if i%4 != 2 {
			require.NoError(s.t, s.desk.StartPBXs(ctx, desk.NewID(), []string{saved.ID}))
		}
		if i == 4 {
			_, err := s.desk.RecordConsumption(ctx, desk.NewID(), saved.ID, 40)
			require.NoError(s.t, err)
		}
	}
}

// looks are the windows that pictures are taken of.
var looks = []struct {
	name, lang    string
	mode          kit.Mode
	width, height float32
	picture       bool // It differs in colours and room alone.
}{
	{"light", "en", kit.ModeLight, 1280, 800, false},
	{"dark-de", "de", kit.ModeDark, 1280, 800, true},
	{"small-de", "de", kit.ModeLight, 900, 600, false},
	{"large", "en", kit.ModeLight, 1920, 1080, true},
}

// TestPBXScreens shows the pages of a distributor in windows of several sizes. With SHOTS=folder
// the pictures are kept.
func TestPBXScreens(t *testing.T) {
	for _, look := range looks {
		if look.picture && !keepsPictures() {
			continue
		}
		t.Run(look.name, func(t *testing.T) {
			shot := func(s *screen, name string) { s.keep(name + "-" + look.name) }
			s := newScreen(t, look.lang, look.mode, look.width, look.height, 1).example(12)
			s.goTo("pbx")
			shot(s, "60-empty")
			s.goTo("customer")
			shot(s, "61-customers-empty")
			s.cloud()
			shot(s, "62-customers")
			s.key(fyne.KeyDown, fyne.KeyReturn)
			shot(s, "63-customer")
			s.key(fyne.KeyEscape)
			s.goTo("pbx")
			s.key(fyne.KeyDown, fyne.KeyDown)
			shot(s, "64-list")
			s.press(fyne.KeyN)
			shot(s, "65-add")
			s.key(fyne.KeyReturn)
			shot(s, "66-owners")
			s.key(fyne.KeyDown, fyne.KeyDown, fyne.KeyReturn, fyne.KeyTab)
			s.typed("Autohaus Lorenz")
			s.key(fyne.KeyTab, fyne.KeySpace)
			shot(s, "67-customers")
			s.key(fyne.KeyReturn, fyne.KeyEscape, fyne.KeyTab, fyne.KeyTab, fyne.KeyTab)
			s.typed("site-4")
			s.key(fyne.KeyTab)
			s.typed("31")
			s.key(fyne.KeyTab, fyne.KeyTab, fyne.KeyTab)
			s.typed("9999")
			s.key(fyne.KeyTab)
			s.key(fyne.KeyTab)
			shot(s, "68-wrong")
			s.key(fyne.KeyReturn)
			shot(s, "68-wrong-why")
			s.key(fyne.KeyEscape, fyne.KeyTab, fyne.KeyReturn)
			require.False(t, dialogOpen(s))
			s.search("Praxis")
			s.press(fyne.KeyF)
			s.key(fyne.KeyDown)
			s.key(fyne.KeyReturn)
			shot(s, "69-edit")
			s.key(fyne.KeyEscape)
			s.choose(look.lang, "command.consume_pbx")
			shot(s, "70-consume")
			s.key(fyne.KeyEscape)
			s.choose(look.lang, "command.move_pbx")
			shot(s, "71-move")
			s.key(fyne.KeyDown, fyne.KeyDown, fyne.KeyReturn)
			shot(s, "72-move-preview")
			s.key(fyne.KeyEscape, fyne.KeyDelete)
			shot(s, "73-delete")
			s.key(fyne.KeyTab, fyne.KeyReturn)
			shot(s, "74-deleted")
		})
	}
}

// TestAListToPickFromSaysThatNothingWasFound searches what is not there in each field that picks
// one of many.
func TestAListToPickFromSaysThatNothingWasFound(t *testing.T) {
	for name, open := range map[string]func(s *screen){
		"owner of a PBX":      func(s *screen) { s.goTo("pbx"); s.press(fyne.KeyN); s.focus(s.fieldNamed("Owner")) },
		"customers of a PBX":  func(s *screen) { s.goTo("pbx"); s.press(fyne.KeyN); s.focus(s.fieldNamed("Customers")) },
		"owner of a customer": func(s *screen) { s.goTo("customer"); s.press(fyne.KeyN); s.focus(s.fieldNamed("Owner")) },
		"new owner of a PBX":  func(s *screen) { s.goTo("pbx"); s.row(0); s.does("command.move_pbx") },
	} {
		t.Run(name, func(t *testing.T) {
			s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(3)
			s.plan("", "Hotel Seeblick", 10, nil)
			open(s)
			s.key(fyne.KeySpace)
			s.typed("zzz")
			nothing := s.words.T("search.nothing")
			if name == "customers of a PBX" {
				nothing = s.words.T("customers.nothing_short")
			}
			var seen []string
			shown(s.front(), fyne.Position{}, func(text *canvas.Text, _ fyne.Position) bool {
				seen = append(seen, text.Text)
				return false
			})
			require.Contains(t, seen, nothing)
		})
	}
}
