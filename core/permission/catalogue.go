// Package permission holds the catalogue of features that an account can be given, and the rules between them
// (docs/domain.md §4).
package permission

import "slices"

// Tab is a group of features, named after a page of the menu.
type Tab string

// Key names a feature.
type Key string

// The tabs, in the order of the menu.
const (
	TabDashboard    Tab = "dashboard"
	TabSubscription Tab = "subscription"
	TabPBX          Tab = "pbx"
	TabCustomer     Tab = "customer"
	TabAlarm        Tab = "alarm"
	TabUser         Tab = "user"
	TabLogs         Tab = "logs"
	TabEmail        Tab = "email"
)

// The features.
const (
	DashboardView      Key = "dashboard.view"
	SubscriptionView   Key = "subscription.view"
	SubscriptionExport Key = "subscription.export"
	SubscriptionChange Key = "subscription.change"
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

// The values. One is held with its feature, and changes what the new PBXs of a reseller start with, whoever makes them.
const (
	PBXRecordingOn      Key = "pbx.recording.on"
	PBXTypeTrial        Key = "pbx.type.trial"
	PBXRunAfterExpiryOn Key = "pbx.run_after_expiry.on"
)

// Feature is one checkbox: something that an account may see or do.
type Feature struct {
	Key   Key
	Tab   Tab
	Needs []Key // What must be held as well, directly.
	Staff bool  // Only for the distributor's own staff; never offered to a reseller.
	Value Key   // What can be chosen along with it for a reseller; "" for nothing.
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
	return []Tab{TabDashboard, TabSubscription, TabPBX, TabCustomer, TabAlarm, TabUser, TabLogs, TabEmail}
}

// catalogue is read alone, so that checking many sets makes no copy of it for each.
var catalogue = []Feature{
	{Key: DashboardView, Tab: TabDashboard},
	{Key: SubscriptionView, Tab: TabSubscription},
	{Key: SubscriptionExport, Tab: TabSubscription, Needs: []Key{SubscriptionView}},
	{Key: SubscriptionChange, Tab: TabSubscription, Needs: []Key{SubscriptionView}, Staff: true},
	{Key: PBXView, Tab: TabPBX},
	{Key: PBXAdd, Tab: TabPBX, Needs: []Key{PBXView}},
	{Key: PBXEdit, Tab: TabPBX, Needs: []Key{PBXView}},
	{Key: PBXResize, Tab: TabPBX, Needs: []Key{PBXEdit}},
	{Key: PBXRecording, Tab: TabPBX, Needs: []Key{PBXView}, Value: PBXRecordingOn},
	{Key: PBXExpiry, Tab: TabPBX, Needs: []Key{PBXEdit}},
	{Key: PBXType, Tab: TabPBX, Needs: []Key{PBXView}, Value: PBXTypeTrial},
	{Key: PBXRunAfterExpiry, Tab: TabPBX, Needs: []Key{PBXView}, Value: PBXRunAfterExpiryOn},
	{Key: PBXStartStop, Tab: TabPBX, Needs: []Key{PBXView}},
	{Key: PBXDelete, Tab: TabPBX, Needs: []Key{PBXView}},
	{Key: PBXSendActivation, Tab: TabPBX, Needs: []Key{PBXView, CustomerView}},
	{Key: PBXExport, Tab: TabPBX, Needs: []Key{PBXView}},
	{Key: CustomerView, Tab: TabCustomer},
	{Key: CustomerAdd, Tab: TabCustomer, Needs: []Key{CustomerView}},
	{Key: CustomerEdit, Tab: TabCustomer, Needs: []Key{CustomerView}},
	{Key: CustomerDelete, Tab: TabCustomer, Needs: []Key{CustomerView}},
	{Key: CustomerExport, Tab: TabCustomer, Needs: []Key{CustomerView}},
	{Key: AlarmView, Tab: TabAlarm},
	{Key: AlarmSnooze, Tab: TabAlarm, Needs: []Key{AlarmView}},
	{Key: AlarmThresholds, Tab: TabAlarm, Needs: []Key{AlarmView}},
	{Key: UserView, Tab: TabUser},
	{Key: UserAdd, Tab: TabUser, Needs: []Key{UserView}},
	{Key: UserEdit, Tab: TabUser, Needs: []Key{UserView}},
	{Key: UserSuspend, Tab: TabUser, Needs: []Key{UserView}},
	{Key: UserDelete, Tab: TabUser, Needs: []Key{UserView}},
	{Key: UserExport, Tab: TabUser, Needs: []Key{UserView}},
	{Key: UserImport, Tab: TabUser, Needs: []Key{UserAdd}, Staff: true},
	{Key: UserSendActivation, Tab: TabUser, Needs: []Key{UserView}, Staff: true},
	{Key: UserExchange, Tab: TabUser, Needs: []Key{UserView}, Staff: true},
	{Key: LogsView, Tab: TabLogs},
	{Key: LogsExport, Tab: TabLogs, Needs: []Key{LogsView}},
	{Key: EmailSettings, Tab: TabEmail},
	{Key: EmailOutbox, Tab: TabEmail},
}

// Catalogue returns every feature, tab by tab, in the order of the form.
func Catalogue() []Feature { return slices.Clone(catalogue) }

// FeatureOf returns the feature of a key; that of a value is no feature.
func FeatureOf(key Key) (f Feature, known bool) {
	i := slices.IndexFunc(catalogue, func(f Feature) bool { return f.Key == key })
	if i < 0 {
		return Feature{}, false
	}
	return catalogue[i], true
}

// Known tells whether a key is that of a feature or of a value.
func Known(key Key) bool {
	_, feature := FeatureOf(key)
	return feature || featureOfValue(key) != ""
}

// featureOfValue is the feature that a value is held with, "" for what is no value.
func featureOfValue(key Key) Key {
	i := slices.IndexFunc(catalogue, func(f Feature) bool { return f.Value != "" && f.Value == key })
	if i < 0 {
		return ""
	}
	return catalogue[i].Key
}

// Offered returns what a reseller can be given, in the order of the form.
func Offered() []Feature {
	return slices.DeleteFunc(Catalogue(), func(f Feature) bool { return f.Staff })
}

// OfColleagues returns what a colleague can be given, in the order of the form: no values, for a colleague has no PBXs of its own.
func OfColleagues() []Feature {
	list := Catalogue()
	for i := range list {
		list[i].Value = ""
	}
	return list
}

// Of returns the features of a tab that a reseller can be given, in the order of the form.
func Of(tab Tab) []Feature {
	var features []Feature
	for _, f := range Offered() {
		if f.Tab == tab {
			features = append(features, f)
		}
	}
	return features
}
