package help

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"resellerdesk/assets"
	"resellerdesk/core/i18n"
)

func printer(t *testing.T, lang string) *i18n.Printer {
	p, err := i18n.New(assets.Translations, lang)
	require.NoError(t, err)
	return p
}

// TestEveryPageIsThereInEveryLanguage compares the pages of the languages block by block.
func TestEveryPageIsThereInEveryLanguage(t *testing.T) {
	for _, topic := range Topics() {
		var first article
		for i, lang := range i18n.Languages {
			a, err := read(printer(t, lang), topic)
			require.NoError(t, err, "%s of %s", topic, lang)
			if i == 0 {
				first = a
			}
			require.Len(t, a.blocks, len(first.blocks), "%s of %s has as many blocks", topic, lang)
			for j, b := range a.blocks {
				require.Equal(
					t, first.blocks[j].kind, b.kind, "%s of %s: %s", topic, lang, b.text(),
				)
				require.NotContains(
					t, b.text(), "{", "%s of %s: a key takes words of its own", topic, lang,
				)
				if b.kind == see {
					require.Contains(t, Topics(), b.topic, "%s of %s leads there", topic, lang)
				}
			}
		}
	}
	for _, lang := range i18n.Languages {
		files, err := fs.Glob(assets.Help, "help/"+lang+"/*.md")
		require.NoError(t, err)
		require.Len(t, files, len(Topics()), "no page of %s is left out of the contents", lang)
	}
}

var keyInText = regexp.MustCompile(`\{([^}]*)\}`)

// TestEveryWordThatTheHelpNamesIsOnTheScreen looks up each {key}: it has words in every language,
// and the window uses it.
func TestEveryWordThatTheHelpNamesIsOnTheScreen(t *testing.T) {
	used := source(t)
	for _, lang := range i18n.Languages {
		words := printer(t, lang)
		for _, topic := range Topics() {
			file, err := assets.Help.ReadFile("help/" + lang + "/" + topic + ".md")
			require.NoError(t, err)
			for _, m := range keyInText.FindAllStringSubmatch(string(file), -1) {
				require.NotEqual(t, m[1], words.T(m[1]), "%s of %s names %s", topic, lang, m[1])
				prefix, rest, _ := strings.Cut(m[1], ".")
				whole := strings.Contains(used, strconv.Quote(m[1]))
				made := strings.Contains(used, strconv.Quote(prefix+".")) &&
					strings.Contains(used, strconv.Quote(rest))
				require.True(
					t, whole || made || prefix == "field",
					"%s of %s names %s, which the window never shows", topic, lang, m[1],
				)
			}
		}
	}
}

// source is the code of the window without its tests, and where the quick filters have their names.
func source(t *testing.T) string {
	var all strings.Builder
	for _, name := range append(
		sourceFiles(t), filepath.Join("..", "..", "core", "store", "accounts.go"),
	) {
		text, err := os.ReadFile(name)
		require.NoError(t, err)
		all.Write(text)
	}
	return all.String()
}

func sourceFiles(t *testing.T) []string {
	var all []string
	err := filepath.WalkDir("..", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && strings.HasSuffix(name, ".go") &&
			!strings.HasSuffix(name, "_test.go") {
			all = append(all, name)
		}
		return err
	})
	require.NoError(t, err)
	require.Greater(t, len(all), 60)
	return all
}

// passing are dialogs that belong to what is below them: F1 opens the help of that.
var passing = []string{"page/env.go", "page/refused.go", "page/progress.go", "kit/modal.go"}

// TestEveryDialogPageAndScreenHasAPage walks the code of the window: each dialog names its page of
// the help, each page of the menu has one of its own key, and so has each screen before the
// sign-in.
func TestEveryDialogPageAndScreenHasAPage(t *testing.T) {
	dialogs, pages, screens := 0, 0, 0
	for _, name := range sourceFiles(t) {
		name = filepath.ToSlash(name)
		if slices.ContainsFunc(passing, func(p string) bool { return strings.HasSuffix(name, p) }) {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		require.NoError(t, err)
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CompositeLit:
				if sel, is := n.Type.(*ast.SelectorExpr); is && sel.Sel.Name == "ModalOptions" {
					dialogs++
					requireTopic(t, name, topicOf(n))
				}
			case *ast.CallExpr:
				shows := isCall(n, "show", 5) || isCall(n, "showKept", 5) ||
					isCall(n, "showForm", 6)
				switch {
				case shows && strings.Contains(name, "welcome/"):
					screens++
					requireTopic(t, name, n.Args[0])
				case isCall(n, "list", 4) && strings.HasSuffix(name, "frame.go"):
					pages++
					require.Contains(t, Topics(), pageKey(t, n.Args[1]))
				}
			}
			return true
		})
	}
	require.Greater(t, dialogs, 25)
	require.Greater(t, screens, 12)
	require.Equal(t, 12, pages)
}

// pageKey is the key of a page that code names by its constant.
func pageKey(t *testing.T, e ast.Expr) string {
	name := e.(*ast.SelectorExpr).Sel.Name
	code, err := os.ReadFile(filepath.Join("..", "page", "route.go"))
	require.NoError(t, err)
	m := regexp.MustCompile(`\t` + name + ` +Key = "([a-z]+)"`).FindSubmatch(code)
	require.NotNil(t, m, name)
	return string(m[1])
}

func isCall(call *ast.CallExpr, name string, args int) bool {
	switch f := call.Fun.(type) {
	case *ast.Ident:
		return f.Name == name && len(call.Args) == args
	case *ast.SelectorExpr:
		return f.Sel.Name == name && len(call.Args) == args
	}
	return false
}

// topicOf is the topic that a dialog names, nil for none.
func topicOf(options *ast.CompositeLit) ast.Expr {
	for _, e := range options.Elts {
		if pair, is := e.(*ast.KeyValueExpr); is && pair.Key.(*ast.Ident).Name == "Topic" {
			return pair.Value
		}
	}
	return nil
}

func requireTopic(t *testing.T, file string, topic ast.Expr) {
	if name, is := topic.(*ast.Ident); is && (name.Name == "TopicFirst" || name.Name == "topic") {
		return // The first page, or the one that is passed on.
	}
	text, is := topic.(*ast.BasicLit)
	require.True(t, is, "a dialog of %s names no page of the help (Topic)", file)
	key, err := strconv.Unquote(text.Value)
	require.NoError(t, err)
	require.Contains(t, Topics(), key, "%s", file)
}

func TestSearchFindsWordsWhateverTheirAccents(t *testing.T) {
	require.Equal(t, map[int]int{0: 3, 12: 3}, hits("Café offers cafés", []string{"CAF"}))
	require.Empty(t, hits("Pool", []string{"pools"}))
	a := article{blocks: []block{
		readBlock(printer(t, "en"), "**Recording** minutes"),
		readBlock(printer(t, "en"), "- minutes of recording"),
	}}
	require.Equal(t, 4, a.count([]string{"recording", "minutes"}))
	require.Zero(t, a.count([]string{"recording", "nothing"}), "all words are needed")
}
