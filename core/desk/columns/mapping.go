package columns

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/i18n"
	"resellerdesk/core/sheet"
)

// DateForm is which part of a date in figures is the first; "" where the language of a date, or the
// date itself, shows it.
type DateForm string

// The forms of dates.
const (
	DayFirst   DateForm = "day-first"   // 31/12/2027
	MonthFirst DateForm = "month-first" // 12/31/2027
	YearFirst  DateForm = "year-first"  // 27/12/31
)

// DateForms are all forms that can be chosen.
func DateForms() []DateForm { return []DateForm{DayFirst, MonthFirst, YearFirst} }

// language is one that writes dates so.
func (f DateForm) language() string {
	if f == MonthFirst {
		return "en"
	}
	return "de"
}

// NumberForm is the decimal sign of numbers; the other sign separates thousands. "" where the
// language of the titles shows it.
type NumberForm string

// The forms of numbers.
const (
	DecimalPoint NumberForm = "point" // 1,000.5
	DecimalComma NumberForm = "comma" // 1.000,5
)

// NumberForms are all forms that can be chosen.
func NumberForms() []NumberForm { return []NumberForm{DecimalPoint, DecimalComma} }

// language is one that writes numbers so.
func (f NumberForm) language() string {
	if f == DecimalComma {
		return "de"
	}
	return "en"
}

// Options say how a file is understood; what they leave out is found out.
type Options struct {
	sheet.Options
	Kind Kind // "" is for resellers.
	// Columns is to which field columns go that are mapped by hand: by title, or by number from 1,
	// such as "#3". The field is a key, a title or LeftOut.
	Columns map[string]string
	Dates   DateForm
	Numbers NumberForm
	// Update is the field by which a row is about a record that is there already, one of
	// Kind.UpdateBy; "" to only add.
	Update string
	// Preset and PackagePreset are what new resellers get unless a cell says otherwise.
	Preset, PackagePreset string
	LeaveOut              map[int]bool // By line.
}

// LeftOut is in place of the field of a column that is not imported.
const LeftOut = "-"

// InFile is a column of a file, and where it goes.
type InFile struct {
	Title  string
	Sample string // The first cell that is not empty.
	ReadAs any    // The number (int64) or the day (core.Day) that the sample is read as, or nil.
	Field  string // "" where it is not imported.
	// Known tells whether the title was recognised, also as one of what is only exported.
	Known bool
	Wrong int // In how many rows the field has a problem.
}

// Splits tells whether the cells are divided among several fields.
func (c InFile) Splits() bool { return len(Parts(c.Field)) > 0 }

// SampleReadAs is the number or the day that the sample is read as, "" where it says the same.
func (c InFile) SampleReadAs(words *i18n.Printer) (text string) {
	switch value := c.ReadAs.(type) {
	case int64:
		text = words.Number(value)
	case core.Day:
		text = words.Day(value)
	}
	if text == c.Sample {
		return ""
	}
	return text
}

// Field is a field that a column can go to.
type Field struct {
	Key, Title string
	Required   bool // Of a new record.
}

// Fields that stand for two others.
const (
	fieldFullName = "full_name" // First and last name.
	FieldHost     = "pbx_host"  // Sub-domain and domain.
)

// Parts are the fields that a field stands for, none for most.
func Parts(field string) []string {
	switch field {
	case fieldFullName:
		return []string{account.FieldFirstName, account.FieldLastName}
	case FieldHost:
		return []string{"sub_domain", "domain"}
	}
	return nil
}

// Catalogue are the columns of a kind of table, and by which names they are known.
type Catalogue struct {
	columns []Column
	names   map[string]otherNames
	byName  map[string]*Column
	words   []*i18n.Printer
}

// NewCatalogue returns the columns of a kind, known by their names in languages.
func NewCatalogue(kind Kind, words []*i18n.Printer) *Catalogue {
	c := &Catalogue{Of(kind), namesOf(kind), map[string]*Column{}, words}
	for i := range c.columns {
		own := []string{c.columns[i].Key}
		for _, w := range words {
			own = append(own, c.columns[i].Title(w))
		}
		c.register(&c.columns[i], own)
	}
	for i := range c.columns { // What somebody else calls another field is no title of ours.
		c.register(&c.columns[i], c.names[c.columns[i].Key].all())
	}
	return c
}

func (c *Catalogue) register(column *Column, names []string) {
	for _, name := range names {
		for _, key := range titleKeys(name) {
			if _, taken := c.byName[key]; !taken && key != "" {
				c.byName[key] = column
			}
		}
	}
}

