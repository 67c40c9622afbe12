// Package wording says records in sentences for people: what the log has, field by field, and why
// something was refused.
package wording

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/i18n"
	"resellerdesk/core/pbx"
)

// OperationTitle is what an operation of the log did, in words.
func OperationTitle(p *i18n.Printer, operation string) string {
	if operation == "undo" { // One that was refused, so that it is not known of what.
		return p.T("log.undo")
	}
	v := capacity.Verb(operation)
	return VerbText(p, v, p.T("verb."+string(v.Root())))
}

// OperationsTitled are the operations of the log whose title in words has a text in it, case and
// accents aside; also those that undo one or do it again.
func OperationsTitled(p *i18n.Printer, text string) []string {
	text = account.SearchKey(text)
	var found []string
	for _, operation := range Operations() {
		undo := capacity.Verb(operation).Reversed()
		for _, o := range []string{operation, string(undo), string(undo.Reversed())} {
			if strings.Contains(account.SearchKey(OperationTitle(p, o)), text) {
				found = append(found, o)
			}
		}
	}
	return found
}

// VerbText is what an operation did, in words: title, said to be undone or done again if that is
// what it did.
func VerbText(p *i18n.Printer, v capacity.Verb, title string) string {
	switch {
	case v.IsUndo():
		return p.T("verb.undo", core.Args{"Verb": title})
	case v.IsRedo():
		return p.T("verb.redo", core.Args{"Verb": title})
	}
	return title
}

// Change is what an entry of the log did to one field, in words. Before is "" when there is only
// one value to show.
type Change struct{ Field, Before, After string }

// String is the change in one line.
func (c Change) String() string {
	switch {
	case c.Field == "":
		return c.After
	case c.Before == "":
		return c.Field + ": " + c.After
	}
	return c.Field + " " + c.Before + " → " + c.After
}

// Changes turns what something looked like before and after, as the log keeps it, into words. It
// takes any text: what is no JSON is shown as it is.
func Changes(p *i18n.Printer, before, after string) []Change {
	was, wasOK := parsed(before)
	is, isOK := parsed(after)
	if !wasOK || !isOK {
		return unreadable(before, after)
	}
	return ChangesOf(p, was, is)
}

// ChangesOf is Changes of fields that were read already.
func ChangesOf(p *i18n.Printer, was, is core.Fields) []Change {
	w := words{p}
	names := was.Changed(is)
	slices.SortStableFunc(names, func(a, b string) int { return place(a) - place(b) })
	var list []Change
	for _, name := range names {
		if c, has := w.change(
			snake(name), was[name], is[name], len(was) == 0, len(is) == 0,
		); has {
			list = append(list, c)
		}
	}
	return list
}

// CountChanges is how many changes ChangesOf returns.
func CountChanges(was, is core.Fields) (n int) {
	for _, name := range was.Changed(is) {
		if isSaid(snake(name), was[name], is[name], len(was) == 0, len(is) == 0) {
			n++
		}
	}
	return n
}

// isSaid tells whether what happened to a field is said. What is empty in something new, or gone
// with something old, is left out, and so is a list that has the same in another order.
func isSaid(name string, was, is json.RawMessage, created, removed bool) bool {
	switch {
	case name == "mail": // The id of a mail, which says nothing to anybody.
		return false
	case created:
		return !empty(is)
	case removed:
		return !empty(was)
	}
	keysWas, keysIs, areLists := lists(was, is)
	return !areLists || !hasAll(keysWas, keysIs) || !hasAll(keysIs, keysWas)
}

// lists reads two lists of texts, null as an empty one; false when one is something else.
func lists(was, is json.RawMessage) (keysWas, keysIs []string, areLists bool) {
	if len(was) == 0 || len(is) == 0 {
		return nil, nil, false
	}
	areLists = json.Unmarshal(was, &keysWas) == nil && json.Unmarshal(is, &keysIs) == nil
	return keysWas, keysIs, areLists
}

