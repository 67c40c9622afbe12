package ui

import (
	"context"

	"resellerdesk/core"
	"resellerdesk/core/activation"
	"resellerdesk/core/desk"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

// openFile asks in a dialog for a file of the other side.
func (w *Window) openFile() {
	env := w.env
	if env.Modals.Open() {
		return
	}
	var modal *kit.Modal
	before := env.Incoming
	inner := *env
	inner.Incoming = func(text []byte) {
		modal.Close()
		before(text)
	}
	open := page.NewOpener(&inner)
	cancel := kit.NewButton(env.T("button.cancel"), kit.ButtonSecondary, func() { modal.Cancel() })
	modal = env.Modals.Show(kit.ModalOptions{
		Title: env.T("command.open_file"), Width: 560, First: open.First, Foot: kit.NewRow(8, nil, cancel), Body: open.Object,
	})
}

// OpenPath opens a file of the other side, as one that is dropped on the window.
func (w *Window) OpenPath(path string) {
	w.Run.Go(func() {
		text, err := page.ReadFile(path)
		w.Run.UI(func() {
			if err != nil {
				w.env.Fail(err)
				return
			}
			w.incoming(text)
		})
	})
}

// incoming looks into a text from the other side, and offers what can be done with it.
func (w *Window) incoming(text []byte) {
	d := w.env.Desk
	w.Run.Go(func() {
		ctx := context.Background()
		f, err := d.OpenFile(ctx, text)
		_, signedOut := d.Actor()
		company, _ := d.Distributor(ctx)
		w.Run.UI(func() {
			switch {
			case signedOut != nil && (keyOf(err) == "activation.sealed" || err == nil && f.Invitation == nil):
				w.pending = text
				w.env.Toasts.Say(w.env.T("incoming.sign_in"), "", nil)
			case err != nil:
				w.env.Fail(err)
			case f.Kind == activation.Activate && company == "":
				w.screens.Invitation(text, f)
			case f.Kind == activation.Reset:
				if w.frame != nil {
					w.frame.leave()
					w.frame = nil
					w.stopMail()
				}
				w.screens.Reset(company, text)
			case f.Kind == activation.Activate:
				w.renew(text, f)
			default:
				w.receive(text)
			}
		})
	})
}

func keyOf(err error) string {
	if e, ok := err.(*core.Error); ok {
		return e.Key
	}
	return ""
}

// renew takes a newer invitation over, after a question.
func (w *Window) renew(text []byte, f activation.File) {
	env := w.env
	if w.frame == nil {
		w.pending = text
		env.Toasts.Say(env.T("incoming.sign_in"), "", nil)
		return
	}
	env.Modals.Confirm(kit.Confirmation{
		Title: env.T("incoming.renew"), Text: env.T("incoming.renew_text", core.Args{"Company": f.Invitation.Issuer.Company}),
		OK: env.T("incoming.renew_ok"), Cancel: env.T("button.cancel"), OnOK: func() {
			w.Run.Go(func() {
				err := env.Desk.Renew(context.Background(), desk.NewID(), text)
				w.Run.UI(func() {
					if err != nil {
						env.Fail(err)
						return
					}
					env.Toasts.Say(env.T("incoming.renewed"), "", nil)
				})
			})
		},
	})
}

// receive takes over what the other side sent, and says what became of it.
func (w *Window) receive(text []byte) {
	env := w.env
	w.Run.Go(func() {
		r, err := env.Desk.Receive(context.Background(), desk.NewID(), text)
		w.Run.UI(func() {
			if err != nil {
				env.Fail(err)
				return
			}
			args := core.Args{"Company": r.Company}
			if w.frame != nil && r.File.Kind == activation.KindPackage && r.State == desk.MessageTaken {
				w.enter() // Other features may be granted now.
			}
			switch {
			case r.Note != nil:
				env.Fail(r.Note)
			case r.State == desk.MessageKnown:
				env.Toasts.Say(env.T("incoming.known", args), "", nil)
			default:
				env.Toasts.Say(env.T("incoming.taken_"+string(r.File.Kind), args), "", nil)
			}
		})
	})
}
