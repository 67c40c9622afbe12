package desk_test

import (
	"context"
	"crypto/ed25519"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/activation"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
	"resellerdesk/core/permission"
)

const partnerPassword = "nine quiet herons at dawn"

// two are the desktops of a distributor and of a reseller, who share nothing but the files that a
// test carries over.
type two struct {
	t           testing.TB
	distributor *house
	partner     *house
	id          string // Of the reseller at the distributor.
	activation  string // The file that came with the mail.
	told        desk.Activated
}

// newTwo are two desktops of which the reseller has got its activation mail.
func newTwo(t testing.TB) *two {
	d := newDistributor(t)
	draft := d.kranich()
	draft.Package.MinExtensions = 1
	saved, err := d.AddReseller(t.Context(), desk.NewID(), draft, true)
	require.NoError(t, err)
	d.sendDue()
	_, _, file := parts(t, d.server.raw[0])
	p := &house{
		t: t, place: engine.NewPlace(t), clock: d.clock, keyring: newKeyring(),
		server: &scriptedServer{},
	}
	p.open()
	return &two{t: t, distributor: d, partner: p, id: saved.ID, activation: file}
}

// newActiveTwo are two desktops whose activation both know.
func newActiveTwo(t testing.TB) *two {
	w := newTwo(t)
	w.activate()
	require.NoError(t, w.toDistributor(w.due(w.partner, "")))
	require.NoError(t, w.toPartner(w.due(w.distributor, w.id)))
	return w
}

func (w *two) activate() {
	told, err := w.partner.Activate(w.t.Context(), []byte(w.activation), partnerPassword)
	require.NoError(w.t, err)
	w.told = told
}

// due is the file that is due from a desktop, saved as a file.
func (w *two) due(from *house, id string) []byte {
	_, file, err := from.SaveWaiting(w.t.Context(), id)
	require.NoError(w.t, err)
	return file
}

func (w *two) toDistributor(file []byte) error {
	_, err := w.distributor.Receive(w.t.Context(), desk.NewID(), file)
	return err
}

func (w *two) toPartner(file []byte) error {
	_, err := w.partner.Receive(w.t.Context(), desk.NewID(), file)
	return err
}

// grant changes the package of the reseller at the distributor.
func (w *two) grant(change func(d *account.Draft)) {
	form, err := w.distributor.Reseller(w.t.Context(), w.id)
	require.NoError(w.t, err)
	change(&form.Draft)
	_, err = w.distributor.EditReseller(
		w.t.Context(), desk.NewID(), w.id, form.Version, form.Draft, false,
	)
	require.NoError(w.t, err)
}

// pbx gives a PBX of the reseller so many extensions in its own workspace; 0 deletes it.
func (w *two) pbx(id string, extensions int64) error {
	form, err := w.partner.PBX(w.t.Context(), id)
	switch {
	case extensions == 0 && err != nil:
		return nil
	case extensions == 0:
		return w.partner.DeletePBXs(w.t.Context(), desk.NewID(), []string{id})
	case err != nil:
		_, err = w.partner.AddPBX(w.t.Context(), id, "", w.partner.praxis(id, extensions))
		return err
	}
	size := form.PBX.Size
	size.Extensions = extensions
	_, err = w.partner.resizePBX(w.t.Context(), desk.NewID(), id, form.PBX.Version, size)
	return err
}

func (w *two) state() account.State { return w.distributor.account(w.id).State }

func TestAResellerActivatesAndTheDistributorLearnsOfIt(t *testing.T) {
	w := newTwo(t)
	f, err := w.partner.OpenFile(t.Context(), []byte(w.activation))
	require.NoError(t, err)
	require.Equal(t, "Nordlicht Distribution", f.Invitation.Issuer.Company)
	require.EqualValues(t, 120, f.Invitation.Package.Resources["extensions"])
	_, err = w.partner.Activate(t.Context(), []byte(w.activation), "kranich123")
	require.Equal(t, "password.short", key(err))
	_, err = w.partner.Workspace(t.Context())
	require.Equal(t, core.NotFound, core.CodeOf(err), "nothing was made")

	w.activate()
	actor, err := w.partner.Actor()
	require.NoError(t, err)
	require.Equal(t, account.Owner, actor.Kind)
	require.Equal(t, w.id, actor.ID)
	require.Equal(t, permission.Default(), actor.Permissions)
	terms, err := w.partner.Terms(t.Context())
	require.NoError(t, err)
	require.Equal(
		t,
		capacity.Amounts{
			capacity.Extensions: 120, capacity.ConcurrentCalls: 16, capacity.RecordingMinutes: 2000,
		},
		terms.Total,
	)
	w.partner.proved()
	_, err = w.partner.OpenFile(t.Context(), []byte(w.activation))
	require.Equal(t, "exchange.already_active", key(err))

	_, err = w.partner.AddReseller(t.Context(), desk.NewID(), w.distributor.kranich(), false)
	require.Equal(t, "reseller.none_here", key(err), "what was given is not given on")
	require.NoError(t, w.partner.SignOut(t.Context()))
	require.Error(
		t, w.partner.SignIn(t.Context(), "nina@kranichtel.example", "another long password"),
	)
	require.NoError(t, w.partner.SignIn(t.Context(), "NINA@kranichtel.example", partnerPassword))

	require.Equal(t, account.Invited, w.state())
	receipt := w.due(w.partner, "")
	require.NotContains(t, string(receipt), "RECEIPT", "it is sealed for the distributor")
	require.NoError(t, w.toDistributor(receipt))
	require.Equal(t, account.Active, w.state())
	known, err := w.distributor.Receive(t.Context(), desk.NewID(), receipt)
	require.NoError(t, err)
	require.Equal(t, desk.MessageKnown, known.State)
	require.Equal(
		t, "undo.signed",
		key(w.distributor.Undo(t.Context(), desk.NewID(), w.distributor.past()[0].ID)),
	)

	e, err := w.distributor.Exchange(t.Context())
	require.NoError(t, err)
	require.Len(t, e.Waiting, 1)
	require.Equal(t, desk.WaitingChanged, e.Waiting[0].Why)
	require.NoError(t, w.toPartner(w.due(w.distributor, w.id)))
	e, err = w.distributor.Exchange(t.Context())
	require.NoError(t, err)
	require.Empty(t, e.Waiting)
	e, err = w.partner.Exchange(t.Context())
	require.NoError(t, err)
	require.True(t, e.Upstream.Confirmed)
	w.distributor.proved()
}

