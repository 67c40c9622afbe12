package desk_test

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/bounds"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
	"resellerdesk/core/inputs"
	"resellerdesk/core/pbx"
	"resellerdesk/core/permission"
	"resellerdesk/core/sheet"
)

const importHeader = "Company;First name;Email;Extensions;Concurrent Calls;Call Recording (mins)\n"

// many is a file of n small resellers.
func many(n int) string {
	var file strings.Builder
	file.WriteString(importHeader)
	for i := range n {
		fmt.Fprintf(&file, "Firma %d;Nina;nina%d@firma.example;1;0;0\n", i, i)
	}
	return file.String()
}

func (h *house) plan(file string) desk.ImportPlan {
	plan, err := h.CheckImport(h.t.Context(), strings.NewReader(file), desk.ImportOptions{})
	require.NoError(h.t, err)
	return plan
}

func (h *house) imported(file string) string {
	id := desk.NewID()
	require.NoError(h.t, h.Import(h.t.Context(), id, h.plan(file)))
	return id
}

func (h *house) count() int {
	n, err := h.CountResellers(h.t.Context(), desk.ResellerQuery{})
	require.NoError(h.t, err)
	return n
}

// all returns every account of the list by its email.
func (h *house) all(q desk.ResellerQuery) map[string]account.Account {
	ids, err := h.store.ResellerList().IDs(h.t.Context(), q)
	require.NoError(h.t, err)
	accounts, err := h.store.AccountsByID(h.t.Context(), ids)
	require.NoError(h.t, err)
	byEmail := map[string]account.Account{}
	for _, a := range accounts {
		one, err := h.store.Account(h.t.Context(), a.ID)
		require.NoError(h.t, err)
		require.Equal(h.t, one, a, "read at once or alone, an account is the same")
		byEmail[a.Profile.Email] = a
	}
	return byEmail
}

func TestImport(t *testing.T) {
	h := newDistributor(t)
	h.imported(
		"firma;VORNAME;Nachname;e-mail;Nebenstellen;concurrent_calls;Aufzeichnung (min.);Min. je Cloud-Anlage;höchstzahl cloud-anlagen;High availability;Gultig bis;Sprache der E-Mails;Status\n" +
			"Kranich;Nina;Albrecht; Nina@Kranich.example ;120;16;2.000;5;10;ja;31.12.2026;de;active\n" +
			"\"Möwe; Söhne\";Jan;;jan@moewe.example;\"1\";0;0;;;;;;\n",
	)
	all := h.all(desk.ResellerQuery{})
	require.Len(t, all, 2)
	a := all["Nina@Kranich.example"]
	require.Equal(t, account.NotInvited, a.State, "the state of a file is not read")
	require.Equal(
		t,
		capacity.Amounts{
			capacity.Extensions: 120, capacity.ConcurrentCalls: 16, capacity.RecordingMinutes: 2000,
		},
		a.Package.Amounts,
	)
	require.EqualValues(t, 5, a.Package.MinExtensions)
	require.EqualValues(t, 10, *a.Package.PBXLimit)
	require.True(t, a.Package.HighAvailability)
	require.Equal(t, "31.12.2026", printer("de").Day(a.Profile.ValidUntil))
	require.Equal(t, "de", a.Profile.Language)
	require.Equal(t, permission.Default(), a.Permissions)
	b := all["jan@moewe.example"]
	require.Equal(t, "Möwe; Söhne", b.Profile.Company)
	require.Equal(t, "en", b.Profile.Language, "the distributor's")
	require.EqualValues(t, 1, b.Package.MinExtensions)
	require.EqualValues(t, 500-121, h.free(capacity.Extensions))
	h.proved()
}

