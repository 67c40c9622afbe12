package main

import (
	"time"

	"resellerdesk/core"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
	"resellerdesk/core/wording"
)

// usage is where the amount of a resource is.
type usage struct {
	Total     int64 `json:"total"`
	Used      int64 `json:"used"`
	Free      int64 `json:"free"`
	InPBXs    int64 `json:"in_pbxs"`
	Unused    int64 `json:"unused"`
	Held      int64 `json:"held"`
	Consumed  int64 `json:"consumed"`
	Shortfall int64 `json:"shortfall"`
}

// movement is an operation that moved capacity.
type movement struct {
	ID        string           `json:"id"`
	At        time.Time        `json:"at"`
	Actor     string           `json:"actor"` // "" is the program.
	Verb      capacity.Verb    `json:"verb"`
	Company   string           `json:"company"`
	Moved     capacity.Amounts `json:"moved"` // Into the pool (above zero) or out of it.
	FreeAfter capacity.Amounts `json:"free_after"`
}

// subscriptionAnswer is what the subscription holds and where it is.
type subscriptionAnswer struct {
	OperationID      string                      `json:"operation_id,omitempty"`
	Repeated         bool                        `json:"repeated"`
	Resources        map[capacity.Resource]usage `json:"resources"`
	HighAvailability bool                        `json:"high_availability"`
	WhiteLabel       bool                        `json:"white_label"`
	Expiry           core.Day                    `json:"expires_at"`
	Movements        []movement                  `json:"movements"`
}

func (a subscriptionAnswer) text(p *page) {
	var rows [][]cell
	for _, r := range capacity.Resources() {
		if u, has := a.Resources[r]; has {
			rows = append(rows, []cell{
				word(p.t("field." + string(r))), p.number(u.Total), p.number(u.Used),
				p.number(u.Free), p.number(u.InPBXs), p.number(u.Unused),
				p.number(u.Held), p.number(u.Consumed), p.number(u.Shortfall),
			})
		}
	}
	p.table([]string{
		"", p.t("subscription.total"), p.t("subscription.used"), p.t("subscription.available"),
		p.t("ctl.in_pbxs"), p.t("ctl.unused"),
		p.t("ctl.held"), p.t("ctl.consumed"), p.t("ctl.short"),
	}, rows)
	p.blank()
	p.table(nil, [][]cell{
		{word(p.t("field.high_availability")), p.yes(a.HighAvailability)},
		{word(p.t("field.white_label")), p.yes(a.WhiteLabel)},
		{word(p.t("field.expires_at")), p.day(a.Expiry)},
	})
	if len(a.Movements) > 0 {
		p.blank()
		p.line(p.t("subscription.movements"))
		p.movements(a.Movements)
	}
	if a.Repeated {
		p.line(p.t("ctl.repeated"))
	}
}

func (p *page) movements(list []movement) {
	var rows [][]cell
	for _, m := range list {
		for _, r := range capacity.Resources() {
			if n, moved := m.Moved[r]; moved {
				rows = append(rows, []cell{
					p.when(m.At), word(p.verb(m.Verb)), word(m.Company),
					word(p.t("field." + string(r))), p.signed(n), p.number(m.FreeAfter[r]),
					p.actor(m.Actor),
				})
			}
		}
	}
	p.table([]string{
		p.t("movement.when"), p.t("movement.what"), p.t("movement.reseller"), p.t("ctl.resource"),
		p.t("ctl.amount"), p.t("movement.free"),
		p.t("movement.by"),
	}, rows)
}

// verb says what an operation did.
func (p *page) verb(v capacity.Verb) string { return wording.OperationTitle(p.words, string(v)) }

func (p *page) actor(name string) cell { return word(wording.PersonText(p.words, name)) }

func subscriptionShow(flags) action {
	return withDesk(func(c *call) (answer, error) {
		s, err := c.desk.Subscription(c.ctx)
		if err != nil {
			return nil, err
		}
		return subscriptionOf(s), nil
	})
}

func subscriptionOf(s desk.Subscription) subscriptionAnswer {
	a := subscriptionAnswer{
		Resources: map[capacity.Resource]usage{}, HighAvailability: s.Workspace.HighAvailability,
		WhiteLabel: s.Workspace.WhiteLabel,
		Expiry:     s.Workspace.Expiry, Movements: make([]movement, len(s.Movements)),
	}
	for r, u := range s.Usage {
		a.Resources[r] = usage{
			u.Total(), u.Used(), u.Free, u.InPBX, u.Unused, u.Held, u.Consumed, u.Shortfall,
		}
	}
	for i, m := range s.Movements {
		a.Movements[i] = movement{m.ID, utc(m.At), m.Actor, m.Verb, m.Company, m.Moved, m.FreeAfter}
	}
	return a
}

// subscriptionFlags are the flags of what a subscription holds.
func subscriptionFlags(f flags) {
	for _, r := range capacity.Resources() {
		f.text(flagOf(string(r)))
	}
	f.onOff("high-availability")
	f.onOff("white-label")
	f.text("expires")
}

func subscriptionSet(f flags) action {
	subscriptionFlags(f)
	operation := f.text("operation-id")
	return withDesk(func(c *call) (answer, error) {
		id, before, err := c.operation(*operation, did(capacity.SubscriptionSet, ""))
		if err != nil {
			return nil, err
		}
		if err := c.setSubscription(id); err != nil {
			return nil, err
		}
		s, err := c.desk.Subscription(c.ctx)
		if err != nil {
			return nil, err
		}
		a := subscriptionOf(s)
		a.OperationID, a.Repeated, a.Movements = id, before != nil, []movement{}
		return a, nil
	})
}

// setSubscription changes what the flags name; the rest stays.
func (c *call) setSubscription(operationID string) error {
	seen, err := c.desk.Terms(c.ctx)
	if err != nil {
		return err
	}
	to := seen
	to.Total = seen.Total.Clone()
	var problems core.Problems
	if c.setTerms(&to, &problems); problems != nil {
		return problems
	}
	return c.desk.SetSubscription(c.ctx, operationID, seen, to)
}

// setTerms changes what a subscription holds to what its flags say.
func (c *call) setTerms(to *capacity.Subscription, problems *core.Problems) {
	c.setAmounts(to.Total, problems)
	c.setBool(&to.HighAvailability, capacity.FieldHighAvailability)
	c.setBool(&to.WhiteLabel, capacity.FieldWhiteLabel)
	c.setDay(&to.Expiry, "expires", "expires_at", problems)
}
