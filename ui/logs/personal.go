package logs

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"resellerdesk/core"
	"resellerdesk/core/activation"
	"resellerdesk/core/desk"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
	"resellerdesk/ui/recovery"
)

// person tells whether the entry is about one reseller, colleague or customer.
func (e entry) person() bool {
	of := e.Module == desk.LogUser || e.Module == desk.LogCustomer
	return of && len(strings.Fields(e.Object)) == 1
}

// personal are what the owner of the workspace can do with what is known of the person of an entry.
func (p *Page) personal(targets func() []string) []page.Command {
	about := func() (e entry, is bool) {
		ids := targets()
		if len(ids) != 1 || !recovery.OwnsKeys(p.env) {
			return e, false
		}
		e, loaded := p.list.Find(ids[0])
		return e, loaded && e.person()
	}
	command := func(
		id string, icon kit.IconName, group page.Group, do func(entry),
	) page.Command {
		return page.Command{
			ID: id, Icon: icon, Group: group, One: true, Asks: true,
			Enabled: func() bool { _, is := about(); return is },
			Run: func() {
				if e, is := about(); is {
					do(e)
				}
			},
		}
	}
	return []page.Command{
		command("personal.save", kit.IconFile, page.GroupCopy, func(e entry) { save(p.env, e) }),
		command(
			"personal.erase", kit.IconTrash, page.GroupEnd, func(e entry) { askErase(p.env, e) },
		),
	}
}

// save asks where everything that is known of the person of an entry goes, and writes it there.
func save(env *page.Env, e entry) {
	kind := page.FileKind{Name: env.T("files.json"), Ending: ".json"}
	name := activation.FileName(e.text.Object)
	do := func(ctx context.Context) ([]byte, error) {
		data, err := env.Desk.PersonalData(ctx, e.Object)
		return append(data, '\n'), err
	}
	page.SaveFile(env, env.T("personal.save"), name, kind, do, nil)
}

// askErase asks whether what names the person of an entry is to be erased, or says why it cannot
// be.
func askErase(env *page.Env, e entry) {
	ask := func(refused error) { eraseQuestion(env, e, refused) }
	page.Check(env, func(ctx context.Context) error {
		return env.Desk.MayErase(ctx, e.Object)
	}, ask, func() { ask(nil) })
}

func eraseQuestion(env *page.Env, e entry, refused error) {
	var modal *kit.Modal
	cancel := kit.NewButton(env.T("button.cancel"), kit.ButtonSecondary, func() { modal.Cancel() })
	erase := kit.NewButton(env.T("personal.erase"), kit.ButtonDanger, func() {
		modal.Close()
		eraseNow(env, e)
	})
	why := kit.NewBanner()
	if refused != nil {
		erase.Disable(env.Words.Error(refused))
		why.Set(kit.Warn, env.Words.Error(refused), "", "")
	}
	text := env.T("personal.erase_text", core.Args{"Name": e.text.Object})
	modal = env.Modals.Show(kit.ModalOptions{
		Topic: "logs", Title: env.T("personal.erase_title"), Width: 520, First: cancel,
		Body: kit.NewStack(12, kit.NewParagraph(text, kit.Body), why),
		Foot: kit.NewRow(8, nil, cancel, erase),
	})
}

func eraseNow(env *page.Env, e entry) {
	page.Do(env, func(ctx context.Context) (desk.Erasure, error) {
		return env.Desk.ErasePersonal(ctx, e.Object)
	}, func(erased desk.Erasure) {
		env.Toasts.Say(env.T("personal.erased", core.Args{"Count": erased.Entries}), "", nil)
	})
}

