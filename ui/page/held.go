package page

// Held keeps keys back while a list does not show yet what was asked of it: what is pressed behind
// a search means what the search finds, not the rows that stood before. It is used on the UI
// goroutine.
type Held struct {
	lists map[any]bool // Those that are behind.
	keys  []func()
}

// NewHeld returns a place for keys, with no list behind.
func NewHeld() *Held { return &Held{lists: map[any]bool{}} }

// Begin says that a list is behind.
func (h *Held) Begin(list any) { h.lists[list] = true }

// End says that a list shows what was asked for, and does what was pressed meanwhile.
func (h *Held) End(list any) {
	delete(h.lists, list)
	for len(h.keys) > 0 && len(h.lists) == 0 {
		key := h.keys[0]
		h.keys = h.keys[1:]
		key()
	}
}

// Drop says that a list could not be read, and forgets what was pressed meanwhile.
func (h *Held) Drop(list any) {
	delete(h.lists, list)
	h.keys = nil
}

// Wait keeps a key until no list is behind; it tells whether one is.
func (h *Held) Wait(key func()) bool {
	if len(h.lists) == 0 {
		return false
	}
	h.keys = append(h.keys, key)
	return true
}
