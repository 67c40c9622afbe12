package desk_test

import (
	"context"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
	"resellerdesk/core/permission"
	"resellerdesk/core/sheet"
)

// handover is what is shown of the hand-over.
func (h *house) handover(show desk.HandoverShow) []desk.HandoverEntry {
	h.t.Helper()
	list, err := h.Handover(h.t.Context(), desk.HandoverQuery{Show: show})
	require.NoError(h.t, err)
	require.Len(h.t, list.Entries, list.Found)
	return list.Entries
}

// toDo is the first open entry whose id begins so.
func (h *house) toDo(prefix string) desk.HandoverEntry {
	h.t.Helper()
	list := h.handover(desk.ShowOpen)
	i := slices.IndexFunc(
		list, func(e desk.HandoverEntry) bool { return strings.HasPrefix(e.ID, prefix) },
	)
	require.GreaterOrEqual(h.t, i, 0, "%s is to be done", prefix)
	return list[i]
}

func (h *house) today() core.Day { return core.DayOf(h.clock.Now()) }

// tick ticks it, and returns the id of the tick.
func (h *house) tick(prefix string) string {
	h.t.Helper()
	ticks, err := h.TickHandover(h.t.Context(), []string{h.toDo(prefix).ID}, core.NoDay)
	require.NoError(h.t, err)
	require.Len(h.t, ticks, 1)
	return ticks[0]
}

// tickAll ticks all that is to be done.
func (h *house) tickAll() {
	h.t.Helper()
	var ids []string
	for _, e := range h.handover(desk.ShowOpen) {
		ids = append(ids, e.ID)
	}
	_, err := h.TickHandover(h.t.Context(), ids, core.NoDay)
	require.NoError(h.t, err)
	require.Empty(h.t, h.handover(desk.ShowOpen))
}

// titles are entries as one reads them, each with its values.
func titles(list []desk.HandoverEntry) (lines []string) {
	for _, e := range list {
		line := desk.HandoverTitle(printer("en"), e)
		for _, v := range e.Values(printer("en")) {
			line += "; " + v.Field + ": " + v.Before + " > " + v.Plain
		}
		lines = append(lines, line)
	}
	return lines
}

func TestANewResellerIsHandedOverAsAWhole(t *testing.T) {
	h := newDistributor(t)
	d := h.kranich()
	d.Permissions = permission.NewSet(permission.PBXView, permission.LogsView)
	d.Profile.ValidUntil = h.today() + 30
	_, err := h.AddReseller(t.Context(), desk.NewID(), d, false)
	require.NoError(t, err)
	require.Equal(t, []string{
		"Create reseller Kranich Telefonie GmbH; Company:  > Kranich Telefonie GmbH; " +
			"First name:  > Nina; Last name:  > Albrecht; Email:  > nina@kranichtel.example",
		"Set the package of Kranich Telefonie GmbH; Extensions:  > 120; " +
			"Concurrent Calls:  > 16; Call Recording (mins):  > 2000; " +
			"Minimum Ext. per PBX:  > 5; Valid until:  > 24 Dec 2026",
		"Cloud PBX: set permissions of Kranich Telefonie GmbH; User Permission:  > +View PBXs",
		"System: set permissions of Kranich Telefonie GmbH; User Permission:  > +View operation logs",
	}, titles(h.handover(desk.ShowOpen)))
}

