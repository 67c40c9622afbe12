package kit

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// page is a window with a button that has the focus, and its dialogs.
type page struct {
	window fyne.Window
	modals *Modals
	behind *Button
	keys   []fyne.KeyName // That reached the window.
	pauses []func()       // What ends a pause.
}

// later keeps what is to be done later until a test does it.
func (p *page) later(_ time.Duration, do func()) (stop func()) {
	p.pauses = append(p.pauses, do)
	return func() {}
}

// noLater never does what is to be done later.
func noLater(time.Duration, func()) (stop func()) { return func() {} }

func newPage(t *testing.T) *page {
	t.Helper()
	test.NewTempApp(t).Settings().SetTheme(NewTheme(ModeLight))
	p := &page{}
	p.behind = NewButton("Behind", ButtonSecondary, func() {})
	p.window = test.NewTempWindow(t, NewStack(0, p.behind))
	p.window.Resize(fyne.NewSize(1280, 800))
	p.window.Canvas().SetOnTypedKey(func(e *fyne.KeyEvent) { p.keys = append(p.keys, e.Name) })
	p.modals = NewModals(p.window.Canvas(), p.later)
	p.window.Canvas().Focus(p.behind)
	return p
}

// typeKey does what the window does with a key, after a while without one.
func (p *page) typeKey(name fyne.KeyName) {
	for _, end := range p.pauses {
		end()
	}
	p.pauses = nil
	p.typeKeyAtOnce(name)
}

// typeKeyAtOnce is a key right after the one before.
func (p *page) typeKeyAtOnce(name fyne.KeyName) {
	e := &fyne.KeyEvent{Name: name}
	if focused := p.window.Canvas().Focused(); focused != nil {
		focused.TypedKey(e)
		return
	}
	p.window.Canvas().OnTypedKey()(e)
}

func TestModal_EscapeWhateverHasTheFocus(t *testing.T) {
	p := newPage(t)
	text, box := NewTextField("Company"), NewCheckbox("High Availability", nil)
	tabs := NewTabs([]TabItem{{Key: "a", Title: "A"}, {Key: "b", Title: "B"}}, func(string) {})
	link, chip, ok := NewLink("Show", func() {}), NewChip("All", func() {}), NewButton(
		"Save", ButtonPrimary, func() {},
	)
	table := NewTable(
		partnerColumns(),
		Source[partner]{Row: func(int) (partner, bool) { return partner{}, false }}, Words{},
	)
	choice := NewSelectField("Language", []Option{{"de", "German"}})
	lines, number := NewMultilineField("Remark", 3), NewNumberField(
		"Extensions", readWhole, showWhole,
	)
	asked := 0
	modal := p.modals.Show(ModalOptions{
		Title: "Add", Body: NewStack(4, text, choice, lines, number, box, tabs, link, table),
		Foot: NewRow(8, ok, chip), Width: 600,
		OnCancel: func() { asked++ },
	})
	focusables := []fyne.Focusable{
		text.Focusable(), choice.Focusable(), lines.Focusable(), number.Focusable(), box, tabs,
		link, table, ok, modal.cross, nil,
	}
	for i, o := range focusables {
		p.window.Canvas().Focus(o)
		require.Equal(t, o, p.window.Canvas().Focused(), "object %d", i)
		p.typeKey(fyne.KeyEscape)
		assert.Equal(t, i+1, asked, "object %d", i)
	}
	assert.Empty(t, p.keys, "Escape does not reach the window behind")
	p.typeKey(fyne.KeyF1)
	assert.Equal(t, []fyne.KeyName{fyne.KeyF1}, p.keys, "other keys do")
	modal.Close()
	p.window.Canvas().Unfocus()
	p.typeKey(fyne.KeyEscape)
	assert.Equal(
		t, []fyne.KeyName{fyne.KeyF1, fyne.KeyEscape}, p.keys, "the window has its keys back",
	)
}

func TestModal_Focus(t *testing.T) {
	p := newPage(t)
	first, second := NewTextField("First"), NewTextField("Second")
	save := NewButton("Save", ButtonPrimary, func() {})
	modal := p.modals.Show(ModalOptions{
		Title: "Add", Body: NewStack(4, first, second), Foot: NewRow(8, save), Width: 400,
	})
	c := p.window.Canvas()
	assert.Equal(t, first.Focusable(), c.Focused(), "the first field has the focus")
	for _, want := range []fyne.Focusable{
		second.Focusable(), save, modal.cross, first.Focusable(),
	} {
		c.FocusNext()
		assert.Equal(t, want, c.Focused(), "Tab stays in the dialog")
	}
	inner := p.modals.Show(ModalOptions{
		Title: "Really?", Body: NewText("?", Body),
		Foot: NewRow(8, NewButton("Yes", ButtonPrimary, func() {})), Width: 300,
	})
	assert.Same(t, inner, p.modals.Top())
	inner.Close()
	assert.Equal(t, first.Focusable(), c.Focused())
	modal.Close()
	modal.Close() // A second time does nothing.
	assert.False(t, p.modals.Open())
	assert.Equal(t, fyne.Focusable(p.behind), c.Focused(), "what had the focus has it again")
}

