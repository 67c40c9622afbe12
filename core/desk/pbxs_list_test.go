package desk_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/desk"
	"resellerdesk/core/pbx"
	"resellerdesk/core/permission"
	"resellerdesk/core/store"
	"resellerdesk/core/wording"
)

// newListed is a distributor with PBXs and customers of many kinds.
func newListed(t *testing.T) (h *house, kranich string) {
	h, kranich = newRich(t)
	ctx := t.Context()
	ada, err := h.AddCustomer(ctx, desk.NewID(), kranich, adaWeber())
	require.NoError(t, err)
	_, err = h.AddCustomer(ctx, desk.NewID(), "", pbx.CustomerDraft{
		FirstName: "Zoë", LastName: "Ångström", Company: "Mühle", Email: "Z@muehle.example",
		BusinessNumber: "+49 431 1", City: "Kiel",
	})
	require.NoError(t, err)
	var ids []string
	for i := range 5 {
		d := h.praxis(fmt.Sprintf("praxis%d", i), int64(5+i))
		d.ConcurrentCalls = int64(i % 3)
		ids = append(ids, h.addPBX([]string{kranich, ""}[i%2], d))
	}
	large := h.large("Größe")
	large.SubDomain, large.Customers, large.Activated = "groesse", []pbx.Ref{{ID: ada}}, true
	h.addPBX(kranich, large)
	soon := h.clock.Now().AddDate(0, 0, 20)
	p := h.pbx(ids[0])
	_, err = h.changeTerm(
		ctx, desk.NewID(), ids[0], p.Version, pbx.Term{Type: pbx.Trial, Expiry: core.DayOf(soon)},
	)
	require.NoError(t, err)
	require.NoError(t, h.StartPBXs(ctx, desk.NewID(), ids[:2]))
	return h, kranich
}

// names are the names in a list; that its count and its places agree with it is checked, too.
func (h *house) names(q desk.PBXQuery) []string {
	ctx := h.t.Context()
	q.Limit = 100
	rows, err := h.PBXs(ctx, q)
	require.NoError(h.t, err)
	n, err := h.CountPBXs(ctx, q)
	require.NoError(h.t, err)
	require.Equal(h.t, len(rows), n)
	names := []string{}
	for i, r := range rows {
		names = append(names, r.Name)
		at, err := h.PBXPosition(ctx, q, r.ID)
		require.NoError(h.t, err)
		require.Equal(h.t, i, at)
	}
	return names
}

