package logs

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"resellerdesk/core/wording"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

const (
	dialogWidth  = 680
	dialogMost   = 640 // Height of a dialog whose changes scroll.
	dialogAround = 50 + 56 + 2
	bodyPadding  = 20
)

// open shows a whole entry, with the way to undo what it did.
func (p *Page) open(id string) {
	e, loaded := p.list.Find(id)
	if !loaded {
		return
	}
	d := &dialog{env: p.env, entry: e, why: kit.NewParagraph("", kit.Caption)}
	d.show()
}

// dialog is a whole entry.
type dialog struct {
	env   *page.Env
	entry entry
	modal *kit.Modal
	undo  *kit.Button
	why   *kit.Paragraph // Why it cannot be undone.
	erase *kit.Button    // What names the person that the entry is about.
	inUse *kit.Paragraph // Why that cannot be erased.
}

func (d *dialog) show() {
	env := d.env
	closes := kit.NewButton(env.T("button.close"), kit.ButtonSecondary, func() { d.modal.Close() })
	buttons := []fyne.CanvasObject{closes}
	if d.entry.OperationID != "" {
		d.undo = kit.NewButton(
			env.T("button.undo"), kit.ButtonPrimary, d.undone,
		).SetIcon(kit.IconUndo)
		d.undo.Disable(env.T("log.asking"))
		buttons = append(buttons, d.undo)
	}
	stack := kit.NewStack(
		12, d.facts(), kit.NewSized(0, 1, kit.NewGround(kit.ColorLine, "", 0)), d.changes(),
	)
	if personal := d.personal(); personal != nil {
		stack.Add(personal)
	}
	stack.Resize(fyne.NewSize(dialogWidth-2*bodyPadding, 1)) // Its height follows from its width.
	scroll := container.NewVScroll(kit.NewPadded(
		bodyPadding, bodyPadding, bodyPadding, bodyPadding, stack,
	))
	d.modal = env.Modals.Show(kit.ModalOptions{
		Topic: "logs",
		Title: d.entry.text.What, Width: dialogWidth,
		Height: min(stack.MinSize().Height+2*bodyPadding+dialogAround, dialogMost), Body: scroll,
		Scroll: scroll,
		Foot:   kit.NewFoot(d.why, buttons...), First: closes,
	})
	d.askUndo()
	d.askErase()
}

// facts are when, who, what and what came of it.
func (d *dialog) facts() fyne.CanvasObject {
	env, e := d.env, d.entry
	list := kit.NewColumns(16, 12, 180, 3)
	add := func(label string, value fyne.CanvasObject) {
		list.Add(kit.NewStack(2, kit.NewText(label, kit.Caption), value))
	}
	text := func(key, value string) {
		if value != "" {
			add(env.T(key), kit.NewParagraph(value, kit.Body))
		}
	}
	text("log.column.when", env.Words.DateTime(e.At))
	text("log.column.who", e.text.Who)
	badge := e.badge(env)
	add(env.T("log.column.result"), kit.NewRow(0, kit.NewBadge(badge.Tone, badge.Icon, badge.Text)))
	text("log.column.module", env.T("log.module."+e.Module))
	text("log.column.object", e.text.Object)
	parts := kit.NewStack(12, list)
	wide := func(key, value string) {
		if value != "" {
			parts.Add(kit.NewStack(
				2, kit.NewText(env.T(key), kit.Caption), kit.NewParagraph(value, kit.Body),
			))
		}
	}
	wide("log.reason", e.text.Refusal)
	wide("log.field.detail", e.text.Detail)
	return parts
}

// changes is the table of what stood before and after, or of what was new when nothing stood
// before.
func (d *dialog) changes() fyne.CanvasObject {
	env, list := d.env, d.entry.text.Changes
	if len(list) == 0 {
		return kit.NewParagraph(env.T("log.no_changes"), kit.Secondary)
	}
	if !anyBefore(list) {
		grid := kit.NewColumns(16, 6, 200, 2)
		for _, c := range list {
			grid.Add(kit.NewParagraph(c.Field, kit.Secondary))
			grid.Add(kit.NewParagraph(drawable(c.After), kit.Body))
		}
		return grid
	}
	grid := kit.NewColumns(
		16,
		6,
		150,
		3,
		kit.NewText(env.T("log.changes"), kit.CaptionBold),
		kit.NewText(env.T("log.before"), kit.CaptionBold),
		kit.NewText(env.T("log.after"), kit.CaptionBold),
	)
	for _, c := range list {
		grid.Add(kit.NewParagraph(c.Field, kit.Secondary))
		grid.Add(kit.NewParagraph(c.Before, kit.Body))
		grid.Add(kit.NewParagraph(drawable(c.After), kit.Body))
	}
	return grid
}

func anyBefore(list []wording.Change) bool {
	for _, c := range list {
		if c.Before != "" {
			return true
		}
	}
	return false
}

// askUndo asks whether the operation can be undone now; the button waits for the answer.
func (d *dialog) askUndo() {
	if d.undo == nil {
		return
	}
	env, id := d.env, d.entry.OperationID
	page.Check(env, func(ctx context.Context) error {
		return env.Desk.CanUndo(ctx, id)
	}, func(err error) {
		d.undo.Disable(env.Words.Error(err))
		d.why.SetText(env.Words.Error(err))
	}, d.undo.Enable)
}

func (d *dialog) undone() {
	d.modal.Close()
	d.env.Undo(d.entry.OperationID)
}
