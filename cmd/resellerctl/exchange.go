package main

import (
	"errors"
	"os"
	"path/filepath"
	"time"

	"resellerdesk/core"
	"resellerdesk/core/activation"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
	"resellerdesk/core/sheet"
)

// waitingFile is a file that is due to the other side.
type waitingFile struct {
	Reseller string             `json:"reseller_id"` // "" is the distributor.
	Company  string             `json:"company"`     // Of the receiver.
	Email    string             `json:"email"`       // Of the receiver.
	Kind     activation.Kind    `json:"kind"`
	Why      desk.WaitingReason `json:"why"`
	// Until when the other side can wait; nil for no end.
	Until *time.Time `json:"until"`
}

// warning is what does not fit between what a reseller's desktop says and what stands here.
type warning struct {
	Reseller string  `json:"reseller_id"`
	Company  string  `json:"company"`
	What     problem `json:"what"`
}

// passedFile is a file that came from the other side or went there.
type passedFile struct {
	ID       string            `json:"id"`
	At       time.Time         `json:"at"`
	Incoming bool              `json:"incoming"`
	Kind     activation.Kind   `json:"kind"`
	Reseller string            `json:"reseller_id"` // "" when it is not known here.
	Company  string            `json:"company"`     // Of the other side.
	Sequence int64             `json:"sequence"`    // 0 for none.
	State    desk.MessageState `json:"state"`
	Note     *problem          `json:"note"`
}

// distributor is what a reseller's workspace knows of its distributor.
type distributor struct {
	Company    string            `json:"company"`
	Name       string            `json:"name"`
	Email      string            `json:"email"`
	Confirmed  bool              `json:"confirmed"` // It answered the receipt.
	Sequence   int64             `json:"sequence"`  // Of the newest package.
	IssuedAt   time.Time         `json:"issued_at"`
	LeaseUntil time.Time         `json:"lease_until"`
	Status     activation.Status `json:"status"`
}

// exchangeAnswer is what waits to be sent, what does not fit, and what came and went.
type exchangeAnswer struct {
	Distributor *distributor  `json:"distributor"` // nil in the workspace of one.
	Waiting     []waitingFile `json:"waiting"`
	Count       int           `json:"count"` // How many wait; not all of many are listed.
	Warnings    []warning     `json:"warnings"`
	Passed      []passedFile  `json:"passed"`
}

func (a exchangeAnswer) text(p *page) {
	if d := a.Distributor; d != nil {
		confirmed := "exchange.page.unconfirmed"
		if d.Confirmed {
			confirmed = "exchange.page.confirmed"
		}
		p.line(d.Company + " · " + p.t(confirmed))
		p.line(p.t("exchange.page.partner", core.Args{"Name": d.Name, "Email": d.Email}))
		p.line(p.t(
			"exchange.page.newest",
			core.Args{"Number": d.Sequence, "At": d.IssuedAt, "Until": d.LeaseUntil},
		))
		p.blank()
	}
	for _, w := range a.Warnings {
		p.line(w.Company + ": " + w.What.Message)
	}
	if len(a.Warnings) > 0 {
		p.blank()
	}
	p.waiting(a.Waiting, a.Count)
	p.blank()
	p.passed(a.Passed)
}

func (p *page) waiting(list []waitingFile, count int) {
	if len(list) == 0 {
		p.line(p.t("exchange.page.none_waiting"))
		return
	}
	p.line(p.t("exchange.page.waiting"))
	rows := make([][]cell, len(list))
	for i, w := range list {
		rows[i] = []cell{
			word(w.Company), word(w.Email), p.fileKind(w.Kind),
			word(p.t("exchange.page.why_" + string(w.Why))), p.dayOf(w.Until), word(w.Reseller),
		}
	}
	p.table([]string{
		p.t("exchange.page.company"), p.t("exchange.page.email"), p.t("exchange.page.what"),
		p.t("exchange.page.why"), p.t("exchange.page.until"), p.t("ctl.id"),
	}, rows)
	if count > len(list) {
		p.line(p.t("exchange.page.more", core.Args{"Count": count, "Shown": len(list)}))
	}
}

func (p *page) passed(list []passedFile) {
	if len(list) == 0 {
		p.line(p.t("exchange.page.empty"))
		return
	}
	p.line(p.t("exchange.page.passed"))
	rows := make([][]cell, len(list))
	for i, f := range list {
		way, number, note := "exchange.page.went", p.number(f.Sequence), ""
		if f.Incoming {
			way = "exchange.page.came"
		}
		if f.Sequence == 0 {
			number.text = "–"
		}
		if f.Note != nil {
			note = f.Note.Message
		}
		rows[i] = []cell{
			p.when(f.At), word(p.t(way)), p.fileKind(f.Kind), word(f.Company), number,
			word(p.t("exchange.page.state_" + string(f.State))), word(f.ID), word(note),
		}
	}
	p.table([]string{
		p.t("exchange.page.when"), p.t("exchange.page.direction"), p.t("exchange.page.what"),
		p.t("exchange.page.company"), p.t("exchange.page.number"),
		p.t("exchange.page.state"), p.t("ctl.id"), p.t("exchange.page.note"),
	}, rows)
}

