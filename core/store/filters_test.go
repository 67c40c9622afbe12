package store_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/store"
)

func TestSearchParts(t *testing.T) {
	for text, want := range map[string]store.Parts{
		"": nil, " \t": nil, "Kranich": {"kranich"}, " KRANICH ": {"kranich"},
		"Größe": {"grosse", "größe"}, "é@a.example": {"e@a.example", "é@a.example"},
	} {
		require.Equal(t, want, store.SearchParts(text), text)
	}
}

func day() store.UpTo { return store.UpTo(core.NewDay(2027, time.March, 31)) }

func TestFiltersOfResellers(t *testing.T) {
	for column, texts := range map[store.Column]map[string]store.Match{
		store.ByCompany:    {" Süd ": store.Parts{"sud", "süd"}},
		store.ByName:       {"koch": store.Parts{"koch"}},
		store.ByEmail:      {"P1@": store.Parts{"p1@"}},
		store.ByTags:       {"Gold": store.Parts{"gold"}},
		store.ByNumber:     {"K-1": store.Parts{"k-1"}},
		store.ByExtensions: {"1-2": store.Range{Low: 1, High: 2}, "some": store.Nothing{}},
		store.ByCalls:      {"7": store.Range{Low: 7, High: 7}},
		store.ByMinutes:    {"<8": store.Range{High: 7}},
		store.ByPBXs:       {"0": store.Range{}},
		store.ByValidUntil: {"2027-03-31": day(), "31.3.2027": store.Nothing{}},
		store.ByStatus: {
			"queued": store.StatusQueued.Condition().Match, "asleep": store.Nothing{},
		},
	} {
		for text, want := range texts {
			q := store.ResellerQuery{Filters: map[store.Column]string{column: text}}
			require.Equal(t, []store.Condition{{Column: column, Match: want}}, q.Conditions(), text)
		}
	}
}

func TestFiltersOfPBXs(t *testing.T) {
	for column, texts := range map[store.Column]map[string]store.Match{
		store.ByName:          {"Öl": store.Parts{"ol", "öl"}},
		store.ByOwner:         {"alv": store.Parts{"alv"}},
		store.ByHost:          {"A.B": store.Parts{"a.b"}},
		store.ByRegion:        {"North": store.Parts{"north"}},
		store.ByExtensions:    {"5": store.Range{Low: 5, High: 5}},
		store.ByTranscription: {"x": store.Nothing{}},
		store.ByPlan:          {"ultimate": store.Exactly("ultimate")},
		store.ByType:          {"trial": store.Exactly("trial")},
		store.ByActivated:     {"yes": store.Yes(true), "no": store.Yes(false)},
		store.ByExpiry:        {"2027-03-31": day(), "tomorrow": store.Nothing{}},
		store.ByStatus: {
			"over": store.PBXOver.Condition().Match, "asleep": store.Nothing{},
		},
	} {
		for text, want := range texts {
			q := store.PBXQuery{Filters: map[store.Column]string{column: text}}
			require.Equal(t, []store.Condition{{Column: column, Match: want}}, q.Conditions(), text)
		}
	}
}

func TestFiltersOfCustomers(t *testing.T) {
	q := store.CustomerQuery{Filters: map[store.Column]string{
		store.ByPhone: " +49 (40) ", store.ByCity: "Köln", store.ByName: " ", store.ByPBXs: "7",
	}}
	require.Equal(t, []store.Condition{
		{Column: store.ByPhone, Match: store.Literal("+49 (40)")},
		{Column: store.ByCity, Match: store.Parts{"koln", "köln"}},
	}, q.Conditions(), "in the order of the columns' names, and no other ones")
}

func TestOperationsOfALogQuery(t *testing.T) {
	require.Equal(
		t, []string{"reseller.added", "undo.reseller.added", "redo.reseller.added"},
		store.LogQuery{Operation: "reseller.added"}.Operations(),
	)
	for _, operation := range []string{"undo.reseller.added", "redo.reseller.added"} {
		require.Equal(
			t, []string{operation}, store.LogQuery{Operation: operation}.Operations(),
		)
	}
}
