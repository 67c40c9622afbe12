package desk_test

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
	"resellerdesk/core/pbx"
	"resellerdesk/core/permission"
	"resellerdesk/core/sheet"
	"resellerdesk/core/wording"
)

// planOf checks a file of a kind.
func (h *house) planOf(kind desk.ImportKind, file string) desk.ImportPlan {
	plan, err := h.checked(file, desk.ImportOptions{Kind: kind})
	require.NoError(h.t, err)
	return plan
}

func (h *house) checked(file string, how desk.ImportOptions) (desk.ImportPlan, error) {
	return h.CheckImport(h.t.Context(), strings.NewReader(file), how)
}

// stored reads a file of testdata.
func stored(t *testing.T, name string) string {
	file, err := os.ReadFile(filepath.Join("testdata", "import", name))
	require.NoError(t, err)
	return string(file)
}

func fieldsOf(plan desk.ImportPlan) (fields []string) {
	for _, c := range plan.Columns {
		fields = append(fields, c.Field)
	}
	return fields
}

// TestTheVendorsNamesAreRecognised imports a file with the names of the vendor's interface.
func TestTheVendorsNamesAreRecognised(t *testing.T) {
	h := newDistributor(t)
	plan, err := h.checked(stored(t, "vendor.csv"), desk.ImportOptions{})
	require.NoError(t, err)
	require.Equal(t, []string{
		"company", "first_name", "last_name", "email", "phone", "mobile", "address", "remark",
		"extensions", "min_extensions", "concurrent_calls", "recording_minutes",
		"high_availability", "pbx_limit", "",
	}, fieldsOf(plan))
	require.Equal(t, []string{"createdCloudPbx"}, plan.Unknown)
	require.NoError(t, h.Import(t.Context(), desk.NewID(), plan))
	a := h.all(desk.ResellerQuery{})["nina@kranichtel.example"]
	require.Equal(t, "Nina", a.Profile.FirstName)
	require.EqualValues(t, 120, a.Package.Amounts[capacity.Extensions])
	require.EqualValues(t, 5, a.Package.MinExtensions)
	require.EqualValues(t, 2000, a.Package.Amounts[capacity.RecordingMinutes])
	require.EqualValues(t, 10, *a.Package.PBXLimit)
	require.True(t, a.Package.HighAvailability)
	h.proved()
}

// TestGermanNamesAreRecognised imports a list that somebody keeps by hand, with a title above it.
func TestGermanNamesAreRecognised(t *testing.T) {
	h := newDistributor(t)
	plan, err := h.checked(stored(t, "partnerliste.csv"), desk.ImportOptions{
		Options: sheet.Options{HeaderLine: 3},
	})
	require.NoError(t, err)
	require.Equal(t, 3, plan.HeaderLine)
	require.Equal(t, []string{
		"company", "full_name", "email", "extensions", "concurrent_calls", "recording_minutes",
		"valid_until", "tags", "",
	}, fieldsOf(plan))
	require.Equal(t, "Blaue Linie Kommunikation", plan.Columns[0].Sample)
	require.Equal(t, "ruft lieber an", plan.Columns[8].Sample)
	require.True(t, plan.Ready(), "%v", plan.Bad())
	require.NoError(t, h.Import(t.Context(), desk.NewID(), plan))
	a := h.all(desk.ResellerQuery{})["j.groesse@blauelinie.example"]
	require.Equal(t, "Jörg", a.Profile.FirstName)
	require.Equal(t, "Größe", a.Profile.LastName, "split at the last blank")
	require.EqualValues(t, 2000, a.Package.Amounts[capacity.RecordingMinutes], "2.000 in German")
	b := h.all(desk.ResellerQuery{})["femke@wattkom.example"]
	require.Equal(t, "Femke", b.Profile.FirstName)
	require.Equal(t, "van der Meer", b.Profile.LastName, "before the comma")
	h.proved()
}

// TestEveryNameMeansOneField: a synonym of one field must be no title of another.
func TestEveryNameMeansOneField(t *testing.T) {
	h := newDistributor(t)
	for _, kind := range []desk.ImportKind{
		desk.ImportResellers, desk.ImportPBXs, desk.ImportCustomers,
	} {
		for _, lang := range []string{"en", "de"} {
			fields, err := h.ImportFields(desk.ImportOptions{Kind: kind}, lang)
			require.NoError(t, err)
			for _, f := range fields {
				for _, title := range []string{f.Key, f.Title, strings.ToUpper(f.Title), " " + f.Title + ":"} {
					plan, _ := h.checked(title+";x\n1;2\n", desk.ImportOptions{Kind: kind})
					require.Equal(t, f.Key, plan.Columns[0].Field, "%s %q", kind, title)
				}
			}
		}
	}
}

