package desk

import (
	"context"
	"sync"
	"time"

	"resellerdesk/core"
	"resellerdesk/core/store"
)

// trust is the last trusted time as this program knows it: that of the file, and what it saw since.
type trust struct {
	mu     sync.Mutex
	loaded time.Time // As it was read last; zero while it was not.
	at     time.Time
}

// take takes over what is in the file. A time that was put back there counts.
func (c *trust) take(stored time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if stored.After(c.at) || stored.Before(c.loaded) {
		c.at = stored
	}
	c.loaded = stored
}

func (c *trust) see(now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.loaded.IsZero() {
		c.at = later(c.at, now)
	}
}

func (c *trust) forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.loaded, c.at = time.Time{}, time.Time{}
}

func (c *trust) known() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

// storedTime is the last trusted time that the file knows. One that has none yet says when it was
// used last. It is zero where there is no workspace.
func storedTime(ctx context.Context, r Reader) (time.Time, error) {
	at, err := r.TrustedTime(ctx)
	if err != nil || !at.IsZero() {
		return at, err
	}
	if newest, err := r.Logs(ctx, LogQuery{Limit: 1}); err != nil {
		return at, err
	} else if len(newest) > 0 && !newest[0].At.Before(store.ClockFloor) {
		at = newest[0].At
	}
	u, err := r.Upstream(ctx)
	if core.IsNotFound(err) {
		return at, nil
	}
	return later(at, u.SeenAt), err
}

// trusted is the last trusted time, zero when none is known.
func (d *Desk) trusted() time.Time {
	if at := d.clock.known(); !at.IsZero() {
		return at
	}
	at, err := storedTime(context.Background(), d.store)
	if err != nil {
		d.Logger.Warn("the last trusted time was not read", "error", err)
		return time.Time{}
	}
	d.clock.take(at)
	return at
}

// wall is what the clock of the computer shows, also when it was set while the program runs.
func (d *Desk) wall() time.Time { return d.Now().Round(0) }

// time is the time by which the program judges: that of the clock while it is plausible, else the
// last trusted one.
func (d *Desk) time() time.Time {
	now, trusted := d.wall(), d.trusted()
	switch {
	case store.WrongClock(now, trusted) == "":
		d.clock.see(now)
		return now
	case trusted.IsZero():
		return now
	}
	return trusted.In(now.Location())
}

// timeFor is the time by which a signed file is judged that was issued at a time. It helps a clock
// that is not plausible by itself.
func (d *Desk) timeFor(issued time.Time) time.Time {
	now := d.wall()
	if store.WrongClock(now, d.trusted()) == "clock.ahead" && agree(now, issued) {
		return now
	}
	at := d.time()
	if store.WrongClock(
		now, at,
	) != "" && issued.After(at) && !issued.After(at.Add(store.ClockAhead)) {
		return issued
	}
	return at
}

// agree tells whether a clock can be right when a file that was just made somewhere else is.
func agree(now, issued time.Time) bool {
	return !now.Before(store.ClockFloor) && !now.Before(issued.Add(-store.ClockSlack)) &&
		!now.After(issued.Add(store.ClockAhead))
}

// raiseTime takes a file of the distributor for a witness, that was issued at a time and is newer
// than all before: it raises the last trusted time, and brings back one that a wrong clock has put
// into the future.
func (d *Desk) raiseTime(tx Tx, issued time.Time) (time.Time, error) {
	now, at := d.wall(), d.trusted()
	switch {
	case agree(now, issued) && store.WrongClock(now, at) != "":
		at = later(now, issued)
	case issued.After(at):
		at = issued
	}
	return at, tx.SetTrustedTime(at)
}

// seeTime brings the last trusted time forward, and tells whether the clock is plausible.
func (d *Desk) seeTime(ctx context.Context) (plausible bool, err error) {
	stored, err := storedTime(ctx, d.store)
	if err != nil {
		return false, err
	}
	d.clock.take(stored)
	now := d.wall()
	if store.WrongClock(now, d.trusted()) != "" {
		return false, nil
	}
	d.clock.see(now)
	if now.Sub(stored) < store.ClockStep {
		return true, nil
	}
	err = d.store.Write(func(tx Tx) error {
		if _, err := tx.Workspace(ctx); err != nil {
			return err
		}
		return tx.SetTrustedTime(now)
	})
	if err != nil && !core.IsNotFound(err) { // Nothing is lost by that: the next minute tries again.
		d.Logger.Info("the time was not kept", "error", err)
	}
	return true, nil
}

// ClockWrong says what is wrong with the clock of the computer, nil when it is plausible. Nothing
// that falls due is done by the program then; what a person does goes on, and is judged by the last
// trusted time.
func (d *Desk) ClockWrong(ctx context.Context) error {
	trusted, err := storedTime(ctx, d.store)
	if err != nil {
		return err
	}
	d.clock.take(trusted)
	now := d.wall()
	key := store.WrongClock(now, d.trusted())
	if key == "" || key == "clock.behind" && !now.Before(trusted.Add(-store.ClockSlack)) {
		return nil
	}
	return d.clockError(key, now)
}

// TrustClock takes the word of the owner of the workspace that the clock of the computer is right
// now.
func (d *Desk) TrustClock(ctx context.Context) error {
	entry := LogEntry{Module: store.ModuleSignIn, Operation: "clock.trusted"}
	now := d.wall()
	err := d.performWrite(d.ownerOnly, &entry, func(s *session, tx Tx) error {
		if now.Before(store.ClockFloor) {
			return d.clockError("clock.impossible", now)
		}
		before, err := storedTime(ctx, tx)
		if err != nil {
			return err
		}
		if now.Before(before.Add(-store.ClockSlack)) { // What went out may carry dates of the future.
			if err := tx.AllPartnersChanged(); err != nil {
				return err
			}
		}
		done := entry
		done.At, done.Actor, done.Result = now, s.account.ID, ResultOK
		done.Before, done.After = clockText(before), clockText(now)
		if err := tx.AddLogEntry(done); err != nil {
			return err
		}
		return tx.SetTrustedTime(now)
	})
	if err != nil {
		return err
	}
	d.clock.forget()
	d.publish(ResellersChanged, PBXsChanged, CapacityChanged, ExchangeChanged, AlarmsChanged)
	d.wakeOutbox()
	d.KeepMark(ctx)
	return nil
}

func (d *Desk) clockError(key string, now time.Time) error {
	return &core.Error{
		Code: core.Conflict, Key: key, Args: core.Args{"At": d.trusted(), "Now": now},
	}
}

func clockText(at time.Time) string {
	return asJSON(map[string]any{"clock": at.UTC().Format(time.RFC3339)})
}

// TrustedTime is the last trusted time, zero when none is known.
func (d *Desk) TrustedTime(ctx context.Context) (time.Time, error) {
	return storedTime(ctx, d.store)
}
