package page

import (
	"context"
	"errors"

	"fyne.io/fyne/v2"

	"resellerdesk/core"
	"resellerdesk/core/desk"
	"resellerdesk/ui/kit"
)

// Progress is the dialog of something that takes long: what is being done, how far it is, and a
// button that ends it.
type Progress struct {
	env   *Env
	modal *kit.Modal
	text  *kit.Paragraph
	bar   *kit.Bar
	note  *kit.Badge // What is wrong so far.
	foot  *fyne.Container
	stop  *kit.Button
}

// StartProgress shows the dialog and runs work beside the UI with a context that ends when the
// person cancels. The dialog is closed when work is done; then its result is passed on on the UI
// goroutine.
func StartProgress(
	env *Env, title, text string, work func(ctx context.Context, p *Progress) error,
	done func(err error),
) {
	ctx, cancel := context.WithCancel(context.Background())
	p := &Progress{
		env: env, text: kit.NewParagraph(text, kit.Secondary), bar: kit.NewBar(8),
		note: kit.NewBadge(kit.Bad, kit.IconAlert, ""),
	}
	p.note.Hide()
	end := func() {
		cancel()
		p.stop.Disable("")
	}
	p.stop = kit.NewButton(env.T("button.cancel"), kit.ButtonSecondary, end)
	p.foot = kit.NewRow(8, p.note, nil, p.stop)
	p.modal = env.Modals.Show(kit.ModalOptions{
		Title: title, Body: kit.NewStack(10, p.text, p.bar), Foot: p.foot, Width: 440,
		First: p.stop, OnCancel: end,
	})
	env.Run.Go(func() {
		err := work(ctx, p)
		env.Run.UI(func() {
			cancel()
			p.modal.Close()
			done(err)
		})
	})
}

// Show says beside the UI how far the work is; key is a sentence with Done and Total.
func (p *Progress) Show(key string, done, total, refused int) {
	p.env.Run.UI(func() {
		p.text.SetText(p.env.T(key, core.Args{"Done": done, "Total": total}))
		p.bar.Set(int64(total), kit.BarPart{Value: int64(done), Colour: kit.ColorAccent})
		if refused > 0 {
			p.note.Set(
				kit.Bad, kit.IconAlert, p.env.T("import.refused", core.Args{"Count": refused}),
			)
			p.note.Show()
			p.foot.Refresh()
		}
	})
}

// long is from how many accounts or PBXs on an action shows how far it is: fewer are done before
// anybody looks.
const long = 1000

// Act carries out an action on so many of them beside the UI, and tells done on the UI goroutine.
// When they are many it says how far it is, and can be cancelled.
func Act(env *Env, count int, do func(ctx context.Context) error, done func(err error)) {
	if count < long {
		env.Run.Go(func() {
			err := do(context.Background())
			env.Run.UI(func() { done(err) })
		})
		return
	}
	text := env.T("progress.done", core.Args{"Done": 0, "Total": count})
	write := func(ctx context.Context, view *Progress) error {
		return do(desk.WithProgress(
			ctx, func(done, total, _ int) { view.Show("progress.done", done, total, 0) },
		))
	}
	StartProgress(env, env.T("progress.title"), text, write, func(err error) {
		if Cancelled(err) {
			env.Toasts.Tell(env.T("toast.cancelled"))
			return
		}
		done(err)
	})
}

// Done tells whether work was done. Otherwise it says that it was cancelled, with the sentence of a
// key, or why it failed.
func (e *Env) Done(err error, cancelled string) bool {
	switch {
	case Cancelled(err):
		e.Toasts.Tell(e.T(cancelled))
	case err != nil:
		e.Fail(err)
	}
	return err == nil
}

// Cancelled tells whether the person ended the work.
func Cancelled(err error) bool { return errors.Is(err, context.Canceled) }
