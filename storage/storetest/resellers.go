package storetest

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/activation"
	"resellerdesk/core/pbx"
	"resellerdesk/core/store"
)

func resellers(t *testing.T, e Engine) {
	w, _ := open(t, e)
	for n := 1; n <= 25; n++ {
		require.NoError(t, Add(w, Reseller(n)))
	}
	filter := func(c store.Column, text string) store.ResellerQuery {
		return store.ResellerQuery{Filters: map[store.Column]string{c: text}}
	}
	for name, c := range map[string]struct {
		q    store.ResellerQuery
		want []int // The first three.
		all  int
	}{
		"all":     {store.ResellerQuery{}, []int{1, 2, 3}, 25},
		"down":    {store.ResellerQuery{Down: true}, []int{25, 24, 23}, 25},
		"the end": {store.ResellerQuery{Offset: 23}, []int{24, 25}, 25},
		"by extensions": {
			store.ResellerQuery{Sort: store.ByExtensions, Down: true}, []int{25, 24, 23}, 25,
		},
		"by age":             {store.ResellerQuery{Sort: store.ByCreated}, []int{1, 2, 3}, 25},
		"a search":           {store.ResellerQuery{Search: "GROSSE 012"}, []int{12}, 1},
		"an email":           {store.ResellerQuery{Search: "p7@"}, []int{7}, 1},
		"no pattern":         {store.ResellerQuery{Search: "100%"}, nil, 0},
		"from to":            {filter(store.ByExtensions, "23-24"), []int{23, 24}, 2},
		"more than":          {filter(store.ByExtensions, ">24"), []int{25}, 1},
		"no number":          {filter(store.ByExtensions, "many"), nil, 0},
		"company":            {filter(store.ByCompany, " größe 02 "), []int{20, 21, 22}, 6},
		"name":               {filter(store.ByName, "KOCH2"), []int{2, 20, 21}, 7},
		"email, not company": {filter(store.ByEmail, "große"), nil, 0},
		"no such status":     {filter(store.ByStatus, "asleep"), nil, 0},
		"another status":     {filter(store.ByStatus, string(store.StatusInvited)), nil, 0},
		"their status": {
			filter(store.ByStatus, string(store.StatusNotInvited)), []int{1, 2, 3}, 25,
		},
		"nothing typed": {filter(store.ByName, "  "), []int{1, 2, 3}, 25},
	} {
		c.q.Now, c.q.Limit = Now, 3
		rows, err := w.ResellerList().Page(t.Context(), c.q)
		require.NoError(t, err, name)
		var ids, want []string
		for _, r := range rows {
			ids = append(ids, r.ID)
		}
		for _, n := range c.want {
			want = append(want, fmt.Sprint("r", n))
		}
		require.Equal(t, want, ids, name)
		count, err := w.ResellerList().Count(t.Context(), c.q)
		require.NoError(t, err, name)
		require.Equal(t, c.all, count, name)
	}
	at, err := w.ResellerList().Position(
		t.Context(), store.ResellerQuery{Sort: store.ByExtensions, Down: true}, "r20",
	)
	require.NoError(t, err)
	require.Equal(t, 5, at)
	_, err = w.ResellerList().Position(t.Context(), store.ResellerQuery{Search: "Größe 021"}, "r20")
	require.Equal(t, core.NotFound, core.CodeOf(err))
}

// withColumns is a reseller with what is shown to whom chose the columns; one without tags and
// number has neither.
func withColumns(n int, tags, number string, end core.Day) account.Account {
	a := Reseller(n)
	a.Package.Amounts = nil
	a.Profile.Tags, a.Profile.ExternalNumber, a.Profile.ValidUntil = tags, number, end
	return a
}

func fillColumns(tx store.Tx) error {
	day := func(d int) core.Day { return core.NewDay(2027, time.March, d) }
	for _, a := range []account.Account{
		withColumns(1, "Süd, gold", "K-20", day(31)), withColumns(2, "", "K-100", core.NoDay),
		withColumns(3, "north", "", day(1)),
		withColumns(4, "", "", day(15)), withColumns(5, "Gold", "north-7", core.NoDay),
	} {
		if err := tx.AddAccount(a); err != nil {
			return err
		}
	}
	for i, owner := range []string{"r3", "r3", "r3", "r1", "r5"} {
		p := PBX(fmt.Sprint("p", i), 5)
		p.Owner = pbx.Ref{ID: owner}
		if err := tx.AddPBX(p); err != nil {
			return err
		}
	}
	p := PBX("gone", 5)
	p.Owner = pbx.Ref{ID: "r1"}
	if err := tx.AddPBX(p); err != nil {
		return err
	}
	p.Deleted = true
	return tx.ChangePBX(p)
}

func chosenColumnsAreSortedAndFiltered(t *testing.T, e Engine) {
	w, _ := open(t, e)
	write(t, w, fillColumns)
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
		c.q.Limit, c.q.Now = 10, Now
		requireResellers(t, w, c.q, c.want, name)
	}
}

func requireResellers(
	t *testing.T, w store.Store, q store.ResellerQuery, want []string, name string,
) {
	t.Helper()
	id := func(r store.ResellerRow) string { return r.ID }
	requireList(t, w.ResellerList(), q, id, want, name)
}

