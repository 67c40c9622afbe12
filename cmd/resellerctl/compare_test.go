package main

import (
	"testing"

	"github.com/stretchr/testify/require"

	"resellerdesk/core/desk"
)

func TestAListOfTheVendorIsCompared(t *testing.T) {
	h := newHouse(t)
	id := h.kranich()
	h.ok("handover", "tick", handoverIDs(h)[0]) // It is created there.
	list := h.file("list.csv", importHeader+
		"Kranich AG;Nina;nina@kranichtel.example;130;16;2000\nNeu;Ada;neu@neu.example;5;1;0\n")
	found := h.ok("compare", list, "--json")
	require.EqualValues(t, 1, found.at("counts.differs"))
	require.EqualValues(t, 1, found.at("counts.only_there"))
	records := found.at("records").([]any)
	require.Len(t, records, 2)
	require.Equal(t, id, records[0].(map[string]any)["id"])
	company := records[0].(map[string]any)["differences"].([]any)[0].(map[string]any)
	require.Equal(t, "company", company["field"])
	require.Equal(t, "Kranich Telefonie GmbH", company["ours"])
	require.Equal(t, "Kranich AG", company["theirs"])
	require.Nil(t, company["meant"])
	text := h.ok("compare", list).out
	require.Regexp(t, `(?m)^ +2  Kranich AG +Extensions +1,200 +130 `, text)
	require.Regexp(t, `(?m)^ +3  Neu +Only there`, text)

	h.ok("compare", list, "--meant", company["id"].(string))
	require.NotContains(t, h.ok("compare", list).out, "Company")
	require.Regexp(
		t, `Company +Kranich Telefonie GmbH +Kranich AG +meant`,
		h.ok("compare", list, "--show-meant").out,
	)
	operation := desk.NewID()
	for _, repeated := range []bool{false, true} {
		done := h.ok(
			"compare", list, "--take", "extensions", "--take", "only_there", "--operation-id",
			operation, "--json",
		)
		require.Equal(t, repeated, done.at("repeated"))
		require.Equal(t, operation, done.at("operation_id"))
		require.EqualValues(t, 1, done.at("counts.equal"))
		require.EqualValues(t, 1, done.at("counts.meant"))
	}
	h.ok("undo", operation)
	h.ok("compare", list, "--hand-over", "extensions")
	require.Contains(t, h.ok("handover", "list").out, "130 → 1,200")
	h.ok("compare", list, "--not-meant", company["id"].(string))
	require.Contains(t, h.ok("compare", list).out, "Company")

	h.run("compare", list, "--take", "remark", "--json").
		fails(exitNotFound, "compare.no_difference")
	h.run("compare", list, "--kind", "customer", "--json").fails(exitInvalid, "compare.no_kind")
	h.run("compare", list, "--kind", "nothing", "--json").fails(exitUsage, "ctl.usage")
}

// handoverIDs are the ids of what is to be done.
func handoverIDs(h *house) (ids []string) {
	for _, e := range h.ok("handover", "list", "--json").at("entries").([]any) {
		ids = append(ids, e.(map[string]any)["id"].(string))
	}
	return ids
}
