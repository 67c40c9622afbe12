package desk_test

// The engines that storetest.EngineVariable can name.
import _ "resellerdesk/storage/sqlite/sqlitetest"
