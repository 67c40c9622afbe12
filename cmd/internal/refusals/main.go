// Refusals lists where code refuses something and no test comes by: where an Error is made, where a
// problem is added to a list of them, and where a function is called that only makes an Error. It
// reads what the tests reached from the profile that go test -coverprofile wrote.
package main

import (
	"bufio"
	"cmp"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"log"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

const module = "resellerdesk/"

func main() {
	log.SetFlags(0)
	profile := flag.String("profile", "cover.out", "what go test -coverprofile wrote")
	flag.Parse()
	reached, err := readProfile(*profile)
	if err != nil {
		log.Fatal(err)
	}
	places, err := refusals(flag.Args())
	if err != nil {
		log.Fatal(err)
	}
	missed := slices.DeleteFunc(places, func(p place) bool { return reached.has(p) })
	for _, p := range missed {
		fmt.Printf("%s: %s\n", p.at, p.what)
	}
	if len(missed) > 0 {
		log.Fatalf("%d refusals are reached by no test", len(missed))
	}
}

// place is where something is refused.
type place struct {
	at   token.Position
	what string // The code, on one line.
}

// block is a piece of a file that is run as a whole.
type block struct {
	from, to token.Position
	run      bool
}

// blocks are those of each file.
type blocks map[string][]block

// readProfile reads the blocks of a profile.
func readProfile(name string) (blocks, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	all, lines := blocks{}, bufio.NewScanner(file)
	for lines.Scan() {
		path, rest, found := strings.Cut(strings.TrimPrefix(lines.Text(), module), ":")
		if !found || path == "mode" {
			continue
		}
		var b block
		var statements, count int
		if _, err := fmt.Sscanf(
			rest, "%d.%d,%d.%d %d %d", &b.from.Line, &b.from.Column, &b.to.Line, &b.to.Column,
			&statements, &count,
		); err != nil {
			return nil, fmt.Errorf("%s: %w", lines.Text(), err)
		}
		b.run = count > 0
		all[path] = append(all[path], b)
	}
	return all, lines.Err()
}

// has tells whether a place was reached; one that is in no block is run when the program starts.
func (all blocks) has(p place) bool {
	inBlock := false
	for _, b := range all[p.at.Filename] {
		if compare(b.from, p.at) <= 0 && compare(p.at, b.to) < 0 {
			if b.run {
				return true
			}
			inBlock = true
		}
	}
	return !inBlock && len(all[p.at.Filename]) > 0
}

func compare(a, b token.Position) int {
	return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
}

// refusals returns the places in the files below some folders, tests left out.
func refusals(folders []string) (list []place, err error) {
	set := token.NewFileSet()
	var files []*ast.File
	for _, folder := range folders {
		err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || filepath.Ext(path) != ".go" ||
				strings.HasSuffix(path, "_test.go") {
				return err
			}
			file, err := parser.ParseFile(set, filepath.ToSlash(path), nil, 0)
			files = append(files, file)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	makers := map[string]bool{}
	for _, file := range files {
		for _, d := range file.Decls {
			if f, is := d.(*ast.FuncDecl); is && onlyMakesError(f) {
				makers[f.Name.Name] = true
			}
		}
	}
	for _, file := range files {
		ast.Inspect(file, func(n ast.Node) bool {
			if what := refusal(n, makers); what != "" {
				list = append(list, place{set.Position(n.Pos()), what})
			}
			return true
		})
	}
	return list, nil
}

// onlyMakesError tells whether a function does nothing but return an Error. Of a method it is not
// known at a call whose it is.
func onlyMakesError(f *ast.FuncDecl) bool {
	if f.Recv != nil || f.Body == nil || len(f.Body.List) != 1 {
		return false
	}
	back, is := f.Body.List[0].(*ast.ReturnStmt)
	if !is || len(back.Results) != 1 {
		return false
	}
	made, is := back.Results[0].(*ast.UnaryExpr)
	return is && keyOf(made.X) != ""
}

// refusal says what is refused by a piece of code, "" when it refuses nothing.
func refusal(n ast.Node, makers map[string]bool) string {
	if key := keyOf(n); key != "" {
		return key
	}
	call, is := n.(*ast.CallExpr)
	if !is {
		return ""
	}
	name := nameOf(call.Fun)
	switch {
	case makers[name]:
		return name
	case name == "Add" && len(call.Args) == 3:
		return textOf(call.Args[1])
	}
	return ""
}

// keyOf returns the key of an Error that is made, "" for anything else.
func keyOf(n ast.Node) string {
	made, is := n.(*ast.CompositeLit)
	if !is || nameOf(made.Type) != "Error" {
		return ""
	}
	for _, e := range made.Elts {
		if pair, is := e.(*ast.KeyValueExpr); is && nameOf(pair.Key) == "Key" {
			return textOf(pair.Value)
		}
	}
	return ""
}

func nameOf(e ast.Node) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return e.Sel.Name
	}
	return ""
}

// textOf is a literal without its quotation marks, and what else a key is made of in a word.
func textOf(e ast.Expr) string {
	if text, is := e.(*ast.BasicLit); is {
		return strings.Trim(text.Value, "\"`")
	}
	return cmp.Or(nameOf(e), "a key that is put together")
}