// Fields are the fields that a column can go to, with their titles in a language.
func (c *Catalogue) Fields(words *i18n.Printer) []Field {
	var list []Field
	for _, column := range c.columns {
		if column.Read != nil {
			list = append(list, Field{column.Key, column.Title(words), column.Required})
		}
	}
	return list
}

// Mapping is which field each column of a table holds.
type Mapping struct {
	Shown    []InFile // In the order of the table.
	columns  []*Column
	place    map[string]int // Of the column of a field that is read.
	language string         // Of most of the titles, "" when they do not show it.
}

// Has tells whether a column goes to a field.
func (m Mapping) Has(field string) bool {
	_, has := m.place[field]
	return has
}

// Cell is the cell of a field in a row, without blanks around it, "" where the table has none.
func (m Mapping) Cell(cells []string, field string) string {
	if at, has := m.place[field]; has {
		cell, _ := sheet.NotCalculated(strings.TrimSpace(cells[at]))
		return cell
	}
	return ""
}

// Reads tells whether the cells of a column, by its place, are read.
func (m Mapping) Reads(place int) bool {
	return m.columns[place] != nil && m.columns[place].Read != nil
}

// Texts tells of each column whether its cells are texts: no numbers, and no days.
func (m Mapping) Texts() []bool {
	texts := make([]bool, len(m.columns))
	for i, column := range m.columns {
		texts[i] = column == nil || column.means == nil
	}
	return texts
}

// Fields are the fields that are read, in the order of the table.
func (m Mapping) Fields() (fields []string) {
	for _, column := range m.Shown {
		parts := Parts(column.Field)
		fields = append(fields, parts...)
		if len(parts) == 0 && column.Field != "" {
			fields = append(fields, column.Field)
		}
	}
	return fields
}

// Said are the fields of which the cells of a row say something.
func (m Mapping) Said(cells []string) (fields []string) {
	for place, column := range m.Shown {
		if strings.TrimSpace(cells[place]) != "" {
			fields = append(fields, column.Field)
			fields = append(fields, Parts(column.Field)...)
		}
	}
	return fields
}

// TakeSamples remembers for each column its first cell that is not empty, and returns a text of the
// row that shows whether the encoding was the right one, "" for none.
func (m Mapping) TakeSamples(cells []string) string {
	for i, cell := range cells {
		if c := &m.Shown[i]; c.Sample == "" {
			formula, _ := sheet.NotCalculated(cell)
			c.Sample = strings.TrimSpace(formula)
		}
	}
	for i, cell := range cells {
		if m.Reads(i) && hasForeignLetter(cell) {
			return strings.TrimSpace(cell)
		}
	}
	return ""
}

// hasForeignLetter tells whether a text has a letter that encodings write differently.
func hasForeignLetter(text string) bool {
	for i := range len(text) { // Nearly all texts are plain, and are only looked at by bytes.
		if text[i] >= utf8.RuneSelf {
			return strings.ContainsFunc(text[i:], isForeignLetter)
		}
	}
	return false
}

// isForeignLetter tells whether encodings write a letter differently, or the sign that one of them
// shows in its place.
func isForeignLetter(r rune) bool {
	return r >= utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsSymbol(r) || unicode.IsPunct(r))
}

// Sampled tells whether every column has its sample.
func (m Mapping) Sampled() bool {
	return !slices.ContainsFunc(m.Shown, func(c InFile) bool { return c.Sample == "" })
}

// Unknown are the titles that mean nothing here.
func (m Mapping) Unknown() (titles []string) {
	for _, c := range m.Shown {
		if !c.Known && c.Field == "" && strings.TrimSpace(c.Title) != "" {
			titles = append(titles, c.Title)
		}
	}
	return titles
}

// Map finds out what the columns of a file hold. The mapping is there as well when it
// refuses a field that two columns go to, or a column or field that is not there.
func (c *Catalogue) Map(header []string, chosen map[string]string) (Mapping, error) {
	m := Mapping{
		columns: make([]*Column, len(header)), Shown: make([]InFile, len(header)),
		place: map[string]int{},
	}
	for i, title := range header {
		m.Shown[i].Title = title
		m.columns[i] = c.byName[titleKey(title)]
		m.Shown[i].Known = m.columns[i] != nil
	}
	m.language = c.languageOf(header, m.columns)
	byHand, err := c.choose(&m, chosen)
	c.settleNames(&m, byHand)
	for i, column := range m.columns {
		if column != nil && column.Read != nil {
			m.Shown[i].Field = column.Key
		}
	}
	if err != nil {
		return m, err
	}
	return m, m.placeAll()
}

