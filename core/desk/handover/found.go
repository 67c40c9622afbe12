package handover

import (
	"context"
	"encoding/json"
	"maps"
	"slices"

	"resellerdesk/core"
	"resellerdesk/core/desk/internal/action"
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
// handed over, or since the thing as a whole is to be created.
func (h Handed) Lacks(field string, ours json.RawMessage) bool {
	if field == fieldPermissions {
		var held []permission.Key
		if json.Unmarshal(ours, &held) != nil {
			return false
		}
		for _, p := range permissionParts(permission.NewSet(held...)) {
			if changes(h.before(h.kind, p.fields), p.fields) {
				return true
			}
		}
		return false
	}
	fields := core.Fields{field: ours}
	return isEntered(h.kind, field) && (!h.made || changes(h.before(h.kind, fields), fields))
}

// Made tells whether it was created there, and is there since.
func (h Handed) Made() bool { return h.made }

// isEntered tells whether somebody enters a field in the vendor's system.
func isEntered(kind store.HandoverKind, field string) bool {
	if kind == store.HandoverReseller {
		return slices.Contains(profileFields, field) || slices.Contains(packageFields(), field)
	}
	for _, p := range pbxParts {
		if slices.Contains(p.fields, field) {
			return true
		}
	}
	return false
}

// Find writes down what a comparison found of something in the vendor's system: some fields, or
// that it is not there for nil. The hand-over then has what is to be entered instead, also of what
// was ticked before. What is on no hand-over is refused with Invalid.
func Find(
	ctx context.Context, k *action.Kernel, tx store.Tx, s *action.Session,
	kind store.HandoverKind, id, name string, there core.Fields,
) error {
	objects, err := objectsOf(ctx, tx, s, []string{string(kind) + ":" + id})
	if err != nil {
		return err
	}
	if len(objects) == 0 {
		return &core.Error{
			Code: core.Invalid, Key: "compare.not_listed", Args: core.Args{"Name": name},
		}
	}
	part, fields := PartMissing, objects[0].identity()
	if there != nil {
		part = PartFound
		if fields, err = objects[0].entered(there); err != nil {
			return err
		}
	}
	return tx.AddHandedOver(store.HandedOver{
		ID: action.NewID(), Kind: kind, Object: id, Entry: string(part), Fields: fields,
		Actor: s.Account.ID, At: k.Now(),
	})
}

// entered are fields as the parts of the thing have them: permissions by tab. One that nobody
// enters in the vendor's system is refused.
func (o object) entered(there core.Fields) (core.Fields, error) {
	all, fields := core.Fields{}, core.Fields{}
	for _, p := range o.parts {
		maps.Copy(all, p.fields)
	}
	for name, value := range there {
		if name == fieldPermissions {
			var held []permission.Key
			if err := json.Unmarshal(value, &held); err != nil {
				return nil, err
			}
			for _, p := range permissionParts(permission.NewSet(held...)) {
				maps.Copy(fields, p.fields)
			}
			continue
		}
		if _, has := all[name]; !has {
			return nil, &core.Error{
				Code: core.Invalid, Key: "compare.not_entered",
				Args: core.Args{"Field": core.Key("field." + name)},
			}
		}
		fields[name] = value
	}
	return fields, nil
}
