package main

import (
	"fmt"
	"testing"

	"fyne.io/fyne/v2"
	"github.com/stretchr/testify/require"

	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
	"resellerdesk/core/pbx"
	"resellerdesk/ui/kit"
)

// pbxs are those of the workspace that fit a search.
func (s *screen) pbxs(search string) []desk.PBXRow {
	rows, err := s.desk.PBXs(s.t.Context(), desk.PBXQuery{Search: search, Sort: desk.ByName, Limit: 100})
	require.NoError(s.t, err)
	return rows
}

// free is what the pool has of a resource.
func (s *screen) free(r capacity.Resource) int64 {
	limits, err := s.desk.PBXLimits(s.t.Context(), "", "")
	require.NoError(s.t, err)
	return limits.Left[r]
}

// partner is the window of a reseller who has just activated.
func partner(t *testing.T, lang string, mode kit.Mode, width, height float32) *screen {
	_, r, _, _ := twoScreens(t, lang, mode, width, height)
	r.key(fyne.KeyEscape) // The receipt is sent another time.
	return r
}

// cloud fills a distributor's workspace with customers and PBXs, of its own and of resellers. Its subscription has everything.
func (s *screen) cloud() {
	ctx := s.t.Context()
	seen, err := s.desk.Terms(ctx)
	require.NoError(s.t, err)
	terms := seen
	terms.Total = seen.Total.Clone()
	terms.Total[capacity.UltimateExtensions], terms.Total[capacity.CustomDomains], terms.Total[capacity.TranscriptionMinutes] = 100, 5, 1000
	require.NoError(s.t, s.desk.SetSubscription(ctx, desk.NewID(), seen, terms))
	owners, err := s.desk.PBXOwners(ctx, "")
	require.NoError(s.t, err)
	regions, err := s.desk.Regions(ctx)
	require.NoError(s.t, err)
	for i, name := range []string{
		"Rathaus Neustadt", "Kanzlei Amsel & Partner", "Hotel Seeblick", "Autohaus Lorenz", "Praxis am Hafen", "Möbelhaus Vogt", "Stadtwerke Süd", "Kita Regenbogen",
	} {
		owner := owners[i%4]
		company := name + " GmbH"
		customer, err := s.desk.AddCustomer(ctx, desk.NewID(), owner.ID, pbx.CustomerDraft{
			Company: company, FirstName: "Ada", LastName: "Weber", Email: fmt.Sprintf("ada%d@customer.example", i), BusinessNumber: "+49 431 555 01" + fmt.Sprint(i),
			ZipCode: "24103", City: "Kiel",
		})
		require.NoError(s.t, err)
		end := clock.AddDate(0, 0, []int{400, 5, 90, 29, 200}[i%5])
		d := pbx.Draft{
			Name: name, Size: pbx.Size{Plan: pbx.Enterprise, Extensions: int64(5 + i), ConcurrentCalls: 2, Recording: i%2 == 0},
			Address: pbx.Address{Region: regions[i%len(regions)].Name, SubDomain: fmt.Sprintf("site-%d", i), Domain: regions[0].Domains[0]},
			Term:    pbx.Term{Type: []pbx.Type{pbx.Commercial, pbx.Commercial, pbx.Trial}[i%3], Expiry: &end}, Activated: i%3 != 1,
			Customers: []pbx.Ref{{ID: customer, Name: company}},
		}
		if d.Recording {
			d.RecordingMinutes = 600
		}
		if i == 4 { // In the pool, with all there is.
			d.Plan, d.TranscriptionMinutes, d.CustomDomain, d.Domain, d.HighAvailability = pbx.Ultimate, 300, true, "tel.praxis.example", true
		}
		saved, err := s.desk.AddPBX(ctx, desk.NewID(), owner.ID, d)
		require.NoError(s.t, err)
		if i%4 != 2 {
			require.NoError(s.t, s.desk.StartPBXs(ctx, desk.NewID(), []string{saved.ID}))
		}
		if i == 4 {
			_, err := s.desk.RecordConsumption(ctx, desk.NewID(), saved.ID, 40)
			require.NoError(s.t, err)
		}
	}
}

// looks are the windows that pictures are taken of.
var looks = []struct {
	name, lang    string
	mode          kit.Mode
	width, height float32
}{
	{"light", "en", kit.ModeLight, 1280, 800},
	{"dark-de", "de", kit.ModeDark, 1280, 800},
	{"small-de", "de", kit.ModeLight, 900, 600},
	{"large", "en", kit.ModeLight, 1920, 1080},
}

// TestPBXScreens shows the pages of a distributor in windows of several sizes. With SHOTS=folder the pictures are kept.
func TestPBXScreens(t *testing.T) {
	for _, look := range looks {
		t.Run(look.name, func(t *testing.T) {
			shot := func(s *screen, name string) { s.keep(name + "-" + look.name) }
			s := newScreen(t, look.lang, look.mode, look.width, look.height, 1).example(12)
			s.open("pbx")
			shot(s, "60-empty")
			s.open("customer")
			shot(s, "61-customers-empty")
			s.cloud()
			shot(s, "62-customers")
			s.key(fyne.KeyDown, fyne.KeyReturn)
			shot(s, "63-customer")
			s.key(fyne.KeyEscape)
			s.open("pbx")
			s.key(fyne.KeyDown, fyne.KeyDown)
			shot(s, "64-list")
			s.press(fyne.KeyN)
			shot(s, "65-add")
			s.key(fyne.KeyReturn)
			shot(s, "66-owners")
			s.key(fyne.KeyDown, fyne.KeyDown, fyne.KeyReturn, fyne.KeyTab)
			s.typed("Autohaus Lorenz")
			s.key(fyne.KeyTab, fyne.KeySpace)
			shot(s, "67-customers")
			s.key(fyne.KeyReturn, fyne.KeyEscape, fyne.KeyTab, fyne.KeyTab, fyne.KeyTab)
			s.typed("site-4")
			s.key(fyne.KeyTab)
			s.typed("31")
			s.key(fyne.KeyTab, fyne.KeyTab, fyne.KeyTab)
			s.typed("9999")
			s.key(fyne.KeyTab)
			s.key(fyne.KeyTab)
			shot(s, "68-wrong")
			s.key(fyne.KeyEscape, fyne.KeyTab, fyne.KeyReturn)
			require.False(t, dialogOpen(s))
			s.search("Praxis")
			s.press(fyne.KeyF)
			s.key(fyne.KeyDown)
			s.key(fyne.KeyReturn)
			shot(s, "69-edit")
			s.key(fyne.KeyEscape)
			s.choose(look.lang, "command.consume_pbx")
			shot(s, "70-consume")
			s.key(fyne.KeyEscape)
			s.choose(look.lang, "command.move_pbx")
			shot(s, "71-move")
			s.key(fyne.KeyDown, fyne.KeyDown, fyne.KeyReturn)
			shot(s, "72-move-preview")
			s.key(fyne.KeyEscape, fyne.KeyDelete)
			shot(s, "73-delete")
			s.key(fyne.KeyTab, fyne.KeyReturn)
			shot(s, "74-deleted")
		})
	}
}
