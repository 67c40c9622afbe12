package main

import (
	"strings"
	"time"

	"resellerdesk/core"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
	"resellerdesk/core/pbx"
)

// pbxRow is a PBX in a list.
type pbxRow struct {
	ID                   string         `json:"id"`
	Owner                pbx.Ref        `json:"owner"`
	Name                 string         `json:"name"`
	Status               desk.PBXStatus `json:"status"`
	State                pbx.State      `json:"state"`
	Reported             bool           `json:"reported"`
	Address              string         `json:"address"`
	Region               string         `json:"region"`
	CustomDomain         bool           `json:"custom_domain"`
	Plan                 pbx.Plan       `json:"plan"`
	Extensions           int64          `json:"extensions"`
	ConcurrentCalls      int64          `json:"concurrent_calls"`
	Recording            bool           `json:"recording"`
	RecordingMinutes     int64          `json:"recording_minutes"`
	TranscriptionMinutes int64          `json:"transcription_minutes"`
	Type                 pbx.Type       `json:"type"`
	Expiry               core.Day       `json:"expiry"`
	RunAfterExpiry       bool           `json:"run_after_expiry"`
	HighAvailability     bool           `json:"high_availability"`
	Activated            bool           `json:"activated"`
	MadeAt               core.Day       `json:"made_at"`
	Customers            []string       `json:"customers"`
	CreatedAt            time.Time      `json:"created_at"`
	minutesKnown         bool
}

func (c *call) pbxRows(list []desk.PBXRow) []pbxRow {
	rows := make([]pbxRow, len(list))
	for i, r := range list {
		rows[i] = pbxRow{
			r.ID, r.Owner, r.Name, r.Status(c.now()), r.State, r.Reported, r.Host(), r.Region,
			r.CustomDomain, r.Plan, r.Extensions, r.ConcurrentCalls,
			r.Recording, r.RecordingMinutes, r.TranscriptionMinutes, r.Type, r.Expiry,
			r.RunAfterExpiry, r.HighAvailability, r.Activated, r.MadeAt,
			append([]string{}, r.Customers...), utc(r.CreatedAt), r.MinutesKnown(),
		}
	}
	return rows
}

// pbxTable writes PBXs as a table.
func (p *page) pbxTable(list []pbxRow) {
	if len(list) == 0 {
		return
	}
	rows := make([][]cell, len(list))
	for i, r := range list {
		rows[i] = []cell{
			word(r.Name), word(r.Owner.Name), word(r.Address),
			word(p.t("status." + string(r.Status))), p.number(r.Extensions),
			p.number(r.ConcurrentCalls), p.minutes(r.minutesKnown, r.Recording, r.RecordingMinutes),
			p.day(r.Expiry), word(r.ID),
		}
	}
	p.table([]string{
		p.t("column.name"), p.t("column.owner"), p.t("column.host"), p.t("column.status"),
		p.t("column.extensions"), p.t("column.concurrent_calls"),
		p.t("column.recording_minutes"), p.t("column.expiry"), p.t("ctl.id"),
	}, rows)
}

// pbxListAnswer is a part of the list of PBXs.
type pbxListAnswer struct {
	PBXs  []pbxRow `json:"pbxs"`
	Total int      `json:"total"` // How many there are without limit and offset.
	// What the distributor keeps besides, which is not in the package.
	Kept kept `json:"kept"`
}

// kept are the PBXs that a distributor keeps for a reseller, in the workspace of the reseller.
type kept struct {
	Company string     `json:"company"` // "" where there is no distributor.
	PBXs    []pbxShort `json:"pbxs"`
}

// pbxShort is what a package says of a PBX.
type pbxShort struct {
	ID    string           `json:"id"`
	Name  string           `json:"name"`
	Takes map[string]int64 `json:"takes"`
}

func (a pbxListAnswer) text(p *page) {
	p.pbxTable(a.PBXs)
	if len(a.PBXs) > 0 {
		p.blank()
	}
	p.line(p.t("ctl.pbx_count", core.Args{"Count": a.Total}))
	if len(a.Kept.PBXs) > 0 {
		names := make([]string, len(a.Kept.PBXs))
		for i, k := range a.Kept.PBXs {
			names[i] = p.t(
				"pbx.kept_one",
				core.Args{"Name": k.Name, "Extensions": k.Takes[string(capacity.Extensions)]},
			)
		}
		p.line(p.t(
			"pbx.kept",
			core.Args{
				"Company": a.Kept.Company, "Count": len(names), "Names": strings.Join(names, ", "),
			},
		))
	}
}

// keptForMe is what the distributor of a reseller's workspace keeps.
func (c *call) keptForMe() (kept, error) {
	company, list, err := c.desk.KeptForMe(c.ctx)
	k := kept{company, make([]pbxShort, len(list))}
	for i, one := range list {
		k.PBXs[i] = pbxShort{one.ID, one.Name, one.Resources}
	}
	return k, err
}

