//go:build !linux

package filedialog

import "errors"

// ErrNoPortal says that the desktop has no dialog of its own.
var ErrNoPortal = errors.New("no desktop portal")

// AskPortal returns ErrNoPortal: only a Linux desktop has one.
func AskPortal(Options, string) (string, error) { return "", ErrNoPortal }
