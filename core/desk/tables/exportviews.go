package tables

import (
	"context"
	"iter"
	"slices"
	"strings"
	"time"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk/accounts"
	"resellerdesk/core/desk/columns"
	"resellerdesk/core/desk/internal/action"
	"resellerdesk/core/desk/outbox"
	"resellerdesk/core/desk/subscription"
	"resellerdesk/core/i18n"
	"resellerdesk/core/permission"
	"resellerdesk/core/sheet"
	"resellerdesk/core/store"
	"resellerdesk/core/wording"
)

// ExportLogs returns the log as a query asks for it, the newest entry first, in a language. It
// holds what had been logged when it was asked for; the rows are read from the workspace while they
// are written. The export is logged.
func (d *Desk) ExportLogs(ctx context.Context, q store.LogQuery, lang string) (Export, error) {
	entry := store.LogEntry{Module: store.ModuleLogs, Operation: "log.exported"}
	return d.export(ctx, entry, func(_ *action.Session) (Export, error) {
		q.Offset, q.Limit = 0, exportPage
		first, err := d.k.Store.Logs(ctx, q)
		if err != nil {
			return Export{}, err
		}
		count := 0
		if len(first) > 0 {
			q.Below = first[0].Number + 1
			if count, err = d.k.Store.CountLogs(ctx, q); err != nil {
				return Export{}, err
			}
		}
		words := d.k.Printer(lang)
		header := headerOf(
			words, "export.number", "log.column.when", "log.column.who", "log.column.module",
			"log.column.what", "log.column.object", "export.object_id", "log.column.result",
			"log.field.detail", "log.changes", "export.operation_id",
		)
		rows := pagesOf(first, func(last store.LogRow) ([]store.LogRow, error) {
			q := q
			q.Below = last.Number
			return d.k.Store.Logs(ctx, q)
		})
		table := tableOf(
			words.T("menu.logs"), header, rows,
			func(r store.LogRow) []sheet.Value { return logCells(words, r) },
		)
		return Export{Table: table, Count: count}, nil
	}, permission.LogsExport, permission.LogsView)
}

func headerOf(words *i18n.Printer, keys ...string) []string {
	titles := make([]string, len(keys))
	for i, key := range keys {
		titles[i] = words.T(key)
	}
	return titles
}

func logCells(words *i18n.Printer, r store.LogRow) []sheet.Value {
	t := wording.LogTextOf(words, r)
	detail := t.Detail
	if t.Refusal != "" {
		detail = t.Refusal
	}
	changes := make([]string, len(t.Changes))
	for i, c := range t.Changes {
		changes[i] = c.String()
	}
	return []sheet.Value{
		sheet.Number(r.Number), sheet.Moment(r.At.Local()), sheet.Text(t.Who),
		sheet.Text(words.T("log.module." + r.Module)), sheet.Text(t.What),
		sheet.Text(t.Object), sheet.Key(r.Object), sheet.Text(words.T("log.result." + r.Result)),
		sheet.Text(detail),
		sheet.Text(strings.Join(changes, "; ")), sheet.Key(r.OperationID),
	}
}

