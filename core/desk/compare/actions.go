package compare

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"resellerdesk/core"
	"resellerdesk/core/desk/handover"
	"resellerdesk/core/desk/imports"
	"resellerdesk/core/desk/internal/action"
	"resellerdesk/core/permission"
	"resellerdesk/core/store"
)

// How the log names what was decided of a difference.
const (
	operationHandedOver = "comparison.handed_over"
	operationMeant      = "comparison.meant"
	operationNotMeant   = "comparison.not_meant"
)

// TakeOverDifferences writes the values of the list into the records here, all or none of the
// differences with some ids, as one operation that can be undone: by the checks of an import, which
// adds what is only there. Refusals say what is not possible; to delete what is only here, and to
// move a PBX to another owner, are other actions. The caller makes operationID with NewID before
// the first try; a repeated try with the same id changes nothing and succeeds.
func (d *Desk) TakeOverDifferences(
	ctx context.Context, operationID string, c Comparison, ids []string,
) error {
	c.how.Kind = c.Kind
	permit := func() (*action.Session, error) { return d.mayTake(&c.how) }
	rows := func() (map[int]imports.Taken, error) { return c.taken(ids) }
	return imports.TakeOver(ctx, d.k, permit, operationID, c.file, &c.how, rows)
}

// taken are the rows of some differences.
func (c Comparison) taken(ids []string) (map[int]imports.Taken, error) {
	list, err := c.choose(ids)
	if len(list) == 0 && err == nil {
		err = errNoDifference("")
	}
	taken := map[int]imports.Taken{}
	for _, one := range list {
		row := imports.Taken{ID: one.Object, Version: one.version}
		for _, difference := range one.differences {
			switch difference.Field {
			case fieldOnlyHere:
				err = &core.Error{
					Code: core.Invalid, Key: "compare.not_taken",
					Args: core.Args{"Name": one.Name},
				}
			case fieldOnlyThere:
				row.StoodFor = one.object()
			default:
				row.Fields = append(row.Fields, difference.Field)
			}
		}
		taken[one.Line] = row
	}
	return taken, err
}

// HandOverDifferences puts differences with some ids on the hand-over list, all or none: what was
// found there is written down as such, so that what is to be entered instead is open, also when it
// was ticked before. What is only there, and what nobody enters there, is refused with Invalid;
// what was changed or ticked here since the comparison, with Conflict. What is on the list already
// stays.
func (d *Desk) HandOverDifferences(ctx context.Context, c Comparison, ids []string) error {
	return d.decide(c, ids, operationHandedOver, func(
		s *action.Session, tx store.Tx, list []chosen,
	) (decision, error) {
		handed, err := handedOver(ctx, tx, kindOf(c.Kind), list)
		if err != nil {
			return nil, err
		}
		return func(one chosen) (chosen, error) {
			f, err := one.finding(handed[one.Object])
			if err != nil {
				return one, err
			}
			news, err := handover.Find(ctx, d.k, tx, s, f)
			if !news {
				one.differences = nil
			}
			return one, err
		}, nil
	}, action.HandoverChanged, action.PBXsChanged)
}

// handedOver is what was handed over of some records until now.
func handedOver(
	ctx context.Context, r store.Reader, kind store.HandoverKind, list []chosen,
) (map[string]handover.Handed, error) {
	var objects []string
	for _, one := range list {
		if one.Object != "" {
			objects = append(objects, one.Object)
		}
	}
	return handover.HandedOver(ctx, r, kind, objects)
}

// finding is what the hand-over is to know of a record, of which so much is handed over by now.
func (one chosen) finding(h handover.Handed) (handover.Finding, error) {
	f := handover.Finding{
		Kind: one.kind, ID: one.Object, Name: one.Name,
		Ours: core.Fields{}, There: core.Fields{},
	}
	if one.Object == "" {
		return f, &core.Error{
			Code: core.Invalid, Key: "compare.not_listed", Args: core.Args{"Name": one.Name},
		}
	}
	for _, difference := range one.differences {
		if difference.Listed && !one.isListed(difference, h) { // Somebody ticked it since.
			return f, handover.ErrDecidedMeanwhile(one.Name)
		}
		if difference.isWhole() {
			f.There = nil
			continue
		}
		f.Ours[difference.Field] = json.RawMessage(orNull(difference.Ours))
		f.There[difference.Field] = json.RawMessage(orNull(difference.Theirs))
	}
	return f, nil
}

