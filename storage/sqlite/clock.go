package sqlite

import (
	"context"
	"time"
)

func (q queries) TrustedTime(ctx context.Context) (time.Time, error) {
	at, err := q.number(ctx, `SELECT coalesce(max(trusted_at), 0) FROM clock`)
	if at == 0 || err != nil {
		return time.Time{}, err
	}
	return time.UnixMilli(at), nil
}

func (c storeTx) SetTrustedTime(at time.Time) error {
	return c.exec(`INSERT INTO clock (one, trusted_at) VALUES (1, $1)
		ON CONFLICT (one) DO UPDATE SET trusted_at = excluded.trusted_at`, millis(at))
}
