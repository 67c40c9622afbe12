package desk

import (
	"context"
	"strings"

	"resellerdesk/core/pbx"
	"resellerdesk/core/permission"
	"resellerdesk/core/store"
)

// Regions returns where PBXs can run, with the domains that they can have there.
func (d *Desk) Regions(ctx context.Context) ([]pbx.Region, error) {
	if _, err := d.authorize(permission.PBXView); err != nil {
		return nil, err
	}
	return regionsOf(ctx, d.store)
}

// regionsOf is the list of the workspace, or the built-in one.
func regionsOf(ctx context.Context, r Reader) ([]pbx.Region, error) {
	list, err := r.Regions(ctx)
	if len(list) == 0 {
		list = pbx.DefaultRegions()
	}
	return list, err
}

// SetRegions replaces the list of regions and their domains. PBXs keep what they have.
func (d *Desk) SetRegions(ctx context.Context, list []pbx.Region) error {
	list = trimRegions(list)
	entry := LogEntry{Module: store.ModulePBX, Operation: store.OperationRegions}
	return d.performWrite(d.holding(permission.PBXEdit), &entry, func(s *session, tx Tx) error {
		if err := pbx.CheckRegions(list).Err(); err != nil {
			return err
		}
		before, err := regionsOf(ctx, tx)
		if err != nil {
			return err
		}
		if err := tx.SetRegions(list); err != nil {
			return err
		}
		entry.Before, entry.After = asJSON(regionTexts(before)), asJSON(regionTexts(list))
		return d.logDone(tx, s, entry)
	}, PBXsChanged)
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
