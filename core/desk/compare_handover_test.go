package desk_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
	"resellerdesk/core/pbx"
	"resellerdesk/core/permission"
	"resellerdesk/core/wording"
)

// handOver puts the differences that words name on the hand-over list.
func (h *house) handOver(c desk.Comparison, words ...string) error {
	h.t.Helper()
	return h.HandOverDifferences(h.t.Context(), c, h.choice(c, words...))
}

// differing is a PBX of a reseller with 20 extensions, of which the vendor has 25.
func (h *house) differing(reseller string) (id, list string) {
	h.t.Helper()
	d := h.praxis("praxis", 20)
	return h.addPBX(reseller, d), "Address;Extensions\npraxis." + d.Domain + ";25\n"
}

func TestWhatIsTakenOverIsNotToBeEnteredAgain(t *testing.T) {
	h, kranich := newBücher(t)
	c := h.compared(desk.ImportResellers, "Company;First name;Last name;Email;Extensions;"+
		"Concurrent Calls;Call Recording (mins)\n"+
		"Kranich Telefonie GmbH;Nina;Albrecht;nina@bücher.example;130;16;2000\n"+
		"Neu;Ada;Berg;neu@neu.example;5;1;0\n")
	operation, err := h.takeOver(c, "extensions", "only_there")
	require.NoError(t, err)
	taken := titles(h.handover(desk.ShowOpen))
	for _, e := range h.handover(desk.ShowOpen) {
		require.NotEqual(t, kranich, e.Object, "130 extensions are there already")
		require.NotContains(t, []string{"create", "profile"}, string(e.Part))
	}
	require.NotEmpty(t, taken, "of the permissions of Neu the list says nothing")
	for _, line := range taken {
		require.NotContains(t, line, "Extensions:", "the list has them")
	}

	undo := desk.NewID()
	require.NoError(t, h.Undo(t.Context(), undo, operation))
	require.Empty(t, h.handover(desk.ShowOpen), "it is as it was")
	for _, e := range h.handover(desk.ShowDone) {
		require.NotEqual(t, "found", string(e.Part))
	}
	redo := desk.NewID()
	require.NoError(t, h.Undo(t.Context(), redo, undo))
	require.Equal(t, taken, titles(h.handover(desk.ShowOpen)))
	require.NoError(t, h.Undo(t.Context(), desk.NewID(), redo))
	require.Empty(t, h.handover(desk.ShowOpen))
	h.proved()
}

func TestAPBXThatIsTakenOverIsThere(t *testing.T) {
	h, kranich := newRich(t)
	h.tickAll()
	h.differing(kranich)
	h.tick("pbx:")
	domain := h.praxis("x", 1).Domain
	c := h.compared(desk.ImportPBXs, "Address;Name;Owner;Extensions\n"+
		"praxis."+domain+";praxis;;25\nnew."+domain+";new;Kranich Telefonie GmbH;7\n")
	operation, err := h.takeOver(c, "extensions", "only_there")
	require.NoError(t, err)
	for _, e := range h.handover(desk.ShowOpen) {
		require.NotEqual(t, desk.HandoverCreate, e.Part)
	}
	for _, line := range titles(h.handover(desk.ShowOpen)) {
		require.NotContains(t, line, "Extensions:", "the list has them")
	}
	rows, err := h.Logs(t.Context(), desk.LogQuery{
		Operation: string(capacity.PBXTakenOver), Result: "ok", Limit: 9,
	})
	require.NoError(t, err)
	require.Len(t, rows, 2)
	for _, row := range rows {
		made := h.pbx(row.Object).MadeAt
		require.Equal(t, h.today(), made, row.Name)
		require.Equal(t, "Ida Brandt", row.Person)
		require.Contains(t, row.After, `"made_at":"`+made.String()+`"`)
	}
	require.NoError(t, h.Undo(t.Context(), desk.NewID(), operation))
	require.Empty(t, h.handover(desk.ShowOpen))
	undone := "undo." + string(capacity.PBXTakenOver)
	rows, err = h.Logs(t.Context(), desk.LogQuery{Operation: undone, Limit: 9})
	require.NoError(t, err)
	require.Len(t, rows, 2)
	require.Contains(t, []string{
		"undid what was taken over of the PBX new", "undid what was taken over of the PBX praxis",
	}, wording.LogDid(printer("en"), rows[0]))
}

