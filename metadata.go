// Package resellerdesk carries what the whole program is called.
package resellerdesk

import (
	_ "embed"
	"fmt"

	"github.com/BurntSushi/toml"
)

//go:embed FyneApp.toml
var appFile string

// App is what FyneApp.toml says of the program. It is embedded, so that a plain go build carries
// it.
type App struct {
	Name    string
	ID      string
	Version string
	Build   int
	FyneDo  bool // Fyne may rely on fyne.Do being used.
}

// Metadata reads FyneApp.toml.
func Metadata() (App, error) {
	var file struct {
		Details    App
		Migrations struct{ FyneDo bool }
	}
	if _, err := toml.Decode(appFile, &file); err != nil {
		return App{}, fmt.Errorf("FyneApp.toml: %w", err)
	}
	file.Details.FyneDo = file.Migrations.FyneDo
	return file.Details, nil
}
