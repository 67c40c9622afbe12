package resellers

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/backup"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
	"resellerdesk/core/permission"
	"resellerdesk/core/sheet"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

// Import says what a file of resellers looks like, and asks for one.
func (p *Page) Import() {
	env := p.env
	if env.Modals.Open() {
		return
	}
	var modal *kit.Modal
	choose := kit.NewButton(env.T("import.choose_button"), kit.ButtonPrimary, func() {
		modal.Close()
		p.chooseImport()
	})
	cancel := kit.NewButton(env.T("button.cancel"), kit.ButtonSecondary, func() { modal.Cancel() })
	modal = env.Modals.Show(kit.ModalOptions{
		Topic: "import",
		Title: env.T("command.import"), Width: 480, First: choose,
		Foot: kit.NewRow(8, p.exampleLink(), nil, cancel, choose),
		Body: kit.NewStack(
			10,
			kit.NewParagraph(env.T("import.text"), kit.Body),
			kit.NewParagraph(env.T("import.starts_with", core.Args{
				"Name": desk.PresetName(env.Words, account.PermissionPreset, permission.ReadySells),
			}), kit.Secondary),
			kit.NewParagraph(env.T("import.drop"), kit.Secondary),
		),
	})
}

func (p *Page) chooseImport() {
	env := p.env
	env.Run.Go(func() {
		path, err := env.Files.Open(env.T("import.choose"), page.TableFile(env))
		env.Run.UI(func() {
			switch {
			case err != nil:
				env.Fail(err)
			case path != "":
				p.ImportFile(path)
			}
		})
	})
}

// ImportFile checks a file of resellers beside the UI, and then shows what importing it would do.
func (p *Page) ImportFile(path string) { p.importAs(path, sheet.Options{}) }

// importAs is ImportFile for a file that is read in a way.
func (p *Page) importAs(path string, how sheet.Options) {
	env, name := p.env, filepath.Base(path)
	if !p.mayImport() {
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
		plan, err = checkFile(desk.WithProgress(ctx, func(done, total, refused int) {
			view.Show("import.checking", done, total, refused)
		}), env, path, how)
		return err
	}
	title := env.T("import.running", core.Args{"Name": name})
	page.StartProgress(env, title, env.T("import.reading"), check, func(err error) {
		var e *core.Error
		switch {
		case errors.As(err, &e) && e.Key == "sheet.encoding":
			p.askEncoding(path, e)
		case e != nil && plan.Workbook != nil && len(plan.Workbook.Worksheets) > 1:
			p.askWorksheet(path, *plan.Workbook, e)
		case env.Done(err, "toast.cancelled_import"):
			p.showPlan(path, plan)
		}
	})
}

// checkFile reads a file to be imported, and tells what would come of it.
func checkFile(
	ctx context.Context, env *page.Env, path string, how sheet.Options,
) (desk.ImportPlan, error) {
	file, err := os.Open(path)
	if err != nil {
		return desk.ImportPlan{}, &core.Error{
			Code: core.Unavailable, Key: "sheet.unreadable", Err: err,
		}
	}
	defer file.Close()
	return env.Desk.CheckImport(ctx, file, desk.ImportOptions{Options: how})
}

// askEncoding asks how a file is written, and checks it again. Why it could not be read is nil when
// only its characters looked wrong.
func (p *Page) askEncoding(path string, wrong error) {
	env := p.env
	var options []kit.Option
	for _, e := range sheet.Encodings() {
		options = append(options, kit.Option{Key: string(e), Text: e.Name()})
	}
	choice := kit.NewSelectField(env.T("import.encoding"), options)
	choice.SetText(string(sheet.Macintosh)) // What a file is mostly that was taken for another.
	text := kit.NewParagraph(env.T("import.encoding_text"), kit.Body)
	if wrong != nil { // Files of DOS have bytes that Windows does not know.
		choice.SetText(string(sheet.CodePage850))
		text = kit.NewParagraph(env.Words.Error(wrong), kit.Body)
	}
	p.askHow(path, "import.encoding_title", text, choice, func(chosen string) sheet.Options {
		return sheet.Options{Encoding: sheet.Encoding(chosen)}
	})
}

