package main

import (
	"os"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/activation"
	"resellerdesk/core/desk"
	"resellerdesk/ui/kit"
)

// asks are the words of a command that asks first.
func (s *screen) asks(key string) string {
	return s.words.T("command.asks", core.Args{"Command": s.words.T(key)})
}

// TestPersonalDataIsSavedAndErasedFromTheLog goes from entries about a reseller to what is known of
// it, while it is there, and after it was closed.
func TestPersonalDataIsSavedAndErasedFromTheLog(t *testing.T) {
	for _, lang := range []string{"en", "de"} {
		mode := map[string]kit.Mode{"en": kit.ModeLight, "de": kit.ModeDark}[lang]
		s := newScreen(t, lang, mode, 1280, 800, 1).example(3)
		q := desk.ResellerQuery{Chip: desk.ChipNotInvited, Limit: 1}
		rows, err := s.desk.Resellers(t.Context(), q)
		require.NoError(t, err)
		id, company := rows[0].ID, rows[0].Company
		require.NoError(
			t, s.desk.SuspendResellers(t.Context(), desk.NewID(), []string{id}, "Unpaid", core.NoDay),
		)
		inUse := s.words.Error(&core.Error{Code: core.Conflict, Key: "personal.in_use"})

		s.goTo("logs")
		s.key(fyne.KeyHome, desktop.KeyMenu)
		s.keep("60-log-menu-" + lang)
		s.tap(s.asks("personal.erase"))
		s.says(s.words.T("personal.erase_title"), company)
		require.True(t, s.sees(inUse), s.reads())
		s.keep("60-erase-in-use-" + lang)
		s.tap(s.words.T("personal.erase"))
		require.True(t, dialogOpen(s), "it is disabled")
		s.tap(s.words.T("button.cancel"))

		s.key(fyne.KeyHome, fyne.KeyReturn)
		require.True(t, s.sees(inUse), s.reads())
		s.keep("60-entry-in-use-" + lang)
		s.files.path = filepath.Join(t.TempDir(), "known.json")
		s.tap(s.asks("personal.save"))
		require.Equal(t, activation.FileName(company)+".json", s.files.name)
		data, err := os.ReadFile(s.files.path)
		require.NoError(t, err)
		require.Contains(t, string(data), company)
		s.tap(s.words.T("button.close"))

		require.NoError(t, s.desk.DeleteResellers(t.Context(), desk.NewID(), []string{id}, true))
		s.key(fyne.KeyHome, fyne.KeyReturn)
		require.False(t, s.sees(inUse), s.reads())
		s.keep("60-entry-closed-" + lang)
		s.tap(s.asks("personal.erase"))
		s.keep("60-erase-" + lang)
		s.key(fyne.KeyReturn) // The focus is on the way out.
		require.False(t, dialogOpen(s))
		require.NotEmpty(t, s.account(id).Profile.Email)
		s.key(fyne.KeyHome, desktop.KeyMenu)
		s.tap(s.asks("personal.erase"))
		s.tap(s.words.T("personal.erase"))
		require.Empty(t, s.account(id).Profile.Email)
		require.NotContains(t, s.reads(), company)
		s.keep("60-erased-" + lang)
	}
}

// TestPersonalDataIsErasedByItselfIfTheSettingsSaySo sets, changes and takes back the number of
// months.
func TestPersonalDataIsErasedByItselfIfTheSettingsSaySo(t *testing.T) {
	for _, lang := range []string{"en", "de"} {
		mode := map[string]kit.Mode{"en": kit.ModeDark, "de": kit.ModeLight}[lang]
		s := newScreen(t, lang, mode, 1280, 800, 1).example(1)
		set := func(months string, want int) {
			s.press(fyne.KeyComma)
			s.keep("61-settings-" + lang)
			s.tap(s.asks("personal.retention_change"))
			s.fields(months)
			s.keep("61-retention-" + lang + months)
			s.key(fyne.KeyReturn)
			n, err := s.desk.Retention(t.Context())
			require.NoError(t, err)
			require.Equal(t, want, n)
		}
		set("24", 24)
		s.keep("61-retention-set-" + lang)
		s.closesAll()
		for _, wrong := range []string{"121", "0"} {
			require.NoError(t, s.desk.SetRetention(t.Context(), 0))
			set(wrong, 0)
			s.says(s.words.T("error.field.range", core.Args{"Min": 1, "Max": 120}))
			s.closesAll()
		}
		require.NoError(t, s.desk.SetRetention(t.Context(), 24))
		s.press(fyne.KeyComma)
		s.tap(s.asks("personal.retention_change"))
		s.key(fyne.KeyEnd, fyne.KeyBackspace, fyne.KeyBackspace)
		s.key(fyne.KeyReturn)
		n, err := s.desk.Retention(t.Context())
		require.NoError(t, err)
		require.Zero(t, n)
	}
}
