package handover

import (
	"context"
	"maps"
	"slices"
	"strings"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/desk/internal/action"
	"resellerdesk/core/pbx"
	"resellerdesk/core/permission"
	"resellerdesk/core/store"
)

// How the log names that something was done in the vendor's system, and that it was not after all.
const (
	operationTicked   = "handover.ticked"
	operationUnticked = "handover.unticked"
)

// TickHandover says of open entries that they were done in the vendor's system, all or none, and
// returns the ids of the ticks. A PBX that was created there was made on a day, today for NoDay,
// unless it has such a day. An entry that is not to be done any more, or in another way, is refused
// with Conflict.
func (d *Desk) TickHandover(
	ctx context.Context, ids []string, made core.Day,
) (ticks []string, err error) {
	ids = action.UniqueIDs(ids)
	entry := store.LogEntry{
		Module: store.ModulePBX, Operation: operationTicked, Name: strings.Join(ids, " "),
	}
	do := func(s *action.Session, tx store.Tx) error {
		ticks = nil
		if made == core.NoDay {
			made = d.k.Today()
		}
		if made > d.k.Today() {
			var problems core.Problems
			problems.Add(pbx.FieldMadeAt, "pbx.made_later", nil)
			return problems
		}
		open, err := openOf(ctx, tx, s, ids)
		if err != nil {
			return err
		}
		for _, e := range open {
			id, err := d.tick(ctx, tx, s, e, made)
			if err != nil {
				return err
			}
			ticks = append(ticks, id)
		}
		return nil
	}
	err = d.k.PerformWrite(
		d.k.Holding(permission.HandoverTick), &entry, do,
		action.HandoverChanged, action.PBXsChanged,
	)
	return ticks, err
}

// toDo is an open entry, with the fields as they are stored.
type toDo struct {
	Entry
	fields core.Fields
}

// openOf are open entries with some ids, in their order.
func openOf(
	ctx context.Context, r store.Reader, s *action.Session, ids []string,
) ([]toDo, error) {
	objects, err := objectsOf(ctx, r, s, ids)
	if err != nil {
		return nil, err
	}
	open, err := entriesOfObjects(ctx, r, objects)
	if err != nil {
		return nil, err
	}
	byID := map[string]Entry{}
	for _, e := range open {
		if !e.Done {
			byID[e.ID] = e
		}
	}
	list := make([]toDo, len(ids))
	for i, id := range ids {
		e, is := byID[id]
		if !is {
			return nil, &core.Error{
				Code: core.Conflict, Key: "handover.not_open", Args: core.Args{"ID": id},
			}
		}
		list[i] = toDo{e, stored(e)}
	}
	return list, nil
}

// stored are the fields of an entry as they are stored: permissions by tab. Of a deletion they are
// what was deleted.
func stored(e Entry) core.Fields {
	switch {
	case e.Part == PartDelete:
		return e.Before
	case e.Part.Tab() != "":
		return core.Fields{string(e.Part): e.After[fieldPermissions]}
	}
	return e.After
}

// objectsOf are the things that open entries with some ids are about, each once.
func objectsOf(
	ctx context.Context, r store.Reader, s *action.Session, ids []string,
) ([]object, error) {
	of := map[store.HandoverKind][]string{}
	for _, id := range ids {
		kind, rest, _ := strings.Cut(id, ":")
		object, _, _ := strings.Cut(rest, ":")
		of[store.HandoverKind(kind)] = append(of[store.HandoverKind(kind)], object)
	}
	accounts, err := r.AccountsByID(ctx, action.UniqueIDs(of[store.HandoverReseller]))
	if err != nil {
		return nil, err
	}
	known, err := r.PBXsByID(ctx, action.UniqueIDs(of[store.HandoverPBX]))
	if err != nil {
		return nil, err
	}
	var list []object
	for _, a := range accounts {
		more, err := visible(s, a, nil)
		if err != nil {
			return nil, err
		}
		list = append(list, more...)
	}
	pbxs := slices.DeleteFunc(
		slices.Collect(maps.Values(known)), func(p pbx.PBX) bool { return p.Reported },
	)
	more, err := visible(s, account.Account{}, pbxs)
	return append(list, more...), err
}

// tick writes that an entry was done.
func (d *Desk) tick(
	ctx context.Context, tx store.Tx, s *action.Session, e toDo, made core.Day,
) (id string, err error) {
	h := store.HandedOver{
		ID: action.NewID(), Kind: e.Kind, Object: e.Object, Entry: string(e.Part),
		Fields: e.fields, Actor: s.Account.ID, At: d.k.Now(),
	}
	if err := tx.AddHandedOver(h); err != nil {
		return "", err
	}
	before, after := cloned(e.Before), cloned(e.After)
	if e.Kind == store.HandoverPBX && e.Part == PartCreate {
		day, err := setMade(ctx, tx, e.Object, made)
		if err != nil {
			return "", err
		}
		after[pbx.FieldMadeAt] = day
	}
	return h.ID, d.log(tx, s, operationTicked, e.Entry, before, after)
}

