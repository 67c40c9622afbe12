package account

import (
	"encoding/json"
	"slices"
	"strconv"
	"time"

	"resellerdesk/core"
	"resellerdesk/core/capacity"
	"resellerdesk/core/permission"
)

// fieldsOf is the stored form of an account but its amounts.
type fieldsOf struct {
	State            State            `json:"state"`
	Company          string           `json:"company"`
	FirstName        string           `json:"first_name"`
	LastName         string           `json:"last_name"`
	Email            string           `json:"email"`
	Phone            string           `json:"phone"`
	Mobile           string           `json:"mobile"`
	Address          string           `json:"address"`
	Remark           string           `json:"remark"`
	Language         string           `json:"language"`
	Tags             string           `json:"tags"`
	ExternalNumber   string           `json:"external_number"`
	ValidUntil       *time.Time       `json:"valid_until"`
	MinExtensions    int64            `json:"min_extensions"`
	PBXLimit         *int64           `json:"pbx_limit"`
	HighAvailability bool             `json:"high_availability"`
	WhiteLabel       bool             `json:"white_label"`
	Permissions      []permission.Key `json:"permissions"`
	Preset           string           `json:"preset"`
	Suspension       *Suspension      `json:"suspension"`
	Bin              *Bin             `json:"bin"`
}

// Fields returns what the account looks like now. The amounts of a package are among them to be read; they are the
// ledger's to change.
func (a Account) Fields() (core.Fields, error) {
	p, pack := a.Profile, a.Package
	fields, err := core.FieldsOf(fieldsOf{
		State: a.State, Company: p.Company, FirstName: p.FirstName, LastName: p.LastName, Email: p.Email, Phone: p.Phone, Mobile: p.Mobile,
		Address: p.Address, Remark: p.Remark, Language: p.Language, Tags: p.Tags, ExternalNumber: p.ExternalNumber, ValidUntil: utc(p.ValidUntil),
		MinExtensions: pack.MinExtensions, PBXLimit: pack.PBXLimit, HighAvailability: pack.HighAvailability, WhiteLabel: pack.WhiteLabel,
		Permissions: append([]permission.Key{}, a.Permissions.Keys()...), Preset: a.Preset, Suspension: a.Suspension, Bin: a.Bin,
	})
	for r, n := range pack.Amounts {
		fields[string(r)] = json.RawMessage(strconv.FormatInt(n, 10))
	}
	return fields, err
}

// utc is the same moment in one form, whatever the time zone of the computer.
func utc(t *time.Time) *time.Time {
	if t == nil {
		return nil
	}
	u := t.UTC().Truncate(time.Millisecond)
	return &u
}

// With returns the account with the named fields as they stand in f. Amounts are left to the ledger.
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
	a.Profile = Profile{
		Company: s.Company, FirstName: s.FirstName, LastName: s.LastName, Email: s.Email, Phone: s.Phone, Mobile: s.Mobile, Address: s.Address,
		Remark: s.Remark, Language: s.Language, Tags: s.Tags, ExternalNumber: s.ExternalNumber, ValidUntil: s.ValidUntil,
	}
	a.Package.MinExtensions, a.Package.PBXLimit = s.MinExtensions, s.PBXLimit
	a.Package.HighAvailability, a.Package.WhiteLabel = s.HighAvailability, s.WhiteLabel
	a.Permissions, a.Preset = permission.NewSet(s.Permissions...), s.Preset
	return a, nil
}

// IsAmount tells whether a field is an amount of the package, which the ledger keeps.
func IsAmount(field string) bool {
	return slices.Contains(capacity.Resources(), capacity.Resource(field))
}