func TestAPackageTravelsForwardAndItsUseBack(t *testing.T) {
	w := newActiveTwo(t)
	w.grant(func(d *account.Draft) {
		d.Package.Amounts[capacity.Extensions] = 200
		d.Permissions = permission.NewSet(
			permission.PBXView, permission.PBXAdd, permission.PBXEdit, permission.PBXResize,
			permission.SubscriptionView,
		)
	})
	require.NoError(t, w.toPartner(w.due(w.distributor, w.id)))
	require.EqualValues(t, 200, w.partner.free(capacity.Extensions))
	actor := w.partner.account(w.id)
	require.Equal(
		t,
		permission.NewSet(
			permission.PBXView, permission.PBXAdd, permission.PBXEdit, permission.PBXResize,
			permission.SubscriptionView,
		),
		actor.Permissions,
	)
	_, err := w.partner.Logs(t.Context(), desk.LogQuery{})
	require.Equal(t, core.Forbidden, core.CodeOf(err), "taken while he is signed in")

	require.NoError(t, w.pbx("harbour", 30))
	require.NoError(t, w.pbx("mill", 25))
	require.NoError(t, w.toDistributor(w.due(w.partner, "")))
	usage := w.distributor.usage()
	require.EqualValues(t, 55, usage.InPBX)
	require.EqualValues(t, 145, usage.Unused)
	names, err := w.distributor.store.Holdings(t.Context(), w.id)
	require.NoError(t, err)
	require.Len(t, names, 2)
	require.NoError(t, w.pbx("mill", 5))
	require.NoError(t, w.toDistributor(w.due(w.partner, "")))
	require.EqualValues(t, 35, w.distributor.usage().InPBX)
	w.distributor.proved()

	form, err := w.distributor.Reseller(t.Context(), w.id)
	require.NoError(t, err)
	form.Draft.Package.Amounts[capacity.Extensions] = 34
	_, err = w.distributor.EditReseller(
		t.Context(), desk.NewID(), w.id, form.Version, form.Draft, false,
	)
	require.Equal(t, "capacity.in_use", key(err))
	require.Equal(
		t, "reseller.has_pbxs",
		key(w.distributor.DeleteResellers(t.Context(), desk.NewID(), []string{w.id}, false)),
	)
}

// consume uses up AI-transcription minutes in the reseller's own workspace.
func (w *two) consume(n int64) {
	require.NoError(w.t, w.partner.store.Write(func(tx desk.Tx) error {
		owner, err := tx.Owner(context.Background())
		if err != nil {
			return err
		}
		at := func(k capacity.Kind) capacity.Account {
			return capacity.Account{Kind: k, Resource: capacity.TranscriptionMinutes}
		}
		return tx.Post(capacity.Operation{
			ID: desk.NewID(), At: w.partner.clock.Now(), Actor: owner.ID, Verb: "pbx.changed",
			Transfers: []capacity.Transfer{{
				Debit: at(capacity.Free), Credit: at(capacity.Consumed), Amount: n,
			}},
		})
	}))
}

func TestWhatIsConsumedCountsOnce(t *testing.T) {
	w := newTwo(t)
	require.NoError(
		t,
		w.distributor.changeSubscription(
			func(s *capacity.Subscription) { s.Total[capacity.TranscriptionMinutes] = 1000 },
		),
	)
	w.activate()
	round := func() {
		require.NoError(t, w.toDistributor(w.due(w.partner, "")))
		require.NoError(t, w.toPartner(w.due(w.distributor, w.id)))
	}
	both := func(partner, distributor capacity.Usage) {
		t.Helper()
		for h, want := range map[*house]capacity.Usage{
			w.partner: partner, w.distributor: distributor,
		} {
			usage, err := h.store.Usage(t.Context())
			require.NoError(t, err)
			require.Equal(t, want, usage[capacity.TranscriptionMinutes])
			h.proved()
		}
	}
	w.grant(func(d *account.Draft) { d.Package.Amounts[capacity.TranscriptionMinutes] = 500 })
	round()
	for range 3 {
		w.consume(100)
		round()
	}
	both(
		capacity.Usage{Free: 200, Consumed: 300},
		capacity.Usage{Free: 500, Unused: 200, Consumed: 300},
	)
	w.grant(func(d *account.Draft) { d.Package.Amounts[capacity.TranscriptionMinutes] = 250 })
	w.consume(50) // Not reported yet.
	require.NoError(t, w.toPartner(w.due(w.distributor, w.id)))
	both(
		capacity.Usage{Free: 200, Consumed: 350},
		capacity.Usage{Free: 450, Unused: 250, Consumed: 300},
	)
	round()
	both(
		capacity.Usage{Free: 200, Consumed: 350},
		capacity.Usage{Free: 450, Unused: 200, Consumed: 350},
	)

	// A new desktop counts from 0, and has what is left.
	require.NoError(t, w.distributor.SendForNewDesktop(t.Context(), w.id))
	w.distributor.sendDue()
	_, first, _ := parts(t, w.distributor.server.raw[0])
	_, again, file := parts(t, w.distributor.server.raw[1])
	require.NotContains(t, first["text/plain"], "neuen Computer")
	require.Contains(t, again["text/plain"], "neuen Computer")
	w.activation = file
	w.partner = &house{
		t: t, place: engine.NewPlace(t), clock: w.distributor.clock, keyring: newKeyring(),
		server: &scriptedServer{},
	}
	w.partner.open()
	w.activate()
	round()
	w.consume(120)
	round()
	both(
		capacity.Usage{Free: 80, Consumed: 120},
		capacity.Usage{Free: 450, Unused: 80, Consumed: 470},
	)

	form, err := w.distributor.Reseller(t.Context(), w.id)
	require.NoError(t, err)
	delete(form.Draft.Package.Amounts, capacity.TranscriptionMinutes)
	_, err = w.distributor.EditReseller(
		t.Context(), desk.NewID(), w.id, form.Version, form.Draft, false,
	)
	require.NoError(t, err)
	require.NoError(t, w.toPartner(w.due(w.distributor, w.id)))
	both(capacity.Usage{Consumed: 120}, capacity.Usage{Free: 530, Consumed: 470})
}

