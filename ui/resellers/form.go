package resellers

import (
	"context"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
	"resellerdesk/core/permission"
	"resellerdesk/core/wording"
	"resellerdesk/ui/page"
)

// form is what somebody typed about a reseller, and what is wrong with it. It knows nothing of
// widgets.
type form struct {
	*page.Draft[account.Draft]
	env   *page.Env
	data  desk.FormData
	until page.Day               // The last day of the package.
	inUse map[string]*core.Error // Emails that somebody has, by their key.
}

var rules = page.DraftRules[account.Draft]{
	Kind: "reseller", Copy: copyOf, Fields: account.Draft.Fields,
	With: func(_ account.Draft, fields core.Fields) (account.Draft, error) {
		return account.DraftOf(fields)
	},
}

// readForm reads what the form of a reseller starts from, and what was typed into it before; it
// runs beside the UI.
func readForm(ctx context.Context, env *page.Env, id string) (*form, error) {
	data, err := formData(ctx, env, id)
	if err != nil {
		return nil, err
	}
	f := newForm(env, id, data)
	err = f.Keep(ctx)
	f.showUntil()
	return f, err
}

func formData(ctx context.Context, env *page.Env, id string) (desk.FormData, error) {
	if id == "" {
		return env.Desk.NewReseller(ctx)
	}
	return env.Desk.Reseller(ctx, id)
}

func newForm(env *page.Env, id string, data desk.FormData) *form {
	f := &form{
		Draft: page.NewDraft(env, rules, id, data.Draft), env: env, data: data,
		inUse: map[string]*core.Error{},
	}
	f.showUntil()
	return f
}

// showUntil shows the day that the draft has.
func (f *form) showUntil() { f.until = page.DayOf(f.env, f.Now.Profile.ValidUntil) }

// Reset forgets what was typed.
func (f *form) Reset() {
	f.Draft.Reset()
	f.showUntil()
}

// Typed tells whether anything was changed, also to what is no day.
func (f *form) Typed() bool { return f.Draft.Typed() || f.until.IsWrong() }

func copyOf(d account.Draft) account.Draft {
	return account.Account{
		Profile: d.Profile, Package: d.Package, Permissions: d.Permissions, Preset: d.Preset,
	}.Draft()
}

// setAmount takes what was typed for a resource: digits, or nothing.
func (f *form) setAmount(r capacity.Resource, digits string) {
	if digits == "" {
		delete(f.Now.Package.Amounts, r)
		return
	}
	f.Now.Package.Amounts[r] = page.Number(digits)
}

func (f *form) setMinExtensions(digits string) {
	f.Now.Package.MinExtensions = 0
	if digits != "" {
		f.Now.Package.MinExtensions = page.Number(digits)
	}
}

func (f *form) setPBXLimit(digits string) {
	f.Now.Package.PBXLimit = nil
	if digits != "" {
		n := page.Number(digits)
		f.Now.Package.PBXLimit = &n
	}
}

func (f *form) setUntil(text string) {
	f.Now.Profile.ValidUntil = f.until.Read(f.env, text)
}

// problems is what is wrong now, in the order of the form.
func (f *form) problems() core.Problems {
	trimmed := f.Now
	trimmed.Profile = trimmed.Profile.Trim()
	problems := trimmed.Validate(f.data.Limits)
	if taken := f.inUse[account.EmailKey(trimmed.Profile.Email)]; taken != nil &&
		problems.Of(account.FieldEmail) == nil {
		problems = append(core.Problems{taken}, problems...)
	}
	f.until.AddTo(&problems, account.FieldValidUntil)
	return problems
}

// moves says what saving takes from the pool and gives back.
func (f *form) moves() string {
	moved := page.Difference(f.Now.Package.Amounts, f.data.Limits.Before)
	text := page.MovesText(f.env, moved, "form.takes", "form.returns", nil)
	if text == "" {
		return f.env.T("form.moves_nothing")
	}
	return text
}

// strip is what the pool and this reseller have of a resource, before and after saving.
func (f *form) strip(r capacity.Resource) (poolBefore, poolAfter, before, after int64) {
	poolBefore, before = f.data.Limits.Pool.Free[r], f.data.Limits.Before[r]
	after = f.Now.Package.Amounts[r]
	return poolBefore, poolBefore - (after - before), before, after
}

// offered are the features that the person can grant this reseller, and those that it has, of which
// no value is chosen here.
func (f *form) offered() []permission.Feature {
	var list []permission.Feature
	for _, o := range permission.Offered() {
		switch limits := f.data.Limits; {
		case limits.Granter[o.Key]:
			list = append(list, o)
		case limits.Present[o.Key]:
			o.Value = ""
			list = append(list, o)
		}
	}
	return list
}

// about is whose package a mistake is about: what the PBXs hold is the reseller's own, all else is
// given from the workspace's.
func (f *form) about(p *core.Error) string {
	switch p.Key {
	case "capacity.in_use", "capacity.switch_in_use", "capacity.pbx_limit_below":
		return f.ID
	}
	return ""
}

// save saves the draft as it is, as an operation; the function runs beside the UI.
func (f *form) save(operation string, send bool) func(ctx context.Context) (desk.Saved, error) {
	id, version, draft := f.ID, f.data.Version, copyOf(f.Now)
	return func(ctx context.Context) (desk.Saved, error) {
		if id == "" {
			return f.env.Desk.AddReseller(ctx, operation, draft, send)
		}
		return f.env.Desk.EditReseller(ctx, operation, id, version, draft, send)
	}
}

// reload reads what there is to give now, and the reseller as it is.
func (f *form) reload() page.Reload {
	return func(ctx context.Context) (func(over bool) (wording.Meanwhile, error), error) {
		data, err := formData(ctx, f.env, f.ID)
		return func(over bool) (wording.Meanwhile, error) {
			f.data.Limits = data.Limits
			if f.ID == "" {
				return wording.Meanwhile{}, nil
			}
			if over {
				f.data.Version = data.Version
			}
			return f.merge(data.Draft)
		}, err
	}
}

// merge makes the draft what there is now, with what was typed.
func (f *form) merge(now account.Draft) (wording.Meanwhile, error) {
	m, err := f.Merge(now)
	if err == nil {
		until := &f.Now.Profile.ValidUntil
		*until = f.until.Follow(
			f.env, m, account.FieldValidUntil, *until, now.Profile.ValidUntil,
		)
	}
	return m.Meanwhile, err
}

// noteRefused takes note of who has the email, which only the workspace could know.
func (f *form) noteRefused(problems core.Problems) {
	for _, p := range problems {
		if p.Key == "account.email_in_use" {
			f.inUse[account.EmailKey(f.Now.Profile.Email)] = p
		}
	}
}
