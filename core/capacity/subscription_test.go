package capacity_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/capacity"
)

// said is what a problem is about, without its words.
type said struct {
	field, key string
	args       core.Args
}

func saidOf(problems core.Problems) []said {
	var list []said
	for _, p := range problems {
		list = append(list, said{p.Field, p.Key, p.Args})
	}
	return list
}

// inRange are the arguments of a refused amount.
var inRange = core.Args{"Min": int64(0), "Max": int64(1_000_000_000)}

// large is a subscription or package of which every resource may be the share of another.
func large() capacity.Amounts {
	return capacity.Amounts{
		capacity.Extensions: 1_000_000_000, capacity.ConcurrentCalls: 0,
		capacity.RecordingMinutes: 0,
	}
}

// endless has as much free as anybody can ask for.
func endless() capacity.Pool {
	pool := capacity.Pool{Free: capacity.Amounts{}, HighAvailability: true, WhiteLabel: true}
	for _, r := range capacity.Resources() {
		pool.Free[r] = 1_000_000_000
	}
	return pool
}

// TestAnAmountIsFrom0To1000000000 tries both sides of both bounds, of every resource, in everything
// that holds amounts.
func TestAnAmountIsFrom0To1000000000(t *testing.T) {
	for _, r := range capacity.Resources() {
		for n, fits := range map[int64]bool{
			-1: false, 0: true, 1: true, 1_000_000_000: true, 1_000_000_001: false,
		} {
			amounts := large()
			amounts[r] = n
			var want []said
			if !fits {
				want = []said{{string(r), "field.range", inRange}}
			}
			s := capacity.Subscription{Total: amounts}
			require.Equal(t, want, saidOf(s.Validate()), "%s %d", r, n)
			pack := capacity.Package{Amounts: amounts, MinExtensions: 1}
			if r == capacity.Extensions && n < 1 { // One is the least minimum of a PBX.
				want = append(want, said{
					"min_extensions", "capacity.min_above_extensions",
					core.Args{"Extensions": n},
				})
			}
			require.Equal(t, want, saidOf(pack.Validate(endless(), nil)), "%s %d", r, n)
			require.Equal(t, want, saidOf(pack.ValidatePart()), "%s %d", r, n)
		}
	}
}

// TestWhatIsAlwaysAskedFor leaves out one resource after the other: only of a part of a package may
// all be missing.
func TestWhatIsAlwaysAskedFor(t *testing.T) {
	for _, r := range capacity.Resources() {
		amounts := large()
		amounts[capacity.UltimateExtensions] = 0
		amounts[capacity.CustomDomains] = 0
		amounts[capacity.RemoteConnections] = 0
		amounts[capacity.TranscriptionMinutes] = 0
		delete(amounts, r)
		var want []said
		switch r {
		case capacity.Extensions, capacity.ConcurrentCalls, capacity.RecordingMinutes:
			want = []said{{string(r), "field.required", nil}}
		}
		pack := capacity.Package{Amounts: amounts, MinExtensions: 1}
		require.Equal(t, want, saidOf(capacity.Subscription{Total: amounts}.Validate()), r)
		require.Equal(t, want, saidOf(pack.Validate(endless(), nil)), r)
		require.Empty(t, pack.ValidatePart(), r)
	}
	require.Len(t, capacity.Subscription{}.Validate(), 3)
	require.Len(t, capacity.Package{MinExtensions: 1}.Validate(endless(), nil), 3)
	require.Empty(t, capacity.Package{MinExtensions: 1}.ValidatePart())
}

