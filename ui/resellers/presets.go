package resellers

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/desk"
	"resellerdesk/core/permission"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

// presetChip is the chip of a section that applies and keeps presets of one kind.
func (v *formView) presetChip(kind account.PresetKind) *kit.Chip {
	var chip *kit.Chip
	chip = kit.NewChip("", func() { v.presetMenu(kind, chip) })
	return chip
}

// refreshPresets says on the chips which preset was applied, and whether the permissions still are
// its.
func (v *formView) refreshPresets() {
	text := v.env.T("preset.permissions")
	if name := v.form.Now.Preset; name != "" {
		p, known := v.form.preset(account.PermissionPreset, name)
		args := core.Args{"Name": desk.PresetName(v.env.Words, account.PermissionPreset, name)}
		text = v.env.T("preset.applied", args)
		if !known || p.Differs(v.form.Now) {
			text = v.env.T("preset.differs", args)
		}
	}
	v.chips[account.PermissionPreset].Set(text, false)
	v.chips[account.PackagePreset].Set(v.env.T("preset.packages"), false)
}

// aboutPermissions says what the permissions are about, and what a new reseller starts with.
func (f *form) aboutPermissions() string {
	if f.ID != "" {
		return f.env.T("permission.what")
	}
	name := desk.PresetName(f.env.Words, account.PermissionPreset, permission.ReadySells)
	return f.env.T("permission.starts_with", core.Args{"Name": name})
}

// preset returns a preset by its name.
func (f *form) preset(kind account.PresetKind, name string) (account.Preset, bool) {
	for _, p := range f.data.Presets {
		if p.Kind == kind && p.Name == name {
			return p, true
		}
	}
	return account.Preset{}, false
}

// presetMenu lists the presets, and offers to keep what the form holds as one.
func (v *formView) presetMenu(kind account.PresetKind, under fyne.CanvasObject) {
	env := v.env
	var items []*fyne.MenuItem
	for _, p := range v.form.data.Presets {
		if p.Kind == kind {
			name := desk.PresetName(env.Words, p.Kind, p.Name)
			items = append(items, fyne.NewMenuItem(name, func() { v.apply(p) }))
		}
	}
	if len(items) > 0 {
		items = append(items, fyne.NewMenuItemSeparator())
	}
	items = append(
		items,
		fyne.NewMenuItem(
			env.T("preset.save"), func() { v.page.savePreset(v.form.asPreset(kind), v.keptPreset) },
		),
	)
	for _, p := range v.form.data.Presets {
		if p.Kind == kind && !account.IsReadyPreset(kind, p.Name) {
			items = append(
				items,
				fyne.NewMenuItem(
					env.T("preset.delete", core.Args{"Name": p.Name}),
					func() { v.page.deletePreset(p, v.droppedPreset) },
				),
			)
		}
	}
	menu := widget.NewPopUpMenu(fyne.NewMenu("", items...), env.Canvas)
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(under)
	menu.ShowAtPosition(at.AddXY(0, under.Size().Height+2))
	env.Canvas.Focus(menu)
}

// asPreset is what the form holds, as a preset without a name.
func (f *form) asPreset(kind account.PresetKind) account.Preset {
	draft := copyOf(f.Now)
	if kind == account.PermissionPreset {
		return account.Preset{Kind: kind, Permissions: draft.Permissions}
	}
	return account.Preset{Kind: kind, Package: draft.Package}
}

// apply puts what a preset holds into the form.
func (v *formView) apply(p account.Preset) {
	if p.Kind == account.PackagePreset {
		v.ForgetUnread()
	}
	v.form.Now = p.Apply(v.form.Now)
	v.fill()
	v.Changed()
}

func (v *formView) keptPreset(p account.Preset) {
	v.droppedPreset(p)
	v.form.data.Presets = append(v.form.data.Presets, p)
	if p.Kind == account.PermissionPreset {
		v.form.Now.Preset = p.Name
	}
	v.Changed()
}

func (v *formView) droppedPreset(p account.Preset) {
	var kept []account.Preset
	for _, other := range v.form.data.Presets {
		if other.Kind != p.Kind || account.SearchKey(other.Name) != account.SearchKey(p.Name) {
			kept = append(kept, other)
		}
	}
	v.form.data.Presets = kept
	v.Refresh()
}

// savePreset asks for a name and keeps the preset; kept is called with it afterwards.
func (p *Page) savePreset(preset account.Preset, kept func(account.Preset)) {
	env := p.env
	var modal *kit.Modal
	name := page.Limit(
		account.FieldPreset, kit.NewTextField(env.T("preset.name")),
	).SetRequired().SetHint(env.T("preset.name_hint"))
	submit := func() {
		preset.Name = strings.TrimSpace(name.Text())
		page.TryOr(env, func(ctx context.Context) error {
			return env.Desk.SavePreset(ctx, preset)
		}, func(err error) {
			problems, _ := err.(core.Problems)
			if wrong := problems.Of(account.FieldPreset); wrong != nil {
				name.SetError(env.Words.Sentence(wrong))
				env.Canvas.Focus(name.Focusable())
				return
			}
			modal.Close()
			env.Fail(err)
		}, func() {
			modal.Close()
			kept(preset)
		})
	}
	cancel := kit.NewButton(env.T("button.cancel"), kit.ButtonSecondary, func() { modal.Cancel() })
	ok := kit.NewButton(env.T("button.save"), kit.ButtonPrimary, submit)
	modal = env.Modals.Show(kit.ModalOptions{
		Topic: "package",
		Title: env.T("preset.save"), Width: 420, Body: name, Foot: kit.NewRow(8, nil, cancel, ok),
		Primary: ok, First: name.Focusable(),
	})
}

