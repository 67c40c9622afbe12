//go:build linux

package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"resellerdesk/cmd/internal/powerloss"
	"resellerdesk/core/desk"
	"resellerdesk/storage/sqlite"
)

// recorded is a workspace, and the writes of the programs that worked on it.
type recorded struct {
	*house
	*powerloss.Recording
	steps []recordedStep
}

// recordedStep is what one program did.
type recordedStep struct {
	name   string
	begin  int               // The number of changes before it.
	said   int               // The number of changes when it said that it had done it.
	phones map[string]string // What there was afterwards.
	backup string            // The backup that it made, "" for none.
	aside  string            // The file that stepped aside, "" for none.
}

// step records one program, which must succeed, and returns what it said.
func (r *recorded) step(args ...string) map[string]any {
	begin, heard := r.Changes(), len(r.Said())
	require.NoError(r.t, r.Run(ownersProgram(r.dir, args...)))
	require.Greater(r.t, len(r.Said()), heard, "%v says nothing", args)
	one := recordedStep{
		name: strings.Join(args[:2], " "), begin: begin, said: r.Said()[heard].Changes,
		phones: phonesOfCopy(r.t, r.dir),
	}
	var answer map[string]any
	require.NoError(r.t, json.Unmarshal([]byte(r.Said()[heard].Text), &answer))
	one.aside, _ = answer["aside"].(string)
	if made, is := answer["backups"].([]any); is {
		one.backup = made[0].(map[string]any)["name"].(string)
	}
	r.steps = append(r.steps, one)
	return answer
}

// phonesOfCopy looks into a copy: the recorded folder is the programs' alone.
func phonesOfCopy(t *testing.T, dir string) map[string]string {
	copied := beside(t, dir)
	defer os.RemoveAll(copied)
	require.NoError(t, os.CopyFS(copied, os.DirFS(dir)))
	return phonesIn(t, copied)
}

// beside makes an empty folder on the same file system.
func beside(t *testing.T, dir string) string {
	made, err := os.MkdirTemp(filepath.Dir(dir), "beside")
	require.NoError(t, err)
	return made
}

// onOverlay moves a data folder to a file system of which the program does not know that it is
// local: there a workspace has a rollback journal. Only root may make one.
func onOverlay(t *testing.T, dir string) string {
	place := t.TempDir()
	for _, name := range []string{"lower", "upper", "work", "all"} {
		require.NoError(t, os.Mkdir(filepath.Join(place, name), 0o700))
	}
	options := fmt.Sprintf("lowerdir=%[1]s/lower,upperdir=%[1]s/upper,workdir=%[1]s/work", place)
	at := filepath.Join(place, "all")
	if err := unix.Mount("overlay", at, "overlay", 0, options); err != nil {
		t.Skipf("an overlay cannot be mounted here: %v", err)
	}
	t.Cleanup(func() { require.NoError(t, unix.Unmount(at, 0)) })
	moved := filepath.Join(at, "data")
	require.NoError(t, os.CopyFS(moved, os.DirFS(dir)))
	require.NoError(t, os.Chmod(moved, 0o700))
	return moved
}

// programs records programs that save, import, undo, back up and restore.
func (r *recorded) programs() {
	add := func(email string) {
		r.step("reseller", "add", "--company", email, "--first-name", "Nina", "--email", email,
			"--extensions", "1", "--concurrent-calls", "1", "--recording-minutes", "1")
	}
	add("first@partner.example")
	r.step("reseller", "edit", "first@partner.example", "--phone", "+49 1")
	var text strings.Builder
	text.WriteString("company,first_name,email,extensions,concurrent_calls,recording_minutes\n")
	for i := range 60 {
		fmt.Fprintf(&text, "Import %d,Nina,i%d@partner.example,1,1,1\n", i, i)
	}
	r.step("import", r.file("import.csv", text.String()))
	r.step("undo", "--json")
	r.step("backup", "create")
	add("second@partner.example")
	r.step("backup", "restore", r.steps[4].backup)
	r.step("reseller", "edit", "first@partner.example", "--phone", "+49 2")
	r.step("backup", "create")
}

// TestALossOfPowerLosesNothing lets the power fail at random moments. What a program said it had
// done is there, the rest is there as a whole or not at all, and the work goes on.
func TestALossOfPowerLosesNothing(t *testing.T) {
	t.Run("beside a write-ahead log", func(t *testing.T) {
		losePower(t, atHome(t, newHouse(t).dir))
	})
	t.Run("with a rollback journal", func(t *testing.T) {
		losePower(t, atHome(t, onOverlay(t, newHouse(t).dir)))
	})
}

