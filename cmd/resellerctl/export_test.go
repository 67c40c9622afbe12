package main

import (
	"encoding/csv"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"resellerdesk/core/permission"
)

func TestResellersAreExported(t *testing.T) {
	h := newHouse(t)
	h.kranich()
	h.ok("import", h.file("eule.csv", eule))
	h.ok("reseller", "suspend", "eva@eule.example", "--reason", "Invoice not paid")
	path := h.file("list.csv", "what stood there")
	r := h.ok("export", "resellers", path, "--sort", "company", "--json")
	require.EqualValues(t, 2, r.at("rows"))
	require.Equal(t, path, r.at("path"))
	lines := csvLines(t, path)
	require.Len(t, lines, 3, "the header and two resellers")
	require.Contains(t, lines[1], "eva@eule.example,")
	require.Contains(t, lines[2], "nina@kranichtel.example,")
	require.EqualValues(
		t, 1, h.ok("export", "resellers", path, "--only", "suspended", "--json").at("rows"),
	)
	require.NotContains(t, strings.Join(csvLines(t, path), "\n"), "nina@kranichtel.example")
	require.Equal(
		t, []string{"reseller.exported", "reseller.exported"},
		h.logged("--operation", "reseller.exported"),
	)

	workbook := filepath.Join(t.TempDir(), "list.xlsx")
	require.Equal(
		t, "2 rows exported to "+workbook+".\n", h.ok("export", "resellers", workbook).out,
	)
	content, err := os.ReadFile(workbook)
	require.NoError(t, err)
	require.True(t, strings.HasPrefix(string(content), "PK"), "a workbook is a ZIP archive")

	all := filepath.Join(t.TempDir(), "all.csv")
	h.ok("export", "resellers", all)
	other := newHouse(t)
	require.EqualValues(
		t, 2, other.ok("import", all, "--json").at("imported"), "what is exported can be imported",
	)
}

func csvLines(t *testing.T, path string) []string {
	content, err := os.ReadFile(path)
	require.NoError(t, err)
	return strings.Split(strings.TrimSpace(string(content)), "\n")
}

// TestEveryViewIsPrinted lets another program read the documents.
func TestEveryViewIsPrinted(t *testing.T) {
	h := newHouse(t)
	id := h.kranich("--send")
	h.ada()
	h.praxis()
	for view, held := range map[string]string{
		"resellers": "nina@kranichtel.example", "pbxs": "Praxis", "customers": "Weber",
		"log": "Reseller created", "outbox": "nina@kranichtel.example",
		"colleagues": "ida@nordlicht.example", "subscription": "Extensions",
		"statement": "Statement: Extensions, Kranich Telefonie GmbH",
	} {
		path := filepath.Join(t.TempDir(), "list.pdf")
		args := []string{"export", view, path}
		if view == "statement" {
			args = append(args, "--resource", "extensions", "--reseller", id)
		}
		if view == "colleagues" {
			h.colleague(permission.UserView)
			held = colleagueEmail
		}
		h.ok(args...)
		text := printed(t, path)
		require.Contains(t, text, held, view)
		require.Contains(t, text, "Page 1 of ", view)
		require.Contains(t, text, "Nordlicht", view)
	}
}

// printed is the text of a document, as another program shows it.
func printed(t *testing.T, path string) string {
	out, err := exec.CommandContext(t.Context(), "pdftotext", "-layout", path, "-").CombinedOutput()
	require.NoError(t, err, string(out))
	return strings.Join(strings.Fields(string(out)), " ")
}

func TestWhatCannotBePrintedIsSaid(t *testing.T) {
	h := newHouse(t)
	h.ok("reseller", "edit", h.kranich(), "--company", "שלום Telefonie")
	path := h.file("list.pdf", "what stood there")
	r := h.run("export", "resellers", path)
	require.Equal(t, exitInvalid, r.code)
	require.Contains(t, r.err, "ש ל ו ם")
	content, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, "what stood there", string(content))
	h.ok("export", "resellers", path, "--replace")
	require.Contains(t, printed(t, path), "???? Telefonie")
}