// TestUltimateExtensionsAreAShare of the extensions, not on top of them.
func TestUltimateExtensionsAreAShare(t *testing.T) {
	above := func(n int64) []said {
		return []said{{"ultimate_extensions", "capacity.share", core.Args{"Extensions": n}}}
	}
	for name, c := range map[string]struct {
		extensions, ultimate int64
		want                 []said
	}{
		"none":              {10, 0, nil},
		"all":               {10, 10, nil},
		"one more than all": {10, 11, above(10)},
		"one of one":        {1, 1, nil},
		"too many themselves": {
			10, 1_000_000_001, []said{{"ultimate_extensions", "field.range", inRange}},
		},
		"of too many": {
			1_000_000_001, 1_000_000_000, []said{{"extensions", "field.range", inRange}},
		},
	} {
		amounts := large()
		amounts[capacity.Extensions] = c.extensions
		amounts[capacity.UltimateExtensions] = c.ultimate
		pack := capacity.Package{Amounts: amounts, MinExtensions: 1}
		require.Equal(t, c.want, saidOf(capacity.Subscription{Total: amounts}.Validate()), name)
		require.Equal(t, c.want, saidOf(pack.Validate(endless(), nil)), name)
		require.Equal(t, c.want, saidOf(pack.ValidatePart()), name)
	}
	less := large()
	less[capacity.Extensions], less[capacity.UltimateExtensions] = -1, 0
	require.Equal(
		t, []said{{"extensions", "field.range", inRange}},
		saidOf(capacity.Subscription{Total: less}.Validate()), "one mistake is said once",
	)
	part := capacity.Package{
		Amounts: capacity.Amounts{capacity.UltimateExtensions: 5}, MinExtensions: 1,
	}
	require.Empty(t, part.ValidatePart(), "how many extensions there will be is not known")
}

// TestMinExtensions: from 1 to 500, and not above what the package has.
func TestMinExtensions(t *testing.T) {
	out := said{"min_extensions", "field.range", core.Args{"Min": int64(1), "Max": int64(500)}}
	for _, c := range []struct {
		extensions, least int64
		want              []said
	}{
		{1000, -1, []said{out}},
		{1000, 0, []said{out}},
		{1000, 1, nil},
		{1000, 500, nil},
		{1000, 501, []said{out}},
		{20, 20, nil},
		{20, 21, []said{{
			"min_extensions", "capacity.min_above_extensions", core.Args{"Extensions": int64(20)},
		}}},
		{20, 501, []said{out}},
	} {
		amounts := large()
		amounts[capacity.Extensions] = c.extensions
		pack := capacity.Package{Amounts: amounts, MinExtensions: c.least}
		require.Equal(t, c.want, saidOf(pack.Validate(endless(), nil)), "%+v", c)
		require.Equal(t, c.want, saidOf(pack.ValidatePart()), "%+v", c)
	}
	require.Empty(
		t, capacity.Package{MinExtensions: 500}.ValidatePart(), "of extensions that are not known",
	)
	require.Equal(t, []said{out}, saidOf(capacity.Package{MinExtensions: 501}.ValidatePart()))
}

// TestPBXLimit: empty is none, it is never 0, and not below the PBXs that there are.
func TestPBXLimit(t *testing.T) {
	out := []said{{"pbx_limit", "capacity.pbx_limit", core.Args{"Max": int64(1_000_000_000)}}}
	below := []said{{"pbx_limit", "capacity.pbx_limit_below", core.Args{"Count": int64(3)}}}
	for name, c := range map[string]struct {
		limit      *int64
		pbxs       int64
		want, part []said
	}{
		"none":                   {nil, 0, nil, nil},
		"none with PBXs":         {nil, 3, nil, nil},
		"negative":               {new(int64(-1)), 0, out, out},
		"0":                      {new(int64(0)), 0, out, out},
		"0 with PBXs":            {new(int64(0)), 3, out, out},
		"1":                      {new(int64(1)), 0, nil, nil},
		"the largest":            {new(int64(1_000_000_000)), 0, nil, nil},
		"above the largest":      {new(int64(1_000_000_001)), 0, out, out},
		"as many as there are":   {new(int64(3)), 3, nil, nil},
		"one less than there is": {new(int64(2)), 3, below, nil},
	} {
		pack := capacity.Package{Amounts: large(), MinExtensions: 1, PBXLimit: c.limit}
		pool := endless()
		pool.PBXs = c.pbxs
		require.Equal(t, c.want, saidOf(pack.Validate(pool, nil)), name)
		require.Equal(t, c.part, saidOf(pack.ValidatePart()), name)
	}
}

