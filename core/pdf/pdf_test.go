package pdf_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"resellerdesk/assets"
	"resellerdesk/core"
	"resellerdesk/core/i18n"
	"resellerdesk/core/pdf"
	"resellerdesk/core/sheet"
)

func document(t *testing.T, lang string) pdf.Document {
	words, err := i18n.New(assets.Translations, lang)
	require.NoError(t, err)
	return pdf.Document{Title: "Resellers", About: "Größe & Söhne", Words: words}
}

func rows(list ...[]sheet.Value) iter.Seq2[[]sheet.Value, error] {
	return func(yield func([]sheet.Value, error) bool) {
		for _, row := range list {
			if !yield(row, nil) {
				return
			}
		}
	}
}

// read lets another program read a document, as a person would see it: page by page.
func read(t *testing.T, raw []byte) (pages []string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "document.pdf")
	require.NoError(t, os.WriteFile(path, raw, 0o600))
	out, err := exec.CommandContext(t.Context(), "pdftotext", "-layout", path, "-").CombinedOutput()
	require.NoError(t, err, string(out))
	return strings.Split(strings.TrimSuffix(string(out), "\f"), "\f")
}

// plain is a text with each blank space as one blank.
func plain(text string) string { return strings.Join(strings.Fields(text), " ") }

func table(t *testing.T, d pdf.Document, header []string, list ...[]sheet.Value) []string {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, pdf.Table(
		t.Context(), &out, d, sheet.Table{Name: "n", Header: header, Rows: rows(list...)}, nil,
	))
	return read(t, out.Bytes())
}

func TestATableHoldsWhatItsRowsDo(t *testing.T) {
	at := time.Date(2026, 12, 1, 20, 5, 0, 0, time.Local)
	pages := table(t, document(t, "de"),
		[]string{"Firma", "Leer", "Kennung", "Nebenstellen", "Gültig bis", "Um"},
		[]sheet.Value{
			sheet.Text("Žižka & Łódź"),
			{},
			sheet.Key("01a2-77"), sheet.Number(16000),
			sheet.Day(core.NewDay(2027, time.March, 31)), sheet.Moment(at),
		},
		[]sheet.Value{sheet.Text("Ελλάδα"), {}, {}, sheet.Number(-5), {}, {}},
		[]sheet.Value{sheet.Text("Связь Плюс"), {}, {}, sheet.Number(0), {}, {}},
	)
	require.Len(t, pages, 1)
	text := plain(pages[0])
	require.Contains(t, text, "Resellers Größe & Söhne Firma Nebenstellen Gültig bis Um")
	require.Contains(t, text, "Žižka & Łódź 16.000 31.03.2027 01.12.2026 20:05")
	require.Contains(t, text, "Ελλάδα -5")
	require.Contains(t, text, "Связь Плюс 0")
	require.Contains(t, text, "Resellers Seite 1 von 1")
	require.NotContains(t, text, "Leer", "a column without any value is left out")
	require.NotContains(t, text, "Kennung", "one for programs, too")
}

func TestALongTableHasItsTitlesOnEachPage(t *testing.T) {
	var list [][]sheet.Value
	for n := range 200 {
		list = append(list, []sheet.Value{sheet.Text(fmt.Sprint("row ", n)), sheet.Number(int64(n))})
	}
	pages := table(t, document(t, "en"), []string{"Company", "Extensions"}, list...)
	require.Greater(t, len(pages), 2)
	var seen []string
	for n, page := range pages {
		require.Contains(t, plain(page), "Company Extensions", n)
		require.Contains(t, page, fmt.Sprintf("Page %d of %d", n+1, len(pages)))
		seen = append(seen, regexp.MustCompile(`row \d+`).FindAllString(page, -1)...)
	}
	require.Len(t, seen, 200)
	require.Equal(t, "row 0", seen[0])
	require.Equal(t, "row 199", seen[199])
}

// TestAWideTableIsPartedBesideItsFirstColumn: nothing is cut off at the edge of a page.
func TestAWideTableIsPartedBesideItsFirstColumn(t *testing.T) {
	header, row := []string{"Company"}, []sheet.Value{sheet.Text("Kranich")}
	for n := range 30 {
		header = append(header, fmt.Sprint("Column", n))
		row = append(row, sheet.Text(fmt.Sprint("some words of value", n)))
	}
	pages := table(t, document(t, "en"), header, row)
	require.Greater(t, len(pages), 1)
	all := plain(strings.Join(pages, " "))
	for n := range 30 {
		require.Contains(t, all, fmt.Sprint("Column", n))
		require.Contains(t, all, fmt.Sprint("value", n))
	}
	for n, page := range pages {
		require.Contains(t, page, "Kranich", n)
	}
}

