package main

import (
	"encoding/json"
	"math"
	"slices"
	"strings"

	"github.com/google/uuid"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
	"resellerdesk/core/pbx"
)

// owner returns the id of an account that can have PBXs: of a reseller by id or email, or of the
// owner of the workspace, for whom "" is enough where one is to be chosen.
func (c *call) owner(name string) (string, error) {
	if !strings.Contains(name, "@") {
		return name, nil
	}
	own, err := c.desk.Owner(c.ctx)
	if err != nil || account.EmailKey(own.Email) == account.EmailKey(name) {
		return own.ID, err
	}
	return c.find(name)
}

// findPBX returns the id of a PBX that is named by its id, its whole address or its name.
// operation, which may be "", is the id of an earlier try: what that renamed or deleted is found by
// the name that it had then.
func (c *call) findPBX(name, operation string) (string, error) {
	found, err := c.desk.PBXsByID(c.ctx, []string{name})
	for _, column := range []desk.Column{desk.ByHost, desk.ByName} {
		if err != nil || len(found) > 0 && found[0].ID == name {
			break
		}
		var rows []desk.PBXRow
		rows, err = c.desk.PBXs(
			c.ctx,
			desk.PBXQuery{
				Sort: desk.ByName, Limit: math.MaxInt32,
				Filters: map[desk.Column]string{column: name},
			},
		)
		for _, r := range rows { // The filter finds any part.
			known := slices.ContainsFunc(found, func(f desk.PBXRow) bool { return f.ID == r.ID })
			if !known && calledSo(name, r.Name, r.Host()) {
				found = append(found, r)
			}
		}
	}
	switch {
	// The action is refused, too, and that is logged.
	case core.CodeOf(err) == core.Forbidden && isID(name):
		return name, nil
	case err != nil:
		return "", err
	case len(found) == 1:
		return found[0].ID, nil
	case len(found) > 1:
		return "", ambiguousPBX(name, found)
	}
	return c.elsewhere(name, operation, "ctl.no_pbx", func(as logged) bool {
		return calledSo(
			name, as.Name, pbx.Address{SubDomain: as.SubDomain, Domain: as.Domain}.Host(),
		)
	})
}

// calledSo tells whether a PBX with a name and an address is meant.
func calledSo(asked, name, host string) bool {
	asked = strings.TrimSpace(asked)
	return asked != "" && (strings.EqualFold(name, asked) || strings.EqualFold(host, asked))
}

// namesShown is how many things that have the same name a refusal lists.
const namesShown = 5

func ambiguousPBX(name string, found []desk.PBXRow) error {
	var list []string
	for _, r := range found[:min(len(found), namesShown)] {
		list = append(list, r.ID+" ("+strings.Trim(r.Host()+", "+r.Owner.Name, ", ")+")")
	}
	return &core.Error{
		Code: core.Conflict, Key: "ctl.pbx_ambiguous",
		Args: core.Args{"Name": name, "Count": len(found), "PBXs": list},
	}
}

// findPBXs returns the ids of the PBXs that are named, each once.
func (c *call) findPBXs(names []string, operation string) ([]string, error) {
	return each(names, func(name string) (string, error) { return c.findPBX(name, operation) })
}

// each finds what several names stand for, each once.
func each(names []string, find func(name string) (string, error)) ([]string, error) {
	var ids []string
	for _, name := range names {
		id, err := find(name)
		if err != nil {
			return nil, err
		}
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids, nil
}

// logged is what the log keeps of the names of a PBX or a customer.
type logged struct {
	Name      string `json:"name"`
	SubDomain string `json:"sub_domain"`
	Domain    string `json:"domain"`
	Email     string `json:"email"`
}

// elsewhere returns the id of what nobody is called now: an earlier try with the same operation id
// changed that, or it is an id of something that is gone, of which the desk says so.
func (c *call) elsewhere(name, operation, none string, is func(as logged) bool) (string, error) {
	var entries []desk.LogEntry
	if operation != "" {
		var err error
		if _, entries, err = c.desk.OwnOperation(c.ctx, canonical(operation)); err != nil {
			return "", err
		}
	}
	for _, e := range entries {
		for _, side := range []string{e.Before, e.After} {
			var as logged
			if json.Unmarshal([]byte(side), &as) == nil && is(as) {
				return e.Object, nil
			}
		}
	}
	if isID(name) {
		return name, nil
	}
	return "", &core.Error{Code: core.NotFound, Key: none, Args: core.Args{"Name": name}}
}

func isID(name string) bool { return uuid.Validate(name) == nil }

// canonical is a UUID as it is stored, whatever its case.
func canonical(id string) string {
	if parsed, err := uuid.Parse(id); err == nil {
		return parsed.String()
	}
	return id
}

// didTo tells whether an operation did one of some things to nothing but these.
func (c *call) didTo(ids []string, verbs ...capacity.Verb) func(capacity.Operation) bool {
	return func(op capacity.Operation) bool {
		_, entries, err := c.desk.OwnOperation(c.ctx, op.ID)
		if err != nil || !slices.Contains(verbs, op.Verb) {
			return false
		}
		module, _, _ := strings.Cut(string(op.Verb), ".")
		for _, e := range entries {
			// A move changes customers besides.
			if e.Module == module && !slices.Contains(ids, e.Object) {
				return false
			}
		}
		return true
	}
}
