package page

import (
	"context"
	"path/filepath"

	"resellerdesk/core"
	"resellerdesk/core/desk"
	"resellerdesk/core/permission"
	"resellerdesk/core/sheet"
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
	cancel := kit.NewButton(env.T("button.cancel"), kit.ButtonSecondary, func() { modal.Cancel() })
	modal = env.Modals.Show(kit.ModalOptions{
		Topic: "export",
		Title: env.T("export.title"), Width: 480, First: xlsx, Foot: kit.NewRow(8, nil, cancel),
		Body: kit.NewStack(
			12, kit.NewParagraph(env.T("export.type_text", core.Args{"Count": count}), kit.Body),
			xlsx, csv,
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
				exportTo(env, path, count, read)
			}
		})
	})
}

// exportTo writes the file beside the UI, and says how many rows it has.
func exportTo(
	env *Env, path string, count int, read func(ctx context.Context) (desk.Export, error),
) {
	rows := 0
	title := env.T("export.running", core.Args{"Name": filepath.Base(path)})
	do := func(ctx context.Context, view *Progress) error {
		export, err := read(ctx)
		if err != nil {
			return err
		}
		return sheet.WriteFile(ctx, path, export.Table, env.Words.Language(), func(done int) {
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
			if env.Done(err, "toast.cancelled_export") {
				env.Toasts.Say(
					env.T("toast.exported", core.Args{"Count": rows, "Path": path}),
					"",
					nil,
				)
			}
		},
	)
}
