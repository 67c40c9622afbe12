// Package capacity knows what a subscription and a package hold, and the double-entry ledger that
// keeps it from being lost, created or oversold (docs/domain.md §2).
package capacity

// Resource is a countable kind of capacity.
type Resource string

// The resources. The first three are always asked for, the others only when the subscription has
// them.
const (
	Extensions       Resource = "extensions"
	ConcurrentCalls  Resource = "concurrent_calls"
	RecordingMinutes Resource = "recording_minutes"
	// A share of Extensions, not on top of them.
	UltimateExtensions Resource = "ultimate_extensions"
	CustomDomains      Resource = "custom_domains"
	RemoteConnections  Resource = "remote_connections"
	// Consumable: what was used never comes back.
	TranscriptionMinutes Resource = "transcription_minutes"
)

// Fixed numbers of docs/domain.md §2.
const (
	MaxExtensionsPerPBX = 500 // Most extensions of one cloud PBX; cannot be changed.
	// Minutes each PBX has free; only what is above is deducted.
	FreeRecordingMinutes = 500
	MaxAmount            = 1_000_000_000 // Largest amount of a resource that the program accepts.
)

// Always are the resources that every subscription and package has, in the order of the form.
func Always() []Resource { return []Resource{Extensions, ConcurrentCalls, RecordingMinutes} }

// Optional are the resources that a subscription may have, in the order of the form.
func Optional() []Resource {
	return []Resource{UltimateExtensions, CustomDomains, RemoteConnections, TranscriptionMinutes}
}

// Resources are all resources in the order of the form.
func Resources() []Resource { return append(Always(), Optional()...) }

// IsCountedInPBXs tells whether PBXs use up the resource here. What is not counted can be given,
// but how much of it is in use is known only at the vendor's.
func (r Resource) IsCountedInPBXs() bool { return r != RemoteConnections }

// Amounts are whole numbers per resource. A resource that is missing is not included, which is not
// the same as 0.
type Amounts map[Resource]int64

// Clone returns a copy.
func (a Amounts) Clone() Amounts {
	c := make(Amounts, len(a))
	for r, n := range a {
		c[r] = n
	}
	return c
}

// Has tells whether the resource is included.
func (a Amounts) Has(r Resource) bool { _, ok := a[r]; return ok }
