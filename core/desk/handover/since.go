package handover

import (
	"context"
	"time"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/desk/internal/action"
	"resellerdesk/core/store"
)

// date finds out in the log since when the open entries of a list differ. Of things about which
// nothing is to be done it reads nothing.
func date(ctx context.Context, r store.Reader, list []Entry) error {
	var objects []string
	for _, e := range list {
		if !e.Done {
			objects = append(objects, e.Object)
		}
	}
	if len(objects) == 0 {
		return nil
	}
	logged, err := r.ChangesLogged(ctx, action.UniqueIDs(objects))
	if err != nil {
		return err
	}
	of := map[string][]past{}
	for _, c := range logged {
		before, err := core.ParseFields(c.Before)
		if err != nil {
			return err
		}
		of[c.Object] = append(of[c.Object], past{c.At, before, c.Erased})
	}
	for i, e := range list {
		if !e.Done {
			if list[i].Since, err = e.since(of[e.Object]); err != nil {
				return err
			}
		}
	}
	return nil
}

// past is how something looked until a moment: without fields it was not there.
type past struct {
	until  time.Time
	fields core.Fields
	erased bool
}

// since is when the entry began to differ: the end of the last time at which nothing was to be
// done. Zero says that the log does not know it. The last time comes first.
func (e Entry) since(times []past) (time.Time, error) {
	for _, t := range times {
		if t.erased {
			return time.Time{}, nil
		}
		isDifferent, err := e.differs(t.fields)
		if err != nil || !isDifferent {
			return t.until, err
		}
	}
	return time.Time{}, nil
}

// differs tells whether the entry was to be done while what it is about looked like some fields.
func (e Entry) differs(fields core.Fields) (bool, error) {
	var is struct {
		State   account.State `json:"state"`
		Deleted bool          `json:"deleted"`
	}
	if err := fields.Into(&is); err != nil {
		return false, err
	}
	gone := len(fields) == 0 || is.Deleted ||
		e.Kind == store.HandoverReseller && is.State == account.Closed
	if e.Part == PartDelete || gone {
		return e.Part == PartDelete && gone, nil
	}
	if e.Part == PartCreate {
		return true, nil
	}
	parts, err := partsOf(e.Kind, fields)
	for _, p := range parts {
		if p.part == e.Part {
			return changes(e.Before, said(p.fields)), err
		}
	}
	return true, err
}

// IsSince tells whether an entry differs or was ticked since a day, NoDay for any. One of which
// that is not known is not left out: it may be.
func (e Entry) IsSince(day core.Day) bool {
	at := e.Moment()
	return day == core.NoDay || at.IsZero() || core.DayOf(at) >= day
}

// Moment is when an entry was ticked, or since when an open one differs; zero when that is not
// known.
func (e Entry) Moment() time.Time {
	if e.Done {
		return e.At
	}
	return e.Since
}
