package email

import (
	"strings"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

// AskPassword asks for the mail password once; it is kept in memory until the program ends.
func AskPassword(env *page.Env) {
	var modal *kit.Modal
	field := kit.NewPasswordField(env.T("field.mail_password")).SetHint(env.T("keyring.once_hint"))
	use := func() {
		if field.Text() == "" {
			field.SetError(env.Words.Sentence(&core.Error{
				Field: account.FieldPassword, Key: "field.required",
			}))
			env.Canvas.Focus(field.Focusable())
			return
		}
		if err := env.Desk.UsePasswordOnce(field.Text()); err != nil {
			env.Fail(err)
			return
		}
		modal.Close()
	}
	retry := kit.NewButton(env.T("keyring.retry"), kit.ButtonSecondary, func() {
		env.Desk.WakeOutbox()
		modal.Close()
	})
	once := kit.NewButton(env.T("keyring.use_once"), kit.ButtonPrimary, use)
	modal = env.Modals.Show(kit.ModalOptions{
		Topic: "email",
		Title: env.T("keyring.title"), Width: 460, First: field.Focusable(), Primary: once,
		Body: kit.NewStack(12, kit.NewParagraph(env.T("keyring.text"), kit.Body), field),
		Foot: kit.NewRow(8, nil, retry, once),
	})
}

// isKeyring tells whether a fault is the keyring's.
func isKeyring(key string) bool { return strings.HasPrefix(key, "keyring.") }