func TestModal_OnKey(t *testing.T) {
	p := newPage(t)
	field := NewTextField("Company")
	var keys []fyne.KeyName
	p.modals.Show(
		ModalOptions{
			Title: "Add",
			Body:  field,
			Width: 400,
			First: field.Focusable(),
			OnKey: func(e *fyne.KeyEvent) bool {
				keys = append(keys, e.Name)
				return e.Name == fyne.KeyF5
			},
		},
	)
	p.typeKey(fyne.KeyF5)
	p.typeKey(fyne.KeyHome)
	assert.Equal(t, []fyne.KeyName{fyne.KeyF5, fyne.KeyHome}, keys)
}

func TestModal_FitsIntoTheWindow(t *testing.T) {
	p := newPage(t)
	modal := p.modals.Show(ModalOptions{
		Title: "Add", Body: NewText("body", Body), Foot: NewRow(8), Width: 1000, Height: 764,
	})
	for _, c := range []struct{ window, want fyne.Size }{
		{fyne.NewSize(1280, 800), fyne.NewSize(1000, 764)},
		{fyne.NewSize(1024, 700), fyne.NewSize(960, 676)},
		{fyne.NewSize(900, 600), fyne.NewSize(836, 576)},
		{fyne.NewSize(1600, 1000), fyne.NewSize(1000, 764)},
	} {
		modal.Resize(c.window)
		at, size := modal.ground.Position(), modal.ground.Size()
		assert.Equal(t, c.want, size, "window %v", c.window)
		assert.InDelta(t, (c.window.Width-size.Width)/2, at.X, 1)
		assert.InDelta(t, (c.window.Height-size.Height)/2, at.Y, 1)
		foot := modal.options.Foot
		assert.Equal(t, at.Y+size.Height, foot.Position().Y+foot.Size().Height, "the foot stays")
	}
}

func TestModal_ScrollsToTheFocus(t *testing.T) {
	p := newPage(t)
	fields := NewStack(8)
	for range 30 {
		fields.Add(NewTextField("Field"))
	}
	scroll := container.NewVScroll(fields)
	p.modals.Show(ModalOptions{
		Title: "Add", Body: scroll, Foot: NewRow(8), Width: 500, Height: 400, Scroll: scroll,
	})
	for i := range 30 {
		field := fields.Objects[i].(*Field)
		assert.Equal(t, field.Focusable(), p.window.Canvas().Focused())
		top := field.Position().Y - scroll.Offset.Y
		bottom := top + field.Size().Height
		assert.GreaterOrEqual(t, top, float32(0), "field %d", i)
		assert.LessOrEqual(t, bottom, scroll.Size().Height, "field %d", i)
		p.window.Canvas().FocusNext()
	}
}

func TestModal_GrowsUpToWhatItHoldsOnceForAWindow(t *testing.T) {
	p := newPage(t)
	p.window.Resize(fyne.NewSize(1920, 1080))
	fields := NewStack(8)
	for range 12 {
		fields.Add(NewTextField("Field"))
	}
	scroll := container.NewVScroll(fields)
	modal := p.modals.Show(ModalOptions{
		Title: "Add", Body: scroll, Foot: NewRow(8), Width: 500, Height: 400, Scroll: scroll,
	})
	assert.Equal(t, scroll.Size(), scroll.Content.Size(), "all of it can be seen")
	_, before := modal.frame(p.window.Canvas().Size())
	fields.Add(NewTextField("Field"))
	modal.Relayout()
	_, size := modal.frame(p.window.Canvas().Size())
	assert.Equal(t, before, size, "nothing moves under the pointer")
}

func TestModal_KeepsThePointerFromWhatIsBehind(t *testing.T) {
	p := newPage(t)
	p.modals.Show(ModalOptions{Title: "Add", Body: NewText("body", Body), Width: 300})
	var o fyne.CanvasObject = p.modals.Top()
	_, taps := o.(fyne.Tappable)
	_, taps2 := o.(fyne.SecondaryTappable)
	_, hovers := o.(desktop.Hoverable)
	assert.True(t, taps && taps2 && hovers)
	test.TapCanvas(p.window.Canvas(), fyne.NewPos(5, 5))
	assert.True(t, p.modals.Open(), "a click beside the dialog does not close it")
}

