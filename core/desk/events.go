package desk

import (
	"context"
	"slices"
	"sync"
	"time"

	"resellerdesk/core/account"
)

// Event says what changed, so that pages that show it can read it again.
type Event string

// The events.
const (
	ResellersChanged  Event = "resellers"
	ColleaguesChanged Event = "colleagues"
	PBXsChanged       Event = "pbxs"
	CustomersChanged  Event = "customers"
	CapacityChanged   Event = "capacity"
	OutboxChanged     Event = "outbox"
	SettingsChanged   Event = "settings"
	ExchangeChanged   Event = "exchange"
	AlarmsChanged     Event = "alarms"
	// ActorChanged is for the account of the person who is signed in: what they may do, or whether
	// they may work at all.
	ActorChanged Event = "actor"
)

// everything is what another program may have changed.
var everything = []Event{
	ResellersChanged, ColleaguesChanged, PBXsChanged, CustomersChanged, CapacityChanged,
	OutboxChanged, SettingsChanged,
	ExchangeChanged, AlarmsChanged,
}

// Events are what one action changed.
type Events []Event

// Any tells whether one of some events is among the changes.
func (e Events) Any(wanted ...Event) bool {
	return slices.ContainsFunc(wanted, func(w Event) bool { return slices.Contains(e, w) })
}

type listeners struct {
	mu        sync.Mutex
	listeners map[int]func(Events)
	next      int
}

// Listen calls fn after each action with all that it changed, on the goroutine of the action, until
// stop is called.
func (d *Desk) Listen(fn func(Events)) (stop func()) {
	d.events.mu.Lock()
	defer d.events.mu.Unlock()
	if d.events.listeners == nil {
		d.events.listeners = map[int]func(Events){}
	}
	id := d.events.next
	d.events.next++
	d.events.listeners[id] = fn
	return func() {
		d.events.mu.Lock()
		defer d.events.mu.Unlock()
		delete(d.events.listeners, id)
	}
}

// publish tells the listeners what changed, and whether the account of the person who is signed in
// is among it.
func (d *Desk) publish(changes ...Event) {
	if d.readActor() {
		changes = append([]Event{ActorChanged}, changes...)
	}
	d.events.mu.Lock()
	listeners := make([]func(Events), 0, len(d.events.listeners))
	for _, fn := range d.events.listeners {
		listeners = append(listeners, fn)
	}
	d.events.mu.Unlock()
	for _, fn := range listeners {
		fn(changes)
	}
}

// readActor reads the account of the person who is signed in again, and tells whether it is another
// one than before.
func (d *Desk) readActor() (changed bool) {
	s, err := d.signedIn()
	if err != nil {
		return false
	}
	now, err := d.store.Account(context.Background(), s.account.ID)
	if err != nil || looksAs(s.account, now) {
		return false // What cannot be read now is read the next time.
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.session != s {
		return false // Somebody signed in or out meanwhile.
	}
	d.session = s.as(now)
	return true
}

// looksAs tells whether an account has the same fields as before.
func looksAs(before, now account.Account) bool {
	was, err := before.FieldsText()
	if err != nil {
		return false
	}
	is, err := now.FieldsText()
	return err == nil && was == is
}

// lookPause is how often KeepUp looks whether another program changed the workspace.
const lookPause = time.Second

// KeepUp publishes what other programs change in the workspace, until the context ends.
func (d *Desk) KeepUp(ctx context.Context) {
	look := time.NewTicker(lookPause)
	defer look.Stop()
	d.CatchUp(ctx)
	for {
		select {
		case <-ctx.Done():
			return
		case <-look.C:
			d.CatchUp(ctx)
		}
	}
}

// CatchUp publishes that everything may have changed when another program wrote to the workspace
// since it was last called. The first call only remembers where the workspace is.
func (d *Desk) CatchUp(ctx context.Context) {
	now, err := d.store.ForeignChanges(ctx)
	if err != nil && ctx.Err() != nil {
		return
	}
	if err != nil {
		d.Logger.Warn("other programs not noticed", "error", err)
		return
	}
	d.mu.Lock()
	before := d.foreign
	d.foreign = &now
	d.mu.Unlock()
	if before != nil && *before != now {
		d.publish(everything...)
	}
}
