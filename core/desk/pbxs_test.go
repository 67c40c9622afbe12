package desk_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
	"resellerdesk/core/pbx"
	"resellerdesk/core/permission"
	"resellerdesk/core/wording"
)

// praxis is a draft of a PBX that fits.
func (h *house) praxis(name string, extensions int64) pbx.Draft {
	regions, err := h.Regions(h.t.Context())
	require.NoError(h.t, err)
	return pbx.Draft{
		Name: name,
		Size: pbx.Size{Plan: pbx.Enterprise, Extensions: extensions},
		Address: pbx.Address{
			Region: regions[0].Name, SubDomain: name, Domain: regions[0].Domains[0],
		},
		Term: pbx.Term{Type: pbx.Commercial},
	}
}

// addPBX makes a PBX of an owner, "" for the owner of the workspace.
func (h *house) addPBX(owner string, d pbx.Draft) string {
	saved, err := h.AddPBX(h.t.Context(), desk.NewID(), owner, d)
	require.NoError(h.t, err)
	return saved.ID
}

func (h *house) pbx(id string) pbx.PBX {
	p, err := h.store.PBX(h.t.Context(), id)
	require.NoError(h.t, err)
	return p
}

// newRich is a distributor whose subscription has everything, and a reseller with 120 extensions,
// 20 of them of the Ultimate Plan.
func newRich(t *testing.T) (h *house, kranich string) {
	h = newDistributor(t)
	require.NoError(t, h.changeSubscription(func(s *capacity.Subscription) {
		s.Total[capacity.UltimateExtensions] = 100
		s.Total[capacity.CustomDomains] = 5
		s.Total[capacity.TranscriptionMinutes] = 1000
	}))
	d := h.kranich()
	d.Package.HighAvailability = true
	d.Package.Amounts[capacity.UltimateExtensions] = 20
	d.Package.Amounts[capacity.CustomDomains] = 2
	d.Package.Amounts[capacity.TranscriptionMinutes] = 300
	saved, err := h.AddReseller(t.Context(), desk.NewID(), d, false)
	require.NoError(t, err)
	return h, saved.ID
}

// large is a draft that takes something of everything.
func (h *house) large(name string) pbx.Draft {
	d := h.praxis(name, 15)
	d.Size = pbx.Size{
		Plan: pbx.Ultimate, Extensions: 15, ConcurrentCalls: 4, Recording: true,
		RecordingMinutes: 600, TranscriptionMinutes: 200,
	}
	d.CustomDomain, d.Domain = true, "tel.praxis.example"
	d.HighAvailability, d.Remark = true, "Harbour side"
	end := h.clock.Now().AddDate(1, 0, 0)
	d.Term = pbx.Term{Type: pbx.Trial, Expiry: core.DayOf(end), RunAfterExpiry: true}
	return d
}

var largeTakes = capacity.Amounts{
	capacity.Extensions: 15, capacity.ConcurrentCalls: 4, capacity.RecordingMinutes: 100,
	capacity.UltimateExtensions: 15, capacity.CustomDomains: 1,
	capacity.TranscriptionMinutes: 200,
}

func (h *house) left(owner string) capacity.Amounts {
	limits, err := h.PBXLimits(h.t.Context(), owner, "")
	require.NoError(h.t, err)
	return limits.Left
}

func minus(a, b capacity.Amounts) capacity.Amounts {
	c := a.Clone()
	for r, n := range b {
		c[r] -= n
	}
	return c
}

func TestAPBXTakesFromThePackageOfItsOwner(t *testing.T) {
	h, kranich := newRich(t)
	for _, owner := range []string{kranich, ""} {
		before := h.left(owner)
		saved, err := h.AddPBX(
			t.Context(), desk.NewID(), owner, h.large("praxis"+owner[:min(len(owner), 8)]),
		)
		require.NoError(t, err)
		require.Equal(t, largeTakes, saved.Moved)
		require.Equal(t, minus(before, largeTakes), saved.Left)
		require.Equal(t, saved.Left, h.left(owner))
		form, err := h.PBX(t.Context(), saved.ID)
		require.NoError(t, err)
		require.Equal(t, pbx.Stopped, form.PBX.State)
		require.Equal(t, largeTakes, form.Limits.Before)
		require.Empty(t, form.PBX.Validate(form.Limits), "what stands is right")
	}
	require.Equal(t, capacity.Usage{Free: 365, Unused: 105, InPBX: 30}, h.usage())
	require.EqualValues(
		t, 120, h.account(kranich).Package.Amounts[capacity.Extensions],
		"in PBXs or not, it is the reseller's",
	)
	h.proved()
}

func TestPagesHearOfWhatChanged(t *testing.T) {
	h, kranich := newRich(t)
	ctx := t.Context()
	heard := map[desk.Event]bool{}
	t.Cleanup(h.Listen(func(c desk.Events) {
		for _, e := range c {
			heard[e] = true
		}
	}))
	expect := func(what string, events ...desk.Event) {
		t.Helper()
		want := map[desk.Event]bool{}
		for _, e := range events {
			want[e] = true
		}
		require.Equal(t, want, heard, what)
		clear(heard)
	}
	id := h.addPBX(kranich, h.praxis("praxis", 20))
	expect("add", desk.PBXsChanged, desk.CapacityChanged, desk.ResellersChanged)
	d := h.pbx(id).Form()
	d.Remark = "north"
	_, err := h.editPBX(ctx, desk.NewID(), id, 1, d)
	require.NoError(t, err)
	expect("edit", desk.PBXsChanged)
	ada, err := h.AddCustomer(ctx, desk.NewID(), kranich, adaWeber())
	require.NoError(t, err)
	expect("customer", desk.CustomersChanged, desk.PBXsChanged)
	require.NoError(t, h.DeleteCustomers(ctx, desk.NewID(), []string{ada}))
	expect("customer deleted", desk.CustomersChanged)
	_, err = h.MovePBXs(ctx, desk.NewID(), []string{id}, "")
	require.NoError(t, err)
	expect(
		"move", desk.PBXsChanged, desk.CustomersChanged, desk.CapacityChanged,
		desk.ResellersChanged,
	)
	require.NoError(t, h.DeletePBXs(ctx, desk.NewID(), []string{id}))
	expect("delete", desk.PBXsChanged, desk.CapacityChanged, desk.ResellersChanged)
	require.Error(t, h.DeletePBXs(ctx, desk.NewID(), []string{id}))
	expect("refused")
}

func TestMovementsAndStatementsNamePBXs(t *testing.T) {
	h, kranich := newRich(t)
	ctx := t.Context()
	h.addPBX("", h.praxis("own", 20))
	hers := h.addPBX(kranich, h.large("hers"))
	s, err := h.Subscription(ctx)
	require.NoError(t, err)
	require.Equal(t, capacity.PBXAdded, s.Movements[0].Verb)
	require.Equal(t, "own", s.Movements[0].Company)
	require.Equal(t, capacity.Amounts{capacity.Extensions: -20}, s.Movements[0].Moved)
	require.Equal(
		t, capacity.ResellerAdded, s.Movements[1].Verb,
		"what a reseller makes of its package moves nothing of the subscription",
	)
	pool, err := h.Statement(ctx, desk.StatementQuery{Resource: capacity.Extensions})
	require.NoError(t, err)
	last := pool.Lines[len(pool.Lines)-1]
	require.Equal(
		t, []any{"own", int64(-20), int64(360)}, []any{last.Company, last.Amount, last.Balance},
	)
	_, err = h.RecordConsumption(ctx, desk.NewID(), hers, 150)
	require.NoError(t, err)
	given, err := h.Statement(
		ctx, desk.StatementQuery{Reseller: kranich, Resource: capacity.TranscriptionMinutes},
	)
	require.NoError(t, err)
	require.Len(t, given.Lines, 2, "given, and used up")
	require.EqualValues(t, 150, given.Closing)
}

