package welcome

import (
	"context"

	"resellerdesk/ui/kit"
	"resellerdesk/ui/recovery"
)

// Arrive asks for the file that carries a workspace from another computer to this one. path is the
// file, when it is known; back leaves the screen.
func (s *Screens) Arrive(path string, back func()) {
	env := s.Env
	s.Again(func() { s.Arrive(path, back) })
	input := recovery.NewMoveInput(env, path)
	var code string
	missing := func() (what string) {
		path, code, what = input.Move()
		return what
	}
	do := func() (done func(), err error) {
		err = env.Backups.Arrive(context.Background(), path, code)
		if err != nil && env.Backups.IsOpen() {
			return nil, err
		}
		return func() { s.Arrived(err) }, nil
	}
	step := newFileStep(env, "arrive.ok", missing, input.GoToMissing, do)
	input.OnEnter(step.submit)
	leave := s.leave(back)
	title := env.T("arrive.title")
	step.screen = card(
		620,
		kit.NewText(title, kit.Title),
		kit.NewParagraph(env.T("arrive.text"), kit.Body),
		step.failure,
		input.Object,
		step.foot,
		step.buttons(leave),
	)
	step.refresh()
	s.showForm("recovery", step.screen, title, input.First(), step.submit, leave)
}
