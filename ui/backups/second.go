package backups

import (
	"context"
	"strings"

	"resellerdesk/core"
	"resellerdesk/core/backup"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
	"resellerdesk/ui/recovery"
)

// secondText says where the second place is, and what became of the last copy.
func secondText(env *page.Env, s backup.Second) string {
	if s.Folder == "" {
		return env.T("backup.second_none")
	}
	key := "backup.second_plain"
	if s.Encrypted {
		key = "backup.second_encrypted"
	}
	text := env.T(key, core.Args{"Path": s.Folder}) + "."
	for _, fault := range core.ParseErrors(s.Fault) {
		return text + " " + env.T(
			"backup.second_failed", core.Args{"Reason": env.Words.Error(fault)},
		)
	}
	if s.At.IsZero() {
		return text
	}
	return text + " " + env.T("backup.second_copied", core.Args{"When": env.When(s.At)}) + "."
}

// second is the dialog that says where backups are copied to besides.
type second struct {
	page      *Page
	env       *page.Env
	was       backup.Second
	folder    *kit.Field
	encrypted *kit.Checkbox
	failure   *kit.Banner
	save      *kit.Button
	modal     *kit.Modal
	code      string // Of encrypted copies.
}

// askSecond asks for the second place.
func (p *Page) askSecond() {
	if p.env.Modals.Open() {
		return
	}
	env := p.env
	s := &second{page: p, env: env, failure: kit.NewBanner()}
	if was := p.second.Load(); was != nil {
		s.was = *was
	}
	s.folder = kit.NewTextField(env.T("field.second_folder"))
	s.folder.SetHint(env.T("backup.second_hint"))
	s.folder.SetText(s.was.Folder)
	s.encrypted = kit.NewCheckbox(env.T("backup.encrypt"), func(bool) {})
	s.encrypted.SetOn(s.was.Encrypted)
	cancel := kit.NewButton(
		env.T("button.cancel"), kit.ButtonSecondary, func() { s.modal.Cancel() },
	)
	s.save = kit.NewButton(env.T("button.save"), kit.ButtonPrimary, s.keep)
	s.modal = env.Modals.Show(kit.ModalOptions{
		Topic: "backups", Title: env.T("backup.second_title"), Width: 560,
		First: s.folder.Focusable(), Foot: kit.NewRow(8, nil, cancel, s.save), Primary: s.save,
		Body: kit.NewStack(12, kit.NewParagraph(env.T("backup.second_text"), kit.Body), s.failure,
			s.folder, s.encrypted, kit.NewParagraph(env.T("backup.encrypt_text"), kit.Secondary)),
	})
}

// keep copies backups there from now on; an empty folder ends that.
func (s *second) keep() {
	env := s.env
	want := backup.Second{Folder: strings.TrimSpace(s.folder.Text())}
	want.Encrypted = want.Folder != "" && s.encrypted.IsOn()
	s.save.Disable("")
	page.TryOr(env, func(ctx context.Context) error {
		return s.set(ctx, want)
	}, func(err error) {
		s.save.Enable()
		s.failure.Set(kit.Bad, env.Words.Error(err), "", "")
		s.modal.Relayout()
	}, func() {
		s.modal.Close()
		s.page.list.Changed()
		if s.code != "" {
			recovery.ShowBackupCode(env, s.code)
		}
	})
}

// set copies the newest backup; the code of encrypted copies is shown each time.
func (s *second) set(ctx context.Context, want backup.Second) (err error) {
	if want.Encrypted && s.code == "" {
		if s.code, err = s.env.Desk.OwnBackupCode(ctx); err != nil {
			return err
		}
	}
	return s.env.Backups.SetSecond(ctx, want)
}