func TestPermissionsThatWereFoundAreOneList(t *testing.T) {
	h, _ := newBücher(t)
	held := permission.NewSet(permission.PBXView, permission.UserView, permission.LogsView)
	var words []string
	for _, k := range held.Keys() {
		words = append(words, string(k))
	}
	c := h.compared(desk.ImportResellers,
		"Email;Permissions\nnina@bücher.example;"+strings.Join(words, " ")+"\n")
	require.NoError(t, h.handOver(c, "permissions"))
	for range 9 { // The order of a map is another one each time.
		done := h.handover(desk.ShowDone)
		found := done[len(done)-1]
		require.Equal(t, "found", string(found.Part))
		require.Equal(t, "none", string(found.Change))
		var list []permission.Key
		require.NoError(t, json.Unmarshal(found.After[permission.FieldPermissions], &list))
		require.Equal(t, held.Keys(), list)
	}
}

func TestAPBXThatIsMissingThereWasNotMade(t *testing.T) {
	h, kranich := newRich(t)
	id, list := h.differing(kranich)
	h.tickAll()
	made := h.pbx(id).MadeAt
	require.NotEqual(t, core.NoDay, made)
	list = strings.Replace(list, "praxis", "other", 1)
	c := h.compared(desk.ImportPBXs, list)
	require.NoError(t, h.handOver(c, "only_here"))
	require.Equal(t, core.NoDay, h.pbx(id).MadeAt)
	require.NoError(t, h.handOver(c, "only_here"), "it is known already")

	missing := missingOf(h.handover(desk.ShowDone))
	require.Len(t, missing, 1)
	require.Equal(t, "none", string(missing[0].Change))
	require.NoError(t, h.UntickHandover(t.Context(), []string{missing[0].ID}))
	require.Equal(t, made, h.pbx(id).MadeAt)
	require.Empty(t, h.handover(desk.ShowOpen))
}

// missingOf are those of some entries that say that something is not there.
func missingOf(list []desk.HandoverEntry) (missing []desk.HandoverEntry) {
	for _, e := range list {
		if e.Part == "missing" {
			missing = append(missing, e)
		}
	}
	return missing
}

func TestWhatWasFoundToDifferIsThere(t *testing.T) {
	h, kranich := newRich(t)
	h.tickAll()
	_, list := h.differing(kranich)
	c := h.compared(desk.ImportPBXs, list)
	require.Equal(
		t, []string{"differs praxis; Extensions: 20 | 25"}, seen(c),
		"to create it is another entry",
	)
	require.NoError(t, h.handOver(c, "extensions"))
	open := h.handover(desk.ShowOpen)
	require.NotEmpty(t, open)
	sized := false
	for _, e := range open {
		require.NotEqual(t, desk.HandoverCreate, e.Part)
		sized = sized || e.Part == "size" && string(e.Before["extensions"]) == "25"
	}
	require.True(t, sized, titles(open))
	require.Equal(t, []string{"differs praxis; Extensions: 20 | 25 listed"},
		seen(h.compared(desk.ImportPBXs, list)))
}

func TestAResourceThatOnlyTheVendorGivesIsToBeTakenAway(t *testing.T) {
	h, _ := newBücher(t)
	c := h.compared(
		desk.ImportResellers, "Email;Ultimate-plan Extensions\nnina@bücher.example;5\n",
	)
	require.NoError(t, h.handOver(c, string(capacity.UltimateExtensions)))
	open := h.handover(desk.ShowOpen)
	require.Len(t, open, 1)
	list := "Email;Ultimate-plan Extensions\nnina@bücher.example;5\n"
	require.True(
		t, h.compared(desk.ImportResellers, list).Records[0].Differences[0].Listed,
		"also what is nothing here is on the list",
	)
	require.Equal(t, "5", string(open[0].Before[string(capacity.UltimateExtensions)]))
	require.Equal(t, "0", string(open[0].After[string(capacity.UltimateExtensions)]))
	h.tickAll()
	require.Empty(t, h.handover(desk.ShowOpen))
}

