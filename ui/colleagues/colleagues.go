// Package colleagues is the tab My Colleague of System › User: the distributor's staff, each with
// permissions of their own.
package colleagues

import (
	"cmp"
	"context"
	"slices"

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
	Search *kit.Search

	env        *page.Env
	list       *page.List[account.Account]
	suspending *page.Offer
	remove     *page.Offer
	tools      *fyne.Container
}

// New returns the tab.
func New(env *page.Env) *View {
	v := &View{env: env}
	v.Export = page.NewExporter(env, permission.UserExport, v.exportList)
	add := kit.NewButton(
		env.T("button.add"), kit.ButtonPrimary, v.Add,
	).SetIcon(kit.IconPlus).SetTip(env.CtrlText("N"))
	none := env.T("colleagues.none_selected")
	v.suspending = page.NewOffer(env, none, "command.suspend", "command.resume")
	v.remove = page.NewOffer(env, none, "command.delete")
	page.SetVisible(add, env.May(permission.UserAdd))
	page.SetVisible(v.suspending.Button, env.May(permission.UserSuspend))
	page.SetVisible(v.remove.Button, env.May(permission.UserDelete))
	v.buildList()
	v.Search = v.list.Search
	v.tools = v.list.Tools(add, v.suspending.Button, v.remove.Button)
	v.Object = container.NewBorder(v.tools, nil, nil, nil, kit.NewPadded(8, 0, 12, 0, v.list.Body))
	v.refreshButtons()
	return v
}

// Shown reads the list if it changed while something else was in front, and takes the focus.
func (v *View) Shown() { v.list.Shown() }

// Changed reloads the list, at once when it was shown before.
func (v *View) Changed() { v.list.Changed() }

func (v *View) exportList(rows int) {
	env := v.env
	do := func(ctx context.Context) (desk.Export, error) {
		return env.Desk.ExportColleagues(ctx, env.Words.Language())
	}
	page.ExportDialog(env, env.T("export.name.colleagues"), rows, do)
}

// The columns of the list besides those that other lists have, too.
const (
	byPhone       desk.Column = "phone"
	byPermissions desk.Column = "permissions"
)

func (v *View) buildList() {
	env := v.env
	first := kit.NewButton(
		env.T("command.add_colleague"), kit.ButtonPrimary, v.Add,
	).SetIcon(kit.IconPlus)
	page.SetVisible(first, env.May(permission.UserAdd))
	v.list = page.NewList(env, page.ListOptions[account.Account]{
		Name: "colleagues", Columns: v.columns(), Sort: desk.ByName, Source: v.whole(),
		Chips: []page.Chip{
			{Key: "", Title: env.T("chip.all")},
			{Key: string(account.Invited), Title: env.T("chip.first_password"), Rare: true},
			{Key: string(account.Suspended), Title: env.T("chip.suspended"), Rare: true},
		},
		Called: func(a account.Account) string { return a.Profile.Name() }, CalledIn: "Name",
		Refused: "refusals.colleagues",
		Empty: kit.NewEmpty(
			kit.IconPeople, env.T("colleagues.empty"), env.T("colleagues.empty_text"), first,
		),
		NothingText: env.T("colleagues.nothing_text"), OnChips: func() { v.Object.Refresh() },
		OnChanged: v.refreshButtons, OnOpen: v.edit, OnDelete: v.deleteThem, Actions: v.actions,
		OnIcon: func(a account.Account, _ string) { v.edit(a.ID) },
	})
}

// whole answers the questions of the list.
func (v *View) whole() *page.Whole[account.Account] {
	env := v.env
	in := func(state account.State) func(account.Account) bool {
		return func(a account.Account) bool { return a.State == state }
	}
	return &page.Whole[account.Account]{
		Read: env.Desk.Colleagues, ID: func(a account.Account) string { return a.ID },
		Columns: map[desk.Column]page.WholeColumn[account.Account]{
			desk.ByName:  {Text: func(a account.Account) string { return a.Profile.Name() }},
			desk.ByEmail: {Text: func(a account.Account) string { return a.Profile.Email }},
			byPhone:      {Text: func(a account.Account) string { return a.Profile.Phone }},
			byPermissions: {Compare: func(a, b account.Account) int {
				return cmp.Compare(
					a.Permissions.Count(permission.Catalogue()),
					b.Permissions.Count(permission.Catalogue()),
				)
			}},
			desk.ByStatus: {
				Option: func(a account.Account) string { return string(a.State) },
				Compare: func(a, b account.Account) int {
					return cmp.Compare(
						desk.ColleagueStatus(env.Words, a.State),
						desk.ColleagueStatus(env.Words, b.State),
					)
				},
			},
			desk.ByCreated: {Compare: func(a, b account.Account) int {
				return a.CreatedAt.Compare(b.CreatedAt)
			}},
		},
		Chips: map[string]func(account.Account) bool{
			string(account.Invited):   in(account.Invited),
			string(account.Suspended): in(account.Suspended),
		},
	}
}

