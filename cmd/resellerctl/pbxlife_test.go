package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"resellerdesk/core/desk"
)

// left is what an owner has left of a resource: the pool where there is no reseller.
func (h *house) left(reseller string) float64 {
	if reseller == "" {
		return h.ok("subscription", "show", "--json").at("resources.extensions.free").(float64)
	}
	row := h.ok("reseller", "list", "--json", "--search", "Kranich")
	return row.at(
		"resellers.amounts.extensions",
	).(float64) - row.at("resellers.in_pbxs.extensions").(float64)
}

// TestAPBXsLifeByTheTerminalAlone goes the whole way of a PBX: made for a customer, run, made
// larger, moved, deleted and brought back.
func TestAPBXsLifeByTheTerminalAlone(t *testing.T) {
	h := newHouse(t)
	kranich := h.kranich()
	ada := h.ada("--city", "Kiel")
	require.EqualValues(t, 3800, h.left(""))

	added := h.ok(append(
		praxis(), "--customer", "ADA@hafen.example", "--recording-minutes", "700", "--remark",
		"keep me",
	)...)
	id := added.at("pbx.id").(string)
	require.Equal(t, added.at("operation_id"), id)
	require.EqualValues(t, 200, added.at("moved.recording_minutes"), "500 are free")
	require.EqualValues(t, 3780, added.at("free.extensions"))
	require.Equal(t, "stopped", added.at("pbx.state"))
	require.Equal(t, ada, added.at("pbx.customers.id"))
	require.Equal(t, "Hafenpraxis (Ada Weber)", added.at("pbx.customers.name"))
	require.EqualValues(t, 3780, h.left(""))

	const address = "PRAXIS.yeastarcloud.com"
	require.Equal(t, "running", h.ok("pbx", "start", address, "--json").at("pbxs.status"))
	larger := h.ok(
		"pbx", "edit", "praxis am hafen", "--extensions", "50", "--recording-minutes", "0",
		"--expiry", "2026-12-31", "--json",
	)
	require.EqualValues(t, 30, larger.at("moved.extensions"))
	require.EqualValues(t, -200, larger.at("moved.recording_minutes"))
	require.Equal(t, false, larger.at("pbx.recording"))
	require.Equal(t, "keep me", larger.at("pbx.remark"))
	require.Equal(t, "running", larger.at("pbx.state"))
	require.Equal(t, ada, larger.at("pbx.customers.id"))
	require.Len(
		t, h.logged("--object", id, "--operation", "pbx.changed"), 1,
		"one operation, whatever was changed",
	)

	before := h.pbxState()
	dry := h.ok("pbx", "move", id, "--to", partnerEmail, "--dry-run", "--json")
	require.Equal(t, before, h.pbxState())
	require.EqualValues(t, 3750, dry.at("from.before.extensions"))
	require.EqualValues(t, 3800, dry.at("from.after.extensions"))
	require.EqualValues(t, 1200, dry.at("to.before.extensions"))
	require.EqualValues(t, 1150, dry.at("to.after.extensions"))
	moved := h.ok("pbx", "move", id, "--to", partnerEmail, "--json")
	require.Equal(t, dry.at("to"), moved.at("to"))
	require.Equal(t, kranich, moved.at("pbxs.owner.id"))
	require.EqualValues(t, 3800, h.left(""))
	require.EqualValues(t, 1150, h.left(kranich))
	require.Equal(
		t, kranich, h.ok("customer", "show", ada, "--json").at("owner.id"), "it goes along",
	)
	require.Contains(t, h.ok("pbx", "move", id, "--to", kranich).out, "already")

	require.EqualValues(
		t, 50, h.ok("pbx", "delete", id, "--dry-run", "--json").at("returns.extensions"),
	)
	require.EqualValues(
		t, 1, h.ok("pbx", "list", "--json").at("total"), "a dry run changes nothing",
	)
	require.EqualValues(t, 50, h.ok("pbx", "delete", id, "--json").at("returns.extensions"))
	require.EqualValues(t, 0, h.ok("pbx", "list", "--json").at("total"))
	require.EqualValues(t, 1200, h.left(kranich))
	h.run("pbx", "show", id, "--json").fails(exitNotFound, "pbx.gone")

	h.ok("undo")
	require.Equal(t, "running", h.ok("pbx", "show", id, "--json").at("state"))
	h.ok("undo") // The move.
	require.EqualValues(t, 3750, h.left(""))
	require.Equal(t, h.owner(), h.ok("pbx", "show", id, "--json").at("owner.id"))
	h.ok("undo") // The edit.
	require.EqualValues(t, 20, h.ok("pbx", "show", id, "--json").at("extensions"))
	h.ok("ledger", "verify")
}

