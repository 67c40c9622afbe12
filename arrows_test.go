package resellerdesk_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// rule says what the packages below a folder must not import.
type rule struct {
	below     string
	forbidden []string
	because   string
}

const module = "resellerdesk/"

// rooms are the rooms of the desk: each may import those before it.
var rooms = []string{
	"internal/action", "subscription", "usage", "keys", "templates", "outbox", "pbxs", "exchange", "accounts",
	"alarms", "handover", "history", "columns", "tables", "imports",
	"compare",
}

// ofRooms are the rules that follow from their order.
func ofRooms() []rule {
	var list []rule
	for i, room := range rooms {
		var forbidden []string // An import of the desk itself would be a circle.
		for _, later := range rooms[i+1:] {
			forbidden = append(forbidden, module+"core/desk/"+later)
		}
		list = append(list, rule{
			"core/desk/" + room, forbidden, "the rooms of the desk point one way",
		})
	}
	return list
}

var rules = append(ofRooms(), []rule{
	{
		"core",
		[]string{
			module + "ui", module + "storage", module + "cmd", "fyne.io/", "database/sql",
			"github.com/mattn/go-sqlite3",
		},
		"core knows no screen and no disk",
	},
	{"core/capacity", []string{module + "core/"}, "the ledger's rules stand alone"},
	{"core/sheet", []string{module + "core/"}, "tables know nothing of resellers"},
	{
		"core/pdf",
		[]string{module + "core/desk", module + "core/store"},
		"documents know nothing of resellers",
	},
	{
		"ui",
		[]string{
			module + "storage", module + "cmd", "fyne.io/fyne/v2/app", "database/sql", "net/smtp",
			"github.com/wneessen/go-mail",
		},
		"the window is tested without cgo and without a display",
	},
	{"ui/kit", []string{module + "core", module + "ui/"}, "widgets know nothing of resellers"},
	{
		"core/store",
		[]string{module + "core/desk", module + "core/wording"},
		"records know nothing of who reads them",
	},
	{"core/wording", []string{module + "core/desk"}, "words are of records"},
	{
		"storage",
		[]string{module + "ui", module + "cmd", module + "core/desk", "fyne.io/"},
		"an engine knows records, no actions and no screen",
	},
	{
		"storage/storetest",
		[]string{module + "storage/sqlite"},
		"the suite is that of every engine",
	},
	{
		"cmd/resellerctl",
		[]string{module + "ui", "fyne.io/", "github.com/go-gl/"},
		"the terminal needs no display",
	},
	{
		"cmd/internal",
		[]string{module + "ui", "fyne.io/", "github.com/go-gl/"},
		"what programs share knows no window",
	},
	{"assets", []string{module, "fyne.io/"}, "assets are files"},
}...)

// onlyIn says which packages alone may import something.
var onlyIn = map[string][]string{
	module + "storage": {"cmd/", "storage/"},
	// Screens and commands know records by the names that the desk gives them.
	module + "core/store": {"core/", "storage/"},
	// Programs take the engine that wiring.Chosen names.
	module + "storage/sqlite": {"cmd/internal/wiring", "cmd/journey", "storage/"},
	// What is for tests links no test into a program.
	module + "storage/storetest":              {"storage/sqlite/sqlitetest"},
	module + "storage/sqlite/sqlitetest":      nil,
	"net":                                     {"core/autoconfig", "core/mail", "core/oauth", "cmd/"},
	"net/http":                                {"core/autoconfig", "core/oauth", "cmd/"},
	"golang.org/x/oauth2":                     {"core/oauth"},
	"github.com/zitadel/oidc":                 {"core/oauth/oauthtest"},
	module + "core/oauth/oauthtest":           nil,
	module + "core/autoconfig/autoconfigtest": nil,
	"github.com/wneessen/go-mail":             {"core/mail"},
	"filippo.io/age":                          {"core/activation"},
	"github.com/xuri/excelize":                {"core/sheet"},
	"codeberg.org/go-pdf":                     {"core/pdf"},
	"github.com/go-text":                      {"core/pdf"},
	"github.com/ncruces/zenity":               {"ui"},
	"github.com/godbus/dbus":                  {"storage/keyring", "ui/filedialog"},
	"github.com/zalando/go-keyring":           {"storage/keyring"},
	"github.com/spf13":                        {"cmd/resellerctl"},
	"golang.org/x/term":                       {"cmd/resellerctl"},
}

