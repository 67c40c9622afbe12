package handover

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/pbx"
	"resellerdesk/core/permission"
	"resellerdesk/core/store"
)

// Part is the part of a reseller or PBX that an entry is about; its words have the key "handover.",
// the kind and the part.
type Part string

// The parts. Those of permissions are PartPermissions with a dot and the tab.
const (
	PartCreate      Part = "create"
	PartDelete      Part = "delete"
	PartProfile     Part = "profile"
	PartPackage     Part = "package"
	PartPermissions Part = "permissions"
	PartState       Part = "state"
	PartOwner       Part = "owner"
	PartName        Part = "name"
	PartSize        Part = "size"
	PartAddress     Part = "address"
	PartTerm        Part = "term"
	// What a comparison with the vendor's system found there.
	PartFound   Part = "found"
	PartMissing Part = "missing" // It is not there.
	// What was found by taking it over, while that is undone. It is on no list.
	partUndone Part = "undone"
)

// Tab is the tab of permissions that the part is about, "" for another part.
func (p Part) Tab() permission.Tab {
	tab, is := strings.CutPrefix(string(p), string(PartPermissions)+".")
	if !is {
		return ""
	}
	return permission.Tab(tab)
}

// Change is what is to be done with something in the vendor's system.
type Change string

// The changes.
const (
	Create   Change = "create"
	Modify   Change = "change"
	Deletion Change = "delete"
	Nothing  Change = "none" // It was found by a comparison.
)

// Entry is something to be done in the vendor's system, or that was done.
type Entry struct {
	// Of an open one it is the same as long as the same is to be done, and names what has to be
	// entered; of a done one it is the id of the tick.
	ID     string
	Kind   store.HandoverKind
	Object string  // Id of the reseller or PBX.
	Name   string  // What it is called.
	Owner  pbx.Ref // The reseller, or the owner of the workspace, that it is grouped under.
	Part   Part
	Change Change
	// What was handed over before and is to be entered now, field by field. The field of a tab of
	// permissions is account's "permissions".
	Before, After core.Fields
	Done          bool
	Since         time.Time // Since when an open one differs; zero if the log does not know it.
	At            time.Time // When it was ticked.
	Person        string    // Who ticked it; "" when that was erased.
}

// fieldPermissions is what the log and an entry call a list of features.
const fieldPermissions = "permissions"

// object is a reseller or a PBX as it is here.
type object struct {
	kind  store.HandoverKind
	id    string
	name  string
	owner pbx.Ref
	gone  bool
	made  core.Fields // The day on which a PBX was made at the vendor; nil while nobody said so.
	// What is to be entered, by part in the order of the entries. The first is what is created.
	parts []fieldsOf
}

// fieldsOf are the fields of a part.
type fieldsOf struct {
	part   Part
	fields core.Fields
}

// profileFields are the fields of a reseller that the vendor's system has.
var profileFields = []string{
	account.FieldCompany, account.FieldFirstName, account.FieldLastName, account.FieldEmail,
	account.FieldPhone, account.FieldMobile, account.FieldAddress,
}

// pbxParts are the fields of a PBX, by part.
var pbxParts = []struct {
	part   Part
	fields []string
}{
	{PartOwner, []string{pbx.FieldOwner}},
	{PartName, []string{pbx.FieldName}},
	{PartSize, []string{
		pbx.FieldPlan, string(capacity.Extensions), string(capacity.ConcurrentCalls),
		pbx.FieldRecording, string(capacity.RecordingMinutes),
		string(capacity.TranscriptionMinutes), pbx.FieldHighAvailability,
	}},
	{PartAddress, []string{
		pbx.FieldRegion, pbx.FieldSubDomain, pbx.FieldDomain, pbx.FieldCustomDomain,
	}},
	{PartTerm, []string{pbx.FieldType, pbx.FieldExpiry, pbx.FieldRunAfterExpiry}},
	{PartState, []string{pbx.FieldState}},
}

// some are those of the fields that there are.
func some(all core.Fields, names []string) core.Fields {
	fields := core.Fields{}
	for _, name := range names {
		if value, has := all[name]; has {
			fields[name] = value
		}
	}
	return fields
}

// packageFields are the fields of a reseller's package.
var packageFields = sync.OnceValue(func() []string {
	fields := []string{
		capacity.FieldMinExtensions, capacity.FieldPBXLimit, capacity.FieldHighAvailability,
		capacity.FieldWhiteLabel, account.FieldValidUntil,
	}
	for _, r := range capacity.Resources() {
		fields = append(fields, string(r))
	}
	return fields
})

// resellerFields are the fields of both.
var resellerFields = sync.OnceValue(func() []string {
	return slices.Concat(profileFields, packageFields())
})

