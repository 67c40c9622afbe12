package capacity

import (
	"strconv"
	"strings"
)

// ParseRange reads the filter of an amount: "120", "100-200", ">100", ">=100", "<100" or "<=100".
// ok is false when the text is none of these.
func ParseRange(text string) (low, high int64, ok bool) {
	number := func(s string) int64 {
		n, err := strconv.ParseUint(s, 10, 63)
		ok = err == nil && n <= MaxAmount
		return int64(n)
	}
	low, high = 0, MaxAmount
	switch {
	case strings.HasPrefix(text, ">="):
		low = number(text[2:])
	case strings.HasPrefix(text, "<="):
		high = number(text[2:])
	case strings.HasPrefix(text, ">"):
		low = number(text[1:]) + 1
	case strings.HasPrefix(text, "<"):
		high = number(text[1:]) - 1
	default:
		from, to, both := strings.Cut(text, "-")
		if low = number(from); !both || !ok {
			return low, low, ok
		}
		high = number(to)
	}
	return low, high, ok && low <= high
}
