package alarm

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"resellerdesk/core"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

// settings reads the thresholds beside the UI and shows them.
func (p *Page) settings() {
	env := p.env
	page.Read(env, env.Desk.AlarmSettings, func(s desk.AlarmSettings) {
		newSettings(env, s).show()
	})
}

// settingsForm are the thresholds of each resource, and who is informed of alarms.
type settingsForm struct {
	env    *page.Env
	fields map[string]*kit.Field
	remind map[string]*kit.Checkbox
	typed  bool
	modal  *kit.Modal
	save   *kit.Button
}

func newSettings(env *page.Env, s desk.AlarmSettings) *settingsForm {
	f := &settingsForm{
		env: env, fields: map[string]*kit.Field{}, remind: map[string]*kit.Checkbox{},
	}
	for _, r := range capacity.Resources() {
		f.add(string(r), percentages(s.Thresholds[r]))
	}
	f.add(desk.FieldMailTo, s.MailTo)
	f.fields[desk.FieldMailTo].SetRoom(2).SetHint(env.T("alarm.mail_hint"))
	f.addSwitch(desk.FieldRemindCustomers, s.RemindCustomers)
	f.addSwitch(desk.FieldRemindResellers, s.RemindResellers)
	return f
}

func (f *settingsForm) add(name, text string) {
	field := kit.NewTextField(f.env.T("field." + name)).SetRoom(2)
	field.SetText(text)
	field.OnChanged = func(string) {
		f.typed = true
		f.check()
	}
	f.fields[name] = field
}

func (f *settingsForm) addSwitch(name string, on bool) {
	box := kit.NewCheckbox(f.env.T("field."+name), func(bool) { f.typed = true })
	box.SetOn(on)
	f.typed = false
	f.remind[name] = box
}

func percentages(list []int64) string {
	texts := make([]string, len(list))
	for i, n := range list {
		texts[i] = strconv.FormatInt(n, 10)
	}
	return strings.Join(texts, ", ")
}

// read is what was typed. A percentage that is no number is read as one out of range, so that it is
// refused at its field.
func (f *settingsForm) read() desk.AlarmSettings {
	s := desk.AlarmSettings{
		Thresholds: map[capacity.Resource][]int64{}, MailTo: f.fields[desk.FieldMailTo].Text(),
		RemindCustomers: f.remind[desk.FieldRemindCustomers].IsOn(),
		RemindResellers: f.remind[desk.FieldRemindResellers].IsOn(),
	}
	for _, r := range capacity.Resources() {
		list := []int64{}
		for _, part := range strings.FieldsFunc(
			f.fields[string(r)].Text(),
			func(c rune) bool { return strings.ContainsRune(" ,;%", c) },
		) {
			n, err := f.env.Words.ParseNumber(part)
			if err != nil {
				n = -1
			}
			list = append(list, n)
		}
		s.Thresholds[r] = list
	}
	return s
}

func (f *settingsForm) check() {
	problems := f.read().Validate()
	f.refuse(problems)
	if len(problems) > 0 {
		f.save.Disable(page.Summary(f.env, problems))
	} else {
		f.save.Enable()
	}
}

// refuse says what is wrong beside each field.
func (f *settingsForm) refuse(problems core.Problems) {
	for name, field := range f.fields {
		if p := problems.Of(name); p != nil {
			field.SetError(f.env.Words.Sentence(p))
		} else {
			field.SetError("")
		}
	}
}

func (f *settingsForm) show() {
	env := f.env
	columns := kit.NewColumns(16, kit.FieldGap, 220, 2)
	for _, r := range capacity.Resources() {
		columns.Add(f.fields[string(r)])
	}
	cancel := kit.NewButton(
		env.T("button.cancel"), kit.ButtonSecondary, func() { f.modal.Cancel() },
	)
	f.save = kit.NewButton(env.T("button.save"), kit.ButtonPrimary, f.submit)
	f.modal = env.Modals.Show(kit.ModalOptions{
		Topic: "alarm",
		Title: env.T("alarm.settings_title"), Width: 600,
		First: f.fields[string(capacity.Extensions)].Focusable(),
		Foot:  kit.NewRow(8, nil, cancel, f.save), OnCancel: f.cancel, Primary: f.save,
		Missing: f.goToMissing,
		Body: kit.NewStack(
			12,
			kit.NewParagraph(env.T("alarm.settings_text"), kit.Secondary),
			columns,
			f.fields[desk.FieldMailTo],
			kit.NewStack(6, f.switches()...),
		),
	})
}

// goToMissing goes to the first field that is not right.
func (f *settingsForm) goToMissing() {
	problems := f.read().Validate()
	f.refuse(problems)
	if field := f.fields[problems[0].Field]; field != nil {
		f.env.Canvas.Focus(field.Focusable())
	}
}

// switches are the reminders that can be sent: a reseller has no resellers.
func (f *settingsForm) switches() []fyne.CanvasObject {
	list := []fyne.CanvasObject{f.remind[desk.FieldRemindCustomers]}
	if f.env.Desk.IsDistributor() {
		list = append(list, f.remind[desk.FieldRemindResellers])
	}
	return list
}

// cancel closes, after a question when something was typed.
func (f *settingsForm) cancel() {
	if f.typed {
		f.env.AskDiscard(f.modal.Close)
		return
	}
	f.modal.Close()
}

func (f *settingsForm) submit() {
	s := f.read()
	if len(s.Validate()) > 0 {
		f.check()
		return
	}
	page.TryOr(f.env, func(ctx context.Context) error {
		return f.env.Desk.SetAlarmSettings(ctx, s)
	}, func(err error) {
		var problems core.Problems
		if errors.As(err, &problems) {
			f.refuse(problems)
			return
		}
		f.env.Fail(err)
	}, f.modal.Close)
}