// TestALossOfPowerWhileADamagedFileIsReplaced restores a backup over a damaged workspace that a
// crash left with a write-ahead log, which must never meet the restored file.
func TestALossOfPowerWhileADamagedFileIsReplaced(t *testing.T) {
	h := newHouse(t)
	h.kranich()
	name, is := h.ok("backup", "create", "--json").at("backups.name").(string)
	require.True(t, is)
	left := atHome(t, beside(t, h.dir))
	h.desk(func(d *desk.Desk) {
		require.NoError(t, d.ResumeSession(t.Context()))
		h.canSend(d, ownerEmail)
		require.NoError(t, os.CopyFS(left.dir, os.DirFS(h.dir)))
	})
	require.FileExists(t, filepath.Join(left.dir, sqlite.FileName+"-wal"))
	path := filepath.Join(left.dir, sqlite.FileName)
	content, err := os.ReadFile(path)
	require.NoError(t, err)
	damaged := bytes.ReplaceAll(content, []byte("Kranich Tele"), []byte("Kranich tele"))
	require.NotEqual(t, content, damaged)
	require.NoError(t, os.WriteFile(path, damaged, 0o600))
	r := record(t, left)
	r.step("backup", "restore", name)
	random, moments := seeded(t), r.Renamed()
	// Among them are those at which one takes the other's place.
	moments = moments[len(moments)-20:]
	for n := range howOften("POWER_LOSSES", 40) / 4 {
		after := moments[n%len(moments)]
		dir := beside(t, left.dir)
		require.NoError(t, r.CrashInto(dir, after, random))
		looked := atHome(t, dir).runWith(t.Context(), ownerPassword,
			"reseller", "list", "--as", ownerEmail, "--password-stdin")
		if looked.code == exitCorrupt {
			require.Less(t, after, r.steps[0].said, "it was restored")
			now, err := os.ReadFile(filepath.Join(dir, sqlite.FileName))
			require.NoError(t, err)
			require.True(t, bytes.Equal(damaged, now), "after %d changes it is another file", after)
			continue
		}
		require.Zero(t, looked.code, looked.err)
		require.Equal(t, r.steps[0].phones, phonesIn(t, dir), "after %d changes", after)
	}
}

// record begins to record the programs of a computer.
func record(t *testing.T, h *house) *recorded {
	recording, err := powerloss.New(h.dir)
	require.NoError(t, err)
	return &recorded{house: h, Recording: recording}
}

// seeded is chance that can be repeated.
func seeded(t *testing.T) *rand.Rand {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	return rand.New(rand.NewPCG(seed, 0))
}

func losePower(t *testing.T, h *house) {
	r := record(t, h)
	r.programs()
	t.Logf("%d changes by %d programs", r.Changes(), len(r.steps))
	random := seeded(t)
	for n := range howOften("POWER_LOSSES", 20) / 2 {
		now, after := r.moment(n, random)
		r.lose(now, after, random)
	}
}

// moment chooses a step and a number of changes while its program ran: by turns any one, one with
// which a name was changed, and the one with which it said that it had done it.
func (r *recorded) moment(n int, random *rand.Rand) (now, after int) {
	now = random.IntN(len(r.steps))
	begin, end := r.steps[now].begin, r.Changes()
	if now+1 < len(r.steps) {
		end = r.steps[now+1].begin
	}
	switch n % 5 {
	case 0:
		return now, r.steps[now].said
	case 1, 2:
		named := slices.DeleteFunc(
			r.Renamed(), func(at int) bool { return at <= begin || at > end },
		)
		if len(named) > 0 {
			return now, min(named[random.IntN(len(named))]+random.IntN(2), end)
		}
	}
	return now, begin + random.IntN(end-begin+1)
}

// lose lets the power fail when the programs have made a number of changes, which is while the
// program of a step ran.
func (r *recorded) lose(now, after int, random *rand.Rand) {
	t, dir := r.t, beside(r.t, r.dir)
	defer os.RemoveAll(dir)
	require.NoError(t, r.CrashInto(dir, after, random))
	what := fmt.Sprintf("%s, after %d of %d changes", r.steps[now].name, after, r.Changes())
	possible := []map[string]string{r.steps[now].phones}
	if after < r.steps[now].said {
		before := map[string]string{} // Of resellers there were none at the beginning.
		if now > 0 {
			before = r.steps[now-1].phones
		}
		possible = append(possible, before)
		now--
	}
	require.Contains(t, possible, phonesIn(t, dir), what)
	for _, done := range r.steps[:now+1] {
		if done.backup != "" {
			one, err := sqlite.NewBackups(dir).Verify(t.Context(), done.backup, r.clock.Now())
			require.NoError(t, err, what)
			require.True(t, one.Good(), what)
		}
		if done.aside != "" {
			r.opens(dir, filepath.Base(done.aside))
		}
	}
	on := atHome(t, dir)
	added := on.runWith(t.Context(), ownerPassword, "reseller", "add", "--company", "Next",
		"--first-name", "Nina", "--email", "next@partner.example", "--extensions", "1",
		"--concurrent-calls", "1", "--recording-minutes", "1", "--as", ownerEmail, "--password-stdin")
	require.Zero(t, added.code, what+": "+added.err)
	require.Contains(t, phonesIn(t, dir), "next@partner.example", what)
	on.noSecrets()
}

// opens checks everything in a file that stepped aside.
func (r *recorded) opens(dir, name string) {
	alone := beside(r.t, r.dir)
	defer os.RemoveAll(alone)
	for _, suffix := range []string{"", "-wal", "-journal"} {
		content, err := os.ReadFile(filepath.Join(dir, name+suffix))
		if os.IsNotExist(err) && suffix != "" {
			continue
		}
		require.NoError(r.t, err)
		path := filepath.Join(alone, sqlite.FileName+suffix)
		require.NoError(r.t, os.WriteFile(path, content, 0o600))
	}
	require.NotEmpty(r.t, phonesIn(r.t, alone))
}
