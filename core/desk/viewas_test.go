package desk_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
	"resellerdesk/core/permission"
	"resellerdesk/storage/storetest"
)

// viewAs is a view on a reseller in a workspace of its own.
func (h *house) viewAs(id string) *desk.Desk {
	view, err := h.ViewAs(h.t.Context(), id, storetest.Open(h.t, engine))
	require.NoError(h.t, err)
	return view
}

func TestAViewShowsWhatTheResellerHasAndChangesNothing(t *testing.T) {
	w := newRichTwo(t)
	d, p, ctx := w.distributor, w.partner, t.Context()
	p.addPBX("", p.praxis("mill", 12))
	w.report()
	d.addPBX(w.id, d.praxis("harbour", 8))
	w.grant(func(draft *account.Draft) {
		draft.Permissions = permission.NewSet(permission.PBXView, permission.PBXAdd)
	})
	w.send()
	before := d.dump()

	view := d.viewAs(w.id)
	actor, err := view.Actor()
	require.NoError(t, err)
	require.Equal(t, "Kranich Telefonie GmbH", actor.Profile.Company)
	require.False(t, view.IsDistributor())
	own, err := p.Actor()
	require.NoError(t, err)
	own = p.account(own.ID)
	require.Equal(
		t, own.Permissions, actor.Holds().ForReseller(),
		"what he may is what his desktop says he may",
	)
	rows, err := view.PBXs(ctx, desk.PBXQuery{Limit: 10})
	require.NoError(t, err)
	require.Len(t, rows, 1)
	require.Equal(t, "mill", rows[0].Name)
	limits, err := view.PBXLimits(ctx, "", "")
	require.NoError(t, err)
	require.Equal(t, p.left("")[capacity.Extensions], limits.Left[capacity.Extensions])
	_, err = view.Subscription(ctx)
	require.Equal(
		t, core.Forbidden, core.CodeOf(err), "he may not see it, so the view does not show it",
	)

	_, err = view.AddPBX(ctx, desk.NewID(), "", p.praxis("bridge", 5))
	require.Equal(t, "view_as.read_only", key(err))
	require.Equal(
		t, "view_as.read_only", key(view.ChangePassword(ctx, "x", "eleven boats under a bridge")),
	)
	require.Equal(t, before, d.dump(), "the workspace of the distributor is as it was")
	_, err = p.ViewAs(ctx, w.id, nil)
	require.Error(t, err, "a reseller has nobody to view as")
}

func TestAViewShowsNoPBXsToWhoMayNotSeeThem(t *testing.T) {
	w := newRichTwo(t)
	d, ctx := w.distributor, t.Context()
	w.partner.addPBX("", w.partner.praxis("mill", 12))
	w.report()
	d.addPBX(w.id, d.praxis("harbour", 8))
	_, first := d.addMax(permission.UserView)
	require.NoError(t, d.SignIn(ctx, colleagueEmail, first))
	require.NoError(t, d.ChangePassword(ctx, first, ownPassword))
	view := d.viewAs(w.id)
	n, err := view.CountPBXs(ctx, desk.PBXQuery{})
	require.NoError(t, err)
	require.Zero(t, n)
	_, kept, err := view.KeptForMe(ctx)
	require.NoError(t, err)
	require.Empty(t, kept)
}

func TestNothingIsSentFromAView(t *testing.T) {
	h := newDistributor(t)
	id := h.add(false).ID
	_, err := h.viewAs(id).SendDue(t.Context())
	require.Equal(t, "view_as.read_only", key(err))
}
