package sheet_test

import (
	"encoding/csv"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"resellerdesk/core"
	"resellerdesk/core/sheet"
)

// difficult texts are made of what CSV, Excel and this package give a meaning to.
func difficult() *rapid.Generator[string] {
	bit := rapid.SampledFrom([]string{
		"'", "=", "-", "+1", "@", "＝", "\t", "\r", "\n", "\r\n", `"`, ",", ";", " ", "\u00a0",
		"\ufeff", "\x00", "a", "ß", "🙂", `\.`,
	})
	made := rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(bit, 0, 6).Draw(t, "bits"), "")
	})
	return rapid.OneOf(made, rapid.String())
}

func TestWhatIsWrittenIsReadAgain(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		columns := rapid.IntRange(1, 4).Draw(rt, "columns")
		row := rapid.SliceOfN(difficult(), columns, columns)
		// A blank row is none, and a mark before the first name is one of the file.
		header := row.Filter(func(h []string) bool {
			return strings.TrimSpace(strings.Join(h, "")) != "" &&
				!strings.HasPrefix(h[0], "\ufeff")
		}).Draw(rt, "header")
		want := rapid.SliceOfN(row, 0, 4).Draw(rt, "rows")
		values := make([][]sheet.Value, len(want))
		for i, w := range want {
			values[i] = texts(w...)
		}
		for _, d := range delimiters {
			gotHeader, got := read(rt, writeCSV(rt, d, header, values...))
			require.Equal(rt, header, gotHeader)
			require.Len(rt, got, len(want))
			for i := range want {
				require.Equal(rt, want[i], got[i])
			}
		}
	})
}

// TestOthersReadIt holds the files against Go's own reader, which knows nothing of apostrophes and
// loses CR before LF.
func TestOthersReadIt(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		word := rapid.StringMatching(`[a-zä",;][a-zä",; \n]{0,6}[a-z",;]`)
		row := rapid.SliceOfN(word, 2, 2)
		header, want := row.Draw(rt, "header"), row.Draw(rt, "row")
		for _, d := range delimiters {
			file := writeCSV(rt, d, header, texts(want...))
			other := csv.NewReader(strings.NewReader(strings.TrimPrefix(file, "\ufeff")))
			other.Comma = rune(d)
			got, err := other.ReadAll()
			require.NoError(rt, err)
			require.Equal(rt, [][]string{header, want}, got)
		}
	})
}

func TestFileAsPeopleSeeIt(t *testing.T) {
	at := time.Date(2026, 3, 5, 23, 30, 15, 99, time.FixedZone("CET", 3600))
	row := []sheet.Value{
		sheet.Text("Müller; Söhne"), sheet.Number(-120000), sheet.Day(core.NewDay(2026, time.March, 5)), sheet.Moment(at),
		{},
		sheet.Day(core.NoDay),
	}
	file := writeCSV(t, sheet.Semicolon, []string{"Company", "n", "day", "time", "x", "y"}, row)
	require.Equal(
		t,
		"\ufeffCompany;n;day;time;x;y\r\n\"Müller; Söhne\";-120000;2026-03-05;2026-03-05 23:30:15;;\r\n",
		file,
	)
}

func TestAMeanHasTheDecimalPointOfItsDelimiter(t *testing.T) {
	row := []sheet.Value{sheet.Tenths(12345), sheet.Tenths(-7)}
	for d, want := range map[sheet.Delimiter]string{
		sheet.Semicolon: "1234,5;-0,7", sheet.Comma: "1234.5,-0.7",
	} {
		header := "a" + string(rune(d)) + "b"
		require.Equal(
			t, "\ufeff"+header+"\r\n"+want+"\r\n", writeCSV(t, d, []string{"a", "b"}, row),
		)
	}
}

