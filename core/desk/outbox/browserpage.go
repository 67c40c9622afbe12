package outbox

import (
	"bytes"
	"html/template"

	"resellerdesk/core/i18n"
)

// browserHTML is what the browser shows once the provider sent it back.
var browserHTML = template.Must(template.New("page").Parse(`<!DOCTYPE html>
<html lang="{{.Lang}}"><head><meta charset="utf-8"><title>{{.Title}}</title>
<style>body{font:16px/1.5 sans-serif;max-width:32em;margin:15vh auto;padding:0 1em}</style></head>
<body><h1>{{.Title}}</h1><p>{{.Text}}</p></body></html>
`))

// browserPage says how it goes on, in the words of a person.
func browserPage(words *i18n.Printer, agreed bool) string {
	text := words.T("oauth_page.declined")
	if agreed {
		text = words.T("oauth_page.agreed")
	}
	var out bytes.Buffer
	// Neither the template nor the buffer fails.
	_ = browserHTML.Execute(&out, map[string]string{
		"Lang": words.Language(), "Title": words.T("oauth_page.title"), "Text": text,
	})
	return out.String()
}
