// Package recovery is what the owner of a workspace does with its keys: the recovery kit, the recovery code, and the signing key.
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
		{Title: env.T("recovery.kit"), Icon: kit.IconKey, Enabled: is(account.Distributor), Run: func() { AskKit(env) }},
		{Title: env.T("recovery.replace"), Icon: kit.IconKey, Enabled: is(account.Distributor), Run: func() { askReplace(env) }},
		{Title: env.T("recovery.restore"), Icon: kit.IconKey, Enabled: is(account.Distributor), Run: func() { AskRestore(env, nil) }},
		{Title: env.T("recovery.code"), Icon: kit.IconKey, Enabled: is(account.Owner), Run: func() { askCode(env) }},
	}
}

// ask asks with the words below a key, and does it beside the UI.
func ask[T any](env *page.Env, key string, do func(ctx context.Context) (T, error), done func(T)) {
	env.Modals.Confirm(kit.Confirmation{
		Title: env.T(key + "_title"), Text: env.T(key + "_text"), OK: env.T(key + "_ok"), Cancel: env.T("button.cancel"), OnOK: func() {
			env.Run.Go(func() {
				result, err := do(context.Background())
				env.Run.UI(func() {
					if err != nil {
						env.Fail(err)
						return
					}
					done(result)
				})
			})
		},
	})
}

// AskKit explains the recovery kit, makes it, and shows its code with the ways to keep both.
func AskKit(env *page.Env) {
	makeKit := func(ctx context.Context) (desk.RecoveryKit, error) { return MakeKit(ctx, env.Desk) }
	ask(env, "recovery.kit", makeKit, func(k desk.RecoveryKit) {
		save, printed := SaveButton(env, k, nil), PrintButton(env, k)
		showCode(env, "recovery.kit_made", k.Code, save, printed)
	})
}

func askCode(env *page.Env) {
	ask(env, "recovery.code", env.Desk.NewRecoveryCode, func(code string) { showCode(env, "recovery.code_made", code, nil, nil) })
}

// showCode shows a recovery code, which nobody can read again, until the person closes it. save and printed are nil for a code alone.
func showCode(env *page.Env, key, code string, save, printed *kit.Button) {
	var modal *kit.Modal
	done := kit.NewButton(env.T("button.done"), kit.ButtonSecondary, func() { modal.Close() })
	copied := CopyButton(env, code)
	foot, first := []fyne.CanvasObject{copied, nil, done}, copied
	if save != nil {
		foot, first = []fyne.CanvasObject{copied, printed, nil, done, save}, save
	}
	modal = env.Modals.Show(kit.ModalOptions{
		Topic: "recovery",
		Title: env.T(key + "_title"), Width: 620, First: first, Foot: kit.NewRow(8, foot...),
		Body: kit.NewStack(14, kit.NewParagraph(env.T(key+"_text"), kit.Body), kit.NewParagraph(code, kit.Figure)),
	})
}

func askReplace(env *page.Env) {
	ask(env, "recovery.replace", func(ctx context.Context) (core.Args, error) { return nil, env.Desk.ReplaceSigningKey(ctx) }, func(args core.Args) {
		env.Modals.Confirm(kit.Confirmation{
			Title: env.T("recovery.replaced_title", args), Text: env.T("recovery.replaced_text"), OK: env.T("recovery.kit"),
			Cancel: env.T("button.close"), OnOK: func() { AskKit(env) },
		})
	})
}
