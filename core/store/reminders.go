package store

import (
	"time"

	"resellerdesk/core"
)

// Reminder is one mail that is due before something ends.
type Reminder struct {
	Object string   // Id of the PBX, or of the reseller whose package ends.
	Ends   core.Day // The last day.
	Days   int      // 30, 7, or 0 for the day itself.
}

// Key names the sentences of a mail, "soon" or "today" behind what ends.
func (r Reminder) Key(what string) string {
	if r.Days == 0 {
		return what + "_today"
	}
	return what + "_soon"
}

// ReminderTimes say which reminder is due of what ends when, seen from a time.
type ReminderTimes struct {
	From  core.Day // Of what ended before, it is too late to remind.
	Until []ReminderUntil
}

// ReminderUntil is a reminder and the last end of which it is due, unless one with fewer days is.
type ReminderUntil struct {
	Days int
	End  core.Day
}

// ReminderTimesAt returns those at a time. A mail goes 30 and 7 days before the end and on the day,
// up to a week late (docs/domain.md §6). The reminders with the fewest days are the first ones.
func ReminderTimesAt(now time.Time) ReminderTimes {
	today := core.DayOf(now)
	return ReminderTimes{today - 7, []ReminderUntil{
		{0, today}, {7, today + 7}, {30, today + 30},
	}}
}

// DueReminder returns the reminder that is due of what has a last day; false while it is too early,
// or too late. Who did not open the program for a month gets the last one, and not all of them.
func DueReminder(object string, ends core.Day, now time.Time) (Reminder, bool) {
	times := ReminderTimesAt(now)
	if ends < times.From {
		return Reminder{}, false
	}
	for _, until := range times.Until {
		if ends <= until.End {
			return Reminder{Object: object, Ends: ends, Days: until.Days}, true
		}
	}
	return Reminder{}, false
}
