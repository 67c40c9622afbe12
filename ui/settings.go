package ui

import (
	"strconv"

	"resellerdesk/core/i18n"
	"resellerdesk/ui/kit"
)

// settings asks how the window looks and which language it speaks.
func (f *frame) settings() {
	env := f.env
	if env.Modals.Open() {
		return
	}
	mode := kit.NewSelectField(env.T("settings.appearance"), []kit.Option{
		{Key: "0", Text: env.T("settings.system")}, {Key: "1", Text: env.T("settings.light")}, {Key: "2", Text: env.T("settings.dark")},
	})
	mode.SetText(strconv.Itoa(int(env.Settings.Mode())))
	mode.OnChanged = func(key string) {
		n, err := strconv.Atoi(key)
		if err != nil {
			return
		}
		env.Settings.SetMode(kit.Mode(n))
		f.window.App.Settings().SetTheme(kit.NewTheme(kit.Mode(n)))
	}
	options := make([]kit.Option, len(i18n.Languages))
	for i, l := range i18n.Languages {
		options[i] = kit.Option{Key: l, Text: env.T("language." + l)}
	}
	language := kit.NewSelectField(env.T("settings.language"), options)
	language.SetText(env.Words.Language())
	var modal *kit.Modal
	done := kit.NewButton(env.T("button.close"), kit.ButtonPrimary, func() {
		modal.Close()
		if language.Text() != env.Words.Language() {
			f.window.setLanguage(language.Text())
		}
	})
	modal = env.Modals.Show(kit.ModalOptions{
		Title: env.T("command.settings"), Width: 420, Body: kit.NewStack(12, mode, language), Foot: kit.NewRow(8, nil, done), First: mode.Focusable(),
	})
}
