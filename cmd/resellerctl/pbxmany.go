package main

import (
	"slices"
	"strings"

	"resellerdesk/core"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
	"resellerdesk/core/pbx"
)

// pbxsAnswer is what starting or stopping PBXs did.
type pbxsAnswer struct {
	OperationID string   `json:"operation_id"`
	Repeated    bool     `json:"repeated"`
	PBXs        []pbxRow `json:"pbxs"` // As they are now.
	said        string   // Key of the sentence.
}

func (a pbxsAnswer) text(p *page) {
	name := ""
	if len(a.PBXs) > 0 {
		name = a.PBXs[0].Name
	}
	p.line(p.t(a.said, core.Args{"Count": len(a.PBXs), "Name": name}))
	if a.Repeated {
		p.line(p.t("ctl.repeated"))
	}
	if len(a.PBXs) > 1 {
		p.blank()
		p.pbxTable(a.PBXs)
	}
	for _, one := range a.PBXs {
		if one.State == pbx.Running && !one.Activated {
			p.line(p.t("ctl.pbx_not_activated", core.Args{"Name": one.Name, "ID": one.ID}))
		}
	}
}

// onPBXs finds the PBXs that the arguments name, and the id of what is done to them.
func (c *call) onPBXs(
	operation string, verb capacity.Verb,
) (id string, before *capacity.Operation, ids []string, err error) {
	c.kind = ofPBXs
	if ids, err = c.findPBXs(c.args, operation); err != nil {
		return "", nil, nil, err
	}
	id, before, err = c.operation(operation, c.didTo(ids, verb))
	return id, before, ids, err
}

// startOrStop makes the action of a command on several PBXs, all or none.
func startOrStop(
	operation *string, verb capacity.Verb, said string,
	do func(c *call, id string, ids []string) error,
) action {
	return withDesk(func(c *call) (answer, error) {
		id, before, ids, err := c.onPBXs(*operation, verb)
		if err != nil {
			return nil, err
		}
		if err := c.secureEach(before, ids); err != nil {
			return nil, err
		}
		if err := do(c, id, ids); err != nil {
			return nil, err
		}
		rows, err := c.pbxsNow(ids)
		return whole(pbxsAnswer{id, before != nil, rows, said}, err)
	})
}

// pbxsNow are the PBXs with some ids as they are now, in the order in which they were named.
func (c *call) pbxsNow(ids []string) ([]pbxRow, error) {
	rows, err := c.desk.PBXsByID(c.ctx, ids)
	slices.SortFunc(rows, func(a, b desk.PBXRow) int {
		return slices.Index(ids, a.ID) - slices.Index(ids, b.ID)
	})
	return c.pbxRows(rows), err
}

func pbxStart(f flags) action {
	start := func(c *call, id string, ids []string) error {
		return c.desk.StartPBXs(c.ctx, id, ids)
	}
	return startOrStop(f.text("operation-id"), capacity.PBXStarted, "toast.pbx_started", start)
}

func pbxStop(f flags) action {
	stop := func(c *call, id string, ids []string) error {
		return c.desk.StopPBXs(c.ctx, id, ids)
	}
	return startOrStop(f.text("operation-id"), capacity.PBXStopped, "toast.pbx_stopped", stop)
}

// pbxDeletedAnswer says what deleting PBXs gives back, and what it does not.
type pbxDeletedAnswer struct {
	OperationID string    `json:"operation_id,omitempty"`
	Repeated    bool      `json:"repeated"`
	DryRun      bool      `json:"dry_run"`
	PBXs        []pbx.Ref `json:"pbxs"`
	// To the packages; nil when it was done before.
	Returns  capacity.Amounts `json:"returns"`
	Consumed int64            `json:"transcription_consumed"` // Minutes that do not come back.
}

func (a pbxDeletedAnswer) text(p *page) {
	args := core.Args{"Count": len(a.PBXs), "Name": a.PBXs[0].Name}
	if a.DryRun {
		p.line(p.t("ctl.would_delete", args))
	} else {
		p.line(p.t("toast.pbx_deleted", args))
	}
	if what := p.amounts(a.Returns); what != "" {
		p.line(p.t("ctl.comes_back", core.Args{"What": what}))
	}
	if a.Consumed > 0 {
		p.line(p.t("pbx.delete_consumed", core.Args{"Count": a.Consumed}))
	}
	if a.Repeated {
		p.line(p.t("ctl.repeated"))
	}
}

