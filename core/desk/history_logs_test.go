package desk_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
	"resellerdesk/core/i18n"
	"resellerdesk/core/permission"
	"resellerdesk/core/wording"
)

// operations are what a query of the log finds, the newest first; each with the result when it was
// refused.
func (h *house) operations(q desk.LogQuery) []string {
	if q.Limit == 0 {
		q.Limit = 100
	}
	rows, err := h.Logs(h.t.Context(), q)
	require.NoError(h.t, err)
	list := []string{}
	for _, r := range rows {
		text := r.Operation
		if r.Refused() {
			text += " " + r.Result
		}
		list = append(list, text)
	}
	if q.Offset == 0 {
		n, err := h.CountLogs(h.t.Context(), q)
		require.NoError(h.t, err)
		require.Len(h.t, list, n, "the count fits the list")
	}
	return list
}

// busyDay is a house in which things were done, undone and refused; it returns the reseller's id.
func busyDay(t *testing.T) (*house, string) {
	h := newDistributor(t)
	id := h.add(false).ID
	h.clock.Add(24 * time.Hour)
	require.NoError(
		t, h.SuspendResellers(t.Context(), desk.NewID(), []string{id}, "Unbezahlte Rechnung", core.NoDay),
	)
	require.Error(t, h.SuspendResellers(t.Context(), desk.NewID(), []string{id}, "again", core.NoDay))
	h.clock.Add(24 * time.Hour)
	require.NoError(t, h.Undo(t.Context(), desk.NewID(), h.past()[0].ID))
	require.Error(t, h.SignIn(t.Context(), ownerEmail, "wrong"))
	return h, id
}

func TestTheLogHoldsEveryAttemptTheNewestFirst(t *testing.T) {
	h, id := busyDay(t)
	require.Equal(t, []string{
		"signin unauthenticated", "undo.reseller.suspended", "reseller.suspended conflict",
		"reseller.suspended", "reseller.added",
		"email.settings", "subscription.set",
	}, h.operations(desk.LogQuery{}))
	rows, err := h.Logs(t.Context(), desk.LogQuery{Limit: 100})
	require.NoError(t, err)
	for _, r := range rows {
		require.Equal(t, "Ida Brandt", r.Person, r.Operation)
	}
	require.Equal(
		t, "Kranich Telefonie GmbH", rows[2].Name, "a refused one names what it was about, too",
	)
	require.Equal(t, id, rows[2].Object)
	require.Equal(t, "reseller.cannot_suspend", core.ParseErrors(rows[2].Detail)[0].Key)
	require.Equal(t, "Unbezahlte Rechnung", rows[3].Detail)
	require.NotEmpty(t, rows[3].OperationID)
	require.NotEmpty(t, rows[3].Before)
	require.Greater(t, rows[0].Number, rows[1].Number)
}

