// Package grants is the User Permission section of a form: tabs of checkboxes out of the catalogue,
// all and none, and a search across all tabs.
package grants

import (
	"maps"
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
	groups   []*group
	set      func() permission.Set
	changed  func()
	attach   func(fyne.CanvasObject)
	notes    map[permission.Key]string           // What went along with the last change.
	dropped  map[permission.Key][]permission.Key // What went along when a feature was unticked.
	left     permission.Set                      // What was granted after the last change.
	tabs     *kit.Tabs
	total    *kit.Text
	search   *kit.Search
	shown    *fyne.Container
	line     fyne.CanvasObject
	boxes    map[permission.Key]*kit.Checkbox
}

// group is the features under one heading of a tab.
type group struct {
	permission.Group
	box   *kit.Checkbox // Gives or takes all of them; nil without a heading.
	count *kit.Text
	head  fyne.CanvasObject
	from  *kit.Text // Says in a search where the features are.
	grid  *fyne.Container
}

// indent is how far a value is to the right of its feature, and a feature of its heading.
const indent = 24

// New returns the section for the features that can be granted. set returns what is granted, which
// the section changes; changed is called after each change, and attach makes boxes that are shown
// later work in their dialog. what says what the section is about, and beside is in the title
// before the search.
func New(
	env *page.Env, features []permission.Feature, what string, set func() permission.Set,
	changed func(), attach func(fyne.CanvasObject), beside ...fyne.CanvasObject,
) *View {
	v := &View{
		env: env, features: features, set: set, changed: changed, attach: attach,
		notes:   map[permission.Key]string{},
		dropped: map[permission.Key][]permission.Key{},
		boxes:   map[permission.Key]*kit.Checkbox{},
	}
	var items []kit.TabItem
	for _, g := range permission.Groups(features) {
		if len(items) == 0 || items[len(items)-1].Key != string(g.Tab) {
			items = append(items, kit.TabItem{
				Key: string(g.Tab), Title: env.T("tab." + string(g.Tab)),
			})
		}
		v.groups = append(v.groups, v.newGroup(g))
	}
	v.tabs = kit.NewTabs(items, func(string) { v.fill() })
	v.total = kit.NewText("", kit.Caption)
	v.search = kit.NewSearch(env.T("permission.find"), "", func(string) { v.fill() })
	head := append([]fyne.CanvasObject{
		kit.NewText(env.T("form.permission"), kit.Heading), nil,
	}, beside...)
	v.Head = kit.NewFlow(8, append(head, kit.NewSized(200, 0, v.search))...)
	v.line = kit.NewRow(16, append(v.allAndNone(v.ofTab), v.total)...)
	v.shown = kit.NewStack(2)
	v.Body = kit.NewStack(6, kit.NewParagraph(what, kit.Caption), v.tabs, v.line, v.shown)
	v.tabs.Shows = v.Body
	v.fill()
	return v
}

// newGroup returns the line of a heading, and where its boxes go.
func (v *View) newGroup(of permission.Group) *group {
	g := &group{Group: of, grid: kit.NewColumns(12, 0, 215, 3)}
	place := v.env.T("tab." + string(of.Tab))
	if of.Heading != permission.NoHeading {
		title := v.env.T("heading." + string(of.Heading))
		place += " › " + title
		all := func() []permission.Feature { return of.Features }
		g.box = kit.NewCheckbox(title, func(on bool) { v.toggleAll(of.Features, on) })
		g.count = kit.NewText("", kit.Caption)
		g.head = kit.NewRow(
			16, append([]fyne.CanvasObject{g.box, g.count}, v.allAndNone(all)...)...,
		)
		v.attach(g.head)
	}
	g.from = kit.NewText(place, kit.Secondary)
	return g
}

// allAndNone are the links that give and take every one of some features.
func (v *View) allAndNone(of func() []permission.Feature) []fyne.CanvasObject {
	return []fyne.CanvasObject{
		kit.NewLink(v.env.T("permission.all"), func() { v.toggleAll(of(), true) }),
		kit.NewLink(v.env.T("permission.none"), func() { v.toggleAll(of(), false) }),
	}
}

// First is what gets the focus when somebody goes to the section.
func (v *View) First() fyne.Focusable { return v.tabs }

