package main

import (
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/desk"
	"resellerdesk/core/i18n"
	"resellerdesk/ui/kit"
)

// TestChosenColumnsSortAndFilter shows all columns of resellers and PBXs, and sorts and filters by
// those that few choose.
func TestChosenColumnsSortAndFilter(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1600, 900, 1).example(12)
	s.cloud()
	rows, err := s.desk.Resellers(
		t.Context(), desk.ResellerQuery{Sort: desk.ByPBXs, Down: true, Limit: 1},
	)
	require.NoError(t, err)
	require.Positive(t, rows[0].PBXs)
	s.goTo("user")
	s.showAllColumns()
	s.keep("25-resellers-all-columns")
	titles := s.window.Fyne().Canvas().Focused().(aList).Titles()
	require.Contains(t, titles, "PBXs")
	s.toHeader(titles, "PBXs")
	s.key(fyne.KeyReturn)
	s.toHeader(titles, "PBXs")
	s.key(fyne.KeyReturn) // The most first.
	s.key(fyne.KeyDown, fyne.KeyHome)
	require.Equal(t, []string{rows[0].ID}, s.window.Fyne().Canvas().Focused().(aList).Selected())

	s.toHeader(titles, "PBXs")
	s.typed("f")
	s.typed(">0")
	n, err := s.desk.CountResellers(
		t.Context(), desk.ResellerQuery{Filters: map[desk.Column]string{desk.ByPBXs: ">0"}},
	)
	require.NoError(t, err)
	require.Less(t, n, 12)
	s.says(s.words.Number(int64(n)) + " of 12")
	s.key(fyne.KeyReturn)
	s.toHeader(titles, "Valid until")
	s.typed("f")
	s.typed("soon")
	require.True(t, s.sees("Not a date. Write it like 31 Dec 2027."), s.reads())
	s.key(fyne.KeyReturn)
	require.True(t, s.sees("Not a date. Write it like 31 Dec 2027."), "Enter stays at the mistake")
	s.says(s.words.Number(int64(n)) + " of 12") // The rows before stay.
	s.key(fyne.KeyEscape)
	require.False(t, s.sees("Not a date."), s.reads())
	require.True(t, s.window.Fyne().Canvas().Focused().(aList).Count() > 0)

	s.goTo("pbx")
	s.showAllColumns()
	s.keep("25-pbxs-all-columns")
	titles = s.window.Fyne().Canvas().Focused().(aList).Titles()
	s.toHeader(titles, "Activated")
	s.key(fyne.KeyReturn)
	n, err = s.desk.CountPBXs(t.Context(), desk.PBXQuery{})
	require.NoError(t, err)
	require.Equal(t, n, s.window.Fyne().Canvas().Focused().(aList).Count())
	require.Contains(t, titles, "AI min")
}

// showAllColumns chooses it in the menu of the first header.
func (s *screen) showAllColumns() {
	s.key(fyne.KeyHome, fyne.KeyUp, fyne.KeyF10)
	s.tap(s.words.T("table.all"))
}

// toHeader moves the focus to the header of a column.
func (s *screen) toHeader(titles []string, title string) {
	s.key(fyne.KeyHome, fyne.KeyUp)
	for _, one := range titles {
		if one == title {
			return
		}
		s.key(fyne.KeyRight)
	}
	require.Fail(s.t, "there is no column "+title)
}

// TestAResellersNameStandsBesideItsEmail looks at the list in a window of the usual width.
func TestAResellersNameStandsBesideItsEmail(t *testing.T) {
	for _, lang := range i18n.Languages {
		s := newScreen(t, lang, kit.ModeLight, usualWidth, 800, 1).example(200)
		s.goTo("user")
		titles := s.table().Titles()
		for _, column := range []string{
			"field.company", "column.name", "column.email", "column.extensions",
			"column.concurrent_calls",
			"column.recording_minutes", "column.status",
		} {
			require.Contains(t, titles, s.words.T(column), lang)
		}
		s.checks("user")
	}
}

