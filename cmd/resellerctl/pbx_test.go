package main

import (
	"path/filepath"
)

// everyPBXCommand runs every command on PBXs, customers and alarms in text and JSON.
func everyPBXCommand(h *house, both, asJSON func(path string, args ...string)) {
	reseller := h.ok("reseller", "list", "--json").at("resellers.id").(string)
	h.ok("subscription", "set", "--transcription-minutes", "500")
	each := func(path string, args ...string) {
		both(path, args...)
		asJSON(path, args...)
	}
	two := func(path string, first, second []string) {
		both(path, first...)
		asJSON(path, second...)
	}
	two(
		"customer add",
		[]string{"--company", "Eins", "--first-name", "Eva", "--email", "eva@eins.example"},
		[]string{"--company", "Zwei", "--first-name", "Zoe", "--email", "zoe@zwei.example"},
	)
	size := []string{
		"--extensions", "5", "--transcription-minutes", "100", "--recording-minutes", "700",
		"--customer", "eva@eins.example",
	}
	two(
		"pbx add", append(size, "--name", "Eins", "--sub-domain", "eins"),
		append(size, "--name", "Zwei", "--sub-domain", "zwei"),
	)
	each("customer edit", "zoe@zwei.example", "--city", "Kiel")
	each("customer list")
	each("customer show", "eva@eins.example")
	each("pbx list")
	each("pbx show", "Eins")
	each("pbx edit", "Eins", "--extensions", "6", "--expiry", "2026-12-01")
	each("pbx start", "Eins", "Zwei")
	each("pbx stop", "Eins", "Zwei")
	each("pbx consume", "Eins", "10")
	each("pbx send", "Eins")
	h.ok(
		"pbx", "edit", "Zwei", "--no-customer", "eva@eins.example", "--transcription-minutes", "0",
		"--recording-minutes", "0",
	)
	each("pbx move", "Zwei", "--to", reseller, "--dry-run")
	each("pbx move", "Zwei", "--to", reseller)
	each("pbx regions show")
	each("pbx regions set", "Nord: a.example, b.example", "Süd: c.example")
	each("export pbxs", filepath.Join(h.t.TempDir(), "list.csv"))
	each("export customers", filepath.Join(h.t.TempDir(), "list.csv"))
	each("handover list", "--only", "all")
	for _, path := range []func(path string, args ...string){both, asJSON} {
		path("handover tick", h.toDo("create")[0])
		list := h.ok("handover", "list", "--only", "today", "--json")
		path("handover untick", list.at("entries.id").(string))
	}
	each("export handover", h.file("handover.csv", ""))
	each("alarm list")
	id := h.ok("alarm", "list", "--json").at("alarms.id").(string)
	each("alarm snooze", id)
	each("alarm wake", id)
	each("alarm thresholds show")
	each(
		"alarm thresholds set", "--extensions", "50, 90", "--mail-to", ownerEmail,
		"--remind-customers",
	)
	each("pbx delete", "Eins", "--dry-run")
	two("pbx delete", []string{"Eins"}, []string{"Zwei"})
	two("customer delete", []string{"zoe@zwei.example"}, []string{"eva@eins.example"})
	h.ok(
		"alarm", "thresholds", "set", "--extensions", "none", "--mail-to", "none",
		"--remind-customers=false",
	)
}