func TestADryRunNamesWhatIsWrongWithARow(t *testing.T) {
	header := "company,first_name,email,extensions,concurrent_calls,recording_minutes,min_extensions,pbx_limit,high_availability,white_label,valid_until,language,permissions\n"
	for name, test := range map[string]struct{ row, field, key string }{
		"company":    {",Nina,n@x.example,1,0,0,,,,,,,", account.FieldCompany, "field.required"},
		"first name": {"X,,n@x.example,1,0,0,,,,,,,", account.FieldFirstName, "field.required"},
		"no email":   {"X,Nina,,1,0,0,,,,,,,", account.FieldEmail, "field.required"},
		"email":      {"X,Nina,not an email,1,0,0,,,,,,,", account.FieldEmail, "field.email"},
		"too long": {
			strings.Repeat("x", 121) + ",Nina,n@x.example,1,0,0,,,,,,,", account.FieldCompany,
			"field.too_long",
		},
		"control": {
			"a\x01b,Nina,n@x.example,1,0,0,,,,,,,", account.FieldCompany, "field.control",
		},
		"owner's email": {
			"X,Nina, IDA@nordlicht.example,1,0,0,,,,,,,", account.FieldEmail,
			"account.email_in_use",
		},
		"no number":  {"X,Nina,n@x.example,many,0,0,,,,,,,", "extensions", "field.number"},
		"decimals":   {"X,Nina,n@x.example,1.5,0,0,,,,,,,", "extensions", "field.number"},
		"half group": {`X,Nina,n@x.example,"1,00",0,0,,,,,,,`, "extensions", "field.number"},
		"missing":    {"X,Nina,n@x.example,1,,0,,,,,,,", "concurrent_calls", "field.required"},
		"negative":   {"X,Nina,n@x.example,1,-1,0,,,,,,,", "concurrent_calls", "field.number"},
		"too much": {
			`X,Nina,n@x.example,"1,000",0,0,,,,,,,`, "extensions", "capacity.not_enough",
		},
		"minimum": {
			"X,Nina,n@x.example,1,0,0,2,,,,,,", capacity.FieldMinExtensions,
			"capacity.min_above_extensions",
		},
		"limit": {
			"X,Nina,n@x.example,1,0,0,,0,,,,,", capacity.FieldPBXLimit, "capacity.pbx_limit",
		},
		"yes or no": {
			"X,Nina,n@x.example,1,0,0,,,perhaps,,,,", capacity.FieldHighAvailability,
			"import.yes_or_no",
		},
		"no such thing": {
			"X,Nina,n@x.example,1,0,0,,,,yes,,,", capacity.FieldWhiteLabel,
			"capacity.not_subscribed",
		},
		"date": {
			"X,Nina,n@x.example,1,0,0,,,,,31.02.2027,,", account.FieldValidUntil,
			"field.no_such_day",
		},
		"past": {
			"X,Nina,n@x.example,1,0,0,,,,,2020-01-01,,", account.FieldValidUntil, "field.past",
		},
		"language": {
			"X,Nina,n@x.example,1,0,0,,,,,,xx,", account.FieldLanguage, "field.choose",
		},
		"feature": {
			"X,Nina,n@x.example,1,0,0,,,,,,,fly", permission.FieldPermissions, "permission.unknown",
		},
		"needs": {
			"X,Nina,n@x.example,1,0,0,,,,,,,pbx.add", permission.FieldPermissions,
			"permission.needs",
		},
		"not grantable": {
			"X,Nina,n@x.example,1,0,0,,,,,,,user.view user.add user.import",
			permission.FieldPermissions, "permission.not_held",
		},
		"quotes": {"\"X\"y,Nina,n@x.example,1,0,0,,,,,,,", "", "sheet.malformed"},
		"cells":  {"X,Nina,n@x.example,1,0,0,,,,,,,,,,too many", "", "sheet.too_many_cells"},
	} {
		t.Run(name, func(t *testing.T) {
			h := newDistributor(t)
			plan := h.plan(header + "Good,Ann,ann@good.example,1,0,0,,,,,,,\n" + test.row + "\n")
			require.Len(t, plan.Rows, 2)
			require.Empty(t, plan.Rows[0].Problems)
			bad := plan.Bad()
			require.Len(t, bad, 1)
			require.Equal(t, 3, bad[0].Line)
			require.Len(t, bad[0].Problems, 1, "%v", bad[0].Problems)
			require.Equal(t, test.field, bad[0].Problems[0].Field)
			require.Equal(t, test.key, bad[0].Problems[0].Key)
			for _, lang := range []string{"en", "de"} {
				require.NotContains(t, printer(lang).Sentence(bad[0].Problems[0]), "error.")
			}
			require.Equal(t, "import.not_ready", key(h.Import(t.Context(), desk.NewID(), plan)))
			require.Zero(t, h.count(), "all or nothing")
			require.EqualValues(t, 500, h.free(capacity.Extensions))
		})
	}
}

