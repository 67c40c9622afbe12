package main

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const newPassword = "twelve grey geese over the dike"

func TestAPasswordIsChanged(t *testing.T) {
	h := newHouse(t)
	line := func(lines string, args ...string) result {
		return h.runWith(t.Context(), lines, append([]string{"password", "--json"}, args...)...)
	}
	line("wrong\n"+newPassword+"\n").fails(exitForbidden, "signin.wrong")
	line(ownerPassword+"\nharbour\n").fails(exitInvalid, "password.short")
	line(ownerPassword+"\n").fails(exitInvalid, "field.required")
	h.as(ownerEmail, ownerPassword, "reseller", "list").json() // It is still the old one.

	require.Equal(t, ownerEmail, line(ownerPassword+"\n"+newPassword+"\n").at("email"))
	h.as(ownerEmail, ownerPassword, "reseller", "list").fails(exitForbidden, "signin.wrong")
	h.as(ownerEmail, newPassword, "reseller", "list").json()
	h.ok("reseller", "list") // Who stays signed in still does.
	require.NotContains(
		t, h.ok("log", "--json", "--operation", "password.changed").out, newPassword,
	)

	signedIn := line(newPassword+"\n"+ownerPassword+"\n", "--as", ownerEmail, "--password-stdin")
	require.Zero(t, signedIn.code, "the present one is said once: %s", signedIn.err)
	require.NotContains(t, h.said.String(), newPassword)
}

func TestWhoGuessedThePresentPasswordWaits(t *testing.T) {
	h := newHouse(t)
	lines := func(old string) result {
		return h.runWith(t.Context(), old+"\n"+newPassword+"\n", "password", "--json")
	}
	for range 3 {
		lines("wrong").fails(exitForbidden, "signin.wrong")
	}
	require.Zero(t, h.waited)
	require.Equal(t, ownerEmail, lines(ownerPassword).at("email"))
	require.Equal(t, time.Second, h.waited)
}

func TestAPasswordIsTypedTwice(t *testing.T) {
	h := newHouse(t)
	h.typed = []string{ownerPassword, newPassword, newPassword + "!"}
	r := h.run("password")
	require.Equal(t, exitInvalid, r.code)
	require.Equal(
		t,
		"Current password: \nNew password: \nNew password, once more: \nresellerctl: Password: Typed differently the second time. Nothing was changed; start the command again.\n",
		r.err,
	)
	h.as(ownerEmail, ownerPassword, "reseller", "list").json()
	h.typed = []string{ownerPassword, newPassword, newPassword}
	require.Equal(t, "The password is changed.\n", h.run("password").out)
	h.as(ownerEmail, newPassword, "reseller", "list").json()
}

func TestAColleagueChoosesAPasswordOfHisOwn(t *testing.T) {
	h := newHouse(t)
	first := h.ok(
		"colleague", "add", "--first-name", "Karl", "--email", colleagueEmail, "--json",
	).at("password").(string)
	h.as(colleagueEmail, first+"\n"+colleaguePassword, "password").json()
	h.as(colleagueEmail, first, "colleague", "list").fails(exitForbidden, "signin.wrong")
	require.Equal(t, "active", h.asColleague("colleague", "show", colleagueEmail).at("state"))
}
