package i18n_test

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"resellerdesk/assets"
	"resellerdesk/core"
	"resellerdesk/core/i18n"
)

// banned are words that no screen, mail or help says, by language, with what to say instead
// (docs/domain.md §12). The names of commands and flags are no words.
var banned = map[string]map[string]string{
	"en": {
		`\bmend(s|ed|ing)?\b`:             "fix",
		`\btold\b`:                        "inform, announce",
		`\bstands?\b`:                     "is, is listed",
		`\b[Cc]ame and went\b`:            "sent and received",
		`\bcame or went\b`:                "sent or received",
		`\b[Kk]eep (its|them|the) .*here`: "take over",
		`\b[Pp]rove it\b`:                 "check the ledger",
		`\banew\b`:                        "again",
		`\b[Ww]hoever\b`:                  "the person who",
		`\bbut for\b`:                     "except for",
		`\bpurse\b`:                       "package, pool",
		`\bheard of\b`:                    "received from",
		`\bworked off\b`:                  "settled",
		`\bgiven out\b`:                   "assigned",
		`\bmakes? itself\b`:               "creates",
		`\bcounts until\b`:                "valid until",
		`\blapsed?\b`:                     "expired",
		`\bran out\b`:                     "expired",
		`\bdo(es)? not fit\b`:             "does not match",
		`\b[Tt]he very same\b`:            "the same",
		`\bmeanwhile\b`:                   "in the meantime",
		`\b(him|he|his)\b`:                "they, their",
	},
	"de": {
		`PBX|(^|[^-\w])Anlagen?\b`:             "Cloud-Anlage",
		`Übersicht`:                            "Dashboard",
		`\bRechte?n?\b|rechte\b`:               "Berechtigung",
		`Kit\b|Kits\b|Wiederherstellungsdatei`: "Wiederherstellungspaket",
		`[Uu]nterschr(ei|ie)b`:                 "signieren",
		`[Aa]ufnahme`:                          "Aufzeichnung",
		`(^|[^-\w])Mail`:                       "E-Mail",
		`[a-df-zäöü]mails?\b`:                  "…-E-Mail",
		`\be-mail\b|\bEmail\b`:                 "E-Mail",
		`\bCtrl\b`:                             "Strg",
		`\b([Dd]u|[Dd]ich|[Dd]ir|[Dd]eine?[mnrs]?|[Ee]uch|[Ee]uer)\b`: "Sie",
		`\bDesktops?\b`:              "Computer",
		`Hochverfügbarkeit`:          "High Availability",
		`Stichw[oö]rt`:               "Schlagwort",
		`(Anfangs|End)bestand`:       "Anfangsstand, Endstand",
		`Passwort-Rücksetzung`:       "Passwortrücksetzung",
		`\bder Hash\b|Neuester Hash`: "Prüfsumme",
		`im Weg\b`:                   "verhindert das",
	},
}

// names are what a text may say although it holds a banned word: names of files, commands and
// keys, and what is filled in.
var names = regexp.MustCompile("\\{\\{[^}]*\\}\\}|--[a-z-]+|name@[a-z.]+|`[^`]*`|<[^>]*>")

func TestNoBannedWordIsSaid(t *testing.T) {
	for lang, text := range said(t) {
		for pattern, instead := range banned[lang] {
			bad := regexp.MustCompile(pattern)
			for where, text := range text {
				if found := bad.FindString(text); found != "" {
					t.Errorf("%s says %q, better %q: %s", where, found, instead, text)
				}
			}
		}
	}
}

// TestEveryBanFinds keeps the patterns from never matching anything.
func TestEveryBanFinds(t *testing.T) {
	for _, example := range []string{
		"mended", "was told", "it stands here", "Came and went", "keep its PBXs here", "start anew",
	} {
		found := false
		for pattern := range banned["en"] {
			found = found || regexp.MustCompile(pattern).MatchString(example)
		}
		require.True(t, found, example)
	}
	for _, example := range []string{
		"Eine PBX", "Ihre Rechte", "Benutzerrechte", "das Kit", "unterschreiben", "eine Mail",
		"Aktivierungsmail", "Strg oder Ctrl", "deine", "Aufnahmeminuten", "die Anlagen",
		"Zur Übersicht",
	} {
		found := false
		for pattern := range banned["de"] {
			found = found || regexp.MustCompile(pattern).MatchString(example)
		}
		require.True(t, found, example)
	}
}

