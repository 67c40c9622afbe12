package account_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/account"
)

// checked is what a check says, nil when it says nothing.
func checked(check func(problems *core.Problems)) *core.Error {
	var problems core.Problems
	check(&problems)
	return problems.Of("field")
}

func TestCheckEmail(t *testing.T) {
	for email, fine := range map[string]bool{
		"ida@nordlicht.example": true, " ida@nordlicht.example ": true, "a@b": true,
		"ida.brandt+desk@mail.nordlicht.example": true, "größe@söhne.example": true,
		"": false, "@": false, "ida": false, "ida@": false, "@nordlicht.example": false,
		"ida@nordlicht@example": false, "ida@.nordlicht": false, "ida@nordlicht.": false,
		"<ida@nordlicht.example>": false, "Ida <ida@nordlicht.example>": false,
		`"ida"@nordlicht.example`: false, `"i da"@nordlicht.example`: false,
		`"i@da"@nordlicht.example`: false, "ida@[127.0.0.1]": false,
		"ida@nordlicht.example (Ida)": false, "ida@nordlicht.example, b@b": false,
		"ida@nord\x00licht.example": false, "ida@nord\u0085licht.example": false,
	} {
		problem := checked(func(p *core.Problems) { account.CheckEmail(p, "field", email) })
		if fine {
			require.Nil(t, problem, "%q", email)
			continue
		}
		require.NotNil(t, problem, "%q", email)
		require.Equal(t, "field.email", problem.Key, "%q", email)
	}
}

// TestCheckEmail_IsNotTooLong counts bytes, as RFC 5321 does, without the spaces around.
func TestCheckEmail_IsNotTooLong(t *testing.T) {
	longest := strings.Repeat("x", 64) + "@" + strings.Repeat(strings.Repeat("y", 46)+".", 4) + "y"
	require.Len(t, longest, 254)
	for email, fine := range map[string]bool{
		longest: true, " " + longest: true, longest + "y": false,
		"ö" + longest[1:]: false, // 254 characters.
	} {
		problem := checked(func(p *core.Problems) { account.CheckEmail(p, "field", email) })
		if fine {
			require.Nil(t, problem)
			continue
		}
		require.Equal(t, "field.too_long", problem.Key)
		require.Equal(t, core.Args{"Max": 254}, problem.Args)
	}
}

// TestCheckEmail_SaysWhatIsWrong names what nobody sees, and what is no domain.
func TestCheckEmail_SaysWhatIsWrong(t *testing.T) {
	for email, want := range map[string]string{
		"i\u200bda@nordlicht.example":                  "field.email_unseen",
		"ida@nord\u00adlicht.example":                  "field.email_unseen",
		"ida\u00a0b@nordlicht.example":                 "field.email_unseen",
		"ida@nordlicht\ufeff.example":                  "field.email_unseen",
		"\u200fida@nordlicht.example":                  "field.email_unseen",
		"ida@nordlicht.example\u2060":                  "field.email_unseen",
		"ida\u3164@nordlicht.example":                  "field.email_unseen",
		"ida\u17b4@nordlicht.example":                  "field.email_unseen",
		"ida@nord\u17b5licht.example":                  "field.email_unseen",
		"ida\ufe0f@nordlicht.example":                  "field.email_unseen",
		"ida@nordlicht.example/":                       "field.email_domain",
		"ida@nord_licht.example":                       "field.email_domain",
		"ida@nordlicht..example":                       "field.email",
		"ida@127.0.0.1":                                "field.email_domain",
		"ida@-nordlicht.example":                       "field.email_domain",
		"ida@" + strings.Repeat("n", 64) + ".example":  "field.email_domain",
		strings.Repeat("i", 65) + "@nordlicht.example": "field.email_local",
		strings.Repeat("ö", 33) + "@nordlicht.example": "field.email_local",
	} {
		problem := checked(func(p *core.Problems) { account.CheckEmail(p, "field", email) })
		require.NotNil(t, problem, "%q", email)
		require.Equal(t, want, problem.Key, "%q", email)
	}
	for _, email := range []string{
		"\u00a0ida@nordlicht.example\u00a0", strings.Repeat("i", 64) + "@nordlicht.example",
		"ida@bücher.example", "ida@xn--bcher-kva.example", "ида@почта.рф", "ida@nordlicht",
	} {
		require.Nil(
			t,
			checked(func(p *core.Problems) { account.CheckEmail(p, "field", email) }),
			email,
		)
	}
}