func TestWhatAReportSaysIsCheckedAgainstWhatWasGranted(t *testing.T) {
	w := newActiveTwo(t)
	require.NoError(t, w.pbx("harbour", 100))
	w.grant(
		func(d *account.Draft) { d.Package.Amounts[capacity.Extensions] = 60 },
	) // The distributor does not know of the 100.
	r, err := w.distributor.Receive(t.Context(), desk.NewID(), w.due(w.partner, ""))
	require.NoError(t, err)
	require.Equal(t, "exchange.does_not_fit", r.Note.Key)
	require.EqualValues(t, 100, r.Note.Args["Reported"])
	require.EqualValues(t, 60, w.distributor.usage().InPBX, "no more than there is")
	e, err := w.distributor.Exchange(t.Context())
	require.NoError(t, err)
	require.Equal(t, "exchange.does_not_fit", e.Warnings[0].What.Key)

	require.NoError(t, w.toPartner(w.due(w.distributor, w.id)))
	usage := w.partner.usage()
	require.Equal(
		t, capacity.Usage{InPBX: 100, Shortfall: 40}, usage, "what is in use stands as missing",
	)
	require.Error(t, w.pbx("another", 1), "nothing more until it is worked off")
	require.NoError(t, w.pbx("harbour", 50))
	require.NoError(t, w.toDistributor(w.due(w.partner, "")))
	require.EqualValues(t, 50, w.distributor.usage().InPBX)
	e, err = w.distributor.Exchange(t.Context())
	require.NoError(t, err)
	require.Empty(t, e.Warnings)
	w.distributor.proved()
	w.partner.proved()
}

func TestSuspensionExpiryAndSilenceMakeItReadOnly(t *testing.T) {
	w := newActiveTwo(t)
	changing := func() error {
		return w.partner.SavePreset(
			t.Context(), account.Preset{Kind: account.PermissionPreset, Name: "x"},
		)
	}
	require.NoError(t, changing())
	until := core.DayOf(w.distributor.clock.Now()) + 1
	require.NoError(
		t,
		w.distributor.SuspendResellers(
			t.Context(), desk.NewID(), []string{w.id}, "unpaid since June", until,
		),
	)
	suspended := w.due(w.distributor, w.id)
	require.NoError(t, w.toPartner(suspended))
	require.Equal(t, "standing.suspended_until", key(changing()))
	_, err := w.partner.Subscription(t.Context())
	require.NoError(t, err, "all of it can be seen")
	w.partner.clock.Add(49 * time.Hour)
	require.NoError(t, changing(), "it lifts by itself")

	require.NoError(t, w.distributor.RunDue(t.Context()))
	w.grant(func(d *account.Draft) {
		d.Profile.ValidUntil = core.DayOf(w.distributor.clock.Now())
	})
	require.NoError(t, w.toPartner(w.due(w.distributor, w.id)))
	require.NoError(t, changing())
	w.partner.clock.Add(25 * time.Hour)
	require.Equal(t, "standing.expired", key(changing()))
	w.grant(func(d *account.Draft) { d.Profile.ValidUntil = core.NoDay })
	require.NoError(t, w.toPartner(w.due(w.distributor, w.id)))
	require.NoError(t, changing())

	w.partner.clock.Add(activation.Lease)
	require.Equal(t, "standing.lapsed", key(changing()))
	require.NoError(t, w.toPartner(w.due(w.distributor, w.id)))
	require.NoError(t, changing(), "one word from the distributor is enough")
	w.distributor.proved()
}

func TestLeasesAreRenewedByThemselves(t *testing.T) {
	w := newActiveTwo(t)
	before := len(w.distributor.server.raw)
	require.NoError(t, w.distributor.RunDue(t.Context()))
	w.distributor.sendDue()
	require.Len(t, w.distributor.server.raw, before)
	w.distributor.clock.Add(22 * 24 * time.Hour)
	require.NoError(t, w.distributor.RunDue(t.Context()))
	w.distributor.sendDue()
	require.Len(t, w.distributor.server.raw, before+1)
	header, byType, file := parts(t, w.distributor.server.raw[before])
	require.Equal(t, `"Nina Albrecht" <nina@kranichtel.example>`, header.Get("To"))
	require.Contains(t, byType["text/plain"], "Guten Tag Nina")
	require.NoError(t, w.toPartner([]byte(file)))
}

