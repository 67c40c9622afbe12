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
		day, err := d.dayMade(made)
		if err != nil {
			return err
		}
		open, err := openOf(ctx, tx, s, ids)
		if err != nil {
			return err
		}
		for _, e := range open {
			id, err := d.tick(ctx, tx, s, e, day)
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

// dayMade is the day on which PBXs were made: today for NoDay. A later one is refused.
func (d *Desk) dayMade(made core.Day) (core.Day, error) {
	today := d.k.Today()
	if made == core.NoDay {
		return today, nil
	}
	var problems core.Problems
	if made > today {
		problems.Add(pbx.FieldMadeAt, "pbx.made_later", nil)
	}
	return made, problems.Err()
}

// AnyCount is for TickAllHandover: whatever there is to do.
const AnyCount = -1

// TickAllHandover says of all that is to be done, of one reseller or of all (""), that it was done
// already, all or none, and returns the ids of the ticks. It is refused with Conflict when there
// are not as many entries as were counted before. PBXs are dated as by TickHandover.
func (d *Desk) TickAllHandover(
	ctx context.Context, reseller string, counted int, made core.Day,
) (ticks []string, err error) {
	entry := store.LogEntry{Module: store.ModulePBX, Operation: operationTicked, Object: reseller}
	do := func(s *action.Session, tx store.Tx) error {
		ticks = nil
		day, err := d.dayMade(made)
		if err != nil {
			return err
		}
		open, err := countOpen(ctx, tx, s, reseller)
		if err != nil {
			return err
		}
		if counted != AnyCount && counted != open {
			return &core.Error{Code: core.Conflict, Key: "handover.other_count"}
		}
		m := &action.Steps{Ctx: ctx, Rows: open, Total: open}
		for part, err := range pages(ctx, tx, s, reseller) {
			if err != nil {
				return err
			}
			more, err := d.tickOpen(ctx, tx, s, part, day)
			if err != nil {
				return err
			}
			ticks = append(ticks, more...)
			if err := m.Step(len(more)); err != nil {
				return err
			}
		}
		return nil
	}
	err = d.k.PerformWrite(
		d.k.Holding(permission.HandoverTick), &entry, do,
		action.HandoverChanged, action.PBXsChanged,
	)
	return ticks, err
}

// countOpen is how many entries of a reseller, or of all (""), are to be done.
func countOpen(
	ctx context.Context, r store.Reader, s *action.Session, reseller string,
) (n int, err error) {
	for part, err := range pages(ctx, r, s, reseller) {
		if err != nil {
			return 0, err
		}
		n += openIn(part)
	}
	return n, nil
}

// tickOpen writes that those of some entries that are open were done.
func (d *Desk) tickOpen(
	ctx context.Context, tx store.Tx, s *action.Session, list []Entry, made core.Day,
) (ticks []string, err error) {
	for _, e := range list {
		if e.Done {
			continue
		}
		id, err := d.tick(ctx, tx, s, toDo{e, stored(e)}, made)
		if err != nil {
			return nil, err
		}
		ticks = append(ticks, id)
	}
	return ticks, nil
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
	switch {
	case e.Kind != store.HandoverPBX:
	case e.Part == PartCreate:
		if after[pbx.FieldMadeAt], err = setMade(ctx, tx, e.Object, made); err != nil {
			return "", err
		}
	case e.Part == PartDelete: // It is not there any more.
		if _, err = changeMade(ctx, tx, e.Object, core.NoDay); err != nil {
			return "", err
		}
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
	if _, err := changeMade(ctx, tx, id, made); err != nil {
		return nil, err
	}
	return made.MarshalJSON()
}

// changeMade writes when a PBX was made, NoDay for not at all, and returns what was written before.
func changeMade(
	ctx context.Context, tx store.Tx, id string, made core.Day,
) (before core.Day, err error) {
	p, err := tx.PBX(ctx, id)
	if err != nil || p.MadeAt == made {
		return made, err
	}
	before, p.MadeAt = p.MadeAt, made
	return before, tx.ChangePBX(p)
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
// ticked is refused with Conflict. A PBX whose creation is taken back was not made; one whose
// deletion is, or that it is missing, was made when it was before.
func (d *Desk) UntickHandover(ctx context.Context, ids []string) error {
	ids = action.UniqueIDs(ids)
	entry := store.LogEntry{Module: store.ModulePBX, Operation: operationUnticked}
	if len(ids) <= action.BatchSize {
		entry.Name = strings.Join(ids, " ")
	}
	do := func(s *action.Session, tx store.Tx) error {
		wanted, things, err := ticked(ctx, tx, ids)
		if err != nil {
			return err
		}
		m := &action.Steps{Ctx: ctx, Rows: len(ids), Total: len(ids)}
		for part := range slices.Chunk(things, action.BatchSize) {
			before := len(wanted)
			if err := d.untickOf(ctx, tx, s, part, wanted); err != nil {
				return err
			}
			if err := m.Step(before - len(wanted)); err != nil {
				return err
			}
		}
		for id := range wanted { // The person may not see what it is about.
			return errNotTicked(id)
		}
		return nil
	}
	return d.k.PerformWrite(
		d.k.Holding(permission.HandoverTick), &entry, do,
		action.HandoverChanged, action.PBXsChanged,
	)
}

func errNotTicked(id string) error {
	return &core.Error{
		Code: core.NotFound, Key: "handover.not_ticked", Args: core.Args{"ID": id},
	}
}

// ticked are some ticks, and what they are about, each once and as an id of an entry begins.
func ticked(
	ctx context.Context, r store.Reader, ids []string,
) (wanted map[string]bool, things []string, err error) {
	wanted = make(map[string]bool, len(ids))
	for _, id := range ids {
		t, err := r.HandedOverByID(ctx, id)
		if core.IsNotFound(err) {
			err = errNotTicked(id)
		}
		if err != nil {
			return nil, nil, err
		}
		wanted[id] = true
		things = append(things, string(t.Kind)+":"+t.Object)
	}
	return wanted, action.UniqueIDs(things), nil
}

// untickOf takes those ticks of some things back that are wanted, and takes them out of these. The
// last one goes first, so that several of one thing can be taken back.
func (d *Desk) untickOf(
	ctx context.Context, tx store.Tx, s *action.Session, things []string, wanted map[string]bool,
) error {
	objects, err := objectsOf(ctx, tx, s, things)
	if err != nil {
		return err
	}
	list, err := entriesOfObjects(ctx, tx, objects)
	if err != nil {
		return err
	}
	var later []Entry // What stays ticked of the thing of the entry, after it.
	for _, e := range slices.Backward(list) {
		if len(later) > 0 && later[0].Object != e.Object {
			later = nil
		}
		switch {
		case !e.Done:
			continue
		case !wanted[e.ID]:
			later = append(later, e)
			continue
		}
		if slices.ContainsFunc(later, func(l Entry) bool { return restsOn(l.Part, e.Part) }) {
			return &core.Error{
				Code: core.Conflict, Key: "handover.ticked_later", Args: core.Args{"Name": e.Name},
			}
		}
		if err := d.untick(ctx, tx, s, e); err != nil {
			return err
		}
		delete(wanted, e.ID)
	}
	return nil
}

// untick takes one tick back.
func (d *Desk) untick(
	ctx context.Context, tx store.Tx, s *action.Session, e Entry,
) error {
	if err := tx.DropHandedOver(e.ID); err != nil {
		return err
	}
	before, after := cloned(e.After), cloned(e.Before)
	switch {
	case e.Kind != store.HandoverPBX:
	case e.Part == PartCreate:
		was, err := changeMade(ctx, tx, e.Object, core.NoDay)
		if err != nil {
			return err
		}
		if before[pbx.FieldMadeAt], err = was.MarshalJSON(); err != nil {
			return err
		}
	case e.Part == PartDelete, e.Part == PartMissing:
		if err := restoreMade(ctx, tx, e); err != nil {
			return err
		}
	}
	return d.log(tx, s, operationUnticked, e, before, after)
}

// restoreMade writes that a PBX was made when it was before its deletion was ticked, or before it
// was missing there. A day that it has by now stays.
func restoreMade(ctx context.Context, tx store.Tx, e Entry) error {
	if _, had := e.Before[pbx.FieldMadeAt]; !had {
		return nil
	}
	var was struct {
		MadeAt core.Day `json:"made_at"`
	}
	if err := e.Before.Into(&was); err != nil {
		return err
	}
	_, err := setMade(ctx, tx, e.Object, was.MadeAt)
	return err
}

// restsOn tells whether a tick would make no sense without an earlier one of the same thing.
func restsOn(later, earlier Part) bool {
	whole := func(p Part) bool {
		return p == PartCreate || p == PartDelete || p == PartMissing
	}
	return later == earlier || whole(later) || whole(earlier)
}
