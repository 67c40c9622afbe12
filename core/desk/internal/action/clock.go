package action

import (
	"context"
	"sync"
	"time"

	"resellerdesk/core"
	"resellerdesk/core/clock"
	"resellerdesk/core/store"
)

// Trust is the last trusted time as this program knows it: that of the file, and what it saw since.
type Trust struct {
	mu     sync.Mutex
	loaded time.Time // As it was read last; zero while it was not.
	at     time.Time
}

// Take takes over what is in the file. A time that was put back there counts.
func (c *Trust) Take(stored time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if stored.After(c.at) || stored.Before(c.loaded) {
		c.at = stored
	}
	c.loaded = stored
}

func (c *Trust) see(now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.loaded.IsZero() {
		c.at = Later(c.at, now)
	}
}

// Forget lets the time be read again from the file.
func (c *Trust) Forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.loaded, c.at = time.Time{}, time.Time{}
}

func (c *Trust) known() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

// storedTime is the last trusted time that the file knows. One that has none yet says when it was
// used last. It is zero where there is no workspace.
func storedTime(ctx context.Context, r store.Reader) (time.Time, error) {
	at, err := r.TrustedTime(ctx)
	if err != nil || !at.IsZero() {
		return at, err
	}
	if newest, err := r.Logs(ctx, store.LogQuery{Limit: 1}); err != nil {
		return at, err
	} else if len(newest) > 0 && !newest[0].At.Before(clock.Floor) {
		at = newest[0].At
	}
	u, err := r.Upstream(ctx)
	if core.IsNotFound(err) {
		return at, nil
	}
	return Later(at, u.SeenAt), err
}

// Trusted is the last trusted time, zero when none is known.
func (k *Kernel) Trusted() time.Time {
	if at := k.Clock.known(); !at.IsZero() {
		return at
	}
	at, err := storedTime(context.Background(), k.Store)
	if err != nil {
		k.Logger.Warn("the last trusted time was not read", "error", err)
		return time.Time{}
	}
	k.Clock.Take(at)
	return at
}

// Wall is what the clock of the computer shows, also when it was set while the program runs.
func (k *Kernel) Wall() time.Time { return k.Now().Round(0) }

// Time is the time by which the program judges: that of the clock while it is plausible, else the
// last trusted one.
func (k *Kernel) Time() time.Time {
	now, trusted := k.Wall(), k.Trusted()
	switch {
	case clock.Wrong(now, trusted) == "":
		k.Clock.see(now)
		return now
	case trusted.IsZero():
		return now
	}
	return trusted.In(now.Location())
}

// TimeFor is the time by which a signed file is judged that was issued at a time. It helps a clock
// that is not plausible by itself.
func (k *Kernel) TimeFor(issued time.Time) time.Time {
	now := k.Wall()
	if clock.Wrong(now, k.Trusted()) == "clock.ahead" && agree(now, issued) {
		return now
	}
	at := k.Time()
	if clock.Wrong(
		now, at,
	) != "" && issued.After(at) && !issued.After(at.Add(clock.Ahead)) {
		return issued
	}
	return at
}

// agree tells whether a clock can be right when a file that was just made somewhere else is.
func agree(now, issued time.Time) bool {
	return !now.Before(clock.Floor) && !now.Before(issued.Add(-clock.Slack)) &&
		!now.After(issued.Add(clock.Ahead))
}

// RaiseTime raises the last trusted time to when a file of the distributor was issued that is newer
// than all before. It also brings back one that a wrong clock has put into the future.
func (k *Kernel) RaiseTime(tx store.Tx, issued time.Time) (time.Time, error) {
	now, at := k.Wall(), k.Trusted()
	switch {
	case agree(now, issued) && clock.Wrong(now, at) != "":
		at = Later(now, issued)
	case issued.After(at):
		at = issued
	}
	return at, tx.SetTrustedTime(at)
}

// SeeTime brings the last trusted time forward, and tells whether the clock is plausible.
func (k *Kernel) SeeTime(ctx context.Context) (plausible bool, err error) {
	stored, err := storedTime(ctx, k.Store)
	if err != nil {
		return false, err
	}
	k.Clock.Take(stored)
	now := k.Wall()
	if clock.Wrong(now, k.Trusted()) != "" {
		return false, nil
	}
	k.Clock.see(now)
	if now.Sub(stored) < clock.Step {
		return true, nil
	}
	err = k.Store.Write(func(tx store.Tx) error {
		if _, err := tx.Workspace(ctx); err != nil {
			return err
		}
		return tx.SetTrustedTime(now)
	})
	// Nothing is lost by that: the next minute tries again.
	if err != nil && !core.IsNotFound(err) {
		k.Logger.Info("the time was not kept", "error", err)
	}
	return true, nil
}

// ClockWrong says what is wrong with the clock of the computer, nil when it is plausible. Nothing
// that falls due is done by the program then; what a person does goes on, and is judged by the last
// trusted time.
func (f *Face) ClockWrong(ctx context.Context) error {
	trusted, err := storedTime(ctx, f.k.Store)
	if err != nil {
		return err
	}
	f.k.Clock.Take(trusted)
	now := f.k.Wall()
	key := clock.Wrong(now, f.k.Trusted())
	if key == "" || key == "clock.behind" && !now.Before(trusted.Add(-clock.Slack)) {
		return nil
	}
	return f.k.clockError(key, now)
}

// TrustClock takes the word of the owner of the workspace that the clock of the computer is right
// now.
func (f *Face) TrustClock(ctx context.Context) error {
	entry := store.LogEntry{Module: store.ModuleSignIn, Operation: "clock.trusted"}
	now := f.k.Wall()
	err := f.k.PerformWrite(f.k.OwnerOnly, &entry, func(s *Session, tx store.Tx) error {
		if now.Before(clock.Floor) {
			return f.k.clockError("clock.impossible", now)
		}
		before, err := storedTime(ctx, tx)
		if err != nil {
			return err
		}
		// What went out may carry dates of the future.
		if now.Before(before.Add(-clock.Slack)) {
			if err := tx.AllPartnersChanged(); err != nil {
				return err
			}
		}
		done := entry
		done.At, done.Actor, done.Result = now, s.Account.ID, store.ResultOK
		done.Before, done.After = clockText(before), clockText(now)
		if err := tx.AddLogEntry(done); err != nil {
			return err
		}
		return tx.SetTrustedTime(now)
	})
	if err != nil {
		return err
	}
	f.k.Clock.Forget()
	f.k.Publish(ResellersChanged, PBXsChanged, CapacityChanged, ExchangeChanged, AlarmsChanged)
	f.k.WakeOutbox()
	f.KeepMark(ctx)
	return nil
}

func (k *Kernel) clockError(key string, now time.Time) error {
	return &core.Error{
		Code: core.Conflict, Key: key, Args: core.Args{"At": k.Trusted(), "Now": now},
	}
}

func clockText(at time.Time) string {
	return AsJSON(map[string]any{"clock": at.UTC().Format(time.RFC3339)})
}

// TrustedTime is the last trusted time, zero when none is known.
func (f *Face) TrustedTime(ctx context.Context) (time.Time, error) {
	return storedTime(ctx, f.k.Store)
}

// Later is the later of two times.
func Later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// Today is this day.
func (k *Kernel) Today() core.Day { return core.DayOf(k.Time()) }
