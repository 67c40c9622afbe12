// Package i18n turns keys into sentences, numbers and dates of a language, out of the embedded
// translation files.
package i18n

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"sort"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"github.com/nicksnyder/go-i18n/v2/i18n/template"
	"golang.org/x/text/language"
	"golang.org/x/text/message"

	"resellerdesk/core"
)

// Languages are the languages whose translation files are complete.
var Languages = []string{"en", "de"}

// Printer says things in one language. It is safe for concurrent use.
type Printer struct {
	lang    string
	localer *i18n.Localizer
	numbers *message.Printer
	parser  parser
	plain   sync.Map // The texts without arguments that were asked for, by key.

	dateExample core.Args // How a date is written, for who wrote it differently.
}

// parser reads the texts, in which amount says how many of something there are: "{{amount
// "extensions" .Free}}" is the text "amount.extensions" in the plural form of .Free.
type parser struct{ template.TextParser }

// Cacheable is true because the functions of a printer never change.
func (*parser) Cacheable() bool { return true }

// number is a whole number in a text, written with the thousands separators of the language.
type number struct {
	value int64
	text  string
}

func (n number) String() string { return n.text }

// New returns a printer for the best match of lang (a BCP 47 tag such as "de-AT"); English where
// there is none. The translations are files named LANGUAGE.json in the folder "translations" of
// files.
func New(files embed.FS, lang string) (*Printer, error) {
	bundle := i18n.NewBundle(language.English)
	bundle.RegisterUnmarshalFunc("json", json.Unmarshal)
	known := make([]language.Tag, len(Languages))
	for i, l := range Languages {
		known[i] = language.Make(l)
	}
	_, index, _ := language.NewMatcher(known).Match(language.Make(lang))
	best := Languages[index]
	if _, err := bundle.LoadMessageFileFS(files, "translations/"+best+".json"); err != nil {
		return nil, err
	}
	p := &Printer{
		lang:    best,
		localer: i18n.NewLocalizer(bundle, best),
		numbers: message.NewPrinter(language.Make(best)),
	}
	p.parser.Funcs = map[string]any{"amount": p.amount}
	p.dateExample = core.Args{"Example": p.Day(core.NewDay(2027, time.December, 31))}
	return p, nil
}

// amount says how many of something there are, in the plural form of the number.
func (p *Printer) amount(of string, many any) string {
	if n, is := many.(number); is {
		return p.T("amount."+of, core.Args{"Count": n.value})
	}
	return fmt.Sprint(many)
}

// Language returns the language of the printer, for example "de".
func (p *Printer) Language() string { return p.lang }

// T returns the text of a key with its arguments filled in; integers get thousands separators, and
// the argument "Count" chooses the plural form. A key that does not exist is returned as it is.
func (p *Printer) T(key string, args ...core.Args) string {
	if len(args) > 0 {
		text, _ := p.localized(key, args)
		return text
	}
	if text, known := p.plain.Load(key); known {
		return text.(string)
	}
	text, exists := p.localized(key, nil)
	if exists { // Any text may be asked for as a key.
		p.plain.Store(key, text)
	}
	return text
}

func (p *Printer) localized(key string, args []core.Args) (text string, exists bool) {
	data := map[string]any{}
	config := &i18n.LocalizeConfig{MessageID: key, TemplateData: data, TemplateParser: &p.parser}
	for _, set := range args {
		for name, value := range set {
			if name == "Count" {
				config.PluralCount = value
			}
			data[name] = p.value(value)
		}
	}
	text, err := p.localer.Localize(config)
	if text == "" && err != nil {
		return key, false
	}
	return text, true
}

func (p *Printer) value(v any) any {
	switch v := v.(type) {
	case int:
		return number{int64(v), p.Number(int64(v))}
	case int64:
		return number{v, p.Number(v)}
	case time.Time:
		return p.Date(v)
	case core.Moment:
		return p.DateTime(v.Time)
	case core.Day:
		return p.Day(v)
	case []string:
		return strings.Join(v, ", ")
	case core.Key:
		return p.T(string(v))
	case []core.Key:
		texts := make([]string, len(v))
		for i, key := range v {
			texts[i] = p.T(string(key))
		}
		return strings.Join(texts, ", ")
	}
	return v
}

// Number returns n with the thousands separators of the language.
func (p *Printer) Number(n int64) string { return p.numbers.Sprintf("%d", n) }

// Tenths writes a number with one decimal: n tenths, not below zero.
func (p *Printer) Tenths(n int64) string {
	return p.Number(n/10) + p.T("format.point") + strconv.FormatInt(n%10, 10)
}

// Signed returns n with its sign, for a change.
func (p *Printer) Signed(n int64) string {
	switch {
	case n < 0:
		return "−" + p.Number(-n)
	case n > 0:
		return "+" + p.Number(n)
	}
	return "0"
}

// Date returns the day of t in the local time zone.
func (p *Printer) Date(t time.Time) string { return t.Local().Format(p.T("format.date")) }

// Day writes a day, "" for none.
func (p *Printer) Day(d core.Day) string {
	if d == core.NoDay {
		return ""
	}
	year, month, day := d.Date()
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Format(p.T("format.date"))
}

// ShortDate writes the month of t alone, or its day and month, in the local time zone.
func (p *Printer) ShortDate(t time.Time, month bool) string {
	t = t.Local()
	name := core.Key("month." + strconv.Itoa(int(t.Month())))
	if month {
		return p.T(string(name))
	}
	return p.T("format.day", core.Args{"Day": t.Day(), "Month": int(t.Month()), "Name": name})
}

// DateTime returns the day and the minute of t in the local time zone.
func (p *Printer) DateTime(t time.Time) string { return t.Local().Format(p.T("format.datetime")) }

// DateTimeZone is DateTime with the name of the time zone and its distance to UTC, for a reader who
// may be in another one.
func (p *Printer) DateTimeZone(t time.Time) string {
	t = t.Local()
	name, _ := t.Zone()
	if name == "" || strings.HasPrefix(name, "+") || strings.HasPrefix(name, "-") {
		return p.DateTime(t) + t.Format(" (UTC-07:00)") // Many zones have no name.
	}
	return p.DateTime(t) + t.Format(" MST (UTC-07:00)")
}

// Error returns the sentence for a person: what happened, what it means for the data and what to do
// next.
func (p *Printer) Error(err error) string {
	var problems core.Problems
	if errors.As(err, &problems) {
		sentences := make([]string, len(problems))
		for i, e := range problems {
			sentences[i] = p.T("field."+e.Field) + ": " + p.Sentence(e)
		}
		return strings.Join(sentences, " ")
	}
	var e *core.Error
	if errors.As(err, &e) {
		return p.Sentence(e)
	}
	return p.T("error.internal", core.Args{"Detail": err.Error()})
}

// Sentence returns the sentence of one error, without the name of its field.
func (p *Printer) Sentence(e *core.Error) string {
	args := core.Args{"Detail": ""}
	if cause := (*core.Error)(nil); errors.As(e.Err, &cause) {
		args["Detail"] = p.Sentence(cause)
	} else if e.Err != nil {
		args["Detail"] = e.Err.Error()
	}
	return p.T("error."+e.Key, args, e.Args)
}

// Keys returns the keys of a language's translation file, sorted.
func Keys(files embed.FS, lang string) ([]string, error) {
	raw, err := files.ReadFile("translations/" + lang + ".json")
	if err != nil {
		return nil, err
	}
	var texts map[string]any
	if err := json.Unmarshal(raw, &texts); err != nil {
		return nil, err
	}
	keys := make([]string, 0, len(texts))
	for key := range texts {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	return keys, nil
}
