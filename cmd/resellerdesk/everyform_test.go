package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/desk"
	"resellerdesk/core/mail"
	"resellerdesk/core/permission"
	"resellerdesk/ui/kit"
)

// formCase is a dialog, a page or a screen into which something is typed.
type formCase struct {
	name string
	open func(s *screen)
}

// noField stands for a dialog into which nothing is typed.
const noField = "-"

// dialogs are the functions that open a dialog, or a screen with fields, each with the form that it
// opens: one of inDesk and before, or a test that begins with another computer.
var dialogs = map[string]string{
	"alarm show":              "thresholds",
	"backups Choose":          noField,
	"ui awaitAnswer":          noField,
	"ui showCrash":            noField,
	"ui showSalvaged":         noField,
	"ui showWhole":            noField,
	"colleagues show":         "add colleague",
	"colleagues showPassword": noField,
	"comparing Start":         noField,
	"comparing build":         noField,
	"customers show":          "add customer",
	"customers tied":          noField,
	"email AskPassword":       "mail password",
	"email newBrandView":      "mail looks",
	"email show":              noField,
	"email confirm":           noField,
	"kit Confirm":             noField,
	"logs eraseQuestion":      noField,
	"logs show":               "retention",
	"page AskSuspend":         "suspend",
	"page ExportDialog":       noField,
	"page Fail":               noField,
	"page Refused":            noField,
	"page StartProgress":      noField,
	"pbxs askConsumed":        "consumed minutes",
	"pbxs askRegions":         "regions",
	"pbxs askSend":            noField,
	"pbxs show":               "add pbx",
	"recovery AskMove":        "move",
	"recovery AskRestore":     "restore signing key",
	"recovery showCode":       noField,
	"importing Start":         noField,
	"resellers askToBin":      noField,
	"importing askHow":        "TestAFileIsReadInAnotherEncoding",
	"resellers confirmByCode": "confirm by code",
	"resellers savePreset":    "save preset",
	"resellers show":          "add reseller",
	"importing build":         noField,
	"resellers showHolders":   noField,
	"statement Show":          "statement",
	"subscription prove":      noField,
	"subscription show":       "subscription",
	"subscription showCourse": noField,
	"subscription showTable":  noField,
	"ui find":                 noField,
	"backups AskFile":         "restore from a file",
	"backups askSecond":       "second place",
	"help Show":               noField,
	"filedialog newFolder":    "TestAFileIsSavedByKeyboardInTheDialogOfTheWindow",
	"filedialog show":         "TestAFileIsSavedByKeyboardInTheDialogOfTheWindow",
	"ui openFile":             "open file",
	"ui received":             noField,
	"ui show":                 noField,
	"ui showHistory":          noField,
	"welcome ChangePassword":  "password",
	"welcome ChoosePassword":  "first password",
	"welcome ResetPassword":   "TestAPasswordIsResetByAFileAtTheSignIn",
	"welcome Arrive":          "arrive",
	"welcome TakeOver":        "take over",
	"welcome forgotten":       "forgotten password",
	"welcome mail":            "first minutes: mail",
	"welcome openInvitation":  "open invitation",
	"welcome owner":           "first minutes: owner",
	"welcome show":            "sign-in",
	"welcome subscription":    "first minutes: subscription",
}

