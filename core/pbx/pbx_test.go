package pbx_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/capacity"
	"resellerdesk/core/pbx"
)

var today = core.NewDay(2026, time.November, 24)

// limits are those of a package of 100 extensions, 20 of them of the Ultimate Plan, of which
// nothing is used.
func limits() pbx.Limits {
	return pbx.Limits{
		Left: capacity.Amounts{
			capacity.Extensions: 100, capacity.ConcurrentCalls: 10, capacity.RecordingMinutes: 1000,
			capacity.UltimateExtensions: 20,
			capacity.CustomDomains:      1, capacity.TranscriptionMinutes: 300,
		},
		MinExtensions: 5, HighAvailability: true, Today: today,
		Regions: []pbx.Region{
			{Name: "North", Domains: []string{"a.example", "b.example"}},
			{Name: "South", Domains: []string{"c.example"}},
		},
	}
}

func draft() pbx.Draft {
	return pbx.Draft{
		Name:    "Praxis am Hafen",
		Size:    pbx.Size{Plan: pbx.Enterprise, Extensions: 20, ConcurrentCalls: 4},
		Address: pbx.Address{Region: "North", SubDomain: "praxis", Domain: "a.example"},
		Term:    pbx.Term{Type: pbx.Commercial},
	}
}

// standing is a PBX as it stands, and limits for changing it: its amounts are taken out of the
// package.
func standing(change func(d *pbx.Draft)) (pbx.PBX, pbx.Limits) {
	p := pbx.PBX{ID: "p", Owner: pbx.Ref{ID: "kranich"}, Draft: draft(), State: pbx.Stopped}
	change(&p.Draft)
	l := limits()
	l.Now, l.Before, l.Left = &p, p.Takes(), l.Left.Clone()
	for r, n := range l.Before {
		l.Left[r] -= n
	}
	return p, l
}

func TestAmountsAreWhatIsTakenFromThePackage(t *testing.T) {
	d := draft()
	require.Equal(
		t,
		capacity.Amounts{
			capacity.Extensions: 20, capacity.ConcurrentCalls: 4, capacity.RecordingMinutes: 0,
		},
		d.Amounts(),
	)
	d.Plan, d.Recording, d.CustomDomain = pbx.Ultimate, true, true
	d.RecordingMinutes, d.TranscriptionMinutes = 600, 50
	require.Equal(t, capacity.Amounts{
		capacity.Extensions: 20, capacity.ConcurrentCalls: 4, capacity.RecordingMinutes: 100,
		capacity.UltimateExtensions:   20,
		capacity.TranscriptionMinutes: 50, capacity.CustomDomains: 1,
	}, d.Amounts())
	for asked, taken := range map[int64]int64{1: 0, 500: 0, 501: 1, 600: 100} {
		d.RecordingMinutes = asked
		require.Equal(t, taken, d.Amounts()[capacity.RecordingMinutes], asked)
	}
	p := pbx.PBX{ID: "p", Draft: d, Consumed: 30}
	require.EqualValues(
		t, 20, p.Takes()[capacity.TranscriptionMinutes], "what was used up is not held",
	)
	p.Deleted = true
	require.Empty(t, p.Takes())
	require.Empty(t, pbx.PBX{Draft: d}.Takes(), "what does not exist yet takes nothing")
}

