// Picture draws the rooms of the program and who imports whom, from the imports, as a diagram of
// Mermaid. It writes it into docs/architecture.md between its two marks; with -check it only tells
// whether what is there is true.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"go/parser"
	"go/token"
	"io/fs"
	"log"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

const (
	module = "resellerdesk/"
	page   = "docs/architecture.md"
	begin  = "<!-- picture: make picture -->\n"
	end    = "<!-- end of the picture -->\n"
)

// one are folders that are drawn as one room: by their beginning, the longest counts.
var one = map[string]string{
	"cmd/resellerdesk": "cmd/resellerdesk", "cmd/resellerctl": "cmd/resellerctl",
	"cmd/internal/wiring": "cmd/internal/wiring",
	"ui":                  "ui: pages", "ui/page": "ui/page", "ui/kit": "ui/kit",
	"core": "core: rules and formats", "core/desk": "core/desk",
	"core/store": "core/store", "core/wording": "core/wording",
	"storage/sqlite": "storage/sqlite", "storage/keyring": "storage/keyring",
}

// leftOut are for tests, or are files.
var leftOut = []string{
	"assets", "core/bounds", "cmd/journey", "cmd/internal/mutants", "cmd/internal/picture",
	"cmd/internal/powerloss", "cmd/internal/refusals", "cmd/internal/throwaway",
	"storage/storetest",
	"storage/sqlite/sqlitetest",
}

func main() {
	log.SetFlags(0)
	check := flag.Bool("check", false, "only tell whether the picture is true")
	flag.Parse()
	arrows, err := imports(".")
	if err != nil {
		log.Fatal(err)
	}
	text, err := os.ReadFile(page)
	if err != nil {
		log.Fatal(err)
	}
	drawn, err := replace(text, diagram(reduced(arrows)))
	switch {
	case err != nil:
		log.Fatal(err)
	case bytes.Equal(drawn, text):
	case *check:
		log.Fatalf("the picture in %s is not what the imports are: make picture", page)
	default:
		if err := os.WriteFile(page, drawn, 0o644); err != nil {
			log.Fatal(err)
		}
	}
}

// room returns how the folder of a package is drawn, "" when it is not.
func room(folder string) string {
	if slices.ContainsFunc(leftOut, func(l string) bool { return within(folder, l) }) {
		return ""
	}
	if strings.HasPrefix(folder, "core/desk/") {
		return folder
	}
	for at := folder; at != "."; at = path.Dir(at) {
		if name, is := one[at]; is {
			return name
		}
	}
	return ""
}

func within(folder, other string) bool {
	return folder == other || strings.HasPrefix(folder, other+"/")
}

// arrows are which room imports which.
type arrows map[string]map[string]bool

// imports reads who imports whom below a folder, tests left out.
func imports(root string) (arrows, error) {
	all := arrows{}
	err := filepath.WalkDir(root, func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(file) != ".go" ||
			strings.HasSuffix(file, "_test.go") {
			return err
		}
		from := room(path.Dir(filepath.ToSlash(file)))
		if from == "" {
			return nil
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		if all[from] == nil {
			all[from] = map[string]bool{}
		}
		for _, i := range parsed.Imports {
			name, err := strconv.Unquote(i.Path.Value)
			if err != nil {
				return err
			}
			folder, own := strings.CutPrefix(name, module)
			if to := room(folder); own && to != "" && to != from {
				all[from][to] = true
			}
		}
		return nil
	})
	return all, err
}

// reaches tells whether there is a way from one room to another.
func (a arrows) reaches(from, to string, seen map[string]bool) bool {
	if from == to {
		return true
	}
	if seen[from] {
		return false
	}
	seen[from] = true
	for next := range a[from] {
		if a.reaches(next, to, seen) {
			return true
		}
	}
	return false
}

// reduced leaves out each arrow that is also a way over another room: what is left still says all
// that may be reached.
func reduced(all arrows) arrows {
	kept := arrows{}
	for from, tos := range all {
		kept[from] = map[string]bool{}
		for to := range tos {
			longer := false
			for over := range tos {
				longer = longer || over != to && all.reaches(over, to, map[string]bool{})
			}
			if !longer {
				kept[from][to] = true
			}
		}
	}
	return kept
}

// diagram is the picture, the same for the same arrows.
func diagram(a arrows) string {
	var b strings.Builder
	b.WriteString("```mermaid\nflowchart TD\n")
	for _, from := range sorted(a) {
		fmt.Fprintf(&b, "  %s[\"%s\"]\n", id(from), from)
	}
	for _, from := range sorted(a) {
		for _, to := range sorted(a[from]) {
			fmt.Fprintf(&b, "  %s --> %s\n", id(from), id(to))
		}
	}
	b.WriteString("```\n")
	return b.String()
}

func id(room string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune("/: ", r) {
			return '_'
		}
		return r
	}, room)
}

func sorted[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// replace puts the picture between the marks of the page.
func replace(text []byte, picture string) ([]byte, error) {
	from := bytes.Index(text, []byte(begin))
	to := bytes.Index(text, []byte(end))
	if from < 0 || to < from {
		return nil, fmt.Errorf("%s has no place for the picture: %q, %q", page, begin, end)
	}
	return slices.Concat(text[:from+len(begin)], []byte(picture), text[to:]), nil
}
