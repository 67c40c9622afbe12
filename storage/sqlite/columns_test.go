package sqlite_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"resellerdesk/core/account"
	"resellerdesk/core/pbx"
	"resellerdesk/core/store"
	"resellerdesk/storage/sqlite"
)

// withColumns is a reseller with what is shown to whom chose the columns; one without tags and
// number has neither.
func withColumns(n int, tags, number string, end *time.Time) account.Account {
	a := reseller(n)
	a.Package.Amounts = nil
	a.Profile.Tags, a.Profile.ExternalNumber, a.Profile.ValidUntil = tags, number, end
	return a
}

func TestChosenColumnsAreSortedAndFiltered(t *testing.T) {
	w, _ := open(t)
	day := func(d int) *time.Time {
		end := time.Date(2027, 3, d, 23, 59, 59, 0, time.Local)
		return &end
	}
	require.NoError(t, w.Write(func(tx store.Tx) error {
		for _, a := range []account.Account{
			withColumns(1, "Süd, gold", "K-20", day(31)), withColumns(2, "", "K-100", nil),
			withColumns(3, "north", "", day(1)),
			withColumns(4, "", "", day(15)), withColumns(5, "Gold", "north-7", nil),
		} {
			if err := tx.AddAccount(a); err != nil {
				return err
			}
		}
		for i, owner := range []string{"r3", "r3", "r3", "r1", "r5"} {
			p := telephone(fmt.Sprint("p", i), 5)
			p.Owner = pbx.Ref{ID: owner}
			if err := tx.AddPBX(p); err != nil {
				return err
			}
		}
		p := telephone("gone", 5)
		p.Owner = pbx.Ref{ID: "r1"}
		if err := tx.AddPBX(p); err != nil {
			return err
		}
		p.Deleted, p.Version = true, 1
		return tx.ChangePBX(p)
	}))
	filter := func(c store.Column, text string) store.ResellerQuery {
		return store.ResellerQuery{Filters: map[store.Column]string{c: text}}
	}
	sorted := func(c store.Column, down bool) store.ResellerQuery {
		return store.ResellerQuery{Sort: c, Down: down}
	}
	for name, c := range map[string]struct {
		q    store.ResellerQuery
		want []string
	}{
		"by tags":       {sorted(store.ByTags, false), []string{"r2", "r4", "r5", "r3", "r1"}},
		"by tags, down": {sorted(store.ByTags, true), []string{"r1", "r3", "r5", "r4", "r2"}},
		"by number":     {sorted(store.ByNumber, false), []string{"r3", "r4", "r2", "r1", "r5"}},
		"by end": {
			sorted(store.ByValidUntil, false), []string{"r3", "r4", "r1", "r2", "r5"},
		},
		"by end, down": {
			sorted(store.ByValidUntil, true), []string{"r5", "r2", "r1", "r4", "r3"},
		},
		"by PBXs":          {sorted(store.ByPBXs, false), []string{"r2", "r4", "r1", "r5", "r3"}},
		"by PBXs, down":    {sorted(store.ByPBXs, true), []string{"r3", "r5", "r1", "r4", "r2"}},
		"tags":             {filter(store.ByTags, "GOLD"), []string{"r1", "r5"}},
		"tags with accent": {filter(store.ByTags, "sud"), []string{"r1"}},
		"not the number":   {filter(store.ByTags, "north"), []string{"r3"}},
		"not the tags":     {filter(store.ByNumber, "north"), []string{"r5"}},
		"number":           {filter(store.ByNumber, "k-"), []string{"r1", "r2"}},
		"not the company":  {filter(store.ByNumber, "große"), nil},
		"up to a day":      {filter(store.ByValidUntil, "2027-03-15"), []string{"r3", "r4"}},
		"no day":           {filter(store.ByValidUntil, "soon"), nil},
		"PBXs":             {filter(store.ByPBXs, "1-2"), []string{"r1", "r5"}},
		"no PBXs":          {filter(store.ByPBXs, "0"), []string{"r2", "r4"}},
		"many PBXs":        {filter(store.ByPBXs, ">2"), []string{"r3"}},
	} {
		c.q.Limit, c.q.Now = 10, now
		ids, err := w.ResellerIDs(t.Context(), c.q)
		require.NoError(t, err)
		require.Equal(t, c.want, ids, name)
		rows, err := w.Resellers(t.Context(), c.q)
		require.NoError(t, err)
		require.Len(t, rows, len(c.want), name)
		for i, r := range rows {
			require.Equal(t, c.want[i], r.ID, name)
			at, err := w.ResellerPosition(t.Context(), c.q, r.ID)
			require.NoError(t, err)
			require.Equal(t, i, at, name)
		}
		n, err := w.CountResellers(t.Context(), c.q)
		require.NoError(t, err)
		require.Equal(t, len(c.want), n, name)
	}
}

// BenchmarkResellers is what the list costs by the columns that are chosen, among 100,000
// resellers.
func BenchmarkResellers(b *testing.B) {
	w, err := sqlite.Open(b.Context(), b.TempDir())
	require.NoError(b, err)
	defer w.Close()
	makeWorkspace(b, w)
	require.NoError(b, w.Write(func(tx store.Tx) error {
		for n := range 100_000 {
			end := now.AddDate(0, 0, n%700)
			a := withColumns(n, fmt.Sprintf("region %d, gold", n%50), fmt.Sprint("K-", n), &end)
			if err := tx.AddAccount(a); err != nil {
				return err
			}
		}
		for n := range 50_000 {
			if err := fillPBX(tx, n); err != nil {
				return err
			}
		}
		return nil
	}))
	queries := map[string]store.ResellerQuery{"by company": {Sort: store.ByCompany}}
	for column, text := range map[store.Column]string{
		store.ByTags: "region 17", store.ByNumber: "K-9999", store.ByValidUntil: "2027-03-31",
		store.ByPBXs: ">50",
	} {
		queries["by "+string(column)] = store.ResellerQuery{Sort: column}
		queries["with "+string(column)] = store.ResellerQuery{Filters: map[store.Column]string{column: text}}
	}
	for name, q := range queries {
		q.Limit, q.Now = 100, now
		b.Run(name+"/page", func(b *testing.B) {
			for b.Loop() {
				_, err := w.Resellers(b.Context(), q)
				require.NoError(b, err)
			}
		})
		b.Run(name+"/count", func(b *testing.B) {
			for b.Loop() {
				_, err := w.CountResellers(b.Context(), q)
				require.NoError(b, err)
			}
		})
	}
}
