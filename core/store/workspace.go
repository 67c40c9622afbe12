package store

import (
	"time"

	"resellerdesk/core"
)

// Proof is what proving the ledger came to: everything is recomputed from its transfers, and
// nothing is written.
type Proof struct {
	Operations int
	Transfers  int
	Accounts   int
	Took       time.Duration
	Head       []byte // Hash of the newest operation; the person who noted it down can tell later whether history was rewritten.
	// Faults are what does not fit: the first row that each check found. None when everything does.
	Faults []*core.Error
}

// Fault is the first of the faults, nil when everything fits.
func (p Proof) Fault() *core.Error {
	if len(p.Faults) == 0 {
		return nil
	}
	return p.Faults[0]
}

// Damaged says that a workspace does not hold what the program wrote. It is never written to.
type Damaged struct {
	Path   string
	Faults []*core.Error // What does not fit: the first row that each check found.
}

func (e *Damaged) Error() string { return e.Unwrap().Error() }

// Unwrap is the sentence for a person, which names the file and the first fault.
func (e *Damaged) Unwrap() error {
	return &core.Error{Code: core.Corrupt, Key: "workspace.damaged", Args: core.Args{"Path": e.Path}, Err: e.Faults[0]}
}

// Salvaged is what could be read of a damaged workspace.
type Salvaged struct {
	// Path is the new workspace that was made of it, or the folder of tables where none could be
	// made.
	Path string
	// Workspace tells whether it is a workspace, which passed the full check.
	Workspace bool
	Tables    []SalvagedTable
}

// Lost is how many rows are missing in all.
func (s Salvaged) Lost() (n int64) {
	for _, t := range s.Tables {
		n += t.Lost
	}
	return n
}

// SalvagedTable is how many rows of a table could be read, how many of them look other than the
// program wrote them and were kept all the same, and how many are known to be missing.
type SalvagedTable struct {
	Name                string
	Rows, Altered, Lost int64
}

// Workspace is what stands once in a workspace file.
type Workspace struct {
	ID               string
	CreatedAt        time.Time
	Example          bool   // Throw-away workspace with example data.
	Public           []byte // Ed25519 key that signs the files for the other side.
	SealedSeed       []byte // Its private part, sealed with the workspace key; empty when it is in the keyring.
	EncryptionKey    string // To which the other side seals files for this workspace.
	SealedIdentity   []byte // Its private part, sealed with the workspace key.
	Rotations        string // JSON of how the signing key followed earlier ones, "" for not at all.
	Recovery         string // The workspace key, locked with the recovery code, "" while there is none.
	KitKey           []byte // The public key whose private part the newest recovery kit holds, nil while there is none.
	ResetLock        string // In a reseller's workspace: the workspace key, locked with the reset key.
	SealedReset      []byte // The reset key, sealed with the workspace key.
	HighAvailability bool
	WhiteLabel       bool
	ExpiresAt        *time.Time // Of the subscription.
	Epoch            int64      // How often it was restored or moved.
}
