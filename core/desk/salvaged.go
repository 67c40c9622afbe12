package desk

// Salvaged is what could be read of a damaged workspace.
type Salvaged struct {
	// Path is the new workspace that was made of it, or the folder of tables where none could be
	// made.
	Path string
	// Workspace tells whether it is a workspace, which passed the full check.
	Workspace bool
	Tables    []SalvagedTable
}

// Lost is how many rows are missing in all.
func (s Salvaged) Lost() (n int64) {
	for _, t := range s.Tables {
		n += t.Lost
	}
	return n
}

// SalvagedTable is how many rows of a table could be read, how many of them look other than the
// program wrote them and were kept all the same, and how many are known to be missing.
type SalvagedTable struct {
	Name                string
	Rows, Altered, Lost int64
}
