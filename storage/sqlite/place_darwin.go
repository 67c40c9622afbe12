package sqlite

import "golang.org/x/sys/unix"

// fileSystemOf asks the kernel where a folder is.
func fileSystemOf(dir string) fileSystem {
	var stat unix.Statfs_t
	if err := unix.Statfs(dir, &stat); err != nil {
		return unknown
	}
	if stat.Flags&unix.MNT_LOCAL == 0 {
		return network
	}
	switch unix.ByteSliceToString(stat.Fstypename[:]) {
	case "apfs", "hfs":
		return local
	}
	return unknown
}

// freeSpace is how many bytes can still be written to the disk of a folder, 0 when nobody knows.
func freeSpace(dir string) int64 {
	var stat unix.Statfs_t
	if err := unix.Statfs(dir, &stat); err != nil {
		return 0
	}
	return int64(stat.Bavail) * int64(stat.Bsize)
}
