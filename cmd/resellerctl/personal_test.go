package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTheRetentionIsAWholeNumberOfMonthsOrOff(t *testing.T) {
	h := newHouse(t)
	for _, wrong := range []string{"0", "121"} {
		r := h.run("personal", "retention", "set", wrong, "--json")
		r.fails(exitInvalid, "field.range")
	}
	h.run("personal", "retention", "set", "soon", "--json").fails(exitInvalid, "field.number")
	require.Nil(t, h.ok("personal", "retention", "show", "--json").at("months"))
	require.EqualValues(t, 24, h.ok("personal", "retention", "set", "24", "--json").at("months"))
	require.EqualValues(t, 24, h.ok("personal", "retention", "show", "--json").at("months"))
	require.Contains(t, h.ok("personal", "retention", "set", "1").out, "after one month")
	require.Nil(t, h.ok("personal", "retention", "set", "off", "--json").at("months"))
}
