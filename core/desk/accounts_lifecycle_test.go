package desk_test

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
	"resellerdesk/core/pbx"
	"resellerdesk/core/permission"
	"resellerdesk/core/store"
)

// usage is where the extensions are.
func (h *house) usage() capacity.Usage {
	usage, err := h.store.Usage(h.t.Context())
	require.NoError(h.t, err)
	return usage[capacity.Extensions]
}

func (h *house) account(id string) account.Account {
	a, err := h.store.Account(h.t.Context(), id)
	require.NoError(h.t, err)
	return a
}

// proved checks that the ledger recomputes to what it says.
func (h *house) proved() {
	proof, err := h.Prove(h.t.Context())
	require.NoError(h.t, err)
	require.Nil(h.t, proof.Fault())
}

// key is the key of a refusal.
func key(err error) string {
	var e *core.Error
	if problems, ok := err.(core.Problems); ok && len(problems) > 0 {
		return problems[0].Key
	}
	if !errors.As(err, &e) {
		return ""
	}
	return e.Key
}

func TestSuspendAndResume(t *testing.T) {
	h := newDistributor(t)
	saved := h.add(false)
	ids := []string{saved.ID}
	require.Equal(
		t,
		"field.required",
		key(h.SuspendResellers(t.Context(), desk.NewID(), ids, "  ", core.NoDay)),
		"a reason is required",
	)
	yesterday := h.clock.Now().Add(-24 * time.Hour)
	require.Equal(
		t, "field.past",
		key(h.SuspendResellers(t.Context(), desk.NewID(), ids, "unpaid", core.DayOf(yesterday))),
	)
	require.Equal(
		t, "reseller.not_suspended", key(h.ResumeResellers(t.Context(), desk.NewID(), ids)),
	)

	require.NoError(t, h.SuspendResellers(t.Context(), desk.NewID(), ids, "unpaid", core.NoDay))
	require.Equal(t, desk.StatusSuspended, h.row().Status(h.clock.Now()))
	require.Equal(t, "unpaid", h.account(saved.ID).Suspension.Reason)
	require.EqualValues(t, 120, h.usage().Unused, "the package stays")
	require.Equal(
		t, "reseller.cannot_suspend",
		key(h.SuspendResellers(t.Context(), desk.NewID(), ids, "again", core.NoDay)),
	)
	require.Equal(t, "reseller.suspended", key(h.SendActivation(t.Context(), ids)))

	require.NoError(t, h.ResumeResellers(t.Context(), desk.NewID(), ids))
	require.Equal(t, store.StatusNotInvited, h.row().Status(h.clock.Now()), "the state before it")
	require.Nil(t, h.account(saved.ID).Suspension)
}

func TestASuspensionLiftsItselfAlsoWhileTheProgramWasClosed(t *testing.T) {
	h := newDistributor(t)
	saved := h.add(false)
	until := core.DayOf(h.clock.Now()) + 2
	require.NoError(
		t, h.SuspendResellers(t.Context(), desk.NewID(), []string{saved.ID}, "unpaid", until),
	)
	h.clock.set(until.End())
	require.NoError(t, h.RunDue(t.Context()))
	require.Equal(t, account.Suspended, h.account(saved.ID).State)
	h.clock.Add(time.Second)
	h.open() // Nobody has signed in yet.
	require.NoError(t, h.RunDue(t.Context()))
	require.Equal(t, account.NotInvited, h.account(saved.ID).State)
	require.Equal(t, capacity.Resumed, h.past()[0].Verb)
	log, err := h.store.OperationLog(t.Context(), h.past()[0].ID)
	require.NoError(t, err)
	require.Empty(t, log[0].Actor, "the program did it")
}

// past is the history, read from the file.
func (h *house) past() []desk.PastOperation {
	past, err := h.store.Past(h.t.Context(), "", 100)
	require.NoError(h.t, err)
	return past
}

func TestDeleteHoldsThePackageForThirtyDays(t *testing.T) {
	h := newDistributor(t)
	saved := h.add(true)
	h.sendDue()
	ids := []string{saved.ID}
	require.NoError(t, h.DeleteResellers(t.Context(), desk.NewID(), ids, false))
	require.Equal(t, capacity.Usage{Free: 380, Held: 120}, h.usage())
	n, err := h.CountResellers(t.Context(), desk.ResellerQuery{})
	require.NoError(t, err)
	require.Zero(t, n, "it is not in the list")
	_, err = h.store.OpenInvitation(t.Context(), saved.ID)
	require.Equal(t, core.NotFound, core.CodeOf(err), "the invitation is void")
	require.Equal(t, "reseller.gone", key(h.DeleteResellers(t.Context(), desk.NewID(), ids, false)))

	require.NoError(t, h.RestoreResellers(t.Context(), desk.NewID(), ids))
	require.Equal(t, capacity.Usage{Free: 380, Unused: 120}, h.usage())
	require.Equal(t, account.NotInvited, h.account(saved.ID).State)

	require.NoError(t, h.DeleteResellers(t.Context(), desk.NewID(), ids, false))
	h.clock.Add(account.BinTime - time.Second)
	require.NoError(t, h.RunDue(t.Context()))
	require.Equal(t, account.InBin, h.account(saved.ID).State)
	h.clock.Add(time.Second)
	require.NoError(t, h.RunDue(t.Context()))
	require.Equal(t, capacity.Usage{Free: 500}, h.usage())
	require.Equal(t, account.Closed, h.account(saved.ID).State)
	require.Equal(t, capacity.CapacityReturned, h.past()[0].Verb)
	require.Equal(t, "reseller.not_in_bin", key(h.RestoreResellers(t.Context(), desk.NewID(), ids)))
	h.add(false) // Its email is free again.
	h.proved()
}

