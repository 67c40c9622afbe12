package accounts

import (
	"context"
	"crypto/rand"
	"strings"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk/internal/action"
	"resellerdesk/core/desk/keys"
	"resellerdesk/core/i18n"
	"resellerdesk/core/permission"
	"resellerdesk/core/store"
)

// ColleagueDraft is what the form of a colleague holds.
type ColleagueDraft struct {
	Profile     account.Profile // Without a company: it is the distributor's.
	Permissions permission.Set
}

// NewColleague is the draft that a form starts with. language is the one of the person who fills it
// in.
func NewColleague(language string) ColleagueDraft {
	return ColleagueDraft{
		Profile:     account.Profile{Language: language},
		Permissions: permission.NewSet(permission.UserView),
	}
}

// Colleagues returns the staff besides the distributor, by name.
func (d *Desk) Colleagues(ctx context.Context) ([]account.Account, error) {
	if _, err := d.k.Authorize(permission.UserView); err != nil {
		return nil, err
	}
	return d.k.Store.Colleagues(ctx)
}

// Colleague returns one of the staff, also one who was deleted. It fails with NotFound for anybody
// else.
func (d *Desk) Colleague(ctx context.Context, id string) (account.Account, error) {
	if _, err := d.k.Authorize(permission.UserView); err != nil {
		return account.Account{}, err
	}
	a, err := d.k.Store.Account(ctx, id)
	if err == nil && a.Kind != account.Colleague {
		err = colleagueGone(id)
	}
	if err != nil {
		return account.Account{}, err
	}
	return a, nil
}

func colleagueGone(id string) error {
	return &core.Error{Code: core.NotFound, Key: "colleague.gone", Args: core.Args{"ID": id}}
}

// ColleagueStatus says whether a colleague can sign in.
func ColleagueStatus(p *i18n.Printer, s account.State) string {
	if s == account.Invited {
		return p.T("colleagues.first_password")
	}
	return p.T("status." + string(s))
}

// ValidateColleague returns what is wrong with a draft of a colleague whose profile is before now,
// empty for a new one. It alone decides whether the draft may be saved.
func (d *Desk) ValidateColleague(
	draft ColleagueDraft, before account.Profile,
) (core.Problems, error) {
	s, err := d.k.Working()
	if err != nil {
		return nil, err
	}
	return validateColleague(s, colleagueOf(s, draft), before), nil
}

func validateColleague(
	s *action.Session, a account.Account, before account.Profile,
) core.Problems {
	problems := append(
		a.Profile.ValidateChange(i18n.Languages, before),
		a.Permissions.Validate(s.Account.Holds(), nil)...,
	)
	for _, f := range permission.Catalogue() {
		if a.Permissions[f.Value] {
			problems.Add(
				permission.FieldPermissions, "permission.not_for_colleagues",
				core.Args{"Feature": core.Key("feature." + f.Value)},
			)
		}
	}
	return problems
}

// colleagueOf is the account of a draft. The company is the one of the person who makes it.
func colleagueOf(s *action.Session, draft ColleagueDraft) account.Account {
	profile := draft.Profile.Trim()
	profile.Company = s.Account.Profile.Company
	return account.Account{
		Kind: account.Colleague, Profile: profile, Permissions: draft.Permissions,
	}
}

// AddColleague creates a colleague with permissions that the person holds, too, and returns the
// first password. It is shown once and passed on in person; at the first sign-in the colleague
// chooses another. A repeated try with the same operationID changes nothing and returns no
// password.
func (d *Desk) AddColleague(
	ctx context.Context, operationID string, draft ColleagueDraft,
) (password string, err error) {
	entry := store.LogEntry{
		Module: store.ModuleUser, Operation: string(capacity.ColleagueAdded), Object: operationID,
		Name: draft.Profile.Name(),
	}
	err = d.k.Perform(d.k.Holding(permission.UserAdd), &entry, func(s *action.Session) error {
		a := colleagueOf(s, draft)
		a.ID, a.Parent, a.State = operationID, s.Account.ID, account.Invited
		a.CreatedAt, a.Version = d.k.Now(), 1
		first, lock, err := d.firstPassword(ctx, s, a.ID)
		if err != nil {
			return err
		}
		a.Lock = lock.String()
		return d.k.WriteOnce(ctx, operationID, func(tx store.Tx) error {
			if err := checkColleague(ctx, tx, s, a, account.Account{}); err != nil {
				return err
			}
			password = first
			return action.Act(
				ctx, tx, d.k.NewOperation(s, operationID, capacity.ColleagueAdded, a.ID),
				action.Effect{Accounts: []action.AccountChange{{After: a}}},
			)
		})
	}, action.ColleaguesChanged)
	if err != nil {
		return "", err
	}
	return password, nil
}

// checkColleague validates a colleague inside the transaction, where nobody else can take the email
// meanwhile.
func checkColleague(
	ctx context.Context, tx store.Tx, s *action.Session, a, before account.Account,
) error {
	problems := validateColleague(s, a, before.Profile)
	if err := checkEmailFree(ctx, tx, a, &problems); err != nil {
		return err
	}
	return problems.Err()
}

