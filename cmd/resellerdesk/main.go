// Command resellerdesk is the window program.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"
	"fyne.io/fyne/v2/lang"

	"resellerdesk/assets"
	"resellerdesk/cmd/internal/throwaway"
	"resellerdesk/cmd/internal/wiring"
	"resellerdesk/core"
	"resellerdesk/core/desk"
	"resellerdesk/ui"
	"resellerdesk/ui/page"
)

func main() {
	dir := flag.String(
		"data", "", "data `folder` of the workspace (default: the user's data folder)",
	)
	language := flag.String(
		"language", "", "`language` of the window, en or de (default: as set, else the system's)",
	)
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
		if *dir, err = wiring.DataFolder(); err != nil {
			fail(err)
		}
	}
	if err := run(*dir, *language, flag.Arg(0), metadata); err != nil {
		fail(err)
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, "resellerdesk:", err)
	os.Exit(1)
}

// run opens the window on a data folder, with a file of the other side unless file is "", and
// returns when it was closed.
func run(dir, language, file string, metadata fyne.AppMetadata) error {
	// What is wrong with it the window says, when it opens the workspace.
	_ = os.MkdirAll(dir, 0o700)
	crash := lastCrash(dir)
	if cache, err := os.UserCacheDir(); err == nil {
		_ = os.MkdirAll(cache, 0o700) // fyne 2.8.1: complains at every start when it is missing.
	}
	printer := wiring.Printers(func() string { return lang.SystemLocale().LanguageString() })
	logger, closeLog := wiring.OpenLog(dir)
	start := newStarter(wiring.Wiring{Logger: logger, Printer: printer}, dir)
	end := sync.OnceFunc(func() {
		start.end()
		closeLog()
	})
	defer end()
	first := start.openEarly()
	go start.sweep()
	a, settings := makeApp(metadata, language)
	run := &runner{logger: logger}
	run.early.start()
	var returned atomic.Bool
	ending := endingApp{App: a, run: run, within: endingTime, late: func() {
		if !returned.Load() {
			logger.Warn("the window did not end by itself")
		}
		end()
		os.Exit(0)
	}}
	window := ui.New(ui.Options{
		App: ending, Settings: settings, Run: run, Printer: printer, Now: time.Now,
		Name: filepath.Base(dir), Folder: dir, Log: wiring.LogFile(dir), Crash: crash,
		Open: first, Example: start.example, Scratch: start.scratch, File: file, Room: room,
		Backups: start.kept,
		Notices: func(d *desk.Desk) []*core.Error { return wiring.New(dir, d.Notices()) },
	})
	run.show(window)
	a.Run()
	returned.Store(true)
	return nil
}

// makeApp makes the toolkit's part of the program, with the settings of the person.
func makeApp(metadata fyne.AppMetadata, language string) (fyne.App, *page.Settings) {
	app.SetMetadata(metadata)
	a := app.NewWithID(metadata.ID)
	a.SetIcon(fyne.NewStaticResource("icon.png", assets.Icon))
	keepStill(a)
	settings := page.NewSettings(a.Preferences())
	if language != "" {
		settings.SetLanguage(language)
	}
	return a, settings
}

// lastCrash is how the last program ended, nil when it ended well. What cannot be read does not
// keep the window from opening.
func lastCrash(dir string) *ui.Crash {
	crash, err := wiring.TakeCrash(dir)
	if err != nil || crash == nil {
		return nil
	}
	return &ui.Crash{At: crash.At, Report: crash.Report}
}

// starter opens the workspace of the window's data folder.
type starter struct {
	wiring.Wiring
	dir  string
	kept *wiring.Workspace
}

func newStarter(w wiring.Wiring, dir string) starter {
	return starter{w, dir, wiring.NewWorkspace(dir, time.Now, w.Open)}
}

// closingTime is how long the program waits at its end for the workspace to be closed.
const closingTime = 5 * time.Second

// end closes the workspace, so that the next start knows it as it was left.
func (w starter) end() {
	closed := make(chan error, 1)
	go func() { closed <- w.kept.Close() }()
	select {
	case err := <-closed:
		if err != nil {
			w.Logger.Warn("the workspace was not closed", "error", err)
		}
	case <-time.After(closingTime): // What was saved is on the disk anyway.
		w.Logger.Warn("the workspace was not closed in time")
	}
}

// openEarly opens the workspace and resumes the session while the toolkit still makes its window,
// and returns what the window calls to get it. Called again, it starts again: the person tries
// again.
func (w starter) openEarly() func() (*desk.Desk, error) {
	type opened struct {
		desk *desk.Desk
		err  error
	}
	result := make(chan opened, 1)
	go func() {
		defer close(result)
		d, err := w.kept.Open(context.Background())
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
		return w.kept.Open(context.Background())
	}
}

// open opens a throw-away workspace that stays open until the program ends.
func (w starter) open(dir string) (*desk.Desk, error) {
	d, _, err := w.Open(context.Background(), dir)
	return d, err
}

// example makes an empty workspace beside the real one; the example before it is thrown away.
func (w starter) example() (d *desk.Desk, dir string, err error) {
	folder, err := throwaway.Make(filepath.Join(w.dir, "example"), wiring.Chosen.Files)
	if err != nil {
		return nil, "", err
	}
	d, err = w.open(folder.Path)
	return d, folder.Path, err
}

// viewFolder is how the folders of views are called.
const viewFolder = "view"

// scratch makes an empty workspace in a folder of its own, which goes away with it.
func (w starter) scratch() (store desk.Store, end func(), err error) {
	folder, err := throwaway.Make(filepath.Join(w.dir, viewFolder), wiring.Chosen.Files)
	if err != nil {
		return nil, nil, err
	}
	opened, err := wiring.Chosen.Open(context.Background(), folder.Path)
	if err != nil {
		return nil, nil, errors.Join(err, folder.Remove())
	}
	return opened, func() {
		if err := errors.Join(opened.Close(), folder.Remove()); err != nil {
			w.Logger.Warn("the folder of a view was not removed", "error", err)
		}
	}, nil
}

// sweep removes the views of programs that did not end well.
func (w starter) sweep() {
	if err := throwaway.Sweep(filepath.Join(w.dir, viewFolder+"*"), wiring.Chosen.Files); err != nil {
		w.Logger.Warn("folders of views were not removed", "error", err)
	}
}
