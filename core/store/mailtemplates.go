package store

import (
	"context"
	"time"

	"resellerdesk/core/mail"
)

// MailTemplate is a text of the mails of a kind that takes the place of that of the program. It is
// stored as it was saved: a later program may demand more of it.
type MailTemplate struct {
	mail.Template
	ChangedAt time.Time
	ChangedBy string // The id of an account, which may be gone.
}

// MailTemplateReader answers about the texts and the looks of mails.
type MailTemplateReader interface {
	// MailTemplates returns all of them, by kind and language.
	MailTemplates(ctx context.Context) ([]MailTemplate, error)
	// MailTemplate returns one, or NotFound where that of the program is used.
	MailTemplate(ctx context.Context, kind mail.Kind, lang string) (MailTemplate, error)
	// MailBrand returns how mails look, an empty one before it was first set.
	MailBrand(ctx context.Context) (mail.Brand, error)
}

// MailTemplateWriter writes them.
type MailTemplateWriter interface {
	SetMailTemplate(t MailTemplate) error
	// DropMailTemplate takes one away; it may not be there.
	DropMailTemplate(kind mail.Kind, lang string) error
	SetMailBrand(b mail.Brand) error
}
