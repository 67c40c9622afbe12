package pbxs

import (
	"context"

	"resellerdesk/core"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk/internal/action"
	"resellerdesk/core/pbx"
	"resellerdesk/core/store"
)

// withinPBXLimits refuses when an owner would have more PBXs afterwards than its creation limit
// allows. Each of several that come back may fit alone, and a limit may have been used since it was
// raised.
func withinPBXLimits(ctx context.Context, r store.Reader, e action.Effect) error {
	if err := LowerLimitsFit(ctx, r, e.Accounts); err != nil {
		return err
	}
	come := map[string]int64{}
	CountComing(come, e.PBXs)
	return HaveRoom(ctx, r, come)
}

// CountComing adds to how many PBXs more each owner will have.
func CountComing(come map[string]int64, pbxs []action.PBXChange) {
	for _, c := range pbxs {
		if !c.After.Deleted {
			come[c.After.Owner.ID]++
		}
		if !c.Before.Deleted {
			come[c.Before.Owner.ID]--
		}
	}
}

// LowerLimitsFit refuses a creation limit that becomes lower than how many PBXs there are.
func LowerLimitsFit(ctx context.Context, r store.Reader, accounts []action.AccountChange) error {
	for _, c := range accounts {
		if was, is := c.Before.Package.PBXLimit, c.After.Package.PBXLimit; is != nil &&
			(was == nil || *is < *was) {
			if n, err := countPBXs(ctx, r, c.After); err != nil || n > *is {
				return orProblem(
					err, capacity.FieldPBXLimit, "capacity.pbx_limit_below", core.Args{"Count": n},
				)
			}
		}
	}
	return nil
}

// HaveRoom refuses when more PBXs come to an owner than its limit lets it have.
func HaveRoom(ctx context.Context, r store.Reader, come map[string]int64) error {
	for id, n := range come {
		if n <= 0 {
			continue
		}
		if err := roomFor(ctx, r, id, n); err != nil {
			return err
		}
	}
	return nil
}

// roomFor refuses when the creation limit of an owner does not let it have so many PBXs more.
func roomFor(ctx context.Context, r store.Reader, owner string, more int64) error {
	a, err := r.Account(ctx, owner)
	if err != nil || a.Package.PBXLimit == nil {
		return err
	}
	n, err := countPBXs(ctx, r, a)
	if err != nil || n+more > *a.Package.PBXLimit {
		return orProblem(err, pbx.FieldOwner, "pbx.limit", core.Args{"Limit": *a.Package.PBXLimit})
	}
	return nil
}

// orProblem is an error, or the problem of a field where there is none.
func orProblem(err error, field, key string, args core.Args) error {
	if err != nil {
		return err
	}
	var problems core.Problems
	problems.Add(field, key, args)
	return problems
}