// TestNoMoreThanIsFree: what the package has already counts as free, and the refusal says the
// largest number that fits.
func TestNoMoreThanIsFree(t *testing.T) {
	only := func(n int64) []said {
		return []said{{"concurrent_calls", "capacity.not_enough", core.Args{"Free": n}}}
	}
	for name, c := range map[string]struct {
		asked, free, before int64
		want                []said
	}{
		"none of none":                         {0, 0, 0, nil},
		"one of none":                          {1, 0, 0, only(0)},
		"all that is free":                     {8, 8, 0, nil},
		"one more":                             {9, 8, 0, only(8)},
		"all of it and what it had":            {12, 8, 4, nil},
		"one more than that":                   {13, 8, 4, only(12)},
		"as it was while nothing is free":      {4, 0, 4, nil},
		"one more than it was":                 {5, 0, 4, only(4)},
		"less than it was":                     {3, 0, 4, nil},
		"as it was while others took too much": {4, -2, 4, nil},
		"one more while others took too much":  {5, -2, 4, only(2)},
	} {
		pack := capacity.Package{Amounts: large(), MinExtensions: 1}
		pack.Amounts[capacity.ConcurrentCalls] = c.asked
		pool := endless()
		pool.Free[capacity.ConcurrentCalls] = c.free
		before := capacity.Amounts{capacity.ConcurrentCalls: c.before}
		require.Equal(t, c.want, saidOf(pack.Validate(pool, before)), name)
	}
}

// TestNotSubscribedIsNotZero: a resource is subscribed when its pool exists.
func TestNotSubscribedIsNotZero(t *testing.T) {
	for _, r := range capacity.Resources() {
		pack := capacity.Package{Amounts: large(), MinExtensions: 1}
		pool := endless()
		delete(pool.Free, r)
		refused := []said{{string(r), "capacity.not_subscribed", nil}}
		if r == capacity.Extensions {
			require.Equal(t, refused, saidOf(pack.Validate(pool, nil)), r)
			continue
		}
		require.Empty(t, pack.Validate(pool, nil), r)
		pack.Amounts[r] = 0
		require.Empty(t, pack.Validate(pool, nil), r)
		pack.Amounts[r] = 1
		require.Equal(t, refused, saidOf(pack.Validate(pool, nil)), r)
		pool.Free[r] = 0
		require.Equal(
			t, []said{{string(r), "capacity.not_enough", core.Args{"Free": int64(0)}}},
			saidOf(pack.Validate(pool, nil)), r,
		)
	}
}

// TestAPackageDoesNotGoBelowItsPBXs names those that hold it.
func TestAPackageDoesNotGoBelowItsPBXs(t *testing.T) {
	holders := []string{"Kranich Husum", "Kranich Kiel"}
	for n, want := range map[int64][]said{
		6: nil, 5: nil,
		4: {{
			"concurrent_calls", "capacity.in_use", core.Args{"Used": int64(5), "PBXs": holders},
		}},
		0: {{
			"concurrent_calls", "capacity.in_use", core.Args{"Used": int64(5), "PBXs": holders},
		}},
	} {
		pack := capacity.Package{Amounts: large(), MinExtensions: 1}
		pack.Amounts[capacity.ConcurrentCalls] = n
		pool := endless()
		pool.InPBXs = capacity.Amounts{capacity.ConcurrentCalls: 5}
		pool.Holders = map[capacity.Resource][]string{capacity.ConcurrentCalls: holders}
		before := capacity.Amounts{capacity.ConcurrentCalls: 6}
		require.Equal(t, want, saidOf(pack.Validate(pool, before)), n)
	}
}

// TestSwitches are given only by who has them, and High Availability is not taken from a PBX.
func TestSwitches(t *testing.T) {
	names := []string{"Kranich Husum"}
	inUse := said{"high_availability", "capacity.switch_in_use", core.Args{"PBXs": names}}
	notHad := said{"high_availability", "capacity.not_subscribed", nil}
	for name, c := range map[string]struct {
		given, subscribed bool
		pbxs              []string
		want              []said
	}{
		"neither":                {false, false, nil, nil},
		"not given":              {false, true, nil, nil},
		"given":                  {true, true, nil, nil},
		"not there to give":      {true, false, nil, []said{notHad}},
		"given and in use":       {true, true, names, nil},
		"taken while in use":     {false, true, names, []said{inUse}},
		"lost and in use":        {false, false, names, []said{inUse}},
		"lost, given and in use": {true, false, names, []said{notHad}},
	} {
		pack := capacity.Package{
			Amounts: large(), MinExtensions: 1, HighAvailability: c.given, WhiteLabel: true,
		}
		pool := endless()
		pool.HighAvailability, pool.HighlyAvailable = c.subscribed, c.pbxs
		require.Equal(t, c.want, saidOf(pack.Validate(pool, nil)), name)
		require.Empty(t, pack.ValidatePart(), name)
	}
	for _, given := range []bool{false, true} {
		for _, subscribed := range []bool{false, true} {
			pack := capacity.Package{Amounts: large(), MinExtensions: 1, WhiteLabel: given}
			pool := endless()
			pool.WhiteLabel = subscribed
			var want []said
			if given && !subscribed {
				want = []said{{"white_label", "capacity.not_subscribed", nil}}
			}
			require.Equal(t, want, saidOf(pack.Validate(pool, nil)), "%v %v", given, subscribed)
		}
	}
}