// exported runs an export and returns the cells of its file, the header first.
func (h *house) exported(what string, args ...string) [][]string {
	path := filepath.Join(h.t.TempDir(), "list.csv")
	r := h.ok(append([]string{"export", what, path, "--json"}, args...)...)
	require.Equal(h.t, path, r.at("path"))
	content, err := os.ReadFile(path)
	require.NoError(h.t, err)
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(
		string(content), "\ufeff",
	))).ReadAll()
	require.NoError(h.t, err)
	require.EqualValues(h.t, len(rows)-1, r.at("rows"))
	return rows
}

// cellsBelow are the cells below a title.
func cellsBelow(t *testing.T, rows [][]string, title string) []string {
	at := slices.Index(rows[0], title)
	require.GreaterOrEqual(t, at, 0, "%s in %v", title, rows[0])
	list := []string{}
	for _, row := range rows[1:] {
		list = append(list, row[at])
	}
	return list
}

func TestEveryViewIsExported(t *testing.T) {
	h := newHouse(t)
	id := h.kranich("--send")
	h.clock.Add(48 * time.Hour)
	h.ok("reseller", "edit", id, "--extensions", "1000")
	h.colleague(permission.UserView)

	log := h.exported("log", "--module", "user", "--from", "2026-11-25", "--result", "ok")
	require.Equal(t, []string{"Colleague added", "Reseller changed"}, cellsBelow(t, log, "What"))
	require.Equal(t, []string{"Karl Olsen", "Kranich Telefonie GmbH"}, cellsBelow(t, log, "Object"))

	given := h.exported(
		"statement", "--reseller", "nina@kranichtel.example", "--resource", "extensions",
	)
	require.Equal(
		t, []string{"0", "1200", "1000", "1000"}, cellsBelow(t, given, "Afterwards"),
		"opening, added, changed, closing",
	)
	free := h.exported("statement", "--resource", "extensions", "--from", "2026-11-25")
	require.Equal(t, []string{"3800", "4000", "4000"}, cellsBelow(t, free, "Afterwards"))

	require.Contains(
		t, h.run("export", "statement", "list.csv").err, "--resource",
		"one file holds one resource",
	)

	require.Equal(t, []string{"nina@kranichtel.example"}, cellsBelow(t, h.exported("outbox"), "To"))
	require.Equal(t, []string{colleagueEmail}, cellsBelow(t, h.exported("colleagues"), "Email"))
	subscription := h.exported("subscription")
	require.Equal(t, "Extensions", subscription[1][0])
	require.Equal(
		t, []string{"5000", "1000", "4000"}, subscription[1][1:4], "total, given out, available",
	)
	for _, operation := range []string{"log", "mail", "colleague", "subscription"} {
		require.Len(t, h.logged("--operation", operation+".exported"), 1)
	}
	require.Len(t, h.logged("--operation", "statement.exported"), 2)
}