// TestNumbersOfAFileAreReadAsInItsLanguage writes what people type for a number into files with
// titles of a language.
func TestNumbersOfAFileAreReadAsInItsLanguage(t *testing.T) {
	for lang, header := range map[string]string{
		"en": "Company\tFirst name\tEmail\tExtensions\tConcurrent Calls\tCall Recording (mins)\n",
		"de": "Firma\tVorname\tE-Mail\tNebenstellen\tconcurrent_calls\trecording_minutes\n",
	} {
		t.Run(lang, func(t *testing.T) {
			h := newDistributor(t)
			for _, in := range inputs.Numbers(lang) {
				plan := h.plan(header + "X\tNina\tn@x.example\t1\t0\t" + in.Text + "\n")
				problem := plan.Rows[0].Problems.Of("recording_minutes")
				if in.Key != "" {
					require.NotNil(t, problem, "%q", in.Text)
					require.Equal(t, in.Key, problem.Key, "%q", in.Text)
					continue
				}
				require.Equal(t, in.Value, plan.Needs[capacity.RecordingMinutes], "%q", in.Text)
			}
		})
	}
}

// TestDatesOfAFileAreReadAsInItsLanguage writes what people type for a day into files with titles
// of a language.
func TestDatesOfAFileAreReadAsInItsLanguage(t *testing.T) {
	for lang, header := range map[string]string{
		"en": "Company\tFirst name\tEmail\tExtensions\tConcurrent Calls\tCall Recording (mins)\tValid until\n",
		"de": "Firma\tVorname\tE-Mail\tNebenstellen\tconcurrent_calls\trecording_minutes\tGültig bis\n",
	} {
		h := newDistributor(t)
		for i, in := range inputs.Dates(lang) {
			if in.Text == "31 Dezember 2027" { // A file is read with the names of all languages.
				continue
			}
			if in.InFile != "" {
				in.Day, in.Key = in.InFile, ""
			}
			email := fmt.Sprintf("n%d@x.example", i)
			row := "X\tNina\t" + email + "\t1\t0\t0\t" + in.Text + "\n"
			if in.Other != "" {
				p := h.plan(header + row).Rows[0].Problems.Of(account.FieldValidUntil)
				require.NotNil(t, p, "%q", in.Text)
				require.Equal(t, "import.two_days", p.Key, "%q", in.Text)
				for arg, day := range map[string]string{"One": in.Day, "Other": in.Other} {
					require.Equal(t, day, p.Args[arg].(core.Day).String())
				}
				continue
			}
			if in.Key != "" {
				problem := h.plan(header + row).Rows[0].Problems.Of(account.FieldValidUntil)
				require.NotNil(t, problem, "%q", in.Text)
				require.Equal(t, in.Key, problem.Key, "%q", in.Text)
				continue
			}
			h.imported(header + row)
			until := h.all(desk.ResellerQuery{})[email].Profile.ValidUntil
			require.Equal(t, in.Day, until.String(), "%q", in.Text)
		}
	}
}

func TestADryRunNamesWhatIsWrongWithAFile(t *testing.T) {
	h := newDistributor(t)
	for file, want := range map[string]string{
		"":                               "sheet.empty",
		"Company;Email\nX;x@x.example\n": "import.columns_missing",
		importHeader:                     "import.no_rows",
		importHeader + ";;;;;\n":         "import.no_rows",
		strings.Replace(
			importHeader, "First name", "company", 1,
		) + "X;Y;x@x.example;1;1;1\n": "import.column_twice",
	} {
		_, err := h.CheckImport(t.Context(), strings.NewReader(file), desk.ImportOptions{})
		require.Equal(t, want, key(err), "%q", file)
	}
	_, err := h.CheckImport(
		t.Context(), strings.NewReader("Company;Email\nX;x@x.example\n"), desk.ImportOptions{},
	)
	require.Contains(
		t, printer("de").Error(err),
		"Vorname, Nebenstellen, Gleichzeitige Gespräche, Aufzeichnung (Min.)",
	)
	plan := h.plan(strings.Replace(
		importHeader, "Company", "Weather;Company", 1,
	) + "sunny;X;Y;x@x.example;1;1;1\n")
	require.Equal(t, []string{"Weather"}, plan.Unknown)
	require.True(t, plan.Ready())
}

