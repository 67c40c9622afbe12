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
	require.False(t, f.typed())
	f.draft.Email = "ada"
	f.draft.FirstName = " "
	require.NotNil(t, f.problems().Of(pbx.FieldEmail))
	require.Equal(t, "field.required", f.problems().Of(pbx.FieldFirstName).Key)
	require.True(t, f.typed())
	f.reset()
	require.Empty(t, f.problems())
	require.False(t, f.typed())
}

func TestANewCustomerHasNothingBefore(t *testing.T) {
	f := opened(t, pbx.Customer{})
	require.Equal(t, "customer/new", f.name())
	require.Equal(t, "field.required", f.problems().Of(pbx.FieldCompany).Key)
	f.draft.Company, f.draft.FirstName = " Lorenz GmbH ", "Ada"
	require.Equal(t, pbx.Ref{Name: "Lorenz GmbH (Ada)"}, f.customer(), "without blanks around")
	require.Equal(t, "customer/customer-1", opened(t, praxis()).name())
}

// TestWhatWasKeptOfACustomerComesBack restores what was typed, beside what somebody else changed
// meanwhile.
func TestWhatWasKeptOfACustomerComesBack(t *testing.T) {
	f := opened(t, praxis())
	untouched, err := f.kept()
	require.NoError(t, err)
	require.False(t, opened(t, praxis()).restore(untouched), "nothing was typed")
	require.False(t, opened(t, praxis()).restore(nil))
	require.False(t, opened(t, praxis()).restore([]byte("{")))

	f.draft.BusinessNumber, f.draft.LastName = "+49 431 1234", ""
	kept, err := f.kept()
	require.NoError(t, err)
	again := opened(t, praxis())
	require.True(t, again.restore(kept))
	require.False(t, again.outdated)
	require.Equal(t, f.draft, again.draft)

	changed := praxis()
	changed.Version++
	changed.City, changed.LastName = "Lübeck", "Weber-Lorenz"
	again = opened(t, changed)
	require.True(t, again.restore(kept))
	require.True(t, again.outdated)
	require.Equal(t, "+49 431 1234", again.draft.BusinessNumber)
	require.Equal(t, "Lübeck", again.draft.City, "of somebody else")
	require.Empty(t, again.draft.LastName, "what was taken away stays away")
	again.reset()
	require.Equal(t, changed.CustomerDraft, again.draft)
}

// TestANewCustomersOwnerIsKept restores also whose customer it was to be.
func TestANewCustomersOwnerIsKept(t *testing.T) {
	f := opened(t, pbx.Customer{})
	f.owner, f.draft.Company = pbx.Ref{ID: "adler", Name: "Adler"}, "Lorenz GmbH"
	kept, err := f.kept()
	require.NoError(t, err)
	again := opened(t, pbx.Customer{})
	require.True(t, again.restore(kept))
	require.Equal(t, f.owner, again.owner)
}

// TestWhatSomebodyElseChangedOfACustomerIsMerged says what becomes of it, and counts from there.
func TestWhatSomebodyElseChangedOfACustomerIsMerged(t *testing.T) {
	f := opened(t, praxis())
	f.draft.City = "Hamburg"
	m, err := f.merge(praxis().CustomerDraft)
	require.NoError(t, err)
	require.False(t, m.Fresh, "nobody changed anything")
	require.Equal(t, "Hamburg", f.draft.City)

	now := praxis().CustomerDraft
	now.City, now.Remark = "Lübeck", "Calls on Mondays"
	m, err = f.merge(now)
	require.NoError(t, err)
	require.True(t, m.Fresh)
	require.Len(t, m.Said, 2)
	require.Equal(t, "Hamburg", f.draft.City, "what was typed")
	require.Equal(t, "Calls on Mondays", f.draft.Remark)
	f.draft.City = "Lübeck"
	require.False(t, f.typed(), "it is what there is now")
}
