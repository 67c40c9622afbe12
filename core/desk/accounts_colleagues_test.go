package desk_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/desk"
	"resellerdesk/core/permission"
	"resellerdesk/core/wording"
)

const (
	colleagueEmail = "max@nordlicht.example"
	ownPassword    = "nine quiet harbours at night"
)

func colleagueDraft(features ...permission.Key) desk.ColleagueDraft {
	return desk.ColleagueDraft{
		Profile: account.Profile{
			FirstName: "Max", LastName: "Ohm", Email: colleagueEmail, Language: "de",
		},
		Permissions: permission.NewSet(features...),
	}
}

// addMax adds a colleague and returns his id and his first password.
func (h *house) addMax(features ...permission.Key) (id, password string) {
	id = desk.NewID()
	password, err := h.AddColleague(h.t.Context(), id, colleagueDraft(features...))
	require.NoError(h.t, err)
	require.Len(h.t, password, 23)
	return id, password
}

func TestAColleagueChoosesAPasswordAndWorksUnderHisName(t *testing.T) {
	h := newDistributor(t)
	saved := h.add(false)
	id, first := h.addMax(permission.UserView, permission.UserEdit)
	h.open()
	require.NoError(t, h.SignIn(t.Context(), colleagueEmail, first))
	require.True(t, h.MustChoosePassword())
	_, err := h.Resellers(t.Context(), desk.ResellerQuery{Limit: 1})
	require.Equal(
		t, "signin.choose_password", key(err), "the first password is good for nothing else",
	)
	require.Equal(t, "password.short", key(h.ChangePassword(t.Context(), first, "short")))
	require.Equal(
		t, "password.same", key(h.ChangePassword(t.Context(), first, first)),
		"whoever told it to him knows it",
	)
	require.Equal(
		t, core.Unauthenticated, core.CodeOf(h.ChangePassword(t.Context(), "wrong", ownPassword)),
	)
	require.NoError(t, h.ChangePassword(t.Context(), first, ownPassword))
	require.False(t, h.MustChoosePassword())

	h.open()
	require.Equal(
		t, core.Unauthenticated, core.CodeOf(h.SignIn(t.Context(), colleagueEmail, first)),
		"the first one is void",
	)
	require.NoError(t, h.SignIn(t.Context(), colleagueEmail, ownPassword))
	form, err := h.Reseller(t.Context(), saved.ID)
	require.NoError(t, err)
	form.Draft.Profile.Phone = "+49 431 555 0142"
	_, err = h.EditReseller(t.Context(), desk.NewID(), saved.ID, form.Version, form.Draft, false)
	require.NoError(t, err)
	require.Equal(t, "Max Ohm", h.past()[0].Actor)
	require.NotContains(t, h.content(), first)

	require.Equal(
		t, core.Forbidden,
		core.CodeOf(h.DeleteResellers(t.Context(), desk.NewID(), []string{saved.ID}, false)),
	)
	_, err = h.AddReseller(t.Context(), desk.NewID(), h.draftWithout(form), false)
	require.Equal(t, core.Forbidden, core.CodeOf(err))
	require.Equal(t, account.NotInvited, h.account(saved.ID).State)
	require.Equal(t, account.Active, h.account(id).State)
}

// draftWithout is a draft that a colleague who may not add would save.
func (h *house) draftWithout(form desk.FormData) account.Draft {
	d := form.Draft
	d.Profile.Email = "other@partner.example"
	return d
}

