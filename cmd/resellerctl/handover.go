package main

import (
	"errors"
	"slices"
	"time"

	"resellerdesk/core"
	"resellerdesk/core/desk"
	"resellerdesk/core/pbx"
)

// handoverEntry is something to be done in the vendor's system, or that was done, as JSON.
type handoverEntry struct {
	ID     string            `json:"id"`
	Kind   string            `json:"kind"` // "reseller" or "pbx".
	Object string            `json:"object_id"`
	Name   string            `json:"name"`
	Owner  pbx.Ref           `json:"owner"`
	Part   desk.HandoverPart `json:"part"`
	Change string            `json:"change"`
	Title  string            `json:"title"`
	Before core.Fields       `json:"before"`
	After  core.Fields       `json:"after"`
	Since  *time.Time        `json:"since"` // Null when done, and when that is not known.
	Done   bool              `json:"done"`
	At     *time.Time        `json:"done_at"`
	Person string            `json:"done_by"`
	values []desk.HandoverValue
}

func (c *call) handoverEntry(e desk.HandoverEntry) handoverEntry {
	one := handoverEntry{
		ID: e.ID, Kind: string(e.Kind), Object: e.Object, Name: e.Name, Owner: e.Owner,
		Part: e.Part, Change: string(e.Change), Title: desk.HandoverTitle(c.words, e),
		Before: e.Before, After: e.After, Done: e.Done, Person: e.Person,
		values: e.Values(c.words),
	}
	switch at := utc(e.Moment()); {
	case e.Done:
		one.At = &at
	case !at.IsZero():
		one.Since = &at
	}
	return one
}

// handoverAnswer is the hand-over to the vendor's system, by reseller.
type handoverAnswer struct {
	Entries []handoverEntry `json:"entries"`
	Found   int             `json:"found"` // How many there are, also those that are not listed.
	Open    int             `json:"open"`  // How many of all are to be done.
}

func (a handoverAnswer) text(p *page) {
	if len(a.Entries) == 0 {
		p.line(p.t("handover.none"))
		return
	}
	owner := ""
	for _, e := range a.Entries {
		if e.Owner.ID != owner {
			if owner != "" {
				p.blank()
			}
			owner = e.Owner.ID
			p.line(e.Owner.Name)
		}
		e.text(p)
	}
	p.blank()
	if a.Found > len(a.Entries) {
		p.line(p.t("handover.more", core.Args{"Listed": len(a.Entries), "All": a.Found}))
	}
	p.line(p.t("handover.count", core.Args{"Count": a.Open}))
}

// text writes an entry with its values below it.
func (e handoverEntry) text(p *page) {
	mark := "[ ] "
	if e.Done {
		mark = "[x] "
	}
	p.line("  " + mark + e.Title)
	if e.Done {
		p.line("      " + p.t(
			"handover.done_by",
			core.Args{"Name": desk.HandoverPerson(p.words, e.Person), "At": *e.At},
		))
	}
	if e.Since != nil {
		p.line("      " + p.t("handover.differs_since", core.Args{"At": *e.Since}))
	}
	rows := make([][]cell, len(e.values))
	for i, v := range e.values {
		now := v.Now
		if v.Before != "" {
			now = v.Before + " → " + v.Now
		}
		rows[i] = []cell{word("     "), word(v.Field), word(now)}
	}
	p.table(nil, rows)
	p.line("      " + e.ID)
}

// handoverFlags are the flags of what is listed of the hand-over.
func handoverFlags(f flags) (query func(c *call) (desk.HandoverQuery, error)) {
	reseller, only := f.textAs("reseller", "handover_reseller"), f.textAs("only", "handover_only")
	f.textAs("since", "handover_since")
	return func(c *call) (q desk.HandoverQuery, err error) {
		q.Show = desk.ShowOpen
		var problems core.Problems
		c.setDay(&q.Since, "since", "since", &problems)
		if err := problems.Err(); err != nil {
			return q, err
		}
		if *only != "" {
			if err := oneOf("--only", *only, texts(desk.HandoverShows())); err != nil {
				return q, err
			}
			q.Show = desk.HandoverShow(*only)
		}
		q.Reseller, err = c.owner(*reseller)
		return q, err
	}
}

