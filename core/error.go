// Package core holds what is true without a screen, a disk or a network. This file holds the one
// kind of error that a person may read.
package core

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Code tells a program what kind of refusal an Error is.
type Code string

// The codes, from the person's mistake to the machine's.
const (
	Invalid   Code = "invalid"   // A field holds something that is not allowed.
	Conflict  Code = "conflict"  // Somebody else has it, or it changed meanwhile.
	NotFound  Code = "not_found" // It does not exist (any more).
	Forbidden Code = "forbidden" // The actor does not hold the permission.
	// Nobody is signed in, or email and password do not fit.
	Unauthenticated Code = "unauthenticated"
	// Too many tries; Args["Count"] says how many seconds to wait.
	Throttled   Code = "throttled"
	Busy        Code = "busy"        // Another program holds the workspace.
	ReadOnly    Code = "read_only"   // The workspace cannot be written.
	Full        Code = "full"        // The disk is full.
	Corrupt     Code = "corrupt"     // The workspace is damaged or not ours.
	Unavailable Code = "unavailable" // A keyring or a server does not answer.
	Internal    Code = "internal"    // A fault of this program.
)

// Key is an argument that is itself a key of the translation files.
type Key string

// Moment is an argument that is a time of which the hour matters, too.
type Moment struct{ time.Time }

// Args are the values that a sentence names.
type Args map[string]any

// Error is a refusal or a failure. Key names the sentence in the translation files (below
// "error."), Field the form field it belongs to, if any.
type Error struct {
	Code  Code
	Field string
	Key   string
	Args  Args
	Err   error
	// Stale says that somebody else changed meanwhile what was to be changed.
	Stale bool
}

// Error describes the error for a log; people are shown the translated sentence instead.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Key)
	if e.Field != "" {
		fmt.Fprintf(&b, " (%s)", e.Field)
	}
	if len(e.Args) > 0 {
		fmt.Fprintf(&b, " %v", map[string]any(e.Args))
	}
	if e.Err != nil {
		b.WriteString(": " + e.Err.Error())
	}
	return b.String()
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// IsNotFound tells whether what was asked for is not there.
func IsNotFound(err error) bool { return CodeOf(err) == NotFound }

// IsStale tells whether somebody else changed meanwhile what was to be changed: who wants it still
// reads it again.
func IsStale(err error) bool {
	var e *Error
	return errors.As(err, &e) && e.Stale
}

// CodeOf returns the code of the first Error in err's chain, "" for nil and Internal for a foreign
// error.
func CodeOf(err error) Code {
	if err == nil {
		return ""
	}
	var problems Problems
	if errors.As(err, &problems) {
		return Invalid
	}
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return Internal
}

// IsFailure tells whether an error is no refusal: what was asked for was not looked at.
func IsFailure(err error) bool {
	switch CodeOf(err) {
	case Busy, ReadOnly, Full, Corrupt, Unavailable, Internal:
		return true
	}
	return false
}

// Problems are all the refusals of one form, in the order of its fields.
type Problems []*Error

// Error lists the problems for a log.
func (p Problems) Error() string {
	texts := make([]string, len(p))
	for i, e := range p {
		texts[i] = e.Error()
	}
	return strings.Join(texts, "; ")
}

// Of returns the first problem of a field, or nil.
func (p Problems) Of(field string) *Error {
	for _, e := range p {
		if e.Field == field {
			return e
		}
	}
	return nil
}

// Add appends a problem of a field.
func (p *Problems) Add(field, key string, args Args) {
	*p = append(*p, &Error{Code: Invalid, Field: field, Key: key, Args: args})
}

// AddError appends why the text of a field cannot be read.
func (p *Problems) AddError(field string, err error) {
	e := Error{Code: Internal, Key: "internal", Err: err}
	known, is := err.(*Error) // Most are: errors.As is slow for a file with millions of them.
	if is || errors.As(err, &known) {
		e = *known
	}
	e.Field = field
	*p = append(*p, &e)
}

// Except returns the problems of the fields that are not excused.
func (p Problems) Except(excused func(field string) bool) Problems {
	return slices.DeleteFunc(p, func(e *Error) bool { return excused(e.Field) })
}

// Err returns the problems as an error, nil when there are none.
func (p Problems) Err() error {
	if len(p) == 0 {
		return nil
	}
	return p
}
