package mail

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"resellerdesk/core"
)

// Faults of a server that takes no more mails of anybody at present.
const (
	sendingLimit = "smtp.sending_limit"
	serverFull   = "smtp.server_full"
)

func takesNone(fault string) bool { return fault == sendingLimit || fault == serverFull }

// Pause is until when a server takes no mails, and why.
type Pause struct {
	Until time.Time
	Why   *core.Error
}

// LongestWait is how long a server can be left alone at most.
const LongestWait = 24 * time.Hour

// namedTime finds how long a server wants to be left alone, in its words in lower case.
var namedTime = regexp.MustCompile(`(?:again|retry|wait|after|in|for)\b[^.;\d]{0,20}\b(\d{1,5}) ?` +
	`(seconds?|secs?|s|minutes?|mins?|m|hours?|hrs?|h|days?)\b`)

var (
	byDay  = regexp.MustCompile(`\bdaily\b|per day|a day|24.hours?|\b5\.4\.5\b`)
	byHour = regexp.MustCompile(`\bhourly\b|per hour|an hour`)
)

// Wait is how long the server takes no mail of anybody, after it said so: as long as it named, else
// by what it limits. It is 0 where only this mail was not taken.
func (a Answer) Wait() time.Duration {
	if a.Outcome != Temporary || a.Fault == nil || !takesNone(a.Fault.Key) {
		return 0
	}
	text := strings.ToLower(a.Text)
	if named := namedTime.FindStringSubmatch(text); named != nil {
		n, _ := strconv.Atoi(named[1])
		unit := map[byte]time.Duration{
			's': time.Second, 'm': time.Minute, 'h': time.Hour, 'd': 24 * time.Hour,
		}[named[2][0]]
		return min(max(time.Duration(n)*unit, 10*time.Second), LongestWait)
	}
	switch {
	case byDay.MatchString(text):
		return 3 * time.Hour // A day is counted back from now: some mails go before it is over.
	case byHour.MatchString(text):
		return 20 * time.Minute
	}
	return 5 * time.Minute
}

// Limit is how many mails may be sent within a time; N is 0 for any number.
type Limit struct {
	N      int64
	Within time.Duration
}

// Limits are how many mails may be sent a minute and a day: as the settings say, else what is known
// of the provider.
func (s Settings) Limits() (minute, day Limit) {
	known, _ := s.Preset()
	minute, day = Limit{s.PerMinute, time.Minute}, Limit{s.PerDay, 24 * time.Hour}
	if minute.N == 0 {
		minute.N = known.PerMinute
	}
	if day.N == 0 {
		day.N = known.PerDay
		if _, domain, _ := strings.Cut(s.User, "@"); known.PerDayOwn > 0 &&
			!isBelow(domain, known.Domains) {
			day.N = known.PerDayOwn
		}
	}
	return minute, day
}

// maxLimit is the highest limit that can be set.
const maxLimit = 1_000_000

// checkLimits checks how many mails may be sent.
func (s Settings) checkLimits(problems *core.Problems) {
	for field, n := range map[string]int64{
		FieldPerMinute: s.PerMinute, FieldPerDay: s.PerDay,
	} {
		if n < 0 || n > maxLimit {
			problems.Add(field, "field.range", core.Args{"Min": int64(0), "Max": int64(maxLimit)})
		}
	}
}
