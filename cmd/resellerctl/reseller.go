package main

import (
	"math"
	"strings"
	"time"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
	"resellerdesk/core/permission"
)

// suspension is why and until when a reseller is suspended.
type suspension struct {
	Until  core.Day `json:"until"`
	Reason string   `json:"reason"`
	ByEnd  bool     `json:"by_end"`
}

func suspensionOf(s *account.Suspension) *suspension {
	if s == nil {
		return nil
	}
	return &suspension{s.Until, s.Reason, s.ByEnd}
}

// row is a reseller in a list.
type row struct {
	ID                  string           `json:"id"`
	Company             string           `json:"company"`
	Name                string           `json:"name"`
	Email               string           `json:"email"`
	Status              string           `json:"status"`
	State               account.State    `json:"state"`
	Mail                desk.MailState   `json:"mail_state"`
	MailFault           *problem         `json:"mail_fault"`
	InvitedAt           *time.Time       `json:"invited_at"`
	InvitationExpiresAt *time.Time       `json:"invitation_expires_at"`
	ValidUntil          core.Day         `json:"valid_until"`
	Suspension          *suspension      `json:"suspension"`
	RestorableUntil     *time.Time       `json:"restorable_until"`
	Amounts             capacity.Amounts `json:"amounts"`
	InPBXs              capacity.Amounts `json:"in_pbxs"`
	CreatedAt           time.Time        `json:"created_at"`
}

func (c *call) row(r desk.ResellerRow) row {
	one := row{
		ID: r.ID, Company: r.Company, Name: r.Name, Email: r.Email,
		Status: string(r.Status(c.now())), State: r.State, Mail: r.Mail,
		InvitedAt: utcOrNil(r.InvitedAt), InvitationExpiresAt: utcOrNil(r.ExpiresAt),
		ValidUntil: r.ValidUntil,
		Suspension: suspensionOf(r.Suspension), Amounts: complete(r.Total),
		InPBXs: complete(r.Used), CreatedAt: utc(r.CreatedAt),
	}
	if r.State == account.Closed {
		one.Status = string(account.Closed)
	}
	if r.Bin != nil {
		one.RestorableUntil = utcOrNil(&r.Bin.Until)
	}
	if r.Fault != nil && r.Mail != desk.MailSent {
		p := c.problem(r.Fault)
		one.MailFault = &p
	}
	return one
}

// complete is amounts with a 0 for what every package has, whether or not the ledger ever moved any
// of it.
func complete(amounts capacity.Amounts) capacity.Amounts {
	all := amounts.Clone()
	for _, r := range capacity.Always() {
		all[r] = amounts[r]
	}
	return all
}

// rowTable writes resellers as a table.
func (p *page) rowTable(list []row) {
	if len(list) == 0 {
		return
	}
	rows := make([][]cell, len(list))
	for i, r := range list {
		rows[i] = []cell{
			word(r.Company), word(r.Email), word(p.status(r.Status)),
			p.amount(r.Amounts, capacity.Extensions),
			p.amount(r.Amounts, capacity.ConcurrentCalls),
			p.amount(r.Amounts, capacity.RecordingMinutes), p.day(r.ValidUntil), word(r.ID),
		}
	}
	p.table([]string{
		p.t("field.company"), p.t("field.email"), p.t("column.status"), p.t("column.extensions"),
		p.t("column.concurrent_calls"),
		p.t("column.recording_minutes"), p.t("field.valid_until"), p.t("ctl.id"),
	}, rows)
}

func (p *page) status(status string) string {
	if status == string(account.Closed) {
		return p.t("ctl.closed")
	}
	return p.t("status." + status)
}

// listAnswer is a part of the list of resellers.
type listAnswer struct {
	Resellers []row `json:"resellers"`
	Total     int   `json:"total"` // How many there are without limit and offset.
}

func (a listAnswer) text(p *page) {
	p.rowTable(a.Resellers)
	if len(a.Resellers) > 0 {
		p.blank()
	}
	p.line(p.t("ctl.resellers", core.Args{"Count": a.Total}))
}

// chips are the quick filters but that for all.
func chips() []desk.Chip { return desk.Chips()[1:] }

func columns() []desk.Column {
	return []desk.Column{
		desk.ByCompany, desk.ByName, desk.ByEmail, desk.ByExtensions, desk.ByCalls, desk.ByMinutes,
		desk.ByStatus, desk.ByCreated,
		desk.ByTags, desk.ByValidUntil, desk.ByNumber, desk.ByPBXs,
	}
}

// listFlags are the flags that restrict and sort a list of resellers. query refuses words that the
// list does not know.
func listFlags(f flags) (query func() (desk.ResellerQuery, error)) {
	search, only, status := f.text("search"), f.text("only"), f.text("status")
	sort, down := f.text("sort"), f.onOff("descending")
	return func() (desk.ResellerQuery, error) {
		q := desk.ResellerQuery{
			Search: *search, Chip: desk.Chip(*only), Sort: desk.Column(*sort), Down: *down,
			Filters: map[desk.Column]string{desk.ByStatus: *status},
		}
		return q, checkQuery(&q)
	}
}