func TestAPBXStartsWithTheValuesOfItsOwner(t *testing.T) {
	h := newHouse(t)
	kranich := h.kranich()
	h.ok(
		"reseller", "edit", kranich, "--permission", "pbx.type.trial", "--permission",
		"pbx.run_after_expiry.on", "--permission", "pbx.recording.on",
	)
	require.Contains(
		t, h.ok("reseller", "show", kranich, "--json").at("permissions"), "pbx.type.trial",
	)
	p := h.ok(append(praxis(), "--owner", kranich, "--expiry", "2026-12-31")...)
	require.Equal(t, "trial", p.at("pbx.type"))
	require.Equal(t, true, p.at("pbx.run_after_expiry"))
	require.EqualValues(t, 500, p.at("pbx.recording_minutes"))
	other := h.ok(append(
		praxis(), "--owner", kranich, "--sub-domain", "other", "--expiry", "2026-12-31",
		"--run-after-expiry=false", "--type", "commercial", "--recording-minutes", "0",
	)...)
	require.Equal(t, "commercial", other.at("pbx.type"))
	require.Equal(t, false, other.at("pbx.run_after_expiry"))
	require.Equal(t, false, other.at("pbx.recording"))
	h.ok("reseller", "edit", kranich, "--no-permission", "pbx.type.trial")
	held := h.ok("reseller", "show", kranich, "--json").at("permissions")
	require.NotContains(t, held, "pbx.type.trial")
	require.Contains(t, held, "pbx.type")
}

func TestWhatIsUsedUpDoesNotComeBack(t *testing.T) {
	h := newHouse(t)
	h.ok("subscription", "set", "--transcription-minutes", "300")
	id := h.praxis("--transcription-minutes", "100")
	used := h.ok("pbx", "consume", id, "30", "--json")
	require.EqualValues(t, 30, used.at("pbx.transcription_consumed"))
	require.EqualValues(t, 70, used.at("pbx.takes.transcription_minutes"))
	more := h.run("pbx", "consume", id, "71", "--json")
	more.fails(exitInvalid, "pbx.consume_range")
	require.Contains(t, more.err, "From 1 to 70")
	h.run(
		"pbx", "edit", id, "--transcription-minutes", "29", "--json",
	).fails(exitInvalid, "pbx.consumed")
	dry := h.ok("pbx", "delete", id, "--dry-run", "--json")
	require.EqualValues(t, 30, dry.at("transcription_consumed"))
	require.EqualValues(t, 70, dry.at("returns.transcription_minutes"))
	h.ok("pbx", "delete", id)
	require.EqualValues(
		t, 270, h.ok("subscription", "show", "--json").at("resources.transcription_minutes.free"),
	)
}

func TestAPBXIsNamedByWhatIsUnique(t *testing.T) {
	h := newHouse(t)
	id := h.praxis()
	other := h.praxis("--sub-domain", "other")
	ambiguous := h.run("pbx", "show", "Praxis am Hafen", "--json")
	ambiguous.fails(exitConflict, "ctl.pbx_ambiguous")
	require.Contains(t, ambiguous.err, id)
	require.Contains(t, ambiguous.err, "other.yeastarcloud.com")
	for name, want := range map[string]string{
		id: id, "praxis.YEASTARcloud.com": id, "other.yeastarcloud.com": other,
	} {
		require.Equal(t, want, h.ok("pbx", "show", name, "--json").at("id"), name)
	}
	for _, name := range []string{"Praxis", "praxis.yeastarcloud", "yeastarcloud.com", ""} {
		h.run("pbx", "show", name, "--json").fails(exitNotFound, "ctl.no_pbx")
	}
	accent := h.praxis("--name", "Müller", "--sub-domain", "mueller")
	plain := h.praxis("--name", "Muller", "--sub-domain", "muller")
	require.Equal(
		t, accent, h.ok("pbx", "show", "MÜLLER", "--json").at("id"),
		"the search folds accents, a name does not",
	)
	require.Equal(t, plain, h.ok("pbx", "show", " muller ", "--json").at("id"))
	require.Equal(
		t, []any{plain, accent}, idsOf(h.ok("pbx", "stop", "Muller", "Müller", "--json")),
		"as they were named",
	)
	h.ok("pbx", "regions", "set", "North: cloud.example", "South: cloud.example")
	north := h.praxis("--name", "North", "--sub-domain", "same", "--region", "North")
	h.praxis("--name", "South", "--sub-domain", "same", "--region", "South")
	h.run("pbx", "stop", "same.cloud.example", "--json").fails(exitConflict, "ctl.pbx_ambiguous")
	require.Equal(t, north, h.ok("pbx", "stop", "north", "--json").at("pbxs.id"))
	h.run("pbx", "stop", "north", "nowhere", "--json").fails(exitNotFound, "ctl.no_pbx")
}