func handoverList(f flags) action {
	query := handoverFlags(f)
	return withDesk(func(c *call) (answer, error) {
		q, err := query(c)
		if err != nil {
			return nil, err
		}
		list, err := c.desk.Handover(c.ctx, q)
		return whole(c.handover(list), err)
	})
}

func (c *call) handover(list desk.Handover) handoverAnswer {
	a := handoverAnswer{make([]handoverEntry, len(list.Entries)), list.Found, list.Open}
	for i, e := range list.Entries {
		a.Entries[i] = c.handoverEntry(e)
	}
	return a
}

// tickedAnswer is what was ticked, or is to be done again.
type tickedAnswer struct {
	Entries []handoverEntry `json:"entries"`
}

func (a tickedAnswer) text(p *page) {
	for _, e := range a.Entries {
		e.text(p)
	}
}

// allTickedAnswer is how much was ticked at once.
type allTickedAnswer struct {
	Ticked int      `json:"ticked"`
	Ticks  []string `json:"ticks"` // Their ids, to take them back.
}

func (a allTickedAnswer) text(p *page) {
	p.line(p.t("toast.handover_ticked", core.Args{"Count": a.Ticked}))
}

// tickAll ticks all that is to be done, of a reseller or of all.
func (c *call) tickAll(reseller string, made core.Day) (answer, error) {
	reseller, err := c.owner(reseller)
	if err != nil {
		return nil, err
	}
	ticks, err := c.desk.TickAllHandover(c.ctx, reseller, desk.HandoverAnyCount, made)
	if err != nil {
		return nil, err
	}
	return allTickedAnswer{len(ticks), append([]string{}, ticks...)}, nil
}

func handoverTick(f flags) action {
	f.text("made")
	all := f.Bool("all", false, f.usage("handover_all"))
	reseller := f.textAs("reseller", "handover_reseller")
	return withDesk(func(c *call) (answer, error) {
		if *all == (len(c.args) > 0) || *reseller != "" && !*all {
			return nil, usageError{errors.New(c.words.T("ctl.handover_all_or_ids"))}
		}
		var made core.Day
		var problems core.Problems
		c.setDay(&made, "made", pbx.FieldMadeAt, &problems)
		if err := problems.Err(); err != nil {
			return nil, err
		}
		if *all {
			return c.tickAll(*reseller, made)
		}
		ids, err := c.desk.TickHandover(c.ctx, c.args, made)
		if err != nil {
			return nil, err
		}
		return whole(c.ticked(desk.ShowToday, func(e desk.HandoverEntry) bool {
			return slices.Contains(ids, e.ID)
		}))
	})
}

func handoverUntick(flags) action {
	return withDesk(func(c *call) (answer, error) {
		done, err := c.desk.Handover(c.ctx, desk.HandoverQuery{Show: desk.ShowDone})
		if err != nil {
			return nil, err
		}
		var objects []string
		for _, e := range done.Entries {
			if slices.Contains(c.args, e.ID) {
				objects = append(objects, e.Object)
			}
		}
		if err := c.desk.UntickHandover(c.ctx, c.args); err != nil {
			return nil, err
		}
		return whole(c.ticked(desk.ShowOpen, func(e desk.HandoverEntry) bool {
			return slices.Contains(objects, e.Object)
		}))
	})
}

// ticked are entries as they are now.
func (c *call) ticked(
	show desk.HandoverShow, is func(e desk.HandoverEntry) bool,
) (tickedAnswer, error) {
	a := tickedAnswer{Entries: []handoverEntry{}}
	list, err := c.desk.Handover(c.ctx, desk.HandoverQuery{Show: show})
	for _, e := range list.Entries {
		if is(e) {
			a.Entries = append(a.Entries, c.handoverEntry(e))
		}
	}
	return a, err
}

func exportHandover(f flags) action {
	query := handoverFlags(f)
	return exporting(f, func(c *call) (desk.Export, error) {
		q, err := query(c)
		if err != nil {
			return desk.Export{}, err
		}
		return c.desk.ExportHandover(c.ctx, q, c.words.Language())
	})
}
