package store_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"resellerdesk/core/account"
	"resellerdesk/core/pbx"
	"resellerdesk/core/store"
)

// TestQuickFiltersOfResellers says of each reseller which quick filters show it.
func TestQuickFiltersOfResellers(t *testing.T) {
	const month = 30 * 24 * time.Hour
	ahead, over := now.Add(time.Millisecond), now
	for name, c := range map[string]struct {
		row  store.ResellerRow
		want []store.Chip
	}{
		"new": {
			store.ResellerRow{State: account.NotInvited, CreatedAt: now},
			[]store.Chip{store.ChipAll, store.ChipNotInvited},
		},
		"a mail is queued": {
			store.ResellerRow{
				State: account.NotInvited, Mail: store.MailQueued, CreatedAt: now.Add(-month),
			},
			[]store.Chip{store.ChipAll},
		},
		"never activated": {
			store.ResellerRow{
				State: account.NotInvited, CreatedAt: now.Add(-month - time.Millisecond),
			},
			[]store.Chip{store.ChipAll, store.ChipNotInvited, store.ChipNeverActivated},
		},
		"invited": {
			store.ResellerRow{
				State: account.Invited, Mail: store.MailSent, ExpiresAt: &ahead, CreatedAt: now,
			},
			[]store.Chip{store.ChipAll, store.ChipInvited},
		},
		"the invitation is over": {
			store.ResellerRow{
				State: account.Invited, Mail: store.MailSent, ExpiresAt: &over, CreatedAt: now,
			},
			[]store.Chip{store.ChipAll, store.ChipInvited, store.ChipAttention},
		},
		"the mail failed": {
			store.ResellerRow{State: account.NotInvited, Mail: store.MailFailed, CreatedAt: now},
			[]store.Chip{store.ChipAll, store.ChipAttention},
		},
		"the mail is in doubt": {
			store.ResellerRow{State: account.Invited, Mail: store.MailInDoubt, CreatedAt: now},
			[]store.Chip{store.ChipAll, store.ChipInvited, store.ChipAttention},
		},
		"active for long, with what had failed": {
			store.ResellerRow{
				State: account.Active, Mail: store.MailFailed, ExpiresAt: &over,
				ValidUntil: today + 30,
			},
			[]store.Chip{store.ChipAll},
		},
		"ends soon": {
			store.ResellerRow{State: account.Active, ValidUntil: today + 29},
			[]store.Chip{store.ChipAll, store.ChipEnding},
		},
		"suspended, since it ended": {
			store.ResellerRow{State: account.Suspended, ValidUntil: today - 1},
			[]store.Chip{store.ChipAll, store.ChipEnding, store.ChipSuspended},
		},
		"in the bin": {
			store.ResellerRow{State: account.InBin, ValidUntil: today - 1},
			[]store.Chip{store.ChipBin},
		},
		"closed": {store.ResellerRow{State: account.Closed, ValidUntil: today - 1}, nil},
	} {
		var shown []store.Chip
		for _, chip := range store.Chips() {
			if chip.Rule().AppliesTo(c.row, now) {
				shown = append(shown, chip)
			}
		}
		require.ElementsMatch(t, c.want, shown, name)
	}
	require.Equal(t, store.ChipAll, store.Chip("no such").Rule().Chip)
}

// TestQuickFiltersOfPBXs says of each PBX which quick filters show it.
func TestQuickFiltersOfPBXs(t *testing.T) {
	row := func(change func(r *store.PBXRow)) store.PBXRow {
		r := store.PBXRow{State: pbx.Running, Activated: true}
		r.Type = pbx.Commercial
		change(&r)
		return r
	}
	for name, c := range map[string]struct {
		row  store.PBXRow
		want []store.PBXChip
	}{
		"running": {
			row(func(r *store.PBXRow) { r.Expiry = today + 30 }),
			[]store.PBXChip{store.PBXChipRunning},
		},
		"stopped": {
			row(func(r *store.PBXRow) { r.State = pbx.Stopped }),
			[]store.PBXChip{store.PBXChipStopped},
		},
		"not activated": {
			row(func(r *store.PBXRow) { r.Activated = false }),
			[]store.PBXChip{store.PBXChipRunning, store.PBXChipNotActivated},
		},
		"a trial that ends soon": {
			row(func(r *store.PBXRow) { r.Type, r.Expiry = pbx.Trial, today+29 }),
			[]store.PBXChip{
				store.PBXChipRunning, store.PBXChipTrial, store.PBXChipExpiring,
			},
		},
		"over": {
			row(func(r *store.PBXRow) { r.Expiry = today - 1 }),
			[]store.PBXChip{store.PBXChipExpiring},
		},
		"over, but runs on": {
			row(func(r *store.PBXRow) { r.Expiry, r.RunAfterExpiry = today-1, true }),
			[]store.PBXChip{store.PBXChipRunning, store.PBXChipExpiring},
		},
		"reported": {
			row(func(r *store.PBXRow) { r.Reported, r.Activated = true, false }),
			[]store.PBXChip{store.PBXChipReported},
		},
	} {
		var shown []store.PBXChip
		for _, chip := range store.PBXChips() {
			if chip.Rule().AppliesTo(c.row, now) {
				shown = append(shown, chip)
			}
		}
		want := slices.Concat([]store.PBXChip{store.PBXChipAll}, c.want)
		require.ElementsMatch(t, want, shown, name)
	}
	require.Equal(t, store.PBXChipAll, store.PBXChip("no such").Rule().Chip)
}
