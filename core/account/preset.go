package account

import (
	"slices"
	"strings"

	"resellerdesk/core"
	"resellerdesk/core/capacity"
	"resellerdesk/core/permission"
)

// PresetKind is what a preset holds.
type PresetKind string

// The kinds of preset.
const (
	PermissionPreset PresetKind = "permission"
	PackagePreset    PresetKind = "package"
)

// Preset is a named set of permissions, or a named package, that resellers are given. Its name is
// unique within its kind, whatever its case.
type Preset struct {
	Kind        PresetKind
	Name        string
	Permissions permission.Set // Of a permission preset.
	// Of a package preset; what an amount is missing of, the preset leaves as it is.
	Package capacity.Package
}

// ReadyPresets are the presets that every workspace has without anybody having made them. Their
// Name is their id, which people never read; see IsReadyPreset.
func ReadyPresets() []Preset {
	list := permission.Ready()
	presets := make([]Preset, len(list))
	for i, r := range list {
		presets[i] = Preset{Kind: PermissionPreset, Name: r.ID, Permissions: r.Permissions}
	}
	return presets
}

// IsReadyPreset tells whether a name is the id of a ready preset.
func IsReadyPreset(kind PresetKind, name string) bool {
	return kind == PermissionPreset && slices.ContainsFunc(permission.Ready(),
		func(r permission.ReadyPreset) bool { return r.ID == name })
}

// FieldPreset is the field that problems with the name of a preset belong to.
const FieldPreset = "preset"

// Validate returns what is wrong with the preset when granter gives it. Whether a package can be
// had is left to applying it: what is free by then is not known.
func (p Preset) Validate(granter permission.Set) core.Problems {
	var problems core.Problems
	CheckPresetName(&problems, p.Name)
	if p.Kind == PermissionPreset {
		return append(problems, p.Permissions.Validate(granter, nil)...)
	}
	return append(problems, p.Package.ValidatePart()...)
}

// CheckPresetName adds a problem when a preset cannot have a name.
func CheckPresetName(problems *core.Problems, name string) {
	CheckText(problems, FieldPreset, name, true, maxLine, false)
}

// Trim returns the preset without spaces around its name.
func (p Preset) Trim() Preset {
	p.Name = strings.TrimSpace(p.Name)
	return p
}

// Apply returns the draft with what the preset holds.
func (p Preset) Apply(d Draft) Draft {
	if p.Kind == PermissionPreset {
		d.Permissions, d.Preset = p.Permissions.Clone(), p.Name
		return d
	}
	amounts := d.Package.Amounts.Clone()
	for r, n := range p.Package.Amounts {
		amounts[r] = n
	}
	d.Package = p.Package
	d.Package.Amounts = amounts
	return d
}

// Differs tells whether a draft that was given a permission preset holds other permissions by now.
func (p Preset) Differs(d Draft) bool {
	held, given := d.Permissions.Keys(), p.Permissions.Keys()
	if len(held) != len(given) {
		return true
	}
	for i := range held {
		if held[i] != given[i] {
			return true
		}
	}
	return false
}
