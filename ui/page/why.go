package page

import (
	"resellerdesk/ui/kit"
)

// Faulty is a field, or what else says what is wrong, and why once somebody asked.
type Faulty interface {
	SetError(text string, links ...kit.Action)
	Error() string
	Explain(text string)
	Explained() bool
}

// SayWrong says what is wrong, with links that do something about it. Where a rule, a limit or
// somebody is the cause, one more link asks why, and the answer is below until it is asked again.
// about is as desk.Why asks for it.
func SayWrong(env *Env, where Faulty, text string, err error, about string, links ...kit.Action) {
	if env.Explains(about, err) {
		links = append(links, kit.Action{Text: env.T("why.link"), Do: func() {
			if where.Explained() {
				where.Explain("")
				return
			}
			env.why(err, about, func(why string) {
				if where.Error() == text { // It is still what was asked about.
					where.Explain(why)
				}
			})
		}})
	}
	where.SetError(text, links...)
}

// Explains tells whether there is something to say about why something was refused.
func (e *Env) Explains(about string, err error) bool {
	return e.Desk != nil && e.Desk.Explains(about, err)
}

// why asks beside the UI which rule refused something, and gives the answer on.
func (e *Env) why(err error, about string, tell func(text string)) {
	e.Run.Go(func() {
		text := e.T("why.unknown")
		if w, known := e.Desk.Why(e.Context(), about, err); known {
			text = w.Text(e.Words)
		}
		e.Run.UI(func() { tell(text) })
	})
}
