package usage

import (
	"cmp"
	"context"
	"iter"
	"slices"

	"resellerdesk/core"
	"resellerdesk/core/capacity"
	"resellerdesk/core/i18n"
	"resellerdesk/core/permission"
	"resellerdesk/core/store"
)

// Query says whose usage is asked for, and of which time.
type Query struct {
	By store.UsageBy
	// Period ends today at the latest. Without a first day it is what stands at the end of the
	// last one, and what was ever consumed until then.
	Period
	Resource capacity.Resource // Of which alone rows are returned, "" for all.
}

// AsOf tells whether the question is what stands on one day.
func (q Query) AsOf() bool { return q.From == core.NoDay }

// longestPeriod is how many days can be asked for at once.
const longestPeriod = 10 * 366

// Validate returns why a resource or a period cannot be asked for.
func (q Query) Validate() error {
	switch {
	case q.Resource != "" && !slices.Contains(capacity.Resources(), q.Resource):
		return errQuery("usage.no_resource")
	case q.To == core.NoDay:
		return errQuery("usage.no_day")
	case q.AsOf():
	case q.Days() == 0:
		return errQuery("log.days_turned")
	case q.Days() > longestPeriod:
		return errQuery("usage.too_long")
	}
	return nil
}

func errQuery(key string) error { return &core.Error{Code: core.Invalid, Key: key} }

// Row is what one reseller, or one PBX out of one package, had of one resource.
type Row struct {
	Owner    store.UsageSubject // Whose package it is out of; its ID is "" for the workspace's.
	PBX      store.UsageSubject // Only by PBX and by customer.
	Resource capacity.Resource
	Stock    Course
	InPBXs   int64 // Of the unit-days those in PBXs; only by reseller.
	Consumed int64
}

// Lines are what the row says of a period: one without an amount when all of it was consumed.
func (r Row) Lines(p Period) []Line {
	if len(r.Stock.Lines) == 0 {
		return []Line{{p.From, p.To, 0}}
	}
	return r.Stock.Lines
}

// OwnerName is whose package a row is out of, in words.
func OwnerName(words *i18n.Printer, r Row) string {
	if r.Owner.ID == "" {
		return words.T("usage.own")
	}
	return r.Owner.Name
}

// Report is an answer that is read in parts.
type Report struct {
	Query    Query
	Period   Period // The days that it covers; none when all are still to come.
	Subjects int    // Of how many resellers or PBXs Pages looks at the ledger.
	Open     bool   // The last day is not over.
	// Pages yields rows in their order, page by page as they are read, some of which are empty.
	Pages iter.Seq2[Page, error]
}

// Page is a part of a report.
type Page struct {
	Rows []Row
	Done int // How many subjects have been looked at until here.
	// Agrees tells whether all of it adds up to the ledger: each account's movements to its
	// balance, and on the last page all resellers to what the pool gave out.
	Agrees bool
}

// pageSize is of how many resellers or PBXs the ledger is read at once.
const pageSize = 500

// features are what seeing usage takes besides the feature itself.
func features(by store.UsageBy) []permission.Key {
	switch by {
	case store.UsageByPBX:
		return []permission.Key{permission.UsageView, permission.PBXView}
	case store.UsageByCustomer:
		return []permission.Key{
			permission.UsageView, permission.PBXView, permission.CustomerView,
		}
	case store.UsageByReseller:
	}
	return []permission.Key{permission.UsageView, permission.UserView}
}

// Usage returns what stood over a time. What the pages say is read while they are yielded.
func (d *Desk) Usage(ctx context.Context, q Query) (Report, error) {
	for _, feature := range features(q.By) {
		if _, err := d.k.Authorize(feature); err != nil {
			return Report{}, err
		}
	}
	s, err := d.k.SignedIn()
	if err != nil {
		return Report{}, err
	}
	if err := q.Validate(); err != nil {
		return Report{}, err
	}
	today := d.k.Today()
	r := &reading{store: d.k.Store, query: q, customers: s.Account.Holds()[permission.CustomerView]}
	r.calendar.Period = Period{q.From, min(q.To, today)}
	if q.AsOf() {
		r.calendar.From = r.calendar.To
	}
	report := Report{Query: q, Period: r.calendar.Period, Open: r.calendar.To >= today}
	if report.Period.Days() == 0 {
		report.Pages = func(yield func(Page, error) bool) { yield(Page{Agrees: true}, nil) }
		return report, nil
	}
	if r.calendar.first, err = d.k.Store.FirstTransfers(ctx, r.calendar.starts()); err != nil {
		return Report{}, err
	}
	ids, err := d.k.Store.UsageIDs(ctx, q.By)
	if err != nil {
		return Report{}, err
	}
	if q.By == store.UsageByReseller {
		ids = append(ids, "") // The workspace's own PBXs.
	}
	report.Subjects = len(ids)
	report.Pages = r.pages(ctx, ids)
	return report, nil
}

// reading is how a report is read.
type reading struct {
	store     store.Store
	query     Query
	calendar  calendar
	customers bool // May be shown.
	// given is by resource what all rows until now say was given out or consumed, at the ends.
	given map[capacity.Resource]*ends
}

// ends are an amount before and after the period.
type ends struct{ opening, closing int64 }

func (r *reading) pages(ctx context.Context, ids []string) iter.Seq2[Page, error] {
	return func(yield func(Page, error) bool) {
		r.given = map[capacity.Resource]*ends{}
		done := 0
		for part := range slices.Chunk(ids, pageSize) {
			page, err := r.page(ctx, part)
			done += len(part)
			page.Done = done
			if err == nil && done == len(ids) && page.Agrees {
				page.Agrees, err = r.agrees(ctx)
			}
			if !yield(page, err) || err != nil {
				return
			}
		}
		if len(ids) == 0 {
			yield(Page{Agrees: true}, nil)
		}
	}
}

