package permission

import (
	"slices"

	"resellerdesk/core"
)

// FieldPermissions is the form field that problems with permissions belong to.
const FieldPermissions = "permissions"

// Set is the features that an account holds, and the values that were chosen for them. A valid set
// holds everything that its features need, and the feature of each value.
type Set map[Key]bool

// NewSet returns a set of the given keys.
func NewSet(keys ...Key) Set {
	s := make(Set, len(keys))
	for _, k := range keys {
		s[k] = true
	}
	return s
}

// All returns a set of every feature, without values.
func All() Set {
	s := Set{}
	for _, f := range catalogue {
		s[f.Key] = true
	}
	return s
}

// Default is what a new reseller gets unless somebody chooses: everything that works with its own
// PBXs, customers and package, but nothing that deletes. It is the ready preset Sells.
func Default() Set { return Ready()[0].Permissions }

// ForReseller returns a copy without what only the distributor's own staff can hold.
func (s Set) ForReseller() Set {
	c := s.Clone()
	for _, f := range catalogue {
		if f.Staff {
			delete(c, f.Key)
		}
	}
	return c
}

// With returns the features of both sets.
func (s Set) With(other Set) Set { return NewSet(append(s.Keys(), other.Keys()...)...) }

// Within returns the features that other holds too, less those that need one it does not hold.
func (s Set) Within(other Set) Set {
	c := s.Clone()
	for _, f := range catalogue {
		if s[f.Key] && !other[f.Key] {
			c.Take(f.Key)
		}
	}
	return c
}

// Clone returns a copy.
func (s Set) Clone() Set { return NewSet(s.Keys()...) }

// Keys returns the held features in the order of the catalogue, each with its value behind it when
// that was chosen.
func (s Set) Keys() []Key {
	var keys []Key
	for _, f := range catalogue {
		for _, k := range f.Keys() {
			if s[k] {
				keys = append(keys, k)
			}
		}
	}
	return keys
}

// Give adds a feature or a value and everything it needs, and returns the features that were added
// along with it.
func (s Set) Give(key Key) (along []Key) {
	needed := NewSet(key)
	if feature := featureOfValue(key); feature != "" {
		needed[feature], s[key] = true, true
	}
	for grown := true; grown; {
		grown = false
		for _, f := range catalogue {
			if !needed[f.Key] {
				continue
			}
			for _, n := range f.Needs {
				grown = grown || !needed[n]
				needed[n] = true
			}
		}
	}
	for _, f := range catalogue {
		if needed[f.Key] && !s[f.Key] {
			s[f.Key] = true
			if f.Key != key {
				along = append(along, f.Key)
			}
		}
	}
	return along
}

// Take removes a feature, its value and everything that needs it, or a value alone, and returns the
// features that were removed along with it.
func (s Set) Take(key Key) (along []Key) {
	delete(s, key)
	for shrunk := true; shrunk; {
		shrunk = false
		for _, f := range catalogue {
			if s[f.Key] && !s.holds(f.Needs) {
				delete(s, f.Key)
				along = append(along, f.Key)
				shrunk = true
			}
		}
	}
	for _, f := range catalogue {
		if !s[f.Key] {
			delete(s, f.Value)
		}
	}
	return along
}

// GiveBack adds those of some features and values that nothing is missing for.
func (s Set) GiveBack(keys []Key) {
	back := NewSet(keys...)
	for grown := true; grown; {
		grown = false
		for _, f := range catalogue {
			if back[f.Key] && !s[f.Key] && s.holds(f.Needs) {
				s[f.Key], grown = true, true
			}
		}
	}
	for _, f := range catalogue {
		if f.Value != "" && back[f.Value] && s[f.Key] {
			s[f.Value] = true
		}
	}
}

// Without returns the keys that another set does not hold, in the order of the catalogue.
func (s Set) Without(other Set) []Key {
	return slices.DeleteFunc(s.Keys(), func(k Key) bool { return other[k] })
}

func (s Set) holds(keys []Key) bool {
	for _, k := range keys {
		if !s[k] {
			return false
		}
	}
	return true
}

// NotHeld returns the features that are given beyond what there is, or with another value, by a
// granter who does not hold them.
func (s Set) NotHeld(granter, stands Set) []Key {
	var keys []Key
	for _, f := range catalogue {
		given := s[f.Key] && !stands[f.Key]
		chosen := f.Value != "" && s[f.Key] && s[f.Value] != stands[f.Value]
		if (given || chosen) && !granter[f.Key] {
			keys = append(keys, f.Key)
		}
	}
	return keys
}

// fits tells whether each key of the set is a feature, or its value, with what it needs, and held
// by the granter: then nothing is wrong with it. It looks at the set alone, not at the whole
// catalogue.
func (s Set) fits(granter Set) bool {
	for k, held := range s {
		if !held {
			continue
		}
		i, known := places[k]
		if !known {
			return false
		}
		f := catalogue[i]
		if !s[f.Key] || !granter[f.Key] || !s.holds(f.Needs) {
			return false
		}
	}
	return true
}

// Validate refuses unknown features, features without what they need, values without their feature,
// and what the granter does not hold, unless it is held already. A value may be chosen by the
// person who holds the feature.
func (s Set) Validate(granter, stands Set) core.Problems {
	if s.fits(granter) {
		return nil
	}
	var problems core.Problems
	for k, held := range s {
		if held && !Known(k) {
			problems.Add(FieldPermissions, "permission.unknown", core.Args{"Feature": string(k)})
		}
	}
	for _, f := range catalogue {
		if f.Value != "" && s[f.Value] && !s[f.Key] {
			problems.Add(
				FieldPermissions, "permission.needs",
				core.Args{"Feature": core.Key("feature." + f.Value)},
			)
		}
		if s[f.Key] && !s.holds(f.Needs) {
			problems.Add(
				FieldPermissions, "permission.needs",
				core.Args{"Feature": core.Key("feature." + f.Key)},
			)
		}
	}
	for _, k := range s.NotHeld(granter, stands) {
		problems.Add(
			FieldPermissions, "permission.not_held", core.Args{"Feature": core.Key("feature." + k)},
		)
	}
	return problems
}
