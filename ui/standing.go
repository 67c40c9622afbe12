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

func (f *frame) showStanding() {
	f.env.Run.Go(func() {
		_, err := f.env.Desk.WorkspaceStatus(f.env.Context())
		wrong := f.env.Desk.ClockWrong(f.env.Context())
		superseded := f.env.Desk.Superseded(f.env.Context())
		// What cannot be read now is read the next time.
		due, _ := f.env.Desk.ExchangeDue(f.env.Context())
		alarms, _ := f.env.Desk.AlarmCount(f.env.Context())
		f.env.Run.UI(func() {
			f.setCount(page.KeyExchange, due)
			f.setCount(page.KeyAlarms, alarms)
			switch {
			case core.CodeOf(superseded) == core.ReadOnly:
				f.standing.Set(
					kit.Warn, f.env.T("move.banner"), "", f.env.Words.Error(superseded),
					f.copyActions()...,
				)
			case core.CodeOf(err) == core.Forbidden:
				f.standing.Set(
					kit.Warn, f.env.T("standing.banner"), "", f.env.Words.Error(err),
					kit.Action{Text: f.env.T("command.open_file"), Do: f.env.OpenFile},
				)
			case core.CodeOf(wrong) == core.Conflict:
				f.standing.Set(
					kit.Warn, f.env.T("clock.banner"), "", f.env.Words.Error(wrong),
					f.clockActions(wrong)...,
				)
			default:
				f.standing.Set(kit.Warn, "", "", "")
			}
			f.env.Host.Attach(f.standing)
			f.object.Refresh()
		})
	})
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
	env.Run.Go(func() {
		err := env.Desk.Restored(context.Background())
		if err == nil {
			return
		}
		env.Run.UI(func() {
			env.Modals.Confirm(kit.Confirmation{
				Title: env.T("restored.title"), Text: env.Words.Error(err),
				OK: env.T("restored.go_on"), Cancel: env.T("restored.later"), OnOK: f.continueHere,
			})
		})
	})
}

func (f *frame) continueHere() {
	f.env.Run.Go(func() {
		err := f.env.Desk.Continue(context.Background())
		f.env.Run.UI(func() {
			f.env.Fail(err)
			f.showStanding()
		})
	})
}
