package main

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"resellerdesk/core/desk"
	"resellerdesk/core/permission"
)

// TestAResellerPlansPBXsOutOfItsPackage makes PBXs on both sides, each of which the other sees and
// cannot change.
func TestAResellerPlansPBXsOutOfItsPackage(t *testing.T) {
	t.Parallel()
	w := newActiveTwo(t)
	added := w.mine(slices.DeleteFunc(praxis(), isJSON)...)
	id := added.at("pbx.id").(string)
	require.EqualValues(t, 1180, added.at("free.extensions"), "1200 were given")
	require.Equal(t, "Kranich Telefonie GmbH", added.at("pbx.owner.name"))
	w.distributor.ok("reseller", "edit", w.id, "--min-extensions", "6")
	w.mine("exchange", "receive", w.fromDistributor())
	few := w.asPartner("pbx", "edit", id, "--extensions", "4")
	few.fails(exitInvalid, "pbx.min_extensions")
	require.Contains(t, few.err, "Nordlicht Distribution set it", "the distributor's limit")
	w.asPartner(
		"pbx", "add", "--name", "x", "--sub-domain", "x", "--extensions", "6", "--concurrent-calls",
		"13",
	).fails(exitInvalid, "capacity.not_enough")
	w.asPartner("pbx", "move", id, "--to", w.id).fails(exitForbidden, "reseller.none_here")
	w.asPartner("pbx", "delete", id, "--dry-run").fails(exitForbidden, "forbidden")

	h := w.distributor
	h.ok("exchange", "receive", w.fromPartner())
	reported := h.ok("pbx", "list", "--only", "reported", "--json")
	require.Equal(t, id, reported.at("pbxs.id"))
	require.Equal(t, "reported", reported.at("pbxs.status"))
	require.EqualValues(t, 20, reported.at("pbxs.extensions"))
	require.Contains(t, h.ok("pbx", "show", "Praxis am Hafen").out, "managed by the reseller")
	for _, args := range []string{
		"edit " + id + " --extensions 9", "start " + id, "delete " + id, "delete --dry-run " + id,
		"move " + id, "consume " + id + " 1", "send " + id,
	} {
		h.run(append([]string{"pbx", "--json"}, strings.Fields(args)...)...).fails(
			exitConflict, "pbx.kept_by_reseller",
		)
	}

	h.run("reseller", "take-over-pbxs", h.owner(), "--json").fails(exitNotFound, "reseller.gone")
	kept := h.ok("reseller", "take-over-pbxs", w.id, "--json")
	require.Equal(
		t, true,
		h.ok(
			"reseller", "take-over-pbxs", w.id, "--json", "--operation-id",
			kept.at("operation_id").(string),
		).at("repeated"),
	)
	h.run("reseller", "take-over-pbxs", w.id, "--json").fails(exitConflict, "pbx.none_kept")
	h.ok("pbx", "start", id)
	w.mine("exchange", "receive", w.fromDistributor())
	h.ok("exchange", "receive", w.fromPartner()) // The desktop was not lost after all.
	h.run("pbx", "stop", id, "--json").fails(exitConflict, "pbx.kept_by_reseller")

	own := h.praxis(
		"--name", "Made here", "--sub-domain", "here", "--owner", w.id, "--extensions", "100",
	)
	both := h.run("pbx", "delete", own, id, "--dry-run", "--json")
	both.fails(exitConflict, "pbx.kept_by_reseller")
	require.Contains(t, both.err, `"pbx_id":"`+id+`"`)
	w.mine("exchange", "receive", w.fromDistributor())
	list := w.mine("pbx", "list")
	require.Equal(t, own, list.at("kept.pbxs.id"))
	require.EqualValues(t, 100, list.at("kept.pbxs.takes.extensions"))
	require.Equal(t, "Nordlicht Distribution", list.at("kept.company"))
	require.Contains(t, w.asPartnerText("pbx", "list"), "Made here (100 extensions)")
	require.EqualValues(t, 1100, w.extensions())
	h.ok("ledger", "verify")
	w.mine("ledger", "verify")
}

