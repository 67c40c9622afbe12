package imports

import (
	"context"
	"slices"

	"resellerdesk/core/desk/columns"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk/internal/action"
	"resellerdesk/core/pbx"
	"resellerdesk/core/store"
)

// customerRows are customers in a file.
type customerRows struct {
	desk   *Desk
	owners owners
	in     *importReader
	lines  map[string]int // The line on which an email of an owner stood first, when rows update.
	known  *customerIndex // Of those that are there, when rows update.
}

func newCustomerRows(d *Desk, s *action.Session, in *importReader) *customerRows {
	return &customerRows{desk: d, owners: newOwners(d, s), in: in, lines: map[string]int{}}
}

// customerIndex finds customers by owner and email, and by owner and what they are called.
type customerIndex struct{ byEmail, byTitle map[string][]pbx.Ref }

// customerKey is under which key a customer of an owner is found.
func customerKey(owner, email string) string { return owner + " " + account.EmailKey(email) }

// indexCustomers reads which customers there are: looked for one by one, each would take as long.
func indexCustomers(ctx context.Context, r store.Reader) (*customerIndex, error) {
	index := &customerIndex{map[string][]pbx.Ref{}, map[string][]pbx.Ref{}}
	ids, err := r.CustomerList().IDs(ctx, store.CustomerQuery{})
	if err != nil {
		return nil, err
	}
	for part := range slices.Chunk(ids, action.BatchSize) {
		known, err := r.CustomersByID(ctx, part)
		if err != nil {
			return nil, err
		}
		for id, c := range known {
			ref := pbx.Ref{ID: id, Name: c.Title()}
			email, title := customerKey(
				c.Owner.ID,
				c.Email,
			), c.Owner.ID+" "+account.SearchKey(
				ref.Name,
			)
			index.byEmail[email] = append(index.byEmail[email], ref)
			index.byTitle[title] = append(index.byTitle[title], ref)
		}
	}
	return index, nil
}

func (cr *customerRows) find(ctx context.Context, r store.Reader, rows []Row) (err error) {
	updates := cr.in.how.Update != ""
	if updates && cr.known == nil {
		if cr.known, err = indexCustomers(ctx, r); err != nil {
			return err
		}
	}
	ids := make([]string, len(rows))
	for i := range rows {
		row := &rows[i]
		if row.item == nil {
			continue
		}
		row.item.owner, err = cr.owners.named(ctx, r, cr.in.cell(row.item, pbx.FieldOwner))
		if err != nil {
			return err
		}
		if e := row.item.owner.err; e != nil {
			row.Problems.AddError(pbx.FieldOwner, e)
		} else if updates {
			ids[i] = cr.idOf(row)
		}
	}
	known, err := r.CustomersByID(ctx, named(ids))
	for i, id := range ids {
		if c, is := known[id]; is {
			rows[i].item.customer.Before = c
		}
	}
	return err
}

// named are the ids of a list that are any.
func named(ids []string) []string {
	return slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return id == "" })
}

// idOf is the customer that a row is about, "" when there is none yet.
func (cr *customerRows) idOf(row *Row) string {
	email := cr.in.cell(row.item, pbx.FieldEmail)
	found := cr.known.byEmail[customerKey(row.item.owner.account.ID, email)]
	switch len(found) {
	case 0:
		return ""
	case 1:
		return found[0].ID
	}
	row.Problems.Add(pbx.FieldEmail, "import.several", core.Args{"Count": len(found)})
	return ""
}

func (cr *customerRows) begin(r *columns.Reader, i *item) { r.Customer = i.customer.Before }

func (cr *customerRows) end(r *columns.Reader, row *Row) {
	r.Customer.CustomerDraft = r.Customer.Trim()
	row.item.customer.After = r.Customer
	row.Name, row.Email = r.Customer.Company, r.Customer.Email
}

func (cr *customerRows) check(_ context.Context, _ store.Reader, rows []Row) error {
	for i := range rows {
		row := &rows[i]
		if row.item == nil {
			continue
		}
		c, unreadable := &row.item.customer, row.Problems
		for _, problem := range c.After.ValidateChange(c.Before.CustomerDraft) {
			if unreadable.Of(problem.Field) == nil {
				row.Problems = append(row.Problems, problem)
			}
		}
		if cr.in.how.Update != "" && row.item.owner.err == nil {
			first(
				row, cr.lines, pbx.FieldEmail,
				customerKey(row.item.owner.account.ID, row.Email),
			)
		}
	}
	return nil
}

func (cr *customerRows) change(i *item) recordChange { return i.customer }

func (cr *customerRows) given(_ *item, id string) action.Given {
	return action.Given{
		ID: id, Object: id, Transfers: func(action.Given) []capacity.Transfer { return nil },
	}
}

func (cr *customerRows) write(
	_ context.Context, _ store.Tx, op capacity.Operation, i *item, id string, e *action.Effect,
) error {
	c := i.customer
	if c.IsNew() {
		c.After.ID, c.After.Owner, c.After.CreatedAt, c.After.Version = id, i.ownerRef(), op.At, 1
	}
	e.Customers = append(e.Customers, c)
	return nil
}

// ownerRef names the owner of the record of a row.
func (i *item) ownerRef() pbx.Ref {
	return pbx.Ref{ID: i.owner.account.ID, Name: i.owner.account.Profile.Company}
}
