package main

import (
	"testing"

	"github.com/stretchr/testify/require"

	"resellerdesk/core/account"
	"resellerdesk/core/desk"
	"resellerdesk/core/permission"
)

func (h *house) account(id string) (a account.Account) {
	h.desk(func(d *desk.Desk) {
		var err error
		a, err = h.behind.Account(h.t.Context(), id)
		require.NoError(h.t, err)
	})
	return a
}

func TestAPackagePresetIsAppliedToAllOrNone(t *testing.T) {
	h := newHouse(t)
	nina := h.kranich()
	h.ok("import", h.file("eule.csv", eule))
	saved := h.ok(
		"preset", "save", "Large", "--kind", "package", "--extensions", "2000", "--min-extensions",
		"10", "--json",
	)
	require.EqualValues(t, 2000, saved.at("package.amounts.extensions"))
	require.NotContains(
		t, saved.at("package.amounts"), "recording_minutes", "what is not named stays as it stands",
	)
	require.Nil(t, saved.at("permissions"))

	before := h.state()
	dry := h.ok("preset", "apply", "large", nina, "eva@eule.example", "--dry-run", "--json")
	require.Equal(t, nina, dry.at("effects.reseller_id"))
	require.EqualValues(t, 800, dry.at("effects.moved.extensions"))
	require.Equal(t, true, dry.at("effects.rules"))
	require.Equal(t, before, h.state())
	require.Regexp(
		t, `(?m)^Eule +\+1,900 Extensions   rules of the package$`,
		h.ok("preset", "apply", "Large", nina, "eva@eule.example", "--dry-run").out,
	)

	h.ok(
		"subscription",
		"set",
		"--extensions",
		"3000",
	) // 1,700 are free then: 800 more fit, and the 1,900 after them do not.
	before = h.state()
	for _, args := range [][]string{{"--dry-run"}, {}} {
		r := h.run(append(
			[]string{"preset", "apply", "Large", nina, "eva@eule.example", "--json"}, args...,
		)...)
		r.fails(exitInvalid, "capacity.not_enough")
		require.Contains(t, r.err, `"company":"Eule"`)
		require.Equal(t, before, h.state())
	}

	h.ok("preset", "apply", "Large", nina, nina)
	require.EqualValues(
		t, 2000, h.ok("reseller", "show", nina, "--json").at("package.amounts.extensions"),
	)
	require.EqualValues(
		t, 2000, h.ok("reseller", "show", nina, "--json").at("package.amounts.recording_minutes"),
		"as it was",
	)
	require.EqualValues(
		t, 900, h.ok("subscription", "show", "--json").at("resources.extensions.free"),
	)
	h.ok("undo")
	require.Equal(t, true, h.ok("ledger", "verify", "--json").at("ok"))
	require.EqualValues(
		t, 1700, h.ok("subscription", "show", "--json").at("resources.extensions.free"),
	)
}

func TestAPermissionPreset(t *testing.T) {
	h := newHouse(t)
	id := h.kranich()
	saved := h.ok(
		"preset", "save", " Sales partner ", "--kind", "permission", "--permission", "pbx.delete",
		"--json",
	)
	require.Equal(t, "Sales partner", saved.at("name"))
	require.ElementsMatch(
		t, []any{"pbx.view", "pbx.delete"}, saved.at("permissions"), "with what it needs",
	)
	apply := []string{
		"preset", "apply", "sales PARTNER", id, "--json", "--operation-id", desk.NewID(),
	}
	first := h.ok(apply...)
	require.Equal(
		t, []any{"pbx.delete"}, first.at("effects.given"),
		"a new reseller may view PBXs, and not delete them",
	)
	require.Contains(t, first.at("effects.taken"), "pbx.add")
	require.ElementsMatch(
		t, []any{"pbx.view", "pbx.delete"},
		h.ok("reseller", "show", id, "--json").at("permissions"),
	)
	before := h.state()
	again := h.ok(apply...)
	require.Equal(t, true, again.at("repeated"))
	require.Equal(t, false, again.at("effects.changes"))
	require.Equal(t, before, h.state())

	h.ok("preset", "apply", "Sales partner", id)
	require.Equal(t, before, h.state(), "where nothing changes there is no operation")

	require.Equal(t, "Sales partner", h.account(id).Preset)
	h.ok("reseller", "edit", id, "--phone", "+49 431 1")
	require.Equal(
		t, "Sales partner", h.account(id).Preset, "an edit of something else forgets no preset",
	)

	h.ok(
		"preset", "save", "Sales partner", "--kind", "package", "--from-reseller",
		"nina@kranichtel.example",
	)
	h.run("preset", "show", "Sales partner", "--json").fails(exitInvalid, "ctl.preset_kind")
	require.EqualValues(
		t, 1200,
		h.ok(
			"preset", "show", "Sales partner", "--kind", "package", "--json",
		).at("package.amounts.extensions"),
	)
	const ready = `Permissions: Sells and manages PBXs (sells-and-manages)
Permissions: Looks after existing PBXs (looks-after)
Permissions: May only look (only-looks)
Permissions: All features (everything)
`
	require.Equal(
		t, ready+"Package: Sales partner\nPermissions: Sales partner\n", h.ok("preset", "list").out,
	)
	h.run(
		"preset", "rename", "Sales partner", "Dealer", "--json",
	).fails(exitInvalid, "ctl.preset_kind")
	require.Equal(
		t, "Dealer",
		h.ok(
			"preset", "rename", "sales partner", " Dealer ", "--kind", "permission", "--json",
		).at("name"),
	)
	require.Equal(t, "Dealer", h.account(id).Preset, "who was given it follows")
	renamed := h.ok("log", "--json", "--operation", "preset.renamed")
	require.Equal(t, "Sales partner", renamed.at("entries.before.preset"))
	require.Equal(t, "Dealer", renamed.at("entries.after.preset"))
	h.ok("preset", "save", "Service", "--kind", "permission", "--permission", "pbx.view")
	before = h.state()
	h.run("preset", "rename", "Service", "DEALER", "--json").fails(exitConflict, "preset.in_use")
	require.Equal(t, before, h.state())
	h.ok("preset", "delete", "Service")
	h.ok("preset", "delete", "Dealer")
	require.Equal(t, ready+"Package: Sales partner\n", h.ok("preset", "list").out)
	h.run("preset", "delete", "May only look", "--json").fails(exitConflict, "preset.ready")
	h.run(
		"preset", "save", "only-looks", "--kind", "permission", "--json",
	).fails(exitConflict, "preset.ready")
	h.ok("preset", "apply", "Darf nur ansehen", id)
	require.Equal(t, permission.ReadyOnlyLooks, h.account(id).Preset)
}

func TestPresetsNeedTheirPermission(t *testing.T) {
	h := newHouse(t)
	id := h.kranich()
	h.ok("preset", "save", "Small", "--kind", "package", "--extensions", "10")
	h.colleague(permission.UserView)
	require.Equal(t, "Small", h.asColleague("preset", "show", "Small").at("name"))
	before := h.state()
	for _, args := range [][]string{
		{"preset", "save", "Mine", "--kind", "package", "--extensions", "10"},
		{"preset", "rename", "Small", "Mine"},
		{"preset", "delete", "Small"},
		{"preset", "apply", "Small", id},
		{"preset", "apply", "Small", id, "--dry-run"},
	} {
		h.asColleague(args...).fails(exitForbidden, "forbidden")
	}
	require.Equal(t, before, h.state())
}
