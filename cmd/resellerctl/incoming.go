package main

import (
	"strings"
	"time"

	"resellerdesk/core"
	"resellerdesk/core/activation"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
	"resellerdesk/core/permission"
)

// incoming reads a file of the other side.
func (c *call) incoming(name string) ([]byte, error) {
	text, err := c.read(name, activation.MaxText)
	if err != nil && !cancelled(err) {
		err = &core.Error{Code: core.Unavailable, Key: "sheet.unreadable", Err: err}
	}
	return []byte(text), err
}

// invitation opens a file where there is no workspace: only an invitation is of use there.
func (c *call) invitation(text []byte) (activation.File, error) {
	f, err := activation.Open(text, nil)
	switch {
	case keyOf(err) == "activation.sealed" || err == nil && f.Kind != activation.Activate:
		return f, &core.Error{Code: core.Conflict, Key: "incoming.no_workspace"}
	case err != nil:
		return f, err
	}
	return f, f.Invitation.Usable(c.now())
}

// openedAnswer says what a file is.
type openedAnswer struct {
	Kind        activation.Kind   `json:"kind"`
	Fingerprint string            `json:"fingerprint"` // Of the key that signed it.
	Sender      *fileSender       `json:"sender"`      // The distributor; nil in a file for it.
	Reseller    fileReseller      `json:"reseller"`
	Sequence    int64             `json:"sequence"` // 0 for none.
	At          time.Time         `json:"at"`       // When it was made.
	ExpiresAt   *time.Time        `json:"expires_at"`
	LeaseUntil  *time.Time        `json:"lease_until"`
	Status      activation.Status `json:"status,omitempty"` // Of a package.
	Reason      string            `json:"reason,omitempty"`
	Package     *packageOf        `json:"package"`
	Permissions []permission.Key  `json:"permissions"`
	PBXs        *int              `json:"pbxs"` // Of a report.
}

type fileSender struct {
	Company string `json:"company"`
	Name    string `json:"name"`
	Email   string `json:"email"`
}

type fileReseller struct {
	ID      string `json:"id"`
	Company string `json:"company"` // "" when it is not known here.
	Email   string `json:"email"`
}

func (a openedAnswer) text(p *page) {
	title := p.fileKind(a.Kind).text
	if a.Reseller.Company != "" {
		title += " · " + a.Reseller.Company
	}
	p.line(title)
	p.blank()
	p.table(nil, a.facts(p))
	if a.Package != nil {
		p.blank()
		p.table(nil, packageRows(p, *a.Package))
		p.blank()
		p.permissions(a.Permissions)
	}
	p.blank()
	p.line(p.t("ctl.use_" + string(a.Kind)))
}

func (a openedAnswer) facts(p *page) [][]cell {
	fact := func(key string, value cell) []cell { return []cell{word(p.t(key)), value} }
	var rows [][]cell
	if s := a.Sender; s != nil {
		rows = append(
			rows, fact("invited.by", word(s.Company)),
			fact("invited.contact", word(strings.Trim(s.Name+", "+s.Email, ", "))),
		)
	}
	rows = append(
		rows, fact("invited.fingerprint", word(a.Fingerprint)), fact("ctl.made_at", p.when(a.At)),
	)
	if a.Reseller.Email != "" {
		rows = append(rows, fact("invited.sign_in_with", word(a.Reseller.Email)))
	}
	if a.Sequence > 0 {
		rows = append(rows, fact("exchange.page.number", word(p.words.Number(a.Sequence))))
	}
	if a.ExpiresAt != nil {
		rows = append(rows, fact("invited.until", p.when(*a.ExpiresAt)))
	}
	if a.LeaseUntil != nil {
		rows = append(rows, fact("ctl.counts_until", p.when(*a.LeaseUntil)))
	}
	if a.Status != "" && a.Status != activation.StatusActive {
		rows = append(
			rows, fact("column.status", word(p.status(string(a.Status)))),
			fact("field.reason", word(a.Reason)),
		)
	}
	if a.PBXs != nil {
		rows = append(rows, fact("ctl.pbxs", word(p.words.Number(int64(*a.PBXs)))))
	}
	return rows
}

// opened says what a file is that could be opened, also when it cannot be used here; nil for one
// that could not be opened.
func (c *call) opened(f activation.File) answer {
	a := openedAnswer{Kind: f.Kind, Fingerprint: activation.Fingerprint(f.Signer)}
	switch {
	case f.Invitation != nil:
		i := f.Invitation
		a.between(i.Issuer, i.Account)
		a.Sequence, a.At, a.ExpiresAt = i.Sequence, utc(i.IssuedAt), utcOrNil(&i.ExpiresAt)
		if f.Kind == activation.Activate { // A password reset gives nothing.
			a.give(i.Package, i.Granted())
			a.LeaseUntil = utcOrNil(&i.LeaseUntil)
		}
	case f.State != nil:
		s := f.State
		a.between(s.Issuer, s.Account)
		a.give(s.Package, s.Granted())
		a.Sequence, a.At, a.LeaseUntil = s.Sequence, utc(s.IssuedAt), utcOrNil(&s.LeaseUntil)
		a.Status, a.Reason = s.Status, s.Reason
	case f.Receipt != nil:
		a.Reseller, a.At = c.knownReseller(f.Receipt.Account), utc(f.Receipt.ActivatedAt)
	case f.Report != nil:
		r := f.Report
		pbxs := len(r.PBXs)
		a.Reseller, a.Sequence, a.At = c.knownReseller(r.Account), r.Sequence, utc(r.IssuedAt)
		a.PBXs = &pbxs
	default:
		return nil
	}
	return a
}

