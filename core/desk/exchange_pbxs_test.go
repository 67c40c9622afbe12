package desk_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
	"resellerdesk/core/pbx"
	"resellerdesk/core/permission"
)

// newRichTwo are two active desktops, with everything in the package.
func newRichTwo(t *testing.T) *two {
	w := newTwo(t)
	require.NoError(t, w.distributor.changeSubscription(func(s *capacity.Subscription) {
		s.Total[capacity.UltimateExtensions] = 100
		s.Total[capacity.CustomDomains] = 5
		s.Total[capacity.TranscriptionMinutes] = 1000
	}))
	w.grant(func(d *account.Draft) {
		d.Package.Amounts[capacity.UltimateExtensions] = 20
		d.Package.Amounts[capacity.CustomDomains] = 2
		d.Package.Amounts[capacity.TranscriptionMinutes] = 300
		d.Package.HighAvailability, d.Permissions = true, permission.All().ForReseller()
	})
	w.activate()
	require.NoError(t, w.toDistributor(w.due(w.partner, "")))
	require.NoError(t, w.toPartner(w.due(w.distributor, w.id)))
	return w
}

func (w *two) report() { require.NoError(w.t, w.toDistributor(w.due(w.partner, ""))) }

func (w *two) send() { require.NoError(w.t, w.toPartner(w.due(w.distributor, w.id))) }

func TestAResellerMakesPBXsInItsOwnWorkspace(t *testing.T) {
	w := newRichTwo(t)
	p, ctx := w.partner, t.Context()
	full := p.left("")
	require.EqualValues(t, 120, full[capacity.Extensions])
	owner := p.account(w.id)
	id := p.addPBX(w.id, p.large("praxis"))
	require.Equal(t, owner.ID, p.pbx(id).Owner.ID)
	require.Equal(t, minus(full, largeTakes), p.left(""))
	_, err := p.AddPBX(ctx, desk.NewID(), "another", p.praxis("x", 5))
	require.Equal(t, "reseller.none_here", key(err))
	_, err = p.MovePBXs(ctx, desk.NewID(), []string{id}, "another")
	require.Equal(t, "reseller.none_here", key(err))
	_, err = p.PreviewMovePBXs(ctx, []string{id}, "")
	require.Equal(t, "reseller.none_here", key(err))
	owners, err := p.PBXOwners(ctx, "")
	require.NoError(t, err)
	require.Equal(
		t, []desk.PBXOwner{{Ref: pbx.Ref{ID: w.id, Name: "Kranich Telefonie GmbH"}, Own: true}},
		owners,
	)
	_, err = p.AddCustomer(ctx, desk.NewID(), "", adaWeber())
	require.NoError(t, err)
	_, err = p.RecordConsumption(ctx, desk.NewID(), id, 150)
	require.NoError(t, err)
	require.NoError(t, p.DeletePBXs(ctx, desk.NewID(), []string{id}))
	require.Equal(t, minus(full, capacity.Amounts{capacity.TranscriptionMinutes: 150}), p.left(""))
	p.proved()
}