func TestConfirm(t *testing.T) {
	p := newPage(t)
	done := 0
	ask := Confirmation{
		Title: "Delete Polder Telecom?", Text: "It can be restored.", OK: "Delete",
		Cancel: "Cancel", Danger: true, OnOK: func() { done++ },
	}
	p.modals.Confirm(ask)
	p.typeKey(fyne.KeyReturn)
	assert.Zero(t, done, "Enter does not destroy")
	assert.False(t, p.modals.Open())
	p.modals.Confirm(ask)
	p.window.Canvas().FocusNext()
	p.typeKey(fyne.KeyReturn)
	assert.Equal(t, 1, done)
	assert.False(t, p.modals.Open())
	ask.Danger = false
	p.modals.Confirm(ask)
	p.typeKey(fyne.KeyReturn)
	assert.Equal(t, 2, done, "what does no harm is the default")
}

func TestModal_ASecondEnterPressesNothingBehind(t *testing.T) {
	p := newPage(t)
	behind, saved := 0, 0
	p.behind.tapped = func() { behind++ }
	open := func() {
		var modal *Modal
		field := NewTextField("Reason")
		save := NewButton("Save", ButtonPrimary, func() { saved++; modal.Close() })
		modal = p.modals.Show(ModalOptions{
			Title: "Suspend", Body: field,
			Foot: NewRow(8, NewButton("Cancel", ButtonSecondary, nil), save), Width: 400,
			Primary: save,
		})
	}
	p.window.Canvas().Unfocus()
	p.behind.SetHost(&Host{Key: p.modals.Holds})
	p.window.Canvas().Focus(p.behind)
	open()
	p.typeKeyAtOnce(fyne.KeyReturn)
	require.Equal(t, 1, saved, "Enter in a field presses the primary button")
	require.False(t, p.modals.Open())
	for range 3 {
		p.typeKeyAtOnce(fyne.KeyReturn)
	}
	require.Zero(t, behind, "a key that is kept down presses nothing")
	p.typeKey(fyne.KeyReturn)
	require.Equal(t, 1, behind, "later it does")
	open()
	p.typeKeyAtOnce(fyne.KeyReturn)
	p.typeKeyAtOnce(fyne.KeyHome)
	p.typeKeyAtOnce(fyne.KeyReturn)
	require.Equal(t, 2, behind, "another key ends it")
}

func TestModal_EnterSaysWhatIsMissing(t *testing.T) {
	p := newPage(t)
	missing, saved, sent := 0, 0, 0
	field := NewTextField("Company")
	save := NewButton("Save", ButtonSecondary, func() { saved++ })
	send := NewButton("Save and send", ButtonPrimary, func() { sent++ })
	modal := p.modals.Show(ModalOptions{
		Title: "Add", Body: field, Foot: NewRow(8, save, send), Width: 400, Primary: send,
		Save: save, Send: send, Missing: func() { missing++ },
	})
	send.Disable("Company is missing")
	save.Disable("Company is missing")
	p.typeKey(fyne.KeyReturn)
	modal.Submit()
	modal.SubmitAndSend()
	require.Equal(t, []int{3, 0, 0}, []int{missing, saved, sent})
	send.Enable()
	save.Enable()
	p.typeKey(fyne.KeyReturn)
	modal.Submit()
	modal.SubmitAndSend()
	require.Equal(t, []int{3, 1, 2}, []int{missing, saved, sent})
}

func TestModal_AsksBeforeTypingIsLost(t *testing.T) {
	p := newPage(t)
	asked := 0
	p.modals.AskDiscard = func(discard func()) { asked++; discard() }
	field := NewTextField("Reason")
	open := func(seeking bool) {
		field.SetText("unpaid")
		p.modals.Show(ModalOptions{
			Title: "Suspend", Body: NewStack(8, field), Foot: NewRow(8), Width: 400,
			Seeking: seeking,
		})
	}
	open(false)
	p.typeKey(fyne.KeyEscape)
	require.Zero(t, asked, "nothing was typed")
	open(false)
	field.Focusable().TypedRune('!')
	p.typeKey(fyne.KeyEscape)
	require.Equal(t, 1, asked)
	require.False(t, p.modals.Open())
	open(true)
	field.Focusable().TypedRune('!')
	p.typeKey(fyne.KeyEscape)
	require.Equal(t, 1, asked, "what only seeks may go")
	require.False(t, p.modals.Open())
}

