package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"math"
	"time"

	"resellerdesk/core/capacity"
	"resellerdesk/core/store"
)

// FirstTransfers goes through the operations once: the first one at or after a time is the first
// that the later ones come after, whatever they say.
func (q queries) FirstTransfers(ctx context.Context, times []time.Time) ([]int64, error) {
	first := make([]int64, len(times))
	for i := range first {
		first[i] = math.MaxInt64
	}
	if len(times) == 0 {
		return first, nil
	}
	operations, err := q.firstOperations(ctx, times)
	if err != nil {
		return nil, err
	}
	for i, operation := range operations {
		if i > 0 && operation == operations[i-1] {
			first[i] = first[i-1]
			continue
		}
		err := q.each(ctx, `SELECT (SELECT min(t.number) FROM transfer t WHERE t.operation = o.id)
			FROM operation o WHERE o.number >= $1
				AND EXISTS (SELECT 1 FROM transfer t WHERE t.operation = o.id)
			ORDER BY o.number LIMIT 1`, []any{operation}, func(rows *sql.Rows) error {
			return rows.Scan(&first[i])
		})
		if err != nil {
			return nil, err
		}
	}
	return first, nil
}

// firstOperations returns the number of the first operation at or after each of some rising times,
// as far as there is one.
func (q queries) firstOperations(ctx context.Context, times []time.Time) ([]int64, error) {
	rows, err := q.db.QueryContext(
		ctx, `SELECT number, at FROM operation WHERE at >= $1 ORDER BY number`, millis(times[0]),
	)
	if err != nil {
		return nil, translate(err)
	}
	defer rows.Close()
	var first []int64
	for len(first) < len(times) && rows.Next() {
		var number, at int64
		if err := rows.Scan(&number, &at); err != nil {
			return nil, translate(err)
		}
		for len(first) < len(times) && at >= millis(times[len(first)]) {
			first = append(first, number)
		}
	}
	return first, translate(rows.Err())
}

func (q queries) UsageIDs(ctx context.Context, by store.UsageBy) ([]string, error) {
	switch by {
	case store.UsageByPBX:
		return q.texts(ctx, `SELECT id FROM pbx ORDER BY owner_key, name_key, number`)
	case store.UsageByCustomer:
		return q.texts(ctx, `WITH first AS MATERIALIZED (SELECT l.pbx, min(c.company_key) AS company
				FROM pbx_customer l JOIN customer c ON c.id = l.customer GROUP BY l.pbx)
			SELECT p.id FROM pbx p LEFT JOIN first f ON f.pbx = p.id
			ORDER BY f.pbx IS NULL, f.company, p.name_key, p.number`)
	case store.UsageByReseller:
	}
	return q.texts(
		ctx, `SELECT id FROM account WHERE kind = 'reseller' ORDER BY company_key, number`,
	)
}

func (q queries) UsageSubjects(
	ctx context.Context, by store.UsageBy, ids []string,
) (map[string]store.UsageSubject, error) {
	list, err := json.Marshal(ids)
	if err != nil {
		return nil, translate(err)
	}
	query := `SELECT a.id, a.company, a.state = 'closed', '[]', '[]' FROM account a
		WHERE a.id IN (SELECT value FROM json_each($1))`
	if by != store.UsageByReseller {
		of := func(column string) string {
			return `(SELECT json_group_array(` + column + `) FROM (SELECT c.company, c.id
				FROM pbx_customer l JOIN customer c ON c.id = l.customer
				WHERE l.pbx = p.id ORDER BY c.company_key, c.number))`
		}
		query = `SELECT p.id, p.name, p.deleted, ` + of("company") + `, ` + of("id") + `
			FROM pbx p WHERE p.id IN (SELECT value FROM json_each($1))`
	}
	subjects := map[string]store.UsageSubject{}
	err = q.each(ctx, query, []any{string(list)}, func(rows *sql.Rows) error {
		var s store.UsageSubject
		var customers, customerIDs []byte
		if err := rows.Scan(&s.ID, &s.Name, &s.Gone, &customers, &customerIDs); err != nil {
			return err
		}
		err := errors.Join(
			json.Unmarshal(customers, &s.Customers), json.Unmarshal(customerIDs, &s.CustomerIDs),
		)
		subjects[s.ID] = s
		return err
	})
	return subjects, err
}

// UsageMoves finds transfers by their accounts: a period is a small part of a long ledger.
func (q queries) UsageMoves(
	ctx context.Context, by store.UsageBy, ids []string, from int64,
) ([]store.AccountMoves, error) {
	list, err := json.Marshal(ids)
	if err != nil {
		return nil, translate(err)
	}
	of := `l.owner = k.value AND l.kind IN ('reseller', 'pbx', 'held', 'consumed')`
	if by != store.UsageByReseller {
		of = `l.pbx = k.value AND l.pbx <> ''`
	}
	var accounts []store.AccountMoves
	last := int64(0)
	err = q.each(
		ctx,
		`WITH mine AS MATERIALIZED (SELECT l.id, l.kind, l.owner, l.pbx, l.resource, l.balance
				FROM json_each($1) k CROSS JOIN ledger_account l ON `+of+`),
			moved AS (SELECT m.id, t.number, t.amount FROM mine m CROSS JOIN transfer t ON t.credit = m.id
				UNION ALL SELECT m.id, t.number, -t.amount FROM mine m CROSS JOIN transfer t ON t.debit = m.id),
			summed AS (SELECT id, iif(number < $2, 0, number) AS number, sum(amount) AS amount
				FROM moved GROUP BY 1, 2)
		SELECT m.id, m.kind, m.owner, m.pbx, m.resource, m.balance, s.number, s.amount
		FROM summed s JOIN mine m ON m.id = s.id ORDER BY s.id, s.number`,
		[]any{string(list), from},
		func(rows *sql.Rows) error {
			var id int64
			var a store.AccountMoves
			var m store.UsageMove
			if err := rows.Scan(
				&id, &a.Kind, &a.Owner, &a.PBX, &a.Resource, &a.Balance, &m.Transfer, &m.Amount,
			); err != nil {
				return err
			}
			if id != last {
				accounts, last = append(accounts, a), id
			}
			if at := &accounts[len(accounts)-1]; m.Transfer == 0 {
				at.Before = m.Amount
			} else {
				at.Moves = append(at.Moves, m)
			}
			return nil
		},
	)
	return accounts, err
}

// GivenBefore walks back from the present balances.
func (q queries) GivenBefore(ctx context.Context, transfer int64) (capacity.Amounts, error) {
	return q.amounts(ctx, `WITH ends AS MATERIALIZED (SELECT id, resource, balance
			FROM ledger_account WHERE owner = '' AND kind IN ('vendor', 'pool', 'shortfall')),
		parts AS (SELECT resource, -balance AS amount FROM ends
			UNION ALL SELECT e.resource, t.amount FROM ends e CROSS JOIN transfer t
				ON t.credit = e.id AND t.number >= $1
			UNION ALL SELECT e.resource, -t.amount FROM ends e CROSS JOIN transfer t
				ON t.debit = e.id AND t.number >= $1)
		SELECT resource, sum(amount) FROM parts GROUP BY resource`, transfer)
}
