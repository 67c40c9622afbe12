package ui

import (
	"context"
	"strings"
	"time"

	"fyne.io/fyne/v2/container"

	"resellerdesk/core"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

// Crash is how a program ended in the middle of its work.
type Crash struct {
	At     time.Time
	Report string // The file of what the runtime wrote.
}

const (
	reportMost  = 8 << 20 // Of a report that is read, in bytes.
	reportLines = 60      // Of it that are shown.
)

// sayCrash says once that the last program ended unexpectedly, and offers its report.
func (w *Window) sayCrash() {
	c, env := w.Crash, w.env
	if c == nil {
		return
	}
	w.Crash = nil
	env.Modals.Confirm(kit.Confirmation{
		Title: env.T("crash.title"), Text: env.T("crash.text", w.when(c)),
		OK: env.T("crash.show"), Cancel: env.T("button.close"), OnOK: func() { w.readCrash(c) },
	})
}

func (w *Window) when(c *Crash) core.Args {
	return core.Args{"At": w.env.Words.DateTime(c.At)}
}

func (w *Window) readCrash(c *Crash) {
	env := w.env
	page.Read(env, func(context.Context) ([]byte, error) {
		return page.ReadFile(c.Report, reportMost)
	}, func(report []byte) { w.showCrash(c, report) })
}

func (w *Window) showCrash(c *Crash, report []byte) {
	env := w.env
	var modal *kit.Modal
	save := kit.NewButton(env.T("crash.save"), kit.ButtonSecondary, func() {
		name := env.T("crash.name") + " " + c.At.Format("2006-01-02 15.04")
		kind := page.FileKind{Name: env.T("files.text"), Ending: ".txt"}
		page.SaveFile(env, env.T("crash.save"), name, kind,
			func(context.Context) ([]byte, error) { return report, nil },
			func(path string) { env.Toasts.Tell(env.T("crash.saved", core.Args{"Path": path})) })
	})
	done := kit.NewButton(env.T("button.close"), kit.ButtonPrimary, func() { modal.Close() })
	lines := strings.Split(strings.ReplaceAll(string(report), "\t", "    "), "\n")
	cut := len(lines) > reportLines
	body := kit.NewStack(2)
	for _, line := range lines[:min(len(lines), reportLines)] {
		body.Add(kit.NewParagraph(line, kit.Caption))
	}
	if cut {
		body.Add(kit.NewParagraph(env.T("crash.cut"), kit.Caption))
	}
	scroll := container.NewVScroll(kit.NewPadded(12, 20, 12, 20, body))
	modal = env.Modals.Show(kit.ModalOptions{
		Topic: "start", Title: env.T("crash.report", w.when(c)), Width: 640, Height: 360,
		Body: scroll, Scroll: scroll, Foot: kit.NewRow(8, nil, save, done), First: done,
	})
}
