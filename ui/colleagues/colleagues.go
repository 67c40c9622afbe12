// Package colleagues is the tab My Colleague of System › User: the distributor's staff, each with permissions of their own.
package colleagues

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/desk"
	"resellerdesk/core/permission"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

// View is the list of colleagues with its buttons.
type View struct {
	Object fyne.CanvasObject
	Export *page.Exporter

	env    *page.Env
	list   []account.Account
	table  *kit.Table[account.Account]
	remove *kit.Button
	chosen *page.Selected
	empty  fyne.CanvasObject
	open   *formView // The form that is shown, if one is.
	loaded bool
}

// New returns the tab.
func New(env *page.Env) *View {
	v := &View{env: env}
	v.buildTable()
	add := kit.NewButton(env.T("button.add"), kit.ButtonPrimary, v.Add).SetIcon(kit.IconPlus).SetTip(env.CtrlText("N"))
	v.remove = kit.NewButton(env.T("command.delete"), kit.ButtonSecondary, v.deleteSelected)
	v.Export = page.NewExporter(env, permission.UserExport, v.exportList)
	first := kit.NewButton(env.T("command.add_colleague"), kit.ButtonPrimary, v.Add).SetIcon(kit.IconPlus)
	v.empty = kit.NewEmpty(kit.IconPeople, env.T("colleagues.empty"), env.T("colleagues.empty_text"), first)
	v.empty.Hide()
	if !env.May(permission.UserAdd) {
		add.Hide()
		first.Hide()
	}
	if !env.May(permission.UserDelete) {
		v.remove.Hide()
	}
	v.chosen = page.NewSelected(env, v.table.SelectNone)
	v.Object = container.NewBorder(kit.NewFlow(8, add, v.remove, v.chosen.Object), nil, nil, nil, kit.NewPadded(8, 0, 12, 0, container.NewStack(v.table, v.empty)))
	v.refreshButtons()
	return v
}

// Shown reads the list and takes the focus.
func (v *View) Shown() {
	v.Reload()
	v.env.Canvas.Focus(v.table)
}

// Loaded tells whether the list was read before.
func (v *View) Loaded() bool { return v.loaded }

// Reload reads the list beside the UI.
func (v *View) Reload() {
	v.env.Run.Go(func() {
		list, err := v.env.Desk.Colleagues(context.Background())
		v.env.Run.UI(func() {
			if err != nil {
				v.env.Fail(err)
				return
			}
			v.list, v.loaded = list, true
			v.table.SetCount(len(list))
			v.Export.SetCount(len(list))
			if len(list) == 0 {
				v.empty.Show()
			} else {
				v.empty.Hide()
			}
			v.refreshButtons()
		})
	})
}

func (v *View) exportList(rows int) {
	env := v.env
	page.ExportDialog(env, env.T("export.name.colleagues"), rows, func(ctx context.Context) (desk.Export, error) {
		return env.Desk.ExportColleagues(ctx, env.Words.Language())
	})
}

func (v *View) buildTable() {
	env := v.env
	column := func(key, title string, width, least float32, priority int, cell func(account.Account) kit.Cell) kit.Column[account.Account] {
		return kit.Column[account.Account]{Key: key, Title: env.T(title), Width: width, MinWidth: least, Priority: priority, Cell: cell}
	}
	v.table = kit.NewTable([]kit.Column[account.Account]{
		column("name", "column.name", 180, 110, 0, func(a account.Account) kit.Cell { return kit.Cell{Text: a.Profile.Name()} }),
		column("email", "column.email", 220, 120, 0, func(a account.Account) kit.Cell { return kit.Cell{Text: a.Profile.Email, Secondary: true} }),
		column("phone", "field.phone", 130, 80, 2, func(a account.Account) kit.Cell { return kit.Cell{Text: a.Profile.Phone, Secondary: true} }),
		column("permissions", "colleagues.permissions", 120, 0, 1, func(a account.Account) kit.Cell {
			return kit.Cell{Text: env.T("colleagues.held", core.Args{
				"Held": a.Permissions.Count(permission.Catalogue()), "All": len(permission.Catalogue()),
			})}
		}),
		column("status", "column.status", 190, 0, 0, func(a account.Account) kit.Cell { b := badge(env, a); return kit.Cell{Badge: &b} }),
		column("created", "column.created", 92, 0, 3, func(a account.Account) kit.Cell {
			return kit.Cell{Text: env.Words.Date(a.CreatedAt), Secondary: true}
		}),
		{Key: "icons", Width: 2*28 + 16, Cell: func(account.Account) kit.Cell {
			return kit.Cell{Icons: []kit.CellIcon{
				{Key: "edit", Icon: kit.IconEdit, Tip: env.T("command.edit")}, {Key: "more", Icon: kit.IconMore, Tip: env.T("command.more")},
			}}
		}},
	}, kit.Source[account.Account]{Row: func(i int) (account.Account, bool) {
		if i < 0 || i >= len(v.list) {
			return account.Account{}, false
		}
		return v.list[i], true
	}, ID: func(a account.Account) string { return a.ID }}, page.TableWords(env))
	v.table.Boxes = true
	v.table.OnSelected = v.refreshButtons
	v.table.OnOpen = func(i int) { v.edit(v.list[i]) }
	v.table.OnDelete = v.deleteSelected
	page.Copying(env, v.table)
	v.table.OnMenu = v.menu
	v.table.OnIcon = func(row int, icon string) {
		if icon == "more" {
			v.menu(row, v.table.IconPosition(row))
			return
		}
		v.edit(v.list[row])
	}
}

