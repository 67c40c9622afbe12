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

// onlyConflicts tells whether nothing is wrong with what was typed but that it is taken, such as an
// email.
func onlyConflicts(err error) bool {
	var bulk desk.Refusals
	var several core.Problems
	return !errors.As(err, &bulk) && errors.As(err, &several) && !slices.ContainsFunc(
		several, func(e *core.Error) bool { return e.Code != core.Conflict },
	)
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
	Why      string `json:"why,omitempty"` // Whose rule refused it, and since when it applies.
	Reseller string `json:"reseller_id,omitempty"`
	PBX      string `json:"pbx_id,omitempty"`
	Customer string `json:"customer_id,omitempty"`
	Company  string `json:"company,omitempty"`
	Name     string `json:"name,omitempty"` // Of the PBX.
}

// thing is what an action on several is done to.
type thing int

const (
	ofResellers thing = iota
	ofPBXs
	ofCustomers
)

// of says which one of several a problem is about.
func (p *problem) of(kind thing, r desk.Refusal) {
	switch kind {
	case ofPBXs:
		p.PBX, p.Name = r.ID, r.Company
	case ofCustomers:
		p.Customer, p.Company = r.ID, r.Company
	default:
		p.Reseller, p.Company = r.ID, r.Company
	}
}

// problems returns everything that an error says, one by one.
func (c *call) problems(err error) []problem {
	var refusals desk.Refusals
	var several core.Problems
	var damaged *desk.Damaged
	switch {
	case errors.As(err, &damaged): // Its own sentence says the first fault.
		list := []problem{c.problem(damaged)}
		for _, fault := range damaged.Faults[1:] {
			list = append(list, c.problem(fault))
		}
		return list
	case errors.As(err, &refusals):
		var list []problem
		for _, r := range refusals {
			for _, p := range c.problems(r.Err) {
				p.of(c.kind, r)
				list = append(list, p)
			}
		}
		return list
	case errors.As(err, &several):
		list := make([]problem, len(several))
		for i, e := range several {
			list[i] = problem{
				Code: string(e.Code), Field: e.Field, Key: e.Key, Message: c.words.Sentence(e),
				Why: c.whys[whyOf(e)],
			}
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
		return problem{
			Code: "usage", Key: "ctl.usage",
			Message: c.words.T("error.ctl.usage", core.Args{"Detail": usage.Error()}),
		}
	case cancelled(err):
		return problem{
			Code: "cancelled", Key: "ctl.cancelled", Message: c.words.T("error.ctl.cancelled"),
		}
	case errors.As(err, &known):
		return problem{
			Code: string(known.Code), Field: known.Field, Key: known.Key,
			Message: c.sentence(known), Why: c.whys[whyOf(known)],
		}
	}
	return problem{Code: string(core.Internal), Key: "internal", Message: c.words.Error(err)}
}

// whyOf names what explains an error: those with the same key and field about the same thing have
// the same cause.
func whyOf(e *core.Error) string {
	return fmt.Sprint(e.Key, " ", e.Field, " ", e.Args["ID"], " ", e.Args["Feature"])
}

// explain asks the desk, as long as the workspace is open, whose rule refused something.
func (c *call) explain(err error) {
	var refusals desk.Refusals
	var several core.Problems
	var one *core.Error
	switch {
	case errors.As(err, &refusals):
		for _, r := range refusals {
			c.explain(r.Err)
		}
	case errors.As(err, &several):
		for _, e := range several {
			c.explainOne(e)
		}
	case errors.As(err, &one):
		c.explainOne(one)
	}
}

func (c *call) explainOne(e *core.Error) {
	if _, asked := c.whys[whyOf(e)]; asked {
		return
	}
	text := ""
	if why, known := c.desk.Why(c.ctx, c.about, e); known {
		text = why.Text(c.words)
	}
	c.whys[whyOf(e)] = text
}

// sentence is an error with what to do next, where there is a sentence for that.
func (c *call) sentence(e *core.Error) string {
	next := "next." + e.Key
	if text := c.words.T(next, e.Args); text != next {
		return c.words.Sentence(e) + " " + text
	}
	return c.words.Sentence(e)
}

// sayError writes an error to standard error: a line for each thing that is wrong, or one JSON
// document.
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
	said := "" // What explains several is said once.
	for _, p := range list {
		of := ""
		switch {
		case p.Company+p.Name != "":
			of = p.Company + p.Name + ": "
		case p.Field != "":
			of = c.words.T("field."+p.Field) + ": "
		}
		fmt.Fprintf(c.err, "%s: %s%s\n", program, of, oneLine(p.Message))
		if p.Why != "" && p.Why != said {
			fmt.Fprintf(c.err, "  %s\n", oneLine(p.Why))
		}
		said = p.Why
	}
}
