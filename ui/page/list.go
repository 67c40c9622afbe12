package page

import (
	"context"
	"maps"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"resellerdesk/core"
	"resellerdesk/core/desk"
	"resellerdesk/ui/kit"
)

// Query is what a person asks a list for.
type Query struct {
	Search  string
	Filters map[desk.Column]string
	Chip    string // "" for all.
	Only    string // What else the page narrows the list to, "" for nothing.
	Sort    desk.Column
	Down    bool

	Offset, Limit int // Which part of the rows; all of them when they are counted.
}

// Chip is a quick filter above a list. One that is rare is shown only when it has rows; those of
// one that is apart are not among all rows.
type Chip struct {
	Key, Title  string
	Rare, Apart bool
}

// ListOptions say what a list shows, and where its rows come from.
type ListOptions[T any] struct {
	Name    string // Under which its columns are remembered.
	Columns []kit.Column[T]
	Sort    desk.Column
	Down    bool // The largest first.
	Chips   []Chip
	Tell    string // The chip that a banner tells of and leads to while it has rows, "" for none.
	TellKey string // The sentence of the banner, which counts them.

	Called   func(row T) string // The name of a row in a question.
	CalledIn string             // The argument of sentences that is this name.
	Refused  string             // The sentence that counts for how many an action was refused.

	Source Source[T]
	// Of all chips at once, beside the UI; nil counts one after the other.
	Counts func(ctx context.Context, q Query) (map[string]int, error)
	// Of the selected rows, beside the UI; nil for none.
	Sums func(ctx context.Context, ids []string) (words string, err error)

	Empty       fyne.CanvasObject // What the list is for, while it has no rows.
	NothingText string            // Said when nothing fits.
	OnChanged   func()            // Other rows are shown or selected.
	// What the quick filters and the banner say changed, and with it the room that they take.
	OnChips func()
	// A row was opened by Enter or a double click; nil when there is nothing to open.
	OnOpen   func(id string)
	OnDelete func(ids []string) // The Delete key was pressed; nil when nothing is deleted.
	OnIcon   func(row T, key string)
	Actions  func(targets func() []string) []Command // Of the menu of a row.
}

// List is a table of records with search, quick filters and a selection. All of it is used on the
// UI goroutine.
type List[T any] struct {
	Table  *kit.Table[T]
	Search *kit.Search
	Body   fyne.CanvasObject   // The table, or what is in its place.
	Chips  []fyne.CanvasObject // In the order of the options.
	Banner *kit.Banner

	env       *Env
	options   ListOptions[T]
	query     Query
	rows      *Paged[T]
	selected  *Selected
	chips     map[string]*kit.Chip
	counts    map[string]int
	all       int // How many rows there are among which the filters choose.
	counting  int // Tells the newest question for counts from older ones.
	nothing   fyne.CanvasObject
	stale     bool
	shown     bool
	fresh     bool // The page came to the front, and its rows did not arrive yet.
	searching bool // The search gets the focus when the list is shown.
	known     *T   // A row that was found elsewhere.
	looked    *T   // The row for which commands are counted right now.
	fitting   fitting
	// Gives up the newest counting, which nobody waits for once there is another one.
	stopCounting context.CancelFunc

	sums    *kit.Text // Below the table.
	foot    *fyne.Container
	summing int      // Tells the newest question for sums from older ones.
	summed  []string // The selection that was added up last; nil to add up again.
}

