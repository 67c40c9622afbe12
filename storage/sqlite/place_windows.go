package sqlite

import (
	"path/filepath"
	"strings"

	"golang.org/x/sys/windows"
)

// fileSystemOf asks Windows what kind of drive a folder is on.
func fileSystemOf(dir string) fileSystem {
	volume := filepath.VolumeName(dir)
	if strings.HasPrefix(volume, `\\`) {
		return network
	}
	root, err := windows.UTF16PtrFromString(volume + `\`)
	if err != nil {
		return unknown
	}
	switch windows.GetDriveType(root) {
	case windows.DRIVE_REMOTE:
		return network
	case windows.DRIVE_FIXED, windows.DRIVE_RAMDISK:
		return local
	}
	return unknown
}

// freeSpace is how many bytes can still be written to the disk of a folder, 0 when nobody knows.
func freeSpace(dir string) int64 {
	path, err := windows.UTF16PtrFromString(dir)
	if err != nil {
		return 0
	}
	var free uint64
	if err := windows.GetDiskFreeSpaceEx(path, &free, nil, nil); err != nil {
		return 0
	}
	return int64(free)
}