// TestAnEmailIsWholeBeforeLessIsShown looks at the list of resellers with the longest states, and
// at the bin: no company and no email is cut while the name, the amounts or the day are there to
// leave.
func TestAnEmailIsWholeBeforeLessIsShown(t *testing.T) {
	less := []string{
		"column.name", "column.concurrent_calls", "column.recording_minutes", "column.created",
	}
	for _, lang := range i18n.Languages {
		for _, width := range []float32{1024, usualWidth, 1440} {
			s := newScreen(t, lang, kit.ModeLight, width, 800, 1).example(60)
			s.goTo("user")
			query := desk.ResellerQuery{Sort: desk.ByCompany, Limit: 60}
			rows, err := s.desk.Resellers(t.Context(), query)
			require.NoError(t, err)
			var ids []string
			for i, r := range rows {
				if i%2 == 0 && (r.State == account.Active || r.State == account.Invited) {
					ids = append(ids, r.ID)
				}
			}
			until := time.Date(2026, 12, 18, 0, 0, 0, 0, time.UTC)
			whole := func(rows []desk.ResellerRow) {
				shown := func(key string) bool { return s.sees(s.words.T(key)) }
				if !slices.ContainsFunc(less, shown) {
					return
				}
				for _, r := range rows {
					require.True(t, s.sees(r.Company), "%s %v %s", lang, width, r.Company)
					require.True(t, s.sees(r.Email), "%s %v %s", lang, width, r.Email)
				}
			}
			whole(rows[:15])
			require.NoError(
				t, s.desk.SuspendResellers(t.Context(), desk.NewID(), ids, "unpaid", core.DayOf(until)),
			)
			whole(rows[:15])
			require.NoError(t, s.desk.DeleteResellers(t.Context(), desk.NewID(), ids[:1], false))
			s.tap(s.words.T("chip.bin") + " 1")
			whole(rows[:1])
		}
	}
}

// TestNoStatusIsCutBeforeAnEmail suspends two until a day, which makes the longest badge, and
// brings it back after it was undone.
func TestNoStatusIsCutBeforeAnEmail(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, usualWidth, 800, 1).example(14)
	s.cloud()
	s.goTo("user")
	rows, err := s.desk.Resellers(t.Context(), desk.ResellerQuery{Sort: desk.ByCompany, Limit: 2})
	require.NoError(t, err)
	until := time.Date(2027, 2, 1, 0, 0, 0, 0, time.UTC)
	ids, badge := []string{rows[0].ID, rows[1].ID}, "suspended until "+s.words.Date(until)
	suspended := desk.NewID()
	require.NoError(t, s.desk.SuspendResellers(t.Context(), suspended, ids, "unpaid", core.DayOf(until)))
	require.True(t, s.sees(badge), s.reads())
	require.NoError(t, s.desk.Undo(t.Context(), desk.NewID(), suspended))
	require.False(t, s.sees(badge), s.reads())
	require.NoError(t, s.desk.SuspendResellers(t.Context(), desk.NewID(), ids, "unpaid", core.DayOf(until)))
	require.True(t, s.sees(badge), s.reads())
	s.search(rows[0].Company)
	require.True(t, s.sees(badge), s.reads())
}

func TestMovementsSayWhatWasDone(t *testing.T) {
	s := newScreen(t, "de", kit.ModeLight, usualWidth, 800, 1).example(12)
	s.cloud()
	s.goTo("subscription")
	s.says("Cloud-Anlage hinzugefügt")
}

// TestAFaultyFilterIsSaidWholeInEveryList types what no column can read into the filter of each
// that reads amounts or days: the list stays, and its mistake stands there uncut until it is
// corrected.
func TestAFaultyFilterIsSaidWholeInEveryList(t *testing.T) {
	for _, lang := range i18n.Languages {
		s := newScreen(t, lang, kit.ModeLight, 1600, 900, 1).example(12)
		s.cloud()
		_, noAmount := desk.ReadRange(s.words, "x")
		_, noDate := s.words.ParseDate("x")
		mistakes := []string{s.words.Error(noAmount), s.words.Error(noDate)}
		day := s.words.Date(time.Date(2027, 12, 31, 0, 0, 0, 0, time.UTC))
		mistakes = append(mistakes, s.words.T("error.log.not_days", core.Args{"Example": day}))
		says := func() bool { return slices.ContainsFunc(mistakes, s.sees) }
		said := 0
		for _, place := range []string{"user", "pbx", "logs"} {
			s.goTo(place)
			s.showAllColumns()
			table := s.window.Fyne().Canvas().Focused().(aList)
			count := table.Count()
			titles := table.Titles()
			for _, title := range titles {
				s.toHeader(titles, title)
				s.typed("f")
				if !dialogOpen(s) {
					s.key(fyne.KeyDown) // It has no filter.
					continue
				}
				s.typed(",x")
				if says() {
					said++
					require.Equal(t, count, table.Count(), "%s: %s", place, title)
					s.key(fyne.KeyReturn)
					s.keep("96-faulty-filter-" + lang)
					require.True(t, says(), "%s: %s: Enter stays at it", place, title)
				} else {
					s.key(fyne.KeyBackspace, fyne.KeyBackspace)
				}
				s.key(fyne.KeyEscape, fyne.KeyDown)
				require.False(t, dialogOpen(s), "%s: %s", place, title)
				require.Equal(t, count, table.Count(), "%s: %s", place, title)
			}
		}
		require.Equal(t, 11, said, lang)
	}
}