// inDesk are the forms of a distributor who is signed in, with resellers, PBXs and customers.
var inDesk = []formCase{
	{"add reseller", func(s *screen) { s.goTo("user"); s.press(fyne.KeyN) }},
	{"edit reseller", func(s *screen) { s.goTo("user"); s.row(1); s.key(fyne.KeyReturn) }},
	{
		"suspend",
		func(s *screen) { s.goTo("user"); s.row(1); s.does("command.suspend") },
	},
	{
		"confirm by code",
		func(s *screen) { s.toInvited(); s.does("confirm_code.command") },
	},
	{"save preset", func(s *screen) {
		s.goTo("user")
		s.press(fyne.KeyN)
		s.tap(s.words.T("preset.packages"))
		s.tap(s.words.T("preset.save"))
	}},
	{"add colleague", func(s *screen) { s.colleagues(); s.press(fyne.KeyN) }},
	{
		"suspend colleague",
		func(s *screen) { s.colleagues(); s.tap("Max"); s.does("command.suspend") },
	},
	{"add pbx", func(s *screen) { s.goTo("pbx"); s.press(fyne.KeyN) }},
	{"edit pbx", func(s *screen) { s.goTo("pbx"); s.row(1); s.key(fyne.KeyReturn) }},
	{"consumed minutes", func(s *screen) {
		s.goTo("pbx")
		for i, p := range s.pbxs() {
			if p.TranscriptionMinutes > 0 {
				s.row(i)
			}
		}
		s.does("command.consume_pbx")
	}},
	{"regions", func(s *screen) { s.goTo("pbx"); s.does("command.regions") }},
	{"add customer", func(s *screen) { s.goTo("customer"); s.press(fyne.KeyN) }},
	{"thresholds", func(s *screen) { s.goTo("alarm"); s.tap(s.words.T("alarm.settings")) }},
	{
		"subscription",
		func(s *screen) { s.goTo("subscription"); s.choose("en", "subscription.change") },
	},
	{"second place", func(s *screen) {
		s.goTo("backups")
		s.tap(s.words.T("command.asks", core.Args{"Command": s.words.T("backup.second_change")}))
	}},
	{"restore from a file", func(s *screen) {
		s.goTo("backups")
		s.tap(s.words.T("command.asks", core.Args{"Command": s.words.T("backup.file")}))
	}},
	{"move", func(s *screen) {
		s.goTo("backups")
		s.tap(s.words.T("command.asks", core.Args{"Command": s.words.T("move.title")}))
	}},
	{"statement", func(s *screen) { s.goTo("subscription"); s.choose("en", "statement.command") }},
	{"retention", func(s *screen) {
		s.press(fyne.KeyComma)
		s.tap(s.words.T(
			"command.asks", core.Args{"Command": s.words.T("personal.retention_change")},
		))
	}},
	{"password", func(s *screen) { s.choose("en", "command.password") }},
	{"open file", func(s *screen) { s.press(fyne.KeyO) }},
	{"mail password", func(s *screen) {
		s.queueMail()
		s.does("command.outbox")
		s.tap(s.words.T("outbox.ask_once"))
	}},
	{"restore signing key", func(s *screen) { s.choose("en", "recovery.restore") }},
	{"mail looks", func(s *screen) {
		s.goTo("email")
		s.does("command.mail_templates")
		s.does("command.mail_looks")
	}},
	{"mail", func(s *screen) { s.goTo("email"); s.tap(s.words.T("email.settings")) }},
}

// before are the forms that are there before somebody is signed in. Each has a window of its own.
var before = []formCase{
	{"first minutes: owner", func(s *screen) { s.window.Start(); s.key(fyne.KeyReturn) }},
	{"first minutes: subscription", func(s *screen) {
		s.window.Start()
		s.key(fyne.KeyReturn)
		s.fields(
			"Nordlicht Distribution", "Ida", "Brandt", "ida@nordlicht.example", distributorPassword,
		)
		s.key(fyne.KeyReturn)
		s.tap(s.words.T("setup.more"))
	}},
	{"first minutes: mail", func(s *screen) {
		s.window.Start()
		s.key(fyne.KeyReturn)
		s.fields(
			"Nordlicht Distribution", "Ida", "Brandt", "ida@nordlicht.example", distributorPassword,
		)
		s.key(fyne.KeyReturn)
		s.fields("4500", "620", "120000")
		s.key(fyne.KeyReturn)
	}},
	{"arrive", func(s *screen) { s.window.Start(); s.tap(s.words.T("arrive.link")) }},
	{"take over", func(s *screen) { s.window.Start(); s.tap(s.words.T("takeover.link")) }},
	{"open invitation", func(s *screen) { s.window.Start(); s.tap(s.words.T("welcome.invited")) }},
	{"sign-in", func(s *screen) { s.example(1); s.signsOut() }},
	{
		"forgotten password",
		func(s *screen) { s.example(1); s.signsOut(); s.tap(s.words.T("recover.forgotten")) },
	},
	{"first password", func(s *screen) {
		s.example(1)
		first, err := s.desk.AddColleague(s.t.Context(), desk.NewID(), desk.ColleagueDraft{
			Profile: account.Profile{
				FirstName: "Max", Email: "max@nordlicht.example", Language: "en",
			},
			Permissions: permission.NewSet(permission.UserView),
		})
		require.NoError(s.t, err)
		_ = s.desk.SignOut(s.t.Context()) // There is no keyring to forget anything.
		require.NoError(s.t, s.desk.SignIn(s.t.Context(), "max@nordlicht.example", first))
		s.window.Start()
	}},
}