func TestARepeatedTryMakesOnePBX(t *testing.T) {
	h, kranich := newRich(t)
	id := desk.NewID()
	for range 2 {
		saved, err := h.AddPBX(t.Context(), id, kranich, h.praxis("praxis", 20))
		require.NoError(t, err)
		require.Equal(t, id, saved.ID)
	}
	require.EqualValues(t, 20, h.usage().InPBX)
	n, err := h.CountPBXs(t.Context(), desk.PBXQuery{})
	require.NoError(t, err)
	require.Equal(t, 1, n)
	gone := desk.NewID()
	for range 2 {
		require.NoError(t, h.DeletePBXs(t.Context(), gone, []string{id, id}))
	}
	require.Zero(t, h.usage().InPBX)
}

func TestTheRulesOfTheOwnerCount(t *testing.T) {
	h, kranich := newRich(t)
	_, err := h.AddPBX(t.Context(), desk.NewID(), kranich, h.praxis("small", 4))
	require.Equal(t, "pbx.min_extensions", key(err), "of the reseller's package")
	h.addPBX("", h.praxis("small", 4))
	_, err = h.AddPBX(t.Context(), desk.NewID(), kranich, h.praxis("big", 121))
	var problems core.Problems
	require.ErrorAs(t, err, &problems)
	require.EqualValues(t, 120, problems.Of("extensions").Args["Free"])
	_, err = h.AddPBX(t.Context(), desk.NewID(), "nobody", h.praxis("x", 5))
	require.Equal(t, "reseller.gone", key(err))
	require.NoError(t, h.DeleteResellers(t.Context(), desk.NewID(), []string{kranich}, false))
	_, err = h.AddPBX(t.Context(), desk.NewID(), kranich, h.praxis("x", 5))
	require.Equal(t, "reseller.gone", key(err), "in the bin")
	require.EqualValues(t, 4, h.usage().InPBX)
}

func TestTheCreationLimitCountsAllPBXs(t *testing.T) {
	h, kranich := newRich(t)
	two := int64(2)
	h.change(kranich, func(d *account.Draft) { d.Package.PBXLimit = &two }, false)
	first := h.addPBX(kranich, h.praxis("a", 5))
	h.addPBX(kranich, h.praxis("b", 5))
	_, err := h.AddPBX(t.Context(), desk.NewID(), kranich, h.praxis("c", 5))
	require.Equal(t, "pbx.limit", key(err))
	own := h.addPBX("", h.praxis("d", 5))
	_, err = h.MovePBXs(t.Context(), desk.NewID(), []string{own}, kranich)
	require.Equal(t, "pbx.limit", key(err))
	p := h.pbx(first)
	p.Extensions = 7
	_, err = h.resizePBX(t.Context(), desk.NewID(), first, p.Version, p.Size)
	require.NoError(t, err, "one that is there counts once")

	one := int64(1)
	form, err := h.Reseller(t.Context(), kranich)
	require.NoError(t, err)
	form.Draft.Package.PBXLimit = &one
	_, err = h.EditReseller(t.Context(), desk.NewID(), kranich, form.Version, form.Draft, false)
	require.Equal(t, "capacity.pbx_limit_below", key(err))
	require.NoError(t, h.DeletePBXs(t.Context(), desk.NewID(), []string{first}))
	h.addPBX(kranich, h.praxis("c", 5))
}

func TestAnAddressIsTakenOnce(t *testing.T) {
	h, kranich := newRich(t)
	require.NoError(t, h.SetRegions(t.Context(), []pbx.Region{
		{Name: "North", Domains: []string{"a.example", "b.example"}},
		{Name: "South", Domains: []string{"a.example"}},
	}))
	first := h.addPBX(kranich, h.praxis("praxis", 5))
	twin := h.praxis("second", 5)
	twin.SubDomain = "PRAXIS"
	_, err := h.AddPBX(t.Context(), desk.NewID(), "", twin)
	var problems core.Problems
	require.ErrorAs(t, err, &problems)
	require.Equal(t, core.Args{"Name": "praxis", "ID": first}, problems.Of(pbx.FieldSubDomain).Args)
	other := twin
	other.Domain = "b.example"
	h.addPBX("", other)
	other.Region, other.Domain = "South", "a.example"
	third := h.addPBX("", other)
	p := h.pbx(third)
	p.Region = "North"
	_, err = h.editPBX(t.Context(), desk.NewID(), third, p.Version, p.Draft)
	require.Equal(t, "pbx.address_in_use", key(err))
	require.NoError(t, h.DeletePBXs(t.Context(), desk.NewID(), []string{first}))
	_, err = h.editPBX(t.Context(), desk.NewID(), third, p.Version, p.Draft)
	require.NoError(t, err, "a deleted one has no address")
	require.Equal(t, "pbx.address_in_use", key(h.undoNewest("praxis")))
}

// undoNewest undoes the newest operation on a PBX with a name.
func (h *house) undoNewest(name string) error {
	for _, p := range h.past() {
		if p.Name == name {
			return h.Undo(h.t.Context(), desk.NewID(), p.ID)
		}
	}
	return fmt.Errorf("nothing was done to %s", name)
}

func TestEditingDoesNotTouchTheSize(t *testing.T) {
	h, kranich := newRich(t)
	id := h.addPBX(kranich, h.praxis("praxis", 20))
	before := h.usage()
	d := h.pbx(id).Form()
	d.Name, d.Extensions, d.Plan, d.Type = "Praxis Nord", 99, pbx.Ultimate, pbx.Trial
	d.Activated, d.Remark = true, "moved"
	saved, err := h.editPBX(t.Context(), desk.NewID(), id, 1, d)
	require.NoError(t, err)
	require.Empty(t, saved.Moved)
	p := h.pbx(id)
	require.Equal(t, "Praxis Nord", p.Name)
	require.True(t, p.Activated)
	require.EqualValues(t, 20, p.Extensions)
	require.Equal(t, pbx.Enterprise, p.Plan)
	require.Equal(t, pbx.Commercial, p.Type)
	require.Equal(t, before, h.usage())
	_, err = h.editPBX(t.Context(), desk.NewID(), id, 1, d)
	require.Equal(t, "pbx.changed_meanwhile", key(err))
	operations := len(h.past())
	_, err = h.editPBX(t.Context(), desk.NewID(), id, 2, p.Form())
	require.NoError(t, err)
	require.Len(t, h.past(), operations, "saving without a change is nothing that could be undone")

	d = p.Form()
	d.CustomDomain, d.Domain = true, "tel.praxis.example"
	saved, err = h.editPBX(t.Context(), desk.NewID(), id, 2, d)
	require.NoError(t, err)
	require.Equal(
		t, capacity.Amounts{capacity.CustomDomains: 1}, saved.Moved,
		"a domain of its own comes out of the package",
	)
	h.proved()
}

