package page

import (
	"slices"

	"resellerdesk/core"
	"resellerdesk/ui/kit"
)

// Offer is a button above a list that does what the menu of the selected rows offers: the first of
// some commands that is possible, for those rows for which it is.
type Offer struct {
	Button *kit.Button

	env      *Env
	none     string   // What is said while nothing is selected.
	commands []string // Their IDs.
	words    string   // The key of other words than those of the command; "" for these.
	run      func()
}

// NewOffer returns a button for commands of a list, by their IDs.
func NewOffer(env *Env, none string, commands ...string) *Offer {
	o := &Offer{env: env, none: none, commands: commands}
	o.Button = kit.NewButton(env.T(commands[0]), kit.ButtonSecondary, func() { o.run() })
	return o
}

// SetWords gives the button the words of a key, in place of those that its only command has.
func (o *Offer) SetWords(key string) *Offer {
	o.words = key
	return o
}

func (o *Offer) wordsOf(command string) string {
	if o.words != "" {
		return o.env.T(o.words)
	}
	return command
}

// Offer lets a button do what is possible for the selected rows; unfit is said when nothing is.
func (l *List[T]) Offer(o *Offer, unfit string) {
	selected := l.Targets()
	var fits *weighed
	for _, id := range o.commands {
		for _, w := range l.weigh(selected, func(c Command) bool { return c.ID == id }) {
			if fits == nil && len(w.ids) > 0 {
				fits = &w
			}
		}
	}
	switch {
	case fits != nil:
		count := ""
		if len(selected) > 1 {
			count = l.share(len(fits.ids), len(selected))
		}
		o.Button.SetCounted(o.wordsOf(fits.Name(o.env)), count)
		o.run = fits.Run
		o.Button.Enable()
		return
	case len(selected) == 0:
		unfit = o.none
	case !l.loadedAll(selected) && !l.fitting.of(selected):
		unfit = o.env.T("list.counting_tip", core.Args{"Count": len(selected)})
	}
	SetCount(o.env, o.Button, o.wordsOf(o.env.T(o.commands[0])), len(selected))
	o.Button.Disable(unfit)
}

// weighed is a command with the selected rows on which it works, none when it cannot be pressed.
type weighed struct {
	Command
	ids []string
}

// weigh tells for which of the selected rows each of some commands is possible. Where many rows are
// still counted beside the UI, it works on none.
func (l *List[T]) weigh(selected []string, some func(c Command) bool) []weighed {
	var on []string
	var list []weighed
	known := l.loadedAll(selected)
	for _, c := range l.actions(func() []string { return on }) {
		if c.One || !some(c) {
			continue
		}
		may := func(ids ...string) bool {
			on = ids
			return len(ids) > 0 && c.May(false)
		}
		w, run := weighed{Command: c}, c.Run
		switch {
		case known:
			for _, id := range selected {
				if may(id) {
					w.ids = append(w.ids, id)
				}
			}
		case l.fitting.of(selected):
			w.ids = l.fitting.ids[c.ID]
		}
		if (known || l.fitting.of(selected)) && len(w.ids) == 0 {
			continue
		}
		w.Enabled, w.Run = nil, func() { on = w.ids; run() }
		list = append(list, w)
	}
	return list
}

// share says how many of the selected rows are meant.
func (l *List[T]) share(n, all int) string {
	hits := l.env.Words.Number(int64(n))
	if n == all {
		return hits
	}
	return l.env.T("list.hits", core.Args{"Hits": hits, "All": l.env.Words.Number(int64(all))})
}

// fitting is for which of many selected rows each command is possible, as counted beside the UI.
type fitting struct {
	selected []string // Those that were counted.
	counted  bool
	counting int                 // Tells the newest count from older ones.
	ids      map[string][]string // By the ID of the command.
}

// of tells whether these rows are counted.
func (f *fitting) of(selected []string) bool { return f.counted && sameList(f.selected, selected) }

// sameList tells whether two lists are the very same, not only equal.
func sameList(a, b []string) bool {
	return len(a) == len(b) && (len(a) == 0 || &a[0] == &b[0])
}

// countedAtOnce is how many rows are read and looked at in one step.
const countedAtOnce = 1000

// countFitting counts for which of the selected rows each command is possible, if not all of them
// are loaded. The rows are read step by step beside the UI and not kept.
func (l *List[T]) countFitting() {
	f, selected := &l.fitting, l.Targets()
	if sameList(f.selected, selected) {
		return
	}
	f.counting++
	counting := f.counting
	f.selected, f.counted, f.ids = selected, false, map[string][]string{}
	if l.options.Actions == nil || l.loadedAll(selected) {
		f.selected = nil
		return
	}
	var on []string
	commands := l.options.Actions(func() []string { return on })
	look := func(row T) {
		id := l.options.Source.IDOf(row)
		if !l.Table.IsSelected(id) {
			return
		}
		l.looked, on = &row, []string{id}
		for _, c := range commands {
			if !c.One && c.May(false) {
				f.ids[c.ID] = append(f.ids[c.ID], id)
			}
		}
		l.looked = nil
	}
	q := l.Query()
	q.Limit = countedAtOnce
	l.eachRow(q, func() bool { return f.counting == counting }, look, func() {
		f.counted = true
		l.options.OnChanged()
	})
}

// eachRow reads the rows of a question step by step beside the UI, as long as they are wanted.
func (l *List[T]) eachRow(q Query, wanted func() bool, look func(row T), done func()) {
	l.env.Run.Go(func() {
		rows, err := l.options.Source.Rows(l.env.Context(), q)
		l.env.Run.UI(func() {
			if err != nil || !wanted() {
				return
			}
			for _, row := range rows {
				look(row)
			}
			if len(rows) < q.Limit {
				done()
				return
			}
			q.Offset += len(rows)
			l.eachRow(q, wanted, look, done)
		})
	})
}

// mostWeighed is how many selected rows are looked at one by one while a menu opens.
const mostWeighed = 200

// loadedAll tells whether it is known of all of some rows what can be done to them.
func (l *List[T]) loadedAll(ids []string) bool {
	return len(ids) <= mostWeighed && !slices.ContainsFunc(ids, func(id string) bool {
		_, loaded := l.Find(id)
		return !loaded
	})
}
