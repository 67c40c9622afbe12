package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"maps"

	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/permission"
	"resellerdesk/core/store"
)

// texts reads rows of one text.
func (q queries) texts(ctx context.Context, query string, args ...any) ([]string, error) {
	var list []string
	err := q.each(ctx, query, args, func(rows *sql.Rows) error {
		var text string
		err := rows.Scan(&text)
		list = append(list, text)
		return err
	})
	return list, err
}

func (q queries) EmailOwners(
	ctx context.Context, emailKeys []string,
) (map[string]store.EmailOwner, error) {
	list, err := json.Marshal(emailKeys)
	if err != nil {
		return nil, translate(err)
	}
	owners := map[string]store.EmailOwner{}
	err = q.each(
		ctx,
		`SELECT a.email_key, a.id, a.company FROM json_each($1) k JOIN account a ON a.email_key = k.value AND a.state <> 'closed'`,
		[]any{string(list)},
		func(rows *sql.Rows) error {
			var key string
			var o store.EmailOwner
			err := rows.Scan(&key, &o.ID, &o.Company)
			owners[key] = o
			return err
		},
	)
	return owners, err
}

func (q queries) AccountsByID(
	ctx context.Context, ids []string,
) (map[string]account.Account, error) {
	list, err := json.Marshal(ids)
	if err != nil {
		return nil, translate(err)
	}
	accounts := map[string]account.Account{}
	do := func(rows *sql.Rows) error {
		a, err := scanAccount(rows)
		if a.Kind == account.Reseller {
			a.Package.Amounts = capacity.Amounts{}
			for _, r := range capacity.Always() {
				a.Package.Amounts[r] = 0
			}
		}
		accounts[a.ID] = a
		return err
	}
	err = q.each(
		ctx, accountColumns+`WHERE id IN (SELECT value FROM json_each($1))`, []any{string(list)},
		do,
	)
	if err != nil {
		return nil, err
	}
	if err := q.fillPermissions(ctx, string(list), accounts); err != nil {
		return nil, err
	}
	return accounts, q.fillPackages(ctx, string(list), accounts)
}

// fillPermissions reads what many accounts may do; ids are those of the accounts as JSON.
func (q queries) fillPermissions(
	ctx context.Context, ids string, accounts map[string]account.Account,
) error {
	of := map[string]permission.Set{} // Most accounts have the row of some other one.
	do := func(rows *sql.Rows) error {
		var id, features string
		if err := rows.Scan(&id, &features); err != nil {
			return err
		}
		set, known := of[features]
		if !known {
			set = permission.Set{}
			addFeatures(set, features)
			of[features] = set
		}
		a := accounts[id]
		if len(a.Permissions) == 0 { // To copy a set is quicker than to add to one.
			a.Permissions = maps.Clone(set)
			accounts[id] = a
			return nil
		}
		maps.Copy(a.Permissions, set)
		return nil
	}
	return q.each(
		ctx,
		`SELECT account, feature FROM permission WHERE account IN (SELECT value FROM json_each($1))`,
		[]any{ids}, do,
	)
}

// fillPackages is fillPackage for many accounts; ids are those of the accounts as JSON.
func (q queries) fillPackages(
	ctx context.Context, ids string, accounts map[string]account.Account,
) error {
	err := q.each(
		ctx,
		`SELECT account, min_extensions, pbx_limit, high_availability, white_label FROM package
		WHERE account IN (SELECT value FROM json_each($1))`,
		[]any{ids},
		func(rows *sql.Rows) error {
			var id string
			var limit sql.NullInt64
			var p capacity.Package
			err := rows.Scan(&id, &p.MinExtensions, &limit, &p.HighAvailability, &p.WhiteLabel)
			if limit.Valid {
				p.PBXLimit = &limit.Int64
			}
			a := accounts[id]
			p.Amounts = a.Package.Amounts
			a.Package = p
			accounts[id] = a
			return err
		},
	)
	if err != nil {
		return err
	}
	return q.each(ctx, `SELECT owner, resource, sum(balance) FROM ledger_account
		WHERE owner IN (SELECT value FROM json_each($1)) AND kind IN ('reseller', 'pbx', 'held') GROUP BY owner, resource`, []any{ids},
		func(rows *sql.Rows) error {
			var id string
			var r capacity.Resource
			var n int64
			err := rows.Scan(&id, &r, &n)
			accounts[id].Package.Amounts[r] = n
			return err
		})
}
