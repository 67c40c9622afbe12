package columns

import (
	"strings"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/i18n"
	"resellerdesk/core/pbx"
	"resellerdesk/core/permission"
	"resellerdesk/core/sheet"
)

// Reader turns the cells of rows into records, one row after the other.
type Reader struct {
	mapping Mapping
	words   []*i18n.Printer // Of every language.
	numbers *i18n.Printer   // Of a language that writes numbers as the file does.
	dates   []*i18n.Printer // Of languages that write dates as the file may.
	// A person said in which form dates are: the first of them decides.
	datesChosen   bool
	yearsFirst    bool // Years of two digits come first.
	numbersChosen bool // The same of numbers.
	unsure        bool // Nothing shows in which language numbers are written.
	answers       map[string]bool
	languages     map[string]string
	sets          map[string]permission.Set // By the text of the cell: most rows have the same.
	presets       map[string]account.Preset // By the search key of each of their names.
	keys          []permission.Key          // Of the cell that is read.
	book          *sheet.Workbook           // nil of a CSV file.

	// Brief is set when one problem of a cell is enough: nobody will read it.
	Brief bool
	// Problems are what is wrong with the cells of the row.
	Problems core.Problems
	// The record of the row, of which a kind of file fills one.
	Account  account.Account
	PBX      pbx.PBX
	Customer pbx.Customer
	Said     Said
}

// Said is what the cells of a row say that takes other cells, or the workspace, to be understood.
type Said struct {
	Owner     string
	Customers []string
	Recording *bool
	Minutes   *int64
}

// NewReader returns the reader of a table. It goes by the language of its titles, or else by the
// given one; presets are those that a cell of permissions can name, by search key.
func NewReader(
	file *sheet.Reader, m Mapping, how Options, language string, words []*i18n.Printer,
	presets map[string]account.Preset,
) Reader {
	r := Reader{
		mapping: m, words: words, answers: answersIn(words), languages: languagesIn(words),
		sets: map[string]permission.Set{}, presets: presets, book: file.Workbook,
		unsure: m.language == "",
	}
	own := m.language
	if own == "" {
		own = language
	}
	r.numbers = in(words, own)
	if how.Numbers != "" {
		r.numbers, r.unsure = in(words, how.Numbers.language()), false
		r.numbersChosen = true
	}
	if r.yearsFirst = how.Dates == YearFirst; how.Dates != "" && !r.yearsFirst {
		own, r.datesChosen = how.Dates.language(), true
	}
	r.dates = []*i18n.Printer{in(words, own)}
	for _, w := range words {
		if w != r.dates[0] {
			r.dates = append(r.dates, w)
		}
	}
	return r
}

// in are the words of a language, or of the first one.
func in(words []*i18n.Printer, language string) *i18n.Printer {
	for _, w := range words {
		if w.Language() == language {
			return w
		}
	}
	return words[0]
}

// Begin forgets what the row before said.
func (r *Reader) Begin() { r.Problems, r.Said = r.Problems[:0], Said{} }

// Read reads the cells of a row into its record. An empty cell leaves what is there.
func (r *Reader) Read(cells []string) {
	for i, c := range r.mapping.columns {
		if c == nil || c.Read == nil {
			continue
		}
		switch text := strings.TrimSpace(cells[i]); {
		case text == "":
		case text[0] == 0:
			formula, _ := sheet.NotCalculated(text)
			r.Problems.Add(
				firstField(c), "import.not_calculated", core.Args{"Cell": formula},
			)
		case sheet.IsSpoiled(text):
			r.Problems.Add(firstField(c), "import.spoiled", core.Args{"Cell": text})
		default:
			c.Read(r, text)
		}
	}
}

// firstField is the field of a column, the first one of several.
func firstField(c *Column) string { return append(Parts(c.Key), c.Key)[0] }

const (
	mostUnknown = 10  // Unknown features of a cell that are named.
	mostSets    = 100 // Sets of permissions that are remembered.
	longestName = 240 // Bytes that the name of a preset takes at most.
)

// permissions reads the name of a preset, or the keys of features, separated by spaces or
// commas.
func (r *Reader) permissions(text string) permission.Set {
	r.Account.Preset = ""
	if set, known := r.sets[text]; known {
		return set
	}
	if len(text) <= longestName {
		if p, named := r.presets[account.SearchKey(text)]; named {
			r.Account.Preset = p.Name
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
			r.Problems.Add(
				permission.FieldPermissions, "permission.unknown", core.Args{"Feature": key},
			)
		}
		if unknown == mostUnknown || unknown > 0 && r.Brief {
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

// number reads an amount.
func (r *Reader) number(field, text string) (int64, bool) {
	n, err := r.parseNumber(text)
	if err != nil {
		r.Problems.AddError(field, err)
	}
	return n, err == nil
}

// parseNumber reads an amount. A cell of a workbook that holds a number has no separators: a text
// that has some, and a number with a fraction, look alike there, unless a person says how numbers
// are written.
func (r *Reader) parseNumber(text string) (int64, error) {
	n, err := r.numbers.ParseNumber(text)
	if err != nil || !strings.ContainsAny(text, ".,") {
		return n, err
	}
	if r.book != nil && !r.numbersChosen {
		return 0, &core.Error{
			Code: core.Invalid, Key: "import.number_form", Args: core.Args{"Cell": text},
		}
	}
	for _, words := range r.words {
		if _, otherwise := words.ParseNumber(text); r.unsure && otherwise != nil {
			return 0, otherwise
		}
	}
	return n, nil
}

// ReadSamples says what the samples of columns with numbers and days are read as.
func (r *Reader) ReadSamples() {
	for i, column := range r.mapping.columns {
		c := &r.mapping.Shown[i]
		if c.ReadAs = nil; column != nil && column.means != nil && c.Sample != "" {
			c.ReadAs = column.means(r, c.Sample)
		}
	}
}

// meansNumber is the amount in a cell, nil for none.
func meansNumber(r *Reader, text string) any {
	if n, err := r.parseNumber(text); err == nil {
		return n
	}
	return nil
}

// meansDay is the day in a cell, nil for none.
func meansDay(r *Reader, text string) any {
	if day, err := r.day(text); err == nil {
		return day
	}
	return nil
}
