package action

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
	HandoverChanged   Event = "handover"
	// ActorChanged is for the account of the person who is signed in: what they may do, or whether
	// they may work at all.
	ActorChanged Event = "actor"
)

// everything is what another program may have changed.
var everything = []Event{
	ResellersChanged, ColleaguesChanged, PBXsChanged, CustomersChanged, CapacityChanged,
	OutboxChanged, SettingsChanged,
	ExchangeChanged, AlarmsChanged, HandoverChanged,
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
func (f *Face) Listen(fn func(Events)) (stop func()) {
	f.k.events.mu.Lock()
	defer f.k.events.mu.Unlock()
	if f.k.events.listeners == nil {
		f.k.events.listeners = map[int]func(Events){}
	}
	id := f.k.events.next
	f.k.events.next++
	f.k.events.listeners[id] = fn
	return func() {
		f.k.events.mu.Lock()
		defer f.k.events.mu.Unlock()
		delete(f.k.events.listeners, id)
	}
}

// Publish tells the listeners what changed, and whether the account of the person who is signed in
// is among it.
func (k *Kernel) Publish(changes ...Event) {
	if k.readActor() {
		changes = append([]Event{ActorChanged}, changes...)
	}
	k.events.mu.Lock()
	listeners := make([]func(Events), 0, len(k.events.listeners))
	for _, fn := range k.events.listeners {
		listeners = append(listeners, fn)
	}
	k.events.mu.Unlock()
	for _, fn := range listeners {
		fn(changes)
	}
}

// readActor reads the account of the person who is signed in again, and tells whether it is another
// one than before.
func (k *Kernel) readActor() (changed bool) {
	s, err := k.SignedIn()
	if err != nil {
		return false
	}
	now, err := k.Store.Account(context.Background(), s.Account.ID)
	if err != nil || looksAs(s.Account, now) {
		return false // What cannot be read now is read the next time.
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.session != s {
		return false // Somebody signed in or out meanwhile.
	}
	k.session = s.As(now)
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
func (f *Face) KeepUp(ctx context.Context) {
	look := time.NewTicker(lookPause)
	defer look.Stop()
	f.CatchUp(ctx)
	for {
		select {
		case <-ctx.Done():
			return
		case <-look.C:
			f.CatchUp(ctx)
		}
	}
}

// CatchUp publishes that everything may have changed when another program wrote to the workspace
// since it was last called. The first call only remembers where the workspace is.
func (f *Face) CatchUp(ctx context.Context) {
	now, err := f.k.Store.ForeignChanges(ctx)
	if err != nil && ctx.Err() != nil {
		return
	}
	if err != nil {
		f.Logger.Warn("other programs not noticed", "error", err)
		return
	}
	f.k.mu.Lock()
	before := f.k.foreign
	f.k.foreign = &now
	f.k.mu.Unlock()
	if before != nil && *before != now {
		f.k.Publish(everything...)
	}
}
