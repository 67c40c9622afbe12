package resellers

import (
	"context"
	"errors"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"resellerdesk/core"
	"resellerdesk/core/permission"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

// progress is the dialog of something that takes long: what is being done, how far it is, and a button that ends it.
type progress struct {
	env   *page.Env
	modal *kit.Modal
	text  *kit.Paragraph
	bar   *kit.Bar
	note  *kit.Badge // What is wrong so far.
	foot  *fyne.Container
	stop  *kit.Button
}

// startProgress shows the dialog and runs work beside the UI with a context that ends when the person cancels. The dialog is
// closed when work is done; then it is told on the UI goroutine.
func startProgress(env *page.Env, title, text string, work func(ctx context.Context, p *progress) error, done func(err error)) {
	ctx, cancel := context.WithCancel(context.Background())
	p := &progress{env: env, text: kit.NewParagraph(text, kit.Secondary), bar: kit.NewBar(8), note: kit.NewBadge(kit.Bad, kit.IconAlert, "")}
	p.note.Hide()
	end := func() {
		cancel()
		p.stop.Disable("")
	}
	p.stop = kit.NewButton(env.T("button.cancel"), kit.ButtonSecondary, end)
	p.foot = kit.NewRow(8, p.note, nil, p.stop)
	p.modal = env.Modals.Show(kit.ModalOptions{
		Title: title, Body: kit.NewStack(10, p.text, p.bar), Foot: p.foot, Width: 440, First: p.stop, OnCancel: end,
	})
	env.Run.Go(func() {
		err := work(ctx, p)
		env.Run.UI(func() {
			cancel()
			p.modal.Close()
			done(err)
		})
	})
}

// show says beside the UI how far the work is; key is a sentence with Done and Total.
func (p *progress) show(key string, done, total, refused int) {
	p.env.Run.UI(func() {
		p.text.SetText(p.env.T(key, core.Args{"Done": done, "Total": total}), "", nil)
		p.bar.Set(int64(total), kit.BarPart{Value: int64(done), Colour: kit.ColorAccent})
		if refused > 0 {
			p.note.Set(kit.Bad, kit.IconAlert, p.env.T("import.refused", core.Args{"Count": refused}))
			p.note.Show()
			p.foot.Refresh()
		}
	})
}

// cancelled tells whether the person ended the work.
func cancelled(err error) bool { return errors.Is(err, context.Canceled) }

// mayUse tells whether the person holds a feature: what is not permitted is not shown.
func (p *Page) mayUse(feature permission.Key) bool {
	actor, err := p.env.Desk.Actor()
	return err == nil && actor.Holds()[feature]
}

func (p *Page) mayImport() bool {
	return p.mayUse(permission.UserImport) && p.mayUse(permission.UserAdd)
}

// fileCommands are the actions on whole files.
func (p *Page) fileCommands() []page.Command {
	var list []page.Command
	if p.mayImport() {
		list = append(list, page.Command{Title: p.env.T("command.import"), Icon: kit.IconFile, Run: p.Import})
	}
	if p.mayUse(permission.UserExport) {
		list = append(list, page.Command{Title: p.env.T("command.export"), Icon: kit.IconFile, Enabled: func() bool { return p.rows.Count() > 0 }, Run: p.Export})
	}
	return list
}

// fileButtons are the buttons of fileCommands, for the head of the page.
func (p *Page) fileButtons() []fyne.CanvasObject {
	var buttons []fyne.CanvasObject
	if p.mayImport() {
		buttons = append(buttons, kit.NewButton(p.env.T("button.import"), kit.ButtonSecondary, p.Import).SetTip(p.env.T("tip.import")))
	}
	if p.mayUse(permission.UserExport) {
		buttons = append(buttons, kit.NewButton(p.env.T("button.export"), kit.ButtonSecondary, p.Export).SetTip(p.env.T("tip.export")))
	}
	return buttons
}

// firstSteps are the two ways to fill an empty list.
func (p *Page) firstSteps() fyne.CanvasObject {
	add := kit.NewButton(p.env.T("command.add_reseller"), kit.ButtonPrimary, p.Add).SetIcon(kit.IconPlus)
	if !p.mayImport() {
		return add
	}
	return kit.NewStack(10, container.NewCenter(add), container.NewCenter(kit.NewLink(p.env.T("import.or"), p.Import)))
}
