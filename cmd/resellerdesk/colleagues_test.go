package main

import (
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"github.com/stretchr/testify/require"

	"resellerdesk/core/account"
	"resellerdesk/core/desk"
	"resellerdesk/core/permission"
	"resellerdesk/ui/kit"
)

// staff adds colleagues with some first names.
func (s *screen) staff(names ...string) {
	for i, name := range names {
		_, err := s.desk.AddColleague(s.t.Context(), desk.NewID(), desk.ColleagueDraft{
			Profile: account.Profile{
				FirstName: name, LastName: "Ohm", Email: name + "@nordlicht.example",
				Language: "en",
				Phone:    "+49 431 555 010" + s.words.Number(int64(i)),
			},
			Permissions: permission.NewSet(permission.UserView),
		})
		require.NoError(s.t, err)
	}
}

// states are those of the colleagues by name.
func (s *screen) states() map[string]account.State {
	list, err := s.desk.Colleagues(s.t.Context())
	require.NoError(s.t, err)
	states := map[string]account.State{}
	for _, a := range list {
		states[a.Profile.FirstName] = a.State
	}
	return states
}

func TestColleaguesAreFoundByWhatIsKnownOfThem(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(3)
	s.staff("Eva", "Jan", "Kim")
	list, err := s.desk.Colleagues(t.Context())
	require.NoError(t, err)
	require.NoError(
		t, s.desk.SuspendColleagues(t.Context(), desk.NewID(), []string{list[1].ID}, "on leave"),
	)
	s.goTo("user")
	s.tap("My Colleague")
	s.says("All 3", "First password 2", "Suspended 1")
	for text, name := range map[string]string{
		"éva": "Eva Ohm", "jan@": "Jan Ohm", "0102": "Kim Ohm",
	} {
		s.search(text)
		s.says("1 of 3", "All 1", name)
		focused := s.window.Fyne().Canvas().Focused().(fyne.Shortcutable)
		focused.TypedShortcut(&fyne.ShortcutSelectAll{})
	}
	s.search("nobody")
	s.says("0 of 3", "No colleague matches the search and the filters.")
	s.keep("23-colleagues-nothing")
	s.tap("Show all")
	s.tap("Suspended 1")
	s.says("1 of 3", "Jan Ohm")
	require.NotContains(t, s.reads(), "Kim Ohm")
}

func TestSeveralColleaguesAtOnce(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(3)
	s.staff("Eva", "Jan", "Kim", "Max")
	s.goTo("user")
	s.tap("My Colleague")
	s.key(fyne.KeyHome)
	s.with(desktop.KeyShiftLeft, fyne.KeyDown, fyne.KeyDown)
	s.keep("23-colleagues-selected")
	s.tap("Suspend · 3")
	require.True(t, s.sees("Suspend Eva Ohm, Jan Ohm and Kim Ohm?"), s.reads())
	s.typed("on leave")
	s.keep("23-colleagues-suspend")
	s.tap("Suspend")
	s.says("3 colleagues are suspended.")
	want := map[string]account.State{
		"Eva": account.Suspended, "Jan": account.Suspended, "Kim": account.Suspended,
		"Max": account.Invited,
	}
	require.Equal(t, want, s.states())
	s.tap("Undo")
	require.Equal(t, account.Invited, s.states()["Jan"])

	list, err := s.desk.Colleagues(t.Context())
	require.NoError(t, err)
	require.NoError(
		t, s.desk.SuspendColleagues(t.Context(), desk.NewID(), []string{list[1].ID}, "on leave"),
	)
	s.tap("Suspend · 2 of 3")
	require.True(t, s.sees("Suspend Eva Ohm and Kim Ohm?"), s.reads())
	s.key(fyne.KeyEscape)
	require.Equal(t, account.Invited, s.states()["Eva"])

	s.press(fyne.KeyF)
	s.key(fyne.KeyDown, fyne.KeyDelete) // From the search to the list.
	require.True(t, s.sees("Delete Eva Ohm, Jan Ohm and Kim Ohm?"), s.reads())
	s.tap("Delete")
	require.Len(t, s.states(), 1)
	s.waits() // Until the message before it is gone.
	s.says("3 colleagues are deleted.", "Max Ohm")
	require.NotContains(t, s.reads(), "Eva Ohm")
}

// TestAFirstPasswordIsNotLostByASecondEnter adds a colleague by keyboard, with one Enter too many:
// the password stays until it is kept.
func TestAFirstPasswordIsNotLostByASecondEnter(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(3)
	s.staff("Anna", "Moritz")
	s.colleagues()
	add := func() {
		s.press(fyne.KeyN)
		s.retypes(s.fieldNamed("First name"), "Kai")
		s.retypes(s.fieldNamed(s.words.T("label.email")), "kai@nordlicht.example")
		s.key(fyne.KeyReturn)
		s.says("First password of Kai")
	}
	add()
	s.key(fyne.KeyEscape)
	s.says("Close without the password?")
	s.tap("Back")
	s.tap("Done")
	s.says("First password of Kai")
	s.tap("I have noted the password")
	s.keep("first-password")
	s.tap("Done")
	require.False(t, dialogOpen(s))
	s.says("Kai")
	list, err := s.desk.Colleagues(t.Context())
	require.NoError(t, err)
	selected := s.table().Selected()
	require.Len(t, selected, 1)
	require.True(
		t,
		slices.ContainsFunc(
			list,
			func(a account.Account) bool { return a.ID == selected[0] && a.Profile.FirstName == "Kai" },
		),
	)
	s.window.Press(&fyne.ShortcutUndo{})
	add()
	s.key(fyne.KeyReturn)
	s.says("First password of Kai")
	require.NotEmpty(t, fyne.CurrentApp().Clipboard().Content())
	s.key(fyne.KeyEscape)
	require.False(t, dialogOpen(s), "it was copied")
}
