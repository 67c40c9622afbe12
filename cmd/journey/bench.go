//go:build linux

package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"resellerdesk/assets"
	"resellerdesk/core/account"
	"resellerdesk/core/desk"
	"resellerdesk/core/i18n"
	"resellerdesk/core/mail"
	"resellerdesk/storage/keyring"
	"resellerdesk/storage/sqlite"
)

const (
	benchResellers = 100_000
	benchRounds    = 7
	settleTime     = 3 * time.Second // Until memory is measured.
)

// bench starts the program with 100,000 resellers and an empty window by turns, and prints the
// medians side by side: the time from the start of the process until its window shows its page (its
// title says so), and the memory after it settled.
func bench(ctx context.Context, out io.Writer) error {
	e, err := newEnvironment(ctx)
	if err != nil {
		return err
	}
	defer e.Close()
	program, err := build(ctx, e.dir, "resellerdesk")
	if err != nil {
		return err
	}
	empty, err := build(ctx, e.dir, "journey/emptywindow")
	if err != nil {
		return err
	}
	data := filepath.Join(e.dir, "large")
	fmt.Fprintf(out, "making %d resellers …\n", benchResellers)
	if err := e.exampleWorkspace(ctx, data, benchResellers); err != nil {
		return err
	}
	var starts, memory [2][]float64
	for round := range benchRounds + 1 {
		for i, c := range [2]struct{ program, title string }{
			{empty, "Empty – "}, {program, "User – "},
		} {
			took, pss, err := e.measureStart(ctx, c.title, c.program, "--data", data)
			if err != nil {
				return err
			}
			if round > 0 { // The first one fills the caches.
				starts[i] = append(starts[i], took)
				memory[i] = append(memory[i], pss)
			}
		}
	}
	fmt.Fprintf(out, "%-42s %10s %14s %8s\n", "", "empty", "100,000", "ratio")
	printRow(out, "start until the page stands, ms", starts)
	printRow(out, "memory (PSS) after 3 s, MB", memory)
	return nil
}

func printRow(out io.Writer, name string, values [2][]float64) {
	bare, ours := median(values[0]), median(values[1])
	fmt.Fprintf(out, "%-42s %10.0f %14.0f %7.2f×\n", name, bare, ours, ours/bare)
}

func median(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[len(sorted)/2]
}

// enter sets the variables of the environment in this process. leave restores those before, since
// later builds need their own home and caches.
func (e *environment) enter() (leave func()) {
	before := os.Environ()
	use := func(vars []string) {
		os.Clearenv()
		for _, pair := range vars {
			name, value, _ := strings.Cut(pair, "=")
			_ = os.Setenv(name, value) // Each name was one before.
		}
	}
	use(e.vars)
	return func() { use(before) }
}

// exampleWorkspace makes a workspace with example resellers whose owner stays signed in.
func (e *environment) exampleWorkspace(ctx context.Context, dir string, resellers int) error {
	defer e.enter()() // The keyring of the environment, not of the person.
	store, err := sqlite.Open(ctx, dir)
	if err != nil {
		return err
	}
	defer store.Close()
	english, err := i18n.New(assets.Translations, "en")
	if err != nil {
		return err
	}
	d := desk.New(desk.Options{
		Store: store, Keyring: keyring.New(), Deliverer: mail.SMTP{},
		Printer: func(string) *i18n.Printer { return english },
		Now:     time.Now, Cost: account.StandardCost(),
	})
	err = d.SetUp(ctx, desk.SetUp{
		Company: "Nordlicht Distribution", FirstName: "Ida", Email: owner, Password: password,
		Language:     "en",
		Subscription: desk.ExampleSubscription(resellers), Example: true,
	})
	if err != nil {
		return err
	}
	if err := d.AddExamples(ctx, resellers, 0); err != nil {
		return err
	}
	return d.StaySignedIn(ctx)
}

// measureStart starts a program, waits for its page, and returns the milliseconds that took and its
// memory in MB.
func (e *environment) measureStart(
	ctx context.Context, title, program string, args ...string,
) (took, pss float64, err error) {
	if strings.HasSuffix(program, "emptywindow") {
		args = nil
	}
	c := exec.CommandContext(ctx, program, args...)
	c.Env = e.vars
	start := time.Now()
	if err := c.Start(); err != nil {
		return 0, 0, err
	}
	defer func() {
		_ = c.Process.Kill()
		_ = c.Wait()
	}()
	deadline := start.Add(patience)
	for {
		out, err := e.output("xdotool", "search", "--onlyvisible", "--name", "^"+title)
		if err == nil && out != "" {
			break
		}
		if time.Now().After(deadline) {
			return 0, 0, fmt.Errorf("%s did not show %q", program, title)
		}
	}
	took = float64(time.Since(start).Microseconds()) / 1000
	select {
	case <-time.After(settleTime):
	case <-ctx.Done():
		return 0, 0, ctx.Err()
	}
	pss, err = memoryOf(c.Process.Pid)
	return took, pss, err
}

// memoryOf is the proportional set size of a process in MB.
func memoryOf(pid int) (float64, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/smaps_rollup", pid))
	if err != nil {
		return 0, err
	}
	for _, line := range strings.Split(string(text), "\n") {
		if fields := strings.Fields(line); len(fields) > 1 && fields[0] == "Pss:" {
			kib, err := strconv.ParseFloat(fields[1], 64)
			return kib / 1024, err
		}
	}
	return 0, fmt.Errorf("no Pss in smaps_rollup")
}
