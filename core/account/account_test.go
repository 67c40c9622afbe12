package account_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/bounds"
	"resellerdesk/core/capacity"
	"resellerdesk/core/permission"
)

func limits() account.Limits {
	return account.Limits{
		Pool: capacity.Pool{Free: capacity.Amounts{
			capacity.Extensions: 500, capacity.ConcurrentCalls: 84,
			capacity.RecordingMinutes: 31000,
		}},
		Granter: permission.All(), Languages: []string{"en", "de"},
	}
}

func draft() account.Draft {
	return account.Draft{
		Profile: account.Profile{
			Company: "Kranich", FirstName: "Nina", Email: "nina@kranichtel.example", Language: "de",
		},
		Package: capacity.Package{
			MinExtensions: 5,
			Amounts: capacity.Amounts{
				capacity.Extensions: 120, capacity.ConcurrentCalls: 16,
				capacity.RecordingMinutes: 0,
			},
		},
		Permissions: permission.Default(),
	}
}

func TestADraftThatFits(t *testing.T) { require.Empty(t, draft().Validate(limits())) }

func TestEachMistakeIsSaidAtItsField(t *testing.T) {
	limit := func(n int64) *int64 { return &n }
	long := strings.Repeat("x", 10000)
	cases := map[string]struct {
		change     func(d *account.Draft)
		field, key string
	}{
		"no company": {
			func(d *account.Draft) { d.Profile.Company = "  " }, "company", "field.required",
		},
		"10,000 characters": {
			func(d *account.Draft) { d.Profile.Company = long }, "company", "field.too_long",
		},
		"control characters": {
			func(d *account.Draft) { d.Profile.FirstName = "Ni\x07na" }, "first_name",
			"field.control",
		},
		"letters turned around": {
			func(d *account.Draft) { d.Profile.Company = "Kranich\u202eHbmG" }, "company",
			"field.control",
		},
		"line break in a line": {
			func(d *account.Draft) { d.Profile.Phone = "1\n2" }, "phone", "field.control",
		},
		"no email": {
			func(d *account.Draft) { d.Profile.Email = "" }, "email", "field.required",
		},
		"email of 10,000": {
			func(d *account.Draft) { d.Profile.Email = long + "@x.example" }, "email",
			"field.too_long",
		},
		"email without a domain": {
			func(d *account.Draft) { d.Profile.Email = "nina" }, "email", "field.email",
		},
		"two at signs": {
			func(d *account.Draft) { d.Profile.Email = "a@b@c.example" }, "email", "field.email",
		},
		"a name around the email": {
			func(d *account.Draft) { d.Profile.Email = "Nina <nina@k.example>" }, "email",
			"field.email",
		},
		"a header in the email": {
			func(d *account.Draft) { d.Profile.Email = "nina@k.example\r\nBcc: all@k.example" },
			"email", "field.control",
		},
		"unknown language": {
			func(d *account.Draft) { d.Profile.Language = "xx" }, "language", "field.choose",
		},
		"no extensions": {
			func(d *account.Draft) { delete(d.Package.Amounts, capacity.Extensions) }, "extensions",
			"field.required",
		},
		"a negative amount": {
			func(d *account.Draft) { d.Package.Amounts[capacity.ConcurrentCalls] = -1 },
			"concurrent_calls", "field.range",
		},
		"2^63-1": {
			func(d *account.Draft) { d.Package.Amounts[capacity.RecordingMinutes] = 1<<63 - 1 },
			"recording_minutes", "field.range",
		},
		"more than is free": {
			func(d *account.Draft) { d.Package.Amounts[capacity.Extensions] = 501 }, "extensions",
			"capacity.not_enough",
		},
		"minimum 0": {
			func(d *account.Draft) { d.Package.MinExtensions = 0 }, "min_extensions", "field.range",
		},
		"minimum 501": {
			func(d *account.Draft) { d.Package.MinExtensions = 501 }, "min_extensions",
			"field.range",
		},
		"minimum above the given": {
			func(d *account.Draft) { d.Package.MinExtensions = 121 }, "min_extensions",
			"capacity.min_above_extensions",
		},
		"limit 0": {
			func(d *account.Draft) { d.Package.PBXLimit = limit(0) }, "pbx_limit",
			"capacity.pbx_limit",
		},
		"not subscribed switch": {
			func(d *account.Draft) { d.Package.HighAvailability = true }, "high_availability",
			"capacity.not_subscribed",
		},
		"not subscribed resource": {
			func(d *account.Draft) { d.Package.Amounts[capacity.CustomDomains] = 1 },
			"custom_domains", "capacity.not_subscribed",
		},
		"share above the whole": {
			func(d *account.Draft) { d.Package.Amounts[capacity.UltimateExtensions] = 121 },
			"ultimate_extensions", "capacity.not_subscribed",
		},
	}
	for name, c := range cases {
		d := draft()
		c.change(&d)
		problems := d.Validate(limits())
		require.NotNil(t, problems.Of(c.field), name)
		require.Equal(t, c.key, problems.Of(c.field).Key, name)
	}
}

