package customers

import (
	"testing"

	"github.com/stretchr/testify/require"

	"resellerdesk/assets"
	"resellerdesk/core/i18n"
	"resellerdesk/core/pbx"
	"resellerdesk/ui/page"
)

// praxis is a customer of Kranich, as a form starts from it.
func praxis() pbx.Customer {
	return pbx.Customer{
		ID: "customer-1", Owner: pbx.Ref{ID: "kranich", Name: "Kranich"}, Version: 3,
		CustomerDraft: pbx.CustomerDraft{
			Company: "Praxis am Hafen", FirstName: "Ada", LastName: "Weber",
			Email: "ada@praxis.example", City: "Kiel",
		},
	}
}

func opened(t *testing.T, c pbx.Customer) *form {
	words, err := i18n.New(assets.Translations, "en")
	require.NoError(t, err)
	return newForm(&page.Env{Words: words}, c)
}

func TestAFormSaysWhatIsWrongWithACustomer(t *testing.T) {
	f := opened(t, praxis())
	require.Empty(t, f.problems())
	require.False(t, f.Typed())
	f.Now.Email = "ada"
	f.Now.FirstName = " "
	require.NotNil(t, f.problems().Of(pbx.FieldEmail))
	require.Equal(t, "field.required", f.problems().Of(pbx.FieldFirstName).Key)
	require.True(t, f.Typed())
	f.Reset()
	require.Empty(t, f.problems())
	require.False(t, f.Typed())
}

func TestANewCustomerHasNothingBefore(t *testing.T) {
	f := opened(t, pbx.Customer{})
	require.Equal(t, "field.required", f.problems().Of(pbx.FieldCompany).Key)
	f.Now.Company, f.Now.FirstName = " Lorenz GmbH ", "Ada"
	require.Equal(t, pbx.Ref{Name: "Lorenz GmbH (Ada)"}, f.customer(), "without blanks around")
}

// TestWhatWasKeptOfACustomerComesBack restores what was typed, beside what somebody else changed
// meanwhile.
func TestWhatWasKeptOfACustomerComesBack(t *testing.T) {
	f := opened(t, praxis())
	kept, err := f.Kept()
	require.NoError(t, err)
	require.Nil(t, kept, "nothing was typed")

	f.Now.BusinessNumber, f.Now.LastName = "+49 431 1234", ""
	kept, err = f.Kept()
	require.NoError(t, err)
	again := opened(t, praxis())
	again.Restore(kept)
	require.True(t, again.Restored)
	require.False(t, again.Outdated)
	require.Equal(t, f.Now, again.Now)

	changed := praxis()
	changed.Version++
	changed.City, changed.LastName = "Lübeck", "Weber-Lorenz"
	again = opened(t, changed)
	again.Restore(kept)
	require.True(t, again.Restored)
	require.True(t, again.Outdated)
	require.Equal(t, "+49 431 1234", again.Now.BusinessNumber)
	require.Equal(t, "Lübeck", again.Now.City, "of somebody else")
	require.Empty(t, again.Now.LastName, "what was taken away stays away")
	again.Reset()
	require.False(t, again.Typed())
	require.Equal(t, changed.CustomerDraft, again.Now.CustomerDraft)
}

// TestANewCustomersOwnerIsKept restores also whose customer it was to be.
func TestANewCustomersOwnerIsKept(t *testing.T) {
	f := opened(t, pbx.Customer{})
	f.Now.Owner = pbx.Ref{ID: "adler", Name: "Adler"}
	require.True(t, f.Typed(), "the owner alone is lost, too")
	kept, err := f.Kept()
	require.NoError(t, err)
	again := opened(t, pbx.Customer{})
	again.Restore(kept)
	require.Equal(t, f.Now, again.Now)
	again.Reset()
	require.Empty(t, again.Now.Owner)
	require.False(t, again.Typed())
}

// TestWhatSomebodyElseChangedOfACustomerIsMerged says what becomes of it, and counts from there.
func TestWhatSomebodyElseChangedOfACustomerIsMerged(t *testing.T) {
	f := opened(t, praxis())
	f.Now.City = "Hamburg"
	m, err := f.Merge(entry{CustomerDraft: praxis().CustomerDraft})
	require.NoError(t, err)
	require.False(t, m.Fresh, "nobody changed anything")
	require.Equal(t, "Hamburg", f.Now.City)

	now := praxis().CustomerDraft
	now.City, now.Remark = "Lübeck", "Calls on Mondays"
	m, err = f.Merge(entry{CustomerDraft: now})
	require.NoError(t, err)
	require.True(t, m.Fresh)
	require.Len(t, m.Said, 2)
	require.Equal(t, "Hamburg", f.Now.City, "what was typed")
	require.Equal(t, "Calls on Mondays", f.Now.Remark)
	f.Now.City = "Lübeck"
	require.False(t, f.Typed(), "it is what there is now")
}
