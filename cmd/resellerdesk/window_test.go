package main

import (
	"context"
	"fmt"
	"image/png"
	"net/url"
	"os"
	"path/filepath"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/driver/software"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"

	"resellerdesk/cmd/internal/wiring"
	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/autoconfig"
	"resellerdesk/core/desk"
	"resellerdesk/core/i18n"
	"resellerdesk/core/mail"
	"resellerdesk/core/permission"
	"resellerdesk/storage/sqlite"
	"resellerdesk/ui"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

// inline is a page.Runner that runs everything at once, so that a test sees the end of each action;
// what is to happen later never does. Work that never ends, such as the outbox, is left out.
type inline struct {
	later  *[]func()
	seen   *func()   // Called after the UI did something, if it is not nil.
	pauses *[]func() // What ends the time in which Enter does nothing.
	slow   *slowReads
}

// slowReads hold back what was read, if on, as a slow disk does.
type slowReads struct {
	on    bool
	steps []func()
}

// arrive lets the UI have what was read, and what is read because of it.
func (l *slowReads) arrive() {
	l.on = false
	for len(l.steps) > 0 {
		step := l.steps[0]
		l.steps = l.steps[1:]
		step()
	}
}

func (r inline) Go(work func()) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		work()
	}()
	select {
	case <-done:
	case <-time.After(time.Minute): // A busy computer takes its time to seal a recovery kit.
	}
}

func (r inline) UI(do func()) {
	if r.slow != nil && r.slow.on {
		r.slow.steps = append(r.slow.steps, do)
		return
	}
	do()
	if *r.seen != nil {
		(*r.seen)()
	}
}

func (r inline) After(d time.Duration, do func()) (stop func()) {
	if d == kit.EnterPause {
		*r.pauses = append(*r.pauses, do)
		return func() {}
	}
	*r.later = append(*r.later, do)
	return func() {}
}

// noKeyring is a computer without a keyring.
type noKeyring struct{}

func (noKeyring) absent() error { return &core.Error{Code: core.Unavailable, Key: "keyring.absent"} }

func (k noKeyring) Get(context.Context, string) (string, error) { return "", k.absent() }

func (k noKeyring) Set(context.Context, string, string) error { return k.absent() }

func (k noKeyring) Delete(context.Context, string) error { return k.absent() }

// screen is the program's window in Fyne's software renderer, on a real workspace file.
type screen struct {
	t      *testing.T
	drawn  time.Time // When the window was drawn last.
	desk   *desk.Desk
	behind desk.Options // What is behind the desk.
	folder string       // Of the workspace, when a test chose it.
	data   string       // The data folder, when no test chose one.
	kept   *wiring.Workspace
	now    time.Time
	opened string // What another program would show.
	window *ui.Window
	files  *chosenFiles
	words  *i18n.Printer
	later  []func()
	pauses []func() // What ends the time in which Enter does nothing.
	seen   func()
	slow   slowReads
	known  *page.Settings // What the window remembers of itself.
	// What is done with an address that the browser is to show; nil for nothing.
	browser func(address string) error
	servers autoconfig.Finder               // Finds mail servers; empty to find none.
	quits   int                             // How often the program was ended.
	drop    func(fyne.Position, []fyne.URI) // What happens when files are dropped on the window.
}

// dropApp is an app of tests whose windows remember what is to happen when files are dropped on
// them.
type dropApp struct {
	fyne.App
	screen *screen
}

// OpenURL notes what another program would show.
func (a dropApp) OpenURL(u *url.URL) error {
	a.screen.opened = u.String()
	if a.screen.browser != nil {
		return a.screen.browser(u.String())
	}
	return nil
}

// Quit is counted: an app of tests never ends.
func (a dropApp) Quit() { a.screen.quits++ }

func (a dropApp) NewWindow(title string) fyne.Window {
	return dropWindow{a.App.NewWindow(title), a.screen}
}

type dropWindow struct {
	fyne.Window
	screen *screen
}

func (w dropWindow) SetOnDropped(do func(fyne.Position, []fyne.URI)) { w.screen.drop = do }

