package account_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/account"
)

// TestCheckPassword_IsNotMadeOfThePerson makes passwords of what is known of a person, in the ways
// that come to mind first.
func TestCheckPassword_IsNotMadeOfThePerson(t *testing.T) {
	personal := []string{"Nordwind Energie", "Ida", "Brandt", "ida@nordwind"}
	full := []string{"Köhler & Söhne GmbH", "Ida", "Brandt", " Ida.Brandt@Mail.Nordwind.Example "}
	for password, made := range map[string][]string{
		"ida@nordwind.example": personal, "ida@nordwindida@nordwind": personal,
		"Nordwind-Energie-Ida": personal, "NORDWINDENERGIE1": personal,
		"ida.brandt@mail.nordwind.example": full, "@mail.nordwind.example": full,
		"nordwind.example.mail": full, "idabrandt.nordwind": full,
		"koehler-soehne-gmbh": {"koehler-soehne-gmbh"}, "köhler söhne gmbh 1": full,
		"brandt_ida_nordwind": full,
	} {
		var problems core.Problems
		account.CheckPassword(&problems, password, made...)
		require.Len(t, problems, 1, password)
		require.Equal(t, "password.weak", problems[0].Key, password)
	}
	for _, password := range []string{
		"gestern regnete es in Husum", "ida@nordwind trinkt Tee mit Kandis",
		strings.Repeat("kxq7vm", 3),
	} {
		var problems core.Problems
		account.CheckPassword(&problems, password, personal...)
		require.Empty(t, problems, password)
	}
}