func TestRowsOfAFileAreCheckedAgainstThoseBefore(t *testing.T) {
	h := newDistributor(t)
	plan := h.plan(importHeader +
		"A;A;a@a.example;300;0;0\n" +
		"B;B; A@A.example;100;0;0\n" + // Twice; it needs its 100 all the same.
		"C;C;c@c.example;150;0;0\n" +
		"D;D;d@d.example;100;0;0\n")
	require.Equal(t, 2, plan.Refused)
	twice, much := plan.Rows[1].Problems[0], plan.Rows[2].Problems[0]
	require.Equal(t, "import.email_twice", twice.Key)
	require.Equal(t, 2, twice.Args["Line"])
	require.Equal(t, "capacity.not_enough", much.Key)
	require.EqualValues(t, 100, much.Args["Free"])
	require.Empty(t, plan.Rows[3].Problems, "what does not fit takes nothing")
	require.EqualValues(t, 400, plan.Takes[capacity.Extensions])
	require.EqualValues(t, 500, plan.Free[capacity.Extensions])
}

func TestOfManyRefusedRowsTheFirstSayWhy(t *testing.T) {
	h := newDistributor(t)
	plan := h.plan(importHeader + strings.Repeat("X;;no email;many;0;0\n", 2001))
	require.Equal(t, 2001, plan.Refused)
	require.Len(t, plan.Rows[1999].Problems, 3)
	last := plan.Rows[2000].Problems
	require.Len(t, last, 1)
	require.Equal(
		t,
		"Kann ebenfalls nicht importiert werden. Bei den ersten 2.000 solchen Zeilen steht, warum: "+
			"Berichtigen Sie diese und wählen Sie die Datei erneut.",
		printer("de").Sentence(last[0]),
	)
}

func TestAnImportIsOneOperation(t *testing.T) {
	h := newDistributor(t)
	plan := h.plan(many(300))
	id := desk.NewID()
	require.NoError(t, h.Import(t.Context(), id, plan))
	require.NoError(t, h.Import(t.Context(), id, plan), "a repeated try")
	require.Equal(t, 300, h.count())
	require.EqualValues(t, 200, h.free(capacity.Extensions))
	again := h.plan(many(300))
	require.Equal(t, 300, again.Refused)
	for _, row := range again.Rows {
		require.Equal(t, "account.email_in_use", row.Problems.Of(account.FieldEmail).Key)
	}
	past, err := h.NextUndo(t.Context())
	require.NoError(t, err)
	require.Equal(t, id, past.ID)
	require.Equal(t, 300, past.Count)
	h.proved()

	undo := desk.NewID()
	require.NoError(t, h.Undo(t.Context(), undo, id))
	require.Zero(t, h.count())
	require.EqualValues(t, 500, h.free(capacity.Extensions))
	h.proved()
	require.NoError(t, h.Undo(t.Context(), desk.NewID(), undo), "done again")
	require.Equal(t, 300, h.count())
	require.EqualValues(t, 200, h.free(capacity.Extensions))
	h.proved()
}

func TestAnImportIsCheckedAgainWhenItIsWritten(t *testing.T) {
	h := newDistributor(t)
	plan := h.plan(many(400))
	h.add(false) // Takes 120 of the 500.
	err := h.Import(t.Context(), desk.NewID(), plan)
	var refusals desk.Refusals
	require.ErrorAs(t, err, &refusals)
	require.Len(t, refusals, 20)
	require.Equal(t, "Firma 380", refusals[0].Company)
	require.Equal(t, 1, h.count())
	h.proved()
}