func TestTheLogIsFilteredAndPaged(t *testing.T) {
	h, id := busyDay(t)
	day := time.Date(2026, 11, 25, 0, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		q    desk.LogQuery
		want []string
	}{
		"refused": {
			desk.LogQuery{Result: desk.LogRefused},
			[]string{"signin unauthenticated", "reseller.suspended conflict"},
		},
		"ok": {
			desk.LogQuery{Result: desk.LogOK, Module: desk.LogEmail}, []string{"email.settings"},
		},
		"module": {
			desk.LogQuery{Module: desk.LogSubscription}, []string{"subscription.set"},
		},
		"operation": {
			desk.LogQuery{Operation: "reseller.suspended"},
			[]string{
				"undo.reseller.suspended", "reseller.suspended conflict", "reseller.suspended",
			},
		},
		"object": {
			desk.LogQuery{Object: id, Operation: "reseller.added"}, []string{"reseller.added"},
		},
		"person": {
			desk.LogQuery{Actor: "BRAND", Module: desk.LogSignIn},
			[]string{"signin unauthenticated"},
		},
		"nobody": {desk.LogQuery{Actor: "Otto"}, []string{}},
		"search name": {
			desk.LogQuery{Search: "kränich tele", Result: desk.LogOK},
			[]string{"undo.reseller.suspended", "reseller.suspended", "reseller.added"},
		},
		"search detail": {desk.LogQuery{Search: "unbezahlte"}, []string{"reseller.suspended"}},
		"search refusal": {
			desk.LogQuery{Search: "cannot_suspend"}, []string{"reseller.suspended conflict"},
		},
		"not its form": {desk.LogQuery{Search: `"Args"`}, []string{}},
		"search title": {
			desk.LogQuery{Search: "Postausgang", Titled: []string{"email.settings"}},
			[]string{"email.settings"},
		},
		"a day": {
			desk.LogQuery{From: day, To: day.AddDate(0, 0, 1)},
			[]string{"reseller.suspended conflict", "reseller.suspended"},
		},
		"a page": {
			desk.LogQuery{Offset: 1, Limit: 2},
			[]string{"undo.reseller.suspended", "reseller.suspended conflict"},
		},
		"module, search": {
			desk.LogQuery{Module: desk.LogUser, Search: "unbezahlte"},
			[]string{"reseller.suspended"},
		},
	} {
		require.Equal(t, c.want, h.operations(c.q), name)
		h.countsEach(c.q)
	}
	h.countsEach(desk.LogQuery{})
}

// countsEach compares the counts of the quick filters with how many entries each of them leaves.
func (h *house) countsEach(q desk.LogQuery) {
	counts, err := h.LogCounts(h.t.Context(), q)
	require.NoError(h.t, err)
	count := func(module string, result desk.LogResult) int {
		q.Module, q.Result = module, result
		n, err := h.CountLogs(h.t.Context(), q)
		require.NoError(h.t, err)
		return n
	}
	require.Equal(h.t, count("", desk.LogAny), counts.All)
	require.Equal(h.t, count("", desk.LogRefused), counts.Refused)
	for _, module := range desk.LogModules() {
		require.Equal(h.t, count(module, desk.LogAny), counts.Modules[module], module)
	}
}

// TestWhatTheProgramDoesHasNoPerson lets a suspension lift itself.
func TestWhatTheProgramDoesHasNoPerson(t *testing.T) {
	h := newDistributor(t)
	until := core.DayOf(h.clock.Now())
	require.NoError(
		t,
		h.SuspendResellers(t.Context(), desk.NewID(), []string{h.add(false).ID}, "unpaid", until),
	)
	h.clock.set((until + 1).Start())
	require.NoError(t, h.RunDue(t.Context()))
	rows, err := h.Logs(t.Context(), desk.LogQuery{Limit: 1})
	require.NoError(t, err)
	require.Equal(t, "reseller.resumed", rows[0].Operation)
	require.Empty(t, rows[0].Person)
}

func TestTheLogNeedsItsPermission(t *testing.T) {
	h := newDistributor(t)
	_, first := h.addMax(permission.UserView)
	h.open()
	require.NoError(t, h.SignIn(t.Context(), colleagueEmail, first))
	require.NoError(t, h.ChangePassword(t.Context(), first, ownPassword))
	_, err := h.Logs(t.Context(), desk.LogQuery{Limit: 1})
	require.Equal(t, core.Forbidden, core.CodeOf(err))
	_, err = h.CountLogs(t.Context(), desk.LogQuery{})
	require.Equal(t, core.Forbidden, core.CodeOf(err))
	require.Error(t, h.DeleteResellers(t.Context(), desk.NewID(), []string{"x"}, false))
	rows, err := h.store.Logs(t.Context(), desk.LogQuery{Limit: 1})
	require.NoError(t, err)
	require.Equal(t, "forbidden", rows[0].Result)
	require.Equal(t, "Max Ohm", rows[0].Person, "whoever may not, is named nevertheless")
}

