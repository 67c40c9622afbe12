package desk_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
	"resellerdesk/core/permission"
)

// whys is what a house says about a refusal.
func (h *house) whys(about string, err error) string {
	require.Error(h.t, err)
	w, known := h.Why(h.t.Context(), about, err)
	if !known {
		return ""
	}
	return w.Text(printer("en"))
}

func TestWhyAPermissionIsMissing(t *testing.T) {
	h := newDistributor(t)
	id, password := h.addMax(permission.UserView, permission.UserAdd)
	require.NoError(t, h.SignIn(t.Context(), colleagueEmail, password))
	require.NoError(t, h.ChangePassword(t.Context(), password, ownPassword))
	_, err := h.Outbox(t.Context(), 1)
	require.Contains(t, h.whys("", err), "has not had the permission “Outbox” since it was made on 24 Nov 2026")

	require.NoError(t, h.SignIn(t.Context(), ownerEmail, ownerPassword))
	h.clock.Add(48 * time.Hour)
	require.NoError(t, h.EditColleague(t.Context(), desk.NewID(), id, h.account(id).Version, colleagueDraft(permission.UserView)))
	require.NoError(t, h.SignIn(t.Context(), colleagueEmail, ownPassword))
	_, err = h.AddReseller(t.Context(), desk.NewID(), account.Draft{}, false)
	require.Contains(t, h.whys("", err), "Ida Brandt took the permission")
	require.Contains(t, h.whys("", err), "26 Nov 2026")
}

func TestWhyALimitStands(t *testing.T) {
	w := newActiveTwo(t)
	d, p := w.distributor, w.partner
	d.clock.Add(24 * time.Hour)
	w.grant(func(draft *account.Draft) { draft.Package.MinExtensions, draft.Package.PBXLimit = 10, new(int64(1)) })
	require.NoError(t, w.toPartner(w.due(d, w.id)))
	few := p.praxis("mill", 5)
	_, err := p.AddPBX(t.Context(), desk.NewID(), "", few)
	require.Equal(t, "Minimum Ext. per PBX: 10. That is the limit of Kranich Telefonie GmbH; Nordlicht Distribution set it on 25 Nov 2026.", p.whys("", err))
	_, err = d.AddPBX(t.Context(), desk.NewID(), w.id, few)
	require.Equal(t, "Minimum Ext. per PBX: 10. That is the limit of Kranich Telefonie GmbH; Ida Brandt set it on 25 Nov 2026.", d.whys(w.id, err))
	_, err = d.AddPBX(t.Context(), desk.NewID(), "", d.praxis("huge", 501))
	require.Contains(t, d.whys("", err), "fixed rule")

	draft := d.kranich()
	draft.Profile.Email, draft.Package.Amounts[capacity.Extensions] = "other@kranich.example", 400
	_, err = d.AddReseller(t.Context(), desk.NewID(), draft, false)
	require.Equal(t, "Extensions: 500. That is the limit of Nordlicht Distribution; Ida Brandt set it on 24 Nov 2026.", d.whys("", err))
	require.Empty(t, d.whys("", &core.Error{Code: core.Conflict, Key: "reseller.gone"}), "what says it all itself")
}
