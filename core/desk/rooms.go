package desk

import (
	"resellerdesk/core/desk/accounts"
	"resellerdesk/core/desk/alarms"
	"resellerdesk/core/desk/columns"
	"resellerdesk/core/desk/compare"
	"resellerdesk/core/desk/exchange"
	"resellerdesk/core/desk/handover"
	"resellerdesk/core/desk/history"
	"resellerdesk/core/desk/imports"
	"resellerdesk/core/desk/internal/action"
	"resellerdesk/core/desk/keys"
	"resellerdesk/core/desk/outbox"
	"resellerdesk/core/desk/pbxs"
	"resellerdesk/core/desk/subscription"
	"resellerdesk/core/desk/tables"
	"resellerdesk/core/desk/templates"
	"resellerdesk/core/desk/usage"
)

// What the rooms of the desk take and return.
type (
	Activated       = exchange.Activated
	Alarm           = alarms.Alarm
	AlarmKind       = alarms.AlarmKind
	ColleagueDraft  = accounts.ColleagueDraft
	Comparison      = compare.Comparison
	ComparedRecord  = compare.Record
	ComparedState   = compare.State
	Difference      = compare.Difference
	CoursePoint     = subscription.CoursePoint
	Decision        = outbox.Decision
	Event           = action.Event
	Events          = action.Events
	Exchange        = exchange.Exchange
	Export          = tables.Export
	FormData        = accounts.FormData
	DateForm        = columns.DateForm
	ImportColumn    = columns.InFile
	ImportDoing     = imports.Doing
	ImportField     = columns.Field
	ImportKind      = columns.Kind
	ImportOptions   = columns.Options
	Handover        = handover.List
	HandoverEntry   = handover.Entry
	HandoverPart    = handover.Part
	HandoverQuery   = handover.Query
	HandoverShow    = handover.Show
	HandoverValue   = handover.Value
	ImportPlan      = imports.Plan
	ImportRow       = imports.Row
	MailPreview     = templates.MailPreview
	MailTemplate    = templates.MailTemplate
	MailVariable    = templates.MailVariable
	Moved           = keys.Moved
	NumberForm      = columns.NumberForm
	OutboxState     = outbox.OutboxState
	PBXDeletion     = pbxs.PBXDeletion
	PBXForm         = pbxs.PBXForm
	PBXMove         = pbxs.PBXMove
	PackageLeft     = pbxs.PackageLeft
	Party           = action.Party
	PresetEffect    = accounts.PresetEffect
	PreviewFor      = templates.PreviewFor
	QueuedMail      = outbox.QueuedMail
	Received        = exchange.Received
	RecoveryKit     = keys.RecoveryKit
	Refusal         = action.Refusal
	Refusals        = action.Refusals
	Saved           = action.Saved
	SetUp           = keys.SetUp
	SignedIn        = outbox.SignedIn
	Statement       = subscription.Statement
	Subscription    = subscription.Subscription
	WaitingFile     = exchange.WaitingFile
	WaitingReason   = exchange.WaitingReason
	UsageLine       = usage.Line
	UsagePage       = usage.Page
	UsagePeriod     = usage.Period
	UsageQuery      = usage.Query
	UsageReport     = usage.Report
	UsageRow        = usage.Row
	Why             = history.Why
	WorkspaceStatus = action.WorkspaceStatus
)

