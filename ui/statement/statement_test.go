package statement

import (
	"testing"
	"time"

	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"

	"resellerdesk/assets"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
	"resellerdesk/core/i18n"
	"resellerdesk/ui/page"
)

func environment(t *testing.T) *page.Env {
	words, err := i18n.New(assets.Translations, "en")
	require.NoError(t, err)
	return &page.Env{Words: words}
}

// opened are the fields of a statement, of which nothing is read.
func opened(t *testing.T, reseller string) *view {
	test.NewTempApp(t)
	v := &view{env: environment(t), reseller: reseller}
	v.buildFields()
	return v
}

func date(year int, month time.Month, day int) time.Time {
	return time.Date(year, month, day, 0, 0, 0, 0, time.Local)
}

// TestADayIsWhole is from its beginning to that of the next one, also where a clock is changed.
func TestADayIsWhole(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	require.NoError(t, err)
	local := time.Local
	time.Local = berlin
	t.Cleanup(func() { time.Local = local })
	env := environment(t)
	for text, whole := range map[string]time.Time{
		"2026-12-31": date(2026, time.December, 31),
		"2026-03-29": date(2026, time.March, 29),   // Of 23 hours.
		"2026-10-25": date(2026, time.October, 25), // Of 25 hours.
		"2028-02-29": date(2028, time.February, 29),
	} {
		begins, ends, err := day(env, text)
		require.NoError(t, err, text)
		require.True(t, begins.Equal(whole), "%s begins at %s", text, begins)
		require.True(t, ends.Equal(whole.AddDate(0, 0, 1)), "%s ends at %s", text, ends)
	}
}

func TestNoDayIsNoLimit(t *testing.T) {
	begins, ends, err := day(environment(t), "  ")
	require.NoError(t, err)
	require.Zero(t, begins)
	require.Zero(t, ends)
	_, _, err = day(environment(t), "soon")
	require.Error(t, err)
}

// TestAStatementIsOfWhatWasTyped asks from the first day to the last one, both of them whole.
func TestAStatementIsOfWhatWasTyped(t *testing.T) {
	v := opened(t, "kranich")
	q, ok := v.query()
	require.True(t, ok)
	require.Equal(
		t, desk.StatementQuery{Reseller: "kranich", Resource: capacity.Extensions}, q,
		"from the beginning until today",
	)
	v.resource.SetText(string(capacity.RecordingMinutes))
	v.from.SetText("2026-11-01")
	v.to.SetText("2026-11-30")
	q, ok = v.query()
	require.True(t, ok)
	require.Equal(t, desk.StatementQuery{
		Reseller: "kranich", Resource: capacity.RecordingMinutes,
		From: date(2026, time.November, 1), To: date(2026, time.December, 1),
	}, q)
}

// TestAWrongDayIsSaidBesideIt says of both what is wrong, until they are days.
func TestAWrongDayIsSaidBesideIt(t *testing.T) {
	v := opened(t, "")
	v.from.SetText("soon")
	v.to.SetText("2026-02-30")
	_, ok := v.query()
	require.False(t, ok)
	require.NotEmpty(t, v.from.Error())
	require.NotEmpty(t, v.to.Error())
	v.from.SetText("2026-01-01")
	_, ok = v.query()
	require.False(t, ok, "one of them is none yet")
	require.Empty(t, v.from.Error())
	v.to.SetText("2026-02-28")
	_, ok = v.query()
	require.True(t, ok)
	require.Empty(t, v.to.Error())
}

// TestTheStatementOfThePoolSaysWhomEachLineIsAbout has one column more than that of a reseller.
func TestTheStatementOfThePoolSaysWhomEachLineIsAbout(t *testing.T) {
	keys := func(reseller string) []string {
		var keys []string
		for _, c := range (&view{env: environment(t), reseller: reseller}).columns() {
			keys = append(keys, c.Key)
		}
		return keys
	}
	require.Equal(t, []string{"when", "what", "by", "reason", "amount", "balance"}, keys("kranich"))
	require.Equal(t, []string{"when", "what", "who", "by", "reason", "amount", "balance"}, keys(""))
}
