package kit

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Field is a labelled control of a form with a hint or an error below it. Their room is always
// kept, so that nothing moves under the pointer when one of them comes or goes. It never judges
// what is typed: the form says what is wrong with SetError.
type Field struct {
	widget.BaseWidget
	// OnChanged is called with the text after each change by a person.
	OnChanged func(text string)
	// OnLeft is called when the focus leaves the field.
	OnLeft func()

	label    *canvas.Text
	star     *canvas.Text
	control  fyne.CanvasObject
	focus    fyne.Focusable
	ring     *canvas.Rectangle
	hint     *Paragraph
	strip    fyne.CanvasObject
	failure  *Mistake
	given    string  // What it showed before a person changed it.
	height   float32 // Of the control.
	tall     float32 // All that is shown, when it was drawn last.
	focused  bool
	required bool
	text     func() string
	opener   fyne.CanvasObject // The icon that opens what chooses the text; nil for none.
	// Why what was typed means nothing; nil for a field that takes any text.
	unread  func() error
	known   func() bool // Text can be reckoned with; nil for any text.
	largest int64       // Number that means something.
	setText func(string)
	disable func(bool)
}

const (
	labelHeight = 16
	labelGap    = 4
	belowGap    = 4
	noteGap     = 2 // Above hint and error.
)

// FieldGap is between one field and the next below it: the room for an error parts them already.
const FieldGap = 2

func newField(label string, control fyne.CanvasObject, focus fyne.Focusable) *Field {
	f := &Field{control: control, focus: focus, height: heightField}
	f.label = canvas.NewText(label, transparent)
	f.star = canvas.NewText("*", transparent)
	f.ring = focusRing(radiusField)
	f.hint = NewParagraph("", Caption).SetRoom(1)
	f.failure = NewMistake(1)
	f.ExtendBaseWidget(f)
	return f
}

// NewTextField returns a field for one line of text.
func NewTextField(label string) *Field { return newEntryField(label, newEntry(false)) }

// NewSuffixField returns a field for one line of text that something always follows, which is shown
// inside the field.
func NewSuffixField(label string) *Field {
	e := newEntry(false)
	e.suffix = NewCutText("", Secondary, 140)
	e.ActionItem = NewPadded(0, 10, 0, 6, e.suffix)
	return newEntryField(label, e)
}

// NewPasswordField returns a field whose text is hidden until its eye is pressed.
func NewPasswordField(label string) *Field {
	e := newEntry(false)
	e.Password = true
	return newEntryField(label, e)
}

// NewMultilineField returns a field for a text of several lines, rows lines high.
func NewMultilineField(label string, rows int) *Field {
	e := newEntry(true)
	f := newEntryField(label, e)
	f.height = float32(rows)*18 + 14
	return f
}

func newEntryField(label string, e *entry) *Field {
	f := newField(label, e, e)
	e.onFocus, e.whole = f.focusChanged, f
	e.OnChanged = func(text string) {
		if f.OnChanged != nil {
			f.OnChanged(text)
		}
	}
	f.text = e.value
	f.setText = func(text string) {
		changed := e.OnChanged
		e.OnChanged = nil
		e.show(text)
		e.OnChanged = changed
	}
	f.disable = func(disabled bool) {
		if disabled {
			e.Disable()
		} else {
			e.Enable()
		}
	}
	return f
}

func (f *Field) focusChanged(focused bool) {
	f.focused = focused
	f.refresh()
	if !focused && f.OnLeft != nil {
		f.OnLeft()
	}
}

// Text returns what was typed or chosen.
func (f *Field) Text() string { return f.text() }

// Unread returns why what was typed cannot be read, nil when it can or nothing was typed.
func (f *Field) Unread() error {
	if f.unread == nil {
		return nil
	}
	return f.unread()
}

// SetText changes the text without calling OnChanged.
func (f *Field) SetText(text string) {
	f.setText(text)
	f.given = f.text()
}

// Retype shows what a person typed into another field, whose place this one takes: it still counts
// as typed.
func (f *Field) Retype(text string) { f.setText(text) }

// Typed tells whether a person typed something into a field below an object, which is not what it
// showed before.
func Typed(o fyne.CanvasObject) bool {
	switch o := o.(type) {
	case *Field:
		_, typed := o.focus.(*entry)
		return typed && o.text() != o.given
	case *fyne.Container:
		return slices.ContainsFunc(o.Objects, Typed)
	case *container.Scroll:
		return Typed(o.Content)
	}
	return false
}

