//go:build race

package ui

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"

	"resellerdesk/assets"
	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/desk"
	"resellerdesk/core/i18n"
	"resellerdesk/core/mail"
	"resellerdesk/storage/sqlite"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

// beside is a Runner whose work really runs beside the UI, which is the goroutine of the test.
type beside struct {
	running atomic.Int64
	ui      chan func()
}

func (b *beside) Go(work func()) {
	b.running.Add(1)
	go func() {
		defer b.running.Add(-1)
		work()
	}()
}

func (b *beside) UI(do func()) { b.ui <- do }

func (b *beside) After(d time.Duration, do func()) (stop func()) {
	timer := time.AfterFunc(d, func() { b.ui <- do })
	return func() { timer.Stop() }
}

// settle does what waits for the UI until nothing runs beside it any more.
func (b *beside) settle(t *testing.T) {
	t.Helper()
	late := time.After(time.Minute)
	for b.running.Load() > 0 || len(b.ui) > 0 {
		select {
		case do := <-b.ui:
			do()
		case <-late:
			require.Fail(t, "something beside the UI does not end")
		default:
		}
	}
}

// noKeyring is a computer without a keyring.
type noKeyring struct{}

func (noKeyring) absent() error { return &core.Error{Code: core.Unavailable, Key: "keyring.absent"} }

func (k noKeyring) Get(context.Context, string) (string, error) { return "", k.absent() }

func (k noKeyring) Set(context.Context, string, string) error { return k.absent() }

func (k noKeyring) Delete(context.Context, string) error { return k.absent() }

// TestNothingIsUsedByTwoAtATime goes over all pages, types, looks as a reseller, changes the
// language and signs out, while what was begun before still runs.
func TestNothingIsUsedByTwoAtATime(t *testing.T) {
	run := &beside{ui: make(chan func(), 1000)}
	printer := func(lang string) *i18n.Printer {
		p, err := i18n.New(assets.Translations, lang)
		require.NoError(t, err)
		return p
	}
	store, err := sqlite.Open(t.Context(), t.TempDir())
	require.NoError(t, err)
	t.Cleanup(func() { _ = store.Close() })
	d := desk.New(desk.Options{
		Store: store, Keyring: noKeyring{}, Deliverer: mail.SMTP{}, Printer: printer,
		Now: time.Now, Cost: account.Cost{Time: 1, Memory: 64, Threads: 1},
	})
	require.NoError(t, d.SetUp(t.Context(), desk.SetUp{
		Company: "Nordlicht Distribution", FirstName: "Ida", LastName: "Brandt",
		Email: "ida@nordlicht.example", Password: "seven lamps over the harbour", Language: "en",
		Subscription: desk.ExampleSubscription(300), Example: true,
	}))
	require.NoError(t, d.AddExamples(t.Context(), 300, 0))
	app := test.NewTempApp(t)
	settings := page.NewSettings(app.Preferences())
	settings.SetLanguage("en")
	settings.SetMode(kit.ModeLight)
	w := New(Options{
		App: app, Settings: settings, Run: run, Printer: printer, Now: time.Now,
		Name: "nordlicht", NoOutbox: true, Open: func() (*desk.Desk, error) { return d, nil },
		Scratch: func() (desk.Store, func(), error) {
			scratch, err := sqlite.Open(context.Background(), t.TempDir())
			return scratch, func() { _ = scratch.Close() }, err
		},
	})
	t.Cleanup(w.window.Close)
	w.Start()
	run.settle(t)
	require.NotNil(t, w.frame, "the pages are there")

	w.roam()
	resellers, err := d.Resellers(t.Context(), desk.ResellerQuery{Limit: 1})
	require.NoError(t, err)
	w.viewAs(resellers[0].ID)
	run.settle(t)
	require.NotNil(t, w.view, "the view is there")
	w.roam()
	w.endView()
	w.roam()
	w.setLanguage("de")
	w.roam()
	w.signOut()
	run.settle(t)
	require.Nil(t, w.frame, "nobody is signed in")
}

// roam opens each page one after the other, and types where typing goes, without waiting for what
// is read.
func (w *Window) roam() {
	for _, e := range w.frame.entries {
		w.open(page.To(e.key, page.PartWhole))
		if f := w.window.Canvas().Focused(); f != nil {
			for _, letter := range "ko" {
				f.TypedRune(letter)
			}
			f.TypedKey(&fyne.KeyEvent{Name: fyne.KeyBackspace})
		}
	}
}
