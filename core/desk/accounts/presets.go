package accounts

import (
	"context"
	"slices"
	"strings"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk/internal/action"
	"resellerdesk/core/i18n"
	"resellerdesk/core/permission"
	"resellerdesk/core/store"
	"resellerdesk/core/wording"
)

// Presets returns the ready presets, and then the ones that people saved, by name.
func (d *Desk) Presets(ctx context.Context) ([]account.Preset, error) {
	if _, err := d.k.Authorize(permission.UserView); err != nil {
		return nil, err
	}
	return presets(ctx, d.k)
}

func presets(ctx context.Context, k *action.Kernel) ([]account.Preset, error) {
	saved, err := k.Store.Presets(ctx)
	return append(account.ReadyPresets(), saved...), err
}

// PresetName returns what people call a preset: a ready one has a name in each language.
func PresetName(words *i18n.Printer, kind account.PresetKind, name string) string {
	if account.IsReadyPreset(kind, name) {
		return words.T("preset.ready." + name)
	}
	return name
}

// presetKeys are the search keys of the names of a preset. A ready one has its id and its name in
// every language.
func presetKeys(k *action.Kernel, p account.Preset) []string {
	keys := []string{account.SearchKey(p.Name)}
	if account.IsReadyPreset(p.Kind, p.Name) {
		for _, language := range i18n.Languages {
			name := PresetName(k.Printer(language), p.Kind, p.Name)
			keys = append(keys, account.SearchKey(name))
		}
	}
	return keys
}

// IsPresetNamed tells whether a preset has a name, whatever its case.
func (d *Desk) IsPresetNamed(p account.Preset, name string) bool {
	return slices.Contains(presetKeys(d.k, p), account.SearchKey(strings.TrimSpace(name)))
}

// PresetsByName are the presets of a kind by the search key of each of their names.
func PresetsByName(
	ctx context.Context, k *action.Kernel, kind account.PresetKind,
) (map[string]account.Preset, error) {
	presets, err := presets(ctx, k)
	if err != nil {
		return nil, err
	}
	byName := map[string]account.Preset{}
	for _, p := range presets {
		if p.Kind != kind {
			continue
		}
		for _, key := range presetKeys(k, p) {
			byName[key] = p
		}
	}
	return byName, nil
}

// requireOwnName refuses a name that belongs to a ready preset.
func (d *Desk) requireOwnName(kind account.PresetKind, name string) error {
	for _, p := range account.ReadyPresets() {
		if p.Kind == kind && d.IsPresetNamed(p, name) {
			return core.Problems{{
				Code: core.Conflict, Field: account.FieldPreset, Key: "preset.ready",
				Args: core.Args{"Name": core.Key("preset.ready." + p.Name)},
			}}
		}
	}
	return nil
}

// SavePreset keeps a preset under its name, in place of the one with this name if there is one.
// Resellers that were given it keep what they have.
func (d *Desk) SavePreset(_ context.Context, p account.Preset) error {
	p = p.Trim()
	do := func(s *action.Session, tx store.Tx) error {
		if err := d.requireOwnName(p.Kind, p.Name); err != nil {
			return err
		}
		if err := p.Validate(s.Account.Holds().ForReseller()).Err(); err != nil {
			return err
		}
		return tx.SavePreset(p)
	}
	return d.changePreset(store.LogEntry{Operation: "preset.saved", Name: p.Name}, do)
}

// RenamePreset gives a preset another name; resellers that carry its name follow. It fails with
// Conflict when it is not there, or when another one has the new name.
func (d *Desk) RenamePreset(ctx context.Context, kind account.PresetKind, from, to string) error {
	to = strings.TrimSpace(to)
	entry := store.LogEntry{
		Operation: "preset.renamed", Name: from,
		Before: action.AsJSON(map[string]string{account.FieldPreset: from}),
		After:  action.AsJSON(map[string]string{account.FieldPreset: to}),
	}
	err := d.changePreset(entry, func(_ *action.Session, tx store.Tx) error {
		var problems core.Problems
		account.CheckPresetName(&problems, to)
		if err := problems.Err(); err != nil {
			return err
		}
		for _, name := range []string{from, to} {
			if err := d.requireOwnName(kind, name); err != nil {
				return err
			}
		}
		presets, err := tx.Presets(ctx)
		if err != nil {
			return err
		}
		taken := func(p account.Preset) bool {
			return p.Kind == kind && account.SearchKey(p.Name) == account.SearchKey(to)
		}
		if account.SearchKey(from) != account.SearchKey(to) && slices.ContainsFunc(presets, taken) {
			return &core.Error{
				Code: core.Conflict, Field: account.FieldPreset, Key: "preset.in_use",
				Args: core.Args{"Name": to},
			}
		}
		return tx.RenamePreset(kind, from, to)
	})
	if err != nil {
		return err
	}
	d.k.Publish(action.ResellersChanged)
	return nil
}

