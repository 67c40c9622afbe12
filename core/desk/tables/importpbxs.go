package tables

import (
	"context"
	"slices"
	"strings"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk/internal/action"
	"resellerdesk/core/desk/pbxs"
	"resellerdesk/core/i18n"
	"resellerdesk/core/pbx"
	"resellerdesk/core/permission"
	"resellerdesk/core/store"
)

// pbxColumns are the columns that can be in a file of PBXs.
func pbxColumns() []fileColumn {
	columns := []fileColumn{
		ownerColumn(),
		pbxText(pbx.FieldName, true, func(p *pbx.PBX) *string { return &p.Name }),
		wordColumn(pbx.FieldPlan, "pbx.plan.", []pbx.Plan{pbx.Enterprise, pbx.Ultimate},
			func(p *pbx.PBX) *pbx.Plan { return &p.Plan }),
	}
	columns = append(columns, pbxSizeColumns()...)
	return append(
		columns,
		pbxText(pbx.FieldRegion, false, func(p *pbx.PBX) *string { return &p.Region }),
		pbxText(pbx.FieldSubDomain, true, func(p *pbx.PBX) *string { return &p.SubDomain }),
		pbxText(pbx.FieldDomain, false, func(p *pbx.PBX) *string { return &p.Domain }),
		pbxSwitch(pbx.FieldCustomDomain, func(r *rowReader, on bool) { r.pbx.CustomDomain = on }),
		wordColumn(pbx.FieldType, "pbx.type.", []pbx.Type{pbx.Trial, pbx.Commercial},
			func(p *pbx.PBX) *pbx.Type { return &p.Type }),
		pbxDay(pbx.FieldExpiry, func(p *pbx.PBX) *core.Day { return &p.Expiry }),
		pbxSwitch(pbx.FieldRunAfterExpiry, func(r *rowReader, on bool) {
			r.pbx.RunAfterExpiry = on
		}),
		exportedColumn("column.status"),
		pbxSwitch(pbx.FieldActivated, func(r *rowReader, on bool) { r.pbx.Activated = on }),
		pbxSwitch(pbx.FieldHighAvailability, func(r *rowReader, on bool) {
			r.pbx.HighAvailability = on
		}),
		pbxDay(pbx.FieldMadeAt, func(p *pbx.PBX) *core.Day { return &p.MadeAt }),
		customersColumn(),
		pbxText(pbx.FieldRemark, false, func(p *pbx.PBX) *string { return &p.Remark }),
		exportedColumn("column.created"), hostColumn(),
	)
}

// pbxSizeColumns are those of what a PBX takes.
func pbxSizeColumns() []fileColumn {
	return []fileColumn{
		pbxAmount(capacity.Extensions, true, func(r *rowReader, n int64) { r.pbx.Extensions = n }),
		pbxAmount(capacity.ConcurrentCalls, false, func(r *rowReader, n int64) {
			r.pbx.ConcurrentCalls = n
		}),
		pbxSwitch(pbx.FieldRecording, func(r *rowReader, on bool) { r.said.recording = &on }),
		pbxAmount(capacity.RecordingMinutes, false, func(r *rowReader, n int64) {
			r.said.minutes = &n
		}),
		pbxAmount(capacity.TranscriptionMinutes, false, func(r *rowReader, n int64) {
			r.pbx.TranscriptionMinutes = n
		}),
		exportedColumn("field.transcription_consumed"),
	}
}

func pbxText(key string, required bool, of func(p *pbx.PBX) *string) fileColumn {
	return fileColumn{
		key: key, title: fieldTitle(key), required: required,
		// Windows writes two characters for a line break inside a text.
		read: func(r *rowReader, text string) {
			*of(&r.pbx) = strings.ReplaceAll(text, "\r\n", "\n")
		},
	}
}

func pbxSwitch(key string, set func(r *rowReader, on bool)) fileColumn {
	return fileColumn{key: key, title: fieldTitle(key), read: func(r *rowReader, text string) {
		if on, known := r.answers[wordKey(text)]; known {
			set(r, on)
		} else {
			r.problems.Add(key, "import.yes_or_no", nil)
		}
	}}
}

