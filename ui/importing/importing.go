// Package importing reads tables of resellers, PBXs and customers: it asks for a file, shows where
// its columns go and what would happen, and writes it.
package importing

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/backup"
	"resellerdesk/core/desk"
	"resellerdesk/core/permission"
	"resellerdesk/core/sheet"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

// Page is a page into which a table can be imported.
type Page interface {
	// ImportFile checks a table, and shows what importing it would do.
	ImportFile(path string)
}

// Importer imports one kind of table for a page.
type Importer struct {
	env     *page.Env
	kind    desk.ImportKind
	refused func(err error) // Says why an import was refused.
}

// New returns the importer of a page. refused says why the writing was refused.
func New(env *page.Env, kind desk.ImportKind, refused func(err error)) *Importer {
	return &Importer{env, kind, refused}
}

// May tells whether the person may import such a table.
func (i *Importer) May() bool {
	may := i.env.May
	switch i.kind {
	case desk.ImportPBXs:
		return may(permission.PBXAdd)
	case desk.ImportCustomers:
		return may(permission.CustomerAdd)
	}
	return may(permission.UserImport) && may(permission.UserAdd)
}

// mayUpdate tells whether a table may change what is there.
func (i *Importer) mayUpdate() bool {
	switch i.kind {
	case desk.ImportPBXs:
		return i.env.May(permission.PBXEdit)
	case desk.ImportCustomers:
		return i.env.May(permission.CustomerEdit)
	}
	return i.env.May(permission.UserEdit)
}

// ID is the key of the words of the command.
func (i *Importer) ID() string {
	switch i.kind {
	case desk.ImportPBXs:
		return "command.import_pbxs"
	case desk.ImportCustomers:
		return "command.import_customers"
	}
	return "command.import"
}

// Commands are the command of the import, none for a person who may not.
func (i *Importer) Commands() []page.Command {
	if !i.May() {
		return nil
	}
	return []page.Command{{ID: i.ID(), Icon: kit.IconFile, Run: i.Start}}
}

// Button opens the import.
func (i *Importer) Button() *kit.Button {
	button := kit.NewButton(i.env.T("button.import"), kit.ButtonSecondary, i.Start)
	page.SetVisible(button, i.May())
	return button.SetTip(i.env.T("tip." + strings.TrimPrefix(i.ID(), "command.")))
}

// Start says what a table looks like, and asks for one.
func (i *Importer) Start() {
	env := i.env
	if env.Modals.Open() {
		return
	}
	var modal *kit.Modal
	choose := kit.NewButton(env.T("import.choose_button"), kit.ButtonPrimary, func() {
		modal.Close()
		i.choose()
	})
	cancel := kit.NewButton(env.T("button.cancel"), kit.ButtonSecondary, func() { modal.Cancel() })
	body := kit.NewStack(10, kit.NewParagraph(env.T("import.text."+string(i.kind)), kit.Body))
	if i.kind == desk.ImportResellers {
		body.Add(kit.NewParagraph(env.T("import.starts_with", core.Args{
			"Name": desk.PresetName(env.Words, account.PermissionPreset, permission.ReadySells),
		}), kit.Secondary))
	}
	body.Add(kit.NewParagraph(env.T("import.drop"), kit.Secondary))
	modal = env.Modals.Show(kit.ModalOptions{
		Topic: "import", Title: env.T(i.ID()), Width: 480, First: choose,
		Foot: kit.NewRow(8, i.exampleLink(), nil, cancel, choose), Body: body,
	})
}

func (i *Importer) choose() {
	env := i.env
	env.Run.Go(func() {
		path, err := env.Files.Open(env.T("import.choose"), page.TableFile(env))
		env.Run.UI(func() {
			switch {
			case err != nil:
				env.Fail(err)
			case path != "":
				i.File(path)
			}
		})
	})
}

// File checks a table beside the UI, and then shows what importing it would do.
func (i *Importer) File(path string) { i.importAs(path, desk.ImportOptions{Kind: i.kind}, true) }

