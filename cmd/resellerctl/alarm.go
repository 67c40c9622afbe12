package main

import (
	"slices"
	"strings"
	"time"

	"resellerdesk/core"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
)

// alarm is something that needs attention, as JSON.
type alarm struct {
	ID    string         `json:"id"`
	Kind  desk.AlarmKind `json:"kind"`
	Level string         `json:"level"`
	Text  string         `json:"text"`
	// Id of the account or mail that it is about, "" for none.
	Object  string     `json:"object"`
	Fault   *problem   `json:"fault"`
	Snoozed *time.Time `json:"snoozed_until"`
}

func (c *call) alarm(a desk.Alarm) alarm {
	one := alarm{
		a.ID, a.Kind, a.Level.String(), a.Text(c.words), a.Object, nil, utcOrNil(a.Snoozed),
	}
	if a.Fault != nil {
		p := c.problem(a.Fault)
		one.Fault = &p
	}
	return one
}

// said is the alarm in words, with until when it is snoozed.
func (a alarm) said(p *page) string {
	if a.Snoozed == nil {
		return a.Text
	}
	return a.Text + " " + p.t("alarm.snoozed_until", core.Args{"At": *a.Snoozed})
}

// alarmsAnswer is what needs attention, the most urgent first.
type alarmsAnswer struct {
	Alarms []alarm `json:"alarms"`
	Found  int     `json:"found"` // How many there are, also those that are not listed.
}

func (a alarmsAnswer) text(p *page) {
	if len(a.Alarms) == 0 {
		p.line(p.t("alarm.none"))
		return
	}
	rows := make([][]cell, len(a.Alarms))
	for i, one := range a.Alarms {
		rows[i] = []cell{word(p.t("alarm.level." + one.Level)), word(one.said(p)), word(one.ID)}
	}
	p.table([]string{p.t("alarm.level"), p.t("alarm.text"), p.t("ctl.id")}, rows)
	if a.Found > len(a.Alarms) {
		p.blank()
		args := core.Args{"Listed": len(a.Alarms), "All": a.Found, "Most": desk.AlarmsListed}
		p.line(p.t("alarm.more", args))
	}
}

func alarmList(flags) action {
	return withDesk(func(c *call) (answer, error) {
		list, found, err := c.desk.AlarmsFound(c.ctx)
		a := alarmsAnswer{make([]alarm, len(list)), found}
		for i, one := range list {
			a.Alarms[i] = c.alarm(one)
		}
		return whole(a, err)
	})
}

// snoozedAnswer is alarms that were snoozed or woken.
type snoozedAnswer struct {
	Alarms []alarm `json:"alarms"`
}

func (a snoozedAnswer) text(p *page) {
	for _, one := range a.Alarms {
		p.line(one.said(p))
		if one.Snoozed == nil {
			p.line(p.t("alarm.wake_tip") + ".")
		}
	}
}

func alarmSnooze(flags) action {
	return onAlarms(func(c *call) *time.Time {
		until := c.now().Add(desk.SnoozeFor)
		return &until
	})
}

func alarmWake(flags) action { return onAlarms(func(*call) *time.Time { return nil }) }

// onAlarms makes the action of a command that does not show alarms until a time, nil to show them
// again.
func onAlarms(until func(c *call) *time.Time) action {
	return withDesk(func(c *call) (answer, error) {
		list, err := c.desk.Alarms(c.ctx)
		if err != nil {
			return nil, err
		}
		var a snoozedAnswer
		at := until(c)
		for _, id := range c.args {
			i := slices.IndexFunc(list, func(a desk.Alarm) bool { return a.ID == id })
			if i < 0 {
				return nil, &core.Error{
					Code: core.NotFound, Key: "ctl.no_alarm", Args: core.Args{"Name": id},
				}
			}
			list[i].Snoozed = at
			a.Alarms = append(a.Alarms, c.alarm(list[i]))
		}
		return whole(a, c.desk.Snooze(c.ctx, c.args, at))
	})
}

// thresholdsAnswer is from when on capacity is an alarm, and who is informed of what.
type thresholdsAnswer struct{ desk.AlarmSettings }

func (a thresholdsAnswer) text(p *page) {
	var rows [][]cell
	for _, r := range capacity.Resources() {
		percentages := "–"
		if list := a.Thresholds[r]; len(list) > 0 {
			texts := make([]string, len(list))
			for i, n := range list {
				texts[i] = p.words.Number(n)
			}
			percentages = strings.Join(texts, ", ") + " %"
		}
		rows = append(rows, []cell{word(p.t("field." + string(r))), word(percentages)})
	}
	to := a.MailTo
	if to == "" {
		to = "–"
	}
	p.table(nil, append(rows,
		[]cell{word(p.t("field.mail_to")), word(to)},
		[]cell{word(p.t("field.remind_customers")), p.yes(a.RemindCustomers)},
		[]cell{word(p.t("field.remind_resellers")), p.yes(a.RemindResellers)}))
}

func thresholdsShow(flags) action {
	return withDesk(func(c *call) (answer, error) {
		s, err := c.desk.AlarmSettings(c.ctx)
		return whole(thresholdsAnswer{s}, err)
	})
}

func thresholdsSet(f flags) action {
	for _, r := range capacity.Resources() {
		f.textAs(flagOf(string(r)), "percentages")
	}
	f.text("mail-to")
	f.onOff("remind-customers")
	f.onOff("remind-resellers")
	return withDesk(func(c *call) (answer, error) {
		s, err := c.desk.AlarmSettings(c.ctx)
		if err != nil {
			return nil, err
		}
		var problems core.Problems
		for _, r := range capacity.Resources() {
			if given := c.flags.Lookup(flagOf(string(r))); given.Changed {
				s.Thresholds[r] = c.percentages(given.Value.String(), string(r), &problems)
			}
		}
		if err := problems.Err(); err != nil {
			return nil, err
		}
		if c.setText(&s.MailTo, desk.FieldMailTo); s.MailTo == none {
			s.MailTo = ""
		}
		c.setBool(&s.RemindCustomers, desk.FieldRemindCustomers)
		c.setBool(&s.RemindResellers, desk.FieldRemindResellers)
		if err := c.desk.SetAlarmSettings(c.ctx, s); err != nil {
			return nil, err
		}
		s, err = c.desk.AlarmSettings(c.ctx)
		return whole(thresholdsAnswer{s}, err)
	})
}

// percentages reads "80,95,100", or adds a problem of the field; "none" is no alarm.
func (c *call) percentages(text, field string, problems *core.Problems) []int64 {
	list := []int64{}
	if text == none {
		return list
	}
	for part := range strings.FieldsFuncSeq(
		text, func(r rune) bool { return strings.ContainsRune(" ,;%", r) },
	) {
		n, ok := c.integer(part, field, problems)
		if !ok {
			break
		}
		list = append(list, n)
	}
	return list
}
