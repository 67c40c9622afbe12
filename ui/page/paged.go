package page

import "context"

const (
	// PageSize is how many rows are read at once.
	PageSize = 100
	// mostPages is how many pages of rows are kept; scrolling through a long list does not keep all
	// of it.
	mostPages = 30
)

// Reading reads a list as one question asks for it. Its functions run beside the UI; so they hold a
// copy of the question.
type Reading[T any] struct {
	Count func(ctx context.Context) (int, error)
	Rows  func(ctx context.Context, offset, limit int) ([]T, error)
}

// Paged is a list as it was loaded: how many rows it has, and the pages of it that were seen. All
// of it is used on the UI goroutine.
type Paged[T any] struct {
	env     *Env
	reading func() Reading[T]
	changed func(again bool)
	failed  func(error)
	count   int
	pages   map[int][]T
	asked   map[int]bool
	version int // Of the question; what was asked for an older one is dropped.
	loaded  bool
	stop    context.CancelFunc // Gives up what is being read again; nil when nothing is.
}

// NewPaged returns a list that is not loaded yet. reading is the question as it is; changed is
// called when rows arrived, with true when all of them were read again, failed when they could not
// be read.
func NewPaged[T any](
	env *Env, reading func() Reading[T], changed func(again bool), failed func(error),
) *Paged[T] {
	return &Paged[T]{
		env: env, reading: reading, changed: changed, failed: failed, pages: map[int][]T{},
		asked: map[int]bool{},
	}
}

// Count returns how many rows the list has.
func (p *Paged[T]) Count() int { return p.count }

// Loaded tells whether the list was read at all.
func (p *Paged[T]) Loaded() bool { return p.loaded }

// Row returns a row if it is loaded; -1, which stands for none, never is.
func (p *Paged[T]) Row(i int) (row T, loaded bool) {
	rows := p.pages[i/PageSize]
	if i < 0 || i%PageSize >= len(rows) {
		return row, false
	}
	return rows[i%PageSize], true
}

// Find returns a loaded row that fits.
func (p *Paged[T]) Find(fits func(T) bool) (row T, found bool) {
	for _, rows := range p.pages {
		for _, row := range rows {
			if fits(row) {
				return row, true
			}
		}
	}
	return row, false
}

// Need loads the pages of the rows first to last.
func (p *Paged[T]) Need(first, last int) {
	for n := first / PageSize; n <= last/PageSize; n++ {
		if !p.asked[n] {
			p.asked[n] = true
			p.load(n, p.version)
		}
	}
}

func (p *Paged[T]) load(n, version int) {
	reading := p.reading()
	p.env.Run.Go(func() {
		rows, err := reading.Rows(p.env.Context(), n*PageSize, PageSize)
		p.env.Run.UI(func() {
			if version != p.version {
				return
			}
			delete(p.asked, n)
			if err != nil {
				p.failed(err)
				return
			}
			if len(p.pages) >= mostPages {
				p.pages = map[int][]T{}
			}
			p.pages[n] = rows
			p.changed(false)
		})
	})
}

// Reload counts and reads the list again, the rows first to last at once; then may be nil. What
// stood stays until then, and what was being read again is given up.
func (p *Paged[T]) Reload(first, last int, then func()) {
	p.version++
	version, reading := p.version, p.reading()
	first = max(first, 0) / PageSize
	offset, limit := first*PageSize, (max(last, 0)/PageSize-first+1)*PageSize
	if p.stop != nil {
		p.stop()
	}
	ctx, stop := context.WithCancel(p.env.Context())
	p.stop = stop
	p.env.Run.Go(func() {
		defer stop()
		rows, count, err := p.readAgain(ctx, reading, offset, limit)
		p.env.Run.UI(func() {
			if version != p.version {
				return
			}
			if err != nil {
				p.failed(err)
				return
			}
			p.replace(first, count, rows)
			p.changed(true)
			if then != nil {
				then()
			}
		})
	})
}

// readAgain reads rows and counts all of them at the same time. It waits for the count only where
// the rows do not say it.
func (p *Paged[T]) readAgain(
	ctx context.Context, reading Reading[T], offset, limit int,
) (rows []T, count int, err error) {
	type counted struct {
		n   int
		err error
	}
	all := make(chan counted, 1)
	p.env.Run.Go(func() {
		n, err := reading.Count(ctx)
		all <- counted{n, err}
	})
	rows, err = reading.Rows(ctx, offset, limit)
	if err == nil && len(rows) > 0 && len(rows) < limit {
		return rows, offset + len(rows), nil
	}
	c := <-all
	if err == nil {
		err = c.err
	}
	return rows, c.n, err
}

func (p *Paged[T]) replace(first, count int, rows []T) {
	p.loaded, p.count = true, count
	p.pages, p.asked = map[int][]T{}, map[int]bool{}
	for n := 0; n*PageSize < len(rows); n++ {
		p.pages[first+n] = rows[n*PageSize : min((n+1)*PageSize, len(rows))]
	}
}
