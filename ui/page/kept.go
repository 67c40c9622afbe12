package page

import (
	"context"
	"time"
)

// Kept keeps what is typed into a form, so that a crash does not lose it. A nil one keeps nothing.
type Kept struct {
	env  *Env
	name string
	stop func() // Stops the clock of keeping.
}

// NewKept keeps what is typed under a name.
func NewKept(env *Env, name string) *Kept { return &Kept{env: env, name: name} }

// Read returns what was kept, nil for nothing; it runs beside the UI.
func (k *Kept) Read(ctx context.Context) ([]byte, error) { return k.env.Desk.KeptForm(ctx, k.name) }

// keepPause is how long typing rests before it is kept.
const keepPause = 700 * time.Millisecond

// Typed keeps the stored form when the typing rests; it is read then.
func (k *Kept) Typed(stored func() ([]byte, error)) {
	if k == nil {
		return
	}
	k.Stop()
	k.stop = k.env.Run.After(keepPause, func() {
		data, err := stored()
		if err != nil {
			return
		}
		// A failure here is no reason to disturb: saving itself says what is wrong.
		k.env.Run.Go(func() { _ = k.env.Desk.KeepForm(k.name, data) })
	})
}

// Stop keeps nothing more of what was typed.
func (k *Kept) Stop() {
	if k != nil && k.stop != nil {
		k.stop()
		k.stop = nil
	}
}

// Drop forgets what was kept; it runs beside the UI.
func (k *Kept) Drop() {
	if k != nil {
		_ = k.env.Desk.DropForm(k.name) // A failure leaves it until the next time, which hurts nobody.
	}
}
