package desk_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
	"resellerdesk/core/pbx"
	"resellerdesk/core/permission"
)

// giveValues makes the new PBXs of a reseller start as trials that record and run on.
func (h *house) giveValues(reseller string) {
	h.t.Helper()
	data, err := h.Reseller(h.t.Context(), reseller)
	require.NoError(h.t, err)
	draft := data.Draft
	for _, k := range []permission.Key{
		permission.PBXTypeTrial, permission.PBXRecordingOn, permission.PBXRunAfterExpiryOn,
	} {
		draft.Permissions.Give(k)
	}
	_, err = h.EditReseller(h.t.Context(), desk.NewID(), reseller, data.Version, draft, false)
	require.NoError(h.t, err)
}

func TestNewPBXsStartWithTheValuesOfTheirOwner(t *testing.T) {
	h, kranich := newRich(t)
	h.giveValues(kranich)

	form, err := h.NewPBX(t.Context(), kranich)
	require.NoError(t, err)
	require.Equal(
		t, pbx.Start{Recording: true, Type: pbx.Trial, RunAfterExpiry: true}, form.Limits.Start,
	)
	require.Equal(t, pbx.Trial, form.PBX.Type)
	require.True(t, form.PBX.Recording)
	require.EqualValues(
		t, capacity.FreeRecordingMinutes, form.PBX.RecordingMinutes, "those that cost nothing",
	)
	require.Zero(t, form.PBX.Amounts()[capacity.RecordingMinutes])
	require.False(t, form.PBX.RunAfterExpiry, "there is no expiry yet")

	own, err := h.NewPBX(t.Context(), "")
	require.NoError(t, err)
	require.Equal(
		t, pbx.Start{Type: pbx.Commercial}, own.Limits.Start,
		"the distributor's own know no values",
	)
}

// TestWhoMayNotChooseMakesPBXsAsTheyStart is about the distributor's staff on behalf of a reseller.
func TestWhoMayNotChooseMakesPBXsAsTheyStart(t *testing.T) {
	h, kranich := newRich(t)
	h.giveValues(kranich)
	_, first := h.addMax(permission.PBXView, permission.PBXAdd)
	h.open()
	require.NoError(t, h.SignIn(t.Context(), colleagueEmail, first))
	require.NoError(t, h.ChangePassword(t.Context(), first, ownPassword))

	soon := h.clock.Now().AddDate(0, 1, 0)
	starts := func(name string) pbx.Draft {
		d := h.praxis(name, 5)
		d.Type = pbx.Trial
		d.SetRecording(true)
		return d
	}
	h.addPBX(kranich, starts("without-end"))
	ends := starts("ends")
	ends.Expiry, ends.RunAfterExpiry = core.DayOf(soon), true
	h.addPBX(kranich, ends)
	for feature, change := range map[permission.Key]func(d *pbx.Draft){
		permission.PBXType:           func(d *pbx.Draft) { d.Type = pbx.Commercial },
		permission.PBXRecording:      func(d *pbx.Draft) { d.SetRecording(false) },
		permission.PBXRunAfterExpiry: func(d *pbx.Draft) { d.Expiry = core.DayOf(soon) },
	} {
		d := starts("other")
		change(&d)
		_, err := h.AddPBX(t.Context(), desk.NewID(), kranich, d)
		var e *core.Error
		require.ErrorAs(t, err, &e)
		require.Equal(t, core.Key("feature."+feature), e.Args["Feature"])
	}
	h.addPBX("", h.praxis("own", 5))
	_, err := h.AddPBX(t.Context(), desk.NewID(), "", starts("own-trial"))
	require.Error(t, err, "those of the distributor start as commercial ones")
}

