package colleagues

import (
	"testing"

	"github.com/stretchr/testify/require"

	"resellerdesk/assets"
	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/i18n"
	"resellerdesk/core/permission"
	"resellerdesk/ui/page"
)

// maxLorenz is a colleague who may see PBXs, as a form starts from him.
func maxLorenz() account.Account {
	return account.Account{
		ID: "max", Version: 3, State: account.Active,
		Profile: account.Profile{
			FirstName: "Max", LastName: "Lorenz", Email: "max@nordlicht.example", Language: "en",
		},
		Permissions: permission.NewSet(permission.PBXView),
	}
}

func environment(t *testing.T) *page.Env {
	words, err := i18n.New(assets.Translations, "de")
	require.NoError(t, err)
	return &page.Env{Words: words}
}

func TestAFormKnowsWhatWasChangedOfAColleague(t *testing.T) {
	a := maxLorenz()
	f := editForm(environment(t), a)
	require.False(t, f.typed())
	f.draft.Permissions[permission.PBXAdd] = true
	require.True(t, f.typed())
	require.False(t, a.Permissions[permission.PBXAdd], "the list shows what is saved")
	delete(f.draft.Permissions, permission.PBXAdd)
	require.False(t, f.typed())
	f.draft.Profile.Phone = "+49 30 1234"
	require.True(t, f.typed())
}

func TestANewColleagueStartsInTheLanguageOfWhoAdds(t *testing.T) {
	f := addForm(environment(t))
	require.Equal(t, "de", f.draft.Profile.Language)
	require.Empty(t, f.id)
	require.False(t, f.typed(), "what it starts with was not typed")
}

func TestNobodyGivesAColleagueWhatHeDoesNotHold(t *testing.T) {
	var keys []permission.Key
	for _, o := range offered(permission.NewSet(permission.PBXView, permission.UserView)) {
		keys = append(keys, o.Key)
	}
	require.ElementsMatch(t, []permission.Key{permission.PBXView, permission.UserView}, keys)
}

// TestARefusedFieldIsNotSaidOnceItChanges keeps what is refused of the other fields.
func TestARefusedFieldIsNotSaidOnceItChanges(t *testing.T) {
	f := editForm(environment(t), maxLorenz())
	f.noteRefused(core.Problems{
		{Code: core.Conflict, Field: account.FieldEmail, Key: "account.email_in_use"},
		{Code: core.Invalid, Field: account.FieldPhone, Key: "field.phone"},
	})
	f.forgetRefused(account.FieldEmail)
	require.Nil(t, f.refusals.Of(account.FieldEmail))
	require.NotNil(t, f.refusals.Of(account.FieldPhone))
}

// TestWhatSomebodyElseChangedOfAColleagueIsMerged gives one feature here and takes one away there.
func TestWhatSomebodyElseChangedOfAColleagueIsMerged(t *testing.T) {
	f := editForm(environment(t), maxLorenz())
	f.draft.Permissions[permission.PBXAdd] = true
	f.draft.Profile.Phone = "+49 30 1234"
	now := maxLorenz()
	delete(now.Permissions, permission.PBXView)
	now.Permissions[permission.CustomerView] = true
	now.Profile.LastName = "Lorenz-Weber"
	m, err := f.merge(draftOfAccount(now))
	require.NoError(t, err)
	require.True(t, m.Fresh)
	require.NotEmpty(t, m.Said)
	require.Equal(t, "Lorenz-Weber", f.draft.Profile.LastName, "of somebody else")
	require.Equal(t, "+49 30 1234", f.draft.Profile.Phone, "what was typed")
	require.Equal(
		t, permission.NewSet(permission.PBXAdd, permission.CustomerView), f.draft.Permissions,
	)
	require.True(t, f.typed())

	again, err := f.merge(draftOfAccount(now))
	require.NoError(t, err)
	require.False(t, again.Fresh)
	require.Equal(t, m.Said, again.Said, "it is said as long as the form is open")
}
