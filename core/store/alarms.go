package store

import (
	"context"
	"slices"
	"time"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
)

// AlarmLevel says how urgent an alarm is.
type AlarmLevel int

// The levels, the least urgent first.
const (
	AlarmInfo AlarmLevel = iota
	AlarmWarning
	AlarmAlert
)

// String is the level in the keys of words, and for programs.
func (l AlarmLevel) String() string { return [...]string{"info", "warning", "alert"}[l] }

// AlarmSettings say from when on capacity is an alarm, and who gets a mail about new alarms.
type AlarmSettings struct {
	// Thresholds are percentages of a resource, ascending.
	Thresholds map[capacity.Resource][]int64 `json:"thresholds"`
	// MailTo gets a mail about new warnings and alerts; "" for nobody.
	MailTo string `json:"mail_to"`
	// RemindCustomers sends the customers of a PBX a mail 30 and 7 days before it expires, and on
	// the day.
	RemindCustomers bool `json:"remind_customers"`
	// RemindResellers does the same for resellers whose package ends.
	RemindResellers bool `json:"remind_resellers"`
}

// DefaultThresholds are the percentages before anybody changed them.
func DefaultThresholds() []int64 { return []int64{80, 95, 100} }

// MostThresholds is how many a resource can have.
const MostThresholds = 5

// Of returns the thresholds of a resource.
func (s AlarmSettings) Of(r capacity.Resource) []int64 {
	if list, has := s.Thresholds[r]; has {
		return list
	}
	return DefaultThresholds()
}

// Complete has thresholds for every resource.
func (s AlarmSettings) Complete() AlarmSettings {
	all := s
	all.Thresholds = map[capacity.Resource][]int64{}
	for _, r := range capacity.Resources() {
		all.Thresholds[r] = s.Of(r)
	}
	return all
}

// The fields of AlarmSettings; a threshold's field is named after its resource.
const (
	FieldMailTo          = "mail_to"
	FieldRemindCustomers = "remind_customers"
	FieldRemindResellers = "remind_resellers"
)

// Validate returns what is wrong with the settings.
func (s AlarmSettings) Validate() core.Problems {
	var problems core.Problems
	for _, r := range capacity.Resources() {
		list, has := s.Thresholds[r]
		wrong := len(list) > MostThresholds || !slices.IsSorted(list) || len(
			slices.Compact(slices.Clone(list)),
		) != len(list)
		for _, n := range list {
			wrong = wrong || n < 1 || n > 100
		}
		if has && wrong {
			problems.Add(string(r), "alarm.thresholds", core.Args{"Most": MostThresholds})
		}
	}
	if s.MailTo != "" {
		account.CheckEmail(&problems, FieldMailTo, s.MailTo)
	}
	return problems
}

// Reached returns the highest threshold that a part of a whole has reached, 0 for none, and how
// urgent that is. 100 % is an alert, the first of several thresholds only an information.
func (s AlarmSettings) Reached(
	r capacity.Resource, part, whole int64,
) (threshold int64, level AlarmLevel) {
	list := s.Of(r)
	for i, n := range list {
		if whole <= 0 || part*100 < whole*n {
			break
		}
		threshold, level = n, AlarmWarning
		switch {
		case n >= 100:
			level = AlarmAlert
		case i == 0 && len(list) > 1:
			level = AlarmInfo
		}
	}
	return threshold, level
}

// AlarmReader answers what alarms and reminders are made of. Lists come with how many there are in
// all.
type AlarmReader interface {
	AlarmSettings(ctx context.Context) (AlarmSettings, error)
	// Snoozed returns until when alarms are not to be shown, by their ids.
	Snoozed(ctx context.Context, now time.Time) (map[string]time.Time, error)
	// AlarmsMailed returns the ids of the alarms that a mail was sent about, and when that
	// was last.
	AlarmsMailed(ctx context.Context) (ids map[string]bool, last time.Time, err error)
	// PackagesNear returns the packages of which at least a percentage is in PBXs, given per
	// resource, the fullest first.
	PackagesNear(
		ctx context.Context, least map[capacity.Resource]int64, most int,
	) (list []PackageNear, all int, err error)
	// PackagesEnding returns the packages of resellers whose last day is before one, those first
	// whose end is the nearest to today.
	PackagesEnding(
		ctx context.Context, today, before core.Day, most int,
	) (list []PackageEnding, all int, err error)
	// InvitationsEnding returns the open invitations of resellers that did not activate and that
	// end before a time, the first to end first.
	InvitationsEnding(
		ctx context.Context, before time.Time, most int,
	) (list []InvitationEnding, all int, err error)
	// NeverActivated returns what resellers hold that ChipNeverActivated shows at the time now.
	NeverActivated(ctx context.Context, now time.Time) (NeverActivated, error)
	// MailsWrong returns the newest mails that failed and that no later one of their kind and
	// account replaced. Mails in doubt since before a time are among them.
	MailsWrong(
		ctx context.Context, doubtBefore time.Time, most int,
	) (list []OutgoingMail, all int, err error)
	// PBXsToRemind returns the ids of PBXs whose customers are due a reminder at a time.
	PBXsToRemind(ctx context.Context, now time.Time, most int) ([]string, error)
	// ResellersToRemind returns the ids of resellers who are due a reminder that their package ends
	// at a time.
	ResellersToRemind(ctx context.Context, now time.Time, most int) ([]string, error)
	// Reminded tells whether a reminder went already, or a later one for the same end.
	Reminded(ctx context.Context, r Reminder) (bool, error)
	// PBXsEnding returns the ids of PBXs whose last day is one of some days, and that do not run
	// on.
	PBXsEnding(ctx context.Context, first, last core.Day) ([]string, error)
}

// AlarmWriter writes what was said of alarms, and to whom.
type AlarmWriter interface {
	SetAlarmSettings(s AlarmSettings) error
	// SetSnoozed does not show an alarm until a time; nil shows it.
	SetSnoozed(id string, until *time.Time) error
	// SetReminded keeps that a reminder went.
	SetReminded(r Reminder, at time.Time) error
	// SetAlarmsMailed keeps that a mail was sent about alarms.
	SetAlarmsMailed(ids []string, at time.Time) error
}
