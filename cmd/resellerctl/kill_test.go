package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"resellerdesk/core/desk"
	"resellerdesk/storage/sqlite"
)

// programFolder is the environment variable that makes this test binary the terminal program of a
// data folder.
const programFolder = "RESELLERCTL_OF"

// programStatus is one that names the file into which the program copies what the kernel says of it
// when it ends.
const programStatus = "RESELLERCTL_STATUS"

// programKeyring is the environment variable of what is in its keyring, as JSON.
const programKeyring = "RESELLERCTL_KEYRING"

// asProgram runs the command of the arguments, when this binary is to be the program.
func asProgram() {
	dir := os.Getenv(programFolder)
	if dir == "" {
		return
	}
	h := atHome(&testing.T{}, dir)
	if text := os.Getenv(programKeyring); text != "" {
		if err := json.Unmarshal([]byte(text), &h.keyring.secrets); err != nil {
			panic(err)
		}
	}
	code := run(context.Background(), os.Args[1:], os.Stdin, os.Stdout, os.Stderr, h.deps())
	if file := os.Getenv(programStatus); file != "" {
		status, _ := os.ReadFile("/proc/self/status")
		_ = os.WriteFile(file, status, 0o600)
	}
	os.Exit(code)
}

// atHome is a computer with a data folder, whose clock is right.
func atHome(t *testing.T, dir string) *house {
	return &house{
		t: t, dir: dir, clock: &clock{now: time.Now()},
		keyring: &memoryKeyring{secrets: map[string]string{}}, language: "en",
	}
}

// killed is a workspace whose programs are killed.
type killed struct {
	*house
	kills, acknowledged int
	within              time.Duration // When a program is killed at the latest.
}

// ownersProgram is a program of its own that runs a command of the owner in a data folder.
func ownersProgram(dir string, args ...string) *exec.Cmd {
	program := exec.Command(
		os.Args[0],
		append(args, "--json", "--as", ownerEmail, "--password-stdin")...)
	program.Env = append(os.Environ(), programFolder+"="+dir)
	program.Stdin = strings.NewReader(ownerPassword + "\n")
	return program
}

// start runs a command of the owner in a program of its own, which is killed at some moment or not.
// ok says that it said it had done it.
func (k *killed) start(args ...string) (out string, ok bool) {
	program := ownersProgram(k.dir, args...)
	var said strings.Builder
	program.Stdout, program.Stderr = &said, &said
	require.NoError(k.t, program.Start())
	// However slow the computer is, some programs come to their end.
	k.within = max(k.within, 200*time.Millisecond)
	timer := time.AfterFunc(rand.N(k.within), func() { _ = program.Process.Kill() })
	err := program.Wait()
	timer.Stop()
	k.said.WriteString(said.String())
	k.within += k.within / 20
	if err == nil {
		k.within -= k.within / 5
		k.acknowledged++
		return said.String(), true
	}
	require.False(k.t, program.ProcessState.Exited(), "%v failed: %s", args, said.String())
	k.kills++
	return "", false
}

// whole checks everything in the workspace, and returns the telephone numbers of its resellers by
// their emails.
func (k *killed) whole() map[string]string { return phonesIn(k.t, k.dir) }

// phonesIn opens the workspace of a folder, checks everything in it, and returns the telephone
// numbers of its resellers by their emails.
func phonesIn(t *testing.T, dir string) map[string]string {
	store, err := sqlite.Open(t.Context(), dir)
	require.NoError(t, err)
	// So that everything is looked at.
	_ = os.Remove(filepath.Join(dir, sqlite.FileName+".checked"))
	require.NoError(t, store.CheckFile(t.Context(), nil))
	rows, err := store.ResellerList().Page(t.Context(), desk.ResellerQuery{Limit: 100_000})
	require.NoError(t, err)
	emails := map[string]string{}
	for _, r := range rows {
		a, err := store.Account(t.Context(), r.ID)
		require.NoError(t, err)
		emails[r.Email] = a.Profile.Phone
	}
	require.NoError(t, store.Close())
	return emails
}

// kills is how often a test kills: KILLS, else a few times.
func kills() int { return howOften("KILLS", 20) }

// howOften is the number in a variable of the environment, or what it is without.
func howOften(name string, without int) int {
	if n, err := strconv.Atoi(os.Getenv(name)); err == nil {
		return n
	}
	return without
}

