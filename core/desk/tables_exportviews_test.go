package desk_test

import (
	"context"
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
	"resellerdesk/core/mail"
	"resellerdesk/core/permission"
	"resellerdesk/core/sheet"
)

const formula = `=HYPERLINK("http://evil.example","x")`

// cells are what a spreadsheet program gets of an export, the header first.
func (h *house) cells(export desk.Export, err error) [][]string {
	require.NoError(h.t, err)
	var file strings.Builder
	require.NoError(h.t, sheet.WriteCSV(h.t.Context(), &file, export.Table, sheet.Comma, nil))
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(
		file.String(), "\ufeff",
	))).ReadAll()
	require.NoError(h.t, err)
	require.Len(h.t, rows, export.Count+1)
	return rows
}

// column are the cells below a title.
func column(t *testing.T, rows [][]string, title string) []string {
	for i, name := range rows[0] {
		if name == title {
			list := []string{}
			for _, row := range rows[1:] {
				list = append(list, row[i])
			}
			return list
		}
	}
	t.Fatalf("no column %s in %v", title, rows[0])
	return nil
}

// lastLogged is the newest entry of the log.
func (h *house) lastLogged() desk.LogRow {
	rows, err := h.store.Logs(h.t.Context(), desk.LogQuery{Limit: 1})
	require.NoError(h.t, err)
	return rows[0]
}

// everyExport are the exports by the operation that is logged, with the features that each takes.
func everyExport(reseller string) map[string]struct {
	read  func(d *desk.Desk, ctx context.Context) (desk.Export, error)
	takes []permission.Key
} {
	return map[string]struct {
		read  func(d *desk.Desk, ctx context.Context) (desk.Export, error)
		takes []permission.Key
	}{
		"reseller.exported": {func(d *desk.Desk, ctx context.Context) (desk.Export, error) {
			return d.ExportResellers(ctx, desk.ResellerQuery{}, "en")
		}, []permission.Key{permission.UserView, permission.UserExport}},
		"log.exported": {func(d *desk.Desk, ctx context.Context) (desk.Export, error) {
			return d.ExportLogs(ctx, desk.LogQuery{}, "en")
		}, []permission.Key{permission.LogsView, permission.LogsExport}},
		"statement.exported": {func(d *desk.Desk, ctx context.Context) (desk.Export, error) {
			return d.ExportStatement(ctx, desk.StatementQuery{Resource: capacity.Extensions}, "en")
		}, []permission.Key{permission.SubscriptionView, permission.SubscriptionExport}},
		"statement.exported of a reseller": {
			func(d *desk.Desk, ctx context.Context) (desk.Export, error) {
				return d.ExportStatement(
					ctx,
					desk.StatementQuery{Reseller: reseller, Resource: capacity.Extensions},
					"en",
				)
			},
			[]permission.Key{permission.UserView, permission.UserExport},
		},
		"mail.exported": {func(d *desk.Desk, ctx context.Context) (desk.Export, error) {
			return d.ExportOutbox(ctx, nil, "en")
		}, []permission.Key{permission.EmailOutbox}},
		"colleague.exported": {func(d *desk.Desk, ctx context.Context) (desk.Export, error) {
			return d.ExportColleagues(ctx, "en")
		}, []permission.Key{permission.UserView, permission.UserExport}},
		"subscription.exported": {func(d *desk.Desk, ctx context.Context) (desk.Export, error) {
			return d.ExportSubscription(ctx, "en")
		}, []permission.Key{permission.SubscriptionView, permission.SubscriptionExport}},
		"usage.exported": {func(d *desk.Desk, ctx context.Context) (desk.Export, error) {
			day := core.NewDay(2026, 11, 24)
			return d.ExportUsage(ctx, desk.UsageQuery{
				By: desk.UsageByReseller, Period: desk.UsagePeriod{From: day, To: day},
			}, "en")
		}, []permission.Key{
			permission.SubscriptionView, permission.UsageView, permission.UserView,
			permission.UsageExport,
		}},
	}
}

