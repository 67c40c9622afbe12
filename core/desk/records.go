package desk

import (
	"time"

	"resellerdesk/core/clock"
	"resellerdesk/core/store"
	"resellerdesk/core/wording"
)

// The records of a workspace. Screens and commands know them by these names alone: they import no
// core/store, so that a word has one place to come from.
type (
	AlarmSettings  = store.AlarmSettings
	Chip           = store.Chip
	Column         = store.Column
	CustomerQuery  = store.CustomerQuery
	CustomerRow    = store.CustomerRow
	Damaged        = store.Damaged
	Erasure        = store.Erasure
	Invitation     = store.Invitation
	LogCounts      = store.LogCounts
	LogEntry       = store.LogEntry
	LogQuery       = store.LogQuery
	LogResult      = store.LogResult
	LogRow         = store.LogRow
	MailKind       = store.MailKind
	MailSettings   = store.MailSettings
	MailState      = store.MailState
	Message        = store.Message
	MessageState   = store.MessageState
	Movement       = store.Movement
	OutgoingMail   = store.OutgoingMail
	PBXChip        = store.PBXChip
	PBXOwner       = store.PBXOwner
	PBXQuery       = store.PBXQuery
	PBXRow         = store.PBXRow
	PBXStatus      = store.PBXStatus
	Partner        = store.Partner
	PastOperation  = store.PastOperation
	Proof          = store.Proof
	ResellerQuery  = store.ResellerQuery
	ResellerRow    = store.ResellerRow
	Salvaged       = store.Salvaged
	SalvagedTable  = store.SalvagedTable
	StatementLine  = store.StatementLine
	Status         = store.Status
	StatementQuery = store.StatementQuery
	Store          = store.Store
	Tx             = store.Tx
	Upstream       = store.Upstream
	UsageBy        = store.UsageBy
	UsageSubject   = store.UsageSubject
	Workspace      = store.Workspace
)

// Their values.
const (
	AlarmAlert           = store.AlarmAlert
	AlarmInfo            = store.AlarmInfo
	ByActivated          = store.ByActivated
	ByCalls              = store.ByCalls
	ByCity               = store.ByCity
	ByCompany            = store.ByCompany
	ByCreated            = store.ByCreated
	ByEmail              = store.ByEmail
	ByExpiry             = store.ByExpiry
	ByExtensions         = store.ByExtensions
	ByHost               = store.ByHost
	ByMinutes            = store.ByMinutes
	ByName               = store.ByName
	ByNumber             = store.ByNumber
	ByOwner              = store.ByOwner
	ByPBXs               = store.ByPBXs
	ByPhone              = store.ByPhone
	ByPlan               = store.ByPlan
	ByRegion             = store.ByRegion
	ByStatus             = store.ByStatus
	ByTags               = store.ByTags
	ByTranscription      = store.ByTranscription
	ByType               = store.ByType
	ByValidUntil         = store.ByValidUntil
	ChipAll              = store.ChipAll
	ChipNeverActivated   = store.ChipNeverActivated
	ChipBin              = store.ChipBin
	ChipEnding           = store.ChipEnding
	ChipInvited          = store.ChipInvited
	ChipNotInvited       = store.ChipNotInvited
	ChipSuspended        = store.ChipSuspended
	FieldMailTo          = store.FieldMailTo
	FieldRemindCustomers = store.FieldRemindCustomers
	FieldRemindResellers = store.FieldRemindResellers
	LogAny               = store.LogAny
	LogOK                = store.LogOK
	LogRefused           = store.LogRefused
	LongestBackoff       = store.LongestBackoff
	MailActivation       = store.MailActivation
	MailCancelled        = store.MailCancelled
	MailFailed           = store.MailFailed
	MailInDoubt          = store.MailInDoubt
	MailQueued           = store.MailQueued
	MailReset            = store.MailReset
	MailSending          = store.MailSending
	MailSent             = store.MailSent
	MessageKnown         = store.MessageKnown
	MessageMailed        = store.MessageMailed
	MessageRefused       = store.MessageRefused
	MessageSaved         = store.MessageSaved
	MessageTaken         = store.MessageTaken
	PBXChipAll           = store.PBXChipAll
	PBXChipExpiring      = store.PBXChipExpiring
	PBXChipReported      = store.PBXChipReported
	PBXChipRunning       = store.PBXChipRunning
	PBXChipStopped       = store.PBXChipStopped
	PBXOver              = store.PBXOver
	PBXReported          = store.PBXReported
	PBXRunning           = store.PBXRunning
	PBXStopped           = store.PBXStopped
	StatusActive         = store.StatusActive
	StatusExpired        = store.StatusExpired
	StatusFailed         = store.StatusFailed
	StatusInBin          = store.StatusInBin
	StatusInvited        = store.StatusInvited
	StatusQueued         = store.StatusQueued
	StatusSending        = store.StatusSending
	StatusSuspended      = store.StatusSuspended
	StatusUnsure         = store.StatusUnsure
	UsageByCustomer      = store.UsageByCustomer
	UsageByPBX           = store.UsageByPBX
	UsageByReseller      = store.UsageByReseller
)

// Operations are all operations that are ever logged, except what undoes one or does it again.
func Operations() []string { return wording.Operations() }

// Plausible tells whether a clock that shows now can be right, when trusted is the latest time that
// is known to have been.
func Plausible(now, trusted time.Time) bool { return clock.Plausible(now, trusted) }

// Chips are the quick filters of resellers, in the order in which they are shown.
func Chips() []Chip { return store.Chips() }

// PBXChips are the quick filters of PBXs, in the order in which they are shown.
func PBXChips() []PBXChip { return store.PBXChips() }

// PBXStatuses are the statuses of PBXs, in the order in which a list is sorted by them.
func PBXStatuses() []PBXStatus { return store.PBXStatuses() }

// Statuses are the statuses of resellers, in the order in which a list is sorted by them.
func Statuses() []Status { return store.Statuses() }
