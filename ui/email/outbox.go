package email

import (
	"context"
	"errors"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"resellerdesk/core"
	"resellerdesk/core/desk"
	"resellerdesk/core/permission"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

// mostMails is how many of the newest mails the outbox lists.
const mostMails = 500

// outboxView lists the mails with their state, the tries and the server's last answer.
type outboxView struct {
	env    *page.Env
	mails  []desk.OutgoingMail
	table  *kit.Table[desk.OutgoingMail]
	empty  fyne.CanvasObject
	banner *kit.Banner
	detail *kit.Paragraph
	export *page.Exporter
	object fyne.CanvasObject
}

func newOutboxView(env *page.Env) *outboxView {
	v := &outboxView{env: env, banner: kit.NewBanner(), detail: kit.NewParagraph("", kit.Caption)}
	text := func(key string, width, least float32, priority int, cell func(desk.OutgoingMail) kit.Cell) kit.Column[desk.OutgoingMail] {
		return kit.Column[desk.OutgoingMail]{Key: key, Title: env.T("outbox." + key), Width: width, MinWidth: least, Priority: priority, Cell: cell}
	}
	v.table = kit.NewTable([]kit.Column[desk.OutgoingMail]{
		text("to", 190, 120, 0, func(m desk.OutgoingMail) kit.Cell { return kit.Cell{Text: m.Recipient} }),
		text("subject", 260, 120, 3, func(m desk.OutgoingMail) kit.Cell { return kit.Cell{Text: m.Subject, Secondary: true} }),
		text("state", 130, 0, 0, func(m desk.OutgoingMail) kit.Cell { b := stateBadge(env, m); return kit.Cell{Badge: &b} }),
		text("tries", 80, 0, 2, func(m desk.OutgoingMail) kit.Cell { return kit.Cell{Text: env.Words.Number(int64(m.Attempts))} }),
		text("answer", 240, 120, 1, func(m desk.OutgoingMail) kit.Cell {
			return kit.Cell{Text: desk.MailAnswer(env.Words, m), Secondary: true}
		}),
		text("created", 130, 0, 4, func(m desk.OutgoingMail) kit.Cell {
			return kit.Cell{Text: env.Words.DateTime(m.CreatedAt), Secondary: true}
		}),
		{Key: "icons", Width: 2*28 + 16, Cell: func(m desk.OutgoingMail) kit.Cell { return kit.Cell{Icons: v.icons(m)} }},
	}, kit.Source[desk.OutgoingMail]{Row: func(i int) (desk.OutgoingMail, bool) {
		if i >= len(v.mails) {
			return desk.OutgoingMail{}, false
		}
		return v.mails[i], true
	}}, kit.Words{HideColumn: env.T("table.hide"), AllColumns: env.T("table.all")})
	v.table.OnIcon = func(row int, key string) { v.decide(v.mails[row], desk.Decision(key)) }
	v.table.OnSelected = v.showDetail
	v.export = page.NewExporter(env, permission.EmailOutbox, v.exportMails)
	v.empty = kit.NewEmpty(kit.IconMail, env.T("outbox.empty"), env.T("outbox.empty_text"), nil)
	v.empty.Hide()
	v.object = container.NewBorder(kit.NewPadded(12, 0, 0, 0, v.banner), kit.NewPadded(0, 0, 12, 0, v.detail), nil, nil,
		kit.NewPadded(12, 0, 8, 0, container.NewStack(v.table, v.empty)))
	return v
}

func stateBadge(env *page.Env, m desk.OutgoingMail) kit.BadgeValue {
	value := kit.BadgeValue{Tone: kit.Info, Icon: kit.IconSend, Text: env.T("mailstate." + string(m.State))}
	switch m.State {
	case desk.MailSent:
		value.Tone, value.Icon = kit.OK, kit.IconCheck
	case desk.MailInDoubt:
		value.Tone, value.Icon = kit.Warn, kit.IconAlert
	case desk.MailFailed:
		value.Tone, value.Icon = kit.Bad, kit.IconAlert
	case desk.MailCancelled:
		value.Tone, value.Icon = kit.Neutral, kit.IconNone
	}
	return value
}

// icons are the decisions that a mail waits for.
func (v *outboxView) icons(m desk.OutgoingMail) []kit.CellIcon {
	icon := func(d desk.Decision, name kit.IconName) kit.CellIcon {
		return kit.CellIcon{Key: string(d), Icon: name, Tip: v.env.T("decision." + string(d))}
	}
	switch m.State {
	case desk.MailQueued:
		return []kit.CellIcon{icon(desk.SendNow, kit.IconSend), icon(desk.Cancel, kit.IconClose)}
	case desk.MailInDoubt:
		return []kit.CellIcon{icon(desk.MarkSent, kit.IconCheck), icon(desk.SendAgain, kit.IconRefresh)}
	}
	return nil
}

func (v *outboxView) reload() {
	v.env.Run.Go(func() {
		ctx := context.Background()
		mails, err := v.env.Desk.Outbox(ctx, mostMails)
		count, countErr := v.env.Desk.CountMails(ctx)
		state, stateErr := v.env.Desk.OutboxState(ctx)
		v.env.Run.UI(func() {
			if err != nil || countErr != nil || stateErr != nil {
				return // Somebody signed out meanwhile.
			}
			v.mails = mails
			v.table.SetCount(len(mails))
			v.export.SetCount(count)
			if len(mails) == 0 {
				v.empty.Show()
			} else {
				v.empty.Hide()
			}
			v.showBlocked(state)
			v.showDetail(v.table.Selected())
		})
	})
}

// exportMails writes all mails to a file, also those that are too old for the list.
func (v *outboxView) exportMails(rows int) {
	env := v.env
	page.ExportDialog(env, env.T("export.name.outbox"), rows, func(ctx context.Context) (desk.Export, error) {
		return env.Desk.ExportOutbox(ctx, env.Words.Language())
	})
}

// showBlocked says why mails wait, and the way on.
func (v *outboxView) showBlocked(s desk.OutboxState) {
	if s.Blocked == nil {
		v.banner.Set(kit.Info, "", "", "")
		v.object.Refresh()
		return
	}
	var links []kit.Action
	var fault *core.Error
	if core.CodeOf(s.Blocked) == core.Unavailable || core.CodeOf(s.Blocked) == core.NotFound {
		links = []kit.Action{{Text: v.env.T("outbox.ask_once"), Do: func() { AskPassword(v.env) }}}
	}
	next := v.env.T("outbox.waiting", core.Args{"Count": s.Waiting})
	if errors.As(s.Blocked, &fault) {
		next = v.env.T("next."+fault.Key, fault.Args) + " " + next
		if !isKeyring(fault.Key) {
			links = []kit.Action{{Text: v.env.T("outbox.to_settings"), Do: func() { v.env.Open("email/settings") }}}
		}
	}
	v.banner.Set(kit.Warn, v.env.Words.Error(s.Blocked), "", next, links...)
	v.env.Host.Attach(v.banner)
	v.object.Refresh()
}

func (v *outboxView) showDetail(row int) {
	text := ""
	if row >= 0 && row < len(v.mails) {
		if f := v.mails[row].Fault; f != nil && v.mails[row].State != desk.MailSent {
			text = v.env.Words.Sentence(f) + " " + v.env.T("next."+f.Key, f.Args)
		}
	}
	v.detail.SetText(text)
	v.object.Refresh()
}

func (v *outboxView) decide(m desk.OutgoingMail, what desk.Decision) {
	carryOut := func() {
		v.env.Run.Go(func() {
			err := v.env.Desk.Decide(context.Background(), m.ID, what)
			v.env.Run.UI(func() {
				if err != nil {
					v.env.Fail(err)
				}
				v.reload()
			})
		})
	}
	if what == desk.SendNow {
		carryOut()
		return
	}
	v.env.Modals.Confirm(kit.Confirmation{
		Title: v.env.T("decision." + string(what)), Text: v.env.T("decide."+string(what), core.Args{"Recipient": m.Recipient}),
		OK: v.env.T("decision." + string(what)), Cancel: v.env.T("button.cancel"), Danger: what == desk.Cancel, OnOK: carryOut,
	})
}
