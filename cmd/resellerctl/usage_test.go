package main

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// mill is the PBX of a house of 24 November that it had from the 27th on, which is today.
func mill(t *testing.T) *house {
	h := newHouse(t)
	id := h.kranich()
	h.clock.Add(48 * time.Hour)
	h.ok("reseller", "edit", id, "--extensions", "1000")
	h.clock.Add(24 * time.Hour)
	h.ok("pbx", "add", "--owner", id, "--name", "mill", "--extensions", "20",
		"--concurrent-calls", "4", "--sub-domain", "mill")
	return h
}

// TestUsageIsListed lists the month by reseller, as text and as JSON.
func TestUsageIsListed(t *testing.T) {
	h := mill(t)
	text := h.ok("usage").out
	// 1,200 and 1,000 extensions on two days each are 4,400 unit-days of 27 days.
	require.Regexp(
		t, `(?m)^Kranich Telefonie GmbH +Extensions +24 Nov 2026 +25 Nov 2026 +2 +1,200 +163.0 `+
			`+0.7 +0$`, text,
	)
	require.Regexp(
		t, `(?m)^Kranich Telefonie GmbH +Extensions +26 Nov 2026 +27 Nov 2026 +2 +1,000$`, text,
		"what counts for both lines is in the first one",
	)
	require.Regexp(t, `(?m)^Extensions +163.0 +0$`, text, "the totals")
	require.Contains(t, text, "agrees with the ledger")
	require.Contains(t, text, "Until today")

	calls := h.ok("usage", "--resource", "concurrent_calls", "--json")
	require.Equal(t, "reseller", calls.at("by"))
	require.Equal(t, "2026-11-01", calls.at("from"))
	require.Equal(t, "2026-11-27", calls.at("to"), "it ends today")
	require.EqualValues(t, 27, calls.at("days"))
	require.Equal(t, true, calls.at("open"))
	require.Equal(t, true, calls.at("agrees"))
	require.Len(t, calls.at("rows"), 1)
	require.EqualValues(t, 64, calls.at("rows.unit_days"), "16 on four days")
	require.EqualValues(t, 2.4, calls.at("rows.mean"))
	require.EqualValues(t, 4, calls.at("rows.unit_days_in_pbxs"))
	require.EqualValues(t, 16, calls.at("rows.lines.amount"))
	require.EqualValues(t, 2.4, calls.at("totals.mean"))
}

// TestUsageIsListedByPBX lists some days, and one day before.
func TestUsageIsListedByPBX(t *testing.T) {
	h := mill(t)
	for _, by := range []string{"pbx", "customer"} {
		two := h.ok(
			"usage", "--by", by, "--from", "2026-11-26", "--to", "2026-12-31", "--resource",
			"extensions", "--json",
		)
		require.Equal(t, "mill", two.at("rows.pbx"))
		require.Equal(t, "Kranich Telefonie GmbH", two.at("rows.owner"))
		require.EqualValues(t, 20, two.at("rows.unit_days"))
		require.EqualValues(t, 10, two.at("rows.mean"), "on one of two days")
		before := h.ok("usage", "--by", by, "--as-of", "2026-11-26", "--json")
		require.Empty(t, before.at("rows"))
		require.Empty(t, before.at("totals"))
		require.Equal(t, false, before.at("open"))
		require.Contains(t, h.ok("usage", "--by", by, "--as-of", "2026-11-26").out, "No usage")
	}
	h.run("usage", "--from", "2026-11-26", "--to", "2026-11-25", "--json").fails(
		exitInvalid, "log.days_turned",
	)
	h.run("usage", "--by", "host", "--json").fails(exitUsage, "ctl.usage")
	h.run("usage", "--resource", "gold", "--json").fails(exitUsage, "ctl.usage")
}