func idsOf(r result) (ids []any) {
	for _, one := range r.at("pbxs").([]any) {
		ids = append(ids, one.(map[string]any)["id"])
	}
	return ids
}

// TestRefusalsSayTheNumberThatFitsAndWhoseItIs checks that a person can go on after a refusal.
func TestRefusalsSayTheNumberThatFitsAndWhoseItIs(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	kranich := h.kranich()
	id := h.praxis("--owner", partnerEmail)
	for _, c := range []struct {
		args           []string
		key, says, why string
	}{
		{
			[]string{"--concurrent-calls", "17"},
			"capacity.not_enough", "Only 16",
			"Kranich Telefonie GmbH; Ida Brandt",
		},
		{
			[]string{"--extensions", "4"},
			"pbx.min_extensions", "At least 5",
			"Kranich Telefonie GmbH; Ida Brandt",
		},
		{[]string{"--extensions", "501"}, "pbx.max_extensions", "At most 500", "fixed rule"},
		{
			[]string{"--recording-minutes", "2501"},
			"capacity.not_enough", "Only 2,500",
			"Kranich Telefonie GmbH; Ida Brandt",
		},
		{
			[]string{"--transcription-minutes", "1"},
			"pbx.not_included", "does not include it",
			"Kranich Telefonie GmbH has not had AI",
		},
		{
			[]string{"--high-availability"},
			"pbx.no_high_availability", "does not have it",
			"Kranich Telefonie GmbH has not had High Availability",
		},
		{[]string{"--plan", "golden"}, "field.choose", "", ""},
		{[]string{"--sub-domain", "-a"}, "pbx.sub_domain", "Letters", ""},
		{[]string{"--expiry", "2026-11-23"}, "field.past", "", ""},
		{[]string{"--run-after-expiry"}, "pbx.run_without_expiry", "", ""},
		{[]string{"--extensions", "many"}, "field.number", "", ""},
	} {
		before := h.pbxState()
		args := append([]string{"pbx", "edit", id}, c.args...)
		refused := h.run(append(args, "--json")...)
		refused.fails(exitInvalid, c.key)
		require.Contains(t, refused.err, c.says)
		var document struct{ Error problem }
		require.NoError(t, json.Unmarshal([]byte(refused.err), &document))
		require.Contains(t, document.Error.Why, c.why, c.args)
		text := h.run(args...).err
		require.Contains(t, text, c.says)
		if c.why != "" {
			require.Regexp(t, `(?m)^  .*`+c.why, text, c.args)
		}
		require.Equal(t, before, h.pbxState())
	}
	h.run(append(praxis(), "--owner", kranich)...).fails(exitConflict, "pbx.address_in_use")
	h.run(
		"reseller", "edit", kranich, "--extensions", "9", "--json",
	).fails(exitInvalid, "capacity.in_use")
	moving := h.praxis("--sub-domain", "large", "--concurrent-calls", "20")
	before := h.pbxState()
	dry := h.run("pbx", "move", moving, "--to", kranich, "--dry-run", "--json")
	dry.fails(exitInvalid, "capacity.not_enough")
	require.EqualValues(t, -8, dry.at("to.after.concurrent_calls"), "what is missing is seen")
	h.run(
		"pbx", "move", moving, "--to", kranich, "--json",
	).fails(exitInvalid, "capacity.not_enough")
	require.Equal(t, before, h.pbxState())
	h.run(
		"pbx", "move", moving, "--to", "nobody@example.com", "--json",
	).fails(exitNotFound, "ctl.no_reseller")
}

