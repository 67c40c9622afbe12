package sqlite

import (
	"context"
	"database/sql"
	"time"

	"resellerdesk/core"
	"resellerdesk/core/mail"
	"resellerdesk/core/store"
)

const mailTemplate = `SELECT kind, language, subject, body, changed_at, changed_by FROM mail_template `

func scanMailTemplate(row interface{ Scan(into ...any) error }) (store.MailTemplate, error) {
	var t store.MailTemplate
	var changed int64
	err := row.Scan(&t.Kind, &t.Language, &t.Subject, &t.Text, &changed, &t.ChangedBy)
	t.ChangedAt = time.UnixMilli(changed)
	return t, translate(err)
}

func (q queries) MailTemplates(ctx context.Context) ([]store.MailTemplate, error) {
	var list []store.MailTemplate
	err := q.each(ctx, mailTemplate+`ORDER BY kind, language`, nil, func(rows *sql.Rows) error {
		t, err := scanMailTemplate(rows)
		list = append(list, t)
		return err
	})
	return list, err
}

func (q queries) MailTemplate(
	ctx context.Context, kind mail.Kind, lang string,
) (store.MailTemplate, error) {
	return scanMailTemplate(
		q.db.QueryRowContext(ctx, mailTemplate+`WHERE kind = $1 AND language = $2`, kind, lang),
	)
}

func (q queries) MailBrand(ctx context.Context) (mail.Brand, error) {
	var b mail.Brand
	err := translate(
		q.db.QueryRowContext(ctx, `SELECT logo, color FROM mail_brand`).Scan(&b.Logo, &b.Color),
	)
	if core.IsNotFound(err) {
		return mail.Brand{}, nil
	}
	return b.Trim(), err
}

func (c storeTx) SetMailTemplate(t store.MailTemplate) error {
	return c.exec(
		`INSERT INTO mail_template (kind, language, subject, body, changed_at, changed_by) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (kind, language) DO UPDATE SET subject = excluded.subject, body = excluded.body,
		changed_at = excluded.changed_at, changed_by = excluded.changed_by`,
		t.Kind, t.Language, t.Subject, t.Text, millis(t.ChangedAt), t.ChangedBy,
	)
}

func (c storeTx) DropMailTemplate(kind mail.Kind, lang string) error {
	return c.exec(`DELETE FROM mail_template WHERE kind = $1 AND language = $2`, kind, lang)
}

func (c storeTx) SetMailBrand(b mail.Brand) error {
	logo := b.Logo
	if logo == nil {
		logo = []byte{} // The column takes no NULL.
	}
	return c.exec(
		`INSERT INTO mail_brand (one, logo, color) VALUES (1, $1, $2)
		ON CONFLICT (one) DO UPDATE SET logo = excluded.logo, color = excluded.color`, logo, b.Color,
	)
}
