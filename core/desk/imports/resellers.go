package imports

import (
	"context"
	"reflect"
	"slices"

	"resellerdesk/core/desk/columns"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk/accounts"
	"resellerdesk/core/desk/internal/action"
	"resellerdesk/core/desk/outbox"
	"resellerdesk/core/store"
)

// resellerRows are resellers in a file.
type resellerRows struct {
	desk   *Desk
	s      *action.Session
	in     *importReader
	limits account.Limits // Of a new reseller. The pool shrinks with each row that fits.
	pool   action.Pool
	emails map[string]int // The line on which an email stood first, by its key.
	seen   map[string]int // The line on which a reseller stood first, by its id.
	// Ids by external number, when rows are found by it.
	numbers map[string][]string
}

func (d *Desk) newResellerRows(
	ctx context.Context, r store.Reader, s *action.Session, in *importReader,
) (*resellerRows, error) {
	limits, _, err := accounts.Limits(ctx, d.k, r, s, account.Account{})
	if err != nil {
		return nil, err
	}
	rows := &resellerRows{
		desk: d, s: s, in: in, limits: limits, emails: map[string]int{}, seen: map[string]int{},
	}
	if rows.pool, err = action.NewPool(ctx, r, limits.Pool.Free); err != nil {
		return nil, err
	}
	rows.limits.Pool.Free = rows.pool.Free
	if in.how.Update == account.FieldExternalNumber {
		rows.numbers, err = idsByNumber(ctx, r)
	}
	return rows, err
}

// idsByNumber returns the resellers that have an external number.
func idsByNumber(ctx context.Context, r store.Reader) (map[string][]string, error) {
	ids, err := r.ResellerList().IDs(ctx, store.ResellerQuery{})
	if err != nil {
		return nil, err
	}
	numbers := map[string][]string{}
	for part := range slices.Chunk(ids, action.BatchSize) {
		known, err := r.AccountsByID(ctx, part)
		if err != nil {
			return nil, err
		}
		for id, a := range known {
			if number := a.Profile.ExternalNumber; number != "" {
				numbers[number] = append(numbers[number], id)
			}
		}
	}
	return numbers, nil
}

func (rr *resellerRows) find(ctx context.Context, r store.Reader, rows []Row) error {
	if rr.in.how.Update == "" {
		return nil
	}
	ids, err := rr.idsOf(ctx, r, rows)
	if err != nil {
		return err
	}
	known, err := r.AccountsByID(ctx, named(ids))
	for i := range rows {
		// Anybody else's email, and that of one in the bin, is one that is in use.
		a, is := known[ids[i]]
		if is && a.Kind == account.Reseller && a.State != account.InBin {
			rows[i].item.account.Before = a
		}
	}
	return err
}

// idsOf are the resellers that rows are about, "" where there is none yet.
func (rr *resellerRows) idsOf(
	ctx context.Context, r store.Reader, rows []Row,
) ([]string, error) {
	ids, keys := make([]string, len(rows)), make([]string, len(rows))
	for i := range rows {
		if rows[i].item != nil {
			keys[i] = rr.in.cell(rows[i].item, rr.in.how.Update)
		}
	}
	if rr.in.how.Update == account.FieldExternalNumber {
		for i, key := range keys {
			switch found := rr.numbers[key]; {
			case rows[i].item == nil:
			case key == "":
				rows[i].Problems.Add(account.FieldExternalNumber, "field.required", nil)
			case len(found) > 1:
				rows[i].Problems.Add(
					account.FieldExternalNumber, "import.several", core.Args{"Count": len(found)},
				)
			case len(found) == 1:
				ids[i] = found[0]
			}
		}
		return ids, nil
	}
	for i := range keys {
		keys[i] = account.EmailKey(keys[i])
	}
	owners, err := r.EmailOwners(ctx, keys)
	for i, key := range keys {
		if rows[i].item != nil {
			ids[i] = owners[key].ID
		}
	}
	return ids, err
}

func (rr *resellerRows) begin(r *columns.Reader, i *item) {
	if i.account.IsNew() {
		r.Account = account.Account{
			Profile: account.Profile{Language: rr.in.language},
			Package: capacity.Package{
				Amounts: make(capacity.Amounts, len(capacity.Always())), MinExtensions: 1,
			},
			Permissions: rr.in.usual.Permissions, Preset: rr.in.usual.Name,
		}
		if rr.in.packages != nil {
			d := rr.in.packages.Apply(account.Draft{Package: r.Account.Package})
			r.Account.Package = d.Package
		}
		return
	}
	r.Account = i.account.Before
	r.Account.Package.Amounts = r.Account.Package.Amounts.Clone()
}

func (rr *resellerRows) end(r *columns.Reader, row *Row) {
	r.Account.Profile = r.Account.Profile.Trim()
	row.item.account.After = r.Account
	row.Name, row.Email = r.Account.Profile.Company, r.Account.Profile.Email
}

