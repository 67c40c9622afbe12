package resellers

import (
	"context"

	"resellerdesk/core/account"
	"resellerdesk/core/desk"
	"resellerdesk/core/permission"
	"resellerdesk/ui/kit"
)

// The keys of the first icon in a row.
const (
	iconSend    = "send"
	iconPackage = "package"
)

// envelope is the icon in a row that sends what is due to the reseller: its activation, or, once
// its desktop is known, its package. There is none where nothing can be sent.
func (p *Page) envelope(r desk.ResellerRow) (icon kit.CellIcon, some bool) {
	switch {
	case mayBeInvited(r.State) && p.env.May(permission.UserSendActivation):
		return kit.CellIcon{Key: iconSend, Icon: kit.IconMail, Tip: p.env.T("command.send")}, true
	case takesPackage(r) && p.env.May(permission.UserExchange):
		return kit.CellIcon{
			Key: iconPackage, Icon: kit.IconSend, Tip: p.env.T("send_package.command"),
		}, true
	}
	return kit.CellIcon{}, false
}

// mayBeInvited tells whether an activation email can be sent to a reseller in a state.
func mayBeInvited(s account.State) bool { return s == account.NotInvited || s == account.Invited }

// takesPackage tells whether a package can be sent to a reseller.
func takesPackage(r desk.ResellerRow) bool {
	return r.Desktop && (r.State == account.Active || r.State == account.Suspended)
}

// confirmable tells whether a reseller can read out the confirmation code of an activation.
func confirmable(r desk.ResellerRow) bool {
	return r.Confirmable && in(account.NotInvited, account.Invited, account.Active)(r)
}

// sendPackage puts packages into the outbox; without settings of mail it offers the way to them.
func (p *Page) sendPackage(ids []string) {
	p.readMailReady(func(mail mailReady) {
		if !mail.complete {
			p.offerMailSettings(p.toMailSettings())
			return
		}
		p.queue(ids, "exchange.page.queued", func(ctx context.Context, ids []string) error {
			_, err := p.env.Desk.SendWaiting(ctx, ids)
			return err
		})
	})
}

// offerMailSettings offers the way to the settings of mail, without which nothing is sent.
func (p *Page) offerMailSettings(without noMail) {
	p.env.Modals.Confirm(kit.Confirmation{
		Title: p.env.T("mail.set_up_title"), Text: without.text, OK: without.button,
		Cancel: p.env.T("button.cancel"), OnOK: without.do,
	})
}
