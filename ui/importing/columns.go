package importing

import (
	"strconv"

	"fyne.io/fyne/v2"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/desk"
	"resellerdesk/core/sheet"
	"resellerdesk/ui/kit"
)

// labelled is a choice with its name above it.
func labelled(
	label string, options []kit.Option, chosen string, changed func(key string),
) fyne.CanvasObject {
	return kit.NewStack(
		2, kit.NewCutText(label, kit.Caption, 60), kit.NewChosenSelect(options, chosen, changed),
	)
}

// choose is what a choice does: it changes how the table is read, and reads it again.
func (v *view) choose(set func(key string)) func(key string) {
	return func(key string) {
		set(key)
		v.check()
	}
}

// buildOptions are the choices of how the table is read, and what new records get.
func (v *view) buildOptions() fyne.CanvasObject {
	env := v.i.env
	options := kit.NewColumns(10, 8, 170, 5)
	if v.plan.Workbook == nil {
		options.Add(labelled(
			env.T("import.separator"), v.separators(), v.plan.Delimiter.Name(),
			v.choose(v.setSeparator),
		))
		options.Add(labelled(
			env.T("import.numbers"), v.numbers(), string(v.how.Numbers),
			v.choose(func(key string) { v.how.Numbers = desk.NumberForm(key) }),
		))
	}
	options.Add(labelled(
		env.T("import.dates"), v.dates(), string(v.how.Dates),
		v.choose(func(key string) { v.how.Dates = desk.DateForm(key) }),
	))
	options.Add(labelled(
		env.T("import.header_line"), headerLines(v.plan.HeaderLine),
		strconv.Itoa(v.plan.HeaderLine),
		v.choose(func(key string) { v.how.HeaderLine, _ = strconv.Atoi(key) }),
	))
	if v.i.mayUpdate() {
		options.Add(labelled(
			env.T("import.update"), v.updates(), v.how.Update,
			v.choose(func(key string) { v.how.Update = key }),
		))
	}
	if v.i.kind == desk.ImportResellers {
		v.offerPresets(options)
	}
	return options
}

func (v *view) setSeparator(name string) {
	for _, d := range sheet.Delimiters() {
		if d.Name() == name {
			v.how.Delimiter = d
		}
	}
}

// dates are the forms of dates.
func (v *view) dates() []kit.Option {
	options := []kit.Option{{Key: "", Text: v.i.env.T("import.as_found")}}
	for _, form := range desk.DateForms() {
		text := v.i.env.T("import.dates." + string(form))
		options = append(options, kit.Option{Key: string(form), Text: text})
	}
	return options
}

// numbers are the forms of numbers.
func (v *view) numbers() []kit.Option {
	options := []kit.Option{{Key: "", Text: v.i.env.T("import.as_found")}}
	for _, form := range desk.NumberForms() {
		text := v.i.env.T("import.numbers." + string(form))
		options = append(options, kit.Option{Key: string(form), Text: text})
	}
	return options
}

func (v *view) separators() (options []kit.Option) {
	if v.plan.Delimiter == 0 { // A table of one column has none.
		options = append(options, kit.Option{Text: "–"})
	}
	for _, d := range sheet.Delimiters() {
		text := v.i.env.T("import.separator." + d.Name())
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

func (v *view) updates() []kit.Option {
	env := v.i.env
	options := []kit.Option{{Key: "", Text: env.T("import.update.none")}}
	for _, field := range v.i.kind.UpdateBy() {
		text := env.T("import.update.by", core.Args{"Field": core.Key("field." + field)})
		options = append(options, kit.Option{Key: field, Text: text})
	}
	return options
}

// offerPresets adds the choices of what new resellers get.
func (v *view) offerPresets(to *fyne.Container) {
	env := v.i.env
	permissions := []kit.Option{{Key: "", Text: env.T("import.preset.usual")}}
	packages := []kit.Option{{Key: "", Text: env.T("import.package.none")}}
	for _, p := range v.presets {
		option := kit.Option{Key: p.Name, Text: desk.PresetName(env.Words, p.Kind, p.Name)}
		if p.Kind == account.PermissionPreset {
			permissions = append(permissions, option)
		} else {
			packages = append(packages, option)
		}
	}
	to.Add(labelled(env.T("import.preset"), permissions, v.how.Preset,
		v.choose(func(key string) { v.how.Preset = key })))
	to.Add(labelled(env.T("import.package"), packages, v.how.PackagePreset,
		v.choose(func(key string) { v.how.PackagePreset = key })))
}

// buildColumns are the columns of the table, each with the choice of where it goes.
func (v *view) buildColumns() fyne.CanvasObject {
	env := v.i.env
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
	fields, err := env.Desk.ImportFields(v.how, env.Words.Language())
	if err != nil {
		return kit.NewParagraph(env.Words.Error(err), kit.Body)
	}
	options := []kit.Option{{Key: desk.LeftOut, Text: env.T("import.left_out")}}
	for _, f := range fields {
		text := f.Title
		if f.Required {
			text += " *"
		}
		options = append(options, kit.Option{Key: f.Key, Text: text})
	}
	v.states = make([]*kit.Badge, len(v.plan.Columns))
	for i, column := range v.plan.Columns {
		v.states[i] = kit.NewBadge(kit.Neutral, kit.IconInfo, "")
		low := func(o fyne.CanvasObject) fyne.CanvasObject { return kit.NewPadded(7, 0, 0, 0, o) }
		list.Add(row(
			low(kit.NewCutText(column.Title, kit.Body, 60)),
			low(kit.NewCutText(kit.Shortened(column.Sample, 80), kit.Secondary, 60)),
			kit.NewChosenSelect(options, column.Field, v.choose(func(key string) {
				v.mapColumn(i, key)
			})),
			low(kit.NewRow(0, v.states[i], nil)),
		))
	}
	return list
}

// mapColumn maps a column by hand, by its number: titles may stand twice.
func (v *view) mapColumn(i int, field string) {
	columns := map[string]string{"#" + strconv.Itoa(i+1): field}
	for name, other := range v.how.Columns {
		if _, chosen := columns[name]; !chosen {
			columns[name] = other
		}
	}
	v.how.Columns = columns
}

// showStates says of each column whether its cells fit.
func (v *view) showStates() {
	env := v.i.env
	for i, badge := range v.states {
		switch c := v.plan.Columns[i]; {
		case c.Field == "":
			badge.Set(kit.Neutral, kit.IconInfo, env.T("import.state.left_out"))
		case v.err != nil:
			badge.Set(kit.Info, kit.IconInfo, env.T("import.state.mapped"))
		case c.Wrong > 0:
			badge.Set(
				kit.Bad, kit.IconAlert, env.T("import.state.wrong", core.Args{"Count": c.Wrong}),
			)
		default:
			badge.Set(kit.OK, kit.IconCheck, env.T("import.state.fits"))
		}
	}
}