// ExportStatement returns a statement in a language: a row for the opening, one for each operation,
// and one for the closing. It fails with NotFound for an unknown reseller. The export is logged.
func (d *Desk) ExportStatement(
	ctx context.Context, q store.StatementQuery, lang string,
) (Export, error) {
	entry := store.LogEntry{Module: store.ModuleSubscription, Operation: "statement.exported"}
	export := permission.SubscriptionExport
	if q.Reseller != "" {
		entry.Module, entry.Object, export = store.ModuleUser, q.Reseller, permission.UserExport
	}
	return d.export(ctx, entry, func(_ *action.Session) (Export, error) {
		now := d.k.Now()
		statement, err := subscription.New(d.k).Statement(ctx, q)
		if err != nil {
			return Export{}, err
		}
		words := d.k.Printer(lang)
		closed := now
		if !q.To.IsZero() {
			closed = q.To.Add(-time.Second) // The last that belongs to it.
		}
		header := headerOf(
			words, "movement.when", "movement.what", "movement.by", "movement.reseller",
			"field.reason", "statement.amount", "statement.balance",
		)
		rows := [][]sheet.Value{balanceCells(q.From, words.T("statement.opens"), statement.Opening)}
		for _, l := range statement.Lines {
			rows = append(rows, []sheet.Value{
				sheet.Moment(l.At.Local()),
				sheet.Text(wording.OperationTitle(words, string(l.Verb))),
				sheet.Text(wording.PersonText(words, l.Actor)), sheet.Text(l.Company),
				sheet.Text(l.Reason), sheet.Number(l.Amount), sheet.Number(l.Balance),
			})
		}
		rows = append(rows, balanceCells(closed, words.T("statement.closes"), statement.Closing))
		name := words.T("field." + string(q.Resource))
		of := words.T("statement.pool")
		if q.Reseller != "" {
			reseller, err := d.k.Store.Account(ctx, q.Reseller)
			if err != nil {
				return Export{}, err
			}
			of = reseller.Title()
		}
		return Export{
			Table: OfRows(name, header, rows), Count: len(rows),
			Title: words.T("statement.title", core.Args{"Name": name + ", " + of}),
		}, nil
	}, export, subscription.FeatureOf(q))
}

// balanceCells are the row of an opening or a closing; the beginning has no time.
func balanceCells(at time.Time, title string, balance int64) []sheet.Value {
	when := sheet.Value{}
	if !at.IsZero() {
		when = sheet.Moment(at.Local())
	}
	return []sheet.Value{when, sheet.Text(title), {}, {}, {}, {}, sheet.Number(balance)}
}

// ExportOutbox returns mails without their bodies, in a language: those with some ids in their
// order, or all, the newest first, when ids is nil. It holds what was in the outbox when it was
// asked for; the rows of all are read from the workspace while they are written. The export is
// logged.
func (d *Desk) ExportOutbox(ctx context.Context, ids []string, lang string) (Export, error) {
	entry := store.LogEntry{Module: store.ModuleEmail, Operation: "mail.exported"}
	return d.export(ctx, entry, func(_ *action.Session) (Export, error) {
		count, err := d.k.Store.CountMails(ctx)
		if err != nil {
			return Export{}, err
		}
		first, err := d.k.Store.Outbox(ctx, nil, exportPage)
		if err != nil {
			return Export{}, err
		}
		rows := pagesOf(first, func(last store.OutgoingMail) ([]store.OutgoingMail, error) {
			return d.k.Store.Outbox(ctx, &last, exportPage)
		})
		if ids != nil {
			mails, err := inOrder(rows, action.UniqueIDs(ids))
			if err != nil {
				return Export{}, err
			}
			rows, count = All(mails...), len(mails)
		}
		words := d.k.Printer(lang)
		header := headerOf(
			words, "outbox.created", "outbox.to", "outbox.subject", "outbox.state", "outbox.tries",
			"outbox.answer", "export.last_change",
		)
		do := func(m store.OutgoingMail) []sheet.Value {
			return []sheet.Value{
				sheet.Moment(m.CreatedAt.Local()), sheet.Text(m.Recipient), sheet.Text(m.Subject),
				sheet.Text(words.T("mailstate." + string(m.State))),
				sheet.Number(int64(m.Attempts)), sheet.Text(outbox.MailAnswer(words, m)),
				sheet.Moment(m.ChangedAt.Local()),
			}
		}
		table := tableOf(words.T("email.outbox"), header, rows, do)
		return Export{Table: table, Count: count}, nil
	}, permission.EmailOutbox)
}

// inOrder are those mails that have some ids, in their order.
func inOrder(
	mails iter.Seq2[store.OutgoingMail, error], ids []string,
) ([]store.OutgoingMail, error) {
	place := make(map[string]int, len(ids))
	for i, id := range ids {
		place[id] = i
	}
	var list []store.OutgoingMail
	for m, err := range mails {
		if err != nil {
			return nil, err
		}
		if _, wanted := place[m.ID]; wanted {
			list = append(list, m)
		}
	}
	slices.SortFunc(list, func(a, b store.OutgoingMail) int { return place[a.ID] - place[b.ID] })
	return list, nil
}

