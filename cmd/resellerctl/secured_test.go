package main

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"resellerdesk/core/desk"
	"resellerdesk/storage/sqlite"
)

// TestABackupIsMadeBeforeSeveralAreChanged changes one thing and several, of each kind.
func TestABackupIsMadeBeforeSeveralAreChanged(t *testing.T) {
	h := newHouse(t)
	made := 0
	// makes runs a command, which makes so many backups for a reason.
	makes := func(n int, reason string, args ...string) {
		h.clock.Add(time.Minute)
		r := h.ok(args...)
		require.Empty(t, r.err, args)
		list, err := sqlite.NewBackups(h.dir).List()
		require.NoError(t, err)
		require.Len(t, list, made+n, args)
		if made += n; n > 0 {
			require.Equal(t, reason, string(list[0].Reason), args)
			require.True(t, list[0].Good(), args)
		}
	}
	one := h.file("one.csv", eule)
	two := h.file("two.csv", importHeader+
		"Uhu;Udo;udo@uhu.example;200;6;0\nKauz;Kai;kai@kauz.example;90;1;0\n")
	makes(0, "", "import", one)
	makes(0, "", "import", two, "--dry-run")
	id := desk.NewID()
	makes(1, "import", "import", two, "--operation-id", id)
	makes(0, "", "import", two, "--operation-id", id)
	undone := desk.NewID()
	makes(1, "delete", "undo", id, "--operation-id", undone)
	makes(0, "", "undo", id, "--operation-id", undone)
	makes(1, "delete", "redo")
	uhu, kauz := "udo@uhu.example", "kai@kauz.example"
	makes(0, "", "reseller", "suspend", "eva@eule.example", "--reason", "unpaid")
	makes(0, "", "undo")
	makes(0, "", "redo")
	makes(1, "delete", "reseller", "suspend", uhu, kauz, "--reason", "unpaid")
	makes(1, "delete", "reseller", "resume", uhu, kauz)
	h.ok("preset", "save", "Small", "--from-reseller", uhu, "--kind", "package")
	makes(0, "", "preset", "apply", "Small", uhu, kauz, "--dry-run")
	makes(1, "delete", "preset", "apply", "Small", uhu, kauz)
	makes(1, "delete", "reseller", "delete", uhu, kauz)

	first, second := h.praxis(), h.praxis("--sub-domain", "second")
	makes(0, "", "pbx", "start", first)
	makes(1, "delete", "pbx", "stop", first, second)
	h.kranich()
	to := []string{"pbx", "move", first, second, "--to", "nina@kranichtel.example"}
	makes(0, "", append(to, "--dry-run")...)
	makes(1, "delete", to...)
	makes(1, "delete", "pbx", "delete", first, second)
	h.ok(
		"customer", "add", "--company", "Dock", "--first-name", "Dora", "--email",
		"dora@dock.example",
	)
	makes(1, "delete", "customer", "delete", h.ada(), "dora@dock.example")
	colleagues := []string{}
	for _, email := range []string{"lena@nordlicht.example", "max@nordlicht.example"} {
		h.ok("colleague", "add", "--first-name", "Lena", "--email", email)
		colleagues = append(colleagues, email)
	}
	makes(
		1, "delete", append([]string{"colleague", "suspend", "--reason", "away"}, colleagues...)...,
	)
	makes(1, "delete", append([]string{"colleague", "delete"}, colleagues...)...)
}

// TestABackupThatFailsKeepsNobodyFromWorking puts a file where the folder of the backups would be.
func TestABackupThatFailsKeepsNobodyFromWorking(t *testing.T) {
	h := newHouse(t)
	require.NoError(t, os.WriteFile(filepath.Join(h.dir, sqlite.BackupFolder), nil, 0o600))
	two := h.file("two.csv", eule+"Uhu;Udo;udo@uhu.example;200;6;0\n")
	r := h.run("import", two, "--json")
	require.Zero(t, r.code)
	require.EqualValues(t, 2, r.at("imported"))
	require.Regexp(t, `^resellerctl: No backup could be made before this: .+\n$`, r.err)
}