func TestTheListOfPBXs(t *testing.T) {
	h, kranich := newListed(t)
	all := []string{"Größe", "praxis0", "praxis1", "praxis2", "praxis3", "praxis4"}
	filter := func(c desk.Column, text string) desk.PBXQuery {
		return desk.PBXQuery{Filters: map[desk.Column]string{c: text}}
	}
	for name, c := range map[string]struct {
		q    desk.PBXQuery
		want []string
	}{
		"all":        {desk.PBXQuery{}, all},
		"search":     {desk.PBXQuery{Search: "GROSSE"}, all[:1]},
		"by address": {desk.PBXQuery{Search: "groesse.tel.praxis"}, all[:1]},
		"by owner": {
			desk.PBXQuery{Search: "kranich", Sort: desk.ByCreated},
			[]string{"praxis0", "praxis2", "praxis4", "Größe"},
		},
		"nothing": {desk.PBXQuery{Search: "100%"}, []string{}},
		"an owner's": {
			desk.PBXQuery{Owner: kranich, Down: true},
			[]string{"praxis4", "praxis2", "praxis0", "Größe"},
		},
		"a customer's": {
			desk.PBXQuery{Customer: h.customers(desk.CustomerQuery{Search: "weber"})[0].ID},
			all[:1],
		},
		"running": {
			desk.PBXQuery{Chip: desk.PBXChipRunning}, []string{"praxis0", "praxis1"},
		},
		"stopped": {
			desk.PBXQuery{Chip: desk.PBXChipStopped},
			[]string{"Größe", "praxis2", "praxis3", "praxis4"},
		},
		"not activated": {desk.PBXQuery{Chip: store.PBXChipNotActivated}, all[1:]},
		"trial":         {desk.PBXQuery{Chip: store.PBXChipTrial}, []string{"Größe", "praxis0"}},
		"expiring":      {desk.PBXQuery{Chip: desk.PBXChipExpiring}, []string{"praxis0"}},
		"reported":      {desk.PBXQuery{Chip: desk.PBXChipReported}, []string{}},
		"name":          {filter(desk.ByName, "OSS"), all[:1]},
		"owner":         {filter(desk.ByOwner, "nordlicht"), []string{"praxis1", "praxis3"}},
		"host":          {filter(desk.ByHost, "praxis4.yeastar"), []string{"praxis4"}},
		"region":        {filter(desk.ByRegion, "SINGAPORE"), all},
		"extensions": {
			filter(desk.ByExtensions, "6-8"), []string{"praxis1", "praxis2", "praxis3"},
		},
		"no number":     {filter(desk.ByExtensions, "many"), []string{}},
		"calls":         {filter(desk.ByCalls, ">3"), all[:1]},
		"minutes":       {filter(desk.ByMinutes, "600"), all[:1]},
		"transcription": {filter(desk.ByTranscription, ">=200"), all[:1]},
		"plan":          {filter(desk.ByPlan, "ultimate"), all[:1]},
		"type":          {filter(desk.ByType, "trial"), []string{"Größe", "praxis0"}},
		"activated":     {filter(desk.ByActivated, "yes"), all[:1]},
		"not yet":       {filter(desk.ByActivated, "no"), all[1:]},
		"until":         {filter(desk.ByExpiry, "2026-12-14"), []string{"praxis0"}},
		"not until":     {filter(desk.ByExpiry, "2026-12-13"), []string{}},
		"no day":        {filter(desk.ByExpiry, "soon"), []string{}},
		"status":        {filter(desk.ByStatus, "running"), []string{"praxis0", "praxis1"}},
		"no status":     {filter(desk.ByStatus, "unknown"), []string{}},
		"sort by owner": {
			desk.PBXQuery{Sort: desk.ByOwner},
			[]string{"Größe", "praxis0", "praxis2", "praxis4", "praxis1", "praxis3"},
		},
		"sort by size": {
			desk.PBXQuery{Sort: desk.ByExtensions, Down: true},
			[]string{"Größe", "praxis4", "praxis3", "praxis2", "praxis1", "praxis0"},
		},
		"sort by calls": {
			desk.PBXQuery{Sort: desk.ByCalls},
			[]string{"praxis0", "praxis3", "praxis1", "praxis4", "praxis2", "Größe"},
		},
		"sort by plan": {
			desk.PBXQuery{Sort: desk.ByPlan, Down: true},
			[]string{"Größe", "praxis4", "praxis3", "praxis2", "praxis1", "praxis0"},
		},
		"sort by address": {desk.PBXQuery{Sort: desk.ByHost}, all},
		"sort by region":  {desk.PBXQuery{Sort: desk.ByRegion}, all},
		"sort by status": {
			desk.PBXQuery{Sort: desk.ByStatus},
			[]string{"praxis0", "praxis1", "Größe", "praxis2", "praxis3", "praxis4"},
		},
		"sort by creation": {
			desk.PBXQuery{Sort: desk.ByCreated, Down: true},
			[]string{"Größe", "praxis4", "praxis3", "praxis2", "praxis1", "praxis0"},
		},
		"sort by expiry": {
			desk.PBXQuery{Sort: desk.ByExpiry, Down: true},
			[]string{"Größe", "praxis0", "praxis4", "praxis3", "praxis2", "praxis1"},
		},
	} {
		require.Equal(t, c.want, h.names(c.q), name)
	}
	h.clock.Add(30 * 24 * time.Hour)
	require.Equal(t, []string{"praxis0"}, h.names(filter(desk.ByStatus, "over")))
	require.Equal(t, []string{"praxis1"}, h.names(filter(desk.ByStatus, "running")))
	page, err := h.PBXs(t.Context(), desk.PBXQuery{Offset: 4, Limit: 1})
	require.NoError(t, err)
	require.Equal(t, "praxis3", page[0].Name)
	require.Equal(
		t, []string{"Praxis am Hafen (Ada Weber)"},
		h.rows(desk.PBXQuery{Search: "oss"})[0].Customers,
	)

	h.change(kranich, func(d *account.Draft) { d.Profile.Company = "Älvsbyn Telefonie" }, false)
	require.Len(
		t, h.names(desk.PBXQuery{Search: "alvsbyn"}), 4,
		"the owner is found by the name that he has now",
	)
	require.Empty(t, h.names(desk.PBXQuery{Search: "kranich"}))
	require.Len(t, h.customers(desk.CustomerQuery{Search: "ALVSBYN"}), 1)
}