func TestWhatIsWrongWithADraft(t *testing.T) {
	two := int64(2)
	for name, c := range map[string]struct {
		change func(d *pbx.Draft, l *pbx.Limits)
		field  string
		key    string
		free   int64
	}{
		"no name": {
			func(d *pbx.Draft, _ *pbx.Limits) { d.Name = "" }, "name", "field.required", 0,
		},
		"name with :": {
			func(d *pbx.Draft, _ *pbx.Limits) { d.Name = "a:b" }, "name", "pbx.name_characters", 0,
		},
		"long name": {
			func(d *pbx.Draft, _ *pbx.Limits) { d.Name = strings.Repeat("ä", 121) }, "name",
			"field.too_long", 0,
		},
		"no plan": {
			func(d *pbx.Draft, _ *pbx.Limits) { d.Plan = "" }, "plan", "field.choose", 0,
		},
		"too few extensions": {
			func(d *pbx.Draft, _ *pbx.Limits) { d.Extensions = 4 }, "extensions",
			"pbx.min_extensions", 0,
		},
		"too many extensions": {
			func(d *pbx.Draft, l *pbx.Limits) {
				d.Extensions, l.Left[capacity.Extensions] = 501, 9000
			},
			"extensions", "pbx.max_extensions", 0,
		},
		"more than is left": {
			func(d *pbx.Draft, _ *pbx.Limits) { d.Extensions = 101 }, "extensions",
			"capacity.not_enough", 100,
		},
		"above the share": {
			func(d *pbx.Draft, _ *pbx.Limits) { d.Plan, d.Extensions = pbx.Ultimate, 21 }, "plan",
			"pbx.ultimate_not_enough", 20,
		},
		"no Ultimate Plan": {func(d *pbx.Draft, l *pbx.Limits) {
			d.Plan = pbx.Ultimate
			delete(l.Left, capacity.UltimateExtensions)
		}, "plan", "pbx.not_included", 0},
		"calls": {
			func(d *pbx.Draft, _ *pbx.Limits) { d.ConcurrentCalls = 11 }, "concurrent_calls",
			"capacity.not_enough", 10,
		},
		"calls below zero": {
			func(d *pbx.Draft, _ *pbx.Limits) { d.ConcurrentCalls = -1 }, "concurrent_calls",
			"field.range", 0,
		},
		"minutes without": {
			func(d *pbx.Draft, _ *pbx.Limits) { d.RecordingMinutes = 1 }, "recording_minutes",
			"pbx.recording_off", 0,
		},
		"recording of nothing": {
			func(d *pbx.Draft, _ *pbx.Limits) { d.Recording = true }, "recording_minutes",
			"pbx.recording_none", 0,
		},
		"minutes": {
			func(d *pbx.Draft, _ *pbx.Limits) { d.Recording, d.RecordingMinutes = true, 1501 },
			"recording_minutes", "capacity.not_enough", 1500,
		},
		"transcription": {
			func(d *pbx.Draft, _ *pbx.Limits) { d.TranscriptionMinutes = 301 },
			"transcription_minutes", "capacity.not_enough", 300,
		},
		"transcription below 0": {
			func(d *pbx.Draft, _ *pbx.Limits) { d.TranscriptionMinutes = -1 },
			"transcription_minutes", "pbx.consumed", 0,
		},
		"no transcription": {func(d *pbx.Draft, l *pbx.Limits) {
			d.TranscriptionMinutes = 1
			delete(l.Left, capacity.TranscriptionMinutes)
		}, "transcription_minutes", "pbx.not_included", 0},
		"no region": {
			func(d *pbx.Draft, _ *pbx.Limits) { d.Region = "" }, "region", "field.choose", 0,
		},
		"unknown region": {
			func(d *pbx.Draft, _ *pbx.Limits) { d.Region = "East" }, "region", "field.choose", 0,
		},
		"no sub-domain": {
			func(d *pbx.Draft, _ *pbx.Limits) { d.SubDomain = "" }, "sub_domain", "field.required",
			0,
		},
		"hyphen first": {
			func(d *pbx.Draft, _ *pbx.Limits) { d.SubDomain = "-a" }, "sub_domain",
			"pbx.sub_domain", 0,
		},
		"hyphen last": {
			func(d *pbx.Draft, _ *pbx.Limits) { d.SubDomain = "a-" }, "sub_domain",
			"pbx.sub_domain", 0,
		},
		"dot": {
			func(d *pbx.Draft, _ *pbx.Limits) { d.SubDomain = "a.b" }, "sub_domain",
			"pbx.sub_domain", 0,
		},
		"umlaut": {
			func(d *pbx.Draft, _ *pbx.Limits) { d.SubDomain = "größe" }, "sub_domain",
			"pbx.sub_domain", 0,
		},
		"64 characters": {
			func(d *pbx.Draft, _ *pbx.Limits) { d.SubDomain = strings.Repeat("a", 64) },
			"sub_domain", "pbx.sub_domain", 0,
		},
		"domain of another": {
			func(d *pbx.Draft, _ *pbx.Limits) { d.Domain = "c.example" }, "domain", "pbx.domain", 0,
		},
		"no custom domain": {
			func(d *pbx.Draft, _ *pbx.Limits) { d.CustomDomain, d.Domain = true, "kranich" },
			"domain", "pbx.domain_name", 0,
		},
		"none left": {
			func(d *pbx.Draft, l *pbx.Limits) {
				d.CustomDomain, l.Left[capacity.CustomDomains] = true, 0
			},
			"custom_domain", "pbx.no_custom_domain", 0,
		},
		"none included": {
			func(d *pbx.Draft, l *pbx.Limits) {
				d.CustomDomain = true
				delete(l.Left, capacity.CustomDomains)
			},
			"custom_domain", "pbx.not_included", 0,
		},
		"no type": {
			func(d *pbx.Draft, _ *pbx.Limits) { d.Type = "" }, "type", "field.choose", 0,
		},
		"yesterday": {
			func(d *pbx.Draft, _ *pbx.Limits) { d.Expiry = today - 1 }, "expiry", "field.past", 0,
		},
		"made tomorrow": {
			func(d *pbx.Draft, _ *pbx.Limits) { d.MadeAt = today + 1 }, "made_at",
			"pbx.made_later", 0,
		},
		"run on without end": {
			func(d *pbx.Draft, _ *pbx.Limits) { d.RunAfterExpiry = true }, "run_after_expiry",
			"pbx.run_without_expiry", 0,
		},
		"no HA": {
			func(d *pbx.Draft, l *pbx.Limits) {
				d.HighAvailability, l.HighAvailability = true, false
			},
			"high_availability", "pbx.no_high_availability", 0,
		},
		"the limit": {
			func(_ *pbx.Draft, l *pbx.Limits) { l.PBXLimit, l.PBXs = &two, 2 }, "owner",
			"pbx.limit", 0,
		},
		"control in a remark": {
			func(d *pbx.Draft, _ *pbx.Limits) { d.Remark = "a\x00" }, "remark", "field.control", 0,
		},
	} {
		d, l := draft(), limits()
		c.change(&d, &l)
		problems := d.Validate(l)
		require.Len(t, problems, 1, name)
		require.Equal(t, c.field, problems[0].Field, name)
		require.Equal(t, c.key, problems[0].Key, name)
		require.Equal(t, core.Invalid, problems[0].Code, name)
		if c.free != 0 {
			require.Equal(t, c.free, problems[0].Args["Free"], name)
		}
	}
}

