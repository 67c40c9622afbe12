package sqlite

import (
	"slices"
	"strings"

	"resellerdesk/core/account"
	"resellerdesk/core/permission"
)

// usualFeatures are what most resellers are given, and the name that stands for them in a row of
// the table permission. With a row for each feature these would be a third of a file. The list is
// part of the format: it never changes.
const (
	usualName     = "@1"
	usualFeatures = `dashboard.view subscription.view subscription.export usage.view usage.export
		pbx.view pbx.add pbx.edit pbx.resize pbx.expiry pbx.start_stop pbx.send_activation
		pbx.export pbx.recording pbx.type pbx.run_after_expiry
		customer.view customer.add customer.edit customer.export
		handover.view handover.tick handover.export alarm.view alarm.snooze alarm.thresholds
		user.view user.add user.edit user.suspend user.export logs.view logs.export
		email.settings email.outbox`
)

var usual = strings.Fields(usualFeatures)

// featureRows are the rows that hold what an account may do: one that says how it differs from the
// usual, as "@1 +pbx.delete -user.add", or one for each feature where that is less. A difference
// is in one row as a whole: a part of it that is lost must not give more than was given.
func featureRows(a account.Account) []string {
	return shortFeatures(featureNames(a.Permissions))
}

func featureNames(set permission.Set) []string {
	names := make([]string, 0, len(set))
	for _, k := range set.Keys() {
		names = append(names, string(k))
	}
	return names
}

// shortFeatures is featureRows of a list of features.
func shortFeatures(keys []string) []string {
	slices.Sort(keys)
	var differs []string
	for _, k := range keys {
		if !slices.Contains(usual, k) {
			differs = append(differs, "+"+k)
		}
	}
	for _, k := range usual {
		if _, has := slices.BinarySearch(keys, k); !has {
			differs = append(differs, "-"+k)
		}
	}
	if len(differs) >= len(keys) {
		return keys
	}
	return []string{strings.Join(append([]string{usualName}, differs...), " ")}
}

// addFeatures adds what a row of the table permission says to a set.
func addFeatures(set permission.Set, row string) {
	for _, word := range strings.Fields(row) {
		switch {
		case word == usualName:
			for _, k := range usual {
				set[permission.Key(k)] = true
			}
		case word[0] == '+':
			set[permission.Key(word[1:])] = true
		case word[0] == '-':
			delete(set, permission.Key(word[1:]))
		default:
			set[permission.Key(word)] = true
		}
	}
}