func TestWhatIsCancelledLeavesNothing(t *testing.T) {
	h := newDistributor(t)
	require.NoError(
		t,
		h.changeSubscription(
			func(s *capacity.Subscription) { s.Total[capacity.Extensions] = 100_000 },
		),
	)
	file := many(10_000)
	h.cancelled(50, func(ctx context.Context) error {
		_, err := h.CheckImport(ctx, strings.NewReader(file), desk.ImportOptions{})
		return err
	})
	plan := h.plan(file)
	for _, share := range []int{1, 30, 60, 90} { // While checking, adding, posting and logging.
		h.cancelled(
			share, func(ctx context.Context) error { return h.Import(ctx, desk.NewID(), plan) },
		)
		require.Zero(t, h.count())
		require.EqualValues(t, 100_000, h.free(capacity.Extensions))
	}
	imported := desk.NewID()
	require.NoError(t, h.Import(t.Context(), imported, plan))
	require.Equal(t, 10_000, h.count())
	h.proved()

	ids, err := h.store.ResellerList().IDs(t.Context(), desk.ResellerQuery{})
	require.NoError(t, err)
	for _, share := range []int{1, 50, 90} { // While planning, writing and posting.
		h.cancelled(
			share,
			func(ctx context.Context) error {
				return h.DeleteResellers(ctx, desk.NewID(), ids, true)
			},
		)
		h.cancelled(
			share, func(ctx context.Context) error { return h.Undo(ctx, desk.NewID(), imported) },
		)
		require.Equal(t, 10_000, h.count())
		require.EqualValues(t, 90_000, h.free(capacity.Extensions))
	}
	require.NoError(t, h.Undo(t.Context(), desk.NewID(), imported))
	require.Zero(t, h.count())
	h.proved()
}

// cancelled carries out an action and ends its context when a share of it, in per cent, is done.
func (h *house) cancelled(share int, do func(ctx context.Context) error) {
	ctx, cancel := context.WithCancel(h.t.Context())
	last, of := 0, 0
	require.ErrorIs(h.t, do(desk.WithProgress(ctx, func(done, total, _ int) {
		require.LessOrEqual(h.t, done, total)
		require.GreaterOrEqual(h.t, done, last)
		last, of = done, total
		if done >= total*share/100 {
			cancel()
		}
	})), context.Canceled)
	require.Less(h.t, last, of)
}

// oddText draws texts that spreadsheet files get wrong.
func oddText(t *rapid.T, name string, most int, lines bool) string {
	runes := []rune("abz ÄßéŁ漢🙂\u00a0\u200b\u0301\"';,:=+-@|\\/<&>%#")
	if lines {
		runes = append(runes, '\n', '\t')
	}
	// An error value of a spreadsheet program is refused, also where a person typed it.
	meant := func(text string) bool { return !sheet.IsSpoiled(text) }
	return rapid.StringOfN(rapid.SampledFrom(runes), 0, most, -1).Filter(meant).Draw(t, name)
}

func oddDraft(t *rapid.T, n int) account.Draft {
	some := func(name string) string { return "x" + oddText(t, name, 20, false) }
	d := account.Draft{
		Profile: account.Profile{
			Company: some("company"), FirstName: "=" + oddText(t, "first", 20, false),
			LastName: oddText(t, "last", 20, false),
			Email: fmt.Sprintf(
				"%s%d@odd.example",
				rapid.SampledFrom([]string{"a", "B", "ü", "+", "=x", "-1"}).Draw(t, "email"), n,
			),
			Phone: oddText(t, "phone", 20, false), Mobile: oddText(t, "mobile", 20, false),
			Address:        oddText(t, "address", 60, true),
			Remark:         oddText(t, "remark", 60, true),
			Language:       rapid.SampledFrom([]string{"en", "de"}).Draw(t, "language"),
			Tags:           oddText(t, "tags", 20, false),
			ExternalNumber: oddText(t, "number", 20, false),
		},
		Package: capacity.Package{
			Amounts: capacity.Amounts{
				capacity.Extensions:       rapid.Int64Range(5, 2000).Draw(t, "extensions"),
				capacity.ConcurrentCalls:  rapid.Int64Range(0, 3).Draw(t, "calls"),
				capacity.RecordingMinutes: rapid.Int64Range(0, 3).Draw(t, "minutes"),
				capacity.CustomDomains:    rapid.Int64Range(0, 2).Draw(t, "domains"),
			},
			MinExtensions:    rapid.Int64Range(1, 5).Draw(t, "least"),
			HighAvailability: rapid.Bool().Draw(t, "ha"),
		},
		Permissions: permission.Set{},
	}
	if rapid.Bool().Draw(t, "ends") {
		until, err := printer("en").ParseDate("2027-03-0" + fmt.Sprint(1+n%9))
		if err != nil {
			panic(err)
		}
		d.Profile.ValidUntil = until
	}
	if rapid.Bool().Draw(t, "limited") {
		limit := rapid.Int64Range(1, 2000).Draw(t, "limit")
		d.Package.PBXLimit = &limit
	}
	for _, f := range permission.Offered() {
		for _, key := range f.Keys() {
			if rapid.Bool().Draw(t, string(key)) {
				d.Permissions.Give(key)
			}
		}
	}
	return d
}