// queueMail puts a mail into the outbox that waits for the password of the server.
func (s *screen) queueMail() {
	ctx := s.t.Context()
	_, err := s.desk.SetMailSettings(ctx, mail.Settings{
		Host: "smtp.nordlicht.example", Port: 465, Security: mail.SecurityTLS, User: "ida",
		FromAddress: "ida@nordlicht.example", FromName: "Nordlicht",
	}, "")
	require.NoError(s.t, err)
	rows, err := s.desk.Resellers(ctx, desk.ResellerQuery{Chip: desk.ChipNotInvited, Limit: 1})
	require.NoError(s.t, err)
	require.NoError(s.t, s.desk.SendActivation(ctx, []string{rows[0].ID}))
	_, err = s.desk.SendDue(ctx)
	require.Error(s.t, err)
	s.goTo("email")
}

func (s *screen) colleagues() {
	s.goTo("user")
	s.tap(s.words.T("tab.colleague"))
}

// toInvited selects a reseller who has an invitation.
func (s *screen) toInvited() {
	s.goTo("user")
	rows, err := s.desk.Resellers(
		s.t.Context(), desk.ResellerQuery{Sort: desk.ByCompany, Limit: 50},
	)
	require.NoError(s.t, err)
	s.row(slices.IndexFunc(
		rows, func(r desk.ResellerRow) bool { return r.State == account.Invited },
	))
}

// eachForm opens every form there is, and closes it again.
func eachForm(t *testing.T, do func(t *testing.T, s *screen)) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(12)
	s.cloud()
	_, err := s.desk.AddColleague(t.Context(), desk.NewID(), desk.ColleagueDraft{
		Profile: account.Profile{
			FirstName: "Max",
			Email:     "max@nordlicht.example",
			Language:  "en",
		},
		Permissions: permission.NewSet(permission.UserView),
	})
	require.NoError(t, err)
	for _, f := range inDesk {
		t.Run(f.name, func(t *testing.T) {
			s.t = t
			f.open(s)
			defer s.closesAll()
			require.NotEmpty(t, s.inFront(), f.name)
			do(t, s)
		})
	}
	for _, f := range before {
		t.Run(f.name, func(t *testing.T) {
			s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1)
			f.open(s)
			require.NotEmpty(t, s.inFront(), f.name)
			do(t, s)
		})
	}
}

// closesAll closes every dialog, and discards what was typed.
func (s *screen) closesAll() {
	c := s.window.Fyne().Canvas()
	for range 8 {
		if !dialogOpen(s) {
			break
		}
		c.Unfocus()
		if strings.Contains(s.reads(), s.words.T("form.discard_title")) {
			s.tap(s.words.T("form.discard"))
			continue
		}
		c.OnTypedKey()(&fyne.KeyEvent{Name: fyne.KeyEscape})
	}
	require.False(s.t, dialogOpen(s))
	s.does("command.go", core.Args{"Page": s.words.T("menu.logs")})
	if dialogOpen(s) {
		s.tap(s.words.T("form.discard"))
	}
	if kept, err := s.desk.KeptForm(s.t.Context(), "reseller/new"); err == nil && kept != nil {
		require.NoError(s.t, s.desk.DropForm("reseller/new"))
	}
}