// cloned is a copy of fields that can be added to, also of those that were erased.
func cloned(fields core.Fields) core.Fields {
	if fields == nil {
		return core.Fields{}
	}
	return maps.Clone(fields)
}

// setMade writes when a PBX was made, unless that is known, and returns what is written as JSON.
func setMade(ctx context.Context, tx store.Tx, id string, made core.Day) ([]byte, error) {
	p, err := tx.PBX(ctx, id)
	if err != nil {
		return nil, err
	}
	if p.MadeAt != core.NoDay {
		return p.MadeAt.MarshalJSON()
	}
	p.MadeAt = made
	if err := tx.ChangePBX(p); err != nil {
		return nil, err
	}
	return made.MarshalJSON()
}

// log logs what was done with an entry.
func (d *Desk) log(
	tx store.Tx, s *action.Session, operation string, e Entry, before, after core.Fields,
) error {
	entry := store.LogEntry{
		Module: store.ModulePBX, Operation: operation, Object: e.Object, Name: e.Name,
	}
	if e.Kind == store.HandoverReseller {
		entry.Module = store.ModuleUser
	}
	var err error
	if entry.Before, err = before.Text(); err != nil {
		return err
	}
	if entry.After, err = after.Text(); err != nil {
		return err
	}
	return d.k.LogDone(tx, s, entry)
}

// UntickHandover takes ticks back, all or none. One after which something else of the same was
// ticked is refused with Conflict. A PBX whose creation is taken back was not made.
func (d *Desk) UntickHandover(ctx context.Context, ids []string) error {
	ids = action.UniqueIDs(ids)
	entry := store.LogEntry{
		Module: store.ModulePBX, Operation: operationUnticked, Name: strings.Join(ids, " "),
	}
	do := func(s *action.Session, tx store.Tx) error {
		// The last one first, so that several of one thing can be taken back.
		ticks, err := ticksByID(ctx, tx, ids)
		for _, t := range slices.Backward(ticks) {
			if err == nil {
				err = d.untick(ctx, tx, s, t)
			}
		}
		return err
	}
	return d.k.PerformWrite(
		d.k.Holding(permission.HandoverTick), &entry, do,
		action.HandoverChanged, action.PBXsChanged,
	)
}

// ticksByID are some ticks, the first first.
func ticksByID(ctx context.Context, r store.Reader, ids []string) ([]store.HandedOver, error) {
	var objects []string
	for _, id := range ids {
		t, err := r.HandedOverByID(ctx, id)
		if core.IsNotFound(err) {
			err = &core.Error{
				Code: core.NotFound, Key: "handover.not_ticked", Args: core.Args{"ID": id},
			}
		}
		if err != nil {
			return nil, err
		}
		objects = append(objects, t.Object)
	}
	all, err := r.HandedOver(ctx, action.UniqueIDs(objects))
	return slices.DeleteFunc(
		all, func(t store.HandedOver) bool { return !slices.Contains(ids, t.ID) },
	), err
}

// untick takes one tick back.
func (d *Desk) untick(
	ctx context.Context, tx store.Tx, s *action.Session, t store.HandedOver,
) error {
	e, err := entryOf(ctx, tx, s, t)
	if err != nil {
		return err
	}
	if err := tx.DropHandedOver(t.ID); err != nil {
		return err
	}
	before, after := cloned(e.After), cloned(e.Before)
	if t.Kind == store.HandoverPBX && e.Part == PartCreate {
		p, err := tx.PBX(ctx, t.Object)
		if err != nil {
			return err
		}
		if before[pbx.FieldMadeAt], err = p.MadeAt.MarshalJSON(); err != nil {
			return err
		}
		p.MadeAt = core.NoDay
		if err := tx.ChangePBX(p); err != nil {
			return err
		}
	}
	return d.log(tx, s, operationUnticked, e, before, after)
}

// entryOf is the entry of a tick that can be taken back: nothing was ticked since that rests on it.
func entryOf(
	ctx context.Context, r store.Reader, s *action.Session, t store.HandedOver,
) (Entry, error) {
	id := string(t.Kind) + ":" + t.Object
	objects, err := objectsOf(ctx, r, s, []string{id})
	if err != nil {
		return Entry{}, err
	}
	list, err := entriesOfObjects(ctx, r, objects)
	if err != nil {
		return Entry{}, err
	}
	i := slices.IndexFunc(list, func(e Entry) bool { return e.ID == t.ID })
	if i < 0 { // The person may not see what it is about.
		return Entry{}, &core.Error{
			Code: core.NotFound, Key: "handover.not_ticked", Args: core.Args{"ID": t.ID},
		}
	}
	for _, later := range list[i+1:] {
		if later.Done && restsOn(later.Part, list[i].Part) {
			return Entry{}, &core.Error{
				Code: core.Conflict, Key: "handover.ticked_later",
				Args: core.Args{"Name": later.Name},
			}
		}
	}
	return list[i], nil
}

// restsOn tells whether a tick would make no sense without an earlier one of the same thing.
func restsOn(later, earlier Part) bool {
	whole := func(p Part) bool {
		return p == PartCreate || p == PartDelete || p == PartMissing
	}
	return later == earlier || whole(later) || whole(earlier)
}
