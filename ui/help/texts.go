// Package help holds the help: its texts, a page for each thing that people do, the search in them,
// and the dialog that shows them.
package help

import (
	"fmt"
	"path"
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"resellerdesk/assets"
	"resellerdesk/core/i18n"
	"resellerdesk/ui/kit"
)

// group is a part of the contents: its name is "help.group." and the key.
type group struct {
	key    string
	topics []string
}

// TopicKeys is the page that lists all keys.
const TopicKeys = "keys"

// TopicFirst is what opens where nothing else fits.
const TopicFirst = "whole_job"

// contents are all pages, in the order in which they are read. Each is a file of that name in
// assets/help.
var contents = []group{
	{"start", []string{TopicFirst, "start", "sign_in", "invitation", "find"}},
	{
		"resellers",
		[]string{
			"user", "add_reseller", "package", "permission", "activation", "suspend", "import",
			"colleagues",
		},
	},
	{"cloud", []string{"pbx", "add_pbx", "customer", "handover"}},
	{
		"daily",
		[]string{
			"dashboard", "subscription", "usage", "alarm", "exchange", "email", "mail_provider", "mail_certificate", "logs", "undo",
			"backups", "export", "files",
		},
	},
	{"wrong", []string{"mail_trouble", "refused", "damaged", "ledger", "recovery"}},
	{"more", []string{"settings", "terminal", TopicKeys}},
}

// Topics are all pages of the help.
func Topics() []string {
	var all []string
	for _, g := range contents {
		all = append(all, g.topics...)
	}
	return all
}

// blockKind is what a block of a page is.
type blockKind int

const (
	paragraph blockKind = iota
	title
	heading
	item
	see // Leads to another page.
)

// block is a paragraph of a page.
type block struct {
	kind   blockKind
	bullet string
	runs   []kit.Run
	topic  string // Of see.
}

// text is the words of the block.
func (b block) text() string {
	var all strings.Builder
	for _, r := range b.runs {
		all.WriteString(r.Text)
	}
	return all.String()
}

// article is a page of the help in one language.
type article struct {
	topic  string
	title  string
	blocks []block
}

// read reads a page: "# title", "## heading", "- item", "1. step", "→ topic" and paragraphs between
// empty lines. In them **words** are bold, and {a.key} are the words of that key, as they are on
// the screen.
func read(words *i18n.Printer, topic string) (article, error) {
	file, err := assets.Help.ReadFile(path.Join("help", words.Language(), topic+".md"))
	if err != nil {
		return article{}, err
	}
	a := article{topic: topic}
	for _, part := range strings.Split(strings.ReplaceAll(string(file), "\r\n", "\n"), "\n") {
		part = strings.TrimSpace(part)
		if part == "" {
			continue
		}
		b := readBlock(words, part)
		if b.kind == title {
			a.title = b.text()
		}
		a.blocks = append(a.blocks, b)
	}
	if a.title == "" {
		return article{}, fmt.Errorf("help page %s has no title", topic)
	}
	return a, nil
}

var step = regexp.MustCompile(`^(\d+\.) +(.*)$`)

// readBlock reads one line.
func readBlock(words *i18n.Printer, line string) block {
	switch {
	case strings.HasPrefix(line, "## "):
		return block{kind: heading, runs: readRuns(words, line[3:])}
	case strings.HasPrefix(line, "# "):
		return block{kind: title, runs: readRuns(words, line[2:])}
	case strings.HasPrefix(line, "- "):
		return block{kind: item, bullet: "•", runs: readRuns(words, line[2:])}
	case strings.HasPrefix(line, "→ "):
		return block{kind: see, topic: strings.TrimSpace(strings.TrimPrefix(line, "→ "))}
	}
	if m := step.FindStringSubmatch(line); m != nil {
		return block{kind: item, bullet: m[1], runs: readRuns(words, m[2])}
	}
	return block{kind: paragraph, runs: readRuns(words, line)}
}

var inline = regexp.MustCompile(`\*\*([^*]+)\*\*|\{([a-z0-9_.]+)\}`)

// readRuns reads the bold pieces and the keys of a line.
func readRuns(words *i18n.Printer, line string) []kit.Run {
	var runs []kit.Run
	for line != "" {
		at := inline.FindStringSubmatchIndex(line)
		if at == nil {
			return append(runs, kit.Run{Text: line})
		}
		if at[0] > 0 {
			runs = append(runs, kit.Run{Text: line[:at[0]]})
		}
		if at[2] >= 0 {
			runs = append(runs, kit.Run{Text: line[at[2]:at[3]], Bold: true})
		} else {
			runs = append(runs, kit.Run{Text: words.T(line[at[4]:at[5]]), Bold: true})
		}
		line = line[at[1]:]
	}
	return runs
}

// fold makes two letters that look alike the same: small, without accent. It keeps how many there
// are.
func fold(text string) []rune {
	letters := []rune(text)
	for i, r := range letters {
		for _, base := range norm.NFD.String(string(r)) {
			letters[i] = unicode.ToLower(base)
			break
		}
	}
	return letters
}

// hits are where the words of a search are in a text: offset and length.
func hits(text string, search []string) map[int]int {
	found := map[int]int{}
	letters := fold(text)
	for _, word := range search {
		wanted := fold(word)
		for i := 0; i+len(wanted) <= len(letters); i++ {
			if string(letters[i:i+len(wanted)]) == string(wanted) {
				found[i] = max(found[i], len(wanted))
			}
		}
	}
	return found
}

// count is how often the words of a search are on a page; 0 unless all of them are.
func (a article) count(search []string) int {
	n := 0
	for _, word := range search {
		own := 0
		for _, b := range a.blocks {
			own += len(hits(b.text(), []string{word}))
		}
		if own == 0 {
			return 0
		}
		n += own
	}
	return n
}

// readAll returns all pages in the language of the words. A page that is missing is left out: a
// test finds it.
func readAll(words *i18n.Printer) []article {
	var all []article
	for _, topic := range Topics() {
		if a, err := read(words, topic); err == nil {
			all = append(all, a)
		}
	}
	return all
}