func TestNobodyLapsesBecauseAChangeWaitsToBeSent(t *testing.T) {
	w := newTwo(t)
	w.activate()
	require.NoError(
		t,
		w.toDistributor(w.due(w.partner, "")),
	) // And then nobody sends the first package.
	sent := len(w.distributor.server.raw)
	day := func() {
		w.distributor.clock.Add(24 * time.Hour)
		require.NoError(t, w.distributor.RunDue(t.Context()))
		w.distributor.sendDue()
	}
	for range 27 {
		day()
	}
	require.Len(t, w.distributor.server.raw, sent, "a person may still send it")
	for range 2 {
		day()
	}
	require.Len(t, w.distributor.server.raw, sent+1)
	_, _, file := parts(t, w.distributor.server.raw[sent])
	require.NoError(t, w.toPartner([]byte(file)))
	w.grant(func(d *account.Draft) { d.Profile.Phone = "040 1234" })
	for range 29 {
		day()
	}
	require.Len(t, w.distributor.server.raw, sent+2)
	_, _, file = parts(t, w.distributor.server.raw[sent+1])
	require.NoError(t, w.toPartner([]byte(file)))
	standing, err := w.partner.WorkspaceStatus(t.Context())
	require.NoError(t, err)
	require.Equal(t, desk.WorkspaceGood, standing)
}

func TestAttacksAreRefused(t *testing.T) {
	w := newActiveTwo(t)
	old := w.due(w.distributor, w.id)
	w.grant(func(d *account.Draft) { d.Package.Amounts[capacity.Extensions] = 130 })
	newer := w.due(w.distributor, w.id)
	require.NoError(t, w.toPartner(newer))
	require.Equal(t, "exchange.older", key(w.toPartner(old)))
	known, err := w.partner.Receive(t.Context(), desk.NewID(), newer)
	require.NoError(t, err)
	require.Equal(t, desk.MessageKnown, known.State)
	require.EqualValues(t, 130, w.partner.free(capacity.Extensions))

	changed := []byte(strings.Replace(string(newer), "A", "B", 1))
	require.Contains(
		t, []string{"activation.damaged", "activation.changed", "activation.not_for_you"},
		key(w.toPartner(changed)),
	)

	other := newActiveTwo(t)
	require.Equal(
		t, "activation.not_for_you", key(w.toPartner(other.due(other.distributor, other.id))),
		"sealed for another desktop",
	)
	_, err = w.partner.OpenFile(t.Context(), []byte(other.activation))
	require.Equal(t, "exchange.other_workspace", key(err))
	_, err = w.distributor.OpenFile(t.Context(), []byte(other.activation))
	require.Equal(t, "exchange.distributor_here", key(err))

	w.partner.clock.Add(-10 * 24 * time.Hour) // Both clocks are one; the workspace remembers.
	_, err = w.partner.WorkspaceStatus(t.Context())
	require.NoError(t, err, "a wrong clock locks nobody out")
	require.Equal(t, "clock.behind", key(w.partner.ClockWrong(t.Context())))
}

func TestTheFirstReceiptCounts(t *testing.T) {
	w := newTwo(t)
	w.activate()
	second := newHouse(t)
	_, err := second.Activate(t.Context(), []byte(w.activation), "another person took the mail")
	require.NoError(t, err, "nobody can prevent it without a network")
	require.NoError(t, w.toDistributor(w.due(w.partner, "")))
	err = w.toDistributor(w.due(second, ""))
	require.Equal(t, "exchange.second_desktop", key(err))
	e, err := w.distributor.Exchange(t.Context())
	require.NoError(t, err)
	require.Equal(t, "exchange.second_desktop", e.Warnings[0].What.Key)
	require.Equal(t, desk.MessageRefused, e.Passed[0].State)
	p, err := w.distributor.store.Partner(t.Context(), w.id)
	require.NoError(t, err)
	pw, err := w.partner.Workspace(t.Context())
	require.NoError(t, err)
	require.EqualValues(t, pw.Public, p.PublicKey)
	require.NoError(t, w.distributor.ResolveWarning(t.Context(), w.id))

	require.NoError(t, w.distributor.SendForNewDesktop(t.Context(), w.id))
	w.distributor.sendDue()
	_, _, fresh := parts(t, w.distributor.server.raw[1])
	third := newHouse(t)
	_, err = third.Activate(t.Context(), []byte(fresh), partnerPassword)
	require.NoError(t, err)
	require.NoError(t, w.toDistributor(w.due(third, "")))
	require.NoError(t, w.pbx("harbour", 1))
	w.partner.confirm()
	require.Equal(
		t, "exchange.other_signer", key(w.toDistributor(w.due(w.partner, ""))),
		"the old desktop counts no more",
	)
}

// confirm makes a workspace believe that its receipt was answered, so that its next file is a
// report.
func (h *house) confirm() {
	require.NoError(h.t, h.store.Write(func(tx desk.Tx) error {
		u, err := tx.Upstream(h.t.Context())
		if err != nil {
			return err
		}
		u.Confirmed = true
		return tx.SetUpstream(u)
	}))
}

func TestTheAlarmStaysUntilItIsSettled(t *testing.T) {
	w := newTwo(t)
	w.activate()
	second := newHouse(t)
	_, err := second.Activate(t.Context(), []byte(w.activation), "another person took the mail")
	require.NoError(t, err)
	require.NoError(t, w.toDistributor(w.due(w.partner, "")))
	require.Equal(t, "exchange.second_desktop", key(w.toDistributor(w.due(second, ""))))
	require.NoError(t, w.toPartner(w.due(w.distributor, w.id)))
	require.NoError(t, w.pbx("harbour", 1))
	require.NoError(t, w.toDistributor(w.due(w.partner, "")))
	e, err := w.distributor.Exchange(t.Context())
	require.NoError(t, err)
	require.Len(t, e.Warnings, 1, "a report that fits settles nothing")
	require.Equal(t, "exchange.second_desktop", e.Warnings[0].What.Key)
	require.NoError(t, w.distributor.ResolveWarning(t.Context(), w.id))
	require.NoError(t, w.pbx("harbour", 2))
	require.NoError(t, w.toDistributor(w.due(w.partner, "")))
	e, err = w.distributor.Exchange(t.Context())
	require.NoError(t, err)
	require.Empty(t, e.Warnings)
}

