package page

import (
	"context"
	"errors"
	"path/filepath"

	"fyne.io/fyne/v2"

	"resellerdesk/core"
	"resellerdesk/core/desk"
	"resellerdesk/core/permission"
	"resellerdesk/ui/kit"
)

// Exporter writes what a page shows to a file, by a button and by a command. All of it is used on
// the UI goroutine.
type Exporter struct {
	Button *kit.Button // Hidden from anyone who may not export.

	env     *Env
	feature permission.Key
	count   int
	open    func(rows int)
}

// NewExporter returns the export of something that has no rows yet, for anyone who holds a feature.
// open asks for the file; it receives how many rows there are.
func NewExporter(env *Env, feature permission.Key, open func(rows int)) *Exporter {
	e := &Exporter{env: env, feature: feature, open: open}
	e.Button = kit.NewButton(
		env.T("button.export"), kit.ButtonSecondary, e.Run,
	).SetTip(env.T("tip.export"))
	if !env.May(feature) {
		e.Button.Hide()
	}
	e.SetCount(0)
	return e
}

// SetCount says how many rows there are; nothing cannot be exported.
func (e *Exporter) SetCount(rows int) {
	e.count = rows
	if rows > 0 {
		e.Button.Enable()
	} else {
		e.Button.Disable(e.env.T("export.nothing"))
	}
}

// Refuse says why nothing can be exported until SetCount is called.
func (e *Exporter) Refuse(why string) {
	e.count = 0
	e.Button.Disable(why)
}

// Command is the export as the command with an ID.
func (e *Exporter) Command(id string) Command {
	return Command{
		ID: id, Icon: kit.IconFile,
		Enabled: func() bool { return e.count > 0 && e.env.May(e.feature) }, Run: e.Run,
	}
}

// Run asks for the file, unless there is nothing to export.
func (e *Exporter) Run() {
	if e.count == 0 {
		e.env.Toasts.Tell(e.env.T("export.nothing"))
		return
	}
	e.open(e.count)
}

// ExportDialog asks which kind of file and where, and writes what read returns to it. name is what
// the file is offered to be called, without its ending; count is how many rows it will have. read
// runs beside the UI.
func ExportDialog(
	env *Env, name string, count int, read func(ctx context.Context) (desk.Export, error),
) {
	var modal *kit.Modal
	choose := func(kind FileKind) func() {
		return func() {
			modal.Close()
			exportAs(env, name, kind, count, read)
		}
	}
	csv := kit.NewChoice(
		kit.IconList, env.T("export.csv"), env.T("export.csv_text"), choose(CSVFile(env)),
	)
	xlsx := kit.NewChoice(
		kit.IconFile, env.T("export.xlsx"), env.T("export.xlsx_text"), choose(xlsxFile(env)),
	)
	pdf := kit.NewChoice(
		kit.IconFile, env.T("export.pdf"), env.T("export.pdf_text"), choose(PDFFile(env)),
	)
	if count > desk.MaxPrinted {
		pdf.Disable(env.T("export.pdf_too_long", core.Args{"Max": desk.MaxPrinted}))
	}
	cancel := kit.NewButton(env.T("button.cancel"), kit.ButtonSecondary, func() { modal.Cancel() })
	modal = env.Modals.Show(kit.ModalOptions{
		Topic: "export",
		Title: env.T("export.title"), Width: 480, First: xlsx, Foot: kit.NewRow(8, nil, cancel),
		Body: kit.NewStack(
			12, kit.NewParagraph(env.T("export.type_text", core.Args{"Count": count}), kit.Body),
			xlsx, csv, pdf,
		),
	})
}

// exportAs asks where the file goes.
func exportAs(
	env *Env, name string, kind FileKind, count int,
	read func(ctx context.Context) (desk.Export, error),
) {
	env.Run.Go(func() {
		path, err := env.Files.Save(env.T("export.title"), name+kind.Ending, kind)
		env.Run.UI(func() {
			switch {
			case err != nil:
				env.Fail(err)
			case path != "":
				exportTo(env, path, count, false, read)
			}
		})
	})
}

// exportTo writes the file beside the UI, and says how many rows it has. Before a document gets
// question marks for what cannot be set, replace, it asks.
func exportTo(
	env *Env, path string, count int, replace bool,
	read func(ctx context.Context) (desk.Export, error),
) {
	rows := 0
	title := env.T("export.running", core.Args{"Name": filepath.Base(path)})
	do := func(ctx context.Context, view *Progress) error {
		export, err := read(ctx)
		if err != nil {
			return err
		}
		return export.WriteFile(ctx, path, env.Words, replace, func(done int) {
			rows = done
			view.Show("export.rows", done, export.Count, 0)
		})
	}
	StartProgress(
		env,
		title,
		env.T("export.rows", core.Args{"Done": 0, "Total": count}),
		do,
		func(err error) {
			var e *core.Error
			switch {
			case errors.As(err, &e) && e.Key == "print.unset":
				env.Modals.Confirm(kit.Confirmation{
					Title: env.T("print.unset_title"), Text: env.Words.Error(err),
					OK: env.T("print.unset_ok"), Cancel: env.T("button.cancel"),
					OnOK: func() { exportTo(env, path, count, true, read) },
				})
			case env.Done(err, "toast.cancelled_export"):
				sayExported(env, path, rows)
			}
		},
	)
}

// sayExported says where an export is; a document can be opened, to look at it or to print it.
func sayExported(env *Env, path string, rows int) {
	text, open, show := env.T("toast.exported", core.Args{"Count": rows, "Path": path}), "", func() {}
	if filepath.Ext(path) == PDFFile(env).Ending {
		open = env.T("button.open_file")
		show = func() { _ = OpenOutside(fyne.CurrentApp(), path) } // Else it is in its folder.
	}
	env.Toasts.Say(text, open, show)
}
