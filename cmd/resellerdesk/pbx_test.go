package main

import (
	"testing"

	"fyne.io/fyne/v2"
	"github.com/stretchr/testify/require"

	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
	"resellerdesk/core/pbx"
	"resellerdesk/ui/kit"
)

// pbxs are those of the workspace that fit a search.
func (s *screen) pbxs(search string) []desk.PBXRow {
	rows, err := s.desk.PBXs(s.t.Context(), desk.PBXQuery{Search: search, Sort: desk.ByName, Limit: 100})
	require.NoError(s.t, err)
	return rows
}

// free is what the pool has of a resource.
func (s *screen) free(r capacity.Resource) int64 {
	limits, err := s.desk.PBXLimits(s.t.Context(), "", "")
	require.NoError(s.t, err)
	return limits.Left[r]
}

// partner is the window of a reseller who has just activated.
func partner(t *testing.T, lang string, mode kit.Mode, width, height float32) *screen {
	_, r, _, _ := twoScreens(t, lang, mode, width, height)
	r.key(fyne.KeyEscape) // The receipt is sent another time.
	return r
}

func TestPBXPageLooks(t *testing.T) {
	r := partner(t, "en", kit.ModeLight, 1280, 800)
	r.keep("50-start")
	r.open("pbx")
	r.keep("51-empty")
	r.press(fyne.KeyN)
	r.keep("52-add")
	s := r
	s.typed("Autohaus Lorenz")
	s.key(fyne.KeyTab)
	s.typed("L")
	s.keep("53-customers")
	s.typed("orenz GmbH")
	s.key(fyne.KeyReturn)
	s.keep("54-customer")
	for _, text := range []string{"lorenz@lorenz.example", "Ada", "Lorenz"} {
		s.typed(text)
		s.key(fyne.KeyTab)
	}
	s.press(fyne.KeyS)
	s.keep("55-added")
	s.key(fyne.KeyTab, fyne.KeyTab, fyne.KeyTab)
	s.typed("autohaus-lorenz")
	s.key(fyne.KeyTab)
	s.typed("2027-11-24")
	s.key(fyne.KeyTab, fyne.KeyTab, fyne.KeyTab)
	s.typed("24")
	s.key(fyne.KeyTab)
	s.typed("4")
	s.key(fyne.KeyTab, fyne.KeyTab, fyne.KeySpace)
	s.keep("56-form")
	s.press(fyne.KeyS)
	s.keep("57-saved")
	require.Len(t, s.pbxs(""), 1)
	_ = pbx.Enterprise
}