const distributorPassword = "seven lamps over the harbour"

var clock = time.Date(2026, 11, 24, 9, 12, 0, 0, time.UTC)

func newScreen(t *testing.T, lang string, mode kit.Mode, width, height, scale float32) *screen {
	files := &chosenFiles{}
	s := newScreenWith(t, lang, mode, width, height, scale, files)
	s.files = files
	return s
}

// serversOf finds the mail servers of a screen.
type serversOf struct{ s *screen }

func (f serversOf) Find(ctx context.Context, address string) (autoconfig.Server, error) {
	if f.s.servers.Client == nil {
		return autoconfig.Server{}, &core.Error{Code: core.NotFound, Key: "mail.no_finder"}
	}
	return f.s.servers.Find(ctx, address)
}

// printers are the words of all screens.
var printers = wiring.Printers(func() string { return "en" })

// newScreenWith is a screen with a way to choose files; nil is the platform's own.
func newScreenWith(
	t *testing.T, lang string, mode kit.Mode, width, height, scale float32, files page.Files,
) *screen {
	a := test.NewTempApp(t)
	s := &screen{t: t, now: clock}
	now := func() time.Time { return s.now }
	s.data = t.TempDir()
	s.kept = wiring.NewWorkspace(
		s.data,
		now,
		func(ctx context.Context, dir string) (*desk.Desk, func() error, error) {
			store, err := sqlite.Open(ctx, dir)
			if err != nil {
				return nil, nil, err
			}
			s.behind = desk.Options{
				Store: store, Keyring: noKeyring{},
				Deliverer: mail.SMTP{Timeouts: mail.StandardTimeouts()}, Servers: serversOf{s},
				Printer: printers, Now: now, Cost: account.Cost{Time: 1, Memory: 64, Threads: 1},
			}
			return desk.New(s.behind), store.Close, nil
		},
	)
	var err error
	s.desk, err = s.kept.Open(t.Context())
	require.NoError(t, err)
	t.Cleanup(func() { _ = s.kept.Close() })
	s.words = printers(lang)
	settings := page.NewSettings(a.Preferences())
	settings.SetLanguage(lang)
	settings.SetMode(mode)
	s.known = settings
	s.window = ui.New(ui.Options{
		App: dropApp{a, s}, Settings: settings, Run: inline{&s.later, &s.seen, &s.pauses, &s.slow},
		Files: files, Printer: printers, Now: now, Name: "nordlicht",
		Open: s.open, NoOutbox: true, Backups: s.kept, Scratch: func() (desk.Store, func(), error) {
			store, err := sqlite.Open(t.Context(), t.TempDir())
			return store, func() { _ = store.Close() }, err
		},
	})
	s.window.Fyne().Canvas().(software.WindowlessCanvas).SetScale(scale)
	s.window.Fyne().Resize(fyne.NewSize(width, height))
	t.Cleanup(s.window.Fyne().Close)
	s.isDrawn()
	return s
}

// isDrawn draws the window when it was not for a while, as one that a person sees always is. fyne
// 2.8.1 knows the time only from that: the renderers of what is made a minute after it count as
// not used for a minute, and are thrown away when it is drawn next.
func (s *screen) isDrawn() {
	const often = 20 * time.Second
	if time.Since(s.drawn) > often {
		s.window.Fyne().Canvas().Capture()
		s.drawn = time.Now()
	}
}

// open opens the workspace if it is closed.
func (s *screen) open() (d *desk.Desk, err error) {
	if !s.kept.IsOpen() {
		if d, err = s.kept.Open(s.t.Context()); err != nil {
			return nil, err
		}
		s.desk = d
	}
	return s.desk, nil
}

// example fills the workspace with example resellers and signs in.
func (s *screen) example(n int) *screen {
	setUp := desk.SetUp{
		Company: "Nordlicht Distribution", FirstName: "Ida", LastName: "Brandt",
		Email: "ida@nordlicht.example", Password: distributorPassword,
		Language: "en", Subscription: desk.ExampleSubscription(n), Example: true,
	}
	require.NoError(s.t, s.desk.SetUp(s.t.Context(), setUp))
	require.NoError(s.t, s.desk.AddExamples(s.t.Context(), n, 0))
	s.window.Start() // Setting up signed in.
	return s
}

