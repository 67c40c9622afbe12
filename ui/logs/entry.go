package logs

import (
	"strconv"
	"strings"

	"resellerdesk/core/desk"
	"resellerdesk/core/wording"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

// entry is a row of the log in words. They are found once, when it is read, since a table asks for
// them at each drawing.
type entry struct {
	desk.LogRow
	text    wording.LogText
	summary string
}

// id names the entry in the table.
func (e entry) id() string { return strconv.FormatInt(e.Number, 10) }

func newEntry(env *page.Env, r desk.LogRow) entry {
	e := entry{LogRow: r, text: wording.LogTextOf(env.Words, r)}
	e.summary = e.inOneLine()
	return e
}

// inOneLine says why it was refused, or what changed, or what there is to say instead.
func (e entry) inOneLine() string {
	if e.text.Refusal != "" {
		return e.text.Refusal
	}
	var parts []string
	for _, c := range e.text.Changes {
		parts = append(parts, c.String())
	}
	if len(parts) == 0 {
		return e.text.Detail
	}
	return drawable(strings.Join(parts, ", "))
}

// drawable is a text without spaces around its arrows. fyne 2.8.1: the arrow comes from the symbol
// font, which a space after it is then looked for in as well, and is not in it.
func drawable(text string) string { return strings.ReplaceAll(text, " → ", "→") }

// badge says what came of it.
func (e entry) badge(env *page.Env) kit.BadgeValue {
	text := env.T("log.result." + e.Result)
	switch {
	case !e.Refused():
		return kit.BadgeValue{Tone: kit.OK, Icon: kit.IconCheck, Text: text}
	// Of a mail: nothing is lost, or not known yet.
	case e.Result == "temporary" || e.Result == "unknown":
		return kit.BadgeValue{Tone: kit.Warn, Icon: kit.IconAlert, Text: text}
	}
	return kit.BadgeValue{Tone: kit.Bad, Icon: kit.IconAlert, Text: text}
}