// DeletePreset forgets a preset. Resellers that were given it keep what they have.
func (d *Desk) DeletePreset(_ context.Context, p account.Preset) error {
	entry := store.LogEntry{Operation: "preset.deleted", Name: p.Name}
	return d.changePreset(entry, func(_ *action.Session, tx store.Tx) error {
		if err := d.requireOwnName(p.Kind, p.Name); err != nil {
			return err
		}
		return tx.DeletePreset(p.Kind, p.Name)
	})
}

func (d *Desk) changePreset(
	entry store.LogEntry, do func(s *action.Session, tx store.Tx) error,
) error {
	entry.Module = store.ModuleUser
	write := func(s *action.Session, tx store.Tx) error {
		if err := do(s, tx); err != nil {
			return err
		}
		return d.k.LogDone(tx, s, entry)
	}
	return d.k.PerformWrite(d.k.Holding(permission.UserEdit), &entry, write)
}

// PresetEffect is what applying a preset would do to one reseller.
type PresetEffect struct {
	ID      string
	Company string
	Given   []permission.Key // Features and values that it gets.
	Taken   []permission.Key // Features and values that it loses.
	Moved   capacity.Amounts // What its package gets (above zero) or gives back.
	Rules   bool             // Minimum, limit or switches of its package change.
	Err     error            // Why it cannot be applied, nil when it can.
}

// Changes tells whether the preset would change anything.
func (e PresetEffect) Changes() bool {
	return len(e.Given)+len(e.Taken)+len(e.Moved) > 0 || e.Rules
}

// Text says in one line what the preset would do: "+ Delete PBXs   − Add PBXs   +50 Extensions".
func (e PresetEffect) Text(p *i18n.Printer) string {
	var parts []string
	add := func(sign string, features []permission.Key) {
		for _, k := range features {
			parts = append(parts, sign+p.T("feature."+string(k)))
		}
	}
	add("+ ", e.Given)
	add("− ", e.Taken)
	for _, r := range capacity.Resources() {
		if n, moved := e.Moved[r]; moved {
			parts = append(parts, p.Signed(n)+" "+p.T("field."+string(r)))
		}
	}
	if e.Rules {
		parts = append(parts, p.T("preset.rules"))
	}
	if len(parts) == 0 {
		return p.T("preset.nothing")
	}
	return strings.Join(parts, "   ")
}

// PresetRefusals are the reasons why a preset cannot be applied to resellers, nil when it can.
func PresetRefusals(effects []PresetEffect) error {
	var refusals action.Refusals
	for _, e := range effects {
		if e.Err != nil {
			refusals = append(refusals, action.Refusal{ID: e.ID, Company: e.Company, Err: e.Err})
		}
	}
	if len(refusals) == 0 {
		return nil
	}
	return refusals
}

// PreviewPreset returns what applying a preset would do to each of the resellers, in their order.
// What is free, and what comes back from some, is used up from one to the next.
func (d *Desk) PreviewPreset(
	ctx context.Context, ids []string, p account.Preset,
) ([]PresetEffect, error) {
	s, err := d.k.Authorize(permission.UserEdit)
	if err != nil {
		return nil, err
	}
	m := &action.Steps{Ctx: ctx, Rows: len(ids), Total: len(ids)}
	_, effects, err := d.planPreset(ctx, d.k.Store, s, ids, p, m.Step)
	return effects, err
}

// presetChange is what a preset makes of a reseller.
func presetChange(
	before account.Account, p account.Preset,
) (draft account.Draft, c action.AccountChange, e PresetEffect) {
	draft = p.Apply(before.Draft())
	after := before
	after.Package, after.Permissions = draft.Package, draft.Permissions
	after.Preset = draft.Preset
	return draft, action.Changed(before, after), effectOf(before, after)
}

// presetFits tells why a reseller cannot have what a preset makes of it.
func presetFits(before account.Account, draft account.Draft, limits account.Limits) error {
	if before.State == account.InBin || before.State == account.Closed {
		return &core.Error{
			Code: core.Conflict, Key: "reseller.gone", Args: core.Args{"ID": before.ID},
		}
	}
	return draft.Validate(limits).Err()
}

// planPreset works out what applying a preset does, and whether each reseller can have it: what
// comes back from all of them can be given out. step is called after each of them.
func (d *Desk) planPreset(
	ctx context.Context, r store.Reader, s *action.Session, ids []string, p account.Preset,
	step func(more int) error,
) ([]action.AccountChange, []PresetEffect, error) {
	ids = action.UniqueIDs(ids)
	back, err := comesBack(ctx, r, ids, p)
	if err != nil {
		return nil, nil, err
	}
	var changes []action.AccountChange
	var effects []PresetEffect
	for _, id := range ids {
		before, err := action.Reseller(ctx, r, id)
		if err != nil {
			return nil, nil, err
		}
		limits, _, err := Limits(ctx, d.k, r, s, before)
		if err != nil {
			return nil, nil, err
		}
		for resource, n := range back {
			limits.Pool.Free[resource] += n
		}
		draft, c, e := presetChange(before, p)
		e.Err = presetFits(before, draft, limits)
		for resource, n := range e.Moved {
			back[resource] -= max(n, 0)
		}
		changes, effects = append(changes, c), append(effects, e)
		if err := step(1); err != nil {
			return nil, nil, err
		}
	}
	return changes, effects, nil
}

