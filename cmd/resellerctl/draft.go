package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
	"resellerdesk/core/permission"
)

// reseller is a reseller as JSON, to be read and to be written: what "reseller show" says, "add"
// and "edit" take. Only profile, package and permissions can be changed; an edit that names the
// version is refused when there is a newer one.
type reseller struct {
	ID                  string                 `json:"id"`
	Status              string                 `json:"status"`
	State               account.State          `json:"state"`
	Version             int64                  `json:"version"`
	Profile             account.WrittenProfile `json:"profile"`
	Package             packageOf              `json:"package"`
	Permissions         []permission.Key       `json:"permissions"`
	Mail                desk.MailState         `json:"mail_state"`
	MailFault           *problem               `json:"mail_fault"`
	InvitedAt           *time.Time             `json:"invited_at"`
	InvitationExpiresAt *time.Time             `json:"invitation_expires_at"`
	Suspension          *suspension            `json:"suspension"`
	RestorableUntil     *time.Time             `json:"restorable_until"`
	CreatedAt           time.Time              `json:"created_at"`
}

type packageOf struct {
	Amounts          map[capacity.Resource]*int64 `json:"amounts"` // null leaves a resource out.
	MinExtensions    int64                        `json:"min_extensions"`
	PBXLimit         *int64                       `json:"pbx_limit"`
	HighAvailability bool                         `json:"high_availability"`
	WhiteLabel       bool                         `json:"white_label"`
}

// resellerOf is the part of a form that can be changed.
func resellerOf(form desk.FormData) reseller {
	d := form.Draft
	r := reseller{
		Profile:     account.WrittenProfile(d.Profile),
		Permissions: append([]permission.Key{}, d.Permissions.Keys()...),
		Package:     packageFrom(d.Package),
	}
	return r
}

func packageFrom(p capacity.Package) packageOf {
	of := packageOf{
		Amounts: map[capacity.Resource]*int64{}, MinExtensions: p.MinExtensions,
		PBXLimit:         p.PBXLimit,
		HighAvailability: p.HighAvailability, WhiteLabel: p.WhiteLabel,
	}
	for resource, n := range p.Amounts {
		of.Amounts[resource] = &n
	}
	return of
}

// draft is what the desk takes.
func (r reseller) draft() account.Draft {
	amounts := capacity.Amounts{}
	for resource, n := range r.Package.Amounts {
		if n != nil {
			amounts[resource] = *n
		}
	}
	p := r.Package
	return account.Draft{
		Profile: account.Profile(r.Profile), Permissions: permission.NewSet(r.Permissions...),
		Package: capacity.Package{
			Amounts: amounts, MinExtensions: p.MinExtensions, PBXLimit: p.PBXLimit,
			HighAvailability: p.HighAvailability, WhiteLabel: p.WhiteLabel,
		},
	}
}

func profileRows(p *page, of account.WrittenProfile) [][]cell {
	full := account.Profile(of)
	return append(textRows(p, &full), []cell{word(p.t("field.valid_until")), p.day(of.ValidUntil)})
}

// textRows are the texts of a profile that are not empty.
func textRows(p *page, of *account.Profile) [][]cell {
	var rows [][]cell
	for _, f := range account.TextFields {
		if text := *f.Of(of); text != "" {
			rows = append(rows, []cell{word(p.t("field." + f.Name)), word(text)})
		}
	}
	return rows
}

func packageRows(p *page, of packageOf) [][]cell {
	var rows [][]cell
	for _, r := range capacity.Resources() {
		if n := of.Amounts[r]; n != nil {
			rows = append(rows, []cell{word(p.t("field." + string(r))), p.number(*n)})
		}
	}
	limit := word(p.t("form.no_limit"))
	if of.PBXLimit != nil {
		limit = p.number(*of.PBXLimit)
	}
	return append(
		rows,
		[]cell{word(p.t("field.min_extensions")), p.number(of.MinExtensions)},
		[]cell{word(p.t("field.pbx_limit")), limit},
		[]cell{
			word(p.t("field.high_availability")),
			p.yes(of.HighAvailability),
		},
		[]cell{word(p.t("field.white_label")), p.yes(of.WhiteLabel)},
	)
}

// draftFlags are the flags of what a reseller consists of.
type draftFlags struct {
	file   *string
	preset *string
	grants grants
}

func newDraftFlags(f flags) draftFlags {
	for _, field := range account.TextFields {
		f.text(flagOf(field.Name))
	}
	f.text("valid-until")
	packageFlags(f)
	return draftFlags{f.text("from-json"), f.text("preset"), newGrants(f)}
}