// MarkMeant marks differences with some ids as meant, all or none: until a value on either side is
// another one, they are none. Who did so and when is kept.
func (d *Desk) MarkMeant(_ context.Context, c Comparison, ids []string) error {
	return d.decide(c, ids, operationMeant, func(
		s *action.Session, tx store.Tx, _ []chosen,
	) (decision, error) {
		return func(one chosen) (chosen, error) {
			for _, difference := range one.differences {
				if err := tx.KeepDeviation(store.Deviation{
					Kind: one.kind, Object: one.object(), Field: difference.Field,
					Values: difference.values(), Actor: s.Account.ID, At: d.k.Now(),
				}); err != nil {
					return one, err
				}
			}
			return one, nil
		}, nil
	})
}

// UnmarkMeant takes back that differences with some ids are meant, all or none. One that is not
// meant stays as it is.
func (d *Desk) UnmarkMeant(ctx context.Context, c Comparison, ids []string) error {
	return d.decide(c, ids, operationNotMeant, func(
		_ *action.Session, tx store.Tx, _ []chosen,
	) (decision, error) {
		marked, err := tx.Deviations(ctx, kindOf(c.Kind))
		meant := make(map[string]bool, len(marked))
		for _, m := range marked {
			meant[m.Object+":"+m.Field+":"+m.Values] = true
		}
		return func(one chosen) (chosen, error) {
			one.differences = slices.DeleteFunc(
				slices.Clone(one.differences), func(difference Difference) bool {
					return !meant[one.object()+":"+difference.Field+":"+difference.values()]
				},
			)
			for _, difference := range one.differences {
				err := tx.DropDeviation(one.kind, one.object(), difference.Field)
				if err != nil {
					return one, err
				}
			}
			return one, nil
		}, err
	})
}

// decision does something with a record, and returns it with those of its differences with which
// something was to be done.
type decision func(one chosen) (chosen, error)

// decide does something with the records of some differences, and logs each. begin returns what.
func (d *Desk) decide(
	c Comparison, ids []string, operation string,
	begin func(s *action.Session, tx store.Tx, list []chosen) (decision, error),
	changed ...action.Event,
) error {
	module := store.ModuleUser
	if kindOf(c.Kind) == store.HandoverPBX {
		module = store.ModulePBX
	}
	entry := store.LogEntry{
		Module: module, Operation: operation, Name: strings.Join(ids[:min(len(ids), 10)], " "),
	}
	permit := func() (*action.Session, error) {
		if _, err := d.k.Authorize(permission.HandoverTick); err != nil {
			return nil, err
		}
		c.how.Kind = c.Kind
		return d.mayCompare(&c.how)
	}
	return d.k.PerformWrite(permit, &entry, func(s *action.Session, tx store.Tx) error {
		list, err := c.choose(ids)
		if err != nil {
			return err
		}
		do, err := begin(s, tx, list)
		for _, one := range list {
			if err == nil {
				one, err = do(one)
			}
			if err == nil && len(one.differences) > 0 {
				err = d.log(tx, s, module, operation, one)
			}
		}
		return err
	}, changed...)
}

// log logs what was decided of a record: what is there, and what is here. What is only there is not
// named: nobody could erase that.
func (d *Desk) log(
	tx store.Tx, s *action.Session, module, operation string, one chosen,
) (err error) {
	e := store.LogEntry{
		Module: module, Operation: operation, Object: one.object(), Name: one.Name,
	}
	if one.Object == "" {
		e.Name = e.Object
	}
	theirs, ours := core.Fields{}, core.Fields{}
	for _, difference := range one.differences {
		if !difference.isWhole() {
			theirs[difference.Field] = json.RawMessage(orNull(difference.Theirs))
			ours[difference.Field] = json.RawMessage(orNull(difference.Ours))
		}
	}
	if e.Before, err = theirs.Text(); err != nil {
		return err
	}
	if e.After, err = ours.Text(); err != nil {
		return err
	}
	return d.k.LogDone(tx, s, e)
}
