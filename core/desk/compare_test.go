package desk_test

import (
	"context"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
	"resellerdesk/core/permission"
)

// compared lays a list of a kind beside what is here.
func (h *house) compared(kind desk.ImportKind, list string) desk.Comparison {
	h.t.Helper()
	c, err := h.CompareWith(
		h.t.Context(), strings.NewReader(list), desk.ImportOptions{Kind: kind},
	)
	require.NoError(h.t, err)
	return c
}

// seen is what a person reads of a comparison: each record that is not equal, with its differences.
func seen(c desk.Comparison) (lines []string) {
	for _, r := range c.Records {
		if r.State == desk.ComparedEqual {
			continue
		}
		line := string(r.State) + " " + r.Name
		for _, d := range r.Differences {
			field, ours, theirs := d.Words(printer("en"))
			if ours+theirs != "" {
				line += "; " + field + ": " + ours + " | " + theirs
			}
			if d.Meant != nil {
				line += " meant by " + d.Meant.Person
			}
			if d.Listed {
				line += " listed"
			}
		}
		for _, p := range r.Problems {
			line += "; " + p.Field + " " + p.Key
		}
		lines = append(lines, line)
	}
	return lines
}

// choice are the ids of the differences that words name.
func (h *house) choice(c desk.Comparison, words ...string) []string {
	h.t.Helper()
	ids, err := c.Select(words)
	require.NoError(h.t, err)
	return ids
}

func (h *house) takeOver(c desk.Comparison, words ...string) (operation string, err error) {
	h.t.Helper()
	operation = desk.NewID()
	return operation, h.TakeOverDifferences(
		h.t.Context(), operation, c, h.choice(c, words...),
	)
}

// newBücher is a distributor with a reseller whose domain is typed in its own letters.
func newBücher(t *testing.T) (h *house, id string) {
	h = newDistributor(t)
	d := h.kranich()
	d.Profile.Email, d.Profile.Phone = "nina@bücher.example", "+49 40 1"
	d.Profile.ValidUntil = core.NewDay(2027, 12, 31)
	d.Package.HighAvailability = true
	saved, err := h.AddReseller(t.Context(), desk.NewID(), d, false)
	require.NoError(t, err)
	h.tickAll()
	return h, saved.ID
}

func TestAListThatSaysTheSameInOtherWordsIsEqual(t *testing.T) {
	h, _ := newBücher(t)
	for name, list := range map[string]string{
		"English": "Company\tEmail\tExtensions\tCall Recording (mins)\tHigh Availability\tValid until\n" +
			"Kranich Telefonie GmbH\tNINA@xn--bcher-kva.example\t120\t2,000\tYes\t31 Dec 2027\n",
		"German": "Firma\tE-Mail\tNebenstellen\tCall Recording (mins)\tHigh Availability\tGültig bis\n" +
			"Kranich Telefonie GmbH\tnina@bücher.example\t120\t2.000\tja\t31.12.2027\n",
		"little": "Email\tPhone\nnina@bücher.example\t\n",
	} {
		c := h.compared(desk.ImportResellers, list)
		require.Empty(t, seen(c), name)
		require.Equal(t, map[desk.ComparedState]int{desk.ComparedEqual: 1}, c.Counts, name)
	}
}

