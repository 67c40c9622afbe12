package exchange

import (
	"strconv"
	"time"

	"resellerdesk/core/desk"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

func column[T any](
	p *Page, key string, width, least float32, priority int, cell func(T) kit.Cell,
) kit.Column[T] {
	return kit.Column[T]{
		Key: key, Title: p.env.T("exchange.page." + key), Width: width, MinWidth: least,
		Priority: priority, Cell: cell,
	}
}

func (p *Page) waitingTable() *kit.Table[desk.WaitingFile] {
	t := page.NewTable(p.env, []kit.Column[desk.WaitingFile]{
		column(p, "company", 220, 120, 0, page.Plain(
			func(w desk.WaitingFile) string { return w.Company },
		)),
		column(p, "email", 220, 120, 2, page.Secondary(
			func(w desk.WaitingFile) string { return w.Email },
		)),
		column(p, "what", 110, 0, 0, page.Plain(func(w desk.WaitingFile) string {
			return p.env.T("exchange.page.kind_" + string(w.Kind))
		})),
		column(p, "why", 260, 130, 0, page.Plain(func(w desk.WaitingFile) string {
			return p.env.T("exchange.page.why_" + string(w.Why))
		})),
		column(p, "until", 130, 0, 1, page.Secondary(
			func(w desk.WaitingFile) string { return p.day(w.Until) },
		)),
	}, func() []desk.WaitingFile { return p.shown.Waiting }, waitingID)
	t.Boxes = !p.upstream
	t.OnSelected = p.refreshButtons
	return t
}

// waitingID names a row: a reseller may wait for files of several kinds.
func waitingID(w desk.WaitingFile) string { return w.Account + "/" + string(w.Kind) }

func (p *Page) day(t *time.Time) string {
	if t == nil {
		return "–"
	}
	return p.env.Words.Date(*t)
}

func (p *Page) passedTable() *kit.Table[desk.Message] {
	t := page.NewTable(p.env, []kit.Column[desk.Message]{
		column(p, "when", 130, 0, 0, page.Secondary(
			func(m desk.Message) string { return p.env.Words.DateTime(m.At) },
		)),
		column(p, "direction", 80, 0, 3, page.Plain(p.direction)),
		column(p, "what", 100, 0, 0, page.Plain(func(m desk.Message) string {
			return p.env.T("exchange.page.kind_" + string(m.Kind))
		})),
		column(p, "company", 180, 100, 0, page.Plain(p.companyOf)),
		column(p, "number", 80, 0, 2, page.Secondary(p.number)),
		column(p, "state", 130, 0, 0, page.Badge(
			func(m desk.Message) kit.BadgeValue { return p.badge(m.State) },
		)),
		column(p, "note", 300, 100, 1, page.Secondary(p.note)),
	}, func() []desk.Message { return p.shown.Passed }, func(m desk.Message) string {
		return strconv.FormatInt(m.Number, 10)
	})
	t.Boxes = true
	t.OnOpen = p.again
	return t
}

func (p *Page) direction(m desk.Message) string {
	if m.Incoming {
		return p.env.T("exchange.page.came")
	}
	return p.env.T("exchange.page.went")
}

// number is which file of its kind it is, where they are numbered.
func (p *Page) number(m desk.Message) string {
	if m.Sequence == 0 {
		return "–"
	}
	return p.env.Words.Number(m.Sequence)
}

func (p *Page) note(m desk.Message) string {
	if m.Note == nil {
		return ""
	}
	return p.env.Words.Sentence(m.Note)
}

// companyOf is the other side of a file.
func (p *Page) companyOf(m desk.Message) string {
	if p.shown.Upstream != nil {
		return p.shown.Upstream.Company
	}
	return m.Company
}

func (p *Page) badge(s desk.MessageState) kit.BadgeValue {
	value := kit.BadgeValue{
		Tone: kit.OK, Icon: kit.IconCheck, Text: p.env.T("exchange.page.state_" + string(s)),
	}
	switch s {
	case desk.MessageMailed, desk.MessageSaved:
		value.Tone, value.Icon = kit.Info, kit.IconSend
	case desk.MessageKnown:
		value.Tone, value.Icon = kit.Neutral, kit.IconNone
	case desk.MessageRefused:
		value.Tone, value.Icon = kit.Bad, kit.IconAlert
	}
	return value
}
