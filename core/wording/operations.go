package wording

import (
	"resellerdesk/core/capacity"
	"resellerdesk/core/store"
)

// Operations are all operations that are ever logged, except what undoes one or does it again.
func Operations() []string {
	return []string{
		string(capacity.ResellerAdded), string(capacity.ResellerImported), "reseller.exported",
		"statement.exported", string(capacity.ResellerChanged), "reseller.invited",
		"reseller.reset_sent", string(capacity.Suspended), string(capacity.Resumed),
		string(capacity.Deleted), string(capacity.Restored), string(capacity.CapacityReturned),
		string(capacity.ColleagueAdded), string(capacity.ColleagueChanged),
		string(capacity.ColleagueSuspended), string(capacity.ColleagueResumed),
		string(capacity.ColleagueDeleted), "colleague.reset", "colleague.exported",
		"preset.saved", "preset.renamed", "preset.deleted", string(capacity.SubscriptionSet),
		"email.settings", "email.test", "mail.delivery", "mail.exported", "mail.send_now",
		"mail.cancel", "mail.mark_sent", "mail.send_again", "signin", "password.changed", "undo",
		"subscription.exported", "usage.exported", "log.exported", store.OperationRestored,
		store.OperationReleased, store.OperationErased, store.OperationGivenOut,
		store.OperationRetention, store.OperationProof, "log.lost", string(capacity.Activated),
		string(capacity.UsageReported), string(capacity.PackageReceived),
		string(capacity.PBXAdded), string(capacity.PBXImported), string(capacity.PBXChanged),
		string(capacity.PBXResized), string(capacity.PBXTermChanged), string(capacity.PBXStarted),
		string(capacity.PBXStopped), string(capacity.PBXMoved), string(capacity.PBXConsumed),
		string(capacity.PBXDeleted), string(capacity.PBXsKept), "pbx.exported",
		store.OperationRegions, string(capacity.CustomerAdded), string(capacity.CustomerImported),
		string(capacity.CustomerChanged), string(capacity.CustomerDeleted), "customer.exported",
		"exchange.mailed", "exchange.saved", "exchange.sent", "exchange.received",
		"exchange.received_receipt", "exchange.received_package", "exchange.received_report",
		"exchange.received_activation", "exchange.confirmed", "exchange.settled",
		"exchange.restored", "exchange.key_replaced", "exchange.key_restored", "password.reset",
		"password.recovered", store.OperationRecovery, "clock.trusted", "handover.ticked",
		"handover.unticked", "handover.exported", "alarm.settings", "alarm.snoozed",
		"alarm.woken", "pbx.activation_sent", "pbx.reminded", "user.reminded",
	}
}