func TestOfSeveralPBXsEachRefusalIsNamed(t *testing.T) {
	h := newHouse(t)
	id := h.praxis()
	over := h.praxis("--name", "Over", "--sub-domain", "over", "--expiry", "2026-11-25")
	h.clock.Add(72 * 3600e9)
	r := h.run("pbx", "start", id, over, "--json")
	r.fails(exitConflict, "pbx.over")
	require.Contains(t, r.err, `"pbx_id":"`+over+`"`)
	require.Contains(t, r.err, `"name":"Over"`)
	require.NotContains(t, r.err, "reseller_id")
	require.Regexp(t, `^resellerctl: Over: `, h.run("pbx", "start", id, over).err)
	require.Equal(t, "stopped", h.ok("pbx", "show", id, "--json").at("state"), "all or none")
	ada := h.ada()
	h.ok("pbx", "edit", id, "--customer", ada)
	free := h.ada("--email", "bo@hafen.example")
	refused := h.run("customer", "delete", ada, free, "--json")
	refused.fails(exitConflict, "customer.has_pbxs")
	require.Contains(t, refused.err, `"customer_id":"`+ada+`"`)
	h.ok("pbx", "edit", over, "--customer", free)
	require.Regexp(
		t, `(?s)"why":"Praxis am Hafen: created on .*"why":"Over: created on `,
		h.run("customer", "delete", ada, free, "--json").err, "each for itself",
	)
}

func TestSeveralPBXsMoveAllOrNone(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	kranich := h.kranich()
	one := h.praxis()
	two := h.praxis("--name", "Two", "--sub-domain", "two")
	before := h.pbxState()
	dry := h.ok("pbx", "move", one, "Two", "--to", kranich, "--dry-run", "--json")
	require.Equal(t, before, h.pbxState())
	require.EqualValues(
		t, 40, dry.at("from.after.extensions").(float64)-dry.at("from.before.extensions").(float64),
	)
	require.Contains(
		t, h.ok("pbx", "move", one, two, "--to", kranich, "--dry-run").out,
		"2 PBXs would go to Kranich",
	)
	large := h.praxis("--name", "Large", "--sub-domain", "large", "--concurrent-calls", "20")
	before = h.pbxState()
	h.run(
		"pbx", "move", one, large, "--to", kranich, "--json",
	).fails(exitInvalid, "capacity.not_enough")
	require.Equal(t, before, h.pbxState(), "all or none")
	moved := h.ok("pbx", "move", two, one, one, "--to", kranich, "--json")
	require.Equal(t, dry.at("to"), moved.at("to"))
	list := moved.at("pbxs").([]any)
	require.Len(t, list, 2)
	require.Equal(t, two, list[0].(map[string]any)["id"], "as they were named")
	for _, id := range []string{one, two} {
		require.Equal(t, kranich, h.ok("pbx", "show", id, "--json").at("owner.id"))
	}
	require.Contains(
		t, h.ok("pbx", "move", one, two, "--to", kranich).out, "2 PBXs belong to Kranich",
	)
	h.ok("undo")
	for _, id := range []string{one, two} {
		require.NotEqual(
			t, kranich, h.ok("pbx", "show", id, "--json").at("owner.id"), "one operation",
		)
	}
}

func TestARepeatedTryOnAPBXDoesNothing(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.ok("subscription", "set", "--transcription-minutes", "300")
	kranich := h.kranich("--transcription-minutes", "100")
	other := h.praxis("--name", "Other", "--sub-domain", "other")
	customers := h.ada("--email", "bo@hafen.example")
	for _, args := range [][]string{
		{
			"customer", "add", "--company", "Hafenpraxis", "--first-name", "Ada", "--email",
			"ada@hafen.example",
		},
		{"customer", "edit", "ada@hafen.example", "--email", "weber@hafen.example"},
		append(praxis(), "--transcription-minutes", "50"),
		{"pbx", "edit", "praxis.yeastarcloud.com", "--sub-domain", "new", "--name", "New"},
		{"pbx", "edit", "New", "--extensions", "30"},
		{"pbx", "start", "New"},
		{"pbx", "stop", "New", "Other"},
		{"pbx", "consume", "new.yeastarcloud.com", "20"},
		{"pbx", "move", "New", "--to", kranich},
		{"pbx", "delete", "New"},
		{"customer", "delete", "weber@hafen.example"},
	} {
		operation := strings.ToUpper(desk.NewID())
		args = append(args, "--json", "--operation-id", operation)
		first := h.ok(args...)
		require.Equal(t, false, first.at("repeated"), args)
		before := h.pbxState()
		second := h.ok(args...)
		require.Equal(t, true, second.at("repeated"), args)
		require.Equal(t, first.at("operation_id"), second.at("operation_id"), args)
		require.Equal(t, before, h.pbxState(), args)
		require.Contains(
			t, h.ok(append(args, "--json=false")...).out,
			"This was already done with the same operation id", args,
		)
		of := map[string]string{"pbx": other, "customer": customers}[args[0]]
		if args[1] != "add" && len(args) <= 8 && args[1] != "stop" {
			h.run(append([]string{args[0], args[1], of}, args[3:]...)...).fails(
				exitConflict, "ctl.operation_other",
			)
		}
	}
	require.EqualValues(
		t,
		280,
		h.ok("subscription", "show", "--json").at("resources.transcription_minutes.total").(float64)-
			h.ok("subscription", "show", "--json").at("resources.transcription_minutes.consumed").(float64),
	)
}

