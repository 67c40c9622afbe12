package wording

import (
	"resellerdesk/core/capacity"
	"resellerdesk/core/store"
)

// Operations are all operations that are ever logged, except what undoes one or does it again.
func Operations() []string {
	all := []string{
		"reseller.exported", "statement.exported", "reseller.invited", "reseller.reset_sent",
		"colleague.reset", "colleague.exported", "preset.saved", "preset.renamed",
		"preset.deleted", "email.settings", "email.test", "email.sign_in",
		"email.sign_out", "email.template", "email.template_reset", "email.template_outdated",
		"email.brand", "mail.delivery", "mail.exported", "mail.send_now", "mail.cancel",
		"mail.mark_sent", "mail.send_again", "mail.send_text", "signin",
		"password.changed", "undo", "subscription.exported", "usage.exported", "log.exported",
		store.OperationRestored, store.OperationReleased, store.OperationErased,
		store.OperationGivenOut,
		store.OperationRetention, store.OperationProof, "log.lost", "pbx.exported", store.OperationRegions,
		"customer.exported", "exchange.mailed", "exchange.saved", "exchange.sent",
		"exchange.received", "exchange.received_receipt", "exchange.received_package",
		"exchange.received_report", "exchange.received_activation", "exchange.confirmed",
		"exchange.settled", "exchange.restored", "exchange.key_replaced",
		"exchange.key_restored", "password.reset", "password.recovered", store.OperationRecovery,
		"clock.trusted", "handover.ticked", "handover.unticked", "handover.exported",
		"comparison.handed_over", "comparison.meant", "comparison.not_meant", "alarm.settings",
		"alarm.snoozed", "alarm.woken", "pbx.activation_sent", "pbx.reminded", "user.reminded",
	}
	for _, verb := range []capacity.Verb{
		capacity.ResellerAdded, capacity.ResellerImported, capacity.ResellerTakenOver,
		capacity.PBXTakenOver, capacity.ResellerChanged, capacity.Suspended, capacity.Resumed,
		capacity.Deleted, capacity.Restored, capacity.CapacityReturned, capacity.ColleagueAdded,
		capacity.ColleagueChanged, capacity.ColleagueSuspended, capacity.ColleagueResumed,
		capacity.ColleagueDeleted, capacity.SubscriptionSet, capacity.Activated,
		capacity.UsageReported, capacity.PackageReceived, capacity.PBXAdded,
		capacity.PBXImported, capacity.PBXChanged, capacity.PBXResized, capacity.PBXTermChanged,
		capacity.PBXStarted, capacity.PBXStopped, capacity.PBXMoved, capacity.PBXConsumed,
		capacity.PBXDeleted, capacity.PBXsKept, capacity.CustomerAdded,
		capacity.CustomerImported, capacity.CustomerChanged, capacity.CustomerDeleted,
	} {
		all = append(all, string(verb))
	}
	return all
}
