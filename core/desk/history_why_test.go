package desk_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
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

// whys is what a house says about a refusal.
func (h *house) whys(about string, err error) string {
	require.Error(h.t, err)
	w, known := h.Why(h.t.Context(), about, err)
	if !known {
		return ""
	}
	return w.Text(printer("en"))
}

func TestWhyAPermissionIsMissing(t *testing.T) {
	h := newDistributor(t)
	id, password := h.addMax(permission.UserView, permission.UserAdd)
	require.NoError(t, h.SignIn(t.Context(), colleagueEmail, password))
	require.NoError(t, h.ChangePassword(t.Context(), password, ownPassword))
	_, err := h.Outbox(t.Context(), 1)
	require.Contains(
		t,
		h.whys("", err),
		"has not had the permission “View and manage the outbox” since it was created on 24 Nov 2026",
	)

	require.NoError(t, h.SignIn(t.Context(), ownerEmail, ownerPassword))
	h.clock.Add(48 * time.Hour)
	require.NoError(
		t,
		h.EditColleague(
			t.Context(), desk.NewID(), id, h.account(id).Version,
			colleagueDraft(permission.UserView),
		),
	)
	require.NoError(t, h.SignIn(t.Context(), colleagueEmail, ownPassword))
	_, err = h.AddReseller(t.Context(), desk.NewID(), account.Draft{}, false)
	require.Contains(t, h.whys("", err), "Ida Brandt took the permission")
	require.Contains(t, h.whys("", err), "26 Nov 2026")
}

func TestWhyALimitStands(t *testing.T) {
	w := newActiveTwo(t)
	d, p := w.distributor, w.partner
	d.clock.Add(24 * time.Hour)
	w.grant(func(draft *account.Draft) {
		draft.Package.MinExtensions, draft.Package.PBXLimit = 10, new(int64(1))
	})
	require.NoError(t, w.toPartner(w.due(d, w.id)))
	few := p.praxis("mill", 5)
	_, err := p.AddPBX(t.Context(), desk.NewID(), "", few)
	require.Equal(
		t,
		"Minimum Ext. per PBX: 10. That is the limit of Kranich Telefonie GmbH; Nordlicht Distribution set it on 25 Nov 2026.",
		p.whys("", err),
	)
	_, err = d.AddPBX(t.Context(), desk.NewID(), w.id, few)
	require.Equal(
		t,
		"Minimum Ext. per PBX: 10. That is the limit of Kranich Telefonie GmbH; Ida Brandt set it on 25 Nov 2026.",
		d.whys(w.id, err),
	)
	_, err = d.AddPBX(t.Context(), desk.NewID(), "", d.praxis("huge", 501))
	require.Contains(t, d.whys("", err), "fixed rule")

	draft := d.kranich()
	draft.Profile.Email, draft.Package.Amounts[capacity.Extensions] = "other@kranich.example", 400
	_, err = d.AddReseller(t.Context(), desk.NewID(), draft, false)
	require.Equal(
		t,
		"Extensions: 500. That is the limit of Nordlicht Distribution; Ida Brandt set it on 24 Nov 2026. Assigned of it: 120.",
		d.whys("", err),
	)
	require.Empty(
		t, d.whys("", &core.Error{Code: core.Conflict, Key: "reseller.gone"}),
		"what says it all itself",
	)
}

