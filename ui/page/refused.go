package page

import (
	"context"
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

// Checked asks a question about an action on several only when it can be done; else it says at once
// why not. try is what the answer would do; key is the sentence that counts the refusals.
func Checked(
	env *Env, count int, key string, try func(ctx context.Context, trial *desk.Desk) error,
	ask func(),
) {
	check := func(ctx context.Context) error {
		return env.Desk.Check(func(trial *desk.Desk) error { return try(ctx, trial) })
	}
	Act(env, count, check, func(err error) {
		if err != nil {
			Refused(env, err, key)
			return
		}
		ask()
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
