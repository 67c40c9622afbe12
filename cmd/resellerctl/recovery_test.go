package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"resellerdesk/core/activation"
)

// lost is what a recovery kit does not say about the recreated workspace.
var lost = []string{
	"--first-name", "Ida", "--extensions", "5000", "--concurrent-calls", "840",
	"--recording-minutes", "31000",
}

func TestAnotherComputerTakesOver(t *testing.T) {
	t.Parallel()
	w := newActiveTwo(t)
	h, kit := w.distributor, filepath.Join(w.folder, "kit.age")
	h.run(
		"recovery", "kit", "/nowhere/at/all.age", "--json",
	).fails(exitUnavailable, "sheet.unwritable")
	require.Empty(t, h.logged("--operation", "recovery.made"), "a code that nobody has is not made")
	made := h.ok("recovery", "kit", kit, "--json")
	require.Equal(t, kit, made.at("path"))
	code := made.at("recovery_code").(string)
	require.NotContains(t, h.ok("log", "--json", "--limit", "0").out, code)
	require.NotContains(t, read(t, kit), code)
	h.run("recovery", "code", "--json").fails(exitConflict, "ctl.has_kit")
	w.asPartner("recovery", "kit", kit).fails(exitConflict, "ctl.for_distributor")
	w.asPartner("keys", "replace").fails(exitConflict, "ctl.for_distributor")
	h.run("exchange", "confirmation", "--json").fails(exitConflict, "ctl.for_reseller")

	other := newComputer(t)
	other.clock = h.clock
	takeOver := func(code, password, file string, more ...string) result {
		return other.runWith(
			t.Context(), code+"\n"+password+"\n",
			append([]string{"recovery", "take-over", file, "--json"}, more...)...,
		)
	}
	takeOver(activation.NewCode(), newPassword, kit, lost...).fails(exitInvalid, "kit.code")
	takeOver(code[:7], newPassword, kit, lost...).fails(exitInvalid, "code.length")
	takeOver(code, newPassword, w.activation, lost...).fails(exitInvalid, "kit.none")
	takeOver(code, "harbour", kit, lost...).fails(exitInvalid, "password.short")
	takeOver(code, newPassword, kit).fails(exitInvalid, "field.required")
	takeOver(code, newPassword, kit, "--extensions", "many").fails(exitInvalid, "field.number")
	nothing, err := os.ReadDir(other.dir)
	require.NoError(t, err)
	require.Empty(t, nothing, "a refusal makes no workspace")

	taken := takeOver(code, newPassword, kit, lost...)
	require.Zero(t, taken.code, taken.err)
	require.Equal(t, ownerEmail, taken.at("email"))
	require.Equal(
		t, h.ok("keys", "fingerprint", "--json").at("fingerprint"), taken.at("fingerprint"),
	)
	require.EqualValues(
		t, 5000,
		other.as(ownerEmail, newPassword, "subscription", "show").at("resources.extensions.free"),
	)
	other.as(
		ownerEmail, newPassword, "exchange", "receive", w.fromPartner(),
	).fails(exitNotFound, "exchange.unknown_account")
	takeOver(code, newPassword, kit, lost...).fails(exitConflict, "ctl.workspace_exists")

	// The code of the kit is the one for a lost password as well.
	for _, computer := range []*house{h, other} {
		r := computer.runWith(
			t.Context(), code+"\n"+colleaguePassword+"\n", "password", "recover", "--json",
		)
		require.Zero(t, r.code, r.err)
		computer.as(ownerEmail, colleaguePassword, "keys", "fingerprint").json()
	}
}

func TestANewSigningKeyIsFollowed(t *testing.T) {
	w := newActiveTwo(t)
	before := w.mine("keys", "fingerprint")
	require.Equal(t, "Nordlicht Distribution", before.at("company"))
	now := w.distributor.ok("keys", "replace", "--json").at("fingerprint")
	require.NotEqual(t, before.at("fingerprint"), now)
	require.Equal(t, now, w.distributor.ok("keys", "fingerprint", "--json").at("fingerprint"))
	w.mine("exchange", "receive", w.fromDistributor())
	require.Equal(t, now, w.mine("keys", "fingerprint").at("fingerprint"))
}

func TestTheSigningKeyComesBackWithTheKit(t *testing.T) {
	w := newActiveTwo(t)
	h, kit := w.distributor, filepath.Join(w.folder, "kit.age")
	code := h.ok("recovery", "kit", kit, "--json").at("recovery_code").(string)
	before := h.ok("keys", "fingerprint", "--json").at("fingerprint")
	for name := range h.keyring.secrets {
		if strings.Contains(name, "/signing-") {
			delete(h.keyring.secrets, name)
		}
	}
	r := h.run("exchange", "status", "--json")
	r.fails(exitUnavailable, "signing.missing")
	require.Equal(t, "signing.missing", r.at("signing.key"))
	h.run(
		"exchange", "save", w.id, "--into", w.folder, "--json",
	).fails(exitUnavailable, "signing.missing")
	h.run("keys", "restore", w.activation, "--json").fails(exitInvalid, "kit.none")
	h.runWith(
		t.Context(), activation.NewCode(), "keys", "restore", kit, "--json",
	).fails(exitInvalid, "kit.code")
	w.asPartner("keys", "restore", kit).fails(exitConflict, "ctl.for_distributor")

	restored := h.runWith(
		t.Context(), ownerPassword+"\n"+code+"\n"+read(t, kit), "keys", "restore", "-", "--as",
		ownerEmail, "--password-stdin", "--json",
	)
	require.Zero(t, restored.code, restored.err)
	require.Equal(t, before, restored.at("fingerprint"))
	w.mine("exchange", "receive", w.fromDistributor())
}