func TestWhyWhatAPackageLacksIsNotThere(t *testing.T) {
	h, kranich := newRich(t)
	h.clock.Add(24 * time.Hour)
	h.change(kranich, func(d *account.Draft) {
		delete(d.Package.Amounts, capacity.UltimateExtensions)
		d.Package.HighAvailability = false
	}, false)
	large := h.large("large")
	_, err := h.AddPBX(t.Context(), desk.NewID(), kranich, large)
	problems := err.(core.Problems)
	require.Equal(
		t,
		"Ultimate-plan Extensions: taken from Kranich Telefonie GmbH on 25 Nov 2026 by Ida Brandt.",
		h.whys(kranich, problems.Of("plan")),
	)
	require.Equal(
		t, "High Availability: taken from Kranich Telefonie GmbH on 25 Nov 2026 by Ida Brandt.",
		h.whys(kranich, problems.Of("high_availability")),
	)
	require.NoError(
		t, h.changeSubscription(func(s *capacity.Subscription) { s.HighAvailability = false }),
	)
	_, err = h.AddPBX(t.Context(), desk.NewID(), "", h.large("own"))
	require.Equal(
		t, "High Availability: taken from Nordlicht Distribution on 25 Nov 2026 by Ida Brandt.",
		h.whys("", err.(core.Problems).Of("high_availability")),
	)
	draft := h.kranich()
	draft.Profile.Email = "other@kranich.example"
	draft.Package.Amounts[capacity.RemoteConnections] = 1
	_, err = h.AddReseller(t.Context(), desk.NewID(), draft, false)
	require.Equal(
		t, "Nordlicht Distribution has not had Remote Connections at any time since 24 Nov 2026.",
		h.whys("", err),
	)
	none := h.praxis("none", 0)
	_, err = h.AddPBX(t.Context(), desk.NewID(), "", none)
	require.Contains(
		t, h.whys("", err), "fixed rule", "no package asks for more than one extension",
	)
	draft.Package.MinExtensions = 501
	delete(draft.Package.Amounts, capacity.RemoteConnections)
	_, err = h.AddReseller(t.Context(), desk.NewID(), draft, false)
	require.Contains(t, h.whys("", err), "fixed rule")
}

func TestWhyWhatSomebodyHasIsNotFree(t *testing.T) {
	h, kranich := newRich(t)
	ctx := t.Context()
	id := h.addPBX(kranich, h.large("mill"))
	h.clock.Add(24 * time.Hour)
	h.addPBX("", h.praxis("own", 5))
	_, err := h.AddPBX(ctx, desk.NewID(), "", h.praxis("OWN", 5))
	require.Equal(
		t,
		"own belongs to Nordlicht Distribution and has had this address since 25 Nov 2026; Ida Brandt chose it.",
		h.whys("", err),
	)
	_, err = h.AddReseller(ctx, desk.NewID(), h.kranich(), false)
	require.Equal(
		t, "Kranich Telefonie GmbH has had this email since 24 Nov 2026; Ida Brandt entered it.",
		h.whys("", err),
	)

	_, err = h.RecordConsumption(ctx, desk.NewID(), id, 60)
	require.NoError(t, err)
	size := h.pbx(id).Size
	size.TranscriptionMinutes = 59
	_, err = h.resizePBX(ctx, desk.NewID(), id, h.pbx(id).Version, size)
	require.Equal(
		t, "AI transcription consumed on 25 Nov 2026 by Ida Brandt.", h.whys(kranich, err),
	)

	form, err := h.Reseller(ctx, kranich)
	require.NoError(t, err)
	form.Draft.Package.Amounts[capacity.Extensions] = 14
	form.Draft.Package.HighAvailability = false
	_, err = h.EditReseller(ctx, desk.NewID(), kranich, form.Version, form.Draft, false)
	require.Equal(t, "capacity.in_use", err.(core.Problems).Of("extensions").Key)
	require.Equal(
		t, "mill: created on 24 Nov 2026 by Ida Brandt.",
		h.whys(kranich, err.(core.Problems).Of("extensions")),
	)
	require.Equal(
		t, "mill: created on 24 Nov 2026 by Ida Brandt.",
		h.whys(kranich, err.(core.Problems).Of("high_availability")),
	)
	require.Equal(
		t, "mill: created on 24 Nov 2026 by Ida Brandt.",
		h.whys("", h.DeleteResellers(ctx, desk.NewID(), []string{kranich}, false)),
	)

	customer, err := h.AddCustomer(ctx, desk.NewID(), kranich, adaWeber())
	require.NoError(t, err)
	for _, name := range []string{"praxis", "annex"} {
		d := h.praxis(name, 5)
		d.Customers = []pbx.Ref{{ID: customer}}
		h.addPBX(kranich, d)
	}
	err = h.DeleteCustomers(ctx, desk.NewID(), []string{customer})
	require.Equal(
		t,
		"annex: created on 25 Nov 2026 by Ida Brandt.\npraxis: created on 25 Nov 2026 by Ida Brandt.",
		h.whys("", err),
	)
}

func TestWhyADesktopStandsInTheWay(t *testing.T) {
	w := newActiveTwo(t)
	require.NoError(t, w.pbx("praxis", 20))
	w.report()
	err := w.distributor.DeleteResellers(t.Context(), desk.NewID(), []string{w.id}, false)
	require.Equal(
		t, "praxis: managed on the desktop of Kranich Telefonie GmbH.", w.distributor.whys("", err),
	)
}

