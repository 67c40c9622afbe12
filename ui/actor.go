package ui

import (
	"slices"

	"fyne.io/fyne/v2"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/ui/page"
)

// followActor rebuilds menu and pages when the account of the person who is signed in changed so
// that they look different. It signs out a person who may no longer work. It reports whether the
// frame is the same as before.
func (w *Window) followActor() (same bool) {
	if w.env.Desk.MustChoosePassword() {
		w.dismiss(w.env.T("signout.password_reset"))
		return false
	}
	if err := w.env.Desk.MayStay(); err != nil {
		w.dismiss(w.env.Words.Error(err))
		return false
	}
	actor, err := w.env.Desk.Actor()
	if err != nil || looksSame(w.frame.actor, actor) {
		return true
	}
	w.makeFrame(true)
	return false
}

// looksSame tells whether menu and pages look the same for an account as before.
func looksSame(before, now account.Account) bool {
	return before.Profile.Company == now.Profile.Company &&
		before.Profile.Name() == now.Profile.Name() &&
		slices.Equal(before.Holds().Keys(), now.Holds().Keys())
}

// makeFrame makes menu and pages as the person may see them now, with the page in front that was
// there before, or the first one with a word about it. With keep, a page into which something is
// typed stays until it is left, and the one behind a dialog until that is closed, since what is
// typed there belongs to it.
func (w *Window) makeFrame(keep bool) bool {
	var front page.Page
	before := w.frame
	if before != nil {
		front = before.page
		before.detach()
		w.env.Lists.Keep()
	}
	kept := false
	defer func() {
		if before != nil && !kept {
			before.end()
		}
	}()
	actor, err := w.env.Desk.Actor()
	if err != nil {
		w.cannotOpen(err)
		return false
	}
	w.frame = newFrame(w, actor)
	w.root.Objects = []fyne.CanvasObject{w.marked(w.frame.object)}
	w.root.Refresh()
	kept = w.bringFront(front, before, keep)
	return true
}

// bringFront brings the page to the front that was there before, if there was one and it still may
// be seen, and tells whether it is the very same page. keep asks for that where something would be
// lost otherwise.
func (w *Window) bringFront(front page.Page, before *frame, keep bool) (kept bool) {
	switch {
	case front == nil:
		w.frame.open(page.Route{})
	case keep && w.env.Modals.Open():
		w.frame.keep(front, before)
		w.env.Modals.OnClosed = func() { w.makeFrame(true) }
		return true
	case keep && w.frame.lists(front.Key()) && typedOn(front):
		w.frame.keep(front, before)
		w.frame.stale = front
		return true
	case w.frame.lists(front.Key()):
		w.frame.open(page.To(front.Key(), tabOf(front)))
	default:
		w.frame.open(page.Route{})
		gone := core.Args{"Page": w.env.PageName(front.Key())}
		w.env.Toasts.Tell(w.env.T("frame.page_gone", gone))
	}
	return false
}

func typedOn(p page.Page) bool {
	typed, is := p.(page.Typed)
	return is && typed.Typed()
}

// tabOf is the tab of a page that is in front, "" for none.
func tabOf(p page.Page) page.Part {
	if tabbed, is := p.(page.Tabbed); is {
		return tabbed.Tab()
	}
	return ""
}
