package handover

import (
	"encoding/json"
	"strings"

	"resellerdesk/core"
	"resellerdesk/core/i18n"
	"resellerdesk/core/pbx"
	"resellerdesk/core/wording"
)

// Title says what an entry is to do, in the words of a language: "Create PBX Praxis Lund".
func Title(p *i18n.Printer, e Entry) string {
	key := "handover." + string(e.Kind) + "." + string(e.Part)
	args := core.Args{"Name": e.Name}
	if tab := e.Part.Tab(); tab != "" {
		key = "handover." + string(e.Kind) + "." + string(PartPermissions)
		args["Tab"] = core.Key("tab." + tab)
	}
	if e.Part == PartState {
		var state string
		if json.Unmarshal(e.After[pbx.FieldState], &state) == nil {
			key += "." + state
		}
	}
	return p.T(key, args)
}

// Value is a value that has to be entered, in the words of a language.
type Value struct {
	Field  string
	Before string // "" when nothing was handed over before.
	Now    string
	Plain  string // What is entered: numbers without separators.
}

// Values are the values of an entry, in the words of a language. What is empty and was never handed
// over is left out.
func (e Entry) Values(p *i18n.Printer) []Value {
	plain := map[string]string{}
	for name, raw := range e.After {
		if text, known := plainOf(raw); known {
			plain[p.T("field."+name)] = text
		}
	}
	var list []Value
	for _, c := range wording.ChangesOf(p, e.Before, e.After) {
		v := Value{Field: c.Field, Before: c.Before, Now: c.After, Plain: c.After}
		if text, known := plain[c.Field]; known {
			v.Plain = text
		}
		list = append(list, v)
	}
	return list
}

// CountValues is how many values Values returns.
func (e Entry) CountValues() int { return wording.CountChanges(e.Before, e.After) }

// plainOf is a number as it is typed elsewhere, or "" for what is to be empty there. Anything else is
// typed as it is shown.
func plainOf(raw json.RawMessage) (text string, known bool) {
	if string(raw) == `""` || string(raw) == "null" {
		return "", true
	}
	isNumber := len(raw) > 0 && strings.ContainsRune("-0123456789", rune(raw[0]))
	if !isNumber {
		return "", false
	}
	return string(raw), true
}

// Person is who ticked something, in words when that was erased.
func Person(p *i18n.Printer, name string) string {
	if name == "" {
		return p.T("log.erased")
	}
	return name
}
