//go:build linux

package main

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// unseenTime is how long a page is not shown until the toolkit has forgotten how it was drawn: it
// does so after a minute, at the next repaint, and looks for it twice a minute.
const unseenTime = 90 * time.Second

// caretPixels are at the most as many as the caret of a field has, which is there or not.
const caretPixels = 2 * 30

// menuPages are the first ten pages of a distributor's menu; ctrl and the digit opens each, 0 the
// tenth.
var menuPages = []string{
	"Dashboard", "My Subscription", "Usage", "PBX", "Customer", "Hand-over", "Alarm", "User",
	"Operation Logs", "Email",
}

// comeBack opens every page and stays on one with a blinking caret until the toolkit has forgotten
// how the others were drawn. Then it goes back to them: each looks as it did.
func (w *window) comeBack() error {
	if err := w.waitBackup(); err != nil { // Which the status line says.
		return err
	}
	// The first round makes the pages, and moves the focus as the others do.
	for _, name := range []string{"first", "before"} {
		if err := w.tour(name); err != nil {
			return err
		}
	}
	if err := w.keys(searchLogs...); err != nil {
		return err
	}
	time.Sleep(unseenTime)
	if err := w.tour("after"); err != nil {
		return err
	}
	for _, page := range menuPages {
		differ, err := w.differ(picture(page, "before"), picture(page, "after"))
		if err != nil {
			return err
		}
		if differ > caretPixels {
			return fmt.Errorf("%s: %d pixels changed while it was not seen", page, differ)
		}
	}
	return w.goTo("User")
}

// waitBackup waits for the backup that is made as soon as nobody types.
func (w *window) waitBackup() error {
	return w.waitFor(w.ctx, "a backup", func() (bool, error) {
		made, err := filepath.Glob(filepath.Join(w.data, "backups", "*.desk.gz.json"))
		return len(made) > 0, err
	})
}

// picture names the picture of a page in one of the rounds.
func picture(page, round string) string {
	return "page-" + strings.ReplaceAll(strings.ToLower(page), " ", "-") + "-" + round + ".png"
}

// searchLogs are the keys that lead into the search of the log.
var searchLogs = []string{"ctrl+9", "ctrl+f"}

// tour opens every page, from the search of the log, and keeps a picture of each.
func (w *window) tour(round string) error {
	if err := w.keys(searchLogs...); err != nil {
		return err
	}
	for i, page := range menuPages {
		if err := w.keys("ctrl+" + strconv.Itoa((i+1)%10)); err != nil {
			return err
		}
		if err := w.waitTitle(page); err != nil {
			return err
		}
		if round == "first" {
			continue
		}
		if _, err := w.output(
			"import", "-window", w.id, filepath.Join(w.out, picture(page, round)),
		); err != nil {
			return err
		}
	}
	return nil
}

// differ counts the pixels in which two pictures of the album differ.
func (w *window) differ(one, other string) (int, error) {
	c := exec.CommandContext(
		w.ctx, "compare", "-metric", "AE", filepath.Join(w.out, one), filepath.Join(w.out, other),
		"null:",
	)
	text, err := c.CombinedOutput() // It fails when they differ, and says by how much.
	count, _, _ := strings.Cut(strings.TrimSpace(string(text)), " ")
	n, parsed := strconv.ParseFloat(count, 64)
	if parsed != nil {
		return 0, fmt.Errorf("compare %s %s: %w: %s", one, other, err, text)
	}
	return int(n), nil
}
