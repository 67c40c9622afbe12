package main

import (
	"errors"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"resellerdesk/core"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
	"resellerdesk/core/i18n"
	"resellerdesk/core/permission"
	"resellerdesk/core/sheet"
)

// flags are the flags of a command; what the help says of one has the key "ctl.flag." and its name.
type flags struct {
	*pflag.FlagSet
	words *i18n.Printer
}

func (f flags) usage(name string) string {
	return f.words.T("ctl.flag." + strings.ReplaceAll(name, "-", "_"))
}

func (f flags) text(name string) *string { return f.textAs(name, name) }

// textAs is for a name that means something else to other commands; what the help says has the key
// "ctl.flag." and key.
func (f flags) textAs(name, key string) *string { return f.String(name, "", f.usage(key)) }

func (f flags) onOff(name string) *bool { return f.Bool(name, false, f.usage(name)) }

func (f flags) count(name string, usual int) *int {
	n := usual
	f.Var(&countValue{&n, f.words}, name, f.usage(name))
	return &n
}

// countValue is the number of a flag, read as all numbers are.
type countValue struct {
	n     *int
	words *i18n.Printer
}

func (v *countValue) String() string { return strconv.Itoa(*v.n) }

func (v *countValue) Type() string { return "int" }

func (v *countValue) Set(text string) error {
	n, err := v.words.ParseNumber(text)
	if err != nil {
		return errors.New(v.words.Error(err))
	}
	*v.n = int(min(n, math.MaxInt32))
	return nil
}

func (f flags) several(name string) *[]string { return f.severalAs(name, name) }

func (f flags) severalAs(name, key string) *[]string {
	return f.StringSlice(name, nil, f.usage(key))
}

// newest is how many rows a list that only grows shows unless another number is given.
const newest = 50

// atMost is the greatest number of rows that a limit allows; 0 is none.
func atMost(limit int) int {
	if limit <= 0 {
		return math.MaxInt32
	}
	return limit
}

// none takes an amount, a limit or a date away.
const none = "none"

// flagOf is the name of the flag of a field.
func flagOf(field string) string { return strings.ReplaceAll(field, "_", "-") }

// setText changes a text to what its flag says, if it was given.
func (c *call) setText(to *string, field string) {
	if f := c.flags.Lookup(flagOf(field)); f.Changed {
		*to = f.Value.String()
	}
}

func (c *call) setBool(to *bool, field string) {
	if f := c.flags.Lookup(flagOf(field)); f.Changed {
		*to = f.Value.String() == "true"
	}
}

// setAmounts changes the amounts whose flags were given; "none" leaves a resource out.
func (c *call) setAmounts(amounts capacity.Amounts, problems *core.Problems) {
	for _, r := range capacity.Resources() {
		f := c.flags.Lookup(flagOf(string(r)))
		switch {
		case !f.Changed:
		case f.Value.String() == none:
			delete(amounts, r)
		default:
			if n, ok := c.integer(f.Value.String(), string(r), problems); ok {
				amounts[r] = n
			}
		}
	}
}

// setInteger changes a whole number to what its flag says, if it was given.
func (c *call) setInteger(to *int64, field string, problems *core.Problems) {
	if f := c.flags.Lookup(flagOf(field)); f.Changed {
		if n, ok := c.integer(f.Value.String(), field, problems); ok {
			*to = n
		}
	}
}

// integer reads a whole number, or adds a problem of the field.
func (c *call) integer(text, field string, problems *core.Problems) (int64, bool) {
	n, err := c.words.ParseNumber(text)
	if err != nil {
		problems.AddError(field, err)
	}
	return n, err == nil
}

// setDay changes a day to what its flag says, if it was given: a date, a time by RFC 3339, which
// is on its day here, or ends the day that it says itself, or "none".
func (c *call) setDay(to *core.Day, flag, field string, problems *core.Problems) {
	f := c.flags.Lookup(flag)
	if !f.Changed {
		return
	}
	*to = core.NoDay
	text := f.Value.String()
	if text == none {
		return
	}
	if t, err := time.Parse(time.RFC3339, text); err == nil {
		day := core.DayOf(t)
		if t.Format(time.TimeOnly) == "23:59:59" {
			day = core.NewDay(t.Date())
		}
		text = day.DateOnly()
	}
	day, err := c.words.ParseDate(text)
	if err != nil {
		problems.AddError(field, err)
	}
	*to = day
}