// packageFlags makes the flags of what a package consists of, and returns their names.
func packageFlags(f flags) []string {
	names := []string{"min-extensions", "pbx-limit"}
	for _, r := range capacity.Resources() {
		names = append(names, flagOf(string(r)))
	}
	for _, name := range names {
		f.text(name)
	}
	switches := []string{"high-availability", "white-label"}
	for _, name := range switches {
		f.onOff(name)
	}
	return append(names, switches...)
}

// apply changes a form to what file and flags say; what they do not name stays. version is the one
// that the change starts from.
func (d draftFlags) apply(
	c *call, id string, form desk.FormData,
) (draft account.Draft, version int64, err error) {
	r := resellerOf(form)
	r.ID, r.Version = id, form.Version
	if *d.file != "" {
		if err := c.readJSON(*d.file, &r); err != nil {
			return draft, 0, err
		}
		if id != "" && r.ID != id {
			return draft, 0, core.Problems{{
				Code: core.Invalid, Field: "from_json", Key: "ctl.other_reseller",
			}}
		}
	}
	draft = r.draft()
	// It is known by which preset the permissions came, also when they differ by now.
	draft.Preset = form.Draft.Preset
	if *d.preset != "" {
		p, err := c.preset(*d.preset, string(account.PermissionPreset))
		if err != nil {
			return draft, 0, err
		}
		draft = p.Apply(draft)
	}
	var problems core.Problems
	d.flags(c, &draft, &problems)
	return draft, r.Version, problems.Err()
}

func (d draftFlags) flags(c *call, to *account.Draft, problems *core.Problems) {
	for _, f := range account.TextFields {
		c.setText(f.Of(&to.Profile), f.Name)
	}
	c.setDay(&to.Profile.ValidUntil, "valid-until", account.FieldValidUntil, problems)
	c.setPackage(&to.Package, problems)
	d.grants.apply(to.Permissions, permission.Offered(), problems)
}

// setPackage changes a package to what its flags say.
func (c *call) setPackage(p *capacity.Package, problems *core.Problems) {
	c.setAmounts(p.Amounts, problems)
	if f := c.flags.Lookup("min-extensions"); f.Changed {
		p.MinExtensions, _ = c.integer(f.Value.String(), capacity.FieldMinExtensions, problems)
	}
	if f := c.flags.Lookup("pbx-limit"); f.Changed {
		p.PBXLimit = nil
		if text := f.Value.String(); text != none {
			n, _ := c.integer(text, capacity.FieldPBXLimit, problems)
			p.PBXLimit = &n
		}
	}
	c.setBool(&p.HighAvailability, capacity.FieldHighAvailability)
	c.setBool(&p.WhiteLabel, capacity.FieldWhiteLabel)
}

// grants are the flags that give and take features.
type grants struct{ give, take *[]string }

func newGrants(f flags) grants {
	return grants{f.several("permission"), f.several("no-permission")}
}

// apply changes a set to what the flags say; a feature that is not among those that can be given is
// a problem.
func (g grants) apply(to permission.Set, known []permission.Feature, problems *core.Problems) {
	names := features(known)
	for _, key := range slices.Concat(*g.give, *g.take) {
		if !slices.Contains(names, key) {
			problems.Add(
				permission.FieldPermissions, "permission.unknown", core.Args{"Feature": key},
			)
		}
	}
	for _, key := range *g.give {
		to.Give(permission.Key(key))
	}
	for _, key := range *g.take {
		to.Take(permission.Key(key))
	}
}

// longestJSON is the largest document that is read, in bytes.
const longestJSON = 1 << 20

// readJSON reads one JSON document over what there is: what it does not name stays. A name that is
// not known is refused, since it would be passed over otherwise.
func (c *call) readJSON(name string, to any) error {
	raw, err := c.document(name)
	if err != nil {
		return err
	}
	return decodeJSON(raw, to)
}

// document reads the file of --from-json, which is none when it has no name.
func (c *call) document(name string) (string, error) {
	if name == "" {
		return "{}", nil
	}
	raw, err := c.read(name, longestJSON)
	switch {
	case cancelled(err):
		return "", err
	case err != nil:
		return "", badJSON(err)
	case len(raw) > longestJSON:
		return "", badJSON(errors.New("too large"))
	}
	return raw, nil
}

// decodeJSON reads a document over what there is.
func decodeJSON(raw string, to any) error {
	decoder := json.NewDecoder(strings.NewReader(raw))
	decoder.DisallowUnknownFields()
	err := decoder.Decode(to)
	if err == nil && decoder.More() {
		err = errors.New("more than one document")
	}
	if err != nil {
		return badJSON(err)
	}
	return nil
}

func badJSON(err error) error {
	return core.Problems{{
		Code: core.Invalid, Field: "from_json", Key: "ctl.json",
		Args: core.Args{"Detail": err.Error()},
	}}
}

