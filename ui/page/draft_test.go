package page_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"resellerdesk/assets"
	"resellerdesk/core"
	"resellerdesk/core/i18n"
	"resellerdesk/ui/page"
)

// note is what is typed into the form of this test.
type note struct {
	texts
	Owner string // Nothing that somebody else can change.
}

type texts struct {
	Company string `json:"company"`
	Remark  string `json:"remark"`
}

func noteOf(company, remark string) note { return note{texts: texts{company, remark}} }

// opened is the form of a note that is there.
func opened(t *testing.T, id string, there note) *page.Draft[note] {
	words, err := i18n.New(assets.Translations, "en")
	require.NoError(t, err)
	return page.NewDraft(&page.Env{Words: words}, page.DraftRules[note]{
		Kind: "note", Copy: func(n note) note { return n },
		Fields: func(n note) (core.Fields, error) { return core.FieldsOf(n.texts) },
		With: func(n note, fields core.Fields) (note, error) {
			err := fields.Into(&n.texts)
			return n, err
		},
	}, id, there)
}

func keptOf(t *testing.T, d *page.Draft[note]) []byte {
	kept, err := d.Kept()
	require.NoError(t, err)
	return kept
}

func TestNothingIsKeptBeforeSomethingIsTyped(t *testing.T) {
	d := opened(t, "1", noteOf("Kranich", ""))
	require.Nil(t, keptOf(t, d))
	d.Now.Company = "Möwe"
	require.NotNil(t, keptOf(t, d))
	d.Reset()
	require.Equal(t, noteOf("Kranich", ""), d.Now)
	require.Nil(t, keptOf(t, d))
}

// TestWhatCannotBeRestoredIsNoDraft opens a form for which something else is kept.
func TestWhatCannotBeRestoredIsNoDraft(t *testing.T) {
	same := opened(t, "1", noteOf("Kranich", ""))
	same.Now.Company = "Möwe"
	for name, kept := range map[string][]byte{
		"nothing": nil, "no JSON": []byte("{"), "null": []byte("null"),
		"another version": []byte(`{"Version":3,"Before":{},"Draft":{"company":"Adler"}}`),
		"what there is":   keptOf(t, same),
	} {
		d := opened(t, "1", noteOf("Möwe", ""))
		d.Restore(kept)
		require.False(t, d.Restored, name)
		require.False(t, d.Outdated, name)
		require.Equal(t, noteOf("Möwe", ""), d.Now, name)
	}
}

// TestARestoredDraftIsMergedWithWhatIsThere opens a form whose record somebody else changed.
func TestARestoredDraftIsMergedWithWhatIsThere(t *testing.T) {
	d := opened(t, "1", noteOf("Kranich", "Calls"))
	d.Now.Company = "Möwe"
	kept := keptOf(t, d)
	there := noteOf("Kranich", "Writes")
	again := opened(t, "1", there)
	again.Restore(kept)
	require.True(t, again.Restored)
	require.True(t, again.Outdated)
	require.Equal(t, noteOf("Möwe", "Writes"), again.Now)
	require.Equal(t, there, again.Before)

	again.Reset()
	require.Equal(t, there, again.Now)
	require.False(t, again.Restored)
}

// TestWhatANewRecordStartsFromIsNobodysChange restores a draft after that has changed.
func TestWhatANewRecordStartsFromIsNobodysChange(t *testing.T) {
	d := opened(t, "", noteOf("", "Calls"))
	d.Now.Company = "Möwe"
	again := opened(t, "", noteOf("", "Writes"))
	again.Restore(keptOf(t, d))
	require.True(t, again.Restored)
	require.False(t, again.Outdated)
	require.Equal(t, noteOf("Möwe", "Calls"), again.Now, "as it was seen")
	require.Equal(t, noteOf("", "Writes"), again.Before)
}

// TestAMergeKeepsWhatIsTyped merges twice, of which the second finds nothing new.
func TestAMergeKeepsWhatIsTyped(t *testing.T) {
	d := opened(t, "1", note{texts{"Kranich", "Calls"}, "Adler"})
	d.Now.Company = "Möwe"
	for fresh := range 2 {
		m, err := d.Merge(note{texts{"Kranich", "Writes"}, "Adler"})
		require.NoError(t, err)
		require.Equal(t, fresh == 0, m.Fresh)
		require.Equal(t, []string{"company"}, m.Typed)
		require.Len(t, m.Said, 1, "it is said as long as the form is open")
		require.Equal(t, note{texts{"Möwe", "Writes"}, "Adler"}, d.Now)
	}
}
