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
	tools  map[desk.Decision]*kit.Button
	chosen *page.Selected
	then   func() // Called once when the mails were read.
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
		if i < 0 || i >= len(v.mails) {
			return desk.OutgoingMail{}, false
		}
		return v.mails[i], true
	}, ID: func(m desk.OutgoingMail) string { return m.ID }}, page.TableWords(env))
	v.table.OnIcon = func(row int, key string) { v.decide(v.mails[row:row+1], desk.Decision(key)) }
	v.table.Boxes = true
	v.table.OnSelected = v.selectionChanged
	page.Copying(env, v.table)
	v.export = page.NewExporter(env, permission.EmailOutbox, v.exportMails)
	v.empty = kit.NewEmpty(kit.IconMail, env.T("outbox.empty"), env.T("outbox.empty_text"), nil)
	v.empty.Hide()
	head := kit.NewStack(0, kit.NewPadded(12, 0, 0, 0, v.banner), kit.NewPadded(8, 0, 0, 0, v.buildTools()))
	v.object = container.NewBorder(head, kit.NewPadded(0, 0, 12, 0, v.detail), nil, nil,
		kit.NewPadded(12, 0, 8, 0, container.NewStack(v.table, v.empty)))
	return v
}

// decisions are what can be decided about mails, and in which state they are then.
var decisions = []struct {
	decision desk.Decision
	state    desk.MailState
	icon     kit.IconName
}{
	{desk.SendNow, desk.MailQueued, kit.IconSend},
	{desk.MarkSent, desk.MailInDoubt, kit.IconCheck},
	{desk.SendAgain, desk.MailInDoubt, kit.IconRefresh},
	{desk.Cancel, desk.MailQueued, kit.IconClose},
}

// buildTools makes a button for each decision, which acts on the selected mails that wait for it.
func (v *outboxView) buildTools() fyne.CanvasObject {
	v.tools = map[desk.Decision]*kit.Button{}
	v.chosen = page.NewSelected(v.env, v.table.SelectNone)
	tools := kit.NewFlow(8)
	for _, d := range decisions {
		b := kit.NewButton("", kit.ButtonSecondary, func() { v.decide(v.waitingFor(d.state), d.decision) })
		v.tools[d.decision] = b.SetIcon(d.icon)
		tools.Add(b)
	}
	tools.Add(v.chosen.Object)
	v.refreshTools()
	return tools
}

// waitingFor are the selected mails in a state.
func (v *outboxView) waitingFor(state desk.MailState) []desk.OutgoingMail {
	var mails []desk.OutgoingMail
	v.table.EachSelected(func(m desk.OutgoingMail) {
		if m.State == state {
			mails = append(mails, m)
		}
	})
	return mails
}

func (v *outboxView) selectionChanged() {
	v.refreshTools()
	v.showDetail(v.table.Current())
}

func (v *outboxView) refreshTools() {
	v.chosen.Set(len(v.table.Selected()))
	for _, d := range decisions {
		n, b := len(v.waitingFor(d.state)), v.tools[d.decision]
		page.SetCount(v.env, b, v.env.T("decision."+string(d.decision)), n)
		if n > 0 {
			b.Enable()
		} else {
			b.Disable(v.env.T("outbox.none_selected." + string(d.state)))
		}
	}
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
	var icons []kit.CellIcon
	for _, d := range decisions {
		if d.state == m.State {
			tip := v.env.T("decision." + string(d.decision))
			icons = append(icons, kit.CellIcon{Key: string(d.decision), Icon: d.icon, Tip: tip})
		}
	}
	return icons
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
			v.selectionChanged()
			if then := v.then; then != nil {
				v.then = nil
				then()
			}
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

// decide carries out a decision about mails, after a question where it cannot be taken back.
func (v *outboxView) decide(mails []desk.OutgoingMail, what desk.Decision) {
	if len(mails) == 0 {
		return
	}
	names := make([]string, len(mails))
	for i, m := range mails {
		names[i] = m.Recipient
	}
	carryOut := func() {
		v.env.Run.Go(func() {
			var err error
			for _, m := range mails {
				if err = v.env.Desk.Decide(context.Background(), m.ID, what); err != nil {
					break
				}
			}
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
	args := core.Args{"Recipient": page.Names(v.env, names, len(names)), "Count": len(mails)}
	v.env.Modals.Confirm(kit.Confirmation{
		Title: v.env.T("decision." + string(what)), Text: v.env.T("decide."+string(what), args),
		OK: v.env.T("decision." + string(what)), Cancel: v.env.T("button.cancel"), Danger: what == desk.Cancel, OnOK: carryOut,
	})
}
