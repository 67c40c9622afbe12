package storetest

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/pbx"
	"resellerdesk/core/store"
)

// somePBXs are four PBXs of two owners, and the customer c1 of one.
func somePBXs(tx store.Tx) error {
	south := Reseller(100)
	south.ID, south.Profile.Company, south.Profile.Email = "r2", "Älv", "a@alv.example"
	for _, a := range []account.Account{Reseller(100), south} {
		if err := tx.AddAccount(a); err != nil {
			return err
		}
	}
	if err := tx.AddCustomer(customer("c1", "r100", "Hafen")); err != nil {
		return err
	}
	one, two, three, four := PBX("one", 5), PBX("two", 20), PBX("three", 300), PBX("four", 40)
	one.Name, two.Name, three.Name, four.Name = "Öl", "Bach", "ahorn", "Öl"
	one.Region, one.Activated, one.Customers = "Süd", true, []pbx.Ref{{ID: "c1"}}
	two.Plan, two.Type, two.Expiry = pbx.Ultimate, pbx.Trial, core.NewDay(2026, 12, 31)
	three.Owner, three.SubDomain, three.ConcurrentCalls = pbx.Ref{ID: "r2"}, "Mühle", 9
	four.Recording, four.RecordingMinutes, four.TranscriptionMinutes = true, 600, 70
	for i, p := range []pbx.PBX{one, two, three, four} {
		p.CreatedAt = Now.Add(-time.Duration(i) * time.Hour)
		if err := tx.AddPBX(p); err != nil {
			return err
		}
	}
	gone := PBX("gone", 5)
	if err := tx.AddPBX(gone); err != nil {
		return err
	}
	gone.Deleted = true
	return tx.ChangePBX(gone)
}

func pbxs(t *testing.T, e Engine) {
	w, _ := open(t, e)
	write(t, w, somePBXs)
	filter := func(c store.Column, text string) store.PBXQuery {
		return store.PBXQuery{Filters: map[store.Column]string{c: text}}
	}
	by := func(c store.Column) store.PBXQuery { return store.PBXQuery{Sort: c} }
	for name, c := range map[string]struct {
		q    store.PBXQuery
		want []string
	}{
		"by name":         {store.PBXQuery{}, []string{"three", "two", "one", "four"}},
		"by name, down":   {store.PBXQuery{Down: true}, []string{"four", "one", "two", "three"}},
		"by owner":        {by(store.ByOwner), []string{"three", "two", "one", "four"}},
		"by size":         {by(store.ByExtensions), []string{"one", "two", "four", "three"}},
		"by calls":        {by(store.ByCalls), []string{"one", "two", "four", "three"}},
		"by age":          {by(store.ByCreated), []string{"four", "three", "two", "one"}},
		"of an owner":     {store.PBXQuery{Owner: "r2"}, []string{"three"}},
		"of a customer":   {store.PBXQuery{Customer: "c1"}, []string{"one"}},
		"search a name":   {store.PBXQuery{Search: "ÖL"}, []string{"one", "four"}},
		"search a host":   {store.PBXQuery{Search: "muhle.a"}, []string{"three"}},
		"search an owner": {store.PBXQuery{Search: "alv"}, []string{"three"}},
		"search nothing":  {store.PBXQuery{Search: "nobody"}, nil},
		"trial":           {store.PBXQuery{Chip: store.PBXChipTrial}, []string{"two"}},
		"not activated": {
			store.PBXQuery{Chip: store.PBXChipNotActivated}, []string{"three", "two", "four"},
		},
		"name":             {filter(store.ByName, "ol"), []string{"one", "four"}},
		"not the owner":    {filter(store.ByName, "alv"), nil},
		"owner":            {filter(store.ByOwner, "Älv"), []string{"three"}},
		"host":             {filter(store.ByHost, "MÜHLE"), []string{"three"}},
		"region":           {filter(store.ByRegion, "sud"), []string{"one"}},
		"extensions":       {filter(store.ByExtensions, "20-40"), []string{"two", "four"}},
		"calls":            {filter(store.ByCalls, ">=9"), []string{"three"}},
		"minutes":          {filter(store.ByMinutes, "600"), []string{"four"}},
		"transcription":    {filter(store.ByTranscription, ">0"), []string{"four"}},
		"no amount":        {filter(store.ByExtensions, "some"), nil},
		"plan":             {filter(store.ByPlan, "ultimate"), []string{"two"}},
		"type":             {filter(store.ByType, "commercial"), []string{"three", "one", "four"}},
		"activated":        {filter(store.ByActivated, "yes"), []string{"one"}},
		"not yet":          {filter(store.ByActivated, "no"), []string{"three", "two", "four"}},
		"up to a day":      {filter(store.ByExpiry, "2026-12-31"), []string{"two"}},
		"up to one before": {filter(store.ByExpiry, "2026-12-30"), nil},
		"no day":           {filter(store.ByExpiry, "31.12.2026"), nil},
		"nothing typed":    {filter(store.ByName, " "), []string{"three", "two", "one", "four"}},
	} {
		c.q.Limit, c.q.Now = 10, Now
		requirePBXs(t, w, c.q, c.want, name)
	}
	_, err := w.PBXList().Position(t.Context(), store.PBXQuery{Owner: "r2"}, "one")
	require.Equal(t, core.NotFound, core.CodeOf(err))
	rows, err := w.PBXList().Page(t.Context(), store.PBXQuery{Offset: 2, Limit: 1})
	require.NoError(t, err)
	require.Len(t, rows, 1)
	require.Equal(t, []string{"Hafen (c1)"}, rows[0].Customers)
}

