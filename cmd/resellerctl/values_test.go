package main

import (
	"fmt"
	"testing"
	"time"

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
	inBerlin(t)
	for text, want := range map[string]string{
		"2027-12-31T08:29:59+01:00": "2027-12-31", // No end of a day anywhere.
		"2027-12-31T23:30:00Z":      "2028-01-01", // It is half past midnight here.
		"2027-12-31T23:59:59Z":      "2027-12-31", // The end of a day, as it says itself.
		"2027-12-31T23:59:59-05:00": "2027-12-31",
		"2027-12-31T22:59:59Z":      "2027-12-31", // The end of a day here.
	} {
		edited := h.ok("reseller", "edit", id, "--valid-until="+text, "--json")
		require.Equal(t, want, edited.at("reseller.profile.valid_until"), text)
	}
	h.run("reseller", "edit", id, "--valid-until=1970-01-01T12:00:00Z", "--json").
		fails(exitInvalid, "field.year")
	tags := h.ok(
		"reseller", "edit", id, "--tags", " north,  pilot ; North,, key account", "--json",
	).at("reseller.profile.tags")
	require.Equal(t, "north, pilot, key account", tags)
}

func inBerlin(t *testing.T) {
	zone, err := time.LoadLocation("Europe/Berlin")
	require.NoError(t, err)
	here := time.Local
	time.Local = zone
	t.Cleanup(func() { time.Local = here })
}