func pbxAmount(
	resource capacity.Resource, required bool, set func(r *rowReader, n int64),
) fileColumn {
	key := string(resource)
	return fileColumn{
		key: key, title: fieldTitle(key), required: required,
		read: func(r *rowReader, text string) {
			if n, ok := r.number(key, text); ok {
				set(r, n)
			}
		},
	}
}

// customersColumn names for whom a PBX is made.
func customersColumn() fileColumn {
	return fileColumn{
		key: pbx.FieldCustomers, title: fieldTitle(pbx.FieldCustomers),
		read: func(r *rowReader, text string) {
			r.said.customers = strings.FieldsFunc(text, func(c rune) bool {
				return c == ',' || c == ';' || c == '\n'
			})
		},
	}
}

// hostColumn is one in which the whole address stands.
func hostColumn() fileColumn {
	return fileColumn{
		key: fieldHost, title: fieldTitle(fieldHost),
		read: func(r *rowReader, text string) { r.pbx.SubDomain, r.pbx.Domain = splitHost(text) },
	}
}

// splitHost splits an address at its first point.
func splitHost(text string) (sub, domain string) {
	_, host, has := strings.Cut(text, "://")
	if !has {
		host = text
	}
	sub, domain, _ = strings.Cut(strings.TrimSuffix(host, "/"), ".")
	return sub, domain
}

func pbxDay(field string, of func(p *pbx.PBX) *core.Day) fileColumn {
	return fileColumn{
		key: field, title: fieldTitle(field),
		read: func(r *rowReader, text string) {
			day, err := r.day(text)
			if err != nil {
				r.problems.AddError(field, err)
				return
			}
			*of(&r.pbx) = day
		},
	}
}

// wordColumn holds one of a few words, as it is kept or as it is shown in any language.
func wordColumn[T ~string](
	key, prefix string, all []T, of func(p *pbx.PBX) *T,
) fileColumn {
	return fileColumn{key: key, title: fieldTitle(key), read: func(r *rowReader, text string) {
		for _, one := range all {
			if titleKey(string(one)) == titleKey(text) || slices.ContainsFunc(
				r.words, func(w *i18n.Printer) bool {
					return titleKey(w.T(prefix+string(one))) == titleKey(text)
				},
			) {
				*of(&r.pbx) = one
				return
			}
		}
		r.problems.Add(key, "field.choose", nil)
	}}
}

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
	if rows.regions, err = pbxs.RegionsOf(ctx, r); err != nil || !in.has(pbx.FieldCustomers) {
		return rows, err
	}
	if err := d.k.RequireFeature(s, permission.CustomerView); err != nil {
		return nil, err
	}
	rows.customers, err = indexCustomers(ctx, r)
	return rows, err
}

