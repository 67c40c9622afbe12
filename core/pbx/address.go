package pbx

import (
	"slices"
	"strings"
	"unicode"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/host"
)

// Region is a place where PBXs run, with the domains that they can have there.
type Region struct {
	Name    string   `json:"name"`
	Domains []string `json:"domains"`
}

// DefaultRegions are offered until a workspace has a list of its own.
func DefaultRegions() []Region {
	regions := []string{
		"Asia Pacific (Singapore)", "China (Guangdong)", "China (Shanghai)", "India (Mumbai)",
	}
	list := make([]Region, len(regions))
	for i, name := range regions {
		list[i] = Region{Name: name, Domains: []string{"yeastarcloud.com"}}
	}
	return list
}

// RegionLines writes each region to a line: "India (Mumbai): pbx.example, cloud.example".
func RegionLines(list []Region) string {
	lines := make([]string, len(list))
	for i, r := range list {
		lines[i] = r.Name + ": " + strings.Join(r.Domains, ", ")
	}
	return strings.Join(lines, "\n")
}

// ReadRegions reads what RegionLines writes; lines without anything are left out.
func ReadRegions(text string) []Region {
	var list []Region
	for line := range strings.Lines(text) {
		if strings.TrimSpace(line) == "" {
			continue
		}
		name, text, _ := strings.Cut(line, ":")
		domains := strings.FieldsFunc(
			text, func(r rune) bool { return strings.ContainsRune(", ;\t\r\n", r) },
		)
		for i, domain := range domains {
			domains[i] = inASCII(domain)
		}
		list = append(list, Region{Name: strings.TrimSpace(name), Domains: domains})
	}
	return list
}

// FieldRegions is the field that problems with the list of regions belong to.
const FieldRegions = "regions"

// CheckRegions returns what is wrong with a list of regions: each has a name of its own and at
// least one domain.
func CheckRegions(list []Region) core.Problems {
	var problems core.Problems
	seen := map[string]bool{}
	for _, r := range list {
		key := account.SearchKey(r.Name)
		switch {
		case seen[key]:
			problems.Add(FieldRegions, "pbx.region_twice", core.Args{"Region": r.Name})
		case len(r.Domains) == 0:
			problems.Add(FieldRegions, "pbx.region_empty", core.Args{"Region": r.Name})
		}
		seen[key] = true
		account.CheckText(&problems, FieldRegions, r.Name, true, maxLine, false)
		for _, domain := range r.Domains {
			if !isHost(domain) {
				problems.Add(
					FieldRegions, "pbx.region_domain",
					core.Args{"Region": r.Name, "Domain": domain},
				)
			}
		}
	}
	if len(list) == 0 {
		problems.Add(FieldRegions, "field.required", nil)
	}
	return problems
}

// checkAddress reports what is wrong with region, sub-domain and domain. What is set stays possible
// when the list changed, or when it is not known at all.
func (d Draft) checkAddress(problems *core.Problems, limits Limits) {
	if d.CustomDomain {
		d.checkCustomDomain(problems, limits)
	}
	var now Address
	if limits.Now != nil {
		if now = limits.Now.Address; d.Address == now {
			return
		}
	}
	i := slices.IndexFunc(limits.Regions, func(r Region) bool { return r.Name == d.Region })
	if i < 0 && (d.Region == "" || d.Region != now.Region) {
		problems.Add(FieldRegion, "field.choose", nil)
	}
	switch {
	case d.SubDomain == "":
		problems.Add(FieldSubDomain, "field.required", nil)
	case !isLabel(d.SubDomain):
		problems.Add(FieldSubDomain, "pbx.sub_domain", core.Args{"Max": int64(maxLabel)})
	}
	switch {
	case d.CustomDomain:
		if !isHost(d.Domain) || len(d.Host()) > maxHost {
			problems.Add(FieldDomain, "pbx.domain_name", nil)
		}
	case d.Region == now.Region && d.Domain == now.Domain && !now.CustomDomain: // It is unchanged.
	// The region is unchanged, and has no domains to choose from any more.
	case i < 0 && d.Region == now.Region && d.Region != "":
		problems.Add(FieldDomain, "pbx.region_left", core.Args{"Region": d.Region})
	case i >= 0 && !slices.Contains(limits.Regions[i].Domains, d.Domain):
		problems.Add(FieldDomain, "pbx.domain", core.Args{"Region": d.Region})
	}
}

func (d Draft) checkCustomDomain(problems *core.Problems, limits Limits) {
	if !limits.has(capacity.CustomDomains) {
		problems.Add(FieldCustomDomain, "pbx.not_included", nil)
	} else if _, less := limits.fits(d, capacity.CustomDomains); less {
		problems.Add(FieldCustomDomain, "pbx.no_custom_domain", nil)
	}
}

// inASCII returns a name that has letters beyond ASCII as the domain name system has it; others,
// and what is no name, as they are.
func inASCII(name string) string {
	if strings.ContainsFunc(name, func(r rune) bool { return r > unicode.MaxASCII }) {
		if ascii, ok := host.ASCII(name); ok {
			return ascii
		}
	}
	return name
}

// isLabel tells whether a text can be one part of a domain name: letters, digits and hyphens, none
// at the ends.
func isLabel(text string) bool {
	for _, r := range text {
		letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
		if !letter && r != '-' {
			return false
		}
	}
	return text != "" && len(text) <= maxLabel && !strings.HasPrefix(
		text, "-",
	) && !strings.HasSuffix(text, "-")
}

// isHost tells whether a text is a domain name of two parts or more, which an IP number is not.
func isHost(text string) bool {
	labels := strings.Split(text, ".")
	return len(labels) >= 2 && len(text) <= maxHost && host.IsDomain(text) &&
		!slices.ContainsFunc(labels, func(l string) bool { return !isLabel(l) })
}
