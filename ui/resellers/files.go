package resellers

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"resellerdesk/core/desk"
	"resellerdesk/core/permission"
	"resellerdesk/ui/importing"
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

// importer imports resellers.
func (p *Page) importer() *importing.Importer {
	return importing.New(p.env, desk.ImportResellers, p.list.SayRefused)
}

// Import asks for a table of resellers.
func (p *Page) Import() { p.importer().Start() }

// ImportFile checks a table of resellers, and shows what importing it would do.
func (p *Page) ImportFile(path string) { p.importer().File(path) }

// fileCommands are the actions on whole files.
func (p *Page) fileCommands() []page.Command {
	return append(p.importer().Commands(), p.export.Command("command.export"))
}

// fileButtons are the buttons of fileCommands, for the head of the page.
func (p *Page) fileButtons() []fyne.CanvasObject {
	return []fyne.CanvasObject{p.importer().Button(), p.export.Button}
}

// firstSteps are the ways to fill an empty list that the person has, nil for none.
func (p *Page) firstSteps() fyne.CanvasObject {
	if !p.env.May(permission.UserAdd) {
		return nil
	}
	add := kit.NewButton(
		p.env.T("command.add_reseller"), kit.ButtonPrimary, p.Add,
	).SetIcon(kit.IconPlus)
	if !p.importer().May() {
		return add
	}
	return kit.NewStack(
		10, container.NewCenter(add),
		container.NewCenter(kit.NewLink(p.env.T("import.or"), p.Import)),
	)
}