func (pr *pbxRows) find(ctx context.Context, r store.Reader, rows []ImportRow) (err error) {
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
func (pr *pbxRows) at(ctx context.Context, r store.Reader, row *ImportRow) (id string, err error) {
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
func (pr *pbxRows) findOwner(ctx context.Context, r store.Reader, row *ImportRow) (err error) {
	name := pr.in.cell(row.item, pbx.FieldOwner)
	if row.item.owner, err = pr.owners.named(ctx, r, name); err != nil {
		return err
	}
	if e := row.item.owner.err; e != nil {
		row.Problems.AddError(pbx.FieldOwner, e)
	}
	return pr.owners.capacityOf(ctx, r, row.item.owner)
}

// update makes a row one that changes a PBX. Whose it is stays: to move one is another action.
func (pr *pbxRows) update(ctx context.Context, r store.Reader, row *ImportRow, p pbx.PBX) error {
	row.item.pbx.Before = p
	if p.Reported {
		row.Problems.AddError(pbx.FieldOwner, pbxs.KeptByReseller(p.Owner.Name))
		return nil
	}
	owner, err := pr.owners.withID(ctx, r, p.Owner.ID)
	if err != nil {
		return err
	}
	named := pr.in.cell(row.item, pbx.FieldOwner) != ""
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
	if pr.in.has(fieldHost) {
		a.SubDomain, a.Domain = splitHost(pr.in.cell(i, fieldHost))
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

func (pr *pbxRows) begin(r *rowReader, i *item) {
	if !i.pbx.IsNew() {
		r.pbx = i.pbx.Before
		return
	}
	r.pbx = pbx.PBX{State: pbx.Stopped, Draft: pbx.Draft{
		Size: pbx.Size{Plan: pbx.Enterprise}, Term: pbx.Term{Type: pbx.Commercial},
	}}
	if limits := i.owner.limits; limits != nil {
		r.pbx.Type = limits.Start.Type
		r.pbx.SetRecording(limits.Start.Recording)
	}
}

func (pr *pbxRows) end(r *rowReader, row *ImportRow) {
	p := &r.pbx
	pr.setRecording(r)
	if row.item.pbx.IsNew() {
		pr.complete(&p.Address)
	}
	p.Draft = p.Draft.Trim()
	if pr.customers != nil && len(r.said.customers) > 0 {
		pr.setCustomers(r, row.item.owner.account.ID)
	}
	row.item.pbx.After = *p
	row.Name, row.Email = p.Name, p.Host()
}

// setRecording takes over what a row says of recording: minutes alone switch it on.
func (pr *pbxRows) setRecording(r *rowReader) {
	on, minutes := r.said.recording, r.said.minutes
	switch {
	case on != nil && minutes != nil:
		r.pbx.Recording, r.pbx.RecordingMinutes = *on, *minutes
	case on != nil:
		r.pbx.SetRecording(*on)
	case minutes != nil:
		r.pbx.Recording, r.pbx.RecordingMinutes = *minutes > 0, *minutes
	}
}

// setCustomers finds the customers that a row names by their emails, or as an export names them.
func (pr *pbxRows) setCustomers(r *rowReader, owner string) {
	r.pbx.Customers = nil
	for _, name := range r.said.customers {
		name = strings.TrimSpace(name)
		found := pr.customers.named(owner, name)
		switch {
		case name == "":
		case len(found) == 0:
			r.problems.Add(pbx.FieldCustomers, "import.no_customer", core.Args{"Name": name})
		case len(found) > 1:
			r.problems.Add(pbx.FieldCustomers, "import.several", core.Args{"Count": len(found)})
		default:
			r.pbx.Customers = append(r.pbx.Customers, found[0])
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

func (pr *pbxRows) check(ctx context.Context, r store.Reader, rows []ImportRow) error {
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

func (pr *pbxRows) checkRow(ctx context.Context, r store.Reader, row *ImportRow) error {
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
func (pr *pbxRows) take(row *ImportRow) {
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
	moved := owner.pool.moveFor(row, before, after)
	if pbxs.LedgerOwner(owner.account) == "" {
		row.item.moved = moved
	}
	if c.IsNew() {
		owner.limits.PBXs++
	}
}

func (pr *pbxRows) change(i *item) recordChange { return i.pbx }

func (pr *pbxRows) given(i *item, id string) given {
	owner := pbxs.LedgerOwner(i.owner.account)
	g := given{id: id, object: owner, before: i.pbx.Before.Takes()}
	if owner == "" {
		g.object = id
	}
	after := i.pbx.After
	after.ID = id
	g.after = after.Takes()
	g.transfers = func(g given) []capacity.Transfer {
		return capacity.Use(owner, g.id, g.before, g.after)
	}
	return g
}

func (pr *pbxRows) write(
	_ context.Context, _ store.Tx, op capacity.Operation, i *item, id string, e *action.Effect,
) error {
	c := i.pbx
	if c.IsNew() {
		c.After.ID, c.After.Owner, c.After.CreatedAt, c.After.Version = id, i.ownerRef(), op.At, 1
	}
	e.PBXs = append(e.PBXs, c)
	return nil
}