// keyIn is the key of the first refusal, "" for none.
func keyIn(r result) string {
	var document struct {
		Error  problem
		Errors []problem
	}
	_ = json.Unmarshal([]byte(r.err), &document)
	if len(document.Errors) > 0 {
		return document.Errors[0].Key
	}
	return document.Error.Key
}

func isJSON(arg string) bool { return arg == "--json" }

// asPartnerText is what a command says to the reseller in words.
func (w *two) asPartnerText(args ...string) string {
	r := w.partner.runWith(
		w.t.Context(), partnerPassword+"\n",
		append(args, "--as", partnerEmail, "--password-stdin")...,
	)
	require.Zero(w.t, r.code, r.err)
	return r.out
}

// TestEveryCommandOnPBXsTakesItsFeature runs each as somebody who holds everything but its feature,
// and as somebody who holds that alone, with what it needs.
func TestEveryCommandOnPBXsTakesItsFeature(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.ok("subscription", "set", "--transcription-minutes", "300")
	kranich, ada := h.kranich(), h.ada()
	free := h.ada("--email", "bo@hafen.example")
	id := h.praxis("--customer", ada, "--transcription-minutes", "100")
	h.praxis("--name", "Ending", "--sub-domain", "ending", "--expiry", "2026-12-01")
	h.praxis("--name", "Another", "--sub-domain", "another")
	ticked := h.ok("handover", "tick", h.toDo("create")[0], "--json")
	tick, entry := ticked.at("entries.id").(string), h.toDo("create")[0]
	alarm := "" // One that a colleague may see.
	for _, a := range h.ok("alarm", "list", "--json").at("alarms").([]any) {
		if one := a.(map[string]any); one["kind"] == "pbx_month" {
			alarm = one["id"].(string)
		}
	}
	karl := h.colleague(permission.UserView)
	holds := func(set permission.Set) {
		h.desk(func(d *desk.Desk) {
			require.NoError(t, d.ResumeSession(t.Context()))
			a, err := h.behind.Account(t.Context(), karl)
			require.NoError(t, err)
			require.NoError(
				t,
				d.EditColleague(
					t.Context(), desk.NewID(), karl, a.Version,
					desk.ColleagueDraft{Profile: a.Profile, Permissions: set},
				),
			)
		})
	}
	file := h.file("list.csv", "")
	for _, c := range []struct {
		feature permission.Key
		args    string
		unread  bool // It is refused where it reads, which is no attempt that is logged.
	}{
		{permission.PBXView, "pbx list", true},
		{permission.PBXView, "pbx show " + id, true},
		{permission.PBXView, "pbx regions show", true},
		{permission.PBXAdd, "pbx add --name N --sub-domain n --extensions 5", true},
		{permission.PBXEdit, "pbx edit " + id + " --remark changed", false},
		{permission.PBXEdit, "pbx regions set North:a.example", false},
		{permission.PBXResize, "pbx edit " + id + " --extensions 21", false},
		{permission.PBXExpiry, "pbx edit " + id + " --expiry 2026-12-31", false},
		{permission.PBXRunAfterExpiry, "pbx edit " + id + " --run-after-expiry", false},
		{permission.PBXType, "pbx edit " + id + " --type trial", false},
		{permission.PBXRecording, "pbx edit " + id + " --recording-minutes 400", false},
		{permission.PBXStartStop, "pbx start " + id, false},
		{permission.PBXStartStop, "pbx stop " + id, false},
		{permission.PBXResize, "pbx consume " + id + " 1", false},
		{permission.PBXSendActivation, "pbx send " + id, false},
		{permission.PBXExport, "export pbxs " + file, false},
		{permission.PBXResize, "pbx move " + id + " --dry-run --to " + kranich, true},
		{permission.PBXDelete, "pbx delete " + id + " --dry-run", true},
		{permission.PBXDelete, "pbx delete " + id, false},
		{permission.CustomerView, "customer list", true},
		{permission.CustomerView, "customer show " + ada, true},
		{
			permission.CustomerAdd, "customer add --company C --first-name F --email c@d.example",
			false,
		},
		{permission.CustomerEdit, "customer edit " + ada + " --city Kiel", false},
		{permission.CustomerExport, "export customers " + file, false},
		{permission.CustomerDelete, "customer delete " + free, false},
		{permission.HandoverView, "handover list", true},
		{permission.HandoverTick, "handover tick " + entry, false},
		{permission.HandoverTick, "handover untick " + tick, false},
		{permission.HandoverExport, "export handover " + file, false},
		{permission.AlarmView, "alarm list", true},
		{permission.AlarmView, "alarm thresholds show", true},
		{permission.AlarmSnooze, "alarm snooze " + alarm, false},
		{permission.AlarmSnooze, "alarm wake " + alarm, false},
		{permission.AlarmThresholds, "alarm thresholds set --extensions 50", false},
	} {
		without := permission.All()
		without.Take(c.feature)
		holds(without)
		before, refused := h.pbxState(), len(h.logged("--result", "refused", "--limit", "0"))
		r := h.asColleague(strings.Fields(c.args)...)
		r.fails(exitForbidden, "forbidden")
		require.Contains(t, r.err, `"why":"`, c.args)
		require.Equal(t, before, h.pbxState(), c.args)
		if !c.unread {
			require.Len(t, h.logged("--result", "refused", "--limit", "0"), refused+1, c.args)
		}
		alone := permission.Set{}
		alone.Give(c.feature)
		switch c.feature {
		case permission.AlarmView, permission.AlarmSnooze, permission.AlarmThresholds:
			alone.Give(permission.PBXView) // An alarm is seen by who may see its place.
		case permission.PBXRunAfterExpiry:
			alone.Give(permission.PBXEdit) // A new PBX takes no more than that.
		case permission.PBXType:
			alone.Give(
				permission.PBXExpiry,
			) // The type of a PBX that is there is changed with its end.
		case permission.PBXRecording:
			alone.Give(permission.PBXResize)
		}
		holds(alone)
		r = h.asColleague(strings.Fields(c.args)...)
		if strings.Contains(c.args, "--dry-run --to") {
			require.Contains(
				t, []string{"", "capacity.not_enough", "pbx.not_included"}, keyIn(r), c.args,
			)
			continue
		}
		require.Zero(t, r.code, "%s: %s", c.args, r.err)
	}
}

