package kit

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// entry is Fyne's entry with a host, focus events, and shortcuts that reach the window.
type entry struct {
	widget.Entry
	hosted
	limit    int    // Characters that are taken.
	full     string // A text that was put in and is longer, of which shown is seen; "" for none.
	shown    string
	saidFull bool // It was said that no more can be typed.
	// Receives a pasted text before; tells whether that was all, and nothing is put in.
	onPaste func(text string) bool
	onFocus func(focused bool)
	onEnter func()
	whole   fyne.CanvasObject // What to show when it gets the focus.
	focused bool
	clicked bool   // The focus comes by the pointer, which also says where the cursor goes.
	suffix  *Text  // What always follows the text, nil for nothing.
	onTab   func() // What Tab does; nil goes to the next field.
	onOpen  func() // Opens what chooses the text, by F4 or Alt and Down; nil for nothing.
}

func newEntry(lines bool) *entry {
	e := &entry{limit: longestLine}
	if lines {
		e.limit = longestText
	}
	e.MultiLine = lines
	if lines {
		e.Wrapping = fyne.TextWrapWord
	} else {
		e.Scroll = fyne.ScrollHorizontalOnly
	}
	e.ExtendBaseWidget(e)
	return e
}

// CreateRenderer is called by Fyne. fyne 2.8.1: an entry that was not seen for a minute would come
// back empty.
func (e *entry) CreateRenderer() fyne.WidgetRenderer {
	r := complete(e, newEntryRenderer(e))
	if !e.Size().IsZero() {
		r.Refresh()
	}
	return r
}

// AcceptsTab is called by Fyne; Tab goes to the next field unless something else is meant by it.
func (e *entry) AcceptsTab() bool { return e.onTab != nil }

// MouseDown is called by Fyne.
func (e *entry) MouseDown(m *desktop.MouseEvent) {
	e.clicked = true
	e.Entry.MouseDown(m)
	e.clicked = false
	buttonDown()
}

// MouseUp is called by Fyne.
func (e *entry) MouseUp(m *desktop.MouseEvent) {
	e.Entry.MouseUp(m)
	buttonUp()
}

// FocusGained is called by Fyne. A person who comes by keyboard into a field of one line finds its
// text selected, so that typing replaces it; the person who comes back to it goes on typing.
func (e *entry) FocusGained() {
	back := e.whole != nil && e.hadFocus(e.whole)
	e.focused = true
	e.Entry.FocusGained()
	if e.whole != nil {
		e.focusIn(e.whole)
	}
	if e.onFocus != nil {
		e.onFocus(true)
	}
	if !e.clicked && !back && !e.MultiLine {
		e.Entry.TypedShortcut(&fyne.ShortcutSelectAll{})
	}
}

// FocusLost is called by Fyne.
func (e *entry) FocusLost() {
	e.focused = false
	e.Entry.FocusLost()
	if e.onFocus != nil {
		e.onFocus(false)
	}
}

// TypedRune is called by Fyne.
func (e *entry) TypedRune(r rune) {
	noteTyping()
	if e.hasRoom() {
		e.Entry.TypedRune(r)
	}
}

// enter does what Enter is for: what the field says, else what its dialog says. It never goes on to
// a button, which a second one would press.
func (e *entry) enter() {
	if e.onEnter != nil {
		e.onEnter()
	} else if e.host != nil && e.host.Enter != nil {
		e.host.Enter()
	}
}

// TypedKey is called by Fyne.
func (e *entry) TypedKey(k *fyne.KeyEvent) {
	noteTyping()
	if e.onTab != nil && k.Name == fyne.KeyTab {
		e.onTab()
		return
	}
	if e.onOpen != nil && k.Name == fyne.KeyF4 {
		e.onOpen()
		return
	}
	if e.handled(k) {
		return
	}
	if e.MultiLine && isEnter(k) && !e.hasRoom() {
		return
	}
	if !e.MultiLine && isEnter(k) {
		e.enter()
		return
	}
	e.Entry.TypedKey(k)
}

// TypedShortcut is called by Fyne. What does not edit text goes to the window: an entry would
// swallow it.
func (e *entry) TypedShortcut(s fyne.Shortcut) {
	if key, is := s.(*desktop.CustomShortcut); is && e.onOpen != nil &&
		key.KeyName == fyne.KeyDown && key.Modifier == fyne.KeyModifierAlt {
		e.onOpen()
		return
	}
	switch s := s.(type) {
	case *fyne.ShortcutPaste:
		if e.onPaste != nil && e.onPaste(s.Clipboard.Content()) {
			return
		}
		e.Entry.TypedShortcut(&fyne.ShortcutPaste{Clipboard: pasted{
			s.Clipboard, e.fit(s.Clipboard.Content()),
		}})
		return
	case *fyne.ShortcutCopy, *fyne.ShortcutCut, *fyne.ShortcutSelectAll,
		*fyne.ShortcutUndo, *fyne.ShortcutRedo:
	default:
		if window, ok := canvasOf(e).(fyne.Shortcutable); ok && !editing(s) {
			window.TypedShortcut(s)
			return
		}
	}
	e.Entry.TypedShortcut(s)
}

// editing tells whether a shortcut moves the cursor in a text.
func editing(s fyne.Shortcut) bool {
	name := s.ShortcutName()
	for _, key := range []string{
		"Left", "Right", "Up", "Down", "Home", "End", "BackSpace", "Delete",
	} {
		if strings.HasSuffix(name, "+"+key) {
			return true
		}
	}
	return false
}
