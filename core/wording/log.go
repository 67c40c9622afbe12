package wording

import (
	"slices"
	"strings"

	"resellerdesk/core"
	"resellerdesk/core/capacity"
	"resellerdesk/core/i18n"
	"resellerdesk/core/store"
)

// LogText is an entry of the log in the words of a language.
type LogText struct {
	Who, What string
	Object    string // Names what was changed: an account, several, or nothing.
	Changes   []Change
	Refusal   string // Why it was refused, "" when it was not or nothing is known.
	Detail    string // What a person or a server said about it, "" for nothing.
}

// LogTextOf says an entry in the words of a language.
func LogTextOf(p *i18n.Printer, r store.LogRow) LogText {
	t := LogText{
		Who: PersonText(p, r.Person), What: OperationTitle(p, r.Operation),
		Object: LogName(p, r.LogEntry), Changes: Changes(p, r.Before, r.After), Detail: r.Detail,
	}
	if r.Erased {
		t.Object = p.T("log.erased")
	}
	if r.Person == "" && r.Module == store.ModuleSignIn {
		t.Who = p.T("log.unknown")
	}
	if n := len(strings.Fields(r.Object)); n > 1 {
		t.Object = countText(p, capacity.Verb(r.Operation), n)
	}
	if !r.Refused() {
		return t
	}
	if t.Refusal = RefusalText(p, r.Detail); t.Refusal != "" {
		t.Detail = ""
	}
	return t
}

// LogName names what the entry is about in the words of a language.
func LogName(p *i18n.Printer, e store.LogEntry) string { return nameIn(p, e.Name) }

// WordsName is a name of the log that consists of words of the program: the person who reads it,
// reads it in their language. fault is said behind them, nil for none.
func WordsName(key string, args core.Args, fault *core.Error) string {
	problems := core.Problems{{Key: key, Args: args}}
	if fault != nil {
		problems = append(problems, fault)
	}
	return core.ErrorText(problems)
}

// nameIn says what wordsName returned; any other name is as it is.
func nameIn(p *i18n.Printer, name string) string {
	parts := core.ParseErrors(name)
	if len(parts) == 0 {
		return name
	}
	text := p.T(parts[0].Key, parts[0].Args)
	for _, fault := range parts[1:] {
		text += " " + p.Error(fault)
	}
	return text
}

// LogTitle says an entry in one line: "Alarm snoozed: Extensions are nearly used up".
func LogTitle(p *i18n.Printer, r store.LogRow) string {
	t := LogTextOf(p, r)
	return withName(p, t.What, t.Object)
}

// withName says what was done, and to whom if that is known.
func withName(p *i18n.Printer, what, name string) string {
	if name == "" {
		return what
	}
	return p.T("history.one", core.Args{"What": what, "Name": name})
}

// LogDid says an entry as what follows the name of the person in a sentence: "added the reseller
// Kranich", "could not suspend Kranich", "undid the deletion of Kranich".
func LogDid(p *i18n.Printer, r store.LogRow) string {
	t, verb := LogTextOf(p, r), capacity.Verb(r.Operation)
	said := func(kind string) (sentence string, known bool) {
		key := kind + string(verb.Root())
		sentence = p.T(key, core.Args{"Name": t.Object})
		names := sentence != p.T(key, core.Args{"Name": t.Object + "?"})
		return sentence, sentence != key && (t.Object != "" || !names)
	}
	what := withName(p, p.T("verb."+string(verb.Root())), t.Object)
	reversed := func(key string) string {
		if doing, known := said("doing."); known {
			what = doing
		}
		return p.T(key, core.Args{"What": what})
	}
	switch {
	case r.Refused() && r.Operation != store.OperationProof:
		if refused, known := said("refused."); known && verb.Root() == verb {
			return refused
		}
		return p.T("did.refused", core.Args{"What": withName(p, t.What, t.Object)})
	case verb.IsUndo():
		return reversed("did.undone")
	case verb.IsRedo():
		return reversed("did.redone")
	}
	if did, known := said("did."); known {
		return did
	}
	return p.T("did.something", core.Args{"What": what})
}

// countText says how many of what an operation is about were changed.
func countText(p *i18n.Printer, verb capacity.Verb, n int) string {
	what, _, _ := strings.Cut(string(verb.Root()), ".")
	if !slices.Contains([]string{"pbx", "customer", "colleague"}, what) {
		what = "reseller"
	}
	return p.T("several."+what, core.Args{"Count": n})
}

// PersonText is the name of the person who did something, in words when it was the program itself.
func PersonText(p *i18n.Printer, name string) string {
	if name == "" {
		return p.T("person.program")
	}
	return name
}

// PastTitle says in words what the operation did, without "undone": "Reseller changed: Kranich
// Telefonie GmbH".
func PastTitle(words *i18n.Printer, p store.PastOperation) string {
	what := words.T("verb." + string(p.Verb.Root()))
	switch {
	case p.Count > 1:
		return words.T(
			"history.one", core.Args{"What": what, "Name": countText(words, p.Verb, p.Count)},
		)
	case p.Name != "":
		return words.T("history.one", core.Args{"What": what, "Name": p.Name})
	}
	return what
}
