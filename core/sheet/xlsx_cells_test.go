package sheet_test

import (
	"archive/zip"
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"

	"resellerdesk/core/sheet"
)

// formats are the numbers of styles in a rawBook, by their codes.
var formats = []string{
	"General", "00000", `[<=9999999]###\-####;\(###\)\ ###\-####`, `"+"0`, "#,##0", "DD.MM.YY",
	`yyyy"年"m"月"d"日"`, "0.00", "00 00 00", `[$-407]d. mmmm yyyy hh:mm`, "hh:mm", "General;General",
}

// rawBook is a workbook with the bytes of other programs than excelize: rows are the content of a
// worksheet, shared that of the texts that cells name by number.
func rawBook(t *testing.T, rows, shared, more string) []byte {
	t.Helper()
	codes, cells := "", ""
	for i, code := range formats {
		number := string(rune('0'+i/10)) + string(rune('0'+i%10))
		cells += `<xf numFmtId="2` + number + `"/>`
		codes += `<numFmt numFmtId="2` + number + `" formatCode="` + escapedQuotes(code) + `"/>`
	}
	const main = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`
	const packaged = `xmlns="http://schemas.openxmlformats.org/package/2006/`
	const relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	const head = `<?xml version="1.0" encoding="UTF-8"?>`
	var file bytes.Buffer
	z := zip.NewWriter(&file)
	for _, part := range []struct{ name, text string }{
		{"[Content_Types].xml", `<Types ` + packaged + `content-types"/>`},
		{"_rels/.rels", `<Relationships ` + packaged + `relationships"><Relationship Id="a" Type="` + relation +
			`/officeDocument" Target="/xl/workbook.xml"/></Relationships>`},
		{"xl/workbook.xml", `<workbook ` + main + ` xmlns:r="` + relation + `"><sheets>` +
			`<sheet name="Data" sheetId="7" r:id="s"/></sheets>` + more + `</workbook>`},
		{"xl/_rels/workbook.xml.rels", `<Relationships ` + packaged + `relationships">` +
			`<Relationship Id="s" Type="` + relation + `/worksheet" Target="worksheets/data.xml"/>` +
			`<Relationship Id="t" Type="` + relation + `/styles" Target="styles.xml"/>` +
			`<Relationship Id="u" Type="` + relation + `/sharedStrings" Target="sharedStrings.xml"/>` +
			`</Relationships>`},
		{"xl/styles.xml", `<styleSheet ` + main + `><numFmts>` + codes + `</numFmts><cellXfs>` + cells +
			`</cellXfs></styleSheet>`},
		{"xl/sharedStrings.xml", `<sst ` + main + `>` + shared + `</sst>`},
		{"xl/worksheets/data.xml", `<worksheet ` + main + `><sheetData>` + rows + `</sheetData></worksheet>`},
	} {
		w, err := z.Create(part.name)
		require.NoError(t, err)
		_, err = w.Write([]byte(head + part.text))
		require.NoError(t, err)
	}
	require.NoError(t, z.Close())
	return file.Bytes()
}

func escapedQuotes(code string) string {
	return string(bytes.ReplaceAll(bytes.ReplaceAll(
		[]byte(code), []byte(`"`), []byte("&quot;")), []byte("<"), []byte("&lt;")))
}

const rawHeader = `<row r="1"><c r="A1" t="inlineStr"><is><t>Held</t></is></c>` +
	`<c r="B1" t="inlineStr"><is><t>Shown</t></is></c></row>`

// TestCellsOfOtherPrograms: in column A what a cell holds is read, in column B how it is shown.
func TestCellsOfOtherPrograms(t *testing.T) {
	const shared = `<si><t>Kranich</t></si><si><r><t>東</t></r><r><t>京</t></r><rPh><t>トウ</t></rPh></si>` +
		`<si><t>a_x000D_b</t></si>`
	for cell, want := range map[string][2]string{
		`><v>10.0</v>`:                           {"10", "10"},
		`><v>4.9E11</v>`:                         {"490000000000", "490000000000"},
		`><v>4.91511234567E11</v>`:               {"491511234567", "491511234567"},
		`><v>4.915112345678E12</v>`:              {"4915112345678", "4915112345678"},
		`><v>4.9170123456E+11</v>`:               {"491701234560", "491701234560"},
		`><v>1.0E-3</v>`:                         {"0.0010", "0.001"},
		`><v>2.125</v>`:                          {"2.1250", "2.125"},
		`><v>9.9999999999999982</v>`:             {"10", "10"},
		`><v>0.30000000000000004</v>`:            {"0.3", "0.3"},
		`><v>1.23456789012345E+18</v>`:           {"1.23456789012345E+18", "1.23456789012345E+18"},
		`><v>1234567890123450</v>`:               {"1.23456789012345E+15", "1.23456789012345E+15"},
		`><v>4.912345678901234E15</v>`:           {"4912345678901234", "4912345678901234"},
		`><v>8949012345678901234</v>`:            {"8949012345678901234", "8949012345678901234"},
		` s="1"><v>1067.0</v>`:                   {"1067", "01067"},
		` s="2"><v>5551234</v>`:                  {"5551234", "555-1234"},
		` s="2"><v>8005551234</v>`:               {"8005551234", "(800) 555-1234"},
		` s="3"><v>4.9E11</v>`:                   {"490000000000", "+490000000000"},
		` s="4"><v>16000</v>`:                    {"16000", "16000"},
		` s="5"><v>46752.0</v>`:                  {"46752", "2027-12-31"},
		` s="6"><v>46752</v>`:                    {"46752", "2027-12-31"},
		` s="7"><v>5</v>`:                        {"5", "5"},
		` s="8"><v>12345</v>`:                    {"12345", "01 23 45"},
		` s="8"><v>-12345</v>`:                   {"-12345", "-01 23 45"},
		` s="8"><v>1234567</v>`:                  {"1234567", "123 45 67"},
		` s="9"><v>46752.5</v>`:                  {"46752.5", "2027-12-31 12:00"},
		` s="10"><v>0.25</v>`:                    {"0.25", "06:00"},
		` s="11"><v>7.0</v>`:                     {"7", "7"},
		` s="99"><v>7.0</v>`:                     {"7", "7"},
		` t="b"><v>1</v>`:                        {"TRUE", "TRUE"},
		` t="b"><v>0</v>`:                        {"FALSE", "FALSE"},
		` t="e"><v>#N/A</v>`:                     {"#N/A", "#N/A"},
		` t="e"><v>?</v>`:                        {"#ERROR!", "#ERROR!"},
		` t="s"><v>0</v>`:                        {"Kranich", "Kranich"},
		` t="s"><v>1</v>`:                        {"東京", "東京"},
		` t="s"><v>2</v>`:                        {"a\rb", "a\rb"},
		` t="str"><f>A1&amp;""</f><v>4.9E11</v>`: {"4.9E11", "4.9E11"},
		`><f>2*5</f><v>10.0</v>`:                 {"10", "10"},
		` t="d"><v>2027-12-31T00:00:00</v>`:      {"2027-12-31", "2027-12-31"},
		`><v>a text</v>`:                         {"a text", "a text"},
	} {
		row := `<row r="2"><c r="A2"` + cell + `</c><c r="B2"` + cell + `</c></row>`
		r, err := sheet.Read(
			t.Context(), bytes.NewReader(rawBook(t, rawHeader+row, shared, "")), sheet.Options{},
		)
		require.NoError(t, err, cell)
		r.ReadAsTexts([]bool{false, true})
		for row, err := range r.Rows() {
			require.NoError(t, err, cell)
			require.Equal(t, want[:], row.Cells, cell)
		}
	}
}