// askWorksheet asks which worksheet of a workbook holds the resellers, and checks that one. Why the
// one that was read does not is nil when nothing is wrong with it.
func (p *Page) askWorksheet(path string, book sheet.Workbook, wrong error) {
	env := p.env
	options := make([]kit.Option, len(book.Worksheets))
	for i, name := range book.Worksheets {
		options[i] = kit.Option{Key: name, Text: name}
	}
	choice := kit.NewSelectField(env.T("import.worksheet"), options)
	at := slices.Index(book.Worksheets, book.Worksheet)
	choice.SetText(book.Worksheets[(at+1)%len(book.Worksheets)])
	text := kit.NewParagraph(env.T("import.worksheet_text"), kit.Body)
	if wrong != nil {
		text = kit.NewParagraph(
			env.T("import.worksheet_read", core.Args{"Name": book.Worksheet})+" "+
				env.Words.Error(wrong), kit.Body,
		)
	}
	p.askHow(path, "import.worksheet_title", text, choice, func(chosen string) sheet.Options {
		return sheet.Options{Worksheet: chosen}
	})
}

// askOtherwise asks for another way to read a file that was read.
func (p *Page) askOtherwise(path string, plan desk.ImportPlan) {
	if plan.Workbook != nil {
		p.askWorksheet(path, *plan.Workbook, nil)
		return
	}
	p.askEncoding(path, nil)
}

// askHow asks how a file is to be read, and checks it again.
func (p *Page) askHow(
	path, title string, text fyne.CanvasObject, choice *kit.Field,
	how func(chosen string) sheet.Options,
) {
	env := p.env
	var modal *kit.Modal
	read := kit.NewButton(env.T("import.read_again"), kit.ButtonPrimary, func() {
		modal.Close()
		p.importAs(path, how(choice.Text()))
	})
	cancel := kit.NewButton(env.T("button.cancel"), kit.ButtonSecondary, func() { modal.Cancel() })
	modal = env.Modals.Show(kit.ModalOptions{
		Topic: "import",
		Title: env.T(title, core.Args{"Name": filepath.Base(path)}), Width: 480,
		First: choice.Focusable(), Primary: read, Foot: kit.NewRow(8, nil, cancel, read),
		Body: kit.NewStack(10, text, choice),
	})
}

// readAs says how the file was read, with a text of it, and leads to another way; nil when each way
// reads the same.
func (p *Page) readAs(plan desk.ImportPlan, otherwise func()) fyne.CanvasObject {
	env := p.env
	var text, other string
	switch {
	case plan.Workbook != nil && len(plan.Workbook.Worksheets) > 1:
		text = env.T("import.worksheet_read", core.Args{"Name": plan.Workbook.Worksheet})
		other = env.T("import.other_worksheet")
	case plan.Sample != "":
		text = env.T("import.read_as", core.Args{
			"Encoding": plan.Encoding.Name(), "Sample": kit.Shortened(plan.Sample, 60),
		})
		other = env.T("import.other_encoding")
	default:
		return nil
	}
	return kit.NewStack(
		2, kit.NewParagraph(text, kit.Secondary), kit.NewRow(0, kit.NewLink(other, otherwise)),
	)
}

