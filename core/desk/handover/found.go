package handover

import (
	"context"
	"encoding/json"
	"maps"
	"slices"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk/internal/action"
	"resellerdesk/core/pbx"
	"resellerdesk/core/permission"
	"resellerdesk/core/store"
)

// Handed is what was handed over of something until now.
type Handed struct {
	kind store.HandoverKind
	handed
}

// HandedOver returns what was handed over of some things, by the id of each.
func HandedOver(
	ctx context.Context, r store.Reader, kind store.HandoverKind, ids []string,
) (map[string]Handed, error) {
	ticks, err := r.HandedOver(ctx, ids)
	of := make(map[string]Handed, len(ids))
	for _, id := range ids {
		of[id] = Handed{kind: kind}
	}
	for _, t := range ticks {
		h := of[t.Object]
		h.apply(t)
		of[t.Object] = h
	}
	return of, err
}

// Lacks tells whether a field is to be entered, since it has another value here than what was
// handed over. Of a thing that is to be created as a whole no field is.
func (h Handed) Lacks(field string, ours json.RawMessage) bool {
	if !h.made || !isEntered(h.kind, field) {
		return false
	}
	fields, err := byPart(h.kind, core.Fields{field: ours})
	return err == nil && changes(h.before(h.kind, fields), fields)
}

// Made tells whether it was created there, and is there since.
func (h Handed) Made() bool { return h.made }

// isEntered tells whether somebody enters a field in the vendor's system.
func isEntered(kind store.HandoverKind, field string) bool {
	if kind == store.HandoverReseller {
		return field == fieldPermissions || slices.Contains(profileFields, field) ||
			slices.Contains(packageFields(), field)
	}
	for _, p := range pbxParts {
		if slices.Contains(p.fields, field) {
			return true
		}
	}
	return false
}

// Finding is what a comparison found of something in the vendor's system.
type Finding struct {
	Kind     store.HandoverKind
	ID, Name string // Of the reseller or PBX.
	// Ours and There are the fields that differ, as they were here and there. There is nil when
	// the thing is not there.
	Ours, There core.Fields
}

// Find writes down what a comparison found. The hand-over then has what is to be entered instead,
// also of what was ticked before; a PBX that is not there was not made. News is false when that was
// written down already. What is on no hand-over is refused with Invalid, and what changed here
// since the comparison with Conflict.
func Find(
	ctx context.Context, k *action.Kernel, tx store.Tx, s *action.Session, f Finding,
) (news bool, err error) {
	objects, err := objectsOf(ctx, tx, s, []string{string(f.Kind) + ":" + f.ID})
	if err != nil {
		return false, err
	}
	if len(objects) == 0 {
		return false, &core.Error{
			Code: core.Invalid, Key: "compare.not_listed", Args: core.Args{"Name": f.Name},
		}
	}
	known, err := HandedOver(ctx, tx, f.Kind, []string{f.ID})
	if err != nil {
		return false, err
	}
	part, fields := PartFound, core.Fields(nil)
	if f.There == nil {
		part, fields, err = PartMissing, objects[0].identity(), objects[0].unmake(ctx, tx)
		news = known[f.ID].made || len(known[f.ID].fields) > 0 || len(objects[0].made) > 0
	} else {
		fields, err = objects[0].found(f)
		news = !known[f.ID].has(fields)
	}
	if err != nil || !news {
		return false, err
	}
	return true, tx.AddHandedOver(store.HandedOver{
		ID: action.NewID(), Kind: f.Kind, Object: f.ID, Entry: string(part), Fields: fields,
		Actor: s.Account.ID, At: k.Now(),
	})
}

// unmake writes that a PBX was not made at the vendor.
func (o object) unmake(ctx context.Context, tx store.Tx) error {
	if o.kind != store.HandoverPBX {
		return nil
	}
	_, err := changeMade(ctx, tx, o.id, core.NoDay)
	return err
}

// found are the fields that were found there, by part. They are refused when the thing here does
// not look any more as it was compared.
func (o object) found(f Finding) (core.Fields, error) {
	there, err := byPart(f.Kind, f.There)
	if err != nil {
		return nil, err
	}
	ours, err := byPart(f.Kind, f.Ours)
	if err != nil {
		return nil, err
	}
	now := core.Fields{}
	for _, p := range o.parts {
		maps.Copy(now, p.fields)
	}
	for name := range ours {
		if _, has := now[name]; !has && account.IsAmount(name) {
			now[name] = json.RawMessage(none)
		}
		if !pbx.SameField(name, ours, now) {
			return nil, ErrDecidedMeanwhile(f.Name)
		}
	}
	return there, nil
}

