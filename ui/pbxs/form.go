package pbxs

import (
	"context"
	"maps"
	"slices"
	"strings"

	"resellerdesk/core"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
	"resellerdesk/core/pbx"
	"resellerdesk/core/permission"
	"resellerdesk/core/wording"
	"resellerdesk/ui/page"
)

// form is what somebody typed about a PBX, and what is wrong with it. It knows nothing of widgets.
type form struct {
	*page.Draft[entry]
	env    *page.Env
	self   string // The account of the workspace's owner.
	start  desk.PBXForm
	limits pbx.Limits // Of the owner that is chosen.
	expiry page.Day
	made   page.Day // At the vendor.
	// Who has an address, as far as it was asked; without a name it is free.
	addresses map[string]pbx.Ref
}

// entry is what is typed about a PBX.
type entry struct {
	pbx.Draft
	Owner pbx.Ref         // Of a new one.
	Blank map[string]bool // Amounts that must be there and are not.
}

var rules = page.DraftRules[entry]{
	Kind: "pbx", Copy: copyOf,
	Fields: func(e entry) (core.Fields, error) { return pbx.PBX{Draft: e.Draft}.Fields() },
	With: func(e entry, fields core.Fields) (entry, error) {
		p, err := pbx.PBX{}.With(fields, slices.Collect(maps.Keys(fields)))
		e.Draft = p.Draft
		return copyOf(e), err
	},
}

func copyOf(e entry) entry {
	e.Customers, e.Blank = append([]pbx.Ref(nil), e.Customers...), maps.Clone(e.Blank)
	return e
}

// entryOf is what the form of a PBX that exists starts from.
func entryOf(p pbx.PBX) entry {
	return copyOf(entry{Draft: p.Draft, Blank: map[string]bool{}})
}

// readForm reads what the form of a PBX starts from, and what was typed into it before; it runs
// beside the UI.
func readForm(ctx context.Context, env *page.Env, id string) (*form, error) {
	f, err := startForm(ctx, env, id)
	if err != nil {
		return nil, err
	}
	if err := f.Keep(ctx); err != nil {
		return nil, err
	}
	f.readRestored(ctx)
	return f, nil
}

// readRestored reads what else belongs to a restored draft. It runs beside the UI.
func (f *form) readRestored(ctx context.Context) {
	f.showDays()
	if owner := f.Now.Owner; owner.ID != f.Before.Owner.ID {
		limits, err := f.env.Desk.PBXLimits(ctx, owner.ID, f.ID)
		if err != nil {
			f.Reset() // The owner is gone, and the package that it was typed for.
			return
		}
		f.limits = limits
	}
}

// startForm reads what the form of a PBX starts from.
func startForm(ctx context.Context, env *page.Env, id string) (*form, error) {
	var start desk.PBXForm
	owners, err := env.Desk.PBXOwners(ctx, "")
	switch {
	case err != nil:
		return nil, err
	case id == "":
		start, err = env.Desk.NewPBX(ctx, "")
	default:
		start, err = env.Desk.PBX(ctx, id)
	}
	if err != nil {
		return nil, err
	}
	return newForm(env, id, owners[0].ID, start), nil
}

func newForm(env *page.Env, id, self string, start desk.PBXForm) *form {
	before := entryOf(start.PBX)
	if id == "" {
		before.Owner, before.Blank[string(capacity.ConcurrentCalls)] = start.PBX.Owner, true
	}
	f := &form{
		Draft: page.NewDraft(env, rules, id, before), env: env, self: self, start: start,
		limits: start.Limits, addresses: map[string]pbx.Ref{},
	}
	f.showDays()
	return f
}

// showDays shows the days that the draft has.
func (f *form) showDays() {
	f.expiry = page.DayOf(f.env, f.Now.Expiry)
	f.made = page.DayOf(f.env, f.Now.MadeAt)
}

// Reset forgets what was typed.
func (f *form) Reset() {
	f.Draft.Reset()
	f.limits = f.start.Limits
	f.showDays()
}

// Typed tells whether anything was changed, also to what is no day.
func (f *form) Typed() bool {
	return f.Draft.Typed() || f.expiry.IsWrong() || f.made.IsWrong()
}

// owner is whose the PBX is, or is to be.
func (f *form) owner() pbx.Ref {
	if f.ID == "" {
		return f.Now.Owner
	}
	return f.start.PBX.Owner
}

// setOwner makes the PBX somebody else's, who has other customers.
func (f *form) setOwner(owner pbx.Ref, limits pbx.Limits) {
	if f.Now.Extensions == f.limits.MinExtensions {
		f.Now.Extensions = limits.MinExtensions
	}
	if owner.ID != f.owner().ID {
		f.Now.Customers = nil
	}
	if f.ID == "" {
		f.startAs(limits.Start)
	}
	f.Now.Owner, f.limits = owner, limits
	f.Now.HighAvailability = f.Now.HighAvailability && limits.HighAvailability
}

