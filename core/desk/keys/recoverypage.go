package keys

import (
	"bytes"

	"resellerdesk/core/i18n"
	"resellerdesk/core/pdf"
)

// Page returns the page of the kit to be printed, as PDF: its code, where its file is, and what to
// do with both. The keys themselves are not on it.
func (k RecoveryKit) Page(words *i18n.Printer) ([]byte, error) {
	t := func(key string) string { return words.T("recovery.page_" + key) }
	d := pdf.Document{
		Title: t("title"), Words: words,
		About: "Reseller Desk · " + k.Company + " · " + words.DateTime(k.MadeAt),
		// A name in letters that cannot be set keeps nobody from printing the code.
		Replace: true,
	}
	var out bytes.Buffer
	err := pdf.Page(&out, d, []pdf.Block{
		{Paragraph: t("code")},
		{Code: k.Code},
		{Facts: [][2]string{
			{t("file"), k.Name},
			{t("where"), ""},
			{t("email"), k.Email},
			{t("fingerprint"), k.Fingerprint},
		}},
		{Heading: t("when")},
		{Steps: []string{t("step1"), t("step2"), t("step3")}},
		{Paragraph: t("keep")},
	})
	return out.Bytes(), err
}