func TestWhatAReportSaysIsInTheListAndNothingElse(t *testing.T) {
	w := newRichTwo(t)
	d, p, ctx := w.distributor, w.partner, t.Context()
	large := p.addPBX("", p.large("praxis"))
	small := p.addPBX("", p.praxis("mill", 5))
	w.report()
	rows, err := d.PBXs(ctx, desk.PBXQuery{Limit: 10})
	require.NoError(t, err)
	require.Len(t, rows, 2)
	require.Equal(t, []string{small, large}, []string{rows[0].ID, rows[1].ID}, "by name")
	r := rows[1]
	require.Equal(t, desk.PBXRow{
		ID: large, Owner: pbx.Ref{ID: w.id, Name: "Kranich Telefonie GmbH"}, Name: "praxis",
		State: pbx.Stopped, Reported: true, CreatedAt: r.CreatedAt,
		Size: pbx.Size{
			Plan: pbx.Ultimate, Extensions: 15, ConcurrentCalls: 4, Recording: true,
			RecordingMinutes: 600, TranscriptionMinutes: 200,
		},
		Address: pbx.Address{CustomDomain: true},
	}, r, "name and amounts, nothing of what reports do not carry")
	require.Equal(t, desk.PBXReported, r.Status(d.clock.Now()))
	require.True(t, r.MinutesKnown())
	require.False(t, rows[0].MinutesKnown(), "up to 500 are in no report")
	d.proved()

	form, err := d.PBX(ctx, large)
	require.NoError(t, err)
	for name, err := range map[string]error{
		"edit": second(d.editPBX(ctx, desk.NewID(), large, form.PBX.Version, d.praxis("x", 5))),
		"resize": second(d.resizePBX(
			ctx, desk.NewID(), large, form.PBX.Version, d.praxis("x", 5).Size,
		)),
		"expiry": second(d.changeTerm(
			ctx, desk.NewID(), large, form.PBX.Version, pbx.Term{Type: pbx.Trial},
		)),
		"use":    second(d.RecordConsumption(ctx, desk.NewID(), large, 1)),
		"start":  d.StartPBXs(ctx, desk.NewID(), []string{large}),
		"delete": d.DeletePBXs(ctx, desk.NewID(), []string{large}),
		"move":   second(d.MovePBXs(ctx, desk.NewID(), []string{large}, "")),
		"look":   second(d.PreviewDeletePBXs(ctx, []string{large})),
	} {
		require.Equal(t, "pbx.kept_by_reseller", key(err), name)
		require.IsType(t, &core.Error{}, err, "%s: of one PBX it is no list", name)
	}
	owners, err := d.PBXOwners(ctx, "KRANICH")
	require.NoError(t, err)
	require.Equal(
		t, []desk.PBXOwner{{Ref: pbx.Ref{ID: w.id, Name: "Kranich Telefonie GmbH"}, Kept: true}},
		owners,
	)

	renamed := p.pbx(small)
	renamed.Name = "Windmill"
	_, err = p.editPBX(ctx, desk.NewID(), small, 1, renamed.Draft)
	require.NoError(t, err)
	require.NoError(t, p.DeletePBXs(ctx, desk.NewID(), []string{large}))
	w.report()
	rows, err = d.PBXs(ctx, desk.PBXQuery{Limit: 10, Chip: desk.PBXChipReported})
	require.NoError(t, err)
	require.Len(t, rows, 1)
	require.Equal(t, "Windmill", rows[0].Name)
	require.NoError(t, p.Undo(ctx, desk.NewID(), p.pastOf(capacity.PBXDeleted)))
	w.report()
	require.False(t, d.pbx(large).Deleted, "it is back")
	d.proved()
	var refusal *core.Error
	require.ErrorAs(t, d.DeleteResellers(ctx, desk.NewID(), []string{w.id}, false), &refusal)
	require.Equal(t, []string{"praxis", "Windmill"}, refusal.Args["PBXs"])
}

func second[T any](_ T, err error) error { return err }

// TestAReportDoesNotTouchWhatIsKeptHere makes PBXs for a reseller before it is active: its desktop
// may not use that capacity.
func TestAReportDoesNotTouchWhatIsKeptHere(t *testing.T) {
	w := newTwo(t)
	d, p, ctx := w.distributor, w.partner, t.Context()
	five := int64(5)
	w.grant(func(d *account.Draft) {
		d.Package.PBXLimit, d.Permissions = &five, permission.All().ForReseller()
	})
	kept := d.addPBX(w.id, d.praxis("kept", 30))
	w.activate()
	require.NoError(t, w.toDistributor(w.due(p, "")))
	w.send()
	require.EqualValues(t, 90, p.left("")[capacity.Extensions])
	require.EqualValues(t, 5, *p.account(w.id).Package.PBXLimit)
	p.addPBX("", p.praxis("own", 90))
	w.report()
	require.EqualValues(t, 120, d.usage().InPBX)
	require.False(t, d.pbx(kept).Deleted)
	e, err := d.Exchange(ctx)
	require.NoError(t, err)
	require.Empty(t, e.Warnings)
	require.NoError(
		t, d.StartPBXs(ctx, desk.NewID(), []string{kept}), "what is kept here is changed here",
	)
	require.NoError(t, d.DeletePBXs(ctx, desk.NewID(), []string{kept}))
	w.send()
	require.EqualValues(t, 30, p.left("")[capacity.Extensions])
	require.NoError(t, d.Undo(ctx, desk.NewID(), d.past()[0].ID))
	w.send()
	require.EqualValues(t, 0, p.left("")[capacity.Extensions])
	d.proved()
	p.proved()
}

