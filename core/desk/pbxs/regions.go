package pbxs

import (
	"context"
	"strings"

	"resellerdesk/core/desk/internal/action"
	"resellerdesk/core/pbx"
	"resellerdesk/core/permission"
	"resellerdesk/core/store"
)

// Regions returns where PBXs can run, with the domains that they can have there.
func (d *Desk) Regions(ctx context.Context) ([]pbx.Region, error) {
	if _, err := d.k.Authorize(permission.PBXView); err != nil {
		return nil, err
	}
	return RegionsOf(ctx, d.k.Store)
}

// RegionsOf is the list of the workspace, or the built-in one.
func RegionsOf(ctx context.Context, r store.Reader) ([]pbx.Region, error) {
	list, err := r.Regions(ctx)
	if len(list) == 0 {
		list = pbx.DefaultRegions()
	}
	return list, err
}

// SetRegions replaces the list of regions and their domains. PBXs keep what they have.
func (d *Desk) SetRegions(ctx context.Context, list []pbx.Region) error {
	list = trimRegions(list)
	entry := store.LogEntry{Module: store.ModulePBX, Operation: store.OperationRegions}
	do := func(s *action.Session, tx store.Tx) error {
		if err := pbx.CheckRegions(list).Err(); err != nil {
			return err
		}
		before, err := RegionsOf(ctx, tx)
		if err != nil {
			return err
		}
		if err := tx.SetRegions(list); err != nil {
			return err
		}
		entry.Before = action.AsJSON(regionTexts(before))
		entry.After = action.AsJSON(regionTexts(list))
		return d.k.LogDone(tx, s, entry)
	}
	return d.k.PerformWrite(d.k.Holding(permission.PBXEdit), &entry, do, action.PBXsChanged)
}

func trimRegions(list []pbx.Region) []pbx.Region {
	trimmed := make([]pbx.Region, len(list))
	for i, r := range list {
		trimmed[i].Name = strings.TrimSpace(r.Name)
		for _, domain := range r.Domains {
			trimmed[i].Domains = append(
				trimmed[i].Domains, strings.ToLower(strings.TrimSpace(domain)),
			)
		}
	}
	return trimmed
}

// regionTexts is a list of regions as the log shows it, a text for each.
func regionTexts(list []pbx.Region) map[string][]string {
	texts := []string{}
	for _, r := range list {
		texts = append(texts, r.Name+": "+strings.Join(r.Domains, " "))
	}
	return map[string][]string{pbx.FieldRegions: texts}
}
