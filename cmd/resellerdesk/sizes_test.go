package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/i18n"
	"resellerdesk/ui/kit"
)

// leastWindow is the least size that the window has, on whatever screen: 1280 by 800 pixels at
// twice the size.
var leastWindow = fyne.NewSize(640, 400)

// smallScreens are a screen of 1280 by 800 pixels at one and a half of the size, and one of 1024 by
// 600.
var smallScreens = []struct {
	lang                 string
	width, height, scale float32
}{{"de", 1280 / 1.5, 800 / 1.5, 1.5}, {"en", 1024, 600, 1}}

// spot is where something is seen: in the window, and what is cut off around it.
type spot struct {
	at, clip fyne.Position
	size     fyne.Size // Of what is not cut off.
	scrolls  bool
	text     string
	end      fyne.Position
}

// fits demands that the window need not grow, that nothing stands outside of what holds it, and
// that no words lie over others or are squeezed.
func (s *screen) fits(name string) {
	s.t.Helper()
	c := s.window.Fyne().Canvas()
	if least := c.Content().MinSize(); least.Width > leastWindow.Width ||
		least.Height > leastWindow.Height {
		assert.Fail(s.t, "the window grows", "%s to %v", name, least)
	}
	texts := []spot{}
	s.look(s.layers()[0], spot{size: c.Size()}, func(words string, p spot) {
		assert.Fail(s.t, words, "%s at %v", name, p.at)
	}, &texts)
	if c.Size().Width >= usualWidth {
		s.whole(name, texts)
	}
	for i, one := range texts {
		for _, other := range texts[i+1:] {
			if one.end.X > other.at.X+2 && other.end.X > one.at.X+2 && one.end.Y > other.at.Y+4 &&
				other.end.Y > one.at.Y+4 {
				assert.Fail(
					s.t, "words over words", "%s: %q and %q at %v", name, one.text, other.text,
					one.at,
				)
			}
		}
	}
}

// usualWidth is the width of a window from which on no words are cut.
const usualWidth = 1280

// whole demands that no words end in dots but those that do so in the language.
func (s *screen) whole(name string, texts []spot) {
	data, err := os.ReadFile(filepath.Join(
		"..", "..", "assets", "translations", s.words.Language()+".json",
	))
	require.NoError(s.t, err)
	var words map[string]any // Some depend on a number.
	require.NoError(s.t, json.Unmarshal(data, &words))
	said := slices.Collect(maps.Values(words))
	for key := range words { // As a whole command that asks first.
		command, _ := words[key].(string)
		said = append(said, s.words.T("command.asks", core.Args{"Command": command}))
	}
	for _, t := range texts {
		undone := strings.Contains(
			t.text,
			s.words.T("verb.reseller.changed"),
		) // It names a record, however long that is.
		asks := strings.TrimRight(
			t.text,
			" …",
		) // What asks first ends in an ellipsis.
		whole := slices.Contains(said, any(t.text)) || slices.Contains(said, any(asks))
		if strings.HasSuffix(t.text, "…") && !undone && !whole {
			assert.Fail(s.t, "words are cut", "%s: %q", name, t.text)
		}
	}
}

