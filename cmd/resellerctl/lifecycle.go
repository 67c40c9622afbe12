package main

import (
	"errors"

	"resellerdesk/core"
	"resellerdesk/core/backup"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
)

// resellersAnswer is what an action on one or several resellers did.
type resellersAnswer struct {
	OperationID string `json:"operation_id,omitempty"`
	Repeated    bool   `json:"repeated"`
	Resellers   []row  `json:"resellers"` // As they are now.
	said        string // Key of the sentence.
}

func (a resellersAnswer) text(p *page) {
	company := ""
	if len(a.Resellers) > 0 {
		company = a.Resellers[0].Company
	}
	p.line(p.t(a.said, core.Args{"Count": len(a.Resellers), "Company": company}))
	if a.Repeated {
		p.line(p.t("ctl.repeated"))
	}
	if len(a.Resellers) > 1 {
		p.blank()
		p.rowTable(a.Resellers)
	}
}

// onEach makes the action of a command on several resellers, all or none.
func onEach(
	operation *string, what func() (capacity.Verb, string),
	do func(c *call, id string, ids []string) error,
) action {
	return withDesk(func(c *call) (answer, error) {
		verb, said := what()
		id, repeated, ids, err := c.doToEach(*operation, verb, c.find, do)
		if err != nil {
			return nil, err
		}
		list, err := c.desk.ResellersByID(c.ctx, ids)
		return whole(resellersAnswer{id, repeated, c.rows(list), said}, err)
	})
}

// doToEach does something to what the arguments name, all or none, as one operation. find returns
// the id of a name.
func (c *call) doToEach(
	operation string, verb capacity.Verb, find func(name string) (string, error),
	do func(c *call, id string, ids []string) error,
) (id string, repeated bool, ids []string, err error) {
	if ids, err = each(c.args, find); err != nil {
		return "", false, nil, err
	}
	object := ""
	if len(ids) == 1 {
		object = ids[0]
	}
	id, before, err := c.operation(operation, did(verb, object))
	if err == nil {
		err = c.secureEach(before, ids)
	}
	if err == nil {
		err = do(c, id, ids)
	}
	return id, before != nil, ids, err
}

// secureEach makes a backup, if one is due, before several things are changed at once, unless that
// was done before.
func (c *call) secureEach(before *capacity.Operation, ids []string) error {
	if before != nil {
		return nil
	}
	return c.secure(backup.BeforeDelete, len(ids))
}

// always is what an action does, whatever its flags.
func always(verb capacity.Verb, said string) func() (capacity.Verb, string) {
	return func() (capacity.Verb, string) { return verb, said }
}

func resellerSuspend(f flags) action {
	reason, operation := f.text("reason"), f.text("operation-id")
	f.text("until")
	do := func(c *call, id string, ids []string) error {
		var until core.Day
		var problems core.Problems
		c.setDay(&until, "until", desk.FieldUntil, &problems)
		if err := problems.Err(); err != nil {
			return err
		}
		return c.desk.SuspendResellers(c.ctx, id, ids, *reason, until)
	}
	return onEach(operation, always(capacity.Suspended, "toast.suspended"), do)
}

func resellerResume(f flags) action {
	do := func(c *call, id string, ids []string) error {
		return c.desk.ResumeResellers(c.ctx, id, ids)
	}
	return onEach(f.text("operation-id"), always(capacity.Resumed, "toast.resumed"), do)
}

func resellerDelete(f flags) action {
	operation, now := f.text("operation-id"), f.onOff("return-now")
	what := func() (capacity.Verb, string) {
		if *now {
			return capacity.CapacityReturned, "toast.returned"
		}
		return capacity.Deleted, "toast.deleted"
	}
	return onEach(
		operation, what,
		func(c *call, id string, ids []string) error {
			return c.desk.DeleteResellers(c.ctx, id, ids, *now)
		},
	)
}

func resellerRestore(f flags) action {
	do := func(c *call, id string, ids []string) error {
		return c.desk.RestoreResellers(c.ctx, id, ids)
	}
	return onEach(f.text("operation-id"), always(capacity.Restored, "toast.restored"), do)
}

func resellerReturn(f flags) action {
	do := func(c *call, id string, ids []string) error {
		return c.desk.ReturnNow(c.ctx, id, ids)
	}
	return onEach(f.text("operation-id"), always(capacity.CapacityReturned, "toast.returned"), do)
}

func resellerKeepPBXs(f flags) action {
	do := func(c *call, id string, ids []string) error {
		return c.desk.KeepPBXsHere(c.ctx, id, ids[0])
	}
	return onEach(f.text("operation-id"), always(capacity.PBXsKept, "toast.pbxs_kept"), do)
}

func resellerSend(f flags) action {
	again := f.onOff("new-desktop")
	return sending("ctl.mail", func(c *call, ids []string) error {
		switch {
		case !*again:
			return c.desk.SendActivation(c.ctx, ids)
		case len(ids) > 1:
			return usageError{errors.New(c.words.T("ctl.one_desktop"))}
		}
		return c.desk.SendForNewDesktop(c.ctx, ids[0])
	})
}

func resellerReset(flags) action {
	return sending(
		"exchange.page.kind_reset",
		func(c *call, ids []string) error { return c.desk.SendPasswordReset(c.ctx, ids) },
	)
}

// sending makes the action of a command that sends a mail to each of several resellers, all or
// none. title is the key of what the mail is called.
func sending(title string, queue func(c *call, ids []string) error) action {
	return withDesk(func(c *call) (answer, error) {
		ids, err := c.findAll(c.args)
		if err != nil {
			return nil, err
		}
		if err := queue(c, ids); err != nil {
			return nil, err
		}
		sendErr := c.sendNow()
		list, err := c.desk.ResellersByID(c.ctx, ids)
		if err != nil {
			return nil, err
		}
		states := make([]mailOf, len(list))
		for i, r := range list {
			states[i] = mailOf{r.Mail, r.Fault}
		}
		return sendAnswer{
			resellersAnswer{Resellers: c.rows(list)}, title,
		}, c.notSent(states, sendErr)
	})
}

// sendAnswer says where the mails to resellers stand.
type sendAnswer struct {
	resellersAnswer
	title string
}

func (a sendAnswer) text(p *page) {
	rows := make([][]cell, len(a.Resellers))
	for i, r := range a.Resellers {
		rows[i] = []cell{word(r.Company), word(r.Email), word(p.t("mailstate." + string(r.Mail)))}
	}
	p.table([]string{p.t("field.company"), p.t("outbox.to"), p.t(a.title)}, rows)
}
