package usage

import (
	"strings"

	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
)

// group is what is listed below one heading.
type group struct {
	head   *line
	lines  []*line
	all    sums // Of all lines,
	shown  sums // and of those that are searched for: what the heading says.
	folded bool // Only the heading is shown.
}

// sums are what some lines come to.
type sums struct {
	pbxs     map[string]bool
	unitDays int64 // Of the resource that the heading is about.
	inPBXs   int64 // Of these those in PBXs; only by reseller.
	consumed int64
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
func (g *groups) add(lines []*line, folds folds) {
	for _, l := range lines {
		key := groupKey(g.query.By, l.row)
		to := g.byKey[key]
		if to == nil {
			to = &group{all: newSums(), folded: folds.of(key)}
			to.head = &line{row: l.row, group: to, heads: true}
			g.byKey[key], g.list = to, append(g.list, to)
		}
		l.group = to
		to.lines = append(to.lines, l)
		if l.first {
			to.all.count(l.row, headed(g.query))
		}
	}
}

func newSums() sums { return sums{pbxs: map[string]bool{}} }

// count adds up what a heading says.
func (s *sums) count(row *desk.UsageRow, of capacity.Resource) {
	if row.PBX.ID != "" {
		s.pbxs[row.PBX.ID] = true
	}
	if row.Resource == of {
		s.unitDays += row.Stock.UnitDays
		s.inPBXs += row.InPBXs
	}
	s.consumed += row.Consumed
}

// folds are which groups are folded: those that were folded one by one, and all others.
type folds struct {
	one    map[string]bool // By groupKey.
	others bool            // Also those that are read later.
}

func newFolds(all bool) folds { return folds{map[string]bool{}, all} }

func (f folds) of(key string) bool {
	if folded, is := f.one[key]; is {
		return folded
	}
	return f.others
}

// shown are the lines that are found, below their headings when there are any. found is nil when
// all are.
func (g *groups) shown(headings bool, found func(*line) bool) []*line {
	var lines []*line
	for _, group := range g.list {
		hits := group.lines
		group.shown = group.all
		if found != nil {
			hits = g.search(group, found)
		}
		if headings && len(hits) > 0 {
			lines = append(lines, group.head)
		}
		if !headings || !group.folded {
			lines = append(lines, hits...)
		}
	}
	return lines
}

// search returns the lines of a group that are found, and counts them.
func (g *groups) search(in *group, found func(*line) bool) (hits []*line) {
	in.shown = newSums()
	for _, l := range in.lines {
		if !found(l) {
			continue
		}
		hits = append(hits, l)
		if l.first {
			in.shown.count(l.row, headed(g.query))
		}
	}
	return hits
}