func TestColumnsAreMappedByHand(t *testing.T) {
	h := newDistributor(t)
	file := "Wer;Vorname;Mail 1;A;B;C;A\nKranich;Nina;n@k.example;5;1;0;7\n"
	plan, err := h.checked(file, desk.ImportOptions{})
	require.Equal(t, "import.columns_missing", key(err))
	require.Equal(t, "n@k.example", plan.Columns[2].Sample, "what a person needs to map it")
	columns := map[string]string{
		"wer": "company", "Mail 1": "E-Mail", "#4": "extensions", "B": "concurrent_calls",
		"C": "recording_minutes",
	}
	plan, err = h.checked(file, desk.ImportOptions{Columns: columns})
	require.NoError(t, err)
	require.NoError(t, h.Import(t.Context(), desk.NewID(), plan))
	require.EqualValues(t, 5, h.row().Total[capacity.Extensions], "of the first of two columns A")
	require.Equal(t, "n@k.example", h.row().Email)

	columns["A"] = "extensions"
	_, err = h.checked(file, desk.ImportOptions{Columns: columns})
	require.Equal(t, "import.column_twice", key(err), "both are called so")
	for name, field := range map[string]string{"D": "company", "#8": "company", "B": "weather"} {
		_, err = h.checked(file, desk.ImportOptions{Columns: map[string]string{name: field}})
		require.Contains(t, []string{"import.no_such_column", "import.no_such_field"}, key(err))
	}
}

func TestTwoColumnsForOneFieldAreSaid(t *testing.T) {
	h := newDistributor(t)
	file := "Firma;Vorname;Name;E-Mail;Mail;Nebenstellen;Kanäle;Aufzeichnung\n" +
		"Kranich;Nina;Albrecht;n@k.example;old@k.example;5;1;0\n"
	_, err := h.checked(file, desk.ImportOptions{})
	require.Equal(t, "import.column_twice", key(err))
	require.Contains(
		t,
		printer("de").Error(err),
		"Zwei Spalten enthalten E-Mail: „E-Mail“ und „Mail“.",
	)
	plan, err := h.checked(
		file,
		desk.ImportOptions{Columns: map[string]string{"Mail": desk.LeftOut}},
	)
	require.NoError(t, err)
	require.Equal(t, "last_name", plan.Columns[2].Field, "Name beside Vorname")
	_, err = h.checked(file, desk.ImportOptions{
		Columns: map[string]string{"Mail": desk.LeftOut, "Name": "full_name"},
	})
	require.Equal(t, "import.column_twice", key(err), "it holds the first name, too")
}

// TestTheFormOfDatesAndNumbersIsChosen: what can mean two things is refused until it is.
func TestTheFormOfDatesAndNumbersIsChosen(t *testing.T) {
	h := newDistributor(t)
	columns := map[string]string{
		"a": "company", "b": "first_name", "c": "email", "d": "extensions", "e": "concurrent_calls",
		"f": "recording_minutes", "g": "valid_until",
	}
	file := "a\tb\tc\td\te\tf\tg\nX\tNina\tn@x.example\t1\t0\t1.000\t03/04/2027\n"
	plan, err := h.checked(file, desk.ImportOptions{Columns: columns})
	require.NoError(t, err)
	problems := plan.Rows[0].Problems
	require.Equal(t, "field.number_unclear", problems.Of("recording_minutes").Key)
	require.Equal(t, "import.two_days", problems.Of(account.FieldValidUntil).Key)
	require.Equal(t, 1, plan.Columns[5].Wrong)
	require.Zero(t, plan.Columns[0].Wrong)
	for _, test := range []struct {
		dates   desk.DateForm
		numbers desk.NumberForm
		day     string
		minutes int64
	}{
		{desk.DayFirst, desk.DecimalComma, "2027-04-03", 1000},
		{desk.MonthFirst, desk.DecimalComma, "2027-03-04", 1000},
	} {
		plan, err := h.checked(file, desk.ImportOptions{
			Columns: columns, Dates: test.dates, Numbers: test.numbers,
		})
		require.NoError(t, err)
		require.True(t, plan.Ready(), "%v", plan.Bad())
		id := desk.NewID()
		require.NoError(t, h.Import(t.Context(), id, plan))
		require.Equal(t, test.minutes, h.row().Total[capacity.RecordingMinutes])
		require.Equal(t, test.day, h.row().ValidUntil.String())
		require.NoError(t, h.Undo(t.Context(), desk.NewID(), id))
	}
	plan, err = h.checked(file, desk.ImportOptions{Columns: columns, Numbers: desk.DecimalPoint})
	require.NoError(t, err)
	require.NotNil(t, plan.Rows[0].Problems.Of("recording_minutes"), "one, with three decimals")
}

