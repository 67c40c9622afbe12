package ui

import (
	"context"
	"errors"
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"

	"resellerdesk/core"
	"resellerdesk/core/activation"
	"resellerdesk/core/desk"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
	"resellerdesk/ui/recovery"
	"resellerdesk/ui/welcome"
)

// openKey opens a file, on every screen.
var openKey = page.Ctrl(fyne.KeyO)

// openFile asks in a dialog for a file of the other side, or for the text of a mail.
func (w *Window) openFile() {
	env := w.env
	if w.view != nil {
		env.Toasts.Tell(env.T("error.view_as.read_only"))
		return
	}
	if env.Desk == nil || env.Modals.Open() {
		return
	}
	var modal *kit.Modal
	input := welcome.NewFileInput(env, func(text []byte) {
		modal.Close()
		w.Incoming(text)
	})
	cancel := kit.NewButton(env.T("button.cancel"), kit.ButtonSecondary, func() { modal.Cancel() })
	open := kit.NewButton(env.T("incoming.open"), kit.ButtonPrimary, input.Submit)
	modal = env.Modals.Show(kit.ModalOptions{
		Topic: "exchange",
		Title: env.T("incoming.title"), Width: 560, First: input.First(),
		Foot: kit.NewRow(8, nil, cancel, open), Primary: open,
		Body: kit.NewStack(
			10, kit.NewParagraph(env.T("incoming.text"), kit.Secondary), input.Object,
		),
	})
}

// incomingMove opens a file that carries a workspace from another computer, where there is none yet
// or a copy that is only read.
func (w *Window) incomingMove(path string) {
	d := w.env.Desk
	page.Try(w.env, func(ctx context.Context) error {
		_, missing := d.Workspace(ctx)
		gives := core.CodeOf(missing) == core.NotFound || d.Superseded(ctx) != nil
		if !gives || w.env.Backups == nil {
			return &core.Error{
				Code: core.Conflict, Key: "move.not_empty", Args: core.Args{"Path": w.Folder},
			}
		}
		return nil
	}, func() {
		w.leavePages()
		w.screens.Arrive(path, w.Start)
	})
}

// incomingFile reads a file of the other side beside the UI and opens it.
func (w *Window) incomingFile(path string) {
	if strings.EqualFold(filepath.Ext(path), desk.MoveFileEnding) {
		w.incomingMove(path)
		return
	}
	page.Do(w.env, func(context.Context) ([]byte, error) {
		return page.ReadFile(path, activation.MaxText)
	}, w.Incoming)
}

// Incoming opens a file of the other side, wherever it came from, and does what it is for, or says
// why not.
func (w *Window) Incoming(text []byte) {
	if w.view != nil {
		w.env.Toasts.Tell(w.env.T("error.view_as.read_only"))
		return
	}
	if activation.HoldsKit(text) && !activation.Holds(text) {
		w.recoveryKit(text)
		return
	}
	d := w.env.Desk
	var f activation.File
	var unopened error
	page.Do(w.env, func(ctx context.Context) (isNew bool, _ error) {
		f, unopened = d.OpenFile(ctx, text)
		_, missing := d.Workspace(ctx)
		return core.CodeOf(missing) == core.NotFound, nil
	}, func(isNew bool) {
		switch {
		case w.frame == nil && isNew:
			w.invited(text, f, unopened)
		case w.frame == nil:
			w.beforeSignIn(text, f, unopened)
		case unopened != nil:
			w.env.Fail(unopened)
		default:
			w.take(text, f)
		}
	})
}

// recoveryKit brings the signing key back with a recovery kit, or takes the workspace over where
// there is none yet.
func (w *Window) recoveryKit(text []byte) {
	d := w.env.Desk
	page.Do(w.env, func(ctx context.Context) (isNew bool, _ error) {
		_, missing := d.Workspace(ctx)
		return core.CodeOf(missing) == core.NotFound, nil
	}, func(isNew bool) {
		switch {
		case w.frame != nil:
			recovery.AskRestore(w.env, text)
		case isNew:
			w.screens.TakeOver(text)
		default:
			w.env.Fail(&core.Error{Code: core.Unauthenticated, Key: "incoming.kit_sign_in"})
		}
	})
}

// invited opens an invitation where there is no workspace yet.
func (w *Window) invited(text []byte, f activation.File, err error) {
	switch {
	case keyOf(err) == "activation.sealed":
		w.env.Fail(&core.Error{Code: core.Conflict, Key: "incoming.no_workspace"})
	case err != nil:
		w.env.Fail(err)
	default:
		w.screens.Invitation(text, f)
	}
}

// beforeSignIn uses a password reset; all else that can be used waits until somebody is signed in.
func (w *Window) beforeSignIn(text []byte, f activation.File, err error) {
	switch {
	case err != nil && keyOf(err) != "activation.sealed":
		w.env.Fail(err)
	case err == nil && f.Kind == activation.Reset:
		w.screens.ResetPassword(text, f)
	default:
		w.waiting = text
		w.env.Toasts.Tell(w.env.T("incoming.sign_in_first"))
	}
}

// openWaiting opens what came before the workspace was open, or before somebody was signed in.
func (w *Window) openWaiting() {
	if path := w.File; path != "" {
		w.File = ""
		w.incomingFile(path)
	} else if text := w.waiting; text != nil && w.frame != nil {
		w.waiting = nil
		w.Incoming(text)
	}
}

// take takes over a file that fits the workspace of somebody who is signed in.
func (w *Window) take(text []byte, f activation.File) {
	env, id := w.env, desk.NewID()
	switch f.Kind {
	case activation.Reset:
		env.Fail(&core.Error{Code: core.Conflict, Key: "incoming.signed_in"})
	case activation.Activate:
		company := core.Args{"Company": f.Invitation.Issuer.Company}
		env.Modals.Confirm(kit.Confirmation{
			Title: env.T("incoming.renew_title"), Text: env.T("incoming.renew_text", company),
			OK: env.T("incoming.renew"), Cancel: env.T("button.cancel"),
			OnOK: func() {
				do := func() {
					env.Toasts.Say(env.T("incoming.renewed", company), "", nil)
				}
				page.Try(env, func(ctx context.Context) error {
					return env.Desk.AcceptInvitation(ctx, id, text)
				}, do)
			},
		})
	default:
		page.Do(env, func(ctx context.Context) (desk.Received, error) {
			return env.Desk.Receive(ctx, id, text)
		}, w.received)
	}
}

// received says what became of a file: shortly, or in a dialog when there is something to think
// about.
func (w *Window) received(r desk.Received) {
	env := w.env
	text := env.T("incoming.taken_"+string(r.File.Kind), core.Args{"Company": r.Company})
	if r.State == desk.MessageKnown {
		text = env.T("incoming.known")
	}
	if r.Note == nil {
		env.Toasts.Say(text, "", nil)
		return
	}
	var modal *kit.Modal
	done := kit.NewButton(env.T("button.close"), kit.ButtonPrimary, func() { modal.Close() })
	modal = env.Modals.Show(kit.ModalOptions{
		Topic: "exchange",
		Title: env.T("incoming.noted"), Width: 480, First: done, Foot: kit.NewRow(8, nil, done),
		Body: kit.NewStack(
			10, kit.NewParagraph(text, kit.Body),
			kit.NewParagraph(env.Words.Error(r.Note), kit.Body),
		),
	})
}

func keyOf(err error) string {
	var e *core.Error
	if errors.As(err, &e) {
		return e.Key
	}
	return ""
}
