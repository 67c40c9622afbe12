package storetest

import (
	"testing"

	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/pbx"
	"resellerdesk/core/store"
)

func whatWasHandedOverIsKept(t *testing.T, e Engine) {
	w, place := openPraxis(t, e)
	first, second := ticked("h1", "praxis", 20), ticked("h2", "praxis", 21)
	other := ticked("h3", "r100", 0)
	other.Kind, other.Entry, other.Fields = store.HandoverReseller, "delete", core.Fields{}
	write(t, w, func(tx store.Tx) error {
		for _, h := range []store.HandedOver{first, second, other} {
			if err := tx.AddHandedOver(h); err != nil {
				return err
			}
		}
		return nil
	})
	require.Error(t, w.Write(func(tx store.Tx) error { return tx.AddHandedOver(first) }), "twice")
	require.NoError(t, w.Close())
	w = OpenAt(t, e, place)
	owner, err := w.Owner(t.Context())
	require.NoError(t, err)
	for _, h := range []*store.HandedOver{&first, &second, &other} {
		h.Person = owner.Profile.Name()
	}
	list, err := w.HandedOver(t.Context(), []string{"praxis", "r100", "nobody"})
	require.NoError(t, err)
	require.Equal(t, []store.HandedOver{first, second, other}, list)
	one, err := w.HandedOverByID(t.Context(), "h2")
	require.NoError(t, err)
	require.Equal(t, second, one)
	write(t, w, func(tx store.Tx) error { return tx.DropHandedOver("h2") })
	_, err = w.HandedOverByID(t.Context(), "h2")
	require.Equal(t, core.NotFound, core.CodeOf(err))

	write(t, w, func(tx store.Tx) error {
		_, err := tx.Erase(store.Erasure{ID: "e", Object: "r100", At: Now, Actor: "owner"})
		return err
	})
	list, err = w.HandedOver(t.Context(), []string{"praxis"})
	require.NoError(t, err)
	require.Len(t, list, 1)
	require.Empty(t, list[0].Fields, "what names somebody goes, that something was done stays")
	data, err := w.PersonalData(t.Context(), "r100")
	require.NoError(t, err)
	require.Len(t, data["handover"], 2)
}

func changesLoggedAreFound(t *testing.T, e Engine) {
	w, _ := openPraxis(t, e)
	entry := func(object, operation, before, after string) store.LogEntry {
		return store.LogEntry{
			At: Now, Actor: "owner", Module: store.ModulePBX, Operation: "pbx.edited",
			Object: object, Before: before, After: after, Result: store.ResultOK,
			OperationID: operation,
		}
	}
	refused := entry("nobody", "o4", `{"name":"x"}`, `{"name":"y"}`)
	refused.Result = "conflict"
	write(t, w, func(tx store.Tx) error {
		for _, l := range []store.LogEntry{
			entry("nobody", "o1", "", `{"name":"a"}`), entry("nobody", "", `{"name":"a"}`, "{}"),
			entry("nobody", "o2", `{"name":"a"}`, `{"name":"b"}`), refused,
			entry("somebody", "o3", "", `{"name":"c"}`),
		} {
			if err := tx.AddLogEntry(l); err != nil {
				return err
			}
		}
		return nil
	})
	list, err := w.ChangesLogged(t.Context(), []string{"nobody"})
	require.NoError(t, err)
	for i := range list {
		require.True(t, Now.Equal(list[i].At))
		list[i].At = Now
	}
	require.Equal(t, []store.LoggedChange{
		{Object: "nobody", At: Now, Before: `{"name":"a"}`}, {Object: "nobody", At: Now},
	}, list)
}

func pbxsToHandOver(t *testing.T, e Engine) {
	w, _ := openPraxis(t, e)
	require.NoError(t, Add(w, Reseller(1)))
	closed, reported, gone := Reseller(2), PBX("reported", 5), PBX("gone", 5)
	closed.State, reported.Reported, gone.Deleted = account.Closed, true, true
	require.NoError(t, Add(w, closed))
	write(t, w, func(tx store.Tx) error {
		for _, p := range []pbx.PBX{reported, gone} {
			if err := tx.AddPBX(p); err != nil {
				return err
			}
		}
		return nil
	})
	requireToHandOver(t, w, []string{"owner", "r1", "r100"}, "praxis")
	write(t, w, func(tx store.Tx) error {
		tick := ticked("h1", "gone", 5)
		if err := tx.AddHandedOver(tick); err != nil {
			return err
		}
		tick.ID, tick.Object, tick.Kind = "h2", "r2", store.HandoverReseller
		return tx.AddHandedOver(tick)
	})
	requireToHandOver(t, w, []string{"owner", "r1", "r2", "r100"}, "gone", "praxis")
}

// requireToHandOver requires whose entries a hand-over can have, and which PBXs of r100.
func requireToHandOver(t *testing.T, w store.Store, accounts []string, pbxs ...string) {
	t.Helper()
	got, err := w.HandoverAccounts(t.Context())
	require.NoError(t, err)
	require.Equal(t, accounts, got)
	list, err := w.PBXsToHandOver(t.Context(), []string{"r100", "r1"})
	require.NoError(t, err)
	var ids []string
	for _, p := range list {
		ids = append(ids, p.ID)
	}
	require.Equal(t, pbxs, ids)
}