func resellerList(f flags) action {
	query := listFlags(f)
	limit, offset := f.count("limit", 0), f.count("offset", 0)
	return withDesk(func(c *call) (answer, error) {
		q, err := query()
		if err != nil {
			return nil, err
		}
		q.Limit, q.Offset = atMost(*limit), max(*offset, 0)
		list, err := c.desk.Resellers(c.ctx, q)
		if err != nil {
			return nil, err
		}
		total, err := c.desk.CountResellers(c.ctx, q)
		return whole(listAnswer{c.rows(list), total}, err)
	})
}

// checkQuery refuses words that the list does not know, and fills in what was not asked for.
func checkQuery(q *desk.ResellerQuery) error {
	if q.Sort == "" {
		q.Sort = desk.ByCompany
	}
	if err := oneOf("--sort", string(q.Sort), columns()); err != nil {
		return err
	}
	if q.Chip != "" {
		if err := oneOf("--only", string(q.Chip), chips()); err != nil {
			return err
		}
	}
	if status := q.Filters[desk.ByStatus]; status != "" {
		return oneOf("--status", status, desk.Statuses())
	}
	return nil
}

func (c *call) rows(list []desk.ResellerRow) []row {
	rows := make([]row, len(list))
	for i, r := range list {
		rows[i] = c.row(r)
	}
	return rows
}

// find returns the id of a reseller that is named by its id or its email, also of one in the bin.
func (c *call) find(name string) (string, error) {
	if !strings.Contains(name, "@") {
		return name, nil
	}
	for _, list := range []desk.Chip{desk.ChipAll, desk.ChipBin} {
		rows, err := c.desk.Resellers(c.ctx, desk.ResellerQuery{
			Chip: list, Sort: desk.ByEmail, Limit: math.MaxInt32,
			Filters: map[desk.Column]string{desk.ByEmail: name},
		})
		if err != nil {
			return "", err
		}
		for _, r := range rows { // The filter finds any part of an email.
			if account.EmailKey(r.Email) == account.EmailKey(name) {
				return r.ID, nil
			}
		}
	}
	return "", &core.Error{
		Code: core.NotFound, Key: "ctl.no_reseller", Args: core.Args{"Name": name},
	}
}

// findAll returns the ids of the resellers that are named, each once.
func (c *call) findAll(names []string) ([]string, error) { return each(names, c.find) }

// showAnswer is everything about a reseller.
type showAnswer struct {
	reseller
	row    row
	listed desk.ResellerRow
	free   capacity.Amounts
}

func (a showAnswer) text(p *page) {
	r := a.reseller
	p.line(r.Profile.Company + " · " + p.status(r.Status))
	p.blank()
	p.table(nil, append(profileRows(p, r.Profile), p.stateRows(a.row)...))
	p.blank()
	p.table(nil, packageRows(p, r.Package))
	p.blank()
	p.permissions(r.Permissions)
}

// permissions lists features with their keys.
func (p *page) permissions(list []permission.Key) {
	p.line(p.t("field.permissions"))
	rows := make([][]cell, len(list))
	for i, key := range list {
		rows[i] = []cell{word("  " + string(key)), word(p.t("feature." + string(key)))}
	}
	p.table(nil, rows)
}

func (p *page) stateRows(r row) [][]cell {
	rows := [][]cell{
		{word(p.t("column.created")), p.when(r.CreatedAt)}, {word(p.t("ctl.id")), word(r.ID)},
	}
	if r.InvitationExpiresAt != nil {
		rows = append(
			rows, []cell{word(p.t("ctl.invitation_until")), p.when(*r.InvitationExpiresAt)},
		)
	}
	if r.MailFault != nil {
		rows = append(rows, []cell{word(p.t("ctl.mail")), word(r.MailFault.Message)})
	}
	if s := r.Suspension; s != nil {
		rows = append(
			rows, []cell{word(p.t("field.reason")), word(s.Reason)},
			[]cell{word(p.t("field.until")), p.day(s.Until)},
		)
	}
	if r.RestorableUntil != nil {
		rows = append(rows, []cell{word(p.t("ctl.restorable_until")), p.when(*r.RestorableUntil)})
	}
	return rows
}

func resellerShow(flags) action {
	return withDesk(func(c *call) (answer, error) {
		id, err := c.find(c.args[0])
		if err != nil {
			return nil, err
		}
		return whole(c.show(id))
	})
}

// show reads everything about a reseller.
func (c *call) show(id string) (showAnswer, error) {
	form, err := c.desk.Reseller(c.ctx, id)
	if err != nil {
		return showAnswer{}, err
	}
	list, err := c.desk.ResellersByID(c.ctx, []string{id})
	if err == nil && len(list) != 1 {
		err = &core.Error{Code: core.NotFound, Key: "reseller.gone"}
	}
	if err != nil {
		return showAnswer{}, err
	}
	r := c.row(list[0])
	shown := resellerOf(form)
	shown.ID, shown.Status, shown.State, shown.Version = id, r.Status, r.State, form.Version
	shown.Mail, shown.MailFault, shown.InvitedAt = r.Mail, r.MailFault, r.InvitedAt
	shown.InvitationExpiresAt = r.InvitationExpiresAt
	shown.Suspension, shown.RestorableUntil = r.Suspension, r.RestorableUntil
	shown.CreatedAt = r.CreatedAt
	return showAnswer{shown, r, list[0], form.Limits.Pool.Free}, nil
}
