package core

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"sync"
	"time"
)

// Fields is what something looks like at a moment, field by field, each as JSON. The log keeps it
// before and after each action; undo puts back the fields that the action changed.
type Fields map[string]json.RawMessage

// FieldsOf returns the members of a value that is one JSON object.
func FieldsOf(v any) (Fields, error) {
	raw, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	return ParseFields(string(raw))
}

// SomeFieldsOf returns those members of a struct that have some of the names, as FieldsOf does, and
// makes no others.
func SomeFieldsOf(v any, names []string) (Fields, error) {
	of := reflect.ValueOf(v)
	places, fields := membersOf(of.Type()), make(Fields, len(names))
	for _, name := range names {
		place, has := places[name]
		if !has {
			continue
		}
		value := of.FieldByIndex(place.index)
		if place.leftOut && value.IsZero() {
			continue
		}
		raw, err := json.Marshal(value.Interface())
		if err != nil {
			return nil, err
		}
		fields[name] = raw
	}
	return fields, nil
}

// member is where a struct has what JSON calls by a name.
type member struct {
	index   []int
	leftOut bool // When it is nothing.
}

// members are those of each type, by name.
var members sync.Map

func membersOf(t reflect.Type) map[string]member {
	if known, is := members.Load(t); is {
		return known.(map[string]member)
	}
	places := map[string]member{}
	for _, f := range reflect.VisibleFields(t) {
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name != "" {
			places[name] = member{f.Index, options == "omitempty"}
		}
	}
	members.Store(t, places)
	return places
}

// ParseFields reads the stored form; "" is what does not exist and has no fields.
func ParseFields(text string) (Fields, error) {
	fields := Fields{}
	if text == "" {
		return fields, nil
	}
	err := json.Unmarshal([]byte(text), &fields)
	return fields, err
}

// Text returns the stored form, "" for no fields.
func (f Fields) Text() (string, error) {
	if len(f) == 0 {
		return "", nil
	}
	raw, err := json.Marshal(f)
	return string(raw), err
}

// Changed returns the names of the fields that differ, sorted.
func (f Fields) Changed(after Fields) []string {
	var names []string
	for name, now := range after {
		if string(f[name]) != string(now) {
			names = append(names, name)
		}
	}
	for name := range f {
		if _, stays := after[name]; !stays {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// Only returns the fields with some names, as far as they are there.
func (f Fields) Only(names []string) Fields {
	some := make(Fields, len(names))
	for _, name := range names {
		if value, has := f[name]; has {
			some[name] = value
		}
	}
	return some
}

// Into reads the fields into a value that FieldsOf made them of.
func (f Fields) Into(v any) error {
	raw, err := json.Marshal(f)
	if err != nil {
		return err
	}
	return json.Unmarshal(raw, v)
}

// UTC is the same moment in the form in which fields hold it, whatever the time zone of the
// computer; nil for none.
func UTC(t *time.Time) *time.Time {
	if t == nil {
		return nil
	}
	u := t.UTC().Truncate(time.Millisecond)
	return &u
}