func TestWhatFitsExactlyIsAllowed(t *testing.T) {
	one := int64(1)
	for name, change := range map[string]func(d *pbx.Draft, l *pbx.Limits){
		"as it is":         func(*pbx.Draft, *pbx.Limits) {},
		"all that is left": func(d *pbx.Draft, _ *pbx.Limits) { d.Extensions = 100 },
		"all of Ultimate": func(d *pbx.Draft, _ *pbx.Limits) {
			d.Plan, d.Extensions = pbx.Ultimate, 20
		},
		"the minimum": func(d *pbx.Draft, _ *pbx.Limits) { d.Extensions = 5 },
		"the maximum": func(d *pbx.Draft, l *pbx.Limits) {
			d.Extensions, l.Left[capacity.Extensions] = 500, 520
		},
		"no calls": func(d *pbx.Draft, _ *pbx.Limits) { d.ConcurrentCalls = 0 },
		"minutes": func(d *pbx.Draft, _ *pbx.Limits) {
			d.Recording, d.RecordingMinutes = true, 1500
		},
		"the free minutes": func(d *pbx.Draft, l *pbx.Limits) {
			d.Recording, d.RecordingMinutes, l.Left[capacity.RecordingMinutes] = true, 500, 0
		},
		"a custom domain": func(d *pbx.Draft, _ *pbx.Limits) {
			d.CustomDomain, d.Domain = true, "tel.kranich.example"
		},
		"one more":           func(_ *pbx.Draft, l *pbx.Limits) { l.PBXLimit = &one },
		"today":              func(d *pbx.Draft, _ *pbx.Limits) { d.Expiry, d.RunAfterExpiry = today, true },
		"digits and hyphens": func(d *pbx.Draft, _ *pbx.Limits) { d.SubDomain = "0-A-9" },
		"the longest":        func(d *pbx.Draft, _ *pbx.Limits) { d.SubDomain = strings.Repeat("a", 63) },
		"the other domain":   func(d *pbx.Draft, _ *pbx.Limits) { d.Domain = "b.example" },
		"letters of all kind": func(d *pbx.Draft, _ *pbx.Limits) {
			d.Name = "Größe & Söhne (Kiel), 東京 №7"
		},
	} {
		d, l := draft(), limits()
		change(&d, &l)
		require.Empty(t, d.Validate(l), name)
	}
}

