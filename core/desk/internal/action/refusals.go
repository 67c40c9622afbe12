package action

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"resellerdesk/core"
	"resellerdesk/core/account"
)

// RequireWorking refuses an account that was deleted.
func RequireWorking(a account.Account) error {
	if a.State == account.InBin || a.State == account.Closed {
		return &core.Error{Code: core.NotFound, Key: "reseller.gone", Args: core.Args{"ID": a.ID}}
	}
	return nil
}

// Refusals say for each reseller or colleague of an action on several why it cannot be done;
// nothing was changed then.
type Refusals []Refusal

// Refusal is why an action is not possible on one of them.
type Refusal struct {
	ID      string
	Company string // Of a colleague the name.
	Err     error
}

// Error lists the refusals for a log.
func (r Refusals) Error() string {
	texts := make([]string, len(r))
	for i, one := range r {
		texts[i] = one.Company + ": " + one.Err.Error()
	}
	return strings.Join(texts, "; ")
}

// Unwrap returns the reasons.
func (r Refusals) Unwrap() []error {
	errs := make([]error, len(r))
	for i, one := range r {
		errs[i] = one.Err
	}
	return errs
}

// Err is the error of an action that was asked for so many: of one its reason alone, nil when none
// was refused.
func (r Refusals) Err(asked int) error {
	switch {
	case len(r) == 1 && asked == 1:
		return r[0].Err
	case len(r) > 0:
		return r
	}
	return nil
}

// NamesShown is how many PBXs a refusal names.
const NamesShown = 10

// Shortened are the names in a refusal, "…" for those beyond NamesShown.
func Shortened(names []string) []string {
	if len(names) > NamesShown {
		return append(slices.Clip(names[:NamesShown]), "…")
	}
	return names
}

// UniqueIDs returns the ids, each once: a reseller that is named twice is changed once.
func UniqueIDs(ids []string) []string {
	known := make(map[string]bool, len(ids))
	kept := make([]string, 0, len(ids))
	for _, id := range ids {
		if !known[id] {
			known[id] = true
			kept = append(kept, id)
		}
	}
	return kept
}

// Each calls do for every id, also after failures. The error names each id that failed.
func Each(ctx context.Context, ids []string, do func(id string) error) error {
	var failed error
	for _, id := range ids {
		if ctx.Err() != nil {
			return errors.Join(failed, ctx.Err())
		}
		if err := do(id); err != nil {
			failed = errors.Join(failed, fmt.Errorf("%s: %w", id, err))
		}
	}
	return failed
}

// Reasons are the refusals of which an error is made.
func Reasons(err error) []*core.Error {
	var problems core.Problems
	var refusals Refusals
	var one *core.Error
	switch {
	case errors.As(err, &problems):
		return problems
	case errors.As(err, &refusals):
		var list []*core.Error
		for _, r := range refusals {
			list = append(list, Reasons(r.Err)...)
		}
		return list
	case errors.As(err, &one):
		return []*core.Error{one}
	}
	return nil
}
