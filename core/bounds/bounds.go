// Package bounds holds a parser of files that strangers make to what one file may cost. It is for
// tests.
package bounds

import (
	"runtime/debug"
	"runtime/metrics"
	"testing"
	"time"
)

// What reading one file may cost at most, whatever is in it.
const (
	Time   = 2 * time.Second // Of a processor, where that can be measured.
	Memory = 256 << 20       // Bytes that the program holds more than before.
)

// look is how often the memory is looked at; to fill Memory takes many times as long.
const look = 2 * time.Millisecond

// Check lets a parser read one input, and fails the test when that takes longer than Time, or more
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
		t.Errorf("reading took %v, which is more than %v", took, Time)
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