// operation returns the id of an operation, the one asked for or a new one, and what was done with
// it before, if anything. An id that belongs to another action is refused, since the desk would
// take it for a repeated try and do nothing.
func (c *call) operation(
	asked string, same func(capacity.Operation) bool,
) (id string, before *capacity.Operation, err error) {
	if asked == "" {
		return desk.NewID(), nil, nil
	}
	parsed, err := uuid.Parse(asked)
	if err != nil {
		return "", nil, core.Problems{{
			Code: core.Invalid, Field: "operation_id", Key: "ctl.operation_id",
		}}
	}
	id = parsed.String()
	op, _, err := c.desk.OwnOperation(c.ctx, id)
	switch {
	case err != nil:
		return "", nil, err
	case op == nil:
		return id, nil, nil
	case !same(*op):
		return "", nil, &core.Error{
			Code: core.Conflict, Field: "operation_id", Key: "ctl.operation_other",
		}
	}
	return id, op, nil
}

// did tells whether an operation is an action on an object, "" for several and for the
// subscription.
func did(verb capacity.Verb, object string) func(capacity.Operation) bool {
	return func(op capacity.Operation) bool { return op.Verb == verb && op.Object == object }
}

// oneOf refuses a word that the flag or argument with a name does not know.
func oneOf[T ~string](name, word string, known []T) error {
	names := make([]string, len(known))
	for i, k := range known {
		if word == string(k) {
			return nil
		}
		names[i] = string(k)
	}
	return usageError{&unknownWord{name, word, names}}
}

// unknownWord is a word that a flag or an argument does not know.
type unknownWord struct {
	name, word string
	known      []string
}

func (u *unknownWord) Error() string {
	return u.name + " " + strconv.Quote(u.word) + ": " + strings.Join(u.known, ", ")
}

// offer lets the shell complete the words that the flags of the command with a path know.
func offer(cmd *cobra.Command, path string) {
	can := permission.Offered()
	if strings.HasPrefix(path, "colleague ") {
		can = permission.OfColleagues()
	}
	words := map[string][]string{
		"language": i18n.Languages, "resource": texts(capacity.Resources()),
		"permission": features(can), "no-permission": features(can),
		"status": texts(desk.Statuses()), "only": texts(chips()), "sort": texts(columns()),
		"module": desk.LogModules(), "operation": desk.Operations(), "result": texts(results()),
		"kind": texts(kinds()), "encoding": texts(sheet.Encodings()),
		"plan": texts(plans()), "type": texts(types()), "by": texts(usageLists()),
	}
	switch path {
	case "import":
		words["kind"], words["separator"] = texts(desk.ImportKinds()), separators()
		words["dates"], words["numbers"] = texts(desk.DateForms()), texts(desk.NumberForms())
		words["update"] = []string{"email", "external_number", "sub_domain"}
	case "pbx list", "export pbxs":
		words["status"], words["only"] = texts(desk.PBXStatuses()), texts(pbxChips())
		words["sort"] = texts(pbxColumns())
	case "customer list", "export customers":
		words["sort"] = texts(customerColumns())
	}
	for name, list := range words {
		if cmd.Flags().Lookup(name) != nil {
			// It fails only for a flag that does not exist, or twice for one.
			_ = cmd.RegisterFlagCompletionFunc(
				name, cobra.FixedCompletions(list, cobra.ShellCompDirectiveNoFileComp),
			)
		}
	}
}

func texts[T ~string](list []T) []string {
	all := make([]string, len(list))
	for i, one := range list {
		all[i] = string(one)
	}
	return all
}

// features are the keys of features.
func features(list []permission.Feature) []string {
	var keys []string
	for _, f := range list {
		keys = append(keys, texts(f.Keys())...)
	}
	return keys
}
