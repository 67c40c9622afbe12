//go:build !linux && !darwin && !windows

package sqlite

// fileSystemOf knows nothing here.
func fileSystemOf(string) fileSystem { return unknown }

// freeSpace is not known here.
func freeSpace(string) int64 { return 0 }
