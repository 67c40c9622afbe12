package compare

import (
	"context"
	"encoding/json"
	"io"
	"slices"

	"resellerdesk/core"
	"resellerdesk/core/desk/columns"
	"resellerdesk/core/desk/handover"
	"resellerdesk/core/desk/imports"
	"resellerdesk/core/desk/internal/action"
	"resellerdesk/core/permission"
	"resellerdesk/core/sheet"
	"resellerdesk/core/store"
)

// mayTake returns the session of a person who may import and update a kind that can be compared.
// It fills in what the options leave out.
func (d *Desk) mayTake(how *columns.Options) (*action.Session, error) {
	if !IsKind(how.Kind) {
		return nil, &core.Error{
			Code: core.Invalid, Key: "compare.no_kind", Args: core.Args{"Kind": string(how.Kind)},
		}
	}
	if how.Kind == "" {
		how.Kind = columns.KindResellers
	}
	if how.Update == "" {
		how.Update = how.Kind.UpdateBy()[0]
	}
	return imports.MayImport(d.k, *how)
}

// mayCompare returns the session of a person who may compare a kind: see its records and the
// hand-over list, and import and update the kind. It fills in what the options leave out.
func (d *Desk) mayCompare(how *columns.Options) (*action.Session, error) {
	view := permission.PBXView
	if how.Kind != columns.KindPBXs {
		view = permission.UserView
	}
	for _, feature := range []permission.Key{permission.HandoverView, view} {
		if _, err := d.k.Authorize(feature); err != nil {
			return nil, err
		}
	}
	return d.mayTake(how)
}

// CompareWith reads a list of the vendor's system, as an import reads a file, and lays it beside
// what is here, without writing anything. Records are found by how.Update: the email or external
// number of a reseller, the address of a PBX. Only fields that the list has columns for are
// compared, and an empty cell says nothing. Of how, Preset, PackagePreset and LeaveOut are for
// imports. Errors are about the whole list: those of CheckImport, "compare.no_kind" (Kind), or
// ctx's.
func (d *Desk) CompareWith(
	ctx context.Context, r io.Reader, how columns.Options,
) (Comparison, error) {
	s, err := d.mayCompare(&how)
	if err != nil {
		return Comparison{}, err
	}
	how.Preset, how.PackagePreset, how.LeaveOut = "", "", nil
	file, err := sheet.Read(ctx, r, how.Options)
	if err != nil {
		return Comparison{}, err
	}
	c := Comparison{
		Kind: how.Kind, Counts: map[State]int{}, Workbook: file.Workbook,
		HeaderLine: file.HeaderLine, Encoding: file.Encoding, Delimiter: file.Delimiter,
		file: file, how: how,
	}
	rows, err := imports.NewComparer(ctx, d.k, s, file, how)
	if rows != nil {
		m := rows.Mapping()
		c.Columns, c.Unknown, c.Fields = m.Shown, m.Unknown(), m.Fields()
	}
	if err != nil {
		return c, err
	}
	p := pass{Comparison: &c, k: d.k, kind: kindOf(how.Kind), lines: map[string]int{}}
	return c, p.run(ctx, rows)
}

// pass is one pass over a list.
type pass struct {
	*Comparison
	k     *action.Kernel
	kind  store.HandoverKind
	lines map[string]int // On which line a record or a key stood first.
	meant map[string]store.Deviation
}

func (p *pass) run(ctx context.Context, rows *imports.Comparer) error {
	total, err := rows.Count(ctx)
	if err != nil {
		return err
	}
	p.Records = make([]Record, 0, total)
	if err := p.readMeant(ctx); err != nil {
		return err
	}
	for part, err := range rows.Rows(ctx, p.k.Store) {
		if err != nil {
			return err
		}
		list := make([]Record, len(part))
		for i, f := range part {
			list[i] = p.record(f)
		}
		if err := p.take(ctx, list); err != nil {
			return err
		}
		action.Report(ctx, len(p.Records), total, p.Counts[Unreadable])
	}
	if p.Incomplete {
		return nil
	}
	return p.onlyHere(ctx)
}

// readMeant reads what is meant, by record and field.
func (p *pass) readMeant(ctx context.Context) error {
	list, err := p.k.Store.Deviations(ctx, p.kind)
	p.meant = make(map[string]store.Deviation, len(list))
	for _, d := range list {
		p.meant[string(d.Kind)+":"+d.Object+":"+d.Field] = d
	}
	return err
}