func (h *house) exported(q desk.ResellerQuery, lang string, delimiter sheet.Delimiter) string {
	export, err := h.ExportResellers(h.t.Context(), q, lang)
	require.NoError(h.t, err)
	var file bytes.Buffer
	whole := func(rows int) { require.Equal(h.t, export.Count, rows) }
	if delimiter == 0 {
		err = sheet.WriteXLSX(h.t.Context(), &file, export.Table, whole)
	} else {
		err = sheet.WriteCSV(h.t.Context(), &file, export.Table, delimiter, whole)
	}
	require.NoError(h.t, err)
	return file.String()
}

func TestWhatIsExportedCanBeImported(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		h := newDistributor(t)
		require.NoError(rt, h.changeSubscription(func(s *capacity.Subscription) {
			s.Total = capacity.Amounts{
				capacity.Extensions: 100_000, capacity.ConcurrentCalls: 100,
				capacity.RecordingMinutes: 100, capacity.CustomDomains: 100,
			}
		}))
		for i := range rapid.IntRange(1, 4).Draw(rt, "resellers") {
			_, err := h.AddReseller(t.Context(), desk.NewID(), oddDraft(rt, i), false)
			require.NoError(rt, err)
		}
		before := h.all(desk.ResellerQuery{})
		lang := rapid.SampledFrom([]string{"en", "de"}).Draw(rt, "words")
		file := h.exported(
			desk.ResellerQuery{Sort: desk.ByEmail}, lang,
			rapid.SampledFrom([]sheet.Delimiter{sheet.Comma, sheet.Semicolon, sheet.Tab, 0}).Draw(
				rt, "delimiter, or a workbook",
			),
		)
		var ids []string
		for _, a := range before {
			ids = append(ids, a.ID)
		}
		require.NoError(rt, h.DeleteResellers(t.Context(), desk.NewID(), ids, true))
		plan := h.plan(file)
		require.True(rt, plan.Ready(), "%v", plan.Bad())
		require.Empty(rt, plan.Unknown)
		require.NoError(rt, h.Import(t.Context(), desk.NewID(), plan))
		after := h.all(desk.ResellerQuery{})
		require.Equal(rt, len(before), len(after))
		for email, was := range before {
			now := after[email]
			require.Equal(rt, was.Draft(), now.Draft())
		}
		h.proved()
	})
}

func TestExportShowsTheListAsItIsFilteredAndSorted(t *testing.T) {
	h := newDistributor(t)
	h.imported(many(25))
	file := h.exported(
		desk.ResellerQuery{Search: "firma 2", Sort: desk.ByCompany, Down: true}, "de",
		sheet.Semicolon,
	)
	r, err := sheet.ReadCSV(strings.NewReader(file), sheet.Detected)
	require.NoError(t, err)
	require.Equal(t, "Firma", r.Header[0])
	require.Contains(t, r.Header, "Nebenstellen belegt")
	var companies []string
	for row, err := range r.Rows() {
		require.NoError(t, err)
		companies = append(companies, row.Cells[0])
	}
	require.Equal(
		t, []string{"Firma 24", "Firma 23", "Firma 22", "Firma 21", "Firma 20", "Firma 2"},
		companies,
	)
	require.Contains(t, h.content(), "reseller.exported")
}

