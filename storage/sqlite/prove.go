package sqlite

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"time"

	sqlite3 "github.com/mattn/go-sqlite3"

	"resellerdesk/core"
	"resellerdesk/core/capacity"
	"resellerdesk/core/pbx"
	"resellerdesk/core/proof"
	"resellerdesk/core/store"
)

// Prove recomputes everything in one snapshot (store.Store).
func (w *Workspace) Prove(ctx context.Context) (store.Proof, error) {
	return proveSnapshot(ctx, w.reader, nil)
}

// proveSnapshot checks everything in one snapshot.
func proveSnapshot(ctx context.Context, db *sql.DB, step func(done, all int)) (store.Proof, error) {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return store.Proof{}, translate(err)
	}
	defer func() { _ = tx.Rollback() }() // Nothing was written.
	beside, end := sameSnapshot(ctx, db, tx)
	defer end()
	return prove(ctx, tx, beside, step)
}

// connectionWait is how long a check waits for a second connection; others may read by it.
const connectionWait = time.Second

// sameSnapshot begins the same snapshot on another connection; nil when there is no such
// connection, or somebody wrote meanwhile.
func sameSnapshot(ctx context.Context, db *sql.DB, first *sql.Tx) (second querier, end func()) {
	if db.Stats().MaxOpenConnections == 1 {
		return nil, func() {}
	}
	soon, cancel := context.WithTimeout(ctx, connectionWait)
	defer cancel()
	conn, err := db.Conn(soon)
	if err != nil {
		return nil, func() {}
	}
	end = func() { _ = conn.Close() }
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return nil, end
	}
	end = func() { _, _ = tx.Rollback(), conn.Close() }
	_, want, err := readState(ctx, first)
	if err != nil {
		return nil, end
	}
	_, have, err := readState(ctx, tx)
	if err != nil || !bytes.Equal(have, want) {
		return nil, end
	}
	return tx, end
}

// checks are what is checked of a file: what SQLite says of it, the state with the ledger and the
// log, the entry of each thing, what others are counted from, and the schema (docs/proof.md). Those
// of a group need what the ones before them found.
var checks = [][]func(*prover, context.Context) error{
	{(*prover).file},
	{
		(*prover).state, (*prover).chain, (*prover).strays, (*prover).accounts, (*prover).sums,
		(*prover).pbxs, (*prover).log,
		(*prover).erasures,
	},
	{(*prover).things},
	{(*prover).counts, (*prover).keptCounts},
	{(*prover).references},
	{(*prover).schema},
}

// ledger is the place of the group that counts what the ledger holds.
const ledger = 1

// prove checks a file in the snapshot of a transaction. Each check names the first row that does
// not fit. beside is the same snapshot on another connection: two groups are checked at once; nil
// for one after the other. step, when there is one, is called with how many of the checks are
// begun.
func prove(ctx context.Context, tx, beside querier, step func(done, all int)) (store.Proof, error) {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	r := round{proofs: make([]store.Proof, len(checks)), step: step, stop: stop}
	for _, group := range checks {
		r.all += len(group)
	}
	var both sync.WaitGroup
	if beside != nil {
		both.Go(func() { r.work(ctx, beside) })
	}
	r.work(ctx, tx)
	both.Wait()
	whole := r.proofs[ledger]
	whole.Faults = nil
	for _, p := range r.proofs {
		// In the order of the checks, whichever ended first.
		whole.Faults = append(whole.Faults, p.Faults...)
	}
	return whole, context.Cause(ctx)
}

// round is one check of everything.
type round struct {
	mu               sync.Mutex
	taken, done, all int // Groups, then checks.
	proofs           []store.Proof
	step             func(done, all int)
	stop             context.CancelCauseFunc
}

// work checks groups by one connection until none is left.
func (r *round) work(ctx context.Context, db querier) {
	for ctx.Err() == nil {
		place := r.take()
		if place == len(checks) {
			return
		}
		p := &prover{queries: queries{db: db}, posted: map[int64]posted{}}
		for _, check := range checks[place] {
			r.begin()
			err := p.run(ctx, func(ctx context.Context) error { return check(p, ctx) })
			if err != nil {
				r.stop(err)
				return
			}
		}
		r.proofs[place] = p.proof
	}
}

// take returns the place of the next group, the number of groups when none is left.
func (r *round) take() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	place := r.taken
	r.taken = min(place+1, len(checks))
	return place
}

