package ui

import (
	"resellerdesk/ui/help"
	"resellerdesk/ui/page"
)

// help opens the help of what is in front: of the dialog, else of the page, else of the screen.
func (w *Window) help() {
	modals := w.env.Modals
	if w.helping != nil && modals.Top() == w.helping {
		return
	}
	topic := modals.Topic()
	var here, all []page.Command
	if w.frame != nil {
		here, all = w.frame.commands(), w.frame.knownCommands()
		if w.frame.page != nil && topic == "" {
			topic = string(w.frame.page.Key())
		}
	} else if topic == "" {
		topic = w.screens.Topic()
	}
	keys := w.keysOf(here, func(c page.Command) bool { return c.May(modals.Open()) })
	w.helping = help.Show(
		w.env, topic, keys, w.keysOf(all, func(page.Command) bool { return true }),
	)
}

// keysOf are the keys of commands, each once, and those that no command has.
func (w *Window) keysOf(commands []page.Command, wanted func(c page.Command) bool) []help.Key {
	var keys []help.Key
	seen := map[help.Key]bool{}
	for _, c := range commands {
		if c.Shortcut == nil || !wanted(c) {
			continue
		}
		if k := (help.Key{Keys: w.env.ShortcutText(c.Shortcut), Does: c.Name(w.env)}); !seen[k] {
			seen[k] = true
			keys = append(keys, k)
		}
	}
	names := []string{"f1", "esc", "tab"}
	if w.frame != nil && !w.env.Modals.Open() {
		names = append(
			names, "enter", "space", "range", "all", "copy", "side", "arrows", "menu", "up",
		)
	}
	for _, name := range names {
		keys = append(
			keys, help.Key{Keys: w.env.T("key." + name), Does: w.env.T("key." + name + "_does")},
		)
	}
	return keys
}

// knownCommands are the commands of the window and of every page that was made.
func (f *frame) knownCommands() []page.Command {
	list := f.windowCommands()
	for _, e := range f.entries {
		if e.page != nil {
			list = append(list, e.page.Commands()...)
		}
	}
	return list
}