// TestValuesTravelToTheResellersDesktop sends them with a package, and takes the choice away with
// the next.
func TestValuesTravelToTheResellersDesktop(t *testing.T) {
	w := newRichTwo(t)
	p := w.partner
	w.grant(func(d *account.Draft) { d.Permissions.Give(permission.PBXTypeTrial) })
	w.send()
	form, err := p.NewPBX(t.Context(), "")
	require.NoError(t, err)
	require.Equal(t, pbx.Trial, form.PBX.Type)
	p.addPBX("", p.praxis("commercial", 5))

	view := w.distributor.viewAs(w.id)
	form, err = view.NewPBX(t.Context(), "")
	require.NoError(t, err)
	require.Equal(t, pbx.Trial, form.Limits.Start.Type, "a view shows what the reseller meets")

	w.grant(func(d *account.Draft) { d.Permissions.Take(permission.PBXType) })
	w.send()
	form, err = p.NewPBX(t.Context(), "")
	require.NoError(t, err)
	require.Equal(t, pbx.Commercial, form.PBX.Type, "a value goes with its feature")
	d := p.praxis("trial", 5)
	d.Type = pbx.Trial
	_, err = p.AddPBX(t.Context(), desk.NewID(), "", d)
	require.Equal(t, "forbidden", key(err))
}

// TestUndoTakesAValueBack gives a reseller values and takes them back, which counts as a change
// like any other.
func TestUndoTakesAValueBack(t *testing.T) {
	h, kranich := newRich(t)
	h.giveValues(kranich)
	require.NoError(t, h.Undo(t.Context(), desk.NewID(), h.pastOf(capacity.ResellerChanged)))
	data, err := h.Reseller(t.Context(), kranich)
	require.NoError(t, err)
	require.False(t, data.Draft.Permissions[permission.PBXTypeTrial])
	next, err := h.NextRedo(t.Context())
	require.NoError(t, err)
	require.NoError(t, h.Undo(t.Context(), desk.NewID(), next.ID))
	data, err = h.Reseller(t.Context(), kranich)
	require.NoError(t, err)
	require.True(t, data.Draft.Permissions[permission.PBXTypeTrial])
}

func TestAColleagueHasNoValues(t *testing.T) {
	h, _ := newRich(t)
	draft := colleagueDraft()
	draft.Permissions.Give(permission.PBXTypeTrial)
	problems, err := h.ValidateColleague(draft, account.Profile{})
	require.NoError(t, err)
	require.Equal(t, "permission.not_for_colleagues", problems.Of(permission.FieldPermissions).Key)
	_, err = h.AddColleague(t.Context(), desk.NewID(), draft)
	require.Error(t, err)
}

// TestAValueIsChosenByWhoMayGrantIt lets a colleague without the feature edit a reseller that has
// it.
func TestAValueIsChosenByWhoMayGrantIt(t *testing.T) {
	h := newDistributor(t)
	ctx := t.Context()
	kranich := h.add(false).ID
	_, first := h.addMax(permission.UserView, permission.UserEdit)
	trial := desk.NewID()
	form, err := h.Reseller(ctx, kranich)
	require.NoError(t, err)
	form.Draft.Permissions.Give(permission.PBXTypeTrial)
	_, err = h.EditReseller(ctx, trial, kranich, form.Version, form.Draft, false)
	require.NoError(t, err)

	h.open()
	require.NoError(t, h.SignIn(ctx, colleagueEmail, first))
	require.NoError(t, h.ChangePassword(ctx, first, ownPassword))
	save := func(change func(d *account.Draft)) error {
		form, err := h.Reseller(ctx, kranich)
		require.NoError(t, err)
		change(&form.Draft)
		_, err = h.EditReseller(ctx, desk.NewID(), kranich, form.Version, form.Draft, false)
		return err
	}
	require.NoError(
		t, save(func(d *account.Draft) { d.Profile.Phone = "1" }), "what stands is kept",
	)
	require.Equal(
		t, "permission.not_held",
		key(save(func(d *account.Draft) { d.Permissions.Take(permission.PBXTypeTrial) })),
	)
	require.Equal(
		t, "permission.not_held",
		key(save(func(d *account.Draft) { d.Permissions.Give(permission.PBXRecordingOn) })),
	)
	require.Equal(
		t, "permission.not_held", key(h.Undo(ctx, desk.NewID(), trial)),
		"undoing takes what doing takes",
	)
	require.True(t, h.account(kranich).Permissions[permission.PBXTypeTrial])
	require.NoError(
		t, save(func(d *account.Draft) { d.Permissions.Take(permission.PBXType) }),
		"the feature goes with its value",
	)
}
