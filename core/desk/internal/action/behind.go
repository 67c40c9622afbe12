package action

import (
	"context"

	"resellerdesk/core/autoconfig"
	"resellerdesk/core/mail"
)

// Keyring keeps small secrets in the operating system's keyring. Errors are *core.Error: NotFound
// "keyring.not_found", or Unavailable with "keyring.locked", "keyring.absent",
// "keyring.no_collection" or "keyring.failed".
type Keyring interface {
	Get(ctx context.Context, name string) (string, error)
	Set(ctx context.Context, name, value string) error
	Delete(ctx context.Context, name string) error
}

// ServerFinder finds the mail server of an address where its domain says it; its errors are those
// of autoconfig.Finder.
type ServerFinder interface {
	Find(ctx context.Context, address string) (autoconfig.Server, error)
}

// Deliverer speaks with mail servers.
type Deliverer interface {
	// Batch hands mails to a server. It calls beforeDot when everything but the end of a mail was
	// sent. From there on, only the server's answer tells whether it took the mail.
	Batch(s mail.Settings) mail.Batch
	// Certificate returns what a server shows, without a word to it about anybody.
	Certificate(ctx context.Context, s mail.Settings) (mail.Shown, error)
}