// personal are the buttons of an entry's dialog for what is known of its person, nil when it has
// none.
func (d *dialog) personal() fyne.CanvasObject {
	env := d.env
	if !d.entry.person() || !recovery.OwnsKeys(env) {
		return nil
	}
	asks := func(key string) string {
		return env.T("command.asks", core.Args{"Command": env.T(key)})
	}
	saves := kit.NewButton(
		asks("personal.save"), kit.ButtonSecondary, func() { save(env, d.entry) },
	)
	d.erase = kit.NewButton(asks("personal.erase"), kit.ButtonDanger, func() {
		d.modal.Close()
		askErase(env, d.entry)
	})
	d.erase.Disable(env.T("log.asking"))
	d.inUse = kit.NewParagraph("", kit.Caption).SetRoom(3)
	return kit.NewStack(8, kit.NewSized(0, 1, kit.NewGround(kit.ColorLine, "", 0)),
		kit.NewText(env.T("personal.title"), kit.Heading), kit.NewRow(8, saves, d.erase), d.inUse)
}

// askErase asks whether the person of the entry can be erased now; the button waits for the answer.
func (d *dialog) askErase() {
	if d.erase == nil {
		return
	}
	env := d.env
	page.Check(env, func(ctx context.Context) error {
		return env.Desk.MayErase(ctx, d.entry.Object)
	}, func(err error) {
		d.erase.Disable(env.Words.Error(err))
		d.inUse.SetText(env.Words.Error(err))
	}, d.erase.Enable)
}

// AskRetention asks after how many months personal data is erased by itself.
func AskRetention(env *page.Env) {
	page.Read(env, env.Desk.Retention, func(months int) {
		newRetention(env, months).show()
	})
}

// retention is the dialog that asks after how many months personal data is erased by itself.
type retention struct {
	env   *page.Env
	field *kit.Field
	save  *kit.Button
	modal *kit.Modal
}

func newRetention(env *page.Env, months int) *retention {
	r := &retention{env: env, field: page.NewNumberField(env, env.T("field."+desk.FieldEraseAfter))}
	r.field.SetHint(env.T("personal.retention_hint"))
	if months > 0 {
		r.field.SetText(strconv.Itoa(months))
	}
	r.field.OnChanged = func(string) { r.refuse(r.problems()) }
	return r
}

func (r *retention) show() {
	env := r.env
	cancel := kit.NewButton(
		env.T("button.cancel"), kit.ButtonSecondary, func() { r.modal.Cancel() },
	)
	r.save = kit.NewButton(env.T("button.save"), kit.ButtonPrimary, r.keep)
	r.modal = env.Modals.Show(kit.ModalOptions{
		Topic: "settings", Title: env.T("personal.retention_title"), Width: 520,
		First: r.field.Focusable(), Foot: kit.NewRow(8, nil, cancel, r.save), Primary: r.save,
		Body: kit.NewStack(
			12, kit.NewParagraph(env.T("personal.retention_text"), kit.Body), r.field,
		),
	})
}

// months is what was typed, 0 for nothing. A number that is too large stays one.
func (r *retention) months() int {
	if r.field.Text() == "" {
		return 0
	}
	if n := page.Number(r.field.Text()); n > 0 {
		return int(min(n, desk.MaxRetention+1))
	}
	return -1 // Never is said by nothing.
}

func (r *retention) problems() core.Problems {
	fields := map[string]*kit.Field{desk.FieldEraseAfter: r.field}
	return page.Unread(fields, desk.ValidateRetention(r.months()))
}

// refuse says at the field what is wrong, and lets nothing be saved meanwhile.
func (r *retention) refuse(problems core.Problems) {
	if p := problems.Of(desk.FieldEraseAfter); p != nil {
		r.field.SetError(r.env.Words.Sentence(p))
		r.save.Disable(page.Summary(r.env, problems))
		return
	}
	r.field.SetError("")
	r.save.Enable()
}

func (r *retention) keep() {
	env, months := r.env, r.months()
	if problems := r.problems(); len(problems) > 0 {
		r.refuse(problems)
		return
	}
	page.TryOr(env, func(ctx context.Context) error {
		return env.Desk.SetRetention(ctx, months)
	}, func(err error) {
		var problems core.Problems
		if errors.As(err, &problems) {
			r.refuse(problems)
			return
		}
		env.Fail(err)
	}, func() {
		r.modal.Close()
		key := "personal.retention_off"
		if months > 0 {
			key = "personal.retention_on"
		}
		env.Toasts.Say(env.T(key, core.Args{"Count": months}), "", nil)
	})
}