// goTo opens a page of the menu by its command.
func (s *screen) goTo(page string) {
	s.does("command.go", core.Args{"Page": s.words.T("menu." + page)})
	require.Contains(s.t, s.window.Fyne().Title(), s.words.T("menu."+page))
}

// press presses a key with Ctrl. The test driver has no shortcuts of its own, so the window gets
// them directly.
func (s *screen) press(key fyne.KeyName) { s.window.Press(page.Ctrl(key)) }

// key presses keys one after the other, as slowly as a person who looks at what each does.
func (s *screen) key(names ...fyne.KeyName) {
	s.isDrawn()
	for _, name := range names {
		for _, end := range s.pauses {
			end()
		}
		s.pauses = nil
		c := s.window.Fyne().Canvas()
		if name == fyne.KeyTab {
			c.FocusNext()
			continue
		}
		if f := c.Focused(); f != nil {
			f.TypedKey(&fyne.KeyEvent{Name: name})
		}
	}
}

// with presses keys while another is held down.
func (s *screen) with(held fyne.KeyName, names ...fyne.KeyName) {
	focused := s.window.Fyne().Canvas().Focused().(desktop.Keyable)
	focused.KeyDown(&fyne.KeyEvent{Name: held})
	s.key(names...)
	focused.KeyUp(&fyne.KeyEvent{Name: held})
}

func (s *screen) typed(text string) { test.Type(s.window.Fyne().Canvas().Focused(), text) }

// keep writes a picture for a person to look at, if wanted.
func (s *screen) keep(name string) {
	dir := os.Getenv("SHOTS")
	if dir == "" {
		s.isDrawn()
		return
	}
	picture := s.window.Fyne().Canvas().Capture()
	require.NoError(s.t, os.MkdirAll(dir, 0o755))
	file, err := os.Create(filepath.Join(dir, name+".png"))
	require.NoError(s.t, err)
	require.NoError(s.t, png.Encode(file, picture))
	require.NoError(s.t, file.Close())
}

// choose runs a command by its words in the palette.
func (s *screen) choose(lang, words string) {
	s.press(fyne.KeyK)
	s.typed(printers(lang).T(words))
	s.key(fyne.KeyReturn)
	require.True(s.t, dialogOpen(s), words)
}

// count is how many resellers a quick filter shows.
func (s *screen) count(chip desk.Chip) int {
	n, err := s.desk.CountResellers(s.t.Context(), desk.ResellerQuery{Chip: chip})
	require.NoError(s.t, err)
	return n
}

// form types the form of a reseller.
func (s *screen) form(email string) {
	for _, text := range []string{
		"Kranich Telefonie GmbH", email, "Nina", "Albrecht", "+49 431 555 0142", "", "", "", "", "",
		"", "", "120", "5", "16", "2000",
	} {
		if text != "" {
			s.typed(text)
		}
		s.key(fyne.KeyTab)
	}
}

// keepsPictures tells whether somebody will look at the pictures: then they are taken of all looks,
// else of those in which something can go wrong that does not in the others.
func keepsPictures() bool { return os.Getenv("SHOTS") != "" }