// FieldsIn returns the fields below an object, in the order in which they stand there.
func FieldsIn(o fyne.CanvasObject) []*Field {
	var fields []*Field
	switch o := o.(type) {
	case *Field:
		return []*Field{o}
	case *fyne.Container:
		for _, child := range o.Objects {
			fields = append(fields, FieldsIn(child)...)
		}
	case *container.Scroll:
		return FieldsIn(o.Content)
	}
	return fields
}

// HasLines tells whether a text of several lines can be typed.
func (f *Field) HasLines() bool {
	e, is := f.focus.(*entry)
	return is && e.MultiLine
}

// Focusable returns what takes the focus.
func (f *Field) Focusable() fyne.Focusable { return f.focus }

// SetHost is called by Host.Attach.
func (f *Field) SetHost(h *Host) {
	h.Attach(f.control)
	h.Attach(f.failure)
	h.Attach(f.opener)
	if f.strip != nil {
		h.Attach(f.strip)
	}
}

// SetOnEnter sets what Enter does in a field of one line, where it is not what its dialog says.
func (f *Field) SetOnEnter(do func()) {
	if e, ok := f.focus.(*entry); ok {
		e.onEnter = do
	}
}

// Insert types a text where the cursor is.
func (f *Field) Insert(text string) {
	if e, ok := f.focus.(*entry); ok {
		for _, r := range text {
			e.TypedRune(r)
		}
	}
}

// SetOnPaste sets what receives a pasted text before it is put in. When it returns true, nothing is
// put in.
func (f *Field) SetOnPaste(do func(text string) bool) {
	if e, ok := f.focus.(*entry); ok {
		e.onPaste = do
	}
}

// SetRequired marks the field with a star.
func (f *Field) SetRequired() *Field { f.required = true; f.Refresh(); return f }

// SetPlaceholder shows words while the field is empty.
func (f *Field) SetPlaceholder(text string) *Field {
	if e, ok := f.focus.(*entry); ok {
		e.SetPlaceHolder(text)
	}
	return f
}

// SetSuffix changes what follows the text of a field made by NewSuffixField.
func (f *Field) SetSuffix(text string) {
	if e, ok := f.focus.(*entry); ok && e.suffix != nil && e.suffix.full != text {
		e.suffix.SetText(text)
		e.Refresh()
	}
}

// SetHint sets the words below the field.
func (f *Field) SetHint(text string) *Field {
	f.hint.SetText(text)
	return f
}

// SetRoom keeps so many lines for hint and error below the control. What is longer is cut, and
// shown whole by a tooltip.
func (f *Field) SetRoom(lines int) *Field {
	f.hint.SetRoom(lines)
	f.failure.words.SetRoom(lines)
	return f
}

// SetStrip puts an object below the field, above hint and error.
func (f *Field) SetStrip(strip fyne.CanvasObject) *Field {
	f.strip = strip
	if s, is := strip.(*Strip); is {
		s.emptied = f.Refresh
		s.ReckonsWith(f)
	}
	f.Refresh()
	return f
}

// SetError says what is wrong, in place of the hint, with links that correct or explain it; "" says
// that nothing is.
func (f *Field) SetError(text string, links ...Action) {
	wrong := f.failure.Error() != ""
	f.failure.setError(text, links...)
	if wrong != (text != "") || f.tall != f.HeightFor(f.Size().Width) {
		f.relayout()
	}
}

// Error returns what the field says is wrong.
func (f *Field) Error() string { return f.failure.Error() }

// Explain says below the error why it is one, until there is another error; "" says it no more.
func (f *Field) Explain(text string) {
	f.failure.explain(text)
	f.relayout()
	f.failure.show(f)
}

// Explained tells whether the field says why.
func (f *Field) Explained() bool { return f.failure.Explained() }

// Enable lets the field be changed.
func (f *Field) Enable() { f.disable(false) }

// Disable greys the field out.
func (f *Field) Disable() { f.disable(true) }

// Label returns the words above the field.
func (f *Field) Label() string { return f.label.Text }

// relayout draws the field again, and what is below it when it has become longer or shorter.
func (f *Field) relayout() {
	before := f.tall
	f.refresh()
	f.Refresh()
	if f.tall != before {
		f.failure.makeRoom()
	}
}