func TestDeleteAndReturnAtOnce(t *testing.T) {
	h := newDistributor(t)
	ids := []string{h.add(false).ID}
	require.NoError(t, h.DeleteResellers(t.Context(), desk.NewID(), ids, true))
	require.Equal(t, capacity.Usage{Free: 500}, h.usage())
	require.NoError(t, h.Undo(t.Context(), desk.NewID(), h.past()[0].ID))
	require.Equal(t, capacity.Usage{Free: 380, Unused: 120}, h.usage())
	require.NoError(t, h.DeleteResellers(t.Context(), desk.NewID(), ids, false))
	require.NoError(t, h.ReturnNow(t.Context(), desk.NewID(), ids))
	require.Equal(t, capacity.Usage{Free: 500}, h.usage())
	require.NoError(t, h.Undo(t.Context(), desk.NewID(), h.past()[0].ID))
	require.Equal(t, account.InBin, h.account(ids[0]).State)
	h.proved()
}

func TestAResellerWithPBXsIsNotDeleted(t *testing.T) {
	h := newDistributor(t)
	saved := h.add(false)
	h.addPBX(saved.ID, h.praxis("praxis", 20))
	err := h.DeleteResellers(t.Context(), desk.NewID(), []string{saved.ID}, false)
	require.Equal(t, "reseller.has_pbxs", key(err))
	var refusal *core.Error
	require.ErrorAs(t, err, &refusal)
	require.Equal(t, []string{"praxis"}, refusal.Args["PBXs"])
	require.EqualValues(t, 100, h.usage().Unused)
}

func TestLoweringBelowWhatPBXsHoldIsRefused(t *testing.T) {
	h := newDistributor(t)
	saved := h.add(false)
	h.addPBX(saved.ID, h.praxis("praxis", 20))
	edit := func(n int64) error {
		form, err := h.Reseller(t.Context(), saved.ID)
		require.NoError(t, err)
		form.Draft.Package.Amounts[capacity.Extensions] = n
		_, err = h.EditReseller(
			t.Context(), desk.NewID(), saved.ID, form.Version, form.Draft, false,
		)
		return err
	}
	var problems core.Problems
	require.ErrorAs(t, edit(19), &problems)
	p := problems.Of("extensions")
	require.Equal(t, "capacity.in_use", p.Key)
	require.EqualValues(t, 20, p.Args["Used"])
	require.Equal(t, []string{"praxis"}, p.Args["PBXs"])
	require.NoError(t, edit(20))
	require.Equal(t, capacity.Usage{Free: 480, InPBX: 20}, h.usage())
}

func TestBulkIsAllOrNothing(t *testing.T) {
	h := newDistributor(t)
	first := h.add(false)
	d := h.kranich()
	d.Profile.Email, d.Profile.Company = "other@partner.example", "Polder Telecom"
	second, err := h.AddReseller(t.Context(), desk.NewID(), d, false)
	require.NoError(t, err)
	ids := []string{first.ID, second.ID}
	require.NoError(t, h.SuspendResellers(t.Context(), desk.NewID(), ids[1:], "unpaid", core.NoDay))
	err = h.SuspendResellers(t.Context(), desk.NewID(), ids, "both", core.NoDay)
	var refusals desk.Refusals
	require.ErrorAs(t, err, &refusals)
	require.Len(t, refusals, 1)
	require.Equal(t, "Polder Telecom", refusals[0].Company)
	require.Equal(t, account.NotInvited, h.account(first.ID).State, "nothing was changed")

	require.NoError(t, h.DeleteResellers(t.Context(), desk.NewID(), ids, false))
	require.Equal(t, capacity.Usage{Free: 260, Held: 240}, h.usage())
	last := h.past()[0]
	require.Equal(t, 2, last.Count)
	require.NoError(t, h.Undo(t.Context(), desk.NewID(), last.ID), "one undo for all")
	require.Equal(t, capacity.Usage{Free: 260, Unused: 240}, h.usage())
	require.Equal(t, account.Suspended, h.account(second.ID).State)
	require.Equal(t, "unpaid", h.account(second.ID).Suspension.Reason)
}

func TestAPackageEnds(t *testing.T) {
	h := newDistributor(t)
	d := h.kranich()
	d.Profile.ValidUntil = core.DayOf(h.clock.Now()) + 10
	saved, err := h.AddReseller(t.Context(), desk.NewID(), d, false)
	require.NoError(t, err)
	h.clock.set(d.Profile.ValidUntil.End())
	require.NoError(t, h.RunDue(t.Context()))
	require.True(t, h.account(saved.ID).Working(), "on its last day")
	h.clock.Add(time.Second)
	require.NoError(t, h.RunDue(t.Context()))
	a := h.account(saved.ID)
	require.Equal(t, account.Suspended, a.State)
	require.True(t, a.Suspension.ByEnd)
	require.Equal(t, capacity.Suspended, h.past()[0].Verb)
	form, err := h.Reseller(t.Context(), saved.ID)
	require.NoError(t, err)
	form.Draft.Profile.ValidUntil = core.DayOf(h.clock.Now()) + 1
	_, err = h.EditReseller(t.Context(), desk.NewID(), saved.ID, form.Version, form.Draft, false)
	require.NoError(t, err)
	require.Equal(t, account.NotInvited, h.account(saved.ID).State, "a later end lifts it")
}

