package colleagues

import (
	"context"
	"slices"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/desk"
	"resellerdesk/core/permission"
	"resellerdesk/core/wording"
	"resellerdesk/ui/page"
)

// form is what somebody typed about a colleague, and what is wrong with it. It knows nothing of
// widgets.
type form struct {
	*page.Draft[desk.ColleagueDraft]
	env     *page.Env
	version int64
	// What only the workspace could know; gone with the next change of the field.
	refusals core.Problems
}

var rules = page.DraftRules[desk.ColleagueDraft]{
	Kind: "colleague", Copy: copyOf,
	Fields: func(d desk.ColleagueDraft) (core.Fields, error) {
		return account.Draft{Profile: d.Profile, Permissions: d.Permissions}.Fields()
	},
	With: func(_ desk.ColleagueDraft, fields core.Fields) (desk.ColleagueDraft, error) {
		d, err := account.DraftOf(fields)
		return desk.ColleagueDraft{Profile: d.Profile, Permissions: d.Permissions}, err
	},
}

// readForm reads what the form of a colleague starts from, and what was typed into it before; it
// runs beside the UI.
func readForm(ctx context.Context, env *page.Env, id string) (*form, error) {
	f := addForm(env)
	if id != "" {
		a, err := env.Desk.Colleague(ctx, id)
		if err != nil {
			return nil, err
		}
		f = editForm(env, a)
	}
	return f, f.Keep(ctx)
}

// addForm is the form of a colleague who does not exist yet.
func addForm(env *page.Env) *form {
	start := desk.NewColleague(env.Words.Language())
	return &form{Draft: page.NewDraft(env, rules, "", start), env: env}
}

// editForm is the form of a colleague.
func editForm(env *page.Env, a account.Account) *form {
	return &form{
		Draft: page.NewDraft(env, rules, a.ID, draftOfAccount(a)), env: env, version: a.Version,
	}
}

func copyOf(d desk.ColleagueDraft) desk.ColleagueDraft {
	d.Permissions = d.Permissions.Clone()
	return d
}

func draftOfAccount(a account.Account) desk.ColleagueDraft {
	return desk.ColleagueDraft{Profile: a.Profile, Permissions: a.Permissions.Clone()}
}

// offered are the features that somebody who holds some can give a colleague.
func offered(held permission.Set) []permission.Feature {
	return slices.DeleteFunc(
		permission.OfColleagues(), func(o permission.Feature) bool { return !held[o.Key] },
	)
}

// problems is what is wrong now.
func (f *form) problems() core.Problems {
	problems, err := f.env.Desk.ValidateColleague(f.Now, f.Before.Profile)
	if err != nil {
		return nil // Saving says it.
	}
	return append(slices.Clone(f.refusals), problems...)
}

// noteRefused takes note of what only the workspace could know.
func (f *form) noteRefused(problems core.Problems) { f.refusals = problems }

// forgetRefused takes note that a field was changed, of which something was refused.
func (f *form) forgetRefused(field string) {
	f.refusals = slices.DeleteFunc(
		f.refusals, func(p *core.Error) bool { return p.Field == field },
	)
}

// save saves the draft as it is, as an operation, and returns the first password of a colleague who
// is added; the function runs beside the UI.
func (f *form) save(operation string) func(ctx context.Context) (password string, err error) {
	id, version, draft := f.ID, f.version, copyOf(f.Now)
	return func(ctx context.Context) (string, error) {
		if id != "" {
			return "", f.env.Desk.EditColleague(ctx, operation, id, version, draft)
		}
		return f.env.Desk.AddColleague(ctx, operation, draft)
	}
}

// reload reads the colleague as it is.
func (f *form) reload() page.Reload {
	return func(ctx context.Context) (func(over bool) (wording.Meanwhile, error), error) {
		list, err := f.env.Desk.Colleagues(ctx)
		i := slices.IndexFunc(list, func(a account.Account) bool { return a.ID == f.ID })
		if err != nil || i < 0 {
			return page.NothingElse, err
		}
		return func(over bool) (wording.Meanwhile, error) {
			if over {
				f.version = list[i].Version
			}
			m, err := f.Merge(draftOfAccount(list[i]))
			return m.Meanwhile, err
		}, nil
	}
}
