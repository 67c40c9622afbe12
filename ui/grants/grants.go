// Package grants is the User Permission section of a form: tabs of checkboxes out of the catalogue, all and none, and a search
// across all tabs.
package grants

import (
	"strings"

	"fyne.io/fyne/v2"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/permission"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

// View shows what is granted, and changes it.
type View struct {
	Head fyne.CanvasObject // The title of the section, with the search.
	Body *fyne.Container

	env      *page.Env
	features []permission.Feature
	set      func() permission.Set
	changed  func()
	attach   func(fyne.CanvasObject)
	notes    map[permission.Key]string // What went along with the last change.
	tabs     *kit.Tabs
	total    *kit.Text
	search   *kit.Search
	grid     *fyne.Container
	line     fyne.CanvasObject
	boxes    map[permission.Key]*kit.Checkbox
}

// New returns the section for the features that can be granted. set returns what is granted, which the section changes;
// changed is called after each change, and attach makes boxes that are shown later work in their dialog. beside stands in the
// title before the search.
func New(env *page.Env, features []permission.Feature, set func() permission.Set, changed func(), attach func(fyne.CanvasObject), beside ...fyne.CanvasObject) *View {
	v := &View{
		env: env, features: features, set: set, changed: changed, attach: attach, notes: map[permission.Key]string{},
		boxes: map[permission.Key]*kit.Checkbox{},
	}
	var items []kit.TabItem
	for _, tab := range permission.Tabs() {
		if len(v.of(tab)) > 0 {
			items = append(items, kit.TabItem{Key: string(tab), Title: env.T("tab." + string(tab))})
		}
	}
	v.tabs = kit.NewTabs(items, func(string) { v.fill() })
	v.total = kit.NewText("", kit.Caption)
	v.search = kit.NewSearch(env.T("permission.find"), "", func(string) { v.fill() })
	head := append([]fyne.CanvasObject{kit.NewText(env.T("form.permission"), kit.Heading), kit.NewCutText(env.T("permission.what"), kit.Caption, 0), nil}, beside...)
	v.Head = kit.NewRow(8, append(head, kit.NewSized(170, 0, v.search))...)
	v.line = kit.NewRow(16, kit.NewLink(env.T("permission.all"), func() { v.toggleAll(true) }),
		kit.NewLink(env.T("permission.none"), func() { v.toggleAll(false) }), v.total)
	v.grid = kit.NewColumns(12, 0, 215, 3)
	v.Body = kit.NewStack(6, v.tabs, v.line, v.grid)
	v.tabs.Shows = v.Body
	v.fill()
	return v
}

// First is what gets the focus when somebody goes to the section.
func (v *View) First() fyne.Focusable { return v.tabs }

// of returns the features of a tab that can be granted.
func (v *View) of(tab permission.Tab) []permission.Feature {
	var list []permission.Feature
	for _, f := range v.features {
		if f.Tab == tab {
			list = append(list, f)
		}
	}
	return list
}

// fill shows the boxes of the chosen tab, or what the search found in all tabs.
func (v *View) fill() {
	wanted := account.SearchKey(v.search.Text())
	v.grid.Objects = nil
	for _, f := range v.features {
		if wanted == "" && string(f.Tab) != v.tabs.Chosen() {
			continue
		}
		for _, key := range f.Keys() {
			title := v.env.T("feature." + string(key))
			if strings.Contains(account.SearchKey(title+" "+v.env.T("tab."+string(f.Tab))), wanted) {
				v.grid.Add(v.box(key, title))
			}
		}
	}
	setVisible(v.tabs, wanted == "")
	setVisible(v.line, wanted == "") // All and None are those of a tab.
	v.Refresh()
	v.Body.Refresh()
}

func setVisible(o fyne.CanvasObject, visible bool) {
	if visible {
		o.Show()
	} else {
		o.Hide()
	}
}

func (v *View) box(key permission.Key, title string) *kit.Checkbox {
	box := v.boxes[key]
	if box == nil {
		box = kit.NewCheckbox(title, func(on bool) { v.toggle(key, on) })
		v.boxes[key] = box
		v.attach(box)
	}
	return box
}

// toggle gives or takes a feature, and notes what went along.
func (v *View) toggle(key permission.Key, on bool) {
	v.notes = map[permission.Key]string{}
	change, word := v.set().Give, "permission.given_along"
	if !on {
		change, word = v.set().Take, "permission.taken_along"
	}
	for _, k := range change(key) {
		v.notes[k] = v.env.T(word, core.Args{"Feature": v.env.T("feature." + string(key))})
	}
	v.Refresh()
	v.changed()
}

// toggleAll gives or takes every feature of the chosen tab.
func (v *View) toggleAll(on bool) {
	v.notes = map[permission.Key]string{}
	for _, f := range v.of(permission.Tab(v.tabs.Chosen())) {
		if on {
			v.set().Give(f.Key)
		} else {
			v.set().Take(f.Key)
		}
	}
	v.Refresh()
	v.changed()
}

// Refresh shows what is granted.
func (v *View) Refresh() {
	set := v.set()
	tabOf := map[permission.Key]permission.Tab{}
	heldAll := 0
	for _, tab := range permission.Tabs() {
		held := 0
		for _, f := range v.of(tab) {
			tabOf[f.Key], tabOf[f.Value] = tab, tab
			if set[f.Key] {
				held++
			}
		}
		heldAll += held
		args := core.Args{"Held": held, "All": len(v.of(tab))}
		v.tabs.SetCount(string(tab), v.env.T("permission.count", args), v.env.T("permission.count_tip", args))
	}
	for key, box := range v.boxes {
		box.SetOn(set[key])
		note := v.notes[key]
		if note == "" && v.search.Text() != "" {
			note = v.env.T("tab." + string(tabOf[key]))
		}
		box.SetNote(note)
	}
	v.total.SetText(v.env.T("permission.total", core.Args{"Held": heldAll, "All": len(v.features)}))
}