func TestUndoAndRedo(t *testing.T) {
	h := newDistributor(t)
	_, err := h.NextRedo(t.Context())
	require.Equal(t, "redo.nothing", key(err))
	saved := h.add(false)
	form, err := h.Reseller(t.Context(), saved.ID)
	require.NoError(t, err)
	form.Draft.Package.Amounts[capacity.Extensions] = 200
	form.Draft.Profile.Phone = "+49 431 555 0142"
	_, err = h.EditReseller(t.Context(), desk.NewID(), saved.ID, form.Version, form.Draft, false)
	require.NoError(t, err)

	undo := func() {
		next, err := h.NextUndo(t.Context())
		require.NoError(t, err)
		require.NoError(t, h.Undo(t.Context(), desk.NewID(), next.ID))
		h.proved()
	}
	redo := func() {
		next, err := h.NextRedo(t.Context())
		require.NoError(t, err)
		require.NoError(t, h.Undo(t.Context(), desk.NewID(), next.ID))
		h.proved()
	}
	undo()
	require.EqualValues(t, 380, h.usage().Free)
	require.Empty(t, h.account(saved.ID).Profile.Phone)
	undo()
	require.EqualValues(t, 500, h.usage().Free)
	require.Equal(t, account.Closed, h.account(saved.ID).State)
	redo()
	require.EqualValues(t, 380, h.usage().Free)
	redo()
	require.EqualValues(t, 300, h.usage().Free)
	require.Equal(t, "+49 431 555 0142", h.account(saved.ID).Profile.Phone)
	_, err = h.NextRedo(t.Context())
	require.Equal(t, "redo.nothing", key(err))
	undo()
	undo()
	h.add(false)
	_, err = h.NextRedo(t.Context())
	require.Equal(t, "redo.nothing", key(err), "a new action ends what could be done again")
}

func TestWhyAnActionCannotBeUndone(t *testing.T) {
	h := newDistributor(t)
	first := h.past()[0].ID
	require.Equal(t, "undo.first", key(h.Undo(t.Context(), desk.NewID(), first)))
	saved := h.add(false)
	added := h.past()[0].ID
	form, err := h.Reseller(t.Context(), saved.ID)
	require.NoError(t, err)
	form.Draft.Package.Amounts[capacity.Extensions] = 100
	_, err = h.EditReseller(t.Context(), desk.NewID(), saved.ID, form.Version, form.Draft, false)
	require.NoError(t, err)
	lowered := h.past()[0].ID
	require.Equal(t, "undo.changed", key(h.Undo(t.Context(), desk.NewID(), added)))

	d := h.kranich()
	d.Profile.Email, d.Package.Amounts[capacity.Extensions] = "other@partner.example", 400
	_, err = h.AddReseller(t.Context(), desk.NewID(), d, true)
	require.NoError(t, err)
	other := h.past()[0].ID
	require.Equal(
		t, "undo.used", key(h.Undo(t.Context(), desk.NewID(), lowered)), "the 20 are in use",
	)
	history, err := h.History(t.Context())
	require.NoError(t, err)
	require.NoError(t, history[0].WhyNot)
	h.sendDue()
	require.Equal(t, "undo.sent", key(h.Undo(t.Context(), desk.NewID(), other)))
	require.Equal(t, core.NotFound, core.CodeOf(h.Undo(t.Context(), desk.NewID(), "nothing")))
	h.proved()
}

func TestTheSubscriptionIsCut(t *testing.T) {
	h := newDistributor(t)
	saved := h.add(false) // 120 of 500.
	set := h.changeSubscription
	extensions := func(n int64) error {
		return set(func(s *capacity.Subscription) { s.Total[capacity.Extensions] = n })
	}
	require.NoError(t, extensions(100))
	require.Equal(t, capacity.Usage{Unused: 120, Shortfall: 20}, h.usage())
	require.EqualValues(t, 100, h.usage().Total())
	h.proved()

	form, err := h.Reseller(t.Context(), saved.ID)
	require.NoError(t, err)
	form.Draft.Package.Amounts[capacity.Extensions] = 121
	_, err = h.EditReseller(t.Context(), desk.NewID(), saved.ID, form.Version, form.Draft, false)
	require.Equal(t, core.Invalid, core.CodeOf(err), "no new grants while it is short")
	form.Draft.Package.Amounts[capacity.Extensions] = 90
	_, err = h.EditReseller(t.Context(), desk.NewID(), saved.ID, form.Version, form.Draft, false)
	require.NoError(t, err)
	require.Equal(
		t, capacity.Usage{Free: 10, Unused: 90}, h.usage(),
		"what came back worked the shortfall off",
	)
	h.proved()
	require.NoError(t, h.Undo(t.Context(), desk.NewID(), h.past()[0].ID))
	require.Equal(t, capacity.Usage{Unused: 120, Shortfall: 20}, h.usage())
	h.proved()

	require.NoError(t, extensions(110))
	require.Equal(t, capacity.Usage{Unused: 120, Shortfall: 10}, h.usage())
	require.NoError(t, extensions(200))
	require.Equal(t, capacity.Usage{Free: 80, Unused: 120}, h.usage())
	require.NoError(t, h.Undo(t.Context(), desk.NewID(), h.past()[0].ID))
	require.Equal(t, capacity.Usage{Unused: 120, Shortfall: 10}, h.usage())
	h.proved()

	require.NoError(t, set(func(s *capacity.Subscription) { s.Total[capacity.CustomDomains] = 5 }))
	require.EqualValues(t, 5, h.free(capacity.CustomDomains))
	require.NoError(
		t, set(func(s *capacity.Subscription) { delete(s.Total, capacity.CustomDomains) }),
	)
	terms, err := h.Terms(t.Context())
	require.NoError(t, err)
	require.NotContains(t, terms.Total, capacity.CustomDomains)
	require.NoError(t, h.Undo(t.Context(), desk.NewID(), h.past()[0].ID))
	require.EqualValues(t, 5, h.free(capacity.CustomDomains))
	require.Equal(
		t, "field.required",
		key(set(func(s *capacity.Subscription) { delete(s.Total, capacity.Extensions) })),
	)
}

