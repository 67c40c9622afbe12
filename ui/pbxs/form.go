package pbxs

import (
	"context"
	"encoding/json"
	"maps"
	"reflect"
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
	env      *page.Env
	id       string // "" for a new PBX.
	self     string // The account of the workspace's owner.
	start    desk.PBXForm
	limits   pbx.Limits // Of the owner that is chosen.
	owner    pbx.Ref
	draft    pbx.Draft
	expiry   page.Day
	made     page.Day        // At the vendor.
	blank    map[string]bool // Amounts that must be there and are not.
	drafts   *page.DraftStore
	restored bool // The form shows what was typed before.
	outdated bool // What was restored was typed before somebody changed the PBX.
	merging  page.Merging[pbx.Draft]
	// Who has an address, as far as it was asked; without a name it is free.
	addresses map[string]pbx.Ref
}

// readForm reads what the form of a PBX starts from, and what was typed into it before; it runs
// beside the UI.
func readForm(ctx context.Context, env *page.Env, id string) (*form, error) {
	f, err := startForm(ctx, env, id)
	if err != nil {
		return nil, err
	}
	f.drafts = page.NewDraftStore(env, f.name())
	kept, err := f.drafts.Read(ctx)
	if err != nil {
		return nil, err
	}
	f.restored = f.restore(ctx, kept)
	return f, nil
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
	f := &form{env: env, id: id, self: self, start: start, addresses: map[string]pbx.Ref{}}
	f.merging = page.Merging[pbx.Draft]{Fields: f.fields, Draft: draftOf}
	f.reset()
	return f
}

// fields are what a draft of the form is, field by field.
func (f *form) fields(d pbx.Draft) (core.Fields, error) {
	return pbx.PBX{Owner: f.owner, Draft: d}.Fields()
}

func draftOf(fields core.Fields) (pbx.Draft, error) {
	p, err := pbx.PBX{}.With(fields, slices.Collect(maps.Keys(fields)))
	return p.Draft, err
}

// reset forgets what was typed.
func (f *form) reset() {
	f.limits, f.owner, f.draft = f.start.Limits, f.start.PBX.Owner, f.start.PBX.Form()
	f.blank = map[string]bool{}
	f.expiry = page.DayOf(f.env, f.draft.Expiry)
	f.made = page.DayOf(f.env, f.draft.MadeAt)
	if f.id == "" {
		f.blank[string(capacity.ConcurrentCalls)] = true
	}
}

// name is under which name what was typed is kept over a crash.
func (f *form) name() string {
	if f.id == "" {
		return "pbx/new"
	}
	return "pbx/" + f.id
}

// typed tells whether anything was changed.
func (f *form) typed() bool {
	before := form{env: f.env, id: f.id, start: f.start}
	before.reset()
	return f.expiry.IsWrong() || f.made.IsWrong() || f.owner != before.owner || !reflect.DeepEqual(
		f.draft, before.draft,
	) || !maps.Equal(f.blank, before.blank)
}

// keptForm is the stored form of what was typed.
type keptForm struct {
	Version int64
	Owner   pbx.Ref
	Before  pbx.Draft // What stood then.
	Draft   pbx.Draft
	Expiry  string
	Made    string
	Blank   map[string]bool
}

func (f *form) kept() ([]byte, error) {
	return json.Marshal(keptForm{
		Version: f.start.PBX.Version, Owner: f.owner, Before: f.start.PBX.Form(), Draft: f.draft,
		Expiry: f.expiry.Text, Made: f.made.Text, Blank: f.blank,
	})
}

// restore takes over what was kept, and tells whether there was something that differs from what
// there is. It runs beside the UI.
func (f *form) restore(ctx context.Context, data []byte) bool {
	var k keptForm
	if data == nil || json.Unmarshal(data, &k) != nil {
		return false
	}
	if k.Owner.ID != f.owner.ID {
		limits, err := f.env.Desk.PBXLimits(ctx, k.Owner.ID, f.id)
		if err != nil {
			return false // The owner is gone, and the package that it was typed for.
		}
		f.limits, f.owner = limits, k.Owner
	}
	f.outdated = k.Version != f.start.PBX.Version
	now := f.start
	if f.outdated {
		f.start.PBX.Draft = k.Before
	}
	f.draft, f.blank = k.Draft, maps.Clone(k.Blank)
	f.readExpiry(k.Expiry)
	f.setMade(k.Made)
	if f.outdated {
		if _, err := f.merge(now); err != nil {
			return false
		}
	}
	return f.typed()
}

// setOwner makes the PBX somebody else's, who has other customers.
func (f *form) setOwner(owner pbx.Ref, limits pbx.Limits) {
	if f.draft.Extensions == f.limits.MinExtensions {
		f.draft.Extensions = limits.MinExtensions
	}
	if owner.ID != f.owner.ID {
		f.draft.Customers = nil
	}
	if f.id == "" {
		f.startAs(limits.Start)
	}
	f.owner, f.limits = owner, limits
	f.draft.HighAvailability = f.draft.HighAvailability && limits.HighAvailability
}

// startAs makes a new PBX start as another owner's do, except what was chosen otherwise.
func (f *form) startAs(start pbx.Start) {
	d, before := &f.draft, f.limits.Start
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
		capacity.Extensions:           &f.draft.Extensions,
		capacity.ConcurrentCalls:      &f.draft.ConcurrentCalls,
		capacity.RecordingMinutes:     &f.draft.RecordingMinutes,
		capacity.TranscriptionMinutes: &f.draft.TranscriptionMinutes,
	}[r]
	*into = 0
	delete(f.blank, string(r))
	switch {
	case digits != "":
		*into = page.Number(digits)
	case r == capacity.Extensions || r == capacity.ConcurrentCalls:
		f.blank[string(r)] = true
	}
}