func TestResizingMovesTheDifference(t *testing.T) {
	h, kranich := newRich(t)
	full := h.left(kranich)
	id := h.addPBX(kranich, h.large("praxis"))
	size := pbx.Size{
		Plan: pbx.Enterprise, Extensions: 40, ConcurrentCalls: 2, TranscriptionMinutes: 50,
	}
	saved, err := h.resizePBX(t.Context(), desk.NewID(), id, 1, size)
	require.NoError(t, err)
	require.Equal(t, capacity.Amounts{
		capacity.Extensions: 25, capacity.ConcurrentCalls: -2, capacity.RecordingMinutes: -100,
		capacity.UltimateExtensions:   -15,
		capacity.TranscriptionMinutes: -150,
	}, saved.Moved)
	require.Equal(t, minus(full, capacity.Amounts{
		capacity.Extensions: 40, capacity.ConcurrentCalls: 2, capacity.CustomDomains: 1,
		capacity.TranscriptionMinutes: 50,
	}), saved.Left)
	size.Extensions = 121
	_, err = h.resizePBX(t.Context(), desk.NewID(), id, 2, size)
	require.Equal(t, "capacity.not_enough", key(err))
	h.proved()
}

func TestConsumedMinutesNeverComeBack(t *testing.T) {
	h, kranich := newRich(t)
	for _, owner := range []string{kranich, ""} {
		full := h.left(owner)
		id := h.addPBX(owner, h.large("praxis"))
		saved, err := h.RecordConsumption(t.Context(), desk.NewID(), id, 150)
		require.NoError(t, err)
		require.Empty(t, saved.Moved)
		_, err = h.RecordConsumption(t.Context(), desk.NewID(), id, 51)
		var problems core.Problems
		require.ErrorAs(t, err, &problems)
		require.EqualValues(t, 50, problems[0].Args["Free"])
		_, err = h.RecordConsumption(t.Context(), desk.NewID(), id, 0)
		require.Equal(t, "pbx.consume_range", key(err))
		p := h.pbx(id)
		require.EqualValues(t, 150, p.Consumed)
		p.TranscriptionMinutes = 149
		_, err = h.resizePBX(t.Context(), desk.NewID(), id, p.Version, p.Size)
		require.Equal(t, "pbx.consumed", key(err))
		require.Equal(t, "undo.consumed", key(h.Undo(t.Context(), desk.NewID(), h.past()[0].ID)))
		require.Equal(
			t, "undo.changed", key(h.Undo(t.Context(), desk.NewID(), h.past()[1].ID)),
			"the PBX is not as it was made",
		)
		require.NoError(t, h.DeletePBXs(t.Context(), desk.NewID(), []string{id}))
		require.Equal(
			t, minus(full, capacity.Amounts{capacity.TranscriptionMinutes: 150}), h.left(owner),
		)
		require.NoError(t, h.undoNewest("praxis"))
		require.EqualValues(t, 150, h.pbx(id).Consumed)
		require.Equal(t, minus(full, largeTakes), h.left(owner))
		require.NoError(t, h.DeletePBXs(t.Context(), desk.NewID(), []string{id}))
		h.proved()
	}
	usage, err := h.store.Usage(t.Context())
	require.NoError(t, err)
	require.Equal(
		t, capacity.Usage{Free: 550, Unused: 150, Consumed: 300},
		usage[capacity.TranscriptionMinutes],
	)
}

func TestTypeAndExpiry(t *testing.T) {
	h, kranich := newRich(t)
	id := h.addPBX(kranich, h.praxis("praxis", 5))
	yesterday, soon := h.clock.Now().AddDate(0, 0, -1), h.clock.Now().AddDate(0, 0, 10)
	_, err := h.changeTerm(
		t.Context(), desk.NewID(), id, 1, pbx.Term{Type: pbx.Trial, Expiry: core.DayOf(yesterday)},
	)
	require.Equal(t, "field.past", key(err))
	_, err = h.changeTerm(
		t.Context(), desk.NewID(), id, 1, pbx.Term{Type: pbx.Trial, RunAfterExpiry: true},
	)
	require.Equal(t, "pbx.run_without_expiry", key(err))
	_, err = h.changeTerm(
		t.Context(), desk.NewID(), id, 1, pbx.Term{Type: pbx.Trial, Expiry: core.DayOf(soon)},
	)
	require.NoError(t, err)
	require.NoError(t, h.StartPBXs(t.Context(), desk.NewID(), []string{id}))

	h.clock.set(core.DayOf(soon).End())
	require.NoError(t, h.RunDue(t.Context()))
	require.Equal(t, pbx.Running, h.pbx(id).State)
	h.clock.Add(time.Second)
	require.NoError(t, h.RunDue(t.Context()))
	require.Equal(t, pbx.Stopped, h.pbx(id).State, "its last day is over")
	require.Empty(t, h.past()[0].Actor, "the program did it")
	operations := len(h.past())
	require.NoError(t, h.RunDue(t.Context()))
	require.Len(t, h.past(), operations)
	require.Equal(t, "pbx.over", key(h.StartPBXs(t.Context(), desk.NewID(), []string{id})))
	require.Equal(t, "pbx.over", key(h.Undo(t.Context(), desk.NewID(), h.past()[0].ID)))

	p := h.pbx(id)
	p.Remark = "to be renewed"
	_, err = h.editPBX(t.Context(), desk.NewID(), id, p.Version, p.Draft)
	require.NoError(t, err, "a day that is past stands")
	p = h.pbx(id)
	p.RunAfterExpiry = true
	_, err = h.changeTerm(t.Context(), desk.NewID(), id, p.Version, p.Term)
	require.NoError(t, err)
	require.NoError(t, h.StartPBXs(t.Context(), desk.NewID(), []string{id}))
	require.NoError(t, h.RunDue(t.Context()))
	require.Equal(t, pbx.Running, h.pbx(id).State, "it runs on")
}

func TestStartingAndStoppingAllOrNone(t *testing.T) {
	h, kranich := newRich(t)
	a, b := h.addPBX(kranich, h.praxis("a", 5)), h.addPBX("", h.praxis("b", 5))
	require.NoError(t, h.StartPBXs(t.Context(), desk.NewID(), []string{a}))
	require.NoError(t, h.StartPBXs(t.Context(), desk.NewID(), []string{a, b}))
	require.Equal(t, 1, h.past()[0].Count, "one ran already")
	operations := len(h.past())
	require.NoError(t, h.StartPBXs(t.Context(), desk.NewID(), []string{a, b}))
	require.Len(t, h.past(), operations)
	err := h.StopPBXs(t.Context(), desk.NewID(), []string{a, "nothing", b})
	var refusals desk.Refusals
	require.ErrorAs(t, err, &refusals)
	require.Len(t, refusals, 1)
	require.Equal(t, "pbx.gone", key(refusals[0].Err))
	require.Equal(t, pbx.Running, h.pbx(a).State)
	require.NoError(t, h.StopPBXs(t.Context(), desk.NewID(), []string{a, b}))
	require.Equal(t, 2, h.past()[0].Count)
	require.Equal(t, "PBX set to stopped: 2 PBXs", wording.PastTitle(printer("en"), h.past()[0]))
	require.NoError(t, h.Undo(t.Context(), desk.NewID(), h.past()[0].ID))
	require.Equal(t, pbx.Running, h.pbx(b).State)
}

