package account_test

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/permission"
)

// full is an account that says something in every field, each time something else.
func full() account.Account {
	return account.Account{
		State: account.Suspended,
		Profile: account.Profile{
			Company: "Kranich", FirstName: "Nina", LastName: "Albrecht",
			Email: "nina@kranichtel.example", Phone: "1", Mobile: "2", Address: "Hafen 3",
			Remark: "nice", Language: "de", Tags: "north", ExternalNumber: "K-4",
			ValidUntil: day(24),
		},
		Package: capacity.Package{
			MinExtensions: 5, PBXLimit: new(int64(6)), HighAvailability: true, WhiteLabel: true,
			Amounts: capacity.Amounts{},
		},
		Permissions: permission.NewSet(permission.AlarmView, permission.PBXView),
		Preset:      "only-looks",
		Suspension: &account.Suspension{
			From: account.Active, Until: day(20), Reason: "unpaid", ByEnd: true,
		},
		Bin: &account.Bin{From: account.Suspended, Until: at(31)},
	}
}

// written is full as the log keeps it for ever.
const written = `{"state":"suspended","company":"Kranich","first_name":"Nina",
	"last_name":"Albrecht","email":"nina@kranichtel.example","phone":"1","mobile":"2",
	"address":"Hafen 3","remark":"nice","language":"de","tags":"north",
	"external_number":"K-4","valid_until":"2026-12-24",
	"min_extensions":5,"pbx_limit":6,"high_availability":true,"white_label":true,
	"permissions":["pbx.view","alarm.view"],"preset":"only-looks",
	"suspension":{"from":"active","until":"2026-12-20","reason":"unpaid","by_end":true},
	"bin":{"from":"suspended","until":"2026-12-31T00:00:00Z"}}`

func TestFieldsAreNamedAsTheLogKeepsThem(t *testing.T) {
	text, err := full().FieldsText()
	require.NoError(t, err)
	require.JSONEq(t, written, text)
	fields, err := full().Fields()
	require.NoError(t, err)
	same, err := core.ParseFields(text)
	require.NoError(t, err)
	require.Equal(t, same, fields)
	text, err = account.Account{}.FieldsText()
	require.NoError(t, err)
	require.Contains(t, text, `"permissions":[]`, "none is no null")
	require.Contains(t, text, `"pbx_limit":null`)
	require.NotContains(t, text, "extensions\":null", "what is not included is no field")
}

// TestFieldsOfTheTimeBeforeThereWereDays: a day was the moment of its last second.
func TestFieldsOfTheTimeBeforeThereWereDays(t *testing.T) {
	moment := func(day int) string {
		return time.Date(2026, 12, day, 23, 59, 59, 0, time.Local).UTC().Format(time.RFC3339)
	}
	old := strings.NewReplacer("2026-12-24", moment(24), "2026-12-20", moment(20)).Replace(written)
	fields, err := core.ParseFields(old)
	require.NoError(t, err)
	got, err := account.Account{}.With(fields, []string{"valid_until", "suspension"})
	require.NoError(t, err)
	require.Equal(t, day(24), got.Profile.ValidUntil)
	require.Equal(t, day(20), got.Suspension.Until)
}

// TestFieldsHoldEachAmount under the name of its resource, a zero too.
func TestFieldsHoldEachAmount(t *testing.T) {
	for i, r := range capacity.Resources() {
		for _, n := range []int64{0, int64(i + 1)} {
			a := full()
			a.Package.Amounts = capacity.Amounts{r: n}
			fields, err := a.Fields()
			require.NoError(t, err)
			want, err := core.ParseFields(written)
			require.NoError(t, err)
			want[string(r)], err = json.Marshal(n)
			require.NoError(t, err)
			require.Equal(t, len(want), len(fields), r)
			require.Equal(t, want[string(r)], fields[string(r)], r)
		}
		require.True(t, account.IsAmount(string(r)))
	}
	require.False(t, account.IsAmount("min_extensions"))
	require.False(t, account.IsAmount(""))
}