// setRecording switches recording off, or on with the minutes that the PBX has now.
func (f *form) setRecording(on bool) {
	f.draft.RecordingMinutes = f.start.PBX.RecordingMinutes
	f.draft.SetRecording(on)
}

// setRegion takes another region; the domain is then one of its own.
func (f *form) setRegion(name string) {
	f.draft.Region = name
	domains := f.domains()
	if !f.draft.CustomDomain && len(domains) > 0 && !slices.Contains(domains, f.draft.Domain) {
		f.draft.Domain = domains[0]
	}
}

// domains are those that the PBX can have in its region, and the one that it has.
func (f *form) domains() []string {
	var domains []string
	for _, r := range f.limits.Regions {
		if r.Name == f.draft.Region {
			domains = slices.Clone(r.Domains)
		}
	}
	now := f.start.PBX.Address
	if f.id != "" && !now.CustomDomain && now.Region == f.draft.Region && !slices.Contains(
		domains, now.Domain,
	) {
		domains = append(domains, now.Domain)
	}
	return domains
}

// setDomain takes a domain of the region, or, with "", one of the customer's own.
func (f *form) setDomain(domain string) {
	f.draft.CustomDomain, f.draft.Domain = domain == "", domain
	if now := f.start.PBX.Address; domain == "" && now.CustomDomain {
		f.draft.Domain = now.Domain
	}
}

// setExpiry takes an expiry as it is typed. With the first character a new PBX begins to have one.
func (f *form) setExpiry(text string) {
	if f.id == "" && f.expiry.Text == "" {
		f.draft.RunAfterExpiry = f.limits.Start.RunAfterExpiry
	}
	f.readExpiry(text)
}

// setMade takes the day on which the PBX was made at the vendor as it is typed.
func (f *form) setMade(text string) { f.draft.MadeAt = f.made.Read(f.env, text) }

func (f *form) readExpiry(text string) {
	f.draft.Expiry = f.expiry.Read(f.env, text)
	if strings.TrimSpace(text) == "" {
		f.draft.RunAfterExpiry = false
	}
}

// problems is what is wrong now.
func (f *form) problems() core.Problems {
	problems := f.draft.Trim().Validate(f.limits)
	for field := range f.blank {
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
	if other := f.addresses[f.address()]; other.Name != "" && other.ID != f.id &&
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
	d := f.draft.Trim()
	if d.SubDomain == "" {
		return ""
	}
	return strings.ToLower(d.Region + " " + d.Host())
}

// takes is what the PBX will hold of a package.
func (f *form) takes() capacity.Amounts {
	amounts := f.draft.Amounts()
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
func (f *form) own() bool { return f.owner.ID == f.self }

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
		"pbx.returns_"+f.from(), core.Args{"Company": f.owner.Name},
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
	return f.owner.ID
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
func (f *form) mayResize() bool { return f.id == "" || f.env.May(permission.PBXResize) }

func (f *form) mayDate() bool { return f.id == "" || f.env.May(permission.PBXExpiry) }

// save saves the draft as it is, as an operation; the function runs beside the UI.
func (f *form) save(operation string) func(ctx context.Context) (desk.Saved, error) {
	id, owner, version, draft := f.id, f.owner.ID, f.start.PBX.Version, f.draft
	draft.Customers = slices.Clone(draft.Customers)
	return func(ctx context.Context) (desk.Saved, error) {
		if id == "" {
			return f.env.Desk.AddPBX(ctx, operation, owner, draft)
		}
		return f.env.Desk.ChangePBX(ctx, operation, id, version, draft)
	}
}

// reload reads what the package has now, and the PBX as it is.
func (f *form) reload() page.Reload {
	owner, now := f.owner.ID, f.start
	return func(ctx context.Context) (func(over bool) (wording.Meanwhile, error), error) {
		limits, err := f.env.Desk.PBXLimits(ctx, owner, f.id)
		if err == nil && f.id != "" {
			now, err = f.env.Desk.PBX(ctx, f.id)
		}
		return func(over bool) (wording.Meanwhile, error) {
			if owner == f.owner.ID {
				f.limits = limits
			}
			if f.id == "" {
				return wording.Meanwhile{}, nil
			}
			if !over {
				now.PBX.Version = f.start.PBX.Version
			}
			return f.merge(now)
		}, err
	}
}

// merge makes the draft what there is now, with what was typed.
func (f *form) merge(now desk.PBXForm) (wording.Meanwhile, error) {
	m, err := f.merging.Merge(f.env.Words, f.start.PBX.Form(), f.draft, now.PBX.Form())
	if err != nil {
		return m.Meanwhile, err
	}
	f.start = now
	if !m.Fresh {
		return m.Meanwhile, nil
	}
	f.draft = m.Draft
	if !f.expiry.IsWrong() && !slices.Contains(m.Typed, pbx.FieldExpiry) {
		f.draft.Expiry, f.expiry = now.PBX.Expiry, page.DayOf(f.env, now.PBX.Expiry)
	}
	if !f.made.IsWrong() && !slices.Contains(m.Typed, pbx.FieldMadeAt) {
		f.draft.MadeAt, f.made = now.PBX.MadeAt, page.DayOf(f.env, now.PBX.MadeAt)
	}
	return m.Meanwhile, nil
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