// HeightFor returns the height of label, control and what is below.
func (f *Field) HeightFor(width float32) float32 {
	height := float32(labelHeight+labelGap) + f.height
	if f.strip != nil && f.strip.Visible() {
		height += belowGap + heightOf(f.strip, width)
	}
	return height + noteGap + f.failure.HeightFor(width)
}

// MouseIn is called by Fyne.
func (f *Field) MouseIn(e *desktop.MouseEvent) { f.failure.tipIn(f, e) }

// MouseMoved is called by Fyne.
func (f *Field) MouseMoved(*desktop.MouseEvent) {}

// MouseOut is called by Fyne.
func (f *Field) MouseOut() { f.failure.tipOut() }

// Tip returns the whole of the hint or the error when it is cut.
func (f *Field) Tip() string {
	if f.failure.Error() != "" {
		return f.failure.words.Tip()
	}
	return f.hint.Tip()
}

// CreateRenderer is called by Fyne.
func (f *Field) CreateRenderer() fyne.WidgetRenderer {
	f.refresh()
	return complete(f, &fieldRenderer{f: f})
}

type fieldRenderer struct{ f *Field }

func (r *fieldRenderer) Objects() []fyne.CanvasObject {
	f := r.f
	objects := []fyne.CanvasObject{f.label, f.star, f.control, f.ring, f.hint, f.failure}
	if f.strip != nil {
		objects = append(objects, f.strip)
	}
	return objects
}

func (r *fieldRenderer) MinSize() fyne.Size {
	width := r.f.Size().Width
	if width == 0 {
		width = 200
	}
	return fyne.NewSize(80, r.f.HeightFor(width))
}

func (r *fieldRenderer) Layout(size fyne.Size) {
	f := r.f
	f.tall = f.HeightFor(size.Width)
	labelSize := f.label.MinSize()
	f.label.Resize(labelSize)
	f.label.Move(fyne.NewPos(0, floor((labelHeight-labelSize.Height)/2)))
	f.star.Resize(f.star.MinSize())
	f.star.Move(fyne.NewPos(labelSize.Width+4, f.label.Position().Y))
	at := fyne.NewPos(0, labelHeight+labelGap)
	f.control.Move(at)
	f.control.Resize(fyne.NewSize(size.Width, f.height))
	f.ring.Move(at)
	f.ring.Resize(fyne.NewSize(size.Width, f.height))
	y := at.Y + f.height
	if f.strip != nil && f.strip.Visible() {
		height := heightOf(f.strip, size.Width)
		f.strip.Move(fyne.NewPos(0, y+belowGap))
		f.strip.Resize(fyne.NewSize(size.Width, height))
		y += height + belowGap
	}
	// Its room is kept, and what is below is in it.
	if strip, is := f.strip.(*Strip); is && strip.Empty() {
		y = at.Y + f.height
	}
	for _, below := range []fyne.CanvasObject{f.hint, f.failure} {
		below.Move(fyne.NewPos(0, y+noteGap))
		below.Resize(fyne.NewSize(size.Width, heightOf(below, size.Width)))
	}
}

func (r *fieldRenderer) Refresh() {
	r.f.refresh()
	r.Layout(r.f.Size())
	canvas.Refresh(r.f)
}

func (r *fieldRenderer) Destroy() {}

func (f *Field) refresh() {
	f.label.TextSize, f.label.Color = 12, theme.Color(ColorText2)
	f.star.TextSize, f.star.Color, f.star.TextStyle.Bold = 12, theme.Color(ColorDanger), true
	f.star.Hidden = !f.required
	wrong := f.failure.Error() != ""
	f.hint.Hidden, f.failure.Hidden = wrong, !wrong
	f.ring.Hidden = !wrong && !f.focused
	outline(f.ring, ColorFocus)
	if wrong {
		outline(f.ring, ColorDanger)
	}
	f.label.Refresh()
	f.star.Refresh()
	f.ring.Refresh()
}

// NewReadOnlyField returns a field that shows a text which cannot be changed here, and says why.
func NewReadOnlyField(label, text string) *Field {
	shown := newReadOnly(text)
	f := newField(label, shown, nil)
	f.text = func() string { return shown.text.full }
	f.setText = func(t string) { shown.text.SetText(t) }
	f.disable = func(bool) {}
	return f
}
