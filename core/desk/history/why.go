package history

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk/internal/action"
	"resellerdesk/core/desk/pbxs"
	"resellerdesk/core/i18n"
	"resellerdesk/core/pbx"
	"resellerdesk/core/permission"
	"resellerdesk/core/store"
	"resellerdesk/core/wording"
)

// Why says which rule refused something, whose limit it is, and since when.
type Why []sentence

// sentence is one of an explanation. A person who set what it is about, and what they did, are said
// in the words of its reader.
type sentence struct {
	key            string
	args           core.Args
	who, operation string
}

// Text says it in the words of a language.
func (w Why) Text(p *i18n.Printer) string {
	lines := make([]string, len(w))
	for i, s := range w {
		args := maps.Clone(s.args)
		if args == nil {
			args = core.Args{}
		}
		args["Who"], args["What"] = wording.PersonText(
			p, s.who,
		), wording.OperationTitle(p, s.operation)
		lines[i] = p.T("why."+s.key, args)
	}
	return strings.Join(lines, "\n")
}

// Why explains a refusal: about is the account out of whose package something was to be taken, ""
// for the owner of the workspace. It returns false when there is nothing to say beyond the
// refusal's own words.
func (d *Desk) Why(ctx context.Context, about string, refusal error) (Why, bool) {
	s, err := d.k.Working() // Features that were taken meanwhile are not explained.
	if err != nil {
		return nil, false
	}
	if owner, err := d.k.Store.Owner(ctx); err == nil && about == owner.ID {
		about = ""
	}
	for _, e := range action.Reasons(refusal) {
		if x, known := explanationOf(s, about, e); known {
			if w, found := x.find(question{d, s, about, e}, ctx); found {
				return w, true
			}
		}
	}
	return nil, false
}

// Explains tells without asking the workspace whether Why has something to say about a refusal.
func (d *Desk) Explains(about string, refusal error) bool {
	s, err := d.k.SignedIn()
	return err == nil && slices.ContainsFunc(action.Reasons(refusal), func(e *core.Error) bool {
		_, known := explanationOf(s, about, e)
		return known
	})
}

// question is a refusal that somebody wants to have explained.
type question struct {
	desk  *Desk
	s     *action.Session
	about string
	e     *core.Error
}

// explanation is how a refusal is explained: from what there is, and from the entry of the log that
// made it so. Who does not hold what it needs gets none.
type explanation struct {
	find  func(q question, ctx context.Context) (Why, bool)
	needs permission.Key
	named bool // Only when the refusal says by the argument "ID" what it is about.
	// Whatever package it is about: it is the person's own permission, or a rule for everybody.
	plain bool
}

