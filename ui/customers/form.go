package customers

import (
	"context"
	"encoding/json"

	"resellerdesk/core"
	"resellerdesk/core/pbx"
	"resellerdesk/core/wording"
	"resellerdesk/ui/page"
)

// form is what somebody typed about a customer, and what is wrong with it. It knows nothing of
// widgets.
type form struct {
	env      *page.Env
	id       string  // "" for a new customer.
	owner    pbx.Ref // Who owns the customer's PBXs; without an id the workspace's owner.
	version  int64
	before   pbx.CustomerDraft
	draft    pbx.CustomerDraft
	pbxs     []pbx.Ref // What is made for the customer.
	drafts   *page.DraftStore
	restored bool // The form shows what was typed before.
	outdated bool // What was restored was typed before somebody changed the customer.
	merging  page.Merging[pbx.CustomerDraft]
}

// readForm reads what the form of a customer starts from, and what was typed into it before; it
// runs beside the UI.
func readForm(ctx context.Context, env *page.Env, id string) (*form, error) {
	f := newForm(env, pbx.Customer{})
	if id != "" {
		c, pbxs, err := env.Desk.Customer(ctx, id)
		if err != nil {
			return nil, err
		}
		f = newForm(env, c)
		f.pbxs = pbxs
	}
	f.drafts = page.NewDraftStore(env, f.name())
	kept, err := f.drafts.Read(ctx)
	if err != nil {
		return nil, err
	}
	f.restored = f.restore(kept)
	return f, nil
}

// newForm is the form of a customer, without an id of a new one.
func newForm(env *page.Env, c pbx.Customer) *form {
	return &form{
		env: env, id: c.ID, owner: c.Owner, version: c.Version, before: c.CustomerDraft,
		draft: c.CustomerDraft,
		merging: page.Merging[pbx.CustomerDraft]{
			Fields: func(d pbx.CustomerDraft) (core.Fields, error) { return core.FieldsOf(d) },
			Draft:  draftOf,
		},
	}
}

func draftOf(fields core.Fields) (d pbx.CustomerDraft, err error) {
	err = fields.Into(&d)
	return d, err
}

// name is under which name what was typed is kept over a crash.
func (f *form) name() string {
	if f.id == "" {
		return "customer/new"
	}
	return "customer/" + f.id
}

// reset forgets what was typed.
func (f *form) reset() { f.draft = f.before }

// typed tells whether anything was changed.
func (f *form) typed() bool { return f.draft != f.before }

// keptForm is the stored form of what was typed.
type keptForm struct {
	Version int64
	Owner   pbx.Ref
	Before  pbx.CustomerDraft // What stood then.
	Draft   pbx.CustomerDraft
}

func (f *form) kept() ([]byte, error) {
	return json.Marshal(keptForm{
		Version: f.version, Owner: f.owner, Before: f.before, Draft: f.draft,
	})
}

// restore takes over what was kept, and tells whether there was something that differs from what
// there is.
func (f *form) restore(data []byte) bool {
	var k keptForm
	if data == nil || json.Unmarshal(data, &k) != nil {
		return false
	}
	now := f.before
	f.draft, f.owner, f.outdated = k.Draft, k.Owner, k.Version != f.version
	if f.outdated {
		f.before = k.Before
		if _, err := f.merge(now); err != nil {
			return false
		}
	}
	return f.typed()
}

// problems is what is wrong now.
func (f *form) problems() core.Problems { return f.draft.Trim().ValidateChange(f.before) }

// customer is who was typed.
func (f *form) customer() pbx.Ref { return pbx.Ref{ID: f.id, Name: f.draft.Trim().Title()} }

// company is what the workspace's owner is called.
func (f *form) company() string {
	if actor, err := f.env.Desk.Actor(); err == nil && actor.Profile.Company != "" {
		return actor.Profile.Company
	}
	return f.env.T("pbx.owner_own")
}

// save saves the draft as it is, as an operation, and returns the customer's id; the function runs
// beside the UI.
func (f *form) save(operation string) func(ctx context.Context) (id string, err error) {
	id, owner, version, draft := f.id, f.owner.ID, f.version, f.draft
	return func(ctx context.Context) (string, error) {
		if id != "" {
			return id, f.env.Desk.EditCustomer(ctx, operation, id, version, draft)
		}
		return f.env.Desk.AddCustomer(ctx, operation, owner, draft)
	}
}

// reload reads the customer as it is.
func (f *form) reload() page.Reload {
	return func(ctx context.Context) (func(over bool) (wording.Meanwhile, error), error) {
		if f.id == "" {
			return page.NothingElse, nil
		}
		c, _, err := f.env.Desk.Customer(ctx, f.id)
		return func(over bool) (wording.Meanwhile, error) {
			if over {
				f.version = c.Version
			}
			return f.merge(c.CustomerDraft)
		}, err
	}
}

// merge makes the draft what there is now, with what was typed.
func (f *form) merge(now pbx.CustomerDraft) (wording.Meanwhile, error) {
	m, err := f.merging.Merge(f.env.Words, f.before, f.draft, now)
	if err == nil {
		f.before, f.draft = now, m.Draft
	}
	return m.Meanwhile, err
}
