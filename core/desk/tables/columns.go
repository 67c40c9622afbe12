package tables

import (
	"slices"
	"strings"
	"time"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/i18n"
	"resellerdesk/core/permission"
	"resellerdesk/core/sheet"
	"resellerdesk/core/store"
)

// fileColumn is one column of a file.
type fileColumn struct {
	key   string
	title func(words *i18n.Printer) string
	write func(e exported) sheet.Value // Of resellers.
	// read takes a cell over into the record of the row; nil for what is only written, such as the
	// state. It gets no empty cells.
	read     func(r *rowReader, text string)
	required bool // Of a new record.
}

// exported is a reseller as a file shows it.
type exported struct {
	row     store.ResellerRow
	account account.Account
	words   *i18n.Printer
	now     time.Time
}

// noPermissions is in the column of the permissions for none; an empty cell is the usual ones.
const noPermissions = "none"

// fileColumns are all columns of a file of resellers, in its order, with those of the given
// resources.
func fileColumns(resources []capacity.Resource) []fileColumn {
	var columns []fileColumn
	for _, f := range account.TextFields {
		if f.Kind == account.TextLanguage {
			columns = append(columns, languageColumn())
		} else {
			columns = append(columns, textColumn(f))
		}
	}
	columns = append(columns, validUntilColumn())
	for _, r := range resources {
		columns = append(columns, usedColumn(r), totalColumn(r))
	}
	return append(columns, minExtensionsColumn(), pbxLimitColumn(),
		switchColumn(
			capacity.FieldHighAvailability,
			func(p *capacity.Package) *bool { return &p.HighAvailability },
		),
		switchColumn(
			capacity.FieldWhiteLabel, func(p *capacity.Package) *bool { return &p.WhiteLabel },
		),
		statusColumn(), createdColumn(), permissionsColumn())
}

// fieldTitle is the title of a field in the form.
func fieldTitle(key string) func(*i18n.Printer) string {
	return func(words *i18n.Printer) string { return words.T("field." + key) }
}

func textColumn(f account.TextField) fileColumn {
	return fileColumn{
		key: f.Name, title: fieldTitle(f.Name), required: f.Required,
		write: func(e exported) sheet.Value { return sheet.Text(*f.Of(&e.account.Profile)) },
		// Windows writes two characters for a line break inside a text.
		read: func(r *rowReader, text string) {
			*f.Of(&r.draft.Profile) = strings.ReplaceAll(text, "\r\n", "\n")
		},
	}
}

func languageColumn() fileColumn {
	return fileColumn{
		key: account.FieldLanguage, title: fieldTitle(account.FieldLanguage),
		write: func(e exported) sheet.Value { return sheet.Text(e.account.Profile.Language) },
		read: func(r *rowReader, text string) {
			r.draft.Profile.Language = text
			if language, known := r.languages[wordKey(text)]; known {
				r.draft.Profile.Language = language
			}
		},
	}
}

func validUntilColumn() fileColumn {
	return fileColumn{
		key: account.FieldValidUntil, title: fieldTitle(account.FieldValidUntil),
		write: func(e exported) sheet.Value {
			return sheet.Day(e.account.Profile.ValidUntil)
		},
		read: func(r *rowReader, text string) {
			day, err := r.day(text)
			if err != nil {
				r.problems.AddError(account.FieldValidUntil, err)
				return
			}
			r.draft.Profile.ValidUntil = day
		},
	}
}

func usedColumn(r capacity.Resource) fileColumn {
	return fileColumn{
		key: string(r) + "_used",
		title: func(words *i18n.Printer) string {
			return words.T("export.used", core.Args{"Resource": core.Key("field." + r)})
		},
		write: func(e exported) sheet.Value { return sheet.Number(e.row.Used[r]) },
	}
}

func totalColumn(r capacity.Resource) fileColumn {
	return fileColumn{
		key: string(r), title: fieldTitle(string(r)),
		required: slices.Contains(capacity.Always(), r),
		write: func(e exported) sheet.Value {
			if n, has := e.account.Package.Amounts[r]; has {
				return sheet.Number(n)
			}
			return sheet.Value{}
		},
		read: func(row *rowReader, text string) {
			if n, ok := row.number(string(r), text); ok {
				row.draft.Package.Amounts[r] = n
			}
		},
	}
}

func minExtensionsColumn() fileColumn {
	return fileColumn{
		key: capacity.FieldMinExtensions, title: fieldTitle(capacity.FieldMinExtensions),
		write: func(e exported) sheet.Value {
			return sheet.Number(e.account.Package.MinExtensions)
		},
		read: func(r *rowReader, text string) {
			if n, ok := r.number(capacity.FieldMinExtensions, text); ok {
				r.draft.Package.MinExtensions = n
			}
		},
	}
}