func TestHighAvailabilityGoesFromEveryPackage(t *testing.T) {
	h := newDistributor(t)
	d := h.kranich()
	d.Package.HighAvailability = true
	saved, err := h.AddReseller(t.Context(), desk.NewID(), d, false)
	require.NoError(t, err)
	require.NoError(
		t, h.changeSubscription(func(s *capacity.Subscription) { s.HighAvailability = false }),
	)
	require.False(t, h.account(saved.ID).Package.HighAvailability)
	require.NoError(t, h.Undo(t.Context(), desk.NewID(), h.past()[0].ID))
	require.True(t, h.account(saved.ID).Package.HighAvailability)
	w, err := h.Workspace(t.Context())
	require.NoError(t, err)
	require.True(t, w.HighAvailability)
}

func TestUndoOfAnOlderChangeOfTheSubscriptionLeavesTheLaterOnes(t *testing.T) {
	h := newDistributor(t)
	require.NoError(
		t,
		h.changeSubscription(
			func(s *capacity.Subscription) { s.Total[capacity.Extensions] = 1000 },
		),
	)
	raised := h.past()[0].ID
	end := h.clock.Now().AddDate(1, 0, 0)
	require.NoError(t, h.changeSubscription(func(s *capacity.Subscription) {
		s.Total[capacity.UltimateExtensions], s.WhiteLabel, s.Expiry = 50, true, core.DayOf(end)
	}))
	d := h.kranich()
	d.Package.WhiteLabel, d.Package.Amounts[capacity.UltimateExtensions] = true, 20
	saved, err := h.AddReseller(t.Context(), desk.NewID(), d, false)
	require.NoError(t, err)

	require.NoError(t, h.Undo(t.Context(), desk.NewID(), raised))
	terms, err := h.Terms(t.Context())
	require.NoError(t, err)
	require.Equal(t, capacity.Amounts{
		capacity.Extensions: 500, capacity.ConcurrentCalls: 84, capacity.RecordingMinutes: 31000,
		capacity.UltimateExtensions: 50,
	}, terms.Total)
	require.True(t, terms.WhiteLabel)
	require.True(t, terms.HighAvailability)
	require.Equal(t, core.DayOf(end), terms.Expiry)
	form, err := h.Reseller(t.Context(), saved.ID)
	require.NoError(t, err)
	form.Draft.Package.Amounts[capacity.UltimateExtensions] = 25
	_, err = h.EditReseller(t.Context(), desk.NewID(), saved.ID, form.Version, form.Draft, false)
	require.NoError(t, err)
	h.proved()
}

func TestUndoDoesNotTakeASwitchThatIsUsed(t *testing.T) {
	h := newDistributor(t)
	require.NoError(t, h.changeSubscription(func(s *capacity.Subscription) { s.WhiteLabel = true }))
	subscribed := h.past()[0].ID
	d := h.kranich()
	d.Package.WhiteLabel = true
	saved, err := h.AddReseller(t.Context(), desk.NewID(), d, false)
	require.NoError(t, err)
	require.Equal(t, "undo.used", key(h.Undo(t.Context(), desk.NewID(), subscribed)))
	require.True(t, h.account(saved.ID).Package.WhiteLabel)

	form, err := h.Reseller(t.Context(), saved.ID)
	require.NoError(t, err)
	form.Draft.Package.WhiteLabel = false
	_, err = h.EditReseller(t.Context(), desk.NewID(), saved.ID, form.Version, form.Draft, false)
	require.NoError(t, err)
	given := h.past()[0].ID
	require.NoError(t, h.Undo(t.Context(), desk.NewID(), subscribed))
	require.Equal(
		t, "undo.used", key(h.Undo(t.Context(), desk.NewID(), given)),
		"the subscription has it no more",
	)
	require.False(t, h.account(saved.ID).Package.WhiteLabel)
	h.proved()
}

func TestUndoOfARaiseTakesWhatIsFreeFirst(t *testing.T) {
	h := newDistributor(t)
	saved := h.add(false) // 120 extensions.
	total := func(n int64) {
		require.NoError(
			t,
			h.changeSubscription(
				func(s *capacity.Subscription) { s.Total[capacity.Extensions] = n },
			),
		)
	}
	total(100)
	total(130) // Works off 20, and 10 are free.
	raised := h.past()[0].ID
	require.NoError(t, h.DeleteResellers(t.Context(), desk.NewID(), []string{saved.ID}, true))
	require.NoError(t, h.Undo(t.Context(), desk.NewID(), raised))
	require.Equal(t, capacity.Usage{Free: 100}, h.usage())
	h.proved()
}

