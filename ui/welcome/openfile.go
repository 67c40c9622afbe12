package welcome

import (
	"fyne.io/fyne/v2"

	"resellerdesk/core/activation"
	"resellerdesk/core/desk"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

// FileInput asks for a file of the other side: chosen on a disk, or as the pasted text of a mail.
type FileInput struct {
	Object fyne.CanvasObject
	choose *kit.Button
	text   *kit.Field
	take   func(text []byte)
}

// NewFileInput returns an input that gives a text to take as soon as it holds a complete file.
func NewFileInput(env *page.Env, take func(text []byte)) *FileInput {
	i := &FileInput{take: take}
	i.choose = kit.NewButton(
		env.T("incoming.choose"), kit.ButtonSecondary, func() { chooseFile(env, take) },
	).SetIcon(kit.IconFile)
	i.text = kit.NewMultilineField(
		env.T("incoming.paste"), 7,
	).SetPlaceholder(env.T("incoming.paste_here")).SetLimit(longestShown)
	i.text.SetOnPaste(i.pasted)
	i.text.OnChanged = func(text string) {
		if activation.Holds([]byte(text)) {
			take([]byte(text))
		}
	}
	i.Object = kit.NewStack(12, kit.NewRow(0, i.choose), i.text)
	return i
}

// longestShown is how many bytes of a text are put into the field: to break a megabyte into lines
// takes minutes.
const longestShown = 4 << 10

// pasted takes a text at once that holds a file, or is too long for the field.
func (i *FileInput) pasted(text string) bool {
	if len(text) <= longestShown && !activation.Holds([]byte(text)) {
		return false
	}
	i.take([]byte(text))
	return true
}

// First is what gets the focus: there a text can be pasted at once.
func (i *FileInput) First() fyne.Focusable { return i.text.Focusable() }

// Submit gives on what was typed, whatever it is.
func (i *FileInput) Submit() { i.take([]byte(i.text.Text())) }

func chooseFile(env *page.Env, take func(text []byte)) {
	kind := page.FileKind{
		Name: env.T("files.exchange"), Ending: activation.Extension,
		Also: []string{desk.FileExtension},
	}
	page.OpenFile(
		env, env.T("incoming.title"), kind, activation.MaxText,
		func(_ string, text []byte) { take(text) },
	)
}
