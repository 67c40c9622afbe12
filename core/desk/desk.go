// Package desk holds every action that a person can take, one method each: may they? is it valid?
// one transaction, one log entry. Screens, files and commands change a workspace only through it.
// Its rooms, one package each, are in docs/architecture.md.
package desk

import (
	"resellerdesk/core/desk/accounts"
	"resellerdesk/core/desk/alarms"
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

// Options are what a Desk works with. All but Logger are required.
type Options = action.Options

// The rooms, by names that their methods cannot be reached past.
type (
	kernelFace       = action.Face
	accountsDesk     = accounts.Desk
	alarmsDesk       = alarms.Desk
	compareDesk      = compare.Desk
	exchangeDesk     = exchange.Desk
	handoverDesk     = handover.Desk
	historyDesk      = history.Desk
	importsDesk      = imports.Desk
	keysDesk         = keys.Desk
	outboxDesk       = outbox.Desk
	templatesDesk    = templates.Desk
	pbxsDesk         = pbxs.Desk
	subscriptionDesk = subscription.Desk
	tablesDesk       = tables.Desk
	usageDesk        = usage.Desk
)

// Desk is the program without a screen. It is safe for concurrent use.
type Desk struct {
	*kernelFace
	*accountsDesk
	*alarmsDesk
	*compareDesk
	*exchangeDesk
	*handoverDesk
	*historyDesk
	*importsDesk
	*keysDesk
	*outboxDesk
	*pbxsDesk
	*subscriptionDesk
	*tablesDesk
	*templatesDesk
	*usageDesk
	k *action.Kernel
}

// New returns a desk on a workspace. Nobody is signed in.
func New(o Options) *Desk { return with(action.New(o)) }

// with returns the desk of a kernel.
func with(k *action.Kernel) *Desk {
	return &Desk{
		&k.Face, accounts.New(k), alarms.New(k), compare.New(k), exchange.New(k),
		handover.New(k), history.New(k), imports.New(k), keys.New(k), outbox.New(k), pbxs.New(k),
		subscription.New(k), tables.New(k), templates.New(k), usage.New(k), k,
	}
}
