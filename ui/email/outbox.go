package email

import (
	"context"
	"errors"
	"slices"
	"sync/atomic"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"resellerdesk/core"
	"resellerdesk/core/desk"
	"resellerdesk/core/permission"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

// mostMails is how many of the newest mails the outbox lists: they are read again after each mail
// that is sent.
const mostMails = 2000

// outboxView lists the mails with their state, the tries and the server's last answer.
type outboxView struct {
	env    *page.Env
	mails  *page.Whole[desk.OutgoingMail]
	total  atomic.Int64 // How many mails the outbox has, also those that are too old for the list.
	list   *page.List[desk.OutgoingMail]
	banner *kit.Banner
	older  *kit.Paragraph // Says that there are more than are listed.
	detail *kit.Paragraph
	export *page.Exporter
	tools  map[desk.Decision]*kit.Button
	object *fyne.Container
	asking page.Latest[desk.OutboxState]
}

func newOutboxView(env *page.Env) *outboxView {
	v := &outboxView{env: env, banner: kit.NewBanner(), tools: map[desk.Decision]*kit.Button{}}
	v.detail, v.older = kit.NewParagraph("", kit.Caption), kit.NewParagraph("", kit.Caption)
	v.export = page.NewExporter(env, permission.EmailOutbox, v.exportMails)
	v.buildList()
	head := kit.NewStack(8, v.banner, v.buildTools(), v.older)
	v.object = container.NewBorder(
		kit.NewPadded(12, 0, 0, 0, head),
		kit.NewPadded(0, 0, 12, 0, v.detail),
		nil,
		nil,
		kit.NewPadded(8, 0, 8, 0, v.list.Body),
	)
	v.refresh()
	return v
}

// choice is what can be decided about mails, and of which.
type choice struct {
	decision desk.Decision
	state    desk.MailState
	icon     kit.IconName
}

// fits tells whether it can be decided about a mail.
func (c choice) fits(m desk.OutgoingMail) bool {
	return c.state == m.State && (c.decision != desk.SendText || m.CanGoWithout)
}

var decisions = []choice{
	{desk.SendNow, desk.MailQueued, kit.IconSend},
	{desk.MarkSent, desk.MailInDoubt, kit.IconCheck},
	{desk.SendAgain, desk.MailInDoubt, kit.IconRefresh},
	{desk.SendText, desk.MailFailed, kit.IconSend},
	{desk.Cancel, desk.MailQueued, kit.IconClose},
}

// buildTools makes a button for each decision, which acts on the selected mails that wait for it.
func (v *outboxView) buildTools() fyne.CanvasObject {
	var buttons []fyne.CanvasObject
	for _, d := range decisions {
		b := kit.NewButton("", kit.ButtonSecondary, func() {
			v.decide(v.waitingFor(v.list.Targets(), d), d.decision)
		})
		v.tools[d.decision] = b.SetIcon(d.icon)
		buttons = append(buttons, b)
	}
	return v.list.Tools(buttons...)
}

// waitingFor are those mails about which something can be decided.
func (v *outboxView) waitingFor(ids []string, what choice) []desk.OutgoingMail {
	return slices.DeleteFunc(
		v.mails.Known(ids), func(m desk.OutgoingMail) bool { return !what.fits(m) },
	)
}

// refresh shows what can be decided about the selected mails, what came of the current one, and how
// many there are.
func (v *outboxView) refresh() {
	if v.object == nil {
		return
	}
	for _, d := range decisions {
		n, b := len(v.waitingFor(v.list.Targets(), d)), v.tools[d.decision]
		page.SetCount(v.env, b, v.env.T("decision."+string(d.decision)), n)
		if n > 0 {
			b.Enable()
		} else {
			b.Disable(v.env.T("outbox.none_selected." + string(d.state)))
		}
	}
	v.export.SetCount(v.exported())
	older := ""
	if total := v.total.Load(); total > mostMails {
		older = v.env.T("outbox.older", core.Args{"Listed": mostMails, "All": total})
	}
	v.older.SetText(older)
	page.SetVisible(v.older, older != "")
	v.showDetail()
}

// exported is how many mails an export has: those that are listed, or all while nothing is left
// out.
func (v *outboxView) exported() int {
	if v.list.Restricted() {
		return v.list.Rows()
	}
	return max(v.list.Rows(), int(v.total.Load()))
}

func stateBadge(env *page.Env, m desk.OutgoingMail) kit.BadgeValue {
	value := kit.BadgeValue{
		Tone: kit.Info, Icon: kit.IconSend, Text: env.T("mailstate." + string(m.State)),
	}
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

// icons are the decisions that a mail waits for, and its menu.
func (v *outboxView) icons(m desk.OutgoingMail) []kit.CellIcon {
	var icons []kit.CellIcon
	for _, d := range decisions {
		if d.fits(m) {
			tip := v.env.T("decision." + string(d.decision))
			icons = append(icons, kit.CellIcon{Key: string(d.decision), Icon: d.icon, Tip: tip})
		}
	}
	return append(icons, page.MoreIcon(v.env))
}

// shown brings the mails as they are now to the front.
func (v *outboxView) shown() {
	v.changed()
	v.list.Shown()
}

// changed reads the mails again when they were shown before, and what they wait for.
func (v *outboxView) changed() {
	v.list.Changed()
	v.asking.Read(v.env, v.env.Desk.OutboxState, v.env.FailReloading, v.showBlocked)
}

// exportMails writes the mails to a file as they are filtered and sorted; without a filter also
// those that are too old for the list.
func (v *outboxView) exportMails(rows int) {
	env, q, all := v.env, v.list.Query(), rows > v.list.Rows()
	do := func(ctx context.Context) (desk.Export, error) {
		var ids []string
		if !all {
			var err error
			if ids, err = v.mails.IDs(ctx, q); err != nil {
				return desk.Export{}, err
			}
		}
		return env.Desk.ExportOutbox(ctx, ids, env.Words.Language())
	}
	page.ExportDialog(env, env.T("export.name.outbox"), rows, do)
}

// showBlocked says why mails wait, and the way on.
func (v *outboxView) showBlocked(s desk.OutboxState) {
	if s.Blocked == nil {
		v.banner.Set(kit.Info, "", "", "")
		v.object.Refresh()
		return
	}
	var links []kit.Action
	if way := wayOn(s.Blocked); way != "" {
		text := v.env.T(way, core.Args{"Count": s.Waiting})
		links = append(links, kit.Action{Text: text, Do: map[string]func(){
			wayAsk: func() { AskPassword(v.env) }, wayRelease: v.release,
			waySettings: func() { v.env.Open(page.To(page.KeyEmail, page.PartSettings)) },
		}[way]})
	}
	next := v.env.T("outbox.waiting", core.Args{"Count": s.Waiting})
	if fault := (*core.Error)(nil); errors.As(s.Blocked, &fault) {
		next = v.env.T("next."+fault.Key, fault.Args) + " " + next
	}
	v.banner.Set(kit.Warn, v.env.Words.Error(s.Blocked), "", next, links...)
	v.env.Host.Attach(v.banner)
	v.object.Refresh()
}

// The ways on when mails wait, as the keys of their words.
const (
	wayAsk      = "outbox.ask_once"
	wayRelease  = "outbox.release"
	waySettings = "outbox.to_settings"
)

// wayOn is the way on from what mails wait for, "" for none.
func wayOn(blocked error) string {
	var fault *core.Error
	code := core.CodeOf(blocked)
	switch is := errors.As(blocked, &fault); {
	case is && fault.Key == "outbox.restored":
		return wayRelease
	case is && fault.Key == "outbox.paused": // It goes on by itself.
	case is && !isKeyring(fault.Key):
		return waySettings
	case code == core.Unavailable || code == core.NotFound:
		return wayAsk
	}
	return ""
}

// release lets the mails go that wait since a backup was restored.
func (v *outboxView) release() {
	page.Try(v.env, v.env.Desk.ReleaseOutbox, func() {})
}

// showDetail says why the current mail was not sent, and what to do about it.
func (v *outboxView) showDetail() {
	text := ""
	if m, loaded := v.list.Current(); loaded {
		text = v.reason(m)
	}
	v.detail.SetText(text)
	v.object.Refresh()
}

// reason is why a mail was not sent, and what to do about it, "" for nothing.
func (v *outboxView) reason(m desk.OutgoingMail) string {
	switch {
	case m.State == desk.MailSent && m.CopyFault != nil:
		return v.env.Words.Sentence(m.CopyFault)
	case m.Fault == nil || m.State == desk.MailSent:
		return ""
	}
	return v.env.Words.Sentence(m.Fault) + " " + v.env.T("next."+m.Fault.Key, m.Fault.Args)
}

// decide carries out a decision about mails, after a question where it cannot be taken back.
func (v *outboxView) decide(mails []desk.OutgoingMail, what desk.Decision) {
	if len(mails) == 0 {
		return
	}
	names, ids := make([]string, len(mails)), make([]string, len(mails))
	for i, m := range mails {
		names[i], ids[i] = m.Recipient, m.ID
	}
	carryOut := func() {
		page.TryOr(v.env, func(ctx context.Context) error {
			return v.env.Desk.ResolveMails(ctx, ids, what)
		}, func(err error) {
			v.env.Fail(err)
			v.changed()
		}, v.changed)
	}
	if what == desk.SendNow {
		carryOut()
		return
	}
	args := core.Args{"Recipient": page.Names(v.env, names, len(names)), "Count": len(mails)}
	v.env.Modals.Confirm(kit.Confirmation{
		Title: v.env.T("decision." + string(what)), Text: v.env.T("decide."+string(what), args),
		OK: v.env.T("decision." + string(what)), Cancel: v.env.T("button.cancel"),
		Danger: what == desk.Cancel, OnOK: carryOut,
	})
}
