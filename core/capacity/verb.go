package capacity

import (
	"slices"
	"strings"
)

// Verb says what an operation did.
type Verb string

// The verbs of the operations.
const (
	SubscriptionSet    Verb = "subscription.set"
	ResellerAdded      Verb = "reseller.added"
	ResellerImported   Verb = "reseller.imported"   // One or many, out of a file.
	ResellerTakenOver  Verb = "reseller.taken_over" // One or many, out of the vendor's list.
	ResellerChanged    Verb = "reseller.changed"
	Suspended          Verb = "reseller.suspended"
	Resumed            Verb = "reseller.resumed"
	Deleted            Verb = "reseller.deleted"  // Held, to be restored.
	Restored           Verb = "reseller.restored" // Out of the bin.
	ColleagueAdded     Verb = "colleague.added"
	ColleagueChanged   Verb = "colleague.changed"
	ColleagueSuspended Verb = "colleague.suspended"
	ColleagueResumed   Verb = "colleague.resumed"
	ColleagueDeleted   Verb = "colleague.deleted"
	CapacityReturned   Verb = "reseller.returned" // Deleted for good; what was held went back.
	Activated          Verb = "reseller.activated"
	UsageReported      Verb = "usage.reported"   // By a reseller's desktop.
	PackageReceived    Verb = "package.received" // In a reseller's workspace, from its distributor.
	PBXAdded           Verb = "pbx.added"
	PBXImported        Verb = "pbx.imported"   // One or many, out of a file.
	PBXTakenOver       Verb = "pbx.taken_over" // One or many, out of the vendor's list.
	PBXChanged         Verb = "pbx.changed"
	PBXResized         Verb = "pbx.resized"
	PBXTermChanged     Verb = "pbx.term_changed" // Type, expiry, and whether it runs on.
	PBXStarted         Verb = "pbx.started"
	PBXStopped         Verb = "pbx.stopped"
	PBXMoved           Verb = "pbx.moved" // To another owner.
	PBXConsumed        Verb = "pbx.consumed"
	PBXDeleted         Verb = "pbx.deleted"
	// By the distributor, since the reseller's desktop is lost.
	PBXsKept         Verb = "pbx.kept"
	CustomerAdded    Verb = "customer.added"
	CustomerImported Verb = "customer.imported" // One or many, out of a file.
	CustomerChanged  Verb = "customer.changed"
	CustomerDeleted  Verb = "customer.deleted"
)

const (
	undoPrefix = "undo."
	redoPrefix = "redo."
)

// Adds tells whether an operation made resellers, or undid that, or did it again.
func (v Verb) Adds() bool {
	return slices.Contains([]Verb{ResellerAdded, ResellerImported, ResellerTakenOver}, v.Root())
}

// Signed tells whether an operation took over what the other side signed, which nobody undoes here.
func (v Verb) Signed() bool { return slices.Contains(SignedVerbs(), v) }

// SignedVerbs are all verbs of such operations.
func SignedVerbs() []Verb { return []Verb{Activated, UsageReported, PackageReceived} }

// Root is the verb of the action that an operation undid or did again; the verb itself for any
// other.
func (v Verb) Root() Verb {
	return Verb(strings.TrimPrefix(strings.TrimPrefix(string(v), undoPrefix), redoPrefix))
}

// IsUndo tells whether an operation undid another one.
func (v Verb) IsUndo() bool { return strings.HasPrefix(string(v), undoPrefix) }

// IsRedo tells whether an operation did again what was undone.
func (v Verb) IsRedo() bool { return strings.HasPrefix(string(v), redoPrefix) }

// Reversed is the verb of the operation that reverses one with this verb.
func (v Verb) Reversed() Verb {
	if v.IsUndo() {
		return redoPrefix + v.Root()
	}
	return undoPrefix + v.Root()
}
