package main

import (
	"slices"
	"time"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
	"resellerdesk/core/permission"
)

// colleague is one of the distributor's staff as JSON.
type colleague struct {
	ID          string           `json:"id"`
	State       account.State    `json:"state"`
	Version     int64            `json:"version"`
	Profile     colleagueProfile `json:"profile"`
	Permissions []permission.Key `json:"permissions"`
	Suspension  *suspension      `json:"suspension"`
	CreatedAt   time.Time        `json:"created_at"`
}

type colleagueProfile struct {
	FirstName string `json:"first_name"`
	LastName  string `json:"last_name"`
	Email     string `json:"email"`
	Phone     string `json:"phone"`
	Mobile    string `json:"mobile"`
	Language  string `json:"language"`
}

func colleagueOf(a account.Account) colleague {
	p := a.Profile
	return colleague{
		ID: a.ID, State: a.State, Version: a.Version,
		Permissions: append([]permission.Key{}, a.Permissions.Keys()...),
		Profile: colleagueProfile{
			p.FirstName, p.LastName, p.Email, p.Phone, p.Mobile, p.Language,
		},
		Suspension: suspensionOf(a.Suspension), CreatedAt: utc(a.CreatedAt),
	}
}

func (o colleagueProfile) profile() account.Profile {
	return account.Profile{
		FirstName: o.FirstName, LastName: o.LastName, Email: o.Email, Phone: o.Phone,
		Mobile: o.Mobile, Language: o.Language,
	}
}

// signsIn says whether a colleague can sign in.
func (p *page) signsIn(state account.State) string {
	if state == account.Invited {
		return p.t("colleagues.first_password")
	}
	return p.status(string(state))
}

// colleaguesAnswer is the list of colleagues.
type colleaguesAnswer struct {
	Colleagues []colleague `json:"colleagues"`
}

func (a colleaguesAnswer) text(p *page) {
	if len(a.Colleagues) == 0 {
		p.line(p.t("colleagues.empty"))
		return
	}
	rows := make([][]cell, len(a.Colleagues))
	for i, one := range a.Colleagues {
		held := p.t(
			"colleagues.held",
			core.Args{"Held": len(one.Permissions), "All": len(permission.Catalogue())},
		)
		rows[i] = []cell{
			word(one.Profile.profile().Name()), word(one.Profile.Email), word(held),
			word(p.signsIn(one.State)), p.dayOf(&one.CreatedAt), word(one.ID),
		}
	}
	p.table([]string{
		p.t("column.name"), p.t("field.email"), p.t("colleagues.permissions"), p.t("column.status"),
		p.t("column.created"), p.t("ctl.id"),
	}, rows)
}

func colleagueList(flags) action {
	return withDesk(func(c *call) (answer, error) {
		list, err := c.desk.Colleagues(c.ctx)
		a := colleaguesAnswer{make([]colleague, len(list))}
		for i, one := range list {
			a.Colleagues[i] = colleagueOf(one)
		}
		return whole(a, err)
	})
}

// colleagueAnswer is everything about a colleague.
type colleagueAnswer struct{ colleague }

func (a colleagueAnswer) text(p *page) {
	full := a.Profile.profile()
	p.line(full.Name() + " · " + p.signsIn(a.State))
	p.blank()
	rows := append(
		textRows(p, &full), []cell{word(p.t("column.created")), p.when(a.CreatedAt)},
		[]cell{word(p.t("ctl.id")), word(a.ID)},
	)
	if s := a.Suspension; s != nil {
		rows = append(rows, []cell{word(p.t("field.reason")), word(s.Reason)})
	}
	p.table(nil, rows)
	p.blank()
	p.permissions(a.Permissions)
}

func colleagueShow(flags) action {
	return withDesk(func(c *call) (answer, error) {
		a, err := c.colleague(c.args[0])
		return whole(colleagueAnswer{colleagueOf(a)}, err)
	})
}

// colleague returns the colleague who is named by id or email; by id also one who is deleted, for a
// try that is repeated.
func (c *call) colleague(name string) (account.Account, error) {
	list, err := c.desk.Colleagues(c.ctx)
	if err != nil {
		return account.Account{}, err
	}
	for _, a := range list {
		if a.ID == name || account.EmailKey(a.Profile.Email) == account.EmailKey(name) {
			return a, nil
		}
	}
	a, err := c.desk.Colleague(c.ctx, name)
	if core.CodeOf(err) == core.NotFound {
		err = &core.Error{
			Code: core.NotFound, Key: "ctl.no_colleague", Args: core.Args{"Name": name},
		}
	}
	return a, err
}

// colleagueChanged says what was done to a colleague.
type colleagueChanged struct {
	OperationID string    `json:"operation_id,omitempty"`
	Repeated    bool      `json:"repeated"`
	Colleague   colleague `json:"colleague"` // As it is now.
	// The first password. It is said here and nowhere else.
	Password string `json:"password,omitempty"`
	said     string // Key of the sentence.
}

func (a colleagueChanged) text(p *page) {
	name := a.Colleague.Profile.profile().Name()
	args := core.Args{"Name": name, "Company": name}
	p.line(p.t(a.said, args))
	if a.Password != "" {
		p.line(p.t("colleagues.password_title", args) + ": " + a.Password)
		p.line(p.t("colleagues.password_text", args))
	}
	if a.Repeated {
		p.line(p.t("ctl.repeated"))
	}
}

// colleagueFlags are the flags of what a colleague consists of.
func colleagueFlags(f flags) grants {
	for _, name := range colleagueFields() {
		f.text(flagOf(name))
	}
	return newGrants(f)
}

