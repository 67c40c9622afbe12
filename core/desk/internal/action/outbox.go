package action

import (
	"sync"
	"sync/atomic"

	"resellerdesk/core/secret"
)

// Outbox is what the sender remembers between mails.
type Outbox struct {
	Wake     chan struct{}
	Mu       sync.Mutex
	Sending  sync.Mutex
	Awaiting atomic.Bool // The end of a mail was sent, and the answer is not written down yet.
	Password secret.Text // Typed for this run, because the keyring does not give it.
	Blocked  error       // Why no mail can be sent at present: the keyring.
}

// WakeOutbox lets the sender look at once for mails that are due.
func (f *Face) WakeOutbox() {
	select {
	case f.k.Outbox.Wake <- struct{}{}:
	default:
	}
}
