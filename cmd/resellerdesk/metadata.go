package main

import (
	"fyne.io/fyne/v2"

	"resellerdesk"
	"resellerdesk/assets"
)

// readMetadata returns the metadata of the program in Fyne's form.
func readMetadata() (fyne.AppMetadata, error) {
	m, err := resellerdesk.Metadata()
	return fyne.AppMetadata{
		ID: m.ID, Name: m.Name, Version: m.Version, Build: m.Build,
		Icon:       fyne.NewStaticResource("icon.png", assets.Icon),
		Migrations: map[string]bool{"fyneDo": m.FyneDo},
	}, err
}