// TestNothingIsLostWhenTheProgramIsKilled kills programs that save, import, undo and back up. What
// a program said it had done is there, the rest is there as a whole or not at all.
func TestNothingIsLostWhenTheProgramIsKilled(t *testing.T) {
	k := &killed{house: newHouse(t)}
	k.ok(
		"subscription",
		"set",
		"--extensions",
		"900000",
		"--concurrent-calls",
		"900000",
		"--recording-minutes",
		"900000",
	)
	there, phones := map[string]bool{}, map[string]string{}
	for n := 0; k.kills < kills(); n++ {
		email := fmt.Sprintf("n%d@partner.example", n)
		if _, ok := k.start(
			"reseller",
			"add",
			"--company",
			email,
			"--first-name",
			"Nina",
			"--email",
			email,
			"--extensions",
			"1",
			"--concurrent-calls",
			"1",
			"--recording-minutes",
			"1",
		); ok {
			there[email] = true
		}
		for known := range there {
			if _, ok := k.start("reseller", "edit", known, "--phone", fmt.Sprint("+49 ", n)); ok {
				phones[known] = fmt.Sprint("+49 ", n)
			} else {
				delete(phones, known)
			}
			break
		}
		if n%3 == 0 {
			k.importAndUndo(n)
		}
		if n%4 == 0 {
			k.backUp()
		}
		emails := k.whole()
		for email := range there {
			require.Contains(t, emails, email, "it was acknowledged")
		}
		for email, phone := range phones {
			require.Equal(t, phone, emails[email])
		}
	}
	t.Logf("%d kills, %d acknowledged", k.kills, k.acknowledged)
	require.NotZero(t, k.acknowledged)
}

// importAndUndo imports a file, all or nothing, and undoes that.
func (k *killed) importAndUndo(n int) {
	const rows = 60
	var text strings.Builder
	text.WriteString("company,first_name,email,extensions,concurrent_calls,recording_minutes\n")
	for i := range rows {
		fmt.Fprintf(&text, "Import %d,Nina,i%d-%d@partner.example,1,1,1\n", i, n, i)
	}
	imported := func() (found int) {
		for email := range k.whole() {
			if strings.HasPrefix(email, fmt.Sprintf("i%d-", n)) {
				found++
			}
		}
		return found
	}
	out, ok := k.start("import", k.file(fmt.Sprintf("import%d.csv", n), text.String()))
	found := imported()
	if ok {
		require.Equal(k.t, rows, found)
	}
	require.Contains(k.t, []int{0, rows}, found, "all or nothing")
	if !ok {
		return
	}
	var answer struct {
		Operation string `json:"operation_id"`
	}
	require.NoError(k.t, json.Unmarshal([]byte(out), &answer), out)
	_, undone := k.start("undo", answer.Operation)
	found = imported()
	if undone {
		require.Zero(k.t, found)
	}
	require.Contains(k.t, []int{0, rows}, found, "all or nothing")
}

// backUp makes a backup. One that was acknowledged can be restored; of one that was not, nothing is
// left that looks like one.
func (k *killed) backUp() {
	_, _ = k.start("backup", "create")
	backups := sqlite.NewBackups(k.dir)
	list, err := backups.List()
	require.NoError(k.t, err)
	for _, b := range list[:min(len(list), 2)] {
		one, err := backups.Verify(k.t.Context(), b.Name, time.Now())
		require.NoError(k.t, err)
		require.True(k.t, one.Good(), b.Name)
	}
}

// TestARestoreThatIsKilledLeavesOneOfBothFiles kills programs that put a backup back.
func TestARestoreThatIsKilledLeavesOneOfBothFiles(t *testing.T) {
	k := &killed{house: newHouse(t)}
	name, is := k.ok("backup", "create", "--json").at("backups.name").(string)
	require.True(t, is)
	k.acknowledged = 0
	for k.kills < kills()/2 || k.acknowledged == 0 {
		before := k.whole()
		if len(before) == 0 { // So that the two files differ.
			k.kranich()
			before = k.whole()
		}
		_, restored := k.start("backup", "restore", name)
		if emails := k.whole(); restored || len(emails) == 0 {
			require.Empty(t, emails)
		} else {
			require.Equal(t, before, emails)
		}
	}
	t.Logf("%d kills, %d acknowledged", k.kills, k.acknowledged)
}
