package main

import (
	"slices"

	"resellerdesk/core"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
	"resellerdesk/core/pbx"
)

// pbxFlags are the flags of what a PBX consists of.
type pbxFlags struct {
	file       *string
	give, take *[]string // Customers.
}

func newPBXFlags(f flags) pbxFlags {
	for _, field := range []string{
		"name", "domain", "plan", "type", "region", "sub_domain", "expiry",
	} {
		f.textAs(flagOf(field), "pbx_"+field)
	}
	for _, field := range []string{
		string(capacity.Extensions), string(capacity.ConcurrentCalls), pbx.FieldRemark,
	} {
		f.text(flagOf(field))
	}
	f.textAs("recording-minutes", "pbx_recording")
	f.textAs("transcription-minutes", "pbx_transcription")
	f.text("made")
	for _, field := range []string{
		pbx.FieldCustomDomain, pbx.FieldRunAfterExpiry, pbx.FieldHighAvailability,
		pbx.FieldActivated,
	} {
		f.onOff(flagOf(field))
	}
	return pbxFlags{
		f.textAs("from-json", "pbx_from_json"), f.several("customer"), f.several("no-customer"),
	}
}

// apply changes a draft to what the flags say; what they do not name stays. owner is whose
// customers are meant by their emails.
func (d pbxFlags) apply(c *call, owner string, to *pbx.Draft) error {
	for field, text := range map[string]*string{
		pbx.FieldName: &to.Name, pbx.FieldRegion: &to.Region, pbx.FieldSubDomain: &to.SubDomain,
		pbx.FieldDomain: &to.Domain, pbx.FieldRemark: &to.Remark,
		pbx.FieldPlan: (*string)(&to.Plan), pbx.FieldType: (*string)(&to.Type),
	} {
		c.setText(text, field)
	}
	c.setBool(&to.CustomDomain, pbx.FieldCustomDomain)
	c.setBool(&to.RunAfterExpiry, pbx.FieldRunAfterExpiry)
	c.setBool(&to.HighAvailability, pbx.FieldHighAvailability)
	c.setBool(&to.Activated, pbx.FieldActivated)
	var problems core.Problems
	c.setInteger(&to.Extensions, string(capacity.Extensions), &problems)
	c.setInteger(&to.ConcurrentCalls, string(capacity.ConcurrentCalls), &problems)
	c.setInteger(&to.TranscriptionMinutes, string(capacity.TranscriptionMinutes), &problems)
	if c.setInteger(
		&to.RecordingMinutes, string(capacity.RecordingMinutes), &problems,
	); c.flags.Changed("recording-minutes") {
		to.Recording = to.RecordingMinutes != 0
	}
	c.setDay(&to.Expiry, "expiry", pbx.FieldExpiry, &problems)
	c.setDay(&to.MadeAt, "made", pbx.FieldMadeAt, &problems)
	if err := problems.Err(); err != nil {
		return err
	}
	return d.customers(c, owner, to)
}

// customers adds and takes off those that the flags name. Their names are those of today: a
// document may say others, or none.
func (d pbxFlags) customers(c *call, owner string, to *pbx.Draft) error {
	find := func(name string) (string, error) { return c.findCustomer(name, owner, "") }
	give, err := each(*d.give, find)
	if err != nil {
		return err
	}
	take, err := each(*d.take, find)
	if err != nil {
		return err
	}
	to.Customers = slices.DeleteFunc(
		to.Customers, func(r pbx.Ref) bool { return slices.Contains(take, r.ID) },
	)
	for _, id := range give {
		if !slices.ContainsFunc(to.Customers, func(r pbx.Ref) bool { return r.ID == id }) {
			to.Customers = append(to.Customers, pbx.Ref{ID: id})
		}
	}
	if len(to.Customers) == 0 {
		return nil
	}
	ids := make([]string, len(to.Customers))
	for i, r := range to.Customers {
		ids[i] = r.ID
	}
	rows, err := c.desk.CustomersByID(c.ctx, ids)
	for i, id := range ids {
		to.Customers[i].Name = id // Of one that is gone, which the desk refuses.
		if j := slices.IndexFunc(
			rows, func(r desk.CustomerRow) bool { return r.ID == id },
		); j >= 0 {
			to.Customers[i].Name = rows[j].Title()
		}
	}
	return err
}

// pbxSavedAnswer says what was done to a PBX, and what that took out of a package.
type pbxSavedAnswer struct {
	OperationID string   `json:"operation_id"`
	Repeated    bool     `json:"repeated"`
	PBX         cloudPBX `json:"pbx"`
	// What the PBX took out of the package (above zero) or gave back.
	Moved capacity.Amounts `json:"moved"`
	Free  capacity.Amounts `json:"free"` // What its owner has left for PBXs afterwards.
	// Ends the keys of the sentences about the package: pool, own or reseller.
	whose   string
	minutes int64 // That were used up, 0 when that is not what was done.
	added   bool
}

func (a pbxSavedAnswer) text(p *page) {
	switch {
	case a.minutes > 0:
		left := a.PBX.TranscriptionMinutes - a.PBX.Consumed
		p.line(p.t(
			"toast.pbx_consumed", core.Args{"Name": a.PBX.Name, "Count": a.minutes, "Left": left},
		))
	case a.added:
		p.line(p.t("toast.added", core.Args{"Company": a.PBX.Name}) + " (" + a.PBX.ID + ")")
	default:
		p.line(p.t("toast.changed", core.Args{"Company": a.PBX.Name}) + " (" + a.PBX.ID + ")")
	}
	if a.minutes == 0 {
		p.moved(a.Moved, "pbx.takes_"+a.whose, "pbx.returns_"+a.whose, a.PBX.Owner.Name)
		p.line(p.t("toast.left", core.Args{"What": p.amounts(a.Free)}))
	}
	if a.Repeated {
		p.line(p.t("ctl.repeated"))
	}
}