// NewList returns a list that reads nothing before it is shown.
func NewList[T any](env *Env, o ListOptions[T]) *List[T] {
	l := &List[T]{
		env: env, options: o,
		query: Query{Sort: o.Sort, Down: o.Down, Filters: map[desk.Column]string{}},
		chips: map[string]*kit.Chip{}, counts: map[string]int{}, stale: true,
		Banner: kit.NewBanner(),
	}
	l.rows = NewPaged(env, l.reading, l.loaded, l.failed)
	l.buildTable()
	l.Search = kit.NewSearch(env.T("button.search"), env.CtrlText("F"), l.searched)
	l.Search.OnDown = l.goOn
	l.selected = NewSelected(env, l.Table.SelectNone)
	for _, c := range o.Chips {
		l.chips[c.Key] = kit.NewChip(c.Title, func() { l.Choose(c.Key) })
		l.Chips = append(l.Chips, l.chips[c.Key])
	}
	l.nothing = kit.NewEmpty(kit.IconSearch, env.T("search.nothing"), o.NothingText,
		kit.NewButton(env.T("button.show_all"), kit.ButtonSecondary, l.ShowAll))
	o.Empty.Hide()
	l.nothing.Hide()
	l.Body = container.NewStack(l.Table, o.Empty, l.nothing)
	if o.Sums != nil {
		l.addSums()
	}
	if before, kept := env.Lists.made(o.Name, l.state); kept {
		l.restore(before)
	}
	return l
}

// goOn leads from the search to the first row, as soon as it is one of what was searched for.
func (l *List[T]) goOn() {
	l.env.Canvas.Focus(l.Table)
	if l.env.Held.Wait(l.toFirst) {
		return
	}
	l.toFirst()
}

func (l *List[T]) toFirst() {
	if l.Table.Current() < 0 {
		l.Table.Select(0)
		l.changed()
	}
}

// addSums puts a line below the table: what the selected rows add up to, and how rows are selected.
func (l *List[T]) addSums() {
	l.sums = kit.NewCutText("", kit.Caption, 80)
	hint := kit.NewText(
		l.env.T("list.selecting", core.Args{"Ctrl": l.env.CtrlText("")}), kit.Caption,
	)
	l.foot = kit.NewHinted(8, l.sums, hint)
	l.Body = container.NewBorder(nil, kit.NewPadded(6, 4, 0, 4, l.foot), nil, nil, l.Body)
}

// showSums adds up beside the UI what is selected.
func (l *List[T]) showSums() {
	ids := l.Table.Selected()
	if l.sums == nil || len(ids) > 0 && len(ids) == len(l.summed) && &ids[0] == &l.summed[0] {
		return // This selection was added up already: more of its rows were loaded.
	}
	l.summing++
	l.summed = ids
	summing := l.summing
	switch {
	case len(ids) == 0:
		l.says("")
	default:
		l.env.Run.Go(func() {
			words, err := l.options.Sums(l.env.Context(), ids)
			l.env.Run.UI(func() {
				if err == nil && summing == l.summing {
					l.says(words)
				}
			})
		})
	}
}

func (l *List[T]) says(sums string) {
	l.sums.SetText(sums)
	l.foot.Refresh() // There may be no room for the hint now.
}

func (l *List[T]) state() listState {
	return listState{l.Query(), l.Table.State(), l.env.Canvas.Focused() == l.Search.Focusable()}
}

// restore makes the list show what the one before it showed, as soon as it is read.
func (l *List[T]) restore(s listState) {
	l.query, l.searching = s.query, s.searching
	l.Search.SetText(s.query.Search)
	l.Table.SetState(s.table)
	l.selected.Set(len(l.Table.Selected()))
}

