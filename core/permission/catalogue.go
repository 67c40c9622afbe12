// Package permission holds the catalogue of features that an account can be given, and the rules between them
// (docs/domain.md §4).
package permission

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
	PBXView            Key = "pbx.view"
	PBXAdd             Key = "pbx.add"
	PBXEdit            Key = "pbx.edit"
	PBXResize          Key = "pbx.resize"
	PBXStartStop       Key = "pbx.start_stop"
	PBXExpiry          Key = "pbx.expiry"
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
	UserDelete         Key = "user.delete"
	UserSendActivation Key = "user.send_activation"
	LogsView           Key = "logs.view"
	LogsExport         Key = "logs.export"
	EmailSettings      Key = "email.settings"
	EmailOutbox        Key = "email.outbox"
)

// Feature is one checkbox: something that an account may see or do.
type Feature struct {
	Key   Key
	Tab   Tab
	Needs []Key // What must be held as well, directly.
}

// Tabs are the tabs in the order of the menu.
func Tabs() []Tab {
	return []Tab{TabDashboard, TabSubscription, TabPBX, TabCustomer, TabAlarm, TabUser, TabLogs, TabEmail}
}

// Catalogue returns every feature, tab by tab, in the order of the form.
func Catalogue() []Feature {
	return []Feature{
		{DashboardView, TabDashboard, nil},
		{SubscriptionView, TabSubscription, nil},
		{SubscriptionExport, TabSubscription, []Key{SubscriptionView}},
		{PBXView, TabPBX, nil},
		{PBXAdd, TabPBX, []Key{PBXView}},
		{PBXEdit, TabPBX, []Key{PBXView}},
		{PBXResize, TabPBX, []Key{PBXEdit}},
		{PBXStartStop, TabPBX, []Key{PBXView}},
		{PBXExpiry, TabPBX, []Key{PBXEdit}},
		{PBXRunAfterExpiry, TabPBX, []Key{PBXExpiry}},
		{PBXDelete, TabPBX, []Key{PBXView}},
		{PBXSendActivation, TabPBX, []Key{PBXView, CustomerView}},
		{PBXExport, TabPBX, []Key{PBXView}},
		{CustomerView, TabCustomer, nil},
		{CustomerAdd, TabCustomer, []Key{CustomerView}},
		{CustomerEdit, TabCustomer, []Key{CustomerView}},
		{CustomerDelete, TabCustomer, []Key{CustomerView}},
		{CustomerExport, TabCustomer, []Key{CustomerView}},
		{AlarmView, TabAlarm, nil},
		{AlarmSnooze, TabAlarm, []Key{AlarmView}},
		{AlarmThresholds, TabAlarm, []Key{AlarmView}},
		{UserView, TabUser, nil},
		{UserAdd, TabUser, []Key{UserView}},
		{UserEdit, TabUser, []Key{UserView}},
		{UserDelete, TabUser, []Key{UserView}},
		{UserSendActivation, TabUser, []Key{UserView}},
		{LogsView, TabLogs, nil},
		{LogsExport, TabLogs, []Key{LogsView}},
		{EmailSettings, TabEmail, nil},
		{EmailOutbox, TabEmail, nil},
	}
}

// Of returns the features of a tab in the order of the form.
func Of(tab Tab) []Feature {
	var features []Feature
	for _, f := range Catalogue() {
		if f.Tab == tab {
			features = append(features, f)
		}
	}
	return features
}