// TestAnExportTakesItsFeaturesAndIsLogged takes away each feature that an export takes.
func TestAnExportTakesItsFeaturesAndIsLogged(t *testing.T) {
	h := newDistributor(t)
	reseller := h.add(true).ID
	id, first := h.addMax(permission.UserView)
	his := &house{t: t, place: h.place, clock: h.clock, keyring: newKeyring(), server: h.server}
	his.open()
	require.NoError(t, his.SignIn(t.Context(), colleagueEmail, first))
	require.NoError(t, his.ChangePassword(t.Context(), first, ownPassword))
	grant := func(features ...permission.Key) {
		require.NoError(
			t,
			h.EditColleague(
				t.Context(), desk.NewID(), id, h.account(id).Version, colleagueDraft(features...),
			),
		)
	}
	for name, e := range everyExport(reseller) {
		operation, _, _ := strings.Cut(name, " ")
		grant(e.takes...)
		export, err := e.read(his.Desk, t.Context())
		require.NoError(t, err, name)
		logged := h.lastLogged()
		require.Equal(
			t, []string{operation, "ok", "Max Ohm", strconv.Itoa(export.Count)},
			[]string{logged.Operation, logged.Result, logged.Person, logged.Detail},
		)
		if strings.HasSuffix(name, "reseller") {
			require.Equal(t, "Kranich Telefonie GmbH", logged.Name)
		}
		exports := e.takes[len(e.takes)-1] // What it needs besides cannot be taken alone.
		rest := permission.NewSet()
		for _, f := range permission.Catalogue() {
			rest.Give(f.Key)
		}
		rest.Take(exports)
		grant(rest.Keys()...)
		_, err = e.read(his.Desk, t.Context())
		require.Equal(t, core.Forbidden, core.CodeOf(err), name)
		logged = h.lastLogged()
		require.Equal(
			t, []string{operation, "forbidden", "Max Ohm"},
			[]string{logged.Operation, logged.Result, logged.Person},
		)
	}
	require.NoError(t, his.SignOut(t.Context()))
	for name, e := range everyExport(reseller) {
		_, err := e.read(his.Desk, t.Context())
		require.Equal(t, core.Unauthenticated, core.CodeOf(err), name)
	}
}

func TestNoExportHoldsAFormula(t *testing.T) {
	h := newDistributor(t)
	h.server.answers = []mail.Answer{{
		Outcome: mail.Permanent, Code: 550, Text: formula,
		Fault: &core.Error{Code: core.Invalid, Key: "smtp.rejected"},
	}}
	d := h.kranich()
	d.Profile.Company = formula
	saved, err := h.AddReseller(t.Context(), desk.NewID(), d, true)
	require.NoError(t, err)
	h.sendDue()
	require.NoError(
		t, h.SuspendResellers(t.Context(), desk.NewID(), []string{saved.ID}, formula, core.NoDay),
	)
	colleague := colleagueDraft()
	colleague.Profile.FirstName = formula
	_, err = h.AddColleague(t.Context(), desk.NewID(), colleague)
	require.NoError(t, err)
	for name, e := range everyExport(saved.ID) {
		found := 0
		for _, row := range h.cells(e.read(h.Desk, t.Context())) {
			for _, cell := range row {
				if strings.HasPrefix(cell, "'"+formula) {
					found++
				}
				if _, err := strconv.Atoi(cell); err != nil && cell != "" {
					require.NotContains(t, "=+-@\t\r\n", cell[:1], "%s: %s", name, cell)
				}
			}
		}
		if name != "subscription.exported" { // In which nobody's words stand.
			require.Positive(t, found, name)
		}
	}
}

func TestTheExportedLogIsFilteredAndSaysWhatChanged(t *testing.T) {
	h, id := busyDay(t)
	rows := h.cells(h.ExportLogs(t.Context(), desk.LogQuery{Operation: "reseller.suspended"}, "en"))
	require.Equal(
		t, []string{"Undone: Suspended", "Suspended", "Suspended"}, column(t, rows, "What"),
	)
	require.Equal(t, []string{"done", "not possible", "done"}, column(t, rows, "Result"))
	require.Equal(t, []string{"Ida Brandt", "Ida Brandt", "Ida Brandt"}, column(t, rows, "Who"))
	require.Equal(t, []string{id, id, id}, column(t, rows, "Object ID"))
	require.Equal(t, "Unbezahlte Rechnung", column(t, rows, "Detail")[2])
	refusal := printer("en").T(
		"error.reseller.cannot_suspend", core.Args{"Company": "Kranich Telefonie GmbH"},
	)
	require.Equal(t, refusal, column(t, rows, "Detail")[1])
	require.Contains(
		t, column(t, rows, "Changes")[2],
		"Status not invited → suspended; Suspension none → Reason Unbezahlte Rechnung",
	)
	past := h.past()
	require.Equal(t, []string{past[0].ID, "", past[1].ID}, column(t, rows, "Operation ID"))

	german := h.cells(h.ExportLogs(t.Context(), desk.LogQuery{Search: "unbezahlte"}, "de"))
	require.Equal(t, []string{"Gesperrt"}, column(t, german, "Was"))
	require.Len(
		t, h.cells(h.ExportLogs(t.Context(), desk.LogQuery{Search: "nothing at all"}, "en")), 1,
	)
}

