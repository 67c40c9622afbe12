//go:build linux

package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"resellerdesk/storage/sqlite"
)

// ownMounts is the environment variable of a test that runs where what it mounts is its own.
const ownMounts = "RESELLERCTL_OWN_MOUNTS"

// smallDisk is a file system in memory of which a number of pages are free.
type smallDisk struct {
	*house
	at string
}

// diskSize is its size in bytes.
const diskSize = 32 << 20

// TestAFullDiskLosesNothing runs programs with less and less free space, so that each write once is
// the first one that finds the disk full. The program says so, what was there is there, and the
// work goes on when there is space again.
func TestAFullDiskLosesNothing(t *testing.T) {
	if os.Getenv(ownMounts) == "" {
		runAlone(t)
		return
	}
	h := newHouse(t)
	d := &smallDisk{house: h, at: t.TempDir()}
	require.NoError(t, unix.Mount("tmpfs", d.at, "tmpfs", 0, fmt.Sprint("size=", diskSize)))
	t.Cleanup(func() { require.NoError(t, unix.Unmount(d.at, 0)) })
	h.kranich()
	d.fill("a save", h.dir, "reseller", "add", "--company", "Eule", "--first-name", "Eva",
		"--email", "eva@eule.example", "--extensions", "1", "--concurrent-calls", "1",
		"--recording-minutes", "1")
	var rows strings.Builder
	rows.WriteString("company,first_name,email,extensions,concurrent_calls,recording_minutes\n")
	for i := range 300 {
		fmt.Fprintf(&rows, "Import %d,Nina,i%d@partner.example,1,1,1\n", i, i)
	}
	file := h.file("import.csv", rows.String())
	d.fill("an import", h.dir, "import", file)
	d.fill("a backup", h.dir, "backup", "create")
	name, is := h.ok("backup", "create", "--json").at("backups.name").(string)
	require.True(t, is)
	h.ok("import", file)
	d.fill("an undo", h.dir, "undo")
	d.fill("a restore", h.dir, "backup", "restore", name)
	old, err := filepath.Glob("../../storage/sqlite/testdata/schema-*.desk.gz")
	require.NoError(t, err)
	require.NotEmpty(t, old)
	if howOften("DISK_FULL_EVERY", 0) == 0 {
		old = old[len(old)-1:]
	}
	for _, file := range old {
		// Making a backup opens the file, and asks for no password.
		d.fill("the migration of "+filepath.Base(file), unpackedFolder(t, file), "backup", "create")
	}
}

// runAlone runs the test once more with mounts of its own, which end with it.
func runAlone(t *testing.T) {
	command := []string{"unshare", "--mount", "--"}
	if os.Getuid() != 0 {
		command = []string{"unshare", "--mount", "--map-root-user", "--"}
	}
	try := exec.Command(command[0], append(command[1:], "true")...)
	if out, err := try.CombinedOutput(); err != nil {
		t.Skipf("nothing can be mounted here: %s", out)
	}
	command = append(command, os.Args[0], "-test.v", "-test.run", "^"+t.Name()+"$")
	c := exec.CommandContext(t.Context(), command[0], command[1:]...)
	c.Env = append(os.Environ(), ownMounts+"=1")
	out, err := c.CombinedOutput()
	t.Logf("%s", out)
	require.NoError(t, err)
	require.Contains(t, string(out), "--- PASS: "+t.Name())
}

// unpackedFolder is a data folder with a compressed workspace.
func unpackedFolder(t *testing.T, file string) string {
	in, err := os.Open(file)
	require.NoError(t, err)
	defer in.Close()
	unzip, err := gzip.NewReader(in)
	require.NoError(t, err)
	content, err := io.ReadAll(unzip)
	require.NoError(t, err)
	dir := ownFolder(t)
	require.NoError(t, os.WriteFile(filepath.Join(dir, sqlite.FileName), content, 0o600))
	return dir
}

// fill runs a program on copies of a data folder with more and more free pages until it has enough:
// by DISK_FULL_EVERY pages, or else by about three times as many.
func (d *smallDisk) fill(what, from string, args ...string) {
	t, dir := d.t, filepath.Join(d.at, "data")
	d.copy(from, diskSize/2)
	before := phonesIn(t, dir)
	every, full, last, free := howOften("DISK_FULL_EVERY", 0), 0, 0, rand.N(4)
	for enough := false; !enough; {
		d.copy(from, free*os.Getpagesize())
		code, said := d.try(dir, args...)
		require.NoError(t, os.Remove(filepath.Join(d.at, "ballast")))
		if enough = code == exitOK; !enough {
			full, last = full+1, free
			with := fmt.Sprintf("%s with %d free pages", what, free)
			d.wasFull(with, code, said, before)
			code, said = d.try(dir, args...)
			require.Zero(t, code, "after %s: %s", with, said)
		}
		if free += every; every == 0 {
			free += 2*free + 1 - rand.N(free/4+1)
		}
	}
	require.Greater(t, full, 2, what)
	t.Logf("%s: the disk was full %d times, the last time with %d free pages", what, full, last)
}

// wasFull checks what the program said of a full disk, and that nothing else happened.
func (d *smallDisk) wasFull(with string, code int, said string, before map[string]string) {
	t, dir := d.t, filepath.Join(d.at, "data")
	require.Equal(t, exitBlocked, code, "%s: %s", with, said)
	var answer struct{ Error problem }
	require.NoError(t, json.Unmarshal([]byte(said), &answer), said)
	require.Equal(t, "workspace.full", answer.Error.Key, said)
	require.Equal(t, before, phonesIn(t, dir), with)
	backups := sqlite.NewBackups(dir)
	list, err := backups.List()
	require.NoError(t, err)
	for _, b := range list {
		one, err := backups.Verify(t.Context(), b.Name, d.clock.Now())
		require.NoError(t, err)
		require.True(t, one.Good(), "%s: %s", with, b.Name)
	}
	on := atHome(t, dir)
	on.said.WriteString(said)
	on.noSecrets()
}

// copy makes the disk hold a copy of a data folder, with so many bytes free beside.
func (d *smallDisk) copy(from string, free int) {
	t, dir, ballast := d.t, filepath.Join(d.at, "data"), filepath.Join(d.at, "ballast")
	require.NoError(t, os.RemoveAll(dir))
	require.NoError(t, os.RemoveAll(ballast))
	require.NoError(t, os.CopyFS(dir, os.DirFS(from)))
	require.NoError(t, os.Chmod(dir, 0o700))
	var stat unix.Statfs_t
	require.NoError(t, unix.Statfs(d.at, &stat))
	file, err := os.Create(ballast)
	require.NoError(t, err)
	take := int64(stat.Bavail)*stat.Bsize - int64(free)
	require.NoError(t, unix.Fallocate(int(file.Fd()), 0, 0, take))
	require.NoError(t, file.Close())
}

// try runs the program, and returns its exit code and what it said of an error.
func (d *smallDisk) try(dir string, args ...string) (code int, said string) {
	program := ownersProgram(dir, args...)
	var errs bytes.Buffer
	program.Stderr = &errs
	err := program.Run()
	if err != nil && program.ProcessState == nil {
		require.NoError(d.t, err)
	}
	return program.ProcessState.ExitCode(), errs.String()
}
