package sqlite

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

func TestFileSystemsAreKnownByTheirType(t *testing.T) {
	const ntfs, exfat, overlay = 0x5346544e, 0x2011bab0, unix.OVERLAYFS_SUPER_MAGIC
	for _, c := range []struct {
		magic   uint32
		mounted string
		want    fileSystem
	}{
		{unix.EXT4_SUPER_MAGIC, "", local},
		{unix.BTRFS_SUPER_MAGIC, "", local},
		{unix.TMPFS_MAGIC, "", local},
		{unix.NFS_SUPER_MAGIC, "", network},
		{unix.SMB2_SUPER_MAGIC, "", network},
		{unix.CIFS_SUPER_MAGIC, "", network},
		{unix.V9FS_MAGIC, "", unknown},
		{unix.MSDOS_SUPER_MAGIC, "", unknown},
		{exfat, "", unknown},
		{ntfs, "", unknown},
		{overlay, "", unknown},
		{unix.FUSE_SUPER_MAGIC, "fuseblk", unknown},
		{unix.FUSE_SUPER_MAGIC, "fuse.sshfs", network},
		{unix.FUSE_SUPER_MAGIC, "fuse.rclone", network},
		{unix.FUSE_SUPER_MAGIC, "", unknown},
	} {
		got := classify(c.magic, func() string { return c.mounted })
		require.Equal(t, c.want, got, "%x %s", c.magic, c.mounted)
	}
}

func TestTheMountOfAFolderIsFound(t *testing.T) {
	require.Equal(t, "proc", mountType("/proc/self"))
	require.NotEmpty(t, mountType(t.TempDir()))
	home := t.TempDir()
	t.Chdir(home)
	require.NoError(t, os.Symlink("/proc/self", filepath.Join(home, "link")))
	relative, err := filepath.Rel(home, "/proc/self")
	require.NoError(t, err)
	for _, name := range []string{filepath.Join(home, "link"), "link", relative} {
		require.Equal(t, "proc", mountType(name), name)
	}
}
