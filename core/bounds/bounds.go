// Package bounds holds a parser of files that strangers make to what one file may cost. It is for
// tests.
package bounds

import (
	"encoding/csv"
	"fmt"
	"runtime/debug"
	"runtime/metrics"
	"strings"
	"testing"
	"time"
)

// What reading one file may cost at most, whatever is in it.
const (
	Time   = 2 * time.Second // Of a processor where that can be measured; see Limit.
	Memory = 256 << 20       // Bytes that the program holds more than before.
)

// look is how often the memory is looked at; to fill Memory takes many times as long.
const look = 2 * time.Millisecond

// ordinary is what exercise takes on a computer that Time is meant for.
const ordinary = 25 * time.Millisecond

// Limit is Time on this computer: one that is slower than an ordinary one at such work, as it is
// loaded now, has as many times as long. It takes a moment to find out.
func Limit() time.Duration {
	const times = 5
	// How often the memory is tidied up depends on what the program holds besides.
	defer debug.SetGCPercent(debug.SetGCPercent(-1))
	start := clock()
	for range times {
		exercise()
	}
	slower := float64(clock()-start) / float64(times*ordinary)
	return max(Time, time.Duration(slower*float64(Time)))
}

// exercise is work as parsers do it, by the standard library alone: it cuts a text into cells,
// keeps the rows, and looks each cell up.
func exercise() {
	var text strings.Builder
	for n := range 20_000 {
		fmt.Fprintf(&text, "Kranich %d,Nina,Albrecht,n%d@kranich.example,120,16,2000,yes\n", n, n)
	}
	rows, err := csv.NewReader(strings.NewReader(text.String())).ReadAll()
	if err != nil {
		panic(err) // It was written above.
	}
	seen := map[string]int{}
	for _, row := range rows {
		for _, cell := range row {
			seen[strings.ToLower(cell)]++
		}
	}
}

// Check lets a parser read one input, and fails the test when that takes longer than Limit, or more
// than Memory. An input that makes it allocate more than Memory is read twice. Under the race
// detector, which multiplies both, it only reads.
//
// What is allocated in all is never less than what is held at a time, and costs next to nothing to
// know: it clears nearly every input. Of an input that it does not clear, most may have been given
// back while it was read. So it is read again, and what the program has from the operating system
// is looked at meanwhile: that is what a computer runs out of.
func Check(t testing.TB, read func()) {
	t.Helper()
	allocated, start := values("/gc/heap/allocs:bytes")[0], clock()
	read()
	took := clock() - start
	if raced {
		return
	}
	t.Logf("%s: reading took %v", t.Name(), took)
	if took > Time {
		if limit := Limit(); took > limit {
			t.Errorf("reading took %v, which is more than %v", took, limit)
		}
	}
	if values("/gc/heap/allocs:bytes")[0]-allocated <= Memory {
		return
	}
	if rise := watch(read); rise > Memory {
		t.Errorf("reading took %d MiB of memory, which is more than %d", rise>>20, Memory>>20)
	}
}

// watch returns by how many bytes the memory of the program rose at most while something was done.
func watch(do func()) uint64 {
	debug.FreeOSMemory()
	before := held()
	most, done, watched := before, make(chan struct{}), make(chan struct{})
	go func() {
		defer close(watched)
		ticker := time.NewTicker(look)
		defer ticker.Stop()
		for {
			select {
			case <-ticker.C:
				most = max(most, held())
			case <-done:
				return
			}
		}
	}()
	do()
	close(done)
	<-watched
	return max(most, held()) - before
}

// held is what the program has from the operating system and did not give back.
func held() uint64 {
	v := values("/memory/classes/total:bytes", "/memory/classes/heap/released:bytes")
	return v[0] - v[1]
}

func values(names ...string) []uint64 {
	samples := make([]metrics.Sample, len(names))
	for i, name := range names {
		samples[i].Name = name
	}
	metrics.Read(samples)
	values := make([]uint64, len(names))
	for i, s := range samples {
		values[i] = s.Value.Uint64()
	}
	return values
}
