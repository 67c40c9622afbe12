package comparing

import (
	"context"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/backup"
	"resellerdesk/core/desk"
	"resellerdesk/core/permission"
	"resellerdesk/ui/importing"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

// Keys of the tabs.
const (
	tabDifferences = "differences"
	tabColumns     = "columns"
)

// view is the dialog that shows what is not the same on both sides.
type view struct {
	c      *Comparer
	path   string
	found  desk.Comparison
	err    error // Why the list cannot be compared.
	mapper *importing.Mapper
	state  desk.ComparedState // Of the rows that are shown, "" for what is to be decided.

	modal  *kit.Modal
	body   *fyne.Container
	foot   fyne.CanvasObject
	tabs   *kit.Tabs
	panes  map[string]fyne.CanvasObject
	notes  *kit.Paragraph
	states *fyne.Container
	search *kit.Search
	keys   map[*desk.ComparedRecord]string // By what records are found, once one is sought.
	chips  []*kit.Chip                     // One for each of shownStates.
	table  *kit.Table[row]
	all    []row              // Of every state,
	rows   []row              // and those that are shown.
	stop   context.CancelFunc // Ends the comparison that is under way.
	counts *kit.Paragraph
	take   *kit.Button
	list   *kit.Button
	meant  *kit.Button
	unmark *kit.Button
}

// show shows a list that was compared.
func (c *Comparer) show(path string, how desk.ImportOptions, found desk.Comparison, err error) {
	v := &view{c: c, path: path, found: found, err: err, stop: func() {}}
	v.mapper = &importing.Mapper{Env: c.env, How: how, Worksheets: true, Again: v.again}
	v.mapper.Updates = v.updates()
	v.build()
}

// updates are the fields by which records are found.
func (v *view) updates() []kit.Option {
	env := v.c.env
	var options []kit.Option
	for _, field := range v.mapper.How.Kind.UpdateBy() {
		text := env.T("import.update.by", core.Args{"Field": core.Key("field." + field)})
		options = append(options, kit.Option{Key: field, Text: text})
	}
	if v.mapper.How.Update == "" {
		v.mapper.How.Update = options[0].Key
	}
	return options
}

// build shows the dialog.
func (v *view) build() {
	env := v.c.env
	v.tabs = kit.NewTabs([]kit.TabItem{
		{Key: tabDifferences, Title: env.T("compare.tab_differences")},
		{Key: tabColumns, Title: env.T("import.tab_columns")},
	}, v.choosePane)
	v.buildFoot()
	v.mapper.Found = importing.Table{
		Workbook: v.found.Workbook, Encoding: v.found.Encoding, Delimiter: v.found.Delimiter,
		HeaderLine: v.found.HeaderLine, Columns: v.found.Columns,
	}
	scroll := container.NewVScroll(kit.NewPadded(
		0, 12, 0, 2, kit.NewStack(14, v.mapper.Options(), v.mapper.Columns()),
	))
	v.panes = map[string]fyne.CanvasObject{tabDifferences: v.buildRows(), tabColumns: scroll}
	v.notes = kit.NewParagraph("", kit.Body)
	head := kit.NewPadded(0, 0, 10, 0, kit.NewStack(8, v.notes, container.NewBorder(
		nil, nil, nil, kit.NewSized(180, 0, v.search), v.tabs,
	)))
	v.body = container.New(
		layout.NewBorderLayout(head, nil, nil, nil), head,
		container.NewStack(v.panes[tabDifferences], v.panes[tabColumns]),
	)
	v.refresh()
	first := fyne.Focusable(v.table)
	pane := tabDifferences
	if v.err != nil {
		first, pane = v.tabs, tabColumns
	}
	v.tabs.Choose(pane)
	v.choosePane(pane)
	v.modal = env.Modals.Show(kit.ModalOptions{
		Topic: "handover", Width: 1040, Height: 640, List: v.table, Scroll: scroll,
		Title: env.T("compare.title", core.Args{"Name": filepath.Base(v.path)}),
		First: first, Foot: v.foot, Seeking: true, Search: v.search.Focusable(),
		Body: kit.NewPadded(14, 20, 10, 20, v.body),
		OnCancel: func() {
			v.stop()
			v.modal.Close()
		},
	})
	v.body.Refresh() // Now that its width is known, so is how high its sentences are.
}

func (v *view) buildFoot() {
	env := v.c.env
	v.counts = kit.NewFootWords()
	button := func(key string, do func()) *kit.Button {
		return kit.NewButton(env.T(key), kit.ButtonSecondary, do).SetTip(env.T(key + "_tip"))
	}
	v.take = button("compare.take", v.takeOver)
	v.list = button("compare.hand_over", v.handOver)
	v.meant = button("compare.mark_meant", v.markMeant)
	v.unmark = button("compare.unmark_meant", v.unmarkMeant)
	for _, b := range []*kit.Button{v.list, v.meant, v.unmark} {
		page.SetVisible(b, env.May(permission.HandoverTick))
	}
	closing := kit.NewButton(env.T("button.close"), kit.ButtonSecondary, func() {
		v.modal.Cancel()
	})
	v.foot = kit.NewFoot(v.counts, v.unmark, v.meant, v.list, v.take, closing)
}

// buildRows is the table of what is not the same.
func (v *view) buildRows() fyne.CanvasObject {
	v.table = page.NewTable(
		v.c.env, v.columns(), func() []row { return v.rows }, row.id,
	)
	v.table.Boxes = true
	v.table.OnSelected = v.showFoot
	v.states = kit.NewFlow(8)
	v.chips = nil
	for _, state := range shownStates() {
		chip := kit.NewChip("", func() {
			v.state = state
			v.showStates()
			v.showRows()
		})
		v.chips = append(v.chips, chip)
		v.states.Add(chip)
	}
	v.search = kit.NewSearch(
		v.c.env.T("button.search"), v.c.env.CtrlText("F"), func(string) { v.showRows() },
	)
	v.search.OnDown = func() { v.c.env.Canvas.Focus(v.table) }
	head := kit.NewPadded(0, 0, 8, 0, v.states)
	return container.New(layout.NewBorderLayout(head, nil, nil, nil), head, v.table)
}

func (v *view) choosePane(key string) {
	for k, pane := range v.panes {
		if k == key {
			pane.Show()
		} else {
			pane.Hide()
		}
	}
	page.SetVisible(v.search, key == tabDifferences)
}

// refresh shows what the last comparison found.
func (v *view) refresh() {
	env := v.c.env
	v.mapper.ShowStates(v.err)
	v.all, v.keys = rowsOf(v.found), map[*desk.ComparedRecord]string{}
	switch {
	case v.err != nil:
		v.notes.SetText(env.Words.Error(v.err))
	case v.found.Incomplete:
		v.notes.SetText(env.T("compare.incomplete"))
	case len(v.found.Unknown) > 0:
		v.notes.SetText(env.T("import.unknown", core.Args{"Columns": v.found.Unknown}))
	default:
		v.notes.SetText(env.T("compare.only_fields"))
	}
	v.showStates()
	v.showRows()
	if v.modal != nil { // Sentences come and go.
		v.modal.Relayout()
	}
}

// showStates offers the rows of each state.
func (v *view) showStates() {
	env, counts := v.c.env, map[desk.ComparedState]int{}
	for _, r := range v.all {
		counts[r.state]++
		if isShown(r.state, "") {
			counts[""]++
		}
	}
	for i, state := range shownStates() {
		title := env.T("compare.to_decide")
		if state != "" {
			title = env.T("compare." + string(state))
		}
		n := counts[state]
		v.chips[i].Set(title+" "+env.Words.Number(int64(n)), v.state == state)
		page.SetVisible(v.chips[i], n > 0 || v.state == state)
	}
	v.states.Refresh()
}

// shownStates are what the rows can be restricted to; "" is for what is to be decided.
func shownStates() []desk.ComparedState {
	return append([]desk.ComparedState{""}, desk.ComparedStates()...)
}

// key is by what a record is found: the name, the email or address, and the external number.
func (v *view) key(r *desk.ComparedRecord) string {
	key, known := v.keys[r]
	if !known {
		key = account.SearchKey(r.Name) + "\n" + account.SearchKey(r.Email) + "\n" +
			account.SearchKey(r.Number)
		v.keys[r] = key
	}
	return key
}

// showRows shows the rows of the state that is chosen which are searched for.
func (v *view) showRows() {
	v.rows = nil
	text := account.SearchKey(v.search.Text())
	for _, r := range v.all {
		if isShown(r.state, v.state) && (text == "" || strings.Contains(v.key(r.record), text)) {
			v.rows = append(v.rows, r)
		}
	}
	v.table.SelectNone()
	v.table.SetCount(len(v.rows))
	if len(v.rows) > 0 {
		v.table.SetCurrent(0)
	}
	v.table.Refresh()
	v.tabs.SetCount(tabDifferences, strconv.Itoa(len(v.rows)), "")
	v.showFoot()
}

// chosen are the differences that are selected, else that of the current row.
func (v *view) chosen() (list []row) {
	for _, r := range v.rows {
		if r.is != nil && v.table.IsSelected(r.id()) {
			list = append(list, r)
		}
	}
	if i := v.table.Current(); len(list) == 0 && i >= 0 && i < len(v.rows) {
		if r := v.rows[i]; r.is != nil {
			list = append(list, r)
		}
	}
	return list
}

func idsOf(rows []row) (ids []string) {
	for _, r := range rows {
		ids = append(ids, r.is.ID())
	}
	return ids
}

// showFoot says what can be done about what is chosen.
func (v *view) showFoot() {
	env, chosen := v.c.env, v.chosen()
	has := func(state desk.ComparedState) bool {
		return slices.ContainsFunc(chosen, func(r row) bool { return r.state == state })
	}
	v.counts.SetText("")
	if v.err == nil {
		v.counts.SetText(env.T("compare.chosen", core.Args{"Count": len(chosen)}))
	}
	able := func(b *kit.Button, may bool, why string) {
		switch {
		case len(chosen) == 0 || v.err != nil:
			b.Disable(env.T("compare.none_chosen"))
		case may:
			b.Enable()
		default:
			b.Disable(env.T(why))
		}
	}
	able(v.take, !has(desk.ComparedOnlyHere), "compare.take_not")
	able(v.list, !has(desk.ComparedOnlyThere), "compare.hand_over_not")
	able(v.meant, !has(desk.ComparedMeant), "compare.mark_meant_not")
	able(v.unmark, true, "")
	page.SetVisible(v.unmark, has(desk.ComparedMeant) && env.May(permission.HandoverTick))
	v.foot.Refresh() // A button comes or goes.
}

// wait keeps what is shown from being acted on until it is compared again.
func (v *view) wait() {
	for _, b := range []*kit.Button{v.take, v.list, v.meant, v.unmark} {
		b.Disable(v.c.env.T("import.reading"))
	}
}

// takeOver writes the values of the list into the records here.
func (v *view) takeOver() {
	env, ids, operationID := v.c.env, idsOf(v.chosen()), desk.NewID()
	v.act(len(ids), func(ctx context.Context) error {
		if err := env.Secure(ctx, backup.BeforeImport, len(ids)); err != nil {
			return err
		}
		return env.Desk.TakeOverDifferences(ctx, operationID, v.found, ids)
	}, func() {
		env.Toasts.Say(
			env.T("compare.taken", core.Args{"Count": len(ids)}), env.T("button.undo"),
			func() { env.Undo(operationID) },
		)
	})
}

func (v *view) handOver() {
	env, ids := v.c.env, idsOf(v.chosen())
	v.act(len(ids), func(ctx context.Context) error {
		return env.Desk.HandOverDifferences(ctx, v.found, ids)
	}, func() { env.Toasts.Tell(env.T("compare.handed_over", core.Args{"Count": len(ids)})) })
}

func (v *view) markMeant() {
	env, ids := v.c.env, idsOf(v.chosen())
	v.act(len(ids), func(ctx context.Context) error {
		return env.Desk.MarkMeant(ctx, v.found, ids)
	}, func() { env.Toasts.Tell(env.T("compare.marked", core.Args{"Count": len(ids)})) })
}

func (v *view) unmarkMeant() {
	env := v.c.env
	var ids []string
	for _, r := range v.chosen() {
		if r.state == desk.ComparedMeant {
			ids = append(ids, r.is.ID())
		}
	}
	v.act(len(ids), func(ctx context.Context) error {
		return env.Desk.UnmarkMeant(ctx, v.found, ids)
	}, func() { env.Toasts.Tell(env.T("compare.unmarked", core.Args{"Count": len(ids)})) })
}

// act does something about some differences, says so, and compares again.
func (v *view) act(count int, do func(ctx context.Context) error, done func()) {
	v.wait()
	page.Act(v.c.env, count, do, func(err error) {
		if err != nil {
			v.showFoot()
			v.c.env.Fail(err)
			return
		}
		done()
		v.c.env.Canvas.Focus(v.table) // The button may go.
		v.again()
	})
}

// long is from how many records on a further comparison shows how far it is.
const long = 2000

// again compares the list once more, unless the dialog is closed meanwhile.
func (v *view) again() {
	env, how := v.c.env, v.mapper.How
	v.stop()
	v.wait()
	if len(v.found.Records) >= long {
		v.c.run(v.path, how, func(found desk.Comparison, err error) {
			if page.Cancelled(err) { // What is shown is not how it is now.
				v.modal.Close()
				env.Toasts.Tell(env.T("toast.cancelled_compare"))
				return
			}
			v.compared(found, err)
		})
		return
	}
	ctx, stop := context.WithCancel(env.Context())
	v.stop = stop
	env.Run.Go(func() {
		found, err := v.c.compare(ctx, v.path, how)
		env.Run.UI(func() {
			if ctx.Err() == nil {
				stop()
				v.compared(found, err)
			}
		})
	})
}

// compared shows what a further comparison found.
func (v *view) compared(found desk.Comparison, err error) {
	if len(found.Columns) == 0 { // It could not be read so at all.
		v.modal.Close()
		v.c.env.Fail(err)
		return
	}
	same := importing.SameTitles(found.Columns, v.found.Columns)
	v.found, v.err = found, err
	if !same {
		v.modal.Close()
		v.build()
		return
	}
	v.mapper.Found.Columns = found.Columns
	v.refresh()
}
