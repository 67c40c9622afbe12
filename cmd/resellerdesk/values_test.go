package main

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/desk"
	"resellerdesk/core/inputs"
	"resellerdesk/ui/kit"
)

// formFields are the fields that are seen in the uppermost dialog, else on the page, in their
// order.
func (s *screen) formFields() []*kit.Field {
	var fields []*kit.Field
	var visit func(o fyne.CanvasObject)
	visit = func(o fyne.CanvasObject) {
		if o == nil || !o.Visible() {
			return
		}
		var inside []fyne.CanvasObject
		switch o := o.(type) {
		case *kit.Field:
			fields = append(fields, o)
			return
		case *fyne.Container:
			inside = o.Objects
		case fyne.Widget:
			inside = test.WidgetRenderer(o).Objects()
		}
		for _, in := range inside {
			visit(in)
		}
	}
	visit(s.layers()[0])
	return fields
}

// numberFields are the fields whose text is read as a number, found by typing what is none.
func (s *screen) numberFields() []*kit.Field {
	return slices.DeleteFunc(s.formFields(), func(f *kit.Field) bool {
		if !isTyped(f) {
			return true
		}
		before := f.Text()
		s.retype(f, "x")
		var e *core.Error
		number := errors.As(f.Unread(), &e) && e.Key == "field.number"
		s.retype(f, before)
		return !number
	})
}

// isTyped tells whether a field takes text now.
func isTyped(f *kit.Field) bool {
	_, entry := f.Focusable().(fyne.Tabbable)
	d, can := f.Focusable().(fyne.Disableable)
	return entry && (!can || !d.Disabled())
}

// retype comes to a field by keyboard, replaces what is there, and leaves it by Tab.
func (s *screen) retype(f *kit.Field, text string) {
	c := s.window.Fyne().Canvas()
	c.Focus(f.Focusable())
	f.Focusable().(fyne.Shortcutable).TypedShortcut(&fyne.ShortcutSelectAll{})
	f.Focusable().TypedKey(&fyne.KeyEvent{Name: fyne.KeyDelete})
	test.Type(f.Focusable(), text)
	c.FocusNext()
}

// forms open every form that is typed into.
func forms() map[string]func(s *screen) {
	onFirst := func(page, command string) func(s *screen) {
		return func(s *screen) {
			s.goTo(page)
			s.key(fyne.KeyHome)
			s.does(command)
		}
	}
	return map[string]func(s *screen){
		"add a reseller":  func(s *screen) { s.does("command.add_reseller") },
		"edit a reseller": onFirst("user", "command.edit"),
		"change the subscription": func(s *screen) {
			s.goTo("subscription")
			s.does("subscription.change")
		},
		"add a PBX": func(s *screen) {
			s.goTo("pbx")
			s.does("command.add_pbx")
		},
		"edit a PBX": onFirst("pbx", "command.edit"),
		"add a customer": func(s *screen) {
			s.goTo("customer")
			s.does("command.add_customer")
		},
		"add a colleague": func(s *screen) {
			s.goTo("user")
			s.does("command.tab", core.Args{"Tab": s.words.T("tab.colleague")})
			s.does("command.add_colleague")
		},
		"suspend": onFirst("user", "command.suspend"),
		"regions": func(s *screen) {
			s.goTo("pbx")
			s.does("command.regions")
		},
		"settings of outgoing mail": func(s *screen) { s.goTo("email") },
	}
}

// TestWhatIsNoNumberStaysInItsField types what is no number into every number field of every form.
func TestWhatIsNoNumberStaysInItsField(t *testing.T) {
	for _, lang := range []string{"en", "de"} {
		for name, open := range forms() {
			t.Run(lang+" "+name, func(t *testing.T) {
				s := newScreen(t, lang, kit.ModeLight, 1280, 800, 1).example(3)
				s.plan("", "Hotel Seeblick", 10, nil)
				open(s)
				for _, f := range s.numberFields() {
					before, bad := f.Text(), inputs.BadNumbers(lang)
					for _, in := range bad {
						s.retype(f, in.Text)
						require.Equal(t, in.Text, f.Text(), "%s", f.Label())
						want := s.words.T("error."+in.Key, core.Args{"Digits": digitsOf(in.Text)})
						require.Equal(t, want, f.Error(), "%s %q", f.Label(), in.Text)
					}
					s.press(fyne.KeyS)
					require.Equal(
						t, bad[len(bad)-1].Text, f.Text(), "nothing is saved: %s", f.Label(),
					)
					require.NotEmpty(t, f.Error())
					s.retype(f, before)
					require.Equal(t, before, f.Text())
				}
			})
		}
	}
}

