package main

import (
	"encoding/json"
	"time"

	"resellerdesk/core"
	"resellerdesk/core/desk"
	"resellerdesk/core/wording"
)

// logRow is an entry of the operation log.
type logRow struct {
	Number int64     `json:"number"`
	At     time.Time `json:"at"`
	// "" is the program, or somebody unknown who failed to sign in.
	Actor       string    `json:"actor"`
	Module      string    `json:"module"`
	Operation   string    `json:"operation"`
	Object      string    `json:"object"` // Its id; several have a space between them.
	Name        string    `json:"name"`   // Of the object at that time.
	Before      any       `json:"before"`
	After       any       `json:"after"`
	Result      string    `json:"result"`
	Detail      string    `json:"detail"` // In words of a person or a server.
	Errors      []problem `json:"errors"` // Why it was refused.
	OperationID string    `json:"operation_id"`
}

func (c *call) logRow(r desk.LogRow) logRow {
	row := logRow{
		Number: r.Number, At: utc(r.At), Actor: r.Person, Module: r.Module, Operation: r.Operation,
		Object: r.Object,
		Name:   wording.LogName(c.words, r.LogEntry),
		Before: parsedJSON(r.Before), After: parsedJSON(r.After), Result: r.Result,
		Detail: r.Detail, Errors: []problem{}, OperationID: r.OperationID,
	}
	if reasons := core.ParseErrors(r.Detail); r.Refused() && len(reasons) > 0 {
		row.Detail, row.Errors = "", c.problems(reasons)
	}
	return row
}

// parsedJSON is a text as the JSON that it is, nil for none, and as it is when somebody made
// something else of it by hand.
func parsedJSON(text string) any {
	switch {
	case text == "":
		return nil
	case json.Valid([]byte(text)):
		return json.RawMessage(text)
	}
	return text
}

// logAnswer is a part of the operation log, the newest first.
type logAnswer struct {
	Entries []logRow `json:"entries"`
	Total   int      `json:"total"` // How many there are without limit and offset.
	listed  []desk.LogRow
}

func (a logAnswer) text(p *page) {
	rows := make([][]cell, len(a.Entries))
	for i, r := range a.listed {
		said, result := wording.LogTextOf(p.words, r), p.t("log.result."+r.Result)
		if said.Refusal != "" {
			result += ": " + said.Refusal
		}
		rows[i] = []cell{
			p.when(r.At), word(said.Who), word(p.t("log.module." + r.Module)), word(said.What),
			word(said.Object), word(result),
		}
	}
	if len(rows) > 0 {
		p.table([]string{
			p.t("log.column.when"), p.t("log.column.who"), p.t("log.column.module"),
			p.t("log.column.what"), p.t("log.column.object"),
			p.t("log.column.result"),
		}, rows)
		p.blank()
	}
	p.line(p.t("ctl.entries", core.Args{"Count": a.Total}))
}

func results() []desk.LogResult { return []desk.LogResult{desk.LogOK, desk.LogRefused} }

// logFlags are the flags that restrict the log. query refuses words that the log does not know.
func logFlags(f flags) (query func(c *call) (desk.LogQuery, error)) {
	search, module := f.text("search"), f.text("module")
	operation, result := f.text("operation"), f.text("result")
	actor, object := f.text("actor"), f.text("object")
	f.text("from")
	f.text("to")
	return func(c *call) (desk.LogQuery, error) {
		q := desk.LogQuery{
			Search: *search, Titled: wording.OperationsTitled(c.words, *search), Module: *module,
			Operation: *operation,
			Result:    desk.LogResult(*result), Actor: *actor,
		}
		if err := checkLogQuery(q); err != nil {
			return q, err
		}
		var err error
		if q.From, q.To, err = c.period(); err != nil {
			return q, err
		}
		q.Object, err = c.find(*object)
		return q, err
	}
}

func logList(f flags) action {
	query := logFlags(f)
	limit, offset := f.count("limit", newest), f.count("offset", 0)
	return withDesk(func(c *call) (answer, error) {
		q, err := query(c)
		if err != nil {
			return nil, err
		}
		q.Limit, q.Offset = atMost(*limit), max(*offset, 0)
		return whole(c.log(q))
	})
}

// checkLogQuery refuses words that the log does not know.
func checkLogQuery(q desk.LogQuery) error {
	if q.Module != "" {
		if err := oneOf("--module", q.Module, desk.LogModules()); err != nil {
			return err
		}
	}
	if q.Operation != "" {
		if err := oneOf("--operation", q.Operation, desk.Operations()); err != nil {
			return err
		}
	}
	if q.Result != desk.LogAny {
		return oneOf("--result", string(q.Result), results())
	}
	return nil
}

func (c *call) log(q desk.LogQuery) (logAnswer, error) {
	list, err := c.desk.Logs(c.ctx, q)
	if err != nil {
		return logAnswer{}, err
	}
	a := logAnswer{Entries: make([]logRow, len(list)), listed: list}
	for i, r := range list {
		a.Entries[i] = c.logRow(r)
	}
	a.Total, err = c.desk.CountLogs(c.ctx, q)
	return a, err
}
