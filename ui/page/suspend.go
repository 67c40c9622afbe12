package page

import (
	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/desk"
	"resellerdesk/ui/kit"
)

// Suspension is what a person is asked before accounts are suspended.
type Suspension struct {
	Title   string
	Text    string // What it means; "" for nothing.
	HasEnd  bool   // It may end by itself after a day.
	Suspend func(reason string, until core.Day)
}

// suspendView is the dialog that asks for why accounts are suspended, and until when.
type suspendView struct {
	env    *Env
	asked  Suspension
	reason *kit.Field
	until  *kit.Field // nil where it has no end.
	modal  *kit.Modal
}

// AskSuspend asks for the reason of a suspension, and for its last day where it can have one. topic
// is the page of the help.
func AskSuspend(env *Env, topic string, asked Suspension) {
	v := &suspendView{env: env, asked: asked}
	v.reason = Limit(
		desk.FieldReason, kit.NewMultilineField(env.T("field.reason"), 2),
	).SetRequired()
	v.reason.OnChanged = func(string) { v.hush(desk.FieldReason) }
	body := kit.NewStack(10)
	if asked.Text != "" {
		body.Add(kit.NewParagraph(asked.Text, kit.Secondary))
	}
	body.Add(v.reason)
	if asked.HasEnd {
		v.until = NewDateField(env, env.T("field.until")).SetPlaceholder(env.T("suspend.no_end"))
		v.until.OnChanged = func(string) { v.hush(desk.FieldUntil) }
		v.until.OnLeft = func() {
			_, problems := v.read()
			v.say(problems, desk.FieldUntil)
		}
		body.Add(v.until)
	}
	cancel := kit.NewButton(
		env.T("button.cancel"), kit.ButtonSecondary, func() { v.modal.Cancel() },
	)
	ok := kit.NewButton(env.T("command.suspend"), kit.ButtonPrimary, v.submit)
	v.modal = env.Modals.Show(kit.ModalOptions{
		Topic: topic, Title: asked.Title, Width: 560, First: v.reason.Focusable(), Primary: ok,
		Foot: kit.NewRow(8, nil, cancel, ok), Body: body,
	})
}

// read reads the last day, if there is one, and says what is wrong with the fields.
func (v *suspendView) read() (until core.Day, problems core.Problems) {
	account.CheckText(&problems, desk.FieldReason, v.reason.Text(), true, desk.MaxReason, true)
	if v.until == nil {
		return core.NoDay, problems
	}
	until, err := ParseDay(v.env, v.until.Text())
	switch {
	case err != nil:
		problems.AddError(desk.FieldUntil, err)
	case until != core.NoDay && until < core.DayOf(v.env.Now()):
		problems.Add(desk.FieldUntil, "field.past", nil)
	}
	return until, problems
}

func (v *suspendView) field(name string) *kit.Field {
	if name == desk.FieldUntil {
		return v.until
	}
	return v.reason
}

// say says beside a field what is wrong with it, if anything is.
func (v *suspendView) say(problems core.Problems, name string) {
	if wrong := problems.Of(name); wrong != nil {
		v.field(name).SetError(v.env.Words.Sentence(wrong))
	}
}

// hush takes a mistake away that is not there any more.
func (v *suspendView) hush(name string) {
	if _, problems := v.read(); problems.Of(name) == nil {
		v.field(name).SetError("")
	}
}

func (v *suspendView) submit() {
	until, problems := v.read()
	if len(problems) == 0 {
		v.modal.Close()
		v.asked.Suspend(v.reason.Text(), until)
		return
	}
	v.say(problems, desk.FieldReason)
	v.say(problems, desk.FieldUntil)
	v.env.Canvas.Focus(v.field(problems[0].Field).Focusable())
}