// TestALogThatGrowsIsExportedAsItStood adds entries after each row that is read.
func TestALogThatGrowsIsExportedAsItStood(t *testing.T) {
	h := newDistributor(t)
	grow := func(n int) {
		require.NoError(t, h.store.Write(func(tx desk.Tx) error {
			for range n {
				if err := tx.AddLogEntry(desk.LogEntry{
					At: h.clock.Now(), Module: desk.LogEmail, Operation: "email.test", Result: "ok",
				}); err != nil {
					return err
				}
			}
			return nil
		}))
	}
	grow(1730)
	newest := h.lastLogged().Number
	export, err := h.ExportLogs(t.Context(), desk.LogQuery{}, "en")
	require.NoError(t, err)
	grow(40)
	rows := 0
	var cells [][]sheet.Value
	for row, err := range export.Rows {
		require.NoError(t, err)
		cells = append(cells, []sheet.Value{row[0]})
		if rows++; rows%100 == 0 {
			grow(7)
		}
	}
	require.Equal(t, int(newest), export.Count)
	require.Len(t, cells, export.Count)
	for i, row := range cells {
		require.Equal(t, sheet.Number(newest-int64(i)), row[0])
	}
	restricted, err := h.ExportLogs(t.Context(), desk.LogQuery{Operation: "email.test"}, "en")
	grow(1)
	require.Len(t, h.cells(restricted, err), restricted.Count+1)
}

func TestAnExportedStatementAddsUp(t *testing.T) {
	h := newDistributor(t)
	start := h.clock.Now()
	id := h.add(false).ID
	for _, n := range []int64{150, 90} {
		h.clock.Add(24 * time.Hour)
		form, err := h.Reseller(t.Context(), id)
		require.NoError(t, err)
		form.Draft.Package.Amounts[capacity.Extensions] = n
		_, err = h.EditReseller(t.Context(), desk.NewID(), id, form.Version, form.Draft, false)
		require.NoError(t, err)
	}
	from, to := start.Add(12*time.Hour), start.Add(36*time.Hour)
	for _, c := range []struct {
		q             desk.StatementQuery
		lines         int
		opens, closes string
	}{
		{desk.StatementQuery{Reseller: id}, 3, "0", "90"},
		{desk.StatementQuery{Reseller: id, From: from}, 2, "120", "90"},
		{desk.StatementQuery{Reseller: id, From: from, To: to}, 1, "120", "150"},
		{desk.StatementQuery{}, 4, "0", "410"},
		{desk.StatementQuery{From: to}, 1, "350", "410"},
	} {
		c.q.Resource = capacity.Extensions
		rows := h.cells(h.ExportStatement(t.Context(), c.q, "en"))
		balances, amounts := column(t, rows, "Afterwards"), column(t, rows, "Change")
		require.Len(t, balances, c.lines+2)
		require.Equal(
			t, []string{c.opens, c.closes}, []string{balances[0], balances[len(balances)-1]},
		)
		sum, err := strconv.Atoi(balances[0])
		require.NoError(t, err)
		for i := 1; i <= c.lines; i++ {
			amount, err := strconv.Atoi(amounts[i])
			require.NoError(t, err)
			sum += amount
			require.Equal(t, strconv.Itoa(sum), balances[i])
		}
		require.Equal(t, strconv.Itoa(sum), c.closes)
		what := column(t, rows, "What")
		require.Equal(t, []string{"Opening", "Closing"}, []string{what[0], what[len(what)-1]})
		statement, err := h.Statement(t.Context(), c.q)
		require.NoError(t, err)
		require.Equal(t, len(rows)-1, statement.Rows())
	}
	_, err := h.ExportStatement(
		t.Context(), desk.StatementQuery{Reseller: "nobody", Resource: capacity.Extensions}, "en",
	)
	require.Equal(t, core.NotFound, core.CodeOf(err))
}