var explanations = map[string]explanation{
	"forbidden":            {find: question.permission, plain: true},
	"permission.not_held":  {find: question.permission, plain: true},
	"colleague.holds_more": {find: question.permission, plain: true},

	"pbx.max_extensions":  {find: question.fixed, plain: true},
	"pbx.name_characters": {find: question.fixed, plain: true},
	"pbx.limit":           {find: question.limit}, "pbx.min_extensions": {find: question.limit},
	"pbx.ultimate_not_enough":  {find: question.limit},
	"pbx.no_custom_domain":     {find: question.limit},
	"capacity.not_enough":      {find: question.limit},
	"pbx.no_high_availability": {find: question.lacking},
	"pbx.not_included":         {find: question.lacking},
	"capacity.not_subscribed":  {find: question.lacking},

	"capacity.in_use":          {find: question.holders, needs: permission.PBXView},
	"capacity.switch_in_use":   {find: question.holders, needs: permission.PBXView},
	"capacity.pbx_limit_below": {find: question.holders, needs: permission.PBXView},
	"reseller.has_pbxs":        {find: question.holders, needs: permission.PBXView, named: true},
	"customer.has_pbxs":        {find: question.holders, needs: permission.PBXView, named: true},

	"pbx.address_in_use":   {find: question.address, needs: permission.PBXView, named: true},
	"account.email_in_use": {find: question.email, needs: permission.UserView, named: true},

	"pbx.over": {
		find: changed("day", pbx.FieldExpiry), needs: permission.PBXView, named: true,
	},
	"reseller.ended": {
		find: changed("day", account.FieldValidUntil), needs: permission.UserView, named: true,
	},
	"pbx.consumed": {
		find: changed("done", pbx.FieldConsumed), needs: permission.PBXView, named: true,
	},

	"pbx.gone": {
		find: changed("done", pbx.FieldDeleted), needs: permission.PBXView, named: true,
	},
	"customer.gone": {
		find: changed("done", pbx.FieldDeleted), needs: permission.CustomerView, named: true,
	},
	"pbx.customer_gone": {
		find: changed("done", pbx.FieldDeleted), needs: permission.CustomerView, named: true,
	},
	"reseller.gone": {
		find: changed("done", fieldState), needs: permission.UserView, named: true,
	},
	"colleague.gone": {
		find: changed("done", fieldState), needs: permission.UserView, named: true,
	},
	"reseller.suspended": {
		find: changed("done", fieldState), needs: permission.UserView, named: true,
	},
	"reseller.cannot_suspend": {
		find: changed("done", fieldState), needs: permission.UserView, named: true,
	},

	"pbx.changed_meanwhile": {
		find: changed("done", ""), needs: permission.PBXView, named: true,
	},
	"customer.changed_meanwhile": {
		find: changed("done", ""), needs: permission.CustomerView, named: true,
	},
	"changed_meanwhile": {
		find: changed("done", ""), needs: permission.UserView, named: true,
	},
	"subscription.changed_meanwhile": {
		find: changed("done", ""), needs: permission.SubscriptionView,
	},
}

// fieldState is the field of an account that says its state.
const fieldState = "state"

// explanationOf is how a refusal is explained to the person who is signed in.
func explanationOf(s *action.Session, about string, e *core.Error) (explanation, bool) {
	x, known := explanations[e.Key]
	if e.Key == "field.range" && e.Field == capacity.FieldMinExtensions {
		x, known = explanation{find: question.fixed, plain: true}, true
	}
	id, _ := e.Args["ID"].(string)
	held := s.Account.Holds()
	switch {
	case x.named && id == "", x.needs != "" && !held[x.needs]:
		return x, false
	// Who may not see a reseller does not see its limits.
	case !x.plain && about != "" && about != s.Account.ID && !held[permission.UserView]:
		return x, false
	}
	return x, known
}

// fixed is a rule that nobody can change.
func (question) fixed(context.Context) (Why, bool) { return Why{{key: "fixed"}}, true }

// owner is whose package or subscription a refusal is about, and the object under which the log has
// its changes.
func (q question) owner(
	ctx context.Context, field string,
) (owner account.Account, object string, err error) {
	owner, err = q.desk.k.Store.Owner(ctx)
	if err == nil && q.about != "" && q.about != owner.ID {
		owner, err = action.Reseller(ctx, q.desk.k.Store, q.about)
	}
	if owner.Kind != account.Reseller && !slices.Contains(
		[]string{capacity.FieldMinExtensions, capacity.FieldPBXLimit}, field,
	) {
		return owner, "", err // The subscription, which in a reseller's workspace is the package.
	}
	return owner, owner.ID, err
}

// field is the field of a package or of the subscription that a refusal is about.
func (q question) field() string {
	switch q.e.Key {
	case "pbx.limit":
		return capacity.FieldPBXLimit
	case "pbx.min_extensions":
		return capacity.FieldMinExtensions
	}
	switch q.e.Field {
	case pbx.FieldPlan:
		return string(capacity.UltimateExtensions)
	case pbx.FieldCustomDomain:
		return string(capacity.CustomDomains)
	}
	return q.e.Field
}

