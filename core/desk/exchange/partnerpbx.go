package exchange

import (
	"context"
	"maps"
	"reflect"
	"slices"
	"strings"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/activation"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk/pbxs"
	"resellerdesk/core/pbx"
	"resellerdesk/core/store"
)

// takeUsage adds to an operation the transfers that bring the ledger to what a report says, and
// writes the PBXs that it names. Where it says more than was granted, the ledger takes as much as
// there is, so that it depends on the newest report alone. misfit says what does not fit.
func (d *Desk) takeUsage(
	ctx context.Context, tx store.Tx, op *capacity.Operation, a account.Account, p *store.Partner,
	r activation.Report,
) (misfit *core.Error, err error) {
	if a.State == account.InBin || a.State == account.Closed {
		return &core.Error{
			Code: core.Conflict, Key: "exchange.deleted_here",
			Args: core.Args{"Company": a.Profile.Company},
		}, nil
	}
	known, err := readKnownPBXs(ctx, tx, a, r)
	if err != nil {
		return nil, err
	}
	// Its package says of some of them that they are kept here.
	p.Changed = p.Changed || known.returns
	consumed, err := tx.Consumed(ctx, a.ID)
	if err != nil {
		return nil, err
	}
	since := capacity.Amounts{}
	for resource, n := range amountsOf(r.Consumed) {
		before := consumed[resource] - p.ConsumedBefore[resource]
		if n < before {
			misfit = consumedLess(a, resource, n, before)
			continue
		}
		since[resource] = n - before
	}
	left, reported := known.granted.Clone(), capacity.Amounts{}
	takeConsumed(op, a, since, left, reported)
	pbxs, foreign, err := d.takePBXs(tx, a, r, known, left, reported)
	if err != nil {
		return nil, err
	}
	if foreign != nil {
		misfit = foreign
	}
	// What PBXs release is there for what is consumed.
	op.Transfers = append(usageTransfers(a.ID, known.reported, pbxs), op.Transfers...)
	have := int64(len(r.PBXs) + known.here)
	if beyond := beyondGrant(a, known.granted, reported, have); beyond != nil {
		misfit = beyond
	}
	return misfit, nil
}

// takeConsumed adds what was consumed since the last report to an operation, as far as it is left.
// reported grows by all of it.
func takeConsumed(
	op *capacity.Operation, a account.Account, since, left, reported capacity.Amounts,
) {
	for resource, more := range since {
		reported[resource] += more
		if more = min(more, left[resource]); more > 0 {
			left[resource] -= more
			op.Transfers = append(op.Transfers, capacity.Consume(a.ID, resource, more))
		}
	}
}

// consumedLess is the warning that a report says less consumed than one before.
func consumedLess(a account.Account, r capacity.Resource, reported, known int64) *core.Error {
	return &core.Error{Code: core.Conflict, Key: "exchange.consumed_less", Args: core.Args{
		"Company": a.Profile.Company, "Resource": core.Key("field." + r),
		"Reported": reported, "Known": known,
	}}
}

// beyondGrant is the warning that a reseller uses more than it was granted, nil when it does not.
func beyondGrant(
	a account.Account, granted, reported capacity.Amounts, pbxs int64,
) *core.Error {
	for _, resource := range capacity.Resources() {
		if reported[resource] > granted[resource] {
			return &core.Error{Code: core.Conflict, Key: "exchange.does_not_fit", Args: core.Args{
				"Company": a.Profile.Company, "Resource": core.Key("field." + resource),
				"Reported": reported[resource], "Granted": granted[resource],
			}}
		}
	}
	if limit := a.Package.PBXLimit; limit != nil && pbxs > *limit {
		return &core.Error{Code: core.Conflict, Key: "exchange.too_many_pbxs", Args: core.Args{
			"Company": a.Profile.Company, "Reported": pbxs, "Granted": *limit,
		}}
	}
	return nil
}

// takePBXs writes the PBXs that a report names, and marks those deleted that it names no more. It
// returns what each of them takes: of what is left, which shrinks. reported grows by what the
// report says. A PBX that is somebody else's is left out.
func (d *Desk) takePBXs(
	tx store.Tx, a account.Account, r activation.Report, known knownPBXs, left,
	reported capacity.Amounts,
) (pbxs map[string]capacity.Amounts, foreign *core.Error, err error) {
	pbxs = map[string]capacity.Amounts{}
	for _, one := range slices.SortedFunc(
		slices.Values(r.PBXs), func(a, b activation.PBX) int { return strings.Compare(a.ID, b.ID) },
	) {
		if known.elsewhere[one.ID] {
			foreign = &core.Error{
				Code: core.Conflict, Key: "exchange.pbx_elsewhere",
				Args: core.Args{"Company": a.Profile.Company, "Name": one.Name},
			}
			continue
		}
		takes := capacity.Amounts{}
		for resource, n := range amountsOf(one.Resources) {
			reported[resource] += n
			takes[resource] = min(n, left[resource])
			left[resource] -= takes[resource]
		}
		pbxs[one.ID] = takes
		if err := d.takePBX(tx, known.stored[one.ID], a, one, takes); err != nil {
			return nil, nil, err
		}
	}
	for _, h := range known.reported {
		if _, stays := pbxs[h.ID]; !stays {
			gone := known.stored[h.ID]
			gone.Deleted = true
			if err := tx.ChangePBX(gone); err != nil {
				return nil, nil, err
			}
		}
	}
	return pbxs, foreign, nil
}