// front is the dialog on top, or what the window shows.
func (s *screen) front() fyne.CanvasObject { return s.layers()[0] }

// inFront are the fields of the form in front that a person can come to.
func (s *screen) inFront() []*kit.Field {
	return slices.DeleteFunc(
		s.formFields(), func(f *kit.Field) bool { return f.Focusable() == nil },
	)
}

// hasOneLine tells whether a field takes a text of one line.
func hasOneLine(f *kit.Field) bool { return isTyped(f) && !f.HasLines() }

func (s *screen) focus(f *kit.Field) { s.window.Fyne().Canvas().Focus(f.Focusable()) }

// retypes replaces the text of a field as a person does.
func (s *screen) retypes(f *kit.Field, text string) {
	s.focus(f)
	f.Focusable().(fyne.Shortcutable).TypedShortcut(&fyne.ShortcutSelectAll{})
	f.Focusable().TypedKey(&fyne.KeyEvent{Name: fyne.KeyBackspace})
	test.Type(f.Focusable(), text)
}

// spoils makes a field faulty, and tells whether there is anything wrong that could be typed into
// it.
func (s *screen) spoils(f *kit.Field, other *kit.Field) bool {
	for _, text := range []string{"", "x@", "99999999999", "?"} {
		s.retypes(f, text)
		s.focus(other)
		if f.Error() != "" {
			s.retypes(f, "1")
			s.retypes(f, text) // Now it is faulty, and nothing is said before it is left.
			return true
		}
	}
	return false
}

// middleOf is the middle of a field's box in the window.
func middleOf(f *kit.Field) fyne.Position {
	box := f.Focusable().(fyne.CanvasObject)
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(box)
	return at.AddXY(box.Size().Width/2, min(box.Size().Height/2, 16))
}

// shows scrolls until a field can be pressed, as the wheel does: without the focus.
func (s *screen) shows(f *kit.Field) {
	var within *container.Scroll
	var find func(o fyne.CanvasObject, in *container.Scroll)
	find = func(o fyne.CanvasObject, in *container.Scroll) {
		if scroll, is := o.(*container.Scroll); is {
			in = scroll
		}
		if o == f {
			within = in
			return
		}
		for _, child := range childrenOf(o) {
			find(child, in)
		}
	}
	find(s.front(), nil)
	if within == nil {
		return
	}
	driver := fyne.CurrentApp().Driver()
	top := driver.AbsolutePositionForObject(
		f,
	).Y - driver.AbsolutePositionForObject(
		within.Content,
	).Y
	within.ScrollToOffset(fyne.NewPos(0, max(top-within.Size().Height/3, 0)))
}

// TestAFaultyFieldIsLeftByAClick leaves every faulty field of every form by clicking each other
// field, types, and finds the text there: nothing moves between press and release.
func TestAFaultyFieldIsLeftByAClick(t *testing.T) {
	eachForm(t, func(t *testing.T, s *screen) {
		fields := s.inFront()
		for _, faulty := range fields {
			if !isTyped(faulty) || len(fields) < 2 {
				continue
			}
			others := slices.DeleteFunc(
				slices.Clone(fields), func(f *kit.Field) bool { return f == faulty },
			)
			if !s.spoils(faulty, others[0]) {
				continue
			}
			fault := faulty.Text()
			s.focus(others[0])
			require.Empty(t, faulty.Tip(), "what is wrong with %s is cut", faulty.Label())
			for _, other := range others {
				if !isTyped(other) || !other.Visible() {
					continue
				}
				before := other.Text()
				s.retypes(faulty, fault)
				s.shows(other)
				p, at := &pointer{s: s}, middleOf(other)
				p.down(at)
				require.Equal(
					t, at, middleOf(other), "%s moved when %s was left", other.Label(),
					faulty.Label(),
				)
				p.up(at)
				s.typed("7")
				require.NotEqual(
					t, before, other.Text(), "what was typed into %s after %s", other.Label(),
					faulty.Label(),
				)
				require.Contains(
					t, other.Text(), "7", "what was typed into %s after %s", other.Label(),
					faulty.Label(),
				)
				s.retypes(other, before)
			}
			s.retypes(faulty, "")
		}
	})
}

