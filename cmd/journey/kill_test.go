//go:build linux

package main

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	_ "github.com/mattn/go-sqlite3"

	"resellerdesk/storage/sqlite"
)

// seen is what another program saw in a workspace file that a window writes.
type seen struct {
	writes, operations, entries int64
	head                        string // The hash of the newest of these writes.
	drafts                      int64
}

// look reads what is in the file now.
func look(db *sql.DB) (s seen, err error) {
	err = db.QueryRow(`SELECT writes, operations, log_entries, hex(hash),
		(SELECT count(*) FROM form_draft) FROM proof_state`).
		Scan(&s.writes, &s.operations, &s.entries, &s.head, &s.drafts)
	return s, err
}

// reading opens the workspace file of a data folder to read.
func reading(data string) (*sql.DB, error) {
	path := filepath.Join(data, sqlite.FileName)
	return sql.Open("sqlite3", "file:"+path+"?mode=ro&_busy_timeout=3000")
}

// TestAWindowThatIsKilledLosesNothing kills windows in which a person saves, undoes, does again and
// types, at random moments from the start on. What the window showed as saved, and what another
// program saw, is there; everything in the file passes the full check; and the next window opens.
func TestAWindowThatIsKilledLosesNothing(t *testing.T) {
	kills := rounds
	if n, err := strconv.Atoi(os.Getenv("WINDOW_KILLS")); err == nil {
		kills = n
	}
	e, err := newEnvironment(t.Context())
	fatal(t, err)
	defer e.Close()
	k := &killedWindow{t: t, saved: map[string]bool{}, window: &window{
		environment: e, ctx: t.Context(), data: filepath.Join(e.dir, "nordlicht"),
		album: &album{out: t.ArtifactDir()},
	}}
	k.program, err = build(t.Context(), e.dir, "resellerdesk")
	fatal(t, err)
	k.terminal, err = build(t.Context(), e.dir, "resellerctl")
	fatal(t, err)
	fatal(t, e.exampleWorkspace(t.Context(), k.data, 20))
	start := time.Now()
	for n := range kills {
		k.round(n)
		if (n+1)%10 == 0 || n+1 == kills {
			t.Logf("%d kills in %s: %d writes, %d resellers were shown as saved, %d times a draft was kept",
				n+1, time.Since(start).Round(time.Second), k.last.writes, len(k.saved), k.kept)
		}
	}
	if kills >= rounds && (len(k.saved) == 0 || k.kept == 0) {
		t.Fatalf("no window showed that anything was saved, or kept what was typed: %+v", k.last)
	}
}