func pbxDelete(f flags) action {
	dry, operation := f.onOff("dry-run"), f.text("operation-id")
	return withDesk(func(c *call) (answer, error) {
		id, before, ids, err := c.onPBXs(*operation, capacity.PBXDeleted)
		if err != nil {
			return nil, err
		}
		refs, err := c.desk.PBXRefs(c.ctx, ids)
		if err != nil {
			return nil, err
		}
		a := pbxDeletedAnswer{OperationID: id, Repeated: before != nil, PBXs: refs}
		if before == nil || *dry {
			preview, err := c.desk.PreviewDeletePBXs(c.ctx, ids)
			if *dry && (err != nil || len(preview.Names) < len(ids)) {
				return nil, orGone(err)
			}
			a.Returns, a.Consumed = preview.Returns, preview.Consumed
		}
		if *dry {
			a.OperationID, a.Repeated, a.DryRun = "", false, true
			return a, nil
		}
		if err := c.secureEach(before, ids); err != nil {
			return nil, err
		}
		// It logs a refusal, which a preview does not.
		return whole(a, c.desk.DeletePBXs(c.ctx, id, ids))
	})
}

// orGone is an error, or that one of several PBXs does not exist any more, which a preview passes
// over.
func orGone(err error) error {
	if err == nil {
		err = &core.Error{Code: core.NotFound, Key: "pbx.gone"}
	}
	return err
}

// packageLeft is what an owner has left for PBXs before and after a move.
type packageLeft struct {
	Owner  pbx.Ref          `json:"owner"`
	Before capacity.Amounts `json:"before"`
	After  capacity.Amounts `json:"after"`
}

// pbxMovedAnswer says what moving PBXs does to the packages of both owners.
type pbxMovedAnswer struct {
	OperationID string   `json:"operation_id,omitempty"`
	Repeated    bool     `json:"repeated"`
	DryRun      bool     `json:"dry_run"`
	PBXs        []pbxRow `json:"pbxs"` // As they are now.
	// nil when they come from several owners, and where To is nil.
	From *packageLeft `json:"from"`
	To   *packageLeft `json:"to"` // nil when it was done before, or all are there already.
}

func (a pbxMovedAnswer) text(p *page) {
	args := core.Args{"Count": len(a.PBXs)}
	for _, one := range a.PBXs {
		args["Name"], args["Company"] = one.Name, one.Owner.Name
	}
	switch {
	case a.DryRun && a.To != nil:
		args["Count"] = a.goes()
		args["To"] = a.To.Owner.Name
		if a.From != nil {
			args["From"] = a.From.Owner.Name
		}
		p.line(p.t("ctl.move", args))
	case a.To == nil && !a.Repeated:
		p.line(p.t("ctl.move_there", args))
	default:
		p.line(p.t("toast.pbx_moved", args))
	}
	if a.Repeated {
		p.line(p.t("ctl.repeated"))
	}
	for _, side := range []*packageLeft{a.From, a.To} {
		if side != nil {
			p.blank()
			p.line(side.Owner.Name)
			p.beforeAndAfter(side.Before, side.After)
		}
	}
}

// goes is how many of the PBXs are not with the new owner yet.
func (a pbxMovedAnswer) goes() int {
	n := 0
	for _, one := range a.PBXs {
		if one.Owner.ID != a.To.Owner.ID {
			n++
		}
	}
	return n
}

// beforeAndAfter sets what is left before against what is left after, per resource that changes.
func (p *page) beforeAndAfter(before, after capacity.Amounts) {
	var rows [][]cell
	for _, r := range capacity.Resources() {
		if before[r] != after[r] {
			rows = append(
				rows,
				[]cell{word(p.t("field." + string(r))), p.number(before[r]), p.number(after[r])},
			)
		}
	}
	p.table([]string{"", p.t("subscription.available"), p.t("ctl.free_after")}, rows)
}