// knownPBXs is what is kept here of the PBXs of a reseller before a report of them is taken over.
type knownPBXs struct {
	// Those that the report names, and those that were reported before.
	stored    map[string]pbx.PBX
	elsewhere map[string]bool    // Those that the report names and somebody else has.
	reported  []store.PBXHolding // What is the report's to say.
	here      int                // How many are kept here besides.
	returns   bool               // The report names one that was kept here.
	granted   capacity.Amounts   // Of the package, what is not in those.
}

func readKnownPBXs(
	ctx context.Context, tx store.Tx, a account.Account, r activation.Report,
) (knownPBXs, error) {
	known := knownPBXs{elsewhere: map[string]bool{}, granted: a.Package.Amounts.Clone()}
	holdings, err := tx.Holdings(ctx, a.ID)
	if err != nil {
		return known, err
	}
	var ids []string
	named := map[string]bool{}
	for _, one := range r.PBXs {
		ids, named[one.ID] = append(ids, one.ID), true
	}
	for _, h := range holdings {
		// One that its desktop reports is its desktop's from then on.
		if h.Reported || named[h.ID] {
			known.reported, ids = append(known.reported, h), append(ids, h.ID)
			known.returns = known.returns || !h.Reported
			continue
		}
		known.here++
		for resource, n := range h.Amounts {
			known.granted[resource] -= n
		}
	}
	known.stored, err = tx.PBXsByID(ctx, ids)
	for id, p := range known.stored {
		known.elsewhere[id] = p.Owner.ID != a.ID && !p.Deleted
	}
	return known, err
}

// takePBX writes what a report says of one PBX. What a report does not carry is not known of it.
func (d *Desk) takePBX(
	tx store.Tx, stored pbx.PBX, a account.Account, one activation.PBX, takes capacity.Amounts,
) error {
	p := pbx.PBX{
		ID: one.ID, Owner: pbxs.RefOf(a), State: pbx.Stopped, Consumed: stored.Consumed,
		Reported:  true,
		CreatedAt: stored.CreatedAt, Version: stored.Version,
		Draft: pbx.Draft{
			Name: one.Name,
			Size: pbx.Size{
				Plan: pbx.Enterprise, Extensions: takes[capacity.Extensions],
				ConcurrentCalls:      takes[capacity.ConcurrentCalls],
				TranscriptionMinutes: takes[capacity.TranscriptionMinutes] + stored.Consumed,
			},
			Address: pbx.Address{CustomDomain: takes[capacity.CustomDomains] > 0},
		},
	}
	if takes[capacity.UltimateExtensions] > 0 {
		p.Plan = pbx.Ultimate
	}
	if n := takes[capacity.RecordingMinutes]; n > 0 {
		p.Recording, p.RecordingMinutes = true, n+capacity.FreeRecordingMinutes
	}
	if stored.ID == "" {
		p.CreatedAt = d.k.Now()
		return tx.AddPBX(p)
	}
	stored.Owner.Name = p.Owner.Name
	if reflect.DeepEqual(stored, p) {
		return nil
	}
	return tx.ChangePBX(p)
}

// usageTransfers bring what PBXs hold from one state to another; what comes free goes first.
func usageTransfers(
	owner string, now []store.PBXHolding, to map[string]capacity.Amounts,
) []capacity.Transfer {
	holds := map[string]capacity.Amounts{}
	for _, h := range now {
		holds[h.ID] = h.Amounts
	}
	var frees, takes []capacity.Transfer
	for id, amounts := range holds {
		if _, stays := to[id]; !stays {
			frees = append(frees, capacity.Use(owner, id, amounts, nil)...)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(to)) {
		for _, t := range capacity.Use(owner, id, holds[id], to[id]) {
			if t.Credit.Kind == capacity.Reseller {
				frees = append(frees, t)
			} else {
				takes = append(takes, t)
			}
		}
	}
	return append(frees, takes...)
}
