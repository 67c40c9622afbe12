package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/desk"
	"resellerdesk/core/pbx"
	"resellerdesk/core/permission"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

// late is a Runner whose work is done when the test says so.
type late struct{ work []func() }

func (l *late) Go(work func())                          { l.work = append(l.work, work) }
func (l *late) UI(do func())                            { do() }
func (l *late) After(_ time.Duration, do func()) func() { do(); return func() {} }
func (l *late) done() {
	for _, work := range l.work {
		work()
	}
	l.work = nil
}

// TestWhatWasSavedIsNotKeptAfterwards saves a form while what was typed into it still waits to be
// kept.
func TestWhatWasSavedIsNotKeptAfterwards(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(1)
	run := &late{}
	kept := page.NewDraftStore(&page.Env{Desk: s.desk, Run: run}, "reseller/new")
	typed := func(text string) { kept.Typed(func() ([]byte, error) { return []byte(text), nil }) }
	typed("Kranich")
	kept.Drop()
	run.done()
	data, err := s.desk.KeptForm(t.Context(), "reseller/new")
	require.NoError(t, err)
	require.Nil(t, data)

	typed("Möwe")
	run.done()
	data, err = s.desk.KeptForm(t.Context(), "reseller/new")
	require.NoError(t, err)
	require.Equal(t, "Möwe", string(data), "what is typed later is")
}

// keptForm is a form of a record, whose draft is kept.
type keptForm struct {
	folder string                 // Of ui, where the form is.
	add    func(s *screen)        // Opens the form of a new record; nil where there is none.
	edit   func(s *screen)        // Opens that of a record.
	record func(s *screen) string // The name under which the draft of that record is kept.
	field  string                 // The key of a field with a text.
}

// keptForms are all forms of records: TestEveryFormOfARecordIsInTheTable finds them.
var keptForms = []keptForm{
	{
		"resellers", func(s *screen) { s.goTo("user"); s.press(fyne.KeyN) },
		func(s *screen) { s.goTo("user"); s.row(0); s.key(fyne.KeyReturn) },
		func(s *screen) string {
			rows, err := s.desk.Resellers(s.t.Context(), desk.ResellerQuery{Limit: 1})
			require.NoError(s.t, err)
			return "reseller/" + rows[0].ID
		}, "field.phone",
	},
	{
		"pbxs", func(s *screen) { s.goTo("pbx"); s.press(fyne.KeyN) },
		func(s *screen) { s.goTo("pbx"); s.row(0); s.key(fyne.KeyReturn) },
		func(s *screen) string { return "pbx/" + s.pbxs()[0].ID }, "field.remark",
	},
	{
		"customers", func(s *screen) { s.goTo("customer"); s.press(fyne.KeyN) },
		func(s *screen) { s.goTo("customer"); s.row(0); s.key(fyne.KeyReturn) },
		func(s *screen) string { return "customer/" + s.customer().ID }, "field.city",
	},
	{
		"colleagues", func(s *screen) { s.colleagues(); s.press(fyne.KeyN) },
		func(s *screen) {
			if s.goTo("user"); !s.sees(
				"max@nordlicht.example",
			) { // The tab that was in front stays.
				s.tap(s.words.T("tab.colleague"))
			}
			s.key(fyne.KeyDown, fyne.KeyReturn)
		},
		func(s *screen) string { return "colleague/" + s.colleague().ID }, "field.phone",
	},
	{
		"subscription", nil,
		func(s *screen) { s.goTo("subscription"); s.choose("en", "subscription.change") },
		func(*screen) string { return "subscription/pool" }, "field.extensions",
	},
}

// keptText is what is typed into each form: it is a phone number, a text and an amount.
const keptText = "99000"

// draft returns what is kept under a name, nil for nothing.
func (s *screen) draft(name string) []byte {
	kept, err := s.desk.KeptForm(s.t.Context(), name)
	require.NoError(s.t, err)
	return kept
}

// eachKeptForm opens each form of a record, that of a new one and of one that is there.
func eachKeptForm(
	t *testing.T, do func(t *testing.T, s *screen, open func(s *screen), name, field string),
) {
	for _, f := range keptForms {
		s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(1)
		s.plan("", "Hotel Seeblick", 10, nil)
		_, err := s.desk.AddCustomer(t.Context(), desk.NewID(), "", pbx.CustomerDraft{
			Company: "Praxis am Hafen", FirstName: "Ada", Email: "ada@praxis.example",
		})
		require.NoError(t, err)
		_, err = s.desk.AddColleague(t.Context(), desk.NewID(), maxDraft(permission.All()))
		require.NoError(t, err)
		if f.add != nil {
			name := strings.TrimSuffix(f.folder, "s") + "/new"
			t.Run(name, func(t *testing.T) { s.t = t; do(t, s, f.add, name, s.words.T(f.field)) })
		}
		t.Run(f.folder, func(t *testing.T) {
			s.t = t
			do(t, s, f.edit, f.record(s), s.words.T(f.field))
		})
	}
}