// record is the record of a row.
func (p *pass) record(f imports.Found) Record {
	r := Record{
		Object: f.ID, Name: f.Name, Email: f.Email, Number: f.Number, Line: f.Line,
		Problems: f.Problems, kind: p.kind, version: f.Version, reported: f.Reported,
	}
	place := f.ID
	if place == "" {
		place, r.key = f.Key, f.Key
	}
	if line, twice := p.lines[place]; twice && place != "" {
		r.Problems = slices.Clone(r.Problems)
		r.Problems.Add(p.how.Update, "import.email_twice", core.Args{"Line": line})
	}
	if _, known := p.lines[place]; !known {
		p.lines[place] = f.Line
	}
	if len(r.Problems) > 0 {
		p.Incomplete = p.Incomplete || f.Unsure && f.ID == ""
		return r
	}
	if f.ID == "" {
		r.add(fieldOnlyThere, "", "")
		return r
	}
	r.Differences = make([]Difference, 0, len(f.Theirs))
	for _, field := range p.Fields {
		ours, theirs := f.Ours[field], f.Theirs[field]
		if len(ours)+len(theirs) > 0 && !isSame(field, f.Ours, f.Theirs) {
			r.add(field, string(ours), string(theirs))
		}
	}
	return r
}

// take takes records up, with what is meant and on the hand-over list.
func (p *pass) take(ctx context.Context, list []Record) error {
	var objects []string
	for _, r := range list {
		if r.Object != "" && len(r.Differences) > 0 {
			objects = append(objects, r.Object)
		}
	}
	handed, err := handover.HandedOver(ctx, p.k.Store, p.kind, objects)
	if err != nil {
		return err
	}
	for i := range list {
		r := &list[i]
		for j := range r.Differences {
			d := &r.Differences[j]
			d.Listed = r.isListed(*d, handed[r.Object])
			d.Meant = p.markOf(*d)
		}
		r.settle()
		p.Counts[r.State]++
		p.Records = append(p.Records, *r)
	}
	return nil
}

// markOf is how a difference is marked as meant, nil when it is not.
func (p *pass) markOf(d Difference) *Mark {
	if len(p.meant) == 0 {
		return nil
	}
	m, is := p.meant[d.record+":"+d.Field]
	if !is || m.Values != d.values() {
		return nil
	}
	return &Mark{m.Person, m.At}
}

// isListed tells whether a difference is on the hand-over list.
func (r Record) isListed(d Difference, h handover.Handed) bool {
	switch {
	case r.reported, r.Object == "": // Who is only there has no entry.
		return false
	case d.isWhole():
		return !h.Made()
	}
	return h.Lacks(d.Field, json.RawMessage(orNull(d.Ours)))
}

// onlyHere takes up what the list does not have, and is neither in the bin nor deleted.
func (p *pass) onlyHere(ctx context.Context) error {
	var ids []string
	var err error
	if p.kind == store.HandoverPBX {
		ids, err = p.k.Store.PBXList().IDs(ctx, store.PBXQuery{Now: p.k.Now()})
	} else {
		ids, err = p.k.Store.ResellerList().IDs(ctx, store.ResellerQuery{Now: p.k.Now()})
	}
	ids = slices.DeleteFunc(ids, func(id string) bool { _, has := p.lines[id]; return has })
	total := len(p.Records) + len(ids)
	p.Records = slices.Grow(p.Records, len(ids))
	for part := range slices.Chunk(ids, action.BatchSize) {
		if err == nil {
			err = ctx.Err()
		}
		var list []Record
		if err == nil {
			list, err = p.named(ctx, part)
		}
		if err == nil {
			err = p.take(ctx, list)
		}
		if err != nil {
			return err
		}
		action.Report(ctx, len(p.Records), total, p.Counts[Unreadable])
	}
	return err
}

// named are records that are only here.
func (p *pass) named(ctx context.Context, ids []string) ([]Record, error) {
	list := make([]Record, len(ids))
	for i, id := range ids {
		list[i] = Record{Object: id, kind: p.kind}
		list[i].add(fieldOnlyHere, "", "")
	}
	if p.kind == store.HandoverPBX {
		known, err := p.k.Store.PBXsByID(ctx, ids)
		for i, id := range ids {
			list[i].Name, list[i].Email = known[id].Name, known[id].Host()
			list[i].reported = known[id].Reported
		}
		return list, err
	}
	known, err := p.k.Store.AccountsByID(ctx, ids)
	for i, id := range ids {
		profile := known[id].Profile
		list[i].Name, list[i].Email = profile.Company, profile.Email
		list[i].Number = profile.ExternalNumber
	}
	return list, err
}
