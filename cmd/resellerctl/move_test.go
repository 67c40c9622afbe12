package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"resellerdesk/core/activation"
)

// movedTo moves the workspace of a computer to one that has none.
func movedTo(t *testing.T, from *house, email, password string) (to *house, path, code string) {
	path = filepath.Join(t.TempDir(), "w.deskmove")
	moved := from.as(email, password, "move", "out", path, "--name", "the laptop")
	require.Zero(t, moved.code, moved.err)
	code = moved.at("code").(string)
	to = newComputer(t)
	to.clock = from.clock
	arrived := to.runWith(t.Context(), code+"\n", "move", "in", path, "--json")
	require.Zero(t, arrived.code, arrived.err)
	return to, path, code
}

func TestAWorkspaceMovesToAnotherComputer(t *testing.T) {
	t.Parallel()
	w := newActiveTwo(t)
	old := w.distributor
	old.ok("outbox", "send")
	other, path, code := movedTo(t, old, ownerEmail, ownerPassword)
	raw, err := os.ReadFile(path)
	require.NoError(t, err)
	require.NotContains(t, string(raw), "Nordlicht")

	old.as(ownerEmail, ownerPassword, "reseller", "edit", w.id, "--extensions", "1300").
		fails(exitBlocked, "workspace.moved_to")
	old.as(ownerEmail, ownerPassword, "exchange", "receive", w.fromPartner()).
		fails(exitBlocked, "workspace.moved_to")
	require.Contains(t, old.as(ownerEmail, ownerPassword, "exchange", "status").err, "the laptop")
	require.Equal(
		t, "active", old.as(ownerEmail, ownerPassword, "reseller", "show", w.id).at("state"),
	)
	old.as(
		ownerEmail, ownerPassword, "move", "out", path+"2",
	).fails(exitBlocked, "workspace.moved_to")
	require.NoFileExists(t, path+"2")

	mine := func(h *house, args ...string) result {
		r := h.as(ownerEmail, ownerPassword, args...)
		require.Zero(t, r.code, "%v: %s", args, r.err)
		return r
	}
	save := func(h *house) string {
		return mine(h, "exchange", "save", w.id, "--into", t.TempDir()).at("files.path").(string)
	}
	mine(other, "reseller", "edit", w.id, "--extensions", "1300")
	w.mine("exchange", "receive", save(other))
	require.EqualValues(t, 1300, w.extensions(), "the other computer signs with the same key")
	mine(other, "exchange", "receive", w.fromPartner())
	other.as(
		ownerEmail, ownerPassword, "exchange", "send", w.id,
	).fails(exitUnavailable, "keyring.not_found")

	mine(old, "exchange", "go-on")
	mine(old, "reseller", "edit", w.id, "--extensions", "1250")
	w.mine("exchange", "receive", save(old))
	require.EqualValues(
		t, 1250, w.extensions(), "its numbers are higher than those of the other one",
	)
	report := w.fromPartner()
	other.as(ownerEmail, ownerPassword, "exchange", "receive", report).
		fails(exitBlocked, "workspace.newer_copy")
	other.as(ownerEmail, ownerPassword, "reseller", "edit", w.id, "--extensions", "1350").
		fails(exitBlocked, "workspace.newer_copy")
	other.as(ownerEmail, ownerPassword, "exchange", "save", w.id, "--into", t.TempDir()).
		fails(exitBlocked, "workspace.newer_copy")
	mine(old, "exchange", "receive", report)
	mine(old, "ledger", "verify")
	mine(other, "ledger", "verify")
	other.runWith(t.Context(), code+"\n", "move", "in", path, "--json").
		fails(exitConflict, "move.older")
	old.runWith(t.Context(), code+"\n", "move", "in", path, "--json").
		fails(exitConflict, "move.not_empty")
	newComputer(t).runWith(t.Context(), activation.NewCode()+"\n", "move", "in", path, "--json").
		fails(exitInvalid, "encrypted.code")
}

// TestAResellersWorkspaceMoves goes on with the reports on another computer, and lets the one that
// is taken back notice that there is another one.
func TestAResellersWorkspaceMoves(t *testing.T) {
	t.Parallel()
	w := newActiveTwo(t)
	old := w.partner
	other, _, _ := movedTo(t, old, partnerEmail, partnerPassword)
	r := old.as(partnerEmail, partnerPassword, "exchange", "go-on")
	require.Zero(t, r.code, r.err)
	w.distributor.ok("exchange", "receive", w.fromPartner())
	w.distributor.ok("reseller", "edit", w.id, "--extensions", "1300")
	w.partner = other
	w.asPartner(
		"exchange", "receive", w.fromDistributor(),
	).fails(exitBlocked, "workspace.newer_copy")
	w.asPartner("pbx", "list").json()
}

// TestAMoveThatCannotBeWrittenChangesNothing names a folder that is not there.
func TestAMoveThatCannotBeWrittenChangesNothing(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.run(
		"move", "out", "/nowhere/at/all.deskmove", "--json",
	).fails(exitUnavailable, "sheet.unwritable")
	h.run(
		"move", "out", filepath.Join(h.dir, "a.deskmove"), "--json",
	).fails(exitInvalid, "move.in_data_folder")
	letter := h.file("letter.txt", "dear Ida")
	h.run("move", "out", letter, "--json").fails(exitConflict, "move.exists")
	require.Equal(t, "dear Ida", read(t, letter))
	h.kranich()
	h.colleague("user.view")
	h.asColleague(
		"move", "out", filepath.Join(t.TempDir(), "w.deskmove"),
	).fails(exitForbidden, "recovery.owner_only")
}

// TestALostPasswordIsReplacedInACopyThatMoved has the recovery code of a computer whose successor
// is lost.
func TestALostPasswordIsReplacedInACopyThatMoved(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	kit := filepath.Join(t.TempDir(), "kit.age")
	code := h.ok("recovery", "kit", kit, "--json").at("recovery_code").(string)
	h.ok("move", "out", filepath.Join(t.TempDir(), "w.deskmove"))
	r := h.runWith(t.Context(), code+"\n"+newPassword+"\n", "password", "recover", "--json")
	require.Zero(t, r.code, r.err)
	r = h.as(ownerEmail, newPassword, "exchange", "go-on")
	require.Zero(t, r.code, r.err)
	h.kranich()
}
