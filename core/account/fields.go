package account

import (
	"encoding/json"
	"maps"
	"slices"

	"resellerdesk/core"
	"resellerdesk/core/capacity"
	"resellerdesk/core/permission"
)

// WrittenProfile is a profile as the log and programs outside keep it; the names never change.
type WrittenProfile struct {
	Company        string   `json:"company"`
	FirstName      string   `json:"first_name"`
	LastName       string   `json:"last_name"`
	Email          string   `json:"email"`
	Phone          string   `json:"phone"`
	Mobile         string   `json:"mobile"`
	Address        string   `json:"address"`
	Remark         string   `json:"remark"`
	Language       string   `json:"language"`
	Tags           string   `json:"tags"`
	ExternalNumber string   `json:"external_number"`
	ValidUntil     core.Day `json:"valid_until"`
}

// fieldsOf is the stored form of an account.
type fieldsOf struct {
	State State `json:"state"`
	WrittenProfile
	MinExtensions    int64            `json:"min_extensions"`
	PBXLimit         *int64           `json:"pbx_limit"`
	HighAvailability bool             `json:"high_availability"`
	WhiteLabel       bool             `json:"white_label"`
	Permissions      []permission.Key `json:"permissions"`
	Preset           string           `json:"preset"`
	Suspension       *Suspension      `json:"suspension"`
	Bin              *Bin             `json:"bin"`
	amountsOf
}

// amountsOf are the amounts of a package; what is not included is no field.
type amountsOf struct {
	Extensions           *int64 `json:"extensions,omitempty"`
	ConcurrentCalls      *int64 `json:"concurrent_calls,omitempty"`
	RecordingMinutes     *int64 `json:"recording_minutes,omitempty"`
	UltimateExtensions   *int64 `json:"ultimate_extensions,omitempty"`
	CustomDomains        *int64 `json:"custom_domains,omitempty"`
	RemoteConnections    *int64 `json:"remote_connections,omitempty"`
	TranscriptionMinutes *int64 `json:"transcription_minutes,omitempty"`
}

func newAmounts(a capacity.Amounts) amountsOf {
	of := func(r capacity.Resource) *int64 {
		if n, has := a[r]; has {
			return &n
		}
		return nil
	}
	return amountsOf{
		of(capacity.Extensions), of(capacity.ConcurrentCalls), of(capacity.RecordingMinutes),
		of(capacity.UltimateExtensions),
		of(capacity.CustomDomains), of(capacity.RemoteConnections),
		of(capacity.TranscriptionMinutes),
	}
}

// Fields returns what the account looks like now. The amounts of a package are among them to be
// read; they are the ledger's to change.
func (a Account) Fields() (core.Fields, error) { return core.FieldsOf(a.fields()) }

// FieldsIn returns those of Fields that have some names.
func (a Account) FieldsIn(names []string) (core.Fields, error) {
	return core.SomeFieldsOf(a.fields(), names)
}

// FieldsText is the stored form of Fields, made without them: an import needs it for each of its
// rows.
func (a Account) FieldsText() (string, error) {
	raw, err := json.Marshal(a.fields())
	return string(raw), err
}

func (a Account) fields() fieldsOf {
	p, pack := a.Profile, a.Package
	return fieldsOf{
		State: a.State, WrittenProfile: WrittenProfile(p),
		MinExtensions: pack.MinExtensions, PBXLimit: pack.PBXLimit,
		HighAvailability: pack.HighAvailability, WhiteLabel: pack.WhiteLabel,
		Permissions: append([]permission.Key{}, a.Permissions.Keys()...), Preset: a.Preset,
		Suspension: a.Suspension, Bin: a.Bin,
		amountsOf: newAmounts(pack.Amounts),
	}
}

// With returns the account with the named fields as they stand in f. Amounts are left to the
// ledger.
func (a Account) With(f core.Fields, names []string) (Account, error) {
	now, err := a.Fields()
	if err != nil {
		return a, err
	}
	for _, name := range names {
		now[name] = f[name]
	}
	var s fieldsOf
	if err := now.Into(&s); err != nil {
		return a, err
	}
	a.State, a.Suspension, a.Bin = s.State, s.Suspension, s.Bin
	a.Profile = Profile(s.WrittenProfile)
	a.Package.MinExtensions, a.Package.PBXLimit = s.MinExtensions, s.PBXLimit
	a.Package.HighAvailability, a.Package.WhiteLabel = s.HighAvailability, s.WhiteLabel
	a.Permissions, a.Preset = permission.NewSet(s.Permissions...), s.Preset
	return a, nil
}

// Fields returns what the draft says, as the fields of an account.
func (d Draft) Fields() (core.Fields, error) {
	return Account{
		Profile: d.Profile, Package: d.Package, Permissions: d.Permissions, Preset: d.Preset,
	}.Fields()
}

// DraftOf reads what Fields returned, with the amounts.
func DraftOf(f core.Fields) (Draft, error) {
	a, err := Account{}.With(f, slices.Collect(maps.Keys(f)))
	d := a.Draft()
	d.Package.Amounts = capacity.Amounts{}
	for _, r := range capacity.Resources() {
		raw, has := f[string(r)]
		if !has || err != nil {
			continue
		}
		var n int64
		err = json.Unmarshal(raw, &n)
		d.Package.Amounts[r] = n
	}
	return d, err
}

// IsAmount tells whether a field is an amount of the package, which the ledger keeps.
func IsAmount(field string) bool {
	return slices.Contains(capacity.Resources(), capacity.Resource(field))
}