func TestWhatIsGivenAlreadyCountsAsFree(t *testing.T) {
	l := limits()
	l.Before = capacity.Amounts{capacity.Extensions: 120}
	d := draft()
	d.Package.Amounts[capacity.Extensions] = 620
	require.Empty(t, d.Validate(l))
	d.Package.Amounts[capacity.Extensions] = 621
	require.Equal(t, core.Args{"Free": int64(620)}, d.Validate(l).Of("extensions").Args)
}

func TestALockOpensOnlyWithItsPasswordAndAccount(t *testing.T) {
	cost := account.Cost{Time: 1, Memory: 64, Threads: 1}
	secret := []byte(strings.Repeat("k", account.KeySize))
	made, err := account.NewLock(t.Context(), cost, "pass wörd", "id", secret)
	require.NoError(t, err)
	lock, err := account.ParseLock(made.String())
	require.NoError(t, err)
	got, err := lock.Open(
		t.Context(),
		"pass wo\u0308rd",
		"id",
	) // The same word in another Unicode form.
	require.NoError(t, err)
	require.Equal(t, secret, got)
	for _, try := range [][2]string{{"pass word", "id"}, {"pass wörd", "other"}, {"", "id"}} {
		_, err := lock.Open(t.Context(), try[0], try[1])
		require.Equal(t, core.Unauthenticated, core.CodeOf(err))
	}
	require.NotContains(t, made.String(), "kkkk")
}

func TestAStoredLockCannotExhaustTheMemory(t *testing.T) {
	for _, text := range []string{
		"", "$argon2id$", "$argon2id$v=19$m=131073,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAA",
		"$argon2id$v=19$m=64,t=7,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAA",
		"$argon2id$v=19$m=4294967295,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAA",
		"$argon2id$v=19$m=64,t=4000000,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAA",
		"$argon2i$v=19$m=64,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAA",
		"$argon2id$v=19$m=64,t=1,p=0$AAAAAAAAAAAAAAAAAAAAAA$AAAA",
		"$argon2id$v=19$m=64,t=1,p=1$AA$AAAA",
	} {
		_, err := account.ParseLock(text)
		require.Equal(t, core.Corrupt, core.CodeOf(err), text)
	}
}

// TestTheCostliestLock opens what costs as much as a stored lock may.
func TestTheCostliestLock(t *testing.T) {
	lock, err := account.ParseLock("$argon2id$v=19$m=131072,t=6,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAA")
	require.NoError(t, err)
	bounds.Check(t, func() { _, err = lock.Open(t.Context(), "a password", "id") })
	require.Equal(t, core.Unauthenticated, core.CodeOf(err))
}

func FuzzParseLock(f *testing.F) {
	f.Add("$argon2id$v=19$m=64,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAA")
	f.Fuzz(func(t *testing.T, text string) {
		var lock account.Lock
		var err error
		bounds.Check(t, func() { lock, err = account.ParseLock(text) })
		if err == nil {
			again, err := account.ParseLock(lock.String())
			require.NoError(t, err)
			require.Equal(t, lock, again)
		}
	})
}

