package desk_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
	"resellerdesk/core/pbx"
	"resellerdesk/core/permission"
)

// TestWhatCannotBeStoredIsDoneInNoPart does what the owner of a workspace can, and lets each change
// of a row that an action makes fail, one after the other. The action says so, and leaves
// everything as it was; with the same arguments it is done in the end.
func TestWhatCannotBeStoredIsDoneInNoPart(t *testing.T) {
	t.Run("distributor", func(t *testing.T) {
		w := newDistributorWalk(t)
		w.desk = w.owner.Desk
		for _, g := range slices.Concat(w.ofOwner(), w.ofSeller()) {
			require.True(t, w.unstorable(g), g.method)
		}
		require.GreaterOrEqual(t, w.unstorableOf(w.changing()), 55)
	})
	t.Run("reseller", func(t *testing.T) {
		w := newResellerWalk(t)
		w.desk = w.owner.Desk
		for _, g := range w.ofOwner() {
			require.True(t, w.unstorable(g), g.method)
		}
		require.GreaterOrEqual(t, w.unstorableOf(w.changing()), 40)
	})
}

// ofOwner are actions that only the owner of a workspace can do, and some with better arguments
// than those that must be refused.
func (w *walk) ofOwner() []governed {
	h, ctx, t := w.owner, w.t.Context(), w.t
	gone, err := h.AddCustomer(ctx, desk.NewID(), "", adaWeber())
	require.NoError(t, err)
	require.NoError(t, h.DeleteCustomers(ctx, desk.NewID(), []string{gone}))
	eva := colleagueDraft(permission.UserView)
	eva.Profile.Email = "eva@moewe.example"
	w.things["erasable"], w.things["mill"] = gone, w.things[string(capacity.PBXAdded)]
	return []governed{
		takes("SendPBXActivation", "", "pbx", args{"customers": []string{w.things["customer"]}}),
		takes("RecordConsumption", "", "mill", args{"minutes": int64(1)}),
		takes("EditColleague", "", "colleague", args{"draft": eva}),
		takes("ErasePersonal", "", "erasable"),
		takes("SetRetention", "", "", args{"months": 6}),
		takes("NewRecoveryCode", "", ""),
	}
}

// ofSeller is ofOwner for what only a distributor does.
func (w *walk) ofSeller() []governed {
	h, ctx, t := w.owner, w.t.Context(), w.t
	seen, err := h.Terms(ctx)
	require.NoError(t, err)
	more := seen
	more.Total = seen.Total.Clone()
	more.Total[capacity.Extensions] += 7
	few := account.Preset{
		Kind: account.PermissionPreset, Name: "Few",
		Permissions: permission.NewSet(permission.PBXView),
	}
	list := h.compared(desk.ImportResellers, "Company;Email;Phone\nKranich AG;"+
		w.draft.Profile.Email+";+49 40 77\n")
	ids := []string{}
	for _, r := range list.Records {
		for _, d := range r.Differences {
			ids = append(ids, d.ID())
		}
	}
	require.GreaterOrEqual(t, len(ids), 2)
	meant := args{"c": list, "ids": ids[1:2]}
	return []governed{
		takes("MarkMeant", "", "", meant),
		takes("UnmarkMeant", "", "", meant),
		takes("HandOverDifferences", "", "", meant),
		takes("TakeOverDifferences", "", "", args{"c": list, "ids": ids[:1]}),
		takes("SetSubscription", "", "", args{"seen": seen, "to": more}),
		takes("SetRegions", "", "", args{"list": pbx.DefaultRegions()}),
		takes("ApplyPreset", "", "reseller", args{"p": few}),
		takes("SendPasswordReset", "", "active"),
	}
}

// unstorableOf tries many actions, some of which are refused, and returns how many of them, counted
// by method and by what they are done to, were done in the end.
func (w *walk) unstorableOf(list []governed) int {
	done := map[string]bool{}
	for _, g := range list {
		if w.unstorable(g) {
			done[g.method+" "+g.of] = true
		}
	}
	w.t.Log(slices.Sorted(maps.Keys(done)))
	return len(done)
}

