// Package permission holds the catalogue of features that an account can be given, and the rules
// between them (docs/domain.md §4).
package permission

import "slices"

// Tab is a group of features, named after a part of the menu.
type Tab string

// Heading is a group of features inside a tab, named after a page of the menu.
type Heading string

// Key names a feature.
type Key string

// The tabs, in the order of the menu.
const (
	TabDashboard    Tab = "dashboard"
	TabSubscription Tab = "subscription"
	TabCloudPBX     Tab = "cloud_pbx"
	TabAlarm        Tab = "alarm"
	TabSystem       Tab = "system"
)

// The headings. A tab that is one page of the menu has none.
const (
	NoHeading       Heading = ""
	HeadingUsage    Heading = "usage"
	HeadingPBX      Heading = "pbx"
	HeadingCustomer Heading = "customer"
	HeadingHandover Heading = "handover"
	HeadingUser     Heading = "user"
	HeadingLogs     Heading = "logs"
	HeadingEmail    Heading = "email"
	HeadingExchange Heading = "exchange"
)

// The features.
const (
	DashboardView      Key = "dashboard.view"
	SubscriptionView   Key = "subscription.view"
	SubscriptionExport Key = "subscription.export"
	SubscriptionChange Key = "subscription.change"
	UsageView          Key = "usage.view"
	UsageExport        Key = "usage.export"
	PBXView            Key = "pbx.view"
	PBXAdd             Key = "pbx.add"
	PBXEdit            Key = "pbx.edit"
	PBXResize          Key = "pbx.resize"
	PBXStartStop       Key = "pbx.start_stop"
	PBXExpiry          Key = "pbx.expiry"
	PBXRecording       Key = "pbx.recording"
	PBXType            Key = "pbx.type"
	PBXRunAfterExpiry  Key = "pbx.run_after_expiry"
	PBXDelete          Key = "pbx.delete"
	PBXSendActivation  Key = "pbx.send_activation"
	PBXExport          Key = "pbx.export"
	CustomerView       Key = "customer.view"
	CustomerAdd        Key = "customer.add"
	CustomerEdit       Key = "customer.edit"
	CustomerDelete     Key = "customer.delete"
	CustomerExport     Key = "customer.export"
	HandoverView       Key = "handover.view"
	HandoverTick       Key = "handover.tick"
	HandoverExport     Key = "handover.export"
	AlarmView          Key = "alarm.view"
	AlarmSnooze        Key = "alarm.snooze"
	AlarmThresholds    Key = "alarm.thresholds"
	UserView           Key = "user.view"
	UserAdd            Key = "user.add"
	UserEdit           Key = "user.edit"
	UserSuspend        Key = "user.suspend"
	UserDelete         Key = "user.delete"
	UserExport         Key = "user.export"
	UserImport         Key = "user.import"
	UserSendActivation Key = "user.send_activation"
	UserExchange       Key = "user.exchange"
	LogsView           Key = "logs.view"
	LogsExport         Key = "logs.export"
	EmailSettings      Key = "email.settings"
	EmailOutbox        Key = "email.outbox"
)

// The values. One is held with its feature, and changes what the new PBXs of a reseller start with,
// no matter who makes them.
const (
	PBXRecordingOn      Key = "pbx.recording.on"
	PBXTypeTrial        Key = "pbx.type.trial"
	PBXRunAfterExpiryOn Key = "pbx.run_after_expiry.on"
)

// Feature is one checkbox: something that an account may see or do.
type Feature struct {
	Key     Key
	Tab     Tab
	Heading Heading // Inside the tab; NoHeading where the tab has none.
	Needs   []Key   // What must be held as well, directly.
	Staff   bool    // Only for the distributor's own staff; never offered to a reseller.
	Value   Key     // What can be chosen along with it for a reseller; "" for nothing.
}

// Keys returns the key of the feature, and behind it that of its value if there is one.
func (f Feature) Keys() []Key {
	if f.Value == "" {
		return []Key{f.Key}
	}
	return []Key{f.Key, f.Value}
}