func TestTheSeparatorIsChosen(t *testing.T) {
	h := newDistributor(t)
	file := strings.ReplaceAll(importHeader, ";", "|") + "Möwe, Söhne; Co|Nina|n@x.example|1|0|0\n"
	for _, d := range []sheet.Delimiter{0, sheet.Pipe} {
		plan, err := h.checked(file, desk.ImportOptions{Options: sheet.Options{Delimiter: d}})
		require.NoError(t, err)
		require.Equal(t, sheet.Pipe, plan.Delimiter)
		require.Equal(t, "Möwe, Söhne; Co", plan.Rows[0].Name)
	}
	_, err := h.checked(file, desk.ImportOptions{Options: sheet.Options{Delimiter: sheet.Comma}})
	require.Equal(t, "import.columns_missing", key(err))
}

// kranichAndMoewe are two resellers that a file can update.
func kranichAndMoewe(t *testing.T) *house {
	h := newDistributor(t)
	h.imported("Company;First name;Email;Phone;Extensions;Calls;Recording;External number\n" +
		"Kranich;Nina;nina@kranich.example;1;100;0;0;K-1\n" +
		"Möwe;Jan;jan@moewe.example;2;50;0;0;K-2\n")
	return h
}

func TestRowsUpdateByEmail(t *testing.T) {
	h := kranichAndMoewe(t)
	before := h.all(desk.ResellerQuery{})
	plan, err := h.checked("E-Mail;Telefon;Nebenstellen;Kanäle;Aufzeichnung;Firma;Vorname\n"+
		"NINA@kranich.example;99;120;;;;\n"+ // Empty cells leave what is there.
		"jan@moewe.example;2;50;0;0;Möwe;Jan\n"+
		"neu@neu.example;3;10;0;0;Neu;Nora\n",
		desk.ImportOptions{Update: account.FieldEmail})
	require.NoError(t, err)
	require.True(t, plan.Ready(), "%v", plan.Bad())
	require.Equal(t, []desk.ImportDoing{desk.ImportUpdates, desk.ImportKeeps, desk.ImportAdds},
		[]desk.ImportDoing{plan.Rows[0].Does, plan.Rows[1].Does, plan.Rows[2].Does})
	require.Equal(t, []string{
		"Extensions 100 → 120", "Email nina@kranich.example → NINA@kranich.example", "Phone 1 → 99",
	}, changesOf(plan.Rows[0]))
	require.EqualValues(t, 30, plan.Takes[capacity.Extensions])
	id := desk.NewID()
	require.NoError(t, h.Import(t.Context(), id, plan))
	after := h.all(desk.ResellerQuery{})
	require.Len(t, after, 3)
	require.Equal(t, before["jan@moewe.example"], after["jan@moewe.example"])
	nina := after["NINA@kranich.example"]
	require.Equal(t, "99", nina.Profile.Phone)
	require.Equal(t, "K-1", nina.Profile.ExternalNumber)
	require.EqualValues(t, 120, nina.Package.Amounts[capacity.Extensions])
	require.EqualValues(t, 500-180, h.free(capacity.Extensions))
	h.proved()
	require.NoError(t, h.Undo(t.Context(), desk.NewID(), id))
	undone := h.all(desk.ResellerQuery{})
	require.Len(t, undone, 2)
	require.Equal(t, before["nina@kranich.example"].Draft(), undone["nina@kranich.example"].Draft())
	require.EqualValues(t, 350, h.free(capacity.Extensions))
	h.proved()
}

// TestAnExportThatIsImportedAgainChangesNothing, nor the presets whose permissions it lists.
func TestAnExportThatIsImportedAgainChangesNothing(t *testing.T) {
	h := newDistributor(t)
	preset := account.Preset{
		Kind: account.PermissionPreset, Name: "Nur sehen",
		Permissions: permission.Set{permission.PBXView: true},
	}
	require.NoError(t, h.SavePreset(t.Context(), preset))
	plan, err := h.checked(many(2), desk.ImportOptions{Preset: preset.Name})
	require.NoError(t, err)
	require.NoError(t, h.Import(t.Context(), desk.NewID(), plan))
	before := h.all(desk.ResellerQuery{})
	file := h.exported(desk.ResellerQuery{Sort: desk.ByEmail}, "en", sheet.Comma)
	again := func(file string) []desk.ImportRow {
		plan, err := h.checked(file, desk.ImportOptions{Update: account.FieldEmail})
		require.NoError(t, err)
		require.Empty(t, plan.Bad())
		if plan.Ready() {
			require.NoError(t, h.Import(t.Context(), desk.NewID(), plan))
		}
		return plan.Rows
	}
	for _, row := range again(file) {
		require.Equal(t, desk.ImportKeeps, row.Does, changesOf(row))
	}
	require.Equal(t, before, h.all(desk.ResellerQuery{}))
	require.Contains(t, file, string(permission.PBXView))
	again(strings.Replace(file, string(permission.PBXView), "none", 1))
	after := h.all(desk.ResellerQuery{})
	require.Empty(t, after["nina0@firma.example"].Preset)
	require.Empty(t, after["nina0@firma.example"].Permissions)
	require.Equal(t, preset.Name, after["nina1@firma.example"].Preset)
	h.proved()
}

