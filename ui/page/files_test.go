package page_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/activation"
	"resellerdesk/core/bounds"
	"resellerdesk/ui/page"
)

// TestAHugeFileIsNotReadWhole opens a file of more bytes than may be held: it is read until it is
// known to be too big.
func TestAHugeFileIsNotReadWhole(t *testing.T) {
	path := filepath.Join(t.TempDir(), "huge.activation")
	require.NoError(t, os.WriteFile(path, nil, 0o600))
	require.NoError(t, os.Truncate(path, 2*bounds.Memory))
	bounds.Check(t, func() {
		text, err := page.ReadFile(path, activation.MaxText)
		require.NoError(t, err)
		require.Len(t, text, activation.MaxText+1)
	})
	_, err := page.ReadFile(filepath.Dir(path), activation.MaxText)
	require.Equal(t, core.Unavailable, core.CodeOf(err), "a folder is no file")
}
