package recovery

import (
	"context"

	"fyne.io/fyne/v2"

	"resellerdesk/core"
	"resellerdesk/core/backup"
	"resellerdesk/core/desk"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

func backupFiles(env *page.Env) page.FileKind {
	return page.FileKind{
		Name: env.T("backup.files"), Ending: backup.Ending, Also: []string{backup.EncryptedEnding},
	}
}

func moveFiles(env *page.Env) page.FileKind {
	return page.FileKind{
		Name: env.T("move.files"), Ending: desk.MoveFileEnding,
		Also: []string{backup.Ending, backup.EncryptedEnding},
	}
}

// AskMove explains what a move is, asks for the name of the other computer and where the file goes,
// writes it, and shows its code.
func AskMove(env *page.Env) {
	var modal *kit.Modal
	name := page.Limit(desk.FieldComputer, kit.NewTextField(env.T("field.computer")))
	name.SetHint(env.T("move.name_hint"))
	cancel := kit.NewButton(env.T("button.cancel"), kit.ButtonSecondary, func() { modal.Cancel() })
	save := kit.NewButton(env.T("move.save"), kit.ButtonPrimary, func() {
		chooseMove(env, name.Text(), func() { modal.Close() })
	})
	modal = env.Modals.Show(kit.ModalOptions{
		Topic: "recovery", Title: env.T("move.title"), Width: 560, First: name.Focusable(),
		Foot: kit.NewRow(8, nil, cancel, save), Primary: save,
		Body: kit.NewStack(12, kit.NewParagraph(env.T("move.text"), kit.Body),
			kit.NewParagraph(env.T("move.text_after"), kit.Secondary), name),
	})
}

// chooseMove asks where the file goes, and writes it.
func chooseMove(env *page.Env, name string, chosen func()) {
	actor, err := env.Desk.Actor()
	if err != nil {
		env.Fail(err)
		return
	}
	offered := desk.MoveFileName(actor.Profile.Company, env.Now())
	page.Read(env, func(context.Context) (string, error) {
		return env.Files.Save(env.T("move.title"), offered, moveFiles(env))
	}, func(path string) {
		if path != "" {
			chosen()
			writeMove(env, path, name)
		}
	})
}

func writeMove(env *page.Env, path, name string) {
	var moved desk.Moved
	work := func(ctx context.Context, _ *page.Progress) (err error) {
		moved, err = env.Desk.Move(ctx, path, name)
		return err
	}
	page.StartProgress(env, env.T("move.title"), env.T("move.writing"), work, func(err error) {
		if !env.Done(err, "toast.cancelled") {
			return
		}
		env.Toasts.Tell(env.T("toast.file_saved", core.Args{"Path": moved.Path}))
		showCode(env, "move.made", moved.Code, nil, func() {})
	})
}

// ShowBackupCode shows the code of the copies in a second place, which nobody can read again.
func ShowBackupCode(env *page.Env, code string) {
	showCode(env, "backup.code_made", code, nil, func() {})
}

// MoveInput asks for a file that came from another computer, and the code that opens it.
type MoveInput struct {
	*fileInput
	path string
}

// NewMoveInput returns an input that has the path of a file already, or "".
func NewMoveInput(env *page.Env, path string) *MoveInput {
	i := newMoveInput(env, moveFiles(env), "move.code")
	i.code.SetRequired()
	if path != "" {
		i.path = path
		i.chosen(path)
	}
	return i
}

// NewBackupInput returns an input that asks for a backup.
func NewBackupInput(env *page.Env) *MoveInput {
	return newMoveInput(env, backupFiles(env), "backup.file_code")
}

func newMoveInput(env *page.Env, files page.FileKind, code string) *MoveInput {
	i := &MoveInput{}
	i.fileInput = newFileInput(env, "move.choose", "move.no_file", code, func() {
		page.Read(env, func(context.Context) (string, error) {
			return env.Files.Open(env.T("move.choose"), files)
		}, func(path string) {
			if path != "" {
				i.take(path)
			}
		})
	})
	return i
}

func (i *MoveInput) take(path string) {
	i.path = path
	i.chosen(path)
	i.goTo(i.code.Focusable())
}

// Move is the path of the file and the typed code; missing is the key of what is not there yet, ""
// for nothing. A backup that is not encrypted needs no code.
func (i *MoveInput) Move() (path, code, missing string) {
	code, wrong := i.typed()
	if is, encrypted := backup.IsFile(i.path); is && !encrypted {
		wrong = nil
	}
	switch {
	case i.path == "":
		return "", code, "move.no_file"
	case wrong != nil:
		return i.path, code, "move.no_code"
	}
	return i.path, code, ""
}

// First is what gets the focus.
func (i *MoveInput) First() fyne.Focusable { return i.first(i.path != "") }

// GoToMissing goes to what is not there yet.
func (i *MoveInput) GoToMissing() { i.goTo(i.First()) }
