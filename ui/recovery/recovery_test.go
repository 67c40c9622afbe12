package recovery

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"

	"resellerdesk/assets"
	"resellerdesk/core/activation"
	"resellerdesk/core/backup"
	"resellerdesk/core/desk"
	"resellerdesk/core/i18n"
	"resellerdesk/ui/page"
)

func environment(t *testing.T) *page.Env {
	test.NewTempApp(t)
	words, err := i18n.New(assets.Translations, "en")
	require.NoError(t, err)
	return &page.Env{Words: words}
}

// TestAKitNeedsItsFileAndItsCode says what is missing, the file first.
func TestAKitNeedsItsFileAndItsCode(t *testing.T) {
	env, code := environment(t), activation.NewCode()
	i := NewKitInput(env, nil)
	missing := func() string {
		_, _, missing := i.Kit()
		return missing
	}
	require.Equal(t, "recovery.no_file", missing())
	i.code.SetText(code)
	require.Equal(t, "recovery.no_file", missing())
	require.Equal(t, fyne.Focusable(i.choose), i.First())

	i = NewKitInput(env, []byte("a kit"))
	require.Equal(t, "recovery.no_code", missing())
	require.Equal(t, i.code.Focusable(), i.First())
	i.code.SetText(code[:len(code)-1])
	require.Equal(t, "recovery.no_code", missing(), "a part is no code")
	i.code.SetText(code)
	text, typed, none := i.Kit()
	require.Empty(t, none)
	require.Equal(t, "a kit", string(text))
	require.Equal(t, code, typed)
}

// TestOnlyWhatIsEncryptedNeedsACode chooses a move, and a backup with and without a code.
func TestOnlyWhatIsEncryptedNeedsACode(t *testing.T) {
	env, code := environment(t), activation.NewCode()
	require.Equal(t, "move.no_file", missingOf(NewBackupInput(env)))
	for path, needs := range map[string]bool{
		"/media/Nordlicht" + desk.MoveFileEnding: true, "/media/b1" + backup.Ending: false,
		"/media/b1" + backup.Ending + backup.EncryptedEnding: true,
	} {
		i := NewMoveInput(env, path)
		require.Equal(t, needs, missingOf(i) == "move.no_code", path)
		i.code.SetText(code)
		require.Empty(t, missingOf(i), path)
		got, typed, _ := i.Move()
		require.Equal(t, path, got)
		require.Equal(t, code, typed)
	}
}

func missingOf(i *MoveInput) string {
	_, _, missing := i.Move()
	return missing
}

// TestAChoiceIsSaidAtOnce says the name of the file without its folder, and tells who waits for it.
func TestAChoiceIsSaidAtOnce(t *testing.T) {
	i := NewBackupInput(environment(t))
	changes := 0
	i.Changed = func() { changes++ }
	i.take("/media/stick/b1" + backup.Ending)
	require.Equal(t, "b1"+backup.Ending, i.file.Text())
	require.Equal(t, 1, changes)
	require.Equal(t, i.code.Focusable(), i.First())
	i.code.OnChanged("7")
	require.Equal(t, 2, changes)
}
