package i18n_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"resellerdesk/assets"
	"resellerdesk/core"
	"resellerdesk/core/i18n"
)

func printer(t testing.TB, lang string) *i18n.Printer {
	p, err := i18n.New(assets.Translations, lang)
	require.NoError(t, err)
	return p
}

func TestEveryLanguageHasEveryText(t *testing.T) {
	english, err := i18n.Keys(assets.Translations, "en")
	require.NoError(t, err)
	require.NotEmpty(t, english)
	for _, lang := range i18n.Languages {
		keys, err := i18n.Keys(assets.Translations, lang)
		require.NoError(t, err)
		require.Equal(t, english, keys, lang)
	}
}

// source is all the code of the program without its tests, also those that engines share.
func source(t *testing.T) string {
	var all strings.Builder
	root := filepath.Join("..", "..")
	for _, folder := range []string{"core", "storage", "ui", "cmd"} {
		require.NoError(
			t,
			filepath.WalkDir(
				filepath.Join(root, folder),
				func(path string, d fs.DirEntry, err error) error {
					if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") ||
						strings.HasSuffix(path, "_test.go") || strings.Contains(path, "storetest") {
						return err
					}
					content, err := os.ReadFile(path)
					all.Write(content)
					return err
				},
			),
		)
	}
	return all.String()
}

// TestEveryTextThatIsAskedForExists finds the keys in the code, also those of errors and the next
// step after a mail fault.
func TestEveryTextThatIsAskedForExists(t *testing.T) {
	keys, err := i18n.Keys(assets.Translations, "en")
	require.NoError(t, err)
	known := map[string]bool{}
	for _, k := range keys {
		known[k] = true
	}
	code := source(t)
	found := 0
	want := func(pattern, prefix string) {
		for _, m := range regexp.MustCompile(pattern).FindAllStringSubmatch(code, -1) {
			found++
			if !known[prefix+m[1]] {
				t.Errorf("%q is asked for and stands in no translation file", prefix+m[1])
			}
		}
	}
	want(`\bT\(\s*"([a-z0-9_.]+[a-z0-9])"\s*[,)]`, "")
	want(`core\.Error\{[^{}]*Key: +"([a-z_.]+)"`, "error.")
	want(`\.Add\(\s*[A-Za-z.()"_]+,\s*"([a-z_.]+)"`, "error.")
	want(`refuse\(\s*"([a-z_.]+)"`, "error.")
	want(`\bID: +"([a-z_]+\.[a-z_.]+)"`, "") // Of commands.
	want(`\.Command\("(command\.[a-z_.]+)"`, "")
	want(`NewOffer\([^"()]+"([a-z_.]+)"`, "")
	for _, kind := range []string{"error.", "next.", "short."} {
		want(`"((?:smtp|oauth)\.[a-z_]+)"`, kind)
	}
	require.Greater(t, found, 300, "the keys were found")
}

func TestNumbersDatesAndPlurals(t *testing.T) {
	english, german := printer(t, "en"), printer(t, "de-AT")
	require.Equal(t, "de", german.Language())
	require.Equal(t, "en", printer(t, "xx").Language())
	require.Equal(t, "120,000", english.Number(120000))
	require.Equal(t, "120.000", german.Number(120000))
	require.Equal(
		t, []string{"+1,200", "0", "−1,200"},
		[]string{english.Signed(1200), english.Signed(0), english.Signed(-1200)},
	)
	require.Equal(t, "1 mail waiting", english.T("status.waiting", core.Args{"Count": 1}))
	require.Equal(t, "1.200 E-Mails warten", german.T("status.waiting", core.Args{"Count": 1200}))
	day := time.Date(2026, 3, 5, 12, 0, 0, 0, time.Local)
	require.Equal(t, "5 Mar 2026", english.Date(day))
	require.Equal(t, "05.03.2026", german.Date(day))
	for _, p := range []*i18n.Printer{english, german} {
		parsed, err := p.ParseDate(" " + p.Date(day) + " ")
		require.NoError(t, err)
		require.Equal(t, core.DayOf(day), parsed)
		_, err = p.ParseDate("31.02.2026")
		require.Error(t, err)
	}
}

func TestAnErrorNamesItsField(t *testing.T) {
	problems := core.Problems{{
		Code: core.Invalid, Field: "extensions", Key: "capacity.not_enough",
		Args: core.Args{"Free": int64(1500)},
	}}
	require.Equal(t, "Extensions: Only 1,500 are free.", printer(t, "en").Error(problems))
	require.NotContains(t, printer(t, "de").Error(os.ErrClosed), "error.")
}

func TestAnAmountHasItsPlural(t *testing.T) {
	english, german := printer(t, "en"), printer(t, "de")
	one, many := core.Args{"Name": "praxis", "Extensions": 1}, core.Args{
		"Name": "praxis", "Extensions": int64(1200),
	}
	require.Equal(t, "praxis (1 extension)", english.T("pbx.kept_one", one))
	require.Equal(t, "praxis (1,200 extensions)", english.T("pbx.kept_one", many))
	require.Equal(t, "praxis (1 Nebenstelle)", german.T("pbx.kept_one", one))
	require.Equal(t, "praxis (1.200 Nebenstellen)", german.T("pbx.kept_one", many))
}

func TestATimeForSomebodyElseNamesItsZone(t *testing.T) {
	here := time.Local
	defer func() { time.Local = here }()
	at := time.Date(2026, 12, 6, 21, 17, 0, 0, time.UTC)
	for zone, want := range map[string]string{
		"UTC": "6 Dec 2026 21:17 UTC (UTC+00:00)", "Europe/Berlin": "6 Dec 2026 22:17 CET (UTC+01:00)",
		"Asia/Kolkata": "7 Dec 2026 02:47 IST (UTC+05:30)", "America/Sao_Paulo": "6 Dec 2026 18:17 (UTC-03:00)",
		"Asia/Kathmandu": "7 Dec 2026 03:02 (UTC+05:45)",
	} {
		var err error
		time.Local, err = time.LoadLocation(zone)
		require.NoError(t, err)
		require.Equal(t, want, printer(t, "en").DateTimeZone(at))
	}
}

// TestAMailNamesOnlyWhatIsOnTheScreen looks for what stands in quotes in each mail among the words
// of its language.
func TestAMailNamesOnlyWhatIsOnTheScreen(t *testing.T) {
	name := regexp.MustCompile(`["„]\{[^}]*\}["“]`)
	quoted := regexp.MustCompile(`["„]([^"“„]+)["“]`)
	mails, err := fs.Glob(assets.Mail, "mail/*.txt")
	require.NoError(t, err)
	found := 0
	for _, file := range mails {
		lang := strings.Split(filepath.Base(file), ".")[1]
		content, err := fs.ReadFile(assets.Mail, file)
		require.NoError(t, err)
		words, err := fs.ReadFile(assets.Translations, "translations/"+lang+".json")
		require.NoError(t, err)
		text := name.ReplaceAllString(string(content), "")
		for _, match := range quoted.FindAllStringSubmatch(text, -1) {
			said := strings.Join(strings.Fields(match[1]), " ")
			onScreen := strings.Contains(string(words), `": "`+said+`"`)
			require.True(t, onScreen, "%s names %q", file, said)
			found++
		}
	}
	require.Equal(t, 8, found)
}