func TestUndoLeavesWhatIsInTheBin(t *testing.T) {
	h := newDistributor(t)
	saved := h.add(false)
	form, err := h.Reseller(t.Context(), saved.ID)
	require.NoError(t, err)
	form.Draft.Package.Amounts[capacity.Extensions] = 100
	_, err = h.EditReseller(t.Context(), desk.NewID(), saved.ID, form.Version, form.Draft, false)
	require.NoError(t, err)
	edited := h.past()[0].ID
	require.NoError(t, h.DeleteResellers(t.Context(), desk.NewID(), []string{saved.ID}, false))
	require.Equal(t, "undo.changed", key(h.Undo(t.Context(), desk.NewID(), edited)))
	require.Equal(t, capacity.Usage{Free: 400, Held: 100}, h.usage())
	require.NoError(t, h.RestoreResellers(t.Context(), desk.NewID(), []string{saved.ID}))
	require.NoError(t, h.Undo(t.Context(), desk.NewID(), edited))
	require.Equal(t, capacity.Usage{Free: 380, Unused: 120}, h.usage())
	h.proved()
}

func TestUndoLeavesAShareWithinItsWhole(t *testing.T) {
	h := newDistributor(t)
	require.NoError(
		t,
		h.changeSubscription(
			func(s *capacity.Subscription) { s.Total[capacity.Extensions] = 1000 },
		),
	)
	raised := h.past()[0].ID
	require.NoError(
		t,
		h.changeSubscription(
			func(s *capacity.Subscription) { s.Total[capacity.UltimateExtensions] = 600 },
		),
	)
	require.Equal(t, "capacity.share", key(h.Undo(t.Context(), desk.NewID(), raised)))
	require.EqualValues(t, 1000, h.usage().Total())
}

func TestTwoChangeTheSubscription(t *testing.T) {
	h := newDistributor(t)
	seen, err := h.Terms(t.Context())
	require.NoError(t, err)
	require.NoError(
		t,
		h.changeSubscription(func(s *capacity.Subscription) { s.Total[capacity.Extensions] = 700 }),
	)
	to := seen
	to.WhiteLabel = true
	err = h.SetSubscription(t.Context(), desk.NewID(), seen, to)
	require.Equal(t, "subscription.changed_meanwhile", key(err))
	require.Equal(t, core.Conflict, core.CodeOf(err))
	now, err := h.Terms(t.Context())
	require.NoError(t, err)
	require.EqualValues(t, 700, now.Total[capacity.Extensions])
	require.False(t, now.WhiteLabel)

	operation := desk.NewID()
	to = now
	to.WhiteLabel = true
	require.NoError(t, h.SetSubscription(t.Context(), operation, now, to))
	require.NoError(
		t, h.SetSubscription(t.Context(), operation, now, to),
		"tried again after the answer was lost",
	)
}

func TestSavingWithoutAChangeIsNoOperation(t *testing.T) {
	h := newDistributor(t)
	saved := h.add(false)
	operations := len(h.past())
	form, err := h.Reseller(t.Context(), saved.ID)
	require.NoError(t, err)
	_, err = h.EditReseller(t.Context(), desk.NewID(), saved.ID, form.Version, form.Draft, false)
	require.NoError(t, err)
	require.NoError(t, h.changeSubscription(func(*capacity.Subscription) {}))
	require.Len(t, h.past(), operations)
	_, err = h.EditReseller(t.Context(), desk.NewID(), saved.ID, form.Version+1, form.Draft, false)
	require.Equal(t, core.Conflict, core.CodeOf(err), "somebody else's version is still refused")
}

func TestAMailDoesNotGoToASuspendedReseller(t *testing.T) {
	h := newDistributor(t)
	saved := h.add(true)
	require.NoError(
		t,
		h.SuspendResellers(t.Context(), desk.NewID(), []string{saved.ID}, "not paid", core.NoDay),
	)
	h.sendDue()
	require.Empty(t, h.server.raw)
	require.Equal(t, desk.MailCancelled, h.mails()[0].State)
	require.NoError(t, h.ResumeResellers(t.Context(), desk.NewID(), []string{saved.ID}))
	require.Equal(t, account.NotInvited, h.account(saved.ID).State)
	require.Equal(t, store.StatusNotInvited, h.row().Status(h.clock.Now()))
}

func TestAStatementFollowsTheLedgerNotTheClock(t *testing.T) {
	h := newDistributor(t)
	saved := h.add(false)
	at := h.clock.Now()
	h.clock.Add(-48 * time.Hour)
	form, err := h.Reseller(t.Context(), saved.ID)
	require.NoError(t, err)
	form.Draft.Package.Amounts[capacity.Extensions] = 50
	_, err = h.EditReseller(t.Context(), desk.NewID(), saved.ID, form.Version, form.Draft, false)
	require.NoError(t, err)
	q := desk.StatementQuery{
		Reseller: saved.ID, Resource: capacity.Extensions, From: at.Add(-24 * time.Hour),
	}
	s, err := h.Statement(t.Context(), q)
	require.NoError(t, err)
	require.Zero(t, s.Opening)
	require.EqualValues(t, 50, s.Closing)
	q.From, q.To = time.Time{}, at
	s, err = h.Statement(t.Context(), q)
	require.NoError(t, err)
	require.Zero(t, s.Closing, "never below zero")
}

