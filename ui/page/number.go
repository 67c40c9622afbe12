package page

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"resellerdesk/core"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
	"resellerdesk/core/i18n"
	"resellerdesk/ui/kit"
)

// longestNumber is more than the separators and digits of any number that a rule takes.
const longestNumber = 40

// NewNumberField returns a field for a whole number, which is read and shown as people write it in
// the language.
func NewNumberField(env *Env, label string) *kit.Field {
	field := kit.NewNumberField(label, env.Words.ParseNumber, env.Words.Number)
	return field.SetLargest(capacity.MaxAmount).SetLimit(longestNumber)
}

// NewDateField returns a field for a day, which is read and shown as people write it in the
// language.
func NewDateField(env *Env, label string) *kit.Field {
	return kit.NewDateField(label, *Dates(env)).SetLimit(longestNumber)
}

// NewLanguageField returns a field that chooses one of the languages of the program.
func NewLanguageField(env *Env) *kit.Field {
	languages := make([]kit.Option, len(i18n.Languages))
	for i, l := range i18n.Languages {
		languages[i] = kit.Option{Key: l, Text: env.T("language." + l)}
	}
	return kit.NewSelectField(env.T("field.language"), languages)
}

// Dates says how the language writes days, and what its calendar is like.
func Dates(env *Env) *kit.DateOptions {
	words := env.Words
	return &kit.DateOptions{
		Read: func(text string) (time.Time, error) {
			day, err := words.ParseDate(text)
			return day.Start(), err
		},
		Show: words.Date, Today: env.Now, Tip: words.T("calendar.open"),
		Month: words.Month, Weekday: words.Weekday, FirstWeekday: words.FirstWeekday(),
	}
}

// Limit makes a field take no more than what it is about may have, and returns it.
func Limit(name string, field *kit.Field) *kit.Field {
	if longest := desk.Longest(name); longest > 0 && field.Limit() > 0 {
		field.SetLimit(longest)
	}
	return field
}

// Number reads the digits of an amount; a number that is too large for any field becomes one that
// is refused as too large.
func Number(digits string) int64 {
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil || n > capacity.MaxAmount {
		return capacity.MaxAmount + 1
	}
	return n
}

// Unread says of each field whose text cannot be read why, in place of what a rule says of it: the
// rule has not seen what was typed.
func Unread(fields map[string]*kit.Field, problems core.Problems) core.Problems {
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		err := fields[name].Unread()
		if err == nil || !fields[name].Visible() {
			continue
		}
		var why core.Problems
		why.AddError(name, err)
		ofField := func(p *core.Error) bool { return p.Field == name }
		at := slices.IndexFunc(problems, ofField)
		if at < 0 {
			at = len(problems)
		}
		problems = slices.Insert(slices.Clone(problems), at, why[0])
		rest := slices.DeleteFunc(problems[at+1:], ofField)
		problems = problems[:at+1+len(rest)]
	}
	return problems
}

// ReadAmounts reads the filter of an amount as a list asks for it, or says what is wrong with it.
func ReadAmounts(env *Env) func(text string) (filter, wrong string) {
	return func(text string) (filter, wrong string) {
		filter, err := desk.ReadRange(env.Words, text)
		if err != nil {
			return text, env.Words.Error(err)
		}
		return filter, ""
	}
}

// ReadDay reads the filter of a last day as a list asks for it, or says what is wrong with it.
func ReadDay(env *Env) func(text string) (filter, wrong string) {
	return func(text string) (filter, wrong string) {
		if strings.TrimSpace(text) == "" {
			return "", ""
		}
		day, err := env.Words.ParseDate(text)
		if err != nil {
			return text, env.Words.Error(err)
		}
		return day.String(), ""
	}
}

// DayHint says what the filter of a last day takes.
func DayHint(env *Env) string {
	return env.T(
		"pbx.expiry_hint", core.Args{"Example": env.Words.Date(env.Now().AddDate(0, 3, 0))},
	)
}

// unread is what was typed into the fields of the form and cannot be read, or is too large to be
// distinguished from others.
func (f *Form) unread() map[string]string {
	texts := map[string]string{}
	for name, field := range f.Fields {
		if field.Unread() != nil || f.numbers[name] && isTooLarge(field) {
			texts[name] = field.Text()
		}
	}
	return texts
}

// FillNumber shows the digits of an amount, or nothing, unless what was typed there waits to be
// corrected: it cannot be read, or is larger than any amount, for which digits say only that.
func (f *Form) FillNumber(name, digits string) {
	field := f.Fields[name]
	tooLarge := digits != "" && isTooLarge(field) && Number(digits) == Number(field.Text())
	if field.Unread() == nil && field.Text() != digits && !tooLarge {
		field.SetText(digits)
	}
}

// isTooLarge tells whether a field holds a number that is larger than any amount. Its form knows
// only that.
func isTooLarge(field *kit.Field) bool {
	return field.Unread() == nil && !field.Known()
}

// ForgetUnread empties the fields for amounts whose text cannot be read.
func (f *Form) ForgetUnread() {
	for name := range f.unread() {
		if f.numbers[name] {
			f.Fields[name].SetText("")
		}
	}
}

// keptForm is the stored form of a form: what its page stores, and what it cannot, since it could
// not be read.
type keptForm struct {
	Form   json.RawMessage
	Unread map[string]string
}

// stored is what is kept of the form, nil for nothing.
func (f *Form) stored() ([]byte, error) {
	data, err := f.record.Kept()
	unread := f.unread()
	if err != nil || data == nil && len(unread) == 0 {
		return nil, err
	}
	return json.Marshal(keptForm{Form: data, Unread: unread})
}

// restoreUnread shows again what was typed and could not be read, and tells whether there was any.
func (f *Form) restoreUnread() bool {
	if f.drafts == nil {
		return false
	}
	restored := false
	for name, text := range f.drafts.unread {
		if field := f.Fields[name]; field != nil {
			field.SetText(text)
			f.sets[name](text)
			f.left[name], restored = true, true
		}
	}
	return restored
}