// hasAll tells whether a list has all texts of another one.
func hasAll(list, of []string) bool {
	return !slices.ContainsFunc(of, func(key string) bool { return !slices.Contains(list, key) })
}

// parsed reads fields; false when the text is not one JSON object.
func parsed(text string) (core.Fields, bool) {
	fields, err := core.ParseFields(text)
	return fields, err == nil && (text == "" || fields != nil)
}

func unreadable(before, after string) []Change {
	before, after = strings.TrimSpace(before), strings.TrimSpace(after)
	if before == "" || after == "" {
		return []Change{{After: before + after}}
	}
	return []Change{{After: before + " → " + after}}
}

// place is where a field is among others: what moves capacity first, then the state, then the rest
// by name.
func place(field string) int {
	if at, is := places[snake(field)]; is {
		return at
	}
	return len(places)
}

// places are the fields that have a place among others.
var places = func() map[string]int {
	order := []string{
		pbx.FieldDeleted, "state", "suspension", "bin", pbx.FieldOwner, pbx.FieldName,
		pbx.FieldPlan,
	}
	for _, r := range capacity.Resources() {
		order = append(order, string(r))
	}
	order = append(
		order, capacity.FieldMinExtensions, capacity.FieldPBXLimit, capacity.FieldHighAvailability,
		capacity.FieldWhiteLabel, account.FieldValidUntil, account.FieldCompany,
		account.FieldFirstName, account.FieldLastName, account.FieldEmail,
	)
	at := make(map[string]int, len(order))
	for i, name := range order {
		at[name] = i
	}
	return at
}()