// startAs makes a new PBX start as another owner's do, except what was chosen otherwise.
func (f *form) startAs(start pbx.Start) {
	d, before := &f.Now, f.limits.Start
	if d.Recording == before.Recording && d.Recording != start.Recording {
		f.setRecording(start.Recording)
	}
	if d.Type == before.Type {
		d.Type = start.Type
	}
	if d.RunAfterExpiry == before.RunAfterExpiry && d.Expiry != core.NoDay {
		d.RunAfterExpiry = start.RunAfterExpiry
	}
}

// setAmount takes what was typed for a resource: digits, or nothing.
func (f *form) setAmount(r capacity.Resource, digits string) {
	into := map[capacity.Resource]*int64{
		capacity.Extensions:           &f.Now.Extensions,
		capacity.ConcurrentCalls:      &f.Now.ConcurrentCalls,
		capacity.RecordingMinutes:     &f.Now.RecordingMinutes,
		capacity.TranscriptionMinutes: &f.Now.TranscriptionMinutes,
	}[r]
	*into = 0
	delete(f.Now.Blank, string(r))
	switch {
	case digits != "":
		*into = page.Number(digits)
	case r == capacity.Extensions || r == capacity.ConcurrentCalls:
		f.Now.Blank[string(r)] = true
	}
}

// setRecording switches recording off, or on with the minutes that the PBX has now.
func (f *form) setRecording(on bool) {
	f.Now.RecordingMinutes = f.start.PBX.RecordingMinutes
	f.Now.SetRecording(on)
}

// setRegion takes another region; the domain is then one of its own.
func (f *form) setRegion(name string) {
	f.Now.Region = name
	domains := f.domains()
	if !f.Now.CustomDomain && len(domains) > 0 && !slices.Contains(domains, f.Now.Domain) {
		f.Now.Domain = domains[0]
	}
}

// domains are those that the PBX can have in its region, and the one that it has.
func (f *form) domains() []string {
	var domains []string
	for _, r := range f.limits.Regions {
		if r.Name == f.Now.Region {
			domains = slices.Clone(r.Domains)
		}
	}
	now := f.start.PBX.Address
	if f.ID != "" && !now.CustomDomain && now.Region == f.Now.Region && !slices.Contains(
		domains, now.Domain,
	) {
		domains = append(domains, now.Domain)
	}
	return domains
}

// setDomain takes a domain of the region, or, with "", one of the customer's own.
func (f *form) setDomain(domain string) {
	f.Now.CustomDomain, f.Now.Domain = domain == "", domain
	if now := f.start.PBX.Address; domain == "" && now.CustomDomain {
		f.Now.Domain = now.Domain
	}
}

// setExpiry takes an expiry as it is typed. With the first character a new PBX begins to have one.
func (f *form) setExpiry(text string) {
	if f.ID == "" && f.expiry.Text == "" {
		f.Now.RunAfterExpiry = f.limits.Start.RunAfterExpiry
	}
	f.readExpiry(text)
}

// setMade takes the day on which the PBX was made at the vendor as it is typed.
func (f *form) setMade(text string) { f.Now.MadeAt = f.made.Read(f.env, text) }

func (f *form) readExpiry(text string) {
	f.Now.Expiry = f.expiry.Read(f.env, text)
	if strings.TrimSpace(text) == "" {
		f.Now.RunAfterExpiry = false
	}
}

// problems is what is wrong now.
func (f *form) problems() core.Problems {
	problems := f.Now.Trim().Validate(f.limits)
	for field := range f.Now.Blank {
		problems = slices.DeleteFunc(problems, func(p *core.Error) bool { return p.Field == field })
		problems.Add(field, "field.required", nil)
	}
	if f.expiry.IsWrong() {
		problems = slices.DeleteFunc(
			problems, func(p *core.Error) bool { return p.Field == pbx.FieldRunAfterExpiry },
		)
		f.expiry.AddTo(&problems, pbx.FieldExpiry)
	}
	f.made.AddTo(&problems, pbx.FieldMadeAt)
	if other := f.addresses[f.address()]; other.Name != "" && other.ID != f.ID &&
		problems.Of(pbx.FieldSubDomain) == nil {
		problems = append(problems, &core.Error{
			Code: core.Conflict, Field: pbx.FieldSubDomain, Key: "pbx.address_in_use",
			Args: core.Args{"Name": other.Name, "ID": other.ID},
		})
	}
	return problems
}

// address is where the PBX is reached, as it is compared, "" while it has no sub-domain.
func (f *form) address() string {
	d := f.Now.Trim()
	if d.SubDomain == "" {
		return ""
	}
	return strings.ToLower(d.Region + " " + d.Host())
}

// takes is what the PBX will hold of a package.
func (f *form) takes() capacity.Amounts {
	amounts := f.Now.Amounts()
	if consumed := f.start.PBX.Consumed; consumed > 0 {
		amounts[capacity.TranscriptionMinutes] -= consumed
	}
	return amounts
}

// left is what the package has of a resource before and after saving.
func (f *form) strip(r capacity.Resource) (before, after int64) {
	before = f.limits.Left[r]
	return before, before - (f.takes()[r] - f.limits.Before[r])
}

