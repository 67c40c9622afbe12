package columns

import (
	"maps"
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

// Exported is a reseller as a file shows it.
type Exported struct {
	Row     store.ResellerRow
	Account account.Account
	Words   *i18n.Printer
	Now     time.Time
}

// noPermissions is in the column of the permissions for none; an empty cell is the usual ones.
const noPermissions = "none"

// Resellers are all columns of a file of resellers, in its order, with those of the given
// resources.
func Resellers(resources []capacity.Resource) []Column {
	var columns []Column
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

func textColumn(f account.TextField) Column {
	return Column{
		Key: f.Name, Title: fieldTitle(f.Name), Required: f.Required,
		Write: func(e Exported) sheet.Value { return sheet.Text(*f.Of(&e.Account.Profile)) },
		// Windows writes two characters for a line break inside a text.
		Read: func(r *Reader, text string) {
			*f.Of(&r.Account.Profile) = strings.ReplaceAll(text, "\r\n", "\n")
		},
	}
}

func languageColumn() Column {
	return Column{
		Key: account.FieldLanguage, Title: fieldTitle(account.FieldLanguage),
		Write: func(e Exported) sheet.Value { return sheet.Text(e.Account.Profile.Language) },
		Read: func(r *Reader, text string) {
			r.Account.Profile.Language = text
			if language, known := r.languages[wordKey(text)]; known {
				r.Account.Profile.Language = language
			}
		},
	}
}

func validUntilColumn() Column {
	return Column{
		Key: account.FieldValidUntil, Title: fieldTitle(account.FieldValidUntil), means: meansDay,
		Write: func(e Exported) sheet.Value {
			return sheet.Day(e.Account.Profile.ValidUntil)
		},
		Read: func(r *Reader, text string) {
			day, err := r.day(text)
			if err != nil {
				r.Problems.AddError(account.FieldValidUntil, err)
				return
			}
			r.Account.Profile.ValidUntil = day
		},
	}
}

func usedColumn(r capacity.Resource) Column {
	return Column{
		Key: string(r) + "_used",
		Title: func(words *i18n.Printer) string {
			return words.T("export.used", core.Args{"Resource": core.Key("field." + r)})
		},
		Write: func(e Exported) sheet.Value { return sheet.Number(e.Row.Used[r]) },
	}
}

func totalColumn(r capacity.Resource) Column {
	return Column{
		Key: string(r), Title: fieldTitle(string(r)),
		Required: slices.Contains(capacity.Always(), r), means: meansNumber,
		Write: func(e Exported) sheet.Value {
			if n, has := e.Account.Package.Amounts[r]; has {
				return sheet.Number(n)
			}
			return sheet.Value{}
		},
		Read: func(row *Reader, text string) {
			if n, ok := row.number(string(r), text); ok {
				row.Account.Package.Amounts[r] = n
			}
		},
	}
}

func minExtensionsColumn() Column {
	return Column{
		Key: capacity.FieldMinExtensions, Title: fieldTitle(capacity.FieldMinExtensions),
		means: meansNumber,
		Write: func(e Exported) sheet.Value {
			return sheet.Number(e.Account.Package.MinExtensions)
		},
		Read: func(r *Reader, text string) {
			if n, ok := r.number(capacity.FieldMinExtensions, text); ok {
				r.Account.Package.MinExtensions = n
			}
		},
	}
}

func pbxLimitColumn() Column {
	return Column{
		Key: capacity.FieldPBXLimit, Title: fieldTitle(capacity.FieldPBXLimit), means: meansNumber,
		Write: func(e Exported) sheet.Value {
			if e.Account.Package.PBXLimit == nil {
				return sheet.Value{}
			}
			return sheet.Number(*e.Account.Package.PBXLimit)
		},
		Read: func(r *Reader, text string) {
			if n, ok := r.number(capacity.FieldPBXLimit, text); ok {
				r.Account.Package.PBXLimit = &n
			}
		},
	}
}

func switchColumn(key string, of func(*capacity.Package) *bool) Column {
	return Column{
		Key: key, Title: fieldTitle(key),
		Write: func(e Exported) sheet.Value { return YesOrNo(e.Words, *of(&e.Account.Package)) },
		Read: func(r *Reader, text string) {
			on, known := r.answers[wordKey(text)]
			if !known {
				r.Problems.Add(key, "import.yes_or_no", nil)
			}
			*of(&r.Account.Package) = on
		},
	}
}

func YesOrNo(words *i18n.Printer, on bool) sheet.Value {
	if on {
		return sheet.Text(words.T("yes"))
	}
	return sheet.Text(words.T("no"))
}

func statusColumn() Column {
	return Column{
		Key:   string(store.ByStatus),
		Title: func(words *i18n.Printer) string { return words.T("column.status") },
		Write: func(e Exported) sheet.Value {
			return sheet.Text(e.Words.T("status." + string(e.Row.Status(e.Now))))
		},
	}
}

func createdColumn() Column {
	return Column{
		Key:   string(store.ByCreated),
		Title: func(words *i18n.Printer) string { return words.T("column.created") },
		Write: func(e Exported) sheet.Value { return sheet.Moment(e.Row.CreatedAt.Local()) },
	}
}

func permissionsColumn() Column {
	return Column{
		Key: permission.FieldPermissions, Title: fieldTitle(permission.FieldPermissions),
		Write: func(e Exported) sheet.Value {
			var keys []string
			for _, k := range e.Account.Permissions.Keys() {
				keys = append(keys, string(k))
			}
			if len(keys) == 0 {
				return sheet.Key(noPermissions)
			}
			return sheet.Key(strings.Join(keys, " "))
		},
		Read: func(r *Reader, text string) {
			before := r.Account
			r.Account.Permissions = r.permissions(text)
			if before.ID != "" && r.Account.Preset == "" &&
				maps.Equal(r.Account.Permissions, before.Permissions) {
				r.Account.Preset = before.Preset // They stay those that the preset gave.
			}
		},
	}
}