// TestScreens shows every screen once in each appearance. With SHOTS=folder the pictures are kept.
func TestScreens(t *testing.T) {
	for _, look := range []struct {
		name, lang    string
		mode          kit.Mode
		width, height float32
		scale         float32
		picture       bool // It differs in colours and room alone.
	}{
		{"light", "en", kit.ModeLight, 1280, 800, 1, false},
		{"dark", "en", kit.ModeDark, 1280, 800, 1, true},
		{"large-light", "de", kit.ModeLight, 1920, 1080, 1, true},
		{"large-dark", "en", kit.ModeDark, 1920, 1080, 1, true},
		{"scale15", "de", kit.ModeLight, 1280 / 1.5, 800 / 1.5, 1.5, false},
		{"small", "en", kit.ModeDark, 1024, 700, 1, false},
	} {
		if look.picture && !keepsPictures() {
			continue
		}
		t.Run(look.name, func(t *testing.T) {
			shot := func(s *screen, name string) { s.keep(fmt.Sprintf("%s-%s", name, look.name)) }
			fresh := newScreen(t, look.lang, look.mode, look.width, look.height, look.scale)
			fresh.window.Start()
			shot(fresh, "01-welcome")
			s := newScreen(
				t, look.lang, look.mode, look.width, look.height, look.scale,
			).example(200)
			s.key(fyne.KeyDown, fyne.KeyDown, fyne.KeyDown)
			shot(s, "02-list")
			s.press(fyne.KeyN)
			shot(s, "03-add-empty")
			s.form("nina@kranichtel.example")
			shot(s, "04-add")
			s.key(
				fyne.KeyTab, fyne.KeyTab, fyne.KeyTab, fyne.KeyTab, fyne.KeyTab, fyne.KeyRight,
				fyne.KeyRight,
			)
			shot(s, "05-permissions")
			s.press(fyne.KeyS)
			require.False(t, dialogOpen(s), "the form is saved and closed")
			shot(s, "06-added")
			s.window.Press(&fyne.ShortcutUndo{})
			shot(s, "10-undone")
			s.key(fyne.KeyHome)
			s.key(fyne.KeyDelete)
			shot(s, "11-delete")
			s.key(fyne.KeyTab, fyne.KeyReturn)
			require.False(t, dialogOpen(s))
			require.Equal(t, 199, s.count(desk.ChipAll))
			require.Equal(t, 1, s.count(desk.ChipBin))
			shot(s, "12-deleted")
			s.press(fyne.KeyK)
			s.typed("history")
			s.key(fyne.KeyReturn)
			shot(s, "13-history")
			s.key(fyne.KeyEscape)
			s.goTo("subscription")
			shot(s, "07-subscription")
			for _, c := range []struct{ words, name string }{
				{"subscription.change", "25-change"},
				{"statement.command", "26-statement"},
				{"command.prove", "27-prove"},
			} {
				s.choose(look.lang, c.words)
				if c.name == "25-change" {
					s.typed("60000") // Less than was given out.
				}
				shot(s, c.name)
				s.key(fyne.KeyEscape)
				if dialogOpen(s) { // It asks, since something was typed.
					s.key(fyne.KeyTab, fyne.KeyReturn)
				}
				require.False(t, dialogOpen(s), c.name)
			}
			s.goTo("email")
			shot(s, "08-email")
			s.busyDay()
			s.goTo("logs")
			s.key(fyne.KeyDown, fyne.KeyDown, fyne.KeyDown)
			shot(s, "14-logs")
			s.key(fyne.KeyReturn)
			shot(s, "15-log-change")
			s.key(fyne.KeyEscape, fyne.KeyUp, fyne.KeyUp, fyne.KeyReturn)
			shot(s, "16-log-refused")
			s.key(fyne.KeyEscape, fyne.KeyEnd, fyne.KeyReturn)
			shot(s, "17-log-first")
			s.key(fyne.KeyEscape)
			s.search("nobody at all")
			shot(s, "18-logs-nothing")
			s.press(fyne.KeyK)
			shot(s, "09-find")
		})
	}
}

func dialogOpen(s *screen) bool { return s.window.Fyne().Canvas().Overlays().Top() != nil }