// begin says that one more check begins.
func (r *round) begin() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.step != nil {
		r.step(r.done, r.all)
	}
	r.done++
}

// run runs one check. That the file could not be read on is something that it found.
func (p *prover) run(ctx context.Context, check func(context.Context) error) error {
	p.found = false
	err := check(ctx)
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case isDamage(err):
		of := unreadable(err)
		p.fault(of.Key, of.Args)
		return nil
	}
	return err
}

// unreadable is the fault of a file that could not be read on, in the words of SQLite.
func unreadable(err error) *core.Error {
	if known := (*core.Error)(nil); errors.As(err, &known) && known.Err != nil {
		err = known.Err
	}
	return &core.Error{
		Code: core.Corrupt, Key: "proof.unreadable", Args: core.Args{"Text": err.Error()},
	}
}

// isDamage tells an error of the file from one of the moment: what SQLite calls corrupt, a value
// that is not what its column holds, a table or column that is not there.
func isDamage(err error) bool {
	var e sqlite3.Error
	switch core.CodeOf(err) {
	case core.Corrupt:
		return true
	case core.Internal:
		return !errors.As(err, &e) || e.Code == sqlite3.ErrError || e.Code == sqlite3.ErrMismatch
	}
	return false
}

// prover checks a file.
type prover struct {
	queries
	proof  store.Proof
	found  bool             // By the check that is under way.
	posted map[int64]posted // By the number of an account of the ledger.
	chains []proof.Chain    // As the state of the workspace says.
}

// posted is what the transfers of an account of the ledger come to, and the newest of them.
type posted struct{ balance, newest int64 }

// post adds a transfer to what an account of the ledger comes to.
func (p *prover) post(account, amount, number int64) {
	p.posted[account] = posted{p.posted[account].balance + amount, number}
}

func (p *prover) fault(key string, args core.Args) {
	if !p.found {
		p.proof.Faults = append(
			p.proof.Faults, &core.Error{Code: core.Corrupt, Key: key, Args: args},
		)
	}
	p.found = true
}

// checkCache is how much of a file SQLite keeps in memory while it checks it, in KiB: for each row
// it looks into all indexes of the table. The usual 2 MB make it slower; an undo has room for this.
const checkCache = 24576

// file asks SQLite whether the file itself is whole.
func (p *prover) file(ctx context.Context) error {
	var usual int64
	if err := p.db.QueryRowContext(ctx, `PRAGMA cache_size`).Scan(&usual); err != nil {
		return translate(err)
	}
	if err := p.setCache(ctx, -checkCache); err != nil {
		return err
	}
	err := p.integrity(ctx)
	return errors.Join(err, p.setCache(context.WithoutCancel(ctx), usual))
}

// setCache sets how much of the file the connection keeps: so many pages, or KiB below zero.
func (p *prover) setCache(ctx context.Context, size int64) error {
	rows, err := p.db.QueryContext(ctx, fmt.Sprint(`PRAGMA cache_size = `, size))
	if err != nil {
		return translate(err)
	}
	return translate(rows.Close())
}

func (p *prover) integrity(ctx context.Context) error {
	var text string
	if err := p.db.QueryRowContext(ctx, `PRAGMA integrity_check(1)`).Scan(&text); err != nil {
		return translate(err)
	}
	if text != "ok" {
		p.fault("proof.file", core.Args{"Text": text})
	}
	return nil
}

// linksInOrder are all operations with their transfers, as scanLink reads them.
const linksInOrder = `SELECT o.number, o.hash, o.id, o.at, coalesce(o.actor, ''), o.verb, o.object,
		o.reason, coalesce(o.reverses, ''),
		t.number, t.amount, t.debit, t.credit, coalesce(t.resource, ''), coalesce(d.kind, ''),
		coalesce(d.owner, ''), coalesce(d.pbx, ''),
		coalesce(c.kind, ''), coalesce(c.owner, ''), coalesce(c.pbx, '')
	FROM operation o LEFT JOIN transfer t ON t.operation = o.id
	LEFT JOIN ledger_account d ON d.id = t.debit LEFT JOIN ledger_account c ON c.id = t.credit
	ORDER BY o.number, t.number`

