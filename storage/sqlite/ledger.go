package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"math"
	"time"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/store"
)

// Movements walks back from the present balance of the pools, so that what was free after each
// operation needs no home of its own.
func (q queries) Movements(ctx context.Context, most int) ([]store.Movement, error) {
	free, err := q.Free(ctx)
	if err != nil {
		return nil, err
	}
	var movements []store.Movement
	err = q.each(ctx, `WITH newest AS (SELECT number, id, at, actor, verb, object FROM operation
			WHERE EXISTS (SELECT 1 FROM transfer t WHERE t.operation = operation.id AND (operation.verb NOT LIKE '%pbx.%' OR
				EXISTS (SELECT 1 FROM ledger_account l WHERE l.id IN (t.debit, t.credit) AND l.kind = 'pool'))) -- What is made out of a package is its reseller's.
			ORDER BY number DESC LIMIT $1)
		SELECT o.id, o.at, o.verb, coalesce(trim(who.first_name || ' ' || who.last_name), ''), coalesce(what.company, own.name, ''), t.resource,
			sum(CASE WHEN c.kind = 'pool' THEN t.amount WHEN d.kind = 'pool' THEN -t.amount ELSE 0 END)
		FROM newest o JOIN transfer t ON t.operation = o.id
		JOIN ledger_account d ON d.id = t.debit JOIN ledger_account c ON c.id = t.credit
		LEFT JOIN account who ON who.id = o.actor LEFT JOIN account what ON what.id = o.object LEFT JOIN pbx own ON own.id = o.object
		GROUP BY o.number, t.resource ORDER BY o.number DESC, min(t.number)`, []any{most},
		func(rows *sql.Rows) error {
			var m store.Movement
			var at, amount int64
			var r capacity.Resource
			if err := rows.Scan(
				&m.ID, &at, &m.Verb, &m.Actor, &m.Company, &r, &amount,
			); err != nil {
				return err
			}
			if n := len(movements); n == 0 || movements[n-1].ID != m.ID {
				m.At, m.Moved = time.UnixMilli(at), capacity.Amounts{}
				m.FreeAfter = capacity.Amounts{}
				movements = append(movements, m)
			}
			last := movements[len(movements)-1]
			last.Moved[r], last.FreeAfter[r] = amount, free[r]
			free[r] -= amount
			return nil
		})
	return movements, err
}

// CourseChanges looks at the vendor, the pool and the shortfall only: what leaves them all is given
// out.
func (q queries) CourseChanges(
	ctx context.Context, r capacity.Resource, since time.Time,
) ([]store.CourseChange, error) {
	var changes []store.CourseChange
	const day = int64(24 * time.Hour / time.Millisecond)
	err := q.each(
		ctx,
		`WITH ends AS MATERIALIZED (SELECT id, kind FROM ledger_account WHERE resource = $1 AND owner = '' AND kind IN ('vendor', 'pool', 'shortfall')),
			moved AS (SELECT t.operation, e.kind, t.amount FROM ends e JOIN transfer t ON t.credit = e.id
				UNION ALL SELECT t.operation, e.kind, -t.amount FROM ends e JOIN transfer t ON t.debit = e.id)
		SELECT o.at / $2, sum(CASE m.kind WHEN 'vendor' THEN -m.amount WHEN 'shortfall' THEN -2 * m.amount ELSE 0 END),
			-sum(m.amount)
		FROM moved m JOIN operation o ON o.id = m.operation WHERE o.at >= $3 GROUP BY 1 ORDER BY 1`,
		[]any{r, day, millis(since)},
		func(rows *sql.Rows) error {
			var n int64
			var c store.CourseChange
			err := rows.Scan(&n, &c.Total, &c.Given)
			c.Day = time.UnixMilli(n * day).UTC()
			changes = append(changes, c)
			return err
		},
	)
	return changes, err
}

func (q queries) OperationExists(ctx context.Context, id string) (bool, error) {
	var exists bool
	err := q.db.QueryRowContext(
		ctx, `SELECT EXISTS (SELECT 1 FROM operation WHERE id = $1)`, id,
	).Scan(&exists)
	return exists, translate(err)
}

const operationColumns = `SELECT id, at, coalesce(actor, ''), verb, object, reason, coalesce(reverses, '') FROM operation `

func (q queries) BareOperation(ctx context.Context, id string) (capacity.Operation, error) {
	return scanOperation(q.db.QueryRowContext(ctx, operationColumns+`WHERE id = $1`, id))
}