// look visits what can be seen below an object, and says what is wrong with it. It gathers the
// texts.
func (s *screen) look(o fyne.CanvasObject, in spot, wrong func(string, spot), texts *[]spot) {
	if _, over := o.(*kit.Toasts); o == nil || !o.Visible() || over {
		return
	}
	p := in
	p.at = in.at.Add(o.Position())
	p.end = p.at.Add(o.Size())
	var inside []fyne.CanvasObject
	switch o := o.(type) {
	case *canvas.Text:
		if t := textSpot(o, p); o.Text != "" && t.at.Y < p.clip.Y+p.size.Height &&
			t.end.Y > p.clip.Y {
			*texts = append(*texts, t)
		}
		return
	case *fyne.Container:
		inside = o.Objects
	case fyne.Widget:
		least := o.MinSize()
		if kitWidget(o) && (least.Width > o.Size().Width+1 || least.Height > o.Size().Height+1) &&
			!o.Size().IsZero() {
			wrong(
				fmt.Sprintf(
					"%T %q is squeezed: %v, not %v", o, strings.Join(labels[fyne.Widget](o), " "),
					o.Size(), least,
				),
				p,
			)
		}
		_, focusable := o.(fyne.Focusable)
		if outside := p.at.X < p.clip.X-1 || p.at.Y < p.clip.Y-1 ||
			p.end.X > p.clip.X+p.size.Width+1 || p.end.Y > p.clip.Y+p.size.Height+1; outside &&
			!p.scrolls && focusable {
			wrong(fmt.Sprintf("%T %q is outside", o, strings.Join(labels[fyne.Widget](o), " ")), p)
		}
		if name := fmt.Sprintf("%T", o); name == "*kit.entry" || strings.Contains(name, "Table[") { // What they hold they cut off themselves.
			return
		}
		inside = test.WidgetRenderer(o).Objects()
		if scroll, is := o.(*container.Scroll); is {
			inside = []fyne.CanvasObject{scroll.Content}
			if scroll.Size().Height < 40 && scroll.Content.Size().Height > scroll.Size().Height+1 {
				wrong(fmt.Sprintf("what scrolls is %v small", scroll.Size()), p)
			}
			if wide := scroll.Content.Size().Width; wide > scroll.Size().Width+1 {
				wrong(
					fmt.Sprintf("what scrolls is %v wide and holds %v", scroll.Size().Width, wide),
					p,
				)
			}
			p = p.cut(scroll.Size())
		}
	}
	for _, child := range inside {
		s.look(child, p, wrong, texts)
	}
}

// cut leaves of what can be seen what is inside something that scrolls, of a size.
func (p spot) cut(size fyne.Size) spot {
	from := fyne.NewPos(max(p.clip.X, p.at.X), max(p.clip.Y, p.at.Y))
	to := fyne.NewPos(
		min(p.clip.X+p.size.Width, p.at.X+size.Width),
		min(p.clip.Y+p.size.Height, p.at.Y+size.Height),
	)
	p.clip, p.size, p.scrolls = from, fyne.NewSize(to.X-from.X, to.Y-from.Y), true
	return p
}

// textSpot is where the letters of a text are.
func textSpot(t *canvas.Text, p spot) spot {
	own := t.MinSize()
	p.text = t.Text
	switch t.Alignment {
	case fyne.TextAlignCenter:
		p.at.X += (t.Size().Width - own.Width) / 2
	case fyne.TextAlignTrailing:
		p.at.X += t.Size().Width - own.Width
	}
	p.end = p.at.Add(own)
	return p
}

// kitWidget tells whether a widget is one of ours: it says how small it can be.
func kitWidget(o fyne.Widget) bool {
	name := fmt.Sprintf("%T", o)
	return strings.HasPrefix(name, "*kit.") && name != "*kit.Modal" && name != "*kit.Toasts" &&
		name != "*kit.entry"
}

// reaches brings the focus to each thing that can have it, and demands that it can be seen then.
func (s *screen) reaches(name string) {
	c := s.window.Fyne().Canvas()
	before := c.Focused()
	c.Focus(nil)
	var first fyne.Focusable
	for range 300 {
		c.FocusNext()
		f := c.Focused()
		if f == nil || f == first {
			break
		}
		if first == nil {
			first = f
		}
		o := f.(fyne.CanvasObject)
		at := fyne.CurrentApp().Driver().AbsolutePositionForObject(o)
		if at.X < 0 || at.Y < 0 || at.X+min(o.Size().Width, 40) > c.Size().Width ||
			at.Y+min(o.Size().Height, 24) > c.Size().Height {
			assert.Fail(
				s.t, "the focus is where nobody sees it", "%s: %T %q at %v", name, o,
				strings.Join(labels[fyne.Widget](o), " "), at,
			)
		}
	}
	c.Focus(before)
}

// leaves closes what is open.
func (s *screen) leaves() {
	for range 5 {
		if !dialogOpen(s) {
			return
		}
		if c := s.window.Fyne().Canvas(); c.Focused() == nil {
			c.OnTypedKey()(&fyne.KeyEvent{Name: fyne.KeyEscape})
		} else {
			s.key(fyne.KeyEscape)
		}
		if dialogOpen(s) { // It asks.
			s.key(fyne.KeyTab, fyne.KeyReturn)
		}
	}
}

