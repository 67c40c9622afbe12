//go:build !unix

package bounds

import "time"

var begin = time.Now()

// clock is the time that has gone by.
func clock() time.Duration { return time.Since(begin) }
