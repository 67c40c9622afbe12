package resellers

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"resellerdesk/assets"
	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
	"resellerdesk/core/i18n"
	"resellerdesk/core/permission"
	"resellerdesk/ui/page"
)

var now = time.Date(2026, 12, 1, 15, 30, 0, 0, time.Local)

// kranich is a reseller with 40 extensions, as a form starts from it.
func kranich() desk.FormData {
	until := time.Date(2027, 3, 31, 23, 59, 59, 0, time.Local)
	held := capacity.Amounts{
		capacity.Extensions: 40, capacity.ConcurrentCalls: 8, capacity.RecordingMinutes: 0,
	}
	return desk.FormData{
		Version: 3, State: account.Active,
		Draft: account.Draft{
			Profile: account.Profile{
				Company: "Kranich", FirstName: "Nina", LastName: "Kranich",
				Email: "nina@kranich.example", Language: "en", ValidUntil: core.DayOf(until),
			},
			Package:     capacity.Package{Amounts: held.Clone(), MinExtensions: 1},
			Permissions: permission.Default(),
		},
		Limits: account.Limits{
			Pool: capacity.Pool{Free: capacity.Amounts{
				capacity.Extensions: 100, capacity.ConcurrentCalls: 20,
				capacity.RecordingMinutes: 1000,
			}},
			Before:  held,
			Granter: permission.All(), Present: permission.Default(), Languages: i18n.Languages,
		},
	}
}

func opened(t *testing.T, data desk.FormData) *form {
	words, err := i18n.New(assets.Translations, "en")
	require.NoError(t, err)
	return newForm(
		&page.Env{Words: words, Now: func() time.Time { return now }}, "reseller-1", data,
	)
}

func TestAFormCountsWhatItTakes(t *testing.T) {
	f := opened(t, kranich())
	require.False(t, f.Typed())
	require.Empty(t, f.problems())
	require.Equal(t, f.env.T("form.moves_nothing"), f.moves())
	f.setAmount(capacity.Extensions, "30")
	f.setAmount(capacity.ConcurrentCalls, "10")
	poolBefore, poolAfter, before, after := f.strip(capacity.Extensions)
	require.Equal(t, []int64{100, 110, 40, 30}, []int64{poolBefore, poolAfter, before, after})
	require.Contains(t, f.moves(), "2 calls")
	require.Contains(t, f.moves(), "10 extensions")
	require.True(t, f.Typed())

	f.setAmount(capacity.Extensions, "141")
	require.Equal(t, "capacity.not_enough", f.problems().Of(string(capacity.Extensions)).Key)
	f.setAmount(capacity.Extensions, "")
	require.Equal(t, "field.required", f.problems().Of(string(capacity.Extensions)).Key)
	f.Reset()
	require.False(t, f.Typed())
}

func TestAFormReadsADayAsItIsTyped(t *testing.T) {
	f := opened(t, kranich())
	shown := f.until.Text
	f.setUntil("the day after")
	require.NotNil(t, f.problems().Of(account.FieldValidUntil))
	require.True(t, f.Typed(), "also what is no day is not lost silently")
	f.setUntil(" ")
	require.Zero(t, f.Now.Profile.ValidUntil)
	require.Empty(t, f.problems())
	require.True(t, f.Typed(), "no end is another end")
	f.setUntil(shown)
	require.False(t, f.Typed(), "the same day is no change")
}

func TestAnEmailInUseIsSaidUntilItChanges(t *testing.T) {
	f := opened(t, kranich())
	f.Now.Profile.Email = "otto@kranich.example"
	f.noteRefused(core.Problems{{
		Code: core.Conflict, Field: account.FieldEmail, Key: "account.email_in_use",
	}})
	require.Equal(t, "account.email_in_use", f.problems().Of(account.FieldEmail).Key)
	f.Now.Profile.Email = "OTTO@kranich.example "
	require.NotNil(t, f.problems().Of(account.FieldEmail), "it is the same address")
	f.Now.Profile.Email = "nina@kranich.example"
	require.Empty(t, f.problems())
}

// TestWhatWasKeptComesBack restores what was typed, beside what somebody else changed meanwhile.
func TestWhatWasKeptComesBack(t *testing.T) {
	f := opened(t, kranich())
	kept, err := f.Kept()
	require.NoError(t, err)
	require.Nil(t, kept, "nothing was typed")

	f.Now.Profile.Phone = "+49 30 1234"
	f.setAmount(capacity.Extensions, "45")
	kept, err = f.Kept()
	require.NoError(t, err)
	again := opened(t, kranich())
	again.Restore(kept)
	require.True(t, again.Restored)
	require.False(t, again.Outdated)
	require.Equal(t, f.Now.Package, again.Now.Package)
	require.Equal(t, "+49 30 1234", again.Now.Profile.Phone)

	changed := kranich()
	changed.Version++
	changed.Draft.Profile.Remark = "Calls on Mondays"
	again = opened(t, changed)
	again.Restore(kept)
	require.True(t, again.Restored)
	require.True(t, again.Outdated)
	require.Equal(t, "+49 30 1234", again.Now.Profile.Phone)
	require.Equal(t, "Calls on Mondays", again.Now.Profile.Remark, "of somebody else")
	require.EqualValues(t, 45, again.Now.Package.Amounts[capacity.Extensions])
	again.Reset()
	require.False(t, again.Typed())
}

func TestAFormOffersWhatItsPersonMayGrant(t *testing.T) {
	data := kranich()
	f := opened(t, data)
	require.Len(t, f.offered(), len(permission.Offered()), "of everything")
	data.Limits.Granter = permission.NewSet(permission.PBXView)
	data.Limits.Present = permission.NewSet(permission.PBXAdd)
	var keys []permission.Key
	for _, o := range opened(t, data).offered() {
		keys = append(keys, o.Key)
		require.True(t, o.Key != permission.PBXAdd || o.Value == "")
	}
	require.ElementsMatch(t, []permission.Key{permission.PBXView, permission.PBXAdd}, keys)
}

func TestAMistakeIsAboutThePackageThatItConcerns(t *testing.T) {
	for key, about := range map[string]string{
		"capacity.in_use": "reseller-1", "capacity.switch_in_use": "reseller-1",
		"capacity.pbx_limit_below": "reseller-1", "capacity.not_enough": "", "field.required": "",
	} {
		require.Equal(t, about, opened(t, kranich()).about(&core.Error{Key: key}), key)
	}
}
