package wording_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"resellerdesk/assets"
	"resellerdesk/core/i18n"
	"resellerdesk/core/wording"
)

func printer(lang string) *i18n.Printer {
	p, err := i18n.New(assets.Translations, lang)
	if err != nil {
		panic(err)
	}
	return p
}

// lines are changes as one reads them.
func lines(lang, before, after string) []string {
	list := []string{}
	for _, c := range wording.Changes(printer(lang), before, after) {
		list = append(list, c.String())
	}
	return list
}

func TestChangesInWords(t *testing.T) {
	day := time.Date(2026, 12, 31, 12, 0, 0, 0, time.Local)
	end := `{"valid_until":"` + day.Format(time.RFC3339) + `"}`
	minute := `{"suspension":{"from":"active","until":"` + day.Format(
		time.RFC3339,
	) + `","reason":"unpaid","by_end":false}}`
	for name, c := range map[string]struct {
		lang, before, after string
		want                []string
	}{
		"amount": {
			"en", `{"extensions":120}`, `{"extensions":1200}`, []string{"Extensions 120 → 1,200"},
		},
		"German": {
			"de", `{"recording_minutes":1200}`, `{"recording_minutes":31000}`,
			[]string{"Aufzeichnung (Min.) 1.200 → 31.000"},
		},
		"state": {
			"en", `{"state":"not_invited"}`, `{"state":"suspended"}`,
			[]string{"Status not invited → suspended"},
		},
		"switch": {
			"en", `{"white_label":false}`, `{"white_label":true}`, []string{"White Label no → yes"},
		},
		"date": {
			"en", `{"valid_until":null}`, end, []string{"Valid until none → 31 Dec 2026"},
		},
		"German date": {
			"de", end, `{"valid_until":null}`, []string{"Gültig bis 31.12.2026 → leer"},
		},
		"empty text": {
			"en", `{"phone":""}`, `{"phone":"+49 431 1"}`, []string{"Phone none → +49 431 1"},
		},
		"limit": {
			"en", `{"pbx_limit":5}`, `{"pbx_limit":null}`, []string{"PBX Creation Limit 5 → none"},
		},
		"language": {
			"en", `{"language":"en"}`, `{"language":"de"}`,
			[]string{"Language of the mails English → Deutsch"},
		},
		"permissions": {
			"en", `{"permissions":["pbx.view","pbx.add"]}`,
			`{"permissions":["pbx.view","alarm.view"]}`,
			[]string{"User Permission: +View alarms, −Add PBXs"},
		},
		"suspension": {
			"en", `{"suspension":null}`, minute,
			[]string{"Suspension none → Reason unpaid, Until 31 Dec 2026 12:00"},
		},
		"by the end": {
			"en", `{"suspension":null}`,
			`{"suspension":{"from":"active","until":null,"reason":"","by_end":true}}`,
			[]string{"Suspension none → because the package ended"},
		},
		"resource new": {
			"en", `{"extensions":1}`, `{"extensions":1,"custom_domains":5}`,
			[]string{"Custom Domains none → 5"},
		},
		"the order": {
			"en", `{"company":"A","extensions":1,"state":"active","email":"a"}`,
			`{"company":"B","extensions":2,"state":"closed","email":"b"}`,
			[]string{"Status active → closed", "Extensions 1 → 2", "Company A → B", "Email a → b"},
		},
		"created": {
			"en", "",
			`{"company":"A","extensions":120,"phone":"","pbx_limit":null,"white_label":false,"permissions":["pbx.view"],"state":"not_invited"}`,
			[]string{
				"Status: not invited", "Extensions: 120", "Company: A",
				"User Permission: View PBXs",
			},
		},
		"nothing": {"en", `{"company":"A"}`, `{"company":"A"}`, []string{}},
		"neither": {"en", "", "", []string{}},
		"mail": {
			"en", `{"Host":"a.example","Port":465,"Security":"tls","FromAddress":"a@b.c"}`,
			`{"Host":"b.example","Port":587,"Security":"starttls","FromAddress":"a@b.c"}`,
			[]string{
				"Server a.example → b.example", "Port 465 → 587",
				"Security TLS from the start → STARTTLS",
			},
		},
		"invited": {
			"en", "", `{"mail":"0192-7","recipient":"nina@kranich.example"}`,
			[]string{"Recipient: nina@kranich.example"},
		},
		"delivery": {
			"en", "", `{"answer":"2.0.0 Ok","code":250,"mail":"x","state":"sent"}`,
			[]string{"Status: sent", "Answer: 2.0.0 Ok", "Code: 250"},
		},
		"unknown": {
			"en", "", `{"strange_thing":{"Inner":[1,"two",null,{"deep":true}]}}`,
			[]string{"Strange thing: Inner 1, two, none, Deep"},
		},
		"no object": {"en", "[1", "2]", []string{"[1 → 2]"}},
		"no JSON":   {"en", "", "unpaid", []string{"unpaid"}},
		"null":      {"en", "null", "", []string{"null"}},
	} {
		require.Equal(t, c.want, lines(c.lang, c.before, c.after), name)
	}
}

// anyJSON draws any JSON value.
func anyJSON(t *rapid.T, depth int) any {
	kinds := 5
	if depth > 0 {
		kinds = 7
	}
	switch rapid.IntRange(0, kinds-1).Draw(t, "kind") {
	case 0:
		return nil
	case 1:
		return rapid.Bool().Draw(t, "bool")
	case 2:
		return rapid.Float64().Draw(t, "number")
	case 3:
		return rapid.SampledFrom([]string{"", "active", "2026-12-31T00:00:00Z", "de", "pbx.view", "{{.Count}}", "\x00"}).
			Draw(
				t, "text",
			)
	case 4:
		return rapid.String().Draw(t, "text")
	case 5:
		list := make([]any, rapid.IntRange(0, 3).Draw(t, "length"))
		for i := range list {
			list[i] = anyJSON(t, depth-1)
		}
		return list
	}
	return anyObject(t, depth)
}

func anyObject(t *rapid.T, depth int) map[string]any {
	object := map[string]any{}
	for range rapid.IntRange(0, 4).Draw(t, "members") {
		name := rapid.SampledFrom([]string{"", "state", "extensions", "permissions", "suspension", "bin", "valid_until", "Host", "ÄÖ", "_", "mail"}).
			Draw(
				t, "name",
			)
		object[name] = anyJSON(t, depth-1)
	}
	return object
}

func TestAnyJSONIsShown(t *testing.T) {
	p := printer("en")
	rapid.Check(t, func(t *rapid.T) {
		before, err := json.Marshal(anyObject(t, 3))
		require.NoError(t, err)
		after, err := json.Marshal(anyObject(t, 3))
		require.NoError(t, err)
		for _, pair := range [][2]string{
			{string(before), string(after)}, {"", string(after)}, {string(before), ""},
		} {
			for _, c := range wording.Changes(p, pair[0], pair[1]) {
				if c.Field == "" || c.After == "" {
					t.Fatalf("a change says nothing: %+v of %q", c, pair)
				}
			}
		}
	})
}

func FuzzChanges(f *testing.F) {
	f.Add(
		`{"extensions":120,"suspension":{"until":null}}`, `{"extensions":"x","permissions":["a"]}`,
	)
	f.Add(`[`, `{"a":1e999}`)
	f.Add(`null`, `{"state":{}}`)
	p := printer("en")
	f.Fuzz(func(_ *testing.T, before, after string) {
		for _, c := range wording.Changes(p, before, after) {
			_ = c.String()
		}
		wording.RefusalText(p, after)
	})
}
