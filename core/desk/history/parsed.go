package history

import (
	"encoding/json"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/pbx"
)

// parsed reads logged fields. Entries of earlier versions hold days as moments: they are days in
// it, so that they can be compared with the fields of what is there now.
func parsed(text string) (core.Fields, error) {
	fields, err := core.ParseFields(text)
	for _, day := range []string{account.FieldValidUntil, pbx.FieldExpiry, "expires_at"} {
		if err == nil {
			err = rewritten[core.Day](fields, day)
		}
	}
	if err == nil {
		err = rewritten[*account.Suspension](fields, "suspension")
	}
	return fields, err
}

// rewritten writes a field as this version does.
func rewritten[T any](fields core.Fields, name string) error {
	raw, has := fields[name]
	if !has {
		return nil
	}
	var value T
	if err := json.Unmarshal(raw, &value); err != nil {
		return err
	}
	raw, err := json.Marshal(value)
	fields[name] = raw
	return err
}
