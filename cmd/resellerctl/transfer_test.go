package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"resellerdesk/core/desk"
	"resellerdesk/core/permission"
)

const (
	importHeader = "Company;First name;Email;Extensions;Concurrent Calls;Call Recording (mins)\n"
	eule         = importHeader + "Eule;Eva;eva@eule.example;100;4;500\n"
)

func TestImportIsAllOrNothing(t *testing.T) {
	h := newHouse(t)
	h.kranich()
	good := "Eule;Eva;eva@eule.example;100;4;500\nUhu;Udo;udo@uhu.example;200;6;0\n"
	bad := h.file("bad.csv", importHeader+good+"Kauz;;nina@kranichtel.example;9000;1;0\n")
	before := h.state()
	for _, args := range [][]string{{"--dry-run"}, {}} {
		r := h.run(append([]string{"reseller", "import", bad, "--json"}, args...)...)
		r.fails(exitInvalid, "import.not_ready")
		require.EqualValues(t, 3, r.at("rows"))
		require.EqualValues(t, 0, r.at("imported"))
		require.EqualValues(t, 4, r.at("refused.line"), "the header is line 1")
		require.Equal(t, "Kauz", r.at("refused.company"))
		var fields []string
		for _, e := range r.at("refused").([]any)[0].(map[string]any)["errors"].([]any) {
			fields = append(fields, e.(map[string]any)["field"].(string))
		}
		require.ElementsMatch(t, []string{"first_name", "extensions", "email"}, fields)
		require.EqualValues(t, 9300, r.at("needs.extensions"), "also of the row that is refused")
		require.EqualValues(t, 3800, r.at("free.extensions"))
		require.Equal(t, before, h.state())
	}
	require.Equal(t, []string{"reseller.imported"}, h.logged("--result", "refused"), "a dry run is no attempt")
	text := h.run("reseller", "import", bad)
	require.Regexp(t, `(?m)^ +4  Kauz +.*First name: Please fill this in\.`, text.out)
	require.Regexp(t, `(?m)^Extensions +9,300 +3,800 +-5,500$`, text.out)
	require.Regexp(t, `^resellerctl: 1 row cannot be imported.+\n$`, text.err)

	file := h.file("good.csv", importHeader+good)
	dry := h.ok("reseller", "import", file, "--dry-run", "--json")
	require.Equal(t, true, dry.at("dry_run"))
	require.EqualValues(t, 300, dry.at("needs.extensions"))
	require.Equal(t, before, h.state())
	id := desk.NewID()
	done := h.ok("reseller", "import", file, "--operation-id", id, "--json")
	require.EqualValues(t, 2, done.at("imported"))
	require.Equal(t, id, done.at("operation_id"))
	require.EqualValues(t, 3, h.ok("reseller", "list", "--json").at("total"))
	require.EqualValues(t, 3500, h.ok("subscription", "show", "--json").at("resources.extensions.free"))

	after := h.state()
	again := h.ok("reseller", "import", file, "--operation-id", id, "--json")
	require.Equal(t, true, again.at("repeated"))
	require.EqualValues(t, 2, again.at("imported"))
	require.Equal(t, after, h.state())
	h.run("reseller", "import", file, "--json").fails(exitInvalid, "import.not_ready")
	h.ok("undo")
	require.EqualValues(t, 3800, h.ok("subscription", "show", "--json").at("resources.extensions.free"))
	require.Equal(t, true, h.ok("ledger", "verify", "--json").at("ok"))
}

// many is a file of n resellers.
func (h *house) many(n int) string {
	var rows strings.Builder
	rows.WriteString(importHeader)
	for i := range n {
		fmt.Fprintf(&rows, "Firma %d;Nina;nina%d@firma.example;1;0;0\n", i, i)
	}
	return h.file("many.csv", rows.String())
}

// stopAfter ends a run when it has said something a number of times.
type stopAfter struct {
	strings.Builder
	left int
	stop context.CancelFunc
}