// ExportColleagues returns the staff besides the distributor, by name, in a language. The
// export is logged.
func (d *Desk) ExportColleagues(ctx context.Context, lang string) (Export, error) {
	entry := store.LogEntry{Module: store.ModuleUser, Operation: "colleague.exported"}
	return d.export(ctx, entry, func(_ *action.Session) (Export, error) {
		list, err := d.k.Store.Colleagues(ctx)
		if err != nil {
			return Export{}, err
		}
		words := d.k.Printer(lang)
		header := headerOf(
			words, "field.first_name", "field.last_name", "field.email", "field.phone",
			"field.mobile", "colleagues.permissions", "column.status", "column.created",
		)
		do := func(a account.Account) []sheet.Value {
			held := make([]string, 0, len(a.Permissions))
			for _, k := range a.Permissions.Keys() {
				held = append(held, words.T("feature."+string(k)))
			}
			p := a.Profile
			return []sheet.Value{
				sheet.Text(p.FirstName), sheet.Text(p.LastName), sheet.Text(p.Email),
				sheet.Text(p.Phone), sheet.Text(p.Mobile),
				sheet.Text(strings.Join(held, ", ")),
				sheet.Text(accounts.ColleagueStatus(words, a.State)),
				sheet.Moment(a.CreatedAt.Local()),
			}
		}
		table := tableOf(words.T("tab.colleague"), header, All(list...), do)
		return Export{Table: table, Count: len(list)}, nil
	}, permission.UserExport, permission.UserView)
}

// ExportSubscription returns what the subscription holds and where it is, a row for each resource
// and below them its terms, in a language. The export is logged.
func (d *Desk) ExportSubscription(ctx context.Context, lang string) (Export, error) {
	entry := store.LogEntry{Module: store.ModuleSubscription, Operation: "subscription.exported"}
	return d.export(ctx, entry, func(_ *action.Session) (Export, error) {
		subscription, err := subscription.New(d.k).Subscription(ctx)
		if err != nil {
			return Export{}, err
		}
		words := d.k.Printer(lang)
		header := headerOf(
			words, "statement.resource", "export.total", "export.given_out", "export.available",
			"export.in_pbx", "export.unused", "export.held", "export.consumed", "export.shortfall",
		)
		var rows [][]sheet.Value
		for _, r := range capacity.Resources() {
			if u, has := subscription.Usage[r]; has {
				rows = append(rows, []sheet.Value{
					sheet.Text(words.T("field." + string(r))), sheet.Number(u.Total()),
					sheet.Number(u.Used()), sheet.Number(u.Free), sheet.Number(u.InPBX),
					sheet.Number(u.Unused), sheet.Number(u.Held), sheet.Number(u.Consumed),
					sheet.Number(u.Shortfall),
				})
			}
		}
		rows = append(rows, termRows(words, subscription.Workspace, len(header))...)
		table := OfRows(words.T("menu.subscription"), header, rows)
		return Export{Table: table, Count: len(rows)}, nil
	}, permission.SubscriptionExport, permission.SubscriptionView)
}

// termRows are what the subscription has besides its resources, each as the total of it.
func termRows(words *i18n.Printer, w store.Workspace, width int) [][]sheet.Value {
	values := [subscription.TermCount]sheet.Value{
		columns.YesOrNo(words, w.HighAvailability), columns.YesOrNo(words, w.WhiteLabel),
		sheet.Day(w.Expiry),
	}
	var rows [][]sheet.Value
	for i, field := range [subscription.TermCount]string{
		capacity.FieldHighAvailability, capacity.FieldWhiteLabel, "expires_at",
	} {
		cells := make([]sheet.Value, width)
		cells[0], cells[1] = sheet.Text(words.T("field."+field)), values[i]
		rows = append(rows, cells)
	}
	return rows
}
