package main

import (
	"context"
	"time"

	"resellerdesk/core"
	"resellerdesk/core/backup"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
	"resellerdesk/core/wording"
)

// past is an operation of the history.
type past struct {
	ID    string        `json:"id"`
	At    time.Time     `json:"at"`
	Actor string        `json:"actor"` // "" is the program.
	Verb  capacity.Verb `json:"verb"`
	// Of the one reseller, colleague, PBX or customer it changed, or of the first.
	Name   string `json:"name"`
	Count  int    `json:"count"` // How many of them it changed.
	Undone bool   `json:"undone"`
}

func pastOf(p desk.PastOperation) past {
	return past{p.ID, utc(p.At), p.Actor, p.Verb, p.Name, p.Count, p.Undone}
}

// title says what an operation did to whom.
func (p *page) title(o past) string {
	return wording.VerbText(
		p.words, o.Verb,
		wording.PastTitle(p.words, desk.PastOperation{Verb: o.Verb, Name: o.Name, Count: o.Count}),
	)
}

// historyAnswer is the newest operations.
type historyAnswer struct {
	Operations []historyLine `json:"operations"`
}

// historyLine is an operation, with the reason when it cannot be undone.
type historyLine struct {
	past
	WhyNot *problem `json:"why_not"`
}

func (a historyAnswer) text(p *page) {
	rows := make([][]cell, len(a.Operations))
	for i, o := range a.Operations {
		why := ""
		if o.WhyNot != nil {
			why = o.WhyNot.Message
		}
		rows[i] = []cell{
			p.when(o.At), word(p.title(o.past)), p.actor(o.Actor), word(o.ID), word(why),
		}
	}
	p.table(
		[]string{
			p.t("movement.when"), p.t("movement.what"), p.t("movement.by"), p.t("ctl.id"),
			p.t("ctl.why_not"),
		},
		rows,
	)
}

func history(flags) action {
	return withDesk(func(c *call) (answer, error) {
		list, err := c.desk.History(c.ctx)
		if err != nil {
			return nil, err
		}
		a := historyAnswer{make([]historyLine, len(list))}
		for i, o := range list {
			a.Operations[i] = historyLine{past: pastOf(o)}
			if o.WhyNot != nil {
				p := c.problem(o.WhyNot)
				a.Operations[i].WhyNot = &p
			}
		}
		return a, nil
	})
}

// reversedAnswer says what was undone or done again.
type reversedAnswer struct {
	OperationID string `json:"operation_id"`
	Repeated    bool   `json:"repeated"`
	Reversed    past   `json:"reversed"`
	Stays       string `json:"stays"` // What was done later and is not reversed, in words.
}

func (a reversedAnswer) text(p *page) {
	key, root := "toast.undone", a.Reversed
	if root.Verb.IsUndo() {
		key = "toast.done_again"
	}
	root.Verb = root.Verb.Root()
	p.line(p.t(key, core.Args{"What": p.title(root)}))
	if a.Stays != "" {
		p.line(p.t("ctl.stays", core.Args{"What": a.Stays}))
	}
	if a.Repeated {
		p.line(p.t("ctl.repeated"))
	}
}

func undo(f flags) action {
	operation := f.text("operation-id")
	return withDesk(func(c *call) (answer, error) {
		target := ""
		if len(c.args) == 1 {
			target = c.args[0]
		}
		return c.reverse(*operation, target, capacity.Verb.IsUndo, c.desk.NextUndo)
	})
}

func redo(f flags) action {
	operation := f.text("operation-id")
	return withDesk(func(c *call) (
		answer, error,
	) {
		return c.reverse(*operation, "", capacity.Verb.IsRedo, c.desk.NextRedo)
	})
}

// secureReversal makes a backup, if one is due, before an operation that changed several things is
// undone, unless that was done before.
func (c *call) secureReversal(before *capacity.Operation, target string) error {
	past, err := c.desk.Past(c.ctx, target)
	if err != nil || before != nil {
		return nil // Undoing it says why not.
	}
	return c.secure(backup.BeforeDelete, past.Count)
}

// reverse undoes an operation, the next one when none is named. kind is what such operations are.
func (c *call) reverse(
	operation, target string, kind func(capacity.Verb) bool,
	next func(context.Context) (desk.PastOperation, error),
) (answer, error) {
	id, before, err := c.operation(operation, func(op capacity.Operation) bool {
		return op.Reverses != "" && (op.Reverses == target || target == "" && kind(op.Verb))
	})
	if err != nil {
		return nil, err
	}
	if before != nil {
		target = before.Reverses
	}
	stays := ""
	if target == "" {
		newest, err := next(c.ctx)
		if err != nil {
			return nil, err
		}
		target = newest.ID
		if newest.Newer != nil {
			stays = wording.LogTitle(c.words, *newest.Newer)
		}
	}
	if err := c.secureReversal(before, target); err != nil {
		return nil, err
	}
	progress := progress{c: c}
	defer progress.clear()
	if err := c.desk.Undo(progress.watch(c.ctx, "progress.done"), id, target); err != nil {
		return nil, err
	}
	reversed, err := c.desk.Past(c.ctx, target)
	return whole(reversedAnswer{id, before != nil, pastOf(reversed), stays}, err)
}