func changesOf(row desk.ImportRow) (texts []string) {
	for _, c := range wording.Changes(printer("en"), row.Before, row.After) {
		texts = append(texts, c.String())
	}
	return texts
}

func TestRowsUpdateByExternalNumber(t *testing.T) {
	h := kranichAndMoewe(t)
	file := "Kundennummer;E-Mail;Nebenstellen\nK-1;neu@kranich.example;80\nK-2;jan@moewe.example;70\n"
	how := desk.ImportOptions{Update: account.FieldExternalNumber}
	plan, err := h.checked(file, how)
	require.NoError(t, err)
	require.True(t, plan.Ready(), "%v", plan.Bad())
	require.Zero(t, plan.Takes[capacity.Extensions], "20 back, 20 more")
	require.NoError(t, h.Import(t.Context(), desk.NewID(), plan))
	require.Contains(t, h.all(desk.ResellerQuery{}), "neu@kranich.example")
	h.proved()

	for name, test := range map[string]struct{ file, field, key string }{
		"no number": {
			"Kundennummer;E-Mail\n;x@x.example\n", account.FieldExternalNumber, "field.required",
		},
		"twice": {
			"Kundennummer;Telefon\nK-2;1\nK-2;2\n", account.FieldExternalNumber,
			"import.email_twice",
		},
		"another's email": {
			"Kundennummer;E-Mail\nK-2;neu@kranich.example\n", account.FieldEmail,
			"account.email_in_use",
		},
		"too much": {"Kundennummer;Nebenstellen\nK-2;10000\n", "extensions", "capacity.not_enough"},
		"new and lacking": {
			"Kundennummer;E-Mail\nK-9;x@x.example\n", account.FieldCompany, "field.required",
		},
	} {
		plan, err := h.checked(test.file, how)
		require.NoError(t, err, name)
		bad := plan.Bad()
		require.Len(t, bad, 1, name)
		problem := bad[0].Problems.Of(test.field)
		require.NotNil(t, problem, "%s: %v", name, bad[0].Problems)
		require.Equal(t, test.key, problem.Key, name)
	}
	_, err = h.checked("Telefon\n1\n", how)
	require.Equal(t, "import.columns_missing", key(err))
	_, err = h.checked(file, desk.ImportOptions{Update: account.FieldPhone})
	require.Equal(t, "import.no_update", key(err))
}

// TestAStaleRowIsRefused: somebody changes a reseller between the dry run and the writing.
func TestAStaleRowIsRefused(t *testing.T) {
	h := kranichAndMoewe(t)
	plan, err := h.checked(
		"Email;Phone\nnina@kranich.example;7\njan@moewe.example;8\n",
		desk.ImportOptions{Update: account.FieldEmail},
	)
	require.NoError(t, err)
	nina := h.all(desk.ResellerQuery{})["nina@kranich.example"]
	h.change(nina.ID, func(d *account.Draft) { d.Profile.Mobile = "0170" }, false)
	err = h.Import(t.Context(), desk.NewID(), plan)
	var refusals desk.Refusals
	require.ErrorAs(t, err, &refusals)
	require.Len(t, refusals, 1)
	require.Equal(t, "Kranich", refusals[0].Company)
	require.Equal(t, "import.changed_meanwhile", key(refusals[0].Err))
	require.Equal(t, "2", h.all(desk.ResellerQuery{})["jan@moewe.example"].Profile.Phone)

	plan, err = h.checked(
		"Email;Phone\nnina@kranich.example;7\n", desk.ImportOptions{Update: account.FieldEmail},
	)
	require.NoError(t, err)
	require.NoError(t, h.DeleteResellers(t.Context(), desk.NewID(), []string{nina.ID}, false))
	require.Error(t, h.Import(t.Context(), desk.NewID(), plan))
	h.proved()
}

