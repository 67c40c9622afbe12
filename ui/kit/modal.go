package kit

import (
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// ModalOptions describe a dialog inside the window.
type ModalOptions struct {
	Title   string
	Body    fyne.CanvasObject
	Foot    fyne.CanvasObject
	Width   float32
	Height  float32           // 0 is as high as the body needs.
	Scroll  *container.Scroll // What follows the focus, if the body scrolls.
	First   fyne.Focusable    // Gets the focus; nil for the first that can have it.
	Primary *Button           // What Enter presses in a field of one line; nil for none.
	Save    *Button           // What Ctrl+S presses; nil for the primary one.
	Send    *Button           // What Ctrl+Enter presses; nil for what Ctrl+S presses.
	Search  fyne.Focusable    // What Ctrl+F goes to; nil for nothing.
	// Says what keeps a button from being pressed; nil for nothing.
	Missing func()
	// What is typed only seeks something: it goes without a question.
	Seeking bool
	// Escape or the cross; nil closes, after a question when something was typed.
	OnCancel func()
	OnKey    func(*fyne.KeyEvent) bool // Asked about each key after Escape.
	OnFocus  func(fyne.CanvasObject)   // Receives the object of the body that got the focus.
	// What the help says about it; "" is what it says of what is below.
	Topic string
	// List is the table that the dialog shows: a dialog of a set height is higher where the window
	// has room for more of its rows.
	List interface{ Unseen() float32 }
}

// FormHeight is how high a dialog is that shows the whole of a form, as it is now.
func FormHeight(form fyne.CanvasObject, width float32) float32 {
	return headHeight + ceil(heightOf(form, width)) + footHeight + 4
}

// Modals are the dialogs that are open in a window, the last one on top.
type Modals struct {
	// OnFull is Host.OnFull of the dialogs.
	OnFull func(limit int)
	// Over is what is over all dialogs, as large as the window; nil for nothing.
	Over *fyne.Container

	// Window is the host of what is below all dialogs; nil for none.
	Window *Host
	// OnClosed is called once, when no dialog is open any more; nil for nothing.
	OnClosed func()
	// OnHelp is called by F1 in any dialog, whatever has the focus; nil for nothing.
	OnHelp func()
	// AskDiscard asks before what was typed is lost; nil loses it without a question.
	AskDiscard func(discard func())

	canvas fyne.Canvas
	stack  []*Modal
	// What the window did with keys that no widget had, before a dialog was open.
	typed func(*fyne.KeyEvent)

	after   func(time.Duration, func()) (stop func())
	entered bool   // The last key was Enter.
	end     func() // Ends the time in which Enter does nothing; nil when there is none.
}

// EnterPause is how long Enter does nothing after it closed a dialog or a screen: a second one was
// meant for what is gone.
const EnterPause = 400 * time.Millisecond

// NewModals returns the dialogs of a window. after does something later, unless it is stopped
// before.
func NewModals(c fyne.Canvas, after func(time.Duration, func()) (stop func())) *Modals {
	return &Modals{canvas: c, after: after}
}

// Holds takes note of a key that was pressed in the window, and tells whether it is an Enter that
// was meant for what is gone.
func (m *Modals) Holds(e *fyne.KeyEvent) bool {
	m.entered = isEnter(e)
	if !m.entered {
		m.Settle()
	}
	if m.end == nil {
		return false
	}
	m.Pause() // The key is kept down.
	return true
}

// Pause is called when a dialog or a screen is gone. When Enter did that, another one does nothing
// for a moment.
func (m *Modals) Pause() {
	if !m.entered {
		return
	}
	m.Settle()
	m.end = m.after(EnterPause, func() { m.end = nil })
	m.entered = true
}

// Settle ends the time in which Enter does nothing.
func (m *Modals) Settle() {
	if m.end != nil {
		m.end()
	}
	m.entered, m.end = false, nil
}

// Open tells whether a dialog is open.
func (m *Modals) Open() bool { return len(m.stack) > 0 }

// Top returns the dialog on top, or nil.
func (m *Modals) Top() *Modal {
	if len(m.stack) == 0 {
		return nil
	}
	return m.stack[len(m.stack)-1]
}

// CloseAll closes every dialog without asking.
func (m *Modals) CloseAll() {
	for len(m.stack) > 0 {
		m.Top().Close()
	}
}

// Topic is what the help says of the dialogs that are open: that of the uppermost which has one,
// else "".
func (m *Modals) Topic() string {
	for _, modal := range slices.Backward(m.stack) {
		if modal.options.Topic != "" {
			return modal.options.Topic
		}
	}
	return ""
}

// Show opens a dialog over everything else.
func (m *Modals) Show(o ModalOptions) *Modal {
	m.hush()
	modal := &Modal{options: o, modals: m, before: m.canvas.Focused()}
	modal.over = modal
	modal.build()
	modal.ExtendBaseWidget(modal)
	if len(m.stack) == 0 {
		m.typed = m.canvas.OnTypedKey()
		m.canvas.SetOnTypedKey(m.key)
	}
	m.stack = append(m.stack, modal)
	m.canvas.Overlays().Add(modal)
	modal.Resize(m.canvas.Size())
	m.placeOver()
	if o.First != nil {
		m.canvas.Focus(o.First)
	} else {
		m.canvas.FocusNext()
	}
	return modal
}

// hush hides the tooltips of what a dialog will stand over: it may have been opened by a key.
func (m *Modals) hush() {
	if m.Window != nil {
		m.Window.tips.leave()
	}
	for _, below := range m.stack {
		below.host.tips.leave()
	}
}

// placeOver lays out the toasts again: their place depends on whether a dialog is open.
func (m *Modals) placeOver() {
	if m.Over != nil {
		m.Over.Refresh()
	}
}

// Beside is where a toast belongs in a window with a dialog: below the uppermost one, else above
// it, else over its head beside the cross, where nothing is typed or pressed. There it is as wide
// as it must be to leave the body free.
func (m *Modals) Beside(window fyne.Size, toasts *Toasts) (fyne.Position, fyne.Size) {
	const gap, cross, edge = 8, 46, 3
	top := m.Top()
	at, size := top.frame(window)
	own := toasts.MinSize()
	middle := floor((window.Width - own.Width) / 2)
	switch {
	case window.Height-at.Y-size.Height >= own.Height+2*gap:
		return fyne.NewPos(middle, at.Y+size.Height+gap), own
	case at.Y >= own.Height+2*gap:
		return fyne.NewPos(middle, at.Y-own.Height-gap), own
	}
	bottom := at.Y + top.head(size.Width) - edge
	widest := size.Width - cross - 2*edge
	own.Width = min(own.Width, widest)
	for own.Height = toasts.heightFor(own.Width); own.Height > bottom-edge && own.Width < widest; {
		own.Width = min(own.Width+20, widest)
		own.Height = toasts.heightFor(own.Width)
	}
	return fyne.NewPos(at.X+size.Width-cross-own.Width, max(bottom-own.Height, edge)), own
}

// key gets the keys that no widget has: a button that was clicked leaves the focus nowhere, and
// Escape works then too.
func (m *Modals) key(e *fyne.KeyEvent) {
	if top := m.Top(); top != nil && top.key(e) || m.typed == nil {
		return
	}
	m.typed(e)
}

// remove takes a dialog off, and gives the keys back to the window with the last one.
func (m *Modals) remove(modal *Modal) bool {
	i := slices.Index(m.stack, modal)
	if i < 0 {
		return false
	}
	m.stack = slices.Delete(m.stack, i, i+1)
	if len(m.stack) == 0 {
		m.canvas.SetOnTypedKey(m.typed)
	}
	m.canvas.Overlays().Remove(modal)
	m.placeOver()
	m.Pause()
	return true
}

// Modal is a dialog inside the window; it keeps everything behind it from being used.
type Modal struct {
	widget.BaseWidget
	nowhere // A click beside the fields, or beside the dialog, does nothing.
	options ModalOptions
	modals  *Modals
	before  fyne.Focusable
	host    *Host
	scrim   *canvas.Rectangle
	shadow  *shadow
	ground  *Ground
	title   *Paragraph
	cross   *Button
	lines   [2]*Ground
	body    fyne.CanvasObject // What is shown between head and foot.
	window  fyne.Size         // For which the dialog was laid out.
	more    float32           // How much higher than its set height it is there.
	tips    *fyne.Container
}

const (
	headHeight = 50
	footHeight = 56
	modalEdge  = 32
	titleSides = 80 // Beside the title.
	bodySide   = 20 // Around the body of a dialog that is as high as its body needs.
	bodyAbove  = 17
)

func (m *Modal) build() {
	m.scrim = canvas.NewRectangle(transparent)
	m.shadow = newShadow()
	m.ground = NewGround(ColorSurface, "", radiusDialog)
	m.title = NewParagraph(m.options.Title, Title)
	m.title.Middle = true
	m.cross = NewIconButton(IconClose, "", m.Cancel)
	m.lines = [2]*Ground{NewGround(ColorLine, "", 0), NewGround(ColorLine, "", 0)}
	tips, layer := newTips()
	m.tips = layer
	m.host = &Host{
		Key: m.key, Enter: m.enter(), Scroll: m.options.Scroll, OnFocus: m.options.OnFocus,
		OnFull: m.modals.OnFull, tips: tips,
	}
	// Then all of the body scrolls where it does not fit.
	if m.body = m.options.Body; m.options.Scroll == nil {
		if m.options.Height == 0 {
			m.body = NewPadded(bodyAbove, bodySide, bodyAbove, bodySide, m.body)
		}
		m.host.Scroll, m.host.OnGrown = container.NewScroll(m.body), m.Relayout
		m.body = m.host.Scroll
	}
	m.Attach(m.options.Body)
	if m.options.Foot != nil {
		m.Attach(m.options.Foot)
	}
	m.cross.SetHost(&Host{Key: m.key, tips: tips})
}

// Attach makes widgets that were added to the body later work in the dialog.
func (m *Modal) Attach(o fyne.CanvasObject) {
	h := m.host
	if o == m.options.Foot {
		h = &Host{Key: m.key, tips: m.host.tips}
	}
	h.Attach(o)
}

// enter is what Enter does in a field of one line, nil where there is nothing to press.
func (m *Modal) enter() func() {
	if m.options.Primary == nil {
		return nil
	}
	return func() { m.press(m.options.Primary) }
}

// Saves is the button that Ctrl+S stands for, nil when there is none; no dialog has none.
func (m *Modal) Saves() *Button {
	switch {
	case m == nil:
		return nil
	case m.options.Save != nil:
		return m.options.Save
	}
	return m.options.Primary
}

// Sends tells whether Ctrl+Enter stands for a button of its own.
func (m *Modal) Sends() bool {
	return m != nil && m.options.Send != nil && m.options.Send.Visible()
}

// Submit presses what Ctrl+S stands for.
func (m *Modal) Submit() { m.press(m.Saves()) }

// SubmitAndSend presses what Ctrl+Enter stands for.
func (m *Modal) SubmitAndSend() {
	if m.options.Send != nil {
		m.press(m.options.Send)
		return
	}
	m.Submit()
}

// Find goes to the search of the dialog.
func (m *Modal) Find() {
	if m.options.Search != nil {
		m.modals.canvas.Focus(m.options.Search)
	}
}

// press presses a button, or says what keeps it from being pressed.
func (m *Modal) press(b *Button) {
	switch {
	case b == nil:
	case !b.Disabled():
		b.Tapped(nil)
	case m.options.Missing != nil:
		m.options.Missing()
	}
}

func (m *Modal) key(e *fyne.KeyEvent) bool {
	if m.modals.Holds(e) {
		return true
	}
	if e.Name == fyne.KeyEscape {
		m.Cancel()
		return true
	}
	if e.Name == fyne.KeyF1 && m.modals.OnHelp != nil {
		m.modals.OnHelp()
		return true
	}
	return m.options.OnKey != nil && m.options.OnKey(e)
}

// Cancel does what Escape does.
func (m *Modal) Cancel() {
	switch ask := m.modals.AskDiscard; {
	case m.options.OnCancel != nil:
		m.options.OnCancel()
	case ask != nil && !m.options.Seeking && Typed(m.options.Body):
		ask(m.Close)
	default:
		m.Close()
	}
}

// Close closes the dialog and gives the focus back to what had it before.
func (m *Modal) Close() {
	onTop := m.modals.Top() == m
	if !m.modals.remove(m) || !onTop {
		return
	}
	m.host.tips.leave()
	if c := m.modals.canvas; m.before != nil && c.Focused() != m.before {
		c.Focus(m.before)
	}
	if closed := m.modals.OnClosed; closed != nil && !m.modals.Open() {
		m.modals.OnClosed = nil
		closed()
	}
}

// IsOpen tells whether the dialog was not closed yet.
func (m *Modal) IsOpen() bool { return slices.Contains(m.modals.stack, m) }

// Relayout gives the dialog the height that its body needs now.
func (m *Modal) Relayout() {
	m.Refresh()
	m.body.Refresh()
	m.modals.placeOver()
}

// SetTitle changes the words in the head.
func (m *Modal) SetTitle(title string) { m.title.SetText(title) }

// MouseIn is called by Fyne; what is behind the dialog is not pointed at.
func (m *Modal) MouseIn(*desktop.MouseEvent) {}

// MouseMoved is called by Fyne.
func (m *Modal) MouseMoved(*desktop.MouseEvent) {}

// MouseOut is called by Fyne.
func (m *Modal) MouseOut() {}

// CreateRenderer is called by Fyne.
func (m *Modal) CreateRenderer() fyne.WidgetRenderer {
	objects := append([]fyne.CanvasObject{m.scrim}, m.shadow.objects()...)
	objects = append(objects, m.ground, m.title, m.lines[0], m.body)
	if m.options.Foot != nil {
		objects = append(objects, m.lines[1], m.options.Foot)
	}
	objects = append(objects, m.cross)
	if m.modals.Over != nil {
		objects = append(objects, m.modals.Over)
	}
	objects = append(objects, m.tips)
	minSize := func() fyne.Size { return fyne.NewSize(200, 150) }
	return newSimpleRenderer(m, m.layout, minSize, m.refresh, objects...)
}

// head is the height of the head of a dialog of a width: a long title takes another line.
func (m *Modal) head(width float32) float32 {
	return max(headHeight, m.title.HeightFor(width-titleSides)+16)
}

// frame returns where the dialog is in the window.
func (m *Modal) frame(window fyne.Size) (fyne.Position, fyne.Size) {
	width, height := m.options.Width, m.options.Height
	if height == 0 { // A body that cannot be as narrow makes the dialog wider.
		width = max(width, m.options.Body.MinSize().Width+2*bodySide)
	}
	width = min(width, window.Width-2*modalEdge)
	height += m.more
	if height == 0 {
		height = m.head(width) + 1 + heightOf(m.options.Body, width-2*bodySide) + 2*bodyAbove
		if m.options.Foot != nil {
			height += footHeight
		}
	}
	edge := float32(modalEdge)
	if window.Height < height+2*edge { // What is long needs the height more than the distance.
		edge = 12
	}
	height = min(height, window.Height-2*edge)
	return fyne.NewPos(
		floor((window.Width-width)/2), floor((window.Height-height)/2),
	), fyne.NewSize(width, height)
}

// layout gives a dialog of a set height more where the window has room for what it scrolls. That is
// found out once for a size of the window: what grows later, such as a sentence below a field, must
// not move the dialog under the pointer.
func (m *Modal) layout(window fyne.Size) {
	if window != m.window {
		m.window, m.more = window, 0
		m.place(window)
		if s := m.host.Scroll; m.options.Height > 0 {
			m.more = max(s.Content.MinSize().Height-s.Size().Height, 0)
			if m.options.List != nil {
				m.more = max(m.more, m.options.List.Unseen())
			}
		}
	}
	m.place(window)
}

// Grow finds out again how high the dialog is, once its list was read.
func (m *Modal) Grow() {
	m.window = fyne.Size{}
	m.Refresh()
	m.modals.placeOver()
}

// place lays the parts of the dialog out.
func (m *Modal) place(window fyne.Size) {
	at, size := m.frame(window)
	m.scrim.Resize(window)
	m.tips.Resize(window)
	if over := m.modals.Over; over != nil {
		over.Resize(window)
	}
	m.shadow.place(at, size)
	m.ground.Move(at)
	m.ground.Resize(size)
	head := m.head(size.Width)
	m.title.Move(at.AddXY(20, 0))
	m.title.Resize(fyne.NewSize(size.Width-titleSides, head))
	m.cross.Move(at.AddXY(size.Width-42, 12))
	m.cross.Resize(m.cross.MinSize())
	bottom := size.Height
	if m.options.Foot != nil {
		bottom -= footHeight
		m.lines[1].Move(at.AddXY(0, bottom))
		m.lines[1].Resize(fyne.NewSize(size.Width, 1))
		m.options.Foot.Move(at.AddXY(20, bottom+1))
		m.options.Foot.Resize(fyne.NewSize(size.Width-40, footHeight-1))
	}
	m.lines[0].Move(at.AddXY(0, head))
	m.lines[0].Resize(fyne.NewSize(size.Width, 1))
	m.body.Move(at.AddXY(0, head+1))
	m.body.Resize(fyne.NewSize(size.Width, bottom-head-1))
}

func (m *Modal) refresh() {
	m.scrim.FillColor = theme.Color(ColorScrim)
	m.scrim.Refresh()
	m.shadow.paint(theme.Color(theme.ColorNameShadow))
	m.layout(m.Size())
}

// NewFootWords returns words for a foot, for which it has two lines.
func NewFootWords() *Paragraph {
	words := NewParagraph("", Caption).SetRoom(2)
	words.Middle = true
	return words
}

// NewFoot puts words at the left of a dialog's foot and buttons at the right.
func NewFoot(words fyne.CanvasObject, buttons ...fyne.CanvasObject) fyne.CanvasObject {
	return container.NewBorder(nil, nil, nil, NewRow(8, buttons...), NewPadded(0, 12, 0, 0, words))
}

// widthFor is the width of a question whose title is to stand on one line.
func widthFor(title string) float32 {
	return min(
		max(440, ceil(fyne.MeasureText(title, 18, fyne.TextStyle{Bold: true}).Width)+90), 640,
	)
}

// Confirmation is a question with an answer that does something.
type Confirmation struct {
	Title, Text string
	OK, Cancel  string // Words of the buttons.
	Danger      bool   // What OK does destroys something.
	Unexpected  bool   // What OK does is not what was asked for: Enter cancels.
	OnOK        func()
}

// Confirm asks a question.
func (m *Modals) Confirm(c Confirmation) *Modal {
	var modal *Modal
	kind, other := ButtonPrimary, ButtonSecondary
	switch {
	case c.Danger:
		kind = ButtonDanger
	case c.Unexpected:
		kind, other = other, kind
	}
	ok := NewButton(c.OK, kind, func() {
		modal.Close()
		c.OnOK()
	})
	cancel := NewButton(c.Cancel, other, func() { modal.Cancel() })
	first, primary := ok, ok
	switch {
	case c.Danger:
		first, primary = cancel, nil
	case c.Unexpected:
		first, primary = cancel, cancel
	}
	modal = m.Show(ModalOptions{
		Title: c.Title, Body: NewParagraph(c.Text, Body), Foot: NewRow(8, nil, cancel, ok),
		Width: widthFor(c.Title), First: first, Primary: primary,
	})
	return modal
}