func TestAPBXIsHandedOverAndItsChangesOneByOne(t *testing.T) {
	h, kranich := newRich(t)
	h.tickAll()
	draft := h.praxis("lund", 12)
	draft.Expiry = h.today() + 30
	id := h.addPBX(kranich, draft)
	open := h.handover(desk.ShowOpen)
	require.Len(t, open, 1)
	require.Equal(t, desk.HandoverCreate, open[0].Part)
	require.Equal(t, kranich, open[0].Owner.ID)

	h.tick(open[0].ID)
	require.Equal(t, h.today(), h.pbx(id).MadeAt, "it was made there today")
	require.Empty(t, h.handover(desk.ShowOpen))
	done := h.handover(desk.ShowToday)
	require.Equal(t, open[0].After, done[len(done)-1].After)
	require.Equal(t, "Ida Brandt", done[len(done)-1].Person)

	size := h.pbx(id).Size
	size.Extensions = 20
	_, err := h.resizePBX(t.Context(), desk.NewID(), id, h.pbx(id).Version, size)
	require.NoError(t, err)
	term := h.pbx(id).Term
	term.Expiry++
	_, err = h.changeTerm(t.Context(), desk.NewID(), id, h.pbx(id).Version, term)
	require.NoError(t, err)
	require.NoError(t, h.StartPBXs(t.Context(), desk.NewID(), []string{id}))
	name := h.pbx(id).Name
	require.Equal(t, []string{
		"Resize PBX " + name + "; Extensions: 12 > 20",
		"Change type and expiry date of PBX " + name + "; Expiry date: 24 Dec 2026 > 25 Dec 2026",
		"Start PBX " + name + "; Status: stopped > running",
	}, titles(h.handover(desk.ShowOpen)))

	require.NoError(t, h.DeletePBXs(t.Context(), desk.NewID(), []string{id}))
	gone := h.handover(desk.ShowOpen)
	require.Len(t, gone, 1)
	require.True(t, strings.HasPrefix(titles(gone)[0], "Delete PBX "+name), titles(gone))
	h.tick(gone[0].ID)
	require.Empty(t, h.handover(desk.ShowOpen))
}

func TestWhatWasNeverMadeThereNeedsNoDeletion(t *testing.T) {
	h, kranich := newRich(t)
	h.tickAll()
	id := h.addPBX(kranich, h.praxis("lund", 12))
	require.NoError(t, h.DeletePBXs(t.Context(), desk.NewID(), []string{id}))
	require.Empty(t, h.handover(desk.ShowOpen))
}

func TestWhatChangedSinceItWasReadIsNotTicked(t *testing.T) {
	h, kranich := newRich(t)
	h.tickAll()
	id := h.addPBX(kranich, h.praxis("lund", 12))
	before := h.toDo("pbx:" + id)
	require.Equal(t, before.ID, h.toDo("pbx:"+id).ID)
	size := h.pbx(id).Size
	size.Extensions = 20
	_, err := h.resizePBX(t.Context(), desk.NewID(), id, h.pbx(id).Version, size)
	require.NoError(t, err)
	_, err = h.TickHandover(t.Context(), []string{before.ID}, core.NoDay)
	require.Equal(t, "handover.not_open", key(err))
	require.Equal(t, core.NoDay, h.pbx(id).MadeAt)
	_, err = h.TickHandover(
		t.Context(), []string{h.toDo("pbx:" + id).ID, "pbx:nobody:create:0"}, core.NoDay,
	)
	require.Equal(t, "handover.not_open", key(err), "all or none")
	require.Equal(t, core.NoDay, h.pbx(id).MadeAt)
	_, err = h.TickHandover(t.Context(), []string{h.toDo("pbx:" + id).ID}, h.today()+1)
	require.Equal(t, "pbx.made_later", key(err))
}

func TestATickIsTakenBack(t *testing.T) {
	h, kranich := newRich(t)
	h.tickAll()
	id := h.addPBX(kranich, h.praxis("lund", 12))
	open := h.toDo("pbx:" + id)
	ticks, err := h.TickHandover(t.Context(), []string{open.ID}, h.today()-3)
	require.NoError(t, err)
	require.Equal(t, h.today()-3, h.pbx(id).MadeAt)
	require.NoError(t, h.StartPBXs(t.Context(), desk.NewID(), []string{id}))
	started := h.tick("pbx:" + id + ":state")

	err = h.UntickHandover(t.Context(), ticks)
	require.Equal(t, "handover.ticked_later", key(err))
	require.NoError(t, h.UntickHandover(t.Context(), append(ticks, started)))
	require.Equal(t, core.NoDay, h.pbx(id).MadeAt)
	list := h.handover(desk.ShowOpen)
	require.Len(t, list, 1)
	require.Equal(t, desk.HandoverCreate, list[0].Part)
	require.Equal(t, "handover.not_ticked", key(h.UntickHandover(t.Context(), ticks)))

	rows, err := h.Logs(t.Context(), desk.LogQuery{Operation: "handover.unticked", Limit: 9})
	require.NoError(t, err)
	require.Len(t, rows, 4)
	require.True(t, rows[0].Refused())
	require.True(t, rows[3].Refused())
	require.Equal(
		t, []string{"Status running → stopped"}, lines("en", rows[2].Before, rows[2].After),
	)
	require.Contains(
		t, lines("en", rows[1].Before, rows[1].After), "Made at the vendor on: 21 Nov 2026",
	)
}

