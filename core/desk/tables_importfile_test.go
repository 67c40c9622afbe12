package desk_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/desk"
	"resellerdesk/core/sheet"
)

// TestAFileSaysHowItWasRead reads a name in what programs write as plain "CSV".
func TestAFileSaysHowItWasRead(t *testing.T) {
	h := newDistributor(t)
	row := func(company string) string { return importHeader + company + ";Nina;n@x.example;1;0;0\n" }
	for name, test := range map[string]struct {
		file            string
		chosen, written sheet.Encoding
		sample          string
	}{
		"plain":       {row("Mueller"), sheet.Detected, sheet.UTF8, ""},
		"UTF-8":       {row("Müller"), sheet.Detected, sheet.UTF8, "Müller"},
		"Windows":     {row("M\xfcller"), sheet.Detected, sheet.Windows1252, "Müller"},
		"Mac, wrong":  {row("M\x9fller"), sheet.Detected, sheet.Windows1252, "MŸller"},
		"Mac":         {row("M\x9fller"), sheet.Macintosh, sheet.Macintosh, "Müller"},
		"DOS":         {row("S\x94hne"), sheet.CodePage850, sheet.CodePage850, "Söhne"},
		"Greek":       {row("\xc1\xe8\xde\xed\xe1"), sheet.Windows1253, sheet.Windows1253, "Αθήνα"},
		"Polish":      {row("\xa3\xf3d\x9f"), sheet.Windows1250, sheet.Windows1250, "Łódź"},
		"Latin-9":     {row("\xa6koda"), sheet.Latin9, sheet.Latin9, "Škoda"},
		"not Latin-9": {row("\xa6koda"), sheet.Detected, sheet.Windows1252, "¦koda"},
		"Latin-2":     {row("\xa3\xf3d\xbc"), sheet.Latin2, sheet.Latin2, "Łódź"},
		"Turkish":     {row("\xdd\xfe"), sheet.Windows1254, sheet.Windows1254, "İş"},
		"Cyrillic":    {row("\xcc\xe8\xf0"), sheet.Windows1251, sheet.Windows1251, "Мир"},
		"Chinese":     {row("\xd6\xd0\xb9\xfa"), sheet.GB18030, sheet.GB18030, "中国"},
		"Taiwanese":   {row("\xa4\xa4\xb0\xea"), sheet.Big5, sheet.Big5, "中國"},
		"Japanese":    {row("\x93\x8c\x8b\x9e"), sheet.ShiftJIS, sheet.ShiftJIS, "東京"},
		"Korean":      {row("\xbc\xad\xbf\xef"), sheet.EUCKR, sheet.EUCKR, "서울"},
		"Baltic":      {row("\xd0iauliai"), sheet.Windows1257, sheet.Windows1257, "Šiauliai"},
		"first names": {importHeader + "X;J\xf6rg;n@x.example;1;0;0\n", sheet.Detected, sheet.Windows1252, "Jörg"},
	} {
		how := desk.ImportOptions{Options: sheet.Options{Encoding: test.chosen}}
		plan, err := h.CheckImport(t.Context(), strings.NewReader(test.file), how)
		require.NoError(t, err, name)
		require.True(t, plan.Ready(), name)
		require.Equal(t, test.written, plan.Encoding, name)
		require.Equal(t, test.sample, plan.Sample, name)
	}
	_, err := h.CheckImport(t.Context(), strings.NewReader(row("M\x81ller")), desk.ImportOptions{})
	require.Equal(t, "sheet.encoding", key(err), "no byte of Windows-1252")
	require.Contains(t, printer("en").Error(err), "Line 2 has characters that Windows-1252")

	mixed := row("Müller") + "Söhne;J\xf6rg;s@x.example;1;0;0\n"
	_, err = h.CheckImport(t.Context(), strings.NewReader(mixed), desk.ImportOptions{})
	require.Equal(t, "sheet.encoding", key(err), "nearly all of it is UTF-8")
	require.Contains(t, printer("en").Error(err), "Line 3 has characters that UTF-8")

	plan, err := h.CheckImport(
		t.Context(), strings.NewReader(row("M\x81ller")),
		desk.ImportOptions{Options: sheet.Options{Encoding: sheet.CodePage850}},
	)
	require.NoError(t, err)
	require.NoError(t, h.Import(t.Context(), desk.NewID(), plan))
	require.Equal(t, "Müller", h.row().Company, "the file is read a second time in the same way")
}

