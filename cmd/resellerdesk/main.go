// Command resellerdesk is the window program.
package main

import (
	"context"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"runtime/debug"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"
	"fyne.io/fyne/v2/lang"

	"resellerdesk/assets"
	"resellerdesk/core/account"
	"resellerdesk/core/desk"
	"resellerdesk/core/i18n"
	"resellerdesk/core/mail"
	"resellerdesk/storage/keyring"
	"resellerdesk/storage/sqlite"
	"resellerdesk/ui"
	"resellerdesk/ui/page"
)

func main() {
	dir := flag.String("data", "", "data `folder` of the workspace (default: the user's data folder)")
	language := flag.String("language", "", "`language` of the window, en or de (default: as set, else the system's)")
	version := flag.Bool("version", false, "print the version and end")
	flag.Parse()
	metadata, err := readMetadata()
	if err != nil {
		fail(err)
	}
	if *version {
		fmt.Println(metadata.Name, metadata.Version)
		return
	}
	if *dir == "" {
		if *dir, err = dataFolder(); err != nil {
			fail(err)
		}
	}
	if err := run(*dir, *language, metadata); err != nil {
		fail(err)
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, "resellerdesk:", err)
	os.Exit(1)
}

// run opens the window on a data folder and returns when it was closed.
func run(dir, language string, metadata fyne.AppMetadata) error {
	_ = os.MkdirAll(dir, 0o700) // What is wrong with it the window says, when it opens the workspace.
	logger, closeLog := openLog(dir)
	defer closeLog()
	if cache, err := os.UserCacheDir(); err == nil {
		_ = os.MkdirAll(cache, 0o700) // fyne 2.8.1: complains at every start when it is missing.
	}
	printers, err := printers()
	if err != nil {
		return err
	}
	wire := wiring{dir: dir, logger: logger, printers: printers}
	first := wire.openEarly()
	app.SetMetadata(metadata)
	a := app.NewWithID(metadata.ID)
	a.SetIcon(fyne.NewStaticResource("icon.png", assets.Icon))
	settings := page.NewSettings(a.Preferences())
	if language != "" {
		settings.SetLanguage(language)
	}
	window := ui.New(ui.Options{
		App: a, Settings: settings, Run: runner{}, Printer: wire.printer, Now: time.Now, Name: filepath.Base(dir),
		Open: first, Example: wire.example,
	})
	window.Show()
	a.Run()
	return nil
}

// wiring opens workspaces with the real keyring and real mail servers.
type wiring struct {
	dir      string
	logger   *slog.Logger
	printers map[string]*i18n.Printer
}

// openEarly opens the workspace and resumes the session while the toolkit still makes its window, and returns what the
// window calls to get it. Called again, it opens anew: the person tries again.
func (w wiring) openEarly() func() (*desk.Desk, error) {
	type opened struct {
		desk *desk.Desk
		err  error
	}
	result := make(chan opened, 1)
	go func() {
		defer close(result)
		d, err := w.open(w.dir)
		if err == nil {
			// Whether it worked the window asks again, and says why it did not.
			_ = d.ResumeSession(context.Background())
		}
		result <- opened{d, err}
	}()
	return func() (*desk.Desk, error) {
		if first, waiting := <-result; waiting {
			return first.desk, first.err
		}
		return w.open(w.dir)
	}
}

func (w wiring) open(dir string) (*desk.Desk, error) {
	store, err := sqlite.Open(context.Background(), dir)
	if err != nil {
		return nil, err
	}
	return desk.New(desk.Options{
		Store: store, Keyring: keyring.New(), Deliverer: mail.SMTP{Timeouts: mail.StandardTimeouts()}, Printer: w.printer,
		Now: time.Now, Logger: w.logger, Cost: account.StandardCost(),
	}), nil
}

// example makes an empty workspace beside the real one; the example before it is thrown away.
func (w wiring) example() (*desk.Desk, error) {
	dir := filepath.Join(w.dir, "example")
	if err := os.RemoveAll(dir); err != nil {
		return nil, err
	}
	return w.open(dir)
}

// printer returns the words of a language, of the system's for "".
func (w wiring) printer(language string) *i18n.Printer {
	if language == "" {
		language = lang.SystemLocale().LanguageString()
	}
	if p, known := w.printers[language]; known {
		return p
	}
	p, err := i18n.New(assets.Translations, language)
	if err != nil {
		return w.printers[i18n.Languages[0]]
	}
	return w.printers[p.Language()]
}

func printers() (map[string]*i18n.Printer, error) {
	all := map[string]*i18n.Printer{}
	for _, l := range i18n.Languages {
		p, err := i18n.New(assets.Translations, l)
		if err != nil {
			return nil, err
		}
		all[l] = p
	}
	return all, nil
}

// openLog writes what the program does to a file in the data folder, and a crash too. Without the file it logs nothing.
func openLog(dir string) (*slog.Logger, func()) {
	file, err := os.OpenFile(filepath.Join(dir, "resellerdesk.log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return slog.New(slog.DiscardHandler), func() {}
	}
	_ = debug.SetCrashOutput(file, debug.CrashOptions{})
	return slog.New(slog.NewJSONHandler(file, nil)), func() { _ = file.Close() }
}

// runner is the page.Runner of a real window.
type runner struct{}

func (runner) Go(work func()) { go work() }

func (runner) UI(do func()) { fyne.Do(do) }

func (runner) After(d time.Duration, do func()) (stop func()) {
	timer := time.AfterFunc(d, func() { fyne.Do(do) })
	return func() { timer.Stop() }
}