func TestNobodyGivesWhatHeDoesNotHold(t *testing.T) {
	h := newDistributor(t)
	boss, _ := h.addMax(
		permission.UserView, permission.UserAdd, permission.UserEdit, permission.UserDelete,
		permission.LogsView,
	)
	_, first := func() (string, string) {
		d := colleagueDraft(
			permission.UserView, permission.UserAdd, permission.UserEdit, permission.UserDelete,
		)
		d.Profile.Email, d.Profile.FirstName = "eva@nordlicht.example", "Eva"
		password, err := h.AddColleague(t.Context(), desk.NewID(), d)
		require.NoError(t, err)
		return "", password
	}()
	h.open()
	require.NoError(t, h.SignIn(t.Context(), "eva@nordlicht.example", first))
	require.NoError(t, h.ChangePassword(t.Context(), first, ownPassword))
	d := colleagueDraft(permission.LogsView)
	d.Profile.Email = "new@nordlicht.example"
	_, err := h.AddColleague(t.Context(), desk.NewID(), d)
	require.Equal(t, "permission.not_held", key(err))
	require.Equal(
		t, "colleague.holds_more",
		key(h.DeleteColleagues(t.Context(), desk.NewID(), []string{boss})),
	)
	_, err = h.ResetColleague(t.Context(), boss)
	require.Equal(t, "colleague.holds_more", key(err))
	owner, err := h.store.Owner(t.Context())
	require.NoError(t, err)
	require.Equal(
		t, "colleague.gone", key(h.DeleteColleagues(t.Context(), desk.NewID(), []string{owner.ID})),
	)
	me, err := h.Actor()
	require.NoError(t, err)
	require.Equal(
		t, "colleague.yourself",
		key(h.DeleteColleagues(t.Context(), desk.NewID(), []string{me.ID})),
	)
}

func TestWhatIsTakenFromAColleagueIsTakenAtOnce(t *testing.T) {
	h := newDistributor(t)
	id, first := h.addMax(permission.UserView, permission.LogsView)
	his := &house{t: t, place: h.place, clock: h.clock, keyring: newKeyring(), server: h.server}
	his.open()
	require.NoError(t, his.SignIn(t.Context(), colleagueEmail, first))
	require.NoError(t, his.ChangePassword(t.Context(), first, ownPassword))
	_, err := his.History(t.Context())
	require.NoError(t, err)
	require.NoError(
		t,
		h.EditColleague(
			t.Context(), desk.NewID(), id, h.account(id).Version,
			colleagueDraft(permission.UserView),
		),
	)
	_, err = his.History(t.Context())
	require.Equal(t, core.Forbidden, core.CodeOf(err), "while he is signed in, in another program")

	require.NoError(t, his.StaySignedIn(t.Context()))
	require.NoError(t, h.SuspendColleagues(t.Context(), desk.NewID(), []string{id}, "on leave"))
	_, err = his.Resellers(t.Context(), desk.ResellerQuery{Limit: 1})
	require.Equal(t, "signin.suspended", key(err))
	his.open()
	require.Equal(
		t, "signin.suspended", key(his.ResumeSession(t.Context())),
		"the keyring does not let him in",
	)
	require.Equal(t, "signin.suspended", key(his.SignIn(t.Context(), colleagueEmail, ownPassword)))
	require.NoError(t, h.ResumeColleagues(t.Context(), desk.NewID(), []string{id}))
	require.NoError(t, his.SignIn(t.Context(), colleagueEmail, ownPassword))

	again, err := h.ResetColleague(t.Context(), id)
	require.NoError(t, err)
	his.open()
	require.Equal(
		t, core.Unauthenticated, core.CodeOf(his.SignIn(t.Context(), colleagueEmail, ownPassword)),
	)
	require.NoError(t, his.SignIn(t.Context(), colleagueEmail, again))
	require.True(t, his.MustChoosePassword())
}