// between fills in from which distributor to which reseller a file goes.
func (a *openedAnswer) between(from activation.Issuer, to activation.Account) {
	a.Sender = &fileSender{from.Company, from.Name, from.Email}
	a.Reseller = fileReseller{to.ID, to.Company, to.Email}
}

// give fills in what a file gives a reseller.
func (a *openedAnswer) give(p activation.Package, granted permission.Set) {
	a.Package = &packageOf{
		Amounts: map[capacity.Resource]*int64{}, MinExtensions: p.MinExtensions,
		PBXLimit: p.PBXLimit, HighAvailability: p.HighAvailability,
		WhiteLabel: p.WhiteLabel,
	}
	for _, r := range capacity.Resources() {
		if n, has := p.Resources[string(r)]; has {
			a.Package.Amounts[r] = &n
		}
	}
	a.Permissions = append([]permission.Key{}, granted.ForReseller().Keys()...)
}

// knownReseller is the reseller with an id, as far as it is known here.
func (c *call) knownReseller(id string) fileReseller {
	known, err := c.desk.KnownReseller(c.ctx, id)
	if err != nil {
		return fileReseller{ID: id}
	}
	return fileReseller(known)
}

// exchangeOpen looks at a file. Nobody needs to be signed in for one that is not sealed, nor a
// workspace to be there for an invitation.
func exchangeOpen(flags) action {
	here := withWorkspace(func(c *call) (answer, error) {
		if c.as != "" { // The password comes before the file.
			if err := c.signIn(); err != nil {
				return nil, err
			}
		}
		text, err := c.incoming(c.args[0])
		if err != nil {
			return nil, err
		}
		f, err := c.desk.OpenFile(c.ctx, text)
		if keyOf(err) == "activation.sealed" {
			if err = c.signIn(); err == nil {
				f, err = c.desk.OpenFile(c.ctx, text)
			}
		}
		return c.opened(f), err
	})
	return func(c *call) (answer, error) {
		a, err := here(c)
		if keyOf(err) != "workspace.none" {
			return a, err
		}
		text, err := c.incoming(c.args[0])
		if err != nil {
			return nil, err
		}
		f, err := c.invitation(text)
		return c.opened(f), err
	}
}

// receivedAnswer is what became of a file.
type receivedAnswer struct {
	Kind     activation.Kind   `json:"kind"`
	Company  string            `json:"company"` // Of the other side.
	Sequence int64             `json:"sequence"`
	State    desk.MessageState `json:"state"` // "taken" or "known".
	Note     *problem          `json:"note"`
}

func (a receivedAnswer) text(p *page) {
	key := "incoming.taken_" + string(a.Kind)
	switch {
	case a.State == desk.MessageKnown:
		key = "incoming.known"
	case a.Kind == activation.Activate:
		key = "incoming.renewed"
	}
	p.line(p.t(key, core.Args{"Company": a.Company}))
	if a.Note != nil {
		p.line(a.Note.Message)
	}
}

// exchangeReceive takes a file over: what the other side says, or a newer invitation to a
// reseller's workspace.
func exchangeReceive(flags) action {
	return withDesk(func(c *call) (answer, error) {
		text, err := c.incoming(c.args[0])
		if err != nil {
			return nil, err
		}
		// What takes the file over says what is wrong with it, and logs it.
		f, _ := c.desk.OpenFile(c.ctx, text)
		switch f.Kind {
		case activation.Reset:
			return nil, &core.Error{Code: core.Conflict, Key: "ctl.reset_file"}
		case activation.Activate:
			a := receivedAnswer{
				Kind: f.Kind, Company: f.Invitation.Issuer.Company, Sequence: f.Invitation.Sequence,
				State: desk.MessageTaken,
			}
			return whole(a, c.desk.AcceptInvitation(c.ctx, desk.NewID(), text))
		}
		r, err := c.desk.Receive(c.ctx, desk.NewID(), text)
		a := receivedAnswer{
			Kind: r.File.Kind, Company: r.Company, State: r.State, Note: c.note(r.Note),
		}
		switch {
		case r.File.State != nil:
			a.Sequence = r.File.State.Sequence
		case r.File.Report != nil:
			a.Sequence = r.File.Report.Sequence
		}
		return whole(a, err)
	})
}
