package tables

import (
	"regexp"
	"strings"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/i18n"
	"resellerdesk/core/pbx"
	"resellerdesk/core/permission"
	"resellerdesk/core/sheet"
)

// rowReader turns the cells of a file into drafts, one row after the other.
type rowReader struct {
	words   []*i18n.Printer // Of every language.
	own     *i18n.Printer   // Of the file's language.
	numbers *i18n.Printer   // Of a language that writes numbers as the file does.
	dates   []*i18n.Printer // Of languages that write dates as the file may.
	// A person said in which form dates are: the first of them decides.
	datesChosen bool
	unsure      bool // Nothing shows in which language numbers are written.
	answers     map[string]bool
	languages   map[string]string
	sets        map[string]permission.Set // By the text of the cell: most rows have the same.
	presets     map[string]account.Preset // By the search key of each of their names.
	keys        []permission.Key          // Of the cell that is read.
	brief       bool                      // One problem of a cell is enough: nobody will read it.
	book        *sheet.Workbook           // nil of a CSV file.
	problems    core.Problems
	// The record of the row, of which a kind of file fills one.
	draft    account.Account
	pbx      pbx.PBX
	customer pbx.Customer
	said     said
}

// said is what the cells of a row say that takes other cells, or the workspace, to be understood.
type said struct {
	owner     string
	customers []string
	recording *bool
	minutes   *int64
}

const (
	mostUnknown = 10  // Unknown features of a cell that are named.
	mostSets    = 100 // Sets of permissions that are remembered.
	longestName = 240 // Bytes that the name of a preset takes at most.
)

// permissions reads the name of a preset, or the keys of features, separated by spaces or
// commas.
func (r *rowReader) permissions(text string) permission.Set {
	r.draft.Preset = ""
	if set, known := r.sets[text]; known {
		return set
	}
	if len(text) <= longestName {
		if p, named := r.presets[account.SearchKey(text)]; named {
			r.draft.Preset = p.Name
			return p.Permissions.Clone()
		}
	}
	r.keys = r.keys[:0]
	unknown := 0
	for key := range strings.FieldsFuncSeq(text, separatesKeys) {
		switch {
		case permission.Known(permission.Key(key)):
			r.keys = append(r.keys, permission.Key(key))
		case key != noPermissions:
			unknown++
			r.problems.Add(
				permission.FieldPermissions, "permission.unknown", core.Args{"Feature": key},
			)
		}
		if unknown == mostUnknown || unknown > 0 && r.brief {
			break
		}
	}
	set := make(permission.Set, len(r.keys))
	for _, key := range r.keys {
		set[key] = true
	}
	if unknown == 0 && len(r.sets) < mostSets {
		r.sets[text] = set
	}
	return set
}

func separatesKeys(c rune) bool { return c == ' ' || c == ',' || c == ';' || c == '\n' }

// number reads an amount. A cell of a workbook that holds a number has no separators: a text that
// has some, and a number with a fraction, look alike there.
func (r *rowReader) number(field, text string) (int64, bool) {
	n, err := r.numbers.ParseNumber(text)
	if err == nil && strings.ContainsAny(text, ".,") {
		if r.book != nil {
			r.problems.Add(field, "field.number", nil)
			return 0, false
		}
		for _, words := range r.words {
			if _, otherwise := words.ParseNumber(text); r.unsure && otherwise != nil {
				err = otherwise
			}
		}
	}
	if err != nil {
		r.problems.AddError(field, err)
	}
	return n, err == nil
}

// timeOfDay is what follows a day that a program wrote with its time, which is in no named zone.
var timeOfDay = regexp.MustCompile(
	`(?:T|,?\s+)\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:\s*(?i:am|pm))?$`,
)

// day reads a day in the words of any language, also one with a time. Only who wrote the file knows
// which day is meant by one that languages read differently: it is refused, with both of them.
func (r *rowReader) day(text string) (core.Day, error) {
	if r.book != nil {
		if day, is := r.book.Day(text); is {
			text = day.String()
		}
	}
	if len(text) <= longestWord {
		text = timeOfDay.ReplaceAllString(text, "")
	}
	day, err := r.dates[0].ParseDate(text)
	for _, words := range r.dates[1:] {
		other, otherErr := words.ParseDate(text)
		switch {
		case otherErr != nil:
		case err != nil:
			day, err = other, nil
		case other != day && !r.datesChosen:
			return day, &core.Error{Code: core.Invalid, Key: "import.two_days", Args: core.Args{
				"One": day, "Other": other, "Write": day.String(),
			}}
		}
	}
	return day, err
}