func TestMovingAPBXShowsBothPackages(t *testing.T) {
	h, kranich := newRich(t)
	draft := h.kranich()
	draft.Profile.Company, draft.Profile.Email = "Seeblick", "s@seeblick.example"
	draft.Package.HighAvailability = true
	draft.Package.Amounts = capacity.Amounts{
		capacity.Extensions: 20, capacity.ConcurrentCalls: 4, capacity.RecordingMinutes: 100,
		capacity.UltimateExtensions: 20, capacity.CustomDomains: 1,
		capacity.TranscriptionMinutes: 49,
	}
	saved, err := h.AddReseller(t.Context(), desk.NewID(), draft, false)
	require.NoError(t, err)
	ada, err := h.AddCustomer(t.Context(), desk.NewID(), kranich, adaWeber())
	require.NoError(t, err)
	large := h.large("praxis")
	large.Customers = []pbx.Ref{{ID: ada}}
	full := h.left(kranich)
	id := h.addPBX(kranich, large)
	_, err = h.RecordConsumption(t.Context(), desk.NewID(), id, 150)
	require.NoError(t, err)
	_, err = h.PreviewMovePBXs(t.Context(), []string{id}, saved.ID)
	require.Equal(t, "capacity.not_enough", key(err), "50 minutes are not used up yet")
	h.change(
		saved.ID, func(d *account.Draft) { d.Package.Amounts[capacity.TranscriptionMinutes] = 60 },
		false,
	)
	preview, err := h.PreviewMovePBXs(t.Context(), []string{id}, saved.ID)
	require.NoError(t, err)
	require.Equal(t, "Seeblick", preview.To.Owner.Name)
	require.EqualValues(t, 60, preview.To.Before[capacity.TranscriptionMinutes])
	require.EqualValues(t, 10, preview.To.After[capacity.TranscriptionMinutes])
	require.EqualValues(t, 5, preview.To.After[capacity.Extensions])
	moved, err := h.MovePBXs(t.Context(), desk.NewID(), []string{id}, saved.ID)
	require.NoError(t, err)
	require.Equal(t, preview, moved)
	require.Equal(t, moved.From.After, h.left(kranich))
	require.Equal(t, moved.To.After, h.left(saved.ID))
	require.Equal(
		t, minus(full, capacity.Amounts{capacity.TranscriptionMinutes: 150}), h.left(kranich),
		"what was used up stays where it was",
	)
	require.Equal(t, saved.ID, h.pbx(id).Owner.ID)
	c, pbxs, err := h.Customer(t.Context(), ada)
	require.NoError(t, err)
	require.Equal(t, "Seeblick", c.Owner.Name, "the customer went along")
	require.Equal(t, []pbx.Ref{{ID: id, Name: "praxis"}}, pbxs)
	h.proved()

	require.NoError(t, h.undoNewest("praxis"))
	require.Equal(t, kranich, h.pbx(id).Owner.ID)
	c, _, err = h.Customer(t.Context(), ada)
	require.NoError(t, err)
	require.Equal(t, kranich, c.Owner.ID)
	h.proved()
	require.NoError(t, h.undoNewest("praxis"), "done again")
	require.Equal(t, saved.ID, h.pbx(id).Owner.ID)
	p := h.pbx(id)
	p.ConcurrentCalls = 3
	_, err = h.resizePBX(t.Context(), desk.NewID(), id, p.Version, p.Size)
	require.NoError(t, err)
	require.Equal(
		t, "undo.changed", key(h.Undo(t.Context(), desk.NewID(), h.past()[1].ID)),
		"it is larger than what came",
	)
	h.proved()
	operations := len(h.past())
	_, err = h.MovePBXs(t.Context(), desk.NewID(), []string{id}, saved.ID)
	require.NoError(t, err)
	require.Len(t, h.past(), operations, "it is there already")
	_, err = h.MovePBXs(t.Context(), desk.NewID(), []string{id}, "")
	require.NoError(t, err)
	require.Equal(t, ownerEmail, h.account(h.pbx(id).Owner.ID).Profile.Email)
	h.proved()
}

func TestACustomerWithOtherPBXsDoesNotMove(t *testing.T) {
	h, kranich := newRich(t)
	ada, err := h.AddCustomer(t.Context(), desk.NewID(), kranich, adaWeber())
	require.NoError(t, err)
	first, second := h.praxis("a", 5), h.praxis("b", 5)
	first.Customers, second.Customers = []pbx.Ref{{ID: ada}}, []pbx.Ref{{ID: ada}}
	id := h.addPBX(kranich, first)
	h.addPBX(kranich, second)
	_, err = h.MovePBXs(t.Context(), desk.NewID(), []string{id}, "")
	var problems core.Problems
	require.ErrorAs(t, err, &problems)
	require.Equal(
		t, core.Args{"Customer": "Praxis am Hafen (Ada Weber)", "PBXs": []string{"b"}},
		problems.Of(pbx.FieldCustomers).Args,
	)
}

// TestUndoAndRedoOfEveryAction does each thing that can be done to a PBX or a customer, undoes it,
// and does it again.
func TestUndoAndRedoOfEveryAction(t *testing.T) {
	h, kranich := newRich(t)
	ctx := t.Context()
	ada, err := h.AddCustomer(ctx, desk.NewID(), kranich, adaWeber())
	require.NoError(t, err)
	bob, err := h.AddCustomer(ctx, desk.NewID(), "", adaWeber())
	require.NoError(t, err)
	old := h.large("praxis")
	old.Customers = []pbx.Ref{{ID: ada}}
	id := h.addPBX(kranich, old)
	soon := h.clock.Now().AddDate(0, 0, 3)
	edit := func(do func(p *pbx.PBX)) pbx.PBX {
		p := h.pbx(id)
		p.Draft = p.Form()
		do(&p)
		return p
	}
	for name, do := range map[string]func() error{
		"add": func() error {
			_, err := h.AddPBX(ctx, desk.NewID(), "", h.praxis("new", 9))
			return err
		},
		"edit": func() error {
			p := edit(func(p *pbx.PBX) {
				p.Name, p.Customers, p.HighAvailability = "Praxis Nord", nil, false
			})
			_, err := h.editPBX(ctx, desk.NewID(), id, p.Version, p.Draft)
			return err
		},
		"resize": func() error {
			p := edit(func(p *pbx.PBX) {
				p.Extensions, p.RecordingMinutes, p.TranscriptionMinutes = 20, 0, 10
				p.Recording = false
			})
			_, err := h.resizePBX(ctx, desk.NewID(), id, p.Version, p.Size)
			return err
		},
		"expiry": func() error {
			p := edit(func(p *pbx.PBX) {
				p.Type, p.Expiry, p.RunAfterExpiry = pbx.Commercial, core.DayOf(soon), false
			})
			_, err := h.changeTerm(ctx, desk.NewID(), id, p.Version, p.Term)
			return err
		},
		"start":  func() error { return h.StartPBXs(ctx, desk.NewID(), []string{id}) },
		"delete": func() error { return h.DeletePBXs(ctx, desk.NewID(), []string{id}) },
		"move": func() error {
			_, err := h.MovePBXs(ctx, desk.NewID(), []string{id}, "")
			return err
		},
		"add customer": func() error {
			_, err := h.AddCustomer(ctx, desk.NewID(), "", adaWeber())
			return err
		},
		"edit customer": func() error { return h.changeAda(ada, "Ada Lovelace Clinic") },
		"delete customer": func() error {
			return h.DeleteCustomers(ctx, desk.NewID(), []string{bob})
		},
	} {
		before := h.pbxDump()
		require.NoError(t, do(), name)
		after := h.pbxDump()
		require.NotEqual(t, before, after, name)
		for range 2 {
			next, err := h.NextUndo(ctx)
			require.NoError(t, err, name)
			require.NoError(t, h.Undo(ctx, desk.NewID(), next.ID), name)
			require.Equal(t, before, h.pbxDump(), name)
			require.Equal(t, "undo.already", key(h.Undo(ctx, desk.NewID(), next.ID)), name)
			h.proved()
			next, err = h.NextRedo(ctx)
			require.NoError(t, err, name)
			require.NoError(t, h.Undo(ctx, desk.NewID(), next.ID), name)
			require.Equal(t, after, h.pbxDump(), name)
			h.proved()
		}
		next, err := h.NextUndo(ctx)
		require.NoError(t, err)
		require.NoError(t, h.Undo(ctx, desk.NewID(), next.ID), name)
	}
}