func (l *List[T]) buildTable() {
	env := l.env
	source := kit.Source[T]{
		Row: l.rows.Row, Need: l.rows.Need, ID: l.options.Source.IDOf, IDs: l.ids,
	}
	l.Table = kit.NewTable(l.options.Columns, source, TableWords(env))
	l.Table.SetSort(string(l.options.Sort), l.options.Down)
	l.Table.SetColumns(env.Settings.Columns(l.options.Name))
	l.Table.Boxes = true
	l.Table.Hold = env.Held.Wait
	l.Table.OnOpen = func(i int) {
		if row, loaded := l.rows.Row(i); loaded && l.options.OnOpen != nil {
			l.options.OnOpen(l.options.Source.IDOf(row))
		}
	}
	if l.options.OnDelete != nil {
		l.Table.OnDelete = func() { l.options.OnDelete(l.Targets()) }
	}
	l.Table.OnIcon = l.pressed
	l.Table.OnMenu = l.menu
	l.Table.OnSort = func(column string, down bool) {
		l.query.Sort, l.query.Down = desk.Column(column), down
		l.requery()
	}
	l.Table.OnFilter = func(column, text string) {
		l.query.Filters[desk.Column(column)] = text
		l.requery()
	}
	l.Table.OnSelected = l.changed
	l.Table.Mark = l.mark
	CopyingPaged(env, l.Table, l.options.Source.IDOf, l.reading)
	l.Table.OnRune = func(r rune) { l.FocusSearch(); l.Search.Type(r) }
	l.Table.OnColumns = func(c kit.ColumnChoice) { env.Settings.SetColumns(l.options.Name, c) }
}

// mark finds what is searched for, in the whole list or in a column.
func (l *List[T]) mark(column, text string) (from, to int) {
	if from, to = found(text, l.query.Filters[desk.Column(column)]); from < to {
		return from, to
	}
	return found(text, l.query.Search)
}

// showHits counts what fits while the list leaves rows out.
func (l *List[T]) showHits() {
	if !l.Restricted() || !l.rows.Loaded() {
		l.Search.SetHits("", "", nil)
		return
	}
	number := func(n int) string { return l.env.Words.Number(int64(n)) }
	hits := l.env.T(
		"list.hits",
		core.Args{"Hits": number(l.rows.Count()), "All": number(max(l.all, l.rows.Count()))},
	)
	l.Search.SetHits(hits, l.env.T("button.show_all"), l.ShowAll)
}

// ids reads the ids of all rows beside the UI.
func (l *List[T]) ids(then func(ids []string)) {
	q := l.Query()
	Read(l.env, func(ctx context.Context) ([]string, error) {
		return l.options.Source.IDs(ctx, q)
	}, then)
}

// Tools are the buttons of the list, how many rows are selected, and the quick filters. What is
// selected keeps its room, so without a button it is the last: nothing would stand before its gap.
func (l *List[T]) Tools(buttons ...fyne.CanvasObject) *fyne.Container {
	if !slices.ContainsFunc(buttons, fyne.CanvasObject.Visible) {
		chips := append(slices.Clone(l.Chips), l.selected.Object)
		return kit.NewGroupedFlow(8, buttons, chips)
	}
	return kit.NewGroupedFlow(8, append(buttons, l.selected.Object), l.Chips)
}

func (l *List[T]) reading() Reading[T] {
	q := l.Query()
	return Reading[T]{
		Count: func(ctx context.Context) (int, error) { return l.options.Source.Count(ctx, q) },
		Rows: func(ctx context.Context, offset, limit int) ([]T, error) {
			part := q
			part.Offset, part.Limit = offset, limit
			return l.options.Source.Rows(ctx, part)
		},
	}
}

// Query is a copy of the question, which work beside the UI may read.
func (l *List[T]) Query() Query {
	q := l.query
	q.Filters = maps.Clone(l.query.Filters)
	return q
}

// Restricted tells whether the list may leave rows out.
func (l *List[T]) Restricted() bool { return l.query.Chip != "" || !l.query.unfiltered() }

// unfiltered tells whether nothing but a quick filter leaves rows out.
func (q Query) unfiltered() bool {
	for _, text := range q.Filters {
		if text != "" {
			return false
		}
	}
	return q.Search == "" && q.Only == ""
}

// Shown reads the list if it changed while another page was in front, and takes the focus.
func (l *List[T]) Shown() {
	l.shown = true
	if l.stale {
		l.Reload(nil)
	}
	if l.searching {
		l.searching = false
		l.Search.GoOn(l.env.Canvas)
		return
	}
	l.env.Canvas.Focus(l.Table)
}

