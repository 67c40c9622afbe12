package page

import (
	"context"
	"errors"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"resellerdesk/core"
	"resellerdesk/core/desk"
	"resellerdesk/core/wording"
	"resellerdesk/ui/kit"
)

// FormOptions are what a form says of itself. Only the functions that Save and Reload return run
// beside the UI.
type FormOptions struct {
	Problems func() core.Problems // What is wrong now.
	// A mistake is said while it is typed, since it would be typed on in vain; nil for none.
	AtOnce func(p *core.Error) bool
	// Whose package a mistake is about, as desk.Why asks; nil for that of the workspace.
	About func(p *core.Error) string
	// Mend are links beside a mistake that do something about it; nil for none.
	Mend func(field *kit.Field, p *core.Error) []kit.Action
	// Means is the sentence at the foot while nothing is wrong: what saving does; nil for none.
	Means func() (text string, wrong bool)
	// Shows what else follows from what was typed; nil for nothing.
	Refresh func(problems core.Problems)
	First   func() fyne.Focusable // What has the focus at first.
	// The key of what is said of a restored draft whose record somebody else changed.
	Outdated string

	// Takes what is typed, and returns what saves it beside the UI.
	Save  func() func(ctx context.Context) error
	Saved func() // The form is closed then.
	// Takes note of what only the workspace could know; nil for nothing.
	Refused func(problems core.Problems)
	// nil where nobody else can change what the form is about.
	Reload func() Reload
	// Puts what is to be saved into the fields, after Reload and when what was typed is forgotten.
	Fill   func()
	Closed func()        // nil for nothing.
	Saves  []*kit.Button // The buttons that save, where it is not just one.
	Send   *kit.Button   // The one of them that sends as well; nil for none.
}

// Record is what a form is about; it embeds a Draft, so that no form forgets to keep what is typed.
type Record interface {
	// Typed tells whether anything was changed.
	Typed() bool
	// Reset forgets what was typed.
	Reset()
	// Kept returns the stored form of what is typed, nil while nothing is.
	Kept() ([]byte, error)
	keeping() (drafts *DraftStore, restored, outdated bool)
}

// Form is the frame of a form in a dialog: fields whose mistakes are said once they were left, a
// banner at an edge and a sentence below them; it keeps what is typed, saves it, and asks before it
// is lost.
type Form struct {
	Fields map[string]*kit.Field
	Beside *kit.Mistake      // What is wrong besides the fields.
	Frame  fyne.CanvasObject // The fields with the banner.
	Scroll *container.Scroll // The fields alone.
	// Of the save; made before the first try, so that trying again is harmless.
	Operation string

	env     *Env
	record  Record
	drafts  *DraftStore // nil for nowhere.
	options FormOptions
	banner  *kit.Banner
	frame   *formFrame
	left    map[string]bool // Fields that were left, whose mistakes are said.
	numbers map[string]bool // Fields for amounts.
	sets    map[string]func(text string)
	foot    *kit.Paragraph
	modal   *kit.Modal
	saving  bool
	looking Latest[func(over bool) (wording.Meanwhile, error)]
	stop    func() // Ends following what others change; nil before the form is shown.
}

// NewForm returns the frame of a form of a record that is not shown yet.
func NewForm(env *Env, record Record, o FormOptions) *Form {
	f := &Form{
		Fields: map[string]*kit.Field{}, Beside: kit.NewMistake(1), banner: kit.NewBanner(),
		Operation: desk.NewID(), env: env, record: record, options: o, left: map[string]bool{},
		numbers: map[string]bool{}, sets: map[string]func(string){}, foot: kit.NewFootWords(),
	}
	f.drafts, _, _ = record.keeping()
	if o.Saves == nil {
		f.options.Saves = []*kit.Button{kit.NewButton(
			env.T("button.save"), kit.ButtonPrimary, f.Submit,
		).SetTip(env.CtrlText("S"))}
	}
	return f
}

// Add makes a field part of the form; set takes what is typed.
func (f *Form) Add(name string, field *kit.Field, set func(text string)) *kit.Field {
	f.Fields[name], f.sets[name] = Limit(name, field), set
	field.OnChanged = func(text string) {
		set(text)
		f.Changed()
	}
	field.OnLeft = func() {
		f.left[name] = true
		f.Refresh()
	}
	return field
}

// AddNumber adds a field for an amount, named after its field in the translations.
func (f *Form) AddNumber(name string, set func(digits string)) *kit.Field {
	f.numbers[name] = true
	field := NewNumberField(f.env, f.env.T("field."+name))
	return f.Add(name, field, func(text string) {
		if field.Unread() != nil {
			text = ""
		}
		set(text)
	})
}