// firstPassword makes a password of 100 random bits, and seals the workspace key with it.
func (d *Desk) firstPassword(
	ctx context.Context, s *action.Session, id string,
) (string, account.Lock, error) {
	text := rand.Text()[:20]
	groups := make([]string, 0, 4)
	for ; text != ""; text = text[5:] {
		groups = append(groups, text[:5])
	}
	password := strings.Join(groups, "-")
	lock, err := account.NewLock(ctx, d.k.Cost, password, id, s.Key.Reveal())
	return password, lock, err
}

// EditColleague changes a colleague. version is the one that the form started from. Nobody changes
// a colleague who holds more than they do.
func (d *Desk) EditColleague(
	ctx context.Context, operationID, id string, version int64, draft ColleagueDraft,
) error {
	entry := store.LogEntry{
		Module: store.ModuleUser, Operation: string(capacity.ColleagueChanged), Object: id,
		Name: draft.Profile.Name(),
	}
	permit := d.k.Holding(permission.UserEdit)
	do := func(s *action.Session, tx store.Tx) error {
		before, err := colleague(ctx, tx, s, id)
		if err != nil {
			return err
		}
		changed := colleagueOf(s, draft)
		after := before
		after.Profile, after.Permissions = changed.Profile, changed.Permissions
		after.Version = version
		if err := checkColleague(ctx, tx, s, after, before); err != nil {
			return err
		}
		return action.Act(
			ctx, tx, d.k.NewOperation(s, operationID, capacity.ColleagueChanged, id),
			action.Effect{Accounts: []action.AccountChange{action.Changed(before, after)}},
		)
	}
	return d.k.PerformOnce(ctx, permit, operationID, &entry, do, action.ColleaguesChanged)
}

// colleague returns a colleague whom the person may change, or NotFound or Forbidden.
func colleague(
	ctx context.Context, r store.Reader, s *action.Session, id string,
) (account.Account, error) {
	a, err := r.Account(ctx, id)
	if err != nil {
		return a, err
	}
	if a.Kind != account.Colleague || a.State == account.Closed {
		return a, colleagueGone(id)
	}
	return a, MayChange(s, a)
}

// MayChange refuses to change a colleague who holds more than the person does.
func MayChange(s *action.Session, a account.Account) error {
	if a.Kind != account.Colleague {
		return nil
	}
	held := s.Account.Holds()
	for _, k := range a.Permissions.Keys() {
		if !held[k] {
			return &core.Error{
				Code: core.Forbidden, Key: "colleague.holds_more",
				Args: core.Args{"Name": a.Profile.Name(), "Feature": core.Key("feature." + k)},
			}
		}
	}
	return nil
}

// DeleteColleagues ends the sign-in of colleagues and frees their emails, all or none. Nobody
// deletes themselves.
func (d *Desk) DeleteColleagues(ctx context.Context, operationID string, ids []string) error {
	op := capacity.Operation{ID: operationID, Verb: capacity.ColleagueDeleted}
	return d.changeColleagues(ctx, permission.UserDelete, op, nil, ids, account.Account.Close)
}

// SuspendColleagues keeps colleagues from signing in until they are resumed, all or none, for a
// reason that is required. Nobody suspends themselves.
func (d *Desk) SuspendColleagues(
	ctx context.Context, operationID string, ids []string, reason string,
) error {
	var problems core.Problems
	account.CheckText(&problems, FieldReason, reason, true, MaxReason, true)
	op := capacity.Operation{
		ID: operationID, Verb: capacity.ColleagueSuspended, Reason: strings.TrimSpace(reason),
	}
	do := func(a account.Account) (account.Account, error) {
		return a.Suspend(account.Suspension{Reason: op.Reason})
	}
	return d.changeColleagues(ctx, permission.UserSuspend, op, problems, ids, do)
}

// ResumeColleagues lets suspended colleagues sign in again, all or none.
func (d *Desk) ResumeColleagues(ctx context.Context, operationID string, ids []string) error {
	op := capacity.Operation{ID: operationID, Verb: capacity.ColleagueResumed}
	return d.changeColleagues(ctx, permission.UserSuspend, op, nil, ids, account.Account.Resume)
}

// changeColleagues carries out a change of the state of colleagues: all are checked first, then it
// is done, or refused with every reason.
func (d *Desk) changeColleagues(
	ctx context.Context, feature permission.Key, op capacity.Operation, problems core.Problems,
	ids []string,
	do func(account.Account) (account.Account, error),
) error {
	ids = action.UniqueIDs(ids)
	entry := store.LogEntry{
		Module: store.ModuleUser, Operation: string(op.Verb), Object: strings.Join(ids, " "),
	}
	write := func(s *action.Session, tx store.Tx) error {
		if err := problems.Err(); err != nil {
			return err
		}
		changes, err := colleagueChanges(ctx, tx, s, ids, do)
		if err != nil || len(changes) == 0 {
			return err // An operation of nothing would only stand in the way of undo.
		}
		return action.Act(ctx, tx, d.k.Begun(s, op, ids), action.Effect{Accounts: changes})
	}
	return d.k.PerformOnce(
		ctx, d.k.Holding(feature), op.ID, &entry, write, action.ColleaguesChanged,
	)
}