// TestAnOutboxThatGrowsIsExportedWhole has many mails of one moment, so that a page ends among
// them.
func TestAnOutboxThatGrowsIsExportedWhole(t *testing.T) {
	h := newDistributor(t)
	id := h.add(false).ID
	made := 0
	grow := func(n int) {
		require.NoError(t, h.store.Write(func(tx desk.Tx) error {
			for range n {
				made++
				m := desk.OutgoingMail{
					ID: desk.NewID(), MessageID: desk.NewID(), Kind: desk.MailActivation,
					Account: id, Sender: ownerEmail,
					Recipient: fmt.Sprintf("nina%d@kranich.example", made),
					State:     desk.MailSent, Answer: "2.0.0 Ok", CreatedAt: h.clock.Now(),
					ChangedAt: h.clock.Now(),
				}
				if err := tx.AddMail(m); err != nil {
					return err
				}
			}
			return nil
		}))
	}
	grow(1203)
	count, err := h.CountMails(t.Context())
	require.NoError(t, err)
	export, err := h.ExportOutbox(t.Context(), nil, "en")
	grow(5)
	rows := h.cells(export, err)
	require.Equal(t, count, export.Count)
	want := []string{}
	for i := range 1203 {
		want = append(want, fmt.Sprintf("nina%d@kranich.example", 1203-i))
	}
	require.Equal(t, want, column(t, rows, "To"))
	require.Equal(
		t, []string{"sent", "2.0.0 Ok"},
		[]string{column(t, rows, "State")[0], column(t, rows, "Last answer")[0]},
	)

	mails, err := h.Outbox(t.Context(), count)
	require.NoError(t, err)
	some := []string{mails[count-1].ID, mails[7].ID, mails[count-1].ID, desk.NewID()}
	export, err = h.ExportOutbox(t.Context(), some, "en")
	rows = h.cells(export, err)
	require.Equal(t, 2, export.Count)
	require.Equal(t, []string{mails[count-1].Recipient, mails[7].Recipient}, column(t, rows, "To"))
	export, err = h.ExportOutbox(t.Context(), []string{}, "en")
	require.NoError(t, err)
	require.Zero(t, export.Count, "no ids are no mails")
}

func TestExportedColleaguesHaveTheirPermissionsInWords(t *testing.T) {
	h := newDistributor(t)
	id, _ := h.addMax(permission.UserView, permission.LogsView)
	rows := h.cells(h.ExportColleagues(t.Context(), "en"))
	require.Equal(t, []string{"has not changed the first password"}, column(t, rows, "Status"))
	require.Equal(t, []string{"View users, View operation logs"}, column(t, rows, "Permissions"))
	require.NoError(t, h.SuspendColleagues(t.Context(), desk.NewID(), []string{id}, "on leave"))
	require.Equal(t, account.Suspended, h.account(id).State)
	require.Equal(
		t, []string{"suspended"},
		column(t, h.cells(h.ExportColleagues(t.Context(), "en")), "Status"),
	)
}

func TestAnExportedSubscriptionShowsWhereEverythingIs(t *testing.T) {
	h := newDistributor(t)
	h.add(false)
	end := time.Date(2027, 6, 30, 12, 0, 0, 0, time.Local)
	require.NoError(t, h.changeSubscription(func(s *capacity.Subscription) {
		s.Total[capacity.Extensions], s.Expiry = 100, core.DayOf(end) // 120 were given out.
	}))
	rows := h.cells(h.ExportSubscription(t.Context(), "en"))
	require.Equal(
		t,
		[]string{
			"Extensions", "Concurrent Calls", "Call Recording (mins)", "High Availability",
			"White Label", "Subscription valid until",
		},
		column(t, rows, "Resource"),
	)
	require.Equal(
		t, []string{"100", "84", "31000", "yes", "no", "2027-06-30"}, column(t, rows, "Total"),
	)
	require.Equal(t, []string{"120", "16", "2000", "", "", ""}, column(t, rows, "Used"))
	require.Equal(t, []string{"0", "68", "29000", "", "", ""}, column(t, rows, "Available"))
	require.Equal(t, []string{"20", "0", "0", "", "", ""}, column(t, rows, "Short"))
	shown, err := h.Subscription(t.Context())
	require.NoError(t, err)
	require.Equal(t, len(rows)-1, shown.Rows())
}
