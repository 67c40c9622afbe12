package desk

import (
	"context"
	"strings"
	"time"

	"resellerdesk/core"
	"resellerdesk/core/i18n"
	"resellerdesk/core/permission"
)

// Modules of the log that a list can be restricted to.
const (
	LogUser         = moduleUser
	LogSubscription = moduleSubscription
	LogEmail        = moduleEmail
	LogSignIn       = moduleSignIn
)

// LogResult restricts the log to what succeeded or to what did not.
type LogResult string

// The results.
const (
	LogAny     LogResult = ""
	LogOK      LogResult = "ok"
	LogRefused LogResult = "refused"
)

// LogQuery says which entries of the log a list shows, the newest first, and which part of it. What is empty restricts
// nothing.
type LogQuery struct {
	Search string // Any part of the object's name, the detail or the operation; case and accents do not matter.
	// Titled are operations that the search finds as well: those whose title in the reader's language has it in it.
	Titled    []string
	Module    string
	Operation string // Also what undid it and what did it again.
	Result    LogResult
	Actor     string // Any part of the person's name.
	Object    string // The id of what was changed.
	From      time.Time
	To        time.Time // The first moment that does not belong to it any more.
	Offset    int
	Limit     int
}

// Restricted tells whether the query may leave entries out.
func (q LogQuery) Restricted() bool {
	return q.Search != "" || q.Module != "" || q.Operation != "" || q.Result != LogAny || q.Actor != "" || q.Object != "" ||
		!q.From.IsZero() || !q.To.IsZero()
}

// LogRow is an entry of the log in a list.
type LogRow struct {
	Number int64
	Person string // Name of the real person, "" for the program itself, or for somebody unknown who failed to sign in.
	LogEntry
}

// PersonText is who did it, in words.
func (r LogRow) PersonText(p *i18n.Printer) string {
	switch {
	case r.Person != "":
		return r.Person
	case r.Module == moduleSignIn:
		return p.T("log.unknown")
	}
	return p.T("person.program")
}

// ObjectText names what was changed, in words: an account, several, or nothing.
func (r LogRow) ObjectText(p *i18n.Printer) string {
	if n := len(strings.Fields(r.Object)); n > 1 {
		return p.T("log.several", core.Args{"Count": n})
	}
	return r.Name
}

// Refused tells whether what was tried did not happen.
func (e LogEntry) Refused() bool { return e.Result != resultOK }

// Logs returns one page of the log, the newest first.
func (d *Desk) Logs(ctx context.Context, q LogQuery) ([]LogRow, error) {
	if _, err := d.may(permission.LogsView); err != nil {
		return nil, err
	}
	return d.Store.Logs(ctx, q)
}

// CountLogs returns how many entries the log has, without the query's page.
func (d *Desk) CountLogs(ctx context.Context, q LogQuery) (int, error) {
	if _, err := d.may(permission.LogsView); err != nil {
		return 0, err
	}
	return d.Store.CountLogs(ctx, q)
}