func TestEachWayInWhichAListOfResellersDiffers(t *testing.T) {
	h, _ := newBücher(t)
	h.addNamed("Alster")
	h.addNamed("Elbe") // Its row cannot be read, but is there.
	gone := h.addNamed("Gone")
	require.NoError(t, h.DeleteResellers(t.Context(), desk.NewID(), []string{gone}, false))
	c := h.compared(
		desk.ImportResellers,
		"Company;Email;Extensions;Valid until;High Availability\n"+
			"Kranich AG;nina@bücher.example;1130;2027-11-30;no\n"+
			"Neu;neu@neu.example;5;;\n"+
			"Neu 2;NEU@neu.example;5;;\n"+
			"Kranich;nina@xn--bcher-kva.example;120;;\n"+
			"Wrong;w@w.example;many;;\n"+
			"Elbe;elbe@partner.example;many;;\n"+
			"Nobody;;5;;\n",
	)
	require.Equal(t, []string{
		"differs Kranich AG; Company: Kranich Telefonie GmbH | Kranich AG; " +
			"Extensions: 120 | 1,130; Valid until: 31 Dec 2027 | 30 Nov 2027; " +
			"High Availability: yes | no",
		"only_there Neu",
		"unreadable Neu 2; email import.email_twice",
		"unreadable Kranich; email import.email_twice",
		"unreadable Wrong; extensions field.number",
		"unreadable Elbe; extensions field.number",
		"unreadable Nobody; email field.required",
		"only_here Alster listed",
	}, seen(c), "who is in the bin is in no list")
	require.Equal(t, 6, c.Records[4].Line)
	require.Equal(t, []string{
		"company", "email", "extensions", "valid_until", "high_availability",
	}, c.Fields)
}

// TestARowThatMayBeAboutAnyRecordLeavesOpenWhatIsOnlyHere reads a list in which a quotation mark is
// not closed: the rows behind it are not known.
func TestARowThatMayBeAboutAnyRecordLeavesOpenWhatIsOnlyHere(t *testing.T) {
	h, _ := newBücher(t)
	h.addNamed("Alster")
	c := h.compared(
		desk.ImportResellers, "Company;Email\nKranich AG;nina@bücher.example\n\"Alster;a@a.example\n",
	)
	require.True(t, c.Incomplete)
	require.Equal(t, 1, c.Counts[desk.ComparedDiffers])
	require.Equal(t, 1, c.Counts[desk.ComparedUnreadable])
	require.Zero(t, c.Counts[desk.ComparedOnlyHere], "it may be in the row that is not read")
}

func TestEachWayInWhichAListOfPBXsDiffers(t *testing.T) {
	h, kranich := newRich(t)
	mine, his := h.praxis("mine", 10), h.praxis("his", 12)
	his.Expiry = h.today() + 30 // 24 December 2026.
	h.addPBX("", mine)
	h.addPBX(kranich, his)
	h.addPBX(kranich, h.praxis("lost", 5))
	h.tickAll()
	domain := mine.Domain
	c := h.compared(desk.ImportPBXs, "Address;Owner;Name;Extensions;Expiry date\n"+
		"https://MINE."+domain+"/;Kranich Telefonie GmbH;mine;10;\n"+
		"his."+domain+";nina@kranichtel.example;his;15;2026-12-31\n"+
		"new."+domain+";;new;5;\n"+
		"his."+domain+";;his;12;\n"+
		"mine2."+domain+";Nobody;mine2;5;\n")
	require.Equal(t, []string{
		"differs mine; Owner: Nordlicht Distribution | Kranich Telefonie GmbH",
		"differs his; Extensions: 12 | 15; Expiry date: 24 Dec 2026 | 31 Dec 2026",
		"only_there new",
		"unreadable his; sub_domain import.email_twice",
		"unreadable mine2; owner import.no_owner",
		"only_here lost",
	}, seen(c))
}