// quickFiltersAreCountedAtOnce counts them in whole lists, and in what a search and a filter leave.
func quickFiltersAreCountedAtOnce(t *testing.T, e Engine) {
	w, _ := open(t, e)
	write(t, w, forQuickFilters)
	write(t, w, pbxsInEveryState)
	of := func(status string) map[store.Column]string {
		return map[store.Column]string{store.ByStatus: status}
	}
	for _, q := range []store.ResellerQuery{
		{Now: Now},
		{Now: Now, Search: "2"},
		{Now: Now, Filters: of(string(store.StatusNotInvited))},
	} {
		requireChips(t, w.ResellerChips, w.ResellerList(), q, store.Chips(),
			func(q *store.ResellerQuery, c store.Chip) { q.Chip = c })
	}
	for _, q := range []store.PBXQuery{
		{Now: Now}, {Now: Now, Search: "1"}, {Now: Now, Filters: of(string(store.PBXRunning))},
	} {
		requireChips(t, w.PBXChips, w.PBXList(), q, store.PBXChips(),
			func(q *store.PBXQuery, c store.PBXChip) { q.Chip = c })
	}
}

// requireChips requires all quick filters that are counted at once to be as each of them.
func requireChips[Q, R any, C comparable](
	t *testing.T, count func(context.Context, Q) (map[C]int, error), l store.List[Q, R], q Q,
	chips []C, choose func(*Q, C),
) {
	t.Helper()
	want := map[C]int{}
	for _, chip := range chips {
		of := q
		choose(&of, chip)
		n, err := l.Count(t.Context(), of)
		require.NoError(t, err)
		want[chip] = n
		ids, err := l.IDs(t.Context(), of)
		require.NoError(t, err)
		require.Len(t, ids, n, "%v is counted as it is listed", chip)
	}
	choose(&q, chips[len(chips)-1]) // It is passed over.
	got, err := count(t.Context(), q)
	require.NoError(t, err)
	require.Equal(t, want, got)
}

func requirePBXs(t *testing.T, w store.Store, q store.PBXQuery, want []string, name string) {
	t.Helper()
	requireList(t, w.PBXList(), q, func(r store.PBXRow) string { return r.ID }, want, name)
}

// requireList requires every reading of a list to say the same. The page of the query has to hold
// the whole list.
func requireList[Q, R any](
	t *testing.T, l store.List[Q, R], q Q, id func(R) string, want []string, name string,
) {
	t.Helper()
	ids, err := l.IDs(t.Context(), q)
	require.NoError(t, err, name)
	require.Equal(t, want, ids, name)
	rows, err := l.Page(t.Context(), q)
	require.NoError(t, err, name)
	require.Len(t, rows, len(want), name)
	for i, r := range rows {
		require.Equal(t, want[i], id(r), name)
		at, err := l.Position(t.Context(), q, id(r))
		require.NoError(t, err, name)
		require.Equal(t, i, at, name)
	}
	n, err := l.Count(t.Context(), q)
	require.NoError(t, err, name)
	require.Equal(t, len(want), n, name)

	some, err := l.ByID(t.Context(), append([]string{"nobody"}, want...))
	require.NoError(t, err, name)
	require.ElementsMatch(t, rows, some, name)
	var none Q
	usual, err := l.IDs(t.Context(), none)
	require.NoError(t, err, name)
	last := -1
	for _, r := range some { // In the order of the list without a query, as far as it has them.
		if at := slices.Index(usual, id(r)); at >= 0 {
			require.Greater(t, at, last, name)
			last = at
		}
	}
}