// colleagueChanges works out what a change does to each of some colleagues, or why it cannot be
// done.
func colleagueChanges(
	ctx context.Context, tx store.Tx, s *action.Session, ids []string,
	do func(account.Account) (account.Account, error),
) ([]action.AccountChange, error) {
	var changes []action.AccountChange
	var refusals action.Refusals
	for _, id := range ids {
		before, err := colleague(ctx, tx, s, id)
		after := before
		switch {
		case err != nil:
		case id == s.Account.ID:
			err = &core.Error{Code: core.Conflict, Key: "colleague.yourself"}
		default:
			after, err = do(before)
		}
		switch core.CodeOf(err) {
		case "":
			changes = append(changes, action.Changed(before, after))
		case core.Conflict, core.Forbidden:
			refusals = append(refusals, action.Refusal{ID: id, Company: before.Title(), Err: err})
		default:
			return nil, err
		}
	}
	return changes, refusals.Err(len(ids))
}

// ResetColleague gives a colleague who forgot the password a new first one, which is returned. The
// old one is void at once.
func (d *Desk) ResetColleague(ctx context.Context, id string) (password string, err error) {
	entry := store.LogEntry{Module: store.ModuleUser, Operation: "colleague.reset", Object: id}
	err = d.k.Perform(d.k.Holding(permission.UserEdit), &entry, func(s *action.Session) error {
		first, lock, err := d.firstPassword(ctx, s, id)
		if err != nil {
			return err
		}
		password = first
		return d.k.Store.Write(func(tx store.Tx) error {
			return d.resetColleague(ctx, tx, s, id, lock, &entry)
		})
	}, action.ColleaguesChanged)
	if err != nil {
		return "", err
	}
	return password, nil
}

func (d *Desk) resetColleague(
	ctx context.Context, tx store.Tx, s *action.Session, id string, lock account.Lock,
	entry *store.LogEntry,
) error {
	a, err := colleague(ctx, tx, s, id)
	if err != nil {
		return err
	}
	if a.State == account.Suspended {
		return &core.Error{
			Code: core.Conflict, Key: "reseller.suspended",
			Args: core.Args{"Company": a.Profile.Name(), "ID": a.ID},
		}
	}
	a.State = account.Invited
	if err := tx.ChangeAccount(a); err != nil {
		return err
	}
	if err := tx.SetLock(id, lock); err != nil {
		return err
	}
	entry.Name = a.Profile.Name()
	return d.k.LogDone(tx, s, *entry)
}

// MustChoosePassword tells whether the person who is signed in has a first password and has to
// choose another.
func (d *Desk) MustChoosePassword() bool {
	s, err := d.k.SignedIn()
	return err == nil && s.Account.Kind == account.Colleague && s.Account.State == account.Invited
}

// setLock writes another lock of an account, which is active from then on.
func setLock(
	ctx context.Context, tx store.Tx, id string, lock account.Lock,
) (a account.Account, err error) {
	if err := tx.SetLock(id, lock); err != nil {
		return a, err
	}
	if a, err = tx.Account(ctx, id); err != nil || a.State != account.Invited {
		return a, err
	}
	a.State = account.Active
	return a, tx.ChangeAccount(a)
}

// ChangePassword replaces the password of the person who is signed in. It refuses a new password
// that is easy to guess or the same, and a wrong old one. A wrong one counts as a failure to sign
// in: after some the person has to wait, as at SignIn.
func (d *Desk) ChangePassword(ctx context.Context, old, password string) error {
	s, err := d.k.SignedIn()
	if err != nil {
		return err
	}
	const operation = "password.changed"
	p := s.Account.Profile
	var problems core.Problems
	account.CheckPassword(&problems, password, p.Company, p.FirstName, p.LastName, p.Email)
	if password == old && len(problems) == 0 { // The first one was chosen by somebody else.
		problems.Add(account.FieldPassword, "password.same", nil)
	}
	if err := problems.Err(); err != nil {
		return err
	}
	if _, _, err := keys.Authenticate(
		ctx, d.k, account.EmailKey(p.Email), old, operation,
	); err != nil {
		return err
	}
	lock, err := account.NewLock(ctx, d.k.Cost, password, s.Account.ID, s.Key.Reveal())
	if err != nil {
		return err
	}
	changed := s.Account
	err = d.k.Store.Write(func(tx store.Tx) error {
		if changed, err = setLock(ctx, tx, s.Account.ID, lock); err != nil {
			return err
		}
		return d.k.LogDone(tx, s, store.LogEntry{
			Module: store.ModuleSignIn, Operation: operation, Object: s.Account.ID, Name: p.Email,
		})
	})
	if err != nil {
		return err
	}
	keys.Open(d.k, s.As(changed))
	d.k.Publish(action.ColleaguesChanged)
	return nil
}