func TestWhatWasTickedSinceTheComparisonIsNotOverruled(t *testing.T) {
	h, kranich := newRich(t)
	id, list := h.differing(kranich)
	h.tickAll()
	first := h.compared(desk.ImportPBXs, list)
	require.NoError(t, h.handOver(first, "extensions"))
	entries := len(h.handover(desk.ShowDone))
	require.NoError(t, h.handOver(first, "extensions"))
	require.Len(t, h.handover(desk.ShowDone), entries, "it is written down already")

	listed := h.compared(desk.ImportPBXs, list)
	h.tick("pbx:" + id + ":size")
	require.Equal(t, "compare.decided_meanwhile", key(h.handOver(listed, "extensions")))
	require.Empty(t, h.handover(desk.ShowOpen))

	again := h.compared(desk.ImportPBXs, list)
	size := h.pbx(id).Size
	size.Extensions = 30
	_, err := h.resizePBX(t.Context(), desk.NewID(), id, h.pbx(id).Version, size)
	require.NoError(t, err)
	require.Equal(t, "compare.decided_meanwhile", key(h.handOver(again, "extensions")))
	rows, err := h.Logs(t.Context(), desk.LogQuery{
		Operation: "comparison.handed_over", Result: "ok", Limit: 9,
	})
	require.NoError(t, err)
	require.Len(t, rows, 1)
}

// keepsItsDay ticks a deletion that is undone, says since when the PBX is there, and takes the tick
// back.
func (h *house) keepsItsDay(id string) {
	deletion := desk.NewID()
	require.NoError(h.t, h.DeletePBXs(h.t.Context(), deletion, []string{id}))
	tick := h.tick("pbx:" + id + ":delete")
	require.NoError(h.t, h.Undo(h.t.Context(), desk.NewID(), deletion))
	draft := h.pbx(id).Form()
	draft.MadeAt = h.today() - 5
	_, err := h.ChangePBX(h.t.Context(), desk.NewID(), id, h.pbx(id).Version, draft)
	require.NoError(h.t, err)
	require.NoError(h.t, h.UntickHandover(h.t.Context(), []string{tick}))
	require.Equal(h.t, h.today()-5, h.pbx(id).MadeAt)
}

func TestADayThatAPBXHasStaysWhenADeletionIsUnticked(t *testing.T) {
	h, kranich := newRich(t)
	id := h.addPBX(kranich, h.praxis("lund", 12))
	h.tickAll()
	h.keepsItsDay(id)
}

func TestADeletionThatKeptNoDayGivesNoneBack(t *testing.T) {
	h, kranich := newRich(t)
	id, list := h.differing(kranich)
	c := h.compared(desk.ImportPBXs, list)
	require.NoError(t, h.handOver(c, "extensions"), "it is there, nobody knows since when")
	h.keepsItsDay(id)
}

func TestANewPBXIsUndoneAlsoWhenItsCreationWasTicked(t *testing.T) {
	h, kranich := newRich(t)
	h.tickAll()
	operation := desk.NewID()
	saved, err := h.AddPBX(t.Context(), operation, kranich, h.praxis("lund", 12))
	require.NoError(t, err)
	h.tick("pbx:" + saved.ID)
	require.NoError(t, h.CanUndo(t.Context(), operation))
	require.NoError(t, h.Undo(t.Context(), desk.NewID(), operation))
	open := h.handover(desk.ShowOpen)
	require.Len(t, open, 1)
	require.Equal(t, "delete", string(open[0].Part), "it was made there")
}

func TestWhatIsNotMeantIsNotTakenBack(t *testing.T) {
	h, _ := newBücher(t)
	c := h.compared(desk.ImportResellers, "Company;Email\nKranich;nina@bücher.example\n")
	ids := h.choice(c, account.FieldCompany)
	require.NoError(t, h.UnmarkMeant(t.Context(), c, ids))
	logged := func() int {
		rows, err := h.Logs(t.Context(), desk.LogQuery{
			Operation: "comparison.not_meant", Limit: 9,
		})
		require.NoError(t, err)
		return len(rows)
	}
	require.Zero(t, logged())
	require.NoError(t, h.MarkMeant(t.Context(), c, ids))
	require.NoError(t, h.UnmarkMeant(t.Context(), c, ids), "by what was compared before")
	require.Equal(t, 1, logged())
}