func TestKeys(t *testing.T) {
	require.Equal(
		t, account.EmailKey("nina@kranichtel.example"),
		account.EmailKey("  NINA@Kranichtel.EXAMPLE "),
	)
	require.Equal(
		t, account.SearchKey("strasse jorg grosse"), account.SearchKey("Straße Jörg GRÖSSE"),
	)
	require.Equal(t, "cafe", account.SearchKey(" Café "))
}

func TestTagsAreTrimmedAndUnique(t *testing.T) {
	for text, want := range map[string]string{
		"": "", " , ;": "", "north": "north", " north ,pilot": "north, pilot",
		"North, north,NORTH": "North", "Süd; sud": "Süd",
		"key   account,a": "key account, a",
	} {
		got := account.Profile{Tags: text}.Trim().Tags
		require.Equal(t, want, got, "%q", text)
		require.Equal(t, want, account.Profile{Tags: got}.Trim().Tags, "it stays")
	}
}

// setters say where a profile keeps the text of a field.
var setters = map[string]func(p *account.Profile) *string{
	"company":         func(p *account.Profile) *string { return &p.Company },
	"first_name":      func(p *account.Profile) *string { return &p.FirstName },
	"last_name":       func(p *account.Profile) *string { return &p.LastName },
	"phone":           func(p *account.Profile) *string { return &p.Phone },
	"mobile":          func(p *account.Profile) *string { return &p.Mobile },
	"external_number": func(p *account.Profile) *string { return &p.ExternalNumber },
	"tags":            func(p *account.Profile) *string { return &p.Tags },
	"address":         func(p *account.Profile) *string { return &p.Address },
	"remark":          func(p *account.Profile) *string { return &p.Remark },
}

// TestEachTextHasItsLength tries the longest text of each field, and one character more.
func TestEachTextHasItsLength(t *testing.T) {
	for field, text := range setters {
		longest := account.Longest[field]
		p := draft().Profile
		*text(&p) = strings.Repeat("ö", longest)
		require.Empty(t, p.Validate([]string{"de"}), field)
		*text(&p) = strings.Repeat("ö", longest+1)
		problems := p.Validate([]string{"de"})
		require.Len(t, problems, 1, field)
		require.Equal(t, field, problems[0].Field)
		require.Equal(t, "field.too_long", problems[0].Key)
		require.Equal(t, core.Args{"Max": longest}, problems[0].Args)
	}
}

// TestOnlySomeTextsAreRequiredOrHaveLines leaves out each text, and breaks the line in each.
func TestOnlySomeTextsAreRequiredOrHaveLines(t *testing.T) {
	for field, text := range setters {
		p := draft().Profile
		*text(&p) = ""
		required := field == "company" || field == "first_name"
		require.Equal(t, required, p.Validate([]string{"de"}).Of(field) != nil, field)
		*text(&p) = "a\nb"
		lines := field == "address" || field == "remark"
		require.Equal(t, !lines, p.Validate([]string{"de"}).Of(field) != nil, field)
	}
}

// TestProblemsStandInTheOrderOfTheForm makes a mistake in every field of a draft.
func TestProblemsStandInTheOrderOfTheForm(t *testing.T) {
	d := account.Draft{Permissions: permission.NewSet("pbx.fly")}
	for _, text := range setters {
		*text(&d.Profile) = "\x07"
	}
	d.Profile.ValidUntil = day(1)
	l := limits()
	l.Today = day(2)
	var fields []string
	for _, p := range d.Validate(l) {
		fields = append(fields, p.Field)
	}
	require.Equal(t, []string{
		"company", "email", "first_name", "last_name", "phone", "mobile", "external_number", "tags",
		"address", "remark", "language", "valid_until", "extensions", "min_extensions",
		"concurrent_calls", "recording_minutes", "permissions",
	}, fields)
}

