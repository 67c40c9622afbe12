package sqlitetest

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"sync"
)

// FailQuestion returns a context that has ended at one of the moments at which a question looks at
// it, and not before or after.
func (Engine) FailQuestion(
	ctx context.Context, questions int,
) (context.Context, func() (int, []string)) {
	f := &failing{Context: ctx, fails: questions + 1}
	return f, func() (int, []string) {
		f.mu.Lock()
		defer f.mu.Unlock()
		return f.asked, f.by
	}
}

var errStuck = errors.New("stuck")

// failing counts questions by who looks at it. Outside of a transaction, database/sql asks for its
// end, and for the error if it has one; a transaction asks for the error, and hands a question for
// one row on to database/sql to have it fail.
type failing struct {
	context.Context
	fails int // Which of the questions does.

	mu      sync.Mutex
	asked   int
	by      []string // The functions that asked the question that fails.
	failing bool     // Until database/sql has asked for the error.
}

// Done is closed for the question that fails.
func (f *failing) Done() <-chan struct{} {
	if caller() != takesConnection {
		return f.Context.Done()
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if !f.failing {
		f.failing = f.ask()
	}
	if !f.failing {
		return f.Context.Done()
	}
	done := make(chan struct{})
	close(done)
	return done
}

// Err is that of the question that fails.
func (f *failing) Err() error {
	from := caller()
	if from == other {
		return f.Context.Err()
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	switch {
	case from == takesConnection && f.failing:
		f.failing = false
		return errStuck
	case from == takesConnection:
		return f.Context.Err()
	}
	if f.ask() {
		f.failing = from == asksRow
		return errStuck
	}
	return f.Context.Err()
}

// ask counts a question, and tells whether it is the one that fails.
func (f *failing) ask() bool {
	f.asked++
	if f.asked != f.fails {
		return false
	}
	var at [64]uintptr
	frames := runtime.CallersFrames(at[:runtime.Callers(3, at[:])])
	for more := true; more; {
		var frame runtime.Frame
		frame, more = frames.Next()
		f.by = append(f.by, frame.Function)
	}
	return true
}

// looks is who looks at a context.
type looks int

const (
	other looks = iota
	takesConnection
	asksRows
	asksRow
)

// caller tells who called the caller of it.
func caller() looks {
	var at [1]uintptr
	runtime.Callers(3, at[:])
	frame, _ := runtime.CallersFrames(at[:]).Next()
	for end, from := range map[string]looks{
		"database/sql.(*DB).conn":               takesConnection,
		"database/sql.(*Tx).grabConn":           takesConnection,
		"sqlite.(*transaction).QueryContext":    asksRows,
		"sqlite.(*transaction).QueryRowContext": asksRow,
	} {
		if strings.HasSuffix(frame.Function, end) {
			return from
		}
	}
	return other
}
