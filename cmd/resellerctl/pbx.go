package main

import (
	"time"

	"resellerdesk/core"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
	"resellerdesk/core/pbx"
)

// pbxDraft is the part of a cloud PBX that can be changed, as JSON.
type pbxDraft struct {
	Name                 string    `json:"name"`
	Plan                 pbx.Plan  `json:"plan"`
	Extensions           int64     `json:"extensions"`
	ConcurrentCalls      int64     `json:"concurrent_calls"`
	Recording            bool      `json:"recording"`
	RecordingMinutes     int64     `json:"recording_minutes"`
	TranscriptionMinutes int64     `json:"transcription_minutes"`
	Region               string    `json:"region"`
	SubDomain            string    `json:"sub_domain"`
	Domain               string    `json:"domain"`
	CustomDomain         bool      `json:"custom_domain"`
	Type                 pbx.Type  `json:"type"`
	Expiry               core.Day  `json:"expiry"`
	RunAfterExpiry       bool      `json:"run_after_expiry"`
	HighAvailability     bool      `json:"high_availability"`
	Activated            bool      `json:"activated"`
	MadeAt               core.Day  `json:"made_at"`
	Customers            []pbx.Ref `json:"customers"`
	Remark               string    `json:"remark"`
}

// cloudPBX is a cloud PBX as JSON, to be read and to be written: what "pbx show" says, "add" and
// "edit" take. An edit that names the version is refused when there is a newer one.
type cloudPBX struct {
	ID      string         `json:"id"`
	Version int64          `json:"version"`
	Owner   pbx.Ref        `json:"owner"`
	Status  desk.PBXStatus `json:"status"`
	State   pbx.State      `json:"state"`
	// Kept by the desktop of its owner: only name, owner and what it takes are known.
	Reported bool   `json:"reported"`
	Address  string `json:"address"`
	pbxDraft
	Consumed  int64            `json:"transcription_consumed"`
	Takes     capacity.Amounts `json:"takes"` // Out of the package of its owner.
	CreatedAt time.Time        `json:"created_at"`
}

func draftOf(d pbx.Draft) pbxDraft {
	return pbxDraft{
		d.Name, d.Plan, d.Extensions, d.ConcurrentCalls, d.Recording, d.RecordingMinutes,
		d.TranscriptionMinutes, d.Region, d.SubDomain, d.Domain,
		d.CustomDomain, d.Type, d.Expiry, d.RunAfterExpiry, d.HighAvailability,
		d.Activated, d.MadeAt, append([]pbx.Ref{}, d.Customers...), d.Remark,
	}
}

// draft is what the desk takes.
func (d pbxDraft) draft() pbx.Draft {
	return pbx.Draft{
		Name: d.Name,
		Size: pbx.Size{
			Plan: d.Plan, Extensions: d.Extensions, ConcurrentCalls: d.ConcurrentCalls,
			Recording:        d.Recording,
			RecordingMinutes: d.RecordingMinutes, TranscriptionMinutes: d.TranscriptionMinutes,
		},
		Address: pbx.Address{
			Region: d.Region, SubDomain: d.SubDomain, Domain: d.Domain,
			CustomDomain: d.CustomDomain,
		},
		Term:      pbx.Term{Type: d.Type, Expiry: d.Expiry, RunAfterExpiry: d.RunAfterExpiry},
		Activated: d.Activated, MadeAt: d.MadeAt, HighAvailability: d.HighAvailability,
		Customers: d.Customers, Remark: d.Remark,
	}
}

func (c *call) cloudPBX(p pbx.PBX) cloudPBX {
	row := desk.PBXRow{Term: p.Term, State: p.State, Reported: p.Reported}
	return cloudPBX{
		ID: p.ID, Version: p.Version, Owner: p.Owner, Status: row.Status(c.now()), State: p.State,
		Reported: p.Reported, Address: p.Host(),
		pbxDraft: draftOf(p.Draft), Consumed: p.Consumed, Takes: p.Takes(),
		CreatedAt: utc(p.CreatedAt),
	}
}

// minutesKnown tells whether a report says how many recording minutes were asked for.
func (o cloudPBX) minutesKnown() bool {
	return desk.PBXRow{
		Reported: o.Reported, Size: pbx.Size{RecordingMinutes: o.RecordingMinutes},
	}.MinutesKnown()
}

// minutes are recording minutes in a list: "–" when they are not known.
func (p *page) minutes(known, on bool, n int64) cell {
	switch {
	case !known:
		return cell{"–", true}
	case !on:
		return cell{p.t("pbx.off"), true}
	}
	return p.number(n)
}

// pbxAnswer is everything about a PBX.
type pbxAnswer struct{ cloudPBX }

func (a pbxAnswer) text(p *page) {
	p.line(a.Name + " · " + p.t("status."+string(a.Status)))
	p.blank()
	p.table(nil, a.facts(p))
	p.blank()
	p.line(p.t("ctl.takes", core.Args{"What": p.amounts(a.Takes)}))
}

func (a pbxAnswer) facts(p *page) [][]cell {
	fact := func(key string, value cell) []cell {
		value.right = false
		return []cell{word(p.t(key)), value}
	}
	rows := [][]cell{
		fact("field.owner", word(a.Owner.Name)), fact("field.extensions", p.number(a.Extensions)),
		fact("field.concurrent_calls", p.number(a.ConcurrentCalls)),
		fact(
			"field.recording_minutes", p.minutes(a.minutesKnown(), a.Recording, a.RecordingMinutes),
		),
	}
	if a.TranscriptionMinutes > 0 {
		rows = append(
			rows, fact("field.transcription_minutes", p.number(a.TranscriptionMinutes)),
			fact("field.transcription_consumed", p.number(a.Consumed)),
		)
	}
	if !a.Reported {
		rows = append(
			rows,
			fact("field.plan", word(p.t("pbx.plan."+string(a.Plan)))),
			fact("column.host", word(a.Address)), fact("field.region", word(a.Region)),
			fact("field.custom_domain", p.yes(a.CustomDomain)),
			fact("field.type", word(p.t("pbx.type."+string(a.Type)))),
			fact("field.expiry", p.day(a.Expiry)),
			fact("field.run_after_expiry", p.yes(a.RunAfterExpiry)),
			fact("field.high_availability", p.yes(a.HighAvailability)),
			fact("field.activated", p.yes(a.Activated)),
			fact("field.made_at", p.day(a.MadeAt)),
		)
	}
	for _, c := range a.Customers {
		rows = append(rows, fact("field.customers", word(c.Name)))
	}
	if a.Remark != "" {
		rows = append(rows, fact("field.remark", word(a.Remark)))
	}
	return append(rows, fact("column.created", p.when(a.CreatedAt)), fact("ctl.id", word(a.ID)))
}

func pbxShow(flags) action {
	return withDesk(func(c *call) (answer, error) {
		id, err := c.findPBX(c.args[0], "")
		if err != nil {
			return nil, err
		}
		form, err := c.desk.PBX(c.ctx, id)
		return whole(pbxAnswer{c.cloudPBX(form.PBX)}, err)
	})
}
