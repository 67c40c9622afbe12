package wording

import (
	"encoding/json"
	"maps"
	"slices"

	"resellerdesk/core"
	"resellerdesk/core/i18n"
)

// Meanwhile is what somebody else changed while a form was open, and what saving the form makes of
// that.
type Meanwhile struct {
	Merged core.Fields // What there is now, with what the person changed.
	// What becomes of each field that somebody else changed since the form was opened, in words.
	Said  []string
	Fresh bool // Something changed since before.
}

// Merge puts what a person changed, mine compared with before, into what there is now. Of a list of
// keys each key counts as a field. opened is what stood when the form was opened, and before what
// stood when it was last merged.
func Merge(p *i18n.Printer, opened, before, mine, now core.Fields) Meanwhile {
	m := Meanwhile{Merged: maps.Clone(now), Fresh: len(before.Changed(now)) > 0}
	lists := map[string]bool{}
	for _, name := range before.Changed(mine) {
		value, stays := mine[name]
		if keys, are := mergedKeys(before[name], mine[name], now[name]); are {
			value, lists[name] = keys, true
		}
		m.Merged[name] = value
		if !stays {
			delete(m.Merged, name)
		}
	}
	names := opened.Changed(now)
	slices.SortStableFunc(names, func(a, b string) int { return place(a) - place(b) })
	w := words{p}
	for _, name := range names {
		c, has := w.change(snake(name), opened[name], now[name], false, false)
		switch {
		case !has:
		case lists[name] || string(m.Merged[name]) == string(now[name]):
			m.Said = append(
				m.Said,
				w.T("meanwhile.stays", core.Args{"Field": c.Field, "Value": short(c.After)}),
			)
		default:
			mine := short(w.value(snake(name), mine[name]))
			m.Said = append(
				m.Said,
				w.T(
					"meanwhile.yours",
					core.Args{"Field": c.Field, "Mine": mine, "Theirs": short(c.After)},
				),
			)
		}
	}
	return m
}

// mergedKeys are the keys that stand now, with those that were added and without those that were
// taken away; false for what is no list of keys.
func mergedKeys(before, mine, now json.RawMessage) (json.RawMessage, bool) {
	var was, is, stand []string
	for raw, into := range map[*json.RawMessage]*[]string{&before: &was, &mine: &is, &now: &stand} {
		if json.Unmarshal(*raw, into) != nil {
			return nil, false
		}
	}
	merged := slices.DeleteFunc(
		stand,
		func(key string) bool { return slices.Contains(was, key) && !slices.Contains(is, key) },
	)
	for _, key := range is {
		if !slices.Contains(was, key) && !slices.Contains(merged, key) {
			merged = append(merged, key)
		}
	}
	slices.Sort(merged)
	raw, err := json.Marshal(merged)
	return raw, err == nil
}

// short is the beginning of a long value, in a sentence about several.
func short(text string) string {
	const most = 60
	runes := []rune(text)
	if len(runes) <= most {
		return text
	}
	return string(runes[:most]) + "…"
}
