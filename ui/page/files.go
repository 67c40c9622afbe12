package page

// FileKind is a kind of file: what people call it, and how its name ends, for example ".csv".
type FileKind struct {
	Name, Ending string
	Also         string // Another ending that is offered for opening, "" for none.
}

// Endings are the endings that are offered for opening.
func (k FileKind) Endings() []string {
	if k.Also == "" {
		return []string{k.Ending}
	}
	return []string{k.Ending, k.Also}
}

// CSVFile is a table as text.
func CSVFile(env *Env) FileKind { return FileKind{Name: env.T("files.csv"), Ending: ".csv"} }

func xlsxFile(env *Env) FileKind { return FileKind{Name: env.T("files.xlsx"), Ending: ".xlsx"} }

// Files asks a person for the name of a file. Its functions run beside the UI, wait for the answer, and return "" when the
// person does not want to.
type Files interface {
	// Open asks for a file that exists.
	Open(title string, kind FileKind) (path string, err error)
	// Save asks where a file goes; name is what is offered. The path ends as the kind does.
	Save(title, name string, kind FileKind) (path string, err error)
}
