package main

import (
	"encoding/json"
	"os"

	"resellerdesk/core"
	"resellerdesk/core/backup"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
)

// comparisonAnswer is a list of the vendor's system beside what is here.
type comparisonAnswer struct {
	OperationID string          `json:"operation_id,omitempty"` // Of what was taken over.
	Repeated    bool            `json:"repeated"`
	Kind        desk.ImportKind `json:"kind"`
	Fields      []string        `json:"fields"` // That were compared.
	Unknown     []string        `json:"unknown_columns"`
	// Incomplete tells that what is only here is not known: a row cannot be read.
	Incomplete bool             `json:"incomplete"`
	Counts     map[string]int   `json:"counts"`  // Of records, by state.
	Records    []comparedRecord `json:"records"` // Those that are not equal.
	meant      bool             // What is meant is shown, too.
}

type comparedRecord struct {
	State       string          `json:"state"`
	ID          string          `json:"id"` // Here, "" when it is only there.
	Name        string          `json:"name"`
	Email       string          `json:"email"` // Of a PBX its address.
	Line        int             `json:"line"`  // 0 when it is only here.
	Differences []comparedField `json:"differences"`
	Errors      []problem       `json:"errors"`
}

type comparedField struct {
	ID     string          `json:"id"`
	Field  string          `json:"field"`
	Ours   json.RawMessage `json:"ours"`
	Theirs json.RawMessage `json:"theirs"`
	Listed bool            `json:"listed"`
	Meant  *meantBy        `json:"meant"`

	difference desk.Difference
}

type meantBy struct {
	Person string `json:"by"`
	At     string `json:"at"`
}

func (c *call) comparison(found desk.Comparison, meant bool) comparisonAnswer {
	a := comparisonAnswer{
		Kind: found.Kind, Fields: append([]string{}, found.Fields...),
		Unknown: append([]string{}, found.Unknown...), Counts: map[string]int{},
		Records: []comparedRecord{}, Incomplete: found.Incomplete, meant: meant,
	}
	for _, state := range desk.ComparedStates() {
		a.Counts[string(state)] = found.Counts[state]
	}
	for _, r := range found.Records {
		if r.State == desk.ComparedEqual {
			continue
		}
		one := comparedRecord{
			State: string(r.State), ID: r.Object, Name: r.Name, Email: r.Email, Line: r.Line,
			Differences: make([]comparedField, len(r.Differences)), Errors: []problem{},
		}
		if len(r.Problems) > 0 {
			one.Errors = c.problems(r.Problems)
		}
		for i, d := range r.Differences {
			one.Differences[i] = fieldCompared(d)
		}
		a.Records = append(a.Records, one)
	}
	return a
}

func fieldCompared(d desk.Difference) comparedField {
	one := comparedField{ID: d.ID(), Field: d.Field, Listed: d.Listed, difference: d}
	if d.Ours != "" {
		one.Ours = json.RawMessage(d.Ours)
	}
	if d.Theirs != "" {
		one.Theirs = json.RawMessage(d.Theirs)
	}
	if d.Meant != nil {
		one.Meant = &meantBy{d.Meant.Person, utc(d.Meant.At).Format("2006-01-02T15:04:05Z07:00")}
	}
	return one
}

func (a comparisonAnswer) text(p *page) {
	var rows [][]cell
	for _, r := range a.Records {
		for _, e := range r.Errors {
			rows = append(rows, []cell{
				p.number(int64(r.Line)), word(r.Name), word(p.t("compare.unreadable")), word(""),
				word(""), word(e.Message),
			})
		}
		for _, d := range r.Differences {
			if d.Meant == nil || a.meant {
				rows = append(rows, d.row(p, r))
			}
		}
	}
	if len(rows) == 0 {
		p.line(p.t("compare.none"))
	} else {
		p.table([]string{
			p.t("import.line"), p.t("column.name"), p.t("compare.difference"),
			p.t("compare.ours"), p.t("compare.theirs"), "",
		}, rows)
	}
	if a.Repeated {
		p.line(p.t("ctl.repeated"))
	}
	p.blank()
	if a.Incomplete {
		p.line(p.t("compare.incomplete"))
	}
	if len(a.Unknown) > 0 {
		p.line(p.t("import.unknown", core.Args{"Columns": a.Unknown}))
	}
	var counts [][]cell
	for _, state := range desk.ComparedStates() {
		if n := a.Counts[string(state)]; n > 0 {
			counts = append(counts, []cell{
				word(p.t("compare." + string(state))), p.number(int64(n)),
			})
		}
	}
	p.table(nil, counts)
}