// badge says whether a colleague can sign in.
func badge(env *page.Env, a account.Account) kit.BadgeValue {
	text := desk.ColleagueStatus(env.Words, a.State)
	switch a.State {
	case account.Active:
		return kit.BadgeValue{Tone: kit.OK, Icon: kit.IconCheck, Text: text}
	case account.Suspended:
		return kit.BadgeValue{Tone: kit.Held, Icon: kit.IconPause, Text: text}
	}
	return kit.BadgeValue{Tone: kit.Info, Icon: kit.IconKey, Text: text}
}

// selected is the selected colleague, if it is one.
func (v *View) selected() (account.Account, bool) {
	list := v.allSelected()
	if len(list) != 1 {
		return account.Account{}, false
	}
	return list[0], true
}

// allSelected are the selected colleagues in the order of the list.
func (v *View) allSelected() []account.Account {
	var list []account.Account
	v.table.EachSelected(func(a account.Account) { list = append(list, a) })
	return list
}

// Commands are the actions of the tab: on the form that is open, on the list, and on the selected colleague.
func (v *View) Commands() []page.Command {
	env := v.env
	return append([]page.Command{
		{Title: env.T("command.add_colleague"), Icon: kit.IconPlus, Shortcut: page.Ctrl(fyne.KeyN), Enabled: func() bool { return env.May(permission.UserAdd) }, Run: v.Add},
		v.Export.Command(env.T("command.export_colleagues")),
	}, v.actions()...)
}

// actions are what can be done to the selected colleague.
func (v *View) actions() []page.Command {
	env := v.env
	with := func(feature permission.Key, states ...account.State) func() bool {
		return func() bool {
			a, some := v.selected()
			fits := len(states) == 0
			for _, s := range states {
				fits = fits || a.State == s
			}
			return some && fits && env.May(feature)
		}
	}
	return []page.Command{
		{Title: env.T("command.edit"), Icon: kit.IconEdit, Enabled: with(permission.UserEdit), Run: v.editSelected},
		{Title: env.T("command.reset_colleague"), Group: page.GroupSend, Icon: kit.IconKey, Enabled: with(permission.UserEdit, account.Active, account.Invited), Run: v.reset},
		{Title: env.T("command.suspend"), Group: page.GroupState, Icon: kit.IconPause, Enabled: with(permission.UserSuspend, account.Active, account.Invited), Run: v.suspend},
		{Title: env.T("command.resume"), Group: page.GroupState, Icon: kit.IconCheck, Enabled: with(permission.UserSuspend, account.Suspended), Run: v.resume},
		{Title: env.T("command.delete"), Group: page.GroupEnd, Icon: kit.IconTrash, Enabled: with(permission.UserDelete), Run: v.deleteSelected},
	}
}

func (v *View) menu(row int, at fyne.Position) {
	heading := v.list[row].Profile.Name()
	if n := len(v.table.Selected()); n > 1 {
		heading = v.env.T("list.selected", core.Args{"Count": n})
	}
	page.ShowMenu(v.env, at, page.Section{Heading: heading, Commands: append(v.actions(), page.CopyCommands(v.env, v.table)...)})
}

func (v *View) refreshButtons() {
	if v.remove == nil {
		return
	}
	n := len(v.table.Selected())
	v.chosen.Set(n)
	if n == 1 {
		v.remove.Enable()
	} else {
		v.remove.Disable(v.env.T("colleagues.none_selected"))
	}
}

// carryOut does one operation on a colleague beside the UI, and says afterwards what was done, with the way back.
func (v *View) carryOut(done string, a account.Account, do func(ctx context.Context, operationID string) error) {
	operationID := desk.NewID()
	v.env.Run.Go(func() {
		err := do(context.Background(), operationID)
		v.env.Run.UI(func() {
			if err != nil {
				v.env.Fail(err)
				return
			}
			v.env.Toasts.Say(v.env.T(done, core.Args{"Name": a.Profile.Name()}), v.env.T("button.undo"), func() { v.env.Undo(operationID) })
		})
	})
}

