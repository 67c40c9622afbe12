//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jezek/xgb/xproto"

	"resellerdesk/assets"
	"resellerdesk/core/account"
	"resellerdesk/core/desk"
	"resellerdesk/core/i18n"
	"resellerdesk/core/mail"
	"resellerdesk/storage/keyring"
	"resellerdesk/storage/sqlite"
)

const (
	benchRounds  = 7
	benchKeys    = 15              // Of each kind, in each program.
	idleTime     = 5 * time.Second // For which the work of a program at rest is measured.
	letterPixels = 40              // A letter changes more; the cursor beside it blinks with fewer.
	rowPixels    = 400             // Other rows change many more.
	pageRounds   = 5               // How often every page is visited.
)

// contender is a program that is measured.
type contender struct {
	name, program string
	args          []string
	content       share // Where its content is, which a person waits for.
	list          bool  // It has rows, and a search.
}

// desk tells whether it is the program of this project.
func (c contender) desk() bool { return len(c.args) > 0 && c.args[0] == "--data" }

// figure is what was measured of each program, round by round.
type figure struct {
	name   string
	unit   string
	values map[string][]float64
}

// bench measures from outside what a person waits for, with so many resellers: beside an empty
// window and a plain table, and beside another build of the program when there is one. The programs
// take turns, and the medians of what each took stand side by side. bare is what a figure is a
// multiple of.
func bench(ctx context.Context, rows int, before string, out io.Writer) error {
	e, err := newEnvironment(ctx)
	if err != nil {
		return err
	}
	defer e.Close()
	programs, err := e.contenders(ctx, rows, before, out)
	if err != nil {
		return err
	}
	p, err := newProbe(e.display)
	if err != nil {
		return err
	}
	defer p.close()
	var figures []*figure
	for round := range benchRounds + 1 {
		for _, c := range programs {
			found, err := e.measure(ctx, p, c, round == benchRounds)
			if err != nil {
				return fmt.Errorf("%s: %w", c.name, err)
			}
			if round > 0 { // The first one fills the caches.
				figures = noted(figures, c.name, found)
			}
		}
		figures, err = e.firstStart(ctx, p, programs, round > 0, figures)
		if err != nil {
			return err
		}
	}
	printFigures(out, programs, figures)
	return nil
}

// firstStart measures how long the program takes to show its first page in an empty folder.
func (e *environment) firstStart(
	ctx context.Context, p *probe, programs []contender, counts bool, figures []*figure,
) ([]*figure, error) {
	folder, err := os.MkdirTemp(e.dir, "first")
	if err != nil {
		return nil, err
	}
	first := programs[len(programs)-1]
	first.args, first.content, first.list = []string{"--data", folder}, whole, false
	found, err := e.measure(ctx, p, first, false)
	if err != nil || !counts {
		return figures, err
	}
	const name = "first start until its page stands"
	for _, f := range figures {
		if empty := f.values["empty"]; f.name == startFigure && len(empty) > 0 {
			last := measured{name, f.unit, empty[len(empty)-1:]}
			figures = noted(figures, "empty", []measured{last})
		}
	}
	return noted(figures, "desk", []measured{{name, found[0].unit, found[0].values}}), nil
}

// startFigure is what a person waits for first.
const startFigure = "start until rows stand, or a text"

// contenders builds the programs and their workspace.
func (e *environment) contenders(
	ctx context.Context, resellers int, before string, out io.Writer,
) ([]contender, error) {
	program, err := build(ctx, e.dir, "resellerdesk")
	if err != nil {
		return nil, err
	}
	empty, err := build(ctx, e.dir, "journey/emptywindow")
	if err != nil {
		return nil, err
	}
	data := filepath.Join(e.dir, "large")
	fmt.Fprintf(out, "making %d resellers …\n", resellers)
	if err := e.exampleWorkspace(ctx, data, resellers); err != nil {
		return nil, err
	}
	rows := strconv.Itoa(resellers)
	list := []contender{
		{name: "empty", program: empty, content: whole},
		{name: "table", program: empty, args: []string{"-rows", rows}, content: lower, list: true},
	}
	ours := contender{args: []string{"--data", data}, content: lower, list: true}
	if before != "" {
		ours.name, ours.program = "before", before
		list = append(list, ours)
	}
	ours.name, ours.program = "desk", program
	return append(list, ours), nil
}

