package desk_test

import (
	"resellerdesk/storage/sqlite/sqlitetest"
	"resellerdesk/storage/storetest"
)

// engine is the one that storetest.EngineVariable names among those that there are.
var engine = storetest.Chosen(map[string]storetest.Engine{"sqlite": sqlitetest.Engine{}})