// limit says what the limit is, who set it, and how much of it is taken.
func (q question) limit(ctx context.Context) (Why, bool) {
	field := q.field()
	owner, object, err := q.owner(ctx, field)
	if err == nil && field == capacity.FieldMinExtensions && !owner.HasPackage() {
		return q.fixed(ctx) // Of at least one; only a package asks for more.
	}
	entry, found := store.LogRow{}, false
	if err == nil {
		entry, found = q.desk.lastChange(
			ctx, object,
			func(before, after core.Fields) bool {
				return string(before[field]) != string(after[field])
			},
		)
	}
	if !found {
		return nil, false
	}
	after, _ := core.ParseFields(entry.After)
	n, err := strconv.ParseInt(string(after[field]), 10, 64)
	if err != nil {
		return q.lacking(ctx) // None is left because there is none any more.
	}
	args := core.Args{
		"Field": core.Key("field." + field), "Value": n, "Whose": owner.Profile.Company,
		"At": entry.At,
	}
	left, err := pbxs.LeftOf(ctx, q.desk.k.Store, owner)
	if free, counted := left[capacity.Resource(field)]; err == nil && counted && n > free {
		args["Taken"] = n - free
	}
	return Why{{key: "limit", args: args, who: q.desk.whoSet(ctx, q.s, entry)}}, true
}

// lacking says who took a resource or a switch out of a package or the subscription, or that it was
// never in it.
func (q question) lacking(ctx context.Context) (Why, bool) {
	field := q.field()
	owner, object, err := q.owner(ctx, field)
	if err != nil {
		return nil, false
	}
	has := func(f core.Fields) bool {
		return !slices.Contains([]string{"", "null", "false"}, string(f[field]))
	}
	args := core.Args{
		"Field": core.Key("field." + field), "Whose": owner.Profile.Company, "At": owner.CreatedAt,
	}
	entry, found := q.desk.lastChange(
		ctx, object, func(before, after core.Fields) bool { return has(before) && !has(after) },
	)
	if !found {
		return Why{{key: "never", args: args}}, true
	}
	args["At"] = entry.At
	return Why{{key: "taken", args: args, who: q.desk.whoSet(ctx, q.s, entry)}}, true
}

// holders says of PBXs that stand in the way who made them, or whose desktop keeps them.
func (q question) holders(ctx context.Context) (Why, bool) {
	holdings, company, err := q.inTheWay(ctx)
	if err != nil {
		return nil, false
	}
	var why Why
	for _, p := range holdings[:min(len(holdings), action.NamesShown)] {
		args := core.Args{"Name": p.Name, "Whose": company}
		if p.Reported {
			why = append(why, sentence{key: "kept", args: args})
			continue
		}
		entry, found := q.desk.lastChange(
			ctx, p.ID, func(before, _ core.Fields) bool { return len(before) == 0 },
		)
		if found {
			args["At"] = entry.At
			why = append(why, sentence{key: "made", args: args, who: entry.Person})
		}
	}
	return why, len(why) > 0
}

// inTheWay are the PBXs because of which something was refused, and their owner's name.
func (q question) inTheWay(
	ctx context.Context,
) (pbxs []store.PBXHolding, company string, err error) {
	id, _ := q.e.Args["ID"].(string)
	if q.e.Key == "customer.has_pbxs" {
		of, err := q.desk.k.Store.PBXsOfCustomers(ctx, []string{id})
		for _, p := range of[id] {
			pbxs = append(pbxs, store.PBXHolding{ID: p.ID, Name: p.Name})
		}
		return pbxs, "", err
	}
	if id == "" {
		id = q.about
	}
	a, err := action.Reseller(ctx, q.desk.k.Store, id)
	if err != nil {
		return nil, "", err
	}
	pbxs, err = q.desk.k.Store.Holdings(ctx, id)
	return slices.DeleteFunc(pbxs, func(p store.PBXHolding) bool {
		return q.e.Key == "capacity.in_use" && p.Amounts[capacity.Resource(q.e.Field)] == 0 ||
			q.e.Key == "capacity.switch_in_use" && !p.HighAvailability
	}), a.Profile.Company, err
}

