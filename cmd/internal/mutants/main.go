// Mutants tells how many made-up faults the tests of a package find. It makes one fault at a time
// in the code of the package (mutation testing), runs the tests of that package, or of the nearest
// folder above that has some, and prints each fault that they let pass. The code itself stays as it
// is: the go command is handed the changed file as an overlay. What does not compile does not
// count. The faults are drawn by a seed, so that a second run tries the same ones.
package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// options are what is done with each package.
type options struct {
	faults  int
	seed    uint64
	run     string        // Of the tests, "" for all.
	skip    string        // Of the tests, "" for none.
	timeout time.Duration // When tests that do not end are stopped.
}

func main() {
	log.SetFlags(0)
	o := options{timeout: 30 * time.Minute}
	flag.IntVar(&o.faults, "faults", 40, "how many faults are made in each package")
	flag.Uint64Var(&o.seed, "seed", 1, "which faults are drawn")
	flag.StringVar(&o.run, "run", "", "only the tests whose name matches")
	flag.StringVar(&o.skip, "skip", "", "not the tests whose name matches")
	least := flag.Int("least", 0, "how many per cent must be found")
	flag.Parse()
	enough := true
	for _, folder := range flag.Args() {
		found, tried, err := try(os.Stdout, folder, o)
		if err != nil {
			log.Fatal(err)
		}
		enough = enough && found*100 >= tried**least
	}
	if !enough {
		log.Fatalf("less than %d per cent were found", *least)
	}
}

// try makes faults in the package in a folder, one after the other, and prints what became of them.
func try(out io.Writer, folder string, o options) (found, tried int, err error) {
	tests, err := testedBy(folder)
	if err != nil {
		return 0, 0, err
	}
	start := time.Now()
	if fate, said := runTests(tests, "", o); fate != lived {
		return 0, 0, fmt.Errorf("the tests of %s fail without a fault: %s", tests, said)
	}
	o.timeout = time.Minute + 3*time.Since(start)
	faults, err := faultsIn(folder)
	if err != nil {
		return 0, 0, err
	}
	rand.New(rand.NewPCG(o.seed, 0)).Shuffle(len(faults), func(i, j int) {
		faults[i], faults[j] = faults[j], faults[i]
	})
	fates := map[fate]int{}
	for _, f := range faults {
		if tried = fates[killed] + fates[endless] + fates[lived]; tried == o.faults {
			break
		}
		fate, err := tryOne(f, tests, o)
		if err != nil {
			return 0, 0, err
		}
		fates[fate]++
		if fate == lived {
			fmt.Fprintf(out, "not found: %s\n", f)
		}
	}
	tried = fates[killed] + fates[endless] + fates[lived]
	found = tried - fates[lived]
	fmt.Fprintf(
		out, "%s: %d of %d faults found by the tests of %s (%d since they did not end); "+
			"%d more did not compile; %d are possible\n",
		folder, found, tried, tests, fates[endless], fates[unbuilt], len(faults),
	)
	return found, tried, nil
}

// testedBy is the folder with the tests of a package: its own, or the nearest one above.
func testedBy(folder string) (string, error) {
	for at := filepath.Clean(folder); ; at = filepath.Dir(at) {
		tests, err := filepath.Glob(filepath.Join(at, "*_test.go"))
		if err != nil || len(tests) > 0 {
			return at, err
		}
		if at == filepath.Dir(at) {
			return "", fmt.Errorf("%s has no tests", folder)
		}
	}
}

// fate is what became of a fault.
type fate int

const (
	lived   fate = iota // No test failed.
	killed              // A test failed.
	endless             // The tests did not end.
	unbuilt             // It is no program.
)

// tryOne makes one fault and runs the tests.
func tryOne(f fault, tests string, o options) (fate, error) {
	dir, err := os.MkdirTemp("", "mutants")
	if err != nil {
		return 0, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	original, err := filepath.Abs(f.file)
	if err != nil {
		return 0, err
	}
	changed := filepath.Join(dir, "changed.go")
	overlay, err := json.Marshal(map[string]map[string]string{"Replace": {original: changed}})
	if err != nil {
		return 0, err
	}
	list := filepath.Join(dir, "overlay.json")
	if err := errors.Join(
		os.WriteFile(changed, f.made(), 0o600), os.WriteFile(list, overlay, 0o600),
	); err != nil {
		return 0, err
	}
	fate, _ := runTests(tests, list, o)
	return fate, nil
}

// runTests runs the tests in a folder with an overlay, "" for none, and returns what they printed.
func runTests(folder, overlay string, o options) (fate, string) {
	arguments := []string{
		"test", "-count=1", "-failfast", "-vet=off", "-timeout", o.timeout.String(),
		"-run", o.run, "-skip", o.skip, "-overlay", overlay,
	}
	if limit, err := exec.LookPath("prlimit"); err == nil { // A fault may ask for memory without end.
		arguments = append(arguments, "-exec", limit+" --as=8589934592")
	}
	said, err := exec.Command("go", append(arguments, "."+string(filepath.Separator)+folder)...).
		CombinedOutput()
	switch text := string(said); {
	case err == nil:
		return lived, text
	case strings.Contains(text, "[build failed]"), strings.Contains(text, "[setup failed]"):
		return unbuilt, text
	case strings.Contains(text, "panic: test timed out"):
		return endless, text
	default:
		return killed, text
	}
}
