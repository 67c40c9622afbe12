package columns

import (
	"slices"
	"strings"

	"resellerdesk/core"
	"resellerdesk/core/capacity"
	"resellerdesk/core/i18n"
	"resellerdesk/core/pbx"
)

// pbxColumns are the columns that can be in a file of PBXs.
func pbxColumns() []Column {
	columns := []Column{
		ownerColumn(),
		pbxText(pbx.FieldName, true, func(p *pbx.PBX) *string { return &p.Name }),
		wordColumn(pbx.FieldPlan, "pbx.plan.", []pbx.Plan{pbx.Enterprise, pbx.Ultimate},
			func(p *pbx.PBX) *pbx.Plan { return &p.Plan }),
	}
	columns = append(columns, pbxSizeColumns()...)
	return append(
		columns,
		pbxText(pbx.FieldRegion, false, func(p *pbx.PBX) *string { return &p.Region }),
		pbxText(pbx.FieldSubDomain, true, func(p *pbx.PBX) *string { return &p.SubDomain }),
		pbxText(pbx.FieldDomain, false, func(p *pbx.PBX) *string { return &p.Domain }),
		pbxSwitch(pbx.FieldCustomDomain, func(r *Reader, on bool) { r.PBX.CustomDomain = on }),
		wordColumn(pbx.FieldType, "pbx.type.", []pbx.Type{pbx.Trial, pbx.Commercial},
			func(p *pbx.PBX) *pbx.Type { return &p.Type }),
		pbxDay(pbx.FieldExpiry, func(p *pbx.PBX) *core.Day { return &p.Expiry }),
		pbxSwitch(pbx.FieldRunAfterExpiry, func(r *Reader, on bool) {
			r.PBX.RunAfterExpiry = on
		}),
		exportedColumn("column.status"),
		pbxSwitch(pbx.FieldActivated, func(r *Reader, on bool) { r.PBX.Activated = on }),
		pbxSwitch(pbx.FieldHighAvailability, func(r *Reader, on bool) {
			r.PBX.HighAvailability = on
		}),
		pbxDay(pbx.FieldMadeAt, func(p *pbx.PBX) *core.Day { return &p.MadeAt }),
		customersColumn(),
		pbxText(pbx.FieldRemark, false, func(p *pbx.PBX) *string { return &p.Remark }),
		exportedColumn("column.created"), hostColumn(),
	)
}

// pbxSizeColumns are those of what a PBX takes.
func pbxSizeColumns() []Column {
	return []Column{
		pbxAmount(capacity.Extensions, true, func(r *Reader, n int64) { r.PBX.Extensions = n }),
		pbxAmount(capacity.ConcurrentCalls, false, func(r *Reader, n int64) {
			r.PBX.ConcurrentCalls = n
		}),
		pbxSwitch(pbx.FieldRecording, func(r *Reader, on bool) { r.Said.Recording = &on }),
		pbxAmount(capacity.RecordingMinutes, false, func(r *Reader, n int64) {
			r.Said.Minutes = &n
		}),
		pbxAmount(capacity.TranscriptionMinutes, false, func(r *Reader, n int64) {
			r.PBX.TranscriptionMinutes = n
		}),
		exportedColumn("field.transcription_consumed"),
	}
}

func pbxText(key string, required bool, of func(p *pbx.PBX) *string) Column {
	return Column{
		Key: key, Title: fieldTitle(key), Required: required,
		// Windows writes two characters for a line break inside a text.
		Read: func(r *Reader, text string) {
			*of(&r.PBX) = strings.ReplaceAll(text, "\r\n", "\n")
		},
	}
}

func pbxSwitch(key string, set func(r *Reader, on bool)) Column {
	return Column{Key: key, Title: fieldTitle(key), Read: func(r *Reader, text string) {
		if on, known := r.answers[wordKey(text)]; known {
			set(r, on)
		} else {
			r.Problems.Add(key, "import.yes_or_no", nil)
		}
	}}
}

func pbxAmount(
	resource capacity.Resource, required bool, set func(r *Reader, n int64),
) Column {
	key := string(resource)
	return Column{
		Key: key, Title: fieldTitle(key), Required: required, means: meansNumber,
		Read: func(r *Reader, text string) {
			if n, ok := r.number(key, text); ok {
				set(r, n)
			}
		},
	}
}

// customersColumn names for whom a PBX is made.
func customersColumn() Column {
	return Column{
		Key: pbx.FieldCustomers, Title: fieldTitle(pbx.FieldCustomers),
		Read: func(r *Reader, text string) {
			r.Said.Customers = strings.FieldsFunc(text, func(c rune) bool {
				return c == ',' || c == ';' || c == '\n'
			})
		},
	}
}

// hostColumn is one in which the whole address stands.
func hostColumn() Column {
	return Column{
		Key: FieldHost, Title: fieldTitle(FieldHost),
		Read: func(r *Reader, text string) { r.PBX.SubDomain, r.PBX.Domain = SplitHost(text) },
	}
}

// SplitHost splits an address at its first point.
func SplitHost(text string) (sub, domain string) {
	_, host, has := strings.Cut(text, "://")
	if !has {
		host = text
	}
	sub, domain, _ = strings.Cut(strings.TrimSuffix(host, "/"), ".")
	return sub, domain
}

func pbxDay(field string, of func(p *pbx.PBX) *core.Day) Column {
	return Column{
		Key: field, Title: fieldTitle(field), means: meansDay,
		Read: func(r *Reader, text string) {
			day, err := r.day(text)
			if err != nil {
				r.Problems.AddError(field, err)
				return
			}
			*of(&r.PBX) = day
		},
	}
}

// wordColumn holds one of a few words, as it is kept or as it is shown in any language.
func wordColumn[T ~string](
	key, prefix string, all []T, of func(p *pbx.PBX) *T,
) Column {
	return Column{Key: key, Title: fieldTitle(key), Read: func(r *Reader, text string) {
		for _, one := range all {
			if titleKey(string(one)) == titleKey(text) || slices.ContainsFunc(
				r.words, func(w *i18n.Printer) bool {
					return titleKey(w.T(prefix+string(one))) == titleKey(text)
				},
			) {
				*of(&r.PBX) = one
				return
			}
		}
		r.Problems.Add(key, "field.choose", nil)
	}}
}