// chain recomputes the hash of every operation out of the one before and its transfers.
func (p *prover) chain(ctx context.Context) error {
	var op capacity.Operation
	var number int64
	var stored []byte
	var link capacity.Link // Of op.
	counts, err := p.transferCounts(ctx)
	if err != nil {
		return err
	}
	// The first transfer whose number is not the next one: the hashes do not hold it.
	var misplaced int64
	finish := func() {
		if op.ID != "" {
			p.linked(op, number, link.Hash(), stored)
			p.misplaced(misplaced)
		}
	}
	err = p.each(
		ctx,
		linksInOrder,
		nil,
		func(rows *sql.Rows) error {
			row, err := scanLink(rows)
			if err != nil || p.found {
				return err
			}
			if row.op.ID != op.ID {
				finish()
				op, number, stored = row.op, row.number, row.hash
				link = op.NewLink(p.proof.Head, counts[number])
			}
			if !row.amount.Valid {
				return nil
			}
			p.proof.Transfers++
			n := row.transferNumber.Int64
			if misplaced == 0 && n != int64(p.proof.Transfers) {
				misplaced = n
			}
			link.Add(row.transfer)
			p.post(row.debit.Int64, -row.amount.Int64, n)
			p.post(row.credit.Int64, row.amount.Int64, n)
			return nil
		},
	)
	if err != nil || p.found {
		return err
	}
	finish()
	p.cameTo("operation", int64(p.proof.Operations), p.proof.Head)
	p.cameTo("transfer", int64(p.proof.Transfers), nil)
	return nil
}

// linked counts an operation, and compares its hash with the stored one.
func (p *prover) linked(op capacity.Operation, number int64, hash, stored []byte) {
	p.proof.Operations++
	p.proof.Head = hash
	if !bytes.Equal(hash, stored) {
		p.fault("proof.chain", core.Args{
			"Number": number, "Operation": op.ID, "At": op.At,
			"Verb": core.Key("verb." + op.Verb.Root()),
		})
	}
	p.inOrder("operation", int64(p.proof.Operations), number)
}

// misplaced reports a transfer that has not the next number; 0 is none.
func (p *prover) misplaced(number int64) {
	if number != 0 {
		p.fault("proof.row_changed", core.Args{
			"Table": "transfer", "Row": strconv.FormatInt(number, 10),
		})
	}
}

// transferCounts returns how many transfers each operation has that has any, by its number: the
// hash of an operation begins with that.
func (p *prover) transferCounts(ctx context.Context) (map[int64]int, error) {
	counts := map[int64]int{}
	err := p.each(
		ctx,
		`SELECT o.number, n.count FROM (SELECT operation, count(*) AS count FROM transfer GROUP BY operation) n
		JOIN operation o ON o.id = n.operation`,
		nil,
		func(rows *sql.Rows) error {
			var number int64
			var n int
			err := rows.Scan(&number, &n)
			counts[number] = n
			return err
		},
	)
	return counts, err
}

// link is an operation with one of its transfers, if it has one.
type link struct {
	number                int64
	hash                  []byte
	op                    capacity.Operation
	transferNumber        sql.NullInt64
	amount, debit, credit sql.NullInt64
	transfer              capacity.Transfer
}

func scanLink(rows *sql.Rows) (link, error) {
	var l link
	var at int64
	var r capacity.Resource
	d, c := &l.transfer.Debit, &l.transfer.Credit
	err := rows.Scan(
		&l.number, &l.hash, &l.op.ID, &at, &l.op.Actor, &l.op.Verb, &l.op.Object, &l.op.Reason,
		&l.op.Reverses, &l.transferNumber, &l.amount, &l.debit, &l.credit, &r, &d.Kind, &d.Owner,
		&d.PBX, &c.Kind, &c.Owner, &c.PBX,
	)
	l.op.At = time.UnixMilli(at)
	d.Resource, c.Resource, l.transfer.Amount = r, r, l.amount.Int64
	return l, translate(err)
}

// strays looks for transfers that belong to no operation.
func (p *prover) strays(ctx context.Context) error {
	var number sql.NullInt64
	err := p.db.QueryRowContext(
		ctx, `SELECT min(number) FROM transfer WHERE operation NOT IN (SELECT id FROM operation)`,
	).Scan(&number)
	if number.Valid {
		p.fault("proof.stray", core.Args{"Number": number.Int64})
	}
	return translate(err)
}