func (h *house) rows(q desk.PBXQuery) []desk.PBXRow {
	q.Limit = 100
	rows, err := h.PBXs(h.t.Context(), q)
	require.NoError(h.t, err)
	return rows
}

func (h *house) customers(q desk.CustomerQuery) []desk.CustomerRow {
	q.Limit = 100
	rows, err := h.Customers(h.t.Context(), q)
	require.NoError(h.t, err)
	n, err := h.CountCustomers(h.t.Context(), q)
	require.NoError(h.t, err)
	require.Equal(h.t, len(rows), n)
	for i, r := range rows {
		at, err := h.CustomerPosition(h.t.Context(), q, r.ID)
		require.NoError(h.t, err)
		require.Equal(h.t, i, at)
	}
	return rows
}

func TestTheListOfCustomers(t *testing.T) {
	h, kranich := newListed(t)
	filter := func(c desk.Column, text string) desk.CustomerQuery {
		return desk.CustomerQuery{Filters: map[desk.Column]string{c: text}}
	}
	const mill, praxis = "Mühle", "Praxis am Hafen"
	for name, c := range map[string]struct {
		q    desk.CustomerQuery
		want []string
	}{
		"all":            {desk.CustomerQuery{}, []string{mill, praxis}},
		"backwards":      {desk.CustomerQuery{Down: true}, []string{praxis, mill}},
		"company":        {desk.CustomerQuery{Search: "MUHLE"}, []string{mill}},
		"name":           {desk.CustomerQuery{Search: "zoe ang"}, []string{mill}},
		"email":          {desk.CustomerQuery{Search: "z@MUEHLE"}, []string{mill}},
		"city":           {desk.CustomerQuery{Search: "kiel"}, []string{mill, praxis}},
		"owner":          {desk.CustomerQuery{Search: "kranich"}, []string{praxis}},
		"nobody":         {desk.CustomerQuery{Search: "nobody"}, []string{}},
		"an owner's":     {desk.CustomerQuery{Owner: kranich}, []string{praxis}},
		"filter name":    {filter(desk.ByName, "weber"), []string{praxis}},
		"filter company": {filter(desk.ByCompany, "hafen"), []string{praxis}},
		"filter email":   {filter(desk.ByEmail, "@MUEHLE"), []string{mill}},
		"filter phone":   {filter(desk.ByPhone, "431"), []string{mill}},
		"filter city":    {filter(desk.ByCity, "KIE"), []string{mill, praxis}},
		"filter owner":   {filter(desk.ByOwner, "nord"), []string{mill}},
		"no filter":      {filter(desk.ByOwner, " "), []string{mill, praxis}},
		"sort by name":   {desk.CustomerQuery{Sort: desk.ByName}, []string{praxis, mill}},
		"sort by email":  {desk.CustomerQuery{Sort: desk.ByEmail}, []string{praxis, mill}},
		"sort by phone":  {desk.CustomerQuery{Sort: desk.ByPhone}, []string{praxis, mill}},
		"sort by city":   {desk.CustomerQuery{Sort: desk.ByCity}, []string{mill, praxis}},
		"sort by owner":  {desk.CustomerQuery{Sort: desk.ByOwner}, []string{praxis, mill}},
		"sort by PBXs": {
			desk.CustomerQuery{Sort: desk.ByPBXs, Down: true}, []string{praxis, mill},
		},
		"sort by created": {desk.CustomerQuery{Sort: desk.ByCreated}, []string{praxis, mill}},
	} {
		companies := []string{}
		for _, r := range h.customers(c.q) {
			companies = append(companies, r.Company)
		}
		require.Equal(t, c.want, companies, name)
	}
	require.Equal(t, 1, h.customers(desk.CustomerQuery{Search: "weber"})[0].PBXs)
	require.Zero(t, h.customers(desk.CustomerQuery{Search: "zoe"})[0].PBXs)
	byID, err := h.CustomersByID(
		t.Context(), []string{h.customers(desk.CustomerQuery{})[1].ID, "nobody"},
	)
	require.NoError(t, err)
	require.Equal(t, h.customers(desk.CustomerQuery{})[1:], byID)
}