func TestNoTextIsAFormula(t *testing.T) {
	for text, want := range map[string]string{
		"=1+1": "'=1+1", "+49 30": "'+49 30", "-1": "'-1", "@sum": "'@sum", "  =1": "'  =1",
		"\u00a0=1": "'\u00a0=1", "\t=1": "\"'\t=1\"",
		"\r=1": "\"'\r=1\"", "\n=1": "\"'\n=1\"", "＝1": "'＝1", "＋1": "'＋1", "－1": "'－1",
		"＠a": "'＠a", "\u200b=1": "'\u200b=1", "'=1": "''=1",
		"a=1": "a=1", "'tis": "'tis", "": `""`, "1": "1", `=HYPERLINK("x")`: `"'=HYPERLINK(""x"")"`,
	} {
		lines := strings.SplitN(writeCSV(t, sheet.Comma, []string{"h"}, texts(text)), "\r\n", 2)
		require.Equal(t, want+"\r\n", lines[1], "%q", text)
	}
	require.Contains(
		t, writeCSV(t, sheet.Comma, []string{"=cmd"}), "'=cmd", "a header is a text too",
	)
	require.Contains(
		t, writeCSV(t, sheet.Comma, []string{"h"}, []sheet.Value{sheet.Number(-1)}), "\r\n-1\r\n",
	)
}

func TestOnlyOurApostropheIsTakenAway(t *testing.T) {
	_, got := read(t, "a\n'=1\n''=1\n'tis\n'\n'-1\n-1\n'  @x\n")
	require.Equal(t, [][]string{{"=1"}, {"'=1"}, {"'tis"}, {"'"}, {"-1"}, {"-1"}, {"  @x"}}, got)
}

func TestDelimiterIsFound(t *testing.T) {
	for file, want := range map[string]sheet.Delimiter{
		"a;b;c\n": ';', "a,b\n": ',', "a\tb\n": '\t', "a\n1;2\n": 0, "a;b,c\n": ';',
		"\"a;b;c\",d\n": ',', "a,b,c;d\n1;2;3": ',',
		"\n\r\na;b": ';', "\"a\nb;c\"\td": '\t',
	} {
		r, err := sheet.ReadCSV(strings.NewReader(file), sheet.Detected)
		require.NoError(t, err, "%q", file)
		require.Equal(t, want, r.Delimiter, "%q", file)
	}
}

func TestEncodings(t *testing.T) {
	want := []string{"Größe", "€"}
	for name, file := range map[string]string{
		"UTF-8":          "Größe;€\r\n",
		"with mark":      "\ufeffGröße;€\r\n",
		"UTF-16 little":  "\xff\xfeG\x00r\x00\xf6\x00\xdf\x00e\x00;\x00\xac\x20\r\x00\n\x00",
		"UTF-16 big":     "\xfe\xff\x00G\x00r\x00\xf6\x00\xdf\x00e\x00;\x20\xac\x00\r\x00\n",
		"Windows-1252":   "Gr\xf6\xdfe;\x80\r\n",
		"old Macintosh":  "Größe;€\r1;2\r",
		"no end of line": "Größe;€",
	} {
		header, _ := read(t, file)
		require.Equal(t, want, header, name)
	}
	for file, want := range map[string]problem{
		"PK\x03\x04\x00\x00": {Key: "sheet.not_text"},
		"a\x00;\x00b\x00":    {Key: "sheet.not_text"},
		"\xff\xfea\x00\n\x00b": {
			Key: "sheet.encoding", Args: core.Args{"Line": 2, "Encoding": "UTF-16"},
		},
		"\ufeffa\r\nb\r\n\xf6\r\n": {
			Key: "sheet.encoding", Args: core.Args{"Line": 3, "Encoding": "UTF-8"},
		},
		"":               {Key: "sheet.empty"},
		"\ufeff\r\n\n\r": {Key: "sheet.empty"},
	} {
		bad, _ := problems(t, file)
		require.Equal(t, []problem{want}, bad, "%q", file)
	}
}