func plans() []pbx.Plan { return []pbx.Plan{pbx.Enterprise, pbx.Ultimate} }

func types() []pbx.Type { return []pbx.Type{pbx.Trial, pbx.Commercial} }

// pbxChips are the quick filters but that for all.
func pbxChips() []desk.PBXChip { return desk.PBXChips()[1:] }

func pbxColumns() []desk.Column {
	return []desk.Column{
		desk.ByName, desk.ByOwner, desk.ByPlan, desk.ByExtensions, desk.ByCalls, desk.ByMinutes,
		desk.ByTranscription, desk.ByRegion, desk.ByHost,
		desk.ByType, desk.ByStatus, desk.ByExpiry, desk.ByActivated, desk.ByCreated,
	}
}

// pbxFilters are the columns that have a filter of their own, each with what the help says of its
// flag.
func pbxFilters() map[desk.Column]string {
	return map[desk.Column]string{
		desk.ByPlan: "pbx_plan", desk.ByType: "pbx_type", desk.ByStatus: "pbx_status",
		desk.ByRegion: "part", desk.ByHost: "part",
		desk.ByExtensions: "range", desk.ByCalls: "range", desk.ByMinutes: "range",
		desk.ByTranscription: "range",
	}
}

// pbxListFlags are the flags that restrict and sort a list of PBXs. query refuses words that the
// list does not know.
func pbxListFlags(f flags) (query func(c *call) (desk.PBXQuery, error)) {
	search, only := f.text("search"), f.textAs("only", "pbx_only")
	owner, customer := f.textAs("owner", "pbxs_of"), f.textAs("customer", "pbxs_for")
	sort, down := f.textAs("sort", "pbx_sort"), f.onOff("descending")
	f.textAs("expires-by", "expires_by")
	filters := map[desk.Column]*string{}
	for column, key := range pbxFilters() {
		filters[column] = f.textAs(flagOf(string(column)), key)
	}
	return func(c *call) (desk.PBXQuery, error) {
		q := desk.PBXQuery{
			Search: *search, Chip: desk.PBXChip(*only), Sort: desk.Column(*sort), Down: *down,
			Filters: map[desk.Column]string{},
		}
		for column, text := range filters {
			q.Filters[column] = *text
		}
		if err := c.checkPBXQuery(&q); err != nil {
			return q, err
		}
		var by core.Day
		var problems core.Problems
		if c.setDay(&by, "expires-by", pbx.FieldExpiry, &problems); by != core.NoDay {
			q.Filters[desk.ByExpiry] = by.String()
		}
		if err := problems.Err(); err != nil {
			return q, err
		}
		var err error
		if q.Owner, err = c.owner(*owner); err != nil {
			return q, err
		}
		if *customer != "" {
			q.Customer, err = c.findCustomer(*customer, q.Owner, "")
		}
		return q, err
	}
}

// checkPBXQuery refuses words that the list does not know, and fills in what was not asked for.
func (c *call) checkPBXQuery(q *desk.PBXQuery) error {
	if q.Sort == "" {
		q.Sort = desk.ByName
	}
	for _, check := range []struct {
		flag, word string
		known      []string
	}{
		{"--sort", string(q.Sort), texts(pbxColumns())},
		{"--only", string(q.Chip), texts(pbxChips())},
		{"--plan", q.Filters[desk.ByPlan], texts(plans())},
		{"--type", q.Filters[desk.ByType], texts(types())},
		{"--status", q.Filters[desk.ByStatus], texts(desk.PBXStatuses())},
	} {
		if check.word == "" {
			continue
		}
		if err := oneOf(check.flag, check.word, check.known); err != nil {
			return err
		}
	}
	var problems core.Problems
	for _, column := range []desk.Column{
		desk.ByExtensions, desk.ByCalls, desk.ByMinutes, desk.ByTranscription,
	} {
		text, err := desk.ReadRange(c.words, q.Filters[column])
		if err != nil {
			problems.AddError(string(column), err)
		}
		q.Filters[column] = text
	}
	return problems.Err()
}

func pbxList(f flags) action {
	query := pbxListFlags(f)
	limit, offset := f.count("limit", 0), f.count("offset", 0)
	return withDesk(func(c *call) (answer, error) {
		q, err := query(c)
		if err != nil {
			return nil, err
		}
		q.Limit, q.Offset = atMost(*limit), max(*offset, 0)
		list, err := c.desk.PBXs(c.ctx, q)
		if err != nil {
			return nil, err
		}
		a := pbxListAnswer{PBXs: c.pbxRows(list)}
		if a.Total, err = c.desk.CountPBXs(c.ctx, q); err == nil {
			a.Kept, err = c.keptForMe()
		}
		return whole(a, err)
	})
}