func TestExportOfPBXsAndCustomers(t *testing.T) {
	h, kranich := newListed(t)
	cells := h.cells(h.ExportPBXs(
		t.Context(), desk.PBXQuery{Owner: kranich, Sort: desk.ByExtensions, Down: true}, "de",
	))
	require.Equal(t, []string{
		"Inhaber", "Name", "Plan", "Nebenstellen", "Gleichzeitige Gespräche", "Aufzeichnung",
		"Aufzeichnung (Min.)", "KI-Transkription (Min.)",
		"KI-Transkription verbraucht", "Region", "Subdomain", "Domain", "Eigene Domain", "Art",
		"Ablaufdatum", "Nach Ablauf weiterlaufen", "Status", "Aktiviert",
		"Beim Hersteller angelegt am", "High Availability", "Kunden", "Bemerkung", "Angelegt",
	}, cells[0])
	require.Len(t, cells, 5)
	require.Equal(t, []string{
		"Kranich Telefonie GmbH", "Größe", "Ultimate-Plan", "15", "4", "ja", "600", "200", "0",
		"Asia Pacific (Singapore)", "groesse", "tel.praxis.example", "ja", "Test",
	}, cells[1][:14])
	require.Equal(
		t,
		[]string{"ja", "gestoppt", "ja", "", "ja", "Praxis am Hafen (Ada Weber)", "Harbour side"},
		cells[1][15:22],
	)
	require.Equal(t, "praxis4", cells[2][1])
	require.Equal(t, "pbx.exported", h.lastLogged().Operation)

	cells = h.cells(h.ExportCustomers(t.Context(), desk.CustomerQuery{Down: true}, "en"))
	require.Equal(t, []string{
		"Owner", "Company", "First name", "Last name", "Email", "Business number", "Mobile number",
		"Home number", "Fax", "Street", "ZIP code", "City",
		"State or province", "Country", "Remark", "PBXs", "Created",
	}, cells[0])
	require.Equal(
		t,
		[]string{"Kranich Telefonie GmbH", "Praxis am Hafen", "Ada", "Weber", "ada@hafen.example"},
		cells[1][:5],
	)
	require.Equal(t, "1", cells[1][15])
	require.Equal(t, "Mühle", cells[2][1])
	require.Equal(t, "customer.exported", h.lastLogged().Operation)
}

func TestExportOfReportedPBXsLeavesEmptyWhatIsNotKnown(t *testing.T) {
	w := newRichTwo(t)
	w.partner.addPBX("", w.partner.praxis("mill", 5))
	w.report()
	cells := w.distributor.cells(w.distributor.ExportPBXs(t.Context(), desk.PBXQuery{}, "en"))
	require.Equal(t, []string{
		"Kranich Telefonie GmbH", "mill", "Enterprise Plan", "5", "0", "", "", "0", "", "", "", "",
		"no", "", "", "", "managed by the reseller", "", "", "", "", "",
	}, cells[1][:22])
}

