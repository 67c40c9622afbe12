package sqlite

import (
	"context"
	"database/sql"
	"strings"
	"time"

	"resellerdesk/core"
	"resellerdesk/core/letter"
)

const mailTemplate = `SELECT name, subject, body, changed_at, changed_by FROM mail_template `

func templateName(kind letter.Kind, lang string) string { return string(kind) + "." + lang }

func scanMailTemplate(row interface{ Scan(into ...any) error }) (letter.Stored, error) {
	var t letter.Stored
	var name string
	var changed int64
	err := row.Scan(&name, &t.Subject, &t.Text, &changed, &t.ChangedBy)
	kind, lang, _ := strings.Cut(name, ".")
	t.Kind, t.Language = letter.Kind(kind), lang
	t.ChangedAt = time.UnixMilli(changed)
	return t, translate(err)
}

func (q queries) MailTemplates(ctx context.Context) ([]letter.Stored, error) {
	var list []letter.Stored
	err := q.each(ctx, mailTemplate+`ORDER BY name`, nil, func(rows *sql.Rows) error {
		t, err := scanMailTemplate(rows)
		list = append(list, t)
		return err
	})
	return list, err
}

func (q queries) MailTemplate(
	ctx context.Context, kind letter.Kind, lang string,
) (letter.Stored, error) {
	return scanMailTemplate(
		q.db.QueryRowContext(ctx, mailTemplate+`WHERE name = $1`, templateName(kind, lang)),
	)
}

func (q queries) MailBrand(ctx context.Context) (letter.Brand, error) {
	var b letter.Brand
	err := translate(
		q.db.QueryRowContext(ctx, `SELECT logo, color FROM mail_brand`).Scan(&b.Logo, &b.Color),
	)
	if core.IsNotFound(err) {
		return letter.Brand{}, nil
	}
	return b.Trim(), err
}

func (c storeTx) SetMailTemplate(t letter.Stored) error {
	return c.exec(
		`INSERT INTO mail_template (name, subject, body, changed_at, changed_by) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (name) DO UPDATE SET subject = excluded.subject, body = excluded.body,
		changed_at = excluded.changed_at, changed_by = excluded.changed_by`,
		templateName(t.Kind, t.Language), t.Subject, t.Text, millis(t.ChangedAt), t.ChangedBy,
	)
}

func (c storeTx) DropMailTemplate(kind letter.Kind, lang string) error {
	return c.exec(`DELETE FROM mail_template WHERE name = $1`, templateName(kind, lang))
}

func (c storeTx) SetMailBrand(b letter.Brand) error {
	logo := b.Logo
	if logo == nil {
		logo = []byte{} // The column takes no NULL.
	}
	return c.exec(
		`INSERT INTO mail_brand (one, logo, color) VALUES (1, $1, $2)
		ON CONFLICT (one) DO UPDATE SET logo = excluded.logo, color = excluded.color`, logo, b.Color,
	)
}
