package storetest

import (
	"testing"

	"github.com/stretchr/testify/require"

	"resellerdesk/core/store"
)

func whatIsMeantIsKept(t *testing.T, e Engine) {
	w, place := openPraxis(t, e)
	name, plan := deviation("name", "v1"), deviation("plan", "v1")
	other := deviation("email", "v1")
	other.Kind, other.Object = store.HandoverReseller, "r100"
	write(t, w, func(tx store.Tx) error {
		for _, d := range []store.Deviation{name, plan, other} {
			if err := tx.KeepDeviation(d); err != nil {
				return err
			}
		}
		return nil
	})
	name.Values = "v2"
	write(t, w, func(tx store.Tx) error { return tx.KeepDeviation(name) })
	require.NoError(t, w.Close())
	w = OpenAt(t, e, place)
	owner, err := w.Owner(t.Context())
	require.NoError(t, err)
	for _, d := range []*store.Deviation{&name, &plan, &other} {
		d.Person = owner.Profile.Name()
	}
	requireDeviations(t, w, store.HandoverPBX, plan, name)
	requireDeviations(t, w, store.HandoverReseller, other)

	write(t, w, func(tx store.Tx) error {
		return tx.DropDeviation(store.HandoverPBX, "praxis", "plan")
	})
	requireDeviations(t, w, store.HandoverPBX, name)
	of, err := w.PBXsOf(t.Context(), "r100")
	require.NoError(t, err)
	require.Len(t, of, 1)
	require.Equal(t, "praxis", of[0].ID)
	of, err = w.PBXsOf(t.Context(), "nobody")
	require.NoError(t, err)
	require.Empty(t, of)
	data, err := w.PersonalData(t.Context(), "r100")
	require.NoError(t, err)
	require.Len(t, data["deviation"], 2, "its own and that of its PBX")
	write(t, w, func(tx store.Tx) error {
		_, err := tx.Erase(store.Erasure{ID: "e", Object: "r100", At: Now, Actor: "owner"})
		return err
	})
	requireDeviations(t, w, store.HandoverPBX)
	requireDeviations(t, w, store.HandoverReseller)
}

// requireDeviations requires what is meant of a kind, in this order.
func requireDeviations(
	t *testing.T, w store.Store, kind store.HandoverKind, expected ...store.Deviation,
) {
	t.Helper()
	list, err := w.Deviations(t.Context(), kind)
	require.NoError(t, err)
	require.Equal(t, expected, list)
}