func TestFaultyRowsAreLeftOut(t *testing.T) {
	h := newDistributor(t)
	file := importHeader + "A;A;no email;300;0;0\nB;B;b@b.example;100;0;0\nC;C;c@c.example;250;0;0\n"
	plan := h.plan(file)
	require.Equal(t, 2, plan.Refused, "one lacks an email, the other capacity")
	require.Equal(t, "import.not_ready", key(h.Import(t.Context(), desk.NewID(), plan)))
	left := plan.WithoutRefused()
	require.True(t, left.Ready())
	require.False(t, plan.Ready(), "the plan itself stays")
	require.Equal(t, 2, left.Counts[desk.ImportLeavesOut])

	chosen, err := h.checked(file, desk.ImportOptions{LeaveOut: map[int]bool{2: true}})
	require.NoError(t, err)
	require.True(t, chosen.Ready(), "without line 2, line 4 fits")
	id := desk.NewID()
	require.NoError(t, h.Import(t.Context(), id, chosen))
	require.Equal(t, 2, h.count())
	require.EqualValues(t, 150, h.free(capacity.Extensions))
	require.NoError(t, h.Undo(t.Context(), desk.NewID(), id))
	require.NoError(t, h.Import(t.Context(), desk.NewID(), left))
	require.Equal(t, 1, h.count())
	h.proved()
}

func TestNewResellersGetAPreset(t *testing.T) {
	h := newDistributor(t)
	views := permission.Set{permission.PBXView: true}
	for _, p := range []account.Preset{
		{Kind: account.PermissionPreset, Name: "Nur sehen", Permissions: views},
		{Kind: account.PackagePreset, Name: "Klein", Package: capacity.Package{
			MinExtensions: 5, Amounts: capacity.Amounts{
				capacity.Extensions: 20, capacity.ConcurrentCalls: 2, capacity.RecordingMinutes: 0,
			},
		}},
	} {
		require.NoError(t, h.SavePreset(t.Context(), p))
	}
	how := desk.ImportOptions{Preset: "nur SEHEN", PackagePreset: "klein"}
	plan, err := h.checked(
		"Firma;Vorname;E-Mail;Nebenstellen\nA;A;a@a.example;\nB;B;b@b.example;30\n", how,
	)
	require.NoError(t, err)
	require.NoError(t, h.Import(t.Context(), desk.NewID(), plan))
	all := h.all(desk.ResellerQuery{})
	require.EqualValues(t, 20, all["a@a.example"].Package.Amounts[capacity.Extensions])
	require.EqualValues(t, 30, all["b@b.example"].Package.Amounts[capacity.Extensions])
	require.EqualValues(t, 5, all["b@b.example"].Package.MinExtensions)
	require.Equal(t, views, all["a@a.example"].Permissions)
	require.Equal(t, "Nur sehen", all["a@a.example"].Preset)
	_, err = h.checked(many(1), desk.ImportOptions{Preset: "Groß"})
	require.Equal(t, "import.no_preset", key(err))
	h.proved()
}

func TestCustomersAreImported(t *testing.T) {
	h, kranich := newRich(t)
	file := stored(t, "kunden.csv")
	plan := h.planOf(desk.ImportCustomers, file)
	require.True(t, plan.Ready(), "%v", plan.Bad())
	id := desk.NewID()
	require.NoError(t, h.Import(t.Context(), id, plan))
	rows := h.customers(desk.CustomerQuery{Sort: desk.ByCompany})
	require.Len(t, rows, 2)
	require.Equal(t, kranich, rows[0].Owner.ID)
	require.Equal(t, "Weber", rows[0].LastName)
	require.Equal(t, "24103", rows[0].ZipCode)
	require.NotEqual(t, kranich, rows[1].Owner.ID, "the distributor's own")

	again, err := h.checked(strings.Replace(file, "Kiel", "Husum", 1), desk.ImportOptions{
		Kind: desk.ImportCustomers, Update: pbx.FieldEmail,
	})
	require.NoError(t, err)
	require.Equal(t, 1, again.Counts[desk.ImportUpdates], "%v", again.Bad())
	require.Equal(t, 1, again.Counts[desk.ImportKeeps])
	require.Equal(t, []string{"City Kiel → Husum"}, changesOf(again.Rows[0]))
	update := desk.NewID()
	require.NoError(t, h.Import(t.Context(), update, again))
	require.Equal(t, "Husum", h.customers(desk.CustomerQuery{Sort: desk.ByCompany})[0].City)
	require.NoError(t, h.Undo(t.Context(), desk.NewID(), update))
	require.NoError(t, h.Undo(t.Context(), desk.NewID(), id))
	require.Empty(t, h.customers(desk.CustomerQuery{}))

	bad := h.planOf(desk.ImportCustomers, "Company;Name;Email;Owner\nX;Uwe;no;nobody@x.example\n")
	require.NotNil(t, bad.Rows[0].Problems.Of(pbx.FieldEmail))
	require.Equal(t, "import.no_owner", bad.Rows[0].Problems.Of(pbx.FieldOwner).Key)
	h.proved()
}

