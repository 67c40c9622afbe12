package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
)

// The modules of the log, and the result of what succeeded.
const (
	ModuleUser         = "user"
	ModulePBX          = "pbx"
	ModuleCustomer     = "customer"
	ModuleSubscription = "subscription"
	ModuleEmail        = "email"
	ModuleLogs         = "logs"
	ModuleSignIn       = "signin"
	ModuleExchange     = "exchange"
	ModuleAlarm        = "alarm"
	ResultOK           = "ok"
)

// LogResult restricts the log to what succeeded or to what did not.
type LogResult string

// The results.
const (
	LogAny     LogResult = ""
	LogOK      LogResult = "ok"
	LogRefused LogResult = "refused"
)

// LogQuery says which entries of the log a list shows, the newest first, and which part of it. What
// is empty restricts nothing.
type LogQuery struct {
	// Any part of the object's name, the detail or the operation; case and accents do not matter.
	Search string
	// Titled are operations that the search finds as well: those whose title in the reader's
	// language has it in it.
	Titled    []string
	Module    string
	Operation string // Also what undid it and what did it again.
	Result    LogResult
	Actor     string // Any part of the person's name.
	Object    string // The id of what was changed.
	From      time.Time
	To        time.Time // The first moment that does not belong to it any more.
	Below     int64     // Only entries with a smaller number; 0 for all.
	Offset    int
	Limit     int
}

// LogCounts is how many entries of the log each quick filter leaves.
type LogCounts struct {
	All, Refused int
	Modules      map[string]int
}

// LogRow is an entry of the log in a list.
type LogRow struct {
	Number int64
	// Name of the real person, "" for the program itself, or for somebody unknown who failed to
	// sign in.
	Person string
	LogEntry
}

// Refused tells whether what was tried did not happen.
func (e LogEntry) Refused() bool { return e.Result != ResultOK }

// Erasure says that the personal data of somebody was erased.
type Erasure struct {
	ID      string
	Object  string // The account or customer.
	At      time.Time
	Actor   string
	Entries int64 // How many entries of the log it was in.
}

// LogEntry is one attempt to do something, also a refused one.
type LogEntry struct {
	At        time.Time
	Actor     string
	Module    string
	Operation string
	Object    string
	Name      string // Of the object at that time; wording.LogName says it.
	Before    string // JSON, "" where there is none.
	After     string // JSON, "" where there is none.
	Result    string // "ok", the code of the refusal, or what became of a mail.
	Detail    string // Of a refusal, its core.ErrorText; else in words of a person or a server.
	// OperationID is the ledger's operation that the entry belongs to, "" for none.
	OperationID string
	Erased      bool // What named people in it was erased.
}

// PastOperation is an operation as the history shows it.
type PastOperation struct {
	ID     string
	At     time.Time
	Actor  string // Name of the person, "" for the program.
	Verb   capacity.Verb
	Name   string // Of the one reseller, colleague, PBX or customer it changed, or of the first.
	Count  int    // How many of them it changed.
	Undone bool   // Another operation reversed it.
	// The email for which no invitation is valid any more when this is undone, "" for none. Only
	// NextUndo, NextRedo and Past fill it in.
	Voids string
	// What the person did last, when that is another action, which is not undone; else nil. Only
	// NextUndo and NextRedo fill it in.
	Newer *LogRow
	// Why it cannot be undone now, nil when it can or is too large to look. Only History fills it
	// in.
	WhyNot error
}

// SearchKey is the folded text in which an entry is searched: of words of the program what they
// name, not how they are stored.
func (e LogEntry) SearchKey() string {
	words := []string{e.Operation}
	for _, text := range []string{e.Name, e.Detail} {
		stored := core.ParseErrors(text)
		if len(stored) == 0 {
			words = append(words, text)
		}
		for _, r := range stored {
			words = append(words, r.Key)
			for _, v := range r.Args {
				words = append(words, fmt.Sprint(v))
			}
		}
	}
	return account.SearchKey(strings.Join(words, "\n"))
}

// Operations are the one that the query asks for, what undid it and what did it again.
func (q LogQuery) Operations() []string {
	verb := capacity.Verb(q.Operation)
	if verb.Root() != verb { // It is one of these itself.
		return []string{q.Operation}
	}
	undo := verb.Reversed()
	return []string{q.Operation, string(undo), string(undo.Reversed())}
}

// LogReader answers what was done.
type LogReader interface {
	// OperationLog returns what was logged with an operation, in its order.
	OperationLog(ctx context.Context, id string) ([]LogEntry, error)
	// OperationEntries returns one page of it, behind the entry with a number; without the names of
	// persons.
	OperationEntries(ctx context.Context, id string, behind int64, most int) ([]LogRow, error)
	// Logs returns one page of the log, the newest first.
	Logs(ctx context.Context, q LogQuery) ([]LogRow, error)
	// LogIDs returns the numbers of the whole log, without its page, in its order.
	LogIDs(ctx context.Context, q LogQuery) ([]string, error)
	// CountLogs returns how many rows the log has, without its page.
	CountLogs(ctx context.Context, q LogQuery) (int, error)
	// LogCounts counts the rows that the log has, without its page, by what was refused and by
	// module.
	LogCounts(ctx context.Context, q LogQuery) (LogCounts, error)
	// PastOne returns one operation of the past, or NotFound.
	PastOne(ctx context.Context, id string) (PastOperation, error)
	// Past returns the newest operations of a person, newest first, "" for everybody's.
	Past(ctx context.Context, actor string, most int) ([]PastOperation, error)
	// LastDone returns the newest entry of the log that says what a person did and was not
	// reversed, or NotFound. Reversing is no such action, except the operation with an id; neither
	// are signing in, what came from outside, and what became of a mail.
	LastDone(ctx context.Context, actor, operationID string) (LogRow, error)
	LastLogEntry(ctx context.Context) (int64, error)
	// LogEntryDigest returns a hash of an entry of the log, by which two copies of the file are
	// distinguished, or NotFound.
	LogEntryDigest(ctx context.Context, number int64) (string, error)
}

// LogWriter logs what was done.
type LogWriter interface {
	AddLogEntry(e LogEntry) error
}