func TestASuspendedAndADeletedResellerAreHandedOver(t *testing.T) {
	h, kranich := newRich(t)
	h.tickAll()
	require.NoError(
		t,
		h.SuspendResellers(t.Context(), desk.NewID(), []string{kranich}, "unpaid", core.NoDay),
	)
	require.Equal(
		t, []string{"Suspend Kranich Telefonie GmbH; Status: active > suspended"},
		titles(h.handover(desk.ShowOpen)),
	)
	require.NoError(t, h.DeleteResellers(t.Context(), desk.NewID(), []string{kranich}, true))
	require.Equal(t, []string{
		"Delete reseller Kranich Telefonie GmbH; Company:  > Kranich Telefonie GmbH; " +
			"Email:  > nina@kranichtel.example",
	}, titles(h.handover(desk.ShowOpen)))
	h.tickAll()
}

func TestAChangedPackageAndPermissionAreHandedOver(t *testing.T) {
	h, kranich := newRich(t)
	h.tickAll()
	form, err := h.Reseller(t.Context(), kranich)
	require.NoError(t, err)
	draft := form.Draft
	draft.Package.Amounts[capacity.ConcurrentCalls]++
	draft.Permissions.Take(permission.PBXDelete)
	draft.Permissions.Give(permission.LogsExport)
	draft.Permissions.Take(permission.PBXExport)
	draft.Profile.Remark = "only here"
	_, err = h.EditReseller(t.Context(), desk.NewID(), kranich, form.Version, draft, false)
	require.NoError(t, err)
	list := titles(h.handover(desk.ShowOpen))
	require.Len(t, list, 2, list)
	require.Contains(t, list[0], "Set the package of Kranich Telefonie GmbH; Concurrent Calls: ")
	require.Equal(t, "Cloud PBX: set permissions of Kranich Telefonie GmbH; "+
		"User Permission:  > −Export PBXs", list[1])
}

func TestWhoMayNotSeeResellersSeesTheirPBXs(t *testing.T) {
	h, kranich := newRich(t)
	id := h.addPBX(kranich, h.praxis("lund", 12))
	entry := h.toDo("reseller:" + kranich)
	_, first := h.addMax(permission.PBXView, permission.HandoverView, permission.HandoverTick)
	h.open()
	require.NoError(t, h.SignIn(t.Context(), colleagueEmail, first))
	require.NoError(t, h.ChangePassword(t.Context(), first, ownPassword))
	list := h.handover(desk.ShowAll)
	require.Len(t, list, 1)
	require.Equal(t, id, list[0].Object)
	_, err := h.TickHandover(t.Context(), []string{entry.ID}, core.NoDay)
	require.Equal(t, "handover.not_open", key(err))
}

func TestTodaysTicksStayInSight(t *testing.T) {
	h, kranich := newRich(t)
	h.tickAll()
	id := h.addPBX(kranich, h.praxis("lund", 12))
	h.clock.now = h.clock.now.Add(24 * time.Hour)
	h.tick("pbx:" + id)
	require.Len(t, h.handover(desk.ShowWithToday), 1)
	require.Len(t, h.handover(desk.ShowToday), 1)
	require.Greater(t, len(h.handover(desk.ShowDone)), 1)
	list, err := h.Handover(t.Context(), desk.HandoverQuery{Reseller: "nobody"})
	require.Equal(t, "reseller.gone", key(err), list)
}