// TestEnterNeverLosesWhatWasTyped presses Ctrl+S, Ctrl+Enter and Enter in every field of one line
// of every form while something is missing: the form stays, with all that was typed, and the focus
// is in one of its fields.
func TestEnterNeverLosesWhatWasTyped(t *testing.T) {
	eachForm(t, func(t *testing.T, s *screen) {
		fields := s.inFront()
		title := s.window.Fyne().Title()
		required := slices.IndexFunc(fields, func(f *kit.Field) bool {
			if !isTyped(f) || len(fields) < 2 {
				return false
			}
			before := f.Text()
			s.retypes(f, "")
			s.focus(fields[len(fields)-1])
			s.focus(fields[0])
			missing := f.Error() != ""
			s.retypes(f, before)
			return missing
		})
		if required < 0 {
			return
		}
		s.retypes(fields[required], "")
		for _, f := range fields {
			if !hasOneLine(f) || f == fields[required] {
				continue
			}
			s.retypes(f, "7")
			s.press(fyne.KeyS)
			s.press(fyne.KeyReturn)
			s.focus(f)
			s.key(fyne.KeyReturn)
			require.Equal(t, title, s.window.Fyne().Title(), f.Label())
			require.NotEmpty(t, s.inFront(), f.Label())
			require.Same(t, fields[0], s.inFront()[0], "Enter in %s keeps the form", f.Label())
			require.Equal(t, "7", f.Text(), f.Label())
			focused := s.window.Fyne().Canvas().Focused()
			require.True(
				t,
				slices.ContainsFunc(
					fields,
					func(f *kit.Field) bool { return f.Focusable() == focused && f.Error() != "" },
				),
				"Enter in %s goes to what is not right",
				f.Label(),
			)
		}
	})
}

// TestEscapeAsksBeforeTypingIsLost types into every field of every dialog, and leaves by Escape: it
// asks.
func TestEscapeAsksBeforeTypingIsLost(t *testing.T) {
	eachForm(t, func(t *testing.T, s *screen) {
		if !dialogOpen(s) {
			return
		}
		for _, f := range s.inFront() {
			if !isTyped(f) || f.Label() == s.words.T("statement.from") ||
				f.Label() == s.words.T("statement.to") {
				continue
			}
			before := f.Text()
			s.retypes(f, "77")
			s.key(fyne.KeyEscape)
			require.Contains(t, s.reads(), s.words.T("form.discard_title"), f.Label())
			s.tap(s.words.T("form.keep_typing"))
			require.Equal(t, "77", f.Text(), f.Label())
			s.retypes(f, before)
		}
	})
}

// TestWhatIsLeftOutIsSaidInFront pastes more than it takes into a field of every form: what is seen
// says so, also over a dialog.
func TestWhatIsLeftOutIsSaidInFront(t *testing.T) {
	eachForm(t, func(t *testing.T, s *screen) {
		fields := s.inFront()
		at := slices.IndexFunc(fields, isTyped)
		if at < 0 {
			return
		}
		f := fields[at]
		s.retypes(f, "")
		s.paste(strings.Repeat("1", f.Limit()+1))
		if f.Text() == "" {
			return // It was taken for a file.
		}
		var seen []string
		shown(s.front(), fyne.Position{}, func(text *canvas.Text, at fyne.Position) bool {
			if at.Y > 0 && at.Y < 800 {
				seen = append(seen, text.Text)
			}
			return false
		})
		begin, _, _ := strings.Cut(s.words.T("field.full", core.Args{"Max": 0}), "0")
		require.Contains(t, strings.Join(seen, " "), begin, f.Label())
		s.retypes(f, "")
	})
}