// measured is one figure of one round.
type measured struct {
	name, unit string
	values     []float64
}

func milliseconds(all ...time.Duration) (list []float64) {
	for _, d := range all {
		list = append(list, float64(d.Microseconds())/1000)
	}
	return list
}

// measure starts a program, and uses it when asked to.
func (e *environment) measure(
	ctx context.Context, p *probe, c contender, used bool,
) (found []measured, err error) {
	command := exec.CommandContext(ctx, c.program, c.args...)
	command.Env = e.vars
	s, err := p.start(ctx, command, c.content)
	if s.process != nil {
		defer func() { err = errors.Join(err, p.end(command, c)) }()
	}
	if err != nil {
		return nil, err
	}
	found = []measured{
		{startFigure, "ms", milliseconds(s.filled)},
		{"start until nothing changes", "ms", milliseconds(s.settled)},
		{"processor until then", "ms", milliseconds(s.cpu)},
		{"memory (PSS)", "MB", []float64{s.memory}},
	}
	if !used || !c.list {
		return found, nil
	}
	more, err := e.use(ctx, p, c, s)
	return append(found, more...), err
}

// end closes a program as a person does: ours notes then that its file is whole, and does not check
// all of it at the next start. The others know no key for it.
func (p *probe) end(command *exec.Cmd, c contender) error {
	ended := make(chan error, 1)
	go func() { ended <- command.Wait() }()
	if !c.desk() {
		_ = command.Process.Kill()
		<-ended
		return nil
	}
	p.press(keyControl, 'q')
	select {
	case err := <-ended:
		return err
	case <-time.After(patience):
		_ = command.Process.Kill()
		<-ended
		return fmt.Errorf("%s did not end", c.name)
	}
}

// use types into the search of a list, and turns the wheel over it.
func (e *environment) use(
	ctx context.Context, p *probe, c contender, s started,
) (found []measured, err error) {
	idle, err := work(ctx, s.process.Process.Pid, idleTime)
	if err != nil {
		return nil, err
	}
	gaps, err := p.wheel(lower.of(s.window))
	if err != nil {
		return nil, err
	}
	p.press(keyControl, 'f')
	if err := p.rest(lower.of(s.window)); err != nil {
		return nil, err
	}
	focused, err := work(ctx, s.process.Process.Pid, idleTime)
	if err != nil {
		return nil, err
	}
	echoes, err := p.typed(s, upper, letterPixels, "m")
	if err != nil {
		return nil, err
	}
	found = []measured{
		{"wheel: a picture stands for, median", "ms", milliseconds(gaps...)},
		{"wheel: the longest", "ms", milliseconds(slices.Max(gaps))},
		{"idle", "% of a core", []float64{idle}},
		{"idle, in the search", "% of a core", []float64{focused}},
		{"key until its letter", "ms", milliseconds(echoes...)},
	}
	if !c.desk() {
		return found, nil // A plain table finds nothing.
	}
	more, err := p.useDesk(s)
	return append(found, more...), err
}

// useDesk does what a plain table cannot: it searches, types into a form, and visits every page.
func (p *probe) useDesk(s started) (found []measured, err error) {
	rows, err := p.typed(s, lower, rowPixels, "kestrlbnam")
	if err != nil {
		return nil, err
	}
	found = append(found, measured{"key in the search until rows", "ms", milliseconds(rows...)})
	more, err := p.useForm(s)
	if err != nil {
		return nil, err
	}
	visited, err := p.visitPages(s)
	return append(append(found, more...), visited...), err
}

// useForm types into the first field of a new reseller.
func (p *probe) useForm(s started) ([]measured, error) {
	p.press(keyControl, 'n')
	if err := p.rest(whole.of(s.window)); err != nil {
		return nil, err
	}
	echoes, err := p.typed(s, form, letterPixels, "m")
	if err != nil {
		return nil, err
	}
	p.press(keyEscape)
	return []measured{
		{"key in a form until its letter", "ms", milliseconds(echoes...)},
		{"key in a form: the longest", "ms", milliseconds(slices.Max(echoes))},
	}, p.rest(whole.of(s.window))
}