// TestDaysAsProgramsWriteThem reads days with weekdays, times, zones and marks around them.
func TestDaysAsProgramsWriteThem(t *testing.T) {
	h := newDistributor(t)
	header := strings.ReplaceAll(strings.TrimSuffix(importHeader, "\n"), ";", "\t") + "\tValid until\n"
	day := func(text string, how desk.ImportOptions) (day, key string, other any) {
		file := header + "X\tAda\ta@x.example\t5\t1\t0\t" + text + "\n"
		plan, err := h.CheckImport(t.Context(), strings.NewReader(file), how)
		require.NoError(t, err)
		if p := plan.Rows[0].Problems.Of(account.FieldValidUntil); p != nil {
			return "", p.Key, p.Args["Other"]
		}
		return plan.Columns[6].ReadAs.(core.Day).String(), "", nil
	}
	for _, text := range []string{
		"2027-12-31T23:30:00Z", "2027-12-31 00:00:00+02:00", "2027-12-31T00:00:00.000+0000",
		"2027-12-31T00:00+01:00[Europe/Berlin]", "2027-12-31Z", "2027-12-31+01:00", "20271231",
		"Fri, 31 Dec 2027", "Fri, 31 Dec 2027 00:00:00 GMT", "Fri Dec 31 00:00:00 CET 2027",
		"Friday, December 31, 2027", "Freitag, 31. Dezember 2027", "Fr. 31.12.2027",
		"Fri Dec 31 2027 00:00:00 GMT+0100 (Central European Standard Time)",
		"2027年12月31日", "2027年12月31日 星期五", "27年12月31日", "2027년 12월 31일", "2027. 12. 31.",
		"２０２７年１２月３１日", "\u200e31.12.2027", "\u200f31\u200f/12\u200f/2027", "31.12.2027\ufeff",
		"12/31/2027, 11:30:00\u202fPM", "31.12.2027 23:30 Uhr", "31.12.27", "12/31/27", "31-Dec-27",
	} {
		got, key, _ := day(text, desk.ImportOptions{})
		require.Equal(t, "2027-12-31", got, "%s: %s", text, key)
	}
	for text, other := range map[string]string{
		"27-12-31": "2027-12-31", "27.12.31": "2027-12-31", "28/01/30": "2028-01-30",
		"28-06-30": "2028-06-30",
	} {
		_, key, found := day(text, desk.ImportOptions{})
		require.Equal(t, "import.two_days", key, text)
		require.Equal(t, other, found.(core.Day).String(), text)
		got, _, _ := day(text, desk.ImportOptions{Dates: desk.YearFirst})
		require.Equal(t, other, got, text)
	}
	for text, want := range map[string]string{
		"12.03.27": "2027-03-12", "01.06.27": "2027-06-01", "15-03-27": "2027-03-15",
		"19/12/31": "2031-12-19",
	} {
		got, key, _ := day(text, desk.ImportOptions{})
		require.Equal(t, want, got, "%s: no PBX was sold before 2020 (%s)", text, key)
	}
	got, _, _ := day("27-12-31", desk.ImportOptions{Dates: desk.DayFirst})
	require.Equal(t, "2031-12-27", got)
	_, key, _ := day("03/04/2027", desk.ImportOptions{Dates: desk.YearFirst})
	require.Equal(t, "import.two_days", key, "no form of it has the year first")
	for text, want := range map[string]string{
		"Monat 31 2027": "field.date", "00000000": "field.date", "20271331": "field.date",
		"31/2/27": "field.no_such_day", "2027年13月1日": "field.date", "令和9年12月31日": "field.date",
	} {
		_, key, _ := day(text, desk.ImportOptions{})
		require.Equal(t, want, key, text)
	}
}

// TestASpoiledCellIsRefused tries each column that is read.
func TestASpoiledCellIsRefused(t *testing.T) {
	h := newDistributor(t)
	header := "Company;First name;Last name;Email;Phone;Mobile;Address;Remark;Language;Tags;" +
		"External number;Valid until;Extensions;Concurrent Calls;Call Recording (mins);" +
		"min_extensions;pbx_limit;high_availability;white_label;permissions\n"
	good := strings.Split(
		"X;Nina;Kranich;n@x.example;1;2;a;b;en;c;7;2027-12-31;1;0;0;1;1;no;no;none", ";",
	)
	fields := []string{
		account.FieldCompany, account.FieldFirstName, account.FieldLastName, account.FieldEmail,
		account.FieldPhone, account.FieldMobile, account.FieldAddress, account.FieldRemark,
		account.FieldLanguage, account.FieldTags, account.FieldExternalNumber,
		account.FieldValidUntil, "extensions", "concurrent_calls", "recording_minutes",
		"min_extensions", "pbx_limit", "high_availability", "white_label", "permissions",
	}
	plan := h.plan(header + strings.Join(good, ";") + "\n")
	require.Empty(t, plan.Unknown, "all columns are known")
	for i, field := range fields {
		for _, spoiled := range []string{"#NAME?", "########", "4.9E+11", "#N/A", "Err:502"} {
			cells := append([]string{}, good...)
			cells[i] = spoiled
			plan := h.plan(header + strings.Join(cells, ";") + "\n")
			p := plan.Rows[0].Problems.Of(field)
			require.NotNil(t, p, "%s %s", field, spoiled)
			require.Equal(t, "import.spoiled", p.Key, "%s %s", field, spoiled)
			require.Equal(t, spoiled, p.Args["Cell"])
			require.Len(t, plan.Rows[0].Problems, 1, "%s is not missing as well", field)
		}
	}
}

