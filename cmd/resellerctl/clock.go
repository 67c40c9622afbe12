package main

import (
	"time"

	"resellerdesk/core"
)

// clockAnswer is what the clock of the computer shows, and whether that is plausible.
type clockAnswer struct {
	Clock   time.Time  `json:"clock"`
	Trusted *time.Time `json:"trusted"` // The last trusted time.
	Why     *problem   `json:"why"`     // It is not plausible.
}

func (a clockAnswer) text(p *page) {
	p.line(p.t("clock.now", core.Args{"Now": p.words.DateTime(a.Clock)}))
	if a.Trusted != nil {
		p.line(p.t("clock.trusted_at", core.Args{"At": p.words.DateTime(*a.Trusted)}))
	}
}

// clockShow says what the clock shows. That it is not plausible is part of the answer, and the
// error too.
func clockShow(flags) action {
	return withWorkspace(func(c *call) (answer, error) {
		trusted, err := c.desk.TrustedTime(c.ctx)
		if err != nil {
			return nil, err
		}
		c.clockSaid = true
		a, wrong := clockAnswer{Clock: utc(c.now())}, c.desk.ClockWrong(c.ctx)
		if !trusted.IsZero() {
			a.Trusted = utcOrNil(&trusted)
		}
		a.Why = c.fault(wrong)
		return a, wrong
	})
}

func clockTrust(flags) action {
	return withDesk(func(c *call) (answer, error) {
		return whole(doneAnswer{"clock.trusted"}, c.desk.TrustClock(c.ctx))
	})
}
