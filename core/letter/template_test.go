package letter_test

import (
	"html"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/letter"
)

// asKey names variables by their keys.
func asKey(key string) string { return key }

// builtIn is a text of the program.
func builtIn(t testing.TB, kind letter.Kind, lang string) letter.Template {
	text, err := letter.BuiltIn(kind, lang)
	require.NoError(t, err)
	return text
}

// each calls do for every text of the program.
func each(t *testing.T, do func(t *testing.T, text letter.Template)) {
	for _, kind := range letter.Kinds() {
		for _, lang := range []string{"en", "de"} {
			t.Run(string(kind)+" "+lang, func(t *testing.T) { do(t, builtIn(t, kind, lang)) })
		}
	}
}

// TestEveryTextOfTheProgramIsOneThatCanBeSaved also after it was written out and read again.
func TestEveryTextOfTheProgramIsOneThatCanBeSaved(t *testing.T) {
	each(t, func(t *testing.T, text letter.Template) {
		require.Empty(t, text.Check(asKey))
		require.Equal(t, text, text.Trim())
		require.Equal(t, text, text.Renamed(asKey))
		require.NotContains(t, text.Subject, "Subject:")
		for _, v := range text.Kind.Variables() {
			if v.Required {
				require.Contains(t, text.Text, "{"+v.Key+"}")
			}
		}
	})
}

func TestNoTextInALanguageThatThereIsNot(t *testing.T) {
	for _, c := range []struct {
		kind letter.Kind
		lang string
	}{{letter.KindActivation, "xx"}, {"greeting", "en"}, {letter.KindTest, "../en"}} {
		_, err := letter.BuiltIn(c.kind, c.lang)
		require.Equal(t, core.NotFound, core.CodeOf(err))
	}
}

func TestWhatIsWrongWithATextIsSaidBesideIt(t *testing.T) {
	good := letter.Template{
		Kind: letter.KindPackage, Language: "en", Subject: "From {distributor}",
		Text: "Hello {first_name},\n\n{package}\n\nOpen {file_name}.",
	}
	require.Empty(t, good.Check(asKey))
	type told struct{ field, key string }
	for name, c := range map[string]struct {
		change func(t *letter.Template)
		told   []told
	}{
		"no subject": {
			func(t *letter.Template) { t.Subject = "" }, []told{{"subject", "field.required"}},
		},
		"a subject of two lines": {
			func(t *letter.Template) { t.Subject = "a\r\nBcc: eve@evil.example" },
			[]told{{"subject", "mail_template.subject_lines"}},
		},
		"a subject that is too long": {
			func(t *letter.Template) { t.Subject = strings.Repeat("ä", letter.MaxSubject+1) },
			[]told{{"subject", "field.too_long"}},
		},
		"a control character": {
			func(t *letter.Template) { t.Subject = "a\x00b" }, []told{{"subject", "field.control"}},
		},
		"letters turned around": {
			func(t *letter.Template) { t.Text += "\u202egpj.exe" }, []told{{"text", "field.control"}},
		},
		"a brace in the subject that is not closed": {
			func(t *letter.Template) { t.Subject = "From {distributor" },
			[]told{{"subject", "mail_template.subject_open"}},
		},
		"an unknown variable in the subject": {
			func(t *letter.Template) { t.Subject = "{frist_name}" },
			[]told{{"subject", "mail_template.unknown"}},
		},
		"a table in the subject": {
			func(t *letter.Template) { t.Subject = "{package}" },
			[]told{{"subject", "mail_template.not_in_subject"}},
		},
		"no text": {
			func(t *letter.Template) { t.Text = "" },
			[]told{{"text", "field.required"}, {"text", "mail_template.missing"}},
		},
		"a text that is too long": {
			func(t *letter.Template) { t.Text += strings.Repeat("ä", letter.MaxText) },
			[]told{{"text", "field.too_long"}},
		},
		"an unknown variable": {
			func(t *letter.Template) { t.Text += " {frist_name}" },
			[]told{{"text", "mail_template.unknown"}},
		},
		"a variable of another kind": {
			func(t *letter.Template) { t.Text += " {activation_text}" },
			[]told{{"text", "mail_template.unknown"}},
		},
		"a brace that is not closed": {
			func(t *letter.Template) { t.Text += " {first_name" },
			[]told{{"text", "mail_template.open"}},
		},
		"a brace that was not opened": {
			func(t *letter.Template) { t.Text += " first_name}" },
			[]told{{"text", "mail_template.open"}},
		},
		"braces around nothing": {
			func(t *letter.Template) { t.Text += " { }" }, []told{{"text", "mail_template.open"}},
		},
		"double braces": {
			func(t *letter.Template) { t.Text += " {{first_name}}" },
			[]told{{"text", "mail_template.open"}},
		},
		"a required variable that is missing": {
			func(t *letter.Template) { t.Text = "Hello {first_name}" },
			[]told{{"text", "mail_template.missing"}},
		},
		"a table inside a line": {
			func(t *letter.Template) { t.Text += " {package} " },
			[]told{{"text", "mail_template.alone"}},
		},
		"a table that is indented": {
			func(t *letter.Template) { t.Text += "\n  {package}" },
			[]told{{"text", "mail_template.alone"}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			text := good
			c.change(&text)
			var got []told
			for _, p := range text.Check(asKey) {
				require.Equal(t, core.Invalid, p.Code)
				got = append(got, told{p.Field, p.Key})
			}
			require.Equal(t, c.told, got)
		})
	}
}

