package page

import "sync"

// Beginning holds back what nobody waits for while the window does not stand yet. The zero value
// holds nothing back.
type Beginning struct {
	mu      sync.Mutex
	held    bool
	waiting []func()
}

// Hold holds back what is begun from now on.
func (b *Beginning) Hold() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.held = true
}

// End begins what was held back.
func (b *Beginning) End() {
	b.mu.Lock()
	waiting := b.waiting
	b.held, b.waiting = false, nil
	b.mu.Unlock()
	for _, begin := range waiting {
		begin()
	}
}

// after calls begin once nothing is held back.
func (b *Beginning) after(begin func()) {
	b.mu.Lock()
	held := b.held
	if held {
		b.waiting = append(b.waiting, begin)
	}
	b.mu.Unlock()
	if !held {
		begin()
	}
}

// afterwards is a Runner whose work beside the UI begins when the window is shown.
type afterwards struct {
	Runner
	beginning *Beginning
}

// Go runs work beside the UI.
func (a afterwards) Go(work func()) {
	a.beginning.after(func() { a.Runner.Go(work) })
}

// Afterwards returns the same for what nobody waits for: at the start its work beside the UI begins
// when the window is shown, with its rows if they came in time.
func (e *Env) Afterwards() *Env {
	own := *e
	if e.Beginning != nil {
		own.Run = afterwards{e.Run, e.Beginning}
	}
	return &own
}
