package action

import (
	"context"

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

// Deliverer speaks with mail servers.
type Deliverer interface {
	// Deliver hands one rendered mail to a server. It calls beforeDot when everything but the end
	// of the mail was sent. From there on, only the server's answer tells whether it took the mail.
	Deliver(
		ctx context.Context, s mail.Settings, password string, to mail.Envelope, raw []byte,
		beforeDot func() error,
	) mail.Answer
	// Certificate returns what a server shows, without a word to it about anybody.
	Certificate(ctx context.Context, s mail.Settings) (mail.Shown, error)
}
