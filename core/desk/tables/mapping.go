package tables

import (
	"slices"
	"strconv"
	"strings"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/i18n"
	"resellerdesk/core/sheet"
)

// ImportKind is what the rows of a file are.
type ImportKind string

// The kinds.
const (
	ImportResellers ImportKind = "reseller"
	ImportPBXs      ImportKind = "pbx"
	ImportCustomers ImportKind = "customer"
)

// ImportKinds are all kinds.
func ImportKinds() []ImportKind {
	return []ImportKind{ImportResellers, ImportPBXs, ImportCustomers}
}

// DateForm is which part of a date in figures is the first; "" where the language of a date, or the
// date itself, shows it.
type DateForm string

// The forms of dates.
const (
	DayFirst   DateForm = "day-first"   // 31/12/2027
	MonthFirst DateForm = "month-first" // 12/31/2027
)

// DateForms are all forms that can be chosen.
func DateForms() []DateForm { return []DateForm{DayFirst, MonthFirst} }

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

// ImportOptions say how a file is understood; what they leave out is found out.
type ImportOptions struct {
	sheet.Options
	Kind ImportKind // "" is for resellers.
	// Columns is to which field columns go that are mapped by hand: by title, or by number from 1,
	// such as "#3". The field is a key, a title or LeftOut.
	Columns map[string]string
	Dates   DateForm
	Numbers NumberForm
	// Update is the field by which a row is about a record that is there already, one of
	// ImportKind.UpdateBy; "" to only add.
	Update string
	// Preset and PackagePreset are what new resellers get unless a cell says otherwise.
	Preset, PackagePreset string
	LeaveOut              map[int]bool // By line.
}

// LeftOut is in place of the field of a column that is not imported.
const LeftOut = "-"

// ImportColumn is a column of a file, and where it goes.
type ImportColumn struct {
	Title  string
	Sample string // The first cell that is not empty.
	Field  string // "" where it is not imported.
	// Known tells whether the title was recognised, also as one of what is only exported.
	Known bool
	Wrong int // In how many rows the field has a problem.
}

// ImportField is a field that a column can go to.
type ImportField struct {
	Key, Title string
	Required   bool // Of a new record.
}

// Fields that stand for two others.
const (
	fieldFullName = "full_name" // First and last name.
	fieldHost     = "pbx_host"  // Sub-domain and domain.
)

// parts are the fields that a field stands for, none for most.
func parts(field string) []string {
	switch field {
	case fieldFullName:
		return []string{account.FieldFirstName, account.FieldLastName}
	case fieldHost:
		return []string{"sub_domain", "domain"}
	}
	return nil
}

// catalogue are the columns of a kind of file, and by which names they are known.
type catalogue struct {
	columns []fileColumn
	names   map[string]otherNames
	byName  map[string]*fileColumn
	words   []*i18n.Printer
}

func newCatalogue(
	columns []fileColumn, names map[string]otherNames, words []*i18n.Printer,
) *catalogue {
	c := &catalogue{columns, names, map[string]*fileColumn{}, words}
	for i := range columns {
		own := []string{columns[i].key}
		for _, w := range words {
			own = append(own, columns[i].title(w))
		}
		c.register(&columns[i], own)
	}
	for i := range columns { // What somebody else calls another field is no title of ours.
		c.register(&columns[i], names[columns[i].key].all())
	}
	return c
}

func (c *catalogue) register(column *fileColumn, names []string) {
	for _, name := range names {
		for _, key := range titleKeys(name) {
			if _, taken := c.byName[key]; !taken && key != "" {
				c.byName[key] = column
			}
		}
	}
}

// fields are the fields that a column can go to, with their titles in a language.
func (c *catalogue) fields(words *i18n.Printer) []ImportField {
	var list []ImportField
	for _, column := range c.columns {
		if column.read != nil {
			list = append(list, ImportField{column.key, column.title(words), column.required})
		}
	}
	return list
}

// mapping is which field each column of a file holds, nil where it is none that is known.
type mapping struct {
	columns  []*fileColumn
	shown    []ImportColumn
	place    map[string]int // Of the column of a field that is read.
	language string         // Of most of the titles, "" when they do not show it.
}

