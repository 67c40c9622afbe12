package resellers

import (
	"context"
	"encoding/json"
	"reflect"
	"slices"

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
	env    *page.Env
	id     string // "" for a new reseller.
	data   desk.FormData
	draft  account.Draft
	until  page.Day // The last day of the package.
	drafts *page.DraftStore
	// The form shows what was typed before.
	restored bool
	// What was restored was typed before somebody changed the reseller.
	outdated bool
	merging  page.Merging[account.Draft]
	inUse    map[string]*core.Error // Emails that somebody has, by their key.
}

// readForm reads what the form of a reseller starts from, and what was typed into it before; it
// runs beside the UI.
func readForm(ctx context.Context, env *page.Env, id string) (*form, error) {
	data, err := formData(ctx, env, id)
	if err != nil {
		return nil, err
	}
	f := newForm(env, id, data)
	f.drafts = page.NewDraftStore(env, f.name())
	kept, err := f.drafts.Read(ctx)
	if err != nil {
		return nil, err
	}
	f.restored = f.restore(kept)
	return f, nil
}

func formData(ctx context.Context, env *page.Env, id string) (desk.FormData, error) {
	if id == "" {
		return env.Desk.NewReseller(ctx)
	}
	return env.Desk.Reseller(ctx, id)
}

func newForm(env *page.Env, id string, data desk.FormData) *form {
	f := &form{
		env: env, id: id, data: data, inUse: map[string]*core.Error{},
		merging: page.Merging[account.Draft]{
			Fields: account.Draft.Fields, Draft: account.DraftOf,
		},
	}
	f.reset()
	return f
}

// reset forgets what was typed.
func (f *form) reset() {
	f.draft = copyOf(f.data.Draft)
	f.until = page.DayOf(f.env, f.draft.Profile.ValidUntil)
}

func copyOf(d account.Draft) account.Draft {
	return account.Account{
		Profile: d.Profile, Package: d.Package, Permissions: d.Permissions, Preset: d.Preset,
	}.Draft()
}

// name is under which name what was typed is kept over a crash.
func (f *form) name() string {
	if f.id == "" {
		return "reseller/new"
	}
	return "reseller/" + f.id
}

// typed tells whether anything was changed.
func (f *form) typed() bool {
	return !reflect.DeepEqual(f.draft, f.data.Draft) || f.until.IsWrong()
}

// keptForm is the stored form of what was typed.
type keptForm struct {
	Version int64
	Before  account.Draft // What stood then.
	Draft   account.Draft
	Until   string
}

func (f *form) kept() ([]byte, error) {
	return json.Marshal(keptForm{
		Version: f.data.Version, Before: f.data.Draft, Draft: f.draft, Until: f.until.Text,
	})
}

// restore takes over what was kept, and tells whether there was something that differs from what
// there is.
func (f *form) restore(data []byte) bool {
	var k keptForm
	if data == nil || json.Unmarshal(data, &k) != nil {
		return false
	}
	now := f.data.Draft
	f.outdated = k.Version != f.data.Version
	if f.outdated {
		f.data.Draft = copyOf(k.Before)
	}
	f.draft = copyOf(k.Draft)
	f.setUntil(k.Until)
	if f.outdated {
		if _, err := f.merge(now); err != nil {
			return false
		}
	}
	return f.typed()
}

// setAmount takes what was typed for a resource: digits, or nothing.
func (f *form) setAmount(r capacity.Resource, digits string) {
	if digits == "" {
		delete(f.draft.Package.Amounts, r)
		return
	}
	f.draft.Package.Amounts[r] = page.Number(digits)
}

func (f *form) setMinExtensions(digits string) {
	f.draft.Package.MinExtensions = 0
	if digits != "" {
		f.draft.Package.MinExtensions = page.Number(digits)
	}
}

func (f *form) setPBXLimit(digits string) {
	f.draft.Package.PBXLimit = nil
	if digits != "" {
		n := page.Number(digits)
		f.draft.Package.PBXLimit = &n
	}
}

func (f *form) setUntil(text string) {
	f.draft.Profile.ValidUntil = f.until.Read(f.env, text)
}

// problems is what is wrong now, in the order of the form.
func (f *form) problems() core.Problems {
	trimmed := f.draft
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
	moved := page.Difference(f.draft.Package.Amounts, f.data.Limits.Before)
	text := page.MovesText(f.env, moved, "form.takes", "form.returns", nil)
	if text == "" {
		return f.env.T("form.moves_nothing")
	}
	return text
}

// strip is what the pool and this reseller have of a resource, before and after saving.
func (f *form) strip(r capacity.Resource) (poolBefore, poolAfter, before, after int64) {
	poolBefore, before = f.data.Limits.Pool.Free[r], f.data.Limits.Before[r]
	after = f.draft.Package.Amounts[r]
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
		return f.id
	}
	return ""
}

// save saves the draft as it is, as an operation; the function runs beside the UI.
func (f *form) save(operation string, send bool) func(ctx context.Context) (desk.Saved, error) {
	id, version, draft := f.id, f.data.Version, copyOf(f.draft)
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
		data, err := formData(ctx, f.env, f.id)
		return func(over bool) (wording.Meanwhile, error) {
			f.data.Limits = data.Limits
			if f.id == "" {
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
	m, err := f.merging.Merge(f.env.Words, f.data.Draft, f.draft, now)
	if err != nil || !m.Fresh {
		return m.Meanwhile, err
	}
	f.data.Draft, f.draft = now, m.Draft
	switch until := now.Profile.ValidUntil; {
	case f.until.IsWrong():
	case slices.Contains(m.Typed, account.FieldValidUntil):
		f.setUntil(f.until.Text)
	default:
		f.draft.Profile.ValidUntil, f.until = until, page.DayOf(f.env, until)
	}
	return m.Meanwhile, nil
}

// noteRefused takes note of who has the email, which only the workspace could know.
func (f *form) noteRefused(problems core.Problems) {
	for _, p := range problems {
		if p.Key == "account.email_in_use" {
			f.inUse[account.EmailKey(f.draft.Profile.Email)] = p
		}
	}
}