func TestARecoveryCodeChoosesAnotherPassword(t *testing.T) {
	w := newTwo(t)
	first := w.activate().at("recovery_code").(string)
	recover := func(code, password string) result {
		return w.partner.runWith(
			t.Context(), code+"\n"+password+"\n", "password", "recover", "--json",
		)
	}
	recover(first[:9], newPassword).fails(exitInvalid, "code.length")
	recover(first, "kranich").fails(exitInvalid, "password.short")
	second := w.mine("recovery", "code").at("recovery_code").(string)
	for range 4 {
		recover(
			first,
			newPassword,
		).fails(exitForbidden, "recovery.wrong")
		// The one before does not work any more.
	}
	require.GreaterOrEqual(t, w.partner.waited, time.Second, "wrong codes make it wait")
	require.Equal(t, partnerEmail, recover(second, newPassword).at("email"))
	w.asPartner("exchange", "list").fails(exitForbidden, "signin.wrong")
	w.partner.as(partnerEmail, newPassword, "exchange", "list").json()
	w.distributor.runWith(
		t.Context(), second+"\n"+newPassword+"\n", "password", "recover", "--json",
	).fails(exitConflict, "recovery.none")
}

func TestAFileOfTheDistributorChoosesAnotherPassword(t *testing.T) {
	w := newTwo(t)
	w.distributor.run(
		"reseller", "reset", w.id, "--json",
	).fails(exitConflict, "reseller.not_active")
	w.activate()
	w.distributor.ok("exchange", "receive", w.fromPartner())
	w.mine("exchange", "receive", w.fromDistributor())
	w.fromPartner()
	require.Empty(t, w.mine("exchange", "list").at("waiting"))

	require.Equal(
		t, "sent",
		w.distributor.ok("reseller", "reset", partnerEmail, "--json").at("resellers.mail_state"),
	)
	file := w.distributor.mailed()
	reset := func(stdin, name string) result {
		return w.partner.runWith(t.Context(), stdin, "password", "reset", name, "--json")
	}
	require.Equal(
		t, "reset", w.partner.ok("exchange", "open", file, "--json").at("kind"),
		"nobody has to sign in",
	)
	w.asPartner("exchange", "receive", file).fails(exitConflict, "ctl.reset_file")
	reset(newPassword, w.activation).fails(exitConflict, "exchange.already_active")
	reset(newPassword, w.fromDistributor()).fails(exitInvalid, "activation.kind")
	reset("kranich", file).fails(exitInvalid, "password.short")
	require.Equal(t, partnerEmail, reset(newPassword+"\n"+read(t, file), "-").at("email"))
	w.asPartner("exchange", "list").fails(exitForbidden, "signin.wrong")
	require.Equal(
		t, "report", w.partner.as(partnerEmail, newPassword, "exchange", "list").at("waiting.kind"),
		"the next reset needs what it tells",
	)
	reset(newPassword, file).fails(exitConflict, "reset.used")
}

// TestAtTheTerminal checks that somebody who types is asked after the file was found to be good,
// and twice.
func TestAtTheTerminal(t *testing.T) {
	w := newTwo(t)
	w.partner.typed = []string{partnerPassword, partnerPassword + "!"}
	r := w.partner.run("activate", "/nowhere/at/all.activation")
	require.Equal(t, exitUnavailable, r.code)
	require.Len(t, w.partner.typed, 2, "nothing was asked for")
	require.Equal(t, exitInvalid, w.partner.run("activate", w.activation).code, "typed differently")
	w.partner.typed = []string{partnerPassword, partnerPassword}
	r = w.partner.run("activate", w.activation)
	require.Zero(t, r.code, r.err)
	require.Equal(t, "New password: \nNew password, once more: \n", r.err)
	require.Regexp(t, `(?m)^Your recovery code: ([0-9A-Z]{4}-){6}[0-9A-Z]{4}$`, r.out)
	require.Regexp(t, `by phone: [0-9A-Z]{5}-[0-9A-Z]{5}\n$`, r.out)

	w.partner.typed = []string{partnerPassword}
	code := w.partner.run(
		"recovery", "code", "--as", partnerEmail, "--json",
	).at("recovery_code").(string)
	w.partner.typed = []string{code, newPassword, newPassword}
	r = w.partner.run("password", "recover")
	require.Equal(t, "Recovery code: \nNew password: \nNew password, once more: \n", r.err)
	require.Equal(t, "The password is changed.\n", r.out)
	w.partner.typed = nil
}
