package page

import (
	"context"
	"maps"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

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

// Chip is a quick filter above a list. One that is rare is shown only when it has rows.
type Chip struct {
	Key, Title string
	Rare       bool
}

// ListOptions say what a list shows, and where its rows come from. Count, Rows and Position run beside the UI.
type ListOptions[T any] struct {
	Name    string // Under which its columns are remembered.
	Columns []kit.Column[T]
	Sort    desk.Column
	Chips   []Chip
	Tell    string // The chip that a banner tells of and leads to while it has rows, "" for none.
	TellKey string // The sentence of the banner, which counts them.
	ID      func(row T) string

	Count    func(ctx context.Context, q Query) (int, error)
	Rows     func(ctx context.Context, q Query) ([]T, error)
	Position func(ctx context.Context, q Query, id string) (int, error)

	Empty       fyne.CanvasObject  // What the list is for, while it has no rows.
	NothingText string             // Said when nothing fits.
	OnChanged   func()             // Other rows are shown, selected or ticked.
	OnChips     func()             // What the quick filters and the banner say changed, and with it the room that they take.
	OnOpen      func(id string)    // A row was opened by Enter or a double click.
	OnDelete    func(ids []string) // The Delete key was pressed.
	OnIcon      func(row T, key string)
	Actions     func(targets func() []string) []Command // Of the menu of a row.
}

// List is a table of records with search, quick filters and ticks. All of it is used on the UI goroutine.
type List[T any] struct {
	Table  *kit.Table[T]
	Search *kit.Search
	Body   fyne.CanvasObject   // The table, or what stands in its place.
	Chips  []fyne.CanvasObject // In the order of the options.
	Banner *kit.Banner

	env      *Env
	options  ListOptions[T]
	query    Query
	rows     *Paged[T]
	ticked   map[string]bool
	chips    map[string]*kit.Chip
	counts   map[string]int
	counting int // Tells the newest question for counts from older ones.
	nothing  fyne.CanvasObject
	stale    bool
	shown    bool
	debounce func()
}

// NewList returns a list that reads nothing before it is shown.
func NewList[T any](env *Env, o ListOptions[T]) *List[T] {
	l := &List[T]{
		env: env, options: o, query: Query{Sort: o.Sort, Filters: map[desk.Column]string{}}, ticked: map[string]bool{},
		chips: map[string]*kit.Chip{}, counts: map[string]int{}, stale: true, Banner: kit.NewBanner(),
	}
	l.rows = NewPaged(env.Run, l.reading, l.loaded, env.FailReading)
	l.buildTable()
	l.Search = kit.NewSearch(env.T("button.search"), env.CtrlText("F"), l.searched)
	l.Search.OnDown = func() {
		env.Canvas.Focus(l.Table)
		if l.Table.Selected() < 0 {
			l.Table.Select(0)
			l.changed()
		}
	}
	for _, c := range o.Chips {
		l.chips[c.Key] = kit.NewChip(c.Title, func() { l.Choose(c.Key) })
		l.Chips = append(l.Chips, l.chips[c.Key])
	}
	l.nothing = kit.NewEmpty(kit.IconSearch, env.T("resellers.nothing"), o.NothingText,
		kit.NewButton(env.T("button.show_all"), kit.ButtonSecondary, l.ShowAll))
	o.Empty.Hide()
	l.nothing.Hide()
	l.Body = container.NewStack(l.Table, o.Empty, l.nothing)
	return l
}

func (l *List[T]) buildTable() {
	env := l.env
	l.Table = kit.NewTable(l.options.Columns, kit.Source[T]{Row: l.rows.Row, Need: l.rows.Need}, kit.Words{
		HideColumn: env.T("table.hide"), AllColumns: env.T("table.all"), Filter: env.T("table.filter"), NoFilter: env.T("table.no_filter"),
	})
	l.Table.SetSort(string(l.options.Sort), false)
	l.Table.SetColumns(env.Settings.Columns(l.options.Name))
	l.Table.IsTicked = func(row T) bool { return l.ticked[l.options.ID(row)] }
	l.Table.OnOpen = func(i int) {
		if row, loaded := l.rows.Row(i); loaded {
			l.options.OnOpen(l.options.ID(row))
		}
	}
	l.Table.OnDelete = func(int) { l.options.OnDelete(l.Targets()) }
	l.Table.OnIcon = l.pressed
	l.Table.OnMenu = l.menu
	l.Table.OnSort = func(column string, down bool) {
		l.query.Sort, l.query.Down = desk.Column(column), down
		l.requery()
	}
	l.Table.OnFilter = func(column, text string) {
		l.query.Filters[desk.Column(column)] = text
		l.narrow()
	}
	l.Table.OnTick = l.tick
	l.Table.OnTickAll = l.tickAll
	l.Table.OnSelected = func(int) { l.changed() }
	l.Table.OnRune = func(r rune) { l.FocusSearch(); l.Search.Type(r) }
	l.Table.OnColumns = func(widths map[string]float32, hidden []string) {
		env.Settings.SetColumns(l.options.Name, widths, hidden)
	}
}

func (l *List[T]) reading() Reading[T] {
	q := l.Query()
	return Reading[T]{
		Count: func(ctx context.Context) (int, error) { return l.options.Count(ctx, q) },
		Rows: func(ctx context.Context, offset, limit int) ([]T, error) {
			part := q
			part.Offset, part.Limit = offset, limit
			return l.options.Rows(ctx, part)
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
func (l *List[T]) Restricted() bool {
	for _, text := range l.query.Filters {
		if text != "" {
			return true
		}
	}
	return l.query.Search != "" || l.query.Chip != "" || l.query.Only != ""
}

// Shown reads the list if it changed while another page was in front, and takes the focus.
func (l *List[T]) Shown() {
	l.shown = true
	if l.stale {
		l.Reload(nil)
	}
	l.env.Canvas.Focus(l.Table)
}

// Changed reads the list anew: at once when it was shown before.
func (l *List[T]) Changed() {
	l.stale = true
	if l.shown {
		l.Reload(nil)
	}
}

// Reload reads the rows that are seen, and the counts of the chips; then may be nil.
func (l *List[T]) Reload(then func()) {
	l.stale = false
	first, last := l.Table.Seen()
	l.rows.Reload(first, last+1, then)
	l.countChips()
}

func (l *List[T]) countChips() {
	if len(l.options.Chips) == 0 {
		return
	}
	l.counting++
	counting, asked := l.counting, l.Query()
	l.env.Run.Go(func() {
		counts := map[string]int{}
		for _, c := range l.options.Chips {
			part := asked
			part.Chip = c.Key
			n, err := l.options.Count(context.Background(), part)
			if err != nil {
				return
			}
			counts[c.Key] = n
		}
		l.env.Run.UI(func() {
			if counting == l.counting {
				l.counts = counts
				l.refreshChips()
			}
		})
	})
}

func (l *List[T]) refreshChips() {
	for _, c := range l.options.Chips {
		l.chips[c.Key].Set(c.Title+" "+l.env.Words.Number(int64(l.counts[c.Key])), l.query.Chip == c.Key)
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
	l.Banner.Set(kit.Warn, l.env.T(l.options.TellKey, core.Args{"Count": count}), "", "", kit.Action{Text: l.env.T("button.show"), Do: func() { l.Choose(l.options.Tell) }})
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

// loaded shows what the rows hold now.
func (l *List[T]) loaded() {
	none := l.rows.Loaded() && l.rows.Count() == 0
	SetVisible(l.options.Empty, none && !l.Restricted())
	SetVisible(l.nothing, none && l.Restricted())
	l.Table.SetCount(l.rows.Count())
	l.Table.SetAllTicked(l.ticks())
	l.changed()
}

func (l *List[T]) changed() { l.options.OnChanged() }

// Rows is how many rows the list has.
func (l *List[T]) Rows() int { return l.rows.Count() }

func (l *List[T]) ticks() kit.Ticked {
	switch n := len(l.ticked); {
	case n == 0:
		return kit.Off
	case n < l.rows.Count():
		return kit.Some
	}
	return kit.On
}

// narrow reads the list after it was made to show others. Ticks do not stay on rows that nobody sees.
func (l *List[T]) narrow() {
	l.ticked = map[string]bool{}
	l.requery()
}

// requery reads the list from its top after search, filter, chip or order changed.
func (l *List[T]) requery() {
	l.Table.Select(-1)
	l.Table.ScrollToTop()
	l.refreshChips()
	l.rows.Reload(0, PageSize-1, l.countChips) // The chips count within what is asked for.
}

// searchPause is how long to wait for the next letter before searching.
const searchPause = 30 * time.Millisecond

func (l *List[T]) searched(text string) {
	if l.debounce != nil {
		l.debounce()
	}
	l.debounce = l.env.Run.After(searchPause, func() {
		l.query.Search = text
		l.narrow()
	})
}

// FocusSearch leads to the search.
func (l *List[T]) FocusSearch() { l.env.Canvas.Focus(l.Search.Focusable()) }

// Choose chooses a quick filter.
func (l *List[T]) Choose(chip string) {
	l.query.Chip = chip
	l.narrow()
}

// SetOnly narrows the list to what the page means by a text; "" ends that.
func (l *List[T]) SetOnly(only string) {
	l.query.Only = only
	l.narrow()
	l.countChips()
}

// ShowAll takes away all that leaves rows out.
func (l *List[T]) ShowAll() {
	if l.query.Only != "" {
		l.SetOnly("")
	}
	l.query.Search, l.query.Chip, l.query.Filters = "", "", map[desk.Column]string{}
	l.Search.SetText("")
	l.Table.SetFilters(map[string]string{})
	l.requery()
	l.env.Canvas.Focus(l.Table)
}

func (l *List[T]) tick(i int) {
	row, loaded := l.rows.Row(i)
	if !loaded {
		return
	}
	if id := l.options.ID(row); l.ticked[id] {
		delete(l.ticked, id)
	} else {
		l.ticked[id] = true
	}
	l.Table.SetAllTicked(l.ticks())
	l.changed()
}

// tickAll ticks what the list shows; the ids are read beside the UI.
func (l *List[T]) tickAll(on bool) {
	if !on {
		l.Untick()
		return
	}
	reading, count := l.reading(), l.rows.Count()
	l.env.Run.Go(func() {
		rows, err := reading.Rows(context.Background(), 0, count)
		l.env.Run.UI(func() {
			if err != nil {
				l.env.Fail(err)
				return
			}
			for _, row := range rows {
				l.ticked[l.options.ID(row)] = true
			}
			l.loaded()
		})
	})
}

// Ticked is how many rows are ticked.
func (l *List[T]) Ticked() int { return len(l.ticked) }

// Untick takes all ticks away.
func (l *List[T]) Untick() {
	l.ticked = map[string]bool{}
	l.loaded()
}

// Targets are the ids that an action works on: the ticked rows, else the selected one.
func (l *List[T]) Targets() []string {
	var ids []string
	for id := range l.ticked {
		ids = append(ids, id)
	}
	if row, loaded := l.rows.Row(l.Table.Selected()); len(ids) == 0 && loaded {
		ids = append(ids, l.options.ID(row))
	}
	return ids
}

// Find returns a loaded row by its id.
func (l *List[T]) Find(id string) (row T, loaded bool) {
	return l.rows.Find(func(row T) bool { return l.options.ID(row) == id })
}

// All tells whether every one of some rows fits, as far as they are loaded; none do not.
func (l *List[T]) All(ids []string, fits func(row T) bool) bool {
	for _, id := range ids {
		if row, loaded := l.Find(id); loaded && !fits(row) {
			return false
		}
	}
	return len(ids) > 0
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
	id := l.options.ID(row)
	var items []*fyne.MenuItem
	for _, c := range l.options.Actions(func() []string { return []string{id} }) {
		if c.May(false) {
			items = append(items, fyne.NewMenuItem(c.Title, c.Run))
		}
	}
	if len(items) == 0 {
		return
	}
	menu := widget.NewPopUpMenu(fyne.NewMenu("", items...), l.env.Canvas)
	menu.ShowAtPosition(at)
	l.env.Canvas.Focus(menu)
}

// Show selects a row, without what leaves it out of the list.
func (l *List[T]) Show(id string) {
	q := l.Query()
	l.env.Run.Go(func() {
		at, err := l.options.Position(context.Background(), q, id)
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
