package kit

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"
)

// newPicks is a window with a field that picks birds, and a text field after it.
func newPicks(t *testing.T, many bool) (f *PickField, c fyne.Canvas, added *string) {
	test.NewTempApp(t).Settings().SetTheme(NewTheme(ModeLight))
	birds := []Pick{
		{Key: "1", Text: "Amsel"},
		{Key: "2", Text: "Kranich"},
		{Key: "3", Text: "Krähe", Note: "away", Off: true},
		{Key: "4", Text: "Möwe"},
	}
	added = new(string)
	f = NewPickField("Birds", PickOptions{
		Many: many, Empty: "none", Nothing: "no such bird", Find: func(
			text string, found func([]Pick),
		) {
			var fits []Pick
			for _, b := range birds {
				if strings.Contains(strings.ToLower(b.Text), strings.ToLower(text)) {
					fits = append(fits, b)
				}
			}
			found(fits)
		},
		Add:   func(text string) string { return "add " + text },
		OnAdd: func(text string) { *added = text },
	})
	w := test.NewTempWindow(t, NewStack(4, f.Field, NewTextField("Next")))
	w.Resize(fyne.NewSize(500, 500))
	w.Canvas().Focus(f.Field.Focusable())
	return f, w.Canvas(), added
}

func typeKeys(c fyne.Canvas, names ...fyne.KeyName) {
	for _, n := range names {
		c.Focused().TypedKey(&fyne.KeyEvent{Name: n})
	}
}

func keysOf(picked []Pick) string {
	var keys []string
	for _, p := range picked {
		keys = append(keys, p.Key)
	}
	return strings.Join(keys, " ")
}

func TestPickField_OneIsPickedByTyping(t *testing.T) {
	f, c, _ := newPicks(t, false)
	changes := 0
	f.OnPicked = func() { changes++ }
	c.Focused().TypedRune('m') // Opens the list, and searches.
	c.Focused().TypedRune('ö')
	typeKeys(c, fyne.KeyReturn)
	require.Equal(t, "4", keysOf(f.Picked()))
	require.Equal(t, 1, changes)
	require.Nil(t, c.Overlays().Top(), "the list is closed")
	require.Equal(t, f.Field.Focusable(), c.Focused())
	typeKeys(c, fyne.KeyDown, fyne.KeyUp, fyne.KeyReturn)
	require.Equal(t, "4", keysOf(f.Picked()), "above it stands one that cannot be picked")
	typeKeys(c, fyne.KeyEscape)
	require.Equal(t, "4", keysOf(f.Picked()))
}

func TestPickField_SeveralArePickedAndTakenAway(t *testing.T) {
	f, c, _ := newPicks(t, true)
	typeKeys(c, fyne.KeySpace, fyne.KeyReturn, fyne.KeyDown, fyne.KeyReturn)
	require.Equal(t, "1 2", keysOf(f.Picked()), "the list stays open")
	require.Equal(t, "Amsel, Kranich", f.Field.Text())
	typeKeys(c, fyne.KeyUp, fyne.KeyReturn)
	require.Equal(t, "2", keysOf(f.Picked()))
	typeKeys(c, fyne.KeyTab)
	require.Nil(t, c.Overlays().Top())
	require.NotEqual(t, f.Field.Focusable(), c.Focused(), "Tab goes on to the next field")
	c.Focus(f.Field.Focusable())
	typeKeys(c, fyne.KeyDown, fyne.KeyReturn)
	require.Empty(t, f.Picked(), "what is picked stands first")
	f.SetPicked([]Pick{{Key: "1", Text: "Amsel"}, {Key: "4", Text: "Möwe"}})
	typeKeys(c, fyne.KeyEscape, fyne.KeyBackspace)
	require.Equal(t, "1", keysOf(f.Picked()), "Backspace takes the last one")
}

func TestPickField_WhatIsNotThereCanBeAdded(t *testing.T) {
	f, c, added := newPicks(t, true)
	typeKeys(c, fyne.KeySpace)
	for _, r := range "Uhu" {
		c.Focused().TypedRune(r)
	}
	typeKeys(c, fyne.KeyReturn)
	require.Equal(t, "Uhu", *added)
	require.Nil(t, c.Overlays().Top())
	require.Empty(t, f.Picked())
	typeKeys(c, fyne.KeySpace, fyne.KeyUp, fyne.KeyDown, fyne.KeyDown, fyne.KeyReturn)
	require.Empty(t, f.Picked(), "one that is off cannot be picked")
	test.TapCanvas(c, fyne.NewPos(8, 66))
	require.NotNil(t, c.Overlays().Top(), "a click on its edge does not close it")
	test.TapCanvas(c, fyne.NewPos(490, 490))
	require.Nil(t, c.Overlays().Top(), "a click beside the list closes it")
}

func TestPickField_EnterWaitsForWhatIsBeingFound(t *testing.T) {
	var later []func()
	f, c, _ := newPicks(t, false)
	find := f.options.Find
	f.options.Find = func(text string, found func([]Pick)) {
		later = append(later, func() { find(text, found) })
	}
	typeKeys(c, fyne.KeySpace)
	for _, r := range "kran" {
		c.Focused().TypedRune(r)
	}
	typeKeys(c, fyne.KeyReturn)
	require.Empty(t, f.Picked(), "nothing was found yet")
	for _, answer := range later {
		answer()
	}
	require.Equal(t, "2", keysOf(f.Picked()), "the newest question counts")
	require.Nil(t, c.Overlays().Top())
}

func TestSuffixField_ShowsWhatFollows(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(NewTheme(ModeLight))
	f := NewSuffixField("Sub-domain")
	w := test.NewTempWindow(t, NewStack(4, f))
	w.Resize(fyne.NewSize(400, 100))
	f.SetSuffix(".pbx.example")
	require.Contains(t, test.RenderToMarkup(w.Canvas()), ".pbx.example")
	w.Canvas().Focus(f.Focusable())
	test.Type(f.Focusable(), "praxis")
	require.Equal(t, "praxis", f.Text(), "it is no part of the text")
}
