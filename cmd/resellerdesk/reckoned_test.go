package main

import (
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"

	"resellerdesk/ui/kit"
)

// reckoned is what each strip of the form in front says a number becomes, line by line.
func (s *screen) reckoned() [][2]string {
	const words = 5
	var found [][2]string
	for _, strip := range all[*kit.Strip](s) {
		objects := test.WidgetRenderer(strip).Objects()
		after := func(line int) string { return objects[line*words+3].(*canvas.Text).Text }
		found = append(found, [2]string{after(0), after(1)})
	}
	return found
}

// all are the widgets of a kind that are seen in front.
func all[W fyne.CanvasObject](s *screen) []W {
	var found []W
	var visit func(o fyne.CanvasObject)
	visit = func(o fyne.CanvasObject) {
		if !o.Visible() {
			return
		}
		if w, is := o.(W); is {
			found = append(found, w)
			return
		}
		for _, child := range childrenOf(o) {
			visit(child)
		}
	}
	visit(s.layers()[0])
	return found
}

// TestNothingIsReckonedWithWhatIsNoNumber types into every number field of every form what cannot
// be read, and what is too large: the text stays, and no strip says a number that was not said
// before.
func TestNothingIsReckonedWithWhatIsNoNumber(t *testing.T) {
	strips := 0
	for _, lang := range []string{"en", "de"} {
		for name, open := range forms() {
			t.Run(lang+" "+name, func(t *testing.T) {
				s := newScreen(t, lang, kit.ModeLight, 1280, 800, 1).example(3)
				s.plan("", "Hotel Seeblick", 10, nil)
				open(s)
				before := s.reckoned()
				strips += len(before)
				for _, f := range s.numberFields() {
					own := f.Text()
					for _, text := range []string{
						"1.5", "1,5", "99999999999999999999999", "99999999999",
					} {
						s.retype(f, text)
						require.Equal(t, text, f.Text(), "%s", f.Label())
						for i, now := range s.reckoned() {
							for line, after := range now {
								may := []string{before[i][line], "", "–"}
								require.True(
									t, slices.Contains(may, after), "%s %q: %q", f.Label(), text,
									after,
								)
							}
						}
					}
					s.retype(f, own)
				}
			})
		}
	}
	require.Positive(t, strips)
}