func TestWhoMayNotSeeCustomersIsNotToldOfThem(t *testing.T) {
	h := newHouse(t)
	ada := h.ada()
	id := h.praxis("--customer", ada)
	h.colleague(permission.PBXView, permission.PBXEdit)
	require.Empty(t, h.asColleague("pbx", "show", id).at("customers"))
	require.Empty(t, h.asColleague("pbx", "list").at("pbxs.customers"))
	require.Zero(t, h.asColleague("pbx", "edit", id, "--remark", "seen").code)
	require.Equal(
		t, ada, h.ok("pbx", "show", id, "--json").at("customers.id"), "what he does not see stays",
	)
	h.asColleague(
		"pbx", "edit", id, "--no-customer", ada, "--customer", "ada@hafen.example",
	).fails(exitForbidden, "forbidden")
	h.asColleague(
		"pbx", "list", "--customer", "ada@hafen.example",
	).fails(exitForbidden, "forbidden")
}

func TestTheActivationOfAPBXIsSent(t *testing.T) {
	h := newHouse(t)
	h.ada()
	h.ada("--email", "bo@hafen.example")
	other := h.ada("--email", "zoe@werft.example")
	id := h.praxis("--customer", "ada@hafen.example", "--customer", "bo@hafen.example")
	sent := h.ok("pbx", "send", id, "--json")
	require.Len(t, sent.at("mails"), 2)
	require.Equal(t, "sent", sent.at("mails.state"))
	require.Equal(t, 2, h.server.taken())
	one := h.ok("pbx", "send", id, "--customer", "BO@hafen.example", "--json")
	require.Len(t, one.at("mails"), 1)
	require.Equal(t, "bo@hafen.example", one.at("mails.recipient"))
	h.run(
		"pbx", "send", id, "--customer", other, "--json",
	).fails(exitNotFound, "pbx.other_customer")
	nobody := h.praxis("--sub-domain", "nobody", "--name", "Nobody")
	h.run("pbx", "send", nobody, "--json").fails(exitInvalid, "pbx.no_customers")
	require.Equal(t, 3, h.server.taken())
	h.server.answers = []string{"450 4.2.0 later"}
	h.run(
		"pbx", "send", id, "--customer", "ada@hafen.example", "--json",
	).fails(exitUnavailable, "smtp.temporary")
}

