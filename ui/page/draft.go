package page

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"

	"resellerdesk/core"
	"resellerdesk/core/wording"
)

// DraftRules say what the draft of a kind of record is.
type DraftRules[D any] struct {
	Kind string    // Of record, as part of the name under which its drafts are kept.
	Copy func(D) D // No change of one is seen in the other.
	// Fields are what somebody else can change meanwhile, and With puts such fields into a draft.
	Fields func(D) (core.Fields, error)
	With   func(d D, fields core.Fields) (D, error)
}

// Draft is what a person types into the form of a record. It is kept in the workspace, so that a
// crash does not lose it, for that person and that record alone. All of D is written there as JSON:
// it holds nothing secret. What a form is about embeds a Draft.
type Draft[D any] struct {
	ID       string // Of the record; "" for a new one.
	Before   D      // What the form starts from.
	Now      D      // What is typed.
	Restored bool   // Now was typed before the form was opened.
	Outdated bool   // And somebody else changed the record since.

	env    *Env
	rules  DraftRules[D]
	opened core.Fields // What stood when the form was opened, once somebody else changed it.
	drafts *DraftStore // nil for nowhere.
}

// NewDraft returns what a form starts from. It is kept nowhere before Keep. id is "" for a new
// record.
func NewDraft[D any](env *Env, rules DraftRules[D], id string, before D) *Draft[D] {
	return &Draft[D]{
		ID: id, Before: before, Now: rules.Copy(before), env: env, rules: rules,
	}
}

// Keep takes over what the person typed before, and says that what is typed from now on is kept. It
// runs beside the UI.
func (d *Draft[D]) Keep(ctx context.Context) error {
	name := d.ID
	if name == "" {
		name = "new"
	}
	d.drafts = NewDraftStore(d.env, d.rules.Kind+"/"+name)
	kept, err := d.drafts.Read(ctx)
	if err == nil {
		d.Restore(kept)
	}
	return err
}

// keptDraft is the stored form of a draft.
type keptDraft[D any] struct{ Before, Now *D }

// Kept returns the stored form of what is typed, nil while nothing is.
func (d *Draft[D]) Kept() ([]byte, error) {
	if !d.Typed() {
		return nil, nil
	}
	return json.Marshal(keptDraft[D]{&d.Before, &d.Now})
}

// Restore takes over what Kept returned before, merged with what somebody else changed since. What
// cannot be read, or says what there is, counts as nothing.
func (d *Draft[D]) Restore(kept []byte) {
	var k keptDraft[D]
	if kept == nil || json.Unmarshal(kept, &k) != nil || k.Before == nil || k.Now == nil {
		return
	}
	there := d.Before
	d.Before, d.Now = *k.Before, *k.Now
	var m Merged
	var err error
	if d.ID != "" { // What a new one starts from is nobody's change.
		m, err = d.Merge(there)
	}
	d.Before, d.Restored, d.Outdated = there, true, m.Fresh
	if err != nil || !d.Typed() {
		d.Reset()
	}
}

// Typed tells whether anything is typed that the record does not say. Stored forms are compared: a
// moment may come back in another time zone.
func (d *Draft[D]) Typed() bool {
	before, errBefore := json.Marshal(d.Before)
	now, errNow := json.Marshal(d.Now)
	return errors.Join(errBefore, errNow) != nil || !bytes.Equal(before, now)
}

// Reset forgets what was typed.
func (d *Draft[D]) Reset() {
	d.Now, d.Restored, d.Outdated = d.rules.Copy(d.Before), false, false
}

// keeping says where the draft is kept, and what was restored of it.
func (d *Draft[D]) keeping() (drafts *DraftStore, restored, outdated bool) {
	return d.drafts, d.Restored, d.Outdated
}

// Merged is what becomes of a draft by what somebody else changed.
type Merged struct {
	wording.Meanwhile
	Typed []string // The fields that the person changed.
}

// Merge makes the draft what there is now, with what was typed.
func (d *Draft[D]) Merge(there D) (Merged, error) {
	was, errBefore := d.rules.Fields(d.Before)
	typed, errMine := d.rules.Fields(d.Now)
	stands, errThere := d.rules.Fields(there)
	if err := errors.Join(errBefore, errMine, errThere); err != nil {
		return Merged{}, err
	}
	if d.opened == nil {
		d.opened = was
	}
	m := Merged{wording.Merge(d.env.Words, d.opened, was, typed, stands), was.Changed(typed)}
	if !m.Fresh {
		return m, nil
	}
	merged, err := d.rules.With(d.Now, m.Meanwhile.Merged)
	if err == nil {
		d.Before, d.Now = there, merged
	}
	return m, err
}