// comesBack is what can be given out of what a preset takes back from resellers: nothing of it
// while the subscription is short.
func comesBack(
	ctx context.Context, r store.Reader, ids []string, p account.Preset,
) (capacity.Amounts, error) {
	back := capacity.Amounts{}
	if p.Kind != account.PackagePreset {
		return back, nil
	}
	missing, err := r.Shortfall(ctx)
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		before, err := action.Reseller(ctx, r, id)
		if err != nil {
			return nil, err
		}
		_, _, e := presetChange(before, p)
		for resource, n := range e.Moved {
			back[resource] += max(-n, 0)
		}
	}
	for resource, n := range missing {
		back[resource] = max(back[resource]-n, 0)
	}
	return back, nil
}

func effectOf(before, after account.Account) PresetEffect {
	e := PresetEffect{ID: before.ID, Company: before.Profile.Company, Moved: capacity.Amounts{}}
	had, has := before.Permissions.Keys(), after.Permissions.Keys()
	e.Given, e.Taken = without(has, had), without(had, has)
	for _, r := range capacity.Resources() {
		if n := after.Package.Amounts[r] - before.Package.Amounts[r]; n != 0 {
			e.Moved[r] = n
		}
	}
	was, is := before.Package, after.Package
	limitChanged := (was.PBXLimit == nil) != (is.PBXLimit == nil) || was.PBXLimit != nil &&
		is.PBXLimit != nil && *was.PBXLimit != *is.PBXLimit
	e.Rules = was.MinExtensions != is.MinExtensions ||
		was.HighAvailability != is.HighAvailability || was.WhiteLabel != is.WhiteLabel ||
		limitChanged
	return e
}

// without are the keys of a list that do not stand in another.
func without(list, other []permission.Key) []permission.Key {
	return slices.DeleteFunc(
		slices.Clone(list), func(k permission.Key) bool { return slices.Contains(other, k) },
	)
}

// ApplyPreset gives resellers what a preset holds, all or none, as one operation. Those it would
// not change are left alone; when it would change none there is no operation.
func (d *Desk) ApplyPreset(
	ctx context.Context, operationID string, ids []string, p account.Preset,
) error {
	entry := store.LogEntry{
		Module: store.ModuleUser, Operation: string(capacity.ResellerChanged), Name: p.Name,
	}
	if account.IsReadyPreset(p.Kind, p.Name) {
		entry.Name = wording.WordsName("preset.ready."+p.Name, nil, nil)
	}
	permit := d.k.Holding(permission.UserEdit)
	do := func(s *action.Session, tx store.Tx) error {
		m := &action.Steps{Ctx: ctx, Rows: len(ids), Total: 3 * len(ids)} // Also written, logged.
		changes, effects, err := d.planPreset(ctx, tx, s, ids, p, m.Step)
		if err != nil {
			return err
		}
		if err := PresetRefusals(effects); err != nil {
			return err
		}
		op := d.k.NewOperation(s, operationID, capacity.ResellerChanged, "")
		kept := changed(changes, effects)
		if len(kept) == 0 {
			return nil // An operation of nothing would only stand in the way of undo.
		}
		op.Transfers = grants(kept)
		m.Grow(len(op.Transfers))
		return action.ActInSteps(ctx, tx, op, action.Effect{Accounts: kept}, m.Step)
	}
	return d.k.PerformOnce(
		ctx, permit, operationID, &entry, do, action.ResellersChanged, action.CapacityChanged,
	)
}

// changed are the changes that a preset does something by.
func changed(
	changes []action.AccountChange, effects []PresetEffect,
) (kept []action.AccountChange) {
	for i, c := range changes {
		if effects[i].Changes() || c.Before.Preset != c.After.Preset {
			kept = append(kept, c)
		}
	}
	return kept
}

// grants are the transfers of changed packages. What comes back is booked before what is given
// out, so that nothing is short in between.
func grants(changes []action.AccountChange) (transfers []capacity.Transfer) {
	for _, c := range changes {
		transfers = append(
			transfers,
			capacity.Grant(c.After.ID, c.Before.Package.Amounts, c.After.Package.Amounts)...,
		)
	}
	slices.SortStableFunc(
		transfers, func(a, b capacity.Transfer) int { return intoPool(a) - intoPool(b) },
	)
	return transfers
}

// intoPool sorts what comes back into a pool first.
func intoPool(t capacity.Transfer) int {
	if t.Credit.Kind == capacity.Free {
		return 0
	}
	return 1
}
