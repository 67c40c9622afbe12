package account_test

import (
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"

	"resellerdesk/core/account"
)

// TestEachTextOfAProfileHasItsRow looks for a text that no row of the table is about, or two are,
// and for one that is written under another name than its row has.
func TestEachTextOfAProfileHasItsRow(t *testing.T) {
	var p account.Profile
	value, written := reflect.ValueOf(&p).Elem(), reflect.TypeFor[account.WrittenProfile]()
	texts := 0
	for i := range value.NumField() {
		text, is := value.Field(i).Addr().Interface().(*string)
		if !is {
			continue
		}
		texts++
		var names []string
		for _, f := range account.TextFields {
			if f.Of(&p) == text {
				names = append(names, f.Name)
			}
		}
		require.Equal(t, []string{written.Field(i).Tag.Get("json")}, names)
	}
	require.Len(t, account.TextFields, texts)
}
