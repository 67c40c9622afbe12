package history

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/pbx"
)

// TestWhatAnEarlierVersionLoggedIsNoChange compares entries in which days are moments with what is
// there now, as an undo does.
func TestWhatAnEarlierVersionLoggedIsNoChange(t *testing.T) {
	last := core.NewDay(2027, time.March, 28)
	for name, fields := range map[string]func() (core.Fields, error){
		"a reseller": account.Account{
			Profile: account.Profile{Company: "Kranich", ValidUntil: last},
			Suspension: &account.Suspension{
				From: account.Active, Until: last, Reason: "unpaid", ByEnd: true,
			},
			Bin: &account.Bin{
				From: account.Active, Until: time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC),
			},
		}.Fields,
		"one without end": account.Account{}.Fields,
		"a PBX":           pbx.PBX{Draft: pbx.Draft{Term: pbx.Term{Expiry: last}}}.Fields,
		"a subscription":  capacity.Subscription{Expiry: last}.Fields,
	} {
		now, err := fields()
		require.NoError(t, err, name)
		text, err := now.Text()
		require.NoError(t, err, name)
		moment := last.End().UTC().Format(time.RFC3339)
		got, err := parsed(strings.ReplaceAll(text, last.String(), moment))
		require.NoError(t, err, name)
		require.Empty(t, got.Changed(now), name)
	}
	_, err := parsed(`{"expiry":"tomorrow"}`)
	require.Error(t, err)
}
