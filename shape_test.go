package resellerdesk_test

import (
	"bufio"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

// What a reader can take in at once (CONTRIBUTING.md).
const (
	mostFunctionLines = 65 // And at most 40 of 99 in 100 functions.
	mostUsualLines    = 40
	mostColumns       = 100
	mostPackageLines  = 2100 // Of one package of core.
	tabColumns        = 4
)

// goFiles are the files of the program, and its tests when they are wanted.
func goFiles(t *testing.T, tests bool) (files []string) {
	for _, folder := range []string{"cmd", "core", "storage", "ui"} {
		err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
			isTest := strings.HasSuffix(path, "_test.go")
			if err == nil && strings.HasSuffix(path, ".go") && (tests || !isTest) {
				files = append(files, path)
			}
			return err
		})
		require.NoError(t, err)
	}
	require.Greater(t, len(files), 300)
	return files
}

func TestNoFunctionIsLong(t *testing.T) {
	var all []int
	for _, path := range goFiles(t, false) {
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, path, nil, 0)
		require.NoError(t, err)
		for _, d := range file.Decls {
			if f, is := d.(*ast.FuncDecl); is {
				lines := set.Position(f.End()).Line - set.Position(f.Pos()).Line + 1
				all = append(all, lines)
				if lines > mostFunctionLines {
					t.Errorf("%s: %s has %d lines", set.Position(f.Pos()), f.Name.Name, lines)
				}
			}
		}
	}
	slices.Sort(all)
	require.LessOrEqual(t, all[len(all)*99/100], mostUsualLines, "of 99 in 100 functions")
}

// TestNoLineIsLong excuses lines of text and of SQL, which have to be found as they are.
func TestNoLineIsLong(t *testing.T) {
	for _, path := range goFiles(t, true) {
		file, err := os.Open(path)
		require.NoError(t, err)
		lines, text := bufio.NewScanner(file), false
		for number := 1; lines.Scan(); number++ {
			line := lines.Text()
			excused := text || strings.ContainsAny(line, "\"`") || strings.Contains(line, "://")
			if strings.Count(line, "`")%2 == 1 {
				text = !text
			}
			columns := utf8.RuneCountInString(line) + (tabColumns-1)*strings.Count(line, "\t")
			if columns > mostColumns && !excused {
				t.Errorf("%s:%d has %d columns", path, number, columns)
			}
		}
		require.NoError(t, lines.Err())
		require.NoError(t, file.Close())
	}
}

func TestNoPackageOfCoreIsLarge(t *testing.T) {
	lines := map[string]int{}
	for _, path := range goFiles(t, false) {
		if folder := filepath.Dir(path); strings.HasPrefix(folder, "core") {
			text, err := os.ReadFile(path)
			require.NoError(t, err)
			lines[folder] += strings.Count(string(text), "\n")
		}
	}
	require.Greater(t, len(lines), 30)
	for folder, n := range lines {
		if n > mostPackageLines {
			t.Errorf("%s has %d lines, at most %d are allowed", folder, n, mostPackageLines)
		}
	}
}