// unstorable lets the first changes of an action fail, and tells whether the action was done in the
// end. Erasing has one more to make after each try, which is logged.
func (w *walk) unstorable(g governed) (done bool) {
	const most, none = 40, 1_000_000
	for n := 0; ; n++ {
		if n == most {
			n = none
		}
		before := w.stored()
		left := engine.FailAfter(w.t, w.owner.place, n)
		told := 0
		stop := w.desk.Listen(func(desk.Events) { told++ })
		err := w.call(g)
		stop()
		if err == nil {
			assert.True(w.t, told > 0 || silent(g), "who shows it is not told of %s", g.method)
			return assert.GreaterOrEqual(
				w.t, left(), 0, "%s kept what it did although change %d failed", g.method, n,
			)
		}
		if n == none || !strings.Contains(err.Error(), "stuck") {
			w.t.Log(g.method, g.of, err)
			return false
		}
		if !assert.Equal(w.t, before, w.stored(), "%s, when change %d failed", g.method, n) {
			return false
		}
	}
}

// silent tells whether nothing that is shown changes by an action but the log, or what only its
// caller shows.
func silent(g governed) bool {
	return strings.HasPrefix(g.method, "Export") || slices.Contains([]string{
		"SendTest", "SetRetention", "NewRecoveryCode", "MarkMeant", "UnmarkMeant", "SavePreset",
		"DeletePreset",
	}, g.method)
}

// TestWhatCannotBeReadIsDoneInNoPart lets each question to the store fail that an action asks, one
// after the other. The action says so, and leaves everything as it was.
func TestWhatCannotBeReadIsDoneInNoPart(t *testing.T) {
	t.Run("distributor", func(t *testing.T) {
		w := newDistributorWalk(t)
		w.desk = w.owner.Desk
		w.unreadableOf(slices.Concat(w.reads(), w.ofOwner(), w.ofSeller(), w.changing()))
	})
	t.Run("reseller", func(t *testing.T) {
		w := newResellerWalk(t)
		w.desk = w.owner.Desk
		w.unreadableOf(slices.Concat(w.reads(), w.ofOwner(), w.changing()))
	})
}

func (w *walk) unreadableOf(list []governed) {
	questions := 0
	for _, g := range list {
		questions += w.unreadable(g)
	}
	require.Greater(w.t, questions, 1_500)
}

// unreadable lets questions of an action fail, the first ones and then some, and returns how many
// there are.
func (w *walk) unreadable(g governed) (questions int) {
	g.args = maps.Clone(g.args)
	if g.args == nil {
		g.args = args{}
	}
	for n := 0; ; n += 1 + n/8 {
		before := w.stored()
		ctx, asked := engine.FailQuestion(w.t.Context(), n)
		g.args["ctx"] = ctx
		out := w.results(g)
		err := out[len(out)-1]
		count, by := asked()
		needed := !slices.ContainsFunc(optional, func(function string) bool {
			return slices.ContainsFunc(by, func(b string) bool {
				return strings.HasSuffix(b, function)
			})
		})
		if count <= n {
			return count
		}
		if needed {
			assert.Contains(w.t, fmt.Sprintf("%+v", out), "stuck", "%s, question %d of %s",
				g.method, n, by)
		}
		after := w.stored()
		if err == nil && !slices.Equal(before, after) {
			return count
		}
		assert.Equal(w.t, before, after, "%s, question %d of %s", g.method, n, by)
	}
}

// optional are functions whose questions an action can do without.
var optional = []string{
	".ReadSigningKey",     // It is asked once more in the transaction that needs it.
	".(*Desk).nameOf",     // Of a log entry about what was refused.
	".(*Face).KeepMark",   // Of what was done.
	".forget",             // What was erased is taken from the file later.
	"sqlite.sameSnapshot", // A check goes on with one connection.
}

// stored stands for everything that the workspace holds but its log.
func (w *walk) stored() []string {
	return slices.Concat(
		engine.Texts(w.t, w.owner.place, `SELECT tab || ' ' || entries || ' ' || hex(sum)
			FROM proof_total WHERE tab <> 'clock' ORDER BY tab`),
		engine.Texts(w.t, w.owner.place, `SELECT operations || ' ' || transfers FROM proof_state`),
	)
}