// TestTheCreationLimitCountsWhatIsKeptForADesktop gives a reseller one PBX and makes that for it.
func TestTheCreationLimitCountsWhatIsKeptForADesktop(t *testing.T) {
	w := newRichTwo(t)
	d, p, ctx := w.distributor, w.partner, t.Context()
	w.grant(func(draft *account.Draft) { draft.Package.PBXLimit = new(int64(1)) })
	kept := d.addPBX(w.id, d.praxis("kept", 5))
	w.send()
	_, err := p.AddPBX(ctx, desk.NewID(), "", p.praxis("own", 5))
	require.Equal(t, "pbx.limit", key(err))
	require.Contains(t, p.whys("", err), "Nordlicht Distribution set it")
	require.NoError(t, d.DeletePBXs(ctx, desk.NewID(), []string{kept}))
	w.send()
	p.addPBX("", p.praxis("own", 5))

	const named = 100 // A package names no more.
	w.grant(func(draft *account.Draft) {
		draft.Package.PBXLimit, draft.Package.Amounts[capacity.Extensions] = new(
			int64(named+5),
		), 200
	})
	for i := range named + 3 {
		d.addPBX(w.id, d.praxis(fmt.Sprintf("kept-%d", i), 1))
	}
	w.send()
	p.addPBX("", p.praxis("second", 5))
	_, err = p.AddPBX(ctx, desk.NewID(), "", p.praxis("third", 5))
	require.Equal(t, "pbx.limit", key(err))
	w.report()
	e, err := d.Exchange(ctx)
	require.NoError(t, err)
	require.Empty(t, e.Warnings)
}

// TestWhatIsUsedUpIsToldOnce carries consumption there and back: no package takes it a second time.
func TestWhatIsUsedUpIsToldOnce(t *testing.T) {
	w := newRichTwo(t)
	d, p, ctx := w.distributor, w.partner, t.Context()
	id := p.addPBX("", p.large("praxis"))
	consume := func(n int64) {
		_, err := p.RecordConsumption(ctx, desk.NewID(), id, n)
		require.NoError(t, err)
		w.report()
		w.grant(func(d *account.Draft) { d.Profile.Phone += "1" })
		w.send()
	}
	transcription := func(h *house) capacity.Usage {
		usage, err := h.store.Usage(ctx)
		require.NoError(t, err)
		return usage[capacity.TranscriptionMinutes]
	}
	used := int64(0)
	for _, more := range []int64{50, 30} {
		consume(more)
		used += more
		require.Equal(
			t, capacity.Usage{Free: 100, InPBX: 200 - used, Consumed: used}, transcription(p),
		)
		require.Equal(
			t, capacity.Usage{Free: 700, Unused: 100, InPBX: 200 - used, Consumed: used},
			transcription(d),
		)
	}
	e, err := d.Exchange(ctx)
	require.NoError(t, err)
	require.Empty(t, e.Warnings)
	d.proved()
	p.proved()
}

// TestAPBXFollowsItsResellerToANewAccount deletes a reseller for good and enters it again: its
// desktop still has the PBX.
func TestAPBXFollowsItsResellerToANewAccount(t *testing.T) {
	w := newRichTwo(t)
	d, p, ctx := w.distributor, w.partner, t.Context()
	id := p.addPBX("", p.praxis("praxis", 20))
	w.report()
	require.NoError(t, p.DeletePBXs(ctx, desk.NewID(), []string{id}))
	w.report()
	require.NoError(t, p.Undo(ctx, desk.NewID(), p.pastOf(capacity.PBXDeleted)))
	d.clock.Add(time.Hour)
	require.NoError(t, d.DeleteResellers(ctx, desk.NewID(), []string{w.id}, true))
	d.clock.Add(time.Hour)
	w.id = d.add(true).ID
	d.sendDue()
	_, _, invitation := parts(t, d.server.raw[len(d.server.raw)-1])
	require.NoError(t, p.AcceptInvitation(ctx, desk.NewID(), []byte(invitation)))
	w.report()
	w.send()
	r, err := d.Receive(ctx, desk.NewID(), w.due(p, ""))
	require.NoError(t, err)
	require.Nil(t, r.Note)
	require.Equal(t, w.id, d.pbx(id).Owner.ID)
	d.proved()
}

