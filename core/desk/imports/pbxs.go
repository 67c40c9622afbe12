package imports

import (
	"context"
	"slices"
	"strings"

	"resellerdesk/core/desk/columns"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk/internal/action"
	"resellerdesk/core/desk/pbxs"
	"resellerdesk/core/pbx"
	"resellerdesk/core/permission"
	"resellerdesk/core/store"
)

// pbxRows are PBXs in a file.
type pbxRows struct {
	desk      *Desk
	s         *action.Session
	owners    owners
	in        *importReader
	regions   []pbx.Region
	addresses map[string]int // The line on which an address stood first.
	customers *customerIndex
}

func (d *Desk) newPBXRows(
	ctx context.Context, r store.Reader, s *action.Session, in *importReader,
) (*pbxRows, error) {
	rows := &pbxRows{
		desk: d, s: s, owners: newOwners(d, s), in: in, addresses: map[string]int{},
	}
	var err error
	if rows.regions, err = pbxs.RegionsOf(ctx, r); err != nil ||
		!in.mapping.Has(pbx.FieldCustomers) {
		return rows, err
	}
	if err := d.k.RequireFeature(s, permission.CustomerView); err != nil {
		return nil, err
	}
	rows.customers, err = indexCustomers(ctx, r)
	return rows, err
}

func (pr *pbxRows) find(ctx context.Context, r store.Reader, rows []Row) (err error) {
	ids := make([]string, len(rows))
	for i := range rows {
		row := &rows[i]
		if row.item == nil {
			continue
		}
		if err := pr.findOwner(ctx, r, row); err != nil {
			return err
		}
		if pr.in.how.Update == "" {
			continue
		}
		var err error
		if ids[i], err = pr.at(ctx, r, &rows[i]); err != nil {
			return err
		}
	}
	known, err := r.PBXsByID(ctx, named(ids))
	for i, id := range ids {
		p, is := known[id]
		if !is {
			continue
		}
		if err := pr.update(ctx, r, &rows[i], p); err != nil {
			return err
		}
	}
	return err
}

// at is the id of the PBX that has the address of a row, "" for none. Without a region it may be in
// any, but in one alone.
func (pr *pbxRows) at(ctx context.Context, r store.Reader, row *Row) (id string, err error) {
	address := pr.addressOf(row.item)
	regions := []string{address.Region}
	if pr.in.cell(row.item, pbx.FieldRegion) == "" {
		regions = nil
		for _, region := range pr.regions {
			regions = append(regions, region.Name)
		}
	}
	found := 0
	for _, address.Region = range regions {
		ref, err := r.PBXAt(ctx, address)
		if err == nil {
			id = ref.ID
			found++
		} else if !core.IsNotFound(err) {
			return "", err
		}
	}
	if found > 1 {
		row.Problems.Add(pbx.FieldRegion, "import.several", core.Args{"Count": found})
		return "", nil
	}
	return id, nil
}

// findOwner finds the owner whom a row names.
func (pr *pbxRows) findOwner(ctx context.Context, r store.Reader, row *Row) (err error) {
	name := pr.in.cell(row.item, pbx.FieldOwner)
	if row.item.owner, err = pr.owners.named(ctx, r, name); err != nil {
		return err
	}
	if e := row.item.owner.err; e != nil {
		row.Problems.AddError(pbx.FieldOwner, e)
	}
	if pr.in.compares {
		return nil
	}
	return pr.owners.capacityOf(ctx, r, row.item.owner)
}

// update makes a row one that changes a PBX. Whose it is stays: to move one is another action.
func (pr *pbxRows) update(ctx context.Context, r store.Reader, row *Row, p pbx.PBX) error {
	row.item.pbx.Before = p
	if pr.in.compares {
		pr.compareOwner(row, p)
		return nil
	}
	if p.Reported {
		row.Problems.AddError(pbx.FieldOwner, pbxs.KeptByReseller(p.Owner.Name))
		return nil
	}
	owner, err := pr.owners.withID(ctx, r, p.Owner.ID)
	if err != nil {
		return err
	}
	named := pr.in.cell(row.item, pbx.FieldOwner) != "" && pr.in.takes(row.Line, pbx.FieldOwner)
	if named && row.item.owner.err == nil && row.item.owner != owner {
		row.Problems.Add(
			pbx.FieldOwner, "import.owner_differs", core.Args{"Company": p.Owner.Name},
		)
	}
	row.item.owner = owner
	return pr.owners.capacityOf(ctx, r, owner)
}