func TestALongTextIsBrokenAndALongWordToo(t *testing.T) {
	long := strings.Repeat("Wort ", 40) + strings.Repeat("x", 90)
	pages := table(t, document(t, "en"), []string{"a", "b"},
		[]sheet.Value{sheet.Text("one\ntwo"), sheet.Text(long)})
	text := strings.Join(pages, "")
	require.Equal(t, 40, strings.Count(text, "Wort"))
	require.Equal(t, 90, strings.Count(text, "x"))
	require.Contains(t, text, "two")
}

// TestWhatCannotBeSetIsSaidBefore: letters that join or run from right to left, and emoji.
func TestWhatCannotBeSetIsSaidBefore(t *testing.T) {
	for _, text := range []string{"שלום", "مرحبا", "नमस्ते", "สวัสดี", "😀"} {
		var out bytes.Buffer
		d := document(t, "en")
		tab := sheet.Table{
			Header: []string{"a", "b"},
			Rows:   rows([]sheet.Value{sheet.Text("Kranich"), sheet.Text(text)}),
		}
		err := pdf.Table(t.Context(), &out, d, tab, nil)
		var e *core.Error
		require.ErrorAs(t, err, &e, text)
		require.Equal(t, "print.unset", e.Key)
		require.NotEmpty(t, e.Args["Characters"])
		require.Empty(t, out.Bytes(), "nothing is written")
		d.Replace = true
		require.NoError(t, pdf.Table(t.Context(), &out, d, tab, nil))
		require.Contains(t, plain(read(t, out.Bytes())[0]), "Kranich ?")
	}
}

// TestOtherScriptsAreOfTheSystem sets letters that no font of the program has, where the system
// has a font for them.
func TestOtherScriptsAreOfTheSystem(t *testing.T) {
	var out bytes.Buffer
	d := document(t, "en")
	d.About = "Հայաստան საქართველო" // Armenian and Georgian, which DejaVu has.
	err := pdf.Page(&out, d, nil)
	if fonts, _ := filepath.Glob("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"); fonts == nil {
		require.Error(t, err)
		return
	}
	require.NoError(t, err)
	require.Contains(t, read(t, out.Bytes())[0], "Հայաստան საქართველო")
}

func TestAPageOfText(t *testing.T) {
	d := document(t, "en")
	steps := make([]string, 80)
	for n := range steps {
		steps[n] = fmt.Sprint("Do this number ", n, " and then go on.")
	}
	var out bytes.Buffer
	require.NoError(t, pdf.Page(&out, d, []pdf.Block{
		{Heading: "What to do"},
		{Paragraph: strings.Repeat("A sentence. ", 30)},
		{Code: "AB12-CD34"},
		{Facts: [][2]string{{"It opens", "kit.age"}, {"Stored at", ""}}},
		{Steps: steps},
	}))
	pages := read(t, out.Bytes())
	require.Greater(t, len(pages), 1)
	require.Contains(t, pages[0], "AB12-CD34")
	require.Contains(t, plain(pages[0]), "It opens kit.age Stored at")
	all := strings.Join(pages, "")
	require.Contains(t, all, "80. ")
	require.Contains(t, all, "Do this number 79 and then go on.")
	require.Equal(t, 30, strings.Count(plain(all), "A sentence."))
}

func TestTooManyRowsAreRefusedAndAnErrorOfTheRowsIsPassedOn(t *testing.T) {
	broken := errors.New("broken")
	many := func(yield func([]sheet.Value, error) bool) {
		for range pdf.MaxRows + 1 {
			if !yield([]sheet.Value{sheet.Number(1)}, nil) {
				return
			}
		}
	}
	failing := func(yield func([]sheet.Value, error) bool) { yield(nil, broken) }
	var e *core.Error
	var out bytes.Buffer
	d := document(t, "en")
	err := pdf.Table(t.Context(), &out, d, sheet.Table{Header: []string{"a"}, Rows: many}, nil)
	require.ErrorAs(t, err, &e)
	require.Equal(t, "print.too_long", e.Key)
	err = pdf.Table(t.Context(), &out, d, sheet.Table{Header: []string{"a"}, Rows: failing}, nil)
	require.ErrorIs(t, err, broken)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	err = pdf.Table(ctx, &out, d, sheet.Table{
		Header: []string{"a"}, Rows: rows([]sheet.Value{sheet.Number(1)}),
	}, nil)
	require.ErrorIs(t, err, context.Canceled)
	require.Empty(t, out.Bytes())
}