// TestCheckText tries each character that changes how a line is read.
func TestCheckText(t *testing.T) {
	for text, c := range map[string]struct{ line, lines string }{
		"":                       {"", ""},
		" ~":                     {"", ""},
		"Größe & Söhne, 你好 🎉":    {"", ""},
		"no\u00a0break":          {"", ""},
		"e\u0301":                {"", ""},
		"a\nb":                   {"field.control", ""},
		"a\tb":                   {"field.control", ""},
		"a\rb":                   {"field.control", "field.control"},
		"a\x00b":                 {"field.control", "field.control"},
		"a\x1fb":                 {"field.control", "field.control"},
		"a\x7fb":                 {"field.control", "field.control"},
		"a\u0080b":               {"field.control", "field.control"},
		"a\u009fb":               {"field.control", "field.control"},
		"a\u202ab":               {"field.control", "field.control"},
		"a\u202bb":               {"field.control", "field.control"},
		"a\u202cb":               {"field.control", "field.control"},
		"a\u202db":               {"field.control", "field.control"},
		"a\u202eb":               {"field.control", "field.control"},
		"a\u2066b":               {"field.control", "field.control"},
		"a\u2067b":               {"field.control", "field.control"},
		"a\u2068b":               {"field.control", "field.control"},
		"a\u2069b":               {"field.control", "field.control"},
		strings.Repeat("ö", 20):  {"", ""},
		strings.Repeat("ö", 21):  {"field.too_long", "field.too_long"},
		strings.Repeat("\n", 21): {"field.too_long", "field.too_long"},
	} {
		for lines, key := range map[bool]string{false: c.line, true: c.lines} {
			problem := checked(func(p *core.Problems) {
				account.CheckText(p, "field", text, false, 20, lines)
			})
			if key == "" {
				require.Nil(t, problem, "%q %v", text, lines)
				continue
			}
			require.NotNil(t, problem, "%q %v", text, lines)
			require.Equal(t, key, problem.Key, "%q %v", text, lines)
			if key == "field.too_long" {
				require.Equal(t, core.Args{"Max": 20}, problem.Args)
			}
		}
	}
}

func TestCheckText_Required(t *testing.T) {
	for text, missing := range map[string]bool{
		"": true, "  ": true, "\u00a0": true, "\n": true, "x": false, " x ": false,
	} {
		problem := checked(func(p *core.Problems) {
			account.CheckText(p, "field", text, true, 20, true)
		})
		if !missing {
			require.Nil(t, problem, "%q", text)
			continue
		}
		require.Equal(t, "field.required", problem.Key, "%q", text)
	}
}

// TestKeysWhateverTheCase: an email is unique whatever its case, but not whatever its accents; a
// search finds both.
func TestKeysWhateverTheCase(t *testing.T) {
	require.Equal(t, "ida@nordlicht.example", account.EmailKey(" Ida@NORDLICHT.example\t"))
	require.Equal(t, "größe@söhne.example", account.EmailKey("\u00a0GRÖẞE@SÖHNE.example"))
	require.NotEqual(t, account.EmailKey("söhne@x.example"), account.EmailKey("sohne@x.example"))
	require.Equal(t, account.EmailKey("so\u0308hne@x.example"), account.EmailKey("SÖHNE@x.example"))
	for written, want := range map[string]string{
		"jörg@müller.example": "jörg@müller.example", "ana@XN--BCHER-KVA.example": "ana@bücher.example",
		"ana@BÜCHER.example": "ana@bücher.example", "ana@bu\u0308cher。example": "ana@bücher.example",
		"ana@xn--strae-oqa.example": "ana@straße.example", "ana@straße.example": "ana@straße.example",
		"ana@STRASSE.example": "ana@strasse.example", "ana@STRAẞE.example": "ana@straße.example",
		"STRAßE@x.example": "straße@x.example", "ΝΊΚΟΣ@x.example": "νίκοσ@x.example",
		"νίκος@x.example": "νίκοσ@x.example", "a@νίκος.example": "a@νίκος.example",
		"a@ΝΊΚΟΣ.example": "a@νίκοσ.example",
		"ÄÖ@10.0.0.300.":  "äö@10.0.0.300.", "İ@x.example": "i@x.example",
		"info@xn--80a1acny.XN--P1AI": "info@почта.рф", "info@почта.рф": "info@почта.рф",
		"xn--bcher-kva@x.example": "xn--bcher-kva@x.example", "a@xn--99999999.example": "a@xn--99999999.example",
		"ana@a.xn--bcher-kva.example": "ana@a.bücher.example", "": "", "@": "@", "ana": "ana",
	} {
		require.Equal(t, want, account.EmailKey(written), written)
	}
	for text, key := range map[string]string{
		"": "", "  ": "", " ABC ": "abc", "Äpfel ": "apfel", "ＡＢＣ": "abc", "Straße": "strasse",
		"\u00a0Zoë\u00a0": "zoe", "你好": "你好",
	} {
		require.Equal(t, key, account.SearchKey(text), "%q", text)
	}
}

// TestATextThatStaysIsStillPossible has in each text of a profile what is refused today, and was
// possible when it was written.
func TestATextThatStaysIsStillPossible(t *testing.T) {
	good := draft().Profile
	good.Language = "en"
	languages := []string{"en"}
	for _, f := range account.TextFields {
		for name, text := range map[string]string{
			"long": strings.Repeat("x", 3000), "controls": "a\u202eb", "email": "a@x.example/",
		} {
			before := good
			*f.Of(&before) = text
			problems := before.Validate(languages)
			if problems == nil {
				continue // It is possible there.
			}
			after := before
			*account.TextFields[0].Of(&after) = "Another company"
			if f.Name != account.FieldCompany {
				require.Empty(t, after.ValidateChange(languages, before), "%s %s", f.Name, name)
			}
			require.Empty(t, before.ValidateChange(languages, before), "%s %s", f.Name, name)
			*f.Of(&after) = text + "."
			require.NotEmpty(t, after.ValidateChange(languages, before), "%s %s", f.Name, name)
			require.Equal(t, problems, before.ValidateChange(languages, good))
		}
	}
	require.NotEmpty(
		t, account.Profile{}.ValidateChange(languages, account.Profile{}), "a new one is not there",
	)
}
