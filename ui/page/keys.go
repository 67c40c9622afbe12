package page

import (
	"runtime"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// Ctrl is a key with the platform's own modifier: Ctrl, on macOS Cmd.
func Ctrl(key fyne.KeyName) fyne.KeyboardShortcut {
	return &desktop.CustomShortcut{KeyName: key, Modifier: fyne.KeyModifierShortcutDefault}
}

// CtrlShift is a key with the platform's own modifier and Shift.
func CtrlShift(key fyne.KeyName) fyne.KeyboardShortcut {
	return &desktop.CustomShortcut{
		KeyName: key, Modifier: fyne.KeyModifierShortcutDefault | fyne.KeyModifierShift,
	}
}

// CtrlText is how such a shortcut is written for people.
func (e *Env) CtrlText(key string) string {
	if runtime.GOOS == "darwin" {
		return "⌘" + key
	}
	return e.T("key.ctrl") + "+" + key
}

// ShortcutText is how a shortcut is written for people.
func (e *Env) ShortcutText(s fyne.KeyboardShortcut) string {
	key := string(s.Key())
	if key == string(fyne.KeyReturn) {
		key = e.T("key.enter")
	}
	if s.Mod()&fyne.KeyModifierShift != 0 {
		key = e.T("key.shift") + "+" + key
	}
	return e.CtrlText(key)
}