func TestWhatIsMeantIsNoDifferenceUntilAValueChanges(t *testing.T) {
	h, id := newBücher(t)
	h.addNamed("Alster")
	list := func(extensions string) string {
		return "Company;Email;Extensions\nKranich;nina@bücher.example;" + extensions +
			"\nNeu;neu@neu.example;5\n"
	}
	c := h.compared(desk.ImportResellers, list("100"))
	require.NoError(t, h.MarkMeant(t.Context(), c, h.choice(c, "all")))
	require.Equal(t, []string{
		"meant Kranich; Company: Kranich Telefonie GmbH | Kranich meant by Ida Brandt; " +
			"Extensions: 120 | 100 meant by Ida Brandt",
		"meant Neu meant by Ida Brandt",
		"meant Alster meant by Ida Brandt listed",
	}, seen(h.compared(desk.ImportResellers, list("100"))))

	theirs := h.compared(desk.ImportResellers, list("101"))
	require.Equal(t, "differs Kranich; Company: Kranich Telefonie GmbH | Kranich meant by "+
		"Ida Brandt; Extensions: 120 | 101", seen(theirs)[0], "they changed it")

	form, err := h.Reseller(t.Context(), id)
	require.NoError(t, err)
	draft := form.Draft
	draft.Profile.Company = "Kranich GmbH"
	_, err = h.EditReseller(t.Context(), desk.NewID(), id, form.Version, draft, false)
	require.NoError(t, err)
	ours := h.compared(desk.ImportResellers, list("100"))
	require.Equal(t, "differs Kranich; Company: Kranich GmbH | Kranich listed; Extensions: "+
		"120 | 100 meant by Ida Brandt", seen(ours)[0], "we changed it")

	require.NoError(
		t,
		h.UnmarkMeant(t.Context(), ours, []string{ours.Records[1].Differences[0].ID()}),
	)
	require.Equal(t, "only_there Neu", seen(h.compared(desk.ImportResellers, list("100")))[1])
	for operation, count := range map[string]int{
		"comparison.meant": 3, "comparison.not_meant": 1,
	} {
		rows, err := h.Logs(t.Context(), desk.LogQuery{Operation: operation, Limit: 9})
		require.NoError(t, err)
		require.Len(t, rows, count, operation)
	}
}

func TestWhatIsTakenOverIsUndoneAsOne(t *testing.T) {
	h, _ := newBücher(t)
	c := h.compared(desk.ImportResellers, "Company;First name;Email;Extensions;Concurrent Calls;"+
		"Call Recording (mins)\n"+
		"Kranich AG;Nina;nina@bücher.example;130;16;2000\nNeu;Ada;neu@neu.example;5;1;0\n")
	operation, err := h.takeOver(c, "extensions", "only_there")
	require.NoError(t, err)
	require.NoError(t, h.TakeOverDifferences(
		t.Context(), operation, c, h.choice(c, "extensions", "only_there"),
	), "a second try")
	a := h.all(desk.ResellerQuery{})
	require.EqualValues(t, 130, a["nina@bücher.example"].Package.Amounts[capacity.Extensions])
	require.Equal(
		t, "Kranich Telefonie GmbH", a["nina@bücher.example"].Profile.Company, "not chosen",
	)
	require.Equal(t, "Neu", a["neu@neu.example"].Profile.Company)
	require.EqualValues(t, 500-130-5, h.free(capacity.Extensions))

	_, err = h.takeOver(c, "company")
	require.Equal(t, "import.changed_meanwhile", key(err), "it is another version by now")
	require.NoError(t, h.Undo(t.Context(), desk.NewID(), operation))
	require.EqualValues(t, 500-120, h.free(capacity.Extensions))
	require.Equal(t, 1, h.count())
	h.proved()
}

func TestWhatCannotBeTakenOverIsRefusedAsAWhole(t *testing.T) {
	h, kranich := newRich(t)
	h.addPBX("", h.praxis("mine", 10))
	h.addPBX(kranich, h.praxis("lost", 5))
	domain := h.praxis("x", 1).Domain
	list := "Address;Owner;Name;Extensions\nmine." + domain + ";Kranich Telefonie GmbH;other;"
	c := h.compared(desk.ImportPBXs, list+"9000\n")
	for word, reason := range map[string]string{
		"only_here": "compare.not_taken", "owner": "import.owner_differs",
		"extensions": "pbx.max_extensions",
	} {
		_, err := h.takeOver(c, word, "name")
		require.Contains(t, fmt.Sprint(keysOf(err)), reason, word)
	}
	require.Contains(t, h.names(desk.PBXQuery{}), "mine")
	_, err := h.takeOver(c, "name")
	require.NoError(t, err)
	names := h.names(desk.PBXQuery{})
	require.Contains(t, names, "other")
	_, err = c.Select([]string{"remark"})
	require.Equal(t, "compare.no_difference", key(err))
}

// keysOf are the sentences of an error, also of several.
func keysOf(err error) (keys []string) {
	switch e := err.(type) { //nolint:errorlint // What is inside is looked at below.
	case *core.Error:
		return []string{e.Key}
	case core.Problems:
		for _, one := range e {
			keys = append(keys, one.Key)
		}
	case interface{ Unwrap() []error }:
		for _, one := range e.Unwrap() {
			keys = append(keys, keysOf(one)...)
		}
	}
	return keys
}