// read reads a file, "-" is standard input, no further than where it is known to be longer than the
// limit in bytes.
func (c *call) read(name string, limit int64) (string, error) {
	return await(c.ctx, func() (string, error) {
		from := c.in
		if name != "-" {
			file, err := os.Open(name)
			if err != nil {
				return "", err
			}
			defer file.Close()
			from = bufio.NewReader(file)
		}
		raw, err := io.ReadAll(io.LimitReader(unmarked(from), limit+1))
		return string(raw), err
	})
}

// savedAnswer says what "add" and "edit" did.
type savedAnswer struct {
	OperationID string           `json:"operation_id"`
	Repeated    bool             `json:"repeated"`
	Reseller    reseller         `json:"reseller"`
	Moved       capacity.Amounts `json:"moved"` // What the package got (above zero) or gave back.
	Free        capacity.Amounts `json:"free"`  // Afterwards.
	added       bool
	sent        bool // An activation mail was asked for.
}

func (a savedAnswer) text(p *page) {
	key := "toast.changed"
	if a.added {
		key = "toast.added"
	}
	p.line(p.t(key, core.Args{"Company": a.Reseller.Profile.Company}) + " (" + a.Reseller.ID + ")")
	p.moved(a.Moved, "form.takes", "form.returns", "")
	p.line(p.t("toast.left", core.Args{"What": p.amounts(a.Free)}))
	if a.sent {
		p.line(p.t(
			"ctl.mail_state", core.Args{"State": core.Key("mailstate." + string(a.Reseller.Mail))},
		))
	}
	if a.Repeated {
		p.line(p.t("ctl.repeated"))
	}
}

// moved says what amounts above zero take from a company's package, and what those below return to
// it; the sentences have the keys.
func (p *page) moved(amounts capacity.Amounts, takesKey, returnsKey, company string) {
	takes, returns := capacity.Amounts{}, capacity.Amounts{}
	for r, n := range amounts {
		if n > 0 {
			takes[r] = n
		} else {
			returns[r] = -n
		}
	}
	if len(takes) > 0 {
		p.line(p.t(takesKey, core.Args{"What": p.amounts(takes), "Company": company}))
	}
	if len(returns) > 0 {
		p.line(p.t(returnsKey, core.Args{"What": p.amounts(returns), "Company": company}))
	}
}

func resellerAdd(f flags) action {
	d, send, operation := newDraftFlags(f), f.onOff("send"), f.text("operation-id")
	return withDesk(func(c *call) (answer, error) {
		id, before, err := c.operation(
			*operation,
			func(op capacity.Operation) bool { return op.Verb == capacity.ResellerAdded },
		)
		if err != nil {
			return nil, err
		}
		form, err := c.desk.NewReseller(c.ctx)
		if err != nil {
			return nil, err
		}
		draft, _, err := d.apply(c, "", form)
		if err != nil {
			return nil, err
		}
		saved, err := c.desk.AddReseller(c.ctx, id, draft, *send)
		if err != nil {
			return nil, err
		}
		return c.saved(
			savedAnswer{OperationID: id, Repeated: before != nil, added: true, sent: *send}, saved,
		)
	})
}

func resellerEdit(f flags) action {
	d, send, operation := newDraftFlags(f), f.onOff("send"), f.text("operation-id")
	return withDesk(func(c *call) (answer, error) {
		id, err := c.find(c.args[0])
		if err != nil {
			return nil, err
		}
		operationID, before, err := c.operation(*operation, did(capacity.ResellerChanged, id))
		if err != nil {
			return nil, err
		}
		form, err := c.desk.Reseller(c.ctx, id)
		if err != nil {
			return nil, err
		}
		draft, version, err := d.apply(c, id, form)
		if err != nil {
			return nil, err
		}
		saved, err := c.desk.EditReseller(c.ctx, operationID, id, version, draft, *send)
		if err != nil {
			return nil, err
		}
		return c.saved(
			savedAnswer{OperationID: operationID, Repeated: before != nil, sent: *send}, saved,
		)
	})
}

// saved delivers the activation mail if there is one, and reads what the reseller looks like now.
func (c *call) saved(a savedAnswer, saved desk.Saved) (answer, error) {
	a.Moved = saved.Moved
	if saved.Left == nil { // Another program did it with this id meanwhile.
		a.Repeated, a.Moved = true, capacity.Amounts{}
	}
	var sendErr error
	if a.sent {
		sendErr = c.sendNow()
	}
	shown, err := c.show(saved.ID)
	if err != nil {
		return nil, err
	}
	a.Reseller, a.Free = shown.reseller, shown.free
	if a.sent {
		err = c.notSent([]mailOf{{shown.listed.Mail, shown.listed.Fault}}, sendErr)
	}
	return a, err
}