// importAs is File for a table that is read in a way. fresh is set while nobody chose anything.
func (i *Importer) importAs(path string, how desk.ImportOptions, fresh bool) {
	env, name := i.env, filepath.Base(path)
	if !i.May() {
		return
	}
	if !slices.Contains(page.TableFile(env).Endings(), strings.ToLower(filepath.Ext(path))) {
		env.Fail(&core.Error{
			Code: core.Invalid, Key: "import.only_tables", Args: core.Args{"Name": name},
		})
		return
	}
	var plan desk.ImportPlan
	check := func(ctx context.Context, view *page.Progress) (err error) {
		plan, how, err = i.checkAsBefore(desk.WithProgress(ctx, func(done, total, refused int) {
			view.Show("import.checking", done, total, refused)
		}), path, how, fresh)
		return err
	}
	title := env.T("import.running", core.Args{"Name": name})
	page.StartProgress(env, title, env.T("import.reading"), check, func(err error) {
		i.checked(path, how, plan, err)
	})
}

// checked goes on with what a check found.
func (i *Importer) checked(
	path string, how desk.ImportOptions, plan desk.ImportPlan, err error,
) {
	var e *core.Error
	switch {
	case errors.As(err, &e) && e.Key == "sheet.encoding":
		i.askEncoding(path, how, e)
	case e != nil && plan.Workbook != nil && len(plan.Workbook.Worksheets) > 1 && !maps(plan):
		i.askWorksheet(path, how, *plan.Workbook, e)
	case e != nil && e.Code == core.Invalid && len(plan.Columns) > 0:
		i.show(path, how, plan, e)
	case i.env.Done(err, "toast.cancelled_import"):
		i.show(path, how, plan, nil)
	}
}

// maps tells whether any column of a plan goes to a field.
func maps(plan desk.ImportPlan) bool {
	return slices.ContainsFunc(
		plan.Columns, func(c desk.ImportColumn) bool { return c.Field != "" },
	)
}

// checkFile reads a table, and tells what would come of it.
func (i *Importer) checkFile(
	ctx context.Context, path string, how desk.ImportOptions,
) (desk.ImportPlan, error) {
	file, err := os.Open(path)
	if err != nil {
		return desk.ImportPlan{}, &core.Error{
			Code: core.Unavailable, Key: "sheet.unreadable", Err: err,
		}
	}
	defer file.Close()
	return i.env.Desk.CheckImport(ctx, file, how)
}

// checkAsBefore is checkFile; a table with columns as one that was imported before is read as that
// one. It returns how it was read.
func (i *Importer) checkAsBefore(
	ctx context.Context, path string, how desk.ImportOptions, fresh bool,
) (desk.ImportPlan, desk.ImportOptions, error) {
	plan, err := i.checkFile(ctx, path, how)
	if !fresh || len(plan.Columns) == 0 {
		return plan, how, err
	}
	before, known := i.remembered(plan.Columns)
	if !known {
		return plan, how, err
	}
	before.Options = how.Options
	again, againErr := i.checkFile(ctx, path, before)
	if againErr != nil && !page.Cancelled(againErr) { // A field or a feature may be gone.
		return plan, how, err
	}
	return again, before, againErr
}

// askEncoding asks how a file is written that could not be read, and checks it again.
func (i *Importer) askEncoding(path string, how desk.ImportOptions, wrong error) {
	env := i.env
	choice := kit.NewSelectField(env.T("import.encoding"), encodings())
	choice.SetText(string(sheet.CodePage850)) // Files of DOS have bytes that Windows does not know.
	text := kit.NewParagraph(env.Words.Error(wrong), kit.Body)
	i.askHow(path, "import.encoding_title", text, choice, func(chosen string) desk.ImportOptions {
		how.Encoding = sheet.Encoding(chosen)
		return how
	})
}

