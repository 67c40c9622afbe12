package capacity

import (
	"encoding/json"
	"slices"
	"strconv"

	"resellerdesk/core"
)

// Subscription is what the distributor bought from the vendor.
type Subscription struct {
	// Extensions, concurrent calls and recording minutes always, others where subscribed.
	Total            Amounts
	HighAvailability bool     // May be given to resellers only when subscribed.
	WhiteLabel       bool     // May be given to resellers only when subscribed.
	Expiry           core.Day // The last day, core.NoDay where none is known.
}

// Validate returns what is wrong with the subscription, a problem per field named after its
// resource.
func (s Subscription) Validate() core.Problems {
	var problems core.Problems
	for _, r := range Resources() {
		checkAmount(&problems, s.Total, r)
	}
	checkShare(&problems, s.Total)
	return problems
}

// fieldsOf is the stored form of a subscription but its totals.
type fieldsOf struct {
	HighAvailability bool     `json:"high_availability"`
	WhiteLabel       bool     `json:"white_label"`
	Expiry           core.Day `json:"expires_at"`
}

// Fields returns what the subscription looks like, with a field per resource that it has.
func (s Subscription) Fields() (core.Fields, error) {
	fields, err := core.FieldsOf(fieldsOf{s.HighAvailability, s.WhiteLabel, s.Expiry})
	for r, n := range s.Total {
		fields[string(r)] = json.RawMessage(strconv.FormatInt(n, 10))
	}
	return fields, err
}

// SubscriptionOf reads what Fields returned.
func SubscriptionOf(fields core.Fields) (Subscription, error) {
	var f fieldsOf
	if err := fields.Into(&f); err != nil {
		return Subscription{}, err
	}
	s := Subscription{
		Total: Amounts{}, HighAvailability: f.HighAvailability, WhiteLabel: f.WhiteLabel,
		Expiry: f.Expiry,
	}
	for _, r := range Resources() {
		if text, has := fields[string(r)]; has {
			n, err := strconv.ParseInt(string(text), 10, 64)
			if err != nil {
				return s, err
			}
			s.Total[r] = n
		}
	}
	return s, nil
}

// Package is what a reseller was given out of the subscription.
type Package struct {
	Amounts          Amounts
	MinExtensions    int64  // Least extensions of each PBX, 1 to MaxExtensionsPerPBX.
	PBXLimit         *int64 // Most PBXs; nil means no limit. Never 0.
	HighAvailability bool
	WhiteLabel       bool
}

// Pool is what may be given: what is free, what cannot be taken back, and which switches the
// subscription has.
type Pool struct {
	Free             Amounts
	InPBXs           Amounts               // Of the package that is changed: what its PBXs hold.
	Holders          map[Resource][]string // The names of those PBXs.
	PBXs             int64                 // How many there are.
	HighlyAvailable  []string              // The names of those that have High Availability.
	HighAvailability bool
	WhiteLabel       bool
}

// Fields of a package besides the resources.
const (
	FieldMinExtensions    = "min_extensions"
	FieldPBXLimit         = "pbx_limit"
	FieldHighAvailability = "high_availability"
	FieldWhiteLabel       = "white_label"
)

// Validate returns what is wrong with the package when it replaces the package before (zero for a
// new reseller) and the pool has what it says free. The argument "Free" of "capacity.not_enough" is
// the largest number that fits.
func (p Package) Validate(pool Pool, before Amounts) core.Problems {
	var problems core.Problems
	for _, r := range Resources() {
		if checkAmount(&problems, p.Amounts, r) {
			p.checkFree(&problems, pool, before, r)
		}
		if r == Extensions {
			p.checkMinExtensions(&problems)
		}
	}
	checkShare(&problems, p.Amounts)
	p.checkPBXLimit(&problems)
	if p.PBXLimit != nil && *p.PBXLimit < pool.PBXs && problems.Of(FieldPBXLimit) == nil {
		problems.Add(FieldPBXLimit, "capacity.pbx_limit_below", core.Args{"Count": pool.PBXs})
	}
	switch {
	case p.HighAvailability && !pool.HighAvailability:
		problems.Add(FieldHighAvailability, "capacity.not_subscribed", nil)
	case !p.HighAvailability && len(pool.HighlyAvailable) > 0:
		problems.Add(
			FieldHighAvailability, "capacity.switch_in_use",
			core.Args{"PBXs": pool.HighlyAvailable},
		)
	}
	if p.WhiteLabel && !pool.WhiteLabel {
		problems.Add(FieldWhiteLabel, "capacity.not_subscribed", nil)
	}
	return problems
}