func TestCustomersOfOneEmail(t *testing.T) {
	h := newHouse(t)
	kranich := h.kranich()
	mine := h.ada()
	theirs := h.ada("--owner", kranich)
	ambiguous := h.run("customer", "show", "ada@hafen.example", "--json")
	ambiguous.fails(exitConflict, "ctl.customer_ambiguous")
	require.Contains(t, ambiguous.err, theirs)
	require.Equal(t, mine, h.praxisOf().at("pbx.customers.id"), "those of the owner are meant")
	require.Equal(
		t, theirs, h.praxisOf("--owner", kranich, "--sub-domain", "theirs").at("pbx.customers.id"),
	)
	h.ok("customer", "edit", theirs, "--email", "nina@hafen.example")
	foreign := h.run(append(
		praxis(), "--sub-domain", "foreign", "--customer", "nina@hafen.example",
	)...)
	foreign.fails(exitInvalid, "pbx.customer_of_other")
	require.Contains(t, foreign.err, "Kranich Telefonie GmbH")
	h.run(
		"customer", "show", "nobody@hafen.example", "--json",
	).fails(exitNotFound, "ctl.no_customer")
	h.run("customer", "add", "--company", "x", "--json").fails(exitInvalid, "field.required")
	h.run("customer", "show", desk.NewID(), "--json").fails(exitNotFound, "customer.gone")
}

// praxisOf adds a PBX for the customer whose email two have.
func (h *house) praxisOf(more ...string) result {
	return h.ok(append(praxis(), append(more, "--customer", "ada@hafen.example")...)...)
}