// askWorksheet asks which worksheet of a workbook holds the resellers, and checks that one. Why the
// one that was read does not is nil when nothing is wrong with it.
func (i *Importer) askWorksheet(
	path string, how desk.ImportOptions, book sheet.Workbook, wrong error,
) {
	env := i.env
	choice := kit.NewSelectField(env.T("import.worksheet"), worksheetsIn(book))
	at := slices.Index(book.Worksheets, book.Worksheet)
	choice.SetText(book.Worksheets[(at+1)%len(book.Worksheets)])
	text := kit.NewParagraph(env.T("import.worksheet_text"), kit.Body)
	if wrong != nil {
		text = kit.NewParagraph(
			env.T("import.worksheet_read", core.Args{"Name": book.Worksheet})+" "+
				env.Words.Error(wrong), kit.Body,
		)
	}
	i.askHow(path, "import.worksheet_title", text, choice, func(chosen string) desk.ImportOptions {
		how.Worksheet = chosen
		return how
	})
}

// askHow asks how a file is to be read, and checks it again.
func (i *Importer) askHow(
	path, title string, text fyne.CanvasObject, choice *kit.Field,
	how func(chosen string) desk.ImportOptions,
) {
	env := i.env
	var modal *kit.Modal
	read := kit.NewButton(env.T("import.read_again"), kit.ButtonPrimary, func() {
		modal.Close()
		i.importAs(path, how(choice.Text()), true)
	})
	cancel := kit.NewButton(env.T("button.cancel"), kit.ButtonSecondary, func() { modal.Cancel() })
	modal = env.Modals.Show(kit.ModalOptions{
		Topic: "import",
		Title: env.T(title, core.Args{"Name": filepath.Base(path)}), Width: 480,
		First: choice.Focusable(), Primary: read, Foot: kit.NewRow(8, nil, cancel, read),
		Body: kit.NewStack(10, text, choice),
	})
}

// importPlan imports all rows of a plan beside the UI, and says so with the way back.
func (i *Importer) importPlan(name string, how desk.ImportOptions, plan desk.ImportPlan) {
	env, operationID := i.env, desk.NewID()
	page.StartProgress(
		env,
		env.T("import.running", core.Args{"Name": name}),
		env.T("import.writing", core.Args{"Done": 0, "Total": plan.Writes()}),
		func(ctx context.Context, view *page.Progress) error {
			ctx = desk.WithProgress(
				ctx, func(done, total, _ int) { view.Show("import.writing", done, total, 0) },
			)
			if err := env.Secure(ctx, backup.BeforeImport, plan.Writes()); err != nil {
				return err
			}
			return env.Desk.Import(ctx, operationID, plan)
		},
		func(err error) {
			switch {
			case page.Cancelled(err):
				env.Toasts.Tell(env.T("toast.cancelled_import"))
			case err != nil:
				i.refused(err)
			default:
				i.remember(how, plan.Columns)
				env.Toasts.Say(
					env.T(i.toast(), core.Args{"Count": plan.Writes()}),
					env.T("button.undo"), func() { env.Undo(operationID) },
				)
			}
		},
	)
}

func (i *Importer) exampleLink() *kit.Link {
	return kit.NewLink(i.env.T("import.example"), i.saveExample)
}

// saveExample writes a file with the columns that an import reads and one reseller.
func (i *Importer) saveExample() {
	env := i.env
	env.Run.Go(func() {
		path, err := env.Files.Save(
			env.T(
				"import.example",
			),
			env.T("import.example_name."+string(i.kind)),
			page.CSVFile(env),
		)
		if err == nil && path != "" {
			err = i.writeExample(path)
		}
		env.Run.UI(func() {
			switch {
			case err != nil:
				env.Fail(err)
			case path != "":
				env.Toasts.Say(env.T("toast.example_saved", core.Args{"Path": path}), "", nil)
			}
		})
	})
}

func (i *Importer) writeExample(path string) error {
	ctx, language := i.env.Context(), i.env.Words.Language()
	table, err := i.env.Desk.ImportExample(ctx, i.kind, language)
	if err != nil {
		return err
	}
	return sheet.WriteFile(ctx, path, table, language, nil)
}

// toast is the key of the words for what was imported.
func (i *Importer) toast() string {
	switch i.kind {
	case desk.ImportPBXs:
		return "toast.imported_pbxs"
	case desk.ImportCustomers:
		return "toast.imported_customers"
	}
	return "toast.imported"
}
