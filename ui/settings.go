package ui

import (
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"resellerdesk/core"
	"resellerdesk/core/i18n"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/logs"
	"resellerdesk/ui/page"
	"resellerdesk/ui/recovery"
	"resellerdesk/ui/welcome"
)

// settings opens the settings of the window. Each choice holds as soon as it is made.
func (f *frame) settings() {
	if !f.env.Modals.Open() {
		newSettings(f.window).show(nil)
	}
}

// settings is the dialog that says how the window looks, who is signed in, and what the program is.
type settings struct {
	window         *Window
	env            *page.Env
	mode, language *kit.Field
	modal          *kit.Modal
}

func newSettings(w *Window) *settings {
	s := &settings{window: w, env: w.env}
	env := w.env
	s.mode = kit.NewSelectField(env.T("settings.appearance"), []kit.Option{
		{Key: "0", Text: env.T("settings.system")},
		{Key: "1", Text: env.T("settings.light")},
		{Key: "2", Text: env.T("settings.dark")},
	})
	s.mode.SetText(strconv.Itoa(int(env.Settings.Mode())))
	s.mode.OnChanged = s.chooseMode
	options := make([]kit.Option, len(i18n.Languages))
	for i, l := range i18n.Languages {
		options[i] = kit.Option{Key: l, Text: env.T("language." + l)}
	}
	s.language = kit.NewSelectField(env.T("settings.language"), options)
	s.language.SetText(env.Words.Language())
	s.language.OnChanged = s.chooseLanguage
	return s
}

// show opens the dialog; first gets the focus, nil is the first field.
func (s *settings) show(first fyne.Focusable) {
	env := s.env
	if first == nil {
		first = s.mode.Focusable()
	}
	parts := []fyne.CanvasObject{kit.NewColumns(16, 8, 180, 2, s.mode, s.language)}
	if person := s.person(); person != nil {
		parts = append(parts, person)
	}
	if recovery.OwnsKeys(env) {
		parts = append(parts, s.personal())
	}
	parts = append(parts, s.about())
	done := kit.NewButton(env.T("button.close"), kit.ButtonPrimary, func() { s.modal.Close() })
	s.modal = env.Modals.Show(kit.ModalOptions{
		Topic: "settings",
		Title: env.T("command.settings"), Width: 560, Body: kit.NewStack(20, parts...),
		Foot: kit.NewRow(8, nil, done), First: first,
	})
}

func (s *settings) chooseMode(key string) {
	n, err := strconv.Atoi(key)
	if err != nil {
		return
	}
	s.env.Settings.SetMode(kit.Mode(n))
	s.window.App.Settings().SetTheme(kit.NewTheme(kit.Mode(n)))
}

// chooseLanguage shows the window and the dialog in another language, with the focus where it was.
// The page is redrawn for that: what is typed there is lost only after a question, and until it
// is answered the field shows the language that holds.
func (s *settings) chooseLanguage(language string) {
	present := s.env.Words.Language()
	if language == present {
		return
	}
	s.language.SetText(present)
	s.window.frame.leaving(func() {
		s.modal.Close()
		s.window.setLanguage(language)
		next := newSettings(s.window)
		next.show(next.language.Focusable())
	})
}

// person says who is signed in, with the way to another password; nil in a view, where nobody is.
func (s *settings) person() fyne.CanvasObject {
	env := s.env
	actor, err := env.Desk.Actor()
	if err != nil || s.window.view != nil {
		return nil
	}
	change := kit.NewButton(env.T("settings.change_password"), kit.ButtonSecondary, func() {
		welcome.ChangePassword(env)
	}).SetIcon(kit.IconKey)
	words := kit.NewStack(2, kit.NewCutText(actor.Profile.Name(), kit.BodyBold, 100),
		kit.NewCutText(actor.Profile.Email, kit.Caption, 100))
	return kit.NewStack(
		8, kit.NewText(env.T("settings.person"), kit.Heading),
		kit.NewSides(12, words, kit.NewRow(0, change)),
	)
}

// personal leads to when personal data is erased, for the owner of the workspace.
func (s *settings) personal() fyne.CanvasObject {
	env := s.env
	title := env.T("command.asks", core.Args{"Command": env.T("personal.retention_change")})
	change := kit.NewButton(title, kit.ButtonSecondary, func() { logs.AskRetention(env) })
	words := kit.NewParagraph(env.T("settings.personal_text"), kit.Caption)
	return kit.NewStack(8, kit.NewText(env.T("personal.title"), kit.Heading),
		kit.NewSides(12, words, kit.NewRow(0, change)))
}

// about says what the program is and where it keeps its files, with a button that copies all of it
// for a question to somebody who helps.
func (s *settings) about() fyne.CanvasObject {
	env := s.env
	rows := kit.NewStack(6)
	var text strings.Builder
	for _, a := range s.aboutLines() {
		name, value := env.T("about."+a.key), a.value
		label := kit.NewSized(aboutWidth, 0, kit.NewText(name, kit.Secondary))
		rows.Add(container.NewBorder(nil, nil, label, nil, kit.NewCutText(value, kit.Body, 100)))
		text.WriteString(name + ": " + value + "\n")
	}
	copied := kit.NewButton(env.T("about.copy"), kit.ButtonSecondary, func() {
		s.window.App.Clipboard().SetContent(text.String())
		env.Toasts.Say(env.T("about.copied"), "", nil)
	}).SetIcon(kit.IconCopy)
	head := kit.NewSides(12, kit.NewText(env.T("about.title"), kit.Heading), kit.NewRow(0, copied))
	return kit.NewStack(8, head, rows)
}

// aboutWidth is how wide the names of what the program is are.
const aboutWidth = 130

type aboutLine struct{ key, value string }

func (s *settings) aboutLines() []aboutLine {
	env, w := s.env, s.window
	toolkit := "Fyne"
	if build, ok := debug.ReadBuildInfo(); ok {
		for _, m := range build.Deps {
			if m.Path == "fyne.io/fyne/v2" {
				toolkit += " " + strings.TrimPrefix(m.Version, "v")
			}
		}
	}
	made := core.Args{
		"Toolkit": toolkit, "Go": strings.TrimPrefix(runtime.Version(), "go"),
		"System": runtime.GOOS + "/" + runtime.GOARCH,
	}
	lines := []aboutLine{
		{"version", "Reseller Desk " + w.App.Metadata().Version},
		{"made_with", env.T("about.made_with_text", made)},
		{"license", env.T("about.license_text")},
	}
	if w.Folder != "" {
		lines = append(lines, aboutLine{"workspace", filepath.Join(w.Folder, "workspace.desk")})
	}
	if w.Log != "" {
		lines = append(lines, aboutLine{"log", w.Log})
	}
	return lines
}