func (p *Page) deletePreset(preset account.Preset, dropped func(account.Preset)) {
	env := p.env
	args := core.Args{"Name": preset.Name}
	env.Modals.Confirm(kit.Confirmation{
		Title: env.T("preset.delete_title", args), Text: env.T("preset.delete_text"),
		OK: env.T("command.delete"), Cancel: env.T("button.cancel"),
		Danger: true, OnOK: func() {
			page.Try(env, func(ctx context.Context) error {
				return env.Desk.DeletePreset(ctx, preset)
			}, func() {
				dropped(preset)
			})
		},
	})
}

// bulkPreset is the dialog that applies a preset to several resellers, after a preview of who
// changes.
type bulkPreset struct {
	page    *Page
	env     *page.Env
	ids     []string
	presets []account.Preset
	effects []desk.PresetEffect
	choice  *kit.Field
	table   *kit.Table[desk.PresetEffect]
	foot    *kit.Paragraph
	ok      *kit.Button
	modal   *kit.Modal
	asking  page.Latest[[]desk.PresetEffect]
}

// applyPreset reads the presets, and asks which one the resellers get.
func (p *Page) applyPreset(ids []string) {
	page.Read(p.env, p.env.Desk.Presets, func(presets []account.Preset) {
		if !p.env.Modals.Open() {
			(&bulkPreset{page: p, env: p.env, ids: ids, presets: presets}).show()
		}
	})
}

func (v *bulkPreset) show() {
	env := v.env
	options := make([]kit.Option, len(v.presets))
	for i, p := range v.presets {
		options[i] = kit.Option{
			Key: digits(int64(i)),
			Text: env.T("preset.kind_"+string(p.Kind), core.Args{
				"Name": desk.PresetName(env.Words, p.Kind, p.Name),
			}),
		}
	}
	v.choice = kit.NewSelectField(env.T("preset.which"), options)
	v.choice.SetText("0")
	v.choice.OnChanged = func(string) { v.preview() }
	v.buildTable()
	v.foot = kit.NewFootWords()
	cancel := kit.NewButton(
		env.T("button.cancel"), kit.ButtonSecondary, func() { v.modal.Cancel() },
	)
	v.ok = kit.NewButton(env.T("preset.apply"), kit.ButtonPrimary, v.submit)
	v.ok.Disable("")
	v.modal = env.Modals.Show(kit.ModalOptions{
		Topic: "package",
		Title: env.T("preset.bulk_title", core.Args{"Count": len(v.ids)}), Width: 860, Height: 560,
		First: v.choice.Focusable(), Primary: v.ok,
		Body: kit.NewPadded(
			14, 20, 10, 20,
			container.NewBorder(
				kit.NewColumns(16, 8, 300, 2, v.choice), nil, nil, nil,
				kit.NewPadded(10, 0, 0, 0, v.table),
			),
		),
		Foot: kit.NewFoot(v.foot, cancel, v.ok),
	})
	v.preview()
}

func (v *bulkPreset) chosen() account.Preset { return v.presets[page.Number(v.choice.Text())] }

// preview works out beside the UI what the chosen preset would do.
func (v *bulkPreset) preview() {
	preset := v.chosen()
	v.asking.Read(v.env, func(ctx context.Context) ([]desk.PresetEffect, error) {
		return v.env.Desk.PreviewPreset(ctx, v.ids, preset)
	}, v.env.Fail, func(effects []desk.PresetEffect) {
		v.effects = effects
		v.table.SetCount(len(effects))
		v.refresh()
	})
}

func (v *bulkPreset) refresh() {
	changed, refused := 0, 0
	for _, e := range v.effects {
		if e.Changes() {
			changed++
		}
		if e.Err != nil {
			refused++
		}
	}
	text := v.env.T("preset.changes", core.Args{"Count": changed})
	v.foot.SetStyle(kit.Caption)
	if refused > 0 {
		text = v.env.T("preset.refused", core.Args{"Count": refused})
		v.foot.SetStyle(kit.CaptionDanger)
	}
	v.foot.SetText(text)
	if refused > 0 || changed == 0 {
		v.ok.Disable(text)
	} else {
		v.ok.Enable()
	}
}

func (v *bulkPreset) submit() {
	preset := v.chosen()
	v.modal.Close()
	do := func(ctx context.Context, id string) error {
		return v.env.Desk.ApplyPreset(ctx, id, v.ids, preset)
	}
	v.page.list.CarryOut(v.page.list.Sentence("toast.preset", v.ids), v.ids, do)
}

func (v *bulkPreset) buildTable() {
	env := v.env
	columns := []kit.Column[desk.PresetEffect]{
		{
			Key: "company", Title: env.T("field.company"), Width: 220, MinWidth: 120,
			Cell: func(e desk.PresetEffect) kit.Cell { return kit.Cell{Text: e.Company} },
		},
		{
			Key:      "changes",
			Title:    env.T("preset.what"),
			Width:    480,
			MinWidth: 200,
			Cell: func(e desk.PresetEffect) kit.Cell {
				if e.Err != nil {
					b := kit.BadgeValue{
						Tone: kit.Bad, Icon: kit.IconAlert, Text: env.Words.Error(e.Err),
					}
					return kit.Cell{Badge: &b}
				}
				return kit.Cell{Text: e.Text(env.Words), Secondary: !e.Changes()}
			},
		},
	}
	v.table = page.NewTable(
		env, columns, func() []desk.PresetEffect { return v.effects },
		func(e desk.PresetEffect) string { return e.ID },
	)
}
