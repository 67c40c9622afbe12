package main

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

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
		r := h.run(append([]string{"import", bad, "--json"}, args...)...)
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
	require.Equal(
		t, []string{"reseller.imported"}, h.logged("--result", "refused"),
		"a dry run is no attempt",
	)
	text := h.run("import", bad)
	require.Regexp(t, `(?m)^ +4  Kauz +.*First name: Please fill this in\.`, text.out)
	require.Regexp(t, `(?m)^Extensions +9,300 +3,800 +-5,500$`, text.out)
	require.Regexp(t, `^resellerctl: 1 row cannot be imported.+\n$`, text.err)

	file := h.file("good.csv", importHeader+good)
	dry := h.ok("import", file, "--dry-run", "--json")
	require.Equal(t, true, dry.at("dry_run"))
	require.EqualValues(t, 300, dry.at("needs.extensions"))
	require.Equal(t, before, h.state())
	id := desk.NewID()
	done := h.ok("import", file, "--operation-id", id, "--json")
	require.EqualValues(t, 2, done.at("imported"))
	require.Equal(t, id, done.at("operation_id"))
	require.EqualValues(t, 3, h.ok("reseller", "list", "--json").at("total"))
	require.EqualValues(
		t, 3500, h.ok("subscription", "show", "--json").at("resources.extensions.free"),
	)

	after := h.state()
	again := h.ok("import", file, "--operation-id", id, "--json")
	require.Equal(t, true, again.at("repeated"))
	require.EqualValues(t, 2, again.at("imported"))
	require.Equal(t, after, h.state())
	h.run("import", file, "--json").fails(exitInvalid, "import.not_ready")
	h.ok("undo")
	require.EqualValues(
		t, 3800, h.ok("subscription", "show", "--json").at("resources.extensions.free"),
	)
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

// stopAt ends a run when it says some words.
type stopAt struct {
	strings.Builder
	words string
	stop  context.CancelFunc
}

func (w *stopAt) Write(p []byte) (int, error) {
	n, err := w.Builder.Write(p)
	if strings.Contains(w.String(), w.words) {
		w.stop()
	}
	return n, err
}

// TestASignalEndsAnImportWithNothingDone comes while the rows are checked, while the backup is
// made, and while they are written.
// TestAWorkbookIsImportedFromTheWorksheetThatIsNamed has something else on the first one.
func TestAWorkbookIsImportedFromTheWorksheetThatIsNamed(t *testing.T) {
	h := newHouse(t)
	book := excelize.NewFile()
	require.NoError(t, book.SetSheetName("Sheet1", "Summary"))
	require.NoError(t, book.SetCellValue("Summary", "A1", "Resellers of 2026"))
	_, err := book.NewSheet("Resellers")
	require.NoError(t, err)
	for line, cells := range strings.Split(strings.TrimSpace(eule), "\n") {
		for i, cell := range strings.Split(cells, ";") {
			at, err := excelize.CoordinatesToCellName(i+1, line+3)
			require.NoError(t, err)
			require.NoError(t, book.SetCellValue("Resellers", at, cell))
		}
	}
	var file strings.Builder
	require.NoError(t, book.Write(&file))
	require.NoError(t, book.Close())
	path := h.file("eule.xlsx", file.String())

	h.run("import", path, "--json").fails(exitInvalid, "import.columns_missing")
	require.Contains(t, h.run("import", path).err, "Summary, Resellers; --worksheet")
	h.run("import", path, "--worksheet", "X", "--json").fails(exitInvalid, "sheet.no_worksheet")
	dry := h.ok("import", path, "--worksheet", "Resellers", "--dry-run", "--json")
	require.Equal(t, "Resellers", dry.at("worksheet"))
	require.Equal(t, []any{"Summary", "Resellers"}, dry.at("worksheets"))
	h.ok("import", path, "--worksheet", "Resellers")
	require.EqualValues(t, 1, h.ok("reseller", "list", "--json").at("total"))
}

func TestASignalEndsAnImportWithNothingDone(t *testing.T) {
	for _, words := range []string{"Checking row", "Making a backup", "all or nothing"} {
		h := newHouse(t)
		h.shown = true
		before := h.state()
		ctx, stop := context.WithCancel(t.Context())
		var out strings.Builder
		said := &stopAt{words: words, stop: stop}
		args := []string{"import", h.many(1200)}
		code := run(ctx, args, strings.NewReader(""), &out, said, h.deps())
		require.Equal(t, exitCancelled, code, said.String())
		require.Contains(t, said.String(), words)
		require.Empty(t, out.String())
		require.Equal(t, before, h.state())
		require.EqualValues(t, 0, h.ok("reseller", "list", "--json").at("total"))
	}
}

func TestProgressIsOnlyForATerminal(t *testing.T) {
	h := newHouse(t)
	path := h.file("eule.csv", eule)
	require.Empty(t, h.ok("import", path, "--dry-run").err)
	h.shown = true
	require.Empty(t, h.ok("import", path, "--dry-run", "--json").err)
	r := h.run("import", path, "--dry-run")
	require.Regexp(t, `^\rChecking row 1 of 1[^\r]*\r +\r$`, r.err)
}

func TestImportNeedsItsPermission(t *testing.T) {
	h := newHouse(t)
	h.colleague(permission.UserView, permission.UserAdd)
	h.asColleague("import", h.file("eule.csv", eule)).fails(exitForbidden, "forbidden")
	require.EqualValues(t, 0, h.ok("reseller", "list", "--json").at("total"))
}