func TestStatement(t *testing.T) {
	h := newDistributor(t)
	start := h.clock.Now()
	h.clock.Add(24 * time.Hour)
	saved := h.add(false)
	h.clock.Add(24 * time.Hour)
	require.NoError(t, h.DeleteResellers(t.Context(), desk.NewID(), []string{saved.ID}, false))
	require.NoError(t, h.ReturnNow(t.Context(), desk.NewID(), []string{saved.ID}))
	q := desk.StatementQuery{Reseller: saved.ID, Resource: capacity.Extensions}
	s, err := h.Statement(t.Context(), q)
	require.NoError(t, err)
	require.Len(t, s.Lines, 3)
	require.Equal(
		t, []int64{120, 0, -120}, []int64{s.Lines[0].Amount, s.Lines[1].Amount, s.Lines[2].Amount},
	)
	require.Equal(t, "Ida Brandt", s.Lines[0].Actor)
	require.EqualValues(t, 0, s.Closing)
	q.To = start.Add(36 * time.Hour)
	s, err = h.Statement(t.Context(), q)
	require.NoError(t, err)
	require.EqualValues(t, 120, s.Closing, "as of that day")
	pool, err := h.Statement(
		t.Context(),
		desk.StatementQuery{Resource: capacity.Extensions, From: start.Add(12 * time.Hour)},
	)
	require.NoError(t, err)
	require.EqualValues(t, 500, pool.Opening)
	require.EqualValues(t, 500, pool.Closing)
	require.Len(t, pool.Lines, 2, "holding moves nothing in the pool")
	_, err = h.Statement(
		t.Context(), desk.StatementQuery{Reseller: "nobody", Resource: capacity.Extensions},
	)
	require.Equal(t, core.NotFound, core.CodeOf(err))
}

// change edits a reseller as it is now, and returns the operation.
func (h *house) change(id string, change func(d *account.Draft), send bool) string {
	form, err := h.Reseller(h.t.Context(), id)
	require.NoError(h.t, err)
	change(&form.Draft)
	operation := desk.NewID()
	_, err = h.EditReseller(h.t.Context(), operation, id, form.Version, form.Draft, send)
	require.NoError(h.t, err)
	return operation
}

func TestUndoOfANewEmailVoidsTheInvitationToIt(t *testing.T) {
	h := newDistributor(t)
	id := h.add(true).ID
	h.sendDue()
	operation := h.change(
		id, func(d *account.Draft) { d.Profile.Email = "wrong@kranichtel.example" }, true,
	)
	h.sendDue()
	require.NoError(t, h.Undo(t.Context(), desk.NewID(), operation))
	require.Equal(t, "nina@kranichtel.example", h.account(id).Profile.Email)
	_, err := h.store.OpenInvitation(t.Context(), id)
	require.Equal(
		t, core.NotFound, core.CodeOf(err), "what went to the other address opens nothing",
	)
	require.Equal(t, account.NotInvited, h.account(id).State)
	require.Equal(t, store.StatusNotInvited, h.row().Status(h.clock.Now()))
}

func TestUndoOfAnEndLiftsTheSuspensionByIt(t *testing.T) {
	h := newDistributor(t)
	id := h.add(false).ID
	end := h.clock.Now().Add(48 * time.Hour)
	operation := h.change(
		id,
		func(d *account.Draft) { d.Profile.ValidUntil = core.DayOf(end) },
		false,
	)
	h.clock.Add(72 * time.Hour)
	require.NoError(t, h.RunDue(t.Context()))
	require.Equal(t, account.Suspended, h.account(id).State)
	require.NoError(t, h.Undo(t.Context(), desk.NewID(), operation))
	require.Equal(
		t, account.NotInvited, h.account(id).State,
		"there is no end any more that it is suspended by",
	)
	require.NoError(t, h.Undo(t.Context(), desk.NewID(), h.past()[0].ID))
	require.Equal(t, account.Suspended, h.account(id).State)
}

func TestUndoSaysWhenTheEmailIsTakenOrTheTimeInTheBinIsOver(t *testing.T) {
	h := newDistributor(t)
	id := h.add(false).ID
	require.NoError(t, h.DeleteResellers(t.Context(), desk.NewID(), []string{id}, false))
	h.clock.Add(account.BinTime)
	require.NoError(t, h.RunDue(t.Context()))
	require.Equal(t, "undo.bin_over", key(h.Undo(t.Context(), desk.NewID(), h.past()[0].ID)))

	id = h.add(false).ID
	require.NoError(t, h.DeleteResellers(t.Context(), desk.NewID(), []string{id}, true))
	gone := h.past()[0].ID
	h.add(false)
	err := h.Undo(t.Context(), desk.NewID(), gone)
	require.Equal(t, "undo.email", key(err))
	require.Equal(
		t,
		"This cannot be undone: nina@kranichtel.example is used by Kranich Telefonie GmbH by now.",
		printer("en").Error(err),
	)
	require.Equal(
		t, "undo.email", key(h.CanUndo(t.Context(), gone)),
		"the history says so before it is tried",
	)
	h.proved()
}

func TestAnActionOnAResellerThatIsNamedTwiceIsDoneOnce(t *testing.T) {
	h := newDistributor(t)
	id := h.add(false).ID
	require.NoError(
		t, h.SuspendResellers(t.Context(), desk.NewID(), []string{id, id}, "unpaid", core.NoDay),
	)
	require.Equal(t, 1, h.past()[0].Count)
	require.NoError(t, h.DeleteResellers(t.Context(), desk.NewID(), []string{id, id}, false))
	require.Equal(t, capacity.Usage{Free: 380, Held: 120}, h.usage())
	h.proved()
}

