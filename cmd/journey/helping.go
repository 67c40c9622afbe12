//go:build linux

package main

// readHelp opens the help over a form that is being typed into, searches it, and types on.
func (w *window) readHelp() error {
	if err := w.goTo("User"); err != nil {
		return err
	}
	if err := w.keys("ctrl+n"); err != nil {
		return err
	}
	if err := w.waitDialog(true); err != nil {
		return err
	}
	if err := w.text("Halbes Wort"); err != nil {
		return err
	}
	if err := w.keys("F1"); err != nil {
		return err
	}
	if err := w.text("minutes"); err != nil {
		return err
	}
	if err := w.shot("help"); err != nil {
		return err
	}
	if err := w.keys("Escape"); err != nil {
		return err
	}
	// The focus is in the field again, and the words are still there.
	if err := w.keys("End"); err != nil {
		return err
	}
	if err := w.text(" ganz"); err != nil {
		return err
	}
	kept := "SELECT count(*) FROM form_draft WHERE CAST(data AS TEXT) LIKE '%Halbes Wort ganz%'"
	if err := w.waitQuery(kept, "1"); err != nil {
		return err
	}
	if err := w.keys("Escape"); err != nil { // Asks, since something was typed.
		return err
	}
	if err := w.keys("Tab", "Return"); err != nil {
		return err
	}
	return w.waitDialog(false)
}