func (w *stopAfter) Write(p []byte) (int, error) {
	if w.left--; w.left == 0 {
		w.stop()
	}
	return w.Builder.Write(p)
}

func TestASignalEndsAnImportWithNothingDone(t *testing.T) {
	h := newHouse(t)
	h.shown = true
	before := h.state()
	ctx, stop := context.WithCancel(t.Context())
	var out strings.Builder
	said := &stopAfter{left: 5, stop: stop} // 1,200 rows are checked in three parts, so it is being written then.
	code := run(ctx, []string{"reseller", "import", h.many(1200)}, strings.NewReader(""), &out, said, h.deps())
	require.Equal(t, exitCancelled, code, said.String())
	require.Contains(t, said.String(), "all or nothing")
	require.Empty(t, out.String())
	require.Equal(t, before, h.state())
	require.EqualValues(t, 0, h.ok("reseller", "list", "--json").at("total"))
}

func TestProgressIsOnlyForATerminal(t *testing.T) {
	h := newHouse(t)
	path := h.file("eule.csv", eule)
	require.Empty(t, h.ok("reseller", "import", path, "--dry-run").err)
	h.shown = true
	require.Empty(t, h.ok("reseller", "import", path, "--dry-run", "--json").err)
	r := h.run("reseller", "import", path, "--dry-run")
	require.Regexp(t, `^\rChecking row 1 of 1[^\r]*\r +\r$`, r.err)
}

func TestExport(t *testing.T) {
	h := newHouse(t)
	h.kranich()
	h.ok("reseller", "import", h.file("eule.csv", eule))
	h.ok("reseller", "suspend", "eva@eule.example", "--reason", "Invoice not paid")
	path := h.file("list.csv", "what stood there")
	r := h.ok("reseller", "export", path, "--sort", "company", "--json")
	require.EqualValues(t, 2, r.at("rows"))
	require.Equal(t, path, r.at("path"))
	lines := csvLines(t, path)
	require.Len(t, lines, 3, "the header and two resellers")
	require.Contains(t, lines[1], "eva@eule.example,")
	require.Contains(t, lines[2], "nina@kranichtel.example,")
	require.EqualValues(t, 1, h.ok("reseller", "export", path, "--only", "suspended", "--json").at("rows"))
	require.NotContains(t, strings.Join(csvLines(t, path), "\n"), "nina@kranichtel.example")
	require.Equal(t, []string{"reseller.exported", "reseller.exported"}, h.logged("--operation", "reseller.exported"))

	workbook := filepath.Join(t.TempDir(), "list.xlsx")
	require.Equal(t, "2 rows exported to "+workbook+".\n", h.ok("reseller", "export", workbook).out)
	content, err := os.ReadFile(workbook)
	require.NoError(t, err)
	require.True(t, strings.HasPrefix(string(content), "PK"), "a workbook is a ZIP archive")

	all := filepath.Join(t.TempDir(), "all.csv")
	h.ok("reseller", "export", all)
	other := newHouse(t)
	require.EqualValues(t, 2, other.ok("reseller", "import", all, "--json").at("imported"), "what is exported can be imported")
}

func csvLines(t *testing.T, path string) []string {
	content, err := os.ReadFile(path)
	require.NoError(t, err)
	return strings.Split(strings.TrimSpace(string(content)), "\n")
}

func TestImportAndExportNeedTheirPermission(t *testing.T) {
	h := newHouse(t)
	h.colleague(permission.UserView, permission.UserAdd)
	h.asColleague("reseller", "list").json()
	path := filepath.Join(t.TempDir(), "list.csv")
	h.asColleague("reseller", "export", path).fails(exitForbidden, "forbidden")
	require.NoFileExists(t, path)
	h.asColleague("reseller", "import", h.file("eule.csv", eule)).fails(exitForbidden, "forbidden")
	h.asColleague("log").fails(exitForbidden, "forbidden")
	require.EqualValues(t, 0, h.ok("reseller", "list", "--json").at("total"))
}
