package permission

import (
	"slices"

	"resellerdesk/core"
)

// FieldPermissions is the form field that problems with permissions belong to.
const FieldPermissions = "permissions"

// Set is the features that an account holds. A valid set holds everything that its features need.
type Set map[Key]bool

// NewSet returns a set of the given keys.
func NewSet(keys ...Key) Set {
	s := make(Set, len(keys))
	for _, k := range keys {
		s[k] = true
	}
	return s
}

// All returns a set of the whole catalogue.
func All() Set {
	s := Set{}
	for _, f := range catalogue {
		s[f.Key] = true
	}
	return s
}

// Default is what a new reseller gets unless somebody chooses: everything that works with its own PBXs, customers and
// package, but nothing that deletes.
func Default() Set {
	s := All().ForReseller()
	delete(s, PBXDelete)
	delete(s, CustomerDelete)
	delete(s, UserDelete)
	return s
}

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
	for _, k := range s.Keys() {
		if !other[k] {
			c.Take(k)
		}
	}
	return c
}

// Clone returns a copy.
func (s Set) Clone() Set { return NewSet(s.Keys()...) }

// Keys returns the held features in the order of the catalogue.
func (s Set) Keys() []Key {
	var keys []Key
	for _, f := range catalogue {
		if s[f.Key] {
			keys = append(keys, f.Key)
		}
	}
	return keys
}

// Give adds a feature and everything it needs, and returns what was added along with it.
func (s Set) Give(key Key) (along []Key) {
	needed := NewSet(key)
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

// Take removes a feature and everything that needs it, and returns what was removed along with it.
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
	return along
}

func (s Set) holds(keys []Key) bool {
	for _, k := range keys {
		if !s[k] {
			return false
		}
	}
	return true
}

// Validate refuses unknown features, features without what they need, and features that the granter does not hold.
func (s Set) Validate(granter Set) core.Problems {
	var problems core.Problems
	for k, held := range s {
		if held && !slices.ContainsFunc(catalogue, func(f Feature) bool { return f.Key == k }) {
			problems.Add(FieldPermissions, "permission.unknown", core.Args{"Feature": string(k)})
		}
	}
	for _, f := range catalogue {
		switch {
		case !s[f.Key]:
		case !s.holds(f.Needs):
			problems.Add(FieldPermissions, "permission.needs", core.Args{"Feature": core.Key("feature." + f.Key)})
		case !granter[f.Key]:
			problems.Add(FieldPermissions, "permission.not_held", core.Args{"Feature": core.Key("feature." + f.Key)})
		}
	}
	return problems
}
