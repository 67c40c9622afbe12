package desk_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
	"resellerdesk/core/permission"
)

// beside is another program on the same workspace, with a store of its own.
func (h *house) beside() *house {
	other := &house{t: h.t, place: h.place, clock: h.clock, keyring: newKeyring(), server: h.server}
	other.open()
	return other
}

// hears returns what a desk publishes while something is done.
func (h *house) hears(do func()) (heard []desk.Events) {
	defer h.Listen(func(e desk.Events) { heard = append(heard, e) })()
	do()
	return heard
}

func TestAnotherProgramIsNoticed(t *testing.T) {
	h := newDistributor(t)
	ctx := t.Context()
	other := h.beside()
	require.NoError(t, other.SignIn(ctx, ownerEmail, ownerPassword))
	look := func() { h.CatchUp(ctx) }
	require.Empty(t, h.hears(look), "the first look only remembers")

	draft := h.kranich()
	_, err := h.AddReseller(ctx, desk.NewID(), draft, true)
	require.NoError(t, err)
	h.sendDue()
	require.Empty(t, h.hears(look), "its own writing is no news")
	require.Error(
		t, other.store.Write(func(desk.Tx) error { return errors.New("thought better of it") }),
	)
	require.Empty(t, h.hears(look), "nothing was written")

	draft.Profile.Company, draft.Profile.Email = "Reiher", "uwe@reiher.example"
	_, err = other.AddReseller(ctx, desk.NewID(), draft, false)
	require.NoError(t, err)
	heard := h.hears(look)
	require.Len(t, heard, 1)
	for _, e := range []desk.Event{
		desk.ResellersChanged, desk.ColleaguesChanged, desk.PBXsChanged, desk.CustomersChanged,
		desk.CapacityChanged, desk.OutboxChanged,
		desk.SettingsChanged, desk.ExchangeChanged, desk.AlarmsChanged,
	} {
		require.True(t, heard[0].Any(e), e)
	}
	require.False(t, heard[0].Any(desk.ActorChanged))
	require.Empty(t, h.hears(look), "once")
}

func TestWhoIsSignedInIsWhoTheyAreNow(t *testing.T) {
	h := newDistributor(t)
	ctx := t.Context()
	id, first := h.addMax(permission.UserView, permission.LogsView)
	theirs := h.beside()
	require.NoError(t, theirs.SignIn(ctx, colleagueEmail, first))
	require.NoError(t, theirs.ChangePassword(ctx, first, ownPassword))
	theirs.CatchUp(ctx)
	expect := func(why string, do func() error, changed bool) {
		t.Helper()
		require.NoError(t, do())
		heard := theirs.hears(func() { theirs.CatchUp(ctx) })
		require.Len(t, heard, 1)
		require.Equal(t, changed, heard[0].Any(desk.ActorChanged))
		require.Equal(t, why, key(theirs.MayStay()))
	}
	expect("", func() error {
		return h.EditColleague(
			ctx, desk.NewID(), id, h.account(id).Version, colleagueDraft(permission.UserView),
		)
	}, true)
	actor, err := theirs.Actor()
	require.NoError(t, err)
	require.False(t, actor.Holds()[permission.LogsView])
	expect("", func() error {
		_, err := h.AddReseller(ctx, desk.NewID(), h.kranich(), false)
		return err
	}, false)
	expect(
		"signin.suspended",
		func() error { return h.SuspendColleagues(ctx, desk.NewID(), []string{id}, "on leave") },
		true,
	)
	expect("", func() error { return h.ResumeColleagues(ctx, desk.NewID(), []string{id}) }, true)
	expect("signin.choose_password", func() error {
		_, err := h.ResetColleague(ctx, id)
		return err
	}, true)
	require.True(t, theirs.MustChoosePassword())
	expect(
		"signin.deleted",
		func() error { return h.DeleteColleagues(ctx, desk.NewID(), []string{id}) }, true,
	)
}

func TestAPackageChangesWhatItsReceiverMayDoAtOnce(t *testing.T) {
	w := newRichTwo(t)
	holds := func() bool {
		actor, err := w.partner.Actor()
		require.NoError(t, err)
		return actor.Holds()[permission.PBXView]
	}
	require.True(t, holds())
	for _, given := range []bool{false, true} {
		w.grant(func(d *account.Draft) {
			d.Permissions = permission.All().ForReseller()
			if !given {
				d.Permissions.Take(permission.PBXView)
			}
		})
		heard := w.partner.hears(w.send)
		require.True(t, heard[0].Any(desk.ActorChanged))
		require.Equal(t, given, holds())
	}
}

// TestWhatCameFromOutsideIsNoOwnAction receives packages, receipts and reports between one's own
// actions.
func TestWhatCameFromOutsideIsNoOwnAction(t *testing.T) {
	w := newActiveTwo(t)
	ctx := t.Context()
	_, err := w.partner.NextUndo(ctx)
	require.Equal(t, "undo.nothing", key(err), "only a package came")
	past, err := w.distributor.NextUndo(ctx)
	require.NoError(t, err)
	require.Equal(t, capacity.ResellerAdded, past.Verb, "the receipt is not what was done last")

	colleague, _ := w.partner.addMax(permission.UserView)
	w.grant(func(d *account.Draft) { d.Profile.Remark = "calls before every change" })
	w.send()
	past, err = w.partner.NextUndo(ctx)
	require.NoError(t, err)
	require.Equal(t, capacity.ColleagueAdded, past.Verb)
	require.NoError(t, w.partner.Undo(ctx, desk.NewID(), past.ID))
	w.grant(func(d *account.Draft) { d.Profile.Remark = "" })
	w.send()
	past, err = w.partner.NextRedo(ctx)
	require.NoError(t, err, "what was undone can be done again")
	require.NoError(t, w.partner.Undo(ctx, desk.NewID(), past.ID))
	require.NotEqual(t, account.Closed, w.partner.account(colleague).State)

	history, err := w.partner.History(ctx)
	require.NoError(t, err)
	received := 0
	for _, p := range history {
		if p.Verb.Signed() {
			received++
			require.Equal(t, "undo.signed", key(p.WhyNot))
			require.Equal(
				t, "undo.signed", key(w.partner.Undo(ctx, desk.NewID(), p.ID)),
				"whatever they may do",
			)
		}
	}
	require.Positive(t, received)
}
