package page

import (
	"encoding/json"
	"slices"

	"fyne.io/fyne/v2"

	"resellerdesk/ui/kit"
)

// Settings are what the window remembers of itself on this computer. What matters to the work is in
// the workspace.
type Settings struct{ preferences fyne.Preferences }

// NewSettings returns the settings of the program.
func NewSettings(p fyne.Preferences) *Settings { return &Settings{preferences: p} }

// Mode is light, dark, or as the system says.
func (s *Settings) Mode() kit.Mode { return kit.Mode(s.preferences.Int("appearance")) }

// SetMode remembers light or dark.
func (s *Settings) SetMode(m kit.Mode) { s.preferences.SetInt("appearance", int(m)) }

// Language is the language of the window, "" for the system's.
func (s *Settings) Language() string { return s.preferences.String("language") }

// SetLanguage remembers the language.
func (s *Settings) SetLanguage(lang string) { s.preferences.SetString("language", lang) }

// LastEmail is the address that signed in last to the workspace of a data folder, "" for none.
func (s *Settings) LastEmail(folder string) string {
	return s.preferences.String("signin.email:" + folder)
}

// SetLastEmail remembers the address that signed in.
func (s *Settings) SetLastEmail(folder, email string) {
	s.preferences.SetString("signin.email:"+folder, email)
}

// Folder is where a file was chosen last, "" for nowhere.
func (s *Settings) Folder() string { return s.preferences.String("files.folder") }

// SetFolder remembers where a file was chosen.
func (s *Settings) SetFolder(folder string) { s.preferences.SetString("files.folder", folder) }

// WindowSize is the size of the window in units, zero before it was remembered.
func (s *Settings) WindowSize() fyne.Size {
	return fyne.NewSize(
		float32(s.preferences.Float("window.width")), float32(s.preferences.Float("window.height")),
	)
}

// SetWindowSize remembers the size of the window.
func (s *Settings) SetWindowSize(size fyne.Size) {
	s.preferences.SetFloat("window.width", float64(size.Width))
	s.preferences.SetFloat("window.height", float64(size.Height))
}

// Columns is what the person chose about the columns of a table.
func (s *Settings) Columns(table string) (c kit.ColumnChoice) {
	if json.Unmarshal([]byte(s.preferences.String("columns."+table)), &c) != nil {
		return kit.ColumnChoice{}
	}
	return c
}

// SetColumns remembers what the person chose about the columns of a table.
func (s *Settings) SetColumns(table string, c kit.ColumnChoice) {
	if text, err := json.Marshal(c); err == nil {
		s.preferences.SetString("columns."+table, string(text))
	}
}

// TableShape is what a table that was imported looked like, and how it was read.
type TableShape struct {
	Kind    string            `json:"kind"`
	Titles  []string          `json:"titles"`
	Columns map[string]string `json:"columns,omitempty"`
	Update  string            `json:"update,omitempty"`
	Dates   string            `json:"dates,omitempty"`
	Numbers string            `json:"numbers,omitempty"`
}

// mostShapes is how many of them are remembered.
const mostShapes = 30

// TableShapes are the tables that were imported into the workspace of a folder, the newest first.
func (s *Settings) TableShapes(folder string) (shapes []TableShape) {
	if json.Unmarshal([]byte(s.preferences.String("import.shapes:"+folder)), &shapes) != nil {
		return nil
	}
	return shapes
}

// RememberTableShape remembers how a table was read, in place of one with the same columns.
func (s *Settings) RememberTableShape(folder string, shape TableShape) {
	shapes := []TableShape{shape}
	for _, old := range s.TableShapes(folder) {
		same := old.Kind == shape.Kind && slices.Equal(old.Titles, shape.Titles)
		if !same && len(shapes) < mostShapes {
			shapes = append(shapes, old)
		}
	}
	if text, err := json.Marshal(shapes); err == nil {
		s.preferences.SetString("import.shapes:"+folder, string(text))
	}
}
