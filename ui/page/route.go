package page

import "resellerdesk/core/desk"

// Key names a page of the menu; its words are those of "menu." and the key.
type Key string

// The pages, in the order of the menu.
const (
	KeyDashboard    Key = "dashboard"
	KeySubscription Key = "subscription"
	KeyUsage        Key = "usage"
	KeyPBXs         Key = "pbx"
	KeyCustomers    Key = "customer"
	KeyHandover     Key = "handover"
	KeyAlarms       Key = "alarm"
	KeyUsers        Key = "user" // Resellers and colleagues.
	KeyLogs         Key = "logs"
	KeyEmail        Key = "email"
	KeyExchange     Key = "exchange"
	KeyBackups      Key = "backups"
)

// PageName is what a page is called in the menu.
func (e *Env) PageName(key Key) string { return e.T("menu." + string(key)) }

// Part is what a page shows or begins when it comes to the front.
type Part string

// The parts. Which page has which is said by its Navigate.
const (
	PartWhole       Part = "" // The page as it was left.
	PartAdd         Part = "add"
	PartEdit        Part = "edit"
	PartSend        Part = "send"
	PartMove        Part = "move"
	PartExport      Part = "export"
	PartFiltered    Part = "filtered"  // By the quick filter of the route.
	PartOfOwner     Part = "owner"     // What a reseller has.
	PartForCustomer Part = "customer"  // What is made for a customer.
	PartResellers   Part = "reseller"  // The tab of resellers.
	PartColleagues  Part = "colleague" // The tab of colleagues.
	PartOutbox      Part = "outbox"    // The tab of that name.
	PartSettings    Part = "settings"  // The tab of that name.
	PartTemplates   Part = "templates" // The tab of that name.
)

// Route is a place in the window: a page of the menu, a part of it, and what that is about.
type Route struct {
	Page Key // "" for the page that somebody sees first.
	Part Part
	IDs  []string // None where the part is about nothing in particular.
	Chip string   // The quick filter of PartFiltered.
}

// ID is the only thing that a route is about, "" for none.
func (r Route) ID() string {
	if len(r.IDs) == 0 {
		return ""
	}
	return r.IDs[0]
}

// To is the route to a page, or to a part of it about some things by their IDs.
func To(p Key, part Part, ids ...string) Route { return Route{Page: p, Part: part, IDs: ids} }

// ToResellers is the route to the resellers of a quick filter.
func ToResellers(chip desk.Chip) Route {
	return Route{Page: KeyUsers, Part: PartFiltered, Chip: string(chip)}
}

// ToPBXs is the route to the PBXs of a quick filter.
func ToPBXs(chip desk.PBXChip) Route {
	return Route{Page: KeyPBXs, Part: PartFiltered, Chip: string(chip)}
}