func pbxLimitColumn() fileColumn {
	return fileColumn{
		key: capacity.FieldPBXLimit, title: fieldTitle(capacity.FieldPBXLimit),
		write: func(e exported) sheet.Value {
			if e.account.Package.PBXLimit == nil {
				return sheet.Value{}
			}
			return sheet.Number(*e.account.Package.PBXLimit)
		},
		read: func(r *rowReader, text string) {
			if n, ok := r.number(capacity.FieldPBXLimit, text); ok {
				r.draft.Package.PBXLimit = &n
			}
		},
	}
}

func switchColumn(key string, of func(*capacity.Package) *bool) fileColumn {
	return fileColumn{
		key: key, title: fieldTitle(key),
		write: func(e exported) sheet.Value { return yesOrNo(e.words, *of(&e.account.Package)) },
		read: func(r *rowReader, text string) {
			on, known := r.answers[wordKey(text)]
			if !known {
				r.problems.Add(key, "import.yes_or_no", nil)
			}
			*of(&r.draft.Package) = on
		},
	}
}

func yesOrNo(words *i18n.Printer, on bool) sheet.Value {
	if on {
		return sheet.Text(words.T("yes"))
	}
	return sheet.Text(words.T("no"))
}

// longestWord is how many bytes a cell has at most that can be one of a few known words.
const longestWord = 100

// wordKey is the key of a cell that should hold a known word, "" for what is too long for one: to
// fold long texts takes its time.
func wordKey(text string) string {
	if len(text) > longestWord {
		return ""
	}
	return account.SearchKey(text)
}

// languagesIn are the codes of languages by what people call them, each in itself, and by their
// codes.
func languagesIn(all []*i18n.Printer) map[string]string {
	languages := map[string]string{}
	for _, words := range all {
		code := words.Language()
		languages[code] = code
		languages[account.SearchKey(words.T("language."+code))] = code
	}
	return languages
}

// answersIn are the words for yes and no in the languages, and what spreadsheet programs make of a
// tick.
func answersIn(all []*i18n.Printer) map[string]bool {
	answers := map[string]bool{
		"1": true, "true": true, "x": true, "0": false, "false": false,
		// What the vendor's documented interface reads and writes.
		"enabled": true, "subscribed": true, "disabled": false, "unsubscribed": false,
	}
	for _, words := range all {
		answers[account.SearchKey(words.T("yes"))] = true
		answers[account.SearchKey(words.T("no"))] = false
	}
	return answers
}

func statusColumn() fileColumn {
	return fileColumn{
		key:   string(store.ByStatus),
		title: func(words *i18n.Printer) string { return words.T("column.status") },
		write: func(e exported) sheet.Value {
			return sheet.Text(e.words.T("status." + string(e.row.Status(e.now))))
		},
	}
}

func createdColumn() fileColumn {
	return fileColumn{
		key:   string(store.ByCreated),
		title: func(words *i18n.Printer) string { return words.T("column.created") },
		write: func(e exported) sheet.Value { return sheet.Moment(e.row.CreatedAt.Local()) },
	}
}

func permissionsColumn() fileColumn {
	return fileColumn{
		key: permission.FieldPermissions, title: fieldTitle(permission.FieldPermissions),
		write: func(e exported) sheet.Value {
			var keys []string
			for _, k := range e.account.Permissions.Keys() {
				keys = append(keys, string(k))
			}
			if len(keys) == 0 {
				return sheet.Key(noPermissions)
			}
			return sheet.Key(strings.Join(keys, " "))
		},
		read: func(r *rowReader, text string) { r.draft.Permissions = r.permissions(text) },
	}
}

// fullNameColumn is one in which the first and the last name stand together.
func fullNameColumn(set func(r *rowReader, first, last string)) fileColumn {
	return fileColumn{
		key: fieldFullName, title: fieldTitle(fieldFullName),
		read: func(r *rowReader, text string) {
			first, last := splitName(text)
			set(r, first, last)
		},
	}
}

// splitName splits a name at its comma, before which the last name stands, or else at the last
// blank.
func splitName(name string) (first, last string) {
	if last, first, has := strings.Cut(name, ","); has {
		return strings.TrimSpace(first), strings.TrimSpace(last)
	}
	words := strings.Fields(name)
	if len(words) < 2 {
		return name, ""
	}
	return strings.Join(words[:len(words)-1], " "), words[len(words)-1]
}

// importColumns are the columns that can be in a file of resellers.
func importColumns() []fileColumn {
	return append(
		fileColumns(capacity.Resources()),
		fullNameColumn(func(r *rowReader, first, last string) {
			r.draft.Profile.FirstName, r.draft.Profile.LastName = first, last
		}),
	)
}