func (q queries) OperationSize(ctx context.Context, id string) (entries, transfers int, err error) {
	err = q.db.QueryRowContext(ctx, `SELECT (SELECT count(*) FROM log_entry WHERE operation_id = $1 AND operation_id <> ''),
		(SELECT count(*) FROM transfer WHERE operation = $1)`, id).
		Scan(&entries, &transfers)
	return entries, transfers, translate(err)
}

func (q queries) OperationSums(ctx context.Context, id string) ([]capacity.Transfer, error) {
	var list []capacity.Transfer
	err := q.each(ctx, `SELECT d.kind, c.kind, t.resource, sum(t.amount)
		FROM transfer t JOIN ledger_account d ON d.id = t.debit JOIN ledger_account c ON c.id = t.credit
		WHERE t.operation = $1 GROUP BY d.kind, c.kind, t.resource`, []any{id}, func(rows *sql.Rows) error {
		var t capacity.Transfer
		err := rows.Scan(&t.Debit.Kind, &t.Credit.Kind, &t.Debit.Resource, &t.Amount)
		t.Credit.Resource = t.Debit.Resource
		list = append(list, t)
		return err
	})
	return list, err
}

// OperationMoved finds the transfers by their accounts and their numbers, which follow each other
// in an operation: an owner may have many others.
func (q queries) OperationMoved(
	ctx context.Context, id string, owners []string,
) (map[string]capacity.Amounts, error) {
	list, err := json.Marshal(owners)
	if err != nil {
		return nil, translate(err)
	}
	moved := map[string]capacity.Amounts{}
	err = q.each(
		ctx,
		`WITH own AS MATERIALIZED (SELECT id, owner, resource FROM ledger_account WHERE owner IN (SELECT value FROM json_each($1))),
			span AS MATERIALIZED (SELECT (SELECT min(number) FROM transfer WHERE operation = $2) AS first,
				(SELECT max(number) FROM transfer WHERE operation = $2) AS last)
		SELECT o.owner, o.resource, t.amount FROM span s CROSS JOIN own o CROSS JOIN transfer t
			ON t.credit = o.id AND t.number BETWEEN s.first AND s.last AND t.operation = $2
		UNION ALL SELECT o.owner, o.resource, -t.amount FROM span s CROSS JOIN own o CROSS JOIN transfer t
			ON t.debit = o.id AND t.number BETWEEN s.first AND s.last AND t.operation = $2`,
		[]any{string(list), id},
		func(rows *sql.Rows) error {
			var owner string
			var r capacity.Resource
			var n int64
			err := rows.Scan(&owner, &r, &n)
			if moved[owner] == nil {
				moved[owner] = capacity.Amounts{}
			}
			moved[owner][r] += n
			return err
		},
	)
	return moved, err
}

func (q queries) LastTransfers(
	ctx context.Context, id string, below int64, most int,
) (list []capacity.Transfer, number int64, err error) {
	if below == 0 {
		below = math.MaxInt64
	}
	list = make([]capacity.Transfer, 0, most)
	err = q.each(
		ctx,
		`SELECT t.number, d.kind, d.owner, d.pbx, c.kind, c.owner, c.pbx, t.resource, t.amount
		FROM transfer t JOIN ledger_account d ON d.id = t.debit JOIN ledger_account c ON c.id = t.credit
		WHERE t.operation = $1 AND t.number < $2 ORDER BY t.number DESC LIMIT $3`,
		[]any{id, below, most},
		func(rows *sql.Rows) error {
			var t capacity.Transfer
			d, c := &t.Debit, &t.Credit
			err := rows.Scan(
				&number, &d.Kind, &d.Owner, &d.PBX, &c.Kind, &c.Owner, &c.PBX, &d.Resource,
				&t.Amount,
			)
			c.Resource = d.Resource
			list = append(list, t)
			return err
		},
	)
	return list, number, err
}

func (q queries) Operation(ctx context.Context, id string) (capacity.Operation, error) {
	op, err := q.BareOperation(ctx, id)
	if err != nil {
		return op, err
	}
	do := func(rows *sql.Rows) error {
		_, t, err := scanTransfer(rows)
		op.Transfers = append(op.Transfers, t)
		return err
	}
	err = q.each(ctx, transferColumns+`WHERE t.operation = $1 ORDER BY t.number`, []any{id}, do)
	return op, err
}

func scanOperation(row scanner) (capacity.Operation, error) {
	var op capacity.Operation
	var at int64
	err := row.Scan(&op.ID, &at, &op.Actor, &op.Verb, &op.Object, &op.Reason, &op.Reverses)
	op.At = time.UnixMilli(at)
	return op, translate(err)
}

const transferColumns = `SELECT t.operation, d.kind, d.owner, d.pbx, c.kind, c.owner, c.pbx, t.resource, t.amount
	FROM transfer t JOIN ledger_account d ON d.id = t.debit JOIN ledger_account c ON c.id = t.credit `

