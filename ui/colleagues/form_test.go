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
	require.False(t, f.Typed())
	f.Now.Permissions[permission.PBXAdd] = true
	require.True(t, f.Typed())
	require.False(t, a.Permissions[permission.PBXAdd], "the list shows what is saved")
	delete(f.Now.Permissions, permission.PBXAdd)
	require.False(t, f.Typed())
	f.Now.Profile.Phone = "+49 30 1234"
	require.True(t, f.Typed())
}

func TestANewColleagueStartsInTheLanguageOfWhoAdds(t *testing.T) {
	f := addForm(environment(t))
	require.Equal(t, "de", f.Now.Profile.Language)
	require.Empty(t, f.ID)
	require.False(t, f.Typed(), "what it starts with was not typed")
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

// TestWhatWasKeptOfAColleagueComesBack restores what was typed, beside what somebody else changed.
func TestWhatWasKeptOfAColleagueComesBack(t *testing.T) {
	f := editForm(environment(t), maxLorenz())
	kept, err := f.Kept()
	require.NoError(t, err)
	require.Nil(t, kept, "nothing was typed")

	f.Now.Profile.Phone = "+49 30 1234"
	f.Now.Permissions[permission.PBXAdd] = true
	kept, err = f.Kept()
	require.NoError(t, err)
	again := editForm(environment(t), maxLorenz())
	again.Restore(kept)
	require.True(t, again.Restored)
	require.False(t, again.Outdated)
	require.Equal(t, f.Now, again.Now)

	changed := maxLorenz()
	changed.Version++
	delete(changed.Permissions, permission.PBXView)
	again = editForm(environment(t), changed)
	again.Restore(kept)
	require.True(t, again.Outdated)
	require.Equal(t, "+49 30 1234", again.Now.Profile.Phone)
	require.Equal(t, permission.NewSet(permission.PBXAdd), again.Now.Permissions)
	again.Reset()
	require.False(t, again.Typed())
	require.Equal(t, draftOfAccount(changed), again.Now)
}

// TestANewColleagueComesBack restores what was typed about nobody yet.
func TestANewColleagueComesBack(t *testing.T) {
	f := addForm(environment(t))
	f.Now.Profile.FirstName = "Max"
	kept, err := f.Kept()
	require.NoError(t, err)
	again := addForm(environment(t))
	again.Restore(kept)
	require.True(t, again.Restored)
	require.Equal(t, f.Now, again.Now)
}

// TestWhatSomebodyElseChangedOfAColleagueIsMerged gives one feature here and takes one away there.
func TestWhatSomebodyElseChangedOfAColleagueIsMerged(t *testing.T) {
	f := editForm(environment(t), maxLorenz())
	f.Now.Permissions[permission.PBXAdd] = true
	f.Now.Profile.Phone = "+49 30 1234"
	now := maxLorenz()
	delete(now.Permissions, permission.PBXView)
	now.Permissions[permission.CustomerView] = true
	now.Profile.LastName = "Lorenz-Weber"
	m, err := f.Merge(draftOfAccount(now))
	require.NoError(t, err)
	require.True(t, m.Fresh)
	require.NotEmpty(t, m.Said)
	require.Equal(t, "Lorenz-Weber", f.Now.Profile.LastName, "of somebody else")
	require.Equal(t, "+49 30 1234", f.Now.Profile.Phone, "what was typed")
	require.Equal(
		t, permission.NewSet(permission.PBXAdd, permission.CustomerView), f.Now.Permissions,
	)
	require.True(t, f.Typed())

	again, err := f.Merge(draftOfAccount(now))
	require.NoError(t, err)
	require.False(t, again.Fresh)
	require.Equal(t, m.Said, again.Said, "it is said as long as the form is open")
}