// has tells whether the package holds a resource at all.
func (f *form) has(r capacity.Resource) bool {
	return f.limits.Left.Has(r) || f.limits.Before[r] > 0
}

// own tells whether the PBX is the workspace's own, not a reseller's.
func (f *form) own() bool { return f.owner().ID == f.self }

// from names the package that the PBX is made out of, as an ending of a key: the pool, the
// reseller's own package, or that of a reseller.
func (f *form) from() string {
	switch {
	case !f.own():
		return "reseller"
	case f.env.Desk.IsDistributor():
		return "pool"
	}
	return "own"
}

// atOnce tells whether a mistake is said while it is typed, since it would be typed on in vain.
func atOnce(p *core.Error) bool {
	switch p.Key {
	case "capacity.not_enough", "pbx.enterprise_not_enough", "pbx.ultimate_not_enough",
		"pbx.not_included", "pbx.no_custom_domain",
		"pbx.no_high_availability", "pbx.address_in_use", "pbx.limit":
		return true
	}
	return false
}

// moves says what saving takes from the package and gives back.
func (f *form) moves() string {
	text := page.MovesText(
		f.env, page.Difference(f.takes(), f.limits.Before), "pbx.takes_"+f.from(),
		"pbx.returns_"+f.from(), core.Args{"Company": f.owner().Name},
	)
	if text == "" {
		return f.env.T("pbx.moves_nothing")
	}
	return text
}

// about is whose package mistakes are about, "" for the workspace's own.
func (f *form) about(*core.Error) string {
	if f.own() {
		return ""
	}
	return f.owner().ID
}

// fit is the number that a mistake says would fit, for the field that it can be typed into. There
// is none below the least.
func (f *form) fit(p *core.Error) (r capacity.Resource, n int64, fits bool) {
	n, fits = p.Args["Free"].(int64)
	if !fits || p.Field == pbx.FieldOwner {
		return "", 0, false
	}
	r = capacity.Resource(p.Field)
	if p.Field == pbx.FieldPlan {
		r = capacity.Extensions
	}
	if r == capacity.Extensions && n < max(f.limits.MinExtensions, 1) {
		return "", 0, false
	}
	return r, n, true
}

// mayResize and mayDate tell whether the person may change what the PBX takes, and until when it
// lives. A person who may add one says both.
func (f *form) mayResize() bool { return f.ID == "" || f.env.May(permission.PBXResize) }

func (f *form) mayDate() bool { return f.ID == "" || f.env.May(permission.PBXExpiry) }

// save saves the draft as it is, as an operation; the function runs beside the UI.
func (f *form) save(operation string) func(ctx context.Context) (desk.Saved, error) {
	id, owner, version, draft := f.ID, f.owner().ID, f.start.PBX.Version, copyOf(f.Now).Draft
	return func(ctx context.Context) (desk.Saved, error) {
		if id == "" {
			return f.env.Desk.AddPBX(ctx, operation, owner, draft)
		}
		return f.env.Desk.ChangePBX(ctx, operation, id, version, draft)
	}
}

// reload reads what the package has now, and the PBX as it is.
func (f *form) reload() page.Reload {
	if f.ID == "" {
		return f.reloadNew(f.Now.Owner.ID)
	}
	return func(ctx context.Context) (func(over bool) (wording.Meanwhile, error), error) {
		now, err := f.env.Desk.PBX(ctx, f.ID)
		return func(over bool) (wording.Meanwhile, error) {
			if !over {
				now.PBX.Version = f.start.PBX.Version
			}
			f.limits = now.Limits
			return f.merge(now)
		}, err
	}
}

// reloadNew reads what an owner's package has now, of which a new PBX is to be.
func (f *form) reloadNew(owner string) page.Reload {
	return func(ctx context.Context) (func(over bool) (wording.Meanwhile, error), error) {
		limits, err := f.env.Desk.PBXLimits(ctx, owner, "")
		return func(over bool) (wording.Meanwhile, error) {
			if owner == f.Now.Owner.ID {
				f.limits = limits
			}
			if owner == f.Before.Owner.ID {
				f.start.Limits = limits
			}
			return page.NothingElse(over)
		}, err
	}
}

// merge makes the draft what there is now, with what was typed.
func (f *form) merge(now desk.PBXForm) (wording.Meanwhile, error) {
	m, err := f.Merge(entryOf(now.PBX))
	if err == nil {
		f.start = now
		f.Now.Expiry = f.expiry.Follow(f.env, m, pbx.FieldExpiry, f.Now.Expiry, now.PBX.Expiry)
		f.Now.MadeAt = f.made.Follow(f.env, m, pbx.FieldMadeAt, f.Now.MadeAt, now.PBX.MadeAt)
	}
	return m.Meanwhile, err
}

// noteRefused takes note of who has the address, which only the workspace could know.
func (f *form) noteRefused(problems core.Problems) {
	for _, p := range problems {
		if p.Key == "pbx.address_in_use" {
			id, _ := p.Args["ID"].(string)
			name, _ := p.Args["Name"].(string)
			f.addresses[f.address()] = pbx.Ref{ID: id, Name: name}
		}
	}
}