func scanTransfer(row scanner) (operation string, t capacity.Transfer, err error) {
	var r capacity.Resource
	err = row.Scan(
		&operation, &t.Debit.Kind, &t.Debit.Owner, &t.Debit.PBX, &t.Credit.Kind, &t.Credit.Owner,
		&t.Credit.PBX, &r, &t.Amount,
	)
	t.Debit.Resource, t.Credit.Resource = r, r
	return operation, t, translate(err)
}

func (q queries) ReversedBy(ctx context.Context, id string) (string, error) {
	var by string
	err := translate(q.db.QueryRowContext(
		ctx, `SELECT id FROM operation WHERE reverses = $1`, id,
	).Scan(&by))
	if core.CodeOf(err) == core.NotFound {
		return "", nil
	}
	return by, err
}

const pastColumns = `SELECT o.id, o.at, o.verb, coalesce(trim(who.first_name || ' ' || who.last_name), ''),
		EXISTS (SELECT 1 FROM operation r WHERE r.reverses = o.id),
		coalesce((SELECT name FROM log_entry l WHERE l.operation_id = o.id AND l.operation_id <> ''
			AND l.module IN ('user', 'pbx', 'customer') ORDER BY l.module = 'customer', number LIMIT 1), ''),
		(SELECT count(*) FROM log_entry l WHERE l.operation_id = o.id AND l.operation_id <> ''
			AND (l.module = 'user' OR l.module = CASE WHEN o.verb LIKE '%customer.%' THEN 'customer' ELSE 'pbx' END))
	FROM operation o LEFT JOIN account who ON who.id = o.actor `

func scanPast(row scanner) (store.PastOperation, error) {
	var p store.PastOperation
	var at int64
	err := row.Scan(&p.ID, &at, &p.Verb, &p.Actor, &p.Undone, &p.Name, &p.Count)
	p.At = time.UnixMilli(at)
	return p, translate(err)
}

func (q queries) PastOne(ctx context.Context, id string) (store.PastOperation, error) {
	return scanPast(q.db.QueryRowContext(ctx, pastColumns+`WHERE o.id = $1`, id))
}

func (q queries) Past(ctx context.Context, actor string, most int) ([]store.PastOperation, error) {
	var past []store.PastOperation
	do := func(rows *sql.Rows) error {
		p, err := scanPast(rows)
		past = append(past, p)
		return err
	}
	err := q.each(
		ctx, pastColumns+`WHERE $1 = '' OR o.actor = $1 ORDER BY o.number DESC LIMIT $2`,
		[]any{actor, most}, do,
	)
	return past, err
}

// An invitation that was made with an operation, as the form of a reseller does, belongs to it,
// though its entry has no id of an operation.
const lastDone = `SELECT number FROM log_entry e
	WHERE actor = $1 AND result = 'ok' AND operation NOT IN ('signin', 'mail.delivery')
		AND operation NOT LIKE 'exchange.received%'
		AND NOT EXISTS (SELECT 1 FROM operation o WHERE o.id = e.operation_id AND o.id <> $2
			AND (o.reverses IS NOT NULL OR EXISTS (SELECT 1 FROM operation r
			WHERE r.reverses = o.id)
				OR o.verb IN (SELECT value FROM json_each($3))))
		AND NOT (operation = 'reseller.invited' AND EXISTS (SELECT 1 FROM log_entry w
			WHERE w.object = e.object AND w.operation_id <> ''
				AND w.number BETWEEN e.number - 1 AND e.number + 1 AND abs(w.at - e.at) < 2000))
	ORDER BY number DESC LIMIT 1`

func (q queries) LastDone(ctx context.Context, actor, operationID string) (store.LogRow, error) {
	signed, err := json.Marshal(capacity.SignedVerbs())
	if err != nil {
		return store.LogRow{}, translate(err)
	}
	var row store.LogRow
	newest := q.db.QueryRowContext(ctx, lastDone, actor, operationID, string(signed))
	if err := newest.Scan(&row.Number); err != nil {
		return row, translate(err)
	}
	entry := q.db.QueryRowContext(ctx, logColumns+`WHERE number = $1`, row.Number)
	row.LogEntry, err = scanLogEntry(entry)
	return row, err
}

func (q queries) OperationLog(ctx context.Context, id string) ([]store.LogEntry, error) {
	var entries []store.LogEntry
	do := func(rows *sql.Rows) error {
		e, err := scanLogEntry(rows)
		entries = append(entries, e)
		return err
	}
	err := q.each(
		ctx, logColumns+`WHERE operation_id = $1 AND operation_id <> '' ORDER BY number`, []any{id},
		do,
	)
	return entries, err
}

