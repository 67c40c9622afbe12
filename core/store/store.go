// Package store has the records of a workspace, and what an engine has to do with them. An engine
// implements Store; everything else about a workspace is decided above it.
package store

import (
	"context"
	"time"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/backup"
	"resellerdesk/core/capacity"
	"resellerdesk/core/pbx"
)

// Store is the workspace file. Errors leave it as *core.Error.
type Store interface {
	Reader
	// Prove recomputes everything that is proven in one snapshot; what does not fit are Faults of the Proof, not an error.
	Prove(ctx context.Context) (Proof, error)
	// CheckFile checks everything in the workspace, once: Write waits for it. step, when there is
	// one, is called with how far it is. It fails with *Damaged; then nothing is ever written.
	CheckFile(ctx context.Context, step func(done, all int)) error
	// Backup makes a backup and proves it. Of a damaged workspace it makes none (*Damaged).
	Backup(ctx context.Context, why backup.Reason, now time.Time) (backup.Backup, error)
	// WriteMove writes a copy of the workspace, as edits change it one after the other, into a file
	// that is encrypted with a recovery code (docs/domain.md §13), and checks everything in that file.
	// A file that is there is replaced; in the data folder none is written.
	WriteMove(ctx context.Context, path, code string, edits ...func(tx Tx) error) error
	// Holds counts what the workspace holds.
	Holds(ctx context.Context) (backup.Holds, error)
	// PersonalData returns what is known of an account or a customer, by table and column.
	PersonalData(ctx context.Context, id string) (map[string][]map[string]any, error)
	// Notices are what a person should know of the place of the workspace, each a sentence.
	Notices() []*core.Error
	// TakeOutbox makes this program the one that sends the mails of the workspace, until release is called or the program ends.
	// It fails with Busy, "outbox.elsewhere", while another program is.
	TakeOutbox() (release func(), err error)
	// ForeignChanges returns a number that is another one after another program changed the workspace. What this
	// program writes does not change it.
	ForeignChanges(ctx context.Context) (int64, error)
	// Write runs fn in one transaction that is durable when Write returns nil, and leaves nothing of it otherwise.
	// fn may run again when another program held the file; it must not keep state between the runs.
	Write(fn func(tx Tx) error) error
}