// TestAPBXOfSomebodyElseIsNotTaken reports a PBX with the id of one that belongs to another owner.
func TestAPBXOfSomebodyElseIsNotTaken(t *testing.T) {
	w := newRichTwo(t)
	d, p := w.distributor, w.partner
	own := d.addPBX("", d.praxis("own", 20))
	_, err := p.AddPBX(t.Context(), own, "", p.praxis("stolen", 30))
	require.NoError(t, err)
	p.addPBX("", p.praxis("mill", 5))
	r, err := d.Receive(t.Context(), desk.NewID(), w.due(p, ""))
	require.NoError(t, err)
	require.Equal(t, "exchange.pbx_elsewhere", r.Note.Key)
	require.Equal(t, "own", d.pbx(own).Name)
	require.Equal(t, capacity.Usage{Free: 360, Unused: 115, InPBX: 25}, d.usage())
	d.proved()
}

// TestNothingChangesWhileTheStandingIsNotGood tries every action in the workspace of a reseller who
// is suspended.
func TestNothingChangesWhileTheStandingIsNotGood(t *testing.T) {
	w := newRichTwo(t)
	p, ctx := w.partner, t.Context()
	ada, err := p.AddCustomer(ctx, desk.NewID(), "", adaWeber())
	require.NoError(t, err)
	id := p.addPBX("", p.praxis("praxis", 20))
	require.NoError(
		t, w.distributor.SuspendResellers(ctx, desk.NewID(), []string{w.id}, "unpaid", core.NoDay),
	)
	w.send()
	before := p.pbxDump()
	d := p.praxis("x", 5)
	for name, err := range map[string]error{
		"add":             second(p.AddPBX(ctx, desk.NewID(), "", d)),
		"edit":            second(p.editPBX(ctx, desk.NewID(), id, 1, d)),
		"resize":          second(p.resizePBX(ctx, desk.NewID(), id, 1, d.Size)),
		"expiry":          second(p.changeTerm(ctx, desk.NewID(), id, 1, d.Term)),
		"use":             second(p.RecordConsumption(ctx, desk.NewID(), id, 1)),
		"start":           p.StartPBXs(ctx, desk.NewID(), []string{id}),
		"stop":            p.StopPBXs(ctx, desk.NewID(), []string{id}),
		"delete":          p.DeletePBXs(ctx, desk.NewID(), []string{id}),
		"regions":         p.SetRegions(ctx, pbx.DefaultRegions()),
		"add customer":    second(p.AddCustomer(ctx, desk.NewID(), "", adaWeber())),
		"edit customer":   p.EditCustomer(ctx, desk.NewID(), ada, 1, adaWeber()),
		"delete customer": p.DeleteCustomers(ctx, desk.NewID(), []string{ada}),
		"undo":            p.Undo(ctx, desk.NewID(), p.pastOf(capacity.PBXAdded)),
	} {
		require.Equal(t, "standing.suspended", key(err), name)
	}
	require.Equal(t, before, p.pbxDump())
	_, err = p.PBXs(ctx, desk.PBXQuery{Limit: 1})
	require.NoError(t, err, "everything can be seen")
	_, err = p.ExportCustomers(ctx, desk.CustomerQuery{}, "en")
	require.NoError(t, err, "and exported")
	w.report()
	text, err := w.distributor.store.Partner(ctx, w.id)
	require.NoError(t, err)
	var report struct{ Customers int }
	require.NoError(t, json.Unmarshal([]byte(text.Report), &report))
	require.Equal(t, 1, report.Customers)
}