func TestAWithdrawnInvitationIsNotActivated(t *testing.T) {
	w := newTwo(t)
	w.activate()
	require.NoError(t, w.distributor.SendActivation(t.Context(), []string{w.id}))
	require.Equal(t, "exchange.replaced", key(w.toDistributor(w.due(w.partner, ""))))
	require.NotEqual(t, account.Active, w.state())
	w.distributor.sendDue()
	_, _, fresh := parts(t, w.distributor.server.raw[1])
	_, err := w.partner.OpenFile(t.Context(), []byte(fresh))
	require.NoError(t, err)
	require.NoError(t, w.partner.AcceptInvitation(t.Context(), desk.NewID(), []byte(fresh)))
	require.NoError(t, w.toDistributor(w.due(w.partner, "")))
	require.Equal(t, account.Active, w.state())
}

func TestAConfirmationCodeIsEnough(t *testing.T) {
	w := newTwo(t)
	w.activate()
	code, err := w.partner.Confirmation(t.Context())
	require.NoError(t, err)
	require.Equal(t, w.told.Confirmation, code)
	wrong := activation.ConfirmationCode(activation.Hash("another"))
	require.Equal(
		t, "code.other", key(w.distributor.Confirm(t.Context(), desk.NewID(), w.id, wrong)),
	)
	require.Equal(t, account.Invited, w.state())
	require.NoError(
		t, w.distributor.Confirm(t.Context(), desk.NewID(), w.id, strings.ToLower(code)),
	)
	require.Equal(t, account.Active, w.state())
	require.NoError(t, w.toPartner(w.due(w.distributor, w.id)), "signed, not sealed")
	require.NoError(t, w.pbx("harbour", 1))
	require.NoError(t, w.toDistributor(w.due(w.partner, "")), "the receipt is due until it came")
	require.NoError(t, w.toPartner(w.due(w.distributor, w.id)))
	require.NoError(t, w.toDistributor(w.due(w.partner, "")))
	require.EqualValues(t, 1, w.distributor.usage().InPBX, "and reports count from then on")
}

func TestAReportBeforeTheReceiptIsRefused(t *testing.T) {
	w := newTwo(t)
	w.activate()
	require.NoError(t, w.distributor.Confirm(t.Context(), desk.NewID(), w.id, w.told.Confirmation))
	w.partner.confirm()
	require.Equal(t, "exchange.no_receipt", key(w.toDistributor(w.due(w.partner, ""))))
}

func TestAPasswordResetTravels(t *testing.T) {
	w := newActiveTwo(t)
	require.NoError(t, w.distributor.SendPasswordReset(t.Context(), []string{w.id}))
	w.distributor.sendDue()
	_, _, reset := parts(t, w.distributor.server.raw[1])
	require.NoError(t, w.partner.SignOut(t.Context()))
	_, err := w.partner.OpenFile(t.Context(), []byte(reset))
	require.NoError(t, err)
	const other = "eleven boats under a bridge"
	require.NoError(t, w.partner.ResetPassword(t.Context(), []byte(reset), other))
	require.Error(t, w.partner.SignIn(t.Context(), "nina@kranichtel.example", partnerPassword))
	require.NoError(t, w.partner.SignIn(t.Context(), "nina@kranichtel.example", other))
	require.Equal(t, "reset.used", key(w.partner.ResetPassword(t.Context(), []byte(reset), other)))

	require.NoError(t, w.distributor.SendPasswordReset(t.Context(), []string{w.id}))
	w.distributor.sendDue()
	_, _, again := parts(t, w.distributor.server.raw[2])
	require.Equal(
		t, "reset.used", key(w.partner.ResetPassword(t.Context(), []byte(again), other)),
		"the distributor was not told the new key",
	)
	require.NoError(t, w.toDistributor(w.due(w.partner, "")))
	require.NoError(t, w.distributor.SendPasswordReset(t.Context(), []string{w.id}))
	w.distributor.sendDue()
	_, _, third := parts(t, w.distributor.server.raw[3])
	w.partner.clock.Add(activation.ResetLifetime)
	require.Equal(
		t, "activation.expired", key(w.partner.ResetPassword(t.Context(), []byte(third), other)),
	)
	w.partner.clock.Add(-time.Minute)
	require.NoError(t, w.partner.ResetPassword(t.Context(), []byte(third), other))
}

func TestTheResetKeyIsToldOnlyWhenItIsSealed(t *testing.T) {
	w := newTwo(t)
	f, err := activation.Open([]byte(w.activation), nil)
	require.NoError(t, err)
	open := *f.Invitation // Of another program, which seals nothing.
	open.Issuer.EncryptionKey = ""
	_, key, err := ed25519.GenerateKey(nil)
	require.NoError(t, err)
	file, _, err := open.Sign(key)
	require.NoError(t, err)
	w.activation = string(file)
	w.activate()
	receipt, err := activation.Open(w.due(w.partner, ""), nil)
	require.NoError(t, err, "it is not sealed")
	require.Empty(t, receipt.Receipt.ResetKey)
}