// busyDay is a refused suspension, before it a change of many fields, and before that a suspension.
func (s *screen) busyDay() {
	ctx := s.t.Context()
	rows, err := s.desk.Resellers(
		ctx, desk.ResellerQuery{Chip: desk.ChipNotInvited, Sort: desk.ByCompany, Limit: 2},
	)
	require.NoError(s.t, err)
	require.NoError(
		s.t,
		s.desk.SuspendResellers(
			ctx, desk.NewID(), []string{rows[0].ID}, "Invoice of October is not paid", core.NoDay,
		),
	)
	form, err := s.desk.Reseller(ctx, rows[1].ID)
	require.NoError(s.t, err)
	d, end := form.Draft, clock.AddDate(1, 0, 0)
	d.Profile.Remark = "Wants a monthly invoice and calls before every change of the package."
	d.Profile.ValidUntil = core.DayOf(end)
	d.Package.Amounts["extensions"] += 30
	d.Permissions.Give("customer.delete")
	d.Permissions.Take("alarm.thresholds")
	_, err = s.desk.EditReseller(ctx, desk.NewID(), rows[1].ID, form.Version, d, false)
	require.NoError(s.t, err)
	_, err = s.desk.SetMailSettings(ctx, mail.Settings{
		Host: "smtp.nordlicht.example", Port: 465, Security: mail.SecurityTLS, User: "ida",
		FromAddress: "ida@nordlicht.example", FromName: "Nordlicht",
	}, "")
	require.NoError(s.t, err)
	require.Error(
		s.t, s.desk.SuspendResellers(ctx, desk.NewID(), []string{rows[0].ID}, "again", core.NoDay),
	)
}

// search types into the search of the page, and lets the time pass that it waits for.
func (s *screen) search(text string) {
	s.press(fyne.KeyF)
	s.typed(text)
	s.later[len(s.later)-1]()
}

func TestUndoFromTheLog(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(3)
	rows, err := s.desk.Resellers(
		t.Context(), desk.ResellerQuery{Chip: desk.ChipNotInvited, Limit: 1},
	)
	require.NoError(t, err)
	state := func() account.State {
		form, err := s.desk.Reseller(t.Context(), rows[0].ID)
		require.NoError(t, err)
		return form.State
	}
	require.NoError(
		t, s.desk.SuspendResellers(t.Context(), desk.NewID(), []string{rows[0].ID}, "unpaid", core.NoDay),
	)
	require.Equal(t, account.Suspended, state())
	s.goTo("logs")
	require.Equal(t, "Operation Logs – Reseller Desk", s.window.Fyne().Title())
	s.key(fyne.KeyDown, fyne.KeyReturn)
	require.True(t, dialogOpen(s), "Enter opens the newest entry")
	s.key(fyne.KeyTab, fyne.KeyReturn)
	require.False(t, dialogOpen(s))
	require.Equal(t, account.NotInvited, state(), "Undo undid it")
	log, err := s.desk.Logs(t.Context(), desk.LogQuery{Limit: 1})
	require.NoError(t, err)
	require.Equal(t, "undo.reseller.suspended", log[0].Operation)

	s.search("unpaid") // The undo has no reason: the suspension is found alone.
	s.key(fyne.KeyDown, fyne.KeyReturn)
	require.True(t, dialogOpen(s))
	s.key(fyne.KeyTab, fyne.KeyReturn)
	require.True(t, dialogOpen(s), "what was undone already cannot be undone again")
	require.Equal(t, account.NotInvited, state())
}

func TestAddByKeyboard(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(3)
	before, err := s.desk.Subscription(t.Context())
	require.NoError(t, err)
	s.press(fyne.KeyN)
	s.form("nina@kranichtel.example")
	s.press(fyne.KeyS)
	require.False(t, dialogOpen(s))
	after, err := s.desk.Subscription(t.Context())
	require.NoError(t, err)
	require.EqualValues(t, 120, before.Usage["extensions"].Free-after.Usage["extensions"].Free)
}

func TestAColleagueByKeyboard(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(3)
	s.press(fyne.KeyK)
	s.typed("my colleague")
	s.key(fyne.KeyReturn)
	s.keep("20-colleagues-empty")
	s.press(fyne.KeyN)
	for _, text := range []string{"Max", "Ohm", "max@nordlicht.example"} {
		s.typed(text)
		s.key(fyne.KeyTab)
	}
	s.keep("21-colleague-form")
	s.press(fyne.KeyS)
	s.keep("22-first-password")
	list, err := s.desk.Colleagues(t.Context())
	require.NoError(t, err)
	require.Len(t, list, 1)
	require.True(t, dialogOpen(s), "the first password is shown")
	s.key(fyne.KeyReturn)
	require.True(t, dialogOpen(s), "it is copied first")
	s.key(fyne.KeyTab, fyne.KeyReturn)
	require.False(t, dialogOpen(s))
	s.keep("23-colleagues")
}