// visitPages opens the pages of the menu that have a key, several times.
func (p *probe) visitPages(s started) ([]measured, error) {
	var found []measured
	for _, rounds := range []int{1, pageRounds - 1} {
		for range rounds {
			for _, digit := range "1234567890" {
				p.press(keyControl, xproto.Keysym(digit))
				if err := p.rest(whole.of(s.window)); err != nil {
					return nil, err
				}
			}
		}
		memory, err := memoryOf(s.process.Process.Pid)
		if err != nil {
			return nil, err
		}
		name := "memory after every page"
		if rounds > 1 {
			name = fmt.Sprintf("memory after %d times", pageRounds)
		}
		found = append(found, measured{name, "MB", []float64{memory}})
	}
	return found, nil
}

// typed types letters one after the other, each of which is taken back, and returns how long each
// took until a part of the window showed it.
func (p *probe) typed(
	s started, part share, pixels int, letters string,
) (times []time.Duration, err error) {
	for i := range benchKeys {
		time.Sleep(time.Duration(20+i*7) * time.Millisecond) // Out of step with the pictures.
		letter := xproto.Keysym(letters[i%len(letters)])
		took, err := p.echo(part.of(s.window), pixels, letter)
		if err != nil {
			return nil, err
		}
		times = append(times, took)
		if err := p.rest(lower.of(s.window)); err != nil {
			return nil, err
		}
		p.press(keyBack)
		if err := p.rest(lower.of(s.window)); err != nil {
			return nil, err
		}
	}
	return times, nil
}

// work is how much of a processor a program uses in a time, in hundredths.
func work(ctx context.Context, pid int, during time.Duration) (float64, error) {
	before, err := processorTime(pid)
	if err != nil {
		return 0, err
	}
	select {
	case <-time.After(during):
	case <-ctx.Done():
		return 0, ctx.Err()
	}
	after, err := processorTime(pid)
	return 100 * float64(after-before) / float64(during), err
}

// noted adds what was found of a program to the figures.
func noted(figures []*figure, program string, found []measured) []*figure {
	for _, m := range found {
		at := slices.IndexFunc(figures, func(f *figure) bool { return f.name == m.name })
		if at < 0 {
			figures = append(figures, &figure{m.name, m.unit, map[string][]float64{}})
			at = len(figures) - 1
		}
		figures[at].values[program] = append(figures[at].values[program], m.values...)
	}
	return figures
}

// printFigures prints the medians side by side, and of what each is a multiple: of the build before
// where there is one, else of the table, else of the empty window.
func printFigures(out io.Writer, programs []contender, figures []*figure) {
	fmt.Fprintf(out, "%-36s", "")
	for _, c := range programs {
		fmt.Fprintf(out, " %9s", c.name)
	}
	fmt.Fprintln(out)
	for _, f := range figures {
		fmt.Fprintf(out, "%-36s", f.name+", "+f.unit)
		for _, c := range programs {
			if values := f.values[c.name]; len(values) > 0 {
				fmt.Fprintf(out, " %9.1f", median(values))
			} else {
				fmt.Fprintf(out, " %9s", "")
			}
		}
		ours := f.values["desk"]
		for _, c := range programs[:len(programs)-1] {
			if bare := f.values[c.name]; len(bare) > 0 && len(ours) > 0 && median(bare) > 0 {
				fmt.Fprintf(out, "  %.2f× %s", median(ours)/median(bare), c.name)
			}
		}
		fmt.Fprintln(out)
	}
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
		Store: store, Keyring: keyring.New(nil), Deliverer: mail.SMTP{},
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

// processorTime is how long a process has worked so far.
func processorTime(pid int) (time.Duration, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, err
	}
	_, after, _ := strings.Cut(string(text), ") ") // The name of the program may have blanks.
	fields := strings.Fields(after)
	const user, system = 11, 12 // proc(5), counted from the state.
	if len(fields) <= system {
		return 0, fmt.Errorf("no times in %q", text)
	}
	ticks := 0
	for _, field := range fields[user : system+1] {
		n, err := strconv.Atoi(field)
		if err != nil {
			return 0, err
		}
		ticks += n
	}
	const tick = 10 * time.Millisecond // USER_HZ is 100 on every Linux that Go runs on.
	return time.Duration(ticks) * tick, nil
}