func TestTheRecoveryCodeOpensTheWorkspace(t *testing.T) {
	w := newTwo(t)
	w.activate()
	require.NoError(t, w.partner.SignOut(t.Context()))
	require.Equal(
		t, "recovery.wrong",
		key(w.partner.Recover(t.Context(), activation.NewCode(), "eleven boats under a bridge")),
	)
	require.NoError(
		t,
		w.partner.Recover(
			t.Context(), strings.ToLower(w.told.Recovery), "eleven boats under a bridge",
		),
	)
	require.NoError(
		t, w.partner.SignIn(t.Context(), "nina@kranichtel.example", "eleven boats under a bridge"),
	)
	fresh, err := w.partner.NewRecoveryCode(t.Context())
	require.NoError(t, err)
	require.Equal(
		t, "recovery.wrong",
		key(w.partner.Recover(t.Context(), w.told.Recovery, "twelve boats under a bridge")),
	)
	require.NoError(t, w.partner.Recover(t.Context(), fresh, "twelve boats under a bridge"))
	for range 10 {
		_ = w.partner.Recover(t.Context(), activation.NewCode(), "twelve boats under a bridge")
	}
	require.Equal(
		t, core.Throttled,
		core.CodeOf(w.partner.Recover(t.Context(), fresh, "twelve boats under a bridge")),
	)
}

func TestANewSigningKeyIsFollowed(t *testing.T) {
	w := newActiveTwo(t)
	before, err := w.distributor.Fingerprint(t.Context())
	require.NoError(t, err)
	require.NoError(t, w.distributor.ReplaceSigningKey(t.Context()))
	require.NoError(t, w.distributor.ReplaceSigningKey(t.Context()))
	require.NoError(t, w.toPartner(w.due(w.distributor, w.id)))
	now, err := w.partner.Fingerprint(t.Context())
	require.NoError(t, err)
	require.NotEqual(t, before, now)
	_, err = w.partner.OpenFile(t.Context(), []byte(w.activation))
	require.Equal(t, "exchange.already_active", key(err), "the mail of before")
	own, err := w.distributor.Fingerprint(t.Context())
	require.NoError(t, err)
	require.Equal(t, own, now)
	require.NoError(
		t, w.distributor.ChangePassword(t.Context(), ownerPassword, "eleven boats under a bridge"),
	)
	require.NoError(t, w.pbx("harbour", 1))
	require.NoError(t, w.toDistributor(w.due(w.partner, "")), "what is sealed still opens")
	_, err = w.distributor.makeKit()
	require.NoError(t, err)
	require.NoError(t, w.distributor.SignOut(t.Context()))
	require.NoError(t, w.distributor.SignIn(t.Context(), ownerEmail, "eleven boats under a bridge"))
	w.grant(func(d *account.Draft) { d.Package.Amounts[capacity.Extensions] = 121 })
	require.NoError(t, w.toPartner(w.due(w.distributor, w.id)))
}

func TestANewSigningKeyIsFollowedByAnInvitationAsWell(t *testing.T) {
	w := newTwo(t)
	w.activate()
	require.NoError(t, w.distributor.ReplaceSigningKey(t.Context()))
	require.NoError(t, w.distributor.SendActivation(t.Context(), []string{w.id}))
	w.distributor.sendDue()
	_, _, fresh := parts(t, w.distributor.server.raw[1])
	require.NoError(t, w.partner.AcceptInvitation(t.Context(), desk.NewID(), []byte(fresh)))
	require.NoError(t, w.toDistributor(w.due(w.partner, "")))

	// Whoever forgot the password cannot take a package first, which would say the key.
	require.NoError(t, w.distributor.ReplaceSigningKey(t.Context()))
	require.NoError(t, w.distributor.SendPasswordReset(t.Context(), []string{w.id}))
	w.distributor.sendDue()
	_, _, reset := parts(t, w.distributor.server.raw[2])
	require.NoError(t, w.partner.SignOut(t.Context()))
	require.NoError(
		t, w.partner.ResetPassword(t.Context(), []byte(reset), "eleven boats under a bridge"),
	)
	require.NoError(
		t, w.partner.SignIn(t.Context(), "nina@kranichtel.example", "eleven boats under a bridge"),
	)
	now, err := w.partner.Fingerprint(t.Context())
	require.NoError(t, err)
	own, err := w.distributor.Fingerprint(t.Context())
	require.NoError(t, err)
	require.Equal(t, own, now)
}

func TestAnotherComputerTakesOverWithTheRecoveryKit(t *testing.T) {
	w := newActiveTwo(t)
	kit, err := w.distributor.makeKit()
	require.NoError(t, err)
	other := newHouse(t)
	s := setUp()
	require.Equal(
		t, "kit.code", key(other.TakeOver(t.Context(), kit.File, activation.NewCode(), s)),
	)
	require.NoError(t, other.TakeOver(t.Context(), kit.File, kit.Code, s))
	was, err := w.distributor.Workspace(t.Context())
	require.NoError(t, err)
	is, err := other.Workspace(t.Context())
	require.NoError(t, err)
	require.Equal(t, was.ID, is.ID)
	require.Equal(t, was.Public, is.Public)
	require.Equal(t, was.EncryptionKey, is.EncryptionKey)
	require.NoError(t, other.SignOut(t.Context()))
	require.NoError(t, other.Recover(t.Context(), kit.Code, "eleven boats under a bridge"))
	_, err = w.partner.makeKit()
	require.Equal(t, "exchange.other_workspace", key(err), "a reseller has a recovery code, no kit")
}

// copyOf returns the place of a copy of the workspace, which can be put back.
func (h *house) copyOf() (place string) {
	require.NoError(h.t, h.store.Close())
	place = engine.NewPlace(h.t)
	engine.Copy(h.t, h.place, place)
	h.open()
	return place
}