func TestAColleagueIsAddedAndDeletedWithUndo(t *testing.T) {
	h := newDistributor(t)
	id, _ := h.addMax(permission.UserView)
	d := colleagueDraft(permission.UserView)
	d.Profile.Email = " MAX@nordlicht.example"
	_, err := h.AddColleague(t.Context(), desk.NewID(), d)
	require.Equal(t, "account.email_in_use", key(err))
	list, err := h.Colleagues(t.Context())
	require.NoError(t, err)
	require.Len(t, list, 1)
	require.Equal(t, permission.NewSet(permission.UserView), list[0].Permissions)
	require.NoError(t, h.DeleteColleagues(t.Context(), desk.NewID(), []string{id}))
	list, err = h.Colleagues(t.Context())
	require.NoError(t, err)
	require.Empty(t, list)
	require.NoError(t, h.Undo(t.Context(), desk.NewID(), h.past()[0].ID))
	list, err = h.Colleagues(t.Context())
	require.NoError(t, err)
	require.Len(t, list, 1)
	require.Equal(t, "Max Ohm", h.past()[0].Name)
	h.proved()
}

func TestSeveralColleaguesAtOnceAllOrNone(t *testing.T) {
	h := newDistributor(t)
	ctx := t.Context()
	ids := make([]string, 3)
	for i, name := range []string{"Eva", "Jan", "Kim"} {
		d := colleagueDraft(permission.UserView)
		d.Profile.FirstName, d.Profile.Email = name, name+"@nordlicht.example"
		ids[i] = desk.NewID()
		_, err := h.AddColleague(ctx, ids[i], d)
		require.NoError(t, err)
	}
	states := func() [3]account.State {
		return [3]account.State{
			h.account(ids[0]).State, h.account(ids[1]).State, h.account(ids[2]).State,
		}
	}
	all := func(s account.State) [3]account.State { return [3]account.State{s, s, s} }
	operation := desk.NewID()
	require.NoError(t, h.SuspendColleagues(ctx, operation, append(ids, ids[0]), "on leave"))
	require.Equal(t, all(account.Suspended), states())
	require.Equal(t, 3, h.past()[0].Count, "one operation")
	words := printer("en")
	require.Equal(t, "Colleague suspended: 3 colleagues", wording.PastTitle(words, h.past()[0]))
	require.NoError(t, h.Undo(ctx, desk.NewID(), operation))
	require.Equal(t, all(account.Invited), states(), "one undo brings all back")

	require.NoError(t, h.SuspendColleagues(ctx, desk.NewID(), ids[1:2], "on leave"))
	mixed := [3]account.State{account.Invited, account.Suspended, account.Invited}
	var refusals desk.Refusals
	require.ErrorAs(t, h.SuspendColleagues(ctx, desk.NewID(), ids, "again"), &refusals)
	require.Len(t, refusals, 1)
	require.Equal(t, ids[1], refusals[0].ID)
	require.Equal(t, "Jan Ohm", refusals[0].Company)
	require.Equal(t, mixed, states(), "none is changed")
	require.ErrorAs(t, h.ResumeColleagues(ctx, desk.NewID(), ids), &refusals)
	require.Len(t, refusals, 2)
	require.Equal(t, mixed, states())
	require.Equal(
		t, []string{"colleague.resumed conflict"},
		h.operations(desk.LogQuery{Operation: "colleague.resumed"}),
	)
	rows, err := h.Logs(ctx, desk.LogQuery{Limit: 1})
	require.NoError(t, err)
	require.Equal(t, "3 colleagues", wording.LogTextOf(words, rows[0]).Object)

	require.Equal(
		t, "not_found", key(h.DeleteColleagues(ctx, desk.NewID(), []string{ids[0], desk.NewID()})),
	)
	require.Equal(t, mixed, states())
	deletes := desk.NewID()
	require.NoError(t, h.DeleteColleagues(ctx, deletes, ids))
	require.NoError(t, h.DeleteColleagues(ctx, deletes, ids), "a repeated try does nothing")
	require.Equal(t, all(account.Closed), states())
	require.NoError(t, h.Undo(ctx, desk.NewID(), deletes))
	require.Equal(t, mixed, states())
	h.proved()
}

