package page

import (
	"errors"

	"resellerdesk/core"
	"resellerdesk/core/desk"
	"resellerdesk/ui/kit"
)

// Refused says why nothing was done, one by one when there are several; key is the sentence that
// counts them.
func Refused(env *Env, err error, key string) {
	var refusals desk.Refusals
	if !errors.As(err, &refusals) {
		env.Fail(err)
		return
	}
	const shown = 8
	var modal *kit.Modal
	lines := kit.NewStack(
		6, kit.NewParagraph(env.T(key, core.Args{"Count": len(refusals)}), kit.Body),
	)
	ok := kit.NewButton(env.T("button.close"), kit.ButtonPrimary, func() { modal.Close() })
	answered := func() {
		modal.Relayout()
		env.Canvas.Focus(ok) // The link is gone.
	}
	for i, r := range refusals {
		if i == shown {
			lines.Add(kit.NewText(
				env.T("refusals.more", core.Args{"Count": len(refusals) - shown}), kit.Caption,
			))
			break
		}
		lines.Add(refusalLine(env, r, answered))
	}
	modal = env.Modals.Show(kit.ModalOptions{
		Title: env.T("fail.title"), Body: lines, Foot: kit.NewRow(8, nil, ok), Width: 520,
		First: ok,
	})
}

// refusalLine says why an action is not possible on one of several. Why that is so, it says when it
// is asked; answered is called then.
func refusalLine(env *Env, r desk.Refusal, answered func()) *kit.Paragraph {
	text := "• " + refusalText(env, r)
	line := kit.NewParagraph(text, kit.Secondary)
	if env.Explains("", r.Err) {
		line.SetText(text, kit.Action{Text: env.T("why.link"), Do: func() {
			env.why(r.Err, "", func(why string) {
				line.SetText(text + "\n" + why)
				answered()
			})
		}})
	}
	return line
}

// refusalText says why an action is not possible on one of several. Problems of fields do not name
// it themselves.
func refusalText(env *Env, r desk.Refusal) string {
	var problems core.Problems
	if errors.As(r.Err, &problems) {
		return r.Company + ": " + env.Words.Error(r.Err)
	}
	return env.Words.Error(r.Err)
}