// Tabs are the tabs in the order of the menu.
func Tabs() []Tab {
	return []Tab{TabDashboard, TabSubscription, TabCloudPBX, TabAlarm, TabSystem}
}

// catalogue is read alone, so that checking many sets makes no copy of it for each.
var catalogue = []Feature{
	{Key: DashboardView, Tab: TabDashboard},
	{Key: SubscriptionView, Tab: TabSubscription},
	{Key: SubscriptionExport, Tab: TabSubscription, Needs: []Key{SubscriptionView}},
	{Key: SubscriptionChange, Tab: TabSubscription, Needs: []Key{SubscriptionView}, Staff: true},
	{
		Key: UsageView, Tab: TabSubscription, Heading: HeadingUsage,
		Needs: []Key{SubscriptionView},
	},
	{Key: UsageExport, Tab: TabSubscription, Heading: HeadingUsage, Needs: []Key{UsageView}},
	{Key: PBXView, Tab: TabCloudPBX, Heading: HeadingPBX},
	{Key: PBXAdd, Tab: TabCloudPBX, Heading: HeadingPBX, Needs: []Key{PBXView}},
	{Key: PBXEdit, Tab: TabCloudPBX, Heading: HeadingPBX, Needs: []Key{PBXView}},
	{Key: PBXResize, Tab: TabCloudPBX, Heading: HeadingPBX, Needs: []Key{PBXEdit}},
	{Key: PBXExpiry, Tab: TabCloudPBX, Heading: HeadingPBX, Needs: []Key{PBXEdit}},
	{Key: PBXStartStop, Tab: TabCloudPBX, Heading: HeadingPBX, Needs: []Key{PBXView}},
	{Key: PBXDelete, Tab: TabCloudPBX, Heading: HeadingPBX, Needs: []Key{PBXView}},
	{
		Key: PBXSendActivation, Tab: TabCloudPBX, Heading: HeadingPBX,
		Needs: []Key{PBXView, CustomerView},
	},
	{Key: PBXExport, Tab: TabCloudPBX, Heading: HeadingPBX, Needs: []Key{PBXView}},
	{
		Key: PBXRecording, Tab: TabCloudPBX, Heading: HeadingPBX, Needs: []Key{PBXView},
		Value: PBXRecordingOn,
	},
	{
		Key: PBXType, Tab: TabCloudPBX, Heading: HeadingPBX, Needs: []Key{PBXView},
		Value: PBXTypeTrial,
	},
	{
		Key: PBXRunAfterExpiry, Tab: TabCloudPBX, Heading: HeadingPBX, Needs: []Key{PBXView},
		Value: PBXRunAfterExpiryOn,
	},
	{Key: CustomerView, Tab: TabCloudPBX, Heading: HeadingCustomer},
	{Key: CustomerAdd, Tab: TabCloudPBX, Heading: HeadingCustomer, Needs: []Key{CustomerView}},
	{Key: CustomerEdit, Tab: TabCloudPBX, Heading: HeadingCustomer, Needs: []Key{CustomerView}},
	{Key: CustomerDelete, Tab: TabCloudPBX, Heading: HeadingCustomer, Needs: []Key{CustomerView}},
	{Key: CustomerExport, Tab: TabCloudPBX, Heading: HeadingCustomer, Needs: []Key{CustomerView}},
	{Key: HandoverView, Tab: TabCloudPBX, Heading: HeadingHandover, Needs: []Key{PBXView}},
	{Key: HandoverTick, Tab: TabCloudPBX, Heading: HeadingHandover, Needs: []Key{HandoverView}},
	{Key: HandoverExport, Tab: TabCloudPBX, Heading: HeadingHandover, Needs: []Key{HandoverView}},
	{Key: AlarmView, Tab: TabAlarm},
	{Key: AlarmSnooze, Tab: TabAlarm, Needs: []Key{AlarmView}},
	{Key: AlarmThresholds, Tab: TabAlarm, Needs: []Key{AlarmView}},
	{Key: UserView, Tab: TabSystem, Heading: HeadingUser},
	{Key: UserAdd, Tab: TabSystem, Heading: HeadingUser, Needs: []Key{UserView}},
	{Key: UserEdit, Tab: TabSystem, Heading: HeadingUser, Needs: []Key{UserView}},
	{Key: UserSuspend, Tab: TabSystem, Heading: HeadingUser, Needs: []Key{UserView}},
	{Key: UserDelete, Tab: TabSystem, Heading: HeadingUser, Needs: []Key{UserView}},
	{Key: UserExport, Tab: TabSystem, Heading: HeadingUser, Needs: []Key{UserView}},
	{Key: UserImport, Tab: TabSystem, Heading: HeadingUser, Needs: []Key{UserAdd}, Staff: true},
	{
		Key: UserSendActivation, Tab: TabSystem, Heading: HeadingUser, Needs: []Key{UserView},
		Staff: true,
	},
	{Key: LogsView, Tab: TabSystem, Heading: HeadingLogs},
	{Key: LogsExport, Tab: TabSystem, Heading: HeadingLogs, Needs: []Key{LogsView}},
	{Key: EmailSettings, Tab: TabSystem, Heading: HeadingEmail},
	{Key: EmailOutbox, Tab: TabSystem, Heading: HeadingEmail},
	{
		Key: UserExchange, Tab: TabSystem, Heading: HeadingExchange, Needs: []Key{UserView},
		Staff: true,
	},
}

