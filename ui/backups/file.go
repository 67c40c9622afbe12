package backups

import (
	"context"

	"resellerdesk/core"
	"resellerdesk/core/backup"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
	"resellerdesk/ui/recovery"
)

// fileDialog asks for a backup in a file anywhere, as one in a second place.
type fileDialog struct {
	env     *page.Env
	held    *backup.Holds
	input   *recovery.MoveInput
	failure *kit.Banner
	next    *kit.Button
	modal   *kit.Modal
}

// AskFile asks for a backup in a file anywhere, checks everything in it, says what it would change,
// and restores it. held is what the workspace holds now, nil when that is not known.
func AskFile(env *page.Env, held *backup.Holds) {
	d := &fileDialog{env: env, held: held, failure: kit.NewBanner()}
	d.input = recovery.NewBackupInput(env)
	cancel := kit.NewButton(
		env.T("button.cancel"), kit.ButtonSecondary, func() { d.modal.Cancel() },
	)
	d.next = kit.NewButton(env.T("backup.file_check"), kit.ButtonPrimary, d.check)
	d.modal = env.Modals.Show(kit.ModalOptions{
		Topic: "backups", Title: env.T("backup.file_title"), Width: 560,
		First: d.input.First(), Foot: kit.NewRow(8, nil, cancel, d.next), Primary: d.next,
		Body: kit.NewStack(12, kit.NewParagraph(env.T("backup.file_text"), kit.Body),
			d.failure, d.input.Object),
	})
}

// check looks at the whole file beside the UI, and asks whether it shall be restored.
func (d *fileDialog) check() {
	env := d.env
	path, code, missing := d.input.Move()
	if missing != "" {
		d.failed(&core.Error{Code: core.Invalid, Key: missing})
		d.input.GoToMissing()
		return
	}
	d.next.Disable("")
	page.ReadOr(env, func(ctx context.Context) (backup.Backup, error) {
		one, err := env.Backups.VerifyFile(ctx, path, code)
		for _, fault := range core.ParseErrors(one.Fault) {
			err = &core.Error{Code: core.Corrupt, Key: "backup.damaged", Err: fault}
		}
		return one, err
	}, func(err error) {
		d.next.Enable()
		d.failed(err)
	}, func(one backup.Backup) {
		if !d.modal.IsOpen() {
			return // Who left it is asked nothing more.
		}
		d.modal.Close()
		Ask(env, one, d.held, func(one backup.Backup) { env.RestoreFile(one, path, code) })
	})
}

func (d *fileDialog) failed(err error) {
	d.failure.Set(kit.Bad, d.env.Words.Error(err), "", "")
	d.modal.Relayout()
}
