package sqlite

import (
	"context"
	"database/sql"
	"strings"
	"time"

	"resellerdesk/core"
	"resellerdesk/core/mail"
	"resellerdesk/core/store"
)

const mailTemplate = `SELECT name, subject, body, changed_at, changed_by FROM mail_template `

func templateName(kind mail.Kind, lang string) string { return string(kind) + "." + lang }

func scanMailTemplate(row interface{ Scan(into ...any) error }) (store.MailTemplate, error) {
	var t store.MailTemplate
	var name string
	var changed int64
	err := row.Scan(&name, &t.Subject, &t.Text, &changed, &t.ChangedBy)
	kind, lang, _ := strings.Cut(name, ".")
	t.Kind, t.Language = mail.Kind(kind), lang
	t.ChangedAt = time.UnixMilli(changed)
	return t, translate(err)
}

func (q queries) MailTemplates(ctx context.Context) ([]store.MailTemplate, error) {
	var list []store.MailTemplate
	err := q.each(ctx, mailTemplate+`ORDER BY name`, nil, func(rows *sql.Rows) error {
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
		q.db.QueryRowContext(ctx, mailTemplate+`WHERE name = $1`, templateName(kind, lang)),
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
		`INSERT INTO mail_template (name, subject, body, changed_at, changed_by) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (name) DO UPDATE SET subject = excluded.subject, body = excluded.body,
		changed_at = excluded.changed_at, changed_by = excluded.changed_by`,
		templateName(t.Kind, t.Language), t.Subject, t.Text, millis(t.ChangedAt), t.ChangedBy,
	)
}

func (c storeTx) DropMailTemplate(kind mail.Kind, lang string) error {
	return c.exec(`DELETE FROM mail_template WHERE name = $1`, templateName(kind, lang))
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