// TestAnEncodingIsChosen reads the same names in what programs write as plain "CSV".
func TestAnEncodingIsChosen(t *testing.T) {
	for written, file := range map[sheet.Encoding]string{
		sheet.Macintosh:   "M\x9fller;Wei\xa7",
		sheet.CodePage850: "M\x81ller;Wei\xe1",
		sheet.Windows1252: "M\xfcller;Wei\xdf",
		sheet.Windows1250: "M\xfcller;Wei\xdf",
		sheet.UTF8:        "Müller;Weiß",
		sheet.UTF16:       "M\x00\xfc\x00l\x00l\x00e\x00r\x00;\x00W\x00e\x00i\x00\xdf\x00",
	} {
		r, err := sheet.ReadCSV(strings.NewReader(file), written)
		require.NoError(t, err, written)
		require.Equal(t, []string{"Müller", "Weiß"}, r.Header, written)
		require.Equal(t, written, r.Encoding)
		require.NotEmpty(t, written.Name())
		require.Contains(t, sheet.Encodings(), written)
	}
	for written, file := range map[sheet.Encoding]string{
		sheet.Detected:    "M\x81ller", // No byte of Windows-1252, which it would be taken for.
		sheet.Windows1252: "a\x8d", sheet.Windows1250: "a\x81", sheet.Windows1253: "a\xd2",
		sheet.UTF8: "M\xfcller",
	} {
		_, err := sheet.ReadCSV(strings.NewReader("a\n"+file), written)
		var e *core.Error
		require.ErrorAs(t, err, &e, written)
		require.Equal(t, "sheet.encoding", e.Key)
		require.Equal(t, 2, e.Args["Line"])
	}
}

// TestWhatSpreadsheetProgramsAdd is read past.
func TestWhatSpreadsheetProgramsAdd(t *testing.T) {
	for name, file := range map[string]string{
		"two marks":             "\ufeff\ufeffa;b\n1;2\n",
		"two marks in UTF-16":   "\xff\xfe\xff\xfea\x00;\x00b\x00\n\x001\x00;\x002\x00",
		"named separator":       "sep=;\r\na;b\r\n1;2\r\n",
		"in quotation marks":    "\"SEP=;\"\na;b\n1;2\n",
		"named against a guess": "sep=\t\na\tb\n1\t2\n",
		"bar":                   "sep=|\na|b\n1|2\n",
		"blank rows above":      "\r\n;;\r\n , ,\r\na;b\r\n1;2\r\n",
		"blank cells beyond":    "a;b\n1;2; ;\u00a0\n",
		"told to be texts":      "a;b\n=\"1\";\"=\"\"2\"\"\"\n",
	} {
		header, all := read(t, file)
		require.Equal(t, []string{"a", "b"}, header, name)
		require.Equal(t, [][]string{{"1", "2"}}, all, name)
	}
	r, err := sheet.ReadCSV(strings.NewReader("sep=;\n;\na;b\n1;2\n"), sheet.Detected)
	require.NoError(t, err)
	require.Equal(t, 3, r.HeaderLine)
	_, all := read(t, "sep;a\n\" \";\u00a0\n=\"a\"\"b;c\";\"'=\"\"x\"\"\"\n")
	require.Equal(t, [][]string{{" ", "\u00a0"}, {`a"b;c`, `="x"`}}, all)
	_, several := read(t, "a\n\"=\"\"x\"\" & \"\"y\"\"\"\n")
	require.Equal(t, [][]string{{`="x" & "y"`}}, several, "a formula is no text")
	require.True(t, sheet.Row{Cells: all[0]}.Empty())
}

func TestLinesAreCountedAsPeopleDo(t *testing.T) {
	file := "a;b\r\n\"one\r\ntwo\n\rthree\";x\r\n\r\ny;z\n\"\";last\r"
	r, err := sheet.ReadCSV(strings.NewReader("\n"+file), sheet.Detected)
	require.NoError(t, err)
	require.Equal(t, 2, r.HeaderLine)
	for range 2 {
		var got []sheet.Row
		for row, err := range r.Rows() {
			require.NoError(t, err)
			row.Cells = slices.Clone(row.Cells)
			got = append(got, row)
		}
		require.Equal(t, []sheet.Row{
			{Line: 3, Cells: []string{"one\r\ntwo\n\rthree", "x"}},
			{Line: 8, Cells: []string{"y", "z"}},
			{Line: 9, Cells: []string{"", "last"}},
		}, got, "and a second time the same")
	}
}

