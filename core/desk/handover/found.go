package handover

import (
	"context"
	"encoding/json"
	"maps"

	"resellerdesk/core"
	"resellerdesk/core/desk/internal/action"
	"resellerdesk/core/permission"
	"resellerdesk/core/store"
)

// Object names a reseller or PBX, as Open and Find take it.
func Object(kind store.HandoverKind, id string) string { return string(kind) + ":" + id }

// Open says which fields of some things are to be entered, by the id of each. PartCreate is among
// them while the thing as a whole is.
func Open(
	ctx context.Context, r store.Reader, s *action.Session, objects []string,
) (map[string]map[string]bool, error) {
	list, err := objectsOf(ctx, r, s, objects)
	if err != nil {
		return nil, err
	}
	entries, err := entriesOfObjects(ctx, r, list)
	open := map[string]map[string]bool{}
	for _, e := range entries {
		if e.Done {
			continue
		}
		fields := open[e.Object]
		if fields == nil {
			fields = map[string]bool{}
			open[e.Object] = fields
		}
		if e.Part == PartCreate {
			fields[string(PartCreate)] = true
		}
		for name := range e.After {
			fields[name] = string(e.Before[name]) != string(e.After[name])
		}
	}
	return open, err
}

// Find writes down what a comparison found of something in the vendor's system: some fields, or
// that it is not there for nil. The hand-over then has what is to be entered instead, also of what
// was ticked before. What is on no hand-over is refused with Invalid.
func Find(
	ctx context.Context, k *action.Kernel, tx store.Tx, s *action.Session,
	kind store.HandoverKind, id, name string, there core.Fields,
) error {
	objects, err := objectsOf(ctx, tx, s, []string{Object(kind, id)})
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
