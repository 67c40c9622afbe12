package store

import (
	"context"
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
	// Head is the hash of the newest operation: noted down, it shows later whether history was
	// rewritten.
	Head []byte
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
	return &core.Error{
		Code: core.Corrupt, Key: "workspace.damaged", Args: core.Args{"Path": e.Path},
		Err: e.Faults[0],
	}
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

// SalvagedTable counts the rows of a table: those that could be read, those of them that were
// altered, and those known to be missing.
type SalvagedTable struct {
	Name                string
	Rows, Altered, Lost int64
}

// Workspace is what a workspace file has once.
type Workspace struct {
	ID        string
	CreatedAt time.Time
	Example   bool   // Throw-away workspace with example data.
	Public    []byte // Ed25519 key that signs the files for the other side.
	// Its private part, sealed with the workspace key; empty when it is in the keyring.
	SealedSeed     []byte
	EncryptionKey  string // To which the other side seals files for this workspace.
	SealedIdentity []byte // Its private part, sealed with the workspace key.
	Rotations      string // JSON of how the signing key followed earlier ones, "" for not at all.
	// The workspace key, locked with the recovery code, "" while there is none.
	Recovery string
	// The public key whose private part the newest recovery kit holds, nil while there is none.
	KitKey []byte
	// In a reseller's workspace: the workspace key, locked with the reset key.
	ResetLock        string
	SealedReset      []byte // The reset key, sealed with the workspace key.
	HighAvailability bool
	WhiteLabel       bool
	Expiry           core.Day // Of the subscription.
	Epoch            int64    // How often it was restored or moved.
}

// WorkspaceReader answers about the workspace as a whole, and what a person left in it.
type WorkspaceReader interface {
	// Workspace returns the workspace, or NotFound before SetUp.
	Workspace(ctx context.Context) (Workspace, error)
	// TrustedTime returns the latest time that the workspace trusts, zero while it has none.
	TrustedTime(ctx context.Context) (time.Time, error)
	// Successor returns the copy that took the place of this one, or NotFound.
	Successor(ctx context.Context) (Successor, error)
	// PersonalRetention returns after how many months personal data is erased, 0 for never.
	PersonalRetention(ctx context.Context) (months int, err error)
	// PersonalOver returns the closed resellers, deleted colleagues and deleted customers who were
	// not erased yet, and about whom the log says nothing after a time. It looks at one object, or
	// at all for "".
	PersonalOver(ctx context.Context, object string, end, now time.Time, most int) ([]string, error)
	FormDraft(ctx context.Context, key string) ([]byte, error)
	SignInFailures(ctx context.Context, emailKey string) (int, error)
	Stay(ctx context.Context) (accountID string, err error)
}

// WorkspaceWriter writes the workspace as a whole, and what a person left in it.
type WorkspaceWriter interface {
	CreateWorkspace(w Workspace) error
	// Erase takes away what names an account or a customer, and returns in how many entries of the
	// log it was. Store.Forget does the rest.
	Erase(e Erasure) (entries int64, err error)
	// SetPersonalRetention says after how many months personal data is erased, 0 for never.
	SetPersonalRetention(months int) error
	// SetEpoch says how often the workspace was restored or moved.
	SetEpoch(n int64) error
	// SetSuccessor says which copy took the place of this one, nil for none. Until then Write
	// refuses with ReadOnly every transaction that changes more than signing in, the clock, the log
	// and drafts.
	SetSuccessor(s *Successor) error
	// SetTrustedTime says which time is the latest that the workspace trusts.
	SetTrustedTime(at time.Time) error
	// SetKeys writes the keys of the workspace and what locks them.
	SetKeys(w Workspace) error
	SetFormDraft(key string, data []byte, now time.Time) error
	DropFormDraft(key string) error
	SetSignInFailures(emailKey string, failures int) error
	// SetStay remembers the account that stays signed in on this computer, "" for none.
	SetStay(accountID string) error
}
