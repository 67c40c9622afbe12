package resellers

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"resellerdesk/core/desk"
	"resellerdesk/core/permission"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

func (p *Page) newExport() *page.Exporter {
	env := p.env
	return page.NewExporter(env, permission.UserExport, func(rows int) {
		q := query(p.list.Query())
		do := func(ctx context.Context) (desk.Export, error) {
			return env.Desk.ExportResellers(ctx, q, env.Words.Language())
		}
		page.ExportDialog(env, env.T("export.name.resellers"), rows, do)
	})
}

func (p *Page) mayImport() bool {
	return p.env.May(permission.UserImport) && p.env.May(permission.UserAdd)
}

// fileCommands are the actions on whole files.
func (p *Page) fileCommands() []page.Command {
	var list []page.Command
	if p.mayImport() {
		list = append(
			list, page.Command{ID: "command.import", Icon: kit.IconFile, Run: p.Import},
		)
	}
	return append(list, p.export.Command("command.export"))
}

// fileButtons are the buttons of fileCommands, for the head of the page.
func (p *Page) fileButtons() []fyne.CanvasObject {
	var buttons []fyne.CanvasObject
	if p.mayImport() {
		buttons = append(
			buttons,
			kit.NewButton(
				p.env.T("button.import"), kit.ButtonSecondary, p.Import,
			).SetTip(p.env.T("tip.import")),
		)
	}
	return append(buttons, p.export.Button)
}

// firstSteps are the ways to fill an empty list that the person has, nil for none.
func (p *Page) firstSteps() fyne.CanvasObject {
	if !p.env.May(permission.UserAdd) {
		return nil
	}
	add := kit.NewButton(
		p.env.T("command.add_reseller"), kit.ButtonPrimary, p.Add,
	).SetIcon(kit.IconPlus)
	if !p.mayImport() {
		return add
	}
	return kit.NewStack(
		10, container.NewCenter(add),
		container.NewCenter(kit.NewLink(p.env.T("import.or"), p.Import)),
	)
}
