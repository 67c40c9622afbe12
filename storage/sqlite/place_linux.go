package sqlite

import (
	"bufio"
	"os"
	"strings"

	"golang.org/x/sys/unix"
)

// The types of file systems by statfs(2). What is in neither list is unknown.
var (
	localTypes = map[int64]bool{
		unix.EXT4_SUPER_MAGIC:     true,
		unix.XFS_SUPER_MAGIC:      true,
		unix.BTRFS_SUPER_MAGIC:    true,
		unix.TMPFS_MAGIC:          true,
		unix.F2FS_SUPER_MAGIC:     true,
		unix.REISERFS_SUPER_MAGIC: true,
		unix.NILFS_SUPER_MAGIC:    true,
		unix.RAMFS_MAGIC:          true,
		0x2fc12fc1:                true,
		0xca451a4e:                true,
		0x3153464a:                true, // ZFS, bcachefs, JFS.
	}
	networkTypes = map[int64]bool{
		unix.NFS_SUPER_MAGIC:   true,
		unix.SMB_SUPER_MAGIC:   true,
		unix.CIFS_SUPER_MAGIC:  true,
		unix.SMB2_SUPER_MAGIC:  true,
		unix.AFS_SUPER_MAGIC:   true,
		unix.CODA_SUPER_MAGIC:  true,
		unix.CEPH_SUPER_MAGIC:  true,
		unix.NCP_SUPER_MAGIC:   true,
		unix.OCFS2_SUPER_MAGIC: true,
		0x0bd00bd3:             true,
		0x47504653:             true,
		0x19830326:             true,
		0x01161970:             true, // Lustre, GPFS, BeeGFS, GFS2.
	}
	networkFUSE = []string{
		"sshfs",
		"rclone",
		"glusterfs",
		"s3fs",
		"davfs",
		"cifs",
		"smb",
		"nfs",
		"gvfsd",
		"curlftpfs",
		"cephfs",
	}
)

// fileSystemOf asks the kernel where a folder is.
func fileSystemOf(dir string) fileSystem {
	var stat unix.Statfs_t
	if err := unix.Statfs(dir, &stat); err != nil {
		return unknown
	}
	return classify(uint32(stat.Type), func() string { return mountType(dir) })
}

// classify judges a type of statfs(2); mounted is asked for the name of a FUSE file system.
func classify(magic uint32, mounted func() string) fileSystem {
	switch {
	case localTypes[int64(magic)]:
		return local
	case networkTypes[int64(magic)]:
		return network
	case magic == unix.FUSE_SUPER_MAGIC:
		name := mounted()
		for _, n := range networkFUSE {
			if strings.Contains(name, n) {
				return network
			}
		}
	}
	return unknown
}

// mountType is the type of the mount that holds a folder, as mountinfo names it (proc(5)).
func mountType(dir string) string {
	file, err := os.Open("/proc/self/mountinfo")
	if err != nil {
		return ""
	}
	defer file.Close()
	if real, err := realPath(dir); err == nil {
		dir = real // That is where the mounts are.
	}
	found, length := "", -1
	for lines := bufio.NewScanner(file); lines.Scan(); {
		before, after, _ := strings.Cut(lines.Text(), " - ")
		fields, kind := strings.Fields(before), strings.Fields(after)
		if len(fields) < 5 || len(kind) == 0 {
			continue
		}
		at := strings.ReplaceAll(fields[4], `\040`, " ")
		inside := at == "/" || dir == at || strings.HasPrefix(dir, at+"/")
		if inside && len(at) >= length {
			found, length = kind[0], len(at)
		}
	}
	return found
}

// freeSpace is how many bytes can still be written to the disk of a folder, 0 when nobody knows.
func freeSpace(dir string) int64 {
	var stat unix.Statfs_t
	if err := unix.Statfs(dir, &stat); err != nil {
		return 0
	}
	return int64(stat.Bavail) * stat.Bsize
}
