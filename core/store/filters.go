package store

import (
	"maps"
	"slices"
	"strings"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
)

// Condition is the filter of one column in values: what a person typed is read here, so that every
// engine compares the same.
type Condition struct {
	Column Column
	Match  Match
}

// Match is what a condition asks of a column: Parts, Literal, Range, UpTo, Exactly, Yes,
// StatusRule, PBXStatusRule or Nothing.
type Match interface{ match() }

type (
	// Parts are folded texts, at least one of which the folded column has in it; none fit all.
	Parts []string
	// Literal is a text that the column has in it as it is.
	Literal string
	// Range is from the lowest to the highest amount that fit.
	Range struct{ Low, High int64 }
	// UpTo is the last day that fits.
	UpTo core.Day
	// Exactly is the only value that fits.
	Exactly string
	// Yes is whether the column has to be set.
	Yes bool
	// Nothing fits no row: what was typed is not what the column holds.
	Nothing struct{}
)

func (Parts) match()         {}
func (Literal) match()       {}
func (Range) match()         {}
func (UpTo) match()          {}
func (Exactly) match()       {}
func (Yes) match()           {}
func (Nothing) match()       {}
func (StatusRule) match()    {}
func (PBXStatusRule) match() {}

// SearchParts are what a text is searched as: folded, and as an email, which keeps its accents.
func SearchParts(text string) Parts {
	key, email := account.SearchKey(text), account.EmailKey(text)
	switch key {
	case "":
		return nil
	case email:
		return Parts{key}
	}
	return Parts{key, email}
}

func amounts(text string) Match {
	low, high, ok := capacity.ParseRange(text)
	if !ok {
		return Nothing{}
	}
	return Range{low, high}
}

// upToDay fits the days up to one, as 2027-03-31.
func upToDay(text string) Match {
	day, err := core.ParseDay(text)
	if err != nil {
		return Nothing{}
	}
	return UpTo(day)
}

// conditions reads the filters of a list, of which match is that of a column; nil for none.
func conditions(
	filters map[Column]string, match func(c Column, text string) Match,
) (list []Condition) {
	for _, c := range slices.Sorted(maps.Keys(filters)) {
		text := strings.TrimSpace(filters[c])
		if text == "" {
			continue
		}
		if m := match(c, text); m != nil {
			list = append(list, Condition{c, m})
		}
	}
	return list
}

// Conditions reads the filters.
func (q ResellerQuery) Conditions() []Condition {
	return conditions(q.Filters, func(c Column, text string) Match {
		switch c {
		case ByCompany, ByName, ByEmail, ByTags, ByNumber:
			return SearchParts(text)
		case ByExtensions, ByCalls, ByMinutes, ByPBXs:
			return amounts(text)
		case ByValidUntil:
			return upToDay(text)
		case ByStatus:
			return Status(text).Condition().Match
		}
		return nil
	})
}

// Conditions reads the filters.
func (q PBXQuery) Conditions() []Condition {
	return conditions(q.Filters, func(c Column, text string) Match {
		switch c {
		case ByName, ByOwner, ByHost, ByRegion:
			return SearchParts(text)
		case ByExtensions, ByCalls, ByMinutes, ByTranscription:
			return amounts(text)
		case ByPlan, ByType:
			return Exactly(text)
		case ByActivated:
			return Yes(text == "yes")
		case ByExpiry:
			return upToDay(text)
		case ByStatus:
			return PBXStatus(text).Condition().Match
		}
		return nil
	})
}

// Conditions reads the filters.
func (q CustomerQuery) Conditions() []Condition {
	return conditions(q.Filters, func(c Column, text string) Match {
		switch c {
		case ByCompany, ByName, ByEmail, ByCity, ByOwner:
			return SearchParts(text)
		case ByPhone:
			return Literal(text)
		}
		return nil
	})
}