// fileKind is what a kind of file is called.
func (p *page) fileKind(k activation.Kind) cell {
	return word(p.t("exchange.page.kind_" + string(k)))
}

func exchangeList(flags) action {
	return withDesk(func(c *call) (answer, error) {
		e, err := c.desk.Exchange(c.ctx)
		if err != nil {
			return nil, err
		}
		a := exchangeAnswer{
			Waiting: make([]waitingFile, len(e.Waiting)), Count: e.Count,
			Warnings: make([]warning, len(e.Warnings)), Passed: make([]passedFile, len(e.Passed)),
		}
		for i, w := range e.Waiting {
			a.Waiting[i] = waitingFile{
				w.Account, w.Company, w.Email, w.Kind, w.Why, utcOrNil(w.Until),
			}
		}
		for i, w := range e.Warnings {
			a.Warnings[i] = warning{w.Account, w.Company, c.problem(w.What)}
		}
		for i, m := range e.Passed {
			a.Passed[i] = passedFile{
				m.ID, utc(m.At), m.Incoming, m.Kind, m.Account, m.Company, m.Sequence, m.State,
				c.note(m.Note),
			}
		}
		if u := e.Upstream; u != nil {
			a.Distributor = &distributor{
				u.Company, u.Name, u.Email, u.Confirmed, u.Sequence, utc(u.IssuedAt),
				utc(u.LeaseUntil), u.Status,
			}
			for i := range a.Passed {
				a.Passed[i].Company = u.Company
			}
		}
		return a, nil
	})
}

// note is what is to be said besides, nil for nothing.
func (c *call) note(e *core.Error) *problem {
	if e == nil {
		return nil
	}
	return c.fault(e)
}

// fault is what is wrong, nil for nothing.
func (c *call) fault(err error) *problem {
	if err == nil {
		return nil
	}
	p := c.problem(err)
	return &p
}

// receivers are the resellers that are named, else all that a file waits for. A reseller's
// workspace has one receiver, its distributor, whose id is "": a file can be made for it also when
// nothing waits.
func (c *call) receivers(names []string) ([]string, error) {
	switch {
	case !c.desk.IsDistributor() && len(names) > 0:
		return nil, &core.Error{Code: core.Conflict, Key: "reseller.none_here"}
	case !c.desk.IsDistributor():
		return []string{""}, nil
	case len(names) > 0:
		return c.findAll(names)
	}
	e, err := c.desk.Exchange(c.ctx)
	ids := make([]string, len(e.Waiting))
	for i, w := range e.Waiting {
		ids[i] = w.Account
	}
	return ids, err
}

func exchangeSend(flags) action {
	return withDesk(func(c *call) (answer, error) {
		ids, err := c.receivers(c.args)
		if err != nil {
			return nil, err
		}
		return c.deliverNew(c.desk.SendWaiting(c.ctx, ids))
	})
}

// savedFile is a file for the other side that was written.
type savedFile struct {
	Path     string `json:"path"`
	Reseller string `json:"reseller_id"` // "" is the distributor, or a file that went before.
}

// filesAnswer says where files are.
type filesAnswer struct {
	Files []savedFile `json:"files"`
}

func (a filesAnswer) text(p *page) {
	for _, f := range a.Files {
		p.line(p.t("toast.file_saved", core.Args{"Path": f.Path}))
	}
	if len(a.Files) == 0 {
		p.line(p.t("exchange.page.none_waiting"))
	}
}

// place is where a file goes: into a folder under a name that it is given, or under a name of its
// own.
type place struct {
	path   string
	folder bool
}

// newPlace makes the flag that says where files go. It is required: a file that counts as sent is
// to be found again.
func newPlace(f flags) func() (place, error) {
	into := f.text("into")
	return func() (place, error) {
		if *into == "" {
			return place{}, usageError{errors.New(f.words.T("ctl.needs_into"))}
		}
		path, err := filepath.Abs(*into)
		if err != nil {
			return place{}, err
		}
		info, err := os.Stat(path)
		return place{path, err == nil && info.IsDir()}, nil
	}
}

// write writes a file that counts as sent from then on.
func (p place) write(name string, file []byte) (path string, err error) {
	path = p.path
	if p.folder {
		path = filepath.Join(p.path, name)
	}
	err = sheet.WriteBytes(path, file)
	var unwritable *core.Error
	if errors.As(err, &unwritable) {
		err = &core.Error{
			Code: core.Unavailable, Key: "ctl.exchange_unwritable", Err: unwritable.Err,
		}
	}
	return path, err
}

