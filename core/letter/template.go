package letter

import (
	"io/fs"
	"strings"
	"time"
	"unicode/utf8"

	"resellerdesk/assets"
	"resellerdesk/core"
	"resellerdesk/core/account"
)

// Template is the text that the mails of a kind are made of in a language, as HTML and as plain
// text. {variables} in it are filled in; what they say is never read as a text of this form. A
// blank line parts paragraphs, "# " begins a heading, "- " or "1. " an item of a list, whose
// further lines are indented.
type Template struct {
	Kind     Kind
	Language string
	Subject  string
	Text     string
}

// Stored is a template that takes the place of that of the program. It is stored as it was saved: a
// later program may demand more of it.
type Stored struct {
	Template
	ChangedAt time.Time
	ChangedBy string // The id of an account, which may be gone.
}

// The fields of a template.
const (
	FieldSubject = "subject"
	FieldText    = "text"
)

// The longest texts, in characters.
const (
	MaxSubject = 200
	MaxText    = 4000
)

// BuiltIn is the text of the program. It fails with NotFound for a kind or a language that there is
// not.
func BuiltIn(kind Kind, lang string) (Template, error) {
	raw, err := fs.ReadFile(assets.Mail, "mail/"+string(kind)+"."+lang+".txt")
	if err != nil {
		return Template{}, &core.Error{Code: core.NotFound, Key: "mail_template.kind", Err: err}
	}
	t := Template{Kind: kind, Language: lang, Text: string(raw)}
	if kind.HasSubject() {
		head, text, _ := strings.Cut(t.Text, "\n")
		t.Subject, t.Text = strings.TrimPrefix(head, "Subject: "), text
	}
	return t.Trim(), nil
}

// Trim is the template as it is stored: without blanks at the ends of lines, and without blank
// lines at both ends.
func (t Template) Trim() Template {
	t.Subject = strings.TrimSpace(t.Subject)
	lines := strings.Split(strings.NewReplacer("\r\n", "\n", "\t", "    ").Replace(t.Text), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	t.Text = strings.Trim(strings.Join(lines, "\n"), "\n")
	return t
}

// Check says what is wrong with a template; word is what a variable is called in its language.
func (t Template) Check(word func(key string) string) core.Problems {
	var problems core.Problems
	if t.Kind.HasSubject() {
		t.checkSubject(&problems, word)
	}
	account.CheckText(&problems, FieldText, t.Text, true, MaxText, true)
	for i, line := range strings.Split(t.Text, "\n") {
		t.checkLine(&problems, i+1, line, word)
	}
	for _, key := range t.missing() {
		problems = append(problems, &core.Error{
			Code: core.Invalid, Field: FieldText, Key: "mail_template.missing",
			Args: core.Args{
				"Name": word(key), "Variable": key, "Why": core.Key("mail_template.why." + key),
			},
		})
	}
	return problems
}

// missing are the keys of the variables that the text must name and does not.
func (t Template) missing() (keys []string) {
	said := map[string]bool{}
	for _, line := range strings.Split(t.Text, "\n") {
		pieces, _ := parseLine(line)
		for _, p := range pieces {
			said[p.variable] = true
		}
	}
	for _, v := range t.Kind.Variables() {
		if v.Required && !said[v.Key] {
			keys = append(keys, v.Key)
		}
	}
	return keys
}

func (t Template) checkLine(
	problems *core.Problems, number int, line string, word func(key string) string,
) {
	pieces, open := parseLine(line)
	if open {
		problems.Add(FieldText, "mail_template.open", core.Args{"Line": number})
	}
	for _, p := range pieces {
		known := t.checkPiece(problems, FieldText, p, word)
		if known && standsAlone(p.variable) && (len(pieces) > 1 || strings.HasPrefix(line, " ")) {
			problems.Add(FieldText, "mail_template.alone", core.Args{"Name": word(p.variable)})
		}
	}
}

func (t Template) checkSubject(problems *core.Problems, word func(key string) string) {
	if strings.ContainsAny(t.Subject, "\r\n") {
		problems.Add(FieldSubject, "mail_template.subject_lines", nil)
		return
	}
	account.CheckText(problems, FieldSubject, t.Subject, true, MaxSubject, false)
	pieces, open := parseLine(t.Subject)
	if open {
		problems.Add(FieldSubject, "mail_template.subject_open", nil)
	}
	for _, p := range pieces {
		if t.checkPiece(problems, FieldSubject, p, word) && standsAlone(p.variable) {
			problems.Add(
				FieldSubject, "mail_template.not_in_subject", core.Args{"Name": word(p.variable)},
			)
		}
	}
}

// checkPiece tells whether a piece is a variable that the kind has.
func (t Template) checkPiece(
	problems *core.Problems, field string, p piece, word func(key string) string,
) bool {
	if p.variable == "" {
		return false
	}
	_, known := t.Kind.variable(p.variable)
	if !known {
		problems.Add(field, "mail_template.unknown", core.Args{"Name": word(p.variable)})
	}
	return known
}

// Renamed is the template with other names in its braces; to returns the other name.
func (t Template) Renamed(to func(name string) string) Template {
	t.Subject, t.Text = rename(t.Subject, to), rename(t.Text, to)
	return t
}

func rename(text string, to func(name string) string) string {
	var b strings.Builder
	for i, line := range strings.Split(text, "\n") {
		if i > 0 {
			b.WriteByte('\n')
		}
		pieces, _ := parseLine(line)
		for _, p := range pieces {
			if p.variable == "" {
				b.WriteString(p.text)
			} else {
				b.WriteString("{" + to(p.variable) + "}")
			}
		}
	}
	return b.String()
}

// piece is a part of a line of a template: a variable, or a text.
type piece struct {
	variable string // "" for a text.
	text     string
}

// parseLine splits a line. A brace that does not belong to a variable is a text; open tells that
// there is one.
func parseLine(line string) (pieces []piece, open bool) {
	add := func(text string) {
		if text != "" {
			pieces = append(pieces, piece{text: text})
		}
	}
	for {
		start := strings.IndexAny(line, "{}")
		if start < 0 {
			add(line)
			return pieces, open
		}
		end := strings.IndexAny(line[start+1:], "{}")
		if line[start] == '}' || end < 0 || line[start+1+end] == '{' {
			open = true
			add(line[:start+1])
			line = line[start+1:]
			continue
		}
		add(line[:start])
		name := strings.TrimSpace(line[start+1 : start+1+end])
		if name == "" || utf8.RuneCountInString(name) > longestName {
			open = true
			add(line[start : start+end+2])
		} else {
			pieces = append(pieces, piece{variable: name})
		}
		line = line[start+end+2:]
	}
}

// longestName is how many characters a name in braces has at most.
const longestName = 60