func TestRegionsOfTheWorkspace(t *testing.T) {
	h, kranich := newRich(t)
	ctx := t.Context()
	list, err := h.Desk.Regions(ctx)
	require.NoError(t, err)
	require.Equal(t, pbx.DefaultRegions(), list)
	id := h.addPBX(kranich, h.praxis("praxis", 5))
	require.Equal(t, "pbx.region_empty", key(h.SetRegions(ctx, []pbx.Region{{Name: "North"}})))
	require.NoError(
		t,
		h.SetRegions(
			ctx, []pbx.Region{{Name: " North ", Domains: []string{" A.example ", "b.example"}}},
		),
	)
	list, err = h.Desk.Regions(ctx)
	require.NoError(t, err)
	require.Equal(
		t, []pbx.Region{{Name: "North", Domains: []string{"a.example", "b.example"}}}, list,
	)
	require.Equal(t, []string{
		"Regions: +North: a.example b.example, −Asia Pacific (Singapore): yeastarcloud.com, −China (Guangdong): yeastarcloud.com, " +
			"−China (Shanghai): yeastarcloud.com, −India (Mumbai): yeastarcloud.com",
	}, lines("en", h.lastLogged().Before, h.lastLogged().After))
	form, err := h.NewPBX(ctx, kranich)
	require.NoError(t, err)
	require.Equal(t, pbx.Address{Region: "North", Domain: "a.example"}, form.PBX.Address)
	p := h.pbx(id)
	p.Remark = "in a region that is not offered any more"
	_, err = h.editPBX(ctx, desk.NewID(), id, 1, p.Draft)
	require.NoError(t, err)
}

func TestPBXsInTheWordsOfTheLog(t *testing.T) {
	h, kranich := newListed(t)
	ctx := t.Context()
	id := h.rows(desk.PBXQuery{Search: "Größe"})[0].ID
	p := h.pbx(id)
	size := p.Size
	size.Plan, size.Extensions = pbx.Enterprise, 1200
	_, err := h.resizePBX(ctx, desk.NewID(), id, p.Version, size)
	require.Error(t, err)
	require.Equal(
		t, "Extensions: At most 500 extensions per PBX.",
		wording.RefusalText(printer("en"), h.lastLogged().Detail),
	)
	require.Equal(t, "Größe", h.lastLogged().Name)
	size.Extensions = 30
	_, err = h.resizePBX(ctx, desk.NewID(), id, p.Version, size)
	require.NoError(t, err)
	require.Equal(
		t, []string{"Plan Ultimate Plan → Enterprise Plan", "Extensions 15 → 30"},
		lines("en", h.lastLogged().Before, h.lastLogged().After),
	)
	soon := h.clock.Now().AddDate(0, 0, 20)
	_, err = h.changeTerm(
		ctx,
		desk.NewID(),
		id,
		p.Version+1,
		pbx.Term{Type: pbx.Commercial, Expiry: core.DayOf(soon)},
	)
	require.NoError(t, err)
	require.Equal(t, []string{
		"Ablaufdatum 24.11.2027 → 14.12.2026", "Nach Ablauf weiterlaufen ja → nein",
		"Art Test → Kommerziell",
	}, lines("de", h.lastLogged().Before, h.lastLogged().After))
	require.NoError(t, h.StartPBXs(ctx, desk.NewID(), []string{id}))
	require.Equal(
		t, []string{"Status stopped → running"},
		lines("en", h.lastLogged().Before, h.lastLogged().After),
	)
	_, err = h.MovePBXs(ctx, desk.NewID(), []string{id}, "")
	require.NoError(t, err)
	require.Equal(
		t, []string{"Owner Kranich Telefonie GmbH → Nordlicht Distribution"},
		lines("en", h.lastLogged().Before, h.lastLogged().After),
	)
	p = h.pbx(id)
	d := p.Form()
	d.Customers = nil
	_, err = h.editPBX(ctx, desk.NewID(), id, p.Version, d)
	require.NoError(t, err)
	require.Equal(
		t, []string{"Customers Praxis am Hafen (Ada Weber) → none"},
		lines("en", h.lastLogged().Before, h.lastLogged().After),
	)
	require.NoError(t, h.DeletePBXs(ctx, desk.NewID(), []string{id}))
	require.Equal(
		t, []string{"Gelöscht nein → ja"}, lines("de", h.lastLogged().Before, h.lastLogged().After),
	)
	require.Error(t, h.DeletePBXs(ctx, desk.NewID(), []string{id, kranich}))
	require.Equal(t, "2 PBXs", wording.LogTextOf(printer("en"), h.lastLogged()).Object)
	rows, err := h.Logs(ctx, desk.LogQuery{Module: desk.LogCustomer, Limit: 10})
	require.NoError(t, err)
	require.Equal(t, "Praxis am Hafen (Ada Weber)", rows[0].Name)
}

