package store

import (
	"crypto/ed25519"
	"time"

	"resellerdesk/core"
	"resellerdesk/core/activation"
	"resellerdesk/core/capacity"
)

// Message is a file that came from the other side, or went there.
type Message struct {
	Number   int64 // Counts them.
	ID       string
	Incoming bool
	Kind     activation.Kind
	Account  string // Of the reseller, "" when it is not known here.
	Company  string
	Sequence int64
	Hash     string
	At       time.Time
	State    MessageState
	Note     *core.Error // What is to be said about it, nil for nothing.
}

// MessageState is what became of a file.
type MessageState string

// What becomes of files.
const (
	MessageMailed  MessageState = "mailed"  // It went into the outbox.
	MessageSaved   MessageState = "saved"   // It was saved as a file.
	MessageTaken   MessageState = "taken"   // It came and was taken over.
	MessageKnown   MessageState = "known"   // It came again, or after a newer one: nothing changed.
	MessageRefused MessageState = "refused" // It came and was not taken over.
)

// Partner is the desktop of a reseller that activated, as the distributor knows it.
type Partner struct {
	Account       string
	Invitation    string // By which it was activated.
	ActivatedAt   time.Time
	PublicKey     ed25519.PublicKey // That signs its reports; nil while only the confirmation code was read out.
	EncryptionKey string            // To which files for it are sealed, "" as long.
	SealedReset   []byte            // Its reset key, sealed with the workspace key.
	// Of the newest package that was made for it.
	Sequence   int64
	Hash       string
	IssuedAt   *time.Time
	LeaseUntil *time.Time
	Has        int64 // The newest package that it is known to have.
	Changed    bool  // The account changed since the newest package.
	// Of the newest report that came.
	ReportSequence int64
	ReportHash     string
	ReportedAt     *time.Time
	Report         string      // JSON of it, "" for none.
	Warning        *core.Error // What does not fit, nil for nothing.
	// ConsumedBefore is what earlier desktops of the reseller consumed: this one counts from 0.
	ConsumedBefore capacity.Amounts
	// While only the confirmation code is known: the key and ConsumedBefore of the desktop that was there, should it be the same one.
	FormerKey            ed25519.PublicKey
	FormerConsumedBefore capacity.Amounts
}

// Upstream is the distributor as a reseller's workspace knows it, and the newest package that it signed.
type Upstream struct {
	Workspace     string            // The distributor's.
	Account       string            // Of this reseller in it.
	Kept          []activation.PBX  // That the distributor keeps for this reseller, and that are not in the package.
	Signer        ed25519.PublicKey // The distributor's key; only what it signed is taken.
	EncryptionKey string            // To which files for the distributor are sealed.
	Company       string
	Name          string
	Email         string
	Invitation    string // By which this workspace was activated last.
	SealedSecret  []byte // Of it, sealed with the workspace key.
	ActivatedAt   time.Time
	Confirmed     bool // The distributor answered the receipt.
	// Of the newest package.
	Sequence   int64
	Hash       string
	IssuedAt   time.Time
	LeaseUntil time.Time // Until when it counts without news.
	Status     activation.Status
	Reason     string
	Until      *time.Time
	LastReset  string // Id of the newest password reset that was used.
	// Of the newest report.
	ReportSequence int64
	ReportHash     string
	ReportedAt     *time.Time
	Reported       int64     // The newest operation in it.
	SeenAt         time.Time // The last trusted time when the newest package came.
}
