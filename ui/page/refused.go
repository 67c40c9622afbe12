package page

import (
	"errors"

	"resellerdesk/core"
	"resellerdesk/core/desk"
	"resellerdesk/ui/kit"
)

// Refused says why nothing was done, one by one when there are several; key is the sentence that counts them.
func Refused(env *Env, err error, key string) {
	var refusals desk.Refusals
	if !errors.As(err, &refusals) {
		env.Fail(err)
		return
	}
	const shown = 8
	lines := kit.NewStack(6, kit.NewParagraph(env.T(key, core.Args{"Count": len(refusals)}), kit.Body))
	for i, r := range refusals {
		if i == shown {
			lines.Add(kit.NewText(env.T("refusals.more", core.Args{"Count": len(refusals) - shown}), kit.Caption))
			break
		}
		lines.Add(kit.NewParagraph("• "+refusalText(env, r), kit.Secondary))
	}
	var modal *kit.Modal
	ok := kit.NewButton(env.T("button.close"), kit.ButtonPrimary, func() { modal.Close() })
	modal = env.Modals.Show(kit.ModalOptions{
		Title: env.T("fail.title"), Body: lines, Foot: kit.NewRow(8, nil, ok), Width: 520, First: ok,
	})
}

// refusalText says why an action is not possible on one of several. Problems of fields do not name it themselves.
func refusalText(env *Env, r desk.Refusal) string {
	var problems core.Problems
	if errors.As(r.Err, &problems) {
		return r.Company + ": " + env.Words.Error(r.Err)
	}
	return env.Words.Error(r.Err)
}