func fatal(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// killedWindow is a window that is killed again and again.
type killedWindow struct {
	t *testing.T
	*window
	saved map[string]bool // The emails of the resellers that a window showed as saved.
	last  seen
	// How often the file was seen to be written, also with a draft, and how many resellers were
	// shown as saved; and how many drafts there are now.
	writes, shown, drafts atomic.Int64
	kept                  int // How often a draft was there before a kill.
	// How many writes there were when no draft was kept: a save is written before its draft goes.
	undrafted int64
}

// The rounds differ: a window is killed after it showed a reseller as saved, while somebody types,
// while it starts, and at any moment of the work.
const (
	roundSaved = iota
	roundTyped
	roundStarts
	roundAny
	rounds
)

// round starts a window, works in it, kills it, and looks at what is left.
func (k *killedWindow) round(n int) {
	k.process = exec.Command(k.program, "--data", k.data)
	k.process.Env = k.vars
	fatal(k.t, k.process.Start())
	ctx, cancel := context.WithCancel(k.t.Context())
	var beside sync.WaitGroup
	beside.Go(func() { k.watch(ctx) })
	moment := rand.N(time.Second) // At which it is killed.
	if n%rounds != roundStarts {
		moment = rand.N(300 * time.Millisecond)
		beside.Go(func() { k.work(ctx, n) })
		if err := k.waitWork(n); err != nil {
			_ = k.shot("failed")
			k.t.Fatalf("round %d: %v; `go test -artifacts` keeps a picture", n, err)
		}
	}
	time.Sleep(moment)
	fatal(k.t, k.process.Process.Kill())
	err := k.process.Wait()
	cancel()
	beside.Wait()
	if k.process.ProcessState.Exited() {
		k.t.Fatalf("the window ended by itself: %v", err)
	}
	k.check(n)
}

// waitWork waits until the window shows, and has written what this round is about.
func (k *killedWindow) waitWork(n int) error {
	if err := k.waitShown(); err != nil {
		return err
	}
	switch n % rounds {
	case roundSaved:
		return k.waitAbove(&k.shown, k.shown.Load())
	case roundTyped:
		return k.waitAbove(&k.drafts, 0)
	default:
		return k.waitAbove(&k.writes, k.writes.Load()+rand.N(int64(3)))
	}
}

// waitShown waits until the window shows its first page.
func (k *killedWindow) waitShown() error {
	pid := strconv.Itoa(k.process.Process.Pid)
	return k.waitFor(k.ctx, "the window", func() (bool, error) {
		out, err := k.output("xdotool", "search", "--onlyvisible", "--all", "--pid", pid,
			"--name", "^User – ")
		return err == nil && out != "", nil
	})
}

// waitAbove waits until a number is larger than another one.
func (k *killedWindow) waitAbove(number *atomic.Int64, least int64) error {
	return k.waitFor(k.ctx, "what the window writes", func() (bool, error) {
		return number.Load() > least, nil
	})
}

// watch looks at the file until the window is killed, as another program would.
func (k *killedWindow) watch(ctx context.Context) {
	db, err := reading(k.data)
	if err != nil {
		k.t.Error(err)
		return
	}
	defer db.Close()
	db.SetMaxOpenConns(1) // data_version is that of a connection.
	var version int64
	often := time.NewTicker(5 * time.Millisecond) // So that the window has the processor, too.
	defer often.Stop()
	for ctx.Err() == nil {
		if now, err := look(db); err == nil {
			k.last = now
			k.drafts.Store(now.drafts)
			if now.drafts == 0 {
				k.undrafted = now.writes
			}
		}
		was := version
		if db.QueryRow(`PRAGMA data_version`).Scan(&version) == nil && version != was && was != 0 {
			k.writes.Add(1)
		}
		<-often.C
	}
}

// work does what a person does, until the window is killed.
func (k *killedWindow) work(ctx context.Context, round int) {
	if k.waitShown() != nil {
		return
	}
	out, err := k.output("xdotool", "search", "--onlyvisible", "--all", "--pid",
		strconv.Itoa(k.process.Process.Pid), "--name", "Reseller Desk")
	if err != nil || out == "" {
		return
	}
	k.id = strings.Fields(out)[0]
	_ = k.raise()
	for n := 0; ctx.Err() == nil; n++ {
		email := fmt.Sprintf("n%d.%d@partner.example", round, n)
		_ = k.keys("ctrl+n")
		if !k.waitDimmed(ctx, true) {
			return
		}
		// One extension each: the pool has more than there are rounds.
		typed := "K" + email + "\t" + email + "\tNina" + strings.Repeat("\t", 10) + "1\t\t0\t0"
		_, _ = k.output("xdotool", "type", "--delay", "4", "--", typed)
		if round%rounds == roundTyped {
			<-ctx.Done() // What was typed is left as it is.
			return
		}
		_ = k.keys("ctrl+s")
		if !k.waitDimmed(ctx, false) {
			return
		}
		if n%2 == 0 {
			k.saved[email] = true
			k.shown.Add(1)
		} else {
			_, _ = k.output("xdotool", "key", "--delay", "40", "ctrl+z", "ctrl+shift+z")
		}
	}
}

// waitDimmed waits until the menu is behind a form, or not any more. It is false when the window
// was killed before: then the program that takes the picture would wait for a person.
func (k *killedWindow) waitDimmed(ctx context.Context, want bool) bool {
	for ctx.Err() == nil {
		picture := exec.CommandContext(ctx, "import", "-window", k.id, "-crop", "1x1+4+500",
			"+repage", "-depth", "8", "txt:-")
		picture.Env = k.vars
		text, err := picture.Output()
		at := strings.LastIndexByte(string(text), '#')
		if err == nil && at > 0 && (string(text[at:at+3]) <= "#C8") == want {
			return true
		}
	}
	return false
}

// check looks at the file that a killed window left.
func (k *killedWindow) check(n int) {
	t := k.t
	// So that everything is looked at.
	_ = os.Remove(filepath.Join(k.data, sqlite.FileName+".checked"))
	if out, err := k.output(k.terminal, "--data", k.data, "ledger", "verify"); err != nil {
		t.Fatalf("after kill %d: %v %s", n+1, err, out)
	}
	db, err := reading(k.data)
	fatal(t, err)
	defer db.Close()
	now, err := look(db)
	fatal(t, err)
	was := k.last
	less := now.writes < was.writes || now.operations < was.operations ||
		now.entries < was.entries
	if less || now.writes == was.writes && now.head != was.head {
		t.Fatalf("after kill %d there is %+v, and %+v was seen before", n+1, now, was)
	}
	if was.drafts > 0 && now.writes == k.undrafted {
		if now.drafts == 0 {
			t.Fatalf("after kill %d what was typed is lost", n+1)
		}
		k.kept++
	}
	for email := range k.saved {
		var there int
		fatal(t, db.QueryRow(`SELECT count(*) FROM account WHERE email = $1`, email).Scan(&there))
		if there != 1 {
			t.Fatalf("after kill %d there is no %s, which was shown as saved", n+1, email)
		}
	}
	k.last = now
}