// TestProblemsStandInTheOrderOfTheForm makes a mistake in every field.
func TestProblemsStandInTheOrderOfTheForm(t *testing.T) {
	pack := capacity.Package{
		MinExtensions: 0, PBXLimit: new(int64(0)), HighAvailability: true, WhiteLabel: true,
		Amounts: capacity.Amounts{},
	}
	for _, r := range capacity.Resources() {
		pack.Amounts[r] = -1
	}
	fields := func(problems core.Problems) (names []string) {
		for _, p := range problems {
			require.Equal(t, core.Invalid, p.Code)
			names = append(names, p.Field)
		}
		return names
	}
	amounts := []string{
		"extensions", "min_extensions", "concurrent_calls", "recording_minutes",
		"ultimate_extensions", "custom_domains", "remote_connections", "transcription_minutes",
		"pbx_limit",
	}
	require.Equal(t, amounts, fields(pack.ValidatePart()))
	require.Equal(
		t, append(amounts, "high_availability", "white_label"),
		fields(pack.Validate(capacity.Pool{}, nil)),
	)
}

// TestSubscription_FieldsAreReadBack keeps what is missing apart from 0.
func TestSubscription_FieldsAreReadBack(t *testing.T) {
	end := core.NewDay(2027, time.March, 31)
	for name, s := range map[string]capacity.Subscription{
		"nothing": {Total: capacity.Amounts{}},
		"everything": {
			Total: everything(), HighAvailability: true, WhiteLabel: true, Expiry: end,
		},
		"one switch":   {Total: large(), HighAvailability: true},
		"the other":    {Total: large(), WhiteLabel: true, Expiry: end},
		"a zero":       {Total: capacity.Amounts{capacity.CustomDomains: 0}},
		"the greatest": {Total: capacity.Amounts{capacity.Extensions: 1_000_000_000}},
	} {
		fields, err := s.Fields()
		require.NoError(t, err, name)
		got, err := capacity.SubscriptionOf(fields)
		require.NoError(t, err, name)
		require.Equal(t, s, got, name)
	}
}

// TestSubscription_FieldsAreNamedAsTheLogKeepsThem: what was written once is read for ever.
func TestSubscription_FieldsAreNamedAsTheLogKeepsThem(t *testing.T) {
	end := core.NewDay(2027, time.March, 31)
	fields, err := capacity.Subscription{
		Total:            capacity.Amounts{capacity.Extensions: 500, capacity.CustomDomains: 0},
		HighAvailability: true, Expiry: end,
	}.Fields()
	require.NoError(t, err)
	require.Equal(t, core.Fields{
		"extensions": json.RawMessage("500"), "custom_domains": json.RawMessage("0"),
		"high_availability": json.RawMessage("true"), "white_label": json.RawMessage("false"),
		"expires_at": json.RawMessage(`"2027-03-31"`),
	}, fields)
}

// TestSubscriptionOf_RefusesWhatItDidNotWrite reads fields that somebody changed.
func TestSubscriptionOf_RefusesWhatItDidNotWrite(t *testing.T) {
	for field, value := range map[string]string{
		"high_availability": `"yes"`, "expires_at": `"tomorrow"`, "extensions": `"500"`,
		"concurrent_calls": "1.5", "custom_domains": "null", "white_label": "{",
		"transcription_minutes": "9223372036854775808",
	} {
		fields, err := capacity.Subscription{Total: everything()}.Fields()
		require.NoError(t, err)
		fields[field] = json.RawMessage(value)
		_, err = capacity.SubscriptionOf(fields)
		require.Error(t, err, field)
	}
}
