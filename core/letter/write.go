package letter

import (
	"fmt"
	"html"
	"strings"

	"resellerdesk/core/mail"
)

// Written is a mail as both of its parts say it.
type Written struct {
	Subject string
	Text    string
	HTML    string
	Inline  []mail.Attachment // What the HTML shows.
}

// Write makes the parts of a mail out of a document in a language, with the looks of a sender.
// company is what is read where the logo is not shown.
func Write(d Document, lang string, b Brand, company string) Written {
	w := Written{Subject: d.Subject, Text: d.Plain()}
	page := htmlPage{color: b.Color}
	if logo, err := readLogo(b.Logo); err == nil {
		w.Inline = []mail.Attachment{{
			Name: logoID + "." + logo.format, ContentType: "image/" + logo.format, Data: b.Logo,
			ContentID: logoID,
		}}
		width, height := logo.shown()
		page.f(
			`<p><img src="cid:%s" alt="%s" width="%d" height="%d" style="border:0"></p>`+"\n",
			logoID, html.EscapeString(cleaned(company)), width, height,
		)
	}
	for _, block := range d.Blocks {
		page.block(block)
	}
	w.HTML = page.whole(lang)
	return w
}

// logoID is how the HTML of a mail names its logo.
const logoID = "logo"

// htmlPage is the HTML of a mail while it is written. Nothing in it comes from elsewhere: no
// picture, no font, no style sheet.
type htmlPage struct {
	strings.Builder
	color string // Of headings and links, "" for what the mail program has.
}

func (p *htmlPage) f(format string, args ...any) { fmt.Fprintf(p, format, args...) }

// whole is the page around what was written. With a colour of its own its ground is white also
// where the mail program is dark: the colour was chosen for that.
func (p *htmlPage) whole(lang string) string {
	scheme, ground, rule := "light dark", "", ""
	if p.color != "" {
		scheme, ground = "light only", "background:#ffffff;color:#1f2933;"
		rule = "border-top:4px solid " + p.color + ";padding-top:12px;"
	}
	return `<!DOCTYPE html>
<html lang="` + html.EscapeString(lang) + `">
<head><meta charset="utf-8"><meta name="color-scheme" content="` + scheme + `"></head>
<body style="margin:0;padding:16px;` + ground +
		`font-family:Arial,Helvetica,sans-serif;font-size:15px;line-height:1.5">
<div style="` + rule + `max-width:600px;margin:0 auto">
` + p.String() + `</div>
</body>
</html>
`
}

func (p *htmlPage) block(b Block) {
	switch b.Kind {
	case Paragraph:
		p.f("<p>%s</p>\n", p.lines(b.Lines))
	case Heading:
		p.f(
			`<h3 style="font-size:15px;margin:24px 0 4px%s">%s</h3>`+"\n", p.colored(";color:"),
			p.lines(b.Lines),
		)
	case Items:
		tag, start := "ul", ""
		if b.First > 0 {
			tag, start = "ol", fmt.Sprintf(` start="%d"`, b.First)
		}
		p.f("<%s%s style=\"padding-left:24px\">\n", tag, start)
		for _, item := range b.Items {
			p.f("<li>%s</li>\n", p.lines(item))
		}
		p.f("</%s>\n", tag)
	case Rows:
		p.f(`<table role="presentation" cellpadding="0" cellspacing="0" style="font-size:15px">` +
			"\n")
		for _, r := range b.Rows {
			p.f(
				`<tr><td valign="top" style="padding:2px 24px 2px 0">%s</td>`+
					`<td style="padding:2px 0"><strong>%s</strong></td></tr>`+"\n",
				html.EscapeString(r.Name), p.spans(r.Value),
			)
		}
		p.f("</table>\n")
	case Code:
		p.f(
			`<pre style="font-family:Consolas,Menlo,monospace;font-size:11px;white-space:pre-wrap;`+
				`word-break:break-all;border:1px solid #889;border-radius:6px;padding:8px">%s</pre>`+
				"\n", html.EscapeString(b.Code),
		)
	case Gap: // Only a preview has one.
	}
}

// colored is a style with the colour of the sender, "" where it has none.
func (p *htmlPage) colored(style string) string {
	if p.color == "" {
		return ""
	}
	return style + p.color
}

func (p *htmlPage) lines(lines []Spans) string {
	texts := make([]string, len(lines))
	for i, l := range lines {
		texts[i] = p.spans(l)
	}
	return strings.Join(texts, "<br>\n")
}

func (p *htmlPage) spans(spans Spans) string {
	var b strings.Builder
	for _, s := range spans {
		text := html.EscapeString(s.Text)
		switch {
		case s.Link != "":
			style := ""
			if p.color != "" {
				style = ` style="color:` + p.color + `"`
			}
			fmt.Fprintf(&b, `<a href="%s"%s>%s</a>`, html.EscapeString(s.Link), style, text)
		case s.Bold:
			b.WriteString("<strong>" + text + "</strong>")
		default:
			b.WriteString(text)
		}
	}
	return b.String()
}

// Plain is the document as plain text.
func (d Document) Plain() string {
	var b strings.Builder
	for i, block := range d.Blocks {
		if i > 0 {
			b.WriteByte('\n')
			if d.Blocks[i-1].Kind != Heading {
				b.WriteByte('\n')
			}
		}
		block.plain(&b)
	}
	b.WriteByte('\n')
	return b.String()
}

func (b Block) plain(out *strings.Builder) {
	var lines []string
	for _, l := range b.Lines {
		lines = append(lines, l.String())
	}
	for i, item := range b.Items {
		mark := "- "
		if b.First > 0 {
			mark = fmt.Sprintf("%d. ", b.First+i)
		}
		for j, l := range item {
			if j > 0 {
				mark = strings.Repeat(" ", len(mark))
			}
			lines = append(lines, mark+l.String())
		}
	}
	for _, r := range b.Rows {
		lines = append(lines, "  "+r.Name+": "+r.Value.String())
	}
	if b.Kind == Code {
		lines = append(lines, b.Code)
	}
	out.WriteString(strings.Join(lines, "\n"))
}
