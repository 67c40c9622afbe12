package importing

import (
	"strconv"

	"fyne.io/fyne/v2"

	"resellerdesk/core"
	"resellerdesk/core/desk"
	"resellerdesk/core/sheet"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

// labelled is a choice with its name above it.
func labelled(
	label string, options []kit.Option, chosen string, changed func(key string),
) fyne.CanvasObject {
	return kit.NewStack(
		2, kit.NewCutText(label, kit.Caption, 60), kit.NewChosenSelect(options, chosen, changed),
	)
}

// locked is what the file itself says, with its name above it.
func locked(label, text string) fyne.CanvasObject {
	return kit.NewStack(2, kit.NewCutText(label, kit.Caption, 60), kit.NewReadOnly(text))
}

// Mapper asks how a table is read, and where its columns go. Each choice reads it again.
type Mapper struct {
	Env   *page.Env
	How   desk.ImportOptions
	Found Table
	// Updates are the choices of the field by which records are found; nil for none to choose.
	Updates []kit.Option
	// Worksheets tells whether another worksheet can be chosen.
	Worksheets bool
	Again      func()       // Reads the table once more.
	states     []*kit.Badge // Of the columns,
	samples    []*kit.Text  // and their first values.
}

// Table is what was found out about a table when it was read last.
type Table struct {
	Workbook   *sheet.Workbook // nil of a CSV file.
	Encoding   sheet.Encoding
	Delimiter  sheet.Delimiter
	HeaderLine int
	Columns    []desk.ImportColumn
}

// choose is what a choice does: it changes how the table is read, and reads it again.
func (m *Mapper) choose(set func(key string)) func(key string) {
	return func(key string) {
		set(key)
		m.Again()
	}
}

// Options are the choices of how the table is read.
func (m *Mapper) Options() *fyne.Container {
	env := m.Env
	options := kit.NewColumns(10, 8, 170, 5)
	if m.Found.Workbook == nil {
		m.addOfText(options)
	} else {
		m.addOfWorkbook(options)
	}
	options.Add(labelled(
		env.T("import.dates"), m.dates(), string(m.How.Dates),
		m.choose(func(key string) { m.How.Dates = desk.DateForm(key) }),
	))
	options.Add(labelled(
		env.T("import.numbers"), m.numbers(), string(m.How.Numbers),
		m.choose(func(key string) { m.How.Numbers = desk.NumberForm(key) }),
	))
	options.Add(labelled(
		env.T("import.header_line"), headerLines(m.Found.HeaderLine),
		strconv.Itoa(m.Found.HeaderLine),
		m.choose(func(key string) { m.How.HeaderLine, _ = strconv.Atoi(key) }),
	))
	if m.Updates != nil {
		options.Add(labelled(
			env.T("import.update"), m.Updates, m.How.Update,
			m.choose(func(key string) { m.How.Update = key }),
		))
	}
	return options
}

// addOfText adds the choices that only a CSV file has.
func (m *Mapper) addOfText(to *fyne.Container) {
	env := m.Env
	to.Add(labelled(
		env.T("import.encoding"), encodings(), string(m.Found.Encoding),
		m.choose(func(key string) { m.How.Encoding = sheet.Encoding(key) }),
	))
	to.Add(labelled(
		env.T("import.separator"), m.separators(), m.Found.Delimiter.Name(),
		m.choose(m.setSeparator),
	))
}

// addOfWorkbook adds the choice of the worksheet where there are several, and what a workbook says
// itself.
func (m *Mapper) addOfWorkbook(to *fyne.Container) {
	env := m.Env
	if book := m.Found.Workbook; m.Worksheets && len(book.Worksheets) > 1 {
		to.Add(labelled(
			env.T("import.worksheet"), worksheetsIn(*book), book.Worksheet,
			m.choose(func(key string) { m.How.Worksheet = key }),
		))
	}
	set := env.T("import.set_by_workbook")
	to.Add(locked(env.T("import.encoding"), set))
	to.Add(locked(env.T("import.separator"), set))
}

// encodings are those in which a CSV file may be written.
func encodings() (options []kit.Option) {
	for _, e := range sheet.Encodings() {
		options = append(options, kit.Option{Key: string(e), Text: e.Name()})
	}
	return options
}

func (m *Mapper) setSeparator(name string) {
	for _, d := range sheet.Delimiters() {
		if d.Name() == name {
			m.How.Delimiter = d
		}
	}
}

// worksheetsIn are the worksheets of a workbook.
func worksheetsIn(book sheet.Workbook) []kit.Option {
	options := make([]kit.Option, len(book.Worksheets))
	for n, name := range book.Worksheets {
		options[n] = kit.Option{Key: name, Text: name}
	}
	return options
}

// dates are the forms of dates.
func (m *Mapper) dates() []kit.Option {
	options := []kit.Option{{Key: "", Text: m.Env.T("import.as_found")}}
	for _, form := range desk.DateForms() {
		text := m.Env.T("import.dates." + string(form))
		options = append(options, kit.Option{Key: string(form), Text: text})
	}
	return options
}

// numbers are the forms of numbers.
func (m *Mapper) numbers() []kit.Option {
	options := []kit.Option{{Key: "", Text: m.Env.T("import.as_found")}}
	for _, form := range desk.NumberForms() {
		text := m.Env.T("import.numbers." + string(form))
		options = append(options, kit.Option{Key: string(form), Text: text})
	}
	return options
}

func (m *Mapper) separators() (options []kit.Option) {
	if m.Found.Delimiter == 0 { // A table of one column has none.
		options = append(options, kit.Option{Text: "–"})
	}
	for _, d := range sheet.Delimiters() {
		text := m.Env.T("import.separator." + d.Name())
		options = append(options, kit.Option{Key: d.Name(), Text: text})
	}
	return options
}

// headerLines are the lines that can name the columns: the first ones, and the present one.
func headerLines(present int) (options []kit.Option) {
	for line := 1; line <= max(20, present); line++ {
		text := strconv.Itoa(line)
		options = append(options, kit.Option{Key: text, Text: text})
	}
	return options
}

// Columns are the columns of the table, each with the choice of where it goes.
func (m *Mapper) Columns() fyne.CanvasObject {
	env := m.Env
	row := func(cells ...fyne.CanvasObject) fyne.CanvasObject {
		return kit.NewColumns(12, 0, 120, 4, cells...)
	}
	head := func(key string) fyne.CanvasObject {
		return kit.NewCutText(env.T(key), kit.BodyBold, 60)
	}
	list := kit.NewStack(4, row(
		head("import.column"), head("import.first_value"), head("import.goes_to"),
		head("import.state"),
	))
	fields, err := env.Desk.ImportFields(m.How, env.Words.Language())
	if err != nil {
		return kit.NewParagraph(env.Words.Error(err), kit.Body)
	}
	options := m.fieldOptions(fields)
	m.states = make([]*kit.Badge, len(m.Found.Columns))
	m.samples = make([]*kit.Text, len(m.Found.Columns))
	for i, column := range m.Found.Columns {
		m.states[i] = kit.NewBadge(kit.Neutral, kit.IconInfo, "")
		m.samples[i] = kit.NewCutText(kit.Shortened(column.Sample, 80), kit.Secondary, 60)
		low := func(o fyne.CanvasObject) fyne.CanvasObject { return kit.NewPadded(7, 0, 0, 0, o) }
		list.Add(row(
			low(kit.NewCutText(column.Title, kit.Body, 60)),
			low(m.samples[i]),
			kit.NewChosenSelect(options, column.Field, m.choose(func(key string) {
				m.mapColumn(i, key)
			})),
			low(kit.NewRow(0, m.states[i], nil)),
		))
	}
	return list
}

// fieldOptions are the fields that a column can be, and that it can be left out.
func (m *Mapper) fieldOptions(fields []desk.ImportField) []kit.Option {
	options := []kit.Option{{Key: desk.LeftOut, Text: m.Env.T("import.left_out")}}
	for _, f := range fields {
		text := f.Title
		if f.Required {
			text += " *"
		}
		options = append(options, kit.Option{Key: f.Key, Text: text})
	}
	return options
}

// mapColumn maps a column by hand, by its number: titles may stand twice.
func (m *Mapper) mapColumn(i int, field string) {
	columns := map[string]string{"#" + strconv.Itoa(i+1): field}
	for name, other := range m.How.Columns {
		if _, chosen := columns[name]; !chosen {
			columns[name] = other
		}
	}
	m.How.Columns = columns
}

// ShowStates says of each column what stands in it and whether its cells fit; the table as a whole
// is refused for err.
func (m *Mapper) ShowStates(err error) {
	for i, badge := range m.states {
		column := m.Found.Columns[i]
		m.samples[i].SetText(kit.Shortened(column.Sample, 80))
		badge.Set(m.stateOf(column, err))
	}
}

// stateOf says whether the cells of a column fit, or how they are read.
func (m *Mapper) stateOf(c desk.ImportColumn, err error) (kit.Tone, kit.IconName, string) {
	env := m.Env
	switch readAs := c.SampleReadAs(env.Words); {
	case c.Field == "":
		return kit.Neutral, kit.IconInfo, env.T("import.state.left_out")
	case c.Wrong > 0:
		return kit.Bad, kit.IconAlert, env.T(
			"import.state.wrong", core.Args{"Count": c.Wrong},
		)
	case readAs != "":
		return kit.OK, kit.IconCheck, env.T(
			"import.state.read_as", core.Args{"Value": readAs},
		)
	case c.Splits():
		return kit.Info, kit.IconInfo, env.T("import.state.split")
	case err != nil:
		return kit.Info, kit.IconInfo, env.T("import.state.mapped")
	}
	return kit.OK, kit.IconCheck, env.T("import.state.fits")
}
