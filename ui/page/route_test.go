package page_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestEveryRouteLeadsSomewhere finds each route that is written down, and the page that it names:
// its Navigate knows the part.
func TestEveryRouteLeadsSomewhere(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("..", "*", "*.go"))
	require.NoError(t, err)
	own, err := filepath.Glob(filepath.Join("..", "*.go"))
	require.NoError(t, err)
	var all strings.Builder
	folders := map[string]string{} // The code of a page, by its key.
	isPage := regexp.MustCompile(`Key\(\) page\.Key \{ return page\.Key(\w+) \}`)
	for _, file := range append(files, own...) {
		code, err := os.ReadFile(file)
		require.NoError(t, err)
		all.Write(code)
		if m := isPage.FindSubmatch(code); m != nil {
			folders[string(m[1])] = string(code)
		}
	}
	require.Len(t, folders, 12)
	routes := regexp.MustCompile(`\bTo\(\s*(?:page\.)?Key(\w+), (?:page\.)?Part(\w+)`)
	found := routes.FindAllStringSubmatch(all.String(), -1)
	require.Greater(t, len(found), 30)
	for _, m := range found {
		key, part := m[1], m[2]
		if part == "Whole" {
			continue
		}
		_, navigate, parted := strings.Cut(folders[key], ") Navigate(to page.Route) {\n")
		navigate, _, _ = strings.Cut(navigate, "\n}\n")
		isTab := strings.Contains(navigate, "Choose(string(to.Part))") &&
			strings.Contains(folders[key], "string(page.Part"+part+")")
		known := isTab || regexp.MustCompile(`page\.Part`+part+`\b`).MatchString(navigate)
		require.True(t, parted && known, "the page %s does not know the part %s", key, part)
	}
}
