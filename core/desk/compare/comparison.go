package compare

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/desk/columns"
	"resellerdesk/core/i18n"
	"resellerdesk/core/pbx"
	"resellerdesk/core/sheet"
	"resellerdesk/core/store"
	"resellerdesk/core/wording"
)

// State is how a record stands on both sides.
type State string

// The states.
const (
	Equal      State = "equal"
	Differs    State = "differs"
	Meant      State = "meant" // It differs, and all of that is meant.
	OnlyHere   State = "only_here"
	OnlyThere  State = store.FieldOnlyThere
	Unreadable State = "unreadable" // Its row cannot be read.
)

// States are all states, in the order in which they are shown.
func States() []State { return []State{Differs, OnlyHere, OnlyThere, Unreadable, Meant, Equal} }

// Comparison is a list of the vendor's system beside what is here. It is made by CompareWith.
type Comparison struct {
	Kind    columns.Kind
	Fields  []string // That the list has columns for; others are not compared.
	Columns []columns.InFile
	Unknown []string // Titles of columns that mean nothing here.
	// Records are those of the list in its order, then those that are only here.
	Records []Record
	Counts  map[State]int
	// Incomplete tells that a row cannot be read which may be about any record: what is only here
	// is not known then.
	Incomplete bool
	// Workbook says which worksheet was read, nil of a CSV file; HeaderLine names the columns.
	Workbook   *sheet.Workbook
	HeaderLine int
	Encoding   sheet.Encoding  // Of a CSV file.
	Delimiter  sheet.Delimiter // Of a CSV file; 0 when it has a single column.
	file       *sheet.Reader
	how        columns.Options
}

// Record is a reseller or a PBX on both sides.
type Record struct {
	State       State
	Object      string // Its id here, "" when it is only there.
	Name        string // The company, of a PBX its name.
	Email       string // Of a PBX its address.
	Number      string // The external number of a reseller.
	Line        int    // Of the list, 0 when it is only here.
	Differences []Difference
	Problems    core.Problems // Why its row cannot be read.
	kind        store.HandoverKind
	version     int64
	reported    bool   // A PBX that its reseller keeps.
	key         string // By what the list names it, when it is only there.
}

// In place of the field of a difference, when one side does not have the record.
const (
	fieldOnlyHere  = string(OnlyHere)
	fieldOnlyThere = string(OnlyThere)
)

// Difference is what is not the same on both sides.
type Difference struct {
	Field string // Of the record; OnlyHere or OnlyThere when the record as a whole is.
	// Ours and Theirs are the values as JSON, "" when there is none.
	Ours, Theirs string
	Listed       bool  // It is on the hand-over list.
	Meant        *Mark // nil when it is not.
	record       string
	hash         [8]byte // Of both values.
}

// ID names a difference and the values on both sides, so that nobody acts on what they did not see.
// There may be hundreds of thousands: it is made when it is asked for.
func (d Difference) ID() string { return d.record + ":" + d.Field + ":" + d.values() }

// Mark says who marked a difference as meant, and when.
type Mark struct {
	Person string // "" when that was erased.
	At     time.Time
}

// Words are the field and the values on both sides in the words of a language. Of a list of
// features theirs is what they have otherwise.
func (d Difference) Words(p *i18n.Printer) (field, ours, theirs string) {
	if d.isWhole() {
		return p.T("compare." + d.Field), "", ""
	}
	text := func(value string) string {
		fields := core.Fields{d.Field: json.RawMessage(orNull(value))}
		text, _ := fields.Text() //nolint:errcheck // It was read from JSON.
		return text
	}
	for _, c := range wording.Changes(p, text(d.Ours), text(d.Theirs)) {
		return c.Field, c.Before, c.After
	}
	return p.T("field." + d.Field), "", ""
}

func (d Difference) isWhole() bool { return d.Field == fieldOnlyHere || d.Field == fieldOnlyThere }

func orNull(value string) string {
	if value == "" {
		return "null"
	}
	return value
}

// add adds a difference to a record.
func (r *Record) add(field, ours, theirs string) {
	d := Difference{
		Field: field, Ours: ours, Theirs: theirs,
		hash: hashOf(idsIn(field, ours), idsIn(field, theirs)),
	}
	if len(r.Differences) > 0 {
		d.record = r.Differences[0].record
	} else {
		d.record = string(r.kind) + ":" + r.object()
	}
	r.Differences = append(r.Differences, d)
}

