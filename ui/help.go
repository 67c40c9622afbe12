package ui

import (
	"fyne.io/fyne/v2"

	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

// help lists all keys.
func (f *frame) help() {
	env := f.env
	if env.Modals.Open() {
		return
	}
	rows := kit.NewColumns(24, 6, 260, 2)
	add := func(keys, does string) {
		rows.Add(kit.NewRow(8, kit.NewSized(120, 0, kit.NewText(keys, kit.BodyBold)), kit.NewText(does, kit.Secondary)))
	}
	for _, c := range f.commands() {
		if c.Shortcut != nil {
			add(shortcutText(c.Shortcut), c.Title)
		}
	}
	for _, k := range []string{"f1", "esc", "enter", "space", "arrows", "menu", "up", "tab"} {
		add(env.T("key."+k), env.T("key."+k+"_does"))
	}
	var modal *kit.Modal
	done := kit.NewButton(env.T("button.close"), kit.ButtonPrimary, func() { modal.Close() })
	modal = env.Modals.Show(kit.ModalOptions{Title: env.T("command.help"), Width: 720, Body: rows, Foot: kit.NewRow(8, nil, done), First: done})
}

// shortcutText is how a shortcut is written for people.
func shortcutText(s fyne.KeyboardShortcut) string {
	key := string(s.Key())
	if key == string(fyne.KeyReturn) {
		key = "Enter"
	}
	if s.Mod()&fyne.KeyModifierShift != 0 {
		key = "Shift+" + key
	}
	return page.CtrlText(key)
}
