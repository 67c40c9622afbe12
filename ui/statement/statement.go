// Package statement shows how the amount of a resource came about, of a reseller or of the pool.
package statement

import (
	"context"
	"time"

	"fyne.io/fyne/v2/container"

	"resellerdesk/core"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
	"resellerdesk/core/permission"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

// view is the dialog of a statement.
type view struct {
	env      *page.Env
	reseller string
	resource *kit.Field
	from, to *kit.Field
	table    *kit.Table[desk.StatementLine]
	opening  *kit.Text
	closing  *kit.Text
	export   *page.Exporter
	lines    []desk.StatementLine
	modal    *kit.Modal
	read     bool                // The dialog is as high as the first lines need.
	shown    desk.StatementQuery // What the lines answer.
	reading  page.Latest[desk.Statement]
}

// headHeight is the height of the fields, with room for a mistake below them, and the opening.
const headHeight = 102

// Show opens the statement of a reseller, or of the pool when its id is empty; title names whose it
// is.
func Show(env *page.Env, reseller, title string) {
	if env.Modals.Open() {
		return
	}
	v := &view{
		env: env, reseller: reseller, opening: kit.NewText("", kit.Body),
		closing: kit.NewText("", kit.BodyBold),
	}
	v.buildFields()
	v.buildTable()
	export := permission.SubscriptionExport
	if reseller != "" {
		export = permission.UserExport
	}
	v.export = page.NewExporter(env, export, v.exportLines)
	done := kit.NewButton(env.T("button.close"), kit.ButtonPrimary, func() { v.modal.Close() })
	head := kit.NewSized(
		0, headHeight,
		kit.NewStack(10, kit.NewColumns(16, 8, 180, 3, v.resource, v.from, v.to), v.opening),
	)
	v.modal = env.Modals.Show(kit.ModalOptions{
		Topic: "subscription",
		Title: env.T("statement.title", core.Args{"Name": title}), Width: 860, Height: 600,
		First: v.resource.Focusable(), Seeking: true, List: v.table,
		Body: kit.NewPadded(
			14, 20, 10, 20,
			container.NewBorder(head, v.closing, nil, nil, kit.NewPadded(6, 0, 8, 0, v.table)),
		),
		Foot: kit.NewRow(8, nil, v.export.Button, done),
	})
	v.load()
}

// query reads the fields; ok is false while a date is not one.
func (v *view) query() (q desk.StatementQuery, ok bool) {
	q = desk.StatementQuery{Reseller: v.reseller, Resource: capacity.Resource(v.resource.Text())}
	ok = true
	read := func(f *kit.Field) (begins, ends time.Time) {
		begins, ends, err := day(v.env, f.Text())
		f.SetError("")
		if err != nil {
			f.SetError(v.env.Words.Error(err))
			ok = false
		}
		return begins, ends
	}
	q.From, _ = read(v.from)
	_, q.To = read(v.to)
	return q, ok
}

// day is when a day begins that was typed, and when the one after it does; zero for none.
func day(env *page.Env, text string) (begins, ends time.Time, err error) {
	typed, err := page.ParseDay(env, text)
	if err != nil || typed == core.NoDay {
		return begins, ends, err
	}
	return typed.Start(), (typed + 1).Start(), nil
}

func (v *view) load() {
	q, ok := v.query()
	if !ok {
		v.reading.Drop()
		v.export.Refuse(v.env.T("statement.wrong_date"))
		return
	}
	v.reading.Read(v.env, func(ctx context.Context) (desk.Statement, error) {
		return v.env.Desk.Statement(ctx, q)
	}, v.env.Fail, func(s desk.Statement) { v.show(q, s) })
}

func (v *view) show(q desk.StatementQuery, s desk.Statement) {
	v.shown, v.lines = q, s.Lines
	v.opening.SetText(v.env.T("statement.opening", core.Args{"Amount": s.Opening}))
	v.closing.SetText(v.env.T("statement.closing", core.Args{"Amount": s.Closing}))
	v.table.SetCount(len(s.Lines))
	if !v.read {
		v.read = true
		v.modal.Grow()
	}
	if len(s.Lines) == 0 && s.Opening == 0 {
		v.export.SetCount(0)
	} else {
		v.export.SetCount(s.Rows())
	}
}

func (v *view) exportLines(rows int) {
	env, q := v.env, v.shown
	name := env.T("export.name.statement", core.Args{"Resource": core.Key("field." + q.Resource)})
	page.ExportDialog(env, name, rows, func(ctx context.Context) (desk.Export, error) {
		return env.Desk.ExportStatement(ctx, q, env.Words.Language())
	})
}

// buildFields makes the fields for what the statement is of: a resource, and from when to when.
func (v *view) buildFields() {
	env := v.env
	var options []kit.Option
	for _, r := range capacity.Resources() {
		options = append(options, kit.Option{Key: string(r), Text: env.T("field." + string(r))})
	}
	v.resource = kit.NewSelectField(env.T("statement.resource"), options)
	v.resource.SetText(string(capacity.Extensions))
	v.resource.OnChanged = func(string) { v.load() }
	v.from = page.NewDateField(
		env, env.T("statement.from"),
	).SetPlaceholder(env.T("statement.beginning"))
	v.to = page.NewDateField(env, env.T("statement.to")).SetPlaceholder(env.T("statement.today"))
	for _, f := range []*kit.Field{v.from, v.to} {
		f.OnChanged = func(string) { v.load() }
		f.SetOnEnter(func() { env.Canvas.Focus(v.table) })
	}
}

type column = kit.Column[desk.StatementLine]

func (v *view) column(
	key, title string, width, least float32, priority int, cell func(desk.StatementLine) kit.Cell,
) column {
	return column{
		Key: key, Title: v.env.T(title), Width: width, MinWidth: least, Priority: priority,
		Cell: cell,
	}
}

// columns are those of the statement; that of the pool says whom each line is about.
func (v *view) columns() []column {
	env := v.env
	amount := v.column("amount", "statement.amount", 90, 0, 0, func(l desk.StatementLine) kit.Cell {
		return kit.Cell{Text: env.Words.Signed(l.Amount), Bold: true}
	})
	balance := v.column(
		"balance", "statement.balance", 90, 0, 0,
		func(l desk.StatementLine) kit.Cell { return kit.Cell{Text: env.Words.Number(l.Balance)} },
	)
	amount.Right, balance.Right = true, true
	columns := []column{
		v.column("when", "movement.when", 140, 0, 0, func(l desk.StatementLine) kit.Cell {
			return kit.Cell{Text: env.Words.DateTime(l.At), Secondary: true}
		}),
		v.column("what", "movement.what", 190, 120, 0, func(l desk.StatementLine) kit.Cell {
			return kit.Cell{Text: env.Verb(l.Verb, env.T("verb."+string(l.Verb.Root())))}
		}),
		v.column("by", "movement.by", 110, 80, 2, func(l desk.StatementLine) kit.Cell {
			return kit.Cell{Text: env.Person(l.Actor), Secondary: true}
		}),
		v.column(
			"reason", "field.reason", 120, 80, 3,
			func(l desk.StatementLine) kit.Cell {
				return kit.Cell{Text: l.Reason, Secondary: true}
			},
		),
		amount, balance,
	}
	if v.reseller == "" {
		who := v.column(
			"who", "movement.reseller", 150, 90, 1,
			func(l desk.StatementLine) kit.Cell { return kit.Cell{Text: l.Company} },
		)
		columns = append(
			columns[:2:2], append([]column{who}, columns[2:]...)...,
		)
	}
	return columns
}

func (v *view) buildTable() {
	id := func(l desk.StatementLine) string {
		return l.Operation + l.Company + v.env.Words.Number(l.Balance)
	}
	v.table = page.NewTable(
		v.env, v.columns(), func() []desk.StatementLine { return v.lines }, id,
	)
}
