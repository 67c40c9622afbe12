package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"time"

	"resellerdesk/core"
	"resellerdesk/core/pbx"
)

// HandoverKind is what kind of thing was handed over to the vendor's system.
type HandoverKind string

// The kinds.
const (
	HandoverReseller HandoverKind = "reseller"
	HandoverPBX      HandoverKind = "pbx"
)

// HandedOver is something that a person did in the vendor's system, and ticked.
type HandedOver struct {
	ID     string
	Kind   HandoverKind
	Object string // Id of the reseller or the PBX.
	Entry  string // What was done, as the hand-over names it.
	Fields core.Fields
	Actor  string // Id of the account.
	Person string // Who that is now; "" once that was erased.
	At     time.Time
}

// LoggedChange is a change of a reseller or a PBX that the log has.
type LoggedChange struct {
	Object string
	At     time.Time
	Before string // How it looked until then, as JSON; "" for a new one, or once that was erased.
	Erased bool
}

// Deviation is a difference from the vendor's system that is meant.
type Deviation struct {
	Kind   HandoverKind
	Object string // Id of the reseller or the PBX, or what stands for one that is only there.
	Field  string // Or what else differs.
	Values string // Stands for the value on either side: others are another difference.
	Actor  string // Id of the account.
	Person string // Who that is now; "" once that was erased. It is only read.
	At     time.Time
}

// FieldOnlyThere is the field of a deviation of which the vendor's system alone has the record.
const FieldOnlyThere = "only_there"

// StandIn is the object of such a deviation. key is by what a list names the record.
func StandIn(key string) string {
	sum := sha256.Sum256([]byte(key))
	return "there-" + hex.EncodeToString(sum[:8])
}

// HandoverReader answers what a hand-over is made of.
type HandoverReader interface {
	// HandoverAccounts returns the ids of the owner of the workspace, and then of the resellers by
	// company. A closed one is among them as long as something of it was handed over.
	HandoverAccounts(ctx context.Context) ([]string, error)
	// PBXsToHandOver returns the PBXs of some accounts that are not reported, by name. Deleted ones
	// are among them when something of them was handed over.
	PBXsToHandOver(ctx context.Context, owners []string) ([]pbx.PBX, error)
	// HandedOver returns what was ticked of things with some ids, the first first.
	HandedOver(ctx context.Context, objects []string) ([]HandedOver, error)
	// HandedOverByID returns one tick, or NotFound.
	HandedOverByID(ctx context.Context, id string) (HandedOver, error)
	// ChangesLogged returns what operations of the ledger changed of resellers and PBXs with some
	// ids, the last first.
	ChangesLogged(ctx context.Context, objects []string) ([]LoggedChange, error)
	// Deviations returns the differences of a kind that are meant, the first first.
	Deviations(ctx context.Context, kind HandoverKind) ([]Deviation, error)
}

// HandoverWriter writes what was ticked.
type HandoverWriter interface {
	AddHandedOver(h HandedOver) error
	// DropHandedOver takes a tick away; one that is not there is none.
	DropHandedOver(id string) error
	// KeepDeviation writes that a difference is meant, in place of an earlier one of its field.
	KeepDeviation(d Deviation) error
	// DropDeviation takes that away; one that is not there is none.
	DropDeviation(kind HandoverKind, object, field string) error
}
