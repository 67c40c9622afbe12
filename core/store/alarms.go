package store

import (
	"slices"

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
	// RemindCustomers sends the customers of a PBX a mail 30 and 7 days before it expires, and on the day.
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
		wrong := len(list) > MostThresholds || !slices.IsSorted(list) || len(slices.Compact(slices.Clone(list))) != len(list)
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

// Reached is the highest threshold that a part of a whole has reached, and how urgent that is: 100 % is an alert, the first of several
// only worth knowing. 0 is none.
func (s AlarmSettings) Reached(r capacity.Resource, part, whole int64) (threshold int64, level AlarmLevel) {
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