// Body puts the parts of the form into what scrolls.
func (f *Form) Body(gap float32, parts ...fyne.CanvasObject) {
	f.frame = newFormFrame(f.banner, kit.NewPadded(14, 20, 20, 20, kit.NewStack(gap, parts...)))
	f.Scroll, f.Frame = f.frame.fields, f.frame.object()
}

// Show opens the dialog. Foot, scroll, first field and cancelling are the frame's; the body is what
// scrolls, if it is not said.
func (f *Form) Show(o kit.ModalOptions) {
	unread := f.restoreUnread()
	f.Refresh()
	cancel := kit.NewButton(f.env.T("button.cancel"), kit.ButtonSecondary, f.cancel)
	buttons := []fyne.CanvasObject{cancel}
	for _, b := range f.options.Saves {
		buttons = append(buttons, b)
	}
	o.Foot, o.Scroll, o.OnCancel, o.First = kit.NewFoot(
		f.foot, buttons...,
	), f.Scroll, f.cancel, f.options.First()
	o.Send, o.Missing = f.options.Send, func() { f.Ready() }
	for _, b := range f.options.Saves {
		if b.Kind() == kit.ButtonPrimary {
			o.Primary = b
		}
		if b != o.Send {
			o.Save = b
		}
	}
	if o.Body == nil {
		o.Body = f.Frame
	}
	f.modal = f.env.Modals.Show(o)
	if _, restored, outdated := f.record.keeping(); restored || unread {
		f.sayRestored(outdated)
	}
	f.follow()
}

// sayRestored says that what the form shows was typed before, and whether somebody else changed the
// record since.
func (f *Form) sayRestored(isOutdated bool) {
	outdated := ""
	if isOutdated {
		outdated = f.env.T(f.options.Outdated)
	}
	discard := kit.Action{Text: f.env.T("form.restored_discard"), Do: f.discard}
	f.banner.Set(kit.Info, f.env.T("form.restored"), "", outdated, discard)
	f.Frame.Refresh() // The form has just been opened: it begins below the banner.
}

// say shows the banner at an edge of the form.
func (f *Form) say(tone kit.Tone, title, text string, links ...kit.Action) {
	f.inPlace(func() { f.banner.Set(tone, title, "", text, links...) })
}

// Hush takes the banner away.
func (f *Form) Hush() { f.say(kit.Info, "", "") }

// inPlace changes the banner, and leaves all fields where they stand and the one with the focus in
// sight.
func (f *Form) inPlace(change func()) {
	from, to := float32(0), float32(0)
	if o, is := f.env.Canvas.Focused().(fyne.CanvasObject); is {
		driver := fyne.CurrentApp().Driver()
		from = driver.AbsolutePositionForObject(o).Y - driver.AbsolutePositionForObject(f.Frame).Y
		to = from + o.Size().Height
	}
	f.frame.place(f.Frame.Size(), from, to, change)
	f.Frame.Refresh()
}

// Attach makes what is added to the form later work in its dialog.
func (f *Form) Attach(o fyne.CanvasObject) {
	if f.modal != nil {
		f.modal.Attach(o)
	}
}

// Shown tells whether the dialog was opened.
func (f *Form) Shown() bool { return f.modal != nil }

// Changed shows what a change means, and keeps what was typed.
func (f *Form) Changed() {
	f.Refresh()
	f.drafts.Typed(f.stored)
}

// Says tells whether a mistake is said already: when its field was left, or at once when it would
// be typed on in vain, or is beside the fields.
func (f *Form) Says(p *core.Error) bool {
	return f.left[p.Field] || f.isBeside(p) || f.options.AtOnce != nil && f.options.AtOnce(p)
}

// isBeside tells whether a mistake is about what is no field, or one that is not shown.
func (f *Form) isBeside(p *core.Error) bool {
	field := f.Fields[p.Field]
	return field == nil || !field.Visible()
}

// problems is what is wrong now, also with texts that cannot be read, in the order of the fields.
func (f *Form) problems() core.Problems {
	problems := Unread(f.Fields, f.options.Problems())
	if f.Scroll == nil {
		return problems
	}
	return InOrder(f.Scroll, f.Fields, problems)
}

// Refresh shows what is wrong, what follows from what was typed, and what saving waits for.
func (f *Form) Refresh() {
	problems := f.problems()
	if f.options.Refresh != nil {
		f.options.Refresh(problems)
	}
	for name, field := range f.Fields {
		f.sayWrong(field, problems.Of(name))
	}
	f.sayBeside(problems)
	f.refreshFoot(problems)
}

