package ui

import (
	"context"

	"fyne.io/fyne/v2/container"

	"resellerdesk/core"
	"resellerdesk/core/backup"
	"resellerdesk/core/desk"
	"resellerdesk/core/wording"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

// undo reverses the newest action of the person, redo does again what was undone last. Both ask
// when what was done last is another action, which stays.
func (f *frame) undo() { f.reverseNext(f.env.Desk.NextUndo, "undo.older") }

func (f *frame) redo() { f.reverseNext(f.env.Desk.NextRedo, "redo.older") }

func (f *frame) reverseNext(next func(context.Context) (desk.PastOperation, error), older string) {
	page.ReadOr(f.env, next, func(err error) {
		f.env.Toasts.Tell(f.env.Words.Error(err))
	}, func(past desk.PastOperation) {
		if past.Newer != nil {
			f.askOlder(past, older)
			return
		}
		f.reverse(past)
	})
}

// askOlder asks before an action is reversed that is older than what the person did last.
func (f *frame) askOlder(past desk.PastOperation, key string) {
	env := f.env
	if env.Modals.Open() {
		return
	}
	env.Modals.Confirm(kit.Confirmation{
		Title: env.T(key + ".title"), Text: env.T(key+".text", core.Args{
			"Last": kit.Shortened(wording.LogTitle(env.Words, *past.Newer), 120),
			"What": wording.PastTitle(env.Words, past),
			"When": env.Words.DateTime(past.At),
		}),
		OK: env.T(key + ".ok"), Cancel: env.T(key + ".leave"), Unexpected: true,
		OnOK: func() { f.reverse(past) },
	})
}

// reverse undoes an operation, and says so with the way back, or why it cannot.
func (f *frame) reverse(past desk.PastOperation) {
	operationID := desk.NewID()
	undo := func(ctx context.Context) error {
		if err := f.env.Secure(ctx, backup.BeforeDelete, past.Count); err != nil {
			return err
		}
		return f.env.Desk.Undo(ctx, operationID, past.ID)
	}
	page.Act(f.env, past.Count, undo, func(err error) {
		if err != nil {
			f.env.Fail(err)
			return
		}
		said := f.env.T("toast.done_again", core.Args{"What": wording.PastTitle(f.env.Words, past)})
		if !past.Verb.IsUndo() {
			said = f.env.T("toast.undone", core.Args{"What": wording.PastTitle(f.env.Words, past)})
		}
		if past.Voids != "" {
			said += " " + f.env.T("toast.invitation_void", core.Args{"Email": past.Voids})
		}
		f.env.Toasts.Say(said, "", nil)
	})
}

// undoOperation reverses the operation with an id, as the button of a message does.
func (f *frame) undoOperation(id string) {
	page.Read(f.env, func(ctx context.Context) (desk.PastOperation, error) {
		return f.env.Desk.Past(ctx, id)
	}, f.reverse)
}

// history lists the newest operations; choosing one undoes it.
func (f *frame) history() {
	if f.env.Modals.Open() {
		return
	}
	page.Read(f.env, f.env.Desk.History, f.showHistory)
}

// sayWhyNot lets an operation of the history be undone, or says why it cannot be.
func sayWhyNot(
	env *page.Env, past []desk.PastOperation, row int, undo *kit.Button, detail *kit.Paragraph,
) {
	if row < 0 || row >= len(past) {
		undo.Disable(env.T("history.choose"))
		return
	}
	if why := past[row].WhyNot; why != nil {
		undo.Disable(env.Words.Error(why))
		detail.SetText(env.Words.Error(why))
		return
	}
	undo.Enable()
	detail.SetText("")
}

func (f *frame) showHistory(past []desk.PastOperation) {
	env := f.env
	var modal *kit.Modal
	detail := kit.NewParagraph("", kit.Caption)
	table := page.NewTable(
		env, f.historyColumns(), func() []desk.PastOperation { return past },
		func(p desk.PastOperation) string { return p.ID },
	)
	undo := kit.NewButton(env.T("button.undo"), kit.ButtonPrimary, func() {
		if row := table.Current(); row >= 0 && past[row].WhyNot == nil {
			modal.Close()
			f.reverse(past[row])
		}
	}).SetIcon(kit.IconUndo)
	table.OnSelected = func() { sayWhyNot(env, past, table.Current(), undo, detail) }
	table.OnOpen = func(int) { undo.Tapped(nil) }
	table.SetCount(len(past))
	if len(past) > 0 {
		table.SetCurrent(0)
	}
	table.OnSelected()
	close := kit.NewButton(env.T("button.close"), kit.ButtonSecondary, func() { modal.Close() })
	modal = env.Modals.Show(kit.ModalOptions{
		Topic: "undo",
		Title: env.T("command.history"), Width: 760, Height: 520, First: table, List: table,
		Body: kit.NewPadded(
			12, 16, 8, 16, container.NewBorder(nil, kit.NewSized(0, 36, detail), nil, nil, table),
		),
		Foot: kit.NewRow(8, nil, close, undo),
	})
}

func (f *frame) historyColumns() []kit.Column[desk.PastOperation] {
	env := f.env
	return []kit.Column[desk.PastOperation]{
		{
			Key:      "what",
			Title:    env.T("movement.what"),
			Width:    320,
			MinWidth: 180,
			Cell: func(p desk.PastOperation) kit.Cell {
				return kit.Cell{
					Text: env.Verb(
						p.Verb,
						wording.PastTitle(env.Words, p),
					), Secondary: p.WhyNot != nil,
				}
			},
		},
		{
			Key:      "by",
			Title:    env.T("movement.by"),
			Width:    130,
			MinWidth: 90,
			Priority: 1,
			Cell: func(p desk.PastOperation) kit.Cell {
				if p.Verb.Signed() {
					return kit.Cell{Text: env.T("history.received"), Secondary: true}
				}
				return kit.Cell{Text: env.Person(p.Actor), Secondary: true}
			},
		},
		{
			Key:   "when",
			Title: env.T("movement.when"),
			Width: 140,
			Cell: func(p desk.PastOperation) kit.Cell {
				return kit.Cell{Text: env.Words.DateTime(p.At), Secondary: true}
			},
		},
	}
}
