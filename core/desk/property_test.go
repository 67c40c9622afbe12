package desk_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
)

// TestCapacityIsNeitherLostNorCreated adds and changes resellers at random, and keeps beside it what a plain model says.
func TestCapacityIsNeitherLostNorCreated(t *testing.T) {
	h := newDistributor(t)
	total := setUp().Subscription.Total
	given := map[string]capacity.Amounts{}
	n := 0
	rapid.Check(t, func(rt *rapid.T) {
		n++
		free := total.Clone()
		for _, amounts := range given {
			for r, a := range amounts {
				free[r] -= a
			}
		}
		want := capacity.Amounts{}
		fits := true
		id := ""
		if len(given) > 0 && rapid.Bool().Draw(rt, "change one that exists") {
			ids := make([]string, 0, len(given))
			for known := range given {
				ids = append(ids, known)
			}
			id = ids[rapid.IntRange(0, len(ids)-1).Draw(rt, "which")]
		}
		for _, r := range capacity.Always() {
			want[r] = rapid.Int64Range(0, total[r]/4).Draw(rt, string(r))
			fits = fits && want[r] <= free[r]+given[id][r]
		}
		want[capacity.Extensions] = max(want[capacity.Extensions], 5)
		fits = fits && want[capacity.Extensions] <= free[capacity.Extensions]+given[id][capacity.Extensions]
		saved, err := h.saveAmounts(rt, id, fmt.Sprintf("p%d@partner.example", n), want)
		if fits != (err == nil) {
			rt.Fatalf("fits %v, but saving says %v", fits, err)
		}
		if err == nil {
			given[saved.ID] = want
		}
		h.compare(rt, total, given)
	})
}

func (h *house) saveAmounts(rt *rapid.T, id, email string, amounts capacity.Amounts) (desk.Saved, error) {
	if id == "" {
		d := h.kranich()
		d.Profile.Email, d.Package.Amounts, d.Package.MinExtensions = email, amounts, 1
		return h.AddReseller(h.t.Context(), desk.NewID(), d, false)
	}
	form, err := h.Reseller(h.t.Context(), id)
	if err != nil {
		rt.Fatal(err)
	}
	form.Draft.Package.Amounts = amounts
	return h.EditReseller(h.t.Context(), desk.NewID(), id, form.Version, form.Draft, false)
}

// compare holds the ledger against the model: what is free, what was given, and that the total is what was bought.
func (h *house) compare(rt *rapid.T, total capacity.Amounts, given map[string]capacity.Amounts) {
	usage, err := h.store.Usage(h.t.Context())
	require.NoError(rt, err)
	for _, r := range capacity.Always() {
		sum := int64(0)
		for _, amounts := range given {
			sum += amounts[r]
		}
		if usage[r] != (capacity.Usage{Free: total[r] - sum, Unused: sum}) {
			rt.Fatalf("%s is %+v, the model gave out %d of %d", r, usage[r], sum, total[r])
		}
	}
}