// Reader are the questions that a workspace answers.
type Reader interface {
	// Workspace returns the workspace, or NotFound before SetUp.
	Workspace(ctx context.Context) (Workspace, error)
	Account(ctx context.Context, id string) (account.Account, error)
	// Owner returns the distributor who owns the workspace.
	Owner(ctx context.Context) (account.Account, error)
	// Colleagues returns the distributor's staff besides him, by name.
	Colleagues(ctx context.Context) ([]account.Account, error)
	AccountByEmail(ctx context.Context, emailKey string) (account.Account, error)
	// EmailOwners returns who signs in with each of many emails, by their keys; an email that nobody has is missing.
	EmailOwners(ctx context.Context, emailKeys []string) (map[string]EmailOwner, error)
	// AccountsByID returns many accounts by their ids; one that does not exist is missing.
	AccountsByID(ctx context.Context, ids []string) (map[string]account.Account, error)
	// Free returns what the pool has of each resource of the subscription.
	Free(ctx context.Context) (capacity.Amounts, error)
	// Shortfall returns what the subscription is short of, per resource that is.
	Shortfall(ctx context.Context) (capacity.Amounts, error)
	// Usage returns where the capacity is, per resource of the subscription.
	Usage(ctx context.Context) (map[capacity.Resource]capacity.Usage, error)
	// Movements returns the newest operations that moved capacity, newest first.
	Movements(ctx context.Context, most int) ([]Movement, error)
	// CourseChanges returns by how much each day since a time changed one resource, oldest first; days without a change are missing.
	CourseChanges(ctx context.Context, r capacity.Resource, since time.Time) ([]CourseChange, error)
	// ResellersWith returns the resellers whose package has a switch, FieldHighAvailability or FieldWhiteLabel of capacity.
	ResellersWith(ctx context.Context, field string) ([]account.Account, error)
	// Resellers returns one page of the list.
	Resellers(ctx context.Context, q ResellerQuery) ([]ResellerRow, error)
	// ResellerIDs returns the ids of the whole list, without its page, in its order.
	ResellerIDs(ctx context.Context, q ResellerQuery) ([]string, error)
	// ResellersByID returns the rows of some resellers, in the order of the list.
	ResellersByID(ctx context.Context, ids []string) ([]ResellerRow, error)
	// ResellerSums adds up what some resellers were given.
	ResellerSums(ctx context.Context, ids []string) (Sums, error)
	// CountResellers returns how many rows the list has, without its page.
	CountResellers(ctx context.Context, q ResellerQuery) (int, error)
	// ResellerPosition returns the place of an account in the list, or NotFound when it is not in it.
	ResellerPosition(ctx context.Context, q ResellerQuery, id string) (int, error)
	// Presets returns the presets of both kinds, by name.
	Presets(ctx context.Context) ([]account.Preset, error)
	// Holdings returns the cloud PBXs that are made out of the package of an account, "" for the workspace's own, by name.
	Holdings(ctx context.Context, owner string) ([]PBXHolding, error)
	// Unused returns what a reseller was given and has in no PBX, per resource of its package.
	Unused(ctx context.Context, owner string) (capacity.Amounts, error)
	// PBX returns a cloud PBX, also one that is deleted, or NotFound.
	PBX(ctx context.Context, id string) (pbx.PBX, error)
	// PBXsByID returns many PBXs by their ids, also deleted ones; one that does not exist is missing.
	PBXsByID(ctx context.Context, ids []string) (map[string]pbx.PBX, error)
	// PBXAt returns the PBX that has an address, whatever the case of its sub-domain, or NotFound.
	PBXAt(ctx context.Context, a pbx.Address) (pbx.Ref, error)
	// CountPBXsOf returns how many PBXs an account has.
	CountPBXsOf(ctx context.Context, owner string) (int64, error)
	// PBXsWithHA returns the PBXs that have High Availability; when lacking is set, only those whose owner does not have it.
	PBXsWithHA(ctx context.Context, lacking bool) ([]pbx.PBX, error)
	// PBXsOver returns the running PBXs whose last day is over at the time now, and which do not run on.
	PBXsOver(ctx context.Context, now time.Time) (ids []string, err error)
	// PBXOwners returns who can have PBXs here and has a text in the name: the owner of the workspace first, then resellers by name.
	PBXOwners(ctx context.Context, search string, most int) ([]PBXOwner, error)
	// Regions returns the list of the workspace, nil while it has none of its own.
	Regions(ctx context.Context) ([]pbx.Region, error)
	// PBXRows returns one page of the list; PBXIDs the ids of the whole list in its order, PBXRowsByID the rows of some, in no order.
	PBXRows(ctx context.Context, q PBXQuery) ([]PBXRow, error)
	PBXIDs(ctx context.Context, q PBXQuery) ([]string, error)
	PBXRowsByID(ctx context.Context, ids []string) ([]PBXRow, error)
	CountPBXs(ctx context.Context, q PBXQuery) (int, error)
	// PBXSums adds up what some PBXs take.
	PBXSums(ctx context.Context, ids []string) (Sums, error)
	// PBXPosition returns the place of a PBX in the list, or NotFound when it is not in it.
	PBXPosition(ctx context.Context, q PBXQuery, id string) (int, error)
	// Customer returns a customer, also one that is deleted, or NotFound.
	Customer(ctx context.Context, id string) (pbx.Customer, error)
	// CustomersByID returns many customers by their ids, also deleted ones; one that does not exist is missing.
	CustomersByID(ctx context.Context, ids []string) (map[string]pbx.Customer, error)
	// PBXsOfCustomers returns the PBXs that are made for each of some customers, by name; who has none is missing.
	PBXsOfCustomers(ctx context.Context, ids []string) (map[string][]pbx.Ref, error)
	// CustomerRows, CustomerIDs, CustomerRowsByID, CountCustomers and CustomerPosition are for customers what PBXRows and its like
	// are for PBXs.
	CustomerRows(ctx context.Context, q CustomerQuery) ([]CustomerRow, error)
	CustomerIDs(ctx context.Context, q CustomerQuery) ([]string, error)
	CustomerRowsByID(ctx context.Context, ids []string) ([]CustomerRow, error)
	CountCustomers(ctx context.Context, q CustomerQuery) (int, error)
	CustomerPosition(ctx context.Context, q CustomerQuery, id string) (int, error)
	// Consumed returns what the desktops of an account reported as consumed for good, per resource.
	Consumed(ctx context.Context, owner string) (capacity.Amounts, error)
	// Due returns the accounts for which something has fallen due by itself at the time now.
	Due(ctx context.Context, now time.Time) (ids []string, err error)
	OperationExists(ctx context.Context, id string) (bool, error)
	// Operation returns an operation of the ledger with its transfers, or NotFound.
	Operation(ctx context.Context, id string) (capacity.Operation, error)
	// BareOperation is Operation without the transfers.
	BareOperation(ctx context.Context, id string) (capacity.Operation, error)
	// OperationSize returns how many entries of the log and how many transfers an operation has.
	OperationSize(ctx context.Context, id string) (entries, transfers int, err error)
	// OperationSums adds up the transfers of an operation by the kinds of both accounts and the
	// resource, leaving out whose they are.
	OperationSums(ctx context.Context, id string) ([]capacity.Transfer, error)
	// OperationMoved returns by how much an operation changed what each of some owners has; whom it
	// gave and took nothing is missing.
	OperationMoved(ctx context.Context, id string, owners []string) (map[string]capacity.Amounts, error)
	// LastTransfers returns the newest transfers of an operation, newest first: those below a
	// number, 0 for all. number is that of the last one.
	LastTransfers(ctx context.Context, id string, below int64, most int) (list []capacity.Transfer, number int64, err error)
	// ReversedBy returns the id of the operation that undid another one, "" for none.
	ReversedBy(ctx context.Context, id string) (string, error)
	// OperationLog returns what was logged with an operation, in its order.
	OperationLog(ctx context.Context, id string) ([]LogEntry, error)
	// OperationEntries returns one page of it, behind the entry with a number; without the names of persons.
	OperationEntries(ctx context.Context, id string, behind int64, most int) ([]LogRow, error)
	// Logs returns one page of the log, the newest first.
	Logs(ctx context.Context, q LogQuery) ([]LogRow, error)
	// LogIDs returns the numbers of the whole log, without its page, in its order.
	LogIDs(ctx context.Context, q LogQuery) ([]string, error)
	// CountLogs returns how many rows the log has, without its page.
	CountLogs(ctx context.Context, q LogQuery) (int, error)
	// LogCounts counts the rows that the log has, without its page, by what was refused and by module.
	LogCounts(ctx context.Context, q LogQuery) (LogCounts, error)
	// StatementLines returns what moved the amount of a statement from the beginning until its end, oldest first, without the
	// balances.
	StatementLines(ctx context.Context, q StatementQuery) ([]StatementLine, error)
	// PastOne returns one operation of the past, or NotFound.
	PastOne(ctx context.Context, id string) (PastOperation, error)
	// Past returns the newest operations of a person, newest first, "" for everybody's.
	Past(ctx context.Context, actor string, most int) ([]PastOperation, error)
	// LastDone returns the newest entry of the log that says what a person did and was not reversed,
	// or NotFound. Reversing is no such action, except the operation with an id; neither are signing
	// in, what came from outside, and what became of a mail.
	LastDone(ctx context.Context, actor, operationID string) (LogRow, error)
	// OpenInvitation returns the invitation that was not voided, or NotFound.
	OpenInvitation(ctx context.Context, accountID string) (Invitation, error)
	// Invitation returns an invitation, also a voided one, or NotFound.
	Invitation(ctx context.Context, id string) (Invitation, error)
	// LastSequence returns the sequence of the newest file that was made for an account, also of a voided invitation; 0 when there
	// is none.
	LastSequence(ctx context.Context, accountID string) (int64, error)
	// Partner returns the desktop of a reseller, or NotFound.
	Partner(ctx context.Context, accountID string) (Partner, error)
	// PartnersWaiting returns those to whom a package is due: their account changed, or their lease ends before a time.
	PartnersWaiting(ctx context.Context, leaseBefore time.Time, most int) ([]Partner, error)
	// PartnersLapsing returns those whose lease ends before a time, the first one first: before anyway, when their account changed.
	PartnersLapsing(ctx context.Context, leaseBefore, anyway time.Time, most int) ([]Partner, error)
	CountPartnersWaiting(ctx context.Context, leaseBefore time.Time) (int, error)
	// PartnersWarned returns those whose desktop says something that does not fit, and how many there are in all.
	PartnersWarned(ctx context.Context, most int) (list []Partner, all int, err error)
	// TrustedTime returns the latest time that the workspace trusts, zero while it has none.
	TrustedTime(ctx context.Context) (time.Time, error)
	// Successor returns the copy that took the place of this one, or NotFound.
	Successor(ctx context.Context) (Successor, error)
	// PersonalRetention returns after how many months personal data is erased, 0 for never.
	PersonalRetention(ctx context.Context) (months int, err error)
	// PersonalOver returns the closed resellers, deleted colleagues and deleted customers about whom the
	// log says nothing after a time, and who were not erased yet; of one object, or of all for "".
	PersonalOver(ctx context.Context, object string, end, now time.Time, most int) ([]string, error)
	// Upstream returns the distributor of a reseller's workspace, or NotFound in a distributor's.
	Upstream(ctx context.Context) (Upstream, error)
	// Exchanged returns the newest files that came and went below a number (0 for all), newest first.
	Exchanged(ctx context.Context, below int64, most int) ([]Message, error)
	// MessageFile returns a file that went, as it went.
	MessageFile(ctx context.Context, id string) (Message, []byte, error)
	// LastOperation and LastLogEntry return the numbers of the newest, 0 while there is none.
	LastOperation(ctx context.Context) (int64, error)
	LastLogEntry(ctx context.Context) (int64, error)
	// LogEntryDigest returns a hash of an entry of the log, by which two copies of the file are told apart, or NotFound.
	LogEntryDigest(ctx context.Context, number int64) (string, error)
	AlarmSettings(ctx context.Context) (AlarmSettings, error)
	// Snoozed returns until when alarms are not to be shown, by their ids.
	Snoozed(ctx context.Context, now time.Time) (map[string]time.Time, error)
	// AlarmsMailed returns the ids of the alarms that somebody was told of by mail, and when that was last.
	AlarmsMailed(ctx context.Context) (ids map[string]bool, last time.Time, err error)
	// What alarms are made of comes with how many there are in all.
	//
	// PackagesNear returns the packages of which at least a percentage is in PBXs, given per resource, the fullest first.
	PackagesNear(ctx context.Context, least map[capacity.Resource]int64, most int) (list []PackageNear, all int, err error)
	// PackagesEnding returns the packages of resellers that end before a time, those first whose end is the nearest to now.
	PackagesEnding(ctx context.Context, now, before time.Time, most int) (list []PackageEnding, all int, err error)
	// InvitationsEnding returns the open invitations of resellers that did not activate and that end before a time, the first to end first.
	InvitationsEnding(ctx context.Context, before time.Time, most int) (list []InvitationEnding, all int, err error)
	// Asleep returns what resellers hold that were made before a time and never activated.
	Asleep(ctx context.Context, before time.Time) (Asleep, error)
	// MailsWrong returns the newest mails that failed, as long as no later one of their kind and account was made, and those that are
	// in doubt since before a time.
	MailsWrong(ctx context.Context, doubtBefore time.Time, most int) (list []OutgoingMail, all int, err error)
	// PBXsToRemind returns the ids of PBXs whose customers are due a reminder at a time.
	PBXsToRemind(ctx context.Context, now time.Time, most int) ([]string, error)
	// ResellersToRemind returns the ids of resellers who are due a reminder that their package ends at a time.
	ResellersToRemind(ctx context.Context, now time.Time, most int) ([]string, error)
	// Reminded tells whether a reminder went already, or a later one for the same end.
	Reminded(ctx context.Context, r Reminder) (bool, error)
	// PBXsEnding returns the ids of PBXs whose last day is over within a time, and that do not run on.
	PBXsEnding(ctx context.Context, from, to time.Time) ([]string, error)
	MailSettings(ctx context.Context) (MailSettings, error)
	Mail(ctx context.Context, id string) (OutgoingMail, error)
	// Outbox returns the newest mails without their bodies, newest first; those that are older than a mail, unless it is nil.
	Outbox(ctx context.Context, olderThan *OutgoingMail, most int) ([]OutgoingMail, error)
	// CountMails returns how many mails the outbox has.
	CountMails(ctx context.Context) (int, error)
	// NextMail returns the mail that is due first, or NotFound; without one, the time of the next one that waits.
	NextMail(ctx context.Context, now time.Time) (OutgoingMail, *time.Time, error)
	CountWaiting(ctx context.Context) (int, error)
	FormDraft(ctx context.Context, key string) ([]byte, error)
	SignInFailures(ctx context.Context, emailKey string) (int, error)
	Stay(ctx context.Context) (accountID string, err error)
}

