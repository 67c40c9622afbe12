package desk_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
	"resellerdesk/core/pbx"
)

// TestUndoAcrossPages moves PBXs with their customers, undoes that and does it again: the customers
// of the last PBXs are logged more than a page before them.
func TestUndoAcrossPages(t *testing.T) {
	const count = 300
	h := newDistributor(t)
	require.NoError(
		t,
		h.changeSubscription(
			func(s *capacity.Subscription) { s.Total[capacity.Extensions] = 10_000 },
		),
	)
	d := h.kranich()
	d.Package.Amounts[capacity.Extensions] = 5000
	kranich, err := h.AddReseller(t.Context(), desk.NewID(), d, false)
	require.NoError(t, err)
	owner, err := h.store.Owner(t.Context())
	require.NoError(t, err)
	own := pbx.Ref{ID: owner.ID, Name: owner.Profile.Company}
	var pbxs, customers []string
	op := capacity.Operation{
		ID:    desk.NewID(),
		At:    h.clock.Now(),
		Actor: owner.ID,
		Verb:  capacity.PBXAdded,
	}
	require.NoError(t, h.store.Write(func(tx desk.Tx) error {
		for n := range count {
			c := pbx.Customer{
				ID:        desk.NewID(),
				Owner:     own,
				CreatedAt: h.clock.Now(),
				Version:   1,
				CustomerDraft: pbx.CustomerDraft{
					Company:   fmt.Sprint("Praxis ", n),
					FirstName: "Ada",
					LastName:  "Weber",
					Email:     fmt.Sprintf("ada%d@hafen.example", n),
				},
			}
			p := pbx.PBX{
				ID:        desk.NewID(),
				Owner:     own,
				Draft:     h.praxis(fmt.Sprint("praxis", n), 5),
				State:     pbx.Stopped,
				CreatedAt: h.clock.Now(),
				Version:   1,
			}
			p.Customers = []pbx.Ref{{ID: c.ID, Name: c.Company}}
			if err := tx.AddCustomer(c); err != nil {
				return err
			}
			if err := tx.AddPBX(p); err != nil {
				return err
			}
			op.Transfers = append(op.Transfers, capacity.Use("", p.ID, nil, p.Takes())...)
			pbxs, customers = append(pbxs, p.ID), append(customers, c.ID)
		}
		return tx.Post(op)
	}))
	ownedBy := func(id string) {
		t.Helper()
		for n := range count {
			c, err := h.store.Customer(t.Context(), customers[n])
			require.NoError(t, err)
			require.Equal(t, id, c.Owner.ID)
			require.Equal(t, id, h.pbx(pbxs[n]).Owner.ID)
		}
		h.proved()
	}
	moved := desk.NewID()
	_, err = h.MovePBXs(t.Context(), moved, pbxs, kranich.ID)
	require.NoError(t, err)
	ownedBy(kranich.ID)
	undone := desk.NewID()
	require.NoError(t, h.Undo(t.Context(), undone, moved))
	ownedBy(owner.ID)
	again := desk.NewID()
	require.NoError(t, h.Undo(t.Context(), again, undone))
	ownedBy(kranich.ID)

	log, err := h.store.OperationLog(t.Context(), again)
	require.NoError(t, err)
	was, err := h.store.OperationLog(t.Context(), moved)
	require.NoError(t, err)
	require.Len(t, log, 2*count)
	for i, e := range log {
		require.Equal(t, was[i].Object, e.Object)
		require.JSONEq(t, was[i].After, e.After)
	}
	there, err := h.store.Operation(t.Context(), moved)
	require.NoError(t, err)
	back, err := h.store.Operation(t.Context(), undone)
	require.NoError(t, err)
	require.Equal(t, capacity.Reverse(there.Transfers), back.Transfers)

	// What the last page refuses is refused as a whole.
	last := h.pbx(pbxs[count-1])
	last.Remark = "Another one"
	_, err = h.editPBX(t.Context(), desk.NewID(), last.ID, last.Version, last.Form())
	require.NoError(t, err)
	require.NoError(t, h.DeletePBXs(t.Context(), desk.NewID(), []string{last.ID}))
	require.Equal(t, "undo.changed", key(h.Undo(t.Context(), desk.NewID(), again)))
	require.Equal(t, kranich.ID, h.pbx(pbxs[0]).Owner.ID)
}

// TestUndoOfPagesGivesBackWhatEachHad undoes that many resellers were deleted for good, each with a
// package of its own.
func TestUndoOfPagesGivesBackWhatEachHad(t *testing.T) {
	h := newDistributor(t)
	require.NoError(
		t,
		h.changeSubscription(
			func(s *capacity.Subscription) { s.Total[capacity.Extensions] = 1_000_000 },
		),
	)
	require.NoError(t, h.Import(t.Context(), desk.NewID(), h.plan(many(1100))))
	ids, err := h.store.ResellerList().IDs(t.Context(), desk.ResellerQuery{})
	require.NoError(t, err)
	had, err := h.store.AccountsByID(t.Context(), ids)
	require.NoError(t, err)
	deleted := desk.NewID()
	require.NoError(t, h.DeleteResellers(t.Context(), deleted, ids, true))
	require.NoError(t, h.Undo(t.Context(), desk.NewID(), deleted))
	has, err := h.store.AccountsByID(t.Context(), ids)
	require.NoError(t, err)
	for id, a := range had {
		require.Equal(t, a.Package.Amounts, has[id].Package.Amounts)
		require.Equal(t, account.NotInvited, has[id].State)
	}
	log, err := h.store.OperationLog(t.Context(), deleted)
	require.NoError(t, err)
	require.Len(t, log, len(ids))
	h.proved()
}
