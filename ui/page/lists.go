package page

import "resellerdesk/ui/kit"

// Lists remembers what each list of the window shows, so that one that is made again, with other
// permissions or in another language, shows the same. It is used on the UI goroutine.
type Lists struct {
	shown map[string]func() listState // By name, of those that are made.
	kept  map[string]listState        // Of those that are to be made again.
}

// listState is what a person asked a list for, and selected in it.
type listState struct {
	query     Query
	table     kit.TableState
	searching bool // The search has the focus.
}

// NewLists remembers nothing yet.
func NewLists() *Lists {
	return &Lists{shown: map[string]func() listState{}, kept: map[string]listState{}}
}

// Keep remembers what the lists show now, for those that are made after it.
func (l *Lists) Keep() {
	for name, state := range l.shown {
		l.kept[name] = state()
	}
	clear(l.shown)
}

// made takes note of a list, and returns what the one before it showed.
func (l *Lists) made(name string, state func() listState) (before listState, kept bool) {
	before, kept = l.kept[name]
	delete(l.kept, name)
	l.shown[name] = state
	return before, kept
}