// TestTheLastDayIsNotOverWhenItIsChosen: one that stands already may be.
func TestTheLastDayIsNotOverWhenItIsChosen(t *testing.T) {
	for name, c := range map[string]struct {
		until, stands core.Day
		past          bool
	}{
		"none":                     {core.NoDay, core.NoDay, false},
		"none any more":            {core.NoDay, day(1), false},
		"today":                    {day(10), core.NoDay, false},
		"yesterday":                {day(9), core.NoDay, true},
		"tomorrow":                 {day(11), day(9), false},
		"yesterday, as before":     {day(9), day(9), false},
		"another day that is over": {day(8), day(9), true},
	} {
		d, l := draft(), limits()
		d.Profile.ValidUntil, l.Profile.ValidUntil, l.Today = c.until, c.stands, day(10)
		problems := d.Validate(l)
		if !c.past {
			require.Empty(t, problems, name)
			continue
		}
		require.Len(t, problems, 1, name)
		require.Equal(t, "valid_until", problems[0].Field)
		require.Equal(t, "field.past", problems[0].Key)
	}
}

// TestWhatIsHeldAlreadyMayStay: who edits an account keeps what others granted it.
func TestWhatIsHeldAlreadyMayStay(t *testing.T) {
	d, l := draft(), limits()
	d.Permissions = permission.NewSet(permission.PBXView)
	l.Granter = permission.NewSet(permission.AlarmView)
	require.Equal(t, "permission.not_held", d.Validate(l).Of("permissions").Key)
	l.Present = permission.NewSet(permission.PBXView)
	require.Empty(t, d.Validate(l))
}

func TestTrim(t *testing.T) {
	var p, want account.Profile
	for field, text := range setters {
		*text(&p), *text(&want) = " \t"+field+"  x\n", field+"  x"
	}
	want.Tags = "tags x"
	p.Email, want.Email = " Ida@nordlicht.example ", "Ida@nordlicht.example"
	p.Language, want.Language = " de", " de"
	require.Equal(t, want, p.Trim())
}

func TestNames(t *testing.T) {
	for want, p := range map[string]account.Profile{
		"Nina Albrecht": {FirstName: "Nina", LastName: "Albrecht"},
		"Nina":          {FirstName: "Nina"}, "Albrecht": {LastName: "Albrecht"}, "": {},
	} {
		require.Equal(t, want, p.Name())
	}
	p := account.Profile{Company: "Kranich", FirstName: "Nina"}
	for kind, title := range map[account.Kind]string{
		account.Colleague: "Nina", account.Reseller: "Kranich", account.Owner: "Kranich",
		account.Distributor: "Kranich",
	} {
		require.Equal(t, title, account.Account{Kind: kind, Profile: p}.Title(), kind)
	}
}

// TestHolds: the distributor's owner holds everything, a reseller's always its exchange.
func TestHolds(t *testing.T) {
	given := permission.NewSet(permission.AlarmView)
	for kind, held := range map[account.Kind]permission.Set{
		account.Distributor: permission.All(),
		account.Owner:       permission.NewSet(permission.AlarmView, permission.UserExchange),
		account.Colleague:   given, account.Reseller: given,
	} {
		a := account.Account{Kind: kind, Permissions: given}
		require.Equal(t, held.Keys(), a.Holds().Keys(), kind)
		require.Equal(t, permission.NewSet(permission.AlarmView), given, "nothing was given")
	}
}

func TestHasPackage(t *testing.T) {
	for kind, has := range map[account.Kind]bool{
		account.Reseller: true, account.Owner: true, account.Distributor: false,
		account.Colleague: false,
	} {
		require.Equal(t, has, account.Account{Kind: kind}.HasPackage(), kind)
	}
}

// TestTheDraftOfAnAccountIsACopy changes it, which must not change the account.
func TestTheDraftOfAnAccountIsACopy(t *testing.T) {
	of := func() account.Account {
		d := draft()
		return account.Account{
			ID: "kranich", Version: 7, Profile: d.Profile, Package: d.Package,
			Permissions: d.Permissions, Preset: "everything",
		}
	}
	a := of()
	d := a.Draft()
	want := draft()
	want.Preset = "everything"
	require.Equal(t, want, d)
	d.Package.Amounts[capacity.Extensions]++
	d.Permissions.Take(permission.PBXView)
	require.Equal(t, of(), a)
	id, version := a.Revision()
	require.Equal(t, "kranich", id)
	require.EqualValues(t, 7, version)
}