// pbxsInEveryState are PBXs in each state, kept here and reported, of which some end.
func pbxsInEveryState(tx store.Tx) error {
	ends := []core.Day{-1, 0, 1, 29, 30, 60}
	n := 0
	for _, state := range []pbx.State{pbx.Running, pbx.Stopped} {
		for _, reported := range []bool{false, true} {
			for end := -1; end < 2*len(ends); end++ {
				n++
				p := PBX(fmt.Sprintf("p%03d", n), 5)
				p.State, p.Reported = state, reported
				p.Activated = n%3 == 0 && !reported
				if n%2 == 0 {
					p.Type = pbx.Trial
				}
				if end >= 0 {
					p.Expiry, p.RunAfterExpiry = Today+ends[end/2], end%2 == 1
				}
				if err := tx.AddPBX(p); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// everyStatusOfAPBXIsFound compares filters and what falls due with what a row says of itself.
func everyStatusOfAPBXIsFound(t *testing.T, e Engine) {
	w, _ := open(t, e)
	require.NoError(t, Add(w, Reseller(100)))
	write(t, w, pbxsInEveryState)
	all := store.PBXQuery{Now: Now, Limit: 1000}
	rows, err := w.PBXList().Page(t.Context(), all)
	require.NoError(t, err)
	ids := map[store.PBXStatus][]string{}
	var stopped []string
	for _, r := range rows {
		ids[r.Status(Now)] = append(ids[r.Status(Now)], r.ID)
		if r.State == pbx.Running && r.Status(Now) == store.PBXOver {
			stopped = append(stopped, r.ID)
		}
	}
	for _, s := range store.PBXStatuses() {
		of := all
		of.Filters = map[store.Column]string{store.ByStatus: string(s)}
		require.NotEmpty(t, ids[s], s)
		requirePBXs(t, w, of, ids[s], string(s))
	}
	for _, chip := range store.PBXChips() {
		var want []string
		for _, r := range rows {
			if chip.Rule().AppliesTo(r, Now) {
				want = append(want, r.ID)
			}
		}
		require.NotEmpty(t, want, chip)
		of := all
		of.Chip = chip
		requirePBXs(t, w, of, want, string(chip))
	}
	over, err := w.PBXsOver(t.Context(), Now)
	require.NoError(t, err)
	require.ElementsMatch(t, stopped, over)
}

// listsWithoutAWishAreTheSame asks each list for nothing, and for what it does not have.
func listsWithoutAWishAreTheSame(t *testing.T, e Engine) {
	w, _ := open(t, e)
	write(t, w, somePBXs)
	write(t, w, func(tx store.Tx) error { return tx.AddCustomer(customer("c2", "r2", "Bahn")) })
	unknown := map[store.Column]string{"no such column": "x"}
	requireUsual(t, w.ResellerList(), store.ResellerQuery{}, []string{"r2", "r100"},
		store.ResellerQuery{Sort: "no such column"}, store.ResellerQuery{Filters: unknown},
		store.ResellerQuery{Sort: store.ByCompany})
	requireUsual(t, w.PBXList(), store.PBXQuery{}, []string{"three", "two", "one", "four"},
		store.PBXQuery{Sort: "no such column"}, store.PBXQuery{Filters: unknown},
		store.PBXQuery{Sort: store.ByName})
	requireUsual(t, w.CustomerList(), store.CustomerQuery{}, []string{"c2", "c1"},
		store.CustomerQuery{Sort: "no such column"}, store.CustomerQuery{Filters: unknown},
		store.CustomerQuery{Sort: store.ByCompany})
}

// requireUsual requires the list of a query that has no Limit, and of others that say the same.
func requireUsual[Q, R any](
	t *testing.T, l store.List[Q, R], none Q, want []string, others ...Q,
) {
	t.Helper()
	for _, q := range append(others, none) {
		ids, err := l.IDs(t.Context(), q)
		require.NoError(t, err)
		require.Equal(t, want, ids, q)
		n, err := l.Count(t.Context(), q)
		require.NoError(t, err)
		require.Equal(t, len(want), n, q)
		page, err := l.Page(t.Context(), q)
		require.NoError(t, err)
		require.Empty(t, page, q)
	}
}

func someCustomers(tx store.Tx) error {
	for i, company := range []string{"Zoo", "Äpfel", "apfel", "Bahn"} {
		c := customer(fmt.Sprint("c", i), "r100", company)
		c.CreatedAt = Now.Add(time.Duration(i) * time.Hour)
		c.BusinessNumber, c.City = fmt.Sprint("+49 40 ", 9-i), []string{"Köln", "Kiel"}[i%2]
		if i == 3 {
			c.Owner.ID, c.LastName = "owner", "Weiß"
		}
		if err := tx.AddCustomer(c); err != nil {
			return err
		}
	}
	gone := customer("gone", "r100", "Gone")
	if err := tx.AddCustomer(gone); err != nil {
		return err
	}
	gone.Deleted, gone.Version = true, 1
	if err := tx.ChangeCustomer(gone); err != nil {
		return err
	}
	for i, customers := range [][]pbx.Ref{{{ID: "c0"}, {ID: "c2"}}, {{ID: "c2"}}} {
		p := PBX(fmt.Sprint("p", i), 5)
		p.Customers = customers
		if err := tx.AddPBX(p); err != nil {
			return err
		}
	}
	return nil
}

func customers(t *testing.T, e Engine) {
	w, _ := open(t, e)
	require.NoError(t, Add(w, Reseller(100)))
	write(t, w, someCustomers)
	filter := func(c store.Column, text string) store.CustomerQuery {
		return store.CustomerQuery{Filters: map[store.Column]string{c: text}}
	}
	by := func(c store.Column) store.CustomerQuery { return store.CustomerQuery{Sort: c} }
	for name, c := range map[string]struct {
		q    store.CustomerQuery
		want []string
	}{
		"by company":     {store.CustomerQuery{}, []string{"c1", "c2", "c3", "c0"}},
		"by name":        {by(store.ByName), []string{"c0", "c1", "c2", "c3"}},
		"by city":        {by(store.ByCity), []string{"c1", "c3", "c2", "c0"}},
		"by owner":       {by(store.ByOwner), []string{"c1", "c2", "c0", "c3"}},
		"by phone":       {by(store.ByPhone), []string{"c3", "c2", "c1", "c0"}},
		"by PBXs":        {by(store.ByPBXs), []string{"c1", "c3", "c0", "c2"}},
		"by age":         {by(store.ByCreated), []string{"c0", "c1", "c2", "c3"}},
		"of an owner":    {store.CustomerQuery{Owner: "owner"}, []string{"c3"}},
		"search":         {store.CustomerQuery{Search: "APFEL"}, []string{"c1", "c2"}},
		"search a name":  {store.CustomerQuery{Search: "weiss"}, []string{"c3"}},
		"search a city":  {store.CustomerQuery{Search: "koln"}, []string{"c2", "c0"}},
		"search a mail":  {store.CustomerQuery{Search: "c2@"}, []string{"c2"}},
		"search nothing": {store.CustomerQuery{Search: "nobody"}, nil},
		"company":        {filter(store.ByCompany, "äpf"), []string{"c1", "c2"}},
		"not the city":   {filter(store.ByCompany, "köln"), nil},
		"name":           {filter(store.ByName, "weiß"), []string{"c3"}},
		"email":          {filter(store.ByEmail, "C0@A"), []string{"c0"}},
		"city":           {filter(store.ByCity, "Köln"), []string{"c2", "c0"}},
		"owner":          {filter(store.ByOwner, "nord"), []string{"c3"}},
		"phone":          {filter(store.ByPhone, " 40 8"), []string{"c1"}},
		"nothing typed":  {filter(store.ByPhone, " "), []string{"c1", "c2", "c3", "c0"}},
	} {
		c.q.Limit = 10
		requireCustomers(t, w, c.q, c.want, name)
		c.q.Down = true
		slices.Reverse(c.want)
		requireCustomers(t, w, c.q, c.want, name+", down")
	}
	_, err := w.CustomerList().Position(t.Context(), store.CustomerQuery{Owner: "owner"}, "c0")
	require.Equal(t, core.NotFound, core.CodeOf(err))
}

func requireCustomers(
	t *testing.T, w store.Store, q store.CustomerQuery, want []string, name string,
) {
	t.Helper()
	id := func(r store.CustomerRow) string { return r.ID }
	requireList(t, w.CustomerList(), q, id, want, name)
}
