package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"resellerdesk/core"
	"resellerdesk/core/store"
)

// keptCounts are the tables of sums that are kept, each with the view that counts the same again
// and the columns of its key.
var keptCounts = []struct{ table, view, key, sum string }{
	{"reseller_count", "reseller_counted", "kind, at, state, mail", "n"},
	{
		"pbx_count", "pbx_counted",
		"expiry, state, type, activated, run_after_expiry, reported", "n",
	},
	{"ledger_sum", "ledger_summed", "resource, kind", "balance"},
}

// recount are the statements that count everything again.
func recount() (statements []string) {
	for _, c := range keptCounts {
		statements = append(
			statements, "DELETE FROM "+c.table, "INSERT INTO "+c.table+" SELECT * FROM "+c.view,
		)
	}
	return statements
}

// keptCounts compares the sums that are kept with what there is. One of 0 may be missing.
func (p *prover) keptCounts(ctx context.Context) error {
	for _, c := range keptCounts {
		p.found = false // Each table has its own.
		query := fmt.Sprintf(
			`SELECT concat_ws(' ', %[1]s), sum(kept), sum(counted) FROM (
				SELECT %[1]s, %[2]s AS kept, 0 AS counted FROM %[3]s
				UNION ALL SELECT %[1]s, 0, %[2]s FROM %[4]s
			) GROUP BY %[1]s HAVING sum(kept) <> sum(counted) LIMIT 1`,
			c.key, c.sum, c.table, c.view,
		)
		err := p.each(ctx, query, nil, func(rows *sql.Rows) error {
			var row string
			var kept, counted int64
			err := rows.Scan(&row, &kept, &counted)
			p.fault("proof.count", core.Args{
				"Table": c.table, "Row": row, "Have": kept, "Want": counted,
			})
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// hourLength is how long the moments are taken together of which reseller_count keeps the hour, in
// milliseconds.
const hourLength = int64(time.Hour / time.Millisecond)

// hourOf is the hour of a moment, and its first and last millisecond.
func hourOf(at time.Time) (hour, first, last int64) {
	hour = millis(at) / hourLength
	return hour, hour * hourLength, (hour+1)*hourLength - 1
}

// groupColumns says what the columns of the conditions are called in a group of resellers.
var groupColumns = strings.NewReplacer(`o.state`, `a.mail`, `i.expires_at`, `a.expires_at`)

// resellerGroups are resellers in groups that are alike in state, mail and end of the invitation.
// Those whose invitation ends in the hour of a moment are by themselves.
func resellerGroups(now time.Time) listing {
	hour, first, last := hourOf(now)
	return listing{
		from: `(SELECT state, NULL AS mail, NULL AS expires_at, n FROM reseller_count
				WHERE kind = 'made'
			UNION ALL SELECT state, NULL, NULL, -n FROM reseller_count WHERE kind = 'mail'
			UNION ALL SELECT state, nullif(mail, ''), iif(at < 0, NULL, at * ?), n
				FROM reseller_count WHERE kind = 'mail' AND at <> ?
			UNION ALL SELECT w.state, nullif(w.mail, ''), i.expires_at, 1 FROM invitation i
				CROSS JOIN invitation_waiting w ON w.account = i.account
				WHERE i.voided_at IS NULL AND i.expires_at BETWEEN ? AND ?) a`,
		args: []any{hourLength, hour, first, last},
	}
}

// madeGroups are the resellers who did not activate yet and were made before a moment at most, in
// groups that were made in the same hour, those of its hour by themselves.
func madeGroups(before time.Time) listing {
	hour, first, last := hourOf(before)
	return listing{
		from: `(SELECT state, at * ? AS created_at, n FROM reseller_count
				WHERE kind = 'made' AND at >= 0 AND at < ?
			UNION ALL SELECT state, created_at, 1 FROM account
				WHERE kind = 'reseller' AND created_at BETWEEN ? AND ?) a`,
		args: []any{hourLength, hour, first, last},
	}
}

// endGroups are the resellers whose package ends, by its last day.
func endGroups() listing {
	return listing{
		from: `(SELECT state, at AS valid_until, n FROM reseller_count WHERE kind = 'end') a`,
	}
}

// areAllResellers tells whether quick filters choose among all resellers.
func areAllResellers(q store.ResellerQuery) bool {
	return len(store.SearchParts(q.Search)) == 0 && len(q.Conditions()) == 0
}

// areAllPBXs tells whether quick filters choose among all PBXs.
func areAllPBXs(q store.PBXQuery) bool {
	return q.Owner == "" && q.Customer == "" && len(store.SearchParts(q.Search)) == 0 &&
		len(q.Conditions()) == 0
}

// keptResellers is how many resellers a quick filter shows of all; is tells whether that is kept.
func (q queries) keptResellers(
	ctx context.Context, query store.ResellerQuery,
) (n int, is bool, err error) {
	if !areAllResellers(query) {
		return 0, false, nil
	}
	counts, err := q.keptResellerChips(ctx, query.Now)
	return counts[query.Chip.Rule().Chip], true, err
}

// keptPBXs is how many PBXs a quick filter shows of all; is tells whether that is kept.
func (q queries) keptPBXs(
	ctx context.Context, query store.PBXQuery,
) (n int, is bool, err error) {
	if !areAllPBXs(query) {
		return 0, false, nil
	}
	counts, err := q.keptPBXChips(ctx, query.Now)
	return counts[query.Chip.Rule().Chip], true, err
}

// keptResellerChips is ResellerChips of all resellers.
func (q queries) keptResellerChips(
	ctx context.Context, now time.Time,
) (map[store.Chip]int, error) {
	counts := map[store.Chip]int{}
	inStates := newGroupTally(resellerGroups(now))
	made := newGroupTally(madeGroups(store.NeverActivatedSince(now)))
	ends := newGroupTally(endGroups())
	for _, chip := range store.Chips() {
		rule, of := chip.Rule(), inStates
		switch {
		case rule.Ends:
			of = ends
		case rule.MadeLong:
			of = made
		}
		var fits listing
		fits.shows(rule, now)
		for i, condition := range fits.where {
			fits.where[i] = groupColumns.Replace(condition)
		}
		of.count(fits, func(n int) { counts[chip] = n })
	}
	for _, t := range []*tally{inStates, made, ends} {
		if err := t.read(ctx, q); err != nil {
			return nil, err
		}
	}
	return counts, nil
}

// keptPBXChips is PBXChips of all PBXs.
func (q queries) keptPBXChips(
	ctx context.Context, now time.Time,
) (map[store.PBXChip]int, error) {
	return q.pbxTally(ctx, now, newGroupTally(listing{
		from: `(SELECT nullif(expiry, 0) AS expiry, state, type, activated, run_after_expiry,
			reported, n FROM pbx_count) p`,
	}))
}
