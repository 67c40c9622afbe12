package main

import (
	"testing"

	"fyne.io/fyne/v2"
	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/desk"
	"resellerdesk/core/i18n"
	"resellerdesk/ui/kit"
)

// TestAnInvitedResellerIsDeletedAndRestored deletes one, which says that its invitation is
// withdrawn, finds the bin in the palette, and restores by the button above the list.
func TestAnInvitedResellerIsDeletedAndRestored(t *testing.T) {
	for _, lang := range i18n.Languages {
		s := newScreen(t, lang, kit.ModeLight, 1280, 800, 1).example(60)
		rows, err := s.desk.Resellers(
			t.Context(), desk.ResellerQuery{Sort: desk.ByCompany, Chip: desk.ChipInvited, Limit: 1},
		)
		require.NoError(t, err)
		require.Equal(t, account.Invited, rows[0].State)
		one := rows[0]
		s.goTo("user")
		s.press(fyne.KeyF)
		s.paste(one.Email)
		s.key(fyne.KeyDown, fyne.KeyDelete)
		require.True(t, dialogOpen(s))
		s.says(s.words.T("delete.invited", core.Args{"Count": 1}))
		s.keep("delete-invited-" + lang)
		s.tap(s.words.T("command.delete"))
		require.False(t, dialogOpen(s))
		s.key(fyne.KeyEscape)
		s.press(fyne.KeyF)
		s.paste("nobody is called so") // The bin is shown whole, whatever was searched for before.
		s.goTo("pbx")
		s.does("command.show_bin")
		require.Equal(t, 1, s.list().Count())
		s.says(s.words.T("status.bin_days", core.Args{"Count": 30}))
		s.key(fyne.KeyHome)
		s.keep("bin-" + lang)
		s.tap(s.words.T("command.restore"))
		rows, err = s.desk.ResellersByID(t.Context(), []string{one.ID})
		require.NoError(t, err)
		require.Equal(t, account.NotInvited, rows[0].State)
	}
}
