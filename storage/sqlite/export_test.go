package sqlite

import "database/sql"

// Raw is the connection that writes, for tests that need what no person can do.
func (w *Workspace) Raw() *sql.DB { return w.writer }