// savedPBX completes an answer with what a PBX is now, and its owner has left.
func (c *call) savedPBX(a pbxSavedAnswer, saved desk.Saved) (answer, error) {
	form, err := c.desk.PBX(c.ctx, saved.ID)
	if err != nil {
		return nil, err
	}
	a.PBX, a.Free, a.Moved = c.cloudPBX(form.PBX), form.Limits.Left, saved.Moved
	if saved.Left == nil { // It was done with this id before.
		a.Repeated, a.Moved = true, capacity.Amounts{}
	}
	own, err := c.desk.Owner(c.ctx)
	switch {
	case form.PBX.Owner.ID != own.ID:
		a.whose = "reseller"
	case c.desk.IsDistributor():
		a.whose = "pool"
	default:
		a.whose = "own"
	}
	return whole(a, err)
}

func pbxAdd(f flags) action {
	d, owner, operation := newPBXFlags(f), f.textAs("owner", "pbx_owner"), f.text("operation-id")
	return withDesk(func(c *call) (answer, error) {
		id, before, err := c.operation(
			*operation, func(op capacity.Operation) bool { return op.Verb == capacity.PBXAdded },
		)
		if err != nil {
			return nil, err
		}
		whose, draft, err := d.newDraft(c, *owner)
		if err != nil {
			return nil, err
		}
		c.about = whose
		saved, err := c.desk.AddPBX(c.ctx, id, whose, draft)
		if err != nil {
			return nil, err
		}
		return c.savedPBX(
			pbxSavedAnswer{OperationID: id, Repeated: before != nil, added: true}, saved,
		)
	})
}

// newDraft is a new PBX as document and flags say it, and out of whose package it is: who is named,
// else whom the document names, else the owner of the workspace.
func (d pbxFlags) newDraft(c *call, named string) (owner string, draft pbx.Draft, err error) {
	raw, err := c.document(*d.file)
	if err != nil {
		return "", draft, err
	}
	var of cloudPBX
	if err := decodeJSON(raw, &of); err != nil {
		return "", draft, err
	}
	if owner, err = c.owner(named); owner == "" {
		owner = of.Owner.ID
	}
	if err != nil {
		return "", draft, err
	}
	form, err := c.desk.NewPBX(c.ctx, owner)
	if err != nil {
		return "", draft, err
	}
	chosen, ends := of.Domain != "" || c.flags.Changed("domain"), of.Expiry != core.NoDay ||
		c.flags.Changed("run-after-expiry")
	of = cloudPBX{pbxDraft: draftOf(form.PBX.Draft)}
	if err := decodeJSON(raw, &of); err != nil {
		return "", draft, err
	}
	draft = of.draft()
	draft.MadeAt = core.NoDay // Whatever it is like, this one was made by nobody yet.
	if err := d.apply(c, form.PBX.Owner.ID, &draft); err != nil {
		return "", draft, err
	}
	if draft.Expiry != core.NoDay && !ends {
		draft.RunAfterExpiry = form.Limits.Start.RunAfterExpiry
	}
	if !chosen {
		draft.Domain = domainIn(form.Limits.Regions, draft)
	}
	return form.PBX.Owner.ID, draft, nil
}

// domainIn is the domain of a draft, or, where that is of another region, the first of its own.
func domainIn(regions []pbx.Region, draft pbx.Draft) string {
	i := slices.IndexFunc(regions, func(r pbx.Region) bool { return r.Name == draft.Region })
	if i < 0 || slices.Contains(regions[i].Domains, draft.Domain) {
		return draft.Domain
	}
	return regions[i].Domains[0]
}

func pbxEdit(f flags) action {
	d, operation := newPBXFlags(f), f.text("operation-id")
	return withDesk(func(c *call) (answer, error) {
		pbxID, err := c.findPBX(c.args[0], *operation)
		if err != nil {
			return nil, err
		}
		id, before, err := c.operation(
			*operation,
			c.didTo(
				[]string{pbxID}, capacity.PBXChanged, capacity.PBXResized, capacity.PBXTermChanged,
			),
		)
		if err != nil {
			return nil, err
		}
		form, err := c.desk.PBX(c.ctx, pbxID)
		if err != nil {
			return nil, err
		}
		c.about = form.PBX.Owner.ID
		of := c.cloudPBX(form.PBX)
		if err := d.read(c, &of); err != nil {
			return nil, err
		}
		draft := of.draft()
		if err := d.apply(c, form.PBX.Owner.ID, &draft); err != nil {
			return nil, err
		}
		saved, err := c.desk.ChangePBX(c.ctx, id, pbxID, of.Version, draft)
		if err != nil {
			return nil, err
		}
		return c.savedPBX(pbxSavedAnswer{OperationID: id, Repeated: before != nil}, saved)
	})
}

// read changes a PBX to what a document says, which must be its own; another owner in it is a move,
// and refused.
func (d pbxFlags) read(c *call, of *cloudPBX) error {
	id, version, owner := of.ID, of.Version, of.Owner.ID
	if *d.file == "" {
		return nil
	}
	if err := c.readJSON(*d.file, of); err != nil {
		return err
	}
	switch {
	case of.ID != id:
		return core.Problems{{Code: core.Invalid, Field: "from_json", Key: "ctl.other_pbx"}}
	case of.Owner.ID != owner && of.Version == version:
		return core.Problems{{Code: core.Invalid, Field: "from_json", Key: "ctl.other_owner"}}
	}
	return nil
}