// pbxDump is what there is of PBXs and customers, and what is left for them.
func (h *house) pbxDump() string {
	ctx := h.t.Context()
	ids, err := h.store.PBXList().IDs(ctx, desk.PBXQuery{})
	require.NoError(h.t, err)
	known, err := h.store.PBXsByID(ctx, ids)
	require.NoError(h.t, err)
	var text strings.Builder
	for _, id := range ids {
		p := known[id]
		p.Version = 0
		fields, err := p.Fields()
		require.NoError(h.t, err)
		stored, err := fields.Text()
		require.NoError(h.t, err)
		text.WriteString(stored + "\n")
	}
	customers, err := h.store.CustomerList().Page(ctx, desk.CustomerQuery{Limit: 1000})
	require.NoError(h.t, err)
	usage, err := h.store.Usage(ctx)
	require.NoError(h.t, err)
	holders := map[string]capacity.Amounts{}
	rows, err := h.store.ResellerList().Page(ctx, desk.ResellerQuery{Limit: 1000})
	require.NoError(h.t, err)
	for _, r := range rows {
		holders[r.ID], err = h.store.Unused(ctx, r.ID)
		require.NoError(h.t, err)
	}
	return text.String() + fmt.Sprintln(customers) + fmt.Sprintln(usage) + fmt.Sprintln(holders)
}

func TestUndoIsRefusedWhenItWouldBreakSomething(t *testing.T) {
	h, kranich := newRich(t)
	ctx := t.Context()
	ada, err := h.AddCustomer(ctx, desk.NewID(), kranich, adaWeber())
	require.NoError(t, err)
	d := h.praxis("praxis", 60)
	d.Customers, d.HighAvailability = []pbx.Ref{{ID: ada}}, true
	id := h.addPBX(kranich, d)
	require.NoError(t, h.DeletePBXs(ctx, desk.NewID(), []string{id}))
	deleted := h.past()[0].ID
	blocked := func(why string) {
		t.Helper()
		require.Equal(t, why, key(h.Undo(ctx, desk.NewID(), deleted)))
		require.NoError(t, h.Undo(ctx, desk.NewID(), h.past()[0].ID))
		h.proved()
	}
	require.NoError(t, h.CanUndo(ctx, deleted))
	require.NoError(t, h.DeleteCustomers(ctx, desk.NewID(), []string{ada}))
	require.Equal(t, "pbx.customer_gone", key(h.CanUndo(ctx, deleted)))
	blocked("pbx.customer_gone")
	h.addPBX(kranich, h.praxis("other", 61))
	blocked("capacity.not_enough")
	one := int64(1)
	h.change(kranich, func(d *account.Draft) { d.Package.PBXLimit = &one }, false)
	h.addPBX(kranich, h.praxis("other", 10))
	blocked("pbx.limit")
	require.NoError(t, h.Undo(ctx, desk.NewID(), h.pastOf(capacity.ResellerChanged)))
	h.change(kranich, func(d *account.Draft) { d.Package.HighAvailability = false }, false)
	blocked("undo.used")
	require.NoError(t, h.DeleteResellers(ctx, desk.NewID(), []string{kranich}, false))
	blocked("reseller.gone")
	require.NoError(t, h.Undo(ctx, desk.NewID(), deleted))

	h.change(kranich, func(d *account.Draft) { d.Profile.Phone = "1" }, false)
	require.NoError(t, h.DeletePBXs(ctx, desk.NewID(), []string{id}))
	h.change(kranich, func(d *account.Draft) { d.Package.HighAvailability = false }, false)
	require.NoError(t, h.Undo(ctx, desk.NewID(), h.pastOf(capacity.ResellerChanged)))
	require.NoError(t, h.Undo(ctx, desk.NewID(), h.pastOf(capacity.PBXDeleted)))
	again := h.pastOf(
		"undo." + capacity.ResellerChanged,
	) // Doing it again would take High Availability from a reseller whose PBX has it.
	require.Equal(t, "undo.used", key(h.Undo(ctx, desk.NewID(), again)))
}

// TestUndoKeepsToTheCreationLimit brings back several PBXs of which each would fit alone, and a
// limit that was used meanwhile.
func TestUndoKeepsToTheCreationLimit(t *testing.T) {
	h, kranich := newRich(t)
	ctx := t.Context()
	limit := func(n int64) {
		h.change(kranich, func(d *account.Draft) { d.Package.PBXLimit = &n }, false)
	}
	limit(1)
	limit(3)
	raised := h.pastOf(capacity.ResellerChanged)
	two := []string{h.addPBX(kranich, h.praxis("a", 5)), h.addPBX(kranich, h.praxis("b", 5))}
	err := h.CanUndo(ctx, raised)
	require.Equal(t, "capacity.pbx_limit_below", key(err))
	require.EqualValues(t, 2, err.(core.Problems)[0].Args["Count"])
	require.Equal(t, "capacity.pbx_limit_below", key(h.Undo(ctx, desk.NewID(), raised)))

	deleted := desk.NewID()
	require.NoError(t, h.DeletePBXs(ctx, deleted, two))
	own := h.addPBX("", h.praxis("own", 5))
	other := h.addPBX(kranich, h.praxis("c", 5))
	limit(2)
	require.Equal(t, "pbx.limit", key(h.Undo(ctx, desk.NewID(), deleted)))
	require.NoError(t, h.DeletePBXs(ctx, desk.NewID(), []string{own, other}))
	require.NoError(t, h.Undo(ctx, desk.NewID(), deleted))
	require.Equal(
		t, "pbx.limit", key(h.Undo(ctx, desk.NewID(), h.pastOf(capacity.PBXDeleted))),
		"that of an owner without a limit does not hide the other's",
	)
	h.proved()
}

