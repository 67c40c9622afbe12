package main

import (
	"fmt"
	"testing"

	"fyne.io/fyne/v2"
	"github.com/stretchr/testify/require"

	"resellerdesk/core/account"
	"resellerdesk/core/desk"
	"resellerdesk/core/pbx"
	"resellerdesk/core/permission"
	"resellerdesk/ui/kit"
)

// TestNoFieldMovesWhenSomebodyElseSaves types into each field of each form in turn while somebody
// else changes what it is about: what comes into sight moves no field, and hides none with the
// focus.
func TestNoFieldMovesWhenSomebodyElseSaves(t *testing.T) {
	for name, f := range formsChangedByBoth() {
		for _, size := range []fyne.Size{{Width: 1280, Height: 800}, {Width: 640, Height: 400}} {
			for _, last := range []bool{false, true} {
				t.Run(fmt.Sprintf("%s %v %v", name, size.Width, last), func(t *testing.T) {
					s, other := withOther(t, 3)
					s.window.Fyne().Resize(size)
					s.sold()
					f.open(s)
					s.retypes(s.fieldNamed(f.mine), f.typed)
					fields := s.inFront()
					focused := fields[0]
					if last {
						focused = fields[len(fields)-1]
					}
					s.focus(focused)
					s.stays(fields, focused, func() {
						f.change(s, other)
						s.desk.CatchUp(t.Context())
					})
					s.says(s.words.T("form.changed_meanwhile"))
					s.keep(fmt.Sprintf("steady-%s-%v-%v", name, size.Width, last))
					s.stays(fields, focused, func() { s.press(fyne.KeyS) })
					s.says("in the meantime. Nothing was saved; what you typed is still here.")
				})
			}
		}
	}
}

// sold adds a PBX, a customer and a colleague.
func (s *screen) sold() {
	ctx := s.t.Context()
	s.plan("", "Hotel Seeblick", 10, nil)
	_, err := s.desk.AddCustomer(ctx, desk.NewID(), "", pbx.CustomerDraft{
		Company: "Praxis am Hafen", FirstName: "Ada", LastName: "Weber",
		Email: "ada@praxis.example",
	})
	require.NoError(s.t, err)
	_, err = s.desk.AddColleague(ctx, desk.NewID(), desk.ColleagueDraft{
		Profile:     account.Profile{FirstName: "Max", Email: "max@nordlicht.example", Language: "en"},
		Permissions: permission.NewSet(permission.UserView),
	})
	require.NoError(s.t, err)
}

// stays tells that no field moves while something happens, and that the one with the focus is not
// hidden by a banner.
func (s *screen) stays(fields []*kit.Field, focused *kit.Field, do func()) {
	stood := map[*kit.Field]fyne.Position{}
	for _, f := range fields {
		stood[f] = middleOf(f)
	}
	do()
	for _, f := range fields {
		require.Equal(s.t, stood[f], middleOf(f), f.Label())
	}
	driver := fyne.CurrentApp().Driver()
	at := middleOf(focused)
	for _, b := range all[*kit.Banner](s) {
		from := driver.AbsolutePositionForObject(b).Y
		hidden := at.Y >= from && at.Y <= from+b.Size().Height
		require.False(s.t, hidden, "%s is below the banner", focused.Label())
	}
}