// rowKey is whose and of what a row is.
type rowKey struct {
	owner, pbx string
	resource   capacity.Resource
}

// sums are the movements that make a row.
type sums struct{ stock, inPBXs, consumed tally }

func (r *reading) page(ctx context.Context, ids []string) (Page, error) {
	subjects, err := r.store.UsageSubjects(ctx, r.query.By, ids)
	if err != nil {
		return Page{}, err
	}
	accounts, err := r.store.UsageMoves(ctx, r.query.By, ids, r.calendar.before())
	if err != nil {
		return Page{}, err
	}
	page := Page{Agrees: true}
	rows := map[rowKey]*sums{}
	for _, a := range accounts {
		page.Agrees = page.Agrees && isBalanced(a)
		r.addTo(rows, a)
	}
	owners := subjects
	if r.query.By != store.UsageByReseller {
		if owners, err = r.owners(ctx, rows); err != nil {
			return Page{}, err
		}
	}
	for key, s := range rows {
		if row, has := r.row(key, s); has {
			row.Owner, row.PBX = owners[key.owner], subjects[key.pbx]
			if !r.customers {
				row.PBX.Customers, row.PBX.CustomerIDs = nil, nil
			}
			page.Rows = append(page.Rows, row)
		}
	}
	r.sort(page.Rows, ids)
	return page, nil
}

// isBalanced tells whether all movements of an account add up to what the ledger says it has.
func isBalanced(a store.AccountMoves) bool {
	sum := a.Before
	for _, m := range a.Moves {
		sum += m.Amount
	}
	return sum == a.Balance
}

// addTo adds the movements of an account to the row that they belong to.
func (r *reading) addTo(rows map[rowKey]*sums, a store.AccountMoves) {
	key := rowKey{owner: a.Owner, resource: a.Resource}
	if r.query.By != store.UsageByReseller {
		key.pbx = a.PBX
	}
	row := rows[key]
	if row == nil {
		row = &sums{}
		rows[key] = row
	}
	if a.Kind == capacity.Consumed {
		row.consumed.add(r.calendar, a)
		return
	}
	row.stock.add(r.calendar, a)
	if a.Kind == capacity.PBX {
		row.inPBXs.add(r.calendar, a)
	}
}

// owners are whose packages the PBXs of some rows are or were out of.
func (r *reading) owners(
	ctx context.Context, rows map[rowKey]*sums,
) (map[string]store.UsageSubject, error) {
	seen := map[string]bool{}
	var ids []string
	for key := range rows {
		if !seen[key.owner] {
			seen[key.owner] = true
			ids = append(ids, key.owner)
		}
	}
	return r.store.UsageSubjects(ctx, store.UsageByReseller, ids)
}

// sort puts rows in the order of their subjects. Of a PBX that was moved, the package that it was
// out of first comes first.
func (r *reading) sort(rows []Row, ids []string) {
	place := make(map[string]int, len(ids))
	for i, id := range ids {
		place[id] = i
	}
	resources := map[capacity.Resource]int{}
	for i, resource := range capacity.Resources() {
		resources[resource] = i
	}
	type share struct{ owner, pbx string }
	since := map[share]core.Day{}
	for _, row := range rows {
		of := share{row.Owner.ID, row.PBX.ID}
		first := row.Lines(r.calendar.Period)[0].From
		if day, known := since[of]; !known || first < day {
			since[of] = first
		}
	}
	subject := func(row Row) int {
		if r.query.By == store.UsageByReseller {
			return place[row.Owner.ID]
		}
		return place[row.PBX.ID]
	}
	slices.SortFunc(rows, func(a, b Row) int {
		return cmp.Or(
			subject(a)-subject(b),
			int(since[share{a.Owner.ID, a.PBX.ID}]-since[share{b.Owner.ID, b.PBX.ID}]),
			cmp.Compare(a.Owner.ID, b.Owner.ID),
			resources[a.Resource]-resources[b.Resource],
		)
	})
}

// row is what the sums say, unless there is nothing to say or nobody asked. What nobody asked for
// counts all the same for whether everything agrees with the ledger.
func (r *reading) row(key rowKey, s *sums) (row Row, has bool) {
	p := r.calendar.Period
	row = Row{
		Resource: key.resource, Stock: s.stock.course(p), InPBXs: s.inPBXs.course(p).UnitDays,
		Consumed: s.consumed.sum(),
	}
	used := s.consumed.opening + row.Consumed
	given := r.given[key.resource]
	if given == nil {
		given = &ends{}
		r.given[key.resource] = given
	}
	given.opening += row.Stock.Opening + s.consumed.opening
	given.closing += row.Stock.Closing + used
	if r.query.AsOf() {
		row.Consumed = used
	}
	asked := r.query.Resource == "" || r.query.Resource == row.Resource
	return row, asked && (len(row.Stock.Lines) > 0 || row.Consumed != 0)
}

// agrees compares what all resellers and PBXs had and consumed with what vendor and pool gave.
func (r *reading) agrees(ctx context.Context) (bool, error) {
	if r.query.By != store.UsageByReseller {
		return true, nil
	}
	opening, err := r.store.GivenBefore(ctx, r.calendar.before())
	if err != nil {
		return false, err
	}
	closing, err := r.store.GivenBefore(ctx, r.calendar.after())
	if err != nil {
		return false, err
	}
	for _, resource := range capacity.Resources() {
		given := ends{}
		if known := r.given[resource]; known != nil {
			given = *known
		}
		if given != (ends{opening[resource], closing[resource]}) {
			return false, nil
		}
	}
	return true, nil
}
