package outbox

import (
	"context"

	"resellerdesk/core/account"
	"resellerdesk/core/activation"
	"resellerdesk/core/capacity"
	"resellerdesk/core/store"
)

// UsablePackage returns the package of a reseller as its own desktop may use it, without what is in
// PBXs that are kept here. kept are those PBXs, at most most of them. The desktop counts the PBXs
// that it knows of towards the creation limit. The others lower the limit, but never to 0.
func UsablePackage(
	ctx context.Context, r store.Reader, a account.Account, most int,
) (p capacity.Package, kept []activation.PBX, err error) {
	p, kept = a.Package, []activation.PBX{}
	p.Amounts = p.Amounts.Clone()
	holdings, err := r.Holdings(ctx, a.ID)
	for _, h := range holdings {
		if h.Reported {
			continue
		}
		for resource, n := range h.Amounts {
			p.Amounts[resource] -= n
		}
		if p.PBXLimit != nil && len(kept) >= most {
			p.PBXLimit = new(max(*p.PBXLimit-1, 1))
		}
		kept = append(
			kept, activation.PBX{ID: h.ID, Name: h.Name, Resources: ResourcesOf(h.Amounts)},
		)
	}
	return p, kept[:min(len(kept), most)], err
}

// ResourcesOf are amounts as a file says them.
func ResourcesOf(amounts capacity.Amounts) map[string]int64 {
	resources := make(map[string]int64, len(amounts))
	for r, n := range amounts {
		resources[string(r)] = n
	}
	return resources
}