// unknown are the titles that mean nothing here.
func (m mapping) unknown() (titles []string) {
	for _, c := range m.shown {
		if !c.Known && c.Field == "" && strings.TrimSpace(c.Title) != "" {
			titles = append(titles, c.Title)
		}
	}
	return titles
}

// mapColumns finds out what the columns of a file hold. The mapping is there as well when it
// refuses a field that two columns go to, or a column or field that is not there.
func (c *catalogue) mapColumns(header []string, chosen map[string]string) (mapping, error) {
	m := mapping{
		columns: make([]*fileColumn, len(header)), shown: make([]ImportColumn, len(header)),
		place: map[string]int{},
	}
	for i, title := range header {
		m.shown[i].Title = title
		m.columns[i] = c.byName[titleKey(title)]
		m.shown[i].Known = m.columns[i] != nil
	}
	m.language = c.languageOf(header, m.columns)
	byHand, err := c.choose(&m, chosen)
	c.settleNames(&m, byHand)
	for i, column := range m.columns {
		if column != nil && column.read != nil {
			m.shown[i].Field = column.key
		}
	}
	if err != nil {
		return m, err
	}
	return m, m.placeAll()
}

// choose maps the columns that are mapped by hand, and tells which these are.
func (c *catalogue) choose(m *mapping, chosen map[string]string) (map[int]bool, error) {
	byHand := map[int]bool{}
	for _, name := range sortedKeys(chosen) {
		places := m.named(name)
		if len(places) == 0 {
			return byHand, &core.Error{
				Code: core.Invalid, Key: "import.no_such_column", Args: core.Args{"Column": name},
			}
		}
		var column *fileColumn
		if field := chosen[name]; field != LeftOut && field != "" {
			if column = c.byName[titleKey(field)]; column == nil || column.read == nil {
				return byHand, &core.Error{
					Code: core.Invalid, Key: "import.no_such_field",
					Args: core.Args{"Field": field},
				}
			}
		}
		for _, i := range places {
			m.columns[i], byHand[i] = column, true
			m.shown[i].Known = true
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
func (m mapping) named(name string) (places []int) {
	for i, c := range m.shown {
		if titleKey(c.Title) == titleKey(name) && strings.TrimSpace(c.Title) != "" {
			places = append(places, i)
		}
	}
	number, numbered := strings.CutPrefix(name, "#")
	n, err := strconv.Atoi(number)
	if len(places) == 0 && numbered && err == nil && n >= 1 && n <= len(m.shown) {
		places = []int{n - 1}
	}
	return places
}

// settleNames takes "Name" beside a column of first names for the last name, as many lists have it,
// and for nothing beside both.
func (c *catalogue) settleNames(m *mapping, byHand map[int]bool) {
	first := c.byName[titleKey(account.FieldFirstName)]
	last := c.byName[titleKey(account.FieldLastName)]
	if first == nil || !slices.Contains(m.columns, first) {
		return
	}
	for i, column := range m.columns {
		switch {
		case column == nil || column.key != fieldFullName || byHand[i]:
		case slices.Contains(m.columns, last):
			m.columns[i], m.shown[i].Known = nil, false
		default:
			m.columns[i] = last
		}
	}
}

// placeAll remembers where each field is. It refuses a field that two columns go to.
func (m *mapping) placeAll() error {
	for i, column := range m.columns {
		if column == nil || column.read == nil {
			continue
		}
		for _, field := range append([]string{column.key}, parts(column.key)...) {
			if other, twice := m.place[field]; twice {
				return &core.Error{
					Code: core.Invalid, Key: "import.column_twice", Args: core.Args{
						"Column": m.shown[i].Title, "Other": m.shown[other].Title,
						"Field": core.Key("field." + field),
					},
				}
			}
			m.place[field] = i
		}
	}
	return nil
}

// missing refuses a mapping that lacks one of some fields.
func (m mapping) missing(required []string) error {
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
func (c *catalogue) languageOf(header []string, columns []*fileColumn) (language string) {
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
func (c *catalogue) isIn(w *i18n.Printer, column *fileColumn, title string) bool {
	names := append([]string{column.title(w)}, c.names[column.key].in(w.Language())...)
	return slices.ContainsFunc(names, func(name string) bool {
		return slices.Contains(titleKeys(name), titleKey(title))
	})
}
