package keys

import (
	"bytes"
	"html/template"

	"resellerdesk/assets"
	"resellerdesk/core/i18n"
)

// recoveryPage is what the printed page of a recovery kit says.
type recoveryPage struct {
	Kit   RecoveryKit
	words *i18n.Printer
}

// T is a sentence of the page.
func (p recoveryPage) T(key string) string { return p.words.T("recovery.page_" + key) }

// Language is the language of the page.
func (p recoveryPage) Language() string { return p.words.Language() }

// MadeAt is when the kit was made, in words.
func (p recoveryPage) MadeAt() string { return p.words.DateTime(p.Kit.MadeAt) }

// Page returns the page of the kit to be printed, as HTML: its code, where its file is, and what to
// do with both. The keys themselves are not on it.
func (k RecoveryKit) Page(words *i18n.Printer) ([]byte, error) {
	page, err := template.New("").Parse(assets.RecoveryPage)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	err = page.Execute(&out, recoveryPage{k, words})
	return out.Bytes(), err
}
