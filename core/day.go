package core

import (
	"bytes"
	"encoding/json"
	"fmt"
	"sort"
	"strings"
	"time"
)

// Day is a day of the calendar, without a time: it is the same day in every time zone
// (docs/domain.md §15). As a number it counts from 1 January 1970, so that days can be compared.
type Day int

// NoDay is what has no day, for example no end.
const NoDay Day = 0

const secondsPerDay = 24 * 60 * 60

// NewDay is a day of a month. Days that the month does not have are those of the months beside it,
// as with time.Date.
func NewDay(year int, month time.Month, day int) Day {
	return Day(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix() / secondsPerDay)
}

// DayOf is the day on which a time is, by the calendar of this computer.
func DayOf(t time.Time) Day { return NewDay(t.Local().Date()) }

// ParseDay reads a day as String writes it.
func ParseDay(text string) (Day, error) {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return NoDay, err
	}
	return NewDay(t.Date()), nil
}

// Date is the year, the month and the day of the month.
func (d Day) Date() (year int, month time.Month, day int) { return d.utc().Date() }

func (d Day) utc() time.Time { return time.Unix(int64(d)*secondsPerDay, 0).UTC() }

// Start is the first moment of the day by the calendar of this computer. That is not always
// midnight: where clocks are put forward at midnight, the day begins an hour later.
func (d Day) Start() time.Time {
	// In no time zone a day begins more than 14 hours before it does in UTC, or 12 after.
	first := d.utc().Add(-15 * time.Hour)
	seconds := sort.Search(secondsPerDay+6*60*60, func(n int) bool {
		return DayOf(first.Add(time.Duration(n)*time.Second)) >= d
	})
	return first.Add(time.Duration(seconds) * time.Second).Local()
}

// End is the last second of the day by the calendar of this computer.
func (d Day) End() time.Time { return (d + 1).Start().Add(-time.Second) }

// IsOver tells whether the day is past at a time, by the calendar of this computer. No day never
// is.
func (d Day) IsOver(now time.Time) bool { return d != NoDay && d < DayOf(now) }

// String writes the day as 2027-04-30, no day as "".
func (d Day) String() string {
	if d == NoDay {
		return ""
	}
	return d.DateOnly()
}

// DateOnly writes the day as 2027-04-30, also 1 January 1970, which String takes for no day.
func (d Day) DateOnly() string { return d.utc().Format(time.DateOnly) }

// MarshalJSON writes the day as String does, no day as null.
func (d Day) MarshalJSON() ([]byte, error) {
	if d == NoDay {
		return []byte("null"), nil
	}
	return json.Marshal(d.String())
}

// UnmarshalJSON reads what MarshalJSON writes, and a moment: the last second of a day, which is
// what was written before there were days.
func (d *Day) UnmarshalJSON(raw []byte) error {
	*d = NoDay
	if bytes.Equal(raw, []byte("null")) {
		return nil
	}
	var text string
	if err := json.Unmarshal(raw, &text); err != nil {
		return err
	}
	if strings.Contains(text, "T") {
		t, err := time.Parse(time.RFC3339, text)
		if err != nil {
			return err
		}
		*d = DayThatEnded(t)
		return nil
	}
	day, err := ParseDay(text)
	if err != nil || day == NoDay { // 1 January 1970 would take an end away.
		return fmt.Errorf("no day: %q", text)
	}
	*d = day
	return nil
}

// DayThatEnded is the day that was meant by a moment: by the last second of a day that day, also
// when it was written in another time zone, where that second is up to twelve hours away. All zones
// begin their days at a quarter of an hour.
func DayThatEnded(t time.Time) Day {
	if t.Second() == 59 && t.Minute()%15 == 14 {
		t = t.Add(-12 * time.Hour)
	}
	return DayOf(t)
}