func TestWhatIsDeletedAtTheVendorIsNotMadeThere(t *testing.T) {
	h, kranich := newRich(t)
	h.tickAll()
	id := h.addPBX(kranich, h.praxis("lund", 12))
	h.tick("pbx:" + id)
	made := h.today()
	h.clock.now = h.clock.now.Add(24 * time.Hour)
	deletion := desk.NewID()
	require.NoError(t, h.DeletePBXs(t.Context(), deletion, []string{id}))
	require.Contains(
		t,
		titles(h.handover(desk.ShowOpen))[0],
		"Made at the vendor on:  > 24 Nov 2026",
	)
	tick := h.tick("pbx:" + id + ":delete")
	require.Equal(t, core.NoDay, h.pbx(id).MadeAt)
	rows, err := h.Logs(t.Context(), desk.LogQuery{Operation: "handover.ticked", Limit: 1})
	require.NoError(t, err)
	require.Contains(t, rows[0].Before, `"made_at":"2026-11-24"`)

	require.NoError(t, h.UntickHandover(t.Context(), []string{tick}))
	require.Equal(t, made, h.pbx(id).MadeAt, "it is there after all, since that day")
	tick = h.tick("pbx:" + id + ":delete")
	require.NoError(t, h.Undo(t.Context(), desk.NewID(), deletion))
	require.Equal(t, desk.HandoverCreate, h.toDo("pbx:"+id).Part)
	create := h.tick("pbx:" + id + ":create")
	require.Equal(t, h.today(), h.pbx(id).MadeAt, "it was made there again")
	require.Equal(t, "handover.ticked_later", key(h.UntickHandover(t.Context(), []string{tick})))
	require.NoError(t, h.UntickHandover(t.Context(), []string{tick, create}))
	require.Equal(t, made, h.pbx(id).MadeAt)
	require.Empty(t, h.handover(desk.ShowOpen))
}

func TestAResellerThatIsBackIsHandedOverAsAWhole(t *testing.T) {
	h, kranich := newRich(t)
	h.tickAll()
	deletion := desk.NewID()
	require.NoError(t, h.DeleteResellers(t.Context(), deletion, []string{kranich}, true))
	h.tickAll()
	require.NoError(t, h.Undo(t.Context(), desk.NewID(), deletion))
	var parts []desk.HandoverPart
	for _, e := range h.handover(desk.ShowOpen) {
		parts = append(parts, e.Part)
	}
	require.Equal(t, desk.HandoverCreate, parts[0])
	require.Contains(t, parts, desk.HandoverPart("package"))
	require.Contains(t, parts, desk.HandoverPart("permissions.cloud_pbx"))
}

func TestAllIsTakenAsMadeAlready(t *testing.T) {
	h, kranich := newRich(t)
	id := h.addPBX(kranich, h.praxis("lund", 12))
	d := h.kranich()
	d.Profile.Company, d.Profile.Email = "Fjord AS", "fjord@fjord.example"
	saved, err := h.AddReseller(t.Context(), desk.NewID(), d, false)
	require.NoError(t, err)
	of := func(reseller string) int {
		list, err := h.Handover(
			t.Context(), desk.HandoverQuery{Reseller: reseller, Show: desk.ShowOpen},
		)
		require.NoError(t, err)
		return list.Open
	}
	all, some := of(""), of(kranich)
	require.Greater(t, of(saved.ID), 1)
	take := func(reseller string, counted int, made core.Day) ([]string, error) {
		return h.TickAllHandover(t.Context(), reseller, counted, made)
	}
	_, err = take(kranich, some+1, core.NoDay)
	require.Equal(t, "handover.other_count", key(err))
	_, err = take(kranich, some, h.today()+1)
	require.Equal(t, "pbx.made_later", key(err))
	require.Equal(t, all, of(""), "nothing was ticked")

	ticks, err := take(kranich, some, h.today()-9)
	require.NoError(t, err)
	require.Len(t, ticks, some)
	require.Equal(t, h.today()-9, h.pbx(id).MadeAt)
	require.Zero(t, of(kranich))
	require.Equal(t, all-some, of(""), "others stay")
	rest, err := take("", desk.HandoverAnyCount, core.NoDay)
	require.NoError(t, err)
	require.Zero(t, of(""))
	rows, err := h.Logs(t.Context(), desk.LogQuery{
		Operation: "handover.ticked", Result: "ok", Limit: 100,
	})
	require.NoError(t, err)
	require.Len(t, rows, all, "each is logged")

	require.NoError(t, h.UntickHandover(t.Context(), append(ticks, rest...)))
	require.Equal(t, all, of(""))
	require.Equal(t, core.NoDay, h.pbx(id).MadeAt)
}