func exchangeSave(f flags) action {
	where := newPlace(f)
	return withDesk(func(c *call) (answer, error) {
		to, err := where()
		if err != nil {
			return nil, err
		}
		ids, err := c.receivers(c.args)
		if err != nil {
			return nil, err
		}
		if len(ids) > 1 && !to.folder {
			return nil, usageError{errors.New(c.words.T(
				"ctl.needs_folder", core.Args{"Count": len(ids)},
			))}
		}
		a := filesAnswer{[]savedFile{}}
		for _, id := range ids {
			name, file, err := c.desk.SaveWaiting(c.ctx, id)
			if err != nil {
				return a.orNone(), err
			}
			path, err := to.write(name, file)
			if err != nil {
				return a.orNone(), err
			}
			a.Files = append(a.Files, savedFile{path, id})
		}
		return a, nil
	})
}

// orNone is the answer when something went wrong: what was written before, no answer when that is
// nothing.
func (a filesAnswer) orNone() answer {
	if len(a.Files) == 0 {
		return nil
	}
	return a
}

// exchangeAgain writes a file once more, as it went.
func exchangeAgain(f flags) action {
	where := newPlace(f)
	return withDesk(func(c *call) (answer, error) {
		to, err := where()
		if err != nil {
			return nil, err
		}
		name, file, err := c.desk.SavedFile(c.ctx, c.args[0])
		if err != nil {
			return nil, err
		}
		path, err := to.write(name, file)
		return whole(filesAnswer{[]savedFile{{Path: path}}}, err)
	})
}

func exchangeSettle(flags) action {
	return withDesk(func(c *call) (answer, error) {
		id, err := c.find(c.args[0])
		if err != nil {
			return nil, err
		}
		if err := c.desk.ResolveWarning(c.ctx, id); err != nil {
			return nil, err
		}
		list, err := c.desk.ResellersByID(c.ctx, []string{id})
		return whole(resellersAnswer{Resellers: c.rows(list), said: "exchange.page.settled"}, err)
	})
}

func exchangeConfirm(f flags) action {
	operation := f.text("operation-id")
	return withDesk(func(c *call) (answer, error) {
		reseller, err := c.find(c.args[0])
		if err != nil {
			return nil, err
		}
		id, before, err := c.operation(*operation, did(capacity.Activated, reseller))
		if err != nil {
			return nil, err
		}
		if err := c.desk.Confirm(c.ctx, id, reseller, c.args[1]); err != nil {
			return nil, err
		}
		list, err := c.desk.ResellersByID(c.ctx, []string{reseller})
		return whole(resellersAnswer{id, before != nil, c.rows(list), "toast.confirmed"}, err)
	})
}

// confirmationAnswer is the code that a reseller reads out to its distributor.
type confirmationAnswer struct {
	Distributor string `json:"distributor"`
	Code        string `json:"confirmation_code"`
}

func (a confirmationAnswer) text(p *page) {
	p.line(a.Code)
	p.line(p.t("exchange.page.read_out", core.Args{"Company": a.Distributor}))
}

func exchangeConfirmation(flags) action {
	return withDesk(func(c *call) (answer, error) {
		if c.desk.IsDistributor() {
			return nil, &core.Error{Code: core.Conflict, Key: "ctl.for_reseller"}
		}
		code, err := c.desk.Confirmation(c.ctx)
		if err != nil {
			return nil, err
		}
		company, err := c.desk.Distributor(c.ctx)
		return whole(confirmationAnswer{company, code}, err)
	})
}

// standingAnswer is whether a workspace may be changed, whether this computer can sign for it, and
// whether it is an older copy.
type standingAnswer struct {
	Standing desk.WorkspaceStatus `json:"standing,omitempty"` // Of a reseller's workspace.
	Why      *problem             `json:"why"`                // It may not, or the clock is behind.
	Signing  *problem             `json:"signing"`
	Restored *problem             `json:"restored"`
}

func (a standingAnswer) text(p *page) {
	if a.Why == nil && a.Signing == nil && a.Restored == nil {
		p.line(p.t("ctl.standing_good"))
	}
}

// exchangeStanding says how a workspace stands. What is wrong is part of the answer, and the error
// too.
func exchangeStanding(flags) action {
	return withDesk(func(c *call) (answer, error) {
		standing, why := c.desk.WorkspaceStatus(c.ctx)
		if core.CodeOf(why) == core.NotFound { // A distributor's workspace.
			why = c.desk.ClockWrong(c.ctx)
		}
		if code := core.CodeOf(why); why != nil && code != core.Forbidden && code != core.Conflict {
			return nil, why
		}
		signing, restored := c.desk.SigningKeyHere(c.ctx), c.desk.Restored(c.ctx)
		if restored == nil {
			restored = c.desk.Superseded(c.ctx)
		}
		return standingAnswer{
			standing, c.fault(why), c.fault(signing), c.fault(restored),
		}, errors.Join(why, signing, restored)
	})
}

// doneAnswer says that something was done of which there is nothing else to tell.
type doneAnswer struct{ said string }

func (a doneAnswer) text(p *page) { p.line(p.t(a.said)) }

func exchangeGoOn(flags) action {
	return withDesk(func(c *call) (answer, error) {
		if c.desk.Superseded(c.ctx) == nil {
			return nil, &core.Error{Code: core.Conflict, Key: "ctl.not_restored"}
		}
		return whole(doneAnswer{"ctl.goes_on"}, c.desk.Continue(c.ctx))
	})
}
