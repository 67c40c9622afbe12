package backup_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"resellerdesk/core/backup"
)

var now = time.Date(2026, 11, 30, 12, 0, 0, 0, time.Local)

// every makes good backups of 1 MB from an age to another one.
func every(step, from, to time.Duration) (list []backup.Backup) {
	for age := from; age < to; age += step {
		made := now.Add(-age)
		list = append(
			list,
			backup.Backup{
				Name:   backup.Name(made, backup.Regular),
				Made:   made,
				Size:   1e6,
				Proved: made,
			},
		)
	}
	return list
}

func TestNamesAreReadBack(t *testing.T) {
	made := time.Date(2026, 11, 30, 9, 41, 12, 345e6, time.UTC)
	name := backup.Name(made, backup.BeforeImport)
	require.Equal(t, "20261130T094112.345Z-import.desk.gz", name)
	at, why, ok := backup.Parse(name)
	require.True(t, ok)
	require.Equal(t, made, at)
	require.Equal(t, backup.BeforeImport, why)
	for _, other := range []string{
		"workspace.desk", "20261130T094112.345Z-import.desk",
		"x20261130T094112.345Z-import.desk.gz", "letter.txt", "20269930T094112.345Z-import.desk.gz",
	} {
		_, _, ok := backup.Parse(other)
		require.False(t, ok, other)
	}
}

func TestTwoDaysThenDaysWeeksMonths(t *testing.T) {
	list := every(30*time.Minute, 0, 400*24*time.Hour)
	gone := map[string]bool{}
	for _, b := range backup.Thin(list, now, 1e12) {
		gone[b.Name] = true
	}
	var kept []time.Duration
	for _, b := range list {
		if !gone[b.Name] {
			kept = append(kept, now.Sub(b.Made))
		}
	}
	const day = 24 * time.Hour
	within := func(from, to time.Duration) (n int) {
		for _, age := range kept {
			if age >= from && age < to {
				n++
			}
		}
		return n
	}
	require.Equal(t, 96, within(0, 2*day), "all of the last 2 days")
	require.Equal(t, 4, within(2*day, 6*day), "the newest of 24 to 27 November, 7 days in all")
	require.Equal(
		t, 2, within(6*day, 29*day), "of the weeks that end on 22 and 15 November, 4 in all",
	)
	require.Equal(t, 11, within(29*day, 400*day), "of 11 months before this one")
}

func TestTheBoundOfRoomLeavesThree(t *testing.T) {
	list := every(time.Hour, 0, 40*time.Hour)
	require.Len(t, backup.Thin(list, now, 10e6), 30)
	gone := backup.Thin(list, now, 1)
	require.Len(t, gone, 37)
	require.Equal(t, list[39].Name, gone[0].Name, "the oldest first")
}

func TestADamagedOneTakesNoGoodOnesPlace(t *testing.T) {
	list := every(24*time.Hour, 3*24*time.Hour, 6*24*time.Hour)
	bad := backup.Backup{
		Name:   "bad",
		Made:   now.Add(-time.Hour),
		Size:   1e6,
		Proved: now,
		Fault:  "proof.file",
	}
	old := backup.Backup{Name: "old", Made: now.Add(-72*time.Hour + time.Minute), Size: 1e6}
	gone := backup.Thin(append(list, bad, old), now, 1)
	require.Len(t, gone, 1, "the newest three good ones stay, and the damaged one of today")
	require.Equal(t, "old", gone[0].Name)
}

// TestACopyByAWrongClockIsNotTheNewest makes copies while the clock is a year ahead, and goes on
// when it is right again.
func TestACopyByAWrongClockIsNotTheNewest(t *testing.T) {
	of := func(workspace string, epoch, writes int64, made time.Time) backup.Backup {
		b := backup.Backup{
			Name: backup.Name(made, backup.Regular), Made: made, Proved: made, Size: 1e6,
		}
		b.Holds = backup.Holds{Workspace: workspace, Epoch: epoch, Writes: writes}
		return b
	}
	wrong := of("w", 1, 10, now.AddDate(1, 0, 0))
	right := of("w", 1, 11, now)
	restored := of("w", 2, 5, now.Add(-time.Hour))
	again := of("w", 1, 11, now.Add(time.Minute))
	other := of("x", 1, 1, now.Add(time.Hour))
	for _, c := range []struct {
		name string
		list []backup.Backup
		want backup.Backup
	}{
		{"what was written later", []backup.Backup{wrong, right}, right},
		{"whatever the order", []backup.Backup{right, wrong}, right},
		{"after a restore", []backup.Backup{wrong, restored, right}, restored},
		{"of the same content", []backup.Backup{again, right}, again},
		{"of a workspace that was made anew", []backup.Backup{right, other}, other},
		{"there is no other one", []backup.Backup{wrong}, wrong},
	} {
		require.Equal(t, c.want, backup.NewestGood(c.list), c.name)
	}
	ahead := []backup.Backup{wrong}
	for n := range 3 {
		ahead = append(ahead, of("w", 1, 10, wrong.Made.Add(time.Duration(n)*time.Minute)))
	}
	for _, b := range backup.Thin(append(ahead, right, restored), now, 1) {
		require.NotContains(t, []string{right.Name, restored.Name}, b.Name)
	}
	require.Empty(t, backup.Thin(append(ahead, right), now, 1e9), "nobody knows how old they are")
}