func TestCanUndoSaysWhyNot(t *testing.T) {
	h := newDistributor(t)
	id := h.add(false).ID
	require.NoError(t, h.SuspendResellers(t.Context(), desk.NewID(), []string{id}, "unpaid", core.NoDay))
	suspended := h.past()[0].ID
	require.NoError(t, h.CanUndo(t.Context(), suspended))
	require.NoError(t, h.Undo(t.Context(), desk.NewID(), suspended))
	require.Equal(t, "undo.already", key(h.CanUndo(t.Context(), suspended)))
	require.Equal(t, core.NotFound, core.CodeOf(h.CanUndo(t.Context(), "no such operation")))
	require.NoError(t, h.SignOut(t.Context()))
	require.Equal(t, core.Unauthenticated, core.CodeOf(h.CanUndo(t.Context(), suspended)))
}

// TestEveryOperationHasATitle reads out of the source what is ever logged.
func TestEveryOperationHasATitle(t *testing.T) {
	logged := map[string]bool{}
	for pattern, files := range map[string]string{
		`Operation:\s+"([a-z_.]+)"`: "*.go", `Verb = "([a-z_.]+)"`: "../capacity/verb.go",
		`changePreset\(ctx, "([a-z_.]+)"`: "presets.go", `Decision = "([a-z_]+)"`: "outbox.go",
	} {
		names, err := filepath.Glob(files)
		require.NoError(t, err)
		for _, name := range names {
			source, err := os.ReadFile(name)
			require.NoError(t, err)
			for _, found := range regexp.MustCompile(pattern).FindAllStringSubmatch(
				string(source), -1,
			) {
				operation := found[1]
				if files == "outbox.go" {
					operation = "mail." + operation
				}
				if operation != "mail." {
					logged[operation] = true
				}
			}
		}
	}
	require.Greater(t, len(logged), 15)
	for operation := range logged {
		require.True(t, slices.Contains(wording.Operations(), operation), operation)
	}
	for _, lang := range []string{"en", "de"} {
		p := printer(lang)
		for _, operation := range wording.Operations() {
			require.NotContains(t, wording.OperationTitle(p, operation), ".", operation)
			undone := wording.OperationTitle(p, string(capacity.Verb(operation).Reversed()))
			require.Contains(t, undone, wording.OperationTitle(p, operation))
		}
	}
	require.Equal(
		t, "Redone: Reseller created", wording.OperationTitle(printer("en"), "redo.reseller.added"),
	)
}

func TestTheSearchFindsTitles(t *testing.T) {
	require.ElementsMatch(t, []string{
		"reseller.suspended", "undo.reseller.suspended", "redo.reseller.suspended",
		"colleague.suspended", "undo.colleague.suspended", "redo.colleague.suspended",
	}, wording.OperationsTitled(printer("de"), "GESPERRT"))
	require.Contains(t, wording.OperationsTitled(printer("en"), "undone"), "undo.subscription.set")
	require.Empty(t, wording.OperationsTitled(printer("en"), "Kranich"))
}

// TestNoModuleOfTheLogIsForgotten compares the list with the constants of the package, and its
// words with both languages.
func TestNoModuleOfTheLogIsForgotten(t *testing.T) {
	parsed, err := parser.ParseFile(token.NewFileSet(), "../store/log.go", nil, 0)
	require.NoError(t, err)
	var declared []string
	ast.Inspect(parsed, func(n ast.Node) bool {
		spec, is := n.(*ast.ValueSpec)
		if is && strings.HasPrefix(spec.Names[0].Name, "Module") {
			name, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
			require.NoError(t, err)
			declared = append(declared, name)
		}
		return true
	})
	require.ElementsMatch(t, declared, desk.LogModules())
	for _, module := range desk.LogModules() {
		for _, lang := range i18n.Languages {
			key := "log.module." + module
			require.NotEqual(t, key, printer(lang).T(key), lang)
		}
	}
}

