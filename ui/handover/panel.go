package handover

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"resellerdesk/core"
	"resellerdesk/core/desk"
	"resellerdesk/core/permission"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

// panel shows the current entry beside the list: its values to copy, and its tick.
type panel struct {
	page   *Page
	object *fyne.Container
	rows   *fyne.Container
	scroll *container.Scroll
	shown  string // The id of the entry that it shows, "" for none.
	day    *kit.Field
	first  *kit.Button
	copied map[string]bool // By entry and field: what was copied since the program started.
}

func newPanel(p *Page) *panel {
	v := &panel{page: p, rows: kit.NewStack(4), copied: map[string]bool{}}
	v.scroll = container.NewVScroll(kit.NewPadded(12, 14, 12, 14, v.rows))
	ground := kit.NewGround(kit.ColorSurface, kit.ColorBorder, 8)
	v.object = container.NewStack(ground, v.scroll)
	v.object.Hide()
	return v
}

// made is the day that was typed for PBXs that some entries create, NoDay for today. wrong says
// that it is no day, which the field then says.
func (v *panel) made(ids []string) (made core.Day, wrong bool) {
	if v.day == nil || len(ids) != 1 || ids[0] != v.shown || !v.page.createsAny(ids) {
		return core.NoDay, false
	}
	made, err := page.ParseDay(v.page.env, v.day.Text())
	if err != nil {
		v.day.SetError(v.page.env.Words.Error(err))
		return core.NoDay, true
	}
	return made, false
}

// focus leads from the list to the first value.
func (v *panel) focus() {
	if v.first != nil {
		v.page.env.Canvas.Focus(v.first)
	}
}

// show shows the current entry. What it shows already stays, with the focus.
func (v *panel) show() {
	current, loaded := v.page.list.Current()
	id := ""
	if loaded {
		id = current.ID
	}
	if id == v.shown {
		return
	}
	v.shown, v.day, v.first = id, nil, nil
	page.SetVisible(v.object, loaded)
	v.rows.Objects = nil
	if loaded {
		v.fill(current)
	}
	v.scroll.Offset = fyne.Position{}
	v.page.env.Host.Attach(v.object)
	v.page.content.Refresh()
}

func (v *panel) fill(e entry) {
	env := v.page.env
	v.rows.Add(kit.NewParagraph(e.title, kit.Heading))
	if e.Owner.Name != e.Name {
		v.rows.Add(kit.NewParagraph(e.Owner.Name, kit.Secondary))
	}
	for _, value := range e.values {
		v.rows.Add(v.value(e, value))
	}
	all := kit.NewButton(env.T("handover.copy"), kit.ButtonSecondary, func() {
		v.page.copyValues(e.ID)
	})
	all.SetIcon(kit.IconCopy)
	v.rows.Add(kit.NewPadded(6, 0, 6, 0, kit.NewRow(8, all)))
	if e.Done {
		done := env.T("handover.done_by", core.Args{
			"Name": desk.HandoverPerson(env.Words, e.Person), "At": e.At,
		})
		v.rows.Add(kit.NewParagraph(done, kit.Secondary))
	} else if !e.Since.IsZero() {
		since := env.T("handover.differs_since", core.Args{"At": e.Since})
		v.rows.Add(kit.NewParagraph(since, kit.Secondary))
	}
	if env.May(permission.HandoverTick) {
		v.tick(e)
	}
}

// tick adds what ticks the entry, or takes the tick back.
func (v *panel) tick(e entry) {
	env := v.page.env
	if e.creates() {
		v.day = kit.NewDateField(env.T("field."+fieldMade), *page.Dates(env))
		v.day.SetText(env.Words.Day(core.DayOf(env.Now())))
		v.day.SetOnEnter(func() { v.page.tickNow([]string{e.ID}) })
		v.rows.Add(v.day)
	}
	if e.Done {
		v.rows.Add(kit.NewRow(8, kit.NewButton(
			env.T("handover.untick"), kit.ButtonSecondary,
			func() { v.page.untickNow([]string{e.ID}) },
		).SetIcon(kit.IconUndo)))
		return
	}
	v.rows.Add(kit.NewRow(8, kit.NewButton(
		env.T("handover.tick"), kit.ButtonPrimary, func() { v.page.tickNow([]string{e.ID}) },
	).SetIcon(kit.IconCheck)))
}

// value is a value with the button that copies it.
func (v *panel) value(e entry, value desk.HandoverValue) fyne.CanvasObject {
	env, key := v.page.env, e.ID+" "+value.Field
	tip := env.T("handover.copy_value", core.Args{"Field": value.Field})
	icon := func() kit.IconName {
		if v.copied[key] {
			return kit.IconCheck
		}
		return kit.IconCopy
	}
	var button *kit.Button
	button = kit.NewIconButton(icon(), tip, func() {
		page.CopyText(value.Plain)
		v.copied[key] = true
		button.SetIcon(icon())
	})
	if v.first == nil {
		v.first = button
	}
	words := kit.NewColumns(
		8, 0, 90, 2, kit.NewParagraph(value.Field, kit.Caption),
		kit.NewParagraph(said(value), kit.Body),
	)
	return kit.NewSides(8, kit.NewPadded(2, 0, 0, 0, words), button)
}

// besideLayout puts the panel beside the list where there is room for both, else below it.
type besideLayout struct{}

const (
	panelWidth  = 330
	panelGap    = 12
	leastBeside = 720
	leastList   = 160 // How high the list is at least, with its quick filters.
)

// MinSize is called by Fyne.
func (besideLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(240, 200)
}

// Layout is called by Fyne.
func (besideLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	list, side := objects[0], objects[1]
	list.Move(fyne.Position{})
	switch {
	case !side.Visible():
		list.Resize(size)
	case size.Width >= leastBeside:
		list.Resize(fyne.NewSize(size.Width-panelWidth-panelGap, size.Height))
		side.Move(fyne.NewPos(size.Width-panelWidth, 0))
		side.Resize(fyne.NewSize(panelWidth, size.Height))
	default:
		high := max(float32(int(size.Height-panelGap)/2), leastList)
		list.Resize(fyne.NewSize(size.Width, high))
		side.Move(fyne.NewPos(0, high+panelGap))
		side.Resize(fyne.NewSize(size.Width, max(size.Height-high-panelGap, 0)))
	}
}
