package subscription

import (
	"context"
	"strings"

	"resellerdesk/core"
	"resellerdesk/core/capacity"
	"resellerdesk/core/wording"
	"resellerdesk/ui/page"
)

// form is what somebody typed about the subscription, and what is wrong with it. It knows nothing
// of widgets.
type form struct {
	*page.Draft[capacity.Subscription]
	env     *page.Env
	seen    capacity.Subscription // What is saved over.
	usage   map[capacity.Resource]capacity.Usage
	expires page.Day
}

// fieldExpires names the field of the date until which the subscription is valid.
const fieldExpires = "expires_at"

var rules = page.DraftRules[capacity.Subscription]{
	Kind: "subscription", Copy: copyOf, Fields: capacity.Subscription.Fields,
	With: func(
		_ capacity.Subscription, fields core.Fields,
	) (capacity.Subscription, error) {
		return capacity.SubscriptionOf(fields)
	},
}

func copyOf(s capacity.Subscription) capacity.Subscription {
	s.Total = s.Total.Clone()
	return s
}

// sold is what the subscription holds, and what is given out of it.
type sold struct {
	terms capacity.Subscription
	usage map[capacity.Resource]capacity.Usage
}

func readSold(ctx context.Context, env *page.Env) (sold, error) {
	s, err := env.Desk.Subscription(ctx)
	if err != nil {
		return sold{}, err
	}
	terms, err := env.Desk.Terms(ctx)
	return sold{terms, s.Usage}, err
}

// readForm reads what the form starts from, and what was typed into it before; it runs beside the
// UI.
func readForm(ctx context.Context, env *page.Env) (*form, error) {
	now, err := readSold(ctx, env)
	if err != nil {
		return nil, err
	}
	f := newForm(env, now)
	err = f.Keep(ctx)
	f.showExpires()
	return f, err
}

// theOne is the id of the subscription, of which a workspace has one.
const theOne = "pool"

func newForm(env *page.Env, now sold) *form {
	f := &form{
		Draft: page.NewDraft(env, rules, theOne, now.terms), env: env, seen: now.terms,
		usage: now.usage,
	}
	f.showExpires()
	return f
}

// showExpires shows the day that the draft has.
func (f *form) showExpires() { f.expires = page.DayOf(f.env, f.Now.Expiry) }

func (f *form) setExpires(text string) {
	f.Now.Expiry = f.expires.Read(f.env, text)
}

// Reset forgets what was typed.
func (f *form) Reset() {
	f.Draft.Reset()
	f.showExpires()
}

// Typed tells whether anything was changed, also to what is no day.
func (f *form) Typed() bool { return f.Draft.Typed() || f.expires.IsWrong() }

// problems is what is wrong now.
func (f *form) problems() core.Problems {
	problems := f.Now.Validate()
	for _, r := range capacity.Optional() {
		if f.Before.Total.Has(r) && !f.Now.Total.Has(r) && f.usage[r].Used() > 0 {
			problems.Add(string(r), "subscription.given_out", core.Args{"Used": f.usage[r].Used()})
		}
	}
	f.expires.AddTo(&problems, fieldExpires)
	return problems
}

// after is what is free and what is missing of a resource once the total is n.
func after(u capacity.Usage, n int64) (free, missing int64) {
	return max(n-u.Used(), 0), max(u.Used()-n, 0)
}

// means says what will be missing once the change is saved.
func (f *form) means() (text string, wrong bool) {
	var short []string
	for _, r := range capacity.Resources() {
		if _, missing := after(f.usage[r], f.Now.Total[r]); missing > 0 {
			short = append(short, f.env.T("amount."+string(r), core.Args{"Count": missing}))
		}
	}
	if len(short) == 0 {
		return "", false
	}
	return f.env.T("subscription.will_be_short", core.Args{"What": strings.Join(short, ", ")}), true
}

// save saves the terms as they stand; the function runs beside the UI.
func (f *form) save(operation string) func(ctx context.Context) error {
	seen, terms := f.seen, copyOf(f.Now)
	return func(ctx context.Context) error {
		return f.env.Desk.SetSubscription(ctx, operation, seen, terms)
	}
}

// reload reads what is sold and given out now.
func (f *form) reload() page.Reload {
	return func(ctx context.Context) (func(over bool) (wording.Meanwhile, error), error) {
		now, err := readSold(ctx, f.env)
		return func(over bool) (wording.Meanwhile, error) {
			f.usage = now.usage
			if over {
				f.seen = now.terms
			}
			return f.merge(now.terms)
		}, err
	}
}

// merge makes the terms what there is now, with what was typed.
func (f *form) merge(now capacity.Subscription) (wording.Meanwhile, error) {
	m, err := f.Merge(now)
	if err == nil {
		f.Now.Expiry = f.expires.Follow(f.env, m, fieldExpires, f.Now.Expiry, now.Expiry)
	}
	return m.Meanwhile, err
}
