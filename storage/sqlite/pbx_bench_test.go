package sqlite_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/pbx"
	"resellerdesk/core/store"
	"resellerdesk/storage/sqlite"
	"resellerdesk/storage/storetest"
)

// benchPBXs is how many PBXs and customers the lists are measured with.
const benchPBXs = 100_000

// fillPBXs makes PBXs of 500 resellers, and a customer for each; one of a thousand has kranich in
// its name.
func fillPBXs(b *testing.B, w *sqlite.Workspace) {
	require.NoError(b, w.Write(func(tx store.Tx) error {
		for n := range 500 {
			if err := tx.AddAccount(reseller(n)); err != nil {
				return err
			}
		}
		for n := range benchPBXs {
			if err := fillPBX(tx, n); err != nil {
				return err
			}
		}
		return nil
	}))
}

func fillPBX(tx store.Tx, n int) error {
	name := fmt.Sprintf("Praxis am Hafen %d", n*7919%benchPBXs)
	if n%1000 == 0 {
		name = fmt.Sprintf("Kranich %d", n)
	}
	owner := pbx.Ref{ID: fmt.Sprintf("r%d", n%500)}
	c := pbx.Customer{
		ID: fmt.Sprintf("c%d", n), Owner: owner, CreatedAt: now.Add(time.Duration(n) * time.Minute),
		CustomerDraft: pbx.CustomerDraft{
			FirstName: "Ada", LastName: fmt.Sprint("Weber", n), Company: name,
			Email: fmt.Sprintf("a%d@hafen.example", n), City: "Kiel",
		},
	}
	if err := tx.AddCustomer(c); err != nil {
		return err
	}
	p := storetest.PBX(fmt.Sprintf("p%d", n), int64(5+n%490))
	p.Owner, p.Name, p.CreatedAt, p.Customers = owner, name, c.CreatedAt, []pbx.Ref{{ID: c.ID}}
	p.State = []pbx.State{pbx.Running, pbx.Stopped}[n%2]
	if n%10 == 0 {
		end := now.AddDate(0, 0, n%400)
		p.Type, p.Expiry = pbx.Trial, core.DayOf(end)
	}
	return tx.AddPBX(p)
}

// BenchmarkPBXs is what the list costs until a page is filled, among 100,000 PBXs.
func BenchmarkPBXs(b *testing.B) {
	w, err := sqlite.Open(b.Context(), b.TempDir())
	require.NoError(b, err)
	defer w.Close()
	storetest.SetUp(b, w)
	fillPBXs(b, w)
	filter := func(c store.Column, text string) store.PBXQuery {
		return store.PBXQuery{Filters: map[store.Column]string{c: text}}
	}
	for name, q := range map[string]store.PBXQuery{
		"all": {}, "deep": {Offset: 90_000}, "search": {Search: "Kranich"},
		"search for many": {Search: "a"}, "search for none": {Search: "nobody at all"},
		"running": {Chip: store.PBXChipRunning}, "expiring": {Chip: store.PBXChipExpiring},
		"owner": {Owner: "r17"}, "by owner": {Sort: store.ByOwner},
		"by size": {Sort: store.ByExtensions, Down: true}, "by status": {Sort: store.ByStatus},
		"customer":     {Customer: "c17"},
		"filter":       filter(store.ByExtensions, ">480"),
		"filter owner": filter(store.ByOwner, "017"),
	} {
		q.Limit, q.Now = 100, now
		b.Run(name+"/page", func(b *testing.B) {
			for b.Loop() {
				_, err := w.PBXList().Page(b.Context(), q)
				require.NoError(b, err)
			}
		})
		b.Run(name+"/count", func(b *testing.B) {
			for b.Loop() {
				_, err := w.PBXList().Count(b.Context(), q)
				require.NoError(b, err)
			}
		})
	}
	for name, q := range map[string]store.CustomerQuery{
		"customers": {}, "customers/deep": {Offset: 90_000},
		"customers/search": {Search: "Kranich"}, "customers/search for many": {Search: "a"},
		"customers/search for none": {Search: "nobody at all"},
		"customers/by PBXs":         {Sort: store.ByPBXs},
	} {
		q.Limit = 100
		b.Run(name+"/page", func(b *testing.B) {
			for b.Loop() {
				_, err := w.CustomerList().Page(b.Context(), q)
				require.NoError(b, err)
			}
		})
		b.Run(name+"/count", func(b *testing.B) {
			for b.Loop() {
				_, err := w.CustomerList().Count(b.Context(), q)
				require.NoError(b, err)
			}
		})
	}
}