func (v *View) columns() []kit.Column[account.Account] {
	env := v.env
	name := page.Plain(func(a account.Account) string { return a.Profile.Name() })
	email := page.Secondary(func(a account.Account) string { return a.Profile.Email })
	phone := page.Secondary(func(a account.Account) string { return a.Profile.Phone })
	held := page.Plain(func(a account.Account) string {
		return env.T("colleagues.held", core.Args{
			"Held": a.Permissions.Count(permission.Catalogue()),
			"All":  len(permission.Catalogue()),
		})
	})
	status := page.Badge(func(a account.Account) kit.BadgeValue { return badge(env, a) })
	created := page.Secondary(
		func(a account.Account) string { return env.Words.Date(a.CreatedAt) },
	)
	icons := kit.Cell{Icons: []kit.CellIcon{page.EditIcon(env), page.MoreIcon(env)}}
	return []kit.Column[account.Account]{
		page.ByText(env, page.Sorted(env, desk.ByName, "column.name", 180, 110, 0, name)),
		page.ByText(env, page.Sorted(env, desk.ByEmail, "column.email", 220, 120, 0, email)),
		page.ByText(env, page.Sorted(env, byPhone, "field.phone", 130, 80, 2, phone)),
		page.Sorted(env, byPermissions, "colleagues.permissions", 120, 0, 1, held),
		page.ByChoice(
			page.Sorted(env, desk.ByStatus, "column.status", 190, 0, 0, status), v.statuses(),
		),
		page.Sorted(env, desk.ByCreated, "column.created", 92, 0, 3, created),
		page.Icons(2, func(account.Account) kit.Cell { return icons }),
	}
}