func TestASuspensionWithoutAReasonIsRefusedAndLogged(t *testing.T) {
	h := newDistributor(t)
	id := h.add(false).ID
	colleague, _ := h.addMax(permission.UserView)
	require.Equal(
		t, "field.required",
		key(h.SuspendResellers(t.Context(), desk.NewID(), []string{id}, "", core.NoDay)),
	)
	require.Equal(
		t, "field.required",
		key(h.SuspendColleagues(t.Context(), desk.NewID(), []string{colleague}, "")),
	)
	for _, verb := range []capacity.Verb{capacity.Suspended, capacity.ColleagueSuspended} {
		refused, err := h.CountLogs(
			t.Context(), desk.LogQuery{Result: desk.LogRefused, Operation: string(verb)},
		)
		require.NoError(t, err)
		require.Equal(t, 1, refused, verb)
	}
}

// TestWhatASuspensionMaySay tries both sides of each bound.
func TestWhatASuspensionMaySay(t *testing.T) {
	h := newDistributor(t)
	id := h.add(false).ID
	today := core.DayOf(h.clock.Now())
	for _, c := range []struct {
		reason string
		until  core.Day
		key    string
	}{
		{"  ", core.NoDay, "field.required"},
		{strings.Repeat("ö", 501), core.NoDay, "field.too_long"},
		{"unpaid\x07", core.NoDay, "field.control"},
		{"unpaid", today - 1, "field.past"},
		{strings.Repeat("ö", 500), core.NoDay, ""},
		{" unpaid\nsince May ", today, ""},
	} {
		err := h.SuspendResellers(t.Context(), desk.NewID(), []string{id}, c.reason, c.until)
		require.Equal(t, c.key, key(err), "%q", c.reason)
		if c.key == "" {
			require.Equal(t, strings.TrimSpace(c.reason), h.account(id).Suspension.Reason)
			require.NoError(t, h.ResumeResellers(t.Context(), desk.NewID(), []string{id}))
		}
	}
}

func TestWhatEndedIsResumedByALaterEndOnly(t *testing.T) {
	h := newDistributor(t)
	id := h.add(false).ID
	end, until := h.clock.Now().Add(48*time.Hour), h.clock.Now().Add(60*time.Hour)
	h.change(id, func(d *account.Draft) { d.Profile.ValidUntil = core.DayOf(end) }, false)
	require.NoError(
		t, h.SuspendResellers(t.Context(), desk.NewID(), []string{id}, "unpaid", core.DayOf(until)),
	)
	h.clock.Add(72 * time.Hour)
	require.NoError(t, h.RunDue(t.Context()))
	require.Equal(
		t, account.Suspended, h.account(id).State, "the package ended while it was suspended",
	)
	require.True(t, h.account(id).Suspension.ByEnd)
	require.Equal(
		t, "reseller.ended", key(h.ResumeResellers(t.Context(), desk.NewID(), []string{id})),
		"it would be suspended again at once",
	)
	require.Equal(t, "reseller.ended", key(h.Undo(t.Context(), desk.NewID(), h.past()[0].ID)))
	later := h.clock.Now().Add(48 * time.Hour)
	h.change(id, func(d *account.Draft) { d.Profile.ValidUntil = core.DayOf(later) }, false)
	require.Equal(t, account.NotInvited, h.account(id).State)
}

func TestASuspensionLiftsIntoWhatIsStillTrue(t *testing.T) {
	h := newDistributor(t)
	id := h.add(true).ID
	h.sendDue()
	require.NoError(
		t,
		h.SuspendResellers(t.Context(), desk.NewID(), []string{id}, "unpaid", core.NoDay),
	)
	h.change(id, func(d *account.Draft) { d.Profile.Email = "new@kranichtel.example" }, false)
	require.NoError(t, h.ResumeResellers(t.Context(), desk.NewID(), []string{id}))
	require.Equal(t, account.NotInvited, h.account(id).State, "the new email voided the invitation")
}

func TestUndoOfACutSaysThatTheShortfallWasWorkedOff(t *testing.T) {
	h := newDistributor(t)
	id := h.add(false).ID
	require.NoError(
		t,
		h.changeSubscription(func(s *capacity.Subscription) { s.Total[capacity.Extensions] = 100 }),
	)
	cut := h.past()[0].ID
	h.change(id, func(d *account.Draft) { d.Package.Amounts[capacity.Extensions] = 90 }, false)
	require.Equal(t, "undo.worked_off", key(h.Undo(t.Context(), desk.NewID(), cut)))
	h.proved()
}

// TestTwoProgramsDoWhatFallsDue ends a package in two programs that both saw that it is due.
func TestTwoProgramsDoWhatFallsDue(t *testing.T) {
	h := newDistributor(t)
	id := h.add(false).ID
	end := h.clock.Now().Add(48 * time.Hour)
	h.change(id, func(d *account.Draft) { d.Profile.ValidUntil = core.DayOf(end) }, false)
	h.clock.Add(72 * time.Hour)
	other := &lateStore{
		Store: h.store, before: func() { require.NoError(t, h.RunDue(t.Context())) },
	}
	late := desk.New(desk.Options{
		Store: other, Keyring: h.keyring, Deliverer: h.server, Printer: printer, Now: h.clock.Now,
		Cost: quick,
	})
	require.NoError(t, late.RunDue(t.Context()), "the other program has done it")
	require.Equal(t, account.Suspended, h.account(id).State)
}

// lateStore is a workspace to which another program is quicker.
type lateStore struct {
	desk.Store
	before func()
}

