package recovery

import (
	"context"
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"resellerdesk/core"
	"resellerdesk/core/activation"
	"resellerdesk/core/desk"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

// KitExtension is the ending of a recovery kit's name.
const KitExtension = ".age"

func kitFiles(env *page.Env) page.FileKind {
	return page.FileKind{Name: env.T("recovery.kit_files"), Ending: KitExtension}
}

// SaveButton saves the file of a recovery kit; saved is called when it is there.
func SaveButton(env *page.Env, k desk.RecoveryKit, saved func()) *kit.Button {
	return kit.NewButton(env.T("recovery.save_kit"), kit.ButtonPrimary, func() {
		kind := kitFiles(env)
		page.SaveFile(env, env.T("recovery.save_kit"), strings.TrimSuffix(k.Name, kind.Ending), kind,
			func(context.Context) ([]byte, error) { return k.File, nil }, func(string) { saved() })
	}).SetIcon(kit.IconFile)
}

// Use lets the code of a kit that is kept open the workspace from now on.
func Use(env *page.Env, k desk.RecoveryKit) {
	page.Try(env, func(ctx context.Context) error {
		return env.Desk.UseRecoveryKit(ctx, k)
	}, func() {})
}

// PrintButton saves the page of a recovery kit where the person says, and opens it in the program
// of the system for it, which prints it.
func PrintButton(env *page.Env, k desk.RecoveryKit) *kit.Button {
	return kit.NewButton(env.T("recovery.print"), kit.ButtonSecondary, func() {
		kind := page.PDFFile(env)
		page.SaveFile(env, env.T("recovery.print"), env.T("recovery.page_name"), kind,
			func(context.Context) ([]byte, error) { return k.Page(env.Words) }, func(path string) {
				// Whether a program shows it is not known either way.
				_ = page.OpenOutside(fyne.CurrentApp(), path)
				env.SayPath("recovery.page_saved", path)
			})
	}).SetIcon(kit.IconFile)
}

// CopyButton puts a recovery code on the clipboard.
func CopyButton(env *page.Env, code string) *kit.Button {
	return kit.NewButton(env.T("button.copy"), kit.ButtonSecondary, func() {
		fyne.CurrentApp().Clipboard().SetContent(code)
		env.Toasts.Say(env.T("invited.copied"), "", nil)
	}).SetIcon(kit.IconCopy)
}

// fileInput asks for a file, and the code that opens it.
type fileInput struct {
	Object  fyne.CanvasObject
	Changed func() // Called after each change; may be nil.
	choose  *kit.Button
	file    *kit.Text
	code    *kit.Field
}

// newFileInput returns an input with the keys of its words; choose asks for the file.
func newFileInput(env *page.Env, label, none, code string, choose func()) *fileInput {
	i := &fileInput{file: kit.NewCutText(env.T(none), kit.Secondary, 80)}
	i.choose = kit.NewButton(env.T(label), kit.ButtonSecondary, choose).SetIcon(kit.IconFile)
	i.code = kit.NewTextField(env.T(code))
	i.code.OnChanged = func(string) { i.changed() }
	file := container.NewBorder(nil, nil, i.choose, nil, kit.NewPadded(0, 0, 0, 12, i.file))
	i.Object = kit.NewStack(12, file, i.code)
	return i
}

// chosen says which file was chosen.
func (i *fileInput) chosen(path string) {
	i.file.SetText(filepath.Base(path))
	i.Object.Refresh()
	i.changed()
}

// first is what gets the focus.
func (i *fileInput) first(there bool) fyne.Focusable {
	if there {
		return i.code.Focusable()
	}
	return i.choose
}

// OnEnter does something when the code was typed.
func (i *fileInput) OnEnter(do func()) { i.code.SetOnEnter(do) }

// typed is the typed code, and what is wrong with it.
func (i *fileInput) typed() (code string, wrong error) {
	code = i.code.Text()
	_, wrong = activation.ParseCode(code)
	return code, wrong
}

func (i *fileInput) changed() {
	if i.Changed != nil {
		i.Changed()
	}
}

func (i *fileInput) goTo(what fyne.Focusable) {
	if c := fyne.CurrentApp().Driver().CanvasForObject(i.choose); c != nil {
		c.Focus(what)
	}
}

// KitInput asks for a recovery kit: its file, and the code that opens it.
type KitInput struct {
	*fileInput
	text []byte
}

// NewKitInput returns an input that has the text of a kit already, or nil.
func NewKitInput(env *page.Env, text []byte) *KitInput {
	i := &KitInput{text: text}
	i.fileInput = newFileInput(env, "recovery.choose", "recovery.no_file", "recover.code",
		func() { i.chooseFile(env) })
	if text != nil {
		i.file.SetText(env.T("recovery.opened"))
	}
	return i
}

// First is what gets the focus.
func (i *KitInput) First() fyne.Focusable { return i.first(i.text != nil) }

// Kit is the text of the file and the typed code; missing is the key of what is not there yet, ""
// for nothing.
func (i *KitInput) Kit() (text []byte, code, missing string) {
	code, wrong := i.typed()
	switch {
	case i.text == nil:
		return nil, code, "recovery.no_file"
	case wrong != nil:
		return i.text, code, "recovery.no_code"
	}
	return i.text, code, ""
}

// GoToMissing goes to what is not there yet.
func (i *KitInput) GoToMissing() { i.goTo(i.First()) }

func (i *KitInput) chooseFile(env *page.Env) {
	do := func(path string, text []byte) {
		if !activation.HoldsKit(text) {
			env.Fail(&core.Error{Code: core.Invalid, Key: "kit.none"})
			return
		}
		i.text = text
		i.chosen(path)
		i.goTo(i.code.Focusable())
	}
	page.OpenFile(env, env.T("recovery.choose"), kitFiles(env), activation.MaxFile, do)
}

// AskRestore asks for the recovery kit that brings the signing key back to this computer. text is
// the kit, when it is known.
func AskRestore(env *page.Env, text []byte) {
	var modal *kit.Modal
	input, failure := NewKitInput(env, text), kit.NewBanner()
	cancel := kit.NewButton(env.T("button.cancel"), kit.ButtonSecondary, func() { modal.Cancel() })
	var restore *kit.Button
	ready := func() {
		if _, _, missing := input.Kit(); missing != "" {
			restore.Disable(env.T(missing))
		} else {
			restore.Enable()
		}
	}
	restore = kit.NewButton(env.T("recovery.restore_ok"), kit.ButtonPrimary, func() {
		text, code, missing := input.Kit()
		if missing != "" {
			return
		}
		restore.Disable("")
		page.TryOr(env, func(ctx context.Context) error {
			return env.Desk.RestoreSigningKey(ctx, text, code)
		}, func(err error) {
			ready()
			failure.Set(kit.Bad, env.Words.Error(err), "", "")
			modal.Relayout()
		}, func() {
			modal.Close()
			env.Toasts.Say(env.T("recovery.restored"), "", nil)
		})
	})
	input.Changed = ready
	ready()
	modal = env.Modals.Show(kit.ModalOptions{
		Topic: "recovery",
		Title: env.T("recovery.restore_title"), Width: 560, First: input.First(),
		Foot: kit.NewRow(8, nil, cancel, restore), Primary: restore, Missing: input.GoToMissing,
		Body: kit.NewStack(
			12, kit.NewParagraph(env.T("recovery.restore_text"), kit.Body), failure, input.Object,
		),
	})
}
