package page

import (
	"context"
	"encoding/json"
	"sync"
	"sync/atomic"
	"time"
)

// DraftStore keeps what is typed into a form, so that a crash does not lose it. A nil one keeps
// nothing.
type DraftStore struct {
	env  *Env
	name string
	stop func() // Stops the clock of keeping.

	unread map[string]string // What Read found besides: texts of fields that could not be read.

	writing sync.Mutex
	// How often what was kept was dropped: what was typed before is not kept any more.
	drops atomic.Int64
}

// NewDraftStore keeps what is typed under a name.
func NewDraftStore(env *Env, name string) *DraftStore { return &DraftStore{env: env, name: name} }

// Read returns what the page stored, nil for nothing; it runs beside the UI.
func (k *DraftStore) Read(ctx context.Context) ([]byte, error) {
	data, err := k.env.Desk.KeptForm(ctx, k.name)
	if data == nil || err != nil {
		return nil, err
	}
	var kept keptForm
	if json.Unmarshal(data, &kept) != nil || kept.Form == nil {
		return nil, nil // Of another version of the program.
	}
	k.unread = kept.Unread
	return kept.Form, nil
}

// keepPause is how long typing rests before it is kept.
const keepPause = 700 * time.Millisecond

// Typed keeps the stored form when the typing rests; it is read then. Where it is nil, nothing is
// typed any more, and what was kept is forgotten.
func (k *DraftStore) Typed(stored func() ([]byte, error)) {
	if k == nil {
		return
	}
	k.Stop()
	drops := k.drops.Load()
	k.stop = k.env.Run.After(keepPause, func() {
		data, err := stored()
		if err != nil {
			return
		}
		k.env.Run.Go(func() { k.keep(data, drops) })
	})
}

// keep writes what was typed, unless it was dropped while this waited for the file.
func (k *DraftStore) keep(data []byte, drops int64) {
	k.writing.Lock()
	defer k.writing.Unlock()
	if k.drops.Load() != drops {
		return
	}
	// A failure is no reason to disturb: saving itself says what is wrong.
	if data == nil {
		_ = k.env.Desk.DropForm(k.name)
	} else {
		_ = k.env.Desk.KeepForm(k.name, data)
	}
}

// Stop keeps nothing more of what was typed.
func (k *DraftStore) Stop() {
	if k != nil && k.stop != nil {
		k.stop()
		k.stop = nil
	}
}

// Drop forgets what was kept; it runs beside the UI.
func (k *DraftStore) Drop() {
	if k != nil {
		k.drops.Add(1)
		k.writing.Lock() // What is written meanwhile goes, too.
		defer k.writing.Unlock()
		// A failure leaves it until the next time, which hurts nobody.
		_ = k.env.Desk.DropForm(k.name)
	}
}
