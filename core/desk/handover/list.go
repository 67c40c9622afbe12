package handover

import (
	"context"
	"iter"
	"slices"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/desk/internal/action"
	"resellerdesk/core/pbx"
	"resellerdesk/core/permission"
	"resellerdesk/core/store"
)

// Show says which entries a list has.
type Show string

// What can be shown. With what was ticked today, a slip is seen and taken back.
const (
	ShowOpen      Show = "open"
	ShowWithToday Show = "with_today"
	ShowToday     Show = "today"
	ShowDone      Show = "done"
	ShowAll       Show = "all"
)

// Shows are all of them.
func Shows() []Show { return []Show{ShowOpen, ShowWithToday, ShowToday, ShowDone, ShowAll} }

// Has tells whether an entry is shown on a day.
func (s Show) Has(e Entry, today core.Day) bool {
	isToday := e.Done && core.DayOf(e.At) == today
	switch s {
	case ShowOpen:
		return !e.Done
	case ShowWithToday:
		return !e.Done || isToday
	case ShowToday:
		return isToday
	case ShowDone:
		return e.Done
	}
	return true
}

// Query says which entries a list has: of one reseller, or of all ("").
type Query struct {
	Reseller string
	Show     Show
	Since    core.Day // Only what differs or was ticked since that day; NoDay for all.
	IDs      []string // Of the only entries that are asked for, nil for all.
}

// shown are those of some entries that are shown on a day, as far as that is seen without the log.
func (q Query) shown(list []Entry, today core.Day) (shown []Entry) {
	asked := make(map[string]bool, len(q.IDs))
	for _, id := range q.IDs {
		asked[id] = true
	}
	for _, e := range list {
		if q.Show.Has(e, today) && (q.IDs == nil || asked[e.ID]) {
			shown = append(shown, e)
		}
	}
	return shown
}

// dated are those of some entries that differ since the day of the query, each with since when.
func (q Query) dated(ctx context.Context, r store.Reader, list []Entry) ([]Entry, error) {
	err := date(ctx, r, list)
	return slices.DeleteFunc(list, func(e Entry) bool { return !e.IsSince(q.Since) }), err
}

// Most is how many entries a list has at most, and as many besides that were ticked before today:
// what was done long ago leaves no less room for what is to be done.
const Most = 2000

// List is a list of entries, by reseller.
type List struct {
	Entries []Entry
	Found   int // How many there are, also those that are not listed.
	Open    int // How many of all are to be done.
}

// Handover returns what is to be done and was done in the vendor's system, as far as the person may
// see what it is about: resellers by company, then each one's PBXs by name.
func (d *Desk) Handover(ctx context.Context, q Query) (List, error) {
	s, err := d.k.Authorize(permission.HandoverView)
	if err != nil {
		return List{}, err
	}
	var list List
	today, listed := d.k.Today(), map[bool]int{} // By whether it was ticked before today.
	for part, err := range pages(ctx, d.k.Store, s, q.Reseller) {
		if err != nil {
			return List{}, err
		}
		list.Open += openIn(part)
		shown := q.shown(part, today)
		// What is not listed needs no look at the log.
		if q.Since != core.NoDay || listed[false] < Most {
			if shown, err = q.dated(ctx, d.k.Store, shown); err != nil {
				return List{}, err
			}
		}
		list.Found += len(shown)
		for _, e := range shown {
			before := !ShowWithToday.Has(e, today)
			if listed[before]++; listed[before] <= Most {
				list.Entries = append(list.Entries, e)
			}
		}
	}
	return list, nil
}

// openIn is how many of some entries are to be done.
func openIn(list []Entry) (n int) {
	for _, e := range list {
		if !e.Done {
			n++
		}
	}
	return n
}

// Entries yields the entries of a query, as far as a person may see them.
func Entries(
	ctx context.Context, k *action.Kernel, s *action.Session, q Query,
) iter.Seq2[Entry, error] {
	return entries(ctx, k, s, q, true)
}

// Undated yields what Entries does, to count it: since when each differs is not read.
func Undated(
	ctx context.Context, k *action.Kernel, s *action.Session, q Query,
) iter.Seq2[Entry, error] {
	return entries(ctx, k, s, q, q.Since != core.NoDay)
}

func entries(
	ctx context.Context, k *action.Kernel, s *action.Session, q Query, isDated bool,
) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		for part, err := range pages(ctx, k.Store, s, q.Reseller) {
			part = q.shown(part, k.Today())
			if err == nil && isDated {
				part, err = q.dated(ctx, k.Store, part)
			}
			if err != nil {
				yield(Entry{}, err)
				return
			}
			for _, e := range part {
				if !yield(e, nil) {
					return
				}
			}
		}
	}
}

// pages yields all entries of a reseller, or of all (""), that a person may see, those of some
// accounts at once.
func pages(
	ctx context.Context, r store.Reader, s *action.Session, reseller string,
) iter.Seq2[[]Entry, error] {
	return func(yield func([]Entry, error) bool) {
		ids, err := r.HandoverAccounts(ctx)
		if reseller != "" {
			ids = slices.DeleteFunc(ids, func(id string) bool { return id != reseller })
		}
		if err == nil && len(ids) == 0 {
			err = &core.Error{
				Code: core.NotFound, Key: "reseller.gone", Args: core.Args{"ID": reseller},
			}
		}
		if err != nil {
			yield(nil, err)
			return
		}
		for part := range slices.Chunk(ids, action.BatchSize) {
			list, err := entriesOf(ctx, r, s, part)
			if !yield(list, err) || err != nil {
				return
			}
		}
	}
}

// entriesOf are the entries of some accounts, in their order.
func entriesOf(
	ctx context.Context, r store.Reader, s *action.Session, ids []string,
) ([]Entry, error) {
	accounts, err := r.AccountsByID(ctx, ids)
	if err != nil {
		return nil, err
	}
	pbxs, err := r.PBXsToHandOver(ctx, ids)
	if err != nil {
		return nil, err
	}
	of := map[string][]pbx.PBX{}
	for _, p := range pbxs {
		of[p.Owner.ID] = append(of[p.Owner.ID], p)
	}
	var objects []object
	for _, id := range ids {
		more, err := visible(s, accounts[id], of[id])
		if err != nil {
			return nil, err
		}
		objects = append(objects, more...)
	}
	return entriesOfObjects(ctx, r, objects)
}

// visible are those of an account and its PBXs that a person may see. The owner of the workspace is
// nobody's to create.
func visible(s *action.Session, a account.Account, pbxs []pbx.PBX) ([]object, error) {
	var list []object
	held := s.Account.Holds()
	if a.Kind == account.Reseller && held[permission.UserView] {
		o, err := objectOfReseller(a)
		if err != nil {
			return nil, err
		}
		list = append(list, o)
	}
	if !held[permission.PBXView] {
		return list, nil
	}
	for _, p := range pbxs {
		o, err := objectOfPBX(p)
		if err != nil {
			return nil, err
		}
		list = append(list, o)
	}
	return list, nil
}

// entriesOfObjects are the entries of some things, in their order.
func entriesOfObjects(ctx context.Context, r store.Reader, list []object) ([]Entry, error) {
	ids := make([]string, len(list))
	for i, o := range list {
		ids[i] = o.id
	}
	ticks, err := r.HandedOver(ctx, ids)
	if err != nil {
		return nil, err
	}
	of := map[string][]store.HandedOver{}
	for _, t := range ticks {
		of[t.Object] = append(of[t.Object], t)
	}
	var entries []Entry
	for _, o := range list {
		entries = append(entries, o.entries(of[o.id])...)
	}
	return entries, nil
}