// ShownAgain is Shown for a list whose rows change without an event: they are read again, and the
// first one becomes the current one if none is, so that Enter opens it.
func (l *List[T]) ShownAgain() {
	l.fresh = true
	l.Changed()
	l.Shown()
}

// Left says that another page came to the front: from now on changes are read when the list is
// shown again.
func (l *List[T]) Left() { l.shown = false }

// Changed reloads the list, at once when it was shown before.
func (l *List[T]) Changed() {
	l.stale = true
	if l.shown {
		l.Reload(nil)
	}
}

// Reload reads the rows that are seen, and the counts of the chips; then may be nil.
func (l *List[T]) Reload(then func()) {
	l.stale = false
	l.options.Source.Forget()
	first, last := l.Table.Seen()
	l.rows.Reload(first, last+1, then)
	l.countChips()
}

func (l *List[T]) countChips() {
	l.counting++
	counting, asked := l.counting, l.Query()
	if l.stopCounting != nil {
		l.stopCounting()
	}
	ctx, stop := context.WithCancel(l.env.Context())
	l.stopCounting = stop
	l.env.Afterwards().Run.Go(func() {
		defer stop()
		counts, err := l.count(ctx, asked)
		if err != nil {
			return
		}
		all, err := l.countWhole(ctx, asked, counts)
		if err != nil {
			return
		}
		l.env.Run.UI(func() {
			if counting == l.counting {
				l.counts, l.all = counts, all
				l.refreshChips()
				l.showHits()
			}
		})
	})
}

// whole asks for all rows among which those of a question are.
func (l *List[T]) whole(q Query) Query {
	for _, c := range l.options.Chips {
		if c.Apart && c.Key == q.Chip {
			return Query{Chip: q.Chip}
		}
	}
	return Query{}
}

// countWhole counts these, unless the chips say it: they leave out what is searched for alone.
func (l *List[T]) countWhole(ctx context.Context, q Query, counts map[string]int) (int, error) {
	whole, onlyChip := l.whole(q), q.unfiltered()
	if n, counted := counts[whole.Chip]; counted && onlyChip {
		return n, nil
	}
	return l.options.Source.Count(ctx, whole)
}

// Counts adapts what counts the quick filters of a list to ListOptions.Counts.
func Counts[Q any, C ~string](
	query func(Query) Q, count func(ctx context.Context, q Q) (map[C]int, error),
) func(ctx context.Context, q Query) (map[string]int, error) {
	return func(ctx context.Context, q Query) (map[string]int, error) {
		counts, err := count(ctx, query(q))
		of := map[string]int{}
		for chip, n := range counts {
			of[string(chip)] = n
		}
		return of, err
	}
}

// count tells how many rows each chip leaves.
func (l *List[T]) count(ctx context.Context, q Query) (map[string]int, error) {
	if l.options.Counts != nil {
		return l.options.Counts(ctx, q)
	}
	counts := map[string]int{}
	for _, c := range l.options.Chips {
		q.Chip = c.Key
		n, err := l.options.Source.Count(ctx, q)
		if err != nil {
			return nil, err
		}
		counts[c.Key] = n
	}
	return counts, nil
}

func (l *List[T]) refreshChips() {
	for _, c := range l.options.Chips {
		l.chips[c.Key].Set(
			c.Title+" "+l.env.Words.Number(int64(l.counts[c.Key])), l.query.Chip == c.Key,
		)
		SetVisible(l.chips[c.Key], !c.Rare || l.counts[c.Key] > 0 || l.query.Chip == c.Key)
	}
	l.tell()
	if l.options.OnChips != nil {
		l.options.OnChips()
	}
}

// tell shows the banner, unless it would lead to where the person is.
func (l *List[T]) tell() {
	count := l.counts[l.options.Tell]
	if l.options.Tell == "" || count == 0 || l.query.Chip == l.options.Tell {
		l.Banner.Set(kit.Warn, "", "", "")
		return
	}
	title := l.env.T(l.options.TellKey, core.Args{"Count": count})
	show := kit.Action{
		Text: l.env.T("button.show"), Do: func() { l.Choose(l.options.Tell) },
	}
	l.Banner.Set(kit.Warn, title, "", "", show)
	l.env.Host.Attach(l.Banner)
}

