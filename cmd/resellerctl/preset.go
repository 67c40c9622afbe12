package main

import (
	"errors"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
	"resellerdesk/core/permission"
)

// preset is a named set of permissions or a named package as JSON.
type preset struct {
	Kind        account.PresetKind `json:"kind"`
	Name        string             `json:"name"`
	Ready       bool               `json:"ready"`       // It is there without having been made.
	Permissions []permission.Key   `json:"permissions"` // nil for a package.
	// nil for permissions. An amount that is missing stays as it is when applied.
	Package *packageOf `json:"package"`
}

func presetOf(p account.Preset) preset {
	of := preset{Kind: p.Kind, Name: p.Name, Ready: account.IsReadyPreset(p.Kind, p.Name)}
	if p.Kind == account.PermissionPreset {
		of.Permissions = append([]permission.Key{}, p.Permissions.Keys()...)
		return of
	}
	pack := packageFrom(p.Package)
	of.Package = &pack
	return of
}

// title is the name of a preset with its kind.
func (of preset) title(p *page) string {
	return p.t("preset.kind_"+string(of.Kind), core.Args{"Name": of.named(p)})
}

// named is what people call the preset; a ready one has its id behind that.
func (of preset) named(p *page) string {
	if !of.Ready {
		return of.Name
	}
	return p.t("preset.ready."+of.Name) + " (" + of.Name + ")"
}

func kinds() []account.PresetKind {
	return []account.PresetKind{account.PermissionPreset, account.PackagePreset}
}

// presetsAnswer is the list of presets.
type presetsAnswer struct {
	Presets []preset `json:"presets"`
}

func (a presetsAnswer) text(p *page) {
	for _, one := range a.Presets {
		p.line(one.title(p))
	}
}

func presetList(flags) action {
	return withDesk(func(c *call) (answer, error) {
		list, err := c.desk.Presets(c.ctx)
		a := presetsAnswer{make([]preset, len(list))}
		for i, one := range list {
			a.Presets[i] = presetOf(one)
		}
		return whole(a, err)
	})
}

// presetAnswer is a preset, and what was done with it.
type presetAnswer struct {
	preset
	said string // Key of the sentence, "" when it is only shown.
}

func (a presetAnswer) text(p *page) {
	if a.said != "" {
		p.line(p.t(a.said, core.Args{"Name": a.Name}))
		return
	}
	p.line(a.title(p))
	p.blank()
	if a.Package != nil {
		p.table(nil, packageRows(p, *a.Package))
		return
	}
	p.permissions(a.Permissions)
}

// preset returns the preset with a name, whatever its case. kind is only needed when there is one
// of each.
func (c *call) preset(name, kind string) (account.Preset, error) {
	if kind != "" {
		if err := oneOf("--kind", kind, kinds()); err != nil {
			return account.Preset{}, err
		}
	}
	list, err := c.desk.Presets(c.ctx)
	if err != nil {
		return account.Preset{}, err
	}
	var found []account.Preset
	for _, p := range list {
		if c.desk.IsPresetNamed(p, name) && (kind == "" || kind == string(p.Kind)) {
			found = append(found, p)
		}
	}
	switch len(found) {
	case 0:
		return account.Preset{}, &core.Error{
			Code: core.NotFound, Key: "ctl.no_preset", Args: core.Args{"Name": name},
		}
	case 1:
		return found[0], nil
	}
	return account.Preset{}, core.Problems{{
		Code: core.Invalid, Field: "kind", Key: "ctl.preset_kind", Args: core.Args{"Name": name},
	}}
}

func presetShow(f flags) action {
	kind := f.text("kind")
	return withDesk(func(c *call) (answer, error) {
		p, err := c.preset(c.args[0], *kind)
		return whole(presetAnswer{preset: presetOf(p)}, err)
	})
}

// presetSave keeps what the flags name, on top of what a reseller has if one is named, under a
// name.
func presetSave(f flags) action {
	kind, like := f.text("kind"), f.text("from-reseller")
	g := newGrants(f)
	others := map[account.PresetKind][]string{
		account.PermissionPreset: packageFlags(f),
		account.PackagePreset:    {"permission", "no-permission"},
	}
	return withDesk(func(c *call) (answer, error) {
		if err := oneOf("--kind", *kind, kinds()); err != nil {
			return nil, err
		}
		p := account.Preset{Kind: account.PresetKind(*kind), Name: c.args[0]}
		if err := c.refuse(others[p.Kind], p.Kind); err != nil {
			return nil, err
		}
		draft, err := c.model(*like)
		if err != nil {
			return nil, err
		}
		var problems core.Problems
		if p.Kind == account.PermissionPreset {
			g.apply(draft.Permissions, permission.Offered(), &problems)
			p.Permissions = draft.Permissions
		} else {
			c.setPackage(&draft.Package, &problems)
			p.Package = draft.Package
		}
		if err := problems.Err(); err != nil {
			return nil, err
		}
		p = p.Trim()
		return whole(presetAnswer{presetOf(p), "ctl.preset_saved"}, c.desk.SavePreset(c.ctx, p))
	})
}