// TestEachFormKeepsWhatIsTyped ends the program while something is typed into a form, opens the
// form again, and forgets it then.
func TestEachFormKeepsWhatIsTyped(t *testing.T) {
	eachKeptForm(t, func(t *testing.T, s *screen, open func(*screen), name, label string) {
		open(s)
		field := s.fieldNamed(label)
		before := field.Text()
		require.NotContains(t, s.reads(), s.words.T("form.restored"))
		s.waits()
		require.Nil(t, s.draft(name), "nothing was typed")
		s.retypes(field, keptText)
		s.waits()
		kept := s.draft(name)
		require.NotNil(t, kept)
		for _, f := range s.inFront() {
			require.NotContains(t, strings.ToLower(f.Label()), "password", "drafts are no secret")
		}

		s.key(fyne.KeyEscape)
		s.tap(s.words.T("form.discard"))
		require.Nil(t, s.draft(name), "what was discarded is forgotten")
		require.NoError(t, s.desk.KeepForm(name, kept)) // As if the program had ended meanwhile.

		open(s)
		s.says(s.words.T("form.restored"))
		require.Equal(t, keptText, digitsOf(s.fieldNamed(label).Text()))
		s.tap(s.words.T("form.restored_discard"))
		require.Equal(t, before, s.fieldNamed(label).Text())
		s.waits()
		require.Nil(t, s.draft(name), "what was reset is forgotten")
		s.key(fyne.KeyEscape)
		require.False(t, dialogOpen(s), "nothing is typed any more")
	})
}

// TestWhatIsSavedIsNoDraft saves a change of each record.
func TestWhatIsSavedIsNoDraft(t *testing.T) {
	eachKeptForm(t, func(t *testing.T, s *screen, open func(*screen), name, label string) {
		if strings.HasSuffix(name, "/new") {
			return // Saving one takes more than a text; the drafts are dropped in one place.
		}
		open(s)
		s.retypes(s.fieldNamed(label), keptText)
		s.waits()
		require.NotNil(t, s.draft(name))
		s.press(fyne.KeyS)
		require.False(t, dialogOpen(s), "it is saved")
		s.waits()
		require.Nil(t, s.draft(name))
	})
}

// TestADraftIsOfOnePersonAndOneRecord keeps what Ida typed, and opens the form of another record,
// and as another person.
func TestADraftIsOfOnePersonAndOneRecord(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(1)
	max := desk.NewID()
	first, err := s.desk.AddColleague(t.Context(), max, maxDraft(permission.All()))
	require.NoError(t, err)
	of := func(d *desk.Desk, id string) *page.Draft[account.Profile] {
		draft := page.NewDraft(&page.Env{Desk: d, Words: s.words}, page.DraftRules[account.Profile]{
			Kind: "reseller", Copy: func(p account.Profile) account.Profile { return p },
			Fields: func(p account.Profile) (core.Fields, error) { return core.FieldsOf(p) },
		}, id, account.Profile{})
		require.NoError(t, draft.Keep(t.Context()))
		return draft
	}
	mine := of(s.desk, "1")
	mine.Now.Company = "Kranich"
	data, err := mine.Kept()
	require.NoError(t, err)
	kept := page.NewDraftStore(&page.Env{Desk: s.desk, Run: &now{}}, "reseller/1")
	kept.Typed(func() ([]byte, error) {
		return append(append([]byte(`{"Form":`), data...), '}'), nil
	})
	require.True(t, of(s.desk, "1").Restored)
	require.False(t, of(s.desk, "2").Restored, "another record")
	require.False(t, of(s.desk, "").Restored, "a new one")

	other := desk.New(s.behind)
	require.NoError(t, other.SignIn(t.Context(), "max@nordlicht.example", first))
	require.NoError(t, other.ChangePassword(t.Context(), first, "nine quiet harbours at night"))
	require.False(t, of(other, "1").Restored, "another person")
}

// now is a Runner that does everything at once.
type now struct{ late }

func (*now) Go(work func()) { work() }

// TestEveryFormOfARecordIsInTheTable finds the packages that make a form of a record.
func TestEveryFormOfARecordIsInTheTable(t *testing.T) {
	files, err := filepath.Glob("../../ui/*/*.go")
	require.NoError(t, err)
	found := map[string]bool{}
	for _, path := range files {
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		require.NoError(t, err)
		ast.Inspect(file, func(n ast.Node) bool {
			call, is := n.(*ast.SelectorExpr)
			if !is || call.Sel.Name != "NewForm" {
				return true
			}
			if of, named := call.X.(*ast.Ident); named && of.Name == "page" {
				found[file.Name.Name] = true
			}
			return true
		})
	}
	known := map[string]bool{}
	for _, f := range keptForms {
		known[f.folder] = true
	}
	require.Equal(t, found, known)
}