func TestAColleagueSeesOnlyWhatIsPermitted(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(3)
	const own = "nine quiet harbours at night"
	first, err := s.desk.AddColleague(t.Context(), desk.NewID(), desk.ColleagueDraft{
		Profile: account.Profile{
			FirstName: "Max",
			Email:     "max@nordlicht.example",
			Language:  "en",
		},
		Permissions: permission.NewSet(permission.UserView),
	})
	require.NoError(t, err)
	_ = s.desk.SignOut(t.Context()) // There is no keyring to forget anything.
	require.NoError(t, s.desk.SignIn(t.Context(), "max@nordlicht.example", first))
	s.window.Start()
	require.Contains(t, s.window.Fyne().Title(), "Choose your password")
	s.typed(first)
	s.key(fyne.KeyTab)
	s.typed(own)
	s.key(fyne.KeyReturn)
	require.Contains(t, s.window.Fyne().Title(), "User")
	s.keep("24-permitted")
	s.goTo("user")
	require.Contains(t, s.window.Fyne().Title(), "User", "there is no second page")
	s.key(fyne.KeyDown, fyne.KeyDelete)
	require.False(t, dialogOpen(s), "nothing can be deleted")
	s.key(fyne.KeyReturn)
	require.False(t, dialogOpen(s), "nothing can be edited")
	s.press(fyne.KeyN)
	require.False(t, dialogOpen(s), "nothing can be added")
}

func TestAnEmailInUseKeepsTheFormWithAllTyping(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(3)
	rows, err := s.desk.Resellers(t.Context(), desk.ResellerQuery{Limit: 1})
	require.NoError(t, err)
	s.press(fyne.KeyN)
	s.form(" " + rows[0].Email + " ")
	s.press(fyne.KeyS)
	require.True(t, dialogOpen(s), "the form stays")
	s.key(fyne.KeyEscape)
	require.True(t, dialogOpen(s), "and asks before it forgets what was typed")
	n, err := s.desk.CountResellers(t.Context(), desk.ResellerQuery{})
	require.NoError(t, err)
	require.Equal(t, 3, n)
}

func TestWhatWasTypedSurvivesACrash(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(3)
	s.press(fyne.KeyN)
	s.typed("Kranich")
	for _, do := range s.later { // The time of keeping has come.
		do()
	}
	kept, err := s.desk.KeptForm(t.Context(), "reseller/new")
	require.NoError(t, err)
	require.Contains(t, string(kept), "Kranich")
}

func TestShortcutsDoNothingBehindADialog(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(3)
	s.press(fyne.KeyN)
	title := s.window.Fyne().Title()
	s.press(fyne.Key1)
	s.press(fyne.KeyN)
	s.press(fyne.KeyK)
	require.Equal(t, title, s.window.Fyne().Title())
	s.key(fyne.KeyEscape)
	require.False(t, dialogOpen(s), "there was one dialog only, and nothing was typed")
}

func TestTheFormOfWhomIsActiveOffersNoActivationMail(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(3)
	rows, err := s.desk.Resellers(t.Context(), desk.ResellerQuery{Limit: 3})
	require.NoError(t, err)
	for i, r := range rows {
		if r.State == account.Active {
			for range i + 1 { // The first one chooses the first row.
				s.key(fyne.KeyDown)
			}
			s.key(fyne.KeyReturn)
			break
		}
	}
	require.True(t, dialogOpen(s), "the form is open")
	s.keep("29-edit-active")
	s.press(fyne.KeyReturn)
	s.key(fyne.KeyEscape)
	require.False(t, dialogOpen(s), "nothing came up above the form")
}

func TestDigitsOpenThePagesInTheOrderOfTheMenu(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(1)
	pages := []string{
		"dashboard", "subscription", "usage", "pbx", "customer", "handover", "alarm", "user",
		"logs", "email",
	}
	for i, page := range pages {
		s.press(fyne.KeyName('0' + rune((i+1)%10)))
		require.Contains(t, s.window.Fyne().Title(), s.words.T("menu."+page))
	}
}