// TestEverythingFitsASmallScreen opens every page and every dialog that a command opens on it.
func TestEverythingFitsASmallScreen(t *testing.T) {
	for _, small := range smallScreens {
		t.Run(fmt.Sprint(small.width), func(t *testing.T) {
			s := newScreen(t, small.lang, kit.ModeLight, small.width, small.height, small.scale)
			s.visitsAll(true, small.width < 1000)
		})
	}
}

// TestNoWordsAreCut opens every page and every dialog that a command opens in a window of usual
// size.
func TestNoWordsAreCut(t *testing.T) {
	for _, lang := range i18n.Languages {
		t.Run(lang, func(t *testing.T) {
			newScreen(t, lang, kit.ModeLight, usualWidth, 800, 1).visitsAll(false, false)
		})
	}
}

// visitsAll looks at every page and every dialog that a command opens; on request everything that
// can have the focus has to be reached.
func (s *screen) visitsAll(reachPages, reachDialogs bool) {
	s.example(200)
	s.cloud()
	s.fullSubscription()
	seen := map[string]bool{}
	for _, key := range []string{"command.sign_out", "button.quit", "view_as.command"} {
		seen[s.words.T(key)] = true
	}
	for _, page := range pages {
		seen[s.words.T("command.go", core.Args{"Page": s.words.T("menu." + page)})] = true
	}
	for _, page := range pages {
		s.goTo(page)
		s.key(fyne.KeyHome)
		s.checks(page)
		if reachPages {
			s.reaches(page)
		}
		s.press(fyne.KeyK)
		commands := labels[*kit.NavItem](s.layers()[0])
		s.checks("palette")
		s.leaves()
		for _, command := range commands {
			if seen[command] {
				continue
			}
			seen[command] = true
			s.press(fyne.KeyK)
			s.paste(command)
			s.key(fyne.KeyReturn)
			s.checks(page + ": " + command)
			if reachDialogs {
				s.reaches(page + ": " + command)
			}
			s.leaves()
			s.goTo(page)
		}
	}
}

// checks looks at what is shown. With SHOTS=folder the pictures are kept.
func (s *screen) checks(name string) {
	s.window.Fyne().Canvas().Content().Refresh()
	s.fits(name)
	if os.Getenv("SHOTS") != "" {
		name = strings.NewReplacer(": ", "-", " ", "-", "…", "", "/", "-").Replace(name)
		s.keep(fmt.Sprintf(
			"fit-%s%.0f-%s", s.words.Language(), s.window.Fyne().Canvas().Size().Width, name,
		))
	}
}

// TestTheFirstMinutesFitASmallScreen opens each screen that is there before somebody is signed in.
func TestTheFirstMinutesFitASmallScreen(t *testing.T) {
	screens := append([]formCase{{"welcome", func(s *screen) { s.window.Start() }}}, before...)
	for _, small := range smallScreens {
		for _, f := range screens {
			t.Run(fmt.Sprint(f.name, small.width), func(t *testing.T) {
				s := newScreen(t, small.lang, kit.ModeLight, small.width, small.height, small.scale)
				f.open(s)
				s.checks("before: " + f.name)
				s.reaches(f.name)
			})
		}
	}
}

// TestAViewFitsASmallScreen opens every page of the view as a reseller.
func TestAViewFitsASmallScreen(t *testing.T) {
	for _, small := range smallScreens {
		t.Run(fmt.Sprint(small.width), func(t *testing.T) {
			s := newScreen(
				t, small.lang, kit.ModeLight, small.width, small.height, small.scale,
			).example(200)
			s.cloud()
			s.goTo("user")
			s.key(fyne.KeyHome)
			s.does("view_as.command")
			for _, page := range []string{
				"dashboard", "subscription", "usage", "pbx", "customer", "handover", "alarm", "user",
				"logs", "email", "exchange",
			} {
				s.goTo(page)
				s.checks("view: " + page)
				s.reaches("view: " + page)
			}
			s.does("view_as.leave")
		})
	}
}