func TestTheExampleFileCanBeImported(t *testing.T) {
	h := newDistributor(t)
	for _, kind := range []desk.ImportKind{desk.ImportPBXs, desk.ImportCustomers} {
		table, err := h.ImportExample(t.Context(), kind, "de")
		require.NoError(t, err)
		var file bytes.Buffer
		require.NoError(t, sheet.WriteXLSX(t.Context(), &file, table, nil))
		plan := h.planOf(kind, file.String())
		require.True(t, plan.Ready(), "%v", plan.Bad())
		require.Empty(t, plan.Unknown)
	}
	for i, lang := range []string{"en", "de"} {
		table, err := h.ImportExample(t.Context(), desk.ImportResellers, lang)
		require.NoError(t, err)
		var file bytes.Buffer
		require.NoError(t, sheet.WriteCSV(t.Context(), &file, table, sheet.Semicolon, nil))
		plan := h.plan(strings.ReplaceAll(file.String(), "nina@", fmt.Sprintf("nina%d@", i)))
		require.True(t, plan.Ready(), "%v", plan.Bad())
		require.Empty(t, plan.Unknown)
	}
}

func TestWithoutSigningInNothingIsImportedOrExported(t *testing.T) {
	h := newDistributor(t)
	plan := h.plan(many(1))
	require.NoError(t, h.SignOut(t.Context()))
	_, err := h.CheckImport(t.Context(), strings.NewReader(many(1)), desk.ImportOptions{})
	require.Equal(t, core.Unauthenticated, core.CodeOf(err))
	require.Equal(t, core.Unauthenticated, core.CodeOf(h.Import(t.Context(), desk.NewID(), plan)))
	_, err = h.ExportResellers(t.Context(), desk.ResellerQuery{}, "en")
	require.Equal(t, core.Unauthenticated, core.CodeOf(err))
}

// FuzzCheckImport checks anything: no panic, within the bounds, every error one that a person can
// read.
func FuzzCheckImport(f *testing.F) {
	for _, seed := range []string{
		many(2), "", importHeader, importHeader + "A;B;c@d.example;1.000;'-1;1’000\n\"x",
		"\xff\xfea\x00", importHeader + ";;;;;;;\n;;;\n",
		"Sylt GmbH,sylt.yeastarcloud.com,12,x@x.example\n,,\na,b@b.example,1\nx;y;z\nA B;c@c.d;e@e.f\n",
		"company,first_name,email,extensions,concurrent_calls,recording_minutes,valid_until,permissions,high_availability,language\n" +
			"a,b,c@d.e,1,2,3,2027-01-01,none,ja,Deutsch\n",
	} {
		f.Add([]byte(seed))
	}
	h := newDistributor(f) // One for all: nothing is written.
	words := printer("en")
	f.Fuzz(func(t *testing.T, file []byte) {
		var plan desk.ImportPlan
		var err error
		bounds.Check(
			t,
			func() {
				plan, err = h.CheckImport(t.Context(), bytes.NewReader(file), desk.ImportOptions{})
			},
		)
		if err != nil {
			require.Equal(t, core.Invalid, core.CodeOf(err))
			return
		}
		require.Len(t, plan.Bad(), plan.Refused)
		for r, n := range plan.Takes {
			require.LessOrEqual(t, n, plan.Free[r])
		}
		for _, row := range plan.Bad() {
			require.NotEmpty(t, words.Error(row.Problems))
		}
		checksAsOther(t, h, file)
	})
}

// checksAsOther checks a file as one of PBXs and of customers, with columns mapped by their places,
// also as one that updates.
func checksAsOther(t *testing.T, h *house, file []byte) {
	for _, how := range []desk.ImportOptions{
		{Update: account.FieldEmail, Columns: map[string]string{"#1": "full_name", "#2": "email"}},
		{Kind: desk.ImportPBXs, Columns: map[string]string{
			"#1": "name", "#2": "pbx_host", "#3": "extensions",
		}},
		{Kind: desk.ImportPBXs, Update: pbx.FieldSubDomain},
		{Kind: desk.ImportCustomers, Update: pbx.FieldEmail, Columns: map[string]string{
			"#1": "company", "#2": "full_name", "#3": "email",
		}},
	} {
		plan, err := h.CheckImport(t.Context(), bytes.NewReader(file), how)
		if err != nil {
			require.Equal(t, core.Invalid, core.CodeOf(err), "%v", how)
			continue
		}
		n := 0
		for _, count := range plan.Counts {
			n += count
		}
		require.Equal(t, len(plan.Rows), n)
		require.Zero(t, plan.WithoutRefused().Refused)
	}
}