// inEveryState are resellers in each state, with an invitation that is open, has run out, runs out
// now or is not there, and its mail in each state.
func inEveryState(tx store.Tx) error {
	ahead, at, past := Now.Add(time.Hour), Now, Now.Add(-time.Hour)
	n := 0
	for _, state := range []account.State{
		account.NotInvited, account.Invited, account.Active, account.Suspended, account.InBin,
	} {
		for _, expires := range []*time.Time{nil, &ahead, &at, &past} {
			for _, mail := range []store.MailState{
				"", store.MailQueued, store.MailSending, store.MailInDoubt, store.MailSent,
				store.MailFailed, store.MailCancelled,
			} {
				n++
				if err := inState(tx, n, state, mail, expires); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// inState adds the reseller n, whose invitation runs out at a time, nil for never.
func inState(
	tx store.Tx, n int, state account.State, mail store.MailState, expires *time.Time,
) error {
	a := Reseller(n)
	a.State, a.Package.Amounts = state, nil
	switch state {
	case account.Suspended:
		a.Suspension = &account.Suspension{From: account.Active}
	case account.InBin:
		a.Bin = &account.Bin{From: account.Active, Until: Now}
	}
	if err := tx.AddAccount(a); err != nil || mail == "" && expires == nil {
		return err
	}
	i := store.Invitation{
		ID: fmt.Sprint("i", n), Kind: activation.Activate, Account: a.ID, Sequence: 1,
		SecretHash: make([]byte, 32), CreatedAt: Now,
	}
	if err := tx.AddInvitation(i); err != nil {
		return err
	}
	if expires != nil {
		accepted := expires.Add(-activation.Lifetime)
		i.AcceptedAt, i.ExpiresAt = &accepted, expires
		if err := tx.ChangeInvitation(i); err != nil {
			return err
		}
	}
	if mail == "" {
		return nil
	}
	m := Mail(i.ID, store.MailActivation, mail)
	m.Account = a.ID
	return tx.AddMail(m)
}

// everyStatusOfAResellerIsFound compares filter and order by status with what a row says of itself.
func everyStatusOfAResellerIsFound(t *testing.T, e Engine) {
	w, _ := open(t, e)
	write(t, w, inEveryState)
	for _, chip := range []store.Chip{store.ChipAll, store.ChipBin} {
		q := store.ResellerQuery{Chip: chip, Now: Now, Limit: 1000}
		rows, err := w.ResellerList().Page(t.Context(), q)
		require.NoError(t, err)
		ids := map[store.Status][]string{}
		var ranks []string
		for _, r := range rows {
			ids[r.Status(Now)] = append(ids[r.Status(Now)], r.ID)
		}
		for _, s := range store.Statuses() {
			of := q
			of.Filters = map[store.Column]string{store.ByStatus: string(s)}
			requireResellers(t, w, of, ids[s], string(s))
			ranks = append(ranks, ids[s]...)
		}
		require.Len(t, ranks, len(rows))
		q.Sort = store.ByStatus
		requireResellers(t, w, q, ranks, "by status")
		q.Down = true
		slices.Reverse(ranks)
		requireResellers(t, w, q, ranks, "by status, down")
	}
}

// forQuickFilters are resellers in every state, of which some end or are old.
func forQuickFilters(tx store.Tx) error {
	if err := inEveryState(tx); err != nil {
		return err
	}
	for n, end := range []core.Day{Today - 1, store.EndsBefore(Now) - 1, store.EndsBefore(Now)} {
		a := withColumns(500+n, "", "", end)
		a.State = []account.State{account.NotInvited, account.Active, account.Active}[n]
		a.CreatedAt = store.NeverActivatedSince(Now).Add(-time.Duration(n) * time.Hour)
		if err := tx.AddAccount(a); err != nil {
			return err
		}
	}
	old := withColumns(600, "", "", core.NoDay)
	old.CreatedAt = store.NeverActivatedSince(Now).Add(-time.Millisecond)
	return tx.AddAccount(old)
}

// quickFiltersOfResellers compares quick filters with what their rules say of each row.
func quickFiltersOfResellers(t *testing.T, e Engine) {
	w, _ := open(t, e)
	write(t, w, forQuickFilters)
	q := store.ResellerQuery{Now: Now, Limit: 1000}
	rows, err := w.ResellerList().Page(t.Context(), q)
	require.NoError(t, err)
	q.Chip = store.ChipBin
	binned, err := w.ResellerList().Page(t.Context(), q)
	require.NoError(t, err)
	for _, chip := range store.Chips() {
		var want []string
		for _, r := range append(rows, binned...) {
			if chip.Rule().AppliesTo(r, Now) {
				want = append(want, r.ID)
			}
		}
		require.NotEmpty(t, want, chip)
		q.Chip = chip
		requireResellers(t, w, q, want, string(chip))
	}
	all := len(rows)
	q.Chip = "no such quick filter"
	n, err := w.ResellerList().Count(t.Context(), q)
	require.NoError(t, err)
	require.Equal(t, all, n)
}

// closedResellersAreInNoList also looks for who is no reseller.
func closedResellersAreInNoList(t *testing.T, e Engine) {
	w, _ := open(t, e)
	there, closed := Reseller(1), Reseller(2)
	there.Package.Amounts, closed.Package.Amounts = nil, nil
	closed.State = account.Closed
	write(t, w, func(tx store.Tx) error {
		return tx.AddAccounts([]account.Account{there, closed})
	})
	rows, err := w.ResellerList().ByID(t.Context(), []string{there.ID, closed.ID, "owner"})
	require.NoError(t, err)
	require.Len(t, rows, 1)
	require.Equal(t, there.ID, rows[0].ID)
	for _, chip := range store.Chips() {
		q := store.ResellerQuery{Chip: chip, Now: Now}
		ids, err := w.ResellerList().IDs(t.Context(), q)
		require.NoError(t, err)
		require.NotContains(t, ids, closed.ID, chip)
	}
}