func (h *house) putBack(place, email, password string) {
	require.NoError(h.t, h.store.Close())
	engine.Copy(h.t, place, h.place)
	h.open()
	require.NoError(h.t, h.SignIn(h.t.Context(), email, password))
}

// putElsewhere is putBack on a computer that never saw the workspace.
func (h *house) putElsewhere(place, email, password string) {
	for name := range h.keyring.secrets {
		if strings.HasSuffix(name, "/newest") {
			delete(h.keyring.secrets, name)
		}
	}
	h.putBack(place, email, password)
}

func TestAnOlderFileIsNoticedAndDoesNoHarm(t *testing.T) {
	w := newActiveTwo(t)
	old := w.distributor.copyOf()
	require.NoError(t, w.distributor.SignIn(t.Context(), ownerEmail, ownerPassword))
	require.NoError(t, w.distributor.Restored(t.Context()))
	for range 3 {
		w.grant(func(d *account.Draft) { d.Package.Amounts[capacity.Extensions]++ })
		require.NoError(t, w.toPartner(w.due(w.distributor, w.id)))
	}
	w.distributor.putBack(old, ownerEmail, ownerPassword)
	require.Equal(t, "restored.distributor", key(w.distributor.Restored(t.Context())))
	require.NoError(t, w.pbx("harbour", 7))
	require.Equal(t, "workspace.newer_copy", key(w.toDistributor(w.due(w.partner, ""))))
	require.NoError(t, w.distributor.RunDue(t.Context()), "nothing is done by itself")
	require.NoError(t, w.distributor.Continue(t.Context()))
	require.NoError(t, w.distributor.Restored(t.Context()))
	require.NoError(t, w.distributor.Superseded(t.Context()))
	require.NoError(t, w.toDistributor(w.due(w.partner, "")))
	require.NoError(
		t, w.toPartner(w.due(w.distributor, w.id)),
		"its number is higher than that of the newer copy",
	)
	require.EqualValues(t, 120-7, w.partner.free(capacity.Extensions))

	oldPartner := w.partner.copyOf()
	require.NoError(t, w.partner.SignIn(t.Context(), "nina@kranichtel.example", partnerPassword))
	require.NoError(t, w.pbx("harbour", 8))
	require.NoError(t, w.toDistributor(w.due(w.partner, "")))
	w.partner.putBack(oldPartner, "nina@kranichtel.example", partnerPassword)
	require.Equal(t, "restored.reseller", key(w.partner.Restored(t.Context())))
	require.Equal(t, "workspace.newer_copy", key(w.pbx("mill", 3)))
	w.partner.putElsewhere(oldPartner, "nina@kranichtel.example", partnerPassword)
	require.NoError(t, w.pbx("mill", 3), "another computer does not know of the newer one")
	require.Equal(t, "exchange.fork", key(w.toDistributor(w.due(w.partner, ""))))
	require.NoError(t, w.distributor.Continue(t.Context()))
	require.NoError(
		t, w.toPartner(w.due(w.distributor, w.id)), "the package says which report is the newest",
	)
	require.NoError(t, w.toDistributor(w.due(w.partner, "")))
	require.EqualValues(t, 10, w.distributor.usage().InPBX)
}

func TestADistributorRestoredToBeforeTheReceiptInvitesAgain(t *testing.T) {
	w := newTwo(t)
	old := w.distributor.copyOf()
	require.NoError(t, w.distributor.SignIn(t.Context(), ownerEmail, ownerPassword))
	w.activate()
	require.NoError(t, w.toDistributor(w.due(w.partner, "")))
	var lost []byte
	for range 4 {
		w.grant(func(d *account.Draft) { d.Package.Amounts[capacity.Extensions] += 10 })
		lost = w.due(w.distributor, w.id)
		if w.partner.free(capacity.Extensions) < 140 {
			require.NoError(t, w.toPartner(lost))
		}
	}
	require.NoError(t, w.pbx("harbour", 7))
	w.distributor.clock.Add(48 * time.Hour)

	w.distributor.putBack(old, ownerEmail, ownerPassword)
	require.NoError(t, w.distributor.Continue(t.Context()))
	require.Equal(t, "exchange.unknown_account", key(w.toDistributor(w.due(w.partner, ""))))
	require.NoError(t, w.distributor.SendActivation(t.Context(), []string{w.id}))
	w.distributor.sendDue()
	raw := w.distributor.server.raw
	_, _, fresh := parts(t, raw[len(raw)-1])
	require.NoError(
		t, w.partner.AcceptInvitation(t.Context(), desk.NewID(), []byte(fresh)),
		"its number is lower, but it is newer",
	)
	require.Equal(
		t, "exchange.already_active",
		key(w.partner.AcceptInvitation(t.Context(), desk.NewID(), []byte(w.activation))),
	)
	require.Equal(
		t, "exchange.older", key(w.toPartner(lost)), "its number is higher, but it is older",
	)
	require.NoError(t, w.toDistributor(w.due(w.partner, "")))
	require.NoError(t, w.toPartner(w.due(w.distributor, w.id)))
	require.NoError(t, w.toDistributor(w.due(w.partner, "")))
	require.EqualValues(t, 7, w.distributor.usage().InPBX)
	require.EqualValues(t, 120-7, w.partner.free(capacity.Extensions))
	w.partner.proved()
	w.distributor.proved()
}

func TestLookingConsumesNothing(t *testing.T) {
	w := newTwo(t)
	before := w.partner.content()
	for range 20 { // A mail scanner.
		_, err := w.partner.OpenFile(t.Context(), []byte(w.activation))
		require.NoError(t, err)
	}
	require.Equal(t, before, w.partner.content())
	w.partner.clock.Add(activation.Lifetime - time.Second)
	w.activate()
	late := newTwo(t)
	late.partner.clock.Add(activation.Lifetime)
	_, err := late.partner.Activate(t.Context(), []byte(late.activation), partnerPassword)
	require.Equal(t, "activation.expired", key(err))
	_, err = late.partner.Workspace(t.Context())
	require.Equal(t, core.NotFound, core.CodeOf(err))
}