// snake makes "FromAddress" and "from_address" the same name.
func snake(name string) string {
	if strings.ToLower(name) == name { // As nearly all are.
		return name
	}
	var b strings.Builder
	for i, r := range name {
		if unicode.IsUpper(r) && i > 0 {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

// words says values in the words of a language.
type words struct{ *i18n.Printer }

// change says what happened to a field; false when that is left out.
func (w words) change(
	name string, was, is json.RawMessage, created, removed bool,
) (c Change, has bool) {
	if !isSaid(name, was, is, created, removed) {
		return Change{}, false
	}
	c.Field = w.label(name)
	keysWas, keysIs, areLists := lists(was, is)
	switch {
	case created:
		c.After = w.value(name, is)
	case removed:
		c.After = w.value(name, was)
	case areLists:
		c.After = w.differences(keysWas, keysIs)
	default:
		c.Before, c.After = w.value(name, was), w.value(name, is)
	}
	return c, true
}

// empty tells whether a value says that there is nothing.
func empty(raw json.RawMessage) bool {
	return slices.Contains([]string{"", "null", `""`, "false", "[]", "{}"}, string(raw))
}

// label is the name of a field; of one that has no translation, its own in readable form.
func (w words) label(name string) string {
	if text := w.T("field." + name); text != "field."+name {
		return text
	}
	text := strings.TrimSpace(strings.ReplaceAll(name, "_", " "))
	if text == "" {
		return "–"
	}
	runes := []rune(text)
	runes[0] = unicode.ToUpper(runes[0])
	return string(runes)
}

// differences are the features that were added and removed.
func (w words) differences(was, is []string) string {
	var parts []string
	for _, key := range is {
		if !slices.Contains(was, key) {
			parts = append(parts, "+"+w.feature(key))
		}
	}
	for _, key := range was {
		if !slices.Contains(is, key) {
			parts = append(parts, "−"+w.feature(key))
		}
	}
	return strings.Join(parts, ", ")
}

func (w words) feature(key string) string {
	if text := w.T("feature." + key); text != "feature."+key {
		return text
	}
	return key
}

// value says a value of a field.
func (w words) value(field string, raw json.RawMessage) string {
	// Most values are whole numbers or texts; a decoder for each takes long in a long list.
	if n, err := strconv.ParseInt(string(raw), 10, 64); err == nil {
		return w.Number(n)
	}
	var text string
	if bytes.HasPrefix(raw, []byte(`"`)) && json.Unmarshal(raw, &text) == nil {
		return w.text(field, text)
	}
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	var v any
	if len(raw) > 0 && decoder.Decode(&v) != nil {
		return string(raw)
	}
	switch v := v.(type) {
	case nil:
		return w.T("log.none")
	case bool:
		return w.T(map[bool]string{true: "yes", false: "no"}[v])
	case json.Number:
		return v.String()
	case []any:
		return w.list(field, v)
	case map[string]any:
		if name, is := refName(v); is {
			return name
		}
		return w.members(v)
	}
	return string(raw)
}

// text says a text: a date, or a key that has words of its own.
func (w words) text(field, text string) string {
	if strings.TrimSpace(text) == "" {
		return w.T("log.none")
	}
	if day, is := dayIn(field, text); is {
		return w.Day(day)
	}
	if at, err := time.Parse(time.RFC3339Nano, text); err == nil {
		return w.DateTime(at)
	}
	for _, prefix := range keyPrefixes(field) {
		if words := w.T(prefix + text); words != prefix+text {
			return words
		}
	}
	return text
}

// dayIn reads the day of a field; "until" is a day of a suspension, and a moment of the bin.
func dayIn(field, text string) (core.Day, bool) {
	switch field {
	case account.FieldValidUntil, "expires_at", pbx.FieldExpiry, pbx.FieldMadeAt:
		if at, err := time.Parse(time.RFC3339Nano, text); err == nil {
			return core.DayThatEnded(at), true
		}
	case "until":
	default:
		return core.NoDay, false
	}
	day, err := core.ParseDay(text)
	return day, err == nil
}

// keyPrefixes are where the words for the values of a field stand among the translations.
func keyPrefixes(field string) []string {
	switch field {
	case "state", "from":
		return []string{"status.", "mailstate."}
	case pbx.FieldPlan, pbx.FieldType:
		return []string{"pbx." + field + "."}
	case account.FieldLanguage:
		return []string{"language."}
	case "security", "provider":
		return []string{field + "."}
	case "permissions":
		return []string{"feature."}
	case account.FieldPreset:
		return []string{"preset.ready."}
	}
	return nil
}

func (w words) list(field string, values []any) string {
	var parts []string
	for _, v := range values {
		raw, err := json.Marshal(v)
		if err == nil {
			parts = append(parts, w.value(field, raw))
		}
	}
	if len(parts) == 0 {
		return w.T("log.none")
	}
	return strings.Join(parts, ", ")
}

// refName is the name of something else that a field refers to; false when the object is no
// pbx.Ref.
func refName(object map[string]any) (string, bool) {
	name, named := object["name"].(string)
	_, known := object["id"].(string)
	return name, named && known && len(object) == 2
}

// members says what an object holds, without what is empty in it.
func (w words) members(object map[string]any) string {
	var names []string
	for name := range object {
		names = append(names, name)
	}
	slices.Sort(names)
	var parts []string
	for _, name := range names {
		raw, err := json.Marshal(object[name])
		switch {
		// What stood before it is the other side of the change.
		case err != nil || empty(raw) || name == "from":
		case string(raw) == "true":
			parts = append(parts, w.label(snake(name)))
		default:
			parts = append(parts, w.label(snake(name))+" "+w.value(snake(name), raw))
		}
	}
	if len(parts) == 0 {
		return w.T("yes")
	}
	return strings.Join(parts, ", ")
}

// RefusalText says why an attempt of the log was refused, "" when its detail is something else.
func RefusalText(p *i18n.Printer, detail string) string {
	var sentences []string
	for _, e := range core.ParseErrors(detail) {
		sentence := p.Sentence(e)
		if e.Field != "" {
			sentence = words{p}.label(e.Field) + ": " + sentence
		}
		sentences = append(sentences, sentence)
	}
	return strings.Join(sentences, " ")
}
