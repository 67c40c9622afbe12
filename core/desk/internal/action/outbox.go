package action

import (
	"sync"
	"sync/atomic"
	"time"

	"resellerdesk/core/secret"
)

// Outbox is what the sender remembers between mails.
type Outbox struct {
	Wake     chan struct{}
	Mu       sync.Mutex
	Sending  sync.Mutex
	Awaiting atomic.Bool // The end of a mail was sent, and the answer is not written down yet.
	Password secret.Text // Typed for this run, because the keyring does not give it.
	Blocked  error       // Why no mail can be sent at present: the keyring, or the provider.
	SignIn   SignIn
}

// SignIn is what this run of the program knows of the sign-in at the provider of the mails.
type SignIn struct {
	ID     string      // Of the sign-in that Access is of.
	Access secret.Text // Lets the program send; it is nowhere else.
	Until  time.Time   // When Access ends, zero for unknown.
	// What the keyring did not take, in the form that it has there.
	Unkept secret.Text
	Once   bool        // Unkept is for this run alone, and is not to be kept later.
	Secret secret.Text // Of the client, when the keyring did not take it.
}

// WakeOutbox lets the sender look at once for mails that are due.
func (f *Face) WakeOutbox() {
	select {
	case f.k.Outbox.Wake <- struct{}{}:
	default:
	}
}