// TestEveryForbiddenCharacter checks the list one by one.
func TestEveryForbiddenCharacter(t *testing.T) {
	for _, c := range ": ! $ \\ / # ; [ ] \" = < > ^ % { } ` |" {
		if c == ' ' {
			continue
		}
		d := draft()
		d.Name = "a" + string(c)
		require.NotNil(t, d.Validate(limits()).Of(pbx.FieldName), string(c))
	}
}

func TestWhatStandsIsNotAskedAgain(t *testing.T) {
	p, l := standing(func(d *pbx.Draft) {
		d.Extensions, d.Region, d.Domain, d.Expiry = 3, "East", "old.example", today-31
		d.HighAvailability, d.CustomDomain = true, true
	})
	zero := int64(0)
	l.HighAvailability, l.PBXLimit = false, &zero
	l.Left = capacity.Amounts{
		capacity.Extensions: 0, capacity.ConcurrentCalls: 0, capacity.RecordingMinutes: 0,
	}
	require.Empty(t, p.Validate(l))
	moved := l
	moved.Before = nil
	require.NotEmpty(t, p.Validate(moved), "in another package everything is")
	changed := p.Form()
	changed.Extensions, changed.Region = 4, "West"
	problems := changed.Validate(l)
	require.Equal(t, "pbx.min_extensions", problems.Of("extensions").Key)
	require.Equal(t, "field.choose", problems.Of("region").Key)
}

// TestARegionThatLeftTheListGivesNoDomainAway changes a PBX whose region has no domains to choose
// from any more.
func TestARegionThatLeftTheListGivesNoDomainAway(t *testing.T) {
	for name, c := range map[string]struct {
		now    func(d *pbx.Draft)
		change func(d *pbx.Draft)
		key    string
	}{
		"the sub-domain alone": {
			func(*pbx.Draft) {}, func(d *pbx.Draft) { d.SubDomain = "other" }, "",
		},
		"anything": {
			func(*pbx.Draft) {}, func(d *pbx.Draft) { d.Domain = "?? nothing" }, "pbx.region_left",
		},
		"nothing": {
			func(*pbx.Draft) {}, func(d *pbx.Draft) { d.Domain = "" }, "pbx.region_left",
		},
		"custom no longer": {
			func(d *pbx.Draft) { d.CustomDomain, d.Domain = true, "tel.praxis.example" },
			func(d *pbx.Draft) { d.CustomDomain = false }, "pbx.region_left",
		},
		"custom from now on": {
			func(*pbx.Draft) {},
			func(d *pbx.Draft) { d.CustomDomain, d.Domain = true, "tel.praxis.example" }, "",
		},
	} {
		p, l := standing(func(d *pbx.Draft) {
			d.Region, d.Domain = "West", "w.example"
			c.now(d)
		})
		d := p.Form()
		c.change(&d)
		problems := d.Validate(l)
		if c.key == "" {
			require.Empty(t, problems, name)
			continue
		}
		require.Equal(t, c.key, problems.Of(pbx.FieldDomain).Key, name)
	}
}

