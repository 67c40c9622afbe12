package wiring

import (
	"log/slog"
	"path/filepath"
	"slices"
	"strings"

	"gopkg.in/natefinch/lumberjack.v2"

	"resellerdesk/core/secret"
)

// The log is at most so many files of so many megabytes; the older ones have the time in their
// names.
const (
	logFiles     = 5
	logMegabytes = 2
)

// LogFile is the file of a data folder that OpenLog writes to.
func LogFile(dir string) string { return filepath.Join(dir, "resellerdesk.log") }

// OpenLog writes what the program does to a file in the data folder, and a crash to one of its own
// (TakeCrash). What cannot be written is not logged.
func OpenLog(dir string) (logger *slog.Logger, closeLog func()) {
	file := &lumberjack.Logger{
		Filename: LogFile(dir), MaxSize: logMegabytes, MaxBackups: logFiles - 1,
	}
	closeCrash := catchCrash(dir)
	options := &slog.HandlerOptions{ReplaceAttr: withoutSecrets}
	return slog.New(slog.NewJSONHandler(file, options)), func() {
		closeCrash()
		_ = file.Close()
	}
}

// secretNames are names of values that are never logged, should somebody forget to give them a type
// of core/secret.
var secretNames = []string{
	"password", "passphrase", "secret", "key", "token", "recovery", "confirmation", "authorization",
}

// withoutSecrets hides what is called like a secret.
func withoutSecrets(_ []string, a slog.Attr) slog.Attr {
	key := strings.ToLower(a.Key)
	if slices.ContainsFunc(secretNames, func(s string) bool { return strings.Contains(key, s) }) {
		a.Value = slog.StringValue(secret.Hidden)
	}
	return a
}
