// Package store has the records of a workspace, and what an engine has to do with them. An engine
// implements Store; everything else about a workspace is decided above it.
package store

import (
	"context"
	"time"

	"resellerdesk/core"
	"resellerdesk/core/backup"
)

// Store is the workspace file. Errors leave it as *core.Error.
type Store interface {
	Reader
	// Prove recomputes everything that is proven in one snapshot; what does not fit are Faults of
	// the Proof, not an error.
	Prove(ctx context.Context) (Proof, error)
	// CheckFile checks everything, once: Write waits for it. step, unless it is nil, is called with
	// how far it is. It fails with *Damaged; then nothing is ever written.
	CheckFile(ctx context.Context, step func(done, all int)) error
	// Backup makes a backup and proves it. Of a damaged workspace it makes none (*Damaged).
	Backup(ctx context.Context, why backup.Reason, now time.Time) (backup.Backup, error)
	// WriteMove writes a copy of the workspace, changed by edits one after the other, into a file
	// that a recovery code encrypts (docs/domain.md §13). It checks everything in that file. A file
	// that is there is replaced; in the data folder none is written.
	WriteMove(ctx context.Context, path, code string, edits ...func(tx Tx) error) error
	// Holds counts what the workspace holds.
	Holds(ctx context.Context) (backup.Holds, error)
	// PersonalData returns what is known of an account or a customer, by table and column.
	PersonalData(ctx context.Context, id string) (map[string][]map[string]any, error)
	// Forget takes away what is left of erased personal data (Tx.Erase): quick when nothing is,
	// else as long as a backup. While another program reads, something may stay until the next.
	Forget(ctx context.Context) error
	// Notices are what a person should know of the place of the workspace, each a sentence.
	Notices() []*core.Error
	// TakeOutbox makes this program the one that sends the mails of the workspace, until release is
	// called or the program ends. It fails with Busy, "outbox.elsewhere", while another program is.
	TakeOutbox() (release func(), err error)
	// TakeSignIn makes this program the one that changes the sign-in at the provider of the mails
	// in the keyring, as TakeOutbox does. It fails with Busy, "outbox.sign_in_elsewhere".
	TakeSignIn() (release func(), err error)
	// ForeignChanges returns a number that is another one after another program changed the
	// workspace. What this program writes does not change it.
	ForeignChanges(ctx context.Context) (int64, error)
	// Write runs fn in one transaction: durable when Write returns nil, without a trace otherwise.
	// Since fn may run again when another program held the file, it must not keep state between the
	// runs.
	Write(fn func(tx Tx) error) error
}

// Reader answers questions about a workspace.
type Reader interface {
	WorkspaceReader
	AccountReader
	ResellerLister
	PBXReader
	PBXLister
	CustomerReader
	LedgerReader
	UsageReader
	LogReader
	ExchangeReader
	AlarmReader
	HandoverReader
	OutboxReader
}

// Tx is a Reader inside a transaction that can also write.
type Tx interface {
	Reader
	WorkspaceWriter
	AccountWriter
	PBXWriter
	LedgerWriter
	LogWriter
	ExchangeWriter
	AlarmWriter
	HandoverWriter
	OutboxWriter
}
