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

// rowsOf is the source of a table whose rows are all there.
func rowsOf[T any](list func() []T, id func(T) string) kit.Source[T] {
	return kit.Source[T]{ID: id, Row: func(i int) (T, bool) {
		if rows := list(); i >= 0 && i < len(rows) {
			return rows[i], true
		}
		var none T
		return none, false
	}}
}

func (p *Page) words() kit.Words {
	return page.TableWords(p.env)
}

func (p *Page) waitingTable() *kit.Table[desk.WaitingFile] {
	t := kit.NewTable([]kit.Column[desk.WaitingFile]{
		column(
			p, "company", 220, 120, 0,
			func(w desk.WaitingFile) kit.Cell { return kit.Cell{Text: w.Company} },
		),
		column(
			p, "email", 220, 120, 2,
			func(w desk.WaitingFile) kit.Cell { return kit.Cell{Text: w.Email, Secondary: true} },
		),
		column(p, "what", 110, 0, 0, func(w desk.WaitingFile) kit.Cell {
			return kit.Cell{Text: p.env.T("exchange.page.kind_" + string(w.Kind))}
		}),
		column(p, "why", 260, 130, 0, func(w desk.WaitingFile) kit.Cell {
			return kit.Cell{Text: p.env.T("exchange.page.why_" + string(w.Why))}
		}),
		column(
			p, "until", 130, 0, 1,
			func(w desk.WaitingFile) kit.Cell {
				return kit.Cell{Text: p.day(w.Until), Secondary: true}
			},
		),
	}, rowsOf(func() []desk.WaitingFile { return p.shown.Waiting }, waitingID), p.words())
	t.Boxes = !p.upstream
	t.OnSelected = p.refreshButtons
	page.Copying(p.env, t)
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
	t := kit.NewTable([]kit.Column[desk.Message]{
		column(
			p, "when", 130, 0, 0,
			func(m desk.Message) kit.Cell {
				return kit.Cell{Text: p.env.Words.DateTime(m.At), Secondary: true}
			},
		),
		column(p, "direction", 80, 0, 3, func(m desk.Message) kit.Cell {
			if m.Incoming {
				return kit.Cell{Text: p.env.T("exchange.page.came")}
			}
			return kit.Cell{Text: p.env.T("exchange.page.went")}
		}),
		column(
			p, "what", 100, 0, 0,
			func(m desk.Message) kit.Cell {
				return kit.Cell{Text: p.env.T("exchange.page.kind_" + string(m.Kind))}
			},
		),
		column(
			p, "company", 180, 100, 0,
			func(m desk.Message) kit.Cell { return kit.Cell{Text: p.companyOf(m)} },
		),
		column(p, "number", 80, 0, 2, func(m desk.Message) kit.Cell {
			if m.Sequence == 0 {
				return kit.Cell{Text: "–", Secondary: true}
			}
			return kit.Cell{Text: p.env.Words.Number(m.Sequence), Secondary: true}
		}),
		column(
			p, "state", 130, 0, 0,
			func(m desk.Message) kit.Cell { b := p.badge(m.State); return kit.Cell{Badge: &b} },
		),
		column(p, "note", 300, 100, 1, func(m desk.Message) kit.Cell {
			if m.Note == nil {
				return kit.Cell{}
			}
			return kit.Cell{Text: p.env.Words.Sentence(m.Note), Secondary: true}
		}),
	}, rowsOf(
		func() []desk.Message { return p.shown.Passed },
		func(m desk.Message) string { return strconv.FormatInt(m.Number, 10) },
	), p.words())
	t.Boxes = true
	page.Copying(p.env, t)
	t.OnOpen = p.again
	return t
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