// TestOnlyWhatADesktopReportedHasMoreThanTheMost gives an address to a PBX that was reported with
// more extensions than there can be.
func TestOnlyWhatADesktopReportedHasMoreThanTheMost(t *testing.T) {
	p, l := standing(func(d *pbx.Draft) { d.Extensions, d.Address = 600, pbx.Address{} })
	d := p.Form()
	d.Remark = "Found again."
	require.Empty(t, d.Validate(l))
	d.Address = draft().Address
	require.Equal(t, "pbx.max_extensions", d.Validate(l)[0].Key)
}

func TestWhatThePBXHasCounts(t *testing.T) {
	p, l := standing(func(d *pbx.Draft) {
		d.Extensions, d.Recording, d.RecordingMinutes, d.TranscriptionMinutes = 60, true, 900, 200
	})
	d := p.Form()
	d.Extensions, d.RecordingMinutes, d.TranscriptionMinutes, d.ConcurrentCalls = 100, 1500, 300, 10
	require.Empty(t, d.Validate(l))
	d.Extensions, d.RecordingMinutes, d.TranscriptionMinutes, d.ConcurrentCalls = 101, 1501, 301, 11
	problems := d.Validate(l)
	for field, free := range map[string]int64{
		"extensions": 100, "recording_minutes": 1500, "transcription_minutes": 300,
		"concurrent_calls": 10,
	} {
		require.Equal(t, free, problems.Of(field).Args["Free"], field)
	}
}

// TestAnUltimatePBXTakesOfBoth changes the plan of a PBX there and back.
func TestAnUltimatePBXTakesOfBoth(t *testing.T) {
	p, l := standing(func(d *pbx.Draft) { d.Plan, d.Extensions = pbx.Ultimate, 20 })
	d := p.Form()
	d.Plan = pbx.Enterprise
	require.Empty(t, d.Validate(l))
	d.Extensions = 101
	require.EqualValues(t, 100, d.Validate(l).Of("extensions").Args["Free"])
	p, l = standing(func(d *pbx.Draft) { d.Extensions = 80 })
	d = p.Form()
	d.Plan = pbx.Ultimate
	require.EqualValues(t, 20, d.Validate(l).Of("plan").Args["Free"])
	d.Extensions = 20
	require.Empty(t, d.Validate(l))
}

func TestConsumedMinutesStay(t *testing.T) {
	p, l := standing(func(d *pbx.Draft) { d.TranscriptionMinutes = 200 })
	p.Consumed = 150
	l.Now, l.Before = &p, p.Takes() // 100 are left, 50 are in the PBX, 150 are gone.
	d := p.Form()
	d.TranscriptionMinutes = 149
	require.Equal(
		t, core.Args{"Consumed": int64(150), "ID": "p"},
		d.Validate(l).Of("transcription_minutes").Args,
	)
	d.TranscriptionMinutes = 150
	require.Empty(t, d.Validate(l))
	d.TranscriptionMinutes = 301
	require.EqualValues(t, 300, d.Validate(l).Of("transcription_minutes").Args["Free"])
	moved := l
	moved.Before, moved.Left = nil, limits().Left.Clone()
	moved.Left[capacity.TranscriptionMinutes] = 49
	require.NotEmpty(t, p.Validate(moved), "50 would have to go along")
	moved.Left[capacity.TranscriptionMinutes] = 50
	require.Empty(t, p.Validate(moved))
}

