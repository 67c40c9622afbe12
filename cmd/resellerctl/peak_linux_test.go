package main

import (
	"bufio"
	"database/sql"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"resellerdesk/core/desk"
	"resellerdesk/storage/sqlite"
)

// manyRows is of how many resellers a test is about: ROWS, else so many as take a few seconds.
func manyRows() int {
	if n, err := strconv.Atoi(os.Getenv("ROWS")); err == nil {
		return n
	}
	return 10_000
}

// mostPeak is how many MiB of memory a program may have: of 10,000 rows less than of any number,
// so that what grows with them shows.
func mostPeak() int {
	if manyRows() <= 10_000 {
		return 160
	}
	return 256
}

// bounded runs a command of the owner in a program of its own, and checks how much memory it had at
// most, as the kernel counts it.
func (h *house) bounded(args ...string) {
	program := exec.Command(
		os.Args[0],
		append(args, "--json", "--as", ownerEmail, "--password-stdin")...)
	status := filepath.Join(h.t.TempDir(), "status")
	program.Env = append(os.Environ(), programFolder+"="+h.dir, programStatus+"="+status)
	program.Stdin = strings.NewReader(ownerPassword + "\n")
	start := time.Now()
	out, err := program.CombinedOutput()
	require.NoError(h.t, err, string(out))
	took := time.Since(start).Round(100 * time.Millisecond)
	peak := peakOf(h.t, status)
	h.t.Logf("%s of %d: %d MiB, %v, CPU %v", args[0], manyRows(), peak, took,
		program.ProcessState.UserTime().Round(100*time.Millisecond))
	require.LessOrEqual(h.t, peak, mostPeak(), args[0])
}

// peakOf reads the most memory that a program had, in MiB, out of what the kernel said of it.
func peakOf(t *testing.T, status string) int {
	file, err := os.Open(status)
	require.NoError(t, err)
	defer file.Close()
	for lines := bufio.NewScanner(file); lines.Scan(); {
		if text, yes := strings.CutPrefix(lines.Text(), "VmHWM:"); yes {
			kib, err := strconv.Atoi(strings.TrimSpace(strings.TrimSuffix(text, "kB")))
			require.NoError(t, err)
			return kib / 1024
		}
	}
	require.Fail(t, "the kernel does not say how much memory the program had")
	return 0
}

// grows runs a command in a program of its own, and checks that the file grows by no more than what
// is logged: of an entry with its indexes and the transfers, a page of 4,096 bytes holds two.
func (h *house) grows(args ...string) {
	before := h.fileSize()
	h.bounded(args...)
	db, err := sql.Open("sqlite3", "file:"+filepath.Join(h.dir, sqlite.FileName)+"?mode=ro")
	require.NoError(h.t, err)
	defer func() { require.NoError(h.t, db.Close()) }()
	var entries int64
	err = db.QueryRow(`SELECT count(*) FROM log_entry
		WHERE operation_id = (SELECT id FROM operation ORDER BY number DESC LIMIT 1)`).
		Scan(&entries)
	require.NoError(h.t, err)
	require.EqualValues(h.t, manyRows(), entries)
	require.Less(h.t, h.fileSize()-before, 2048*entries, args[0])
}

func (h *house) fileSize() int64 {
	info, err := os.Stat(filepath.Join(h.dir, sqlite.FileName))
	require.NoError(h.t, err)
	return info.Size()
}

// TestManyRowsTakeLittleMemory imports many resellers, undoes that and does it again.
func TestManyRowsTakeLittleMemory(t *testing.T) {
	h := newHouse(t)
	h.ok(
		"subscription",
		"set",
		"--extensions",
		"900000",
		"--concurrent-calls",
		"900000",
		"--recording-minutes",
		"900000",
	)
	var text strings.Builder
	text.WriteString("company,first_name,email,extensions,concurrent_calls,recording_minutes\n")
	for i := range manyRows() {
		fmt.Fprintf(&text, "Kranich Telefonie %d GmbH,Nina,n%d@partner.example,3,2,1\n", i, i)
	}
	resellers := func() int {
		store, err := sqlite.Open(t.Context(), h.dir)
		require.NoError(t, err)
		defer func() { require.NoError(t, store.Close()) }()
		n, err := store.ResellerList().Count(t.Context(), desk.ResellerQuery{})
		require.NoError(t, err)
		return n
	}
	h.bounded("import", h.file("many.csv", text.String()))
	require.Equal(t, manyRows(), resellers())
	h.grows("undo")
	require.Zero(t, resellers())
	h.grows("redo")
	require.Equal(t, manyRows(), resellers())
}