func TestWhatIsShownCanBeAddedAgain(t *testing.T) {
	h := newHouse(t)
	kranich := h.kranich()
	h.ok("pbx", "regions", "set", "Nord: cloud.example, more.example")
	h.ada("--owner", kranich)
	id := h.praxis(
		"--owner",
		kranich,
		"--customer",
		"ada@hafen.example",
		"--recording-minutes",
		"600",
		"--domain",
		"more.example",
		"--expiry",
		"2027-01-31",
		"--run-after-expiry",
		"--type",
		"trial",
		"--activated",
		"--remark",
		"Two\nlines",
	)
	shown := h.ok("pbx", "show", id, "--json")
	again := h.runWith(
		t.Context(), shown.out, "pbx", "add", "--from-json", "-", "--sub-domain", "again", "--json",
	)
	require.Zero(t, again.code, again.err)
	want, got := shown.json(), again.at("pbx").(map[string]any)
	require.NotEqual(t, want["id"], got["id"])
	require.Equal(t, "again.more.example", got["address"])
	for _, differs := range []string{"id", "address", "sub_domain"} {
		delete(want, differs)
		delete(got, differs)
	}
	require.Equal(t, want, got, "its owner and customers, too")

	edited := h.runWith(
		t.Context(), shown.out, "pbx", "edit", id, "--from-json", "-", "--extensions", "25",
		"--json",
	)
	require.Zero(t, edited.code, edited.err)
	require.EqualValues(t, 5, edited.at("moved.extensions"))
	edit := func(document string) result {
		return h.runWith(t.Context(), document, "pbx", "edit", id, "--from-json", "-", "--json")
	}
	edit(shown.out).fails(exitConflict, "pbx.changed_meanwhile")
	edit(`{"extensions":7,"colour":"red"}`).fails(exitInvalid, "ctl.json")
	edit(`{"id":"other"}`).fails(exitInvalid, "ctl.other_pbx")
	edit(`{"owner":{"id":"`+h.owner()+`"}}`).fails(exitInvalid, "ctl.other_owner")
	edit(`{"customers":[{"id":"nobody"}]}`).fails(exitInvalid, "pbx.customer_gone")
	edit(`{"recording":false}`).fails(exitInvalid, "pbx.recording_off")
	require.Empty(t, edit(`{"customers":[]}`).at("pbx.customers"))
	require.EqualValues(
		t, 25, h.ok("pbx", "show", id, "--json").at("extensions"),
		"what the document leaves out stays",
	)

	customer := h.ok("customer", "show", "ada@hafen.example", "--json").out
	other := h.runWith(
		t.Context(), customer, "customer", "add", "--from-json", "-", "--email", "bo@hafen.example",
		"--json",
	)
	require.Zero(t, other.code, other.err)
	require.Equal(t, kranich, other.at("customer.owner.id"))
	require.Equal(t, "Weber", other.at("customer.last_name"))
	h.ok("customer", "edit", "ada@hafen.example", "--city", "Kiel")
	back := h.runWith(
		t.Context(), customer, "customer", "edit", "ada@hafen.example", "--from-json", "-",
		"--json",
	)
	back.fails(exitConflict, "customer.changed_meanwhile")
	h.runWith(
		t.Context(), customer, "customer", "edit", "bo@hafen.example", "--from-json", "-", "--json",
	).fails(exitInvalid, "ctl.other_customer")
}