// digitsOf is a number without its separators.
func digitsOf(text string) string {
	var digits []rune
	for _, r := range text {
		if r >= '0' && r <= '9' {
			digits = append(digits, r)
		}
	}
	return string(digits)
}

// dateFields are the fields whose text is read as a day, found by typing what is none.
func (s *screen) dateFields() []*kit.Field {
	return slices.DeleteFunc(s.formFields(), func(f *kit.Field) bool {
		if !isTyped(f) {
			return true
		}
		before := f.Text()
		s.retype(f, "x")
		var e *core.Error
		date := errors.As(f.Unread(), &e) && e.Key == "field.date"
		s.retype(f, before)
		return !date
	})
}

// TestWhatIsNoDayStaysInItsField types what is no day into every date field, and what is one.
func TestWhatIsNoDayStaysInItsField(t *testing.T) {
	for _, lang := range []string{"en", "de"} {
		found := 0
		for name, open := range forms() {
			t.Run(lang+" "+name, func(t *testing.T) {
				s := newScreen(t, lang, kit.ModeLight, 1280, 800, 1).example(3)
				s.plan("", "Hotel Seeblick", 10, nil)
				open(s)
				for _, f := range s.dateFields() {
					found++
					for _, in := range inputs.Dates(lang) {
						s.retype(f, in.Text)
						if in.Key == "" {
							day, err := time.ParseInLocation(time.DateOnly, in.Day, time.Local)
							require.NoError(t, err)
							require.Equal(
								t, s.words.Date(day), f.Text(), "%s %q is read back", f.Label(),
								in.Text,
							)
							continue
						}
						require.Equal(t, in.Text, f.Text(), "%s", f.Label())
						s.press(fyne.KeyS)
						want := s.words.T(
							"error."+in.Key,
							core.Args{"Example": s.words.Date(time.Date(
								2027, 12, 31, 12, 0, 0, 0, time.Local,
							)), "From": "2000", "To": "2999"},
						)
						require.Equal(t, want, f.Error(), "%s %q", f.Label(), in.Text)
					}
				}
			})
		}
		require.GreaterOrEqual(t, found, 5, "forms with a day")
	}
}

// TestADayIsChosenInTheCalendar opens the calendar in the form of a reseller by keyboard, in both
// appearances.
func TestADayIsChosenInTheCalendar(t *testing.T) {
	for lang, mode := range map[string]kit.Mode{"en": kit.ModeLight, "de": kit.ModeDark} {
		s := newScreen(t, lang, mode, 1280, 800, 1).example(3)
		s.does("command.add_reseller")
		until := s.fieldNamed(s.words.T("field.valid_until"))
		s.window.Fyne().Canvas().Focus(until.Focusable())
		s.key(fyne.KeyF4)
		s.key(fyne.KeyPageDown, fyne.KeyEnd)
		s.keep("28-calendar-" + lang)
		s.key(fyne.KeyReturn)
		require.Equal(
			t, s.words.Date(time.Date(2026, 12, 31, 12, 0, 0, 0, time.Local)), until.Text(),
		)
		require.True(t, dialogOpen(s), "the form is still open")
		s.key(fyne.KeyF4, fyne.KeyLeft, fyne.KeyEscape)
		require.True(t, dialogOpen(s))
		require.Equal(
			t, s.words.Date(time.Date(2026, 12, 31, 12, 0, 0, 0, time.Local)), until.Text(),
		)
	}
}

// TestHelpBelowAFieldIsWhole types a number of two readings into every number field in both
// languages, and nothing into the others.
func TestHelpBelowAFieldIsWhole(t *testing.T) {
	for lang, unclear := range map[string]string{"en": "12.000", "de": "12,000"} {
		all := forms()
		for _, f := range before[1:3] {
			all[f.name] = f.open
		}
		for name, open := range all {
			t.Run(lang+" "+name, func(t *testing.T) {
				s := newScreen(t, lang, kit.ModeLight, 1280, 800, 1)
				if strings.HasPrefix(name, "first minutes") {
					open(s)
				} else {
					s.example(3)
					s.plan("", "Hotel Seeblick", 10, nil)
					open(s)
				}
				for _, f := range s.formFields() {
					require.Empty(t, f.Tip(), "%s", f.Label())
				}
				for _, f := range s.numberFields() {
					s.retype(f, unclear)
					require.Contains(t, f.Error(), "12000", f.Label())
					require.Empty(t, f.Tip(), "%s", f.Label())
				}
			})
		}
	}
}