func TestPBXsAreImported(t *testing.T) {
	h, kranich := newRich(t)
	owner := h.account(kranich).Profile.Email
	h.imported(importHeader + "Möwe;Jan;jan@moewe.example;10;0;0\n")
	ada, err := h.AddCustomer(t.Context(), desk.NewID(), kranich, adaWeber())
	require.NoError(t, err)
	file := strings.ReplaceAll(stored(t, "anlagen.csv"), "KRANICH", owner)
	plan := h.planOf(desk.ImportPBXs, file)
	require.True(t, plan.Ready(), "%v", plan.Bad())
	before, pool := h.left(kranich), h.free(capacity.Extensions)
	id := desk.NewID()
	require.NoError(t, h.Import(t.Context(), id, plan))
	rows := h.rows(desk.PBXQuery{Sort: desk.ByName})
	require.Len(t, rows, 2)
	hafen := h.pbx(rows[0].ID)
	require.Equal(t, kranich, hafen.Owner.ID)
	require.Equal(t, "hafen.yeastarcloud.com", hafen.Host())
	require.Equal(t, pbx.Ultimate, hafen.Plan)
	require.True(t, hafen.Recording)
	require.EqualValues(t, 700, hafen.RecordingMinutes)
	require.Equal(t, []string{ada}, []string{hafen.Customers[0].ID})
	require.Equal(t, "2027-12-31", hafen.Expiry.String())
	require.EqualValues(t, before[capacity.Extensions]-10, h.left(kranich)[capacity.Extensions])
	require.EqualValues(t, pool-20, h.free(capacity.Extensions), "the distributor's own")
	h.proved()

	changed, err := h.checked(
		"Domain name;Extensions\nhafen.yeastarcloud.com;12\nmuehle.yeastarcloud.com;20\n",
		desk.ImportOptions{Kind: desk.ImportPBXs, Update: pbx.FieldSubDomain},
	)
	require.NoError(t, err)
	require.Equal(
		t,
		[]string{"Extensions 10 → 12"},
		changesOf(changed.Rows[0]),
		"%v",
		changed.Bad(),
	)
	require.Equal(t, desk.ImportKeeps, changed.Rows[1].Does)
	update := desk.NewID()
	require.NoError(t, h.Import(t.Context(), update, changed))
	require.EqualValues(t, before[capacity.Extensions]-12, h.left(kranich)[capacity.Extensions])
	h.proved()
	require.NoError(t, h.Undo(t.Context(), desk.NewID(), update))
	require.NoError(t, h.Undo(t.Context(), desk.NewID(), id))
	require.Empty(t, h.rows(desk.PBXQuery{}))
	require.Equal(t, before, h.left(kranich))
	require.EqualValues(t, pool, h.free(capacity.Extensions))
	h.proved()
}

// TestPBXsAreNeverOversold: what does not fit is refused beside its cell, and nothing is imported.
func TestPBXsAreNeverOversold(t *testing.T) {
	h, kranich := newRich(t)
	owner := h.account(kranich).Profile.Email
	limit := int64(2)
	h.change(kranich, func(d *account.Draft) { d.Package.PBXLimit = &limit }, false)
	header := "Reseller;Name;Sub-domain;Extensions\n"
	plan := h.planOf(desk.ImportPBXs, header+
		owner+";a;a;100\n"+owner+";b;b;30\n"+owner+";c;c;10\n"+owner+";d;d;5\n"+
		owner+";e;A;5\n;f;a;5\nnobody@x.example;g;g;5\n")
	require.Equal(t, []desk.ImportDoing{0, 3, 0, 3, 3, 3, 3}, doings(plan))
	require.Equal(t, "capacity.not_enough", plan.Rows[1].Problems.Of("extensions").Key)
	require.EqualValues(t, 20, plan.Rows[1].Problems.Of("extensions").Args["Free"])
	require.Equal(t, "pbx.limit", plan.Rows[3].Problems.Of(pbx.FieldOwner).Key)
	require.Equal(t, "import.email_twice", plan.Rows[5].Problems.Of(pbx.FieldSubDomain).Key)
	require.Equal(t, "import.no_owner", plan.Rows[6].Problems.Of(pbx.FieldOwner).Key)
	require.Equal(t, "import.not_ready", key(h.Import(t.Context(), desk.NewID(), plan)))
	require.Empty(t, h.rows(desk.PBXQuery{}))

	left := plan.WithoutRefused()
	h.addPBX(kranich, h.praxis("meanwhile", 15))
	err := h.Import(t.Context(), desk.NewID(), left)
	var refusals desk.Refusals
	require.ErrorAs(t, err, &refusals)
	require.Len(t, h.rows(desk.PBXQuery{}), 1, "nothing half imported")
	h.proved()
}

