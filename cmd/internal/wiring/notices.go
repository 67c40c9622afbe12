package wiring

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	"resellerdesk/core"
)

// saidFile holds the keys of the notices of a data folder that were said, a line each.
const saidFile = "notices.said"

// New returns the notices about a data folder that were not said before, and remembers that they
// are now.
func New(dir string, notices []*core.Error) []*core.Error {
	path := filepath.Join(dir, saidFile)
	text, _ := os.ReadFile(path) // Without it they are said once more.
	said := strings.Fields(string(text))
	var list []*core.Error
	for _, n := range notices {
		if !slices.Contains(said, n.Key) {
			list, said = append(list, n), append(said, n.Key)
		}
	}
	if len(list) > 0 {
		_ = os.WriteFile(path, []byte(strings.Join(said, "\n")+"\n"), 0o600)
	}
	return list
}