func (s *lateStore) Write(fn func(tx desk.Tx) error) error {
	s.before()
	return s.Store.Write(fn)
}

func TestEverythingCanBeUndoneOneAfterTheOther(t *testing.T) {
	h := newDistributor(t)
	id := h.add(false).ID
	const changes = 60
	for i := range changes {
		h.change(id, func(d *account.Draft) { d.Profile.Remark = strconv.Itoa(i) }, false)
	}
	for _, next := range []func(context.Context) (desk.PastOperation, error){
		h.NextUndo, h.NextRedo,
	} {
		for range changes {
			past, err := next(t.Context())
			require.NoError(t, err)
			require.NoError(t, h.Undo(t.Context(), desk.NewID(), past.ID))
		}
	}
	require.Equal(t, strconv.Itoa(changes-1), h.account(id).Profile.Remark)
}

// TestWhatFailsStopsNothingElseThatIsDue lets the file refuse to change one of two resellers whose
// time has come.
func TestWhatFailsStopsNothingElseThatIsDue(t *testing.T) {
	h := newDistributor(t)
	ctx := t.Context()
	until := core.DayOf(h.clock.Now())
	stuck, free := h.addNamed("Stuck"), h.addNamed("Free")
	for _, id := range []string{stuck, free} {
		require.NoError(t, h.SuspendResellers(ctx, desk.NewID(), []string{id}, "unpaid", until))
	}
	engine.Stick(t, h.place, "account", "id", stuck)
	h.clock.now = (until + 1).Start()
	err := h.RunDue(ctx)
	require.ErrorContains(t, err, stuck)
	require.NotContains(t, err.Error(), free)
	form, err := h.Reseller(ctx, free)
	require.NoError(t, err)
	require.Equal(t, account.NotInvited, form.State)
	form, err = h.Reseller(ctx, stuck)
	require.NoError(t, err)
	require.Equal(t, account.Suspended, form.State)
}

// TestAPBXThatCannotBeStoppedKeepsNoOtherRunning does the same with PBXs whose last day is over.
func TestAPBXThatCannotBeStoppedKeepsNoOtherRunning(t *testing.T) {
	h := newDistributor(t)
	ctx := t.Context()
	end := h.clock.Now().AddDate(0, 0, 3)
	ids := map[string]string{}
	for _, name := range []string{"Stuck", "Free"} {
		draft := h.praxis(name, 5)
		draft.Term.Expiry = core.DayOf(end)
		ids[name] = h.addPBX("", draft)
		require.NoError(t, h.StartPBXs(ctx, desk.NewID(), []string{ids[name]}))
	}
	engine.Stick(t, h.place, "pbx", "name", "Stuck")
	h.clock.now = end.AddDate(0, 0, 2)
	require.ErrorContains(t, h.RunDue(ctx), ids["Stuck"])
	stopped, err := h.store.PBX(ctx, ids["Free"])
	require.NoError(t, err)
	require.Equal(t, pbx.Stopped, stopped.State)
}

// TestWhatIsGivenOutStaysInTheSubscription takes resources out of it, not only their amounts.
func TestWhatIsGivenOutStaysInTheSubscription(t *testing.T) {
	h, kranich := newRich(t)
	require.NoError(t, h.changeSubscription(func(s *capacity.Subscription) {
		s.Total[capacity.RemoteConnections] = 10
	}))
	before, err := h.Terms(t.Context())
	require.NoError(t, err)
	out := func(resources ...capacity.Resource) error {
		return h.changeSubscription(func(s *capacity.Subscription) {
			for _, r := range resources {
				delete(s.Total, r)
			}
		})
	}
	var problems core.Problems
	require.ErrorAs(t, out(capacity.CustomDomains, capacity.RemoteConnections), &problems)
	require.Len(t, problems, 1, "of the connections nothing was given out")
	require.Equal(t, string(capacity.CustomDomains), problems[0].Field)
	require.Equal(t, "subscription.given_out", problems[0].Key)
	now, err := h.Terms(t.Context())
	require.NoError(t, err)
	require.Equal(t, before, now, "all or nothing")

	require.NoError(t, h.DeleteResellers(t.Context(), desk.NewID(), []string{kranich}, true))
	require.NoError(t, out(capacity.CustomDomains, capacity.RemoteConnections))
}

// TestAChangeOfTheSubscriptionIsNotUndoneOnceItChangedAgain changes the same field twice.
func TestAChangeOfTheSubscriptionIsNotUndoneOnceItChangedAgain(t *testing.T) {
	h := newDistributor(t)
	extensions := func(n int64) (operation string) {
		require.NoError(t, h.changeSubscription(func(s *capacity.Subscription) {
			s.Total[capacity.Extensions] = n
		}))
		return h.past()[0].ID
	}
	raised := extensions(1000)
	cut := extensions(800)
	var refusal *core.Error
	require.ErrorAs(t, h.Undo(t.Context(), desk.NewID(), raised), &refusal)
	require.Equal(t, "undo.subscription_changed", refusal.Key)
	require.Equal(t, core.Key("field.extensions"), refusal.Args["Field"])
	terms, err := h.Terms(t.Context())
	require.NoError(t, err)
	require.EqualValues(t, 800, terms.Total[capacity.Extensions])

	require.NoError(t, h.Undo(t.Context(), desk.NewID(), cut))
	require.NoError(t, h.Undo(t.Context(), desk.NewID(), raised), "the newest first")
	require.EqualValues(t, 500, h.free(capacity.Extensions))
}