func TestWhyItIsNotAsItWas(t *testing.T) {
	h, kranich := newRich(t)
	ctx := t.Context()
	expires := h.praxis("mill", 5)
	end := h.clock.Now().Add(12 * time.Hour)
	expires.Expiry = core.DayOf(end)
	id := h.addPBX("", expires)
	customer, err := h.AddCustomer(ctx, desk.NewID(), "", adaWeber())
	require.NoError(t, err)
	h.clock.Add(24 * time.Hour)
	require.Equal(
		t, "This day was set on 24 Nov 2026 by Ida Brandt.",
		h.whys("", h.StartPBXs(ctx, desk.NewID(), []string{id})),
	)

	seen := h.pbx(id)
	_, err = h.editPBX(ctx, desk.NewID(), id, seen.Version, h.praxis("mill-2", 5))
	require.NoError(t, err)
	_, err = h.editPBX(ctx, desk.NewID(), id, seen.Version, h.praxis("mill-3", 5))
	require.Equal(t, "PBX changed on 25 Nov 2026 by Ida Brandt.", h.whys("", err))
	require.NoError(t, h.changeAda(customer, "Hafenpraxis"))
	require.Equal(
		t, "Customer changed on 25 Nov 2026 by Ida Brandt.",
		h.whys("", h.EditCustomer(ctx, desk.NewID(), customer, 1, adaWeber())),
	)
	require.NoError(t, h.DeletePBXs(ctx, desk.NewID(), []string{id}))
	_, err = h.PBX(ctx, id)
	require.Equal(t, "PBX deleted on 25 Nov 2026 by Ida Brandt.", h.whys("", err))
	require.NoError(t, h.DeleteCustomers(ctx, desk.NewID(), []string{customer}))
	d := h.praxis("late", 5)
	d.Customers = []pbx.Ref{{ID: customer, Name: "Hafenpraxis"}}
	_, err = h.AddPBX(ctx, desk.NewID(), "", d)
	require.Equal(t, "Customer deleted on 25 Nov 2026 by Ida Brandt.", h.whys("", err))

	form, err := h.Reseller(ctx, kranich)
	require.NoError(t, err)
	require.NoError(t, h.SuspendResellers(ctx, desk.NewID(), []string{kranich}, "Not paid.", core.NoDay))
	suspended := "Suspended on 25 Nov 2026 by Ida Brandt. Reason: Not paid."
	require.Equal(
		t, suspended,
		h.whys("", h.SuspendResellers(ctx, desk.NewID(), []string{kranich}, "Again.", core.NoDay)),
	)
	_, err = h.EditReseller(ctx, desk.NewID(), kranich, form.Version, form.Draft, false)
	require.Equal(t, suspended, h.whys("", err), "that is what changed it meanwhile")
	require.NoError(t, h.DeleteResellers(ctx, desk.NewID(), []string{kranich}, false))
	_, err = h.EditReseller(ctx, desk.NewID(), kranich, form.Version, form.Draft, false)
	require.Equal(t, "Reseller deleted, held on 25 Nov 2026 by Ida Brandt.", h.whys("", err))
}

func TestWhyIsNotSaidToWhomItIsNoneOfTheBusiness(t *testing.T) {
	h, kranich := newRich(t)
	id := h.addPBX(kranich, h.praxis("mill", 5))
	refusals := map[string]*core.Error{
		"limit":    {Key: "capacity.not_enough", Field: string(capacity.Extensions)},
		"address":  {Key: "pbx.address_in_use", Args: core.Args{"ID": id}},
		"email":    {Key: "account.email_in_use", Args: core.Args{"ID": kranich}},
		"reseller": {Key: "changed_meanwhile", Args: core.Args{"ID": kranich}},
		"customer": {Key: "customer.gone", Args: core.Args{"ID": kranich}},
	}
	for name, e := range refusals {
		require.True(t, h.Explains(kranich, e), name)
	}
	require.False(t, h.Explains("", &core.Error{Key: "pbx.gone"}), "it does not say which")
	require.False(t, h.Explains("", &core.Error{Key: "field.required"}))

	_, password := h.addMax(permission.LogsView)
	require.NoError(t, h.SignIn(t.Context(), colleagueEmail, password))
	require.NoError(t, h.ChangePassword(t.Context(), password, ownPassword))
	for name, e := range refusals {
		require.False(t, h.Explains(kranich, e), name)
		require.Empty(t, h.whys(kranich, e), name)
	}
	require.True(t, h.Explains("", refusals["limit"]), "what his own house has, he may know")
}