// TestASmallerPackageLeavesAShortfallInPBXs cuts a reseller below what it has in PBXs; deleting one
// works it off.
func TestASmallerPackageLeavesAShortfallInPBXs(t *testing.T) {
	w := newRichTwo(t)
	p, ctx := w.partner, t.Context()
	first, second := p.addPBX("", p.praxis("a", 60)), p.addPBX("", p.praxis("b", 30))
	w.grant(func(d *account.Draft) { d.Package.Amounts[capacity.Extensions] = 70 })
	w.send()
	require.Equal(t, capacity.Usage{InPBX: 90, Shortfall: 20}, p.usage())
	_, err := p.AddPBX(ctx, desk.NewID(), "", p.praxis("c", 5))
	require.Equal(t, "capacity.not_enough", key(err))
	require.NoError(t, p.DeletePBXs(ctx, desk.NewID(), []string{second}))
	require.Equal(t, capacity.Usage{Free: 10, InPBX: 60}, p.usage())
	require.Equal(
		t, "capacity.not_enough", key(p.Undo(ctx, desk.NewID(), p.pastOf(capacity.PBXDeleted))),
	)
	size := p.pbx(first).Size
	size.Extensions = 10
	_, err = p.resizePBX(ctx, desk.NewID(), first, 1, size)
	require.NoError(t, err)
	p.proved()
}

// TestADistributorMakesAPBXForAResellerThatIsActive takes it off what the reseller's desktop may
// use, and tells it of the PBX.
func TestADistributorMakesAPBXForAResellerThatIsActive(t *testing.T) {
	w := newRichTwo(t)
	d, p, ctx := w.distributor, w.partner, t.Context()
	before := p.left("")[capacity.Extensions]
	id := d.addPBX(w.id, d.praxis("harbour", 20))
	moved := d.addPBX("", d.praxis("bridge", 5))
	_, err := d.MovePBXs(ctx, desk.NewID(), []string{moved}, w.id)
	require.NoError(t, err)
	e, err := d.Exchange(ctx)
	require.NoError(t, err)
	require.Equal(t, 1, e.Count, "a package is due")
	w.send()
	require.EqualValues(t, before-25, p.left("")[capacity.Extensions])
	e, err = p.Exchange(ctx)
	require.NoError(t, err)
	require.Len(t, e.Upstream.Kept, 2)
	require.Equal(t, "bridge", e.Upstream.Kept[0].Name)
	require.EqualValues(t, 5, e.Upstream.Kept[0].Resources["extensions"])

	// The reseller used more meanwhile than was left: nothing is lost, and nobody has it twice.
	p.addPBX("", p.praxis("own", before-25))
	other := d.addPBX(w.id, d.praxis("mill", 10))
	w.send()
	usage, err := p.store.Usage(ctx)
	require.NoError(t, err)
	require.EqualValues(t, 10, usage[capacity.Extensions].Shortfall)
	w.report()
	e, err = d.Exchange(ctx)
	require.NoError(t, err)
	require.Len(t, e.Warnings, 1, "the distributor sees that it does not fit")
	require.NoError(t, d.DeletePBXs(ctx, desk.NewID(), []string{id, other}))
	w.send()
	w.report()
	e, err = d.Exchange(ctx)
	require.NoError(t, err)
	require.Empty(t, e.Warnings)
	usage, err = p.store.Usage(ctx)
	require.NoError(t, err)
	require.Zero(t, usage[capacity.Extensions].Shortfall)
	d.proved()
	p.proved()
}

// TestWhatAPBXThatIsKeptHereUsesUpIsNotTheDesktopsToReport lets both sides use up minutes.
func TestWhatAPBXThatIsKeptHereUsesUpIsNotTheDesktopsToReport(t *testing.T) {
	w := newRichTwo(t)
	d, p, ctx := w.distributor, w.partner, t.Context()
	kept := d.praxis("harbour", 5)
	kept.TranscriptionMinutes = 100
	id := d.addPBX(w.id, kept)
	w.send()
	own := p.addPBX("", p.large("praxis"))
	_, err := p.RecordConsumption(ctx, desk.NewID(), own, 40)
	require.NoError(t, err)
	_, err = d.RecordConsumption(ctx, desk.NewID(), id, 30)
	require.NoError(t, err)
	for range 2 {
		w.report()
		w.grant(func(draft *account.Draft) { draft.Profile.Phone += "1" })
		w.send()
	}
	e, err := d.Exchange(ctx)
	require.NoError(t, err)
	require.Empty(t, e.Warnings)
	usage, err := d.store.Usage(ctx)
	require.NoError(t, err)
	require.EqualValues(t, 70, usage[capacity.TranscriptionMinutes].Consumed)
	here, err := p.store.Usage(ctx)
	require.NoError(t, err)
	require.EqualValues(t, 40, here[capacity.TranscriptionMinutes].Consumed)
	require.Zero(t, here[capacity.TranscriptionMinutes].Shortfall)
	d.proved()
	p.proved()
}

