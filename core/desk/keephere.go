package desk

import (
	"context"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/permission"
	"resellerdesk/core/store"
)

// KeepPBXsHere makes this workspace the keeper of the PBXs that the desktop of a reseller reported
// and that is lost for good, so that they can be changed and deleted here. What they take stays
// where it is. Should the desktop report one of them again, it keeps that one again (docs/domain.md
// §6). Conflict "pbx.none_kept" when it reported none.
func (d *Desk) KeepPBXsHere(ctx context.Context, operationID, id string) error {
	entry := LogEntry{Module: store.ModulePBX, Operation: string(capacity.PBXsKept), Object: id}
	permit := d.holding(permission.UserExchange).ofDistributor()
	return d.performOnce(ctx, permit, operationID, &entry, func(s *session, tx Tx) error {
		a, err := d.reseller(ctx, tx, id)
		if err == nil {
			err = requireWorking(a)
		}
		if err != nil {
			return err
		}
		kept, err := keptHere(ctx, tx, a)
		if err != nil {
			return err
		}
		if len(kept) == 0 {
			return &core.Error{
				Code: core.Conflict, Key: "pbx.none_kept",
				Args: core.Args{"Company": a.Profile.Company},
			}
		}
		return d.act(
			ctx, tx, d.newOperation(s, operationID, capacity.PBXsKept, a.ID), effect{pbxs: kept},
		)
	}, PBXsChanged, ResellersChanged, ExchangeChanged)
}

// keptHere are the changes that make this workspace the keeper of what a reseller's desktop
// reported.
func keptHere(ctx context.Context, tx Tx, a account.Account) ([]pbxChange, error) {
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
	changes := make([]pbxChange, len(ids))
	for i, one := range ids {
		after := known[one]
		after.Reported, after.Type = false, startOf(a).Type // No report says the type, which every other PBX has.
		changes[i] = pbxChange{known[one], after}
	}
	return changes, nil
}