// address says since when a PBX has an address, and whose it is.
func (q question) address(ctx context.Context) (Why, bool) {
	entry, found := q.newest(ctx, pbx.FieldSubDomain, pbx.FieldDomain, pbx.FieldRegion)
	p, err := q.desk.k.Store.PBX(ctx, entry.Object)
	args := core.Args{"Name": p.Name, "Whose": p.Owner.Name, "At": entry.At}
	return Why{{key: "address", args: args, who: entry.Person}}, found && err == nil
}

// email says since when an account has an email.
func (q question) email(ctx context.Context) (Why, bool) {
	entry, found := q.newest(ctx, account.FieldEmail)
	a, err := q.desk.k.Store.Account(ctx, entry.Object)
	return Why{{
		key: "email", args: core.Args{"Whose": a.Title(), "At": entry.At}, who: entry.Person,
	}}, found && err == nil
}

// changed explains a refusal by the newest change of a field, "" for any, of what it is about.
func changed(key, field string) func(q question, ctx context.Context) (Why, bool) {
	return func(q question, ctx context.Context) (Why, bool) {
		var fields []string
		if field != "" {
			fields = append(fields, field)
		}
		entry, found := q.newest(ctx, fields...)
		return Why{{
			key: key, args: core.Args{"At": entry.At, "Reason": entry.Detail},
			who: q.desk.whoSet(ctx, q.s, entry), operation: entry.Operation,
		}}, found
	}
}

// newest is the newest entry that changed one of some fields, any when none is named, of what a
// refusal is about.
func (q question) newest(ctx context.Context, fields ...string) (store.LogRow, bool) {
	id, _ := q.e.Args["ID"].(string)
	return q.desk.lastChange(ctx, id, func(before, after core.Fields) bool {
		names := before.Changed(after)
		return len(names) > 0 && (len(fields) == 0 || slices.ContainsFunc(
			fields, func(f string) bool { return slices.Contains(names, f) },
		))
	})
}

// permission says who took a feature, or that the account never had it.
func (q question) permission(ctx context.Context) (Why, bool) {
	feature, is := q.e.Args["Feature"].(core.Key)
	if !is {
		return nil, false
	}
	key := permission.Key(strings.TrimPrefix(string(feature), "feature."))
	has := func(f core.Fields) bool {
		var list []permission.Key
		return json.Unmarshal(f["permissions"], &list) == nil && slices.Contains(list, key)
	}
	args := core.Args{"Feature": feature, "At": q.s.Account.CreatedAt}
	entry, found := q.desk.lastChange(
		ctx, q.s.Account.ID,
		func(before, after core.Fields) bool { return has(before) && !has(after) },
	)
	if !found {
		return Why{{key: "feature_never", args: args}}, true
	}
	args["At"] = entry.At
	return Why{{key: "feature_taken", args: args, who: q.desk.whoSet(ctx, q.s, entry)}}, true
}

// whoSet is whose hand a change came from: in a reseller's workspace the distributor's.
func (d *Desk) whoSet(ctx context.Context, s *action.Session, entry store.LogRow) string {
	if s.Upstream && entry.Operation == string(capacity.PackageReceived) {
		if u, err := d.k.Store.Upstream(ctx); err == nil {
			return u.Company
		}
	}
	return entry.Person
}

// lastChange is the newest entry of the log that changed an account, "" for the subscription, as
// asked for.
func (d *Desk) lastChange(
	ctx context.Context, object string, is func(before, after core.Fields) bool,
) (store.LogRow, bool) {
	q := store.LogQuery{Object: object, Result: store.LogOK, Limit: 100}
	if object == "" {
		q.Module = store.ModuleSubscription
	}
	for {
		rows, err := d.k.Store.Logs(ctx, q)
		if err != nil || len(rows) == 0 {
			return store.LogRow{}, false
		}
		for _, r := range rows {
			before, beforeErr := core.ParseFields(r.Before)
			after, afterErr := core.ParseFields(r.After)
			if beforeErr == nil && afterErr == nil && r.After != "" && is(before, after) {
				return r, true
			}
			q.Below = r.Number
		}
	}
}