// TestWithTakesOverTheNamedFieldsAlone puts each field back by itself, and all of them.
func TestSomeFieldsAreThoseOfAll(t *testing.T) {
	a := account.Account{
		State: account.Active,
		Profile: account.Profile{
			Company: "Müller & Söhne", Email: "a@a.example", ValidUntil: core.NewDay(2030, 3, 31),
		},
		Package:     capacity.Package{Amounts: capacity.Amounts{capacity.Extensions: 0}},
		Permissions: permission.NewSet(permission.PBXView),
	}
	all, err := a.Fields()
	require.NoError(t, err)
	var names []string
	for name := range all {
		names = append(names, name)
	}
	some, err := a.FieldsIn(append(names, "concurrent_calls", "nothing"))
	require.NoError(t, err)
	require.Equal(t, all, some)
	require.Equal(t, `"Müller \u0026 Söhne"`, string(some["company"]))
	some, err = a.FieldsIn([]string{"email"})
	require.NoError(t, err)
	require.Equal(t, core.Fields{"email": []byte(`"a@a.example"`)}, some)
}

func TestWithTakesOverTheNamedFieldsAlone(t *testing.T) {
	fields, err := full().Fields()
	require.NoError(t, err)
	names := slices.Sorted(maps.Keys(fields))
	empty := account.Account{ID: "kranich", Version: 7, Kind: account.Reseller}
	for _, name := range names {
		got, err := empty.With(fields, []string{name})
		require.NoError(t, err)
		now, err := got.Fields()
		require.NoError(t, err)
		before, err := empty.Fields()
		require.NoError(t, err)
		require.Equal(t, []string{name}, before.Changed(now))
		require.Equal(t, fields[name], now[name])
	}
	got, err := empty.With(fields, names)
	require.NoError(t, err)
	want := full()
	want.ID, want.Version, want.Kind = empty.ID, empty.Version, empty.Kind
	want.Package.Amounts = nil
	require.Equal(t, want, got)
	got, err = want.With(nil, nil)
	require.NoError(t, err)
	require.Equal(t, want, got, "nothing is taken over")
}

// TestWithLeavesAmountsToTheLedger puts back a field that is an amount.
func TestWithLeavesAmountsToTheLedger(t *testing.T) {
	a := full()
	a.Package.Amounts = capacity.Amounts{capacity.Extensions: 120}
	got, err := a.With(
		core.Fields{"extensions": json.RawMessage("5"), "company": json.RawMessage(`"K"`)},
		[]string{"extensions", "company"},
	)
	require.NoError(t, err)
	require.Equal(t, "K", got.Profile.Company)
	require.Equal(t, capacity.Amounts{capacity.Extensions: 120}, got.Package.Amounts)
}

func TestWithRefusesWhatIsNoField(t *testing.T) {
	for _, value := range []string{"7", "{", ""} {
		a := full()
		got, err := a.With(core.Fields{"company": json.RawMessage(value)}, []string{"company"})
		require.Error(t, err, value)
		require.Equal(t, a, got, "nothing is taken over")
	}
}

// TestATimeThatCannotBeWritten: JSON ends with the year 9999.
func TestATimeThatCannotBeWritten(t *testing.T) {
	a := full()
	a.Bin.Until = time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)
	_, err := a.Fields()
	require.Error(t, err)
	_, err = a.FieldsText()
	require.Error(t, err)
	got, err := a.With(core.Fields{"company": json.RawMessage(`"K"`)}, []string{"company"})
	require.Error(t, err)
	require.Equal(t, a, got, "nothing is taken over")
}

// TestADraftIsReadBack with its amounts: what is not included is not 0.
func TestADraftIsReadBack(t *testing.T) {
	for _, amounts := range []capacity.Amounts{
		{},
		{capacity.Extensions: 0},
		{capacity.Extensions: 120, capacity.TranscriptionMinutes: 0, capacity.CustomDomains: 3},
	} {
		want := full().Draft()
		want.Package.Amounts = amounts
		fields, err := want.Fields()
		require.NoError(t, err)
		got, err := account.DraftOf(fields)
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
	got, err := account.DraftOf(nil)
	require.NoError(t, err)
	require.Empty(t, got.Package.Amounts)
	require.NotNil(t, got.Package.Amounts, "it can be written to")
}

func TestADraftThatCannotBeRead(t *testing.T) {
	for _, field := range []string{"extensions", "transcription_minutes", "company"} {
		fields, err := draft().Fields()
		require.NoError(t, err)
		fields[field] = json.RawMessage("[]")
		_, err = account.DraftOf(fields)
		require.Error(t, err, field)
	}
}