func TestPBXsAndCustomersAreListedAsInTheWindow(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	kranich := h.kranich()
	ada := h.ada()
	h.praxis("--customer", ada, "--expiry", "2026-12-01")
	h.praxis(
		"--name", "Werft", "--sub-domain", "werft", "--extensions", "50", "--owner", kranich,
		"--type", "trial", "--recording-minutes", "600",
	)
	h.praxis(
		"--name", "Museum", "--sub-domain", "museum", "--extensions", "5", "--concurrent-calls",
		"1",
	)
	h.ok("pbx", "start", "Museum")
	listed := func(args ...string) string {
		var names []string
		for _, one := range h.ok(append(
			[]string{"pbx", "list", "--json"}, args...,
		)...).at("pbxs").([]any) {
			names = append(names, one.(map[string]any)["name"].(string))
		}
		return strings.Join(names, ", ")
	}
	for args, want := range map[string]string{
		"": "Museum, Praxis am Hafen, Werft", "--descending": "Werft, Praxis am Hafen, Museum",
		"--sort extensions":    "Museum, Praxis am Hafen, Werft",
		"--limit 1 --offset 1": "Praxis am Hafen", "--search kranich": "Werft",
		"--only running": "Museum", "--only expiring": "Praxis am Hafen",
		"--only trial": "Werft", "--status stopped": "Praxis am Hafen, Werft",
		"--owner " + partnerEmail:      "Werft",
		"--owner " + ownerEmail:        "Museum, Praxis am Hafen",
		"--customer ada@hafen.example": "Praxis am Hafen",
		"--extensions 5-20":            "Museum, Praxis am Hafen",
		"--recording-minutes >=600":    "Werft", "--host museum": "Museum", "--plan ultimate": "",
		"--type commercial":       "Museum, Praxis am Hafen",
		"--expires-by 2026-12-01": "Praxis am Hafen", "--expires-by 2026-11-30": "",
		"--region china": "", "--region singapore": "Museum, Praxis am Hafen, Werft",
	} {
		require.Equal(t, want, listed(strings.Fields(args)...), args)
	}
	require.EqualValues(t, 3, h.ok("pbx", "list", "--limit", "1", "--json").at("total"))
	require.Regexp(
		t, `(?m)^Werft +Kranich Telefonie GmbH +werft.yeastarcloud.com +stopped +50 +4 +600 +–`,
		h.ok("pbx", "list").out,
	)
	for _, args := range []string{
		"--sort colour", "--only friends", "--status happy", "--plan golden", "--type free",
	} {
		h.run(append([]string{"pbx", "list", "--json"}, strings.Fields(args)...)...).fails(
			exitUsage, "ctl.usage",
		)
	}
	h.run("pbx", "list", "--extensions", "some", "--json").fails(exitInvalid, "field.amounts")
	h.run("pbx", "list", "--expires-by", "someday", "--json").fails(exitInvalid, "field.date")
	h.run("customer", "list", "--sort", "colour", "--json").fails(exitUsage, "ctl.usage")

	h.ada(
		"--email", "zoe@werft.example", "--company", "Werft", "--owner", kranich, "--city", "Kiel",
	)
	require.EqualValues(t, 1, h.ok("customer", "list", "--owner", kranich, "--json").at("total"))
	require.Equal(
		t, "Werft", h.ok("customer", "list", "--sort", "pbxs", "--json").at("customers.company"),
	)
	require.Equal(t, ada, h.ok("customer", "list", "--email", "hafen", "--json").at("customers.id"))
	require.Equal(
		t, "zoe@werft.example",
		h.ok("customer", "list", "--city", "kiel", "--json").at("customers.email"),
	)
	require.Equal(
		t, "zoe@werft.example",
		h.ok("customer", "list", "--descending", "--limit", "1", "--json").at("customers.email"),
	)

	require.Equal(
		t, []string{"Werft"}, cellsBelow(t, h.exported("pbxs", "--owner", kranich), "Name"),
	)
	require.Equal(
		t, []string{"Praxis am Hafen", "Museum"},
		cellsBelow(t, h.exported("pbxs", "--descending", "--type", "commercial"), "Name"),
	)
	require.Equal(
		t, []string{"ada@hafen.example", "zoe@werft.example"},
		cellsBelow(t, h.exported("customers"), "Email"),
	)
	require.Len(t, h.logged("--operation", "pbx.exported"), 2)
	require.Len(t, h.logged("--operation", "customer.exported"), 1)
	path := filepath.Join(t.TempDir(), "list.csv")
	h.run("export", "pbxs", path, "--only", "friends", "--json").fails(exitUsage, "ctl.usage")
	_, err := os.Stat(path)
	require.ErrorIs(t, err, os.ErrNotExist)
}
