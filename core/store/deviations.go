package store

import (
	"context"
	"time"
)

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

// DeviationReader answers which differences are meant.
type DeviationReader interface {
	// Deviations returns those of a kind, the first first.
	Deviations(ctx context.Context, kind HandoverKind) ([]Deviation, error)
}

// DeviationWriter writes which differences are meant.
type DeviationWriter interface {
	// KeepDeviation writes one, in place of an earlier one of the same field.
	KeepDeviation(d Deviation) error
	// DropDeviation takes one away; one that is not there is none.
	DropDeviation(kind HandoverKind, object, field string) error
}