// TestACustomerWithOtherPBXsDoesNotMoveBack undoes a move after the customer got another PBX at the
// new owner.
func TestACustomerWithOtherPBXsDoesNotMoveBack(t *testing.T) {
	h, kranich := newRich(t)
	ctx := t.Context()
	ada, err := h.AddCustomer(ctx, desk.NewID(), kranich, adaWeber())
	require.NoError(t, err)
	draft := func(name string) pbx.Draft {
		d := h.praxis(name, 5)
		d.Customers = []pbx.Ref{{ID: ada}}
		return d
	}
	moved := desk.NewID()
	_, err = h.MovePBXs(ctx, moved, []string{h.addPBX(kranich, draft("a"))}, "")
	require.NoError(t, err)
	other := h.addPBX("", draft("b"))
	require.Equal(t, "undo.customer_stays", key(h.CanUndo(ctx, moved)))
	require.Equal(t, "undo.customer_stays", key(h.Undo(ctx, desk.NewID(), moved)))
	require.NoError(t, h.DeletePBXs(ctx, desk.NewID(), []string{other}))
	require.NoError(t, h.Undo(ctx, desk.NewID(), moved))
	require.NoError(t, h.Undo(ctx, desk.NewID(), h.past()[0].ID), "and again")
	h.proved()
}

// pastOf is the newest operation with a verb that was not undone.
func (h *house) pastOf(v capacity.Verb) string {
	for _, p := range h.past() {
		if p.Verb == v && !p.Undone {
			return p.ID
		}
	}
	return ""
}

// TestATransferIsNotUndoneAtAnotherOwner takes back what made a PBX smaller, after it went to
// somebody else.
func TestATransferIsNotUndoneAtAnotherOwner(t *testing.T) {
	h, kranich := newRich(t)
	id := h.addPBX(kranich, h.praxis("praxis", 60))
	_, err := h.resizePBX(t.Context(), desk.NewID(), id, 1, h.praxis("praxis", 20).Size)
	require.NoError(t, err)
	_, err = h.MovePBXs(t.Context(), desk.NewID(), []string{id}, "")
	require.NoError(t, err)
	require.Equal(
		t, "undo.changed", key(h.Undo(t.Context(), desk.NewID(), h.pastOf(capacity.PBXResized))),
	)
	h.proved()
}

func TestWhatThePackageLosesIsInUse(t *testing.T) {
	h, kranich := newRich(t)
	h.addPBX(kranich, h.large("praxis"))
	h.addPBX(kranich, h.praxis("mill", 30))
	form, err := h.Reseller(t.Context(), kranich)
	require.NoError(t, err)
	form.Draft.Package.Amounts[capacity.Extensions] = 44
	form.Draft.Package.Amounts[capacity.CustomDomains] = 0
	form.Draft.Package.HighAvailability = false
	_, err = h.EditReseller(t.Context(), desk.NewID(), kranich, form.Version, form.Draft, false)
	var problems core.Problems
	require.ErrorAs(t, err, &problems)
	require.Equal(
		t, core.Args{"Used": int64(45), "PBXs": []string{"mill", "praxis"}},
		problems.Of("extensions").Args,
	)
	require.Equal(t, []string{"praxis"}, problems.Of("custom_domains").Args["PBXs"])
	require.Equal(t, core.Args{"PBXs": []string{"praxis"}}, problems.Of("high_availability").Args)
	var refusal *core.Error
	require.ErrorAs(
		t, h.DeleteResellers(t.Context(), desk.NewID(), []string{kranich}, false), &refusal,
	)
	require.Equal(t, []string{"mill", "praxis"}, refusal.Args["PBXs"])

	_, first := h.addMax(permission.UserEdit, permission.UserView, permission.UserDelete)
	h.open()
	require.NoError(t, h.SignIn(t.Context(), colleagueEmail, first))
	require.NoError(t, h.ChangePassword(t.Context(), first, ownPassword))
	_, err = h.EditReseller(t.Context(), desk.NewID(), kranich, form.Version, form.Draft, false)
	said := printer("en").Error(err)
	require.Contains(t, said, "45 of it are in PBXs.")
	require.Contains(t, said, "PBXs have it. Take it from them first.")
	err = h.DeleteResellers(t.Context(), desk.NewID(), []string{kranich}, false)
	require.Equal(
		t,
		"Kranich Telefonie GmbH still has 2 PBXs. Delete them or move them to another reseller first.",
		printer("en").Error(err),
	)
	mine, err := h.Reseller(t.Context(), kranich)
	require.NoError(t, err)
	for _, text := range []string{said, printer("en").Error(form.Draft.Validate(mine.Limits))} {
		require.NotContains(t, text, "mill", "who may not see PBXs is not told of their names")
		require.NotContains(t, text, "praxis")
	}
}

func TestASwitchThatIsLostIsTakenFromPBXs(t *testing.T) {
	h, kranich := newRich(t)
	own := h.praxis("own", 5)
	own.HighAvailability = true
	ids := []string{h.addPBX("", own), h.addPBX(kranich, h.large("praxis"))}
	require.NoError(
		t, h.changeSubscription(func(s *capacity.Subscription) { s.HighAvailability = false }),
	)
	for _, id := range ids {
		require.False(t, h.pbx(id).HighAvailability)
	}
	d := h.pbx(ids[0]).Form()
	d.HighAvailability = true
	_, err := h.editPBX(t.Context(), desk.NewID(), ids[0], h.pbx(ids[0]).Version, d)
	require.Equal(t, "pbx.no_high_availability", key(err))
	require.NoError(t, h.Undo(t.Context(), desk.NewID(), h.past()[0].ID))
	for _, id := range ids {
		require.True(t, h.pbx(id).HighAvailability)
	}
	require.NoError(
		t, h.changeSubscription(func(s *capacity.Subscription) { s.HighAvailability = false }),
	)
	require.NoError(
		t, h.changeSubscription(func(s *capacity.Subscription) { s.HighAvailability = true }),
	)
	d.HighAvailability = true
	_, err = h.editPBX(t.Context(), desk.NewID(), ids[0], h.pbx(ids[0]).Version, d)
	require.NoError(t, err)
	require.Equal(
		t, "undo.used", key(h.Undo(t.Context(), desk.NewID(), h.pastOf(capacity.SubscriptionSet))),
	)
}

// TestTwoWritersDoNotOversell lets two programs make PBXs out of one package at the same time.
func TestTwoWritersDoNotOversell(t *testing.T) {
	h, kranich := newRich(t)
	id := h.addPBX(kranich, h.praxis("first", 5))
	other := &house{t: t, place: h.place, clock: h.clock, keyring: h.keyring, server: h.server}
	other.open()
	require.NoError(t, other.SignIn(t.Context(), ownerEmail, ownerPassword))
	var wg sync.WaitGroup
	var mu sync.Mutex
	made, changed := 0, 0
	for i, one := range []*house{h, other} {
		wg.Go(func() {
			for n := range 12 {
				_, err := one.AddPBX(
					t.Context(), desk.NewID(), kranich, one.praxis(fmt.Sprintf("p%d-%d", i, n), 7),
				)
				mu.Lock()
				if err == nil {
					made++
				}
				mu.Unlock()
			}
			_, err := one.resizePBX(
				t.Context(), desk.NewID(), id, 1, one.praxis("first", 6+int64(i)).Size,
			)
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				changed++
			} else if k := key(err); k != "pbx.changed_meanwhile" && k != "capacity.not_enough" {
				t.Errorf("unexpected: %v", err)
			}
		})
	}
	wg.Wait()
	require.Equal(t, 16, made, "115 extensions are left")
	require.LessOrEqual(t, changed, 1)
	require.LessOrEqual(t, h.usage().InPBX, int64(120))
	h.proved()
}

