package main

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
)

// place is where some words stand in the window.
func (s *screen) place(words string) (where fyne.Position) {
	s.t.Helper()
	found := shown(s.layers()[0], fyne.Position{}, func(text *canvas.Text, at fyne.Position) bool {
		where = at.AddXY(min(text.Size().Width, text.MinSize().Width)/2, text.Size().Height/2)
		return withoutKey(text.Text) == words
	})
	require.True(s.t, found, "there is no %q in %q", words, s.reads())
	return where
}

// addsEnding lets the other program add a reseller whose package ends soon, which a banner says
// above the list.
func (s *screen) addsEnding(other *desk.Desk, company string) {
	form, err := other.NewReseller(s.t.Context())
	require.NoError(s.t, err)
	d, until := form.Draft, core.DayOf(clock)+9
	d.Profile.Company, d.Profile.FirstName = company, "Ada"
	d.Profile.Email, d.Profile.ValidUntil = "ada@"+desk.NewID()+".example", until
	d.Package.Amounts = capacity.Amounts{
		capacity.Extensions: 1, capacity.ConcurrentCalls: 1, capacity.RecordingMinutes: 0,
	}
	_, err = other.AddReseller(s.t.Context(), desk.NewID(), d, false)
	require.NoError(s.t, err)
	s.desk.CatchUp(s.t.Context())
}

// TestNothingMovesBetweenPressAndRelease lets another program write while a button is down: what
// was pressed acts, and what is new is shown afterwards.
func TestNothingMovesBetweenPressAndRelease(t *testing.T) {
	s, other := withOther(t, 0)
	for _, company := range []string{"Fjell", "Kranich", "Reiher"} {
		s.adds(other, company)
	}
	const banner = "1 package ends within 30 days."
	require.NotContains(t, s.reads(), banner)
	p, table := &pointer{s: s}, s.table()

	at := s.place("Kranich")
	p.down(at)
	s.addsEnding(other, "0 first of all")
	require.Equal(t, at, s.place("Kranich"), "it stays under the pointer")
	p.up(at)
	require.Len(t, table.Selected(), 1)
	name, err := s.behind.Store.Account(t.Context(), table.Selected()[0])
	require.NoError(t, err)
	require.Equal(t, "Kranich", name.Profile.Company)
	s.says("0 first of all", banner)

	at = s.place("Add")
	p.down(at)
	s.addsEnding(other, "00 before it")
	require.NotContains(t, s.reads(), "00 before it")
	p.up(at)
	s.says("Add reseller", "2 packages end within 30 days.")
}