func TestFieldsThereAndBack(t *testing.T) {
	p := pbx.PBX{
		ID: "p", Owner: pbx.Ref{ID: "k", Name: "Kranich"}, State: pbx.Running, Consumed: 7,
		Draft: pbx.Draft{
			Name: "Praxis",
			Size: pbx.Size{
				Plan: pbx.Ultimate, Extensions: 9, ConcurrentCalls: 2, Recording: true,
				RecordingMinutes: 600, TranscriptionMinutes: 70,
			},
			Address: pbx.Address{
				Region: "North", SubDomain: "p", Domain: "kranich.example", CustomDomain: true,
			},
			Term: pbx.Term{Type: pbx.Trial, Expiry: today, RunAfterExpiry: true}, Activated: true,
			HighAvailability: true,
			Customers:        []pbx.Ref{{ID: "c", Name: "Hafen (Ada)"}}, Remark: "north\nwing",
		},
	}
	fields, err := p.Fields()
	require.NoError(t, err)
	text, err := fields.Text()
	require.NoError(t, err)
	read, err := core.ParseFields(text)
	require.NoError(t, err)
	var names []string
	for name := range read {
		names = append(names, name)
	}
	back, err := pbx.PBX{ID: "p", Consumed: 7}.With(read, names)
	require.NoError(t, err)
	require.Equal(t, p, back)
	for _, name := range names {
		require.True(t, pbx.SameField(name, fields, read), name)
	}
	renamed := p
	renamed.Owner.Name, renamed.Customers = "Kranich AG", []pbx.Ref{{
		ID: "c", Name: "Hafen (Ada Weber)",
	}}
	after, err := renamed.Fields()
	require.NoError(t, err)
	require.True(t, pbx.SameField(pbx.FieldOwner, fields, after), "the same one under another name")
	require.True(t, pbx.SameField(pbx.FieldCustomers, fields, after))
	renamed.Owner.ID, renamed.Customers = "s", nil
	after, err = renamed.Fields()
	require.NoError(t, err)
	require.False(t, pbx.SameField(pbx.FieldOwner, fields, after))
	require.False(t, pbx.SameField(pbx.FieldCustomers, fields, after))
}

func TestRegions(t *testing.T) {
	require.Empty(t, pbx.CheckRegions(pbx.DefaultRegions()))
	for name, c := range map[string]struct {
		list []pbx.Region
		key  string
	}{
		"none": {nil, "field.required"},
		"twice": {
			[]pbx.Region{{"North", []string{"a.example"}}, {"NORTH", []string{"b.example"}}},
			"pbx.region_twice",
		},
		"no domain": {[]pbx.Region{{"North", nil}}, "pbx.region_empty"},
		"no name":   {[]pbx.Region{{"", []string{"a.example"}}}, "field.required"},
		"one label": {[]pbx.Region{{"North", []string{"example"}}}, "pbx.region_domain"},
		"a blank":   {[]pbx.Region{{"North", []string{"a b.example"}}}, "pbx.region_domain"},
	} {
		problems := pbx.CheckRegions(c.list)
		require.Len(t, problems, 1, name)
		require.Equal(t, c.key, problems[0].Key, name)
	}
}

// TestADomainIsOneHoweverItIsWritten types domains in their own letters: what is kept is what the
// domain name system has.
func TestADomainIsOneHoweverItIsWritten(t *testing.T) {
	for typed, want := range map[string]string{
		"büro.example": "xn--bro-hoa.example", "BÜRO.example ": "xn--bro-hoa.example",
		"xn--bro-hoa.example": "xn--bro-hoa.example", "PBX.example": "PBX.example",
		"bü ro.example": "bü ro.example",
	} {
		d := pbx.Draft{Address: pbx.Address{Domain: typed, SubDomain: "tel", CustomDomain: true}}
		require.Equal(t, want, d.Trim().Domain, typed)
		if want != "PBX.example" && want != "bü ro.example" {
			require.Contains(t, d.Trim().Keys("").Search, "buro.example")
		}
	}
	require.Equal(
		t,
		"xn--bro-hoa",
		pbx.Draft{Address: pbx.Address{SubDomain: "büro"}}.Trim().SubDomain,
	)
	regions := pbx.ReadRegions("Nord: büro.example, b.example")
	require.Equal(t, []pbx.Region{{"Nord", []string{"xn--bro-hoa.example", "b.example"}}}, regions)
	require.Empty(t, pbx.CheckRegions(regions))
}