// accounts compares every balance with the sum of its transfers.
func (p *prover) accounts(ctx context.Context) error {
	err := p.each(ctx, `SELECT id, kind, owner, pbx, resource, balance, last FROM ledger_account
		ORDER BY id`, nil, func(rows *sql.Rows) error {
		var id, balance, last int64
		var a capacity.Account
		if err := rows.Scan(
			&id, &a.Kind, &a.Owner, &a.PBX, &a.Resource, &balance, &last,
		); err != nil {
			return err
		}
		p.proof.Accounts++
		p.inOrder("ledger_account", int64(p.proof.Accounts), id)
		if balance != p.posted[id].balance {
			p.fault("proof.balance", core.Args{
				"Number": id, "Kind": string(a.Kind), "Owner": a.Owner,
				"Resource": core.Key("field." + a.Resource), "Balance": balance,
				"Sum": p.posted[id].balance,
			})
		}
		if last != p.posted[id].newest {
			p.fault(
				"proof.row_changed",
				core.Args{"Table": "ledger_account", "Row": strconv.FormatInt(id, 10)},
			)
		}
		return nil
	})
	p.cameTo("ledger_account", int64(p.proof.Accounts), nil)
	return err
}

// sums checks that nothing was created or lost, and that nothing is free while the subscription is
// short.
func (p *prover) sums(ctx context.Context) error {
	return p.each(
		ctx,
		`SELECT resource, sum(balance), min(sum(CASE WHEN kind = 'pool' THEN balance ELSE 0 END), sum(CASE WHEN kind = 'shortfall' THEN balance ELSE 0 END))
		FROM ledger_account GROUP BY resource`,
		nil,
		func(rows *sql.Rows) error {
			var r capacity.Resource
			var sum, both int64
			if err := rows.Scan(&r, &sum, &both); err != nil {
				return err
			}
			if sum != 0 {
				p.fault("proof.sum", core.Args{"Resource": core.Key("field." + r), "Sum": sum})
			}
			if both != 0 {
				p.fault(
					"proof.shortfall",
					core.Args{"Resource": core.Key("field." + r), "Free": both},
				)
			}
			return nil
		},
	)
}

// held is what the ledger says of one PBX and one resource.
type held struct {
	pbx      string
	resource capacity.Resource
}

// pbxs compares what each PBX is to take by its form with what the ledger has in it: there, and
// nowhere else.
func (p *prover) pbxs(ctx context.Context) error {
	has, used, err := p.inPBXs(ctx)
	if err != nil || p.found {
		return err
	}
	return p.each(ctx, pbxColumns+`ORDER BY p.number`, nil, func(rows *sql.Rows) error {
		one, err := scanPBX(rows)
		if err != nil {
			return err
		}
		one.Consumed = used[one.ID]
		p.onePBX(one, has)
		return nil
	})
}

// inPBXs is what the ledger has in each PBX, and how much each used up.
func (p *prover) inPBXs(
	ctx context.Context,
) (has map[held]int64, used map[string]int64, err error) {
	has, used = map[held]int64{}, map[string]int64{}
	err = p.each(
		ctx,
		`SELECT l.pbx, l.resource, l.kind, l.balance, p.id IS NULL, l.owner = coalesce(`+ledgerOwner+`, '')
		FROM ledger_account l LEFT JOIN pbx p ON p.id = l.pbx WHERE l.pbx <> '' ORDER BY l.id`,
		nil,
		func(rows *sql.Rows) error {
			var h held
			var kind capacity.Kind
			var n int64
			var missing, home bool
			if err := rows.Scan(&h.pbx, &h.resource, &kind, &n, &missing, &home); err != nil {
				return err
			}
			switch {
			case missing:
				p.fault("proof.pbx_missing", core.Args{"ID": h.pbx})
			case kind == capacity.Consumed:
				used[h.pbx] += n
			case !home && n != 0:
				p.fault(
					"proof.pbx",
					core.Args{
						"Name": h.pbx, "Resource": core.Key("field." + h.resource), "Want": int64(0),
						"Have": n,
					},
				)
			case home:
				has[h] = n
			}
			return nil
		},
	)
	return has, used, err
}

// onePBX compares one PBX. A report does not say all that decides the amounts: of what is not known
// the ledger's count.
func (p *prover) onePBX(one pbx.PBX, has map[held]int64) {
	takes := one.Takes()
	for _, r := range capacity.Resources() {
		unknown := one.Reported &&
			(r == capacity.UltimateExtensions || r == capacity.CustomDomains ||
				r == capacity.RemoteConnections)
		if n := has[held{one.ID, r}]; n != takes[r] && !(unknown && !one.Deleted) {
			p.fault(
				"proof.pbx",
				core.Args{
					"Name": one.Name, "Resource": core.Key("field." + r), "Want": takes[r],
					"Have": n,
				},
			)
		}
	}
}
