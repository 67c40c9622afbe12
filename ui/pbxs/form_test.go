package pbxs

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"resellerdesk/assets"
	"resellerdesk/core"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
	"resellerdesk/core/i18n"
	"resellerdesk/core/pbx"
	"resellerdesk/ui/page"
)

var now = time.Date(2026, 12, 1, 15, 30, 0, 0, time.Local)

func limits() pbx.Limits {
	return pbx.Limits{
		Left: capacity.Amounts{
			capacity.Extensions: 60, capacity.ConcurrentCalls: 10, capacity.RecordingMinutes: 500,
			capacity.CustomDomains: 1, capacity.UltimateExtensions: 20,
		},
		MinExtensions: 5, HighAvailability: true, Today: core.DayOf(now),
		Regions: []pbx.Region{
			{Name: "Frankfurt", Domains: []string{"fra.pbx.example", "de.pbx.example"}},
			{Name: "Mumbai", Domains: []string{"bom.pbx.example"}},
		},
		Start: pbx.Start{Type: pbx.Commercial},
	}
}

// praxis is a PBX of a reseller, as its form starts from it.
func praxis() desk.PBXForm {
	expiry := time.Date(2027, 3, 31, 23, 59, 59, 0, time.Local)
	p := pbx.PBX{
		ID: "pbx-1", Owner: pbx.Ref{ID: "kranich", Name: "Kranich"}, Version: 3, CreatedAt: now,
		Draft: pbx.Draft{
			Name: "Praxis",
			Size: pbx.Size{
				Plan: pbx.Enterprise, Extensions: 20, ConcurrentCalls: 4,
				Recording: true, RecordingMinutes: 700,
			},
			Address: pbx.Address{
				Region: "Frankfurt", SubDomain: "praxis", Domain: "de.pbx.example",
			},
			Term: pbx.Term{Type: pbx.Commercial, Expiry: core.DayOf(expiry)},
		},
	}
	l := limits()
	l.Before, l.Now = p.Amounts(), &p
	return desk.PBXForm{PBX: p, Limits: l}
}

func opened(t *testing.T, id string, start desk.PBXForm) *form {
	words, err := i18n.New(assets.Translations, "en")
	require.NoError(t, err)
	return newForm(
		&page.Env{Words: words, Now: func() time.Time { return now }}, id, "nordlicht", start,
	)
}

func edited(t *testing.T) *form { return opened(t, "pbx-1", praxis()) }

// added is the form of a new PBX, as the desk starts it.
func added(t *testing.T) *form {
	return opened(t, "", desk.PBXForm{
		PBX: pbx.PBX{
			Owner: pbx.Ref{ID: "kranich", Name: "Kranich"},
			Draft: pbx.Draft{
				Size: pbx.Size{Plan: pbx.Enterprise, Extensions: 5},
				Term: pbx.Term{Type: pbx.Commercial},
				Address: pbx.Address{
					Region: "Frankfurt", Domain: "fra.pbx.example",
				},
			},
		},
		Limits: limits(),
	})
}

func TestAFormCountsWhatAPBXTakes(t *testing.T) {
	f := edited(t)
	require.Empty(t, f.problems())
	require.False(t, f.Typed())
	require.Equal(t, f.env.T("pbx.moves_nothing"), f.moves())
	f.setAmount(capacity.Extensions, "25")
	f.setAmount(capacity.ConcurrentCalls, "1")
	before, after := f.strip(capacity.Extensions)
	require.Equal(t, []int64{60, 55}, []int64{before, after})
	require.Equal(
		t, "Takes 5 extensions from the package of Kranich. "+
			"Returns 3 calls to the package of Kranich.", f.moves(),
	)
	f.setAmount(capacity.Extensions, "81")
	p := f.problems().Of(string(capacity.Extensions))
	r, n, fits := f.fit(p)
	require.True(t, fits)
	require.Equal(t, capacity.Extensions, r)
	require.EqualValues(t, 80, n, "60 are left, and 20 it has")
	f.setAmount(capacity.Extensions, "")
	require.Equal(t, "field.required", f.problems().Of(string(capacity.Extensions)).Key)
}

func TestAMistakeOffersNoNumberBelowTheLeast(t *testing.T) {
	f := edited(t)
	short := &core.Error{Field: string(capacity.Extensions), Args: core.Args{"Free": int64(4)}}
	_, _, fits := f.fit(short)
	require.False(t, fits, "a PBX has at least 5")
	short.Args["Free"] = int64(5)
	_, _, fits = f.fit(short)
	require.True(t, fits)
	owner := &core.Error{Field: pbx.FieldOwner, Args: core.Args{"Free": int64(9)}}
	_, _, fits = f.fit(owner)
	require.False(t, fits, "an owner is no number")
}

func TestRecordingComesBackWithItsMinutes(t *testing.T) {
	f := edited(t)
	f.setRecording(false)
	require.Zero(t, f.Now.RecordingMinutes)
	f.setRecording(true)
	require.EqualValues(t, 700, f.Now.RecordingMinutes)
	require.False(t, f.Typed())
}