func pbxMove(f flags) action {
	to, dry, operation := f.textAs("to", "pbx_to"), f.onOff("dry-run"), f.text("operation-id")
	return withDesk(func(c *call) (answer, error) {
		id, before, ids, err := c.onPBXs(*operation, capacity.PBXMoved)
		if err != nil {
			return nil, err
		}
		target, err := c.owner(*to)
		if err != nil {
			return nil, err
		}
		c.about = target
		a, move := pbxMovedAnswer{OperationID: id, Repeated: before != nil}, desk.PBXMove{}
		if *dry {
			a = pbxMovedAnswer{DryRun: true}
			move, err = c.desk.PreviewMovePBXs(c.ctx, ids, target)
		} else if err = c.secureEach(before, ids); err == nil {
			move, err = c.desk.MovePBXs(c.ctx, id, ids, target)
		}
		if err != nil && move.To.Owner.ID == "" {
			return nil, err
		}
		if move.From.Owner.ID != "" {
			a.From = (*packageLeft)(&move.From)
		}
		if move.To.Owner.ID != "" {
			a.To = (*packageLeft)(&move.To)
		}
		rows, readErr := c.pbxsNow(ids)
		a.PBXs = rows
		if readErr != nil {
			err = readErr
		}
		return a, err
	})
}

func pbxConsume(f flags) action {
	operation := f.text("operation-id")
	return withDesk(func(c *call) (answer, error) {
		pbxID, err := c.findPBX(c.args[0], *operation)
		if err != nil {
			return nil, err
		}
		var problems core.Problems
		minutes, ok := c.integer(strings.TrimSpace(c.args[1]), pbx.FieldConsumed, &problems)
		if !ok {
			return nil, problems
		}
		id, before, err := c.operation(*operation, c.didTo([]string{pbxID}, capacity.PBXConsumed))
		if err != nil {
			return nil, err
		}
		saved, err := c.desk.RecordConsumption(c.ctx, id, pbxID, minutes)
		if err != nil {
			return nil, err
		}
		return c.savedPBX(
			pbxSavedAnswer{OperationID: id, Repeated: before != nil, minutes: minutes}, saved,
		)
	})
}

// pbxSentAnswer is what became of the activation mails of a PBX.
type pbxSentAnswer struct {
	outboxAnswer
	// Nobody said that it was made at the vendor.
	NotMade bool `json:"not_made"`
	name    string
}

func (a pbxSentAnswer) text(p *page) {
	a.outboxAnswer.text(p)
	if a.NotMade {
		p.line(p.t("pbx.send_not_made", core.Args{"Name": a.name}))
	}
}

// pbxSend sends the activation mail of a PBX to its customers, or to those of them that are named.
func pbxSend(f flags) action {
	to := f.severalAs("customer", "pbx_send_to")
	return withDesk(func(c *call) (answer, error) {
		id, err := c.findPBX(c.args[0], "")
		if err != nil {
			return nil, err
		}
		contacts, err := c.desk.PBXContacts(c.ctx, id)
		if core.CodeOf(err) == core.Forbidden {
			_, err = c.desk.SendPBXActivation(c.ctx, id, nil) // Which is logged as refused.
		}
		if err != nil {
			return nil, err
		}
		chosen, err := c.contacts(contacts, *to)
		if err != nil {
			return nil, err
		}
		form, err := c.desk.PBX(c.ctx, id)
		if err != nil {
			return nil, err
		}
		sent, err := c.deliverNew(c.desk.SendPBXActivation(c.ctx, id, chosen))
		a, is := sent.(outboxAnswer)
		if !is {
			return sent, err
		}
		return pbxSentAnswer{a, form.PBX.MadeAt == core.NoDay, form.PBX.Name}, err
	})
}

// contacts are the ids of the customers of a PBX that are named by id or email, all of them when
// none is.
func (c *call) contacts(of []pbx.Customer, names []string) ([]string, error) {
	ids := []string{}
	if len(names) == 0 {
		for _, one := range of {
			ids = append(ids, one.ID)
		}
		return ids, nil
	}
	return each(names, func(name string) (string, error) {
		for _, one := range of {
			if isCustomer(name, one.ID, one.Email) {
				return one.ID, nil
			}
		}
		return name, nil // The desk says what is wrong with it.
	})
}
