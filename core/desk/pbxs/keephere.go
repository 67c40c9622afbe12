package pbxs

import (
	"context"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk/internal/action"
	"resellerdesk/core/pbx"
	"resellerdesk/core/permission"
	"resellerdesk/core/store"
)

// KeepPBXsHere keeps the PBXs here that a reseller's desktop reported which is lost for good. Then
// they can be changed and deleted here. What they take stays where it is. Should the desktop report
// one of them again, it keeps that one again (docs/domain.md §6). Conflict "pbx.none_kept" when it
// reported none.
func (d *Desk) KeepPBXsHere(ctx context.Context, operationID, id string) error {
	entry := store.LogEntry{
		Module: store.ModulePBX, Operation: string(capacity.PBXsKept), Object: id,
	}
	permit := d.k.Holding(permission.UserExchange).OfDistributor()
	do := func(s *action.Session, tx store.Tx) error {
		a, err := action.Reseller(ctx, tx, id)
		if err == nil {
			err = action.RequireWorking(a)
		}
		if err != nil {
			return err
		}
		kept, err := KeptHere(ctx, tx, a)
		if err != nil {
			return err
		}
		if len(kept) == 0 {
			return &core.Error{
				Code: core.Conflict, Key: "pbx.none_kept",
				Args: core.Args{"Company": a.Profile.Company},
			}
		}
		return action.Act(
			ctx, tx, d.k.NewOperation(s, operationID, capacity.PBXsKept, a.ID),
			action.Effect{PBXs: kept},
		)
	}
	return d.k.PerformOnce(
		ctx, permit, operationID, &entry, do, action.PBXsChanged, action.ResellersChanged,
		action.ExchangeChanged,
	)
}

// KeptHere are the changes that make this workspace the keeper of what a reseller's desktop
// reported.
func KeptHere(ctx context.Context, tx store.Tx, a account.Account) ([]action.PBXChange, error) {
	holdings, err := tx.Holdings(ctx, a.ID)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, h := range holdings {
		if h.Reported {
			ids = append(ids, h.ID)
		}
	}
	known, err := tx.PBXsByID(ctx, ids)
	if err != nil {
		return nil, err
	}
	changes := make([]action.PBXChange, len(ids))
	for i, one := range ids {
		after := known[one]
		// No report says the type, which every other PBX has.
		after.Reported, after.Type = false, StartOf(a).Type
		changes[i] = action.Changed(known[one], after)
	}
	return changes, nil
}

// StartOf is what the new PBXs of an owner start with: the values that a reseller was given; a
// distributor has none.
func StartOf(owner account.Account) pbx.Start {
	start := pbx.Start{
		Recording: owner.Permissions[permission.PBXRecordingOn], Type: pbx.Commercial,
		RunAfterExpiry: owner.Permissions[permission.PBXRunAfterExpiryOn],
	}
	if owner.Permissions[permission.PBXTypeTrial] {
		start.Type = pbx.Trial
	}
	return start
}