// TestEveryFieldOfAPBXHasALabel looks at every field that the log keeps of PBXs and customers, in
// both languages.
func TestEveryFieldOfAPBXHasALabel(t *testing.T) {
	h, _ := newListed(t)
	rows, err := h.Logs(t.Context(), desk.LogQuery{Limit: 100})
	require.NoError(t, err)
	seen := map[string]bool{}
	for _, r := range rows {
		if r.Module != desk.LogPBX && r.Module != desk.LogCustomer {
			continue
		}
		var fields core.Fields
		require.NoError(t, json.Unmarshal([]byte(r.After), &fields))
		for name := range fields {
			seen[name] = true
			for _, lang := range []string{"en", "de"} {
				require.NotEqual(t, "field."+name, printer(lang).T("field."+name))
			}
		}
	}
	require.Len(t, seen, 24+17-4, "of both, less those that both have")
}

func TestOwnersOfPBXs(t *testing.T) {
	h, kranich := newRich(t)
	h.three()
	owners, err := h.PBXOwners(t.Context(), "")
	require.NoError(t, err)
	require.True(t, owners[0].Own)
	require.Equal(t, "Nordlicht Distribution", owners[0].Name)
	require.Len(t, owners, 5)
	require.NoError(t, h.DeleteResellers(t.Context(), desk.NewID(), []string{kranich}, false))
	owners, err = h.PBXOwners(t.Context(), "kranich")
	require.NoError(t, err)
	for _, o := range owners {
		require.NotEqual(t, kranich, o.ID, "in the bin")
	}
	_, first := h.addMax(permission.PBXView, permission.PBXAdd)
	h.open()
	require.NoError(t, h.SignIn(t.Context(), colleagueEmail, first))
	require.NoError(t, h.ChangePassword(t.Context(), first, ownPassword))
	_, err = h.PBXOwners(t.Context(), "")
	require.NoError(t, err, "whoever makes PBXs chooses an owner without seeing users")
	_, err = h.AddPBX(t.Context(), desk.NewID(), "", h.praxis("praxis", 5))
	require.NoError(t, err)
}

func TestARegionIsFilteredWhateverItsCaseAndAccents(t *testing.T) {
	h := newDistributor(t)
	require.NoError(
		t,
		h.SetRegions(
			t.Context(),
			[]pbx.Region{{Name: "Österreich (Wien)", Domains: []string{"wien.example"}}},
		),
	)
	h.addPBX("", h.praxis("praxis", 5))
	for text, found := range map[string]int{
		"Österreich": 1, "öster": 1, "OSTER": 1, "wien": 1, "graz": 0, " ": 1,
	} {
		n, err := h.CountPBXs(
			t.Context(), desk.PBXQuery{Filters: map[desk.Column]string{desk.ByRegion: text}},
		)
		require.NoError(t, err)
		require.Equal(t, found, n, text)
	}
}