func (q queries) OperationEntries(
	ctx context.Context, id string, behind int64, most int,
) ([]store.LogRow, error) {
	var list []store.LogRow
	err := q.each(
		ctx,
		`SELECT number, at, actor, module, operation, object, name, before, after, result, detail, operation_id,
		erasure IS NOT NULL FROM log_entry WHERE operation_id = $1 AND operation_id <> '' AND number > $2 ORDER BY number LIMIT $3`,
		[]any{id, behind, most},
		func(rows *sql.Rows) error {
			var r store.LogRow
			var err error
			r.LogEntry, err = scanLogEntry(after{rows, []any{&r.Number}})
			list = append(list, r)
			return err
		},
	)
	return list, err
}

const logColumns = `SELECT at, actor, module, operation, object, name, before, after, result,
	detail, operation_id, erasure IS NOT NULL FROM log_entry `

func scanLogEntry(row scanner) (store.LogEntry, error) {
	var e store.LogEntry
	var at int64
	err := row.Scan(
		&at, &e.Actor, &e.Module, &e.Operation, &e.Object, &e.Name, expanded{&e.Before},
		expanded{&e.After}, &e.Result, &e.Detail, &e.OperationID, &e.Erased,
	)
	e.At = time.UnixMilli(at)
	return e, translate(err)
}

// ended are the packages whose end has come. Few have; a plus keeps SQLite from reading all
// resellers by their state instead.
const ended = `valid_until < $1 AND +state IN ('not_invited', 'invited', 'active')
	AND +kind = 'reseller' ORDER BY valid_until`

func (q queries) Due(ctx context.Context, now time.Time) ([]string, error) {
	today := core.DayOf(now)
	var ids []string
	for _, due := range []struct {
		condition string
		at        any
	}{
		{`suspended_until < $1 AND state = 'suspended' ORDER BY suspended_until`, today},
		{`binned_until <= $1 AND state = 'in_bin' ORDER BY binned_until`, millis(now)},
		{ended, today},
	} {
		some, err := q.texts(ctx, `SELECT id FROM account WHERE `+due.condition, due.at)
		if err != nil {
			return nil, err
		}
		ids = append(ids, some...)
	}
	return ids, nil
}

func (q queries) ResellersWith(ctx context.Context, field string) ([]account.Account, error) {
	column := map[string]string{
		capacity.FieldHighAvailability: "high_availability",
		capacity.FieldWhiteLabel:       "white_label",
	}[field]
	var list []account.Account
	err := q.each(
		ctx,
		accountColumns+`WHERE id IN (SELECT account FROM package WHERE `+column+` = 1) AND state <> 'closed' ORDER BY number`,
		nil,
		func(rows *sql.Rows) error {
			a, err := scanAccount(rows)
			list = append(list, a)
			return err
		},
	)
	for i := range list {
		if err == nil {
			err = q.fillHoldings(ctx, &list[i])
		}
	}
	return list, err
}

func (q queries) StatementLines(
	ctx context.Context, query store.StatementQuery,
) ([]store.StatementLine, error) {
	kinds := `'pool'`
	if query.Reseller != "" {
		kinds = `'reseller', 'pbx', 'held'`
	}
	var lines []store.StatementLine
	err := q.each(
		ctx,
		`WITH mine AS MATERIALIZED (SELECT id FROM ledger_account WHERE owner = $1 AND kind IN (`+kinds+`) AND resource = $2)
		SELECT o.id, o.at, coalesce(trim(who.first_name || ' ' || who.last_name), ''), o.verb,
			coalesce(what.company, own.name, ''), o.reason, sum(m.amount), min(m.number)
		FROM (SELECT number, operation, amount FROM transfer WHERE credit IN mine
			UNION ALL SELECT number, operation, -amount FROM transfer WHERE debit IN mine) m
		JOIN operation o ON o.id = m.operation
		LEFT JOIN account who ON who.id = o.actor LEFT JOIN account what ON what.id = o.object LEFT JOIN pbx own ON own.id = o.object
		GROUP BY o.number HAVING sum(m.amount) <> 0 OR o.verb NOT LIKE '%pbx.%' -- Into a PBX and back it stays the reseller's.
		ORDER BY o.number`,
		[]any{query.Reseller, query.Resource},
		func(rows *sql.Rows) error {
			var l store.StatementLine
			var at int64
			err := rows.Scan(
				&l.Operation, &at, &l.Actor, &l.Verb, &l.Company, &l.Reason, &l.Amount,
				&l.Transfer,
			)
			l.At = time.UnixMilli(at)
			lines = append(lines, l)
			return err
		},
	)
	return lines, err
}
