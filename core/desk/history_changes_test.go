package desk_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"resellerdesk/core/desk"
	"resellerdesk/core/permission"
	"resellerdesk/core/wording"
)

// TestEveryFieldOfAnAccountHasALabel adds and changes a real reseller, in both languages.
func TestEveryFieldOfAnAccountHasALabel(t *testing.T) {
	h := newDistributor(t)
	id := h.add(true).ID
	require.NoError(t, h.DeleteResellers(t.Context(), desk.NewID(), []string{id}, false))
	max, _ := h.addMax(permission.UserView)
	_, err := h.ResetColleague(t.Context(), max)
	require.NoError(t, err)
	rows, err := h.Logs(t.Context(), desk.LogQuery{Limit: 100})
	require.NoError(t, err)
	for _, lang := range []string{"en", "de"} {
		p := printer(lang)
		for _, r := range rows {
			for _, text := range []string{r.Before, r.After} {
				var fields map[string]json.RawMessage
				if text == "" {
					continue
				}
				require.NoError(t, json.Unmarshal([]byte(text), &fields))
				for name := range fields {
					for _, c := range wording.Changes(p, `{"`+name+`":"a"}`, `{"`+name+`":"b"}`) {
						require.Equal(t, p.T("field."+snake(name)), c.Field, r.Operation)
						require.NotContains(t, c.Field, "field.")
					}
				}
			}
		}
	}
}

func snake(name string) string {
	for from, to := range map[string]string{
		"FromAddress": "from_address", "FromName": "from_name", "ReplyTo": "reply_to",
		"ProgramSource": "program_source", "TextInside": "text_inside",
		"CopyToSender": "copy_to_sender", "PerMinute": "per_minute", "PerDay": "per_day",
	} {
		name = strings.ReplaceAll(name, from, to)
	}
	return strings.ToLower(name)
}

func TestARefusalInWords(t *testing.T) {
	h, _ := busyDay(t)
	rows, err := h.Logs(t.Context(), desk.LogQuery{Result: desk.LogRefused, Limit: 10})
	require.NoError(t, err)
	require.Equal(
		t, "Email and password do not match.", wording.RefusalText(printer("en"), rows[0].Detail),
	)
	require.Equal(
		t, "Kranich Telefonie GmbH is suspended or deleted already.",
		wording.RefusalText(printer("en"), rows[1].Detail),
	)
	d := h.kranich()
	d.Profile.Email, d.Profile.Company = "x", ""
	_, err = h.AddReseller(t.Context(), desk.NewID(), d, false)
	require.Error(t, err)
	rows, err = h.Logs(t.Context(), desk.LogQuery{Limit: 1})
	require.NoError(t, err)
	require.Equal(
		t,
		"Firma: Bitte ausfüllen. E-Mail: Keine E-Mail-Adresse. Schreiben Sie sie wie name@firma.de.",
		wording.RefusalText(printer("de"), rows[0].Detail),
	)
	require.Empty(t, wording.RefusalText(printer("en"), "unpaid"))
}
