package desk_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
	"resellerdesk/core/pbx"
	"resellerdesk/core/permission"
)

func TestTheWholeFormIsOneOperation(t *testing.T) {
	h, kranich := newRich(t)
	id := h.addPBX(kranich, h.praxis("praxis", 20))
	before, dump := h.left(kranich), h.pbxDump()
	d := h.large("praxis-nord")
	saved, err := h.ChangePBX(t.Context(), desk.NewID(), id, 1, d)
	require.NoError(t, err)
	is := h.pbx(id).Form()
	require.Equal(t, d, is)
	require.Equal(t, minus(before, saved.Moved), h.left(kranich))
	require.EqualValues(t, -5, saved.Moved[capacity.Extensions])
	require.Equal(t, capacity.PBXChanged, h.past()[0].Verb)
	require.NoError(t, h.undoNewest("praxis-nord"))
	require.Equal(t, dump, h.pbxDump(), "name, size, domain and expiry go back together")
	_, err = h.ChangePBX(t.Context(), desk.NewID(), id, 1, d)
	require.Equal(t, "pbx.changed_meanwhile", key(err))
	h.proved()
}

func TestAChangeIsNamedByWhatItChanges(t *testing.T) {
	h, kranich := newRich(t)
	id := h.addPBX(kranich, h.praxis("praxis", 20))
	soon := h.clock.Now().AddDate(0, 0, 9)
	for _, c := range []struct {
		change func(d *pbx.Draft)
		verb   capacity.Verb
	}{
		{func(d *pbx.Draft) { d.Recording, d.RecordingMinutes = true, 700 }, capacity.PBXResized},
		{
			func(d *pbx.Draft) { d.Type, d.Expiry = pbx.Trial, core.DayOf(soon) },
			capacity.PBXTermChanged,
		},
		{func(d *pbx.Draft) { d.Type = pbx.Commercial }, capacity.PBXChanged},
		{func(d *pbx.Draft) { d.Name = "praxis-nord" }, capacity.PBXChanged},
		{func(d *pbx.Draft) { d.Extensions, d.Type = 21, pbx.Trial }, capacity.PBXChanged},
	} {
		p := h.pbx(id)
		d := p.Form()
		c.change(&d)
		_, err := h.ChangePBX(t.Context(), desk.NewID(), id, p.Version, d)
		require.NoError(t, err)
		require.Equal(t, c.verb, h.past()[0].Verb)
	}
}

func TestEachPartOfTheFormTakesItsFeature(t *testing.T) {
	h, kranich := newRich(t)
	ctx := t.Context()
	ada, err := h.AddCustomer(ctx, desk.NewID(), kranich, adaWeber())
	require.NoError(t, err)
	d := h.praxis("praxis", 20)
	d.Customers = []pbx.Ref{{ID: ada, Name: "Ada"}}
	id := h.addPBX(kranich, d)
	soon := h.clock.Now().AddDate(0, 0, 9)
	_, first := h.addMax(permission.PBXView, permission.PBXEdit)
	h.open()
	require.NoError(t, h.SignIn(ctx, colleagueEmail, first))
	require.NoError(t, h.ChangePassword(ctx, first, ownPassword))
	for feature, change := range map[permission.Key]func(d *pbx.Draft){
		permission.PBXResize:         func(d *pbx.Draft) { d.Extensions++ },
		permission.PBXExpiry:         func(d *pbx.Draft) { d.Expiry = core.DayOf(soon) },
		permission.PBXType:           func(d *pbx.Draft) { d.Type = pbx.Trial },
		permission.PBXRunAfterExpiry: func(d *pbx.Draft) { d.RunAfterExpiry = true },
	} {
		d := h.pbx(id).Form()
		change(&d)
		_, err := h.ChangePBX(ctx, desk.NewID(), id, h.pbx(id).Version, d)
		var e *core.Error
		require.ErrorAs(t, err, &e)
		require.Equal(t, core.Key("feature."+feature), e.Args["Feature"])
	}
	d = h.pbx(id).Form()
	d.Name, d.Customers = "praxis-nord", nil
	_, err = h.ChangePBX(ctx, desk.NewID(), id, h.pbx(id).Version, d)
	require.NoError(t, err)
	require.Equal(t, "praxis-nord", h.pbx(id).Name)
	require.Len(t, h.pbx(id).Customers, 1, "who may not see customers does not take them away")
}

func TestWhoHasAnAddress(t *testing.T) {
	h, kranich := newRich(t)
	d := h.praxis("praxis", 20)
	other, err := h.PBXAt(t.Context(), d.Address)
	require.NoError(t, err)
	require.Equal(t, pbx.Ref{}, other)
	id := h.addPBX(kranich, d)
	d.SubDomain = "PRAXIS"
	other, err = h.PBXAt(t.Context(), d.Address)
	require.NoError(t, err)
	require.Equal(t, pbx.Ref{ID: id, Name: "praxis"}, other)
	require.NoError(t, h.DeletePBXs(t.Context(), desk.NewID(), []string{id}))
	other, err = h.PBXAt(t.Context(), d.Address)
	require.NoError(t, err)
	require.Equal(t, pbx.Ref{}, other, "a deleted one has none")
}

func TestWhatDeletingGivesBack(t *testing.T) {
	h, kranich := newRich(t)
	first, second := h.addPBX(kranich, h.large("first")), h.addPBX("", h.praxis("second", 7))
	_, err := h.RecordConsumption(t.Context(), desk.NewID(), first, 30)
	require.NoError(t, err)
	deletion, err := h.PreviewDeletePBXs(t.Context(), []string{first, second, first, "nobody"})
	require.NoError(t, err)
	require.Equal(t, []string{"first", "second"}, deletion.Names)
	require.EqualValues(t, 22, deletion.Returns[capacity.Extensions])
	require.EqualValues(t, 170, deletion.Returns[capacity.TranscriptionMinutes])
	require.EqualValues(t, 30, deletion.Consumed)
	reseller, pool := h.left(kranich), h.left("")
	require.NoError(t, h.DeletePBXs(t.Context(), desk.NewID(), []string{first, second}))
	require.EqualValues(
		t, deletion.Returns[capacity.Extensions],
		h.left(kranich)[capacity.Extensions]-reseller[capacity.Extensions]+
			h.left("")[capacity.Extensions]-pool[capacity.Extensions],
		"as was said",
	)
	_, err = h.PreviewDeletePBXs(t.Context(), []string{first})
	require.Equal(t, "pbx.gone", key(err))
}

// TestWhoMayChangeTheTypeTakesItBack holds what the type takes, and nothing else.
func TestWhoMayChangeTheTypeTakesItBack(t *testing.T) {
	h, kranich := newRich(t)
	id := h.addPBX(kranich, h.praxis("praxis", 20))
	_, first := h.addMax(
		permission.PBXView, permission.PBXEdit, permission.PBXExpiry, permission.PBXType,
	)
	h.open()
	require.NoError(t, h.SignIn(t.Context(), colleagueEmail, first))
	require.NoError(t, h.ChangePassword(t.Context(), first, ownPassword))
	d := h.pbx(id).Form()
	d.Type = pbx.Trial
	_, err := h.ChangePBX(t.Context(), desk.NewID(), id, h.pbx(id).Version, d)
	require.NoError(t, err)
	next, err := h.NextUndo(t.Context())
	require.NoError(t, err)
	require.NoError(t, h.Undo(t.Context(), desk.NewID(), next.ID))
	require.Equal(t, pbx.Commercial, h.pbx(id).Type)
}