// addressOf is the address that a row names, with the first region and domain where it names none.
func (pr *pbxRows) addressOf(i *item) pbx.Address {
	a := pbx.Address{
		Region: pr.in.cell(i, pbx.FieldRegion), SubDomain: pr.in.cell(i, pbx.FieldSubDomain),
		Domain: pr.in.cell(i, pbx.FieldDomain),
	}
	if pr.in.mapping.Has(columns.FieldHost) {
		a.SubDomain, a.Domain = columns.SplitHost(pr.in.cell(i, columns.FieldHost))
	}
	pr.complete(&a)
	return pbx.Draft{Address: a}.Trim().Address
}

// complete fills in region and domain where they are missing.
func (pr *pbxRows) complete(a *pbx.Address) {
	if a.Region == "" {
		a.Region = pr.regions[0].Name
		for _, region := range pr.regions {
			if slices.Contains(region.Domains, a.Domain) {
				a.Region = region.Name
				break
			}
		}
	}
	for _, region := range pr.regions {
		if a.Domain == "" && region.Name == a.Region && len(region.Domains) > 0 {
			a.Domain = region.Domains[0]
		}
	}
}

func (pr *pbxRows) begin(r *columns.Reader, i *item) {
	if !i.pbx.IsNew() {
		r.PBX = i.pbx.Before
		return
	}
	r.PBX = pbx.PBX{State: pbx.Stopped, Draft: pbx.Draft{
		Size: pbx.Size{Plan: pbx.Enterprise}, Term: pbx.Term{Type: pbx.Commercial},
	}}
	if limits := i.owner.limits; limits != nil {
		r.PBX.Type = limits.Start.Type
		r.PBX.SetRecording(limits.Start.Recording)
	}
}

func (pr *pbxRows) end(r *columns.Reader, row *Row) {
	p := &r.PBX
	pr.setRecording(r)
	if row.item.pbx.IsNew() {
		pr.complete(&p.Address)
	}
	p.Draft = p.Draft.Trim()
	if pr.customers != nil && len(r.Said.Customers) > 0 {
		pr.setCustomers(r, row.item.owner.account.ID)
	}
	row.item.pbx.After = *p
	if theirs := row.item.theirs; theirs.ID != "" {
		row.item.pbx.After.Owner = theirs
	}
	row.Name, row.Email = p.Name, p.Host()
}

// setRecording takes over what a row says of recording: minutes alone switch it on.
func (pr *pbxRows) setRecording(r *columns.Reader) {
	on, minutes := r.Said.Recording, r.Said.Minutes
	switch {
	case on != nil && minutes != nil:
		r.PBX.Recording, r.PBX.RecordingMinutes = *on, *minutes
	case on != nil:
		r.PBX.SetRecording(*on)
	case minutes != nil:
		r.PBX.Recording, r.PBX.RecordingMinutes = *minutes > 0, *minutes
	}
}

// setCustomers finds the customers that a row names by their emails, or as an export names them.
func (pr *pbxRows) setCustomers(r *columns.Reader, owner string) {
	r.PBX.Customers = nil
	for _, name := range r.Said.Customers {
		name = strings.TrimSpace(name)
		found := pr.customers.named(owner, name)
		switch {
		case name == "":
		case len(found) == 0:
			r.Problems.Add(pbx.FieldCustomers, "import.no_customer", core.Args{"Name": name})
		case len(found) > 1:
			r.Problems.Add(pbx.FieldCustomers, "import.several", core.Args{"Count": len(found)})
		default:
			r.PBX.Customers = append(r.PBX.Customers, found[0])
		}
	}
}

// named are the customers of an owner that a text names.
func (c *customerIndex) named(owner, name string) []pbx.Ref {
	if found := c.byEmail[customerKey(owner, name)]; len(found) > 0 {
		return found
	}
	return c.byTitle[owner+" "+account.SearchKey(name)]
}

