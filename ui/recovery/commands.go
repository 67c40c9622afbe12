// Package recovery is what the owner of a workspace does with its keys: the recovery kit, the
// recovery code, and the signing key.
package recovery

import (
	"context"

	"fyne.io/fyne/v2"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/desk"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

// Commands are what the owner of a workspace can do with its keys.
func Commands(env *page.Env) []page.Command {
	is := func(kind account.Kind) func() bool {
		return func() bool {
			actor, err := env.Desk.Actor()
			return err == nil && actor.Kind == kind && !env.Desk.IsView()
		}
	}
	return []page.Command{
		{
			ID: "recovery.kit", Icon: kit.IconKey, Enabled: is(account.Distributor),
			Run: func() { AskKit(env) },
		},
		{
			ID: "recovery.replace", Icon: kit.IconKey, Enabled: is(account.Distributor),
			Run: func() { askReplace(env) },
		},
		{
			ID: "recovery.restore", Icon: kit.IconKey, Enabled: is(account.Distributor),
			Run: func() { AskRestore(env, nil) },
		},
		{
			ID: "recovery.code", Icon: kit.IconKey, Enabled: is(account.Owner),
			Run: func() { askCode(env) },
		},
	}
}

// OwnsKeys tells whether the owner of the workspace is signed in, and no view on another one is
// open.
func OwnsKeys(env *page.Env) bool {
	actor, err := env.Desk.Actor()
	return err == nil && actor.Kind != account.Colleague && !env.Desk.IsView()
}

// ask asks with the words below a key, and does it beside the UI.
func ask[T any](env *page.Env, key string, do func(ctx context.Context) (T, error), done func(T)) {
	env.Modals.Confirm(kit.Confirmation{
		Title: env.T(
			key + "_title",
		), Text: env.T(key + "_text"), OK: env.T(key + "_ok"), Cancel: env.T("button.cancel"), OnOK: func() {
			page.Do(env, do, done)
		},
	})
}

// AskKit explains the recovery kit, makes it, and shows its code with the ways to keep both. The
// code before opens the workspace until the new kit is saved.
func AskKit(env *page.Env) {
	ask(env, "recovery.kit", env.Desk.NewRecoveryKit, func(k desk.RecoveryKit) {
		saved := false
		save := SaveButton(env, k, func() {
			if !saved {
				saved = true
				Use(env, k)
			}
		})
		do := func() {
			if !saved {
				env.Toasts.Tell(env.T("recovery.kit_unused"))
			}
		}
		showCode(
			env, "recovery.kit_made", k.Code, []fyne.CanvasObject{PrintButton(env, k), save}, do,
		)
	})
}

func askCode(env *page.Env) {
	ask(
		env, "recovery.code", env.Desk.NewRecoveryCode,
		func(code string) { showCode(env, "recovery.code_made", code, nil, func() {}) },
	)
}

// showCode shows a recovery code, which nobody can read again, until the person closes it. keep are
// the buttons that print and save the kit of the code, if there is one.
func showCode(env *page.Env, key, code string, keep []fyne.CanvasObject, closed func()) {
	var modal *kit.Modal
	end := func() {
		modal.Close()
		closed()
	}
	done := kit.NewButton(env.T("button.done"), kit.ButtonSecondary, end)
	foot, first := []fyne.CanvasObject{CopyButton(env, code), nil, done}, done
	if keep != nil {
		foot, first = []fyne.CanvasObject{
			CopyButton(env, code), keep[0], nil, done, keep[1],
		}, keep[1].(*kit.Button)
	}
	modal = env.Modals.Show(kit.ModalOptions{
		Topic: "recovery", OnCancel: end,
		Title: env.T(key + "_title"), Width: 620, First: first, Foot: kit.NewRow(8, foot...),
		Body: kit.NewStack(
			14, kit.NewParagraph(env.T(key+"_text"), kit.Body), kit.NewParagraph(code, kit.Figure),
		),
	})
}

func askReplace(env *page.Env) {
	do := func(args core.Args) {
		env.Modals.Confirm(kit.Confirmation{
			Title: env.T("recovery.replaced_title", args), Text: env.T("recovery.replaced_text"),
			OK:     env.T("recovery.kit"),
			Cancel: env.T("button.close"), OnOK: func() { AskKit(env) },
		})
	}
	ask(
		env, "recovery.replace",
		func(ctx context.Context) (core.Args, error) {
			return nil, env.Desk.ReplaceSigningKey(ctx)
		},
		do,
	)
}