// verbs are all verbs of operations that somebody can undo, out of the code that declares them.
func verbs(t *testing.T) []capacity.Verb {
	file, err := parser.ParseFile(token.NewFileSet(), "../capacity/verb.go", nil, 0)
	require.NoError(t, err)
	var list []capacity.Verb
	never := append(capacity.SignedVerbs(), capacity.PBXsKept, capacity.PBXConsumed)
	ast.Inspect(file, func(n ast.Node) bool {
		if spec, is := n.(*ast.ValueSpec); is && fmt.Sprint(spec.Type) == "Verb" {
			name, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
			require.NoError(t, err)
			if v := capacity.Verb(name); !slices.Contains(never, v) {
				list = append(list, v)
			}
		}
		return true
	})
	require.Greater(t, len(list), 20)
	return list
}

// TestWhatHappenedIsSaidInSentences says every operation in every language after a name: done,
// refused, undone and done again. No sentence is a heading behind a colon.
func TestWhatHappenedIsSaidInSentences(t *testing.T) {
	for _, lang := range i18n.Languages {
		words := printer(lang)
		did := func(operation, name, result string) string {
			said := wording.LogDid(words, desk.LogRow{LogEntry: desk.LogEntry{
				Operation: operation, Name: name, Object: "1", Result: result,
			}})
			require.NotContains(t, said, "did.", "%s in %s", operation, lang)
			require.NotRegexp(
				t, `^[A-ZÄÖÜ]|\.$|  | $| of$| von$`, said, "%s after a name", operation,
			)
			if name != "" {
				require.NotContains(t, said, ":", "%s in %s", operation, lang)
			}
			return said
		}
		for _, operation := range wording.Operations() {
			done := did(operation, "Kranich", "ok")
			did(operation, "", "ok")
			did(operation, "", "forbidden")
			if operation != "ledger.proof" {
				require.NotEqual(t, done, did(operation, "Kranich", "forbidden"), operation)
			}
		}
		for _, verb := range verbs(t) {
			undo := verb.Reversed()
			done, undone := did(string(verb), "Kranich", "ok"), did(string(undo), "Kranich", "ok")
			require.NotEqual(t, done, undone, verb)
			require.NotEqual(t, undone, did(string(undo.Reversed()), "Kranich", "ok"), verb)
		}
	}
	say := func(lang, operation, name, result string) string {
		entry := desk.LogEntry{Operation: operation, Name: name, Object: "1", Result: result}
		return wording.LogDid(printer(lang), desk.LogRow{LogEntry: entry})
	}
	require.Equal(t, "could not send the mail to z@zeta.example",
		say("en", "mail.delivery", "z@zeta.example", "permanent"))
	require.Equal(t, "konnte die E-Mail an z@zeta.example nicht senden",
		say("de", "mail.delivery", "z@zeta.example", "permanent"))
	require.Equal(t, "hat das Hinzufügen des Resellers Zeta Works rückgängig gemacht",
		say("de", "undo.reseller.added", "Zeta Works", "ok"))
	require.Equal(t, "undid the suspension of Alpenfon GmbH",
		say("en", "undo.reseller.suspended", "Alpenfon GmbH", "ok"))
	require.Equal(
		t, "found that the ledger does not match", say("en", "ledger.proof", "", "conflict"),
	)
	row := desk.LogRow{LogEntry: desk.LogEntry{
		Operation: string(capacity.ResellerAdded), Name: "Kranich", Object: "1", Result: "ok",
	}}
	require.Equal(t, "added the reseller Kranich", wording.LogDid(printer("en"), row))
	require.Equal(t, "hat den Reseller Kranich hinzugefügt", wording.LogDid(printer("de"), row))
	row.Operation, row.Object, row.Module = string(capacity.Suspended), "1 2", desk.LogUser
	require.Equal(t, "suspended 2 resellers", wording.LogDid(printer("en"), row))
}
