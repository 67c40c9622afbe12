package page

import (
	"io"
	"os"

	"resellerdesk/core"
)

// FileKind is a kind of file: what people call it, and how its name ends, for example ".csv".
type FileKind struct {
	Name, Ending string
	Also         []string // Other endings that are offered for opening.
}

// Endings are the endings that are offered for opening.
func (k FileKind) Endings() []string {
	return append([]string{k.Ending}, k.Also...)
}

// CSVFile is a table as text.
func CSVFile(env *Env) FileKind { return FileKind{Name: env.T("files.csv"), Ending: ".csv"} }

// TableFile is a table that is read: as text, or in a workbook.
func TableFile(env *Env) FileKind {
	return FileKind{Name: env.T("files.table"), Ending: ".csv", Also: []string{".xlsx"}}
}

// PDFFile is a document to be printed or sent.
func PDFFile(env *Env) FileKind { return FileKind{Name: env.T("files.pdf"), Ending: ".pdf"} }

func xlsxFile(env *Env) FileKind { return FileKind{Name: env.T("files.xlsx"), Ending: ".xlsx"} }

// Files asks a person for the name of a file. Its functions run beside the UI, wait for the answer,
// and return "" when the person does not want to.
type Files interface {
	// Open asks for a file that exists.
	Open(title string, kind FileKind) (path string, err error)
	// Save asks where a file goes; name is what is offered. The path ends as the kind does.
	Save(title, name string, kind FileKind) (path string, err error)
}

// ReadFile reads a file that somebody chose: no more than a byte beyond most, so that what takes it
// refuses it as too big.
func ReadFile(path string, most int64) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, &core.Error{Code: core.Unavailable, Key: "sheet.unreadable", Err: err}
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, most+1))
	if err != nil {
		return nil, &core.Error{Code: core.Unavailable, Key: "sheet.unreadable", Err: err}
	}
	return text, nil
}

// OpenFile asks for a file and reads it as ReadFile does, all beside the UI; take gets it on the UI
// goroutine.
func OpenFile(
	env *Env, title string, kind FileKind, most int64, take func(path string, text []byte),
) {
	env.Run.Go(func() {
		path, err := env.Files.Open(title, kind)
		var text []byte
		if err == nil && path != "" {
			text, err = ReadFile(path, most)
		}
		env.Run.UI(func() {
			switch {
			case err != nil:
				env.Fail(err)
			case path != "":
				take(path, text)
			}
		})
	})
}