// Catalogue returns every feature, tab by tab, in the order of the form.
func Catalogue() []Feature { return slices.Clone(catalogue) }

// places says where in the catalogue a feature is, by its key and by that of its value: an import
// looks for millions.
var places = placesOf(catalogue)

func placesOf(features []Feature) map[Key]int {
	at := make(map[Key]int, 2*len(features))
	for i, f := range features {
		at[f.Key] = i
		if f.Value != "" {
			at[f.Value] = i
		}
	}
	return at
}

// FeatureOf returns the feature of a key; that of a value is no feature.
func FeatureOf(key Key) (f Feature, known bool) {
	i, known := places[key]
	if !known || catalogue[i].Key != key {
		return Feature{}, false
	}
	return catalogue[i], true
}

// Known tells whether a key is that of a feature or of a value.
func Known(key Key) bool {
	_, known := places[key]
	return known
}

// featureOfValue is the feature that a value is held with, "" for what is no value.
func featureOfValue(key Key) Key {
	i, known := places[key]
	if !known || catalogue[i].Value != key {
		return ""
	}
	return catalogue[i].Key
}

// Offered returns what a reseller can be given, in the order of the form.
func Offered() []Feature {
	return slices.DeleteFunc(Catalogue(), func(f Feature) bool { return f.Staff })
}

// OfColleagues returns what a colleague can be given, in the order of the form: no values, for a
// colleague has no PBXs of its own.
func OfColleagues() []Feature {
	list := Catalogue()
	for i := range list {
		list[i].Value = ""
	}
	return list
}

// Group is the features of a tab that stand under one heading.
type Group struct {
	Tab      Tab
	Heading  Heading
	Features []Feature
}

// Groups puts features together by tab and heading, in the order of the form. A group without
// features is left out.
func Groups(features []Feature) []Group {
	var groups []Group
	for _, f := range features {
		last := len(groups) - 1
		if last < 0 || groups[last].Tab != f.Tab || groups[last].Heading != f.Heading {
			groups = append(groups, Group{Tab: f.Tab, Heading: f.Heading})
			last++
		}
		groups[last].Features = append(groups[last].Features, f)
	}
	return groups
}

// Count returns how many of the features are in a set; values are not counted.
func (s Set) Count(features []Feature) int {
	n := 0
	for _, f := range features {
		if s[f.Key] {
			n++
		}
	}
	return n
}