// TestWhyIsNotSaidAnyMoreToWhomItWasTakenFrom asks again after the permission to see the place is
// gone.
func TestWhyIsNotSaidAnyMoreToWhomItWasTakenFrom(t *testing.T) {
	h := newDistributor(t)
	id := h.addPBX("", h.praxis("mill", 5))
	max, first := h.addMax(permission.PBXView, permission.PBXAdd)
	owner := *h
	h.open()
	require.NoError(t, h.SignIn(t.Context(), colleagueEmail, first))
	require.NoError(t, h.ChangePassword(t.Context(), first, ownPassword))
	_, err := h.AddPBX(t.Context(), desk.NewID(), "", h.praxis("mill", 5))
	require.Contains(t, h.whys("", err), "mill")
	require.NoError(
		t,
		owner.EditColleague(
			t.Context(), desk.NewID(), max, h.account(max).Version,
			colleagueDraft(permission.LogsView),
		),
	)
	require.Empty(t, h.whys("", err))
	require.False(t, h.pbx(id).Deleted)
}

// TestWhyOfOnesOwnIsSaidWhateverPackageItIsAbout asks as a colleague who may not see resellers.
func TestWhyOfOnesOwnIsSaidWhateverPackageItIsAbout(t *testing.T) {
	h, kranich := newRich(t)
	id := h.addPBX(kranich, h.praxis("mill", 5))
	owner, err := h.Actor()
	require.NoError(t, err)
	_, first := h.addMax(permission.PBXView, permission.PBXAdd)
	require.NoError(t, h.SignIn(t.Context(), colleagueEmail, first))
	require.NoError(t, h.ChangePassword(t.Context(), first, ownPassword))
	err = h.DeletePBXs(t.Context(), desk.NewID(), []string{id})
	require.Contains(t, h.whys(kranich, err), "has not had the permission “Delete PBXs”")
	_, err = h.AddPBX(t.Context(), desk.NewID(), kranich, h.praxis("more", 501))
	require.Contains(t, h.whys(kranich, err), "fixed rule")
	_, err = h.AddPBX(t.Context(), desk.NewID(), kranich, h.praxis("more", 200))
	require.Empty(t, h.whys(kranich, err), "the limit is that of a reseller")
	_, err = h.AddPBX(t.Context(), desk.NewID(), "", h.praxis("more", 450))
	require.Equal(t, h.whys("", err), h.whys(owner.ID, err))
	require.Contains(t, h.whys(owner.ID, err), "Nordlicht Distribution")
}

// sayAll are mistakes behind which nobody stands: their words are all there is to say.
var sayAll = []string{
	"field.required", "field.too_long", "field.control", "field.email", "field.email_unseen",
	"field.email_local", "field.email_domain", "field.choose",
	"field.past", "field.range",
	"pbx.sub_domain", "pbx.domain", "pbx.domain_name", "pbx.recording_off", "pbx.recording_none",
	"pbx.run_without_expiry", "pbx.made_later",
	"pbx.region_twice", "pbx.region_empty", "pbx.region_domain", "pbx.region_left",
	"capacity.min_above_extensions", "capacity.share", "capacity.pbx_limit", "password.short",
	"password.weak", "permission.needs", "permission.unknown",
}

// TestEveryMistakeOfAFormIsExplainedOrSaysAll looks for what the rules of the forms can find wrong:
// a new mistake is thought about.
func TestEveryMistakeOfAFormIsExplainedOrSaysAll(t *testing.T) {
	h := newDistributor(t)
	added := regexp.MustCompile(`problems\.Add\([^"]*"([a-z_]+\.[a-z_]+)"`)
	found := 0
	for _, folder := range []string{"pbx", "account", "capacity", "permission"} {
		files, err := filepath.Glob(filepath.Join("..", folder, "*.go"))
		require.NoError(t, err)
		for _, file := range files {
			text, err := os.ReadFile(file)
			require.NoError(t, err)
			for _, match := range added.FindAllStringSubmatch(string(text), -1) {
				found++
				key := match[1]
				explained := h.Explains("", &core.Error{Key: key, Args: core.Args{"ID": "p"}})
				require.NotEqual(t, slices.Contains(sayAll, key), explained, "%s: %s", file, key)
			}
		}
	}
	require.Greater(t, found, 30, "they were found")
}
