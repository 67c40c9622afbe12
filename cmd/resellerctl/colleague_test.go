package main

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"resellerdesk/core/desk"
	"resellerdesk/core/permission"
)

// as runs a command as somebody whose password comes from standard input.
func (h *house) as(email, password string, args ...string) result {
	return h.runWith(
		h.t.Context(), password+"\n", append(args, "--as", email, "--password-stdin", "--json")...,
	)
}

func TestAColleaguesLife(t *testing.T) {
	h := newHouse(t)
	added := h.ok(
		"colleague", "add", "--first-name", "Karl", "--last-name", "Olsen", "--email",
		colleagueEmail, "--permission", "user.import", "--json",
	)
	require.Equal(t, "invited", added.at("colleague.state"))
	require.ElementsMatch(
		t, []any{"user.view", "user.add", "user.import"}, added.at("colleague.permissions"),
		"what the import needs, too",
	)
	first := added.at("password").(string)
	require.Regexp(t, `^([A-Z2-7]{5}-){3}[A-Z2-7]{5}$`, first)
	h.as(colleagueEmail, first, "reseller", "list").fails(exitForbidden, "signin.choose_password")
	require.NotContains(t, h.ok("log", "--json", "--limit", "0").out, first)
	require.NotContains(t, h.ok("colleague", "show", colleagueEmail, "--json").out, first)

	edited := h.ok(
		"colleague", "edit", "KARL@nordlicht.example", "--no-permission", "user.add", "--phone",
		"+49 431 1", "--json",
	)
	require.Equal(
		t, []any{"user.view"}, edited.at("colleague.permissions"),
		"the import needs what was taken",
	)
	require.Equal(t, "+49 431 1", edited.at("colleague.profile.phone"))
	require.Equal(t, "Olsen", edited.at("colleague.profile.last_name"))
	require.NotContains(t, edited.json()["colleague"], "password")

	h.ok("colleague", "suspend", colleagueEmail, "--reason", "On leave")
	h.run("colleague", "reset", colleagueEmail, "--json").fails(exitConflict, "reseller.suspended")
	require.Equal(
		t, "On leave", h.ok("colleague", "show", colleagueEmail, "--json").at("suspension.reason"),
	)
	require.Regexp(
		t, `(?m)^Karl Olsen +karl@nordlicht.example +1 of \d+ +suspended`,
		h.ok("colleague", "list").out,
	)
	h.ok("colleague", "resume", colleagueEmail)

	second := h.ok("colleague", "reset", colleagueEmail)
	require.Regexp(t, `First password of Karl Olsen: ([A-Z2-7]{5}-){3}[A-Z2-7]{5}\n`, second.out)
	require.NotContains(t, second.out, first)
	h.as(colleagueEmail, first, "reseller", "list").fails(exitForbidden, "signin.wrong")

	gone := h.ok("colleague", "delete", colleagueEmail, "--json")
	require.Equal(t, "closed", gone.at("colleagues.state"))
	require.Empty(t, h.ok("colleague", "list", "--json").at("colleagues"))
	h.run(
		"colleague", "delete", gone.at("colleagues.id").(string), "--json",
	).fails(exitNotFound, "colleague.gone")
	h.ok("undo")
	require.Len(t, h.ok("colleague", "list", "--json").at("colleagues"), 1)
}