// TestAFirstPasswordStaysOneAfterAnUndo undoes what was done to a colleague who has not changed it.
func TestAFirstPasswordStaysOneAfterAnUndo(t *testing.T) {
	h := newDistributor(t)
	ctx := t.Context()
	id, first := h.addMax(permission.UserView)
	renamed := colleagueDraft(permission.UserView)
	renamed.Profile.Email = "moritz@nordlicht.example"
	for name, do := range map[string]func(operation string) error{
		"suspended": func(o string) error {
			return h.SuspendColleagues(ctx, o, []string{id}, "on leave")
		},
		"deleted": func(o string) error { return h.DeleteColleagues(ctx, o, []string{id}) },
		"changed": func(o string) error {
			return h.EditColleague(ctx, o, id, h.account(id).Version, renamed)
		},
	} {
		operation := desk.NewID()
		require.NoError(t, do(operation), name)
		require.NoError(t, h.Undo(ctx, desk.NewID(), operation), name)
		require.Equal(t, account.Invited, h.account(id).State, name)
	}
	h.open()
	require.NoError(t, h.SignIn(ctx, colleagueEmail, first))
	require.True(t, h.MustChoosePassword())
}

func TestUndoGivesNobodyWhatThePersonDoesNotHold(t *testing.T) {
	h := newDistributor(t)
	reseller := h.add(false).ID
	taken := h.change(
		reseller, func(d *account.Draft) { d.Permissions = permission.NewSet(permission.UserView) },
		false,
	)
	id, first := h.addMax(permission.UserView, permission.UserEdit, permission.EmailSettings)
	a := h.account(id)
	operation := desk.NewID()
	require.NoError(
		t,
		h.EditColleague(
			t.Context(), operation, id, a.Version,
			colleagueDraft(permission.UserView, permission.UserEdit),
		),
	)
	eva := colleagueDraft(permission.UserView, permission.LogsView)
	eva.Profile.Email = "eva@nordlicht.example"
	evaID := desk.NewID()
	_, err := h.AddColleague(t.Context(), evaID, eva)
	require.NoError(t, err)
	eva.Profile.Phone = "+49 431 555 0142"
	changed := desk.NewID()
	require.NoError(t, h.EditColleague(t.Context(), changed, evaID, 1, eva))

	require.NoError(t, h.SignIn(t.Context(), colleagueEmail, first))
	require.NoError(t, h.ChangePassword(t.Context(), first, ownPassword))
	require.Equal(
		t, "permission.not_held", key(h.Undo(t.Context(), desk.NewID(), operation)),
		"not to himself",
	)
	require.Equal(
		t, "permission.not_held", key(h.Undo(t.Context(), desk.NewID(), taken)),
		"not to a reseller",
	)
	require.Equal(t, "colleague.holds_more", key(h.Undo(t.Context(), desk.NewID(), changed)))
	require.Equal(
		t, []permission.Key{permission.UserView, permission.UserEdit},
		h.account(id).Permissions.Keys(),
	)

	require.NoError(t, h.SignIn(t.Context(), ownerEmail, ownerPassword))
	require.NoError(t, h.Undo(t.Context(), desk.NewID(), operation), "the distributor holds it")
}

func TestSavingDoesNotSendForWhomMayNotSend(t *testing.T) {
	h := newDistributor(t)
	id := h.add(false).ID
	_, first := h.addMax(permission.UserView, permission.UserAdd, permission.UserEdit)
	require.NoError(t, h.SignIn(t.Context(), colleagueEmail, first))
	require.NoError(t, h.ChangePassword(t.Context(), first, ownPassword))
	form, err := h.Reseller(t.Context(), id)
	require.NoError(t, err)
	_, err = h.EditReseller(t.Context(), desk.NewID(), id, form.Version, form.Draft, true)
	require.Equal(t, core.Forbidden, core.CodeOf(err))
	draft := h.draftWithout(form)
	draft.Permissions = permission.NewSet(permission.UserView)
	_, err = h.AddReseller(t.Context(), desk.NewID(), draft, true)
	require.Equal(t, core.Forbidden, core.CodeOf(err))
	_, err = h.AddReseller(t.Context(), desk.NewID(), draft, false)
	require.NoError(t, err)
	waiting, err := h.store.CountMails(t.Context())
	require.NoError(t, err)
	require.Zero(t, waiting)
}

