//go:build !linux

package keyring

// hasNoCollection is never so: these keyrings have one place.
func hasNoCollection() bool { return false }
