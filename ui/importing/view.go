package importing

import (
	"context"
	"path/filepath"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

// Keys of the tabs.
const (
	tabColumns = "columns"
	tabRows    = "rows"
)

// view is the dialog that shows where the columns of a table go, and what importing it would do.
type view struct {
	i    *Importer
	path string
	plan desk.ImportPlan
	err  error // Why the whole table cannot be imported.

	modal    *kit.Modal
	foot     fyne.CanvasObject
	mapper   *Mapper
	before   bool // It is read as one with the same columns that was imported before.
	tabs     *kit.Tabs
	panes    map[string]fyne.CanvasObject
	notes    *fyne.Container
	table    *kit.Table[desk.ImportRow]
	rows     []desk.ImportRow
	reason   *kit.Paragraph
	onlyBad  *kit.Checkbox
	leaveOut *kit.Checkbox
	add      *kit.Button
	counts   *kit.Paragraph
	presets  []account.Preset
	stop     context.CancelFunc // Ends the check that is under way.
}

// show shows a table that was checked.
func (i *Importer) show(
	path string, how desk.ImportOptions, plan desk.ImportPlan, err error,
) {
	v := &view{
		i: i, path: path, plan: plan, err: err, stop: func() {}, before: isChosen(how),
		mapper: &Mapper{Env: i.env, How: how},
	}
	v.mapper.Again, v.mapper.Updates = v.check, v.updates()
	if i.kind != desk.ImportResellers {
		v.build()
		return
	}
	env := i.env
	env.Run.Go(func() {
		presets, presetsErr := env.Desk.Presets(env.Context())
		env.Run.UI(func() {
			if presetsErr != nil {
				env.FailReading(presetsErr)
				return
			}
			v.presets = presets
			v.build()
		})
	})
}

// build shows the dialog.
func (v *view) build() {
	env := v.i.env
	v.tabs = kit.NewTabs([]kit.TabItem{
		{Key: tabColumns, Title: env.T("import.tab_columns")},
		{Key: tabRows, Title: env.T("import.tab_rows")},
	}, v.choosePane)
	v.buildFoot()
	v.mapper.Found = tableOf(v.plan)
	options := v.mapper.Options()
	if v.i.kind == desk.ImportResellers {
		v.offerPresets(options)
	}
	scroll := container.NewVScroll(kit.NewPadded(
		0, 12, 0, 2, kit.NewStack(14, options, v.mapper.Columns()),
	))
	v.panes = map[string]fyne.CanvasObject{tabColumns: scroll, tabRows: v.buildRows()}
	v.notes = kit.NewStack(8)
	head := kit.NewPadded(0, 0, 10, 0, kit.NewStack(8, v.notes, v.tabs))
	body := container.New( // What has the focus first stands first.
		layout.NewBorderLayout(head, nil, nil, nil), head,
		container.NewStack(v.panes[tabColumns], v.panes[tabRows]),
	)
	v.refresh()
	first := v.begin()
	cancel := kit.NewButton(env.T("button.cancel"), kit.ButtonSecondary, func() {
		v.modal.Cancel()
	})
	v.foot = kit.NewFoot(v.counts, v.leaveOut, cancel, v.add)
	v.modal = env.Modals.Show(kit.ModalOptions{
		Topic: "import", Width: 960, Height: 640, List: v.table, Scroll: scroll,
		Title: env.T("import.title", core.Args{"Name": filepath.Base(v.path)}),
		First: first, Primary: v.add,
		Foot: v.foot,
		Body: kit.NewPadded(14, 20, 10, 20, body),
		OnCancel: func() {
			v.stop()
			v.modal.Close()
		},
	})
	body.Refresh() // Now that its width is known, so is how high its sentences are.
}

// updates are the fields by which rows can be about records that are there.
func (v *view) updates() []kit.Option {
	env := v.i.env
	if !v.i.mayUpdate() {
		return nil
	}
	options := []kit.Option{{Key: "", Text: env.T("import.update.none")}}
	for _, field := range v.i.kind.UpdateBy() {
		text := env.T("import.update.by", core.Args{"Field": core.Key("field." + field)})
		options = append(options, kit.Option{Key: field, Text: text})
	}
	return options
}

// offerPresets adds the choices of what new resellers get.
func (v *view) offerPresets(to *fyne.Container) {
	env := v.i.env
	permissions := []kit.Option{{Key: "", Text: env.T("import.preset.usual")}}
	packages := []kit.Option{{Key: "", Text: env.T("import.package.none")}}
	for _, p := range v.presets {
		option := kit.Option{Key: p.Name, Text: desk.PresetName(env.Words, p.Kind, p.Name)}
		if p.Kind == account.PermissionPreset {
			permissions = append(permissions, option)
		} else {
			packages = append(packages, option)
		}
	}
	to.Add(labelled(env.T("import.preset"), permissions, v.mapper.How.Preset,
		v.mapper.choose(func(key string) { v.mapper.How.Preset = key })))
	to.Add(labelled(env.T("import.package"), packages, v.mapper.How.PackagePreset,
		v.mapper.choose(func(key string) { v.mapper.How.PackagePreset = key })))
}

// tableOf is what a plan says of its table.
func tableOf(p desk.ImportPlan) Table {
	return Table{p.Workbook, p.Encoding, p.Delimiter, p.HeaderLine, p.Columns}
}

// begin chooses the tab that is shown first, and returns what gets the focus.
func (v *view) begin() fyne.Focusable {
	first, pane := fyne.Focusable(v.add), tabRows
	switch {
	case v.err != nil:
		first, pane = v.tabs, tabColumns
	case !v.ready():
		first = v.table
	}
	v.tabs.Choose(pane)
	v.choosePane(pane)
	return first
}

func (v *view) buildFoot() {
	env := v.i.env
	v.counts = kit.NewFootWords()
	v.leaveOut = kit.NewCheckbox(env.T("import.leave_out"), func(bool) { v.refresh() })
	v.add = kit.NewButton("", kit.ButtonPrimary, v.write)
}

func (v *view) choosePane(key string) {
	for k, pane := range v.panes {
		if k == key {
			pane.Show()
		} else {
			pane.Hide()
		}
	}
}

// chosen is the plan as it would be written.
func (v *view) chosen() desk.ImportPlan {
	if v.err == nil && v.leaveOut.IsOn() {
		return v.plan.WithoutRefused()
	}
	return v.plan
}

func (v *view) ready() bool { return v.err == nil && v.chosen().Ready() }

// write closes the dialog and imports what is not left out.
func (v *view) write() {
	plan := v.chosen()
	v.modal.Close()
	v.i.importPlan(filepath.Base(v.path), v.mapper.How, plan)
}

// refresh shows what the last check found.
func (v *view) refresh() {
	v.showNotes()
	v.mapper.Found = tableOf(v.plan)
	v.mapper.ShowStates(v.err)
	v.showRows()
	v.showFoot()
	if v.modal != nil { // Sentences and buttons come and go.
		v.foot.Refresh()
		v.modal.Relayout()
	}
}

func (v *view) showFoot() {
	env, plan := v.i.env, v.chosen()
	n := func(does desk.ImportDoing) int { return v.plan.Counts[does] }
	v.counts.SetText("")
	if v.err == nil {
		v.counts.SetText(env.T("import.counts", core.Args{
			"Adds": n(desk.ImportAdds), "Updates": n(desk.ImportUpdates),
			"Unchanged": n(desk.ImportKeeps), "Refused": v.plan.Refused,
			"LeftOut": n(desk.ImportLeavesOut),
		}))
	}
	page.SetVisible(v.leaveOut, v.err == nil && v.plan.Refused > 0)
	words := "button.import_n." + string(v.i.kind)
	v.add.SetText(env.T(words, core.Args{"Count": plan.Writes()}))
	switch {
	case v.err != nil:
		v.add.Disable(env.T("import.map_first"))
	case plan.Refused > 0:
		v.add.Disable(env.T("import.mend"))
	case plan.Err() != nil:
		v.add.Disable(env.Words.Error(plan.Err()))
	default:
		v.add.Enable()
	}
	v.tabs.SetCount(tabRows, strconv.Itoa(len(v.plan.Rows)), "")
}

// showNotes says how the table was read, what is wrong with it, and what it takes.
func (v *view) showNotes() {
	env := v.i.env
	v.notes.Objects = nil
	if v.err != nil {
		v.notes.Add(kit.NewParagraph(env.Words.Error(v.err), kit.Body))
	} else if v.plan.Refused == 0 {
		v.notes.Add(kit.NewParagraph(
			env.T("import.fits."+string(v.i.kind), core.Args{"Count": v.plan.Writes()}), kit.Body,
		))
	}
	if v.before {
		anew := kit.NewLink(env.T("import.anew"), func() {
			v.stop()
			v.modal.Close()
			how := desk.ImportOptions{Kind: v.i.kind, Options: v.mapper.How.Options}
			v.i.importAs(v.path, how, false)
		})
		text := kit.NewParagraph(env.T("import.as_before"), kit.Secondary)
		v.notes.Add(kit.NewStack(2, text, kit.NewRow(0, anew)))
	}
	if read := v.readAs(); read != nil {
		v.notes.Add(read)
	}
	if len(v.plan.Unknown) > 0 {
		v.notes.Add(kit.NewParagraph(
			env.T("import.unknown", core.Args{"Columns": v.plan.Unknown}), kit.Secondary,
		))
	}
	if text := v.poolsAfter(); text != "" {
		v.notes.Add(kit.NewParagraph(text, kit.Secondary))
	}
	v.notes.Refresh()
}

// readAs says how the table was read, with a text of it, and leads to another way; nil when each
// way reads the same.
func (v *view) readAs() fyne.CanvasObject {
	env, plan := v.i.env, v.plan
	var text string
	var otherwise *kit.Link
	switch {
	case plan.Workbook != nil && len(plan.Workbook.Worksheets) > 1:
		text = env.T("import.worksheet_read", core.Args{"Name": plan.Workbook.Worksheet})
		otherwise = kit.NewLink(env.T("import.other_worksheet"), func() {
			v.stop()
			v.modal.Close()
			how := desk.ImportOptions{Kind: v.i.kind}
			v.i.askWorksheet(v.path, how, *plan.Workbook, nil)
		})
	case plan.Sample != "":
		text = env.T("import.read_as", core.Args{
			"Encoding": plan.Encoding.Name(), "Sample": kit.Shortened(plan.Sample, 60),
		})
		otherwise = kit.NewLink(env.T("import.other_encoding"), func() {
			v.tabs.Choose(tabColumns)
			v.choosePane(tabColumns)
			env.Canvas.Focus(v.tabs) // The choice of the encoding is the next one.
		})
	default:
		return nil
	}
	return kit.NewStack(2, kit.NewParagraph(text, kit.Secondary), kit.NewRow(0, otherwise))
}

// poolsAfter says what is left in the pool, "" when the table takes nothing of it.
func (v *view) poolsAfter() string {
	env, plan := v.i.env, v.plan
	text := ""
	for _, r := range capacity.Resources() {
		if v.err != nil || !plan.Free.Has(r) || plan.Needs[r] == 0 && plan.Takes[r] == 0 {
			continue
		}
		if text != "" {
			text += " · "
		}
		text += env.T("import.pool", core.Args{
			"Resource": core.Key("field." + r), "Before": plan.Free[r],
			"After": plan.Free[r] - plan.Takes[r],
		})
	}
	if text == "" {
		return ""
	}
	return env.T("import.pool_after", core.Args{"Pools": text})
}

// long is from how many rows on a check shows how far it is.
const long = 2000

// check reads the table once more, after something else was chosen.
func (v *view) check() {
	env, how := v.i.env, v.mapper.How
	v.stop()
	v.add.Disable(env.T("import.reading"))
	if len(v.plan.Rows) >= long {
		v.checkLong(how)
		return
	}
	ctx, stop := context.WithCancel(env.Context())
	v.stop = stop
	env.Run.Go(func() {
		plan, err := v.i.checkFile(ctx, v.path, how)
		env.Run.UI(func() {
			if ctx.Err() == nil {
				stop()
				v.checked(plan, err)
			}
		})
	})
}

// checkLong is check for a long table: it says how far it is, and can be cancelled.
func (v *view) checkLong(how desk.ImportOptions) {
	env := v.i.env
	var plan desk.ImportPlan
	check := func(ctx context.Context, view *page.Progress) (err error) {
		plan, err = v.i.checkFile(desk.WithProgress(ctx, func(done, total, refused int) {
			view.Show("import.checking", done, total, refused)
		}), v.path, how)
		return err
	}
	title := env.T("import.running", core.Args{"Name": filepath.Base(v.path)})
	page.StartProgress(env, title, env.T("import.reading"), check, func(err error) {
		if page.Cancelled(err) { // What is shown is not what was chosen.
			v.modal.Close()
			env.Toasts.Tell(env.T("toast.cancelled_import"))
			return
		}
		v.checked(plan, err)
	})
}

// checked shows what a further check found.
func (v *view) checked(plan desk.ImportPlan, err error) {
	if len(plan.Columns) == 0 { // It could not be read so at all.
		v.modal.Close()
		v.i.checked(v.path, v.mapper.How, plan, err)
		return
	}
	same := SameTitles(plan.Columns, v.plan.Columns)
	v.plan, v.err = plan, err
	if !same {
		v.modal.Close()
		v.build()
		return
	}
	v.refresh()
}
