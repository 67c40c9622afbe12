package store_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/pbx"
	"resellerdesk/core/store"
)

var now = time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)

// after is a time from now, nil for "".
func after(t *testing.T, text string) *time.Time {
	if text == "" {
		return nil
	}
	d, err := time.ParseDuration(text)
	require.NoError(t, err)
	at := now.Add(d)
	return &at
}

// today is the day of now.
var today = core.DayOf(now)

func TestStatusOfAReseller(t *testing.T) {
	for _, c := range []struct {
		state   account.State
		mail    store.MailState
		expires string
		want    store.Status
	}{
		{account.NotInvited, "", "", store.StatusNotInvited},
		{account.NotInvited, store.MailCancelled, "", store.StatusNotInvited},
		{account.NotInvited, store.MailQueued, "", store.StatusQueued},
		{account.Invited, store.MailQueued, "1h", store.StatusQueued},
		{account.Invited, store.MailSending, "", store.StatusSending},
		{account.Invited, store.MailInDoubt, "", store.StatusUnsure},
		{account.NotInvited, store.MailFailed, "", store.StatusFailed},
		{account.Invited, store.MailSent, "1ms", store.StatusInvited},
		{account.Invited, store.MailSent, "0s", store.StatusExpired},
		{account.Invited, store.MailSent, "-1h", store.StatusExpired},
		{account.Active, store.MailFailed, "-1h", store.StatusActive},
		{account.Suspended, store.MailQueued, "", store.StatusSuspended},
		{account.InBin, "", "1h", store.StatusInBin},
	} {
		row := store.ResellerRow{State: c.state, Mail: c.mail, ExpiresAt: after(t, c.expires)}
		require.Equal(t, c.want, row.Status(now), c)
	}
}

// TestEachResellerHasOneStatus looks for a state to which no rule applies, or several do.
func TestEachResellerHasOneStatus(t *testing.T) {
	seen := map[store.Status]bool{}
	for _, state := range []account.State{
		account.NotInvited, account.Invited, account.Active, account.Suspended, account.InBin,
		account.Closed,
	} {
		for _, mail := range []store.MailState{
			"", store.MailQueued, store.MailSending, store.MailInDoubt, store.MailSent,
			store.MailFailed, store.MailCancelled,
		} {
			for _, expires := range []string{"", "1h", "0s", "-1h"} {
				row := store.ResellerRow{State: state, Mail: mail, ExpiresAt: after(t, expires)}
				status := row.Status(now)
				require.Contains(t, store.Statuses(), status, row)
				seen[status] = true
				require.Equal(t, 1, applying(row), row)
			}
		}
	}
	require.Len(t, seen, len(store.Statuses()), "and each status has one")
}

// applying is how many rules apply to a row.
func applying(row store.ResellerRow) (n int) {
	for _, rule := range store.StatusRules() {
		if rule.AppliesTo(row, now) {
			n++
		}
	}
	return n
}

func TestStatusOfAPBX(t *testing.T) {
	for _, c := range []struct {
		reported bool
		expiry   core.Day
		runOn    bool
		state    pbx.State
		want     store.PBXStatus
	}{
		{false, core.NoDay, false, pbx.Running, store.PBXRunning},
		{false, core.NoDay, false, pbx.Stopped, store.PBXStopped},
		{false, today, false, pbx.Running, store.PBXRunning},
		{false, today - 1, false, pbx.Stopped, store.PBXOver},
		{false, today - 1, true, pbx.Running, store.PBXRunning},
		{true, today - 1, false, pbx.Running, store.PBXReported},
		{true, core.NoDay, false, pbx.Stopped, store.PBXReported},
	} {
		row := store.PBXRow{Reported: c.reported, State: c.state}
		row.Expiry, row.RunAfterExpiry = c.expiry, c.runOn
		require.Equal(t, c.want, row.Status(now), c)
		require.Contains(t, store.PBXStatuses(), c.want)
	}
}

func TestWhatEndsSoon(t *testing.T) {
	for day, want := range map[core.Day]bool{
		core.NoDay: false, today - 40: true, today: true, today + 29: true, today + 30: false,
	} {
		row, phone := store.ResellerRow{ValidUntil: day}, store.PBXRow{}
		phone.Expiry = day
		require.Equal(t, want, row.Ends(now), day)
		require.Equal(t, want, phone.Ends(now), day)
	}
	require.Equal(t, now.AddDate(0, 0, -30), store.NeverActivatedSince(now))
}
