package desk_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
)

// workerPlace names the workspace to a process that this test starts of itself.
const workerPlace = "RESELLERDESK_TEST_WORKSPACE"

// TestProcessWorker is what each process of TestEightProcesses does: it adds, changes and deletes
// resellers, and prints the id of each operation that was acknowledged.
func TestProcessWorker(t *testing.T) {
	place := os.Getenv(workerPlace)
	if place == "" {
		t.Skip("started by TestEightProcesses")
	}
	h := &house{
		t: t, place: place, clock: newClock(), keyring: newKeyring(), server: &scriptedServer{},
	}
	h.open()
	require.NoError(t, h.SignIn(context.Background(), ownerEmail, ownerPassword))
	for i := range 40 {
		d := h.kranich()
		d.Profile.Email = fmt.Sprintf("p%d.%d@partner.example", os.Getpid(), i)
		d.Package.Amounts = capacity.Amounts{
			capacity.Extensions: 7, capacity.ConcurrentCalls: 1, capacity.RecordingMinutes: 0,
		}
		id := desk.NewID()
		if _, err := h.AddReseller(context.Background(), id, d, false); err != nil {
			continue // Refused: sold out, or another process held the file too long.
		}
		fmt.Println("acknowledged", id)
		if i%3 == 0 {
			returned := desk.NewID()
			if h.DeleteResellers(context.Background(), returned, []string{id}, true) == nil {
				fmt.Println("acknowledged", returned)
			}
		}
	}
}

// TestEightProcesses lets eight processes work on one file at once, two of which are killed in the
// middle: what was acknowledged is there exactly once, and nothing is half there.
func TestEightProcesses(t *testing.T) {
	h := newDistributor(t)
	var mu sync.Mutex
	acknowledged := map[string]bool{}
	var wg sync.WaitGroup
	for n := range 8 {
		c := exec.Command(os.Args[0], "-test.run", "^TestProcessWorker$", "-test.v")
		c.Env = append(os.Environ(), workerPlace+"="+h.place)
		out, err := c.StdoutPipe()
		require.NoError(t, err)
		require.NoError(t, c.Start())
		wg.Go(func() {
			lines := bufio.NewScanner(out)
			for count := 0; lines.Scan(); count++ {
				if id, yes := strings.CutPrefix(lines.Text(), "acknowledged "); yes {
					mu.Lock()
					acknowledged[id] = true
					mu.Unlock()
					if n < 2 && count > 5 {
						_ = c.Process.Kill()
					}
				}
			}
			_ = c.Wait() // The killed ones end with an error.
		})
	}
	done := make(chan struct{})
	go func() { wg.Wait(); close(done) }()
	select {
	case <-done:
	case <-time.After(2 * time.Minute):
		t.Fatal("the processes do not end")
	}
	require.Greater(t, len(acknowledged), 60)
	h.proved()
	for id := range acknowledged {
		op, err := h.store.Operation(t.Context(), id)
		require.NoError(t, err, "acknowledged and lost")
		require.Len(t, op.Transfers, 2)
		log, err := h.store.OperationLog(t.Context(), id)
		require.NoError(t, err)
		require.Len(t, log, 1)
	}
	n, err := h.CountResellers(t.Context(), desk.ResellerQuery{})
	require.NoError(t, err)
	require.EqualValues(t, 7*n, h.usage().Unused, "every reseller in the list has its package")
	require.EqualValues(t, 500, h.usage().Unused+h.usage().Free)
}
