package main

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// logged are the operations that "log" lists with some flags, the newest first.
func (h *house) logged(args ...string) []string {
	list := []string{}
	for _, e := range h.ok(append([]string{"log", "--json"}, args...)...).at("entries").([]any) {
		list = append(list, e.(map[string]any)["operation"].(string))
	}
	return list
}

func TestTheLogIsListedAndRestricted(t *testing.T) {
	h := newHouse(t)
	id := h.kranich()
	h.clock.Add(48 * time.Hour)
	h.ok("reseller", "suspend", id, "--reason", "Invoice not paid")
	h.run(
		"reseller", "suspend", id, "--reason", "again", "--json",
	).fails(exitConflict, "reseller.cannot_suspend")
	h.ok("undo")
	newest := []string{
		"undo.reseller.suspended", "reseller.suspended", "reseller.suspended", "reseller.added",
	}
	require.Equal(t, newest, h.logged("--limit", "4"))
	require.Equal(t, newest[2:], h.logged("--limit", "2", "--offset", "2"))
	for name, c := range map[string]struct {
		args []string
		want []string
	}{
		"operation, and what undid it": {[]string{"--operation", "reseller.suspended"}, newest[:3]},
		"result":                       {[]string{"--result", "refused"}, newest[1:2]},
		"object by email": {
			[]string{"--object", "nina@kranichtel.example", "--result", "ok"},
			[]string{newest[0], newest[2], newest[3]},
		},
		"from": {
			[]string{"--from", "2026-11-25", "--module", "user"}, newest[:3],
		},
		"to": {
			[]string{"--to", "2026-11-25", "--module", "user"}, newest[3:],
		},
		"search in a title": {[]string{"--search", "undone"}, newest[:1]},
		"search in a name": {
			[]string{"--search", "KRANICH", "--operation", "reseller.added"}, newest[3:],
		},
		"actor": {
			[]string{"--actor", "ida", "--operation", "reseller.added"}, newest[3:],
		},
		"nobody": {[]string{"--actor", "nobody"}, []string{}},
	} {
		require.Equal(t, c.want, h.logged(c.args...), name)
	}
	total := h.ok("log", "--json", "--limit", "1", "--operation", "reseller.suspended")
	require.EqualValues(t, 3, total.at("total"))
	require.Len(t, total.at("entries"), 1)
}

func TestAnEntryOfTheLog(t *testing.T) {
	h := newHouse(t)
	id := h.kranich()
	h.ok("reseller", "edit", id, "--extensions", "1000")
	h.run(
		"reseller", "edit", id, "--extensions", "9000", "--json",
	).fails(exitInvalid, "capacity.not_enough")
	changed := h.ok("log", "--json", "--operation", "reseller.changed", "--result", "ok")
	require.EqualValues(t, 1200, changed.at("entries.before.extensions"))
	require.EqualValues(t, 1000, changed.at("entries.after.extensions"))
	require.Equal(t, id, changed.at("entries.object"))
	require.Equal(t, "Ida Brandt", changed.at("entries.actor"))
	require.Equal(
		t, h.ok("history", "--json").at("operations.id"), changed.at("entries.operation_id"),
	)
	require.Empty(t, changed.at("entries.errors"))
	added := h.ok("log", "--json", "--operation", "reseller.added")
	require.Nil(t, added.at("entries.before"))

	refused := h.ok("log", "--json", "--result", "refused")
	require.Equal(t, "invalid", refused.at("entries.result"))
	require.Equal(t, "capacity.not_enough", refused.at("entries.errors.key"))
	require.Equal(t, "extensions", refused.at("entries.errors.field"))
	require.Equal(t, "", refused.at("entries.detail"), "it stands in the errors")
	require.Regexp(
		t,
		`(?m)Ida Brandt +User +Reseller changed +Kranich Telefonie GmbH +not valid: Extensions: `,
		h.ok("log", "--result", "refused").out,
	)
	require.Regexp(
		t,
		`(?m)^24 Nov 2026 \d\d:\d\d +Ida Brandt +User +Reseller changed +Kranich Telefonie GmbH +done$`,
		h.ok("log").out,
	)
}
