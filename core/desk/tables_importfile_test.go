package desk_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

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

	plan, err := h.CheckImport(
		t.Context(), strings.NewReader(row("M\x81ller")),
		desk.ImportOptions{Options: sheet.Options{Encoding: sheet.CodePage850}},
	)
	require.NoError(t, err)
	require.NoError(t, h.Import(t.Context(), desk.NewID(), plan))
	require.Equal(t, "Müller", h.row().Company, "the file is read a second time in the same way")
}

// TestATimeInAnotherZoneIsNoDay: which day it is depends on where it is read.
func TestATimeInAnotherZoneIsNoDay(t *testing.T) {
	h := newDistributor(t)
	header := strings.TrimSuffix(importHeader, "\n") + ";Valid until\n"
	for _, text := range []string{"2027-03-28T22:00:00Z", "2027-03-28 22:00:00+02:00"} {
		plan := h.plan(header + "X;Ada;a@x.example;5;1;0;" + text + "\n")
		p := plan.Rows[0].Problems.Of(account.FieldValidUntil)
		require.NotNil(t, p, text)
		require.Equal(t, "field.date", p.Key)
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
		"two marks":       "\ufeff\ufeff" + importHeader + "Kanzlei;Ada;a@x.example;5;1;0\r\n",
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
