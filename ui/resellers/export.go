package resellers

import (
	"context"
	"path/filepath"

	"resellerdesk/core"
	"resellerdesk/core/desk"
	"resellerdesk/core/sheet"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

// Export asks which kind of file and where, and writes the list as it is filtered and sorted.
func (p *Page) Export() {
	env := p.env
	if env.Modals.Open() || p.rows.Count() == 0 {
		return
	}
	var modal *kit.Modal
	choose := func(kind page.FileKind) func() {
		return func() {
			modal.Close()
			p.exportAs(kind)
		}
	}
	csv := kit.NewChoice(kit.IconList, env.T("export.csv"), env.T("export.csv_text"), choose(csvFile(env)))
	xlsx := kit.NewChoice(kit.IconFile, env.T("export.xlsx"), env.T("export.xlsx_text"), choose(xlsxFile(env)))
	cancel := kit.NewButton(env.T("button.cancel"), kit.ButtonSecondary, func() { modal.Cancel() })
	modal = env.Modals.Show(kit.ModalOptions{
		Title: env.T("export.title"), Width: 480, First: xlsx, Foot: kit.NewRow(8, nil, cancel),
		Body: kit.NewStack(12, kit.NewParagraph(env.T("export.type_text", core.Args{"Count": p.rows.Count()}), kit.Body), xlsx, csv),
	})
}

func csvFile(env *page.Env) page.FileKind {
	return page.FileKind{Name: env.T("files.csv"), Ending: ".csv"}
}

func xlsxFile(env *page.Env) page.FileKind {
	return page.FileKind{Name: env.T("files.xlsx"), Ending: ".xlsx"}
}

func (p *Page) exportAs(kind page.FileKind) {
	env, q := p.env, p.rows.snapshot()
	env.Run.Go(func() {
		path, err := env.Files.Save(env.T("export.title"), env.T("export.name")+kind.Ending, kind)
		env.Run.UI(func() {
			switch {
			case err != nil:
				env.Fail(err)
			case path != "":
				p.exportTo(path, kind, q)
			}
		})
	})
}

func (p *Page) exportTo(path string, kind page.FileKind, q desk.ResellerQuery) {
	env, rows := p.env, 0
	title := env.T("export.running", core.Args{"Name": filepath.Base(path)})
	startProgress(env, title, env.T("export.rows", core.Args{"Done": 0, "Total": p.rows.Count()}), func(ctx context.Context, view *progress) error {
		export, err := env.Desk.ExportResellers(ctx, q, env.Words.Language())
		if err != nil {
			return err
		}
		rows = export.Count
		return sheet.WriteFile(ctx, path, export.Table, env.Words.Language(), func(done int) { view.show("export.rows", done, rows, 0) })
	}, func(err error) {
		switch {
		case cancelled(err):
			env.Toasts.Say(env.T("toast.cancelled_export"), "", nil)
		case err != nil:
			env.Fail(err)
		default:
			env.Toasts.Say(env.T("toast.exported", core.Args{"Count": rows, "Path": path}), "", nil)
		}
	})
}