// TestWhatAResellerLosesItsColleaguesLose takes a feature from a reseller whose colleague holds it.
func TestWhatAResellerLosesItsColleaguesLose(t *testing.T) {
	w := newRichTwo(t)
	p, ctx := w.partner, t.Context()
	id := p.addPBX("", p.praxis("mill", 5))
	max, first := p.addMax(
		permission.PBXView, permission.PBXEdit, permission.PBXResize, permission.PBXDelete,
	)
	require.NoError(t, p.SignIn(ctx, colleagueEmail, first))
	require.NoError(t, p.ChangePassword(ctx, first, ownPassword))
	p.clock.Add(48 * time.Hour)
	w.grant(func(d *account.Draft) { d.Permissions.Take(permission.PBXDelete) })
	require.NoError(t, p.SignIn(ctx, w.distributor.account(w.id).Profile.Email, partnerPassword))
	w.send()
	require.Equal(
		t, []permission.Key{permission.PBXView, permission.PBXEdit, permission.PBXResize},
		p.account(max).Permissions.Keys(),
	)
	require.NoError(t, p.SignIn(ctx, colleagueEmail, ownPassword))
	err := p.DeletePBXs(ctx, desk.NewID(), []string{id})
	require.Equal(t, "forbidden", key(err))
	require.Contains(t, p.whys("", err), "Nordlicht Distribution took the permission")

	require.NoError(t, p.SignIn(ctx, w.distributor.account(w.id).Profile.Email, partnerPassword))
	w.grant(func(d *account.Draft) { d.Permissions.Give(permission.PBXDelete) })
	w.send()
	require.False(
		t, p.account(max).Permissions[permission.PBXDelete],
		"that it comes back says nothing of whom the reseller gives it to",
	)
}

// TestADomainInBothOfItsFormsIsOneAddress signs a colleague in by the other form of the address,
// and gives it to nobody else.
func TestADomainInBothOfItsFormsIsOneAddress(t *testing.T) {
	h := newDistributor(t)
	c := colleagueDraft(permission.UserView)
	c.Profile.Email = "jörg@müller.example"
	password, err := h.AddColleague(t.Context(), desk.NewID(), c)
	require.NoError(t, err)
	d := h.kranich()
	for _, email := range []string{"jörg@xn--mller-kva.example", "JÖRG@MÜLLER.example"} {
		d.Profile.Email = email
		_, err := h.AddReseller(t.Context(), desk.NewID(), d, false)
		require.Equal(t, "account.email_in_use", key(err), email)
	}
	require.NoError(t, h.SignIn(t.Context(), "jörg@XN--MLLER-KVA.example", password))
}

// TestAFirstPasswordIsForColleaguesWhoMayWork asks for one for a reseller, and for colleagues who
// are suspended or were deleted.
func TestAFirstPasswordIsForColleaguesWhoMayWork(t *testing.T) {
	h := newDistributor(t)
	reset := func(id string) string {
		_, err := h.ResetColleague(t.Context(), id)
		return key(err)
	}
	reseller := h.add(false).ID
	require.Equal(t, "colleague.gone", reset(reseller))
	_, err := h.Colleague(t.Context(), reseller)
	require.Equal(t, "colleague.gone", key(err))
	id, _ := h.addMax(permission.UserView)
	require.NoError(t, h.SuspendColleagues(t.Context(), desk.NewID(), []string{id}, "on leave"))
	require.Equal(t, "reseller.suspended", reset(id))
	require.NoError(t, h.DeleteColleagues(t.Context(), desk.NewID(), []string{id}))
	require.Equal(t, "colleague.gone", reset(id))
}
