package store

import "resellerdesk/core/capacity"

// OperationProof is how earlier versions logged that the ledger does not match.
const OperationProof = "ledger.proof"

// Operations are all operations that are ever logged, except what undoes one or does it again.
func Operations() []string {
	return []string{
		string(capacity.ResellerAdded), string(capacity.ResellerImported), "reseller.exported",
		string(capacity.ResellerTakenOver), string(capacity.PBXTakenOver),
		"statement.exported", string(capacity.ResellerChanged), "reseller.invited",
		"reseller.reset_sent", string(capacity.Suspended), string(capacity.Resumed),
		string(capacity.Deleted), string(capacity.Restored), string(capacity.CapacityReturned),
		string(capacity.ColleagueAdded),
		string(capacity.ColleagueChanged), string(capacity.ColleagueSuspended),
		string(capacity.ColleagueResumed),
		string(capacity.ColleagueDeleted), "colleague.reset", "colleague.exported", "preset.saved",
		"preset.renamed", "preset.deleted", string(capacity.SubscriptionSet),
		"email.settings", "email.test", "mail.delivery", "mail.exported", "mail.send_now",
		"mail.cancel", "mail.mark_sent",
		"mail.send_again", "signin", "password.changed", "undo", "subscription.exported",
		"usage.exported", "log.exported", OperationRestored, OperationReleased, OperationErased, OperationGivenOut,
		OperationRetention, OperationProof, "log.lost",
		string(capacity.Activated), string(capacity.UsageReported),
		string(capacity.PackageReceived),
		string(
			capacity.PBXAdded,
		), string(capacity.PBXImported), string(capacity.PBXChanged), string(capacity.PBXResized),
		string(capacity.PBXTermChanged),
		string(capacity.PBXStarted), string(capacity.PBXStopped), string(capacity.PBXMoved),
		string(capacity.PBXConsumed),
		string(capacity.PBXDeleted), string(capacity.PBXsKept), "pbx.exported", OperationRegions,
		string(
			capacity.CustomerAdded,
		), string(capacity.CustomerImported), string(capacity.CustomerChanged),
		string(capacity.CustomerDeleted), "customer.exported",
		"exchange.mailed", "exchange.saved", "exchange.sent", "exchange.received",
		"exchange.received_receipt", "exchange.received_package",
		"exchange.received_report", "exchange.received_activation", "exchange.confirmed",
		"exchange.settled", "exchange.restored",
		"exchange.key_replaced", "exchange.key_restored", "password.reset", "password.recovered",
		OperationRecovery, "clock.trusted",
		"handover.ticked", "handover.unticked", "handover.exported",
		"comparison.handed_over", "comparison.meant", "comparison.not_meant",
		"alarm.settings", "alarm.snoozed", "alarm.woken", "pbx.activation_sent", "pbx.reminded",
		"user.reminded",
	}
}

// OperationRecovery is how the log names that a recovery code was made.
const OperationRecovery = "recovery.made"

// OperationRegions is how the log names that the list of regions was changed.
const OperationRegions = "pbx.regions"

// OperationReleased is how the log names that mails of a restored workspace may go.
const OperationReleased = "mail.released"

// How the log names that personal data was erased or written out, and that it is erased by itself.
const (
	OperationErased    = "personal.erased"
	OperationGivenOut  = "personal.exported"
	OperationRetention = "personal.retention"
)