func TestAnEntrySaysSinceWhenItDiffers(t *testing.T) {
	h, kranich := newRich(t)
	h.tickAll()
	day := func() { h.clock.now = h.clock.now.Add(24 * time.Hour) }
	resize := func(id string, extensions int64) time.Time {
		day()
		size := h.pbx(id).Size
		size.Extensions = extensions
		_, err := h.resizePBX(t.Context(), desk.NewID(), id, h.pbx(id).Version, size)
		require.NoError(t, err)
		return h.clock.Now()
	}
	since := func(prefix string, want time.Time) {
		t.Helper()
		require.WithinDuration(t, want, h.toDo(prefix).Since, time.Second)
	}
	day()
	id, made := h.addPBX(kranich, h.praxis("lund", 12)), h.clock.Now()
	resize(id, 14)
	since("pbx:"+id+":create", made)
	h.tick("pbx:" + id)
	resize(id, 20)
	resize(id, 14)
	differs := resize(id, 16)
	resize(id, 18)
	since("pbx:"+id+":size", differs)

	day()
	require.NoError(
		t, h.SuspendResellers(t.Context(), desk.NewID(), []string{kranich}, "unpaid", core.NoDay),
	)
	suspended := h.clock.Now()
	since("reseller:"+kranich+":state", suspended)
	count := func(since core.Day) int {
		list, err := h.Handover(
			t.Context(), desk.HandoverQuery{Show: desk.ShowOpen, Since: since},
		)
		require.NoError(t, err)
		require.Len(t, list.Entries, list.Found)
		return list.Found
	}
	require.Equal(t, 2, count(core.DayOf(differs)))
	require.Equal(t, 1, count(core.DayOf(differs)+1))
	require.Zero(t, count(core.DayOf(suspended)+1))

	day()
	require.NoError(t, h.DeletePBXs(t.Context(), desk.NewID(), []string{id}))
	since("pbx:"+id+":delete", h.clock.Now())
}

// TestTheHandoverIsExportedWhileItIsRead exports what is created, changed, in another order and
// ticked: a row for each value, as many as are said before.
func TestTheHandoverIsExportedWhileItIsRead(t *testing.T) {
	h, kranich := newRich(t)
	require.NoError(t, h.Import(t.Context(), desk.NewID(), h.plan(many(60))))
	h.tick("reseller:" + kranich + ":package")
	form, err := h.Reseller(t.Context(), kranich)
	require.NoError(t, err)
	form.Draft.Package.Amounts[capacity.ConcurrentCalls]++
	_, err = h.EditReseller(t.Context(), desk.NewID(), kranich, form.Version, form.Draft, false)
	require.NoError(t, err)

	export := func(q desk.HandoverQuery) [][]string {
		t.Helper()
		return h.cells(h.ExportHandover(t.Context(), q, "en"))
	}
	want := 0
	entries := h.handover(desk.ShowAll)
	for _, e := range entries {
		want += max(1, len(e.Values(printer("en"))))
	}
	all := export(desk.HandoverQuery{Show: desk.ShowAll})
	require.Len(t, all, want+1)
	require.Contains(
		t,
		column(t, all, "To do at the vendor"),
		"Set the package of Kranich Telefonie GmbH",
	)
	require.NotEmpty(t, slices.DeleteFunc(
		column(t, all, "Since"), func(at string) bool { return at == "" },
	))
	chosen := []string{entries[1].ID, entries[len(entries)-1].ID}
	some := column(t, export(desk.HandoverQuery{Show: desk.ShowAll, IDs: chosen}), "Id")
	require.Equal(t, chosen, slices.Compact(some))
	require.Len(t, export(desk.HandoverQuery{Show: desk.ShowAll, Since: h.today() + 1}), 1)

	ctx, cancel := context.WithCancel(t.Context())
	made, err := h.ExportHandover(ctx, desk.HandoverQuery{Show: desk.ShowAll}, "en")
	require.NoError(t, err)
	reported := 0
	err = sheet.WriteCSV(ctx, io.Discard, made.Table, sheet.Comma, func(rows int) {
		reported = rows
		cancel()
	})
	require.ErrorIs(t, err, context.Canceled)
	require.Less(t, reported, want)
	_, err = h.ExportHandover(ctx, desk.HandoverQuery{Show: desk.ShowAll}, "en")
	require.ErrorIs(t, err, context.Canceled, "nor does it count any further")
}