// SetVisible shows or hides an object.
func SetVisible(o fyne.CanvasObject, visible bool) {
	if visible {
		o.Show()
	} else {
		o.Hide()
	}
}

// loaded shows what the rows hold now; again when all of them were read again, not only more of
// them.
func (l *List[T]) loaded(again bool) {
	none := l.rows.Loaded() && l.rows.Count() == 0
	SetVisible(l.options.Empty, none && !l.Restricted())
	SetVisible(l.nothing, none && l.Restricted())
	if again {
		l.summed, l.fitting.selected = nil, nil
		l.Table.SetCount(l.rows.Count())
	} else {
		l.Table.Refresh()
	}
	l.changed()
	if again {
		l.env.Held.End(l)
	}
}

// failed says that rows could not be read. What was pressed meanwhile was not meant for those
// before.
func (l *List[T]) failed(err error) {
	l.env.Held.Drop(l)
	l.env.FailReading(err)
}

func (l *List[T]) changed() {
	if l.fresh && l.rows.Count() > 0 {
		l.fresh = false
		if l.Table.Current() < 0 {
			l.Table.SetCurrent(0)
		}
	}
	l.showHits()
	l.selected.Set(len(l.Table.Selected()))
	l.showSums()
	l.countFitting()
	l.options.OnChanged()
}

// Rows is how many rows the list has.
func (l *List[T]) Rows() int { return l.rows.Count() }

// requery reads the list from its top after search, filter, chip or order changed.
func (l *List[T]) requery() {
	l.env.Held.Begin(l)
	l.Table.SetCurrent(-1)
	l.Table.ScrollToTop()
	l.refreshChips()
	l.rows.Reload(0, PageSize-1, l.countChips) // The chips count within what is asked for.
}

// searched searches what was typed at once: what was read for the letters before is given up.
func (l *List[T]) searched(text string) {
	l.query.Search = text
	l.requery()
}

// FocusSearch leads to the search.
func (l *List[T]) FocusSearch() { l.env.Canvas.Focus(l.Search.Focusable()) }

// Choose chooses a quick filter. What is searched for stays: the filter counts within it.
func (l *List[T]) Choose(chip string) {
	l.query.Chip = chip
	l.requery()
}

// ShowChip shows all rows of a quick filter, whatever was searched for or filtered before: a
// command or another page named it.
func (l *List[T]) ShowChip(chip string) {
	l.clear()
	l.Choose(chip)
}

// SetOnly narrows the list to what the page means by a text; "" ends that.
func (l *List[T]) SetOnly(only string) {
	l.query.Only = only
	l.requery()
	l.countChips()
}

// ShowAll takes away all that leaves rows out.
func (l *List[T]) ShowAll() {
	l.ShowChip("")
	l.env.Canvas.Focus(l.Table)
}

// clear forgets all that leaves rows out but the quick filter.
func (l *List[T]) clear() {
	if l.query.Only != "" {
		l.SetOnly("")
	}
	l.query.Search, l.query.Filters = "", map[desk.Column]string{}
	l.Search.SetText("")
	l.Table.SetFilters(map[string]string{})
}

// Targets are the ids that an action works on: those of the selected rows.
func (l *List[T]) Targets() []string { return l.Table.Selected() }

// Current is the row that the keyboard works on, if it is loaded.
func (l *List[T]) Current() (row T, loaded bool) { return l.rows.Row(l.Table.Current()) }

// Below is the id of the nearest row below the current one that is none of some, else of the
// nearest above, "" for none: where the keyboard goes when these move away.
func (l *List[T]) Below(moving []string) string {
	at := l.Table.Current()
	for _, step := range []int{1, -1} {
		for i := at + step; ; i += step {
			row, loaded := l.rows.Row(i)
			if !loaded {
				break
			}
			if id := l.options.Source.IDOf(row); !slices.Contains(moving, id) {
				return id
			}
		}
	}
	return ""
}