func (v *View) deleteSelected() {
	a, some := v.selected()
	if !some || v.env.Modals.Open() {
		return
	}
	page.Checked(v.env, 1, "refusals.text", func(ctx context.Context, trial *desk.Desk) error {
		return trial.DeleteColleague(ctx, desk.NewID(), a.ID)
	}, func() { v.askDelete(a) })
}

func (v *View) askDelete(a account.Account) {
	env := v.env
	env.Modals.Confirm(kit.Confirmation{
		Title: env.T("colleagues.delete_title", core.Args{"Name": a.Profile.Name()}), Text: env.T("colleagues.delete_text"),
		OK: env.T("command.delete"), Cancel: env.T("button.cancel"), Danger: true, OnOK: func() {
			v.carryOut("toast.colleague_deleted", a, func(ctx context.Context, id string) error { return env.Desk.DeleteColleague(ctx, id, a.ID) })
		},
	})
}

func (v *View) resume() {
	if a, some := v.selected(); some {
		v.carryOut("toast.colleague_resumed", a, func(ctx context.Context, id string) error { return v.env.Desk.ResumeColleague(ctx, id, a.ID) })
	}
}

// suspend asks for the reason, and suspends.
func (v *View) suspend() {
	a, some := v.selected()
	if !some {
		return
	}
	page.Checked(v.env, 1, "refusals.text", func(ctx context.Context, trial *desk.Desk) error {
		return trial.SuspendColleague(ctx, desk.NewID(), a.ID, "?")
	}, func() { v.askSuspend(a) })
}

func (v *View) askSuspend(a account.Account) {
	env := v.env
	var modal *kit.Modal
	reason := page.Limit(desk.FieldReason, kit.NewMultilineField(env.T("field.reason"), 2)).SetRequired()
	submit := func() {
		var problems core.Problems
		account.CheckText(&problems, desk.FieldReason, reason.Text(), true, desk.MaxReason, true)
		if p := problems.Of(desk.FieldReason); p != nil {
			reason.SetError(env.Words.Sentence(p))
			env.Canvas.Focus(reason.Focusable())
			return
		}
		modal.Close()
		text := reason.Text()
		v.carryOut("toast.colleague_suspended", a, func(ctx context.Context, id string) error {
			return env.Desk.SuspendColleague(ctx, id, a.ID, text)
		})
	}
	cancel := kit.NewButton(env.T("button.cancel"), kit.ButtonSecondary, func() { modal.Cancel() })
	ok := kit.NewButton(env.T("command.suspend"), kit.ButtonPrimary, submit)
	modal = env.Modals.Show(kit.ModalOptions{
		Topic: "colleagues",
		Title: env.T("colleagues.suspend_title", core.Args{"Name": a.Profile.Name()}), Width: 460, First: reason.Focusable(),
		Body: reason, Foot: kit.NewRow(8, nil, cancel, ok), Primary: ok,
	})
}

// reset gives the colleague a new first password, after a question, and shows it.
func (v *View) reset() {
	a, some := v.selected()
	if !some {
		return
	}
	page.Checked(v.env, 1, "refusals.text", func(ctx context.Context, trial *desk.Desk) error {
		_, err := trial.ResetColleague(ctx, a.ID)
		return err
	}, func() { v.askReset(a) })
}

func (v *View) askReset(a account.Account) {
	env := v.env
	env.Modals.Confirm(kit.Confirmation{
		Title: env.T("colleagues.reset_title", core.Args{"Name": a.Profile.Name()}), Text: env.T("colleagues.reset_text"),
		OK: env.T("command.reset_colleague"), Cancel: env.T("button.cancel"), OnOK: func() {
			env.Run.Go(func() {
				password, err := env.Desk.ResetColleague(context.Background(), a.ID)
				env.Run.UI(func() {
					if err != nil {
						env.Fail(err)
						return
					}
					showPassword(env, a.Profile.Name(), password)
				})
			})
		},
	})
}

// showPassword shows a first password, once.
func showPassword(env *page.Env, name, password string) {
	var modal *kit.Modal
	copied := kit.NewButton(env.T("button.copy"), kit.ButtonSecondary, func() { fyne.CurrentApp().Clipboard().SetContent(password) }).SetIcon(kit.IconCopy)
	done := kit.NewButton(env.T("button.done"), kit.ButtonPrimary, func() { modal.Close() })
	modal = env.Modals.Show(kit.ModalOptions{
		Topic: "colleagues",
		Title: env.T("colleagues.password_title", core.Args{"Name": name}), Width: 480, First: done, Foot: kit.NewRow(8, nil, copied, done),
		Body: kit.NewStack(14, kit.NewParagraph(env.T("colleagues.password_text", core.Args{"Name": name}), kit.Body), kit.NewText(password, kit.Figure)),
	})
}
