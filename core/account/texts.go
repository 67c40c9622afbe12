package account

import (
	"slices"
	"strings"

	"resellerdesk/core"
)

// TextKind is what kind of text a field holds, and so how it is checked.
type TextKind int

// The kinds of text.
const (
	TextLine     TextKind = iota // One line.
	TextLines                    // May have line breaks.
	TextEmail                    // An email address.
	TextTags                     // Names separated by commas.
	TextLanguage                 // The code of a language that mails can be written in.
)

// TextField is a text of a profile, and what is asked of it.
type TextField struct {
	Name     string // As problems, files, the log and the columns of an engine name it.
	Kind     TextKind
	Longest  int // Characters; 0 where there is a choice.
	Required bool
	of       func(p *Profile) *string
}

// Of is where a profile keeps the text.
func (f TextField) Of(p *Profile) *string { return f.of(p) }

// TextFields are the texts of a profile, in the order of files.
var TextFields = []TextField{
	{FieldCompany, TextLine, maxName, true, func(p *Profile) *string { return &p.Company }},
	{FieldFirstName, TextLine, maxName, true, func(p *Profile) *string { return &p.FirstName }},
	{FieldLastName, TextLine, maxName, false, func(p *Profile) *string { return &p.LastName }},
	{FieldEmail, TextEmail, MaxEmail, true, func(p *Profile) *string { return &p.Email }},
	{FieldPhone, TextLine, maxLine, false, func(p *Profile) *string { return &p.Phone }},
	{FieldMobile, TextLine, maxLine, false, func(p *Profile) *string { return &p.Mobile }},
	{FieldAddress, TextLines, maxText, false, func(p *Profile) *string { return &p.Address }},
	{FieldRemark, TextLines, maxText, false, func(p *Profile) *string { return &p.Remark }},
	{FieldLanguage, TextLanguage, 0, false, func(p *Profile) *string { return &p.Language }},
	{FieldTags, TextTags, maxTags, false, func(p *Profile) *string { return &p.Tags }},
	{
		FieldExternalNumber, TextLine, maxLine, false,
		func(p *Profile) *string { return &p.ExternalNumber },
	},
}

// formOrder are the texts in the order of the form, which is also the order of problems.
var formOrder = inOrder(
	FieldCompany, FieldEmail, FieldFirstName, FieldLastName, FieldPhone, FieldMobile,
	FieldExternalNumber, FieldTags, FieldAddress, FieldRemark, FieldLanguage,
)

func inOrder(names ...string) []TextField {
	fields := slices.Clone(TextFields)
	slices.SortFunc(fields, func(a, b TextField) int {
		return slices.Index(names, a.Name) - slices.Index(names, b.Name)
	})
	return fields
}

// Longest is how many characters the texts of an account may have, by their field.
var Longest = longest()

func longest() map[string]int {
	most := map[string]int{FieldPassword: MaxPassword, FieldPreset: maxLine}
	for _, f := range TextFields {
		if f.Longest > 0 {
			most[f.Name] = f.Longest
		}
	}
	return most
}

// Validate returns what is wrong with the profile, in the order of the form.
func (p Profile) Validate(languages []string) core.Problems {
	var problems core.Problems
	for _, f := range formOrder {
		text := *f.of(&p)
		switch f.Kind {
		case TextLanguage:
			if !slices.Contains(languages, text) {
				problems.Add(f.Name, "field.choose", nil)
			}
		case TextEmail:
			CheckText(&problems, f.Name, text, f.Required, maxText, false)
			if problems.Of(f.Name) == nil {
				CheckEmail(&problems, f.Name, text)
			}
		default:
			CheckText(&problems, f.Name, text, f.Required, f.Longest, f.Kind == TextLines)
		}
	}
	return problems
}

// ValidateChange is Validate of a profile that was another one before, empty for none: a text that
// stays as it is stays possible, whatever was possible when it was written.
func (p Profile) ValidateChange(languages []string, before Profile) core.Problems {
	return p.Validate(languages).Except(func(field string) bool {
		return slices.ContainsFunc(TextFields, func(f TextField) bool {
			return f.Name == field && *f.of(&p) == *f.of(&before) && *f.of(&p) != ""
		})
	})
}

// Trim returns the profile without spaces around its texts, and each tag once.
func (p Profile) Trim() Profile {
	for _, f := range TextFields {
		text := f.of(&p)
		switch f.Kind {
		case TextLanguage: // Chosen, not typed.
		case TextTags:
			*text = tidyTags(*text)
		default:
			*text = strings.TrimSpace(*text)
		}
	}
	return p
}

// tidyTags returns tags without spaces around them, each once as it was spelled first.
func tidyTags(text string) string {
	var tags []string
	seen := map[string]bool{}
	for tag := range strings.FieldsFuncSeq(
		text, func(r rune) bool { return r == ',' || r == ';' },
	) {
		tag = strings.Join(strings.Fields(tag), " ")
		if key := SearchKey(tag); tag != "" && !seen[key] {
			seen[key] = true
			tags = append(tags, tag)
		}
	}
	return strings.Join(tags, ", ")
}