// ErrDecidedMeanwhile says that something was changed or ticked since it was compared.
func ErrDecidedMeanwhile(name string) error {
	return &core.Error{
		Code: core.Conflict, Key: "compare.decided_meanwhile", Args: core.Args{"Name": name},
	}
}

// has tells whether some fields were handed over last.
func (h Handed) has(fields core.Fields) bool {
	for name := range fields {
		if _, known := h.fields[name]; !known || !pbx.SameField(name, h.fields, fields) {
			return false
		}
	}
	return h.made
}

// byPart are fields as the parts of a thing have them: permissions by tab, and 0 for nothing of a
// resource. One that nobody enters in the vendor's system is refused.
func byPart(kind store.HandoverKind, all core.Fields) (core.Fields, error) {
	fields := core.Fields{}
	for name, value := range all {
		switch isNull := len(value) == 0 || string(value) == "null"; {
		case !isEntered(kind, name):
			return nil, &core.Error{
				Code: core.Invalid, Key: "compare.not_entered",
				Args: core.Args{"Field": core.Key("field." + name)},
			}
		case name == fieldPermissions:
			var held []permission.Key
			if err := json.Unmarshal(value, &held); err != nil {
				return nil, err
			}
			for _, p := range permissionParts(permission.NewSet(held...)) {
				maps.Copy(fields, p.fields)
			}
		case isNull && account.IsAmount(name):
			fields[name] = json.RawMessage(none)
		default:
			fields[name] = value
		}
	}
	return fields, nil
}

// Said is what a row of a list that is taken over says: its fields, and what stood for a record
// that was only there.
type Said struct {
	Fields   []string
	StoodFor string
}

// TakeAll writes down that an operation took values over from a list of the vendor's system, as far
// as somebody enters them there. It takes what the rows say, in the order of the changes. Of
// something new it says that it is there.
func TakeAll(tx store.Tx, op capacity.Operation, e action.Effect, said []Said) error {
	for i, c := range e.Accounts {
		if err := take(tx, op, store.HandoverReseller, c, said[i]); err != nil {
			return err
		}
	}
	for i, c := range e.PBXs {
		if err := take(tx, op, store.HandoverPBX, c, said[i]); err != nil {
			return err
		}
	}
	return nil
}

// changed is a change of a reseller or a PBX.
type changed interface {
	IsNew() bool
	Entry(module string) (store.LogEntry, error)
}

// take writes down what an operation took over of one thing.
func take(
	tx store.Tx, op capacity.Operation, kind store.HandoverKind, c changed, said Said,
) error {
	entry, err := c.Entry("")
	if err != nil {
		return err
	}
	all, err := core.ParseFields(entry.After)
	if err != nil {
		return err
	}
	if c.IsNew() { // It is not only there any more.
		if err := tx.DropDeviation(kind, said.StoodFor, store.FieldOnlyThere); err != nil {
			return err
		}
	}
	names := slices.DeleteFunc(
		said.Fields, func(name string) bool { return !isEntered(kind, name) },
	)
	fields, err := byPart(kind, all.Only(names))
	if err != nil || len(fields) == 0 && !c.IsNew() {
		return err
	}
	return tx.AddHandedOver(store.HandedOver{
		ID: takenID(op.ID, entry.Object), Kind: kind, Object: entry.Object,
		Entry: string(PartFound), Fields: fields, Actor: op.Actor, At: op.At,
	})
}

// takenID is the id of what an operation that took over wrote down of something.
func takenID(operation, object string) string { return operation + ":" + object }

// UndoTaken makes what an operation that took over wrote down of something count for nothing, or
// count again when the operation is done again.
func UndoTaken(ctx context.Context, tx store.Tx, operation, object string, isUndone bool) error {
	t, err := tx.HandedOverByID(ctx, takenID(operation, object))
	if core.IsNotFound(err) { // It was taken back, or nothing of it is entered there.
		return nil
	}
	if err != nil {
		return err
	}
	if err := tx.DropHandedOver(t.ID); err != nil {
		return err
	}
	if t.Entry = string(PartFound); isUndone {
		t.Entry = string(partUndone)
	}
	return tx.AddHandedOver(t)
}