// TestSectionsAndTitlesAreWhole finds a fault in each section of the German form, and edits
// somebody with a long name.
func TestSectionsAndTitlesAreWhole(t *testing.T) {
	s := newScreen(t, "de", kit.ModeLight, 1280, 800, 1).example(3)
	s.goTo("user")
	s.press(fyne.KeyN)
	s.press(fyne.KeyS)
	for _, section := range []string{"form.information", "form.package", "form.permission"} {
		s.tap(s.words.T(section))
		s.fits(section)
	}
	s.closesAll()
	long := "Gesellschaft für Telekommunikation und Vermittlungstechnik an der Unterelbe mbH"
	s.change("Aurora", func(d *account.Draft) { d.Profile.Company = long })
	s.goTo("user")
	s.key(fyne.KeyHome, fyne.KeyEnd)
	s.does("command.suspend")
	s.keep("long-title")
	shown(s.front(), fyne.Position{}, func(text *canvas.Text, _ fyne.Position) bool {
		require.NotContains(t, text.Text, "…")
		return false
	})
}

// TestAKeyAfterTheCalendarKeepsTheDay comes to every day of every form by keyboard, takes another
// in the calendar, and types.
func TestAKeyAfterTheCalendarKeepsTheDay(t *testing.T) {
	found := 0
	for name, open := range forms() {
		t.Run(name, func(t *testing.T) {
			s := newScreen(t, "de", kit.ModeLight, 1280, 800, 1).example(3)
			s.plan("", "Hotel Seeblick", 10, nil)
			open(s)
			for _, f := range s.dateFields() {
				found++
				s.retype(f, "04.06.2027")
				s.focus(f)
				f.Focusable().(fyne.Shortcutable).TypedShortcut(&fyne.ShortcutSelectAll{})
				s.key(fyne.KeyF4, fyne.KeyRight, fyne.KeyDown, fyne.KeyReturn)
				s.typed("5")
				require.Equal(t, "12.06.20275", f.Text(), f.Label())
			}
		})
	}
	require.GreaterOrEqual(t, found, 5, "forms with a day")
}

// TestARestoredFormShowsWhatCouldNotBeRead closes the program while a number waits to be corrected.
func TestARestoredFormShowsWhatCouldNotBeRead(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(3)
	s.does("command.add_reseller")
	number := s.numberFields()[0]
	s.retype(number, "1.500")
	for _, do := range s.later { // The time of keeping has come.
		do()
	}
	kept, err := s.desk.KeptForm(t.Context(), "reseller/new")
	require.NoError(t, err)
	s.key(fyne.KeyEscape)
	s.tap(s.words.T("form.discard"))
	require.False(t, dialogOpen(s))
	require.NoError(t, s.desk.KeepForm("reseller/new", kept)) // As if the program had ended meanwhile.
	s.does("command.add_reseller")
	again := s.fieldNamed(number.Label())
	require.Equal(t, "1.500", again.Text())
	require.NotEmpty(t, again.Error())
	s.says(s.words.T("form.restored"))
	n, err := s.desk.CountResellers(t.Context(), desk.ResellerQuery{})
	require.NoError(t, err)
	require.Equal(t, 3, n)
}

// fieldNamed is the field with a label.
func (s *screen) fieldNamed(label string) *kit.Field {
	for _, f := range s.formFields() {
		if f.Label() == label {
			return f
		}
	}
	require.Fail(s.t, "no field", label)
	return nil
}

// keyTime is what a key usually takes in a field that is full.
func (s *screen) keyTime(f *kit.Field) time.Duration {
	var times []time.Duration
	for range 7 {
		f.Focusable().TypedKey(&fyne.KeyEvent{Name: fyne.KeyBackspace})
		begin := time.Now()
		f.Focusable().TypedRune('x')
		f.Focusable().(fyne.Widget).MinSize()
		times = append(times, time.Since(begin))
	}
	slices.Sort(times)
	return times[len(times)/2]
}

// TestEveryFieldTakesItsLongestText pastes ten thousand characters into every field of every form,
// and types one more.
func TestEveryFieldTakesItsLongestText(t *testing.T) {
	for name, open := range forms() {
		t.Run(name, func(t *testing.T) {
			s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(3)
			s.plan("", "Hotel Seeblick", 10, nil)
			open(s)
			typed := 0
			for _, f := range s.formFields() {
				if !isTyped(f) {
					continue
				}
				typed++
				require.Positive(t, f.Limit(), f.Label())
				s.retype(f, "")
				s.window.Fyne().Canvas().Focus(f.Focusable())
				s.paste(strings.Repeat("wörd ", 2000))
				require.LessOrEqual(t, len([]rune(f.Text())), f.Limit(), f.Label())
				if typed == 1 { // What is said of the others waits until that was read.
					s.says(s.words.T("field.full", core.Args{"Max": f.Limit()}))
				}
				require.Less(t, s.keyTime(f), 100*time.Millisecond, f.Label())
			}
			require.Positive(t, typed)
		})
	}
}
