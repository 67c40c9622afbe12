package sqlite_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/store"
	"resellerdesk/storage/sqlite"
	"resellerdesk/storage/storetest"
)

// BenchmarkResellers is what the list costs by the columns that are chosen, among 100,000
// resellers.
func BenchmarkResellers(b *testing.B) {
	w, err := sqlite.Open(b.Context(), b.TempDir())
	require.NoError(b, err)
	defer w.Close()
	storetest.SetUp(b, w)
	require.NoError(b, w.Write(func(tx store.Tx) error {
		for n := range 100_000 {
			end := now.AddDate(0, 0, n%700)
			a := reseller(n)
			a.Package.Amounts, a.Profile.ValidUntil = nil, core.DayOf(end)
			a.Profile.Tags = fmt.Sprintf("region %d, gold", n%50)
			a.Profile.ExternalNumber = fmt.Sprint("K-", n)
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
	queries := map[string]store.ResellerQuery{
		"by company": {Sort: store.ByCompany}, "by status": {Sort: store.ByStatus},
	}
	for column, text := range map[store.Column]string{
		store.ByTags: "region 17", store.ByNumber: "K-9999", store.ByValidUntil: "2027-03-31",
		store.ByPBXs: ">50", store.ByStatus: string(store.StatusExpired),
	} {
		queries["by "+string(column)] = store.ResellerQuery{Sort: column}
		queries["with "+string(column)] = store.ResellerQuery{
			Filters: map[store.Column]string{column: text},
		}
	}
	for name, q := range queries {
		q.Limit, q.Now = 100, now
		b.Run(name+"/page", func(b *testing.B) {
			for b.Loop() {
				_, err := w.ResellerList().Page(b.Context(), q)
				require.NoError(b, err)
			}
		})
		b.Run(name+"/count", func(b *testing.B) {
			for b.Loop() {
				_, err := w.ResellerList().Count(b.Context(), q)
				require.NoError(b, err)
			}
		})
	}
}
