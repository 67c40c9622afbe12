package store

import (
	"context"
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
	Account     string
	Invitation  string // By which it was activated.
	ActivatedAt time.Time
	// That signs its reports; nil while only the confirmation code was read out.
	PublicKey     ed25519.PublicKey
	EncryptionKey string // To which files for it are sealed, "" as long.
	SealedReset   []byte // Its reset key, sealed with the workspace key.
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
	// While only the confirmation code is known: the key and ConsumedBefore of the desktop that was
	// there, should it be the same one.
	FormerKey            ed25519.PublicKey
	FormerConsumedBefore capacity.Amounts
}

// Upstream is the distributor as a reseller's workspace knows it, and the newest package that it
// signed.
type Upstream struct {
	Workspace string // The distributor's.
	Account   string // Of this reseller in it.
	// That the distributor keeps for this reseller, and that are not in the package.
	Kept          []activation.PBX
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
	Until      core.Day // The last day of a suspension.
	LastReset  string   // Id of the newest password reset that was used.
	// Of the newest report.
	ReportSequence int64
	ReportHash     string
	ReportedAt     *time.Time
	Reported       int64     // The newest operation in it.
	SeenAt         time.Time // The last trusted time when the newest package came.
}

// ExchangeReader answers about the other side: invitations, desktops and files.
type ExchangeReader interface {
	// OpenInvitation returns the invitation that was not voided, or NotFound.
	OpenInvitation(ctx context.Context, accountID string) (Invitation, error)
	// Invitation returns an invitation, also a voided one, or NotFound.
	Invitation(ctx context.Context, id string) (Invitation, error)
	// LastSequence returns the sequence of the newest file that was made for an account, also of a
	// voided invitation; 0 when there is none.
	LastSequence(ctx context.Context, accountID string) (int64, error)
	// Partner returns the desktop of a reseller, or NotFound.
	Partner(ctx context.Context, accountID string) (Partner, error)
	// PartnersWaiting returns those to whom a package is due: their account changed, or their lease
	// ends before a time.
	PartnersWaiting(ctx context.Context, leaseBefore time.Time, most int) ([]Partner, error)
	// PartnersLapsing returns those whose lease ends before a time, the first one first: before
	// anyway, when their account changed.
	PartnersLapsing(ctx context.Context, leaseBefore, anyway time.Time, most int) ([]Partner, error)
	CountPartnersWaiting(ctx context.Context, leaseBefore time.Time) (int, error)
	// PartnersWarned returns those whose desktop says something that does not fit, and how many
	// there are in all.
	PartnersWarned(ctx context.Context, most int) (list []Partner, all int, err error)
	// Upstream returns the distributor of a reseller's workspace, or NotFound in a distributor's.
	Upstream(ctx context.Context) (Upstream, error)
	// Exchanged returns the newest files that came and went below a number (0 for all), newest
	// first.
	Exchanged(ctx context.Context, below int64, most int) ([]Message, error)
	// MessageFile returns a file that went, as it went.
	MessageFile(ctx context.Context, id string) (Message, []byte, error)
}

// ExchangeWriter writes what is known of the other side.
type ExchangeWriter interface {
	AddInvitation(i Invitation) error
	ChangeInvitation(i Invitation) error
	SetPartner(p Partner) error
	// PartnersChanged says that packages are due to the desktops of some accounts, as far as they
	// have one.
	PartnersChanged(accountIDs []string) error
	AllPartnersChanged() error
	SetUpstream(u Upstream) error
	// AddMessage keeps that a file came or went, with the file that went.
	AddMessage(m Message, file []byte) error
}