func doings(plan desk.ImportPlan) (list []desk.ImportDoing) {
	for _, row := range plan.Rows {
		list = append(list, row.Does)
	}
	return list
}

// TestImportingTakesWhatDoingItByHandTakes tries kinds and updates without a feature.
func TestImportingTakesWhatDoingItByHandTakes(t *testing.T) {
	h, _ := newRich(t)
	id, password := h.addMax(
		permission.UserView, permission.UserAdd, permission.UserImport, permission.PBXView,
		permission.PBXAdd, permission.CustomerView, permission.CustomerAdd,
	)
	require.NotEmpty(t, id)
	require.NoError(t, h.SignOut(t.Context()))
	require.NoError(t, h.SignIn(t.Context(), colleagueEmail, password))
	require.NoError(t, h.ChangePassword(t.Context(), password, ownPassword))
	for _, how := range []desk.ImportOptions{
		{Update: account.FieldEmail},
		{Kind: desk.ImportPBXs, Update: pbx.FieldSubDomain},
		{Kind: desk.ImportCustomers, Update: pbx.FieldEmail},
	} {
		_, err := h.checked(many(1), how)
		require.Equal(t, core.Forbidden, core.CodeOf(err), "%v", how)
	}
	plan := h.planOf(desk.ImportPBXs, "Name;Sub-domain;Extensions;Type\na;a;5;Trial\n")
	require.Equal(t, "forbidden", plan.Rows[0].Problems[0].Key, "to choose the type takes another")
}

// TestExportedPBXsAndCustomersCanBeImported exports both, deletes them, and has the same again.
func TestExportedPBXsAndCustomersCanBeImported(t *testing.T) {
	h, kranich := newRich(t)
	ctx := t.Context()
	ada, err := h.AddCustomer(ctx, desk.NewID(), kranich, adaWeber())
	require.NoError(t, err)
	large := h.large("hafen")
	large.Customers = []pbx.Ref{{ID: ada, Name: adaWeber().Title()}}
	id := h.addPBX(kranich, large)
	was := h.pbx(id)
	file := func(e desk.Export, err error) string {
		require.NoError(t, err)
		var b strings.Builder
		require.NoError(t, sheet.WriteCSV(ctx, &b, e.Table, sheet.Semicolon, nil))
		return b.String()
	}
	pbxs := file(h.ExportPBXs(ctx, desk.PBXQuery{}, "de"))
	customers := file(h.ExportCustomers(ctx, desk.CustomerQuery{}, "en"))
	same, err := h.checked(pbxs, desk.ImportOptions{
		Kind: desk.ImportPBXs, Update: pbx.FieldSubDomain,
	})
	require.NoError(t, err)
	require.Equal(
		t,
		[]desk.ImportDoing{desk.ImportKeeps},
		doings(same),
		"%v",
		changesOf(same.Rows[0]),
	)
	require.NoError(t, h.DeletePBXs(ctx, desk.NewID(), []string{id}))
	require.NoError(t, h.DeleteCustomers(ctx, desk.NewID(), []string{ada}))
	require.NoError(t, h.Import(ctx, desk.NewID(), h.planOf(desk.ImportCustomers, customers)))
	plan := h.planOf(desk.ImportPBXs, pbxs)
	require.True(t, plan.Ready(), "%v", plan.Bad())
	require.NoError(t, h.Import(ctx, desk.NewID(), plan))
	is := h.pbx(h.rows(desk.PBXQuery{})[0].ID)
	require.Equal(t, "Praxis am Hafen (Ada Weber)", is.Customers[0].Name)
	is.Customers, was.Customers = nil, nil
	require.Equal(t, was.Draft, is.Draft)
	require.Equal(t, kranich, is.Owner.ID)
	h.proved()
}

// TestAnImportChangesResellersAlone: the email of a colleague, of the owner or of one in the bin is
// in use, and nothing of theirs changes.
func TestAnImportChangesResellersAlone(t *testing.T) {
	h := newDistributor(t)
	_, _ = h.addMax(permission.UserView)
	gone := h.add(false).ID
	require.NoError(t, h.DeleteResellers(t.Context(), desk.NewID(), []string{gone}, false))
	for _, email := range []string{
		colleagueEmail, setUp().Email, h.account(gone).Profile.Email,
	} {
		plan, err := h.checked(
			"Company,First name,Email,Extensions,Concurrent Calls,Call Recording (mins)\n"+
				"New,Nina,"+email+",5,1,0\n",
			desk.ImportOptions{Update: account.FieldEmail},
		)
		require.NoError(t, err)
		require.False(t, plan.Ready(), email)
		require.NotNil(t, plan.Rows[0].Problems.Of(account.FieldEmail), email)
	}
}