// TestTheLineOfAnOpenBraceIsNamed and which variable is missing, by the word for it.
func TestTheLineOfAnOpenBraceIsNamed(t *testing.T) {
	text := letter.Template{
		Kind: letter.KindPackage, Subject: "s", Text: "a\n\nb {c",
	}
	problems := text.Check(func(key string) string { return "the " + key })
	require.Len(t, problems, 2)
	require.Equal(t, 3, problems[0].Args["Line"])
	require.Equal(t, "the file_name", problems[1].Args["Name"])
	require.Equal(t, letter.VarFileName, problems[1].Args["Variable"])
}

// hostile is what somebody may have typed into a field, or have had typed.
var hostile = map[string]string{
	"lines":      "x\r\nBcc: eve@evil.example\r\n\r\n<b>",
	"script":     `"><script>alert(1)</script><a href="javascript:alert(1)">`,
	"a variable": "{package} {activation_text} {signature}",
	"a template": "{{.}} {{template \"x\"}} ${x} %s %n",
	"right":      "\u202egpj.exe\u2066 \u200f\u061cx\u202c",
	"structure":  "1. # - \n# heading\n- item\n\n---",
	"long":       strings.Repeat("<&>\"'ä ", 10_000/8),
	"separators": "a\u2028b\u2029c\u0085d\x00e\x1bf\ufeffg",
	"not UTF-8":  "a\xff\xfeb",
}

// said is the content of a part of a mail, without what marks it up.
func said(part string) []string { return strings.Fields(part) }

var (
	tag    = regexp.MustCompile(`<[^>]*>`)
	inLine = regexp.MustCompile(`</?(strong|a)( [^>]*)?>`)
	marks  = regexp.MustCompile(`(?m)^(- |\d+\. )`)
	colons = regexp.MustCompile(`(?m)^(  [^:\n]*):`)
)

// ofText is what the text part says, without the marks of lists and rows.
func ofText(text string) []string {
	return said(colons.ReplaceAllString(marks.ReplaceAllString(text, ""), "$1"))
}

// ofHTML is what the HTML part says.
func ofHTML(page string) []string {
	return said(html.UnescapeString(tag.ReplaceAllString(inLine.ReplaceAllString(page, ""), " ")))
}

// allValues says the same in every variable.
func allValues(text string) letter.Values {
	v := letter.Values{}
	for _, kind := range letter.Kinds() {
		for _, one := range kind.Variables() {
			v[one.Key] = letter.Value{
				Text: text, Lines: []letter.Line{{"name", text}, {text, "value"}},
			}
		}
	}
	return v
}

// structureOf are the marks of a page, without what stands between them.
func structureOf(page string) string { return strings.Join(tag.FindAllString(page, -1), "") }

// TestHostileDataDoesNoHarm fills each text with it: nothing of it is read as a heading, as HTML or
// as a text of the program, and both parts say the same.
func TestHostileDataDoesNoHarm(t *testing.T) {
	turned := regexp.MustCompile(`[\x{202a}-\x{202e}\x{2066}-\x{2069}\x{200e}\x{200f}\x{61c}]`)
	each(t, func(t *testing.T, text letter.Template) {
		signature := builtIn(t, letter.KindSignature, text.Language)
		write := func(data string) letter.Written {
			d := letter.Compose(text, signature, allValues(data))
			return letter.Write(d, text.Language, letter.Brand{}, data)
		}
		plain := write("plain")
		for name, data := range hostile {
			got := write(data)
			require.NotRegexp(t, `[\x00-\x1f\x7f-\x9f]`, got.Subject, name)
			require.LessOrEqual(t, len([]rune(got.Subject)), 250, name)
			require.NotRegexp(t, `[\x00-\x09\x0b-\x1f]`, got.Text, name)
			require.NotRegexp(t, turned, got.Subject+got.Text+got.HTML, name)
			require.NotContains(t, got.HTML, "<script", name)
			require.NotContains(t, got.HTML, "<b>", name)
			if name != "structure" && name != "lines" { // The block to copy keeps its lines.
				require.Equal(
					t, strings.Count(plain.Text, "\n"), strings.Count(got.Text, "\n"), name,
				)
			}
			if text.Kind != letter.KindReset && name != "not UTF-8" {
				links := regexp.MustCompile(`href="[^"]*"`)
				same := func(page string) string {
					return links.ReplaceAllString(structureOf(page), "")
				}
				require.Equal(t, same(plain.HTML), same(got.HTML), name)
			}
		}
	})
}