func TestADifferenceGoesToTheHandOverListAlsoWhenItWasTicked(t *testing.T) {
	h, kranich := newRich(t)
	h.addPBX(kranich, h.praxis("praxis", 20))
	h.addPBX(kranich, h.praxis("lost", 5))
	h.tickAll()
	domain := h.praxis("x", 1).Domain
	list := "Address;Name;Extensions;Remark\npraxis." + domain + ";Praxis;25;rosa\n"
	c := h.compared(desk.ImportPBXs, list)
	require.NoError(t, h.HandOverDifferences(
		t.Context(), c, h.choice(c, "extensions", "only_here"),
	))
	open := titles(h.handover(desk.ShowOpen))
	require.Len(t, open, 2)
	require.Equal(t, []string{
		open[0], "Resize PBX praxis; Extensions: 25 > 20",
	}, open)
	require.True(t, strings.HasPrefix(open[0], "Create PBX lost; "), open[0])
	require.Equal(t, []string{
		"differs Praxis; Name: praxis | Praxis; Extensions: 20 | 25 listed; Remark: none | rosa",
		"only_here lost listed",
	}, seen(h.compared(desk.ImportPBXs, list)))

	require.Equal(t, "compare.not_entered", key(
		h.HandOverDifferences(t.Context(), c, h.choice(c, "remark")),
	))
	there := h.compared(desk.ImportPBXs, "Address;Name\nnew."+domain+";new\n")
	require.Equal(t, "compare.not_listed", key(
		h.HandOverDifferences(t.Context(), there, h.choice(there, "only_there")),
	))
	found := h.toDo("pbx:" + c.Records[0].Object + ":size")
	_, err := h.TickHandover(t.Context(), []string{found.ID}, core.NoDay)
	require.NoError(t, err, "it is entered there")
	require.Len(t, h.handover(desk.ShowOpen), 1)
}

func TestAPermissionThatDiffersGoesToItsTab(t *testing.T) {
	h, _ := newBücher(t)
	c := h.compared(desk.ImportResellers, "Email;Permissions\nnina@bücher.example;none\n")
	require.NoError(t, h.HandOverDifferences(t.Context(), c, h.choice(c, "permissions")))
	for _, e := range h.handover(desk.ShowOpen) {
		require.NotEmpty(t, e.Part.Tab(), "%s", e.Part)
	}
	require.NotEmpty(t, h.handover(desk.ShowOpen))
}

func TestAComparisonEndsWhenNobodyWantsItAnyMore(t *testing.T) {
	h := newDistributor(t)
	ctx, cancel := context.WithCancel(t.Context())
	done := 0
	ctx = desk.WithProgress(ctx, func(n, total, _ int) {
		require.Equal(t, 1200, total)
		done = n
		cancel()
	})
	_, err := h.CompareWith(ctx, strings.NewReader(many(1200)), desk.ImportOptions{})
	require.ErrorIs(t, err, context.Canceled)
	require.Equal(t, 500, done, "the rest is not read")
}

// TestAComparisonEndsAlsoAmongWhatIsOnlyHere lays a list of one beside 1,200.
func TestAComparisonEndsAlsoAmongWhatIsOnlyHere(t *testing.T) {
	h := newDistributor(t)
	require.NoError(t, h.changeSubscription(func(s *capacity.Subscription) {
		s.Total[capacity.Extensions] = 1200
	}))
	h.imported(many(1200))
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var done []int
	ctx = desk.WithProgress(ctx, func(n, _, _ int) {
		if done = append(done, n); n > 1 {
			cancel()
		}
	})
	list := "Company;Email\nFirma 0;nina0@firma.example\n"
	_, err := h.CompareWith(ctx, strings.NewReader(list), desk.ImportOptions{})
	require.ErrorIs(t, err, context.Canceled)
	require.Equal(t, []int{1, 501}, done, "the rest is not read")
}