// TestLostDoubledAndReorderedFilesDoNoHarm carries the files of both sides over in any order, some
// twice, some never, and the newest last: what stands on both sides then is what would if each had
// come once.
func TestLostDoubledAndReorderedFilesDoNoHarm(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		w := newActiveTwo(t)
		defer func() {
			require.NoError(rt, w.distributor.store.Close())
			require.NoError(rt, w.partner.store.Close())
		}()
		var packages, reports [][]byte
		extensions, used := int64(120), int64(0)
		for i := range rapid.IntRange(2, 6).Draw(rt, "changes") {
			if rapid.Bool().Draw(rt, "the distributor") {
				extensions = rapid.Int64Range(60, 400).Draw(rt, "extensions")
				w.grant(
					func(d *account.Draft) { d.Package.Amounts[capacity.Extensions] = extensions },
				)
				packages = append(packages, w.due(w.distributor, w.id))
			} else {
				used = rapid.Int64Range(1, 50).Draw(rt, "used")
				require.NoError(rt, w.pbx(fmt.Sprint("pbx", i%2), used))
				reports = append(reports, w.due(w.partner, ""))
			}
		}
		deliver := func(files [][]byte, to func([]byte) error) {
			for range rapid.IntRange(0, 2*len(files)).Draw(rt, "files") {
				err := to(files[rapid.IntRange(0, len(files)-1).Draw(rt, "file")])
				if err != nil {
					require.Contains(rt, []string{"exchange.older"}, key(err))
				}
			}
			if len(files) > 0 {
				require.NoError(rt, to(files[len(files)-1]))
			}
		}
		deliver(packages, w.toPartner)
		deliver(reports, func(file []byte) error {
			// The distributor thinks the desktop lost; what it reports later is its own again.
			if rapid.Bool().Draw(rt, "given up") {
				require.Contains(
					rt, []string{"", "pbx.none_kept"},
					key(w.distributor.KeepPBXsHere(t.Context(), desk.NewID(), w.id)),
				)
			}
			return w.toDistributor(file)
		})

		terms, err := w.partner.Terms(t.Context())
		require.NoError(rt, err)
		require.Equal(rt, extensions, terms.Total[capacity.Extensions])
		there := w.partner.usage()
		if len(reports) > 0 {
			require.Equal(rt, min(there.InPBX, extensions), w.distributor.usage().InPBX)
		}
		w.distributor.proved()
		w.partner.proved()
	})
}

func TestAfterATakeOverAResellerGoesOnInItsWorkspace(t *testing.T) {
	w := newActiveTwo(t)
	require.NoError(t, w.pbx("harbour", 30))
	kit, err := w.distributor.makeKit()
	require.NoError(t, err)
	w.distributor.clock.Add(24 * time.Hour)

	// The computer is lost: another one, with the kit alone.
	other := &house{
		t: t, place: engine.NewPlace(t), clock: w.distributor.clock, keyring: newKeyring(),
		server: &scriptedServer{},
	}
	other.open()
	require.NoError(t, other.TakeOver(t.Context(), kit.File, kit.Code, setUp()))
	_, err = other.SetMailSettings(t.Context(), mailSettings(), "mail secret")
	require.NoError(t, err)
	_, err = other.Receive(t.Context(), desk.NewID(), w.due(w.partner, ""))
	require.Equal(t, "exchange.unknown_account", key(err), "it does not know the reseller yet")
	saved := other.add(true)
	require.NotEqual(t, w.id, saved.ID)
	other.sendDue()
	_, _, invitation := parts(t, other.server.raw[0])
	require.NoError(t, w.partner.AcceptInvitation(t.Context(), desk.NewID(), []byte(invitation)))

	w.distributor, w.id = other, saved.ID
	require.NoError(t, w.toDistributor(w.due(w.partner, "")))
	require.Equal(t, account.Active, w.state())
	require.NoError(t, w.toPartner(w.due(other, w.id)))
	require.NoError(t, w.toDistributor(w.due(w.partner, "")))
	pbxs, err := other.PBXs(t.Context(), desk.PBXQuery{Owner: w.id, Limit: 10})
	require.NoError(t, err)
	require.Len(t, pbxs, 1)
	require.EqualValues(t, 30, pbxs[0].Extensions, "what its PBX takes is known again")
	for _, h := range []*house{w.partner, other} {
		proof, err := h.store.Prove(t.Context())
		require.NoError(t, err)
		require.Nil(t, proof.Fault())
	}
}

func TestAnInvitationOfADeletedAccountIsNotTakenAgain(t *testing.T) {
	w := newActiveTwo(t)
	first := w.activation
	w.distributor.clock.Add(time.Hour)
	require.NoError(
		t, w.distributor.DeleteResellers(t.Context(), desk.NewID(), []string{w.id}, true),
	)
	w.distributor.clock.Add(time.Hour)
	again := w.distributor.add(true)
	w.distributor.sendDue()
	raw := w.distributor.server.raw
	_, _, invitation := parts(t, raw[len(raw)-1])
	require.NoError(t, w.partner.AcceptInvitation(t.Context(), desk.NewID(), []byte(invitation)))
	require.Equal(
		t, "exchange.older_account",
		key(w.partner.AcceptInvitation(t.Context(), desk.NewID(), []byte(first))),
	)
	w.id = again.ID
	require.NoError(t, w.toDistributor(w.due(w.partner, "")))
	require.Equal(t, account.Active, w.state())
}
