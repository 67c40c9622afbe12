//go:build linux

package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// smallScreen is a screen on which everything can be reached: its size in pixels, and how much
// larger everything is drawn.
type smallScreen struct {
	name          string
	width, height int
	scale         string
}

var smallScreens = []smallScreen{{"small", 1024, 600, "1"}, {"scaled", 1280, 800, "1.5"}}

// fitScreens opens the program on small screens of a computer with an example workspace.
func (w *window) fitScreens() error {
	e := &environment{dir: filepath.Join(w.dir, "small"), mailDir: w.mailDir}
	if err := os.Mkdir(e.dir, 0o755); err != nil {
		return err
	}
	w.ends = append(w.ends, e.Close)
	for _, start := range []func(context.Context) error{e.folders, e.startKeyring} {
		if err := start(w.ctx); err != nil {
			return err
		}
	}
	small := &window{
		environment: e, ctx: w.ctx, program: w.program, data: filepath.Join(e.dir, "nordlicht"),
		album: w.album,
	}
	if err := e.exampleWorkspace(w.ctx, small.data, picturedResellers); err != nil {
		return err
	}
	for _, s := range smallScreens {
		if err := small.fitScreen(s); err != nil {
			return fmt.Errorf("%d by %d at %s: %w", s.width, s.height, s.scale, err)
		}
	}
	return nil
}

// fitScreen opens every page and the form of a reseller on a screen.
func (w *window) fitScreen(s smallScreen) error {
	w.screen = fmt.Sprintf("%dx%d", s.width, s.height)
	w.vars = append(w.vars, "FYNE_SCALE="+s.scale)
	if err := w.startDisplay(w.ctx); err != nil {
		return err
	}
	if err := w.open(); err != nil {
		return err
	}
	if err := w.waitTitle("User"); err != nil {
		return err
	}
	for i, page := range menuPages {
		if err := w.keys("ctrl+" + strconv.Itoa((i+1)%10)); err != nil {
			return err
		}
		if err := w.waitTitle(page); err != nil {
			return err
		}
		if err := w.fits(s); err != nil {
			return fmt.Errorf("%s: %w", page, err)
		}
		name := s.name + "-" + strings.ReplaceAll(strings.ToLower(page), " ", "-") + ".png"
		if _, err := w.output("import", "-window", "root", filepath.Join(w.out, name)); err != nil {
			return err
		}
	}
	return w.addOnSmallScreen(s)
}

// addOnSmallScreen adds a reseller by keyboard: Tab scrolls to the fields that are below the edge.
func (w *window) addOnSmallScreen(s smallScreen) error {
	if err := w.keys(keyUser, "ctrl+n"); err != nil {
		return err
	}
	if err := w.waitDialog(true); err != nil {
		return err
	}
	err := w.fill(
		"Kranich Telefonie GmbH", s.name+partner, "Nina", "Albrecht", "", "", "", "", "", "", "",
		"", "120", "5", "16", "2000",
	)
	if err != nil {
		return err
	}
	_ = w.settle() // A blinking cursor never rests for long.
	if _, err := w.output(
		"import", "-window", "root", filepath.Join(w.out, s.name+"-add.png"),
	); err != nil {
		return err
	}
	if err := w.fits(s); err != nil {
		return err
	}
	if err := w.keys("ctrl+s"); err != nil {
		return err
	}
	if err := w.waitQuery(
		"SELECT count(*) FROM account WHERE email = '"+s.name+partner+"'", "1",
	); err != nil {
		return err
	}
	if err := w.waitDialog(false); err != nil {
		return err
	}
	if _, err := w.output(
		"import", "-window", "root", filepath.Join(w.out, s.name+"-added.png"),
	); err != nil {
		return err
	}
	return w.process.Process.Kill()
}

// fits demands that the whole window is on the screen. xdotool counts the frame of the window
// manager twice; its thin sides may be beyond the edges.
func (w *window) fits(s smallScreen) error {
	text, err := w.output("xdotool", "getwindowgeometry", "--shell", w.id)
	if err != nil {
		return err
	}
	at := map[string]int{}
	for _, line := range strings.Fields(text) {
		name, value, _ := strings.Cut(line, "=")
		at[name], _ = strconv.Atoi(value)
	}
	if at["WIDTH"] == 0 || at["X"] < 0 || at["Y"] < 0 || at["X"] > 4 || at["WIDTH"] > s.width ||
		at["Y"]/2+at["HEIGHT"] > s.height {
		return fmt.Errorf("the window is not on the screen: %v", at)
	}
	return nil
}
