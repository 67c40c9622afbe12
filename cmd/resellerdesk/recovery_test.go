package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"

	"fyne.io/fyne/v2"
	"github.com/stretchr/testify/require"

	"resellerdesk/core/activation"
	"resellerdesk/core/desk"
	"resellerdesk/ui/kit"
)

// title demands that the window shows a screen.
func (s *screen) title(words string) { require.Contains(s.t, s.window.Fyne().Title(), words) }

// fields types a field after the other; the focus stays on the last one.
func (s *screen) fields(texts ...string) {
	for i, text := range texts {
		if i > 0 {
			s.key(fyne.KeyTab)
		}
		if text != "" {
			s.typed(text)
		}
	}
}

// firstMinutes answers what a distributor is asked up to the outgoing mail, which is skipped.
func (s *screen) firstMinutes() {
	s.key(fyne.KeyReturn)
	s.title("Who are you?")
	s.fields(
		"Nordlicht Distribution", "Ida", "Brandt", "ida@nordlicht.example", distributorPassword,
	)
	s.key(fyne.KeyReturn)
	s.restOfFirstMinutes()
}

func (s *screen) restOfFirstMinutes() {
	s.title("What does your subscription include?")
	s.fields("4500", "620", "120000")
	s.key(fyne.KeyTab, fyne.KeyTab, fyne.KeyTab, fyne.KeyTab, fyne.KeyTab, fyne.KeyReturn)
	s.title("How are mails sent?")
	for range 9 {
		s.key(fyne.KeyTab)
	}
	s.key(fyne.KeyReturn)
}

func TestTheFirstMinutesEndWithTheRecoveryKit(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1)
	s.withPostbox()
	s.window.Start()
	s.firstMinutes()
	s.title("Recovery kit")
	s.keep("36-kit-offer")
	s.key(fyne.KeyReturn)
	s.title("Your recovery kit")
	s.keep("37-kit-made")
	s.files.path = filepath.Join(t.TempDir(), "page.pdf")
	s.key(fyne.KeyTab, fyne.KeyReturn)
	printed := exec.CommandContext(t.Context(), "pdftotext", s.files.path, "-")
	page, err := printed.CombinedOutput() // As another program shows it.
	require.NoError(t, err, string(page))
	s.keep("38-kit-page")
	s.files.path = filepath.Join(t.TempDir(), "kit.age")
	s.window.Fyne().Canvas().FocusPrevious()
	s.key(fyne.KeyReturn)
	file, err := os.ReadFile(s.files.path)
	require.NoError(t, err)

	code := regexp.MustCompile(`([0-9A-Z]{4}-){6}[0-9A-Z]{4}`).FindString(string(page))
	k, err := activation.OpenKit(file, code)
	require.NoError(t, err, "the code on the page opens the file")
	require.Equal(t, "Nordlicht Distribution", k.Company)
	w, err := s.desk.Workspace(t.Context())
	require.NoError(t, err)
	require.NotEmpty(t, w.Recovery)
	require.NotContains(t, string(page), string(k.SigningSeed))

	s.key(
		fyne.KeySpace,
		fyne.KeyTab,
		fyne.KeyReturn,
	) // The focus is on "kept" since the file was saved.
	s.title("User")
	require.NoError(t, s.desk.KitMade(t.Context()))
}

func TestWithoutAKitTheExchangePageRemindsOfIt(t *testing.T) {
	s := newScreen(t, "de", kit.ModeDark, 1024, 700, 1)
	s.withPostbox()
	s.window.Start()
	require.NoError(t, s.desk.SetUp(t.Context(), desk.SetUp{
		Company: "Nordlicht Distribution", FirstName: "Ida", LastName: "Brandt",
		Email: "ida@nordlicht.example", Password: distributorPassword,
		Language: "de", Subscription: desk.ExampleSubscription(3),
	}))
	s.window.Start()
	s.goTo("exchange")
	s.keep("39-no-kit")
	require.Contains(t, s.reads(), "Es gibt kein Wiederherstellungspaket")
}

// makeKit makes a recovery kit that is kept.
func (s *screen) makeKit() (desk.RecoveryKit, error) {
	k, err := s.desk.NewRecoveryKit(s.t.Context())
	if err != nil {
		return k, err
	}
	return k, s.desk.UseRecoveryKit(s.t.Context(), k)
}

