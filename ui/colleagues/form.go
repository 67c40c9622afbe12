package colleagues

import (
	"context"
	"reflect"
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
	env     *page.Env
	id      string // "" for a new colleague.
	version int64
	before  desk.ColleagueDraft
	draft   desk.ColleagueDraft
	merging page.Merging[desk.ColleagueDraft]
	// What only the workspace could know; gone with the next change of the field.
	refusals core.Problems
}

// addForm is the form of a colleague who does not exist yet.
func addForm(env *page.Env) *form {
	return newForm(env, desk.NewColleague(env.Words.Language()))
}

// editForm is the form of a colleague.
func editForm(env *page.Env, a account.Account) *form {
	f := newForm(env, draftOfAccount(a))
	f.id, f.version = a.ID, a.Version
	return f
}

func newForm(env *page.Env, draft desk.ColleagueDraft) *form {
	return &form{
		env: env, before: draft, draft: copyOf(draft),
		merging: page.Merging[desk.ColleagueDraft]{Fields: fieldsOf, Draft: draftOf},
	}
}

func copyOf(d desk.ColleagueDraft) desk.ColleagueDraft {
	d.Permissions = d.Permissions.Clone()
	return d
}

func draftOfAccount(a account.Account) desk.ColleagueDraft {
	return desk.ColleagueDraft{Profile: a.Profile, Permissions: a.Permissions.Clone()}
}

func fieldsOf(d desk.ColleagueDraft) (core.Fields, error) {
	return account.Draft{Profile: d.Profile, Permissions: d.Permissions}.Fields()
}

func draftOf(fields core.Fields) (desk.ColleagueDraft, error) {
	d, err := account.DraftOf(fields)
	return desk.ColleagueDraft{Profile: d.Profile, Permissions: d.Permissions}, err
}

// typed tells whether anything was changed.
func (f *form) typed() bool { return !reflect.DeepEqual(f.draft, f.before) }

// offered are the features that somebody who holds some can give a colleague.
func offered(held permission.Set) []permission.Feature {
	return slices.DeleteFunc(
		permission.OfColleagues(), func(o permission.Feature) bool { return !held[o.Key] },
	)
}

// problems is what is wrong now.
func (f *form) problems() core.Problems {
	problems, err := f.env.Desk.ValidateColleague(f.draft, f.before.Profile)
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
	id, version, draft := f.id, f.version, copyOf(f.draft)
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
		i := slices.IndexFunc(list, func(a account.Account) bool { return a.ID == f.id })
		if err != nil || i < 0 {
			return page.NothingElse, err
		}
		return func(over bool) (wording.Meanwhile, error) {
			if over {
				f.version = list[i].Version
			}
			return f.merge(draftOfAccount(list[i]))
		}, nil
	}
}

// merge makes the draft what there is now, with what was typed.
func (f *form) merge(now desk.ColleagueDraft) (wording.Meanwhile, error) {
	m, err := f.merging.Merge(f.env.Words, f.before, f.draft, now)
	if err == nil && m.Fresh {
		f.before, f.draft = now, m.Draft
	}
	return m.Meanwhile, err
}