// TestEveryActionTakesItsFeature tries each action as a colleague who holds everything else.
func TestEveryActionTakesItsFeature(t *testing.T) {
	h, kranich := newRich(t)
	ctx := t.Context()
	ada, err := h.AddCustomer(ctx, desk.NewID(), kranich, adaWeber())
	require.NoError(t, err)
	id := h.addPBX(kranich, h.praxis("praxis", 20))
	max, first := h.addMax(permission.UserView)
	h.open()
	require.NoError(t, h.SignIn(ctx, colleagueEmail, first))
	require.NoError(t, h.ChangePassword(ctx, first, ownPassword))
	hold := func(set permission.Set) {
		require.NoError(t, h.store.Write(func(tx desk.Tx) error {
			a, err := tx.Account(ctx, max)
			if err != nil {
				return err
			}
			a.Permissions = set
			return tx.ChangeAccount(a)
		}))
	}
	hold(permission.All())
	size := h.praxis("praxis", 21).Size
	soon := h.clock.Now().AddDate(0, 0, 9)
	for name, c := range map[string]struct {
		feature permission.Key
		do      func() error
	}{
		"add": {
			permission.PBXAdd,
			func() error {
				_, err := h.AddPBX(ctx, desk.NewID(), "", h.praxis("x", 5))
				return err
			},
		},
		"new": {permission.PBXAdd, func() error { _, err := h.NewPBX(ctx, ""); return err }},
		"edit": {
			permission.PBXEdit,
			func() error {
				_, err := h.editPBX(ctx, desk.NewID(), id, 9, h.praxis("y", 5))
				return err
			},
		},
		"domain": {permission.PBXResize, func() error {
			d := h.praxis("y", 5)
			d.CustomDomain = true
			_, err := h.editPBX(ctx, desk.NewID(), id, 9, d)
			return err
		}},
		"resize": {
			permission.PBXResize,
			func() error { _, err := h.resizePBX(ctx, desk.NewID(), id, 9, size); return err },
		},
		"consume": {
			permission.PBXResize,
			func() error { _, err := h.RecordConsumption(ctx, desk.NewID(), id, 1); return err },
		},
		"move": {
			permission.PBXResize,
			func() error { _, err := h.MovePBXs(ctx, desk.NewID(), []string{id}, ""); return err },
		},
		"preview": {
			permission.PBXResize,
			func() error { _, err := h.PreviewMovePBXs(ctx, []string{id}, ""); return err },
		},
		"expiry": {permission.PBXExpiry, func() error {
			_, err := h.changeTerm(ctx, desk.NewID(), id, 9, pbx.Term{Type: pbx.Trial})
			return err
		}},
		"run on": {permission.PBXRunAfterExpiry, func() error {
			_, err := h.changeTerm(
				ctx, desk.NewID(), id, 9,
				pbx.Term{Type: pbx.Trial, Expiry: core.DayOf(soon), RunAfterExpiry: true},
			)
			return err
		}},
		"start": {
			permission.PBXStartStop,
			func() error { return h.StartPBXs(ctx, desk.NewID(), []string{id}) },
		},
		"stop": {
			permission.PBXStartStop,
			func() error { return h.StopPBXs(ctx, desk.NewID(), []string{id}) },
		},
		"delete": {
			permission.PBXDelete,
			func() error { return h.DeletePBXs(ctx, desk.NewID(), []string{id}) },
		},
		"see": {
			permission.PBXView, func() error { _, err := h.PBX(ctx, id); return err },
		},
		"list": {
			permission.PBXView,
			func() error { _, err := h.PBXs(ctx, desk.PBXQuery{Limit: 1}); return err },
		},
		"count": {
			permission.PBXView,
			func() error { _, err := h.CountPBXs(ctx, desk.PBXQuery{}); return err },
		},
		"place": {
			permission.PBXView,
			func() error { _, err := h.PBXPosition(ctx, desk.PBXQuery{}, id); return err },
		},
		"rows": {
			permission.PBXView, func() error { _, err := h.PBXsByID(ctx, nil); return err },
		},
		"limits": {
			permission.PBXView,
			func() error { _, err := h.PBXLimits(ctx, kranich, id); return err },
		},
		"owners": {
			permission.PBXView, func() error { _, err := h.PBXOwners(ctx, ""); return err },
		},
		"regions": {
			permission.PBXView, func() error { _, err := h.Desk.Regions(ctx); return err },
		},
		"set regions": {permission.PBXEdit, func() error { return h.SetRegions(ctx, nil) }},
		"export": {
			permission.PBXExport,
			func() error { _, err := h.ExportPBXs(ctx, desk.PBXQuery{}, "en"); return err },
		},
		"add customer": {
			permission.CustomerAdd,
			func() error { _, err := h.AddCustomer(ctx, desk.NewID(), "", adaWeber()); return err },
		},
		"edit customer": {
			permission.CustomerEdit,
			func() error { return h.EditCustomer(ctx, desk.NewID(), ada, 9, adaWeber()) },
		},
		"delete customer": {
			permission.CustomerDelete,
			func() error { return h.DeleteCustomers(ctx, desk.NewID(), []string{ada}) },
		},
		"see customer": {
			permission.CustomerView, func() error { _, _, err := h.Customer(ctx, ada); return err },
		},
		"customers": {
			permission.CustomerView,
			func() error { _, err := h.Customers(ctx, desk.CustomerQuery{Limit: 1}); return err },
		},
		"customer count": {
			permission.CustomerView,
			func() error { _, err := h.CountCustomers(ctx, desk.CustomerQuery{}); return err },
		},
		"customer place": {
			permission.CustomerView,
			func() error {
				_, err := h.CustomerPosition(ctx, desk.CustomerQuery{}, ada)
				return err
			},
		},
		"customer rows": {
			permission.CustomerView,
			func() error { _, err := h.CustomersByID(ctx, nil); return err },
		},
		"customer export": {
			permission.CustomerExport,
			func() error {
				_, err := h.ExportCustomers(ctx, desk.CustomerQuery{}, "en")
				return err
			},
		},
	} {
		all := permission.All()
		hold(all)
		require.NotEqual(t, core.Forbidden, core.CodeOf(c.do()), name)
		delete(all, c.feature)
		hold(all)
		err := c.do()
		require.Equal(t, core.Forbidden, core.CodeOf(err), name)
		var e *core.Error
		require.ErrorAs(t, err, &e)
		require.Equal(t, core.Key("feature."+c.feature), e.Args["Feature"], name)
		hold(permission.All())
		for h.pbx(id).Deleted || h.pbx(id).Owner.ID != kranich {
			next, err := h.NextUndo(ctx)
			require.NoError(t, err)
			require.NoError(t, h.Undo(ctx, desk.NewID(), next.ID))
		}
		if _, _, err := h.Customer(ctx, ada); err != nil {
			require.NoError(t, h.undoNewest("Praxis am Hafen (Ada Weber)"))
		}
	}
}