// TestAnImportIsMappedByFlags imports a list with titles of its own.
func TestAnImportIsMappedByFlags(t *testing.T) {
	h := newHouse(t)
	file := h.file("list.csv", "Wer|Vorname|Mail|NS|Gespr|Auf|Ende\n"+
		"Eule|Eva|eva@eule.example|1.000|4|0|03/04/2027\n"+
		"Uhu|Udo|no email|5|1|0|\n")
	r := h.run("import", file, "--separator", "pipe")
	require.Equal(t, exitInvalid, r.code)
	require.Contains(t, r.err, "Wer=-; Vorname=first_name; Mail=email; NS=-")
	require.Contains(t, r.err, "--map COLUMN=FIELD")
	args := []string{
		"import", file, "--separator", "|", "--map", "Wer=Company", "--map", "#4=extensions",
		"--map", "gespr=concurrent_calls", "--map", "Auf=Aufzeichnung (Min.)",
		"--map", "Ende=valid_until", "--json",
	}
	dry := h.run(append(args, "--dry-run")...)
	dry.fails(exitInvalid, "import.not_ready")
	require.EqualValues(t, 2, len(dry.at("refused").([]any)))
	args = append(args, "--numbers", "comma", "--dates", "day-first", "--leave-out-refused")
	dry = h.ok(append(args, "--dry-run")...)
	require.EqualValues(t, 1, dry.at("adds"))
	require.EqualValues(t, 1, dry.at("left_out"))
	require.Equal(t, "pipe", dry.at("separator"))
	require.Equal(t, "adds", dry.at("plan.does"))
	require.Equal(t, "Eule", dry.at("columns.sample"))
	require.EqualValues(t, 1, h.ok(args...).at("imported"))
	list := h.ok("reseller", "list", "--json")
	require.EqualValues(t, 1, list.at("total"))
	shown := h.ok("reseller", "show", "eva@eule.example", "--json")
	require.EqualValues(t, 1000, shown.at("package.amounts.extensions"))
	require.Contains(t, shown.at("profile.valid_until"), "2027-04-03")

	for _, wrong := range [][]string{
		{"--kind", "phone"},
		{"--separator", "x"},
		{"--dates", "year"},
		{"--numbers", "dot"},
		{"--update", "phone"},
		{"--map", "Wer"},
		{"--encoding", "ebcdic"},
	} {
		require.Equal(
			t,
			exitUsage,
			h.run(append([]string{"import", file}, wrong...)...).code,
			wrong,
		)
	}
	for flag, key := range map[string]string{
		"--map=Wer=weather": "import.no_such_field", "--map=Wo=company": "import.no_such_column",
		"--preset=Nobody": "import.no_preset", "--package=Nobody": "import.no_preset",
	} {
		h.run("import", file, "--separator", "pipe", flag, "--json").fails(exitInvalid, key)
	}
}

// TestAnImportUpdatesPBXsAndCustomers adds and updates each kind, and undoes it.
func TestAnImportUpdatesPBXsAndCustomers(t *testing.T) {
	h := newHouse(t)
	h.kranich()
	phones := h.file("phones.csv", "Email,Phone\n"+partnerEmail+",99\n")
	text := h.ok("import", phones, "--update", "email", "--dry-run").out
	require.Regexp(t, `(?m)^ +2  update +Kranich Telefonie GmbH +Phone .*99`, text)
	require.Contains(t, text, "New: 0, updated: 1, unchanged: 0, left out: 0, refused: 0.")
	require.EqualValues(t, 1, h.ok("import", phones, "--update", "email", "--json").at("updates"))
	h.run("import", phones, "--update", "email", "--json").fails(exitInvalid, "import.nothing_new")

	customers := h.file(
		"kunden.csv", "Reseller;Kunde;Ansprechpartner;E-Mail\n"+
			partnerEmail+";Praxis;Ada Weber;ada@praxis.example\n",
	)
	id := desk.NewID()
	args := []string{"import", customers, "--kind", "customer", "--operation-id", id, "--json"}
	require.EqualValues(t, 1, h.ok(args...).at("imported"))
	require.Equal(t, true, h.ok(args...).at("repeated"))
	pbxs := h.file(
		"anlagen.csv", "Owner,Name,Address,Extensions,Customer\n"+
			partnerEmail+",hafen,hafen.yeastarcloud.com,10,ada@praxis.example\n"+
			partnerEmail+",quay,quay.yeastarcloud.com,10000,\n",
	)
	dry := h.run("import", pbxs, "--kind", "pbx", "--dry-run", "--json")
	dry.fails(exitInvalid, "import.not_ready")
	require.Equal(t, "extensions", dry.at("refused.errors.field"))
	h.run("import", pbxs, "--kind", "pbx", "--json").fails(exitInvalid, "import.not_ready")
	require.EqualValues(t, 0, h.ok("pbx", "list", "--json").at("total"))
	done := h.ok("import", pbxs, "--kind", "pbx", "--leave-out", "3", "--json")
	require.EqualValues(t, 1, done.at("imported"))
	require.EqualValues(t, 1, h.ok("pbx", "list", "--json").at("total"))
	h.ok("undo")
	require.EqualValues(t, 0, h.ok("pbx", "list", "--json").at("total"))
	h.ok("undo")
	require.EqualValues(t, 0, h.ok("customer", "list", "--json").at("total"))
}
