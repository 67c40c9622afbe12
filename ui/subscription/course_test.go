package subscription

import (
	"testing"
	"time"

	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"

	"resellerdesk/assets"
	"resellerdesk/core/desk"
	"resellerdesk/core/i18n"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

// TestEveryMonthHasOnePoint goes through all days of a leap year and of a common one, in zones with
// and without summer time.
func TestEveryMonthHasOnePoint(t *testing.T) {
	for _, zone := range []string{
		"UTC", "Europe/Berlin", "America/New_York", "Pacific/Auckland", "America/Sao_Paulo",
	} {
		place, err := time.LoadLocation(zone)
		require.NoError(t, err)
		for _, hour := range []int{0, 2, 12, 23} {
			for now := time.Date(
				2027, 1, 1, hour, 30, 0, 0, place,
			); now.Year() < 2029; now = now.AddDate(0, 0, 1) {
				points := spans()[0].points(now)
				require.Len(t, points, 13)
				require.Equal(t, now, points[12])
				for i, p := range points[:12] {
					month := now.Year()*12 + int(now.Month()) - 12 + i
					require.Equal(t, month, p.Year()*12+int(p.Month()), "point %d at %s", i, now)
					require.Equal(
						t, 1, p.Add(time.Second).Day(), "the end of the month, at %s", now,
					)
				}
			}
		}
	}
}

// TestEveryDayHasOnePoint does so with steps of days and of weeks.
func TestEveryDayHasOnePoint(t *testing.T) {
	place, err := time.LoadLocation("Europe/Berlin")
	require.NoError(t, err)
	for _, hour := range []int{0, 2, 12, 23} {
		for now := time.Date(
			2027, 1, 1, hour, 30, 0, 0, place,
		); now.Year() < 2029; now = now.AddDate(0, 0, 1) {
			for _, s := range spans()[1:] {
				points := s.points(now)
				require.Len(t, points, s.steps+1)
				for i, p := range points {
					noon := time.Date(
						now.Year(), now.Month(), now.Day()-s.days*(s.steps-i), 12, 0, 0, 0, place,
					)
					require.Equal(
						t, noon.Format(time.DateOnly), p.Format(time.DateOnly), "%s %d at %s",
						s.key, i, now,
					)
				}
			}
		}
	}
}

// TestAPointSaysItsDay has a workspace that began five days before the end of a month.
func TestAPointSaysItsDay(t *testing.T) {
	test.NewTempApp(t)
	words, err := i18n.New(assets.Translations, "en")
	require.NoError(t, err)
	c := &course{env: &page.Env{Words: words}, span: spans()[0]}
	day := func(month time.Month, day int) time.Time {
		return time.Date(2027, month, day, 12, 0, 0, 0, time.Local)
	}
	require.Equal(t, []kit.CoursePoint{
		{At: day(1, 26), Name: "26 Jan 2027", Value: 0, Limit: 100},
		{At: day(1, 31), Label: "Jan", Name: "31 Jan 2027", Value: 30, Limit: 100},
		{At: day(2, 17), Label: "Feb", Name: "17 Feb 2027", Value: 40, Limit: 120},
	}, c.labelled([]desk.CoursePoint{
		{At: day(1, 26), Total: 100},
		{At: day(1, 31), Total: 100, Given: 30},
		{At: day(2, 17), Total: 120, Given: 40},
	}))
}
