package ui

import (
	"context"
	"errors"
	"time"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

// standingPause is how often the window looks whether a reseller's workspace may still be changed.
const standingPause = time.Minute

// watchStanding says above every page why a reseller's workspace may not be changed, and in the
// menu how many files are due to the other side. It looks again from time to time.
func (f *frame) watchStanding() {
	f.showStanding()
	f.stopWatch = f.env.Run.After(standingPause, f.watchStanding)
}

// standing is what a workspace says of itself.
type standing struct {
	superseded  error // Another copy took its place.
	status      error // Why it may not be changed.
	clock       error // Why the clock is not plausible.
	due, alarms int
}

func (f *frame) showStanding() {
	d := f.env.Desk
	f.reading.Read(f.env.Afterwards(), func(ctx context.Context) (standing, error) {
		_, status := d.WorkspaceStatus(ctx)
		s := standing{superseded: d.Superseded(ctx), status: status, clock: d.ClockWrong(ctx)}
		// What cannot be read now is read the next time.
		s.due, _ = d.ExchangeDue(ctx)
		s.alarms, _ = d.AlarmCount(ctx)
		return s, nil
	}, page.Silently, func(s standing) {
		f.setCount(page.KeyExchange, s.due)
		f.setCount(page.KeyAlarms, s.alarms)
		f.sayStanding(s)
		f.env.Host.Attach(f.standing)
		f.object.Refresh()
	})
}

// sayStanding says above every page why the workspace may not be changed, the weightiest reason.
func (f *frame) sayStanding(s standing) {
	env := f.env
	switch {
	case core.CodeOf(s.superseded) == core.ReadOnly:
		f.standing.Set(
			kit.Warn, env.T("move.banner"), "", env.Words.Error(s.superseded), f.copyActions()...,
		)
	case core.CodeOf(s.status) == core.Forbidden:
		f.standing.Set(
			kit.Warn, env.T("standing.banner"), "", env.Words.Error(s.status),
			kit.Action{Text: env.T("command.open_file"), Do: env.OpenFile},
		)
	case core.CodeOf(s.clock) == core.Conflict:
		f.standing.Set(
			kit.Warn, env.T("clock.banner"), "", env.Words.Error(s.clock),
			f.clockActions(s.clock)...,
		)
	default:
		f.standing.Set(kit.Warn, "", "", "")
	}
}

// copyActions are what the owner can do in a copy that another one took the place of.
func (f *frame) copyActions() []kit.Action {
	if f.actor.Kind == account.Colleague || f.env.Desk.IsView() {
		return nil
	}
	return []kit.Action{{Text: f.env.T("restored.go_on"), Do: f.askContinue}}
}

// askContinue asks before this copy is used again: the other one is the older one then.
func (f *frame) askContinue() {
	env := f.env
	env.Modals.Confirm(kit.Confirmation{
		Title: env.T("move.continue_title"), Text: env.T("move.continue_text"),
		OK: env.T("restored.go_on"), Cancel: env.T("button.cancel"), Danger: true,
		OnOK: f.continueHere,
	})
}

// clockActions are what somebody can do about a clock that is not plausible: the owner of the
// workspace can say that it is right.
func (f *frame) clockActions(wrong error) []kit.Action {
	var e *core.Error
	if errors.As(
		wrong, &e,
	) && e.Key == "clock.impossible" || f.actor.Kind == account.Colleague || f.env.Desk.IsView() {
		return nil
	}
	return []kit.Action{{Text: f.env.T("clock.right"), Do: f.trustClock}}
}

func (f *frame) trustClock() {
	env := f.env
	page.Try(env, func(ctx context.Context) error {
		return env.Desk.TrustClock(ctx)
	}, func() {
		env.Toasts.Tell(env.T("clock.trusted"))
		f.showStanding()
	})
}

// setCount says in the menu how much waits on a page.
func (f *frame) setCount(key page.Key, count int) {
	for i, e := range f.entries {
		if e.key == key && count > 0 {
			f.items[i].SetCount(f.env.Words.Number(int64(count)))
		} else if e.key == key {
			f.items[i].SetCount("")
		}
	}
}

// askRestored informs the person who signed in that the workspace is an older copy, and offers to
// go on with it.
func (f *frame) askRestored() {
	env := f.env
	page.Check(env, env.Desk.Restored, func(older error) {
		env.Modals.Confirm(kit.Confirmation{
			Title: env.T("restored.title"), Text: env.Words.Error(older),
			OK: env.T("restored.go_on"), Cancel: env.T("restored.later"), OnOK: f.continueHere,
		})
	}, func() {})
}

func (f *frame) continueHere() {
	page.TryOr(f.env, f.env.Desk.Continue, func(err error) {
		f.env.Fail(err)
		f.showStanding()
	}, f.showStanding)
}