// idsIn is a value without what somebody is called just now.
func idsIn(field, value string) string {
	var ref pbx.Ref
	var refs []pbx.Ref
	switch {
	case field == pbx.FieldOwner && json.Unmarshal([]byte(value), &ref) == nil:
		return ref.ID
	case field == pbx.FieldCustomers && json.Unmarshal([]byte(value), &refs) == nil:
		ids := make([]string, len(refs))
		for i, r := range refs {
			ids[i] = r.ID
		}
		return strings.Join(ids, " ")
	}
	return value
}

// object is the id, or stands for a record that is only there.
func (r Record) object() string {
	if r.Object != "" {
		return r.Object
	}
	return store.StandIn(r.key)
}

// hashOf stands for some texts.
func hashOf(texts ...string) [8]byte {
	sum := sha256.Sum256([]byte(strings.Join(texts, "\x00")))
	return [8]byte(sum[:8])
}

// values are what a mark remembers of a difference.
func (d Difference) values() string { return hex.EncodeToString(d.hash[:]) }

// settle sets the state by what differs.
func (r *Record) settle() {
	r.State = Equal
	if len(r.Differences) > 0 {
		r.State = Meant
	}
	for _, d := range r.Differences {
		switch {
		case d.Meant != nil:
		case d.isWhole():
			r.State = State(d.Field)
		default:
			r.State = Differs
		}
	}
	if len(r.Problems) > 0 {
		r.State = Unreadable
	}
}

// Select returns the ids of the differences that words name: "all", a field, OnlyHere, OnlyThere,
// or an id. What is meant is only named by its id. A word that names none is refused.
func (c Comparison) Select(words []string) (ids []string, err error) {
	used := map[string]bool{}
	for _, r := range c.Records {
		for _, d := range r.Differences {
			chosen, id := false, d.ID()
			for _, word := range words {
				if word == id || d.Meant == nil && (word == "all" || word == d.Field) {
					chosen, used[word] = true, true
				}
			}
			if chosen {
				ids = append(ids, id)
			}
		}
	}
	for _, word := range words {
		if !used[word] {
			return nil, errNoDifference(word)
		}
	}
	return ids, nil
}

func errNoDifference(id string) error {
	return &core.Error{
		Code: core.NotFound, Key: "compare.no_difference", Args: core.Args{"ID": id},
	}
}

// chosen is a record with those of its differences that a person chose.
type chosen struct {
	Record
	differences []Difference
}

// choose returns the records of some differences, in the order of the comparison.
func (c Comparison) choose(ids []string) (list []chosen, err error) {
	wanted := map[string]bool{}
	for _, id := range ids {
		wanted[id] = true
	}
	for _, r := range c.Records {
		var some []Difference
		for _, d := range r.Differences {
			if id := d.ID(); wanted[id] {
				some = append(some, d)
				delete(wanted, id)
			}
		}
		if len(some) > 0 {
			list = append(list, chosen{r, some})
		}
	}
	for _, id := range ids {
		if wanted[id] {
			return nil, errNoDifference(id)
		}
	}
	return list, nil
}

// isSame tells whether a field has the same value on both sides: either case of an address, and
// nothing of a resource for none.
func isSame(field string, ours, theirs core.Fields) bool {
	switch {
	case field == account.FieldEmail:
		return account.EmailKey(textOf(ours[field])) == account.EmailKey(textOf(theirs[field]))
	case field == pbx.FieldSubDomain, field == pbx.FieldDomain:
		return strings.EqualFold(textOf(ours[field]), textOf(theirs[field]))
	case account.IsAmount(field) && len(ours[field]) == 0:
		return string(theirs[field]) == "0"
	case field == pbx.FieldOwner, field == pbx.FieldCustomers:
		return pbx.SameField(field, ours, theirs)
	}
	return string(ours[field]) == string(theirs[field])
}

func textOf(raw json.RawMessage) (text string) {
	_ = json.Unmarshal(raw, &text) // What is no text is none.
	return text
}

// kindOf is how the hand-over calls a kind.
func kindOf(kind columns.Kind) store.HandoverKind {
	if kind == columns.KindPBXs {
		return store.HandoverPBX
	}
	return store.HandoverReseller
}

// Kinds are the kinds that are compared.
func Kinds() []columns.Kind { return []columns.Kind{columns.KindResellers, columns.KindPBXs} }

// IsKind tells whether a kind is compared; "" is for resellers.
func IsKind(kind columns.Kind) bool { return kind == "" || slices.Contains(Kinds(), kind) }
