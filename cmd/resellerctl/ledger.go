package main

import (
	"encoding/hex"
	"time"

	"resellerdesk/core"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
)

// statementLine is an operation that moved the amount of a statement.
type statementLine struct {
	OperationID string        `json:"operation_id"`
	At          time.Time     `json:"at"`
	Actor       string        `json:"actor"` // "" is the program.
	Verb        capacity.Verb `json:"verb"`
	Company     string        `json:"company"`
	Reason      string        `json:"reason"`
	Amount      int64         `json:"amount"`
	Balance     int64         `json:"balance"`
}

// statement is how the amount of a resource came about.
type statement struct {
	Resource capacity.Resource `json:"resource"`
	Opening  int64             `json:"opening"`
	Lines    []statementLine   `json:"lines"`
	Closing  int64             `json:"closing"`
}

// statementAnswer is the statements of a reseller, or of the pool.
type statementAnswer struct {
	Reseller   string      `json:"reseller_id"` // "" is the pool.
	From       *time.Time  `json:"from"`
	To         *time.Time  `json:"to"` // Not included.
	Statements []statement `json:"statements"`
}

func (a statementAnswer) text(p *page) {
	for i, s := range a.Statements {
		if i > 0 {
			p.blank()
		}
		p.line(p.t("field." + string(s.Resource)))
		rows := [][]cell{{
			word(""), word(p.t("ctl.opening")), word(""), word(""),
			{"", true},
			p.number(s.Opening),
			word(""),
		}}
		for _, l := range s.Lines {
			rows = append(rows, []cell{
				p.when(l.At), word(p.verb(l.Verb)), word(l.Company), p.actor(l.Actor),
				p.signed(l.Amount), p.number(l.Balance), word(l.Reason),
			})
		}
		rows = append(
			rows,
			[]cell{
				word(""), word(p.t("ctl.closing")), word(""), word(""),
				{"", true},
				p.number(s.Closing), word(""),
			},
		)
		p.table([]string{
			p.t("movement.when"), p.t("movement.what"), p.t("movement.reseller"),
			p.t("movement.by"), p.t("ctl.amount"), p.t("ctl.balance"),
			p.t("field.reason"),
		}, rows)
	}
}

// statementFlags are the flags that say of what and of which time a statement is. The resource of
// query is "" when none is named.
func statementFlags(f flags) (query func(c *call) (desk.StatementQuery, error)) {
	reseller, resource := f.text("reseller"), f.text("resource")
	f.text("from")
	f.text("to")
	return func(c *call) (desk.StatementQuery, error) {
		q := desk.StatementQuery{Resource: capacity.Resource(*resource)}
		var err error
		if q.From, q.To, err = c.period(); err != nil {
			return q, err
		}
		q.Reseller, err = c.find(*reseller)
		return q, err
	}
}

func ledgerStatement(f flags) action {
	query := statementFlags(f)
	return withDesk(func(c *call) (answer, error) {
		q, err := query(c)
		if err != nil {
			return nil, err
		}
		wanted, err := c.resources(q)
		if err != nil {
			return nil, err
		}
		return c.statements(q, wanted)
	})
}

// period is the time that --from and --to name: from the beginning of a day, to the end of a day,
// which is not part of it.
func (c *call) period() (from, to time.Time, err error) {
	var problems core.Problems
	moment := func(flag string, of func(core.Day) time.Time) time.Time {
		if t, err := time.Parse(time.RFC3339, c.flags.Lookup(flag).Value.String()); err == nil {
			return t
		}
		var day core.Day
		if c.setDay(&day, flag, flag, &problems); day == core.NoDay {
			return time.Time{}
		}
		return of(day)
	}
	from = moment("from", core.Day.Start)
	to = moment("to", func(d core.Day) time.Time { return (d + 1).Start() })
	return from, to, problems.Err()
}

// resources are the resources that statements are wanted of: the one that is named, else all that
// there are.
func (c *call) resources(q desk.StatementQuery) ([]capacity.Resource, error) {
	if q.Resource != "" {
		return []capacity.Resource{q.Resource}, oneOf(
			"--resource", string(q.Resource), capacity.Resources(),
		)
	}
	var has capacity.Amounts
	if q.Reseller == "" {
		terms, err := c.desk.Terms(c.ctx)
		if err != nil {
			return nil, err
		}
		has = terms.Total
	} else {
		form, err := c.desk.Reseller(c.ctx, q.Reseller)
		if err != nil {
			return nil, err
		}
		has = form.Draft.Package.Amounts
	}
	var list []capacity.Resource
	for _, r := range capacity.Resources() {
		if has.Has(r) {
			list = append(list, r)
		}
	}
	return list, nil
}

func (c *call) statements(q desk.StatementQuery, wanted []capacity.Resource) (answer, error) {
	a := statementAnswer{Reseller: q.Reseller, Statements: []statement{}}
	if !q.From.IsZero() {
		a.From = utcOrNil(&q.From)
	}
	if !q.To.IsZero() {
		a.To = utcOrNil(&q.To)
	}
	for _, r := range wanted {
		q.Resource = r
		s, err := c.desk.Statement(c.ctx, q)
		if err != nil {
			return nil, err
		}
		one := statement{
			Resource: r, Opening: s.Opening, Closing: s.Closing,
			Lines: make([]statementLine, len(s.Lines)),
		}
		for i, l := range s.Lines {
			one.Lines[i] = statementLine{
				l.Operation, utc(l.At), l.Actor, l.Verb, l.Company, l.Reason, l.Amount, l.Balance,
			}
		}
		a.Statements = append(a.Statements, one)
	}
	return a, nil
}

// proofAnswer is what proving the ledger came to.
type proofAnswer struct {
	OK         bool     `json:"ok"`
	Operations int      `json:"operations"`
	Transfers  int      `json:"transfers"`
	Accounts   int      `json:"accounts"`
	Head       string   `json:"head"` // Hash of the newest operation, in hexadecimal digits.
	Took       int64    `json:"took_ms"`
	Fault      *problem `json:"fault"`
}

func (a proofAnswer) text(p *page) {
	p.table(nil, [][]cell{
		{word(p.t("ctl.operations")), p.number(int64(a.Operations))},
		{word(p.t("ctl.transfers")), p.number(int64(a.Transfers))},
		{word(p.t("ctl.accounts")), p.number(int64(a.Accounts))},
	})
	p.line(p.t("ctl.head", core.Args{"Hash": a.Head}))
	if a.OK {
		p.line(p.t("ctl.proved"))
	}
}

// ledgerVerify proves the ledger. What does not fit is part of the answer, and the error too.
func ledgerVerify(flags) action {
	return withDesk(func(c *call) (answer, error) {
		proof, err := c.desk.Prove(c.ctx)
		if err != nil {
			return nil, err
		}
		a := proofAnswer{
			OK: proof.Fault() == nil, Operations: proof.Operations, Transfers: proof.Transfers,
			Accounts: proof.Accounts,
			Head:     hex.EncodeToString(proof.Head), Took: proof.Took.Milliseconds(),
		}
		if proof.Fault() == nil {
			return a, nil
		}
		fault := c.problem(proof.Fault())
		a.Fault = &fault
		return a, proof.Fault()
	})
}
