package welcome

import (
	"context"

	"resellerdesk/core"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/recovery"
)

// Arrive asks for the file that carries a workspace from another computer to this one. path is the
// file, when it is known; back leaves the screen.
func (s *Screens) Arrive(path string, back func()) {
	env := s.Env
	s.Again(func() { s.Arrive(path, back) })
	input := recovery.NewMoveInput(env, path)
	var step *step
	step = newStep(env, "arrive.ok", func() core.Problems { return nil }, func() {
		path, code, missing := input.Move()
		if missing != "" {
			step.failed(&core.Error{Code: core.Invalid, Key: missing})
			input.GoToMissing()
			return
		}
		step.busy = true
		step.refresh()
		env.Run.Go(func() {
			err := env.Backups.Arrive(context.Background(), path, code)
			env.Run.UI(func() {
				step.busy = false
				if err != nil && env.Backups.IsOpen() {
					step.failed(err)
					return
				}
				s.Arrived(err)
			})
		})
	})
	input.OnEnter(step.submit)
	leave := s.leave(back)
	title := env.T("arrive.title")
	step.screen = card(620, kit.NewText(title, kit.Title), kit.NewParagraph(env.T("arrive.text"), kit.Body),
		step.failure, input.Object, step.foot,
		kit.NewRow(8, nil, kit.NewButton(env.T("button.back"), kit.ButtonSecondary, leave), step.next))
	step.refresh()
	s.showForm("recovery", step.screen, title, input.First(), step.submit, leave)
}
