package pbxs

import (
	"context"

	"fyne.io/fyne/v2"

	"resellerdesk/core"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
	"resellerdesk/core/pbx"
	"resellerdesk/core/permission"
	"resellerdesk/ui/customers"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

// fieldActivated names the box for a PBX that its customer has activated.
const fieldActivated = "activated"

func (v *formView) build() {
	v.strips, v.switches = map[capacity.Resource]*kit.Strip{}, map[string]*kit.Checkbox{}
	v.heading = kit.NewText("", kit.Heading)
	var parts []fyne.CanvasObject
	if v.env.Desk.IsDistributor() {
		parts = append(parts, v.ownerField())
	}
	parts = append(parts, v.information())
	amounts := v.amounts()
	if v.form.mayResize() {
		parts = append(parts, kit.NewPadded(6, 0, 0, 0, v.heading), amounts)
	}
	parts = append(parts, v.boxes(), v.Beside)
	v.Body(10, parts...)
}

// ownerField asks out of whose package the PBX is; of one that exists it says so.
func (v *formView) ownerField() fyne.CanvasObject {
	env := v.env
	if v.form.ID != "" {
		return kit.NewReadOnlyField(env.T("field.owner"), v.form.owner().Name)
	}
	v.owner = kit.NewPickField(env.T("field.owner"), kit.PickOptions{
		Search: env.T("button.search"), Nothing: env.T("search.nothing"),
		Find: page.FindOwners(env, ""),
	})
	v.owner.OnPicked = func() { v.setOwner(v.owner.Picked()[0].Key) }
	v.owner.Field.OnLeft = v.Refresh
	v.Fields[pbx.FieldOwner] = v.owner.Field
	return v.owner.Field
}

// setOwner reads what the package of another owner has, and shows it.
func (v *formView) setOwner(id string) {
	name := v.owner.Field.Text()
	v.limits.Read(v.env, func(ctx context.Context) (pbx.Limits, error) {
		return v.env.Desk.PBXLimits(ctx, id, "")
	}, func(err error) {
		v.owner.SetPicked([]kit.Pick{{Key: v.form.owner().ID, Text: v.form.owner().Name}})
		v.env.Fail(err)
	}, func(limits pbx.Limits) {
		v.Hush()
		for _, f := range v.Fields {
			f.SetError("") // What the other package allows is asked again.
		}
		v.form.setOwner(pbx.Ref{ID: id, Name: name}, limits)
		v.fillCustomers()
		v.fillChoices()
		v.fillAmounts()
		v.Fields[pbx.FieldType].SetText(string(v.form.Now.Type))
		v.fillSwitches()
		v.Changed()
		v.Scroll.Refresh()
	})
}

func (v *formView) information() fyne.CanvasObject {
	f, env := v.form, v.env
	d := &f.Now
	objects := []fyne.CanvasObject{v.Add(
		pbx.FieldName, kit.NewTextField(env.T("field.name")), func(t string) { d.Name = t },
	).SetRequired()}
	if env.May(permission.CustomerView) {
		objects = append(objects, v.customersField())
	}
	region := v.Add(
		pbx.FieldRegion, kit.NewSelectField(env.T("field.region"), nil), func(t string) {
			f.setRegion(t)
			v.fillChoices()
			v.addressTyped()
		},
	)
	objects = append(objects, v.planField(), region)
	objects = append(objects, v.addressFields()...)
	objects = append(objects, v.termFields()...)
	made := v.Add(
		pbx.FieldMadeAt, page.NewDateField(env, env.T("field.made_at")), f.setMade,
	)
	page.SetVisible(made, f.ID != "") // A new one is planned first.
	objects = append(objects, made)
	remark := v.Add(
		pbx.FieldRemark, kit.NewMultilineField(env.T("field.remark"), 1),
		func(t string) { d.Remark = t },
	)
	return kit.NewColumns(16, kit.FieldGap, 300, 2, append(objects, remark)...)
}

// planField asks for the plan, and says below it what is left of the better one.
func (v *formView) planField() fyne.CanvasObject {
	plan := v.Add(
		pbx.FieldPlan, kit.NewSelectField(v.env.T("field.plan"), nil),
		func(t string) { v.form.Now.Plan = pbx.Plan(t) },
	)
	v.strips[capacity.UltimateExtensions] = kit.NewStrip(1)
	plan.SetStrip(v.strips[capacity.UltimateExtensions])
	page.SetVisible(plan, v.form.mayResize())
	return plan
}

// termFields ask until when the PBX lives, and what kind of contract it has.
func (v *formView) termFields() []fyne.CanvasObject {
	f, env := v.form, v.env
	expiry := v.Add(
		pbx.FieldExpiry, page.NewDateField(env, env.T("field.expiry")), f.setExpiry,
	).SetPlaceholder(env.T("form.no_end")).SetHint(env.T("pbx.reminders"))
	types := []kit.Option{
		{Key: string(pbx.Commercial), Text: env.T("pbx.type.commercial")},
		{Key: string(pbx.Trial), Text: env.T("pbx.type.trial")},
	}
	kind := v.Add(
		pbx.FieldType, kit.NewSelectField(env.T("field.type"), types),
		func(t string) { f.Now.Type = pbx.Type(t) },
	)
	page.SetVisible(expiry, f.mayDate())
	page.SetVisible(kind, f.mayDate() && env.May(permission.PBXType))
	return []fyne.CanvasObject{expiry, kind}
}

// addressFields are the sub-domain with its domain behind it, and, when there is a choice, the
// domain.
func (v *formView) addressFields() []fyne.CanvasObject {
	f, env := v.form, v.env
	sub := v.Add(pbx.FieldSubDomain, kit.NewSuffixField(env.T("field.sub_domain")), func(t string) {
		f.Now.SubDomain = t
		v.addressTyped()
	}).SetRequired().SetRoom(2)
	left := sub.OnLeft
	sub.OnLeft = func() {
		left()
		v.checkAddress()
	}
	choice := v.Add(
		pbx.FieldCustomDomain,
		kit.NewSelectField(env.T("field.domain"), nil),
		func(domain string) {
			f.setDomain(domain)
			v.Fields[pbx.FieldDomain].SetText(f.Now.Domain)
			v.addressTyped()
		},
	)
	own := v.Add(pbx.FieldDomain, kit.NewTextField(env.T("pbx.domain_of_customer")), func(t string) {
		f.Now.Domain = t
		v.addressTyped()
	}).
		SetRequired().
		SetPlaceholder(env.T("pbx.domain_example"))
	v.strips[capacity.CustomDomains] = kit.NewStrip(1)
	choice.SetStrip(v.strips[capacity.CustomDomains])
	return []fyne.CanvasObject{sub, choice, own}
}

// customersField asks who gets the PBX; a new one can be added in place.
func (v *formView) customersField() fyne.CanvasObject {
	env := v.env
	o := kit.PickOptions{
		Many: true, Empty: env.T("pbx.no_customer"), Search: env.T("button.search"),
		Nothing: env.T("customers.nothing_short"), Find: v.findCustomers,
	}
	if env.May(permission.CustomerAdd) {
		o.Add = func(text string) string {
			if text == "" {
				return env.T("customers.add_in_place")
			}
			return env.T("customers.add_named", core.Args{"Company": text})
		}
		o.OnAdd = v.addCustomer
	}
	v.people = kit.NewPickField(env.T("field.customers"), o)
	v.people.OnPicked = func() {
		v.form.Now.Customers = nil
		for _, p := range v.people.Picked() {
			v.form.Now.Customers = append(
				v.form.Now.Customers, pbx.Ref{ID: p.Key, Name: p.Text},
			)
		}
		v.Changed()
	}
	v.people.Field.OnLeft = v.Refresh
	v.Fields[pbx.FieldCustomers] = v.people.Field
	return v.people.Field
}

// customersOffered is how many customers a search offers at most.
const customersOffered = 50

func (v *formView) findCustomers(text string, found func([]kit.Pick)) {
	env, owner := v.env, v.form.owner().ID
	page.Read(env, func(ctx context.Context) ([]desk.CustomerRow, error) {
		return env.Desk.Customers(
			ctx,
			desk.CustomerQuery{
				Search: text, Owner: owner, Sort: desk.ByCompany, Limit: customersOffered,
			},
		)
	}, func(rows []desk.CustomerRow) {
		picks := make([]kit.Pick, len(rows))
		for i, r := range rows {
			picks[i] = kit.Pick{Key: r.ID, Text: r.Title(), Note: r.City}
		}
		found(picks)
	})
}

// addCustomer opens the form of a new customer over this one, and takes the customer who was added.
func (v *formView) addCustomer(company string) {
	customers.Add(v.env, v.form.owner(), company, func(added pbx.Ref) {
		v.form.Now.Customers = append(v.form.Now.Customers, added)
		v.fillCustomers()
		v.Changed()
	})
}

func (v *formView) amounts() fyne.CanvasObject {
	env := v.env
	amount := func(r capacity.Resource) *kit.Field {
		v.strips[r] = kit.NewStrip(2)
		return v.AddNumber(
			string(r), func(digits string) { v.form.setAmount(r, digits) },
		).SetStrip(v.strips[r]).SetRoom(2)
	}
	extensions := amount(capacity.Extensions).SetRequired()
	v.strips[capacity.UltimateExtensions].ReckonsWith(extensions)
	return kit.NewColumns(16, kit.FieldGap, 220, 3,
		extensions, amount(capacity.ConcurrentCalls).SetRequired(),
		amount(capacity.RecordingMinutes),
		amount(capacity.TranscriptionMinutes).SetPlaceholder(env.T("pbx.none")))
}

// boxes are the switches below the amounts.
func (v *formView) boxes() fyne.CanvasObject {
	d := &v.form.Now
	row := kit.NewFlow(22)
	add := func(name string, set func(on bool)) {
		box := kit.NewCheckbox(v.env.T("field."+name), func(on bool) {
			set(on)
			v.Changed()
		})
		v.switches[name] = box
		row.Add(box)
	}
	add(pbx.FieldRecording, func(on bool) {
		v.form.setRecording(on)
		v.Fields[string(capacity.RecordingMinutes)].SetText("")
		v.fillAmounts()
	})
	add(pbx.FieldHighAvailability, func(on bool) { d.HighAvailability = on })
	add(pbx.FieldRunAfterExpiry, func(on bool) { d.RunAfterExpiry = on })
	add(fieldActivated, func(on bool) { d.Activated = on })
	page.SetVisible(
		v.switches[pbx.FieldRecording], v.form.mayResize() && v.env.May(permission.PBXRecording),
	)
	page.SetVisible(
		v.switches[pbx.FieldRunAfterExpiry],
		v.form.mayDate() && v.env.May(permission.PBXRunAfterExpiry),
	)
	return row
}

// showWhatIs shows the fields that what was chosen asks for, and hides the others.
func (v *formView) showWhatIs() {
	f := v.form
	heading := v.env.T("pbx.out_of_"+f.from(), core.Args{"Company": f.owner().Name})
	if v.heading.Text() != heading {
		v.heading.SetText(heading)
	}
	v.showAddress()
	v.showAmounts()
	page.SetVisible(
		v.switches[pbx.FieldHighAvailability],
		f.limits.HighAvailability || f.Now.HighAvailability || f.start.PBX.HighAvailability,
	)
	run := v.switches[pbx.FieldRunAfterExpiry]
	run.SetOn(f.Now.RunAfterExpiry)
	setEnabled(run, f.Now.Expiry != core.NoDay)
}

// setEnabled lets a field or a box be changed, or not.
func setEnabled(what changeable, enabled bool) {
	if enabled {
		what.Enable()
	} else {
		what.Disable()
	}
}

type changeable interface {
	Enable()
	Disable()
}

// showAmounts shows the fields of amounts that the PBX can have, and the least of its extensions.
func (v *formView) showAmounts() {
	f := v.form
	page.SetVisible(v.strips[capacity.UltimateExtensions], f.has(capacity.UltimateExtensions))
	page.SetVisible(
		v.Fields[string(capacity.TranscriptionMinutes)],
		f.has(capacity.TranscriptionMinutes) || max(
			f.Now.TranscriptionMinutes, f.start.PBX.TranscriptionMinutes,
		) > 0,
	)
	minutes := v.Fields[string(capacity.RecordingMinutes)]
	page.SetVisible(minutes, f.Now.Recording || v.env.May(permission.PBXRecording))
	setEnabled(minutes, f.Now.Recording)
	least := v.env.T(
		"pbx.extensions_range",
		core.Args{
			"Min": max(f.limits.MinExtensions, 1), "Max": int64(capacity.MaxExtensionsPerPBX),
		},
	)
	v.Fields[string(capacity.Extensions)].SetHint(least)
}

// showAddress shows the domain behind the sub-domain, and says when the address is free.
func (v *formView) showAddress() {
	f := v.form
	suffix := ""
	if f.Now.Domain != "" {
		suffix = "." + f.Now.Domain
	}
	v.Fields[pbx.FieldSubDomain].SetSuffix(suffix)
	page.SetVisible(v.Fields[pbx.FieldDomain], f.Now.CustomDomain)
	page.SetVisible(
		v.strips[capacity.CustomDomains], f.Now.CustomDomain || f.start.PBX.CustomDomain,
	)
	hint := ""
	if other, asked := v.form.addresses[v.form.address()]; asked &&
		(other.Name == "" || other.ID == v.form.ID) {
		hint = v.env.T("pbx.address_free")
		if other.ID == v.form.ID && v.form.ID != "" {
			hint = v.env.T("pbx.address_own")
		}
	}
	v.Fields[pbx.FieldSubDomain].SetHint(hint)
}

// refreshStrips says below the amounts what saving takes from the package.
func (v *formView) refreshStrips() {
	f, env := v.form, v.env
	n := env.Words.Number
	for r, strip := range v.strips {
		before, after := f.strip(r)
		line := kit.Line{
			Name: env.T("strip." + f.from()), Before: n(before), After: n(after),
			Unit: env.T("strip.free"), Wrong: after < 0,
		}
		second := kit.Line{}
		switch {
		case r == capacity.RecordingMinutes:
			line.Unit = ""
			strip.Set(v.recordingLine(), line)
			continue
		case r == capacity.UltimateExtensions:
			line.Name = env.T("strip.ultimate")
		case r == capacity.CustomDomains:
			line.Name = env.T("strip.custom_domains")
		case f.ID != "":
			second = kit.Line{
				Name: env.T("strip.pbx"), Before: n(f.limits.Before[r]), After: n(f.takes()[r]),
			}
		}
		strip.Set(line, second)
	}
}

// recordingLine says how many of the minutes are free and how many are deducted.
func (v *formView) recordingLine() kit.Line {
	d := v.form.Now
	switch {
	case !d.Recording:
		return kit.Line{Name: v.env.T("pbx.recording_is_off")}
	case d.RecordingMinutes <= capacity.FreeRecordingMinutes:
		return kit.Line{Name: v.env.T(
			"pbx.minutes_free", core.Args{"Free": int64(capacity.FreeRecordingMinutes)},
		)}
	}
	return kit.Line{
		Name: v.env.T(
			"pbx.minutes_free_and", core.Args{"Free": int64(capacity.FreeRecordingMinutes)},
		),
		After: v.env.T(
			"pbx.minutes_deducted",
			core.Args{"Count": d.RecordingMinutes - capacity.FreeRecordingMinutes},
		),
	}
}
