package main

import (
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"github.com/stretchr/testify/require"

	"resellerdesk/ui/kit"
)

// TestEnterGoesToTheFirstFieldThatIsMissing empties all fields of every form: Enter in any of them
// goes to the one of the faulty ones that stands first.
func TestEnterGoesToTheFirstFieldThatIsMissing(t *testing.T) {
	tried := 0
	eachForm(t, func(t *testing.T, s *screen) {
		typed := slices.DeleteFunc(s.inFront(), func(f *kit.Field) bool {
			return !isTyped(f) || !hasOneLine(f)
		})
		for _, f := range typed {
			s.retype(f, "")
		}
		var faulty []*kit.Field
		for _, f := range s.inFront() {
			if f.Error() != "" {
				faulty = append(faulty, f)
			}
		}
		if len(faulty) < 2 {
			return
		}
		tried++
		first := slices.MinFunc(faulty, func(a, b *kit.Field) int {
			at, other := middleOf(a), middleOf(b)
			if at.Y != other.Y {
				return int(at.Y - other.Y)
			}
			return int(at.X - other.X)
		})
		s.focus(typed[len(typed)-1])
		s.key(fyne.KeyReturn)
		focused := s.window.Fyne().Canvas().Focused()
		for _, f := range faulty {
			require.True(
				t, f == first || f.Focusable() != focused, "%s, not %s", f.Label(), first.Label(),
			)
		}
		require.Equal(t, first.Focusable(), focused, first.Label())
	})
	require.Greater(t, tried, 4)
}

// TestTheOwnerHasOneName looks at who owns what is added, in each form that asks for it.
func TestTheOwnerHasOneName(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(3)
	for _, page := range []string{"pbx", "customer"} {
		s.goTo(page)
		s.press(fyne.KeyN)
		require.True(t, s.sees("Owner Nordlicht Distribution"), s.reads())
		s.closesAll()
	}
}