func TestTheSigningKeyIsBroughtBackInTheWindow(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1)
	box := s.withPostbox()
	require.NoError(t, s.desk.SetUp(t.Context(), desk.SetUp{
		Company: "Nordlicht Distribution", FirstName: "Ida", LastName: "Brandt",
		Email: "ida@nordlicht.example", Password: distributorPassword,
		Language: "en", Subscription: desk.ExampleSubscription(3),
	}))
	k, err := s.makeKit()
	require.NoError(t, err)
	box.secrets = map[string]string{}
	s.desk = desk.New(s.behind)
	require.NoError(t, s.desk.SignIn(t.Context(), "ida@nordlicht.example", distributorPassword))
	s.window.Start()
	s.goTo("exchange")
	s.keep("40-key-missing")
	require.Error(t, s.desk.SigningKeyHere(t.Context()))
	s.choose("en", "recovery.restore")
	s.chooses("kit.age", string(k.File))
	s.key(fyne.KeyReturn)
	s.typed(activation.NewCode())
	s.key(fyne.KeyReturn)
	s.keep("41-wrong-code")
	require.True(t, dialogOpen(s), "the code is not the kit's")
	for range len(k.Code) {
		s.key(fyne.KeyBackspace)
	}
	s.typed(k.Code)
	s.key(fyne.KeyReturn)
	require.False(t, dialogOpen(s))
	require.NoError(t, s.desk.SigningKeyHere(t.Context()))
	s.keep("42-key-back")
}

func TestAnotherComputerTakesOverInTheWindow(t *testing.T) {
	first := newScreen(t, "en", kit.ModeLight, 1280, 800, 1)
	first.withPostbox()
	require.NoError(t, first.desk.SetUp(t.Context(), desk.SetUp{
		Company: "Nordlicht Distribution", FirstName: "Ida", LastName: "Brandt",
		Email: "ida@nordlicht.example", Password: distributorPassword,
		Language: "en", Subscription: desk.ExampleSubscription(3),
	}))
	k, err := first.makeKit()
	require.NoError(t, err)
	was, err := first.desk.Workspace(t.Context())
	require.NoError(t, err)

	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1)
	s.withPostbox()
	s.window.Start()
	s.window.Incoming(k.File) // Dropped on the window.
	s.title("Continue with a recovery kit")
	s.keep("43-take-over")
	s.typed(k.Code)
	s.key(fyne.KeyReturn)
	s.title("Who are you?")
	s.keep("44-owner-from-kit")
	s.fields("", "Ida", "Brandt", "", "eleven boats under a bridge")
	s.key(fyne.KeyReturn)
	s.restOfFirstMinutes()
	s.title("User")
	is, err := s.desk.Workspace(t.Context())
	require.NoError(t, err)
	require.Equal(t, was.ID, is.ID)
	require.Equal(t, was.Public, is.Public)
	owner, err := s.desk.Actor()
	require.NoError(t, err)
	require.Equal(t, "ida@nordlicht.example", owner.Profile.Email)
}

// TestAKitOfTheWindowCountsOnceItIsSaved closes the dialog of a new kit without saving it, and then
// saves one.
func TestAKitOfTheWindowCountsOnceItIsSaved(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1)
	s.withPostbox()
	require.NoError(t, s.desk.SetUp(t.Context(), desk.SetUp{
		Company: "Nordlicht Distribution", FirstName: "Ida", LastName: "Brandt",
		Email:    "ida@nordlicht.example",
		Password: distributorPassword, Language: "en", Subscription: desk.ExampleSubscription(3),
	}))
	_, err := s.makeKit()
	require.NoError(t, err)
	s.window.Start()
	code := func() string {
		w, err := s.behind.Store.Workspace(t.Context())
		require.NoError(t, err)
		return w.Recovery
	}
	before := code()
	s.choose("en", "recovery.kit")
	s.key(fyne.KeyReturn)
	s.says("Your recovery kit")
	s.key(fyne.KeyEscape)
	s.says("The kit was not saved, so nothing was changed.")
	require.Equal(t, before, code())
	s.choose("en", "recovery.kit")
	s.key(fyne.KeyReturn)
	require.NotEmpty(t, s.saves(func() { s.key(fyne.KeyReturn) }))
	require.NotEqual(t, before, code())
}
