package main

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"resellerdesk/core/inputs"
)

// TestNumbersOfFlagsAreReadAsInTheLanguage gives flags, arguments and filters what people type for
// a number.
func TestNumbersOfFlagsAreReadAsInTheLanguage(t *testing.T) {
	h := newHouse(t)
	id := h.kranich()
	for _, in := range inputs.Numbers("en") {
		edited := h.run("reseller", "edit", id, "--recording-minutes="+in.Text, "--json")
		limited := h.run("reseller", "list", "--limit="+in.Text, "--json")
		filtered := h.run("pbx", "list", "--extensions", ">="+in.Text, "--json")
		if in.Key != "" {
			edited.fails(exitInvalid, in.Key)
			require.Contains(t, edited.out+edited.err, "recording_minutes", in.Text)
			limited.fails(exitUsage, "ctl.usage")
			require.NotZero(t, filtered.code, in.Text)
			continue
		}
		require.Zero(t, limited.code, in.Text)
		require.Zero(t, filtered.code, in.Text)
		if in.Value < 2000 {
			require.Equal(
				t, fmt.Sprint(in.Value),
				fmt.Sprint(edited.at("reseller.package.amounts.recording_minutes")), in.Text,
			)
		}
	}
}

// TestDatesOfFlagsAreReadAsInTheLanguage gives a flag what people type for a day.
func TestDatesOfFlagsAreReadAsInTheLanguage(t *testing.T) {
	h := newHouse(t)
	id := h.kranich()
	for _, in := range inputs.Dates("en") {
		edited := h.run("reseller", "edit", id, "--valid-until="+in.Text, "--json")
		if in.Key != "" {
			edited.fails(exitInvalid, in.Key)
			continue
		}
		require.Equal(t, in.Day, edited.at("reseller.profile.valid_until"), in.Text)
	}
	tags := h.ok(
		"reseller", "edit", id, "--tags", " north,  pilot ; North,, key account", "--json",
	).at("reseller.profile.tags")
	require.Equal(t, "north, pilot, key account", tags)
}