func TestTheLogNamesNobodyWhoIsOnlyThere(t *testing.T) {
	h, _ := newBücher(t)
	list := "Company;First name;Last name;Email;Extensions;Concurrent Calls;" +
		"Call Recording (mins)\nNeu;Ada;Berg;neu@neu.example;5;1;0\n"
	c := h.compared(desk.ImportResellers, list)
	require.NoError(t, h.MarkMeant(t.Context(), c, h.choice(c, "only_there")))
	rows, err := h.Logs(t.Context(), desk.LogQuery{Operation: "comparison.meant", Limit: 9})
	require.NoError(t, err)
	require.Len(t, rows, 1)
	require.Regexp(t, "^there-[0-9a-f]+$", rows[0].Object)
	require.NotContains(t, rows[0].Name, "Neu", "nobody could erase it")

	id := c.Records[0].Differences[0].ID()
	operation := desk.NewID()
	require.NoError(t, h.TakeOverDifferences(t.Context(), operation, c, []string{id}))
	require.NoError(t, h.Undo(t.Context(), desk.NewID(), operation))
	require.Contains(t, seen(h.compared(desk.ImportResellers, list)), "only_there Neu",
		"what was meant of it went when it was added")
}

func TestErasingAResellerTakesAwayWhatWasMeantOfItBefore(t *testing.T) {
	h, _ := newBücher(t)
	c := h.compared(desk.ImportResellers, "Company;Email\nElbe;ELBE@partner.example\n")
	require.NoError(t, h.MarkMeant(t.Context(), c, h.choice(c, "only_there")))
	id := h.addNamed("Elbe")
	require.NoError(t, h.DeleteResellers(t.Context(), desk.NewID(), []string{id}, true))
	_, err := h.ErasePersonal(t.Context(), id)
	require.NoError(t, err)
	left, err := h.store.Deviations(t.Context(), "reseller")
	require.NoError(t, err)
	require.Empty(t, left)
}

// TestErasingTakesAwayWhatWasMeantOfPBXs marks PBXs that are only there, by the address that each
// has when its reseller or customer is erased, and by one that it had before.
func TestErasingTakesAwayWhatWasMeantOfPBXs(t *testing.T) {
	h, kranich := newRich(t)
	domain := h.praxis("x", 1).Domain
	mark := func(name string) {
		c := h.compared(desk.ImportPBXs, "Address;Name\n"+name+"."+domain+";"+name+"\n")
		require.NoError(t, h.MarkMeant(t.Context(), c, h.choice(c, "only_there")))
	}
	for _, name := range []string{"lund", "moved", "praxis"} {
		mark(name)
	}
	ute, err := h.AddCustomer(t.Context(), desk.NewID(), "", pbx.CustomerDraft{
		FirstName: "Ute", Company: "Praxis Ute", Email: "ute@elbtunnel.example",
	})
	require.NoError(t, err)
	draft := h.praxis("praxis", 5)
	draft.Customers = []pbx.Ref{{ID: ute}}
	praxis := h.addPBX("", draft)
	lund, moved := h.addPBX(kranich, h.praxis("lund", 5)), h.addPBX(kranich, h.praxis("moved", 5))
	form := h.pbx(moved).Form()
	form.SubDomain = "elsewhere"
	_, err = h.ChangePBX(t.Context(), desk.NewID(), moved, h.pbx(moved).Version, form)
	require.NoError(t, err)
	require.NoError(t, h.DeletePBXs(t.Context(), desk.NewID(), []string{lund, moved, praxis}))
	require.NoError(t, h.DeleteResellers(t.Context(), desk.NewID(), []string{kranich}, true))
	require.NoError(t, h.DeleteCustomers(t.Context(), desk.NewID(), []string{ute}))
	left := func() int {
		list, err := h.store.Deviations(t.Context(), "pbx")
		require.NoError(t, err)
		return len(list)
	}
	require.Equal(t, 3, left())
	_, err = h.ErasePersonal(t.Context(), kranich)
	require.NoError(t, err)
	require.Equal(t, 1, left(), "that of the customer")
	_, err = h.ErasePersonal(t.Context(), ute)
	require.NoError(t, err)
	require.Zero(t, left())
	h.proved()
}