func (rr *resellerRows) check(ctx context.Context, r store.Reader, rows []Row) error {
	keys := make([]string, 0, len(rows))
	for i := range rows {
		if row := &rows[i]; row.item != nil {
			if err := rr.checkRow(ctx, r, row); err != nil {
				return err
			}
			keys = append(keys, account.EmailKey(row.Email))
		}
	}
	owners, err := r.EmailOwners(ctx, keys)
	if err != nil || len(owners) == 0 {
		return err
	}
	for i := range rows {
		row := &rows[i]
		owner, used := owners[account.EmailKey(row.Email)]
		if row.item == nil || !used || row.Problems.Of(account.FieldEmail) != nil {
			continue
		}
		if before := row.item.account.Before; before.ID == "" || owner.ID != before.ID {
			row.Problems = append(row.Problems, accounts.EmailInUse(owner))
		}
	}
	return nil
}

func (rr *resellerRows) checkRow(ctx context.Context, r store.Reader, row *Row) error {
	limits, err := rr.limitsOf(ctx, r, row.item.account)
	if err != nil {
		return err
	}
	unreadable, after := row.Problems, row.item.account.After
	draft := account.Draft{
		Profile: after.Profile, Package: after.Package, Permissions: after.Permissions,
		Preset: after.Preset,
	}
	for _, problem := range draft.Validate(limits) {
		// A cell that cannot be read is not missing as well.
		if unreadable.Of(problem.Field) == nil {
			row.Problems = append(row.Problems, problem)
		}
	}
	first(row, rr.emails, account.FieldEmail, account.EmailKey(row.Email))
	if id := row.item.account.Before.ID; id != "" {
		first(row, rr.seen, rr.in.how.Update, id)
	}
	rr.take(row)
	return nil
}

// first adds a problem of a field when its key stood in an earlier line already.
func first(row *Row, lines map[string]int, field, key string) {
	if row.Problems.Of(field) != nil {
		return
	}
	if line, twice := lines[key]; twice {
		row.Problems.Add(field, "import.email_twice", core.Args{"Line": line})
		return
	}
	lines[key] = row.Line
}

// limitsOf is what a row is checked against.
func (rr *resellerRows) limitsOf(
	ctx context.Context, r store.Reader, c action.AccountChange,
) (account.Limits, error) {
	limits := rr.limits
	if c.IsNew() {
		return limits, nil
	}
	if !reflect.DeepEqual(c.Before.Package, c.After.Package) {
		// What is in PBXs matters only then, and takes a query for each.
		own, _, err := accounts.Limits(ctx, rr.desk.k, r, rr.s, c.Before)
		if err != nil {
			return limits, err
		}
		limits.Pool = own.Pool
		limits.Pool.Free = rr.pool.Free
	}
	limits.Before, limits.Profile = c.Before.Package.Amounts, c.Before.Profile
	limits.Present = c.Before.Permissions
	return limits, nil
}

// take takes the package of a row out of the pool, also when something else is wrong with it: it
// will need it once that is fixed. A row that does not fit takes nothing.
func (rr *resellerRows) take(row *Row) {
	c := &row.item.account
	before, after := c.Before.Package.Amounts, c.After.Package.Amounts
	if !c.IsNew() && reflect.DeepEqual(before, after) {
		return
	}
	for r := range after {
		if row.Problems.Of(string(r)) != nil {
			if c.IsNew() { // Of a change, what it has already is no need.
				row.item.moved = after
			}
			return
		}
	}
	row.item.moved = rr.pool.MoveSure(len(row.Problems) == 0, before, after)
}

func (rr *resellerRows) change(i *item) recordChange { return i.account }

func (rr *resellerRows) given(i *item, id string) action.Given {
	return action.Given{
		ID: id, Object: id, Before: i.account.Before.Package.Amounts,
		After: i.account.After.Package.Amounts, Transfers: grantOf,
	}
}

func grantOf(g action.Given) []capacity.Transfer { return capacity.Grant(g.ID, g.Before, g.After) }

func (rr *resellerRows) write(
	ctx context.Context, tx store.Tx, op capacity.Operation, i *item, id string, e *action.Effect,
) error {
	c := i.account
	if c.IsNew() {
		c.After.ID, c.After.Parent, c.After.CreatedAt = id, rr.s.Account.ID, op.At
		c.After.Kind, c.After.State, c.After.Version = account.Reseller, account.NotInvited, 1
		e.Accounts = append(e.Accounts, c)
		return nil
	}
	k := rr.desk.k
	accounts.LiftEnd(k, &c.After)
	if err := accounts.StillInvited(ctx, tx, &c.After); err != nil {
		return err
	}
	if accounts.EmailChanged(c.Before, c.After) {
		if c.After.State == account.Invited {
			c.After.State = account.NotInvited
		}
		if err := outbox.VoidInvitation(ctx, k, tx, id); err != nil {
			return err
		}
	}
	e.Accounts = append(e.Accounts, c)
	return nil
}