func (pr *pbxRows) check(ctx context.Context, r store.Reader, rows []Row) error {
	for i := range rows {
		if rows[i].item == nil || rows[i].item.owner.limits == nil {
			continue
		}
		if err := pr.checkRow(ctx, r, &rows[i]); err != nil {
			return err
		}
	}
	return nil
}

func (pr *pbxRows) checkRow(ctx context.Context, r store.Reader, row *Row) error {
	c, owner := &row.item.pbx, row.item.owner
	limits, unreadable := *owner.limits, row.Problems
	if !c.IsNew() {
		limits.Now, limits.Before = &c.Before, c.Before.Takes()
		limits.PBXs--
	}
	for _, problem := range c.After.Validate(limits) {
		// A cell that cannot be read is not missing as well.
		if unreadable.Of(problem.Field) == nil {
			row.Problems = append(row.Problems, problem)
		}
	}
	if err := pr.may(c, owner); err != nil {
		row.Problems.AddError("", err)
	}
	first(row, pr.addresses, pbx.FieldSubDomain, c.After.Region+" "+strings.ToLower(c.After.Host()))
	if row.Problems.Of(pbx.FieldSubDomain) == nil && c.Before.Address != c.After.Address {
		other, err := r.PBXAt(ctx, c.After.Address)
		switch {
		case err == nil && other.ID != c.Before.ID:
			row.Problems = append(row.Problems, pbxs.AddressInUse(other))
		case err != nil && !core.IsNotFound(err):
			return err
		}
	}
	pr.take(row)
	return nil
}

// may refuses what takes a feature besides that to import PBXs.
func (pr *pbxRows) may(c *action.PBXChange, owner *ownerOf) error {
	if c.IsNew() {
		return pbxs.MayChoose(pr.desk.k, pr.s, owner.account, c.After.Draft)
	}
	return pbxs.MayChangePBX(pr.desk.k, pr.s, c.Before, c.After)
}

// take takes what a PBX needs out of the package of its owner, also when something else is wrong
// with it: it will need it once that is fixed. A row that does not fit takes nothing.
func (pr *pbxRows) take(row *Row) {
	c, owner := &row.item.pbx, row.item.owner
	before, after := c.Before.Takes(), c.After.Amounts()
	if !c.IsNew() {
		after = c.After.Takes()
	}
	for r, n := range after {
		if row.Problems.Of(string(r)) != nil || n < 0 {
			return
		}
	}
	if row.Problems.Of(pbx.FieldPlan) != nil || row.Problems.Of(pbx.FieldCustomDomain) != nil ||
		row.Problems.Of(pbx.FieldOwner) != nil {
		return
	}
	moved := owner.pool.MoveSure(len(row.Problems) == 0, before, after)
	if pbxs.LedgerOwner(owner.account) == "" {
		row.item.moved = moved
	}
	if c.IsNew() {
		owner.limits.PBXs++
	}
}

func (pr *pbxRows) change(i *item) recordChange { return i.pbx }

func (pr *pbxRows) given(i *item, id string) action.Given {
	owner := pbxs.LedgerOwner(i.owner.account)
	g := action.Given{ID: id, Object: owner, Before: i.pbx.Before.Takes()}
	if owner == "" {
		g.Object = id
	}
	after := i.pbx.After
	after.ID = id
	g.After = after.Takes()
	g.Transfers = func(g action.Given) []capacity.Transfer {
		return capacity.Use(owner, g.ID, g.Before, g.After)
	}
	return g
}

func (pr *pbxRows) write(
	_ context.Context, _ store.Tx, op capacity.Operation, i *item, id string, e *action.Effect,
) error {
	c := i.pbx
	if pr.in.taken != nil && c.After.MadeAt == core.NoDay { // The vendor's system has it.
		c.After.MadeAt = core.DayOf(op.At)
	}
	if c.IsNew() {
		c.After.ID, c.After.Owner, c.After.CreatedAt, c.After.Version = id, i.ownerRef(), op.At, 1
	}
	e.PBXs = append(e.PBXs, c)
	return nil
}
