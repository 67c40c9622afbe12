package desk

import (
	"errors"
)

// errTried ends the transaction of an action that was only tried.
var errTried = errors.New("only tried")

// tried is a store that forgets what is written to it.
type tried struct{ Store }

// Write runs fn and takes everything back.
func (t tried) Write(fn func(tx Tx) error) error {
	err := t.Store.Write(func(tx Tx) error {
		if err := fn(tx); err != nil {
			return err
		}
		return errTried
	})
	if errors.Is(err, errTried) {
		return nil
	}
	return err
}

// Check tells whether an action can be done now, before the person is asked to confirm it. do tries
// it on a copy of the desk, which keeps no change and no log entry.
func (d *Desk) Check(do func(trial *Desk) error) error {
	return do(with(d.k.Trial(tried{d.k.Store})))
}