// ValidatePart returns what is wrong with a part of a package, whatever is free: an amount that is
// missing is not part of it.
func (p Package) ValidatePart() core.Problems {
	var problems core.Problems
	for _, r := range Resources() {
		if p.Amounts.Has(r) {
			checkAmount(&problems, p.Amounts, r)
		}
		if r == Extensions {
			p.checkMinExtensions(&problems)
		}
	}
	if p.Amounts.Has(Extensions) {
		checkShare(&problems, p.Amounts)
	}
	p.checkPBXLimit(&problems)
	return problems
}

func (p Package) checkFree(problems *core.Problems, pool Pool, before Amounts, r Resource) {
	n, asked := p.Amounts[r]
	if !asked {
		return
	}
	if !pool.Free.Has(r) {
		if n > 0 {
			problems.Add(string(r), "capacity.not_subscribed", nil)
		}
		return
	}
	fits := pool.Free[r] + before[r]
	switch {
	case n > fits && n > before[r]:
		problems.Add(string(r), "capacity.not_enough", core.Args{"Free": fits})
	case n < pool.InPBXs[r]:
		problems.Add(
			string(r), "capacity.in_use",
			core.Args{"Used": pool.InPBXs[r], "PBXs": pool.Holders[r]},
		)
	}
}

func (p Package) checkMinExtensions(problems *core.Problems) {
	switch extensions, given := p.Amounts[Extensions]; {
	case p.MinExtensions < 1 || p.MinExtensions > MaxExtensionsPerPBX:
		problems.Add(
			FieldMinExtensions, "field.range",
			core.Args{"Min": int64(1), "Max": int64(MaxExtensionsPerPBX)},
		)
	case given && p.MinExtensions > extensions:
		problems.Add(
			FieldMinExtensions, "capacity.min_above_extensions",
			core.Args{"Extensions": extensions},
		)
	}
}

func (p Package) checkPBXLimit(problems *core.Problems) {
	if p.PBXLimit != nil && (*p.PBXLimit < 1 || *p.PBXLimit > MaxAmount) {
		problems.Add(FieldPBXLimit, "capacity.pbx_limit", core.Args{"Max": int64(MaxAmount)})
	}
}

// checkAmount reports an amount that is missing or out of range, and tells whether there is nothing
// to report.
func checkAmount(problems *core.Problems, amounts Amounts, r Resource) bool {
	if slices.Contains(Always(), r) && !amounts.Has(r) {
		problems.Add(string(r), "field.required", nil)
		return false
	}
	if n := amounts[r]; n < 0 || n > MaxAmount {
		problems.Add(string(r), "field.range", core.Args{"Min": int64(0), "Max": int64(MaxAmount)})
		return false
	}
	return true
}

// checkShare reports Ultimate-plan extensions above the extensions they are a share of.
func checkShare(problems *core.Problems, amounts Amounts) {
	share, all := amounts[UltimateExtensions], amounts[Extensions]
	if share > all && problems.Of(string(UltimateExtensions)) == nil &&
		problems.Of(string(Extensions)) == nil {
		problems.Add(string(UltimateExtensions), "capacity.share", core.Args{"Extensions": all})
	}
}