// TestAFormulaThatWasNeverCalculated is refused; one whose result is empty is not.
func TestAFormulaThatWasNeverCalculated(t *testing.T) {
	for name, c := range map[string]struct {
		cell, more, formula string
		is                  bool
	}{
		"no value":      {`><f>DATE(2027,12,31)</f>`, "", "=DATE(2027,12,31)", true},
		"an empty one":  {`><f>A1*2</f><v></v>`, "", "=A1*2", true},
		"closed":        {`><f>A1*2</f><v/>`, "", "=A1*2", true},
		"of others":     {`><f t="shared" si="0"/>`, "", "=", true},
		"empty text":    {` t="str"><f>""</f><v></v>`, "", "", false},
		"of excelize":   {` t="str"><f>A1*2</f>`, "", "=A1*2", true},
		"zero":          {`><f>A1*0</f><v>0</v>`, "", "0", false},
		"zero for now":  {`><f>A1*2</f><v>0</v>`, `<calcPr fullCalcOnLoad="1"/>`, "=A1*2", true},
		"a known value": {`><f>A1*2</f><v>8</v>`, `<calcPr fullCalcOnLoad="1"/>`, "8", false},
	} {
		row := `<row><c><v>1</v></c><c` + c.cell + `</c></row>`
		_, cells, _ := readBook(t, rawBook(t, rawHeader+row, "", c.more), sheet.Options{})
		formula, is := sheet.NotCalculated(cells[0][1])
		require.Equal(t, c.is, is, name)
		require.Equal(t, c.formula, formula, name)
	}
}

func TestRowsAndCellsStandWhereTheySay(t *testing.T) {
	const row = `<row r="4"><c r="B4"><v>2</v></c></row><row><c><v>1</v></c><c/><c/></row>`
	_, cells, lines := readBook(t, rawBook(t, rawHeader+row, "", ""), sheet.Options{})
	require.Equal(t, [][]string{{"", "2"}, {"1", ""}}, cells)
	require.Equal(t, []int{4, 5}, lines)
	for name, row := range map[string]string{
		"a row again": `<row r="1"/>`, "no row": `<row r="x"/>`, "no column": `<row><c r="4"/></row>`,
		"no such text": `<row><c t="s"><v>7</v></c></row>`, "not closed": `<row><c>`,
	} {
		file := rawBook(t, rawHeader+row, "", "")
		_, err := sheet.Read(t.Context(), bytes.NewReader(file), sheet.Options{})
		require.Equal(t, "sheet.no_workbook", refusedKey(err), name)
	}
}

// TestFilesOfOtherKindsAreNamed: what is no table of a kind that is read says so.
func TestFilesOfOtherKindsAreNamed(t *testing.T) {
	archive := func(name, text string) string {
		var file bytes.Buffer
		z := zip.NewWriter(&file)
		w, err := z.Create(name)
		require.NoError(t, err)
		_, err = w.Write([]byte(text))
		require.NoError(t, err)
		require.NoError(t, z.Close())
		return file.String()
	}
	for kind, file := range map[string]string{
		".ods":     archive("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
		".odt":     archive("mimetype", "application/vnd.oasis.opendocument.text"),
		".xlsb":    archive("xl/workbook.bin", "x"),
		".numbers": archive("Index/Document.iwa", "x"),
		".docx":    archive("word/document.xml", "x"),
		"HTML":     "\r\n<HTML><body><table>",
		"XML":      `<?xml version="1.0"?><Workbook/>`,
		".pdf":     "%PDF-1.7\n",
	} {
		_, err := sheet.Read(t.Context(), bytes.NewReader([]byte(file)), sheet.Options{})
		require.Equal(t, "sheet.other_file", refusedKey(err), kind)
		require.Equal(t, kind, refusal(t, 0, err).Args["Kind"])
	}
}
