package store

import (
	"context"
	"time"

	"resellerdesk/core"
	"resellerdesk/core/activation"
	"resellerdesk/core/letter"
	"resellerdesk/core/mail"
)

// MailKind says what a mail is for.
type MailKind string

// The kinds of mail: those that carry a file have its kind.
const (
	MailActivation MailKind = MailKind(activation.Activate)
	MailReset      MailKind = MailKind(activation.Reset)
	MailReceipt    MailKind = MailKind(activation.KindReceipt)
	MailPackage    MailKind = MailKind(activation.KindPackage)
	MailReport     MailKind = MailKind(activation.KindReport)
	MailAlarm      MailKind = "alarm"
	MailPBX        MailKind = "pbx"      // The activation of a PBX, to its customer.
	MailReminder   MailKind = "reminder" // Something ends.
)

// Invites tells whether a mail carries an invitation: it can be withdrawn, and runs out.
func (k MailKind) Invites() bool { return k == MailActivation || k == MailReset }

// MailState is what became of a mail so far.
type MailState string

// The states of a mail. A mail is in doubt from the moment before its end was sent until the
// server's answer came.
const (
	MailQueued    MailState = "queued"
	MailSending   MailState = "sending"
	MailInDoubt   MailState = "in_doubt"
	MailSent      MailState = "sent"
	MailFailed    MailState = "failed"
	MailCancelled MailState = "cancelled"
)

// Waits tells whether a mail is still to be sent, or to be decided on by a person.
func (s MailState) Waits() bool { return s == MailQueued || s == MailSending || s == MailInDoubt }

// OutgoingMail is a mail in the outbox. An activation mail has the id of its invitation.
type OutgoingMail struct {
	ID           string
	Kind         MailKind
	Account      string
	MessageID    string
	Sender       string
	Recipient    string
	Subject      string
	Body         []byte // Sealed; nil once the mail is sent, failed or cancelled.
	State        MailState
	Frozen       bool // May have been delivered once: only the very same bytes may be sent again.
	Attempts     int
	NotBefore    time.Time
	Fault        *core.Error // Of the last try.
	Code         int         // The server's last answer.
	Answer       string
	CreatedAt    time.Time
	RenderedAt   time.Time
	ChangedAt    time.Time
	TextInside   bool        // Its file is text in it, not attached.
	Spare        []byte      // Sealed body of a refused mail, to go without attachment.
	CanGoWithout bool        // It has one, read or not.
	CopyFault    *core.Error // Why the sender got no copy.
}

// LongestBackoff is more than any pause between tries of a mail; a wrong clock makes longer ones.
const LongestBackoff = 7 * time.Hour

// MailSettings are the outgoing mail of a workspace, without the password.
type MailSettings struct {
	mail.Settings
	Stopped *core.Error // Why the server refused these settings; nothing is sent until they change.
	Pause   *mail.Pause // Why the server takes no mails for a while; nil for no reason.
}

// Complete tells whether mails can be written with the settings.
func (s MailSettings) Complete() bool { return s.FromAddress != "" && s.Host != "" }

// Sends tells whether mails are sent with the settings now.
func (s MailSettings) Sends() bool { return s.Complete() && s.Stopped == nil }

// OutboxRestored is why mails of a restored workspace wait: until ReleaseOutbox.
const OutboxRestored = "outbox.restored"

// HeldBack tells whether the mails wait since a backup was restored.
func (s MailSettings) HeldBack() bool { return s.Stopped != nil && s.Stopped.Key == OutboxRestored }

// OutboxReader answers about mails.
type OutboxReader interface {
	MailSettings(ctx context.Context) (MailSettings, error)
	Mail(ctx context.Context, id string) (OutgoingMail, error)
	// Outbox returns the newest mails without their bodies, older than a mail unless it is nil.
	Outbox(ctx context.Context, olderThan *OutgoingMail, most int) ([]OutgoingMail, error)
	// CountMails returns how many mails the outbox has.
	CountMails(ctx context.Context) (int, error)
	// NextMail returns the mail that is due first, without those of except, or NotFound with the
	// time of the next one that waits.
	NextMail(ctx context.Context, now time.Time, except ...string) (OutgoingMail, *time.Time, error)
	// NthSent returns when the n-th newest mail was sent, nil when fewer were since a time.
	NthSent(ctx context.Context, n int64, since time.Time) (*time.Time, error)
	CountWaiting(ctx context.Context) (int, error)
	MailTemplate(ctx context.Context, kind letter.Kind, lang string) (letter.Stored, error)
	MailTemplates(ctx context.Context) ([]letter.Stored, error)
	MailBrand(ctx context.Context) (letter.Brand, error)
}

// OutboxWriter writes mails.
type OutboxWriter interface {
	SetMailSettings(s MailSettings) error
	AddMail(m OutgoingMail) error
	ChangeMail(m OutgoingMail) error
	// RequeueSending queues mails that were being sent as the program ended.
	RequeueSending() error
	SetMailTemplate(t letter.Stored) error
	DropMailTemplate(kind letter.Kind, lang string) error
	SetMailBrand(b letter.Brand) error
}