// sayBeside says what is wrong besides the fields.
func (f *Form) sayBeside(problems core.Problems) {
	var beside core.Problems
	for _, p := range problems {
		if f.isBeside(p) {
			beside = append(beside, p)
		}
	}
	if len(beside) == 0 {
		f.Beside.SetError("")
		return
	}
	SayWrong(f.env, f.Beside, f.env.Words.Error(beside), beside, f.about(beside[0]))
}

func (f *Form) about(p *core.Error) string {
	if f.options.About == nil {
		return ""
	}
	return f.options.About(p)
}

// sayWrong says beside a field what is wrong with it, with links that fix it, and one that asks why
// where a rule is the cause.
func (f *Form) sayWrong(field *kit.Field, p *core.Error) {
	if p == nil || !f.Says(p) {
		field.SetError("")
		return
	}
	var links []kit.Action
	if f.options.Mend != nil {
		links = f.options.Mend(field, p)
	}
	SayWrong(f.env, field, f.env.Words.Sentence(p), p, f.about(p), links...)
}

func (f *Form) refreshFoot(problems core.Problems) {
	text, wrong := f.summary(problems)
	if f.saving {
		text, wrong = f.env.T("form.saving"), false
	}
	f.foot.SetText(text)
	f.foot.SetStyle(kit.Caption)
	if wrong {
		f.foot.SetStyle(kit.CaptionDanger)
	}
	for _, b := range f.options.Saves {
		if f.saving || len(problems) > 0 {
			b.Disable(text)
		} else {
			b.Enable()
		}
	}
}

// summary is the sentence at the foot: what must be fixed, what is missing, or what saving means.
func (f *Form) summary(problems core.Problems) (text string, wrong bool) {
	names := FieldNames(f.env, problems)
	switch {
	case slices.ContainsFunc(problems, f.Says):
		return f.env.T(
			"form.mend", core.Args{"Count": strings.Count(names, ",") + 1, "Fields": names},
		), true
	case len(problems) > 0:
		return f.env.T("form.missing", core.Args{"Fields": names}), false
	case f.options.Means != nil:
		return f.options.Means()
	}
	return "", false
}

// Submit saves, or says what keeps the form from that.
func (f *Form) Submit() {
	if f.Ready() {
		f.Store()
	}
}

// Ready tells whether the form can be saved, and else says all that is wrong and goes to the first
// of it.
func (f *Form) Ready() bool {
	problems := f.problems()
	if f.saving || len(problems) == 0 {
		return !f.saving
	}
	for name := range f.Fields {
		f.left[name] = true
	}
	f.Refresh()
	if field := f.Fields[problems[0].Field]; field != nil && field.Visible() &&
		field.Focusable() != nil {
		f.env.Canvas.Focus(field.Focusable())
	}
	return false
}

// Store saves what Ready found to be right.
func (f *Form) Store() {
	f.drafts.Stop()
	f.saving = true
	f.Refresh()
	save := f.options.Save()
	f.env.Run.Go(func() {
		err := save(context.Background())
		if err == nil {
			f.drafts.Drop()
		}
		f.env.Run.UI(func() { f.done(err) })
	})
}

func (f *Form) done(err error) {
	f.saving = false
	if err == nil {
		f.Close()
		f.options.Saved()
		return
	}
	var problems core.Problems
	if errors.As(err, &problems) {
		for _, p := range problems {
			f.left[p.Field] = true
		}
		if f.options.Refused != nil {
			f.options.Refused(problems)
		}
	}
	f.Refresh()
	switch {
	case f.options.Reload != nil && core.IsStale(err):
		f.reload(false, func(m wording.Meanwhile) { f.sayChanged(err, m) })
	case f.options.Reload != nil && problems != nil:
		f.reload(false, func(wording.Meanwhile) {
			f.Refresh()
			if len(f.problems()) == 0 { // Whatever it was, the form itself does not see it.
				f.notSaved(err)
			}
		})
	default:
		f.notSaved(err)
	}
}

func (f *Form) cancel() { f.Leave(func() {}) }

// Leave closes the form and goes on, after a question when something was typed.
func (f *Form) Leave(then func()) {
	drop := func() {
		f.Close()
		f.env.Run.Go(f.drafts.Drop)
		then()
	}
	switch {
	case f.saving:
	case f.record.Typed() || len(f.unread()) > 0:
		f.env.AskDiscard(drop)
	default:
		drop()
	}
}

// Close closes the form; what was kept of it stays.
func (f *Form) Close() {
	f.drafts.Stop()
	f.stop()
	if f.options.Closed != nil {
		f.options.Closed()
	}
	f.modal.Close()
}

// discard forgets what was restored.
func (f *Form) discard() {
	f.Hush()
	f.ForgetUnread()
	f.record.Reset()
	f.options.Fill()
	f.Changed()
	f.env.Canvas.Focus(f.options.First())
}
