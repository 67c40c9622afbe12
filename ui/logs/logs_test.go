package logs

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"resellerdesk/assets"
	"resellerdesk/core"
	"resellerdesk/core/desk"
	"resellerdesk/core/i18n"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

func words(t *testing.T, lang string) *page.Env {
	p, err := i18n.New(assets.Translations, lang)
	require.NoError(t, err)
	return &page.Env{Words: p}
}

func TestDays(t *testing.T) {
	day := func(d int) time.Time { return time.Date(2026, 11, d, 0, 0, 0, 0, time.Local) }
	for text, want := range map[string][2]time.Time{
		"24 Nov 2026":               {day(24), day(25)},
		" 2026-11-24 ":              {day(24), day(25)},
		"22 Nov 2026 – 24 Nov 2026": {day(22), day(25)},
		"2026-11-22 - 2026-11-24":   {day(22), day(25)},
		"2026-11-22–24 Nov 2026":    {day(22), day(25)},
	} {
		from, to, err := days(words(t, "en").Words, text)
		require.NoError(t, err, text)
		require.Equal(t, want, [2]time.Time{from, to}, text)
	}
	from, to, err := days(words(t, "de").Words, "22.11.2026 – 24.11.2026")
	require.NoError(t, err)
	require.Equal(t, [2]time.Time{day(22), day(25)}, [2]time.Time{from, to})
}

func TestAWrongDayIsSaid(t *testing.T) {
	const asDay = "Write a day like 31 Dec 2027, or two of them with – between."
	for text, want := range map[string]string{
		"": "", " ": "", "24 Nov 2026": "", "22 Nov 2026 – 24 Nov 2026": "",
		"yesterday": asDay, "24 Nov": asDay, "24 Nov 2026 –": asDay, "– 24 Nov 2026": asDay,
		"24 Nov 2026 – soon":        asDay,
		"31 Nov 2026":               "There is no such day in that month.",
		"24 Nov 2026 – 22 Nov 2026": "The first day is later than the last.",
	} {
		_, wrong := readDays(words(t, "en"))(text)
		require.Equal(t, want, wrong, text)
	}
	_, wrong := readDays(words(t, "de"))("gestern")
	require.Equal(t, "Schreiben Sie einen Tag wie 31.12.2027 oder zwei mit – dazwischen.", wrong)
}

func TestAnEntryInWords(t *testing.T) {
	env := words(t, "en")
	row := func(e desk.LogEntry, person string) entry {
		return newEntry(env, desk.LogRow{Person: person, LogEntry: e})
	}

	e := row(
		desk.LogEntry{
			Module: desk.LogUser, Operation: "reseller.resumed", Result: "ok", Object: "a",
			Name: "Kranich", Before: `{"state":"suspended"}`, After: `{"state":"active"}`,
		},
		"",
	)
	require.Equal(
		t, []string{"the program", "Suspension lifted", "Kranich", "Status suspended→active"},
		[]string{e.text.Who, e.text.What, e.text.Object, e.summary},
	)
	require.Equal(t, kit.BadgeValue{Tone: kit.OK, Icon: kit.IconCheck, Text: "done"}, e.badge(env))

	refused := core.ErrorText(&core.Error{
		Code: core.Conflict, Key: "reseller.not_suspended", Args: core.Args{"Company": "Kranich"},
	})
	e = row(
		desk.LogEntry{
			Module: desk.LogUser, Operation: "reseller.resumed", Result: "conflict",
			Object: "a b c", Detail: refused,
		},
		"Ida Brandt",
	)
	require.Equal(
		t, []string{"Ida Brandt", "3 resellers", "Kranich is not suspended."},
		[]string{e.text.Who, e.text.Object, e.summary},
	)
	require.Empty(t, e.text.Detail, "the reason stands once")
	require.Equal(
		t, kit.BadgeValue{Tone: kit.Bad, Icon: kit.IconAlert, Text: "not possible"}, e.badge(env),
	)

	require.Equal(
		t, "somebody unknown",
		row(
			desk.LogEntry{Module: desk.LogSignIn, Operation: "signin", Result: "unauthenticated"},
			"",
		).text.Who,
	)
	e = row(
		desk.LogEntry{
			Module: desk.LogEmail, Operation: "email.test", Result: "unknown",
			Detail: "421 too busy",
		},
		"Ida Brandt",
	)
	require.Equal(t, "421 too busy", e.summary)
	require.Equal(t, kit.Warn, e.badge(env).Tone)
}

// TestEveryResultHasWords names every code of a refusal that is logged, and what becomes of mails.
func TestEveryResultHasWords(t *testing.T) {
	for _, result := range []string{
		"ok", string(core.Invalid), string(core.Conflict), string(core.NotFound),
		string(core.Forbidden), string(core.Unauthenticated),
		string(core.Throttled), string(core.Corrupt), string(core.Unavailable),
		string(core.Internal), "temporary", "permanent", "unknown",
	} {
		require.NotContains(t, words(t, "de").T("log.result."+result), "log.", result)
	}
}