// TestUsageIsExported exports the month, some days of it, and one day, by each list.
func TestUsageIsExported(t *testing.T) {
	h := newHouse(t) // Today is 24 November.
	id := h.kranich()
	h.clock.Add(48 * time.Hour)
	h.ok("reseller", "edit", id, "--extensions", "1000")
	h.clock.Add(24 * time.Hour)
	h.ok("pbx", "add", "--owner", id, "--name", "mill", "--extensions", "20",
		"--concurrent-calls", "4", "--sub-domain", "mill")

	month := h.exported("usage")
	require.Equal(t, []string{"2026-11-24", "2026-11-26"}, cellsBelow(t, month, "From")[:2])
	require.Equal(t, []string{"2026-11-25", "2026-11-27"}, cellsBelow(t, month, "Until")[:2])
	require.Equal(t, []string{"1200", "1000"}, cellsBelow(t, month, "Quantity")[:2])
	require.Equal(t, []string{"2400", "2000"}, cellsBelow(t, month, "Unit-days")[:2])
	require.Equal(t, []string{"20", ""}, cellsBelow(t, month, "Unit-days in PBXs")[:2])
	// 4,400 and 20 unit-days in 27 days.
	require.Equal(t, []string{"163.0", ""}, cellsBelow(t, month, "Mean")[:2])
	require.Equal(t, []string{"0.7", ""}, cellsBelow(t, month, "Mean in PBXs")[:2])
	require.Equal(t, "27", cellsBelow(t, month, "Days of the period")[0], "of November until today")

	day := h.exported("usage", "--as-of", "2026-11-25")
	require.Equal(t, "1200", cellsBelow(t, day, "Quantity")[0])
	require.Equal(t, "1", cellsBelow(t, day, "Days of the period")[0])
	calls := h.exported("usage", "--resource", "concurrent_calls")
	require.Equal(t, []string{"Concurrent Calls"}, cellsBelow(t, calls, "Resource"))
	require.Equal(t, []string{"64"}, cellsBelow(t, calls, "Unit-days"), "16 on four days")
	before := h.exported("usage", "--to", "2026-11-23")
	require.Len(t, before, 1, "nothing stood in November before it")
	for _, by := range []string{"pbx", "customer"} {
		rows := h.exported("usage", "--by", by, "--from", "2026-11-26", "--to", "2026-12-31")
		require.Equal(t, []string{"mill", "mill"}, cellsBelow(t, rows, "PBX"))
		require.Equal(t, []string{"20", "4"}, cellsBelow(t, rows, "Quantity"))
	}
	require.Len(t, h.logged("--operation", "usage.exported"), 6)
	for _, wrong := range [][]string{
		{"--by", "host"}, {"--resource", "gold"}, {"--as-of", "2026-11-25", "--to", "2026-11-26"},
	} {
		r := h.run(append([]string{"export", "usage", h.file("list.csv", "")}, wrong...)...)
		require.Equal(t, exitUsage, r.code, wrong)
	}
	h.run(
		"export", "usage", h.file("list.csv", ""), "--from", "2026-11-26", "--to", "2026-11-25",
		"--json",
	).fails(exitInvalid, "log.days_turned")
}

func TestNoExportHoldsAFormula(t *testing.T) {
	h := newHouse(t)
	const formula = `=HYPERLINK("http://evil.example","x")`
	id := h.kranich("--company", formula, "--send")
	h.ok("reseller", "suspend", id, "--reason", formula)
	h.ok("colleague", "add", "--first-name", formula, "--email", colleagueEmail)
	for _, args := range [][]string{
		{"resellers"}, {"log"}, {"statement", "--resource", "extensions"}, {"colleagues"},
	} {
		found := 0
		for _, row := range h.exported(args[0], args[1:]...) {
			for _, cell := range row {
				require.False(t, strings.HasPrefix(cell, "="), "%v: %s", args, cell)
				if strings.HasPrefix(cell, "'=") {
					found++
				}
			}
		}
		require.Positive(t, found, args)
	}
}

func TestExportsNeedTheirPermission(t *testing.T) {
	h := newHouse(t)
	h.colleague(permission.UserView, permission.SubscriptionView, permission.LogsView)
	h.asColleague("reseller", "list").json()
	path := filepath.Join(t.TempDir(), "list.csv")
	for _, args := range [][]string{
		{"resellers"},
		{"log"},
		{"statement", "--resource", "extensions"},
		{"usage"},
		{"outbox"},
		{"colleagues"},
		{"subscription"},
	} {
		h.asColleague(append([]string{"export", args[0], path}, args[1:]...)...).fails(
			exitForbidden, "forbidden",
		)
		require.NoFileExists(t, path)
	}
	require.Len(t, h.logged("--result", "refused", "--actor", "karl"), 7)
}
