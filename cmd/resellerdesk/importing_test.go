package main

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"github.com/stretchr/testify/require"

	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
	"resellerdesk/ui/kit"
)

// autumn is a list that somebody keeps by hand, with names of columns of its own.
const autumn = "Wer;Vorname;Name;E-Mail;Nebenstellen;Kanäle;Aufnahme (Min.);Vertrag bis;Notiz intern\n" +
	"Blaue Linie;Jörg;Größe;j.groesse@blauelinie.example;120;16;2.000;31.12.2030;ruft lieber an\n" +
	"Wattkom GmbH;Femke;Janssen;f.janssen@wattkom.example;40;6;500;31.12.2030;\n" +
	"Sylt Systeme;Arne;Lorenzen;no email;24;4;0;;\n"

// toColumn goes from the tabs to the choice of where a column goes, behind the choices for the
// whole table.
func (s *screen) toColumn(n int) { s.tab(8 + n) }

// resellerOf is the reseller with an email.
func (s *screen) resellerOf(email string) desk.ResellerRow {
	rows, err := s.desk.Resellers(s.t.Context(), desk.ResellerQuery{Search: email, Limit: 2})
	require.NoError(s.t, err)
	require.Len(s.t, rows, 1)
	return rows[0]
}

func (s *screen) countCustomers() int {
	n, err := s.desk.CountCustomers(s.t.Context(), desk.CustomerQuery{})
	require.NoError(s.t, err)
	return n
}

// TestColumnsAreMappedInTheWindow maps a column by keyboard, leaves out a faulty row, and finds the
// mapping remembered. With SHOTS=folder the pictures are kept.
func TestColumnsAreMappedInTheWindow(t *testing.T) {
	for _, look := range []struct {
		name, lang    string
		mode          kit.Mode
		width, height float32
	}{
		{"light", "en", kit.ModeLight, 1280, 800},
		{"small-dark", "de", kit.ModeDark, 1024, 640},
	} {
		t.Run(look.name, func(t *testing.T) {
			s := newScreen(t, look.lang, look.mode, look.width, look.height, 1).example(3)
			keep := func(name string) { s.keep("import-" + name + "-" + look.name) }
			s.chooses("herbst.csv", autumn)
			s.command(s.words.T("command.import"))
			s.key(fyne.KeyReturn)
			s.says("Wer", s.words.T("import.tab_columns"))
			require.NotContains(t, s.reads(), s.words.T("import.set_by_workbook"))
			keep("missing")
			s.toColumn(1)
			s.key(fyne.KeyDown) // The company is the first field.
			keep("mapped")
			require.True(t, dialogOpen(s))
			s.tap(s.words.T("import.tab_rows"))
			keep("rows")
			s.tap(s.words.T("import.leave_out"))
			s.press(fyne.KeyS)
			require.False(t, dialogOpen(s), s.reads())
			require.Equal(t, 5, s.count(desk.ChipAll))
			row := s.resellerOf("j.groesse@blauelinie.example")
			require.EqualValues(t, 2000, row.Total[capacity.RecordingMinutes])
			s.window.Press(&fyne.ShortcutUndo{})
			require.Equal(t, 3, s.count(desk.ChipAll))

			s.chooses("herbst2.csv", strings.Replace(autumn, "no email", "a@sylt.example", 1))
			s.command(s.words.T("command.import"))
			s.key(fyne.KeyReturn)
			s.key(fyne.KeyReturn) // As before: it is ready.
			require.False(t, dialogOpen(s))
			require.Equal(t, 6, s.count(desk.ChipAll))
		})
	}
}

// TestPBXsAndCustomersAreImportedInTheWindow does both by keyboard, and undoes them.
func TestPBXsAndCustomersAreImportedInTheWindow(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(3)
	customers, pbxs := s.countCustomers(), len(s.pbxs())
	s.chooses("kunden.csv", "Company;Name;Email\nPraxis;Ada Weber;ada@praxis.example\n")
	s.goTo("customer")
	s.command(s.words.T("command.import_customers"))
	s.key(fyne.KeyReturn)
	s.keep("import-customers")
	s.key(fyne.KeyReturn)
	require.False(t, dialogOpen(s), s.reads())
	require.Equal(t, customers+1, s.countCustomers())
	s.chooses("anlagen.csv", "Name;Address;Extensions\nquay;quay.yeastarcloud.com;5\n")
	s.goTo("pbx")
	s.command(s.words.T("command.import_pbxs"))
	s.key(fyne.KeyReturn)
	s.keep("import-pbxs")
	s.key(fyne.KeyReturn)
	require.False(t, dialogOpen(s))
	require.Len(t, s.pbxs(), pbxs+1)
	for range 2 {
		s.window.Press(&fyne.ShortcutUndo{})
	}
	require.Len(t, s.pbxs(), pbxs)
	require.Equal(t, customers, s.countCustomers())
}