// newDesktop activates another desktop for the reseller, which has nothing of the one before.
func (w *two) newDesktop() {
	d := w.distributor
	require.NoError(w.t, d.SendForNewDesktop(w.t.Context(), w.id))
	d.sendDue()
	_, _, w.activation = parts(w.t, d.server.raw[len(d.server.raw)-1])
	w.partner = &house{
		t: w.t, place: engine.NewPlace(w.t), clock: d.clock, keyring: newKeyring(),
		server: &scriptedServer{},
	}
	w.partner.open()
	w.activate()
}

// TestANewDesktopIsToldOfThePBXsOfTheLostOne replaces a desktop that reported a PBX: the capacity
// stays in it.
func TestANewDesktopIsToldOfThePBXsOfTheLostOne(t *testing.T) {
	w := newRichTwo(t)
	d := w.distributor
	id := w.partner.addPBX("", w.partner.praxis("mill", 12))
	w.report()
	lost := w.partner
	w.newDesktop()
	before := d.usage()
	require.Equal(
		t, "pbx.kept_by_reseller", key(d.DeletePBXs(t.Context(), desk.NewID(), []string{id})),
		"the old desktop may still be found",
	)
	w.report() // The receipt.
	require.False(t, d.pbx(id).Reported)
	require.Equal(t, before, d.usage())

	w.send()
	p := w.partner
	_, kept, err := p.KeptForMe(t.Context())
	require.NoError(t, err)
	require.Equal(t, "mill", kept[0].Name)
	require.EqualValues(
		t, 120-12, p.left("")[capacity.Extensions], "what is in the PBX is not free",
	)
	p.addPBX("", p.praxis("harbour", 100))
	w.report()
	require.Equal(t, capacity.Usage{Free: 380, Unused: 8, InPBX: 112}, d.usage())
	d.proved()
	lost.confirm()
	require.NoError(t, lost.DeletePBXs(t.Context(), desk.NewID(), []string{id}))
	require.Equal(t, "exchange.other_signer", key(w.toDistributor(w.due(lost, ""))))

	require.NoError(t, d.DeletePBXs(t.Context(), desk.NewID(), []string{id}))
	require.Equal(t, capacity.Usage{Free: 380, Unused: 20, InPBX: 100}, d.usage())
	d.proved()
}

// TestACodeForANewDesktopKeepsThePBXsOfTheLostOneHere confirms it by its code alone: what is in
// PBXs is not given a second time.
func TestACodeForANewDesktopKeepsThePBXsOfTheLostOneHere(t *testing.T) {
	w := newRichTwo(t)
	d, ctx := w.distributor, t.Context()
	id := w.partner.addPBX("", w.partner.praxis("mill", 100))
	w.report()
	before := d.usage()
	w.newDesktop()
	require.NoError(t, d.Confirm(ctx, desk.NewID(), w.id, w.told.Confirmation))
	require.False(t, d.pbx(id).Reported)
	require.Equal(t, before, d.usage())
	w.send()
	require.EqualValues(t, 20, w.partner.left("")[capacity.Extensions])
	w.report() // The receipt.
	w.send()
	require.EqualValues(t, 20, w.partner.left("")[capacity.Extensions])
	d.proved()
}