func TestAnotherRegionHasOtherDomains(t *testing.T) {
	f := edited(t)
	require.Equal(t, []string{"fra.pbx.example", "de.pbx.example"}, f.domains())
	f.setRegion("Mumbai")
	require.Equal(t, "bom.pbx.example", f.Now.Domain)
	f.setDomain("")
	require.True(t, f.Now.CustomDomain)
	f.Now.Domain = "phone.praxis.example"
	f.setRegion("Frankfurt")
	require.Equal(t, "phone.praxis.example", f.Now.Domain, "an own domain stays")

	gone := praxis()
	gone.Limits.Regions[0].Domains = []string{"fra.pbx.example"}
	f = opened(t, "pbx-1", gone)
	require.Equal(
		t, []string{"fra.pbx.example", "de.pbx.example"}, f.domains(), "what it has it keeps",
	)
}

func TestAnotherOwnerHasOtherLimits(t *testing.T) {
	f := added(t)
	require.Equal(t, "field.required", f.problems().Of(string(capacity.ConcurrentCalls)).Key)
	f.Now.Customers = []pbx.Ref{{ID: "customer-1"}}
	f.Now.HighAvailability = true
	other := limits()
	other.MinExtensions, other.HighAvailability = 10, false
	other.Start = pbx.Start{Recording: true, Type: pbx.Trial, RunAfterExpiry: true}
	f.setOwner(pbx.Ref{ID: "adler", Name: "Adler"}, other)
	require.EqualValues(t, 10, f.Now.Extensions, "the least of the new owner")
	require.Empty(t, f.Now.Customers, "they are another reseller's")
	require.False(t, f.Now.HighAvailability)
	require.True(t, f.Now.Recording)
	require.Equal(t, pbx.Trial, f.Now.Type)
	f.setExpiry(f.env.Words.Date(now.AddDate(0, 2, 0)))
	require.True(t, f.Now.RunAfterExpiry, "as the owner's PBXs start")

	f.Now.Type = pbx.Commercial
	f.setAmount(capacity.Extensions, "12")
	f.setOwner(pbx.Ref{ID: "kranich", Name: "Kranich"}, limits())
	require.Equal(t, pbx.Commercial, f.Now.Type)
	require.EqualValues(t, 12, f.Now.Extensions, "what was typed stays")
}

func TestAFormReadsAnExpiryAsItIsTyped(t *testing.T) {
	f := edited(t)
	shown := f.expiry.Text
	f.setExpiry("soon")
	require.Equal(t, "field.date", f.problems().Of(pbx.FieldExpiry).Key)
	require.True(t, f.Typed())
	f.setExpiry("")
	require.Zero(t, f.Now.Expiry)
	require.True(t, f.Typed())
	f.setExpiry(shown)
	require.False(t, f.Typed(), "the same day is no change")
}

func TestAFormReadsTheDayAtTheVendorAsItIsTyped(t *testing.T) {
	f := edited(t)
	require.Empty(t, f.made.Text)
	f.setMade("soon")
	require.Equal(t, "field.date", f.problems().Of(pbx.FieldMadeAt).Key)
	require.True(t, f.Typed())
	f.Reset()
	require.False(t, f.Typed())
	f.setMade("2026-11-02")
	require.Equal(t, core.NewDay(2026, time.November, 2), f.Now.MadeAt)
	f.showDays()
	require.Equal(t, f.env.Words.Day(f.Now.MadeAt), f.made.Text)
}

func TestAnAddressInUseIsSaidUntilItChanges(t *testing.T) {
	f := edited(t)
	f.Now.SubDomain = "Kanzlei"
	f.noteRefused(core.Problems{{
		Key: "pbx.address_in_use", Args: core.Args{"ID": "pbx-2", "Name": "Kanzlei"},
	}})
	require.Equal(t, "pbx.address_in_use", f.problems().Of(pbx.FieldSubDomain).Key)
	f.Now.SubDomain = " kanzlei"
	require.NotNil(t, f.problems().Of(pbx.FieldSubDomain), "it is the same address")
	f.Now.SubDomain = "kanzlei-2"
	require.Empty(t, f.problems())
}

// TestWhatWasKeptOfAPBXComesBack restores what was typed, beside what somebody else changed.
func TestWhatWasKeptOfAPBXComesBack(t *testing.T) {
	f := edited(t)
	kept, err := f.Kept()
	require.NoError(t, err)
	require.Nil(t, kept, "nothing was typed")

	f.Now.Name = "Praxis am Markt"
	f.setAmount(capacity.ConcurrentCalls, "")
	kept, err = f.Kept()
	require.NoError(t, err)
	again := edited(t)
	again.Restore(kept)
	require.True(t, again.Restored)
	require.Equal(t, "field.required", again.problems().Of(string(capacity.ConcurrentCalls)).Key)

	changed := praxis()
	changed.PBX.Version++
	changed.PBX.Remark = "Moves in May"
	again = opened(t, "pbx-1", changed)
	again.Restore(kept)
	require.True(t, again.Restored)
	require.True(t, again.Outdated)
	require.Equal(t, "Praxis am Markt", again.Now.Name)
	require.Equal(t, "Moves in May", again.Now.Remark, "of somebody else")
	again.Reset()
	require.False(t, again.Typed())
	require.Empty(t, again.problems(), "also what was emptied is there again")
}