// TestBothPartsOfAMailSayTheSame word for word, with data that needs no marks.
func TestBothPartsOfAMailSayTheSame(t *testing.T) {
	each(t, func(t *testing.T, text letter.Template) {
		signature := builtIn(t, letter.KindSignature, text.Language)
		for name, data := range map[string]string{
			"plain": "Kranich", "markup": `<b>&amp;"Kranich"</b> {company}`, "nothing": "",
			"letters": "Żółw العربية 中文",
		} {
			d := letter.Compose(text, signature, allValues(data))
			w := letter.Write(d, text.Language, letter.Brand{}, "")
			got := ofHTML(w.HTML)
			require.Equal(t, ofText(w.Text), got, name)
			require.NotEmpty(t, got)
		}
	})
}

func activationValues() letter.Values {
	v := letter.Values{}.Set(map[string]string{
		letter.VarDistributor: "Nordlicht <b>", letter.VarSenderName: "Ida Brandt",
		letter.VarSenderCompany: "Nordlicht <b>", letter.VarCompany: "Kranich",
		letter.VarFirstName: "Nina", letter.VarLastName: "Albrecht",
		letter.VarEmail: "nina@kranichtel.example", letter.VarReplyTo: "ida@nordlicht.example",
		letter.VarValidUntil: "1 Dec 2026 10:00 CET", letter.VarDays: "7",
		letter.VarActivationText: "-----BEGIN-----\nabc\n-----END-----\n",
		letter.VarFileName:       "Kranich.activation",
	})
	v[letter.VarPackage] = letter.Value{Lines: []letter.Line{{Name: "Extensions", Value: "120"}}}
	v[letter.VarFeatures] = letter.Value{Lines: []letter.Line{{Name: "PBX", Value: "View, Add"}}}
	return v
}

// written is the mail of a text of the program.
func written(t *testing.T, kind letter.Kind, lang string, v letter.Values) letter.Written {
	signature := builtIn(t, letter.KindSignature, lang)
	d := letter.Compose(builtIn(t, kind, lang), signature, v)
	return letter.Write(d, lang, letter.Brand{}, "")
}

func TestTheActivationMailSaysEverything(t *testing.T) {
	values := activationValues()
	for _, lang := range []string{"en", "de"} {
		for source, isLink := range map[string]bool{
			"": false, "https://nordlicht.example/desk?a=1&b=2": true,
			"http://nordlicht.example": true, "on the stick that Ida brought": false,
			"javascript:alert(1)": false, "nordlicht.example/desk": false,
		} {
			values.Set(map[string]string{letter.VarProgramSource: source})
			w := written(t, letter.KindActivation, lang, values)
			require.Contains(t, w.Subject, "Kranich")
			require.Contains(t, w.Text, "\n-----BEGIN-----\nabc\n-----END-----\n")
			for _, body := range []string{w.Text, html.UnescapeString(w.HTML)} {
				for _, said := range []string{
					"Ida Brandt", "120", "View, Add", "1 Dec 2026 10:00 CET", "-----BEGIN-----",
					"Kranich.activation", "nina@kranichtel.example", "ida@nordlicht.example", source,
				} {
					require.Contains(t, body, said, lang)
				}
			}
			link := `<a href="` + html.EscapeString(source) + `">`
			require.Equal(t, isLink, source != "" && strings.Contains(w.HTML, link), source)
			require.NotContains(t, w.HTML, "<b>", "what people typed is no HTML")
			require.NotContains(t, w.HTML, "<img")
			require.Empty(t, w.Inline)
		}
	}
}

// TestTheActivationMailSaysWhoAnswersAndWhatANewComputerMeans has both or neither.
func TestTheActivationMailSaysWhoAnswersAndWhatANewComputerMeans(t *testing.T) {
	for lang, words := range map[string]string{"en": "new computer", "de": "neuen Computer"} {
		for kind, phone := range map[letter.Kind]string{
			letter.KindActivation: "", letter.KindReactivation: "+49 40 7654321",
		} {
			values := activationValues().Set(map[string]string{letter.VarPhone: phone})
			w := written(t, kind, lang, values)
			for _, said := range []string{w.Subject, w.Text, w.HTML} {
				require.Equal(
					t, kind == letter.KindReactivation, strings.Contains(said, words), said,
				)
			}
			for _, body := range []string{w.Text, html.UnescapeString(w.HTML)} {
				require.Equal(t, phone != "", strings.Contains(body, "+49 40 7654321"))
				require.NotContains(t, body, "\n\n\n")
			}
			questions := map[string]string{"en": "Questions?", "de": "Fragen?"}[lang]
			require.Equal(t, phone != "", strings.Contains(w.Text, questions))
		}
	}
}