// statuses are what the column of the status can be filtered by.
func (v *View) statuses() []kit.Option {
	var options []kit.Option
	for _, s := range []account.State{account.Active, account.Invited, account.Suspended} {
		options = append(
			options, kit.Option{Key: string(s), Text: desk.ColleagueStatus(v.env.Words, s)},
		)
	}
	return options
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

// Commands are the actions of the tab: on the list, and on the selected colleagues.
func (v *View) Commands() []page.Command {
	env := v.env
	return append([]page.Command{
		{
			ID: "command.add_colleague", Icon: kit.IconPlus,
			Shortcut: page.Ctrl(fyne.KeyN),
			Enabled:  func() bool { return env.May(permission.UserAdd) }, Run: v.Add,
		},
		{
			ID: "command.search_colleague", Icon: kit.IconSearch,
			Shortcut: page.Ctrl(fyne.KeyF), Run: v.list.FocusSearch,
		},
		v.Export.Command("command.export_colleagues"),
	}, v.actions(v.list.Targets)...)
}

// actions are what can be done to colleagues.
func (v *View) actions(targets func() []string) []page.Command {
	c := v.list.Chosen(targets)
	in := func(states ...account.State) func(account.Account) bool {
		return func(a account.Account) bool { return slices.Contains(states, a.State) }
	}
	all := []account.State{account.Active, account.Invited, account.Suspended}
	return []page.Command{
		{
			ID: "command.edit", Group: page.GroupOpen, One: true, Icon: kit.IconEdit,
			Enabled: c.Single(c.Can(permission.UserEdit, in(all...))), Run: c.DoOne(v.edit),
		},
		{
			ID: "command.reset_colleague", Asks: true, Group: page.GroupSend, One: true,
			Icon: kit.IconKey, Enabled: c.Single(c.Can(permission.UserEdit, in(all[:2]...))),
			Run: c.DoOne(v.reset),
		},
		{
			ID: "command.suspend", Asks: true, Group: page.GroupState, Icon: kit.IconPause,
			Enabled: c.Can(permission.UserSuspend, in(all[:2]...)), Run: c.Do(v.suspend),
		},
		{
			ID: "command.resume", Group: page.GroupState, Icon: kit.IconCheck,
			Enabled: c.Can(permission.UserSuspend, in(account.Suspended)), Run: c.Do(v.resume),
		},
		{
			ID: "command.delete", Asks: true, Group: page.GroupEnd, Icon: kit.IconTrash,
			Enabled: c.Can(permission.UserDelete, in(all...)), Run: c.Do(v.deleteThem),
		},
	}
}

func (v *View) refreshButtons() {
	if v.tools == nil {
		return
	}
	v.list.Offer(v.suspending, v.env.T("list.unfit"))
	v.list.Offer(v.remove, v.env.T("list.unfit"))
	v.Export.SetCount(v.list.Rows())
	v.tools.Refresh()
}

// deleteThem asks, and deletes.
func (v *View) deleteThem(ids []string) {
	if len(ids) == 0 || v.env.Modals.Open() || !v.env.May(permission.UserDelete) {
		return
	}
	v.list.AskIfPossible(ids, func(ctx context.Context, trial *desk.Desk) error {
		return trial.DeleteColleagues(ctx, desk.NewID(), ids)
	}, func() { v.askDelete(ids) })
}

func (v *View) askDelete(ids []string) {
	env := v.env
	env.Modals.Confirm(kit.Confirmation{
		Title: v.list.Sentence("colleagues.delete_title", ids),
		Text:  env.T("colleagues.delete_text"),
		OK:    env.T("command.delete"), Cancel: env.T("button.cancel"), Danger: true,
		OnOK: func() {
			do := func(ctx context.Context, id string) error {
				return env.Desk.DeleteColleagues(ctx, id, ids)
			}
			said := v.list.Sentence("toast.colleague_deleted", ids)
			v.list.CarryOut(said, ids, env.Deleting(len(ids), do))
		},
	})
}

func (v *View) resume(ids []string) {
	said := v.list.Sentence("toast.colleague_resumed", ids)
	v.list.CarryOut(said, ids, func(ctx context.Context, id string) error {
		return v.env.Desk.ResumeColleagues(ctx, id, ids)
	})
}

// suspend asks for the reason, and suspends.
func (v *View) suspend(ids []string) {
	v.list.AskIfPossible(ids, func(ctx context.Context, trial *desk.Desk) error {
		return trial.SuspendColleagues(ctx, desk.NewID(), ids, "?")
	}, func() { v.askSuspend(ids) })
}

func (v *View) askSuspend(ids []string) {
	page.AskSuspend(v.env, "colleagues", page.Suspension{
		Title: v.list.Sentence("colleagues.suspend_title", ids),
		Suspend: func(reason string, _ core.Day) {
			said := v.list.Sentence("toast.colleague_suspended", ids)
			v.list.CarryOut(said, ids, func(ctx context.Context, id string) error {
				return v.env.Desk.SuspendColleagues(ctx, id, ids, reason)
			})
		},
	})
}

// reset gives a colleague a new first password, after a question, and shows it.
func (v *View) reset(id string) {
	v.list.AskIfPossible([]string{id}, func(ctx context.Context, trial *desk.Desk) error {
		_, err := trial.ResetColleague(ctx, id)
		return err
	}, func() { v.askReset(id) })
}

func (v *View) askReset(id string) {
	env, name := v.env, v.list.Names([]string{id})
	env.Modals.Confirm(kit.Confirmation{
		Title: env.T("colleagues.reset_title", core.Args{"Name": name}),
		Text:  env.T("colleagues.reset_text"),
		OK:    env.T("command.reset_colleague"), Cancel: env.T("button.cancel"), OnOK: func() {
			page.Do(env, func(ctx context.Context) (string, error) {
				return env.Desk.ResetColleague(ctx, id)
			}, func(password string) {
				showPassword(env, name, password, func() {})
			})
		},
	})
}

// showPassword shows a first password, once, and goes on when it is kept: it was copied, or the
// person says that it is noted.
func showPassword(env *page.Env, name, password string, then func()) {
	var modal *kit.Modal
	closes := func() {
		modal.Close()
		then()
	}
	done := kit.NewButton(env.T("button.done"), kit.ButtonPrimary, closes)
	done.Disable(env.T("colleagues.password_not_kept"))
	kept := kit.NewCheckbox(env.T("colleagues.password_kept"), func(on bool) {
		if on {
			done.Enable()
		} else {
			done.Disable(env.T("colleagues.password_not_kept"))
		}
	})
	copied := kit.NewButton(env.T("button.copy"), kit.ButtonSecondary, func() {
		page.CopyText(password)
		env.Toasts.Say(env.T("colleagues.password_copied"), "", nil)
		done.Enable()
	}).SetIcon(kit.IconCopy)
	leave := func() {
		if !done.Disabled() {
			closes()
			return
		}
		env.Modals.Confirm(kit.Confirmation{
			Title: env.T("colleagues.password_lost_title"),
			Text:  env.T("colleagues.password_lost", core.Args{"Name": name}),
			OK:    env.T("button.close"), Cancel: env.T("button.back"), Danger: true, OnOK: closes,
		})
	}
	text := kit.NewParagraph(env.T("colleagues.password_text", core.Args{"Name": name}), kit.Body)
	modal = env.Modals.Show(kit.ModalOptions{
		Topic: "colleagues", Title: env.T("colleagues.password_title", core.Args{"Name": name}),
		Width: 480, First: copied,
		Foot: kit.NewRow(8, nil, copied, done), OnCancel: leave,
		Body: kit.NewStack(14, text, kit.NewText(password, kit.Figure), kept),
	})
}