// TestAToastHidesNoFieldOfAForm lets one be said over every form, in windows of every size: no
// field that is seen lies below it, nor a button of the foot.
func TestAToastHidesNoFieldOfAForm(t *testing.T) {
	eachForm(t, func(t *testing.T, s *screen) {
		window := s.window.Fyne()
		defer window.Resize(fyne.NewSize(1280, 800))
		fields := s.inFront()
		at := slices.IndexFunc(fields, isTyped)
		if at < 0 {
			return
		}
		s.retypes(fields[at], "")
		s.paste(strings.Repeat("1", fields[at].Limit()+1))
		for _, size := range []fyne.Size{
			{Width: 1280, Height: 800}, {Width: 1024, Height: 600}, leastWindow,
		} {
			window.Resize(size)
			toast := s.toast()
			if toast == nil {
				return // It was taken for a file.
			}
			s.keep(fmt.Sprintf("toast-%.0f-%s", size.Width, strings.ReplaceAll(t.Name(), "/", "-")))
			driver := fyne.CurrentApp().Driver()
			from := driver.AbsolutePositionForObject(toast)
			to := from.Add(toast.Size())
			for _, p := range pressable(s.front(), spot{size: size}) {
				apart := p.at.X >= to.X || p.end.X <= from.X || p.at.Y >= to.Y || p.end.Y <= from.Y
				require.True(
					t, apart, "%v: the toast at %v–%v hides %q at %v–%v", size, from, to, p.text,
					p.at, p.end,
				)
			}
		}
		s.retypes(fields[at], "")
	})
}

// toast is what the window says in passing, nil for nothing.
func (s *screen) toast() fyne.CanvasObject {
	var found fyne.CanvasObject
	var look func(o fyne.CanvasObject)
	look = func(o fyne.CanvasObject) {
		if o == nil || !o.Visible() {
			return
		}
		if toasts, is := o.(*kit.Toasts); is {
			found = toasts
			return
		}
		for _, child := range childrenOf(o) {
			look(child)
		}
	}
	look(s.front())
	return found
}

// pressable are the parts that are seen of the fields and buttons below an object.
func pressable(o fyne.CanvasObject, in spot) []spot {
	if o == nil || !o.Visible() {
		return nil
	}
	p := in
	p.at = in.at.Add(o.Position())
	p.end = p.at.Add(o.Size())
	switch o := o.(type) {
	case *kit.Toasts:
		return nil
	case *kit.Field, *kit.Button:
		p.text = strings.Join(labels[fyne.Widget](o), " ")
		p.at = fyne.NewPos(max(p.at.X, p.clip.X), max(p.at.Y, p.clip.Y))
		p.end = fyne.NewPos(
			min(p.end.X, p.clip.X+p.size.Width), min(p.end.Y, p.clip.Y+p.size.Height),
		)
		if p.at.X >= p.end.X || p.at.Y >= p.end.Y {
			return nil
		}
		return []spot{p}
	case *container.Scroll:
		return pressable(o.Content, p.cut(o.Size()))
	}
	var all []spot
	for _, child := range childrenOf(o) {
		all = append(all, pressable(child, p)...)
	}
	return all
}

// TestWheelOverAFieldScrolls turns the wheel over every field of every form that is longer than its
// room.
func TestWheelOverAFieldScrolls(t *testing.T) {
	eachForm(t, func(t *testing.T, s *screen) {
		s.window.Fyne().Resize(fyne.NewSize(1024, 420))
		defer s.window.Fyne().Resize(fyne.NewSize(1280, 800))
		for _, f := range s.inFront() {
			s.shows(f)
			at := middleOf(f)
			s.wheel(at, -6)
			down := middleOf(f)
			s.wheel(at, 6)
			s.wheel(at, 6)
			if up := middleOf(f); down == at && up == at {
				require.True(t, s.wholeFormSeen(), "the wheel over %s moves nothing", f.Label())
			}
		}
	})
}

// wholeFormSeen tells whether nothing of the form in front is hidden by a scroll.
func (s *screen) wholeFormSeen() bool {
	whole := true
	var find func(o fyne.CanvasObject)
	find = func(o fyne.CanvasObject) {
		if o == nil || !o.Visible() {
			return
		}
		if _, is := o.(*kit.Field); is {
			return
		}
		if scroll, is := o.(*container.Scroll); is &&
			scroll.Content.MinSize().Height > scroll.Size().Height+1 {
			whole = false
		}
		for _, child := range childrenOf(o) {
			find(child)
		}
	}
	find(s.front())
	return whole
}

