package page

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"resellerdesk/core"
	"resellerdesk/ui/kit"
)

// Section is a part of a menu that is about one thing: what it is called, and what can be done to
// it.
type Section struct {
	Heading  string
	Commands []Command
}

// ShowMenu shows what may be done now: each section under its heading, parted by the groups of its
// commands, what destroys last. It shows nothing when there is nothing.
func ShowMenu(env *Env, at fyne.Position, sections ...Section) {
	var items []*fyne.MenuItem
	for _, s := range sections {
		part := sectionItems(env, s)
		if len(part) == 0 {
			continue
		}
		if len(items) > 0 {
			items = append(items, fyne.NewMenuItemSeparator())
		}
		if s.Heading != "" {
			heading := fyne.NewMenuItem(s.Heading, nil)
			heading.Disabled = true
			items = append(items, heading)
		}
		items = append(items, part...)
	}
	if len(items) == 0 {
		return
	}
	alignKeys(items)
	menu := widget.NewPopUpMenu(fyne.NewMenu("", items...), env.Canvas)
	for i, item := range items { // fyne 2.8.1: arrows stop at what is disabled, and Enter runs it.
		if item.Disabled {
			menu.Items[i] = container.NewStack(menu.Items[i])
		}
	}
	menu.ShowAtPosition(at)
	env.Canvas.Focus(menu)
}

func sectionItems(env *Env, s Section) []*fyne.MenuItem {
	var items []*fyne.MenuItem
	for group := GroupOpen; group <= GroupEnd; group++ {
		first := true
		for _, c := range s.Commands {
			if c.Group != group || !c.May(false) {
				continue
			}
			if first && len(items) > 0 {
				items = append(items, fyne.NewMenuItemSeparator())
			}
			first = false
			items = append(items, menuItem(env, c))
		}
	}
	return items
}

// keyGap is between the words of an item and its key.
const keyGap = "      "

// alignKeys moves the keys of a menu to its right edge. fyne 2.8.1: a menu writes shortcuts itself,
// in English and in a fifth of the strength of other text, whatever the theme says.
func alignKeys(items []*fyne.MenuItem) {
	width := func(text string) float32 {
		return fyne.MeasureText(text, theme.TextSize(), fyne.TextStyle{}).Width
	}
	widest := float32(0)
	for _, item := range items {
		widest = max(widest, width(item.Label))
	}
	for _, item := range items {
		if words, key, has := strings.Cut(item.Label, keyGap); has {
			spaces := int((widest - width(item.Label)) / width(" "))
			item.Label = words + keyGap + strings.Repeat(" ", spaces) + key
		}
	}
}

func menuItem(env *Env, c Command) *fyne.MenuItem {
	key := c.Key
	if c.Shortcut != nil {
		key = env.ShortcutText(c.Shortcut)
	}
	item := fyne.NewMenuItem(c.Words(env), c.Run)
	if key != "" && !c.Out {
		item.Label += keyGap + key
	}
	colour := kit.ColorText
	switch {
	case c.Out:
		colour = kit.ColorText2
	case c.Group == GroupEnd:
		colour = kit.ColorDanger
	}
	if c.Icon != kit.IconNone {
		item.Icon = kit.IconResource(c.Icon, colour)
	}
	item.Disabled = c.Out
	return item
}

// sections are the menu of a row: what can be done to it, and, when it is one of several that are
// selected, what can be done to all of them.
func (l *List[T]) sections(row T) []Section {
	id := l.options.Source.IDOf(row)
	selected := l.Targets()
	about := Section{
		Heading:  l.options.Called(row),
		Commands: l.keyed(l.actions(func() []string { return []string{id} })),
	}
	if len(selected) < 2 || !l.Table.IsSelected(id) {
		about.Commands = append(about.Commands, CopyCommands(l.env, l.Table)...)
		return []Section{about}
	}
	about.Commands = slices.DeleteFunc(about.Commands, func(c Command) bool { return !c.One })
	many := Section{
		Heading:  l.env.T("list.selected", core.Args{"Count": len(selected)}),
		Commands: append(l.keyed(l.several(selected)), CopyCommands(l.env, l.Table)...),
	}
	return []Section{about, many}
}

// keyed tells which commands are done by Enter and Delete: the first that opens, and what destroys.
func (l *List[T]) keyed(list []Command) []Command {
	opens := slices.IndexFunc(list, func(c Command) bool { return c.One && c.Group == GroupOpen })
	for i, c := range list {
		switch {
		case i == opens && l.options.OnOpen != nil:
			list[i].Key = l.env.T("key.enter")
		case c.Group == GroupEnd && l.options.OnDelete != nil:
			list[i].Key = l.env.T("key.delete")
		}
	}
	return list
}

// several are what can be done to the selected rows: each to those for which it is possible, which
// it counts. Where that is not known yet of many, it says so.
func (l *List[T]) several(selected []string) []Command {
	var many []Command
	for _, w := range l.weigh(selected, func(Command) bool { return true }) {
		c := w.Command
		if len(w.ids) > 0 {
			c.Title = c.Name(l.env) + " · " + l.share(len(w.ids), len(selected))
		} else {
			c.Title = c.Name(l.env) + " · " + l.env.T("list.counting")
			c.Out, c.Asks = true, false
		}
		many = append(many, c)
	}
	return many
}

// copier is a table of which rows and cells are copied.
type copier interface {
	Pointed() string
	Copy()
}

// CopyCommands copy the cell for which the menu was opened, and the selected rows.
func CopyCommands(env *Env, t copier) []Command {
	var list []Command
	if text := t.Pointed(); text != "" {
		title := env.T("list.copy_cell", core.Args{"Text": kit.Shortened(text, 40)})
		list = append(
			list,
			Command{
				ID: "list.copy_cell", Title: title, Icon: kit.IconCopy, Group: GroupCopy, Run: func() { CopyText(text) },
			},
		)
	}
	return append(list, Command{
		ID: "list.copy_rows", Icon: kit.IconCopy, Group: GroupCopy,
		Shortcut: &fyne.ShortcutCopy{}, Run: t.Copy,
	})
}