// forTests are the packages of storage that tests of core may import, and the file that may name an
// engine: what core is tested on is chosen there alone.
const (
	forTests    = module + "storage/storetest"
	engines     = "core/desk/engines_test.go"
	engineTests = "test"
)

// TestArrowsOfTests checks for core that another engine is one line for them.
func TestArrowsOfTests(t *testing.T) {
	seen := map[string]bool{}
	walk(t, "core", func(file string) {
		if !strings.HasSuffix(file, "_test.go") {
			return
		}
		for _, imported := range importsOf(t, file) {
			if !strings.HasPrefix(imported, module+"storage") || imported == forTests {
				continue
			}
			seen[file] = true
			if file != engines || !strings.HasSuffix(imported, engineTests) {
				t.Errorf("%s imports %s, but only %s names engines", file, imported, engines)
			}
		}
	})
	require.True(t, seen[engines], "the files were found")
}

// TestArrows checks which package may import which (docs/architecture.md). Tests of a package may
// import more.
func TestArrows(t *testing.T) {
	seen := 0
	walk(t, ".", func(file string) {
		if !strings.HasSuffix(file, "_test.go") {
			seen++
			checkFile(t, file)
		}
	})
	require.Greater(t, seen, 50, "the files were found")
}

// walk calls check for each file of Go below a folder.
func walk(t *testing.T, below string, check func(file string)) {
	err := filepath.WalkDir(below, func(file string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && strings.HasSuffix(file, ".go") {
			check(filepath.ToSlash(file))
		}
		return err
	})
	require.NoError(t, err)
}

func importsOf(t *testing.T, file string) (list []string) {
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
	require.NoError(t, err)
	for _, spec := range parsed.Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		require.NoError(t, err)
		list = append(list, imported)
	}
	return list
}

func checkFile(t *testing.T, file string) {
	folder := path.Dir(file) + "/"
	for _, imported := range importsOf(t, file) {
		for _, r := range rules {
			for _, f := range r.forbidden {
				inside := strings.HasPrefix(folder, r.below+"/")
				self := strings.HasPrefix(imported+"/", module+r.below+"/")
				if inside && !self && strings.HasPrefix(imported, f) &&
					imported != module+"core/internal/hashed" {
					t.Errorf("%s imports %s, but %s", file, imported, r.because)
				}
			}
		}
		if strings.HasPrefix(imported, module+"core/desk/") && !inAny(folder, []string{"core/desk"}) {
			t.Errorf("%s imports %s, but outside only the desk itself is known", file, imported)
		}
		for what, places := range onlyIn {
			if (imported == what || strings.HasPrefix(imported, what+"/")) &&
				!(what == "net" && imported != "net") && !inAny(folder, places) {
				t.Errorf("%s imports %s, which only %v may", file, imported, places)
			}
		}
	}
}

// TestRoomsLogThroughTheKernel checks that every entry of the log gets its time, its actor and its
// result at one place.
func TestRoomsLogThroughTheKernel(t *testing.T) {
	byKernel := 0
	walk(t, "core/desk", func(file string) {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		switch calls := strings.Count(string(text), ".AddLogEntry("); {
		case strings.HasSuffix(file, "_test.go"):
		case strings.HasPrefix(file, "core/desk/internal/action/"):
			byKernel += calls
		case calls > 0:
			t.Errorf("%s fills an entry of the log by hand", file)
		}
	})
	require.Positive(t, byKernel, "the calls were found")
}

func inAny(folder string, places []string) bool {
	for _, p := range places {
		if strings.HasPrefix(folder, strings.TrimSuffix(p, "/")+"/") {
			return true
		}
	}
	return false
}
