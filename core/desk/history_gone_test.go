package desk_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"resellerdesk/core/activation"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
	"resellerdesk/core/permission"
	"resellerdesk/core/store"
)

// logged writes an operation of the person who is signed in that is logged with an entry, or not at
// all for nil.
func (h *house) logged(verb capacity.Verb, e *desk.LogEntry) (operation string) {
	h.t.Helper()
	actor, err := h.Actor()
	require.NoError(h.t, err)
	op := capacity.Operation{
		ID: desk.NewID(), At: h.clock.Now(), Actor: actor.ID, Verb: verb,
	}
	require.NoError(h.t, h.store.Write(func(tx desk.Tx) error {
		if err := tx.Post(op); err != nil || e == nil {
			return err
		}
		e.At, e.Actor, e.Operation, e.OperationID = op.At, op.Actor, string(verb), op.ID
		e.Result = store.ResultOK
		return tx.AddLogEntry(*e)
	}))
	return op.ID
}

// TestWhatIsNotThereIsNotUndone asks to undo what a file says of things that it does not have.
func TestWhatIsNotThereIsNotUndone(t *testing.T) {
	h := newDistributor(t)
	for name, way := range map[string]struct {
		verb   capacity.Verb
		module string
		want   string
	}{
		"a reseller": {capacity.ResellerChanged, store.ModuleUser, "reseller.gone"},
		"a PBX":      {capacity.PBXChanged, store.ModulePBX, "pbx.gone"},
		"a customer": {capacity.CustomerChanged, store.ModuleCustomer, "customer.gone"},
	} {
		operation := h.logged(way.verb, &desk.LogEntry{
			Module: way.module, Object: desk.NewID(), Before: `{"name":"a"}`, After: `{"name":"b"}`,
		})
		require.Equal(t, way.want, key(h.Undo(t.Context(), desk.NewID(), operation)), name)
	}
	operation := h.logged(capacity.PBXChanged, nil)
	require.Equal(t, "undo.not_logged", key(h.Undo(t.Context(), desk.NewID(), operation)))
	operation = h.logged("pbx.cloned", &desk.LogEntry{Module: store.ModulePBX})
	require.Equal(t, "undo.unknown", key(h.Undo(t.Context(), desk.NewID(), operation)))
	_, err := h.Past(t.Context(), operation)
	require.Equal(t, "undo.unknown", key(err))
}

// TestAPBXThatItsDesktopKeepsIsNotUndone changes a PBX here before the desktop of its owner reports
// it.
func TestAPBXThatItsDesktopKeepsIsNotUndone(t *testing.T) {
	g := newForger(t)
	h := g.distributor
	id := h.addPBX(g.id, h.praxis("harbour", 20))
	d := h.pbx(id).Form()
	d.Remark = "On the pier"
	operation := desk.NewID()
	_, err := h.editPBX(t.Context(), operation, id, h.pbx(id).Version, d)
	require.NoError(t, err)
	require.NoError(t, g.reports(t, activation.Report{
		PBXs: []activation.PBX{
			{ID: id, Name: "harbour", Resources: map[string]int64{"extensions": 20}},
		},
		Consumed: map[string]int64{},
	}))
	require.True(t, h.pbx(id).Reported)
	require.Equal(
		t, "pbx.kept_by_reseller", key(h.Undo(t.Context(), desk.NewID(), operation)),
	)
}

// TestAnOperationOfSomebodyElseIsNoRepeatedTry uses the id of what the owner did.
func TestAnOperationOfSomebodyElseIsNoRepeatedTry(t *testing.T) {
	h := newDistributor(t)
	h.add(false)
	operation := h.past()[0].ID
	done, log, err := h.OwnOperation(t.Context(), operation)
	require.NoError(t, err)
	require.Equal(t, operation, done.ID)
	require.NotEmpty(t, log)
	done, _, err = h.OwnOperation(t.Context(), desk.NewID())
	require.NoError(t, err)
	require.Nil(t, done)

	_, first := h.addMax(permission.UserView, permission.UserAdd)
	require.NoError(t, h.SignOut(t.Context()))
	require.NoError(t, h.SignIn(t.Context(), colleagueEmail, first))
	const chosen = "twelve herons over the lake"
	require.NoError(t, h.ChangePassword(t.Context(), first, chosen))
	_, _, err = h.OwnOperation(t.Context(), operation)
	require.Equal(t, "ctl.operation_other", key(err))
}
