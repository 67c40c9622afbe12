package main

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestTheShellCompletesTheWordsOfEachCommand checks that commands with a flag of the same name
// offer words of their own.
func TestTheShellCompletesTheWordsOfEachCommand(t *testing.T) {
	h := newComputer(t)
	offered := func(args ...string) []string {
		return strings.Fields(h.run(append([]string{"__complete"}, args...)...).out)
	}
	for _, c := range []struct {
		args           string
		offers, spares string
	}{
		{"reseller list --only", "ending", "running"},
		{"pbx list --only", "running", "ending"},
		{"export pbxs list.csv --only", "reported", "ending"},
		{"reseller list --sort", "company", "host"},
		{"pbx list --sort", "host", "company"},
		{"customer list --sort", "business_number", "host"},
		{"export customers list.csv --sort", "pbxs", "host"},
		{"export usage list.csv --by", "customer", "host"},
		{"reseller list --status", "not_invited", "over"},
		{"pbx list --status", "over", "not_invited"},
		{"pbx add --plan", "ultimate", "trial"},
		{"pbx edit x --type", "trial", "ultimate"},
		{"colleague add --permission", "user.import", "user.fly"},
	} {
		words := offered(append(strings.Fields(c.args), "")...)
		require.Contains(t, words, c.offers, c.args)
		require.NotContains(t, words, c.spares, c.args)
	}
	require.Contains(t, offered("alarm", "thresholds", ""), "set")
	require.Contains(t, offered("pbx", "regions", ""), "show")
}