// showPlan shows what importing a file would do, or which rows keep it from being imported.
func (p *Page) showPlan(path string, plan desk.ImportPlan) {
	env, name := p.env, filepath.Base(path)
	var modal *kit.Modal
	cancel := kit.NewButton(env.T("button.cancel"), kit.ButtonSecondary, func() { modal.Cancel() })
	otherwise := func() {
		modal.Close()
		p.askOtherwise(path, plan)
	}
	options := kit.ModalOptions{
		Topic: "import", Title: env.T("import.title", core.Args{"Name": name}), Width: 600,
	}
	if plan.Ready() {
		write := func() {
			modal.Close()
			p.importPlan(name, plan)
		}
		add := kit.NewButton(
			env.T("button.import_n", core.Args{"Count": len(plan.Rows)}), kit.ButtonPrimary, write,
		)
		options.Body, options.First = p.planSummary(plan, otherwise), add
		options.Foot = kit.NewRow(8, nil, cancel, add)
		options.Primary = add
	} else {
		again := kit.NewButton(env.T("import.again"), kit.ButtonPrimary, func() {
			modal.Close()
			p.chooseImport()
		})
		add := kit.NewButton(
			env.T("button.import_n", core.Args{"Count": len(plan.Rows)}), kit.ButtonSecondary, nil,
		)
		add.Disable(env.T("import.mend"))
		table, body := p.badRows(plan, otherwise)
		options.Width, options.Height, options.First = 820, 600, table
		options.Body = kit.NewPadded(14, 20, 10, 20, body)
		options.Foot = kit.NewRow(8, p.exampleLink(), nil, cancel, add, again)
		defer body.Refresh() // Now that its width is known, so is how high its sentences are.
	}
	modal = env.Modals.Show(options)
}

// planSummary says how many rows can be imported and what they take from the pool.
func (p *Page) planSummary(plan desk.ImportPlan, otherwise func()) fyne.CanvasObject {
	env := p.env
	text := kit.NewParagraph(env.T("import.fits", core.Args{"Count": len(plan.Rows)}), kit.Body)
	if plan.Refused > 0 {
		text = kit.NewParagraph(
			env.T(
				"import.some_fit",
				core.Args{"Good": len(plan.Rows) - plan.Refused, "Total": len(plan.Rows)},
			),
			kit.Body,
		)
	}
	parts := kit.NewStack(12, text)
	if read := p.readAs(plan, otherwise); read != nil {
		parts.Add(read)
	}
	if len(plan.Unknown) > 0 {
		parts.Add(kit.NewParagraph(
			env.T("import.unknown", core.Args{"Columns": plan.Unknown}), kit.Secondary,
		))
	}
	if plan.Ready() {
		parts.Add(p.planStrips(plan))
	} else { // The table needs the room.
		parts.Add(kit.NewParagraph(p.poolsAfter(plan), kit.Secondary))
	}
	return parts
}

// planStrips show what the import takes from the pool of each resource.
func (p *Page) planStrips(plan desk.ImportPlan) fyne.CanvasObject {
	strips := kit.NewColumns(16, 10, 160, 3)
	for _, r := range capacity.Resources() {
		if plan.Free.Has(r) {
			title := kit.NewCutText(p.env.T("field."+string(r)), kit.BodyBold, 60)
			strips.Add(kit.NewStack(2, title, p.planStrip(plan, r)))
		}
	}
	return strips
}

// poolsAfter says it in a sentence.
func (p *Page) poolsAfter(plan desk.ImportPlan) string {
	var lines []string
	for _, r := range capacity.Resources() {
		if plan.Free.Has(r) {
			lines = append(lines, p.env.T("import.pool", core.Args{
				"Resource": core.Key("field." + r), "Before": plan.Free[r],
				"After": plan.Free[r] - plan.Takes[r],
			}))
		}
	}
	return p.env.T("import.pool_after", core.Args{"Pools": strings.Join(lines, " · ")})
}

func (p *Page) planStrip(plan desk.ImportPlan, r capacity.Resource) *kit.Strip {
	env, strip := p.env, kit.NewStrip(2)
	n := env.Words.Number
	free, takes := plan.Free[r], plan.Takes[r]
	strip.Set(
		kit.Line{
			Name:   env.T("strip.pool"),
			Before: n(free),
			After:  n(free - takes),
			Unit:   env.T("strip.free"),
		},
		kit.Line{Name: env.T("import.takes"), Before: n(0), After: n(takes)},
	)
	return strip
}

