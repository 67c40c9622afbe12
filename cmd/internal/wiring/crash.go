package wiring

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"time"
)

// Crash is what the runtime wrote when a program ended in the middle of its work.
type Crash struct {
	At     time.Time
	Report string // The file that holds what it wrote.
}

const (
	crashFile   = "resellerdesk.crash"
	crashPrefix = "crash-"
	crashesKept = 5
	crashMost   = 4 << 20 // Of a report, in bytes: a program can have many goroutines.
)

// catchCrash lets the runtime write a crash of this program to a file of the data folder.
func catchCrash(dir string) (done func()) {
	path := filepath.Join(dir, crashFile)
	file, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return func() {}
	}
	if err := debug.SetCrashOutput(file, debug.CrashOptions{}); err != nil {
		_ = file.Close()
		return func() {}
	}
	return func() {
		_ = debug.SetCrashOutput(nil, debug.CrashOptions{})
		_ = file.Close()
	}
}

// crashSaid holds the time of the newest crash that the terminal reported.
const crashSaid = "crash.said"

// NewCrash returns the crash that was not reported yet, and remembers that the terminal reports it
// now. The window reports it as well (TakeCrash).
func NewCrash(dir string) *Crash {
	path := filepath.Join(dir, crashFile)
	info, err := os.Stat(path)
	if err != nil || info.Size() == 0 {
		return nil
	}
	said := filepath.Join(dir, crashSaid)
	at := info.ModTime().UTC().Format(time.RFC3339Nano)
	if text, err := os.ReadFile(said); err == nil && string(text) == at {
		return nil
	}
	_ = os.WriteFile(said, []byte(at), 0o600) // Without it the crash is reported once more.
	return &Crash{At: info.ModTime(), Report: path}
}

// TakeCrash returns the crash that was not reported yet, and keeps its report in a file of its
// own; nil when there was none.
func TakeCrash(dir string) (*Crash, error) {
	path := filepath.Join(dir, crashFile)
	info, err := os.Stat(path)
	if err != nil || info.Size() == 0 {
		return nil, nil // No program ever crashed here.
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	c := &Crash{At: info.ModTime(), Report: reportName(dir, info.ModTime())}
	if err := os.WriteFile(c.Report, text[:min(len(text), crashMost)], 0o600); err != nil {
		return nil, err
	}
	// Another program may have the file open: it is emptied, not removed.
	if err := os.Truncate(path, 0); err != nil {
		return nil, err
	}
	forgetOldCrashes(dir)
	return c, nil
}

// reportName is a name that no report has yet.
func reportName(dir string, at time.Time) string {
	name := filepath.Join(dir, crashPrefix+at.Format("2006-01-02-150405"))
	path := name + ".txt"
	for i := 2; exists(path); i++ {
		path = fmt.Sprintf("%s-%d.txt", name, i)
	}
	return path
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

// forgetOldCrashes removes all reports but the newest ones.
func forgetOldCrashes(dir string) {
	reports, err := filepath.Glob(filepath.Join(dir, crashPrefix+"[0-9]*.txt"))
	if err != nil || len(reports) <= crashesKept {
		return
	}
	slices.SortFunc(reports, func(a, b string) int { return changed(a).Compare(changed(b)) })
	for _, old := range reports[:len(reports)-crashesKept] {
		_ = os.Remove(old)
	}
}

func changed(path string) time.Time {
	info, err := os.Stat(path)
	if err != nil {
		return time.Time{}
	}
	return info.ModTime()
}