// nothingAt is a place in front where there is nothing to be clicked, false where all is full.
func (s *screen) nothingAt(fields []*kit.Field) (fyne.Position, bool) {
	driver := fyne.CurrentApp().Driver()
	size := s.window.Fyne().Canvas().Size()
	for _, f := range fields { // In the gaps around a field first: there a click goes astray.
		from := driver.AbsolutePositionForObject(f)
		for y := from.Y - 20; y < from.Y+f.Size().Height+20; y += 4 {
			for x := from.X - 20; x < from.X+f.Size().Width+40; x += 4 {
				at := fyne.NewPos(x, y)
				if x < 0 || y < 0 || x >= size.Width || y >= size.Height {
					continue
				}
				switch o, _ := s.under(at, clickable); o.(type) {
				case nil, *kit.Modal, *kit.Backdrop:
					return at, true
				}
			}
		}
	}
	return fyne.Position{}, false
}

// TestAClickOnNothingLeavesTheFocus clicks beside every field of every form, on nothing, and types
// on: that goes into the field where the cursor was, behind what was typed before.
func TestAClickOnNothingLeavesTheFocus(t *testing.T) {
	eachForm(t, func(t *testing.T, s *screen) {
		c := s.window.Fyne().Canvas()
		for _, f := range s.inFront() {
			if !isTyped(f) || !f.Visible() {
				continue
			}
			before := f.Text()
			s.retypes(f, "")
			s.shows(f)
			s.typed("1")
			at, is := s.nothingAt([]*kit.Field{f})
			if !is {
				at, is = s.nothingAt(s.inFront())
			}
			require.True(t, is, "there is nothing beside %s", f.Label())
			had := c.Focused()
			p := &pointer{s: s}
			p.down(at)
			p.up(at)
			require.Equal(
				t, had, c.Focused(), "a click at %v took the focus from %s", at, f.Label(),
			)
			s.typed("2")
			require.Equal(t, "12", f.Text(), "what was typed into %s after a click", f.Label())
			s.retypes(f, before)
		}
	})
}

// TestEveryDialogIsInTheTable finds the functions of the window that open a dialog or a screen with
// fields, and demands that the table knows each of them.
func TestEveryDialogIsInTheTable(t *testing.T) {
	found := map[string]bool{}
	require.NoError(
		t,
		filepath.WalkDir("../../ui", func(path string, _ fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(path, ".go") ||
				strings.HasSuffix(path, "_test.go") {
				return err
			}
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
			if err != nil {
				return err
			}
			for _, d := range file.Decls {
				if f, is := d.(*ast.FuncDecl); is && opensForm(f) {
					found[file.Name.Name+" "+f.Name.Name] = true
				}
			}
			return nil
		}),
	)
	for name := range found {
		require.Contains(t, dialogs, name, "a dialog that no test walks")
	}
	for name, form := range dialogs {
		require.Contains(t, found, name, "the table knows what is not there any more")
		known := slices.ContainsFunc(
			append(slices.Clone(inDesk), before...),
			func(f formCase) bool { return f.name == form },
		)
		require.True(t, form == noField || known || strings.HasPrefix(form, "Test"), form)
	}
}

// opensForm tells whether a function opens a dialog or a screen with fields.
func opensForm(f *ast.FuncDecl) bool {
	opens := false
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CompositeLit:
			name, is := n.Type.(*ast.SelectorExpr)
			plain, own := n.Type.(*ast.Ident)
			opens = opens || is && name.Sel.Name == "ModalOptions" || own &&
				plain.Name == "ModalOptions"
		case *ast.CallExpr:
			call, is := n.Fun.(*ast.SelectorExpr)
			opens = opens || is && (call.Sel.Name == "showForm" || call.Sel.Name == "showKept")
		}
		return true
	})
	return opens
}
