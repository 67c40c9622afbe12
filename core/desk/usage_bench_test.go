package desk_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
)

// BenchmarkUsage is what a month costs among 100,000 resellers, a fifth of which were changed in
// it: until the first page is there, and until all is added up.
func BenchmarkUsage(b *testing.B) {
	h := newDistributor(b)
	h.fillUsage(b, 100_000)
	month := desk.UsageMonth(core.DayOf(h.clock.Now()))
	q := desk.UsageQuery{By: desk.UsageByReseller, Period: month}
	for name, pages := range map[string]int{"first page": 1, "all": 1 << 30} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				report, err := h.Usage(b.Context(), q)
				require.NoError(b, err)
				n := 0
				for page, err := range report.Pages {
					require.NoError(b, err)
					require.True(b, page.Agrees)
					if n++; n == pages {
						break
					}
				}
			}
		})
	}
}

// fillUsage adds resellers in one operation, and changes every fifth in one of its own.
func (h *house) fillUsage(b *testing.B, resellers int) {
	require.NoError(b, h.changeSubscription(func(s *capacity.Subscription) {
		for r := range s.Total {
			s.Total[r] = 1_000_000_000
		}
	}))
	owner, err := h.store.Owner(b.Context())
	require.NoError(b, err)
	op := func(id string, at time.Time, transfers []capacity.Transfer) capacity.Operation {
		return capacity.Operation{
			ID: id, At: at, Actor: owner.ID, Verb: capacity.ResellerChanged, Transfers: transfers,
		}
	}
	of := func(n int) string { return fmt.Sprint("reseller ", n) }
	amounts := capacity.Amounts{
		capacity.Extensions: 50, capacity.ConcurrentCalls: 8, capacity.RecordingMinutes: 900,
	}
	require.NoError(b, h.store.Write(func(tx desk.Tx) error {
		var transfers []capacity.Transfer
		for n := range resellers {
			a := account.Account{
				ID: of(n), Parent: owner.ID, Kind: account.Reseller, State: account.NotInvited,
				CreatedAt: h.clock.Now(), Profile: account.Profile{
					Company: fmt.Sprint("Company ", n), FirstName: "Jo", Language: "en",
					Email: fmt.Sprintf("p%d@partner.example", n),
				},
				Package: capacity.Package{MinExtensions: 1},
			}
			if err := tx.AddAccount(a); err != nil {
				return err
			}
			transfers = append(transfers, capacity.Grant(of(n), nil, amounts)...)
		}
		return tx.Post(op("all", h.clock.Now(), transfers))
	}))
	more := amounts.Clone()
	more[capacity.Extensions]++
	require.NoError(b, h.store.Write(func(tx desk.Tx) error {
		for n := 0; n < resellers; n += 5 {
			at := h.clock.Now().Add(time.Duration(n) * 120 * time.Hour / time.Duration(resellers))
			if err := tx.Post(op(of(n), at, capacity.Grant(of(n), amounts, more))); err != nil {
				return err
			}
		}
		return nil
	}))
	h.clock.Add(200 * time.Hour)
}
