//go:build linux

package main

// openActivation opens the file of the activation mail with the program, on another computer without a network.
func (w *window) openActivation() error {
	if err := w.open(w.activation); err != nil {
		return err
	}
	if err := w.waitTitle("Welcome"); err != nil {
		return err
	}
	if err := w.checkOffline(); err != nil {
		return err
	}
	return w.shot("partner-welcome")
}
