package resellers

import (
	"strings"

	"fyne.io/fyne/v2"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/permission"
	"resellerdesk/ui/kit"
)

// permissionView is the User Permission section: tabs of checkboxes, all and none, and a search across all tabs.
type permissionView struct {
	form   *formView
	head   fyne.CanvasObject
	body   *fyne.Container
	tabs   *kit.Tabs
	total  *kit.Text
	search *kit.Search
	grid   *fyne.Container
	line   fyne.CanvasObject
	boxes  map[permission.Key]*kit.Checkbox
}

func newPermissionView(form *formView) *permissionView {
	v := &permissionView{form: form, boxes: map[permission.Key]*kit.Checkbox{}}
	env := form.env
	var items []kit.TabItem
	for _, tab := range permission.Tabs() {
		items = append(items, kit.TabItem{Key: string(tab), Title: env.T("tab." + string(tab))})
	}
	v.tabs = kit.NewTabs(items, func(string) { v.fill() })
	v.total = kit.NewText("", kit.Caption)
	v.search = kit.NewSearch(env.T("permission.find"), "", func(string) { v.fill() })
	v.head = kit.NewRow(8, kit.NewText(env.T("form.permission"), kit.Heading), kit.NewText(env.T("permission.what"), kit.Caption), nil,
		kit.NewSized(190, 0, v.search))
	v.line = kit.NewRow(16, kit.NewLink(env.T("permission.all"), func() { v.toggleAll(true) }),
		kit.NewLink(env.T("permission.none"), func() { v.toggleAll(false) }), v.total)
	v.grid = kit.NewColumns(12, 0, 215, 3)
	v.body = kit.NewStack(6, v.tabs, v.line, v.grid)
	v.tabs.Shows = v.body
	v.fill()
	return v
}

// fill shows the boxes of the chosen tab, or what the search found in all tabs.
func (v *permissionView) fill() {
	wanted := account.SearchKey(v.search.Text())
	v.grid.Objects = nil
	for _, f := range permission.Offered() {
		title := v.form.env.T("feature." + string(f.Key))
		tab := v.form.env.T("tab." + string(f.Tab))
		switch {
		case wanted != "" && !strings.Contains(account.SearchKey(title+" "+tab), wanted):
			continue
		case wanted == "" && string(f.Tab) != v.tabs.Chosen():
			continue
		}
		v.grid.Add(v.box(f.Key, title))
	}
	setVisible(v.tabs, wanted == "")
	setVisible(v.line, wanted == "") // All and None are those of a tab.
	v.refresh()
	v.body.Refresh()
}

func (v *permissionView) box(key permission.Key, title string) *kit.Checkbox {
	box := v.boxes[key]
	if box == nil {
		box = kit.NewCheckbox(title, func(on bool) {
			v.form.form.toggle(key, on)
			v.refresh()
			v.form.changed()
		})
		v.boxes[key] = box
		v.form.modalAttach(box)
	}
	return box
}

func (v *permissionView) toggleAll(on bool) {
	v.form.form.toggleAll(permission.Tab(v.tabs.Chosen()), on)
	v.refresh()
	v.form.changed()
}

// refresh shows what is granted.
func (v *permissionView) refresh() {
	env, set := v.form.env, v.form.form.draft.Permissions
	for key, box := range v.boxes {
		box.SetOn(set[key])
		note := v.form.form.notes[key]
		if note == "" && v.search.Text() != "" {
			note = env.T("tab." + string(tabOf(key)))
		}
		box.SetNote(note)
	}
	heldAll, all := 0, 0
	for _, tab := range permission.Tabs() {
		held, n := set.Count(tab)
		heldAll, all = heldAll+held, all+n
		args := core.Args{"Held": held, "All": n}
		v.tabs.SetCount(string(tab), env.T("permission.count", args), env.T("permission.count_tip", args))
	}
	v.total.SetText(env.T("permission.total", core.Args{"Held": heldAll, "All": all}))
}

func tabOf(key permission.Key) permission.Tab {
	for _, f := range permission.Catalogue() {
		if f.Key == key {
			return f.Tab
		}
	}
	return ""
}
