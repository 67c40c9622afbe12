package exchange

import (
	"context"
	"slices"
	"time"

	"resellerdesk/core"
	"resellerdesk/core/activation"
	"resellerdesk/core/desk"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

// fileKind is what the files that are exchanged are called when one is saved.
func fileKind(env *page.Env) page.FileKind {
	return page.FileKind{Name: env.T("exchange.page.files"), Ending: desk.FileExtension}
}

// selectedIDs are the resellers whose rows are selected.
func (p *Page) selectedIDs() []string {
	var ids []string
	p.waiting.EachSelected(func(w desk.WaitingFile) {
		if !slices.Contains(ids, w.Account) {
			ids = append(ids, w.Account)
		}
	})
	return ids
}

// one is the one receiver that a file can be saved for: the only selected one, else the only one.
func (p *Page) one() (desk.WaitingFile, bool) {
	list := p.shown.Waiting
	if u := p.shown.Upstream; u != nil {
		kind := activation.KindReport // It can be made also when nothing changed.
		if !u.Confirmed {
			kind = activation.KindReceipt
		}
		return desk.WaitingFile{Company: u.Company, Kind: kind}, true
	}
	selected := p.waiting.Selected()
	for _, w := range list {
		if len(selected) == 1 && p.waiting.IsSelected(waitingID(w)) || len(selected) == 0 &&
			len(list) == 1 {
			return w, true
		}
	}
	return desk.WaitingFile{}, false
}

// receivers are the resellers that are mailed: the selected ones, or all that wait when none is.
func (p *Page) receivers() []string {
	if ids := p.selectedIDs(); len(ids) > 0 {
		return ids
	}
	var ids []string
	for _, w := range p.shown.Waiting {
		if !slices.Contains(ids, w.Account) {
			ids = append(ids, w.Account)
		}
	}
	return ids
}

// mail puts what is due to the receivers into the outbox.
func (p *Page) mail() {
	ids := p.receivers()
	count := max(len(ids), 1)
	since := p.env.Desk.Now()
	send := func(ctx context.Context) error {
		_, err := p.env.Desk.SendWaiting(ctx, ids)
		return err
	}
	page.Act(p.env, count, send, func(err error) {
		if err != nil {
			p.env.Fail(err)
			return
		}
		p.env.SayMails(page.Mails{Key: "exchange.page.queued", Count: count, Since: since})
		p.focus()
	})
}

// do does something beside the UI, and says afterwards that it was done.
func (p *Page) do(done string, args core.Args, what func(ctx context.Context) error) {
	page.Try(p.env, what, func() {
		p.env.Toasts.Say(p.env.T(done, args), "", nil)
		p.focus()
	})
}

func (p *Page) saveAs() {
	w, one := p.one()
	if !one {
		return
	}
	env := p.env
	do := func(ctx context.Context) ([]byte, error) {
		_, file, err := env.Desk.SaveWaiting(ctx, w.Account)
		return file, err
	}
	page.SaveFile(
		env, env.T("exchange.page.save"), p.fileName(w.Company, w.Kind, env.Now()), fileKind(env),
		do, nil,
	)
}

// fileName is what a file is offered to be called: after the reseller, since a distributor gets
// those of many.
func (p *Page) fileName(company string, kind activation.Kind, at time.Time) string {
	if p.upstream {
		company = p.own
	}
	return activation.FileName(company) + " " + p.env.T(
		"exchange.page.kind_"+string(kind),
	) + " " + at.Format("2006-01-02 15.04")
}

// wentAt tells whether a row of what came and went is a file that went to the other side.
func (p *Page) wentAt(row int) bool {
	return row >= 0 && row < len(p.shown.Passed) && !p.shown.Passed[row].Incoming
}

// again shows a file that came or went with its note, and offers to save what went once more, as it
// went.
func (p *Page) again(row int) {
	if row < 0 || row >= len(p.shown.Passed) {
		return
	}
	env, m := p.env, p.shown.Passed[row]
	args := core.Args{
		"Company": p.companyOf(m), "What": env.T("exchange.page.kind_" + string(m.Kind)),
		"At": m.At,
	}
	if p.wentAt(row) {
		env.Modals.Confirm(kit.Confirmation{
			Title: env.T("exchange.page.again_title", args),
			Text:  env.T("exchange.page.again_text", args), OK: env.T("exchange.page.again"),
			Cancel: env.T("button.cancel"), OnOK: func() {
				do := func(ctx context.Context) ([]byte, error) {
					_, file, err := env.Desk.SavedFile(ctx, m.ID)
					return file, err
				}
				page.SaveFile(
					env, env.T("exchange.page.again"), p.fileName(p.companyOf(m), m.Kind, m.At),
					fileKind(env), do, nil,
				)
			},
		})
	} else if m.Note != nil {
		env.Fail(m.Note)
	}
}