// Tx is a Reader inside a transaction that can also write.
type Tx interface {
	Reader
	CreateWorkspace(w Workspace) error
	// SetSubscribed says whether the subscription has a resource, which is not the same as having 0 of it.
	SetSubscribed(r capacity.Resource, has bool) error
	// SetSwitches writes what the subscription has besides capacity: the switches, and when it ends.
	SetSwitches(s capacity.Subscription) error
	// Post writes an operation with its transfers. A balance that would go below zero is refused with Conflict,
	// "capacity.not_enough" and the resource as field.
	Post(op capacity.Operation) error
	// PostMany is Post for many transfers, which it reads twice: step is called after some of them
	// with how many were written since; its error ends it. Those that op holds itself are not
	// looked at.
	PostMany(op capacity.Operation, transfers Transfers, step func(more int) error) error
	AddAccount(a account.Account) error
	// AddAccounts is AddAccount for many, quicker than one by one.
	AddAccounts(list []account.Account) error
	// ChangeAccount writes profile, package rules, permissions and state, if the stored version is still a.Version.
	ChangeAccount(a account.Account) error
	// AddPBX and ChangePBX write a PBX with its customers. ChangePBX fails with Conflict, "pbx.changed_meanwhile", when the stored
	// version is not p.Version any more; an address that another PBX has is refused with "pbx.address_in_use".
	AddPBX(p pbx.PBX) error
	ChangePBX(p pbx.PBX) error
	// AddCustomer and ChangeCustomer write a customer; ChangeCustomer fails with Conflict, "customer.changed_meanwhile".
	AddCustomer(c pbx.Customer) error
	ChangeCustomer(c pbx.Customer) error
	// SetRegions replaces the list of the workspace.
	SetRegions(list []pbx.Region) error
	// SavePreset keeps a preset in place of the one of its kind and name.
	SavePreset(p account.Preset) error
	// RenamePreset gives a preset another name, and resellers that carry its name too; Conflict when it is not there.
	RenamePreset(kind account.PresetKind, from, to string) error
	// DeletePreset forgets a preset; NotFound when it is not there.
	DeletePreset(kind account.PresetKind, name string) error
	// SetLock seals the workspace key for an account with another password.
	SetLock(accountID string, lock account.Lock) error
	// SetInvited makes a reseller that is not invited yet an invited one, or the other way round. It is no change that a form
	// which is open has to know of.
	SetInvited(accountID string, invited bool) error
	AddInvitation(i Invitation) error
	ChangeInvitation(i Invitation) error
	SetPartner(p Partner) error
	// PartnersChanged says that packages are due to the desktops of some accounts, as far as they have one.
	PartnersChanged(accountIDs []string) error
	AllPartnersChanged() error
	// Erase takes away what names an account or a customer, and returns in how many entries of the log it was.
	Erase(e Erasure) (entries int64, err error)
	// SetPersonalRetention says after how many months personal data is erased, 0 for never.
	SetPersonalRetention(months int) error
	// SetEpoch says how often the workspace was restored or moved.
	SetEpoch(n int64) error
	// SetSuccessor says which copy took the place of this one, nil for none. Until then Write refuses
	// with ReadOnly every transaction that changes more than signing in, the clock, the log and drafts.
	SetSuccessor(s *Successor) error
	SetUpstream(u Upstream) error
	// SetTrustedTime says which time is the latest that the workspace trusts.
	SetTrustedTime(at time.Time) error
	// AddMessage keeps that a file came or went, with the file that went.
	AddMessage(m Message, file []byte) error
	// SetKeys writes the keys of the workspace and what locks them.
	SetKeys(w Workspace) error
	SetMailSettings(s MailSettings) error
	SetAlarmSettings(s AlarmSettings) error
	// SetSnoozed does not show an alarm until a time; nil shows it.
	SetSnoozed(id string, until *time.Time) error
	// SetReminded keeps that a reminder went.
	SetReminded(r Reminder, at time.Time) error
	// SetAlarmsMailed keeps that somebody was told of alarms by mail.
	SetAlarmsMailed(ids []string, at time.Time) error
	AddMail(m OutgoingMail) error
	ChangeMail(m OutgoingMail) error
	// RequeueSending puts mails back into the queue that were being sent when the program ended, before the final dot.
	RequeueSending() error
	SetFormDraft(key string, data []byte, now time.Time) error
	DropFormDraft(key string) error
	SetSignInFailures(emailKey string, failures int) error
	// SetStay remembers the account that stays signed in on this computer, "" for none.
	SetStay(accountID string) error
	AddLogEntry(e LogEntry) error
}
