package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/permission"
)

// presetData is the stored form of what a preset holds.
type presetData struct {
	Permissions []permission.Key  `json:"permissions,omitempty"`
	Package     *capacity.Package `json:"package,omitempty"`
}

func (q queries) Presets(ctx context.Context) ([]account.Preset, error) {
	var presets []account.Preset
	do := func(rows *sql.Rows) error {
		var p account.Preset
		var text string
		if err := rows.Scan(&p.Kind, &p.Name, &text); err != nil {
			return err
		}
		var data presetData
		if err := json.Unmarshal([]byte(text), &data); err != nil {
			return err
		}
		p.Permissions = permission.NewSet(data.Permissions...)
		if data.Package != nil {
			p.Package = *data.Package
		}
		presets = append(presets, p)
		return nil
	}
	err := q.each(ctx, `SELECT kind, name, data FROM preset ORDER BY kind, name_key`, nil, do)
	return presets, err
}

func (c storeTx) SavePreset(p account.Preset) error {
	data := presetData{Permissions: p.Permissions.Keys()}
	if p.Kind == account.PackagePreset {
		data = presetData{Package: &p.Package}
	}
	text, err := json.Marshal(data)
	if err != nil {
		return err
	}
	return c.exec(`INSERT INTO preset (kind, name_key, name, data) VALUES ($1, $2, $3, $4)
		ON CONFLICT (kind, name_key) DO UPDATE SET name = excluded.name, data = excluded.data`,
		p.Kind, account.SearchKey(p.Name), p.Name, string(text))
}

func (c storeTx) RenamePreset(kind account.PresetKind, from, to string) error {
	// Whoever edits one of them meanwhile would put the old name back, so the version grows.
	if kind == account.PermissionPreset {
		err := c.exec(`UPDATE account SET preset = $1, version = version + 1
			WHERE preset = (SELECT name FROM preset WHERE kind = $2 AND name_key = $3)`, to, kind, account.SearchKey(from))
		if err != nil {
			return err
		}
	}
	return c.execOne(`UPDATE preset SET name = $1, name_key = $2 WHERE kind = $3 AND name_key = $4`,
		to, account.SearchKey(to), kind, account.SearchKey(from))
}

func (c storeTx) DeletePreset(kind account.PresetKind, name string) error {
	err := c.execOne(
		`DELETE FROM preset WHERE kind = $1 AND name_key = $2`, kind, account.SearchKey(name),
	)
	if core.CodeOf(err) == core.Conflict {
		return &core.Error{Code: core.NotFound, Key: "preset.gone", Args: core.Args{"Name": name}}
	}
	return err
}