// refuse refuses flags that the kind of preset has no use for: they would be passed over otherwise.
func (c *call) refuse(flags []string, kind account.PresetKind) error {
	for _, name := range flags {
		if c.flags.Lookup(name).Changed {
			return usageError{errors.New(c.words.T(
				"ctl.unfit", core.Args{"Flag": "--" + name, "Kind": string(kind)},
			))}
		}
	}
	return nil
}

// model is what a new preset starts with: what a reseller has, or nothing.
func (c *call) model(reseller string) (account.Draft, error) {
	if reseller == "" {
		return account.Draft{
			Permissions: permission.Set{},
			Package:     capacity.Package{Amounts: capacity.Amounts{}, MinExtensions: 1},
		}, nil
	}
	id, err := c.find(reseller)
	if err != nil {
		return account.Draft{}, err
	}
	form, err := c.desk.Reseller(c.ctx, id)
	return form.Draft, err
}

func presetRename(f flags) action {
	kind := f.text("kind")
	return withDesk(func(c *call) (answer, error) {
		p, err := c.preset(c.args[0], *kind)
		if err != nil {
			return nil, err
		}
		if err := c.desk.RenamePreset(c.ctx, p.Kind, p.Name, c.args[1]); err != nil {
			return nil, err
		}
		p.Name = c.args[1]
		return presetAnswer{presetOf(p.Trim()), "ctl.preset_renamed"}, nil
	})
}

func presetDelete(f flags) action {
	kind := f.text("kind")
	return withDesk(func(c *call) (answer, error) {
		p, err := c.preset(c.args[0], *kind)
		if err != nil {
			return nil, err
		}
		return whole(presetAnswer{presetOf(p), "ctl.preset_deleted"}, c.desk.DeletePreset(c.ctx, p))
	})
}

// presetEffect is what applying a preset does to a reseller.
type presetEffect struct {
	Reseller string           `json:"reseller_id"`
	Company  string           `json:"company"`
	Changes  bool             `json:"changes"`
	Given    []permission.Key `json:"given"`
	Taken    []permission.Key `json:"taken"`
	Moved    capacity.Amounts `json:"moved"` // Into the package (above zero) or out of it.
	Rules    bool             `json:"rules"` // Minimum, limit or switches of the package change.
	Errors   []problem        `json:"errors"`
}

// appliedAnswer is what applying a preset does to resellers.
type appliedAnswer struct {
	OperationID string         `json:"operation_id,omitempty"`
	Repeated    bool           `json:"repeated"`
	DryRun      bool           `json:"dry_run"`
	Effects     []presetEffect `json:"effects"`
	effects     []desk.PresetEffect
}

func (a appliedAnswer) text(p *page) {
	rows := make([][]cell, len(a.Effects))
	changed := 0
	for i, e := range a.Effects {
		what := a.effects[i].Text(p.words)
		if len(e.Errors) > 0 {
			what = p.reasons(e.Errors)
		}
		if e.Changes {
			changed++
		}
		rows[i] = []cell{word(e.Company), word(what)}
	}
	p.table([]string{p.t("field.company"), p.t("preset.what")}, rows)
	p.blank()
	switch {
	case a.Repeated:
		p.line(p.t("ctl.repeated"))
	case a.DryRun:
		p.line(p.t("preset.changes", core.Args{"Count": changed}))
	default:
		p.line(p.t(
			"toast.preset", core.Args{"Count": len(a.Effects), "Company": a.Effects[0].Company},
		))
	}
}

func presetApply(f flags) action {
	kind, dry, operation := f.text("kind"), f.onOff("dry-run"), f.text("operation-id")
	return withDesk(func(c *call) (answer, error) {
		p, err := c.preset(c.args[0], *kind)
		if err != nil {
			return nil, err
		}
		ids, err := c.findAll(c.args[1:])
		if err != nil {
			return nil, err
		}
		id, before, err := c.operation(*operation, did(capacity.ResellerChanged, ""))
		if err != nil {
			return nil, err
		}
		effects, err := c.desk.PreviewPreset(c.ctx, ids, p)
		if err != nil {
			return nil, err
		}
		a := appliedAnswer{DryRun: *dry, Effects: c.effects(effects), effects: effects}
		if *dry {
			return a, desk.PresetRefusals(effects)
		}
		a.OperationID, a.Repeated = id, before != nil
		if err := c.secureEach(before, ids); err != nil {
			return nil, err
		}
		return whole(a, c.desk.ApplyPreset(c.ctx, id, ids, p))
	})
}

func (c *call) effects(list []desk.PresetEffect) []presetEffect {
	effects := make([]presetEffect, len(list))
	for i, e := range list {
		effects[i] = presetEffect{
			Reseller: e.ID, Company: e.Company, Changes: e.Changes(),
			Given: append([]permission.Key{}, e.Given...),
			Taken: append([]permission.Key{}, e.Taken...), Moved: e.Moved, Rules: e.Rules,
			Errors: []problem{},
		}
		if e.Err != nil {
			effects[i].Errors = c.problems(e.Err)
		}
	}
	return effects
}
