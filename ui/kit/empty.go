package kit

import "fyne.io/fyne/v2"

// NewEmpty returns what an empty list says: an icon, what the list is for, and the button that
// fills it (nil for none).
func NewEmpty(icon IconName, title, text string, button fyne.CanvasObject) fyne.CanvasObject {
	image := newIconImage(icon, ColorAccent, iconHuge).object
	words := NewParagraph(text, Secondary)
	words.Centered = true
	parts := []fyne.CanvasObject{
		newMiddle(NewSized(32, 32, image)), newMiddle(NewText(title, Heading)),
		NewSized(300, 0, words),
	}
	if button != nil {
		parts = append(parts, newMiddle(button))
	}
	return NewCentered(300, NewStack(10, parts...))
}