func TestWhoMayNotSeeTheHandOverComparesNothing(t *testing.T) {
	h, _ := newBücher(t)
	c := h.compared(desk.ImportResellers, "Company;Email\nKranich;nina@bücher.example\n")
	_, password := h.addMax(
		permission.UserView,
		permission.PBXView,
		permission.HandoverView,
		permission.UserAdd,
		permission.UserImport,
		permission.UserEdit,
	)
	h.open()
	require.NoError(t, h.SignIn(t.Context(), colleagueEmail, password))
	require.NoError(t, h.ChangePassword(t.Context(), password, ownPassword))
	require.Empty(t, seen(h.compared(desk.ImportResellers, "Email\nnina@bücher.example\n")))
	require.Equal(t, core.Forbidden, core.CodeOf(
		h.MarkMeant(t.Context(), c, h.choice(c, "all")),
	), "a tick of the hand-over takes its own feature")
	rows, err := h.store.Logs(t.Context(), desk.LogQuery{Operation: "comparison.meant", Limit: 9})
	require.NoError(t, err)
	require.Len(t, rows, 1)
	require.Equal(t, string(core.Forbidden), rows[0].Result)
}

// TestAListOfOtherNamesIsMapped compares a list whose columns nobody recognises, once a person says
// which they are.
func TestAListOfOtherNamesIsMapped(t *testing.T) {
	h, _ := newBücher(t)
	list := "Wer\tWo\tPlätze\nBücher GmbH\tnina@bücher.example\t7\n"
	how := desk.ImportOptions{Update: account.FieldEmail}
	c, err := h.CompareWith(t.Context(), strings.NewReader(list), how)
	require.Equal(t, "import.columns_missing", key(err))
	require.Len(t, c.Columns, 3)
	require.Equal(t, "nina@bücher.example", c.Columns[1].Sample, "what a person needs to map it")
	how.Columns = map[string]string{"Wo": account.FieldEmail, "Plätze": "extensions"}
	c, err = h.CompareWith(t.Context(), strings.NewReader(list), how)
	require.NoError(t, err)
	require.Equal(t, "7", c.Columns[2].Sample)
	require.EqualValues(t, 7, c.Columns[2].ReadAs)
	require.Equal(t, 1, c.Counts[desk.ComparedDiffers])
}

func TestOnlyResellersAndPBXsAreCompared(t *testing.T) {
	h := newDistributor(t)
	for list, how := range map[string]desk.ImportOptions{
		"compare.no_kind":        {Kind: desk.ImportCustomers},
		"import.no_update":       {Update: account.FieldCompany},
		"import.columns_missing": {Update: account.FieldExternalNumber},
	} {
		_, err := h.CompareWith(
			t.Context(),
			strings.NewReader("Company;Email\nA;a@a.example\n"),
			how,
		)
		require.Equal(t, list, key(err))
	}
}

// BenchmarkCompare lays a list of 100,000 beside as many, all of which differ in three fields.
func BenchmarkCompare(b *testing.B) {
	const n = 100_000
	h := newHouse(b)
	s := setUp()
	s.Subscription.Total = capacity.Amounts{
		capacity.Extensions: n, capacity.ConcurrentCalls: n, capacity.RecordingMinutes: n,
	}
	require.NoError(b, h.SetUp(b.Context(), s))
	h.imported(many(n))
	var list strings.Builder
	list.WriteString(importHeader)
	for i := range n {
		fmt.Fprintf(&list, "Company %d;Ada;nina%d@firma.example;2;0;0\n", i, i)
	}
	file := list.String()
	for b.Loop() {
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		c, err := h.CompareWith(b.Context(), strings.NewReader(file), desk.ImportOptions{})
		require.NoError(b, err)
		require.Equal(b, n, c.Counts[desk.ComparedDiffers])
		runtime.ReadMemStats(&after)
		b.ReportMetric(float64(after.Sys>>20), "MiB-of-all")
		runtime.GC()
		runtime.ReadMemStats(&after)
		b.ReportMetric(float64((after.HeapAlloc-before.HeapAlloc)>>20), "MiB-kept")
		runtime.KeepAlive(c)
	}
}