// Their values.
const (
	ImportResellers = columns.KindResellers
	ImportPBXs      = columns.KindPBXs
	ImportCustomers = columns.KindCustomers

	ImportAdds      = imports.Adds
	ImportUpdates   = imports.Updates
	ImportKeeps     = imports.Keeps
	ImportIsRefused = imports.IsRefused
	ImportLeavesOut = imports.LeavesOut
	LeftOut         = columns.LeftOut

	ComparedEqual      = compare.Equal
	ComparedDiffers    = compare.Differs
	ComparedMeant      = compare.Meant
	ComparedOnlyHere   = compare.OnlyHere
	ComparedOnlyThere  = compare.OnlyThere
	ComparedUnreadable = compare.Unreadable

	DayFirst     = columns.DayFirst
	MonthFirst   = columns.MonthFirst
	YearFirst    = columns.YearFirst
	DecimalComma = columns.DecimalComma
	DecimalPoint = columns.DecimalPoint

	ActorChanged        = action.ActorChanged
	AlarmNeverActivated = alarms.AlarmNeverActivated
	AlarmExchange       = alarms.AlarmExchange
	AlarmGivenOut       = alarms.AlarmGivenOut
	AlarmInvitation     = alarms.AlarmInvitation
	AlarmInvitationOut  = alarms.AlarmInvitationOut
	AlarmLease          = alarms.AlarmLease
	AlarmMailFailed     = alarms.AlarmMailFailed
	AlarmMailInDoubt    = alarms.AlarmMailInDoubt
	AlarmMailStopped    = alarms.AlarmMailStopped
	AlarmNoKit          = alarms.AlarmNoKit
	AlarmPBXMonth       = alarms.AlarmPBXMonth
	AlarmPBXOver        = alarms.AlarmPBXOver
	AlarmPBXWeek        = alarms.AlarmPBXWeek
	AlarmPackageEnds    = alarms.AlarmPackageEnds
	AlarmPackageUsed    = alarms.AlarmPackageUsed
	AlarmShortfall      = alarms.AlarmShortfall
	AlarmSubscription   = alarms.AlarmSubscription
	AlarmsChanged       = action.AlarmsChanged
	AlarmsListed        = alarms.AlarmsListed
	Cancel              = outbox.Cancel
	CapacityChanged     = action.CapacityChanged
	ColleaguesChanged   = action.ColleaguesChanged
	CustomersChanged    = action.CustomersChanged
	ExchangeChanged     = action.ExchangeChanged
	FieldComputer       = keys.FieldComputer
	FieldEraseAfter     = accounts.FieldEraseAfter
	FieldReason         = accounts.FieldReason
	FieldUntil          = accounts.FieldUntil
	FileExtension       = exchange.FileExtension
	HandoverChanged     = action.HandoverChanged
	HandoverAnyCount    = handover.AnyCount
	HandoverCreate      = handover.PartCreate
	HandoverListed      = handover.Most
	LogCustomer         = history.LogCustomer
	LogEmail            = history.LogEmail
	LogPBX              = history.LogPBX
	LogSignIn           = history.LogSignIn
	LogSubscription     = history.LogSubscription
	LogUser             = history.LogUser
	MarkSent            = outbox.MarkSent
	MaxReason           = accounts.MaxReason
	MaxPrinted          = tables.MaxPrinted
	MaxRetention        = accounts.MaxRetention
	MoveFileEnding      = keys.MoveFileEnding
	OutboxChanged       = action.OutboxChanged
	PBXsChanged         = action.PBXsChanged
	ResellersChanged    = action.ResellersChanged
	SendAgain           = outbox.SendAgain
	SendNow             = outbox.SendNow
	SendText            = outbox.SendText
	SettingsChanged     = action.SettingsChanged
	SnoozeFor           = alarms.SnoozeFor
	WaitingChanged      = exchange.WaitingChanged
	WorkspaceClosed     = action.WorkspaceClosed
	ShowAll             = handover.ShowAll
	ShowDone            = handover.ShowDone
	ShowOpen            = handover.ShowOpen
	ShowToday           = handover.ShowToday
	ShowWithToday       = handover.ShowWithToday
	WorkspaceGood       = action.WorkspaceGood
)

// Functions of the rooms that need no desk.
var (
	ColleagueStatus    = accounts.ColleagueStatus
	ComparedKinds      = compare.Kinds
	ComparedStates     = compare.States
	DateForms          = columns.DateForms
	ImportKinds        = columns.Kinds
	HandoverShows      = handover.Shows
	HandoverPerson     = handover.Person
	HandoverTitle      = handover.Title
	LogModules         = history.LogModules
	Longest            = accounts.Longest
	LongestAnswer      = outbox.LongestAnswer
	MailAnswer         = outbox.MailAnswer
	MoveFileName       = keys.MoveFileName
	NewColleague       = accounts.NewColleague
	NewID              = action.NewID
	NumberForms        = columns.NumberForms
	PresetName         = accounts.PresetName
	PresetRefusals     = accounts.PresetRefusals
	CheckExportName    = tables.CheckName
	ReadRange          = accounts.ReadRange
	UsageMean          = usage.Mean
	UsageMonth         = usage.Month
	UsageOwnerName     = usage.OwnerName
	ValidateActivation = keys.ValidateActivation
	ValidateRetention  = accounts.ValidateRetention
	WithProgress       = action.WithProgress
)