// TestWhatSpreadsheetProgramsAddIsReadPast imports one reseller from each file.
func TestWhatSpreadsheetProgramsAddIsReadPast(t *testing.T) {
	commas := strings.ReplaceAll(importHeader, ";", ",")
	for name, file := range map[string]string{
		"two marks":        "\ufeff\ufeff" + importHeader + "Kanzlei;Ada;a@x.example;5;1;0\r\n",
		"blank rows above": "\r\n \r\nsep=;\r\n" + importHeader + "Kanzlei;Ada;a@x.example;5;1;0\r\n",
		"a blank before":   "sep= ,\r\n" + commas + "Kanzlei,Ada,a@x.example,5,1,0\r\n",
		"saved once more":  "sep=,,,,,\r\n" + commas + "Kanzlei,Ada,a@x.example,5,1,0\r\n",
		"a written tab": "sep=\\t\r\n" + strings.ReplaceAll(
			importHeader+"Kanzlei;Ada;a@x.example;5;1;0\r\n", ";", "\t",
		),
		"bars":            strings.ReplaceAll(importHeader+"Kanzlei;Ada;a@x.example;5;1;0\r\n", ";", "|"),
		"named separator": "sep=;\r\n" + importHeader + "Kanzlei;Ada;a@x.example;5;1;0\r\n",
		"blank rows":      "\r\n,,,,,\r\n" + commas + "Kanzlei,Ada,a@x.example,5,1,0\r\n",
		"rows of blanks":  commas + "Kanzlei,Ada,a@x.example,5,1,0\r\n , ,\u00a0, , , \r\n",
		"meant as texts":  commas + "=\"Kanzlei\",\"=\"\"Ada\"\"\",a@x.example,=\"5\",1,0\r\n",
	} {
		h := newDistributor(t)
		require.NoError(t, h.Import(t.Context(), desk.NewID(), h.plan(file)), name)
		require.Equal(t, 1, h.count(), name)
		require.Equal(t, "Kanzlei", h.row().Company, name)
		require.EqualValues(t, 5, h.row().Total["extensions"], name)
	}
	h := newDistributor(t)
	header := strings.TrimSuffix(importHeader, "\n") + ";Phone;External number;Valid until\n"
	plan := h.plan(
		header + "X;Ada;a@x.example;5;1;0;=\"01701234567\";=\"007\";2027-03-28 00:00:00\n",
	)
	require.NoError(t, h.Import(t.Context(), desk.NewID(), plan))
	p := h.account(h.row().ID).Profile
	require.Equal(t, "01701234567", p.Phone)
	require.Equal(t, "007", p.ExternalNumber)
	require.Equal(t, "2027-03-28", p.ValidUntil.String())
}

// TestAWorkbookIsReadAsAPersonSeesIt: texts are what is shown, numbers what is held, and what was
// never calculated is refused beside its cell.
func TestAWorkbookIsReadAsAPersonSeesIt(t *testing.T) {
	h := newDistributor(t)
	book := excelize.NewFile()
	style := func(code string) int {
		id, err := book.NewStyle(&excelize.Style{CustomNumFmt: &code})
		require.NoError(t, err)
		return id
	}
	set := func(cell string, value any) { require.NoError(t, book.SetCellValue("Sheet1", cell, value)) }
	for i, title := range []string{
		"Company", "First name", "Email", "Extensions", "Concurrent Calls",
		"Call Recording (mins)", "External number", "Phone", "Tags", "High Availability",
	} {
		set(string(rune('A'+i))+"1", title)
	}
	for row, values := range [][]any{
		{"Kranich", "Nina", "n@k.example", 10.0, 2, 100, 1067, 491701234567, true, true},
		{"Möwe", "Jan", "j@m.example", 5, 1, 0, 7, 4917, "x", false},
	} {
		for i, value := range values {
			set(fmt.Sprintf("%c%d", 'A'+i, row+2), value)
		}
	}
	for cell, code := range map[string]string{"D2": "00000", "G2": "00000", "H2": `"+"0`} {
		require.NoError(t, book.SetCellStyle("Sheet1", cell, cell, style(code)))
	}
	require.NoError(t, book.SetCellDefault("Sheet1", "E3", ""))
	require.NoError(t, book.SetCellFormula("Sheet1", "E3", "1+1"))
	var file bytes.Buffer
	require.NoError(t, book.Write(&file))
	plan, err := h.CheckImport(t.Context(), &file, desk.ImportOptions{})
	require.NoError(t, err)
	require.Equal(t, 1, plan.Refused)
	p := plan.Rows[1].Problems.Of("concurrent_calls")
	require.Equal(t, "import.not_calculated", p.Key)
	require.Equal(t, "=1+1", p.Args["Cell"])
	require.Len(t, plan.Rows[1].Problems, 1, "it is not missing as well")
	require.NoError(t, h.Import(t.Context(), desk.NewID(), plan.WithoutRefused()))
	a := h.account(h.row().ID)
	require.Equal(t, "01067", a.Profile.ExternalNumber)
	require.Equal(t, "+491701234567", a.Profile.Phone)
	require.Equal(t, "TRUE", a.Profile.Tags)
	require.True(t, a.Package.HighAvailability)
	require.EqualValues(t, 10, a.Package.Amounts["extensions"])
}