// said is everything that people read, by language and by where it is.
func said(t *testing.T) map[string]map[string]string {
	all := map[string]map[string]string{}
	for _, lang := range i18n.Languages {
		all[lang] = map[string]string{}
		raw, err := assets.Translations.ReadFile("translations/" + lang + ".json")
		require.NoError(t, err)
		var texts map[string]any
		require.NoError(t, json.Unmarshal(raw, &texts))
		for key, text := range texts {
			if forms, plural := text.(map[string]any); plural {
				for form, text := range forms {
					all[lang][key+" "+form] = text.(string)
				}
				continue
			}
			all[lang][key] = text.(string)
		}
		for _, name := range files(t, "../../assets/mail", "."+lang+".") {
			all[lang][name] = content(t, name)
		}
		for _, name := range files(t, "../../assets/help", lang) {
			for i, line := range strings.Split(content(t, name), "\n") {
				all[lang][name+":"+strconv.Itoa(i+1)] = line
			}
		}
	}
	const manual = "../../docs/resellerctl.md"
	for i, line := range strings.Split(content(t, manual), "\n") {
		all["en"][manual+":"+strconv.Itoa(i+1)] = line
	}
	for _, texts := range all {
		for where, text := range texts {
			texts[where] = names.ReplaceAllString(text, "…")
		}
	}
	return all
}

// works are sentences that say of this program that it makes or starts telephone systems. It only
// plans them; a person makes them at the vendor (docs/domain.md §16).
var works = map[string]string{
	"en": `(?i)(telephone system|PBXs?)\b[^.:;]* (is|are|was|were) (created|set up|built|installed|` +
		`launched|running now|now running)\b|(this program|Reseller Desk|here) (creates|makes|starts|` +
		`sets up|runs|hosts) |(telephone system|PBX)[^.:;]*,? (created|made) (from|out of) your`,
	"de": `(?i)(Telefonanlage|Cloud-Anlagen?)[^.:;]* (wird|werden|wurde|wurden) (jetzt |hier )?(erstellt|` +
		`erzeugt|installiert|eingerichtet|gestartet)\b|(dieses Programm|Reseller Desk) (erstellt|` +
		`erzeugt|startet|richtet|betreibt) |entsteht aus (Ihrem|dem)`,
}

func TestNothingSaysThatThisProgramMakesATelephoneSystem(t *testing.T) {
	for lang, texts := range said(t) {
		bad := regexp.MustCompile(works[lang])
		for where, text := range texts {
			if found := bad.FindString(text); found != "" {
				t.Errorf("%s says %q: %s", where, found, text)
			}
		}
	}
	for lang, examples := range map[string][]string{
		"en": {
			"A cloud PBX is a telephone system, made from your package.", "The PBX is created.",
			"Reseller Desk starts it.", "Your telephone system Hafen is now running.",
		},
		"de": {
			"Die Telefonanlage wird hier erstellt.", "Sie entsteht aus Ihrem Paket.",
			"Reseller Desk startet sie.", "Die Cloud-Anlage Hafen wurde gestartet.",
		},
	} {
		for _, example := range examples {
			require.Regexp(t, works[lang], example)
		}
	}
}

func files(t *testing.T, folder, part string) (list []string) {
	require.NoError(t, filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && strings.Contains(path, part) {
			list = append(list, path)
		}
		return err
	}))
	require.NotEmpty(t, list)
	return list
}

func content(t *testing.T, name string) string {
	raw, err := os.ReadFile(name)
	require.NoError(t, err)
	return string(raw)
}

// TestARefusalDeniesWhatWouldHaveBeenDone compares what was confirmed with what could not be.
func TestARefusalDeniesWhatWouldHaveBeenDone(t *testing.T) {
	confirms := map[string][2]string{
		"en": {"confirmed ", "confirm "}, "de": {" bestätigt", "bestätigen"},
	}
	for lang, verb := range confirms {
		keys, err := i18n.Keys(assets.Translations, lang)
		require.NoError(t, err)
		words := printer(t, lang)
		found := 0
		for _, key := range keys {
			done, is := strings.CutPrefix(key, "did.")
			if !is {
				continue
			}
			refusal := words.T("refused."+done, core.Args{"Name": "Kranich"})
			said := words.T(key, core.Args{"Name": "Kranich"})
			if !strings.Contains(said, verb[0]) || refusal == "refused."+done {
				continue
			}
			found++
			require.Contains(t, refusal, verb[1], "%s: %q", key, said)
		}
		require.NotZero(t, found)
	}
}
