package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"resellerdesk/core/account"
	"resellerdesk/core/pbx"
)

// toVersion7 is the seventh migration: in the folded texts by which rows are found, names of
// domains are in their own letters, whichever way they were typed.
func toVersion7(ctx context.Context, tx *sql.Tx) error {
	return writeKeys(ctx, tx, 7, accountKeys, pbxKeys, customerKeys)
}

// toVersion16 is the sixteenth migration: emails are unique with ß and ss as different letters.
func toVersion16(ctx context.Context, tx *sql.Tx) error {
	return writeKeys(ctx, tx, 16, accountKeys, customerKeys)
}

// writeKeys writes folded texts of rows again, and proves the rows.
func writeKeys(ctx context.Context, tx *sql.Tx, version int, again ...func(*sealer) error) error {
	shape, err := readShape(ctx, tx)
	if err != nil {
		return err
	}
	s := newSealer(ctx, tx, shape, newTouched())
	for _, write := range again {
		if err := write(s); err != nil {
			return err
		}
	}
	if err := s.finish(); err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, fmt.Sprintf(`PRAGMA user_version = %d`, version))
	return err
}

// keyed is a row with its folded texts as they are to be.
type keyed struct {
	id   string
	keys []any
}

// foldAgain reads rows whose texts hold the name of a domain, in ASCII or not, and writes their
// keys. Where another row has a unique one already, the row keeps what it has.
func (s *sealer) foldAgain(
	table, query, update string, read func(rows *sql.Rows) (keyed, error),
) error {
	var list []keyed
	err := queries{db: s.tx}.each(s.ctx, query, nil, func(rows *sql.Rows) error {
		row, err := read(rows)
		list = append(list, row)
		return err
	})
	place := slices.IndexFunc(things, func(t thing) bool { return t.name() == table })
	for _, row := range list {
		if err == nil {
			_, err = s.tx.Exec(update, append(row.keys, row.id)...)
			s.touched[place][row.id] = true
		}
	}
	return err
}

func accountKeys(s *sealer) error {
	return s.foldAgain("account", `SELECT id, company, first_name, last_name, email, tags,
			external_number FROM account
			WHERE search_key LIKE '%xn--%' OR email_key LIKE '%xn--%' OR email GLOB '*[^ -~]*'`,
		`UPDATE OR IGNORE account SET email_key = $1, search_key = $2 WHERE id = $3`,
		func(rows *sql.Rows) (row keyed, err error) {
			var p account.Profile
			err = rows.Scan(
				&row.id, &p.Company, &p.FirstName, &p.LastName, &p.Email, &p.Tags,
				&p.ExternalNumber,
			)
			k := p.Keys()
			row.keys = []any{k.Email, k.Search}
			return row, err
		})
}

func pbxKeys(s *sealer) error {
	return s.foldAgain("pbx", `SELECT id, name, region, sub_domain, domain, owner_key FROM pbx
			WHERE search_key LIKE '%xn--%'`,
		`UPDATE pbx SET name_key = $1, host_key = $2, search_key = $3 WHERE id = $4`,
		func(rows *sql.Rows) (row keyed, err error) {
			var d pbx.Draft
			var owner string
			err = rows.Scan(&row.id, &d.Name, &d.Region, &d.SubDomain, &d.Domain, &owner)
			k := d.Keys(owner)
			row.keys = []any{k.Name, k.Host, k.Search}
			return row, err
		})
}

func customerKeys(s *sealer) error {
	return s.foldAgain("customer", `SELECT id, company, first_name, last_name, email, city,
			owner_key FROM customer WHERE search_key LIKE '%xn--%' OR email GLOB '*[^ -~]*'`,
		`UPDATE customer SET company_key = $1, name_key = $2, email_key = $3, city_key = $4,
			search_key = $5 WHERE id = $6`,
		func(rows *sql.Rows) (row keyed, err error) {
			var d pbx.CustomerDraft
			var owner string
			err = rows.Scan(
				&row.id, &d.Company, &d.FirstName, &d.LastName, &d.Email, &d.City, &owner,
			)
			k := d.Keys(owner)
			row.keys = []any{k.Company, k.Name, k.Email, k.City, k.Search}
			return row, err
		})
}