// row is a difference of a record in a table.
func (d comparedField) row(p *page, r comparedRecord) []cell {
	note := ""
	switch {
	case d.Meant != nil:
		note = p.t("compare.is_meant")
	case d.Listed:
		note = p.t("compare.listed")
	}
	line := word("")
	if r.Line > 0 {
		line = p.number(int64(r.Line))
	}
	title, here, there := d.difference.Words(p.words)
	return []cell{
		line, word(r.Name), word(title), word(shortened(here)), word(shortened(there)), word(note),
	}
}

// compareActions are what is done with differences, each with those that words name.
type compareActions struct{ take, handOver, meant, notMeant *[]string }

// compareFile lays a list of the vendor's system beside what is here, and does with its differences
// what the flags say.
func compareFile(f flags) action {
	said := newTableFlags(f, f.textAs("kind", "compare_kind"), f.textAs("update", "compare_by"))
	words := func(name string) *[]string { return f.StringArray(name, nil, f.usage(name)) }
	do := compareActions{words("take"), words("hand-over"), words("meant"), words("not-meant")}
	operation, shown := f.text("operation-id"), f.onOff("show-meant")
	return withDesk(func(c *call) (answer, error) {
		how, err := said.options()
		if err != nil {
			return nil, err
		}
		id, before, err := c.operation(*operation, func(op capacity.Operation) bool {
			return op.Verb == capacity.ResellerTakenOver || op.Verb == capacity.PBXTakenOver
		})
		if err != nil {
			return nil, err
		}
		progress := progress{c: c}
		defer progress.clear()
		found, err := c.compare(c.args[0], how, &progress)
		if err != nil {
			return nil, err
		}
		taken, err := do.run(c, found, id, before != nil)
		if err != nil {
			return nil, err
		}
		if do.any() { // As it is now.
			if found, err = c.compare(c.args[0], how, &progress); err != nil {
				return nil, err
			}
		}
		a := c.comparison(found, *shown)
		if taken {
			a.OperationID, a.Repeated = id, before != nil
		}
		return a, nil
	})
}

func (do compareActions) any() bool {
	return len(*do.take)+len(*do.handOver)+len(*do.meant)+len(*do.notMeant) > 0
}

// run does what the flags say, and tells whether something was taken over.
func (do compareActions) run(
	c *call, found desk.Comparison, operation string, repeated bool,
) (taken bool, err error) {
	take := *do.take
	if repeated { // It is taken over already.
		take = nil
	}
	for _, one := range []struct {
		words []string
		act   func(ids []string) error
	}{
		{*do.meant, func(ids []string) error { return c.desk.MarkMeant(c.ctx, found, ids) }},
		{*do.notMeant, func(ids []string) error { return c.desk.UnmarkMeant(c.ctx, found, ids) }},
		{*do.handOver, func(ids []string) error {
			return c.desk.HandOverDifferences(c.ctx, found, ids)
		}},
		{take, func(ids []string) error {
			if err := c.secure(backup.BeforeImport, len(ids)); err != nil {
				return err
			}
			return c.desk.TakeOverDifferences(c.ctx, operation, found, ids)
		}},
	} {
		if len(one.words) == 0 {
			continue
		}
		ids, err := found.Select(one.words)
		if err == nil {
			err = one.act(ids)
		}
		if err != nil {
			return false, err
		}
	}
	return len(*do.take) > 0, nil
}

// compare reads a list, and lays it beside what is here.
func (c *call) compare(
	path string, how desk.ImportOptions, progress *progress,
) (desk.Comparison, error) {
	file, err := os.Open(path)
	if err != nil {
		return desk.Comparison{}, &core.Error{
			Code: core.Unavailable, Key: "sheet.unreadable", Err: err,
		}
	}
	defer file.Close()
	found, err := c.desk.CompareWith(progress.watch(c.ctx, "compare.comparing"), file, how)
	if err != nil {
		c.sayColumns(desk.ImportPlan{
			Kind: found.Kind, Columns: found.Columns, Workbook: found.Workbook,
		})
	}
	return found, err
}