func TestBadRowsAreToldAndTheOthersRead(t *testing.T) {
	bad, good := problems(t, "a;b\n1;2\nx\"y;2\n\"x\"y;2\n3;4;5\n6\n7;8;;\n\"9\n;9\n10;11")
	require.Equal(t, []problem{
		{3, "sheet.malformed", core.Args{"Line": 3}},
		{4, "sheet.malformed", core.Args{"Line": 4}},
		{5, "sheet.too_many_cells", core.Args{"Line": 5, "Header": 2}},
		{8, "sheet.unclosed", core.Args{"Line": 8}},
	}, bad)
	require.Equal(t, []string{"1", "6", "7"}, good)
	bad, _ = problems(t, "a;\"b")
	require.Equal(t, []problem{{0, "sheet.unclosed", core.Args{"Line": 1}}}, bad)
	_, all := read(t, "a;b\n6\n7;8;;\n;\n")
	require.Equal(t, [][]string{{"6", ""}, {"7", "8"}, {"", ""}}, all)
	require.True(t, sheet.Row{Cells: all[2]}.Empty())
	require.False(t, sheet.Row{Cells: all[0]}.Empty())
}

func TestLimits(t *testing.T) {
	most := strings.Repeat("x", sheet.MaxCell)
	bad, good := problems(t, "a;b\n"+most+";1\n1;x"+most+"\n2;\"\n"+most+"\"\n3;3\n")
	require.Equal(t, []problem{
		{3, "sheet.cell_too_long", core.Args{"Line": 3, "Column": 2, "Max": 10}},
		{4, "sheet.cell_too_long", core.Args{"Line": 4, "Column": 2, "Max": 10}},
	}, bad)
	require.Equal(t, []string{most, "3"}, good)

	wide := strings.Repeat(";", sheet.MaxColumns-1)
	bad, good = problems(t, "a"+wide+"\n;"+wide+"\n1"+wide+"\n")
	require.Equal(
		t, []problem{{2, "sheet.too_many_columns", core.Args{"Line": 2, "Max": 200}}}, bad,
	)
	require.Equal(t, []string{"1"}, good)
	bad, _ = problems(t, ";"+wide)
	require.Equal(
		t, []problem{{0, "sheet.too_many_columns", core.Args{"Line": 1, "Max": 200}}}, bad,
	)

	long := "a\n" + strings.Repeat("1\n", sheet.MaxRows)
	bad, good = problems(t, long)
	require.Empty(t, bad)
	require.Len(t, good, sheet.MaxRows)
	bad, good = problems(t, long+"\n2\n3\n")
	require.Equal(
		t, []problem{{sheet.MaxRows + 3, "sheet.too_many_rows", core.Args{"Max": 100_000}}}, bad,
	)
	require.Len(t, good, sheet.MaxRows)
}

func TestLargeFiles(t *testing.T) {
	line := strings.Repeat("x", 1023) + "\n"
	full := "a\n" + strings.Repeat(line, sheet.MaxFile/len(line))
	bad, good := problems(t, full[:sheet.MaxFile])
	require.Empty(t, bad)
	require.Len(t, good, sheet.MaxFile/len(line))
	bad, _ = problems(t, full[:sheet.MaxFile+1])
	require.Equal(t, []problem{{0, "sheet.too_big", core.Args{"Max": sheet.MaxFile >> 20}}}, bad)
	endless := io.MultiReader(strings.NewReader("a\n"), endless{})
	_, err := sheet.ReadCSV(endless, sheet.Detected)
	require.Equal(t, "sheet.too_big", refusal(t, 0, err).Key)
}

// endless is a file without an end, such as a device.
type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }

func TestAFileThatCannotBeRead(t *testing.T) {
	_, err := sheet.ReadCSV(iotest.ErrReader(errFull), sheet.Detected)
	require.Equal(t, core.Unavailable, core.CodeOf(err))
	require.ErrorIs(t, err, errFull)
}

// TestATextMayNotBeLongerThanAFile has as many bytes as UTF-8 as a file may have, and one more.
func TestATextMayNotBeLongerThanAFile(t *testing.T) {
	half := strings.Repeat(strings.Repeat("\xe4", 511)+"\n", sheet.MaxFile/1023)
	most := "a\n" + half + strings.Repeat("\n", sheet.MaxFile-2-len(half)/512*1023)
	bad, good := problems(t, most)
	require.Empty(t, bad)
	require.Len(t, good, sheet.MaxFile/1023)
	bad, _ = problems(t, most+"\n")
	require.Equal(t, []problem{{0, "sheet.too_big", core.Args{"Max": sheet.MaxFile >> 20}}}, bad)
}