// objectOfReseller is what the vendor's system needs of a reseller.
func objectOfReseller(a account.Account) (object, error) {
	fields, err := a.FieldsIn(resellerFields())
	if err != nil {
		return object{}, err
	}
	return object{
		kind: store.HandoverReseller, id: a.ID, name: a.Profile.Company,
		owner: pbx.Ref{ID: a.ID, Name: a.Profile.Company}, gone: a.State == account.Closed,
		parts: partsOfReseller(fields, a.State, a.Permissions),
	}, nil
}

// partsOf are the parts of a reseller or a PBX that looked like some fields.
func partsOf(kind store.HandoverKind, all core.Fields) ([]fieldsOf, error) {
	if kind == store.HandoverReseller {
		var was struct {
			State       account.State    `json:"state"`
			Permissions []permission.Key `json:"permissions"`
		}
		if err := all.Into(&was); err != nil {
			return nil, err
		}
		return partsOfReseller(all, was.State, permission.NewSet(was.Permissions...)), nil
	}
	var list []fieldsOf
	for _, part := range pbxParts {
		list = append(list, fieldsOf{part.part, some(all, part.fields)})
	}
	return list, nil
}

// partsOfReseller are the parts of a reseller that has some fields, a state and permissions.
func partsOfReseller(all core.Fields, is account.State, held permission.Set) []fieldsOf {
	list := []fieldsOf{
		{PartProfile, some(all, profileFields)}, {PartPackage, some(all, packageFields())},
	}
	list = append(list, permissionParts(held)...)
	state := account.Active
	if is == account.Suspended || is == account.InBin {
		state = account.Suspended
	}
	return append(list, fieldsOf{PartState, core.Fields{pbx.FieldState: asJSON(state)}})
}

// permissionParts are the features of a set, tab by tab.
func permissionParts(set permission.Set) (parts []fieldsOf) {
	for _, tab := range permission.Tabs() {
		held := []permission.Key{}
		for _, key := range offered()[tab] {
			if set[key] {
				held = append(held, key)
			}
		}
		part := PartPermissions + "." + Part(tab)
		parts = append(parts, fieldsOf{part, core.Fields{string(part): asJSON(held)}})
	}
	return parts
}

// offered are the features of each tab, in the order of the catalogue.
var offered = sync.OnceValue(func() map[permission.Tab][]permission.Key {
	keys := map[permission.Tab][]permission.Key{}
	for _, f := range permission.Offered() {
		keys[f.Tab] = append(keys[f.Tab], f.Keys()...)
	}
	return keys
})

// objectOfPBX is what the vendor's system needs of a PBX.
func objectOfPBX(p pbx.PBX) (object, error) {
	all, err := p.Fields()
	if err != nil {
		return object{}, err
	}
	o := object{
		kind: store.HandoverPBX, id: p.ID, name: p.Name, owner: p.Owner, gone: p.Deleted,
	}
	if p.MadeAt != core.NoDay {
		o.made = some(all, []string{pbx.FieldMadeAt})
	}
	o.parts, err = partsOf(store.HandoverPBX, all)
	return o, err
}

// asJSON is a text or a list of texts as JSON, which always works.
func asJSON[T ~string | []permission.Key](v T) json.RawMessage {
	raw, _ := json.Marshal(v) //nolint:errchkjson // Texts alone.
	return raw
}

// handed is what was handed over of something until now.
type handed struct {
	made   bool // It was created there, and not deleted since.
	fields core.Fields
}

// apply takes up a tick.
func (h *handed) apply(t store.HandedOver) {
	switch Part(t.Entry) {
	case partUndone:
		return
	case PartDelete, PartMissing:
		*h = handed{}
		return
	case PartCreate, PartFound: // What looks somehow there is there.
		h.made = true
	}
	fields := maps.Clone(h.fields)
	if fields == nil {
		fields = core.Fields{}
	}
	maps.Copy(fields, t.Fields)
	h.fields = fields
}

// before is what was handed over of some fields. What nobody ever entered is as the vendor's system
// makes it: nothing is permitted, and nobody suspended.
func (h *handed) before(kind store.HandoverKind, of core.Fields) core.Fields {
	fields := core.Fields{}
	for name := range of {
		switch value, has := h.fields[name]; {
		case has:
			fields[name] = value
		case strings.HasPrefix(name, fieldPermissions+"."):
			fields[name] = asJSON([]permission.Key{})
		case kind == store.HandoverReseller && name == pbx.FieldState:
			fields[name] = asJSON(account.Active)
		}
	}
	return fields
}

// entries are what was ticked of something, the first first, and what is to be done now.
func (o object) entries(ticks []store.HandedOver) []Entry {
	var list []Entry
	var h handed
	for _, t := range ticks {
		if Part(t.Entry) == partUndone {
			continue
		}
		e := o.entry(Part(t.Entry), h.before(o.kind, t.Fields), t.Fields)
		if e.Part == PartDelete || e.Part == PartMissing {
			e.Before, e.After = t.Fields, nil
		}
		e.ID, e.Done, e.At, e.Person = t.ID, true, t.At, t.Person
		list = append(list, e)
		h.apply(t)
	}
	return append(list, o.open(h)...)
}

