package permission

import "strings"

// ReadyPreset is a set of permissions that every workspace has without anybody having made it. Its
// name is the sentence "preset.ready." with its id in the language of who reads it.
type ReadyPreset struct {
	ID          string
	Permissions Set
}

// The ids of the ready presets, which accounts store as the preset that they were given.
const (
	ReadySells      = "sells-and-manages"
	ReadyLooksAfter = "looks-after"
	ReadyOnlyLooks  = "only-looks"
	ReadyEverything = "everything"
)

// Ready returns the ready presets; the first one is what a new reseller starts with.
func Ready() []ReadyPreset {
	everything := All().ForReseller()
	sells, looks := everything.Clone(), Set{}
	for key := range everything {
		switch {
		case strings.HasSuffix(string(key), ".delete"):
			sells.Take(key)
		case strings.HasSuffix(string(key), ".view"):
			looks[key] = true
		}
	}
	after := looks.Clone()
	for _, key := range []Key{
		SubscriptionExport, UsageExport, PBXEdit, PBXStartStop, PBXSendActivation, PBXExport,
		CustomerAdd, CustomerEdit, CustomerExport, HandoverTick, HandoverExport,
		AlarmSnooze, EmailOutbox, EmailSettings,
	} {
		after.Give(key)
	}
	return []ReadyPreset{
		{ReadySells, sells},
		{ReadyLooksAfter, after},
		{ReadyOnlyLooks, looks},
		{ReadyEverything, everything},
	}
}