// choose maps the columns that are mapped by hand, and tells which these are.
func (c *Catalogue) choose(m *Mapping, chosen map[string]string) (map[int]bool, error) {
	byHand := map[int]bool{}
	for _, name := range sortedKeys(chosen) {
		places := m.named(name)
		if len(places) == 0 {
			return byHand, &core.Error{
				Code: core.Invalid, Key: "import.no_such_column", Args: core.Args{"Column": name},
			}
		}
		var column *Column
		if field := chosen[name]; field != LeftOut && field != "" {
			if column = c.byName[titleKey(field)]; column == nil || column.Read == nil {
				return byHand, &core.Error{
					Code: core.Invalid, Key: "import.no_such_field",
					Args: core.Args{"Field": field},
				}
			}
		}
		for _, i := range places {
			m.columns[i], byHand[i] = column, true
			m.Shown[i].Known = true
		}
	}
	return byHand, nil
}

// sortedKeys makes titles come before numbers, which say it for one of several columns.
func sortedKeys(chosen map[string]string) []string {
	names := make([]string, 0, len(chosen))
	for name := range chosen {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int {
		if isNumbered(a) != isNumbered(b) {
			if isNumbered(a) {
				return 1
			}
			return -1
		}
		return strings.Compare(a, b)
	})
	return names
}

func isNumbered(name string) bool { return strings.HasPrefix(name, "#") }

// named are the places of the columns that a title or a number names.
func (m Mapping) named(name string) (places []int) {
	for i, c := range m.Shown {
		if titleKey(c.Title) == titleKey(name) && strings.TrimSpace(c.Title) != "" {
			places = append(places, i)
		}
	}
	number, numbered := strings.CutPrefix(name, "#")
	n, err := strconv.Atoi(number)
	if len(places) == 0 && numbered && err == nil && n >= 1 && n <= len(m.Shown) {
		places = []int{n - 1}
	}
	return places
}

// settleNames takes "Name" beside a column of first names for the last name, as many lists have it,
// and for nothing beside both.
func (c *Catalogue) settleNames(m *Mapping, byHand map[int]bool) {
	first := c.byName[titleKey(account.FieldFirstName)]
	last := c.byName[titleKey(account.FieldLastName)]
	if first == nil || !slices.Contains(m.columns, first) {
		return
	}
	for i, column := range m.columns {
		switch {
		case column == nil || column.Key != fieldFullName || byHand[i]:
		case slices.Contains(m.columns, last):
			m.columns[i], m.Shown[i].Known = nil, false
		default:
			m.columns[i] = last
		}
	}
}

// placeAll remembers where each field is. It refuses a field that two columns go to.
func (m *Mapping) placeAll() error {
	for i, column := range m.columns {
		if column == nil || column.Read == nil {
			continue
		}
		for _, field := range append([]string{column.Key}, Parts(column.Key)...) {
			if other, twice := m.place[field]; twice {
				return &core.Error{
					Code: core.Invalid, Key: "import.column_twice", Args: core.Args{
						"Column": m.Shown[i].Title, "Other": m.Shown[other].Title,
						"Field": core.Key("field." + field),
					},
				}
			}
			m.place[field] = i
		}
	}
	return nil
}

// Missing refuses a mapping that lacks one of some fields.
func (m Mapping) Missing(required []string) error {
	var missing []core.Key
	for _, field := range required {
		if _, has := m.place[field]; !has {
			missing = append(missing, core.Key("field."+field))
		}
	}
	if len(missing) == 0 {
		return nil
	}
	return &core.Error{
		Code: core.Invalid, Key: "import.columns_missing", Args: core.Args{"Columns": missing},
	}
}

// languageOf returns the language that more of the titles are in than in any other, "" for none.
func (c *Catalogue) languageOf(header []string, columns []*Column) (language string) {
	most := 0
	for _, w := range c.words {
		count := 0
		for i, column := range columns {
			if column != nil && c.isIn(w, column, header[i]) {
				count++
			}
		}
		switch {
		case count > most:
			most, language = count, w.Language()
		case count == most:
			language = ""
		}
	}
	return language
}

// isIn tells whether a title of a column is in a language.
func (c *Catalogue) isIn(w *i18n.Printer, column *Column, title string) bool {
	names := append([]string{column.Title(w)}, c.names[column.Key].in(w.Language())...)
	return slices.ContainsFunc(names, func(name string) bool {
		return slices.Contains(titleKeys(name), titleKey(title))
	})
}