func TestModal_Picture(t *testing.T) {
	p := newPage(t)
	fields := NewStack(12, NewText("User Information", Heading))
	for _, label := range []string{
		"Company", "Email", "First name", "Last name", "Phone", "Street", "Town", "Country",
		"Remark",
	} {
		fields.Add(NewTextField(label).SetRequired())
	}
	scroll := container.NewVScroll(NewPadded(16, 20, 16, 20, fields))
	save := NewButton("Save and send activation email", ButtonPrimary, func() {})
	p.modals.Show(ModalOptions{
		Title: "Add reseller", Body: scroll, Width: 760, Height: 520, Scroll: scroll,
		Foot: NewRow(
			8, NewText("Takes 120 extensions from the pool", Caption), nil,
			NewButton("Cancel", ButtonSecondary, func() {}), save,
		),
	})
	shoot(t, p.window, "modal-light")
	p.modals.Confirm(Confirmation{
		Title: "Delete Polder Telecom?",
		Text:  strings.Repeat("40 extensions are held for 30 days. ", 4), OK: "Delete",
		Cancel: "Cancel", Danger: true,
	})
	fyne.CurrentApp().Settings().SetTheme(NewTheme(ModeDark))
	shoot(t, p.window, "confirm-dark")
}

// TestADialogIsAsHighAsItsListNeeds shows lists of few and many rows in windows of several heights.
func TestADialogIsAsHighAsItsListNeeds(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(NewTheme(ModeLight))
	for _, c := range []struct {
		rows           int
		window, height float32
	}{
		{3, 1000, 400},
		{20, 1000, 20*tableRow + tableHeader + 1 + headHeight + 1},
		{20, 500, 500 - 2*12},
		{500, 1000, 1000 - 2*12},
	} {
		w := test.NewTempWindow(t, NewText("", Body))
		w.SetPadded(false)
		w.Resize(fyne.NewSize(1600, c.window))
		list := partners(c.rows)
		table := NewTable(
			partnerColumns(),
			Source[partner]{Row: func(i int) (partner, bool) { return list[i], true }}, Words{},
		)
		modal := NewModals(
			w.Canvas(), noLater,
		).Show(ModalOptions{Title: "History", Width: 1500, Height: 400, Body: table, List: table})
		table.SetCount(c.rows)
		modal.Grow()
		require.Equal(t, c.height, modal.ground.Size().Height, "%d rows in %v", c.rows, c.window)
	}
}

// TestModals_AToastHidesNeitherFieldsNorButtons asks where one has its place beside dialogs of all
// heights, in small and large windows: what is between head and foot, the foot and the cross are
// free.
func TestModals_AToastHidesNeitherFieldsNorButtons(t *testing.T) {
	p := newPage(t)
	toasts := NewToasts(noLater)
	for _, window := range []fyne.Size{
		{Width: 640, Height: 400}, {Width: 1024, Height: 600}, {Width: 1280, Height: 800},
	} {
		p.window.Resize(window)
		for height := float32(0); height < 900; height += 20 {
			field := NewTextField("Company")
			modal := p.modals.Show(ModalOptions{
				Title: "Thresholds", Body: field, Width: 560, Height: height, Foot: NewRow(8),
			})
			at, size := modal.frame(window)
			head := modal.head(size.Width)
			body := box{at.AddXY(0, head), fyne.NewSize(size.Width, size.Height-head)}
			cross := box{modal.cross.Position(), modal.cross.Size()}
			for _, text := range []string{"Saved.", strings.Repeat("Nothing was changed. ", 5)} {
				toasts.Clear()
				toasts.Say(text, "Undo", func() {})
				pos, own := p.modals.Beside(window, toasts)
				toast := box{pos, own}
				require.False(t, toast.meets(body), "%v %v %v", window, height, toast)
				require.False(t, toast.meets(cross), "%v %v %v", window, height, toast)
				require.Equal(t, toast, toast.within(box{size: window}), "%v %v", window, height)
				require.GreaterOrEqual(
					t, own.Height, toasts.heightFor(own.Width), "it has all its text",
				)
			}
			modal.Close()
		}
	}
}

// TestToasts_HideNoFieldOfAPage asks where one has its place over pages with fields at the bottom.
func TestToasts_HideNoFieldOfAPage(t *testing.T) {
	p := newPage(t)
	toasts := NewToasts(noLater)
	toasts.Say("Saved.", "", nil)
	window := fyne.NewSize(1280, 800)
	p.window.Resize(window)
	usual, _ := toasts.Over(container.NewStack(), window, 42)
	require.Equal(t, fyne.NewPos(440, 800-42-toastHeight), usual)
	field := NewTextField("Sender")
	form := container.NewScroll(NewStack(0, NewSized(0, 900, NewText("", Body)), field))
	form.Resize(window)
	placed, _ := toasts.Over(form, window, 42)
	require.Equal(t, usual, placed, "the field is out of sight")
	form.ScrollToBottom()
	at, _ := toasts.Over(form, window, 42)
	require.LessOrEqual(t, at.Y+toastHeight, window.Height-field.Size().Height)
	narrow := container.NewBorder(
		nil, NewRow(0, NewSized(700, 0, NewTextField("Sender"))), nil, nil,
	)
	narrow.Resize(window)
	placed, _ = toasts.Over(narrow, window, 42)
	require.Equal(t, fyne.NewPos(1280-toastWidth-16, usual.Y), placed)
}
