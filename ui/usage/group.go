package usage

import (
	"strings"

	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
)

// group is what is listed below one heading.
type group struct {
	head     *line
	lines    []*line
	pbxs     map[string]bool
	unitDays int64 // Of the resource that the heading is about.
	inPBXs   int64 // Of these those in PBXs; only by reseller.
	consumed int64
	folded   bool // Only the heading is shown.
}

// groups are all groups, in the order in which they were found.
type groups struct {
	query desk.UsageQuery
	list  []*group
	byKey map[string]*group
}

func newGroups(q desk.UsageQuery) groups { return groups{query: q, byKey: map[string]*group{}} }

// groupKey names the group of a row: its reseller, or the customers that its PBX is for.
func groupKey(by desk.UsageBy, row *desk.UsageRow) string {
	if by == desk.UsageByCustomer {
		return strings.Join(row.PBX.CustomerIDs, " ")
	}
	return row.Owner.ID
}

// headed is the resource whose mean a heading says.
func headed(q desk.UsageQuery) capacity.Resource {
	if q.Resource == "" {
		return capacity.Extensions
	}
	return q.Resource
}

// add puts lines into their groups. A PBX that was moved is in that of each reseller that had it.
func (g *groups) add(lines []*line, folded map[string]bool) {
	for _, l := range lines {
		key := groupKey(g.query.By, l.row)
		to := g.byKey[key]
		if to == nil {
			to = &group{pbxs: map[string]bool{}, folded: folded[key]}
			to.head = &line{row: l.row, group: to, heads: true}
			g.byKey[key], g.list = to, append(g.list, to)
		}
		l.group = to
		to.lines = append(to.lines, l)
		if l.first {
			to.count(l.row, headed(g.query))
		}
	}
}

// count adds up what the heading says.
func (g *group) count(row *desk.UsageRow, of capacity.Resource) {
	if row.PBX.ID != "" {
		g.pbxs[row.PBX.ID] = true
	}
	if row.Resource == of {
		g.unitDays += row.Stock.UnitDays
		g.inPBXs += row.InPBXs
	}
	g.consumed += row.Consumed
}

// shown are the lines that are found, below their headings when there are any.
func (g *groups) shown(headings bool, found func(*line) bool) []*line {
	var lines []*line
	for _, group := range g.list {
		at := len(lines)
		if headings {
			lines = append(lines, group.head)
		}
		hits := 0
		for _, l := range group.lines {
			if !found(l) {
				continue
			}
			if hits++; headings && group.folded {
				break
			}
			lines = append(lines, l)
		}
		if hits == 0 {
			lines = lines[:at]
		}
	}
	return lines
}