// badRows is the summary with a table of the rows that cannot be imported; the whole reason of the
// selected one is below.
func (p *Page) badRows(
	plan desk.ImportPlan, otherwise func(),
) (*kit.Table[desk.ImportRow], *fyne.Container) {
	env, bad := p.env, plan.Bad()
	reason := kit.NewParagraph("", kit.Body)
	table := page.NewTable(
		env, p.badColumns(), func() []desk.ImportRow { return bad },
		func(r desk.ImportRow) string { return strconv.Itoa(r.Line) },
	)
	table.OnSelected = func() {
		if i := table.Current(); i >= 0 && i < len(bad) {
			reason.SetText(problemText(env, bad[i].Problems))
		}
	}
	table.SetCount(len(bad))
	table.SetCurrent(0)
	table.OnSelected()
	return table, container.NewBorder(kit.NewPadded(0, 0, 12, 0, p.planSummary(plan, otherwise)),
		kit.NewPadded(8, 0, 0, 0, kit.NewSized(0, 40, reason)), nil, nil, table)
}

func (p *Page) badColumns() []kit.Column[desk.ImportRow] {
	env := p.env
	return []kit.Column[desk.ImportRow]{
		{
			Key:   "line",
			Title: env.T("import.line"),
			Width: 70,
			Right: true,
			Cell: func(r desk.ImportRow) kit.Cell {
				return kit.Cell{Text: env.Words.Number(int64(r.Line)), Secondary: true}
			},
		},
		{
			Key: "company", Title: env.T("field.company"), Width: 200, MinWidth: 110,
			Cell: func(r desk.ImportRow) kit.Cell { return kit.Cell{Text: r.Name} },
		},
		{
			Key:      "reason",
			Title:    env.T("import.reason"),
			Width:    420,
			MinWidth: 200,
			Cell: func(r desk.ImportRow) kit.Cell {
				return kit.Cell{Text: problemText(env, r.Problems)}
			},
		},
	}
}

// problemText says what is wrong with a row; a problem without a field is about all of it.
func problemText(env *page.Env, problems core.Problems) string {
	texts := make([]string, len(problems))
	for i, e := range problems {
		texts[i] = env.Words.Sentence(e)
		if e.Field != "" {
			texts[i] = env.T("field."+e.Field) + ": " + texts[i]
		}
	}
	return strings.Join(texts, " ")
}

// importPlan imports all rows of a plan beside the UI, and says so with the way back.
func (p *Page) importPlan(name string, plan desk.ImportPlan) {
	env, operationID := p.env, desk.NewID()
	page.StartProgress(
		env,
		env.T("import.running", core.Args{"Name": name}),
		env.T("import.writing", core.Args{"Done": 0, "Total": len(plan.Rows)}),
		func(ctx context.Context, view *page.Progress) error {
			ctx = desk.WithProgress(
				ctx, func(done, total, _ int) { view.Show("import.writing", done, total, 0) },
			)
			if err := env.Secure(ctx, backup.BeforeImport, len(plan.Rows)); err != nil {
				return err
			}
			return env.Desk.Import(ctx, operationID, plan)
		},
		func(err error) {
			switch {
			case page.Cancelled(err):
				env.Toasts.Tell(env.T("toast.cancelled_import"))
			case err != nil:
				p.list.SayRefused(err)
			default:
				env.Toasts.Say(
					env.T("toast.imported", core.Args{"Count": len(plan.Rows)}),
					env.T("button.undo"), func() { env.Undo(operationID) },
				)
			}
		},
	)
}

func (p *Page) exampleLink() *kit.Link { return kit.NewLink(p.env.T("import.example"), p.saveExample) }

// saveExample writes a file with the columns that an import reads and one reseller.
func (p *Page) saveExample() {
	env := p.env
	env.Run.Go(func() {
		path, err := env.Files.Save(
			env.T("import.example"), env.T("import.example_name"), page.CSVFile(env),
		)
		if err == nil && path != "" {
			err = p.writeExample(path)
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

func (p *Page) writeExample(path string) error {
	ctx, language := p.env.Context(), p.env.Words.Language()
	table, err := p.env.Desk.ImportExample(ctx, language)
	if err != nil {
		return err
	}
	return sheet.WriteFile(ctx, path, table, language, nil)
}