// TestTheOwnerIsOneInAFile names the owner of the workspace in two ways: there is one package to
// take from.
func TestTheOwnerIsOneInAFile(t *testing.T) {
	h, _ := newRich(t)
	calls := h.free(capacity.ConcurrentCalls)
	require.Positive(t, calls)
	plan := h.planOf(desk.ImportPBXs, fmt.Sprintf(
		"Owner,Name,Extensions,Concurrent Calls,Sub-domain\n%s,One,5,%d,one\n,Two,5,%d,two\n",
		setUp().Email, calls, calls,
	))
	require.Empty(t, plan.Rows[0].Problems)
	require.NotNil(t, plan.Rows[1].Problems.Of(string(capacity.ConcurrentCalls)))
}

// TestWhatARefusedRowGivesBackIsNobodys lets a faulty row lower a package, and another take what
// that would free.
func TestWhatARefusedRowGivesBackIsNobodys(t *testing.T) {
	h := newDistributor(t)
	h.add(false)
	free := h.free(capacity.ConcurrentCalls)
	email := h.row().Email
	plan, err := h.checked(fmt.Sprintf(
		"Company,First name,Email,Extensions,Concurrent Calls,Call Recording (mins),Language\n"+
			"Kranich,Nina,%s,240,0,0,klingon\nNew,Nina,new@x.example,5,%d,0,en\n", email, free+1,
	), desk.ImportOptions{Update: account.FieldEmail})
	require.NoError(t, err)
	require.NotEmpty(t, plan.Rows[0].Problems)
	require.NotNil(t, plan.Rows[1].Problems.Of(string(capacity.ConcurrentCalls)))
}

// TestNumbersInAWorkbook: a text with separators in a workbook is a number only where a person says
// how numbers are written, and what numbers and days are read as is shown.
func TestNumbersInAWorkbook(t *testing.T) {
	h := newDistributor(t)
	for name, c := range map[string]struct {
		cell   any
		how    desk.NumberForm
		minute int64  // What is read,
		reason string // or why nothing is.
	}{
		"a number":                           {2000, "", 2000, ""},
		"a text of digits":                   {"2000", "", 2000, ""},
		"a text with a point":                {"2.000", "", 0, "field.number_unclear"},
		"a text with a comma":                {"2,000", "", 0, "import.number_form"},
		"a point that separates":             {"2.000", desk.DecimalComma, 2000, ""},
		"a comma that separates":             {"2,000", desk.DecimalPoint, 2000, ""},
		"a decimal point":                    {"2.000", desk.DecimalPoint, 0, "field.number_unclear"},
		"a decimal comma":                    {"2,000", desk.DecimalComma, 0, "field.number_unclear"},
		"a fraction":                         {2.5, "", 0, "field.number"},
		"a fraction whatever the form":       {2.5, desk.DecimalComma, 0, "field.number"},
		"a fraction with a point as decimal": {2.5, desk.DecimalPoint, 0, "field.number"},
		"a blank that separates":             {"2 000", "", 2000, ""},
	} {
		t.Run(name, func(t *testing.T) {
			plan, err := h.CheckImport(t.Context(), workbook(t,
				[]any{
					"Company", "First name", "Email", "Extensions", "Concurrent Calls",
					"Call Recording (mins)", "Valid until",
				},
				[]any{"Kranich", "Nina", "n@k.example", 5, 1, c.cell, 47573},
			), desk.ImportOptions{Numbers: c.how})
			require.NoError(t, err)
			column := plan.Columns[5]
			require.Equal(t, "recording_minutes", column.Field)
			require.Equal(t, core.NewDay(2030, time.March, 31), plan.Columns[6].ReadAs)
			if c.reason != "" {
				require.Equal(t, 1, plan.Refused)
				require.Equal(t, c.reason, plan.Rows[0].Problems[0].Key)
				require.Nil(t, column.ReadAs)
				return
			}
			require.Zero(t, plan.Refused, "%v", plan.Rows[0].Problems)
			require.Equal(t, c.minute, plan.Needs[capacity.RecordingMinutes])
			require.Equal(t, c.minute, column.ReadAs)
		})
	}
}

// workbook is a workbook with rows, as a spreadsheet program writes it.
func workbook(t *testing.T, rows ...[]any) io.Reader {
	file := excelize.NewFile()
	for i, row := range rows {
		cell, err := excelize.CoordinatesToCellName(1, i+1)
		require.NoError(t, err)
		require.NoError(t, file.SetSheetRow("Sheet1", cell, &row))
	}
	var out bytes.Buffer
	require.NoError(t, file.Write(&out))
	return &out
}
