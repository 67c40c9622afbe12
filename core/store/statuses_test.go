package store_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

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
		expiry   string
		runOn    bool
		state    pbx.State
		want     store.PBXStatus
	}{
		{false, "", false, pbx.Running, store.PBXRunning},
		{false, "", false, pbx.Stopped, store.PBXStopped},
		{false, "1ms", false, pbx.Running, store.PBXRunning},
		{false, "0s", false, pbx.Running, store.PBXOver},
		{false, "-1h", false, pbx.Stopped, store.PBXOver},
		{false, "-1h", true, pbx.Running, store.PBXRunning},
		{true, "-1h", false, pbx.Running, store.PBXReported},
		{true, "", false, pbx.Stopped, store.PBXReported},
	} {
		row := store.PBXRow{Reported: c.reported, State: c.state}
		row.Expiry, row.RunAfterExpiry = after(t, c.expiry), c.runOn
		require.Equal(t, c.want, row.Status(now), c)
		require.Contains(t, store.PBXStatuses(), c.want)
	}
}

func TestWhatEndsSoon(t *testing.T) {
	for text, want := range map[string]bool{
		"": false, "-1000h": true, "0s": true, "719h59m": true, "720h": false, "721h": false,
	} {
		row, phone := store.ResellerRow{ValidUntil: after(t, text)}, store.PBXRow{}
		phone.Expiry = row.ValidUntil
		require.Equal(t, want, row.Ends(now), text)
		require.Equal(t, want, phone.Ends(now), text)
		if row.ValidUntil != nil {
			require.Equal(t, want, row.ValidUntil.Before(store.EndsBefore(now)), text)
		}
	}
	require.Equal(t, now.AddDate(0, 0, -30), store.NeverActivatedSince(now))
}
