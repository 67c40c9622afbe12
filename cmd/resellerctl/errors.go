package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"resellerdesk/core"
	"resellerdesk/core/desk"
)

// The exit codes (docs/resellerctl.md).
const (
	exitOK = iota
	exitInternal
	exitUsage
	exitInvalid
	exitConflict
	exitNotFound
	exitForbidden
	exitUnavailable
	exitBlocked
	exitCorrupt
	exitCancelled = 130
)

// usageError is a mistake in the arguments.
type usageError struct{ error }

// exitCode is the exit code of an error.
func exitCode(err error) int {
	var usage usageError
	switch {
	case err == nil:
		return exitOK
	case errors.As(err, &usage):
		return exitUsage
	case cancelled(err):
		return exitCancelled
	case isKeyring(err): // Also a password that is not in it.
		return exitUnavailable
	}
	switch core.CodeOf(err) {
	case core.Invalid:
		if onlyConflicts(err) {
			return exitConflict
		}
		return exitInvalid
	case core.Conflict:
		return exitConflict
	case core.NotFound:
		return exitNotFound
	case core.Forbidden, core.Unauthenticated, core.Throttled:
		return exitForbidden
	case core.Unavailable:
		return exitUnavailable
	case core.Busy, core.ReadOnly, core.Full:
		return exitBlocked
	case core.Corrupt:
		return exitCorrupt
	}
	return exitInternal
}

// onlyConflicts tells whether nothing is wrong with what was typed but that it is taken, such as an email.
func onlyConflicts(err error) bool {
	var bulk desk.Refusals
	var several core.Problems
	return !errors.As(err, &bulk) && errors.As(err, &several) && !slices.ContainsFunc(several, func(e *core.Error) bool { return e.Code != core.Conflict })
}

func cancelled(err error) bool {
	var known *core.Error
	return errors.Is(err, context.Canceled) && !errors.As(err, &known)
}

func isKeyring(err error) bool { return strings.HasPrefix(keyOf(err), "keyring.") }

// keyOf is the key of the sentence of an error, "" when it has none.
func keyOf(err error) string {
	var known *core.Error
	if !errors.As(err, &known) {
		return ""
	}
	return known.Key
}

// problem is an error as JSON.
type problem struct {
	Code     string `json:"code"`
	Field    string `json:"field"`
	Key      string `json:"key"`
	Message  string `json:"message"`
	Reseller string `json:"reseller_id,omitempty"`
	Company  string `json:"company,omitempty"`
}

// problems returns everything that an error says, one by one.
func (c *call) problems(err error) []problem {
	var refusals desk.Refusals
	var several core.Problems
	switch {
	case errors.As(err, &refusals):
		var list []problem
		for _, r := range refusals {
			for _, p := range c.problems(r.Err) {
				p.Reseller, p.Company = r.ID, r.Company
				list = append(list, p)
			}
		}
		return list
	case errors.As(err, &several):
		list := make([]problem, len(several))
		for i, e := range several {
			list[i] = problem{Code: string(e.Code), Field: e.Field, Key: e.Key, Message: c.words.Sentence(e)}
		}
		return list
	}
	return []problem{c.problem(err)}
}

func (c *call) problem(err error) problem {
	var usage usageError
	var known *core.Error
	switch {
	case errors.As(err, &usage):
		return problem{Code: "usage", Key: "ctl.usage", Message: c.words.T("error.ctl.usage", core.Args{"Detail": usage.Error()})}
	case cancelled(err):
		return problem{Code: "cancelled", Key: "ctl.cancelled", Message: c.words.T("error.ctl.cancelled")}
	case errors.As(err, &known):
		return problem{Code: string(known.Code), Field: known.Field, Key: known.Key, Message: c.sentence(known)}
	}
	return problem{Code: string(core.Internal), Key: "internal", Message: c.words.Error(err)}
}

// sentence is an error with what to do next, where there is a sentence for that.
func (c *call) sentence(e *core.Error) string {
	next := "next." + e.Key
	if text := c.words.T(next, e.Args); text != next {
		return c.words.Sentence(e) + " " + text
	}
	return c.words.Sentence(e)
}

// sayError writes an error to standard error: a line for each thing that is wrong, or one JSON document.
func (c *call) sayError(err error) {
	if err == nil {
		return
	}
	list := c.problems(err)
	if c.json {
		var document any = map[string]any{"errors": list}
		if len(list) == 1 {
			document = map[string]any{"error": list[0]}
		}
		_ = json.NewEncoder(c.err).Encode(document)
		return
	}
	for _, p := range list {
		of := ""
		switch {
		case p.Company != "":
			of = p.Company + ": "
		case p.Field != "":
			of = c.words.T("field."+p.Field) + ": "
		}
		fmt.Fprintf(c.err, "%s: %s%s\n", program, of, oneLine(p.Message))
	}
}