func TestAlarmsAreListedSnoozedAndWoken(t *testing.T) {
	h := newHouse(t)
	h.praxis("--expiry", "2026-11-26")
	list := h.ok("alarm", "list", "--json")
	require.ElementsMatch(t, []string{"no_kit", "pbx_week"}, kindsOf(list))
	require.Equal(t, "warning", list.at("alarms.level"))
	text := h.ok("alarm", "list").out
	require.Contains(t, text, "1 PBX expires within 7 days.")
	id := ""
	for _, a := range list.at("alarms").([]any) {
		if one := a.(map[string]any); one["kind"] == "pbx_week" {
			id = one["id"].(string)
		}
	}
	require.Equal(
		t, "2026-12-01T09:00:00Z", h.ok("alarm", "snooze", id, "--json").at("alarms.snoozed_until"),
		"a week",
	)
	require.Equal(
		t, []string{"no_kit", "pbx_week"}, kindsOf(h.ok("alarm", "list", "--json")),
		"what is snoozed comes last",
	)
	require.Contains(t, h.ok("alarm", "list").out, "snoozed until")
	require.Nil(t, h.ok("alarm", "wake", id, "--json").at("alarms.snoozed_until"))
	require.NotContains(t, h.ok("alarm", "list").out, "snoozed until")
	h.run("alarm", "snooze", id, "pbx_week", "--json").fails(exitNotFound, "ctl.no_alarm")
	require.NotContains(t, h.ok("alarm", "list").out, "snoozed until", "all or none")
	require.Equal(
		t, []string{"pbx_week", "no_kit"},
		kindsOf(h.ok("alarm", "snooze", id, "no_kit/1", "--json")),
	)
	require.Equal(t, 2, strings.Count(h.ok("alarm", "list").out, "snoozed until"))
	require.Len(t, h.logged("--operation", "alarm.snoozed", "--result", "ok"), 3)
	h.ok("alarm", "wake", id, "no_kit/1")

	settings := h.ok(
		"alarm", "thresholds", "set", "--extensions", "10,50 %", "--recording-minutes", "none",
		"--mail-to", ownerEmail, "--remind-customers", "--json",
	)
	require.Equal(t, []any{10.0, 50.0}, settings.at("thresholds.extensions"))
	require.Empty(t, settings.at("thresholds.recording_minutes"))
	require.Equal(
		t, []any{80.0, 95.0, 100.0}, settings.at("thresholds.concurrent_calls"),
		"what is not named stays",
	)
	require.Equal(t, ownerEmail, settings.at("mail_to"))
	require.Equal(t, true, settings.at("remind_customers"))
	require.Equal(t, settings.out, h.ok("alarm", "thresholds", "show", "--json").out)
	h.kranich()
	require.Contains(
		t, kindsOf(h.ok("alarm", "list", "--json")), "given_out", "1200 of 5000 are more than 10 %",
	)
	for _, wrong := range []string{"0", "101", "50,20", "1,2,3,4,5,6"} {
		h.run(
			"alarm", "thresholds", "set", "--extensions", wrong, "--json",
		).fails(exitInvalid, "alarm.thresholds")
	}
	h.run(
		"alarm", "thresholds", "set", "--extensions", "many", "--json",
	).fails(exitInvalid, "field.number")
	require.Equal(
		t, "", h.ok("alarm", "thresholds", "set", "--mail-to", "none", "--json").at("mail_to"),
	)
	require.Len(t, h.logged("--operation", "alarm.settings", "--result", "ok"), 2)
}

func kindsOf(r result) []string {
	var list []string
	for _, a := range r.at("alarms").([]any) {
		list = append(list, a.(map[string]any)["kind"].(string))
	}
	return list
}

func TestRegionsAreReplaced(t *testing.T) {
	h := newHouse(t)
	id := h.praxis()
	set := h.ok("pbx", "regions", "set", "North: a.example, B.example", "South:c.example", "--json")
	require.Equal(t, []any{
		map[string]any{"name": "North", "domains": []any{"a.example", "b.example"}},
		map[string]any{"name": "South", "domains": []any{"c.example"}},
	}, set.at("regions"))
	require.Equal(
		t, "North: a.example, b.example\nSouth: c.example\n", h.ok("pbx", "regions", "show").out,
	)
	require.Equal(
		t, "praxis.yeastarcloud.com",
		h.ok("pbx", "edit", id, "--extensions", "21", "--json").at("pbx.address"),
		"PBXs keep what they have",
	)
	require.Equal(
		t, "x.a.example", h.ok(append(praxis(), "--sub-domain", "x")...).at("pbx.address"),
		"the first is offered first",
	)
	require.Equal(
		t, "x.c.example",
		h.ok(append(praxis(), "--sub-domain", "x", "--region", "South")...).at("pbx.address"),
	)
	h.run(append(praxis(), "--sub-domain", "z", "--region", "South", "--domain", "a.example")...).
		fails(
			exitInvalid, "pbx.domain",
		)
	h.run("pbx", "regions", "set", "North", "--json").fails(exitInvalid, "pbx.region_empty")
	h.run(
		"pbx", "regions", "set", "North:a.example", "north:b.example", "--json",
	).fails(exitInvalid, "pbx.region_twice")
	require.Equal(t, set.out, h.ok("pbx", "regions", "show", "--json").out)
}
