package pbxs

import (
	"context"
	"slices"

	"resellerdesk/core"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk/internal/action"
	"resellerdesk/core/pbx"
	"resellerdesk/core/permission"
	"resellerdesk/core/store"
)

// PBXAt returns the PBX that has an address; one without a name when none has it.
func (d *Desk) PBXAt(ctx context.Context, a pbx.Address) (pbx.Ref, error) {
	if _, err := d.k.Authorize(permission.PBXView); err != nil {
		return pbx.Ref{}, err
	}
	other, err := d.k.Store.PBXAt(ctx, a)
	if core.IsNotFound(err) {
		return pbx.Ref{}, nil
	}
	return other, err
}

// ChangePBX changes a PBX to the whole of a draft, in one operation. What the size and the term of
// it are takes features besides that to edit it. version is the one that the form started from;
// Conflict "pbx.changed_meanwhile" when somebody changed the PBX meanwhile.
func (d *Desk) ChangePBX(
	ctx context.Context, operationID, id string, version int64, draft pbx.Draft,
) (action.Saved, error) {
	draft = draft.Trim()
	verb, err := d.verbOfChange(ctx, id, draft)
	if err != nil {
		return action.Saved{}, err
	}
	op := capacity.Operation{ID: operationID, Verb: verb}
	write := func(s *action.Session, tx store.Tx) (action.PBXChange, error) {
		before, err := changeable(ctx, tx, id)
		if err != nil {
			return action.PBXChange{}, err
		}
		if !s.Account.Holds()[permission.CustomerView] {
			draft.Customers = before.Customers
		}
		after := before
		after.Draft, after.Version = draft, version
		return action.Changed(before, after), MayChangePBX(d.k, s, before, after)
	}
	return d.changePBX(ctx, permission.PBXEdit, op, pbx.PBX{ID: id}, write)
}

// verbOfChange names a change by what it changes, as far as that can be known before.
func (d *Desk) verbOfChange(
	ctx context.Context, id string, draft pbx.Draft,
) (capacity.Verb, error) {
	before, err := d.k.Store.PBX(ctx, id)
	if core.IsFailure(err) {
		return "", err
	}
	if err != nil {
		return capacity.PBXChanged, nil // The change says that there is none.
	}
	after := before
	after.Draft = draft
	was, errWas := before.Fields()
	is, errIs := after.Fields()
	if errWas != nil || errIs != nil {
		return capacity.PBXChanged, nil
	}
	names := was.Changed(is)
	within := func(fields ...string) bool {
		return len(names) > 0 && !slices.ContainsFunc(
			names, func(n string) bool { return !slices.Contains(fields, n) },
		)
	}
	switch {
	case within(append(pbx.SizeFields(), pbx.FieldRecording)...):
		return capacity.PBXResized, nil
	case within(
		pbx.FieldType, pbx.FieldExpiry, pbx.FieldRunAfterExpiry,
	) && slices.Contains(names, pbx.FieldExpiry):
		// Undoing one takes the feature to change the expiry, which the type alone did not take.
		return capacity.PBXTermChanged, nil
	}
	return capacity.PBXChanged, nil
}

// PBXRefs returns how PBXs with some ids are called, also those that were deleted.
func (d *Desk) PBXRefs(ctx context.Context, ids []string) ([]pbx.Ref, error) {
	if _, err := d.k.Authorize(permission.PBXView); err != nil {
		return nil, err
	}
	known, err := d.k.Store.PBXsByID(ctx, ids)
	refs := make([]pbx.Ref, len(ids))
	for i, id := range ids {
		refs[i] = pbx.Ref{ID: id, Name: known[id].Name}
	}
	return refs, err
}

// PBXDeletion is what deleting PBXs gives back to the packages that they were made from, and what
// it does not.
type PBXDeletion struct {
	Names    []string
	Returns  capacity.Amounts
	Consumed int64 // Transcription minutes that were used up.
}

// PreviewDeletePBXs returns what deleting PBXs would give back. PBXs that do not exist any more are
// left out; those that somebody else keeps are refused, as DeletePBXs does.
func (d *Desk) PreviewDeletePBXs(ctx context.Context, ids []string) (PBXDeletion, error) {
	deletion := PBXDeletion{Returns: capacity.Amounts{}}
	if _, err := d.k.Authorize(permission.PBXDelete); err != nil {
		return deletion, err
	}
	ids = action.UniqueIDs(ids)
	var refusals action.Refusals
	for part := range slices.Chunk(ids, action.BatchSize) {
		known, err := d.k.Store.PBXsByID(ctx, part)
		if err != nil {
			return deletion, err
		}
		for _, id := range part {
			p := known[id]
			if p.ID == "" || p.Deleted {
				continue
			}
			if p.Reported {
				refusals = append(
					refusals,
					action.Refusal{ID: id, Company: p.Name, Err: KeptByReseller(p.Owner.Name)},
				)
				continue
			}
			deletion.Names = append(deletion.Names, p.Name)
			deletion.Consumed += p.Consumed
			for resource, n := range p.Takes() {
				deletion.Returns[resource] += n
			}
		}
	}
	err := refusals.Err(len(ids))
	if err == nil && len(deletion.Names) == 0 {
		err = &core.Error{Code: core.NotFound, Key: "pbx.gone"}
	}
	return deletion, err
}
