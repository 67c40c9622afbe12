package desk

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/i18n"
	"resellerdesk/core/permission"
)

// Why says which rule refused something, whose limit it is, and since when it stands.
type Why struct {
	key  string
	args core.Args
}

// Text says it in the words of a language.
func (w Why) Text(p *i18n.Printer) string { return p.T("why."+w.key, w.args) }

// Why explains a refusal: about is the account out of whose package something was to be taken, "" for the owner of the workspace.
// It returns false when there is nothing to say beyond the refusal's own words.
func (d *Desk) Why(ctx context.Context, about string, refusal error) (Why, bool) {
	s, err := d.signedIn()
	if err != nil {
		return Why{}, false
	}
	for _, e := range reasons(refusal) {
		if w, known := d.why(ctx, s, about, e); known {
			return w, true
		}
	}
	return Why{}, false
}

// reasons are the refusals of which an error is made.
func reasons(err error) []*core.Error {
	var problems core.Problems
	var refusals Refusals
	var one *core.Error
	switch {
	case errors.As(err, &problems):
		return problems
	case errors.As(err, &refusals):
		var list []*core.Error
		for _, r := range refusals {
			list = append(list, reasons(r.Err)...)
		}
		return list
	case errors.As(err, &one):
		return []*core.Error{one}
	}
	return nil
}

func (d *Desk) why(ctx context.Context, s *session, about string, e *core.Error) (Why, bool) {
	if e.Key == "forbidden" {
		return d.whyForbidden(ctx, s, e)
	}
	field, fixed := limitOf(e)
	switch {
	case fixed:
		return Why{key: "fixed"}, true
	case field == "":
		return Why{}, false
	}
	owner, err := d.Store.Owner(ctx)
	if err == nil && about != "" && about != owner.ID {
		if !s.account.Holds()[permission.UserView] { // Who may not see a reseller is not told of its limits.
			return Why{}, false
		}
		owner, err = d.reseller(ctx, d.Store, about)
	}
	if err != nil {
		return Why{}, false
	}
	object := owner.ID
	if owner.Kind != account.Reseller && !slices.Contains([]string{capacity.FieldMinExtensions, capacity.FieldPBXLimit}, field) {
		object = "" // The subscription, which in a reseller's workspace is the package.
	}
	entry, found := d.lastChange(ctx, object, func(before, after core.Fields) bool { return string(before[field]) != string(after[field]) })
	if !found {
		return Why{}, false
	}
	after, _ := core.ParseFields(entry.After)
	value := strings.Trim(string(after[field]), `"`)
	return Why{key: "limit", args: core.Args{
		"Field": core.Key("field." + field), "Value": value, "Whose": owner.Profile.Company, "Who": d.whoSet(ctx, s, entry), "At": entry.At,
	}}, true
}

// limitOf is the field of a package or of the subscription that a refusal is about; fixed is a rule that nobody can change.
func limitOf(e *core.Error) (field string, fixed bool) {
	switch e.Key {
	case "pbx.max_extensions", "capacity.max_extensions":
		return "", true
	case "pbx.limit":
		return capacity.FieldPBXLimit, false
	case "pbx.min_extensions":
		return capacity.FieldMinExtensions, false
	case "pbx.no_high_availability":
		return capacity.FieldHighAvailability, false
	case "pbx.ultimate_not_enough":
		return string(capacity.UltimateExtensions), false
	case "pbx.no_custom_domain":
		return string(capacity.CustomDomains), false
	case "capacity.not_enough", "capacity.not_subscribed", "pbx.not_included":
		return e.Field, false
	}
	return "", false
}

// whyForbidden says who took a feature, or that the account never had it.
func (d *Desk) whyForbidden(ctx context.Context, s *session, e *core.Error) (Why, bool) {
	feature, is := e.Args["Feature"].(core.Key)
	if !is {
		return Why{}, false
	}
	key := permission.Key(strings.TrimPrefix(string(feature), "feature."))
	has := func(f core.Fields) bool {
		var list []permission.Key
		return json.Unmarshal(f["permissions"], &list) == nil && slices.Contains(list, key)
	}
	args := core.Args{"Feature": feature}
	entry, found := d.lastChange(ctx, s.account.ID, func(before, after core.Fields) bool { return has(before) && !has(after) })
	if found {
		args["Who"], args["At"] = d.whoSet(ctx, s, entry), entry.At
		return Why{key: "feature_taken", args: args}, true
	}
	args["At"] = s.account.CreatedAt
	return Why{key: "feature_never", args: args}, true
}

// whoSet is whose hand a change came from: in a reseller's workspace the distributor's.
func (d *Desk) whoSet(ctx context.Context, s *session, entry LogRow) string {
	if s.upstream && entry.Operation == string(capacity.PackageReceived) {
		if u, err := d.Store.Upstream(ctx); err == nil {
			return u.Company
		}
	}
	return entry.Person
}

// lastChange is the newest entry of the log that changed an account, "" for the subscription, as asked for.
func (d *Desk) lastChange(ctx context.Context, object string, is func(before, after core.Fields) bool) (LogRow, bool) {
	q := LogQuery{Object: object, Result: LogOK, Limit: 100}
	if object == "" {
		q.Module = moduleSubscription
	}
	for {
		rows, err := d.Store.Logs(ctx, q)
		if err != nil || len(rows) == 0 {
			return LogRow{}, false
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