func TestCustomer(t *testing.T) {
	ada := pbx.CustomerDraft{
		FirstName: " Ada ", LastName: "Weber", Company: "Praxis am Hafen",
		Email: "ada@hafen.example",
	}
	require.Empty(t, ada.Trim().Validate())
	require.Equal(t, "Praxis am Hafen (Ada Weber)", ada.Trim().Title())
	for field, change := range map[string]func(d *pbx.CustomerDraft){
		"first_name": func(d *pbx.CustomerDraft) { d.FirstName = "" },
		"company":    func(d *pbx.CustomerDraft) { d.Company = "" },
		"email":      func(d *pbx.CustomerDraft) { d.Email = "ada" },
		"last_name":  func(d *pbx.CustomerDraft) { d.LastName = strings.Repeat("a", 121) },
		"business_number": func(d *pbx.CustomerDraft) {
			d.BusinessNumber = strings.Repeat("1", 61)
		},
		"mobile_number": func(d *pbx.CustomerDraft) { d.MobileNumber = "\n" + "1" },
		"home_number":   func(d *pbx.CustomerDraft) { d.HomeNumber = strings.Repeat("1", 61) },
		"fax_number":    func(d *pbx.CustomerDraft) { d.FaxNumber = strings.Repeat("1", 61) },
		"zip_code":      func(d *pbx.CustomerDraft) { d.ZipCode = strings.Repeat("1", 61) },
		"street":        func(d *pbx.CustomerDraft) { d.Street = strings.Repeat("1", 121) },
		"city":          func(d *pbx.CustomerDraft) { d.City = strings.Repeat("1", 121) },
		"province":      func(d *pbx.CustomerDraft) { d.Province = strings.Repeat("1", 121) },
		"country":       func(d *pbx.CustomerDraft) { d.Country = strings.Repeat("1", 121) },
		"remark":        func(d *pbx.CustomerDraft) { d.Remark = "\u202e" },
	} {
		d := ada
		change(&d)
		problems := d.Validate()
		require.Len(t, problems, 1, field)
		require.Equal(t, field, problems[0].Field)
	}
	c := pbx.Customer{
		ID: "c", Owner: pbx.Ref{ID: "k", Name: "Kranich"}, CustomerDraft: ada, Deleted: true,
	}
	fields, err := c.Fields()
	require.NoError(t, err)
	back, err := pbx.Customer{ID: "c"}.With(fields, fields.Changed(core.Fields{}))
	require.NoError(t, err)
	require.Equal(t, c, back)
}

// TestATextOfACustomerThatStaysIsStillPossible has in each text what is refused today.
func TestATextOfACustomerThatStaysIsStillPossible(t *testing.T) {
	good := pbx.CustomerDraft{FirstName: "Ada", Company: "Praxis", Email: "ada@hafen.example"}
	kind := reflect.TypeFor[pbx.CustomerDraft]()
	for i := range kind.NumField() {
		before := good
		reflect.ValueOf(&before).Elem().Field(i).SetString(strings.Repeat("x", 3000))
		require.NotEmpty(t, before.Validate(), kind.Field(i).Name)
		after := before
		require.Empty(t, after.ValidateChange(before), kind.Field(i).Name)
		reflect.ValueOf(&after).Elem().Field(i).SetString(strings.Repeat("x", 3001))
		require.NotEmpty(t, after.ValidateChange(before), kind.Field(i).Name)
	}
	require.NotEmpty(t, pbx.CustomerDraft{}.ValidateChange(pbx.CustomerDraft{}), "a new one")
}
