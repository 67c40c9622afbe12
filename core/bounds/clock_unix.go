//go:build unix

package bounds

import (
	"syscall"
	"time"
)

// clock is the time that processors have worked for the program: other programs on the same
// computer do not make it longer.
func clock() time.Duration {
	var used syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &used) != nil {
		return 0
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