func TestSeveralColleaguesAreSuspendedAllOrNone(t *testing.T) {
	h := newHouse(t)
	emails := []string{"karl@nordlicht.example", "lena@nordlicht.example", "mia@nordlicht.example"}
	for i, name := range []string{"Karl", "Lena", "Mia"} {
		h.ok("colleague", "add", "--first-name", name, "--email", emails[i])
	}
	suspend := append([]string{"colleague", "suspend", "--reason", "On leave"}, emails...)
	suspended := h.ok(append(suspend, emails[0], "--json")...)
	require.Len(t, suspended.at("colleagues"), 3)
	for _, email := range emails {
		require.Equal(t, "suspended", h.ok("colleague", "show", email, "--json").at("state"))
	}
	h.run(append(suspend, "--json")...).fails(exitConflict, "reseller.cannot_suspend")
	require.Contains(t, h.ok("undo").out, "Colleague suspended: 3 colleagues")

	h.ok("colleague", "suspend", emails[1], "--reason", "On leave")
	h.run(append(suspend, "--json")...).fails(exitConflict, "reseller.cannot_suspend")
	require.Equal(t, "invited", h.ok("colleague", "show", emails[0], "--json").at("state"))
	h.run(append([]string{"colleague", "resume", "--json"}, emails...)...).fails(
		exitConflict, "reseller.not_suspended",
	)
	deleted := h.ok(append([]string{"colleague", "delete"}, emails...)...)
	require.Contains(t, deleted.out, "3 colleagues are deleted.")
	require.Contains(t, deleted.out, "mia@nordlicht.example")
	require.Empty(t, h.ok("colleague", "list", "--json").at("colleagues"))
}

func TestARepeatedTryOnAColleagueDoesNothing(t *testing.T) {
	h := newHouse(t)
	id := desk.NewID()
	add := []string{
		"colleague", "add", "--first-name", "Karl", "--email", colleagueEmail, "--json",
		"--operation-id", id,
	}
	require.NotEmpty(t, h.ok(add...).at("password"))
	again := h.ok(add...)
	require.Equal(t, true, again.at("repeated"))
	require.NotContains(t, again.json(), "password", "it was shown once")
	require.Equal(t, id, again.at("colleague.id"))
	for _, args := range [][]string{
		{"colleague", "edit", id, "--phone", "1"},
		{"colleague", "suspend", id, "--reason", "x"},
		{"colleague", "resume", id},
		{"colleague", "delete", id},
	} {
		args = append(args, "--json", "--operation-id", desk.NewID())
		require.Equal(t, false, h.ok(args...).at("repeated"), args)
		before := h.state()
		require.Equal(t, true, h.ok(args...).at("repeated"), args)
		require.Equal(t, before, h.state())
	}
}

func TestAColleagueGivesOnlyWhatHeHolds(t *testing.T) {
	h := newHouse(t)
	karl := h.colleague(permission.UserView, permission.UserAdd, permission.UserDelete)
	lena := []string{
		"colleague", "add", "--first-name", "Lena", "--email", "lena@nordlicht.example",
	}
	h.asColleague(append(lena, "--permission", "logs.view")...).fails(
		exitInvalid, "permission.not_held",
	)
	require.Equal(t, []any{"user.view"}, h.asColleague(lena...).at("colleague.permissions"))
	h.asColleague(
		"colleague", "edit", "lena@nordlicht.example", "--phone", "1",
	).fails(exitForbidden, "forbidden")
	h.asColleague("colleague", "delete", karl).fails(exitConflict, "colleague.yourself")
	h.ok("colleague", "edit", "lena@nordlicht.example", "--permission", "logs.view")
	h.asColleague(
		"colleague", "delete", "lena@nordlicht.example",
	).fails(exitForbidden, "colleague.holds_more")
	h.ok("colleague", "edit", karl, "--no-permission", "user.view")
	h.asColleague("colleague", "list").fails(exitForbidden, "forbidden")
}

// TestNoPasswordIsAnArgument checks that no flag takes one: the shell's history and the list of
// processes would show it.
func TestNoPasswordIsAnArgument(t *testing.T) {
	h := newHouse(t)
	for _, line := range commands() {
		for flag := range strings.FieldsSeq(h.ok(append(
			strings.Fields(line.path), "--help",
		)...).out) {
			if strings.HasPrefix(flag, "--") && strings.Contains(flag, "password") {
				require.Regexp(t, `^--password-stdin`, flag, line.path)
			}
		}
	}
}
