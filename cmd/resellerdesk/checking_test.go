package main

import (
	"context"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"resellerdesk/core/desk"
	"resellerdesk/ui/kit"
)

// slowCheck is a workspace whose check takes until a test has looked at the window.
type slowCheck struct {
	desk.Store
	look func(step func(done, all int))
}

func (s slowCheck) CheckFile(ctx context.Context, step func(done, all int)) error {
	s.look(step)
	return s.Store.CheckFile(ctx, step)
}

// TestTheStatusLineSaysHowFarTheCheckIs looks at a page while the file is checked.
func TestTheStatusLineSaysHowFarTheCheckIs(t *testing.T) {
	for lang, half := range map[string]string{
		"en": "Checking the file · 50 %", "de": "Die Datei wird geprüft · 50 %",
	} {
		s := newScreen(t, lang, kit.ModeLight, 1280, 800, 1).example(2)
		o := s.behind
		o.Store = slowCheck{o.Store, func(step func(done, all int)) {
			step(5, 10)
			require.NotContains(t, s.reads(), half, "a short check is not worth a word")
			for _, pause := range slices.Clone(s.later) {
				pause()
			}
			step(5, 10)
			s.says(half)
			require.LessOrEqual(
				t, s.window.Fyne().Canvas().Content().MinSize().Width, float32(1280),
			)
		}}
		s.desk = desk.New(o)
		require.NoError(t, s.desk.SignIn(t.Context(), "ida@nordlicht.example", distributorPassword))
		s.window.Start()
		require.NotContains(t, s.reads(), half, "it is over")
	}
}
