package customers

import (
	"context"

	"resellerdesk/core"
	"resellerdesk/core/pbx"
	"resellerdesk/core/wording"
	"resellerdesk/ui/page"
)

// form is what somebody typed about a customer, and what is wrong with it. It knows nothing of
// widgets.
type form struct {
	*page.Draft[entry]
	env     *page.Env
	version int64
	owner   pbx.Ref   // Of a customer that exists.
	pbxs    []pbx.Ref // What is made for the customer.
}

// entry is what is typed about a customer.
type entry struct {
	pbx.CustomerDraft
	// Who is to own the PBXs of a new customer; without an id the workspace's owner.
	Owner pbx.Ref
}

var rules = page.DraftRules[entry]{
	Kind: "customer", Copy: func(e entry) entry { return e },
	Fields: func(e entry) (core.Fields, error) { return core.FieldsOf(e.CustomerDraft) },
	With: func(e entry, fields core.Fields) (entry, error) {
		err := fields.Into(&e.CustomerDraft)
		return e, err
	},
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
	return f, f.Keep(ctx)
}

// newForm is the form of a customer, without an id of a new one.
func newForm(env *page.Env, c pbx.Customer) *form {
	start := entry{CustomerDraft: c.CustomerDraft}
	if c.ID == "" {
		start.Owner = c.Owner
	}
	return &form{
		Draft: page.NewDraft(env, rules, c.ID, start), env: env, version: c.Version, owner: c.Owner,
	}
}

// problems is what is wrong now.
func (f *form) problems() core.Problems {
	return f.Now.Trim().ValidateChange(f.Before.CustomerDraft)
}

// customer is who was typed.
func (f *form) customer() pbx.Ref { return pbx.Ref{ID: f.ID, Name: f.Now.Trim().Title()} }

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
	id, owner, version, draft := f.ID, f.Now.Owner.ID, f.version, f.Now.CustomerDraft
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
		if f.ID == "" {
			return page.NothingElse, nil
		}
		c, _, err := f.env.Desk.Customer(ctx, f.ID)
		return func(over bool) (wording.Meanwhile, error) {
			if over {
				f.version = c.Version
			}
			m, err := f.Merge(entry{CustomerDraft: c.CustomerDraft})
			return m.Meanwhile, err
		}, err
	}
}