func TestWhoMayNotSeeCustomersIsNotToldOfThem(t *testing.T) {
	h, kranich := newRich(t)
	ctx := t.Context()
	ada, err := h.AddCustomer(ctx, desk.NewID(), kranich, adaWeber())
	require.NoError(t, err)
	d := h.praxis("praxis", 20)
	d.Customers = []pbx.Ref{{ID: ada}}
	id := h.addPBX(kranich, d)
	_, first := h.addMax(
		permission.PBXView, permission.PBXAdd, permission.PBXEdit, permission.PBXExport,
	)
	h.open()
	require.NoError(t, h.SignIn(ctx, colleagueEmail, first))
	require.NoError(t, h.ChangePassword(ctx, first, ownPassword))
	form, err := h.PBX(ctx, id)
	require.NoError(t, err)
	require.Empty(t, form.PBX.Customers)
	rows, err := h.PBXs(ctx, desk.PBXQuery{Limit: 10})
	require.NoError(t, err)
	require.Empty(t, rows[0].Customers)
	for _, cells := range h.cells(h.ExportPBXs(ctx, desk.PBXQuery{}, "en")) {
		require.NotContains(t, strings.Join(cells, " "), "Weber")
	}
	form.PBX.Remark = "seen"
	_, err = h.editPBX(ctx, desk.NewID(), id, form.PBX.Version, form.PBX.Draft)
	require.NoError(t, err)
	require.Equal(
		t, []pbx.Ref{{ID: ada, Name: "Praxis am Hafen (Ada Weber)"}}, h.pbx(id).Customers,
		"what he does not see he does not take away",
	)
}

// TestARefusalNamesNoCustomerToWhomItIsNoneOfTheBusiness moves a PBX, and undoes that, as somebody
// who may not see customers.
func TestARefusalNamesNoCustomerToWhomItIsNoneOfTheBusiness(t *testing.T) {
	h, kranich := newRich(t)
	ctx := t.Context()
	ada, err := h.AddCustomer(ctx, desk.NewID(), kranich, adaWeber())
	require.NoError(t, err)
	d := h.praxis("a", 5)
	d.Customers = []pbx.Ref{{ID: ada}}
	id := h.addPBX(kranich, d)
	moved := desk.NewID()
	_, err = h.MovePBXs(ctx, moved, []string{id}, "")
	require.NoError(t, err)
	d.Name, d.SubDomain = "b", "b"
	h.addPBX("", d)
	_, first := h.addMax(permission.PBXView, permission.PBXEdit, permission.PBXResize)
	h.open()
	require.NoError(t, h.SignIn(ctx, colleagueEmail, first))
	require.NoError(t, h.ChangePassword(ctx, first, ownPassword))
	_, moveErr := h.MovePBXs(ctx, desk.NewID(), []string{id}, kranich)
	_, previewErr := h.PreviewMovePBXs(ctx, []string{id}, kranich)
	for _, err := range []error{
		moveErr, previewErr, h.CanUndo(ctx, moved), h.Undo(ctx, desk.NewID(), moved),
	} {
		require.Equal(t, "pbx.customers_unseen", key(err))
		require.NotContains(t, core.ErrorText(err), "Weber")
	}
}

func TestAddingAResellerIsNotUndoneWhileItHasPBXs(t *testing.T) {
	h := newDistributor(t)
	kranich := h.add(false).ID
	added := h.pastOf(capacity.ResellerAdded)
	id := h.addPBX(kranich, h.praxis("mill", 5))
	require.Equal(
		t, "reseller.has_pbxs", key(h.CanUndo(t.Context(), added)), "the history says so, too",
	)
	require.Equal(t, "reseller.has_pbxs", key(h.Undo(t.Context(), desk.NewID(), added)))
	require.NoError(t, h.DeletePBXs(t.Context(), desk.NewID(), []string{id}))
	require.NoError(t, h.Undo(t.Context(), desk.NewID(), added))
	h.proved()
}

// TestSeveralPBXsMoveAtOnce moves two of a customer, who goes along though neither could move
// alone, and refuses all when together they take more than the new owner has.
func TestSeveralPBXsMoveAtOnce(t *testing.T) {
	h, kranich := newRich(t)
	ctx := t.Context()
	ada, err := h.AddCustomer(ctx, desk.NewID(), kranich, adaWeber())
	require.NoError(t, err)
	first, second := h.praxis("a", 5), h.praxis("b", 5)
	first.Customers, second.Customers = []pbx.Ref{{ID: ada}}, []pbx.Ref{{ID: ada}}
	ids := []string{h.addPBX(kranich, first), h.addPBX(kranich, second)}
	before := h.left(kranich)
	preview, err := h.PreviewMovePBXs(ctx, ids, "")
	require.NoError(t, err)
	operations := len(h.past())
	move, err := h.MovePBXs(ctx, desk.NewID(), ids, "")
	require.NoError(t, err)
	require.Equal(t, preview, move)
	require.Len(t, h.past(), operations+1, "one operation")
	require.Equal(t, before[capacity.Extensions]+10, h.left(kranich)[capacity.Extensions])
	c, _, err := h.Customer(ctx, ada)
	require.NoError(t, err)
	require.NotEqual(t, kranich, c.Owner.ID)
	h.proved()
	require.NoError(t, h.Undo(ctx, desk.NewID(), h.past()[0].ID))
	for _, id := range ids {
		require.Equal(t, kranich, h.pbx(id).Owner.ID)
	}
	h.proved()

	small := h.kranich()
	small.Profile.Email, small.Profile.Company = "small@seeblick.example", "Seeblick"
	small.Package.Amounts = capacity.Amounts{
		capacity.Extensions: 9, capacity.ConcurrentCalls: 9, capacity.RecordingMinutes: 900,
	}
	saved, err := h.AddReseller(ctx, desk.NewID(), small, false)
	require.NoError(t, err)
	_, err = h.PreviewMovePBXs(ctx, ids, saved.ID)
	require.Equal(t, "capacity.not_enough", key(err), "each fits alone")
	_, err = h.MovePBXs(ctx, desk.NewID(), ids, saved.ID)
	require.Equal(t, "capacity.not_enough", key(err))
	require.Equal(t, kranich, h.pbx(ids[0]).Owner.ID)
	h.proved()
}

// TestMovingAPBXToWhereItIs takes nothing from anybody, and is nothing that could be undone.
func TestMovingAPBXToWhereItIs(t *testing.T) {
	h, kranich := newRich(t)
	ids := []string{h.addPBX(kranich, h.praxis("a", 5)), h.addPBX(kranich, h.praxis("b", 5))}
	operations, before := len(h.past()), h.left(kranich)
	preview, err := h.PreviewMovePBXs(t.Context(), ids, kranich)
	require.NoError(t, err)
	require.Equal(t, desk.PBXMove{}, preview)
	move, err := h.MovePBXs(t.Context(), desk.NewID(), ids, kranich)
	require.NoError(t, err)
	require.Equal(t, desk.PBXMove{}, move)
	require.Len(t, h.past(), operations)
	require.Equal(t, before, h.left(kranich))
	h.proved()
}