// open is what is to be done, when so much was handed over.
func (o object) open(h handed) []Entry {
	if o.gone {
		if !h.made {
			return nil
		}
		return []Entry{o.entry(PartDelete, o.identity(), nil)}
	}
	parts := o.parts
	var list []Entry
	if !h.made {
		created, rest := o.created()
		list, parts = append(list, o.entry(PartCreate, nil, created)), rest
	}
	for _, p := range parts {
		if p.part == PartPackage {
			p.fields = h.withNone(p.fields)
		}
		before := h.before(o.kind, p.fields)
		if changes(before, p.fields) {
			list = append(list, o.entry(p.part, before, p.fields))
		}
	}
	return list
}

// withNone are the fields of a package, with 0 of each resource that was handed over and is not in
// it any more.
func (h *handed) withNone(fields core.Fields) core.Fields {
	all := maps.Clone(fields)
	for _, r := range capacity.Resources() {
		name := string(r)
		if value, has := h.fields[name]; has && all[name] == nil && string(value) != none {
			all[name] = json.RawMessage(none)
		}
	}
	return all
}

// none is nothing of a resource, as JSON.
const none = "0"

// created is what is entered where something is created, and the parts that are entered after it:
// a PBX is made as a whole, a reseller by its profile.
func (o object) created() (fields core.Fields, rest []fieldsOf) {
	if o.kind == store.HandoverReseller {
		return o.parts[0].fields, o.parts[1:]
	}
	fields = core.Fields{}
	for _, p := range o.parts {
		maps.Copy(fields, p.fields)
	}
	return fields, nil
}

// identity is by what something is found in the vendor's system, and since when it is there.
func (o object) identity() core.Fields {
	fields := core.Fields{}
	maps.Copy(fields, o.made)
	for _, p := range o.parts {
		maps.Copy(fields, some(p.fields, []string{
			pbx.FieldName, pbx.FieldSubDomain, pbx.FieldDomain, account.FieldCompany,
			account.FieldEmail,
		}))
	}
	return fields
}

// changes tells whether fields say something else than before. What nobody ever entered is as empty
// as the vendor's system makes it.
func changes(before, after core.Fields) bool {
	return slices.ContainsFunc(before.Changed(after), func(name string) bool {
		was, is := before[name], after[name]
		isEmpty := len(was) == 0 && isNothing(name, is) || len(is) == 0 && isNothing(name, was)
		return !isEmpty && !pbx.SameField(name, before, after)
	})
}

// isNothing tells whether a field is empty, or nothing of a resource. A limit of 0 is one.
func isNothing(field string, value json.RawMessage) bool {
	switch string(value) {
	case `""`, "null", "false":
		return true
	case none:
		return account.IsAmount(field)
	}
	return false
}

// entry is an entry about the thing, open until somebody says otherwise.
func (o object) entry(part Part, before, after core.Fields) Entry {
	e := Entry{
		Kind: o.kind, Object: o.id, Name: o.name, Owner: o.owner, Part: part, Change: Modify,
		Before: said(before), After: said(after),
	}
	switch {
	case part == PartFound, part == PartMissing:
		e.Change = Nothing
	case part == PartCreate:
		e.Change = Create
	case part == PartDelete:
		e.Change = Deletion
	case len(before) == 0:
		e.Change = Create
	}
	text, _ := after.Text() //nolint:errcheck // It was read from JSON.
	hash := sha256.Sum256([]byte(text))
	e.ID = strings.Join(
		[]string{string(o.kind), o.id, string(part), hex.EncodeToString(hash[:4])}, ":",
	)
	return e
}

// said are fields as they are called in an entry and in the log: the permissions of all tabs are
// one list.
func said(fields core.Fields) core.Fields {
	if len(fields) == 0 {
		return nil
	}
	named := core.Fields{}
	var lists []json.RawMessage
	for name, value := range fields {
		if strings.HasPrefix(name, fieldPermissions+".") {
			lists = append(lists, value)
			continue
		}
		named[name] = value
	}
	if len(lists) > 0 {
		named[fieldPermissions] = merged(lists)
	}
	return named
}

// merged is one list of the features in several, in the order of the catalogue. A single list stays
// as it is.
func merged(lists []json.RawMessage) json.RawMessage {
	if len(lists) == 1 {
		return lists[0]
	}
	set := permission.Set{}
	for _, list := range lists {
		var held []permission.Key
		_ = json.Unmarshal(list, &held) // What is no list has no feature.
		for _, key := range held {
			set[key] = true
		}
	}
	return asJSON(append([]permission.Key{}, set.Keys()...))
}
