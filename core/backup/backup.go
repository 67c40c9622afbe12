// Package backup says how the copies of a workspace are named, and which of them are kept
// (docs/domain.md §13).
package backup

import (
	"fmt"
	"regexp"
	"slices"
	"time"
)

// Reason is why a backup was made.
type Reason string

// The reasons.
const (
	AtStart         Reason = "start"
	OnClose         Reason = "close"
	Regular         Reason = "regular"
	ByHand          Reason = "manual"
	BeforeMigration Reason = "migration"
	BeforeImport    Reason = "import"
	BeforeDelete    Reason = "delete"
	BeforeRestore   Reason = "restore"
)

// Backup is one copy of a workspace, and what was found out about it.
type Backup struct {
	Name   string
	Made   time.Time
	Reason Reason
	Size   int64 // Bytes on the disk, compressed.
	Digest string
	Proved time.Time // When a restored copy of it passed the full check, zero when it did not.
	Fault  string    // Why it did not pass, "" when it did.
	Holds  Holds
}

// Holds is how much is in a workspace.
type Holds struct {
	Workspace                              string // Its id.
	Resellers, PBXs, Customers, Operations int64
	Writes                                 int64 // How many transactions led to it.
	LogEntries                             int64
	Epoch                                  int64 // How often it was restored or moved.
}

// Good tells whether it passed the full check.
func (b Backup) Good() bool { return !b.Proved.IsZero() && b.Fault == "" }

// NewestGood is the newest one that passed the full check, the zero Backup when there is none.
func NewestGood(list []Backup) (newest Backup) {
	for _, b := range list {
		if b.Good() && (newest.Made.IsZero() || b.after(newest)) {
			newest = b
		}
	}
	return newest
}

// after tells whether a backup holds more than another one. Of one workspace what was written says
// that: the clock may have been wrong when one of them was made.
func (b Backup) after(other Backup) bool {
	h, o := b.Holds, other.Holds
	switch {
	case h.Workspace != o.Workspace, h.Epoch == o.Epoch && h.Writes == o.Writes:
		return b.Made.After(other.Made)
	case h.Epoch != o.Epoch:
		return h.Epoch > o.Epoch
	}
	return h.Writes > o.Writes
}

// Ending is how the names of backups end.
const Ending = ".desk.gz"

const nameTime = "20060102T150405.000Z"

var namePattern = regexp.MustCompile(`^(\d{8}T\d{6}\.\d{3}Z)-([a-z]+)\.desk\.gz$`)

// Name is the file name of a backup.
func Name(made time.Time, why Reason) string {
	return fmt.Sprintf("%s-%s%s", made.UTC().Format(nameTime), why, Ending)
}

// Parse reads a file name, and tells whether it is one of a backup.
func Parse(name string) (made time.Time, why Reason, ok bool) {
	m := namePattern.FindStringSubmatch(name)
	if m == nil {
		return time.Time{}, "", false
	}
	made, err := time.Parse(nameTime, m[1])
	return made, Reason(m[2]), err == nil
}

// How long backups are kept: all of them for keepAll, then the newest of each of so many days,
// weeks and months.
const (
	keepAll    = 48 * time.Hour
	keepDays   = 7
	keepWeeks  = 4
	keepMonths = 12
	keepNewest = 3 // Of the good ones, whatever their size.
)

// Thin returns the backups that are not kept any more, the oldest first. The good ones that are
// kept take at most room bytes together, or are the newest three. One that is damaged takes no good
// one's place, and goes after keepAll. Those of the future were made by a clock that was wrong:
// they take no other one's place.
func Thin(list []Backup, now time.Time, room int64) []Backup {
	var gone []Backup
	seen := map[string]bool{}
	kept, size := 0, int64(0)
	days, weeks, months := 0, 0, 0
	first := func(of string, count *int, most int) bool {
		if seen[of] || *count >= most {
			return false
		}
		seen[of] = true
		*count++
		return true
	}
	for _, b := range newestFirst(list, now) {
		made := b.Made.Local()
		year, week := made.ISOWeek()
		fresh := now.Sub(b.Made) < keepAll
		if !b.Good() {
			if !fresh {
				gone = append(gone, b)
			}
			continue
		}
		// All three are asked, so that one backup can be that of its day, its week and its month.
		day := first(made.Format("day 2006-01-02"), &days, keepDays)
		ofWeek := first(fmt.Sprint("week ", year, " ", week), &weeks, keepWeeks)
		month := first(made.Format("month 2006-01"), &months, keepMonths)
		wanted := fresh || day || ofWeek || month
		if kept >= keepNewest && (!wanted || size+b.Size > room) {
			gone = append(gone, b)
			continue
		}
		kept++
		size += b.Size
	}
	slices.Reverse(gone)
	return gone
}

// newestFirst are backups with the newest one first, and those of the future behind all others.
func newestFirst(list []Backup, now time.Time) []Backup {
	return slices.SortedFunc(slices.Values(list), func(a, b Backup) int {
		switch ahead := a.Made.After(now); {
		case ahead == b.Made.After(now):
			return b.Made.Compare(a.Made)
		case ahead:
			return 1
		}
		return -1
	})
}
