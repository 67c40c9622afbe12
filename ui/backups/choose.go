package backups

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"resellerdesk/core"
	"resellerdesk/core/backup"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

// Ask asks whether a backup shall be put in the place of the workspace, and says what would be
// missing of what is held now, or that it is a backup of another workspace.
func Ask(env *page.Env, one backup.Backup, held *backup.Holds, restore func(backup.Backup)) {
	env.Modals.Confirm(kit.Confirmation{
		Title: env.T("backup.ask_title", core.Args{"When": Called(env, one)}),
		Text:  askText(env, one, held), Danger: true,
		OK: env.T("backup.restore"), Cancel: env.T("button.cancel"), OnOK: func() { restore(one) },
	})
}

// askText says what restoring a backup would do to the workspace, of which held is not always
// known.
func askText(env *page.Env, one backup.Backup, held *backup.Holds) string {
	text := env.T("backup.ask_text")
	if since, known := Since(one, held); known && since > 0 {
		text = env.T("backup.since", core.Args{"Count": since}) + " " + text
	}
	if held != nil && held.Workspace != "" && held.Workspace != one.Holds.Workspace {
		what := core.Args{"What": Holding(env, one.Holds)}
		text = env.T("backup.other_workspace", what) + " " + text
	}
	return text
}

// choiceOf is the row of a backup, which says what is known of it; chosen is called when it is
// chosen.
func choiceOf(env *page.Env, one backup.Backup, chosen func()) *kit.Choice {
	title := env.T("backup.choice", core.Args{"When": env.When(one.Made), "Why": why(env, one)})
	row := kit.NewChoice(kit.IconArchive, title, "", chosen)
	switch {
	case one.Fault != "":
		row.Disable(env.T("backup.badge_damaged"))
	case !one.Good():
		row.SetText(env.T("backup.unproved"))
	default:
		facts := core.Args{"When": env.When(one.Proved), "What": Holding(env, one.Holds)}
		row.SetText(env.T("backup.choice_text", facts))
	}
	return row
}

// Called is when a backup was made, or the name of its file where that does not say it.
func Called(env *page.Env, one backup.Backup) string {
	if one.Made.IsZero() {
		return one.Name
	}
	return env.When(one.Made)
}

// Choose lets a person choose among backups, or a file, without an open workspace.
func Choose(env *page.Env, list []backup.Backup, held *backup.Holds) {
	var modal *kit.Modal
	rows := kit.NewStack(8)
	var first fyne.Focusable
	for _, one := range list {
		row := choiceOf(env, one, func() {
			modal.Close()
			env.Restore(one)
		})
		rows.Add(row)
		if first == nil {
			first = row
		}
	}
	if len(list) == 0 {
		where := core.Args{"Path": env.Backups.Folder()}
		rows.Add(kit.NewParagraph(env.T("backup.no_backups", where), kit.Body))
	}
	scroll := container.NewVScroll(kit.NewPadded(16, 20, 16, 20, rows))
	cancel := kit.NewButton(env.T("button.cancel"), kit.ButtonSecondary, func() { modal.Cancel() })
	asks := env.T("command.asks", core.Args{"Command": env.T("backup.file")})
	file := kit.NewButton(asks, kit.ButtonSecondary, func() {
		modal.Close()
		AskFile(env, held)
	}).SetIcon(kit.IconFile)
	if first == nil {
		first = file
	}
	modal = env.Modals.Show(kit.ModalOptions{
		Topic: "backups", Title: env.T("damaged.another"),
		Body: scroll, Scroll: scroll, Height: 520, Width: 680,
		Foot: kit.NewRow(8, file, nil, cancel), First: first,
	})
}