func colleagueFields() []string {
	return []string{
		account.FieldFirstName, account.FieldLastName, account.FieldEmail, account.FieldPhone,
		account.FieldMobile, account.FieldLanguage,
	}
}

// setColleague changes a draft to what the flags say; what they do not name stays.
func (c *call) setColleague(draft *desk.ColleagueDraft, g grants) error {
	for _, f := range account.TextFields {
		if slices.Contains(colleagueFields(), f.Name) {
			c.setText(f.Of(&draft.Profile), f.Name)
		}
	}
	var problems core.Problems
	g.apply(draft.Permissions, permission.OfColleagues(), &problems)
	return problems.Err()
}

func colleagueAdd(f flags) action {
	g, operation := colleagueFlags(f), f.text("operation-id")
	return withDesk(func(c *call) (answer, error) {
		id, _, err := c.operation(
			*operation,
			func(op capacity.Operation) bool { return op.Verb == capacity.ColleagueAdded },
		)
		if err != nil {
			return nil, err
		}
		draft := desk.NewColleague(c.words.Language())
		if err := c.setColleague(&draft, g); err != nil {
			return nil, err
		}
		password, err := c.desk.AddColleague(c.ctx, id, draft)
		if err != nil {
			return nil, err
		}
		return c.changed(
			colleagueChanged{
				OperationID: id, Repeated: password == "", Password: password, said: "toast.added",
			},
			id,
		)
	})
}

// changed completes an answer with what a colleague is now.
func (c *call) changed(a colleagueChanged, id string) (answer, error) {
	now, err := c.desk.Colleague(c.ctx, id)
	a.Colleague = colleagueOf(now)
	return whole(a, err)
}

func colleagueEdit(f flags) action {
	g, operation := colleagueFlags(f), f.text("operation-id")
	return withDesk(func(c *call) (answer, error) {
		a, err := c.colleague(c.args[0])
		if err != nil {
			return nil, err
		}
		id, before, err := c.operation(*operation, did(capacity.ColleagueChanged, a.ID))
		if err != nil {
			return nil, err
		}
		draft := desk.ColleagueDraft{Profile: a.Profile, Permissions: a.Permissions.Clone()}
		if err := c.setColleague(&draft, g); err != nil {
			return nil, err
		}
		if err := c.desk.EditColleague(c.ctx, id, a.ID, a.Version, draft); err != nil {
			return nil, err
		}
		return c.changed(
			colleagueChanged{OperationID: id, Repeated: before != nil, said: "toast.changed"}, a.ID,
		)
	})
}

// colleaguesChanged says what was done to one or several colleagues.
type colleaguesChanged struct {
	OperationID string      `json:"operation_id"`
	Repeated    bool        `json:"repeated"`
	Colleagues  []colleague `json:"colleagues"` // As they are now.
	said        string      // Key of the sentence.
}

func (a colleaguesChanged) text(p *page) {
	p.line(p.t(
		a.said,
		core.Args{"Count": len(a.Colleagues), "Name": a.Colleagues[0].Profile.profile().Name()},
	))
	if a.Repeated {
		p.line(p.t("ctl.repeated"))
	}
	if len(a.Colleagues) > 1 {
		p.blank()
		colleaguesAnswer{a.Colleagues}.text(p)
	}
}

// onColleagues makes the action of a command on several colleagues, all or none.
func onColleagues(
	operation *string, verb capacity.Verb, said string,
	do func(c *call, id string, ids []string) error,
) action {
	return withDesk(func(c *call) (answer, error) {
		find := func(name string) (string, error) {
			a, err := c.colleague(name)
			return a.ID, err
		}
		id, repeated, ids, err := c.doToEach(*operation, verb, find, do)
		if err != nil {
			return nil, err
		}
		a := colleaguesChanged{id, repeated, make([]colleague, len(ids)), said}
		for i, one := range ids {
			now, err := c.desk.Colleague(c.ctx, one)
			if err != nil {
				return nil, err
			}
			a.Colleagues[i] = colleagueOf(now)
		}
		return a, nil
	})
}

func colleagueSuspend(f flags) action {
	reason, operation := f.text("reason"), f.text("operation-id")
	do := func(c *call, id string, ids []string) error {
		return c.desk.SuspendColleagues(c.ctx, id, ids, *reason)
	}
	return onColleagues(operation, capacity.ColleagueSuspended, "toast.colleague_suspended", do)
}

func colleagueResume(f flags) action {
	operation := f.text("operation-id")
	do := func(c *call, id string, ids []string) error {
		return c.desk.ResumeColleagues(c.ctx, id, ids)
	}
	return onColleagues(operation, capacity.ColleagueResumed, "toast.colleague_resumed", do)
}

func colleagueDelete(f flags) action {
	operation := f.text("operation-id")
	do := func(c *call, id string, ids []string) error {
		return c.desk.DeleteColleagues(c.ctx, id, ids)
	}
	return onColleagues(operation, capacity.ColleagueDeleted, "toast.colleague_deleted", do)
}

func colleagueReset(flags) action {
	return withDesk(func(c *call) (answer, error) {
		a, err := c.colleague(c.args[0])
		if err != nil {
			return nil, err
		}
		password, err := c.desk.ResetColleague(c.ctx, a.ID)
		if err != nil {
			return nil, err
		}
		return c.changed(colleagueChanged{Password: password, said: "ctl.reset"}, a.ID)
	})
}
