package core_test

import (
	"archive/zip"
	"encoding/json"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"resellerdesk/core"
)

// eachZone lets the computer be in each zone of the tz database, one after the other.
func eachZone(t *testing.T, do func(zone string)) {
	here := time.Local
	t.Cleanup(func() { time.Local = here })
	root, err := exec.CommandContext(t.Context(), "go", "env", "GOROOT").Output()
	require.NoError(t, err)
	zones, err := zip.OpenReader(
		filepath.Join(strings.TrimSpace(string(root)), "lib", "time", "zoneinfo.zip"),
	)
	require.NoError(t, err, "the toolchain has the tz database")
	defer zones.Close()
	all := 0
	for _, f := range zones.File {
		if f.FileInfo().IsDir() {
			continue
		}
		zone, err := time.LoadLocation(f.Name)
		require.NoError(t, err)
		time.Local = zone
		do(f.Name)
		all++
	}
	require.Greater(t, all, 400)
}

// TestADayIsTheSameInEveryZone goes through a leap year and the one before in each zone of the tz
// database, with all changes of clocks. A day ends a second before the next one begins.
func TestADayIsTheSameInEveryZone(t *testing.T) {
	eachZone(t, func(zone string) {
		first, last := core.NewDay(2027, time.January, 1), core.NewDay(2028, time.December, 31)
		next := first.Start()
		for d := first; d <= last; d++ {
			start, end := next, d.End()
			next = (d + 1).Start()
			before, after := start.Add(-time.Second), end.Add(time.Second)
			if core.DayOf(start) != d || core.DayOf(end) != d || !after.Equal(next) ||
				core.DayOf(before) != d-1 || core.DayOf(after) != d+1 {
				t.Fatalf("%s in %s: from %s to %s", d, zone, start, end)
			}
			if d.IsOver(end) || !d.IsOver(next) {
				t.Fatalf("%s in %s is over at another time than its end", d, zone)
			}
		}
	})
}

func TestTheEndOfADayWhereClocksChangeAtMidnight(t *testing.T) {
	for _, c := range []struct{ zone, day, start, end string }{
		// The next day begins at 1 o'clock.
		{"Africa/Cairo", "2027-04-29", "2027-04-28T22:00:00Z", "2027-04-29T21:59:59Z"},
		{"Africa/Cairo", "2027-04-30", "2027-04-29T22:00:00Z", "2027-04-30T20:59:59Z"},
		// This day has 25 hours.
		{"Africa/Cairo", "2027-10-28", "2027-10-27T21:00:00Z", "2027-10-28T21:59:59Z"},
		{"Europe/Berlin", "2028-02-29", "2028-02-28T23:00:00Z", "2028-02-29T22:59:59Z"},
		{"Pacific/Kiritimati", "2027-03-31", "2027-03-30T10:00:00Z", "2027-03-31T09:59:59Z"},
		{"Etc/GMT+12", "2027-03-31", "2027-03-31T12:00:00Z", "2027-04-01T11:59:59Z"},
		// The day before did not exist.
		{"Pacific/Apia", "2011-12-31", "2011-12-30T10:00:00Z", "2011-12-31T09:59:59Z"},
		// At 0:01 it was 23:01 of the day before again; that day ends for the second time then.
		{"America/St_Johns", "2010-11-06", "2010-11-06T02:30:00Z", "2010-11-07T03:29:59Z"},
	} {
		inZone(t, c.zone)
		d, err := core.ParseDay(c.day)
		require.NoError(t, err)
		require.Equal(t, c.start, d.Start().UTC().Format(time.RFC3339), c)
		require.Equal(t, c.end, d.End().UTC().Format(time.RFC3339), c)
	}
}

func inZone(t *testing.T, name string) {
	zone, err := time.LoadLocation(name)
	require.NoError(t, err)
	here := time.Local
	time.Local = zone
	t.Cleanup(func() { time.Local = here })
}

// TestTheMomentsOfEarlierFilesAreTheDaysThatWereMeant: written in one zone, they are read in
// another one.
func TestTheMomentsOfEarlierFilesAreTheDaysThatWereMeant(t *testing.T) {
	for _, zones := range [][2]string{
		{"Europe/Berlin", "Europe/Helsinki"},
		{"Europe/Helsinki", "Europe/Berlin"},
		{"Europe/Berlin", "America/New_York"},
		{"America/New_York", "Europe/Berlin"},
		{"Asia/Kathmandu", "Europe/London"},
		{"Africa/Cairo", "Africa/Cairo"},
		{"Australia/Sydney", "Europe/London"},
		{"Asia/Tokyo", "Europe/London"},
	} {
		for _, d := range []core.Day{
			core.NewDay(2027, time.March, 31), core.NewDay(2028, time.February, 29),
			core.NewDay(2027, time.October, 31), core.NewDay(2027, time.April, 30),
		} {
			inZone(t, zones[0])
			raw, err := json.Marshal(d.End().UTC())
			require.NoError(t, err)
			inZone(t, zones[1])
			var got core.Day
			require.NoError(t, json.Unmarshal(raw, &got))
			require.Equal(t, d, got, zones)
		}
	}
	// An earlier version took 30 April for this moment in Cairo, since it added 24 hours.
	inZone(t, "Africa/Cairo")
	require.Equal(
		t, core.NewDay(2027, time.April, 30),
		core.DayThatEnded(time.Date(2027, 4, 30, 21, 59, 59, 0, time.UTC)),
	)
	// What was no end of a day is on the day that people saw.
	for _, clock := range []time.Duration{
		6 * time.Hour, 8*time.Hour + 20*time.Minute + 59*time.Second,
	} {
		morning := time.Date(2027, 4, 30, 0, 0, 0, 0, time.Local).Add(clock)
		require.Equal(t, core.NewDay(2027, time.April, 30), core.DayThatEnded(morning))
	}
}

func TestADayIsWrittenAsADay(t *testing.T) {
	d := core.NewDay(2027, time.April, 30)
	raw, err := json.Marshal(map[string]core.Day{"a": d, "b": core.NoDay})
	require.NoError(t, err)
	require.JSONEq(t, `{"a":"2027-04-30","b":null}`, string(raw))
	var got map[string]core.Day
	require.NoError(t, json.Unmarshal(raw, &got))
	require.Equal(t, map[string]core.Day{"a": d, "b": core.NoDay}, got)
	require.Empty(t, core.NoDay.String())
	for _, bad := range []string{
		`""`, `"2027-02-29"`, `"30.4.2027"`, `20000`, `"2027-04-30T25:00:00Z"`, `true`,
		`"1970-01-01"`,
	} {
		require.Error(t, json.Unmarshal([]byte(bad), &d), bad)
	}
	require.False(t, core.NoDay.IsOver(time.Now()))
}
