package ui

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"resellerdesk/core"
	"resellerdesk/core/desk"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

// view is what a reseller sees, shown to somebody of its distributor.
type view struct {
	back    *desk.Desk  // The workspace from which it was opened.
	page    page.Key    // The page that was in front there.
	lists   *page.Lists // What its lists show.
	company string
	end     func()
	stop    func() // Of listening to the own workspace.
}

// viewAs shows what a reseller sees, in a marked frame. The pages are closed for that, so what is
// typed there is asked about.
func (w *Window) viewAs(id string) {
	if w.view != nil || w.frame == nil || w.env.Modals.Open() {
		return
	}
	w.frame.leaving(func() { w.showViewOf(id) })
}

func (w *Window) showViewOf(id string) {
	d, from := w.env.Desk, w.frame
	w.Run.Go(func() {
		store, end, err := w.Scratch()
		var seen *desk.Desk
		company := ""
		if err == nil {
			if seen, err = d.ViewAs(context.Background(), id, store); err == nil {
				var owner desk.Party
				owner, err = seen.Owner(context.Background())
				company = owner.Company
			}
			if err != nil {
				end()
			}
		}
		w.Run.UI(func() {
			switch {
			case err != nil:
				w.env.Fail(err)
				return
			case w.frame != from: // Who was to look was signed out meanwhile.
				w.Run.Go(end)
				return
			}
			w.view = &view{
				back: d, page: w.frame.page.Key(), company: company, end: end, lists: w.env.Lists,
			}
			w.env.Lists.Keep()
			w.env.Lists = page.NewLists()
			w.view.stop = w.endWhenActorChanges(d)
			w.useFrameOf(seen)
		})
	})
}

// endView goes back to the own workspace.
func (w *Window) endView() {
	v := w.view
	v.stop()
	w.view, w.env.Lists = nil, v.lists
	w.useFrameOf(v.back)
	w.open(page.To(v.page, page.PartWhole))
	w.Run.Go(v.end)
}

// useFrameOf shows menu and pages of another workspace.
func (w *Window) useFrameOf(d *desk.Desk) {
	w.frame.leave()
	w.frame, w.env.Desk = nil, d
	w.enter()
}

// endWhenActorChanges ends a view when the person who looks may do something else in the own
// workspace now, or nothing any more.
func (w *Window) endWhenActorChanges(d *desk.Desk) (stop func()) {
	return d.Listen(func(c desk.Events) {
		if !c.Any(desk.ActorChanged) {
			return
		}
		w.Run.UI(func() {
			if w.view != nil && w.view.back == d {
				w.endView()
				w.followActor()
			}
		})
	})
}

// marked puts the frame of a view around the pages, with the way back.
func (w *Window) marked(pages fyne.CanvasObject) fyne.CanvasObject {
	if w.view == nil {
		return pages
	}
	env := w.env
	back := kit.NewButton(env.T("view_as.end"), kit.ButtonPrimary, w.endView)
	banner := kit.NewCutText(
		env.T("view_as.banner", core.Args{"Company": w.view.company}), kit.BodyBold, 80,
	)
	words := container.NewBorder(
		nil, nil, kit.NewRow(0, kit.NewToneIcon(kit.IconEye, kit.Warn)), back,
		kit.NewPadded(0, 12, 0, 12, banner),
	)
	head := kit.NewOver(kit.NewGround(kit.ColorWarnSoft, "", 0), kit.NewPadded(4, 12, 4, 12, words))
	side := func() fyne.CanvasObject {
		return kit.NewSized(viewBorder, viewBorder, kit.NewGround(kit.ColorWarn, "", 0))
	}
	framed := container.NewBorder(
		side(), side(), side(), side(), container.NewBorder(head, nil, nil, nil, pages),
	)
	w.host.Attach(framed)
	return framed
}

// viewBorder is how thick the frame of a view is.
const viewBorder = 3