// Select selects a loaded row by its id, and nothing else.
func (l *List[T]) Select(id string) {
	for i := range l.rows.Count() {
		if row, loaded := l.rows.Row(i); loaded && l.options.Source.IDOf(row) == id {
			l.Table.Select(i)
			l.changed()
			return
		}
	}
}

// Names lists the first few of some rows by name, and counts the others.
func (l *List[T]) Names(ids []string) string {
	var names []string
	for _, id := range ids[:min(len(ids), 100)] {
		if row, loaded := l.Find(id); loaded {
			names = append(names, l.options.Called(row))
		}
		if len(names) == mostNames {
			break
		}
	}
	return Names(l.env, names, len(ids))
}

// Find returns a loaded row by its id.
func (l *List[T]) Find(id string) (row T, loaded bool) {
	if l.looked != nil && l.options.Source.IDOf(*l.looked) == id {
		return *l.looked, true
	}
	if row, loaded = l.rows.Find(
		func(row T) bool { return l.options.Source.IDOf(row) == id },
	); loaded || l.known == nil {
		return row, loaded
	}
	return *l.known, l.options.Source.IDOf(*l.known) == id
}

// Found are rows that were found by their names, as of describes them, with what can be done to
// each.
func (l *List[T]) Found(rows []T, of func(row T) Found) []Found {
	found := make([]Found, len(rows))
	for i, row := range rows {
		found[i] = of(row)
		found[i].Commands = func() []Command { return l.commandsFor(row) }
	}
	return found
}

// commandsFor are what can be done to a row that was found elsewhere.
func (l *List[T]) commandsFor(row T) []Command {
	l.known = &row
	id := l.options.Source.IDOf(row)
	return l.actions(func() []string { return []string{id} })
}

// actions are what can be done to some rows; a list that only shows has none.
func (l *List[T]) actions(rows func() []string) []Command {
	if l.options.Actions == nil {
		return nil
	}
	return l.options.Actions(rows)
}

// All tells whether every one of some rows fits, as far as they are loaded; none do not. Several
// are selected ones.
func (l *List[T]) All(ids []string, fits func(row T) bool) bool {
	if len(ids) == 1 {
		row, loaded := l.Find(ids[0])
		return !loaded || fits(row)
	}
	asked := l.Table.IsSelected
	if len(ids) < len(l.Targets()) {
		asked = func(id string) bool { return slices.Contains(ids, id) }
	}
	_, unfit := l.rows.Find(func(row T) bool {
		return !fits(row) && asked(l.options.Source.IDOf(row))
	})
	return len(ids) > 0 && !unfit
}

func (l *List[T]) pressed(i int, icon string) {
	row, loaded := l.rows.Row(i)
	switch {
	case !loaded:
	case icon == IconMore:
		l.menu(i, l.Table.IconPosition(i))
	default:
		l.options.OnIcon(row, icon)
	}
}

// IconMore is the key of the icon in a row that opens its menu.
const IconMore = "more"

func (l *List[T]) menu(i int, at fyne.Position) {
	row, loaded := l.rows.Row(i)
	if !loaded {
		return
	}
	ShowMenu(l.env, at, l.sections(row)...)
}

// Show selects a row, without what leaves it out of the list.
func (l *List[T]) Show(id string) {
	l.options.Source.Forget() // It may be new.
	q := l.Query()
	l.env.Run.Go(func() {
		at, err := l.options.Source.Position(l.env.Context(), q, id)
		l.env.Run.UI(func() {
			switch {
			case core.CodeOf(err) == core.NotFound && l.Restricted():
				l.ShowAll()
				l.Show(id)
			case err == nil:
				l.rows.Reload(at, at, func() {
					l.Table.Select(at)
					l.changed()
				})
			}
		})
	})
}
