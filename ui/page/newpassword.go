package page

import (
	"fyne.io/fyne/v2"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/ui/kit"
)

// PasswordRule stays below a field for a new password: a bar and a word that say how strong it is,
// and the rule. It keeps its height while somebody types, so that nothing below it moves.
type PasswordRule struct {
	Object   fyne.CanvasObject
	env      *Env
	bar      *kit.Bar
	word     *kit.Text
	personal func() []string
}

// NewPasswordField returns a field for a new password with the rule below it, and the rule itself.
// The caller passes what is typed to the rule. personal are the words that the password must not be
// made of; nil for none.
func NewPasswordField(
	env *Env, label string, personal func() []string,
) (*kit.Field, *PasswordRule) {
	r := &PasswordRule{
		env: env, bar: kit.NewBar(strengthHeight), word: kit.NewText("", kit.CaptionBold),
		personal: personal,
	}
	rule := kit.NewParagraph(
		env.T("password.hint", core.Args{"Min": account.MinPassword}), kit.Caption,
	)
	r.Object = kit.NewStack(
		4, kit.NewSized(0, 16, kit.NewRow(10, kit.NewSized(strengthWidth, 0, r.bar), r.word)), rule,
	)
	r.Rate("")
	return kit.NewPasswordField(label).SetRequired().SetStrip(r.Object), r
}

const (
	strengthHeight = 6
	strengthWidth  = 160
	mostStrength   = 4
)

// Rate shows how strong a password is. One that is too short is never shown as strong enough.
func (r *PasswordRule) Rate(password string) {
	level, word := r.rating(password)
	colour := kit.ColorOK
	switch {
	case level < 2:
		colour = kit.ColorDanger
	case level == 2:
		colour = kit.ColorWarn
	}
	r.bar.Set(mostStrength, kit.BarPart{Value: int64(level), Colour: colour})
	r.word.SetText(word)
	r.Object.Refresh()
}

// rating is a level from 0 for nothing to 4, and what it is called.
func (r *PasswordRule) rating(password string) (level int, word string) {
	if password == "" {
		return 0, ""
	}
	if missing := account.MinPassword - len([]rune(password)); missing > 0 {
		return 1, r.env.T("password.short_by", core.Args{"Count": missing})
	}
	var personal []string
	if r.personal != nil {
		personal = r.personal()
	}
	names := []string{
		"password.level0", "password.level1", "password.level2", "password.level3",
		"password.level4",
	}
	level = account.Strength(password, personal...)
	return max(level, 1), r.env.T(names[level])
}
