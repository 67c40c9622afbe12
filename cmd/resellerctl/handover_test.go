package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// toDo are the ids of the open entries of the hand-over whose part is one.
func (h *house) toDo(part string) (ids []string) {
	for _, e := range h.ok("handover", "list", "--json").at("entries").([]any) {
		if one := e.(map[string]any); one["part"] == part {
			ids = append(ids, one["id"].(string))
		}
	}
	return ids
}

func TestWhatIsDoneAtTheVendorIsTicked(t *testing.T) {
	h := newHouse(t)
	id := h.praxis()
	list := h.ok("handover", "list", "--json")
	require.EqualValues(t, 1, list.at("open"))
	require.Equal(t, "Create PBX Praxis am Hafen", list.at("entries.title"))
	require.EqualValues(t, 20, list.at("entries.after.extensions"))
	require.Equal(t, "create", list.at("entries.change"))
	text := h.ok("handover", "list").out
	require.Contains(t, text, "[ ] Create PBX Praxis am Hafen")
	require.Regexp(t, `Extensions\s+20`, text)

	tick := h.toDo("create")[0]
	h.run("handover", "tick", tick, "--made", "2027-01-01", "--json").
		fails(exitInvalid, "pbx.made_later")
	done := h.ok("handover", "tick", tick, "--made", "2026-11-20", "--json")
	require.Equal(t, true, done.at("entries.done"))
	require.Equal(t, "Ida Brandt", done.at("entries.done_by"))
	require.Equal(t, "2026-11-20", h.ok("pbx", "show", id, "--json").at("made_at"))
	require.Equal(t, "2026-11-20", h.ok("pbx", "list", "--json").at("pbxs.made_at"))
	require.Empty(t, h.ok("handover", "list", "--json").at("entries"))
	require.Contains(t, h.ok("handover", "list", "--only", "today").out, "[x] Create PBX")
	h.run("handover", "tick", tick, "--json").fails(exitConflict, "handover.not_open")

	h.ok("pbx", "edit", id, "--extensions", "25")
	require.Contains(t, h.ok("handover", "list").out, "20 → 25")
	again := h.ok("handover", "untick", done.at("entries.id").(string), "--json")
	require.EqualValues(t, 25, again.at("entries.after.extensions"))
	require.Nil(t, h.ok("pbx", "show", id, "--json").at("made_at"))
	h.run("handover", "list", "--only", "closed", "--json").fails(exitUsage, "ctl.usage")

	file := filepath.Join(t.TempDir(), "handover.csv")
	h.ok("export", "handover", file)
	raw, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Contains(t, string(raw), "Create PBX Praxis am Hafen,Extensions,,25,")
}

func TestTheDayOfTheVendorIsEntered(t *testing.T) {
	h := newHouse(t)
	id := h.praxis("--made", "2026-11-23")
	require.Equal(t, "2026-11-23", h.ok("pbx", "show", id, "--json").at("made_at"))
	h.ok("pbx", "edit", id, "--made", "none")
	require.Nil(t, h.ok("pbx", "show", id, "--json").at("made_at"))
	h.run("pbx", "edit", id, "--made", "2027-11-23", "--json").fails(exitInvalid, "pbx.made_later")
	h.ok("pbx", "edit", id, "--made", "2026-11-22")
	twin := h.runWith(
		t.Context(), h.ok("pbx", "show", id, "--json").out,
		"pbx", "add", "--from-json", "-", "--sub-domain", "twin", "--json",
	)
	require.Zero(t, twin.code, twin.err)
	require.Nil(t, twin.at("pbx.made_at"), "another one is not made yet")
}

func TestAMailAboutAPBXThatIsNotMadeWarns(t *testing.T) {
	h := newHouse(t)
	ada := h.ada()
	id := h.praxis("--customer", ada)
	const warning = "Nobody has entered yet when Praxis am Hafen was made at the vendor."
	require.Contains(t, h.ok("pbx", "send", id).out, warning)
	require.Equal(t, true, h.ok("pbx", "send", id, "--json").at("not_made"))
	require.Equal(t, 2, h.server.taken(), "they went all the same")
	h.ok("pbx", "edit", id, "--made", "2026-11-23")
	require.NotContains(t, h.ok("pbx", "send", id).out, warning)
	require.Equal(t, false, h.ok("pbx", "send", id, "--json").at("not_made"))

	require.Contains(t, h.ok("pbx", "start", id).out, "resellerctl pbx send "+id)
	h.ok("pbx", "stop", id)
	h.ok("pbx", "edit", id, "--activated")
	require.NotContains(t, h.ok("pbx", "start", id).out, "pbx send")
}

func TestAllIsTickedAtOnce(t *testing.T) {
	h := newHouse(t)
	id := h.praxis()
	h.run("handover", "tick", "--json").fails(exitUsage, "ctl.usage")
	h.run("handover", "tick", "x", "--all", "--json").fails(exitUsage, "ctl.usage")
	h.run("handover", "tick", "x", "--reseller", "y", "--json").fails(exitUsage, "ctl.usage")
	h.run("handover", "tick", "--all", "--reseller", "y", "--json").
		fails(exitNotFound, "reseller.gone")
	require.Len(t, h.ok("handover", "list", "--since", "2026-11-24", "--json").at("entries"), 1)
	require.Empty(t, h.ok("handover", "list", "--since", "2026-11-25", "--json").at("entries"))
	require.Contains(t, h.ok("handover", "list").out, "To do since 24 Nov 2026")
	require.Regexp(t, `^2026-11-24T`, h.ok("handover", "list", "--json").at("entries.since"))

	done := h.ok("handover", "tick", "--all", "--made", "2026-11-20", "--json")
	require.EqualValues(t, 1, done.at("ticked"))
	require.Equal(t, "2026-11-20", h.ok("pbx", "show", id, "--json").at("made_at"))
	require.Empty(t, h.ok("handover", "list", "--json").at("entries"))
	h.ok("handover", "untick", done.at("ticks").([]any)[0].(string))
	require.Len(t, h.ok("handover", "list", "--json").at("entries"), 1)
	require.Contains(t, h.ok("handover", "tick", "--all").out, "1 entry is ticked.")
}