// ofTab returns the features of the chosen tab.
func (v *View) ofTab() []permission.Feature { return v.of(permission.Tab(v.tabs.Chosen())) }

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
	v.shown.Objects = nil
	for _, g := range v.groups {
		if wanted == "" && string(g.Tab) != v.tabs.Chosen() {
			continue
		}
		g.grid.Objects = nil
		for _, f := range g.Features {
			if strings.Contains(account.SearchKey(v.words(g, f)), wanted) {
				g.grid.Add(v.cell(f))
			}
		}
		switch {
		case len(g.grid.Objects) == 0:
		case wanted != "":
			v.shown.Add(g.from)
			v.shown.Add(kit.NewPadded(0, 0, 6, indent, g.grid))
		case g.head != nil:
			v.shown.Add(g.head)
			v.shown.Add(kit.NewPadded(0, 0, 6, indent, g.grid))
		default:
			v.shown.Add(g.grid)
		}
	}
	page.SetVisible(v.tabs, wanted == "")
	page.SetVisible(v.line, wanted == "") // All and None are those of a tab.
	v.Refresh()
	v.Body.Refresh()
}

// words are what a search looks for a feature in: its title, that of its value, tab and heading.
func (v *View) words(g *group, f permission.Feature) string {
	text := g.from.Text()
	for _, key := range f.Keys() {
		text += " " + v.env.T("feature."+string(key))
	}
	return text
}

// cell is the box of a feature, with that of its value indented beneath it.
func (v *View) cell(f permission.Feature) fyne.CanvasObject {
	if f.Value == "" {
		return v.box(f.Key)
	}
	return kit.NewStack(0, v.box(f.Key), kit.NewPadded(0, 0, 0, indent, v.box(f.Value)))
}

func (v *View) box(key permission.Key) *kit.Checkbox {
	box := v.boxes[key]
	if box == nil {
		title := v.env.T("feature." + string(key))
		box = kit.NewCheckbox(title, func(on bool) { v.toggle(key, on) })
		v.boxes[key] = box
		v.attach(box)
	}
	return box
}

// toggle gives or takes a feature, and notes what went along. Unticking remembers that, and ticking
// again brings it back.
func (v *View) toggle(key permission.Key, on bool) {
	set := v.begin()
	before := set.Clone()
	var along []permission.Key
	word := "permission.given_along"
	if on {
		along = set.Give(key)
		set.GiveBack(v.dropped[key])
		delete(v.dropped, key)
	} else {
		along, word = set.Take(key), "permission.taken_along"
		v.dropped[key] = before.Without(set)
	}
	for _, k := range along {
		v.notes[k] = v.env.T(word, core.Args{"Feature": v.env.T("feature." + string(key))})
	}
	v.end()
}

// toggleAll gives or takes every one of some features. What went along when one was unticked is
// forgotten: this is a new start.
func (v *View) toggleAll(features []permission.Feature, on bool) {
	set := v.begin()
	clear(v.dropped)
	for _, f := range features {
		if on {
			set.Give(f.Key)
		} else {
			set.Take(f.Key)
		}
	}
	v.end()
}

// begin returns the set that is about to change. When it was changed elsewhere since, by a preset,
// what was unticked before says nothing about it any more.
func (v *View) begin() permission.Set {
	set := v.set()
	if v.left != nil && !maps.Equal(v.left, set.Clone()) {
		clear(v.dropped)
	}
	clear(v.notes)
	return set
}

func (v *View) end() {
	v.left = v.set().Clone()
	v.Refresh()
	v.changed()
}

// Refresh shows what is granted.
func (v *View) Refresh() {
	set := v.set()
	count := func(of []permission.Feature) core.Args {
		return core.Args{"Held": set.Count(of), "All": len(of), "Count": len(of)}
	}
	for _, tab := range permission.Tabs() {
		args := count(v.of(tab))
		v.tabs.SetCount(
			string(tab), v.env.T("permission.count", args), v.env.T("permission.count_tip", args),
		)
	}
	for _, g := range v.groups {
		if g.box == nil {
			continue
		}
		state := kit.Some
		switch set.Count(g.Features) {
		case 0:
			state = kit.Off
		case len(g.Features):
			state = kit.On
		}
		g.box.SetState(state)
		g.count.SetText(v.env.T("permission.count", count(g.Features)))
	}
	for key, box := range v.boxes {
		box.SetOn(set[key])
		box.SetNote(v.notes[key])
	}
	v.total.SetText(v.env.T("permission.total", count(v.features)))
}