// TestACodeOfTheSameDesktopCountsNothingTwice renews the activation of a desktop that is not lost,
// and confirms that by its code.
func TestACodeOfTheSameDesktopCountsNothingTwice(t *testing.T) {
	w := newRichTwo(t)
	d, p, ctx := w.distributor, w.partner, t.Context()
	draft := p.praxis("mill", 10)
	draft.TranscriptionMinutes = 200
	id := p.addPBX("", draft)
	require.NoError(t, second(p.RecordConsumption(ctx, desk.NewID(), id, 50)))
	w.report()
	d.clock.Add(time.Hour)
	require.NoError(t, d.SendForNewDesktop(ctx, w.id))
	d.sendDue()
	_, _, invitation := parts(t, d.server.raw[len(d.server.raw)-1])
	require.NoError(t, p.AcceptInvitation(ctx, desk.NewID(), []byte(invitation)))
	code, err := p.Confirmation(ctx)
	require.NoError(t, err)
	require.NoError(t, d.Confirm(ctx, desk.NewID(), w.id, code))
	w.send()
	w.report() // The receipt: it is the desktop that was there.
	w.send()
	w.report()
	due, err := d.ExchangeDue(ctx)
	require.NoError(t, err)
	require.NotZero(t, due, "what it took back is not in its package yet")
	w.send()
	usage, err := d.store.Usage(ctx)
	require.NoError(t, err)
	require.Equal(
		t, capacity.Usage{Free: 700, Unused: 100, InPBX: 150, Consumed: 50},
		usage[capacity.TranscriptionMinutes],
	)
	here, err := p.store.Usage(ctx)
	require.NoError(t, err)
	require.Equal(
		t, capacity.Usage{Free: 100, InPBX: 150, Consumed: 50}, here[capacity.TranscriptionMinutes],
	)
	d.proved()
	p.proved()
}

// TestPBXsOfALostDesktopAreKeptHere takes them over, changes them, and lets the desktop come back.
func TestPBXsOfALostDesktopAreKeptHere(t *testing.T) {
	w := newRichTwo(t)
	d, p, ctx := w.distributor, w.partner, t.Context()
	id := p.addPBX("", p.large("mill"))
	other := p.addPBX("", p.praxis("harbour", 5))
	_, err := p.RecordConsumption(ctx, desk.NewID(), id, 30)
	require.NoError(t, err)
	require.Equal(
		t, "pbx.none_kept", key(d.KeepPBXsHere(ctx, desk.NewID(), w.id)), "nothing was reported",
	)
	w.report()
	before := d.usage()
	operation := desk.NewID()
	require.NoError(t, d.KeepPBXsHere(ctx, operation, w.id))
	require.NoError(t, d.KeepPBXsHere(ctx, operation, w.id), "a repeated try")
	require.Equal(t, before, d.usage(), "nothing moves")
	require.Equal(t, "undo.kept", key(d.Undo(ctx, desk.NewID(), operation)))

	kept := d.pbx(id)
	size := kept.Size
	size.Extensions++
	_, err = d.resizePBX(ctx, desk.NewID(), id, kept.Version, size)
	require.NoError(t, err, "although nobody here knows its address")
	draft := d.pbx(id).Form()
	draft.Address = d.praxis("mill", 5).Address
	_, err = d.ChangePBX(ctx, desk.NewID(), id, d.pbx(id).Version, draft)
	require.NoError(t, err)
	require.NoError(t, d.StartPBXs(ctx, desk.NewID(), []string{id, other}))
	d.proved()

	w.send()
	require.EqualValues(
		t, 120-(16+5)-(15+5), p.left("")[capacity.Extensions],
		"the desktop that was not lost has them itself",
	)
	w.report()
	require.True(t, d.pbx(id).Reported, "and keeps them again")
	require.True(t, d.pbx(other).Reported)
	require.EqualValues(t, 15, d.pbx(id).Extensions, "as it says")
	due, err := d.ExchangeDue(ctx)
	require.NoError(t, err)
	require.Equal(t, 1, due, "it gets back what was kept here")
	w.send()
	require.EqualValues(t, 120-(15+5), p.left("")[capacity.Extensions])
	d.proved()
	p.proved()

	require.NoError(t, d.KeepPBXsHere(ctx, desk.NewID(), w.id))
	require.NoError(t, d.DeletePBXs(ctx, desk.NewID(), []string{id, other}))
	require.NoError(
		t, d.DeleteResellers(ctx, desk.NewID(), []string{w.id}, true),
		"one that never comes back can be deleted",
	)
	require.Equal(t, capacity.Usage{Free: 500}, d.usage())
	d.proved()
}
